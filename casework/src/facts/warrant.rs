//! Lines about warrants, patients of a hospital, entry and capacity, as the law asks about them.

use domain::event::{
    CapacityReliedOn, Manner, PatientFact, PatientSought, Warrant, WarrantApplied, WarrantEntry,
    WarrantKind, WarrantUsed,
};
use domain::{Event, Known, Moment, Profession};
use jiff::civil::Date;
use law::What;
use law::facts::{
    self, Admitted, CommunityOrderMade, ExecutionConcluded, ExecutionDeclined, KeptUnderWarrant,
    LeaveGranted, LeaveRevoked, PatientToTake, RecallEnded, RecallNotice, RecalledByWarrant,
    RemovedUnderWarrant, Renewed, Returned, TakenIntoCustody, WarrantExecuted, WarrantIssued,
    WarrantReturned, WarrantSought, WentAbsent,
};

/// What one of these lines says to the law; nothing where the law does not ask about it.
pub(super) fn what(event: &Event) -> Option<What> {
    Some(match event {
        Event::WarrantApplied(applied) => What::WarrantSought(sought(applied)),
        Event::WarrantIssued(warrant) => What::WarrantIssued(issued(warrant)),
        Event::WarrantExecuted(entry) => What::WarrantExecuted(executed(entry)),
        Event::WarrantUsed(used) => used_as(used),
        Event::WarrantNotExecuted(not) => What::ExecutionDeclined(ExecutionDeclined {
            kind: not.kind,
            reason: not.reason,
        }),
        Event::WarrantConcluded(concluded) => What::ExecutionConcluded(ExecutionConcluded {
            kind: concluded.kind,
            outcome: concluded.outcome,
        }),
        Event::WarrantReturned(returned) => What::WarrantReturned(WarrantReturned {
            kind: returned.kind,
            endorsed: returned.endorsed,
            returned: returned.returned,
        }),
        Event::PatientRecorded(fact) => patient(fact),
        Event::WentAbsent(absence) => What::WentAbsent(WentAbsent { from: absence.from }),
        Event::PatientTaken(taken) => What::TakenIntoCustody(TakenIntoCustody {
            by: taken.by,
            authority_given: taken.authority_given,
        }),
        Event::PatientReturned(returned) => What::Returned(Returned {
            place: Some(returned.place.clone()),
            in_named_hospital: returned.in_named_hospital,
        }),
        Event::PremisesEntered(entered) => What::EntryMade(facts::entry::EntryMade {
            into: entered.into.clone(),
            basis: entered.basis,
            reasons: entered.reasons.clone(),
            search: entered.search,
        }),
        Event::CapacityJudged(judged) => What::CapacityConsidered(judged.judged.clone()),
        Event::CapacityReliedOn(CapacityReliedOn { how, .. }) => {
            What::CapacityActedOn(facts::capacity::CapacityActedOn { how: *how })
        }
        _ => return None,
    })
}

fn sought(applied: &WarrantApplied) -> WarrantSought {
    let PatientSought {
        believed_on_premises,
        admission_refused,
        refusal_apprehended,
        liability,
        power_ends,
        applicant_authorised,
        destination,
    } = &applied.patient;
    WarrantSought {
        kind: applied.kind,
        applicant: applied.applicant,
        authorised_to_take: *applicant_authorised,
        on_oath_to_justice: applied.on_oath_to_justice,
        in_jurisdiction: applied.in_jurisdiction,
        concern: applied.concern,
        patient: PatientToTake {
            believed_on_premises: *believed_on_premises,
            admission_refused: *admission_refused,
            refusal_apprehended: *refusal_apprehended,
            liability: *liability,
            // To the end of the day the hospital gave.
            liable_until: power_ends
                .as_ref()
                .and_then(Known::value)
                .map(|date| Moment::On { date: *date }),
            destination: destination.clone(),
        },
    }
}

fn issued(warrant: &Warrant) -> WarrantIssued {
    WarrantIssued {
        kind: warrant.kind,
        premises_specified: warrant.premises_specified,
        person_named: warrant.person_named,
        professionals_named: warrant.professionals_named,
        last_day: day(&warrant.last_day),
        entries: warrant.entries,
    }
}

/// The entry itself. Only a constable records one, so a constable made it.
pub(crate) fn executed(entry: &WarrantEntry) -> WarrantExecuted {
    WarrantExecuted {
        kind: entry.kind,
        by: Profession::Constable,
        amhp: entry.amhp,
        doctor: entry.doctor,
        named_professionals_there: entry.named_professionals_there,
        at_specified_premises: entry.at_specified_premises,
        force_used: entry.force_used,
        person_found: entry.person_found,
        further_entry_allowed_by: entry.further_entry_allowed_by,
        formalities: entry.formalities,
    }
}

fn used_as(used: &WarrantUsed) -> What {
    match (&used.manner, used.kind) {
        // A guard refuses keeping under section 135(2); where it was recorded all the same, what
        // the warrant could do is what the law is told of.
        (Manner::Keep { at }, WarrantKind::Assess) => What::KeptUnderWarrant(KeptUnderWarrant {
            by: Profession::Constable,
            rank: Some(used.rank),
            at: at.clone(),
        }),
        _ => What::RemovedUnderWarrant(RemovedUnderWarrant {
            kind: used.kind,
            by: Profession::Constable,
            rank: Some(used.rank),
            to_where_the_power_takes: used.to_where_the_power_takes,
        }),
    }
}

fn patient(fact: &PatientFact) -> What {
    match fact {
        PatientFact::Informal { .. } => What::InformalPatient,
        PatientFact::Admitted {
            under,
            hospital,
            until,
        } => What::Admitted(Admitted {
            under: *under,
            hospital: named(hospital),
            from: None,
            until: day(until),
        }),
        PatientFact::Renewed { until } => What::Renewed(Renewed { until: day(until) }),
        PatientFact::LeaveGranted { until } => What::LeaveGranted(LeaveGranted {
            until: until.value().map(|date| Moment::On { date: *date }),
        }),
        PatientFact::LeaveRevoked { in_writing, to } => What::LeaveRevoked(LeaveRevoked {
            in_writing: *in_writing,
            to: *to,
            back_by: None,
        }),
        PatientFact::CommunityOrderMade { until } => {
            What::CommunityOrderMade(CommunityOrderMade { until: day(until) })
        }
        PatientFact::RecallNotice { how, hospital } => What::RecallNotice(RecallNotice {
            how: *how,
            hospital: named(hospital),
            attend_by: None,
        }),
        PatientFact::RecallEnded { outcome } => {
            What::RecallEnded(RecallEnded { outcome: *outcome })
        }
        PatientFact::ConditionallyDischarged {} => What::ConditionallyDischarged,
        PatientFact::RecalledByWarrant { hospital } => What::RecalledByWarrant(RecalledByWarrant {
            hospital: named(hospital),
        }),
        PatientFact::Discharged {} => What::PatientDischarged,
    }
}

fn day(known: &Known<Date>) -> Option<Date> {
    known.value().copied()
}

fn named(text: &str) -> Option<String> {
    Some(text.trim().to_owned()).filter(|text| !text.is_empty())
}
