//! The same person in two files, as people confirmed it.
//!
//! The line stands in one file and names the other; which files name a file is worked out from the
//! files, by whoever follows them. A link says nothing of a third file: two links to one file do
//! not join the other two, because nobody confirmed that.

mod particulars;
pub mod suggested;

use domain::event::{EventKind, LinkBasis};
use domain::{Event, EventId, FileId, Position, Recorded};
use jiff::Timestamp;

use crate::file::{Fact, File, Line, LineState};

pub use particulars::Particulars;

/// A link that stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Link {
    /// The line that confirmed it.
    pub line: EventId,
    /// Where that line is in this file.
    pub position: Position,
    /// The other file.
    pub with: FileId,
    /// How it is known.
    pub basis: LinkBasis,
    /// What was compared, in words.
    pub reason: String,
    /// Who confirmed it, by name and role.
    pub by: String,
    /// When it was recorded.
    pub recorded: Timestamp,
}

/// Two files that somebody compared, and that are of two people.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rejected {
    /// The other file.
    pub with: FileId,
    /// What shows it, in words.
    pub reason: String,
    /// Who says so, by name and role.
    pub by: String,
    /// When it was recorded.
    pub recorded: Timestamp,
}

/// What somebody made of a suggestion.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answered {
    /// The other file.
    pub with: FileId,
    /// Whether the two are held to be about one person.
    pub same: bool,
    /// When that was recorded.
    pub recorded: Timestamp,
}

/// Who wrote a line, by name and role.
fn by(line: &Recorded) -> String {
    format!("{}, {}", line.by.name, line.by.role.label())
}

/// The links that were confirmed in a file and not undone, in the order they were confirmed.
pub fn links(file: &File) -> Vec<Link> {
    let undone: Vec<EventId> = file
        .live()
        .filter_map(|fact| match fact.event {
            Event::LinkUndone(undone) => Some(undone.confirmed),
            _ => None,
        })
        .collect();
    let mut found: Vec<Link> = file
        .live()
        .filter_map(|fact| match fact.event {
            Event::LinkConfirmed(link) => Some(Link {
                line: fact.written.id,
                position: fact.written.position,
                with: link.with,
                basis: link.basis,
                reason: link.reason.clone(),
                by: by(fact.written),
                recorded: fact.written.recorded,
            }),
            _ => None,
        })
        .filter(|link| !undone.contains(&link.line))
        .collect();
    found.sort_by_key(|link| link.position);
    found
}

/// What people made of suggestions in a file: confirmed, confirmed and undone later, or rejected.
/// A line that was withdrawn or corrected was a slip of the pen and no answer; neither is one that
/// no program had suggested, because it says nothing of how often programs are right.
pub fn answered(file: &File) -> Vec<Answered> {
    let undone = |line: EventId| {
        let mut undone = file.live().filter(
            |fact| matches!(fact.event, Event::LinkUndone(undone) if undone.confirmed == line),
        );
        undone.next().map(|fact| fact.written.recorded)
    };
    let of = |fact: &Fact<'_>| match fact.event {
        Event::LinkConfirmed(link) => {
            link.suggested.as_ref()?;
            let undone = undone(fact.written.id);
            Some(Answered {
                with: link.with,
                same: undone.is_none(),
                recorded: undone.unwrap_or(fact.written.recorded),
            })
        }
        Event::LinkRejected(link) => {
            link.suggested.as_ref()?;
            Some(Answered {
                with: link.with,
                same: false,
                recorded: fact.written.recorded,
            })
        }
        _ => None,
    };
    file.live().filter_map(|fact| of(&fact)).collect()
}

/// The files that somebody set apart from a file, each with when: its link, which somebody had
/// confirmed, was undone, withdrawn, or corrected to name another file; or the two were compared,
/// and somebody says that they are of two people.
pub fn set_apart(file: &File) -> Vec<(FileId, Timestamp)> {
    let mut apart = taken_back(file);
    let rejected = rejected(file).into_iter();
    apart.extend(rejected.map(|one| (one.with, one.recorded)));
    apart
}

/// The files that somebody compared with a file and found to be of another person, in the order
/// they were.
pub fn rejected(file: &File) -> Vec<Rejected> {
    let mut found: Vec<(Position, Rejected)> = file
        .live()
        .filter_map(|fact| match fact.event {
            Event::LinkRejected(link) => Some((
                fact.written.position,
                Rejected {
                    with: link.with,
                    reason: link.reason.clone(),
                    by: by(fact.written),
                    recorded: fact.written.recorded,
                },
            )),
            _ => None,
        })
        .collect();
    found.sort_by_key(|(position, _)| *position);
    found.into_iter().map(|(_, rejected)| rejected).collect()
}

/// The files whose confirmed link does not stand any more, each with when it was taken back.
fn taken_back(file: &File) -> Vec<(FileId, Timestamp)> {
    let standing: Vec<(EventId, FileId)> = links(file)
        .iter()
        .map(|link| (link.line, link.with))
        .collect();
    file.lines()
        .iter()
        .flat_map(|line| {
            let was = [Some(&line.written.event), line.event_now.as_ref()];
            was.into_iter().flatten().map(move |event| (line, event))
        })
        .filter_map(|(line, event)| match event {
            Event::LinkConfirmed(link) if !standing.contains(&(line.written.id, link.with)) => {
                Some((link.with, when_taken_back(file, line)?))
            }
            _ => None,
        })
        .collect()
}

/// Whether two files that were set apart at this time are to be left apart by a program that
/// suggests: as long as neither says anything new of its person. `since` is
/// [`Particulars::since`] of each.
pub fn stays_apart(set_apart: Timestamp, since: [Option<Timestamp>; 2]) -> bool {
    since.iter().flatten().all(|since| *since <= set_apart)
}

/// When the newest line was recorded that undid, withdrew or corrected this one.
fn when_taken_back(file: &File, line: &Line) -> Option<Timestamp> {
    let changed = match line.state {
        LineState::Live => None,
        LineState::Corrected { by }
        | LineState::Withdrawn { by }
        | LineState::NotAccepted { by } => file.line_at(by),
    };
    let undone = file.live().filter(|fact| {
        matches!(fact.event, Event::LinkUndone(undone) if undone.confirmed == line.written.id)
    });
    undone
        .map(|fact| fact.written.recorded)
        .chain(changed.map(|line| line.written.recorded))
        .max()
}

/// Whether a line of this kind may change the links of its file.
pub const fn concerns(kind: EventKind) -> bool {
    matches!(
        kind,
        EventKind::LinkConfirmed
            | EventKind::LinkUndone
            | EventKind::Corrected
            | EventKind::Withdrawn
    )
}
