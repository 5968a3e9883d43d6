//! The facts in words, in order of time.
//!
//! The words are those of the published schema: what an act is comes from its description, its
//! details from its fields. So an act that is added speaks for itself.

use std::sync::LazyLock;

use domain::Moment;
use jiff::Timestamp;
use serde_json::{Map, Value};

use super::FactTaken;
use crate::facts::{Act, Facts, What};
use crate::story::Story;

static SCHEMA: LazyLock<Value> = LazyLock::new(|| schemars::schema_for!(What).to_value());

/// Every fact, those that count first.
pub(super) fn taken(facts: &Facts, at: Timestamp) -> Vec<FactTaken> {
    let story = Story::read(facts, at);
    let counted: Vec<&Act> = story
        .acts
        .iter()
        .map(|placed| placed.act)
        .chain(story.undated.iter().copied())
        .collect();
    let mut after: Vec<&Act> = facts
        .acts
        .iter()
        .filter(|act| !counted.iter().any(|one| std::ptr::eq(*one, *act)))
        .collect();
    after.sort_by_key(|act| (act.at.sort_key(), act.id.clone()));
    let counted = counted.into_iter().map(|act| (act, true));
    counted
        .chain(after.into_iter().map(|act| (act, false)))
        .map(|(act, counts)| FactTaken {
            id: act.id.clone(),
            when: when(act),
            says: says(&act.what),
            counts,
        })
        .collect()
}

fn when(act: &Act) -> String {
    let other = |at: &Moment| format!(" or {at}");
    let rivals: String = act.rivals.iter().map(|rival| other(&rival.at)).collect();
    let disputed = if rivals.is_empty() { "" } else { " (disputed)" };
    format!("{}{rivals}{disputed}", act.at)
}

/// An act in words: `Section 136(1) was used (by: constable; manner: remove)`.
fn says(what: &What) -> String {
    let value = serde_json::to_value(what).unwrap_or_default();
    let fields = value.as_object().cloned().unwrap_or_default();
    let name = fields
        .get("act")
        .and_then(Value::as_str)
        .unwrap_or_default();
    let schema = variant(name);
    let description = schema
        .and_then(|schema| schema.get("description"))
        .and_then(Value::as_str)
        .map_or_else(|| name.replace('_', " "), |text| text.replace('\n', " "));
    let sentence = description
        .split_once(". ")
        .map_or(description.as_str(), |(first, _)| first);
    let details: Vec<String> = fields
        .iter()
        .filter(|(field, value)| *field != "act" && !is_unsaid(schema, field, value))
        .map(|(field, value)| format!("{}: {}", field.replace('_', " "), words(value)))
        .collect();
    let sentence = sentence.trim_end_matches('.');
    if details.is_empty() {
        sentence.to_owned()
    } else {
        format!("{sentence} ({})", details.join("; "))
    }
}

/// The schema of an act, by its name.
fn variant(name: &str) -> Option<&'static Value> {
    let variants = SCHEMA.get("oneOf")?.as_array()?;
    variants.iter().find(|schema| {
        schema
            .pointer("/properties/act/const")
            .and_then(Value::as_str)
            == Some(name)
    })
}

/// Whether a field says only that nothing was said.
fn is_unsaid(schema: Option<&Value>, field: &str, value: &Value) -> bool {
    let default = schema
        .and_then(|schema| property(schema, field)?.get("default"))
        .unwrap_or(&Value::Null);
    value.is_null() || value == default
}

/// A field of an act, whether the act has it itself or by a type of its own.
fn property<'s>(schema: &'s Value, field: &str) -> Option<&'s Value> {
    let own = |schema: &'s Value| schema.get("properties")?.get(field);
    own(schema).or_else(|| {
        let name = schema.get("$ref")?.as_str()?;
        own(SCHEMA.pointer(name.strip_prefix('#')?)?)
    })
}

/// A value in words.
fn words(value: &Value) -> String {
    match value {
        Value::Null => "nothing".to_owned(),
        Value::Bool(true) => "yes".to_owned(),
        Value::Bool(false) => "no".to_owned(),
        Value::Number(number) => number.to_string(),
        // A word of a closed list, or words as they were written.
        Value::String(text) if text.contains(' ') => text.clone(),
        Value::String(text) => text.replace('_', " "),
        Value::Array(items) => items.iter().map(words).collect::<Vec<_>>().join(", "),
        Value::Object(fields) => object(fields),
    }
}

/// `Medway ED (emergency department)` for a place; otherwise its fields.
fn object(fields: &Map<String, Value>) -> String {
    let said: Vec<(&String, String)> = fields
        .iter()
        .filter(|(_, value)| !value.is_null() && value.as_str() != Some("not_known"))
        .map(|(field, value)| (field, words(value)))
        .collect();
    let named = |name: &str| said.iter().find(|(field, _)| *field == name);
    if let (Some((_, name)), Some((_, kind))) = (
        named("name").or_else(|| named("description")),
        named("kind"),
    ) {
        return format!("{name} ({kind})");
    }
    said.into_iter()
        .map(|(_, words)| words)
        .collect::<Vec<_>>()
        .join(", ")
}
