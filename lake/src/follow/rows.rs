//! What one file of the record gives to the lake.

use std::collections::BTreeSet;

use casework::File;
use casework::link::links;
use casework::monthly::{self, Power, Stated};
use domain::event::{Alternative, Channel, EventKind};
use domain::{Event, FileId, Month};

use super::detention::{self, yes_or_no};
use super::people::Says;
use super::person::{Pseudonyms, Who};
use super::stretches::{Stretch, officer_minutes, phases, stretches};
use super::times::{Counted, Times};
use crate::schema::{Detention, Incident, Phase, Text};

/// The version of how a file is read into rows. Raise it when the same file gives other rows: a
/// lake made otherwise is then read again from the record.
pub(super) const VERSION: u32 = 2;

/// The rows of one file. All stand in the month that the file counts in.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Rows {
    pub(super) month: Month,
    pub(super) incident: Incident,
    pub(super) detention: Option<Detention>,
    pub(super) phases: Vec<Phase>,
}

impl Rows {
    /// What the file says of who it is about.
    pub(super) fn says(&self) -> Says {
        let linked = self.incident.linked_to.as_deref().unwrap_or_default();
        Says {
            month: Some(self.month),
            alone: self.incident.person_alone.clone(),
            links: linked.split(' ').filter_map(|id| id.parse().ok()).collect(),
        }
    }

    /// Gives the rows the key of the person, as it is with everything that was confirmed.
    pub(super) fn show(&mut self, person: Option<Text>) {
        if let Some(detention) = &mut self.detention {
            detention.person.clone_from(&person);
        }
        self.incident.person = person;
    }

    /// The rows of a file; none where it is no case, or holds nothing.
    pub(super) fn of(file: &File, profile: &law::Profile, pseudonyms: &Pseudonyms) -> Option<Self> {
        if file.is_return() {
            return None;
        }
        let entry = monthly::entry(file, profile);
        let times = Times::of(file);
        let counted = counted(file)?;
        let who = Who::of(file, counted.day, pseudonyms);
        let power = entry.as_ref().map(|entry| entry.power);
        let stretches = stretches(file, &times);
        let incident = incident(file, &times, &stretches, &counted, &who, power)?;
        let phases = phases(file, &stretches, &counted, entry.is_some());
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

/// When a file counts: with the use of the power, else with its first line that stands.
fn counted(file: &File) -> Option<Counted> {
    let fact = monthly::used(file)
        .map(|used| used.fact)
        .or_else(|| file.live().next())?;
    Some(Counted::of(&fact.happened.moment, fact.written.recorded))
}

/// The files confirmed in this one to be of the same person, in the order of their ids.
fn linked_to(file: &File) -> Option<Text> {
    let with: BTreeSet<FileId> = links(file).iter().map(|link| link.with).collect();
    let words: Vec<String> = with.iter().map(FileId::to_string).collect();
    (!words.is_empty()).then(|| words.join(" ").into())
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
    stretches: &[Stretch],
    counted: &Counted,
    who: &Who,
    power: Option<Stated<Power>>,
) -> Option<Incident> {
    let section_136 = match power {
        None => Some(false),
        Some(Ok(power)) => Some(!power.is_warrant()),
        // An extract that names no power.
        Some(Err(_)) => None,
    };
    let ambulance = file.has(EventKind::AmbulanceAsked);
    let closed = times.released.or(times.alternative).or(times.ended);
    let met = file.has(EventKind::EncounterBegan) || file.has(EventKind::WarrantExecuted);
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
        sub_type: match power {
            Some(Ok(power)) => Some(format!("section {}", power.label()).into()),
            Some(Err(_)) | None => None,
        },
        rcrp_class: None,
        deployed: (met || power.is_some()).then_some(true),
        // "Another service" may be any service: only that it was none of them is certain.
        asked_by_health: opened
            .filter(|opened| !matches!(opened.channel, Channel::Partner | Channel::Import))
            .map(|_| false),
        voluntary_attendance: Some(alternative(Alternative::VoluntaryAttendance)),
        ambulance_asked_for_s136: if ambulance { section_136 } else { Some(false) },
        detained: section_136,
        person: who.key.clone(),
        flag_band: None,
        flag_score: None,
        flag_version: None,
        first_arrived_at: times.met,
        closed_at: closed,
        officer_minutes: officer_minutes(stretches, times.met, closed),
        age_band: who.band.clone(),
        sex: who.sex.0.clone(),
        sex_absent: who.sex.1.clone(),
        ethnicity_self: who.ethnicity_self.0.clone(),
        ethnicity_self_absent: who.ethnicity_self.1.clone(),
        ethnicity_perceived: who.ethnicity_perceived.0.clone(),
        ethnicity_perceived_absent: who.ethnicity_perceived.1.clone(),
        place_kind: found,
        apprehended: None,
        person_alone: who.key.clone(),
        linked_to: linked_to(file),
    })
}
