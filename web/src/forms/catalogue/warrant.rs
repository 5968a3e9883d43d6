//! Warrants under section 135 as papers: applied for, issued, refused, made ready for, returned.

use domain::EventKind;
use domain::actor::Profession;
use domain::event::{Entries, Event, LiableAs, Readiness, Submission, WarrantKind};

use super::super::choice::options;
use super::super::field::{Absent, Field, FormSpec, Group, Input, PlaceFilter, Shape};

/// Which subsection a form speaks of, fixed by the form itself.
pub(super) const ASSESS: &[(&str, &str)] = &[("kind", "assess")];
pub(super) const RETAKE: &[(&str, &str)] = &[("kind", "retake")];

/// Whether an event about a warrant is under this subsection.
fn is(event: &Event, kind: WarrantKind) -> bool {
    match event {
        Event::WarrantApplied(it) => it.kind == kind,
        Event::WarrantExecuted(it) => it.kind == kind,
        Event::WarrantUsed(it) => it.kind == kind,
        _ => false,
    }
}

pub(super) fn to_assess(event: &Event) -> bool {
    is(event, WarrantKind::Assess)
}

pub(super) fn to_retake(event: &Event) -> bool {
    is(event, WarrantKind::Retake)
}

pub(super) const WHICH: Field = Field::new(
    "kind",
    "Which warrant?",
    Input::Radios(options::<WarrantKind>),
)
.must("Select which warrant");
const NAME: Field = Field::new(
    "name",
    "Applicant’s name, service and number",
    Input::Known(Shape::Line, &[Absent::Unknown]),
)
.must("Enter the applicant’s name, or tick that it is not known");
const APPLICANT: Field = Field::new(
    "applicant",
    "What is the applicant?",
    Input::Select(options::<Profession>),
)
.must("Select what the applicant is");
const COURT: Field = Field::new("court", "Court", Input::Line);
const PREMISES: Field = Field::new("premises", "Exact address", Input::Line)
    .must("Enter the address of the premises")
    .hint("Flat, floor, street and postcode: what is entered must be what the warrant specifies");
const ON_OATH: Field = Field::new(
    "on_oath_to_justice",
    "On oath, to a justice of the peace?",
    Input::Answer,
);
const IN_AREA: Field = Field::new(
    "in_jurisdiction",
    "Is the place in that justice’s area?",
    Input::Answer,
);
const FACTS: Field = Field::new("facts", "The facts, in the applicant’s words", Input::Area);
const fn readiness(name: &'static str, label: &'static str, says: &'static str) -> Field {
    Field::new(name, label, Input::Radios(options::<Readiness>)).must(says)
}

const fn submission(name: &'static str, label: &'static str, says: &'static str) -> Field {
    Field::new(name, label, Input::Radios(options::<Submission>)).must(says)
}

pub(super) const FORMS: &[FormSpec] = &[
    FormSpec::new(
        "apply-135-1",
        Group::Warrant,
        EventKind::WarrantApplied,
        [
            "Warrant under section 135(1) applied for",
            "Warrant 135(1)",
            "Save the application",
        ],
        &[
            APPLICANT,
            NAME,
            PREMISES,
            Field::new(
                "concern.believed_disordered",
                "Is the person believed to have a mental disorder?",
                Input::Answer,
            )
            .must("Select whether the person is believed to have a mental disorder"),
            Field::new(
                "concern.ill_treated_or_neglected",
                "Ill-treated, neglected, or not under proper control?",
                Input::Answer,
            )
            .must("Select whether there is ill-treatment, neglect or want of control"),
            Field::new(
                "concern.unable_to_care",
                "Unable to care for themselves?",
                Input::Answer,
            )
            .must("Select whether they are unable to care for themselves"),
            Field::new("concern.living_alone", "Living alone there?", Input::Answer)
                .must("Select whether they live alone there"),
            COURT,
            ON_OATH,
            IN_AREA,
            FACTS,
        ],
    )
    .hint("Only an AMHP applies. Nobody need have been refused entry, and no bed need have been found.")
    .fixed(ASSESS)
    .fits(to_assess)
    .instead("apply-135-2", "It is a warrant to take or retake a patient: section 135(2)"),
    FormSpec::new(
        "apply-135-2",
        Group::Warrant,
        EventKind::WarrantApplied,
        [
            "Warrant under section 135(2) applied for",
            "Warrant 135(2)",
            "Save the application",
        ],
        &[
            APPLICANT,
            Field::new(
                "patient.applicant_authorised",
                "If not a constable: authorised to take this patient?",
                Input::Answer,
            ),
            NAME,
            PREMISES,
            Field::new(
                "patient.liability",
                "Why may the patient be taken?",
                Input::Radios(options::<LiableAs>),
            )
            .must("Select why the patient may be taken"),
            Field::new(
                "patient.power_ends",
                "Last day on which they may be taken",
                Input::Known(Shape::Day, &[Absent::NotApplicable, Absent::Unknown]),
            )
            .must("Enter the last day on which they may be taken, or that there is no limit")
            .hint("Ask the hospital: after that day nobody may. Does not apply: a power without a limit"),
            Field::new(
                "patient.believed_on_premises",
                "Is there cause to believe that they are there?",
                Input::Answer,
            )
            .must("Select whether they are believed to be there"),
            Field::new(
                "patient.admission_refused",
                "Has admission been refused?",
                Input::Answer,
            )
            .must("Select whether admission has been refused"),
            Field::new(
                "patient.refusal_apprehended",
                "Is a refusal to be expected?",
                Input::Answer,
            )
            .must("Select whether a refusal is to be expected"),
            Field::new(
                "patient.destination",
                "Where are they to be taken?",
                Input::Place(PlaceFilter::Hospital),
            ),
            COURT,
            ON_OATH,
            IN_AREA,
            FACTS,
        ],
    )
    .hint("If somebody opens the door, no warrant is needed.")
    .fixed(RETAKE)
    .fits(to_retake)
    .instead("apply-135-1", "It is a warrant to assess a person: section 135(1)"),
    FormSpec::new(
        "warrant-issued",
        Group::Warrant,
        EventKind::WarrantIssued,
        ["A justice issued the warrant", "Warrant issued", "Save the warrant"],
        &[
            WHICH,
            Field::new("court", "Which court?", Input::Line).must("Enter the court that issued it"),
            PREMISES,
            Field::new(
                "premises_specified",
                "Does the warrant itself specify that address?",
                Input::Answer,
            )
            .must("Select whether the warrant specifies the premises"),
            Field::new(
                "last_day",
                "Last day on its face",
                Input::Known(Shape::Day, &[Absent::NotApplicable, Absent::Unknown]),
            )
            .must("Enter the last day on its face, or that there is none")
            .hint("Does not apply: its face gives no date"),
            Field::new(
                "entries",
                "How many entries does it authorise?",
                Input::Radios(options::<Entries>),
            )
            .hint("Leave empty where its face says nothing of it"),
            Field::new("person_named", "Does it name the person?", Input::Answer)
                .fold("Names on the warrant: the person"),
            Field::new(
                "professionals_named",
                "Does it name an AMHP or a doctor?",
                Input::Answer,
            )
            .fold("Names on the warrant: professionals"),
            Field::new("named", "Whom does it name?", Input::Line)
                .only_if("professionals_named", &["yes"]),
        ],
    )
    .hint("The time is that of issue; the day is enough.")
    .instead("warrant-refused", "The justice refused it"),
    FormSpec::new(
        "warrant-refused",
        Group::Warrant,
        EventKind::WarrantRefused,
        ["A justice refused the warrant", "Warrant refused", "Save"],
        &[
            WHICH,
            Field::new("reason", "Why, and what happens now?", Input::Area)
                .must("Enter why it was refused and what happens now"),
        ],
    )
    .instead("warrant-issued", "The justice issued it"),
    FormSpec::new(
        "warrant-check",
        Group::Warrant,
        EventKind::WarrantChecked,
        ["Before anybody goes in", "Checklist", "Save the checklist"],
        &[
            WHICH,
            Field::new(
                "lead",
                "Constable who leads",
                Input::Known(Shape::Line, &[Absent::Unknown]),
            )
            .must("Enter who leads, or tick that it is not known"),
            readiness(
                "warrant",
                "The warrant: kind, dates, and its address is the one to go to",
                "Select how the warrant stands",
            ),
            readiness("amhp", "AMHP", "Select how the AMHP stands"),
            readiness("doctor", "Doctor", "Select how the doctor stands"),
            readiness(
                "risk",
                "Risk: weapons, dogs, children, others there, health, records checked",
                "Select how the risk check stands",
            ),
            readiness("ambulance", "Ambulance", "Select how the ambulance stands"),
            readiness(
                "place",
                "Place of safety, or the hospital that takes them back",
                "Select how the place stands",
            ),
            readiness(
                "entry",
                "Entry: keys, locksmith, boarding-up",
                "Select how entry stands",
            ),
            readiness("bed", "Bed", "Select how the bed stands")
                .hint("For information: no bed need have been found"),
            Field::new(
                "rendezvous",
                "Where and when does everybody meet, and what if nobody is in?",
                Input::Area,
            ),
            Field::new("outstanding", "What is not confirmed, and why?", Input::Area),
        ],
    )
    .hint("Gone through with the lead professional."),
    FormSpec::new(
        "warrant-returned",
        Group::Warrant,
        EventKind::WarrantReturned,
        [
            "Warrant endorsed and returned",
            "Return the warrant",
            "Save",
        ],
        &[
            WHICH,
            Field::new(
                "endorsed",
                "Endorsed with what was found and done?",
                Input::Answer,
            )
            .must("Select whether it was endorsed"),
            Field::new("returned", "Returned to the court?", Input::Answer)
                .must("Select whether it was returned"),
            submission(
                "intelligence_report",
                "Intelligence report",
                "Select how the intelligence report stands",
            ),
            submission(
                "e_form",
                "Section 135 e-form",
                "Select how the e-form stands",
            ),
            Field::new("why_nothing", "Why is there nothing to submit?", Input::Area),
        ],
    ),
];
