//! `lantern law`: what the law says of a timeline, without any record.

use std::io::Read as _;
use std::path::Path;

use jiff::Timestamp;
use law::{Facts, Profile};

use crate::arguments::Explain;
use crate::outcome::{Answer, Problem, Result};
use crate::screen;

/// Says where everybody stands.
pub(crate) fn explain(wanted: &Explain) -> Result<Answer> {
    let facts = read(&wanted.file)?;
    let profile = match &wanted.force {
        None => Profile::statute(),
        Some(path) => Profile::from_force(&crate::serve::read_force(path)?),
    };
    let at = wanted.at.unwrap_or_else(Timestamp::now);
    let position = law::position(&facts, at, &profile);
    if wanted.json {
        screen::say_json(&position)?;
    } else {
        screen::say(law::explain(&position).join("\n"))?;
    }
    Ok(Answer::Yes)
}

/// Prints the JSON Schema of a timeline.
pub(crate) fn schema() -> Result<Answer> {
    screen::say_json(&schemars::schema_for!(Facts))?;
    Ok(Answer::Yes)
}

fn read(path: &Path) -> Result<Facts> {
    let (name, text) = if path == Path::new("-") {
        let mut text = String::new();
        std::io::stdin()
            .read_to_string(&mut text)
            .map_err(|error| {
                Problem::could_not(format!("standard input cannot be read: {error}"))
            })?;
        ("standard input".to_owned(), text)
    } else {
        let text =
            std::fs::read_to_string(path).map_err(|error| Problem::unreadable(path, &error))?;
        (path.display().to_string(), text)
    };
    serde_json::from_str(&text).map_err(|error| {
        let says = error.to_string();
        // serde_json ends with the place; it is put in front, where editors look for it.
        let reason = says
            .rsplit_once(" at line ")
            .map_or(says.as_str(), |(reason, _)| reason);
        Problem::given(format!(
            "{name}:{}:{}: {reason}",
            error.line(),
            error.column()
        ))
    })
}
