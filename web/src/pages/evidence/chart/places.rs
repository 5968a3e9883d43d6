//! Charts of places: how long people wait at each, and which lie outside what chance allows.

use figures::chart::{self, Area, Site};
use figures::evidence::Answer;
use figures::measure::{Column, Kind};
use figures::rate::{Funnel, dispersion};
use figures::table::{Cell, Table};

use super::{ChartView, drawn, shares};

/// The columns a box is drawn from.
const QUANTILES: [&str; 4] = [
    "quarter_minutes",
    "median_minutes",
    "three_quarters_minutes",
    "nine_tenths_minutes",
];
/// Fewer waits than these are told one by one, and make no box.
const LEAST_WAITS: u64 = 5;
/// Fewer places than these have no middle to lie away from.
const LEAST_PLACES: usize = 3;
/// The keys of a measure whose rows are places.
const PLACES: &[&str] = &["site", "area"];

/// Whether an answer says how long waits are.
pub(super) fn has_waits(answer: &Answer) -> bool {
    QUANTILES
        .iter()
        .all(|name| answer.measure.column(name).is_some())
}

/// Waits by site: the quick, the middling and the slow.
pub(super) fn waits(answer: &Answer, key: &Column) -> Option<ChartView> {
    let table = &answer.table;
    let sites: Vec<Site> = (0..table.rows.len())
        .filter_map(|row| {
            let count = count(table, row, "timed");
            Some(Site {
                name: name(table, row, key)?,
                count,
                quantiles: quantiles(table, row)
                    .filter(|_| count.is_some_and(|count| count >= LEAST_WAITS)),
            })
        })
        .collect();
    if sites.is_empty() {
        return None;
    }
    let title = format!(
        "{}: a quarter, half, three quarters and nine of ten took no longer",
        answer.measure.title
    );
    let hour = answer
        .measure
        .column("within_hour")
        .map(|_| (60, "one hour"));
    drawn("waits", &title, &answer.measure.definition, |about| {
        chart::waits(about, hour, &sites)
    })
}

fn quantiles(table: &Table, row: usize) -> Option<[u64; 4]> {
    let mut found = [0; 4];
    for (minutes, column) in found.iter_mut().zip(QUANTILES) {
        *minutes = whole(table.cell(row, column)?.number()?);
    }
    Some(found)
}

#[allow(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "minutes of a wait, nought at least and far below 2^53"
)]
fn whole(minutes: f64) -> u64 {
    minutes.round().max(0.0) as u64
}

/// Places by size and share, in the limits that chance allows about the share of all. None for
/// fewer than three of which there is a share.
pub(super) fn funnel(answer: &Answer, key: &Column) -> Option<ChartView> {
    if !PLACES.contains(&key.name.as_str()) {
        return None;
    }
    let share = shares(answer).first().copied()?;
    let Kind::Share { part, whole } = &share.kind else {
        return None;
    };
    let table = &answer.table;
    let areas: Vec<Area> = (0..table.rows.len())
        .filter_map(|row| {
            let base = count(table, row, whole).filter(|base| *base > 0)?;
            // Those of no known place are no place.
            let known = !matches!(table.cell(row, &key.name)?, Cell::NotKnown);
            known.then_some(Area {
                name: name(table, row, key)?,
                count: count(table, row, part)?,
                base,
                named: false,
            })
        })
        .collect();
    if areas.len() < LEAST_PLACES {
        return None;
    }
    let sum = |of: fn(&Area) -> u64| areas.iter().map(of).fold(0_u64, u64::saturating_add);
    let target = fraction(sum(|area| area.count), sum(|area| area.base));
    let limits = Funnel::Proportion { target };
    limits.limits(1)?;
    let pairs: Vec<(u64, u64)> = areas.iter().map(|area| (area.count, area.base)).collect();
    let spread = dispersion(limits, &pairs)
        .filter(|factor| *factor > 1.0)
        .map(|factor| {
            format!(
                ". They differ {factor:.1} times as much as chance makes them, so that one \
                 outside the limits may be no news"
            )
        })
        .unwrap_or_default();
    let base = answer.measure.column(whole)?;
    let title = format!(
        "{}: {}, by size, about that of all. No league table{spread}",
        answer.measure.title, share.meaning
    );
    let of = base.meaning.clone();
    drawn("funnel", &title, &answer.measure.definition, |about| {
        chart::funnel(about, limits, 1.0, &of, &areas)
    })
}

fn name(table: &Table, row: usize, key: &Column) -> Option<String> {
    Some(match table.cell(row, &key.name)? {
        Cell::NotKnown => "not known".to_owned(),
        cell => cell.to_string(),
    })
}

fn count(table: &Table, row: usize, column: &str) -> Option<u64> {
    match table.cell(row, column)? {
        Cell::Count(count) => Some(*count),
        _ => None,
    }
}

#[allow(clippy::cast_precision_loss, reason = "counts here are far below 2^53")]
fn fraction(part: u64, whole: u64) -> f64 {
    part as f64 / whole.max(1) as f64
}
