//! What the engine returned, as the cells of a measure.

use datafusion::arrow::array::{Array, ArrayRef, AsArray as _, RecordBatch};
use datafusion::arrow::compute::cast;
use datafusion::arrow::datatypes::{DataType, Date32Type, Float64Type, Int64Type};
use datafusion::arrow::error::ArrowError;
use figures::measure::{Column, Kind, Measure};
use figures::table::Cell;
use jiff::ToSpan as _;
use jiff::civil::{Date, date};

/// The rows of a measure, cell by cell. A null is *not known*.
pub(super) fn cells(measure: &Measure, batches: &[RecordBatch]) -> Result<Vec<Vec<Cell>>, String> {
    let wanted: Vec<&Column> = measure.selected().collect();
    let mut rows = Vec::new();
    for batch in batches {
        if batch.num_columns() != wanted.len() {
            return Err(format!(
                "the SQL returns {} columns and the header declares {}",
                batch.num_columns(),
                wanted.len()
            ));
        }
        let fault = |error: ArrowError| error.to_string();
        let mut columns = Vec::new();
        for (column, array) in wanted.iter().zip(batch.columns()) {
            columns.push((*column, cast(array, &as_read(&column.kind)).map_err(fault)?));
        }
        for row in 0..batch.num_rows() {
            let cells: Result<Vec<Cell>, String> = columns
                .iter()
                .map(|(column, array)| cell(column, array, row))
                .collect();
            rows.push(cells?);
        }
    }
    Ok(rows)
}

/// The type a kind of column is read as.
fn as_read(kind: &Kind) -> DataType {
    match kind {
        Kind::Label | Kind::Month => DataType::Utf8,
        Kind::Day => DataType::Date32,
        Kind::Number | Kind::Quantile { .. } => DataType::Float64,
        _ => DataType::Int64,
    }
}

fn cell(column: &Column, array: &ArrayRef, row: usize) -> Result<Cell, String> {
    if array.is_null(row) {
        return Ok(Cell::NotKnown);
    }
    let fault = |what: &str| format!("column `{}` holds {what}", column.name);
    let whole = || array.as_primitive::<Int64Type>().value(row);
    let count = || u64::try_from(whole()).map_err(|_| fault("a number below nought"));
    let small = || u8::try_from(whole()).map_err(|_| fault("a number that is too large"));
    Ok(match column.kind {
        Kind::Label => Cell::Label(array.as_string::<i32>().value(row).to_owned()),
        Kind::Month => {
            let text = array.as_string::<i32>().value(row);
            Cell::Month(text.parse().map_err(|_| fault("what is no month"))?)
        }
        Kind::Day => {
            let since = array.as_primitive::<Date32Type>().value(row);
            Cell::Day(day(since).ok_or_else(|| fault("a day outside the calendar"))?)
        }
        Kind::Hour => Cell::Hour(small()?),
        Kind::Weekday => Cell::Weekday(small()?),
        Kind::Minutes => Cell::Minutes(count()?),
        Kind::Pence => Cell::Pence(whole()),
        Kind::Number | Kind::Quantile { .. } => {
            Cell::Number(array.as_primitive::<Float64Type>().value(row))
        }
        Kind::Count | Kind::CountOf(_) | Kind::Share { .. } | Kind::Interval(_) => {
            Cell::Count(count()?)
        }
    })
}

fn day(since: i32) -> Option<Date> {
    date(1970, 1, 1).checked_add(since.days()).ok()
}
