//! Hidden demand of an answer: how many of its texts speak of mental-health need, and how many of
//! those nobody marked.
//!
//! A measure that counts texts says in `estimate` which of its columns they are. Beside the answer
//! stands what was measured of the reader on labelled texts ([`Validation`]); without it, or where
//! the texts were read by another version, there is no estimate and the reason is said.

use std::collections::BTreeSet;

use serde::Serialize;

use crate::estimate::{Estimate, NoEstimate, Validation, estimate};
use crate::evidence::Answer;
use crate::interval::{Interval, exact};
use crate::measure::Estimated;
use crate::print::{per_cent, thousands, whole};
use crate::table::{Cell, Rate};

/// What is estimated of an answer.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Hidden {
    /// Texts that were read by the version whose error was measured.
    pub texts: u64,
    /// Those of them that people marked.
    pub marked: u64,
    /// How many of them speak of mental-health need.
    pub estimate: Estimate,
    /// How many that is beyond those that are marked; nought where as many are marked.
    pub beyond: Rate,
    /// Texts that other versions read. Nothing is said of them.
    pub others: u64,
}

/// Why there is no estimate.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NoHidden {
    /// No labelled texts.
    #[error(
        "nobody has measured on this force's own texts how often the reader is right. Have people \
         label a sample, and give what `lantern flag validate` makes of it as --labelled"
    )]
    NotMeasured,
    /// No text was read.
    #[error("no text of these incidents was read")]
    NoTexts,
    /// Another version read the texts.
    #[error(
        "the reader's error was measured for its version {measured}, and these texts were read by \
         {}. Measure that one, or import again",
        read.join(", ")
    )]
    OtherVersion {
        /// The version that was measured.
        measured: String,
        /// The versions that read.
        read: Vec<String>,
    },
    /// The counts are not all shown.
    #[error("counts that it rests on are not shown")]
    Suppressed,
    /// The counts allow none.
    #[error(transparent)]
    Counts(NoEstimate),
}

/// Estimates the hidden demand of an answer. None where its measure counts no texts.
pub fn hidden(
    answer: &Answer,
    validation: Option<&Validation>,
) -> Option<Result<Hidden, NoHidden>> {
    let columns = answer.measure.estimate.as_ref()?;
    Some(of(answer, columns, validation))
}

fn of(
    answer: &Answer,
    columns: &Estimated,
    validation: Option<&Validation>,
) -> Result<Hidden, NoHidden> {
    let validation = validation.ok_or(NoHidden::NotMeasured)?;
    let at = |name: &str| answer.table.position(name);
    let version = |row: &[Cell]| match at(&columns.version).and_then(|at| row.get(at)) {
        Some(Cell::Label(version)) => Some(version.clone()),
        _ => None,
    };
    let count = |row: &[Cell], name: &str| match at(name).and_then(|at| row.get(at)) {
        Some(Cell::Count(count)) => *count,
        _ => 0,
    };
    let needed = [&columns.texts, &columns.flagged, &columns.marked];
    let hidden = |row: &Vec<Cell>| {
        let cells = needed.iter().filter_map(|name| row.get(at(name)?));
        cells.into_iter().any(|cell| *cell == Cell::Suppressed)
    };
    if answer.table.rows.iter().any(hidden) {
        return Err(NoHidden::Suppressed);
    }
    let (mut texts, mut flagged, mut marked, mut others) = (0, 0, 0, 0);
    let mut versions = BTreeSet::new();
    for row in &answer.table.rows {
        let read = count(row, &columns.texts);
        match version(row) {
            Some(version) if version == validation.version => {
                texts += read;
                flagged += count(row, &columns.flagged);
                marked += count(row, &columns.marked);
            }
            Some(version) if read > 0 => {
                others += read;
                versions.insert(version);
            }
            _ => {}
        }
    }
    if texts == 0 && others == 0 {
        return Err(NoHidden::NoTexts);
    }
    if texts == 0 {
        return Err(NoHidden::OtherVersion {
            measured: validation.version.clone(),
            read: versions.into_iter().collect(),
        });
    }
    let estimate = estimate(flagged, texts, validation).map_err(NoHidden::Counts)?;
    let beyond = |count: f64| (count - exact(marked)).max(0.0);
    Ok(Hidden {
        texts,
        marked,
        beyond: Rate {
            value: beyond(estimate.count.value),
            interval: Interval {
                low: beyond(estimate.count.interval.low),
                high: beyond(estimate.count.interval.high),
            },
        },
        estimate,
        others,
    })
}

/// What a page and a paper say of it, a sentence or two each.
pub fn set_out(told: &Result<Hidden, NoHidden>) -> Vec<String> {
    let hidden = match told {
        Ok(hidden) => hidden,
        Err(why) => return vec![format!("There is no estimate: {why}.")],
    };
    let number = |rate: &Rate| {
        let Interval { low, high } = rate.interval;
        format!("{} ({} to {})", whole(rate.value), whole(low), whole(high))
    };
    let Estimate {
        share,
        count,
        flagged,
        at_nought,
        validation,
    } = &hidden.estimate;
    let mut told = vec![format!(
        "Of {} texts, {} speak of mental-health need: {}. The reader suggests {}, which is \
         corrected for how often it is wrong both ways.",
        thousands(hidden.texts),
        number(count),
        per_cent(share),
        per_cent(flagged),
    )];
    if *at_nought {
        told.push(
            "Fewer are suggested than wrong suggestions alone would make: the labelled texts do \
             not fit these, or there is next to nothing."
                .to_owned(),
        );
    }
    told.push(format!(
        "People marked {} of them as mental-health demand, by either definition. So {} are beyond \
         what is marked.",
        thousands(hidden.marked),
        number(&hidden.beyond),
    ));
    told.push(format!(
        "How often the reader is wrong was measured on: {}. Of {} that are so it suggested {}, of \
         {} that are not {}. The intervals, of 95 per cent, hold the doubt of that too.",
        validation.of,
        thousands(validation.hits + validation.misses),
        thousands(validation.hits),
        thousands(validation.false_flags + validation.correct_rejections),
        thousands(validation.false_flags),
    ));
    if hidden.others > 0 {
        told.push(format!(
            "{} texts were read by another version of the reader, of which nothing is estimated.",
            thousands(hidden.others)
        ));
    }
    told.push(
        "This is an estimate of a number, for texts like those that were labelled. It says nothing \
         of any one text, and marks nobody."
            .to_owned(),
    );
    told
}
