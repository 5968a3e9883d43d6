//! Extracts of control rooms and records systems into the lake's `incident` table.
//!
//! An extract is CSV, gzip or not. A map says which column is what ([`Map`]); the extract is held
//! against it before a row is read. Each row becomes a row of the lake, or is refused by line and
//! reason, or repeats the reference of a row that came before.
//!
//! # Invariants
//!
//! - `read = taken + refused + repeated`: worked out and held before anything counts.
//! - Nothing counts until all of it does: rows are staged beside the lake, and the batch stands in
//!   the lake's list in one exchange. A run that was killed is finished by running it again, with
//!   the same bytes; the same extract by the same map adds nothing twice.
//! - No text that somebody typed is kept: a narrative is read for its suggestion and dropped, and
//!   a person is a keyed pseudonym. Refusals show the shape of a value and never the value.
//! - What a source does not say stays empty, with the reason where the table has room for one.

mod batch;
mod columns;
mod map;
mod row;
mod run;
mod source;
mod when;

pub use map::{Map, Problem};
pub use row::shape;
pub use run::{Asked, Fault, Outcome, PIECE, import};
