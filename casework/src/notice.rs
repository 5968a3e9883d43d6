//! Telling everybody who saw an old value.
//!
//! A notice is worked out, not written: the correction is a line, and the log of who looked says
//! at which position they looked. Whoever looked, or wrote, after the wrong line and before the
//! correction is told; so there is no moment in which somebody can be missed.

use domain::time::{clock_time, full_time};
use domain::{Event, FileId, Position, Recorded, Role, UserId};
use jiff::Timestamp;

use crate::facts::facts;
use crate::file::File;
use crate::sentence::capital;

/// Somebody looked at a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reading {
    /// Who.
    pub user: UserId,
    /// How they are named on the page.
    pub name: String,
    /// In which role.
    pub role: Role,
    /// When.
    pub at: Timestamp,
    /// The newest line they saw.
    pub position: Position,
}

/// A correction and who is to be told of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Notice {
    /// The file.
    pub file: FileId,
    /// The line that corrected, settled or withdrew.
    pub position: Position,
    /// When that was recorded.
    pub recorded: Timestamp,
    /// Who did it.
    pub by: String,
    /// What was shown before.
    pub was: String,
    /// What is shown now.
    pub now: String,
    /// Why.
    pub because: String,
    /// The clock before and after, where it changed.
    pub clock: Option<(String, String)>,
    /// Who is told: everybody who saw or wrote after the old line and before the correction.
    pub to: Vec<(UserId, String, Role)>,
}

/// Every notice of a file, oldest first.
pub fn notices(
    id: FileId,
    lines: &[Recorded],
    readings: &[Reading],
    profile: &law::Profile,
) -> Vec<Notice> {
    let mut found = Vec::new();
    for (index, line) in lines.iter().enumerate() {
        let (old, because) = match &line.event {
            Event::Corrected(correction) => (correction.line, &correction.reason),
            Event::Settled(settled) => {
                match settled.not_accepted.first() {
                    Some(first) => (*first, &settled.reason),
                    // Both entries stand: nothing that anybody saw has changed.
                    None => continue,
                }
            }
            Event::Withdrawn(withdrawn) => (withdrawn.line, &withdrawn.reason),
            _ => continue,
        };
        let before = File::fold(id, lines.get(..index).unwrap_or_default());
        let after = File::fold(id, lines.get(..=index).unwrap_or_default());
        let Some(old_line) = before.line(old) else {
            continue;
        };
        let (was, now) = was_and_now(&before, &after, line, old_line.written.position);
        found.push(Notice {
            file: id,
            position: line.position,
            recorded: line.recorded,
            by: line.by.name.clone(),
            was,
            now,
            because: because.clone(),
            clock: clock_change(&before, &after, line.recorded, profile),
            to: told(line, old_line.written.position, lines, readings),
        });
    }
    found
}

fn was_and_now(before: &File, after: &File, line: &Recorded, old: Position) -> (String, String) {
    let show = |file: &File, position: Position| {
        file.line_at(position)
            .and_then(crate::file::Line::fact)
            .map(|fact| {
                let at = fact
                    .at()
                    .map_or_else(|| fact.happened.moment.to_string(), full_time);
                format!("{}: {at}", capital(fact.event.kind().label()))
            })
    };
    let was = show(before, old).unwrap_or_else(|| "an earlier entry".to_owned());
    let now = match &line.event {
        Event::Withdrawn(_) => "taken back".to_owned(),
        Event::Settled(settled) => after
            .line(settled.accepted)
            .and_then(|accepted| show(after, accepted.written.position))
            .unwrap_or_else(|| "another entry was accepted".to_owned()),
        _ => show(after, old).unwrap_or_else(|| "corrected".to_owned()),
    };
    (was, now)
}

fn clock_change(
    before: &File,
    after: &File,
    at: Timestamp,
    profile: &law::Profile,
) -> Option<(String, String)> {
    let show = |file: &File| {
        law::position(&facts(file), at, profile).clock.map_or_else(
            || "no clock".to_owned(),
            |clock| {
                format!(
                    "began {}, must end by {}",
                    clock_time(clock.start),
                    full_time(clock.expiry)
                )
            },
        )
    };
    let (was, now) = (show(before), show(after));
    (was != now).then_some((was, now))
}

fn told(
    correction: &Recorded,
    old: Position,
    lines: &[Recorded],
    readings: &[Reading],
) -> Vec<(UserId, String, Role)> {
    let mut to: Vec<(UserId, String, Role)> = Vec::new();
    let mut tell = |user: &UserId, name: &str, role: Role| {
        let corrector = *user == correction.by.user;
        if !corrector && role != Role::System && !to.iter().any(|(known, _, _)| known == user) {
            to.push((user.clone(), name.to_owned(), role));
        }
    };
    for line in lines {
        if line.position >= old && line.position < correction.position {
            tell(&line.by.user, &line.by.name, line.by.role);
        }
    }
    for reading in readings {
        if reading.position >= old && reading.position < correction.position {
            tell(&reading.user, &reading.name, reading.role);
        }
    }
    to
}
