//! A small simplex: from a point that fits, the cheapest way to a wanted change.
//!
//! Bounded variables, a dense tableau, and a start that is known to fit, so that there is no
//! first phase. It is written here and not taken from a crate because the few that are pure Rust
//! say of themselves that they may cycle, lose precision or panic, and shipped code may not; and
//! because nothing rests on its being right: the caller checks what it finds in whole numbers.

/// What is nought among rounded numbers.
const SMALL: f64 = 1e-9;
/// What is nought among costs, which are larger.
const CHEAP: f64 = 1e-6;

/// Minimise `cost · x` where every row of `rows` comes to nought and each x lies within its
/// bounds, from x = 0, which fits.
pub(super) struct Program {
    /// The cost of each variable.
    pub(super) cost: Vec<f64>,
    /// The lower bound of each, nought or less.
    pub(super) low: Vec<f64>,
    /// The upper bound of each, nought or more; may be infinite.
    pub(super) high: Vec<f64>,
    /// Each row as variables and their factors.
    pub(super) rows: Vec<Vec<(usize, f64)>>,
}

struct Tableau {
    /// The rows, each over the variables.
    rows: Vec<Vec<f64>>,
    /// The reduced cost of each variable.
    cost: Vec<f64>,
    /// Which variable each row is solved for; none for a row not solved yet, which is nought.
    basic: Vec<Option<usize>>,
    /// The value of each variable.
    value: Vec<f64>,
    is_basic: Vec<bool>,
}

/// How far a step may go, and what stops it.
enum Stop {
    /// The variable's own other bound.
    Itself,
    /// The variable of a row reaches a bound.
    Row(usize),
}

impl Program {
    /// The best x found. Nothing where it would go on for ever or is unbounded; the caller then
    /// has found nothing.
    pub(super) fn solve(&self) -> Option<Vec<f64>> {
        let mut at = self.start()?;
        let most = 200 + 20 * (self.cost.len() + self.rows.len());
        let mut idle = 0;
        for _ in 0..most {
            // The steepest first; where steps lead nowhere, the first that helps (Bland), which
            // cannot go round.
            let Some((enter, up)) = self.entering(&at, idle > 20) else {
                return Some(at.value);
            };
            let (stop, far) = self.step(&at, enter, up);
            if !far.is_finite() {
                return None;
            }
            idle = if far > SMALL { 0 } else { idle + 1 };
            advance(&mut at, enter, if up { far } else { -far });
            if let Stop::Row(row) = stop {
                pivot(&mut at, row, enter)?;
            }
        }
        None
    }

    fn start(&self) -> Option<Tableau> {
        let width = self.cost.len();
        let mut rows = vec![vec![0.0; width]; self.rows.len()];
        for (dense, sparse) in rows.iter_mut().zip(&self.rows) {
            for (variable, factor) in sparse {
                *dense.get_mut(*variable)? += factor;
            }
        }
        Some(Tableau {
            basic: vec![None; rows.len()],
            rows,
            cost: self.cost.clone(),
            value: vec![0.0; width],
            is_basic: vec![false; width],
        })
    }

    /// A variable whose change makes it cheaper, and whether it goes up.
    fn entering(&self, at: &Tableau, first: bool) -> Option<(usize, bool)> {
        let mut best: Option<(usize, bool)> = None;
        let mut most = CHEAP;
        let all = at.cost.iter().zip(&at.value).zip(&at.is_basic);
        for (variable, ((cost, value), basic)) in all.enumerate() {
            if *basic {
                continue;
            }
            let room_up = self.high.get(variable)? - value > SMALL;
            let room_down = value - self.low.get(variable)? > SMALL;
            if -cost > most && room_up {
                best = Some((variable, true));
                most = -cost;
            } else if *cost > most && room_down {
                best = Some((variable, false));
                most = *cost;
            } else {
                continue;
            }
            if first {
                break;
            }
        }
        best
    }

    fn step(&self, at: &Tableau, enter: usize, up: bool) -> (Stop, f64) {
        let get = |of: &[f64]| of.get(enter).copied().unwrap_or(0.0);
        let mut far = if up {
            get(&self.high) - get(&at.value)
        } else {
            get(&at.value) - get(&self.low)
        };
        let mut stop = Stop::Itself;
        let mut steepest = 0.0;
        for (index, (row, basic)) in at.rows.iter().zip(&at.basic).enumerate() {
            let slope = if up { -get(row) } else { get(row) };
            if slope.abs() < SMALL {
                continue;
            }
            let room = match basic {
                // A row that is not solved for anything must stay nought.
                None => 0.0,
                Some(variable) => {
                    let value = at.value.get(*variable).copied().unwrap_or(0.0);
                    let bound = if slope > 0.0 { &self.high } else { &self.low };
                    let bound = bound.get(*variable).copied().unwrap_or(value);
                    ((bound - value) / slope).max(0.0)
                }
            };
            // Among equals the one with the largest factor, which loses least precision.
            if room < far - SMALL || (room <= far && slope.abs() > steepest) {
                far = room.min(far);
                steepest = slope.abs();
                stop = Stop::Row(index);
            }
        }
        (stop, far)
    }
}

/// Moves a variable, and with it those the rows are solved for.
fn advance(at: &mut Tableau, enter: usize, by: f64) {
    for (row, basic) in at.rows.iter().zip(&at.basic) {
        if let Some(variable) = basic
            && let Some(value) = at.value.get_mut(*variable)
        {
            *value -= row.get(enter).copied().unwrap_or(0.0) * by;
        }
    }
    if let Some(value) = at.value.get_mut(enter) {
        *value += by;
    }
}

/// Solves a row for a variable.
fn pivot(at: &mut Tableau, row: usize, enter: usize) -> Option<()> {
    let mut pivot = at.rows.get(row)?.clone();
    let factor = *pivot.get(enter)?;
    for entry in &mut pivot {
        *entry /= factor;
    }
    for (index, other) in at.rows.iter_mut().enumerate() {
        if index != row {
            subtract(other, &pivot, enter);
        }
    }
    subtract(&mut at.cost, &pivot, enter);
    *at.rows.get_mut(row)? = pivot;
    if let Some(leaves) = at.basic.get(row).copied().flatten() {
        *at.is_basic.get_mut(leaves)? = false;
    }
    *at.is_basic.get_mut(enter)? = true;
    *at.basic.get_mut(row)? = Some(enter);
    Some(())
}

fn subtract(from: &mut [f64], pivot: &[f64], enter: usize) {
    let factor = from.get(enter).copied().unwrap_or(0.0);
    if factor == 0.0 {
        return;
    }
    for (entry, other) in from.iter_mut().zip(pivot) {
        *entry -= factor * other;
    }
    if let Some(entry) = from.get_mut(enter) {
        *entry = 0.0;
    }
}
