//! How often strangers agree: counted from the file's own values, and from random pairs of it.

use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, Ordering};

use rustc_hash::FxHashMap;

use super::{Class, Near, real};
use crate::card::{Card, Deck, Memory};
use crate::compare::{self, Levels, name};
use crate::table::{OTHERS, Row, Table};

/// Random pairs that show how often strangers are nearly alike.
const SAMPLED: u64 = 1_000_000;
/// And for each record of a small file, at most.
const EACH: u64 = 50;

/// Random pairs of one piece of work. The pieces depend on the file alone.
const PIECE: u64 = 50_000;
/// Cards that are fetched at once: waiting for many takes no longer than for one.
const AT_ONCE: usize = 256;

/// A sequence of numbers that is the same on every machine: a sample, not a secret.
#[derive(Clone, Copy)]
struct Dice(u64);

impl Dice {
    const TIMES: u64 = 6_364_136_223_846_793_005;
    const PLUS: u64 = 1_442_695_040_888_963_407;

    /// The sequence from its number `skipped` on.
    const fn from(mut skipped: u64) -> Self {
        let (mut times, mut plus) = (1_u64, 0_u64);
        let (mut step_times, mut step_plus) = (Self::TIMES, Self::PLUS);
        while skipped > 0 {
            if skipped & 1 == 1 {
                times = times.wrapping_mul(step_times);
                plus = plus.wrapping_mul(step_times).wrapping_add(step_plus);
            }
            step_plus = step_times.wrapping_add(1).wrapping_mul(step_plus);
            step_times = step_times.wrapping_mul(step_times);
            skipped >>= 1;
        }
        Self(
            0x2545_f491_4f6c_dd1d_u64
                .wrapping_mul(times)
                .wrapping_add(plus),
        )
    }

    fn below(&mut self, bound: u64) -> u32 {
        self.0 = self.0.wrapping_mul(Self::TIMES).wrapping_add(Self::PLUS);
        u32::try_from((self.0 >> 33) % bound.max(1)).unwrap_or(0)
    }
}

/// How many random pairs show each level of each field.
#[derive(Clone, Default)]
struct Counts {
    forename: [u64; 6],
    surname: [u64; 6],
    born: [u64; 7],
    postcode: [u64; 6],
    sex: [u64; 3],
    sex_by_name: [[u64; 3]; 6],
    others: [[u64; 4]; OTHERS],
    /// How rare names are that are nearly the same, in parts of [`PARTS`]: forename, surname.
    near: [[u64; 6]; 2],
}

/// Parts of the rarity of two names had by one person each.
const PARTS: f64 = 1_048_576.0;
/// Pairs of one level that it takes to know how common such names usually are.
const ENOUGH: u64 = 20;

impl Counts {
    fn add(&mut self, levels: Levels) {
        fn one(field: &mut [u64], level: u8) {
            if let Some(count) = field.get_mut(usize::from(level)) {
                *count += 1;
            }
        }
        if let Some((forename, surname)) = levels.each_name() {
            one(&mut self.forename, forename);
            one(&mut self.surname, surname);
            if let Some(sex) = self.sex_by_name.get_mut(usize::from(forename)) {
                one(sex, levels.sex);
            }
        }
        one(&mut self.born, levels.born);
        one(&mut self.postcode, levels.postcode);
        one(&mut self.sex, levels.sex);
        for (field, level) in self.others.iter_mut().zip(levels.others) {
            one(field, level);
        }
    }

    /// Adds how rare the names of a pair are, where they are nearly the same.
    fn add_near(&mut self, table: &Table, levels: Levels, (one, other): (&Row, &Row)) {
        let (names, Some((forename, surname))) = (&table.names, levels.each_name()) else {
            return;
        };
        let [forenames, surnames] = &mut self.near;
        for (sums, level, had_by) in [
            (
                forenames,
                forename,
                [one.forename, other.forename].map(|id| names.forenames(id)),
            ),
            (
                surnames,
                surname,
                [one.surname, other.surname].map(|id| names.surnames(id)),
            ),
        ] {
            let [one, other] = had_by.map(|times| f64::from(times.max(1)));
            if super::is_near(level)
                && let Some(sum) = sums.get_mut(usize::from(level))
            {
                #[allow(
                    clippy::cast_possible_truncation,
                    clippy::cast_sign_loss,
                    reason = "no less than 0, and far below 2^52; whole, so that no order matters"
                )]
                let parts = (PARTS / super::commonness((one, other))) as u64;
                *sum += parts;
            }
        }
    }

    /// How common the names of strangers usually are that are nearly the same.
    fn near(&self, people: usize) -> Near {
        let n = real(people as u64).max(1.0);
        let one_each = super::commonness((1.0 / n, 1.0 / n));
        let usual = |sums: &[u64; 6], pairs: &[u64; 6]| {
            let mut usual = [0.0; 6];
            for ((usual, sum), pairs) in usual.iter_mut().zip(sums).zip(pairs) {
                if *pairs >= ENOUGH {
                    *usual = one_each * PARTS * real(*pairs) / real((*sum).max(1));
                }
            }
            usual
        };
        let [forenames, surnames] = &self.near;
        Near {
            forename: usual(forenames, &self.forename),
            surname: usual(surnames, &self.surname),
        }
    }

    fn take(&mut self, other: &Self) {
        fn all(field: &mut [u64], more: &[u64]) {
            field
                .iter_mut()
                .zip(more)
                .for_each(|(sum, more)| *sum += more);
        }
        all(&mut self.forename, &other.forename);
        all(&mut self.surname, &other.surname);
        all(&mut self.born, &other.born);
        all(&mut self.postcode, &other.postcode);
        all(&mut self.sex, &other.sex);
        for (sex, more) in self.sex_by_name.iter_mut().zip(&other.sex_by_name) {
            all(sex, more);
        }
        for (field, more) in self.others.iter_mut().zip(&other.others) {
            all(field, more);
        }
        for (sums, more) in self.near.iter_mut().zip(&other.near) {
            all(sums, more);
        }
    }
}

/// Compares random pairs of a table. Counts are whole numbers, so threads do not matter.
fn sample(table: &Table, deck: &Deck, threads: usize) -> Counts {
    let n = table.rows.len() as u64;
    let sampled = if n < 2 { 0 } else { SAMPLED.min(EACH * n) };
    let next = AtomicU64::new(0);
    let all = Mutex::new(Counts::default());
    std::thread::scope(|scope| {
        for _ in 0..threads.max(1) {
            scope.spawn(|| {
                let mut counts = Counts::default();
                loop {
                    let from = next.fetch_add(PIECE, Ordering::Relaxed);
                    if from >= sampled {
                        break;
                    }
                    let pairs = PIECE.min(sampled - from);
                    compare_some(table, deck, (Dice::from(2 * from), pairs), &mut counts);
                }
                if let Ok(mut all) = all.lock() {
                    all.take(&counts);
                }
            });
        }
    });
    all.into_inner().unwrap_or_default()
}

fn compare_some(table: &Table, deck: &Deck, (mut dice, pairs): (Dice, u64), counts: &mut Counts) {
    let n = table.rows.len() as u64;
    let mut memory = Memory::default();
    // By ids, so that names do not decide who is drawn.
    let mut drawn = || table.nth_by_id(dice.below(n));
    let mut places = (0..pairs).map(|_| (drawn(), drawn()));
    loop {
        let some: Vec<(u32, u32)> = places.by_ref().take(AT_ONCE).collect();
        if some.is_empty() {
            return;
        }
        let cards: Vec<(Card, Card)> = some
            .iter()
            .map(|(one, other)| (deck.get(*one), deck.get(*other)))
            .collect();
        let compare = |(mine, theirs): &(Card, Card)| {
            mine.compare(theirs, mine.agreed(theirs), (table, &mut memory))
        };
        let mut levels: Vec<Levels> = cards.iter().map(compare).collect();
        if !table.kinds.is_empty() {
            compare::others_of_many(table, &some, &mut levels);
        }
        for ((one, other), levels) in some.into_iter().zip(levels) {
            if one == other {
                continue;
            }
            if super::has_near_name(levels) {
                let row = |record: u32| table.rows.get(record as usize);
                if let (Some(row), Some(next)) = (row(one), row(other)) {
                    counts.add_near(table, levels, (row, next));
                }
            }
            counts.add(levels);
        }
    }
}

/// Strangers' levels: exact agreement from frequencies, near agreement from random pairs; and how
/// common names of near agreement are.
pub(super) fn strangers(table: &Table, deck: &Deck, threads: usize) -> (Class, Near) {
    let mut class = Class::blank(table.kinds.len());
    let counts = sample(table, deck, threads);
    let names = 0..u32::try_from(table.names.len()).unwrap_or(u32::MAX);
    let forename_same = chance(names.clone().skip(1).map(|id| table.names.forenames(id)));
    let surname_same = chance(names.clone().skip(1).map(|id| table.names.surnames(id)));
    settle(&mut class.forename, &counts.forename, forename_same);
    settle(&mut class.surname, &counts.surname, surname_same);
    settle(
        &mut class.born,
        &counts.born,
        chance(table.born.values().copied()),
    );
    settle(
        &mut class.postcode,
        &counts.postcode,
        chance(table.postcodes.frequencies()),
    );
    settle(
        &mut class.sex,
        &counts.sex,
        chance(table.sexes.frequencies()),
    );
    for ((field, counted), values) in class
        .others
        .iter_mut()
        .zip(&counts.others)
        .zip(&table.others)
    {
        settle(field, counted, chance(values.frequencies()));
    }
    let n = u64::try_from(table.people).unwrap_or(u64::MAX).max(1);
    let both: u128 = names
        .skip(1)
        .map(|id| u128::from(table.names.forenames(id)) * u128::from(table.names.surnames(id)))
        .sum();
    class.swapped = (whole(both) / real(n) / real(n)).powi(2).max(1e-12);
    for (sex, counted) in class.sex_by_name.iter_mut().zip(&counts.sex_by_name) {
        *sex = sex_among(counted, class.sex);
    }
    if let Some(sex) = class.sex_by_name.get_mut(usize::from(name::SAME)) {
        *sex = sex_of_one_name(table);
    }
    (class, counts.near(table.people))
}

/// Puts the counted shares of all but exact agreement beside the known share of that.
fn settle(field: &mut [f64], counted: &[u64], same: f64) {
    let counted = || counted.iter().map(|count| real(*count) + 0.5);
    let rest: f64 = counted().skip(2).sum();
    for (nth, (slot, count)) in field.iter_mut().zip(counted()).enumerate() {
        *slot = match nth {
            0 => 1.0,
            1 => same,
            _ => (1.0 - same) * count / rest.max(1e-9),
        };
    }
}

/// Random pairs that sex as a whole counts for, beside those of one level of the forename.
const USUAL: f64 = 20.0;

/// Sex among strangers whose forenames agree by one level, from random pairs of it.
fn sex_among(counted: &[u64; 3], usual: [f64; 3]) -> [f64; 3] {
    let [_, same, different] = counted.map(real);
    let [_, usually, _] = usual;
    let same = (same + USUAL * usually) / (same + different + USUAL);
    [1.0, same, 1.0 - same]
}

/// Sex among strangers of one forename: the forename nearly says it.
fn sex_of_one_name(table: &Table) -> [f64; 3] {
    let mut by_name: FxHashMap<u32, [u64; 4]> = FxHashMap::default();
    for row in table
        .rows
        .iter()
        .filter(|row| row.sex != 0 && row.forename != 0)
    {
        let counts = by_name.entry(row.forename).or_default();
        if let Some(count) = counts.get_mut(usize::from(row.sex.min(3))) {
            *count += 1;
        }
    }
    let pairs = |count: u64| u128::from(count) * u128::from(count.saturating_sub(1));
    // Whole numbers: the order of a hash does not matter to their sum.
    let (same, all) = by_name.values().fold((0, 0), |(same, all), counts| {
        (
            same + counts.iter().map(|count| pairs(*count)).sum::<u128>(),
            all + pairs(counts.iter().sum()),
        )
    });
    let same = ((whole(same) + 0.5) / (whole(all) + 1.0)).clamp(0.5, 0.999);
    [1.0, same, 1.0 - same]
}

#[allow(clippy::cast_precision_loss, reason = "a share is made of it")]
fn whole(count: u128) -> f64 {
    count as f64
}

/// The chance that two strangers share a value: the sum of its squared shares.
fn chance(counts: impl Iterator<Item = u32>) -> f64 {
    let (pairs, total) = counts.fold((0_u128, 0_u128), |(pairs, total), count| {
        let count = u128::from(count);
        (pairs + count * count.saturating_sub(1), total + count)
    });
    if total < 2 {
        return 1e-9;
    }
    (whole(pairs) / whole(total * (total - 1))).max(1e-12)
}
