//! What a file says of who its person is, as far as two files can be compared by it.

use domain::person::Sex;
use domain::{Event, EventKind, FileId, PersonFact, Recorded};
use jiff::Timestamp;
use jiff::civil::Date;

use crate::file::File;

/// Who a file is about, from the lines that stand. What is not recorded, not known or withheld is
/// missing.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Particulars {
    /// The newest name, or the description that stands in its place.
    pub name: Option<String>,
    /// The date of birth, where one is believed: a document outweighs what was said.
    pub born: Option<Date>,
    /// The newest sex.
    pub sex: Option<Sex>,
    /// The newest home address, in one line of whoever wrote it.
    pub address: Option<String>,
}

impl Particulars {
    /// Those of a file.
    pub fn of(file: &File) -> Self {
        let mut found = Self {
            born: crate::facts::person(file).born,
            ..Self::default()
        };
        for fact in file.live_of(EventKind::PersonRecorded) {
            match fact.event {
                Event::PersonRecorded(PersonFact::Name { is }) => found.name = is.value().cloned(),
                Event::PersonRecorded(PersonFact::Sex { is }) => found.sex = is.value().copied(),
                Event::PersonRecorded(PersonFact::Address { is }) => {
                    found.address = is.value().cloned();
                }
                _ => {}
            }
        }
        found
    }

    /// Since when a file has said what it says now: the time at which the newest line was recorded
    /// that made a difference. None where nothing was ever said.
    pub fn since(id: FileId, lines: &[Recorded]) -> Option<Timestamp> {
        let mut known = Self::default();
        let mut file = File::new(id);
        let mut since = None;
        for line in lines {
            let may_change = Self::may_change_with(line.event.kind());
            let recorded = line.recorded;
            file.push(line.clone());
            if may_change {
                let now = Self::of(&file);
                if now != known {
                    since = Some(recorded);
                    known = now;
                }
            }
        }
        since
    }

    /// Whether a line of this kind may change who its file is about.
    pub const fn may_change_with(kind: EventKind) -> bool {
        matches!(
            kind,
            EventKind::PersonRecorded
                | EventKind::Corrected
                | EventKind::Withdrawn
                | EventKind::Settled
        )
    }
}
