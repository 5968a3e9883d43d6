//! The entries of a chain as the database has them, believed in nothing.

use std::collections::VecDeque;

use domain::{EventId, FileId};
use sqlx::Any;
use sqlx::pool::PoolConnection;
use uuid::Uuid;

use super::Chain;
use crate::chain::{AccessLink, Hash, Link};
use crate::error::RecordError;

/// Entries read at once.
const PAGE: i64 = 1_000;

/// How far from its place the former number of an entry is looked for.
const FAR: u64 = 100_000;

/// One entry. Bytes that cannot be what they should are kept as nothing.
pub(crate) struct Row {
    pub(crate) seq: i64,
    pub(crate) prev: Hash,
    pub(crate) hash: Hash,
    chain: Chain,
    file: Option<Uuid>,
    position: i64,
    id: Option<Uuid>,
    micros: i64,
    sealed: Vec<u8>,
}

type Columns = (i64, Vec<u8>, i64, Vec<u8>, i64, Vec<u8>, Vec<u8>, Vec<u8>);

impl Row {
    fn new(chain: Chain, columns: Columns) -> Self {
        let (seq, file, position, id, micros, sealed, prev, hash) = columns;
        // A hash of the wrong length equals no hash that was computed.
        let as_hash = |bytes: Vec<u8>| bytes.try_into().unwrap_or([0xff; 32]);
        Self {
            seq,
            prev: as_hash(prev),
            hash: as_hash(hash),
            chain,
            file: Uuid::from_slice(&file).ok(),
            position,
            id: Uuid::from_slice(&id).ok(),
            micros,
            sealed,
        }
    }

    pub(crate) fn file(&self) -> Option<FileId> {
        self.file.map(FileId::new)
    }

    pub(crate) fn position(&self) -> Option<u64> {
        u64::try_from(self.position).ok()
    }

    /// Whether its hash is right under this number, whatever came before.
    pub(crate) fn holds_as(&self, seq: u64) -> bool {
        let (Some(file), Some(id), Ok(position)) =
            (self.file, self.id, u64::try_from(self.position))
        else {
            return false;
        };
        let hash = match self.chain {
            Chain::Accesses => AccessLink {
                seq,
                id,
                file: FileId::new(file),
                at_micros: self.micros,
                sealed: &self.sealed,
                prev: &self.prev,
            }
            .hash(),
            _ => Link {
                seq,
                file: FileId::new(file),
                position,
                id: EventId::new(id),
                recorded_micros: self.micros,
                sealed: &self.sealed,
                prev: &self.prev,
            }
            .hash(),
        };
        hash == self.hash
    }

    /// Whether it is right at this place, after this hash.
    pub(crate) fn follows(&self, seq: u64, before: &Hash) -> bool {
        self.prev == *before && self.holds_as(seq)
    }

    /// The number under which it was written, looked for around `near`, up to `end`.
    pub(crate) fn own_number(&self, near: u64, end: u64) -> Option<u64> {
        (0..=FAR.min(end))
            .flat_map(|distance| [near.checked_sub(distance), near.checked_add(distance)])
            .flatten()
            .filter(|seq| (1..=end).contains(seq))
            .find(|seq| self.holds_as(*seq))
    }
}

/// The entries of a chain in order, a page at a time.
pub(crate) struct Rows {
    chain: Chain,
    after: i64,
    page: VecDeque<Columns>,
    done: bool,
}

impl Rows {
    pub(crate) fn new(chain: Chain) -> Self {
        Self {
            chain,
            after: i64::MIN,
            page: VecDeque::new(),
            done: false,
        }
    }

    pub(crate) async fn next(
        &mut self,
        connection: &mut PoolConnection<Any>,
    ) -> Result<Option<Row>, RecordError> {
        if self.page.is_empty() && !self.done {
            let page: Vec<Columns> = sqlx::query_as(match self.chain {
                Chain::Accesses => {
                    "SELECT seq, file, CAST(0 AS BIGINT), id, at, sealed, prev, hash \
                     FROM access WHERE seq > $1 ORDER BY seq LIMIT $2"
                }
                _ => {
                    "SELECT seq, file, position, event_id, recorded, sealed, prev, hash \
                     FROM line WHERE seq > $1 ORDER BY seq LIMIT $2"
                }
            })
            .bind(self.after)
            .bind(PAGE)
            .fetch_all(&mut **connection)
            .await
            .map_err(|error| RecordError::database("verifying", error))?;
            self.done = page.is_empty();
            self.after = page.last().map_or(self.after, |row| row.0);
            self.page = page.into();
        }
        Ok(self
            .page
            .pop_front()
            .map(|columns| Row::new(self.chain, columns)))
    }
}

/// The number of the entry with this hash.
pub(crate) async fn seq_of(
    connection: &mut PoolConnection<Any>,
    chain: Chain,
    hash: &Hash,
) -> Result<Option<i64>, RecordError> {
    let sql = match chain {
        Chain::Accesses => "SELECT seq FROM access WHERE hash = $1 LIMIT 1",
        _ => "SELECT seq FROM line WHERE hash = $1 LIMIT 1",
    };
    one(connection, sql, hash).await
}

/// The number of the entry that says it follows this hash.
pub(crate) async fn seq_after(
    connection: &mut PoolConnection<Any>,
    chain: Chain,
    hash: &Hash,
) -> Result<Option<i64>, RecordError> {
    let sql = match chain {
        Chain::Accesses => "SELECT seq FROM access WHERE prev = $1 LIMIT 1",
        _ => "SELECT seq FROM line WHERE prev = $1 LIMIT 1",
    };
    one(connection, sql, hash).await
}

async fn one(
    connection: &mut PoolConnection<Any>,
    sql: &'static str,
    hash: &Hash,
) -> Result<Option<i64>, RecordError> {
    sqlx::query_scalar(sql)
        .bind(hash.to_vec())
        .fetch_optional(&mut **connection)
        .await
        .map_err(|error| RecordError::database("verifying", error))
}
