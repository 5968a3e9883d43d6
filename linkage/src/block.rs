//! Which pairs are compared at all: blocking rules as data.
//!
//! A rule is a list of keys; two records meet when every key of a rule agrees and none is missing.
//! A pair that several rules would make is made by the first of them only. A block that is too
//! large for its rule is left out and reported, never silently.

use std::fmt;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

use crate::date::Born;
use crate::radix;
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
            row.forename_start >> (8 * (4_u32.saturating_sub(u32::from(letters.max(1)))))
        }
        Key::Surname => row.surname,
        Key::SurnameStart => row.surname_start,
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
        self.range(nth, nth + 1)
    }

    /// The members of some that follow one another, from one to before another.
    pub fn range(&self, from: usize, to: usize) -> &[u32] {
        let end = |nth: usize| match nth.checked_sub(1) {
            Some(before) => self.ends.get(before).copied().unwrap_or(0) as usize,
            None => 0,
        };
        self.members.get(end(from)..end(to)).unwrap_or_default()
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
    /// For each record the rules whose block of it was left out, a bit each; empty where none was.
    left_out: Vec<u64>,
    /// The blocks that were left out, by rule and record.
    pub too_large: Vec<TooLarge>,
}

impl Blocking {
    /// Sorts the records of a table into the blocks of each rule, on so many threads.
    pub fn new(table: &Table, rules: &[Rule], threads: usize) -> Self {
        let next = AtomicUsize::new(0);
        let done: Mutex<Vec<(usize, Sorted)>> = Mutex::new(Vec::new());
        std::thread::scope(|scope| {
            for _ in 0..threads.clamp(1, rules.len().max(1)) {
                scope.spawn(|| {
                    loop {
                        let number = next.fetch_add(1, Ordering::Relaxed);
                        let Some(rule) = rules.get(number) else { break };
                        let sorted = Sorted::new(rule, table);
                        if let Ok(mut done) = done.lock() {
                            done.push((number, sorted));
                        }
                    }
                });
            }
        });
        let mut done = done.into_inner().unwrap_or_default();
        done.sort_unstable_by_key(|(number, _)| *number);
        let mut blocking = Self {
            rules: rules.to_vec(),
            ..Self::default()
        };
        for (number, sorted) in done {
            blocking.take(number, sorted, table.len());
        }
        blocking
    }

    fn take(&mut self, number: usize, sorted: Sorted, records: usize) {
        self.blocks.push(sorted.blocks);
        if sorted.too_large.is_empty() {
            return;
        }
        self.left_out.resize(records, 0);
        for block in sorted.too_large {
            if let Some(record) = block.first() {
                self.too_large.push(TooLarge {
                    rule: number,
                    record: *record,
                    records: u32::try_from(block.len()).unwrap_or(u32::MAX),
                });
            }
            for record in block {
                if let Some(rules) = self.left_out.get_mut(record as usize) {
                    *rules |= of(number);
                }
            }
        }
    }

    /// The rules.
    pub fn rules(&self) -> &[Rule] {
        &self.rules
    }

    /// The blocks of a rule.
    pub fn blocks(&self) -> &[Blocks] {
        &self.blocks
    }

    /// Whether no block was left out.
    pub(crate) const fn left_out_none(&self) -> bool {
        self.left_out.is_empty()
    }

    /// The rules whose block of a record was left out, a bit each as [`of`].
    pub(crate) fn left_out(&self, record: u32) -> u64 {
        self.left_out.get(record as usize).copied().unwrap_or(0)
    }
}

/// A rule as a bit. No more rules than bits are made: eight, four for each further field, two.
pub(crate) const fn of(rule: usize) -> u64 {
    1 << (rule % 64)
}

/// The blocks of one rule, and those that were too large for it.
struct Sorted {
    blocks: Blocks,
    too_large: Vec<Vec<u32>>,
}

impl Sorted {
    fn new(rule: &Rule, table: &Table) -> Self {
        let mut keyed: Vec<(u64, u32)> = Vec::with_capacity(table.len());
        let rows = table.rows.iter().zip(0_u32..);
        keyed.extend(rows.filter_map(|(row, record)| Some((block_of(row, rule)?, record))));
        radix::sort(&mut keyed);
        let mut blocks = Blocks::default();
        let mut too_large = Vec::new();
        for block in keyed.chunk_by(|one, other| one.0 == other.0) {
            let records = u32::try_from(block.len()).unwrap_or(u32::MAX);
            if records < 2 {
                continue;
            }
            let members = block.iter().map(|(_, record)| *record);
            if rule.largest.is_some_and(|largest| records > largest) {
                too_large.push(members.collect());
                continue;
            }
            blocks.members.extend(members);
            blocks
                .ends
                .push(u32::try_from(blocks.members.len()).unwrap_or(u32::MAX));
        }
        Self { blocks, too_large }
    }
}
