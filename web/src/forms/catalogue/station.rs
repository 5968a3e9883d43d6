//! A police station as a place of safety for an adult.

use domain::EventKind;
use domain::actor::Profession;

use super::super::choice::{Opt, options};
use super::super::field::{Absent, Field, FormSpec, Group, Input, PlaceFilter, Shape};

fn consultations() -> Vec<Opt> {
    vec![
        Opt::new("consulted", "Somebody was consulted"),
        Opt::new("not_practicable", "It was not practicable"),
        Opt::new("not_recorded", "Nothing was said about it"),
    ]
}

const CONSULTED: &[&str] = &["consulted"];

pub(super) const FORMS: &[FormSpec] = &[
    FormSpec::new(
        "station",
        Group::Station,
        EventKind::StationAuthorised,
        [
            "Authorise a police station",
            "Authorise station",
            "Authorise",
        ],
        &[
            Field::new(
                "station",
                "Which station?",
                Input::Place(PlaceFilter::Station),
            )
            .must("Select the police station"),
            Field::new(
                "imminent_risk",
                "Is there an imminent risk of serious injury or death?",
                Input::Answer,
            )
            .must("Select whether there is an imminent risk"),
            Field::new(
                "no_other_place_because_of_risk",
                "Because of that risk, can no other place in the police area hold the person?",
                Input::Answer,
            )
            .must("Select whether no other place can hold the person because of that risk")
            .hint("A place that is full, closed or short of staff does not count"),
            Field::new(
                "healthcare_throughout",
                "Will a healthcare professional be there throughout?",
                Input::Answer,
            )
            .must("Select whether a healthcare professional will be there throughout"),
            Field::new(
                "facts",
                "The facts for each, and the places tried with their replies",
                Input::Area,
            )
            .must("Enter the facts for each condition and the places tried"),
            Field::new(
                "consultation.consultation",
                "Was a professional consulted first?",
                Input::Radios(consultations),
            )
            .must("Select whether a professional was consulted"),
            Field::new(
                "consultation.profession",
                "What are they?",
                Input::Select(options::<Profession>),
            )
            .must("Select what the person consulted is")
            .only_if("consultation.consultation", CONSULTED),
            Field::new(
                "consultation.who",
                "Name and service",
                Input::Known(Shape::Line, &[Absent::Unknown]),
            )
            .must("Enter who was consulted, or tick that it is not known")
            .only_if("consultation.consultation", CONSULTED),
            Field::new(
                "consultation.reason",
                "Why was it not practicable?",
                Input::Line,
            )
            .must("Enter why it was not practicable")
            .only_if("consultation.consultation", &["not_practicable"]),
            Field::new("name", "Who authorises?", Input::OwnName).must("Enter who authorises"),
            Field::new("rank", "Rank", Input::OwnRank).must("Select the rank"),
        ],
    )
    .hint("Never for anybody under 18, or who may be."),
    FormSpec::new(
        "check",
        Group::Station,
        EventKind::WelfareChecked,
        ["Welfare check", "Welfare check", "Save the check"],
        &[
            Field::new(
                "by_healthcare_professional",
                "Who made it?",
                Input::YesNo {
                    yes: "A healthcare professional",
                    no: "Somebody else",
                },
            )
            .must("Select who made the check")
            .hint("The half-hourly check counts only when a healthcare professional makes it"),
            Field::new("result", "What was found and done?", Input::Area)
                .must("Enter what was found and done"),
            Field::new("asleep", "Is the person asleep?", Input::Answer)
                .must("Select whether the person is asleep"),
            Field::new(
                "waking_risk",
                "Is there a risk that needs more frequent waking?",
                Input::Answer,
            )
            .must("Select whether there is such a risk"),
        ],
    )
    .hint("Saved at the time it is now. A check cannot be typed as on time."),
    FormSpec::new(
        "review",
        Group::Station,
        EventKind::StationReviewed,
        [
            "Review the station conditions",
            "Review conditions",
            "Save the review",
        ],
        &[
            Field::new(
                "imminent_risk",
                "Does the imminent risk go on?",
                Input::Answer,
            )
            .must("Select whether the imminent risk goes on"),
            Field::new(
                "no_other_place_because_of_risk",
                "Because of it, is there still no other place?",
                Input::Answer,
            )
            .must("Select whether there is still no other place"),
            Field::new(
                "consulted_professional",
                "Was the professional who made the last check asked first?",
                Input::Answer,
            )
            .must("Select whether the professional was asked first"),
            Field::new("facts", "The facts", Input::Area).must("Enter the facts"),
        ],
    ),
    FormSpec::new(
        "sooner-here",
        Group::Station,
        EventKind::AssessmentSoonerHere,
        ["Assessment would begin sooner here", "Sooner here", "Save"],
        &[
            Field::new(
                "begins_sooner",
                "Can an arranged assessment begin sooner here?",
                Input::Answer,
            )
            .must("Select whether it can begin sooner here"),
            Field::new(
                "postponing_distresses",
                "Would putting it off be likely to distress the person?",
                Input::Answer,
            )
            .must("Select whether putting it off would distress the person"),
            Field::new("facts", "The arrangements", Input::Area).must("Enter the arrangements"),
        ],
    ),
];
