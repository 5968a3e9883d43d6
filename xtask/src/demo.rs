//! `cargo xtask demo`: from a fresh checkout to a living night, with nothing else to type.

use std::os::unix::process::CommandExt;
use std::process::ExitCode;

use crate::assets;
use crate::problem::{Problem, Result};
use crate::process;
use crate::workspace::Workspace;

/// Builds the program in the demo's profile and becomes it.
pub(crate) fn run(workspace: &Workspace, arguments: &[&str]) -> Result<ExitCode> {
    println!("[1/3] stylesheet, scripts and what a phone keeps");
    assets::run(workspace)?;

    println!("[2/3] the program (some minutes the first time, seconds after that)");
    process::run(process::command("cargo", workspace.root()).args([
        "build",
        "--profile",
        "demo",
        "--package",
        "cli",
        "--bin",
        "lantern",
    ]))?;

    println!("[3/3] the demonstration");
    let program = workspace.target().join("demo/lantern");
    // Taking this process's place lets Ctrl-C and signals reach the program itself.
    let error = process::command(&program, workspace.root())
        .arg("demo")
        .args(arguments)
        .exec();
    Err(Problem::new(format!(
        "starting {}: {error}",
        program.display()
    )))
}
