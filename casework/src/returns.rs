//! A return: its versions, who signed each, to whom it went, and what a correction changes.
//!
//! A version is written once and kept. That a later line calls for another version is worked out
//! from the files, as notices are (ADR 0009): an offer cannot be lost, and goes away by itself
//! when the figures are again what they were.

mod change;
mod count;
mod faults;
mod guard;
mod had;
mod protect;
mod template;

use domain::event::{Counted, Figure, Recipient, ReturnIssued, ReturnKind};
use domain::{Event, EventId, FileId, Force, Month, Position, Role, UserId};
use jiff::Timestamp;

use crate::file::File;

pub use change::{Cause, causes, difference, value_text};
pub use count::{Count, weigh};
pub use faults::{Fault, Rule, Weight, faults, twice};
pub(crate) use guard::check;
pub use had::{Had, had};
pub use protect::{Shown, protected};
pub use template::{NotLaidOut, Row, Template, csv};

/// How many people sign (workflows.md section 13).
pub const SIGNATURES: usize = 2;

/// A return as it stands, folded from its file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Return {
    /// Its file.
    pub file: FileId,
    /// Which return.
    pub which: ReturnKind,
    /// The month.
    pub month: Month,
    /// Its versions, oldest first. Never empty.
    pub versions: Vec<Version>,
}

/// One version of a return.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Version {
    /// The version, from 1.
    pub number: u16,
    /// The line that issued it.
    pub line: EventId,
    /// Where that line stands in the return's file.
    pub position: Position,
    /// When it was issued.
    pub at: Timestamp,
    /// By whom.
    pub by: Hand,
    /// Its figures.
    pub figures: Vec<Figure>,
    /// What they were counted from.
    pub counted: Vec<Counted>,
    /// The last line of the whole record when they were counted.
    pub up_to: u64,
    /// What changed since the version before; blank for the first.
    pub difference: String,
    /// Why there is another version; blank for the first.
    pub reason: String,
    /// How many warnings stood when it was issued.
    pub warnings: u32,
    /// What was said of them.
    pub explained: String,
    /// Who signed it, and when.
    pub signed: Vec<(Hand, Timestamp)>,
    /// To whom it was sent.
    pub sent: Vec<Sent>,
}

/// Somebody who did something with a return.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hand {
    /// Their account.
    pub user: UserId,
    /// How they are named on the page.
    pub name: String,
    /// In which role.
    pub role: Role,
}

/// A version that was sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sent {
    /// The line that says so.
    pub position: Position,
    /// To whom.
    pub to: Recipient,
    /// The body or the person, by name.
    pub name: String,
    /// What shows that it arrived.
    pub receipt: String,
    /// By whom.
    pub by: Hand,
    /// When.
    pub at: Timestamp,
}

impl Version {
    /// Whether two people have signed it.
    pub const fn is_signed(&self) -> bool {
        self.signed.len() >= SIGNATURES
    }

    /// Where it stands, in a word or two.
    pub const fn stands(&self) -> &'static str {
        match (self.sent.is_empty(), self.signed.len()) {
            (false, _) => "sent",
            (true, 0) => "issued, not signed",
            (true, 1) => "signed by one of two",
            (true, _) => "signed",
        }
    }
}

impl Return {
    /// The return of a file, if the file is one.
    pub fn of(file: &File) -> Option<Self> {
        let mut found: Option<Self> = None;
        for line in file.lines() {
            let written = &line.written;
            let by = Hand {
                user: written.by.user.clone(),
                name: written.by.name.clone(),
                role: written.by.role,
            };
            let at = written.recorded;
            match &written.event {
                Event::ReturnIssued(issued) => {
                    let version = version(issued, written.id, written.position, at, by);
                    match &mut found {
                        Some(one) => one.versions.push(version),
                        None => {
                            found = Some(Self {
                                file: file.id(),
                                which: issued.which,
                                month: issued.period,
                                versions: vec![version],
                            });
                        }
                    }
                }
                Event::ReturnSigned(signed) => {
                    if let Some(version) = find(&mut found, signed.issued) {
                        version.signed.push((by, at));
                    }
                }
                Event::ReturnSent(sent) => {
                    if let Some(version) = find(&mut found, sent.issued) {
                        version.sent.push(Sent {
                            position: written.position,
                            to: sent.to,
                            name: sent.name.clone(),
                            receipt: sent.receipt.clone(),
                            by,
                            at,
                        });
                    }
                }
                _ => {}
            }
        }
        found
    }

    /// Its newest version.
    pub fn newest(&self) -> Option<&Version> {
        self.versions.last()
    }

    /// A version by its number.
    pub fn version(&self, number: u16) -> Option<&Version> {
        self.versions
            .iter()
            .find(|version| version.number == number)
    }
}

fn version(
    issued: &ReturnIssued,
    line: EventId,
    position: Position,
    at: Timestamp,
    by: Hand,
) -> Version {
    Version {
        number: issued.version,
        line,
        position,
        at,
        by,
        figures: issued.figures.clone(),
        counted: issued.counted.clone(),
        up_to: issued.up_to,
        difference: issued.difference.clone(),
        reason: issued.reason.clone(),
        warnings: issued.warnings,
        explained: issued.explained.clone(),
        signed: Vec::new(),
        sent: Vec::new(),
    }
}

fn find(found: &mut Option<Return>, issued: EventId) -> Option<&mut Version> {
    found
        .as_mut()?
        .versions
        .iter_mut()
        .find(|version| version.line == issued)
}

/// The file of a force's return of a month: there is one, whoever begins it.
pub fn file_of(force: &Force, which: ReturnKind, month: Month) -> FileId {
    let which = match which {
        ReturnKind::Section136Monthly => "section_136_monthly",
    };
    FileId::of(&format!("return:{}:{which}:{}", force.id, month.key()))
}
