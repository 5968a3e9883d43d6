//! A timeline in JSON: read strictly, every fault named with its place, and what is odd told.
//!
//! [`read`] is what `lantern law explain` and the API ask. It goes through three doors:
//!
//! 1. is it JSON (`tree`: where every part of the text stands);
//! 2. is it shaped as the published schema says (`plan` works out the schema that
//!    `lantern law schema` prints, so that a new act needs no line here; `shape` holds every part
//!    against it);
//! 3. does it make sense (`sense`: two acts of one name, an end before its beginning).
//!
//! # Invariants
//!
//! - Nothing is silently dropped: a field nobody knows, or written twice, is a fault.
//! - Every fault is named, not only the first.
//! - What `serde` would refuse is refused: the schema may be stricter and is never laxer.
//! - Free words of the timeline are not repeated in a fault; words of closed lists and times are.
//! - Pure: the moment that counts as now is an argument.

mod fault;
mod plan;
mod sense;
mod shape;
mod tree;
mod words;

use std::marker::PhantomData;
use std::sync::LazyLock;

use jiff::Timestamp;
use law::Facts;
use schemars::JsonSchema;
use serde::de::DeserializeOwned;

use plan::Plan;

pub use fault::{Fault, Weight};

/// A timeline that can be read, with what is odd about it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Timeline {
    /// What happened.
    pub facts: Facts,
    /// What is odd, and does not keep the law from answering. In the order of the text.
    pub odd: Vec<Fault>,
}

/// Reads a timeline. `now` is for times that lie in the future.
///
/// # Errors
///
/// Every fault that makes it unreadable, in the order of the text, and with them what is odd about
/// the rest where the rest could be read.
pub fn read(bytes: &[u8], now: Timestamp) -> Result<Timeline, Vec<Fault>> {
    static READER: LazyLock<Reader<Facts>> = LazyLock::new(Reader::new);
    let (facts, odd) = READER.read(bytes, "", |facts| facts, now)?;
    Ok(Timeline { facts, odd })
}

/// Reads JSON of any shape that has a schema, such as a question of the API with a timeline in it.
///
/// Making one works its schema out, which takes longer than reading a text: keep it. It may be read
/// with on many threads.
#[derive(Debug)]
pub struct Reader<T> {
    plan: Plan,
    shape: PhantomData<fn() -> T>,
}

impl<T: DeserializeOwned + JsonSchema> Reader<T> {
    /// A reader of this shape.
    pub fn new() -> Self {
        Self {
            plan: Plan::of(&schemars::schema_for!(T).to_value()),
            shape: PhantomData,
        }
    }

    /// Reads one text. `facts` finds the timeline in what was read, and `at` says where it stands,
    /// such as `/facts`. `now` is for times that lie in the future.
    ///
    /// # Errors
    ///
    /// Every fault, as [`read`].
    pub fn read(
        &self,
        bytes: &[u8],
        at: &str,
        facts: impl Fn(&T) -> &Facts,
        now: Timestamp,
    ) -> Result<(T, Vec<Fault>), Vec<Fault>> {
        let text = utf8(bytes)?;
        let tree = tree::read(text).map_err(|fault| vec![fault])?;
        let value = self.shaped(text, &tree)?;
        let mut odd = sense::check(facts(&value), &tree, at, now);
        odd.sort_by_key(Fault::place);
        if odd.iter().any(|fault| fault.weight == Weight::Error) {
            return Err(odd);
        }
        Ok((value, odd))
    }

    /// Holds a text against the schema, then reads it as the type.
    fn shaped(&self, text: &str, tree: &tree::Tree<'_>) -> Result<T, Vec<Fault>> {
        let mut faults = shape::check(&self.plan, tree);
        if !faults.is_empty() {
            faults.sort_by_key(Fault::place);
            return Err(faults);
        }
        // The schema is satisfied. What it cannot say, the type still may.
        serde_json::from_str(text).map_err(|error| vec![Fault::of_serde(&error, tree)])
    }
}

impl<T: DeserializeOwned + JsonSchema> Default for Reader<T> {
    fn default() -> Self {
        Self::new()
    }
}

fn utf8(bytes: &[u8]) -> Result<&str, Vec<Fault>> {
    match std::str::from_utf8(bytes) {
        Ok(text) => match text.strip_prefix('\u{feff}') {
            None => Ok(text),
            Some(_) => Err(vec![Fault::error(
                (1, 1),
                "",
                "a byte order mark before the first bracket",
                "UTF-8 without one",
            )]),
        },
        Err(error) => {
            let before = bytes.get(..error.valid_up_to()).unwrap_or_default();
            let place = tree::place(std::str::from_utf8(before).unwrap_or_default(), usize::MAX);
            Err(vec![Fault::error(
                place,
                "",
                "bytes that are not UTF-8",
                "text saved as UTF-8",
            )])
        }
    }
}
