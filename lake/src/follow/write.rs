//! Exchanging rows in the parts they stand in, and no others.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use datafusion::arrow::array::{Array as _, BooleanArray, RecordBatch, StringArray};
use datafusion::arrow::compute::{concat_batches, filter_record_batch};
use datafusion::arrow::error::ArrowError;
use domain::Month;

use super::rows::Rows;
use crate::error::LakeError;
use crate::schema::{Detention, Incident, Phase, Row, Table, Text, table_of};
use crate::store::{Change, Manifest, Origin, Writer, sorted};

/// What a step brings to the lake.
pub(super) struct News {
    /// The files whose rows are exchanged, by id.
    pub(super) touched: BTreeSet<String>,
    /// The months those stood in.
    pub(super) before: BTreeSet<Month>,
    /// The rows they have now.
    pub(super) fresh: Vec<Rows>,
    /// Other files, by id, with the month they stand in and who they are about from now on.
    pub(super) renamed: BTreeMap<String, (Month, Option<Text>)>,
}

impl News {
    /// Writes the parts that the touched files stand in or come to stand in, and those of whoever
    /// is somebody else.
    pub(super) fn write(
        &self,
        writer: &mut Writer,
        force: &str,
        say: impl FnOnce(&mut Manifest),
    ) -> Result<(), LakeError> {
        let fresh = self.fresh.iter().map(|rows| rows.month);
        let touched: BTreeSet<Month> = self.before.iter().copied().chain(fresh).collect();
        let renamed = self.renamed.values().map(|(month, _)| *month);
        let months: BTreeSet<Month> = touched.iter().copied().chain(renamed).collect();
        let mut changes = Vec::new();
        for month in months {
            let here = || self.fresh.iter().filter(move |rows| rows.month == month);
            let incidents: Vec<Incident> = here().map(|rows| rows.incident.clone()).collect();
            let detentions: Vec<Detention> =
                here().filter_map(|rows| rows.detention.clone()).collect();
            let part = Part {
                writer,
                force,
                month,
                news: self,
            };
            changes.push(part.with(&incidents)?);
            changes.push(part.with(&detentions)?);
            // Nobody stands in the rows of phases.
            if touched.contains(&month) {
                let phases: Vec<Phase> = here().flat_map(|rows| rows.phases.clone()).collect();
                changes.push(part.with(&phases)?);
            }
        }
        writer.exchange(changes, say)
    }
}

/// One month of one force's record.
struct Part<'a> {
    writer: &'a Writer,
    force: &'a str,
    month: Month,
    news: &'a News,
}

impl Part<'_> {
    /// The rows there are without those of touched files, and the new ones, in order.
    fn with<R: Row>(&self, fresh: &[R]) -> Result<Change, LakeError> {
        let table = table_of::<R>();
        let there = self
            .writer
            .rows(table, self.force, self.month, &Origin::Record)?;
        let joined = self
            .joined::<R>(table, there, fresh)
            .map_err(|error| LakeError::Encode {
                table: table.name,
                why: error.to_string(),
            })?;
        Ok(Change {
            table,
            force: self.force.to_owned(),
            month: self.month,
            origin: Origin::Record,
            rows: Some(joined),
        })
    }

    fn joined<R: Row>(
        &self,
        table: &'static Table,
        there: Option<RecordBatch>,
        fresh: &[R],
    ) -> Result<RecordBatch, ArrowError> {
        let mut batches = Vec::new();
        if let Some(there) = there {
            let stays: BooleanArray = ids(table, &there)
                .map(|id| Some(!id.is_some_and(|id| self.news.touched.contains(id))))
                .collect();
            let stay = filter_record_batch(&there, &stays)?;
            batches.push(renamed(table, stay, &self.news.renamed)?);
        }
        batches.push(R::batch(fresh)?);
        sorted(table, &concat_batches(&table.schema(), &batches)?)
    }
}

/// Rows with the persons of some of them exchanged, by the id of the row's file.
fn renamed(
    table: &Table,
    rows: RecordBatch,
    to: &BTreeMap<String, (Month, Option<Text>)>,
) -> Result<RecordBatch, ArrowError> {
    let Ok(at) = rows.schema().index_of("person") else {
        return Ok(rows);
    };
    let mut columns = rows.columns().to_vec();
    let persons = columns.get_mut(at);
    let Some((column, there)) = persons.and_then(|column| {
        let there = column.as_any().downcast_ref::<StringArray>()?.clone();
        Some((column, there))
    }) else {
        return Ok(rows);
    };
    let now: StringArray = ids(table, &rows)
        .zip(&there)
        .map(|(id, was)| match id.and_then(|id| to.get(id)) {
            Some((_, person)) => person.as_deref(),
            None => was,
        })
        .collect();
    *column = Arc::new(now);
    RecordBatch::try_new(rows.schema(), columns)
}

/// The ids of rows, by which they are replaced.
fn ids<'a>(table: &Table, rows: &'a RecordBatch) -> impl Iterator<Item = Option<&'a str>> {
    let column = rows
        .column_by_name(table.id())
        .and_then(|column| column.as_any().downcast_ref::<StringArray>());
    (0..rows.num_rows()).map(move |row| {
        column
            .filter(|column| column.is_valid(row))
            .map(|column| column.value(row))
    })
}
