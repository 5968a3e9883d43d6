//! The cheapest way from the true table to another in which one cell is so much more or less.

use std::collections::BTreeMap;

use super::super::Standing;
use super::super::simplex::Program;
use super::Solver;
use crate::interval::exact;

/// How much a cell of the program may move for nothing and for a price.
pub(super) struct Room {
    pub(super) low: i64,
    pub(super) high: Option<i64>,
    pub(super) hidden_low: i64,
    pub(super) hidden_high: Option<i64>,
    price: f64,
}

/// What a unit towards the wanted change is worth: more than any price.
const WORTH: f64 = 1e6;

impl Solver<'_> {
    pub(super) fn room(&self, index: usize) -> Option<Room> {
        let cell = self.universe.cells().get(index)?;
        // What earlier releases said holds whatever is hidden now.
        let mut room = (0_i64, None::<i64>);
        for said in &cell.earlier {
            room = narrowed(room, self.rules.says(*said));
        }
        let (hidden_low, hidden_high) = room;
        let hidden = self.hidden.contains(&index);
        let now = match cell.standing {
            Standing::Fixed => narrowed(room, (cell.value, Some(cell.value))),
            Standing::Unpublished => room,
            Standing::Published if hidden => room,
            Standing::Published => narrowed(room, self.rules.says(self.rules.shown(cell.value))),
        };
        let can_hide = cell.standing == Standing::Published;
        // A larger count is a greater loss, a total a greater one still. A nought goes last: a
        // reader may know that it must be one.
        let price = if cell.value == 0 {
            32.0
        } else {
            (exact(cell.value) + 2.0).log2()
        } * if self.universe.is_total(index) {
            4.0
        } else {
            1.0
        };
        Some(Room {
            low: now.0,
            high: now.1,
            hidden_low: if can_hide { hidden_low } else { now.0 },
            hidden_high: if can_hide { hidden_high } else { now.1 },
            price,
        })
    }

    /// The cheapest change of all cells by which one changes so far, none further than its rein.
    pub(super) fn cheapest(
        &self,
        wanted: usize,
        by: i64,
        attempt: usize,
        reins: &BTreeMap<usize, i64>,
    ) -> Option<Vec<f64>> {
        let count = self.truth.len();
        // Each cell has three variables: what moves for nothing, and up and down for a price.
        let mut program = Program {
            cost: Vec::with_capacity(3 * count),
            low: Vec::with_capacity(3 * count),
            high: Vec::with_capacity(3 * count),
            rows: Vec::new(),
        };
        for (index, value) in self.truth.iter().enumerate() {
            let room = self.room(index)?;
            let (free_low, free_high) = (room.low - value, room.high.map(|high| high - value));
            let more = match (room.high, room.hidden_high) {
                (None, _) => Some(0),
                (Some(high), Some(hidden)) => Some((hidden - high).max(0)),
                (Some(_), None) => None,
            };
            let price = room.price * spread(index, attempt);
            let toward = if index == wanted {
                WORTH * sign(by)
            } else {
                0.0
            };
            program.variable(-toward, float(free_low.min(0)), bound(free_high));
            program.variable(price - toward, 0.0, bound(more));
            program.variable(
                price + toward,
                0.0,
                float((room.low - room.hidden_low).max(0)),
            );
        }
        program.limit(3 * wanted, by);
        for (cell, rein) in reins {
            program.rein(*cell, *rein);
        }
        for sum in self.universe.sums() {
            let mut row = moves(sum.total, 1.0);
            for part in &sum.parts {
                row.extend(moves(*part, -1.0));
            }
            program.rows.push(row);
        }
        let found = program.solve()?;
        Some(found.chunks(3).map(change).collect())
    }
}

impl Program {
    fn variable(&mut self, cost: f64, low: f64, high: f64) {
        self.cost.push(cost);
        self.low.push(low);
        self.high.push(high);
    }

    /// A cell's change towards its rein goes no further.
    fn rein(&mut self, cell: usize, rein: i64) {
        let end = float(rein);
        for variable in 3 * cell..3 * cell + 3 {
            let turned = variable == 3 * cell + 2;
            let end = if turned { -end } else { end };
            if let (Some(low), Some(high)) =
                (self.low.get_mut(variable), self.high.get_mut(variable))
            {
                if end >= 0.0 {
                    *high = high.min(end);
                }
                if end <= 0.0 {
                    *low = low.max(end);
                }
            }
        }
    }

    /// A variable goes so far and no further, nor the other way. The wanted cell is hidden or not
    /// published, so all its movement is that of its first variable.
    fn limit(&mut self, variable: usize, by: i64) {
        if let (Some(low), Some(high)) = (self.low.get_mut(variable), self.high.get_mut(variable)) {
            *low = low.max(float(by.min(0)));
            *high = high.min(float(by.max(0)));
        }
    }
}

/// The variables of a cell with their factors in a sum.
fn moves(cell: usize, factor: f64) -> Vec<(usize, f64)> {
    vec![
        (3 * cell, factor),
        (3 * cell + 1, factor),
        (3 * cell + 2, -factor),
    ]
}

/// Gives a rein to the cell whose change is least and no whole number: as far as the whole number
/// on the way there.
pub(super) fn rein_in(reins: &mut BTreeMap<usize, i64>, way: &[f64], wanted: usize) {
    let broken = way
        .iter()
        .enumerate()
        .filter(|(index, change)| {
            *index != wanted
                && (*change - change.round()).abs() > 1e-6
                && !reins.contains_key(index)
        })
        .min_by(|a, b| a.1.abs().total_cmp(&b.1.abs()));
    if let Some((index, change)) = broken {
        reins.insert(index, whole(change.trunc()));
    }
}

/// The change of a cell from its three variables.
fn change(variables: &[f64]) -> f64 {
    match variables {
        [free, up, down] => free + up - down,
        _ => 0.0,
    }
}

#[allow(
    clippy::cast_possible_truncation,
    reason = "counts are far below 2^53, and what comes out is checked"
)]
pub(super) fn whole(change: f64) -> i64 {
    change.round() as i64
}

#[allow(
    clippy::cast_precision_loss,
    reason = "counts are far below 2^53, and what comes out is checked"
)]
const fn float(count: i64) -> f64 {
    count as f64
}

fn bound(count: Option<i64>) -> f64 {
    count.map_or(f64::INFINITY, |count| float(count.max(0)))
}

const fn sign(by: i64) -> f64 {
    if by < 0 { -1.0 } else { 1.0 }
}

/// Prices that differ from attempt to attempt, and are the same in every run.
fn spread(index: usize, attempt: usize) -> f64 {
    if attempt == 0 {
        return 1.0;
    }
    let mixed = (index + 1)
        .wrapping_mul(2_654_435_761)
        .wrapping_mul(attempt * 2 + 1)
        % 1_009;
    1.0 + exact(mixed as u64) / 500.0
}

fn narrowed(room: (i64, Option<i64>), by: (u64, Option<u64>)) -> (i64, Option<i64>) {
    let low = room.0.max(i64::try_from(by.0).unwrap_or(i64::MAX));
    let high = by.1.map(|high| i64::try_from(high).unwrap_or(i64::MAX));
    let high = match (room.1, high) {
        (Some(one), Some(other)) => Some(one.min(other)),
        (one, other) => one.or(other),
    };
    (low, high)
}
