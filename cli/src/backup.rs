//! `lantern backup` and `lantern restore`: a sealed copy of the whole record, and back.

use std::sync::Arc;

use record::{Copied, Options, Progress as Tell};
use serde_json::json;

use crate::arguments::{Backup, Restore};
use crate::outcome::{Answer, Result};
use crate::screen::{self, Progress, counted};
use crate::store;

pub(crate) async fn backup(wanted: Backup) -> Result<Answer> {
    let record = store::open_existing(&wanted.store).await?;
    let bar = Progress::new("backing up", 0);
    let copied = record.backup(&wanted.to, Some(telling(&bar))).await;
    bar.done();
    let copied = copied?;
    record.close().await?;
    told("backed up", &copied, wanted.json, &wanted.to)
}

pub(crate) async fn restore(wanted: Restore) -> Result<Answer> {
    let record = store::open_or_make(&wanted.store, false, Options::default()).await?;
    let bar = Progress::new("restoring", 0);
    let copied = record.restore(&wanted.from, Some(telling(&bar))).await;
    bar.done();
    let copied = copied?;
    record.close().await?;
    told("restored", &copied, wanted.json, &wanted.from)
}

fn telling(bar: &Progress) -> Tell {
    let bar = bar.clone();
    Arc::new(move |done, total| bar.at_of(done, total))
}

fn told(what: &str, copied: &Copied, json: bool, file: &std::path::Path) -> Result<Answer> {
    if json {
        screen::say_json(&json!({
            "done": what,
            "file": file.display().to_string(),
            "lines": copied.lines,
            "accesses": copied.accesses,
            "bytes": copied.bytes,
        }))?;
    } else {
        let accesses = match copied.accesses {
            1 => "1 entry".to_owned(),
            many => format!("{} entries", screen::number(many)),
        };
        screen::say(format!(
            "{what}: {} and {accesses} of who looked, {} in `{}`",
            counted(copied.lines, "line"),
            counted(copied.bytes, "byte"),
            file.display(),
        ))?;
        if what == "restored" {
            screen::say("Verify it now: lantern verify.")?;
        }
    }
    Ok(Answer::Yes)
}
