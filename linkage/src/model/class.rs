//! The probabilities of the levels of one kind of pair.

use serde::{Deserialize, Serialize};

use crate::compare::{self, BORN_LEVELS, Levels, NAME_LEVELS, POSTCODE_LEVELS, SEX_LEVELS, name};

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
        let (names, sex) = self.of_names(levels);
        let of_rest = at(&self.postcode, levels.postcode) * at(sex, levels.sex);
        names * at(&self.born, levels.born) * of_rest
    }

    /// The same of every pattern of three of them, in the order of their numbers: names, date of
    /// birth, postcode. Sex follows from the names alone ([`Self::of_sexes`]).
    pub(super) fn of_every_three(&self) -> Vec<f64> {
        let mut all = Vec::with_capacity(compare::patterns(0) / usize::from(SEX_LEVELS));
        for names in 0..NAME_LEVELS {
            let (names, _) = self.of_names(of_names(names));
            for born in self.born {
                let of_two = names * born;
                all.extend(self.postcode.map(|postcode| of_two * postcode));
            }
        }
        all
    }

    /// Of the levels of sex beside names of a level.
    pub(super) fn of_sexes(&self, names: u8) -> [f64; SEX_LEVELS as usize] {
        *self.of_names(of_names(names)).1
    }

    /// The chance of the names of some levels, and those of sex beside them.
    fn of_names(&self, levels: Levels) -> (f64, &[f64; 3]) {
        let Some((forename, surname)) = levels.each_name() else {
            return (self.swapped, &self.sex);
        };
        // Names that are not both there cannot be seen to be swapped.
        let both = forename != name::NONE && surname != name::NONE;
        let in_order = if both { 1.0 - self.swapped } else { 1.0 };
        let names = in_order * at(&self.forename, forename) * at(&self.surname, surname);
        let by_name = self.sex_by_name.get(usize::from(forename));
        (names, by_name.unwrap_or(&self.sex))
    }

    /// The probability of all levels, missing values left out.
    pub fn of(&self, levels: Levels) -> f64 {
        self.of_four(levels) * self.of_others(&levels.others)
    }

    /// The probability of the levels of the further fields.
    pub(super) fn of_others(&self, levels: &[u8]) -> f64 {
        let fields = self.others.iter().zip(levels);
        fields.map(|(field, level)| at(field, *level)).product()
    }
}

/// Levels of which only the names are looked at.
fn of_names(names: u8) -> Levels {
    Levels {
        names,
        ..Levels::default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_pattern_at_once_is_every_pattern_by_itself() {
        let mut class = Class::blank(0);
        class.forename = [1.0, 0.7, 0.1, 0.1, 0.05, 0.05];
        class.surname = [1.0, 0.8, 0.07, 0.06, 0.04, 0.03];
        class.swapped = 0.013;
        class.born = [1.0, 0.9, 0.03, 0.02, 0.02, 0.02, 0.01];
        class.postcode = [1.0, 0.5, 0.1, 0.2, 0.1, 0.1];
        class.sex_by_name = [0.97, 0.93, 0.9, 0.8, 0.7, 0.5].map(|same| [1.0, same, 1.0 - same]);
        class.sex = [1.0, 0.6, 0.4];
        let three = class.of_every_three();
        assert_eq!(three.len() * 3, compare::patterns(0));
        for pattern in 0..compare::patterns(0) {
            let levels = Levels::from_pattern(u32::try_from(pattern).unwrap(), 0);
            let sex = class.of_sexes(levels.names)[usize::from(levels.sex)];
            let (at_once, alone) = (three[pattern / 3] * sex, class.of_four(levels));
            assert!((at_once - alone).abs() <= 1e-15 * alone, "{levels:?}");
        }
    }
}
