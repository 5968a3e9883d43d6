//! From which size several processes pay: every measure on invented national lakes of growing
//! size, by the embedded engine and by a scheduler with two executors of one core each, in turns.
//!
//! On one machine the two have the same cores, so this measures what sharing costs and not what it
//! gains. `LANTERN_BENCH_MONTHS=1,6,12` says how many months of England and Wales (some 775,000
//! incidents each), `LANTERN_BENCH_ROUNDS` how often each is asked.

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

use std::io::{BufRead as _, BufReader};
use std::net::TcpListener;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::time::{Duration, Instant};

use cluster::{Loopback, Machines};
use figures::evidence::Evidence as _;
use figures::filters::Filters;
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

fn started() -> (Loopback, Vec<Process>) {
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
    for _ in 0..2 {
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

#[tokio::main]
async fn main() {
    let months = std::env::var("LANTERN_BENCH_MONTHS").unwrap_or_else(|_| "1,6,12".to_owned());
    let rounds = std::env::var("LANTERN_BENCH_ROUNDS").map_or(3, |text| text.parse().unwrap());
    let (at, processes) = started();
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
