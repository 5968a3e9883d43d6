//! What linking came to: the files that were asked for, and the whole in short.

use std::time::Instant;

use linkage::run::{Linked, Settings};

use crate::read::Records;
use crate::told::Summary;
use crate::{Out, Result, review, write};

/// Writes what was asked for, and sums the run up, which began some time ago.
pub fn answer(
    records: &Records,
    linked: &Linked,
    (settings, out): (&Settings, &Out),
    began: Instant,
) -> Result<Summary> {
    records.told_apart_by_ids(out)?;
    if let Some(path) = &out.review {
        review::undecided(path)?;
    }
    let impossible = out.stays.check(records, linked, 0)?;
    if let Some(path) = &out.groups {
        write::groups(path, &records.table, linked)?;
    }
    if let Some(path) = &out.pairs {
        write::pairs(path, &records.table, linked)?;
    }
    if let Some(path) = &out.refused {
        write::refused(path, &records.table, linked)?;
    }
    if let Some(path) = &out.review {
        review::write(path, records, linked, out.from_each_band)?;
    }
    Ok(Summary::new(records, linked, settings, impossible, began))
}
