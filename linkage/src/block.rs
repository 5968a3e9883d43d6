//! Which pairs are compared at all: blocking rules as data.
//!
//! A rule is a list of keys; two records meet when every key of a rule agrees and none is missing.
//! A pair that several rules would make is made by the first of them only.
//!
//! Blocks grow with the file, and their pairs with the square of them. So a rule may ask for more
//! where a block is large: two records of it meet only when they agree in one further key as well.
//! A record that lacks a further key meets others by the rest of them. A block that is too large
//! for its rule altogether is left out. Both are reported, never silent, and both follow from how
//! many records the block has, so from the file alone.

mod sorted;

use std::fmt;

pub(crate) use sorted::of;
pub use sorted::{Blocking, Blocks, Maker, TooLarge};

use crate::date::Born;
use crate::table::{Row, Table};

/// Something two records must share.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Key {
    /// The whole forename.
    Forename,
    /// Its first letters, one to three.
    ForenameStart(u8),
    /// The whole surname.
    Surname,
    /// Its first letters, one to four.
    SurnameStart(u8),
    /// The date of birth.
    Born,
    /// Its year and month.
    BornMonth,
    /// Its year.
    BornYear,
    /// Its month and day.
    Birthday,
    /// The whole postcode.
    Postcode,
    /// Its outward half.
    Outward,
    /// A further field.
    Other(u8),
    /// Forename of the one is surname of the other, both ways.
    Swapped,
}

/// One rule.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rule {
    /// All of these must agree.
    pub keys: Vec<Key>,
    /// Blocks of more records than this are left out, and reported.
    pub largest: Option<u32>,
    /// What larger blocks ask for beside: steps in the order of the sizes from which they hold.
    pub narrow: Vec<Narrow>,
}

/// What a rule asks for beside its keys where a block is large: of the steps of a rule the last
/// that holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Narrow {
    /// Blocks of more records than this are narrowed so, and reported.
    pub over: u32,
    /// One of these must agree as well. [`Key::Swapped`] is none: it is no part of one record.
    pub by: Vec<Key>,
}

impl fmt::Display for Rule {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (nth, key) in self.keys.iter().enumerate() {
            if nth > 0 {
                f.write_str(" and ")?;
            }
            match key {
                Key::Forename => f.write_str("forename"),
                Key::ForenameStart(letters) => write!(f, "first {letters} of forename"),
                Key::Surname => f.write_str("surname"),
                Key::SurnameStart(letters) => write!(f, "first {letters} of surname"),
                Key::Born => f.write_str("date of birth"),
                Key::BornMonth => f.write_str("month of birth"),
                Key::BornYear => f.write_str("year of birth"),
                Key::Birthday => f.write_str("birthday"),
                Key::Postcode => f.write_str("postcode"),
                Key::Outward => f.write_str("outward postcode"),
                Key::Other(nth) => write!(f, "further field {}", nth + 1),
                Key::Swapped => f.write_str("names swapped"),
            }?;
        }
        Ok(())
    }
}

impl Rule {
    /// A rule without a limit.
    pub fn of(keys: &[Key]) -> Self {
        Self {
            keys: keys.to_vec(),
            largest: None,
            narrow: Vec::new(),
        }
    }

    /// The same, leaving out blocks of more than so many records.
    #[must_use]
    pub const fn up_to(mut self, largest: u32) -> Self {
        self.largest = Some(largest);
        self
    }

    /// The same, asking in blocks of more than so many records for one of these as well. Steps are
    /// added in the order of their sizes, and each asks for no less than the one before, so that a
    /// block that grows never makes a pair that it did not make when it was smaller. No more than
    /// [`STEPS`] of them hold.
    #[must_use]
    pub fn narrowed(mut self, over: u32, by: &[Key]) -> Self {
        self.narrow.push(Narrow {
            over,
            by: by.to_vec(),
        });
        self
    }

    /// The steps by which blocks are narrowed, with their numbers.
    pub(crate) fn steps(&self) -> impl DoubleEndedIterator<Item = (usize, &Narrow)> {
        self.narrow
            .get(..self.narrow.len().min(STEPS))
            .unwrap_or_default()
            .iter()
            .enumerate()
    }

    /// What blocks of so many records ask for beside the keys: nothing, or what a step says.
    pub(crate) fn further(&self, records: usize) -> Option<(usize, &Narrow)> {
        let mut steps = self.steps().rev();
        steps.find(|(_, narrow)| records > narrow.over as usize)
    }
}

/// Steps by which a rule may narrow its blocks.
pub const STEPS: usize = 2;

/// The rules without a limit: every pair that agrees in one of these is compared.
pub fn wide() -> Vec<Rule> {
    use Key::{Born, BornMonth, Forename, Outward, Postcode, Surname, Swapped};
    vec![
        Rule::of(&[Born]),
        Rule::of(&[Postcode]),
        Rule::of(&[Surname, Forename]),
        Rule::of(&[Surname, Outward]),
        Rule::of(&[Forename, Outward]),
        Rule::of(&[Forename, BornMonth]),
        Rule::of(&[Surname, BornMonth]),
        Rule::of(&[Swapped]),
    ]
}

/// Blocks of more records than these are narrowed.
struct Sizes {
    /// By a date of birth or a postcode.
    usual: u32,
    /// By a date of birth, once more: one letter is asked for up to here, then two.
    born_again: u32,
    /// By a name and little else, where most pairs are of strangers.
    by_one_name: u32,
    /// By both names, of which there are few pairs, and much speaks for each.
    by_both: u32,
    /// By how both names begin.
    by_starts: u32,
}

/// A block of a hundred makes 50 pairs for each of its records, about as many as all rules make in a
/// million; above, a record of a file of five millions would make five times as many as one of a
/// million.
const SIZES: Sizes = Sizes {
    usual: 100,
    born_again: 300,
    by_one_name: 25,
    by_both: 500,
    by_starts: 25,
};

/// Files of more records than this have so many that share a name, or a date, by chance, that
/// smaller blocks are narrowed too. In smaller files the same would lose people.
const VERY_MANY: usize = 2_000_000;

/// The same of very many records.
const SIZES_OF_VERY_MANY: Sizes = Sizes {
    usual: 100,
    born_again: 100,
    by_one_name: 12,
    by_both: 50,
    by_starts: 12,
};

/// [`wide`], with what narrows each rule: what two records of one person are likely to agree in
/// beside, and those of two people are not.
fn narrowed(sizes: &Sizes) -> Vec<Rule> {
    use Key::{Birthday, BornMonth, BornYear, ForenameStart, Outward, SurnameStart};
    // An initial, and most short forms, begin as the name does.
    let (forename, surname) = (ForenameStart(1), SurnameStart(2));
    // A slip in a date leaves its year or its birthday as it was.
    let (year, birthday) = (BornYear, Birthday);
    let by: [(u32, &[Key]); 7] = [
        (sizes.usual, &[forename, surname, Outward]),
        (sizes.usual, &[forename, surname, BornMonth, birthday]),
        (sizes.by_both, &[year, birthday, Outward]),
        (sizes.by_one_name, &[forename, year, birthday]),
        (sizes.by_one_name, &[surname, year, birthday]),
        (sizes.by_one_name, &[surname, Outward]),
        (sizes.by_one_name, &[forename, Outward]),
    ];
    let narrowed = |(rule, (over, by)): (Rule, (u32, &[Key]))| rule.narrowed(over, by);
    let mut rules = wide();
    let swapped = rules.pop();
    let mut rules: Vec<Rule> = rules.into_iter().zip(by).map(narrowed).collect();
    if let Some(born) = rules.first_mut() {
        born.narrow.push(Narrow {
            over: sizes.born_again,
            by: vec![ForenameStart(2), surname, Outward],
        });
    }
    rules.extend(swapped);
    rules
}

/// The rules for a table, where nobody says otherwise: no one rule finds everybody, none rests on a
/// whole date of birth alone, and none makes ever more pairs for a record as the file grows.
pub fn usual(table: &Table) -> Vec<Rule> {
    usual_of(table.len(), table.kinds.len())
}

/// The same for so many records with so many further fields.
fn usual_of(records: usize, others: usize) -> Vec<Rule> {
    use Key::{
        Birthday, BornMonth, BornYear, Forename, ForenameStart, Other, Outward, Surname,
        SurnameStart,
    };
    let sizes = if records > VERY_MANY {
        &SIZES_OF_VERY_MANY
    } else {
        &SIZES
    };
    let mut rules = narrowed(sizes);
    for nth in 0..others {
        let other = Other(u8::try_from(nth).unwrap_or(0));
        rules.push(Rule::of(&[other]).up_to(100));
        rules.push(Rule::of(&[other, Forename]).up_to(1_000));
        rules.push(Rule::of(&[other, Surname]).up_to(1_000));
        rules.push(Rule::of(&[other, BornMonth]).up_to(1_000));
    }
    rules.push(
        Rule::of(&[SurnameStart(4), ForenameStart(1), BornYear])
            .narrowed(sizes.by_starts, &[BornMonth, Birthday, Outward])
            .up_to(200),
    );
    rules.push(Rule::of(&[Surname]).up_to(40));
    rules
}

/// The value of a key, or `None` where a record has none.
fn part(row: &Row, key: Key) -> Option<u32> {
    let value = match key {
        Key::Forename => row.forename,
        Key::ForenameStart(letters) => start(row.forename_start, letters),
        Key::Surname => row.surname,
        Key::SurnameStart(letters) => start(row.surname_start, letters),
        Key::Born => row.born,
        Key::BornMonth => Born::from_number(row.born).month(),
        Key::BornYear => Born::from_number(row.born).year(),
        Key::Birthday => Born::from_number(row.born).birthday(),
        Key::Postcode => row.postcode,
        Key::Outward => row.outward,
        Key::Other(nth) => row.others.get(usize::from(nth)).copied().unwrap_or(0),
        Key::Swapped => 0,
    };
    (value != 0).then_some(value)
}

/// The first letters of a name, one to four, of its first four.
pub(crate) const fn start(four: u32, letters: u8) -> u32 {
    let letters = if letters == 0 { 1 } else { letters as u32 };
    four >> (8 * 4_u32.saturating_sub(letters))
}

/// A number that is the same for all records of a block, or `None`. Two parts fit exactly; more
/// are mixed, and the parts themselves are compared where it matters.
pub(crate) fn block_of(row: &Row, rule: &Rule) -> Option<u64> {
    if rule.keys.first() == Some(&Key::Swapped) {
        let (one, other) = (row.forename.min(row.surname), row.forename.max(row.surname));
        return (one != 0 && one != other).then(|| u64::from(one) << 32 | u64::from(other));
    }
    let mut block = 0_u64;
    for (nth, key) in rule.keys.iter().enumerate() {
        let part = u64::from(part(row, *key)?);
        block = if nth < 2 {
            block << 32 | part
        } else {
            // Mixed before the next part comes in, so that no two parts make up for one another.
            block.wrapping_mul(0x9e37_79b9_7f4a_7c15).rotate_left(29) ^ part
        };
    }
    Some(block)
}

/// Whether two records agree in a key.
pub(crate) fn agree_in(key: Key, one: &Row, other: &Row) -> bool {
    match key {
        Key::Swapped => are_swapped(one, other),
        key => {
            let mine = part(one, key);
            mine.is_some() && mine == part(other, key)
        }
    }
}

/// Whether a rule puts two records together, what the size of their block asks for aside.
pub(crate) fn agrees(rule: &Rule, one: &Row, other: &Row) -> bool {
    rule.keys.iter().all(|key| agree_in(*key, one, other))
}

fn are_swapped(one: &Row, other: &Row) -> bool {
    one.forename != 0
        && one.surname != 0
        && one.forename == other.surname
        && one.surname == other.forename
        && one.forename != one.surname
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_larger_block_is_asked_for_no_less_and_very_many_records_for_more() {
        for others in [0, 2] {
            let (few, many) = (usual_of(VERY_MANY, others), usual_of(VERY_MANY + 1, others));
            assert_eq!(few.len(), many.len());
            for (few, many) in few.iter().zip(&many) {
                assert_eq!((&few.keys, few.largest), (&many.keys, many.largest));
                for rule in [few, many] {
                    assert!(rule.narrow.is_sorted_by_key(|narrow| narrow.over));
                }
                for records in 2..1_000 {
                    // Steps follow one another in what they ask for.
                    let asked = |rule: &Rule| rule.further(records).map(|(step, _)| step);
                    assert!(asked(few) <= asked(many), "{few} of {records}");
                }
            }
        }
    }
}
