//! Which parts are what the list says, each looked through once.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};

use crate::error::LakeError;
use crate::store::Part;

/// Parts that were found to be what the list says, so that none is read through twice: a part is
/// never changed, and its name holds the beginning of what its contents add up to.
#[derive(Debug, Default)]
pub(super) struct Verified(Mutex<BTreeSet<String>>);

impl Verified {
    /// What is wrong with parts, by their paths: their lengths are asked each time, and what they
    /// hold once, by as many threads as there are cores.
    pub(super) fn faults<'a>(&self, root: &Path, parts: &[&'a Part]) -> BTreeMap<&'a str, String> {
        let mut faults = BTreeMap::new();
        let mut unknown = Vec::new();
        for part in parts {
            match length(root, part) {
                Ok(()) if self.parts().contains(&part.path) => {}
                Ok(()) => unknown.push(*part),
                Err(why) => {
                    faults.insert(part.path.as_str(), why);
                }
            }
        }
        let cores = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
        let next = AtomicUsize::new(0);
        let faults = Mutex::new(faults);
        let look = || {
            while let Some(part) = unknown.get(next.fetch_add(1, Ordering::Relaxed)) {
                match contents(root, part) {
                    Ok(()) => {
                        self.parts().insert(part.path.clone());
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

    fn parts(&self) -> MutexGuard<'_, BTreeSet<String>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn length(root: &Path, part: &Part) -> Result<(), String> {
    let there = std::fs::metadata(root.join(&part.path)).map_err(|error| match error.kind() {
        std::io::ErrorKind::NotFound => "it is not there".to_owned(),
        _ => error.to_string(),
    })?;
    if there.len() == part.bytes {
        Ok(())
    } else {
        Err("its length is not the one listed".to_owned())
    }
}

fn contents(root: &Path, part: &Part) -> Result<(), String> {
    part.check(root).map_err(|error| match error {
        LakeError::Damaged { why, .. } => why,
        other => other.to_string(),
    })
}
