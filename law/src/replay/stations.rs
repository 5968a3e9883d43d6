//! Stays at a police station, and whether the law would have had a place for them.

use domain::PlaceKind;
use domain::event::{Manner, PlaceRef};
use domain::{Answer, labels};
use jiff::Timestamp;
use schemars::JsonSchema;
use serde::Serialize;

use super::moments::midnight;
use crate::acts::mha_1983::regime::Wording;
use crate::acts::mha_1983::{regime, s136a};
use crate::acts::si_2017_1036::{Stint, stints};
use crate::case::Case;
use crate::course;
use crate::facts::{Act, Facts, What};
use crate::position::{day_of, stays};
use crate::profile::Profile;
use crate::story::{Stay, Story};
use crate::wording::{HOUR, later};

/// After the last act: long enough for every period to have run out.
const AFTERWARDS: i64 = 7 * 24 * HOUR;

labels! {
    /// What the law supposed says of a stay at a police station, beside the law as it was.
    pub enum StayReading {
        Unchanged => "as it was",
        NoLawfulPlace => "no lawful place: a police station would not have been one",
        Contested => "contested: under way on the day the law changes",
        NoLongerBarred => "a police station would have been a place of safety",
    }
}

impl StayReading {
    /// Whether the two laws say the same.
    pub const fn is_unchanged(self) -> bool {
        matches!(self, Self::Unchanged)
    }
}

/// One time at a police station under section 136.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct StationStay {
    /// The station.
    pub place: PlaceRef,
    /// When the person entered it or was kept there, in UTC: exact, or the earliest it can have
    /// been.
    pub from: Timestamp,
    /// Whether `from` is the time itself and not a bound.
    pub timed: bool,
    /// When they left it or the detention was over, in UTC. None when nothing recorded says.
    pub until: Option<Timestamp>,
    /// Whether the person was, or must be taken to have been, under 18: barred under every wording
    /// since 2017.
    pub child: Answer,
    /// What the law supposed says of it.
    pub reading: StayReading,
}

/// Every stay at a police station, with what the two laws say of it.
pub(super) fn compare(facts: &Facts, actual: &Profile, supposed: &Profile) -> Vec<StationStay> {
    if !facts.acts.iter().any(|act| begins_at_a_station(&act.what)) {
        return Vec::new();
    }
    let latest = |act: &Act| act.at.latest().or_else(|| act.at.sort_key());
    let last = facts.acts.iter().filter_map(latest).max();
    let horizon = later(last.unwrap_or(Timestamp::MAX), AFTERWARDS);
    let story = Story::read(facts, horizon);
    let mut found = Vec::new();
    for stay in stays(&story, actual) {
        let case = Case::of(stay, actual);
        let over = course::of(&case, None).over;
        let would_be = regime::wording(&stay, supposed);
        for stint in stints(&case, over) {
            found.extend(read(&case, &stint, &would_be, [actual, supposed]));
        }
    }
    found
}

fn begins_at_a_station(what: &What) -> bool {
    station_entered(what).is_some()
}

fn station_entered(what: &What) -> Option<&PlaceRef> {
    match what {
        What::Entered { place }
        | What::PowerUsed {
            manner: Manner::Keep { at: place },
            ..
        } => Some(place).filter(|place| place.kind == PlaceKind::PoliceStation),
        _ => None,
    }
}

fn read(
    case: &Case<'_, '_>,
    stint: &Stint<'_, '_>,
    would_be: &Wording,
    [actual, supposed]: [&Profile; 2],
) -> Option<StationStay> {
    let place = station_entered(stint.act.what())?;
    let child = case.child_on(day_of(stint.entered));
    let barred =
        |wording: &Wording| s136a::bars(wording, child).is_some_and(|limb| limb.met.is_no());
    let under_way = |profile| was_under_way(&case.stay, stint, profile);
    let reading = match (barred(&case.wording), barred(would_be)) {
        (false, true) => StayReading::NoLawfulPlace,
        (true, false) => StayReading::NoLongerBarred,
        (false, false) if under_way(actual) != under_way(supposed) => StayReading::Contested,
        _ => StayReading::Unchanged,
    };
    Some(StationStay {
        place: place.clone(),
        from: stint.entered,
        timed: stint.act.timed,
        until: stint.left,
        child,
        reading,
    })
}

/// Whether the power was used before section 48 began, and the stay went on after.
fn was_under_way(stay: &Stay<'_, '_>, stint: &Stint<'_, '_>, profile: &Profile) -> bool {
    profile.mha_2025_s48.as_ref().is_some_and(|day| {
        stay.day < day.on
            && midnight(day.on).is_none_or(|begins| stint.left.is_none_or(|left| left > begins))
    })
}
