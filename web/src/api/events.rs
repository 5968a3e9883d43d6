//! The stream of events: what happened in which file, in the order it was written, once.
//!
//! It tells that there is something, not what it says: contents are asked for at the file, where
//! that somebody looked is recorded. A program that was away names the last event it had.

use std::collections::{HashMap, VecDeque};
use std::convert::Infallible;

use axum::body::{Body, Bytes};
use axum::extract::State;
use axum::http::{HeaderMap, HeaderValue, header};
use axum::response::Response;
use casework::File;
use casework::permission::{Sight, sight};
use domain::{EventKind, FileId, Position, Recorded};
use jiff::Timestamp;
use record::{Cursor, Followed, Follower, RecordError};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use tokio::sync::watch;

use super::table::Endpoint;
use crate::app::App;
use crate::error::WebError;
use crate::extract::Asked;
use crate::session::{Person, SignedIn};

pub(super) fn endpoints() -> Vec<Endpoint> {
    vec![
        Endpoint::get(
            "/api/v1/events",
            events,
            "followEvents",
            "What happens in files you may see, as server-sent events, each once and in order. \
             The id of an event is its number in the whole record; send the last one as \
             `Last-Event-ID` to go on after it.",
        )
        .query::<EventsQuery>()
        .answers_with(200, "text/event-stream"),
    ]
}

/// Where the stream begins.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct EventsQuery {
    /// After this number of the whole record; only what comes from now on, if not given.
    #[serde(default)]
    after: Option<u64>,
    /// End the stream once everything there is has been sent.
    #[serde(default)]
    until_now: bool,
}

/// One event of the stream.
#[derive(Serialize)]
struct Happened {
    seq: u64,
    file: FileId,
    position: Position,
    kind: EventKind,
    recorded: Timestamp,
    role: &'static str,
}

async fn events(
    State(app): State<App>,
    SignedIn(person): SignedIn,
    Asked(query): Asked<EventsQuery>,
    headers: HeaderMap,
) -> Result<Response, WebError> {
    let after = match headers.get("last-event-id") {
        None => query.after,
        Some(value) => Some(
            value
                .to_str()
                .ok()
                .and_then(|value| value.parse().ok())
                .ok_or_else(|| WebError::Unreadable("`Last-Event-ID` is not a number".into()))?,
        ),
    };
    let after = match after {
        Some(after) => after,
        None => app.record().head().await?.seq,
    };
    let stream = Stream {
        follower: app.record().follow(Cursor::after(after)),
        stopping: app.stopping(),
        app,
        person,
        sights: HashMap::new(),
        ready: VecDeque::from([Bytes::from_static(b"retry: 2000\n\n")]),
        until_now: query.until_now,
    };
    let body = futures_util::stream::unfold(stream, |mut stream| async move {
        let bytes = stream.next().await?;
        Some((Ok::<_, Infallible>(bytes), stream))
    });
    let mut response = Response::new(Body::from_stream(body));
    response.headers_mut().insert(
        header::CONTENT_TYPE,
        HeaderValue::from_static("text/event-stream"),
    );
    response
        .headers_mut()
        .insert("x-accel-buffering", HeaderValue::from_static("no"));
    Ok(response)
}

struct Stream {
    app: App,
    person: Person,
    follower: Follower,
    stopping: watch::Receiver<bool>,
    /// What this person may see of a file, as of the newest line met.
    sights: HashMap<FileId, (u64, Option<Sight>)>,
    ready: VecDeque<Bytes>,
    until_now: bool,
}

/// Files whose sight is remembered at once.
const SIGHTS: usize = 2_000;

impl Stream {
    async fn next(&mut self) -> Option<Bytes> {
        loop {
            if let Some(bytes) = self.ready.pop_front() {
                return Some(bytes);
            }
            if !self.app.sessions().keep(&self.person) {
                return None;
            }
            let batch = if self.until_now {
                self.follower.batch_now().await
            } else {
                tokio::select! {
                    batch = self.follower.next_batch() => batch,
                    () = tokio::time::sleep(self.app.options().beat) => {
                        self.ready.push_back(Bytes::from_static(b": still here\n\n"));
                        continue;
                    }
                    _ = self.stopping.wait_for(|stopping| *stopping) => return None,
                }
            };
            match batch {
                Ok(batch) if batch.is_empty() => return None,
                Ok(batch) => self.take(batch).await,
                Err(RecordError::Closed) => return None,
                Err(error) => {
                    tracing::error!("the event stream broke off: {}", error.for_operator());
                    // The program comes back and goes on where it was.
                    return None;
                }
            }
        }
    }

    async fn take(&mut self, batch: Vec<Followed>) {
        for followed in batch {
            if let Followed::Line { seq, line } = followed
                && self.sees(&line).await
            {
                self.ready.push_back(frame(seq, &line));
            }
        }
    }

    /// Whether this person may see the file of a line, asked again with every newer line.
    async fn sees(&mut self, line: &Recorded) -> bool {
        let position = line.position.get();
        if let Some((known_to, sight)) = self.sights.get(&line.file)
            && *known_to >= position
        {
            return sight.is_some();
        }
        let Ok(Some(held)) = self.app.record().read(line.file).await else {
            return false;
        };
        let file = File::fold(line.file, &held.lines);
        let sight = sight(&self.person.actor, &file);
        if self.sights.len() >= SIGHTS {
            self.sights.clear();
        }
        self.sights.insert(line.file, (held.last_position(), sight));
        sight.is_some()
    }
}

fn frame(seq: u64, line: &Recorded) -> Bytes {
    let data = Happened {
        seq,
        file: line.file,
        position: line.position,
        kind: line.event.kind(),
        recorded: line.recorded,
        role: line.by.role.label(),
    };
    let data = serde_json::to_string(&data).unwrap_or_else(|_| "{}".to_owned());
    Bytes::from(format!("id: {seq}\nevent: line\ndata: {data}\n\n"))
}
