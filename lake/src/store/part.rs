//! Rows into the bytes of a Parquet file, and back.

use std::path::Path;
use std::sync::Arc;

use datafusion::arrow::array::{Array as _, ArrayRef, RecordBatch, StringArray, new_null_array};
use datafusion::arrow::compute::{SortColumn, lexsort_to_indices, take_record_batch};
use datafusion::arrow::datatypes::SchemaRef;
use datafusion::arrow::error::ArrowError;
use parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;
use parquet::arrow::{ArrowWriter, ProjectionMask};
use parquet::basic::Compression;
use parquet::file::properties::{EnabledStatistics, WriterProperties};

use super::Part;
use crate::error::LakeError;
use crate::schema::Table;

/// Rows of one row group: what one core reads at once.
const GROUP: usize = 122_880;

/// Rows as the bytes of a file. The same rows make the same bytes.
pub fn encode(table: &'static Table, rows: &RecordBatch) -> Result<Vec<u8>, LakeError> {
    let fault = |error: parquet::errors::ParquetError| LakeError::Encode {
        table: table.name,
        why: error.to_string(),
    };
    let properties = WriterProperties::builder()
        .set_compression(Compression::SNAPPY)
        .set_statistics_enabled(EnabledStatistics::Chunk)
        .set_max_row_group_row_count(Some(GROUP))
        .set_created_by("lantern lake".to_owned())
        .build();
    let mut bytes = Vec::new();
    let mut writer =
        ArrowWriter::try_new(&mut bytes, rows.schema(), Some(properties)).map_err(fault)?;
    writer.write(rows).map_err(fault)?;
    writer.close().map_err(fault)?;
    Ok(bytes)
}

/// The rows of a part, with the columns of today: those it lacks are empty.
pub fn decode(
    part: &Part,
    table: &'static Table,
    bytes: Vec<u8>,
) -> Result<RecordBatch, LakeError> {
    let damaged = |why: String| part.damaged(why);
    let reader = ParquetRecordBatchReaderBuilder::try_new(bytes::Bytes::from(bytes))
        .and_then(|builder| builder.with_batch_size(GROUP).build())
        .map_err(|error| damaged(error.to_string()))?;
    let schema = table.schema();
    let batches: Result<Vec<RecordBatch>, ArrowError> = reader
        .map(|batch| batch.and_then(|batch| conform(&batch, &schema)))
        .collect();
    batches
        .and_then(|batches| datafusion::arrow::compute::concat_batches(&schema, &batches))
        .map_err(|error| damaged(error.to_string()))
}

/// Every text of one column of a part, without reading the others.
pub fn texts(
    root: &Path,
    part: &Part,
    column: &str,
    mut each: impl FnMut(&str),
) -> Result<(), LakeError> {
    let bytes = bytes::Bytes::from(part.bytes_of(root)?);
    let damaged = |error: &dyn std::fmt::Display| part.damaged(error.to_string());
    let builder =
        ParquetRecordBatchReaderBuilder::try_new(bytes).map_err(|error| damaged(&error))?;
    let mask = ProjectionMask::columns(builder.parquet_schema(), [column]);
    let reader = builder
        .with_projection(mask)
        .build()
        .map_err(|error| damaged(&error))?;
    for batch in reader {
        let batch = batch.map_err(|error| damaged(&error))?;
        let texts = batch
            .column_by_name(column)
            .and_then(|column| column.as_any().downcast_ref::<StringArray>());
        for text in texts.into_iter().flatten().flatten() {
            each(text);
        }
    }
    Ok(())
}

/// Rows with the columns of a schema. A column they lack is empty; it must be allowed to be.
pub fn conform(rows: &RecordBatch, schema: &SchemaRef) -> Result<RecordBatch, ArrowError> {
    let columns: Vec<ArrayRef> = schema
        .fields()
        .iter()
        .map(|field| {
            rows.column_by_name(field.name()).map_or_else(
                || new_null_array(field.data_type(), rows.num_rows()),
                Arc::clone,
            )
        })
        .collect();
    RecordBatch::try_new(Arc::clone(schema), columns)
}

/// Rows in the order of their table, so that the same rows make the same bytes.
pub fn sorted(table: &'static Table, rows: &RecordBatch) -> Result<RecordBatch, ArrowError> {
    let keys: Vec<SortColumn> = table
        .order
        .iter()
        .filter_map(|name| rows.column_by_name(name))
        .map(|values| SortColumn {
            values: Arc::clone(values),
            options: None,
        })
        .collect();
    let order = lexsort_to_indices(&keys, None)?;
    take_record_batch(rows, &order)
}
