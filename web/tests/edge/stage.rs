//! A server on a record of its own, with a clock moved by hand, asked without a network.

use std::path::PathBuf;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use axum::Router;
use axum::body::{Body, Bytes};
use axum::http::{Method, Request, Response, StatusCode, header};
use casework::Command;
use domain::event::{
    AmbulanceAsked, Asked, Channel, Detained, EncounterBegan, FileOpened, Manner, PlaceAsked,
    PlaceRef,
};
use domain::person::AgeBasis;
use domain::place::{FoundAt, LocationKind};
use domain::{
    Actor, Answer, CommandId, Event, FileId, Force, Known, PersonFact, PlaceId, PlaceKind, Rank,
    When,
};
use http_body_util::BodyExt as _;
use jiff::{SignedDuration, Timestamp};
use record::{FileKeys, Record};
use serde_json::Value;
use tower::ServiceExt as _;
use uuid::Uuid;
use web::recognises::Recognises;
use web::session::Carrier;
use web::{App, Clock, Cost, DemoAccounts, Options, Parts, SessionClock, desk};

/// The password of every account.
pub(crate) const PASSWORD: &str = "rehearsal-only";

/// A clock that stands still until it is moved.
pub(crate) struct HandClock(Mutex<Timestamp>);

impl Clock for HandClock {
    fn now(&self) -> Timestamp {
        *self.0.lock().unwrap()
    }
}

/// The server and what moves it.
pub(crate) struct Stage {
    pub(crate) app: App,
    pub(crate) router: Router,
    clock: Arc<HandClock>,
    session_seconds: Arc<AtomicU64>,
    /// A folder of the stage's own, which goes with it.
    pub(crate) folder: PathBuf,
}

impl Drop for Stage {
    fn drop(&mut self) {
        let _stays = std::fs::remove_dir_all(&self.folder);
    }
}

/// A browser of somebody who is signed in.
pub(crate) struct Browser {
    pub(crate) cookie: String,
    pub(crate) csrf: String,
}

impl Stage {
    pub(crate) async fn new() -> Self {
        Self::with(Options {
            tick_every: None,
            ..Options::default()
        })
        .await
    }

    pub(crate) async fn with(options: Options) -> Self {
        let folder = std::env::temp_dir().join(format!("lantern-edge-{}", Uuid::now_v7()));
        std::fs::create_dir(&folder).unwrap();
        let keys = FileKeys::create(folder.join("keys")).unwrap();
        Self::on(folder, keys, options).await
    }

    async fn on(folder: PathBuf, keys: FileKeys, options: Options) -> Self {
        let address = format!("sqlite:{}", folder.join("record.db").display());
        let record = Record::open(&address, Arc::new(keys), record::Options::default())
            .await
            .unwrap();
        let clock = Arc::new(HandClock(Mutex::new(
            "2026-10-23T01:14:00Z".parse().unwrap(),
        )));
        let session_seconds = Arc::new(AtomicU64::new(0));
        let seconds = Arc::clone(&session_seconds);
        let force = Force::read("kent.toml", include_str!("../../../forces/kent.toml")).unwrap();
        let app = App::new(Parts {
            record,
            force,
            clock: Arc::clone(&clock) as Arc<dyn Clock>,
            accounts: Arc::new(DemoAccounts::new(PASSWORD, Cost::Rehearsal).unwrap()),
            session_clock: SessionClock::by_hand(move || {
                Duration::from_secs(seconds.load(Ordering::SeqCst))
            }),
            options,
        });
        app.start();
        let stage = Self {
            router: web::router(app.clone()),
            app,
            clock,
            session_seconds,
            folder,
        };
        stage.caught_up().await;
        stage
    }

    /// The same record, opened again by another server.
    pub(crate) async fn reopened(&self) -> Record {
        let address = format!("sqlite:{}", self.folder.join("record.db").display());
        let keys = FileKeys::open(self.folder.join("keys")).unwrap();
        Record::open(&address, Arc::new(keys), record::Options::default())
            .await
            .unwrap()
    }

    /// Another server on the same record, once it has read what is there.
    pub(crate) async fn restarted(&self) -> App {
        self.restarted_by(|app| app).await
    }

    /// The same, which recognises people by this.
    pub(crate) async fn restarted_with(&self, recognises: Arc<dyn Recognises>) -> App {
        self.restarted_by(|app| app.with_recognises(recognises))
            .await
    }

    async fn restarted_by(&self, with: impl FnOnce(App) -> App) -> App {
        let force = Force::read("kent.toml", include_str!("../../../forces/kent.toml")).unwrap();
        let app = App::new(Parts {
            record: self.reopened().await,
            force,
            clock: Arc::clone(&self.clock) as Arc<dyn Clock>,
            accounts: Arc::new(DemoAccounts::new(PASSWORD, Cost::Rehearsal).unwrap()),
            session_clock: SessionClock::by_hand(|| Duration::ZERO),
            options: Options {
                tick_every: None,
                ..Options::default()
            },
        });
        let app = with(app);
        app.start();
        while !app.live().has_caught_up() {
            tokio::task::yield_now().await;
        }
        app
    }

    /// Moves the clock, and time since the server began with it.
    pub(crate) fn later(&self, minutes: i64) {
        let mut now = self.clock.0.lock().unwrap();
        *now = now.checked_add(SignedDuration::from_mins(minutes)).unwrap();
        self.session_seconds
            .fetch_add(u64::try_from(minutes * 60).unwrap(), Ordering::SeqCst);
    }

    /// Waits until the board has seen everything that is in the record.
    pub(crate) async fn caught_up(&self) {
        let head = self.app.record().head().await.unwrap().seq;
        while !self.app.live().has_caught_up() {
            tokio::task::yield_now().await;
        }
        self.app.live().followed_to(head).await;
    }

    pub(crate) fn token(&self, user: &str) -> String {
        self.app
            .sessions()
            .begin(actor(user), Carrier::Bearer)
            .unwrap()
    }

    pub(crate) fn browser(&self, user: &str) -> Browser {
        let token = self
            .app
            .sessions()
            .begin(actor(user), Carrier::Cookie)
            .unwrap();
        let csrf = self
            .app
            .sessions()
            .find(&token, Carrier::Cookie)
            .unwrap()
            .csrf;
        Browser {
            cookie: format!("lantern-session={token}"),
            csrf,
        }
    }

    pub(crate) async fn ask(&self, request: Request<Body>) -> Response<Body> {
        self.router.clone().oneshot(request).await.unwrap()
    }

    /// Asks the API as somebody; an empty user is nobody.
    pub(crate) async fn api(
        &self,
        method: Method,
        path: &str,
        user: &str,
        body: Option<&Value>,
    ) -> (StatusCode, Value) {
        let response = self.ask(self.api_request(method, path, user, body)).await;
        json(response).await
    }

    pub(crate) fn api_request(
        &self,
        method: Method,
        path: &str,
        user: &str,
        body: Option<&Value>,
    ) -> Request<Body> {
        let mut request = Request::builder()
            .method(method)
            .uri(path)
            .header("idempotency-key", Uuid::now_v7().to_string());
        if !user.is_empty() {
            request = request.header(
                header::AUTHORIZATION,
                format!("Bearer {}", self.token(user)),
            );
        }
        match body {
            Some(body) => request
                .header(header::CONTENT_TYPE, "application/json")
                .body(Body::from(body.to_string()))
                .unwrap(),
            None => request.body(Body::empty()).unwrap(),
        }
    }

    /// Sends a form as a browser of this site does.
    pub(crate) async fn form(&self, path: &str, browser: &Browser, fields: &str) -> Response<Body> {
        let body = format!("csrf={}&{fields}", browser.csrf);
        self.ask(form_request(path, &browser.cookie, body)).await
    }

    /// Opens a file as an officer on the street, with what follows.
    pub(crate) async fn open(&self, user: &str, then: Vec<Event>) -> FileId {
        let now = self.app.now();
        let then = then.into_iter().map(|event| command(now, event)).collect();
        let opened = FileOpened {
            channel: Channel::OnSight,
            log_reference: None,
            district: None,
            force_definition: Answer::Yes,
            national_definition: Answer::Yes,
        };
        let id = CommandId::new(Uuid::now_v7());
        desk::open_new(&self.app, &actor(user), id, When::now(now), opened, then)
            .await
            .unwrap()
            .file
    }

    /// A file that concerns every place there is: detained, an ambulance asked for, places asked.
    pub(crate) async fn open_for_everybody(&self) -> FileId {
        let places = [
            ("orchard_suite", PlaceKind::HealthBasedPlaceOfSafety),
            ("medway_ed", PlaceKind::EmergencyDepartment),
            ("medway_police_station", PlaceKind::PoliceStation),
        ];
        let mut then = vec![adult(), met(), detained(), ambulance()];
        then.extend(places.map(|(id, kind)| asked(id, kind)));
        self.open("pc_4471", then).await
    }

    /// A file no partner has to do with.
    pub(crate) async fn open_for_the_police(&self) -> FileId {
        self.open("pc_2203", vec![met()]).await
    }

    pub(crate) async fn tell(&self, user: &str, file: FileId, event: Event) -> desk::Told {
        self.tell_at(user, file, self.app.now(), event).await
    }

    /// Records something that happened at a time.
    pub(crate) async fn tell_at(
        &self,
        user: &str,
        file: FileId,
        at: Timestamp,
        event: Event,
    ) -> desk::Told {
        let id = CommandId::new(Uuid::now_v7());
        let command = command(at, event);
        desk::tell(&self.app, &actor(user), file, id, command)
            .await
            .unwrap()
    }
}

pub(crate) fn actor(user: &str) -> Actor {
    DemoAccounts::actor(user).unwrap_or_else(|| panic!("there is no account {user}"))
}

pub(crate) fn command(at: Timestamp, event: Event) -> Command {
    Command {
        happened: When::now(at),
        event,
        despite: None,
    }
}

/// Without an age the person is treated as a child, and no police station may be asked.
fn adult() -> Event {
    PersonFact::Age {
        is: Known::is(38),
        basis: AgeBasis::Document,
    }
    .into()
}

pub(crate) fn met() -> Event {
    EncounterBegan {
        at: FoundAt {
            kind: LocationKind::Outdoors,
            description: "footbridge".into(),
            district: None,
            lived_in: Answer::NotKnown,
            shared: Answer::NotKnown,
            place: None,
        },
        officers: None,
    }
    .into()
}

pub(crate) fn detained() -> Event {
    Detained {
        manner: Manner::Remove,
        rank: Rank::Constable,
        why: "said they would jump".into(),
        told_why: Known::is(true),
        offence_suspected: Answer::No,
    }
    .into()
}

pub(crate) fn ambulance() -> Event {
    AmbulanceAsked {
        via: Asked::Radio,
        reference: None,
        told: String::new(),
    }
    .into()
}

fn asked(id: &str, kind: PlaceKind) -> Event {
    PlaceAsked {
        place: place(id, kind),
        told: String::new(),
    }
    .into()
}

pub(crate) fn place(id: &str, kind: PlaceKind) -> PlaceRef {
    PlaceRef {
        id: Some(PlaceId::new(id).unwrap()),
        kind,
        name: id.replace('_', " "),
    }
}

pub(crate) fn form_request(path: &str, cookie: &str, body: impl Into<Body>) -> Request<Body> {
    Request::builder()
        .method(Method::POST)
        .uri(path)
        .header(header::HOST, "lantern.test")
        .header(header::ORIGIN, "https://lantern.test")
        .header(header::COOKIE, cookie)
        .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
        .body(body.into())
        .unwrap()
}

pub(crate) fn get(path: &str, cookie: &str) -> Request<Body> {
    Request::builder()
        .uri(path)
        .header(header::COOKIE, cookie)
        .body(Body::empty())
        .unwrap()
}

pub(crate) async fn bytes(response: Response<Body>) -> Bytes {
    response.into_body().collect().await.unwrap().to_bytes()
}

pub(crate) async fn text(response: Response<Body>) -> String {
    String::from_utf8(bytes(response).await.to_vec()).unwrap()
}

/// The status and the JSON of an answer; null when there is none.
pub(crate) async fn json(response: Response<Body>) -> (StatusCode, Value) {
    let status = response.status();
    let bytes = bytes(response).await;
    (
        status,
        serde_json::from_slice(&bytes).unwrap_or(Value::Null),
    )
}

/// The next piece of a stream.
pub(crate) async fn next(body: &mut Body) -> Option<String> {
    let frame = tokio::time::timeout(Duration::from_secs(20), body.frame())
        .await
        .expect("the stream says nothing")?;
    Some(String::from_utf8(frame.unwrap().into_data().unwrap().to_vec()).unwrap())
}

/// Reads a stream until an event of this name comes.
pub(crate) async fn until(body: &mut Body, event: &str) -> String {
    loop {
        let piece = next(body)
            .await
            .unwrap_or_else(|| panic!("the stream ended before {event}"));
        if piece.contains(&format!("event: {event}\n")) {
            return piece;
        }
    }
}
