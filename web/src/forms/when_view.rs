//! The question "when?" as the page shows it.

use domain::time::TimeSource;
use domain::time::{clock_time, in_london};
use jiff::Timestamp;

use super::choice::{Opt, options, sentence};
use super::field::{Problem, element_id};
use super::show::{Body, FieldView, OptionView, day_parts};
use super::submitted::Submitted;
use super::when::precisions;

/// The question "when?".
#[derive(Debug, Clone)]
pub struct WhenView {
    /// What "now" is, such as `02:17 BST`.
    pub now: String,
    /// Whether another time is chosen: the block is then shown open.
    pub other: bool,
    /// Whether "now" is offered at all: a correction always gives a time.
    pub now_offered: bool,
    /// Day, month and year.
    pub day: FieldView,
    /// The time of day.
    pub time: FieldView,
    /// BST or GMT, asked when the hour comes twice.
    pub letters: Option<FieldView>,
    /// How precise.
    pub precision: FieldView,
    /// Who says so.
    pub source: FieldView,
}

impl WhenView {
    /// The block with what was typed. `letters` is asked once the answer needed it.
    pub fn new(sent: &Submitted, problems: &[Problem], now: Timestamp, now_offered: bool) -> Self {
        let show = Show { sent, problems };
        let other = !now_offered
            || sent.text("when") == "other"
            || problems
                .iter()
                .any(|problem| problem.field.starts_with("when"));
        let twice = problems
            .iter()
            .any(|problem| problem.field == "when_letters")
            || !sent.is_blank("when_letters");
        Self {
            now: clock_time(now),
            other,
            now_offered,
            day: show.day(now),
            time: show.time(),
            letters: twice.then(|| {
                let list = [
                    ("bst", "BST, the first time it came"),
                    ("gmt", "GMT, the second"),
                ];
                show.radios(
                    "when_letters",
                    "Which of the two?",
                    list.map(pair).to_vec(),
                    "",
                )
            }),
            precision: show.radios(
                "when_precision",
                "How precise is it?",
                precisions(),
                "exact",
            ),
            source: show.source(),
        }
    }
}

fn typed(value: String, keyboard: &'static str, width: &'static str) -> Body {
    Body::Line {
        value,
        keyboard,
        width,
        wrong: false,
        below: Vec::new(),
    }
}

fn pair((value, label): (&str, &str)) -> Opt {
    Opt::new(value, label)
}

struct Show<'a> {
    sent: &'a Submitted,
    problems: &'a [Problem],
}

impl Show<'_> {
    fn view(&self, name: &str, label: &str, hint: &str, body: Body) -> FieldView {
        let error = self.problems.iter().find(|problem| problem.field == name);
        FieldView {
            name: name.to_owned(),
            id: element_id(name),
            label: label.to_owned(),
            hint: hint.to_owned(),
            error: error.map(|problem| sentence(&problem.says)),
            body,
            fold: None,
        }
    }

    fn day(&self, now: Timestamp) -> FieldView {
        let today = in_london(now).date();
        let values = [
            today.day().to_string(),
            today.month().to_string(),
            today.year().to_string(),
        ];
        let row = day_parts()
            .into_iter()
            .zip(values)
            .map(|((which, label, width), today)| {
                let name = format!("when_{which}");
                let given = self.sent.text(&name);
                let value = if given.is_empty() {
                    today
                } else {
                    given.to_owned()
                };
                let body = typed(value, "numeric", width);
                // One message for the three boxes, beside the question and not inside it.
                FieldView {
                    error: None,
                    ..self.view(&name, label, "", body)
                }
            })
            .collect();
        let mut day = self.view(
            "when_day",
            "Which day?",
            "",
            Body::Parts {
                row,
                below: Vec::new(),
            },
        );
        "f-when-date".clone_into(&mut day.id);
        day
    }

    fn time(&self) -> FieldView {
        let value = self.sent.raw("when_time").to_owned();
        let body = typed(value, "text", "govuk-input--width-5");
        self.view(
            "when_time",
            "What time?",
            "Hours and minutes in London, such as 03:05",
            body,
        )
    }

    fn radios(&self, name: &str, label: &str, list: Vec<Opt>, otherwise: &str) -> FieldView {
        let typed = self.sent.text(name);
        let chosen = if typed.is_empty() { otherwise } else { typed };
        let body = Body::Radios {
            options: Self::options(name, list, chosen),
            inline: false,
        };
        self.view(name, label, "", body)
    }

    fn source(&self) -> FieldView {
        let list = options::<TimeSource>()
            .into_iter()
            .filter(|option| !matches!(option.value.as_str(), "lantern" | "import"))
            .chain(
                (self.sent.text("when_source") == "lantern")
                    .then(|| Opt::new("lantern", sentence(TimeSource::Lantern.label()))),
            )
            .collect();
        let chosen = self.sent.text("when_source");
        let body = Body::Select {
            options: Self::options("when_source", list, chosen),
        };
        self.view("when_source", "Where does the time come from?", "", body)
    }

    fn options(name: &str, list: Vec<Opt>, chosen: &str) -> Vec<OptionView> {
        list.into_iter()
            .enumerate()
            .map(|(index, option)| OptionView {
                id: match index {
                    0 => element_id(name),
                    _ => format!("{}-{}", element_id(name), index + 1),
                },
                chosen: option.value == chosen,
                value: option.value,
                label: option.label,
                hint: option.hint,
                reveals: Vec::new(),
            })
            .collect()
    }
}
