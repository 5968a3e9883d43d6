//! A seeded night in a police force.
//!
//! From a seed, a start and a force's configuration comes a stream of [`Happening`]s in the order
//! they are recorded: officers meet people, most are helped in another way, some are detained
//! under section 136, one is kept at home under a warrant, and everything that follows is told as commands of `casework`. The stream
//! has no end, so a demonstration goes on living from where it stands.
//!
//! The figures are those of published sources where there are any ([`figures::FIGURES`]); the
//! people are nobody.
//!
//! # Invariants
//!
//! - Pure and deterministic: the same force, seed and start give the same bytes on every machine.
//!   Integer arithmetic only; no clock and no source of entropy.
//! - In order: a happening is never recorded earlier than the one before it.
//! - Nobody has a personal name, and no address is a real one.
//! - Nobody under 18 is ever taken to a police station.

mod assessment;
mod cast;
mod course;
mod detention;
mod dice;
mod encounter;
pub mod figures;
mod opening;
mod person;
mod places;
mod site;
mod station;
mod story;
mod stream;
mod warrant;
mod words;

pub use dice::Spread;
pub use places::NoPlaces;
pub use stream::{Night, Plan};

use casework::Command;
use domain::{Actor, CommandId, FileId};
use jiff::Timestamp;

/// One thing that somebody records.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Happening {
    /// When they record it.
    pub at: Timestamp,
    /// Who they are.
    pub by: Actor,
    /// The file it belongs to.
    pub file: FileId,
    /// The command: the same each time the night is generated, so it is written once.
    pub command: CommandId,
    /// What they record, and when it happened.
    pub body: Command,
}
