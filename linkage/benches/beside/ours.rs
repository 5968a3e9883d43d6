//! One run of ours over one file, in a process of its own so that its memory is its own.

use std::path::Path;
use std::sync::Mutex;

use linkage::explain;
use linkage::index::{Asking, Index};
use linkage::run::{self, Settings};
use serde::{Deserialize, Serialize};

use crate::clock::{self, Clock};
use crate::judge::{self, Judged};
use crate::profiles;
use crate::sets::{Known, Set};

/// What a run took and came to.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Took {
    /// Seconds from opening the file to groups.
    pub(crate) wall: f64,
    /// Processor seconds of the same.
    pub(crate) cpu: f64,
    /// Most memory, MiB, before anything is judged.
    pub(crate) memory: f64,
    /// Pairs that were compared.
    pub(crate) compared: u64,
    /// Each stage with its seconds and its processor seconds.
    pub(crate) stages: Vec<(String, f64, f64)>,
    /// Pairs of one person that the model expects in the file; 0 where it says nothing of it.
    pub(crate) expected: f64,
    /// What ran, with its version.
    #[serde(default)]
    pub(crate) versions: String,
}

/// Reads and links a file on so many threads, with its usual blocking or the peer's.
pub(crate) fn run(set: &Set, file: &Path, threads: usize, rules: &str) -> (Took, Judged) {
    let whole = Clock::start();
    let table = set.read(file, threads, |_| true);
    let (wall, cpu) = whole.taken();
    let told = Mutex::new(vec![("reading".to_owned(), (0.0, 0.0))]);
    let tell = |name: String, at| told.lock().unwrap().push((name, at));
    let settings = Settings {
        threads,
        rules: profiles::rules(rules),
        ..Settings::default()
    };
    tell("reading".to_owned(), (wall, cpu));
    let linked = run::link(&table, &settings, &|stage| {
        tell(format!("{stage:?}").to_lowercase(), whole.taken());
    });
    let (wall, cpu) = whole.taken();
    let memory = clock::memory();
    tell(String::new(), (wall, cpu));
    let told = told.into_inner().unwrap();
    let stages = told
        .windows(2)
        .map(|two| {
            let ((name, from), (_, to)) = (&two[0], &two[1]);
            (name.clone(), to.0 - from.0, to.1 - from.1)
        })
        .filter(|(_, wall, _)| *wall > 1e-4)
        .collect();
    let took = Took {
        wall,
        cpu,
        memory,
        compared: linked.compared,
        stages,
        expected: linked.expected(&table),
        versions: String::new(),
    };
    let people = set.people(file);
    let known: Vec<Known> = table.ids().map(|id| people[id]).collect();
    let label = &linked.clusters.label;
    (
        took,
        judge::judge(set, &known, label, &linked.pairs, Some(&linked.calibration)),
    )
}

/// What asking of records that the index has not seen took.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct Asked {
    /// Records of the index.
    pub(crate) records: u64,
    /// Seconds to find everybody that any of them may be, one after another on one thread.
    pub(crate) all: f64,
    /// Microseconds, and those of the processor, to decide, add and explain each.
    pub(crate) each: Vec<(f64, f64)>,
}

/// Asks of about a thousand records of a file, evenly taken, against an index of the others.
pub(crate) fn ask(set: &Set, file: &Path, threads: usize) -> Asked {
    let mut records = 0;
    set.each(file, |_, _, _| records += 1);
    let apart: usize = (records / 1_000).max(2) | 1;
    let held = |number: usize| number.is_multiple_of(apart);
    let table = set.read(file, threads, |number| !held(number));
    let settings = Settings {
        threads,
        ..Settings::default()
    };
    let linked = run::link(&table, &settings, &|_| {});
    let mut index = Index::new(table, &linked);
    let mut asked = Asked {
        records: index.table().len() as u64,
        all: 0.0,
        each: Vec::new(),
    };
    set.each(file, |number, raw, _| {
        if held(number) {
            let clock = Clock::start();
            std::hint::black_box(index.find(raw, Asking::default()));
            asked.all += clock.taken().0;
        }
    });
    set.each(file, |number, raw, _| {
        if !held(number) {
            return;
        }
        let clock = Clock::start();
        let (record, found) = index.add(raw, Asking::default());
        if let Some(nearest) = found.candidates.first() {
            let pair = (record.min(nearest.record), record.max(nearest.record));
            let why = explain::waterfall(index.table(), index.model(), pair, &[], true);
            std::hint::black_box(why.map(|why| why.text()));
        }
        std::hint::black_box(found);
        let (wall, cpu) = clock.taken();
        asked.each.push((wall * 1e6, cpu * 1e6));
    });
    asked
}
