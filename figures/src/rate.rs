//! Rates and ratios of groups: whose rate is how high, how sure that is, and what the records
//! that state no group could change.
//!
//! A rate here is events over *residents*. It is not a rate of those whom the police met, and a
//! ratio of two rates says that they differ, not why.

use serde::Serialize;

use crate::fairness::or_why;
use crate::interval::{Interval, byar, exact, poisson, ratio, ratio_exact};
use crate::table::Rate;

mod funnel;
mod standard;

pub use funnel::{Funnel, Limits, Standing, dispersion};
pub use standard::{FEWEST, NotStandardised, Standardised, Stratum, standardised};

/// The people a rate is of.
pub const PER: f64 = 100_000.0;

/// What was counted. The two are never added or mixed: a person dealt with five times is one
/// person and five events.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Counted {
    /// Each event. The interval takes events as independent; where the same people come again it
    /// is too narrow, and persons should be shown beside it.
    Events,
    /// Each person once in the period.
    Persons,
}

/// How the interval of a count is made.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Method {
    /// Byar's, for every count above nought.
    #[default]
    Byar,
    /// Exact, for every count.
    Exact,
    /// Byar's from ten, exact under it, as OHID advises.
    ExactUnderTen,
}

impl Method {
    /// The interval of a count.
    pub fn interval(self, count: u64) -> Interval {
        match self {
            Self::Byar => byar(count),
            Self::ExactUnderTen if count >= 10 => byar(count),
            Self::Exact | Self::ExactUnderTen => poisson(count),
        }
    }
}

/// What is asked of the figures of groups.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Rules {
    /// How intervals are made.
    pub method: Method,
    /// Under this many events no rate and no ratio is given: it would say next to nothing, and
    /// seem to say much. 5 unless a force sets another; the count stands all the same.
    pub minimum: u64,
    /// Ratios between these two are called within tolerance. 0.80 to 1.25 is often quoted (the
    /// four-fifths rule); it is no official rule and never shown without the interval.
    pub tolerance: (f64, f64),
}

impl Default for Rules {
    fn default() -> Self {
        Self {
            method: Method::default(),
            minimum: 5,
            tolerance: (0.80, 1.25),
        }
    }
}

/// A group: what was counted of it and how many residents it has.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Group {
    /// Its name, as in the roll-up.
    pub name: String,
    /// What was counted of it.
    pub count: u64,
    /// Its residents.
    pub population: u64,
}

/// The figures of groups beside one of them.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Disparity {
    /// What was counted.
    pub counted: Counted,
    /// The group the others are compared with.
    pub reference: String,
    /// How many were counted whose group is not stated, for whatever reason.
    pub not_stated: u64,
    /// How many were counted in all, those not stated among them.
    pub of: u64,
    /// The groups, as they were given.
    pub groups: Vec<GroupFigures>,
}

/// The figures of one group.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct GroupFigures {
    /// The group.
    pub group: Group,
    /// Its rate for each 100,000 residents; or why there is none.
    #[serde(serialize_with = "or_why")]
    pub rate: Result<Rate, NoFigure>,
    /// Between which its rate lies, whoever those not stated are: none of them, or all of them.
    pub rate_bounds: Interval,
    /// Its rate over the reference's. Of the reference itself, [`NoFigure::Reference`].
    #[serde(serialize_with = "or_why")]
    pub ratio: Result<RatioFigures, NoFigure>,
}

/// A ratio with everything it must not be shown without.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct RatioFigures {
    /// The ratio and its interval.
    pub ratio: Rate,
    /// Between which the ratio lies, whoever those not stated are: all of the reference group, or
    /// all of this one.
    pub bounds: Interval,
    /// What the interval says.
    pub reading: Reading,
    /// Whether the reading is the same at both bounds, each with its own interval.
    pub whoever: bool,
    /// Whether the ratio itself lies within the tolerance.
    pub within_tolerance: bool,
}

/// What an interval says of two rates.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Reading {
    /// The interval lies above one.
    Higher,
    /// The interval lies below one.
    Lower,
    /// The interval holds one: chance alone could make such a difference.
    NoClearDifference,
}

impl Reading {
    /// Of an interval.
    pub fn of(interval: Interval) -> Self {
        if interval.low > 1.0 {
            Self::Higher
        } else if interval.high < 1.0 {
            Self::Lower
        } else {
            Self::NoClearDifference
        }
    }

    /// The words shown to a reader.
    pub const fn label(self) -> &'static str {
        match self {
            Self::Higher => "higher",
            Self::Lower => "lower",
            Self::NoClearDifference => "no clear difference",
        }
    }
}

/// Why there is no rate or ratio.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, thiserror::Error)]
#[serde(rename_all = "snake_case")]
pub enum NoFigure {
    /// Fewer than the minimum were counted.
    #[error("fewer than the minimum were counted")]
    TooFew,
    /// Fewer than the minimum were counted of the reference group.
    #[error("fewer than the minimum were counted of the group it would be compared with")]
    ReferenceTooFew,
    /// It has no residents to be a rate of.
    #[error("no residents of the group are known")]
    NoResidents,
    /// It happened in every one of both, so that nothing varies.
    #[error("it happened in every one of both")]
    Everywhere,
    /// It is the group the others are compared with.
    #[error("the group the others are compared with")]
    Reference,
}

/// There is nothing to compare with.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is not among the groups, so nothing can be compared with it")]
pub struct NoReference(pub String);

/// The rate of a count over residents, for each [`PER`] of them.
///
/// # Errors
///
/// Too few were counted, or there are no residents.
pub fn rate(count: u64, population: u64, rules: &Rules) -> Result<Rate, NoFigure> {
    if population == 0 {
        return Err(NoFigure::NoResidents);
    }
    if count < rules.minimum {
        return Err(NoFigure::TooFew);
    }
    let factor = PER / exact(population);
    Ok(Rate {
        value: exact(count) * factor,
        interval: rules.method.interval(count).times(factor),
    })
}

/// The figures of each group beside a reference group.
///
/// # Errors
///
/// The reference is not among the groups.
pub fn disparity(
    counted: Counted,
    groups: &[Group],
    reference: &str,
    not_stated: u64,
    rules: &Rules,
) -> Result<Disparity, NoReference> {
    let other = groups
        .iter()
        .find(|group| group.name == reference)
        .ok_or_else(|| NoReference(reference.to_owned()))?;
    let of = groups
        .iter()
        .fold(not_stated, |sum, group| sum.saturating_add(group.count));
    Ok(Disparity {
        counted,
        reference: reference.to_owned(),
        not_stated,
        of,
        groups: groups
            .iter()
            .map(|group| GroupFigures {
                group: group.clone(),
                rate: rate(group.count, group.population, rules),
                rate_bounds: rate_bounds(group, not_stated),
                ratio: if group.name == reference {
                    Err(NoFigure::Reference)
                } else {
                    compare(group, other, not_stated, rules)
                },
            })
            .collect(),
    })
}

fn rate_bounds(group: &Group, not_stated: u64) -> Interval {
    let factor = PER / exact(group.population);
    Interval {
        low: exact(group.count) * factor,
        high: exact(group.count.saturating_add(not_stated)) * factor,
    }
}

fn compare(
    group: &Group,
    other: &Group,
    not_stated: u64,
    rules: &Rules,
) -> Result<RatioFigures, NoFigure> {
    if group.population == 0 || other.population == 0 {
        return Err(NoFigure::NoResidents);
    }
    // Without any of the reference there is no ratio, whatever the minimum is set to.
    if other.count < rules.minimum.max(1) {
        return Err(NoFigure::ReferenceTooFew);
    }
    if group.count < rules.minimum {
        return Err(NoFigure::TooFew);
    }
    let with = |more: u64, other_more: u64| {
        let count = group.count.saturating_add(more);
        let other_count = other.count.saturating_add(other_more);
        let (base, other_base) = (exact(group.population), exact(other.population));
        let value = (exact(count) / base) / (exact(other_count) / other_base);
        // The log-normal interval wants both counts; the exact one takes a nought as well.
        ratio(count, base, other_count, other_base)
            .or_else(|| ratio_exact(count, base, other_count, other_base))
            .map(|interval| Rate { value, interval })
            .ok_or(NoFigure::TooFew)
    };
    let ratio = with(0, 0)?;
    let (lowest, highest) = (with(0, not_stated)?, with(not_stated, 0)?);
    let reading = Reading::of(ratio.interval);
    Ok(RatioFigures {
        ratio,
        bounds: Interval {
            low: lowest.value,
            high: highest.value,
        },
        reading,
        whoever: reading == Reading::of(lowest.interval)
            && reading == Reading::of(highest.interval),
        within_tolerance: rules.tolerance.0 <= ratio.value && ratio.value <= rules.tolerance.1,
    })
}
