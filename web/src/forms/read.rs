//! From what was typed to a command, or to what is wrong with it.

use casework::Command;
use domain::{Event, PlaceId};
use jiff::Timestamp;
use jiff::civil::Date;
use serde_json::{Map, Value, json};

use super::choice::{Opt, wire_name};
use super::date::{self, NotAnInstant};
use super::field::{
    Absent, Context, Field, FormSpec, Input, Must, PlaceFilter, Problem, Shape, part,
};
use super::submitted::Submitted;
use super::when;
use domain::actor::Rank;
use domain::place::PlaceKind;

/// The longest text of one field, in characters: what `casework` accepts.
pub const LONGEST_TEXT: usize = 10_000;

/// The longest single line.
const LONGEST_LINE: usize = 500;

/// The value of a place field that stands for "somewhere that is not in the list".
pub const ELSEWHERE: &str = "elsewhere";

/// Reads a whole form. Every fault is given at once, in the order of the page.
pub fn command(
    spec: &FormSpec,
    sent: &Submitted,
    context: &Context<'_>,
) -> Result<Command, Vec<Problem>> {
    let happened = when::read(sent, context.now, context.force);
    let near = happened
        .as_ref()
        .ok()
        .and_then(|when| when.moment.instant())
        .unwrap_or(context.now);
    let event = event(spec, sent, context, near);
    let despite = Some(sent.text("despite").to_owned()).filter(|words| !words.is_empty());
    match (event, happened) {
        (Ok(event), Ok(happened)) => Ok(Command {
            happened,
            event,
            despite,
        }),
        (event, happened) => {
            let mut problems = event.err().unwrap_or_default();
            problems.extend(happened.err().unwrap_or_default());
            Err(problems)
        }
    }
}

/// Reads the event of a form. Times of day are the nearest to `near`.
pub fn event(
    spec: &FormSpec,
    sent: &Submitted,
    context: &Context<'_>,
    near: Timestamp,
) -> Result<Event, Vec<Problem>> {
    let mut problems = Vec::new();
    let mut whole = Map::new();
    let reading = Reading {
        sent,
        context,
        near,
    };
    for field in spec
        .fields
        .iter()
        .filter(|field| is_asked(spec, field, sent))
    {
        match reading.field(field) {
            Ok(Some(value)) => put(&mut whole, field.name, value),
            Ok(None) => {}
            Err(problem) => problems.push(problem),
        }
    }
    if !problems.is_empty() {
        return Err(problems);
    }
    for (name, value) in spec.fixed {
        put(&mut whole, name, Value::from(*value));
    }
    if let Some(derive) = spec.derive {
        derive(&mut whole, context);
    }
    whole.insert("event".to_owned(), Value::from(wire_name(spec.kind)));
    serde_json::from_value(Value::Object(whole)).map_err(|_| {
        vec![Problem::new(
            "",
            "Check the answers: together they cannot be recorded",
        )]
    })
}

/// Whether a question arises, given the answers to the others: a question that hangs on one that
/// does not arise does not arise either, whatever a browser still sends.
fn is_asked(spec: &FormSpec, field: &Field, sent: &Submitted) -> bool {
    let Some((other, values)) = field.only_if else {
        return true;
    };
    values.iter().any(|value| sent.has(other, value))
        && spec
            .fields
            .iter()
            .find(|field| field.name == other)
            .is_none_or(|other| is_asked(spec, other, sent))
}

/// Puts a value at a path such as `at.kind`.
pub fn put(whole: &mut Map<String, Value>, path: &str, value: Value) {
    match path.split_once('.') {
        None => {
            whole.insert(path.to_owned(), value);
        }
        Some((first, rest)) => {
            let inner = whole
                .entry(first)
                .or_insert_with(|| Value::Object(Map::new()));
            if let Value::Object(inner) = inner {
                put(inner, rest, value);
            }
        }
    }
}

struct Reading<'a> {
    sent: &'a Submitted,
    context: &'a Context<'a>,
    near: Timestamp,
}

type Read = Result<Option<Value>, Problem>;

impl Reading<'_> {
    fn field(&self, field: &Field) -> Read {
        let name = field.name;
        let typed = self.sent.text(name);
        let value = match field.input {
            Input::Line | Input::OwnName | Input::OwnNameIf(_) | Input::OwnRole => {
                self.text(field, LONGEST_LINE)?.map(Value::from)
            }
            Input::Area => self.text(field, LONGEST_TEXT)?.map(Value::from),
            Input::OptionalLine => self
                .text(field, LONGEST_LINE)?
                .filter(|text| !text.is_empty())
                .map(Value::from),
            Input::Email => self.email(field)?,
            Input::Radios(options) | Input::Select(options) => chosen(name, typed, &options())?,
            Input::Ticks(options) => self.ticks(name, &options())?,
            Input::Answer => answer(name, typed)?,
            Input::YesNo { .. } => yes_no(name, typed)?,
            Input::Known(shape, absent) => self.known(field, shape, absent)?,
            Input::Place(filter) => self.place(field, filter)?,
            Input::District => self.district(name, typed)?,
            Input::Clock => self.clock(name, typed)?,
            Input::Number(least, most) => number(name, typed, least, most)?,
            Input::Duration => self.duration(name)?,
            Input::LineOf(kinds) => {
                let lines = super::show::lines_of(self.context, kinds);
                chosen(name, typed, &lines)?
            }
            Input::OwnRank => chosen(name, typed, &super::choice::options::<Rank>())?,
        };
        let empty = match &value {
            None => true,
            Some(Value::String(text)) => text.is_empty(),
            Some(Value::Array(list)) => list.is_empty(),
            Some(_) => false,
        };
        match (field.must, empty) {
            (Must::Answer(says), true) => Err(Problem::new(first_part(field), says)),
            (Must::May, true) if matches!(field.input, Input::Answer) => {
                Ok(Some(Value::from("not_known")))
            }
            _ => Ok(value),
        }
    }

    fn text(&self, field: &Field, longest: usize) -> Result<Option<String>, Problem> {
        let typed = self.sent.text(field.name);
        if typed.chars().count() > longest {
            return Err(Problem::new(
                field.name,
                format!("Shorten this to {longest} characters or fewer"),
            ));
        }
        Ok(Some(typed.to_owned()))
    }

    fn email(&self, field: &Field) -> Read {
        let text = self.text(field, LONGEST_LINE)?.unwrap_or_default();
        let whole = text.split_once('@').is_some_and(|(before, after)| {
            !before.is_empty() && after.contains('.') && !text.contains(char::is_whitespace)
        });
        if text.is_empty() || whole {
            Ok(Some(Value::from(text)))
        } else {
            Err(Problem::new(
                field.name,
                "Enter a work e-mail address, like name@example.nhs.uk",
            ))
        }
    }

    fn ticks(&self, name: &str, options: &[Opt]) -> Read {
        let ticked: Vec<&str> = self
            .sent
            .all(name)
            .filter(|value| !value.is_empty())
            .collect();
        let known = |value: &&str| options.iter().any(|option| option.value == *value);
        if ticked.iter().all(known) {
            Ok(Some(json!(ticked)))
        } else {
            Err(Problem::new(name, "Select from the list"))
        }
    }

    fn place(&self, field: &Field, filter: PlaceFilter) -> Read {
        let name = field.name;
        let typed = self.sent.text(name);
        if typed.is_empty() {
            return Ok(None);
        }
        if typed == ELSEWHERE {
            return self.elsewhere(name);
        }
        let place = PlaceId::new(typed)
            .ok()
            .and_then(|id| self.context.force.place(&id))
            .filter(|place| filter.offers(place.kind, false))
            .ok_or_else(|| Problem::new(name, "Select a place from the list"))?;
        Ok(Some(
            json!({ "id": place.id, "kind": place.kind, "name": place.name }),
        ))
    }

    fn elsewhere(&self, name: &str) -> Read {
        let words = part(name, "name");
        let kind = part(name, "kind");
        let typed = self.sent.text(&words);
        if typed.is_empty() || typed.chars().count() > LONGEST_LINE {
            return Err(Problem::new(words, "Enter the name of the place"));
        }
        match chosen(
            &kind,
            self.sent.text(&kind),
            &super::choice::options::<PlaceKind>(),
        )? {
            Some(chosen) => Ok(Some(json!({ "kind": chosen, "name": typed }))),
            None => Err(Problem::new(kind, "Select what kind of place it is")),
        }
    }

    fn district(&self, name: &str, typed: &str) -> Read {
        let options: Vec<Opt> = super::show::districts(self.context);
        chosen(name, typed, &options)
    }

    fn clock(&self, name: &str, typed: &str) -> Read {
        if typed.is_empty() {
            return Ok(None);
        }
        let Some((time, letters)) = date::time_of_day(typed) else {
            return Err(Problem::new(
                name,
                format!(
                    "Enter the time with hours and minutes, such as 03:05, instead of `{typed}`"
                ),
            ));
        };
        match date::nearest(time, letters, self.near) {
            Ok(at) => Ok(Some(Value::from(at.to_string()))),
            Err(NotAnInstant::Twice) => Err(Problem::new(
                name,
                format!(
                    "{0} comes twice tonight: enter {0} BST or {0} GMT",
                    time.strftime("%H:%M")
                ),
            )),
            Err(NotAnInstant::Skipped) => Err(Problem::new(
                name,
                format!(
                    "{} does not come: the clocks go forward over it",
                    time.strftime("%H:%M")
                ),
            )),
            Err(NotAnInstant::WrongLetters | NotAnInstant::TooFar) => {
                Err(Problem::new(name, "Enter the time without its letters"))
            }
        }
    }

    fn duration(&self, name: &str) -> Read {
        let hours = part(name, "hours");
        let minutes = part(name, "minutes");
        let (h, m) = (self.sent.text(&hours), self.sent.text(&minutes));
        if h.is_empty() && m.is_empty() {
            return Ok(None);
        }
        let whole = |text: &str, field: &str, most: u16| -> Result<u16, Problem> {
            if text.is_empty() {
                return Ok(0);
            }
            plain_number(text).filter(|n| *n <= most).ok_or_else(|| {
                Problem::new(field, format!("Enter a whole number from 0 to {most}"))
            })
        };
        let total = whole(h, &hours, 99)? * 60 + whole(m, &minutes, 59)?;
        if total == 0 {
            return Err(Problem::new(hours, "Enter how long, in hours and minutes"));
        }
        Ok(Some(Value::from(total)))
    }

    fn known(&self, field: &Field, shape: Shape, absent: &[Absent]) -> Read {
        let name = field.name;
        let why: Vec<Absent> = self.absent(name, shape, absent);
        let value = match shape {
            Shape::Line => self
                .text(field, LONGEST_LINE)?
                .filter(|t| !t.is_empty())
                .map(Value::from),
            Shape::YesNo => match self.sent.text(name) {
                "true" => Some(Value::Bool(true)),
                "false" => Some(Value::Bool(false)),
                _ => None,
            },
            Shape::Years => number(name, self.sent.text(name), 0, 120)?,
            Shape::Day => self.day(name)?,
            Shape::Radios(options) | Shape::Select(options) => {
                let typed = self.sent.text(name);
                if typed.starts_with('-') {
                    None
                } else {
                    chosen(name, typed, &options())?
                }
            }
        };
        match (value, why.as_slice()) {
            (Some(value), []) => Ok(Some(json!({ "value": value }))),
            (None, []) => Ok(None),
            (None, [why]) => self.no_value(name, *why).map(Some),
            (Some(_), _) => Err(Problem::new(
                name,
                "Either answer or say why there is no answer, not both",
            )),
            (None, _) => Err(Problem::new(
                name,
                "Select only one reason for there being no answer",
            )),
        }
    }

    fn absent(&self, name: &str, shape: Shape, absent: &[Absent]) -> Vec<Absent> {
        let own = part(name, "absent");
        absent
            .iter()
            .copied()
            .filter(|why| match shape {
                Shape::YesNo | Shape::Radios(_) | Shape::Select(_) => {
                    self.sent.text(name).strip_prefix('-') == Some(why.value())
                }
                Shape::Line | Shape::Years | Shape::Day => self.sent.has(&own, why.value()),
            })
            .collect()
    }

    fn no_value(&self, name: &str, why: Absent) -> Result<Value, Problem> {
        if !why.needs_reason() {
            return Ok(json!({ "no_value": why.value() }));
        }
        let field = part(name, why.value());
        let reason = self.sent.text(&field);
        if reason.is_empty() || reason.chars().count() > LONGEST_LINE {
            return Err(Problem::new(field, "Enter the reason in a few words"));
        }
        Ok(json!({ "no_value": why.value(), "reason": reason }))
    }

    fn day(&self, name: &str) -> Read {
        day_of(self.sent, name)
            .map(|date| date.map(|date| Value::from(date.to_string())))
            .map_err(|says| Problem::new(part(name, "day"), says))
    }
}

/// The day in the three boxes of a question, none where all are empty; or what is wrong with it, as
/// a sentence for its first box.
pub fn day_of(sent: &Submitted, name: &str) -> Result<Option<Date>, String> {
    let boxes = ["day", "month", "year"].map(|which| part(name, which));
    let [day, month, year] = boxes.each_ref().map(|which| sent.text(which));
    if [day, month, year].iter().all(|typed| typed.is_empty()) {
        return Ok(None);
    }
    date::day(day, month, year).map(Some)
}

/// The part of a question that an error leads to: the first that can be typed in.
pub fn first_part(field: &Field) -> String {
    match field.input {
        Input::Known(Shape::Day, _) => part(field.name, "day"),
        Input::Duration => part(field.name, "hours"),
        _ => field.name.to_owned(),
    }
}

fn chosen(name: &str, typed: &str, options: &[Opt]) -> Read {
    if typed.is_empty() {
        return Ok(None);
    }
    if options.iter().any(|option| option.value == typed) {
        Ok(Some(Value::from(typed)))
    } else {
        Err(Problem::new(name, "Select one of the answers shown"))
    }
}

fn answer(name: &str, typed: &str) -> Read {
    match typed {
        "" => Ok(None),
        "yes" | "no" | "not_known" => Ok(Some(Value::from(typed))),
        _ => Err(Problem::new(name, "Select yes, no or not known")),
    }
}

fn yes_no(name: &str, typed: &str) -> Read {
    match typed {
        "" => Ok(None),
        "true" => Ok(Some(Value::Bool(true))),
        "false" => Ok(Some(Value::Bool(false))),
        _ => Err(Problem::new(name, "Select one of the two answers")),
    }
}

fn number(name: &str, typed: &str, least: u16, most: u16) -> Read {
    if typed.is_empty() {
        return Ok(None);
    }
    plain_number(typed)
        .filter(|number| (least..=most).contains(number))
        .map(|number| Some(Value::from(number)))
        .ok_or_else(|| Problem::new(name, format!("Enter a whole number from {least} to {most}")))
}

fn plain_number(text: &str) -> Option<u16> {
    text.bytes()
        .all(|b| b.is_ascii_digit())
        .then(|| text.parse().ok())
        .flatten()
}
