//! Each time at a police station: its authority, its checks, its reviews, and the duty to move.

use domain::event::Manner;
use domain::{Answer, PlaceKind};
use jiff::Timestamp;

use super::{StationOutcome, StationVerdict, at_entry};
use crate::answer::{Breach, Certainty, DutyKind, Owner, Regime};
use crate::case::{Case, Ledger};
use crate::facts::{Act, What};
use crate::rules;
use crate::story::Placed;
use crate::wording::{HOUR, MINUTE, later};

/// One time at a police station.
pub(crate) struct Stint<'s, 'a> {
    /// The act that brought the person there.
    pub(crate) act: &'s Placed<'a>,
    pub(crate) entered: Timestamp,
    /// When the person left it, or the detention ended, by the moment asked about.
    pub(crate) left: Option<Timestamp>,
}

/// Judges every time at a police station: its authority, its checks, its reviews.
pub(crate) fn judge_stints(case: &Case<'_, '_>, ended: Option<Timestamp>, ledger: &mut Ledger) {
    for stint in stints(case, ended) {
        judge_authority(case, &stint, ledger);
        if case.wording.is_old() || case.wording.regime == Regime::NoPoliceStations {
            // No regulations before 2017, and none to meet where the station itself is barred.
            if case.wording.regime == Regime::NoPoliceStations && stint.left.is_none() {
                must_leave(
                    &stint,
                    "A police station is not a place of safety.",
                    &rules::MHA25_S48_EFFECTS,
                    ledger,
                );
            }
            continue;
        }
        judge_checks(case, &stint, ledger);
    }
}

/// Every time at a police station, in order. `ended` is when the detention was over, if it is.
pub(crate) fn stints<'s, 'a>(case: &Case<'s, 'a>, ended: Option<Timestamp>) -> Vec<Stint<'s, 'a>> {
    let mut stints: Vec<Stint<'s, 'a>> = Vec::new();
    let mut open = false;
    for act in case.stay.acts {
        let station = match act.what() {
            What::Entered { place }
            | What::PowerUsed {
                manner: Manner::Keep { at: place },
                ..
            } => Some(place.kind == PlaceKind::PoliceStation),
            What::TransferBegan { .. }
            | What::Departed { .. }
            | What::Escaped { .. }
            | What::Ended { .. } => Some(false),
            _ => None,
        };
        match station {
            Some(true) if !open => {
                open = true;
                stints.push(Stint {
                    act,
                    entered: act.at,
                    left: None,
                });
            }
            Some(false) if open => {
                open = false;
                if let Some(last) = stints.last_mut() {
                    last.left = Some(act.at);
                }
            }
            _ => {}
        }
    }
    if let (Some(last), Some(ended)) = (stints.last_mut(), ended) {
        let left = last.left.map_or(ended, |left| left.min(ended));
        last.left = Some(left.max(last.entered));
    }
    stints
}

fn judge_authority(case: &Case<'_, '_>, stint: &Stint<'_, '_>, ledger: &mut Ledger) {
    let finding = at_entry(case, stint.entered, true);
    let outcome = &finding.answer;
    match outcome.verdict {
        StationVerdict::Lawful => {}
        StationVerdict::NeedsFacts => {
            for limb in outcome
                .limbs
                .iter()
                .filter(|limb| limb.met == Answer::NotKnown)
            {
                ledger.missing(
                    limb.asks,
                    "whether the police station may be used",
                    &rules::REC_STATION,
                );
            }
        }
        StationVerdict::Unlawful => {
            let mut because = finding.because;
            for reason in &mut because {
                reason.facts.push(stint.act.act.id.clone());
            }
            let barred = outcome.limbs.len() == 1;
            if outcome.breaks_block() && stint.left.is_none() {
                must_leave(
                    stint,
                    "Nobody under 18 may be at a police station.",
                    &rules::STN_UNDER18_BAN,
                    ledger,
                );
            }
            ledger.breaches.push(Breach {
                at: Some(stint.entered),
                what: station_breach(outcome),
                certainty: finding.certainty,
                because,
                consequence: if barred {
                    "unlawful; nobody can authorise it, and the person must be moved at once"
                        .to_owned()
                } else {
                    finding.rival.unwrap_or_else(|| {
                        "unlawful: no authority given later can mend it".to_owned()
                    })
                },
            });
        }
    }
}

fn station_breach(outcome: &StationOutcome) -> String {
    let failed = outcome.limbs.iter().find(|limb| limb.met.is_no());
    match failed.map(|limb| limb.rule.id) {
        Some("stn-under18-ban") => {
            "a person under 18 was at a police station as the place of safety".to_owned()
        }
        Some("age-unknown") => {
            "a person who may be under 18 was at a police station as the place of safety".to_owned()
        }
        Some("mha25-s48-effects") => {
            "a police station was used as the place of safety after stations ceased to be one"
                .to_owned()
        }
        _ => format!(
            "a police station was used as the place of safety without {}",
            failed.map_or("what the regulations ask", |limb| limb.asks)
        ),
    }
}

fn must_leave(
    stint: &Stint<'_, '_>,
    says: &'static str,
    rule: &'static rules::Rule,
    ledger: &mut Ledger,
) {
    ledger.owes(
        DutyKind::MoveFromStation,
        Owner::CustodyOfficer,
        Some(stint.entered),
        Some(stint.entered),
        rule.applies_to(says, &[stint.act.act]),
    );
}

/// Regs 4 to 7, from arrival to leaving or the moment asked about.
fn judge_checks(case: &Case<'_, '_>, stint: &Stint<'_, '_>, ledger: &mut Ledger) {
    let until = stint.left.unwrap_or_else(|| case.at());
    let exception = assessment_sooner(case, stint, until);
    let missed = checks(case, stint, until, ledger);
    let gone = reviews(case, stint, until, ledger);
    if stint.left.is_some() {
        return;
    }
    // Reg 4(2) and 5(1)(b), unless reg 7 takes the duty away.
    match exception {
        Some(exception) if missed.is_some() || gone.is_some() => ledger.advise(
            "No duty to move the person: an assessment would begin sooner here, and postponing it would distress them. Checks and reviews go on.",
            rules::STN_ASSESS_EXCEPTION.applies_to("The exception for an assessment sooner here applies.", &[exception]),
        ),
        _ => {
            if let Some(since) = missed {
                ledger.owes(DutyKind::MoveFromStation, Owner::CustodyOfficer, Some(since), None,
                    rules::STN_FAIL_MOVE.applies_to("A check was missed, so a move to another place of safety must be arranged.", &[stint.act.act]));
            }
            if let Some(review) = gone {
                ledger.owes(DutyKind::MoveFromStation, Owner::CustodyOfficer, Some(review.at), None,
                    rules::STN_REVIEW_FAIL_MOVE.applies_to("A condition no longer holds, so a move away from any police station must be arranged.", &[review.act]));
            }
        }
    }
}

/// Reg 7: both limbs, as last recorded during the stint.
fn assessment_sooner<'a>(
    case: &Case<'_, 'a>,
    stint: &Stint<'_, '_>,
    until: Timestamp,
) -> Option<&'a Act> {
    let last = case.last_before(until, |what| {
        matches!(what, What::AssessmentSoonerHere { .. })
    })?;
    match last.what() {
        // (a) it would begin sooner here; (b) postponing it would be likely to distress.
        What::AssessmentSoonerHere {
            begins_sooner,
            postponing_distresses,
        } if begins_sooner.is_yes()
            && postponing_distresses.is_yes()
            && last.at >= stint.entered =>
        {
            Some(last.act)
        }
        _ => None,
    }
}

/// Reg 4(1)(a): a healthcare professional checks at least every thirty minutes. Says since when a
/// check has been missed, if one has.
fn checks(
    case: &Case<'_, '_>,
    stint: &Stint<'_, '_>,
    until: Timestamp,
    ledger: &mut Ledger,
) -> Option<Timestamp> {
    let mut first_missed = None;
    let mut previous = (stint.entered, stint.act.act);
    let during = case
        .stay
        .acts
        .iter()
        .filter(|act| act.at >= stint.entered && act.at <= until);
    for act in during {
        match act.what() {
            What::WelfareChecked {
                by_healthcare_professional: true,
                ..
            } => {}
            What::WelfareChecked { .. } => {
                ledger.advise(
                    "A check by somebody who is not a healthcare professional does not count.",
                    rules::STN_CHECK_30
                        .applies_to("Only a healthcare professional's check counts.", &[act.act]),
                );
                continue;
            }
            _ => continue,
        }
        let due = later(previous.0, 30 * MINUTE);
        if act.at > due {
            missed_check(due, previous.1, Some(act.act), ledger);
            first_missed = first_missed.or(Some(due));
        }
        previous = (act.at, act.act);
    }
    let due = later(previous.0, 30 * MINUTE);
    if until > due {
        missed_check(due, previous.1, None, ledger);
        first_missed = first_missed.or(Some(due));
    }
    if stint.left.is_none() {
        let rule = if std::ptr::eq(previous.1, stint.act.act) {
            &rules::STN_FIRST_CHECK
        } else {
            &rules::STN_CHECK_30
        };
        ledger.owes(
            DutyKind::WelfareCheck,
            Owner::CustodyOfficer,
            Some(previous.0),
            Some(due),
            rule.applies_to("Every thirty minutes, asleep or awake.", &[previous.1]),
        );
    }
    first_missed
}

fn missed_check(due: Timestamp, previous: &Act, late: Option<&Act>, ledger: &mut Ledger) {
    let mut because =
        rules::STN_CHECK_30.applies_to("More than thirty minutes passed without one.", &[previous]);
    because.facts.extend(late.map(|act| act.id.clone()));
    ledger.breach(
        Some(due),
        "a healthcare professional's check was missed at the police station",
        Certainty::Settled,
        because,
        "the custody officer must arrange a move, unless an assessment would begin sooner here",
    );
}

/// Regs 5 and 6: reviews hourly, or three-hourly while the person safely sleeps. Says which review
/// found a condition gone, if the latest did.
fn reviews<'s, 'a>(
    case: &Case<'s, 'a>,
    stint: &Stint<'_, '_>,
    until: Timestamp,
    ledger: &mut Ledger,
) -> Option<&'s Placed<'a>> {
    let mut gone = None;
    let mut previous = (stint.entered, stint.act.act);
    let during = case
        .stay
        .acts
        .iter()
        .filter(|act| act.at >= stint.entered && act.at <= until);
    for act in during {
        let What::StationReviewed {
            imminent_risk,
            no_other_place_because_of_risk,
            consulted_professional,
        } = act.what()
        else {
            continue;
        };
        let due = review_due(case, stint, previous.0);
        if act.at > due {
            missed_review(due, previous.1, ledger);
        }
        if consulted_professional.is_no() {
            ledger.advise(
                "The professional of the latest check was not consulted before this review: say why it was not practicable.",
                rules::STN_REVIEW_60.applies_to("Consult the latest checker first, where practicable.", &[act.act]),
            );
        }
        gone = (imminent_risk.is_no() || no_other_place_because_of_risk.is_no()).then_some(act);
        previous = (act.at, act.act);
    }
    let due = review_due(case, stint, previous.0);
    if until > due {
        missed_review(due, previous.1, ledger);
    }
    if stint.left.is_none() {
        let asleep = due > later(previous.0, HOUR);
        let (rule, says) = if asleep {
            (
                &rules::STN_REVIEW_180,
                "Asleep, with no risk that needs more frequent waking.",
            )
        } else {
            (&rules::STN_REVIEW_60, "At least every hour.")
        };
        ledger.owes(
            DutyKind::StationReview,
            Owner::CustodyOfficer,
            Some(previous.0),
            Some(due),
            rule.applies_to(says, &[previous.1]),
        );
    }
    gone
}

fn missed_review(due: Timestamp, previous: &Act, ledger: &mut Ledger) {
    ledger.breach(
        Some(due),
        "a review of the station conditions was missed",
        Certainty::Settled,
        rules::STN_REVIEW_60.applies_to("No review was made by the time it was due.", &[previous]),
        "a breach of the regulations; it does not by itself end the detention",
    );
}

/// When the next review is due: after an hour, or as soon after that as the person is found awake
/// or at risk, and after three hours at the latest.
fn review_due(case: &Case<'_, '_>, stint: &Stint<'_, '_>, previous: Timestamp) -> Timestamp {
    let hourly = later(previous, HOUR);
    let latest = later(previous, 3 * HOUR);
    let checks = || {
        case.stay
            .acts
            .iter()
            .filter(|act| act.at >= stint.entered)
            .filter_map(|act| match act.what() {
                What::WelfareChecked {
                    by_healthcare_professional: true,
                    asleep,
                    waking_risk,
                } => Some((act.at, asleep.is_yes() && waking_risk.is_no())),
                _ => None,
            })
    };
    // Reg 6: asleep, and the latest check found no risk that needs more frequent waking.
    let safely_asleep = checks()
        .rfind(|(at, _)| *at <= hourly)
        .is_some_and(|(_, safe)| safe);
    if !safely_asleep {
        return hourly;
    }
    checks()
        .find(|(at, safe)| *at > hourly && !safe)
        .map_or(latest, |(at, _)| at.min(latest))
}
