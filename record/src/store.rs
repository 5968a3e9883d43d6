//! The two databases behind one face: addresses, connections, migrations, and the little SQL
//! that has to be put together.
//!
//! Both hold the same tables with three kinds of value (whole numbers, bytes, text), so one
//! statement serves both; what differs is said here and in the migration files.

use std::fmt::Write as _;
use std::str::FromStr as _;
use std::time::Duration;

use sqlx::any::{AnyArguments, AnyConnectOptions, AnyPoolOptions};
use sqlx::pool::PoolConnection;
use sqlx::{
    Any, AnyConnection, AnyPool, Arguments as _, AssertSqlSafe, ConnectOptions as _,
    Connection as _, Executor as _,
};

use crate::error::RecordError;

/// Which database.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    Sqlite,
    Postgres,
}

/// The connections: several that read, one that writes.
pub(crate) struct Store {
    pub(crate) kind: Kind,
    pub(crate) readers: AnyPool,
    pub(crate) writer: AnyPool,
    /// Where to listen for the appends of other programs.
    pub(crate) listen_at: Option<String>,
}

/// Name given to `LISTEN` and `NOTIFY`.
pub(crate) const CHANNEL: &str = "lantern_record";

/// How long a write waits for another program's write to end.
const WAIT_FOR_OTHERS_MS: u32 = 10_000;

/// How long a connection is tried for before somebody is told.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(5);

impl Store {
    /// Connects, and brings the tables up to date.
    pub(crate) async fn open(address: &str, readers: u32) -> Result<Self, RecordError> {
        sqlx::any::install_default_drivers();
        let (kind, url) = parse_address(address)?;
        let not_an_address = || RecordError::Address {
            given: without_password(address),
        };
        let options = AnyConnectOptions::from_str(&url)
            .map_err(|_| not_an_address())?
            .disable_statement_logging();
        // A connection of its own first: a pool would try again and again, and at last say only
        // that it gave up.
        let failed = |error| RecordError::database("connecting", error);
        let mut first = AnyConnection::connect_with(&options)
            .await
            .map_err(failed)?;
        first.execute(on_connect(kind)).await.map_err(failed)?;
        first.close().await.map_err(failed)?;
        let pool = |size: u32| {
            AnyPoolOptions::new()
                .max_connections(size)
                .acquire_timeout(CONNECT_TIMEOUT)
                // A dead connection is found by its first statement, which then says so; a ping
                // before each would double the traffic.
                .test_before_acquire(kind == Kind::Postgres && size > 1)
                .after_connect(move |connection, _| {
                    Box::pin(async move { connection.execute(on_connect(kind)).await.map(|_| ()) })
                })
        };
        let store = Self {
            kind,
            readers: pool(readers.max(2)).connect_lazy_with(options.clone()),
            writer: pool(1).connect_lazy_with(options),
            listen_at: (kind == Kind::Postgres).then_some(url),
        };
        store.migrate().await?;
        Ok(store)
    }

    /// A connection that reads.
    pub(crate) async fn reader(&self) -> Result<PoolConnection<Any>, RecordError> {
        self.readers
            .acquire()
            .await
            .map_err(|error| RecordError::database("connecting", error))
    }

    /// The connection that writes.
    pub(crate) async fn connect_writer(&self) -> Result<PoolConnection<Any>, RecordError> {
        self.writer
            .acquire()
            .await
            .map_err(|error| RecordError::database("connecting", error))
    }

    /// A statement that begins a read of one unmoving picture.
    pub(crate) const fn begin_snapshot(&self) -> &'static str {
        match self.kind {
            Kind::Sqlite => "BEGIN",
            Kind::Postgres => "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY",
        }
    }

    async fn migrate(&self) -> Result<(), RecordError> {
        let failed = |error| RecordError::database("preparing the tables", error);
        let mut connection = self.connect_writer().await?;
        let (begin, exists) = match self.kind {
            Kind::Sqlite => (
                "BEGIN IMMEDIATE",
                "SELECT COUNT(*) FROM sqlite_master WHERE name = 'schema_version'",
            ),
            // Any number serves, as long as every Lantern uses the same one.
            Kind::Postgres => (
                "BEGIN; SELECT pg_advisory_xact_lock(7305808869229538)",
                "SELECT COUNT(*) FROM pg_tables WHERE tablename = 'schema_version' AND schemaname = current_schema()",
            ),
        };
        connection
            .execute(sqlx::raw_sql(begin))
            .await
            .map_err(failed)?;
        let result = async {
            let tables: i64 = sqlx::query_scalar(exists)
                .fetch_one(&mut *connection)
                .await
                .map_err(failed)?;
            let found: i64 = if tables == 0 {
                0
            } else {
                sqlx::query_scalar("SELECT COALESCE(MAX(version), 0) FROM schema_version")
                    .fetch_one(&mut *connection)
                    .await
                    .map_err(failed)?
            };
            let migrations = migrations(self.kind);
            let known = migrations
                .iter()
                .map(|(version, _)| *version)
                .max()
                .unwrap_or(0);
            if found > known {
                return Err(RecordError::NewerVersion { found, known });
            }
            if tables == 0 {
                connection
                    .execute(sqlx::raw_sql(
                        "CREATE TABLE schema_version (version BIGINT PRIMARY KEY)",
                    ))
                    .await
                    .map_err(failed)?;
            }
            for (version, sql) in migrations.iter().filter(|(version, _)| *version > found) {
                connection
                    .execute(sqlx::raw_sql(*sql))
                    .await
                    .map_err(failed)?;
                sqlx::query("INSERT INTO schema_version (version) VALUES ($1)")
                    .bind(*version)
                    .execute(&mut *connection)
                    .await
                    .map_err(failed)?;
            }
            connection
                .execute(sqlx::raw_sql("COMMIT"))
                .await
                .map_err(failed)?;
            Ok(())
        }
        .await;
        if result.is_err() {
            discard(connection).await;
        }
        result
    }
}

/// Closes a connection whose transaction failed. Closing rolls back, whatever state it is in.
pub(crate) async fn discard(connection: PoolConnection<Any>) {
    let _already_broken = connection.detach().close_hard().await;
}

const fn migrations(kind: Kind) -> &'static [(i64, &'static str)] {
    match kind {
        Kind::Sqlite => &[(1, include_str!("../migrations/sqlite/0001_begin.sql"))],
        Kind::Postgres => &[(1, include_str!("../migrations/postgres/0001_begin.sql"))],
    }
}

fn on_connect(kind: Kind) -> sqlx::RawSql {
    match kind {
        // FULL: a commit has reached the disk when it returns. Deleted contents are overwritten,
        // so that a destroyed key is gone from the file. 64 MiB of cache and a log of about 32 MiB
        // keep the ids, which arrive in no order, from being written again and again.
        Kind::Sqlite => sqlx::raw_sql(AssertSqlSafe(format!(
            "PRAGMA busy_timeout = {WAIT_FOR_OTHERS_MS};
             PRAGMA journal_mode = WAL;
             PRAGMA synchronous = FULL;
             PRAGMA secure_delete = ON;
             PRAGMA cache_size = -65536;
             PRAGMA wal_autocheckpoint = 8000;"
        ))),
        Kind::Postgres => sqlx::raw_sql(AssertSqlSafe(format!(
            "SET synchronous_commit = on;
             SET lock_timeout = {WAIT_FOR_OTHERS_MS};
             SET idle_in_transaction_session_timeout = 60000;"
        ))),
    }
}

fn parse_address(address: &str) -> Result<(Kind, String), RecordError> {
    let refused = || RecordError::Address {
        given: without_password(address),
    };
    if let Some(path) = address.strip_prefix("sqlite:") {
        let path = path.strip_prefix("//").unwrap_or(path);
        if path.is_empty() || path.contains(['?', '\0']) || path == ":memory:" {
            return Err(refused());
        }
        let mut url = String::from("sqlite:");
        for byte in path.bytes() {
            if byte.is_ascii_alphanumeric() || b"/._-".contains(&byte) {
                url.push(char::from(byte));
            } else {
                let _infallible = write!(url, "%{byte:02X}");
            }
        }
        url.push_str("?mode=rwc");
        Ok((Kind::Sqlite, url))
    } else if address.starts_with("postgres://") || address.starts_with("postgresql://") {
        // Room for one prepared statement for each usual size of a group of appends.
        let separator = if address.contains('?') { '&' } else { '?' };
        Ok((
            Kind::Postgres,
            format!("{address}{separator}statement-cache-capacity=400"),
        ))
    } else {
        Err(refused())
    }
}

/// An address that may be shown: what stands between `//` and `@` may hold a password.
fn without_password(address: &str) -> String {
    match (address.find("://"), address.rfind('@')) {
        (Some(start), Some(end)) if start + 3 <= end => {
            let (scheme, _) = address.split_at(start + 3);
            let (_, host) = address.split_at(end);
            format!("{scheme}…{host}")
        }
        _ => address.to_owned(),
    }
}

/// A statement put together from fixed text and placeholders; values are always bound.
pub(crate) struct Statement {
    kind: Kind,
    text: String,
    arguments: AnyArguments,
    count: usize,
}

/// A value to bind.
#[derive(Clone)]
pub(crate) enum Value {
    Number(i64),
    Bytes(Vec<u8>),
    Text(String),
    NoBytes,
    NoNumber,
    NoText,
}

impl Statement {
    pub(crate) fn new(kind: Kind) -> Self {
        Self {
            kind,
            text: String::new(),
            arguments: AnyArguments::default(),
            count: 0,
        }
    }

    /// Adds fixed text.
    pub(crate) fn push(&mut self, text: &'static str) -> &mut Self {
        self.text.push_str(text);
        self
    }

    /// Adds `(…, …), (…, …)`: the rows of an insert.
    pub(crate) fn rows(
        &mut self,
        rows: impl IntoIterator<Item = impl IntoIterator<Item = Value>>,
    ) -> Result<&mut Self, RecordError> {
        let mut first = true;
        for row in rows {
            self.text.push_str(if first { "(" } else { ", (" });
            first = false;
            self.list(row)?;
            self.text.push(')');
        }
        Ok(self)
    }

    /// Adds `…, …`: a list of values.
    pub(crate) fn list(
        &mut self,
        values: impl IntoIterator<Item = Value>,
    ) -> Result<&mut Self, RecordError> {
        for (index, value) in values.into_iter().enumerate() {
            if index > 0 {
                self.text.push(',');
            }
            self.value(value)?;
        }
        Ok(self)
    }

    /// Adds one value.
    pub(crate) fn value(&mut self, value: Value) -> Result<&mut Self, RecordError> {
        self.count += 1;
        match self.kind {
            Kind::Sqlite => self.text.push('?'),
            Kind::Postgres => {
                self.text.push('$');
                self.text.push_str(&self.count.to_string());
            }
        }
        let added = match value {
            Value::Number(number) => self.arguments.add(number),
            Value::Bytes(bytes) => self.arguments.add(bytes),
            Value::Text(text) => self.arguments.add(text),
            Value::NoBytes => self.arguments.add(None::<Vec<u8>>),
            Value::NoNumber => self.arguments.add(None::<i64>),
            Value::NoText => self.arguments.add(None::<String>),
        };
        added.map_err(|error| RecordError::database("writing", sqlx::Error::Encode(error)))?;
        Ok(self)
    }

    /// The finished statement, prepared once and kept for its like.
    pub(crate) fn finish(self) -> sqlx::query::Query<'static, Any, AnyArguments> {
        sqlx::query_with(AssertSqlSafe(self.text), self.arguments)
    }
}

/// A number of the record as the database holds it.
pub(crate) fn number(value: u64) -> i64 {
    // Reached after nine million million million lines.
    i64::try_from(value).unwrap_or(i64::MAX)
}

/// A number of the database that the record only writes as nought or more.
pub(crate) fn count(value: i64, column: &'static str) -> Result<u64, RecordError> {
    u64::try_from(value).map_err(|_| RecordError::Nonsense { column })
}

/// Sixteen bytes as an id.
pub(crate) fn id(bytes: &[u8], column: &'static str) -> Result<uuid::Uuid, RecordError> {
    uuid::Uuid::from_slice(bytes).map_err(|_| RecordError::Nonsense { column })
}

/// Thirty-two bytes as a hash.
pub(crate) fn hash(bytes: &[u8], column: &'static str) -> Result<[u8; 32], RecordError> {
    bytes
        .try_into()
        .map_err(|_| RecordError::Nonsense { column })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_says_which_database() {
        let (kind, url) = parse_address("sqlite:/tmp/a b.db").unwrap();
        assert_eq!(
            (kind, url.as_str()),
            (Kind::Sqlite, "sqlite:/tmp/a%20b.db?mode=rwc")
        );
        assert_eq!(
            parse_address("postgres://localhost/lantern").unwrap().0,
            Kind::Postgres
        );
        for bad in [
            "",
            "lantern.db",
            "sqlite:",
            "sqlite::memory:",
            "mysql://x",
            "sqlite:a?b",
        ] {
            assert!(
                matches!(parse_address(bad), Err(RecordError::Address { .. })),
                "{bad}"
            );
        }
    }

    #[test]
    fn a_password_is_not_repeated() {
        assert_eq!(
            without_password("postgres://lantern:s3cret@db.internal/record"),
            "postgres://…@db.internal/record"
        );
    }
}
