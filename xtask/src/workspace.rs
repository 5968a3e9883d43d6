//! Where things are: the workspace's root, its tools folder and what cargo knows of it.

use std::path::{Path, PathBuf};

use serde_json::Value;

use crate::problem::{Problem, Result, While};
use crate::process;

/// The checkout that this program was built from.
pub(crate) struct Workspace {
    root: PathBuf,
}

impl Workspace {
    /// The folder above `xtask`. Fixed when xtask is compiled, so it holds from any folder.
    pub(crate) fn find() -> Result<Self> {
        Path::new(env!("CARGO_MANIFEST_DIR"))
            .parent()
            .map(|root| Self {
                root: root.to_path_buf(),
            })
            .ok_or_else(|| Problem::new("xtask was built outside a workspace"))
    }

    pub(crate) fn root(&self) -> &Path {
        &self.root
    }

    pub(crate) fn join(&self, path: &str) -> PathBuf {
        self.root.join(path)
    }

    /// Where cargo puts what it builds.
    pub(crate) fn target(&self) -> PathBuf {
        std::env::var_os("CARGO_TARGET_DIR")
            .map_or_else(|| self.root.join("target"), |folder| self.root.join(folder))
    }

    /// Where the tools that are not cargo's go; safe to delete at any time.
    pub(crate) fn tools(&self) -> PathBuf {
        self.target().join("tools")
    }

    /// `cargo metadata` of our own crates alone. Needs no network.
    pub(crate) fn own_metadata(&self) -> Result<Value> {
        self.metadata(&["--no-deps", "--offline"])
    }

    /// `cargo metadata` with every dependency that this machine would build.
    pub(crate) fn full_metadata(&self) -> Result<Value> {
        let version = process::output(process::command("rustc", &self.root).arg("-vV"))?;
        let host = version
            .lines()
            .find_map(|line| line.strip_prefix("host: "))
            .ok_or_else(|| Problem::new("`rustc -vV` names no host"))?;
        self.metadata(&["--filter-platform", host])
    }

    fn metadata(&self, arguments: &[&str]) -> Result<Value> {
        let text = process::output(
            process::command("cargo", &self.root)
                .args(["metadata", "--format-version", "1"])
                .args(arguments),
        )?;
        serde_json::from_str(&text).while_doing(|| "reading what `cargo metadata` printed".into())
    }
}
