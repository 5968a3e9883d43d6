//! The variables of the national return (data.md section 1.2), read from one file.
//!
//! Each is a closed list of categories, or a reason why there is none. Some are asked only where
//! another has a certain value: hours and reasons of a police station only of those taken there
//! first, a reason for a police vehicle only of those taken in one. Which category of the return a
//! category here belongs to is the template's affair ([`crate::returns::Template`]).

use domain::event::{Mode, PoliceVehicleReason};
use domain::person::Sex;
use domain::{Answer, Event, EventKind, Known, PersonFact, PlaceKind};
use jiff::Timestamp;
use jiff::civil::Date;

use super::{Absent, Power, Stated, kept_at};
use crate::file::File;

/// A variable: its id, its words, and every category a file can give, each as its word in ids and
/// its words.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Variable {
    /// Its id, part of the ids of its figures: `s136m-nr-sex-female`.
    pub id: &'static str,
    /// Its name on the page.
    pub name: &'static str,
    /// What it counts, and of whom it is asked.
    pub definition: &'static str,
    /// Its categories, in the order of the page.
    pub categories: &'static [(&'static str, &'static str)],
}

/// The variables, in the order of data.md section 1.2.
///
/// The first place of safety, the sixth, is among the figures of the month already.
pub const VARIABLES: &[Variable] = &[
    Variable {
        id: "power",
        name: "Power",
        definition: "Of the detentions of the month, those under this power. An imported row \
            counts under the power its source names; some sources name section 135 and no \
            subsection.",
        categories: &[
            ("136", "section 136"),
            ("135-1", "section 135(1)"),
            ("135-2", "section 135(2)"),
            ("135", "section 135, which subsection is not said"),
        ],
    },
    Variable {
        id: "sex",
        name: "Sex",
        definition: "Of the detentions of the month, those of people of this sex, as recorded.",
        categories: &[("female", "female"), ("male", "male"), ("other", "other")],
    },
    Variable {
        id: "age",
        name: "Age",
        definition: "Of the detentions of the month, those of people of this age on the day the \
            power was used. In doubt a person counts as under 18, as the law treats them.",
        categories: &[("under-18", "under 18"), ("adult", "18 and over")],
    },
    Variable {
        id: "self",
        name: "Ethnicity, self-defined",
        definition: "Of the detentions of the month, those of people who define themselves by \
            this code of the 18+1 list (data.md section 1.3).",
        categories: SELF_DEFINED,
    },
    Variable {
        id: "perceived",
        name: "Ethnicity, as perceived",
        definition: "Of the detentions of the month, those of people whom an officer perceived so \
            (6+1 codes). It never stands in for what the person says.",
        categories: PERCEIVED,
    },
    Variable {
        id: "station-reason",
        name: "Reason a police station was used",
        definition: "Of those taken first to a police station, why. Only one value of the \
            national list is established: that the conditions of the Regulations were met.",
        categories: &[
            ("met", "conditions of the Regulations recorded as met"),
            ("not-met", "authorised, conditions not all recorded as met"),
        ],
    },
    Variable {
        id: "station-hours",
        name: "Hours at the police station",
        definition: "Of those taken first to a police station, how long they were in one. The \
            bands are Lantern’s own: none of the return’s is established.",
        categories: &[
            ("under-4", "under 4 hours"),
            ("4-to-12", "4 to under 12 hours"),
            ("12-to-24", "12 to under 24 hours"),
            ("24-on", "24 hours and over"),
        ],
    },
    Variable {
        id: "offence",
        name: "Offence suspected as well",
        definition: "Of the detentions of the month, those in which the officer suspected an \
            offence as well. The return asks whether the person was arrested for one, which is \
            not held.",
        categories: &[("yes", "yes"), ("no", "no")],
    },
    Variable {
        id: "transport",
        name: "Method of transport",
        definition: "Of the detentions of the month, those whose first journey was made so; none \
            where the person was kept where they were.",
        categories: &[
            ("ambulance", "ambulance"),
            ("police-vehicle", "police vehicle"),
            ("other-health-vehicle", "other health vehicle"),
            ("other", "other"),
            ("none", "none: already at a place of safety"),
        ],
    },
    Variable {
        id: "ambulance",
        name: "Ambulance asked for",
        definition: "Of the detentions of the month, those in which an ambulance was asked for. \
            Of an imported row nothing is known, and of a warrant only that one was: the AMHP \
            arranges the transport, and no entry does not say that none was asked for.",
        categories: &[("yes", "yes"), ("no", "no")],
    },
    Variable {
        id: "police-vehicle",
        name: "Reason a police vehicle was used",
        definition: "Of those taken in a police vehicle, why.",
        categories: POLICE_VEHICLE,
    },
];

const SELF_DEFINED: &[(&str, &str)] = &[
    ("w1", "W1"),
    ("w2", "W2"),
    ("w3", "W3"),
    ("w9", "W9"),
    ("m1", "M1"),
    ("m2", "M2"),
    ("m3", "M3"),
    ("m9", "M9"),
    ("a1", "A1"),
    ("a2", "A2"),
    ("a3", "A3"),
    ("a4", "A4"),
    ("a9", "A9"),
    ("b1", "B1"),
    ("b2", "B2"),
    ("b9", "B9"),
    ("o2", "O2"),
    ("o9", "O9"),
    ("ns", "NS"),
    ("unlisted", "a code not on the list"),
];

const PERCEIVED: &[(&str, &str)] = &[
    ("ic1", "IC1"),
    ("ic2", "IC2"),
    ("ic3", "IC3"),
    ("ic4", "IC4"),
    ("ic5", "IC5"),
    ("ic6", "IC6"),
    ("ic9", "IC9"),
    ("unlisted", "a code not on the list"),
];

const POLICE_VEHICLE: &[(&str, &str)] = &[
    ("no-ambulance", "no ambulance within 30 minutes"),
    ("not-asked", "ambulance not asked for"),
    ("retasked", "ambulance re-tasked to a higher priority"),
    ("declined", "crew declined to convey"),
    ("risk", "risk or behaviour"),
    ("other", "another reason"),
];

/// What a file says of each variable. None where it is not asked.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct National(Vec<(&'static str, Stated<&'static str>)>);

impl National {
    /// What is said of a variable: the word of its category, or why there is none. None where the
    /// variable is not asked of this detention.
    pub fn of(&self, variable: &str) -> Option<Stated<&'static str>> {
        self.0
            .iter()
            .find(|(id, _)| *id == variable)
            .map(|(_, said)| *said)
    }
}

/// Reads the variables of a file whose power was used on a day, in London.
pub(super) fn read(
    file: &File,
    power: Stated<Power>,
    day: Date,
    place: Stated<PlaceKind>,
) -> National {
    let mode = mode(file);
    let mut said = vec![
        ("power", power.map(Power::word)),
        ("sex", sex(file)),
        ("age", age(file, day)),
        ("self", ethnicity(file, true)),
        ("perceived", ethnicity(file, false)),
        ("offence", offence(file)),
        ("transport", transport(mode)),
        ("ambulance", ambulance(file)),
    ];
    if place == Ok(PlaceKind::PoliceStation) {
        said.push(("station-reason", station_reason(file)));
        said.push(("station-hours", station_hours(file)));
    }
    if mode == Ok(Mode::PoliceVehicle) {
        said.push(("police-vehicle", police_vehicle(file)));
    }
    National(said)
}

fn imported(file: &File) -> Option<&domain::event::DetentionImported> {
    match file.latest(EventKind::DetentionImported)?.event {
        Event::DetentionImported(imported) => Some(imported),
        _ => None,
    }
}

fn stated<T>(
    known: &Known<T>,
    word: impl FnOnce(&T) -> Stated<&'static str>,
) -> Stated<&'static str> {
    match known {
        Known::Value(held) => word(&held.value),
        Known::None(why) => Err(why.into()),
    }
}

const fn sex_word(sex: Sex) -> &'static str {
    match sex {
        Sex::Female => "female",
        Sex::Male => "male",
        Sex::Other => "other",
    }
}

/// What was recorded last of the person, else what the extract says.
fn sex(file: &File) -> Stated<&'static str> {
    let recorded = file
        .live_of(EventKind::PersonRecorded)
        .filter_map(|fact| match fact.event {
            Event::PersonRecorded(PersonFact::Sex { is }) => {
                Some(stated(is, |sex| Ok(sex_word(*sex))))
            }
            _ => None,
        });
    recorded.last().unwrap_or_else(|| {
        imported(file).map_or(Err(Absent::NotRecorded), |row| {
            stated(&row.sex, |sex| Ok(sex_word(*sex)))
        })
    })
}

fn age(file: &File, day: Date) -> Stated<&'static str> {
    let known = crate::facts::person(file);
    let word = |child| if child { "under-18" } else { "adult" };
    if known.born.is_some() || known.youngest.is_some() {
        return Ok(word(law::person::treat_as_child(&known, day)));
    }
    if let Some(row) = imported(file) {
        return stated(&row.age, |band| match (band.from, band.to) {
            (from, _) if from >= 18 => Ok("adult"),
            (_, Some(to)) if to < 18 => Ok("under-18"),
            _ => Err(Absent::Unknown),
        });
    }
    let recorded = file
        .live_of(EventKind::PersonRecorded)
        .filter_map(|fact| match fact.event {
            Event::PersonRecorded(PersonFact::Age {
                is: Known::None(why),
                ..
            }) => Some(why.into()),
            _ => None,
        });
    Err(recorded.last().unwrap_or(Absent::NotRecorded))
}

fn coded(codes: &'static [(&'static str, &'static str)], code: &str) -> &'static str {
    let code = code.trim();
    codes
        .iter()
        .find(|(_, written)| written.eq_ignore_ascii_case(code))
        .map_or("unlisted", |(word, _)| *word)
}

/// The person's own code, or the officer's. Which of the two an extract holds is not said: it is
/// taken as the officer's, which never stands in for the person's own.
fn ethnicity(file: &File, own: bool) -> Stated<&'static str> {
    let recorded = file
        .live_of(EventKind::PersonRecorded)
        .filter_map(|fact| match fact.event {
            Event::PersonRecorded(PersonFact::EthnicitySelfDefined { is }) if own => {
                Some(stated(is, |code| Ok(coded(SELF_DEFINED, code))))
            }
            Event::PersonRecorded(PersonFact::EthnicityPerceived { is }) if !own => {
                Some(stated(is, |code| Ok(coded(PERCEIVED, code))))
            }
            _ => None,
        });
    recorded.last().unwrap_or_else(|| {
        let row = imported(file).filter(|_| !own);
        row.map_or(Err(Absent::NotRecorded), |row| {
            stated(&row.ethnicity, |code| Ok(coded(PERCEIVED, code)))
        })
    })
}

fn offence(file: &File) -> Stated<&'static str> {
    match file.latest(EventKind::Detained).map(|fact| fact.event) {
        Some(Event::Detained(used)) => match used.offence_suspected {
            Answer::Yes => Ok("yes"),
            Answer::No => Ok("no"),
            Answer::NotKnown => Err(Absent::Unknown),
        },
        _ => Err(Absent::NotRecorded),
    }
}

/// In what the first journey was made, by when it began.
fn mode(file: &File) -> Stated<Mode> {
    let journeys = file.live().filter_map(|fact| match fact.event {
        Event::JourneyBegan(journey) => Some((fact.happened.moment.sort_key(), journey.mode)),
        _ => None,
    });
    match journeys.min_by_key(|(at, _)| at.unwrap_or(Timestamp::MAX)) {
        Some((_, Mode::NotKnown)) => Err(Absent::Unknown),
        Some((_, mode)) => Ok(mode),
        None if kept(file) => Ok(Mode::OnFoot),
        None => Err(Absent::NotRecorded),
    }
}

pub(crate) fn kept(file: &File) -> bool {
    file.live().any(|fact| kept_at(fact.event).is_some())
}

fn transport(mode: Stated<Mode>) -> Stated<&'static str> {
    mode.map(|mode| match mode {
        Mode::Ambulance => "ambulance",
        Mode::PoliceVehicle => "police-vehicle",
        Mode::OtherHealthVehicle => "other-health-vehicle",
        // What is not known was told apart by `mode`.
        Mode::Other | Mode::NotKnown => "other",
        Mode::OnFoot => "none",
    })
}

fn ambulance(file: &File) -> Stated<&'static str> {
    if file.has(EventKind::AmbulanceAsked) {
        Ok("yes")
    } else if file.has(EventKind::Detained) {
        Ok("no")
    } else {
        Err(Absent::NotRecorded)
    }
}

fn station_reason(file: &File) -> Stated<&'static str> {
    let Some(fact) = file.latest(EventKind::StationAuthorised) else {
        return Err(Absent::NotRecorded);
    };
    let Event::StationAuthorised(station) = fact.event else {
        return Err(Absent::NotRecorded);
    };
    let met = station.imminent_risk.is_yes()
        && station.no_other_place_because_of_risk.is_yes()
        && station.healthcare_throughout.is_yes();
    Ok(if met { "met" } else { "not-met" })
}

/// Hours from each entry of a station, or keeping there, to the next departure, entry elsewhere or
/// end, together.
fn station_hours(file: &File) -> Stated<&'static str> {
    let mut moves: Vec<(Option<Timestamp>, bool)> = file
        .live()
        .filter_map(|fact| {
            let station = match fact.event {
                Event::Entered(entered) => entered.place.kind == PlaceKind::PoliceStation,
                Event::Detained(_) | Event::WarrantUsed(_) => {
                    kept_at(fact.event)?.kind == PlaceKind::PoliceStation
                }
                Event::JourneyBegan(_)
                | Event::TransferBegan(_)
                | Event::Escaped(_)
                | Event::Ended(_) => false,
                _ => return None,
            };
            Some((fact.at(), station))
        })
        .collect();
    moves.sort_by_key(|(at, _)| at.unwrap_or(Timestamp::MAX));
    let mut minutes = 0;
    for (index, (at, station)) in moves.iter().enumerate() {
        if !*station {
            continue;
        }
        let next = moves.get(index + 1).ok_or(Absent::NotRecorded)?;
        match (at, next.0) {
            (Some(from), Some(to)) => minutes += to.duration_since(*from).as_mins(),
            _ => return Err(Absent::Unknown),
        }
    }
    Ok(match minutes {
        ..240 => "under-4",
        240..720 => "4-to-12",
        720..1440 => "12-to-24",
        _ => "24-on",
    })
}

fn police_vehicle(file: &File) -> Stated<&'static str> {
    let journeys = file.live().filter_map(|fact| match fact.event {
        Event::JourneyBegan(journey) => Some((fact.happened.moment.sort_key(), journey.why_police)),
        _ => None,
    });
    let first = journeys.min_by_key(|(at, _)| at.unwrap_or(Timestamp::MAX));
    match first.and_then(|(_, why)| why) {
        None => Err(Absent::NotRecorded),
        Some(PoliceVehicleReason::NotKnown) => Err(Absent::Unknown),
        Some(PoliceVehicleReason::NoAmbulanceInTime) => Ok("no-ambulance"),
        Some(PoliceVehicleReason::NotAsked) => Ok("not-asked"),
        Some(PoliceVehicleReason::Retasked) => Ok("retasked"),
        Some(PoliceVehicleReason::CrewDeclined) => Ok("declined"),
        Some(PoliceVehicleReason::RiskOrBehaviour) => Ok("risk"),
        Some(PoliceVehicleReason::Other) => Ok("other"),
    }
}
