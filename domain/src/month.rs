//! A month of the calendar, as a return counts it.

use std::fmt;
use std::str::FromStr;

use jiff::Timestamp;
use jiff::civil::Date;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::time::{in_london, london};

/// A month of the calendar in Europe/London: what happened at 00:30 BST on the first belongs to
/// it, although in UTC it was still the month before.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema,
)]
#[serde(deny_unknown_fields)]
pub struct Month {
    /// The year, such as 2026.
    pub year: i16,
    /// The month, from 1 to 12.
    pub month: i8,
}

/// What was written is no month.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is not a month: write it like 2026-10")]
pub struct NotAMonth(pub String);

impl Month {
    /// The month an instant falls in, in London.
    pub fn of(at: Timestamp) -> Self {
        Self::of_day(in_london(at).date())
    }

    /// The month a day falls in.
    pub fn of_day(day: Date) -> Self {
        Self {
            year: day.year(),
            month: day.month(),
        }
    }

    /// Its first day. None when the numbers are no month, as they can be in a line that was not
    /// written by Lantern.
    pub fn first_day(self) -> Option<Date> {
        Date::new(self.year, self.month, 1).ok()
    }

    /// The instant it is over: midnight in London at the end of its last day.
    pub fn ends(self) -> Option<Timestamp> {
        let next = self.first_day()?.last_of_month().tomorrow().ok()?;
        next.to_zoned(london()).ok().map(|zoned| zoned.timestamp())
    }

    /// The month before it.
    pub fn before(self) -> Option<Self> {
        self.first_day()?.yesterday().ok().map(Self::of_day)
    }

    /// As an address and a program write it, such as `2026-10`.
    pub fn key(self) -> String {
        format!("{:04}-{:02}", self.year, self.month)
    }
}

impl fmt::Display for Month {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.first_day() {
            Some(day) => write!(f, "{}", day.strftime("%B %Y")),
            None => f.write_str(&self.key()),
        }
    }
}

impl FromStr for Month {
    type Err = NotAMonth;

    fn from_str(text: &str) -> Result<Self, NotAMonth> {
        let no = || NotAMonth(text.to_owned());
        let (year, month) = text.split_once('-').ok_or_else(no)?;
        let digits = |text: &str, count: usize| {
            text.len() == count && text.bytes().all(|byte| byte.is_ascii_digit())
        };
        if !digits(year, 4) || !digits(month, 2) {
            return Err(no());
        }
        let read = Self {
            year: year.parse().map_err(|_| no())?,
            month: month.parse().map_err(|_| no())?,
        };
        read.first_day().map(|_| read).ok_or_else(no)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> Timestamp {
        text.parse().unwrap()
    }

    #[test]
    fn a_month_is_londons_and_not_utcs() {
        let midsummer = at("2026-06-30T23:30:00Z");
        assert_eq!(Month::of(midsummer).key(), "2026-07");
        assert_eq!(Month::of(midsummer).to_string(), "July 2026");
        // October ends in GMT although it began in BST.
        let october: Month = "2026-10".parse().unwrap();
        assert_eq!(october.ends(), Some(at("2026-11-01T00:00:00Z")));
        assert_eq!(october.before(), "2026-09".parse().ok());
    }

    #[test]
    fn what_is_no_month_is_refused() {
        for bad in [
            "2026-13",
            "2026-00",
            "2026-1",
            "26-10",
            "2026-10-01",
            "+026-10",
            "",
        ] {
            assert!(bad.parse::<Month>().is_err(), "{bad}");
        }
        assert_eq!(
            Month {
                year: 2026,
                month: 13
            }
            .first_day(),
            None
        );
    }
}
