//! Adding up the differences of many episodes.

use std::collections::BTreeMap;

use domain::event::{Manner, PlaceRef};
use domain::{Answer, PlaceKind, labels, time};
use jiff::Timestamp;
use jiff::civil::Date;
use schemars::JsonSchema;
use serde::Serialize;

use super::kind::Kind;
use super::stations::StationStay;
use super::{Change, Changed};
use crate::facts::{Facts, What};
use crate::person;
use crate::position::day_of;

labels! {
    /// The age of the person on the day, as the law tells it.
    pub enum AgeBand {
        Child => "under 18",
        Adult => "18 or over",
        NotKnown => "not known",
    }
}

impl From<Answer> for AgeBand {
    fn from(child: Answer) -> Self {
        match child {
            Answer::Yes => Self::Child,
            Answer::No => Self::Adult,
            Answer::NotKnown => Self::NotKnown,
        }
    }
}

/// A place as a report names it: by name where it is an institution, by kind where it may be
/// somebody's home.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, JsonSchema)]
pub struct PlaceName {
    /// What kind of place it is.
    pub kind: PlaceKind,
    /// Its name in the force's directory or in the record; empty for a home or another place.
    pub name: String,
}

impl From<&PlaceRef> for PlaceName {
    fn from(place: &PlaceRef) -> Self {
        let institution =
            place.kind.is_hospital() || matches!(place.kind, PlaceKind::PoliceStation);
        let name = if institution { place.name.as_str() } else { "" };
        Self {
            kind: place.kind,
            name: name.to_owned(),
        }
    }
}

impl PlaceName {
    /// The words shown to a reader.
    pub fn label(&self) -> &str {
        if self.name.is_empty() {
            self.kind.label()
        } else {
            &self.name
        }
    }
}

/// Where, at what hour and of what age: what every number can be broken down by.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Slot {
    /// Whether section 136 was used at all.
    pub(super) used: bool,
    /// The first place of safety of the episode. None where none is recorded.
    pub(super) place: Option<PlaceName>,
    /// The hour in Europe/London at which section 136 was first used. None where its time is not
    /// recorded, or it was not used.
    pub(super) hour: Option<u8>,
    pub(super) age: AgeBand,
}

/// A stay at a police station, with the case it belongs to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct CaseStay<C> {
    pub(super) case: C,
    pub(super) stay: StationStay,
}

/// The differences of many episodes, each number with the cases behind it.
///
/// `C` names a case. Tallies of parts merge to the tally of the whole, in any order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tally<C> {
    pub(super) read: u64,
    /// Episodes in which section 136 was used, by slot.
    pub(super) detained: BTreeMap<Slot, u64>,
    pub(super) numbers: BTreeMap<(Kind, bool), BTreeMap<Slot, Vec<C>>>,
    pub(super) stays: Vec<CaseStay<C>>,
    pub(super) unreadable: Vec<C>,
}

impl<C> Default for Tally<C> {
    fn default() -> Self {
        Self {
            read: 0,
            detained: BTreeMap::new(),
            numbers: BTreeMap::new(),
            stays: Vec::new(),
            unreadable: Vec::new(),
        }
    }
}

impl<C: Clone> Tally<C> {
    /// Takes one episode and what differs in it.
    pub fn take(&mut self, case: &C, facts: &Facts, changed: Changed) {
        self.read += 1;
        let used = first_use(facts);
        if used.is_none() && changed.changes.is_empty() && changed.stays.is_empty() {
            return;
        }
        let slot = slot(facts, used.as_ref());
        for Change {
            kind, contested, ..
        } in changed.changes
        {
            let cells = self.numbers.entry((kind, contested)).or_default();
            match cells.get_mut(&slot) {
                Some(cases) => cases.push(case.clone()),
                None => {
                    cells.insert(slot.clone(), vec![case.clone()]);
                }
            }
        }
        self.stays
            .extend(changed.stays.into_iter().map(|stay| CaseStay {
                case: case.clone(),
                stay,
            }));
        if used.is_some() {
            match self.detained.get_mut(&slot) {
                Some(number) => *number += 1,
                None => {
                    self.detained.insert(slot, 1);
                }
            }
        }
    }

    /// Counts a case that could not be read: it is named, and left out of every other number.
    pub fn unreadable(&mut self, case: C) {
        self.unreadable.push(case);
    }

    /// Adds another tally to this one.
    pub fn merge(&mut self, other: Self) {
        self.read += other.read;
        for (slot, number) in other.detained {
            *self.detained.entry(slot).or_default() += number;
        }
        for (kind, cells) in other.numbers {
            let mine = self.numbers.entry(kind).or_default();
            for (slot, mut cases) in cells {
                mine.entry(slot).or_default().append(&mut cases);
            }
        }
        self.stays.extend(other.stays);
        self.unreadable.extend(other.unreadable);
    }
}

/// The first use of section 136: its time where it has one.
struct FirstUse<'a> {
    at: Option<Timestamp>,
    timed: bool,
    kept: Option<&'a PlaceRef>,
}

fn first_use(facts: &Facts) -> Option<FirstUse<'_>> {
    let mut first: Option<FirstUse<'_>> = None;
    for act in &facts.acts {
        let What::PowerUsed { manner, .. } = &act.what else {
            continue;
        };
        let at = act.at.sort_key();
        let earlier = first.as_ref().is_none_or(|known| match (at, known.at) {
            (Some(at), Some(known)) => at < known,
            (at, None) => at.is_some(),
            (None, Some(_)) => false,
        });
        if earlier {
            first = Some(FirstUse {
                at,
                timed: act.at.instant().is_some(),
                kept: match manner {
                    Manner::Remove => None,
                    Manner::Keep { at } => Some(at),
                },
            });
        }
    }
    first
}

fn slot(facts: &Facts, used: Option<&FirstUse<'_>>) -> Slot {
    let at = used.and_then(|used| used.at);
    let kept = used.and_then(|used| used.kept);
    let place = kept.or_else(|| used.and_then(|used| first_entered(facts, used.at)));
    let timed = used.is_some_and(|used| used.timed);
    let day = at.or_else(|| facts.acts.iter().filter_map(|act| act.at.sort_key()).min());
    Slot {
        used: used.is_some(),
        place: place.map(PlaceName::from),
        hour: at.filter(|_| timed).map(hour),
        age: day.map_or(AgeBand::NotKnown, |at| {
            person::is_child(&facts.person, day_of(at)).into()
        }),
    }
}

/// The first place entered after section 136 was used. One without a time counts where no other
/// has one.
fn first_entered(facts: &Facts, used: Option<Timestamp>) -> Option<&PlaceRef> {
    let mut first: Option<(Option<Timestamp>, &PlaceRef)> = None;
    for act in &facts.acts {
        let What::Entered { place } = &act.what else {
            continue;
        };
        let at = act.at.sort_key();
        if act.at.instant().is_some() && at < used {
            continue;
        }
        let earlier = first.is_none_or(|(known, _)| match (at, known) {
            (Some(at), Some(known)) => at < known,
            (Some(_), None) => true,
            (None, _) => false,
        });
        if earlier {
            first = Some((at, place));
        }
    }
    first.map(|(_, place)| place)
}

/// The day in Europe/London on which section 136 was first used; where it was not used, or nobody
/// knows when, the day of the first act that has a time. None where nothing has one.
pub fn day(facts: &Facts) -> Option<Date> {
    let used = first_use(facts).and_then(|used| used.at);
    used.or_else(|| facts.acts.iter().filter_map(|act| act.at.sort_key()).min())
        .map(day_of)
}

/// The hour of the day in Europe/London, 0 to 23.
pub(super) fn hour(at: Timestamp) -> u8 {
    u8::try_from(time::in_london(at).hour()).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use domain::{Answer, PlaceKind, Profession};

    use super::*;
    use crate::facts::Act;

    fn facts(acts: Vec<(&str, What)>) -> Facts {
        let act = |(at, what): (&str, What)| Act {
            id: at.to_owned(),
            at: domain::Moment::Exact {
                at: at.parse().unwrap(),
            },
            rivals: Vec::new(),
            what,
        };
        Facts {
            acts: acts.into_iter().map(act).collect(),
            ..Facts::default()
        }
    }

    fn used() -> What {
        What::PowerUsed {
            manner: Manner::Remove,
            by: Profession::Constable,
            rank: None,
            brought_out_by_force: Answer::No,
            fresh_facts: Answer::NotKnown,
        }
    }

    fn entered(kind: PlaceKind) -> What {
        What::Entered {
            place: PlaceRef {
                id: None,
                kind,
                name: kind.label().to_owned(),
            },
        }
    }

    #[test]
    fn the_earliest_use_and_the_earliest_place_count_in_whatever_order_they_are_listed() {
        let facts = facts(vec![
            (
                "2026-03-01T14:00:00Z",
                entered(PlaceKind::HealthBasedPlaceOfSafety),
            ),
            (
                "2026-03-01T11:00:00Z",
                entered(PlaceKind::EmergencyDepartment),
            ),
            ("2026-03-01T13:00:00Z", used()),
            ("2026-03-01T10:00:00Z", used()),
        ]);
        let used = first_use(&facts).unwrap().at;

        assert_eq!(used, "2026-03-01T10:00:00Z".parse().ok());
        assert_eq!(
            first_entered(&facts, used).unwrap().kind,
            PlaceKind::EmergencyDepartment
        );
    }

    #[test]
    fn a_place_entered_in_the_minute_of_the_decision_comes_after_it() {
        let facts = facts(vec![
            ("2026-03-01T10:00:00Z", used()),
            (
                "2026-03-01T09:59:00Z",
                entered(PlaceKind::HealthBasedPlaceOfSafety),
            ),
            (
                "2026-03-01T10:00:00Z",
                entered(PlaceKind::EmergencyDepartment),
            ),
        ]);
        let used = first_use(&facts).unwrap().at;

        assert_eq!(
            first_entered(&facts, used).unwrap().kind,
            PlaceKind::EmergencyDepartment
        );
    }
}
