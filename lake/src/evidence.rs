//! Measures, worked out on the parts of the lake: by an embedded engine, or by another that is given.
//!
//! One question has one view of the lake: the list is read once, and only listed parts are
//! looked at. What could not be read stands in the answer.

mod behind;
mod cells;
mod engine;
mod measures;
mod parts;
mod reading;
mod undated;
mod verified;

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use datafusion::arrow::array::RecordBatch;
use datafusion::common::ScalarValue;
use datafusion::error::DataFusionError;
use datafusion::prelude::SessionContext;
use figures::evidence::{Answer, Asked, Behind, CellOf, Evidence, Fault, LeftOut, Missing, UpTo};
use figures::filters::Filters;
use figures::measure::{Kind, Measure, Problem};
use figures::table::{Cell, Table};
use jiff::Timestamp;

use crate::error::LakeError;
use crate::schema::{self, days};
use crate::store::{self, Manifest, Part};

use engine::Embedded;
pub use engine::Engine;
pub use measures::shipped;
use parts::{Met, Parts};
use verified::Verified;

/// The lake as something that answers measures.
#[derive(Debug)]
pub struct Lake {
    root: PathBuf,
    lists: store::Reader,
    measures: Vec<Measure>,
    verified: Arc<Verified>,
    engine: Arc<dyn Engine>,
}

/// Why the lake cannot answer measures at all.
#[derive(Debug, thiserror::Error)]
pub enum CannotAnswer {
    /// Headers of measures do not read.
    #[error("{}", listed(.0))]
    Measures(Vec<Problem>),
    /// The engine does not start.
    #[error("the engine of the evidence base does not start: {0}")]
    Engine(String),
}

fn listed(problems: &[Problem]) -> String {
    let lines: Vec<String> = problems.iter().map(Problem::to_string).collect();
    lines.join("\n")
}

impl Lake {
    /// The lake of a folder, which may be made or filled later, with the measures that are shipped
    /// and the engine of this process.
    pub fn open(root: &Path) -> Result<Self, CannotAnswer> {
        Self::open_with(root, Arc::new(Embedded::new()?))
    }

    /// The same with another engine: the same measures, parts and checks.
    pub fn open_with(root: &Path, engine: Arc<dyn Engine>) -> Result<Self, CannotAnswer> {
        let measures = shipped().map_err(CannotAnswer::Measures)?;
        Ok(Self {
            root: std::path::absolute(root).unwrap_or_else(|_| root.to_owned()),
            lists: store::Reader::default(),
            measures,
            verified: Arc::default(),
            engine,
        })
    }

    fn measure(&self, name: &str) -> Result<&Measure, Fault> {
        self.measures
            .iter()
            .find(|measure| measure.name == name)
            .ok_or_else(|| Fault::no_measure(name, &self.measures))
    }

    /// The list as it stands now; `name` is the measure that is asked for it.
    pub(crate) fn list(&self, name: &str) -> Result<Arc<Manifest>, Fault> {
        match self.lists.manifest(&self.root) {
            Ok(manifest) if manifest.parts.is_empty() => Err(Fault::Empty),
            Ok(manifest) => Ok(manifest),
            Err(LakeError::Missing(_)) => Err(Fault::Empty),
            Err(error @ (LakeError::Manifest { .. } | LakeError::Disk { .. })) => {
                Err(Fault::Broken {
                    why: error.to_string(),
                })
            }
            Err(error) => Err(failed(name, &error)),
        }
    }

    /// A session that sees the parts of one list.
    fn session(&self, manifest: &Arc<Manifest>, met: &Arc<Mutex<Met>>) -> SessionContext {
        let session = self.engine.session();
        for table in schema::TABLES {
            let parts = Parts::new(
                table,
                self.engine.as_ref(),
                self.root.clone(),
                Arc::clone(manifest),
                Arc::clone(&self.verified),
                Arc::clone(met),
            );
            // A new session has no table of that name.
            let _ = session.register_table(table.name, Arc::new(parts));
        }
        session
    }

    async fn run(
        &self,
        manifest: &Arc<Manifest>,
        sql: &str,
        parameters: Vec<(&'static str, ScalarValue)>,
    ) -> Result<(Vec<RecordBatch>, Vec<LeftOut>), DataFusionError> {
        let met = Arc::new(Mutex::new(Met::default()));
        let session = self.session(manifest, &met);
        let frame = session.sql(sql).await?.with_param_values(parameters)?;
        let batches = self.engine.rows(frame).await?;
        let left_out = met
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .left_out();
        Ok((batches, left_out))
    }

    /// The figures of a measure, and the list they rest on.
    pub(crate) async fn work_out(
        &self,
        name: &str,
        filters: &Filters,
    ) -> Result<(Answer, Arc<Manifest>), Fault> {
        let measure = self.measure(name)?;
        let mut manifest = self.list(name)?;
        let mut told = self.run(&manifest, &measure.sql, parameters(filters)).await;
        // A part can be exchanged while it is read; the newer list then names another.
        for _ in 0..2 {
            let newer = self.list(name)?;
            if newer == manifest || !is_gone(&told) {
                break;
            }
            manifest = newer;
            told = self.run(&manifest, &measure.sql, parameters(filters)).await;
        }
        let (batches, mut left_out) = told.map_err(|error| failed(name, &error))?;
        let rows = cells::cells(measure, &batches).map_err(|why| because(name, why))?;
        let table = Table::of(measure, rows).map_err(|error| failed(name, &error))?;
        left_out.extend(months_without(&manifest, measure, filters));
        left_out.extend(unread(&manifest));
        let mut missing = missing(measure, &table);
        let undated = self
            .undated(&manifest, measure, filters, &left_out)
            .await
            .map_err(|error| failed(name, &error))?;
        missing.extend(undated.missing);
        left_out.extend(undated.left_out);
        let answer = Answer {
            missing,
            measure: measure.clone(),
            filters: filters.clone(),
            table,
            left_out,
            forces: forces(&manifest, measure, filters),
            up_to: self.up_to(&manifest),
        };
        Ok((answer, manifest))
    }

    /// How new a list is.
    pub(crate) fn up_to(&self, manifest: &Manifest) -> UpTo {
        UpTo {
            record: manifest
                .followed
                .as_ref()
                .map_or(0, |followed| followed.line),
            built: store::built(&self.root).unwrap_or(Timestamp::UNIX_EPOCH),
        }
    }
}

impl Evidence for Lake {
    fn measures(&self) -> &[Measure] {
        &self.measures
    }

    fn answer<'a>(&'a self, name: &'a str, filters: &'a Filters) -> Asked<'a, Answer> {
        Box::pin(async move { Ok(self.work_out(name, filters).await?.0) })
    }

    fn records<'a>(
        &'a self,
        name: &'a str,
        filters: &'a Filters,
        of: &'a CellOf,
    ) -> Asked<'a, Behind> {
        Box::pin(self.behind(name, filters, of))
    }
}

fn failed(name: &str, error: &(dyn std::error::Error + 'static)) -> Fault {
    // What an engine says in its own words needs no other before them.
    match error.downcast_ref::<DataFusionError>() {
        Some(DataFusionError::External(own)) => because(name, own.to_string()),
        _ => because(name, error.to_string()),
    }
}

fn because(name: &str, why: impl Into<String>) -> Fault {
    Fault::Failed {
        measure: name.to_owned(),
        why: why.into(),
    }
}

/// What a measure may ask for, of these filters.
fn parameters(filters: &Filters) -> Vec<(&'static str, ScalarValue)> {
    vec![
        ("from", ScalarValue::Date32(Some(days(filters.from)))),
        ("to", ScalarValue::Date32(Some(days(filters.to)))),
        ("force", ScalarValue::Utf8(filters.force.clone())),
        ("area", ScalarValue::Utf8(filters.area.clone())),
    ]
}

/// Whether a question failed because a file went away, or left one out for that.
fn is_gone(told: &Result<(Vec<RecordBatch>, Vec<LeftOut>), DataFusionError>) -> bool {
    match told {
        Err(_) => true,
        Ok((_, left_out)) => left_out
            .iter()
            .any(|left_out| matches!(left_out, LeftOut::Unreadable { .. })),
    }
}

/// The months that were asked for and of which a force has nothing in any table the measure reads.
fn months_without(manifest: &Manifest, measure: &Measure, filters: &Filters) -> Vec<LeftOut> {
    let forces: BTreeSet<&str> = match &filters.force {
        Some(force) => BTreeSet::from([force.as_str()]),
        None => manifest
            .parts
            .iter()
            .map(|part| part.force.as_str())
            .collect(),
    };
    let held: BTreeSet<(&str, String)> = manifest
        .parts
        .iter()
        .map(|part| (part.force.as_str(), part.month.key()))
        .collect();
    let mut without = Vec::new();
    for force in forces {
        for month in filters.months() {
            // A month in which nothing of a kind happened has no such part, and is not missing.
            if !held.contains(&(force, month.key())) {
                without.push(LeftOut::NoMonth {
                    table: measure.sources.join(", "),
                    force: force.to_owned(),
                    month,
                });
            }
        }
    }
    without
}

/// Files of the record that could not be read when the rows were made.
fn unread(manifest: &Manifest) -> impl Iterator<Item = LeftOut> {
    manifest.unread.iter().map(|unread| LeftOut::Unreadable {
        file: format!("file {} of the record", unread.file),
        why: unread.why.clone(),
        mend:
            "look at it with `lantern verify`, then make the lake again with `lantern lake build`"
                .to_owned(),
    })
}

/// Whose parts a measure is asked of.
fn forces(manifest: &Manifest, measure: &Measure, filters: &Filters) -> Vec<String> {
    let wanted = |part: &&Part| {
        measure.sources.contains(&part.table)
            && filters
                .force
                .as_ref()
                .is_none_or(|force| *force == part.force)
    };
    let all: BTreeSet<&str> = manifest
        .parts
        .iter()
        .filter(wanted)
        .map(|part| part.force.as_str())
        .collect();
    all.into_iter().map(str::to_owned).collect()
}

/// How often what was not known: the columns whose names end in `_not_known`.
fn missing(measure: &Measure, table: &Table) -> Vec<Missing> {
    let sum = |name: &str| -> u64 {
        let at = table.position(name);
        let cells = table.rows.iter().filter_map(|row| row.get(at?));
        cells
            .map(|cell| match cell {
                Cell::Count(count) => *count,
                _ => 0,
            })
            .sum()
    };
    measure
        .columns
        .iter()
        .filter(|column| column.name.ends_with("_not_known"))
        .filter_map(|column| match &column.kind {
            Kind::CountOf(whole) => Some(Missing {
                what: column.meaning.clone(),
                count: sum(&column.name),
                of: sum(whole),
            }),
            _ => None,
        })
        .collect()
}
