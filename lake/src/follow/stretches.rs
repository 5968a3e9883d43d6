//! What the time of officers went on: stretches between the times of a file, and how many officers
//! there were where somebody said.
//!
//! A number is said of what it stands beside and of what follows until another is asked for: those
//! who met the person decide and wait, those who set out convey, queue and hand over, those who
//! answered that they stay, stay. Where the line says none the stretch has none: two officers are
//! never taken for granted, and those who went are not taken to be those who were there.

use casework::File;
use domain::Event;
use domain::event::EventKind;
use jiff::Timestamp;

use super::detention::{delay_cause, named};
use super::rows::area;
use super::times::{Counted, Times, minutes};
use crate::schema::{Phase, Text};

/// A stretch with both of its ends known.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Stretch {
    phase: &'static str,
    from: Timestamp,
    to: Timestamp,
    minutes: i32,
    officers: Option<i32>,
}

/// The stretches of a file.
pub(super) fn stretches(file: &File, times: &Times) -> Vec<Stretch> {
    let decided = times.detained.or(times.alternative);
    let handed_over = times.accepted.or(times.released);
    let Officers { there, going, stay } = Officers::of(file);
    [
        ("attend", times.opened, times.met, there),
        ("decide", times.met, decided, there),
        ("wait for transport", times.detained, times.left, there),
        ("convey", times.left, times.reached.or(times.entered), going),
        ("queue", times.reached, times.entered, going),
        ("hand over", times.entered, handed_over, going),
        ("stay", times.accepted, times.released, stay),
    ]
    .into_iter()
    .filter_map(|(phase, from, to, officers)| {
        Some(Stretch {
            phase,
            minutes: minutes(from, to)?,
            from: from?,
            to: to?,
            officers,
        })
    })
    .collect()
}

/// How many officers the lines that stand speak of; of several numbers the greatest.
struct Officers {
    there: Option<i32>,
    going: Option<i32>,
    stay: Option<i32>,
}

impl Officers {
    fn of(file: &File) -> Self {
        let most = |said: fn(&Event) -> Option<u8>| {
            let said = file.live().filter_map(|fact| said(fact.event));
            said.max().map(i32::from)
        };
        let there = most(|event| match event {
            Event::EncounterBegan(began) => began.officers,
            Event::WarrantExecuted(entry) => entry.officers,
            _ => None,
        });
        let going = most(|event| match event {
            Event::JourneyBegan(journey) => journey.officers,
            _ => None,
        });
        Self {
            there,
            // Where nobody set out, those who were there hand over.
            going: if file.has(EventKind::JourneyBegan) {
                going
            } else {
                there
            },
            stay: most(|event| match event {
                Event::PresenceAnswered(answer) if answer.stay => answer.officers,
                _ => None,
            }),
        }
    }
}

/// The minutes of all officers together from the first meeting until the police part was over.
/// None where a stretch of that time, or how many were there in it, is not known.
pub(super) fn officer_minutes(
    stretches: &[Stretch],
    met: Option<Timestamp>,
    closed: Option<Timestamp>,
) -> Option<i32> {
    let (met, closed) = (met?, closed?);
    let with_person = stretches.iter().filter(|one| one.phase != "attend");
    let mut covered = 0;
    let mut all = 0_i32;
    for stretch in with_person {
        covered += stretch.to.as_second() - stretch.from.as_second();
        all = all.checked_add(stretch.minutes.checked_mul(stretch.officers?)?)?;
    }
    (covered == closed.as_second() - met.as_second()).then_some(all)
}

/// The stretches as rows.
pub(super) fn phases(
    file: &File,
    stretches: &[Stretch],
    counted: &Counted,
    detained: bool,
) -> Vec<Phase> {
    let place = file.live().find_map(|fact| match fact.event {
        Event::Entered(entered) => named(&entered.place),
        _ => None,
    });
    let vehicle = file.live().find_map(|fact| match fact.event {
        Event::JourneyBegan(journey) => Some(Text::from(journey.mode.label())),
        _ => None,
    });
    let cause = delay_cause(file);
    let Some(position) = file.head().map(|head| i64::try_from(head.get())) else {
        return Vec::new();
    };
    stretches
        .iter()
        .map(|stretch| {
            let phase = stretch.phase;
            let at_place = matches!(phase, "queue" | "hand over" | "stay");
            let waits = matches!(phase, "hand over" | "stay");
            Phase {
                file_id: file.id().to_string().into(),
                record_position: Some(position.unwrap_or(i64::MAX)),
                origin: "record".into(),
                local_day: counted.day,
                phase: phase.into(),
                started_at: stretch.from,
                minutes: stretch.minutes,
                officers: stretch.officers,
                officer_minutes: stretch
                    .officers
                    .and_then(|officers| stretch.minutes.checked_mul(officers)),
                rank: None,
                site: place.clone().filter(|_| at_place),
                cause: cause.clone().filter(|_| waits),
                vehicle: vehicle.clone().filter(|_| phase == "convey"),
                detained,
                area: area(file),
            }
        })
        .collect()
}
