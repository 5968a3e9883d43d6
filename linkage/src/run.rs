//! A whole run: from a table to groups of records that may each be one person.

use std::convert::Infallible;

use crate::block::{self, Blocking, Rule, STEPS, TooLarge};
use crate::calibrate::{self, Calibration};
use crate::card::Deck;
use crate::cluster::{self, Clusters, Joining, Link};
use crate::model::{Blocked, Label, Model};
use crate::pairs::{Compared, Comparing};
use crate::table::Table;
use crate::weighing::Weighing;

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
    /// How they agree, as [`Levels::pattern`](crate::compare::Levels::pattern).
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

    /// The probability that a pair of it is one person, given the groups and where they have its
    /// two records.
    pub fn probability_of(&self, pair: &Weighed) -> f64 {
        let group = |record: u32| self.clusters.label.get(record as usize);
        let together = group(pair.link.one) == group(pair.link.other);
        self.calibration.given_groups(pair.link.weight, together)
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
    let comparing = Comparing::new(Deck::on_threads(table, settings.threads), blocking);
    let mut compared = compare(&comparing)?;
    let (deck, mut blocking) = comparing.into_parts();
    let narrowed = narrowed(&blocking, &compared.made_of_large);
    let applied = blocking.as_applied();
    let too_large = std::mem::take(&mut blocking.too_large);
    drop(blocking);
    tell(Stage::Learning);
    let blocked = Blocked {
        histogram: &compared.histogram,
        rules: &applied,
        labels: &settings.labels,
    };
    let model = match &settings.model {
        Some(model) => model.for_file(table, &blocked),
        None => Model::learn(table, &deck, &blocked, settings.threads),
    };
    drop(deck);
    tell(Stage::Weighing);
    let kept = std::mem::take(&mut compared.pairs);
    let least = bits(settings.keep);
    let weighing = Weighing::new(
        (table, &model),
        &compared.histogram,
        least,
        settings.threads,
    );
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
