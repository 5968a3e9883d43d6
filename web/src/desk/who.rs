//! Asking who somebody is: the files they may be in, of those that the asker may open.

use casework::File;
use casework::link::Particulars;
use casework::permission::{may_ask_who, sight};
use domain::{Actor, FileId};
use record::Seen;

use crate::app::App;
use crate::desk;
use crate::error::WebError;
use crate::recognises::{Answer, Found, Likeness};

/// What the log of who looked calls a file that was shown in an answer.
const FIGURE: &str = "who";

/// The longest name or address that is compared, in characters.
pub const LONGEST: usize = 200;

/// Files of one answer, at most: whoever asks has a caller on the line.
const MOST: usize = 5;

/// What comes of asking.
#[derive(Debug)]
pub enum Asked {
    /// This server recognises nobody.
    Not,
    /// The record is still being read.
    NotYet,
    /// Nothing of what was given can be compared.
    TooLittle,
    /// It was compared.
    Found(Known),
}

/// The files somebody may be in.
#[derive(Debug)]
pub struct Known {
    /// The program and the model.
    pub by: String,
    /// How many files were there to be compared, whether the asker may open them or not.
    pub files: u64,
    /// The likeliest first.
    pub likely: Vec<Likely>,
}

/// A file somebody may be in, as it stands.
#[derive(Debug)]
pub struct Likely {
    /// What is alike.
    pub likeness: Likeness,
    /// The file, which the asker sees whole.
    pub file: File,
}

/// Refuses those who do not ask who somebody is.
///
/// # Errors
///
/// [`WebError::Forbidden`], with the role.
pub fn may_ask(actor: &Actor) -> Result<(), WebError> {
    if may_ask_who(actor.role) {
        return Ok(());
    }
    Err(WebError::Forbidden(format!(
        "a {} does not look for people in the files",
        actor.role.label()
    )))
}

/// Asks in which files a person may be. That somebody was shown a file is in the record before
/// they see it; what they asked is not, because it is about somebody who may be nobody's file.
///
/// # Errors
///
/// [`WebError::Forbidden`] for those who do not ask.
pub async fn who(app: &App, actor: &Actor, about: Particulars) -> Result<Asked, WebError> {
    may_ask(actor)?;
    let found = match compare(app, about).await? {
        None => return Ok(Asked::Not),
        Some(Answer::NotYet) => return Ok(Asked::NotYet),
        Some(Answer::TooLittle) => return Ok(Asked::TooLittle),
        Some(Answer::Found(found)) => found,
    };
    let mut likely = Vec::new();
    for likeness in found.likely {
        let Some((file, position)) = read(app, likeness.file).await? else {
            continue;
        };
        if sight(actor, &file).is_none_or(|sight| !sight.identity) {
            continue;
        }
        let seen = Seen::Listed {
            figure: FIGURE.to_owned(),
        };
        desk::note(app, actor, likeness.file, position, seen).await?;
        likely.push(Likely { likeness, file });
        if likely.len() == MOST {
            break;
        }
    }
    Ok(Asked::Found(Known {
        by: found.by,
        files: found.files,
        likely,
    }))
}

async fn read(app: &App, file: FileId) -> Result<Option<(File, u64)>, WebError> {
    let held = app.record().read(file).await?;
    let held = held.filter(|held| held.disposed.is_none());
    if held.is_none() {
        // Its contents were disposed of since it was noted, and nobody tells a server that runs.
        forget(app, file);
    }
    Ok(held.map(|held| (File::fold(file, &held.lines), held.last_position())))
}

/// What is alike, before anybody's permission; nothing where this server recognises nobody. The
/// comparing is done aside: it is work of some milliseconds, and others wait for answers too.
pub(crate) async fn compare(app: &App, about: Particulars) -> Result<Option<Answer>, WebError> {
    let Some(recognises) = app.recognises() else {
        return Ok(None);
    };
    tokio::task::spawn_blocking(move || Some(recognises.ask(&about)))
        .await
        .map_err(|_| WebError::internal("recognising somebody broke off"))
}

/// Tells whoever recognises people what a file says of its person.
pub(crate) fn note(app: &App, file: &File) {
    if let Some(recognises) = app.recognises() {
        recognises.note(file.id(), &Particulars::of(file));
    }
}

/// Tells whoever recognises people that a file's contents were disposed of.
pub(crate) fn forget(app: &App, file: FileId) {
    if let Some(recognises) = app.recognises() {
        recognises.forget(file);
    }
}

/// What was found of a file's own person, without the file itself; nothing where nobody can say.
pub(crate) async fn of_file(app: &App, file: &File) -> Result<Option<Found>, WebError> {
    let answer = compare(app, Particulars::of(file)).await?;
    Ok(match answer {
        None | Some(Answer::NotYet) => None,
        Some(Answer::TooLittle) => Some(Found {
            by: String::new(),
            files: 0,
            likely: Vec::new(),
        }),
        Some(Answer::Found(mut found)) => {
            found.likely.retain(|one| one.file != file.id());
            Some(found)
        }
    })
}
