//! Every form, and every kind of event that has none, with the reason.

mod assessment;
mod decision;
mod journey;
mod person;
mod place;
mod power;
mod scene;
mod station;

use domain::{Event, EventKind};

use super::field::FormSpec;

/// Every form, by group.
pub const ALL: &[&[FormSpec]] = &[
    scene::FORMS,
    power::FORMS,
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
