//! From an event back into its form: a correction starts from what was recorded.

use domain::Event;
use domain::time::in_london;
use jiff::Timestamp;
use serde_json::Value;

use super::field::{FormSpec, Input, Shape, part};
use super::read::ELSEWHERE;
use super::submitted::Submitted;

/// Writes an event into the fields of its form.
pub fn fill(spec: &FormSpec, event: &Event, sent: &mut Submitted) {
    let Ok(whole) = serde_json::to_value(event) else {
        return;
    };
    for field in spec.fields {
        let Some(value) = at(&whole, field.name) else {
            continue;
        };
        match field.input {
            Input::Known(shape, _) => known(field.name, shape, value, sent),
            Input::Place(_) => place(field.name, value, sent),
            Input::Ticks(_) => {
                for ticked in value
                    .as_array()
                    .into_iter()
                    .flatten()
                    .filter_map(Value::as_str)
                {
                    sent.push(field.name, ticked);
                }
            }
            Input::Clock => {
                if let Some(instant) = value
                    .as_str()
                    .and_then(|text| text.parse::<Timestamp>().ok())
                {
                    let shown = in_london(instant).strftime("%H:%M %Z").to_string();
                    sent.set(field.name, shown);
                }
            }
            Input::Duration => {
                if let Some(minutes) = value.as_u64() {
                    sent.set(&part(field.name, "hours"), (minutes / 60).to_string());
                    sent.set(&part(field.name, "minutes"), (minutes % 60).to_string());
                }
            }
            _ => plain(field.name, value, sent),
        }
    }
}

fn at<'a>(whole: &'a Value, path: &str) -> Option<&'a Value> {
    path.split('.')
        .try_fold(whole, |value, key| value.get(key))
        .filter(|value| !value.is_null())
}

fn plain(name: &str, value: &Value, sent: &mut Submitted) {
    match value {
        Value::String(text) => sent.set(name, text.as_str()),
        Value::Bool(_) | Value::Number(_) => sent.set(name, value.to_string()),
        Value::Null | Value::Array(_) | Value::Object(_) => {}
    }
}

fn place(name: &str, value: &Value, sent: &mut Submitted) {
    if let Some(id) = value.get("id").and_then(Value::as_str) {
        sent.set(name, id);
        return;
    }
    sent.set(name, ELSEWHERE);
    for which in ["name", "kind"] {
        if let Some(text) = value.get(which).and_then(Value::as_str) {
            sent.set(&part(name, which), text);
        }
    }
}

fn known(name: &str, shape: Shape, value: &Value, sent: &mut Submitted) {
    if let Some(held) = value.get("value") {
        match (
            shape,
            held.as_str()
                .and_then(|text| text.parse::<jiff::civil::Date>().ok()),
        ) {
            (Shape::Day, Some(date)) => {
                sent.set(&part(name, "day"), date.day().to_string());
                sent.set(&part(name, "month"), date.month().to_string());
                sent.set(&part(name, "year"), date.year().to_string());
            }
            _ => plain(name, held, sent),
        }
        return;
    }
    let Some(why) = value.get("no_value").and_then(Value::as_str) else {
        return;
    };
    match shape {
        Shape::YesNo | Shape::Radios(_) | Shape::Select(_) => sent.set(name, format!("-{why}")),
        Shape::Line | Shape::Years | Shape::Day => sent.set(&part(name, "absent"), why),
    }
    if let Some(reason) = value.get("reason").and_then(Value::as_str) {
        sent.set(&part(name, why), reason);
    }
}
