//! The steps of the test command, each one thing.
//!
//! Every step that builds uses the whole workspace and the one dev profile, so that cargo sees
//! one set of features and compiles nothing twice.

use std::path::{Path, PathBuf};
use std::process::Command;

use super::Ground;
use super::tally::Tally;
use crate::problem::{Problem, Result};
use crate::process;
use crate::setup::ForTests;
use crate::{assets, tidy};

/// What came of a step.
pub(super) struct Outcome {
    pub(super) tally: Tally,
    /// A plain sentence about what failed or was skipped.
    pub(super) remark: Option<String>,
}

impl Outcome {
    fn passed() -> Self {
        Self {
            tally: Tally {
                passed: 1,
                ..Tally::default()
            },
            remark: None,
        }
    }

    pub(super) fn failed(remark: impl Into<String>) -> Self {
        Self {
            tally: Tally {
                failed: 1,
                ..Tally::default()
            },
            remark: Some(remark.into()),
        }
    }

    fn skipped(remark: impl Into<String>) -> Self {
        Self {
            tally: Tally {
                skipped: 1,
                ..Tally::default()
            },
            remark: Some(remark.into()),
        }
    }
}

/// The pure crates, for the everyday loop.
const PURE: &[&str] = &[
    "domain", "law", "timeline", "casework", "night", "pocket", "flags", "linkage", "figures",
];

/// The server with a clock that the journeys and the fuzzer move.
const REHEARSAL: &str = "rehearsal";

pub(super) fn format(ground: &Ground<'_>) -> Result<Outcome> {
    checked(
        cargo(ground).args(["fmt", "--all", "--", "--check"]),
        "`cargo fmt --all` puts this right",
    )
}

pub(super) fn tidiness(ground: &Ground<'_>) -> Result<Outcome> {
    let findings = tidy::findings(ground.workspace)?;
    for finding in &findings {
        println!("{finding}");
    }
    Ok(match findings.len() {
        0 => Outcome::passed(),
        number => Outcome::failed(format!(
            "{number} out of place; `cargo xtask tidy` shows them"
        )),
    })
}

pub(super) fn spelling(ground: &Ground<'_>) -> Result<Outcome> {
    let typos = &tools(ground)?.typos;
    checked(
        &mut process::command(typos, ground.workspace.root()),
        "mend the words above, or add them to typos.toml with a reason",
    )
}

pub(super) fn assets(ground: &Ground<'_>) -> Result<Outcome> {
    assets::build(ground.workspace, &tools(ground)?.node)?;
    Ok(Outcome::passed())
}

pub(super) fn clippy(ground: &Ground<'_>) -> Result<Outcome> {
    checked(
        cargo(ground).args([
            "clippy",
            "--workspace",
            "--all-targets",
            "--",
            "-D",
            "warnings",
        ]),
        "clippy has complaints",
    )
}

pub(super) fn tests(ground: &Ground<'_>) -> Result<Outcome> {
    let tools = tools(ground)?;
    counted(
        runner(ground)
            .arg("--workspace")
            .envs(environment(ground, tools)),
        "tests failed",
    )
}

pub(super) fn quick_tests(ground: &Ground<'_>) -> Result<Outcome> {
    let mut command = runner(ground);
    let here = |name: &&&str| ground.workspace.join(name).is_dir();
    for name in PURE.iter().filter(here) {
        command.args(["--package", name]);
    }
    command.args(["--package", "record"]);
    // A test that needs the server has it in its name.
    if nextest() {
        command.args(["-E", "not test(/postgres/)"]);
    } else {
        command.args(["--", "--skip", "postgres"]);
    }
    counted(&mut command, "tests failed")
}

pub(super) fn doc_tests(ground: &Ground<'_>) -> Result<Outcome> {
    counted(
        cargo(ground).args(["test", "--doc", "--workspace"]),
        "an example in a comment fails",
    )
}

pub(super) fn documentation(ground: &Ground<'_>) -> Result<Outcome> {
    checked(
        cargo(ground)
            .args(["doc", "--workspace", "--no-deps"])
            // Examples ask for what tests ask for. Without them libraries have other features, and
            // are checked anew.
            .args(["--lib", "--bins", "--examples"])
            .env("RUSTDOCFLAGS", "-D warnings"),
        "the documentation does not build cleanly",
    )
}

pub(super) fn patterns(ground: &Ground<'_>) -> Result<Outcome> {
    let tools = tools(ground)?;
    let mut command = tools.node.command(ground.workspace.root());
    command
        .arg("web/assets/checks/run.mjs")
        .envs(environment(ground, tools));
    counted(&mut command, "a pattern or a script is not as it should be")
}

pub(super) fn journeys(ground: &Ground<'_>) -> Result<Outcome> {
    let script = "web/tests/browser/run.mjs";
    if !ground.workspace.join(script).is_file() {
        return Ok(Outcome::skipped(format!("{script} is not written yet")));
    }
    let tools = tools(ground)?;
    let server = rehearsal(ground)?;
    let mut command = tools.node.command(ground.workspace.root());
    command
        .arg(script)
        .envs(environment(ground, tools))
        .env("LANTERN_REHEARSAL", server)
        .env("LANTERN_SCENARIOS", example(ground, "scenarios"));
    counted(&mut command, "a journey failed")
}

pub(super) fn api_fuzz(ground: &Ground<'_>) -> Result<Outcome> {
    let tools = tools(ground)?;
    let root = ground.workspace.root();
    let shell = "web/tests/api_fuzz.sh";
    let module = "web/tests/api_fuzz.mjs";
    let mut command = if ground.workspace.join(shell).is_file() {
        let mut command = process::command("bash", root);
        command.arg(shell);
        command
    } else if ground.workspace.join(module).is_file() {
        let mut command = tools.node.command(root);
        command.arg(module);
        command
    } else {
        return Ok(Outcome::skipped(format!("{shell} is not written yet")));
    };
    command
        .envs(environment(ground, tools))
        .env("LANTERN_REHEARSAL", rehearsal(ground)?);
    counted(
        &mut command,
        "the fuzzer found an answer that the API should not give",
    )
}

/// What scripts and tests are told of the machine.
fn environment(ground: &Ground<'_>, tools: &ForTests) -> Vec<(&'static str, PathBuf)> {
    vec![
        ("LANTERN_REQUIRE_POSTGRES", PathBuf::from("1")),
        ("LANTERN_CHROMIUM", tools.chromium.clone()),
        ("CHROMIUM", tools.chromium.clone()),
        ("SCHEMATHESIS", tools.schemathesis.clone()),
        (
            "LANTERN_DUCKDB_PYTHON",
            tools.schemathesis.with_file_name("python"),
        ),
        (
            "LANTERN_PROGRAM",
            ground.workspace.target().join("debug/lantern"),
        ),
    ]
}

/// Builds the server for rehearsals and says where it is. The tests have built it already,
/// with the same features, so this is quick.
fn rehearsal(ground: &Ground<'_>) -> Result<PathBuf> {
    process::run(cargo(ground).args(["build", "--workspace", "--bins", "--examples"]))?;
    let server = example(ground, REHEARSAL);
    if Path::new(&server).is_file() {
        Ok(server)
    } else {
        Err(Problem::new(format!(
            "`web` has no example `{REHEARSAL}`, which this step starts"
        )))
    }
}

/// Where an example of ours is once it has been built.
fn example(ground: &Ground<'_>, name: &str) -> PathBuf {
    ground.workspace.target().join("debug/examples").join(name)
}

fn tools<'a>(ground: &'a Ground<'_>) -> Result<&'a ForTests> {
    ground
        .tools
        .as_ref()
        .ok_or_else(|| Problem::new("this step needs `cargo xtask test` in full"))
}

fn cargo(ground: &Ground<'_>) -> Command {
    process::command("cargo", ground.workspace.root())
}

fn nextest() -> bool {
    process::on_path(&["cargo-nextest"]).is_some()
}

/// nextest where it is installed, otherwise cargo's own runner: slower, and the same tests.
fn runner(ground: &Ground<'_>) -> Command {
    let mut command = cargo(ground);
    if nextest() {
        command.args(["nextest", "run", "--no-fail-fast"]);
    } else {
        println!("    cargo-nextest is not installed, so cargo runs the tests one crate at a time");
        command.args(["test", "--no-fail-fast", "--lib", "--bins", "--tests"]);
    }
    command
}

/// A step that is one check.
fn checked(command: &mut Command, remark: &str) -> Result<Outcome> {
    let seen = process::watch(command)?;
    Ok(if seen.succeeded {
        Outcome::passed()
    } else {
        Outcome::failed(remark)
    })
}

/// A step that runs many tests and sums up. Where it stopped before it could, or failed without
/// saying which test, it counts as one failure.
fn counted(command: &mut Command, remark: &str) -> Result<Outcome> {
    let seen = process::watch(command)?;
    let mut tally = Tally::read(&seen.text).unwrap_or_default();
    if seen.succeeded {
        if tally == Tally::default() {
            tally.passed = 1;
        }
        return Ok(Outcome {
            tally,
            remark: None,
        });
    }
    tally.failed = tally.failed.max(1);
    Ok(Outcome {
        tally,
        remark: Some(remark.to_owned()),
    })
}
