//! A file in which section 136 was used, or somebody removed or kept under a warrant, as a row.

use casework::File;
use casework::monthly::{Absent, Entry, Period, Power, Stated, kept_at};
use domain::event::{EventKind, Mode, PlaceRef, PlaceRefusal, PoliceVehicleReason};
use domain::{Answer, Event, PlaceKind};
use jiff::Timestamp;

use super::person::{Told, Who};
use super::rows::area;
use super::times::{Counted, Times, minutes};
use crate::schema::{Detention, Text};

pub(super) fn row(
    file: &File,
    entry: &Entry,
    times: &Times,
    counted: &Counted,
    who: Who,
) -> Detention {
    let (power, power_absent) = stated(&entry.power, |power| power.label().into());
    let (first_place, first_place_absent) = stated(&entry.first_place, |kind| kind.label().into());
    let (transport, transport_absent) = transport(file);
    let stay = entry.length.as_ref();
    Detention {
        detention_id: file.id().to_string().into(),
        record_position: i64::try_from(entry.counted.position.get()).ok(),
        origin: "record".into(),
        power,
        power_absent,
        local_day: counted.day,
        hour: counted.hour,
        weekday: counted.weekday,
        detained_at: times.detained,
        left_scene_at: times.left,
        reached_site_at: times.reached,
        entered_at: times.entered,
        clock_started_at: entry.started,
        accepted_at: times.accepted,
        officers_released_at: times.released,
        ended_at: entry.ended_at,
        open: entry.open,
        stay_minutes: stay.ok().and_then(|minutes| i32::try_from(*minutes).ok()),
        stay_absent: stay.err().map(|why| why.label().into()),
        period: match entry.period {
            Period::NotApplicable => "none",
            Period::NotExceeded => "kept",
            Period::Exceeded(_) => "exceeded",
            Period::Contested => "contested",
        }
        .into(),
        exceeded_minutes: match entry.period {
            Period::Exceeded(minutes) => i32::try_from(minutes).ok(),
            Period::NotApplicable | Period::NotExceeded | Period::Contested => None,
        },
        ed_reason: (entry.first_place == Ok(PlaceKind::EmergencyDepartment))
            .then(|| why_emergency_department(file, times))
            .flatten(),
        station_reason: (entry.first_place == Ok(PlaceKind::PoliceStation))
            .then(|| why_station(file))
            .flatten(),
        station_minutes: station_minutes(file, times),
        first_place,
        first_place_absent,
        site: site(file, entry.power),
        offence_suspected: file
            .latest(EventKind::Detained)
            .and_then(|fact| match fact.event {
                Event::Detained(used) => yes_or_no(used.offence_suspected),
                _ => None,
            }),
        police_vehicle_reason: why_police_vehicle(file),
        transport,
        transport_absent,
        ambulance_asked: file.has(EventKind::AmbulanceAsked),
        ambulance_asked_at: times.ambulance_asked,
        ambulance_arrived_at: times.ambulance_arrived,
        delay_cause: delay_cause(file),
        age: who.age,
        age_band: who.band,
        child: who.child,
        sex: who.sex.0,
        sex_absent: who.sex.1,
        ethnicity_self: who.ethnicity_self.0,
        ethnicity_self_absent: who.ethnicity_self.1,
        ethnicity_perceived: who.ethnicity_perceived.0,
        ethnicity_perceived_absent: who.ethnicity_perceived.1,
        consultation: consultation(file),
        force_used: file.has(EventKind::RestraintBegan),
        searched: file.has(EventKind::Searched),
        extended: file.has(EventKind::Extended),
        transfers: i32::try_from(file.live_of(EventKind::TransferBegan).count())
            .unwrap_or(i32::MAX),
        outcome: file
            .latest(EventKind::Ended)
            .and_then(|fact| match fact.event {
                Event::Ended(ended) => Some(ended.outcome.label().into()),
                _ => None,
            }),
        person: who.key,
        area: area(file),
    }
}

fn stated<T>(value: &Stated<T>, words: impl FnOnce(&T) -> Text) -> Told {
    match value {
        Ok(value) => (Some(words(value)), None),
        Err(why) => (None, Some(why.label().into())),
    }
}

pub(super) const fn yes_or_no(answer: Answer) -> Option<bool> {
    match answer {
        Answer::Yes => Some(true),
        Answer::No => Some(false),
        Answer::NotKnown => None,
    }
}

/// The first place by name, where the directory has it. A home has no name here.
fn site(file: &File, power: Stated<Power>) -> Option<Text> {
    let back = power == Ok(Power::Section135Retake);
    file.live()
        .filter_map(|fact| {
            let place = match fact.event {
                Event::PatientReturned(returned) if back => &returned.place,
                event => entered(event)?,
            };
            Some((fact.happened.moment.sort_key(), place))
        })
        .min_by_key(|(at, _)| at.unwrap_or(Timestamp::MAX))
        .and_then(|(_, place)| named(place))
}

fn entered(event: &Event) -> Option<&PlaceRef> {
    match event {
        Event::Entered(entered) => Some(&entered.place),
        event => kept_at(event),
    }
}

/// A place by name, where the directory has it: anything else may be somebody's home.
pub(super) fn named(place: &PlaceRef) -> Option<Text> {
    (place.id.is_some() && place.kind != PlaceKind::PrivateHome).then(|| place.name.clone().into())
}

/// The first journey, by when it began.
fn first_journey(file: &File) -> Option<&domain::event::JourneyBegan> {
    file.live()
        .filter_map(|fact| match fact.event {
            Event::JourneyBegan(journey) => Some((fact.happened.moment.sort_key(), journey)),
            _ => None,
        })
        .min_by_key(|(at, _)| at.unwrap_or(Timestamp::MAX))
        .map(|(_, journey)| journey)
}

fn transport(file: &File) -> Told {
    match first_journey(file).map(|journey| journey.mode) {
        Some(Mode::NotKnown) => (None, Some(Absent::Unknown.label().into())),
        Some(mode) => (Some(mode.label().into()), None),
        None if kept(file) => (Some(Mode::OnFoot.label().into()), None),
        None => (None, Some(Absent::NotRecorded.label().into())),
    }
}

fn kept(file: &File) -> bool {
    file.live().any(|fact| kept_at(fact.event).is_some())
}

fn why_police_vehicle(file: &File) -> Option<Text> {
    let journey = first_journey(file).filter(|journey| journey.mode == Mode::PoliceVehicle)?;
    match journey.why_police {
        Some(PoliceVehicleReason::NotKnown) | None => None,
        Some(reason) => Some(reason.label().into()),
    }
}

/// Why an emergency department: the first of these that the file holds. Nobody writes the reason
/// down as such; what stands in the file before the entry shows it.
fn why_emergency_department(file: &File, times: &Times) -> Option<Text> {
    if kept(file) {
        return Some("was there already".into());
    }
    if file.has(EventKind::AbdSuspected) {
        return Some("suspected acute behavioural disturbance".into());
    }
    let flagged = file.live().any(|fact| {
        matches!(fact.event, Event::RedFlagsScreened(screened)
            if !screened.yes.is_empty() || !screened.unsure.is_empty())
    });
    if flagged {
        return Some("red flag".into());
    }
    let refused = file.live().find_map(|fact| match fact.event {
        Event::PlaceReplied(replied)
            if !replied.offered
                && replied.place.kind == PlaceKind::HealthBasedPlaceOfSafety
                && fact.at() <= times.entered.or(Some(Timestamp::MAX)) =>
        {
            Some(replied.refusal.unwrap_or(PlaceRefusal::Other))
        }
        _ => None,
    });
    refused.map(|why| format!("no health-based place: {}", why.label()).into())
}

fn why_station(file: &File) -> Option<Text> {
    let authority = file.latest(EventKind::StationAuthorised)?;
    let Event::StationAuthorised(station) = authority.event else {
        return None;
    };
    let met = station.imminent_risk.is_yes()
        && station.no_other_place_because_of_risk.is_yes()
        && station.healthcare_throughout.is_yes();
    Some(if met {
        "conditions of the Regulations recorded as met".into()
    } else {
        "authorised, conditions not all recorded as met".into()
    })
}

/// Minutes in police stations: from each entry or keeping there until the next departure,
/// entry elsewhere, or the end. None where no station was used or a time is not known.
fn station_minutes(file: &File, times: &Times) -> Option<i32> {
    let mut moves: Vec<(Timestamp, Option<PlaceKind>)> = file
        .live()
        .filter_map(|fact| {
            let kind = match fact.event {
                Event::JourneyBegan(_) | Event::TransferBegan(_) | Event::Escaped(_) => None,
                event => Some(entered(event)?.kind),
            };
            Some((fact.at()?, kind))
        })
        .collect();
    moves.sort_by_key(|(at, _)| *at);
    let ends = moves
        .iter()
        .skip(1)
        .map(|(at, _)| *at)
        .map(Some)
        .chain([times.ended]);
    let mut all = None;
    for ((at, kind), end) in moves.iter().zip(ends) {
        if *kind == Some(PlaceKind::PoliceStation) {
            all = Some(all.unwrap_or(0) + minutes(Some(*at), end)?);
        }
    }
    all
}

/// Why the hand-over took long, in the closed list of the place's request to stay; where there was
/// none and the officers gave a cause, only that they did: their words stay in the record.
pub(super) fn delay_cause(file: &File) -> Option<Text> {
    let asked = file
        .latest(EventKind::PresenceAsked)
        .and_then(|fact| match fact.event {
            Event::PresenceAsked(asked) => Some(Text::from(asked.reason.label())),
            _ => None,
        });
    asked.or_else(|| {
        file.live().find_map(|fact| match fact.event {
            Event::OfficersReleased(released) if !released.delay_cause.trim().is_empty() => {
                Some("given in words".into())
            }
            _ => None,
        })
    })
}

fn consultation(file: &File) -> Option<Text> {
    if file.has(EventKind::Consulted) {
        Some("consulted".into())
    } else if file.has(EventKind::ConsultationNotPracticable) {
        Some("not practicable".into())
    } else {
        None
    }
}
