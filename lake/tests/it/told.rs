//! Files of the record told line by line, as an import or an older version may have left them:
//! nothing is refused here.

use domain::actor::{Organisation, OrganisationKind};
use domain::event::*;
use domain::person::AgeBasis;
use domain::{
    Actor, Answer, CommandId, Event, EventId, FileId, FoundAt, Known, LocationKind, NewEvent,
    OrganisationId, PersonFact, PlaceKind, Rank, Role, TimeSource, UserId, When,
};
use jiff::Timestamp;

use crate::place::Place;

pub(crate) fn by() -> Actor {
    Actor {
        user: UserId::new("pc_4471").unwrap(),
        name: "pc 4471".into(),
        role: Role::ResponseOfficer,
        rank: Some(Rank::Constable),
        organisation: Organisation {
            id: OrganisationId::new("kent").unwrap(),
            kind: OrganisationKind::Police,
        },
        place: None,
    }
}

/// A time of 2026 in UTC, such as `03-14T09:26`.
pub(crate) fn at(text: &str) -> Timestamp {
    format!("2026-{text}:00Z").parse().unwrap()
}

pub(crate) fn file(number: u128) -> FileId {
    FileId::new(uuid::Uuid::from_u128(0xF00 + number))
}

/// Lines with their times, each with an id that its place in the file gives.
pub(crate) fn lines(file: FileId, first: usize, told: Vec<(Timestamp, Event)>) -> Vec<NewEvent> {
    let command = CommandId::new(file.uuid());
    told.into_iter()
        .zip(first..)
        .map(|((at, event), index)| NewEvent {
            id: command.event(index),
            happened: When::exact(at, TimeSource::Device),
            event,
        })
        .collect()
}

pub(crate) async fn tell(
    place: &mut Place,
    file: FileId,
    first: usize,
    recorded: Timestamp,
    told: Vec<(Timestamp, Event)>,
) -> Vec<EventId> {
    let lines = lines(file, first, told);
    let ids = lines.iter().map(|line| line.id).collect();
    place.write(file, &by(), recorded, lines).await;
    ids
}

pub(crate) fn opened() -> Event {
    FileOpened {
        channel: Channel::Call,
        log_reference: None,
        district: None,
        national_definition: Answer::Yes,
        force_definition: Answer::NotKnown,
    }
    .into()
}

pub(crate) fn met() -> Event {
    met_by(None)
}

pub(crate) fn met_by(officers: Option<u8>) -> Event {
    EncounterBegan {
        at: FoundAt {
            kind: LocationKind::Outdoors,
            description: "the bus station".into(),
            district: None,
            lived_in: Answer::NotKnown,
            shared: Answer::NotKnown,
            place: None,
        },
        officers,
    }
    .into()
}

pub(crate) fn name(name: &str) -> Event {
    PersonFact::Name {
        is: Known::is(name.to_owned()),
    }
    .into()
}

pub(crate) fn born(date: &str) -> Event {
    PersonFact::DateOfBirth {
        is: Known::is(date.parse().unwrap()),
        basis: AgeBasis::Document,
    }
    .into()
}

pub(crate) fn detained() -> Event {
    Detained {
        manner: Manner::Remove,
        rank: Rank::Constable,
        why: "on the wrong side of the railing".into(),
        told_why: Known::is(true),
        offence_suspected: Answer::No,
    }
    .into()
}

pub(crate) fn executed(kind: WarrantKind) -> Event {
    WarrantEntry {
        kind,
        lead: "the lead officer".into(),
        officers: None,
        amhp: Presence::InPerson,
        amhp_name: Known::is("the AMHP on duty".into()),
        doctor: Presence::InPerson,
        doctor_name: Known::is("Doctor 2".into()),
        named_professionals_there: Answer::Yes,
        why_others: String::new(),
        at_specified_premises: Answer::Yes,
        force_used: Answer::No,
        how: "key".into(),
        person_found: Answer::Yes,
        body_worn_video: Answer::Yes,
        further_entry_allowed_by: None,
        formalities: Formalities::default(),
    }
    .into()
}

pub(crate) fn used(kind: WarrantKind, manner: Manner) -> Event {
    WarrantUsed {
        kind,
        manner,
        rank: Rank::Sergeant,
        why: "asked for by the AMHP and the doctor".into(),
        told_why: Known::is(true),
        to_where_the_power_takes: Answer::Yes,
    }
    .into()
}

pub(crate) fn suite() -> PlaceRef {
    PlaceRef {
        id: Some(domain::PlaceId::new("orchard_suite").unwrap()),
        kind: PlaceKind::HealthBasedPlaceOfSafety,
        name: "Orchard Suite".into(),
    }
}

pub(crate) fn home() -> PlaceRef {
    PlaceRef {
        id: None,
        kind: PlaceKind::PrivateHome,
        name: "3 Street C".into(),
    }
}

pub(crate) fn entered(place: PlaceRef) -> Event {
    Entered { place }.into()
}

pub(crate) fn back(place: PlaceRef) -> Event {
    PatientReturned {
        place,
        in_named_hospital: Answer::NotKnown,
        accepted_by: Known::is("the nurse in charge".into()),
    }
    .into()
}

pub(crate) fn ended() -> Event {
    Ended {
        reason: EndReason::ArrangementsComplete,
        outcome: OutcomeCategory::CommunityPlan,
        person_told: Answer::Yes,
        care_now_with: String::new(),
    }
    .into()
}

pub(crate) fn linked(with: FileId) -> Event {
    LinkConfirmed {
        with,
        basis: LinkBasis::ComparedParticulars,
        suggested: None,
        reason: "the same tattoo".into(),
    }
    .into()
}

pub(crate) fn undone(confirmed: EventId) -> Event {
    LinkUndone {
        confirmed,
        reason: "twins".into(),
    }
    .into()
}

pub(crate) fn corrected(line: EventId, happened: Option<Timestamp>, event: Option<Event>) -> Event {
    Corrected {
        line,
        happened: happened.map(|at| When::exact(at, TimeSource::Paper)),
        event: event.map(Box::new),
        reason: "the paper form was found".into(),
        evidence: "form".into(),
    }
    .into()
}

pub(crate) fn withdrawn(line: EventId) -> Event {
    Withdrawn {
        line,
        reason: "a wrong tap".into(),
    }
    .into()
}
