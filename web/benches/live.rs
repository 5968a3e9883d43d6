//! How soon 500 watchers see what was recorded, and how long pages take, at twenty times the
//! busiest hour of a force of Kent's size.
//!
//! `cargo bench -p web --bench live` prints a Markdown table. The night is the generator's, twenty
//! forces of it, so that the board and the files are as long as they would be. The load lasts
//! `LANTERN_BENCH_SECONDS` (300 if not set). Times are taken at the client, over loopback, on the
//! same machine: they hold what the server does and the client's own waiting. Afterwards every
//! command that was acknowledged is looked for in the record, and the chain is verified.
#![allow(
    clippy::cast_precision_loss,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::print_stdout,
    clippy::unwrap_used,
    reason = "a benchmark stops at the first thing that is not as it should be, and prints a table"
)]

use std::collections::{BTreeMap, HashSet};
use std::net::{Ipv4Addr, SocketAddr};
use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, RwLock};
use std::time::{Duration, Instant};

use domain::{EventId, FileId, Force};
use http_body_util::{BodyExt as _, Full};
use hyper::body::Bytes;
use hyper::client::conn::http1::SendRequest;
use hyper_util::rt::TokioIo;
use jiff::Timestamp;
use night::{Happening, Night, Plan};
use record::{FileKeys, Record, Verdict, VerifyOptions};
use serde_json::{Value, json};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinSet;
use uuid::Uuid;
use web::session::Carrier;
use web::{App, Cost, DemoAccounts, Options, Parts, SessionClock, SystemClock, desk};

/// Forces of Kent's size at once.
const FORCES: u32 = 20;
/// Watchers of the board.
const WATCHERS: usize = 500;
/// Commands timed from being sent to being seen.
const TIMED: usize = 200;
/// Between two timed commands.
const BETWEEN: Duration = Duration::from_millis(150);
/// Commands in the busiest hour: three detentions of forty entries, twenty forces.
const COMMANDS_AN_HOUR: u32 = 3 * 40 * FORCES;
/// Page views a second.
const VIEWS_A_SECOND: u32 = 50;
/// Connections that ask for pages.
const READERS: u32 = 10;

fn main() {
    let seconds = std::env::var("LANTERN_BENCH_SECONDS")
        .ok()
        .and_then(|text| text.parse().ok())
        .unwrap_or(300);
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
        .unwrap();
    runtime.block_on(run(Duration::from_secs(seconds)));
}

async fn run(load: Duration) {
    let bench = Bench::begin().await;
    let files = bench.open_files();
    println!(
        "{} lines in the record, {} files on the board, {WATCHERS} watchers.\n",
        bench.app.record().head().await.unwrap().seq,
        files.len(),
    );
    println!("| measured | n | p50, ms | p99, ms | most, ms | aim, p99 ms |");
    println!("|---|---:|---:|---:|---:|---:|");

    let seen = Arc::new(Seen::default());
    let watchers = bench.watch(&seen).await;
    let mut told = bench.time_commands(&seen, &files).await;
    seen.over.store(true, Ordering::Release);
    print_row(
        "command sent to row seen by a watcher",
        &seen.taken(),
        Some(150.0),
    );

    let loaded = bench.load(load, &files).await;
    print_row("case page under load", &loaded.case, Some(20.0));
    print_row("board under load", &loaded.board, Some(20.0));
    print_row("command under load, durable", &loaded.command, None);
    watchers.abort_all_quietly();

    told.extend(loaded.told);
    bench.verify(&told, load).await;
}

/// What watchers have seen of the command that is being timed.
#[derive(Default)]
struct Seen {
    /// Its number, what its row holds, and when it was sent.
    timed: RwLock<Option<(usize, String, Instant)>>,
    over: AtomicBool,
    took: Mutex<Vec<Duration>>,
}

impl Seen {
    fn taken(&self) -> Vec<Duration> {
        self.took.lock().unwrap().clone()
    }
}

/// What a load led to.
#[derive(Default)]
struct Loaded {
    case: Vec<Duration>,
    board: Vec<Duration>,
    command: Vec<Duration>,
    told: Vec<Told>,
}

/// An acknowledged line.
type Told = (FileId, EventId);

struct Watchers(JoinSet<()>);

impl Watchers {
    fn abort_all_quietly(mut self) {
        self.0.abort_all();
    }
}

struct Bench {
    app: App,
    address: SocketAddr,
    token: String,
    cookie: String,
    folder: PathBuf,
}

impl Drop for Bench {
    fn drop(&mut self) {
        let _stays = std::fs::remove_dir_all(&self.folder);
    }
}

impl Bench {
    async fn begin() -> Self {
        let folder = std::env::temp_dir().join(format!("lantern-bench-{}", Uuid::now_v7()));
        std::fs::create_dir(&folder).unwrap();
        let keys = FileKeys::create(folder.join("keys")).unwrap();
        let address = format!("sqlite:{}", folder.join("record.db").display());
        let options = record::Options {
            files_in_memory: 4_000,
            ..record::Options::default()
        };
        let record = Record::open(&address, Arc::new(keys), options)
            .await
            .unwrap();
        let force = Force::read("kent.toml", include_str!("../../forces/kent.toml")).unwrap();
        let app = App::new(Parts {
            record,
            force: force.clone(),
            clock: Arc::new(SystemClock),
            accounts: Arc::new(DemoAccounts::new("bench", Cost::Rehearsal).unwrap()),
            session_clock: SessionClock::machine(),
            options: Options::default(),
        });
        play(&app, &force).await;
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.unwrap();
        let address = listener.local_addr().unwrap();
        tokio::spawn(web::serve(app.clone(), listener, std::future::pending()));
        while !app.live().has_caught_up() {
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        // What time has brought about by now is written before anything is measured.
        web::live::tick_now(&app).await.unwrap();
        let actor = DemoAccounts::actor("dispatcher_1").unwrap();
        let token = app
            .sessions()
            .begin(actor.clone(), Carrier::Bearer)
            .unwrap();
        let cookie = app.sessions().begin(actor, Carrier::Cookie).unwrap();
        Self {
            app,
            address,
            token,
            cookie: format!("lantern-session={cookie}"),
            folder,
        }
    }

    fn open_files(&self) -> Vec<FileId> {
        let actor = DemoAccounts::actor("dispatcher_1").unwrap();
        self.app
            .live()
            .jobs_for(&actor)
            .iter()
            .map(|(job, _)| job.row.file)
            .collect()
    }

    async fn connect(&self) -> SendRequest<Full<Bytes>> {
        let stream = TcpStream::connect(self.address).await.unwrap();
        stream.set_nodelay(true).unwrap();
        let (sender, connection) = hyper::client::conn::http1::handshake(TokioIo::new(stream))
            .await
            .unwrap();
        tokio::spawn(connection);
        sender
    }

    /// Opens the watchers' streams and waits until each has been sent its first beat.
    async fn watch(&self, seen: &Arc<Seen>) -> Watchers {
        let mut watchers = JoinSet::new();
        let cursor = self.app.live().cursor();
        for _ in 0..WATCHERS {
            let mut stream = TcpStream::connect(self.address).await.unwrap();
            let request = format!(
                "GET /board/live?after={cursor} HTTP/1.1\r\nHost: bench\r\nCookie: {}\r\n\r\n",
                self.cookie
            );
            stream.write_all(request.as_bytes()).await.unwrap();
            let mut start = Vec::new();
            while !start.windows(11).any(|part| part == b"event: beat") {
                assert!(
                    stream.read_buf(&mut start).await.unwrap() > 0,
                    "a watcher was refused"
                );
            }
            watchers.spawn(read_rows(stream, Arc::clone(seen)));
        }
        Watchers(watchers)
    }

    /// Sends commands one after the other, each marked so that watchers know its row.
    async fn time_commands(&self, seen: &Seen, files: &[FileId]) -> Vec<Told> {
        let mut sender = self.connect().await;
        let mut told = Vec::new();
        for number in 0..TIMED {
            let file = files[number % files.len()];
            *seen.timed.write().unwrap() = Some((number, format!("job-{file}"), Instant::now()));
            told.extend(self.command(&mut sender, file).await);
            tokio::time::sleep(BETWEEN).await;
        }
        told
    }

    /// Records in a file that a service was told; gives what was acknowledged.
    async fn command(&self, sender: &mut SendRequest<Full<Bytes>>, file: FileId) -> Vec<Told> {
        let body = json!({
            "happened": { "moment": { "precision": "exact", "at": Timestamp::now() },
                "source": "lantern" },
            "event": { "event": "service_told", "service": "duty_inspector",
                "detail": "kept informed" },
        });
        let request = hyper::Request::post(format!("/api/v1/files/{file}/commands"))
            .header("host", "bench")
            .header("authorization", format!("Bearer {}", self.token))
            .header("idempotency-key", Uuid::now_v7().to_string())
            .header("content-type", "application/json")
            .body(Full::new(Bytes::from(body.to_string())))
            .unwrap();
        sender.ready().await.unwrap();
        let response = sender.send_request(request).await.unwrap();
        let status = response.status();
        let bytes = response.into_body().collect().await.unwrap().to_bytes();
        assert_eq!(status, 201, "{}", String::from_utf8_lossy(&bytes));
        let answer: Value = serde_json::from_slice(&bytes).unwrap();
        let lines = answer["lines"].as_array().unwrap();
        lines
            .iter()
            .map(|line| (file, line["id"].as_str().unwrap().parse().unwrap()))
            .collect()
    }

    /// Pages and commands at their rates, for as long as asked.
    async fn load(&self, long: Duration, files: &[FileId]) -> Loaded {
        let until = Instant::now() + long;
        let between = Duration::from_secs(1) * READERS / VIEWS_A_SECOND;
        let readers = (0..READERS).map(|reader| self.read_pages(reader, between, until, files));
        let (pages, (command, told)) = tokio::join!(
            futures_util::future::join_all(readers),
            self.send_commands(until, files),
        );
        let mut loaded = Loaded {
            command,
            told,
            ..Loaded::default()
        };
        for (case, board) in pages {
            loaded.case.extend(case);
            loaded.board.extend(board);
        }
        loaded
    }

    async fn send_commands(&self, until: Instant, files: &[FileId]) -> (Vec<Duration>, Vec<Told>) {
        let mut sender = self.connect().await;
        let mut clock = tokio::time::interval(Duration::from_hours(1) / COMMANDS_AN_HOUR);
        let (mut took, mut told) = (Vec::new(), Vec::new());
        for file in files.iter().cycle() {
            clock.tick().await;
            if Instant::now() >= until {
                break;
            }
            let began = Instant::now();
            told.extend(self.command(&mut sender, *file).await);
            took.push(began.elapsed());
        }
        (took, told)
    }

    /// Asks for case pages and the board in turn. A page that is late makes the next one late,
    /// and that counts: times are taken from when a page was due.
    async fn read_pages(
        &self,
        reader: u32,
        between: Duration,
        until: Instant,
        files: &[FileId],
    ) -> (Vec<Duration>, Vec<Duration>) {
        let mut sender = self.connect().await;
        let mut due = Instant::now() + between * reader / READERS;
        let (mut case, mut board) = (Vec::new(), Vec::new());
        let mut number = usize::try_from(reader).unwrap() * 97;
        while due < until {
            tokio::time::sleep_until(due.into()).await;
            number += 1;
            let path = if number.is_multiple_of(2) {
                format!("/cases/{}", files[number / 2 % files.len()])
            } else {
                "/board".to_owned()
            };
            self.page(&mut sender, &path).await;
            let took = due.elapsed();
            if number.is_multiple_of(2) {
                case.push(took);
            } else {
                board.push(took);
            }
            due += between;
        }
        (case, board)
    }

    async fn page(&self, sender: &mut SendRequest<Full<Bytes>>, path: &str) {
        let request = hyper::Request::get(path)
            .header("host", "bench")
            .header("cookie", &self.cookie)
            .body(Full::default())
            .unwrap();
        sender.ready().await.unwrap();
        let response = sender.send_request(request).await.unwrap();
        assert_eq!(response.status(), 200, "{path}");
        response.into_body().collect().await.unwrap();
    }

    /// Looks for every acknowledged line, and verifies the chain.
    async fn verify(&self, told: &[Told], long: Duration) {
        let mut by_file: BTreeMap<FileId, HashSet<EventId>> = BTreeMap::new();
        for (file, line) in told {
            by_file.entry(*file).or_default().insert(*line);
        }
        let mut found = 0;
        for (file, lines) in by_file {
            let held = self.app.record().read(file).await.unwrap().unwrap();
            found += held
                .lines
                .iter()
                .filter(|line| lines.contains(&line.id))
                .count();
        }
        assert_eq!(
            found,
            told.len(),
            "acknowledged lines are missing or double"
        );
        let verdict = self
            .app
            .record()
            .verify(VerifyOptions::default())
            .await
            .unwrap();
        assert!(matches!(verdict, Verdict::Holds(_)), "{verdict:?}");
        println!(
            "\nLoad for {} s: {VIEWS_A_SECOND} pages a second, {COMMANDS_AN_HOUR} commands an \
             hour. {found} acknowledged lines, every one in the record once; the chain holds.",
            long.as_secs()
        );
    }
}

/// Plays the night into the record up to now. Files go side by side; a file's own entries in
/// their order.
async fn play(app: &App, force: &Force) {
    let now = Timestamp::now();
    let plan = Plan::busy_night(136, now).times(FORCES);
    let mut by_file: BTreeMap<FileId, Vec<Happening>> = BTreeMap::new();
    for happening in Night::new(force, plan)
        .unwrap()
        .take_while(|one| one.at <= now)
    {
        by_file.entry(happening.file).or_default().push(happening);
    }
    let mut playing = JoinSet::new();
    for happenings in by_file.into_values() {
        while playing.len() >= 64 {
            playing.join_next().await.unwrap().unwrap();
        }
        let app = app.clone();
        playing.spawn(async move {
            for one in happenings {
                let told =
                    desk::play(&app, &one.by, one.at, one.file, one.command, &one.body).await;
                match told {
                    // Answers to escalations that no timer opened here.
                    Ok(_) | Err(web::WebError::Refused(_)) => {}
                    Err(error) => panic!("the night could not be played: {error}"),
                }
            }
        });
    }
    while let Some(played) = playing.join_next().await {
        played.unwrap();
    }
}

/// Reads a watcher's stream and notes when the row of the timed command comes.
async fn read_rows(mut stream: TcpStream, seen: Arc<Seen>) {
    let mut buffer = vec![0; 64 * 1_024];
    let mut last = None;
    loop {
        let read = match stream.read(&mut buffer).await {
            Ok(0) | Err(_) => break,
            Ok(read) => read,
        };
        let came = Instant::now();
        if seen.over.load(Ordering::Acquire) {
            continue;
        }
        let Some((number, marker, sent)) = seen.timed.read().unwrap().clone() else {
            continue;
        };
        let has_it = buffer[..read]
            .windows(marker.len())
            .any(|part| part == marker.as_bytes());
        if last != Some(number) && has_it {
            seen.took.lock().unwrap().push(came.duration_since(sent));
            last = Some(number);
        }
    }
}

fn print_row(name: &str, took: &[Duration], aim_ms: Option<f64>) {
    let mut sorted: Vec<f64> = took
        .iter()
        .map(|took| took.as_secs_f64() * 1_000.0)
        .collect();
    sorted.sort_by(f64::total_cmp);
    let at = |share: usize| {
        let index = (sorted.len() * share / 100).min(sorted.len().saturating_sub(1));
        sorted.get(index).copied().unwrap_or(f64::NAN)
    };
    let aim = aim_ms.map_or_else(|| "none".to_owned(), |aim| format!("{aim:.0}"));
    println!(
        "| {name} | {} | {:.1} | {:.1} | {:.1} | {aim} |",
        sorted.len(),
        at(50),
        at(99),
        at(100),
    );
}
