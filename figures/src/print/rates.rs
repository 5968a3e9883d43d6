//! Rates of residents as CSV: a line for each group of each column that is rated.

use super::line;
use crate::fairness::Rates;
use crate::interval::Interval;
use crate::rate::{Counted, GroupFigures};
use crate::table::NOT_APPLICABLE;

const COLUMNS: &[&str] = &[
    "column",
    "counted",
    "group",
    "count",
    "residents",
    "rate",
    "rate_low",
    "rate_high",
    "rate_if_none",
    "rate_if_all",
    "ratio",
    "ratio_low",
    "ratio_high",
    "ratio_least",
    "ratio_most",
    "reading",
    "same_at_bounds",
    "in_no_group",
    "of",
    "reference",
    "rollup",
    "area",
    "left_out",
];

/// The rates of groups as CSV, nothing rounded: for each 100,000 residents over the period, with
/// what a rate and a ratio must not be shown without. `[z]` where there is no figure: too few, no
/// residents, or the reference's own ratio. The last column says how many files and months could
/// not be read.
pub fn rates_csv(rates: &Rates, left_out: usize) -> String {
    let names: Vec<String> = COLUMNS.iter().map(|name| (*name).to_owned()).collect();
    let mut text = line(&names);
    for (column, figures) in &rates.columns {
        for one in &figures.groups {
            let mut cells = vec![
                column.clone(),
                match figures.counted {
                    Counted::Events => "events",
                    Counted::Persons => "persons",
                }
                .to_owned(),
            ];
            cells.extend(of_group(one));
            cells.extend([
                figures.not_stated.to_string(),
                figures.of.to_string(),
                figures.reference.clone(),
                rates.rollup.to_owned(),
                rates.area.clone(),
                left_out.to_string(),
            ]);
            text.push_str(&line(&cells));
        }
    }
    text
}

fn of_group(one: &GroupFigures) -> Vec<String> {
    let none = || NOT_APPLICABLE.to_owned();
    let mut cells = vec![
        one.group.name.clone(),
        one.group.count.to_string(),
        one.group.population.to_string(),
    ];
    match one.rate {
        Ok(rate) => {
            cells.push(rate.value.to_string());
            cells.extend(bounds(rate.interval));
        }
        Err(_) => cells.extend([none(), none(), none()]),
    }
    cells.extend(bounds(one.rate_bounds));
    match &one.ratio {
        Ok(figures) => {
            cells.push(figures.ratio.value.to_string());
            cells.extend(bounds(figures.ratio.interval));
            cells.extend(bounds(figures.bounds));
            cells.push(figures.reading.label().to_owned());
            cells.push(if figures.whoever { "yes" } else { "no" }.to_owned());
        }
        Err(_) => cells.extend((0..7).map(|_| none())),
    }
    cells
}

fn bounds(interval: Interval) -> [String; 2] {
    [interval.low, interval.high].map(|bound| {
        if bound.is_finite() {
            bound.to_string()
        } else {
            NOT_APPLICABLE.to_owned()
        }
    })
}
