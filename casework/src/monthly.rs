//! The figures of a month, counted from the files.
//!
//! Each file is read alone ([`entry`]) and the figures follow from the entries ([`figures`]), so a
//! correction of one file is worked through by reading that file again. Nothing is typed a second
//! time (requirements.md M-01): a figure is what the lines say.
//!
//! # What is counted
//!
//! A file in which the use of section 136 is recorded, or was imported, is one detention, in the
//! month in which the power was used, in London. Two officers who record one use are one
//! detention. Where no time of use is known it counts in the month in which it was recorded.
//! All figures but one speak of those detentions; "Detentions ended" speaks of the month of the
//! end, and so counts files of other months too.
//!
//! A file in which somebody was removed or kept under a warrant under section 135 is counted the
//! same way, apart: section 135 is returned separately (data.md section 1.2), and no figure is of
//! both. An imported row whose power nobody named stands with section 136, as not known.
//!
//! The length runs from the start of the clock, by the law's reading, to the recorded end, in
//! whole minutes. A period is exceeded where the law says so with certainty; where it depends on
//! which reading of the clock is right it is counted apart, as contested.
//!
//! No figure depends on when it is asked for: a detention with no recorded end is counted as
//! that, and its length is not measured up to now.

mod figures;
pub mod national;
mod power;
mod words;

use std::collections::{BTreeMap, BTreeSet};

use domain::event::{Counted, Manner, PlaceRef};
use domain::time::in_london;
use domain::{Event, EventKind, FileId, Known, Moment, Month, NoValue, PlaceKind, Recorded};
use jiff::Timestamp;
use law::Certainty;

use self::national::National;
use crate::facts::facts;
use crate::file::File;

pub use self::figures::{Set, figures, is_counted_in};
pub use self::power::{Power, Use, used};
pub use self::words::{definition, variable_of};

/// What one file gives to the figures.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// The file and its newest line that was read.
    pub counted: Counted,
    /// The power it is under.
    pub power: Stated<Power>,
    /// The month in which the power was used.
    pub used: Month,
    /// The month in which the detention ended, where an end is recorded and its month is known.
    pub ended: Option<Month>,
    /// When it ended, where the instant is known.
    pub ended_at: Option<Timestamp>,
    /// Whether no end is recorded.
    pub open: bool,
    /// The kind of the first place of safety.
    pub first_place: Stated<PlaceKind>,
    /// When the clock started, by the law's reading, where it did.
    pub started: Option<Timestamp>,
    /// Minutes from the start of the clock to the end.
    pub length: Stated<u64>,
    /// How the permitted period was kept.
    pub period: Period,
    /// The variables of the national return.
    pub national: National,
    /// Who can put right what is missing: whoever wrote that the power was used.
    pub owner: String,
}

/// A value, or why there is none.
pub type Stated<T> = Result<T, Absent>;

domain::labels! {
    /// Why there is no value: the five kinds of the record, and that nothing is recorded.
    pub enum Absent {
        Unknown => "unknown",
        NotAsked => "not asked",
        Declined => "declined",
        NotApplicable => "not applicable",
        NotObtainable => "not obtainable",
        NotRecorded => "nothing recorded",
    }
}

impl Entry {
    /// The figures it counts in.
    pub fn set(&self) -> Set {
        if self.power.is_ok_and(Power::is_warrant) {
            Set::Section135
        } else {
            Set::Section136
        }
    }
}

/// How the permitted period was kept, as far as the recorded end shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Period {
    /// There is none: under section 135(2) the power that a patient is taken under sets the limits.
    NotApplicable,
    /// Nothing shows that it was exceeded.
    NotExceeded,
    /// It was, by so many whole minutes.
    Exceeded(u64),
    /// It was on one reading of the clock, and was not on another.
    Contested,
}

impl From<&NoValue> for Absent {
    fn from(why: &NoValue) -> Self {
        match why {
            NoValue::Unknown => Self::Unknown,
            NoValue::NotAsked { .. } => Self::NotAsked,
            NoValue::Declined => Self::Declined,
            NoValue::NotApplicable => Self::NotApplicable,
            NoValue::NotObtainable { .. } => Self::NotObtainable,
        }
    }
}

/// The months a line may bring its file into, so that only the files of a month are read for it.
/// Too many is harmless: [`entry`] says what counts.
pub fn months(line: &Recorded) -> BTreeSet<Month> {
    let moments: Vec<&Moment> = match &line.event {
        Event::Detained(_)
        | Event::DetentionImported(_)
        | Event::WarrantUsed(_)
        | Event::WarrantConcluded(_)
        | Event::PatientReturned(_)
        | Event::Ended(_) => {
            vec![&line.happened.moment]
        }
        Event::Corrected(correction) => correction
            .happened
            .iter()
            .map(|when| &when.moment)
            .collect(),
        _ => Vec::new(),
    };
    moments
        .into_iter()
        .map(|moment| month_of(moment, line.recorded))
        .collect()
}

fn month_of(moment: &Moment, recorded: Timestamp) -> Month {
    Month::of(moment.sort_key().unwrap_or(recorded))
}

/// What a file gives to the figures; nothing where no power to detain was used.
pub fn entry(file: &File, profile: &law::Profile) -> Option<Entry> {
    let counted = Counted {
        file: file.id(),
        position: file.head()?,
    };
    let Use { fact: used, power } = used(file)?;
    let end = power::end(file, power);
    let no_period = power == Ok(Power::Section135Retake);
    let clock = clock(file, profile).filter(|_| !no_period);
    let first_place = first_place(file, power);
    let day = used
        .happened
        .moment
        .sort_key()
        .unwrap_or(used.written.recorded);
    let started = clock.as_ref().map(|(clock, _)| clock.start);
    Some(Entry {
        counted,
        power,
        used: month_of(&used.happened.moment, used.written.recorded),
        ended: end.map(|end| month_of(&end.happened.moment, end.written.recorded)),
        ended_at: end.and_then(|end| end.at()),
        open: end.is_none() && !file.has(EventKind::DetentionImported),
        national: national::read(file, power, in_london(day).date(), first_place),
        owner: used.written.by.name.clone(),
        first_place,
        started,
        length: if no_period {
            Err(Absent::NotApplicable)
        } else {
            length(file, first_place, started)
        },
        period: match clock {
            Some((clock, breaches)) => period(file, &clock, &breaches),
            None if no_period => Period::NotApplicable,
            None => Period::NotExceeded,
        },
    })
}

/// The clock and what it says of limits, at the newest time the file speaks of: what a file gives
/// does not depend on when it is asked.
fn clock(file: &File, profile: &law::Profile) -> Option<(law::Clock, Vec<law::Breach>)> {
    let newest = file
        .live()
        .filter_map(|fact| fact.happened.moment.latest())
        .max()?;
    let position = law::position(&facts(file), newest, profile);
    Some((position.clock?, position.breaches))
}

/// The first place by the time it was entered, not by when somebody wrote it down. Under section
/// 135(2) it is where the patient was taken back to.
fn first_place(file: &File, power: Stated<Power>) -> Stated<PlaceKind> {
    let places = file.live().filter_map(|fact| {
        let kind = match fact.event {
            Event::Entered(entered) => Ok(entered.place.kind),
            Event::Detained(_) | Event::WarrantUsed(_) => Ok(kept_at(fact.event)?.kind),
            Event::PatientReturned(returned) if power == Ok(Power::Section135Retake) => {
                Ok(returned.place.kind)
            }
            Event::DetentionImported(imported) => match &imported.first_place {
                Known::Value(kind) => Ok(kind.value),
                Known::None(why) => Err(why.into()),
            },
            _ => return None,
        };
        Some((fact.happened.moment.sort_key(), kind))
    });
    let first = places.min_by_key(|(at, _)| at.unwrap_or(Timestamp::MAX));
    first.map_or_else(
        || {
            // Over before any place was entered: the question does not arise.
            Err(if power::end(file, power).is_some() {
                Absent::NotApplicable
            } else {
                Absent::NotRecorded
            })
        },
        |(_, kind)| kind,
    )
}

/// Where the person was kept, by the line of the power's use: section 136(1)(b), or 135(1A).
pub fn kept_at(event: &Event) -> Option<&PlaceRef> {
    let manner = match event {
        Event::Detained(used) => &used.manner,
        Event::WarrantUsed(used) => &used.manner,
        _ => return None,
    };
    match manner {
        Manner::Keep { at } => Some(at),
        Manner::Remove => None,
    }
}

fn length(file: &File, first_place: Stated<PlaceKind>, started: Option<Timestamp>) -> Stated<u64> {
    let Some(end) = file.latest(EventKind::Ended) else {
        return Err(Absent::NotRecorded);
    };
    let Some(started) = started else {
        // A place was entered, and no instant is known at which; or none was entered at all.
        return Err(match first_place {
            Ok(_) => Absent::Unknown,
            Err(why) => why,
        });
    };
    match &end.happened.moment {
        Moment::Unknown { why } => Err(why.into()),
        moment => moment
            .instant()
            .map(|ended| minutes(started, ended))
            .ok_or(Absent::Unknown),
    }
}

fn period(file: &File, clock: &law::Clock, breaches: &[law::Breach]) -> Period {
    let held_over = |certainty| {
        breaches.iter().any(|breach| {
            breach.certainty == certainty
                && breach
                    .because
                    .first()
                    .is_some_and(|reason| reason.rule.id == "end-expiry")
        })
    };
    if let Some(ended) = file.latest(EventKind::Ended).and_then(|end| end.at())
        && held_over(Certainty::Settled)
    {
        // An application made after the period ran out is another authority from then on.
        let until = file
            .live_of(EventKind::ApplicationMade)
            .filter_map(|application| application.at())
            .filter(|at| *at > clock.expiry)
            .fold(ended, Timestamp::min);
        return Period::Exceeded(minutes(clock.expiry, until));
    }
    if held_over(Certainty::Contested) {
        return Period::Contested;
    }
    Period::NotExceeded
}

fn minutes(from: Timestamp, to: Timestamp) -> u64 {
    let whole = to.as_second().saturating_sub(from.as_second()) / 60;
    u64::try_from(whole).unwrap_or(0)
}

/// The files that were counted, in the order of their ids.
pub fn counted(entries: &[Entry], month: Month) -> Vec<Counted> {
    let files: BTreeMap<FileId, Counted> = entries
        .iter()
        .filter(|entry| entry.used == month || entry.ended == Some(month))
        .map(|entry| (entry.counted.file, entry.counted))
        .collect();
    files.into_values().collect()
}

pub(crate) fn slug(label: &str) -> String {
    label.replace(' ', "-")
}
