//! The board, kept alive.
//!
//! A reader follows the record and keeps every open file in memory with its lawful position and
//! its row of the board. What changes is sent to everybody who watches, each as they may see it.
//! Time changes things too, so all rows are looked at again every few seconds.

mod follow;
mod links;
mod months;
mod notices;
mod stream;
mod ticker;

use std::collections::HashMap;
use std::sync::atomic::{AtomicBool, AtomicU64, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, RwLock};
use std::time::Duration;

use axum::body::Bytes;
use casework::File;
use casework::permission::{Sight, sight};
use casework::view::BoardRow;
use domain::{Actor, FileId, Position};
use tokio::sync::{Notify, broadcast, watch};
use uuid::Uuid;

use crate::app::App;
use crate::routes::Route;

pub(crate) use follow::start;
pub(crate) use links::Links;
pub(crate) use months::Months;
pub use notices::NoticeFor;
pub(crate) use notices::reading;
pub use stream::row_id;
pub use ticker::tick_now;

/// Changes a watcher may be behind before it is told to load the page again.
const BACKLOG: usize = 1_024;

/// How long somebody who wrote waits for the board to show it. The board is seldom later than a
/// few milliseconds; when it is, the page is shown without waiting longer.
const PATIENCE: Duration = Duration::from_millis(300);

/// Open files in memory, and who watches them.
pub struct Live {
    /// Tells this run of the server from others: what a watcher saw of another run is worth
    /// nothing here.
    run: Uuid,
    jobs: RwLock<HashMap<FileId, Arc<Job>>>,
    changes: broadcast::Sender<Arc<Change>>,
    revision: AtomicU64,
    followed: watch::Sender<u64>,
    caught_up: AtomicBool,
    watchers: AtomicUsize,
    again: Notify,
    notices: notices::Notices,
    months: Months,
    links: Links,
}

/// An open file as the board has it.
#[derive(Debug, Clone)]
pub struct Job {
    /// The file.
    pub file: File,
    /// Its lawful position when it was last looked at.
    pub position: law::Position,
    /// Its row.
    pub row: BoardRow,
    /// The change that brought it here.
    pub revision: u64,
}

/// Something changed about an open file.
pub(crate) struct Change {
    pub(crate) revision: u64,
    pub(crate) id: FileId,
    /// The file as it is now; none when it left the board.
    pub(crate) job: Option<Arc<Job>>,
    /// The row as a server-sent event, by what somebody may see. Made once for each.
    frames: Mutex<Vec<(Sight, Bytes)>>,
}

impl Live {
    pub(crate) fn new() -> Self {
        Self {
            run: Uuid::now_v7(),
            jobs: RwLock::default(),
            changes: broadcast::Sender::new(BACKLOG),
            revision: AtomicU64::new(0),
            followed: watch::Sender::new(0),
            caught_up: AtomicBool::new(false),
            watchers: AtomicUsize::new(0),
            again: Notify::new(),
            notices: notices::Notices::default(),
            months: Months::default(),
            links: Links::default(),
        }
    }

    /// Every open file that somebody may see, with how much of it, what is due first first.
    pub fn jobs_for(&self, actor: &Actor) -> Vec<(Arc<Job>, Sight)> {
        let all: Vec<Arc<Job>> = self.jobs().values().cloned().collect();
        let mut jobs: Vec<(Arc<Job>, Sight)> = all
            .into_iter()
            .filter_map(|job| {
                let sight = sight(actor, &job.file)?;
                Some((job, sight))
            })
            .collect();
        jobs.sort_by_key(|(job, _)| order(&job.row));
        jobs
    }

    /// What a page shows is up to here: put it in the address of its live updates, as in
    /// `/board/live?after=…`, and nothing between the two is missed. Take it before the rows.
    pub fn cursor(&self) -> String {
        format!(
            "{}.{}",
            self.run.simple(),
            self.revision.load(Ordering::Acquire)
        )
    }

    /// The revision of a cursor, when it is of this run of the server.
    fn revision_of(&self, cursor: &str) -> Option<u64> {
        let (run, revision) = cursor.split_once('.')?;
        (run == self.run.simple().to_string()).then(|| revision.parse().ok())?
    }

    /// How many live streams are open.
    pub fn watchers(&self) -> usize {
        self.watchers.load(Ordering::Relaxed)
    }

    /// How many files are on the board.
    pub fn open_files(&self) -> usize {
        self.jobs().len()
    }

    /// The last line of the whole record that has been looked at.
    pub fn followed_seq(&self) -> u64 {
        *self.followed.borrow()
    }

    /// Whether everything that was in the record at the start has been looked at.
    pub fn has_caught_up(&self) -> bool {
        self.caught_up.load(Ordering::Acquire)
    }

    /// Waits until everything up to this line of the whole record has been looked at.
    pub async fn followed_to(&self, seq: u64) {
        let mut followed = self.followed.subscribe();
        // Fails only when the server is gone.
        let _gone = followed.wait_for(|followed| *followed >= seq).await;
    }

    /// Waits a little for the board to show a line of a file.
    pub(crate) async fn reached(&self, file: FileId, position: Position) {
        if !self.has_caught_up() {
            return;
        }
        let mut followed = self.followed.subscribe();
        let shown = async {
            loop {
                let head = self.jobs().get(&file).and_then(|job| job.file.head());
                if head.is_some_and(|head| head >= position) {
                    return;
                }
                if followed.changed().await.is_err() {
                    return;
                }
            }
        };
        // A file that is no longer open is never shown; then only the time passes.
        let _late = tokio::time::timeout(PATIENCE, shown).await;
    }

    /// Looks at every open file again at once: a rehearsal moved the clock.
    pub async fn look_at_all(&self, app: &App) {
        follow::look_again(app).await;
    }

    /// Tells watchers that a file changed although it did not: how a test fills their backlog.
    #[doc(hidden)]
    pub fn pretend_changed(&self, file: FileId) {
        let job = self.jobs().get(&file).cloned();
        let revision = self.revision.fetch_add(1, Ordering::AcqRel) + 1;
        // Fails when nobody watches.
        let _nobody = self
            .changes
            .send(Arc::new(Change::new(revision, file, job)));
    }

    /// Asks for every open file to be looked at again: the rules changed.
    pub(crate) fn look_again(&self) {
        self.again.notify_one();
    }

    /// The notices for somebody: corrections of what they saw.
    pub fn notices(&self) -> &notices::Notices {
        &self.notices
    }

    /// Which files name which as the same person.
    pub(crate) const fn links(&self) -> &Links {
        &self.links
    }

    /// Which files a month's figures are counted from, and which returns there are.
    pub(crate) const fn months(&self) -> &Months {
        &self.months
    }

    fn jobs(&self) -> std::sync::RwLockReadGuard<'_, HashMap<FileId, Arc<Job>>> {
        self.jobs.read().unwrap_or_else(PoisonError::into_inner)
    }

    fn jobs_mut(&self) -> std::sync::RwLockWriteGuard<'_, HashMap<FileId, Arc<Job>>> {
        self.jobs.write().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Where a row stands: what is due first, then what is older.
fn order(row: &BoardRow) -> (jiff::Timestamp, jiff::Timestamp, FileId) {
    (row.due, row.since, row.file)
}

impl Change {
    fn new(revision: u64, id: FileId, job: Option<Arc<Job>>) -> Self {
        Self {
            revision,
            id,
            job,
            frames: Mutex::new(Vec::new()),
        }
    }

    fn frames(&self) -> MutexGuard<'_, Vec<(Sight, Bytes)>> {
        self.frames.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The change as one watcher is sent it, made on first use for everybody who sees as much.
    fn frame(&self, app: &App, sight: Sight) -> Option<Bytes> {
        let job = self.job.as_ref()?;
        if let Some((_, frame)) = self.frames().iter().find(|(known, _)| *known == sight) {
            return Some(frame.clone());
        }
        let frame = stream::row_frame(app, job, sight);
        self.frames().push((sight, frame.clone()));
        Some(frame)
    }
}

pub(crate) fn routes() -> Vec<Route> {
    vec![
        Route::get("/board/live", stream::board),
        Route::get("/cases/{file}/live", stream::case),
    ]
}
