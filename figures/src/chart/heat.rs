//! Hours by days of the week: when it happens.

use std::fmt::Write as _;

use super::svg::{Hang, Ink, LETTER, SMALL, Sheet, width_of};
use super::{About, Drawing};
use crate::measure::Kind;
use crate::print::{thousands, weekday};
use crate::table::{Cell, Table};

/// A cell for each hour of each day of the week.
#[derive(Debug, Clone, PartialEq)]
pub struct Heat {
    /// By day, Monday first, then by hour.
    cells: Vec<Vec<Cell>>,
}

impl Heat {
    /// Of a table with a `weekday` and an `hour` column. An hour without a row counts nought:
    /// a measure has no row where nothing was counted.
    pub fn of(table: &Table, column: &str) -> Option<Self> {
        let day_at = table
            .columns
            .iter()
            .position(|column| column.kind == Kind::Weekday)?;
        let hour_at = table
            .columns
            .iter()
            .position(|column| column.kind == Kind::Hour)?;
        let value_at = table.position(column)?;
        let mut cells = vec![vec![Cell::Count(0); 24]; 7];
        for row in &table.rows {
            let (Some(Cell::Weekday(day)), Some(Cell::Hour(hour)), Some(value)) =
                (row.get(day_at), row.get(hour_at), row.get(value_at))
            else {
                continue;
            };
            let slot = cells
                .get_mut(usize::from(*day).wrapping_sub(1))
                .and_then(|hours| hours.get_mut(usize::from(*hour)));
            if let Some(slot) = slot {
                *slot = value.clone();
            }
        }
        Some(Self { cells })
    }

    fn all(&self) -> impl Iterator<Item = (usize, usize, &Cell)> {
        self.cells.iter().enumerate().flat_map(|(day, hours)| {
            hours
                .iter()
                .enumerate()
                .map(move |(hour, cell)| (day, hour, cell))
        })
    }
}

/// Draws the hours of the week. On a phone the days stand side by side and the hours run down.
pub fn heat(about: &About, heat: &Heat) -> Drawing {
    let mut sheet = Sheet::new();
    let wide = about.is_wide();
    let (left, top) = if wide { (44.0, 26.0) } else { (50.0, 26.0) };
    let (columns, rows) = if wide { (24, 7) } else { (7, 24) };
    let step = (about.width - left - 6.0) / f64::from(columns);
    let height = if wide { step.min(30.0) } else { 20.0 };
    let most = heat
        .all()
        .filter_map(|(_, _, cell)| cell.number())
        .fold(0.0, f64::max);
    for (day, hour, cell) in heat.all() {
        let (across, down) = if wide { (hour, day) } else { (day, hour) };
        let at = (left + step * count(across), top + height * count(down));
        square(
            &mut sheet,
            at,
            (step - 1.5, height - 1.5),
            cell,
            most,
            (day, hour),
        );
    }
    labels(&mut sheet, wide, (left, top), (step, height));
    let bottom = top + height * f64::from(rows);
    key(&mut sheet, left, bottom + 14.0, most, wide);
    sheet.done(about, bottom + 56.0, &says(heat))
}

fn count(index: usize) -> f64 {
    f64::from(u32::try_from(index).unwrap_or(u32::MAX))
}

/// How strong a cell is drawn: nought is bare ground with an edge, so that it is seen.
fn strength(value: f64, most: f64) -> f64 {
    if most <= 0.0 || value <= 0.0 {
        0.0
    } else {
        0.12 + 0.88 * (value / most).clamp(0.0, 1.0)
    }
}

fn square(
    sheet: &mut Sheet,
    at: (f64, f64),
    size: (f64, f64),
    cell: &Cell,
    most: f64,
    (day, hour): (usize, usize),
) {
    let when = format!("{} {hour:02}:00", day_name(day));
    let tip = format!("{when}: {}", told(cell));
    if let Some(value) = cell.number() {
        if value > 0.0 {
            sheet.rect(at, size, Ink::Series(0), strength(value, most), &tip);
        } else {
            sheet.outline(at, size, Ink::Grid, &tip);
        }
        return;
    }
    sheet.outline(at, size, Ink::Quiet, &tip);
    let middle = (at.0 + size.0 / 2.0, at.1 + size.1 / 2.0 + 4.0);
    let mark = cell.to_string();
    let mark = mark.trim_matches(['[', ']']);
    sheet.text(middle, mark, SMALL, Hang::Middle, Ink::Quiet);
}

fn told(cell: &Cell) -> String {
    match cell {
        Cell::Count(number) | Cell::Minutes(number) => thousands(*number),
        Cell::Suppressed => "not shown, because it is small".to_owned(),
        Cell::NotKnown => "not known".to_owned(),
        other => other.to_string(),
    }
}

fn day_name(day: usize) -> &'static str {
    weekday(u8::try_from(day + 1).unwrap_or(0))
}

fn labels(sheet: &mut Sheet, wide: bool, (left, top): (f64, f64), (step, height): (f64, f64)) {
    for day in 0..7_usize {
        let short = day_name(day).get(..3).unwrap_or("");
        if wide {
            let y = top + height * (count(day) + 0.5) + 5.0;
            sheet.text((left - 6.0, y), short, LETTER, Hang::End, Ink::Text);
        } else {
            let x = left + step * (count(day) + 0.5);
            sheet.text((x, top - 8.0), short, LETTER, Hang::Middle, Ink::Text);
        }
    }
    for hour in (0..24_usize).step_by(if wide { 3 } else { 2 }) {
        let text = format!("{hour:02}:00");
        if wide {
            let x = left + step * count(hour);
            sheet.text((x, top - 8.0), &text, SMALL, Hang::Start, Ink::Quiet);
        } else {
            let y = top + height * (count(hour) + 0.5) + 4.0;
            sheet.text((left - 6.0, y), &text, SMALL, Hang::End, Ink::Quiet);
        }
    }
}

/// What the strengths mean.
fn key(sheet: &mut Sheet, left: f64, top: f64, most: f64, wide: bool) {
    sheet.text((left, top + 14.0), "0", SMALL, Hang::Start, Ink::Quiet);
    for step in 0..5_u32 {
        let share = f64::from(step) / 4.0;
        let at = (left + 14.0 + 24.0 * f64::from(step), top + 2.0);
        sheet.outline(at, (22.0, 16.0), Ink::Grid, "");
        if step > 0 {
            sheet.rect(at, (22.0, 16.0), Ink::Series(0), strength(share, 1.0), "");
        }
    }
    let most = super::scale::number(most);
    let after = left + 140.0;
    sheet.text((after, top + 14.0), &most, SMALL, Hang::Start, Ink::Quiet);
    let rest = "c: not shown, u: not known";
    let at = if wide {
        (after + width_of(&most, SMALL) + 16.0, top + 14.0)
    } else {
        (left, top + 34.0)
    };
    sheet.text(at, rest, SMALL, Hang::Start, Ink::Quiet);
}

fn says(heat: &Heat) -> String {
    let peak = heat
        .all()
        .filter_map(|(day, hour, cell)| Some((cell.number()?, day, hour)))
        .max_by(|a, b| a.0.total_cmp(&b.0));
    let absent = heat
        .all()
        .filter(|(_, _, cell)| cell.number().is_none())
        .count();
    let days: Vec<String> = heat
        .cells
        .iter()
        .enumerate()
        .map(|(day, hours)| {
            let sum: f64 = hours.iter().filter_map(Cell::number).sum();
            format!("{} {}", day_name(day), super::scale::number(sum))
        })
        .collect();
    let mut text = match peak {
        Some((value, day, hour)) if value > 0.0 => format!(
            "The most in any hour of the week is {} on {} from {hour:02}:00. By day: {}.",
            super::scale::number(value),
            day_name(day),
            days.join(", ")
        ),
        _ => "Nothing was counted.".to_owned(),
    };
    if absent > 0 {
        let _ = write!(
            text,
            " {absent} of 168 hours are not shown or not known, and in no sum."
        );
    }
    text
}
