//! The monthly return: its figures, its versions, who signs, and what a correction changes.

use crate::story::*;
use casework::monthly::{self, Entry, Period};
use casework::returns::{self, Return};
use casework::{File, Why};
use domain::event::*;
use domain::{Actor, EventId, Known, Month, Recorded, Role, TimeSource, When};
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

pub(crate) fn october() -> Month {
    "2026-10".parse().unwrap()
}

pub(crate) fn ended() -> Ended {
    Ended {
        reason: EndReason::ArrangementsComplete,
        outcome: OutcomeCategory::CommunityPlan,
        person_told: domain::Answer::Yes,
        care_now_with: String::new(),
    }
}

/// J11 as far as the return: entered 03:05 on 8 October, ended 03:00 on the ninth.
pub(crate) fn journey() -> (Desk, EventId) {
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

pub(crate) fn entries(files: &[&[Recorded]], profile: &law::Profile) -> Vec<Entry> {
    files
        .iter()
        .filter_map(|lines| monthly::entry(&File::fold(lines[0].file, lines), profile))
        .collect()
}

pub(crate) fn value(figures: &[Figure], id: &str) -> Known<u64> {
    let id = format!("s136m-{id}");
    let found: Vec<_> = figures.iter().filter(|one| one.definition == id).collect();
    assert_eq!(found.len(), 1, "{id}");
    found[0].value.clone()
}

/// A return's own desk, and what it says of the month.
pub(crate) fn desk_of_return(now: &str) -> Desk {
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
        warnings: 0,
        explained: String::new(),
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
fn everybody_who_had_the_first_version_is_listed_and_nobody_else() {
    let (mut case, end) = journey();
    let mut desk = desk_of_return("2026-11-09 09:00");
    let v1 = issued(&desk, &entries(&[&case.lines], &case.profile), "");
    let line = desk.says(&analyst(), v1);
    desk.at("2026-11-09 09:10");
    desk.looks(&records_manager());
    desk.looks(&records_manager());
    desk.says(&liaison(), sign(line));
    desk.says(&analyst(), sign(line));
    desk.at("2026-11-09 09:20");
    desk.says(&analyst(), send(line, Recipient::HomeOffice));
    case.at("2026-11-12 10:00");
    correct(&mut case, end, "2026-10-09 03:20");
    desk.at("2026-11-12 11:00");
    let v2 = issued(&desk, &entries(&[&case.lines], &case.profile), "ward book");
    desk.says(&liaison(), v2);
    desk.at("2026-11-13 09:00");
    desk.looks(&actor("analyst_2", Role::Analyst, None, None));

    let held = Return::of(&desk.file()).unwrap();
    let says = |number| -> Vec<String> {
        returns::had(&held, number, &desk.readings)
            .iter()
            .map(returns::Had::says)
            .collect()
    };
    assert_eq!(
        says(1),
        [
            "analyst: issued it Mon 9 Nov 2026, 09:00 GMT",
            "mhlo: signed it Mon 9 Nov 2026, 09:10 GMT",
            "analyst: signed it Mon 9 Nov 2026, 09:10 GMT",
            "records manager: first opened it Mon 9 Nov 2026, 09:10 GMT",
            "Home Office: was sent it (Home Office) by analyst Mon 9 Nov 2026, 09:20 GMT",
        ]
    );
    assert_eq!(
        says(2),
        [
            "mhlo: issued it Thu 12 Nov 2026, 11:00 GMT",
            "analyst 2: first opened it Fri 13 Nov 2026, 09:00 GMT",
        ]
    );
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
fn who_may_open_the_counted_files_is_who_sees_a_file() {
    let (case, _) = journey();
    for role in Role::ALL {
        let somebody = actor("somebody", *role, None, None);
        let sees = casework::permission::sight(&somebody, &case.file()).is_some();
        assert_eq!(
            casework::permission::may_open_counted_files(*role),
            sees && casework::permission::may_see_returns(*role),
            "{}",
            role.label()
        );
    }
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
fn an_older_version_is_not_signed_and_that_it_was_sent_is_still_a_fact() {
    let (mut case, end) = journey();
    let mut desk = desk_of_return("2026-11-09 09:00");
    let v1 = issued(&desk, &entries(&[&case.lines], &case.profile), "");
    let old = desk.says(&analyst(), v1);
    desk.says(&analyst(), sign(old));
    desk.says(&liaison(), sign(old));
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
    let refusal = desk.tries(&records_manager(), sign(old)).unwrap_err();
    assert_eq!(refusal.says, "version 2 has taken its place");
    // Learned of late: it had gone to the trust as well.
    desk.says(&analyst(), send(old, Recipient::Partner));
    let held = Return::of(&desk.file()).unwrap();
    assert_eq!(held.versions[0].sent.len(), 1);
    let elsewhere = EventId::new(Uuid::from_u128(5));
    let refusal = desk.tries(&liaison(), sign(elsewhere)).unwrap_err();
    assert_eq!(refusal.why, Why::NoSuchLine);
}
