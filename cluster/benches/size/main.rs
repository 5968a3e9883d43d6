//! From which size several processes pay: every measure on invented national lakes of growing
//! size, by the embedded engine and by a scheduler with two executors of one core each, in turns.
//!
//! On one machine the two have the same cores, so this measures what sharing costs and not what it
//! gains. `LANTERN_BENCH_MONTHS=1,6,12` says how many months of England and Wales (some 775,000
//! incidents each), `LANTERN_BENCH_ROUNDS` how often each is asked.
//!
//! `LANTERN_BENCH_LOGS=400000` flags so many invented logs instead: by one thread and by two of this
//! process, and by one executor and by two of one core each. `LANTERN_BENCH_LINK=1000000` links so
//! many invented records the same way, and `LANTERN_BENCH_LINK=people.csv` those of an extract.

#![allow(
    clippy::disallowed_methods,
    clippy::indexing_slicing,
    clippy::print_stdout,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::cast_precision_loss,
    reason = "a benchmark reports and may stop"
)]

mod linking;

use std::io::{BufRead as _, BufReader, Write as _};
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::time::{Duration, Instant};

use cluster::{Flagging, Loopback, Machines, Texts};
use figures::evidence::Evidence as _;
use figures::filters::Filters;
use flags::evidence::{self, Form, Totals};
use flags::logs::{Batch, Columns, Logs};
use flags::{Desk, Engine};
use lake::Lake;
use lake::generate::{Plan, generate};
use lake::store::Writer;

/// Hundredths of a second, in which Linux counts the processor.
const TICKS: f64 = 100.0;

struct Process(Child);

impl Drop for Process {
    fn drop(&mut self) {
        let _gone = self.0.kill();
        let _gone = self.0.wait();
    }
}

/// Processor seconds of a process, all its threads, so far.
fn processor(id: u32) -> f64 {
    let text = std::fs::read_to_string(format!("/proc/{id}/stat")).unwrap();
    // The second field is a name in brackets, which may hold anything.
    let after = text.rsplit_once(')').unwrap().1;
    let fields: Vec<&str> = after.split_whitespace().collect();
    let ticks: f64 = [fields[11], fields[12]]
        .iter()
        .map(|field| field.parse::<f64>().unwrap())
        .sum();
    ticks / TICKS
}

fn program(arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_lantern-cluster"));
    command.args(arguments).stdin(Stdio::null());
    command
}

fn started(executors: usize) -> (Loopback, Vec<Process>) {
    let mut scheduler = program(&["scheduler", "--listen", "127.0.0.1:0"])
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut line = String::new();
    BufReader::new(scheduler.stdout.take().unwrap())
        .read_line(&mut line)
        .unwrap();
    let at: Loopback = line
        .trim()
        .strip_prefix("scheduler on ")
        .unwrap()
        .parse()
        .unwrap();
    let mut processes = vec![Process(scheduler)];
    for _ in 0..executors {
        let free = TcpListener::bind("127.0.0.1:0").unwrap();
        let listen = free.local_addr().unwrap().to_string();
        drop(free);
        let executor = program(&["executor", "--cores", "1", "--memory", "1024"])
            .args(["--listen", &listen, "--scheduler", &at.to_string()])
            .spawn()
            .unwrap();
        processes.push(Process(executor));
    }
    // Both have asked for work by then.
    std::thread::sleep(Duration::from_secs(5));
    (at, processes)
}

/// What an engine took for one measure: on the wall, and of processors.
#[derive(Clone, Copy)]
struct Took {
    wall: f64,
    processor: f64,
}

impl Took {
    const NEVER: Self = Self {
        wall: f64::INFINITY,
        processor: f64::INFINITY,
    };

    fn least(self, other: Self) -> Self {
        Self {
            wall: self.wall.min(other.wall),
            processor: self.processor.min(other.processor),
        }
    }
}

async fn asked(lake: &Lake, name: &str, filters: &Filters, processes: &[u32]) -> Took {
    let all = || processes.iter().map(|id| processor(*id)).sum::<f64>();
    let (begun, before) = (Instant::now(), all());
    let answer = lake.answer(name, filters).await;
    let answer = answer.unwrap_or_else(|fault| panic!("{fault}"));
    assert!(answer.left_out.is_empty(), "{:?}", answer.left_out);
    Took {
        wall: begun.elapsed().as_secs_f64(),
        processor: all() - before,
    }
}

fn middle(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values[values.len() / 2]
}

async fn size(root: &Path, months: u32, rounds: u32, at: Loopback, processes: &[Process]) {
    let plan = Plan::national(7, "2020-01".parse().unwrap(), months);
    let mut writer = Writer::open(root).unwrap();
    let made = generate(&mut writer, &plan, "trial", &|_, _| {}).unwrap();
    let (first, last) = writer.manifest().period().unwrap();
    drop(writer);
    let filters = Filters::over(first, last.tomorrow().unwrap());
    let embedded = Lake::open(root).unwrap();
    let shared = Lake::open_with(root, Arc::new(Machines::of(at, 8))).unwrap();
    let own = [std::process::id()];
    let every: Vec<u32> = processes
        .iter()
        .map(|process| process.0.id())
        .chain(own)
        .collect();
    let mut ratios = (Vec::new(), Vec::new());
    let mut sums = [0.0; 4];
    let mut slowest = (0.0, String::new());
    for measure in embedded.measures() {
        // The first time each part is looked through, which is the same for both.
        asked(&embedded, &measure.name, &filters, &own).await;
        asked(&shared, &measure.name, &filters, &every).await;
        let mut took = (Took::NEVER, Took::NEVER);
        for _ in 0..rounds {
            took.0 = took
                .0
                .least(asked(&embedded, &measure.name, &filters, &own).await);
            took.1 = took
                .1
                .least(asked(&shared, &measure.name, &filters, &every).await);
        }
        let (one, other) = took;
        eprintln!(
            "{months} months, {}: {:.2} s and {:.2} s",
            measure.name, one.wall, other.wall
        );
        ratios.0.push(other.wall / one.wall);
        ratios
            .1
            .push(other.processor / one.processor.max(1.0 / TICKS));
        for (sum, took) in
            sums.iter_mut()
                .zip([one.wall, other.wall, one.processor, other.processor])
        {
            *sum += took;
        }
        if other.wall / one.wall > slowest.0 {
            slowest = (other.wall / one.wall, measure.name.clone());
        }
    }
    println!(
        "| {} | {} | {:.1} | {:.1} | {:.1} | {:.1} | {:.2} | {:.2} ({}) | {:.2} |",
        figures::print::thousands(made.incidents),
        figures::print::thousands(made.parts),
        sums[0],
        sums[1],
        sums[2],
        sums[3],
        middle(ratios.0),
        slowest.0,
        slowest.1,
        middle(ratios.1),
    );
}

/// Invented logs of some 300 bytes, as a CSV.
fn logs(path: &Path, rows: usize) -> PathBuf {
    let said = [
        "Caller reports a male on the bridge, says he wants to end it, has been drinking",
        "Shop theft, two bottles of gin, CCTV held, suspect left towards the station",
        "Neighbour dispute over parking, no offences, words of advice given",
        "Female known to services, hearing voices, has not taken her medication for a week",
        "Road traffic collision, two vehicles, no injuries, details exchanged",
        "Ambulance request, patient has left the ward and is not answering the phone",
        "Concern for welfare, elderly lady, not seen since Tuesday, key safe code held",
    ];
    let mut out = std::io::BufWriter::new(std::fs::File::create(path).unwrap());
    writeln!(out, "id,text").unwrap();
    for row in 0..rows {
        let nth = |next: usize| said[(row / 7 * 3 + row * next) % said.len()];
        let text = [nth(1), nth(2), nth(3), nth(5)].join(".\n");
        writeln!(out, "{row},\"{row} {text}\"").unwrap();
    }
    out.flush().unwrap();
    path.to_owned()
}

/// What one thread takes for a file, as `lantern flag` does it.
fn flagged(engine: &Engine, file: &Path) -> Totals {
    let columns = Columns {
        text: "text".to_owned(),
        id: Some("id".to_owned()),
        by: Vec::new(),
    };
    let writer = evidence::Writer::new(engine, Form::Lines, false);
    let mut logs = Logs::open(BufReader::new(std::fs::File::open(file).unwrap()), columns).unwrap();
    let mut out = std::fs::File::create(file.with_extension("out")).unwrap();
    let (mut batch, mut desk) = (Batch::default(), Desk::default());
    let mut totals = Totals::default();
    loop {
        logs.fill(&mut batch).unwrap();
        if batch.is_empty() {
            return totals;
        }
        let mut bytes = Vec::new();
        totals.add(&writer.write(&batch, &mut desk, &mut bytes));
        out.write_all(&bytes).unwrap();
    }
}

fn in_one_process(engine: &Engine, files: &[PathBuf], threads: usize) -> Totals {
    let each = |files: &[PathBuf]| {
        let mut totals = Totals::default();
        for file in files {
            totals.add(&flagged(engine, file));
        }
        totals
    };
    let mut totals = Totals::default();
    std::thread::scope(|scope| {
        let parts = files.chunks(files.len().div_ceil(threads));
        let begun: Vec<_> = parts.map(|part| scope.spawn(|| each(part))).collect();
        for thread in begun {
            totals.add(&thread.join().unwrap());
        }
    });
    totals
}

async fn flagging(rows: usize, rounds: u32) {
    let folder = tempfile::tempdir().unwrap();
    let files: Vec<PathBuf> = (0..2)
        .map(|nth| logs(&folder.path().join(format!("{nth}.csv")), rows / 2))
        .collect();
    let bytes: u64 = files
        .iter()
        .map(|file| file.metadata().unwrap().len())
        .sum();
    println!("{rows} logs, {:.0} MB", bytes as f64 / 1e6);
    println!("| read by | s | processor s |");
    println!("|---|---:|---:|");
    let engine = Engine::shipped().unwrap();
    let mut counted = None;
    for threads in [1, 2] {
        let mut best = Took::NEVER;
        for _ in 0..rounds {
            let (begun, before) = (Instant::now(), processor(std::process::id()));
            counted = Some(in_one_process(&engine, &files, threads));
            best = best.least(Took {
                wall: begun.elapsed().as_secs_f64(),
                processor: processor(std::process::id()) - before,
            });
        }
        println!(
            "| {threads} threads | {:.2} | {:.2} |",
            best.wall, best.processor
        );
    }
    for executors in [1, 2] {
        let (at, processes) = started(executors);
        let ids = processes.iter().map(|process| process.0.id());
        let ids: Vec<u32> = ids.chain([std::process::id()]).collect();
        let all = || ids.iter().map(|id| processor(*id)).sum::<f64>();
        let mut best = Took::NEVER;
        for _ in 0..rounds {
            let texts = Texts {
                text: "text".to_owned(),
                id: Some("id".to_owned()),
                form: Form::Lines,
                overlay: None,
                weights: None,
            };
            let (begun, before) = (Instant::now(), all());
            let cut = Flagging::new(&files, texts, 8 << 20).unwrap();
            let told = cut
                .run(&Machines::of(at, 1), &folder.path().join("to"))
                .await;
            assert_eq!(Some(told.unwrap().totals), counted);
            best = best.least(Took {
                wall: begun.elapsed().as_secs_f64(),
                processor: all() - before,
            });
        }
        println!(
            "| {executors} executors | {:.2} | {:.2} |",
            best.wall, best.processor
        );
    }
}

#[tokio::main]
async fn main() {
    let months = std::env::var("LANTERN_BENCH_MONTHS").unwrap_or_else(|_| "1,6,12".to_owned());
    let rounds = std::env::var("LANTERN_BENCH_ROUNDS").map_or(3, |text| text.parse().unwrap());
    if let Ok(logs) = std::env::var("LANTERN_BENCH_LOGS") {
        return flagging(logs.parse().unwrap(), rounds).await;
    }
    if let Ok(what) = std::env::var("LANTERN_BENCH_LINK") {
        return linking::linking(&what, rounds).await;
    }
    let (at, processes) = started(2);
    println!(
        "| incidents | files | embedded, s | two executors, s | embedded, processor s | \
         two executors, processor s | wall, median ratio | wall, worst ratio | processor, median ratio |"
    );
    println!("|---:|---:|---:|---:|---:|---:|---:|---:|---:|");
    for months in months.split(',') {
        let folder = tempfile::tempdir().unwrap();
        size(
            folder.path(),
            months.trim().parse().unwrap(),
            rounds,
            at,
            &processes,
        )
        .await;
    }
}
