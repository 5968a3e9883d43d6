//! Under which power a file's detention is: section 136, or a warrant under section 135.
//!
//! The two are returned separately (data.md section 1.2), so every figure is of one or the other.
//! An entry on a warrant is no detention by itself: somebody must have been removed or kept.

use domain::event::{DetentionImported, EventKind, WarrantKind};
use domain::{Event, Known};
use jiff::Timestamp;

use super::{Absent, Stated};
use crate::file::{Fact, File};

domain::labels! {
    /// The power a detention is under.
    pub enum Power {
        Section136 => "136",
        Section135Assess => "135(1)",
        Section135Retake => "135(2)",
        Section135 => "135",
    }
}

impl Power {
    /// Whether it is under a warrant. Section 135 alone is of an extract that names no subsection.
    pub const fn is_warrant(self) -> bool {
        !matches!(self, Self::Section136)
    }

    /// Its word in the ids of figures.
    pub(super) const fn word(self) -> &'static str {
        match self {
            Self::Section136 => "136",
            Self::Section135Assess => "135-1",
            Self::Section135Retake => "135-2",
            Self::Section135 => "135",
        }
    }

    const fn of(kind: WarrantKind) -> Self {
        match kind {
            WarrantKind::Assess => Self::Section135Assess,
            WarrantKind::Retake => Self::Section135Retake,
        }
    }
}

/// The use of a power that a file counts with.
#[derive(Debug, Clone, Copy)]
pub struct Use<'a> {
    /// The line: section 136 used, removed or kept under a warrant, or imported.
    pub fact: Fact<'a>,
    /// The power; why it is not known, where an extract does not say.
    pub power: Stated<Power>,
}

/// The use of a power that a file counts with; nothing where none was used.
///
/// A file is one detention. Where somebody who escaped was retaken on a warrant, it stays the one
/// it was: the first use counts, by when it happened, and of two at one time section 136.
pub fn used(file: &File) -> Option<Use<'_>> {
    let on_the_spot = file.live().find_map(|fact| match fact.event {
        Event::Detained(_) => Some(Use {
            fact,
            power: Ok(Power::Section136),
        }),
        Event::DetentionImported(row) => Some(Use {
            fact,
            power: if file.has(EventKind::Detained) {
                Ok(Power::Section136)
            } else {
                named(row)
            },
        }),
        _ => None,
    });
    let by_warrant = file.live().find_map(|fact| match fact.event {
        Event::WarrantUsed(used) => Some(Use {
            fact,
            power: Ok(Power::of(used.kind)),
        }),
        _ => None,
    });
    let at = |one: &Use<'_>| {
        let moment = &one.fact.happened.moment;
        moment.sort_key().unwrap_or(Timestamp::MAX)
    };
    on_the_spot.into_iter().chain(by_warrant).min_by_key(at)
}

/// The power an extract names, in its own words, which are read for the section alone.
fn named(row: &DetentionImported) -> Stated<Power> {
    let words = match &row.power {
        Known::Value(words) => &words.value,
        Known::None(why) => return Err(why.into()),
    };
    let compact: String = words.chars().filter(|one| !one.is_whitespace()).collect();
    Power::ALL
        .iter()
        .copied()
        // In the order of the list, so that a subsection is found before the section alone.
        .find(|power| compact.contains(power.label()))
        .ok_or(Absent::Unknown)
}

/// The line that ended it. Under section 135(2) no period runs: the patient came back, or the
/// execution was concluded, and that is the end.
pub(super) fn end(file: &File, power: Stated<Power>) -> Option<Fact<'_>> {
    let ended = file.latest(EventKind::Ended);
    if ended.is_some() || power != Ok(Power::Section135Retake) {
        return ended;
    }
    file.latest(EventKind::PatientReturned).or_else(|| {
        let concluded = file.live_of(EventKind::WarrantConcluded);
        concluded
            .filter(|fact| {
                matches!(fact.event, Event::WarrantConcluded(one) if one.kind == WarrantKind::Retake)
            })
            .last()
    })
}
