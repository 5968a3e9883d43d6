//! Many new files at once, from an extract of another system.

use std::collections::HashSet;
use std::sync::Arc;

use domain::{Actor, CommandId, FileId, NewEvent};
use jiff::Timestamp;

use crate::amend::{Request, place, seal_line};
use crate::error::RecordError;
use crate::record::{Inner, Record};
use crate::seal::DataKey;
use crate::store::{self, Statement};
use crate::writer::{Appended, IMPORT_LINES, Job, NewKey, SealedLine, uuid_value};

/// Times a piece is looked at again when another program imports the same files meanwhile.
const TRIES: u32 = 8;

/// A file that is not in the record yet, with its first lines.
#[derive(Debug, Clone)]
pub struct NewFile {
    /// Its id. An import makes it from what it reads, so that the same row read twice is the
    /// same file.
    pub file: FileId,
    /// The command its lines come from.
    pub command: CommandId,
    /// Who imports.
    pub by: Actor,
    /// Its lines.
    pub lines: Vec<NewEvent>,
}

/// What an import did.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Imported {
    /// Files written.
    pub files: u64,
    /// Their lines.
    pub lines: u64,
    /// Files that were in the record already, or came twice, and were left alone.
    pub skipped: u64,
}

/// A piece of an import, ready for the writer.
struct Piece {
    keys: Vec<NewKey>,
    lines: Vec<SealedLine>,
    skipped: u64,
}

impl Record {
    /// Writes many new files, in pieces that are each durable or not there at all.
    ///
    /// Run again after it was killed, it goes on where it stopped: a file that exists is skipped
    /// and counted. One piece is sealed while the one before it is written.
    pub async fn append_new(
        &self,
        files: Vec<NewFile>,
        now: Timestamp,
    ) -> Result<Imported, RecordError> {
        let mut imported = Imported::default();
        let mut seen = HashSet::with_capacity(files.len());
        let all = files.len();
        let mut rest = files
            .into_iter()
            // A file without lines would be a key for nothing.
            .filter(|file| !file.lines.is_empty() && seen.insert(file.file))
            .peekable();
        let mut counted = 0;
        let mut writing: Option<(Arc<Vec<NewFile>>, Piece)> = None;
        loop {
            let next = Arc::new(cut(&mut rest));
            counted += next.len();
            let sealing = (!next.is_empty()).then(|| {
                let inner = Arc::clone(&self.0);
                let next = Arc::clone(&next);
                tokio::spawn(async move { inner.seal_piece(&next, now).await })
            });
            if let Some((files, piece)) = writing.take() {
                self.0
                    .write_piece(&files, piece, now, &mut imported)
                    .await?;
            }
            let Some(sealing) = sealing else { break };
            // The task is neither cancelled nor does it panic, unless the program is ending.
            let piece = sealing.await.map_err(|_| RecordError::Closed)??;
            writing = Some((next, piece));
        }
        imported.skipped += u64::try_from(all - counted).unwrap_or(u64::MAX);
        Ok(imported)
    }
}

/// The next files, up to the size of a piece.
fn cut(rest: &mut std::iter::Peekable<impl Iterator<Item = NewFile>>) -> Vec<NewFile> {
    let mut piece = Vec::new();
    let mut lines = 0;
    while let Some(next) = rest.peek() {
        lines += next.lines.len();
        if lines > IMPORT_LINES && !piece.is_empty() {
            break;
        }
        piece.extend(rest.next());
    }
    piece
}

impl Inner {
    async fn seal_piece(&self, files: &[NewFile], now: Timestamp) -> Result<Piece, RecordError> {
        let known = self.known_files(files).await?;
        let mut piece = Piece {
            keys: Vec::with_capacity(files.len()),
            lines: Vec::with_capacity(files.len()),
            skipped: 0,
        };
        for new in files {
            if known.contains(&new.file) {
                piece.skipped += 1;
                continue;
            }
            let key = DataKey::generate()?;
            let request = Request {
                id: new.command,
                by: new.by.clone(),
                now,
                digest: [0; 32],
            };
            let micros = now.as_microsecond();
            for line in place(new.file, 0, micros, &request, new.lines.clone())? {
                piece.lines.push(seal_line(&key, &line)?);
            }
            piece.keys.push(NewKey {
                file: new.file,
                wrapped: self.keys.wrap(new.file, &key).await?,
                created_micros: micros,
            });
        }
        // Keys in the order of their index, which is kinder to it; lines stay in their own order.
        piece.keys.sort_unstable_by_key(|key| key.file);
        Ok(piece)
    }

    async fn write_piece(
        &self,
        files: &[NewFile],
        mut piece: Piece,
        now: Timestamp,
        imported: &mut Imported,
    ) -> Result<(), RecordError> {
        for _ in 0..TRIES {
            let written = Imported {
                files: imported.files + u64::try_from(piece.keys.len()).unwrap_or(0),
                lines: imported.lines + u64::try_from(piece.lines.len()).unwrap_or(0),
                skipped: imported.skipped + piece.skipped,
            };
            if piece.keys.is_empty() {
                *imported = written;
                return Ok(());
            }
            let Piece { keys, lines, .. } = piece;
            match self.ask(|reply| Job::Import(keys, lines, reply)).await? {
                Appended::Written => {
                    *imported = written;
                    return Ok(());
                }
                // Another program wrote one of these files: see which are left.
                Appended::Stale => piece = self.seal_piece(files, now).await?,
            }
        }
        let first = files.first().map(|new| new.command);
        Err(
            first.map_or(RecordError::Closed, |command| RecordError::EventIdReused {
                command,
            }),
        )
    }

    /// Which of these files are in the record.
    async fn known_files(&self, files: &[NewFile]) -> Result<HashSet<FileId>, RecordError> {
        let mut known = HashSet::new();
        let mut connection = self.store.reader().await?;
        for piece in files.chunks(500) {
            let mut statement = Statement::new(self.store.kind);
            statement
                .push("SELECT file FROM file_key WHERE file IN (")
                .list(piece.iter().map(|new| uuid_value(new.file.uuid())))?
                .push(")");
            let rows = statement
                .finish()
                .fetch_all(&mut *connection)
                .await
                .map_err(|error| RecordError::database("looking for files", error))?;
            for row in rows {
                let bytes: Vec<u8> = sqlx::Row::try_get(&row, 0)
                    .map_err(|error| RecordError::database("looking for files", error))?;
                known.insert(FileId::new(store::id(&bytes, "file_key.file")?));
            }
        }
        Ok(known)
    }
}
