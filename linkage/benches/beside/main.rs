//! Linking beside Splink: the same records, the same blocking, in turn on the same machine.
//!
//! `cargo xtask bench link` installs the peer and runs this; `cargo bench -p linkage` alone runs
//! ours and says that the peer was not run. Each run is a process of its own, so that its memory
//! is its own, and the ratios are of runs beside one another.
#![allow(
    clippy::disallowed_methods,
    clippy::print_stdout,
    clippy::print_stderr,
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a benchmark reads the clock, prints a table and stops at what is wrong"
)]

mod clock;
mod judge;
mod ours;
mod profiles;
mod sets;
mod told;

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use judge::Judged;
use ours::{Asked, Took};
use profiles::{PROFILES, Profile, Seen};
use sets::Set;
use told::Runs;

/// Where files of people and answers go.
const FOLDER: &str = env!("CARGO_TARGET_TMPDIR");
/// The scripts: the generator of people and the peer.
const SCRIPTS: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/benches/beside");

fn main() {
    let args: Vec<String> = std::env::args().collect();
    let one = args.iter().position(|arg| arg == "--one");
    match one.and_then(|at| args.get(at + 1..)) {
        Some([what, set, file, threads, ..]) => one_run(what, set, file, threads),
        _ => all(),
    }
}

/// A number from the environment.
fn number(name: &str, otherwise: u64) -> u64 {
    let told = std::env::var(name).ok();
    told.and_then(|told| told.parse().ok()).unwrap_or(otherwise)
}

fn one_run(what: &str, set: &str, file: &str, threads: &str) {
    let (set, file, threads) = (Set::named(set), Path::new(file), threads.parse().unwrap());
    if what == "ask" {
        println!("{}", serde_json::json!(ours::ask(set, file, threads)));
    } else {
        println!("{}", serde_json::json!(ours::run(set, file, threads, what)));
    }
}

/// The last line a program prints.
fn said(command: &mut Command) -> String {
    let done = command.stderr(Stdio::inherit()).output().unwrap();
    assert!(done.status.success(), "{command:?} failed");
    let text = String::from_utf8(done.stdout).unwrap();
    text.lines().last().unwrap_or_default().to_owned()
}

/// Runs this program on one thing.
fn this(what: &str, set: &str, file: &Path, threads: &str) -> String {
    let own = std::env::current_exe().unwrap();
    said(
        Command::new(own)
            .args(["--one", what, set])
            .arg(file)
            .arg(threads),
    )
}

fn ours(what: &str, set: &str, file: &Path, threads: &str) -> (Took, Judged) {
    eprintln!("{set}: ours, {what} blocking, {threads} threads");
    let (took, judged): (Took, Judged) =
        serde_json::from_str(&this(what, set, file, threads)).unwrap();
    noted(&took);
    (took, judged)
}

/// Tells of a run as soon as it ends: the tables come only after the last, and that may be long.
fn noted(took: &Took) {
    eprintln!(
        "    {:.2} s, {:.2} processor seconds, {:.0} MiB, {} pairs",
        took.wall, took.cpu, took.memory, took.compared
    );
}

/// The peer, where it is installed.
struct Peer {
    python: PathBuf,
}

impl Peer {
    fn found() -> Option<Self> {
        let python = std::env::var_os("LANTERN_BENCH_PYTHON")?.into();
        Some(Self { python })
    }

    fn run(&self, set: &str, file: &Path) -> Took {
        eprintln!("{set}: the peer");
        self.run_with(set, file, &[])
    }

    /// The same with the blocking and the training of a profile.
    fn run_as(&self, profile: &Profile, file: &Path) -> Took {
        eprintln!("people: the peer, {}", profile.name);
        let mut arguments = vec!["--blocking", profile.blocking];
        arguments.extend(profile.fast.then_some("--fast"));
        self.run_with("people", file, &arguments)
    }

    fn run_with(&self, set: &str, file: &Path, arguments: &[&str]) -> Took {
        let line = said(
            Command::new(&self.python)
                .arg(format!("{SCRIPTS}/with_splink.py"))
                .arg(set)
                .arg(file)
                .arg(Path::new(FOLDER).join(set))
                .args(arguments),
        );
        let took = serde_json::from_str(&line).unwrap();
        noted(&took);
        took
    }

    fn judged(set: &str, file: &Path) -> Judged {
        judge::peers(Set::named(set), file, &Path::new(FOLDER).join(set))
    }
}

/// So many people of a seed, made once.
fn people(records: u64, seed: u64) -> PathBuf {
    let file = Path::new(FOLDER).join(format!("people_{records}_{seed}.csv"));
    if !file.is_file() {
        eprintln!("making {records} records of seed {seed}");
        said(
            Command::new("python3")
                .arg(format!("{SCRIPTS}/people.py"))
                .args(["--records", &records.to_string()])
                .args(["--seed", &seed.to_string(), "--out"])
                .arg(&file),
        );
    }
    file
}

fn all() {
    let records = number("LANTERN_BENCH_RECORDS", 1_000_000);
    let rounds = number("LANTERN_BENCH_ROUNDS", 3);
    let peer = Peer::found();
    let file = people(records, 136);
    let (mut mine, mut theirs, mut alone) = (Vec::new(), Vec::new(), Vec::new());
    for _ in 0..rounds.max(1) {
        mine.push(ours("wide", "people", &file, "2").0);
        alone.push(ours("wide", "people", &file, "1").0);
        theirs.extend(peer.as_ref().map(|peer| peer.run("people", &file)));
    }
    let peers = peer.as_ref().map(|_| Peer::judged("people", &file));
    let versions = theirs.first().map_or_else(
        || "the peer was not run: `cargo xtask bench link` installs it".to_owned(),
        |took| took.versions.clone(),
    );
    let (mine, alone) = (Runs { took: mine }, Runs { took: alone });
    let theirs = peer.as_ref().map(|_| Runs { took: theirs });
    told::speed(records, &versions, &mine, theirs.as_ref());
    told::stages(&mine, &alone);
    let rows = rightness(records, &file, peers, peer.as_ref());
    told::rightness(&rows);
    let asked: Asked = serde_json::from_str(&this("ask", "people", &file, "2")).unwrap();
    told::asked(&asked, "2,000", ", of a thousand at most 75");
    growth(records, rounds);
    profiles(rounds, &file, peer.as_ref());
    many();
}

/// The other blockings, where somebody asks: the last of them takes the peer some minutes.
fn profiles(rounds: u64, file: &Path, peer: Option<&Peer>) {
    let (1.., Some(peer)) = (number("LANTERN_BENCH_PROFILES", 0), peer) else {
        return;
    };
    let mut all = Vec::new();
    for profile in PROFILES {
        let (mut mine, mut theirs) = (Vec::new(), Vec::new());
        for _ in 0..rounds.max(1) {
            mine.push(ours(profile.blocking, "people", file, "2").0);
            theirs.push(peer.run_as(profile, file));
        }
        all.push(Seen {
            profile,
            ours: mine,
            peer: theirs,
        });
    }
    profiles::told(&all);
}

/// Files of many millions, where somebody asks: one that is linked by few pairs, and one that
/// new records are asked against.
fn many() {
    let linked = number("LANTERN_BENCH_TIGHT", 0);
    if linked > 0 {
        let took = ours("tight", "people", &people(linked, 136), "2").0;
        println!("### {linked} records, few pairs, two threads\n");
        println!("| pairs | seconds | must, of five millions | MiB | must |");
        println!("|---:|---:|---:|---:|---:|");
        println!(
            "| {} | {:.1} | 15 | {:.0} | 2,560 |\n",
            took.compared, took.wall, took.memory
        );
    }
    let asked = number("LANTERN_BENCH_ASKED", 0);
    if asked > 0 {
        let took = this("ask", "people", &people(asked, 136), "2");
        told::asked(&serde_json::from_str(&took).unwrap(), "10,000", "");
    }
}

/// A row of the tables of what is right: the file, ours, the pairs ours expects, and the peer's.
type Row = (&'static str, Judged, f64, Option<Judged>);

/// Ours with its usual blocking, on every file that is here.
fn rightness(records: u64, file: &Path, peers: Option<Judged>, peer: Option<&Peer>) -> Vec<Row> {
    let mut rows = Vec::new();
    let (took, judged) = ours("usual", "people", file, "2");
    rows.push(("people, seed 136", judged, took.expected, peers));
    let other = people(records, 137);
    let (took, judged) = ours("usual", "people", &other, "2");
    rows.push(("people, seed 137", judged, took.expected, None));
    for (name, set, place) in [
        (
            "historical people, half",
            "historical",
            "LANTERN_BENCH_HISTORICAL",
        ),
        ("Febrl 3", "febrl3", "LANTERN_BENCH_FEBRL3"),
        ("Febrl 4, two files", "febrl4", "LANTERN_BENCH_FEBRL4"),
    ] {
        let Some(file) = std::env::var_os(place).map(PathBuf::from) else {
            println!("{name} was not linked: {place} names no file.\n");
            continue;
        };
        let (took, judged) = ours("usual", set, &file, "2");
        let theirs = peer.map(|peer| {
            peer.run(set, &file);
            Peer::judged(set, &file)
        });
        rows.push((name, judged, took.expected, theirs));
    }
    rows
}

/// How the time grows with the file, where somebody asks: with the usual blocking, which asks for
/// more where blocks are large, on one thread.
fn growth(records: u64, rounds: u64) {
    let times = number("LANTERN_BENCH_GROWTH", 1);
    if times < 2 {
        return;
    }
    let (small, large) = (people(records, 136), people(records * times, 136));
    let (mut before, mut after) = (Vec::new(), Vec::new());
    for _ in 0..rounds.max(1) {
        before.push(ours("usual", "people", &small, "1").0);
        after.push(ours("usual", "people", &large, "1").0);
    }
    let (before, after) = (Runs { took: before }, Runs { took: after });
    let cpu = |runs: &Runs| runs.median(|took| took.cpu);
    #[allow(clippy::cast_precision_loss, reason = "a small factor")]
    let beyond = cpu(&after) / cpu(&before) / times as f64;
    println!("### Growth\n");
    println!(
        "| records | pairs | processor s | s | MiB | beyond linear, by processor time | must |"
    );
    println!("|---:|---:|---:|---:|---:|---:|---:|");
    for (records, runs, beyond) in [
        (records, &before, String::new()),
        (records * times, &after, format!("{beyond:.2}")),
    ] {
        println!(
            "| {records} | {} | {:.2} | {:.2} | {:.0} | {beyond} | 1.15 |",
            runs.took.first().map_or(0, |took| took.compared),
            cpu(runs),
            runs.median(|took| took.wall),
            runs.median(|took| took.memory)
        );
    }
    println!();
}
