//! What must be put right, or explained, before a month is issued (workflows.md section 13;
//! requirement M-02).
//!
//! A contradiction is an error and stands in the way: either a line is wrong and is corrected, or
//! it happened so and the file holds its exception. What is missing, and what is odd and may well
//! be true, is a warning, and whoever issues says why it stands. None of it is ever put as "not
//! known" in silence.
//!
//! That a child is not taken to a station, that nobody enters before they are found and that no
//! doctor adds more than twelve hours is asked when it is entered too
//! ([`crate::decide`]); here imported and corrected files are met as well.

use std::collections::BTreeMap;

use domain::event::Block;
use domain::{Event, EventKind, FileId, Known, PersonFact, PlaceKind, Position};
use jiff::Timestamp;

use crate::file::{Fact, File};
use crate::monthly::national::kept;
use crate::monthly::{Absent, Entry, kept_at};

domain::labels! {
    /// What is wrong with a file as a part of a return.
    pub enum Rule {
        ChildAtStation => "a person under 18 at a police station",
        EnteredBeforeUsed => "a place of safety entered before the power was used",
        EndedBeforeEntered => "ended before a place of safety was entered",
        ExtensionOverTwelve => "a further period of more than 12 hours",
        ReasonWithoutPoliceVehicle => "a reason for a police vehicle, and another vehicle",
        NoTransportAndMoved => "no transport, and the person was not kept where they were",
        KeptAndMoved => "kept where they were, and another place entered first",
        StationAuthorisedElsewhere => "a police station authorised, and another first place",
        EmergencyAndNotEmergencyDepartment => "a medical emergency, and another first place than an emergency department",
        EthnicityWithoutReason => "no self-defined ethnicity, and no reason why",
        CodeNotOnTheList => "a code that is on no list of this country",
        PowerNotKnown => "the power is not known",
        CountedTwice => "two files that look like one detention",
        CountedOnce => "two uses of the power in one file, counted as one detention",
        TimeOfUseNotKnown => "the time of the use is not known",
        SexMissing => "sex not recorded",
        AgeMissing => "age not recorded",
        PlaceMissing => "first place of safety not recorded",
        StationReasonMissing => "no reason why a police station was used",
        StationHoursMissing => "hours at the police station not known",
        TransportMissing => "method of transport not recorded",
        PoliceVehicleReasonMissing => "no reason why a police vehicle was used",
        EndMissing => "no end recorded",
    }
}

/// How much something stands in the way.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Weight {
    /// It cannot be so: put right before the month is issued.
    Error,
    /// Missing, or odd and perhaps true: explained when the month is issued.
    Warning,
}

/// Something to put right or explain.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// The file.
    pub file: FileId,
    /// The line it is about, where there is one.
    pub line: Option<Position>,
    /// What is wrong.
    pub rule: Rule,
    /// How much it stands in the way.
    pub weight: Weight,
    /// Who can put it right: who wrote the line, or used the power.
    pub owner: String,
}

/// What is to be put right or explained in one file.
pub fn faults(file: &File, entry: &Entry) -> Vec<Fault> {
    let mut finder = Finder {
        file,
        entry,
        found: Vec::new(),
    };
    finder.times();
    finder.places();
    finder.transport();
    finder.person();
    finder.missing();
    finder.found.sort_by_key(|fault| (fault.weight, fault.rule));
    finder.found
}

/// Files that look like one detention written down twice: the same clock and the same first place.
pub fn twice(entries: &[Entry]) -> Vec<Fault> {
    let mut by_start: BTreeMap<(Timestamp, PlaceKind), Vec<&Entry>> = BTreeMap::new();
    for entry in entries {
        if let (Some(started), Ok(place)) = (entry.started, entry.first_place) {
            by_start.entry((started, place)).or_default().push(entry);
        }
    }
    by_start
        .into_values()
        .filter(|same| same.len() > 1)
        .flatten()
        .map(|entry| Fault {
            file: entry.counted.file,
            line: None,
            rule: Rule::CountedTwice,
            weight: Weight::Warning,
            owner: entry.owner.clone(),
        })
        .collect()
}

struct Finder<'a> {
    file: &'a File,
    entry: &'a Entry,
    found: Vec<Fault>,
}

impl<'a> Finder<'a> {
    fn put(&mut self, rule: Rule, weight: Weight, line: Option<&Fact<'a>>) {
        self.found.push(Fault {
            file: self.file.id(),
            line: line.map(|fact| fact.written.position),
            rule,
            weight,
            owner: line.map_or_else(
                || self.entry.owner.clone(),
                |fact| fact.written.by.name.clone(),
            ),
        });
    }

    fn error(&mut self, rule: Rule, line: Option<&Fact<'a>>) {
        self.put(rule, Weight::Error, line);
    }

    fn warn(&mut self, rule: Rule, line: Option<&Fact<'a>>) {
        self.put(rule, Weight::Warning, line);
    }

    fn first(&self, kind: EventKind) -> Option<Fact<'a>> {
        let of_kind = self.file.live_of(kind);
        of_kind.min_by_key(|fact| fact.at().unwrap_or(Timestamp::MAX))
    }

    /// The first use of a power: section 136, or removing or keeping under a warrant.
    fn first_use(&self) -> Option<Fact<'a>> {
        let uses = [EventKind::Detained, EventKind::WarrantUsed];
        let first = uses.into_iter().filter_map(|kind| self.first(kind));
        first.min_by_key(|fact| fact.at().unwrap_or(Timestamp::MAX))
    }

    /// Whether the file says that a block was not kept, in its own line.
    fn has_exception(&self, block: Block) -> bool {
        self.file.live_of(EventKind::ExceptionRecorded).any(
            |fact| matches!(fact.event, Event::ExceptionRecorded(one) if one.block == Some(block)),
        )
    }

    fn times(&mut self) {
        let used = self.first_use();
        let entered = self.first(EventKind::Entered);
        let ended = self.file.latest(EventKind::Ended);
        let at = |fact: &Option<Fact<'a>>| fact.as_ref().and_then(Fact::at);
        if used.is_some() && at(&used).is_none() {
            self.warn(Rule::TimeOfUseNotKnown, used.as_ref());
        }
        if let (Some(used), Some(entry)) = (at(&used), at(&entered))
            && entry < used
        {
            self.error(Rule::EnteredBeforeUsed, entered.as_ref());
        }
        if let (Some(entry), Some(end)) = (at(&entered), at(&ended))
            && end < entry
        {
            self.error(Rule::EndedBeforeEntered, ended.as_ref());
        }
        let longer = self.file.live_of(EventKind::Extended).find(
            |fact| matches!(fact.event, Event::Extended(extended) if extended.minutes > TWELVE_HOURS),
        );
        if let Some(extended) = longer {
            let weight = self.unless(Block::ExtensionOutOfTime);
            self.put(Rule::ExtensionOverTwelve, weight, Some(&extended));
        }
        let of_powers = self.file.live().filter(|fact| {
            let kind = fact.event.kind();
            matches!(kind, EventKind::Detained | EventKind::WarrantUsed)
        });
        if let Some(last) = of_powers.skip(1).last() {
            self.warn(Rule::CountedOnce, Some(&last));
        }
    }

    /// An error, or a warning where it is recorded as what happened.
    fn unless(&self, block: Block) -> Weight {
        if self.has_exception(block) {
            Weight::Warning
        } else {
            Weight::Error
        }
    }

    fn places(&mut self) {
        let child = self.entry.national.of("age") == Some(Ok("under-18"));
        let station = self.file.live().find(|fact| match fact.event {
            Event::Entered(entered) => entered.place.kind == PlaceKind::PoliceStation,
            event => kept_at(event).is_some_and(|at| at.kind == PlaceKind::PoliceStation),
        });
        let imported_station = self.file.has(EventKind::DetentionImported)
            && self.entry.first_place == Ok(PlaceKind::PoliceStation);
        if child && (station.is_some() || imported_station) {
            let weight = self.unless(Block::ChildAtStation);
            self.put(Rule::ChildAtStation, weight, station.as_ref());
        }
        let first = self.entry.first_place;
        let authorised = self.file.latest(EventKind::StationAuthorised);
        if authorised.is_some() && station.is_none() && first.is_ok() {
            self.warn(Rule::StationAuthorisedElsewhere, authorised.as_ref());
        }
        let suspected = self.file.latest(EventKind::AbdSuspected);
        let ruled_out = self.file.has(EventKind::AbdRuledOut);
        if suspected.is_some()
            && !ruled_out
            && first.is_ok_and(|kind| kind != PlaceKind::EmergencyDepartment)
        {
            self.warn(Rule::EmergencyAndNotEmergencyDepartment, suspected.as_ref());
        }
        if first == Ok(PlaceKind::PoliceStation) {
            if self
                .entry
                .national
                .of("station-reason")
                .is_some_and(|said| said.is_err())
            {
                self.warn(Rule::StationReasonMissing, station.as_ref());
            }
            if self
                .entry
                .national
                .of("station-hours")
                .is_some_and(|said| said.is_err())
            {
                self.warn(Rule::StationHoursMissing, station.as_ref());
            }
        }
    }

    fn transport(&mut self) {
        let journeys: Vec<Fact<'a>> = self.file.live_of(EventKind::JourneyBegan).collect();
        let stray = journeys.iter().find(|fact| {
            matches!(fact.event, Event::JourneyBegan(journey)
                if journey.why_police.is_some()
                    && journey.mode != domain::event::Mode::PoliceVehicle)
        });
        if let Some(stray) = stray {
            self.error(Rule::ReasonWithoutPoliceVehicle, Some(stray));
        }
        let said = self.entry.national.of("transport");
        let kept = kept(self.file);
        if said == Some(Ok("none")) && !kept {
            self.error(Rule::NoTransportAndMoved, journeys.first());
        }
        let used = self.first_use();
        let entered = self.first(EventKind::Entered);
        if kept
            && let (Some(used), Some(entered)) = (&used, &entered)
            && let (Some(from), Some(to)) = (used.at(), entered.at())
            && to < from
        {
            self.error(Rule::KeptAndMoved, Some(entered));
        }
        if matches!(said, Some(Err(Absent::NotRecorded))) && !self.is_imported() {
            self.warn(Rule::TransportMissing, used.as_ref());
        }
        if matches!(self.entry.national.of("police-vehicle"), Some(Err(_))) {
            self.warn(Rule::PoliceVehicleReasonMissing, journeys.first());
        }
    }

    fn person(&mut self) {
        let said = self.entry.national.of("self");
        let recorded = self
            .file
            .live_of(EventKind::PersonRecorded)
            .filter(|fact| {
                matches!(
                    fact.event,
                    Event::PersonRecorded(PersonFact::EthnicitySelfDefined { .. })
                )
            })
            .last();
        let blank = recorded.as_ref().is_some_and(|fact| {
            matches!(fact.event, Event::PersonRecorded(PersonFact::EthnicitySelfDefined {
                is: Known::None(why) }) if why.reason().is_some_and(|reason| reason.trim().is_empty()))
        });
        if blank || matches!(said, Some(Err(Absent::NotRecorded))) {
            self.warn(Rule::EthnicityWithoutReason, recorded.as_ref());
        }
        let unlisted = |variable| self.entry.national.of(variable) == Some(Ok("unlisted"));
        if unlisted("self") || unlisted("perceived") {
            self.error(Rule::CodeNotOnTheList, None);
        }
        for (variable, rule) in [("sex", Rule::SexMissing), ("age", Rule::AgeMissing)] {
            if self.entry.national.of(variable) == Some(Err(Absent::NotRecorded)) {
                self.warn(rule, None);
            }
        }
        if matches!(self.entry.national.of("power"), Some(Err(_))) {
            self.error(Rule::PowerNotKnown, None);
        }
    }

    fn missing(&mut self) {
        if self.entry.first_place == Err(Absent::NotRecorded) {
            self.warn(Rule::PlaceMissing, None);
        }
        if self.entry.open {
            self.warn(Rule::EndMissing, None);
        }
    }

    fn is_imported(&self) -> bool {
        self.file.has(EventKind::DetentionImported)
    }
}

/// The longest further period there is (section 136B), in minutes.
const TWELVE_HOURS: u16 = 12 * 60;
