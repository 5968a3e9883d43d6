//! What one file of the record gives to the lake.

use casework::File;
use casework::monthly;
use domain::event::{Alternative, Channel, EventKind};
use domain::{Event, Month};

use super::detention::{self, delay_cause, named, yes_or_no};
use super::person::{Pseudonyms, Who};
use super::times::{Counted, Times, minutes};
use crate::schema::{Detention, Incident, Phase, Text};

/// The rows of one file. All stand in the month that the file counts in.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Rows {
    pub(super) month: Month,
    pub(super) incident: Incident,
    pub(super) detention: Option<Detention>,
    pub(super) phases: Vec<Phase>,
}

impl Rows {
    /// The rows of a file; none where it is no case, or holds nothing.
    pub(super) fn of(file: &File, profile: &law::Profile, pseudonyms: &Pseudonyms) -> Option<Self> {
        if file.is_return() {
            return None;
        }
        let entry = monthly::entry(file, profile);
        let times = Times::of(file);
        let counted = counted(file)?;
        let who = Who::of(file, counted.day, pseudonyms);
        let incident = incident(file, &times, &counted, &who, entry.is_some())?;
        let phases = phases(file, &times, &counted, entry.is_some());
        // The month is that of the return, so that the two can never count a file differently.
        let month = entry
            .as_ref()
            .map_or_else(|| Month::of_day(counted.day), |entry| entry.used);
        let detention = entry.map(|entry| detention::row(file, &entry, &times, &counted, who));
        Some(Self {
            month,
            incident,
            detention,
            phases,
        })
    }
}

/// When a file counts: with the use of section 136, else with its first line that stands.
fn counted(file: &File) -> Option<Counted> {
    let fact = file
        .live()
        .find(|fact| matches!(fact.event, Event::Detained(_) | Event::DetentionImported(_)))
        .or_else(|| file.live().next())?;
    Some(Counted::of(&fact.happened.moment, fact.written.recorded))
}

/// The district: as opened, else where the person was found.
pub(super) fn area(file: &File) -> Option<Text> {
    let opened = file.live().find_map(|fact| match fact.event {
        Event::FileOpened(opened) => opened.district.clone(),
        _ => None,
    });
    let found = || {
        file.live().find_map(|fact| match fact.event {
            Event::EncounterBegan(began) => began.at.district.clone(),
            _ => None,
        })
    };
    opened
        .or_else(found)
        .map(|district| district.to_string().into())
}

fn incident(
    file: &File,
    times: &Times,
    counted: &Counted,
    who: &Who,
    detained: bool,
) -> Option<Incident> {
    let opened = file.live().find_map(|fact| match fact.event {
        Event::FileOpened(opened) => Some(opened),
        _ => None,
    });
    let found = file.live().find_map(|fact| match fact.event {
        Event::EncounterBegan(began) => Some(began.at.kind.label().into()),
        _ => None,
    });
    let alternative = |kind: Alternative| {
        file.live()
            .any(|fact| matches!(fact.event, Event::AlternativeTaken(taken) if taken.kind == kind))
    };
    Some(Incident {
        incident_id: file.id().to_string().into(),
        origin: "record".into(),
        record_position: Some(i64::try_from(file.head()?.get()).unwrap_or(i64::MAX)),
        when_precision: counted.hour.map_or("day", |_| "instant").into(),
        occurred_at: counted.hour.map(|_| counted.at),
        local_day: Some(counted.day),
        first_day: counted.day,
        last_day: counted.day,
        hour: counted.hour,
        weekday: Some(counted.weekday),
        area: area(file),
        source_agency: opened.map(|opened| opened.channel.label().into()),
        category: None,
        grade: None,
        mh_npcc: opened.and_then(|opened| yes_or_no(opened.national_definition)),
        npcc_limb: None,
        mh_force: opened.and_then(|opened| yes_or_no(opened.force_definition)),
        sub_type: detained.then_some("section 136".into()),
        rcrp_class: None,
        deployed: (file.has(EventKind::EncounterBegan) || detained).then_some(true),
        // "Another service" may be any service: only that it was none of them is certain.
        asked_by_health: opened
            .filter(|opened| !matches!(opened.channel, Channel::Partner | Channel::Import))
            .map(|_| false),
        voluntary_attendance: Some(alternative(Alternative::VoluntaryAttendance)),
        ambulance_asked_for_s136: Some(detained && file.has(EventKind::AmbulanceAsked)),
        detained: Some(detained),
        person: who.key.clone(),
        flag_band: None,
        flag_score: None,
        flag_version: None,
        first_arrived_at: times.met,
        closed_at: times.released.or(times.alternative).or(times.ended),
        // The record holds who wrote a line, not how many officers were there.
        officer_minutes: None,
        age_band: who.band.clone(),
        sex: who.sex.0.clone(),
        sex_absent: who.sex.1.clone(),
        ethnicity_self: who.ethnicity_self.0.clone(),
        ethnicity_self_absent: who.ethnicity_self.1.clone(),
        ethnicity_perceived: who.ethnicity_perceived.0.clone(),
        ethnicity_perceived_absent: who.ethnicity_perceived.1.clone(),
        place_kind: found,
        apprehended: None,
    })
}

/// The stretches of officers' time in a file that have both of their ends.
fn phases(file: &File, times: &Times, counted: &Counted, detained: bool) -> Vec<Phase> {
    let place = file.live().find_map(|fact| match fact.event {
        Event::Entered(entered) => named(&entered.place),
        _ => None,
    });
    let vehicle = file.live().find_map(|fact| match fact.event {
        Event::JourneyBegan(journey) => Some(Text::from(journey.mode.label())),
        _ => None,
    });
    let cause = delay_cause(file);
    let decided = times.detained.or(times.alternative);
    let handed_over = times.accepted.or(times.released);
    let stretches = [
        ("attend", times.opened, times.met),
        ("decide", times.met, decided),
        ("wait for transport", times.detained, times.left),
        ("convey", times.left, times.reached.or(times.entered)),
        ("queue", times.reached, times.entered),
        ("hand over", times.entered, handed_over),
        ("stay", times.accepted, times.released),
    ];
    stretches
        .into_iter()
        .filter_map(|(phase, from, to)| {
            let at_place = matches!(phase, "queue" | "hand over" | "stay");
            let waits = matches!(phase, "hand over" | "stay");
            Some(Phase {
                file_id: file.id().to_string().into(),
                record_position: Some(i64::try_from(file.head()?.get()).unwrap_or(i64::MAX)),
                origin: "record".into(),
                local_day: counted.day,
                phase: phase.into(),
                started_at: from?,
                minutes: minutes(from, to)?,
                officers: None,
                officer_minutes: None,
                rank: None,
                site: place.clone().filter(|_| at_place),
                cause: cause.clone().filter(|_| waits),
                vehicle: vehicle.clone().filter(|_| phase == "convey"),
                detained,
                area: area(file),
            })
        })
        .collect()
}
