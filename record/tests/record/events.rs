//! Every kind of event that the vocabulary knows, made from its own schema, so that a new kind is
//! covered on the day it is added.

use domain::{Event, EventKind};
use serde_json::{Map, Value, json};

/// A small generator of choices, the same for the same seed.
pub(crate) struct Choices(u64);

impl Choices {
    pub(crate) fn new(seed: u64) -> Self {
        Self(seed)
    }

    /// A number below `end`.
    pub(crate) fn below(&mut self, end: usize) -> usize {
        // SplitMix64.
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        usize::try_from((z ^ (z >> 31)) % u64::try_from(end.max(1)).unwrap()).unwrap()
    }
}

/// One event of every kind.
pub(crate) fn one_of_each(seed: u64) -> Vec<Event> {
    let schema = serde_json::to_value(schemars::schema_for!(Event)).unwrap();
    let variants = schema["oneOf"].as_array().unwrap().clone();
    let mut choices = Choices::new(seed);
    variants
        .iter()
        .map(|variant| {
            let value = make(variant, &schema, &mut choices, 0);
            serde_json::from_value(value.clone())
                .unwrap_or_else(|error| panic!("{error} in {value}"))
        })
        .collect()
}

fn make(schema: &Value, root: &Value, choices: &mut Choices, depth: usize) -> Value {
    let mut made = Value::Null;
    if let Some(reference) = schema["$ref"].as_str() {
        made = make(
            root.pointer(reference.trim_start_matches('#')).unwrap(),
            root,
            choices,
            depth,
        );
    }
    if let Some(constant) = schema.get("const") {
        return constant.clone();
    }
    if let Some(values) = schema["enum"].as_array() {
        return values[choices.below(values.len())].clone();
    }
    for several in ["oneOf", "anyOf"] {
        if let Some(options) = schema[several].as_array() {
            // An event inside an event ends somewhere: "nothing" is preferred further down.
            let nothing = options.iter().find(|option| option["type"] == "null");
            let chosen = match nothing {
                Some(nothing) if depth > 6 => nothing,
                _ => &options[choices.below(options.len())],
            };
            merge(&mut made, make(chosen, root, choices, depth + 1));
        }
    }
    let kind = match &schema["type"] {
        Value::Array(kinds) => kinds[choices.below(kinds.len())].clone(),
        kind => kind.clone(),
    };
    match kind.as_str() {
        Some("object") => {
            let mut object = Map::new();
            if let Some(properties) = schema["properties"].as_object() {
                for (name, property) in properties {
                    object.insert(name.clone(), make(property, root, choices, depth + 1));
                }
            }
            merge(&mut made, Value::Object(object));
            made
        }
        Some("array") => {
            let length = choices.below(3);
            (0..length)
                .map(|_| make(&schema["items"], root, choices, depth + 1))
                .collect()
        }
        Some("string") => match schema["format"].as_str() {
            Some("uuid") => json!(uuid::Uuid::from_u128(choices.below(usize::MAX) as u128)),
            Some("date-time") => json!("2026-10-25T01:30:00.123456Z"),
            Some("date") => json!("1987-02-28"),
            // Plain enough to be a name in configuration too.
            _ => json!(["medway_ed", "x", "kent_1"][choices.below(3)]),
        },
        Some("integer") => {
            let least = schema["minimum"].as_i64().unwrap_or(0);
            json!(least + i64::try_from(choices.below(100)).unwrap())
        }
        Some("boolean") => json!(choices.below(2) == 0),
        _ => made,
    }
}

fn merge(into: &mut Value, other: Value) {
    match (into, other) {
        (Value::Object(into), Value::Object(other)) => into.extend(other),
        (into, other) => *into = other,
    }
}

#[test]
fn the_generator_makes_every_kind() {
    for seed in 0..20 {
        let kinds: Vec<EventKind> = one_of_each(seed).iter().map(Event::kind).collect();
        assert_eq!(kinds, EventKind::ALL);
    }
}
