//! Adding to a file: look, decide, write; and again if somebody else was faster.

use std::sync::Arc;

use domain::{Actor, CommandId, FileId, NewEvent, Position, Recorded};
use jiff::Timestamp;

use crate::error::RecordError;
use crate::read::{Entry, Held, Loaded, open_any_line};
use crate::record::{Inner, Record};
use crate::seal::{DataKey, line_place};
use crate::wire;
use crate::writer::{Append, Appended, Job, NewCommand, NewKey, SealedLine};

/// Tries before somebody is told that a file is contended. Each lost race is another's success.
const TRIES: u32 = 64;

/// Lost races after which somebody waits for their turn among the unlucky.
const PATIENCE: u32 = 3;

/// Who asks for a change, when, and under which id.
#[derive(Debug, Clone)]
pub struct Request {
    /// The id of the command. The same id with the same digest from the same user is done once.
    pub id: CommandId,
    /// Who asks.
    pub by: Actor,
    /// Now.
    pub now: Timestamp,
    /// A hash of what is asked, so that an id used again for something else is noticed.
    pub digest: [u8; 32],
}

/// What an amendment led to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Amended {
    /// The lines written, in order. Empty when the decision led to none.
    pub lines: Vec<Recorded>,
    /// Whether they had been written before, by the same command sent earlier.
    pub repeated: bool,
}

/// Why nothing was written.
#[derive(Debug, thiserror::Error)]
pub enum AmendError<R> {
    /// The decision was to refuse. The reason is the decider's own.
    #[error("the request was refused")]
    Refused(R),
    /// The record could not do it.
    #[error(transparent)]
    Record(#[from] RecordError),
}

impl Record {
    /// Adds to a file what `decide` makes of it, all or nothing, durable when this returns.
    ///
    /// `decide` must be pure: it is called again with what the file holds then, whenever somebody
    /// else was faster. A file that does not exist yet is handed over empty, and is opened by the
    /// first lines written to it. The recorded time is `request.now`, or that of the line before
    /// where the clock went back.
    ///
    /// A command that was done before gives the lines it led to then, and writes nothing.
    pub async fn amend<R, F>(
        &self,
        file: FileId,
        request: Request,
        decide: F,
    ) -> Result<Amended, AmendError<R>>
    where
        F: Fn(&Held) -> Result<Vec<NewEvent>, R> + Send,
        R: Send,
    {
        let inner = &self.0;
        // The first try decides on what is in memory. If that was behind, the writer says so.
        let mut current = inner.remembered(file).map(Loaded::Open);
        let mut fresh = false;
        let mut turn = None;
        for tries in 0..TRIES {
            if tries == PATIENCE {
                // Unlucky: from here on, one after the other in the order of asking.
                turn = Some(inner.turn_at(file).lock().await);
            }
            let loaded = if let Some(loaded) = current.take() {
                loaded
            } else {
                fresh = true;
                inner.load(file).await?
            };
            if matches!(loaded, Loaded::Disposed(_)) {
                return Err(RecordError::Disposed { file }.into());
            }
            let open = match &loaded {
                Loaded::Open(entry) => Some((Arc::clone(&entry.key), entry.access_seq)),
                Loaded::Missing | Loaded::Disposed(_) => None,
            };
            let held = loaded.held(file);
            let events = match decide(&held) {
                Ok(events) if !events.is_empty() => events,
                nothing => {
                    if !fresh {
                        continue;
                    }
                    // Nothing to write: perhaps because this very command was done already.
                    if let Some(amended) = inner.done_before(file, &request).await? {
                        return Ok(amended);
                    }
                    return match nothing {
                        Ok(_) => Ok(Amended {
                            lines: Vec::new(),
                            repeated: false,
                        }),
                        Err(refusal) => Err(AmendError::Refused(refusal)),
                    };
                }
            };
            let planned = inner.plan(open, &held, &request, events).await?;
            match inner
                .ask(|reply| Job::Append(planned.append, reply))
                .await?
            {
                Appended::Written => {
                    // The caller's copy goes first, so that the one in memory need not be copied.
                    drop(held);
                    inner.grew(file, &planned.key, &planned.lines);
                    return Ok(Amended {
                        lines: planned.lines,
                        repeated: false,
                    });
                }
                Appended::Stale => {
                    if let Some(amended) = inner.done_before(file, &request).await? {
                        return Ok(amended);
                    }
                }
            }
        }
        drop(turn);
        Err(RecordError::Contended { file, tries: TRIES }.into())
    }
}

/// A command from its row: user, digest, file, first and last line.
type CommandRow = (String, Vec<u8>, Vec<u8>, i64, i64);

/// A decision sealed and ready, and what the file will hold by it.
struct Planned {
    append: Append,
    key: Arc<DataKey>,
    lines: Vec<Recorded>,
}

impl Inner {
    async fn plan(
        &self,
        open: Option<(Arc<DataKey>, i64)>,
        held: &Held,
        request: &Request,
        events: Vec<NewEvent>,
    ) -> Result<Planned, RecordError> {
        let file = held.file;
        let (key, seen_access, new_key) = if let Some((key, seen_access)) = open {
            (key, seen_access, None)
        } else {
            let key = DataKey::generate()?;
            let wrapped = self.keys.wrap(file, &key).await?;
            let created_micros = request.now.as_microsecond();
            (
                Arc::new(key),
                0,
                Some(NewKey {
                    file,
                    wrapped,
                    created_micros,
                }),
            )
        };
        let now_micros = request.now.as_microsecond();
        let recorded_micros = held.lines.last().map_or(now_micros, |line| {
            line.recorded.as_microsecond().max(now_micros)
        });
        let lines = place(file, held.last_position(), recorded_micros, request, events)?;
        let sealed = lines
            .iter()
            .map(|line| seal_line(&key, line))
            .collect::<Result<_, _>>()?;
        let command = NewCommand {
            id: request.id,
            by_user: request.by.user.as_str().to_owned(),
            digest: request.digest,
            file,
        };
        let append = Append {
            file,
            seen: held.last_position(),
            seen_access,
            new_key,
            command,
            lines: sealed,
        };
        Ok(Planned { append, key, lines })
    }

    /// What a command led to when it was done before. Fails when its id was used otherwise.
    async fn done_before(
        &self,
        file: FileId,
        request: &Request,
    ) -> Result<Option<Amended>, RecordError> {
        let failed = |error| RecordError::database("looking up a command", error);
        let mut connection = self.store.reader().await?;
        let found: Option<CommandRow> = sqlx::query_as(
            "SELECT by_user, digest, file, first_seq, last_seq FROM command WHERE id = $1",
        )
        .bind(request.id.uuid().as_bytes().to_vec())
        .fetch_optional(&mut *connection)
        .await
        .map_err(failed)?;
        let Some((by_user, digest, its_file, first, last)) = found else {
            return Ok(None);
        };
        if by_user != request.by.user.as_str()
            || digest != request.digest
            || its_file != file.uuid().as_bytes()
        {
            return Err(RecordError::CommandIdReused {
                command: request.id,
            });
        }
        let rows = sqlx::query_as(
            "SELECT seq, position, event_id, recorded, sealed FROM line \
             WHERE seq BETWEEN $1 AND $2 ORDER BY seq",
        )
        .bind(first)
        .bind(last)
        .fetch_all(&mut *connection)
        .await
        .map_err(failed)?;
        drop(connection);
        let Loaded::Open(Entry { key, .. }) = self.load(file).await? else {
            return Err(RecordError::Disposed { file });
        };
        let lines = rows
            .into_iter()
            .map(|row| open_any_line(file, &key, row).map(|(_, line)| line))
            .collect::<Result<_, _>>()?;
        Ok(Some(Amended {
            lines,
            repeated: true,
        }))
    }

    /// Adds durable lines to the file in memory, if they follow on what is there.
    fn grew(&self, file: FileId, key: &Arc<DataKey>, new: &[Recorded]) {
        let mut files = self.files();
        let entry = files.get_or_insert_mut(file, || Entry {
            key: Arc::clone(key),
            lines: Arc::default(),
            accesses: Arc::default(),
            access_seq: 0,
        });
        let next = entry.lines.last().map_or(1, |line| line.position.get() + 1);
        if new.first().is_some_and(|line| line.position.get() == next) {
            Arc::make_mut(&mut entry.lines).extend_from_slice(new);
        }
    }
}

/// Gives events their places after `last`.
pub(crate) fn place(
    file: FileId,
    last: u64,
    recorded_micros: i64,
    request: &Request,
    events: Vec<NewEvent>,
) -> Result<Vec<Recorded>, RecordError> {
    // To the microsecond, as it will be read back.
    let recorded = Timestamp::from_microsecond(recorded_micros)
        .map_err(|_| RecordError::Unwritable(wire::WireError::Time))?;
    let mut position = Position::new(last).map_or(Position::FIRST, Position::next);
    Ok(events
        .into_iter()
        .map(|new| {
            let line = Recorded {
                file,
                position,
                id: new.id,
                happened: new.happened,
                recorded,
                by: request.by.clone(),
                command: request.id,
                event: new.event,
            };
            position = position.next();
            line
        })
        .collect())
}

/// Seals one line for the writer.
pub(crate) fn seal_line(key: &DataKey, line: &Recorded) -> Result<SealedLine, RecordError> {
    let contents = wire::write_line(line).map_err(RecordError::Unwritable)?;
    let aad = line_place(line.file, line.position, line.id);
    Ok(SealedLine {
        file: line.file,
        position: line.position.get(),
        id: line.id,
        recorded_micros: line.recorded.as_microsecond(),
        sealed: key.seal(&aad, &contents)?,
    })
}
