//! The answer in words: every number beside what it is a number of.

use std::path::Path;

use domain::time;
use jiff::SignedDuration;
use law::replay::{ChangeCount, Report, StayRow};

use super::Told;
use crate::screen::{counted, number};

pub(super) fn in_words<C>(told: &Told<'_, C>, cases: Option<&Path>) -> String {
    let mut lines = Vec::new();
    lines.push(format!("Supposed: {}.", told.supposed.join("; ")));
    lines.push("A supposition about law, not a forecast: the acts stay as recorded.".to_owned());
    lines.push(String::new());
    base(told, &mut lines);
    lines.push(String::new());
    differ(told.report, &mut lines);
    for row in &told.report.stations {
        lines.push(String::new());
        station(row, told.report, &mut lines);
    }
    if !told.report.changes.is_empty() {
        lines.push(String::new());
        lines.push(format!(
            "Each difference, in detentions of {}:",
            number(told.report.detained)
        ));
        for change in &told.report.changes {
            difference(change, &mut lines);
        }
    }
    lines.push(String::new());
    lines.push(match cases {
        Some(path) => format!("The cases behind every number: `{}`.", path.display()),
        None => "The cases behind every number: give --cases FILE.csv, or --json.".to_owned(),
    });
    lines.join("\n")
}

/// What was read, and what of it is missing.
fn base<C>(told: &Told<'_, C>, lines: &mut Vec<String>) {
    let report = told.report;
    lines.push(format!(
        "{} read; section 136 was used in {}.",
        counted(report.read, "case"),
        number(report.detained)
    ));
    let unreadable = report.unreadable.number;
    if unreadable > 0 {
        lines.push(format!(
            "{} could not be read, named above, and in no number below.",
            counted(unreadable, "case")
        ));
    }
    if told.odd > 0 {
        lines.push(format!(
            "Something is odd in {}, named above and read all the same.",
            counted(told.odd, "case")
        ));
    }
    for (left_out, why) in [
        (told.outside_the_days, "outside the days asked about"),
        (told.without_a_day, "without any time, so on no day"),
        (
            u64::try_from(told.disposed_of.len()).unwrap_or(u64::MAX),
            "disposed of, so that nobody can read them",
        ),
    ] {
        if left_out > 0 {
            lines.push(format!("Left out: {} {why}.", counted(left_out, "case")));
        }
    }
    lines.push(format!(
        "Not recorded, of the {}: the first place {}, the hour {}, whether 18 {}.",
        counted(report.detained, "detention"),
        share(report.place_not_recorded, report.detained),
        share(report.hour_not_recorded, report.detained),
        share(report.age_not_known, report.detained),
    ));
}

fn differ<C>(report: &Report<C>, lines: &mut Vec<String>) {
    let of = report.detained;
    lines.push(format!(
        "Standing, clock, duties or breaches would have differed in {} of {}.",
        share(report.differ_for_the_person.number, of),
        counted(of, "detention"),
    ));
    lines.push(format!(
        "Anything at all, the wording of the Act included: {}.",
        share(report.differ_at_all.number, of)
    ));
    lines.push(format!(
        "Contested, because nothing says how detentions under way on the day are treated: {}.",
        share(report.contested.number, of)
    ));
    lines.push(format!(
        "Besides, {} without a detention would have had another wording or option.",
        counted(report.encounters.number, "encounter")
    ));
    if report.stations.is_empty() {
        lines.push(format!(
            "Stays at a police station: {}, none of which would have been judged otherwise.",
            number(report.station_stays)
        ));
    }
}

/// The stays at one station, or at all of them.
fn station<C>(row: &StayRow<C>, report: &Report<C>, lines: &mut Vec<String>) {
    let when = &row.occupancy;
    let place = row
        .place
        .as_ref()
        .map_or("Police stations", |place| place.label());
    lines.push(format!(
        "{place}: {} of {}: {}.",
        share(when.stays, row.of),
        counted(row.of, "stay"),
        row.reading.label()
    ));
    let [child, adult, unknown] = row.by_age;
    lines.push(format!(
        "  under 18: {}; 18 or over: {}; not known: {}",
        number(child),
        number(adult),
        number(unknown)
    ));
    lines.push(format!(
        "  held for {} in all; {} at once at most{}",
        minutes(when.minutes),
        number(when.peak),
        when.peak_at.map_or(String::new(), |at| format!(
            ", first {}",
            time::full_time(at)
        ))
    ));
    if when.end_not_known + when.beginning_not_timed > 0 {
        lines.push(format!(
            "  end not known: {} (in no hours below); beginning known only by a bound: {}",
            share(when.end_not_known, when.stays),
            share(when.beginning_not_timed, when.stays)
        ));
    }
    lines.push("  hour in London   began   people there for   at once at most".to_owned());
    for hour in &when.hours {
        lines.push(format!(
            "  {:02}:00–{:02}:59 {:>8} {:>18} {:>17}",
            hour.hour,
            hour.hour,
            number(hour.began),
            minutes(hour.minutes),
            number(hour.peak)
        ));
    }
    debug_assert!(row.of <= report.station_stays);
}

fn difference<C>(change: &ChangeCount<C>, lines: &mut Vec<String>) {
    lines.push(format!(
        "{:>8}  {}{}",
        number(change.detentions),
        change.says,
        if change.contested { " (contested)" } else { "" }
    ));
}

/// `12 (1.1 %)`: a number and its share.
fn share(part: u64, of: u64) -> String {
    if of == 0 {
        return number(part);
    }
    let thousandths = (u128::from(part) * 1_000 + u128::from(of) / 2) / u128::from(of);
    format!(
        "{} ({}.{} %)",
        number(part),
        thousandths / 10,
        thousandths % 10
    )
}

fn minutes(minutes: u64) -> String {
    if minutes == 0 {
        return "–".to_owned();
    }
    let minutes = i64::try_from(minutes).unwrap_or(i64::MAX / 60);
    time::span(SignedDuration::from_mins(minutes))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_share_is_rounded_to_the_nearest_tenth_and_never_divides_by_nothing() {
        assert_eq!(share(0, 0), "0");
        assert_eq!(share(1, 3), "1 (33.3 %)");
        assert_eq!(share(2, 3), "2 (66.7 %)");
        assert_eq!(share(12, 1_060), "12 (1.1 %)");
        assert_eq!(share(1_060, 1_060), "1,060 (100.0 %)");
    }
}
