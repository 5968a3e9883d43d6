//! The place of safety: asking, the hand-over, staying and leaving.

use domain::EventKind;
use domain::event::{PlaceRefusal, PresenceReason, RiskLevel, Service};

use super::super::choice::options;
use super::super::field::{Field, FormSpec, Group, Input, PlaceFilter, Side};

pub(super) const FORMS: &[FormSpec] = &[
    FormSpec::new(
        "ask-place",
        Group::Place,
        EventKind::PlaceAsked,
        ["Ask a place of safety", "Ask a place", "Place asked"],
        &[
            Field::new("place", "Which place?", Input::Place(PlaceFilter::Lawful))
                .must("Select the place you ask"),
            Field::new("told", "What was it told?", Input::Area).fold("Add what it was told"),
        ],
    ),
    FormSpec::new(
        "place-reply",
        Group::Place,
        EventKind::PlaceReplied,
        ["The place replied", "Place replied", "Save the reply"],
        &[
            Field::new("place", "Which place?", Input::Place(PlaceFilter::Lawful))
                .must("Select the place that replied"),
            Field::new(
                "offered",
                "What did it say?",
                Input::YesNo {
                    yes: "It will take the person",
                    no: "It will not",
                },
            )
            .must("Select whether it will take the person"),
            Field::new(
                "refusal",
                "Why not?",
                Input::Radios(options::<PlaceRefusal>),
            )
            .must("Select why the place said no")
            .only_if("offered", &["false"]),
            Field::new("words", "In their words", Input::Area),
        ],
    ),
    FormSpec::new(
        "risk",
        Group::Place,
        EventKind::RiskRated,
        ["Rate the risk together", "Joint risk", "Save the rating"],
        &[
            Field::new(
                "level",
                "What do you both rate it?",
                Input::Radios(options::<RiskLevel>),
            )
            .must("Select the rating you both give"),
            Field::new("factors", "What does each of you know?", Input::Area)
                .must("Enter what each of you knows")
                .hint("History, how the person is today, what the plan is"),
            Field::new("officer", "Officer", Input::OwnNameIf(Side::Police))
                .must("Enter the officer who rated the risk"),
            Field::new("nurse", "Nurse", Input::OwnNameIf(Side::Health))
                .must("Enter the nurse who rated the risk"),
        ],
    ),
    FormSpec::new(
        "offer",
        Group::Place,
        EventKind::HandOverOffered,
        [
            "Offer the hand-over",
            "Offer hand-over",
            "Offer the hand-over",
        ],
        &[
            Field::new(
                "power_and_clock",
                "Told who they are, the power and the clock?",
                Input::Answer,
            )
            .must("Select whether the power and the clock were told"),
            Field::new(
                "risk_and_medical",
                "Told the risk and the medical facts?",
                Input::Answer,
            )
            .must("Select whether the risk and medical facts were told"),
            Field::new(
                "restraint",
                "Told of restraint and suspected ABD, or there was none?",
                Input::Answer,
            )
            .must("Select whether restraint and ABD were told"),
            Field::new(
                "property",
                "Handed over property, or there was none?",
                Input::Answer,
            )
            .must("Select whether property was handed over"),
            Field::new("notes", "Anything else?", Input::Area).fold("Add anything else"),
        ],
    ),
    FormSpec::new(
        "stay-request",
        Group::Place,
        EventKind::PresenceAsked,
        [
            "Ask the officers to stay",
            "Please stay",
            "Ask them to stay",
        ],
        &[
            Field::new("reason", "Why?", Input::Radios(options::<PresenceReason>))
                .must("Select why officers are asked to stay"),
            Field::new(
                "detail",
                "In your words, with your assessment of the risk",
                Input::Area,
            ),
        ],
    ),
    FormSpec::new(
        "stay-answer",
        Group::Place,
        EventKind::PresenceAnswered,
        [
            "Answer whether officers stay",
            "Stay or leave",
            "Send the answer",
        ],
        &[
            Field::new(
                "stay",
                "Do officers stay?",
                Input::YesNo {
                    yes: "Officers stay",
                    no: "Officers leave",
                },
            )
            .must("Select whether officers stay"),
            Field::new("reason", "Why?", Input::Area).must("Enter why officers stay or leave"),
            Field::new("until", "Until when, or on what condition?", Input::Line),
            Field::new("officers", "How many officers stay?", Input::Number(1, 99))
                .only_if("stay", &["true"]),
        ],
    ),
    FormSpec::new(
        "accept",
        Group::Place,
        EventKind::HandOverAccepted,
        [
            "Accept the hand-over",
            "Accept hand-over",
            "Accept and sign",
        ],
        &[
            Field::new(
                "place",
                "Which place accepts?",
                Input::Place(PlaceFilter::Hospital),
            )
            .must("Select the place that accepts"),
            Field::new("name", "Your name", Input::Line)
                .must("Enter the name of the person accepting"),
            Field::new("role", "Your role", Input::OwnRole)
                .must("Enter the role of the person accepting"),
            Field::new("email", "Work e-mail address", Input::Email)
                .must("Enter a work e-mail address, like name@example.nhs.uk"),
            Field::new("signature", "Type your name to sign", Input::Line)
                .must("Type your name to sign"),
        ],
    ),
    FormSpec::new(
        "released",
        Group::Place,
        EventKind::OfficersReleased,
        ["Officers leave", "Officers leave", "Officers have left"],
        &[Field::new(
            "delay_cause",
            "What was the cause, if it took longer than the target?",
            Input::Line,
        )],
    ),
    FormSpec::new(
        "told",
        Group::Place,
        EventKind::ServiceTold,
        [
            "Somebody was told",
            "Tell a service or family",
            "Save who was told",
        ],
        &[
            Field::new(
                "service",
                "Who was told?",
                Input::Radios(options::<Service>),
            )
            .must("Select who was told"),
            Field::new(
                "detail",
                "What were they told, who took it, what did they say?",
                Input::Area,
            )
            .must("Enter what they were told and who took it"),
        ],
    ),
];
