//! Records read from CSV, packed or not, or from Parquet, with a bar.

use std::collections::HashMap;
use std::path::Path;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, PoisonError};

use linkage::parts::Parts;
use linkage::table::Table;

use crate::columns::Columns;
use crate::forms::Forms;
use crate::ids::{self, EmptyId, Origin};
use crate::rows::Batch;
pub use crate::rows::{At, Header, Rows};
use crate::told::reading;
pub use crate::told::reading::OfFile;
use crate::{Follows, How, Problem, Result};

/// A file's records, and what stands beside them in columns of their own.
#[derive(Debug)]
pub struct Records {
    /// The records.
    pub table: Table,
    /// Which column holds what; of two files, in the first.
    pub columns: Columns,
    /// For each record, in the table's order, the values of the columns asked for.
    pub beside: Vec<Vec<Box<str>>>,
    /// For each field that is compared, whether a column of any file holds it.
    pub held: Vec<bool>,
    /// For each field the form of the first value that cannot be what it holds, with 9 for digits
    /// and A for letters; none where there is none.
    pub forms: Vec<Option<String>>,
    /// What is worth knowing of how each file was read.
    pub files: Vec<OfFile>,
    /// The files themselves.
    pub(crate) origins: Vec<Origin>,
}

impl Records {
    /// Tells what is worth knowing of how they were read, where no summary does.
    pub fn note(&self, follows: &dyn Follows) {
        let says = reading::text(&self.files);
        if !says.is_empty() {
            follows.note(says.trim_end());
        }
    }
}

/// Values that stand beside a record, by its file and id.
type Beside = HashMap<(u8, Box<str>), Vec<Box<str>>>;

/// Reads one file, or two whose records are linked to one another.
pub fn records(
    paths: &[&Path],
    how: &How,
    beside: &[&str],
    follows: &dyn Follows,
) -> Result<Records> {
    records_with_truth(paths, how, None, beside, follows)
}

/// The same with a column that says who each record is in truth, which is not compared and whose
/// values stand before the others beside each record.
pub fn records_with_truth(
    paths: &[&Path],
    how: &How,
    truth: Option<&str>,
    beside: &[&str],
    follows: &dyn Follows,
) -> Result<Records> {
    let mut all: Option<(Columns, Parts)> = None;
    let values: Mutex<Beside> = Mutex::default();
    let forms = Forms::default();
    let (mut files, mut held, mut origins) = (Vec::new(), Vec::new(), Vec::new());
    if paths.iter().filter(|path| **path == Path::new("-")).count() > 1 {
        return Err(Problem::given(
            "standard input is given twice: name a file for one of them",
        ));
    }
    let mut opened = Vec::new();
    for path in paths {
        opened.push(Rows::open(path, follows)?);
    }
    let headers = opened.iter_mut().map(Rows::header);
    let headers = headers.collect::<Result<Vec<_>>>()?;
    let columns = Columns::of_files(&headers, &how.column, (truth, beside), follows)?;
    for (((own, mut rows), path), file) in columns.into_iter().zip(opened).zip(paths).zip(0_u8..) {
        let (_, parts) =
            all.get_or_insert_with(|| (own.clone(), Parts::new(&own.kinds(), how.threads())));
        held.resize(own.held().len(), false);
        for (held, own) in held.iter_mut().zip(own.held()) {
            *held |= own;
        }
        let places = truth
            .iter()
            .chain(beside)
            .map(|name| own.place(name))
            .collect::<Result<Vec<_>>>()?;
        rows.only(own.compared().chain(places.iter().copied()));
        let windows_1252 = AtomicU64::new(0);
        let empty_id = EmptyId::default();
        let pack = |batch: &mut Batch, table: &mut Table| {
            let otherwise = batch.each(|row, at| {
                let otherwise = at.row.to_string();
                let raw = own.raw(row, &otherwise, file);
                empty_id.see(raw.id, row, at);
                if !places.is_empty() {
                    let of_row = places.iter().map(|place| row.get(*place));
                    let of_row = of_row.map(|value| value.unwrap_or_default().into());
                    let mut values = values.lock().unwrap_or_else(PoisonError::into_inner);
                    values.insert((file, raw.id.into()), of_row.collect());
                }
                forms.push(table, &raw, at.row);
            });
            windows_1252.fetch_add(otherwise, Ordering::Relaxed);
        };
        parts.take(|batch| rows.next(batch), pack)?;
        empty_id.check(path)?;
        files.push(OfFile {
            windows_1252: windows_1252.load(Ordering::Relaxed),
            ..rows.told()
        });
        origins.push(Origin::new(path, own));
    }
    let (columns, parts) = all.ok_or_else(|| Problem::given("no file was given"))?;
    let table = parts.together(paths.len() > 1);
    if table.is_empty() {
        return Err(Problem::given("there is no record to link"));
    }
    if let Some(twice) = table.repeated_id(true) {
        return Err(ids::there_twice(&origins, twice)?);
    }
    let mut values = values.into_inner().unwrap_or_else(PoisonError::into_inner);
    let beside = table
        .ids()
        .zip(&table.rows)
        .map(|(id, row)| values.remove(&(row.file, id.into())).unwrap_or_default())
        .collect();
    Ok(Records {
        table,
        columns,
        beside,
        held,
        forms: forms.all(),
        files,
        origins,
    })
}
