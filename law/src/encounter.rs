//! Before section 136 is used: whether it could be.

use domain::{Answer, LocationKind};

use crate::acts::mca_2005;
use crate::acts::mha_1983::regime::Wording;
use crate::acts::mha_1983::s136::{self, GROUNDS};
use crate::acts::mha_1983::s136_clock::worse;
use crate::acts::mha_1983::s136_consult::{self, Consultation};
use crate::acts::mha_1983::{s135, s136b};
use crate::acts::pace_1984::s17;
use crate::acts::si_2017_1036;
use crate::answer::{
    Availability, Certainty, DutyKind, Finding, Owner, Position, Power, PowerFinding, Standing,
};
use crate::case::Ledger;
use crate::facts::{Act, What};
use crate::position::{day_of, wording_today};
use crate::profile::Profile;
use crate::rules;
use crate::story::Story;

/// The position of somebody on whom section 136 has not been used.
pub(crate) fn position(story: &Story<'_>, profile: &Profile, mut ledger: Ledger) -> Position {
    let wording = wording_today(story.at, profile);
    let consulted = s136_consult::consultation(every(story));
    s136b::judge_without_detention(story, &mut ledger);
    if !only_a_warrant(story) {
        powers(story, profile, &wording, consulted, &mut ledger);
        duties(story, &wording, consulted, &mut ledger);
    }
    advise(story, &mut ledger);
    let standing = mca_2005::standing(story).unwrap_or_else(|| standing(story));
    crate::position::beside(story, &standing.answer, profile, &mut ledger);
    ledger.breaches.sort_by_key(|breach| breach.at);
    Position {
        at: story.at,
        regime: wording.finding(None, profile),
        standing: s135::standing(story).unwrap_or(standing),
        liability: None,
        clock: None,
        powers: ledger.powers,
        duties: ledger.duties,
        breaches: ledger.breaches,
        advisories: ledger.advisories,
        missing: ledger.missing,
    }
}

/// Whether the timeline is about a warrant and nobody has thought of section 136.
fn only_a_warrant(story: &Story<'_>) -> bool {
    let warrant = |act: &Act| {
        matches!(
            act.what,
            What::WarrantSought(_) | What::WarrantIssued(_) | What::WarrantExecuted(_)
        )
    };
    let of_136 = |act: &Act| {
        matches!(
            act.what,
            What::Met { .. }
                | What::Grounds { .. }
                | What::Consulted { .. }
                | What::ConsultationNotPracticable { .. }
                | What::Voluntary
        )
    };
    every(story).any(warrant) && !every(story).any(of_136)
}

fn every<'s, 'a>(story: &'s Story<'a>) -> impl Iterator<Item = &'a Act> + use<'s, 'a> {
    story
        .acts
        .iter()
        .map(|placed| placed.act)
        .chain(story.undated.iter().copied())
}

fn standing(story: &Story<'_>) -> Finding<Standing> {
    let last = story.acts.iter().rev().find(|act| {
        matches!(
            act.what(),
            What::Met { .. } | What::Voluntary | What::Grounds { .. }
        )
    });
    let voluntary = story.acts.iter().any(|act| {
        matches!(act.what(), What::Voluntary) && last.is_some_and(|last| act.at >= last.at)
    });
    let (answer, says) = if voluntary {
        (
            Standing::Voluntary,
            "The person is here of their own accord: no power, no clock, and free to leave.",
        )
    } else {
        (
            Standing::NoPower,
            "Section 136 has not been used: the person is free to leave, also while somebody is consulted.",
        )
    };
    Finding {
        answer,
        certainty: Certainty::Settled,
        because: vec![rules::S136_CONSULT_FREE_TO_LEAVE.applies(says)],
        rival: None,
    }
}

fn powers(
    story: &Story<'_>,
    profile: &Profile,
    wording: &Wording,
    consulted: Consultation<'_>,
    ledger: &mut Ledger,
) {
    let place = place(story, ledger);
    let mut use_it = place.clone();
    grounds(story, &mut use_it, ledger);
    if !wording.is_old() && use_it.availability != Availability::Unavailable {
        match consulted {
            Consultation::Met(act) => use_it.because.push(rules::S136_CONSULT_ADVISORY.applies_to(
                "A listed professional was consulted; the decision stays the constable's.",
                &[act],
            )),
            Consultation::NotPracticable { act, .. } => use_it.because.push(
                rules::S136_CONSULT_IMPRACTICABLE
                    .applies_to("Consulting was not practicable.", &[act]),
            ),
            Consultation::Breached { .. }
            | Consultation::Unlisted(_)
            | Consultation::NothingRecorded => {
                use_it.first.push("consult a doctor, nurse, AMHP, occupational therapist or paramedic, if practicable".to_owned());
                use_it.because.push(
                    rules::S136_CONSULT_DUTY
                        .applies("A listed professional must be consulted first, if practicable."),
                );
            }
        }
    }
    let keep = keep(story, wording, &use_it);
    let in_a_home = place.availability == Availability::Unavailable;
    let enter = enter(wording, place);
    ledger.powers.push(use_it);
    ledger.powers.push(keep);
    ledger.powers.push(enter);
    ledger.powers.push(si_2017_1036::power(
        si_2017_1036::before_the_power(story, profile),
        None,
    ));
    if in_a_home {
        mca_2005::prompt(story, ledger);
        s17::prompt(story, ledger);
    }
}

/// 136(1A): where.
fn place(story: &Story<'_>, ledger: &mut Ledger) -> PowerFinding {
    let mut finding = PowerFinding {
        power: Power::RemoveToPlaceOfSafety,
        availability: Availability::Judgement,
        certainty: Certainty::NeedsFacts,
        because: Vec::new(),
        first: Vec::new(),
        instead: Vec::new(),
        until: None,
        rival: None,
    };
    let Some((act, found)) = s136::last_met(every(story)) else {
        finding
            .because
            .push(rules::S136_LOCATION.applies("Nobody has recorded where the person is."));
        ledger.missing(
            "where the person is",
            "whether section 136 may be used there",
            &rules::S136_LOCATION,
        );
        return finding;
    };
    let located = s136::location(found, day_of(story.at));
    finding.availability = located.answer;
    finding.certainty = located.certainty;
    finding.rival = located.rival;
    finding.because = located.because;
    for reason in &mut finding.because {
        reason.facts.push(act.id.clone());
    }
    match located.answer {
        Availability::Unavailable => {
            finding.instead = s136::home_alternatives();
            if every(story).any(|act| s17::is_entry_to_save_life(&act.what)) {
                finding.because.push(s17::no_detaining());
            }
        }
        Availability::Judgement => ledger.missing(
            "what kind of place it is, and who shares it",
            "whether section 136 may be used there",
            &rules::S136_LOCATION,
        ),
        Availability::Available => {}
    }
    finding
}

/// 136(1): the three grounds.
fn grounds(story: &Story<'_>, finding: &mut PowerFinding, ledger: &mut Ledger) {
    finding
        .because
        .push(rules::S136_WHO.applies("Only a constable may use it."));
    finding.because.push(
        rules::S136_MENTAL_DISORDER
            .applies("Any disorder or disability of the mind; drink or drugs alone are not one."),
    );
    let Some((act, answers)) = s136::grounds(every(story)) else {
        judgement(finding);
        finding.because.push(
            rules::S136_GROUNDS.applies("All three grounds are needed, and none is recorded yet."),
        );
        finding.first.extend(GROUNDS.map(str::to_owned));
        return;
    };
    for (answer, asks) in answers.into_iter().zip(GROUNDS) {
        match answer {
            Answer::Yes => {}
            Answer::No => {
                finding.availability = Availability::Unavailable;
                finding.because.push(
                    rules::S136_GROUNDS.applies_to(format!("It is not the case {asks}."), &[act]),
                );
            }
            Answer::NotKnown => {
                judgement(finding);
                finding.first.push(asks.to_owned());
                ledger.missing(
                    asks,
                    "whether section 136 may be used",
                    &rules::S136_GROUNDS,
                );
            }
        }
    }
    if answers.iter().all(|answer| answer.is_yes()) {
        finding
            .because
            .push(rules::S136_GROUNDS.applies_to("All three grounds are met.", &[act]));
    }
}

fn judgement(finding: &mut PowerFinding) {
    if finding.availability == Availability::Available {
        finding.availability = Availability::Judgement;
    }
    finding.certainty = worse(finding.certainty, Certainty::NeedsFacts);
}

/// 136(1)(b): keeping, for somebody already at a place of safety.
fn keep(story: &Story<'_>, wording: &Wording, remove: &PowerFinding) -> PowerFinding {
    let mut finding = PowerFinding {
        power: Power::KeepAtPlaceOfSafety,
        ..remove.clone()
    };
    if !wording.may_keep {
        finding.availability = Availability::Unavailable;
        finding.because =
            vec![rules::REGIME_72H.applies("There was no power to keep before 11 December 2017.")];
        return finding;
    }
    let met = s136::last_met(every(story)).map(|(_, found)| found.kind);
    let entered = story.acts.iter().rev().find_map(|act| match act.what() {
        What::Entered { place } => Some(place.kind.is_hospital()),
        What::Met { .. } | What::EntryMade(_) => Some(false),
        _ => None,
    });
    match met {
        _ if entered == Some(true) => {
            finding.because.insert(
                0,
                rules::S136_OPTIONS.applies("The person is already at a place of safety."),
            );
        }
        Some(LocationKind::EmergencyDepartment | LocationKind::HospitalWard) => {
            finding.because.insert(
                0,
                rules::S136_OPTIONS.applies("The person is already at a place of safety."),
            );
        }
        Some(LocationKind::PoliceStation) => {
            judgement(&mut finding);
            finding.because.insert(
                0,
                rules::S136_OPTIONS
                    .applies("A police station may be kept at only if every station rule is met."),
            );
        }
        _ => {
            finding.availability = Availability::Unavailable;
            finding.first.clear();
            finding.because = vec![rules::S136_OPTIONS.applies("The person is not already at a place of safety, so they can be removed and not kept.")];
        }
    }
    finding
}

/// 136(1B): entering to use it.
fn enter(wording: &Wording, place: PowerFinding) -> PowerFinding {
    let mut finding = PowerFinding {
        power: Power::EnterToUseSection136,
        ..place
    };
    if wording.is_old() {
        finding.availability = Availability::Unavailable;
        finding.certainty = Certainty::Settled;
        finding.because =
            vec![rules::REGIME_72H.applies("The power to enter came on 11 December 2017.")];
        return finding;
    }
    finding
        .because
        .push(rules::S136_ENTRY.applies(match finding.availability {
            Availability::Available => {
                "A constable may enter, by force if need be and without warrant."
            }
            Availability::Unavailable => {
                "The power to enter reaches only where section 136 may be used."
            }
            Availability::Judgement => {
                "Whether a constable may enter depends on what kind of place it is."
            }
        }));
    finding
}

fn duties(story: &Story<'_>, wording: &Wording, consulted: Consultation<'_>, ledger: &mut Ledger) {
    let thinking_of_it = story
        .acts
        .iter()
        .find(|act| matches!(act.what(), What::Met { .. } | What::Grounds { .. }));
    let (Some(since), false) = (thinking_of_it, wording.is_old()) else {
        return;
    };
    match consulted {
        Consultation::Met(_) => {}
        Consultation::NotPracticable {
            act,
            reason_recorded,
        }
        | Consultation::Breached {
            act,
            reason_recorded,
        } => {
            if !reason_recorded {
                ledger.owes(
                    DutyKind::RecordReason,
                    Owner::Constable,
                    Some(since.at),
                    None,
                    rules::REC_CONSULT
                        .applies_to("Record why consulting was not practicable.", &[act]),
                );
            }
        }
        Consultation::Unlisted(act) => ledger.owes(
            DutyKind::Consultation,
            Owner::Constable,
            Some(since.at),
            None,
            rules::S136_CONSULT_LIST
                .applies_to("The person consulted is nobody whom the Act lists.", &[act]),
        ),
        Consultation::NothingRecorded => ledger.owes(
            DutyKind::Consultation,
            Owner::Constable,
            Some(since.at),
            None,
            rules::S136_CONSULT_DUTY.applies("Before deciding to detain, if it is practicable."),
        ),
    }
}

fn advise(story: &Story<'_>, ledger: &mut Ledger) {
    if let Some((act, found)) = s136::last_met(every(story))
        && found.kind == LocationKind::HospitalWard
    {
        ledger.advise(
            "On a ward the staff's own holding powers should be considered before section 136.",
            rules::S136_HEALTH_SETTING.applies_to(
                "An in-patient may be held under section 5 by the hospital.",
                &[act],
            ),
        );
    }
    for act in every(story) {
        if let What::OtherStatus { is } = &act.what {
            ledger.advise(
                format!("The person already has another status ({is}): a more specific power may fit better."),
                rules::S136_NO_BAR_OTHER_STATUS.applies_to("That status does not bar section 136.", &[act]),
            );
        }
    }
}
