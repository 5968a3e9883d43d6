//! Funnel limits: how far an area may lie from the rate of all by chance, by its size.
//!
//! Source: D. J. Spiegelhalter, *Funnel plots for comparing institutional performance*,
//! Statistics in Medicine 24 (2005), 1185-1202: exact limits with interpolation (appendix A.1),
//! and a winsorised factor for over-dispersion (section 4 and appendix A.4).

use serde::Serialize;

use crate::interval::{Interval, exact};
use crate::special::{binomial_at_most, poisson_at_most};

/// What the areas are compared on, and with what.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub enum Funnel {
    /// A rate of events over a base: `target` events for each one of the base.
    Rate {
        /// The rate of all.
        target: f64,
    },
    /// A proportion of the base.
    Proportion {
        /// The proportion of all, of 1.
        target: f64,
    },
}

/// The limits at one size, in the unit of the target.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Limits {
    /// Nineteen of twenty areas lie within, if chance alone parts them.
    pub warning: Interval,
    /// 499 of 500 do.
    pub alarm: Interval,
}

/// Where an area stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Standing {
    /// Within the 95 per cent limits.
    Within,
    /// Outside them, within the 99.8 per cent limits. One area of twenty is there by chance.
    Notable,
    /// Outside the 99.8 per cent limits.
    Outside,
}

const WARNING: f64 = 0.025;
const ALARM: f64 = 0.001;

impl Funnel {
    /// The target.
    pub const fn target(self) -> f64 {
        match self {
            Self::Rate { target } | Self::Proportion { target } => target,
        }
    }

    /// The limits for a base of a size. Nothing where the base or the target allows none.
    pub fn limits(self, base: u64) -> Option<Limits> {
        let usable = match self {
            Self::Rate { target } => target > 0.0 && target.is_finite(),
            Self::Proportion { target } => target > 0.0 && target < 1.0,
        };
        if base == 0 || !usable {
            return None;
        }
        let side = |tail: f64| Interval {
            low: self.limit(base, tail),
            high: self.limit(base, 1.0 - tail),
        };
        Some(Limits {
            warning: side(WARNING),
            alarm: side(ALARM),
        })
    }

    /// Where an area stands. Nothing where there are no limits.
    pub fn standing(self, count: u64, base: u64) -> Option<Standing> {
        let limits = self.limits(base)?;
        let value = exact(count) / exact(base);
        Some(if limits.warning.holds(value) {
            Standing::Within
        } else if limits.alarm.holds(value) {
            Standing::Notable
        } else {
            Standing::Outside
        })
    }

    fn at_most(self, count: f64, base: f64) -> f64 {
        match self {
            Self::Rate { target } => poisson_at_most(count, target * base),
            Self::Proportion { target } => binomial_at_most(count, base, target),
        }
    }

    /// The first count whose chance reaches `share`, brought back between it and the one before
    /// by how far it overshoots.
    fn limit(self, base: u64, share: f64) -> f64 {
        let base = exact(base);
        let mut high = match self {
            Self::Proportion { .. } => base,
            Self::Rate { target } => {
                let expected = target * base;
                (expected + 10.0 * expected.sqrt() + 30.0).ceil()
            }
        };
        let mut low = -1.0;
        // Halves between a count whose chance is short of the share and one whose is not.
        while high - low > 1.0 {
            let middle = f64::midpoint(low, high).floor();
            if self.at_most(middle, base) >= share {
                high = middle;
            } else {
                low = middle;
            }
        }
        let (reached, before) = (self.at_most(high, base), self.at_most(high - 1.0, base));
        let over = if reached > before {
            (reached - share) / (reached - before)
        } else {
            0.0
        };
        ((high - over) / base).max(0.0)
    }
}

/// How much more areas differ than chance makes them: the mean of their squared distances from
/// the target, each in standard deviations, the outermost tenth on either side drawn in to the
/// next. One is chance alone. Above it an area outside the plain limits is no news, and they are
/// widened by its square root.
///
/// `areas` are counts and bases. Nothing for fewer than ten areas, where it cannot be told.
pub fn dispersion(funnel: Funnel, areas: &[(u64, u64)]) -> Option<f64> {
    let target = funnel.target();
    let mut distances: Vec<f64> = areas
        .iter()
        .filter(|(_, base)| *base > 0)
        .map(|(count, base)| {
            let base = exact(*base);
            let variance = match funnel {
                Funnel::Rate { .. } => target / base,
                Funnel::Proportion { .. } => target * (1.0 - target) / base,
            };
            (exact(*count) / base - target) / variance.sqrt()
        })
        .filter(|distance| distance.is_finite())
        .collect();
    if distances.len() < 10 {
        return None;
    }
    distances.sort_by(f64::total_cmp);
    let cut = distances.len() / 10;
    let (low, high) = (
        distances.get(cut).copied()?,
        distances.get(distances.len() - 1 - cut).copied()?,
    );
    let sum: f64 = distances
        .iter()
        .map(|distance| distance.clamp(low, high).powi(2))
        .sum();
    Some(sum / exact(distances.len() as u64))
}
