//! Intervals: between which bounds the figure behind a count may lie.
//!
//! All are of 95 per cent: over many samples, nineteen of twenty hold the true figure. They speak
//! of chance alone, and not of what was recorded wrongly or not at all.

use serde::Serialize;

/// The standard normal quantile of 0.975, the half-width of a 95 per cent interval.
pub const Z95: f64 = 1.959_963_984_540_054;

/// The bounds of an interval, in the unit of the figure they belong to.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Interval {
    /// The lower bound.
    pub low: f64,
    /// The upper bound.
    pub high: f64,
}

impl Interval {
    /// Whether a value lies within it, the bounds included.
    pub fn holds(self, value: f64) -> bool {
        self.low <= value && value <= self.high
    }
}

/// Wilson's interval of a proportion: `part` of `whole`, as proportions of 1.
///
/// Unlike the half-width of a textbook it stays between nought and one and holds its level where
/// the part is small. Nothing where the whole is nought, or the part more than the whole.
///
/// Source: E. B. Wilson, *Journal of the American Statistical Association* 22 (1927), 209-212.
pub fn wilson(part: u64, whole: u64) -> Option<Interval> {
    if whole == 0 || part > whole {
        return None;
    }
    let n = exact(whole);
    let p = exact(part) / n;
    let z2 = Z95 * Z95;
    let middle = p + z2 / (2.0 * n);
    let half = Z95 * (p * (1.0 - p) / n + z2 / (4.0 * n * n)).sqrt();
    let under = 1.0 + z2 / n;
    Some(Interval {
        // At the ends the formula is exact, and its rounding is not.
        low: if part == 0 {
            0.0
        } else {
            (middle - half) / under
        },
        high: if part == whole {
            1.0
        } else {
            (middle + half) / under
        },
    })
}

/// A count as a number to calculate with. Exact below 2^53, which no count here comes near.
#[allow(
    clippy::cast_precision_loss,
    reason = "counts are far below 2^53, where every whole number is exact"
)]
pub(crate) const fn exact(count: u64) -> f64 {
    count as f64
}
