//! A whole run: from a table to groups of records that may each be one person.

use std::convert::Infallible;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

use crate::block::{self, Blocking, Rule, STEPS, TooLarge};
use crate::calibrate::{self, Calibration};
use crate::card::Deck;
use crate::cluster::{self, Clusters, Joining, Link};
use crate::compare::Levels;
use crate::model::{Blocked, Label, Model, Shares, has_near_name};
use crate::pairs::{Compared, Comparing, Pair, worth_weighing};
use crate::radix;
use crate::table::{Row, Table};

/// What a run is asked for. The default is the one setting all figures of the docs are made with.
#[derive(Debug, Clone)]
pub struct Settings {
    /// Two records are linked from this probability.
    pub threshold: f64,
    /// Pairs under this probability are not kept at all.
    pub keep: f64,
    /// Threads. The answer does not depend on them.
    pub threads: usize,
    /// The blocking rules; `None` takes [`block::usual`] ones.
    pub rules: Option<Vec<Rule>>,
    /// A model learnt before; `None` learns one from the file.
    pub model: Option<Model>,
    /// What people decided of pairs, for the learning.
    pub labels: Vec<Label>,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            threshold: 0.95,
            keep: 0.01,
            threads: 1,
            rules: None,
            model: None,
            labels: Vec::new(),
        }
    }
}

/// What a run is doing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stage {
    /// Records are sorted into blocks.
    Blocking,
    /// Pairs are compared.
    Comparing,
    /// The model is learnt.
    Learning,
    /// Pairs are weighed.
    Weighing,
    /// Groups are formed.
    Joining,
}

/// A pair that was weighed.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Weighed {
    /// The two records and their weight.
    pub link: Link,
    /// How they agree, as [`Levels::pattern`].
    pub pattern: u32,
}

/// What large blocks of one rule were asked for more.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Narrowed {
    /// The number of the rule.
    pub rule: usize,
    /// How many blocks.
    pub blocks: u64,
    /// How many records they have.
    pub records: u64,
    /// How many of their pairs agree in no further key. The rule did not make these; another may
    /// have.
    pub not_made: u64,
}

/// What a run came to.
#[derive(Debug)]
pub struct Linked {
    /// The rules the pairs were made by.
    pub rules: Vec<Rule>,
    /// Blocks that were left out for their size.
    pub too_large: Vec<TooLarge>,
    /// What large blocks were asked for more, by rule; rules without such a block are left out.
    pub narrowed: Vec<Narrowed>,
    /// How many pairs were compared.
    pub compared: u64,
    /// The model they were weighed with.
    pub model: Model,
    /// The pairs of at least [`Settings::keep`], strongest first.
    pub pairs: Vec<Weighed>,
    /// The groups.
    pub clusters: Clusters,
    /// The probability of each weight, given the groups.
    pub calibration: Calibration,
}

impl Linked {
    /// How many pairs of the file the model expects to be one person, whether compared or not.
    pub fn expected(&self, table: &Table) -> f64 {
        self.model.share_same() * table.all_pairs()
    }

    /// How many people are expected to have at least so many records, for each of these.
    pub fn people(&self, at_least: &[u64]) -> Vec<f64> {
        calibrate::people(
            &self.pairs,
            &self.clusters.label,
            &self.calibration,
            at_least,
        )
    }
}

/// The weight in bits of a probability.
pub fn bits(probability: f64) -> f64 {
    (probability / (1.0 - probability)).log2()
}

/// The probability of a weight in bits.
pub fn probability(bits: f64) -> f64 {
    1.0 / (1.0 + (-bits).exp2())
}

/// Links the records of a table. `tell` hears of each stage as it begins.
pub fn link(table: &Table, settings: &Settings, tell: &dyn Fn(Stage)) -> Linked {
    let mut here = |comparing: &Comparing| {
        let all = 0..comparing.pieces();
        Ok::<_, Infallible>(comparing.compare(table, all, settings.threads))
    };
    match link_with(table, settings, tell, &mut here) {
        Ok(linked) => linked,
        Err(never) => match never {},
    }
}

/// Links the records of a table whose pairs somebody else compares: all pieces of them, put
/// together in their order ([`Compared::add`]). Only the comparing is theirs, and the answer is
/// that of [`link`].
///
/// # Errors
///
/// What `compare` comes to.
pub fn link_with<E>(
    table: &Table,
    settings: &Settings,
    tell: &dyn Fn(Stage),
    compare: &mut dyn FnMut(&Comparing) -> Result<Compared, E>,
) -> Result<Linked, E> {
    tell(Stage::Blocking);
    let rules = settings
        .rules
        .clone()
        .unwrap_or_else(|| block::usual(table));
    let blocking = Blocking::new(table, &rules, settings.threads);
    tell(Stage::Comparing);
    let comparing = Comparing::new(Deck::of(table), blocking);
    let mut compared = compare(&comparing)?;
    let (deck, mut blocking) = comparing.into_parts();
    let narrowed = narrowed(&blocking, &compared.made_of_large);
    let applied = blocking.as_applied();
    let too_large = std::mem::take(&mut blocking.too_large);
    drop(blocking);
    tell(Stage::Learning);
    let model = settings.model.clone().unwrap_or_else(|| {
        let blocked = Blocked {
            histogram: &compared.histogram,
            rules: &applied,
            labels: &settings.labels,
        };
        Model::learn(table, &deck, &blocked, settings.threads)
    });
    drop(deck);
    tell(Stage::Weighing);
    let kept = std::mem::take(&mut compared.pairs);
    let least = bits(settings.keep);
    let weighing = Weighing::new(table, &model, &compared.histogram, least);
    let pairs = weighing.all(&kept, settings.threads);
    drop(kept);
    tell(Stage::Joining);
    let joining = Joining::at(settings.threshold);
    // Strongest first: those that join nobody are the last.
    let joins = |pair: &&Weighed| pair.link.weight >= joining.again;
    let links: Vec<Link> = pairs
        .iter()
        .take_while(joins)
        .map(|pair| pair.link)
        .collect();
    let clusters = cluster::on_threads(table, &model, &links, joining, settings.threads);
    let calibration = Calibration::new(&pairs, &clusters.label, settings.threshold);
    Ok(Linked {
        rules,
        too_large,
        narrowed,
        compared: compared.compared,
        model,
        pairs,
        clusters,
        calibration,
    })
}

fn narrowed(blocking: &Blocking, made: &[u64]) -> Vec<Narrowed> {
    let rules = made.iter().enumerate();
    let narrowed = rules.map(|(rule, made)| {
        let steps = || (0..STEPS).map(|step| blocking.large(rule, step));
        let pairs: u64 = steps().map(|large| large.pairs).sum();
        Narrowed {
            rule,
            blocks: steps().map(|large| large.blocks).sum(),
            records: steps().map(|large| large.records).sum(),
            not_made: pairs.saturating_sub(*made),
        }
    });
    narrowed.filter(|rule| rule.blocks > 0).collect()
}

/// Pairs whose rows are fetched at once.
const TOGETHER: usize = 256;

/// Forename, surname, date of birth and postcode of a record, as its row has them.
#[derive(Debug, Clone, Copy)]
struct Held([u32; 4]);

impl Held {
    const fn of(row: &Row) -> Self {
        Self([row.forename, row.surname, row.born, row.postcode])
    }

    fn row(self) -> Row {
        let Self([forename, surname, born, postcode]) = self;
        Row {
            forename,
            surname,
            born,
            postcode,
            ..Row::default()
        }
    }
}

/// What weighing a pattern takes, for every pattern that was seen and can reach the least that is
/// kept: most patterns cannot, however rare the values.
struct Weighing<'a> {
    table: &'a Table,
    model: &'a Model,
    least: f64,
    /// Odds that no pair of at least that weight is under.
    least_odds: f64,
    /// What a record's rarity is read from. A row holds more, and rows that lie further apart take
    /// longer to fetch, which in a large file is most of the work.
    values: Vec<Held>,
    /// For each pattern the place of its shares, from 1; 0 where its pairs are not worth a look.
    places: Vec<u32>,
    shares: Vec<Known>,
}

/// What is known of a pattern.
struct Known {
    levels: Levels,
    shares: Shares,
    /// Whether names are nearly the same, so that both records are looked at.
    near_names: bool,
}

/// A pair that is worth weighing, with what it takes.
struct Worth<'a> {
    pair: &'a Pair,
    known: &'a Known,
    /// A record of it.
    record: u32,
    /// What that one has, and the other where it is looked at.
    held: (Held, Held),
}

impl<'a> Weighing<'a> {
    fn new(table: &'a Table, model: &'a Model, histogram: &[u64], least: f64) -> Self {
        let mut weighing = Self {
            table,
            model,
            least,
            least_odds: (least - 1e-6).exp2(),
            values: table.rows.iter().map(Held::of).collect(),
            places: vec![0; histogram.len()],
            shares: Vec::new(),
        };
        let patterns = histogram.iter().zip(&mut weighing.places).zip(0_u32..);
        for ((pairs, place), pattern) in patterns {
            if *pairs == 0 {
                continue;
            }
            let levels = Levels::from_pattern(pattern, table.kinds.len());
            let shares = model.shares(levels);
            // A hair of room, because the sum of several factors rounds in its own way.
            if worth_weighing(levels) && model.most(table, levels, &shares) >= least - 1e-6 {
                weighing.shares.push(Known {
                    levels,
                    shares,
                    near_names: has_near_name(levels),
                });
                *place = u32::try_from(weighing.shares.len()).unwrap_or(0);
            }
        }
        weighing
    }

    /// What is known of a pattern whose pairs are worth a look.
    fn known(&self, pattern: u32) -> Option<&Known> {
        let place = self.places.get(pattern as usize).copied()? as usize;
        self.shares.get(place.checked_sub(1)?)
    }

    /// As much of a record as its rarity is read from.
    fn row(&self, record: u32, held: Held) -> Row {
        let others = if self.table.kinds.is_empty() {
            None
        } else {
            self.table.rows.get(record as usize).map(|row| row.others)
        };
        Row {
            others: others.unwrap_or_default(),
            ..held.row()
        }
    }

    /// Weighs the pairs of a piece, those that are worth it.
    fn weigh(&self, piece: &[Pair], weighed: &mut Vec<Weighed>) {
        // Records lie far apart, and waiting for many together takes no longer than for one.
        let mut rows: Vec<Worth<'_>> = Vec::with_capacity(TOGETHER);
        // What two records agree in is had by either, and the pairs of one record follow one
        // another: the record that is at hand is looked at.
        let mut at_hand = u32::MAX;
        for pairs in piece.chunks(TOGETHER) {
            rows.clear();
            let mut left = pairs.iter().peekable();
            while let Some(pair) = left.next() {
                let Some(known) = self.known(pair.pattern) else {
                    continue;
                };
                if at_hand != pair.one && at_hand != pair.other {
                    let next = left.peek();
                    let goes_on =
                        next.is_some_and(|next| pair.other == next.one || pair.other == next.other);
                    at_hand = if goes_on { pair.other } else { pair.one };
                }
                let beside = match (known.near_names, at_hand == pair.one) {
                    (true, true) => pair.other,
                    (true, false) => pair.one,
                    (false, _) => at_hand,
                };
                let held = |record: u32| self.values.get(record as usize).copied();
                if let (Some(one), Some(other)) = (held(at_hand), held(beside)) {
                    rows.push(Worth {
                        pair,
                        known,
                        record: at_hand,
                        held: (one, other),
                    });
                }
            }
            weighed.extend(rows.iter().filter_map(|worth| {
                let (pair, known) = (worth.pair, worth.known);
                let row = self.row(worth.record, worth.held.0);
                let beside = if known.near_names {
                    worth.held.1.row()
                } else {
                    row
                };
                let rarity = (self.model).rarity(self.table, &row, &beside, known.levels);
                let weight = (self.model).weight_over(&known.shares, &rarity, self.least_odds)?;
                (weight >= self.least).then_some(Weighed {
                    link: Link {
                        one: pair.one,
                        other: pair.other,
                        weight,
                    },
                    pattern: pair.pattern,
                })
            }));
        }
    }

    /// Weighs all pairs on so many threads; those that are kept, strongest first.
    fn all(&self, pieces: &[Vec<Pair>], threads: usize) -> Vec<Weighed> {
        let next = AtomicUsize::new(0);
        let done: Mutex<Vec<Vec<Weighed>>> = Mutex::new(Vec::new());
        std::thread::scope(|scope| {
            for _ in 0..threads.max(1) {
                scope.spawn(|| {
                    let mut weighed = Vec::new();
                    while let Some(piece) = pieces.get(next.fetch_add(1, Ordering::Relaxed)) {
                        self.weigh(piece, &mut weighed);
                    }
                    sort_strongest_first(&mut weighed);
                    if let Ok(mut done) = done.lock() {
                        done.push(weighed);
                    }
                });
            }
        });
        let mut all = Vec::new();
        for run in done.into_inner().unwrap_or_default() {
            all.extend(run);
        }
        // Stretches that are in order already are merged as they are.
        all.sort_by(strongest_first);
        all
    }
}

/// Parts of a bit in which weights are told apart before pairs are compared.
const IN_A_BIT: f64 = 65_536.0;

/// Puts the strongest first. Weights come as numbers of small parts of a bit first, which is quicker
/// than to compare any two of millions; only those of one number are compared.
fn sort_strongest_first(pairs: &mut Vec<Weighed>) {
    let weights = pairs.iter().map(|pair| pair.link.weight);
    let top = weights.fold(f64::NEG_INFINITY, f64::max);
    let below_top = |pair: &Weighed| {
        #[allow(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "no less than 0, and weights are of hundreds of bits at most"
        )]
        let below = ((top - pair.link.weight) * IN_A_BIT) as u64;
        below
    };
    radix::sort_by_key(pairs, &mut Vec::new(), below_top);
    for alike in pairs.chunk_by_mut(|one, other| below_top(one) == below_top(other)) {
        alike.sort_unstable_by(strongest_first);
    }
}

/// No two pairs are the same two records, so there is one order only.
fn strongest_first(one: &Weighed, other: &Weighed) -> std::cmp::Ordering {
    (other.link.weight.total_cmp(&one.link.weight))
        .then((one.link.one, one.link.other).cmp(&(other.link.one, other.link.other)))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn the_strongest_come_first_however_near_they_are(
            weights in prop::collection::vec(
                prop_oneof![-900.0..900.0, (0_u32..4).prop_map(|of| 7.0 + f64::from(of) * 1e-9)],
                0..200,
            ),
        ) {
            let pairs = weights.iter().zip((0_u32..).map(|one| one * 7 % 31));
            let mut pairs: Vec<Weighed> = pairs
                .zip(50..)
                .map(|((weight, one), other)| Weighed {
                    link: Link { one, other, weight: *weight },
                    pattern: 0,
                })
                .collect();
            let mut wanted = pairs.clone();
            wanted.sort_by(strongest_first);
            sort_strongest_first(&mut pairs);
            prop_assert_eq!(pairs, wanted);
        }
    }
}
