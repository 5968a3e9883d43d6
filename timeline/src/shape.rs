//! Is it shaped as the schema says: every part of a document against the published schema.
//!
//! The schema is made from the types themselves, so a new act or field needs no line here. Only
//! what such schemas use is understood; what they cannot say is left to `serde`, which reads the
//! document last.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;
use jiff::civil::Date;
use serde_json::{Map, Value};

use crate::fault::Fault;
use crate::tree::{Field, Kind, Node, Tree, escape};
use crate::words;

/// Every way in which a document differs from its schema.
pub(crate) fn check(schema: &Value, tree: &Tree<'_>) -> Vec<Fault> {
    let mut checker = Checker {
        definitions: schema.get("$defs").and_then(Value::as_object),
        tree,
        faults: Vec::new(),
    };
    let shape = checker.shape(schema);
    checker.part(shape, &tree.root, "");
    checker.faults
}

/// Schemas that must all hold of one part, and the choices between schemas that are still open.
#[derive(Clone, Default)]
struct Shape<'s> {
    all: Vec<&'s Map<String, Value>>,
    choices: Vec<&'s [Value]>,
}

impl<'s> Shape<'s> {
    fn and(mut self, other: Self) -> Self {
        self.all.extend(other.all);
        self.choices.extend(other.choices);
        self
    }

    fn find(&self, keyword: &str) -> Option<&'s Value> {
        self.all.iter().find_map(|schema| schema.get(keyword))
    }

    fn properties(&self) -> BTreeMap<&'s str, &'s Value> {
        let properties = self
            .all
            .iter()
            .filter_map(|schema| schema.get("properties"));
        properties
            .filter_map(Value::as_object)
            .flatten()
            .map(|(name, schema)| (name.as_str(), schema))
            .collect()
    }

    fn required(&self) -> BTreeSet<&'s str> {
        let required = self.all.iter().filter_map(|schema| schema.get("required"));
        required
            .filter_map(Value::as_array)
            .flatten()
            .filter_map(Value::as_str)
            .collect()
    }

    /// The words it allows, where it allows words alone.
    fn words(&self) -> Option<Vec<&'s str>> {
        if let Some(only) = self.find("const") {
            return Some(vec![only.as_str()?]);
        }
        let listed = self.find("enum")?.as_array()?;
        listed.iter().map(Value::as_str).collect()
    }

    /// What the schema calls the part: the first paragraph of its description.
    fn description(schema: &'s Value) -> &'s str {
        schema
            .get("description")
            .and_then(Value::as_str)
            .and_then(|text| text.split("\n\n").next())
            .unwrap_or_default()
    }
}

struct Checker<'s, 't> {
    definitions: Option<&'s Map<String, Value>>,
    tree: &'t Tree<'t>,
    faults: Vec<Fault>,
}

impl<'s> Checker<'s, '_> {
    /// A schema with all that it refers to.
    fn shape(&self, schema: &'s Value) -> Shape<'s> {
        let Some(object) = schema.as_object() else {
            return Shape::default();
        };
        let mut shape = Shape {
            all: vec![object],
            choices: Vec::new(),
        };
        for keyword in ["oneOf", "anyOf"] {
            if let Some(choice) = object.get(keyword).and_then(Value::as_array) {
                shape.choices.push(choice);
            }
        }
        if let Some(all) = object.get("allOf").and_then(Value::as_array) {
            for part in all {
                shape = shape.and(self.shape(part));
            }
        }
        let referred = object
            .get("$ref")
            .and_then(Value::as_str)
            .and_then(|name| name.strip_prefix("#/$defs/"))
            .and_then(|name| self.definitions?.get(name));
        match referred {
            Some(referred) => shape.and(self.shape(referred)),
            None => shape,
        }
    }

    fn fault(
        &mut self,
        from: usize,
        pointer: &str,
        found: impl Into<String>,
        allowed: impl Into<String>,
    ) {
        let fault = Fault::error(self.tree.place(from), pointer, found, allowed);
        self.faults.push(fault);
    }

    /// One part against its shape.
    fn part(&mut self, mut shape: Shape<'s>, node: &Node, pointer: &str) {
        let Some(choice) = shape.choices.pop() else {
            return self.decided(&shape, node, pointer);
        };
        let mut shapes: Vec<Shape<'s>> = choice.iter().map(|schema| self.shape(schema)).collect();
        let all = shapes.len();
        shapes.retain(|shape| shape.find("type").and_then(Value::as_str) != Some("null"));
        if shapes.len() < all && matches!(node.kind, Kind::Null) {
            return;
        }
        if let [only] = shapes.as_slice() {
            return self.part(shape.and(only.clone()), node, pointer);
        }
        let words: Option<Vec<Vec<&str>>> = shapes.iter().map(Shape::words).collect();
        if let Some(words) = words {
            return self.word(&words.concat(), node, pointer);
        }
        if let Some(tag) = self.tag(&shapes) {
            return self.tagged(shape, &shapes, tag, node, pointer);
        }
        self.nearest(&shape, shapes, node, pointer);
    }

    /// A word of a closed list.
    fn word(&mut self, words: &[&str], node: &Node, pointer: &str) {
        match &node.kind {
            Kind::Text(text) if words.contains(&text.as_str()) => {}
            Kind::Text(text) => {
                self.fault(node.from, pointer, words::shown(text), words::one_of(words));
                if let Some(fault) = self.faults.last_mut() {
                    fault.meant = words::meant(text, words.iter().copied());
                }
            }
            _ => self.fault(node.from, pointer, node.shown(), words::one_of(words)),
        }
    }

    /// The field that says which of several shapes it is, with the shape each word stands for.
    fn tag(&self, shapes: &[Shape<'s>]) -> Option<&'s str> {
        let (first, rest) = shapes.split_first()?;
        first.properties().into_keys().find(|name| {
            self.tag_word(first, name).is_some()
                && rest
                    .iter()
                    .all(|shape| self.tag_word(shape, name).is_some())
        })
    }

    fn tag_word(&self, shape: &Shape<'s>, name: &str) -> Option<&'s str> {
        let property = shape.properties().get(name).copied()?;
        self.shape(property).find("const")?.as_str()
    }

    /// One of several shapes that a field tells apart.
    fn tagged(
        &mut self,
        shape: Shape<'s>,
        shapes: &[Shape<'s>],
        tag: &'s str,
        node: &Node,
        pointer: &str,
    ) {
        let Kind::Object(fields) = &node.kind else {
            return self.fault(node.from, pointer, node.shown(), "an object");
        };
        let known: Vec<&str> = shapes
            .iter()
            .filter_map(|shape| self.tag_word(shape, tag))
            .collect();
        let Some(field) = fields.iter().find(|field| field.name == tag) else {
            // A misspelt tag is named as that; the rest cannot be judged without it.
            let misspelt = fields
                .iter()
                .find(|field| words::meant(&field.name, [tag]).is_some());
            return match misspelt {
                Some(field) => self.unknown(field, &[tag], pointer),
                None => self.fault(
                    node.from,
                    pointer,
                    format!("no field `{tag}`"),
                    format!("`{tag}`: {}", words::one_of(&known)),
                ),
            };
        };
        let chosen = shapes.iter().find(|shape| {
            let word = self.tag_word(shape, tag);
            matches!(&field.value.kind, Kind::Text(text) if Some(text.as_str()) == word)
        });
        match chosen {
            Some(chosen) => self.part(shape.and(chosen.clone()), node, pointer),
            None => self.word(&known, &field.value, &format!("{pointer}/{}", escape(tag))),
        }
    }

    /// One of several shapes that nothing tells apart: the one with the fewest faults.
    fn nearest(&mut self, shape: &Shape<'s>, shapes: Vec<Shape<'s>>, node: &Node, pointer: &str) {
        let mut best: Option<Vec<Fault>> = None;
        for one in shapes {
            let mut trial = Checker {
                definitions: self.definitions,
                tree: self.tree,
                faults: Vec::new(),
            };
            trial.part(shape.clone().and(one), node, pointer);
            if best
                .as_ref()
                .is_none_or(|best| trial.faults.len() < best.len())
            {
                best = Some(trial.faults);
            }
        }
        self.faults.extend(best.unwrap_or_default());
    }

    /// One part whose shape leaves no choice.
    fn decided(&mut self, shape: &Shape<'s>, node: &Node, pointer: &str) {
        if let Some(words) = shape.words() {
            return self.word(&words, node, pointer);
        }
        let types: Vec<&str> = match shape.find("type") {
            Some(Value::String(only)) => vec![only.as_str()],
            Some(Value::Array(several)) => several.iter().filter_map(Value::as_str).collect(),
            _ => return,
        };
        let fits = |kind: &str| match (&node.kind, kind) {
            (Kind::Null, "null")
            | (Kind::Bool(_), "boolean")
            | (Kind::Text(_), "string")
            | (Kind::List(_), "array")
            | (Kind::Object(_), "object")
            | (Kind::Number(_), "number") => true,
            (Kind::Number(number), "integer") => !number.is_f64(),
            _ => false,
        };
        if !types.iter().any(|kind| fits(kind)) {
            let allowed = types
                .iter()
                .find(|kind| **kind != "null")
                .map_or("null", |kind| called(kind, shape));
            return self.fault(node.from, pointer, node.shown(), allowed);
        }
        match &node.kind {
            Kind::Object(fields) => self.object(shape, fields, node, pointer),
            Kind::List(items) => {
                let Some(schema) = shape.find("items") else {
                    return;
                };
                for (nth, item) in items.iter().enumerate() {
                    let inner = self.shape(schema);
                    self.part(inner, item, &format!("{pointer}/{nth}"));
                }
            }
            Kind::Text(text) => self.text(shape, text, node, pointer),
            Kind::Number(number) => self.number(shape, number, node, pointer),
            Kind::Null | Kind::Bool(_) => {}
        }
    }

    fn object(&mut self, shape: &Shape<'s>, fields: &[Field], node: &Node, pointer: &str) {
        let properties = shape.properties();
        let names: Vec<&str> = properties.keys().copied().collect();
        let further = shape
            .find("additionalProperties")
            .filter(|schema| schema.is_object());
        let mut missing = shape.required();
        let mut seen = BTreeSet::new();
        for field in fields {
            missing.remove(field.name.as_str());
            let inner = format!("{pointer}/{}", escape(&field.name));
            if !seen.insert(field.name.as_str()) {
                self.fault(
                    field.from,
                    &inner,
                    format!("the field {} a second time", words::shown(&field.name)),
                    "each field once",
                );
                continue;
            }
            if let Some(schema) = properties.get(field.name.as_str()).copied().or(further) {
                let shape = self.shape(schema);
                self.part(shape, &field.value, &inner);
                continue;
            }
            self.unknown(field, &names, pointer);
            // What was misspelt is not told a second time as missing.
            if let Some(meant) = self.faults.last().and_then(|it| it.meant.clone()) {
                missing.remove(meant.as_str());
            }
        }
        for name in missing {
            let described = properties
                .get(name)
                .map_or("", |schema| Shape::description(schema));
            self.fault(
                node.from,
                pointer,
                format!("no field `{name}`"),
                format!("`{name}`: {described}").trim_end_matches([':', ' ', '.']),
            );
        }
    }

    /// A field nobody knows.
    fn unknown(&mut self, field: &Field, names: &[&str], pointer: &str) {
        self.fault(
            field.from,
            &format!("{pointer}/{}", escape(&field.name)),
            format!("a field nobody knows, {}", words::shown(&field.name)),
            words::one_of(names),
        );
        if let Some(fault) = self.faults.last_mut() {
            fault.meant = words::meant(&field.name, names.iter().copied());
        }
    }

    fn text(&mut self, shape: &Shape<'s>, text: &str, node: &Node, pointer: &str) {
        match shape.find("format").and_then(Value::as_str) {
            Some("date-time") if text.parse::<Timestamp>().is_err() => {
                let found = words::shown(text);
                self.fault(node.from, pointer, found, called("string", shape));
            }
            // A day may be a date of birth, and is not repeated.
            Some("date") if text.parse::<Date>().is_err() => self.fault(
                node.from,
                pointer,
                "a text that is no day of the calendar",
                called("string", shape),
            ),
            _ => {}
        }
    }

    fn number(
        &mut self,
        shape: &Shape<'s>,
        number: &serde_json::Number,
        node: &Node,
        pointer: &str,
    ) {
        let (least, most) = match shape.find("format").and_then(Value::as_str) {
            Some("uint8") => (0.0, f64::from(u8::MAX)),
            Some("uint16") => (0.0, f64::from(u16::MAX)),
            Some("uint32") => (0.0, f64::from(u32::MAX)),
            Some("int32") => (f64::from(i32::MIN), f64::from(i32::MAX)),
            _ => (f64::MIN, f64::MAX),
        };
        let bound = |keyword, otherwise: f64| {
            shape
                .find(keyword)
                .and_then(Value::as_f64)
                .unwrap_or(otherwise)
        };
        let (least, most) = (
            bound("minimum", least).max(least),
            bound("maximum", most).min(most),
        );
        if number.as_f64().is_some_and(|it| it < least || it > most) {
            self.fault(
                node.from,
                pointer,
                node.shown(),
                format!("a whole number from {least} to {most}"),
            );
        }
    }
}

/// What a type is called, with an example where its form is particular.
fn called(kind: &str, shape: &Shape<'_>) -> &'static str {
    match (kind, shape.find("format").and_then(Value::as_str)) {
        ("string", Some("date-time")) => "an instant such as `2026-10-23T01:17:00Z`",
        ("string", Some("date")) => "a day such as `2026-10-23`",
        ("string", _) => "a text",
        ("integer", _) => "a whole number",
        ("number", _) => "a number",
        ("boolean", _) => "`true` or `false`",
        ("array", _) => "a list",
        ("object", _) => "an object",
        _ => "null",
    }
}

#[cfg(test)]
mod tests {
    use schemars::JsonSchema;
    use serde::{Deserialize, Serialize};

    use super::*;

    /// An act whose fields are a type of their own, as acts with many fields have them.
    #[derive(Debug, Serialize, Deserialize, JsonSchema)]
    #[serde(rename_all = "snake_case", tag = "act", deny_unknown_fields)]
    enum Act {
        Entry(Entry),
        Left,
    }

    /// How somebody entered.
    #[derive(Debug, Serialize, Deserialize, JsonSchema)]
    #[serde(deny_unknown_fields)]
    struct Entry {
        by_force: bool,
        #[serde(default)]
        rank: Option<u8>,
    }

    fn said(text: &str) -> Vec<String> {
        let schema = schemars::schema_for!(Act).to_value();
        let tree = crate::tree::read(text).unwrap();
        let faults = check(&schema, &tree);
        assert!(
            !faults.is_empty() || serde_json::from_str::<Act>(text).is_ok(),
            "the schema took what the type does not: {text}"
        );
        faults.iter().map(Fault::says).collect()
    }

    #[test]
    fn an_act_whose_fields_are_a_type_of_their_own_is_held_to_them() {
        let none: [String; 0] = [];
        assert_eq!(said(r#"{"act": "entry", "by_force": true}"#), none);
        assert_eq!(
            said(r#"{"act": "entry", "by_force": true, "rank": null}"#),
            none
        );
        assert_eq!(said(r#"{"act": "left"}"#), none);
        assert_eq!(
            said(r#"{"act": "entry", "by_force": "yes", "rnk": 1}"#),
            [
                "/by_force: found `yes`; expected `true` or `false`",
                "/rnk: found a field nobody knows, `rnk` (did you mean `rank`?); expected one of `act`, `by_force` and `rank`",
            ]
        );
        assert_eq!(
            said(r#"{"act": "entry", "rank": 1}"#),
            ["found no field `by_force`; expected `by_force`"]
        );
        assert_eq!(
            said(r#"{"act": "left", "rank": 1}"#),
            ["/rank: found a field nobody knows, `rank`; expected `act`"]
        );
    }
}
