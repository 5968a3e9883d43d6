//! A measure: its definition, as the header of its SQL file states it.
//!
//! A measure file is a block of `-- key: text` lines and then one `SELECT`:
//!
//! ```sql
//! -- title: Incidents by month
//! -- definition: Incidents whose first contact fell in the month, in London.
//! -- numerator: incidents thought to relate to mental health, by the national definition
//! -- denominator: all incidents of the month
//! -- requirements: A-01, M-04
//! -- caveats: An incident may be marked long after the call;
//! --   the newest months still grow.
//! -- sources: incident
//! -- grain: one row a month
//! -- column month: month; ; the month of the first contact
//! -- column incidents: count; incidents; all incidents
//! -- column npcc: count of incidents; incidents; those the national definition takes in
//! -- column npcc_share: share of npcc over incidents; percent; their share of all
//! SELECT ...
//! ```
//!
//! A line that begins with `--` and three spaces or more continues the line before it. Every key
//! is written once, except `column`. The SQL returns the columns in their order, without the
//! shares: those are worked out from their two counts, with an interval
//! ([`crate::interval::wilson`]), so that no percentage is without one. `interval of COUNT` is
//! worked out too ([`crate::interval::byar`]), for counts that are set beside each other over time.
//!
//! `quantile 50 of waited among timed` is a number that the SQL selects: the middle `waited` of the
//! rows that `timed` counts. Said so, it opens to the records it rests on.
//!
//! A measure of groups of people says in `residents` what their rates may be of: `sde18 of
//! ethnicity`, where a column holds codes of a list that residents are counted by, or `none:` and
//! why there is nothing.
//!
//! A measure of texts that were read says in `estimate` which columns they are counted in, such as
//! `suggested of texts beside marked by version`, so that hidden demand can be estimated from them
//! ([`crate::hidden`]).
//!
//! `denominator: none` is for a measure without percentages only (requirement M-05). What the
//! SQL may ask for is in [`PARAMETERS`].

mod header;

use std::fmt;

use serde::Serialize;

use crate::population::CodeList;

/// What a measure's SQL may ask for: `$from` and `$to` are days, the first in and the last out,
/// in London; `$force` and `$area` are keys, or null for all.
pub const PARAMETERS: &[&str] = &["from", "to", "force", "area"];

/// A measure: what is counted, of what, where from, and what to beware of.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Measure {
    /// Its name in addresses and commands, that of its file: `demand_by_month`.
    pub name: String,
    /// Its title on a page.
    pub title: String,
    /// What it measures, in whole sentences.
    pub definition: String,
    /// What is counted.
    pub numerator: String,
    /// Of what; none where no column is a percentage.
    pub denominator: Option<String>,
    /// The requirements it meets, such as `A-09`.
    pub requirements: Vec<String>,
    /// What a reader must know before using it.
    pub caveats: String,
    /// The lake tables it reads.
    pub sources: Vec<String>,
    /// What one row is.
    pub grain: String,
    /// Of whom the rates of its groups are; none where it has no groups of people.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub residents: Option<Residents>,
    /// Which columns count texts that were read, where how many speak of mental-health need is
    /// estimated from them; none for other measures.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub estimate: Option<Estimated>,
    /// Its columns, in order, those worked out here among them.
    pub columns: Vec<Column>,
    /// The statement, without the header.
    #[serde(skip)]
    pub sql: String,
}

/// Of whom the rates of groups are.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Residents {
    /// Residents by ethnic group.
    ByEthnicity {
        /// The column that holds the codes.
        key: String,
        /// The list they are of.
        codes: CodeList,
    },
    /// Of nobody: no residents are held by these groups.
    Nobody {
        /// Why, in words that end a sentence.
        why: String,
    },
}

/// Columns that count texts, by name.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Estimated {
    /// Texts that the reader suggests.
    pub flagged: String,
    /// Texts that were read.
    pub texts: String,
    /// Texts that people marked.
    pub marked: String,
    /// The version of the reader, a label.
    pub version: String,
}

/// A column of a measure.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Column {
    /// Its name in the SQL.
    pub name: String,
    /// What its cells hold.
    pub kind: Kind,
    /// The unit of its numbers, such as `incidents`; blank where it has none.
    pub unit: String,
    /// What it is.
    pub meaning: String,
}

/// What the cells of a column hold.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// Words: an area, a site, a group.
    Label,
    /// A day, in London.
    Day,
    /// A month, in London.
    Month,
    /// An hour of the day in London, 0 to 23.
    Hour,
    /// A day of the week, 1 for Monday to 7 for Sunday.
    Weekday,
    /// A number of whole things.
    Count,
    /// A number of whole things that are all among those of another column.
    CountOf(String),
    /// Minutes, whole.
    Minutes,
    /// Money, in whole pence.
    Pence,
    /// Another number.
    Number,
    /// What so many per cent of the values of something do not pass: 50 is the middle one.
    Quantile {
        /// How many per cent.
        percent: u8,
        /// What is measured: a column of the rows that are counted.
        of: String,
        /// The column that counts the rows it is measured of.
        among: String,
    },
    /// One count over another that contains it, with an interval. Not selected: worked out.
    Share {
        /// The column of the part.
        part: String,
        /// The column of the whole.
        whole: String,
    },
    /// The interval of a count, of 95 per cent. Not selected: worked out from the count.
    Interval(
        /// The column of the count.
        String,
    ),
}

impl Kind {
    /// Whether it says which row this is, rather than what was found.
    pub const fn is_key(&self) -> bool {
        matches!(
            self,
            Self::Label | Self::Day | Self::Month | Self::Hour | Self::Weekday
        )
    }

    /// Whether it holds a number of whole things.
    pub const fn is_count(&self) -> bool {
        matches!(self, Self::Count | Self::CountOf(_))
    }

    /// Whether it is worked out from other columns rather than selected.
    pub const fn is_derived(&self) -> bool {
        matches!(self, Self::Share { .. } | Self::Interval(_))
    }
}

impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Label => f.write_str("label"),
            Self::Day => f.write_str("day"),
            Self::Month => f.write_str("month"),
            Self::Hour => f.write_str("hour"),
            Self::Weekday => f.write_str("weekday"),
            Self::Count => f.write_str("count"),
            Self::CountOf(whole) => write!(f, "count of {whole}"),
            Self::Minutes => f.write_str("minutes"),
            Self::Pence => f.write_str("pence"),
            Self::Number => f.write_str("number"),
            Self::Quantile { percent, of, among } => {
                write!(f, "quantile {percent} of {of} among {among}")
            }
            Self::Interval(count) => write!(f, "interval of {count}"),
            Self::Share { part, whole } => write!(f, "share of {part} over {whole}"),
        }
    }
}

/// What is wrong with a measure file, and where.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{file}:{line}: {what}")]
pub struct Problem {
    /// The file, as it was named to [`Measure::read`].
    pub file: String,
    /// The line, from 1.
    pub line: usize,
    /// What is wrong and what to do.
    pub what: String,
}

impl Measure {
    /// Reads a measure file. `file` is its name, such as `lake/measures/demand_by_month.sql`, from
    /// which the measure gets its own.
    ///
    /// # Errors
    ///
    /// Every problem of the file, in the order of its lines.
    pub fn read(file: &str, text: &str) -> Result<Self, Vec<Problem>> {
        header::read(file, text)
    }

    /// The column of a name.
    pub fn column(&self, name: &str) -> Option<&Column> {
        self.columns.iter().find(|column| column.name == name)
    }

    /// The columns its SQL returns, in order.
    pub fn selected(&self) -> impl Iterator<Item = &Column> {
        self.columns
            .iter()
            .filter(|column| !column.kind.is_derived())
    }

    /// The columns that say which row a row is.
    pub fn keys(&self) -> impl Iterator<Item = &Column> {
        self.columns.iter().filter(|column| column.kind.is_key())
    }
}
