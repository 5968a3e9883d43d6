//! How often strangers agree: counted from the file's own values, and from random pairs of it.

use rustc_hash::FxHashMap;

use super::{Class, real};
use crate::compare;
use crate::table::Table;

/// Random pairs that show how often strangers are nearly alike.
const SAMPLED: u64 = 1_000_000;
/// And for each record of a small file, at most.
const EACH: u64 = 50;

/// Strangers' levels: exact agreement from frequencies, near agreement from random pairs.
pub(super) fn strangers(table: &Table) -> Class {
    let mut class = Class::blank(table.kinds.len());
    let mut counts = Class {
        forename: [0.5; 6],
        surname: [0.5; 6],
        swapped: 0.0,
        born: [0.5; 7],
        postcode: [0.5; 6],
        sex_by_name: [0.5; 3],
        sex: [0.5; 3],
        others: vec![[0.5; 4]; table.kinds.len()],
    };
    let n = table.rows.len() as u64;
    let mut state = 0x2545_f491_4f6c_dd1d_u64;
    let mut random = || {
        // The same sequence on every machine: a sample, not a secret.
        state = state
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) % n.max(1)
    };
    let sampled = if n < 2 { 0 } else { SAMPLED.min(EACH * n) };
    for _ in 0..sampled {
        let (one, other) = (random(), random());
        let pair = (
            usize::try_from(one)
                .ok()
                .and_then(|place| table.rows.get(place)),
            usize::try_from(other)
                .ok()
                .and_then(|place| table.rows.get(place)),
        );
        let (Some(one_row), Some(other_row)) = pair else {
            continue;
        };
        if one == other {
            continue;
        }
        let levels = compare::compare(table, one_row, other_row);
        let add = |field: &mut [f64], level: u8| {
            if let Some(count) = field.get_mut(usize::from(level)) {
                *count += 1.0;
            }
        };
        if let Some((forename, surname)) = levels.each_name() {
            add(&mut counts.forename, forename);
            add(&mut counts.surname, surname);
        }
        add(&mut counts.born, levels.born);
        add(&mut counts.postcode, levels.postcode);
        add(&mut counts.sex, levels.sex);
        for (field, level) in counts.others.iter_mut().zip(levels.others) {
            add(field, level);
        }
    }
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
    class.sex_by_name = sex_by_name(table);
    class
}

/// Puts the counted shares of all but exact agreement beside the known share of that.
fn settle(field: &mut [f64], counted: &[f64], same: f64) {
    let rest: f64 = counted.iter().skip(2).sum();
    for (nth, (slot, count)) in field.iter_mut().zip(counted).enumerate() {
        *slot = match nth {
            0 => 1.0,
            1 => same,
            _ => (1.0 - same) * count / rest.max(1e-9),
        };
    }
}

/// Sex among strangers of one forename: the forename nearly says it.
fn sex_by_name(table: &Table) -> [f64; 3] {
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
