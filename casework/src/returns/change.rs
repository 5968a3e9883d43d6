//! What a correction changes in a return that was issued, and why.

use domain::event::{Figure, Unit};
use domain::time::{full_time, span};
use domain::{Event, Known, Month, Position, Recorded};
use jiff::SignedDuration;

use crate::file::File;
use crate::monthly;
use crate::sentence::capital;

/// A figure's value in words: a number, a length of time, or why there is none.
pub fn value_text(value: &Known<u64>, unit: Unit) -> String {
    match (value.value(), value.no_value()) {
        (Some(minutes), _) if unit == Unit::Minutes => match i64::try_from(*minutes) {
            Ok(0) => "none".to_owned(),
            Ok(minutes) => span(SignedDuration::from_mins(minutes)),
            Err(_) => format!("{minutes} min"),
        },
        (Some(number), _) => number.to_string(),
        (None, Some(why)) => why.label().to_lowercase(),
        (None, None) => String::new(),
    }
}

/// The difference between two versions in one line, such as "Periods exceeded: 0 → 1; longest
/// length: 23 h 55 min → 24 h 15 min". None where every figure is the same.
pub fn difference(was: &[Figure], now: &[Figure]) -> Option<String> {
    let mut parts = Vec::new();
    for figure in now {
        let before = was
            .iter()
            .find(|before| before.definition == figure.definition);
        let text = value_text(&figure.value, figure.unit);
        match before {
            Some(before) if before.value == figure.value => {}
            Some(before) => parts.push(format!(
                "{}: {} → {text}",
                figure.name,
                value_text(&before.value, before.unit)
            )),
            None => parts.push(format!("{}: not given → {text}", figure.name)),
        }
    }
    for gone in was {
        if !now
            .iter()
            .any(|figure| figure.definition == gone.definition)
        {
            let text = value_text(&gone.value, gone.unit);
            parts.push(format!("{}: {text} → no longer given", gone.name));
        }
    }
    (!parts.is_empty()).then(|| parts.join("; "))
}

/// A line because of which a return is no longer what was issued.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cause {
    /// The line, in the file it belongs to.
    pub line: Recorded,
    /// What it did, in one sentence.
    pub says: String,
    /// The words of whoever wrote it, where it carries some; else blank.
    pub reason: String,
}

/// The lines of a file because of which what it gives to a month is not what it gave when its
/// lines up to `counted` were read; none of them, when it gives the same.
///
/// A file that was not counted then is read from its first line.
pub fn causes(
    lines: &[Recorded],
    counted: Option<Position>,
    month: Month,
    profile: &law::Profile,
) -> Vec<Cause> {
    let Some(id) = lines.first().map(|line| line.file) else {
        return Vec::new();
    };
    let read = counted.map_or(0, |position| {
        usize::try_from(position.get()).unwrap_or(usize::MAX)
    });
    let (before, since) = lines.split_at_checked(read).unwrap_or((lines, &[]));
    let contribution = |file: &File| {
        let entry = monthly::entry(file, profile)?;
        let counts = entry.used == month || entry.ended == Some(month);
        // Which line was read last is not part of what is given.
        counts.then(|| monthly::figures(&[entry], month))
    };
    let mut file = File::fold(id, before);
    let mut given = contribution(&file);
    let mut found = Vec::new();
    // Each line is asked what it alone changed, so that a correction among twenty later entries
    // is named and they are not.
    for line in since {
        let earlier = file.clone();
        file.push(line.clone());
        let now = contribution(&file);
        if now != given {
            found.push(Cause {
                says: says(&earlier, &file, line),
                reason: reason(&line.event).to_owned(),
                line: line.clone(),
            });
            given = now;
        }
    }
    found
}

fn says(before: &File, after: &File, line: &Recorded) -> String {
    let about = match &line.event {
        Event::Corrected(correction) => Some((correction.line, "corrected")),
        Event::Withdrawn(withdrawn) => Some((withdrawn.line, "taken back")),
        Event::Settled(settled) => Some((settled.accepted, "settled")),
        _ => None,
    };
    let Some((old, how)) = about else {
        return format!(
            "{} recorded for {}",
            capital(line.event.kind().label()),
            line.happened.moment
        );
    };
    let time = |file: &File| {
        let fact = file.line(old)?.fact()?;
        Some(
            fact.at()
                .map_or_else(|| fact.happened.moment.to_string(), full_time),
        )
    };
    let name = before.line(old).map_or_else(
        || "an earlier entry".to_owned(),
        |line| capital(line.written.event.kind().label()),
    );
    match (time(before), time(after)) {
        (Some(was), Some(now)) if was != now => format!("{name} {how}: {was} → {now}"),
        _ => format!("{name} {how}"),
    }
}

fn reason(event: &Event) -> &str {
    match event {
        Event::Corrected(correction) => correction.reason.trim(),
        Event::Withdrawn(withdrawn) => withdrawn.reason.trim(),
        Event::Settled(settled) => settled.reason.trim(),
        _ => "",
    }
}
