//! One new record against all that are there: for the call taker who has a name and half an
//! address.
//!
//! The index holds the records, a list of blocks for each rule, and the groups they were joined
//! in. A new record gets its blocks, is compared with what is in them, and the best group is
//! suggested where it is good enough *and* leads the next best clearly. Weights are those of a
//! batch with the same model and the same frequencies.

use rustc_hash::{FxHashMap, FxHashSet};

use crate::block::{self, Rule};
use crate::cluster::{self, Joining};
use crate::compare;
use crate::explain::{self, Waterfall};
use crate::model::Model;
use crate::pairs::worth_weighing;
use crate::run::Linked;
use crate::table::{Raw, Row, Table};

/// Records of one block that are compared, at most.
const LARGEST: usize = 2_000;

/// The blocks of one rule: those of the batch sorted, those added since beside them.
#[derive(Debug, Default)]
struct Blocks {
    keys: Vec<u64>,
    records: Vec<u32>,
    added: FxHashMap<u64, Vec<u32>>,
}

impl Blocks {
    fn new(table: &Table, rule: &Rule) -> Self {
        let mut keyed: Vec<(u64, u32)> = table
            .rows
            .iter()
            .zip(0_u32..)
            .filter_map(|(row, record)| Some((block::block_of(row, rule)?, record)))
            .collect();
        keyed.sort_unstable();
        Self {
            keys: keyed.iter().map(|(key, _)| *key).collect(),
            records: keyed.iter().map(|(_, record)| *record).collect(),
            added: FxHashMap::default(),
        }
    }

    fn of(&self, key: u64) -> (&[u32], &[u32]) {
        let from = self.keys.partition_point(|other| *other < key);
        // Blocks are small beside all there are: their end is looked for near their beginning.
        let after = self.keys.get(from..).unwrap_or_default();
        let mut near = 8;
        while after.get(near).is_some_and(|other| *other == key) {
            near *= 8;
        }
        let near = after.get(..near).unwrap_or(after);
        let to = from + near.partition_point(|other| *other == key);
        let old = self.records.get(from..to).unwrap_or_default();
        (old, self.added.get(&key).map_or(&[], Vec::as_slice))
    }
}

/// How a decision is made.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Asking {
    /// A group is suggested from this weight in bits.
    pub least: f64,
    /// And when it leads the next best group by so many bits.
    pub lead: f64,
}

impl Default for Asking {
    /// 0.95, and a lead that makes the best group eight times as likely as the next.
    fn default() -> Self {
        Self {
            least: crate::run::bits(0.95),
            lead: 3.0,
        }
    }
}

/// A record that was weighed against the new one.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Candidate {
    /// The record.
    pub record: u32,
    /// The match weight in bits.
    pub weight: f64,
}

/// A group that the new record may belong to.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Group {
    /// The group, by the first of its records as their ids are ordered.
    pub group: u32,
    /// The weight of the record against all the group knows, in bits.
    pub weight: f64,
    /// Its record that is nearest to the new one.
    pub nearest: u32,
    /// How many records it has.
    pub records: usize,
}

/// What is suggested.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Decision {
    /// May be the person of this group, which leads the next best clearly.
    Link(u32),
    /// Somebody has to look: two groups are nearly as good, or the best one contradicts itself
    /// with it.
    Review,
    /// Nobody who is there.
    New,
}

/// What was found.
#[derive(Debug, Clone, PartialEq)]
pub struct Found {
    /// What is suggested.
    pub decision: Decision,
    /// Groups, the best first.
    pub groups: Vec<Group>,
    /// Records that were weighed, the nearest first.
    pub candidates: Vec<Candidate>,
    /// How many records were compared.
    pub compared: usize,
    /// Blocks that were too large to be looked through, by the number of the rule.
    pub too_large: Vec<usize>,
}

/// Records, ready to be asked.
#[derive(Debug)]
pub struct Index {
    table: Table,
    rules: Vec<Rule>,
    model: Model,
    blocks: Vec<Blocks>,
    group_of: Vec<u32>,
    members: FxHashMap<u32, Vec<u32>>,
}

impl Index {
    /// An index of a table with the model and groups of a run over it.
    pub fn new(table: Table, linked: &Linked) -> Self {
        let mut index = Self::frozen(table, linked.rules.clone(), linked.model.clone());
        for (group, record) in linked.clusters.called(&index.table).iter().zip(0_u32..) {
            index.move_to(record, *group);
        }
        index
    }

    /// An index in which every record is a group of its own.
    pub fn frozen(mut table: Table, rules: Vec<Rule>, model: Model) -> Self {
        table.make_ready();
        let blocks = rules.iter().map(|rule| Blocks::new(&table, rule)).collect();
        let records = u32::try_from(table.len()).unwrap_or(u32::MAX);
        Self {
            group_of: (0..records).collect(),
            members: FxHashMap::default(),
            table,
            rules,
            model,
            blocks,
        }
    }

    fn move_to(&mut self, record: u32, group: u32) {
        if let Some(slot) = self.group_of.get_mut(record as usize) {
            *slot = group;
        }
        if record == group && !self.members.contains_key(&group) {
            return;
        }
        let members = self.members.entry(group).or_insert_with(|| vec![group]);
        if record != group {
            members.push(record);
        }
    }

    /// The records.
    pub const fn table(&self) -> &Table {
        &self.table
    }

    /// The model.
    pub const fn model(&self) -> &Model {
        &self.model
    }

    /// The group of a record, by the first of its records as their ids are ordered; a record that was
    /// added comes after all that were there.
    pub fn group_of(&self, record: u32) -> u32 {
        self.group_of
            .get(record as usize)
            .copied()
            .unwrap_or(record)
    }

    fn members_of(&self, group: u32) -> Vec<u32> {
        self.members
            .get(&group)
            .cloned()
            .unwrap_or_else(|| vec![group])
    }

    /// Asks about a record that is not there. A name nobody has yet stays in the dictionary,
    /// counted for nobody.
    pub fn find(&mut self, raw: &Raw<'_>, asking: Asking) -> Found {
        let row = self.row(raw);
        self.ask(&row, None, asking)
    }

    /// Adds a record and says what was found of it. It joins the group it is linked to; two
    /// groups are never joined by one new record.
    pub fn add(&mut self, raw: &Raw<'_>, asking: Asking) -> (u32, Found) {
        let row = self.row(raw);
        let found = self.ask(&row, None, asking);
        let record = u32::try_from(self.table.len()).unwrap_or(u32::MAX);
        self.table.add(raw.id, row);
        self.group_of.push(record);
        for (rule, blocks) in self.rules.iter().zip(&mut self.blocks) {
            if let Some(key) = block::block_of(&row, rule) {
                blocks.added.entry(key).or_default().push(record);
            }
        }
        if let Decision::Link(group) = found.decision {
            self.move_to(record, group);
        }
        (record, found)
    }

    /// Somebody who is asked about, as [`Self::ask`] takes them.
    pub fn row(&mut self, raw: &Raw<'_>) -> Row {
        let known = self.table.names.len();
        let row = self.table.pack(raw);
        self.table.names.describe();
        for id in known..self.table.names.len() {
            if let Ok(id) = u32::try_from(id) {
                self.table.names.find_aliases_of(id);
            }
        }
        row
    }

    /// Why a record may be of somebody who is asked about: the waterfall, without values. None where
    /// there is no such record.
    pub fn why(&self, row: &Row, record: u32) -> Option<Waterfall> {
        let other = self.table.rows.get(record as usize)?;
        let pair = (row, other);
        Some(explain::of_rows(&self.table, &self.model, pair, &[], false))
    }

    /// What there is on a row, all records from `before` on left out.
    pub fn ask(&self, row: &Row, before: Option<u32>, asking: Asking) -> Found {
        let (met, too_large) = self.meet(row, before);
        let compared = met.len();
        let mut candidates: Vec<Candidate> = met
            .into_iter()
            .filter_map(|record| {
                let other = self.table.rows.get(record as usize)?;
                let levels = compare::compare(&self.table, row, other);
                worth_weighing(levels).then(|| Candidate {
                    record,
                    weight: self
                        .model
                        .weight(levels, &self.model.rarity(&self.table, row, other, levels)),
                })
            })
            .filter(|candidate| candidate.weight >= asking.least - FARTHEST)
            .collect();
        candidates.sort_by(|a, b| b.weight.total_cmp(&a.weight).then(a.record.cmp(&b.record)));
        let groups = self.groups(row, &candidates);
        Found {
            decision: self.decide(row, &groups, asking),
            groups,
            candidates,
            compared,
            too_large,
        }
    }

    /// The records of a row's blocks, the smallest blocks first, each once.
    fn meet(&self, row: &Row, before: Option<u32>) -> (Vec<u32>, Vec<usize>) {
        let mut blocks: Vec<(usize, &[u32], &[u32])> = Vec::new();
        let mut too_large = Vec::new();
        for (number, (rule, all)) in self.rules.iter().zip(&self.blocks).enumerate() {
            let Some(key) = block::block_of(row, rule) else {
                continue;
            };
            let (old, added) = all.of(key);
            let size = old.len() + added.len();
            let limit = rule.largest.map_or(LARGEST, |largest| largest as usize);
            if size > limit {
                too_large.push(number);
            } else if size > 0 {
                blocks.push((number, old, added));
            }
        }
        blocks.sort_by_key(|(_, old, added)| old.len() + added.len());
        let mut met = FxHashSet::default();
        let mut rows: Vec<(u32, Row)> = Vec::new();
        for (number, old, added) in blocks {
            let Some(rule) = self.rules.get(number) else {
                continue;
            };
            // Nobody before whom others are left out is new, and so one of the block already.
            let records = old.len() + added.len() + usize::from(before.is_none());
            let further = rule.further(records);
            let narrow = |other: &Row| {
                further.is_none_or(|(_, narrow)| {
                    let mut by = narrow.by.iter();
                    by.any(|key| block::agree_in(*key, row, other))
                })
            };
            // Rows lie far apart, and waiting for many together takes no longer than for one.
            rows.clear();
            rows.extend(old.iter().chain(added).filter_map(|record| {
                let is_asked = before.is_none_or(|before| *record < before);
                let other = self.table.rows.get(*record as usize).filter(|_| is_asked);
                Some((*record, *other?))
            }));
            let made = rows
                .iter()
                .filter(|(_, other)| block::agrees(rule, row, other) && narrow(other));
            met.extend(made.map(|(record, _)| *record));
        }
        let mut met: Vec<u32> = met.into_iter().collect();
        met.sort_unstable();
        (met, too_large)
    }

    /// The groups of the nearest candidates, weighed as a whole.
    fn groups(&self, row: &Row, candidates: &[Candidate]) -> Vec<Group> {
        let mut seen = FxHashSet::default();
        let mut groups: Vec<Group> = Vec::new();
        for candidate in candidates {
            let group = self.group_of(candidate.record);
            if !seen.insert(group) || groups.len() >= MOST_GROUPS {
                continue;
            }
            let members = self.members_of(group);
            let theirs = cluster::speakers(&self.table, &members);
            let weight = match self.table.rows.get(candidate.record as usize) {
                Some(nearest) if members.len() > 1 => cluster::together(
                    &self.table,
                    &self.model,
                    (row, nearest),
                    (&[*row], &theirs),
                    members.len(),
                )
                .max(candidate.weight),
                _ => candidate.weight,
            };
            groups.push(Group {
                group,
                weight,
                nearest: candidate.record,
                records: members.len(),
            });
        }
        groups.sort_by(|a, b| b.weight.total_cmp(&a.weight).then(a.group.cmp(&b.group)));
        groups
    }

    fn decide(&self, row: &Row, groups: &[Group], asking: Asking) -> Decision {
        let Some(best) = groups.first().filter(|best| best.weight >= asking.least) else {
            return Decision::New;
        };
        let close = groups
            .get(1)
            .is_some_and(|next| best.weight - next.weight < asking.lead);
        let theirs = cluster::speakers(&self.table, &self.members_of(best.group));
        let joining = Joining::at(0.95);
        let agreement = cluster::agreement(&self.table, &self.model, &[*row], &theirs, joining);
        if close || agreement < joining.agreement {
            Decision::Review
        } else {
            Decision::Link(best.group)
        }
    }
}

/// Records whose weight is further below the threshold than this, in bits, are not told of.
const FARTHEST: f64 = 11.0;
/// Groups that are weighed as a whole, at most.
const MOST_GROUPS: usize = 8;

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use proptest::prelude::*;

    use super::*;
    use crate::block::{Blocking, Key};
    use crate::card::Deck;
    use crate::pairs;
    use crate::run::{self, Settings};

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(60))]

        /// Blocks grow while records come in, and are narrowed as they do: until then a record
        /// meets more, and never less, than all at once would have it meet.
        #[test]
        fn added_one_by_one_they_meet_as_all_at_once(
            records in proptest::collection::vec(
                ("[AB]{0,2}", "[A-C]{2,3}", "19(61|72)-0[12]-1[12]|", "M[12] 1A[AB]|"), 2..60,
            ),
            over in 1_u32..12,
        ) {
            let ids: Vec<String> = (10..).take(records.len()).map(|id: u32| id.to_string()).collect();
            let raws = records.iter().zip(&ids);
            let raws = raws.map(|((forename, surname, born, postcode), id)| Raw {
                id, forename, surname, born, postcode, ..Raw::default()
            });
            let mut table = Table::new(&[]);
            raws.clone().for_each(|raw| { table.push(&raw); });
            table.finish();
            let rules = [
                Rule::of(&[Key::Born])
                    .narrowed(over, &[Key::ForenameStart(1), Key::SurnameStart(2)])
                    .narrowed(2 * over, &[Key::ForenameStart(2), Key::SurnameStart(4)]),
                Rule::of(&[Key::Surname]).narrowed(over, &[Key::BornYear, Key::Birthday]),
                Rule::of(&[Key::Swapped]),
            ];
            let blocking = Blocking::new(&table, &rules, 1);
            let compared = pairs::compare_all(&table, &Deck::of(&table), &blocking, 1);
            // As they come in, and not as they stand in the table.
            let came = |record: u32| table.id(record).parse::<u32>().unwrap() - 10;
            let batch: BTreeSet<(u32, u32)> = compared.pairs.iter().flatten().map(|pair| {
                let (one, other) = (came(pair.one), came(pair.other));
                (one.min(other), one.max(other))
            }).collect();
            let model = run::link(&table, &Settings::default(), &|_| {}).model;
            let mut index = Index::frozen(Table::new(&[]), rules.to_vec(), model);
            let mut while_added = BTreeSet::new();
            for (record, raw) in (0_u32..).zip(raws) {
                let row = index.row(&raw);
                let (met, too_large) = index.meet(&row, None);
                prop_assert!(too_large.is_empty());
                while_added.extend(met.into_iter().map(|other| (other, record)));
                index.add(&raw, Asking::default());
            }
            let mut at_last = BTreeSet::new();
            for (record, row) in (0_u32..).zip(&index.table.rows) {
                let worth = |other: &u32| {
                    let other = &index.table.rows[*other as usize];
                    worth_weighing(compare::compare(&index.table, row, other))
                };
                let (met, _) = index.meet(row, Some(record));
                at_last.extend(met.into_iter().filter(worth).map(|other| (other, record)));
            }
            prop_assert_eq!(&at_last, &batch);
            prop_assert!(batch.is_subset(&while_added));
        }
    }
}
