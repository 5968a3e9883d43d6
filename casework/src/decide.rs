//! Whether something may be written, and which lines follow.

mod advise;
mod guards;
mod links;
mod times;
mod warrants;
mod words;

use domain::event::{Block, ExceptionRecorded};
use domain::{CommandId, NewEvent, Position, Recorded, When};

use crate::command::{Command, Decision, Refusal, Setting, Why};
use crate::file::File;
use crate::permission;

/// Decides what somebody asks to write in a file.
///
/// Pure, so it is run again on a lost race and tested without a database. The ids of the lines
/// follow from `id`, so the same command always makes the same lines.
pub fn decide(
    file: &File,
    id: CommandId,
    command: &Command,
    setting: &Setting<'_>,
) -> Result<Decision, Refusal> {
    permitted(file, command, setting)?;
    times::check(command, setting)?;
    words::check(command)?;

    let mut events = vec![(command.happened.clone(), command.event.clone())];
    let mut advice = Vec::new();
    match guards::check(file, id, command, setting) {
        Ok(()) => {}
        Err(refusal) => match exception(command, &refusal) {
            Some(exception) => {
                advice.push(
                    "Recorded as an exception. The duty inspector and the liaison officer are told."
                        .to_owned(),
                );
                events.push((When::now(setting.now), exception.into()));
            }
            None => return Err(refusal),
        },
    }
    advise::advise(file, id, command, setting, &mut advice);

    let events = events
        .into_iter()
        .enumerate()
        .map(|(index, (happened, event))| NewEvent {
            id: id.event(index),
            happened,
            event,
        })
        .collect();
    Ok(Decision { events, advice })
}

/// The role may record it, and sees the file.
fn permitted(file: &File, command: &Command, setting: &Setting<'_>) -> Result<(), Refusal> {
    let role = setting.actor.role;
    let kind = command.event.kind();
    if !permission::may_record(role, kind) {
        return Err(Refusal::new(
            Why::NotPermitted,
            format!("a {} cannot record “{}”", role.label(), kind.label()),
        ));
    }
    let sees = if file.is_return() {
        permission::may_see_returns(role)
    } else {
        permission::sight(setting.actor, file).is_some()
    };
    if !file.is_empty() && !sees {
        return Err(Refusal::new(Why::NoSuchLine, "there is no such file"));
    }
    Ok(())
}

/// "Record what happened": only where the refusal allows it, and only with words.
fn exception(command: &Command, refusal: &Refusal) -> Option<ExceptionRecorded> {
    if !refusal.why.may_be_recorded_as_happened() {
        return None;
    }
    let what_happened = command.despite.as_deref()?.trim();
    if what_happened.is_empty() {
        return None;
    }
    let block: Option<Block> = match refusal.why {
        Why::Blocked(block) => Some(block),
        _ => None,
    };
    Some(ExceptionRecorded {
        block,
        what_happened: what_happened.to_owned(),
    })
}

/// The file as it would be with this line in it: how a guard asks the law before anything is
/// written.
fn with_line(file: &File, id: CommandId, command: &Command, setting: &Setting<'_>) -> File {
    let mut file = file.clone();
    let line = Recorded {
        file: file.id(),
        position: file.head().map_or(Position::FIRST, Position::next),
        id: id.event(0),
        happened: command.happened.clone(),
        recorded: setting.now,
        by: setting.actor.clone(),
        command: id,
        event: command.event.clone(),
    };
    file.push(line);
    file
}
