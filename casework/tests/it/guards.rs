//! Each guard, by a pair that differs in one thing alone; and time that cannot be.

use casework::{Command, LineState, Why};
use domain::event::*;
use domain::known::NoValue;
use domain::person::AgeBasis;
use domain::{Answer, Event, Known, Moment, PersonFact, TimeSource, When};
use jiff::SignedDuration;
use jiff::civil::date;

use crate::story::*;

fn at_moment(moment: Moment) -> Command {
    Command {
        happened: When {
            moment,
            source: TimeSource::Verbal,
            device: None,
        },
        event: grounds().into(),
        despite: None,
    }
}

#[test]
fn times_that_cannot_be_are_refused_and_times_that_can_are_not() {
    let now = at("2026-10-23 02:14");
    let minutes = SignedDuration::from_mins;
    let cases = [
        (Moment::Exact { at: now }, true),
        (
            Moment::Exact {
                at: now + minutes(5),
            },
            true,
        ),
        (
            Moment::Exact {
                at: now + minutes(6),
            },
            false,
        ),
        (
            Moment::About {
                at: now + minutes(6),
            },
            false,
        ),
        (
            Moment::After {
                at: now - minutes(6),
            },
            true,
        ),
        (
            Moment::After {
                at: now + minutes(6),
            },
            false,
        ),
        (
            Moment::On {
                date: date(2026, 10, 23),
            },
            true,
        ),
        (
            Moment::On {
                date: date(2026, 10, 24),
            },
            false,
        ),
        (
            Moment::Between {
                first: date(2026, 10, 1),
                last: date(2026, 10, 31),
            },
            true,
        ),
        (
            Moment::Between {
                first: date(2026, 10, 2),
                last: date(2026, 10, 1),
            },
            false,
        ),
        (
            Moment::Exact {
                at: at("1982-12-31 12:00"),
            },
            false,
        ),
        (
            Moment::Unknown {
                why: NoValue::Unknown,
            },
            true,
        ),
    ];
    for (moment, accepted) in cases {
        let mut desk = Desk::met("2026-10-23 02:14");
        let result = desk.sends(&officer(), &at_moment(moment.clone()));
        assert_eq!(result.is_ok(), accepted, "{moment:?}: {result:?}");
        if let Err(refusal) = result {
            assert_eq!(refusal.why, Why::Invalid);
            assert_eq!(refusal.fields[0].field, "happened");
        }
    }
}

#[test]
fn a_birth_in_the_future_is_refused() {
    let mut desk = Desk::met("2026-10-23 02:14");
    for (born, accepted) in [
        ("2026-10-23", true),
        ("2026-10-24", false),
        ("1906-01-01", true),
        ("1905-12-31", false),
    ] {
        let fact = Event::PersonRecorded(PersonFact::DateOfBirth {
            is: Known::is(born.parse().unwrap()),
            basis: AgeBasis::Document,
        });
        assert_eq!(desk.tries(&officer(), fact).is_ok(), accepted, "{born}");
    }
}

#[test]
fn nothing_is_written_before_the_file_is_opened() {
    let mut desk = Desk::new("2026-10-23 02:14");
    let refusal = desk.tries(&officer(), grounds()).unwrap_err();
    assert_eq!(refusal.why, Why::NotYet);
    desk.says(&officer(), opened());
    let again = desk.tries(&officer(), opened()).unwrap_err();
    assert_eq!(again.why, Why::AlreadyRecorded);
}

#[test]
fn a_detention_without_a_reason_is_refused() {
    let mut desk = Desk::met("2026-10-23 02:14");
    let mut silent = detained();
    silent.why = "  ".into();
    let refusal = desk.tries(&officer(), silent).unwrap_err();
    assert_eq!(refusal.fields[0].field, "why");
    desk.says(&officer(), detained());
}

#[test]
fn one_officer_detains_once_and_another_persons_entry_is_kept_beside_it() {
    let mut desk = Desk::met("2026-10-23 02:14");
    desk.says(&officer(), detained());
    let again = desk.tries(&officer(), detained()).unwrap_err();
    assert_eq!(again.why, Why::AlreadyRecorded);
    desk.at("2026-10-23 02:19").says(&dispatcher(), detained());
    assert_eq!(desk.file().contests().len(), 1);
}

#[test]
fn a_wrong_tap_is_taken_back_within_ten_seconds_by_who_made_it() {
    let withdrawn = |line| Withdrawn {
        line,
        reason: "wrong tap".into(),
    };
    let mut desk = Desk::met("2026-10-23 02:14");
    let line = desk.says(&officer(), detained());
    let other = desk.tries(&sergeant(), withdrawn(line)).unwrap_err();
    assert_eq!(other.why, Why::NotPermitted);
    desk.now += SignedDuration::from_secs(10);
    desk.says(&officer(), withdrawn(line));
    let file = desk.file();
    assert!(matches!(
        file.line(line).unwrap().state,
        LineState::Withdrawn { .. }
    ));
    assert!(!file.has(EventKind::Detained));

    let line = desk.says(&officer(), detained());
    desk.now += SignedDuration::from_secs(30);
    let late = desk.tries(&officer(), withdrawn(line)).unwrap_err();
    assert_eq!(late.why, Why::AlreadyRecorded);
}

#[test]
fn a_correction_keeps_the_kind_needs_evidence_and_a_sergeant_or_its_author() {
    let mut desk = Desk::met("2026-10-23 02:14");
    let line = desk.says(&officer(), detained());
    desk.at("2026-10-23 02:40");
    let right = Corrected {
        line,
        happened: Some(When::exact(
            at("2026-10-23 02:12"),
            TimeSource::BodyWornVideo,
        )),
        event: None,
        reason: "camera clock".into(),
        evidence: "body-worn video".into(),
    };
    let no_evidence = Corrected {
        evidence: String::new(),
        ..right.clone()
    };
    assert_eq!(
        desk.tries(&sergeant(), no_evidence).unwrap_err().fields[0].field,
        "evidence"
    );
    let other_kind = Corrected {
        event: Some(Box::new(grounds().into())),
        ..right.clone()
    };
    assert_eq!(
        desk.tries(&sergeant(), other_kind).unwrap_err().fields[0].field,
        "event"
    );
    let nothing = Corrected {
        happened: None,
        ..right.clone()
    };
    assert_eq!(
        desk.tries(&sergeant(), nothing).unwrap_err().why,
        Why::Invalid
    );
    let somebody_else = desk.tries(&dispatcher(), right.clone()).unwrap_err();
    assert!(matches!(somebody_else.why, Why::RankNeeded(_)));
    let elsewhere = Corrected {
        line: domain::CommandId::of(desk.file, "another case").event(0),
        ..right.clone()
    };
    assert_eq!(
        desk.tries(&sergeant(), elsewhere).unwrap_err().why,
        Why::NoSuchLine
    );
    desk.says(&officer(), right);
    let file = desk.file();
    let fact = file.latest(EventKind::Detained).unwrap();
    assert_eq!(fact.at(), Some(at("2026-10-23 02:12")));
    assert_eq!(
        fact.written.happened.moment.instant(),
        Some(at("2026-10-23 02:14"))
    );
}

#[test]
fn record_what_happened_needs_words_and_a_refusal_that_allows_it() {
    let mut desk = Desk::met("2026-10-23 02:14");
    desk.says(&officer(), age(15, AgeBasis::Document));
    desk.says(&officer(), detained());
    let station = desk.place("medway_police_station");
    let entered = |despite: Option<&str>| Command {
        happened: When::now(at("2026-10-23 02:14")),
        event: Entered {
            place: station.clone(),
        }
        .into(),
        despite: despite.map(str::to_owned),
    };
    assert!(matches!(
        desk.sends(&officer(), &entered(None)).unwrap_err().why,
        Why::Blocked(_)
    ));
    assert_eq!(
        desk.sends(&officer(), &entered(Some(" "))).unwrap_err().why,
        Why::Invalid
    );
    desk.sends(&officer(), &entered(Some("no other door was open")))
        .unwrap();
    assert_eq!(
        desk.file().live_of(EventKind::ExceptionRecorded).count(),
        1,
        "the exception stands beside what happened"
    );

    // It does not turn a question of permission into a matter of words.
    let examined = Command {
        happened: When::now(desk.now),
        event: Examined {
            doctor: "nobody".into(),
            section_12: Answer::Yes,
            finding: ExamFinding::NotConcluded,
        }
        .into(),
        despite: Some("I looked at her".into()),
    };
    assert_eq!(
        desk.sends(&officer(), &examined).unwrap_err().why,
        Why::NotPermitted
    );
}

#[test]
fn the_same_command_makes_the_same_lines() {
    let desk = Desk::met("2026-10-23 02:14");
    let setting = casework::Setting {
        actor: &officer(),
        now: desk.now,
        force: &desk.force,
        profile: &desk.profile,
    };
    let command = Command {
        happened: When::now(desk.now),
        event: detained().into(),
        despite: None,
    };
    let id = domain::CommandId::of(desk.file, "a command");
    let once = casework::decide(&desk.file(), id, &command, &setting).unwrap();
    let twice = casework::decide(&desk.file(), id, &command, &setting).unwrap();
    assert_eq!(once, twice);
}

#[test]
fn silence_climbs_the_ladder_and_is_written_down() {
    let mut desk = Desk::met("2026-10-23 02:14");
    desk.says(&officer(), age(40, AgeBasis::Document));
    desk.says(&officer(), detained());
    let full = PlaceReplied {
        place: desk.place("orchard_suite"),
        offered: false,
        refusal: Some(PlaceRefusal::Full),
        words: String::new(),
    };
    desk.says(&officer(), full);
    desk.ticks();
    let stage = |desk: &Desk| casework::escalation::escalations(&desk.file())[0].stage;
    assert_eq!(stage(&desk), 1);
    desk.at("2026-10-23 02:43").ticks();
    assert_eq!(stage(&desk), 1);
    desk.at("2026-10-23 02:44").ticks();
    assert_eq!(stage(&desk), 2, "thirty minutes of silence");
    let replies = &casework::escalation::escalations(&desk.file())[0].replies;
    assert_eq!(replies[0].1, "no reply by 02:44 BST");

    // An answer stops the climb.
    let opened = casework::escalation::escalations(&desk.file())[0].opened;
    let reply = EscalationReplied {
        opened,
        reply: "a place at four".into(),
        promised: "04:00".into(),
    };
    desk.says(&sergeant(), reply);
    desk.at("2026-10-23 08:00").ticks();
    assert_eq!(stage(&desk), 2);
}

#[test]
fn a_period_that_runs_out_with_no_end_recorded_wakes_the_inspector_once() {
    let mut desk = Desk::met("2026-10-26 04:00");
    desk.says(&officer(), age(40, AgeBasis::Document));
    desk.says(&officer(), not_practicable());
    desk.says(&officer(), detained());
    let suite = desk.place("orchard_suite");
    desk.says(&officer(), Entered { place: suite });
    let expiry = |desk: &Desk| {
        casework::escalation::escalations(&desk.file())
            .iter()
            .filter(|one| one.trigger == Trigger::ChildCheckOrExpiry)
            .count()
    };
    desk.at("2026-10-27 03:59").ticks();
    assert_eq!(expiry(&desk), 0);
    desk.at("2026-10-27 04:00").ticks();
    assert_eq!(expiry(&desk), 1, "{:?}", desk.position().breaches);
    desk.at("2026-10-27 06:00").ticks();
    assert_eq!(expiry(&desk), 1, "and not again");
}
