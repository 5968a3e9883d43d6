//! Did it change anything? Before and after, beside an area where nothing was done.
//!
//! A fall after a scheme began is no proof of the scheme: the year may have been quiet everywhere.
//! [`with_comparison`] asks whether the area changed *otherwise than the comparison area did*,
//! month by month, so that seasons and news which both share fall out. No answer comes without its
//! interval (requirement N-02), and where the interval holds one the words are *no clear
//! difference*.
//!
//! A fall in detentions is not by itself a success. What became of people belongs beside it.

use jiff::civil::Date;
use serde::Serialize;

use crate::interval::{Interval, exact};
use crate::rate::Reading;
use crate::special::{beta_below, solve};
use crate::table::Rate;

/// One month of a series: the area's count and, beside it, the comparison area's.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Month {
    /// Its first day.
    pub month: Date,
    /// The area in which something was done.
    pub area: u64,
    /// The area in which it was not.
    pub comparison: u64,
}

/// What an evaluation found.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Change {
    /// After over before, in the area, over the same in the comparison area. One is no change.
    pub ratio: Rate,
    /// What the interval says.
    pub reading: Reading,
    /// After over before in the area alone.
    pub area: f64,
    /// After over before in the comparison area.
    pub comparison: f64,
    /// How much more months differ than chance makes them; the interval is widened by its root.
    /// Never under one.
    pub dispersion: f64,
    /// How many months lie before the step, and from it on.
    pub months: (usize, usize),
}

/// Why nothing can be said.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum CannotTell {
    /// Too few months on a side.
    #[error(
        "{before} months before and {after} after: from fewer than {FEWEST} on a side it cannot \
         be told how much months differ by themselves"
    )]
    TooFewMonths {
        /// Before the step.
        before: usize,
        /// From the step on.
        after: usize,
    },
    /// Nothing was counted on a side.
    #[error("nothing was counted in one of the areas before or after, so there is no ratio")]
    Nothing,
    /// A month is there twice.
    #[error("{0} is there twice")]
    Twice(Date),
}

/// The fewest months on either side.
pub const FEWEST: usize = 3;

/// Compares the months before `step` with those from it on. Months of both areas must be whole,
/// and the areas' residents about the same throughout.
///
/// In each month the area's share of both areas' count is binomial if nothing but chance is at
/// work; the change is the ratio of the odds after and before. Months differ more than that, so
/// the interval is widened by the Pearson dispersion and taken from Student's t with two degrees
/// fewer than there are months. Months that follow each other closely (a run of bad weeks) make it
/// too narrow still.
///
/// Source: P. McCullagh and J. A. Nelder on linear models, 2nd ed. (1989), section 4.5.
///
/// # Errors
///
/// Too few months, or nothing counted on a side.
pub fn with_comparison(months: &[Month], step: Date) -> Result<Change, CannotTell> {
    let mut sorted = months.to_vec();
    sorted.sort_by_key(|month| month.month);
    for pair in sorted.windows(2) {
        if let [one, other] = pair
            && one.month == other.month
        {
            return Err(CannotTell::Twice(one.month));
        }
    }
    let (before, after): (Vec<Month>, Vec<Month>) =
        sorted.into_iter().partition(|month| month.month < step);
    if before.len() < FEWEST || after.len() < FEWEST {
        return Err(CannotTell::TooFewMonths {
            before: before.len(),
            after: after.len(),
        });
    }
    let (first, then) = (Sums::of(&before), Sums::of(&after));
    if [first.area, first.comparison, then.area, then.comparison].contains(&0.0) {
        return Err(CannotTell::Nothing);
    }
    let free = exact((before.len() + after.len()) as u64) - 2.0;
    let dispersion = ((first.pearson(&before) + then.pearson(&after)) / free).max(1.0);
    // Each month weighs as its count; a mean of rates per month would not.
    let of_length = exact(before.len() as u64) / exact(after.len() as u64);
    let (area, comparison) = (
        then.area / first.area * of_length,
        then.comparison / first.comparison * of_length,
    );
    let ratio = area / comparison;
    let variance =
        1.0 / first.area + 1.0 / first.comparison + 1.0 / then.area + 1.0 / then.comparison;
    let spread = (student(free) * (dispersion * variance).sqrt()).exp();
    let interval = Interval {
        low: ratio / spread,
        high: ratio * spread,
    };
    Ok(Change {
        ratio: Rate {
            value: ratio,
            interval,
        },
        reading: Reading::of(interval),
        area,
        comparison,
        dispersion,
        months: (before.len(), after.len()),
    })
}

/// The counts of one side of the step.
struct Sums {
    area: f64,
    comparison: f64,
}

impl Sums {
    fn of(months: &[Month]) -> Self {
        Self {
            area: months.iter().map(|month| exact(month.area)).sum(),
            comparison: months.iter().map(|month| exact(month.comparison)).sum(),
        }
    }

    /// How far the months lie from the side's own share, in squares of chance's spread.
    fn pearson(&self, months: &[Month]) -> f64 {
        let share = self.area / (self.area + self.comparison);
        months
            .iter()
            .map(|month| {
                let both = exact(month.area) + exact(month.comparison);
                if both <= 0.0 {
                    return 0.0;
                }
                (exact(month.area) - both * share).powi(2) / (both * share * (1.0 - share))
            })
            .sum()
    }
}

/// Student's t of 0.975 for so many degrees of freedom.
fn student(free: f64) -> f64 {
    // The chance of a greater distance is the incomplete beta function of free/(free + t^2).
    solve(0.05, 0.0, 1_000.0, true, |t| {
        beta_below(free / 2.0, 0.5, free / (free + t * t))
    })
}
