//! Where a demonstration is kept: the record, its keys, and which night it is.

use std::path::{Path, PathBuf};

use jiff::{Timestamp, ToSpan as _, Unit};
use serde::{Deserialize, Serialize};

use crate::outcome::{Problem, Result};

/// The seed when none is asked for.
const SEED: u64 = 1;

/// The folder of a demonstration.
pub(super) struct Place(PathBuf);

/// Which night is told there. Everything else follows from it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Told {
    pub(super) seed: u64,
    /// The moment at which the busy night stands ready.
    pub(super) opening: Timestamp,
}

impl Place {
    pub(super) fn new(folder: &Path) -> Self {
        Self(folder.to_owned())
    }

    pub(super) fn keys(&self) -> PathBuf {
        self.0.join("keys")
    }

    /// The folder figures are counted from.
    pub(super) fn lake(&self) -> PathBuf {
        self.0.join("lake")
    }

    pub(super) fn address(&self) -> Result<String> {
        let path = self.0.join("record.db");
        path.to_str()
            .map(|path| format!("sqlite:{path}"))
            .ok_or_else(|| {
                Problem::given(format!(
                    "the folder `{}` has a name that is not UTF-8",
                    self.0.display()
                ))
            })
    }

    fn told(&self) -> PathBuf {
        self.0.join("night.toml")
    }

    /// Removes what a demonstration made, by name, and nothing else.
    pub(super) fn clear(&self) -> Result<()> {
        for name in [
            "record.db",
            "record.db-wal",
            "record.db-shm",
            "keys",
            "night.toml",
        ] {
            let path = self.0.join(name);
            match std::fs::remove_file(&path) {
                Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
                    return Err(Problem::could_not(format!(
                        "`{}` cannot be removed: {error}",
                        path.display()
                    )));
                }
                _ => {}
            }
        }
        // Made anew from the record; nothing in it is told anywhere else.
        match std::fs::remove_dir_all(self.lake()) {
            Err(error) if error.kind() != std::io::ErrorKind::NotFound => Err(Problem::could_not(
                format!("`{}` cannot be removed: {error}", self.lake().display()),
            )),
            _ => Ok(()),
        }
    }

    /// Which night is told here. A new one opens now, on the minute.
    ///
    /// It is written down before the first line is told, so a start that was interrupted is
    /// continued and not begun again.
    pub(super) fn told_or_begin(&self, seed: Option<u64>, now: Timestamp) -> Result<Told> {
        let path = self.told();
        match std::fs::read_to_string(&path) {
            Ok(text) => self.continued(&path, &text, seed),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => self.begin(seed, now),
            Err(error) => Err(Problem::unreadable(&path, &error)),
        }
    }

    fn continued(&self, path: &Path, text: &str, seed: Option<u64>) -> Result<Told> {
        let told: Told = toml::from_str(text).map_err(|error| {
            Problem::given(format!(
                "`{}` is not as it was written ({}): use --fresh to begin a new night",
                path.display(),
                error.message().trim().replace('\n', "; ")
            ))
        })?;
        match seed {
            Some(asked) if asked != told.seed => Err(Problem::given(format!(
                "`{}` holds the night of seed {}: use --fresh to throw it away, or another --dir",
                self.0.display(),
                told.seed
            ))),
            _ => Ok(told),
        }
    }

    fn begin(&self, seed: Option<u64>, now: Timestamp) -> Result<Told> {
        if self.0.join("record.db").exists() {
            return Err(Problem::given(format!(
                "`{}` holds a record, and not which night it is: use --fresh to throw it away, or \
                 another --dir",
                self.0.display()
            )));
        }
        let opening = now
            .round(Unit::Minute)
            .unwrap_or(now)
            .checked_sub(1.minute())
            .unwrap_or(now);
        let told = Told {
            seed: seed.unwrap_or(SEED),
            opening,
        };
        let text = toml::to_string(&told).map_err(|error| {
            Problem::could_not(format!("the night has no written form: {error}"))
        })?;
        std::fs::create_dir_all(&self.0)
            .and_then(|()| std::fs::write(self.told(), text))
            .map_err(|error| {
                Problem::could_not(format!(
                    "`{}` cannot be written: {error}",
                    self.told().display()
                ))
            })?;
        Ok(told)
    }
}
