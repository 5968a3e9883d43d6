//! `lantern verify`: proves that nothing was changed, or names the first line that does not hold.

use std::sync::Arc;

use record::{Fault, Verdict, Verified, VerifyOptions};
use serde_json::json;

use crate::arguments::Verify;
use crate::outcome::{Answer, Result};
use crate::screen::{self, Progress, counted};
use crate::store;

pub(crate) async fn verify(wanted: Verify) -> Result<Answer> {
    let record = store::open_existing(&wanted.store).await?;
    let bar = Progress::new("verifying", 0);
    let shown = bar.clone();
    let options = VerifyOptions {
        against: wanted.against.clone(),
        progress: Some(Arc::new(move |done, total| shown.at_of(done, total))),
    };
    let verdict = record.verify(options).await;
    bar.done();
    match verdict? {
        Verdict::Holds(verified) => {
            holds(&verified, wanted.json)?;
            Ok(Answer::Yes)
        }
        Verdict::Broken(fault) => {
            broken(&fault, wanted.json)?;
            Ok(Answer::No)
        }
    }
}

fn holds(verified: &Verified, json: bool) -> Result<()> {
    let head = &verified.head;
    if json {
        return screen::say_json(&json!({
            "holds": true,
            "record": head.record.to_string(),
            "lines": head.seq,
            "accesses": head.access_seq,
            "checkpoints": verified.checkpoints,
            "checkpoints_outside": verified.against,
        }));
    }
    screen::say(format!(
        "The record holds: {}, {} of who looked, {}{}.",
        counted(head.seq, "line"),
        match head.access_seq {
            1 => "1 entry".to_owned(),
            many => format!("{} entries", screen::number(many)),
        },
        counted(verified.checkpoints, "signed checkpoint"),
        match verified.against {
            0 => String::new(),
            some => format!(", {} kept outside", screen::number(some)),
        },
    ))
}

fn broken(fault: &Fault, json: bool) -> Result<()> {
    if json {
        return screen::say_json(&json!({
            "holds": false,
            "says": fault.to_string(),
            "chain": format!("{:?}", fault.chain).to_lowercase(),
            "seq": fault.seq,
            "file": fault.file.map(|file| file.to_string()),
            "position": fault.position,
        }));
    }
    screen::say(format!(
        "The record does not hold: {fault}.\n\
         Stop writing to it, keep a copy as it is, and restore the last backup that verifies \
         into an empty record (docs/running.md)."
    ))
}
