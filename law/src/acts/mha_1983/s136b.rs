//! Section 136B: a further period of detention.

mod limbs;

use domain::event::ExtensionGround;
use domain::force::PolicyKind;
use domain::{Answer, Moment, Profession, Rank, labels};
use jiff::Timestamp;
use schemars::JsonSchema;
use serde::Serialize;

use crate::acts::mha_1983::regime::Wording;
use crate::acts::mha_1983::s136_clock::{Start, worse};
use crate::acts::mha_1983::s138;
use crate::answer::{
    Availability, Certainty, DutyKind, Finding, Limb, Owner, Power, PowerFinding, Reason, Regime,
    RivalClock,
};
use crate::case::{Case, Ledger};
use crate::facts::{Act, Facts, WarrantKind, What};
use crate::profile::Profile;
use crate::rules;
use crate::story::{Placed, Stay, Story};
use crate::wording::{HOUR, MINUTE, later};
use limbs::{Question, at_station, limb_by_limb, not_yet_assessed, under_a_warrant};

/// The most a doctor may add, in minutes: 136B(1).
pub const MOST_MINUTES: u16 = 12 * 60;

/// A further period somebody means to authorise, before it is written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Proposed {
    /// When it would be signed.
    pub signed: Timestamp,
    /// Who would sign.
    pub by: Profession,
    /// Whether they are responsible for the examination.
    pub responsible_for_examination: Answer,
    /// Minutes to be added to the 24 hours.
    pub minutes: u16,
    /// The ground.
    pub ground: ExtensionGround,
    /// At a police station: whether the assessment will be there.
    pub assessed_at_station: Answer,
    /// The rank of a superior officer who approves with this, if one does. An approval that is
    /// already among the facts counts too.
    pub approved_by: Option<Rank>,
}

labels! {
    /// What a further period comes to.
    pub enum ExtensionVerdict {
        Valid => "valid",
        AwaitingApproval => "valid once a superintendent approves",
        Invalid => "not valid",
        NeedsFacts => "cannot be judged yet",
    }
}

/// The judgement of a further period, limb by limb.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct ExtensionOutcome {
    /// What it comes to.
    pub verdict: ExtensionVerdict,
    /// Each limb, in the order of the section.
    pub limbs: Vec<Limb>,
    /// When detention would end if it is valid. `None` while no clock runs.
    pub would_end: Option<Timestamp>,
    /// Whether a superintendent's approval is needed in law.
    pub superintendent_needed: Answer,
}

impl ExtensionOutcome {
    /// Whether it breaks the absolute block on extensions: out of time, or for more than twelve
    /// hours in all (workflows.md section 0, B2).
    pub fn breaks_block(&self) -> bool {
        self.limbs.iter().any(|limb| {
            limb.met.is_no()
                && [&rules::EXT_WHEN, &rules::EXT_LENGTH, &rules::EXT_ONCE].contains(&limb.rule)
        })
    }
}

/// Judges a further period before it is written, on the facts as at the signature.
pub fn judge(facts: &Facts, proposed: &Proposed, profile: &Profile) -> Finding<ExtensionOutcome> {
    let story = Story::read(facts, proposed.signed);
    let stays = crate::position::stays(&story, profile);
    let Some(stay) = stays.last() else {
        return if taken_under_135_2(&story) {
            nothing_to_extend()
        } else {
            no_detention()
        };
    };
    let case = Case::of(*stay, profile);
    let act = Act {
        id: String::new(),
        at: Moment::Exact {
            at: proposed.signed,
        },
        rivals: Vec::new(),
        what: What::Extended {
            by: proposed.by,
            responsible_for_examination: proposed.responsible_for_examination,
            minutes: proposed.minutes,
            ground: proposed.ground,
            assessed_at_station: proposed.assessed_at_station,
        },
    };
    let signed = Placed {
        act: &act,
        at: proposed.signed,
        timed: true,
    };
    let approved = proposed
        .approved_by
        .is_some_and(|rank| rank >= Rank::Superintendent)
        || approved(&case.stay, &case.wording, case.start.as_ref());
    let already = case.further.iter().filter(|judged| judged.is_valid());
    let already = already.map(|judged| judged.minutes).sum();
    let question = Question {
        stay: &case.stay,
        wording: &case.wording,
        start: case.start.as_ref(),
    };
    limb_by_limb(&question, &signed, approved, already)
}

fn no_detention() -> Finding<ExtensionOutcome> {
    Finding {
        answer: ExtensionOutcome {
            verdict: ExtensionVerdict::NeedsFacts,
            limbs: Vec::new(),
            would_end: None,
            superintendent_needed: Answer::NotKnown,
        },
        certainty: Certainty::NeedsFacts,
        because: vec![
            rules::EXT_WHO
                .applies("No detention under section 135(1) or 136 is recorded, so there is no period to extend."),
        ],
        rival: None,
    }
}

/// Whether a patient was taken under a section 135(2) warrant.
fn taken_under_135_2(story: &Story<'_>) -> bool {
    story.acts.iter().any(|act| {
        matches!(act.what(), What::RemovedUnderWarrant(taken) if taken.kind == WarrantKind::Retake)
    })
}

/// 136B(1) does not reach section 135(2).
fn nothing_to_extend() -> Finding<ExtensionOutcome> {
    let limb = under_a_warrant(Answer::No);
    Finding {
        because: vec![limb.reason()],
        answer: ExtensionOutcome {
            verdict: ExtensionVerdict::Invalid,
            limbs: vec![limb],
            would_end: None,
            superintendent_needed: Answer::No,
        },
        certainty: Certainty::Settled,
        rival: None,
    }
}

/// A further period signed for a patient who was taken under section 135(2) and is in no
/// detention that could be extended.
pub(crate) fn judge_without_detention(story: &Story<'_>, ledger: &mut Ledger) {
    if !taken_under_135_2(story) {
        return;
    }
    for act in &story.acts {
        if matches!(act.what(), What::Extended { .. }) {
            let mut because = under_a_warrant(Answer::No).reason();
            because.facts.push(act.act.id.clone());
            ledger.breach(
                Some(act.at),
                "a further period was signed that is not valid",
                Certainty::Settled,
                because,
                "it adds nothing: no period of section 135 or 136 runs",
            );
        }
    }
}

/// A further period that was signed, with its judgement.
pub(crate) struct Judged<'a> {
    pub(crate) act: Placed<'a>,
    pub(crate) minutes: u16,
    pub(crate) finding: Finding<ExtensionOutcome>,
}

impl Judged<'_> {
    pub(crate) fn is_valid(&self) -> bool {
        self.finding.answer.verdict == ExtensionVerdict::Valid
    }

    /// Adds what it does to the clock: its reason, and a rival end where it is contested.
    pub(crate) fn read_into(
        &self,
        case: &Case<'_, '_>,
        expiry: Timestamp,
        certainty: &mut Certainty,
        because: &mut Vec<Reason>,
        rivals: &mut Vec<RivalClock>,
    ) {
        let Some(start) = case.start.as_ref().map(|start| start.at) else {
            return;
        };
        let verdict = self.finding.answer.verdict;
        let acts = [self.act.act];
        because.push(match verdict {
            ExtensionVerdict::Valid => {
                rules::EXT_LENGTH.applies_to("A valid further period runs on from hour 24.", &acts)
            }
            _ => self.finding.because.first().cloned().unwrap_or_else(|| {
                rules::EXT_LENGTH
                    .applies_to("A further period was signed that adds nothing.", &acts)
            }),
        });
        let other = later(expiry, i64::from(self.minutes) * MINUTE);
        let (other, says) = match (verdict, self.finding.certainty) {
            (ExtensionVerdict::Valid, Certainty::Contested) => (
                case.first_end().unwrap_or(expiry),
                "If that further period does not count, detention ends at hour 24.",
            ),
            (ExtensionVerdict::Invalid, Certainty::Contested) => (
                other,
                "If that further period does count, detention ends later.",
            ),
            (ExtensionVerdict::NeedsFacts | ExtensionVerdict::AwaitingApproval, _) => (
                other,
                "Once what is missing is settled the further period may count.",
            ),
            _ => return,
        };
        *certainty = worse(
            *certainty,
            if self.finding.certainty == Certainty::Settled {
                Certainty::NeedsFacts
            } else {
                self.finding.certainty
            },
        );
        rivals.push(RivalClock {
            start,
            expiry: other,
            because: rules::EXT_LENGTH.applies_to(says, &acts),
        });
    }
}

/// Judges every further period that was signed, in order.
pub(crate) fn further_periods<'a>(
    stay: &Stay<'_, 'a>,
    wording: &Wording,
    start: Option<&Start>,
) -> Vec<Judged<'a>> {
    let mut judged: Vec<Judged<'a>> = Vec::new();
    let question = Question {
        stay,
        wording,
        start,
    };
    for act in stay.acts {
        let What::Extended { minutes, .. } = act.what() else {
            continue;
        };
        let already = judged
            .iter()
            .filter(|one| one.is_valid())
            .map(|one| one.minutes)
            .sum();
        let approved = approved(stay, wording, start);
        let mut finding = limb_by_limb(&question, act, approved, already);
        if s138::is_absent(stay, act.at) && finding.answer.verdict == ExtensionVerdict::Valid {
            finding.certainty = Certainty::Contested;
            finding.rival =
                Some("A person who is absent cannot be kept for a further period.".to_owned());
            finding.because.push(rules::EXT_BEFORE_ESCAPE.applies_to(
                "It was signed while the person was absent: it does not count for retaking, and whether it counts after return is not settled.",
                &[act.act],
            ));
        }
        judged.push(Judged {
            act: *act,
            minutes: *minutes,
            finding,
        });
    }
    judged
}

/// Whether a superintendent or above approved before the 24 hours ended.
fn approved(stay: &Stay<'_, '_>, wording: &Wording, start: Option<&Start>) -> bool {
    let end = start.map(|start| later(start.at, wording.hours * HOUR));
    stay.acts.iter().any(|act| {
        matches!(act.what(), What::ExtensionApproved { rank } if *rank >= Rank::Superintendent)
            && end.is_none_or(|end| act.at < end)
    })
}

/// Breaches, duties, advisories and gaps about the further periods that were signed.
pub(crate) fn judge_signed(case: &Case<'_, '_>, ledger: &mut Ledger) {
    for judged in &case.further {
        let act = judged.act.act;
        let when = Some(judged.act.at);
        let outcome = &judged.finding.answer;
        match outcome.verdict {
            ExtensionVerdict::Valid => {}
            ExtensionVerdict::Invalid => {
                let mut because = judged.finding.because.clone();
                for reason in &mut because {
                    reason.facts.push(act.id.clone());
                }
                ledger.breaches.push(crate::answer::Breach {
                    at: when,
                    what: "a further period was signed that is not valid".to_owned(),
                    certainty: judged.finding.certainty,
                    because,
                    consequence: "it adds nothing: the person may be held no longer for it".to_owned(),
                });
            }
            ExtensionVerdict::AwaitingApproval => ledger.owes(
                DutyKind::RecordExtensionDetail,
                Owner::Superintendent,
                when,
                case.first_end(),
                rules::EXT_SUPERINTENDENT.applies_to(
                    "The further period counts only if a superintendent approves before the 24 hours end.",
                    &[act],
                ),
            ),
            ExtensionVerdict::NeedsFacts => {
                for limb in outcome.limbs.iter().filter(|limb| limb.met == Answer::NotKnown) {
                    ledger.missing(limb.asks, "whether the further period counts", limb.rule);
                }
                ledger.owes(
                    DutyKind::RecordExtensionDetail,
                    Owner::Doctor,
                    when,
                    None,
                    rules::EXT_FORM
                        .applies_to("The doctor, time, condition and length should be recorded.", &[act]),
                );
            }
        }
        policy_on_stations(case, judged, ledger);
    }
}

/// A force may ask for a superintendent whenever the person is at a station.
fn policy_on_stations(case: &Case<'_, '_>, judged: &Judged<'_>, ledger: &mut Ledger) {
    let asks = case
        .profile
        .policy(PolicyKind::SuperintendentWheneverAtStation, case.stay.day);
    let Some(policy) = asks else { return };
    let needed_in_law = judged.finding.answer.superintendent_needed.is_yes();
    if at_station(&case.stay, judged.act.at)
        && !needed_in_law
        && !approved(&case.stay, &case.wording, case.start.as_ref())
    {
        ledger.advise(
            format!(
                "Force policy asks for a superintendent's approval of this further period ({}); the Act does not.",
                policy.instrument
            ),
            rules::KENT_SUPERINTENDENT.applies_to(
                "The person is at a police station; the policy is stricter than the Act.",
                &[judged.act.act],
            ),
        );
    }
}

/// Whether a doctor could authorise a further period now.
pub(crate) fn power_now(case: &Case<'_, '_>, until: Option<Timestamp>) -> PowerFinding {
    let mut finding = PowerFinding {
        power: Power::Extend,
        availability: Availability::Judgement,
        certainty: Certainty::Settled,
        because: Vec::new(),
        first: Vec::new(),
        instead: Vec::new(),
        until: case.first_end(),
        rival: None,
    };
    let unavailable = |mut finding: PowerFinding, because: Reason| {
        finding.availability = Availability::Unavailable;
        finding.because.push(because);
        finding.until = None;
        finding
    };
    if !case.wording.may_extend {
        return unavailable(
            finding,
            rules::REGIME_72H.applies("The 72-hour wording has no power to extend."),
        );
    }
    let Some(first_end) = case.first_end() else {
        return unavailable(finding, rules::EXT_WHEN.applies("No clock is running yet."));
    };
    if case.at() >= first_end || until.is_some() {
        return unavailable(
            finding,
            rules::EXT_WHEN
                .applies("The 24 hours are over, and nothing can be authorised after them."),
        );
    }
    let already: u16 = case
        .further
        .iter()
        .filter(|one| one.is_valid())
        .map(|one| one.minutes)
        .sum();
    if already >= MOST_MINUTES {
        return unavailable(
            finding,
            rules::EXT_ONCE.applies("Twelve hours have been authorised already."),
        );
    }
    let now = Placed {
        act: case.stay.power.act,
        at: case.at(),
        timed: true,
    };
    let assessed = not_yet_assessed(&case.stay, &now);
    if assessed.met.is_no() {
        return unavailable(finding, assessed.reason());
    }
    finding.because.push(rules::EXT_GROUND.applies(
        "A doctor may authorise up to twelve hours more, only because the person's condition prevents the assessment in time.",
    ));
    if case.stay.by_warrant() {
        finding.because.push(
            rules::EXT_APPLIES_135.applies("A detention under section 135(1) may be extended too."),
        );
    }
    if case.wording.regime == Regime::NoPoliceStations {
        finding
            .because
            .push(rules::MHA25_EXTEND.applies("The 2025 Act leaves this as it was."));
    }
    finding.first.push(
        "the doctor responsible for the examination signs before the 24 hours end".to_owned(),
    );
    if case.wording.regime != Regime::NoPoliceStations && at_station(&case.stay, case.at()) {
        finding.first.push(
            "a superintendent approves, if the assessment will be at this police station"
                .to_owned(),
        );
        finding
            .because
            .push(rules::EXT_SUPERINTENDENT.applies("The person is at a police station."));
    }
    finding
}
