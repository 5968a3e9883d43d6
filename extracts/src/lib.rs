//! Extracts of people, read for linking, and what linking came to: written and told.
//!
//! Both programs that link extracts read them here, so that the same rows are the same people to
//! both, and write here, so that their answers are the same bytes. Which column holds which field
//! is [`columns`]; [`read`] packs a file, or two, into a table; [`answer()`] writes what was asked
//! for and sums the run up.

mod answer;
mod apart;
mod arguments;
pub mod columns;
mod follow;
mod forms;
mod ids;
mod model;
mod parquet;
mod problem;
pub mod read;
pub mod review;
mod rows;
mod source;
mod stays;
pub mod told;
pub mod write;

pub use answer::answer;
pub use apart::apart;
pub use arguments::{How, Out, Stays};
pub use follow::{Bar, Follows, Nobody, telling};
pub use model::{KeptModel, lent, settings, settings_for};
pub use problem::{Problem, Result};
pub use stays::Checked;
