//! Intervals: between which bounds the figure behind a count may lie.
//!
//! All are of 95 per cent: over many samples, nineteen of twenty hold the true figure. They speak
//! of chance alone, and not of what was recorded wrongly or not at all; nor of the same person
//! counted more than once, which makes the true interval wider.
//!
//! | of | function | when |
//! |---|---|---|
//! | a proportion | [`wilson`] | always |
//! | a count | [`byar`] | ordinarily |
//! | a count | [`poisson`] | a count under ten, as OHID advises |
//! | a ratio of two rates | [`ratio`] | both counts above nought |
//! | a ratio of two rates | [`ratio_exact`] | a small count, and nought |
//!
//! OHID: the public health technical guidance of the Office for Health Improvement and
//! Disparities, *Basic statistics: rates* (fingertips.phe.org.uk).

use serde::Serialize;

use crate::special::{beta_below, poisson_at_most, solve};

/// The standard normal quantile of 0.975, the half-width of a 95 per cent interval.
pub const Z95: f64 = 1.959_963_984_540_054;

/// What lies outside a 95 per cent interval on one side.
const TAIL: f64 = 0.025;

/// The bounds of an interval, in the unit of the figure they belong to. An upper bound may be
/// infinite: nothing bounds the ratio to a group of whom nobody was counted.
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

    /// In another unit, `factor` of which make one of this.
    #[must_use]
    pub fn times(self, factor: f64) -> Self {
        Self {
            low: self.low * factor,
            high: self.high * factor,
        }
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

/// Byar's interval of a count: close to [`poisson`] and simple enough to check by hand. Where
/// nothing was counted the lower bound is nought.
///
/// Source: N. E. Breslow and N. E. Day, *Statistical Methods in Cancer Research* II (1987), 69.
pub fn byar(count: u64) -> Interval {
    let cube = |o: f64, z: f64| o * (1.0 - 1.0 / (9.0 * o) + z / (3.0 * o.sqrt())).powi(3);
    Interval {
        low: if count == 0 {
            0.0
        } else {
            cube(exact(count), -Z95).max(0.0)
        },
        high: cube(exact(count) + 1.0, Z95),
    }
}

/// The exact interval of a count (Garwood): the expectations under which so many, or so few,
/// would be as rare as one in forty.
///
/// Source: F. Garwood, *Biometrika* 28 (1936), 437-442.
pub fn poisson(count: u64) -> Interval {
    let d = exact(count);
    // Byar's bounds are within a few per cent; twice as far on is surely past the exact ones.
    let past = byar(count).high * 2.0 + 10.0;
    Interval {
        low: if count == 0 {
            0.0
        } else {
            solve(1.0 - TAIL, 0.0, past, true, |expected| {
                poisson_at_most(d - 1.0, expected)
            })
        },
        high: solve(TAIL, 0.0, past, true, |expected| {
            poisson_at_most(d, expected)
        }),
    }
}

/// The log-normal interval of a ratio of two rates: the first's over the second's. Nothing where
/// either count is nought, or a base is not above it.
///
/// Source: K. J. Rothman and S. Greenland, *Modern Epidemiology*, 2nd ed. (1998), 238.
pub fn ratio(events: u64, base: f64, other_events: u64, other_base: f64) -> Option<Interval> {
    if events == 0 || other_events == 0 || !(base > 0.0 && other_base > 0.0) {
        return None;
    }
    let (a, b) = (exact(events), exact(other_events));
    let ratio = (a / base) / (b / other_base);
    let spread = (Z95 * (1.0 / a + 1.0 / b).sqrt()).exp();
    Some(Interval {
        low: ratio / spread,
        high: ratio * spread,
    })
}

/// The interval of a ratio of two proportions: the first's over the second's, each a part of its
/// own whole (Katz). Nothing where a part is nought or more than its whole, or where both parts
/// are the whole, so that nothing varies.
///
/// Source: D. Katz, J. Baptista, S. Azen and M. Pike, *Biometrics* 34 (1978), 469-474.
pub fn ratio_of_shares(
    part: u64,
    whole: u64,
    other_part: u64,
    other_whole: u64,
) -> Option<Interval> {
    let usable = |part: u64, whole: u64| part > 0 && part <= whole;
    let (first, second) = (usable(part, whole), usable(other_part, other_whole));
    if !first || !second || part == whole && other_part == other_whole {
        return None;
    }
    let (a, n, b, m) = (
        exact(part),
        exact(whole),
        exact(other_part),
        exact(other_whole),
    );
    let ratio = (a / n) / (b / m);
    let spread = (Z95 * (1.0 / a - 1.0 / n + 1.0 / b - 1.0 / m).max(0.0).sqrt()).exp();
    Some(Interval {
        low: ratio / spread,
        high: ratio * spread,
    })
}

/// The exact interval of a ratio of two rates: given how many events there were in both, those
/// of the first are binomial, and the bounds of their share are Clopper and Pearson's. Nothing
/// where both counts are nought, or a base is not above it.
///
/// Source: Rothman and Greenland (1998), 249; C. Clopper and E. S. Pearson, *Biometrika* 26
/// (1934), 404-413.
pub fn ratio_exact(events: u64, base: f64, other_events: u64, other_base: f64) -> Option<Interval> {
    if events == 0 && other_events == 0 || !(base > 0.0 && other_base > 0.0) {
        return None;
    }
    let (a, b) = (exact(events), exact(other_events));
    let low = if events == 0 {
        0.0
    } else {
        solve(TAIL, 0.0, 1.0, false, |p| beta_below(a, b + 1.0, p))
    };
    let high = if other_events == 0 {
        1.0
    } else {
        solve(1.0 - TAIL, 0.0, 1.0, false, |p| beta_below(a + 1.0, b, p))
    };
    let odds = |p: f64| (p / (1.0 - p)) * (other_base / base);
    Some(Interval {
        low: odds(low),
        high: if other_events == 0 {
            f64::INFINITY
        } else {
            odds(high)
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
