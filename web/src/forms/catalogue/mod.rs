//! Every form, and every kind of event that has none, with the reason.

mod assessment;
mod decision;
mod entry;
mod execution;
mod journey;
mod patient;
mod person;
mod place;
mod power;
mod scene;
mod station;
mod warrant;

use casework::File;
use domain::event::WarrantKind;
use domain::{Event, EventKind};

use super::choice::wire_name;
use super::field::FormSpec;

/// Every form, by group.
pub const ALL: &[&[FormSpec]] = &[
    scene::FORMS,
    entry::FORMS,
    power::FORMS,
    warrant::FORMS,
    execution::FORMS,
    patient::FORMS,
    journey::FORMS,
    place::FORMS,
    assessment::FORMS,
    station::FORMS,
    decision::FORMS,
    person::FORMS,
];

/// Kinds of event that are not recorded with a form of the catalogue, and why.
pub const WITHOUT_A_FORM: &[(EventKind, &str)] = &[
    (
        EventKind::FileOpened,
        "a file is opened on its own page, and only once",
    ),
    (
        EventKind::Corrected,
        "a correction is made on the page of the line it corrects",
    ),
    (
        EventKind::Withdrawn,
        "a wrong tap is taken back with the undo button",
    ),
    (
        EventKind::Settled,
        "a contested fact is settled beside the entries that give it",
    ),
    (
        EventKind::ExceptionRecorded,
        "follows from a command that passes a block",
    ),
    (
        EventKind::DetentionImported,
        "read from another system's extract, not typed",
    ),
    (
        EventKind::ReturnIssued,
        "its figures are counted from the record, not typed",
    ),
    (
        EventKind::LinkConfirmed,
        "confirmed on the page of the same person",
    ),
    (
        EventKind::LinkUndone,
        "undone on the page of the same person",
    ),
    (
        EventKind::LinkRejected,
        "rejected on the page of the same person",
    ),
    (EventKind::ReturnSigned, "signed on the return's own page"),
    (EventKind::ReturnSent, "recorded on the return's own page"),
];

/// The form of a name, if there is one.
pub fn find(slug: &str) -> Option<&'static FormSpec> {
    ALL.iter()
        .flat_map(|forms| forms.iter())
        .find(|form| form.slug == slug)
}

/// The form that shows an event again, if there is one.
pub fn for_event(event: &Event) -> Option<&'static FormSpec> {
    ALL.iter()
        .flat_map(|forms| forms.iter())
        .find(|form| form.kind == event.kind() && form.fits.is_none_or(|fits| fits(event)))
}

/// The forms that record a kind of event. Most kinds have one; what is known of a person has one
/// for each particular.
pub fn for_kind(kind: EventKind) -> impl Iterator<Item = &'static FormSpec> {
    ALL.iter()
        .flat_map(|forms| forms.iter())
        .filter(move |form| form.kind == kind)
}

/// The form that is likeliest meant in a file where a kind has several: of a warrant, the one for
/// the subsection the file is about.
pub fn likely_form(file: &File, kind: EventKind) -> Option<&'static FormSpec> {
    let about = wire_name(warrant_of(file));
    let fits = |form: &&FormSpec| {
        form.fixed
            .iter()
            .all(|(name, value)| *name != "kind" || *value == about)
    };
    for_kind(kind).find(fits).or_else(|| for_kind(kind).next())
}

/// Which subsection a file is about: that of the latest warrant, or of the patient who is absent.
fn warrant_of(file: &File) -> WarrantKind {
    let said = file.live().filter_map(|fact| match fact.event {
        Event::WarrantApplied(applied) => Some(applied.kind),
        Event::WarrantIssued(warrant) => Some(warrant.kind),
        _ => None,
    });
    let absent = file.has(EventKind::WentAbsent)
        || file.has(EventKind::PatientRecorded)
        || file.has(EventKind::Escaped);
    said.last().unwrap_or(if absent {
        WarrantKind::Retake
    } else {
        WarrantKind::Assess
    })
}
