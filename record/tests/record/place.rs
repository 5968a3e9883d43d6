//! Where a record of a test lives, and short ways to write to it.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use domain::actor::OrganisationKind;
use domain::event::RestraintEnded;
use domain::{
    Actor, CommandId, Event, EventId, FileId, NewEvent, Organisation, OrganisationId, Rank,
    Recorded, Role, UserId, When,
};
use jiff::Timestamp;
use record::{AmendError, Amended, FileKeys, Held, Options, Record, RecordError, Request};
use sqlx::AnyConnection;
use sqlx::{AssertSqlSafe, Connection as _, Executor as _};
use uuid::Uuid;

/// A place for one record: an address, keys, and a folder that goes with it.
pub(crate) struct Place {
    pub(crate) address: String,
    pub(crate) folder: tempfile::TempDir,
}

impl Place {
    /// An empty record's place on SQLite.
    pub(crate) fn sqlite() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let address = format!("sqlite:{}", folder.path().join("record.db").display());
        let place = Self { address, folder };
        FileKeys::create(place.keys()).unwrap();
        place
    }

    /// The same on PostgreSQL. `None` where there is no server, which is said in words.
    pub(crate) fn postgres() -> Option<Self> {
        testkit::postgres::database().map(Self::at)
    }

    /// A place at this address.
    pub(crate) fn at(address: String) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let place = Self { address, folder };
        FileKeys::create(place.keys()).unwrap();
        place
    }

    /// A second place of the same kind, for a restore.
    pub(crate) fn is_sqlite(&self) -> bool {
        self.address.starts_with("sqlite:")
    }

    pub(crate) fn keys(&self) -> PathBuf {
        self.folder.path().join("keys")
    }

    pub(crate) async fn open(&self) -> Record {
        self.open_with(Options::default()).await
    }

    pub(crate) async fn open_with(&self, options: Options) -> Record {
        self.try_open(options).await.unwrap()
    }

    pub(crate) async fn try_open(&self, options: Options) -> Result<Record, RecordError> {
        let keys = Arc::new(FileKeys::open(self.keys()).unwrap());
        Record::open(&self.address, keys, options).await
    }

    /// Runs SQL behind the record's back, statement by statement.
    pub(crate) async fn sql(&self, sql: &str) -> Result<(), sqlx::Error> {
        sqlx::any::install_default_drivers();
        let mut connection = AnyConnection::connect(&self.address).await?;
        let result = connection
            .execute(sqlx::raw_sql(AssertSqlSafe(sql.to_owned())))
            .await;
        connection.close().await?;
        result.map(|_| ())
    }

    /// One number, behind the record's back.
    pub(crate) async fn number(&self, sql: &str) -> i64 {
        sqlx::any::install_default_drivers();
        let mut connection = AnyConnection::connect(&self.address).await.unwrap();
        let number = sqlx::query_scalar(AssertSqlSafe(sql.to_owned()))
            .fetch_one(&mut connection)
            .await
            .unwrap();
        connection.close().await.unwrap();
        number
    }
}

/// A connection string of SQLite for a file.
pub(crate) fn sqlite_at(path: &Path) -> String {
    format!("sqlite:{}", path.display())
}

/// Runs each test of a module on both databases.
macro_rules! on_both {
    ($($(#[$doc:meta])* $name:ident,)+) => {
        mod sqlite {
            $(#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn $name() {
                super::$name(crate::place::Place::sqlite()).await;
            })+
        }
        mod postgres {
            $(#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn $name() {
                if let Some(place) = crate::place::Place::postgres() {
                    super::$name(place).await;
                }
            })+
        }
    };
}
pub(crate) use on_both;

pub(crate) fn id() -> Uuid {
    Uuid::new_v4()
}

pub(crate) fn new_file() -> FileId {
    FileId::new(id())
}

pub(crate) fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}

pub(crate) fn now() -> Timestamp {
    at("2026-10-23T02:17:00.123456Z")
}

pub(crate) fn officer(name: &str) -> Actor {
    Actor {
        user: UserId::new(name).unwrap(),
        name: "PC 4471".into(),
        role: Role::ResponseOfficer,
        rank: Some(Rank::Constable),
        organisation: Organisation {
            id: OrganisationId::new("kent").unwrap(),
            kind: OrganisationKind::Police,
        },
        place: None,
    }
}

pub(crate) fn request() -> Request {
    Request {
        id: CommandId::new(id()),
        by: officer("pc_4471"),
        now: now(),
        digest: [7; 32],
    }
}

/// An event that can be told from others by its words.
pub(crate) fn said(words: impl Into<String>) -> NewEvent {
    new_event(Event::RestraintEnded(RestraintEnded {
        condition: words.into(),
    }))
}

pub(crate) fn new_event(event: Event) -> NewEvent {
    NewEvent {
        id: EventId::new(id()),
        happened: When::now(now()),
        event,
    }
}

/// The words of an event made by [`said`].
pub(crate) fn words(line: &Recorded) -> &str {
    match &line.event {
        Event::RestraintEnded(ended) => &ended.condition,
        _ => "",
    }
}

pub(crate) fn all_words(held: &Held) -> Vec<String> {
    held.lines
        .iter()
        .map(|line| words(line).to_owned())
        .collect()
}

/// Adds one line, whatever the file holds.
pub(crate) async fn add(record: &Record, file: FileId, text: &str) -> Amended {
    let event = said(text);
    try_add(record, file, request(), vec![event]).await.unwrap()
}

pub(crate) async fn try_add(
    record: &Record,
    file: FileId,
    request: Request,
    events: Vec<NewEvent>,
) -> Result<Amended, AmendError<()>> {
    record
        .amend(file, request, move |_| Ok(events.clone()))
        .await
}
