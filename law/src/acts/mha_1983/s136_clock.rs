//! Section 136(2A): when the permitted period begins, and, with 135(3ZA), when it ends.

use domain::PlaceKind;
use domain::event::Manner;
use jiff::{SignedDuration, Timestamp};

use crate::acts::mha_1983::regime::Wording;
use crate::acts::mha_1983::s136::{Origin, origin};
use crate::acts::mha_1983::{s135, s135_places};
use crate::answer::{Certainty, Clock, ClockState, Reason, RivalClock};
use crate::case::{Case, Ledger};
use crate::facts::{Act, What};
use crate::rules;
use crate::story::{Placed, Stay};
use crate::wording::{HOUR, MINUTE, later};

/// Reaching the site longer than this before entering is a queue, and both times are shown
/// (workflows.md section 7). A shorter gap is the walk to the door.
pub(crate) const QUEUE_SECONDS: i64 = 15 * MINUTE;

/// Leaving longer than this after a decision to remove from one place of safety to another is
/// read as keeping. No source says how long is prompt, so the point is always shown as contested
/// with both times, and alarms follow the earlier.
pub(crate) const PROMPT_SECONDS: i64 = HOUR;

/// Where the clock began, on the reading that is followed.
pub(crate) struct Start {
    pub(crate) at: Timestamp,
    pub(crate) certainty: Certainty,
    pub(crate) because: Vec<Reason>,
    /// Other starts that are read or recorded.
    pub(crate) rivals: Vec<RivalStart>,
}

pub(crate) struct RivalStart {
    pub(crate) start: Timestamp,
    pub(crate) because: Reason,
}

/// When the permitted period began, if it has.
pub(crate) fn start(stay: &Stay<'_, '_>, wording: &Wording) -> Option<Start> {
    let mut start = match keep_decision(stay) {
        _ if stay.by_warrant() => s135::start(stay, wording)?,
        // 136(2A)(a)(ii): kept where they already were, from the constable's decision.
        Some(kept) => from_keeping(stay, kept, wording),
        // 136(2A)(a)(i): removed, from arrival at the first place of safety.
        None => from_arrival(stay, wording)?,
    };
    if start.certainty == Certainty::Settled && !wording.day_is_known {
        start.certainty = Certainty::NeedsFacts;
    }
    Some(start)
}

/// A decision to keep, made before the person was taken anywhere.
fn keep_decision<'s, 'a>(stay: &Stay<'s, 'a>) -> Option<&'s Placed<'a>> {
    stay.acts
        .iter()
        .take_while(|act| !matches!(act.what(), What::Entered { .. }))
        .find(|act| {
            matches!(
                act.what(),
                What::PowerUsed {
                    manner: Manner::Keep { .. },
                    ..
                }
            )
        })
}

fn from_keeping(stay: &Stay<'_, '_>, kept: &Placed<'_>, wording: &Wording) -> Start {
    let reason = if wording.may_keep {
        rules::CLOCK_KEPT.applies_to(
            "The person was kept at the place of safety where they already were, so the period runs from the constable's decision.",
            &[kept.act],
        )
    } else {
        wording.hours_rule.applies_to(
            "The earlier wording has no power to keep; the period is counted from the decision, which is the earliest it can have begun.",
            &[kept.act],
        )
    };
    let mut start = Start {
        at: kept.at,
        certainty: if wording.may_keep {
            Certainty::Settled
        } else {
            Certainty::NotEstablished
        },
        because: vec![reason],
        rivals: Vec::new(),
    };
    if !std::ptr::eq(kept, stay.power) {
        start.because.push(rules::CLOCK_AT_POS_THEN_REMOVED.applies_to(
            "A decision to keep was recorded before the person was removed, and it is the one that counts.",
            &[stay.power.act, kept.act],
        ));
    }
    read_bounds(&mut start, kept);
    start
}

fn from_arrival(stay: &Stay<'_, '_>, wording: &Wording) -> Option<Start> {
    let found = origin(stay);
    let Some(arrival) = stay.first_arrival() else {
        return waiting_where_found(stay, found, wording);
    };
    let mut start = Start {
        at: arrival.at,
        certainty: Certainty::Settled,
        because: vec![arrival_reason(arrival.act, wording)],
        rivals: Vec::new(),
    };
    arrival_notes(&mut start, stay, arrival);
    read_bounds(&mut start, arrival);
    queue(&mut start, stay, arrival);
    match found {
        Origin::Hospital(act) => already_at_one(&mut start, stay, act, Some(arrival.at)),
        Origin::Station(act) => used_in_custody(&mut start, stay, act),
        Origin::Elsewhere | Origin::NotKnown => {}
    }
    not_a_place_of_safety(&mut start, stay, arrival, wording);
    Some(start)
}

/// What else there is to say of the first arrival.
pub(crate) fn arrival_notes(start: &mut Start, stay: &Stay<'_, '_>, arrival: &Placed<'_>) {
    if matches!(arrival.what(), What::Entered { place } if place.kind == PlaceKind::EmergencyDepartment)
    {
        start.because.push(rules::CLOCK_ED_FIRST.applies_to(
            "The emergency department is a hospital, and was the first place of safety.",
            &[arrival.act],
        ));
    }
    if escaped_before(stay, arrival.at) {
        start
            .because
            .push(rules::CLOCK_ESCAPE_BEFORE_ARRIVAL.applies(
                "The person escaped before any place of safety was reached, so no clock had begun.",
            ));
    }
}

fn arrival_reason(arrival: &Act, wording: &Wording) -> Reason {
    if wording.is_old() {
        wording.hours_rule.applies_to(
            "Under the earlier wording the period runs from arrival at the first place of safety.",
            &[arrival],
        )
    } else {
        rules::CLOCK_REMOVED.applies_to(
            "The person was removed, so the period runs from physically entering the first place of safety; the journey does not count.",
            &[arrival],
        )
    }
}

/// An instant that is not settled: a bound stands in for it, or other values of it are live.
pub(crate) fn read_bounds(start: &mut Start, from: &Placed<'_>) {
    let act = from.act;
    if !from.timed {
        start.certainty = Certainty::NeedsFacts;
        start.because.push(rules::TIME_ELAPSED_HOURS.applies_to(
            "The time itself is not recorded, so the period is counted from the earliest it is known to allow.",
            &[act],
        ));
    }
    let others = std::iter::once(&act.at).chain(act.rivals.iter().map(|rival| &rival.at));
    for (nth, moment) in others.enumerate() {
        let Some(at) = moment.sort_key().filter(|at| *at != start.at) else {
            continue;
        };
        if nth == 0 && !from.timed {
            // The bound itself: already read above.
            continue;
        }
        start.certainty = Certainty::Contested;
        start.rivals.push(RivalStart {
            start: at,
            because: rules::CONTESTED_FACT.applies_to(
                "Another source gives another time for the same fact, and nobody has settled which is right.",
                &[act],
            ),
        });
    }
}

/// Held in a vehicle outside: entry is followed, reaching the site is the rival.
pub(crate) fn queue(start: &mut Start, stay: &Stay<'_, '_>, arrival: &Placed<'_>) {
    let on_site = stay
        .acts
        .iter()
        .take_while(|act| act.at <= arrival.at && !std::ptr::eq(*act, arrival))
        .find(|act| match (act.what(), arrival.what()) {
            (What::ReachedSite { place: site }, What::Entered { place }) => {
                site.id == place.id && (place.id.is_some() || site.name == place.name)
            }
            _ => false,
        });
    let Some(on_site) = on_site else { return };
    if arrival
        .at
        .as_second()
        .saturating_sub(on_site.at.as_second())
        <= QUEUE_SECONDS
    {
        return;
    }
    start.certainty = worse(start.certainty, Certainty::Contested);
    start.because.push(rules::CLOCK_ARRIVAL.applies_to(
        "Arriving is read as physically entering, so waiting outside is not counted.",
        &[on_site.act, arrival.act],
    ));
    start.rivals.push(RivalStart {
        start: on_site.at,
        because: rules::CLOCK_QUEUE.applies_to(
            "Some count from reaching the site, so that a queue outside does not lengthen custody.",
            &[on_site.act],
        ),
    });
}

/// No place entered yet: at a hospital, a long wait after the decision looks like keeping.
fn waiting_where_found(stay: &Stay<'_, '_>, found: Origin<'_>, wording: &Wording) -> Option<Start> {
    let Origin::Hospital(act) = found else {
        return None;
    };
    if wording.is_old() || left_promptly(stay, stay.at()) {
        return None;
    }
    let mut start = Start {
        at: stay.power.at,
        certainty: Certainty::Settled,
        because: Vec::new(),
        rivals: Vec::new(),
    };
    read_bounds(&mut start, stay.power);
    already_at_one(&mut start, stay, act, None);
    Some(start)
}

/// Whether the person left for another place soon after the decision, as far as known by then.
fn left_promptly(stay: &Stay<'_, '_>, by: Timestamp) -> bool {
    let left = stay.acts.iter().find(|act| {
        matches!(
            act.what(),
            What::Departed { .. } | What::TransferBegan { .. } | What::Escaped { .. }
        )
    });
    let left = left.map_or(by, |act| act.at.min(by));
    left.as_second().saturating_sub(stay.power.at.as_second()) <= PROMPT_SECONDS
}

/// Already at one place of safety and removed to another: both readings, always contested.
fn already_at_one(start: &mut Start, stay: &Stay<'_, '_>, found: &Act, arrival: Option<Timestamp>) {
    let decision = stay.power.at;
    let acts = [found, stay.power.act];
    start.certainty = worse(start.certainty, Certainty::Contested);
    if arrival.is_some_and(|arrival| left_promptly(stay, arrival)) {
        start.rivals.push(RivalStart {
            start: decision,
            because: rules::CLOCK_AT_POS_THEN_REMOVED.applies_to(
                "The person was already at a place of safety when the power was used, so some would count from the decision.",
                &acts,
            ),
        });
        return;
    }
    if let Some(arrival) = arrival {
        start.rivals.push(RivalStart {
            start: arrival,
            because: rules::CLOCK_AT_POS_THEN_REMOVED.applies_to(
                "Read literally, a person who is removed is detained from arrival at the other place.",
                &acts,
            ),
        });
    }
    start.at = decision;
    start.because.push(rules::CLOCK_AT_POS_THEN_REMOVED.applies_to(
        "The person was already at a place of safety and was not taken on promptly, which looks like keeping: the period is counted from the decision.",
        &acts,
    ));
}

/// The power used in a police station that is not itself the place of safety.
fn used_in_custody(start: &mut Start, stay: &Stay<'_, '_>, found: &Act) {
    let acts = [found, stay.power.act];
    start.certainty = worse(start.certainty, Certainty::Contested);
    start.because.push(rules::STN_USED_IN_CUSTODY.applies_to(
        "The power was used in custody only until the person could be conveyed, so the station is not read as the place of safety.",
        &acts,
    ));
    start.rivals.push(RivalStart {
        start: stay.power.at,
        because: rules::CLOCK_IN_CUSTODY.applies_to(
            "The person was held at the station from the decision, so some would count from then.",
            &acts,
        ),
    });
}

/// The first place entered was not, in law, a place of safety: the next one that is, is the rival.
pub(crate) fn not_a_place_of_safety(
    start: &mut Start,
    stay: &Stay<'_, '_>,
    arrival: &Placed<'_>,
    wording: &Wording,
) {
    let What::Entered { place } = arrival.what() else {
        return;
    };
    let Some(why) = s135_places::why_not(place, stay, wording, arrival.at) else {
        return;
    };
    start.certainty = worse(start.certainty, Certainty::NotEstablished);
    start.because.push(why);
    let next = stay.acts.iter().find(|act| {
        act.at > arrival.at
            && matches!(act.what(), What::Entered { place }
                if s135_places::why_not(place, stay, wording, act.at).is_none())
    });
    if let Some(next) = next {
        start.rivals.push(RivalStart {
            start: next.at,
            because: rules::POS_LIST.applies_to(
                "This was the first place entered that is a place of safety in law; the earlier one is counted from for caution.",
                &[next.act],
            ),
        });
    }
}

fn escaped_before(stay: &Stay<'_, '_>, arrival: Timestamp) -> bool {
    stay.acts
        .iter()
        .any(|act| matches!(act.what(), What::Escaped { .. }) && act.at < arrival)
}

/// The less certain of two, contested before all: a reader must not miss a rival reading.
pub(crate) fn worse(one: Certainty, other: Certainty) -> Certainty {
    let weight = |certainty| match certainty {
        Certainty::Settled => 0,
        Certainty::NotEstablished => 1,
        Certainty::NeedsFacts => 2,
        Certainty::Contested => 3,
    };
    if weight(other) > weight(one) {
        other
    } else {
        one
    }
}

/// The clock a reader sees: start, end, rivals, and the earliest end of them all.
pub(crate) fn clock(case: &Case<'_, '_>, ended: Option<Timestamp>) -> Option<Clock> {
    let start = case.start.as_ref()?;
    let expiry = case.expiry()?;
    let first_seconds = case.wording.hours * HOUR;
    let mut because = start.because.clone();
    because.push(case.wording.hours_rule.applies(if case.wording.is_old() {
        "The permitted period is 72 hours, and nothing can be added."
    } else {
        "The permitted period is 24 hours."
    }));
    let mut certainty = start.certainty;
    let mut rivals: Vec<RivalClock> = start
        .rivals
        .iter()
        .map(|rival| RivalClock {
            start: rival.start,
            expiry: rival_expiry(case, rival.start),
            because: rival.because.clone(),
        })
        .collect();
    for judged in &case.further {
        judged.read_into(case, expiry, &mut certainty, &mut because, &mut rivals);
    }
    because.extend(what_did_not_stop_it(case));
    let earliest_expiry = rivals
        .iter()
        .map(|rival| rival.expiry)
        .fold(expiry, Timestamp::min);
    let further = expiry.duration_since(later(start.at, first_seconds));
    let further_period = (further > SignedDuration::ZERO).then_some(further);
    let state = if ended.is_some_and(|ended| ended <= expiry) {
        ClockState::Ended
    } else if case.at() >= expiry {
        ClockState::Expired
    } else if further_period.is_some() {
        ClockState::Extended
    } else {
        ClockState::Running
    };
    Some(Clock {
        start: start.at,
        expiry,
        first_period: SignedDuration::from_secs(first_seconds),
        further_period,
        certainty,
        because,
        rivals,
        earliest_expiry,
        state,
    })
}

/// The end on another start: a further period counts there only if it was signed in time.
pub(crate) fn rival_expiry(case: &Case<'_, '_>, start: Timestamp) -> Timestamp {
    let first_end = later(start, case.wording.hours * HOUR);
    let minutes: i64 = case
        .further
        .iter()
        .filter(|judged| judged.is_valid() && judged.act.at < first_end)
        .map(|judged| i64::from(judged.minutes))
        .sum();
    later(first_end, minutes * MINUTE)
}

/// What happened since that people think stops or restarts the clock, and does not.
fn what_did_not_stop_it(case: &Case<'_, '_>) -> Vec<Reason> {
    let Some(start) = case.start.as_ref() else {
        return Vec::new();
    };
    let mut reasons = Vec::new();
    let after = |wanted: fn(&What) -> bool| {
        case.stay
            .acts
            .iter()
            .find(|act| act.at > start.at && wanted(act.what()))
    };
    if let Some(act) = after(|what| matches!(what, What::TransferBegan { .. })) {
        reasons.push(
            rules::CLOCK_NO_RESTART
                .applies_to("The transfer neither restarted nor paused it.", &[act.act]),
        );
    }
    if case.stay.by_warrant()
        && let Some(act) = kept_then_moved(case)
    {
        reasons.push(rules::S135_KEPT_THEN_MOVED.applies_to(
            "The person was kept at the premises first, so the end stays counted from the first entry.",
            &[act],
        ));
    }
    if let Some(act) = after(|what| matches!(what, What::AdmittedToGeneralWard)) {
        reasons.push(
            rules::CLOCK_NO_STOP_MEDICAL.applies_to("Treatment did not stop it.", &[act.act]),
        );
    }
    if let Some(act) = after(|what| matches!(what, What::Escaped { .. })) {
        reasons.push(
            rules::CLOCK_NO_STOP_ESCAPE
                .applies_to("It ran on while the person was absent.", &[act.act]),
        );
    }
    reasons
}

/// The act that took a person from the premises where they had been kept.
fn kept_then_moved<'a>(case: &Case<'_, 'a>) -> Option<&'a Act> {
    let mut acts = case.stay.acts.iter();
    acts.find(|act| matches!(act.what(), What::KeptUnderWarrant(_)))?;
    acts.find(|act| {
        matches!(
            act.what(),
            What::TransferBegan { .. } | What::RemovedUnderWarrant(_) | What::Entered { .. }
        )
    })
    .map(|act| act.act)
}

/// Facts the clock would like to know.
pub(crate) fn missing(case: &Case<'_, '_>, ledger: &mut Ledger) {
    let untimed = case.stay.acts.iter().filter(|act| {
        !act.timed
            && matches!(
                act.what(),
                What::Entered { .. }
                    | What::PowerUsed { .. }
                    | What::RemovedUnderWarrant(_)
                    | What::KeptUnderWarrant(_)
                    | What::Extended { .. }
                    | What::Escaped { .. }
                    | What::Ended { .. }
            )
    });
    for act in untimed {
        ledger.missing(
            format!("the exact time of `{}`", act.act.id),
            "how long the person may be held",
            &rules::REC_TIMES,
        );
    }
}
