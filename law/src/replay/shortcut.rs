//! What need not be asked, because the change of law cannot bear on it.
//!
//! Nearly every detention never comes near a police station. For those, a day for section 48
//! changes the wording that applies and whether a station could have been used, and nothing else;
//! so the first moments settle what a look at every moment would have found. Whatever is not
//! plainly of that sort is looked at in full.

use domain::event::{Manner, PlaceRef};
use domain::{Answer, LocationKind, PlaceKind};
use jiff::Timestamp;
use jiff::civil::Date;

use super::Change;
use super::differ::Differences;
use super::kind::Kind;
use super::positions;
use crate::acts::mha_1983::regime::CHANGE_OF_2017;
use crate::answer::Power;
use crate::facts::{Facts, What};
use crate::patient;
use crate::person;
use crate::position::day_of;
use crate::profile::{Commencement, Profile};
use crate::wording::{HOUR, later};

/// Longer than anything that section 136 or an application lets run after the last act: 72 hours
/// and a further 12, and 14 days.
const AFTERWARDS: i64 = 16 * 24 * HOUR;

/// How a change of law can bear on an episode.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Bearing {
    /// Not at all.
    None,
    /// Only in the wording, and in whether a police station could have been used.
    StationOnly,
    /// In ways that have to be looked for at every moment.
    Any,
}

pub(super) fn bearing(facts: &Facts, actual: &Profile, supposed: &Profile) -> Bearing {
    if actual == supposed {
        return Bearing::None;
    }
    // Named one by one, so that a new part of the profile has to be thought of here.
    let Profile {
        mha_2025_s48,
        mha_2025_s29,
        policies,
    } = supposed;
    if actual.policies != *policies || actual.mha_2025_s29 != *mha_2025_s29 {
        return Bearing::Any;
    }
    if facts.acts.iter().any(|act| lasts_longer(&act.what)) {
        return Bearing::Any;
    }
    let Some((first, last)) = span(facts) else {
        return Bearing::Any;
    };
    let first_day = day_of(first);
    let last_day = day_of(later(last, AFTERWARDS));
    let side = |day: &Option<Commencement>| match day.as_ref().map(|day| day.on) {
        None => Side::Before,
        Some(on) if last_day < on => Side::Before,
        Some(on) if on <= first_day => Side::After,
        Some(_) => Side::During,
    };
    match (side(&actual.mha_2025_s48), side(mha_2025_s48)) {
        (Side::During, _) | (_, Side::During) => Bearing::Any,
        (one, other) if one == other => Bearing::None,
        _ if first_day < CHANGE_OF_2017 => Bearing::Any,
        _ if age_turns(facts, first_day, last_day) => Bearing::Any,
        _ if facts.acts.iter().any(|act| may_touch_a_station(&act.what)) => Bearing::Any,
        _ => Bearing::StationOnly,
    }
}

/// Whether an act begins something that may run on for weeks or months: a patient's authority, a
/// warrant, a court's direction, or an application that is an admission at once.
fn lasts_longer(what: &What) -> bool {
    patient::concerns(what)
        || matches!(
            what,
            What::WarrantSought(_)
                | What::WarrantIssued(_)
                | What::CourtDirected(_)
                | What::ApplicationMade {
                    houses_place_of_safety: Answer::Yes,
                    ..
                }
        )
}

/// Where an episode stands to the day of an instrument.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Side {
    Before,
    During,
    After,
}

/// The first and the last time, where every act has one and none is disputed.
fn span(facts: &Facts) -> Option<(Timestamp, Timestamp)> {
    let mut span: Option<(Timestamp, Timestamp)> = None;
    for act in &facts.acts {
        let at = act.at.instant().filter(|_| act.rivals.is_empty())?;
        span = Some(span.map_or((at, at), |(first, last)| (first.min(at), last.max(at))));
    }
    span
}

/// Whether the person turns 18, or is born, while it goes on. The answer moves one way only, so
/// its two ends settle it.
fn age_turns(facts: &Facts, first: Date, last: Date) -> bool {
    person::is_child(&facts.person, first) != person::is_child(&facts.person, last)
}

/// Whether an act has, or may have, to do with a police station. An act nobody has thought of
/// here may.
fn may_touch_a_station(what: &What) -> bool {
    let station = |place: &PlaceRef| place.kind == PlaceKind::PoliceStation;
    match what {
        What::Met { at } => at.kind == LocationKind::PoliceStation,
        What::PowerUsed { manner, .. } => match manner {
            Manner::Remove => false,
            Manner::Keep { at } => station(at),
        },
        What::Departed { to } | What::TransferBegan { to, .. } => station(to),
        What::ReachedSite { place }
        | What::Entered { place }
        | What::PlaceRefused { place, .. }
        | What::Agreement { place, .. }
        | What::AgreementWithdrawn { place } => station(place),
        What::Grounds { .. }
        | What::Consulted { .. }
        | What::ConsultationNotPracticable { .. }
        | What::OtherStatus { .. }
        | What::Voluntary
        | What::Examined { .. }
        | What::AmhpInterviewed { .. }
        | What::ArrangementsMade { .. }
        | What::ApplicationMade { .. }
        | What::Extended { .. }
        | What::Escaped { .. }
        | What::Retaken { .. }
        | What::Searched { .. }
        | What::SearchedBeyondLimits
        | What::AdmittedToGeneralWard
        | What::RightsExplained
        | What::AmhpServiceTold
        | What::Ended { .. } => false,
        _ => true,
    }
}

/// The differences of an episode of [`Bearing::StationOnly`]: looked for from the first act on,
/// until both that there can be are found.
pub(super) fn compare(facts: &Facts, actual: &Profile, supposed: &Profile) -> Vec<Change> {
    let mut found = Differences::default();
    let Some((first, _)) = span(facts) else {
        return Vec::new();
    };
    // A station is barred to somebody who may be a child under either law.
    let adult = person::is_child(&facts.person, day_of(first)).is_no();
    let complete = |found: &Differences| {
        let station = |kind: &Kind| {
            matches!(
                kind,
                Kind::Power {
                    power: Power::UsePoliceStation,
                    ..
                }
            )
        };
        found.has(|kind| matches!(kind, Kind::Wording { .. })) && (!adult || found.has(station))
    };
    let mut look = |at: Timestamp| {
        let [was, would_be] = positions(facts, at, [actual, supposed]);
        found.take(&was, &would_be);
        complete(&found)
    };
    if !look(first) {
        let mut times: Vec<Timestamp> = facts
            .acts
            .iter()
            .filter_map(|act| act.at.instant())
            .collect();
        times.sort_unstable();
        times.dedup();
        for at in times.into_iter().skip(1) {
            if look(at) {
                break;
            }
        }
    }
    found.finish()
}

#[cfg(test)]
mod tests {
    use domain::event::PlaceRef;
    use domain::{Answer, Moment, Profession};
    use jiff::civil::date;

    use super::*;
    use crate::facts::{Act, Person};

    fn facts(kind: PlaceKind) -> Facts {
        let act = |at: &str, what| Act {
            id: at.to_owned(),
            at: Moment::Exact {
                at: at.parse().unwrap(),
            },
            rivals: Vec::new(),
            what,
        };
        let used = What::PowerUsed {
            manner: Manner::Remove,
            by: Profession::Constable,
            rank: None,
            brought_out_by_force: Answer::No,
            fresh_facts: Answer::NotKnown,
        };
        let place = PlaceRef {
            id: None,
            kind,
            name: "a place".to_owned(),
        };
        Facts {
            person: Person::default(),
            acts: vec![
                act("2026-03-01T10:00:00Z", used),
                act("2026-03-01T11:00:00Z", What::Entered { place }),
            ],
        }
    }

    /// The property tests show that the shortcut is right; this, that it is taken.
    #[test]
    fn most_detentions_need_no_look_at_every_moment() {
        let on = |year, month, day| Profile {
            mha_2025_s48: Some(Commencement {
                on: date(year, month, day),
                instrument: "an order".to_owned(),
            }),
            ..Profile::default()
        };
        let statute = Profile::statute();
        let suite = facts(PlaceKind::HealthBasedPlaceOfSafety);
        let station = facts(PlaceKind::PoliceStation);
        for (facts, supposed, expected) in [
            (&suite, &statute, Bearing::None),
            (&suite, &on(2027, 1, 1), Bearing::None),
            (&suite, &on(2026, 1, 1), Bearing::StationOnly),
            (&suite, &on(2026, 3, 2), Bearing::Any),
            (&station, &on(2026, 1, 1), Bearing::Any),
            (&station, &on(2027, 1, 1), Bearing::None),
        ] {
            assert_eq!(bearing(facts, &statute, supposed), expected);
        }
    }

    #[test]
    fn whatever_names_a_police_station_is_looked_at_in_full() {
        let place = |kind| PlaceRef {
            id: None,
            kind,
            name: "a place".to_owned(),
        };
        let met = |kind| What::Met {
            at: domain::FoundAt {
                kind,
                description: String::new(),
                district: None,
                lived_in: Answer::NotKnown,
                shared: Answer::NotKnown,
                place: None,
            },
        };
        assert!(may_touch_a_station(&met(LocationKind::PoliceStation)));
        assert!(!may_touch_a_station(&met(LocationKind::Outdoors)));
        assert!(!may_touch_a_station(&What::RightsExplained));
        for (kind, touches) in [
            (PlaceKind::PoliceStation, true),
            (PlaceKind::HealthBasedPlaceOfSafety, false),
        ] {
            let to = || place(kind);
            for what in [
                What::Departed { to: to() },
                What::TransferBegan {
                    to: to(),
                    authorised_by: Profession::Constable,
                    accepted: Answer::Yes,
                },
                What::Entered { place: to() },
                What::PowerUsed {
                    manner: Manner::Keep { at: to() },
                    by: Profession::Constable,
                    rank: None,
                    brought_out_by_force: Answer::No,
                    fresh_facts: Answer::NotKnown,
                },
            ] {
                assert_eq!(may_touch_a_station(&what), touches, "{what:?}");
            }
        }
    }

    /// Police stations were no question of the wordings before December 2017, which say other
    /// things besides: from the very day of the change they are all that differs.
    #[test]
    fn the_wordings_before_december_2017_differ_in_more_than_stations() {
        let on_day = |day: &str| {
            let mut facts = facts(PlaceKind::HealthBasedPlaceOfSafety);
            for act in &mut facts.acts {
                act.at = domain::Moment::Exact {
                    at: format!("{day}T10:00:00Z").parse().unwrap(),
                };
            }
            facts
        };
        let supposed = Profile {
            mha_2025_s48: Some(Commencement {
                on: date(2010, 1, 1),
                instrument: "an order".to_owned(),
            }),
            ..Profile::default()
        };
        for (day, expected) in [
            ("2017-12-10", Bearing::Any),
            ("2017-12-11", Bearing::StationOnly),
        ] {
            let found = bearing(&on_day(day), &Profile::statute(), &supposed);
            assert_eq!(found, expected, "{day}");
        }
    }
}
