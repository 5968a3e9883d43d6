//! Whatever is corrected, taken back, linked or parted: the lake that followed is the lake that is
//! made anew from the whole record, and so every measure is.

use std::collections::BTreeMap;

use domain::event::{Manner, WarrantKind};
use domain::{Event, EventId, EventKind, FileId};
use figures::evidence::Evidence as _;
use figures::filters::Filters;
use jiff::civil::date;
use jiff::{SignedDuration, Timestamp};
use lake::Lake;

use crate::counted_again::{compare, python};
use crate::evidence::ask;
use crate::place::{Place, contents};
use crate::told::*;

/// SplitMix64: chance that repeats.
struct Chance(u64);

impl Chance {
    fn below(&mut self, bound: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        usize::try_from((mixed ^ (mixed >> 31)) >> 33).unwrap() % bound
    }

    fn of<T: Copy>(&mut self, all: &[T]) -> T {
        all[self.below(all.len())]
    }
}

const NAMES: [&str; 4] = ["Anna Example", "Ana Example", "B. Person", "C. Other"];

/// The record as the test knows it: how many lines each file has, and which links were confirmed.
struct World {
    place: Place,
    chance: Chance,
    files: Vec<FileId>,
    lines: BTreeMap<FileId, usize>,
    links: Vec<(FileId, EventId)>,
    now: Timestamp,
}

impl World {
    async fn new(seed: u64) -> Self {
        let place = Place::new().await;
        place
            .tell(&place.happenings(seed, "2026-03-30T06:00:00Z", 30))
            .await;
        let mut world = Self {
            place,
            chance: Chance(seed),
            files: Vec::new(),
            lines: BTreeMap::new(),
            links: Vec::new(),
            now: at("06-01T00:00"),
        };
        for number in 0..10 {
            world.begin(number).await;
        }
        world
    }

    /// A file of somebody of four names, under a power of three or none.
    async fn begin(&mut self, number: u128) {
        let day = SignedDuration::from_hours(i64::try_from(self.chance.below(60 * 24)).unwrap());
        let when = at("03-01T00:00") + day;
        let after = |minutes| when + SignedDuration::from_mins(minutes);
        let mut told = vec![(when, opened()), (after(4), met())];
        if self.chance.below(4) > 0 {
            told.push((after(6), name(self.chance.of(&NAMES))));
            told.push((after(6), born("1988-03-04")));
        }
        match self.chance.below(4) {
            0 => told.push((after(20), detained())),
            1 => {
                told.push((after(15), executed(WarrantKind::Assess)));
                told.push((after(20), used(WarrantKind::Assess, Manner::Remove)));
            }
            2 => {
                told.push((after(15), executed(WarrantKind::Retake)));
                told.push((after(20), used(WarrantKind::Retake, Manner::Remove)));
            }
            _ => {}
        }
        told.push((after(70), entered(suite())));
        told.push((after(600), ended()));
        self.files.push(file(number));
        self.write(file(number), told).await;
    }

    async fn write(&mut self, file: FileId, told: Vec<(Timestamp, Event)>) -> Vec<EventId> {
        self.now += SignedDuration::from_mins(1);
        let first = self.lines.entry(file).or_default();
        let at = *first;
        *first += told.len();
        tell(&mut self.place, file, at, self.now, told).await
    }

    /// One thing more that somebody writes, of any kind there is.
    async fn happen(&mut self) {
        let file = self.chance.of(&self.files);
        let held = self.place.record.read(file).await.unwrap().unwrap();
        let line = &held.lines[self.chance.below(held.lines.len())];
        let shift =
            SignedDuration::from_hours(i64::try_from(self.chance.below(1_600)).unwrap() - 800);
        let now = self.now;
        let told = match self.chance.below(9) {
            0 | 1 => corrected(
                line.id,
                Some(line.recorded - SignedDuration::from_hours(1_500) + shift),
                None,
            ),
            2 => match line.event.kind() {
                // A correction of what a line says is of the same kind.
                EventKind::PersonRecorded => {
                    let other = match line.event {
                        Event::PersonRecorded(domain::PersonFact::Name { .. }) => {
                            name(self.chance.of(&NAMES))
                        }
                        _ => born(self.chance.of(&["1988-03-04", "1988-04-03", "2010-01-01"])),
                    };
                    corrected(line.id, None, Some(other))
                }
                EventKind::WarrantUsed => {
                    let kind = self.chance.of(&[WarrantKind::Assess, WarrantKind::Retake]);
                    corrected(line.id, None, Some(used(kind, Manner::Keep { at: home() })))
                }
                _ => withdrawn(line.id),
            },
            3 => withdrawn(line.id),
            4 => name(self.chance.of(&NAMES)),
            5 if !self.links.is_empty() => {
                let at = self.chance.below(self.links.len());
                let (of, confirmed) = self.links.swap_remove(at);
                self.write(of, vec![(now, undone(confirmed))]).await;
                return;
            }
            _ => {
                let with = self.chance.of(&self.files);
                if with != file {
                    let line = self.write(file, vec![(now, linked(with))]).await;
                    self.links.push((file, line[0]));
                }
                return;
            }
        };
        self.write(file, vec![(now, told)]).await;
    }
}

#[tokio::test]
async fn after_any_correction_the_lake_is_that_of_the_whole_record() {
    let spring = Filters::over(date(2026, 1, 1), date(2026, 7, 1));
    let mut persons = std::collections::BTreeSet::new();
    for seed in 0..2_u64 {
        let mut world = World::new(seed).await;
        let mut follow = world.place.follow("lake");
        follow.catch_up().await.unwrap();
        for round in 0..5 {
            for _ in 0..4 {
                world.happen().await;
                // In one step or in several, and by a program that was started again.
                if world.chance.below(2) == 0 {
                    while follow.step(1).await.unwrap().lines > 0 {}
                }
            }
            if world.chance.below(3) == 0 {
                drop(follow);
                follow = world.place.follow("lake");
            }
            follow.catch_up().await.unwrap();
            let anew = format!("anew-{round}");
            world.place.follow(&anew).catch_up().await.unwrap();
            // Opening once more removes what the last exchange replaced.
            drop(follow);
            follow = world.place.follow("lake");
            let (followed, made) = (
                contents(&world.place.lake("lake")),
                contents(&world.place.lake(&anew)),
            );
            assert!(
                followed == made,
                "seed {seed}, round {round}: some bytes differ"
            );
            for month in ["2026-02", "2026-03", "2026-04", "2026-05"] {
                let rows = crate::follow::rows(&world.place, "lake", "incident", month);
                let keys = rows.map(|rows| crate::follow::texts(&rows, "person"));
                persons.extend(keys.into_iter().flatten().map(|key| (seed, round, key)));
            }
        }
        drop(follow);
        let lakes = ["lake", "anew-4"].map(|name| world.place.lake(name));
        let (one, other) = (
            Lake::open(&lakes[0]).unwrap(),
            Lake::open(&lakes[1]).unwrap(),
        );
        for measure in one.measures() {
            let answers = (
                ask(&one, &measure.name, &spring).await.table,
                ask(&other, &measure.name, &spring).await.table,
            );
            assert_eq!(answers.0, answers.1, "{}", measure.name);
        }
        if let Some(python) = python() {
            compare(&python, &lakes[0], std::slice::from_ref(&spring)).await;
        }
    }
    assert!(
        persons.len() > 30,
        "{}: nobody was joined or parted",
        persons.len()
    );
}
