//! Disagreement as a value.
//!
//! Two lines that give the same fact different times, from different people or sources, are one
//! contested fact. Nothing is chosen until somebody entitled settles it; until then both are shown
//! and alarms run on the earliest (workflows.md section 17).

use std::collections::BTreeSet;

use domain::event::{PlaceRef, WarrantKind};
use domain::{Event, EventId};

use crate::file::{Fact, File};

/// One fact with several live values.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Contest {
    /// The fact.
    pub fact: FactKey,
    /// The lines that give it, in the order they were written. At least two.
    pub lines: Vec<EventId>,
}

/// A fact of which there can be only one true value in a file.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum FactKey {
    /// When section 136 was used.
    PowerUsed,
    /// When an ambulance was first asked for.
    AmbulanceAsked,
    /// When the vehicle reached a place.
    ReachedSite(String),
    /// When the person entered a place, and for which time.
    Entered(String, usize),
    /// When the detention ended.
    Ended,
    /// When the premises were entered to execute a warrant, and which time.
    WarrantEntry(WarrantKind, usize),
}

impl FactKey {
    /// The words shown to a reader.
    pub fn label(&self) -> String {
        match self {
            Self::PowerUsed => "when section 136 was used".to_owned(),
            Self::AmbulanceAsked => "when the ambulance was asked for".to_owned(),
            Self::ReachedSite(place) => format!("when {place} was reached"),
            Self::Entered(place, _) => format!("when the person entered {place}"),
            Self::Ended => "when the detention ended".to_owned(),
            Self::WarrantEntry(..) => {
                "when the premises were entered to execute the warrant".to_owned()
            }
        }
    }
}

/// Two requests for an ambulance this far apart are two requests and not one told twice.
const SAME_REQUEST_MINUTES: i64 = 15;

/// Finds every contested fact of a file.
pub(crate) fn find(file: &File) -> Vec<Contest> {
    let apart: BTreeSet<EventId> = file
        .live()
        .filter_map(|fact| match fact.event {
            Event::Settled(settled) => Some(settled),
            _ => None,
        })
        .flat_map(|settled| settled.kept_apart.iter().copied())
        .collect();
    let mut keyed: Vec<(FactKey, Vec<Fact<'_>>)> = Vec::new();
    for fact in file.live().filter(|fact| !apart.contains(&fact.written.id)) {
        let Some(key) = key_of(file, &fact) else {
            continue;
        };
        match keyed
            .iter_mut()
            .find(|(known, facts)| *known == key && one_fact(facts, &fact))
        {
            Some((_, facts)) => facts.push(fact),
            None => keyed.push((key, vec![fact])),
        }
    }
    keyed
        .into_iter()
        .filter(|(_, facts)| disagree(facts))
        .map(|(fact, facts)| Contest {
            fact,
            lines: facts.iter().map(|fact| fact.written.id).collect(),
        })
        .collect()
}

fn key_of(file: &File, fact: &Fact<'_>) -> Option<FactKey> {
    match fact.event {
        Event::Detained(_) => Some(FactKey::PowerUsed),
        Event::AmbulanceAsked(_) => Some(FactKey::AmbulanceAsked),
        Event::ReachedSite(reached) => Some(FactKey::ReachedSite(reached.place.name.clone())),
        Event::Entered(entered) => Some(FactKey::Entered(
            entered.place.name.clone(),
            departures_before(file, &entered.place, fact),
        )),
        Event::Ended(_) => Some(FactKey::Ended),
        Event::WarrantExecuted(entry) => Some(FactKey::WarrantEntry(
            entry.kind,
            executions_before(file, entry.kind, fact),
        )),
        _ => None,
    }
}

/// How often the person had left this place for another before this entry: a second stay at one
/// place is another fact than the first.
fn departures_before(file: &File, place: &PlaceRef, entry: &Fact<'_>) -> usize {
    let Some(entered) = entry.at() else { return 0 };
    file.live()
        .filter(|fact| match fact.event {
            Event::TransferBegan(transfer) => transfer.to.name != place.name,
            Event::Escaped(_) => true,
            _ => false,
        })
        .filter(|fact| fact.at().is_some_and(|left| left < entered))
        .count()
}

/// How often an execution of a warrant of this kind had come to its end before this entry: going
/// in on another day is another fact.
fn executions_before(file: &File, kind: WarrantKind, entry: &Fact<'_>) -> usize {
    let Some(entered) = entry.at() else { return 0 };
    file.live()
        .filter(|fact| matches!(fact.event, Event::WarrantConcluded(it) if it.kind == kind))
        .filter(|fact| fact.at().is_some_and(|over| over < entered))
        .count()
}

fn one_fact(facts: &[Fact<'_>], another: &Fact<'_>) -> bool {
    if !matches!(another.event, Event::AmbulanceAsked(_)) {
        return true;
    }
    let (Some(first), Some(this)) = (facts.first().and_then(Fact::at), another.at()) else {
        return false;
    };
    this.duration_since(first).as_mins().abs() <= SAME_REQUEST_MINUTES
}

/// Whether lines of one fact disagree: two different times.
fn disagree(facts: &[Fact<'_>]) -> bool {
    facts.iter().any(|fact| {
        facts
            .first()
            .is_some_and(|first| first.happened.moment != fact.happened.moment)
    })
}
