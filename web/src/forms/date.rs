//! Days and times of day as people type them, read in Europe/London.

use domain::time::{in_london, london};
use jiff::civil::{Date, DateTime, Time};
use jiff::tz::{AmbiguousOffset, Offset};
use jiff::{SignedDuration, Timestamp};

/// Which of the two times a clock shows when it goes back.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Letters {
    /// Summer time: the first of the two.
    Bst,
    /// Winter time: the second.
    Gmt,
}

impl Letters {
    /// Reads `bst` or `gmt` in any case.
    pub(super) fn read(text: &str) -> Option<Self> {
        match text.to_ascii_lowercase().as_str() {
            "bst" => Some(Self::Bst),
            "gmt" => Some(Self::Gmt),
            _ => None,
        }
    }

    const fn offset(self) -> Offset {
        match self {
            Self::Bst => Offset::constant(1),
            Self::Gmt => Offset::UTC,
        }
    }
}

/// Why a day and a time are not an instant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum NotAnInstant {
    /// The clocks went forward over it.
    Skipped,
    /// It came twice, and nobody said which.
    Twice,
    /// The letters said do not belong to it.
    WrongLetters,
    /// It is outside the years a clock can show.
    TooFar,
}

/// The instant of a day and a time in London.
pub(super) fn instant(
    day: Date,
    time: Time,
    letters: Option<Letters>,
) -> Result<Timestamp, NotAnInstant> {
    let civil = DateTime::from_parts(day, time);
    let ambiguous = london().to_ambiguous_timestamp(civil);
    let offset = match ambiguous.offset() {
        AmbiguousOffset::Gap { .. } => return Err(NotAnInstant::Skipped),
        AmbiguousOffset::Fold { .. } => match letters {
            None => return Err(NotAnInstant::Twice),
            Some(letters) => letters.offset(),
        },
        AmbiguousOffset::Unambiguous { offset } => match letters {
            Some(letters) if letters.offset() != offset => return Err(NotAnInstant::WrongLetters),
            _ => offset,
        },
    };
    offset.to_timestamp(civil).map_err(|_| NotAnInstant::TooFar)
}

/// Reads a time of day: `03:05`, `0305`, `3.05`, with or without `BST` or `GMT`.
pub(super) fn time_of_day(text: &str) -> Option<(Time, Option<Letters>)> {
    let text = text.trim();
    let cut = text
        .find(|c: char| c.is_ascii_alphabetic())
        .unwrap_or(text.len());
    let (digits, letters) = text.split_at_checked(cut)?;
    let letters = match letters.trim() {
        "" => None,
        said => Some(Letters::read(said)?),
    };
    let digits = digits.trim();
    let (hour, minute) = match digits.split_once([':', '.', ' ']) {
        Some(parts) => parts,
        None if digits.len() == 4 || digits.len() == 3 => {
            digits.split_at_checked(digits.len().checked_sub(2)?)?
        }
        None => return None,
    };
    let whole = |text: &str| -> Option<i8> {
        let plain = (1..=2).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_digit());
        plain.then(|| text.parse().ok()).flatten()
    };
    if minute.len() != 2 {
        return None;
    }
    Some((Time::new(whole(hour)?, whole(minute)?, 0, 0).ok()?, letters))
}

/// The instant of a time of day that lies nearest to a moment: the day is not asked.
pub(super) fn nearest(
    time: Time,
    letters: Option<Letters>,
    to: Timestamp,
) -> Result<Timestamp, NotAnInstant> {
    let today = in_london(to).date();
    let days = [today.yesterday().ok(), Some(today), today.tomorrow().ok()];
    let mut best: Option<(SignedDuration, Result<Timestamp, NotAnInstant>)> = None;
    for day in days.into_iter().flatten() {
        let read = instant(day, time, letters);
        // How far away it is, even where it came twice or never: so that the fault is reported
        // for the day that was meant and not hidden behind another day.
        let about = london()
            .to_ambiguous_timestamp(DateTime::from_parts(day, time))
            .compatible()
            .map_err(|_| NotAnInstant::TooFar)?;
        let away = about.duration_since(to).abs();
        if best.as_ref().is_none_or(|(nearest, _)| away < *nearest) {
            best = Some((away, read));
        }
    }
    best.map_or(Err(NotAnInstant::TooFar), |(_, read)| read)
}

/// Reads three boxes as a day. The error names the day as typed.
pub(super) fn day(day: &str, month: &str, year: &str) -> Result<Date, String> {
    let number = |text: &str| -> Option<i16> {
        text.bytes()
            .all(|b| b.is_ascii_digit())
            .then(|| text.parse().ok())
            .flatten()
    };
    let typed = || format!("`{}`", [day, month, year].join(" "));
    let (Some(d), Some(m), Some(y)) = (number(day), month_number(month), number(year)) else {
        return Err(format!(
            "Enter the day in numbers, such as 27 3 2026, instead of {}",
            typed()
        ));
    };
    if y < 1900 {
        return Err("Enter the year with four numbers, such as 2026".to_owned());
    }
    i8::try_from(d)
        .ok()
        .and_then(|d| Date::new(y, m, d).ok())
        .ok_or_else(|| {
            format!(
                "{} is not a day in the calendar: check day and month",
                typed()
            )
        })
}

fn month_number(text: &str) -> Option<i8> {
    const NAMES: [&str; 12] = [
        "jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec",
    ];
    if !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit()) {
        return text.parse().ok();
    }
    let begins: String = text.to_ascii_lowercase().chars().take(3).collect();
    NAMES
        .iter()
        .position(|name| *name == begins)
        .and_then(|index| i8::try_from(index + 1).ok())
}

#[cfg(test)]
mod tests {
    use jiff::civil::{date, time};

    use super::*;

    #[test]
    fn times_are_read_as_people_type_them() {
        for text in ["03:05", "0305", "3.05", "3:05", "305", " 03:05 ", "03 05"] {
            assert_eq!(time_of_day(text), Some((time(3, 5, 0, 0), None)), "{text}");
        }
        assert_eq!(
            time_of_day("01:30 bst"),
            Some((time(1, 30, 0, 0), Some(Letters::Bst)))
        );
        for text in [
            "", "3", "24:00", "12:60", "3:5", "noon", "12:3o", "-1:30", "1:30 CET", "é",
        ] {
            assert_eq!(time_of_day(text), None, "{text}");
        }
    }

    #[test]
    fn an_hour_that_comes_twice_needs_its_letters_and_one_that_never_comes_is_refused() {
        let back = date(2026, 10, 25);
        let half_past_one = time(1, 30, 0, 0);
        assert_eq!(instant(back, half_past_one, None), Err(NotAnInstant::Twice));
        assert_eq!(
            instant(back, half_past_one, Some(Letters::Bst)),
            Ok("2026-10-25T00:30:00Z".parse().unwrap())
        );
        assert_eq!(
            instant(back, half_past_one, Some(Letters::Gmt)),
            Ok("2026-10-25T01:30:00Z".parse().unwrap())
        );
        assert_eq!(
            instant(date(2026, 3, 29), half_past_one, None),
            Err(NotAnInstant::Skipped)
        );
        assert_eq!(
            instant(date(2026, 7, 1), half_past_one, Some(Letters::Gmt)),
            Err(NotAnInstant::WrongLetters)
        );
    }

    #[test]
    fn a_time_without_a_day_is_the_nearest_one() {
        let just_before_midnight = "2026-10-23T22:50:00Z".parse().unwrap();
        assert_eq!(
            nearest(time(0, 15, 0, 0), None, just_before_midnight),
            Ok("2026-10-23T23:15:00Z".parse().unwrap())
        );
        assert_eq!(
            nearest(
                time(1, 30, 0, 0),
                None,
                "2026-10-25T00:10:00Z".parse().unwrap()
            ),
            Err(NotAnInstant::Twice)
        );
    }

    #[test]
    fn days_that_do_not_exist_are_named() {
        assert_eq!(day("3", "2", "2011"), Ok(date(2011, 2, 3)));
        assert_eq!(day("3", "Feb", "2011"), Ok(date(2011, 2, 3)));
        assert!(day("31", "2", "2026").unwrap_err().contains("31 2 2026"));
        assert!(day("1", "1", "26").unwrap_err().contains("four numbers"));
        assert!(day("", "1", "2026").is_err());
        assert!(day("-3", "1", "2026").is_err());
        assert!(day("999999999999", "1", "2026").is_err());
    }
}
