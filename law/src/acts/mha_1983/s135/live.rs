//! A warrant that is applied for or live: what may be done on it, what is owed, what is advised.

use domain::Answer;

use super::used::finding;
use super::{Papers, Tested, WarrantVerdict, application, conclude, valid};
use crate::acts::mha_1983::s135_places;
use crate::answer::{Availability, Certainty, DutyKind, Finding, Owner, Power, PowerFinding};
use crate::case::Ledger;
use crate::facts::{ExecutionOutcome, WarrantKind, What};
use crate::policy::{self, Stage};
use crate::position::day_of;
use crate::profile::Profile;
use crate::rules;
use crate::story::{Placed, Stay, Story};

/// Powers, duties and advice that rest on the papers of one kind of warrant.
pub(super) fn judge(
    story: &Story<'_>,
    profile: &Profile,
    stay: Option<&Stay<'_, '_>>,
    kind: WarrantKind,
    ledger: &mut Ledger,
) {
    let papers = Papers::at(story, story.at, kind);
    if papers.issued.is_none() {
        if papers.sought.is_some() {
            ledger.powers.push(apply(story, profile, kind));
            if kind == WarrantKind::Assess {
                advise(story, profile, Stage::WarrantWanted, ledger);
            }
        }
        return;
    }
    let stage = Progress::of(story, stay, kind);
    match stage {
        Progress::Waiting => waiting(story, profile, &papers, ledger),
        Progress::Inside(entry) => inside(story, profile, kind, entry, ledger),
        Progress::Used | Progress::Over(_) => {}
    }
    if let Progress::Over(outcome) = stage {
        over(story, profile, kind, outcome, ledger);
        ledger.powers.push(enter(story, profile, &papers));
    }
    if kind == WarrantKind::Retake && matches!(stage, Progress::Used) {
        ledger.powers.push(take(None));
    }
    to_return(story, &papers, stage, ledger);
}

/// How far the execution of a warrant has come.
#[derive(Clone, Copy)]
enum Progress<'s, 'a> {
    /// Nobody has gone in yet.
    Waiting,
    /// Officers are in, and the person is neither removed nor kept.
    Inside(&'s Placed<'a>),
    /// The person was removed, kept or taken.
    Used,
    /// It came to its end.
    Over(Option<ExecutionOutcome>),
}

impl<'s, 'a> Progress<'s, 'a> {
    /// Reads how far it has come by the moment asked about.
    fn of(story: &'s Story<'a>, stay: Option<&Stay<'_, '_>>, kind: WarrantKind) -> Self {
        let mut progress = Self::Waiting;
        for act in &story.acts {
            progress = match act.what() {
                What::WarrantIssued(issued) if issued.kind == kind => Self::Waiting,
                What::WarrantExecuted(entry) if entry.kind == kind => {
                    if entry.person_found.is_no() {
                        Self::Over(Some(ExecutionOutcome::NobodyFound))
                    } else {
                        Self::Inside(act)
                    }
                }
                What::RemovedUnderWarrant(removed) if removed.kind == kind => Self::Used,
                What::KeptUnderWarrant(_) if kind == WarrantKind::Assess => Self::Used,
                What::ExecutionConcluded(end) if end.kind == kind => Self::Over(Some(end.outcome)),
                What::Ended { .. } if !matches!(progress, Self::Waiting) => Self::Over(None),
                _ => progress,
            };
        }
        // A detention that rests on the warrant is the detention's own business, also where
        // somebody goes in again after it has begun.
        let detained = stay.is_some_and(|stay| {
            stay.by_warrant()
                && !stay.acts.iter().any(|act| match act.what() {
                    What::Ended { .. } => true,
                    What::WarrantIssued(issued) => issued.kind == kind,
                    _ => false,
                })
        });
        match progress {
            Self::Inside(_) if kind == WarrantKind::Assess && detained => Self::Used,
            other => other,
        }
    }
}

const fn power_to_apply(kind: WarrantKind) -> Power {
    match kind {
        WarrantKind::Assess => Power::ApplyForWarrant135_1,
        WarrantKind::Retake => Power::ApplyForWarrant135_2,
    }
}

const fn power_to_enter(kind: WarrantKind) -> Power {
    match kind {
        WarrantKind::Assess => Power::EnterUnderWarrant135_1,
        WarrantKind::Retake => Power::EnterUnderWarrant135_2,
    }
}

/// A judged question as a power a page can show.
fn as_power(power: Power, judged: Finding<super::WarrantOutcome>) -> PowerFinding {
    PowerFinding {
        power,
        availability: match judged.answer.verdict {
            WarrantVerdict::Met => Availability::Available,
            WarrantVerdict::NotMet => Availability::Unavailable,
            WarrantVerdict::NeedsFacts => Availability::Judgement,
        },
        certainty: judged.certainty,
        first: judged
            .answer
            .limbs
            .iter()
            .filter(|limb| {
                judged.answer.verdict == WarrantVerdict::NeedsFacts && limb.met == Answer::NotKnown
            })
            .map(|limb| limb.asks.to_owned())
            .collect(),
        because: judged.because,
        instead: Vec::new(),
        until: None,
        rival: judged.rival,
    }
}

fn apply(story: &Story<'_>, profile: &Profile, kind: WarrantKind) -> PowerFinding {
    let mut power = as_power(
        power_to_apply(kind),
        application::judge(story, profile, kind),
    );
    if power.availability == Availability::Unavailable {
        power.instead = match kind {
            WarrantKind::Assess => vec!["ask the AMHP service to consider a warrant".to_owned()],
            WarrantKind::Retake => vec![
                "go in by consent, where somebody opens the door".to_owned(),
                "a warrant under section 135(1), on its own grounds".to_owned(),
            ],
        };
    }
    power
}

/// Whether officers may go in now, as far as the papers say. Who must be there stands under
/// `first`: [`super::execution`] judges the people.
fn enter(story: &Story<'_>, profile: &Profile, papers: &Papers<'_, '_>) -> PowerFinding {
    let mut limbs: Vec<Tested> = valid::limbs(papers, story.at);
    limbs.push(valid::entries_left(papers));
    if papers.kind == WarrantKind::Retake {
        let sought = papers.sought.map(|(_, sought)| sought);
        limbs.push(application::liable(story, profile, sought, story.at).into());
    }
    let mut power = as_power(power_to_enter(papers.kind), conclude(limbs, papers.life()));
    if power.availability == Availability::Unavailable {
        power.instead.push("a fresh warrant".to_owned());
        return power;
    }
    power
        .because
        .push(rules::W1_EXECUTE_WHO.applies("Any constable executes it; an AMHP cannot."));
    match papers.kind {
        WarrantKind::Assess => {
            power
                .because
                .push(rules::W1_FORCE.applies("By force, if need be."));
            power
                .because
                .push(rules::W1_BED.applies("No bed need have been found."));
            power.first.push(
                "an AMHP and a registered medical practitioner are there in person: any of each"
                    .to_owned(),
            );
        }
        WarrantKind::Retake => {
            power.because.push(rules::W2_EFFECT.applies(
                "By force, if need be, to take the patient where the underlying power takes them.",
            ));
            power.because.push(rules::W2_ACCOMPANY.applies(
                "A doctor, or somebody authorised to take the patient, may come and need not.",
            ));
            power.because.push(
                rules::W2_NEEDED
                    .applies("Retaking has no power of entry of its own; the warrant gives one."),
            );
        }
    }
    let stops = papers.life().map(|life| life.stops);
    // A warrant outlives the power it serves: whichever ends first.
    let liable = (papers.kind == WarrantKind::Retake)
        .then(|| application::liable_until(story, profile, papers.sought.map(|(_, it)| it)))
        .flatten();
    power.until = stops.into_iter().chain(liable).min();
    power
}

/// Issued, and nobody has gone in.
fn waiting(story: &Story<'_>, profile: &Profile, papers: &Papers<'_, '_>, ledger: &mut Ledger) {
    let power = enter(story, profile, papers);
    let may_enter = power.availability != Availability::Unavailable;
    for limb in valid::limbs(papers, story.at) {
        if limb.limb.met == Answer::NotKnown {
            ledger.missing(
                limb.limb.asks,
                "whether the warrant is good",
                limb.limb.rule,
            );
        }
    }
    ledger.powers.push(power);
    let Some((act, _)) = papers.issued.filter(|_| may_enter) else {
        return;
    };
    if papers.kind == WarrantKind::Assess {
        ledger.owes(
            DutyKind::ExecuteWarrant,
            Owner::Constable,
            act.at.sort_key(),
            papers.life().map(|life| life.stops),
            rules::W1_DUTY.applies_to("Within a reasonable time of being asked.", &[act]),
        );
        advise(story, profile, Stage::WarrantPlanned, ledger);
    }
    if papers.life().is_some_and(|life| story.at >= life.warn_from) {
        ledger.advise(
            "The warrant is more than a month old. In law it lasts three months, or to the date on its face; some say one month, for which no source was found.",
            papers
                .validity_rule()
                .applies_to("Check the face of the warrant before going.", &[act]),
        );
    }
}

/// In the premises: what may be done with the person.
fn inside(
    story: &Story<'_>,
    profile: &Profile,
    kind: WarrantKind,
    entry: &Placed<'_>,
    ledger: &mut Ledger,
) {
    if kind == WarrantKind::Retake {
        ledger.powers.push(take(Some(entry)));
        return;
    }
    let mut remove = super::power_to_remove();
    remove.because = vec![
        rules::W1_REMOVE.applies_to(
            "If the constable thinks fit; AMHP and doctor first consider assessing the person here with their agreement.",
            &[entry.act],
        ),
        rules::S135_NO_136_CONSULT.applies(
            "No consultation under section 136(1C) is asked for; before a police station one is.",
        ),
    ];
    let mut keep = keep(story, entry);
    let spoilt = unlawful_entry(story, profile, entry);
    for power in [&mut remove, &mut keep] {
        if let Some(spoilt) = &spoilt
            && power.availability != Availability::Unavailable
        {
            power.because.extend(spoilt.because.iter().cloned());
            if spoilt.certainty == Certainty::Contested {
                power.certainty = Certainty::Contested;
                power.rival.clone_from(&spoilt.rival);
            } else {
                power.availability = Availability::Unavailable;
                power.because.clone_from(&spoilt.because);
                power.first.clear();
            }
        }
    }
    ledger.powers.push(remove);
    ledger.powers.push(keep);
    advise(story, profile, Stage::WarrantExecuted, ledger);
}

/// Why the entry was not lawful, if it was not.
fn unlawful_entry(
    story: &Story<'_>,
    profile: &Profile,
    act: &Placed<'_>,
) -> Option<Finding<super::WarrantOutcome>> {
    let What::WarrantExecuted(entry) = act.what() else {
        return None;
    };
    let papers = Papers::at(story, act.at, entry.kind);
    let limbs = valid::entry_limbs(story, profile, &papers, entry.into(), act.at);
    let judged = conclude(limbs, None);
    (judged.answer.verdict == WarrantVerdict::NotMet).then_some(judged)
}

/// 135(1A): keeping, where the premises are a place of safety.
fn keep(story: &Story<'_>, entry: &Placed<'_>) -> PowerFinding {
    let mut power = finding(
        Power::KeepUnderWarrant,
        Availability::Judgement,
        rules::W1_KEEP.applies_to(
            "The person may be kept here only if the premises are a place of safety, with the agreement the Act asks for.",
            &[entry.act],
        ),
    );
    let issued = Papers::at(story, entry.at, WarrantKind::Assess);
    let day = issued
        .issued
        .and_then(|(act, _)| super::earliest_day(&act.at))
        .unwrap_or_else(|| day_of(entry.at));
    if crate::acts::mha_1983::regime::on_day(day, None, &Profile::statute()).is_old() {
        power.availability = Availability::Unavailable;
        power.because =
            vec![rules::REGIME_72H.applies("There was no power to keep before 11 December 2017.")];
        return power;
    }
    if let Some(agreed) = s135_places::last_agreed(story) {
        power.availability = match agreed.answer {
            Answer::Yes => Availability::Available,
            Answer::No => Availability::Unavailable,
            Answer::NotKnown => Availability::Judgement,
        };
        power.certainty = agreed.certainty;
        power.rival = agreed.rival;
        power.because.extend(agreed.because);
    } else {
        power.certainty = Certainty::NeedsFacts;
        power
            .first
            .push("the agreement the Act asks for".to_owned());
    }
    power.because.push(
        rules::S135_CLOCK_KEPT.applies(
            "If kept, the 24 hours are counted from this entry and not from the decision.",
        ),
    );
    power
}

/// 135(2): taking the patient.
fn take(entry: Option<&Placed<'_>>) -> PowerFinding {
    let acts: Vec<_> = entry.into_iter().map(|entry| entry.act).collect();
    finding(
        Power::RemoveUnderWarrant135_2,
        Availability::Available,
        rules::W2_EFFECT.applies_to(
            "The patient may be taken where the underlying power takes them, and nowhere else.",
            &acts,
        ),
    )
}

/// The execution is over.
fn over(
    story: &Story<'_>,
    profile: &Profile,
    kind: WarrantKind,
    outcome: Option<ExecutionOutcome>,
    ledger: &mut Ledger,
) {
    if kind == WarrantKind::Assess
        && matches!(
            outcome,
            Some(ExecutionOutcome::AssessedThere | ExecutionOutcome::HandedOver)
        )
    {
        ledger.advise(
            "The police part in the warrant is over.",
            rules::W1_POLICE_END
                .applies("The assessment there is finished, or the person was handed over."),
        );
    }
    advise(story, profile, Stage::WarrantOver, ledger);
}

/// PACE section 16(9), (10): endorsed and returned, once executed or run out.
fn to_return(
    story: &Story<'_>,
    papers: &Papers<'_, '_>,
    progress: Progress<'_, '_>,
    ledger: &mut Ledger,
) {
    let life = papers.life();
    let due = match progress {
        Progress::Waiting => life
            .filter(|life| story.at >= life.stops)
            .map(|life| life.stops),
        Progress::Inside(_) => None,
        Progress::Used | Progress::Over(_) => papers.entries.last().map(|entry| entry.at),
    };
    let Some(since) = due else { return };
    let every = story
        .acts
        .iter()
        .map(|act| act.act)
        .chain(story.undated.iter().copied());
    let done = every.fold((false, false), |(endorsed, returned), act| {
        match &act.what {
            What::WarrantIssued(issued) if issued.kind == papers.kind => (false, false),
            What::WarrantReturned(one) if one.kind == papers.kind => (
                endorsed || one.endorsed.is_yes(),
                returned || one.returned.is_yes(),
            ),
            _ => (endorsed, returned),
        }
    });
    if done != (true, true) {
        ledger.owes(
            DutyKind::ReturnWarrant,
            Owner::Constable,
            Some(since),
            None,
            rules::REC_WARRANT.applies(match done {
                (true, false) => "The warrant is endorsed, and is to be returned to the court.",
                (false, true) => "The warrant was returned, and no endorsement is recorded.",
                _ => "The warrant is to be endorsed with what was found and done, and returned to the court.",
            }),
        );
    }
}

/// What the force asks at a stage. None of it decides whether anything is lawful.
fn advise(story: &Story<'_>, profile: &Profile, stage: Stage, ledger: &mut Ledger) {
    for mut advice in policy::advice(profile, stage, day_of(story.at)) {
        advice.because.push(
            rules::W1_KENT_LOCAL.applies(
                "That is the force's own way of going about it, and decides nothing in law.",
            ),
        );
        ledger.advisories.push(advice);
    }
}
