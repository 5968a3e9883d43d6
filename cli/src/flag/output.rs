//! Where evidence is written: a file that is none of those that are read.

use std::fs::{File, Metadata};
use std::os::fd::AsFd as _;
use std::os::unix::fs::MetadataExt as _;
use std::path::Path;

use crate::arguments::FlagWith;
use crate::outcome::{Problem, Result};

/// Refuses an output that is one of the inputs, by whatever name: opening it would empty it.
pub(super) fn is_no_input(out: Option<&Path>, logs: &Path, with: &FlagWith) -> Result<()> {
    let Some(out) = out else {
        return Ok(());
    };
    // What is not there yet is nobody's input.
    let Ok(there) = std::fs::metadata(out) else {
        return Ok(());
    };
    let others = [with.overlay.as_deref(), with.weights.as_deref()];
    let inputs = std::iter::once(logs).chain(others.into_iter().flatten());
    for input in inputs {
        let same = of(input).is_some_and(|input| same(&input, &there));
        if same && there.is_file() {
            return Err(Problem::given(format!(
                "`{}` is the same file as `{}`, which is read, and writing would destroy it; give \
                 `--out` another name",
                out.display(),
                input.display()
            )));
        }
    }
    Ok(())
}

fn of(input: &Path) -> Option<Metadata> {
    if input != Path::new("-") {
        return std::fs::metadata(input).ok();
    }
    let stdin = std::io::stdin().as_fd().try_clone_to_owned().ok()?;
    File::from(stdin).metadata().ok()
}

fn same(one: &Metadata, other: &Metadata) -> bool {
    (one.dev(), one.ino()) == (other.dev(), other.ino())
}
