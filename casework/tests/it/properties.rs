//! Facts that hold for any file.

use crate::story::*;
use casework::{File, facts, view};
use domain::event::*;
use domain::{Known, PersonFact, Recorded, TimeSource, When};
use jiff::{SignedDuration, Timestamp};
use proptest::prelude::*;

/// Something said, some minutes after the last thing was said, and some minutes after it happened.
#[derive(Debug, Clone)]
struct Said {
    kind: u8,
    later: i64,
    late_by: i64,
    which: usize,
}

fn said() -> impl Strategy<Value = Said> {
    (
        0_u8..16,
        0_i64..180,
        prop_oneof![3 => Just(0_i64), 1 => 1_i64..240],
        0_usize..40,
    )
        .prop_map(|(kind, later, late_by, which)| Said {
            kind,
            later,
            late_by,
            which,
        })
}

/// Tells a desk a random story. What is refused is left out, as it would be.
fn tell(story: &[Said]) -> Desk {
    let mut desk = Desk::met("2026-10-24 20:00");
    for said in story {
        desk.now += SignedDuration::from_mins(said.later);
        let happened = When::exact(
            desk.now - SignedDuration::from_mins(said.late_by),
            TimeSource::Verbal,
        );
        let ids: Vec<_> = desk.lines.iter().map(|line| line.id).collect();
        let line = ids[said.which % ids.len()];
        let place = desk.place(if said.which % 2 == 0 {
            "medway_ed"
        } else {
            "orchard_suite"
        });
        let (by, event): (_, domain::Event) = match said.kind {
            0 => (officer(), detained().into()),
            1 => (dispatcher(), detained().into()),
            2 | 3 => (officer(), Entered { place }.into()),
            4 => (ed_nurse(), Entered { place }.into()),
            5 => (officer(), ReachedSite { place }.into()),
            6 => (
                officer(),
                TransferBegan {
                    to: place,
                    mode: Mode::Ambulance,
                    authorised_by: domain::Profession::Constable,
                    reason: "fit".into(),
                    accepted: domain::Answer::Yes,
                }
                .into(),
            ),
            7 => (
                officer(),
                Escaped {
                    from: EscapedFrom::PlaceOfSafety,
                    detail: String::new(),
                }
                .into(),
            ),
            8 => (
                officer(),
                Retaken {
                    by: domain::Profession::Constable,
                    detail: String::new(),
                }
                .into(),
            ),
            9 => (
                doctor(),
                Extended {
                    name: "Doctor 1".into(),
                    profession: domain::Profession::RegisteredMedicalPractitioner,
                    responsible_for_examination: domain::Answer::Yes,
                    minutes: u16::try_from(said.which * 20 + 1).unwrap(),
                    ground: ExtensionGround::PersonsCondition,
                    reason: "sedated".into(),
                    assessed_at_station: domain::Answer::NotKnown,
                }
                .into(),
            ),
            10 => (
                sergeant(),
                Corrected {
                    line,
                    happened: Some(happened.clone()),
                    event: None,
                    reason: "log".into(),
                    evidence: "log".into(),
                }
                .into(),
            ),
            11 => (
                officer(),
                domain::Event::PersonRecorded(PersonFact::Name {
                    is: Known::is("man in a green coat".into()),
                }),
            ),
            12 => (
                doctor(),
                Examined {
                    doctor: "Doctor 1".into(),
                    section_12: domain::Answer::Yes,
                    finding: ExamFinding::ALL[said.which % ExamFinding::ALL.len()],
                }
                .into(),
            ),
            13 => (
                amhp(),
                Ended {
                    reason: EndReason::ALL[said.which % EndReason::ALL.len()],
                    outcome: OutcomeCategory::NotKnown,
                    person_told: domain::Answer::Yes,
                    care_now_with: String::new(),
                }
                .into(),
            ),
            14 => (
                officer(),
                Withdrawn {
                    line,
                    reason: "wrong tap".into(),
                }
                .into(),
            ),
            _ => {
                let contested = desk.file().contests().first().cloned();
                let Some(contest) = contested else { continue };
                let (accepted, rest) = contest.lines.split_first().unwrap();
                (
                    sergeant(),
                    Settled {
                        accepted: *accepted,
                        not_accepted: rest.to_vec(),
                        kept_apart: vec![],
                        reason: "log".into(),
                    }
                    .into(),
                )
            }
        };
        let _ = desk.sends(
            &by,
            &casework::Command {
                happened,
                event,
                despite: None,
            },
        );
    }
    desk
}

fn position_known_at(desk: &Desk, lines: &[Recorded], known_at: Timestamp) -> law::Position {
    let file = File::known_at(desk.file, lines, known_at);
    law::position(&facts::facts(&file), known_at, &desk.profile)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    /// An answer as it was known at a moment never changes, whatever is recorded afterwards.
    #[test]
    fn what_was_known_stays_known(story in prop::collection::vec(said(), 1..25)) {
        let desk = tell(&story);
        for (index, line) in desk.lines.iter().enumerate() {
            let moment = line.recorded;
            // Lines recorded at this very moment belong to it.
            let until = desk.lines.iter().take_while(|it| it.recorded <= moment).count();
            prop_assert!(until > index);
            let then = position_known_at(&desk, &desk.lines[..until], moment);
            let now = position_known_at(&desk, &desk.lines, moment);
            prop_assert_eq!(then, now);
        }
    }

    /// A file is the same folded at once or line by line.
    #[test]
    fn a_file_folded_line_by_line_is_the_same(story in prop::collection::vec(said(), 1..25)) {
        let desk = tell(&story);
        let mut grown = File::new(desk.file);
        for line in &desk.lines {
            grown.push(line.clone());
        }
        prop_assert_eq!(grown, desk.file());
    }

    /// Nothing that is recorded disappears from the timeline, and its time to its first writing.
    #[test]
    fn nothing_recorded_disappears(story in prop::collection::vec(said(), 1..25)) {
        let desk = tell(&story);
        let file = desk.file();
        let sight = casework::permission::sight(&sergeant(), &file).unwrap();
        let timeline = view::timeline(&file, sight);
        prop_assert_eq!(timeline.len(), desk.lines.len());
        for (row, line) in timeline.iter().zip(&desk.lines) {
            prop_assert_eq!(row.id, line.id);
            prop_assert_eq!(row.was_happened.as_ref().unwrap_or(&row.happened), &line.happened);
        }
    }

    /// The lawful period is 24 hours from its start, and 36 at most with a further period, whatever
    /// transfers, escapes and late entries there are.
    #[test]
    fn nothing_but_a_further_period_lengthens_the_clock(
        story in prop::collection::vec(said(), 1..25),
    ) {
        let desk = tell(&story);
        if let Some(clock) = desk.position().clock {
            let lasts = clock.expiry.duration_since(clock.start);
            prop_assert!(lasts >= SignedDuration::from_hours(24));
            prop_assert!(lasts <= SignedDuration::from_hours(36));
            if clock.further_period.is_none() {
                prop_assert_eq!(lasts, SignedDuration::from_hours(24));
            }
            prop_assert!(clock.earliest_expiry <= clock.expiry);
        }
    }

    /// What time brings about comes to rest, and is the same seen twice.
    #[test]
    fn the_tick_comes_to_rest(story in prop::collection::vec(said(), 1..25), wait in 0_i64..3000) {
        let mut desk = tell(&story);
        desk.now += SignedDuration::from_mins(wait);
        let first = casework::tick(&desk.file(), desk.now, &desk.force, &desk.profile);
        let again = casework::tick(&desk.file(), desk.now, &desk.force, &desk.profile);
        prop_assert_eq!(first, again);
        desk.ticks();
    }
}
