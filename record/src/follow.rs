//! Following the record: every line once, in the order it was written.
//!
//! Line numbers have no gaps and become visible in order, because writers stand in line behind
//! the head. So "after number n" is all that a reader has to remember.

use std::collections::HashMap;
use std::sync::Arc;

use domain::{EventId, FileId, Position, Recorded};
use jiff::Timestamp;
use tokio::sync::watch;

use crate::error::RecordError;
use crate::keys::{KeysError, Wrapped};
use crate::read::open_any_line;
use crate::record::{Inner, Record};
use crate::seal::DataKey;
use crate::store::{self, number};

/// Lines handed over at once, at most.
const BATCH: i64 = 500;

/// How far a reader has come: the number of the last line it has dealt with.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Cursor(u64);

impl Cursor {
    /// Before the first line.
    pub const START: Self = Self(0);

    /// After this line of the whole record.
    pub const fn after(seq: u64) -> Self {
        Self(seq)
    }

    /// The number of the last line dealt with; 0 for none.
    pub const fn seq(self) -> u64 {
        self.0
    }
}

/// One line as a follower meets it.
#[allow(
    clippy::large_enum_variant,
    reason = "nearly every one is a line, and boxing them all would serve the few that are not"
)]
#[derive(Debug, Clone)]
pub enum Followed {
    /// A line that can be read.
    Line {
        /// Its number in the whole record.
        seq: u64,
        /// The line.
        line: Recorded,
    },
    /// A line of a file that was disposed of.
    Sealed {
        /// Its number in the whole record.
        seq: u64,
        /// Its file.
        file: FileId,
        /// Its position in the file.
        position: Position,
        /// Its id.
        id: EventId,
        /// When it was recorded.
        recorded: Timestamp,
    },
    /// A line that should be readable and is not. The follower goes on after it.
    Damaged {
        /// Its number in the whole record.
        seq: u64,
        /// Its file.
        file: FileId,
        /// What is wrong with it.
        error: RecordError,
    },
}

impl Followed {
    /// The number of the line in the whole record.
    pub const fn seq(&self) -> u64 {
        match self {
            Self::Line { seq, .. } | Self::Sealed { seq, .. } | Self::Damaged { seq, .. } => *seq,
        }
    }

    /// The line, where it can be read.
    pub const fn line(&self) -> Option<&Recorded> {
        match self {
            Self::Line { line, .. } => Some(line),
            Self::Sealed { .. } | Self::Damaged { .. } => None,
        }
    }
}

/// Reads the record as it grows.
pub struct Follower {
    inner: Arc<Inner>,
    after: Cursor,
    wake: watch::Receiver<u64>,
}

/// A cursor that outlives the program, under a name.
pub struct Reader {
    inner: Arc<Inner>,
    name: String,
    cursor: Cursor,
}

impl Record {
    /// Follows the record from a cursor on.
    pub fn follow(&self, from: Cursor) -> Follower {
        Follower {
            inner: Arc::clone(&self.0),
            after: from,
            wake: self.0.seq.subscribe(),
        }
    }

    /// The reader of this name, as far as it had come; at the start when it is new.
    pub async fn reader(&self, name: &str) -> Result<Reader, RecordError> {
        let mut connection = self.0.store.reader().await?;
        let seq: Option<i64> = sqlx::query_scalar("SELECT seq FROM reader WHERE name = $1")
            .bind(name.to_owned())
            .fetch_optional(&mut *connection)
            .await
            .map_err(|error| RecordError::database("looking up a reader", error))?;
        Ok(Reader {
            inner: Arc::clone(&self.0),
            name: name.to_owned(),
            cursor: Cursor(store::count(seq.unwrap_or(0), "reader.seq")?),
        })
    }
}

impl Reader {
    /// How far it has come.
    pub const fn cursor(&self) -> Cursor {
        self.cursor
    }

    /// Remembers, durably, that everything up to this line is dealt with. Never goes back: of two
    /// programs that use one name, the one that is behind changes nothing.
    pub async fn keep(&mut self, seq: u64) -> Result<(), RecordError> {
        let mut connection = self.inner.store.reader().await?;
        sqlx::query(
            "INSERT INTO reader (name, seq) VALUES ($1, $2) \
             ON CONFLICT (name) DO UPDATE SET seq = excluded.seq WHERE reader.seq < excluded.seq",
        )
        .bind(self.name.clone())
        .bind(number(seq))
        .execute(&mut *connection)
        .await
        .map_err(|error| RecordError::database("keeping a reader's place", error))?;
        self.cursor = self.cursor.max(Cursor(seq));
        Ok(())
    }
}

impl Follower {
    /// How far it has come.
    pub const fn cursor(&self) -> Cursor {
        self.after
    }

    /// The next lines, at least one; waits when there is none yet.
    ///
    /// Dropping the wait loses nothing. After an error the next call takes up where this one
    /// began.
    pub async fn next_batch(&mut self) -> Result<Vec<Followed>, RecordError> {
        loop {
            // Marked as seen before looking, so that what arrives meanwhile wakes the wait.
            self.wake.borrow_and_update();
            let batch = self.inner.lines_after(self.after).await?;
            if let Some(last) = batch.last() {
                self.after = Cursor(last.seq());
                return Ok(batch);
            }
            self.wake.changed().await.map_err(|_| RecordError::Closed)?;
        }
    }

    /// What there is now, without waiting; empty at the end of the record.
    pub async fn batch_now(&mut self) -> Result<Vec<Followed>, RecordError> {
        let batch = self.inner.lines_after(self.after).await?;
        if let Some(last) = batch.last() {
            self.after = Cursor(last.seq());
        }
        Ok(batch)
    }
}

impl Inner {
    async fn lines_after(&self, after: Cursor) -> Result<Vec<Followed>, RecordError> {
        let mut connection = self.store.reader().await?;
        let rows: Vec<Row> = sqlx::query_as(
            "SELECT l.seq, l.file, l.position, l.event_id, l.recorded, l.sealed, \
             k.wrapped, k.master, k.destroyed FROM line l LEFT JOIN file_key k ON k.file = l.file \
             WHERE l.seq > $1 ORDER BY l.seq LIMIT $2",
        )
        .bind(number(after.0))
        .bind(BATCH)
        .fetch_all(&mut *connection)
        .await
        .map_err(|error| RecordError::database("following", error))?;
        drop(connection);

        let mut keys: HashMap<FileId, Arc<DataKey>> = HashMap::new();
        let mut batch = Vec::with_capacity(rows.len());
        for (seq, file, position, id, recorded, sealed, wrapped, master, destroyed) in rows {
            let file = FileId::new(store::id(&file, "line.file")?);
            if destroyed.is_some() {
                batch.push(sealed_for_good(seq, file, position, &id, recorded)?);
                continue;
            }
            let opened = match self.follow_key(&mut keys, file, wrapped.zip(master)).await {
                Ok(key) => open_any_line(file, &key, (seq, position, id, recorded, sealed)),
                Err(RecordError::Keys(error @ KeysError::Unavailable(_))) => {
                    return Err(error.into());
                }
                // This file's key is damaged or of other keys; the rest goes on.
                Err(error) => Err(error),
            };
            let seq = store::count(seq, "line.seq")?;
            batch.push(match opened {
                Ok((seq, line)) => Followed::Line { seq, line },
                Err(error) => Followed::Damaged { seq, file, error },
            });
        }
        Ok(batch)
    }

    /// The key of a file: met before in this batch, in memory, or unwrapped now.
    async fn follow_key(
        &self,
        met: &mut HashMap<FileId, Arc<DataKey>>,
        file: FileId,
        wrapped: Option<(Vec<u8>, String)>,
    ) -> Result<Arc<DataKey>, RecordError> {
        if let Some(key) = met.get(&file) {
            return Ok(Arc::clone(key));
        }
        let Some((bytes, master)) = wrapped else {
            return Err(RecordError::Nonsense { column: "file_key" });
        };
        let key = match self.remembered(file) {
            Some(entry) => entry.key,
            None => Arc::new(self.keys.unwrap(file, &Wrapped { master, bytes }).await?),
        };
        met.insert(file, Arc::clone(&key));
        Ok(key)
    }
}

/// A line as it stands in the database, with the key of its file: number, file, position, id,
/// recorded time, sealed contents; wrapped key, master key, when it was destroyed.
type Row = (
    i64,
    Vec<u8>,
    i64,
    Vec<u8>,
    i64,
    Vec<u8>,
    Option<Vec<u8>>,
    Option<String>,
    Option<i64>,
);

fn sealed_for_good(
    seq: i64,
    file: FileId,
    position: i64,
    id: &[u8],
    recorded: i64,
) -> Result<Followed, RecordError> {
    Ok(Followed::Sealed {
        seq: store::count(seq, "line.seq")?,
        file,
        position: Position::new(store::count(position, "line.position")?).ok_or(
            RecordError::Nonsense {
                column: "line.position",
            },
        )?,
        id: EventId::new(store::id(id, "line.event_id")?),
        recorded: Timestamp::from_microsecond(recorded).map_err(|_| RecordError::Nonsense {
            column: "line.recorded",
        })?,
    })
}
