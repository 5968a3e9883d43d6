//! Opening the record with its keys.

use std::path::Path;
use std::sync::Arc;

use record::{FileKeys, Options, Record};

use crate::arguments::Store;
use crate::outcome::{Problem, Result};
use crate::screen;

/// Opens a record that must be there already: looking at one never makes one.
pub(crate) async fn open_existing(store: &Store) -> Result<Record> {
    if let Some(path) = sqlite_path(&store.record)
        && !path.exists()
    {
        return Err(Problem::could_not(format!(
            "there is no record at `{}`",
            path.display()
        )));
    }
    let keys = open_keys(&store.keys)?;
    Ok(Record::open(&store.record, Arc::new(keys), Options::default()).await?)
}

/// Opens a record, making it where the database is empty, and its keys where that was asked for.
pub(crate) async fn open_or_make(
    store: &Store,
    create_keys: bool,
    options: Options,
) -> Result<Record> {
    let keys = if create_keys && !store.keys.exists() {
        let keys = make_keys(&store.keys)?;
        screen::note(format!(
            "new keys in `{}`: keep a copy apart from the record, or nobody can read it",
            store.keys.display()
        ));
        keys
    } else {
        open_keys(&store.keys)?
    };
    Ok(Record::open(&store.record, Arc::new(keys), options).await?)
}

/// Makes new keys, and the folder they are to stand in.
pub(crate) fn make_keys(path: &Path) -> Result<FileKeys> {
    if let Some(folder) = path
        .parent()
        .filter(|folder| !folder.as_os_str().is_empty())
    {
        std::fs::create_dir_all(folder).map_err(|error| {
            Problem::could_not(format!(
                "the folder `{}` cannot be made: {error}",
                folder.display()
            ))
        })?;
    }
    Ok(FileKeys::create(path)?)
}

fn open_keys(path: &Path) -> Result<FileKeys> {
    if !path.exists() {
        return Err(Problem::given(format!(
            "there is no key file at `{}`: give the key file of this record, or --create-keys for \
             a new one where the command has it",
            path.display()
        )));
    }
    Ok(FileKeys::open(path)?)
}

/// The file of a SQLite address. None for another database.
fn sqlite_path(address: &str) -> Option<&Path> {
    let path = address.strip_prefix("sqlite:")?;
    Some(Path::new(path.strip_prefix("//").unwrap_or(path)))
}
