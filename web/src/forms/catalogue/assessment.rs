//! Rights, examination, interview, the further period, the end.

use domain::EventKind;
use domain::actor::Profession;
use domain::event::{EndReason, ExamFinding, ExtensionGround, OutcomeCategory};

use super::super::choice::options;
use super::super::field::{Absent, Field, FormSpec, Group, Input, Shape};

pub(super) const FORMS: &[FormSpec] = &[
    FormSpec::new(
        "rights",
        Group::Assessment,
        EventKind::RightsExplained,
        ["Rights explained", "Rights explained", "Save"],
        &[
            Field::new("orally", "Explained aloud?", Input::Answer)
                .must("Select whether they were explained aloud"),
            Field::new("in_writing", "Given in writing?", Input::Answer)
                .must("Select whether they were given in writing"),
            Field::new(
                "language",
                "In which language?",
                Input::Known(Shape::Line, &[Absent::Unknown]),
            )
            .must("Enter the language, or tick that it is not known"),
        ],
    ),
    FormSpec::new(
        "examined",
        Group::Assessment,
        EventKind::Examined,
        [
            "Examined by a doctor",
            "Doctor’s examination",
            "Save the examination",
        ],
        &[
            Field::new("doctor", "Doctor", Input::OwnName).must("Enter the doctor"),
            Field::new("section_12", "Approved under section 12?", Input::Answer)
                .hint("Preferred, not required"),
            Field::new(
                "finding",
                "What was found?",
                Input::Radios(options::<ExamFinding>),
            )
            .must("Select what the examination found")
            .hint("The category only: clinical detail stays with health"),
        ],
    ),
    FormSpec::new(
        "amhp",
        Group::Assessment,
        EventKind::AmhpInterviewed,
        [
            "Interviewed by an AMHP",
            "AMHP interview",
            "Save the interview",
        ],
        &[
            Field::new("amhp", "AMHP", Input::OwnName).must("Enter the AMHP"),
            Field::new(
                "sees_no_need",
                "Does the AMHP see no need to detain?",
                Input::Answer,
            ),
        ],
    ),
    FormSpec::new(
        "arrangements",
        Group::Assessment,
        EventKind::ArrangementsMade,
        [
            "Arrangements for treatment or care",
            "Arrangements made",
            "Save",
        ],
        &[
            Field::new(
                "outcome",
                "What do they come to?",
                Input::Radios(options::<OutcomeCategory>),
            )
            .must("Select what the arrangements come to"),
            Field::new("awaiting_bed", "Is a bed still awaited?", Input::Answer),
        ],
    ),
    FormSpec::new(
        "application",
        Group::Assessment,
        EventKind::ApplicationMade,
        [
            "Application for detention in hospital",
            "Application made",
            "Save",
        ],
        &[
            Field::new(
                "outcome",
                "Under which section?",
                Input::Radios(options::<OutcomeCategory>),
            )
            .must("Select the section"),
            Field::new("hospital", "Which hospital?", Input::Line).must("Enter the hospital"),
            Field::new(
                "houses_place_of_safety",
                "Is the place of safety in that hospital?",
                Input::Answer,
            )
            .must("Select whether the place of safety is in that hospital"),
        ],
    ),
    FormSpec::new(
        "extend",
        Group::Assessment,
        EventKind::Extended,
        ["Extend the detention", "Extend", "Sign the extension"],
        &[
            Field::new(
                "minutes",
                "How long is the further period?",
                Input::Duration,
            )
            .must("Enter how long the further period is")
            .hint("At most 12 hours, signed before the first 24 are over"),
            Field::new(
                "ground",
                "On what ground?",
                Input::Radios(options::<ExtensionGround>),
            )
            .must("Select the ground"),
            Field::new(
                "reason",
                "What in the person’s condition prevents the assessment?",
                Input::Area,
            )
            .must("Enter what in the person’s condition prevents it"),
            Field::new("name", "Doctor", Input::OwnName).must("Enter the name of the doctor"),
            Field::new(
                "profession",
                "Who signs?",
                Input::Select(options::<Profession>),
            )
            .must("Select what the person who signs is"),
            Field::new(
                "responsible_for_examination",
                "Are they responsible for the examination?",
                Input::Answer,
            )
            .must("Select whether they are responsible for the examination"),
            Field::new(
                "assessed_at_station",
                "At a police station: will the assessment be there?",
                Input::Answer,
            )
            .hint("Leave it if the person is not at a police station"),
        ],
    )
    .hint("The time you save is the time of the signature."),
    FormSpec::new(
        "approve-extension",
        Group::Assessment,
        EventKind::ExtensionApproved,
        ["Approve the further period", "Approve extension", "Approve"],
        &[
            Field::new("reason", "Why?", Input::Area)
                .must("Enter why the further period is approved"),
            Field::new("name", "Who approves?", Input::OwnName).must("Enter who approves"),
            Field::new("rank", "Rank", Input::OwnRank).must("Select the rank"),
        ],
    ),
    FormSpec::new(
        "ended",
        Group::Assessment,
        EventKind::Ended,
        ["The detention ends", "Detention ends", "End the detention"],
        &[
            Field::new("reason", "Why?", Input::Radios(options::<EndReason>))
                .must("Select why the detention ends"),
            Field::new(
                "outcome",
                "What is the outcome?",
                Input::Radios(options::<OutcomeCategory>),
            )
            .must("Select the outcome"),
            Field::new(
                "person_told",
                "Has the person been told that they are free to leave?",
                Input::Answer,
            )
            .must("Select whether the person has been told"),
            Field::new(
                "care_now_with",
                "Who has the duty of care now?",
                Input::Line,
            ),
        ],
    ),
];
