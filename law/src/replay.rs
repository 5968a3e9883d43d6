//! What would have been different under another law or another force's policy.
//!
//! [`compare`] asks for the position under two profiles at every moment of an episode that
//! matters, and keeps what differs: the wording, the standing, the clock, powers, duties,
//! breaches, and the stays at a police station that would have had no lawful place. [`Tally`] adds
//! the differences of many episodes up, with the cases behind every number.
//!
//! It is a supposition about law and not a forecast: the acts stay as they were recorded, and
//! nobody in them knows of the other law.
//!
//! # Invariants
//!
//! - Total, pure and deterministic, as [`position`](crate::position::position) is.
//! - What is left out of the work is left out of nothing else: [`compare`] answers exactly what
//!   [`compare_at_every_moment`] does, and a property test holds the two together.
//! - A detention under way on the day section 48 begins is contested (`mha25-transition`): it is
//!   marked so and never counted with what is settled.
//! - The order in which episodes are tallied, and how many tallies are merged, changes nothing.

mod differ;
mod kind;
mod moments;
mod occupancy;
mod report;
mod shortcut;
mod stations;
mod tally;

use jiff::Timestamp;
use serde::Serialize;

use crate::answer::Position;
use crate::facts::Facts;
use crate::position::of_story;
use crate::profile::Profile;
use crate::story::Story;
use differ::Differences;
use moments::Moments;
use shortcut::Bearing;

pub use kind::{ClockPart, Kind, StandingKind, Turn, Weight};
pub use occupancy::{HourOfDay, Occupancy};
pub use report::{CaseRow, ChangeCount, Count, PlaceNumber, Report, StayRow};
pub use stations::{StationStay, StayReading};
pub use tally::{AgeBand, PlaceName, Tally, day};

/// What differs in one episode.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Changed {
    /// Each kind of difference once, in the order of [`Kind`].
    pub changes: Vec<Change>,
    /// Every time at a police station, whether or not the law would have judged it otherwise.
    pub stays: Vec<StationStay>,
}

/// One difference.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Change {
    /// What differs, and how.
    pub kind: Kind,
    /// Whether it rests on how section 48 treats a detention already under way, which nothing
    /// found settles.
    pub contested: bool,
    /// The first moment at which it shows, in UTC.
    pub first: Timestamp,
}

impl Changed {
    /// Whether nothing differs.
    pub fn is_nothing(&self) -> bool {
        self.changes.is_empty() && self.stays.iter().all(|stay| stay.reading.is_unchanged())
    }
}

/// What would have been different in an episode, had `supposed` been in force and not `actual`.
pub fn compare(facts: &Facts, actual: &Profile, supposed: &Profile) -> Changed {
    let changes = match shortcut::bearing(facts, actual, supposed) {
        Bearing::None => Vec::new(),
        Bearing::StationOnly => shortcut::compare(facts, actual, supposed),
        Bearing::Any => at_every_moment(facts, actual, supposed),
    };
    Changed {
        changes,
        stays: stations::compare(facts, actual, supposed),
    }
}

/// The same, without leaving out any moment. Slow; it is what [`compare`] is held to.
pub fn compare_at_every_moment(facts: &Facts, actual: &Profile, supposed: &Profile) -> Changed {
    Changed {
        changes: at_every_moment(facts, actual, supposed),
        stays: stations::compare(facts, actual, supposed),
    }
}

fn at_every_moment(facts: &Facts, actual: &Profile, supposed: &Profile) -> Vec<Change> {
    let mut found = Differences::default();
    let mut moments = Moments::of(facts, &[actual, supposed]);
    while let Some(at) = moments.next() {
        let [was, would_be] = positions(facts, at, [actual, supposed]);
        found.take(&was, &would_be);
        moments.note(&was);
        moments.note(&would_be);
    }
    found.finish()
}

/// What each of two laws says about one moment: what had happened by then is put in order once.
fn positions(facts: &Facts, at: Timestamp, laws: [&Profile; 2]) -> [Position; 2] {
    let story = Story::read(facts, at);
    laws.map(|law| of_story(&story, facts, law))
}
