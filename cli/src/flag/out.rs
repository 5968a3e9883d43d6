//! Where evidence goes: to standard output as it comes, or to a file that is there whole or stays as
//! it was. A run that breaks off half-way leaves no half to be taken for the whole.

use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use crate::outcome::{Problem, Result};

/// Where evidence is written.
pub(super) enum Out {
    /// As it comes: standard output, or what is no file, such as a pipe.
    AsItComes(Box<dyn Write>),
    /// Beside the file, until it is whole.
    Beside(Unfinished),
}

/// A file that is not whole yet.
pub(super) struct Unfinished {
    file: File,
    path: PathBuf,
    /// What it will be.
    whole: PathBuf,
}

impl Out {
    /// Opens what was asked for.
    pub(super) fn open(path: Option<&Path>) -> Result<Self> {
        let Some(path) = path else {
            return Ok(Self::AsItComes(Box::new(io::stdout().lock())));
        };
        let opened = match fs::metadata(path) {
            Ok(there) if !there.is_file() => {
                File::create(path).map(|file| Self::AsItComes(Box::new(file)))
            }
            there => Unfinished::beside(path, there.ok().as_ref()).map(Self::Beside),
        };
        opened.map_err(|error| failed(path, &error))
    }

    /// The end of it.
    pub(super) fn finish(mut self) -> Result<()> {
        self.flush().map_err(|error| unwritable(&error))?;
        match self {
            Self::AsItComes(_) => Ok(()),
            Self::Beside(unfinished) => {
                let named = fs::rename(&unfinished.path, &unfinished.whole);
                named.map_err(|error| failed(&unfinished.whole, &error))
            }
        }
    }
}

impl Unfinished {
    fn beside(path: &Path, there: Option<&fs::Metadata>) -> io::Result<Self> {
        // A link stays a link to the file that is replaced.
        let whole = match there {
            Some(_) => fs::canonicalize(path)?,
            None => path.to_owned(),
        };
        let mut name = whole.clone().into_os_string();
        name.push(".unfinished");
        let path = PathBuf::from(name);
        let file = File::create(&path)?;
        let unfinished = Self { file, path, whole };
        if let Some(there) = there {
            unfinished.file.set_permissions(there.permissions())?;
        }
        Ok(unfinished)
    }
}

impl Drop for Unfinished {
    fn drop(&mut self) {
        // Gone already where it became the whole.
        let _gone = fs::remove_file(&self.path);
    }
}

impl Write for Out {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        match self {
            Self::AsItComes(out) => out.write(bytes),
            Self::Beside(unfinished) => unfinished.file.write(bytes),
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        match self {
            Self::AsItComes(out) => out.flush(),
            Self::Beside(unfinished) => unfinished.file.flush(),
        }
    }
}

fn failed(path: &Path, error: &io::Error) -> Problem {
    Problem::could_not(format!("`{}` cannot be written: {error}", path.display()))
}

pub(super) fn unwritable(error: &io::Error) -> Problem {
    if error.kind() == io::ErrorKind::BrokenPipe {
        return Problem::unread();
    }
    Problem::could_not(format!("the evidence cannot be written: {error}"))
}

/// A new file with what was made, which must not be there yet.
pub(super) fn create_new(path: &Path, text: &str) -> Result<()> {
    File::create_new(path)
        .and_then(|mut file| file.write_all(text.as_bytes()))
        .map_err(|error| match error.kind() {
            io::ErrorKind::AlreadyExists => Problem::given(format!(
                "`{}` is there already and is not replaced: name another file",
                path.display()
            )),
            _ => failed(path, &error),
        })
}
