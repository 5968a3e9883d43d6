//! Section 136(2), and 135(1) for a warrant: what the detention is for, and what ends it.

use domain::event::{EndReason, ExamFinding, OutcomeCategory};
use domain::{Answer, Profession};
use jiff::Timestamp;

use super::s136_clock;
use crate::answer::{Breach, Certainty, DutyKind, Owner, Reason};
use crate::case::{Case, Ledger};
use crate::facts::{Act, What};
use crate::rules::{self, Rule};
use crate::story::Placed;

/// Whether an act is an examination that came to a conclusion, by a doctor of any kind.
pub(crate) fn is_examination(what: &What) -> bool {
    matches!(what, What::Examined { by: Profession::RegisteredMedicalPractitioner, finding, .. }
        if *finding != ExamFinding::NotConcluded)
}

/// What the detention is for, as its section says.
pub(crate) fn purpose(case: &Case<'_, '_>, acts: &[&Act]) -> Reason {
    if case.stay.by_warrant() {
        rules::ASSESS_S135.applies_to(
            "Detained with a view to an application, or other arrangements for treatment or care.",
            acts,
        )
    } else {
        rules::ASSESS_PURPOSE.applies_to(
            "Detained for examination, interview and arrangements.",
            acts,
        )
    }
}

/// The rule a duty of the assessment rests on.
fn purpose_rule(case: &Case<'_, '_>) -> &'static Rule {
    if case.stay.by_warrant() {
        &rules::ASSESS_S135
    } else {
        &rules::ASSESS_PURPOSE
    }
}

/// An instant at which the authority to detain ends by law, whether or not anybody recorded it.
pub(crate) struct LegalEnd {
    pub(crate) at: Timestamp,
    pub(crate) certainty: Certainty,
    pub(crate) because: Reason,
    pub(crate) rival: Option<String>,
}

/// What ends the authority before the period runs out: 136(2).
pub(crate) fn legal_end(case: &Case<'_, '_>) -> Option<LegalEnd> {
    let no_disorder = no_disorder(case);
    let complete = complete(case);
    match (no_disorder, complete) {
        (Some(one), Some(other)) => Some(if one.at <= other.at { one } else { other }),
        (one, other) => one.or(other),
    }
}

/// A doctor found no mental disorder: with the AMHP's interview it ends; alone it is contested.
fn no_disorder(case: &Case<'_, '_>) -> Option<LegalEnd> {
    let exam = case.stay.acts.iter().find(|act| {
        matches!(
            act.what(),
            What::Examined {
                by: Profession::RegisteredMedicalPractitioner,
                finding: ExamFinding::NoMentalDisorder,
                ..
            }
        )
    })?;
    let interviewed = case
        .stay
        .acts
        .iter()
        .find(|act| matches!(act.what(), What::AmhpInterviewed { .. }) && act.at <= exam.at);
    Some(match interviewed {
        Some(interview) => LegalEnd {
            at: exam.at,
            certainty: timed(exam),
            because: rules::END_COMPLETE.applies_to(
                "The person has been interviewed and examined, no mental disorder was found, and so nothing needs arranging.",
                &[interview.act, exam.act],
            ),
            rival: None,
        },
        None => LegalEnd {
            at: exam.at,
            certainty: Certainty::Contested,
            because: rules::END_NO_DISORDER.applies_to(
                "A doctor found no mental disorder, and practice is to release without waiting for the AMHP.",
                &[exam.act],
            ),
            rival: Some("Release before the AMHP's interview contravenes section 136(2), as a coroner reported.".to_owned()),
        },
    })
}

fn timed(act: &Placed<'_>) -> Certainty {
    if act.timed {
        Certainty::Settled
    } else {
        Certainty::NeedsFacts
    }
}

/// Examined, interviewed, and arrangements made or none needed.
fn complete(case: &Case<'_, '_>) -> Option<LegalEnd> {
    let acts = case.stay.acts;
    // 136(2): examined by a registered medical practitioner…
    // Under a warrant both may have been done at the premises.
    let since_entry = case.stay.since_entry;
    let exam = since_entry.iter().find(|act| is_examination(act.what()))?;
    // …interviewed by an AMHP…
    let interview = since_entry
        .iter()
        .find(|act| matches!(act.what(), What::AmhpInterviewed { .. }))?;
    // …and any necessary arrangements made. A bed that is awaited is an arrangement still to come.
    let arranged = acts.iter().find(|act| {
        matches!(act.what(), What::ArrangementsMade { awaiting_bed } if !is_waiting(case, *awaiting_bed))
    })?;
    let at = exam.at.max(interview.at).max(arranged.at);
    let timed = exam.timed && interview.timed && arranged.timed;
    Some(LegalEnd {
        at,
        certainty: if timed { Certainty::Settled } else { Certainty::NeedsFacts },
        because: rules::END_COMPLETE.applies_to(
            "The person has been examined, interviewed and provided for, so the authority to detain is spent even though hours remain.",
            &[exam.act, interview.act, arranged.act],
        ),
        rival: None,
    })
}

/// Whether a bed is still awaited. Where the doctor found admission needed, nobody said whether a
/// bed is awaited and no application is made, it is taken that the arrangement is still to come.
fn is_waiting(case: &Case<'_, '_>, awaiting: Answer) -> bool {
    match awaiting {
        Answer::Yes => true,
        Answer::No => false,
        Answer::NotKnown => case.stay.acts.iter().any(|act| {
            matches!(
                act.what(),
                What::Examined {
                    finding: ExamFinding::DisorderAdmissionNeeded,
                    ..
                }
            )
        }),
    }
}

/// The first recorded end.
pub(crate) fn recorded_end<'s, 'a>(case: &Case<'s, 'a>) -> Option<(&'s Placed<'a>, EndReason)> {
    case.stay.acts.iter().find_map(|act| match act.what() {
        What::Ended { reason } => Some((act, *reason)),
        _ => None,
    })
}

/// The first completed application under sections 2 to 4, and whether it continues detention in
/// the hospital that houses the place of safety.
pub(crate) fn application<'s, 'a>(
    case: &Case<'s, 'a>,
) -> Option<(&'s Placed<'a>, OutcomeCategory, Answer)> {
    case.stay.acts.iter().find_map(|act| match act.what() {
        What::ApplicationMade {
            outcome,
            houses_place_of_safety,
            ..
        } => match outcome {
            OutcomeCategory::DetainedSection2
            | OutcomeCategory::DetainedSection3
            | OutcomeCategory::DetainedSection4 => Some((act, *outcome, *houses_place_of_safety)),
            _ => None,
        },
        _ => None,
    })
}

/// Why a recorded end ended it, or that this is disputed.
pub(crate) fn end_reason(
    case: &Case<'_, '_>,
    end: &Placed<'_>,
    reason: EndReason,
) -> (Reason, Certainty, Option<String>) {
    let acts = [end.act];
    let interviewed = case
        .stay
        .every()
        .any(|act| matches!(act.what, What::AmhpInterviewed { .. }));
    let examined = case.stay.every().any(|act| is_examination(&act.what));
    match reason {
        EndReason::NoMentalDisorder if interviewed => (
            rules::END_COMPLETE.applies_to("No mental disorder was found after the interview.", &acts),
            timed(end),
            None,
        ),
        EndReason::NoMentalDisorder => (
            rules::END_NO_DISORDER
                .applies_to("A doctor alone found no mental disorder, and the person was released.", &acts),
            Certainty::Contested,
            Some("Release before the AMHP's interview contravenes section 136(2), as a coroner reported.".to_owned()),
        ),
        EndReason::ArrangementsComplete => (
            rules::END_COMPLETE.applies_to("The purpose of the detention was fulfilled.", &acts),
            timed(end),
            None,
        ),
        EndReason::Admitted => (
            rules::END_ADMITTED.applies_to("The person was admitted.", &acts),
            timed(end),
            None,
        ),
        EndReason::Expired => (
            rules::END_EXPIRY.applies_to("The permitted period ended.", &acts),
            timed(end),
            None,
        ),
        EndReason::ReleasedByPolice if examined && interviewed => (
            rules::END_COMPLETE.applies_to("The person was released after examination and interview.", &acts),
            timed(end),
            None,
        ),
        EndReason::ReleasedByPolice if case.start.is_none() => (
            rules::END_POLICE_RELEASE.applies_to(
                "The person was released before any place of safety; that this ends it because the grounds had gone is arguable.",
                &acts,
            ),
            Certainty::Contested,
            Some("Once the power is used the person must be taken to a place of safety and assessed.".to_owned()),
        ),
        EndReason::ReleasedByPolice => (
            rules::END_POLICE_RELEASE.applies_to(
                "Police released the person at a place of safety before the assessment; whether they may is not established.",
                &acts,
            ),
            Certainty::NotEstablished,
            Some("Police may not release a person before the assessment.".to_owned()),
        ),
        EndReason::Died | EndReason::LeftEnglandAndWales | EndReason::Other => (
            rules::REC_TIMES.applies_to("The detention is recorded as ended.", &acts),
            timed(end),
            None,
        ),
    }
}

/// What is still owed while the person is detained.
pub(crate) fn duties_while_held(case: &Case<'_, '_>, ledger: &mut Ledger) {
    let since = case.start.as_ref().map(|start| start.at);
    let due = case.expiry();
    let rule = purpose_rule(case);
    let done =
        |wanted: fn(&What) -> bool| case.stay.every_since_entry().any(|act| wanted(&act.what));
    let examined = done(is_examination);
    let interviewed = done(|what| matches!(what, What::AmhpInterviewed { .. }));
    let arranged = done(|what| matches!(what, What::ArrangementsMade { .. }));
    if !examined {
        ledger.owes(
            DutyKind::MedicalExamination,
            Owner::Doctor,
            since,
            due,
            rule.applies("The person is held to be examined by a doctor: one, of any kind."),
        );
    }
    if !interviewed {
        ledger.owes(
            DutyKind::AmhpInterview,
            Owner::Amhp,
            since,
            due,
            rule.applies("The person is held to be interviewed by an AMHP."),
        );
    }
    if !arranged || waiting_for_bed(case) {
        ledger.owes(DutyKind::Arrangements, Owner::Amhp, since, due, if arranged {
            rules::END_WAIT_FOR_BED.applies("A bed is awaited; the person may be held for it within the period, and no longer.")
        } else {
            rule.applies("Any necessary arrangements for treatment or care are still to be made.")
        });
    }
    advise_on_examinations(case, ledger);
    let alone = case.stay.acts.iter().find(|act| {
        matches!(
            act.what(),
            What::AmhpInterviewed {
                sees_no_need: Answer::Yes
            }
        )
    });
    if let Some(alone) = alone.filter(|_| !examined) {
        ledger.advise(
            "Contested: an AMHP alone sees no need to detain. The doctor's examination is still due; some hold that the detention has ended.",
            rules::END_AMHP_ALONE.applies_to("The doctor has not examined the person.", &[alone.act]),
        );
    }
}

fn waiting_for_bed(case: &Case<'_, '_>) -> bool {
    case.stay.acts.iter().any(|act| {
        matches!(
            act.what(),
            What::ArrangementsMade {
                awaiting_bed: Answer::Yes
            }
        )
    })
}

/// An AMHP alone who sees no need: contested, and the detention goes on.
pub(crate) fn amhp_alone(case: &Case<'_, '_>) -> Option<Reason> {
    let examined = case.stay.every().any(|act| is_examination(&act.what));
    let alone = case.stay.acts.iter().find(|act| {
        matches!(
            act.what(),
            What::AmhpInterviewed {
                sees_no_need: Answer::Yes
            }
        )
    });
    alone.filter(|_| !examined).map(|act| {
        rules::END_AMHP_ALONE.applies_to(
            "An AMHP alone sees no need to detain; without the doctor's examination that does not end it.",
            &[act.act],
        )
    })
}

fn advise_on_examinations(case: &Case<'_, '_>, ledger: &mut Ledger) {
    for act in case.stay.acts {
        let What::Examined {
            by,
            section_12,
            finding,
        } = act.what()
        else {
            continue;
        };
        if *by != Profession::RegisteredMedicalPractitioner {
            ledger.missing(
                "an examination by a registered medical practitioner",
                "whether the person has been examined in law",
                &rules::ASSESS_DOCTOR_TYPE,
            );
        } else if section_12.is_no() {
            ledger.advise(
                "The doctor is not approved under section 12: any doctor will do, but record why.",
                rules::ASSESS_DOCTOR_TYPE
                    .applies_to("Approval is preferred, not required.", &[act.act]),
            );
        }
        if *finding == ExamFinding::DisorderNoAdmission {
            ledger.advise(
                "Mental disorder without need of admission does not end the detention: interview and arrangements are still due.",
                rules::END_DISORDER_NO_ADMISSION
                    .applies_to("The AMHP interview and the arrangements are still due.", &[act.act]),
            );
        }
    }
}

/// Breaches and advisories about how it ended.
pub(crate) fn judge_end(case: &Case<'_, '_>, ledger: &mut Ledger) {
    let Some((end, reason)) = recorded_end(case) else {
        return;
    };
    let interviewed = case
        .stay
        .every()
        .any(|act| matches!(act.what, What::AmhpInterviewed { .. }));
    if reason == EndReason::NoMentalDisorder && !interviewed {
        ledger.advise(
            "The AMHP interview was not held: document the reason.",
            rules::END_NO_DISORDER.applies_to(
                "A lone doctor's finding ended the detention; the point is contested.",
                &[end.act],
            ),
        );
    }
    held_past_expiry(case, end, ledger);
    held_past_purpose(case, end, ledger);
}

/// The end was recorded after the permitted period had run out.
fn held_past_expiry(case: &Case<'_, '_>, end: &Placed<'_>, ledger: &mut Ledger) {
    let Some(expiry) = case.expiry() else { return };
    // An authority that existed at that instant carries the detention on, and an escape ends it.
    if carried_on(case, expiry) || super::s138::is_absent(&case.stay, end.at) {
        return;
    }
    let latest = end.latest();
    let surely = end.at > expiry;
    if !surely && end.timed {
        held_past_a_rival(case, end, ledger);
        return;
    }
    if !surely && latest.is_some_and(|latest| latest <= expiry) {
        return;
    }
    // Another authority that began after expiry cuts the unlawful time short.
    let until = application(case)
        .map(|(act, ..)| act.at)
        .filter(|at| *at > expiry)
        .map_or(end.at, |at| at.min(end.at));
    let minutes = minutes_between(expiry, until);
    // An end known only to be after the expiry settles that it was too late, and by how much at
    // least.
    let certainty = if surely {
        Certainty::Settled
    } else {
        Certainty::NeedsFacts
    };
    let at_least = if end.timed { "" } else { "at least " };
    ledger.breaches.push(Breach {
        at: Some(expiry),
        what: if surely {
            format!("the person was held {at_least}{minutes} minutes after the permitted period ended")
        } else {
            "the person may have been held after the permitted period ended".to_owned()
        },
        certainty,
        because: vec![rules::END_EXPIRY.applies_to(
            "The end is recorded after the permitted period had run out, and no other authority existed then.",
            &[end.act],
        )],
        consequence: "holding the person in those minutes was unlawful".to_owned(),
    });
}

/// The end came in time on the reading followed, and too late on another.
fn held_past_a_rival(case: &Case<'_, '_>, end: &Placed<'_>, ledger: &mut Ledger) {
    let rivals = case.start.iter().flat_map(|start| &start.rivals);
    let ends = rivals.map(|rival| (s136_clock::rival_expiry(case, rival.start), &rival.because));
    let Some((expiry, because)) = ends.min_by_key(|(expiry, _)| *expiry) else {
        return;
    };
    if end.at > expiry {
        ledger.breaches.push(Breach {
            at: Some(expiry),
            what: format!(
                "on another reading of the clock the person was held {} minutes after it ended",
                minutes_between(expiry, end.at)
            ),
            certainty: Certainty::Contested,
            because: vec![
                rules::END_EXPIRY.applies_to("The end came after the earliest expiry.", &[end.act]),
                because.clone(),
            ],
            consequence: "contested, as the start of the clock is".to_owned(),
        });
    }
}

/// The end was recorded after the authority to detain was spent.
fn held_past_purpose(case: &Case<'_, '_>, end: &Placed<'_>, ledger: &mut Ledger) {
    let Some(legal) = legal_end(case) else { return };
    let expired_first = case.expiry().is_some_and(|expiry| expiry <= legal.at);
    let applied = application(case).is_some_and(|(act, ..)| act.at <= end.at);
    if expired_first || applied || legal.certainty != Certainty::Settled || end.at <= legal.at {
        return;
    }
    ledger.breaches.push(Breach {
        at: Some(legal.at),
        what: format!(
            "the end is recorded {} minutes after the authority to detain was spent",
            minutes_between(legal.at, end.at)
        ),
        certainty: Certainty::NeedsFacts,
        because: vec![legal.because],
        consequence: "unlawful for as long as the person was not in truth free to leave".to_owned(),
    });
}

fn minutes_between(from: Timestamp, to: Timestamp) -> i64 {
    to.as_second().saturating_sub(from.as_second()) / 60
}

/// Whether an application made in time carries the detention past an expiry.
pub(crate) fn carried_on(case: &Case<'_, '_>, expiry: Timestamp) -> bool {
    application(case).is_some_and(|(act, ..)| act.at < expiry)
}

/// The period ran out and no end is recorded.
pub(crate) fn judge_expired(case: &Case<'_, '_>, expiry: Timestamp, ledger: &mut Ledger) {
    let because = || {
        rules::END_EXPIRY
            .applies("The permitted period has ended and no other authority is recorded.")
    };
    ledger.owes(
        DutyKind::ReleasePerson,
        Owner::WhoeverHolds,
        Some(expiry),
        Some(expiry),
        because(),
    );
    ledger.owes(
        DutyKind::EndRecord,
        Owner::WhoeverHolds,
        Some(expiry),
        None,
        because(),
    );
    ledger.breach(
        Some(expiry),
        "no end is recorded, and the permitted period has run out",
        Certainty::NeedsFacts,
        because(),
        "if the person is still held, that has been unlawful since; treatment or “common law” does not lengthen it",
    );
    ledger.missing(
        "when and why the detention ended",
        "whether anybody was held past the end",
        &rules::REC_TIMES,
    );
    let ward = case
        .stay
        .acts
        .iter()
        .find(|act| matches!(act.what(), What::AdmittedToGeneralWard));
    if let Some(ward) = ward {
        ledger.advise(
            "The person is an in-patient of a general ward: the holding powers of section 5 may be considered by the hospital.",
            rules::END_MEDICAL_WARD
                .applies_to("The detention lapsed while the person was unfit.", &[ward.act]),
        );
    }
}

/// The authority to detain is spent and no end is recorded.
pub(crate) fn judge_spent(end: &LegalEnd, interviewed: bool, ledger: &mut Ledger) {
    ledger.owes(
        DutyKind::ReleasePerson,
        Owner::WhoeverHolds,
        Some(end.at),
        Some(end.at),
        end.because.clone(),
    );
    ledger.owes(
        DutyKind::EndRecord,
        Owner::WhoeverHolds,
        Some(end.at),
        None,
        end.because.clone(),
    );
    if end.certainty == Certainty::Contested && !interviewed {
        ledger.advise(
            "The AMHP interview was not held: document the reason.",
            end.because.clone(),
        );
    }
}
