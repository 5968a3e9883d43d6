//! The probabilities of the levels of one kind of pair.

use serde::{Deserialize, Serialize};

use crate::compare::{BORN_LEVELS, Levels, POSTCODE_LEVELS, SEX_LEVELS, name};

/// The probabilities of the levels of one kind of pair. Level 0, a missing value, says nothing.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Class {
    /// Of a forename, by level.
    pub forename: [f64; name::COUNT as usize],
    /// Of a surname.
    pub surname: [f64; name::COUNT as usize],
    /// Of the two swapped.
    pub swapped: f64,
    /// Of the date of birth.
    pub born: [f64; BORN_LEVELS as usize],
    /// Of the postcode.
    pub postcode: [f64; POSTCODE_LEVELS as usize],
    /// Of sex, whatever the forenames.
    pub sex: [f64; SEX_LEVELS as usize],
    /// Of sex, for each level of the forename: two strangers called Paul are of one sex, Paul and
    /// Paula are not, and of J and Jane it cannot be said.
    pub sex_by_name: [[f64; SEX_LEVELS as usize]; name::COUNT as usize],
    /// Of the further fields.
    pub others: Vec<[f64; 4]>,
}

pub(super) fn at(levels: &[f64], level: u8) -> f64 {
    levels.get(usize::from(level)).copied().unwrap_or(1.0)
}

impl Class {
    pub(super) fn blank(others: usize) -> Self {
        Self {
            forename: [1.0; 6],
            surname: [1.0; 6],
            swapped: 0.0,
            born: [1.0; 7],
            postcode: [1.0; 6],
            sex_by_name: [[1.0; 3]; 6],
            sex: [1.0; 3],
            others: vec![[1.0; 4]; others],
        }
    }

    /// The probability of the levels of the four fields that everybody has.
    pub(super) fn of_four(&self, levels: Levels) -> f64 {
        let names = match levels.each_name() {
            None => self.swapped,
            // Names that are not both there cannot be seen to be swapped.
            Some((forename, surname)) => {
                let both = forename != name::NONE && surname != name::NONE;
                let in_order = if both { 1.0 - self.swapped } else { 1.0 };
                in_order * at(&self.forename, forename) * at(&self.surname, surname)
            }
        };
        let by_name = levels
            .each_name()
            .and_then(|(forename, _)| self.sex_by_name.get(usize::from(forename)));
        let sex = by_name.unwrap_or(&self.sex);
        names
            * at(&self.born, levels.born)
            * at(&self.postcode, levels.postcode)
            * at(sex, levels.sex)
    }

    /// The probability of all levels, missing values left out.
    pub fn of(&self, levels: Levels) -> f64 {
        self.others
            .iter()
            .zip(levels.others)
            .fold(self.of_four(levels), |product, (field, level)| {
                product * at(field, level)
            })
    }
}
