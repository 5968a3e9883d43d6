//! A table of the lake as the engine sees it: the parts that are listed, and no others.
//!
//! Which parts a question needs follows from what it asks of `local_day`, `first_day` and `force`, because
//! every row of a part counts in its month. A part is looked at before it is read: a damaged one
//! is left out and named, an older one gives the columns it has and the rest is named.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use async_trait::async_trait;
use datafusion::arrow::datatypes::{DataType, Field, Schema, SchemaRef};
use datafusion::catalog::{Session, TableProvider};
use datafusion::common::{DataFusionError, ScalarValue};
use datafusion::datasource::TableType;
use datafusion::datasource::listing::PartitionedFile;
use datafusion::datasource::physical_plan::{
    FileGroup, FileScanConfigBuilder, ParquetFileReaderFactory, ParquetSource,
    wrap_partition_type_in_dict, wrap_partition_value_in_dict,
};
use datafusion::datasource::source::DataSourceExec;
use datafusion::datasource::table_schema::TableSchema;
use datafusion::execution::object_store::ObjectStoreUrl;
use datafusion::logical_expr::{BinaryExpr, Expr, Operator, TableProviderFilterPushDown};
use datafusion::object_store::path::Path as StorePath;
use datafusion::physical_plan::ExecutionPlan;
use datafusion::physical_plan::empty::EmptyExec;
use figures::evidence::LeftOut;

use super::engine::Engine;
use super::reading::{END, Lies};
use super::verified::Verified;
use crate::schema::{self, Table, days};
use crate::store::{Manifest, Part};

/// What a question met on its way: shared by the tables it reads.
#[derive(Debug, Default)]
pub(super) struct Met {
    left_out: BTreeMap<String, LeftOut>,
}

impl Met {
    /// What was left out, in the order of the files.
    pub(super) fn left_out(&self) -> Vec<LeftOut> {
        self.left_out.values().cloned().collect()
    }
}

/// A table over listed parts.
#[derive(Debug)]
pub(super) struct Parts {
    table: &'static Table,
    root: PathBuf,
    manifest: Arc<Manifest>,
    columns: TableSchema,
    folders_as: DataType,
    reads: Option<Arc<dyn ParquetFileReaderFactory>>,
    verified: Arc<Verified>,
    met: Arc<Mutex<Met>>,
}

impl Parts {
    pub(super) fn new(
        table: &'static Table,
        engine: &dyn Engine,
        root: PathBuf,
        manifest: Arc<Manifest>,
        verified: Arc<Verified>,
        met: Arc<Mutex<Met>>,
    ) -> Self {
        let texts_as = engine.text();
        let folders_as = folder_as(&texts_as);
        let folders = vec![
            Arc::new(Field::new("force", folders_as.clone(), false)),
            Arc::new(Field::new("month", folders_as.clone(), false)),
        ];
        Self {
            table,
            root,
            manifest,
            columns: TableSchema::builder(read_as(&table.schema(), &texts_as))
                .with_table_partition_cols(folders)
                .build(),
            folders_as,
            reads: engine.reads(),
            verified,
            met,
        }
    }

    /// The parts a question needs that can be read; the others are named.
    fn readable(&self, filters: &[Expr], wanted: &[&str]) -> Vec<&Part> {
        let listed = self.manifest.parts.iter();
        let parts: Vec<&Part> = listed
            .filter(|part| part.table == self.table.name && needed(part, filters))
            .collect();
        let mut faults = self.verified.faults(&self.root, &parts);
        let mut met = self.met.lock().unwrap_or_else(PoisonError::into_inner);
        let mut readable = Vec::new();
        for part in parts {
            if let Some(why) = faults.remove(part.path.as_str()) {
                let file = part.path.clone();
                let mend = part.mend();
                met.left_out
                    .insert(file.clone(), LeftOut::Unreadable { file, why, mend });
                continue;
            }
            let lacking: Vec<&str> = self
                .table
                .columns
                .iter()
                .filter(|column| column.since > part.schema && wanted.contains(&column.name))
                .map(|column| column.name)
                .collect();
            if part.schema < schema::VERSION && !lacking.is_empty() {
                let file = part.path.clone();
                met.left_out.insert(
                    file.clone(),
                    LeftOut::OldSchema {
                        file,
                        version: part.schema,
                        columns: lacking.join(", "),
                        mend: part.mend(),
                    },
                );
            }
            readable.push(part);
        }
        readable
    }
}

/// What a folder's name is read as. Text where views are read: the embedded engine would group a
/// dictionary row by row.
fn folder_as(texts_as: &DataType) -> DataType {
    match texts_as {
        DataType::Utf8View => DataType::Utf8View,
        _ => wrap_partition_type_in_dict(DataType::Utf8),
    }
}

fn folder(kind: &DataType, name: String) -> ScalarValue {
    match kind {
        DataType::Utf8View => ScalarValue::Utf8View(Some(name)),
        _ => wrap_partition_value_in_dict(ScalarValue::Utf8(Some(name))),
    }
}

/// The columns as the engine reads them.
fn read_as(schema: &SchemaRef, texts_as: &DataType) -> SchemaRef {
    let fields: Vec<Field> = schema
        .fields()
        .iter()
        .map(|field| match field.data_type() {
            DataType::Utf8 => field.as_ref().clone().with_data_type(texts_as.clone()),
            _ => field.as_ref().clone(),
        })
        .collect();
    Arc::new(Schema::new(fields))
}

#[async_trait]
impl TableProvider for Parts {
    fn schema(&self) -> SchemaRef {
        Arc::clone(self.columns.table_schema())
    }

    fn table_type(&self) -> TableType {
        TableType::Base
    }

    fn supports_filters_pushdown(
        &self,
        filters: &[&Expr],
    ) -> datafusion::error::Result<Vec<TableProviderFilterPushDown>> {
        // They choose the parts; the rows of a part are still asked one by one.
        Ok(vec![TableProviderFilterPushDown::Inexact; filters.len()])
    }

    async fn scan(
        &self,
        state: &dyn Session,
        projection: Option<&Vec<usize>>,
        filters: &[Expr],
        limit: Option<usize>,
    ) -> datafusion::error::Result<Arc<dyn ExecutionPlan>> {
        let schema = self.schema();
        let projected = match projection {
            Some(columns) => Arc::new(schema.project(columns)?),
            None => Arc::clone(&schema),
        };
        let asked = filters.iter().flat_map(Expr::column_refs);
        let asked: BTreeSet<&str> = asked.map(|column| column.name.as_str()).collect();
        let wanted: Vec<&str> = projected
            .fields()
            .iter()
            .map(|field| field.name().as_str())
            .chain(asked)
            .collect();
        let files = self
            .readable(filters, &wanted)
            .into_iter()
            .map(|part| file_of(&self.root, part, &self.folders_as))
            .collect::<Result<Vec<_>, _>>()?;
        if files.is_empty() {
            return Ok(Arc::new(EmptyExec::new(projected)));
        }
        let groups = FileGroup::new(files).split_files(state.config().target_partitions());
        let mut source = ParquetSource::new(self.columns.clone()).with_metadata_size_hint(END);
        if let Some(reads) = &self.reads {
            source = source.with_parquet_file_reader_factory(Arc::clone(reads));
        }
        let source = Arc::new(source);
        let config = FileScanConfigBuilder::new(ObjectStoreUrl::local_filesystem(), source)
            .with_file_groups(groups)
            .with_projection_indices(projection.cloned())?
            .with_limit(limit)
            .build();
        Ok(DataSourceExec::from_data_source(config))
    }
}

fn file_of(
    root: &Path,
    part: &Part,
    kind: &DataType,
) -> datafusion::error::Result<PartitionedFile> {
    let path = root.join(&part.path);
    let location = StorePath::from_absolute_path(&path)
        .map_err(|error| DataFusionError::External(Box::new(error)))?;
    let mut file = PartitionedFile::new("", part.bytes);
    file.object_meta.location = location;
    Ok(file.with_extension(Lies(path)).with_partition_values(vec![
        folder(kind, part.force.clone()),
        folder(kind, part.month.key()),
    ]))
}

/// Whether rows of a part can be what the filters ask for.
fn needed(part: &Part, filters: &[Expr]) -> bool {
    let Some(first) = part.month.first_day() else {
        return true;
    };
    let bounds = (days(first), days(first.last_of_month()));
    filters.iter().all(|filter| may_hold(filter, part, bounds))
}

fn may_hold(filter: &Expr, part: &Part, (first, last): (i32, i32)) -> bool {
    let Expr::BinaryExpr(BinaryExpr { left, op, right }) = filter else {
        return true;
    };
    if *op == Operator::And {
        return may_hold(left, part, (first, last)) && may_hold(right, part, (first, last));
    }
    let (Expr::Column(column), Expr::Literal(value, _)) = (left.as_ref(), right.as_ref()) else {
        return true;
    };
    match (column.name.as_str(), value) {
        ("local_day" | "first_day", ScalarValue::Date32(Some(day))) => match op {
            Operator::GtEq => last >= *day,
            Operator::Gt => last > *day,
            Operator::LtEq => first <= *day,
            Operator::Lt => first < *day,
            Operator::Eq => first <= *day && *day <= last,
            _ => true,
        },
        ("force", value) => match (op, text_of(value)) {
            (Operator::Eq, Some(force)) => part.force == force,
            _ => true,
        },
        _ => true,
    }
}

fn text_of(value: &ScalarValue) -> Option<&str> {
    match value {
        ScalarValue::Dictionary(_, value) => text_of(value),
        value => value.try_as_str().flatten(),
    }
}
