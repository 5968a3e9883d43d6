//! `lantern law test`: anybody's scenario tables, held against the law as code.

use std::path::PathBuf;

use scenario::{Failure, Row, Table};
use serde::Serialize;

use crate::arguments::LawTest;
use crate::outcome::{Answer, Problem, Result};
use crate::screen;

/// What a run comes to.
#[derive(Default, Serialize)]
struct Outcome {
    /// Rows asked.
    rows: u64,
    /// Rows all of whose cells the law answers as the table does.
    hold: u64,
    /// Rows of which a cell differs.
    differ: u64,
    /// Rows, and parts of files, that cannot be read as a scenario.
    unreadable: u64,
    /// Every cell that differs.
    differences: Vec<Difference>,
    /// Every fault of a table.
    faults: Vec<Said>,
}

/// A cell that the law answers otherwise than the table.
#[derive(Serialize)]
struct Difference {
    #[serde(flatten)]
    said: Said,
    /// What the answer rests on, as rules with their citations.
    rests_on: Vec<Ground>,
}

/// What a table says and what there is instead.
#[derive(Serialize)]
struct Said {
    /// File and line.
    place: String,
    /// The first cell of the row.
    row: String,
    /// The column. Empty where it is the row itself.
    column: String,
    /// What the table says, or what a cell may say.
    expected: String,
    /// What Lantern answers, or what stands there.
    got: String,
}

/// A rule an answer rests on.
#[derive(Serialize)]
struct Ground {
    rule: &'static str,
    cite: &'static str,
    says: law::Words,
}

impl From<Failure> for Said {
    fn from(failure: Failure) -> Self {
        Self {
            place: failure.place,
            row: failure.row,
            column: failure.column.into(),
            expected: failure.expected,
            got: failure.got,
        }
    }
}

/// Asks every row of every table.
pub(crate) fn test(wanted: &LawTest) -> Result<Answer> {
    let outcome = run(&wanted.paths)?;
    if wanted.json {
        screen::say_json(&outcome)?;
    } else {
        screen::say(words(&outcome))?;
    }
    if outcome.unreadable > 0 {
        return Err(Problem::given(format!(
            "{} cannot be read as a scenario",
            screen::counted(outcome.unreadable, "row")
        )));
    }
    if outcome.rows == 0 {
        return Err(Problem::given(
            "no scenario was found: a table needs a head, a line of dashes and a row",
        ));
    }
    Ok(if outcome.differ == 0 {
        Answer::Yes
    } else {
        Answer::No
    })
}

fn run(paths: &[PathBuf]) -> Result<Outcome> {
    let mut outcome = Outcome::default();
    for path in paths {
        let (tables, faults) =
            scenario::read_path(path).map_err(|error| Problem::unreadable(path, &error))?;
        for fault in faults {
            outcome.unreadable = outcome.unreadable.saturating_add(1);
            outcome.faults.push(fault.into());
        }
        for row in tables.iter().flat_map(|table: &Table| &table.rows) {
            ask(row, &mut outcome);
        }
    }
    Ok(outcome)
}

fn ask(row: &Row, outcome: &mut Outcome) {
    outcome.rows = outcome.rows.saturating_add(1);
    let failures = scenario::check(row);
    let faulty = failures.iter().any(|failure| failure.unreadable);
    let count = if faulty {
        &mut outcome.unreadable
    } else if failures.is_empty() {
        &mut outcome.hold
    } else {
        &mut outcome.differ
    };
    *count = count.saturating_add(1);
    for failure in failures {
        if failure.unreadable {
            outcome.faults.push(failure.into());
        } else {
            let rests_on = grounds(row, &failure.column);
            let said = failure.into();
            outcome.differences.push(Difference { said, rests_on });
        }
    }
}

/// What the answer in a column rests on: each rule once, in the order of the argument.
fn grounds(row: &Row, column: &str) -> Vec<Ground> {
    let Ok(scenario) = scenario::read(row) else {
        return Vec::new();
    };
    let mut grounds: Vec<Ground> = Vec::new();
    for reason in scenario::rests_on(&scenario, column) {
        if grounds.iter().all(|ground| ground.rule != reason.rule.id) {
            grounds.push(Ground {
                rule: reason.rule.id,
                cite: reason.rule.cite,
                says: reason.says,
            });
        }
    }
    grounds
}

/// The outcome as a lawyer reads it.
fn words(outcome: &Outcome) -> String {
    let mut lines = Vec::new();
    for difference in &outcome.differences {
        let said = &difference.said;
        lines.push(format!("{}: “{}”", said.place, said.row));
        lines.push(format!("    column           {}", said.column));
        lines.push(format!("    the table says   {}", said.expected));
        lines.push(format!("    Lantern answers  {}", said.got));
        let mut label = "resting on";
        for ground in &difference.rests_on {
            lines.push(format!(
                "    {label:<16} {} [{}; {}]",
                ground.says, ground.cite, ground.rule
            ));
            label = "";
        }
        lines.push(String::new());
    }
    for fault in &outcome.faults {
        lines.push(format!("{}: “{}” cannot be read", fault.place, fault.row));
        if !fault.column.is_empty() {
            lines.push(format!("    column           {}", fault.column));
        }
        lines.push(format!("    it needs         {}", fault.expected));
        lines.push(format!("    it has           {}", fault.got));
        lines.push(String::new());
    }
    let of_all = |count| screen::number(count);
    lines.push(format!(
        "{}: {} hold, {} differ, {} cannot be read.",
        screen::counted(outcome.rows, "row"),
        of_all(outcome.hold),
        of_all(outcome.differ),
        of_all(outcome.unreadable)
    ));
    lines.join("\n")
}
