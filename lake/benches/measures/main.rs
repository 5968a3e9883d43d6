//! The lake at any size: every measure's time and memory beside DuckDB on the same files, and how
//! both grow.
//!
//! Each question is put in a process of its own, ours and the peer's in turn, so that a slow moment
//! of the machine falls on both and the most memory of each is its own. The answers are held
//! against one another, and the run fails where they differ.
//!
//! What may be said in the environment:
//!
//! - `LANTERN_BENCH_PYTHON`: a Python that has DuckDB. Needed.
//! - `LANTERN_BENCH_LAKE`: where the lakes are made; the build's folder otherwise. The national one
//!   takes some 2 GB. They are removed afterwards, or kept and used again with
//!   `LANTERN_BENCH_KEEP=1`.
//! - `LANTERN_BENCH_MILLIONS`: the sizes besides a force's year, `1,10,46` otherwise; `0` for the
//!   year alone.
//! - `LANTERN_BENCH_ROUNDS`: processes of each side for each measure; 3 otherwise.
//! - `LANTERN_BENCH_MEASURES`: a few measures by name, with commas, for a look.

#![allow(
    clippy::disallowed_methods,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::print_stderr,
    clippy::print_stdout,
    clippy::unwrap_used,
    reason = "a benchmark reports and may stop"
)]

mod clock;
mod ours;
mod sizes;
mod told;
mod turns;

use std::path::PathBuf;

use sizes::{Made, Size};

/// As in the program.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    if let Some(at) = arguments.iter().position(|word| word == ours::WORD) {
        ours::answer(&arguments[at + 1..]);
        return;
    }
    let python = PathBuf::from(
        said("LANTERN_BENCH_PYTHON")
            .expect("LANTERN_BENCH_PYTHON must name a Python that has DuckDB"),
    );
    let root = said("LANTERN_BENCH_LAKE")
        .map_or_else(|| PathBuf::from(env!("CARGO_TARGET_TMPDIR")), PathBuf::from);
    let keep = said("LANTERN_BENCH_KEEP").is_some();

    let millions = said("LANTERN_BENCH_MILLIONS").unwrap_or_else(|| "1,10,46".into());
    let mut sizes = vec![Size::Year];
    let millions = millions.split(',').map(|word| {
        let number = word.trim().parse();
        number.expect("LANTERN_BENCH_MILLIONS is of whole numbers")
    });
    sizes.extend(millions.filter(|number| *number > 0).map(Size::Millions));
    let mut all = Vec::new();
    for size in sizes {
        let made = Made::of(size, &root);
        eprintln!("{}", made.told());
        let taken = turns::every_measure(&made, &python);
        told::beside(&made, &taken);
        // The pages are measured on the year.
        if !keep && size != Size::Year {
            made.remove();
        }
        all.push((made, taken));
    }
    told::growth(&all);
}

fn said(name: &str) -> Option<String> {
    std::env::var(name).ok().filter(|said| !said.is_empty())
}
