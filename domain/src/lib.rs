//! The vocabulary of Lantern: what its users say, as types.
//!
//! Everything else is written in these words, so this crate knows none of the others.
//! It holds ids, time that admits doubt, values that admit absence, actors and ranks, places,
//! the events a record is made of, and the force's configuration as effective-dated values.
//!
//! # Invariants
//!
//! - No clock, file, socket, environment or random source. `now` and new ids are arguments.
//! - An [`Event`] is in the past tense. Variants are added, never edited.
//! - A value that can be absent says why ([`NoValue`]); none is blank and none is a default.
//! - An instant is a [`jiff::Timestamp`]; it is shown in Europe/London with BST or GMT.

pub mod actor;
pub mod event;
pub mod force;
pub mod ids;
pub mod known;
mod labelled;
pub mod month;
pub mod person;
pub mod place;
pub mod time;

pub use actor::{Actor, Organisation, Profession, Rank, Role};
pub use event::{Event, EventKind, NewEvent, Recorded};

pub use force::Force;
pub use ids::{CommandId, DistrictId, EventId, FileId, OrganisationId, PlaceId, Position, UserId};
pub use known::{Answer, Known, NoValue};
pub use month::Month;
pub use person::PersonFact;
pub use place::{FoundAt, LocationKind, Place, PlaceKind};
pub use time::{Moment, TimeSource, When};
