//! Direct standardisation: the rate a group would have if it were of the standard's age and sex.

use serde::Serialize;

use super::PER;
use crate::interval::{Interval, Z95, byar, exact};
use crate::table::Rate;

/// One stratum, such as women of 18 to 34.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Stratum {
    /// What was counted in it.
    pub count: u64,
    /// Its residents in the group.
    pub population: u64,
    /// Its residents in the standard population.
    pub standard: u64,
}

/// A standardised rate for each [`PER`] residents.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Standardised {
    /// The rate with Dobson's interval.
    pub rate: Rate,
    /// The interval of the normal approximation that NHS England publishes with its rates by
    /// ethnic group, for setting beside theirs and nothing else: it is too narrow where few were
    /// counted.
    pub normal: Interval,
}

/// Fewer events than this give no standardised rate: its interval does not hold its level.
///
/// Source: Morris, Tan, Fryers and Bestwick, *Population Health Metrics* 16 (2018), 19.
pub const FEWEST: u64 = 10;

/// Why there is no standardised rate.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NotStandardised {
    /// Too few were counted.
    #[error("{0} were counted, and a standardised rate rests on {FEWEST} or more")]
    TooFew(u64),
    /// A stratum of the standard has no residents in the group, so its rate is unknown.
    #[error(
        "stratum {0} has no residents in the group, so it has no rate; merge it with its neighbour"
    )]
    EmptyStratum(usize),
    /// The standard population has nobody.
    #[error("the standard population is empty")]
    NoStandard,
}

/// The directly standardised rate. The interval is Dobson's: the exact shape of the interval of
/// the count, carried over to the weighted rate. Byar's bounds stand for that of the count.
///
/// Events whose age or sex is not known are in no stratum; how many they were must be shown
/// beside it.
///
/// Source: A. J. Dobson, K. Kuulasmaa, E. Eberle and J. Scherer, *Statistics in Medicine* 10
/// (1991), 457-462. The normal interval: NHS England's `Rates` queries, as data.md section 5
/// describes them.
///
/// # Errors
///
/// Too few events, a stratum without residents, or no standard.
pub fn standardised(strata: &[Stratum]) -> Result<Standardised, NotStandardised> {
    let total: u64 = strata
        .iter()
        .fold(0, |sum, one| sum.saturating_add(one.count));
    if total < FEWEST {
        return Err(NotStandardised::TooFew(total));
    }
    let standard: f64 = strata.iter().map(|one| exact(one.standard)).sum();
    if standard <= 0.0 {
        return Err(NotStandardised::NoStandard);
    }
    let (mut value, mut variance, mut normal) = (0.0, 0.0, 0.0);
    for (index, one) in strata.iter().enumerate() {
        if one.population == 0 {
            if one.standard == 0 && one.count == 0 {
                continue;
            }
            return Err(NotStandardised::EmptyStratum(index + 1));
        }
        let weight = exact(one.standard) / standard;
        let (count, people) = (exact(one.count), exact(one.population));
        let rate = count / people;
        value += weight * rate;
        variance += weight * weight * count / (people * people);
        // A rate above one, as of events, has no binomial spread; the formula is for shares.
        normal += weight * weight * rate * (1.0 - rate).max(0.0) / people;
    }
    let spread = (variance / exact(total)).sqrt();
    let count = byar(total);
    let half = Z95 * normal.sqrt();
    Ok(Standardised {
        rate: Rate {
            value: value * PER,
            interval: Interval {
                low: value + spread * (count.low - exact(total)),
                high: value + spread * (count.high - exact(total)),
            }
            .times(PER),
        },
        normal: Interval {
            low: value - half,
            high: value + half,
        }
        .times(PER),
    })
}
