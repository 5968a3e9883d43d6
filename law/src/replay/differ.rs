//! What differs between two answers about one moment.
//!
//! Reasons are not compared: the same answer for another reason is the same answer.

use jiff::Timestamp;

use super::Change;
use super::kind::{ClockPart, Kind, StandingKind, Turn};
use crate::answer::{
    Certainty, Clock, Finding, Position, PowerFinding, Reason, RivalClock, Standing,
};

/// Differences as they are found, each kind at the first moment it shows.
#[derive(Default)]
pub(super) struct Differences {
    found: Vec<Change>,
}

impl Differences {
    /// Takes the two answers about one moment. Moments come in order.
    pub(super) fn take(&mut self, was: &Position, would_be: &Position) {
        let contested = (was.regime.certainty == Certainty::Contested)
            != (would_be.regime.certainty == Certainty::Contested);
        let mut seen = Seen {
            found: &mut self.found,
            at: was.at,
            contested,
        };
        let over = StandingKind::from(&was.standing.answer).is_over()
            && StandingKind::from(&would_be.standing.answer).is_over();
        if !over && different(&was.regime, &would_be.regime) {
            seen.kind(Kind::Wording {
                was: was.regime.answer,
                would_be: would_be.regime.answer,
            });
        }
        standing(&was.standing, &would_be.standing, &mut seen);
        liability(was, would_be, &mut seen);
        clock(was.clock.as_ref(), would_be.clock.as_ref(), &mut seen);
        powers(&was.powers, &would_be.powers, &mut seen);
        duties(was, would_be, &mut seen);
        breaches(was, would_be, &mut seen);
        advisories(was, would_be, &mut seen);
        missing(was, would_be, &mut seen);
    }

    /// Whether a difference of this kind was found.
    pub(super) fn has(&self, wanted: impl Fn(&Kind) -> bool) -> bool {
        self.found.iter().any(|change| wanted(&change.kind))
    }

    /// Every difference, in the order of their kinds.
    pub(super) fn finish(mut self) -> Vec<Change> {
        self.found
            .sort_unstable_by_key(|change| (change.kind, change.contested));
        self.found
    }
}

/// The differences of one moment, as they are added.
struct Seen<'d> {
    found: &'d mut Vec<Change>,
    at: Timestamp,
    contested: bool,
}

impl Seen<'_> {
    fn kind(&mut self, kind: Kind) {
        let contested = self.contested;
        let known = |change: &Change| change.kind == kind && change.contested == contested;
        if !self.found.iter().any(known) {
            self.found.push(Change {
                kind,
                contested,
                first: self.at,
            });
        }
    }
}

fn different<T: PartialEq>(one: &Finding<T>, other: &Finding<T>) -> bool {
    one.answer != other.answer || one.certainty != other.certainty
}

fn standing(was: &Finding<Standing>, would_be: &Finding<Standing>, seen: &mut Seen<'_>) {
    if different(was, would_be) {
        seen.kind(Kind::Standing {
            was: (&was.answer).into(),
            would_be: (&would_be.answer).into(),
        });
    }
}

fn liability(was: &Position, would_be: &Position, seen: &mut Seen<'_>) {
    let same = match (&was.liability, &would_be.liability) {
        (Some(was), Some(would_be)) => !different(was, would_be),
        (was, would_be) => was.is_none() && would_be.is_none(),
    };
    let state = |position: &Position| {
        let finding = position.liability.as_ref();
        finding.map(|finding| finding.answer.state)
    };
    if !same {
        seen.kind(Kind::Liability {
            was: state(was),
            would_be: state(would_be),
        });
    }
}

fn clock(was: Option<&Clock>, would_be: Option<&Clock>, seen: &mut Seen<'_>) {
    let (was, would_be) = match (was, would_be) {
        (None, None) => return,
        (Some(was), Some(would_be)) => (was, would_be),
        _ => {
            seen.kind(Kind::Clock {
                part: ClockPart::Whether,
            });
            return;
        }
    };
    let reading = |rival: &RivalClock| (rival.start, rival.expiry);
    let readings_differ = was.earliest_expiry != would_be.earliest_expiry
        || was
            .rivals
            .iter()
            .map(reading)
            .ne(would_be.rivals.iter().map(reading));
    for (differs, part) in [
        (was.start != would_be.start, ClockPart::Start),
        (was.expiry != would_be.expiry, ClockPart::Expiry),
        (readings_differ, ClockPart::Readings),
        (was.certainty != would_be.certainty, ClockPart::Certainty),
        (was.state != would_be.state, ClockPart::State),
    ] {
        if differs {
            seen.kind(Kind::Clock { part });
        }
    }
}

fn powers(was: &[PowerFinding], would_be: &[PowerFinding], seen: &mut Seen<'_>) {
    // Both lists are made by the same code: nearly always they name the same powers in order. A
    // power that is named twice, by two acts that each bear on it, is held against its own turn.
    let in_step = was.len() == would_be.len()
        && was
            .iter()
            .zip(would_be)
            .all(|(one, other)| one.power == other.power);
    for (here, finding) in was.iter().enumerate() {
        let other = if in_step {
            would_be.get(here)
        } else {
            turn_of(was, here).and_then(|turn| named(would_be, finding, turn))
        };
        let same = other.is_some_and(|other| {
            other.availability == finding.availability
                && other.certainty == finding.certainty
                && other.until == finding.until
        });
        if !same {
            seen.kind(Kind::Power {
                power: finding.power,
                was: Some(finding.availability),
                would_be: other.map(|other| other.availability),
            });
        }
    }
    if in_step {
        return;
    }
    for (here, finding) in would_be.iter().enumerate() {
        let other = turn_of(would_be, here).and_then(|turn| named(was, finding, turn));
        if other.is_none() {
            seen.kind(Kind::Power {
                power: finding.power,
                was: None,
                would_be: Some(finding.availability),
            });
        }
    }
}

/// How many findings about the same power come before this one in its list.
fn turn_of(findings: &[PowerFinding], here: usize) -> Option<usize> {
    let finding = findings.get(here)?;
    let before = findings.get(..here)?;
    Some(
        before
            .iter()
            .filter(|other| other.power == finding.power)
            .count(),
    )
}

/// The finding of that turn about the same power in another list.
fn named<'f>(
    findings: &'f [PowerFinding],
    finding: &PowerFinding,
    turn: usize,
) -> Option<&'f PowerFinding> {
    findings
        .iter()
        .filter(|other| other.power == finding.power)
        .nth(turn)
}

fn duties(was: &Position, would_be: &Position, seen: &mut Seen<'_>) {
    turns(
        &was.duties,
        &would_be.duties,
        |duty| (duty.kind, duty.owner),
        |one, other| one.since == other.since && one.due == other.due,
        |(duty, owner), turn| seen.kind(Kind::Duty { duty, owner, turn }),
    );
}

fn breaches(was: &Position, would_be: &Position, seen: &mut Seen<'_>) {
    turns(
        &was.breaches,
        &would_be.breaches,
        |breach| (first_rule(&breach.because), breach.at),
        |one, other| one.certainty == other.certainty && one.what == other.what,
        |(rule, _), turn| seen.kind(Kind::Breach { rule, turn }),
    );
}

fn advisories(was: &Position, would_be: &Position, seen: &mut Seen<'_>) {
    turns(
        &was.advisories,
        &would_be.advisories,
        |advisory| first_rule(&advisory.because),
        |one, other| one.says == other.says,
        |rule, turn| seen.kind(Kind::Advisory { rule, turn }),
    );
}

fn missing(was: &Position, would_be: &Position, seen: &mut Seen<'_>) {
    turns(
        &was.missing,
        &would_be.missing,
        |missing| (missing.rule.id, missing.fact.as_str()),
        |_, _| true,
        |(rule, _), turn| seen.kind(Kind::Missing { rule, turn }),
    );
}

fn first_rule(because: &[Reason]) -> &'static str {
    because.first().map_or("", |reason| reason.rule.id)
}

/// Compares two lists, whose items are told apart by a key: which appear, which vanish, and which
/// stand in both and are not the same. Of several with one key the first stands for all, and one
/// more or one fewer appears or vanishes.
fn turns<'p, T, K: PartialEq>(
    was: &'p [T],
    would_be: &'p [T],
    key: impl Fn(&'p T) -> K,
    same: impl Fn(&T, &T) -> bool,
    mut found: impl FnMut(K, Turn),
) {
    let as_they_were = was.len() == would_be.len()
        && was
            .iter()
            .zip(would_be)
            .all(|(one, other)| key(one) == key(other) && same(one, other));
    if as_they_were {
        return;
    }
    let count = |list: &'p [T], wanted: &K| list.iter().filter(|item| key(item) == *wanted).count();
    for item in would_be {
        let wanted = key(item);
        if count(would_be, &wanted) > count(was, &wanted) {
            found(wanted, Turn::Appears);
        }
    }
    for item in was {
        let wanted = key(item);
        let left = count(would_be, &wanted);
        if count(was, &wanted) > left {
            found(wanted, Turn::Vanishes);
        } else if left > 0
            && !would_be
                .iter()
                .any(|other| key(other) == wanted && same(item, other))
        {
            found(wanted, Turn::Moves);
        }
    }
}
