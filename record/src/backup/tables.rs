//! The tables of a backup, in the order they are written.

use sqlx::any::AnyRow;
use sqlx::pool::PoolConnection;
use sqlx::{Any, Row as _};

use crate::error::RecordError;
use crate::store::{Kind, Statement, Value};

/// What a column holds.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Holds {
    Number,
    Bytes,
    Text,
}

use Holds::{Bytes, Number, Text};

/// One table. The first column is its key.
pub(super) struct Table {
    pub(super) select: &'static str,
    after: &'static str,
    limit: &'static str,
    pub(super) insert: &'static str,
    pub(super) columns: &'static [Holds],
    /// Whether its rows are counted in progress.
    pub(super) is_chain: bool,
}

macro_rules! table {
    ($name:literal, $key:literal, $columns:literal, $holds:expr, $is_chain:expr) => {
        Table {
            select: concat!("SELECT ", $columns, " FROM ", $name),
            after: concat!(" WHERE ", $key, " > "),
            limit: concat!(" ORDER BY ", $key, " LIMIT 500"),
            insert: concat!("INSERT INTO ", $name, " (", $columns, ") VALUES "),
            columns: $holds,
            is_chain: $is_chain,
        }
    };
}

/// A number in the file stands for a place in this list: a table is only ever added at the end.
pub(super) static TABLES: &[Table] = &[
    table!(
        "head",
        "one",
        "one, record, seq, hash, access_seq, access_hash, disposals, signed_by, signature",
        &[
            Number, Bytes, Number, Bytes, Number, Bytes, Number, Text, Bytes
        ],
        false
    ),
    table!(
        "file_key",
        "file",
        "file, wrapped, master, created, destroyed, destroyed_by, reason",
        &[Bytes, Bytes, Text, Number, Number, Text, Text],
        false
    ),
    table!(
        "line",
        "seq",
        "seq, file, position, event_id, recorded, sealed, prev, hash",
        &[Number, Bytes, Number, Bytes, Number, Bytes, Bytes, Bytes],
        true
    ),
    table!(
        "access",
        "seq",
        "seq, id, file, at, sealed, prev, hash",
        &[Number, Bytes, Bytes, Number, Bytes, Bytes, Bytes],
        true
    ),
    table!(
        "command",
        "id",
        "id, by_user, digest, file, first_seq, last_seq",
        &[Bytes, Text, Bytes, Bytes, Number, Number],
        false
    ),
    table!(
        "checkpoint",
        "id",
        "id, seq, hash, access_seq, access_hash, disposals, at, signed_by, signature",
        &[
            Number, Number, Bytes, Number, Bytes, Number, Number, Text, Bytes
        ],
        false
    ),
    table!("reader", "name", "name, seq", &[Text, Number], false),
];

impl Table {
    /// The next rows, in the order of the key.
    pub(super) async fn page(
        &self,
        kind: Kind,
        connection: &mut PoolConnection<Any>,
        after: Option<Value>,
    ) -> Result<Vec<Vec<Value>>, RecordError> {
        let failed = |error| RecordError::database("backing up", error);
        let mut statement = Statement::new(kind);
        statement.push(self.select);
        if let Some(after) = after {
            statement.push(self.after).value(after)?;
        }
        statement.push(self.limit);
        let rows = statement
            .finish()
            .fetch_all(&mut **connection)
            .await
            .map_err(failed)?;
        rows.iter()
            .map(|row| self.values(row).map_err(failed))
            .collect()
    }

    fn values(&self, row: &AnyRow) -> Result<Vec<Value>, sqlx::Error> {
        self.columns
            .iter()
            .enumerate()
            .map(|(index, holds)| {
                Ok(match holds {
                    Number => row.try_get::<Option<i64>, _>(index)?.into(),
                    Bytes => row.try_get::<Option<Vec<u8>>, _>(index)?.into(),
                    Text => row.try_get::<Option<String>, _>(index)?.into(),
                })
            })
            .collect()
    }

    /// The key in a row.
    pub(super) fn key_of(row: &[Value]) -> Option<Value> {
        row.first().cloned()
    }
}

impl From<Option<i64>> for Value {
    fn from(value: Option<i64>) -> Self {
        value.map_or(Self::NoNumber, Self::Number)
    }
}

impl From<Option<Vec<u8>>> for Value {
    fn from(value: Option<Vec<u8>>) -> Self {
        value.map_or(Self::NoBytes, Self::Bytes)
    }
}

impl From<Option<String>> for Value {
    fn from(value: Option<String>) -> Self {
        value.map_or(Self::NoText, Self::Text)
    }
}
