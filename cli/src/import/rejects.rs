//! The list of refused rows: line, column and reason, and never what the row said.

use std::fs::File;
use std::path::{Path, PathBuf};

use super::row::Refused;
use crate::outcome::{Problem, Result};

/// The file of refused rows. It is made when the first row is refused; an old one is removed, so
/// that what is there always belongs to the last run.
pub(super) struct Rejects {
    path: PathBuf,
    out: Option<csv::Writer<File>>,
}

impl Rejects {
    pub(super) fn create(path: &Path) -> Result<Self> {
        match std::fs::remove_file(path) {
            Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
                return Err(failed(path, &error));
            }
            _ => {}
        }
        Ok(Self {
            path: path.to_owned(),
            out: None,
        })
    }

    pub(super) fn add(&mut self, line: u64, refused: &Refused) -> Result<()> {
        let out = match &mut self.out {
            Some(out) => out,
            none => {
                let mut out = csv::Writer::from_path(&self.path)
                    .map_err(|error| failed(&self.path, &error))?;
                out.write_record(["line", "column", "reason"])
                    .map_err(|error| failed(&self.path, &error))?;
                none.insert(out)
            }
        };
        out.write_record([&line.to_string(), &refused.column, &refused.reason])
            .map_err(|error| failed(&self.path, &error))
    }

    pub(super) fn finish(self) -> Result<()> {
        match self.out {
            Some(mut out) => out.flush().map_err(|error| failed(&self.path, &error)),
            None => Ok(()),
        }
    }
}

fn failed(path: &Path, error: &dyn std::fmt::Display) -> Problem {
    Problem::could_not(format!(
        "the refused rows cannot be written to `{}`: {error}",
        path.display()
    ))
}
