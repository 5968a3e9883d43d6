//! The program that a phone keeps: `pocket`, compiled to WebAssembly.
//!
//! rustup's own target is tried first, then a second compiler beside the first, as Debian brings
//! it. Where neither can be had the server still builds and serves, and its page `/powers` works
//! with a connection only: that is said in one sentence and fails nothing.

use std::path::{Path, PathBuf};
use std::process::Command;

use crate::problem::{Problem, Result};
use crate::process;
use crate::setup;
use crate::workspace::Workspace;

const TARGET: &str = "wasm32-unknown-unknown";
/// The profile of the workspace's manifest, and so the folder it builds into.
const PROFILE: &str = "pocket";

/// What compiles for a phone.
enum Compiler {
    /// The toolchain in use, with its target installed.
    Own,
    /// Another, from the system, that brings the standard library as source.
    Second { rustc: PathBuf, linker: PathBuf },
}

/// Builds it and says where it is; nothing where this machine cannot.
pub(crate) fn build(workspace: &Workspace) -> Result<Option<PathBuf>> {
    let compiler = match compiler(workspace) {
        Ok(compiler) => compiler,
        Err(reason) => {
            println!("    no WebAssembly ({reason}), so `/powers` works with a connection only");
            return Ok(None);
        }
    };
    let folder = workspace.target().join("wasm");
    let mut cargo = process::command("cargo", workspace.root());
    cargo
        .args(["build", "--quiet", "--package", "pocket", "--lib"])
        .args(["--profile", PROFILE, "--target", TARGET, "--target-dir"])
        .arg(&folder);
    if let Compiler::Second { rustc, linker } = &compiler {
        second(&mut cargo, rustc, linker);
    }
    println!("    the program that a phone keeps (a minute or two the first time)");
    match (process::run(&mut cargo), &compiler) {
        (Ok(()), _) => Ok(Some(folder.join(TARGET).join(PROFILE).join("pocket.wasm"))),
        (Err(problem), Compiler::Own) => Err(problem),
        // Another compiler's trouble with the standard library is not this repository's.
        (Err(problem), Compiler::Second { .. }) => {
            println!("    no WebAssembly ({problem}), so `/powers` works with a connection only");
            Ok(None)
        }
    }
}

/// Compiles the standard library as well, from its source.
fn second(cargo: &mut Command, rustc: &Path, linker: &Path) {
    cargo
        .arg("-Zbuild-std=std,panic_abort")
        .env("RUSTC", rustc)
        .env("RUSTC_BOOTSTRAP", "1")
        .env("RUSTFLAGS", "-C linker-flavor=wasm-ld")
        .env("CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_LINKER", linker)
        // rustup's choice is for rustup's compilers.
        .env_remove("RUSTUP_TOOLCHAIN")
        .env_remove("RUSTC_WRAPPER");
}

fn compiler(workspace: &Workspace) -> std::result::Result<Compiler, String> {
    if has_target(workspace, Path::new("rustc")) {
        return Ok(Compiler::Own);
    }
    if process::on_path(&["rustup"]).is_some() {
        let mut rustup = process::command("rustup", workspace.root());
        let added = process::output(rustup.args(["target", "add", TARGET]));
        if added.is_ok() && has_target(workspace, Path::new("rustc")) {
            return Ok(Compiler::Own);
        }
    }
    found_second(workspace).or_else(|_| {
        setup::for_pocket(workspace).map_err(|problem: Problem| {
            let sentence = problem.to_string();
            sentence.lines().next().unwrap_or_default().to_owned()
        })?;
        found_second(workspace)
    })
}

/// Whether a compiler has the standard library for a phone.
fn has_target(workspace: &Workspace, rustc: &Path) -> bool {
    let mut command = process::command(rustc, workspace.root());
    process::output(command.args(["--print", "target-libdir", "--target", TARGET]))
        .is_ok_and(|folder| Path::new(folder.trim()).is_dir())
}

/// A compiler of the system with its standard library's source and a linker.
fn found_second(workspace: &Workspace) -> std::result::Result<Compiler, String> {
    let rustc = PathBuf::from("/usr/bin/rustc");
    let mut command = process::command(&rustc, workspace.root());
    let sysroot = process::output(command.args(["--print", "sysroot"]))
        .map_err(|_| "the toolchain lacks its target, and there is no other compiler".to_owned())?;
    let source = Path::new(sysroot.trim()).join("lib/rustlib/src/rust/library/std");
    if !source.is_dir() {
        return Err("the other compiler lacks the source of its standard library".to_owned());
    }
    let names: Vec<String> = (14..40)
        .rev()
        .map(|major| format!("wasm-ld-{major}"))
        .collect();
    let names: Vec<&str> = std::iter::once("wasm-ld")
        .chain(names.iter().map(String::as_str))
        .collect();
    let linker =
        process::on_path(&names).ok_or_else(|| "there is no linker for WebAssembly".to_owned())?;
    Ok(Compiler::Second { rustc, linker })
}
