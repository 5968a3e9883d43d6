//! Which parts are what the list says, each looked through once.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::SystemTime;

use crate::error::LakeError;
use crate::store::Part;

/// Parts that were found to be what the list says, each with how its file was marked then, so that
/// none is read through twice: a part is never changed by us. A file that the disk marks otherwise
/// than it did was changed by somebody else, and is read through again.
#[derive(Debug, Default)]
pub(super) struct Verified(Mutex<BTreeMap<String, Mark>>);

/// How the disk marks the file of a part. Somebody may set the time of a change back; not that of
/// the entry itself, where the system keeps one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Mark {
    changed: Option<SystemTime>,
    entry: (u64, i64, i64),
}

impl Verified {
    /// What is wrong with parts, by their paths: their lengths and marks are asked each time, and
    /// what they hold once, by as many threads as there are cores.
    pub(super) fn faults<'a>(&self, root: &Path, parts: &[&'a Part]) -> BTreeMap<&'a str, String> {
        let mut faults = BTreeMap::new();
        let mut unknown = Vec::new();
        for part in parts {
            match marked(root, part) {
                Ok(mark) if self.parts().get(&part.path) == Some(&mark) => {}
                Ok(mark) => unknown.push((*part, mark)),
                Err(why) => {
                    faults.insert(part.path.as_str(), why);
                }
            }
        }
        let cores = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
        let next = AtomicUsize::new(0);
        let faults = Mutex::new(faults);
        let look = || {
            while let Some((part, mark)) = unknown.get(next.fetch_add(1, Ordering::Relaxed)) {
                match contents(root, part) {
                    Ok(()) => {
                        self.parts().insert(part.path.clone(), *mark);
                    }
                    Err(why) => {
                        let mut faults = faults.lock().unwrap_or_else(PoisonError::into_inner);
                        faults.insert(part.path.as_str(), why);
                    }
                }
            }
        };
        std::thread::scope(|scope| {
            for _ in 1..cores.min(unknown.len()) {
                scope.spawn(look);
            }
            look();
        });
        faults.into_inner().unwrap_or_else(PoisonError::into_inner)
    }

    fn parts(&self) -> MutexGuard<'_, BTreeMap<String, Mark>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// How the file of a part is marked, if it has the listed length.
fn marked(root: &Path, part: &Part) -> Result<Mark, String> {
    let there = std::fs::metadata(root.join(&part.path)).map_err(|error| match error.kind() {
        std::io::ErrorKind::NotFound => "it is not there".to_owned(),
        _ => error.to_string(),
    })?;
    if there.len() != part.bytes {
        return Err("its length is not the one listed".to_owned());
    }
    Ok(Mark {
        changed: there.modified().ok(),
        entry: entry(&there),
    })
}

/// Which file it is, and when its entry was last changed.
#[cfg(unix)]
fn entry(there: &std::fs::Metadata) -> (u64, i64, i64) {
    use std::os::unix::fs::MetadataExt as _;
    (there.ino(), there.ctime(), there.ctime_nsec())
}

#[cfg(not(unix))]
const fn entry(_there: &std::fs::Metadata) -> (u64, i64, i64) {
    (0, 0, 0)
}

fn contents(root: &Path, part: &Part) -> Result<(), String> {
    part.check(root).map_err(|error| match error {
        LakeError::Damaged { why, .. } => why,
        other => other.to_string(),
    })
}
