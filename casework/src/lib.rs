//! What may be asked, by whom, and the events that follow.
//!
//! A [`File`] is folded from the lines of the record, as it stands or as it was known at a moment.
//! [`decide`] takes a file, somebody, and what they want to write, and answers with the lines that
//! follow or with a refusal that says what to do. [`facts`] turns a file into what `law` asks
//! about. [`view`] turns a file and its lawful position into what a page shows. [`monthly`] counts
//! the figures of a month from the files, and [`returns`] keeps what was issued of them.
//!
//! # Invariants
//!
//! - Pure: `now` is an argument, and the ids of new lines follow from the id of the command.
//! - A line is never removed or changed: a file remembers what was corrected, withdrawn or not
//!   accepted, and by which line.
//! - Disagreement is a value ([`Contest`]), and alarms run on the earliest reading.
//! - Only the absolute blocks stop a record; each has its "record what happened" route.
//! - Permission is asked here: where a command is decided and where a file is read.

pub mod command;
mod contest;
mod decide;
pub mod escalation;
pub mod facts;
mod file;
pub mod link;
pub mod monthly;
pub mod notice;
pub mod permission;
pub mod returns;
mod sentence;
mod tick;
pub mod view;

pub use command::{Command, Decision, FieldProblem, Refusal, Setting, Why};
pub use contest::{Contest, FactKey};
pub use decide::decide;
pub use file::{Fact, File, Line, LineState};
pub use tick::{Due, tick};
