//! What one cell of an answer was counted from.
//!
//! A measure lists what it counts in a table expression called `counted`: `id` and `origin` of
//! what was counted, its keys, and for each count a column of that name which says whether the
//! row is one of them. A count without such a column counts every row.

use std::sync::Arc;

use datafusion::arrow::array::{Array as _, AsArray as _};
use datafusion::arrow::compute::cast;
use datafusion::arrow::datatypes::{DataType, Int64Type};
use datafusion::common::ScalarValue;
use datafusion::error::DataFusionError;
use datafusion::sql::sqlparser::ast::Statement;
use datafusion::sql::sqlparser::dialect::GenericDialect;
use datafusion::sql::sqlparser::parser::Parser;
use figures::evidence::{Behind, CellOf, Fault, Source};
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
        let from = format!("FROM {COUNTED} WHERE {wanted}");
        let total = format!("{with} SELECT count(*) FROM (SELECT DISTINCT id, origin {from})");
        let list = format!(
            "{with} SELECT DISTINCT id, origin {from} ORDER BY origin, id LIMIT {}",
            Behind::MOST
        );
        let (total, _) = self
            .run(&manifest, &total, given.clone())
            .await
            .map_err(|error| failed(name, &error))?;
        let (list, mut left_out) = self
            .run(&manifest, &list, given)
            .await
            .map_err(|error| failed(name, &error))?;
        left_out.extend(unread(&manifest));
        let total = total.first().and_then(|batch| {
            let counts = batch.column(0).as_primitive_opt::<Int64Type>()?;
            u64::try_from(counts.iter().next()??).ok()
        });
        let mut records = Vec::new();
        for batch in &list {
            let text = |index: usize| {
                cast(batch.column(index), &DataType::Utf8).map_err(|error| failed(name, &error))
            };
            let (ids, origins) = (text(0)?, text(1)?);
            let (ids, origins) = (ids.as_string::<i32>(), origins.as_string::<i32>());
            for row in 0..batch.num_rows() {
                if ids.is_valid(row) && origins.is_valid(row) {
                    records.push(source(ids.value(row), origins.value(row)));
                }
            }
        }
        Ok(Behind {
            records,
            total: total.unwrap_or(0),
            left_out,
        })
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
        let mut question = Self {
            keys: Vec::new(),
            unknown: Vec::new(),
            column: asked.name.clone(),
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
