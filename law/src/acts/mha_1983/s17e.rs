//! Sections 17E and 17F: recalling a community patient, and how long recall holds.

use domain::Moment;
use jiff::Timestamp;

use crate::answer::Reason;
use crate::business_day;
use crate::facts::{RecallNotice, Service};
use crate::liability::Until;
use crate::period::{self, LastDay};
use crate::position::{day_of, time};
use crate::rules;
use crate::story::Placed;
use crate::wording::{HOUR, later};

/// When a notice of recall takes effect, whether or not that has come: SI 2008/1184 reg 6(6).
/// `None` where it is no service at all, or nobody recorded how it was done.
pub(crate) fn served(act: &Placed<'_>, notice: &RecallNotice) -> Option<Timestamp> {
    let day = period::day(&act.act.at).unwrap_or_else(|| day_of(act.at));
    match notice.how {
        // (a) into the patient's hand: at once.
        Service::InHand => Some(act.at),
        // (b) left at the address: the day after, business day or not.
        Service::LeftAtAddress => Some(LastDay::new(day).ends()),
        // (c) first-class post: the second business day after posting.
        Service::FirstClassPost => {
            let second = business_day::after(day, 2);
            second.yesterday().ok().map(|day| LastDay::new(day).ends())
        }
        Service::NotInWriting | Service::NotRecorded => None,
    }
}

/// From when a recalled patient who has not attended is absent.
pub(crate) fn attendance_due(act: &Placed<'_>, notice: &RecallNotice) -> Option<Timestamp> {
    let served = served(act, notice)?;
    let told = match &notice.attend_by {
        None => None,
        Some(Moment::On { date }) => Some(LastDay::new(*date).ends()),
        Some(moment) => moment.latest(),
    };
    Some(told.map_or(served, |told| told.max(served)))
}

/// Why a notice has taken effect, or has not yet, or cannot.
pub(crate) fn service(act: &Placed<'_>, notice: &RecallNotice, at: Timestamp) -> Reason {
    let facts = [act.act];
    let says = match (notice.how, served(act, notice)) {
        (Service::NotInWriting, _) => {
            "The recall was not by notice in writing, so no recall is in force.".to_owned()
        }
        (_, None) => {
            "Nobody has recorded how the notice of recall was given, so whether it has taken effect is not known.".to_owned()
        }
        (how, Some(served)) if served <= at => format!(
            "The notice of recall, {}, took effect {}.",
            how.label(),
            time(served)
        ),
        (how, Some(served)) => format!(
            "The notice of recall, {}, takes effect {} and not before.",
            how.label(),
            time(served)
        ),
    };
    rules::CTO_RECALL_NOTICE.applies_to(says, &facts)
}

/// Until when a recalled patient may be held: 72 hours from detention on recall.
pub(crate) fn held_until(since: Timestamp) -> Until {
    Until::Instant {
        ends: later(since, 72 * HOUR),
    }
}
