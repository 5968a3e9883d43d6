//! The ambulance, the vehicle, the road and the door.

use domain::EventKind;
use domain::actor::Profession;
use domain::event::{Asked, Mode, PoliceVehicleReason};
use serde_json::{Map, Value};

use super::super::choice::options;
use super::super::field::{Absent, Context, Field, FormSpec, Group, Input, PlaceFilter, Shape};

/// The exception for violence is claimed by its facts: without them there is none.
fn exception_only_with_facts(event: &mut Map<String, Value>, _: &Context<'_>) {
    let claimed = event
        .get("exception")
        .and_then(|exception| exception.get("facts"))
        .and_then(Value::as_str)
        .is_some_and(|facts| !facts.is_empty());
    if !claimed {
        event.remove("exception");
    }
}

pub(super) const FORMS: &[FormSpec] = &[
    FormSpec::new(
        "ambulance",
        Group::Journey,
        EventKind::AmbulanceAsked,
        [
            "Ask for an ambulance",
            "Ambulance asked",
            "Ambulance asked for",
        ],
        &[
            Field::new(
                "via",
                "How was it asked for?",
                Input::Radios(options::<Asked>),
            )
            .must("Select how the ambulance was asked for"),
            Field::new("reference", "Ambulance reference", Input::OptionalLine)
                .fold("Add the ambulance reference"),
            Field::new("told", "What was the ambulance service told?", Input::Area)
                .fold("Add what they were told"),
        ],
    )
    .hint("Record it even when a long wait is known."),
    FormSpec::new(
        "ambulance-time",
        Group::Journey,
        EventKind::AmbulancePromised,
        ["Ambulance gave a time", "Ambulance time", "Save the time"],
        &[
            Field::new("due", "For what time is it promised?", Input::Clock)
                .must("Enter the time the ambulance is promised for, such as 03:05")
                .hint("Hours and minutes, such as 03:05"),
            Field::new("reference", "Ambulance reference", Input::OptionalLine),
            Field::new("category", "Category, in their words", Input::OptionalLine),
        ],
    )
    .instead("ambulance-declined", "The ambulance service declined"),
    FormSpec::new(
        "ambulance-here",
        Group::Journey,
        EventKind::AmbulanceArrived,
        [
            "Ambulance is at the scene",
            "Ambulance here",
            "Ambulance is here",
        ],
        &[
            Field::new("reference", "Ambulance reference", Input::OptionalLine)
                .fold("Add the ambulance reference"),
        ],
    ),
    FormSpec::new(
        "ambulance-declined",
        Group::Journey,
        EventKind::AmbulanceDeclined,
        [
            "The ambulance service declined",
            "Ambulance declined",
            "Save",
        ],
        &[
            Field::new("reason", "What reason did they give?", Input::Area)
                .must("Enter the reason they gave"),
        ],
    ),
    FormSpec::new(
        "vehicle",
        Group::Journey,
        EventKind::VehicleAuthorised,
        [
            "Permit a police vehicle",
            "Permit police vehicle",
            "Permit it",
        ],
        &[
            Field::new("reason", "Why is a police vehicle necessary?", Input::Area)
                .must("Enter why a police vehicle is necessary"),
            Field::new("log_reference", "Log reference", Input::OptionalLine),
            Field::new("name", "Who permits it?", Input::OwnName).must("Enter who permits it"),
            Field::new("rank", "Rank", Input::OwnRank).must("Select the rank"),
        ],
    ),
    FormSpec::new(
        "journey",
        Group::Journey,
        EventKind::JourneyBegan,
        ["The journey begins", "Leave for a place", "We are leaving"],
        &[
            Field::new("to", "Where to?", Input::Place(PlaceFilter::Lawful))
                .must("Select where you are going"),
            Field::new("mode", "In what?", Input::Radios(options::<Mode>))
                .must("Select what the person travels in"),
            Field::new(
                "why_police",
                "Why a police vehicle?",
                Input::Radios(options::<PoliceVehicleReason>),
            )
            .must("Select why a police vehicle is used")
            .only_if("mode", &["police_vehicle"]),
            Field::new(
                "exception.facts",
                "Too violent for an ambulance? Say what happened",
                Input::Area,
            )
            .only_if("why_police", &["risk_or_behaviour"])
            .hint("With these facts no inspector is needed first; it is reviewed next day"),
            Field::new(
                "exception.paramedic_aboard",
                "Is a paramedic with kit aboard?",
                Input::Answer,
            )
            .only_if("why_police", &["risk_or_behaviour"]),
            Field::new(
                "exception.ambulance_following",
                "Does an ambulance follow?",
                Input::Answer,
            )
            .only_if("why_police", &["risk_or_behaviour"]),
            Field::new(
                "escort",
                "Who escorts?",
                Input::Known(Shape::Line, &[Absent::Unknown, Absent::NotApplicable]),
            )
            .must("Enter who escorts, or tick why there is no answer"),
            Field::new("officers", "How many officers go?", Input::Number(0, 99))
                .hint("In whatever vehicles")
                .fold("Add how many officers go"),
            Field::new(
                "containment",
                "How is the person kept safe on the way?",
                Input::Line,
            )
            .hint("The doors of a stationary ambulance do not lock"),
        ],
    )
    .derive(exception_only_with_facts),
    FormSpec::new(
        "diverted",
        Group::Journey,
        EventKind::Diverted,
        ["The destination changes", "Go elsewhere", "Save the change"],
        &[
            Field::new("to", "Where to now?", Input::Place(PlaceFilter::Lawful))
                .must("Select where you are going now"),
            Field::new("by", "Who decided?", Input::Select(options::<Profession>))
                .must("Select who decided"),
            Field::new("reason", "Why?", Input::Area).must("Enter why the destination changes"),
        ],
    ),
    FormSpec::new(
        "reached",
        Group::Journey,
        EventKind::ReachedSite,
        ["On the site, not yet inside", "On site, outside", "On site"],
        &[
            Field::new("place", "Which place?", Input::Place(PlaceFilter::Lawful))
                .must("Select the place"),
        ],
    )
    .hint("The clock starts at the door, not here."),
    FormSpec::new(
        "entered",
        Group::Journey,
        EventKind::Entered,
        [
            "The person is inside",
            "Inside: start clock",
            "They are inside",
        ],
        &[
            Field::new("place", "Which place?", Input::Place(PlaceFilter::Lawful))
                .must("Select the place"),
        ],
    )
    .hint("The moment the person goes in. At the first place of safety this starts the clock."),
    FormSpec::new(
        "transfer",
        Group::Journey,
        EventKind::TransferBegan,
        [
            "Move to another place of safety",
            "Transfer",
            "Transfer begins",
        ],
        &[
            Field::new("to", "Where to?", Input::Place(PlaceFilter::Lawful))
                .must("Select where the person is going"),
            Field::new(
                "accepted",
                "Has the new place said that it will take them?",
                Input::Answer,
            )
            .must("Select whether the new place has accepted"),
            Field::new("mode", "In what?", Input::Radios(options::<Mode>))
                .must("Select what the person travels in"),
            Field::new(
                "authorised_by",
                "Who takes them, or authorised it?",
                Input::Select(options::<Profession>),
            )
            .must("Select who authorised the move"),
            Field::new("reason", "Why?", Input::Area).must("Enter why the person is moved"),
        ],
    )
    .hint("A move never restarts the clock."),
];
