//! Every happening is something that `casework` lets its actor record, in order, with what the
//! timers write in between.
#![allow(
    clippy::unwrap_used,
    reason = "a test stops at the first thing that is not as it should be"
)]

use std::collections::BTreeMap;

use casework::{File, Setting, decide, tick};
use domain::{
    Actor, CommandId, EventKind, FileId, Force, NewEvent, OrganisationId, Position, Recorded,
    UserId,
};
use domain::{Organisation, actor::OrganisationKind};
use jiff::{SignedDuration, Timestamp};
use night::{Night, Plan};

/// Timers are looked at this often, in minutes of the night.
const TICK_MINUTES: i64 = 2;

struct World {
    force: Force,
    profile: law::Profile,
    system: Actor,
    files: BTreeMap<FileId, File>,
    accepted: usize,
    refused: Vec<String>,
}

impl World {
    fn new() -> Self {
        let force = Force::read("kent.toml", include_str!("../../forces/kent.toml")).unwrap();
        let organisation = Organisation {
            id: OrganisationId::new("kent").unwrap(),
            kind: OrganisationKind::Police,
        };
        Self {
            profile: law::Profile::from_force(&force),
            force,
            system: Actor::lantern(UserId::new("lantern").unwrap(), organisation),
            files: BTreeMap::new(),
            accepted: 0,
            refused: Vec::new(),
        }
    }

    fn live(&mut self, plan: Plan, until: Timestamp) {
        let mut next_tick = plan.begins;
        let night = Night::new(&self.force, plan).unwrap();
        for happening in night.take_while(|happening| happening.at < until) {
            while next_tick <= happening.at {
                self.tick(next_tick);
                next_tick += SignedDuration::from_mins(TICK_MINUTES);
            }
            let file = self
                .files
                .entry(happening.file)
                .or_insert_with(|| File::new(happening.file));
            let setting = Setting {
                actor: &happening.by,
                now: happening.at,
                force: &self.force,
                profile: &self.profile,
            };
            match decide(file, happening.command, &happening.body, &setting) {
                Ok(decision) => {
                    self.accepted += 1;
                    write(
                        file,
                        &happening.by,
                        happening.at,
                        happening.command,
                        decision.events,
                    );
                }
                Err(refusal) => self.refused.push(format!(
                    "{} by {} in {}: {}",
                    happening.body.event.kind().label(),
                    happening.by.user,
                    happening.file,
                    refusal.says
                )),
            }
        }
    }

    fn tick(&mut self, now: Timestamp) {
        for file in self.files.values_mut() {
            let over = file.has(EventKind::Ended) || file.has(EventKind::AlternativeTaken);
            let last = file
                .lines()
                .last()
                .map_or(now, |line| line.written.recorded);
            if over && now.duration_since(last) > SignedDuration::from_hours(2) {
                continue;
            }
            for due in tick(file, now, &self.force, &self.profile) {
                write(file, &self.system, now, due.command, due.events);
            }
        }
    }
}

fn write(file: &mut File, by: &Actor, now: Timestamp, command: CommandId, events: Vec<NewEvent>) {
    for new in events {
        file.push(Recorded {
            file: file.id(),
            position: file.head().map_or(Position::FIRST, Position::next),
            id: new.id,
            happened: new.happened,
            recorded: now,
            by: by.clone(),
            command,
            event: new.event,
        });
    }
}

#[test]
fn a_busy_night_is_accepted_from_its_beginning_to_the_day_after() {
    let mut world = World::new();
    let opening: Timestamp = "2026-10-23T22:30:00Z".parse().unwrap();
    world.live(
        Plan::busy_night(1, opening),
        opening + SignedDuration::from_hours(30),
    );
    assert_eq!(
        world.refused,
        Vec::<String>::new(),
        "{} accepted",
        world.accepted
    );
    assert!(world.accepted > 800, "{} accepted", world.accepted);
}

#[test]
fn three_weeks_are_accepted() {
    let mut world = World::new();
    let begins: Timestamp = "2026-03-16T00:00:00Z".parse().unwrap();
    world.live(
        Plan::ordinary(7, begins),
        begins + SignedDuration::from_hours(24 * 21),
    );
    assert_eq!(
        world.refused,
        Vec::<String>::new(),
        "{} accepted",
        world.accepted
    );
    assert!(world.accepted > 5_000, "{} accepted", world.accepted);
}

#[test]
fn a_warrant_is_executed_in_the_living_night_and_closed_with_its_papers() {
    let opening: Timestamp = "2026-10-23T22:30:00Z".parse().unwrap();
    let at = |hours: i64| {
        let mut world = World::new();
        let until = opening + SignedDuration::from_hours(hours);
        world.live(Plan::busy_night(1, opening), until);
        assert_eq!(world.refused, Vec::<String>::new());
        let file = world
            .files
            .into_values()
            .find(|file| file.has(EventKind::WarrantExecuted))
            .unwrap();
        let position = law::position(&casework::facts::facts(&file), until, &world.profile);
        (file, position)
    };
    let (file, position) = at(0);
    assert!(
        matches!(
            position.standing.answer,
            law::Standing::Detained {
                under: law::Section::Section135,
                ..
            }
        ),
        "{:?}",
        position.standing
    );
    let entered = file.latest(EventKind::WarrantExecuted).unwrap().at();
    assert_eq!(position.clock.map(|clock| clock.start), entered);
    assert_eq!(
        entered,
        Some(opening - SignedDuration::from_mins(52)),
        "the clock runs from the entry, and it stands where the opening puts it"
    );
    let (file, position) = at(6);
    assert!(file.has(EventKind::WarrantReturned));
    assert_eq!(casework::view::stage(&file), casework::view::Stage::Ended);
    assert!(position.breaches.is_empty(), "{:#?}", position.breaches);
}
