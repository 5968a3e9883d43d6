//! Dates of birth, and how two of them agree.

use crate::text::{self, Unused};

/// A date of birth as one number: the eight digits of year, month and day, four bits each, so that
/// a slip of the pen shows in the bits that differ.
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
    /// Reads `1962-02-27`, `27/02/1962`, `27.02.1962`, `27 Feb 1962`, `February 27 1962`, `19620227`
    /// or `27021962`. A stand-in date is
    /// 1900-01-01 and its like; a 1 January is a date like another here, and weighs little by its
    /// frequency. A day that there is not but that one slip may have made of one, as in
    /// `1962-02-72`, is kept as it is written: its other digits tell of the day that was meant.
    pub fn read(raw: &str) -> Result<Self, Unused> {
        if raw.is_empty() {
            return Err(Unused::Empty);
        }
        if let [y1, y2, y3, y4, b'-', m1, m2, b'-', d1, d2] = raw.as_bytes()
            && [y1, y2, y3, y4, m1, m2, d1, d2]
                .iter()
                .all(|digit| digit.is_ascii_digit())
        {
            // As nearly every register writes it.
            let number = |digits: &[&u8]| {
                let digits = digits.iter().map(|digit| u32::from(**digit & 15));
                digits.fold(0, |number, digit| number * 10 + digit)
            };
            return Self::new(
                number(&[y1, y2, y3, y4]),
                number(&[m1, m2]),
                number(&[d1, d2]),
            );
        }
        let parts: Vec<&str> = raw
            .split(|letter: char| !letter.is_ascii_digit())
            .filter(|part| !part.is_empty())
            .collect();
        let number = |text: &str| text.parse::<u32>().ok();
        if !parts.is_empty() && names_month(raw) {
            let (year, month, day) = day_of_named_month(raw).ok_or(Unused::Impossible)?;
            return Self::new(year, month, day);
        }
        let found = match parts.as_slice() {
            [] => return Err(text::without_digits(raw)),
            [one] if one.len() == 8 => return Self::of_eight_digits(one),
            [year, month, day, ..] if year.len() == 4 => (number(year), number(month), number(day)),
            [day, month, year, ..] if year.len() == 4 => (number(year), number(month), number(day)),
            _ => return Err(Unused::Impossible),
        };
        let (Some(year), Some(month), Some(day)) = found else {
            return Err(Unused::Impossible);
        };
        Self::new(year, month, day)
    }

    /// Year, month and day, or day, month and year where only that makes a day.
    fn of_eight_digits(digits: &str) -> Result<Self, Unused> {
        let number = |from: usize, to: usize| digits.get(from..to)?.parse::<u32>().ok();
        let year_first = (number(0, 4), number(4, 6), number(6, 8));
        let year_last = (number(4, 8), number(2, 4), number(0, 2));
        let both = [year_first, year_last].map(|parts| match parts {
            (Some(year), Some(month), Some(day)) => (year, month, day),
            _ => (0, 0, 0),
        });
        let is_day = |(year, month, day): &&(u32, u32, u32)| {
            YEARS.contains(year) && 1 <= *day && *day <= days_of(*year, *month)
        };
        if let Some((year, month, day)) = both.iter().find(is_day) {
            return Self::new(*year, *month, *day);
        }
        let [one, other] = both.map(|(year, month, day)| Self::new(year, month, day));
        // Neither is a day: what is wrong is said of the one whose year may be somebody's.
        let [_, (year_last, ..)] = both;
        let why = if YEARS.contains(&year_last) {
            other
        } else {
            one
        };
        one.or(other).or(why)
    }

    /// A date from its parts.
    pub fn new(year: u32, month: u32, day: u32) -> Result<Self, Unused> {
        let fits = 1 <= day && day <= days_of(year, month);
        if is_not_known(month) || is_not_known(day) {
            return Err(Unused::StandIn);
        }
        if !(1000..=9999).contains(&year) || !(fits || is_one_slip_off(month, day)) {
            return Err(Unused::Impossible);
        }
        if matches!((year, month, day), (1900 | 1901, 1, 1)) {
            return Err(Unused::StandIn);
        }
        let digits = year * 10_000 + month * 100 + day;
        Ok(Self((0..8).fold(0, |number, place| {
            number | (digits / 10_u32.pow(place) % 10) << (4 * place)
        })))
    }

    /// A date from the number [`Born::number`] gave.
    pub(crate) const fn from_number(number: u32) -> Self {
        Self(number)
    }

    /// As one number.
    pub const fn number(self) -> u32 {
        self.0
    }

    /// Year and month, to block on.
    pub const fn month(self) -> u32 {
        self.0 >> 8
    }

    /// The year, to block on.
    pub const fn year(self) -> u32 {
        self.0 >> 16
    }

    /// The year as a number: 1962 for 0x1962.
    pub(crate) const fn decimal_year(self) -> u32 {
        decimal(self.0 >> 16)
    }

    /// Month and day, to block on.
    pub const fn birthday(self) -> u32 {
        self.0 & 0xffff
    }

    /// How this date agrees with another. Symmetric.
    pub const fn level(self, other: Self) -> DateLevel {
        let differing = self.0 ^ other.0;
        if differing == 0 {
            DateLevel::Same
        } else if one_slip(self.0, other.0) || self.day_and_month_swapped(other) {
            DateLevel::Slip
        } else if differing.trailing_zeros() >= 16 && self.is_one_or_ten_years_off(other) {
            DateLevel::OtherYear
        } else if differing >> 8 == 0 {
            DateLevel::SameMonth
        } else if differing >> 16 == 0 {
            DateLevel::SameYear
        } else {
            DateLevel::Different
        }
    }

    const fn day_and_month_swapped(self, other: Self) -> bool {
        self.0 >> 16 == other.0 >> 16
            && self.0 & 0xff == other.0 >> 8 & 0xff
            && self.0 >> 8 & 0xff == other.0 & 0xff
    }

    const fn is_one_or_ten_years_off(self, other: Self) -> bool {
        let (one, other) = (self.0 >> 16, other.0 >> 16);
        let years = decimal(one).abs_diff(decimal(other));
        years == 1 || years == 10
    }
}

/// The years in which somebody of a register may be born. Another may be a slip, whose other digits
/// tell, and is kept; of eight digits it says that the year stands last.
const YEARS: std::ops::RangeInclusive<u32> = 1600..=2100;

const MONTHS: [&str; 12] = [
    "JANUARY",
    "FEBRUARY",
    "MARCH",
    "APRIL",
    "MAY",
    "JUNE",
    "JULY",
    "AUGUST",
    "SEPTEMBER",
    "OCTOBER",
    "NOVEMBER",
    "DECEMBER",
];

/// The month of a word, which may be cut to three letters or more.
fn month_of(word: &str) -> Option<u32> {
    let word = word.to_ascii_uppercase();
    let found = MONTHS
        .iter()
        .position(|month| word.len() >= 3 && month.starts_with(&word))?;
    u32::try_from(found + 1).ok()
}

/// What is written of digits and what of letters, apart.
fn words(text: &str) -> Vec<&str> {
    let mut words = Vec::new();
    let mut rest = text;
    while let Some(begins) = rest.find(char::is_alphanumeric) {
        let (_, from) = rest.split_at(begins);
        let of_digits = from.starts_with(|letter: char| letter.is_ascii_digit());
        let goes_on =
            |letter: char| letter.is_alphanumeric() && letter.is_ascii_digit() == of_digits;
        let ends = from.find(|letter| !goes_on(letter)).unwrap_or(from.len());
        let (word, after) = from.split_at(ends);
        words.push(word);
        rest = after;
    }
    words
}

/// What stands beside a day and says nothing: the ends of `1st`, `2nd`, `3rd`, `4th`, and `of`.
const BESIDE: [&str; 5] = ["ST", "ND", "RD", "TH", "OF"];

/// Whether a date is written with its month in letters.
pub fn names_month(text: &str) -> bool {
    text.bytes().any(|letter| letter.is_ascii_alphabetic())
        && words(text).into_iter().any(|word| month_of(word).is_some())
}

/// Year, month and day of a date such as `27 Feb 1962`, `27th of February 1962` or
/// `February 27, 1962`; a time may follow.
pub fn day_of_named_month(text: &str) -> Option<(u32, u32, u32)> {
    let mut words = words(text);
    words.retain(|word| !BESIDE.contains(&word.to_ascii_uppercase().as_str()));
    let [one, two, three, rest @ ..] = words.as_slice() else {
        return None;
    };
    let ends = match rest {
        [] => true,
        [next, ..] => next.eq_ignore_ascii_case("T") || next.parse::<u32>().is_ok(),
    };
    let (year, month, day) = match (month_of(one), month_of(two)) {
        (Some(month), _) => (three, month, two),
        (_, Some(month)) if one.len() == 4 => (one, month, three),
        (_, Some(month)) => (three, month, one),
        _ => return None,
    };
    let fits = ends && year.len() == 4 && day.len() <= 2;
    fits.then_some(())?;
    Some((year.parse().ok()?, month, day.parse().ok()?))
}

/// How many days a month has; 0 for one that there is not.
const fn days_of(year: u32, month: u32) -> u32 {
    match month {
        1 | 3 | 5 | 7 | 8 | 10 | 12 => 31,
        4 | 6 | 9 | 11 => 30,
        2 if year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400)) => {
            29
        }
        2 => 28,
        _ => 0,
    }
}

/// Whether a month or a day stands for one that is not known.
const fn is_not_known(number: u32) -> bool {
    number == 0 || number == 99
}

/// Whether a day that there is not may be one slip off a day that there is: the month is one, or
/// the day is one of some month.
const fn is_one_slip_off(month: u32, day: u32) -> bool {
    let has_two_digits = month < 99 && day < 99;
    has_two_digits && (month <= 12 || day <= 31)
}

/// The number that four digits make.
const fn decimal(digits: u32) -> u32 {
    (digits >> 12) * 1000 + (digits >> 8 & 15) * 100 + (digits >> 4 & 15) * 10 + (digits & 15)
}

/// Whether two numbers of eight digits differ in one digit, or by a swap of two neighbours.
const fn one_slip(one: u32, other: u32) -> bool {
    let differing = one ^ other;
    // The lowest bit of each digit that differs.
    let digits = (differing | differing >> 1 | differing >> 2 | differing >> 3) & 0x1111_1111;
    let lowest = digits & digits.wrapping_neg();
    if digits == lowest {
        return digits != 0;
    }
    if digits != lowest | lowest << 4 {
        return false;
    }
    let place = lowest.trailing_zeros();
    let (mine, theirs) = (one >> place & 0xff, other >> place & 0xff);
    mine >> 4 == theirs & 15 && mine & 15 == theirs >> 4
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
            assert_eq!(born(text).number(), 0x1962_0227, "{text}");
        }
        assert_eq!(Born::read(""), Err(Unused::Empty));
        for nothing in ["-", "??", " "] {
            assert_eq!(Born::read(nothing), Err(Unused::Empty), "{nothing}");
        }
        for not_known in ["unknown", "UNK", "n/k", "tbc", "not known", "none", "nk"] {
            assert_eq!(Born::read(not_known), Err(Unused::StandIn), "{not_known}");
        }
        for word in ["adult", "Smith", "abc", "x", "March"] {
            assert_eq!(Born::read(word), Err(Unused::Impossible), "{word}");
        }
        assert_eq!(Born::read("1900-01-01"), Err(Unused::StandIn));
        assert_eq!(Born::read("27/02/62"), Err(Unused::Impossible));
    }

    #[test]
    fn a_month_may_be_written_in_letters() {
        for text in [
            "3 Apr 1985",
            "03-Apr-1985",
            "3 April 1985",
            "April 3 1985",
            "APRIL 3RD, 1985",
            "3rd of April 1985",
            "03APR1985",
            "1985-Apr-03",
            "3 Apr 1985 00:00",
        ] {
            assert_eq!(born(text).number(), 0x1985_0403, "{text}");
        }
        for none in [
            "19-Apr-1978x",
            "19-Apx-1978",
            "3 Apr 85",
            "Apr 1985",
            "31 Apr",
            "3 Apr May 1985",
            "123 Apr 1985",
        ] {
            assert_eq!(Born::read(none), Err(Unused::Impossible), "{none}");
        }
        // One slip is kept here too, and a stand-in is one.
        assert_eq!(
            born("31 Jun 1970").level(born("1970-06-30")),
            DateLevel::Slip
        );
        assert_eq!(Born::read("1 Jan 1900"), Err(Unused::StandIn));
    }

    #[test]
    fn eight_digits_begin_with_the_year_or_the_day() {
        for (text, number) in [
            ("15032001", 0x2001_0315),
            ("19620227", 0x1962_0227),
            ("19121975", 0x1975_1219),
            ("19112005", 0x2005_1119),
            ("20112010", 0x2010_1120),
            ("19622005", 0x1962_2005),
            ("20010203", 0x2001_0203),
        ] {
            assert_eq!(born(text).number(), number, "{text}");
        }
        assert_eq!(Born::read("01011900"), Err(Unused::StandIn));
        for not_known in ["99999999", "00000000", "19620000", "00001962", "99991962"] {
            assert_eq!(Born::read(not_known), Err(Unused::StandIn), "{not_known}");
        }
        assert_eq!(Born::read("41131999"), Err(Unused::Impossible));
    }

    #[test]
    fn a_year_far_off_is_kept_for_its_other_digits() {
        assert_eq!(
            born("8813-05-05").level(born("1813-05-05")),
            DateLevel::Slip
        );
        assert_eq!(Born::read("0999-05-05"), Err(Unused::Impossible));
    }

    #[test]
    fn a_day_that_there_is_not_is_kept_where_one_slip_may_have_made_it() {
        for (written, meant) in [
            ("1961-02-29", "1961-02-28"),
            ("31/06/1970", "30/06/1970"),
            ("1962-02-72", "1962-02-27"),
            ("1962-14-27", "1962-04-27"),
            ("1962-20-05", "1962-02-05"),
        ] {
            let slip = born(written).level(born(meant));
            assert_eq!(slip, DateLevel::Slip, "{written}");
        }
        for neither in ["1962-14-41", "0062-02-27", "1962-05-100"] {
            let read = Born::read(neither);
            assert_eq!(read, Err(Unused::Impossible), "{neither}");
        }
        for not_known in [
            "1962-00-00",
            "1962-05-00",
            "1962-00-05",
            "1962-99-01",
            "1962-05-99",
            "00/00/0000",
            "99/99/9999",
        ] {
            let read = Born::read(not_known);
            assert_eq!(read, Err(Unused::StandIn), "{not_known}");
        }
    }

    /// The levels again, from the digits as they are written.
    fn by_hand(one: &str, other: &str) -> DateLevel {
        let digits = |text: &str| -> Vec<u8> { text.bytes().filter(u8::is_ascii_digit).collect() };
        let (a, b) = (digits(one), digits(other));
        let differing: Vec<usize> = (0..8).filter(|place| a[*place] != b[*place]).collect();
        let year = |text: &str| text[..4].parse::<i32>().unwrap();
        match differing.as_slice() {
            [] => DateLevel::Same,
            [_] => DateLevel::Slip,
            [p, q] if *q == p + 1 && a[*p] == b[*q] && a[*q] == b[*p] => DateLevel::Slip,
            _ if a[..4] == b[..4] && a[4..6] == b[6..] && a[6..] == b[4..6] => DateLevel::Slip,
            _ if a[4..] == b[4..] && matches!((year(one) - year(other)).abs(), 1 | 10) => {
                DateLevel::OtherYear
            }
            _ if a[..6] == b[..6] => DateLevel::SameMonth,
            _ if a[..4] == b[..4] => DateLevel::SameYear,
            _ => DateLevel::Different,
        }
    }

    #[test]
    fn levels_are_those_of_the_digits_as_they_are_written() {
        let days: Vec<String> = [1899, 1909, 1960, 1962, 1969, 1970, 1972, 1979, 2006]
            .into_iter()
            .flat_map(|year| (1..=12).map(move |month| (year, month)))
            .flat_map(|(year, month)| {
                [1, 2, 10, 11, 12, 20, 21, 28].map(|day| format!("{year}-{month:02}-{day:02}"))
            })
            .collect();
        for one in &days {
            for other in &days {
                let level = born(one).level(born(other));
                assert_eq!(level, by_hand(one, other), "{one} {other}");
            }
        }
    }

    #[test]
    fn dates_agree_by_levels() {
        for (one, other, level) in [
            ("1962-02-27", "1962-02-27", DateLevel::Same),
            ("1962-02-07", "1962-07-02", DateLevel::Slip),
            ("1962-02-27", "1962-02-72", DateLevel::Slip),
            ("1962-02-27", "1962-02-21", DateLevel::Slip),
            ("1962-02-12", "1962-02-21", DateLevel::Slip),
            ("1962-02-27", "1926-02-27", DateLevel::Slip),
            ("1969-02-27", "1970-02-27", DateLevel::OtherYear),
            ("1962-02-27", "1972-02-27", DateLevel::Slip),
            ("1962-02-27", "1962-02-14", DateLevel::SameMonth),
            ("1962-02-27", "1962-05-14", DateLevel::SameYear),
            ("1962-02-27", "1981-11-03", DateLevel::Different),
        ] {
            let (one, other) = (born(one), born(other));
            assert_eq!(one.level(other), level);
            assert_eq!(other.level(one), level);
        }
    }
}
