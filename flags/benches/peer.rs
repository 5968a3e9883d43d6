//! medspaCy beside Lantern on the same texts, for what both say and how fast.
//!
//! `with_medspacy.py` runs medspaCy in the Python that `LANTERN_BENCH_MEDSPACY` names, which
//! `cargo xtask bench flags` sets up; the answers of both are counted by one rule.
#![allow(
    clippy::disallowed_methods,
    clippy::print_stdout,
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::cast_precision_loss,
    unreachable_pub,
    reason = "a benchmark reads files, prints a table and stops at what is wrong"
)]

#[path = "night/mod.rs"]
#[expect(dead_code, reason = "some of its texts are for the other benchmark")]
mod night;
#[path = "../tests/open_rows/mod.rs"]
mod open_rows;

use std::hint::black_box;
use std::io::Write as _;
use std::path::Path;
use std::process::{Command, Stdio};

use flags::measure::Counts;
use flags::{Band, Code, Desk, Engine};
use night::least_seconds;
use open_rows::{Judged, has, kit, narratives, text_of};
use serde_json::Value;

/// What one program says of the same texts.
struct Said {
    name: String,
    negated: Counts,
    historical: Counts,
    demand: Counts,
    codes: Counts,
    kit_seconds: f64,
    logs_seconds: f64,
    night_seconds: f64,
}

/// Ordinary logs that both read for their speed. Lantern reads as many in a hundredth of a second.
const NIGHT: usize = 1_000;

fn main() {
    let python = std::env::var_os("LANTERN_BENCH_MEDSPACY");
    let (Some(python), Some(kit), Some(logs)) = (python, kit(), narratives()) else {
        println!("medspaCy was not measured: `cargo xtask bench flags` sets it up");
        return;
    };
    let crate_folder = Path::new(env!("CARGO_MANIFEST_DIR"));
    let night = night::logs(NIGHT);
    let mut running = Command::new(python)
        .arg(crate_folder.join("benches/with_medspacy.py"))
        .arg(crate_folder.join("data"))
        .arg(open_rows::folder())
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::inherit())
        .spawn()
        .unwrap();
    let mut told = running.stdin.take().unwrap();
    told.write_all(&serde_json::to_vec(&night).unwrap())
        .unwrap();
    drop(told);
    let answered = running.wait_with_output().unwrap();
    assert!(answered.status.success(), "medspaCy could not be run");
    let peer: Value = serde_json::from_slice(&answered.stdout).unwrap();
    let version = peer["version"].as_str().unwrap();
    let theirs = ["default", "sentencizer"].map(|splitter| {
        let name = format!("medspaCy {version}, {splitter}");
        said_by_peer(name, &peer[splitter], &kit, &logs)
    });
    let [default, quick] = theirs;
    let ours = said_by_lantern(&kit, &logs, &night);
    report(&[default, quick, ours], &kit, &logs, &night);
}

fn said_by_peer(name: String, peer: &Value, kit: &[Judged], logs: &[Value]) -> Said {
    let mut said = Said::new(name);
    let answers = peer["kit"]["answers"].as_array().unwrap();
    for (row, answer) in kit.iter().zip(answers) {
        said.judged(row, answer[0] == true, answer[1] == true);
    }
    for (log, codes) in logs.iter().zip(peer["logs"]["answers"].as_array().unwrap()) {
        let codes: Vec<Code> = codes
            .as_array()
            .unwrap()
            .iter()
            .filter_map(|code| Code::of(code.as_str()?))
            .collect();
        said.read(log, !codes.is_empty(), |code| codes.contains(&code));
    }
    said.kit_seconds = peer["kit"]["seconds"].as_f64().unwrap();
    said.logs_seconds = peer["logs"]["seconds"].as_f64().unwrap();
    said.night_seconds = peer["night_seconds"].as_f64().unwrap();
    said
}

fn said_by_lantern(kit: &[Judged], logs: &[Value], night: &[String]) -> Said {
    let engine = Engine::shipped().unwrap();
    let mut desk = Desk::default();
    let mut said = Said::new("Lantern".into());
    for row in kit {
        let judged = engine.judge(row.sentence.as_bytes(), row.start, row.end, &mut desk);
        said.judged(row, judged.negated, judged.historical);
    }
    for log in logs {
        let reading = engine.read(text_of(log).as_bytes(), &mut desk);
        let flagged = reading.band == Band::Flag;
        said.read(log, flagged, |code| flagged && reading.has(code));
    }
    said.kit_seconds = least_seconds(|| {
        for row in kit {
            black_box(engine.judge(row.sentence.as_bytes(), row.start, row.end, &mut desk));
        }
    });
    said.logs_seconds = least_seconds(|| {
        for log in logs {
            black_box(engine.read(text_of(log).as_bytes(), &mut desk));
        }
    });
    said.night_seconds = least_seconds(|| {
        for log in night {
            black_box(engine.read(log.as_bytes(), &mut desk));
        }
    });
    said
}

impl Said {
    fn new(name: String) -> Self {
        Self {
            name,
            negated: Counts::default(),
            historical: Counts::default(),
            demand: Counts::default(),
            codes: Counts::default(),
            kit_seconds: 0.0,
            logs_seconds: 0.0,
            night_seconds: 0.0,
        }
    }

    fn judged(&mut self, row: &Judged, negated: bool, historical: bool) {
        self.negated.add(negated, row.negated);
        self.historical.add(historical, row.historical);
    }

    fn read(&mut self, log: &Value, flagged: bool, has_code: impl Fn(Code) -> bool) {
        self.demand.add(flagged, log["mh"].as_bool().unwrap());
        for code in Code::ALL.into_iter().filter(|code| *code != Code::Cyp) {
            self.codes
                .add(has_code(code), has(log, "subs", code.name()));
        }
    }
}

fn report(all: &[Said; 3], kit: &[Judged], logs: &[Value], night: &[String]) {
    let kit_bytes: usize = kit.iter().map(|row| row.sentence.len()).sum();
    let logs_bytes: usize = logs.iter().map(|log| text_of(log).len()).sum();
    let night_bytes: usize = night.iter().map(String::len).sum();
    println!("## Beside medspaCy, on the same texts and with the same terms\n");
    let names: Vec<&str> = all.iter().map(|said| said.name.as_str()).collect();
    println!("| measured | {} |", names.join(" | "));
    println!("|---|---:|---:|---:|");
    let row = |what: &str, places: usize, of: &dyn Fn(&Said) -> f64| {
        let cells: Vec<String> = all
            .iter()
            .map(|said| format!("{:.places$}", of(said)))
            .collect();
        println!("| {what} | {} |", cells.join(" | "));
    };
    let (kit, logs) = (kit.len(), logs.len());
    row(
        &format!("NegEx kit, {kit} open rows: negation F1"),
        3,
        &|said| said.negated.f1().unwrap(),
    );
    row("history F1", 3, &|said| said.historical.f1().unwrap());
    row("sentences judged, MB/s", 3, &|said| {
        kit_bytes as f64 / 1e6 / said.kit_seconds
    });
    row("Lantern is so many times as fast", 0, &|said| {
        said.kit_seconds / all[2].kit_seconds
    });
    row(
        &format!("labelled logs, {logs} open: demand F1"),
        3,
        &|said| said.demand.f1().unwrap(),
    );
    row("specificity", 3, &|said| said.demand.specificity().unwrap());
    row("sub-category micro-F1, CYP left out", 3, &|said| {
        said.codes.f1().unwrap()
    });
    row("logs read, MB/s", 3, &|said| {
        logs_bytes as f64 / 1e6 / said.logs_seconds
    });
    row("Lantern is so many times as fast", 0, &|said| {
        said.logs_seconds / all[2].logs_seconds
    });
    row(&format!("a night's logs, {NIGHT}, MB/s"), 3, &|said| {
        night_bytes as f64 / 1e6 / said.night_seconds
    });
    row("Lantern is so many times as fast", 0, &|said| {
        said.night_seconds / all[2].night_seconds
    });
}
