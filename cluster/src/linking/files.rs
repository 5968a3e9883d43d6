//! Extracts as they were when they were read: the same bytes on every machine, or a refusal.

use std::fmt::Write as _;
use std::fs::File;
use std::io::Read as _;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

use crate::Fault;

/// Bytes that are read at once.
const AT_ONCE: usize = 1 << 18;

/// An extract that was looked through.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Seen {
    /// Its whole path.
    pub(super) path: PathBuf,
    length: u64,
    sha256: String,
    /// When it was last written, on the machine that looked.
    #[serde(skip)]
    written: Option<SystemTime>,
}

impl Seen {
    /// Looks an extract through.
    pub(super) fn new(given: &Path) -> Result<Self, Fault> {
        let failed = |cause| Fault::Extract {
            file: given.display().to_string(),
            cause,
        };
        let path = std::fs::canonicalize(given).map_err(failed)?;
        Self::at(path).map_err(failed)
    }

    fn at(path: PathBuf) -> std::io::Result<Self> {
        let mut file = File::open(&path)?;
        let about = file.metadata()?;
        let mut sum = Sha256::new();
        let mut bytes = vec![0; AT_ONCE];
        loop {
            let read = file.read(&mut bytes)?;
            if read == 0 {
                break;
            }
            sum.update(bytes.get(..read).unwrap_or_default());
        }
        Ok(Self {
            sha256: hex(&sum.finalize()),
            length: about.len(),
            written: about.modified().ok(),
            path,
        })
    }

    /// The extract as it is on this machine, which must be that of whoever asks.
    pub(super) fn here(&self) -> Result<Self, String> {
        let named = |why: String| format!("`{}` {why}", self.path.display());
        let here = Self::at(self.path.clone()).map_err(|error| {
            named(format!(
                "cannot be read: {error}; every executor must see the extracts under the path that \
                 `link` was given"
            ))
        })?;
        if (here.length, &here.sha256) == (self.length, &self.sha256) {
            return Ok(here);
        }
        let short = |seen: &Self| seen.sha256.get(..12).unwrap_or_default().to_owned();
        Err(named(format!(
            "is not what `link` read: {} bytes here, SHA-256 {}…, and {} bytes there, {}…; it was \
             changed since, or is another file under the same path: give every executor the very \
             file, and link again",
            here.length,
            short(&here),
            self.length,
            short(self)
        )))
    }

    /// Whether nobody wrote to it since it was looked through.
    pub(super) fn is_as_it_was(&self) -> Result<(), String> {
        let now = std::fs::metadata(&self.path);
        let same =
            now.is_ok_and(|now| now.len() == self.length && now.modified().ok() == self.written);
        if same {
            return Ok(());
        }
        Err(format!(
            "`{}` was changed while it was read: link it when whoever writes it is done",
            self.path.display()
        ))
    }
}

/// A sum, two digits for each byte.
pub(super) fn hex(sum: &[u8]) -> String {
    let mut text = String::new();
    for byte in sum {
        // A string takes all that is written to it.
        let _ = write!(text, "{byte:02x}");
    }
    text
}
