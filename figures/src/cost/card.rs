//! The rate card: read strictly, with every problem's line.

use std::fmt;
use std::ops::Range as Span;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use toml::Spanned;

use super::{Amount, Money, Per, Range, Why, nearest};

/// The published rates, as committed with their sources.
const PUBLISHED: &str = include_str!("../../data/rates.toml");

/// Rates with their days and sources.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct RateCard {
    rates: Vec<Rate>,
    upratings: Vec<Uprating>,
}

/// What one resource costs from one day on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Rate {
    /// Its key.
    pub resource: String,
    /// Its name on a page.
    pub name: String,
    /// Who bears it.
    pub bearer: String,
    /// What kind of money it is.
    pub money: Money,
    /// By the hour or each.
    pub per: Per,
    /// In pence.
    pub pence: Amount,
    /// The first day.
    pub from: Date,
    /// The first day on which it is no longer the rate; none while it is.
    pub until: Option<Date>,
    /// Where it is from.
    pub source: String,
}

/// A rise of rates that began before it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Uprating {
    /// The first day.
    pub from: Date,
    /// By how much, in hundredths of a per cent.
    pub basis_points: i64,
    /// Which resources.
    pub of: Vec<String>,
    /// Where it is from.
    pub source: String,
}

/// Why a card was refused.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub struct CardError {
    /// The file, as it was named.
    pub file: String,
    /// Every problem: its line, and what is wrong.
    pub problems: Vec<(usize, String)>,
}

impl fmt::Display for CardError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, (line, what)) in self.problems.iter().enumerate() {
            if index > 0 {
                f.write_str("\n")?;
            }
            write!(f, "{}:{line}: {what}", self.file)?;
        }
        Ok(())
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    #[serde(default)]
    rate: Vec<Spanned<WrittenRate>>,
    #[serde(default)]
    uprating: Vec<Spanned<WrittenUprating>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct WrittenRate {
    resource: String,
    name: String,
    bearer: String,
    money: Money,
    per: Per,
    low: String,
    central: String,
    high: String,
    from: Date,
    until: Option<Date>,
    source: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct WrittenUprating {
    from: Date,
    percent: String,
    of: Vec<String>,
    source: String,
}

impl RateCard {
    /// The published rates.
    ///
    /// # Errors
    ///
    /// The committed card is broken, which a test rules out.
    pub fn published() -> Result<Self, CardError> {
        Self::read("rates.toml", PUBLISHED)
    }

    /// Reads a card. `file` is how problems name it.
    ///
    /// # Errors
    ///
    /// Every problem of the card: what TOML refuses, money that is none, a range out of order,
    /// two rates of one resource on one day, a source left out.
    pub fn read(file: &str, text: &str) -> Result<Self, CardError> {
        let fault = |problems| CardError {
            file: file.to_owned(),
            problems,
        };
        let line = |span: Option<Span<usize>>| {
            let start = span.map_or(0, |span| span.start);
            1 + text
                .bytes()
                .take(start)
                .filter(|byte| *byte == b'\n')
                .count()
        };
        let written: Written = toml::from_str(text)
            .map_err(|error| fault(vec![(line(error.span()), error.message().to_owned())]))?;
        let mut problems = Vec::new();
        let mut rates: Vec<Rate> = Vec::new();
        for one in written.rate {
            let at = line(Some(one.span()));
            match one.into_inner().checked(&rates) {
                Ok(rate) => rates.push(rate),
                Err(what) => problems.extend(what.into_iter().map(|what| (at, what))),
            }
        }
        let mut upratings = Vec::new();
        for one in written.uprating {
            let at = line(Some(one.span()));
            match one.into_inner().checked(&rates) {
                Ok(uprating) => upratings.push(uprating),
                Err(what) => problems.extend(what.into_iter().map(|what| (at, what))),
            }
        }
        if problems.is_empty() {
            upratings.sort_by_key(|uprating| uprating.from);
            Ok(Self { rates, upratings })
        } else {
            Err(fault(problems))
        }
    }

    /// Its rates, as written.
    pub fn rates(&self) -> &[Rate] {
        &self.rates
    }

    /// The rate of a resource on a day.
    ///
    /// # Errors
    ///
    /// It has none, or none on that day.
    pub fn rate(&self, resource: &str, on: Date) -> Result<&Rate, Why> {
        let mut of = self
            .rates
            .iter()
            .filter(|rate| rate.resource == resource)
            .peekable();
        of.peek().ok_or(Why::NoRate)?;
        of.find(|rate| rate.from <= on && rate.until.is_none_or(|until| on < until))
            .ok_or(Why::NoRateThatDay)
    }

    /// A rate brought up to a day, to the nearest penny, by every uprating since it began. None
    /// where it is too large to be money.
    pub fn on(&self, rate: &Rate, on: Date) -> Option<Amount> {
        let raised = |pence: i64| {
            let (mut number, mut by) = (i128::from(pence), 1_i128);
            for uprating in self.since(rate, on) {
                number = number.checked_mul(10_000 + i128::from(uprating.basis_points))?;
                by = by.checked_mul(10_000)?;
                let common = common(number, by);
                number /= common;
                by /= common;
            }
            i64::try_from(nearest(number, by)).ok()
        };
        Some(Range {
            low: raised(rate.pence.low)?,
            central: raised(rate.pence.central)?,
            high: raised(rate.pence.high)?,
        })
    }

    /// The upratings of a rate between its beginning and a day.
    pub fn since<'a>(&'a self, rate: &'a Rate, on: Date) -> impl Iterator<Item = &'a Uprating> {
        self.upratings.iter().filter(move |uprating| {
            rate.from < uprating.from && uprating.from <= on && uprating.of.contains(&rate.resource)
        })
    }
}

/// The greatest common divisor.
fn common(one: i128, other: i128) -> i128 {
    let (mut one, mut other) = (one, other);
    while other != 0 {
        (one, other) = (other, one % other);
    }
    one.max(1)
}

impl WrittenRate {
    fn checked(self, before: &[Rate]) -> Result<Rate, Vec<String>> {
        let mut problems = Vec::new();
        let mut money = |key: &str, text: &str| {
            pence(text).unwrap_or_else(|| {
                problems.push(format!(
                    "`{key}` is `{text}`, which is not pounds and pence such as \"36.51\""
                ));
                0
            })
        };
        let amount = Range {
            low: money("low", &self.low),
            central: money("central", &self.central),
            high: money("high", &self.high),
        };
        if problems.is_empty() && !(amount.low <= amount.central && amount.central <= amount.high) {
            problems.push("`low`, `central` and `high` must not fall".to_owned());
        }
        for (key, text) in [
            ("resource", &self.resource),
            ("name", &self.name),
            ("bearer", &self.bearer),
            ("source", &self.source),
        ] {
            if text.trim().is_empty() {
                problems.push(format!("`{key}` says nothing"));
            }
        }
        if self.until.is_some_and(|until| until <= self.from) {
            problems.push("`until` is not after `from`".to_owned());
        }
        let meets = |other: &&Rate| {
            other.resource == self.resource
                && other.until.is_none_or(|until| self.from < until)
                && self.until.is_none_or(|until| other.from < until)
        };
        if let Some(other) = before.iter().find(meets) {
            problems.push(format!(
                "`{}` has another rate from {} that is still the rate; give that one an `until`",
                self.resource, other.from
            ));
        }
        if !problems.is_empty() {
            return Err(problems);
        }
        Ok(Rate {
            resource: self.resource,
            name: self.name,
            bearer: self.bearer,
            money: self.money,
            per: self.per,
            pence: amount,
            from: self.from,
            until: self.until,
            source: self.source,
        })
    }
}

impl WrittenUprating {
    fn checked(self, rates: &[Rate]) -> Result<Uprating, Vec<String>> {
        let mut problems = Vec::new();
        let negative = self.percent.starts_with('-');
        let digits = self.percent.strip_prefix('-').unwrap_or(&self.percent);
        let basis_points = hundredths(digits).filter(|points| !negative || *points < 10_000);
        if basis_points.is_none() {
            problems.push(format!(
                "`percent` is `{}`, which is not a rise such as \"2.5\"",
                self.percent
            ));
        }
        for resource in &self.of {
            if !rates.iter().any(|rate| rate.resource == *resource) {
                problems.push(format!(
                    "`of` names `{resource}`, of which there is no rate"
                ));
            }
        }
        if self.of.is_empty() {
            problems.push("`of` names no resource".to_owned());
        }
        if self.source.trim().is_empty() {
            problems.push("`source` says nothing".to_owned());
        }
        match basis_points {
            Some(points) if problems.is_empty() => Ok(Uprating {
                from: self.from,
                basis_points: if negative { -points } else { points },
                of: self.of,
                source: self.source,
            }),
            _ => Err(problems),
        }
    }
}

/// Pounds and pence, such as `36.51` or `237.00`, in pence. Always two places.
fn pence(text: &str) -> Option<i64> {
    let (_, places) = text.split_once('.')?;
    (places.len() == 2).then(|| hundredths(text)).flatten()
}

/// A decimal of at most two places as hundredths.
fn hundredths(text: &str) -> Option<i64> {
    let (whole, places) = text.split_once('.').unwrap_or((text, ""));
    let all_digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    if whole.is_empty() || places.len() > 2 || !all_digits(whole) || !all_digits(places) {
        return None;
    }
    let cents: i64 = format!("{places:0<2}").parse().ok()?;
    whole
        .parse::<i64>()
        .ok()?
        .checked_mul(100)?
        .checked_add(cents)
}
