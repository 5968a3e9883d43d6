//! An answer's table as a page shows it: a number that may be opened leads to its files.

use figures::evidence::Answer;
use figures::interval::wilson;
use figures::measure::Kind;
use figures::print::{shown, thousands, words};
use figures::table::{Cell, NOT_APPLICABLE, NOT_KNOWN, SUPPRESSED};

use super::address;
use crate::forms::Submitted;

/// How many rows a page shows. A file has them all.
const MOST: usize = 400;

pub(super) struct TableView {
    pub(super) columns: Vec<ColumnView>,
    pub(super) rows: Vec<RowView>,
    /// How many rows there are in all, where the page does not show every one.
    pub(super) of: Option<usize>,
    /// The markers that stand in it, with what they mean.
    pub(super) markers: Vec<(&'static str, &'static str)>,
}

pub(super) struct ColumnView {
    pub(super) name: String,
    pub(super) meaning: String,
    pub(super) numeric: bool,
}

pub(super) struct RowView {
    pub(super) cells: Vec<CellView>,
}

pub(super) struct CellView {
    pub(super) text: String,
    /// Where the files behind it are listed.
    pub(super) href: Option<String>,
    pub(super) numeric: bool,
}

/// How often something was not known.
pub(super) struct MissingView {
    pub(super) what: String,
    pub(super) count: String,
    /// Where the files behind it are listed.
    pub(super) href: Option<String>,
    pub(super) of: String,
    pub(super) share: String,
}

const MARKERS: &[(&str, &str)] = &[
    (
        SUPPRESSED,
        "there is a figure, and it is hidden so that it cannot point to anybody",
    ),
    (NOT_KNOWN, "there is a figure, and nobody knows it"),
    (
        NOT_APPLICABLE,
        "there can be no figure here, such as a share of nothing",
    ),
];

/// The table of an answer; `opens` says whether its counts lead to their files.
pub(super) fn view(answer: &Answer, opens: bool) -> TableView {
    let table = &answer.table;
    let columns: Vec<ColumnView> = table
        .columns
        .iter()
        .map(|column| ColumnView {
            name: words(&column.name),
            meaning: column.meaning.clone(),
            numeric: !column.kind.is_key(),
        })
        .collect();
    let row = |index: usize, cells: &Vec<Cell>| RowView {
        cells: table
            .columns
            .iter()
            .zip(cells)
            .map(|(column, cell)| CellView {
                text: shown(&column.kind, cell),
                href: (opens && can_open(&column.kind, cell))
                    .then(|| behind(answer, index, &column.name)),
                numeric: !column.kind.is_key(),
            })
            .collect(),
    };
    let rows = table.rows.iter().enumerate().take(MOST);
    let rows: Vec<RowView> = rows.map(|(index, cells)| row(index, cells)).collect();
    let stands = |marker: &str| {
        rows.iter()
            .flat_map(|row| &row.cells)
            .any(|cell| cell.text == marker)
    };
    TableView {
        markers: MARKERS
            .iter()
            .copied()
            .filter(|(marker, _)| stands(marker))
            .collect(),
        of: (table.rows.len() > MOST).then_some(table.rows.len()),
        columns,
        rows,
    }
}

/// A count of something is counted from somewhere; a nought is not. A quantile rests on what it was
/// taken of.
pub(super) fn can_open(kind: &Kind, cell: &Cell) -> bool {
    match cell {
        Cell::Count(number) => kind.is_count() && *number > 0,
        Cell::Number(_) => matches!(kind, Kind::Quantile { .. }),
        _ => false,
    }
}

/// The address of the files behind a cell.
fn behind(answer: &Answer, row: usize, column: &str) -> String {
    behind_rows(answer, &answer.table.key(row), column)
}

/// The address of the files behind a column of the rows with these keys; a key that is there more
/// than once stands for the rows of each value.
pub(super) fn behind_rows(answer: &Answer, keys: &[(&str, String)], column: &str) -> String {
    let mut query = Submitted::default();
    query.push("column", column);
    for (key, value) in keys {
        query.push(format!("row.{key}"), value);
    }
    format!(
        "{}/records{}&{}",
        address(&answer.measure.name),
        query.query(),
        answer.filters.query()
    )
}

/// How often things were not known, each as a share with its interval and its base.
///
/// It leads to its files where a column of the measure counts it.
pub(super) fn missing(answer: &Answer, opens: bool) -> Vec<MissingView> {
    let columns = &answer.measure.columns;
    answer
        .missing
        .iter()
        .map(|missing| MissingView {
            what: crate::forms::sentence(&missing.what)
                .trim_end_matches('.')
                .to_owned(),
            count: thousands(missing.count),
            href: columns
                .iter()
                .find(|column| {
                    column.name.ends_with("_not_known") && column.meaning == missing.what
                })
                .filter(|_| opens && missing.count > 0)
                .map(|column| behind_rows(answer, &[], &column.name)),
            of: thousands(missing.of),
            share: share(missing.count, missing.of),
        })
        .collect()
}

#[allow(
    clippy::cast_precision_loss,
    reason = "counts of incidents are far below 2^53"
)]
fn share(count: u64, of: u64) -> String {
    wilson(count, of).map_or_else(
        || NOT_APPLICABLE.to_owned(),
        |interval| {
            format!(
                "{:.1} % ({:.1} to {:.1})",
                count as f64 / of as f64 * 100.0,
                interval.low * 100.0,
                interval.high * 100.0
            )
        },
    )
}
