//! The records of a table, sorted into the blocks of each rule.

use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

use super::{Key, Rule, STEPS, block_of, part};
use crate::radix;
use crate::table::Table;

/// Blocks of one rule.
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

    fn push(&mut self, members: impl Iterator<Item = u32>) {
        self.members.extend(members);
        self.ends
            .push(u32::try_from(self.members.len()).unwrap_or(u32::MAX));
    }
}

/// What makes pairs: the blocks of a rule, or those that a further key makes of its large ones.
#[derive(Debug)]
pub struct Maker {
    /// The number of the rule.
    pub rule: usize,
    /// The step, and the place of the further key in it; `None` for blocks that are not large.
    pub further: Option<(usize, usize)>,
    /// The blocks.
    pub blocks: Blocks,
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

/// The blocks of a rule that were narrowed by one step.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Large {
    /// How many blocks.
    pub blocks: u64,
    /// How many records they have.
    pub records: u64,
    /// How many pairs those would make.
    pub pairs: u64,
}

/// Every rule's blocks, and what was left out.
#[derive(Debug, Default)]
pub struct Blocking {
    rules: Vec<Rule>,
    makers: Vec<Maker>,
    /// For each record the rules whose block of it was left out, a bit each; empty where none was.
    left_out: Vec<u64>,
    /// The same of blocks that were narrowed, by each step.
    narrowed: [Vec<u64>; STEPS],
    /// The blocks that were left out, by rule and record.
    pub too_large: Vec<TooLarge>,
    /// What was narrowed, by rule and step.
    large: Vec<[Large; STEPS]>,
}

impl Blocking {
    /// Sorts the records of a table into the blocks of each rule, on so many threads.
    pub fn new(table: &Table, rules: &[Rule], threads: usize) -> Self {
        let next = AtomicUsize::new(0);
        let done: Mutex<Vec<(usize, Sorted)>> = Mutex::new(Vec::new());
        std::thread::scope(|scope| {
            for _ in 0..threads.clamp(1, rules.len().max(1)) {
                scope.spawn(|| {
                    let mut room = Room::default();
                    loop {
                        let number = next.fetch_add(1, Ordering::Relaxed);
                        let Some(rule) = rules.get(number) else { break };
                        let sorted = Sorted::new(rule, table, &mut room);
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

    fn take(&mut self, rule: usize, sorted: Sorted, records: usize) {
        for (further, blocks) in sorted.blocks {
            self.makers.push(Maker {
                rule,
                further,
                blocks,
            });
        }
        self.large.push(sorted.large);
        for (marks, narrowed) in self.narrowed.iter_mut().zip(&sorted.narrowed) {
            mark(marks, of(rule), narrowed, records);
        }
        for block in sorted.too_large {
            if let Some(record) = block.first() {
                self.too_large.push(TooLarge {
                    rule,
                    record: *record,
                    records: u32::try_from(block.len()).unwrap_or(u32::MAX),
                });
            }
            mark(&mut self.left_out, of(rule), &block, records);
        }
    }

    /// The rules.
    pub fn rules(&self) -> &[Rule] {
        &self.rules
    }

    /// The rules as they were applied: without the steps by which no block was narrowed.
    pub fn as_applied(&self) -> Vec<Rule> {
        let rules = self.rules.iter().enumerate();
        rules
            .map(|(number, rule)| {
                let steps = rule.steps();
                let applied = steps.filter(|(step, _)| self.large(number, *step).blocks > 0);
                Rule {
                    narrow: applied.map(|(_, narrow)| narrow.clone()).collect(),
                    ..rule.clone()
                }
            })
            .collect()
    }

    /// What makes the pairs, in the order of the rules.
    pub fn makers(&self) -> &[Maker] {
        &self.makers
    }

    /// What was narrowed of a rule by a step.
    pub fn large(&self, rule: usize, step: usize) -> Large {
        let large = self.large.get(rule).and_then(|steps| steps.get(step));
        large.copied().unwrap_or_default()
    }

    /// Whether a block of a rule was left out.
    pub(crate) fn left_some_out(&self, rule: usize) -> bool {
        self.too_large.iter().any(|block| block.rule == rule)
    }

    /// The rules whose block of a record was left out, a bit each as [`of`].
    pub(crate) fn left_out(&self, record: u32) -> u64 {
        self.left_out.get(record as usize).copied().unwrap_or(0)
    }

    /// The rules whose block of a record was narrowed, by each step.
    pub(crate) fn narrowed(&self, record: u32) -> [u64; STEPS] {
        let rules = |marks: &Vec<u64>| marks.get(record as usize).copied().unwrap_or(0);
        self.narrowed.each_ref().map(rules)
    }
}

/// Notes a rule for some of so many records.
fn mark(marks: &mut Vec<u64>, rule: u64, some: &[u32], records: usize) {
    if !some.is_empty() {
        marks.resize(records, 0);
    }
    for record in some {
        if let Some(rules) = marks.get_mut(*record as usize) {
            *rules |= rule;
        }
    }
}

/// A rule as a bit. No more rules than bits are made: eight, four for each further field, two.
pub(crate) const fn of(rule: usize) -> u64 {
    1 << (rule % 64)
}

/// The lower half of a number of two.
const LOW: u64 = u32::MAX as u64;

/// Where records are sorted, rule after rule: memory that was touched once is quicker to come by
/// than new.
type Room = (Vec<(u64, u32)>, Vec<(u64, u32)>);

/// The blocks of one rule, and those that were too large for it.
struct Sorted {
    /// Those that are not large, and then those that each further key of each step makes.
    blocks: Vec<(Option<(usize, usize)>, Blocks)>,
    /// The records of blocks that were narrowed, by step.
    narrowed: [Vec<u32>; STEPS],
    large: [Large; STEPS],
    too_large: Vec<Vec<u32>>,
    /// Where the records of a large block are put in the order of each further key.
    parts: Vec<Vec<u64>>,
}

impl Sorted {
    fn new(rule: &Rule, table: &Table, (keyed, other): &mut Room) -> Self {
        let is_swapped = rule.keys == [Key::Swapped];
        keyed.clear();
        let rows = table.rows.iter().zip(0_u32..);
        keyed.extend(rows.filter_map(|(row, record)| {
            let block = block_of(row, rule)?;
            // Those with the two names one way round stand before those with them the other way.
            let order = u64::from(row.forename > row.surname);
            Some((
                if is_swapped {
                    block << 1 | order
                } else {
                    block
                },
                record,
            ))
        }));
        radix::sort_by_key(keyed, other, |(key, _)| *key);
        let further = rule.steps().flat_map(|(step, narrow)| {
            let keys = 0..narrow.by.len();
            keys.map(move |key| Some((step, key)))
        });
        let makers = [None].into_iter().chain(further);
        let mut sorted = Self {
            blocks: makers.map(|further| (further, Blocks::default())).collect(),
            narrowed: Default::default(),
            large: Default::default(),
            too_large: Vec::new(),
            parts: Vec::new(),
        };
        let passed = u32::from(is_swapped);
        for block in keyed.chunk_by(|one, other| one.0 >> passed == other.0 >> passed) {
            let both_ways = block.first().map(|one| one.0) != block.last().map(|one| one.0);
            if block.len() < 2 || is_swapped && !both_ways {
                continue;
            }
            let records = u32::try_from(block.len()).unwrap_or(u32::MAX);
            let members = block.iter().map(|(_, record)| *record);
            if rule.largest.is_some_and(|largest| records > largest) {
                sorted.too_large.push(members.collect());
            } else if let Some((step, narrow)) = rule.further(block.len()) {
                sorted.narrow(block, (step, &narrow.by), table);
            } else if let Some((_, blocks)) = sorted.blocks.first_mut() {
                blocks.push(members);
            }
        }
        sorted
    }

    /// Makes the blocks of each further key of one that is large.
    fn narrow(&mut self, block: &[(u64, u32)], (step, by): (usize, &[Key]), table: &Table) {
        let members = || block.iter().map(|(_, record)| *record);
        // Each record is looked at once for all keys: they lie far apart, and waiting for many takes
        // no longer than for one.
        let rows = members().filter_map(|record| table.rows.get(record as usize));
        std::hint::black_box(rows.fold(0, |seen, row| seen ^ row.born));
        self.parts
            .resize_with(self.parts.len().max(by.len()), Vec::new);
        self.parts.iter_mut().for_each(Vec::clear);
        for record in members() {
            let Some(row) = table.rows.get(record as usize) else {
                continue;
            };
            for (key, parts) in by.iter().zip(&mut self.parts) {
                parts.extend(part(row, *key).map(|part| u64::from(part) << 32 | u64::from(record)));
            }
        }
        let of_step = |further: Option<(usize, usize)>| further.is_some_and(|(of, _)| of == step);
        let blocks = self.blocks.iter_mut();
        let blocks = blocks.filter(|(further, _)| of_step(*further));
        for (parts, (_, blocks)) in self.parts.iter_mut().zip(blocks) {
            parts.sort_unstable();
            for block in parts.chunk_by(|one, other| one >> 32 == other >> 32) {
                if block.len() > 1 {
                    blocks.push(
                        block
                            .iter()
                            .map(|one| u32::try_from(*one & LOW).unwrap_or(0)),
                    );
                }
            }
        }
        let records = block.len() as u64;
        if let (Some(large), Some(narrowed)) =
            (self.large.get_mut(step), self.narrowed.get_mut(step))
        {
            large.blocks += 1;
            large.records += records;
            large.pairs += records * (records - 1) / 2;
            narrowed.extend(members());
        }
    }
}
