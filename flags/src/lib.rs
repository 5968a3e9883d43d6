//! Reads the free text of incident logs and says what of it may be mental-health demand.
//!
//! An answer is a suggestion to a person. Nothing here sets a flag on anybody, and nothing says
//! that somebody *has* anything: texts mention.
//!
//! How it works, in the order of the modules: `fold` reads a `text` into words by number, each
//! with its place; `scan` finds every one of the `terms` of the [`Lexicon`] in one pass, adds what
//! `patterns` find, and joins cues by rules; `mentions` gathers them; `assertion` says of each
//! whether the text affirms it; `features` counts; [`Weights`] weigh in whole numbers; `decide`
//! answers. `train` makes the weights. [`logs`] takes texts out of files and [`evidence`] writes
//! what was read in them.
//!
//! Invariants: total, any bytes give an answer; pure, no clock, file or environment; the same
//! bytes in give the same bytes out, on every machine; a negated or blocked mention never raises
//! a score; every answer carries the spans, rules and weights it rests on.

mod assertion;
mod classes;
mod code;
mod decide;
mod engine;
pub mod evidence;
mod expand;
mod features;
mod fold;
mod joins;
mod json;
pub mod learned;
mod lexicon;
pub mod logs;
pub mod measure;
mod mentions;
mod patterns;
mod phrases;
mod reading;
mod scan;
mod terms;
mod text;
pub mod train;
mod weights;
mod words;

pub use code::{Assertion, Basis, Code, Tier};
pub use engine::{Desk, Engine, Judgement, LEARNED, VERSION};
pub use features::{COUNT as FEATURES, Features, name as feature_name};
pub use lexicon::{Lexicon, LexiconError};
pub use reading::{
    Band, Because, CodeAnswer, Limbs, Mention, Phase, Phrase, Reading, Stated, Totals, Word,
};
pub use weights::Weights;
