//! A lake, and the processes that count it. Each stops with the test, however that ends.

use std::fs::File;
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use std::time::{Duration, Instant};

use cluster::Loopback;
use domain::Month;
use figures::evidence::Evidence as _;
use figures::filters::Filters;
use jiff::civil::date;
use lake::Lake;
use lake::generate::{Plan, generate};
use lake::store::Writer;
use serde_json::Value;

/// As long as anything may take that is not hanging.
pub(crate) const LONG: Duration = Duration::from_mins(5);

/// The program with arguments, told nothing by the environment.
pub(crate) fn program(arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_lantern-cluster"));
    command
        .args(arguments)
        .env_remove("LANTERN_LAKE")
        .env_remove("LANTERN_LOG")
        .stdin(Stdio::null());
    command
}

/// What the program says to arguments.
pub(crate) fn says(arguments: &[&str]) -> (Option<i32>, String, String) {
    told(program(arguments).output().unwrap())
}

pub(crate) fn told(output: Output) -> (Option<i32>, String, String) {
    let text = |bytes| String::from_utf8(bytes).unwrap();
    (
        output.status.code(),
        text(output.stdout),
        text(output.stderr),
    )
}

/// A process that is killed when it is no longer wanted.
pub(crate) struct Running(Child);

impl Running {
    /// Ends it as a power cut would: SIGKILL, nothing tidied up.
    pub(crate) fn kill(&mut self) {
        self.0.kill().unwrap();
        self.0.wait().unwrap();
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        let _gone_already = self.0.kill();
        let _gone_already = self.0.wait();
    }
}

/// A scheduler on a port of its own.
pub(crate) struct Scheduler {
    _process: Running,
    pub(crate) at: Loopback,
}

impl Scheduler {
    pub(crate) fn start() -> Self {
        let mut child = program(&["scheduler", "--listen", "127.0.0.1:0"])
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut line = String::new();
        let out = child.stdout.take().unwrap();
        let process = Running(child);
        BufReader::new(out).read_line(&mut line).unwrap();
        let at = line.trim().strip_prefix("scheduler on ").expect(&line);
        Self {
            _process: process,
            at: at.parse().unwrap(),
        }
    }

    pub(crate) fn at(&self) -> String {
        self.at.to_string()
    }
}

/// An executor with one core and a folder of its own.
pub(crate) struct Executor {
    pub(crate) process: Running,
    pub(crate) work: PathBuf,
}

impl Executor {
    /// What it logs goes to a file beside its folder.
    pub(crate) fn start(scheduler: &Scheduler, work: &Path) -> Self {
        // Whoever takes the port in between makes the executor fail, and the test with it.
        let free = TcpListener::bind("127.0.0.1:0").unwrap();
        let listen = free.local_addr().unwrap().to_string();
        drop(free);
        std::fs::create_dir_all(work).unwrap();
        let child = program(&["executor", "--cores", "1", "--memory", "256"])
            .args(["--listen", &listen, "--scheduler", &scheduler.at()])
            .arg("--work")
            .arg(work)
            .env("LANTERN_LOG", "info")
            .stderr(File::create(work.with_extension("log")).unwrap())
            .spawn()
            .unwrap();
        Self {
            process: Running(child),
            work: work.to_owned(),
        }
    }

    /// The questions that it keeps something of, by Ballista's name for each.
    pub(crate) fn keeps(&self) -> Vec<String> {
        let Ok(entries) = std::fs::read_dir(&self.work) else {
            return Vec::new();
        };
        entries
            .filter_map(|entry| entry.ok()?.file_name().into_string().ok())
            // What does not fit into memory is no part of an answer.
            .filter(|name| !name.starts_with("datafusion"))
            .collect()
    }
}

/// Two small forces, so many months.
pub(crate) fn made(root: &Path, residents: u32, months: u32) {
    let first: Month = "2025-10".parse().unwrap();
    let plan = Plan {
        seed: 7,
        forces: vec![
            ("north".to_owned(), residents),
            ("south".to_owned(), residents / 4),
        ],
        first,
        months,
        threads: 2,
    };
    let mut writer = Writer::open(root).unwrap();
    generate(&mut writer, &plan, "trial", &|_, _| {}).unwrap();
}

/// From the first day of the lake up to and without that of a month so many later.
pub(crate) fn over(months: i16) -> Filters {
    let to = date(2025, 10, 1).saturating_add(jiff::Span::new().months(months));
    Filters::over(date(2025, 10, 1), to)
}

/// What the embedded engine answers to every measure, by name.
pub(crate) async fn embedded(root: &Path, filters: &Filters) -> Vec<(String, Value)> {
    let lake = Lake::open(root).unwrap();
    let mut answers = Vec::new();
    for measure in lake.measures() {
        let answer = lake.answer(&measure.name, filters).await;
        let answer = answer.unwrap_or_else(|fault| panic!("{}: {fault}", measure.name));
        // Through text, as the program's answer comes.
        let text = serde_json::to_string(&answer).unwrap();
        answers.push((measure.name.clone(), serde_json::from_str(&text).unwrap()));
    }
    answers
}

/// What a scheduler says to a probe.
pub(crate) fn probe(at: &str) -> String {
    let mut answer = String::new();
    let mut connection = TcpStream::connect(at).unwrap();
    let request = "GET /readyz HTTP/1.1\r\nHost: scheduler\r\nConnection: close\r\n\r\n";
    connection.write_all(request.as_bytes()).unwrap();
    connection.read_to_string(&mut answer).unwrap();
    answer
}

/// Waits until something is so.
pub(crate) fn until(what: &str, mut so: impl FnMut() -> bool) {
    let begun = Instant::now();
    while !so() {
        assert!(begun.elapsed() < LONG, "{what}: not in {LONG:?}");
        std::thread::sleep(Duration::from_millis(2));
    }
}
