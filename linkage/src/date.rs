//! Dates of birth, and how two of them agree.

use crate::text::Unused;

/// A date of birth as one number, `year * 10,000 + month * 100 + day`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Born(u32);

/// How two dates of birth agree, best first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum DateLevel {
    /// The same day.
    Same,
    /// Day and month swapped, or one digit different, or two neighbouring digits swapped.
    Slip,
    /// The same day and month, and a year that is one or ten off.
    OtherYear,
    /// The same year and month.
    SameMonth,
    /// The same year.
    SameYear,
    /// Nothing of these.
    Different,
}

impl Born {
    /// Reads `1962-02-27`, `27/02/1962`, `27.02.1962` or `19620227`. A stand-in date is
    /// 1900-01-01 and its like; a 1 January is a date like another here, and weighs little by its
    /// frequency.
    pub fn read(raw: &str) -> Result<Self, Unused> {
        let parts: Vec<&str> = raw
            .split(|letter: char| !letter.is_ascii_digit())
            .filter(|part| !part.is_empty())
            .collect();
        let number = |text: &str| text.parse::<u32>().ok();
        let found = match parts.as_slice() {
            [] => return Err(Unused::Empty),
            [one] if one.len() == 8 => (
                one.get(..4).and_then(number),
                one.get(4..6).and_then(number),
                one.get(6..).and_then(number),
            ),
            [year, month, day, ..] if year.len() == 4 => (number(year), number(month), number(day)),
            [day, month, year, ..] if year.len() == 4 => (number(year), number(month), number(day)),
            _ => return Err(Unused::Impossible),
        };
        let (Some(year), Some(month), Some(day)) = found else {
            return Err(Unused::Impossible);
        };
        Self::new(year, month, day)
    }

    /// A date from its parts.
    pub fn new(year: u32, month: u32, day: u32) -> Result<Self, Unused> {
        let days = match month {
            1 | 3 | 5 | 7 | 8 | 10 | 12 => 31,
            4 | 6 | 9 | 11 => 30,
            2 if year.is_multiple_of(4)
                && (!year.is_multiple_of(100) || year.is_multiple_of(400)) =>
            {
                29
            }
            2 => 28,
            _ => return Err(Unused::Impossible),
        };
        if day == 0 || day > days || !(1000..=9999).contains(&year) {
            return Err(Unused::Impossible);
        }
        if matches!((year, month, day), (1900 | 1901, 1, 1)) {
            return Err(Unused::StandIn);
        }
        Ok(Self(year * 10_000 + month * 100 + day))
    }

    /// A date from the number [`Born::number`] gave.
    pub(crate) const fn from_number(number: u32) -> Self {
        Self(number)
    }

    /// As one number.
    pub const fn number(self) -> u32 {
        self.0
    }

    const fn parts(self) -> (u32, u32, u32) {
        (self.0 / 10_000, self.0 / 100 % 100, self.0 % 100)
    }

    /// Year and month, to block on.
    pub const fn month(self) -> u32 {
        self.0 / 100
    }

    /// The year, to block on.
    pub const fn year(self) -> u32 {
        self.0 / 10_000
    }

    /// How this date agrees with another. Symmetric.
    pub fn level(self, other: Self) -> DateLevel {
        if self == other {
            return DateLevel::Same;
        }
        let ((y1, m1, d1), (y2, m2, d2)) = (self.parts(), other.parts());
        if (y1, m1, d1) == (y2, d2, m2) || one_slip(self.0, other.0) {
            return DateLevel::Slip;
        }
        let years = y1.abs_diff(y2);
        if (m1, d1) == (m2, d2) && (years == 1 || years == 10) {
            DateLevel::OtherYear
        } else if (y1, m1) == (y2, m2) {
            DateLevel::SameMonth
        } else if years == 0 {
            DateLevel::SameYear
        } else {
            DateLevel::Different
        }
    }
}

/// Whether two numbers of eight digits differ in one digit, or by a swap of two neighbours.
fn one_slip(one: u32, other: u32) -> bool {
    let (mut a, mut b) = (one, other);
    let (mut differing, mut last) = (0_u32, None);
    let mut swapped = false;
    for place in 0..8_u32 {
        let (x, y) = (a % 10, b % 10);
        if x != y {
            differing += 1;
            if let Some((before, p, q)) = last {
                swapped = before + 1 == place && (p, q) == (y, x);
            }
            last = Some((place, x, y));
        }
        a /= 10;
        b /= 10;
    }
    differing == 1 || (differing == 2 && swapped)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn born(text: &str) -> Born {
        Born::read(text).unwrap()
    }

    #[test]
    fn dates_are_read_however_they_are_written() {
        for text in [
            "1962-02-27",
            "27/02/1962",
            "27.2.1962",
            "19620227",
            "1962-02-27T00:00",
        ] {
            assert_eq!(born(text).number(), 19_620_227, "{text}");
        }
        assert_eq!(Born::read(""), Err(Unused::Empty));
        assert_eq!(Born::read("unknown"), Err(Unused::Empty));
        assert_eq!(Born::read("1900-01-01"), Err(Unused::StandIn));
        assert_eq!(Born::read("1961-02-29"), Err(Unused::Impossible));
        assert_eq!(Born::read("31/06/1970"), Err(Unused::Impossible));
        assert_eq!(Born::read("27/02/62"), Err(Unused::Impossible));
    }

    #[test]
    fn dates_agree_by_levels() {
        for (one, other, level) in [
            ("1962-02-27", "1962-02-27", DateLevel::Same),
            ("1962-02-07", "1962-07-02", DateLevel::Slip),
            ("1962-02-27", "1962-02-72", DateLevel::Different),
            ("1962-02-27", "1962-02-21", DateLevel::Slip),
            ("1962-02-12", "1962-02-21", DateLevel::Slip),
            ("1962-02-27", "1926-02-27", DateLevel::Slip),
            ("1969-02-27", "1970-02-27", DateLevel::OtherYear),
            ("1962-02-27", "1972-02-27", DateLevel::Slip),
            ("1962-02-27", "1962-02-14", DateLevel::SameMonth),
            ("1962-02-27", "1962-05-14", DateLevel::SameYear),
            ("1962-02-27", "1981-11-03", DateLevel::Different),
        ] {
            let (Ok(one), Ok(other)) = (Born::read(one), Born::read(other)) else {
                continue;
            };
            assert_eq!(one.level(other), level);
            assert_eq!(other.level(one), level);
        }
    }
}
