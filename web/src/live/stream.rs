//! Live streams: server-sent events for the board and for one file.
//!
//! A change is turned into bytes once for everybody who sees as much of it, so that a watcher
//! costs one write. Each event's id is a cursor: a browser that comes back names the last it had,
//! and is sent what changed since.

use std::collections::VecDeque;
use std::convert::Infallible;
use std::sync::Arc;
use std::sync::atomic::Ordering;

use axum::body::{Body, Bytes};
use axum::extract::State;
use axum::http::{HeaderMap, HeaderValue, header};
use axum::response::Response;
use casework::permission::{Sight, may_see_board, sight};
use domain::{Actor, FileId, Position};
use jiff::Timestamp;
use record::Seen;
use serde::{Deserialize, Serialize};
use tokio::sync::{broadcast, watch};
use tokio::time::{Instant, Interval, MissedTickBehavior};

use super::{Change, Job, order};
use crate::app::App;
use crate::desk;
use crate::error::WebError;
use crate::extract::{Asked, FilePath};
use crate::session::{Person, SignedIn};

/// Streams open at once, at most.
const WATCHERS: usize = 4_000;
/// Milliseconds a browser waits before it comes back.
const RETRY: &str = "retry: 2000\n\n";

/// What a stream of the board is asked with.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct BoardQuery {
    /// The cursor of the page: see [`super::Live::cursor`].
    #[serde(default)]
    after: Option<String>,
    /// Only files of this district, as the board names it.
    #[serde(default)]
    district: Option<String>,
}

/// What a stream of one file is asked with.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct CaseQuery {
    /// The cursor of the page.
    #[serde(default)]
    after: Option<String>,
}

/// The id of a file's row in the page of the board.
pub fn row_id(file: FileId) -> String {
    format!("job-{file}")
}

/// `GET /board/live`: rows as they change.
pub(super) async fn board(
    State(app): State<App>,
    SignedIn(person): SignedIn,
    Asked(query): Asked<BoardQuery>,
    headers: HeaderMap,
) -> Result<Response, WebError> {
    if !may_see_board(person.actor.role) {
        return Err(WebError::Forbidden(
            "your role does not watch the board".into(),
        ));
    }
    let watch = Watch::begin(&app, person, None, query.district)?;
    let after = last_event(&headers).or(query.after);
    let first = watch.snapshot(after.as_deref());
    Ok(watch.stream(first))
}

/// `GET /cases/{file}/live`: the parts of one file's page as they change.
pub(super) async fn case(
    State(app): State<App>,
    SignedIn(person): SignedIn,
    FilePath(file): FilePath,
    Asked(query): Asked<CaseQuery>,
    headers: HeaderMap,
) -> Result<Response, WebError> {
    let held = app.record().read(file).await?.ok_or(WebError::NotFound)?;
    let current = casework::File::fold(file, &held.lines);
    sight(&person.actor, &current).ok_or(WebError::NotFound)?;
    let watch = Watch::begin(&app, person, Some(file), None)?;
    let after = last_event(&headers).or(query.after);
    let mut first = vec![Bytes::from_static(RETRY.as_bytes())];
    let job = app.live().jobs().get(&file).cloned();
    let missed = job.filter(|job| {
        after.as_deref().is_some_and(|after| {
            app.live()
                .revision_of(after)
                .is_none_or(|seen| job.revision > seen)
        })
    });
    if let Some(job) = missed {
        first.extend(case_frames(&app, &watch.person.actor, &job).await);
    }
    first.push(beat(&app));
    Ok(watch.stream(first))
}

fn last_event(headers: &HeaderMap) -> Option<String> {
    headers
        .get("last-event-id")
        .and_then(|value| value.to_str().ok())
        .map(str::to_owned)
}

/// One open stream. Counted while it lives.
struct Watch {
    app: App,
    person: Person,
    changes: broadcast::Receiver<Arc<Change>>,
    stopping: watch::Receiver<bool>,
    /// One file; the board, when none.
    only: Option<FileId>,
    district: Option<String>,
    beats: Interval,
    /// Events to be sent before anything else is waited for.
    ready: VecDeque<Bytes>,
    /// Whether nothing comes after what is ready.
    over: bool,
}

/// What a stream waits for.
enum Heard {
    Change(Result<Arc<Change>, broadcast::error::RecvError>),
    Beat,
}

impl Drop for Watch {
    fn drop(&mut self) {
        self.app.live().watchers.fetch_sub(1, Ordering::Relaxed);
    }
}

impl Watch {
    fn begin(
        app: &App,
        person: Person,
        only: Option<FileId>,
        district: Option<String>,
    ) -> Result<Self, WebError> {
        if app.live().watchers.fetch_add(1, Ordering::Relaxed) >= WATCHERS {
            app.live().watchers.fetch_sub(1, Ordering::Relaxed);
            return Err(WebError::Busy);
        }
        let beat = app.options().beat;
        let mut beats = tokio::time::interval_at(Instant::now() + beat, beat);
        beats.set_missed_tick_behavior(MissedTickBehavior::Delay);
        Ok(Self {
            // Listening begins before the rows are looked at, so that nothing falls between.
            changes: app.live().changes.subscribe(),
            stopping: app.stopping(),
            app: app.clone(),
            person,
            only,
            district: district.filter(|district| !district.is_empty()),
            beats,
            ready: VecDeque::new(),
            over: false,
        })
    }

    /// What changed since a cursor; everything, when there is none. A cursor of another run of
    /// the server is no use: the page has to be loaded again.
    fn snapshot(&self, after: Option<&str>) -> Vec<Bytes> {
        let live = self.app.live();
        let mut frames = vec![Bytes::from_static(RETRY.as_bytes())];
        let seen = match after {
            None => 0,
            Some(cursor) => {
                let Some(revision) = live.revision_of(cursor) else {
                    frames.push(reload());
                    return frames;
                };
                revision
            }
        };
        for (job, sight) in live.jobs_for(&self.person.actor) {
            if job.revision > seen && self.wants(&job) {
                frames.push(row_frame(&self.app, &job, sight));
            }
        }
        frames.push(beat(&self.app));
        frames
    }

    fn wants(&self, job: &Job) -> bool {
        self.district.is_none() || self.district == job.row.district
    }

    /// The answer: first what is there, then what comes. It is asked for its next part only when
    /// the one before is on its way, so a slow reader falls behind the changes and is told so.
    fn stream(mut self, first: Vec<Bytes>) -> Response {
        self.ready.extend(first);
        let stream = futures_util::stream::unfold(self, |mut watch| async move {
            let bytes = watch.next().await?;
            Some((Ok::<_, Infallible>(bytes), watch))
        });
        let mut response = Response::new(Body::from_stream(stream));
        let headers = response.headers_mut();
        headers.insert(
            header::CONTENT_TYPE,
            HeaderValue::from_static("text/event-stream"),
        );
        // Proxies that gather answers would hold the stream back.
        headers.insert("x-accel-buffering", HeaderValue::from_static("no"));
        response
    }

    /// The next event; none when the stream is over.
    async fn next(&mut self) -> Option<Bytes> {
        loop {
            if let Some(bytes) = self.ready.pop_front() {
                return Some(bytes);
            }
            if self.over {
                return None;
            }
            let heard = tokio::select! {
                change = self.changes.recv() => Heard::Change(change),
                _ = self.beats.tick() => Heard::Beat,
                _ = self.stopping.wait_for(|stopping| *stopping) => return None,
            };
            match heard {
                Heard::Change(change) => match change {
                    Ok(change) => {
                        let frames = self.frames(&change).await;
                        self.ready.extend(frames);
                    }
                    Err(broadcast::error::RecvError::Lagged(_)) => {
                        self.app.metrics().watcher_lagged();
                        self.ready.push_back(reload());
                        self.over = true;
                    }
                    Err(broadcast::error::RecvError::Closed) => return None,
                },
                Heard::Beat => {
                    if !self.app.sessions().keep(&self.person) {
                        return None;
                    }
                    self.ready.push_back(beat(&self.app));
                }
            }
        }
    }

    async fn frames(&self, change: &Change) -> Vec<Bytes> {
        let actor = &self.person.actor;
        if let Some(file) = self.only {
            return match &change.job {
                Some(job) if file == change.id => case_frames(&self.app, actor, job).await,
                _ => Vec::new(),
            };
        }
        let seen = change.job.as_ref().and_then(|job| {
            let sight = sight(actor, &job.file)?;
            self.wants(job).then_some(sight)
        });
        match seen {
            Some(sight) => change.frame(&self.app, sight).into_iter().collect(),
            None => vec![gone_frame(&self.app, change)],
        }
    }
}

#[derive(Serialize)]
struct Row<'a> {
    id: &'a str,
    html: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    position: Option<usize>,
    now: Timestamp,
}

/// A row of the board as an event.
pub(super) fn row_frame(app: &App, job: &Job, sight: Sight) -> Bytes {
    let html = crate::pages::board::row_html(&job.row, sight, app.now());
    let data = Row {
        id: &row_id(job.file.id()),
        html: &html,
        position: sees_all(sight).then(|| place(app, job)),
        now: app.now(),
    };
    frame(app, "row", Some(job.revision), &data)
}

/// Whether this is the sight of those who see every file, so that a place among all is theirs.
fn sees_all(sight: Sight) -> bool {
    sight.identity && sight.internal && !sight.clinical
}

fn place(app: &App, job: &Job) -> usize {
    let own = order(&job.row);
    app.live()
        .jobs()
        .values()
        .filter(|other| other.file.id() != job.file.id() && order(&other.row) < own)
        .count()
}

fn gone_frame(app: &App, change: &Change) -> Bytes {
    #[derive(Serialize)]
    struct Gone {
        id: String,
    }
    frame(
        app,
        "gone",
        Some(change.revision),
        &Gone {
            id: row_id(change.id),
        },
    )
}

#[derive(Serialize)]
struct Changed {
    position: u64,
}

/// The parts of a file's page that changed. That they are seen is in the record first.
async fn case_frames(app: &App, actor: &Actor, job: &Job) -> Vec<Bytes> {
    let Some(sight) = sight(actor, &job.file) else {
        return vec![reload()];
    };
    let head = job.file.head().map_or(0, Position::get);
    if let Err(error) = desk::note(app, actor, job.file.id(), head, Seen::Viewed).await {
        if let Some(text) = crate::error::for_operator(&error) {
            tracing::error!("a live page could not be noted: {text}");
        }
        return Vec::new();
    }
    let mut frames: Vec<Bytes> = crate::pages::case_parts(app, actor, job, sight)
        .into_iter()
        .map(|(id, html)| {
            let data = Row {
                id: &id,
                html: &html,
                position: None,
                now: app.now(),
            };
            frame(app, "row", None, &data)
        })
        .collect();
    frames.push(frame(
        app,
        "changed",
        Some(job.revision),
        &Changed { position: head },
    ));
    frames
}

fn beat(app: &App) -> Bytes {
    #[derive(Serialize)]
    struct Beat {
        now: Timestamp,
    }
    frame(app, "beat", None, &Beat { now: app.now() })
}

fn reload() -> Bytes {
    Bytes::from_static(b"event: reload\ndata: {}\n\n")
}

fn frame(app: &App, event: &str, revision: Option<u64>, data: &impl Serialize) -> Bytes {
    let data = serde_json::to_string(data).unwrap_or_else(|_| "{}".to_owned());
    let id = revision
        .map(|revision| format!("id: {}.{revision}\n", app.live().run.simple()))
        .unwrap_or_default();
    Bytes::from(format!("{id}event: {event}\ndata: {data}\n\n"))
}
