//! Filters go to an address and come back the same; what cannot be taken is named.

use figures::filters::{Definition, Filters};
use jiff::civil::date;
use proptest::prelude::*;

fn october() -> Filters {
    Filters::over(date(2026, 10, 1), date(2026, 11, 1))
}

/// Reads a query as a server would: split, then decoded.
fn decoded(query: &str) -> Vec<(String, String)> {
    query
        .split('&')
        .map(|pair| {
            let (key, value) = pair.split_once('=').unwrap();
            let mut bytes = Vec::new();
            let mut rest = value.bytes();
            while let Some(byte) = rest.next() {
                if byte == b'%' {
                    let hex = [rest.next().unwrap(), rest.next().unwrap()];
                    let hex = std::str::from_utf8(&hex).unwrap().to_owned();
                    bytes.push(u8::from_str_radix(&hex, 16).unwrap());
                } else {
                    bytes.push(byte);
                }
            }
            (key.to_owned(), String::from_utf8(bytes).unwrap())
        })
        .collect()
}

fn read(pairs: &[(&str, &str)]) -> Result<Filters, Vec<String>> {
    Filters::read(pairs.iter().copied(), &october())
        .map_err(|problems| problems.iter().map(ToString::to_string).collect())
}

#[test]
fn what_is_not_asked_stays_as_it_was() {
    assert_eq!(read(&[]), Ok(october()));
    let asked = read(&[
        ("to", "2026-10-15"),
        ("area", " Medway "),
        ("definition", "force"),
    ]);
    let asked = asked.unwrap();
    assert_eq!(asked.from, date(2026, 10, 1));
    assert_eq!(asked.to, date(2026, 10, 15));
    assert_eq!(asked.last_day(), date(2026, 10, 14));
    assert_eq!(asked.area.as_deref(), Some("Medway"));
    assert_eq!(asked.definition, Definition::Force);
    assert_eq!(read(&[("area", "")]).unwrap().area, None);
}

#[test]
fn every_part_that_cannot_be_taken_is_named() {
    let said = read(&[
        ("from", "1/10/2026"),
        ("to", "2026-02-30"),
        ("forces", "kent"),
        ("definition", "both"),
        ("area", "a\u{0}b"),
        ("area", "c"),
    ])
    .unwrap_err();
    assert_eq!(
        said,
        [
            "`from`: `1/10/2026` is not a day: write it like 2026-10-31",
            "`to`: `2026-02-30` is not a day: write it like 2026-10-31",
            "`forces`: is not a filter; the filters are from, to, force, area, definition",
            "`definition`: is either `npcc` or `force`",
            "`area`: holds a character that is not text",
            "`area`: is there twice; leave one",
        ]
    );
    let said = read(&[("from", "2026-11-01")]).unwrap_err();
    assert_eq!(
        said,
        ["`to`: 2026-11-01 is not after 2026-11-01; it is the day after the last"]
    );
}

#[test]
fn the_months_are_those_the_period_touches() {
    let keys = |from, to| -> Vec<String> {
        Filters::over(from, to)
            .months()
            .into_iter()
            .map(domain::Month::key)
            .collect()
    };
    assert_eq!(keys(date(2026, 10, 1), date(2026, 11, 1)), ["2026-10"]);
    assert_eq!(
        keys(date(2026, 11, 30), date(2027, 1, 2)),
        ["2026-11", "2026-12", "2027-01"]
    );
    assert_eq!(keys(date(9999, 12, 1), date(9999, 12, 31)), ["9999-12"]);
}

proptest! {
    #[test]
    fn a_query_reads_back_as_it_was(
        from in -1000_i32..1000,
        length in 1_i32..4000,
        force in proptest::option::of("[a-z]{1,10}"),
        area in proptest::option::of("\\PC{1,20}"),
        own in any::<bool>(),
    ) {
        let from = date(2026, 1, 1).checked_add(jiff::Span::new().days(from)).unwrap();
        let filters = Filters {
            from,
            to: from.checked_add(jiff::Span::new().days(length)).unwrap(),
            force,
            // A page trims what is typed, and a blank area is none.
            area: area.map(|text| text.trim().to_owned()).filter(|text| !text.is_empty()),
            definition: if own { Definition::Force } else { Definition::Npcc },
        };
        let pairs = decoded(&filters.query());
        let pairs = pairs.iter().map(|(key, value)| (key.as_str(), value.as_str()));
        prop_assert_eq!(Filters::read(pairs, &october()), Ok(filters));
    }
}

#[test]
fn days_count_the_last_and_say_what_is_wrong_with_it() {
    let october = Filters::days(date(2026, 10, 1), date(2026, 10, 31));
    assert_eq!(
        october,
        Ok(Filters::over(date(2026, 10, 1), date(2026, 11, 1)))
    );
    let one = Filters::days(date(2026, 10, 1), date(2026, 10, 1));
    assert_eq!(one, Ok(Filters::over(date(2026, 10, 1), date(2026, 10, 2))));
    let backwards = Filters::days(date(2026, 10, 2), date(2026, 10, 1));
    assert!(backwards.is_err_and(|says| says.contains("comes before 2026-10-02")));
    let never = Filters::days(date(2026, 10, 1), jiff::civil::Date::MAX);
    assert!(never.is_err_and(|says| says.contains("the calendar's last")));
}
