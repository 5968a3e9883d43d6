//! What episodes cost: time and things, priced by a rate card that has dates and sources.
//!
//! Activity-based: each activity is minutes of somebody, or a number of things, on a day; the
//! rate is the card's for that resource on that day. All money is whole pence. Each line is
//! rounded once, to the nearest penny (a half goes up), and totals are sums of lines, so that a
//! page adds up to the penny.
//!
//! Two kinds of money are never added: *cashable* would not have been spent, *opportunity* is
//! time paid for in any case that could have gone elsewhere. An hour saved is not money saved.
//!
//! What the card has no rate for is not nought: it is named as not priced, with its minutes.

mod card;

use std::collections::BTreeMap;

use domain::Rank;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

pub use card::{CardError, Rate, RateCard, Uprating};

/// A low, a central and a high value of one thing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
pub struct Range<T> {
    /// The least that it may be.
    pub low: T,
    /// The one that is reported.
    pub central: T,
    /// The most that it may be.
    pub high: T,
}

impl<T: Copy> Range<T> {
    /// All three alike.
    pub const fn sure(value: T) -> Self {
        Self {
            low: value,
            central: value,
            high: value,
        }
    }
}

/// An amount of money, in pence.
pub type Amount = Range<i64>;

impl Amount {
    /// The sum of two amounts, each end with its own.
    #[must_use]
    pub const fn plus(self, other: Self) -> Self {
        Self {
            low: self.low.saturating_add(other.low),
            central: self.central.saturating_add(other.central),
            high: self.high.saturating_add(other.high),
        }
    }
}

/// What kind of money it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Money {
    /// It would not have been spent.
    Cashable,
    /// It is paid in any case, and could have gone elsewhere.
    Opportunity,
}

/// By what a rate is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Per {
    /// For each hour of one person or thing.
    Hour,
    /// For each time.
    Each,
}

/// Something that was done, to be priced.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Activity {
    /// The phase or purpose: `queue`.
    pub what: String,
    /// Who or what did it, by the card's key: `sergeant_and_below`.
    pub resource: String,
    /// The day it was done, in London, which decides the rate.
    pub on: Date,
    /// How much of it.
    pub quantity: Quantity,
}

/// How much of something.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Quantity {
    /// Minutes of all that took part together: two officers for an hour are 120.
    Minutes(Range<u64>),
    /// A number of times.
    Times(Range<u64>),
}

/// One priced line.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Line {
    /// What was done.
    pub activity: Activity,
    /// Who bears it: `police`.
    pub bearer: String,
    /// What kind of money it is.
    pub money: Money,
    /// The rate by which it was priced, in pence, brought up to the day.
    pub rate: Amount,
    /// What it comes to.
    pub amount: Amount,
}

/// What could not be priced, and why.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct NotPriced {
    /// What was done.
    pub activity: Activity,
    /// Why it has no price.
    pub why: Why,
}

/// Why something has no price.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, thiserror::Error)]
#[serde(rename_all = "snake_case")]
pub enum Why {
    /// The card has no such resource.
    #[error("the rate card has no rate for it")]
    NoRate,
    /// It has one, but none on that day.
    #[error("the rate card has a rate for it, but none on that day")]
    NoRateThatDay,
    /// The rate is by the hour and the activity is not, or the other way round.
    #[error("the rate is by the hour and it was counted, or the other way round")]
    OtherUnit,
    /// The sum is past what can be written.
    #[error("the amount is too large to be money")]
    TooMuch,
}

/// The cost of one or many episodes.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Cost {
    /// The priced lines, in the order of the activities.
    pub lines: Vec<Line>,
    /// What is not in it.
    pub not_priced: Vec<NotPriced>,
}

impl Cost {
    /// All the money of one kind.
    pub fn of(&self, money: Money) -> Amount {
        self.sum(|line| line.money == money)
    }

    /// The money of one kind that one body bears.
    pub fn borne_by(&self, bearer: &str, money: Money) -> Amount {
        self.sum(|line| line.money == money && line.bearer == bearer)
    }

    /// The money of one kind by phase, in the order of the phases' names.
    pub fn by_phase(&self, money: Money) -> BTreeMap<&str, Amount> {
        let mut phases: BTreeMap<&str, Amount> = BTreeMap::new();
        for line in self.lines.iter().filter(|line| line.money == money) {
            let sum = phases.entry(&line.activity.what).or_default();
            *sum = sum.plus(line.amount);
        }
        phases
    }

    fn sum(&self, which: impl Fn(&Line) -> bool) -> Amount {
        self.lines
            .iter()
            .filter(|line| which(line))
            .fold(Amount::default(), |sum, line| sum.plus(line.amount))
    }
}

/// Prices activities by a card.
pub fn price(activities: &[Activity], card: &RateCard) -> Cost {
    let mut cost = Cost::default();
    for activity in activities {
        match line(activity, card) {
            Ok(line) => cost.lines.push(line),
            Err(why) => cost.not_priced.push(NotPriced {
                activity: activity.clone(),
                why,
            }),
        }
    }
    cost
}

fn line(activity: &Activity, card: &RateCard) -> Result<Line, Why> {
    let rate = card.rate(&activity.resource, activity.on)?;
    let pence = card.on(rate, activity.on).ok_or(Why::TooMuch)?;
    let (quantity, parts) = match (activity.quantity, rate.per) {
        (Quantity::Minutes(minutes), Per::Hour) => (minutes, 60),
        (Quantity::Times(times), Per::Each) => (times, 1),
        _ => return Err(Why::OtherUnit),
    };
    let amount = |pence: i64, quantity: u64| {
        let product = i128::from(pence) * i128::from(quantity);
        i64::try_from(nearest(product, parts)).map_err(|_| Why::TooMuch)
    };
    Ok(Line {
        activity: activity.clone(),
        bearer: rate.bearer.clone(),
        money: rate.money,
        rate: pence,
        amount: Range {
            low: amount(pence.low, quantity.low)?,
            central: amount(pence.central, quantity.central)?,
            high: amount(pence.high, quantity.high)?,
        },
    })
}

/// A quotient of what is not negative to the nearest whole number, a half up.
fn nearest(number: i128, by: i128) -> i128 {
    (number + by / 2).div_euclid(by)
}

/// The card's key for officers of a rank: the published rates part at inspector.
pub fn grade(rank: Rank) -> &'static str {
    if rank >= Rank::Inspector {
        "inspector_and_above"
    } else {
        "sergeant_and_below"
    }
}

/// The difference between two costs, with what they are compared on: a saving is one only
/// against something (requirement M-10).
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Difference {
    /// What is compared with what, as it was stated.
    pub compared: String,
    /// The later or other cost less the first, of money that would not have been spent.
    pub cashable: Amount,
    /// The same of time that could have gone elsewhere. Not money.
    pub opportunity: Amount,
    /// How many activities of either have no price, and so are not in the difference.
    pub not_priced: usize,
}

/// A difference without a statement of what is compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a saving needs what it is compared with: say which periods, areas and people")]
pub struct NotStated;

impl Difference {
    /// Of two costs, `compared` saying which they are. The low end is the least that the
    /// difference may be: the low of one less the high of the other.
    ///
    /// # Errors
    ///
    /// Nothing is stated.
    pub fn of(first: &Cost, other: &Cost, compared: &str) -> Result<Self, NotStated> {
        if compared.trim().is_empty() {
            return Err(NotStated);
        }
        let less = |money| {
            let (first, other) = (first.of(money), other.of(money));
            Amount {
                low: other.low.saturating_sub(first.high),
                central: other.central.saturating_sub(first.central),
                high: other.high.saturating_sub(first.low),
            }
        };
        Ok(Self {
            compared: compared.trim().to_owned(),
            cashable: less(Money::Cashable),
            opportunity: less(Money::Opportunity),
            not_priced: first.not_priced.len() + other.not_priced.len(),
        })
    }
}
