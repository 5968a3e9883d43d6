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
//! The length runs from the start of the clock, by the law's reading, to the recorded end, in
//! whole minutes. A period is exceeded where the law says so with certainty; where it depends on
//! which reading of the clock is right it is counted apart, as contested.
//!
//! No figure depends on when it is asked for: a detention with no recorded end is counted as
//! that, and its length is not measured up to now.

pub mod national;

use std::collections::{BTreeMap, BTreeSet};

use domain::event::{Counted, Figure, Manner, Unit};
use domain::time::in_london;
use domain::{Event, EventKind, FileId, Known, Moment, Month, NoValue, PlaceKind, Recorded};
use jiff::Timestamp;
use law::Certainty;

use self::national::{National, VARIABLES};

use crate::facts::facts;
use crate::file::File;

/// What one file gives to the figures.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// The file and its newest line that was read.
    pub counted: Counted,
    /// The month in which section 136 was used.
    pub used: Month,
    /// The month in which the detention ended, where an end is recorded and its month is known.
    pub ended: Option<Month>,
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

/// How the permitted period was kept, as far as the recorded end shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Period {
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
        Event::Detained(_) | Event::DetentionImported(_) | Event::Ended(_) => {
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

/// What a file gives to the figures; nothing where section 136 was not used.
pub fn entry(file: &File, profile: &law::Profile) -> Option<Entry> {
    let counted = Counted {
        file: file.id(),
        position: file.head()?,
    };
    let used = file
        .live()
        .find(|fact| matches!(fact.event, Event::Detained(_) | Event::DetentionImported(_)))?;
    let end = file.latest(EventKind::Ended);
    let clock = clock(file, profile);
    let first_place = first_place(file);
    let day = used
        .happened
        .moment
        .sort_key()
        .unwrap_or(used.written.recorded);
    let started = clock.as_ref().map(|(clock, _)| clock.start);
    Some(Entry {
        counted,
        used: month_of(&used.happened.moment, used.written.recorded),
        ended: end.map(|end| month_of(&end.happened.moment, end.written.recorded)),
        open: end.is_none() && !file.has(EventKind::DetentionImported),
        national: national::read(file, in_london(day).date(), first_place),
        owner: used.written.by.name.clone(),
        first_place,
        started,
        length: length(file, started),
        period: clock.map_or(Period::NotExceeded, |(clock, breaches)| {
            period(file, &clock, &breaches)
        }),
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

/// The first place by the time it was entered, not by when somebody wrote it down.
fn first_place(file: &File) -> Stated<PlaceKind> {
    let places = file.live().filter_map(|fact| {
        let kind = match fact.event {
            Event::Entered(entered) => Ok(entered.place.kind),
            Event::Detained(detained) => match &detained.manner {
                Manner::Keep { at } => Ok(at.kind),
                Manner::Remove => return None,
            },
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
            Err(if file.has(EventKind::Ended) {
                Absent::NotApplicable
            } else {
                Absent::NotRecorded
            })
        },
        |(_, kind)| kind,
    )
}

fn length(file: &File, started: Option<Timestamp>) -> Stated<u64> {
    let Some(end) = file.latest(EventKind::Ended) else {
        return Err(Absent::NotRecorded);
    };
    let Some(started) = started else {
        // A place was entered, and no instant is known at which; or none was entered at all.
        return Err(match first_place(file) {
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

/// The definition of a figure, in words, by its id.
pub fn definition(id: &str) -> &'static str {
    match id {
        "s136m-begun" => {
            "Files in which section 136 was used in the month, in London time. One for each file, \
             however many officers recorded it."
        }
        "s136m-ended" => {
            "Files whose detention ended in the month, whenever it began. Not a part of the \
             figures below."
        }
        "s136m-open" => "Of the detentions of the month, those with no end recorded.",
        "s136m-exceeded" => {
            "Of the detentions of the month, those held after the permitted period had ended, \
             with a further period counted where it was valid (section 136B; law.md end-expiry)."
        }
        "s136m-exceeded-contested" => {
            "Of the detentions of the month, those held over on one reading of the clock and in \
             time on another. Not in the figure above."
        }
        "s136m-exceeded-minutes" => {
            "Whole minutes after the permitted period, of all detentions that exceeded it together."
        }
        "s136m-median" => {
            "The middle length, from the start of the clock to the recorded end; of an even \
             number, the mean of the two in the middle, in whole minutes."
        }
        "s136m-longest" => "The longest length, measured as the median is.",
        _ if id.starts_with("s136m-place-none-") => {
            "Of the detentions of the month, those for which there is no first place of safety, \
             by why there is none. Six kinds are never added to one another."
        }
        _ if id.starts_with("s136m-place-") => {
            "Of the detentions of the month, those whose first place of safety was of this kind: \
             the first entered, or where the person was kept."
        }
        _ if id.starts_with("s136m-length-none-") => {
            "Of the detentions of the month, those whose length is not known, by why. A time known \
             only roughly counts as unknown."
        }
        _ => variable_of(id).map_or("No definition of this id is kept.", |variable| {
            variable.definition
        }),
    }
}

/// The variable of the national return that a figure counts a category of, by the figure's id.
pub fn variable_of(id: &str) -> Option<&'static national::Variable> {
    let of = id.strip_prefix("s136m-nr-")?;
    VARIABLES.iter().find(|variable| {
        let rest = of.strip_prefix(variable.id);
        rest.is_some_and(|rest| rest.starts_with('-'))
    })
}

/// Whether a file is one of those a figure counts, for whoever opens a figure to its files. None
/// where the figure is no count of files, or its id is not known.
pub fn is_counted_in(entry: &Entry, id: &str, month: Month) -> Option<bool> {
    let figure = figures(std::slice::from_ref(entry), month)
        .into_iter()
        .find(|figure| figure.definition == id)?;
    (figure.unit == Unit::Detentions).then(|| figure.value.value() == Some(&1))
}

/// The figures of a month from what its files give, always the same ones in the same order.
pub fn figures(entries: &[Entry], month: Month) -> Vec<Figure> {
    let begun: Vec<&Entry> = entries.iter().filter(|entry| entry.used == month).collect();
    let among = |wanted: &dyn Fn(&Entry) -> bool| -> u64 {
        count(begun.iter().filter(|entry| wanted(entry)).count())
    };
    let mut lengths: Vec<u64> = begun.iter().filter_map(|entry| entry.length.ok()).collect();
    lengths.sort_unstable();
    let over: u64 = begun
        .iter()
        .map(|entry| match entry.period {
            Period::Exceeded(minutes) => minutes,
            Period::NotExceeded | Period::Contested => 0,
        })
        .sum();
    let ended = entries.iter().filter(|entry| entry.ended == Some(month));

    let mut all = vec![
        detentions("begun", "Detentions begun", count(begun.len())),
        detentions("ended", "Detentions ended", count(ended.count())),
        detentions("open", "No end recorded", among(&|entry| entry.open)),
        detentions(
            "exceeded",
            "Periods exceeded",
            among(&|entry| matches!(entry.period, Period::Exceeded(_))),
        ),
        detentions(
            "exceeded-contested",
            "Periods exceeded on one reading only",
            among(&|entry| entry.period == Period::Contested),
        ),
        in_minutes("exceeded-minutes", "Time over the period", Some(over)),
        in_minutes("median", "Median length", median(&lengths)),
        in_minutes("longest", "Longest length", lengths.last().copied()),
    ];
    for kind in PlaceKind::ALL {
        all.push(detentions(
            &format!("place-{}", slug(kind.label())),
            &format!("First place: {}", kind.label()),
            among(&|entry| entry.first_place == Ok(*kind)),
        ));
    }
    for why in Absent::ALL {
        all.push(detentions(
            &format!("place-none-{}", slug(why.label())),
            &format!("First place: {}", why.label()),
            among(&|entry| entry.first_place == Err(*why)),
        ));
    }
    for why in Absent::ALL {
        all.push(detentions(
            &format!("length-none-{}", slug(why.label())),
            &format!("Length: {}", why.label()),
            among(&|entry| entry.length == Err(*why)),
        ));
    }
    for variable in VARIABLES {
        let said = |wanted: Stated<&'static str>| {
            among(&|entry| entry.national.of(variable.id) == Some(wanted))
        };
        for (word, label) in variable.categories {
            all.push(detentions(
                &format!("nr-{}-{word}", variable.id),
                &format!("{}: {label}", variable.name),
                said(Ok(word)),
            ));
        }
        for why in Absent::ALL {
            all.push(detentions(
                &format!("nr-{}-none-{}", variable.id, slug(why.label())),
                &format!("{}: {}", variable.name, why.label()),
                said(Err(*why)),
            ));
        }
    }
    all
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

fn detentions(id: &str, name: &str, value: u64) -> Figure {
    figure(id, name, Known::is(value), Unit::Detentions)
}

/// Minutes, or that there was no detention to measure.
fn in_minutes(id: &str, name: &str, value: Option<u64>) -> Figure {
    let value = value.map_or(Known::None(NoValue::NotApplicable), Known::is);
    figure(id, name, value, Unit::Minutes)
}

fn figure(id: &str, name: &str, value: Known<u64>, unit: Unit) -> Figure {
    Figure {
        definition: format!("s136m-{id}"),
        name: name.to_owned(),
        value,
        unit,
    }
}

fn median(sorted: &[u64]) -> Option<u64> {
    let middle = sorted.len() / 2;
    let upper = *sorted.get(middle)?;
    if sorted.len() % 2 == 1 {
        return Some(upper);
    }
    let lower = *sorted.get(middle.checked_sub(1)?)?;
    Some(lower.midpoint(upper))
}

pub(crate) fn slug(label: &str) -> String {
    label.replace(' ', "-")
}

fn count(number: usize) -> u64 {
    u64::try_from(number).unwrap_or(u64::MAX)
}
