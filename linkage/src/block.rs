//! Which pairs are compared at all: blocking rules as data.
//!
//! A rule is a list of keys; two records meet when every key of a rule agrees and none is missing.
//! A pair that several rules would make is made by the first of them only. A block that is too
//! large for its rule is left out and reported, never silently.

use std::fmt;

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
    /// Its first four letters.
    SurnameStart,
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
                Key::SurnameStart => f.write_str("first 4 of surname"),
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
        }
    }

    /// The same, leaving out blocks of more than so many records.
    #[must_use]
    pub const fn up_to(mut self, largest: u32) -> Self {
        self.largest = Some(largest);
        self
    }
}

/// The rules without a limit: every pair that agrees in one of these is compared.
pub fn wide() -> Vec<Rule> {
    use Key::{Born, BornMonth, Forename, Outward, Postcode, Surname, Swapped};
    vec![
        Rule::of(&[Born]),
        Rule::of(&[Postcode]),
        Rule::of(&[Forename, Surname]),
        Rule::of(&[Surname, Outward]),
        Rule::of(&[Forename, Outward]),
        Rule::of(&[Forename, BornMonth]),
        Rule::of(&[Surname, BornMonth]),
        Rule::of(&[Swapped]),
    ]
}

/// The rules for a table, where nobody says otherwise: no one rule finds everybody, and none
/// rests on a whole date of birth alone.
pub fn usual(table: &Table) -> Vec<Rule> {
    use Key::{BornMonth, BornYear, Forename, ForenameStart, Other, Surname, SurnameStart};
    let mut rules = wide();
    for nth in 0..table.kinds.len() {
        let other = Other(u8::try_from(nth).unwrap_or(0));
        rules.push(Rule::of(&[other]).up_to(100));
        rules.push(Rule::of(&[other, Forename]).up_to(1_000));
        rules.push(Rule::of(&[other, Surname]).up_to(1_000));
        rules.push(Rule::of(&[other, BornMonth]).up_to(1_000));
    }
    rules.push(Rule::of(&[SurnameStart, ForenameStart(1), BornYear]).up_to(200));
    rules.push(Rule::of(&[Surname]).up_to(40));
    rules
}

/// The value of a key, or `None` where a record has none.
fn part(row: &Row, key: Key) -> Option<u32> {
    let value = match key {
        Key::Forename => row.forename,
        Key::ForenameStart(letters) => {
            row.forename_start >> (8 * (3_u32.saturating_sub(u32::from(letters))))
        }
        Key::Surname => row.surname,
        Key::SurnameStart => row.surname_start,
        Key::Born => row.born,
        Key::BornMonth => row.born / 100,
        Key::BornYear => row.born / 10_000,
        Key::Birthday => row.born % 10_000,
        Key::Postcode => row.postcode,
        Key::Outward => row.outward,
        Key::Other(nth) => row.others.get(usize::from(nth)).copied().unwrap_or(0),
        Key::Swapped => 0,
    };
    (value != 0).then_some(value)
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

/// Whether a rule puts two records together, its limit aside.
pub(crate) fn agrees(rule: &Rule, one: &Row, other: &Row) -> bool {
    rule.keys.iter().all(|key| match key {
        Key::Swapped => are_swapped(one, other),
        key => {
            let mine = part(one, *key);
            mine.is_some() && mine == part(other, *key)
        }
    })
}

fn are_swapped(one: &Row, other: &Row) -> bool {
    one.forename != 0
        && one.surname != 0
        && one.forename == other.surname
        && one.surname == other.forename
        && one.forename != one.surname
}

/// The blocks of one rule.
#[derive(Debug, Default)]
pub struct Blocks {
    /// The rows, those of a block beside one another and in order.
    members: Vec<u32>,
    /// Where each block of two or more ends in `members`, with the blocks before it.
    ends: Vec<u32>,
}

impl Blocks {
    /// The blocks.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = &[u32]> {
        (0..self.ends.len()).map(|nth| self.get(nth))
    }

    /// How many blocks there are.
    pub fn len(&self) -> usize {
        self.ends.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.ends.is_empty()
    }

    /// One of them.
    pub fn get(&self, nth: usize) -> &[u32] {
        let from = match nth.checked_sub(1) {
            Some(before) => self.ends.get(before).copied().unwrap_or(0),
            None => 0,
        };
        let to = self.ends.get(nth).copied().unwrap_or(from);
        self.members
            .get(from as usize..to as usize)
            .unwrap_or_default()
    }
}

/// A block that was left out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TooLarge {
    /// The number of the rule.
    pub rule: usize,
    /// A record of it.
    pub record: u32,
    /// How many records it has.
    pub records: u32,
}

/// Every rule's blocks, and what was left out.
#[derive(Debug, Default)]
pub struct Blocking {
    rules: Vec<Rule>,
    blocks: Vec<Blocks>,
    /// For each record the number of its block by each rule, from 1; 0 where it has none.
    numbers: Vec<u32>,
    /// The rule of swapped names, whose blocks hold both orders.
    swapped: Option<usize>,
    /// The blocks that were left out, by rule and record.
    pub too_large: Vec<TooLarge>,
}

impl Blocking {
    /// Sorts the records of a table into the blocks of each rule.
    pub fn new(table: &Table, rules: &[Rule]) -> Self {
        let mut blocking = Self {
            rules: rules.to_vec(),
            numbers: vec![0; table.len() * rules.len()],
            swapped: rules
                .iter()
                .position(|rule| rule.keys.first() == Some(&Key::Swapped)),
            ..Self::default()
        };
        for (number, rule) in rules.iter().enumerate() {
            blocking.sort(number, rule, table);
        }
        blocking
    }

    fn sort(&mut self, number: usize, rule: &Rule, table: &Table) {
        let mut keyed: Vec<(u64, u32)> = table
            .rows
            .iter()
            .zip(0_u32..)
            .filter_map(|(row, record)| Some((block_of(row, rule)?, record)))
            .collect();
        keyed.sort_unstable();
        let mut blocks = Blocks::default();
        for block in keyed.chunk_by(|one, other| one.0 == other.0) {
            let Some((_, record)) = block.first().copied() else {
                continue;
            };
            let records = u32::try_from(block.len()).unwrap_or(u32::MAX);
            if records < 2 {
                continue;
            }
            if rule.largest.is_some_and(|largest| records > largest) {
                self.too_large.push(TooLarge {
                    rule: number,
                    record,
                    records,
                });
                continue;
            }
            blocks.members.extend(block.iter().map(|(_, row)| row));
            blocks
                .ends
                .push(u32::try_from(blocks.members.len()).unwrap_or(u32::MAX));
            let nth = u32::try_from(blocks.ends.len()).unwrap_or(u32::MAX);
            for (_, record) in block {
                let place = *record as usize * self.rules.len() + number;
                if let Some(slot) = self.numbers.get_mut(place) {
                    *slot = nth;
                }
            }
        }
        self.blocks.push(blocks);
    }

    /// The rules.
    pub fn rules(&self) -> &[Rule] {
        &self.rules
    }

    /// The blocks of a rule.
    pub fn blocks(&self) -> &[Blocks] {
        &self.blocks
    }

    fn numbers_of(&self, record: u32) -> &[u32] {
        let from = record as usize * self.rules.len();
        self.numbers
            .get(from..from + self.rules.len())
            .unwrap_or_default()
    }

    /// Whether the rule numbered so is the first that puts two records together, of which it is
    /// known that they are in one block of it.
    pub fn is_first(&self, number: usize, one: (u32, &Row), other: (u32, &Row)) -> bool {
        if self.swapped == Some(number) && !are_swapped(one.1, other.1) {
            return false;
        }
        let both = self.numbers_of(one.0).iter().zip(self.numbers_of(other.0));
        !both.take(number).enumerate().any(|(rule, (mine, theirs))| {
            mine == theirs
                && *mine != 0
                && (self.swapped != Some(rule) || are_swapped(one.1, other.1))
        })
    }
}
