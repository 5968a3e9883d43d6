//! Ours and the peer in turn, each question in a process of its own.

use std::path::{Path, PathBuf};
use std::process::Command;

use lake::evidence::shipped;
use serde::Deserialize;

use crate::ours;
use crate::sizes::Made;

/// What a measure took on both sides.
pub(crate) struct Taken {
    pub(crate) measure: String,
    pub(crate) ours: Side,
    pub(crate) peer: Side,
}

/// The least of all rounds, and the most memory.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Side {
    /// Seconds with everything new: files checked, list read, connection made.
    pub(crate) first: f64,
    /// Seconds asked again.
    pub(crate) wall: f64,
    /// Processor seconds asked again.
    pub(crate) cpu: f64,
    pub(crate) mib: f64,
}

/// What a process prints.
#[derive(Deserialize)]
struct Said {
    first: (f64, f64),
    again: Vec<(f64, f64)>,
    mib: f64,
    rows: Vec<Vec<String>>,
}

/// Questions put again in each process.
const AGAIN: &str = "2";

pub(crate) fn every_measure(made: &Made, python: &Path) -> Vec<Taken> {
    let rounds = crate::said("LANTERN_BENCH_ROUNDS").map_or(3, |said| said.parse().unwrap());
    let few = crate::said("LANTERN_BENCH_MEASURES");
    let wanted = |name: &str| {
        few.as_ref()
            .is_none_or(|few| few.split(',').any(|one| one == name))
    };
    let measures = shipped().unwrap();
    let measures = measures.iter().filter(|measure| wanted(&measure.name));
    measures
        .map(|measure| {
            let (mut ours, mut peer) = (Side::NONE, Side::NONE);
            for _ in 0..rounds {
                let one = ours_of(made, &measure.name);
                let other = peer_of(made, &measure.name, python);
                assert_eq!(one.rows, other.rows, "{}", measure.name);
                ours.join(&one);
                peer.join(&other);
            }
            eprintln!("  {}: {:.3} s, {:.3} s", measure.name, ours.wall, peer.wall);
            Taken {
                measure: measure.name.clone(),
                ours,
                peer,
            }
        })
        .collect()
}

fn ours_of(made: &Made, measure: &str) -> Said {
    let mut command = Command::new(std::env::current_exe().unwrap());
    command
        .arg(ours::WORD)
        .arg(&made.root)
        .args([made.from.to_string(), made.to.to_string()])
        .args([measure, AGAIN]);
    told(&mut command)
}

fn peer_of(made: &Made, measure: &str, python: &Path) -> Said {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR"));
    let threads = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
    let mut command = Command::new(python);
    command
        .arg(folder.join("benches/measures/beside.py"))
        .arg(&made.root)
        .args([made.from.to_string(), made.to.to_string()])
        .arg(folder.join(format!("measures/{measure}.sql")))
        .args([AGAIN, &threads.to_string()]);
    told(&mut command)
}

fn told(command: &mut Command) -> Said {
    let output = command.output().unwrap();
    let complaint = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{complaint}");
    serde_json::from_slice(&output.stdout).unwrap()
}

impl Side {
    const NONE: Self = Self {
        first: f64::INFINITY,
        wall: f64::INFINITY,
        cpu: f64::INFINITY,
        mib: 0.0,
    };

    fn join(&mut self, said: &Said) {
        self.first = self.first.min(said.first.0);
        for (wall, cpu) in &said.again {
            self.wall = self.wall.min(*wall);
            self.cpu = self.cpu.min(*cpu);
        }
        self.mib = self.mib.max(said.mib);
    }
}
