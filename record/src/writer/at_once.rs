//! The usual case in one message: nobody else has written since this writer's last commit.
//!
//! The head is moved on the condition that it is where this writer left it, and everything else
//! is inserted on the condition that the head moved. What a decision depended on needs no look of
//! its own then: a position, a new file or a command that is there already breaks a unique index,
//! a disposal has moved the head, and the access log is asked about in the same condition. When a
//! condition fails nothing is written, and the writer looks more closely.

use sqlx::pool::PoolConnection;
use sqlx::{Any, Row as _};

use super::Append;
use super::statements::{
    Batch, Guard, HEAD, head_of, insert_accesses, insert_commands, insert_keys, insert_lines,
    notify, update_head,
};
use crate::chain::Head;
use crate::error::RecordError;
use crate::keys::Signature;
use crate::store::{Kind, Statement, Store, Value, number};

/// Where the head is moved from and to.
pub(super) struct Move<'a> {
    pub(super) from: &'a Head,
    pub(super) to: &'a Head,
    pub(super) signature: &'a Signature,
    /// Whether other programs are told.
    pub(super) tell: bool,
}

/// Writes and commits. `false` when something was not as expected, and nothing was written.
pub(super) async fn write(
    store: &Store,
    connection: &mut PoolConnection<Any>,
    head: &Move<'_>,
    batch: &Batch<'_>,
    decided: &[&Append],
) -> Result<bool, RecordError> {
    let mut all = Statement::new(store.kind);
    let (close, guard) = match store.kind {
        Kind::Sqlite => {
            all.push("BEGIN IMMEDIATE; ");
            move_head(&mut all, head, decided)?.push("; ");
            ("; ", Guard::Head(head.to.hash, head.to.access_hash))
        }
        Kind::Postgres => {
            all.push("WITH moved AS (");
            move_head(&mut all, head, decided)?.push(" RETURNING one)");
            (")", Guard::Moved)
        }
    };
    let part = |all: &mut Statement, name: &'static str| {
        if store.kind == Kind::Postgres {
            all.push(", ").push(name).push(" AS (");
        }
    };
    if !batch.keys.is_empty() {
        part(&mut all, "new_keys");
        insert_keys(&mut all, &batch.keys, guard)?.push(close);
    }
    if !batch.lines.is_empty() {
        part(&mut all, "new_lines");
        insert_lines(&mut all, &batch.lines, guard)?.push(close);
    }
    if !batch.commands.is_empty() {
        part(&mut all, "new_commands");
        insert_commands(&mut all, &batch.commands, guard)?.push(close);
    }
    if !batch.accesses.is_empty() {
        part(&mut all, "new_accesses");
        insert_accesses(&mut all, &batch.accesses, guard)?.push(close);
    }
    match store.kind {
        Kind::Sqlite => {
            all.push(HEAD).push("; COMMIT");
        }
        Kind::Postgres if batch.lines.is_empty() || !head.tell => {
            all.push(" SELECT one FROM moved");
        }
        Kind::Postgres => {
            all.push(" SELECT ");
            notify(&mut all, head.to)?.push(" FROM moved");
        }
    }
    let rows = all
        .finish()
        .fetch_all(&mut **connection)
        .await
        .map_err(RecordError::commit)?;
    match store.kind {
        Kind::Postgres => Ok(!rows.is_empty()),
        Kind::Sqlite => match rows.iter().find(|row| row.len() == 6) {
            Some(row) => Ok(head_of(row)? == *head.to),
            None => Ok(false),
        },
    }
}

fn move_head<'s>(
    all: &'s mut Statement,
    Move {
        from,
        to,
        signature,
        ..
    }: &Move<'_>,
    decided: &[&Append],
) -> Result<&'s mut Statement, RecordError> {
    update_head(all, to, signature)?
        .push(" WHERE seq = ")
        .value(Value::Number(number(from.seq)))?
        .push(" AND hash = ")
        .value(Value::Bytes(from.hash.to_vec()))?
        .push(" AND access_seq = ")
        .value(Value::Number(number(from.access_seq)))?
        .push(" AND disposals = ")
        .value(Value::Number(number(from.disposals)))?;
    let mut before = " AND NOT EXISTS (SELECT 1 FROM access WHERE (file = ";
    for append in decided.iter().filter(|append| append.new_key.is_none()) {
        all.push(before)
            .value(super::uuid_value(append.file.uuid()))?
            .push(" AND seq > ")
            .value(Value::Number(append.seen_access))?
            .push(")");
        before = " OR (file = ";
    }
    if before.starts_with(" OR") {
        all.push(")");
    }
    Ok(all)
}
