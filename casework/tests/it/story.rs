//! A desk without a database: lines kept in memory, decided by the same pure function.

#![allow(dead_code, reason = "each test file uses its own part of the desk")]

use casework::notice::Reading;
use casework::{Command, File, Refusal, Setting, decide, facts, tick};
use domain::actor::{Actor, Organisation, OrganisationKind};
use domain::event::{Channel, EncounterBegan, FileOpened, PlaceRef};
use domain::{
    Answer, CommandId, Event, EventId, FileId, Force, FoundAt, Known, LocationKind, OrganisationId,
    PersonFact, PlaceId, Position, Rank, Recorded, Role, TimeSource, UserId, When,
};
use jiff::{Timestamp, civil::DateTime};
use law::Profile;
use uuid::Uuid;

/// A London time such as `2026-10-23 02:14`; an hour that happens twice is its first.
pub(crate) fn at(text: &str) -> Timestamp {
    let civil: DateTime = text.replace(' ', "T").parse().unwrap();
    civil.to_zoned(domain::time::london()).unwrap().timestamp()
}

pub(crate) struct Desk {
    pub(crate) file: FileId,
    pub(crate) lines: Vec<Recorded>,
    pub(crate) force: Force,
    pub(crate) profile: Profile,
    pub(crate) now: Timestamp,
    pub(crate) readings: Vec<Reading>,
    commands: u128,
}

pub(crate) fn actor(user: &str, role: Role, rank: Option<Rank>, place: Option<&str>) -> Actor {
    Actor {
        user: UserId::new(user).unwrap(),
        name: user.replace('_', " "),
        role,
        rank,
        organisation: Organisation {
            id: OrganisationId::new("kent").unwrap(),
            kind: OrganisationKind::Police,
        },
        place: place.map(|place| PlaceId::new(place).unwrap()),
    }
}

pub(crate) fn officer() -> Actor {
    actor(
        "pc_4471",
        Role::ResponseOfficer,
        Some(Rank::Constable),
        None,
    )
}
pub(crate) fn dispatcher() -> Actor {
    actor("dispatcher_1", Role::Dispatcher, None, None)
}
pub(crate) fn sergeant() -> Actor {
    actor("sgt_lpt", Role::Sergeant, Some(Rank::Sergeant), None)
}
pub(crate) fn inspector() -> Actor {
    actor("insp_duty", Role::Inspector, Some(Rank::Inspector), None)
}
pub(crate) fn superintendent() -> Actor {
    actor(
        "supt_oncall",
        Role::Superintendent,
        Some(Rank::Superintendent),
        None,
    )
}
pub(crate) fn custody_sergeant() -> Actor {
    actor(
        "custody_sgt",
        Role::CustodySergeant,
        Some(Rank::Sergeant),
        None,
    )
}
pub(crate) fn custody_nurse() -> Actor {
    actor("custody_hcp", Role::CustodyHealthcare, None, None)
}
pub(crate) fn suite_nurse() -> Actor {
    actor(
        "nurse_orchard",
        Role::PlaceOfSafetyNurse,
        None,
        Some("orchard_suite"),
    )
}
pub(crate) fn ed_nurse() -> Actor {
    actor(
        "nurse_medway_ed",
        Role::EmergencyDepartmentNurse,
        None,
        Some("medway_ed"),
    )
}
pub(crate) fn ed_doctor() -> Actor {
    actor(
        "doctor_medway_ed",
        Role::EmergencyDepartmentDoctor,
        None,
        Some("medway_ed"),
    )
}
pub(crate) fn doctor() -> Actor {
    actor("doctor_1", Role::Doctor, None, None)
}
pub(crate) fn amhp() -> Actor {
    actor("amhp_1", Role::Amhp, None, None)
}
pub(crate) fn paramedic() -> Actor {
    actor("paramedic_1", Role::Paramedic, None, None)
}

impl Desk {
    pub(crate) fn new(now: &str) -> Self {
        let force = Force::read("kent.toml", include_str!("../../../forces/kent.toml")).unwrap();
        let profile = Profile::from_force(&force);
        Self {
            file: FileId::new(Uuid::from_u128(7)),
            lines: Vec::new(),
            force,
            profile,
            now: at(now),
            readings: Vec::new(),
            commands: 100,
        }
    }

    /// A file opened by the officer on sight, with the person met on open ground.
    pub(crate) fn met(now: &str) -> Self {
        let mut desk = Self::new(now);
        desk.says(&officer(), opened());
        desk.says(&officer(), met(LocationKind::Outdoors));
        desk
    }

    pub(crate) fn at(&mut self, now: &str) -> &mut Self {
        let now = at(now);
        assert!(now >= self.now, "a desk's clock does not go back");
        self.now = now;
        self
    }

    pub(crate) fn file(&self) -> File {
        File::fold(self.file, &self.lines)
    }

    pub(crate) fn position(&self) -> law::Position {
        law::position(&facts::facts(&self.file()), self.now, &self.profile)
    }

    pub(crate) fn position_at(&self, at_: &str) -> law::Position {
        law::position(&facts::facts(&self.file()), at(at_), &self.profile)
    }

    /// Tries a command as it happens.
    pub(crate) fn tries(
        &mut self,
        by: &Actor,
        event: impl Into<Event>,
    ) -> Result<Vec<String>, Refusal> {
        let happened = When::now(self.now);
        self.sends(
            by,
            &Command {
                happened,
                event: event.into(),
                despite: None,
            },
        )
    }

    /// Says something as it happens; it must be accepted. Returns the id of its line.
    pub(crate) fn says(&mut self, by: &Actor, event: impl Into<Event>) -> EventId {
        let event = event.into();
        let kind = event.kind();
        self.tries(by, event)
            .unwrap_or_else(|refusal| panic!("{kind:?}: {refusal:?}"));
        self.asked()
    }

    /// Says something with another time and source; it must be accepted.
    pub(crate) fn says_at(
        &mut self,
        by: &Actor,
        happened: &str,
        source: TimeSource,
        event: impl Into<Event>,
    ) -> EventId {
        let happened = When::exact(at(happened), source);
        let event = event.into();
        let kind = event.kind();
        self.sends(
            by,
            &Command {
                happened,
                event,
                despite: None,
            },
        )
        .unwrap_or_else(|refusal| panic!("{kind:?}: {refusal:?}"));
        self.asked()
    }

    pub(crate) fn sends(&mut self, by: &Actor, command: &Command) -> Result<Vec<String>, Refusal> {
        self.commands += 1;
        let id = CommandId::new(Uuid::from_u128(self.commands));
        let setting = Setting {
            actor: by,
            now: self.now,
            force: &self.force,
            profile: &self.profile,
        };
        let decision = decide(&self.file(), id, command, &setting)?;
        for event in decision.events {
            self.write(by, id, event);
        }
        Ok(decision.advice)
    }

    fn write(&mut self, by: &Actor, command: CommandId, event: domain::NewEvent) {
        let position = self
            .lines
            .last()
            .map_or(Position::FIRST, |line| line.position.next());
        self.lines.push(Recorded {
            file: self.file,
            position,
            id: event.id,
            happened: event.happened,
            recorded: self.now,
            by: by.clone(),
            command,
            event: event.event,
        });
    }

    /// The id of the line last asked for: the first of the last command.
    fn asked(&self) -> EventId {
        let command = self.lines.last().unwrap().command;
        self.lines
            .iter()
            .find(|line| line.command == command)
            .unwrap()
            .id
    }

    /// Lets time do what it does, until nothing more is due.
    pub(crate) fn ticks(&mut self) {
        let lantern = actor("lantern", Role::System, None, None);
        for _ in 0..20 {
            let due = tick(&self.file(), self.now, &self.force, &self.profile);
            if due.is_empty() {
                return;
            }
            for one in due {
                for event in one.events {
                    self.write(&lantern, one.command, event);
                }
            }
        }
        panic!("the tick does not come to rest");
    }

    pub(crate) fn looks(&mut self, who: &Actor) {
        self.readings.push(Reading {
            user: who.user.clone(),
            name: who.name.clone(),
            role: who.role,
            at: self.now,
            position: self.lines.last().unwrap().position,
        });
    }

    pub(crate) fn place(&self, id: &str) -> PlaceRef {
        PlaceRef::from(self.force.place(&PlaceId::new(id).unwrap()).unwrap())
    }

    pub(crate) fn open_escalations(&self) -> Vec<domain::event::Trigger> {
        casework::escalation::open(&self.file())
            .map(|one| one.trigger)
            .collect()
    }
}

pub(crate) fn opened() -> FileOpened {
    FileOpened {
        channel: Channel::OnSight,
        log_reference: None,
        district: None,
        force_definition: Answer::NotKnown,
        national_definition: Answer::NotKnown,
    }
}

pub(crate) fn met(kind: LocationKind) -> EncounterBegan {
    EncounterBegan {
        at: FoundAt {
            kind,
            description: "footbridge".into(),
            district: None,
            lived_in: Answer::NotKnown,
            shared: Answer::NotKnown,
            place: None,
        },
        officers: None,
    }
}

pub(crate) fn detained() -> domain::event::Detained {
    domain::event::Detained {
        manner: domain::event::Manner::Remove,
        rank: Rank::Constable,
        why: "on the wrong side of the railing, would not speak".into(),
        told_why: Known::is(true),
        offence_suspected: Answer::No,
    }
}

pub(crate) fn grounds() -> domain::event::GroundsObserved {
    domain::event::GroundsObserved {
        seen: "on the wrong side of the railing, crying".into(),
        appears_disordered: Answer::Yes,
        immediate_need: Answer::Yes,
        necessary: Answer::Yes,
        protecting: Some(domain::event::Protecting::Person),
    }
}

pub(crate) fn not_practicable() -> domain::event::ConsultationNotPracticable {
    domain::event::ConsultationNotPracticable {
        reason: domain::event::NotPracticable::NoSignal,
        detail: "no signal on the bridge".into(),
    }
}

pub(crate) fn age(years: u8, basis: domain::person::AgeBasis) -> Event {
    Event::PersonRecorded(PersonFact::Age {
        is: Known::is(years),
        basis,
    })
}
