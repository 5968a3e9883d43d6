//! The steps on the disk, one by one, so that a test can stop after any of them.

use std::fs::File;
use std::io::Write as _;
use std::path::Path;

use crate::error::LakeError;

/// How a file is called while it is being written.
const UNFINISHED: &str = "unfinished";

/// Whether a file is a part or the beginning of one: nothing else is ever removed.
pub(super) fn is_ours(path: &Path) -> bool {
    let extension = path.extension().and_then(|extension| extension.to_str());
    extension == Some("parquet") || extension == Some(UNFINISHED)
}

/// The disk.
#[derive(Debug, Default)]
pub(super) struct Disk {
    /// In tests, how many steps are left before the program is as if killed.
    #[cfg(test)]
    pub(super) left: Option<std::sync::atomic::AtomicU32>,
}

impl Disk {
    /// Writes a whole file: under another name, flushed, then renamed.
    pub(super) fn write(&self, path: &Path, bytes: &[u8]) -> Result<(), LakeError> {
        let fault = |doing| move |error| LakeError::disk(path, doing, error);
        if let Some(folder) = path.parent() {
            std::fs::create_dir_all(folder).map_err(fault("written"))?;
        }
        let mut unfinished = path.as_os_str().to_owned();
        unfinished.push(".");
        unfinished.push(UNFINISHED);
        self.step(path)?;
        let mut file = File::create(&unfinished).map_err(fault("written"))?;
        // Half of it first, so that a test can stop in the middle.
        let (first, second) = bytes.split_at(bytes.len() / 2);
        file.write_all(first).map_err(fault("written"))?;
        self.step(path)?;
        file.write_all(second).map_err(fault("written"))?;
        file.sync_all().map_err(fault("flushed"))?;
        self.step(path)?;
        std::fs::rename(&unfinished, path).map_err(fault("named"))?;
        self.step(path)
    }

    /// Flushes the names in a folder.
    pub(super) fn flush_folder(&self, folder: &Path) -> Result<(), LakeError> {
        self.step(folder)?;
        File::open(folder)
            .and_then(|folder| folder.sync_all())
            .map_err(|error| LakeError::disk(folder, "flushed", error))
    }

    /// Removes a file; one that is gone already is gone.
    pub(super) fn remove(&self, path: &Path) -> Result<(), LakeError> {
        self.step(path)?;
        match std::fs::remove_file(path) {
            Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
                Err(LakeError::disk(path, "removed", error))
            }
            _ => Ok(()),
        }
    }

    #[cfg(not(test))]
    #[allow(
        clippy::unused_self,
        clippy::unnecessary_wraps,
        reason = "in tests it can stop the program here"
    )]
    const fn step(&self, _path: &Path) -> Result<(), LakeError> {
        Ok(())
    }

    #[cfg(test)]
    fn step(&self, path: &Path) -> Result<(), LakeError> {
        let Some(left) = &self.left else {
            return Ok(());
        };
        let order = std::sync::atomic::Ordering::SeqCst;
        if left.load(order) == 0 {
            let killed = std::io::Error::other("killed here");
            return Err(LakeError::disk(path, "written", killed));
        }
        left.fetch_sub(1, order);
        Ok(())
    }
}
