//! `lantern import incidents`: an extract of a control room into the lake.

use std::path::{Path, PathBuf};
use std::time::Instant;

use lake::follow::Pseudonyms;
use lake::incidents::{Asked, Fault, Map, Outcome, PIECE, import};
use serde_json::json;

use crate::arguments::Incidents;
use crate::outcome::{Answer, Problem, Result};
use crate::screen::{self, Progress, counted, number};

/// The least that a key file holds.
const SECRET: usize = 32;

pub(crate) fn incidents(wanted: &Incidents) -> Result<Answer> {
    let map = Map::open(&wanted.map).map_err(|problems| {
        let lines: Vec<String> = problems.iter().map(ToString::to_string).collect();
        Problem::given(lines.join("\n"))
    })?;
    let pseudonyms = wanted.keys.as_deref().map(key).transpose()?;
    let rejects = wanted
        .rejects
        .clone()
        .unwrap_or_else(|| beside(&wanted.file));
    let began = Instant::now();
    let bar = Progress::new("bytes of the extract read", 0);
    let asked = Asked {
        extract: &wanted.file,
        map: &map,
        lake: &wanted.lake,
        rejects: &rejects,
        pseudonyms: pseudonyms.as_ref(),
        piece: PIECE,
    };
    let outcome = import(asked, &mut |done, all| bar.at_of(done, all));
    bar.done();
    let outcome = outcome.map_err(problem)?;
    told(&outcome, &rejects, began, wanted.json)?;
    let totals = &outcome.totals;
    Ok(if totals.refused + totals.repeated == 0 {
        Answer::Yes
    } else {
        Answer::No
    })
}

fn problem(fault: Fault) -> Problem {
    match fault {
        Fault::NoKey => Problem::given(format!("{fault} with --keys FILE")),
        Fault::Header { .. } | Fault::RejectsAreExtract(_) => Problem::given(fault.to_string()),
        other => Problem::could_not(other.to_string()),
    }
}

/// The key of pseudonyms follows from the key file of the record, so that one person has one.
fn key(path: &Path) -> Result<Pseudonyms> {
    let secret = std::fs::read(path).map_err(|error| Problem::unreadable(path, &error))?;
    if secret.len() < SECRET {
        return Err(Problem::given(format!(
            "`{}` is no key file: it has fewer than {SECRET} bytes",
            path.display()
        )));
    }
    Ok(Pseudonyms::from_secret(&secret))
}

/// `extract.rejects.csv` beside `extract.csv` and `extract.csv.gz`.
fn beside(file: &Path) -> PathBuf {
    let plain = match file.extension() {
        Some(gz) if gz == "gz" => file.with_extension(""),
        _ => file.to_owned(),
    };
    plain.with_extension("rejects.csv")
}

fn told(outcome: &Outcome, rejects: &Path, began: Instant, json: bool) -> Result<()> {
    let totals = &outcome.totals;
    let seconds = began.elapsed().as_secs_f64();
    if json {
        return screen::say_json(&json!({
            "batch": outcome.batch,
            "already_there": outcome.already,
            "read": totals.read,
            "taken": totals.taken,
            "refused": totals.refused,
            "repeated": totals.repeated,
            "hour_twice": totals.hour_twice,
            "resumed_after": outcome.resumed,
            "rejects": outcome.listed.then(|| rejects.display().to_string()),
            "seconds": (seconds * 1_000.0).round() / 1_000.0,
        }));
    }
    let already = if outcome.already {
        ", as it was there already: nothing was added"
    } else {
        ""
    };
    screen::say(format!(
        "{}: {} read = {} taken + {} refused + {} repeated{already}",
        outcome.batch,
        counted(totals.read, "row"),
        number(totals.taken),
        number(totals.refused),
        number(totals.repeated),
    ))?;
    if totals.hour_twice > 0 {
        screen::say(format!(
            "{} of them in the hour that comes twice when the clocks go back: read as the first",
            number(totals.hour_twice)
        ))?;
    }
    if outcome.resumed > 0 {
        screen::note(format!(
            "{} were read by an earlier run, which was stopped",
            counted(outcome.resumed, "row")
        ));
    }
    if outcome.listed {
        screen::say(format!(
            "Refused and repeated rows, by line and reason: {}",
            rejects.display()
        ))?;
    }
    Ok(())
}
