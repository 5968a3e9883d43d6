//! The two verbs that pages and the API share: look at a file, and add to it.
//!
//! Permission is casework's: `sight` when a file is read, `decide` when something is written. A
//! file somebody may not see is the same as one that does not exist. That somebody looked is in
//! the record, with the position they saw, before they see it.

pub mod evidence;
pub mod returns;
pub mod who;

use std::sync::{Mutex, PoisonError};

use casework::permission::{Sight, sight};
use casework::{Command, Decision, File, Refusal};
use domain::event::FileOpened;
use domain::{Actor, CommandId, FileId, NewEvent, Position, Recorded, When};
use jiff::Timestamp;
use record::{Access, AmendError, Held, Request, Seen};
use serde::Serialize;
use sha2::{Digest as _, Sha256};
use uuid::Uuid;

use crate::app::{App, Rules};
use crate::error::WebError;
use crate::live::NoticeFor;

/// A file somebody looks at.
#[derive(Debug, Clone)]
pub struct Opened {
    /// The file, as it stands or as it was known at the time asked for.
    pub file: File,
    /// What the record holds of it: every line, and who looked.
    pub held: Held,
    /// How much of it they see.
    pub sight: Sight,
    /// The lawful position at `at`.
    pub position: law::Position,
    /// The instant the position is asked for.
    pub at: Timestamp,
}

/// How somebody looks at a file.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Look {
    /// As at this instant; now, when none.
    pub at: Option<Timestamp>,
    /// As known at this instant: lines recorded later are left out. Everything, when none.
    pub known_at: Option<Timestamp>,
    /// To print it.
    pub printed: bool,
}

/// What was written.
#[derive(Debug, Clone)]
pub struct Told {
    /// The file.
    pub file: FileId,
    /// The lines, the one asked for first.
    pub lines: Vec<Recorded>,
    /// What the recorder should be told.
    pub advice: Vec<String>,
    /// Whether it had been written before, by the same command sent earlier.
    pub repeated: bool,
}

/// Opens a file as it stands now.
pub async fn open(app: &App, actor: &Actor, file: FileId) -> Result<Opened, WebError> {
    open_as(app, actor, file, Look::default()).await
}

/// Opens a file, now, at another instant, or as it was known at one.
pub async fn open_as(
    app: &App,
    actor: &Actor,
    file: FileId,
    look: Look,
) -> Result<Opened, WebError> {
    let now = app.now();
    let held = app.record().read(file).await?.ok_or(WebError::NotFound)?;
    let current = File::fold(file, &held.lines);
    let sight = sight(actor, &current).ok_or(WebError::NotFound)?;
    let shown = match look.known_at {
        None => current,
        Some(known_at) => File::known_at(file, &held.lines, known_at),
    };
    let what = match (look.printed, look.known_at) {
        (true, _) => Seen::Printed,
        (false, Some(at)) => Seen::ViewedAsKnownAt { at },
        (false, None) => Seen::Viewed,
    };
    // The newest line there was, even when an older state is shown: the page says that there is
    // more, and who is told of corrections follows from this.
    let newest = held.last_position();
    note(app, actor, file, newest, what).await?;
    if app.live().notices().missed(file, newest, &actor.user) {
        // A correction was written between reading and noting: they are to be told of it.
        app.live().notices().work_out(app, file).await;
    }
    let at = look.at.unwrap_or(now);
    let position = law::position(&casework::facts::facts(&shown), at, &app.profile());
    Ok(Opened {
        file: shown,
        held,
        sight,
        position,
        at,
    })
}

/// Writes in the log of who looked.
pub(crate) async fn note(
    app: &App,
    actor: &Actor,
    file: FileId,
    position: u64,
    what: Seen,
) -> Result<(), WebError> {
    let access = Access {
        file,
        by: actor.clone(),
        at: app.now(),
        position,
        what,
    };
    app.record().note_access(access).await?;
    Ok(())
}

/// Records that somebody has read a notice that is for them; nothing is found otherwise.
pub async fn read_notice(
    app: &App,
    actor: &Actor,
    file: FileId,
    position: Position,
) -> Result<(), WebError> {
    let notices = app.live().notices();
    let theirs = |one: &NoticeFor| one.notice.position == position && one.is_for(&actor.user);
    let notice = notices
        .of_file(file)
        .into_iter()
        .find(theirs)
        .ok_or(WebError::NotFound)?;
    if !notice.read_by.contains(&actor.user) {
        note(
            app,
            actor,
            file,
            position.get(),
            Seen::NoticeRead { position },
        )
        .await?;
        notices.read(file, position, &actor.user);
    }
    Ok(())
}

/// Why a command did not go through, before it has the words of an edge.
enum No {
    NotFound,
    Refused(Box<Refusal>),
}

impl From<AmendError<No>> for WebError {
    fn from(error: AmendError<No>) -> Self {
        match error {
            AmendError::Refused(No::NotFound) => Self::NotFound,
            AmendError::Refused(No::Refused(refusal)) => Self::Refused(refusal),
            AmendError::Record(error) => Self::Record(error),
        }
    }
}

/// Adds to a file what a command leads to, once, however often it is sent.
///
/// A refusal is [`WebError::Refused`]; nothing was written then.
pub async fn tell(
    app: &App,
    actor: &Actor,
    file: FileId,
    id: CommandId,
    command: Command,
) -> Result<Told, WebError> {
    let rules = app.rules();
    let now = app.now();
    let request = request(actor, now, id, &(file, &command))?;
    // The record keeps lines and not advice; that of the decision which was written stays here.
    let advice = Mutex::new(Vec::new());
    let amended = app
        .record()
        .amend(file, request, |held| {
            let current = File::fold(file, &held.lines);
            if current.is_empty() || sight(actor, &current).is_none() {
                return Err(No::NotFound);
            }
            let decision = decide(&current, id, &command, &rules, actor, now)?;
            *advice.lock().unwrap_or_else(PoisonError::into_inner) = decision.advice;
            Ok(decision.events)
        })
        .await?;
    after(app, file, &amended.lines).await;
    let advice = advice.into_inner().unwrap_or_else(PoisonError::into_inner);
    Ok(Told {
        file,
        lines: amended.lines,
        advice: if amended.repeated { Vec::new() } else { advice },
        repeated: amended.repeated,
    })
}

/// Opens a new file with its first line and whatever follows at once, all or nothing.
///
/// The id of the file follows from the id of the command, so a form sent twice opens one file.
pub async fn open_new(
    app: &App,
    actor: &Actor,
    id: CommandId,
    happened: When,
    opened: FileOpened,
    then: Vec<Command>,
) -> Result<Told, WebError> {
    let rules = app.rules();
    let now = app.now();
    let file = FileId::new(Uuid::new_v5(&id.uuid(), b"file"));
    let first = Command {
        happened,
        event: opened.into(),
        despite: None,
    };
    let request = request(actor, now, id, &(&first, &then))?;
    let amended = app
        .record()
        .amend(file, request, |held| {
            if !held.lines.is_empty() {
                // Its own command is recognised by the record; nobody else's can be here.
                return Err(No::NotFound);
            }
            let mut built = File::new(file);
            let mut events = Vec::new();
            let commands = std::iter::once(&first).chain(&then);
            for (index, command) in commands.enumerate() {
                let own_id = part(id, index);
                let decision = decide(&built, own_id, command, &rules, actor, now)?;
                for event in decision.events {
                    built.push(as_line(&built, &event, actor, id, now));
                    events.push(event);
                }
            }
            Ok(events)
        })
        .await?;
    after(app, file, &amended.lines).await;
    Ok(Told {
        file,
        lines: amended.lines,
        advice: Vec::new(),
        repeated: amended.repeated,
    })
}

/// Writes what somebody recorded under another clock than the server's: a night that is played
/// back for a demonstration or a measurement. Decided like everything else, by casework; the
/// file's id is the night's own.
pub async fn play(
    app: &App,
    actor: &Actor,
    at: Timestamp,
    file: FileId,
    id: CommandId,
    command: &Command,
) -> Result<Told, WebError> {
    let rules = app.rules();
    let request = request(actor, at, id, &(file, command))?;
    let amended = app
        .record()
        .amend(file, request, |held| {
            let current = File::fold(file, &held.lines);
            decide(&current, id, command, &rules, actor, at).map(|decision| decision.events)
        })
        .await?;
    app.metrics().lines_written(amended.lines.len());
    Ok(Told {
        file,
        lines: amended.lines,
        advice: Vec::new(),
        repeated: amended.repeated,
    })
}

fn decide(
    file: &File,
    id: CommandId,
    command: &Command,
    rules: &Rules,
    actor: &Actor,
    now: Timestamp,
) -> Result<Decision, No> {
    casework::decide(file, id, command, &rules.setting(actor, now))
        .map_err(|refusal| No::Refused(Box::new(refusal)))
}

/// The id of one of several commands that are sent as one.
fn part(id: CommandId, index: usize) -> CommandId {
    if index == 0 {
        return id;
    }
    CommandId::new(Uuid::new_v5(&id.uuid(), format!("then:{index}").as_bytes()))
}

/// A line as it will be written, for the decision about the next.
fn as_line(
    file: &File,
    event: &NewEvent,
    actor: &Actor,
    command: CommandId,
    now: Timestamp,
) -> Recorded {
    Recorded {
        file: file.id(),
        position: file.head().map_or(Position::FIRST, Position::next),
        id: event.id,
        happened: event.happened.clone(),
        recorded: now,
        by: actor.clone(),
        command,
        event: event.event.clone(),
    }
}

fn request(
    actor: &Actor,
    now: Timestamp,
    id: CommandId,
    asked: &impl Serialize,
) -> Result<Request, WebError> {
    let asked = serde_json::to_vec(asked)
        .map_err(|_| WebError::internal("a command could not be written as JSON"))?;
    Ok(Request {
        id,
        by: actor.clone(),
        now,
        digest: Sha256::digest(&asked).into(),
    })
}

/// What follows lines that are durable: they are counted, and the board catches up with them, so
/// that the next page of whoever wrote them shows them.
async fn after(app: &App, file: FileId, lines: &[Recorded]) {
    app.metrics().lines_written(lines.len());
    if let Some(last) = lines.last() {
        app.live().reached(file, last.position).await;
    }
}
