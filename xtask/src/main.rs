//! Lantern's own tools, behind `cargo xtask`.
//!
//! Everything a person does with this repository beyond `cargo build` starts here, so that a
//! fresh machine with a Rust toolchain and git needs no instructions beyond two commands.
//!
//! Invariants:
//!
//! - It uses none of our crates, so it compiles in seconds and still runs when they do not.
//! - What it installs goes into `target/tools` or `web/node_modules`. Only system packages go
//!   anywhere else, and the line that installs them is printed before it runs.
//! - Where it cannot do something it says so in a sentence that names what to do next.

#![allow(
    clippy::print_stdout,
    reason = "these are commands for a person at a terminal"
)]

mod assets;
mod bench;
mod demo;
mod pocket;
mod problem;
mod process;
mod setup;
mod test;
mod tidy;
mod workspace;

use std::process::ExitCode;

use problem::{Problem, Result};
use workspace::Workspace;

const USAGE: &str = "\
usage: cargo xtask <command>

  demo [--port N] [--fresh] [...]  set up, build and run the demonstration; what is
                                   not for xtask is passed to `lantern demo`
  test                             set up, then every check there is, as the CI does
  test quick                       the everyday loop: format, tidiness, the pure crates
                                   and the record on SQLite
  tidy                             what the compiler cannot check: crate edges, links,
                                   licences, file sizes and names
  assets                           build the stylesheet, the scripts and what a phone keeps
                                   into web/assets/dist
  bench [crate]                    run the benchmarks and print their tables
";

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    match run(&arguments) {
        Ok(code) => code,
        Err(problem) => {
            eprintln!("\nxtask: {problem}");
            ExitCode::FAILURE
        }
    }
}

fn run(arguments: &[String]) -> Result<ExitCode> {
    let workspace = Workspace::find()?;
    let words: Vec<&str> = arguments.iter().map(String::as_str).collect();
    match words.as_slice() {
        ["demo", rest @ ..] => demo::run(&workspace, rest),
        ["test"] => Ok(test::everything(&workspace)),
        ["test", "quick"] => Ok(test::quick(&workspace)),
        ["tidy"] => tidy::run(&workspace),
        ["assets"] => assets::run(&workspace).map(|()| ExitCode::SUCCESS),
        ["bench"] => bench::run(&workspace, None),
        ["bench", name] => bench::run(&workspace, Some(name)),
        [] | ["help" | "--help" | "-h"] => {
            print!("{USAGE}");
            Ok(ExitCode::SUCCESS)
        }
        other => Err(Problem::new(format!(
            "`cargo xtask {}` is not a command; `cargo xtask help` lists them",
            other.join(" ")
        ))),
    }
}
