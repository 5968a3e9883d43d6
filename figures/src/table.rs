//! What a measure answers: columns and rows, in which an absent figure is a word and not a number.

use std::fmt;

use domain::Month;
use jiff::civil::Date;
use serde::Serialize;

use crate::interval::{Interval, byar, exact, wilson};
use crate::measure::{Column, Kind, Measure};

/// The marker of a figure that is hidden because it is small, or would give a small one back.
pub const SUPPRESSED: &str = "[c]";
/// The marker of a figure that is not known.
pub const NOT_KNOWN: &str = "[u]";
/// The marker of a figure that there cannot be.
pub const NOT_APPLICABLE: &str = "[z]";

/// What a measure answers.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Table {
    /// The columns, in order.
    pub columns: Vec<Column>,
    /// The rows: as many cells in each as there are columns.
    pub rows: Vec<Vec<Cell>>,
}

/// One cell.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Cell {
    /// Words.
    Label(String),
    /// A day, in London.
    Day(Date),
    /// A month, in London.
    Month(Month),
    /// An hour of the day in London, 0 to 23.
    Hour(u8),
    /// A day of the week, 1 for Monday to 7 for Sunday.
    Weekday(u8),
    /// A number of whole things.
    Count(u64),
    /// Minutes, whole.
    Minutes(u64),
    /// Money, in pence.
    Pence(i64),
    /// Another number.
    Number(f64),
    /// A share or a rate with its interval; in a column of intervals, a count with its own.
    Rate(Rate),
    /// There is a figure, and nobody knows it: `[u]`.
    NotKnown,
    /// There can be no figure here, such as a share of nothing: `[z]`.
    NotApplicable,
    /// There is a figure, and it is not shown: `[c]`.
    Suppressed,
}

/// A share, a rate or a ratio, never without its interval.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Rate {
    /// The figure. A share is of 1: 0.25 is 25 per cent.
    pub value: f64,
    /// Its 95 per cent interval, in the same unit.
    pub interval: Interval,
}

/// The rows are not what the measure says they are. It is the measure that is to be mended.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Misshapen {
    /// A row is too long or too short.
    #[error("row {row} has {found} cells and the measure selects {wanted} columns")]
    Width {
        /// The row, from 1.
        row: usize,
        /// How many cells it has.
        found: usize,
        /// How many it should have.
        wanted: usize,
    },
    /// A cell holds something else than its column.
    #[error("row {row}: column `{column}` is declared as {kind}, and holds something else")]
    Kind {
        /// The row, from 1.
        row: usize,
        /// The column.
        column: String,
        /// What it should hold.
        kind: String,
    },
    /// A part is more than its whole.
    #[error("row {row}: `{part}` is {of} and so more than `{whole}`, which it should lie in")]
    More {
        /// The row, from 1.
        row: usize,
        /// The column of the part.
        part: String,
        /// Its value.
        of: u64,
        /// The column of the whole.
        whole: String,
    },
}

impl Table {
    /// The table of what a measure's SQL returned: checks each row against the columns, and works
    /// out the shares.
    ///
    /// # Errors
    ///
    /// The first row that is not what the measure declares.
    pub fn of(measure: &Measure, selected: Vec<Vec<Cell>>) -> Result<Self, Misshapen> {
        let wanted = measure.selected().count();
        let mut rows = Vec::with_capacity(selected.len());
        for (index, cells) in selected.into_iter().enumerate() {
            let row = index + 1;
            if cells.len() != wanted {
                return Err(Misshapen::Width {
                    row,
                    found: cells.len(),
                    wanted,
                });
            }
            check(row, measure, &cells)?;
            rows.push(derived(measure, cells));
        }
        Ok(Self {
            columns: measure.columns.clone(),
            rows,
        })
    }

    /// Where a column stands.
    pub fn position(&self, column: &str) -> Option<usize> {
        self.columns.iter().position(|other| other.name == column)
    }

    /// The cell of a row and a column, rows counted from nought.
    pub fn cell(&self, row: usize, column: &str) -> Option<&Cell> {
        self.rows.get(row)?.get(self.position(column)?)
    }

    /// What says which row a row is: each key column with its cell as text.
    pub fn key(&self, row: usize) -> Vec<(&str, String)> {
        let cells = self.rows.get(row).map_or(&[][..], Vec::as_slice);
        self.columns
            .iter()
            .zip(cells)
            .filter(|(column, _)| column.kind.is_key())
            .map(|(column, cell)| (column.name.as_str(), cell.to_string()))
            .collect()
    }
}

/// Each cell is what its column declares, and no part is more than its whole.
fn check(row: usize, measure: &Measure, cells: &[Cell]) -> Result<(), Misshapen> {
    for (column, cell) in measure.selected().zip(cells) {
        if !cell.fits(&column.kind) {
            return Err(Misshapen::Kind {
                row,
                column: column.name.clone(),
                kind: column.kind.to_string(),
            });
        }
        if let (Kind::CountOf(whole), Cell::Count(part)) = (&column.kind, cell)
            && let Some(Cell::Count(all)) = selected(measure, cells, whole)
            && part > all
        {
            return Err(Misshapen::More {
                row,
                part: column.name.clone(),
                of: *part,
                whole: whole.clone(),
            });
        }
    }
    Ok(())
}

fn selected<'a>(measure: &Measure, cells: &'a [Cell], name: &str) -> Option<&'a Cell> {
    let at = measure.selected().position(|column| column.name == name)?;
    cells.get(at)
}

/// The whole row: what was selected, and what is worked out from it, in the columns' order.
fn derived(measure: &Measure, cells: Vec<Cell>) -> Vec<Cell> {
    let worked_out: Vec<Cell> = measure
        .columns
        .iter()
        .filter_map(|column| match &column.kind {
            Kind::Share { part, whole } => Some(share(
                selected(measure, &cells, part),
                selected(measure, &cells, whole),
            )),
            Kind::Interval(count) => Some(interval_of(selected(measure, &cells, count))),
            _ => None,
        })
        .collect();
    let (mut cells, mut worked_out) = (cells.into_iter(), worked_out.into_iter());
    measure
        .columns
        .iter()
        .filter_map(|column| {
            if column.kind.is_derived() {
                worked_out.next()
            } else {
                cells.next()
            }
        })
        .collect()
}

/// The share of two cells. Where either is hidden so is the share, which would tell it.
pub fn share(part: Option<&Cell>, whole: Option<&Cell>) -> Cell {
    match (part, whole) {
        (Some(Cell::Suppressed), _) | (_, Some(Cell::Suppressed)) => Cell::Suppressed,
        (Some(Cell::Count(_)), Some(Cell::Count(0))) => Cell::NotApplicable,
        (Some(Cell::Count(part)), Some(Cell::Count(whole))) => match wilson(*part, *whole) {
            Some(interval) => Cell::Rate(Rate {
                value: exact(*part) / exact(*whole),
                interval,
            }),
            None => Cell::NotApplicable,
        },
        (Some(Cell::NotApplicable), _) | (_, Some(Cell::NotApplicable)) => Cell::NotApplicable,
        _ => Cell::NotKnown,
    }
}

/// The interval of a count that lies in a cell, by Byar's method, with the count as its figure. What
/// is hidden or not known has none.
pub fn interval_of(count: Option<&Cell>) -> Cell {
    match count {
        Some(Cell::Count(count)) => Cell::Rate(Rate {
            value: exact(*count),
            interval: byar(*count),
        }),
        Some(Cell::Suppressed) => Cell::Suppressed,
        Some(Cell::NotApplicable) => Cell::NotApplicable,
        _ => Cell::NotKnown,
    }
}

impl Cell {
    /// Whether it may stand in a column of a kind. What is absent may stand in any.
    pub fn fits(&self, kind: &Kind) -> bool {
        match self {
            Self::NotKnown | Self::NotApplicable | Self::Suppressed => true,
            Self::Label(_) => *kind == Kind::Label,
            Self::Day(_) => *kind == Kind::Day,
            Self::Month(_) => *kind == Kind::Month,
            Self::Hour(hour) => *kind == Kind::Hour && *hour < 24,
            Self::Weekday(day) => *kind == Kind::Weekday && (1..=7).contains(day),
            Self::Count(_) => kind.is_count(),
            Self::Minutes(_) => *kind == Kind::Minutes,
            Self::Pence(_) => *kind == Kind::Pence,
            Self::Number(number) => {
                matches!(kind, Kind::Number | Kind::Quantile { .. }) && number.is_finite()
            }
            Self::Rate(_) => kind.is_derived(),
        }
    }

    /// Its number, where it is one: what a chart draws. A rate gives its value.
    pub fn number(&self) -> Option<f64> {
        match self {
            Self::Count(number) | Self::Minutes(number) => Some(exact(*number)),
            #[allow(
                clippy::cast_precision_loss,
                reason = "sums of money here are far below 2^53 pence"
            )]
            Self::Pence(pence) => Some(*pence as f64),
            Self::Number(number) => Some(*number),
            Self::Rate(rate) => Some(rate.value),
            _ => None,
        }
    }
}

/// As a file or a program takes it: digits without separators, markers for what is absent. A
/// page writes its own. A rate is its value alone; [`crate::print`] puts the bounds beside it.
impl fmt::Display for Cell {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Label(text) => f.write_str(text),
            Self::Day(day) => day.fmt(f),
            Self::Month(month) => f.write_str(&month.key()),
            Self::Hour(number) | Self::Weekday(number) => number.fmt(f),
            Self::Count(number) | Self::Minutes(number) => number.fmt(f),
            Self::Pence(pence) => pence.fmt(f),
            Self::Number(number) => number.fmt(f),
            Self::Rate(rate) => rate.value.fmt(f),
            Self::NotKnown => f.write_str(NOT_KNOWN),
            Self::NotApplicable => f.write_str(NOT_APPLICABLE),
            Self::Suppressed => f.write_str(SUPPRESSED),
        }
    }
}
