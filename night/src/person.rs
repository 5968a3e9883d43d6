//! The person helped: a description, never a name.

use domain::person::{AgeBasis, Sex};
use domain::{Known, PersonFact};
use jiff::civil::Date;

use crate::dice::Dice;
use crate::figures;

/// Somebody, as an officer describes them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Person {
    pub(crate) description: String,
    pub(crate) sex: Sex,
    pub(crate) age: u8,
    /// A code of the 6+1 list (data.md section 1.3); IC9 where the officer could not say.
    pub(crate) perceived: &'static str,
    /// A code of the 18+1 list, where the person was asked.
    pub(crate) self_defined: Option<Known<String>>,
}

const COLOURS: &[&str] = &[
    "green",
    "grey",
    "red",
    "dark blue",
    "black",
    "yellow",
    "brown",
    "white",
    "purple",
    "striped",
];
const GARMENTS: &[&str] = &[
    "coat",
    "hoodie",
    "jumper",
    "rain jacket",
    "tracksuit",
    "T-shirt",
    "work jacket",
    "scarf",
];

impl Person {
    /// An adult, or a child where asked.
    pub(crate) fn draw(dice: &mut Dice, child: bool) -> Self {
        let age = if child {
            child_age(dice)
        } else {
            adult_age(dice)
        };
        let sex = if dice.in_100(figures::MEN_IN_100) {
            Sex::Male
        } else {
            Sex::Female
        };
        let (perceived, own) = ethnicity(dice);
        let self_defined = dice
            .in_100(figures::SELF_DEFINED_IN_100)
            .then(|| Known::is(own.to_owned()));
        Self {
            description: describe(dice, sex, age),
            sex,
            age,
            perceived,
            self_defined,
        }
    }

    /// Whether they are under 18.
    pub(crate) const fn is_child(&self) -> bool {
        self.age < 18
    }

    /// What an officer records on meeting them.
    pub(crate) fn facts(&self) -> Vec<PersonFact> {
        let perceived = if self.perceived == "IC9" {
            Known::UNKNOWN
        } else {
            Known::is(self.perceived.to_owned())
        };
        vec![
            PersonFact::Name {
                is: Known::is(self.description.clone()),
            },
            PersonFact::Sex {
                is: Known::is(self.sex),
            },
            PersonFact::Age {
                is: Known::is(self.age),
                basis: AgeBasis::SaidByPerson,
            },
            PersonFact::EthnicityPerceived { is: perceived },
        ]
    }

    /// A date of birth that makes them their age on a day.
    pub(crate) fn born(&self, dice: &mut Dice, today: Date) -> Option<Date> {
        let days = i32::try_from(dice.between(1, 360)).ok()?;
        let years = i32::from(self.age);
        today
            .checked_sub(jiff::Span::new().years(years).days(days))
            .ok()
    }
}

fn describe(dice: &mut Dice, sex: Sex, age: u8) -> String {
    let noun = match (sex, age < 18) {
        (Sex::Male, true) => "boy",
        (Sex::Male, false) => "man",
        (_, true) => "girl",
        (_, false) => "woman",
    };
    let about = if age < 18 { age } else { (age + 2) / 5 * 5 };
    format!(
        "{noun} in {} {}, about {about}",
        dice.pick(COLOURS),
        dice.pick(GARMENTS)
    )
}

fn adult_age(dice: &mut Dice) -> u8 {
    let (first, last) = match dice.weighted(&figures::ADULT_AGES) {
        0 => (18, 24),
        1 => (25, 34),
        2 => (35, 44),
        3 => (45, 54),
        4 => (55, 64),
        _ => (65, 88),
    };
    u8::try_from(dice.between(first, last)).unwrap_or(18)
}

fn child_age(dice: &mut Dice) -> u8 {
    let (first, last) = if dice.in_100(figures::UNDER_16_IN_100_CHILDREN) {
        (12, 15)
    } else {
        (16, 17)
    };
    u8::try_from(dice.between(first, last)).unwrap_or(16)
}

/// What an officer perceives, and the person's own answer if asked.
fn ethnicity(dice: &mut Dice) -> (&'static str, &'static str) {
    let unknown = dice.in_1000(figures::ETHNICITY_UNKNOWN_IN_1000);
    let (perceived, own) = match dice.weighted(&figures::ETHNICITY) {
        0 => (
            "IC1",
            dice.pick(&["W1", "W1", "W1", "W1", "W1", "W1", "W1", "W1", "W9", "W2"]),
        ),
        1 => ("IC4", dice.pick(&["A1", "A2", "A3", "A9"])),
        2 => ("IC3", dice.pick(&["B2", "B2", "B2", "B1", "B9"])),
        3 => ("IC3", dice.pick(&["M1", "M2", "M3", "M9"])),
        _ => ("IC6", dice.pick(&["O2", "O9"])),
    };
    (if unknown { "IC9" } else { perceived }, own)
}
