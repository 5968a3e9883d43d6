//! How fast one core reads: the scan with assertion, and the whole reading.
//!
//! `cargo bench -p flags --bench scan` prints a Markdown table. The texts are the case files,
//! over and over: ordinary logs, and logs that are dense in mentions on purpose.
#![allow(
    clippy::disallowed_methods,
    clippy::print_stdout,
    clippy::unwrap_used,
    reason = "a benchmark reads the clock, prints a table and stops at what is wrong"
)]

use std::hint::black_box;
use std::time::{Duration, Instant};

use flags::{Desk, Engine};

const ORDINARY: &str = include_str!("../cases/ordinary.txt");
const PITFALLS: &str = include_str!("../cases/pitfalls.md");

fn main() {
    let begun = Instant::now();
    let engine = Engine::shipped().unwrap();
    let made = begun.elapsed();
    println!(
        "## Reading incident text: {} terms, made ready in {} ms\n",
        engine.terms(),
        made.as_millis()
    );
    println!("| texts | work | MB a second | logs a second | aim, MB a second |");
    println!("|---|---|---:|---:|---:|");
    let pitfalls: String = PITFALLS
        .lines()
        .filter_map(|line| line.strip_prefix("| ")?.split(" | ").next())
        .fold(String::new(), |all, text| all + text + "\n");
    for (name, texts) in [("ordinary", ORDINARY), ("dense in mentions", &pitfalls)] {
        let mut desk = Desk::default();
        let (bytes, logs) = measure(texts, |text| engine.scan(text.as_bytes(), &mut desk));
        println!("| {name} | scan and assertion | {bytes:.0} | {logs:.0} | 100 |");
        let mut desk = Desk::default();
        let (bytes, logs) = measure(texts, |text| engine.read(text.as_bytes(), &mut desk));
        println!("| {name} | whole reading | {bytes:.0} | {logs:.0} | 40 |");
    }
}

/// Megabytes and logs a second, the best of five runs of at least 0.3 s.
fn measure<T>(texts: &str, mut read: impl FnMut(&str) -> T) -> (f64, f64) {
    let mut best = (0.0_f64, 0.0_f64);
    for _ in 0..5 {
        let begun = Instant::now();
        let (mut bytes, mut logs) = (0_u32, 0_u32);
        while begun.elapsed() < Duration::from_millis(300) {
            for text in texts.lines() {
                black_box(read(black_box(text)));
                bytes += u32::try_from(text.len()).unwrap();
                logs += 1;
            }
        }
        let seconds = begun.elapsed().as_secs_f64();
        let now = (f64::from(bytes) / 1e6 / seconds, f64::from(logs) / seconds);
        if now.0 > best.0 {
            best = now;
        }
    }
    best
}
