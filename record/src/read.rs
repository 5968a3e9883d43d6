//! Reading one file, and listing the files there are.
//!
//! Lines never change, so what was read once is kept in memory and only what came after it is
//! asked for again. Whether the key still stands is asked every time.

use std::sync::Arc;

use domain::{EventId, FileId, Position, Recorded};
use jiff::Timestamp;

use crate::access::{Access, open_access};
use crate::error::{LineTrouble, RecordError};
use crate::keys::Wrapped;
use crate::record::{Inner, Record};
use crate::seal::{DataKey, line_place};
use crate::store::{self, number};
use crate::wire::{self, Columns};

/// What the record holds of one file, as `amend` and `read` hand it over.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Held {
    /// The file.
    pub file: FileId,
    /// Its lines in order, from position 1 with no gaps. Empty for a file that does not exist
    /// yet, and for one that was disposed of.
    pub lines: Arc<Vec<Recorded>>,
    /// Who looked at it, oldest first.
    pub accesses: Arc<Vec<Access>>,
    /// When, by whom and why its key was destroyed, if it was.
    pub disposed: Option<Disposed>,
}

impl Held {
    /// A file of which nothing is recorded.
    pub fn empty(file: FileId) -> Self {
        Self {
            file,
            lines: Arc::default(),
            accesses: Arc::default(),
            disposed: None,
        }
    }

    /// The position of the last line; 0 when there is none.
    pub fn last_position(&self) -> u64 {
        self.lines.last().map_or(0, |line| line.position.get())
    }
}

/// A file whose key was destroyed. Its lines stay in the chain and cannot be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Disposed {
    /// When, in UTC.
    pub at: Timestamp,
    /// The account that did it.
    pub by_user: String,
    /// Why, in their words.
    pub reason: String,
    /// How many lines are sealed for good.
    pub lines: u64,
}

/// A file in a listing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Listed {
    /// The file.
    pub file: FileId,
    /// Its last position.
    pub lines: u64,
    /// Whether its key was destroyed.
    pub disposed: bool,
}

/// A file in memory.
#[derive(Clone)]
pub(crate) struct Entry {
    pub(crate) key: Arc<DataKey>,
    pub(crate) lines: Arc<Vec<Recorded>>,
    pub(crate) accesses: Arc<Vec<Access>>,
    /// The number of the last entry of the access log that is in `accesses`.
    pub(crate) access_seq: i64,
}

/// A file as the database has it.
pub(crate) enum Loaded {
    Missing,
    Disposed(Disposed),
    Open(Entry),
}

impl Loaded {
    pub(crate) fn held(self, file: FileId) -> Held {
        match self {
            Self::Missing => Held::empty(file),
            Self::Disposed(disposed) => Held {
                disposed: Some(disposed),
                ..Held::empty(file)
            },
            Self::Open(entry) => Held {
                file,
                lines: entry.lines,
                accesses: entry.accesses,
                disposed: None,
            },
        }
    }
}

/// A key, a line or an access: which, number, position, time, id or wrapped key, sealed contents,
/// master key, and who destroyed the key and why.
type Row = (
    i64,
    Option<i64>,
    Option<i64>,
    Option<i64>,
    Option<Vec<u8>>,
    Option<Vec<u8>>,
    Option<String>,
    Option<String>,
    Option<String>,
);

const KEY: i64 = 0;
const LINE: i64 = 1;

/// The key of a file, its lines after a position, and its accesses after a number, in one look.
/// The key's row carries the last position as its number.
const LOAD: &str = "SELECT CAST(0 AS BIGINT) AS what, \
        (SELECT MAX(position) FROM line WHERE file = $1) AS number, CAST(NULL AS BIGINT), \
        destroyed, wrapped, NULL, master, destroyed_by, reason \
    FROM file_key WHERE file = $1 \
    UNION ALL \
    SELECT CAST(1 AS BIGINT), seq, position, recorded, event_id, sealed, \
        CAST(NULL AS TEXT), CAST(NULL AS TEXT), CAST(NULL AS TEXT) \
    FROM line WHERE file = $1 AND position > $2 \
    UNION ALL \
    SELECT CAST(2 AS BIGINT), seq, CAST(NULL AS BIGINT), at, id, sealed, \
        CAST(NULL AS TEXT), CAST(NULL AS TEXT), CAST(NULL AS TEXT) \
    FROM access WHERE file = $1 AND seq > $3 \
    ORDER BY 1, 2";

/// A line from its row: number, position, id, recorded time, sealed contents.
pub(crate) type LineRow = (i64, i64, Vec<u8>, i64, Vec<u8>);

impl Record {
    /// A file with everything recorded about it. `None` when there is no such file.
    pub async fn read(&self, file: FileId) -> Result<Option<Held>, RecordError> {
        Ok(match self.0.load(file).await? {
            Loaded::Missing => None,
            loaded => Some(loaded.held(file)),
        })
    }

    /// Files in the order of their ids, at most `limit`, beginning after `after`.
    pub async fn files(
        &self,
        after: Option<FileId>,
        limit: u32,
    ) -> Result<Vec<Listed>, RecordError> {
        let after = after
            .map(|file| file.uuid().as_bytes().to_vec())
            .unwrap_or_default();
        let mut connection = self.0.store.reader().await?;
        let rows: Vec<(Vec<u8>, i64, Option<i64>)> = sqlx::query_as(
            "SELECT k.file, COALESCE((SELECT MAX(l.position) FROM line l WHERE l.file = k.file), 0), \
             k.destroyed FROM file_key k WHERE k.file > $1 ORDER BY k.file LIMIT $2",
        )
        .bind(after)
        .bind(i64::from(limit))
        .fetch_all(&mut *connection)
        .await
        .map_err(|error| RecordError::database("listing files", error))?;
        rows.into_iter()
            .map(|(file, lines, destroyed)| {
                Ok(Listed {
                    file: FileId::new(store::id(&file, "file_key.file")?),
                    lines: store::count(lines, "line.position")?,
                    disposed: destroyed.is_some(),
                })
            })
            .collect()
    }
}

impl Inner {
    /// What is in memory of a file, which may be behind the database.
    pub(crate) fn remembered(&self, file: FileId) -> Option<Entry> {
        self.files().get(&file).cloned()
    }

    /// A file as the database has it now.
    pub(crate) async fn load(&self, file: FileId) -> Result<Loaded, RecordError> {
        let known = self.remembered(file);
        let (position, access_seq) = known.as_ref().map_or((0, 0), |entry| {
            (
                entry.lines.last().map_or(0, |line| line.position.get()),
                entry.access_seq,
            )
        });
        let mut connection = self.store.reader().await?;
        let rows: Vec<Row> = sqlx::query_as(LOAD)
            .bind(file.uuid().as_bytes().to_vec())
            .bind(number(position))
            .bind(access_seq)
            .fetch_all(&mut *connection)
            .await
            .map_err(|error| RecordError::database("reading a file", error))?;
        drop(connection);

        let mut rows = rows.into_iter().peekable();
        let Some(key) = rows.next_if(|row| row.0 == KEY) else {
            self.files().pop(&file);
            return Ok(Loaded::Missing);
        };
        let (_, lines, _, destroyed, wrapped, _, master, by_user, reason) = key;
        if let Some(at_micros) = destroyed {
            self.files().pop(&file);
            return Ok(Loaded::Disposed(Disposed {
                at: Timestamp::from_microsecond(at_micros).map_err(|_| RecordError::Nonsense {
                    column: "file_key.destroyed",
                })?,
                by_user: by_user.unwrap_or_default(),
                reason: reason.unwrap_or_default(),
                lines: store::count(lines.unwrap_or(0), "line.position")?,
            }));
        }
        let nonsense = || RecordError::Nonsense { column: "file_key" };
        let mut entry = if let Some(entry) = known {
            entry
        } else {
            let master = master.ok_or_else(nonsense)?;
            let bytes = wrapped.ok_or_else(nonsense)?;
            Entry {
                key: Arc::new(self.keys.unwrap(file, &Wrapped { master, bytes }).await?),
                lines: Arc::default(),
                accesses: Arc::default(),
                access_seq: 0,
            }
        };
        for (what, seq, position, at, id, sealed, ..) in rows {
            let (Some(seq), Some(at), Some(id), Some(sealed)) = (seq, at, id, sealed) else {
                return Err(nonsense());
            };
            if what == LINE {
                let row = (seq, position.unwrap_or(0), id, at, sealed);
                let line = open_line(file, &entry.key, row, entry.lines.last())?;
                Arc::make_mut(&mut entry.lines).push(line);
            } else {
                let access = open_access(file, &entry.key, (seq, id, at, sealed))?;
                Arc::make_mut(&mut entry.accesses).push(access);
                entry.access_seq = seq;
            }
        }
        self.remember(file, &entry);
        Ok(Loaded::Open(entry))
    }

    /// Keeps a file in memory, unless what is there already is newer.
    pub(crate) fn remember(&self, file: FileId, entry: &Entry) {
        let mut files = self.files();
        match files.get(&file) {
            Some(known)
                if known.lines.len() > entry.lines.len() || known.access_seq > entry.access_seq => {
            }
            _ => {
                files.put(file, entry.clone());
            }
        }
    }
}

/// Opens one line and checks that it follows the one before it.
pub(crate) fn open_line(
    file: FileId,
    key: &DataKey,
    row: LineRow,
    before: Option<&Recorded>,
) -> Result<Recorded, RecordError> {
    let line = open_any_line(file, key, row)?;
    let expected = before.map_or(1, |line| line.position.get() + 1);
    if line.1.position.get() != expected {
        return Err(RecordError::Line {
            seq: line.0,
            file,
            position: line.1.position,
            trouble: LineTrouble::Gap { expected },
        });
    }
    Ok(line.1)
}

/// Opens one line, wherever it stands. Gives its number in the whole record with it.
pub(crate) fn open_any_line(
    file: FileId,
    key: &DataKey,
    (seq, position, id, recorded_micros, sealed): LineRow,
) -> Result<(u64, Recorded), RecordError> {
    let seq = store::count(seq, "line.seq")?;
    let position =
        Position::new(store::count(position, "line.position")?).ok_or(RecordError::Nonsense {
            column: "line.position",
        })?;
    let id = EventId::new(store::id(&id, "line.event_id")?);
    let trouble = |trouble| RecordError::Line {
        seq,
        file,
        position,
        trouble,
    };
    let contents = key
        .open(&line_place(file, position, id), &sealed)
        .ok_or_else(|| trouble(LineTrouble::DoesNotOpen))?;
    let columns = Columns {
        file,
        position,
        id,
        recorded_micros,
    };
    let line = wire::read_line(&columns, &contents).map_err(|error| trouble(error.into()))?;
    Ok((seq, line))
}
