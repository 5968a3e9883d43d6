//! TOML with lines: a table whose keys are taken one by one, so that what is left is named.

use std::ops::Range;

use ::toml::Spanned;
use ::toml::de::{DeTable, DeValue};
use jiff::civil::Date;

use super::{Absent, Problem};

/// The text of a map, and what was found wrong with it so far.
pub(super) struct Page<'t> {
    file: &'t str,
    text: &'t str,
    pub(super) problems: Vec<Problem>,
}

impl<'t> Page<'t> {
    pub(super) const fn new(file: &'t str, text: &'t str) -> Self {
        Self {
            file,
            text,
            problems: Vec::new(),
        }
    }

    /// Notes a problem at a place.
    pub(super) fn wrong(&mut self, at: &Range<usize>, what: impl Into<String>) {
        let before = self.text.get(..at.start).unwrap_or_default();
        let line = before.matches('\n').count() + 1;
        self.problems.push(Problem {
            file: self.file.to_owned(),
            line,
            what: what.into(),
        });
    }

    /// The whole text as a table.
    pub(super) fn table(&mut self) -> Option<Table<'t>> {
        let (root, errors) = DeTable::parse_recoverable(self.text);
        if errors.is_empty() {
            let at = 0..0;
            return Some(Table::new("the map".to_owned(), at, root.into_inner()));
        }
        for error in errors {
            let at = error.span().unwrap_or(0..0);
            self.wrong(&at, error.message().trim().replace('\n', "; "));
        }
        None
    }
}

/// A table, with the keys nobody has asked for yet.
pub(super) struct Table<'t> {
    /// What it is called in a problem.
    pub(super) name: String,
    pub(super) at: Range<usize>,
    left: Vec<(String, Range<usize>, Spanned<DeValue<'t>>)>,
    /// Every key that was asked for.
    known: Vec<&'static str>,
}

/// A value with its place.
pub(super) type Found<'t> = Spanned<DeValue<'t>>;

impl<'t> Table<'t> {
    fn new(name: String, at: Range<usize>, table: DeTable<'t>) -> Self {
        let mut left: Vec<_> = table
            .into_iter()
            .map(|(key, value)| {
                let at = key.span();
                (key.into_inner().into_owned(), at, value)
            })
            .collect();
        left.sort_by_key(|(_, at, _)| at.start);
        Self {
            name,
            at,
            left,
            known: Vec::new(),
        }
    }

    /// Takes a key.
    pub(super) fn take(&mut self, key: &'static str) -> Option<Found<'t>> {
        self.known.push(key);
        let place = self.left.iter().position(|(name, ..)| name == key)?;
        Some(self.left.remove(place).2)
    }

    /// Takes every key there is: a table of values.
    pub(super) fn all(self) -> Vec<(String, Range<usize>, Found<'t>)> {
        self.left
    }

    /// Takes a text.
    pub(super) fn text(&mut self, page: &mut Page<'_>, key: &'static str) -> Option<String> {
        let found = self.take(key)?;
        text(page, &format!("`{key}` of {}", self.name), &found)
    }

    /// Takes a text that must be there and say something.
    pub(super) fn needed(&mut self, page: &mut Page<'_>, key: &'static str) -> String {
        let Some(found) = self.take(key) else {
            page.wrong(&self.at, format!("{} has no `{key}`", self.name));
            return String::new();
        };
        let text = text(page, &format!("`{key}` of {}", self.name), &found).unwrap_or_default();
        if text.trim().is_empty() {
            page.wrong(&found.span(), format!("`{key}` of {} is empty", self.name));
        }
        text
    }

    /// Takes a table.
    pub(super) fn table(&mut self, page: &mut Page<'_>, key: &'static str) -> Option<Table<'t>> {
        let found = self.take(key)?;
        table(page, format!("`[{key}]`"), found)
    }

    /// Takes a day.
    pub(super) fn day(&mut self, page: &mut Page<'_>, key: &'static str) -> Option<Date> {
        let Some(found) = self.take(key) else {
            page.wrong(&self.at, format!("{} has no `{key}`", self.name));
            return None;
        };
        let day = match found.get_ref() {
            DeValue::Datetime(day) => day.to_string().parse().ok(),
            _ => None,
        };
        if day.is_none() {
            page.wrong(
                &found.span(),
                format!("`{key}` of {} is not a day such as 2014-01-01", self.name),
            );
        }
        day
    }

    /// Names every key that nobody asked for.
    pub(super) fn end(self, page: &mut Page<'_>) {
        for (key, at, _) in &self.left {
            page.wrong(
                at,
                format!(
                    "{} has no key `{key}`; its keys are `{}`",
                    self.name,
                    self.known.join("`, `")
                ),
            );
        }
    }
}

/// A value as text.
pub(super) fn text(page: &mut Page<'_>, what: &str, found: &Found<'_>) -> Option<String> {
    let text = found.get_ref().as_str().map(str::to_owned);
    if text.is_none() {
        page.wrong(&found.span(), format!("{what} is not a text"));
    }
    text
}

/// A value as a table.
pub(super) fn table<'t>(page: &mut Page<'_>, name: String, found: Found<'t>) -> Option<Table<'t>> {
    let at = found.span();
    if let DeValue::Table(table) = found.into_inner() {
        return Some(Table::new(name, at, table));
    }
    page.wrong(&at, format!("{name} is not a table"));
    None
}

/// A value as a kind of absence.
pub(super) fn absent(page: &mut Page<'_>, what: &str, found: &Found<'_>) -> Option<Absent> {
    let named = found.get_ref().as_str();
    let kind = Absent::NAMES
        .iter()
        .find(|(name, _)| Some(*name) == named)
        .map(|(_, kind)| *kind);
    if kind.is_none() {
        let kinds: Vec<&str> = Absent::NAMES.iter().map(|(name, _)| *name).collect();
        page.wrong(
            &found.span(),
            format!("{what} is not a kind of absence: `{}`", kinds.join("`, `")),
        );
    }
    kind
}
