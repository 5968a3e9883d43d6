//! `cargo xtask test`: every check there is, in order, each announced with its time.
//!
//! A failed step does not stop the ones after it, so one run tells all that is wrong. The last
//! line is always `N passed, N failed, N skipped`, because the CI reads it.

mod steps;
mod tally;

use std::process::ExitCode;
use std::time::Instant;

use crate::problem::Result;
use crate::setup;
use crate::workspace::Workspace;

use steps::Outcome;
use tally::Tally;

/// What a step needs to know.
struct Ground<'a> {
    workspace: &'a Workspace,
    /// Absent in the everyday loop, which needs none of it.
    tools: Option<setup::ForTests>,
}

type Step = (&'static str, fn(&Ground<'_>) -> Result<Outcome>);

/// The quick ones first, so that a slip is told early.
const EVERYTHING: &[Step] = &[
    ("format", steps::format),
    ("tidiness", steps::tidiness),
    ("spelling", steps::spelling),
    ("stylesheet and scripts", steps::assets),
    ("clippy", steps::clippy),
    ("tests", steps::tests),
    ("examples in the documentation", steps::doc_tests),
    ("documentation", steps::documentation),
    ("patterns and scripts in a browser", steps::patterns),
    ("journeys in a browser", steps::journeys),
    ("fuzzing of the API", steps::api_fuzz),
];

const QUICK: &[Step] = &[
    ("format", steps::format),
    ("tidiness", steps::tidiness),
    (
        "tests of the pure crates, and of the record on SQLite",
        steps::quick_tests,
    ),
];

/// Sets up the machine and runs every step.
pub(crate) fn everything(workspace: &Workspace) -> ExitCode {
    println!("[0/{}] set-up", EVERYTHING.len());
    let started = Instant::now();
    match setup::for_tests(workspace) {
        Ok(tools) => {
            told_time(started);
            let ground = Ground {
                workspace,
                tools: Some(tools),
            };
            run(&ground, EVERYTHING)
        }
        Err(problem) => {
            println!("\nThe machine could not be set up: {problem}\n");
            println!(
                "{}",
                Tally {
                    failed: 1,
                    ..Tally::default()
                }
            );
            ExitCode::FAILURE
        }
    }
}

/// The everyday loop: no browser, no PostgreSQL, nothing to install.
pub(crate) fn quick(workspace: &Workspace) -> ExitCode {
    run(
        &Ground {
            workspace,
            tools: None,
        },
        QUICK,
    )
}

fn run(ground: &Ground<'_>, steps: &[Step]) -> ExitCode {
    let started = Instant::now();
    let mut total = Tally::default();
    let mut remarks = Vec::new();
    for (number, (name, step)) in (1..).zip(steps) {
        println!("\n[{number}/{}] {name}", steps.len());
        let begun = Instant::now();
        let outcome = step(ground).unwrap_or_else(|problem| Outcome::failed(problem.to_string()));
        told_time(begun);
        total += outcome.tally;
        if let Some(remark) = outcome.remark {
            println!("    {remark}");
            remarks.push(format!("[{number}/{}] {name}: {remark}", steps.len()));
        }
    }

    println!("\n{} steps in {}", steps.len(), spoken(started));
    for remark in remarks {
        println!("{remark}");
    }
    println!("{total}");
    if total.failed == 0 {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    }
}

fn told_time(started: Instant) {
    println!("    {}", spoken(started));
}

/// `7 s`, or `3 min 7 s`.
fn spoken(started: Instant) -> String {
    let seconds = started.elapsed().as_secs();
    match (seconds / 60, seconds % 60) {
        (0, seconds) => format!("{seconds} s"),
        (minutes, seconds) => format!("{minutes} min {seconds} s"),
    }
}
