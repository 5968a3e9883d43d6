//! How fast one core reads: the scan with assertion, the whole reading, and end to end from the
//! bytes of a file to the bytes of its evidence. Beside them two limits of the same run: memory
//! read, and a plain automaton of the same terms that judges nothing.
//!
//! `cargo bench -p flags --bench scan` prints Markdown tables. Seconds are of the processor, so a
//! busy machine changes them little; the least of nine is taken.
#![allow(
    clippy::disallowed_methods,
    clippy::print_stdout,
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::cast_precision_loss,
    unreachable_pub,
    reason = "a benchmark reads the clock, prints a table and stops at what is wrong"
)]

#[path = "../tests/reader/evidence.rs"]
mod evidence;
mod night;

use std::hint::black_box;
use std::io::{BufReader, Write as _};

use aho_corasick::{AhoCorasick, AhoCorasickKind, MatchKind};
use flags::evidence::{Form, Writer};
use flags::logs::{Batch, Columns, Logs};
use flags::{Desk, Engine, Lexicon};
use night::least_seconds;

fn main() {
    let engine = Engine::shipped().unwrap();
    let ready = least_seconds(|| drop(black_box(Engine::shipped())));
    println!(
        "## Reading incident text: {} terms, made ready in {:.0} ms\n",
        engine.terms(),
        ready * 1e3
    );
    let (night, dense) = (night::logs(20_000), night::dense(20_000));
    scans(&engine, &night, &dense);
    println!();
    files(&engine, &night);
    let accepted = include_str!("../cases/evidence.sha256");
    assert_eq!(evidence::hash(), accepted.trim(), "tests and this differ");
    println!("\nThis build writes the evidence of the cases as the tests do, to the byte.");
}

fn bytes_of(texts: &[String]) -> f64 {
    texts.iter().map(String::len).sum::<usize>() as f64
}

/// Texts in memory.
fn scans(engine: &Engine, night: &[String], dense: &[String]) {
    let mut desk = Desk::default();
    println!("| in memory, one core | a night's logs, MB/s | dense in mentions, MB/s | aim |");
    println!("|---|---:|---:|---:|");
    let row = |work: &str, aim: &str, read: &mut dyn FnMut(&str) -> usize| {
        let mut each = |texts: &[String]| {
            let seconds = least_seconds(|| {
                for text in texts {
                    black_box(read(black_box(text)));
                }
            });
            bytes_of(texts) / 1e6 / seconds
        };
        let (night, dense) = (each(night), each(dense));
        println!("| {work} | {night:.0} | {dense:.0} | {aim} |");
    };
    row("limit: every byte read", "", &mut |text| {
        text.bytes().map(usize::from).sum()
    });
    let plain = automaton();
    row(
        "limit: the terms by one automaton, nothing judged",
        "",
        &mut |text| plain.find_iter(text).count(),
    );
    row("scan and assertion", "100", &mut |text| {
        engine.scan(text.as_bytes(), &mut desk)
    });
    let mut desk = Desk::default();
    row("whole reading", "", &mut |text| {
        engine.read(text.as_bytes(), &mut desk).mentions.len()
    });
}

/// The lexicon's terms without their typing slips, whole words or not, the longest first.
fn automaton() -> AhoCorasick {
    AhoCorasick::builder()
        .match_kind(MatchKind::LeftmostLongest)
        .kind(Some(AhoCorasickKind::DFA))
        .ascii_case_insensitive(true)
        .build(Lexicon::shipped().unwrap().terms())
        .unwrap()
}

/// From the bytes of a file to the bytes of its evidence.
fn files(engine: &Engine, texts: &[String]) {
    let mut csv = csv::Writer::from_writer(Vec::new());
    csv.write_record(["id", "opened", "text"]).unwrap();
    let mut lines = Vec::new();
    for (row, text) in texts.iter().enumerate() {
        let id = format!("L{row}");
        csv.write_record([&id, "2026-11-22T01:00", text]).unwrap();
        let line = serde_json::json!({"id": id, "opened": "2026-11-22T01:00", "text": text});
        writeln!(lines, "{line}").unwrap();
    }
    let csv = csv.into_inner().unwrap();
    println!("| file in, evidence out, one core | MB in | MB out | MB in a second | aim |");
    println!("|---|---:|---:|---:|---:|");
    for (name, file) in [("CSV", &csv), ("JSON lines", &lines)] {
        let mut gzip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::new(6));
        gzip.write_all(file).unwrap();
        let gzip = gzip.finish().unwrap();
        for (form, to) in [(Form::Lines, "JSON lines"), (Form::Csv, "CSV")] {
            let mut out = 0;
            let seconds = least_seconds(|| out = end_to_end(engine, file.as_slice(), form));
            told(&format!("{name} to {to}"), file.len(), out, seconds);
        }
        let mut out = 0;
        let seconds = least_seconds(|| {
            let unpacked = flate2::read::MultiGzDecoder::new(gzip.as_slice());
            out = end_to_end(
                engine,
                BufReader::with_capacity(1 << 18, unpacked),
                Form::Lines,
            );
        });
        told(
            &format!("{name}, gzip, to JSON lines"),
            file.len(),
            out,
            seconds,
        );
    }
}

fn told(name: &str, read: usize, written: usize, seconds: f64) {
    let (read, written) = (read as f64 / 1e6, written as f64 / 1e6);
    println!(
        "| {name} | {read:.1} | {written:.1} | {:.0} | 40 |",
        read / seconds
    );
}

/// Reads every row and writes its evidence; answers how many bytes that was.
fn end_to_end(engine: &Engine, file: impl std::io::BufRead, form: Form) -> usize {
    let columns = Columns {
        text: "text".into(),
        id: Some("id".into()),
        by: Vec::new(),
    };
    let mut logs = Logs::open(file, columns).unwrap();
    let writer = Writer::new(engine, form, false);
    let mut desk = Desk::default();
    let (mut batch, mut out) = (Batch::default(), Vec::new());
    let mut written = 0;
    loop {
        logs.fill(&mut batch).unwrap();
        if batch.is_empty() {
            return written;
        }
        out.clear();
        writer.write(&batch, &mut desk, &mut out);
        written += black_box(&out).len();
    }
}
