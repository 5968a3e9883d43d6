//! Section 17: leave, when it ends, and what revokes it.

use domain::{Answer, Moment};
use jiff::Timestamp;

use crate::answer::Reason;
use crate::facts::{Act, LeaveGranted, LeaveRevoked, NoticeTo, What};
use crate::period::{self, LastDay};
use crate::rules;
use crate::story::Placed;

/// When leave ends, and whether the day of that is known. Open leave, and leave until a time that
/// nobody knows, has no end to go by.
pub(crate) fn leave_end(granted: &LeaveGranted) -> Option<(Timestamp, bool)> {
    ends(granted.until.as_ref()?)
}

/// A time is its own end; a day lasts to its midnight. Of several days the last, in doubt.
fn ends(until: &Moment) -> Option<(Timestamp, bool)> {
    match until {
        Moment::Exact { at } | Moment::About { at } => Some((*at, true)),
        Moment::On { date } => Some((LastDay::new(*date).ends(), true)),
        Moment::Between { last, .. } => Some((LastDay::new(*last).ends(), false)),
        Moment::Before { at } => Some((*at, false)),
        Moment::After { .. } | Moment::Unknown { .. } => None,
    }
}

/// Whether a revocation takes effect: by notice in writing, to the patient or the person in
/// charge: 17(4).
pub(crate) fn revokes(revocation: &LeaveRevoked) -> Answer {
    let to = match revocation.to {
        NoticeTo::Patient | NoticeTo::PersonInCharge => Answer::Yes,
        NoticeTo::SomebodyElse => Answer::No,
        NoticeTo::NotRecorded => Answer::NotKnown,
    };
    match (revocation.in_writing, to) {
        (Answer::No, _) | (_, Answer::No) => Answer::No,
        (Answer::Yes, Answer::Yes) => Answer::Yes,
        _ => Answer::NotKnown,
    }
}

/// From when a patient whose leave was revoked must be back, and whether the day of that is known:
/// at once, unless the notice says. `None` where the revocation takes no effect.
pub(crate) fn back_due(act: &Placed<'_>) -> Option<(Timestamp, bool)> {
    let What::LeaveRevoked(revocation) = act.what() else {
        return None;
    };
    if !revokes(revocation).is_yes() {
        return None;
    }
    let known = period::day(&act.act.at).is_some();
    let told = revocation.back_by.as_ref().and_then(ends);
    Some(told.map_or((act.at, known), |(due, day_is_known)| {
        (due.max(act.at), day_is_known && known)
    }))
}

/// Why a patient is still on leave though it was revoked.
pub(crate) fn still_on_leave(act: &Act, revocation: &LeaveRevoked) -> Reason {
    rules::LEAVE_REVOKE.applies_to(
        match (revokes(revocation), revocation.in_writing) {
            (Answer::Yes, _) => "Leave was revoked in writing, and the time by which the notice tells the patient to be back has not come.",
            (Answer::NotKnown, _) => "Leave was revoked, but nobody has recorded whether in writing and to whom; without that it runs on.",
            (Answer::No, Answer::Yes) => "The notice went neither to the patient nor to the person in charge, so leave runs on.",
            (Answer::No, _) => "Leave was revoked by word of mouth, which does not revoke it: the patient is still on leave.",
        },
        &[act],
    )
}
