//! How many people at once, where, and at what hours: the capacity that would have been needed.

use domain::time;
use jiff::Timestamp;
use schemars::JsonSchema;
use serde::Serialize;

use super::tally::hour;
use crate::wording::{HOUR, later};

/// A stay longer than this has no believable end, and is counted with those that have none.
const LONGEST: i64 = 7 * 24 * HOUR;

/// The people of some stays, over time.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Occupancy {
    /// How many stays.
    pub stays: u64,
    /// Of these, how many whose end is not recorded or not to be believed: they are in no number
    /// of minutes and in no peak.
    pub end_not_known: u64,
    /// Of these, how many whose beginning is a bound and not a time.
    pub beginning_not_timed: u64,
    /// Minutes of all stays with an end, each rounded down.
    pub minutes: u64,
    /// The most at once.
    pub peak: u64,
    /// The first moment of that peak, in UTC.
    pub peak_at: Option<Timestamp>,
    /// The hours of the day in Europe/London, 0 to 23, in which anybody was there or came.
    pub hours: Vec<HourOfDay>,
}

/// One hour of the day, over all days.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, JsonSchema)]
pub struct HourOfDay {
    /// The hour in Europe/London, 0 to 23.
    pub hour: u8,
    /// Stays that began in it.
    pub began: u64,
    /// Minutes that people were there in it, each piece rounded down.
    pub minutes: u64,
    /// The most at once in it.
    pub peak: u64,
}

/// A beginning and, where it is known, an end.
#[derive(Debug, Clone, Copy)]
pub(super) struct Span {
    pub(super) from: Timestamp,
    pub(super) until: Option<Timestamp>,
    pub(super) timed: bool,
}

/// The occupancy of some stays, in any order.
pub(super) fn of(spans: impl Iterator<Item = Span>) -> Occupancy {
    let mut found = Occupancy::default();
    let mut hours = [HourOfDay::default(); 24];
    let mut edges: Vec<(Timestamp, i64)> = Vec::new();
    for span in spans {
        found.stays += 1;
        found.beginning_not_timed += u64::from(!span.timed);
        if let Some(here) = hours.get_mut(usize::from(hour(span.from))) {
            here.began += 1;
        }
        let ended = span
            .until
            .filter(|until| until.as_second().saturating_sub(span.from.as_second()) <= LONGEST);
        let Some(until) = ended else {
            found.end_not_known += 1;
            continue;
        };
        found.minutes += minutes(span.from, until);
        pieces(span.from, until, |from, to| {
            if let Some(here) = hours.get_mut(usize::from(hour(from))) {
                here.minutes += minutes(from, to);
            }
        });
        edges.push((span.from, 1));
        edges.push((until, -1));
    }
    // Somebody who leaves at the instant another comes frees the place: ends sort first.
    edges.sort_unstable();
    let mut here = 0_i64;
    let mut since: Option<Timestamp> = None;
    for (at, step) in edges {
        let now = u64::try_from(here).unwrap_or(0);
        if let Some(from) = since.filter(|_| now > 0) {
            if now > found.peak {
                found.peak = now;
                found.peak_at = Some(from);
            }
            pieces(from, at, |from, _| {
                if let Some(here) = hours.get_mut(usize::from(hour(from))) {
                    here.peak = here.peak.max(now);
                }
            });
        }
        here += step;
        since = Some(at);
    }
    found.hours = (0_u8..)
        .zip(hours)
        .map(|(hour, found)| HourOfDay { hour, ..found })
        .filter(|found| found.began > 0 || found.peak > 0)
        .collect();
    found
}

/// Whole minutes between two instants.
fn minutes(from: Timestamp, until: Timestamp) -> u64 {
    let seconds = until.as_second().saturating_sub(from.as_second());
    u64::try_from(seconds / 60).unwrap_or(0)
}

/// Cuts a span where the hour of the London clock changes.
fn pieces(from: Timestamp, until: Timestamp, mut piece: impl FnMut(Timestamp, Timestamp)) {
    let mut at = from;
    while at < until {
        let clock = time::in_london(at);
        let gone = i64::from(clock.minute()) * 60 + i64::from(clock.second());
        let next = later(at, HOUR - gone);
        // On the whole second, so that pieces after the first begin on the hour.
        let next = Timestamp::new(next.as_second(), 0).unwrap_or(Timestamp::MAX);
        let end = next.min(until);
        piece(at, end);
        if end <= at {
            return;
        }
        at = end;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn span(from: &str, until: &str) -> Span {
        Span {
            from: from.parse().unwrap(),
            until: until.parse().ok(),
            timed: true,
        }
    }

    #[test]
    fn the_peak_counts_those_at_once_and_not_those_who_follow_each_other() {
        let found = of([
            span("2026-01-05T10:00:00Z", "2026-01-05T12:00:00Z"),
            span("2026-01-05T12:00:00Z", "2026-01-05T13:00:00Z"),
            span("2026-01-05T12:30:00Z", "2026-01-05T12:45:00Z"),
        ]
        .into_iter());
        assert_eq!((found.stays, found.minutes, found.peak), (3, 195, 2));
        assert_eq!(found.peak_at, "2026-01-05T12:30:00Z".parse().ok());
        let hours: Vec<_> = found
            .hours
            .iter()
            .map(|hour| (hour.hour, hour.began, hour.minutes, hour.peak))
            .collect();
        assert_eq!(hours, [(10, 1, 60, 1), (11, 0, 60, 1), (12, 2, 75, 2)]);
    }

    #[test]
    fn hours_are_those_of_the_london_clock_and_the_repeated_hour_counts_twice() {
        // The clocks go back on 25 October 2026 at 02:00 BST.
        let found = of([span("2026-10-25T00:30:00Z", "2026-10-25T02:30:00Z")].into_iter());
        let hours: Vec<_> = found
            .hours
            .iter()
            .map(|hour| (hour.hour, hour.minutes))
            .collect();
        assert_eq!(hours, [(1, 90), (2, 30)]);
    }

    #[test]
    fn a_stay_without_an_end_is_counted_and_adds_no_minutes() {
        let found = of([
            span("2026-01-05T10:00:00Z", ""),
            span("2026-01-05T10:00:00Z", "2027-01-05T10:00:00Z"),
        ]
        .into_iter());
        assert_eq!(
            (found.stays, found.end_not_known, found.minutes, found.peak),
            (2, 2, 0, 0)
        );
    }

    #[test]
    fn an_hour_is_listed_for_whoever_came_in_it_or_was_there_for_less_than_a_minute() {
        let hours = |spans: Vec<Span>| -> Vec<_> {
            let found = of(spans.into_iter());
            let hours = found.hours.iter();
            hours
                .map(|hour| (hour.hour, hour.began, hour.minutes, hour.peak))
                .collect()
        };

        assert_eq!(
            hours(vec![span("2026-01-05T10:00:00Z", "")]),
            [(10, 1, 0, 0)]
        );
        assert_eq!(
            hours(vec![span("2026-01-05T10:30:00Z", "2026-01-05T11:00:30Z")]),
            [(10, 1, 30, 1), (11, 0, 0, 1)]
        );
    }

    #[test]
    fn an_hour_begins_on_the_hour_for_somebody_who_came_in_the_middle_of_a_minute() {
        let found = of([span("2026-01-05T10:59:30Z", "2026-01-05T11:01:00Z")].into_iter());
        let hours: Vec<_> = found
            .hours
            .iter()
            .map(|hour| (hour.hour, hour.began, hour.minutes, hour.peak))
            .collect();

        assert_eq!(hours, [(10, 1, 0, 1), (11, 0, 1, 1)]);
    }

    #[test]
    fn the_first_of_two_peaks_is_told_and_a_bound_is_no_time() {
        let mut bounded = span("2026-01-05T12:00:00Z", "2026-01-05T13:00:00Z");
        bounded.timed = false;
        let found = of([
            span("2026-01-05T10:00:00Z", "2026-01-05T11:00:00Z"),
            bounded,
        ]
        .into_iter());

        assert_eq!((found.peak, found.beginning_not_timed), (1, 1));
        assert_eq!(found.peak_at, "2026-01-05T10:00:00Z".parse().ok());
    }
}
