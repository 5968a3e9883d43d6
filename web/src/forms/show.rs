//! A form as the page shows it: what was typed, what was wrong, and every option.

mod absent;
mod place;

use askama::Template;
use domain::EventKind;
use domain::actor::Rank;

use super::choice::{Opt, options, sentence, wire_name};
use super::field::{
    Context, Field, FormSpec, Input, Must, PlaceFilter, Problem, Shape, Side, element_id, part,
};
use super::submitted::Submitted;

/// One line of the error summary.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// The part of the page it leads to, such as `#f-why`; empty when it is none in particular.
    pub href: String,
    /// What is wrong and what to do.
    pub says: String,
}

/// One question, ready for its template.
#[derive(Debug, Clone, Template)]
#[template(path = "forms/field.html")]
pub struct FieldView {
    /// Its name on the form.
    pub name: String,
    /// Its id in the page: of the first thing that can be reached in it.
    pub id: String,
    /// The question.
    pub label: String,
    /// A line under the question.
    pub hint: String,
    /// What is wrong with the answer.
    pub error: Option<String>,
    /// How it is asked.
    pub body: Body,
    /// The words it is folded away under, and whether it is shown open.
    pub fold: Option<(&'static str, bool)>,
}

/// How a question is asked.
#[derive(Debug, Clone)]
pub enum Body {
    /// One line.
    Line {
        /// What was typed.
        value: String,
        /// `text`, `numeric` or `email`: which keyboard a phone shows.
        keyboard: &'static str,
        /// A width class of the design system, or empty.
        width: &'static str,
        /// Whether what was typed is at fault, where the words stand beside another box.
        wrong: bool,
        /// Questions underneath: why there is no value.
        below: Vec<FieldView>,
    },
    /// Not asked: it follows from who is signed in.
    Hidden {
        /// The value.
        value: String,
    },
    /// Several lines.
    Area {
        /// What was typed.
        value: String,
    },
    /// Radio buttons.
    Radios {
        /// The options.
        options: Vec<OptionView>,
        /// Whether they stand side by side.
        inline: bool,
    },
    /// Check boxes.
    Ticks {
        /// The options.
        options: Vec<OptionView>,
    },
    /// A drop-down.
    Select {
        /// The options.
        options: Vec<OptionView>,
    },
    /// Several boxes under one question: a day, or hours and minutes, or a value with its
    /// reasons for being absent.
    Parts {
        /// Boxes side by side.
        row: Vec<FieldView>,
        /// Questions underneath.
        below: Vec<FieldView>,
    },
}

/// One option.
#[derive(Debug, Clone)]
pub struct OptionView {
    /// Its id in the page.
    pub id: String,
    /// The value that is sent.
    pub value: String,
    /// The words beside it.
    pub label: String,
    /// A second line.
    pub hint: String,
    /// Whether it is chosen.
    pub chosen: bool,
    /// Questions that arise when it is.
    pub reveals: Vec<FieldView>,
}

impl FieldView {
    /// The ids that describe the box, for `aria-describedby`; none when there are none.
    pub fn described_by(&self) -> Option<String> {
        let mut ids = Vec::new();
        if !self.hint.is_empty() {
            ids.push(format!("{}-hint", self.id));
        }
        if self.error.is_some() {
            ids.push(format!("{}-error", self.id));
        }
        (!ids.is_empty()).then(|| ids.join(" "))
    }
}

/// The error summary of a list of problems. A problem is shown once, however many fields have it.
pub fn faults(problems: &[Problem]) -> Vec<Fault> {
    let mut faults: Vec<Fault> = Vec::new();
    for problem in problems {
        let href = if problem.field.is_empty() {
            String::new()
        } else {
            format!("#{}", element_id(&problem.field))
        };
        let fault = Fault {
            href,
            says: sentence(&problem.says),
        };
        if !faults.contains(&fault) {
            faults.push(fault);
        }
    }
    faults
}

/// The questions of a form, with what was typed and what was wrong.
pub fn fields(
    spec: &FormSpec,
    sent: &Submitted,
    problems: &[Problem],
    context: &Context<'_>,
) -> Vec<FieldView> {
    questions(spec.fields, sent, problems, context)
}

/// The same of questions that write no event.
pub fn questions(
    asked: &[Field],
    sent: &Submitted,
    problems: &[Problem],
    context: &Context<'_>,
) -> Vec<FieldView> {
    let show = Show {
        asked,
        sent,
        problems,
        context,
    };
    // A question that hangs on an option is shown under that option, and not by itself.
    asked
        .iter()
        .filter(|field| !show.hangs_on_an_option(field))
        .map(|field| show.field(field))
        .collect()
}

/// Lines of the file of these kinds that stand, newest first, as options.
pub fn lines_of(context: &Context<'_>, kinds: &[EventKind]) -> Vec<Opt> {
    let mut lines: Vec<Opt> = context
        .file
        .into_iter()
        .flat_map(casework::File::live)
        .filter(|fact| kinds.contains(&fact.event.kind()))
        .map(|fact| {
            let title = sentence(fact.event.kind().label());
            let mut option = Opt::new(fact.written.id.to_string(), title);
            option.hint = fact.happened.moment.to_string();
            option
        })
        .collect();
    lines.reverse();
    lines
}

/// The districts of the force as options.
pub fn districts(context: &Context<'_>) -> Vec<Opt> {
    let districts = context.force.districts.iter();
    districts
        .map(|district| Opt::new(district.id.as_str(), district.name.as_str()))
        .collect()
}

struct Show<'a> {
    asked: &'a [Field],
    sent: &'a Submitted,
    problems: &'a [Problem],
    context: &'a Context<'a>,
}

impl Show<'_> {
    fn hangs_on_an_option(&self, field: &Field) -> bool {
        field.only_if.is_some_and(|(other, _)| {
            self.asked
                .iter()
                .any(|field| field.name == other && has_options(field.input))
        })
    }

    fn error(&self, name: &str) -> Option<String> {
        let problem = self.problems.iter().find(|problem| problem.field == name);
        problem.map(|problem| sentence(&problem.says))
    }

    fn view(&self, name: &str, label: &str, hint: &str, body: Body) -> FieldView {
        FieldView {
            name: name.to_owned(),
            id: element_id(name),
            label: label.to_owned(),
            hint: hint.to_owned(),
            error: self.error(name),
            body,
            fold: None,
        }
    }

    fn field(&self, field: &Field) -> FieldView {
        let name = field.name;
        let mut label = field.label.to_owned();
        let plain = !matches!(field.input, Input::Answer | Input::Ticks(_));
        if field.must == Must::May && plain && field.fold.is_none() {
            label.push_str(" (optional)");
        }
        let body = match field.input {
            Input::Line | Input::OptionalLine => self.line(name, "text", ""),
            Input::OwnName => self.line_with(name, &self.context.actor.name),
            Input::OwnNameIf(side) => {
                let police = self.context.actor.role.is_police();
                let own = police == (side == Side::Police);
                self.line_with(name, if own { &self.context.actor.name } else { "" })
            }
            Input::OwnRole => self.line_with(name, &sentence(self.context.actor.role.label())),
            Input::Email => self.line(name, "email", ""),
            Input::Area => Body::Area {
                value: self.sent.raw(name).to_owned(),
            },
            Input::Radios(list) => Body::Radios {
                options: self.options(name, list(), self.sent.text(name)),
                inline: false,
            },
            Input::Select(list) => Body::Select {
                options: self.options(name, list(), self.sent.text(name)),
            },
            Input::Ticks(list) => Body::Ticks {
                options: self.ticks(name, list()),
            },
            Input::Answer => Body::Radios {
                options: self.answers(name),
                inline: true,
            },
            Input::YesNo { yes, no } => Body::Radios {
                options: self.options(name, yes_no(yes, no), self.sent.text(name)),
                inline: false,
            },
            Input::Known(shape, absent) => self.known(field, shape, absent),
            Input::Place(filter) => self.place(name, filter),
            Input::District => Body::Select {
                options: self.options(name, districts(self.context), self.sent.text(name)),
            },
            Input::Clock => self.line(name, "text", "govuk-input--width-5"),
            Input::Number(..) => self.line(name, "numeric", "govuk-input--width-4"),
            Input::Duration => self.duration(name),
            Input::LineOf(kinds) => {
                let lines = lines_of(self.context, kinds);
                let only = match lines.as_slice() {
                    [only] => only.value.clone(),
                    _ => String::new(),
                };
                let chosen = self.typed_or(name, &only);
                Body::Radios {
                    options: self.options(name, lines, &chosen),
                    inline: false,
                }
            }
            Input::OwnRank => match self.context.actor.rank {
                Some(own) => Body::Hidden {
                    value: self.typed_or(name, &wire_name(own)),
                },
                None => Body::Select {
                    options: self.options(name, options::<Rank>(), self.sent.text(name)),
                },
            },
        };
        let mut view = self.view(name, &label, field.hint, body);
        if matches!(
            field.input,
            Input::Place(PlaceFilter::Lawful | PlaceFilter::Station)
        ) {
            self.say_why_no_station(&mut view);
        }
        if matches!(view.body, Body::Parts { .. }) {
            view.error = self.error_of_parts(name);
        }
        view.fold = field.fold.map(|words| {
            (
                words,
                view.error.is_some() || self.sent.all(name).any(|value| !value.is_empty()),
            )
        });
        view
    }

    /// What is wrong with a question of several boxes: it is said once, beside the question.
    fn error_of_parts(&self, name: &str) -> Option<String> {
        let parts = ["day", "month", "year", "hours", "minutes"];
        let at_fault = |problem: &&Problem| {
            problem.field == name || parts.iter().any(|which| problem.field == part(name, which))
        };
        self.problems
            .iter()
            .find(at_fault)
            .map(|problem| sentence(&problem.says))
    }

    fn typed_or(&self, name: &str, otherwise: &str) -> String {
        let typed = self.sent.text(name);
        if typed.is_empty() {
            otherwise.to_owned()
        } else {
            typed.to_owned()
        }
    }

    fn line(&self, name: &str, keyboard: &'static str, width: &'static str) -> Body {
        Body::Line {
            value: self.sent.raw(name).to_owned(),
            keyboard,
            width,
            wrong: false,
            below: Vec::new(),
        }
    }

    fn line_with(&self, name: &str, otherwise: &str) -> Body {
        Body::Line {
            value: self.typed_or(name, otherwise),
            keyboard: "text",
            width: "",
            wrong: false,
            below: Vec::new(),
        }
    }

    fn options(&self, name: &str, list: Vec<Opt>, chosen: &str) -> Vec<OptionView> {
        list.into_iter()
            .enumerate()
            .map(|(index, option)| OptionView {
                id: nth_id(name, index),
                chosen: option.value == chosen,
                reveals: self.revealed_by(name, &option.value),
                value: option.value,
                label: option.label,
                hint: option.hint,
            })
            .collect()
    }

    /// The questions that hang on an option. One that hangs on several is shown under the first.
    fn revealed_by(&self, name: &str, value: &str) -> Vec<FieldView> {
        self.asked
            .iter()
            .filter(|field| {
                field.only_if.is_some_and(|(other, values)| {
                    other == name && values.first().is_some_and(|first| *first == value)
                })
            })
            .map(|field| self.field(field))
            .collect()
    }

    fn ticks(&self, name: &str, list: Vec<Opt>) -> Vec<OptionView> {
        let mut ticks = self.options(name, list, "");
        for option in &mut ticks {
            option.chosen = self.sent.has(name, &option.value);
        }
        ticks
    }

    fn answers(&self, name: &str) -> Vec<OptionView> {
        let list = [("yes", "Yes"), ("no", "No"), ("not_known", "Not known")];
        let list = list.map(|(value, label)| Opt::new(value, label)).to_vec();
        self.options(name, list, self.sent.text(name))
    }

    fn box_of(
        &self,
        name: &str,
        label: &str,
        width: &'static str,
        keyboard: &'static str,
    ) -> FieldView {
        let mut view = self.view(name, label, "", self.line(name, keyboard, width));
        let at_fault = view.error.take().is_some();
        if let Body::Line { wrong, .. } = &mut view.body {
            *wrong = at_fault;
        }
        view
    }

    fn duration(&self, name: &str) -> Body {
        let row = [("hours", "Hours"), ("minutes", "Minutes")];
        Body::Parts {
            row: row
                .into_iter()
                .map(|(which, label)| {
                    self.box_of(&part(name, which), label, "govuk-input--width-2", "numeric")
                })
                .collect(),
            below: Vec::new(),
        }
    }
}

const fn has_options(input: Input) -> bool {
    matches!(
        input,
        Input::Radios(_)
            | Input::Answer
            | Input::YesNo { .. }
            | Input::Ticks(_)
            | Input::Known(Shape::YesNo | Shape::Radios(_), _)
    )
}

fn yes_no(yes: &str, no: &str) -> Vec<Opt> {
    vec![Opt::new("true", yes), Opt::new("false", no)]
}

pub(super) const fn day_parts() -> [(&'static str, &'static str, &'static str); 3] {
    [
        ("day", "Day", "govuk-input--width-2"),
        ("month", "Month", "govuk-input--width-2"),
        ("year", "Year", "govuk-input--width-4"),
    ]
}

/// The id of an option. The first has the id of the field, so that an error leads to it.
fn nth_id(name: &str, index: usize) -> String {
    match index {
        0 => element_id(name),
        _ => format!("{}-{}", element_id(name), index + 1),
    }
}
