//! What goes in and out of the WebAssembly: JSON, asked and answered as bytes.

use jiff::Timestamp;
use law::{Facts, Position, Profile};
use serde::{Deserialize, Serialize};

use crate::answers::{Answers, Problem};
use crate::clock::SavedClock;
use crate::view;

/// Something asked of the pocket.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "snake_case", tag = "ask", deny_unknown_fields)]
pub enum Ask {
    /// The page's HTML for some answers.
    Answer {
        /// The fields of the form, as a browser would send them: names and values.
        fields: Vec<(String, String)>,
        /// The moment.
        at: Timestamp,
        /// The law and policy in force.
        profile: Profile,
    },
    /// The lawful position of a timeline.
    Position {
        /// What happened.
        facts: Facts,
        /// The moment.
        at: Timestamp,
        /// The law and policy in force.
        profile: Profile,
    },
    /// The HTML of the clocks that were kept.
    Clocks {
        /// The clocks.
        clocks: Vec<SavedClock>,
        /// The moment.
        at: Timestamp,
    },
}

/// What is answered.
#[derive(Debug, Serialize)]
#[serde(untagged)]
pub enum Told {
    /// The parts of the page.
    Answer {
        /// The answer.
        answer: String,
        /// The questions that make it more exact.
        later: String,
        /// What was not taken.
        problems: String,
    },
    /// The lawful position.
    Position(Box<Position>),
    /// The clocks.
    Clocks {
        /// Their HTML.
        clocks: String,
    },
    /// The question could not be read.
    Error {
        /// Why.
        error: String,
    },
}

/// Answers a question in JSON with JSON.
pub fn tell(asked: &[u8]) -> Vec<u8> {
    let told = match serde_json::from_slice(asked) {
        Ok(ask) => answer(ask),
        Err(error) => Told::Error {
            error: format!("the question could not be read: {error}"),
        },
    };
    serde_json::to_vec(&told).unwrap_or_default()
}

fn answer(ask: Ask) -> Told {
    match ask {
        Ask::Answer {
            fields,
            at,
            profile,
        } => {
            let fields = fields
                .iter()
                .map(|(name, value)| (name.as_str(), value.as_str()));
            let (answers, problems): (Answers, Vec<Problem>) = Answers::of_form(fields);
            Told::Answer {
                answer: view::answer(&answers, at, &profile),
                later: view::later(&answers, &problems),
                problems: view::problems(&problems),
            }
        }
        Ask::Position { facts, at, profile } => {
            Told::Position(Box::new(law::position(&facts, at, &profile)))
        }
        Ask::Clocks { clocks, at } => Told::Clocks {
            clocks: view::clocks(&clocks, at),
        },
    }
}
