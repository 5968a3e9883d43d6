//! Warrants, patients of a hospital, entry without a warrant, and capacity.

use domain::event::{
    Concern, Event, Formalities, Manner, PatientFact, PatientSought, Warrant, WarrantApplied,
    WarrantChecked, WarrantEntry, WarrantKind,
};
use domain::time::day;
use domain::{Answer, Known};
use jiff::civil::Date;

use super::{Details, known_text, yes_no};
use crate::permission::Sight;

pub(super) fn warrant(event: &Event, sight: Sight, it: &mut Details) {
    match event {
        Event::WarrantApplied(applied) => application(applied, sight, it),
        Event::WarrantIssued(warrant) => issued(warrant, sight, it),
        Event::WarrantRefused(refused) => {
            kind(refused.kind, it);
            it.text("Why", &refused.reason);
        }
        Event::WarrantChecked(checked) => checklist(checked, it),
        Event::WarrantExecuted(entry) => execution(entry, it),
        Event::WarrantUsed(used) => {
            kind(used.kind, it);
            it.text(
                "How",
                &match &used.manner {
                    Manner::Remove => "removed".to_owned(),
                    Manner::Keep { at } => format!("kept at {}", at.name),
                },
            );
            it.text("Rank", used.rank.label());
            if sight.risk {
                it.text("Why", &used.why);
            }
            it.text(
                "Told why",
                &known_text(&used.told_why, |told| yes_no(*told)),
            );
            said(
                it,
                "Taken where the power takes them",
                used.to_where_the_power_takes,
            );
        }
        Event::WarrantNotExecuted(not) => {
            kind(not.kind, it);
            it.text("Why", not.reason.label())
                .text("Detail", &not.detail);
        }
        Event::WarrantConcluded(over) => {
            kind(over.kind, it);
            it.text("Outcome", over.outcome.label())
                .text("Premises left", &over.premises_left);
        }
        Event::WarrantReturned(returned) => {
            kind(returned.kind, it);
            it.answer("Endorsed", returned.endorsed)
                .answer("Returned to the court", returned.returned);
            it.text("Intelligence report", returned.intelligence_report.label())
                .text("E-form", returned.e_form.label())
                .text("Why nothing", &returned.why_nothing);
        }
        _ => {}
    }
}

fn kind(kind: WarrantKind, it: &mut Details) {
    it.text("Warrant", kind.label());
}

/// An answer, unless nobody gave one.
fn said(it: &mut Details, label: &'static str, answer: Answer) {
    if answer != Answer::NotKnown {
        it.answer(label, answer);
    }
}

fn date(known: &Known<Date>) -> String {
    known_text(known, |date| day(*date))
}

/// An address names a home: shown where the person's own would be.
fn premises(text: &str, sight: Sight, it: &mut Details) {
    it.text("Premises", if sight.identity { text } else { "withheld" });
}

fn application(applied: &WarrantApplied, sight: Sight, it: &mut Details) {
    kind(applied.kind, it);
    it.text("Applicant", applied.applicant.label())
        .known("Name", &applied.name)
        .text("Court", &applied.court);
    premises(&applied.premises, sight, it);
    said(it, "On oath to a justice", applied.on_oath_to_justice);
    said(it, "Within the justice’s area", applied.in_jurisdiction);
    match applied.kind {
        WarrantKind::Assess => grounds(applied.concern, it),
        WarrantKind::Retake => liable(&applied.patient, it),
    }
    if sight.risk {
        it.text("Facts", &applied.facts);
    }
}

fn grounds(concern: Concern, it: &mut Details) {
    it.answer(
        "Believed to have mental disorder",
        concern.believed_disordered,
    )
    .answer(
        "Ill-treated, neglected or not under proper control",
        concern.ill_treated_or_neglected,
    )
    .answer("Unable to care for themselves", concern.unable_to_care)
    .answer("Living alone", concern.living_alone);
}

fn liable(patient: &PatientSought, it: &mut Details) {
    if let Some(liability) = patient.liability {
        it.text("May be taken as", liability.label());
    }
    if let Some(ends) = &patient.power_ends {
        it.text("Last day of that power", &date(ends));
    }
    it.answer("Believed to be there", patient.believed_on_premises)
        .answer("Admission refused", patient.admission_refused)
        .answer("Refusal expected", patient.refusal_apprehended);
    said(it, "Applicant authorised", patient.applicant_authorised);
    if let Some(place) = &patient.destination {
        it.text("To be taken to", &place.name);
    }
}

fn issued(warrant: &Warrant, sight: Sight, it: &mut Details) {
    kind(warrant.kind, it);
    it.text("Court", &warrant.court);
    premises(&warrant.premises, sight, it);
    it.answer("Specifies the premises", warrant.premises_specified);
    said(it, "Names the person", warrant.person_named);
    said(it, "Names professionals", warrant.professionals_named);
    it.text("Named", &warrant.named)
        .text("Last day on its face", &date(&warrant.last_day));
    if let Some(entries) = warrant.entries {
        it.text("Authorises", entries.label());
    }
}

fn checklist(checked: &WarrantChecked, it: &mut Details) {
    kind(checked.kind, it);
    it.known("Lead officer", &checked.lead);
    it.text("Warrant and address", checked.warrant.label())
        .text("AMHP", checked.amhp.label())
        .text("Doctor", checked.doctor.label())
        .text("Risk", checked.risk.label())
        .text("Ambulance", checked.ambulance.label())
        .text("Place of safety or hospital", checked.place.label())
        .text("Entry", checked.entry.label())
        .text("Bed, for information", checked.bed.label())
        .text("Meeting place and time", &checked.rendezvous)
        .text("Outstanding", &checked.outstanding);
}

fn execution(entry: &WarrantEntry, it: &mut Details) {
    kind(entry.kind, it);
    it.text("Lead officer", &entry.lead).maybe(
        "Officers there",
        entry.officers.map(|number| number.to_string()).as_ref(),
    );
    it.text("AMHP", entry.amhp.label())
        .known("AMHP’s name", &entry.amhp_name);
    it.text("Doctor", entry.doctor.label())
        .known("Doctor’s name", &entry.doctor_name);
    said(
        it,
        "Those the warrant names were there",
        entry.named_professionals_there,
    );
    it.text("Why others came", &entry.why_others);
    it.answer("The premises of the warrant", entry.at_specified_premises)
        .answer("Force used", entry.force_used);
    it.text("How entry was had", &entry.how);
    it.answer("Person found", entry.person_found);
    said(it, "Body-worn video on", entry.body_worn_video);
    if let Some(rank) = entry.further_entry_allowed_by {
        it.text("Further entry allowed in writing by", rank.label());
    }
    formalities(entry.formalities, it);
}

fn formalities(formal: Formalities, it: &mut Details) {
    said(it, "At a reasonable hour", formal.reasonable_hour);
    said(
        it,
        "Waiting might have frustrated it",
        formal.waiting_would_frustrate,
    );
    said(it, "Constable identified", formal.identified);
    said(it, "Warrant shown", formal.shown);
    said(it, "Copy given or left", formal.copy_given_or_left);
}

pub(super) fn patient(event: &Event, sight: Sight, it: &mut Details) {
    match event {
        Event::PatientRecorded(fact) => status(fact, it),
        Event::WentAbsent(absence) => {
            it.text("Absent from", absence.from.label())
                .text("Power to take ends", &date(&absence.power_ends))
                .text("Reported by", &absence.told_by);
            if sight.risk {
                it.text("Detail", &absence.detail);
            }
        }
        Event::PatientTaken(taken) => {
            it.text("By", taken.by.label());
            said(it, "Authority given", taken.authority_given);
            it.text("Detail", &taken.detail);
        }
        Event::PatientReturned(returned) => {
            it.text("Place", &returned.place.name);
            said(
                it,
                "The hospital named in the recall",
                returned.in_named_hospital,
            );
            it.known("Taken in by", &returned.accepted_by);
        }
        _ => {}
    }
}

fn status(fact: &PatientFact, it: &mut Details) {
    match fact {
        PatientFact::Informal { hospital } => {
            it.text("Status", "in hospital of their own accord")
                .text("Hospital", hospital);
        }
        PatientFact::Admitted {
            under,
            hospital,
            until,
        } => {
            it.text("Detained under", under.label())
                .text("Hospital", hospital)
                .text("Last day, as stated", &date(until));
        }
        PatientFact::Renewed { until } => {
            it.text("Status", "authority renewed")
                .text("Last day, as stated", &date(until));
        }
        PatientFact::LeaveGranted { until } => {
            it.text("Status", "leave granted")
                .text("Last day of leave", &date(until));
        }
        PatientFact::LeaveRevoked { in_writing, to } => {
            it.text("Status", "leave revoked")
                .answer("In writing", *in_writing)
                .text("Notice to", to.label());
        }
        PatientFact::CommunityOrderMade { until } => {
            it.text("Status", "community treatment order made")
                .text("Last day, as stated", &date(until));
        }
        PatientFact::RecallNotice { how, hospital } => {
            it.text("Status", "notice of recall")
                .text("How", how.label())
                .text("Hospital", hospital);
        }
        PatientFact::RecallEnded { outcome } => {
            it.text("Status", "recall ended")
                .text("Outcome", outcome.label());
        }
        PatientFact::ConditionallyDischarged {} => {
            it.text("Status", "conditionally discharged");
        }
        PatientFact::RecalledByWarrant { hospital } => {
            it.text("Status", "recalled by the Secretary of State")
                .text("Hospital", hospital);
        }
        PatientFact::Discharged {} => {
            it.text("Status", "discharged");
        }
    }
}

pub(super) fn entry(event: &Event, sight: Sight, it: &mut Details) {
    match event {
        Event::PremisesEntered(entered) => {
            it.text("Kind of place", entered.into.kind.label());
            premises(&entered.into.description, sight, it);
            it.text("Relied on", entered.basis.label());
            if let Some(believed) = entered.reasons.believed {
                it.text("Believed", believed.label());
            }
            if let Some(pursuit) = entered.reasons.pursuit {
                it.text("Pursuit", pursuit.label());
            }
            said(
                it,
                "Breach of the peace",
                entered.reasons.breach_of_the_peace,
            );
            said(it, "Consent", entered.reasons.consent);
            if let Some(search) = entered.search {
                it.text("Searched", search.label());
            }
            it.text("Detail", &entered.detail);
        }
        Event::CapacityJudged(judged) => {
            let limbs = &judged.judged;
            it.text("For", limbs.purpose.label());
            it.answer("Reasonable steps taken", limbs.reasonable_steps)
                .answer("Lacks capacity in the matter", limbs.lacks_capacity)
                .answer("In their best interests", limbs.best_interests);
            said(
                it,
                "Restraint prevents harm to them",
                limbs.prevents_harm_to_person,
            );
            said(it, "Restraint proportionate", limbs.proportionate);
            said(it, "Needs deprivation of liberty", limbs.needs_deprivation);
            said(it, "Court decision sought", limbs.court_decision_sought);
            if sight.risk {
                it.text("Facts", &judged.facts);
            }
        }
        Event::CapacityReliedOn(relied) => {
            it.text("How far", relied.how.label());
            if sight.risk {
                it.text("What was done", &relied.what);
            }
        }
        _ => {}
    }
}
