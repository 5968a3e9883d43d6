//! The weighing of pairs that were compared.

use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

use crate::cluster::Link;
use crate::compare::Levels;
use crate::model::{Bounds, ByStep, Model, Shares, Times};
use crate::pairs::{Pair, worth_weighing};
use crate::radix;
use crate::run::Weighed;
use crate::table::Table;

/// Pairs whose values are fetched at once.
const TOGETHER: usize = 256;

/// What weighing a pattern takes, for every pattern that was seen and can reach the least that is
/// kept: most patterns cannot, however rare the values.
pub(crate) struct Weighing<'a> {
    table: &'a Table,
    model: &'a Model,
    least: f64,
    /// Odds that no pair of at least that weight is under.
    least_odds: f64,
    /// How often the values of each record occur. Its row, and what those values say of themselves,
    /// lie so far apart that to fetch them takes longer than to weigh a pair.
    times: Vec<Times>,
    bounds: Bounds,
    /// For each pattern the place of its shares, from 1; 0 where its pairs are not worth a look.
    places: Vec<u32>,
    shares: Vec<Known>,
}

/// What is known of a pattern.
struct Known {
    levels: Levels,
    shares: Shares,
    by_step: ByStep,
}

/// A pair with what weighing it takes.
struct LookedUp<'a> {
    pair: &'a Pair,
    known: &'a Known,
    /// A record of it.
    record: u32,
    /// How often the values of that one occur, and of the other where it is looked at too.
    times: (Times, Times),
}

impl<'a> Weighing<'a> {
    /// What weighing the pairs of a histogram takes, of which those of at least a weight are kept.
    pub(crate) fn new(
        (table, model): (&'a Table, &'a Model),
        histogram: &[u64],
        least: f64,
        threads: usize,
    ) -> Self {
        let mut weighing = Self {
            table,
            model,
            least,
            // A hair of room, because the product of several factors rounds in its own way.
            least_odds: (least - 1e-6).exp2(),
            times: of_all(table, threads),
            bounds: Bounds::new(model, table),
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
            if worth_weighing(levels) && model.most(table, levels, &shares) >= least - 1e-6 {
                weighing.shares.push(Known {
                    levels,
                    shares,
                    by_step: ByStep::new(model, table, levels),
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

    /// Whether a pair may be kept, by how common its values are at least.
    #[inline]
    fn may_be_kept(&self, known: &Known, times: &(Times, Times)) -> bool {
        let rarity = (self.bounds).rarity(self.model, &known.by_step, &times.0, &times.1);
        (self.model).reaches(&known.shares, &rarity, self.least_odds)
    }

    /// Weighs the pairs of a piece, those that are worth it.
    fn weigh(&self, piece: &[Pair], weighed: &mut Vec<Weighed>) {
        // Records lie far apart, and waiting for many together takes no longer than for one.
        let mut looked_up: Vec<LookedUp<'_>> = Vec::with_capacity(TOGETHER);
        // What two records agree in is had by either, and the pairs of one record follow one
        // another: the record that is at hand is looked at.
        let mut at_hand = u32::MAX;
        for pairs in piece.chunks(TOGETHER) {
            looked_up.clear();
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
                let beside = match (known.by_step.is_by_both(), at_hand == pair.one) {
                    (true, true) => pair.other,
                    (true, false) => pair.one,
                    (false, _) => at_hand,
                };
                let times = |record: u32| self.times.get(record as usize).copied();
                if let (Some(one), Some(other)) = (times(at_hand), times(beside)) {
                    looked_up.push(LookedUp {
                        pair,
                        known,
                        record: at_hand,
                        times: (one, other),
                    });
                }
            }
            weighed.extend(looked_up.iter().filter_map(|pair| self.kept(pair)));
        }
    }

    /// A pair, where it weighs enough.
    fn kept(&self, pair: &LookedUp<'_>) -> Option<Weighed> {
        let LookedUp {
            pair,
            known,
            record,
            times,
        } = pair;
        if !self.may_be_kept(known, times) {
            return None;
        }
        let of_other = |nth: usize| {
            let row = self.table.rows.get(*record as usize);
            let id = row.and_then(|row| row.others.get(nth));
            let values = self.table.others.get(nth).zip(id);
            values.map_or(1, |(values, id)| values.times(*id))
        };
        let rarity = (self.model).rarity_of(self.table, known.levels, times, of_other);
        let weight = (self.model).weight_over(&known.shares, &rarity, self.least_odds)?;
        (weight >= self.least).then_some(Weighed {
            link: Link {
                one: pair.one,
                other: pair.other,
                weight,
            },
            pattern: pair.pattern,
        })
    }

    /// Weighs all pairs on so many threads; those that are kept, strongest first.
    pub(crate) fn all(&self, pieces: &[Vec<Pair>], threads: usize) -> Vec<Weighed> {
        let ids = self.table.places_by_id();
        let next = AtomicUsize::new(0);
        let done: Mutex<Vec<Vec<Weighed>>> = Mutex::new(Vec::new());
        std::thread::scope(|scope| {
            for _ in 0..threads.max(1) {
                scope.spawn(|| {
                    let mut weighed = Vec::new();
                    while let Some(piece) = pieces.get(next.fetch_add(1, Ordering::Relaxed)) {
                        self.weigh(piece, &mut weighed);
                    }
                    sort_strongest_first(&mut weighed, &ids);
                    if let Ok(mut done) = done.lock() {
                        done.push(weighed);
                    }
                });
            }
        });
        let mut runs = done.into_inner().unwrap_or_default().into_iter();
        let mut all = runs.next().unwrap_or_default();
        for run in runs {
            all.extend(run);
        }
        if threads > 1 {
            // Stretches that are in order already are merged as they are.
            all.sort_by(|one, other| strongest_first(one, other, &ids));
        }
        all
    }
}

/// How often the values of every record occur, looked up on so many threads.
fn of_all(table: &Table, threads: usize) -> Vec<Times> {
    let mut all = vec![Times::default(); table.rows.len()];
    let each = table.rows.len().div_ceil(threads.max(1)).max(1);
    std::thread::scope(|scope| {
        for (all, rows) in all.chunks_mut(each).zip(table.rows.chunks(each)) {
            scope.spawn(move || {
                for (times, row) in all.iter_mut().zip(rows) {
                    *times = Times::of(table, row);
                }
            });
        }
    });
    all
}

/// Parts of a bit in which weights are told apart before pairs are compared.
const IN_A_BIT: f64 = 65_536.0;

/// Puts the strongest first. Weights come as numbers of small parts of a bit first, which is quicker
/// than to compare any two of millions; only those of one number are compared.
fn sort_strongest_first(pairs: &mut Vec<Weighed>, ids: &[u32]) {
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
        if alike.len() > 1 {
            alike.sort_unstable_by(|one, other| strongest_first(one, other, ids));
        }
    }
}

/// Of equal weights those with the first id, by the place of each record in the order of ids: what
/// somebody is called decides nothing that their record does not say. No two pairs are the same two
/// records, so there is one order only.
fn strongest_first(one: &Weighed, other: &Weighed, ids: &[u32]) -> std::cmp::Ordering {
    let id = |record: u32| ids.get(record as usize).copied().unwrap_or(record);
    let both = |pair: &Weighed| {
        let (one, other) = (id(pair.link.one), id(pair.link.other));
        (one.min(other), one.max(other))
    };
    (other.link.weight.total_cmp(&one.link.weight)).then_with(|| both(one).cmp(&both(other)))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::block::{self, Blocking};
    use crate::card::Deck;
    use crate::model::Blocked;
    use crate::pairs::compare_all;
    use crate::table::{Kind, Raw};

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(60))]

        /// What few bits say of how common values are takes no pair away that is to be kept.
        #[test]
        fn every_pair_that_weighs_enough_is_kept(
            records in proptest::collection::vec(
                (
                    "(ANNA|ANNE|HANNA|BELA|BELLA|ROB|ROBERT|ZWIRN)",
                    "(SMITH|SMYTH|SMITHE|JONES|JOHNES|ANNA)",
                    "19(61|71)-0[12]-(11|12|21)|",
                    "(M1|CT1) 1A[AB]|M1|",
                    "0123[0-9]|",
                ),
                30..120,
            ),
            keep in prop_oneof![Just(0.000_01), Just(0.01), Just(0.9)],
            lent in any::<bool>(),
        ) {
            let mut table = Table::new(&[Kind::Words]);
            for (nth, (forename, surname, born, postcode, other)) in records.iter().enumerate() {
                let id = nth.to_string();
                let mut raw = Raw { id: &id, forename, surname, born, postcode, ..Raw::default() };
                raw.others[0] = other;
                table.push(&raw);
            }
            table.finish();
            let (deck, rules) = (Deck::of(&table), block::usual(&table));
            let compared = compare_all(&table, &deck, &Blocking::new(&table, &rules, 1), 1);
            let histogram = &compared.histogram;
            let blocked = Blocked { histogram, rules: &rules, labels: &[] };
            let mut model = Model::learn(&table, &deck, &blocked, 1);
            if lent {
                model = model.lent(1_000, records.len());
            }
            let least = crate::run::bits(keep);
            let mut wanted: Vec<Weighed> = compared.pairs.iter().flatten().filter_map(|pair| {
                let levels = Levels::from_pattern(pair.pattern, 1);
                let row = |record: u32| &table.rows[record as usize];
                let rarity = model.rarity(&table, row(pair.one), row(pair.other), levels);
                let link = Link {
                    one: pair.one,
                    other: pair.other,
                    weight: model.weight(levels, &rarity),
                };
                let pattern = pair.pattern;
                (link.weight >= least).then_some(Weighed { link, pattern })
            }).collect();
            let ids = table.places_by_id();
            wanted.sort_by(|one, other| strongest_first(one, other, &ids));
            for threads in [1, 3] {
                let weighing = Weighing::new((&table, &model), histogram, least, threads);
                prop_assert_eq!(&weighing.all(&compared.pairs, threads), &wanted);
            }
        }

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
            wanted.sort_by(|one, other| strongest_first(one, other, &[]));
            sort_strongest_first(&mut pairs, &[]);
            prop_assert_eq!(pairs, wanted);
        }
    }
}
