//! The record as its users hold it: opened, asked how it is, closed.

use std::path::PathBuf;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};
use std::time::{Duration, Instant};

use domain::FileId;
use jiff::Timestamp;
use lru::LruCache;
use sqlx::Any;
use sqlx::postgres::PgListener;
use tokio::sync::{mpsc, oneshot, watch};
use tokio::task::AbortHandle;

use crate::chain::Head;
use crate::checkpoint::{Checkpoint, Sink};
use crate::error::RecordError;
use crate::keys::Keys;
use crate::read::Entry;
use crate::seal::random_id;
use crate::store::{CHANNEL, Store};
use crate::writer::{Job, LOOK_AGAIN, Writer};

/// How a record is kept. The defaults suit a force.
#[derive(Debug, Clone)]
pub struct Options {
    /// Connections that read. One more writes.
    pub readers: u32,
    /// Files whose opened lines are kept in memory.
    pub files_in_memory: usize,
    /// A checkpoint is signed every this many lines.
    pub checkpoint_lines: u64,
    /// And after this long, where anything was written since the last one.
    pub checkpoint_every: Duration,
    /// A file outside the database to which every checkpoint is added, so that a database put
    /// back to an older copy is found out. It belongs on another machine's disk.
    pub checkpoint_file: Option<PathBuf>,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            readers: 8,
            files_in_memory: 1_000,
            checkpoint_lines: 1_000,
            checkpoint_every: Duration::from_mins(10),
            checkpoint_file: None,
        }
    }
}

/// The append-only record. Cloning it gives another handle on the same one.
///
/// It must be opened inside a Tokio runtime, and lives as long as a handle does.
#[derive(Clone)]
pub struct Record(pub(crate) Arc<Inner>);

/// How the record is, for a health page. Holds no personal data.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Health {
    /// Where the record ends.
    pub head: Head,
    /// What stands in the way of keeping checkpoints outside the database.
    pub checkpoint_trouble: Option<String>,
}

pub(crate) struct Inner {
    pub(crate) store: Arc<Store>,
    pub(crate) keys: Arc<dyn Keys>,
    pub(crate) options: Options,
    /// Closed when the record is.
    jobs: Mutex<Option<mpsc::Sender<Job>>>,
    /// The number of the last line, as far as this process knows.
    pub(crate) seq: watch::Sender<u64>,
    files: Mutex<LruCache<FileId, Entry>>,
    sink: Option<Sink>,
    /// Where those who lost race after race for a file wait for their turn.
    turns: [tokio::sync::Mutex<()>; 16],
    tasks: Mutex<Vec<AbortHandle>>,
}

impl Record {
    /// Opens the record at `sqlite:FILE` or `postgres://…`, making it when the database is empty.
    pub async fn open(
        address: &str,
        keys: Arc<dyn Keys>,
        options: Options,
    ) -> Result<Self, RecordError> {
        let store = Arc::new(Store::open(address, options.readers).await?);
        let (head, last_checkpoint) = begin_or_find(&store, keys.as_ref()).await?;
        let (jobs, waiting) = mpsc::channel(1_024);
        let capacity = std::num::NonZero::new(options.files_in_memory.max(1));
        let inner = Arc::new(Inner {
            store: Arc::clone(&store),
            keys,
            jobs: Mutex::new(Some(jobs)),
            seq: watch::Sender::new(head.seq),
            files: Mutex::new(LruCache::new(
                capacity.unwrap_or(std::num::NonZero::<usize>::MIN),
            )),
            sink: options.checkpoint_file.clone().map(Sink::new),
            turns: Default::default(),
            tasks: Mutex::new(Vec::new()),
            options,
        });
        // The writer is not aborted with the rest: it ends by itself when the queue is empty.
        tokio::spawn(
            Writer {
                inner: Arc::downgrade(&inner),
                store: Arc::clone(&store),
                jobs: waiting,
                connection: None,
                last_checkpoint,
                left_at: None,
                told_at: None,
            }
            .run(),
        );
        let mut tasks = vec![tokio::spawn(look_again(Arc::downgrade(&inner))).abort_handle()];
        if let Some(url) = store.listen_at.clone() {
            tasks.push(tokio::spawn(listen(url, Arc::downgrade(&inner))).abort_handle());
        }
        *lock(&inner.tasks) = tasks;
        Ok(Self(inner))
    }

    /// Where the record ends, as the database has it now.
    pub async fn head(&self) -> Result<Head, RecordError> {
        self.0.read_head().await
    }

    /// Whether the database answers, and what else an operator should know.
    pub async fn health(&self) -> Result<Health, RecordError> {
        Ok(Health {
            head: self.0.read_head().await?,
            checkpoint_trouble: self.0.sink.as_ref().and_then(Sink::trouble),
        })
    }

    /// Signs a checkpoint now, if anything was written since the last one.
    pub async fn checkpoint(&self) -> Result<(), RecordError> {
        self.0
            .ask(|reply| Job::Checkpoint(Timestamp::now(), reply))
            .await
    }

    /// Finishes what is queued, signs a last checkpoint and lets go of the database. Every handle
    /// is closed with it; what is asked afterwards is answered with [`RecordError::Closed`].
    pub async fn close(&self) -> Result<(), RecordError> {
        let last = self.checkpoint().await;
        lock(&self.0.jobs).take();
        for task in lock(&self.0.tasks).drain(..) {
            task.abort();
        }
        self.0.store.readers.close().await;
        self.0.store.writer.close().await;
        last
    }
}

impl Inner {
    /// Puts a job in the writer's queue and waits for its answer.
    pub(crate) async fn ask<T>(
        &self,
        job: impl FnOnce(oneshot::Sender<Result<T, RecordError>>) -> Job,
    ) -> Result<T, RecordError> {
        let jobs = lock(&self.jobs).clone().ok_or(RecordError::Closed)?;
        let (reply, answer) = oneshot::channel();
        jobs.send(job(reply))
            .await
            .map_err(|_| RecordError::Closed)?;
        answer.await.map_err(|_| RecordError::Closed)?
    }

    /// The files in memory. Never held across a wait.
    pub(crate) fn files(&self) -> MutexGuard<'_, LruCache<FileId, Entry>> {
        lock(&self.files)
    }

    /// Wakes followers when the record has reached this line.
    pub(crate) fn arrived(&self, seq: u64) {
        self.seq.send_if_modified(|known| {
            let further = seq > *known;
            *known = (*known).max(seq);
            further
        });
    }

    /// The waiting room of a file. Files may share one.
    pub(crate) fn turn_at(&self, file: FileId) -> &tokio::sync::Mutex<()> {
        let [first, ..] = &self.turns;
        let place = usize::from(file.uuid().as_bytes()[15]) % self.turns.len();
        self.turns.get(place).unwrap_or(first)
    }

    pub(crate) fn hand_to_sink(&self, checkpoint: &Checkpoint) {
        if let Some(sink) = &self.sink {
            sink.add(checkpoint);
        }
    }

    pub(crate) async fn read_head(&self) -> Result<Head, RecordError> {
        let mut connection = self.store.reader().await?;
        let row = sqlx::query(crate::writer::HEAD)
            .fetch_one(&mut *connection)
            .await
            .map_err(|error| RecordError::database("reading the head", error))?;
        crate::writer::head_of(&row)
    }
}

impl Drop for Inner {
    fn drop(&mut self) {
        for task in lock(&self.tasks).drain(..) {
            task.abort();
        }
    }
}

/// A poisoned lock is taken all the same: what it guards is valid after every single statement.
pub(crate) fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Finds the head, or makes one in an empty database. Also says where the last checkpoint was.
async fn begin_or_find(store: &Store, keys: &dyn Keys) -> Result<(Head, (u64, u64)), RecordError> {
    let failed = |error| RecordError::database("opening", error);
    let new = Head::empty(random_id()?);
    let signature = keys.sign(&new.message()).await?;
    let mut connection = store.connect_writer().await?;
    // Of two programs that open an empty database at once, one makes the head.
    sqlx::query::<Any>(
        "INSERT INTO head (one, record, seq, hash, access_seq, access_hash, disposals, signed_by, \
         signature) VALUES (1, $1, 0, $2, 0, $3, 0, $4, $5) ON CONFLICT (one) DO NOTHING",
    )
    .bind(new.record.as_bytes().to_vec())
    .bind(new.hash.to_vec())
    .bind(new.access_hash.to_vec())
    .bind(signature.by)
    .bind(signature.bytes)
    .execute(&mut *connection)
    .await
    .map_err(failed)?;
    let row = sqlx::query(crate::writer::HEAD)
        .fetch_one(&mut *connection)
        .await
        .map_err(failed)?;
    let signed_by: String = sqlx::query_scalar("SELECT signed_by FROM head")
        .fetch_one(&mut *connection)
        .await
        .map_err(failed)?;
    if keys.verifying_key(&signed_by).is_none() {
        return Err(RecordError::OtherKeys { signed_by });
    }
    let (lines, accesses): (i64, i64) = sqlx::query_as(
        "SELECT COALESCE(MAX(seq), 0), COALESCE(MAX(access_seq), 0) FROM checkpoint",
    )
    .fetch_one(&mut *connection)
    .await
    .map_err(failed)?;
    let last = (
        crate::store::count(lines, "checkpoint.seq")?,
        crate::store::count(accesses, "checkpoint.access_seq")?,
    );
    Ok((crate::writer::head_of(&row)?, last))
}

/// Looks for the appends of other programs, and signs checkpoints by the clock.
async fn look_again(inner: Weak<Inner>) {
    let mut last_checkpoint = Instant::now();
    loop {
        tokio::time::sleep(LOOK_AGAIN).await;
        let Some(inner) = inner.upgrade() else { return };
        // A database that is away is reported to those who ask it something.
        if let Ok(head) = inner.read_head().await {
            inner.arrived(head.seq);
        }
        if last_checkpoint.elapsed() >= inner.options.checkpoint_every {
            last_checkpoint = Instant::now();
            let _tried_again_later = inner
                .ask(|reply| Job::Checkpoint(Timestamp::now(), reply))
                .await;
        }
    }
}

/// Hears of the appends of other programs from PostgreSQL itself.
async fn listen(url: String, inner: Weak<Inner>) {
    loop {
        if let Ok(mut listener) = PgListener::connect(&url).await
            && listener.listen(CHANNEL).await.is_ok()
        {
            while let Ok(notice) = listener.recv().await {
                let Some(inner) = inner.upgrade() else { return };
                if let Ok(seq) = notice.payload().parse() {
                    inner.arrived(seq);
                }
            }
        }
        // The clock in `look_again` serves meanwhile.
        tokio::time::sleep(Duration::from_secs(1)).await;
        if inner.strong_count() == 0 {
            return;
        }
    }
}
