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
        } else if !would_be
            .iter()
            .any(|other| key(other) == wanted && same(item, other))
        {
            found(wanted, Turn::Moves);
        }
    }
}

#[cfg(test)]
mod tests {
    use domain::Answer;

    use super::*;
    use crate::answer::Regime;
    use crate::facts::{Act, Facts, What};
    use crate::profile::Profile;

    /// What is answered of somebody taken into a suite, an hour after they came.
    fn detained() -> Position {
        let act = |at: &str, what| Act {
            id: at.to_owned(),
            at: domain::Moment::Exact {
                at: at.parse().unwrap(),
            },
            rivals: Vec::new(),
            what,
        };
        let used = What::PowerUsed {
            manner: domain::event::Manner::Remove,
            by: domain::Profession::Constable,
            rank: None,
            brought_out_by_force: Answer::No,
            fresh_facts: Answer::NotKnown,
        };
        let place = domain::event::PlaceRef {
            id: None,
            kind: domain::PlaceKind::HealthBasedPlaceOfSafety,
            name: "a suite".to_owned(),
        };
        let facts = Facts {
            acts: vec![
                act("2026-03-01T10:00:00Z", used),
                act("2026-03-01T11:00:00Z", What::Entered { place }),
            ],
            ..Facts::default()
        };
        let at = "2026-03-01T12:00:00Z".parse().unwrap();
        crate::position(&facts, at, &Profile::statute())
    }

    fn kinds(was: &Position, would_be: &Position) -> Vec<Kind> {
        let mut found = Differences::default();
        found.take(was, would_be);
        let found = found.finish();
        found.into_iter().map(|change| change.kind).collect()
    }

    #[test]
    fn another_wording_is_told_unless_both_laws_say_that_it_is_over() {
        let was = detained();
        let mut would_be = was.clone();
        would_be.regime.answer = Regime::NoPoliceStations;
        let wording = |was: &Position, would_be: &Position| {
            let kinds = kinds(was, would_be);
            kinds
                .iter()
                .any(|kind| matches!(kind, Kind::Wording { .. }))
        };
        assert!(wording(&was, &would_be));

        would_be.standing.answer = Standing::EscapedPowerEnded { ended: was.at };
        assert!(wording(&was, &would_be), "over under one law only");

        let mut was = was;
        was.standing.answer = Standing::EscapedPowerEnded { ended: was.at };
        assert!(!wording(&was, &would_be), "over under both");
    }

    #[test]
    fn a_liability_that_one_law_alone_knows_of_is_told() {
        let was = detained();
        let liability = crate::liability::Liability {
            state: crate::LiabilityState::Absent,
            under: None,
            since: None,
            first_day_of_absence: None,
            recall_served: None,
            take_until: None,
            take_until_otherwise: None,
            authority_until: None,
            who: Vec::new(),
            destination: None,
        };
        let mut would_be = was.clone();
        would_be.liability = Some(Finding {
            answer: liability,
            certainty: Certainty::Settled,
            because: Vec::new(),
            rival: None,
        });

        for (one, other) in [(&was, &would_be), (&would_be, &was)] {
            let kinds = kinds(one, other);
            assert!(matches!(kinds[..], [Kind::Liability { .. }]), "{kinds:?}");
        }
        assert!(kinds(&would_be, &would_be).is_empty());
    }

    #[test]
    fn an_earlier_end_on_some_reading_is_told_though_the_readings_are_as_many() {
        let was = detained();
        let mut would_be = was.clone();
        let clock = would_be.clock.as_mut().unwrap();
        clock.earliest_expiry = was.at;

        assert_eq!(
            kinds(&was, &would_be),
            [Kind::Clock {
                part: ClockPart::Readings
            }]
        );
    }

    #[test]
    fn what_is_left_out_of_a_list_vanishes_and_what_stays_is_not_told() {
        let told = |was: &[(char, u8)], would_be: &[(char, u8)]| {
            let mut told = Vec::new();
            turns(
                was,
                would_be,
                |item| item.0,
                |one, other| one.1 == other.1,
                |key, turn| told.push((key, turn)),
            );
            told
        };

        assert_eq!(
            told(&[('a', 1), ('b', 1)], &[('a', 1)]),
            [('b', Turn::Vanishes)]
        );
        assert_eq!(
            told(&[('a', 1)], &[('a', 1), ('b', 1)]),
            [('b', Turn::Appears)]
        );
        assert_eq!(
            told(&[('a', 1)], &[('b', 1)]),
            [('b', Turn::Appears), ('a', Turn::Vanishes)]
        );
        assert_eq!(
            told(&[('a', 1), ('b', 1)], &[('a', 1), ('b', 2)]),
            [('b', Turn::Moves)]
        );
        assert_eq!(told(&[('a', 1), ('b', 1)], &[('b', 1), ('a', 1)]), []);
    }
}
