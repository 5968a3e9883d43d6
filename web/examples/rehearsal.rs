//! A server for rehearsals: browser journeys, the API fuzzer, a look at a page.
//!
//! It is the shipped server with a clock that is moved by hand, a small evidence base in memory,
//! and four more addresses that the shipped program does not have: `POST /rehearsal/clock`,
//! `/rehearsal/tick`, `/rehearsal/force`, `/rehearsal/suggestions` and `/rehearsal/recognise`. It listens on the loopback
//! address only.
//!
//! ```text
//! rehearsal [--record sqlite:FILE] [--now 2026-10-23T01:14:00Z] [--port 0]
//! ```
//!
//! When it is ready it prints one line of JSON with its `address` and the `password` of every
//! demonstration account. SIGTERM or ctrl-c ends it.

use std::error::Error;
use std::net::Ipv4Addr;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};

use axum::extract::State;
use axum::http::StatusCode;
use axum::routing::{get, post};
use axum::{Json, Router};
use casework::link::suggested::{LAYOUT, Made, Suggestion};
use domain::Force;
use jiff::{SignedDuration, Timestamp};
use record::{FileKeys, Options as RecordOptions, Record};
use serde::Deserialize;
use serde_json::{Value, json};
use tokio::net::TcpListener;
use web::suggestions::Suggestions;
use web::{App, Clock, Cost, DemoAccounts, Options, Parts, SessionClock};

#[path = "../tests/held/names.rs"]
mod names;
#[allow(
    clippy::panic,
    clippy::unwrap_used,
    reason = "shared with the tests, where a fault of it should be loud"
)]
#[path = "../tests/held/small.rs"]
mod small;

const KENT: &str = include_str!("../../forces/kent.toml");

/// A clock that stands still until it is moved.
struct HandClock(Mutex<Timestamp>);

impl Clock for HandClock {
    fn now(&self) -> Timestamp {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[derive(Clone)]
struct Rehearsal {
    app: App,
    clock: Arc<HandClock>,
    /// Where suggestions of the same person are put, once there are any.
    suggestions: PathBuf,
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    tracing_subscriber::fmt()
        .json()
        .with_env_filter(tracing_subscriber::EnvFilter::from_default_env())
        .with_writer(std::io::stderr)
        .init();
    let asked = Asked::read()?;
    let folder = Folder::make()?;
    let keys = FileKeys::create(folder.0.join("keys"))?;
    let record = match asked.record {
        Some(record) => record,
        None => format!("sqlite:{}", folder.0.join("record.db").display()),
    };
    let record = Record::open(&record, Arc::new(keys), RecordOptions::default()).await?;
    let clock = Arc::new(HandClock(Mutex::new(asked.now)));
    let password = DemoAccounts::random_password()?;
    let app = App::new(Parts {
        record,
        force: Force::read("forces/kent.toml", KENT)?,
        clock: Arc::clone(&clock) as Arc<dyn Clock>,
        accounts: Arc::new(DemoAccounts::new(&password, Cost::Rehearsal)?),
        session_clock: SessionClock::machine(),
        options: Options {
            tick_every: None,
            ..Options::default()
        },
    })
    .with_evidence(Arc::new(small::Small::new()));
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, asked.port)).await?;
    let address = format!("http://{}", listener.local_addr()?);
    let rehearsal = Router::new()
        .route("/rehearsal/clock", get(show_clock).post(set_clock))
        .route("/rehearsal/tick", post(tick))
        .route("/rehearsal/force", post(set_force))
        .route("/rehearsal/suggestions", post(suggest))
        .route("/rehearsal/recognise", post(recognise))
        .with_state(Rehearsal {
            app: app.clone(),
            clock,
            suggestions: folder.0.join("suggestions"),
        });
    let router = web::router(app.clone()).merge(rehearsal);
    say(&json!({ "address": address, "password": password, "now": asked.now }));
    web::serve_router(app, router, listener, told_to_stop()).await?;
    Ok(())
}

#[expect(
    clippy::print_stdout,
    reason = "the line that whoever started this waits for"
)]
fn say(line: &Value) {
    println!("{line}");
}

/// What was asked for on the command line.
struct Asked {
    record: Option<String>,
    now: Timestamp,
    port: u16,
}

impl Asked {
    fn read() -> Result<Self, Box<dyn Error>> {
        let mut asked = Self {
            record: None,
            now: Timestamp::now(),
            port: 0,
        };
        let mut words = std::env::args().skip(1);
        while let Some(word) = words.next() {
            let value = words
                .next()
                .ok_or_else(|| format!("`{word}` needs a value"))?;
            match word.as_str() {
                "--record" => asked.record = Some(value),
                "--now" => asked.now = value.parse()?,
                "--port" => asked.port = value.parse()?,
                _ => return Err(format!("nobody knows `{word}`").into()),
            }
        }
        Ok(asked)
    }
}

/// A folder of our own that goes when we do.
struct Folder(PathBuf);

impl Folder {
    fn make() -> std::io::Result<Self> {
        let name = format!("lantern-rehearsal-{}", uuid::Uuid::now_v7());
        let path = std::env::temp_dir().join(name);
        std::fs::create_dir(&path)?;
        Ok(Self(path))
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        // Nothing can be done about a folder that stays.
        let _stays = std::fs::remove_dir_all(&self.0);
    }
}

async fn told_to_stop() {
    let kind = tokio::signal::unix::SignalKind::terminate();
    let Ok(mut terminate) = tokio::signal::unix::signal(kind) else {
        return std::future::pending().await;
    };
    tokio::select! {
        _ = terminate.recv() => {}
        _ = tokio::signal::ctrl_c() => {}
    }
}

type Answer = Result<Json<Value>, (StatusCode, String)>;

fn wrong(status: StatusCode, error: impl std::fmt::Display) -> (StatusCode, String) {
    (status, format!("{error}\n"))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct SetClock {
    #[serde(default)]
    now: Option<Timestamp>,
    #[serde(default)]
    advance_seconds: Option<i64>,
}

async fn show_clock(State(rehearsal): State<Rehearsal>) -> Json<Value> {
    Json(json!({ "now": rehearsal.clock.now() }))
}

async fn set_clock(State(rehearsal): State<Rehearsal>, Json(set): Json<SetClock>) -> Answer {
    let base = set.now.unwrap_or_else(|| rehearsal.clock.now());
    let now = base
        .checked_add(SignedDuration::from_secs(set.advance_seconds.unwrap_or(0)))
        .map_err(|error| wrong(StatusCode::UNPROCESSABLE_ENTITY, error))?;
    *rehearsal
        .clock
        .0
        .lock()
        .unwrap_or_else(PoisonError::into_inner) = now;
    caught_up(&rehearsal.app).await?;
    rehearsal.app.live().look_at_all(&rehearsal.app).await;
    Ok(Json(json!({ "now": now })))
}

async fn tick(State(rehearsal): State<Rehearsal>) -> Answer {
    caught_up(&rehearsal.app).await?;
    let written = web::live::tick_now(&rehearsal.app)
        .await
        .map_err(|error| wrong(StatusCode::INTERNAL_SERVER_ERROR, error))?;
    caught_up(&rehearsal.app).await?;
    Ok(Json(json!({ "written": written })))
}

async fn set_force(State(rehearsal): State<Rehearsal>, text: String) -> Answer {
    let force = Force::read("the force that was sent", &text)
        .map_err(|error| wrong(StatusCode::UNPROCESSABLE_ENTITY, error))?;
    rehearsal.app.replace_force(force);
    rehearsal.app.live().look_at_all(&rehearsal.app).await;
    Ok(Json(json!({ "replaced": true })))
}

/// Puts suggestions where the server reads them, as `lantern link record` would now.
async fn suggest(
    State(rehearsal): State<Rehearsal>,
    Json(suggestions): Json<Vec<Suggestion>>,
) -> Answer {
    let failed = |error: &dyn std::fmt::Display| wrong(StatusCode::INTERNAL_SERVER_ERROR, error);
    let record = rehearsal.app.record();
    let head = record.head().await.map_err(|error| failed(&error))?;
    let made = Made {
        layout: LAYOUT,
        by: "a rehearsal".to_owned(),
        at: rehearsal.clock.now(),
        record: head.record.to_string(),
        up_to: head.seq,
        least: 0.5,
        suggestions: u64::try_from(suggestions.len()).unwrap_or(u64::MAX),
    };
    let lines = std::iter::once(json!(made)).chain(suggestions.iter().map(|one| json!(one)));
    let text: Vec<String> = lines.map(|line| line.to_string()).collect();
    let text = format!("{}\n", text.join("\n"));
    std::fs::write(&rehearsal.suggestions, text).map_err(|error| failed(&error))?;
    let read = Suggestions::at(&rehearsal.suggestions);
    // The first time the server is given the file; it reads it again whenever it is another.
    drop(rehearsal.app.clone().with_suggestions(read));
    Ok(Json(json!({ "suggestions": suggestions.len() })))
}

/// Recognises people by their surname from here on, of whom something is recorded from here on.
async fn recognise(State(rehearsal): State<Rehearsal>) -> Answer {
    let by_name = Arc::new(names::ByName::default());
    drop(rehearsal.app.clone().with_recognises(by_name));
    Ok(Json(json!({ "recognises": true })))
}

/// Waits until the board has seen everything that is in the record.
async fn caught_up(app: &App) -> Result<(), (StatusCode, String)> {
    let head = app
        .record()
        .head()
        .await
        .map_err(|error| wrong(StatusCode::INTERNAL_SERVER_ERROR, error))?;
    app.live().followed_to(head.seq).await;
    Ok(())
}
