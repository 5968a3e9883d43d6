//! A patient of a hospital: status, absence, being taken and coming back.

use domain::EventKind;
use domain::event::{
    AbsentFrom, Authority, Event, NoticeTo, PatientFact, RecallOutcome, RecallService, Taker,
};

use super::super::choice::options;
use super::super::field::{Absent, Field, FormSpec, Group, Input, PlaceFilter, Shape};

/// A date a document may state.
const STATED: &[Absent] = &[Absent::Unknown, Absent::NotApplicable];

const HOSPITAL: Field = Field::new("hospital", "Hospital", Input::Line).must("Enter the hospital");

const fn until(label: &'static str) -> Field {
    Field::new("until", label, Input::Known(Shape::Day, STATED))
        .must("Enter the day, or tick why there is none")
}

macro_rules! shows {
    ($($name:ident => $pattern:pat,)+) => {$(
        fn $name(event: &Event) -> bool {
            matches!(event, Event::PatientRecorded($pattern))
        }
    )+};
}

shows! {
    informal => PatientFact::Informal { .. },
    admitted => PatientFact::Admitted { .. },
    renewed => PatientFact::Renewed { .. },
    leave => PatientFact::LeaveGranted { .. },
    leave_revoked => PatientFact::LeaveRevoked { .. },
    order => PatientFact::CommunityOrderMade { .. },
    recall => PatientFact::RecallNotice { .. },
    recall_ended => PatientFact::RecallEnded { .. },
    conditional => PatientFact::ConditionallyDischarged { .. },
    recalled_by_warrant => PatientFact::RecalledByWarrant { .. },
    discharged => PatientFact::Discharged { .. },
}

pub(super) const FORMS: &[FormSpec] = &[
    FormSpec::new(
        "admitted",
        Group::Absence,
        EventKind::PatientRecorded,
        [
            "Detained in hospital, or under guardianship",
            "Hospital status",
            "Save",
        ],
        &[
            Field::new(
                "under",
                "Under what?",
                Input::Select(options::<Authority>),
            )
            .must("Select under what they are detained"),
            HOSPITAL,
            until("Last day of it, if a document says"),
        ],
    )
    .hint("The time is that of admission, or of the report under section 5. How long they may be taken back is counted from it.")
    .fixed(&[("about", "admitted")])
    .fits(admitted)
    .instead("informal", "They were in hospital of their own accord"),
    FormSpec::new(
        "informal",
        Group::Absence,
        EventKind::PatientRecorded,
        [
            "In hospital of their own accord",
            "Voluntary patient",
            "Save",
        ],
        &[HOSPITAL],
    )
    .hint("A voluntary patient is free to leave. Nobody may take them back.")
    .fixed(&[("about", "informal")])
    .fits(informal)
    .instead("admitted", "They were detained"),
    FormSpec::new(
        "renewed",
        Group::Absence,
        EventKind::PatientRecorded,
        ["Authority renewed or extended", "Renewed", "Save"],
        &[until("Last day of the renewed period")],
    )
    .fixed(&[("about", "renewed")])
    .fits(renewed),
    FormSpec::new(
        "leave",
        Group::Absence,
        EventKind::PatientRecorded,
        ["Leave granted under section 17", "On leave", "Save"],
        &[until("Last day of leave")],
    )
    .hint("Whoever does not come back at its end is absent without leave, without more.")
    .fixed(&[("about", "leave_granted")])
    .fits(leave),
    FormSpec::new(
        "leave-revoked",
        Group::Absence,
        EventKind::PatientRecorded,
        ["Leave revoked", "Leave revoked", "Save"],
        &[
            Field::new("in_writing", "By notice in writing?", Input::Answer)
                .must("Select whether the notice was in writing"),
            Field::new(
                "to",
                "To whom was it given?",
                Input::Radios(options::<NoticeTo>),
            )
            .must("Select to whom it was given"),
        ],
    )
    .fixed(&[("about", "leave_revoked")])
    .fits(leave_revoked),
    FormSpec::new(
        "community-order",
        Group::Absence,
        EventKind::PatientRecorded,
        [
            "Community treatment order made",
            "Community order",
            "Save",
        ],
        &[until("Last day of it, if a document says")],
    )
    .fixed(&[("about", "community_order_made")])
    .fits(order),
    FormSpec::new(
        "recall",
        Group::Absence,
        EventKind::PatientRecorded,
        ["Notice of recall", "Recalled", "Save"],
        &[
            Field::new(
                "how",
                "How did the notice reach them?",
                Input::Radios(options::<RecallService>),
            )
            .must("Select how the notice reached them"),
            HOSPITAL,
        ],
    )
    .hint("The time is when it was handed over, left or posted. When it counts as served follows from how.")
    .fixed(&[("about", "recall_notice")])
    .fits(recall),
    FormSpec::new(
        "recall-ended",
        Group::Absence,
        EventKind::PatientRecorded,
        ["The recall ended", "Recall ended", "Save"],
        &[Field::new(
            "outcome",
            "How?",
            Input::Radios(options::<RecallOutcome>),
        )
        .must("Select how it ended")],
    )
    .fixed(&[("about", "recall_ended")])
    .fits(recall_ended),
    FormSpec::new(
        "conditionally-discharged",
        Group::Absence,
        EventKind::PatientRecorded,
        [
            "Conditionally discharged",
            "Conditional discharge",
            "Save",
        ],
        &[],
    )
    .fixed(&[("about", "conditionally_discharged")])
    .fits(conditional),
    FormSpec::new(
        "recalled-by-warrant",
        Group::Absence,
        EventKind::PatientRecorded,
        [
            "Recalled by the Secretary of State",
            "Recalled: section 42",
            "Save",
        ],
        &[HOSPITAL],
    )
    .fixed(&[("about", "recalled_by_warrant")])
    .fits(recalled_by_warrant),
    FormSpec::new(
        "discharged",
        Group::Absence,
        EventKind::PatientRecorded,
        ["Discharged", "Discharged", "Save"],
        &[],
    )
    .hint("From detention, guardianship or a community order.")
    .fixed(&[("about", "discharged")])
    .fits(discharged),
    FormSpec::new(
        "absent",
        Group::Absence,
        EventKind::WentAbsent,
        [
            "A patient is absent without leave",
            "Absent without leave",
            "Save the report",
        ],
        &[
            Field::new(
                "from",
                "Absent from where?",
                Input::Radios(options::<AbsentFrom>),
            )
            .must("Select where they should be"),
            Field::new(
                "power_ends",
                "Last day on which they may be taken",
                Input::Known(Shape::Day, &[Absent::NotApplicable, Absent::Unknown]),
            )
            .must("Enter the last day on which they may be taken, or that there is no limit")
            .hint("Ask the hospital: the Code asks it to say. Does not apply: a power without a limit"),
            Field::new("told_by", "Who reported it?", Input::Line)
                .must("Enter who reported it"),
            Field::new(
                "detail",
                "Last seen, clothing, risk, treatment missed, searches made",
                Input::Area,
            )
            .must("Enter where they were last seen and what was searched"),
        ],
    )
    .hint("Only of a patient who is detained there, or on leave, recalled or under guardianship. Record the hospital status too."),
    FormSpec::new(
        "patient-taken",
        Group::Absence,
        EventKind::PatientTaken,
        [
            "The patient was taken into custody",
            "Patient taken",
            "Save",
        ],
        &[
            Field::new("by", "By whom?", Input::Radios(options::<Taker>))
                .must("Select by whom"),
            Field::new(
                "authority_given",
                "If they need an authority: was it given?",
                Input::Answer,
            ),
            Field::new("detail", "Where, and how was entry had?", Input::Area)
                .must("Enter where, and how entry was had"),
        ],
    ),
    FormSpec::new(
        "patient-returned",
        Group::Absence,
        EventKind::PatientReturned,
        ["The patient is back", "Patient back", "Save the return"],
        &[
            Field::new("place", "Where?", Input::Place(PlaceFilter::Hospital))
                .must("Select where they are back"),
            Field::new(
                "accepted_by",
                "Who took them in?",
                Input::Known(Shape::Line, &[Absent::Unknown]),
            )
            .must("Enter who took them in, or tick that it is not known"),
            Field::new(
                "in_named_hospital",
                "After a recall: is that the hospital it names?",
                Input::Answer,
            ),
        ],
    ),
];
