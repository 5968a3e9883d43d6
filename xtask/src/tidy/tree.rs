//! The repository's own files, as text.

use std::collections::BTreeSet;
use std::path::Path;

use crate::problem::Result;
use crate::process;
use crate::workspace::Workspace;

/// A file that git knows, or would if it were added.
pub(crate) struct Entry {
    /// Relative to the root, with forward slashes.
    pub(crate) path: String,
    /// Empty for a file that is not text.
    pub(crate) text: String,
}

impl Entry {
    /// The part after the last dot, or nothing.
    pub(crate) fn extension(&self) -> &str {
        Path::new(&self.path)
            .extension()
            .and_then(|end| end.to_str())
            .unwrap_or_default()
    }

    /// Lines counted from 1.
    pub(crate) fn lines(&self) -> impl Iterator<Item = (usize, &str)> {
        self.text
            .lines()
            .enumerate()
            .map(|(index, line)| (index + 1, line))
    }
}

/// Every file of the repository and nothing that is built or ignored.
pub(crate) struct Tree {
    pub(crate) entries: Vec<Entry>,
}

impl Tree {
    /// Asks git for the files, tracked or about to be, and reads them.
    pub(crate) fn read(workspace: &Workspace) -> Result<Self> {
        let listed = process::output(process::command("git", workspace.root()).args([
            "ls-files",
            "--cached",
            "--others",
            "--exclude-standard",
            "-z",
        ]))?;
        let paths: BTreeSet<&str> = listed.split('\0').filter(|path| !path.is_empty()).collect();
        let entries = paths
            .into_iter()
            // A file deleted but still listed is not there to be read.
            .filter(|path| workspace.join(path).is_file())
            .map(|path| Entry {
                path: path.to_owned(),
                text: std::fs::read_to_string(workspace.join(path)).unwrap_or_default(),
            })
            .collect();
        Ok(Self { entries })
    }

    #[cfg(test)]
    pub(crate) fn of(files: &[(&str, &str)]) -> Self {
        let entries = files
            .iter()
            .map(|(path, text)| Entry {
                path: (*path).into(),
                text: (*text).into(),
            })
            .collect();
        Self { entries }
    }

    pub(crate) fn find(&self, path: &str) -> Option<&Entry> {
        self.entries.iter().find(|entry| entry.path == path)
    }

    /// Whether it is a file or a folder with a file somewhere in it.
    pub(crate) fn holds(&self, path: &str) -> bool {
        let folder = format!("{path}/");
        path.is_empty()
            || self
                .entries
                .iter()
                .any(|entry| entry.path == path || entry.path.starts_with(&folder))
    }
}
