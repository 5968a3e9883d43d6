//! What one cell of an answer was counted from.
//!
//! A measure lists what it counts in a table expression called `counted`: `id` and `origin` of
//! what was counted, its keys, and for each count a column of that name which says whether the
//! row is one of them. A count without such a column counts every row.

use std::sync::Arc;

use datafusion::arrow::array::{Array as _, AsArray as _, RecordBatch};
use datafusion::arrow::compute::cast;
use datafusion::arrow::datatypes::{DataType, Float64Type, Int64Type};
use datafusion::common::ScalarValue;
use datafusion::error::DataFusionError;
use datafusion::sql::sqlparser::ast::Statement;
use datafusion::sql::sqlparser::dialect::GenericDialect;
use datafusion::sql::sqlparser::parser::Parser;
use figures::evidence::{Behind, CellOf, Fault, LeftOut, Source};
use figures::filters::Filters;
use figures::measure::{Kind, Measure};
use figures::table::NOT_KNOWN;

use crate::store::Manifest;

use super::{Lake, because, failed, parameters, unread};

/// The rows of a measure before they are counted.
const COUNTED: &str = "counted";

impl Lake {
    pub(super) async fn behind(
        &self,
        name: &str,
        filters: &Filters,
        of: &CellOf,
    ) -> Result<Behind, Fault> {
        let measure = self.measure(name)?;
        let question = Question::of(measure, of)?;
        let manifest = self.list(name)?;
        let with = with(measure).ok_or_else(|| {
            because(
                name,
                "its SQL has no table expression `counted` to look behind",
            )
        })?;
        let mut given = parameters(filters);
        for (index, key) in question.keys.iter().enumerate() {
            let parameter = KEYS.get(index).copied().unwrap_or("key");
            given.push((parameter, ScalarValue::Utf8(Some(key.1.clone()))));
        }
        let kind = self
            .column_type(
                &manifest,
                &format!("{with} SELECT * FROM {COUNTED}"),
                &question.column,
            )
            .await
            .map_err(|error| failed(name, &error))?;
        let wanted = question.condition(kind.as_ref());
        let mut given = Given {
            lake: self,
            name,
            manifest,
            with,
            parameters: given,
            left_out: Vec::new(),
        };
        let mut found = match &question.quantile {
            Some((percent, of)) => given.quantile(&wanted, *percent, of).await?,
            None => given.counted(&wanted).await?,
        };
        found.left_out = given.left_out;
        found.left_out.extend(unread(&given.manifest));
        Ok(found)
    }
}

/// One question of what is behind a cell, with all that its statements share.
struct Given<'a> {
    lake: &'a Lake,
    name: &'a str,
    manifest: Arc<Manifest>,
    /// The table expressions of the measure.
    with: String,
    parameters: Vec<(&'static str, ScalarValue)>,
    /// What could not be read on the way.
    left_out: Vec<LeftOut>,
}

impl Given<'_> {
    /// The records of a count.
    async fn counted(&mut self, wanted: &str) -> Result<Behind, Fault> {
        let from = format!("FROM {COUNTED} WHERE {wanted}");
        let total = self
            .total(&format!("(SELECT DISTINCT id, origin {from})"))
            .await?;
        let list = format!(
            "SELECT DISTINCT id, origin {from} ORDER BY origin, id LIMIT {}",
            Behind::MOST
        );
        let rows = self.rows(&list).await?;
        Ok(Behind {
            records: rows.into_iter().map(|(source, _)| source).collect(),
            total,
            ..Behind::default()
        })
    }

    /// The records a quantile rests on, in the order of their values, and those around it.
    async fn quantile(&mut self, wanted: &str, percent: u8, of: &str) -> Result<Behind, Fault> {
        let from = format!("FROM {COUNTED} WHERE {wanted} AND {of} IS NOT NULL");
        let total = self.total(&format!("(SELECT id {from})")).await?;
        let ordered = format!(
            "SELECT id, origin, CAST({of} AS DOUBLE) AS value {from} ORDER BY value, origin, id"
        );
        let places = Behind::places_around(total, percent);
        let (skipped, length) = (places.start, places.end - places.start);
        let around = self
            .rows(&format!("{ordered} LIMIT {length} OFFSET {skipped}"))
            .await?;
        let rows = self
            .rows(&format!("{ordered} LIMIT {}", Behind::MOST))
            .await?;
        let (records, values) = rows.into_iter().unzip();
        Ok(Behind {
            records,
            values,
            around,
            total,
            ..Behind::default()
        })
    }

    async fn batches(&mut self, sql: &str) -> Result<Vec<RecordBatch>, Fault> {
        let sql = format!("{} {sql}", self.with);
        let told = self
            .lake
            .run(&self.manifest, &sql, self.parameters.clone())
            .await;
        let (batches, left_out) = told.map_err(|error| failed(self.name, &error))?;
        self.left_out = left_out;
        Ok(batches)
    }

    /// How many rows a table expression has.
    async fn total(&mut self, from: &str) -> Result<u64, Fault> {
        let batches = self
            .batches(&format!("SELECT count(*) FROM {from}"))
            .await?;
        let total = batches.first().and_then(|batch| {
            let counts = batch.column(0).as_primitive_opt::<Int64Type>()?;
            u64::try_from(counts.iter().next()??).ok()
        });
        Ok(total.unwrap_or(0))
    }

    /// Records with their values; nought where none is selected.
    async fn rows(&mut self, sql: &str) -> Result<Vec<(Source, f64)>, Fault> {
        let mut rows = Vec::new();
        for batch in &self.batches(sql).await? {
            let text = |index: usize| {
                cast(batch.column(index), &DataType::Utf8)
                    .map_err(|error| failed(self.name, &error))
            };
            let (ids, origins) = (text(0)?, text(1)?);
            let (ids, origins) = (ids.as_string::<i32>(), origins.as_string::<i32>());
            let values = batch
                .column_by_name("value")
                .and_then(|values| values.as_primitive_opt::<Float64Type>());
            for row in 0..batch.num_rows() {
                if ids.is_valid(row) && origins.is_valid(row) {
                    let value = values.map_or(0.0, |values| values.value(row));
                    rows.push((source(ids.value(row), origins.value(row)), value));
                }
            }
        }
        Ok(rows)
    }
}

impl Lake {
    /// What a column of a statement holds; none where it has no such column. Nothing is read.
    async fn column_type(
        &self,
        manifest: &Arc<Manifest>,
        sql: &str,
        column: &str,
    ) -> Result<Option<DataType>, DataFusionError> {
        let session = self.session(manifest, &Arc::default());
        let frame = session.sql(sql).await?;
        let schema = frame.schema();
        let field = schema.field_with_unqualified_name(column).ok();
        Ok(field.map(|field| field.data_type().clone()))
    }
}

/// Parameters for the keys of a row. No measure has more keys.
const KEYS: [&str; 6] = ["key1", "key2", "key3", "key4", "key5", "key6"];

struct Question {
    /// The keys of the row that have a value, with it.
    keys: Vec<(String, String)>,
    /// The keys that are not known in that row.
    unknown: Vec<String>,
    column: String,
    /// Of a quantile: how many per cent, and what is measured.
    quantile: Option<(u8, String)>,
}

impl Question {
    fn of(measure: &Measure, of: &CellOf) -> Result<Self, Fault> {
        let no = |what: String| Fault::NoCell {
            measure: measure.name.clone(),
            what,
        };
        let mut asked = measure
            .column(&of.column)
            .ok_or_else(|| no(format!("column `{}`", of.column)))?;
        if let Kind::Share { part, .. } | Kind::Interval(part) = &asked.kind {
            asked = measure.column(part).unwrap_or(asked);
        }
        let mut quantile = None;
        if let Kind::Quantile { percent, of, among } = &asked.kind {
            quantile = Some((*percent, of.clone()));
            asked = measure.column(among).unwrap_or(asked);
        }
        let mut question = Self {
            keys: Vec::new(),
            unknown: Vec::new(),
            column: asked.name.clone(),
            quantile,
        };
        for (key, text) in &of.row {
            let known = measure.column(key).filter(|column| column.kind.is_key());
            if known.is_none() || question.keys.len() >= KEYS.len() {
                return Err(no(format!("key `{key}`")));
            }
            if text == NOT_KNOWN {
                question.unknown.push(key.clone());
            } else {
                question.keys.push((key.clone(), text.clone()));
            }
        }
        Ok(question)
    }

    /// Which rows of `counted` are meant. Names of columns are the measure's own; values go in as
    /// parameters.
    fn condition(&self, column: Option<&DataType>) -> String {
        let mut all: Vec<String> = self
            .keys
            .iter()
            .zip(KEYS)
            .map(|((key, _), parameter)| format!("CAST({key} AS VARCHAR) = ${parameter}"))
            .collect();
        all.extend(self.unknown.iter().map(|key| format!("{key} IS NULL")));
        match column {
            Some(DataType::Boolean) => all.push(self.column.clone()),
            Some(_) => all.push(format!("{} IS NOT NULL", self.column)),
            None => {}
        }
        if all.is_empty() {
            all.push("true".to_owned());
        }
        all.join(" AND ")
    }
}

/// The table expressions of a measure's SQL, up to and with `counted`.
fn with(measure: &Measure) -> Option<String> {
    let statements = Parser::parse_sql(&GenericDialect {}, &measure.sql).ok()?;
    let Some(Statement::Query(query)) = statements.first() else {
        return None;
    };
    let with = query.with.as_ref()?;
    with.cte_tables
        .iter()
        .any(|table| table.alias.name.value == COUNTED)
        .then(|| with.to_string())
}

fn source(id: &str, origin: &str) -> Source {
    match (origin, id.parse()) {
        ("record", Ok(file)) => Source::File(file),
        _ => Source::Imported {
            batch: origin.strip_prefix("import:").unwrap_or(origin).to_owned(),
            id: id.to_owned(),
        },
    }
}
