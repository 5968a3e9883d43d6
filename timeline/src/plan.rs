//! The published schema, worked out once: what every part of a document may be.
//!
//! A schema refers, joins and offers choices. Working that out anew for every part of every line
//! was most of the time of reading, so a [`Plan`] holds each shape once, by number, and a shape
//! may lead back to itself.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use serde_json::{Map, Value};

/// The number of a part in its plan.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Id(usize);

/// Every shape that a document of one schema can be made of.
#[derive(Debug)]
pub(crate) struct Plan {
    parts: Vec<Part>,
    /// The whole document.
    pub(crate) root: Id,
}

/// What a part may be.
#[derive(Debug)]
pub(crate) enum Part {
    /// Anything: the schema says nothing that is understood here.
    Anything,
    /// Null, or this.
    OrNull(Id),
    /// A word of a closed list.
    Word(Vec<String>),
    /// One of several objects that a field tells apart.
    Tagged {
        /// The field.
        tag: String,
        /// Its words, in the order of the schema.
        known: Vec<String>,
        /// What each word stands for.
        variants: HashMap<String, Id>,
    },
    /// One of several that nothing tells apart.
    Nearest(Vec<Id>),
    /// One shape, with no choice left.
    Decided(Decided),
}

/// A shape without a choice.
#[derive(Debug)]
pub(crate) struct Decided {
    /// The types it allows, in the schema's words.
    pub(crate) types: Vec<String>,
    /// What it is called where something else was found.
    pub(crate) allowed: &'static str,
    /// The fields of an object, by name.
    pub(crate) properties: BTreeMap<String, Id>,
    /// What a field of any other name may be.
    pub(crate) further: Option<Id>,
    /// The fields that must be there, each with the words that ask for it.
    pub(crate) required: Vec<(String, String)>,
    /// The items of a list.
    pub(crate) items: Option<Id>,
    /// The form of a text.
    pub(crate) form: Form,
    /// The least and the greatest number.
    pub(crate) within: (f64, f64),
}

/// The form of a text, where it is particular.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Form {
    Any,
    Instant,
    Day,
}

impl Plan {
    /// Works a schema out.
    pub(crate) fn of(schema: &Value) -> Self {
        let mut maker = Maker {
            definitions: schema.get("$defs").and_then(Value::as_object),
            parts: Vec::new(),
            known: HashMap::new(),
        };
        let shape = maker.shape(schema);
        let root = maker.part(shape);
        Self {
            parts: maker.parts,
            root,
        }
    }

    /// The part of a number.
    pub(crate) fn part(&self, id: Id) -> &Part {
        self.parts.get(id.0).unwrap_or(&Part::Anything)
    }
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

    fn text(&self, keyword: &str) -> Option<&'s str> {
        self.find(keyword).and_then(Value::as_str)
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

    /// What tells one shape from another: where its schemas stand in memory while a plan is made.
    fn key(&self) -> Key {
        let all = self.all.iter().map(|map| std::ptr::from_ref(*map) as usize);
        let choices = self.choices.iter().map(|choice| choice.as_ptr() as usize);
        (all.collect(), choices.collect())
    }
}

/// See [`Shape::key`].
type Key = (Vec<usize>, Vec<usize>);

struct Maker<'s> {
    definitions: Option<&'s Map<String, Value>>,
    parts: Vec<Part>,
    known: HashMap<Key, Id>,
}

impl<'s> Maker<'s> {
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

    fn of(&mut self, schema: &'s Value) -> Id {
        let shape = self.shape(schema);
        self.part(shape)
    }

    /// The part of a shape: made once, and found again where the schema leads back to it.
    fn part(&mut self, shape: Shape<'s>) -> Id {
        let key = shape.key();
        if let Some(known) = self.known.get(&key) {
            return *known;
        }
        let id = self.add(Part::Anything);
        self.known.insert(key, id);
        let part = self.make(shape);
        if let Some(place) = self.parts.get_mut(id.0) {
            *place = part;
        }
        id
    }

    fn add(&mut self, part: Part) -> Id {
        self.parts.push(part);
        Id(self.parts.len().saturating_sub(1))
    }

    fn make(&mut self, mut shape: Shape<'s>) -> Part {
        let Some(choice) = shape.choices.pop() else {
            return self.decided(&shape);
        };
        let mut shapes: Vec<Shape<'s>> = choice.iter().map(|schema| self.shape(schema)).collect();
        let all = shapes.len();
        shapes.retain(|shape| shape.text("type") != Some("null"));
        let null = shapes.len() < all;
        let part = self.choice(&shape, &shapes);
        if null {
            Part::OrNull(self.add(part))
        } else {
            part
        }
    }

    /// One of several shapes, all of them beside a shape that holds in any case.
    fn choice(&mut self, shape: &Shape<'s>, shapes: &[Shape<'s>]) -> Part {
        if let [only] = shapes {
            return self.make(shape.clone().and(only.clone()));
        }
        let words: Option<Vec<Vec<&str>>> = shapes.iter().map(Shape::words).collect();
        if let Some(words) = words {
            return Part::Word(owned(&words.concat()));
        }
        let Some(tag) = self.tag(shapes) else {
            let each = shapes.iter().cloned();
            return Part::Nearest(each.map(|one| self.part(shape.clone().and(one))).collect());
        };
        let mut known = Vec::new();
        let mut variants = HashMap::new();
        for one in shapes {
            let Some(word) = self.tag_word(one, tag) else {
                continue;
            };
            let id = self.part(shape.clone().and(one.clone()));
            known.push(word.to_owned());
            variants.entry(word.to_owned()).or_insert(id);
        }
        Part::Tagged {
            tag: tag.to_owned(),
            known,
            variants,
        }
    }

    /// The field that says which of several shapes it is.
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

    fn decided(&mut self, shape: &Shape<'s>) -> Part {
        if let Some(words) = shape.words() {
            return Part::Word(owned(&words));
        }
        let types: Vec<&str> = match shape.find("type") {
            Some(Value::String(only)) => vec![only.as_str()],
            Some(Value::Array(several)) => several.iter().filter_map(Value::as_str).collect(),
            _ => return Part::Anything,
        };
        let allowed = types
            .iter()
            .find(|kind| **kind != "null")
            .map_or("null", |kind| called(kind, shape));
        let properties = shape.properties();
        let asks = |name: &str| {
            let described = properties.get(name).copied().map_or("", description);
            let asked = format!("`{name}`: {described}");
            asked.trim_end_matches([':', ' ', '.']).to_owned()
        };
        let required = shape.required().into_iter();
        let required = required.map(|name| (name.to_owned(), asks(name))).collect();
        let further = shape
            .find("additionalProperties")
            .filter(|schema| schema.is_object())
            .map(|schema| self.of(schema));
        Part::Decided(Decided {
            types: owned(&types),
            allowed,
            required,
            further,
            items: shape.find("items").map(|schema| self.of(schema)),
            form: match shape.text("format") {
                Some("date-time") => Form::Instant,
                Some("date") => Form::Day,
                _ => Form::Any,
            },
            within: within(shape),
            properties: properties
                .into_iter()
                .map(|(name, schema)| (name.to_owned(), self.of(schema)))
                .collect(),
        })
    }
}

fn owned(words: &[&str]) -> Vec<String> {
    words.iter().map(|word| (*word).to_owned()).collect()
}

/// What the schema calls a part: the first paragraph of its description.
fn description(schema: &Value) -> &str {
    schema
        .get("description")
        .and_then(Value::as_str)
        .and_then(|text| text.split("\n\n").next())
        .unwrap_or_default()
}

/// The least and the greatest number that fit.
fn within(shape: &Shape<'_>) -> (f64, f64) {
    let (least, most) = match shape.text("format") {
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
    (
        bound("minimum", least).max(least),
        bound("maximum", most).min(most),
    )
}

/// What a type is called, with an example where its form is particular.
fn called(kind: &str, shape: &Shape<'_>) -> &'static str {
    match (kind, shape.text("format")) {
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
