//! Section 135: a warrant to remove or keep a person, and a warrant to take or retake a patient.
//!
//! Three questions are asked before anything is done, each limb by limb: may a warrant be applied
//! for ([`application`]), is it good now ([`validity`]), and may these people go in now
//! ([`execution`]). After it is done the same limbs judge what was done.
//!
//! Under section 135(1) a person who is removed or kept is detained, with the clock of 135(3ZA).
//! Under section 135(2) there is no detention and no clock: the warrant opens a door, and where the
//! patient goes follows from the power they were already liable to.

mod application;
mod clock;
mod done;
mod live;
mod search;
mod used;
mod valid;

use domain::{Answer, Moment, Profession, Rank, labels};
use jiff::Timestamp;
use schemars::JsonSchema;
use serde::Serialize;

use crate::answer::{Certainty, Finding, Limb, Reason, Standing};
use crate::case::Ledger;
use crate::facts::{
    Act, ExecutionConcluded, ExecutionOutcome, Facts, Presence, RemovedUnderWarrant,
    WarrantExecuted, WarrantIssued, WarrantKind, WarrantSought, What,
};
use crate::period::LastDay;
use crate::profile::Profile;
use crate::rules::{self, Rule};
use crate::story::{Placed, Stay, Story};

pub(crate) use clock::{assessed_there, start};
pub(crate) use search::pace_32_reason;
pub(crate) use used::{judge_use, limbs_of_entry, power_to_remove};

labels! {
    /// What a question about a warrant comes to.
    pub enum WarrantVerdict {
        Met => "yes",
        NotMet => "no",
        NeedsFacts => "cannot be judged yet",
    }
}

/// The answer to a question about a warrant, limb by limb.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct WarrantOutcome {
    /// What it comes to.
    pub verdict: WarrantVerdict,
    /// Each limb, in the order of the section.
    pub limbs: Vec<Limb>,
    /// How long the warrant lasts. `None` where none is issued or its day of issue is not known.
    pub life: Option<WarrantLife>,
}

/// How long a warrant lasts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, JsonSchema)]
pub struct WarrantLife {
    /// The last day it may be executed, in Europe/London: three months after the day of issue, or
    /// the date on its face where that is earlier.
    pub last_day: LastDay,
    /// The instant that day is over.
    pub stops: Timestamp,
    /// From when a reader is warned: one month after the day of issue. A life of one month is said
    /// without a source, so the warning changes no answer.
    pub warn_from: Timestamp,
    /// Entries made to execute it so far.
    pub entries_made: u16,
}

impl WarrantOutcome {
    /// Whether it breaks the absolute block on executing without an AMHP and a registered doctor
    /// physically there (workflows.md section 0, B3).
    pub fn breaks_block_on_company(&self) -> bool {
        self.fails(&rules::W1_ACCOMPANIED)
    }

    /// Whether it breaks the absolute block on going after the stop date (workflows.md section 0,
    /// B5).
    pub fn breaks_block_on_stop_date(&self) -> bool {
        self.fails(&rules::W1_VALIDITY) || self.fails(&rules::W2_VALIDITY)
    }

    fn fails(&self, rule: &Rule) -> bool {
        self.limbs
            .iter()
            .any(|limb| limb.met.is_no() && limb.rule == rule)
    }
}

/// The people who mean to go in, and how.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ProposedEntry {
    /// Which kind of warrant.
    pub kind: WarrantKind,
    /// Who would enter to execute it.
    pub by: Profession,
    /// Whether an AMHP is there.
    pub amhp: Presence,
    /// Whether a registered medical practitioner is there.
    pub doctor: Presence,
    /// Whether those whom the warrant names are there.
    pub named_professionals_there: Answer,
    /// Whether the premises are those the warrant specifies.
    pub at_specified_premises: Answer,
    /// The rank of an officer who allows a further entry in writing, where one does.
    pub further_entry_allowed_by: Option<Rank>,
}

impl From<&WarrantExecuted> for ProposedEntry {
    fn from(entry: &WarrantExecuted) -> Self {
        Self {
            kind: entry.kind,
            by: entry.by,
            amhp: entry.amhp,
            doctor: entry.doctor,
            named_professionals_there: entry.named_professionals_there,
            at_specified_premises: entry.at_specified_premises,
            further_entry_allowed_by: entry.further_entry_allowed_by,
        }
    }
}

/// Whether a warrant of this kind may be applied for, on the latest application recorded by a
/// moment: 135(1), 135(2).
pub fn application(
    facts: &Facts,
    at: Timestamp,
    kind: WarrantKind,
    profile: &Profile,
) -> Finding<WarrantOutcome> {
    application::judge(&Story::read(facts, at), profile, kind)
}

/// Whether the latest warrant of this kind is good at a moment: what it says, and how long it
/// lasts.
pub fn validity(facts: &Facts, at: Timestamp, kind: WarrantKind) -> Finding<WarrantOutcome> {
    let story = Story::read(facts, at);
    let papers = Papers::at(&story, at, kind);
    conclude(valid::limbs(&papers, at), papers.life())
}

/// Whether these people may go in at a moment to execute the latest warrant of their kind.
///
/// Entries recorded up to the moment count as made.
pub fn execution(
    facts: &Facts,
    at: Timestamp,
    proposed: &ProposedEntry,
    profile: &Profile,
) -> Finding<WarrantOutcome> {
    let story = Story::read(facts, at);
    let papers = Papers::at(&story, at, proposed.kind);
    let limbs = valid::entry_limbs(&story, profile, &papers, *proposed, at);
    conclude(limbs, papers.life())
}

/// Everything about warrants that rests on no detention: powers, duties, breaches and advice.
pub(crate) fn judge(
    story: &Story<'_>,
    profile: &Profile,
    stays: &[Stay<'_, '_>],
    ledger: &mut Ledger,
) {
    for kind in WarrantKind::ALL {
        live::judge(story, profile, stays.last(), *kind, ledger);
    }
    done::judge(story, profile, ledger);
    search::judge(story, stays, ledger);
}

/// The warrant of a stay: the latest under section 135(1) issued by the time it was used.
pub(crate) fn warrant_of<'a>(stay: &Stay<'_, 'a>) -> Option<&'a Act> {
    let at = stay.entry.map_or(stay.power.at, |entry| entry.at);
    Papers::at(stay.story, at, WarrantKind::Assess)
        .issued
        .map(|(act, _)| act)
}

/// Where the person stands when officers came in under a warrant, or took them under 135(2), and
/// no detention has begun since.
pub(crate) fn standing(story: &Story<'_>) -> Option<Finding<Standing>> {
    let last = story.acts.iter().rposition(
        |act| matches!(act.what(), What::WarrantExecuted(entry) if !entry.person_found.is_no()),
    );
    let nth = last?;
    let entered = story.acts.get(nth)?;
    let What::WarrantExecuted(WarrantExecuted { kind, .. }) = entered.what() else {
        return None;
    };
    let mut found = Finding {
        answer: Standing::EnteredUnderWarrant {
            since: entered.at,
            kind: *kind,
        },
        certainty: timed(entered),
        because: vec![effect(*kind, entered.act)],
        rival: None,
    };
    for act in story.acts.iter().skip(nth) {
        match act.what() {
            What::RemovedUnderWarrant(RemovedUnderWarrant {
                kind: WarrantKind::Retake,
                ..
            }) => {
                found.answer = Standing::BeingTaken { since: act.at };
                found.certainty = timed(act);
                found.because = vec![
                    rules::W2_EFFECT.applies_to(
                        "The patient is being taken under the warrant to where the power they were liable to takes them; no clock of section 135 starts.",
                        &[act.act],
                    ),
                    super::s137::custody(),
                ];
            }
            What::Entered { .. }
            | What::ExecutionConcluded(ExecutionConcluded {
                outcome: ExecutionOutcome::HandedOver,
                ..
            }) if matches!(found.answer, Standing::BeingTaken { .. }) => {
                found.answer = Standing::OtherAuthority {
                    since: act.at,
                    what: "the power under which the patient was liable to be taken".to_owned(),
                };
                found.certainty = timed(act);
                found.because = vec![rules::W2_EFFECT.applies_to(
                    "The warrant has done its work; what holds the patient now is the power they were liable to.",
                    &[act.act],
                )];
            }
            What::ExecutionConcluded(_) | What::Ended { .. }
                if !matches!(found.answer, Standing::OtherAuthority { .. }) =>
            {
                return None;
            }
            _ => {}
        }
    }
    Some(found)
}

/// The same, where a detention came first: it counts only if the entry came after its end.
pub(crate) fn standing_after(story: &Story<'_>, over: Timestamp) -> Option<Finding<Standing>> {
    standing(story).filter(|finding| match finding.answer {
        Standing::EnteredUnderWarrant { since, .. }
        | Standing::BeingTaken { since }
        | Standing::OtherAuthority { since, .. } => since > over,
        _ => false,
    })
}

/// What entering under a warrant allows, in a sentence.
fn effect(kind: WarrantKind, entry: &Act) -> Reason {
    match kind {
        WarrantKind::Assess => rules::W1_REMOVE.applies_to(
            "Officers are in the premises under the warrant; the person has been neither removed nor kept, and no clock is shown until they are.",
            &[entry],
        ),
        WarrantKind::Retake => rules::W2_EFFECT.applies_to(
            "Officers are in the premises under the warrant, to take the patient.",
            &[entry],
        ),
    }
}

/// The papers of one kind as at a moment: the application, the warrant, and the entries made.
struct Papers<'s, 'a> {
    kind: WarrantKind,
    /// The latest application before the warrant, or the latest of all where none is issued.
    sought: Option<(&'a Act, &'a WarrantSought)>,
    /// The latest warrant.
    issued: Option<(&'a Act, &'a WarrantIssued)>,
    /// The entries made under it before the moment, in order.
    entries: Vec<&'s Placed<'a>>,
}

impl<'s, 'a> Papers<'s, 'a> {
    /// Reads them. An entry at the moment itself is not before it.
    fn at(story: &'s Story<'a>, at: Timestamp, kind: WarrantKind) -> Self {
        let dated = || story.acts.iter().filter(move |act| act.at <= at);
        let undated = || story.undated.iter().copied();
        let issue = |act: &'a Act| match &act.what {
            What::WarrantIssued(issued) if issued.kind == kind => Some((act, issued)),
            _ => None,
        };
        let issued = dated()
            .rev()
            .find_map(|act| Some((Some(act.at), issue(act.act)?)))
            .or_else(|| undated().find_map(|act| Some((None, issue(act)?))));
        let issued_at = issued.and_then(|(at, _)| at);
        let seek = |act: &'a Act| match &act.what {
            What::WarrantSought(sought) if sought.kind == kind => Some((act, sought)),
            _ => None,
        };
        // An application of the day of issue came before it, whatever hour is known.
        let by = issued.and_then(|(_, (act, _))| act.at.latest());
        let sought = dated()
            .rev()
            .filter(|act| by.is_none_or(|by| act.at <= by))
            .find_map(|act| seek(act.act))
            .or_else(|| undated().find_map(seek));
        let entries = dated()
            .filter(|act| act.at < at && issued_at.is_none_or(|issued| act.at >= issued))
            .filter(|act| matches!(act.what(), What::WarrantExecuted(entry) if entry.kind == kind))
            .collect();
        Self {
            kind,
            sought,
            issued: issued.map(|(_, issued)| issued),
            entries,
        }
    }

    /// How long the warrant lasts, where the day of its issue is known.
    fn life(&self) -> Option<WarrantLife> {
        valid::life(self)
    }

    /// The rule for how long it lasts.
    fn validity_rule(&self) -> &'static Rule {
        match self.kind {
            WarrantKind::Assess => &rules::W1_VALIDITY,
            WarrantKind::Retake => &rules::W2_VALIDITY,
        }
    }
}

/// The day of a moment known to the day, or the earliest it can be.
fn earliest_day(moment: &Moment) -> Option<jiff::civil::Date> {
    crate::period::day(moment).or_else(|| moment.earliest().map(crate::position::day_of))
}

/// A limb with the other reading of it, where its failing is contested.
struct Tested {
    limb: Limb,
    rival: Option<&'static str>,
}

impl From<Limb> for Tested {
    fn from(limb: Limb) -> Self {
        Self { limb, rival: None }
    }
}

impl Tested {
    fn contested(limb: Limb, rival: &'static str) -> Self {
        Self {
            limb,
            rival: Some(rival),
        }
    }

    /// How sure its failing is.
    fn certainty(&self) -> Certainty {
        if self.rival.is_some() {
            Certainty::Contested
        } else {
            Certainty::Settled
        }
    }
}

/// PACE sections 15 and 16 may not govern these warrants at all: law.md section 23.
const PACE_MAY_NOT_GOVERN: &str = "PACE sections 15 and 16 may not govern warrants under section 135, and then this limit is not in the Act.";

/// Draws the limbs together. What fails for certain decides before what is contested.
fn conclude(tested: Vec<Tested>, life: Option<WarrantLife>) -> Finding<WarrantOutcome> {
    let failing = || tested.iter().filter(|one| one.limb.met.is_no());
    let surely = failing().any(|one| one.rival.is_none());
    let unknown = tested.iter().any(|one| one.limb.met == Answer::NotKnown);
    let rival = failing().find_map(|one| one.rival);
    let (verdict, certainty) = match (surely, rival.is_some(), unknown) {
        (true, ..) => (WarrantVerdict::NotMet, Certainty::Settled),
        (false, true, _) => (WarrantVerdict::NotMet, Certainty::Contested),
        (false, false, true) => (WarrantVerdict::NeedsFacts, Certainty::NeedsFacts),
        (false, false, false) => (WarrantVerdict::Met, Certainty::Settled),
    };
    let deciding = |one: &&Tested| match verdict {
        WarrantVerdict::Met => true,
        WarrantVerdict::NotMet => one.limb.met.is_no(),
        WarrantVerdict::NeedsFacts => one.limb.met == Answer::NotKnown,
    };
    let because = tested
        .iter()
        .filter(deciding)
        .map(|one| one.limb.reason())
        .collect();
    Finding {
        certainty,
        because,
        rival: rival
            .filter(|_| certainty == Certainty::Contested)
            .map(str::to_owned),
        answer: WarrantOutcome {
            verdict,
            limbs: tested.into_iter().map(|one| one.limb).collect(),
            life,
        },
    }
}

fn timed(act: &Placed<'_>) -> Certainty {
    if act.timed {
        Certainty::Settled
    } else {
        Certainty::NeedsFacts
    }
}

/// Yes if either is, no if neither is.
fn either(one: Answer, other: Answer) -> Answer {
    match (one, other) {
        (Answer::Yes, _) | (_, Answer::Yes) => Answer::Yes,
        (Answer::No, Answer::No) => Answer::No,
        _ => Answer::NotKnown,
    }
}

/// Yes if both are, no if either is not.
fn both(one: Answer, other: Answer) -> Answer {
    match (one, other) {
        (Answer::No, _) | (_, Answer::No) => Answer::No,
        (Answer::Yes, Answer::Yes) => Answer::Yes,
        _ => Answer::NotKnown,
    }
}

/// The sentence of an answer.
fn say(answer: Answer, yes: &'static str, no: &'static str, unknown: &'static str) -> &'static str {
    match answer {
        Answer::Yes => yes,
        Answer::No => no,
        Answer::NotKnown => unknown,
    }
}
