//! The same person in two files, as people confirmed it.
//!
//! The line stands in one file and names the other; which files name a file is worked out from the
//! files, by whoever follows them. A link says nothing of a third file: two links to one file do
//! not join the other two, because nobody confirmed that.

use domain::event::{EventKind, LinkBasis};
use domain::{Event, EventId, FileId, Position};
use jiff::Timestamp;

use crate::file::File;

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
                by: format!("{}, {}", fact.written.by.name, fact.written.by.role.label()),
                recorded: fact.written.recorded,
            }),
            _ => None,
        })
        .filter(|link| !undone.contains(&link.line))
        .collect();
    found.sort_by_key(|link| link.position);
    found
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
