//! Charts as SVG: drawn on the server, without a script, for eyes and for screen readers.
//!
//! Each has a title and a description that says in words what it shows; the figures themselves
//! belong in a table beside it. Nothing is told by colour alone: lines differ in dash and mark
//! and carry their names, states carry words.
//!
//! Colours are custom properties with the day's values as fallback, so that a page sets the
//! night's and a saved file needs no stylesheet: `--chart-text`, `--chart-quiet`, `--chart-grid`,
//! `--chart-ground`, `--chart-1` to `--chart-4`, `--chart-alarm`.
//!
//! A chart is laid out for a width in CSS pixels, and its letters stay as large as they are: a
//! page that is read on a phone draws it once for [`NARROW`] and once for [`WIDE`], and shows one.

mod bars;
mod flow;
mod funnel;
mod heat;
mod scale;
mod series;
mod svg;
mod waits;

pub use bars::{Bar, bars};
pub use flow::{Flow, Link, flow};
pub use funnel::{Area, funnel};
pub use heat::{Heat, heat};
pub use series::{Line, Point, series};
pub use waits::{Site, waits};

/// The width of a chart on a phone.
pub const NARROW: f64 = 340.0;
/// The width of a chart on a desk.
pub const WIDE: f64 = 720.0;

/// What every chart says of itself.
#[derive(Debug, Clone, PartialEq)]
pub struct About {
    id: String,
    title: String,
    definition: String,
    width: f64,
}

/// A chart that says not what it counts (requirement M-05).
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Unsaid {
    /// It has no title.
    #[error("a chart needs a title")]
    Title,
    /// It has no definition.
    #[error("a chart needs the definition of what it shows, and of what it is a part")]
    Definition,
    /// Its id cannot be one: it must be letters, digits and dashes, a letter first.
    #[error("a chart's id must be letters, digits and dashes, a letter first")]
    Id,
}

impl About {
    /// `id` is unique on its page; `definition` says what is counted and of what; `width` is in
    /// CSS pixels, and no less than [`NARROW`] is taken.
    ///
    /// # Errors
    ///
    /// Something is not said.
    pub fn new(id: &str, title: &str, definition: &str, width: f64) -> Result<Self, Unsaid> {
        let id_is_one = id.starts_with(|c: char| c.is_ascii_alphabetic())
            && id.chars().all(|c| c.is_ascii_alphanumeric() || c == '-');
        if !id_is_one {
            return Err(Unsaid::Id);
        }
        if title.trim().is_empty() {
            return Err(Unsaid::Title);
        }
        if definition.trim().is_empty() {
            return Err(Unsaid::Definition);
        }
        Ok(Self {
            id: id.to_owned(),
            title: title.trim().to_owned(),
            definition: definition.trim().to_owned(),
            width: if width.is_finite() {
                width.max(NARROW)
            } else {
                WIDE
            },
        })
    }

    /// Whether there is room for what a desk has room for.
    fn is_wide(&self) -> bool {
        self.width >= 560.0
    }
}

/// A drawn chart.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Drawing {
    /// The SVG element.
    pub svg: String,
    /// What it shows, in words: the same as its description.
    pub says: String,
}
