//! Incidents that may lie in a period and are of no known day. No figure has them.
//!
//! The list says of each part how many of its rows they are. Only the months at the edges of a
//! period, and earlier rows that reach into it, must be looked at.

use std::collections::BTreeSet;
use std::sync::Arc;

use datafusion::arrow::array::{AsArray as _, RecordBatch};
use datafusion::arrow::datatypes::Int64Type;
use datafusion::error::DataFusionError;
use figures::evidence::{LeftOut, Missing};
use figures::filters::Filters;
use figures::measure::Measure;
use jiff::civil::Date;

use super::{Lake, parameters};
use crate::schema::{Incident, Row as _};
use crate::store::{Manifest, Part};

/// Those of no known day, and all.
const UNDATED: &str = "SELECT count(*) FILTER (WHERE local_day IS NULL), count(*) FROM incident \
     WHERE first_day < $to AND last_day >= $from \
     AND ($force IS NULL OR force = $force) AND ($area IS NULL OR area = $area)";

/// What was found of them.
#[derive(Default)]
pub(super) struct Undated {
    /// How many there are, of how many.
    pub(super) missing: Option<Missing>,
    /// What could not be read, and no figure needed.
    pub(super) left_out: Vec<LeftOut>,
}

impl Lake {
    /// How many there are, of how many; nothing where there are none or the measure asks for no
    /// day. Parts that were left out of the figures are left out here too.
    pub(super) async fn undated(
        &self,
        manifest: &Manifest,
        measure: &Measure,
        filters: &Filters,
        left_out: &[LeftOut],
    ) -> Result<Undated, DataFusionError> {
        let incidents = Incident::TABLE.name;
        // A measure that asks for the first day counts them itself.
        let reads = measure.sources.iter().any(|source| source == incidents)
            && !measure.sql.contains("first_day");
        if !reads {
            return Ok(Undated::default());
        }
        let unread: BTreeSet<&str> = left_out.iter().filter_map(file).collect();
        let mut counted = (0, 0);
        let mut asked = Manifest::default();
        let mut may_be_more = false;
        for part in &manifest.parts {
            let of_force = filters.force.as_ref().is_none_or(|one| *one == part.force);
            if part.table != incidents || !of_force || unread.contains(part.path.as_str()) {
                continue;
            }
            match lies(part, filters) {
                Lies::After => {}
                Lies::Before if part.undated == 0 => {}
                Lies::Within if filters.area.is_none() => {
                    counted.0 += part.undated;
                    counted.1 += part.rows;
                }
                _ => {
                    may_be_more |= part.undated > 0;
                    asked.parts.push(part.clone());
                }
            }
        }
        if counted.0 == 0 && !may_be_more {
            return Ok(Undated::default());
        }
        let mut found = Undated::default();
        if !asked.parts.is_empty() {
            let (batches, left_out) = self
                .run(&Arc::new(asked), UNDATED, parameters(filters))
                .await?;
            counted.0 += count(&batches, 0);
            counted.1 += count(&batches, 1);
            // What is older is named where a figure needs it.
            found.left_out = left_out;
            found
                .left_out
                .retain(|one| matches!(one, LeftOut::Unreadable { .. }));
        }
        let (count, of) = counted;
        found.missing = (count > 0).then(|| Missing {
            what: "the day, so that they are in no figure here".to_owned(),
            count,
            of,
        });
        Ok(found)
    }
}

/// The file that was left out, where it was one.
fn file(left_out: &LeftOut) -> Option<&str> {
    match left_out {
        LeftOut::Unreadable { file, .. } => Some(file),
        _ => None,
    }
}

/// How a month lies to a period. The rows of a part may begin in no other month.
enum Lies {
    Before,
    Within,
    /// In part, or nobody can say.
    Across,
    After,
}

fn lies(part: &Part, filters: &Filters) -> Lies {
    let Some(first) = part.month.first_day() else {
        return Lies::Across;
    };
    let last: Date = first.last_of_month();
    if last < filters.from {
        Lies::Before
    } else if first >= filters.to {
        Lies::After
    } else if first >= filters.from && last < filters.to {
        Lies::Within
    } else {
        Lies::Across
    }
}

fn count(batches: &[RecordBatch], column: usize) -> u64 {
    let counts = batches
        .first()
        .and_then(|batch| batch.column(column).as_primitive_opt::<Int64Type>());
    let first = counts.and_then(|counts| counts.iter().next().flatten());
    first
        .and_then(|count| u64::try_from(count).ok())
        .unwrap_or(0)
}
