//! The door to the evidence base: what pages and programs ask, whoever holds the data.
//!
//! Pages know this trait and no engine. An answer carries what it rests on: the filters, how far
//! the record was followed, and what was left out.

use std::collections::{BTreeMap, BTreeSet};
use std::future::Future;
use std::pin::Pin;

use domain::{FileId, Month};
use jiff::Timestamp;
use serde::Serialize;

use crate::filters::Filters;
use crate::measure::Measure;
use crate::table::Table;

/// An answer that is being worked out.
pub type Asked<'a, T> = Pin<Box<dyn Future<Output = Result<T, Fault>> + Send + 'a>>;

/// Something that answers measures.
pub trait Evidence: Send + Sync {
    /// Every measure it has, in the order they are offered.
    fn measures(&self) -> &[Measure];

    /// The figures of a measure.
    ///
    /// # Errors
    ///
    /// No such measure, no data at all, or an engine that failed. Data that is there in part is
    /// an answer that says what was left out.
    fn answer<'a>(&'a self, name: &'a str, filters: &'a Filters) -> Asked<'a, Answer>;

    /// What one cell of an answer was counted from. Who may see it is asked by the caller, before.
    ///
    /// # Errors
    ///
    /// As [`Evidence::answer`], and where the measure has no such column or key.
    fn records<'a>(
        &'a self,
        name: &'a str,
        filters: &'a Filters,
        of: &'a CellOf,
    ) -> Asked<'a, Behind>;
}

/// Which cell of an answer is meant.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize)]
pub struct CellOf {
    /// The row: each key column with its text, as [`Table::key`] gives it.
    pub row: Vec<(String, String)>,
    /// The column, by name.
    pub column: String,
}

/// The records behind a cell.
#[derive(Debug, Clone, PartialEq, Default, Serialize)]
pub struct Behind {
    /// Their ids, at most [`Behind::MOST`] of them, in the order of the record; of a quantile in that
    /// of their values, and one as often as it has values.
    pub records: Vec<Source>,
    /// Of a quantile, the value of each, from the least to the most; empty of a count.
    pub values: Vec<f64>,
    /// Of a quantile, those next to it on either side with their values, from the least to the most.
    pub around: Vec<(Source, f64)>,
    /// How many there are in all.
    pub total: u64,
    /// What could not be read: where there is anything, there are more than these.
    pub left_out: Vec<LeftOut>,
}

impl Behind {
    /// How many ids are listed at most.
    pub const MOST: usize = 1_000;

    /// Which of so many values in order stand around a quantile: the two it lies between, and two
    /// more on either side.
    pub fn places_around(total: u64, percent: u8) -> std::ops::Range<u64> {
        let below = u64::try_from(u128::from(total.saturating_sub(1)) * u128::from(percent) / 100)
            .unwrap_or(u64::MAX);
        let from = below.saturating_sub(2);
        from..below.saturating_add(4).min(total).max(from)
    }
}

/// One thing that was counted.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Source {
    /// A file of the record, which a page can open.
    File(FileId),
    /// A row of an imported extract, by the id it had there and the name of its batch.
    Imported {
        /// The batch.
        batch: String,
        /// The id in the extract.
        id: String,
    },
}

/// What a measure answered, and what the answer rests on.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Answer {
    /// The measure, with its definition and caveats.
    pub measure: Measure,
    /// For what it was asked.
    pub filters: Filters,
    /// The figures.
    pub table: Table,
    /// What was asked for and could not be read. Empty is the ordinary case; anything else is
    /// shown before the figures, since they are smaller than they should be.
    pub left_out: Vec<LeftOut>,
    /// Whose figures these may be, in order: the forces that the data asked for holds anything of.
    pub forces: Vec<String>,
    /// How far the record was followed.
    pub up_to: UpTo,
    /// For each thing that may be unknown, how often it was.
    pub missing: Vec<Missing>,
}

/// How new an answer is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct UpTo {
    /// The last line of the whole record that was followed; nought where none was.
    pub record: u64,
    /// When what was asked was last built.
    pub built: Timestamp,
}

/// How often something was not known among what was counted.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Missing {
    /// What: `ethnicity, self-defined`.
    pub what: String,
    /// How many times it was not known, for whatever reason.
    pub count: u64,
    /// Among how many.
    pub of: u64,
}

/// Something that was asked for and is not in the answer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, thiserror::Error)]
#[serde(rename_all = "snake_case")]
pub enum LeftOut {
    /// A file that could not be read.
    #[error("`{file}` could not be read and was left out: {why}. To mend it, {mend}")]
    Unreadable {
        /// The file, within the lake.
        file: String,
        /// Why, for the operator.
        why: String,
        /// What whoever keeps the evidence base can do, as words that follow *to mend it*.
        mend: String,
    },
    /// A month of which there is nothing.
    #[error("nothing is held of {month} for `{force}` in `{table}`")]
    NoMonth {
        /// The table.
        table: String,
        /// The force.
        force: String,
        /// The month.
        month: Month,
    },
    /// A file that was written before a column existed.
    #[error(
        "`{file}` was written by an older version ({version}) and has no {columns}: they count as \
         not known. To mend it, {mend}"
    )]
    OldSchema {
        /// The file, within the lake.
        file: String,
        /// The version of the schema it was written with.
        version: u32,
        /// The columns it does not have, comma-separated. They count as not known.
        columns: String,
        /// What whoever keeps the evidence base can do.
        mend: String,
    },
}

/// What was left out, in words and each once: months that follow one another are one sentence.
pub fn told<'a>(left_out: impl IntoIterator<Item = &'a LeftOut>) -> Vec<String> {
    let mut others = BTreeSet::new();
    let mut tables: BTreeMap<(&str, Month), BTreeSet<&str>> = BTreeMap::new();
    for one in left_out {
        match one {
            LeftOut::NoMonth {
                table,
                force,
                month,
            } => {
                let named = tables.entry((force, *month)).or_default();
                named.extend(table.split(", "));
            }
            other => {
                others.insert(other.to_string());
            }
        }
    }
    let mut spans: Vec<(&str, Month, Month, BTreeSet<&str>)> = Vec::new();
    for ((force, month), named) in tables {
        match spans.last_mut() {
            Some((of, _, last, same))
                if *of == force && *same == named && month.before() == Some(*last) =>
            {
                *last = month;
            }
            _ => spans.push((force, month, month, named)),
        }
    }
    let months = spans.into_iter().map(|(force, first, last, named)| {
        let named: Vec<&str> = named.into_iter().collect();
        let named = named.join("`, `");
        if first == last {
            format!("nothing is held of {first} for `{force}` in `{named}`")
        } else {
            format!("nothing is held of {first} to {last} for `{force}` in `{named}`")
        }
    });
    others.into_iter().chain(months).collect()
}

/// Why there is no answer.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Fault {
    /// There is no measure of that name.
    #[error("there is no measure `{name}`{}", perhaps(.near.as_deref()))]
    NoMeasure {
        /// What was asked for.
        name: String,
        /// The name most like it, if any is.
        near: Option<String>,
    },
    /// The measure has no such column or row.
    #[error("`{measure}` has no {what}")]
    NoCell {
        /// The measure.
        measure: String,
        /// What it does not have: ``column `x` ``.
        what: String,
    },
    /// There is nothing to answer from yet.
    #[error("the evidence base is empty: nothing has been followed or imported yet")]
    Empty,
    /// The list of what is held cannot be read, so that nothing is answered. `why` is for the
    /// operator and says what to do.
    #[error("the evidence base cannot be read: {why}")]
    Broken {
        /// Why.
        why: String,
    },
    /// The measure or the engine failed. The reader is told that it did; `why` is for the
    /// operator.
    #[error("`{measure}` could not be worked out: {why}")]
    Failed {
        /// The measure.
        measure: String,
        /// Why.
        why: String,
    },
}

fn perhaps(name: Option<&str>) -> String {
    name.map(|name| format!("; did you mean `{name}`?"))
        .unwrap_or_default()
}

impl Fault {
    /// That there is no measure of a name, with the one most like it.
    pub fn no_measure(name: &str, measures: &[Measure]) -> Self {
        let near = measures
            .iter()
            .map(|measure| (distance(name, &measure.name), &measure.name))
            .min()
            .filter(|(distance, _)| *distance <= 1 + name.chars().count() / 4)
            .map(|(_, near)| near.clone());
        Self::NoMeasure {
            name: name.to_owned(),
            near,
        }
    }
}

/// How many letters must be added, taken away or changed to make one word of another.
fn distance(one: &str, other: &str) -> usize {
    let other: Vec<char> = other.chars().collect();
    let mut last: Vec<usize> = (0..=other.len()).collect();
    for (row, a) in one.chars().enumerate() {
        let mut this = vec![row + 1];
        for ((b, pair), left) in other.iter().zip(last.windows(2)).zip(1_usize..) {
            let [diagonal, above] = pair else { continue };
            let before = this.get(left - 1).copied().unwrap_or(usize::MAX - 1);
            this.push(
                (diagonal + usize::from(a != *b))
                    .min(above + 1)
                    .min(before + 1),
            );
        }
        last = this;
    }
    last.last().copied().unwrap_or(usize::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn months_that_follow_one_another_are_told_together_and_others_apart() {
        let month = |table: &str, force: &str, text: &str| LeftOut::NoMonth {
            table: table.to_owned(),
            force: force.to_owned(),
            month: text.parse().unwrap(),
        };
        let all = [
            month("incident", "kent", "2026-01"),
            month("detention, phase", "kent", "2025-12"),
            month("incident", "kent", "2025-12"),
            month("phase", "kent", "2026-01"),
            month("detention", "kent", "2026-01"),
            month("incident", "kent", "2026-03"),
            month("incident", "gwent", "2025-11"),
            LeftOut::Unreadable {
                file: "a.parquet".to_owned(),
                why: "cut short".to_owned(),
                mend: "make it again".to_owned(),
            },
        ];
        let expected = [
            "`a.parquet` could not be read and was left out: cut short. To mend it, make it again",
            "nothing is held of November 2025 for `gwent` in `incident`",
            "nothing is held of December 2025 to January 2026 for `kent` in `detention`, `incident`, `phase`",
            "nothing is held of March 2026 for `kent` in `incident`",
        ];
        assert_eq!(told(&all), expected);
        assert_eq!(told(all.iter().rev()), expected);
        assert_eq!(told(&[]), [""; 0]);
    }
}
