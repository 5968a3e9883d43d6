//! Where everybody stands at a moment.

use domain::time;
use jiff::Timestamp;
use jiff::civil::Date;

use crate::acts::mca_2005;
use crate::acts::mha_1983::{
    regime, s55, s135, s135_places, s136, s136_clock, s136_consult, s136_ending, s136_transfer,
    s136b, s136c, s138, s139,
};
use crate::acts::pace_1984::s17;
use crate::acts::si_2017_1036;
use crate::answer::{Certainty, Position, Section, Standing};
use crate::case::{Case, Ledger};
use crate::course::{self, Course, Phase};
use crate::facts::{ExecutionConcluded, Facts, WarrantExecuted, WarrantKind, What};
use crate::profile::Profile;
use crate::rules;
use crate::story::{Placed, Stay, Story, begins};
use crate::{encounter, held, taking};

/// Where everybody stands at a moment: the power in force, the clock, what may be done, what is
/// owed, what went wrong, what is disputed, and what nobody has recorded.
///
/// Total, pure and deterministic: any facts, in any order, at any time, give an answer. Only acts
/// that had happened by `at` count, and the order of the list does not matter.
pub fn position(facts: &Facts, at: Timestamp, profile: &Profile) -> Position {
    of_story(&Story::read(facts, at), facts, profile)
}

/// The position of a story read before: two laws may be asked about one story.
pub(crate) fn of_story(story: &Story<'_>, facts: &Facts, profile: &Profile) -> Position {
    let stays = stays(story, profile);
    let mut ledger = Ledger::default();
    undated(story, &mut ledger);
    s17::judge(story, profile, &mut ledger);
    mca_2005::judge(story, &mut ledger);
    s135::judge(story, profile, &stays, &mut ledger);
    let Some((last, earlier)) = stays.split_last() else {
        let mut position = encounter::position(story, profile, ledger);
        taking::complete(&mut position, facts, story, profile, None);
        return position;
    };
    for stay in earlier {
        let case = Case::of(*stay, profile);
        let course = course::of(&case, None);
        // What was owed then is not owed now; what went wrong then still did.
        let mut past = Ledger::default();
        judge_stay(&case, &course, &mut past);
        ledger.breaches.append(&mut past.breaches);
        ledger.missing.append(&mut past.missing);
    }
    let case = Case::of(*last, profile);
    if !earlier.is_empty() {
        fresh_use(&case, &mut ledger);
    }
    let earlier_breaches = ledger.breaches.len();
    let taint = judge_use(&case, &mut ledger);
    s139::note(ledger.breaches.iter_mut().skip(earlier_breaches));
    let course = course::of(&case, taint.as_ref());
    judge_rest(&case, &course, &mut ledger);
    held::answer(&case, &course, taint.as_ref(), &mut ledger);
    beside(story, &course.standing.answer, profile, &mut ledger);
    let ended = course
        .over
        .filter(|_| !matches!(course.phase, Phase::Expired(_)));
    let mut clock = s136_clock::clock(&case, ended);
    if let Some(clock) = &mut clock {
        clock
            .because
            .extend(mca_2005::before_the_clock(story, clock.start));
    }
    let standing = course
        .over
        .and_then(|over| s135::standing_after(story, over))
        .unwrap_or(course.standing);
    ledger.breaches.sort_by_key(|breach| breach.at);
    let mut position = Position {
        at: story.at,
        regime: case.wording.finding(Some(&case.stay), profile),
        standing,
        liability: None,
        clock,
        powers: ledger.powers,
        duties: ledger.duties,
        breaches: ledger.breaches,
        advisories: ledger.advisories,
        missing: ledger.missing,
    };
    taking::complete(&mut position, facts, story, profile, Some(&case.stay));
    position
}

/// What may be done under other law, where the facts raise it: capacity, entry, a court's direction.
pub(crate) fn beside(
    story: &Story<'_>,
    standing: &Standing,
    profile: &Profile,
    ledger: &mut Ledger,
) {
    mca_2005::powers(story, ledger);
    s17::powers(story, standing, profile, ledger);
    s55::powers(story, profile, ledger);
}

fn judge_stay(case: &Case<'_, '_>, course: &Course<'_, '_>, ledger: &mut Ledger) {
    judge_use(case, ledger);
    judge_rest(case, course, ledger);
}

/// Judges the use of the power itself.
fn judge_use(case: &Case<'_, '_>, ledger: &mut Ledger) -> Option<s136::Taint> {
    if case.stay.by_warrant() {
        s135::judge_use(case, ledger)
    } else {
        s136::judge_use(case, ledger)
    }
}

/// What went right and wrong after the power was used.
fn judge_rest(case: &Case<'_, '_>, course: &Course<'_, '_>, ledger: &mut Ledger) {
    s136_consult::judge(case, ledger);
    repeated_uses(case, ledger);
    s136_clock::missing(case, ledger);
    s136b::judge_signed(case, ledger);
    si_2017_1036::judge_stints(case, course.over, ledger);
    s136_transfer::judge(case, ledger);
    s136c::judge(case, ledger);
    s138::judge(case, ledger);
    s136_ending::judge_end(case, ledger);
}

/// The uses of sections 136 and 135(1) in a timeline, each with what followed it.
pub(crate) fn stays<'s, 'a>(story: &'s Story<'a>, profile: &Profile) -> Vec<Stay<'s, 'a>> {
    let mut stays: Vec<Stay<'s, 'a>> = Vec::new();
    let mut floor = 0;
    let mut open: Option<usize> = None;
    for (here, act) in story.acts.iter().enumerate() {
        if begins(act.what()).is_none() {
            continue;
        }
        let Some(begun) = open else {
            open = Some(here);
            continue;
        };
        let so_far = cut(story, floor, begun, here, false);
        let Some(so_far) = so_far else { continue };
        if let Some(split) = fresh_since(
            &so_far,
            here.saturating_sub(begun),
            act.what(),
            act.at,
            profile,
        ) {
            let split = begun.saturating_add(split);
            stays.extend(cut(story, floor, begun, split, false));
            floor = split;
            open = Some(here);
        }
    }
    if let Some(begun) = open {
        stays.extend(cut(story, floor, begun, story.acts.len(), true));
    }
    stays
}

fn cut<'s, 'a>(
    story: &'s Story<'a>,
    floor: usize,
    begun: usize,
    end: usize,
    last: bool,
) -> Option<Stay<'s, 'a>> {
    let acts = story.acts.get(begun..end)?;
    let power = acts.first()?;
    let before = story.acts.get(floor..begun)?;
    let section = begins(power.what())?;
    let entered = match section {
        Section::Section135 => entry_to_execute(before),
        Section::Section136 => None,
    };
    let since_entry = entered
        .and_then(|nth| story.acts.get(floor.saturating_add(nth)..end))
        .unwrap_or(acts);
    Some(Stay {
        story,
        before,
        section,
        entry: entered.and_then(|nth| before.get(nth)),
        since_entry,
        power,
        acts,
        last,
        day: day_of(power.at),
    })
}

/// The constable's first entry on the occasion that led to a removal or keeping under a warrant.
///
/// An earlier execution that came to its end, or that found nobody, was another occasion: the
/// clock of somebody kept later does not run from it.
fn entry_to_execute(before: &[Placed<'_>]) -> Option<usize> {
    let concluded = before.iter().rposition(|act| {
        matches!(
            act.what(),
            What::ExecutionConcluded(ExecutionConcluded {
                kind: WarrantKind::Assess,
                ..
            })
        )
    });
    let from = concluded.map_or(0, |nth| nth.saturating_add(1));
    before
        .iter()
        .enumerate()
        .skip(from)
        .find(|(_, act)| {
            matches!(act.what(), What::WarrantExecuted(WarrantExecuted {
                kind: WarrantKind::Assess,
                person_found,
                ..
            }) if !person_found.is_no())
        })
        .map(|(nth, _)| nth)
}

/// Whether a further use of the power is a fresh one, after an earlier detention was over: where
/// the acts of the earlier stay end, if it is (`clock-consecutive`).
fn fresh_since(
    earlier: &Stay<'_, '_>,
    length: usize,
    used: &What,
    at: Timestamp,
    profile: &Profile,
) -> Option<usize> {
    let fresh_facts = match used {
        What::PowerUsed { fresh_facts, .. } => *fresh_facts,
        // A warrant executed since is an authority of its own; a move within one execution is not.
        _ => entry_to_execute(earlier.acts).is_some().into(),
    };
    let case = Case::of(*earlier, profile);
    // Escaped, and the power to retake ended while the person was at large: nobody gained time.
    if s138::absence(&case).is_some_and(|escape| escape.until <= at) {
        return Some(first_new_fact(earlier, at, &case).unwrap_or(length));
    }
    if let Some((end, reason)) = s136_ending::recorded_end(&case) {
        let ended = earlier
            .acts
            .iter()
            .position(|act| std::ptr::eq(act, end))?
            .saturating_add(1);
        let new_facts = earlier
            .acts
            .iter()
            .skip(ended)
            .any(|act| matches!(act.what(), What::Met { .. } | What::Grounds { .. }));
        let released = reason != domain::event::EndReason::Expired;
        let fresh = match fresh_facts {
            domain::Answer::Yes => true,
            domain::Answer::No => false,
            domain::Answer::NotKnown => released || new_facts,
        };
        return fresh.then_some(ended);
    }
    let over = case.expiry().is_some_and(|expiry| expiry <= at)
        || s136_ending::legal_end(&case).is_some()
        || s136_ending::application(&case).is_some();
    (over && fresh_facts.is_yes()).then(|| first_new_fact(earlier, at, &case).unwrap_or(length))
}

/// The first new encounter after the earlier detention ran out.
fn first_new_fact(earlier: &Stay<'_, '_>, at: Timestamp, case: &Case<'_, '_>) -> Option<usize> {
    let over = case.expiry().unwrap_or(at);
    earlier.acts.iter().position(|act| {
        act.at >= over
            && matches!(
                act.what(),
                What::Met { .. }
                    | What::Grounds { .. }
                    | What::Consulted { .. }
                    | What::WarrantIssued(_)
                    | What::WarrantExecuted(_)
            )
    })
}

/// A later use of the power that is not fresh: on a detention still running, or to gain time.
fn repeated_uses(case: &Case<'_, '_>, ledger: &mut Ledger) {
    let again = case
        .stay
        .acts
        .iter()
        .skip(1)
        .filter(|act| begins(act.what()).is_some());
    for act in again {
        if case.stay.by_warrant() && begins(act.what()) == Some(Section::Section135) {
            // Kept, then moved; or kept in place of being moved. The clock says which counts.
            continue;
        }
        let before_arrival = case.start.as_ref().is_none_or(|start| start.at >= act.at);
        if before_arrival
            && !case.stay.by_warrant()
            && matches!(
                act.what(),
                What::PowerUsed {
                    manner: domain::event::Manner::Keep { .. },
                    ..
                }
            )
        {
            // A decision to keep in place of a decision to remove: the clock says which counts.
            continue;
        }
        let ended = s136_ending::recorded_end(case).is_some_and(|(end, _)| end.at <= act.at);
        let over = ended || case.expiry().is_some_and(|expiry| expiry <= act.at);
        let (rule, what, says) = if over {
            (
                &rules::CLOCK_CONSECUTIVE,
                "the power was used again straight after a detention under it",
                "Nothing recorded shows a release and new facts; a second period to gain time is unlawful.",
            )
        } else {
            (
                &rules::S136_NOT_IF_ALREADY_136,
                "the power was used on a person already detained",
                "The person was still in law detained; the first detention and its clock stand.",
            )
        };
        ledger.breach(
            Some(act.at),
            what,
            Certainty::Settled,
            rule.applies_to(says, &[case.stay.power.act, act.act]),
            "it gives no further time: the first clock stands",
        );
    }
}

fn fresh_use(case: &Case<'_, '_>, ledger: &mut Ledger) {
    let What::PowerUsed { fresh_facts, .. } = case.stay.power.what() else {
        return;
    };
    if *fresh_facts == domain::Answer::NotKnown {
        ledger.missing(
            "the new facts on which section 136 was used again after the earlier detention",
            "whether this is a fresh detention or a second period to gain time",
            &rules::CLOCK_CONSECUTIVE,
        );
    }
}

/// Acts whose time is wholly unknown count for whether, and not for when.
fn undated(story: &Story<'_>, ledger: &mut Ledger) {
    for act in &story.undated {
        ledger.missing(
            format!("when `{}` happened", act.id),
            "where it stands among the other acts, and what follows from it",
            &rules::REC_TIMES,
        );
    }
}

/// The day in Europe/London.
pub(crate) fn day_of(at: Timestamp) -> Date {
    time::day_in_london(at)
}

/// A time as a reader sees it.
pub(crate) fn time(at: Timestamp) -> String {
    time::full_time(at)
}

/// The wording for a use of the power on the day of a moment.
pub(crate) fn wording_today(at: Timestamp, profile: &Profile) -> regime::Wording {
    regime::on_day(day_of(at), None, profile)
}

/// What may be done about a home or other place, in the list of powers.
pub(crate) fn places(case: &Case<'_, '_>, ledger: &mut Ledger) {
    s135_places::judge(case, ledger);
}
