//! The one task of this process that writes.
//!
//! Appends wait in a queue; the writer takes all that are there and commits them in one
//! transaction, so that many people pay for one flush of the disk between them. The row of the
//! head is locked first, which puts the writers of several processes in line.
//!
//! Nothing is believed from one transaction to the next: head, positions and commands are read
//! again each time, because another process may have written.

mod at_once;
mod jobs;
mod statements;

use std::collections::{HashMap, HashSet};
use std::sync::{Arc, Weak};
use std::time::{Duration, Instant};

use domain::{CommandId, FileId};
use jiff::Timestamp;
use sqlx::pool::PoolConnection;
use sqlx::{Any, Executor as _};
use tokio::sync::mpsc;

use crate::chain::{AccessLink, Head, Link};
use crate::checkpoint::Checkpoint;
use crate::error::RecordError;
use crate::keys::Signature;
use crate::record::Inner;
use crate::store::{Store, discard, number};

pub(crate) use jobs::{
    Append, Appended, Disposal, Job, NewCommand, NewKey, SealedAccess, SealedLine,
};
pub(crate) use statements::{HEAD, KeyState, Opened, head_of, uuid_value};

/// Commands written in one transaction, at most.
const GROUP: usize = 64;

/// Times the writer lets others run before it takes the next group: some tens of microseconds.
const GATHERING: u32 = 16;

/// Lines of an import written in one transaction, at most; the caller cuts its work to this.
pub(crate) const IMPORT_LINES: usize = 10_000;

pub(crate) struct Writer {
    pub(crate) inner: Weak<Inner>,
    pub(crate) store: Arc<Store>,
    pub(crate) jobs: mpsc::Receiver<Job>,
    pub(crate) connection: Option<PoolConnection<Any>>,
    pub(crate) last_checkpoint: (u64, u64),
    /// The head as this writer left it, while it has no reason to think that it has moved.
    pub(crate) left_at: Option<Head>,
    /// When other programs were last told of an append.
    pub(crate) told_at: Option<Instant>,
}

/// A transaction under way: the head as it will be.
struct Writing {
    connection: PoolConnection<Any>,
    head: Head,
}

impl Writer {
    /// Writes until nobody holds the record any more and the queue is empty.
    pub(crate) async fn run(mut self) {
        let mut taken = Vec::with_capacity(GROUP);
        while self.jobs.recv_many(&mut taken, GROUP).await > 0 {
            let answering = taken.len();
            let Some(inner) = self.inner.upgrade() else {
                return;
            };
            let mut group = Vec::with_capacity(taken.len());
            for job in taken.drain(..) {
                match job {
                    Job::Append(..) | Job::Access(..) => group.push(job),
                    alone => {
                        self.commit_group(&inner, std::mem::take(&mut group)).await;
                        self.do_alone(&inner, alone).await;
                    }
                }
            }
            self.commit_group(&inner, group).await;
            drop(inner);
            self.gather(answering).await;
        }
    }

    /// Lets those who were just answered ask again before the next group is taken.
    ///
    /// While a group is on its way to the disk the others queue; taken at once, they would leave
    /// the just answered to the group after, and two half groups would take turns for ever. A
    /// writer that is alone never waits.
    async fn gather(&mut self, answered: usize) {
        let everybody = self.jobs.len().saturating_add(answered).min(GROUP);
        if everybody < 2 {
            return;
        }
        for _ in 0..GATHERING {
            if self.jobs.len() >= everybody {
                return;
            }
            tokio::task::yield_now().await;
        }
    }

    /// Commits a group; when one of its members breaks a rule of the database, each by itself,
    /// so that only the guilty one is refused.
    async fn commit_group(&mut self, inner: &Inner, group: Vec<Job>) {
        if group.is_empty() {
            return;
        }
        match self.try_group(inner, &group).await {
            Ok(outcomes) => {
                for (job, outcome) in group.into_iter().zip(outcomes) {
                    answer(job, Ok(outcome));
                }
            }
            Err(error) if error.is_unique_violation() && group.len() > 1 => {
                for job in group {
                    let result = self.try_group(inner, std::slice::from_ref(&job)).await;
                    let outcome =
                        result.map(|outcomes| outcomes.first().copied().unwrap_or(Appended::Stale));
                    answer(job, outcome);
                }
            }
            Err(error) => {
                for job in group {
                    answer(job, Err(error.clone()));
                }
            }
        }
    }

    async fn try_group(
        &mut self,
        inner: &Inner,
        group: &[Job],
    ) -> Result<Vec<Appended>, RecordError> {
        let doubt = match self.try_at_once(inner, group).await {
            Ok(Some(outcomes)) => return Ok(outcomes),
            Ok(None) => None,
            // The connection broke while saving. A closer look will tell whether it was saved:
            // then the commands are there, and the callers find them done.
            Err(doubt @ RecordError::InDoubt { .. }) => Some(doubt),
            Err(error) => return Err(error),
        };
        match (self.look_and_write(inner, group).await, doubt) {
            (Err(RecordError::Unreachable { .. }), Some(doubt)) => Err(doubt),
            (result, _) => result,
        }
    }

    /// The group after a look at everything it depends on.
    async fn look_and_write(
        &mut self,
        inner: &Inner,
        group: &[Job],
    ) -> Result<Vec<Appended>, RecordError> {
        let appends = || {
            group.iter().filter_map(|job| match job {
                Job::Append(append, _) => Some(append),
                _ => None,
            })
        };
        let files: HashSet<FileId> = appends().map(|append| append.file).collect();
        let commands: Vec<CommandId> = appends().map(|append| append.command.id).collect();
        let (mut writing, mut opened) = self.begin(&files, &commands).await?;

        let mut batch = statements::Batch::default();
        let mut outcomes = Vec::with_capacity(group.len());
        for job in group {
            outcomes.push(match job {
                Job::Append(append, _) => writing.add(append, &mut opened, &mut batch),
                Job::Access(access, _) => {
                    writing.add_access(access, &mut opened, &mut batch);
                    Appended::Written
                }
                _ => Appended::Stale,
            });
        }
        if batch.is_empty() {
            // Everybody was stale: nothing to write.
            self.give_up(writing.connection).await;
            return Ok(outcomes);
        }
        self.commit(inner, writing, batch).await?;
        Ok(outcomes)
    }

    /// The group in one message, if everything is as its decisions saw it. `None` when that
    /// cannot be said without looking, and nothing was written.
    async fn try_at_once(
        &mut self,
        inner: &Inner,
        group: &[Job],
    ) -> Result<Option<Vec<Appended>>, RecordError> {
        let (Some(from), Some(connection)) = (self.left_at.take(), self.connection.take()) else {
            return Ok(None);
        };
        let mut writing = Writing {
            connection,
            head: from,
        };
        let mut opened = Opened::believing(from, group);
        let mut batch = statements::Batch::default();
        let mut decided = Vec::new();
        let mut outcomes = Vec::with_capacity(group.len());
        for job in group {
            outcomes.push(match job {
                Job::Append(append, _) => {
                    let first = !decided
                        .iter()
                        .any(|other: &&Append| other.file == append.file);
                    let outcome = writing.add(append, &mut opened, &mut batch);
                    if outcome == Appended::Written && first {
                        decided.push(append);
                    }
                    outcome
                }
                Job::Access(access, _) => {
                    writing.add_access(access, &mut opened, &mut batch);
                    Appended::Written
                }
                _ => Appended::Stale,
            });
        }
        let Writing {
            mut connection,
            head,
        } = writing;
        if batch.is_empty() || batch.is_large() || self.checkpoint_is_due(inner, &head) {
            self.connection = Some(connection);
            return Ok(None);
        }
        let signature = inner.keys.sign(&head.message()).await?;
        let tell = self.told_at.is_none_or(|told| told.elapsed() >= TELL_AGAIN);
        if tell {
            self.told_at = Some(Instant::now());
        }
        let step = at_once::Move {
            from: &from,
            to: &head,
            signature: &signature,
            tell,
        };
        match at_once::write(&self.store, &mut connection, &step, &batch, &decided).await {
            Ok(true) => {
                self.connection = Some(connection);
                self.left_at = Some(head);
                inner.arrived(head.seq);
                Ok(Some(outcomes))
            }
            Ok(false) => {
                self.connection = Some(connection);
                Ok(None)
            }
            Err(error) if error.is_unique_violation() => {
                self.give_up(connection).await;
                Ok(None)
            }
            Err(error) => {
                self.give_up(connection).await;
                Err(error)
            }
        }
    }

    fn checkpoint_is_due(&self, inner: &Inner, head: &Head) -> bool {
        let every = inner.options.checkpoint_lines.max(1);
        head.seq / every > self.last_checkpoint.0 / every
    }

    async fn do_alone(&mut self, inner: &Inner, job: Job) {
        match job {
            Job::Import(keys, lines, reply) => {
                let result = self.import(inner, &keys, &lines).await;
                let _caller_gone = reply.send(result);
            }
            Job::Dispose(disposal, reply) => {
                let result = self.dispose(inner, &disposal).await;
                let _caller_gone = reply.send(result);
            }
            Job::Checkpoint(now, reply) => {
                let result = self.checkpoint(inner, now).await;
                let _caller_gone = reply.send(result);
            }
            Job::Append(..) | Job::Access(..) => {}
        }
    }

    async fn import(
        &mut self,
        inner: &Inner,
        keys: &[NewKey],
        lines: &[SealedLine],
    ) -> Result<Appended, RecordError> {
        let (mut writing, _) = self.begin(&HashSet::new(), &[]).await?;
        let mut batch = statements::Batch::default();
        for line in lines {
            writing.add_line(line, &mut batch);
        }
        batch.keys.extend(keys);
        match self.commit(inner, writing, batch).await {
            Ok(()) => Ok(Appended::Written),
            Err(error) if error.is_unique_violation() => Ok(Appended::Stale),
            Err(error) => Err(error),
        }
    }

    async fn dispose(&mut self, inner: &Inner, disposal: &Disposal) -> Result<(), RecordError> {
        let files = HashSet::from([disposal.file]);
        let (mut writing, opened) = self.begin(&files, &[]).await?;
        writing.head.disposals += 1;
        let result = match opened.keys.get(&disposal.file) {
            None => Err(RecordError::NoSuchFile {
                file: disposal.file,
            }),
            Some(state) if state.destroyed => Err(RecordError::Disposed {
                file: disposal.file,
            }),
            Some(_) => statements::destroy_key(&mut writing.connection, disposal).await,
        };
        if let Err(error) = result {
            self.give_up(writing.connection).await;
            return Err(error);
        }
        self.commit(inner, writing, statements::Batch::default())
            .await?;
        statements::forget_pages(&self.store, self.connection.as_mut()).await;
        Ok(())
    }

    async fn checkpoint(&mut self, inner: &Inner, now: Timestamp) -> Result<(), RecordError> {
        let (writing, _) = self.begin(&HashSet::new(), &[]).await?;
        if self.last_checkpoint == (writing.head.seq, writing.head.access_seq) {
            self.give_up(writing.connection).await;
            return Ok(());
        }
        let batch = statements::Batch {
            checkpoint: Some(sign_checkpoint(inner, writing.head, now).await?),
            ..Default::default()
        };
        self.commit(inner, writing, batch).await
    }

    /// Opens a transaction, alone among all writers, and reads what it depends on.
    async fn begin(
        &mut self,
        files: &HashSet<FileId>,
        commands: &[CommandId],
    ) -> Result<(Writing, Opened), RecordError> {
        let mut connection = match self.connection.take() {
            Some(connection) => connection,
            None => self.store.connect_writer().await?,
        };
        match statements::begin(&self.store, &mut connection, files, commands).await {
            Ok(opened) => Ok((
                Writing {
                    connection,
                    head: opened.head,
                },
                opened,
            )),
            Err(error) => {
                self.give_up(connection).await;
                Err(error)
            }
        }
    }

    /// Ends a transaction without writing. A connection that cannot even do that is closed, which
    /// has the same effect.
    async fn give_up(&mut self, mut connection: PoolConnection<Any>) {
        match connection.execute(sqlx::raw_sql("ROLLBACK")).await {
            Ok(_) => self.connection = Some(connection),
            Err(_) => discard(connection).await,
        }
    }

    /// Signs the new head, writes everything and commits.
    async fn commit(
        &mut self,
        inner: &Inner,
        writing: Writing,
        mut batch: statements::Batch<'_>,
    ) -> Result<(), RecordError> {
        let Writing {
            mut connection,
            head,
        } = writing;
        let due = self.checkpoint_is_due(inner, &head);
        let result = async {
            if batch.checkpoint.is_none() && due {
                batch.checkpoint = Some(sign_checkpoint(inner, head, Timestamp::now()).await?);
            }
            let signature = inner.keys.sign(&head.message()).await?;
            statements::write(&self.store, &mut connection, &head, &signature, &batch).await
        }
        .await;
        if let Err(error) = result {
            self.give_up(connection).await;
            return Err(error);
        }
        self.connection = Some(connection);
        self.left_at = Some(head);
        if let Some(checkpoint) = &batch.checkpoint {
            self.last_checkpoint = (checkpoint.head.seq, checkpoint.head.access_seq);
            inner.hand_to_sink(checkpoint);
        }
        inner.arrived(head.seq);
        Ok(())
    }
}

impl Opened {
    /// What a transaction would find if every decision of the group saw the present.
    fn believing(head: Head, group: &[Job]) -> Self {
        let mut opened = Self {
            head,
            keys: HashMap::new(),
            commands: HashSet::new(),
        };
        for job in group {
            if let Job::Append(append, _) = job
                && append.new_key.is_none()
            {
                opened.keys.entry(append.file).or_insert(KeyState {
                    last_position: append.seen,
                    last_access: append.seen_access,
                    destroyed: false,
                });
            }
        }
        opened
    }
}

impl Writing {
    /// Adds a command's lines, unless something is not as its decision saw it.
    fn add<'a>(
        &mut self,
        append: &'a Append,
        opened: &mut Opened,
        batch: &mut statements::Batch<'a>,
    ) -> Appended {
        let as_seen = match (opened.keys.get(&append.file), &append.new_key) {
            (None, Some(_)) => append.seen == 0,
            (Some(state), None) => {
                !state.destroyed
                    && state.last_position == append.seen
                    && state.last_access == append.seen_access
            }
            (None, None) | (Some(_), Some(_)) => false,
        };
        if !as_seen || !opened.commands.insert(append.command.id) {
            return Appended::Stale;
        }
        let first_seq = self.head.seq + 1;
        for line in &append.lines {
            self.add_line(line, batch);
        }
        batch.keys.extend(&append.new_key);
        batch
            .commands
            .push((&append.command, first_seq, self.head.seq));
        let last_position = append
            .lines
            .last()
            .map_or(append.seen, |line| line.position);
        let last_access = append.seen_access;
        opened.keys.insert(
            append.file,
            KeyState {
                last_position,
                last_access,
                destroyed: false,
            },
        );
        Appended::Written
    }

    fn add_line<'a>(&mut self, line: &'a SealedLine, batch: &mut statements::Batch<'a>) {
        let prev = self.head.hash;
        let seq = self.head.seq + 1;
        let hash = Link {
            seq,
            file: line.file,
            position: line.position,
            id: line.id,
            recorded_micros: line.recorded_micros,
            sealed: &line.sealed,
            prev: &prev,
        }
        .hash();
        batch.lines.push(statements::Placed {
            what: line,
            seq,
            prev,
            hash,
        });
        self.head.seq = seq;
        self.head.hash = hash;
    }

    fn add_access<'a>(
        &mut self,
        access: &'a SealedAccess,
        opened: &mut Opened,
        batch: &mut statements::Batch<'a>,
    ) {
        let prev = self.head.access_hash;
        let seq = self.head.access_seq + 1;
        let hash = AccessLink {
            seq,
            id: access.id,
            file: access.file,
            at_micros: access.at_micros,
            sealed: &access.sealed,
            prev: &prev,
        }
        .hash();
        batch.accesses.push(statements::Placed {
            what: access,
            seq,
            prev,
            hash,
        });
        self.head.access_seq = seq;
        self.head.access_hash = hash;
        if let Some(state) = opened.keys.get_mut(&access.file) {
            state.last_access = number(seq);
        }
    }
}

async fn sign_checkpoint(
    inner: &Inner,
    head: Head,
    now: Timestamp,
) -> Result<Checkpoint, RecordError> {
    let at_micros = now.as_microsecond();
    let signature: Signature = inner.keys.sign(&head.checkpoint_message(at_micros)).await?;
    Ok(Checkpoint {
        head,
        at_micros,
        signature,
    })
}

fn answer(job: Job, outcome: Result<Appended, RecordError>) {
    match job {
        Job::Append(append, reply) => {
            let command = append.command.id;
            let outcome = outcome.map_err(|error| {
                // Positions and commands were looked at, so only an event id can be there.
                if error.is_unique_violation() {
                    RecordError::EventIdReused { command }
                } else {
                    error
                }
            });
            let _caller_gone = reply.send(outcome);
        }
        Job::Access(_, reply) => {
            let _caller_gone = reply.send(outcome.map(|_| ()));
        }
        Job::Import(..) | Job::Dispose(..) | Job::Checkpoint(..) => {}
    }
}

/// Every this long the head of another process's record is looked at, where nothing announces it.
pub(crate) const LOOK_AGAIN: Duration = Duration::from_millis(100);

/// Other programs are told of an append unless they were told this recently: waking them costs
/// as much as the append, and in a crowd they hear of the next one, or look again.
const TELL_AGAIN: Duration = Duration::from_millis(25);
