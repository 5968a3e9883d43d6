//! The questions, as data. The page is made from this table, and so is what is accepted.
//!
//! Three come before the first answer; each of the others makes it more exact, and is asked only
//! where it can. Words on location are those of [`domain::LocationKind`], which the case forms use.

mod table;

pub use table::ALL;

/// One question.
#[derive(Debug)]
pub struct Question {
    /// Its name on the wire and in the form.
    pub id: &'static str,
    /// What it asks.
    pub asks: &'static str,
    /// A line under it; nothing when empty.
    pub hint: &'static str,
    /// Where on the page it stands.
    pub part: Part,
    /// How it is answered.
    pub kind: Kind,
    /// When it is asked.
    pub arises: Arises,
    /// What may be answered.
    pub choices: &'static [Choice],
}

/// One answer that may be given.
#[derive(Debug)]
pub struct Choice {
    /// Its name on the wire and in the form.
    pub id: &'static str,
    /// Its words.
    pub words: &'static str,
    /// A line under it; nothing when empty.
    pub hint: &'static str,
    /// Whether it waits under "More choices": met rarely, and the screen is small.
    pub rare: bool,
}

/// Where on the page a question stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Part {
    /// Before the first answer.
    First,
    /// About the place, after it.
    Place,
    /// About the person.
    Person,
    /// About what has been done and is known.
    Known,
    /// About danger.
    Danger,
}

impl Part {
    /// The parts after the first answer, in the order of the page.
    pub const LATER: [Self; 4] = [Self::Danger, Self::Place, Self::Person, Self::Known];

    /// The heading of a part.
    pub const fn heading(self) -> &'static str {
        match self {
            Self::First => "Three questions",
            Self::Danger => "Danger and injury",
            Self::Place => "The place",
            Self::Person => "The person",
            Self::Known => "What you know and have done",
        }
    }
}

/// How a question is answered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// By one of the choices.
    One,
    /// By any of the choices. The one called `none` excludes the others.
    Many,
    /// By a number of whole hours, up to [`MOST_HOURS`].
    Hours,
}

/// The longest time ago that is asked for in hours: the longest any section 136 ever lasted.
pub const MOST_HOURS: u8 = 72;

/// The choice that excludes the others of its question.
pub const NONE: &str = "none";

/// When a question is asked.
#[derive(Debug, Clone, Copy)]
pub enum Arises {
    /// On every page.
    Always,
    /// When one of these answers has been given: question and choice.
    With(&'static [(&'static str, &'static str)]),
}

/// The question of a name.
pub fn find(id: &str) -> Option<&'static Question> {
    ALL.iter().find(|question| question.id == id)
}

impl Question {
    /// The choice of a name.
    pub fn choice(&self, id: &str) -> Option<&'static Choice> {
        self.choices.iter().find(|choice| choice.id == id)
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn three_questions_come_before_the_first_answer() {
        let first: Vec<&str> = ALL
            .iter()
            .filter(|question| question.part == Part::First)
            .map(|question| question.id)
            .collect();
        assert_eq!(first, ["place", "seen", "status"]);
        for question in ALL.iter().filter(|question| question.part == Part::First) {
            assert!(matches!(question.arises, Arises::Always), "{}", question.id);
        }
    }

    #[test]
    fn names_are_unique_and_every_condition_names_a_choice_that_exists() {
        let mut seen = BTreeSet::new();
        for question in ALL {
            assert!(seen.insert(question.id), "two questions `{}`", question.id);
            let names: BTreeSet<_> = question.choices.iter().map(|choice| choice.id).collect();
            assert_eq!(names.len(), question.choices.len(), "{}", question.id);
            assert_eq!(question.kind == Kind::Hours, question.choices.is_empty());
            let Arises::With(conditions) = question.arises else {
                continue;
            };
            for (other, choice) in conditions {
                let found = find(other).and_then(|other| other.choice(choice));
                assert!(found.is_some(), "{}: {other}={choice}", question.id);
            }
        }
    }

    #[test]
    fn what_is_asked_first_fits_a_screen_without_the_rare_choices() {
        for question in ALL.iter().filter(|question| question.part == Part::First) {
            let plain = question.choices.iter().filter(|choice| !choice.rare);
            assert!(plain.count() <= 6, "{}", question.id);
        }
    }
}
