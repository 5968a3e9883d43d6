//! The HTML: what the server puts in its page, and what the phone puts in the same place.
//!
//! Everything is escaped by the templates. Nothing links elsewhere for its meaning: the rule, its
//! source and how far that was checked stand in the card, because the phone may have no signal.

mod clocks;

use askama::Template;
use domain::time::full_time;
use jiff::Timestamp;
use law::{Layer, Profile};

use crate::answers::{Answers, Problem};
use crate::questions::{self, Arises, Choice, Kind, Part, Question};
use crate::sheet::{Card, Sheet, Step, Verdict, capital, sheet};

pub use clocks::clocks;

/// The questions asked before the first answer.
pub fn first(answers: &Answers, problems: &[Problem]) -> String {
    show(&QuestionsPage {
        parts: vec![PartView::of(Part::First, answers, problems)],
    })
}

/// The questions that make the answer more exact, as far as they arise.
pub fn later(answers: &Answers, problems: &[Problem]) -> String {
    let parts = Part::LATER.map(|part| PartView {
        heading: Some(part.heading()),
        ..PartView::of(part, answers, problems)
    });
    show(&QuestionsPage {
        parts: parts
            .into_iter()
            .filter(|part| !part.questions.is_empty())
            .collect(),
    })
}

/// The answer; nothing while nothing was answered.
pub fn answer(answers: &Answers, at: Timestamp, profile: &Profile) -> String {
    if answers.is_empty() {
        return String::new();
    }
    let sheet = sheet(answers, at, profile);
    show(&AnswerPage {
        contested: sheet.headline.verdict == Verdict::Contested,
        at: full_time(at),
        sheet,
    })
}

/// What was not taken, with links to where it stands; nothing where all was.
pub fn problems(problems: &[Problem]) -> String {
    if problems.is_empty() {
        return String::new();
    }
    show(&ProblemsPage {
        problems: problems
            .iter()
            .map(|problem| {
                let question = questions::find(&problem.question);
                ProblemView {
                    at: question.map_or_else(|| "questions".to_owned(), first_box),
                    says: &problem.says,
                }
            })
            .collect(),
    })
}

/// The box that the summary of problems leads to.
fn first_box(question: &'static Question) -> String {
    match question.choices.first() {
        Some(choice) => choice_id(question, choice),
        None => question_id(question),
    }
}

fn question_id(question: &Question) -> String {
    format!("q-{}", question.id)
}

fn choice_id(question: &Question, choice: &Choice) -> String {
    format!("q-{}-{}", question.id, choice.id)
}

/// A template of ours has nothing that fails: it writes into memory.
fn show(page: &impl Template) -> String {
    page.render().unwrap_or_default()
}

#[derive(Template)]
#[template(path = "problems.html")]
struct ProblemsPage<'a> {
    problems: Vec<ProblemView<'a>>,
}

struct ProblemView<'a> {
    at: String,
    says: &'a str,
}

#[derive(Template)]
#[template(path = "questions.html")]
struct QuestionsPage<'a> {
    parts: Vec<PartView<'a>>,
}

struct PartView<'a> {
    /// The words it is folded under; not folded without any.
    heading: Option<&'static str>,
    /// Whether it stands open: the body comes first, and what was answered stays in sight.
    open: bool,
    questions: Vec<QuestionView<'a>>,
}

impl<'a> PartView<'a> {
    fn of(part: Part, answers: &Answers, problems: &'a [Problem]) -> Self {
        let questions: Vec<_> = questions::ALL
            .iter()
            .filter(|question| question.part == part && answers.arises(question))
            .collect();
        let touched = questions.iter().any(|question| {
            answers.answered(question.id)
                || problems
                    .iter()
                    .any(|problem| problem.question == question.id)
        });
        // A question that another answer raised is one that answer cannot do without.
        let raised = questions
            .iter()
            .any(|question| part != Part::Known && matches!(question.arises, Arises::With(_)));
        Self {
            heading: None,
            open: part == Part::Danger || touched || raised,
            questions: questions
                .into_iter()
                .map(|question| QuestionView::of(question, answers, problems))
                .collect(),
        }
    }
}

struct QuestionView<'a> {
    id: String,
    name: &'static str,
    asks: &'static str,
    hint: &'static str,
    error: Option<&'a str>,
    many: bool,
    hours: bool,
    value: String,
    choices: Vec<ChoiceView>,
    rare: Vec<ChoiceView>,
    rare_chosen: bool,
}

struct ChoiceView {
    id: String,
    value: &'static str,
    words: String,
    hint: &'static str,
    chosen: bool,
}

impl<'a> QuestionView<'a> {
    fn of(question: &'static Question, answers: &Answers, problems: &'a [Problem]) -> Self {
        let choices = |rare: bool| -> Vec<ChoiceView> {
            let wanted = question.choices.iter().filter(|choice| choice.rare == rare);
            wanted
                .map(|choice| ChoiceView {
                    id: choice_id(question, choice),
                    value: choice.id,
                    words: capital(choice.words),
                    hint: choice.hint,
                    chosen: answers.has(question.id, choice.id),
                })
                .collect()
        };
        let rare = choices(true);
        Self {
            id: question_id(question),
            name: question.id,
            asks: question.asks,
            hint: question.hint,
            error: problems
                .iter()
                .find(|problem| problem.question == question.id)
                .map(|problem| problem.says.as_str()),
            many: question.kind == Kind::Many,
            hours: question.kind == Kind::Hours,
            value: answers
                .hours(question.id)
                .map(|hours| hours.to_string())
                .unwrap_or_default(),
            choices: choices(false),
            rare_chosen: rare.iter().any(|choice| choice.chosen),
            rare,
        }
    }

    /// The ids of what describes the question.
    fn described_by(&self) -> Option<String> {
        let hint = (!self.hint.is_empty()).then(|| format!("{}-hint", self.id));
        let error = self.error.map(|_| format!("{}-error", self.id));
        match (hint, error) {
            (Some(hint), Some(error)) => Some(format!("{hint} {error}")),
            (one, other) => one.or(other),
        }
    }
}

#[derive(Template)]
#[template(path = "answer.html")]
struct AnswerPage {
    contested: bool,
    at: String,
    sheet: Sheet,
}

impl Verdict {
    /// The end of the class of a card and of its word.
    const fn class(self) -> &'static str {
        match self {
            Self::Emergency => "emergency",
            Self::May => "may",
            Self::Judgement => "judgement",
            Self::Contested => "contested",
            Self::Must => "must",
            Self::MayNot => "may-not",
            Self::OtherWay => "other-way",
            Self::Advice => "advice",
        }
    }
}

impl Card {
    /// The reading the answer follows, where there is another: the step whose sources conflict,
    /// or else the first.
    fn one_reading(&self) -> &str {
        self.because
            .iter()
            .find(|step| step.contested)
            .or(self.because.first())
            .map(|step| step.says.as_str())
            .unwrap_or_default()
    }

    /// The line the reasons are folded under.
    fn why(&self) -> &'static str {
        match self.verdict {
            Verdict::OtherWay | Verdict::Advice | Verdict::Emergency => "What it rests on",
            _ => "Why",
        }
    }

    /// Whose rule the first step is.
    fn layer_word(&self) -> &'static str {
        self.because
            .first()
            .map(Step::layer_word)
            .unwrap_or_default()
    }

    fn tag(&self) -> &'static str {
        self.because.first().map(Step::tag).unwrap_or_default()
    }
}

impl Step {
    /// The word of its layer, as every page of Lantern shows it.
    fn layer_word(&self) -> &'static str {
        match self.layer {
            Layer::Statute => "Statute",
            Layer::Guidance => "Guidance and practice",
            Layer::ForcePolicy => "Force policy",
            Layer::LocalAgreement => "Local agreement",
        }
    }

    /// The class of the tag of its layer.
    fn tag(&self) -> &'static str {
        match self.layer {
            Layer::Statute => "lantern-tag--statute",
            Layer::Guidance => "",
            Layer::ForcePolicy => "lantern-tag--policy",
            Layer::LocalAgreement => "lantern-tag--local",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_shown_is_escaped() {
        let problem = Problem {
            question: "place".to_owned(),
            says: "<script>alert('x')</script> & more".to_owned(),
        };
        let shown =
            problems(std::slice::from_ref(&problem)) + &first(&Answers::default(), &[problem]);
        assert!(!shown.contains("<script>"), "{shown}");
        assert_eq!(shown.matches("script").count(), 4);
    }
}
