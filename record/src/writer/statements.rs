//! What the writer says to the database: one look at the beginning, one write at the end.

use std::collections::{HashMap, HashSet};

use domain::{CommandId, FileId};
use sqlx::any::AnyRow;
use sqlx::pool::PoolConnection;
use sqlx::{Any, Executor as _, Row as _};

use super::{Disposal, NewCommand, NewKey, SealedAccess, SealedLine};
use crate::chain::{Hash, Head};
use crate::checkpoint::Checkpoint;
use crate::error::RecordError;
use crate::keys::Signature;
use crate::store::{self, CHANNEL, Kind, Statement, Store, Value, number};

/// Rows in one insert statement. More make it no faster.
const ROWS: usize = 100;

/// What a transaction found when it began.
pub(crate) struct Opened {
    pub(crate) head: Head,
    /// Of the files asked about, those that are there.
    pub(crate) keys: HashMap<FileId, KeyState>,
    /// Of the commands asked about, those already done.
    pub(crate) commands: HashSet<CommandId>,
}

/// How a file stands.
#[derive(Clone, Copy)]
pub(crate) struct KeyState {
    pub(crate) last_position: u64,
    /// The number of its last entry in the access log; 0 for none.
    pub(crate) last_access: i64,
    pub(crate) destroyed: bool,
}

/// Something with its place in its chain.
pub(crate) struct Placed<'a, T> {
    pub(crate) what: &'a T,
    pub(crate) seq: u64,
    pub(crate) prev: Hash,
    pub(crate) hash: Hash,
}

/// Everything one transaction writes, beside the head.
#[derive(Default)]
pub(crate) struct Batch<'a> {
    pub(crate) keys: Vec<&'a NewKey>,
    pub(crate) lines: Vec<Placed<'a, SealedLine>>,
    /// With the first and last line of each.
    pub(crate) commands: Vec<(&'a NewCommand, u64, u64)>,
    pub(crate) accesses: Vec<Placed<'a, SealedAccess>>,
    pub(crate) checkpoint: Option<Checkpoint>,
}

impl Batch<'_> {
    pub(crate) fn is_empty(&self) -> bool {
        self.keys.is_empty()
            && self.lines.is_empty()
            && self.accesses.is_empty()
            && self.checkpoint.is_none()
    }

    /// Too much for one message.
    pub(super) fn is_large(&self) -> bool {
        self.lines.len() > ROWS || self.accesses.len() > ROWS || self.keys.len() > ROWS
    }
}

/// The head in its six columns; see [`head_of`].
pub(crate) const HEAD: &str =
    "SELECT record, seq, hash, access_seq, access_hash, disposals FROM head";

/// Locks out other writers and reads the head, the files and the commands.
pub(crate) async fn begin(
    store: &Store,
    connection: &mut PoolConnection<Any>,
    files: &HashSet<FileId>,
    commands: &[CommandId],
) -> Result<Opened, RecordError> {
    let failed = |error| RecordError::database("beginning to write", error);
    let mut look = Statement::new(store.kind);
    let mut rows: Vec<AnyRow> = match store.kind {
        Kind::Sqlite => {
            look.push("BEGIN IMMEDIATE; ").push(HEAD).push("; ");
            Vec::new()
        }
        Kind::Postgres => connection
            .fetch_all(sqlx::raw_sql(
                "BEGIN; SELECT record, seq, hash, access_seq, access_hash, disposals FROM head FOR UPDATE",
            ))
            .await
            .map_err(failed)?,
    };
    if !files.is_empty() {
        look.push(
            "SELECT k.file, (SELECT MAX(l.position) FROM line l WHERE l.file = k.file), \
             (SELECT MAX(a.seq) FROM access a WHERE a.file = k.file), k.destroyed \
             FROM file_key k WHERE k.file IN (",
        )
        .list(files.iter().map(|file| uuid_value(file.uuid())))?
        .push(")");
    }
    if !commands.is_empty() {
        look.push(
            " UNION ALL SELECT id, CAST(NULL AS BIGINT), CAST(NULL AS BIGINT), CAST(NULL AS BIGINT) \
             FROM command WHERE id IN (",
        )
        .list(commands.iter().map(|command| uuid_value(command.uuid())))?
            .push(")");
    }
    if store.kind == Kind::Sqlite || !files.is_empty() {
        rows.extend(
            look.finish()
                .fetch_all(&mut **connection)
                .await
                .map_err(failed)?,
        );
    }

    let mut opened = Opened {
        head: Head::empty(uuid::Uuid::nil()),
        keys: HashMap::new(),
        commands: HashSet::new(),
    };
    for row in rows {
        if row.len() == 6 {
            opened.head = head_of(&row)?;
            continue;
        }
        let bytes: Vec<u8> = row.try_get(0).map_err(failed)?;
        let id = store::id(&bytes, "file_key.file or command.id")?;
        // Files and commands share the statement; a random id is one or the other.
        let position: Option<i64> = row.try_get(1).map_err(failed)?;
        if files.contains(&FileId::new(id)) {
            let last_access: Option<i64> = row.try_get(2).map_err(failed)?;
            let destroyed: Option<i64> = row.try_get(3).map_err(failed)?;
            let state = KeyState {
                last_position: store::count(position.unwrap_or(0), "line.position")?,
                last_access: last_access.unwrap_or(0),
                destroyed: destroyed.is_some(),
            };
            opened.keys.insert(FileId::new(id), state);
        } else {
            opened.commands.insert(CommandId::new(id));
        }
    }
    if opened.head.record.is_nil() {
        return Err(RecordError::Nonsense { column: "head" });
    }
    Ok(opened)
}

/// The head in a row of [`HEAD`].
pub(crate) fn head_of(row: &AnyRow) -> Result<Head, RecordError> {
    let failed = |error| RecordError::database("reading the head", error);
    let bytes = |index: usize| row.try_get::<Vec<u8>, _>(index).map_err(failed);
    let number = |index: usize| row.try_get::<i64, _>(index).map_err(failed);
    Ok(Head {
        record: store::id(&bytes(0)?, "head.record")?,
        seq: store::count(number(1)?, "head.seq")?,
        hash: store::hash(&bytes(2)?, "head.hash")?,
        access_seq: store::count(number(3)?, "head.access_seq")?,
        access_hash: store::hash(&bytes(4)?, "head.access_hash")?,
        disposals: store::count(number(5)?, "head.disposals")?,
    })
}

/// Writes a batch and the signed head into the transaction that [`begin`] opened, and commits.
pub(crate) async fn write(
    store: &Store,
    connection: &mut PoolConnection<Any>,
    head: &Head,
    signature: &Signature,
    batch: &Batch<'_>,
) -> Result<(), RecordError> {
    let mut all = Vec::new();
    let mut add = |build: &dyn Fn(&mut Statement) -> Result<(), RecordError>| {
        let mut statement = Statement::new(store.kind);
        build(&mut statement)?;
        all.push(statement);
        Ok::<_, RecordError>(())
    };
    for piece in batch.keys.chunks(ROWS) {
        add(&|statement| insert_keys(statement, piece, Guard::None).map(drop))?;
    }
    for piece in batch.lines.chunks(ROWS) {
        add(&|statement| insert_lines(statement, piece, Guard::None).map(drop))?;
    }
    for piece in batch.commands.chunks(ROWS) {
        add(&|statement| insert_commands(statement, piece, Guard::None).map(drop))?;
    }
    for piece in batch.accesses.chunks(ROWS) {
        add(&|statement| insert_accesses(statement, piece, Guard::None).map(drop))?;
    }
    if let Some(checkpoint) = &batch.checkpoint {
        add(&|statement| insert_checkpoint(statement, checkpoint).map(drop))?;
    }
    add(&|statement| update_head(statement, head, signature).map(drop))?;
    if store.kind == Kind::Postgres {
        add(&|statement| {
            statement.push("SELECT ");
            notify(statement, head).map(drop)
        })?;
    }
    for statement in all {
        statement
            .finish()
            .execute(&mut **connection)
            .await
            .map_err(|error| RecordError::database("writing", error))?;
    }
    commit(connection).await
}

/// Tells other programs how far the record has come.
pub(super) fn notify<'s>(
    statement: &'s mut Statement,
    head: &Head,
) -> Result<&'s mut Statement, RecordError> {
    Ok(statement
        .push("pg_notify(")
        .value(Value::Text(CHANNEL.to_owned()))?
        .push(", ")
        .value(Value::Text(head.seq.to_string()))?
        .push(")::text"))
}

async fn commit(connection: &mut PoolConnection<Any>) -> Result<(), RecordError> {
    connection
        .execute(sqlx::raw_sql("COMMIT"))
        .await
        .map(|_| ())
        .map_err(RecordError::commit)
}

/// Where rows go, and whether they go there only if the head has moved.
struct Into {
    table: &'static str,
    guard: Guard,
}

/// What an insert depends on.
#[derive(Clone, Copy)]
pub(super) enum Guard {
    /// Nothing: the transaction holds the head.
    None,
    /// The head moved to these two hashes in the same transaction (SQLite).
    Head(Hash, Hash),
    /// The part called `moved` of the same statement found the head (PostgreSQL).
    Moved,
}

impl Into {
    fn rows<'s>(
        &self,
        statement: &'s mut Statement,
        rows: impl IntoIterator<Item = impl IntoIterator<Item = Value>>,
    ) -> Result<&'s mut Statement, RecordError> {
        statement.push("INSERT INTO ").push(self.table);
        match self.guard {
            Guard::None => statement.push(" VALUES ").rows(rows),
            Guard::Moved => Ok(statement
                .push(" SELECT * FROM (VALUES ")
                .rows(rows)?
                .push(") AS v WHERE EXISTS (SELECT 1 FROM moved)")),
            Guard::Head(hash, access_hash) => statement
                .push(" SELECT * FROM (VALUES ")
                .rows(rows)?
                .push(") WHERE (SELECT hash FROM head) = ")
                .value(Value::Bytes(hash.to_vec()))?
                .push(" AND (SELECT access_hash FROM head) = ")
                .value(Value::Bytes(access_hash.to_vec())),
        }
    }
}

pub(super) fn insert_keys<'s>(
    statement: &'s mut Statement,
    keys: &[&NewKey],
    guard: Guard,
) -> Result<&'s mut Statement, RecordError> {
    let table = "file_key (file, wrapped, master, created)";
    Into { table, guard }.rows(
        statement,
        keys.iter().map(|key| {
            [
                uuid_value(key.file.uuid()),
                Value::Bytes(key.wrapped.bytes.clone()),
                Value::Text(key.wrapped.master.clone()),
                Value::Number(key.created_micros),
            ]
        }),
    )
}

pub(super) fn insert_lines<'s>(
    statement: &'s mut Statement,
    lines: &[Placed<'_, SealedLine>],
    guard: Guard,
) -> Result<&'s mut Statement, RecordError> {
    let table = "line (seq, file, position, event_id, recorded, sealed, prev, hash)";
    Into { table, guard }.rows(
        statement,
        lines.iter().map(|line| {
            [
                Value::Number(number(line.seq)),
                uuid_value(line.what.file.uuid()),
                Value::Number(number(line.what.position)),
                uuid_value(line.what.id.uuid()),
                Value::Number(line.what.recorded_micros),
                Value::Bytes(line.what.sealed.clone()),
                Value::Bytes(line.prev.to_vec()),
                Value::Bytes(line.hash.to_vec()),
            ]
        }),
    )
}

pub(super) fn insert_commands<'s>(
    statement: &'s mut Statement,
    commands: &[(&NewCommand, u64, u64)],
    guard: Guard,
) -> Result<&'s mut Statement, RecordError> {
    let table = "command (id, by_user, digest, file, first_seq, last_seq)";
    Into { table, guard }.rows(
        statement,
        commands.iter().map(|(command, first, last)| {
            [
                uuid_value(command.id.uuid()),
                Value::Text(command.by_user.clone()),
                Value::Bytes(command.digest.to_vec()),
                uuid_value(command.file.uuid()),
                Value::Number(number(*first)),
                Value::Number(number(*last)),
            ]
        }),
    )
}

pub(super) fn insert_accesses<'s>(
    statement: &'s mut Statement,
    accesses: &[Placed<'_, SealedAccess>],
    guard: Guard,
) -> Result<&'s mut Statement, RecordError> {
    let table = "access (seq, id, file, at, sealed, prev, hash)";
    Into { table, guard }.rows(
        statement,
        accesses.iter().map(|access| {
            [
                Value::Number(number(access.seq)),
                uuid_value(access.what.id),
                uuid_value(access.what.file.uuid()),
                Value::Number(access.what.at_micros),
                Value::Bytes(access.what.sealed.clone()),
                Value::Bytes(access.prev.to_vec()),
                Value::Bytes(access.hash.to_vec()),
            ]
        }),
    )
}

fn insert_checkpoint<'s>(
    statement: &'s mut Statement,
    checkpoint: &Checkpoint,
) -> Result<&'s mut Statement, RecordError> {
    let head = &checkpoint.head;
    statement
        .push(
            "INSERT INTO checkpoint (id, seq, hash, access_seq, access_hash, disposals, at, signed_by, \
             signature) VALUES ((SELECT COALESCE(MAX(id), 0) + 1 FROM checkpoint), ",
        )
        .list([
            Value::Number(number(head.seq)),
            Value::Bytes(head.hash.to_vec()),
            Value::Number(number(head.access_seq)),
            Value::Bytes(head.access_hash.to_vec()),
            Value::Number(number(head.disposals)),
            Value::Number(checkpoint.at_micros),
            Value::Text(checkpoint.signature.by.clone()),
            Value::Bytes(checkpoint.signature.bytes.clone()),
        ])?;
    Ok(statement.push(")"))
}

pub(super) fn update_head<'s>(
    statement: &'s mut Statement,
    head: &Head,
    signature: &Signature,
) -> Result<&'s mut Statement, RecordError> {
    statement
        .push("UPDATE head SET seq = ")
        .value(Value::Number(number(head.seq)))?
        .push(", hash = ")
        .value(Value::Bytes(head.hash.to_vec()))?
        .push(", access_seq = ")
        .value(Value::Number(number(head.access_seq)))?
        .push(", access_hash = ")
        .value(Value::Bytes(head.access_hash.to_vec()))?
        .push(", disposals = ")
        .value(Value::Number(number(head.disposals)))?
        .push(", signed_by = ")
        .value(Value::Text(signature.by.clone()))?
        .push(", signature = ")
        .value(Value::Bytes(signature.bytes.clone()))
}

/// Empties the wrapped key of a file and says who did it and why.
pub(crate) async fn destroy_key(
    connection: &mut PoolConnection<Any>,
    disposal: &Disposal,
) -> Result<(), RecordError> {
    sqlx::query(
        "UPDATE file_key SET wrapped = NULL, destroyed = $1, destroyed_by = $2, reason = $3 \
         WHERE file = $4",
    )
    .bind(disposal.at_micros)
    .bind(&disposal.by_user)
    .bind(&disposal.reason)
    .bind(disposal.file.uuid().as_bytes().to_vec())
    .execute(&mut **connection)
    .await
    .map(|_| ())
    .map_err(|error| RecordError::database("destroying a key", error))
}

/// Moves a destroyed key out of the write-ahead log, or lets its old row be overwritten. Does
/// what it can now; what is busy is done by the database's own housekeeping later.
pub(crate) async fn forget_pages(store: &Store, connection: Option<&mut PoolConnection<Any>>) {
    let Some(connection) = connection else { return };
    let statement = match store.kind {
        Kind::Sqlite => "PRAGMA wal_checkpoint(TRUNCATE)",
        Kind::Postgres => "VACUUM file_key",
    };
    let _best_effort = connection.execute(sqlx::raw_sql(statement)).await;
}

pub(crate) fn uuid_value(id: uuid::Uuid) -> Value {
    Value::Bytes(id.as_bytes().to_vec())
}
