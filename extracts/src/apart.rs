//! Files that are written, held apart from those that are read and from one another.

use std::fs::{self, File, Metadata};
use std::os::fd::AsFd as _;
use std::os::unix::fs::MetadataExt as _;
use std::path::{Path, PathBuf};

use crate::{Out, Problem, Result, Stays};

/// Which file a path leads to, over whatever links.
#[derive(PartialEq, Eq)]
enum Leads {
    /// To one that is there: its device and its number there.
    There(u64, u64),
    /// To one that will be made.
    New(PathBuf),
}

/// Where a path that is read leads: `-` is standard input, which may be a file.
fn read_from(path: &Path) -> Option<Leads> {
    if path != Path::new("-") {
        return leads(path);
    }
    let stdin = std::io::stdin().as_fd().try_clone_to_owned().ok()?;
    there(&File::from(stdin).metadata().ok()?)
}

fn there(found: &Metadata) -> Option<Leads> {
    found
        .is_file()
        .then(|| Leads::There(found.dev(), found.ino()))
}

/// Where a path leads, but for what is no file at all, such as `/dev/null`.
fn leads(path: &Path) -> Option<Leads> {
    if let Ok(found) = fs::metadata(path) {
        return there(&found);
    }
    if let Ok(next) = fs::read_link(path) {
        // It leads to a file that is not there yet.
        let folder = path.parent().unwrap_or(Path::new(""));
        return Some(Leads::New(in_its_folder(&folder.join(next))));
    }
    Some(Leads::New(in_its_folder(path)))
}

fn in_its_folder(path: &Path) -> PathBuf {
    let folder = match path.parent() {
        Some(folder) if folder != Path::new("") => folder,
        _ => Path::new("."),
    };
    let folder = fs::canonicalize(folder).unwrap_or_else(|_| folder.to_owned());
    path.file_name()
        .map_or(folder.clone(), |name| folder.join(name))
}

/// Refuses to write over a file that is read, or two files to one place, or to a name that says
/// what the file would not be. `written` has the argument of each. A file of `read` that is `-` is what stands behind standard input.
///
/// # Errors
///
/// The first that would be written over, and the argument that would.
pub fn apart<'a>(
    read: impl IntoIterator<Item = &'a Path>,
    written: impl IntoIterator<Item = (&'static str, &'a Path)>,
) -> Result<()> {
    let read: Vec<Leads> = read.into_iter().filter_map(read_from).collect();
    let mut until_now: Vec<(&str, Leads)> = Vec::new();
    for (argument, path) in written {
        is_a_file_of_ours(argument, path)?;
        let Some(leads) = leads(path) else {
            continue;
        };
        if read.contains(&leads) {
            return Err(Problem::given(format!(
                "`{argument}` would write over `{}`, which is read: name another file",
                path.display()
            )));
        }
        if let Some((other, _)) = until_now.iter().find(|(_, other)| *other == leads) {
            return Err(Problem::given(format!(
                "`{other}` and `{argument}` are one file, `{}`: name another for one of them",
                path.display()
            )));
        }
        until_now.push((argument, leads));
    }
    Ok(())
}

/// Refuses a name that says what the file would not be: standard output, or packed with gzip.
fn is_a_file_of_ours(argument: &str, path: &Path) -> Result<()> {
    if path == Path::new("-") {
        return Err(Problem::given(format!(
            "`{argument}` writes a file, and `-` would be one of that name: name a file, or \
             `/dev/stdout`"
        )));
    }
    let packed = path
        .extension()
        .is_some_and(|it| it.eq_ignore_ascii_case("gz"));
    if packed {
        return Err(Problem::given(format!(
            "`{argument}` writes what is not packed, and `{}` says that it is: name it without \
             `.gz`, and pack it afterwards",
            path.display()
        )));
    }
    Ok(())
}

impl Out {
    /// The files that are written, each with its argument.
    pub fn files(&self) -> impl Iterator<Item = (&'static str, &Path)> {
        let own = [
            ("--groups", &self.groups),
            ("--pairs", &self.pairs),
            ("--refused", &self.refused),
            ("--review", &self.review),
        ];
        own.into_iter()
            .filter_map(|(argument, path)| Some((argument, path.as_deref()?)))
            .chain(self.stays.files())
    }
}

impl Stays {
    /// The file that is written, with its argument.
    pub fn files(&self) -> impl Iterator<Item = (&'static str, &Path)> {
        let path = self.impossible.as_deref();
        path.map(|path| ("--impossible", path)).into_iter()
    }
}
