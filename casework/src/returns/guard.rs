//! What may be written in a return's file (workflows.md section 13; requirements.md M-03).

use domain::{Event, EventId, EventKind, Role};

use super::{Return, SIGNATURES, Version, file_of};
use crate::command::{Command, Refusal, Setting, Why};
use crate::file::File;

/// Whether a kind of line belongs to a return and to nothing else.
const fn is_of_a_return(kind: EventKind) -> bool {
    matches!(
        kind,
        EventKind::ReturnIssued | EventKind::ReturnSigned | EventKind::ReturnSent
    )
}

/// Keeps returns and cases apart, and a return in its order: issued, signed by two, sent.
pub(crate) fn check(file: &File, command: &Command, setting: &Setting<'_>) -> Result<(), Refusal> {
    let of_a_return = is_of_a_return(command.event.kind());
    if !of_a_return && !file.is_return() {
        return Ok(());
    }
    if !of_a_return || !(file.is_empty() || file.is_return()) {
        return Err(Refusal::new(
            Why::NoSuchLine,
            "a return and the record of a case are two different files",
        ));
    }
    let held = Return::of(file);
    match &command.event {
        Event::ReturnIssued(issued) => {
            if file.id() != file_of(setting.force, issued.which, issued.period) {
                return Err(Refusal::new(
                    Why::NoSuchLine,
                    "the return of a month has one file, and this is another",
                ));
            }
            issue(held.as_ref(), issued, setting)
        }
        Event::ReturnSigned(signed) => {
            let version = newest(held.as_ref(), signed.issued)?;
            sign(version, setting)
        }
        Event::ReturnSent(sent) => {
            // That an older version was sent is a fact too, and may be learned of late.
            let version = any(held.as_ref(), sent.issued)?;
            if version.is_signed() {
                Ok(())
            } else {
                Err(Refusal::new(
                    Why::NotYet,
                    "a return is sent once two people have signed it",
                ))
            }
        }
        _ => Ok(()),
    }
}

fn issue(
    held: Option<&Return>,
    issued: &domain::event::ReturnIssued,
    setting: &Setting<'_>,
) -> Result<(), Refusal> {
    let Some(ends) = issued.period.ends() else {
        return Err(Refusal::field("month", "enter a month, such as 2026-10"));
    };
    if ends > setting.now {
        return Err(Refusal::new(
            Why::NotYet,
            format!("{} is not over yet", issued.period),
        ));
    }
    if issued.warnings > 0 && issued.explained.trim().is_empty() {
        return Err(Refusal::field(
            "explained",
            format!(
                "enter why {} may stand: the list names each with its owner",
                match issued.warnings {
                    1 => "one warning".to_owned(),
                    number => format!("{number} warnings"),
                }
            ),
        ));
    }
    let last = held.and_then(Return::newest);
    let next = last.map_or(1, |version| version.number.saturating_add(1));
    if issued.version != next {
        return Err(Refusal::new(
            Why::AlreadyRecorded,
            format!(
                "version {} is issued already: look at it, and go on from there",
                issued.version
            ),
        ));
    }
    let Some(last) = last else { return Ok(()) };
    if super::difference(&last.figures, &issued.figures).is_none() {
        return Err(Refusal::new(
            Why::AlreadyRecorded,
            format!("every figure is as it was in version {}", last.number),
        ));
    }
    if issued.reason.trim().is_empty() {
        return Err(Refusal::field(
            "reason",
            "enter why there is another version",
        ));
    }
    Ok(())
}

/// The version that a line names.
fn any(held: Option<&Return>, line: EventId) -> Result<&Version, Refusal> {
    held.into_iter()
        .flat_map(|held| &held.versions)
        .find(|version| version.line == line)
        .ok_or_else(|| Refusal::new(Why::NoSuchLine, "there is no such version of this return"))
}

/// The newest version, if the line names it: an older one is kept, and is not signed any more.
fn newest(held: Option<&Return>, line: EventId) -> Result<&Version, Refusal> {
    let named = any(held, line)?;
    match held.and_then(Return::newest) {
        Some(newest) if newest.line != line => Err(Refusal::new(
            Why::AlreadyRecorded,
            format!("version {} has taken its place", newest.number),
        )),
        _ => Ok(named),
    }
}

/// Two different people, of whom one is the liaison officer (workflows.md section 13).
fn sign(version: &Version, setting: &Setting<'_>) -> Result<(), Refusal> {
    if version
        .signed
        .iter()
        .any(|(hand, _)| hand.user == setting.actor.user)
    {
        return Err(Refusal::new(
            Why::AlreadyRecorded,
            "you have signed it; the second signature is another person’s",
        ));
    }
    if version.is_signed() {
        return Err(Refusal::new(
            Why::AlreadyRecorded,
            "two people have signed it",
        ));
    }
    let liaison = setting.actor.role == Role::LiaisonOfficer
        || version
            .signed
            .iter()
            .any(|(hand, _)| hand.role == Role::LiaisonOfficer);
    if version.signed.len() + 1 == SIGNATURES && !liaison {
        return Err(Refusal::new(
            Why::NotPermitted,
            "one of the two who sign is the mental health liaison officer",
        ));
    }
    Ok(())
}
