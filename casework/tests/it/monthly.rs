//! The figures of a month, against a count of their own; and what is hidden of them.

use crate::returns::{ended, entries, journey, october, value};
use crate::story::*;
use casework::monthly::{self, Absent, Period};
use casework::returns::protected;
use domain::event::*;
use domain::{FileId, Known, Moment, NoValue, PlaceKind, Recorded, Role, TimeSource, When};
use jiff::SignedDuration;
use proptest::prelude::*;
use uuid::Uuid;

/// A detention as a script, and what it must give, worked out from the script alone.
#[derive(Debug, Clone)]
struct Script {
    used_minutes: i64,
    to_entry: Option<i64>,
    suite: bool,
    length: Option<i64>,
    end_unknown: bool,
}

fn script() -> impl Strategy<Value = Script> {
    (
        0_i64..(33 * 24 * 60),
        proptest::option::weighted(0.9, 5_i64..180),
        any::<bool>(),
        proptest::option::weighted(0.85, 30_i64..(30 * 60)),
        proptest::bool::weighted(0.1),
    )
        .prop_map(
            |(used_minutes, to_entry, suite, length, end_unknown)| Script {
                used_minutes,
                to_entry,
                suite,
                length,
                end_unknown,
            },
        )
}

fn play(number: usize, script: &Script) -> Vec<Recorded> {
    // From the last day of September, so that some fall before and some after October.
    let mut desk = Desk::new("2026-09-30 00:00");
    desk.file = FileId::new(Uuid::from_u128(1_000 + number as u128));
    let later = |minutes: i64| SignedDuration::from_mins(minutes);
    desk.now += later(script.used_minutes);
    desk.says(&officer(), opened());
    desk.says(&officer(), met(domain::LocationKind::Outdoors));
    desk.says(&officer(), detained());
    if let Some(to_entry) = script.to_entry {
        desk.now += later(to_entry);
        let place = desk.place(if script.suite {
            "orchard_suite"
        } else {
            "medway_ed"
        });
        desk.says(&officer(), Entered { place });
    }
    if let Some(length) = script.length {
        desk.now += later(length);
        if script.end_unknown {
            let happened = When {
                moment: Moment::Unknown {
                    why: NoValue::NotObtainable {
                        reason: "the ward closed".into(),
                    },
                },
                source: TimeSource::Verbal,
                device: None,
            };
            let command = casework::Command {
                happened,
                event: ended().into(),
                despite: None,
            };
            desk.sends(&sergeant(), &command).unwrap();
        } else {
            desk.says(&sergeant(), ended());
        }
    }
    desk.lines
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    /// The figures against a count that knows only the scripts: no file, no law.
    #[test]
    fn the_figures_are_those_of_the_scripts(scripts in proptest::collection::vec(script(), 0..9)) {
        let profile = Desk::new("2026-09-30 00:00").profile;
        let files: Vec<Vec<Recorded>> = scripts.iter().enumerate().map(|(n, s)| play(n, s)).collect();
        let borrowed: Vec<&[Recorded]> = files.iter().map(Vec::as_slice).collect();
        let figures = monthly::figures(&entries(&borrowed, &profile), october());

        let (from, to) = (at("2026-10-01 00:00"), at("2026-11-01 00:00"));
        let used = |s: &Script| at("2026-09-30 00:00") + SignedDuration::from_mins(s.used_minutes);
        let begun: Vec<&Script> = scripts.iter().filter(|s| (from..to).contains(&used(s))).collect();
        let mut lengths: Vec<i64> = begun.iter()
            .filter(|s| s.to_entry.is_some() && !s.end_unknown).filter_map(|s| s.length).collect();
        lengths.sort_unstable();
        let count = |n: usize| Known::is(u64::try_from(n).unwrap());
        let over: Vec<i64> = lengths.iter().filter(|l| **l > 1440).map(|l| *l - 1440).collect();

        prop_assert_eq!(value(&figures, "begun"), count(begun.len()));
        prop_assert_eq!(value(&figures, "open"), count(begun.iter().filter(|s| s.length.is_none()).count()));
        prop_assert_eq!(value(&figures, "exceeded"), count(over.len()));
        prop_assert_eq!(value(&figures, "exceeded-minutes"), Known::is(u64::try_from(over.iter().sum::<i64>()).unwrap()));
        let middle = match lengths.len() {
            0 => None,
            n if n % 2 == 1 => Some(lengths[n / 2]),
            n => Some(i64::midpoint(lengths[n / 2 - 1], lengths[n / 2])),
        };
        let or_none = |m: Option<i64>| m.map_or(Known::None(NoValue::NotApplicable), |m| Known::is(u64::try_from(m).unwrap()));
        prop_assert_eq!(value(&figures, "median"), or_none(middle));
        prop_assert_eq!(value(&figures, "longest"), or_none(lengths.last().copied()));
        let entered = |suite: bool| begun.iter().filter(|s| s.to_entry.is_some() && s.suite == suite).count();
        prop_assert_eq!(value(&figures, "place-emergency-department"), count(entered(false)));
        prop_assert_eq!(value(&figures, "place-health-based-place-of-safety"), count(entered(true)));
        prop_assert_eq!(
            value(&figures, "place-none-not-applicable"),
            count(begun.iter().filter(|s| s.to_entry.is_none() && s.length.is_some()).count())
        );
        prop_assert_eq!(
            value(&figures, "length-none-not-obtainable"),
            count(begun.iter().filter(|s| s.to_entry.is_some() && s.length.is_some() && s.end_unknown).count())
        );
        // Totals equal: a breakdown and what is missing from it make the whole.
        let sum = |prefix: &str| figures.iter().filter(|f| f.definition.starts_with(prefix))
            .filter_map(|f| f.value.value()).sum::<u64>();
        prop_assert_eq!(Known::is(sum("s136m-place-")), value(&figures, "begun"));
        prop_assert_eq!(
            Known::is(sum("s136m-length-none-") + u64::try_from(lengths.len()).unwrap()),
            value(&figures, "begun")
        );
    }

    /// What is hidden from a partner cannot be had back from what is shown beside it: by
    /// subtraction from the whole, as far as that goes, it may be one person or four.
    #[test]
    fn a_hidden_count_has_more_than_one_answer(
        counts in proptest::collection::vec(
            // Mostly noughts, as a month has them: rounding alone hides little among them.
            prop_oneof![4 => Just(0_u64), 1 => 1_u64..5, 1 => 5_u64..30], 15,
        ),
    ) {
        let mut figures = monthly::figures(&[], october());
        let mut counts = counts.into_iter();
        let is_place = |id: &str| id.starts_with("s136m-place-");
        for figure in figures.iter_mut().filter(|f| is_place(&f.definition)) {
            figure.value = Known::is(counts.next().unwrap_or(0));
        }
        let all: u64 = figures.iter().filter(|f| is_place(&f.definition))
            .filter_map(|f| f.value.value()).sum();
        for figure in figures.iter_mut().filter(|f| f.definition == "s136m-begun") {
            figure.value = Known::is(all);
        }

        let shown = protected(&figures, Recipient::Public);
        let unsafe_month = shown.iter().any(|one| one.rule.contains("could not be made safe"));
        prop_assert!(!unsafe_month, "one breakdown can always be made safe");
        for (one, figure) in shown.iter().zip(&figures) {
            let exact = figure.value.value().copied().unwrap_or(0);
            if let Some(Known::Value(held)) = &one.value {
                prop_assert!(held.value % 5 == 0);
                prop_assert!(held.value.abs_diff(exact) <= 2);
            }
            if (1..5).contains(&exact) {
                prop_assert!(one.value.is_none(), "{}", one.name);
            }
        }

        let begun = between(shown.iter().find(|one| one.definition == "s136m-begun").unwrap());
        let places: Vec<(u64, u64)> = shown.iter().filter(|one| is_place(&one.definition))
            .map(between).collect();
        for (index, (one, figure)) in shown.iter().zip(&figures)
            .filter(|(one, _)| is_place(&one.definition)).enumerate()
        {
            if one.value.is_some() {
                continue;
            }
            let beside = |pick: fn(&(u64, u64)) -> u64| places.iter().enumerate()
                .filter(|(other, _)| *other != index).map(|(_, range)| pick(range)).sum::<u64>();
            let least = begun.0.saturating_sub(beside(|range| range.1));
            let most = begun.1.saturating_sub(beside(|range| range.0));
            let exact = figure.value.value().copied().unwrap_or(0);
            prop_assert!((least..=most).contains(&exact), "the attack itself is wrong");
            prop_assert!(most.saturating_sub(least) >= 3, "{}: {least} to {most}", one.name);
            if (1..5).contains(&exact) {
                prop_assert!(least <= 1 && most >= 4, "{}: {least} to {most}", one.name);
            }
        }
    }
}

/// Between which counts a reader knows a figure to lie by what is shown of it alone. A count
/// shown as five is not three or four, which would be hidden.
fn between(shown: &casework::returns::Shown) -> (u64, u64) {
    match &shown.value {
        Some(Known::Value(held)) if held.value == 0 => (0, 0),
        Some(Known::Value(held)) => (5.max(held.value - 2), held.value + 2),
        _ => (0, 10_000),
    }
}

#[test]
fn the_home_office_is_sent_exact_figures_and_nobody_is_sent_the_longest() {
    let (case, _) = journey();
    let figures = monthly::figures(&entries(&[&case.lines], &case.profile), october());
    let exact = protected(&figures, Recipient::HomeOffice);
    for (one, figure) in exact.iter().zip(&figures) {
        assert_eq!(one.value.as_ref(), Some(&figure.value));
    }
    for to in [Recipient::Partner, Recipient::Public] {
        let shown = protected(&figures, to);
        let of = |id: &str| shown.iter().find(|one| one.definition == id).unwrap();
        assert_eq!(of("s136m-begun").value, None);
        assert_eq!(of("s136m-longest").value, None);
        assert_eq!(of("s136m-median").value, None);
        assert_eq!(of("s136m-begun").rule, "hidden: fewer than five");
    }
}

#[test]
fn an_imported_detention_counts_with_the_reason_for_which_its_place_is_not_known() {
    let mut desk = Desk::new("2026-11-01 09:00");
    let imported = DetentionImported {
        extract: "return".into(),
        row: 1,
        power: Known::UNKNOWN,
        sex: Known::UNKNOWN,
        age: Known::UNKNOWN,
        ethnicity: Known::None(NoValue::Declined),
        found_at: Known::UNKNOWN,
        first_place: Known::None(NoValue::NotAsked {
            reason: "the form had no box".into(),
        }),
        kept: std::collections::BTreeMap::new(),
    };
    let system = actor("lantern", Role::System, None, None);
    desk.says_at(&system, "2026-10-03 12:00", TimeSource::Import, imported);
    let entry = monthly::entry(&desk.file(), &desk.profile).unwrap();
    assert_eq!(entry.used, october());
    assert_eq!(entry.first_place, Err(Absent::NotAsked));
    assert_eq!(entry.length, Err(Absent::NotRecorded));
    assert!(
        !entry.open,
        "an extract says nothing of an end: it is not open"
    );
}

#[test]
fn every_figure_has_a_definition_and_an_id_of_its_own() {
    let figures = monthly::figures(&[], october());
    let mut ids: Vec<&str> = figures.iter().map(|one| one.definition.as_str()).collect();
    for id in &ids {
        assert!(
            !monthly::definition(id).starts_with("No definition"),
            "{id}"
        );
    }
    ids.sort_unstable();
    let all = ids.len();
    ids.dedup();
    assert_eq!(ids.len(), all);
    assert!(monthly::definition("s136m-other").starts_with("No definition"));
    assert_eq!(
        Absent::ALL.len(),
        6,
        "five kinds of no value, and that nothing is recorded"
    );
    assert!(figures.len() > PlaceKind::ALL.len());
}

#[test]
fn the_first_place_is_the_first_entered_and_not_the_first_written_down() {
    let mut desk = Desk::met("2026-10-08 02:20");
    desk.says(&officer(), detained());
    desk.at("2026-10-08 06:00");
    let suite = desk.place("orchard_suite");
    desk.says(&officer(), Entered { place: suite });
    let ed = desk.place("medway_ed");
    desk.says_at(
        &officer(),
        "2026-10-08 03:05",
        TimeSource::SiteLog,
        Entered { place: ed },
    );
    let entry = monthly::entry(&desk.file(), &desk.profile).unwrap();
    assert_eq!(entry.first_place, Ok(PlaceKind::EmergencyDepartment));
}

#[test]
fn figures_do_not_depend_on_when_they_are_asked_for() {
    let mut desk = Desk::met("2026-10-08 02:20");
    desk.says(&officer(), detained());
    let place = desk.place("medway_ed");
    desk.says(&officer(), Entered { place });
    let entry = monthly::entry(&desk.file(), &desk.profile).unwrap();
    assert!(entry.open);
    assert_eq!(entry.length, Err(Absent::NotRecorded));
    assert_eq!(
        entry.period,
        Period::NotExceeded,
        "with no end recorded nobody knows how long"
    );
}
