//! How long a timeline takes to be read strictly, beside the same reading by `serde` alone.
//!
//! `cargo bench -p timeline` prints a Markdown table. `serde` stops at its first fault, names no
//! place in the document and lets a field stand twice: the ratio is the price of doing better.
#![allow(
    clippy::disallowed_methods,
    clippy::print_stdout,
    reason = "a benchmark reads the clock and prints a table"
)]

use std::hint::black_box;
use std::path::Path;
use std::process::ExitCode;
use std::time::{Duration, Instant};

use jiff::Timestamp;
use law::Facts;

/// The allocator of the program, so that what is measured is what runs.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// Rounds in turn; the ratio is the median of theirs.
const ROUNDS: usize = 9;

fn main() -> ExitCode {
    let texts = match texts() {
        Ok(texts) => texts,
        Err(problem) => {
            println!("the scenario tables cannot be read: {problem}");
            return ExitCode::FAILURE;
        }
    };
    let bytes: usize = texts.iter().map(String::len).sum();
    // Makes the schema, which is not part of a reading.
    let _warm = strictly(&texts);
    let mut ours = Vec::new();
    let mut serde = Vec::new();
    for _ in 0..ROUNDS {
        ours.push(taken(|| strictly(&texts)));
        serde.push(taken(|| alone(&texts)));
    }
    let mut ratios: Vec<f64> = ours
        .iter()
        .zip(&serde)
        .map(|(ours, serde)| ours.as_secs_f64() / serde.as_secs_f64())
        .collect();
    ratios.sort_by(f64::total_cmp);
    println!("## Reading a timeline\n");
    println!("| timelines | bytes each | strictly, µs each | by serde alone, µs each | ratio |");
    println!("|---:|---:|---:|---:|---:|");
    println!(
        "| {} | {} | {:.1} | {:.1} | {:.1} |",
        texts.len(),
        bytes / texts.len().max(1),
        least(&ours, texts.len()),
        least(&serde, texts.len()),
        ratios.get(ROUNDS / 2).copied().unwrap_or(f64::NAN),
    );
    ExitCode::SUCCESS
}

/// Every timeline of the project's scenario tables, a line each.
fn texts() -> Result<Vec<String>, String> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../law/scenarios");
    let tables = scenario::read_folder(&folder).map_err(|faults| format!("{faults:?}"))?;
    let mut texts = Vec::new();
    for row in tables.iter().flat_map(|table| &table.rows) {
        let read = scenario::read(row).map_err(|faults| format!("{faults:?}"))?;
        texts.push(serde_json::to_string(&read.facts).map_err(|error| error.to_string())?);
    }
    Ok(texts)
}

fn strictly(texts: &[String]) -> usize {
    let read = texts
        .iter()
        .filter_map(|text| timeline::read(text.as_bytes(), Timestamp::MAX).ok());
    read.map(|timeline| black_box(timeline).facts.acts.len())
        .sum()
}

fn alone(texts: &[String]) -> usize {
    let read = texts
        .iter()
        .filter_map(|text| serde_json::from_str::<Facts>(text).ok());
    read.map(|facts| black_box(facts).acts.len()).sum()
}

fn taken(work: impl Fn() -> usize) -> Duration {
    let begun = Instant::now();
    black_box(work());
    begun.elapsed()
}

/// The best round, in microseconds a timeline.
fn least(rounds: &[Duration], timelines: usize) -> f64 {
    let best = rounds.iter().min().copied().unwrap_or_default();
    let timelines = u32::try_from(timelines).unwrap_or(u32::MAX);
    best.as_secs_f64() * 1e6 / f64::from(timelines)
}
