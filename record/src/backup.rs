//! Backup and restore: a sealed copy in one file, that either database can be made from.
//!
//! The copy is taken from one unmoving picture while appends go on. It holds what the tables
//! hold: sealed lines, wrapped keys, both chains and their signatures; nobody can read it without
//! the key file, which is not in it. A restore fills an empty record only, and verifies what it
//! wrote before it becomes visible.

mod frames;
mod tables;

use std::fs::OpenOptions;
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::{Path, PathBuf};

use sqlx::pool::PoolConnection;
use sqlx::{Any, Executor as _};

use crate::error::RecordError;
use crate::record::{Inner, Record};
use crate::store::{Kind, Statement, Value, discard};
use crate::verify::{Fault, Progress, Stop};
use frames::{Frame, Frames, Out};
use tables::{TABLES, Table};

/// Why a backup could not be made or restored.
#[derive(Debug, Clone, thiserror::Error)]
#[non_exhaustive]
pub enum BackupError {
    /// There is a file of this name.
    #[error("`{0}` exists already, and a backup never overwrites a file: choose another name")]
    Exists(String),
    /// The file could not be read or written.
    #[error("the backup `{path}` cannot be used: {why}")]
    File {
        /// The file.
        path: String,
        /// What the system said.
        why: String,
    },
    /// The file is something else.
    #[error("`{0}` is not a backup of a Lantern record")]
    NotABackup(String),
    /// The file ends too soon.
    #[error("the backup `{path}` is cut off after {bytes} bytes: nothing was restored")]
    CutOff {
        /// The file.
        path: String,
        /// How many bytes there are.
        bytes: u64,
    },
    /// The file was changed.
    #[error("the backup `{0}` was changed since it was made: nothing was restored")]
    Changed(String),
    /// The file comes from a newer Lantern.
    #[error("the backup `{0}` was made by a newer Lantern: use that version; nothing was restored")]
    Newer(String),
    /// There is something in the record already.
    #[error(
        "a backup is restored into an empty record only, and this one has lines: nothing was restored"
    )]
    NotEmpty,
    /// What was restored does not verify.
    #[error("the backup does not verify, and nothing was restored: {0}")]
    Broken(Fault),
}

/// What was copied.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Copied {
    /// Lines of the record.
    pub lines: u64,
    /// Entries of the access log.
    pub accesses: u64,
    /// Bytes of the backup.
    pub bytes: u64,
}

impl Record {
    /// Writes a backup to a new file that only its owner can read. Durable when this returns.
    pub async fn backup(
        &self,
        path: impl AsRef<Path>,
        progress: Option<Progress>,
    ) -> Result<Copied, RecordError> {
        let path = path.as_ref();
        let file = OpenOptions::new()
            .write(true)
            .create_new(true)
            .mode(0o600)
            .open(path)
            .map_err(|error| match error.kind() {
                std::io::ErrorKind::AlreadyExists => {
                    BackupError::Exists(path.display().to_string())
                }
                _ => frames::failed(path, &error),
            })?;
        let mut connection = self.0.store.reader().await?;
        let result = async {
            connection
                .execute(sqlx::raw_sql(self.0.store.begin_snapshot()))
                .await
                .map_err(|error| RecordError::database("backing up", error))?;
            let out = Out::new(path.to_owned(), file);
            self.0.write_backup(&mut connection, out, progress).await
        }
        .await;
        if connection.execute(sqlx::raw_sql("ROLLBACK")).await.is_err() {
            discard(connection).await;
        }
        if result.is_err() {
            // Ours, and worth nothing: it has no end.
            let _left_behind = std::fs::remove_file(path);
        }
        result
    }

    /// Fills an empty record from a backup, all or nothing.
    ///
    /// The file is read twice: once to see that it is whole, once to write it. The keys of the
    /// backed-up record must have been given when this one was opened.
    pub async fn restore(
        &self,
        path: impl AsRef<Path>,
        progress: Option<Progress>,
    ) -> Result<Copied, RecordError> {
        let path: PathBuf = path.as_ref().to_owned();
        let checked = path.clone();
        let bytes = tokio::task::spawn_blocking(move || frames::check(&checked))
            .await
            .map_err(|_| RecordError::Closed)??;
        let mut connection = self.0.store.reader().await?;
        match self.0.read_backup(&mut connection, &path, progress).await {
            Ok(copied) => {
                connection
                    .execute(sqlx::raw_sql("COMMIT"))
                    .await
                    .map_err(RecordError::commit)?;
                self.0.arrived(copied.lines);
                Ok(Copied { bytes, ..copied })
            }
            Err(error) => {
                if connection.execute(sqlx::raw_sql("ROLLBACK")).await.is_err() {
                    discard(connection).await;
                }
                Err(error)
            }
        }
    }
}

impl Inner {
    async fn write_backup(
        &self,
        connection: &mut PoolConnection<Any>,
        mut out: Out,
        progress: Option<Progress>,
    ) -> Result<Copied, RecordError> {
        let (head, _) = crate::verify::read_signed_head(connection).await?;
        let total = head.seq + head.access_seq;
        let mut done = 0;
        for (number, table) in (0_u8..).zip(TABLES) {
            let mut after = None;
            loop {
                let rows = table
                    .page(self.store.kind, connection, after.take())
                    .await?;
                let Some(last) = rows.last() else { break };
                after = Table::key_of(last);
                let count = u64::try_from(rows.len()).unwrap_or(0);
                for row in rows {
                    out.row(number, &row);
                }
                out = out.flush().await?;
                if table.is_chain {
                    done += count;
                    if let Some(progress) = &progress {
                        progress(done, total);
                    }
                }
            }
        }
        let bytes = out.finish().await?;
        Ok(Copied {
            lines: head.seq,
            accesses: head.access_seq,
            bytes,
        })
    }

    /// Fills the tables and verifies them, inside a transaction that the caller ends.
    async fn read_backup(
        &self,
        connection: &mut PoolConnection<Any>,
        path: &Path,
        progress: Option<Progress>,
    ) -> Result<Copied, RecordError> {
        let failed = |error| RecordError::database("restoring", error);
        let begin = match self.store.kind {
            Kind::Sqlite => "BEGIN IMMEDIATE",
            Kind::Postgres => "BEGIN; SELECT 1 FROM head FOR UPDATE",
        };
        connection
            .execute(sqlx::raw_sql(begin))
            .await
            .map_err(failed)?;
        let (there,): (i64,) = sqlx::query_as(
            "SELECT seq + access_seq + (SELECT COUNT(*) FROM file_key) \
             + (SELECT COUNT(*) FROM checkpoint) FROM head",
        )
        .fetch_one(&mut **connection)
        .await
        .map_err(failed)?;
        if there != 0 {
            return Err(BackupError::NotEmpty.into());
        }
        connection
            .execute(sqlx::raw_sql("DELETE FROM head"))
            .await
            .map_err(failed)?;

        let mut frames = Frames::open(path)?;
        let mut waiting: Option<(&Table, Vec<Vec<Value>>)> = None;
        while let Some(Frame { table, row }) = frames.next()? {
            let full = waiting
                .as_ref()
                .is_some_and(|(of, rows)| !std::ptr::eq(*of, table) || rows.len() >= 100);
            if full && let Some((of, rows)) = waiting.take() {
                self.insert(connection, of, rows).await?;
            }
            waiting
                .get_or_insert_with(|| (table, Vec::new()))
                .1
                .push(row);
        }
        if let Some((of, rows)) = waiting {
            self.insert(connection, of, rows).await?;
        }

        let (head, signature) = crate::verify::read_signed_head(connection).await?;
        if self.keys.verifying_key(&signature.by).is_none() {
            return Err(RecordError::OtherKeys {
                signed_by: signature.by,
            });
        }
        match self.verify_snapshot(connection, Vec::new(), progress).await {
            Ok(_) => Ok(Copied {
                lines: head.seq,
                accesses: head.access_seq,
                bytes: 0,
            }),
            Err(Stop::Fault(fault)) => Err(BackupError::Broken(fault).into()),
            Err(Stop::Error(error)) => Err(error),
        }
    }

    async fn insert(
        &self,
        connection: &mut PoolConnection<Any>,
        table: &Table,
        rows: Vec<Vec<Value>>,
    ) -> Result<(), RecordError> {
        let mut statement = Statement::new(self.store.kind);
        statement.push(table.insert).rows(rows)?;
        statement
            .finish()
            .execute(&mut **connection)
            .await
            .map(|_| ())
            .map_err(|error| RecordError::database("restoring", error))
    }
}
