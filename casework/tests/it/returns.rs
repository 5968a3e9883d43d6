//! The monthly return: its figures, its versions, who signs, and what a correction changes.

use crate::story::*;
use casework::monthly::{self, Absent, Entry, Period};
use casework::returns::{self, Return, protected};
use casework::{File, Why};
use domain::event::*;
use domain::{
    Actor, EventId, FileId, Known, Moment, Month, NoValue, PlaceKind, Recorded, Role, TimeSource,
    When,
};
use jiff::SignedDuration;
use proptest::prelude::*;
use uuid::Uuid;

fn analyst() -> Actor {
    actor("analyst", Role::Analyst, None, None)
}
fn liaison() -> Actor {
    actor("mhlo", Role::LiaisonOfficer, None, None)
}
fn records_manager() -> Actor {
    actor("records_manager", Role::RecordsManager, None, None)
}

fn october() -> Month {
    "2026-10".parse().unwrap()
}

fn ended() -> Ended {
    Ended {
        reason: EndReason::ArrangementsComplete,
        outcome: OutcomeCategory::CommunityPlan,
        person_told: domain::Answer::Yes,
        care_now_with: String::new(),
    }
}

/// J11 as far as the return: entered 03:05 on 8 October, ended 03:00 on the ninth.
fn journey() -> (Desk, EventId) {
    let mut desk = Desk::met("2026-10-08 02:20");
    desk.says(&officer(), detained());
    desk.at("2026-10-08 03:05");
    let place = desk.place("medway_ed");
    desk.says(&officer(), Entered { place });
    desk.at("2026-10-09 03:00");
    let end = desk.says(&ed_nurse(), ended());
    (desk, end)
}

fn correct(desk: &mut Desk, line: EventId, to: &str) -> EventId {
    desk.says(
        &sergeant(),
        Corrected {
            line,
            happened: Some(When::exact(at(to), TimeSource::SiteLog)),
            event: None,
            reason: "the ward book shows when the person left the room".into(),
            evidence: "ward book".into(),
        },
    )
}

fn entries(files: &[&[Recorded]], profile: &law::Profile) -> Vec<Entry> {
    files
        .iter()
        .filter_map(|lines| monthly::entry(&File::fold(lines[0].file, lines), profile))
        .collect()
}

fn value(figures: &[Figure], id: &str) -> Known<u64> {
    let id = format!("s136m-{id}");
    let found: Vec<_> = figures.iter().filter(|one| one.definition == id).collect();
    assert_eq!(found.len(), 1, "{id}");
    found[0].value.clone()
}

/// A return's own desk, and what it says of the month.
fn desk_of_return(now: &str) -> Desk {
    let mut desk = Desk::new(now);
    desk.file = returns::file_of(&desk.force, ReturnKind::Section136Monthly, october());
    desk
}

fn issued(desk: &Desk, entries: &[Entry], reason: &str) -> ReturnIssued {
    let held = Return::of(&desk.file());
    let last = held.as_ref().and_then(Return::newest);
    let figures = monthly::figures(entries, october());
    ReturnIssued {
        which: ReturnKind::Section136Monthly,
        period: october(),
        version: last.map_or(1, |last| last.number + 1),
        difference: last
            .and_then(|last| returns::difference(&last.figures, &figures))
            .unwrap_or_default(),
        figures,
        counted: monthly::counted(entries, october()),
        up_to: 1,
        reason: reason.into(),
    }
}

fn sign(line: EventId) -> ReturnSigned {
    ReturnSigned {
        issued: line,
        signature: "A. Name".into(),
    }
}

fn send(line: EventId, to: Recipient) -> ReturnSent {
    ReturnSent {
        issued: line,
        to,
        name: "Home Office".into(),
        receipt: "HO-1".into(),
    }
}

#[test]
fn a_correction_makes_a_second_version_with_its_difference_and_its_reason() {
    let (mut case, end) = journey();
    let first = entries(&[&case.lines], &case.profile);
    let mut desk = desk_of_return("2026-11-09 09:00");
    let v1 = issued(&desk, &first, "");
    assert_eq!(value(&v1.figures, "begun"), Known::is(1));
    assert_eq!(value(&v1.figures, "exceeded"), Known::is(0));
    assert_eq!(value(&v1.figures, "longest"), Known::is(23 * 60 + 55));
    let counted_to = v1.counted[0].position;
    let line = desk.says(&analyst(), v1);
    desk.says(&liaison(), sign(line));
    desk.says(&analyst(), sign(line));
    desk.says(&analyst(), send(line, Recipient::HomeOffice));

    case.at("2026-11-12 10:00");
    let corrected = correct(&mut case, end, "2026-10-09 03:20");
    let second = entries(&[&case.lines], &case.profile);
    assert_eq!(second[0].period, Period::Exceeded(15));
    desk.at("2026-11-12 11:00");
    let v2 = issued(&desk, &second, "the ward book");
    assert_eq!(
        v2.difference,
        "Periods exceeded: 0 → 1; Time over the period: none → 15 min; Median length: 23 h 55 min \
         → 24 h 15 min; Longest length: 23 h 55 min → 24 h 15 min"
    );
    let causes = returns::causes(&case.lines, Some(counted_to), october(), &case.profile);
    assert_eq!(causes.len(), 1);
    assert_eq!(causes[0].line.id, corrected);
    assert_eq!(
        causes[0].says,
        "Detention ended corrected: Fri 9 Oct 2026, 03:00 BST → Fri 9 Oct 2026, 03:20 BST"
    );
    assert_eq!(
        causes[0].reason,
        "the ward book shows when the person left the room"
    );
    desk.says(&liaison(), v2);

    let held = Return::of(&desk.file()).unwrap();
    let [one, two] = held.versions.as_slice() else {
        panic!("two versions");
    };
    assert_eq!(value(&one.figures, "exceeded"), Known::is(0), "v1 is kept");
    assert_eq!((one.stands(), two.stands()), ("sent", "issued, not signed"));
    assert!(!two.is_signed(), "it is signed anew");
}

#[test]
fn a_correction_that_changes_no_figure_offers_nothing() {
    let (mut case, _) = journey();
    let before = entries(&[&case.lines], &case.profile);
    let counted_to = before[0].counted.position;
    case.at("2026-10-20 09:00");
    let met = case.lines[1].id;
    correct(&mut case, met, "2026-10-08 02:18");
    let after = entries(&[&case.lines], &case.profile);
    let figures = |entries: &[Entry]| monthly::figures(entries, october());
    assert_eq!(
        returns::difference(&figures(&before), &figures(&after)),
        None
    );
    assert!(returns::causes(&case.lines, Some(counted_to), october(), &case.profile).is_empty());

    let mut desk = desk_of_return("2026-11-09 09:00");
    let v1 = issued(&desk, &before, "");
    desk.says(&analyst(), v1);
    let again = issued(&desk, &after, "why not");
    let refusal = desk.tries(&analyst(), again).unwrap_err();
    assert_eq!(refusal.why, Why::AlreadyRecorded);
    assert_eq!(refusal.says, "every figure is as it was in version 1");
}

#[test]
fn a_detention_that_a_correction_moves_out_of_the_month_leaves_its_figures() {
    let mut case = Desk::met("2026-10-31 23:50");
    let used = case.says(&officer(), detained());
    let before = entries(&[&case.lines], &case.profile);
    assert_eq!(
        value(&monthly::figures(&before, october()), "begun"),
        Known::is(1)
    );
    case.at("2026-11-02 09:00");
    correct(&mut case, used, "2026-11-01 00:05");
    let after = entries(&[&case.lines], &case.profile);
    assert_eq!(
        value(&monthly::figures(&after, october()), "begun"),
        Known::is(0)
    );
    let found = returns::causes(
        &case.lines,
        Some(before[0].counted.position),
        october(),
        &case.profile,
    );
    assert_eq!(found.len(), 1);
    // The month it moves to reads it too.
    let months: Vec<Month> = case.lines.iter().flat_map(monthly::months).collect();
    assert!(months.contains(&october()) && months.contains(&"2026-11".parse().unwrap()));
}

#[test]
fn two_people_sign_and_one_is_the_liaison_officer() {
    let (case, _) = journey();
    let first = entries(&[&case.lines], &case.profile);
    let mut desk = desk_of_return("2026-11-09 09:00");
    let v1 = issued(&desk, &first, "");
    let line = desk.says(&analyst(), v1);

    let early = desk
        .tries(&analyst(), send(line, Recipient::HomeOffice))
        .unwrap_err();
    assert_eq!(early.why, Why::NotYet);
    desk.says(&analyst(), sign(line));
    let twice = desk.tries(&analyst(), sign(line)).unwrap_err();
    assert_eq!(twice.why, Why::AlreadyRecorded);
    let neither = desk.tries(&records_manager(), sign(line)).unwrap_err();
    assert_eq!(neither.why, Why::NotPermitted);
    let unnamed = ReturnSigned {
        issued: line,
        signature: " ".into(),
    };
    assert_eq!(
        desk.tries(&liaison(), unnamed).unwrap_err().why,
        Why::Invalid
    );
    desk.says(&liaison(), sign(line));
    let third = desk.tries(&records_manager(), sign(line)).unwrap_err();
    assert_eq!(third.why, Why::AlreadyRecorded);
}

#[test]
fn nobody_else_writes_in_a_return_and_a_return_is_not_written_in_a_case() {
    let (mut case, _) = journey();
    let first = entries(&[&case.lines], &case.profile);
    let mut desk = desk_of_return("2026-11-09 09:00");
    let v1 = issued(&desk, &first, "");
    for who in [
        officer(),
        inspector(),
        superintendent(),
        suite_nurse(),
        amhp(),
        doctor(),
    ] {
        let refusal = desk.tries(&who, v1.clone()).unwrap_err();
        assert_eq!(refusal.why, Why::NotPermitted, "{}", who.name);
    }
    let refusal = case.tries(&liaison(), v1.clone()).unwrap_err();
    assert_eq!(refusal.why, Why::NoSuchLine);
    let mut elsewhere = Desk::new("2026-11-09 09:00");
    let refusal = elsewhere.tries(&liaison(), v1.clone()).unwrap_err();
    assert_eq!(refusal.why, Why::NoSuchLine, "a month has one file");

    let line = desk.says(&liaison(), v1);
    let told = ServiceTold {
        service: Service::AmhpService,
        detail: "told".into(),
    };
    assert_eq!(
        desk.tries(&liaison(), told).unwrap_err().why,
        Why::NoSuchLine
    );
    let taken_back = Withdrawn {
        line,
        reason: "a mistake".into(),
    };
    assert_eq!(
        desk.tries(&liaison(), taken_back).unwrap_err().why,
        Why::NoSuchLine
    );
    for role in Role::ALL {
        let somebody = actor("somebody", *role, None, None);
        assert_eq!(casework::permission::sight(&somebody, &desk.file()), None);
    }
    desk.ticks();
    assert_eq!(desk.lines.len(), 1, "time writes nothing in a return");
}

#[test]
fn a_return_waits_for_the_end_of_its_month() {
    let mut desk = desk_of_return("2026-10-31 23:59");
    let early = issued(&desk, &[], "");
    assert_eq!(
        desk.tries(&analyst(), early.clone()).unwrap_err().says,
        "October 2026 is not over yet"
    );
    desk.at("2026-11-01 00:00");
    desk.says(&analyst(), early.clone());
    let same = desk.tries(&analyst(), early).unwrap_err();
    assert_eq!(
        same.why,
        Why::AlreadyRecorded,
        "two people issue it at once"
    );
}

#[test]
fn an_older_version_is_neither_signed_nor_sent() {
    let (mut case, end) = journey();
    let mut desk = desk_of_return("2026-11-09 09:00");
    let v1 = issued(&desk, &entries(&[&case.lines], &case.profile), "");
    let old = desk.says(&analyst(), v1);
    case.at("2026-11-12 10:00");
    correct(&mut case, end, "2026-10-09 03:20");
    let now = entries(&[&case.lines], &case.profile);
    let without = issued(&desk, &now, " ");
    assert_eq!(
        desk.tries(&analyst(), without).unwrap_err().why,
        Why::Invalid
    );
    let v2 = issued(&desk, &now, "ward book");
    desk.says(&analyst(), v2);
    let refusal = desk.tries(&liaison(), sign(old)).unwrap_err();
    assert_eq!(refusal.says, "version 2 has taken its place");
}

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
        let count = |n: usize| Known::is(n as u64);
        let over: Vec<i64> = lengths.iter().filter(|l| **l > 1440).map(|l| *l - 1440).collect();

        prop_assert_eq!(value(&figures, "begun"), count(begun.len()));
        prop_assert_eq!(value(&figures, "open"), count(begun.iter().filter(|s| s.length.is_none()).count()));
        prop_assert_eq!(value(&figures, "exceeded"), count(over.len()));
        prop_assert_eq!(value(&figures, "exceeded-minutes"), Known::is(over.iter().sum::<i64>() as u64));
        let middle = match lengths.len() {
            0 => None,
            n if n % 2 == 1 => Some(lengths[n / 2]),
            n => Some(i64::midpoint(lengths[n / 2 - 1], lengths[n / 2])),
        };
        let or_none = |m: Option<i64>| m.map_or(Known::None(NoValue::NotApplicable), |m| Known::is(m as u64));
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
            Known::is(sum("s136m-length-none-") + lengths.len() as u64),
            value(&figures, "begun")
        );
    }

    /// What is hidden from a partner cannot be had back from what is shown beside it.
    #[test]
    fn a_hidden_count_has_more_than_one_answer(counts in proptest::collection::vec(0_u64..30, 15)) {
        let mut figures = monthly::figures(&[], october());
        let mut counts = counts.into_iter();
        for figure in figures.iter_mut().filter(|f| f.definition.starts_with("s136m-place-")) {
            figure.value = Known::is(counts.next().unwrap_or(0));
        }
        let shown = protected(&figures, Recipient::Public);
        let hidden = shown.iter().filter(|s| s.definition.starts_with("s136m-place-") && s.value.is_none());
        prop_assert_ne!(hidden.count(), 1);
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
