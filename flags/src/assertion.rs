//! Whether the text says that a thing is so: the triggers around a mention, nearest first.

use crate::classes::Classes;
use crate::code::Assertion;
use crate::lexicon::{Group, Role};
use crate::scan::{Hit, Scanner, is_trigger};
use crate::text::Folded;
use crate::words::{COMMA, QUERY};

/// A stretch to be judged. Places are tokens of the folded text.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Stretch {
    pub(crate) start: u32,
    pub(crate) end: u32,
    pub(crate) word: u32,
    pub(crate) word_end: u32,
    pub(crate) clause: u32,
}

/// The triggers that reach a stretch, as numbers of hits.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Reached {
    pub(crate) negated: Option<u32>,
    pub(crate) possible: Option<u32>,
    pub(crate) historical: Option<u32>,
    pub(crate) hypothetical: Option<u32>,
    pub(crate) other: Option<u32>,
    pub(crate) boilerplate: Option<u32>,
}

impl Reached {
    /// The one word for it, and the trigger it rests on. What takes a mention furthest from the
    /// person dealt with now is said first.
    pub(crate) fn verdict(&self) -> (Assertion, Option<u32>) {
        let ways = [
            (Assertion::Boilerplate, self.boilerplate),
            (Assertion::Hypothetical, self.hypothetical),
            (Assertion::Negated, self.negated),
            (Assertion::Other, self.other),
            (Assertion::Historical, self.historical),
            (Assertion::Possible, self.possible),
        ];
        ways.into_iter()
            .find(|(_, trigger)| trigger.is_some())
            .unwrap_or((Assertion::Affirmed, None))
    }
}

/// No trigger reaches further, in words.
const FURTHEST: u32 = 60;

/// How far after a mention a list may go on for its `or` to be part of it.
const LIST: u32 = 14;

/// How many words may stand between a mention and the end of its clause for the next clause to
/// answer it.
const ANSWERED: u32 = 2;

/// What is asked about a stretch.
pub(crate) struct Judge<'t> {
    pub(crate) text: &'t Folded,
    pub(crate) hits: &'t [Hit],
    pub(crate) scanner: &'t Scanner,
    pub(crate) groups: &'t [Group],
    /// The class of `or` and `nor`.
    pub(crate) or_class: Classes,
}

impl Judge<'_> {
    /// Every trigger that reaches the stretch.
    pub(crate) fn reached(&self, stretch: &Stretch) -> Reached {
        let mut reached = Reached::default();
        self.look_back(stretch, &mut reached);
        self.look_ahead(stretch, &mut reached);
        reached
    }

    /// The groups of a hit, when one of them is a trigger.
    fn groups_of(&self, hit: &Hit) -> impl Iterator<Item = &Group> {
        let sort = self.scanner.sort_of(hit);
        sort.filter(|sort| sort.roles.is_trigger())
            .map_or(&[][..], |sort| sort.groups.as_slice())
            .iter()
            .filter_map(|number| self.groups.get(usize::from(*number)))
    }

    fn stops(&self, hit: &Hit) -> bool {
        self.has(hit, Role::Stop)
    }

    fn has(&self, hit: &Hit, role: Role) -> bool {
        self.scanner.is(hit, role)
    }

    fn look_back(&self, stretch: &Stretch, reached: &mut Reached) {
        let from = self.hits.partition_point(|hit| hit.start < stretch.start);
        // `if she is not rehoused she will ...`: a mention that begins with its own subject and
        // verb is out of reach of what went before.
        let mut stopped = self
            .hits
            .iter()
            .skip(from)
            .take_while(|hit| hit.start <= stretch.start)
            .any(|hit| self.stops(hit));
        let mut past_alone = false;
        for (at, hit) in self.hits.iter().enumerate().take(from).rev() {
            let distance = stretch.word.saturating_sub(hit.word_end);
            if hit.clause != stretch.clause || distance > FURTHEST {
                break;
            }
            // A phrase or a pattern that reaches into the stretch stands before nothing of it.
            if hit.end > stretch.start {
                continue;
            }
            let number = u32::try_from(at).ok();
            for group in self.groups_of(hit).filter(|group| is_trigger(group.role)) {
                if group.role == Role::Boilerplate {
                    reached.boilerplate = reached.boilerplate.or(number);
                    continue;
                }
                let ended = stopped || (past_alone && group.role != Role::HistoryBefore);
                if ended || distance > group.reach {
                    continue;
                }
                let slot = match group.role {
                    Role::NegatesBefore => {
                        if !group.list && self.comma_breaks(hit, stretch) {
                            continue;
                        }
                        &mut reached.negated
                    }
                    Role::PossibleBefore => &mut reached.possible,
                    Role::HistoryBefore => &mut reached.historical,
                    Role::HypotheticalBefore => &mut reached.hypothetical,
                    Role::OtherBefore => &mut reached.other,
                    _ => continue,
                };
                *slot = slot.or(number);
            }
            stopped |= self.stops(hit);
            past_alone |= self.has(hit, Role::StopSubject);
        }
    }

    fn look_ahead(&self, stretch: &Stretch, reached: &mut Reached) {
        let from = self.hits.partition_point(|hit| hit.start < stretch.end);
        let mut stopped = false;
        for (at, hit) in self.hits.iter().enumerate().skip(from) {
            let distance = hit.word.saturating_sub(stretch.word_end);
            if hit.clause != stretch.clause || distance > FURTHEST {
                break;
            }
            let number = u32::try_from(at).ok();
            for group in self.groups_of(hit).filter(|group| is_trigger(group.role)) {
                if group.role == Role::Boilerplate {
                    reached.boilerplate = reached.boilerplate.or(number);
                    continue;
                }
                // The answer to a question is about all of it: `autism / AA req? N`.
                if (stopped && group.role != Role::FormNo) || distance > group.reach {
                    continue;
                }
                let between = |sign: u32| self.text.sign_between(sign, stretch.end, hit.start);
                let slot = match group.role {
                    // A form's answer belongs to the question just before it.
                    Role::FormNo if !between(QUERY) && !between(COMMA) => &mut reached.negated,
                    Role::NegatesAfter if !between(COMMA) => &mut reached.negated,
                    Role::PossibleAfter => &mut reached.possible,
                    Role::HistoryAfter => &mut reached.historical,
                    Role::HypotheticalAfter => &mut reached.hypothetical,
                    _ => continue,
                };
                *slot = slot.or(number);
            }
            stopped |= self.stops(hit) || self.has(hit, Role::StopSubject);
        }
        reached.negated = reached.negated.or_else(|| self.answered_no(stretch));
    }

    /// `Suicidal thoughts - none.`: a clause that is an answer and nothing else, after a mention
    /// at the end of its own.
    fn answered_no(&self, stretch: &Stretch) -> Option<u32> {
        let clause = self.text.clause(stretch.clause);
        if self.text.word_at(clause.end) > stretch.word_end.saturating_add(ANSWERED) {
            return None;
        }
        let next = self.text.clause(stretch.clause.saturating_add(1));
        let at = self.hits.partition_point(|hit| hit.start < next.start);
        let hit = self.hits.get(at)?;
        let whole = hit.start == next.start && hit.end == next.end;
        let denies = self.has(hit, Role::NegatesBefore) || self.has(hit, Role::FormNo);
        (whole && denies).then(|| u32::try_from(at).ok()).flatten()
    }

    /// `no drink, voices` denies the drink alone; `no fever, chills or cough` denies all three.
    fn comma_breaks(&self, trigger: &Hit, stretch: &Stretch) -> bool {
        if !self.text.sign_between(COMMA, trigger.end, stretch.start) {
            return false;
        }
        let first = self.hits.partition_point(|hit| hit.start < trigger.end);
        !self
            .hits
            .iter()
            .skip(first)
            .take_while(|hit| {
                hit.clause == stretch.clause && hit.word <= stretch.word_end.saturating_add(LIST)
            })
            .any(|hit| hit.classes.meets(self.or_class))
    }
}
