//! Escalations as pages show them.

use casework::view::CaseView;
use domain::time::clock_time;
use domain::{Actor, EventKind, FileId};
use jiff::Timestamp;

use super::board::short;
use crate::forms::sentence;

/// One escalation.
#[derive(Debug, Clone)]
pub(crate) struct EscalationView {
    pub(crate) title: String,
    pub(crate) stands: String,
    pub(crate) why: String,
    pub(crate) replies: Vec<String>,
    pub(crate) open: bool,
    /// What may be done with it, with addresses.
    pub(crate) steps: Vec<(&'static str, String)>,
}

/// The escalations of a file, open ones first.
pub(crate) fn escalation_views(
    view: &CaseView,
    now: Timestamp,
    actor: &Actor,
) -> Vec<EscalationView> {
    let mut views: Vec<EscalationView> = view
        .escalations
        .iter()
        .map(|one| escalation_view(one, view.file, now, actor))
        .collect();
    views.sort_by_key(|view| !view.open);
    views
}

fn escalation_view(
    one: &casework::escalation::Escalation,
    file: FileId,
    now: Timestamp,
    actor: &Actor,
) -> EscalationView {
    let stands = match &one.closed {
        Some((true, what)) => format!("Closed, resolved: {what}"),
        Some((false, what)) => format!("Closed, not resolved: {what}"),
        None => format!(
            "Stage {}, with the {}. Next stage {}{}",
            one.stage,
            one.owner.label(),
            short(one.due, now),
            if one.answered { ". Answered" } else { "" }
        ),
    };
    let may = |kind| casework::permission::may_record(actor.role, kind);
    let steps = [
        ("Reply", "escalation-reply", EventKind::EscalationReplied),
        ("Raise", "escalation-raise", EventKind::EscalationRaised),
        ("Close", "escalation-close", EventKind::EscalationClosed),
    ];
    EscalationView {
        title: sentence(one.trigger.label()),
        stands,
        why: one.why.clone(),
        replies: one
            .replies
            .iter()
            .map(|(at, reply)| format!("{}: {reply}", clock_time(*at)))
            .collect(),
        open: one.closed.is_none(),
        steps: steps
            .into_iter()
            .filter(|(_, _, kind)| one.closed.is_none() && may(*kind))
            .map(|(words, slug, _)| {
                (
                    words,
                    format!("/cases/{file}/do/{slug}?opened={}", one.opened),
                )
            })
            .collect(),
    }
}
