//! A whole run: from a table to groups of records that may each be one person.

use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

use crate::block::{self, Blocking, Rule, TooLarge};
use crate::cluster::{self, Clusters, Joining, Link};
use crate::compare::Levels;
use crate::model::{Label, Model};
use crate::pairs::{self, Pair};
use crate::table::Table;

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

/// What a run came to.
#[derive(Debug)]
pub struct Linked {
    /// The rules the pairs were made by.
    pub rules: Vec<Rule>,
    /// Blocks that were left out for their size.
    pub too_large: Vec<TooLarge>,
    /// How many pairs were compared.
    pub compared: u64,
    /// The model they were weighed with.
    pub model: Model,
    /// The pairs of at least [`Settings::keep`], strongest first.
    pub pairs: Vec<Weighed>,
    /// The groups.
    pub clusters: Clusters,
}

impl Linked {
    /// How many pairs of the file the model expects to be one person, whether compared or not.
    pub fn expected(&self, table: &Table) -> f64 {
        self.model.share_same() * table.all_pairs()
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
    tell(Stage::Blocking);
    let rules = settings
        .rules
        .clone()
        .unwrap_or_else(|| block::usual(table));
    let mut blocking = Blocking::new(table, &rules);
    tell(Stage::Comparing);
    let mut compared = pairs::compare_all(table, &blocking, settings.threads);
    tell(Stage::Learning);
    let model = settings
        .model
        .clone()
        .unwrap_or_else(|| Model::learn(table, &compared.histogram, &rules, &settings.labels));
    tell(Stage::Weighing);
    let kept = std::mem::take(&mut compared.pairs);
    let pairs = weigh_all(table, &model, &kept, settings);
    drop(kept);
    tell(Stage::Joining);
    let links: Vec<Link> = pairs.iter().map(|pair| pair.link).collect();
    let joining = Joining::at(settings.threshold);
    let clusters = cluster::cluster(table, &model, &links, joining);
    Linked {
        rules,
        too_large: std::mem::take(&mut blocking.too_large),
        compared: compared.compared,
        model,
        pairs,
        clusters,
    }
}

/// Pairs of one piece of weighing.
const PIECE: usize = 1 << 16;

fn weigh_all(table: &Table, model: &Model, pairs: &[Pair], settings: &Settings) -> Vec<Weighed> {
    let least = bits(settings.keep);
    let pieces: Vec<&[Pair]> = pairs.chunks(PIECE).collect();
    let next = AtomicUsize::new(0);
    let done: Mutex<Vec<Weighed>> = Mutex::new(Vec::new());
    std::thread::scope(|scope| {
        for _ in 0..settings.threads.max(1) {
            scope.spawn(|| {
                loop {
                    let nth = next.fetch_add(1, Ordering::Relaxed);
                    let Some(piece) = pieces.get(nth) else { break };
                    let weighed: Vec<Weighed> = piece
                        .iter()
                        .filter_map(|pair| weigh(table, model, *pair))
                        .filter(|pair| pair.link.weight >= least)
                        .collect();
                    if let Ok(mut done) = done.lock() {
                        done.extend(weighed);
                    }
                }
            });
        }
    });
    let mut all = done.into_inner().unwrap_or_default();
    // Strongest first, and no two pairs are the same two records: one order only.
    all.sort_unstable_by(|a, b| {
        (b.link.weight.total_cmp(&a.link.weight))
            .then((a.link.one, a.link.other).cmp(&(b.link.one, b.link.other)))
    });
    all
}

fn weigh(table: &Table, model: &Model, pair: Pair) -> Option<Weighed> {
    let row = table.rows.get(pair.one as usize)?;
    let levels = Levels::from_pattern(pair.pattern, table.kinds.len());
    Some(Weighed {
        link: Link {
            one: pair.one,
            other: pair.other,
            weight: model.weight(levels, &model.rarity(table, row, levels)),
        },
        pattern: pair.pattern,
    })
}
