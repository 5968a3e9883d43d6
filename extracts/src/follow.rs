//! Whoever follows a run: what is worth a note, and how far reading has come.

use std::time::Instant;

use linkage::run::Stage;

/// Hears of a run while it goes on.
pub trait Follows {
    /// Something that is worth knowing and stops nothing.
    fn note(&self, says: &str);
    /// Reading begins, of so many of something that is named in the plural.
    fn bar(&self, of: &'static str, total: u64) -> Box<dyn Bar>;
}

/// Hears how far reading has come.
pub trait Bar: Send {
    /// So many are read.
    fn at(&self, read: u64);
    /// All are.
    fn done(&self);
}

/// Nobody follows.
#[derive(Debug, Clone, Copy)]
pub struct Nobody;

impl Follows for Nobody {
    fn note(&self, _says: &str) {}

    fn bar(&self, _of: &'static str, _total: u64) -> Box<dyn Bar> {
        Box::new(Self)
    }
}

impl Bar for Nobody {
    fn at(&self, _read: u64) {}

    fn done(&self) {}
}

/// Says what a long run is at.
pub fn telling(follows: &dyn Follows) -> impl Fn(Stage) {
    let began = Instant::now();
    move |stage| {
        if began.elapsed().as_secs() >= 2 {
            follows.note(match stage {
                Stage::Blocking => "Sorting records into blocks …",
                Stage::Comparing => "Comparing pairs …",
                Stage::Learning => "Learning what agreement is worth …",
                Stage::Weighing => "Weighing pairs …",
                Stage::Joining => "Joining records …",
            });
        }
    }
}
