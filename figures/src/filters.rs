//! For which days, force and area a measure is asked, to and from the query of an address.

use std::fmt::Write as _;

use domain::Month;
use jiff::civil::Date;
use serde::Serialize;

/// For what a measure is asked.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize)]
pub struct Filters {
    /// The first day, in London.
    pub from: Date,
    /// The day after the last: `from` is in and `to` is out, so that one period begins where
    /// another ends.
    pub to: Date,
    /// The key of a force; all where none.
    pub force: Option<String>,
    /// The key of an area; all where none.
    pub area: Option<String>,
    /// Which definition of a mental-health incident a page puts first.
    pub definition: Definition,
}

/// The two definitions of a mental-health incident (requirement A-01). Measures count both; this
/// says which is shown first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Definition {
    /// The national one of the police chiefs: vulnerability is central, or the police did
    /// something more or different because of it.
    #[default]
    Npcc,
    /// The force's own: a power was considered.
    Force,
}

impl Definition {
    /// Both, as they are offered.
    pub const ALL: &'static [Self] = &[Self::Npcc, Self::Force];

    /// Its word in an address.
    pub const fn key(self) -> &'static str {
        match self {
            Self::Npcc => "npcc",
            Self::Force => "force",
        }
    }
}

/// What is wrong with one part of a query.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{key}`: {what}")]
pub struct Problem {
    /// The key, as in the address.
    pub key: String,
    /// What is wrong and what to do.
    pub what: String,
}

/// The longest key of a force or an area. What is longer was not made by a page of ours.
const LONGEST: usize = 80;

impl Filters {
    /// The keys of a query that are the filters'. A page that has keys of its own takes them out
    /// before it calls [`Filters::read`].
    pub const KEYS: &'static [&'static str] = &["from", "to", "force", "area", "definition"];

    /// Every force and area, for the days from `from` up to and without `to`.
    pub fn over(from: Date, to: Date) -> Self {
        Self {
            from,
            to,
            force: None,
            area: None,
            definition: Definition::default(),
        }
    }

    /// Every force and area, for the days from `first` to `last`, both counted.
    ///
    /// # Errors
    ///
    /// In words about `last`: that it comes before `first`, or that no day follows it.
    pub fn days(first: Date, last: Date) -> Result<Self, String> {
        if last < first {
            return Err(format!(
                "{last} comes before {first}, the first day asked for"
            ));
        }
        let after = last
            .tomorrow()
            .map_err(|_| "that day is the calendar's last".to_owned())?;
        Ok(Self::over(first, after))
    }

    /// Reads decoded pairs of a query. What is not in it is taken from `otherwise`; a blank value
    /// of `force` or `area` asks for all.
    ///
    /// # Errors
    ///
    /// Every part that cannot be taken: a key that is none of [`Filters::KEYS`], since a misspelt
    /// filter would answer for more than was asked; a key written twice; a day that is none; a
    /// period that ends before it begins.
    pub fn read<'a>(
        pairs: impl IntoIterator<Item = (&'a str, &'a str)>,
        otherwise: &Self,
    ) -> Result<Self, Vec<Problem>> {
        let mut filters = otherwise.clone();
        let mut problems = Vec::new();
        let mut seen: Vec<&str> = Vec::new();
        for (key, value) in pairs {
            if seen.contains(&key) {
                problems.push(problem(key, "is there twice; leave one"));
                continue;
            }
            seen.push(key);
            if let Err(what) = filters.set(key, value.trim()) {
                problems.push(problem(key, &what));
            }
        }
        if problems.is_empty() && filters.from >= filters.to {
            problems.push(problem(
                "to",
                &format!(
                    "{} is not after {}; it is the day after the last",
                    filters.to, filters.from
                ),
            ));
        }
        if problems.is_empty() {
            Ok(filters)
        } else {
            Err(problems)
        }
    }

    fn set(&mut self, key: &str, value: &str) -> Result<(), String> {
        match key {
            "from" => self.from = day(value)?,
            "to" => self.to = day(value)?,
            "force" => self.force = place(value)?,
            "area" => self.area = place(value)?,
            "definition" => {
                self.definition = Definition::ALL
                    .iter()
                    .copied()
                    .find(|definition| definition.key() == value)
                    .ok_or_else(|| "is either `npcc` or `force`".to_owned())?;
            }
            _ => {
                return Err(format!(
                    "is not a filter; the filters are {}",
                    Self::KEYS.join(", ")
                ));
            }
        }
        Ok(())
    }

    /// As the query of an address, without the question mark: the same filters give the same
    /// text, and [`Filters::read`] reads it back.
    pub fn query(&self) -> String {
        let mut text = format!("from={}&to={}", self.from, self.to);
        for (key, value) in [("force", &self.force), ("area", &self.area)] {
            if let Some(value) = value {
                text.push('&');
                text.push_str(key);
                text.push('=');
                encode(value, &mut text);
            }
        }
        text.push_str("&definition=");
        text.push_str(self.definition.key());
        text
    }

    /// The months the period touches, in order: the partitions a question reads.
    pub fn months(&self) -> Vec<Month> {
        let mut months = Vec::new();
        let mut day = self.from.first_of_month();
        while day < self.to {
            months.push(Month::of_day(day));
            match day.last_of_month().tomorrow() {
                Ok(next) => day = next,
                Err(_) => break,
            }
        }
        months
    }

    /// The last day of the period, which is in it.
    pub fn last_day(&self) -> Date {
        self.to.yesterday().unwrap_or(self.to)
    }
}

fn problem(key: &str, what: &str) -> Problem {
    Problem {
        key: key.to_owned(),
        what: what.to_owned(),
    }
}

fn day(value: &str) -> Result<Date, String> {
    let shaped = value.len() == 10
        && value.bytes().enumerate().all(|(at, byte)| match at {
            4 | 7 => byte == b'-',
            _ => byte.is_ascii_digit(),
        });
    value
        .parse()
        .ok()
        .filter(|_| shaped)
        .ok_or_else(|| format!("`{value}` is not a day: write it like 2026-10-31"))
}

fn place(value: &str) -> Result<Option<String>, String> {
    if value.chars().any(char::is_control) {
        return Err("holds a character that is not text".to_owned());
    }
    if value.chars().count() > LONGEST {
        return Err(format!("is longer than {LONGEST} characters"));
    }
    Ok((!value.is_empty()).then(|| value.to_owned()))
}

/// Percent-encodes a value of a query (RFC 3986, the unreserved characters left as they are).
fn encode(value: &str, into: &mut String) {
    for byte in value.bytes() {
        if byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_' | b'~') {
            into.push(char::from(byte));
        } else {
            // Writing to a text cannot fail.
            let _ = write!(into, "%{byte:02X}");
        }
    }
}
