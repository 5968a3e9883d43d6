//! Every thing a person can record, described once as data.
//!
//! A [`FormSpec`] names its fields by their place in the event on the wire. One parser
//! ([`read`]) turns what was submitted into a [`casework::Command`] or a list of field errors;
//! one template ([`show`]) renders any form; [`fill`] writes an event back into its form, so that
//! a correction starts from what was recorded.
//!
//! # Invariants
//!
//! - A form never decides whether something may be recorded: it only reads what was typed.
//! - What was typed is never lost: a form with errors is shown again with every value kept.
//! - Text is kept as typed, apart from line endings and the blanks around it.

mod catalogue;
mod choice;
pub mod correct;
mod date;
mod field;
pub mod fill;
pub mod read;
pub mod settle;
pub mod show;
mod submitted;
pub mod when;
mod when_view;

#[cfg(test)]
mod tests;

pub use catalogue::{ALL, WITHOUT_A_FORM, find, for_event, for_kind, likely_form};
pub use choice::{Choice, Opt, options, sentence, wire_name};
pub use field::{
    Absent, Context, Field, FormSpec, Group, Input, Must, PlaceFilter, Problem, Shape, Side,
    element_id, part,
};
pub use submitted::Submitted;
pub use when_view::WhenView;
