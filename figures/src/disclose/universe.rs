//! Everything a reader could put together: cells, and the sums between them.

use std::collections::BTreeMap;

use super::{Earlier, Rules, Shown};

/// Cells and the sums between them.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Universe {
    cells: Vec<Cell>,
    sums: Vec<Sum>,
}

/// One count.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cell {
    /// What it is, in a form that names the same count in every release:
    /// `kent|2026-10|first_place=ed`.
    pub key: String,
    /// The true count.
    pub value: u64,
    /// Whether it is published.
    pub standing: Standing,
    /// What earlier releases said of it, as far as that is still true. What a correction has made
    /// untrue is left out: a reader cannot add it to the rest.
    pub earlier: Vec<Shown>,
}

/// Whether a cell is published.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Standing {
    /// It is published, and may be hidden.
    Published,
    /// It is published as it is, whatever comes: a national total that another body publishes.
    Fixed,
    /// It is not published, but follows by subtraction, or was published earlier: the rest of a
    /// whole, a month within a quarter.
    Unpublished,
}

/// A total that is the sum of its parts, as a reader knows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sum {
    /// The cell of the total.
    pub total: usize,
    /// The cells of the parts.
    pub parts: Vec<usize>,
    /// Whether the parts tell something of each person in the total (an outcome, a place), so
    /// that it matters where all fall in one.
    pub tells: bool,
}

/// The parts do not come to the total, so it is not their sum: such as persons, who may be in
/// more than one part.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{total}` is not the sum of its {parts} parts")]
pub struct Misfit {
    /// The key of the total.
    pub total: String,
    /// How many parts were given.
    pub parts: usize,
}

impl Universe {
    /// With no cells.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a cell and says where it stands.
    pub fn cell(&mut self, key: impl Into<String>, value: u64, standing: Standing) -> usize {
        self.cells.push(Cell {
            key: key.into(),
            value,
            standing,
            earlier: Vec::new(),
        });
        self.cells.len() - 1
    }

    /// Adds a sum.
    ///
    /// # Errors
    ///
    /// The parts do not come to the total, or one of the cells is not there.
    pub fn sum(&mut self, total: usize, parts: Vec<usize>, tells: bool) -> Result<(), Misfit> {
        let value = self.cells.get(total).map(|cell| cell.value);
        let sum: Option<u64> = parts
            .iter()
            .map(|part| self.cells.get(*part).map(|cell| cell.value))
            .try_fold(0_u64, |sum, value| sum.checked_add(value?));
        if value.is_none() || value != sum {
            return Err(Misfit {
                total: self
                    .cells
                    .get(total)
                    .map(|cell| cell.key.clone())
                    .unwrap_or_default(),
                parts: parts.len(),
            });
        }
        self.sums.push(Sum {
            total,
            parts,
            tells,
        });
        Ok(())
    }

    /// Adds a table of rows and columns with its margins and its grand total. Gives the cells of
    /// the inner table by row, then the totals of the rows, of the columns, and of all.
    ///
    /// `tells` is whether the columns tell something of each person of a row.
    ///
    /// # Errors
    ///
    /// The rows are not all of one length.
    pub fn cross(
        &mut self,
        key: &str,
        rows: &[Vec<u64>],
        standing: Standing,
        tells: bool,
    ) -> Result<Cross, Misfit> {
        let width = rows.first().map_or(0, Vec::len);
        if rows.iter().any(|row| row.len() != width) {
            return Err(Misfit {
                total: key.to_owned(),
                parts: width,
            });
        }
        let inner: Vec<Vec<usize>> = rows
            .iter()
            .enumerate()
            .map(|(r, row)| {
                row.iter()
                    .enumerate()
                    .map(|(c, value)| self.cell(format!("{key}|{r}|{c}"), *value, standing))
                    .collect()
            })
            .collect();
        let mut row_totals = Vec::new();
        for (r, (row, cells)) in rows.iter().zip(&inner).enumerate() {
            let total = self.cell(format!("{key}|{r}|all"), row.iter().sum(), standing);
            self.sum(total, cells.clone(), tells)?;
            row_totals.push(total);
        }
        let mut column_totals = Vec::new();
        for c in 0..width {
            let cells: Vec<usize> = inner.iter().filter_map(|row| row.get(c).copied()).collect();
            let value = rows.iter().filter_map(|row| row.get(c)).sum();
            let total = self.cell(format!("{key}|all|{c}"), value, standing);
            self.sum(total, cells, false)?;
            column_totals.push(total);
        }
        let value = rows.iter().flatten().sum();
        let all = self.cell(format!("{key}|all|all"), value, standing);
        self.sum(all, row_totals.clone(), false)?;
        self.sum(all, column_totals.clone(), false)?;
        Ok(Cross {
            inner,
            rows: row_totals,
            columns: column_totals,
            all,
        })
    }

    /// Adds what earlier releases said, as far as it is still true. Gives the keys of the cells of
    /// which something was said that is not.
    pub fn remember(&mut self, earlier: &Earlier, rules: Rules) -> Vec<String> {
        let mut untrue = Vec::new();
        for cell in &mut self.cells {
            for said in earlier.of(&cell.key) {
                let (low, high) = rules.says(*said);
                if low <= cell.value && high.is_none_or(|high| cell.value <= high) {
                    cell.earlier.push(*said);
                } else {
                    untrue.push(cell.key.clone());
                }
            }
        }
        untrue
    }

    /// The parts that no sum joins, each a universe of its own with where its cells stand here.
    pub(super) fn apart(&self) -> Vec<(Self, Vec<usize>)> {
        let mut leads: Vec<usize> = (0..self.cells.len()).collect();
        for sum in &self.sums {
            let to = lead(&mut leads, sum.total);
            for part in &sum.parts {
                let from = lead(&mut leads, *part);
                if let Some(slot) = leads.get_mut(from) {
                    *slot = to;
                }
            }
        }
        let mut parts: BTreeMap<usize, (Self, Vec<usize>)> = BTreeMap::new();
        let mut places = Vec::with_capacity(self.cells.len());
        for (index, cell) in self.cells.iter().enumerate() {
            let (part, cells) = parts.entry(lead(&mut leads, index)).or_default();
            places.push(cells.len());
            part.cells.push(cell.clone());
            cells.push(index);
        }
        let place = |cell: &usize| places.get(*cell).copied().unwrap_or_default();
        for sum in &self.sums {
            let lead = lead(&mut leads, sum.total);
            if let Some((part, _)) = parts.get_mut(&lead) {
                part.sums.push(Sum {
                    total: place(&sum.total),
                    parts: sum.parts.iter().map(place).collect(),
                    tells: sum.tells,
                });
            }
        }
        parts.into_values().collect()
    }

    /// The cells.
    pub fn cells(&self) -> &[Cell] {
        &self.cells
    }

    /// The sums.
    pub fn sums(&self) -> &[Sum] {
        &self.sums
    }

    /// How a cell stands in other sums: whether it is a total of any.
    pub(super) fn is_total(&self, cell: usize) -> bool {
        self.sums.iter().any(|sum| sum.total == cell)
    }
}

/// The cell that leads the part of another, the way there shortened for the next.
fn lead(leads: &mut [usize], cell: usize) -> usize {
    let mut at = cell;
    while let Some(next) = leads.get(at).copied()
        && next != at
    {
        let after = leads.get(next).copied().unwrap_or(next);
        if let Some(slot) = leads.get_mut(at) {
            *slot = after;
        }
        at = after;
    }
    at
}

/// Where the cells of a cross-table stand.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cross {
    /// The inner cells, by row.
    pub inner: Vec<Vec<usize>>,
    /// The totals of the rows.
    pub rows: Vec<usize>,
    /// The totals of the columns.
    pub columns: Vec<usize>,
    /// The total of all.
    pub all: usize,
}
