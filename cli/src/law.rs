//! `lantern law`: what the law says of a timeline, of scenarios and of itself, without any record.

mod diff;
mod replay;
mod rules;
mod tables;

use std::io::Read as _;
use std::path::Path;

use jiff::Timestamp;
use jiff::civil::Date;
use law::{Facts, Profile};
use timeline::{Timeline, Weight};

use crate::arguments::Explain;
use crate::outcome::{Answer, Problem, Result};
use crate::screen;

pub(crate) use diff::diff;
pub(crate) use replay::replay;
pub(crate) use rules::rules;
pub(crate) use tables::test;

/// Argues from the facts of a timeline to the answers.
pub(crate) fn explain(wanted: &Explain) -> Result<Answer> {
    let now = Timestamp::now();
    let timeline = read(&wanted.file, now)?;
    let profile = profile(wanted.force.as_deref())?;
    let at = wanted.at.unwrap_or(now);
    if wanted.json {
        screen::say_json(&law::position(&timeline.facts, at, &profile))?;
    } else {
        let argument = law::argue(&timeline.facts, at, &profile);
        screen::say(argument.lines().join("\n"))?;
    }
    Ok(Answer::Yes)
}

/// Prints the JSON Schema of a timeline.
pub(crate) fn schema() -> Result<Answer> {
    screen::say_json(&schemars::schema_for!(Facts))?;
    Ok(Answer::Yes)
}

/// The law and policy in force: of a force, or by statute alone.
fn profile(force: Option<&Path>) -> Result<Profile> {
    Ok(match force {
        None => Profile::statute(),
        Some(path) => Profile::from_force(&crate::serve::read_force(path)?),
    })
}

/// Today, in Europe/London.
fn today() -> Date {
    domain::time::in_london(Timestamp::now()).date()
}

/// Reads a timeline. What is odd about it is noted, and every fault is told with its line.
fn read(path: &Path, now: Timestamp) -> Result<Timeline> {
    let (name, bytes) = if path == Path::new("-") {
        let mut bytes = Vec::new();
        std::io::stdin().read_to_end(&mut bytes).map_err(|error| {
            Problem::could_not(format!("standard input cannot be read: {error}"))
        })?;
        ("standard input".to_owned(), bytes)
    } else {
        let bytes = std::fs::read(path).map_err(|error| Problem::unreadable(path, &error))?;
        (path.display().to_string(), bytes)
    };
    match timeline::read(&bytes, now) {
        Ok(timeline) => {
            for odd in &timeline.odd {
                screen::note(format!("lantern: {name}:{odd} (read all the same)"));
            }
            Ok(timeline)
        }
        Err(faults) => {
            let lines: Vec<String> = faults
                .iter()
                .map(|fault| match fault.weight {
                    Weight::Error => format!("{name}:{fault}"),
                    Weight::Warning => format!("{name}:{fault} (odd)"),
                })
                .collect();
            Err(Problem::given(lines.join("\n")))
        }
    }
}
