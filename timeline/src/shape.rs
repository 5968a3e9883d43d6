//! Is it shaped as the schema says: every part of a document against the published schema.
//!
//! The schema is made from the types themselves, so a new act or field needs no line here. Only
//! what such schemas use is understood; what they cannot say is left to `serde`, which reads the
//! document last.

use std::fmt;

use jiff::Timestamp;
use jiff::civil::Date;

use crate::fault::Fault;
use crate::plan::{Decided, Form, Id, Part, Plan};
use crate::tree::{Field, Kind, Node, Tree, escape};
use crate::words;

/// Every way in which a document differs from its schema.
pub(crate) fn check(plan: &Plan, tree: &Tree<'_>) -> Vec<Fault> {
    let mut checker = Checker {
        plan,
        tree,
        faults: Vec::new(),
    };
    checker.part(plan.root, &tree.root, Path::Whole);
    checker.faults
}

/// Where a part stands. Written out only for a fault: most parts have none.
#[derive(Clone, Copy)]
enum Path<'p> {
    Whole,
    Field(&'p Path<'p>, &'p str),
    Item(&'p Path<'p>, usize),
}

/// As a JSON Pointer.
impl fmt::Display for Path<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Whole => Ok(()),
            Self::Field(whole, name) => write!(f, "{whole}/{}", escape(name)),
            Self::Item(whole, nth) => write!(f, "{whole}/{nth}"),
        }
    }
}

struct Checker<'p, 't> {
    plan: &'p Plan,
    tree: &'t Tree<'t>,
    faults: Vec<Fault>,
}

impl<'p> Checker<'p, '_> {
    fn fault(
        &mut self,
        from: usize,
        path: Path<'_>,
        found: impl Into<String>,
        allowed: impl Into<String>,
    ) {
        let fault = Fault::error(self.tree.place(from), path.to_string(), found, allowed);
        self.faults.push(fault);
    }

    /// One part against what it may be.
    fn part(&mut self, id: Id, node: &Node, path: Path<'_>) {
        match self.plan.part(id) {
            Part::Anything => {}
            Part::OrNull(_) if matches!(node.kind, Kind::Null) => {}
            Part::OrNull(otherwise) => self.part(*otherwise, node, path),
            Part::Word(words) => self.word(words, node, path),
            Part::Tagged {
                tag,
                known,
                variants,
            } => {
                let variant = |word: &str| variants.get(word).copied();
                self.tagged(tag, known, variant, node, path);
            }
            Part::Nearest(several) => self.nearest(several, node, path),
            Part::Decided(shape) => self.decided(shape, node, path),
        }
    }

    /// A word of a closed list.
    fn word(&mut self, words: &[String], node: &Node, path: Path<'_>) {
        let listed = || words.iter().map(String::as_str);
        let one_of = || words::one_of(&listed().collect::<Vec<_>>());
        match &node.kind {
            Kind::Text(text) if words.contains(text) => {}
            Kind::Text(text) => {
                self.fault(node.from, path, words::shown(text), one_of());
                if let Some(fault) = self.faults.last_mut() {
                    fault.meant = words::meant(text, listed());
                }
            }
            _ => self.fault(node.from, path, node.shown(), one_of()),
        }
    }

    /// One of several shapes that a field tells apart.
    fn tagged(
        &mut self,
        tag: &str,
        known: &[String],
        variant: impl Fn(&str) -> Option<Id>,
        node: &Node,
        path: Path<'_>,
    ) {
        let Kind::Object(fields) = &node.kind else {
            return self.fault(node.from, path, node.shown(), "an object");
        };
        let Some(field) = fields.iter().find(|field| field.name == tag) else {
            // A misspelt tag is named as that; the rest cannot be judged without it.
            let misspelt = fields
                .iter()
                .find(|field| words::meant(&field.name, [tag]).is_some());
            let known: Vec<&str> = known.iter().map(String::as_str).collect();
            return match misspelt {
                Some(field) => self.unknown(field, &[tag], path),
                None => self.fault(
                    node.from,
                    path,
                    format!("no field `{tag}`"),
                    format!("`{tag}`: {}", words::one_of(&known)),
                ),
            };
        };
        let chosen = match &field.value.kind {
            Kind::Text(text) => variant(text),
            _ => None,
        };
        match chosen {
            Some(chosen) => self.part(chosen, node, path),
            None => self.word(known, &field.value, Path::Field(&path, tag)),
        }
    }

    /// One of several shapes that nothing tells apart: the one with the fewest faults.
    fn nearest(&mut self, several: &[Id], node: &Node, path: Path<'_>) {
        let mut best: Option<Vec<Fault>> = None;
        for one in several {
            let mut trial = Checker {
                plan: self.plan,
                tree: self.tree,
                faults: Vec::new(),
            };
            trial.part(*one, node, path);
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
    fn decided(&mut self, shape: &'p Decided, node: &Node, path: Path<'_>) {
        if !shape.types.iter().any(|kind| fits(&node.kind, kind)) {
            return self.fault(node.from, path, node.shown(), shape.allowed);
        }
        match &node.kind {
            Kind::Object(fields) => self.object(shape, fields, node, path),
            Kind::List(items) => {
                let Some(inner) = shape.items else {
                    return;
                };
                for (nth, item) in items.iter().enumerate() {
                    self.part(inner, item, Path::Item(&path, nth));
                }
            }
            Kind::Text(text) => self.text(shape, text, node, path),
            Kind::Number(number) => self.number(shape, number, node, path),
            Kind::Null | Kind::Bool(_) => {}
        }
    }

    fn object(&mut self, shape: &'p Decided, fields: &[Field], node: &Node, path: Path<'_>) {
        // What was misspelt is not told a second time as missing.
        let mut meant: Vec<String> = Vec::new();
        for (nth, field) in fields.iter().enumerate() {
            let inner = Path::Field(&path, &field.name);
            let mut before = fields.iter().take(nth);
            if before.any(|earlier| earlier.name == field.name) {
                self.fault(
                    field.from,
                    inner,
                    format!("the field {} a second time", words::shown(&field.name)),
                    "each field once",
                );
                continue;
            }
            let known = shape.properties.get(field.name.as_str());
            if let Some(known) = known.copied().or(shape.further) {
                self.part(known, &field.value, inner);
                continue;
            }
            let names: Vec<&str> = shape.properties.keys().map(String::as_str).collect();
            self.unknown(field, &names, path);
            meant.extend(self.faults.last().and_then(|it| it.meant.clone()));
        }
        for (name, asked) in &shape.required {
            let there = fields.iter().any(|field| field.name == *name) || meant.contains(name);
            if !there {
                self.fault(
                    node.from,
                    path,
                    format!("no field `{name}`"),
                    asked.as_str(),
                );
            }
        }
    }

    /// A field nobody knows.
    fn unknown(&mut self, field: &Field, names: &[&str], path: Path<'_>) {
        self.fault(
            field.from,
            Path::Field(&path, &field.name),
            format!("a field nobody knows, {}", words::shown(&field.name)),
            words::one_of(names),
        );
        if let Some(fault) = self.faults.last_mut() {
            fault.meant = words::meant(&field.name, names.iter().copied());
        }
    }

    fn text(&mut self, shape: &Decided, text: &str, node: &Node, path: Path<'_>) {
        match shape.form {
            Form::Instant if text.parse::<Timestamp>().is_err() => {
                self.fault(node.from, path, words::shown(text), shape.allowed);
            }
            // A day may be a date of birth, and is not repeated.
            Form::Day if text.parse::<Date>().is_err() => self.fault(
                node.from,
                path,
                "a text that is no day of the calendar",
                shape.allowed,
            ),
            Form::Any | Form::Instant | Form::Day => {}
        }
    }

    fn number(
        &mut self,
        shape: &Decided,
        number: &serde_json::Number,
        node: &Node,
        path: Path<'_>,
    ) {
        let (least, most) = shape.within;
        if number.as_f64().is_some_and(|it| it < least || it > most) {
            self.fault(
                node.from,
                path,
                node.shown(),
                format!("a whole number from {least} to {most}"),
            );
        }
    }
}

/// Whether a part is of a type of the schema.
fn fits(found: &Kind, kind: &str) -> bool {
    match (found, kind) {
        (Kind::Null, "null")
        | (Kind::Bool(_), "boolean")
        | (Kind::Text(_), "string")
        | (Kind::List(_), "array")
        | (Kind::Object(_), "object")
        | (Kind::Number(_), "number") => true,
        (Kind::Number(number), "integer") => !number.is_f64(),
        _ => false,
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
        let faults = check(&Plan::of(&schema), &tree);
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
