//! Files in which something is missing or cannot be so, one fault a file.

use crate::returns::ended;
use crate::story::*;
use casework::File;
use casework::monthly::{self, Entry};
use casework::returns::{Fault, Rule, faults};
use domain::event::*;
use domain::person::{AgeBasis, Sex};
use domain::{
    CommandId, Event, EventId, FileId, Known, Moment, NoValue, PersonFact, PlaceKind, Position,
    Rank, Recorded, TimeSource, When,
};
use uuid::Uuid;

/// Lines as an import or an older version may have left them: nothing is refused here.
#[derive(Clone)]
pub(crate) struct Lines(Vec<(String, Event)>);

pub(crate) const USED: &str = "2026-10-08 02:20";
pub(crate) const ENTERED: &str = "2026-10-08 03:05";

pub(crate) fn place(id: &str) -> PlaceRef {
    Desk::new(USED).place(id)
}

pub(crate) fn journey(mode: Mode, why_police: Option<PoliceVehicleReason>) -> JourneyBegan {
    JourneyBegan {
        to: place("orchard_suite"),
        mode,
        why_police,
        escort: Known::is("PC 4471".into()),
        officers: None,
        containment: String::new(),
        exception: None,
    }
}

pub(crate) fn own(is: Known<String>) -> Event {
    PersonFact::EthnicitySelfDefined { is }.into()
}

pub(crate) fn station() -> StationAuthorised {
    StationAuthorised {
        station: place("medway_police_station"),
        name: "Duty inspector".into(),
        rank: Rank::Inspector,
        imminent_risk: domain::Answer::Yes,
        no_other_place_because_of_risk: domain::Answer::Yes,
        healthcare_throughout: domain::Answer::Yes,
        facts: "no suite can hold him".into(),
        consultation: StationConsultation::Consulted {
            profession: domain::Profession::RegisteredNurse,
            who: Known::is("duty nurse".into()),
        },
    }
}

impl Lines {
    /// A detention of an adult in which everything the return asks for is recorded.
    pub(crate) fn whole() -> Self {
        let mut lines = Self(Vec::new());
        lines.add(USED, opened());
        lines.add(USED, detained());
        lines.add(USED, age(38, AgeBasis::Document));
        lines.add(
            USED,
            PersonFact::Sex {
                is: Known::is(Sex::Female),
            },
        );
        lines.add(USED, own(Known::is("W1".into())));
        let is = Known::is("IC1".into());
        lines.add(USED, PersonFact::EthnicityPerceived { is });
        lines.add("2026-10-08 02:40", journey(Mode::Ambulance, None));
        let entered = Entered {
            place: place("orchard_suite"),
        };
        lines.add(ENTERED, entered);
        lines.add("2026-10-09 01:00", ended());
        lines
    }

    /// The same, taken to a police station as the Regulations allow.
    pub(crate) fn at_station() -> Self {
        let mut lines = Self::whole();
        lines.put(
            EventKind::Entered,
            ENTERED,
            Entered {
                place: place("medway_police_station"),
            },
        );
        lines.add("2026-10-08 02:30", station());
        lines
    }

    /// The same person and journey, under a warrant; under section 135(2) back to a ward.
    pub(crate) fn warrant(kind: WarrantKind) -> Self {
        let entry = WarrantEntry {
            kind,
            ..crate::warrants::entry()
        };
        let used = WarrantUsed {
            kind,
            ..crate::warrants::used(Manner::Remove)
        };
        let mut lines = Self::whole();
        lines.put(EventKind::Detained, USED, used);
        lines.add(USED, entry);
        if kind == WarrantKind::Retake {
            let back = PatientReturned {
                place: place("orchard_suite"),
                in_named_hospital: domain::Answer::Yes,
                accepted_by: Known::is("nurse in charge".into()),
            };
            lines.put(EventKind::Entered, ENTERED, back);
            lines = lines.without(|event| event.kind() == EventKind::Ended);
        }
        lines
    }

    /// An imported row.
    pub(crate) fn imported(change: impl FnOnce(&mut DetentionImported)) -> Self {
        let mut row = DetentionImported {
            extract: "return".into(),
            row: 1,
            power: Known::is("s136".into()),
            sex: Known::is(Sex::Male),
            age: Known::is(AgeBand {
                from: 20,
                to: Some(20),
            }),
            ethnicity: Known::is("IC3".into()),
            found_at: Known::UNKNOWN,
            first_place: Known::is(PlaceKind::EmergencyDepartment),
            kept: std::collections::BTreeMap::new(),
        };
        change(&mut row);
        let mut lines = Self(Vec::new());
        lines.add(USED, row);
        lines
    }

    pub(crate) fn add(&mut self, at: &str, event: impl Into<Event>) {
        self.0.push((at.to_owned(), event.into()));
    }

    pub(crate) fn with(mut self, at: &str, event: impl Into<Event>) -> Self {
        self.add(at, event);
        self
    }

    pub(crate) fn put(&mut self, kind: EventKind, at: &str, event: impl Into<Event>) {
        let found = self
            .0
            .iter_mut()
            .find(|(_, event)| event.kind() == kind)
            .unwrap();
        *found = (at.to_owned(), event.into());
    }

    pub(crate) fn set(mut self, kind: EventKind, at: &str, event: impl Into<Event>) -> Self {
        self.put(kind, at, event);
        self
    }

    pub(crate) fn without(mut self, is: impl Fn(&Event) -> bool) -> Self {
        self.0.retain(|(_, event)| !is(event));
        self
    }

    pub(crate) fn written(&self, number: u128) -> Vec<Recorded> {
        let file = FileId::new(Uuid::from_u128(number));
        let mut position = Position::FIRST;
        let mut lines = Vec::new();
        for (index, (when, event)) in self.0.iter().enumerate() {
            let id = number * 1_000 + index as u128;
            let happened = if when.is_empty() {
                When {
                    moment: Moment::Unknown {
                        why: NoValue::Unknown,
                    },
                    source: TimeSource::Verbal,
                    device: None,
                }
            } else {
                When::exact(at(when), TimeSource::Verbal)
            };
            lines.push(Recorded {
                file,
                position,
                id: EventId::new(Uuid::from_u128(id)),
                happened,
                recorded: at("2026-10-09 09:00"),
                by: officer(),
                command: CommandId::new(Uuid::from_u128(id)),
                event: event.clone(),
            });
            position = position.next();
        }
        lines
    }

    pub(crate) fn read(&self, number: u128) -> (File, Entry) {
        let written = self.written(number);
        let file = File::fold(written[0].file, &written);
        let entry = monthly::entry(&file, &Desk::new(USED).profile).unwrap();
        (file, entry)
    }

    pub(crate) fn found(&self) -> Vec<Fault> {
        let (file, entry) = self.read(1);
        faults(&file, &entry)
    }
}

pub(crate) fn is_person(event: &Event, wanted: fn(&PersonFact) -> bool) -> bool {
    matches!(event, Event::PersonRecorded(fact) if wanted(fact))
}

/// Thirty-seven faults, one a file (requirement M-02 asks for thirty).
#[allow(clippy::too_many_lines, reason = "a table of cases")]
pub(crate) fn seeded() -> Vec<(&'static str, Lines, Rule)> {
    use EventKind as K;
    let whole = Lines::whole;
    let station_of = Lines::at_station;
    let no_reason = |reason: &str| {
        own(Known::None(NoValue::NotAsked {
            reason: reason.into(),
        }))
    };
    let kept_at = |id: &str| Detained {
        manner: Manner::Keep { at: place(id) },
        ..detained()
    };
    let extended = |minutes| Extended {
        name: "Doctor 1".into(),
        profession: domain::Profession::RegisteredMedicalPractitioner,
        responsible_for_examination: domain::Answer::Yes,
        minutes,
        ground: ExtensionGround::PersonsCondition,
        reason: "too sedated to be assessed".into(),
        assessed_at_station: domain::Answer::No,
    };
    let born = PersonFact::DateOfBirth {
        is: Known::is("2010-02-03".parse().unwrap()),
        basis: AgeBasis::Document,
    };
    let abd = AbdSuspected {
        features: vec![AbdFeature::VeryHot],
        safety_officer: Known::is("PC 2203".into()),
        told_ambulance: domain::Answer::Yes,
    };
    let by = |mode, why| whole().set(K::JourneyBegan, "2026-10-08 02:40", journey(mode, why));
    let elsewhere = Entered {
        place: place("orchard_suite"),
    };
    vec![
        (
            "17, at a station",
            station_of().with(USED, age(17, AgeBasis::Document)),
            Rule::ChildAtStation,
        ),
        (
            "born in 2010, at a station",
            station_of().with(USED, born),
            Rule::ChildAtStation,
        ),
        (
            "16, kept at a station",
            whole()
                .without(|e| e.kind() == K::Entered)
                .set(K::Detained, USED, kept_at("medway_police_station"))
                .with(USED, age(16, AgeBasis::Document)),
            Rule::ChildAtStation,
        ),
        (
            "15, at a station, imported",
            Lines::imported(|row| {
                row.age = Known::is(AgeBand {
                    from: 15,
                    to: Some(15),
                });
                row.first_place = Known::is(PlaceKind::PoliceStation);
            }),
            Rule::ChildAtStation,
        ),
        (
            "entered ten minutes before",
            whole().set(K::Entered, "2026-10-08 02:10", elsewhere.clone()),
            Rule::EnteredBeforeUsed,
        ),
        (
            "entered a day before",
            whole().set(K::Entered, "2026-10-07 03:05", elsewhere.clone()),
            Rule::EnteredBeforeUsed,
        ),
        (
            "ended a minute before the entry",
            whole().set(K::Ended, "2026-10-08 03:04", ended()),
            Rule::EndedBeforeEntered,
        ),
        (
            "ended a day before the entry",
            whole().set(K::Ended, "2026-10-07 09:00", ended()),
            Rule::EndedBeforeEntered,
        ),
        (
            "12 h 1 min more",
            whole().with("2026-10-08 20:00", extended(721)),
            Rule::ExtensionOverTwelve,
        ),
        (
            "24 h more",
            whole().with("2026-10-08 20:00", extended(1440)),
            Rule::ExtensionOverTwelve,
        ),
        (
            "ambulance, and why a police vehicle",
            by(Mode::Ambulance, Some(PoliceVehicleReason::NotAsked)),
            Rule::ReasonWithoutPoliceVehicle,
        ),
        (
            "taxi, and why a police vehicle",
            by(Mode::Other, Some(PoliceVehicleReason::Retasked)),
            Rule::ReasonWithoutPoliceVehicle,
        ),
        (
            "on foot, and why a police vehicle",
            by(Mode::OnFoot, Some(PoliceVehicleReason::Other)),
            Rule::ReasonWithoutPoliceVehicle,
        ),
        (
            "no transport, and moved",
            by(Mode::OnFoot, None),
            Rule::NoTransportAndMoved,
        ),
        (
            "kept, and somewhere else before",
            whole().set(K::Detained, "2026-10-08 03:30", kept_at("medway_ed")),
            Rule::KeptAndMoved,
        ),
        (
            "a station authorised, a suite entered",
            whole().with("2026-10-08 02:30", station()),
            Rule::StationAuthorisedElsewhere,
        ),
        (
            "suspected ABD, a suite entered",
            whole().with(USED, abd),
            Rule::EmergencyAndNotEmergencyDepartment,
        ),
        (
            "no ethnicity",
            whole().without(|e| {
                is_person(e, |f| matches!(f, PersonFact::EthnicitySelfDefined { .. }))
            }),
            Rule::EthnicityWithoutReason,
        ),
        (
            "not asked, no reason",
            whole().with(USED, no_reason("")),
            Rule::EthnicityWithoutReason,
        ),
        (
            "not asked, blanks for a reason",
            whole().with(USED, no_reason("  ")),
            Rule::EthnicityWithoutReason,
        ),
        (
            "a code of the Welsh list",
            whole().with(USED, own(Known::is("WG2".into()))),
            Rule::CodeNotOnTheList,
        ),
        (
            "IC8",
            whole().with(
                USED,
                PersonFact::EthnicityPerceived {
                    is: Known::is("IC8".into()),
                },
            ),
            Rule::CodeNotOnTheList,
        ),
        (
            "imported under section 2",
            Lines::imported(|row| row.power = Known::is("section 2".into())),
            Rule::PowerNotKnown,
        ),
        (
            "imported, power unknown",
            Lines::imported(|row| row.power = Known::UNKNOWN),
            Rule::PowerNotKnown,
        ),
        (
            "two officers, one use",
            whole().with("2026-10-08 02:21", detained()),
            Rule::CountedOnce,
        ),
        (
            "escaped, and retaken on a warrant",
            whole().with(
                "2026-10-08 09:00",
                WarrantUsed {
                    kind: WarrantKind::Retake,
                    ..crate::warrants::used(Manner::Remove)
                },
            ),
            Rule::CountedOnce,
        ),
        (
            "17, at a station on a warrant",
            Lines::warrant(WarrantKind::Assess)
                .set(
                    K::Entered,
                    ENTERED,
                    Entered {
                        place: place("medway_police_station"),
                    },
                )
                .with(USED, age(17, AgeBasis::Document)),
            Rule::ChildAtStation,
        ),
        (
            "a warrant, a place entered before anybody was removed",
            Lines::warrant(WarrantKind::Assess).set(
                K::Entered,
                "2026-10-08 02:10",
                elsewhere.clone(),
            ),
            Rule::EnteredBeforeUsed,
        ),
        (
            "no time of use",
            whole().set(K::Detained, "", detained()),
            Rule::TimeOfUseNotKnown,
        ),
        (
            "no sex",
            whole().without(|e| is_person(e, |f| matches!(f, PersonFact::Sex { .. }))),
            Rule::SexMissing,
        ),
        (
            "no age",
            whole().without(|e| is_person(e, |f| matches!(f, PersonFact::Age { .. }))),
            Rule::AgeMissing,
        ),
        (
            "no place",
            whole().without(|e| matches!(e.kind(), K::Entered | K::Ended)),
            Rule::PlaceMissing,
        ),
        (
            "no reason for a station",
            station_of().without(|e| e.kind() == K::StationAuthorised),
            Rule::StationReasonMissing,
        ),
        (
            "no hours at a station",
            station_of().set(K::Ended, "", ended()),
            Rule::StationHoursMissing,
        ),
        (
            "no journey",
            whole().without(|e| e.kind() == K::JourneyBegan),
            Rule::TransportMissing,
        ),
        (
            "no reason for a police vehicle",
            by(Mode::PoliceVehicle, None),
            Rule::PoliceVehicleReasonMissing,
        ),
        (
            "no end",
            whole().without(|e| e.kind() == K::Ended),
            Rule::EndMissing,
        ),
    ]
}
