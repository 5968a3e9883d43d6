//! What is known of the person, one particular at a time.

use domain::event::Event;
use domain::person::{AgeBasis, Sex};
use domain::{EventKind, PersonFact};

use super::super::choice::{Opt, options};
use super::super::field::{Absent, Field, FormSpec, Group, Input, Shape};

/// Codes of the 18+1 list of self-defined ethnicity (data.md section 1.3).
const SELF_DEFINED: [(&str, &str); 19] = [
    (
        "W1",
        "White: English, Welsh, Scottish, Northern Irish or British",
    ),
    ("W2", "White: Irish"),
    ("W3", "White: Gypsy or Irish Traveller"),
    ("W9", "White: any other"),
    ("M1", "Mixed: White and Black Caribbean"),
    ("M2", "Mixed: White and Black African"),
    ("M3", "Mixed: White and Asian"),
    ("M9", "Mixed: any other"),
    ("A1", "Asian: Indian"),
    ("A2", "Asian: Pakistani"),
    ("A3", "Asian: Bangladeshi"),
    ("A4", "Asian: Chinese"),
    ("A9", "Asian: any other"),
    ("B1", "Black: Caribbean"),
    ("B2", "Black: African"),
    ("B9", "Black: any other"),
    ("O2", "Arab"),
    ("O9", "Any other ethnic group"),
    ("NS", "Not stated"),
];

/// Codes of the 6+1 list of ethnicity as an officer perceives it (data.md section 1.3).
const PERCEIVED: [(&str, &str); 7] = [
    ("IC1", "White, North European"),
    ("IC2", "White, South European"),
    ("IC3", "Black"),
    ("IC4", "Asian, Indian sub-continent"),
    ("IC5", "Chinese, Japanese or South East Asian"),
    ("IC6", "Arab or North African"),
    ("IC9", "Unknown"),
];

fn listed(list: &[(&str, &str)]) -> Vec<Opt> {
    list.iter()
        .map(|(code, words)| Opt::new(*code, format!("{words} ({code})")))
        .collect()
}

fn self_defined() -> Vec<Opt> {
    listed(&SELF_DEFINED)
}

fn perceived() -> Vec<Opt> {
    listed(&PERCEIVED)
}

macro_rules! about {
    ($variant:ident) => {
        |event: &Event| matches!(event, Event::PersonRecorded(PersonFact::$variant { .. }))
    };
}

const fn form(
    slug: &'static str,
    words: [&'static str; 3],
    fields: &'static [Field],
    about: &'static [(&'static str, &'static str)],
    fits: fn(&Event) -> bool,
) -> FormSpec {
    FormSpec::new(
        slug,
        Group::Person,
        EventKind::PersonRecorded,
        words,
        fields,
    )
    .fixed(about)
    .fits(fits)
}

pub(super) const FORMS: &[FormSpec] = &[
    form(
        "age",
        ["How old is the person?", "Age", "Save the age"],
        &[
            Field::new(
                "is",
                "Age in years",
                Input::Known(Shape::Years, Absent::OF_A_PERSON),
            )
            .must("Enter the age, or tick why there is no answer"),
            Field::new(
                "basis",
                "Who or what says so?",
                Input::Radios(options::<AgeBasis>),
            )
            .must("Select who or what says so"),
        ],
        &[("about", "age")],
        about!(Age),
    )
    .hint("In doubt, the person is treated as a child."),
    form(
        "born",
        [
            "When was the person born?",
            "Date of birth",
            "Save the date of birth",
        ],
        &[
            Field::new(
                "is",
                "Date of birth",
                Input::Known(Shape::Day, Absent::OF_A_PERSON),
            )
            .must("Enter the date of birth, or tick why there is no answer")
            .hint("For example, 27 3 1985"),
            Field::new(
                "basis",
                "Who or what says so?",
                Input::Radios(options::<AgeBasis>),
            )
            .must("Select who or what says so"),
        ],
        &[("about", "date_of_birth")],
        about!(DateOfBirth),
    ),
    form(
        "name",
        ["What is the person called?", "Name", "Save the name"],
        &[Field::new(
            "is",
            "Name, or a description",
            Input::Known(Shape::Line, Absent::OF_A_PERSON),
        )
        .must("Enter a name or a description, or tick why there is no answer")],
        &[("about", "name")],
        about!(Name),
    ),
    form(
        "sex",
        ["Sex of the person", "Sex", "Save"],
        &[Field::new(
            "is",
            "Sex",
            Input::Known(Shape::Radios(options::<Sex>), Absent::OF_A_PERSON),
        )
        .must("Select the sex, or why there is no answer")],
        &[("about", "sex")],
        about!(Sex),
    ),
    form(
        "ethnicity-self",
        [
            "Ethnicity, as the person says",
            "Ethnicity they say",
            "Save",
        ],
        &[Field::new(
            "is",
            "What do they say?",
            Input::Known(Shape::Radios(self_defined), Absent::OF_A_PERSON),
        )
        .must("Select what they say, or why there is no answer")],
        &[("about", "ethnicity_self_defined")],
        about!(EthnicitySelfDefined),
    ),
    form(
        "ethnicity-seen",
        [
            "Ethnicity, as you perceive it",
            "Ethnicity I perceive",
            "Save",
        ],
        &[Field::new(
            "is",
            "What do you perceive?",
            Input::Known(Shape::Radios(perceived), Absent::OF_A_PERSON),
        )
        .must("Select what you perceive, or why there is no answer")],
        &[("about", "ethnicity_perceived")],
        about!(EthnicityPerceived),
    )
    .hint("Never changes what the person says of themselves."),
    form(
        "address",
        ["Where does the person live?", "Address", "Save the address"],
        &[Field::new(
            "is",
            "Home address",
            Input::Known(Shape::Line, Absent::OF_A_PERSON),
        )
        .must("Enter the address, or tick why there is no answer")],
        &[("about", "address")],
        about!(Address),
    ),
    form(
        "language",
        [
            "Which language does the person need?",
            "Language",
            "Save the language",
        ],
        &[Field::new(
            "is",
            "Language",
            Input::Known(Shape::Line, Absent::OF_A_PERSON),
        )
        .must("Enter the language, or tick why there is no answer")],
        &[("about", "language")],
        about!(Language),
    ),
];
