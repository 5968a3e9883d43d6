//! JSON with the place of every part.
//!
//! `serde_json` says whether a text is JSON, and reads its texts and numbers. This says where each
//! part stands, and keeps a field that is written twice, which `serde_json::Value` drops.

use serde_json::Number;

use crate::fault::Fault;
use crate::words;

/// A document, and the text it was read from.
pub(crate) struct Tree<'t> {
    text: &'t str,
    pub(crate) root: Node,
}

/// One part.
#[derive(Debug)]
pub(crate) struct Node {
    /// Where it begins, in bytes.
    pub(crate) from: usize,
    /// Where it ends, in bytes: the first that is no longer of it.
    to: usize,
    pub(crate) kind: Kind,
}

/// What a part is.
#[derive(Debug)]
pub(crate) enum Kind {
    Null,
    Bool(bool),
    Number(Number),
    Text(String),
    List(Vec<Node>),
    Object(Vec<Field>),
}

/// A field of an object, with the place of its name.
#[derive(Debug)]
pub(crate) struct Field {
    pub(crate) from: usize,
    pub(crate) name: String,
    pub(crate) value: Node,
}

impl Node {
    /// What it is, in words that repeat nothing a person may have said.
    pub(crate) fn shown(&self) -> String {
        match &self.kind {
            Kind::Null => "null".to_owned(),
            Kind::Bool(value) => format!("`{value}`"),
            Kind::Number(number) => format!("the number `{number}`"),
            Kind::Text(text) => words::shown(text),
            Kind::List(_) => "a list".to_owned(),
            Kind::Object(_) => "an object".to_owned(),
        }
    }

    /// The first field of a name.
    pub(crate) fn field(&self, name: &str) -> Option<&Node> {
        match &self.kind {
            Kind::Object(fields) => fields
                .iter()
                .find(|field| field.name == name)
                .map(|field| &field.value),
            _ => None,
        }
    }

    fn child(&self, segment: &str) -> Option<&Node> {
        match &self.kind {
            Kind::List(items) => items.get(segment.parse::<usize>().ok()?),
            _ => self.field(segment),
        }
    }
}

impl Tree<'_> {
    /// Line and column of a byte, both from 1.
    pub(crate) fn place(&self, byte: usize) -> (usize, usize) {
        place(self.text, byte)
    }

    /// The place of what a pointer names; of the nearest part around it where that is not there.
    pub(crate) fn place_of(&self, pointer: &str) -> (usize, usize) {
        let mut node = &self.root;
        for segment in pointer.split('/').skip(1) {
            let segment = segment.replace("~1", "/").replace("~0", "~");
            let Some(child) = node.child(&segment) else {
                break;
            };
            node = child;
        }
        self.place(node.from)
    }

    /// The pointer to the innermost part around a line and column.
    pub(crate) fn pointer_at(&self, place: (usize, usize)) -> String {
        let mut pointer = String::new();
        let mut node = &self.root;
        loop {
            let holds =
                |node: &Node| self.place(node.from) <= place && place <= self.place(node.to);
            let inner = match &node.kind {
                Kind::Object(fields) => fields
                    .iter()
                    .find(|field| holds(&field.value))
                    .map(|field| (escape(&field.name), &field.value)),
                Kind::List(items) => items
                    .iter()
                    .enumerate()
                    .find(|(_, item)| holds(item))
                    .map(|(nth, item)| (nth.to_string(), item)),
                _ => None,
            };
            let Some((segment, child)) = inner else {
                return pointer;
            };
            pointer = format!("{pointer}/{segment}");
            node = child;
        }
    }
}

/// Line and column of a byte of a text, both from 1; of the end where the byte lies beyond it.
pub(crate) fn place(text: &str, byte: usize) -> (usize, usize) {
    let before = text.get(..byte).unwrap_or(text);
    let line = before.matches('\n').count();
    let column = before
        .rsplit('\n')
        .next()
        .map_or(0, |line| line.chars().count());
    (line.saturating_add(1), column.saturating_add(1))
}

/// A name as a segment of a JSON Pointer.
pub(crate) fn escape(name: &str) -> String {
    name.replace('~', "~0").replace('/', "~1")
}

/// Reads a text, or says where it stops being JSON.
pub(crate) fn read(text: &str) -> Result<Tree<'_>, Fault> {
    // Holds the grammar and the depth, so that the walk below need do neither.
    if let Err(error) = serde_json::from_str::<serde_json::Value>(text) {
        return Err(Fault::error(
            (error.line().max(1), error.column().max(1)),
            "",
            "something that is not JSON",
            format!("JSON: {}", words::reason(&error)),
        ));
    }
    let mut walk = Walk { text, at: 0 };
    walk.node().map(|root| Tree { text, root }).ok_or_else(|| {
        Fault::error(
            place(text, walk.at),
            "",
            "something that is not JSON",
            "a JSON document",
        )
    })
}

/// A walk over a text that is known to be JSON. `None` anywhere means that it is not after all.
struct Walk<'t> {
    text: &'t str,
    at: usize,
}

impl<'t> Walk<'t> {
    fn node(&mut self) -> Option<Node> {
        self.space();
        let from = self.at;
        let kind = match self.peek()? {
            b'{' => Kind::Object(self.object()?),
            b'[' => Kind::List(self.list()?),
            b'"' => Kind::Text(self.string()?),
            _ => {
                let word = self.scalar();
                match word {
                    "null" => Kind::Null,
                    "true" => Kind::Bool(true),
                    "false" => Kind::Bool(false),
                    number => Kind::Number(serde_json::from_str(number).ok()?),
                }
            }
        };
        Some(Node {
            from,
            to: self.at,
            kind,
        })
    }

    fn object(&mut self) -> Option<Vec<Field>> {
        let mut fields = Vec::new();
        self.take(b'{')?;
        self.space();
        while self.peek()? != b'}' {
            let from = self.at;
            let name = self.string()?;
            self.space();
            self.take(b':')?;
            let value = self.node()?;
            fields.push(Field { from, name, value });
            self.comma(b'}')?;
        }
        self.take(b'}')?;
        Some(fields)
    }

    fn list(&mut self) -> Option<Vec<Node>> {
        let mut items = Vec::new();
        self.take(b'[')?;
        self.space();
        while self.peek()? != b']' {
            items.push(self.node()?);
            self.comma(b']')?;
        }
        self.take(b']')?;
        Some(items)
    }

    /// A comma and what follows it, or the end.
    fn comma(&mut self, end: u8) -> Option<()> {
        self.space();
        if self.peek()? != end {
            self.take(b',')?;
            self.space();
        }
        Some(())
    }

    fn string(&mut self) -> Option<String> {
        let from = self.at;
        self.take(b'"')?;
        loop {
            match self.peek()? {
                b'"' => break,
                b'\\' => self.at = self.at.saturating_add(2),
                _ => self.at = self.at.saturating_add(1),
            }
        }
        self.take(b'"')?;
        serde_json::from_str(self.text.get(from..self.at)?).ok()
    }

    fn scalar(&mut self) -> &'t str {
        let rest = self.text.get(self.at..).unwrap_or_default();
        let end = rest
            .find(|c: char| matches!(c, ',' | '}' | ']') || c.is_ascii_whitespace())
            .unwrap_or(rest.len());
        self.at = self.at.saturating_add(end);
        rest.get(..end).unwrap_or_default()
    }

    fn space(&mut self) {
        while matches!(self.peek(), Some(b' ' | b'\n' | b'\r' | b'\t')) {
            self.at = self.at.saturating_add(1);
        }
    }

    fn peek(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    fn take(&mut self, wanted: u8) -> Option<()> {
        (self.peek()? == wanted).then(|| self.at = self.at.saturating_add(1))
    }
}
