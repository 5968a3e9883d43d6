//! The power used, agreement to a place, escape and retaking.

use domain::EventKind;
use domain::actor::Profession;
use domain::event::{EscapedFrom, Relation};

use super::super::choice::{Opt, options};
use super::super::field::{Absent, Field, FormSpec, Group, Input, PlaceFilter, Shape};

fn manners() -> Vec<Opt> {
    vec![
        Opt::new("remove", "Taken to a place of safety"),
        Opt::new("keep", "Kept at the place of safety where they already are"),
    ]
}

pub(super) const FORMS: &[FormSpec] = &[
    FormSpec::new(
        "detain",
        Group::Power,
        EventKind::Detained,
        [
            "Detain under section 136",
            "Detain: section 136",
            "Detain now",
        ],
        &[
            Field::new(
                "manner.how",
                "What happens to the person?",
                Input::Radios(manners),
            )
            .must("Select whether the person is taken or kept"),
            Field::new(
                "manner.at",
                "Where are they kept?",
                Input::Place(PlaceFilter::Lawful),
            )
            .must("Select the place of safety where they are kept")
            .only_if("manner.how", &["keep"]),
            Field::new(
                "why",
                "What did you see and hear that makes it necessary?",
                Input::Area,
            )
            .must("Enter what you saw and heard that makes it necessary"),
            Field::new(
                "told_why",
                "Have they been told why, and that it is not an arrest for an offence?",
                Input::Known(Shape::YesNo, &[Absent::Unknown]),
            )
            .must("Select whether they have been told why"),
            Field::new(
                "offence_suspected",
                "Is an offence suspected as well?",
                Input::Answer,
            )
            .fold("An offence as well?"),
            Field::new("rank", "Rank of the constable who decided", Input::OwnRank)
                .must("Select the rank"),
        ],
    ),
    FormSpec::new(
        "agreement",
        Group::Power,
        EventKind::AgreementGiven,
        [
            "Agreement to use a place",
            "Place agreed",
            "Save the agreement",
        ],
        &[
            Field::new("place", "Which place?", Input::Place(PlaceFilter::Lawful))
                .must("Select the place"),
            Field::new(
                "relation",
                "How does the person stand to it?",
                Input::Radios(options::<Relation>),
            )
            .must("Select how the person stands to the place"),
            Field::new("person_agrees", "Does the person agree?", Input::Answer)
                .must("Select whether the person agrees"),
            Field::new(
                "person_has_capacity",
                "Are they able to make that decision?",
                Input::Answer,
            ),
            Field::new("occupier_agrees", "Does an occupier agree?", Input::Answer)
                .hint("Another occupier, where the person lives with others"),
            Field::new(
                "manager_agrees",
                "Does whoever manages the place agree?",
                Input::Answer,
            ),
        ],
    )
    .hint("A home or other place can be used only with agreement."),
    FormSpec::new(
        "agreement-withdrawn",
        Group::Power,
        EventKind::AgreementWithdrawn,
        ["Agreement withdrawn", "Agreement withdrawn", "Save"],
        &[
            Field::new("place", "Which place?", Input::Place(PlaceFilter::Lawful))
                .must("Select the place"),
            Field::new("detail", "Who withdrew it, and why?", Input::Area)
                .must("Enter who withdrew it and why"),
        ],
    ),
    FormSpec::new(
        "escaped",
        Group::Power,
        EventKind::Escaped,
        ["The person has escaped", "Escaped", "Save and tell others"],
        &[
            Field::new("from", "From what?", Input::Radios(options::<EscapedFrom>))
                .must("Select what the person escaped from"),
            Field::new(
                "detail",
                "Last seen where, wearing what, at what risk?",
                Input::Area,
            )
            .must("Enter where they were last seen")
            .hint("Searches made, treatment missed, who has been told"),
        ],
    )
    .hint("The clock keeps running."),
    FormSpec::new(
        "retaken",
        Group::Power,
        EventKind::Retaken,
        ["The person was retaken", "Retaken", "Save"],
        &[
            Field::new(
                "by",
                "Who retook them?",
                Input::Radios(options::<Profession>),
            )
            .must("Select who retook them"),
            Field::new("detail", "Where, and how was entry had?", Input::Area)
                .must("Enter where they were retaken"),
        ],
    ),
];
