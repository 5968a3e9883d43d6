//! What somebody answered: read strictly, kept as said.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::questions::{self, Arises, Kind, MOST_HOURS, NONE, Question};

/// The answers given so far, by question. A question that is not here was not answered.
///
/// [`Answers::read`] makes one that holds only what the table of questions offers.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(transparent)]
pub struct Answers(BTreeMap<String, Vec<String>>);

/// Why an answer was not taken.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Problem {
    /// The question.
    pub question: String,
    /// What is wrong, in words that say what to do.
    pub says: String,
}

impl Problem {
    fn new(question: &str, says: impl Into<String>) -> Self {
        Self {
            question: question.to_owned(),
            says: says.into(),
        }
    }
}

impl Answers {
    /// Reads the fields of a form. Fields with other names are no answers and are let go; an
    /// empty field is no answer. What is refused is left out, and said.
    pub fn of_form<'a>(
        fields: impl IntoIterator<Item = (&'a str, &'a str)>,
    ) -> (Self, Vec<Problem>) {
        let mut given: BTreeMap<String, Vec<String>> = BTreeMap::new();
        for (name, value) in fields {
            let value = value.trim();
            if questions::find(name).is_some() && !value.is_empty() {
                given
                    .entry(name.to_owned())
                    .or_default()
                    .push(value.to_owned());
            }
        }
        Self(given).read()
    }

    /// Holds answers that came from elsewhere to the table of questions.
    pub fn read(self) -> (Self, Vec<Problem>) {
        let mut kept = BTreeMap::new();
        let mut problems = Vec::new();
        for (id, mut values) in self.0 {
            // Sorted, so that the same answers are the same facts however they were sent.
            values.sort_unstable();
            values.dedup();
            match questions::find(&id) {
                None => problems.push(Problem::new(&id, "there is no such question")),
                Some(question) => match check(question, &values) {
                    Ok(()) if values.is_empty() => {}
                    Ok(()) => {
                        kept.insert(id, values);
                    }
                    Err(problem) => problems.push(problem),
                },
            }
        }
        (Self(kept), problems)
    }

    /// Whether nothing has been answered.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Whether this choice was made, in a question that arises.
    pub fn has(&self, question: &str, choice: &str) -> bool {
        self.values(question).iter().any(|value| value == choice)
    }

    /// Whether any answer to this question was given.
    pub fn answered(&self, question: &str) -> bool {
        !self.values(question).is_empty()
    }

    /// The one answer to a question of one answer.
    pub fn one(&self, question: &str) -> Option<&str> {
        self.values(question).first().map(String::as_str)
    }

    /// A number of hours.
    pub fn hours(&self, question: &str) -> Option<u8> {
        self.one(question)?.parse().ok()
    }

    /// Whether a question is asked, given the others.
    pub fn arises(&self, question: &Question) -> bool {
        match question.arises {
            Arises::Always => true,
            Arises::With(conditions) => conditions
                .iter()
                .any(|(other, choice)| self.has(other, choice)),
        }
    }

    /// What was answered, where the question arises. An answer left behind when the question went
    /// away says nothing.
    fn values(&self, question: &str) -> &[String] {
        let arises = questions::find(question).is_some_and(|question| self.arises(question));
        self.0
            .get(question)
            .filter(|_| arises)
            .map(Vec::as_slice)
            .unwrap_or_default()
    }
}

fn check(question: &Question, values: &[String]) -> Result<(), Problem> {
    let refuse = |says: String| Err(Problem::new(question.id, says));
    match question.kind {
        Kind::Hours => match values {
            [] => Ok(()),
            [text] if text.parse::<u8>().is_ok_and(|hours| hours <= MOST_HOURS) => Ok(()),
            _ => refuse(format!(
                "Enter whole hours from 0 to {MOST_HOURS}, such as 3"
            )),
        },
        Kind::One if values.len() > 1 => refuse("Select one answer".to_owned()),
        Kind::Many if values.len() > 1 && values.iter().any(|value| value == NONE) => {
            refuse("Select what is so, or that none is, and not both".to_owned())
        }
        Kind::One | Kind::Many => {
            match values.iter().find(|value| question.choice(value).is_none()) {
                None => Ok(()),
                Some(_) => refuse("Select one of the answers offered".to_owned()),
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(fields: &[(&str, &str)]) -> (Answers, Vec<Problem>) {
        Answers::of_form(fields.iter().copied())
    }

    #[test]
    fn only_what_is_offered_is_taken() {
        let (answers, problems) = read(&[
            ("place", "outdoors"),
            ("seen", "disorder"),
            ("seen", "now"),
            ("csrf", "abc"),
            ("status", "a king"),
            ("age", ""),
        ]);
        assert!(answers.has("place", "outdoors"));
        assert!(answers.has("seen", "now") && answers.has("seen", "disorder"));
        assert!(!answers.answered("status") && !answers.answered("age"));
        assert_eq!(problems.len(), 1);
        assert_eq!(problems[0].question, "status");
    }

    #[test]
    fn none_of_these_stands_alone() {
        let (answers, problems) = read(&[("seen", "none"), ("seen", "now")]);
        assert!(!answers.answered("seen"));
        assert_eq!(problems.len(), 1);
    }

    #[test]
    fn hours_are_whole_and_bounded() {
        let with = |hours| read(&[("status", "escaped"), ("hours_since", hours)]);
        assert_eq!(with("0").0.hours("hours_since"), Some(0));
        assert_eq!(with("72").0.hours("hours_since"), Some(72));
        for wrong in ["73", "-1", "three", "1.5"] {
            assert_eq!(with(wrong).1.len(), 1, "{wrong}");
        }
    }

    #[test]
    fn an_answer_whose_question_went_away_says_nothing() {
        let (answers, problems) = read(&[("place", "outdoors"), ("shared", "yes")]);
        assert!(problems.is_empty());
        assert!(!answers.has("shared", "yes"));
        let (answers, _) = read(&[("place", "garden_or_outhouse"), ("shared", "yes")]);
        assert!(answers.has("shared", "yes"));
    }
}
