//! Lying bars with their names, figures and intervals.

use super::scale::{Scale, Written};
use super::svg::{Hang, Ink, LETTER, SMALL, Sheet, fitted, width_of};
use super::{About, Drawing};
use crate::interval::Interval;
use crate::measure::Kind;
use crate::table::{Cell, Table};

/// One bar.
#[derive(Debug, Clone, PartialEq)]
pub struct Bar {
    /// Its name.
    pub name: String,
    /// The figure as a cell: a count, minutes, a share, or why there is none.
    pub figure: Cell,
}

impl Bar {
    /// The rows of a table, by a key and a column.
    pub fn of(table: &Table, key: &str, column: &str) -> Option<Vec<Self>> {
        let (key, column) = (table.position(key)?, table.position(column)?);
        table
            .rows
            .iter()
            .map(|row| {
                let name = match row.get(key)? {
                    Cell::NotKnown => "not known".to_owned(),
                    known => known.to_string(),
                };
                Some(Self {
                    name,
                    figure: row.get(column)?.clone(),
                })
            })
            .collect()
    }
}

/// Draws a bar for each, in the order given. `unit` is written under the axis. A figure that is
/// absent is a word in place of a bar.
pub fn bars(about: &About, unit: &str, all: &[Bar]) -> Drawing {
    let mut sheet = Sheet::new();
    let share = all.iter().any(|bar| matches!(bar.figure, Cell::Rate(_)));
    let written = if share && unit == "percent" {
        Written::PerCent
    } else if all.iter().any(|bar| matches!(bar.figure, Cell::Minutes(_))) {
        Written::Minutes
    } else {
        Written::Number
    };
    let texts: Vec<String> = all.iter().map(|bar| told(&bar.figure, written)).collect();
    let widest = texts
        .iter()
        .map(|text| width_of(text, SMALL))
        .fold(0.0, f64::max);
    // On a phone the name stands over its bar.
    let wide = about.is_wide();
    let left = if wide { about.width * 0.36 } else { 16.0 };
    let right = (about.width - widest - 14.0).max(left + 60.0);
    let (step, thick) = if wide { (30.0, 20.0) } else { (46.0, 18.0) };
    let most = all
        .iter()
        .filter_map(|bar| {
            interval(&bar.figure).map_or_else(|| bar.figure.number(), |i| Some(i.high))
        })
        .filter(|value| value.is_finite())
        .fold(0.0, f64::max);
    let scale = Scale::from_nought(most, if wide { 5.0 } else { 3.0 }, left, right);
    let bottom = 8.0 + step * count(all.len());
    scale.lying(&mut sheet, 4.0, bottom, written);
    for (index, (bar, text)) in all.iter().zip(&texts).enumerate() {
        let row = 8.0 + step * count(index);
        let y = if wide { row } else { row + 18.0 };
        name(&mut sheet, bar, (left, row), wide, about.width);
        let tip = format!("{}: {text}", bar.name);
        let end = bar.figure.number().map_or(left, |value| scale.at(value));
        sheet.rect((left, y), (end - left, thick), Ink::Series(0), 1.0, &tip);
        let mut beyond = end;
        if let Some(interval) = interval(&bar.figure) {
            beyond = whisker(&mut sheet, &scale, interval, y + thick / 2.0).max(end);
        }
        let at = (beyond + 6.0, y + thick / 2.0 + 4.0);
        sheet.text(at, text, SMALL, Hang::Start, Ink::Text);
    }
    sheet.text((left, bottom + 34.0), unit, SMALL, Hang::Start, Ink::Quiet);
    sheet.done(about, bottom + 44.0, &says(all, &texts))
}

fn count(index: usize) -> f64 {
    f64::from(u32::try_from(index).unwrap_or(u32::MAX))
}

fn interval(cell: &Cell) -> Option<Interval> {
    match cell {
        Cell::Rate(rate) => Some(rate.interval),
        _ => None,
    }
}

fn name(sheet: &mut Sheet, bar: &Bar, (left, row): (f64, f64), wide: bool, width: f64) {
    if wide {
        let text = fitted(&bar.name, LETTER, left - 12.0);
        sheet.text(
            (left - 8.0, row + 15.0),
            &text,
            LETTER,
            Hang::End,
            Ink::Text,
        );
    } else {
        let text = fitted(&bar.name, LETTER, width - 12.0);
        sheet.text((left, row + 13.0), &text, LETTER, Hang::Start, Ink::Text);
    }
}

/// An interval, seen on a bar and beyond it. Gives where it ends.
fn whisker(sheet: &mut Sheet, scale: &Scale, interval: Interval, y: f64) -> f64 {
    let (low, high) = (scale.at(interval.low), scale.at(interval.high));
    sheet.line((low, y), (high, y), Ink::Ground, 4.0);
    sheet.line((low, y), (high, y), Ink::Text, 1.5);
    for x in [low, high] {
        sheet.line((x, y - 5.0), (x, y + 5.0), Ink::Text, 1.5);
    }
    high
}

fn told(cell: &Cell, written: Written) -> String {
    match cell {
        Cell::Rate(rate) if written == Written::PerCent => format!(
            "{:.1} % ({:.1}–{:.1})",
            rate.value * 100.0,
            rate.interval.low * 100.0,
            rate.interval.high * 100.0
        ),
        Cell::Suppressed => "not shown".to_owned(),
        Cell::NotKnown => "not known".to_owned(),
        Cell::NotApplicable => "does not apply".to_owned(),
        Cell::Minutes(minutes) => super::scale::minutes(crate::interval::exact(*minutes)),
        // The plain form of the table: no kind of column needs to be known.
        other => crate::print::shown(&Kind::Number, other),
    }
}

fn says(all: &[Bar], texts: &[String]) -> String {
    let list: Vec<String> = all
        .iter()
        .zip(texts)
        .map(|(bar, text)| format!("{} {text}", bar.name))
        .collect();
    if list.is_empty() {
        "Nothing was counted.".to_owned()
    } else {
        format!("{}.", list.join("; "))
    }
}
