//! The records and blocks that an executor compares, made once in a process for as long as the same
//! is asked, and forgotten soon after.

use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use extracts::read::records;
use extracts::{How, Nobody, Problem};
use linkage::block::{Blocking, usual};
use linkage::card::Deck;
use linkage::pairs::Comparing;
use linkage::run::Settings;
use linkage::table::Table;
use sha2::{Digest as _, Sha256};

use super::Asked;
use super::files::{self, Seen};

/// What comparing takes.
pub(super) struct Made {
    pub(super) table: Table,
    pub(super) comparing: Comparing,
}

/// For how long the last one is kept when nobody asks: it holds names and dates of birth.
const KEPT: Duration = Duration::from_mins(5);

/// How often it is looked whether that is over.
const LOOKED_EVERY: Duration = Duration::from_secs(30);

/// The last one, what was asked, and when somebody last did.
struct Last {
    asked: Asked,
    made: Arc<Made>,
    used: Instant,
}

/// What is kept.
struct Kept {
    last: Option<Last>,
    /// Whether a thread looks at it.
    looked_at: bool,
}

static KEPT_HERE: Mutex<Kept> = Mutex::new(Kept {
    last: None,
    looked_at: false,
});

/// What was asked for, made on so many threads unless it is here already.
pub(super) fn of(asked: &Asked, cores: usize) -> Result<Arc<Made>, String> {
    // Whoever waits here would make the same again.
    let mut kept = KEPT_HERE.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(last) = kept.last.as_mut()
        && &last.asked == asked
    {
        last.used = Instant::now();
        return Ok(Arc::clone(&last.made));
    }
    // The records of two runs are not held at once.
    kept.last = None;
    let made = Arc::new(make(asked, cores)?);
    kept.last = Some(Last {
        asked: asked.clone(),
        made: Arc::clone(&made),
        used: Instant::now(),
    });
    if !kept.looked_at {
        // Without a thread it is kept until other records are asked for.
        kept.looked_at = std::thread::Builder::new().spawn(look_after).is_ok();
    }
    Ok(made)
}

/// Waits until nobody has asked for long enough, and forgets what is kept.
fn look_after() {
    loop {
        std::thread::sleep(LOOKED_EVERY);
        let mut kept = KEPT_HERE.lock().unwrap_or_else(PoisonError::into_inner);
        let used = kept.last.as_ref().map(|last| last.used.elapsed());
        if used.is_none_or(|used| used >= KEPT) {
            kept.last = None;
            kept.looked_at = false;
            return;
        }
    }
}

fn make(asked: &Asked, cores: usize) -> Result<Made, String> {
    let files = asked.files.iter().map(Seen::here);
    let files = files.collect::<Result<Vec<_>, String>>()?;
    let how = How {
        column: asked.columns.clone(),
        threshold: Settings::default().threshold,
        model: None,
        threads: Some(cores),
    };
    let paths: Vec<&Path> = files.iter().map(|seen| seen.path.as_path()).collect();
    let aside: Vec<&str> = asked.aside.iter().map(String::as_str).collect();
    let named = |why: &str| {
        let paths = paths.iter().map(|path| format!("`{}`", path.display()));
        format!("{} {why}", paths.collect::<Vec<_>>().join(" and "))
    };
    let read = records(&paths, &how, &aside, &Nobody).map_err(|problem| {
        // What is wrong with a record may name it, and this is logged and sent.
        named(match problem {
            Problem::Given(_) => "cannot be read into records as `link` read them",
            Problem::CouldNot(_) => "cannot be read, or not to the end",
        })
    })?;
    for file in &files {
        file.is_as_it_was()?;
    }
    let table = read.table;
    let blocking = Blocking::new(&table, &usual(&table), cores);
    let comparing = Comparing::new(Deck::on_threads(&table, cores), blocking);
    if sum(&table) != asked.rows || comparing.pieces() != asked.pieces {
        return Err(named(
            "comes to other records here than where `link` was started: start every executor from \
             the same `lantern-cluster` as `link`",
        ));
    }
    Ok(Made { table, comparing })
}

/// A sum over the records of a table as they are packed. Equal tables have equal sums.
pub(super) fn sum(table: &Table) -> String {
    let mut sum = Sha256::new();
    let mut bytes = Vec::new();
    for rows in table.rows.chunks(4_096) {
        bytes.clear();
        for row in rows {
            for number in [
                row.forename,
                row.surname,
                row.born,
                row.postcode,
                row.outward,
                row.forename_start,
                row.surname_start,
                u32::from(row.sex) << 24 | u32::from(row.file) << 16 | u32::from(row.area),
            ]
            .iter()
            .chain(&row.others)
            {
                bytes.extend_from_slice(&number.to_le_bytes());
            }
        }
        sum.update(&bytes);
    }
    sum.update([u8::from(table.across_only)]);
    files::hex(&sum.finalize())
}
