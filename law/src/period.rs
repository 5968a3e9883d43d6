//! Periods counted in days and months of the calendar (`time-calendar-periods`).
//!
//! An hour is an elapsed hour and is counted on instants; a day or a month is one of the calendar
//! of Europe/London and is counted here, on dates. A period of days is lawful to the end of its
//! last day, so every answer is a [`LastDay`]: the day itself, as a reader says it, and the
//! instant at which that day is over, as a clock needs it.
//!
//! | wording | the day named | last day |
//! |---|---|---|
//! | 28 days beginning with 1 March | counts | 28 March |
//! | six months beginning with 20 June | counts | 19 December |
//! | within three months from 1 February | does not count | 1 May |
//!
//! The wordings are statutory text. The counting is convention, and was not checked against a
//! source: a month ends on the corresponding date, or on the last day of a month that has no such
//! date. So six months beginning with 29, 30 or 31 August 2022 all end with
//! February.
//!
//! Nothing here fails. A date past the end of the calendar is the calendar's last.

use domain::{Moment, time};
use jiff::civil::Date;
use jiff::{Span, Timestamp};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::answer::Reason;
use crate::position::day_of;
use crate::rules;

/// The last day of a period: lawful until it ends, and not after.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema,
)]
#[serde(transparent)]
pub struct LastDay(Date);

impl LastDay {
    /// A period known by its last day, such as one a document states.
    pub const fn new(day: Date) -> Self {
        Self(day)
    }

    /// The day, in Europe/London.
    pub const fn day(self) -> Date {
        self.0
    }

    /// The instant the day is over: the first of the next day in Europe/London. The period does
    /// not include it, as [`crate::position()`] takes every end.
    pub fn ends(self) -> Timestamp {
        self.0.tomorrow().map_or(Timestamp::MAX, starts)
    }

    /// Whether an instant comes before the end of the day. It says nothing of a beginning.
    pub fn has_not_passed(self, at: Timestamp) -> bool {
        at < self.ends()
    }

    /// The step of an argument that says which day is the last, of what was counted: “28 days
    /// beginning with 1 Mar 2023”.
    pub fn because(self, counted: &str) -> Reason {
        rules::TIME_CALENDAR_PERIODS
            .applies(format!("{counted}: to the end of {}.", time::day(self.0)))
    }
}

/// So many days beginning with a day, which counts as the first. None at all end the day before.
pub fn days_beginning_with(day: Date, days: u16) -> LastDay {
    let after = i64::from(days).saturating_sub(1);
    LastDay(later(day, Span::new().try_days(after)))
}

/// So many months beginning with a day, which counts as the first: they end the day before the
/// corresponding date, or with a month that has no such date. None at all end the day before.
pub fn months_beginning_with(day: Date, months: u16) -> LastDay {
    let corresponding = later(day, Span::new().try_months(i64::from(months)));
    LastDay(if corresponding.day() == day.day() {
        corresponding.yesterday().unwrap_or(corresponding)
    } else {
        corresponding
    })
}

/// Within so many months from a day, which does not count: they end on the corresponding date,
/// or with a month that has no such date.
pub fn months_from(day: Date, months: u16) -> LastDay {
    LastDay(later(day, Span::new().try_months(i64::from(months))))
}

/// The calendar day of a moment in Europe/London, where it has one: exact, about, or on a day
/// whose hour nobody knows. Between days, before, after and unknown have none.
pub fn day(moment: &Moment) -> Option<Date> {
    match moment {
        Moment::On { date } => Some(*date),
        Moment::Between { first, last } if first == last => Some(*first),
        other => other.instant().map(day_of),
    }
}

fn later(day: Date, span: Result<Span, jiff::Error>) -> Date {
    span.map_or(Date::MAX, |span| day.saturating_add(span))
}

/// The first instant of a day in Europe/London. Within a day of the calendar's own ends, where no
/// instant can be told, the end of time on that side.
fn starts(day: Date) -> Timestamp {
    let beyond = if day < Date::ZERO {
        Timestamp::MIN
    } else {
        Timestamp::MAX
    };
    day.to_zoned(time::london())
        .map_or(beyond, |zoned| zoned.timestamp())
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    fn at(text: &str) -> Timestamp {
        text.parse().unwrap()
    }

    #[test]
    fn days_beginning_with_a_day_count_it() {
        let twenty_eight = |day| days_beginning_with(day, 28).day();

        assert_eq!(twenty_eight(date(2023, 3, 1)), date(2023, 3, 28));
        assert_eq!(twenty_eight(date(2023, 2, 10)), date(2023, 3, 9));
        assert_eq!(twenty_eight(date(2024, 2, 10)), date(2024, 3, 8));
        assert_eq!(
            days_beginning_with(date(2024, 3, 1), 14).day(),
            date(2024, 3, 14)
        );
        assert_eq!(
            days_beginning_with(date(2023, 3, 28), 7).day(),
            date(2023, 4, 3)
        );
        assert_eq!(
            days_beginning_with(date(2023, 3, 1), 0).day(),
            date(2023, 2, 28)
        );
    }

    #[test]
    fn months_beginning_with_a_day_end_before_the_corresponding_date() {
        for (first, last) in [
            (date(2023, 6, 20), date(2023, 12, 19)),
            (date(2023, 1, 1), date(2023, 6, 30)),
            (date(2023, 3, 1), date(2023, 8, 31)),
            (date(2023, 8, 28), date(2024, 2, 27)),
            (date(2023, 8, 29), date(2024, 2, 28)),
            // A month without the date ends the period with itself: 2024 is a leap year.
            (date(2023, 8, 30), date(2024, 2, 29)),
            (date(2023, 8, 31), date(2024, 2, 29)),
            (date(2022, 8, 29), date(2023, 2, 28)),
            (date(2022, 8, 31), date(2023, 2, 28)),
            (date(2023, 12, 31), date(2024, 6, 30)),
        ] {
            assert_eq!(months_beginning_with(first, 6).day(), last, "from {first}");
        }
    }

    #[test]
    fn months_from_a_day_leave_it_out() {
        for (issued, last) in [
            (date(2024, 2, 1), date(2024, 5, 1)),
            (date(2023, 11, 30), date(2024, 2, 29)),
            (date(2022, 11, 30), date(2023, 2, 28)),
            (date(2024, 1, 31), date(2024, 4, 30)),
            (date(2024, 10, 31), date(2025, 1, 31)),
            (date(2024, 2, 29), date(2024, 5, 29)),
        ] {
            assert_eq!(months_from(issued, 3).day(), last, "from {issued}");
        }
    }

    #[test]
    fn a_day_ends_at_midnight_in_london_whatever_the_clocks_do() {
        for (last, ends) in [
            (date(2024, 1, 15), "2024-01-16T00:00:00Z"),
            (date(2024, 7, 15), "2024-07-15T23:00:00Z"),
            // The clocks went forward, then back, on these days.
            (date(2024, 3, 30), "2024-03-31T00:00:00Z"),
            (date(2024, 3, 31), "2024-03-31T23:00:00Z"),
            (date(2024, 10, 26), "2024-10-26T23:00:00Z"),
            (date(2024, 10, 27), "2024-10-28T00:00:00Z"),
        ] {
            let last = LastDay::new(last);

            assert_eq!(last.ends(), at(ends));
            assert!(!last.has_not_passed(at(ends)));
            assert!(last.has_not_passed(at(ends) - jiff::SignedDuration::from_nanos(1)));
        }
    }

    #[test]
    fn the_end_of_the_calendar_is_no_fault() {
        assert_eq!(days_beginning_with(Date::MAX, u16::MAX).day(), Date::MAX);
        assert_eq!(months_from(Date::MAX, u16::MAX).day(), Date::MAX);
        assert_eq!(LastDay::new(Date::MAX).ends(), Timestamp::MAX);
        assert_eq!(days_beginning_with(Date::MIN, 0).day(), Date::MIN);
        assert_eq!(LastDay::new(Date::MIN).ends(), Timestamp::MIN);
    }

    #[test]
    fn a_moment_has_a_day_only_where_it_says_one() {
        let exact = Moment::Exact {
            at: at("2024-07-15T23:30:00Z"),
        };
        let between = |first, last| Moment::Between { first, last };
        let (one, two) = (date(2024, 7, 15), date(2024, 7, 16));

        assert_eq!(day(&exact), Some(two));
        assert_eq!(day(&Moment::On { date: one }), Some(one));
        assert_eq!(day(&between(one, one)), Some(one));
        assert_eq!(day(&between(one, two)), None);
    }
}
