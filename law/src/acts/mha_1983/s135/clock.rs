//! Section 135(3ZA): when the permitted period begins under a section 135(1) warrant.

use jiff::Timestamp;

use crate::acts::mha_1983::regime::Wording;
use crate::acts::mha_1983::s136_clock::{
    RivalStart, Start, arrival_notes, not_a_place_of_safety, queue, read_bounds, worse,
};
use crate::acts::mha_1983::s136_ending::is_examination;
use crate::answer::Certainty;
use crate::facts::What;
use crate::rules;
use crate::story::{Placed, Stay};

/// When the permitted period began, if it has.
pub(crate) fn start(stay: &Stay<'_, '_>, wording: &Wording) -> Option<Start> {
    match keep_decision(stay) {
        // 135(3ZA)(a)(ii): kept, from the constable's first entry to execute the warrant.
        Some(kept) => Some(from_entry(stay, kept, wording)),
        // 135(3ZA)(a)(i): removed, from arrival at the place of safety.
        None => from_arrival(stay, wording),
    }
}

/// A decision to keep, made before the person was taken anywhere.
fn keep_decision<'s, 'a>(stay: &Stay<'s, 'a>) -> Option<&'s Placed<'a>> {
    stay.acts
        .iter()
        .take_while(|act| !matches!(act.what(), What::Entered { .. }))
        .find(|act| matches!(act.what(), What::KeptUnderWarrant(_)))
}

fn from_entry(stay: &Stay<'_, '_>, kept: &Placed<'_>, wording: &Wording) -> Start {
    let Some(entry) = stay.entry else {
        return without_entry(kept);
    };
    let acts = [entry.act, kept.act];
    let reason = if wording.may_keep {
        rules::S135_CLOCK_KEPT.applies_to(
            "The person was kept at the premises, so the period runs from the constable's first entry to execute the warrant; an entry for another purpose does not count.",
            &acts,
        )
    } else {
        wording.hours_rule.applies_to(
            "The earlier wording has no power to keep; the period is counted from the entry, which is the earliest it can have begun.",
            &acts,
        )
    };
    let mut start = Start {
        at: entry.at,
        certainty: if wording.may_keep {
            Certainty::Settled
        } else {
            Certainty::NotEstablished
        },
        because: vec![reason],
        rivals: Vec::new(),
    };
    read_bounds(&mut start, entry);
    start
}

/// Kept, and nobody recorded the entry: it came no later than the decision.
fn without_entry(kept: &Placed<'_>) -> Start {
    Start {
        at: kept.at,
        certainty: Certainty::NeedsFacts,
        because: vec![rules::S135_CLOCK_KEPT.applies_to(
            "The person was kept at the premises, and the entry to execute the warrant is not recorded: it was no later than this, so the period ends no later than is shown.",
            &[kept.act],
        )],
        rivals: Vec::new(),
    }
}

fn from_arrival(stay: &Stay<'_, '_>, wording: &Wording) -> Option<Start> {
    let arrival = stay.first_arrival()?;
    let reason = if wording.is_old() {
        wording.hours_rule.applies_to(
            "Under the earlier wording the period runs from arrival at the place of safety.",
            &[arrival.act],
        )
    } else {
        rules::S135_CLOCK_REMOVED.applies_to(
            "The person was removed under the warrant, so the period runs from physically entering the place of safety, and not from the entry to their home.",
            &[arrival.act],
        )
    };
    let mut start = Start {
        at: arrival.at,
        certainty: Certainty::Settled,
        because: vec![reason],
        rivals: Vec::new(),
    };
    arrival_notes(&mut start, stay, arrival);
    read_bounds(&mut start, arrival);
    queue(&mut start, stay, arrival);
    if let Some((entered, rival)) = assessed_there(stay, wording) {
        start.certainty = worse(start.certainty, Certainty::Contested);
        start.rivals.push(RivalStart {
            start: entered,
            because: rival,
        });
    }
    not_a_place_of_safety(&mut start, stay, arrival, wording);
    Some(start)
}

/// Assessed at the premises before being removed, without a decision to keep: some would count
/// from the entry.
pub(crate) fn assessed_there(
    stay: &Stay<'_, '_>,
    wording: &Wording,
) -> Option<(Timestamp, crate::answer::Reason)> {
    if wording.is_old() {
        return None;
    }
    let entry = stay.entry?;
    let assessed = stay
        .since_entry
        .iter()
        .take_while(|act| !std::ptr::eq(*act, stay.power))
        .find(|act| {
            is_examination(act.what()) || matches!(act.what(), What::AmhpInterviewed { .. })
        })?;
    Some((
        entry.at,
        rules::S135_CLOCK_ASSESSED.applies_to(
            "The person was assessed at the premises before being removed, which some read as keeping: then the period runs from the first entry.",
            &[entry.act, assessed.act, stay.power.act],
        ),
    ))
}
