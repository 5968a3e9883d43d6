//! Why logs cannot be read.

use std::fmt;
use std::io;

/// Why logs cannot be read.
#[derive(Debug, thiserror::Error)]
pub enum LogsError {
    /// The stream broke off, or is no CSV.
    #[error("cannot be read: {0}")]
    Broken(#[from] io::Error),
    /// There is nothing in it.
    #[error("is empty: a header, or a line of JSON, must come first")]
    Nothing,
    /// Another encoding.
    #[error("is in UTF-16: save it again as UTF-8, which spreadsheets call `CSV UTF-8`")]
    Utf16,
    /// JSON, and not in lines.
    #[error(
        "is a JSON array: write each of its objects on a line of its own, without the brackets \
         round them all and the commas between them"
    )]
    Array,
    /// What is wanted is not there.
    #[error(transparent)]
    NoColumn(#[from] Missing),
    /// Columns of one name, which is asked for.
    #[error("{count} columns are called `{name}`: give the one that is meant a name of its own")]
    Several {
        /// The name, as it was asked for.
        name: String,
        /// How many there are.
        count: usize,
    },
    /// A field of CSV that begins with a quotation mark and is closed, lines later, by the mark that
    /// begins another: the rows between would be lost in it.
    #[error(
        "the quotation mark on line {opened} opens a field that is closed on line {closed}, in the \
         middle of another value, and the rows between would be taken for one text: close the \
         field, or put the text in quotation marks and write the mark twice"
    )]
    Astray {
        /// The line of the mark that opens it, from 1.
        opened: u64,
        /// The line of the mark that closes it.
        closed: u64,
    },
    /// A field of CSV that begins with a quotation mark is not closed before the stream ends, so
    /// that every row after it would be lost in it.
    #[error(
        "the quotation mark on line {line} opens a field that never closes, and all after it would \
         be taken for one text: close the field, or put the text in quotation marks and write the \
         mark twice"
    )]
    Unclosed {
        /// The line of the mark, from 1.
        line: u64,
    },
}

/// A column, or field, that is wanted and not there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Missing {
    /// What it is wanted for.
    pub wanted: Wanted,
    /// Its name, as it was asked for.
    pub name: String,
    /// What there is instead.
    pub seen: Seen,
}

/// What a column, or field, is wanted for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Wanted {
    /// It holds the text.
    Text,
    /// It holds an id.
    Id,
    /// It holds something else, such as what rates are told by.
    By,
}

/// What there is by name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Seen {
    /// The columns of a CSV's header.
    Columns(Vec<String>),
    /// The fields of the first object of JSON lines; no row has what is wanted.
    Fields(Vec<String>),
}

/// The longest name that is told, in letters, and how many are. What is longer may be a text.
const LONGEST: usize = 32;
const MOST: usize = 30;

/// Parts of what columns of logs are called: a first row without any of them may be a log.
const HEADINGS: &[&str] = &[
    "text",
    "log",
    "note",
    "id",
    "ref",
    "incident",
    "date",
    "time",
    "code",
    "descri",
    "detail",
    "narrative",
    "summary",
    "remarks",
    "comment",
    "free",
    "number",
    "no.",
    "urn",
    "force",
    "sex",
    "age",
    "type",
    "category",
    "label",
    "mh",
];

/// Names as they are told. Those that may be somebody's words, because a line of JSON has texts for
/// names, are left out, and all of the line's with them.
fn names(all: &[String]) -> Option<String> {
    let is_name = |name: &String| {
        name.chars().any(char::is_alphabetic)
            && name.chars().count() <= LONGEST
            && name.split_whitespace().count() <= 4
            && !name.chars().any(char::is_control)
    };
    if all.is_empty() || !all.iter().all(is_name) {
        return None;
    }
    let told: Vec<String> = all
        .iter()
        .take(MOST)
        .map(|name| format!("`{name}`"))
        .collect();
    let more = all.len().saturating_sub(MOST);
    let more = if more == 0 {
        String::new()
    } else {
        format!(" and {more} more")
    };
    Some(told.join(", ") + &more)
}

/// The same of the first row of a file of values, which may be no header and somebody's words: not
/// where there is one alone, and not where none is what a column of logs is called.
fn headings(all: &[String]) -> Option<String> {
    let is_heading = |name: &String| {
        let name = name.to_lowercase();
        HEADINGS.iter().any(|heading| name.contains(heading))
    };
    let may_be = all.len() > 1 && all.iter().any(is_heading);
    names(all).filter(|_| may_be)
}

impl fmt::Display for Missing {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let name = &self.name;
        match &self.seen {
            Seen::Columns(all) => {
                write!(formatter, "there is no column `{name}`; ")?;
                match headings(all) {
                    Some(names) => write!(formatter, "there are {names}"),
                    None => formatter.write_str(
                        "the first line does not look like a header, which names the columns",
                    ),
                }
            }
            Seen::Fields(all) => {
                write!(formatter, "no row has a field `{name}`; ")?;
                match names(all) {
                    Some(names) => write!(formatter, "the first has {names}"),
                    None => formatter.write_str("the first has fields that are no names"),
                }
            }
        }
    }
}

impl std::error::Error for Missing {}
