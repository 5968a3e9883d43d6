//! The argument from facts through limbs to answer, in numbered steps.
//!
//! [`argue`] sets out the facts in order of time, then asks the questions below. Each has steps, each
//! step its rule and citation and, where it is a limb of a test, whether it is met; and each ends
//! in a conclusion. [`explain`] sets out a position alone, where the facts are not at hand.

mod facts;
mod limbs;
mod questions;
mod text;

use domain::Answer;
use jiff::Timestamp;
use schemars::JsonSchema;
use serde::Serialize;

use crate::answer::{Certainty, Limb, Position, Reason};
use crate::facts::Facts;
use crate::profile::Profile;
use crate::rules::Rule;

/// An argument that a person can follow line by line, and check.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Argument {
    /// The moment asked about.
    pub at: Timestamp,
    /// The facts taken, in order of time. Those after the moment stand last and do not count.
    pub facts: Vec<FactTaken>,
    /// The questions, always all of them and in the same order.
    pub questions: Vec<Question>,
}

/// One fact, as the argument takes it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct FactTaken {
    /// The name of the act, by which steps refer to it.
    pub id: String,
    /// When it was, in words (Europe/London), with every other live value of it.
    pub when: String,
    /// What happened, in words.
    pub says: String,
    /// Whether it had happened by the moment asked about. What had not does not count.
    pub counts: bool,
}

/// One question with its answers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Question {
    /// The question, in words.
    pub asks: &'static str,
    /// Its answers. Empty where there is nothing to say.
    pub points: Vec<Point>,
    /// What is said where there are no answers.
    pub otherwise: &'static str,
}

/// One answer with the steps that lead to it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Point {
    /// What the steps are about, where a question has several answers.
    pub about: Option<String>,
    /// The steps, in order.
    pub steps: Vec<Step>,
    /// What follows from them.
    pub conclusion: String,
    /// How sure that is.
    pub certainty: Certainty,
    /// Where the point is contested or could be read otherwise: the readings, this answer's first.
    pub readings: Vec<Reading>,
    /// What else there is to know: what comes first, what else may fit, what follows.
    pub notes: Vec<String>,
}

/// One step of an argument.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Step {
    /// Where the step is a limb of a test: what the limb asks.
    pub asks: Option<&'static str>,
    /// And whether it is met. `NotKnown` where nobody has said.
    pub met: Option<Answer>,
    /// How the rule applies here.
    pub says: String,
    /// The rule.
    #[serde(serialize_with = "crate::rules::rule_as_reference")]
    #[schemars(with = "crate::rules::RuleReference")]
    pub rule: &'static Rule,
    /// The facts it rests on, by name.
    pub facts: Vec<String>,
}

/// One reading of a disputed point.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Reading {
    /// What follows on it.
    pub says: String,
    /// Why somebody would read it so, and the rule's citation. Empty where the answer's own steps
    /// say why.
    pub because: String,
}

impl From<&Reason> for Step {
    fn from(reason: &Reason) -> Self {
        Self {
            asks: None,
            met: None,
            says: reason.says.to_string(),
            rule: reason.rule,
            facts: reason.facts.clone(),
        }
    }
}

impl From<&Limb> for Step {
    fn from(limb: &Limb) -> Self {
        Self {
            asks: Some(limb.asks),
            met: Some(limb.met),
            says: limb.says.to_string(),
            rule: limb.rule,
            facts: Vec::new(),
        }
    }
}

/// Sets out where everybody stands at a moment, from the facts to the answers.
pub fn argue(facts: &Facts, at: Timestamp, profile: &Profile) -> Argument {
    let position = crate::position(facts, at, profile);
    let limbs = limbs::of(facts, at, profile);
    Argument {
        at,
        facts: facts::taken(facts, at),
        questions: questions::of(&position, limbs),
    }
}

/// Sets out a position as an argument in numbered lines, without the facts it was made from.
pub fn explain(position: &Position) -> Vec<String> {
    Argument {
        at: position.at,
        facts: Vec::new(),
        questions: questions::of(position, limbs::Limbs::default()),
    }
    .lines()
}
