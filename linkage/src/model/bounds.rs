//! The most that a pair can weigh, by how often its values occur, rounded down.
//!
//! Most pairs of a large file that agree in enough to be weighed agree in values that many people
//! have, and come to nothing. Of counts rounded down to quarters of a doubling there are so few that
//! what each says is worked out beforehand; a pair that comes to nothing by those is not reckoned.

use super::{Model, Rarity, at, both, is_near, real};
use crate::compare::{Levels, name};
use crate::table::{Field, Row, Table};

/// How often the values of a record occur in its file.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Times {
    forename: u32,
    surname: u32,
    born: u32,
    postcode: u32,
}

impl Times {
    pub(crate) fn of(table: &Table, row: &Row) -> Self {
        Self {
            forename: table.names.forenames(row.forename),
            surname: table.names.surnames(row.surname),
            born: table.born.get(&row.born).copied().unwrap_or(1),
            postcode: table.postcodes.times(row.postcode),
        }
    }
}

impl Model {
    /// [`Model::rarity`] of two records by how often their values occur; `of_other` says so of a
    /// further field that they agree in.
    pub(crate) fn rarity_of(
        &self,
        table: &Table,
        levels: Levels,
        (one, other): &(Times, Times),
        of_other: impl Fn(usize) -> u32,
    ) -> Rarity {
        self.rarity_by(table, levels, |field| match field {
            Field::Forename => (one.forename, other.forename),
            Field::Surname => (one.surname, other.surname),
            Field::Born => both(one.born),
            Field::Postcode => both(one.postcode),
            Field::Sex => both(1),
            Field::Other(nth) => both(of_other(nth)),
        })
    }
}

/// Steps there are: four for each doubling of a count.
const STEPS: usize = 128;

/// The step of a count: its binary logarithm, and the two bits after its topmost.
fn step(times: u32) -> u8 {
    let times = u64::from(times.max(1));
    let log = times.ilog2();
    let quarter = (times << 2 >> log) & 3;
    u8::try_from(u64::from(log) * 4 + quarter).unwrap_or(0)
}

/// The least count of a step.
fn at_least(step: usize) -> u32 {
    let (log, quarter) = (step / 4, step as u64 % 4);
    u32::try_from((4 | quarter) << log >> 2).unwrap_or(u32::MAX)
}

/// How one field of a pattern is weighed.
#[derive(Debug, Clone, Copy)]
enum By {
    /// By its level alone.
    Level,
    /// By how common the value is that both have.
    Value,
    /// By how common both are: what the names of strangers as near as these usually come to.
    Both(f64),
}

/// How the fields of a pattern are weighed.
#[derive(Debug, Clone, Copy)]
pub(crate) struct ByStep {
    fields: [By; 4],
    /// The rarity of the further fields that agree, were each had by one person alone.
    rest: Rarity,
}

impl ByStep {
    /// How the fields of a pattern are weighed.
    pub(crate) fn new(model: &Model, table: &Table, levels: Levels) -> Self {
        let name = |level: u8, near: &[f64]| match at(near, level) {
            _ if level == name::SAME => By::Value,
            usual if is_near(level) && usual > 0.0 => By::Both(usual),
            _ => By::Level,
        };
        let value = |is_same: bool| if is_same { By::Value } else { By::Level };
        let (forename, surname) = match levels.each_name() {
            None => (By::Level, By::Level),
            Some((forename, surname)) => (
                name(forename, &model.near.forename),
                name(surname, &model.near.surname),
            ),
        };
        Self {
            fields: [
                forename,
                surname,
                value(levels.born == 1),
                value(levels.postcode == 1),
            ],
            rest: model.rarity_by(table, levels, |_| both(1)),
        }
    }

    /// Whether names are nearly the same, so that both records say how rare they are.
    pub(crate) fn is_by_both(&self) -> bool {
        self.fields.iter().any(|by| matches!(by, By::Both(_)))
    }
}

/// Of every step how rare a value is that is as common.
#[derive(Debug)]
pub(crate) struct Bounds {
    /// Of a value that both have, by field.
    of_value: [[f64; STEPS]; 4],
    /// Of one of two names that are nearly the same.
    of_name: [f64; STEPS],
    /// How many people there are.
    people: f64,
}

impl Bounds {
    pub(crate) fn new(model: &Model, table: &Table) -> Self {
        let people = real(table.people as u64).max(1.0);
        let mut bounds = Self {
            of_value: [[1.0; STEPS]; 4],
            of_name: [1.0; STEPS],
            people,
        };
        let Some(strangers) = model.strangers() else {
            return bounds;
        };
        let usual = [
            at(&strangers.forename, name::SAME),
            at(&strangers.surname, name::SAME),
            at(&strangers.born, 1),
            at(&strangers.postcode, 1),
        ];
        let share = |step: usize| f64::from(at_least(step)) / people;
        for (all, usual) in bounds.of_value.iter_mut().zip(usual) {
            for (nth, rarity) in all.iter_mut().enumerate() {
                *rarity = model.steady(share(nth) / usual, people);
            }
        }
        for (nth, rarity) in bounds.of_name.iter_mut().enumerate() {
            *rarity = share(nth).sqrt().sqrt();
        }
        bounds
    }

    /// A rarity that two records are under in no field.
    #[inline]
    pub(crate) fn rarity(&self, model: &Model, of: &ByStep, one: &Times, other: &Times) -> Rarity {
        let [forename, surname, born, postcode] = of.fields;
        let field = |by: By, nth: usize, one: u32, other: u32| match by {
            By::Level => 1.0,
            By::Value => (self.of_value.get(nth)).map_or(1.0, |all| at(all, step(one))),
            By::Both(usual) => {
                let name = |times: u32| at(&self.of_name, step(times));
                model.steady(name(one) * name(other) / usual, self.people)
            }
        };
        Rarity {
            forename: field(forename, 0, one.forename, other.forename),
            surname: field(surname, 1, one.surname, other.surname),
            born: field(born, 2, one.born, other.born),
            postcode: field(postcode, 3, one.postcode, other.postcode),
            others: of.rest.others,
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn a_step_is_of_no_more_than_the_count_and_of_four_fifths_at_least(
            times in prop_oneof![0..64_u32, 0..=u32::MAX],
        ) {
            let least = at_least(usize::from(step(times)));
            prop_assert!(least <= times.max(1));
            prop_assert!(u64::from(times.max(1)) * 4 <= u64::from(least) * 5);
            prop_assert!(step(times) >= step(times / 2));
            prop_assert!(usize::from(step(times)) < STEPS);
        }
    }
}
