//! Business days in England and Wales, for service by post (SI 2008/1184 reg 6).
//!
//! A business day is none of Saturday, Sunday, Good Friday, Christmas Day and the bank holidays.
//! The bank holidays are those of the calendar with the days that proclamations added or moved
//! since November 2008, when the regulations began: background knowledge, not checked against the
//! proclamations. A day that is yet to be proclaimed is not known here.

use jiff::ToSpan;
use jiff::civil::{Date, Weekday, date};

/// Days a proclamation made bank holidays.
const ADDED: &[Date] = &[
    date(2011, 4, 29),
    date(2012, 6, 4),
    date(2012, 6, 5),
    date(2020, 5, 8),
    date(2022, 6, 2),
    date(2022, 6, 3),
    date(2022, 9, 19),
    date(2023, 5, 8),
];

/// Mondays of May that a proclamation moved elsewhere.
const MOVED: &[Date] = &[date(2012, 5, 28), date(2020, 5, 4), date(2022, 5, 30)];

/// The nth business day after a day, which does not count.
pub(crate) fn after(day: Date, nth: u8) -> Date {
    let mut day = day;
    let mut left = nth;
    while left > 0 {
        let Ok(next) = day.tomorrow() else {
            return day;
        };
        day = next;
        if is_business_day(day) {
            left = left.saturating_sub(1);
        }
    }
    day
}

fn is_business_day(day: Date) -> bool {
    !is_weekend(day) && !is_holiday(day)
}

fn is_weekend(day: Date) -> bool {
    matches!(day.weekday(), Weekday::Saturday | Weekday::Sunday)
}

fn is_holiday(day: Date) -> bool {
    if ADDED.contains(&day) {
        return true;
    }
    if MOVED.contains(&day) {
        return false;
    }
    let monday = day.weekday() == Weekday::Monday;
    match (day.month(), day.day()) {
        (5, 1..=7 | 25..=31) | (8, 25..=31) if monday => true,
        // New Year's Day, or the Monday after a weekend.
        (1, 1) => true,
        (1, 2 | 3) => monday,
        // Christmas and Boxing Day, with a weekday in lieu of each that falls on a weekend.
        (12, 25 | 26) => true,
        (12, 27) => matches!(day.weekday(), Weekday::Monday | Weekday::Tuesday),
        (12, 28) => matches!(day.weekday(), Weekday::Monday | Weekday::Tuesday),
        (3 | 4, _) => easter(day.year()).is_some_and(|sunday| {
            sunday.saturating_sub(2.days()) == day || sunday.saturating_add(1.day()) == day
        }),
        _ => false,
    }
}

/// Easter Sunday of the Gregorian calendar.
fn easter(year: i16) -> Option<Date> {
    let year = i32::from(year);
    let golden = year.rem_euclid(19);
    let century = year.div_euclid(100);
    let epact = (century - century / 4 - (8 * century + 13) / 25 + 19 * golden + 15).rem_euclid(30);
    let moon = epact - (epact / 28) * (1 - (29 / (epact + 1)) * ((21 - golden) / 11));
    let weekday = (year + year / 4 + moon + 2 - century + century / 4).rem_euclid(7);
    let after = moon - weekday;
    let month = 3 + (after + 40) / 44;
    let day = after + 28 - 31 * (month / 4);
    Date::new(
        i16::try_from(year).ok()?,
        i8::try_from(month).ok()?,
        i8::try_from(day).ok()?,
    )
    .ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_second_business_day_passes_over_weekends_and_holidays() {
        for (posted, second) in [
            // Monday to Wednesday, Thursday to Monday, Friday to Tuesday.
            (date(2024, 6, 10), date(2024, 6, 12)),
            (date(2024, 6, 13), date(2024, 6, 17)),
            (date(2024, 6, 14), date(2024, 6, 18)),
            (date(2024, 6, 15), date(2024, 6, 18)),
            // Easter: Good Friday 29 March and Monday 1 April 2024.
            (date(2024, 3, 28), date(2024, 4, 3)),
            // Christmas 2021 fell on a Saturday: the 27th and 28th stand in.
            (date(2021, 12, 24), date(2021, 12, 30)),
            // Christmas 2022 fell on a Sunday: the 26th and 27th.
            (date(2022, 12, 23), date(2022, 12, 29)),
            // New Year 2022 fell on a Saturday.
            (date(2021, 12, 31), date(2022, 1, 5)),
            // New Year 2025 fell on a Wednesday, and 2016 on a Friday.
            (date(2024, 12, 31), date(2025, 1, 3)),
            (date(2015, 12, 31), date(2016, 1, 5)),
            (date(2023, 5, 5), date(2023, 5, 10)),
            (date(2022, 9, 16), date(2022, 9, 21)),
            (date(2020, 5, 1), date(2020, 5, 5)),
            (date(2024, 8, 23), date(2024, 8, 28)),
        ] {
            assert_eq!(after(posted, 2), second, "posted {posted}");
        }
    }

    #[test]
    fn easter_falls_where_it_did() {
        for sunday in [
            date(2008, 3, 23),
            date(2011, 4, 24),
            date(2019, 4, 21),
            date(2024, 3, 31),
            date(2025, 4, 20),
            date(2038, 4, 25),
        ] {
            assert_eq!(easter(sunday.year()), Some(sunday));
        }
    }

    /// Easter by another way of counting (Meeus, Jones and Butcher), which shares no step with ours.
    fn easter_by_another_way(year: i16) -> Date {
        let year = i32::from(year);
        let (golden, century, rest) = (year % 19, year / 100, year % 100);
        let skipped = (century - (century + 8) / 25 + 1) / 3;
        let moon = (19 * golden + century - century / 4 - skipped + 15) % 30;
        let weekday = (32 + 2 * (century % 4) + 2 * (rest / 4) - moon - rest % 4) % 7;
        let late = (golden + 11 * moon + 22 * weekday) / 451;
        let days = moon + weekday - 7 * late + 114;
        let (month, day) = (days / 31, days % 31 + 1);
        Date::new(
            i16::try_from(year).unwrap(),
            i8::try_from(month).unwrap(),
            i8::try_from(day).unwrap(),
        )
        .unwrap()
    }

    #[test]
    fn easter_is_the_same_by_another_way_of_counting() {
        for year in 1583..=9999 {
            assert_eq!(easter(year), Some(easter_by_another_way(year)), "{year}");
        }
    }

    #[test]
    fn the_end_of_the_calendar_is_no_fault() {
        assert_eq!(after(Date::MAX, 2), Date::MAX);
    }
}
