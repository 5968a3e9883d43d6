//! The reader behind the board.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Duration;

use casework::File;
use casework::link::Particulars;
use casework::view::{Stage, board_row};
use domain::event::EventKind;
use domain::{Event, FileId, Recorded};
use jiff::{SignedDuration, Timestamp};
use record::{Cursor, Followed, RecordError};

use super::notices::Notices;
use super::{Change, Job, ticker};
use crate::app::{App, Rules};
use crate::desk::who;

/// How often every row is looked at again, because time alone changes some.
const LOOK_AGAIN: Duration = Duration::from_secs(15);
/// How long to wait when the record does not answer.
const AFTER_TROUBLE: Duration = Duration::from_secs(1);
/// How long a file stays on the board once a detention is over.
const STAYS_HOURS: i64 = 24;
/// How long it stays once something else than detention was done: long enough for the next shift
/// to see it, and no longer, because there are many of these.
const ALTERNATIVE_STAYS_HOURS: i64 = 2;

/// Begins to follow the record, to look again by the clock, and to write what is due.
pub(crate) fn start(app: &App) {
    tokio::spawn(until_stopped(app.clone(), follow(app.clone())));
    if let Some(every) = app.options().tick_every {
        tokio::spawn(until_stopped(app.clone(), ticker::run(app.clone(), every)));
    }
}

async fn until_stopped(app: App, task: impl Future<Output = ()>) {
    let mut stopping = app.stopping();
    tokio::select! {
        () = task => {}
        _ = stopping.wait_for(|stopping| *stopping) => {}
    }
}

async fn follow(app: App) {
    let mut follower = app.record().follow(Cursor::START);
    let mut clock = tokio::time::interval(LOOK_AGAIN);
    clock.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
    catch_up(&app, &mut follower).await;
    loop {
        tokio::select! {
            batch = follower.next_batch() => match batch {
                Ok(batch) => take(&app, batch).await,
                Err(RecordError::Closed) => return,
                Err(error) => trouble(&app, &error).await,
            },
            _ = clock.tick() => look_again(&app).await,
            () = app.live().again.notified() => look_again(&app).await,
        }
    }
}

async fn trouble(app: &App, error: &RecordError) {
    app.metrics().follow_error();
    tracing::error!(
        "the board cannot follow the record: {}",
        error.for_operator()
    );
    tokio::time::sleep(AFTER_TROUBLE).await;
}

/// Reads what is there already, and puts what is open on the board at once at the end.
async fn catch_up(app: &App, follower: &mut record::Follower) {
    let mut files: BTreeMap<FileId, Vec<Recorded>> = BTreeMap::new();
    loop {
        let batch = match follower.batch_now().await {
            Ok(batch) if batch.is_empty() => break,
            Ok(batch) => batch,
            Err(RecordError::Closed) => return,
            Err(error) => {
                trouble(app, &error).await;
                continue;
            }
        };
        let last = batch.last().map_or(0, Followed::seq);
        for followed in batch {
            match followed {
                Followed::Line { line, .. } => {
                    if Notices::is_about(&line) {
                        app.live().notices.expect(line.file);
                    }
                    app.live().months.note(&line);
                    app.live().links.note(&line);
                    // Imported detentions are history: there can be a hundred thousand of them.
                    if !matches!(line.event, Event::DetentionImported(_)) {
                        files.entry(line.file).or_default().push(line);
                    }
                }
                Followed::Sealed { file, .. } => {
                    app.live().links.forget(file);
                    who::forget(app, file);
                    files.remove(&file);
                }
                Followed::Damaged { error, .. } => report_damage(app, &error),
            }
        }
        app.live().followed.send_replace(last);
        tokio::task::yield_now().await;
    }
    let (rules, now) = (app.rules(), app.now());
    for (id, lines) in files {
        // A file whose first lines were imported is not open.
        if lines
            .first()
            .is_none_or(|line| line.position != domain::Position::FIRST)
        {
            continue;
        }
        let file = File::fold(id, &lines);
        who::note(app, &file);
        if is_open(&file, now) {
            put(app, file, &rules, now);
        }
        tokio::task::yield_now().await;
    }
    app.live().notices.work_out_expected(app).await;
    app.live().links.work_out_expected(app).await;
    if let Some(recognises) = app.recognises() {
        recognises.caught_up();
    }
    app.live().caught_up.store(true, Ordering::Release);
    app.live().followed.send_modify(|_| {});
    tracing::info!(
        open_files = app.live().open_files(),
        "the board has caught up"
    );
}

fn report_damage(app: &App, error: &RecordError) {
    app.metrics().follow_error();
    tracing::error!("a line of the record is damaged: {}", error.for_operator());
}

/// Takes new lines: each file they belong to is looked at once.
async fn take(app: &App, batch: Vec<Followed>) {
    let last = batch.last().map_or(0, Followed::seq);
    let mut grown: BTreeMap<FileId, Vec<Recorded>> = BTreeMap::new();
    let mut corrected = BTreeSet::new();
    for followed in batch {
        match followed {
            Followed::Line { line, .. } => {
                if Notices::is_about(&line) {
                    corrected.insert(line.file);
                }
                app.live().months.note(&line);
                app.live().links.note(&line);
                app.live().months.touched(line.file);
                grown.entry(line.file).or_default().push(line);
            }
            Followed::Sealed { file, .. } => {
                app.live().links.forget(file);
                who::forget(app, file);
                remove(app, file);
            }
            Followed::Damaged { error, .. } => report_damage(app, &error),
        }
    }
    let (rules, now) = (app.rules(), app.now());
    for (id, lines) in grown {
        let says_who = lines
            .iter()
            .any(|line| Particulars::may_change_with(line.event.kind()));
        if let Some(file) = with_lines(app, id, lines).await {
            if says_who {
                who::note(app, &file);
            }
            if is_open(&file, now) {
                put(app, file, &rules, now);
            } else {
                remove(app, id);
            }
        }
    }
    app.live().links.work_out_expected(app).await;
    for file in corrected {
        app.live().notices.work_out(app, file).await;
    }
    app.live().followed.send_replace(last);
}

/// A file with its new lines. Read from the record when it is not in memory, as when somebody
/// corrects one that left the board long ago.
async fn with_lines(app: &App, id: FileId, lines: Vec<Recorded>) -> Option<File> {
    if lines
        .iter()
        .any(|line| matches!(line.event, Event::DetentionImported(_)))
    {
        return None;
    }
    let known = app.live().jobs().get(&id).map(|job| job.file.clone());
    let mut file = match known {
        Some(file) => file,
        None if lines
            .first()
            .is_some_and(|line| line.position == domain::Position::FIRST) =>
        {
            File::new(id)
        }
        None => match app.record().read(id).await {
            Ok(Some(held)) => return Some(File::fold(id, &held.lines)),
            Ok(None) => return None,
            Err(error) => {
                trouble(app, &error).await;
                return None;
            }
        },
    };
    for line in lines {
        if file.head().is_none_or(|head| line.position > head) {
            file.push(line);
        }
    }
    Some(file)
}

/// Whether a file belongs on the board: it is not over, or has not been for long.
fn is_open(file: &File, now: Timestamp) -> bool {
    if file.is_return() {
        return false;
    }
    let (over, stays) = match casework::view::stage(file) {
        Stage::Imported => return false,
        // What is learned of it later brings it back: a correction may show that a limit was
        // passed, and whoever is to be told looks at the board.
        Stage::Ended => {
            let newest = file.lines().last().map(|line| line.written.recorded);
            let ended = file.latest(EventKind::Ended).map(|fact| {
                newest
                    .into_iter()
                    .fold(fact.at().unwrap_or(fact.written.recorded), Timestamp::max)
            });
            // A warrant that was returned, or a patient who is back, ends no detention.
            (ended.or(newest), STAYS_HOURS)
        }
        // Nothing was begun that has to end.
        Stage::Alternative => (
            file.lines().last().map(|line| line.written.recorded),
            ALTERNATIVE_STAYS_HOURS,
        ),
        _ => (None, STAYS_HOURS),
    };
    over.is_none_or(|over| now.duration_since(over) < SignedDuration::from_hours(stays))
}

/// Works out the position and the row of a file, and tells everybody who watches if it changed.
fn put(app: &App, file: File, rules: &Rules, now: Timestamp) {
    let live = app.live();
    let position = law::position(&casework::facts::facts(&file), now, &rules.profile);
    let row = board_row(&file, &position, now, &rules.force);
    let id = file.id();
    let unchanged = live
        .jobs()
        .get(&id)
        .is_some_and(|job| job.row == row && job.file.head() == file.head());
    if unchanged {
        return;
    }
    let mut jobs = live.jobs_mut();
    if jobs
        .get(&id)
        .is_some_and(|job| job.file.head() > file.head())
    {
        // A newer line came while this was worked out.
        return;
    }
    let revision = live.revision.load(Ordering::Acquire) + 1;
    let job = Arc::new(Job {
        file,
        position,
        row,
        revision,
    });
    jobs.insert(id, Arc::clone(&job));
    live.revision.store(revision, Ordering::Release);
    drop(jobs);
    // Fails when nobody watches.
    let _nobody = live
        .changes
        .send(Arc::new(Change::new(revision, id, Some(job))));
}

fn remove(app: &App, id: FileId) {
    let live = app.live();
    let mut jobs = live.jobs_mut();
    if jobs.remove(&id).is_none() {
        return;
    }
    let revision = live.revision.load(Ordering::Acquire) + 1;
    live.revision.store(revision, Ordering::Release);
    drop(jobs);
    let _nobody = live.changes.send(Arc::new(Change::new(revision, id, None)));
}

/// Looks at every open file again, because time passed or the rules changed. Lets others go first
/// between two files: there can be hundreds.
pub(super) async fn look_again(app: &App) {
    let (rules, now) = (app.rules(), app.now());
    let ids: Vec<FileId> = app.live().jobs().keys().copied().collect();
    for id in ids {
        let file = app.live().jobs().get(&id).map(|job| job.file.clone());
        let Some(file) = file else { continue };
        if is_open(&file, now) {
            put(app, file, &rules, now);
        } else {
            remove(app, id);
        }
        tokio::task::yield_now().await;
    }
}
