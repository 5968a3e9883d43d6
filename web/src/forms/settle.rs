//! Settling a contested fact: accepting one of its entries, or saying that each is its own.

use casework::{Command, Contest};
use domain::event::Settled;
use domain::{EventId, When};

use super::field::{Context, Problem};
use super::submitted::Submitted;

/// The choice that keeps every entry as a fact of its own.
pub const APART: &str = "apart";

/// Reads the settling of one contest.
pub fn command(
    contest: &Contest,
    sent: &Submitted,
    within: &Context<'_>,
) -> Result<Command, Vec<Problem>> {
    let mut problems = Vec::new();
    let choice = sent.text("accepted");
    let event = settled(contest, choice, sent.text("reason"));
    if event.is_none() {
        problems.push(Problem::new(
            "accepted",
            "Select the entry that is accepted",
        ));
    }
    if sent.is_blank("reason") {
        problems.push(Problem::new("reason", "Enter why"));
    }
    match event {
        Some(event) if problems.is_empty() => Ok(Command {
            happened: When::now(within.now),
            event: event.into(),
            despite: None,
        }),
        _ => Err(problems),
    }
}

fn settled(contest: &Contest, choice: &str, reason: &str) -> Option<Settled> {
    let reason = reason.to_owned();
    if choice == APART {
        let (first, others) = contest.lines.split_first()?;
        return Some(Settled {
            accepted: *first,
            not_accepted: Vec::new(),
            kept_apart: others.to_vec(),
            reason,
        });
    }
    let accepted: EventId = choice
        .parse()
        .ok()
        .filter(|id| contest.lines.contains(id))?;
    let not_accepted = contest
        .lines
        .iter()
        .copied()
        .filter(|id| *id != accepted)
        .collect();
    Some(Settled {
        accepted,
        not_accepted,
        kept_apart: Vec::new(),
        reason,
    })
}
