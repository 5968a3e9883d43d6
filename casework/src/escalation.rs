//! Escalations as they stand, folded from their lines.

use domain::event::Trigger;
use domain::{Event, EventId, Role};
use jiff::Timestamp;

use crate::file::File;

/// One escalation and where it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Escalation {
    /// The line that opened it.
    pub opened: EventId,
    /// When it was opened.
    pub since: Timestamp,
    /// What set it off.
    pub trigger: Trigger,
    /// The stage it has reached, from 1.
    pub stage: u8,
    /// Who owns it at that stage.
    pub owner: Role,
    /// When the next stage is offered.
    pub due: Timestamp,
    /// Why, in words.
    pub why: String,
    /// The replies, oldest first: what was said, and what was promised.
    pub replies: Vec<(Timestamp, String)>,
    /// Whether somebody has replied since it reached this stage.
    pub answered: bool,
    /// Whether it was closed, and how.
    pub closed: Option<(bool, String)>,
}

/// Every escalation of a file, oldest first.
pub fn escalations(file: &File) -> Vec<Escalation> {
    let mut all: Vec<Escalation> = Vec::new();
    for fact in file.live() {
        let at = fact.at().unwrap_or(fact.written.recorded);
        match fact.event {
            Event::EscalationOpened(opened) => all.push(Escalation {
                opened: fact.written.id,
                since: at,
                trigger: opened.trigger,
                stage: opened.stage,
                owner: opened.owner,
                due: opened.due,
                why: opened.why.clone(),
                replies: Vec::new(),
                answered: false,
                closed: None,
            }),
            Event::EscalationReplied(replied) => {
                if let Some(one) = find(&mut all, replied.opened) {
                    one.replies.push((at, replied.reply.clone()));
                    one.answered = fact.written.by.role != Role::System;
                }
            }
            Event::EscalationRaised(raised) => {
                if let Some(one) = find(&mut all, raised.opened) {
                    one.stage = raised.stage;
                    one.owner = raised.owner;
                    one.due = raised.due;
                    one.answered = false;
                }
            }
            Event::EscalationClosed(closed) => {
                if let Some(one) = find(&mut all, closed.opened) {
                    one.closed = Some((closed.resolved, closed.what.clone()));
                }
            }
            _ => {}
        }
    }
    all
}

/// Escalations that are still open.
pub fn open(file: &File) -> impl Iterator<Item = Escalation> {
    escalations(file)
        .into_iter()
        .filter(|one| one.closed.is_none())
}

fn find(all: &mut [Escalation], opened: EventId) -> Option<&mut Escalation> {
    all.iter_mut().find(|one| one.opened == opened)
}
