//! Guards of links: with another file, once, undone only where one stands, and rejected only where
//! none does.

use domain::Event;

use crate::command::{Command, Refusal, Why};
use crate::file::File;
use crate::link::links;

/// The guard of a line about the same person, where it has one.
pub(super) fn check(file: &File, command: &Command) -> Result<(), Refusal> {
    match &command.event {
        Event::LinkConfirmed(link) if link.with == file.id() => Err(Refusal::field(
            "with",
            "enter another file: this is the file itself",
        )),
        Event::LinkConfirmed(link) if links(file).iter().any(|one| one.with == link.with) => Err(
            Refusal::new(Why::AlreadyRecorded, "the two files are linked already"),
        ),
        Event::LinkRejected(rejected) if rejected.with == file.id() => Err(Refusal::field(
            "with",
            "enter another file: this is the file itself",
        )),
        Event::LinkRejected(rejected)
            if links(file).iter().any(|one| one.with == rejected.with) =>
        {
            Err(Refusal::new(
                Why::AlreadyRecorded,
                "the two files are linked: undo the link in place of this",
            ))
        }
        Event::LinkUndone(undone)
            if !links(file).iter().any(|one| one.line == undone.confirmed) =>
        {
            Err(Refusal::field(
                "confirmed",
                "choose a link of this file that stands",
            ))
        }
        _ => Ok(()),
    }
}

/// What must not be left blank.
pub(super) fn words(event: &Event, need: &mut impl FnMut(&str, &str, &str)) {
    match event {
        Event::LinkConfirmed(link) => need(
            "reason",
            &link.reason,
            "enter what was compared and found the same",
        ),
        Event::LinkUndone(undone) => need(
            "reason",
            &undone.reason,
            "enter what shows that they are not the same person",
        ),
        Event::LinkRejected(rejected) => need(
            "reason",
            &rejected.reason,
            "enter what shows that they are not the same person",
        ),
        _ => {}
    }
}
