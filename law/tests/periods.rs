//! What must hold of every period of days and months.
#![allow(
    clippy::unwrap_used,
    reason = "a test stops at the first thing that is not as it should be"
)]

use jiff::civil::{Date, date};
use jiff::{Span, Timestamp, ToSpan};
use law::period::{self, LastDay};
use proptest::prelude::*;

fn days() -> impl Strategy<Value = Date> {
    (0_i64..40_000).prop_map(|after| date(1983, 9, 30) + Span::new().days(after))
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 2_000, ..ProptestConfig::default() })]

    #[test]
    fn so_many_days_hold_so_many_midnights(first in days(), length in 1_u16..2_000) {
        let last = period::days_beginning_with(first, length).day();
        let counted = first.series(1.day()).take_while(|day| *day <= last).count();

        prop_assert_eq!(counted, usize::from(length));
    }

    #[test]
    fn a_period_beginning_with_a_day_is_at_most_one_day_shorter_than_one_from_it(
        day in days(),
        months in 1_u16..60,
    ) {
        let with = period::months_beginning_with(day, months).day();
        let from = period::months_from(day, months).day();

        // The same only where the month has no such date: both then end with it.
        let clipped = from.day() != day.day();
        prop_assert_eq!(from == with, clipped);
        prop_assert_eq!(from.yesterday().unwrap() == with, !clipped);
        prop_assert!(!clipped || from.day() == from.days_in_month());
    }

    #[test]
    fn the_day_after_a_period_of_months_begins_the_next_on_the_same_date(
        day in days().prop_filter("a date every month has", |day| day.day() <= 28),
        months in 1_u16..60,
    ) {
        let next = period::months_beginning_with(day, months).day().tomorrow().unwrap();

        prop_assert_eq!(next.day(), day.day());
        prop_assert_eq!(
            period::months_beginning_with(next, months),
            period::months_beginning_with(day, 2 * months)
        );
    }

    #[test]
    fn a_later_beginning_or_a_longer_period_never_ends_sooner(
        day in days(),
        later in 0_i64..400,
        length in 0_u16..60,
        more in 0_u16..12,
    ) {
        let after = day + Span::new().days(later);
        for count in [period::days_beginning_with, period::months_beginning_with, period::months_from] {
            prop_assert!(count(day, length) <= count(after, length));
            prop_assert!(count(day, length) <= count(day, length + more));
        }
    }

    #[test]
    fn a_day_lasts_from_its_first_instant_to_the_next_days(day in days()) {
        let zone = domain::time::london();
        let first: Timestamp = day.to_zoned(zone.clone()).unwrap().timestamp();
        let last = LastDay::new(day);
        let before = LastDay::new(day.yesterday().unwrap());
        let hours = last.ends().duration_since(first).as_hours();

        prop_assert_eq!(before.ends(), first);
        prop_assert!(last.has_not_passed(first) && !before.has_not_passed(first));
        prop_assert_eq!(last.ends().to_zoned(zone).date(), day.tomorrow().unwrap());
        prop_assert!((23..=25).contains(&hours), "{day} has {hours} hours");
    }

    #[test]
    fn any_date_and_any_length_have_an_answer(day in any::<i32>(), length in any::<u16>()) {
        let day = date(1, 1, 1).saturating_add(Span::new().days(i64::from(day) % 4_000_000));
        for count in [period::days_beginning_with, period::months_beginning_with, period::months_from] {
            prop_assert!(count(day, length).ends() >= Timestamp::MIN);
        }
    }
}
