//! `cargo xtask tidy`: what holds the house together and the compiler cannot see.
//!
//! Each check is a function from what is in the repository to a list of [`Finding`]s, so each
//! is tested here with a small bad example and no repository.

mod documents;
mod edges;
mod files;
mod licences;
mod manifests;
mod source;
mod tree;

use std::fmt;
use std::process::ExitCode;

use crate::problem::Result;
use crate::process;
use crate::workspace::Workspace;

use tree::Tree;

/// One thing out of place: where, and a sentence that says what to do about it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Finding {
    /// Relative to the workspace's root.
    path: String,
    /// Counted from 1; 0 where the whole file is meant.
    line: usize,
    sentence: String,
}

impl Finding {
    fn new(path: impl Into<String>, line: usize, sentence: impl Into<String>) -> Self {
        Self {
            path: path.into(),
            line,
            sentence: sentence.into(),
        }
    }
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.line {
            0 => write!(f, "{}: {}", self.path, self.sentence),
            line => write!(f, "{}:{line}: {}", self.path, self.sentence),
        }
    }
}

/// Prints what is out of place; fails if anything is.
pub(crate) fn run(workspace: &Workspace) -> Result<ExitCode> {
    let findings = findings(workspace)?;
    for finding in &findings {
        println!("{finding}");
    }
    match findings.len() {
        0 => {
            println!("tidy: nothing out of place");
            Ok(ExitCode::SUCCESS)
        }
        1 => {
            println!("tidy: 1 thing out of place");
            Ok(ExitCode::FAILURE)
        }
        many => {
            println!("tidy: {many} things out of place");
            Ok(ExitCode::FAILURE)
        }
    }
}

/// Everything out of place, in the order of the files.
pub(crate) fn findings(workspace: &Workspace) -> Result<Vec<Finding>> {
    let tree = Tree::read(workspace)?;
    let crates = edges::crates(&workspace.own_metadata()?)?;

    let mut findings = Vec::new();
    findings.extend(edges::check(&crates));
    findings.extend(manifests::check(&crates, &tree));
    findings.extend(files::check(&tree));
    findings.extend(source::check(&tree));
    findings.extend(documents::check(&tree));
    findings.extend(licences::check(workspace, &tree)?);
    findings.extend(cargo_deny(workspace));
    findings.sort();
    findings.dedup();
    Ok(findings)
}

/// `cargo deny` knows more than we do of licences and sources, so it is asked where it is installed.
fn cargo_deny(workspace: &Workspace) -> Option<Finding> {
    process::on_path(&["cargo-deny"])?;
    let mut command = process::command("cargo", workspace.root());
    command.args([
        "deny",
        "--log-level",
        "error",
        "check",
        "licenses",
        "bans",
        "sources",
    ]);
    process::output(&mut command)
        .err()
        .map(|problem| Finding::new("deny.toml", 0, problem.to_string()))
}
