//! Section 136(1C): consult a listed professional first, if practicable.

use domain::{Answer, Profession};

use crate::answer::{Certainty, DutyKind, Owner};
use crate::case::{Case, Ledger};
use crate::facts::{Act, What};
use crate::rules;

/// Whether a profession is one that may be consulted: 136(1C)(a) to (c), and regulation 8 of
/// SI 2017/1036 under (d). The same list serves regulation 2(2).
pub(crate) const fn counts(profession: Profession) -> bool {
    matches!(
        profession,
        // (a) a doctor; (b) a registered nurse, of any branch; (c) an AMHP.
        Profession::RegisteredMedicalPractitioner
            | Profession::RegisteredNurse
            | Profession::Amhp
            // (d) with reg 8: an occupational therapist or paramedic on the HCPC register.
            | Profession::OccupationalTherapist
            | Profession::Paramedic
    )
}

/// Whether the duty was met, as far as the acts before a decision tell.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Consultation<'a> {
    Met(&'a Act),
    NotPracticable {
        act: &'a Act,
        reason_recorded: bool,
    },
    /// It was practicable and not done.
    Breached {
        act: &'a Act,
        reason_recorded: bool,
    },
    /// Somebody was consulted, but nobody the Act lists.
    Unlisted(&'a Act),
    NothingRecorded,
}

/// Reads the acts before a decision.
pub(crate) fn consultation<'a>(acts: impl Iterator<Item = &'a Act>) -> Consultation<'a> {
    let mut found = Consultation::NothingRecorded;
    for act in acts {
        match &act.what {
            What::Consulted { profession } if counts(*profession) => {
                return Consultation::Met(act);
            }
            What::Consulted { .. } if found == Consultation::NothingRecorded => {
                found = Consultation::Unlisted(act);
            }
            What::ConsultationNotPracticable {
                reason_recorded,
                was_practicable,
            } => {
                let reason_recorded = *reason_recorded;
                found = if *was_practicable == Answer::Yes {
                    Consultation::Breached {
                        act,
                        reason_recorded,
                    }
                } else {
                    Consultation::NotPracticable {
                        act,
                        reason_recorded,
                    }
                };
            }
            _ => {}
        }
    }
    found
}

/// What the duty comes to after the power was used.
pub(crate) fn judge(case: &Case<'_, '_>, ledger: &mut Ledger) {
    // The duty came with the Policing and Crime Act, and is none of a warrant's
    // (`s135-no-136-consult`).
    if case.wording.is_old() || case.stay.by_warrant() {
        return;
    }
    let power = case.stay.power;
    let since = Some(power.at);
    match before_or_said_after(case) {
        Consultation::Met(_) => {}
        Consultation::NotPracticable {
            act,
            reason_recorded,
        } => {
            if !reason_recorded {
                ledger.owes(
                    DutyKind::RecordReason,
                    Owner::Constable,
                    since,
                    None,
                    rules::S136_CONSULT_IMPRACTICABLE.applies_to(
                        "Consulting was not practicable, so nothing is breached; the reason should be recorded.",
                        &[act],
                    ),
                );
            }
        }
        Consultation::Breached {
            act,
            reason_recorded,
        } => {
            breach(
                case,
                act,
                "It was practicable to consult and nobody was consulted.",
                ledger,
            );
            if !reason_recorded {
                record_reason(case, ledger);
            }
        }
        Consultation::Unlisted(act) => {
            breach(
                case,
                act,
                "Nobody whom the Act lists was consulted, and nothing shows that it was not practicable.",
                ledger,
            );
            record_reason(case, ledger);
        }
        Consultation::NothingRecorded => {
            ledger.owes(
                DutyKind::Consultation,
                Owner::Constable,
                since,
                None,
                rules::S136_CONSULT_DUTY.applies_to(
                    "No consultation is recorded, nor why there was none.",
                    &[power.act],
                ),
            );
            record_reason(case, ledger);
            ledger.missing(
                "whether a listed professional was consulted before the decision, or why not",
                "whether the duty to consult was met",
                &rules::S136_CONSULT_DUTY,
            );
        }
    }
}

/// What was done before the decision. That it was not practicable may be written down after it;
/// a consultation held after it does not count.
pub(crate) fn before_or_said_after<'a>(case: &Case<'_, 'a>) -> Consultation<'a> {
    match consultation(case.stay.every_before()) {
        Consultation::NothingRecorded => consultation(
            case.stay
                .every()
                .filter(|act| matches!(act.what, What::ConsultationNotPracticable { .. })),
        ),
        found => found,
    }
}

fn breach(case: &Case<'_, '_>, act: &Act, says: &'static str, ledger: &mut Ledger) {
    let power = case.stay.power;
    ledger.breach(
        Some(power.at),
        "section 136 was used without the consultation the Act asks for",
        Certainty::Contested,
        rules::S136_CONSULT_BREACH.applies_to(says, &[act, power.act]),
        "the duty was breached; whether the detention is void for it is contested",
    );
    ledger.owes(
        DutyKind::Consultation,
        Owner::Constable,
        Some(power.at),
        None,
        rules::S136_CONSULT_LIST.applies_to(
            "A doctor, nurse, AMHP, HCPC-registered occupational therapist or paramedic had to be consulted first.",
            &[act],
        ),
    );
}

fn record_reason(case: &Case<'_, '_>, ledger: &mut Ledger) {
    let power = case.stay.power;
    ledger.owes(
        DutyKind::RecordReason,
        Owner::Constable,
        Some(power.at),
        None,
        rules::REC_CONSULT.applies_to(
            "Record who was consulted, or why that was not practicable.",
            &[power.act],
        ),
    );
}
