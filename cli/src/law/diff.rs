//! `lantern law diff`: what changed in the law between two days, or two forces' configurations.

use std::path::Path;

use domain::time;
use jiff::civil::Date;
use law::{Change, Layer, Profile};
use serde::Serialize;

use crate::arguments::Diff;
use crate::outcome::{Answer, Result};
use crate::screen;

/// One side of a comparison.
#[derive(Serialize)]
struct Side {
    /// The day.
    on: Date,
    /// The force whose configuration counts; the Act alone, when there is none.
    force: Option<String>,
}

/// One rule that differs.
#[derive(Serialize)]
struct Changed {
    id: &'static str,
    /// `appears`, `vanishes` or `changes instrument`.
    change: &'static str,
    title: &'static str,
    says: &'static str,
    cite: &'static str,
    layer: Layer,
    /// The instrument that did it.
    by: String,
}

#[derive(Serialize)]
struct Outcome {
    from: Side,
    to: Side,
    changes: Vec<Changed>,
}

/// Prints what changed.
pub(crate) fn diff(wanted: &Diff) -> Result<Answer> {
    let (from, before) = side(&wanted.from, wanted)?;
    let (to, after) = side(&wanted.to, wanted)?;
    let changes = law::diff((from.on, &before), (to.on, &after))
        .into_iter()
        .map(|change| Changed {
            id: change.rule.id,
            change: called(change.change),
            title: change.rule.title,
            says: change.rule.says,
            cite: change.rule.cite,
            layer: change.rule.layer,
            by: change.by,
        })
        .collect();
    let outcome = Outcome { from, to, changes };
    if wanted.json {
        screen::say_json(&outcome)?;
    } else {
        screen::say(text(&outcome))?;
    }
    Ok(Answer::Yes)
}

/// A day with the force of `--force`, or a force's configuration on the day of `--on`.
fn side(given: &str, wanted: &Diff) -> Result<(Side, Profile)> {
    let (on, force) = match given.parse::<Date>() {
        Ok(day) => (day, wanted.force.as_deref()),
        Err(_) => (
            wanted.on.unwrap_or_else(super::today),
            Some(Path::new(given)),
        ),
    };
    let profile = super::profile(force)?;
    let force = force.map(|path| path.display().to_string());
    Ok((Side { on, force }, profile))
}

const fn called(change: Change) -> &'static str {
    match change {
        Change::Appears => "appears",
        Change::Vanishes => "vanishes",
        Change::ChangesInstrument => "changes instrument",
    }
}

fn text(outcome: &Outcome) -> String {
    let side = |side: &Side| {
        let force = side.force.as_deref().unwrap_or("the Act alone");
        format!("{} ({force})", time::day(side.on))
    };
    let mut lines = vec![
        format!("from {} to {}", side(&outcome.from), side(&outcome.to)),
        String::new(),
    ];
    for changed in &outcome.changes {
        lines.push(format!(
            "{}: {}: {}",
            changed.change, changed.id, changed.title
        ));
        lines.push(format!("    {}", changed.says));
        lines.push(format!(
            "    source    {} ({})",
            changed.cite,
            changed.layer.label()
        ));
        lines.push(format!("    by        {}", changed.by));
        lines.push(String::new());
    }
    let number = u64::try_from(outcome.changes.len()).unwrap_or(u64::MAX);
    lines.push(match number {
        0 => "no rule differs".to_owned(),
        1 => "1 rule differs".to_owned(),
        _ => format!("{} rules differ", screen::number(number)),
    });
    lines.join("\n")
}
