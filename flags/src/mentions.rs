//! Mentions: from what the scan found to what an answer shows of it.

use crate::assertion::{Judge, Reached, Stretch};
use crate::code::{Assertion, Basis, Code, Tier};
use crate::engine::{Desk, Engine};
use crate::features;
use crate::joins::Joined;
use crate::lexicon::{Effect, Role, Rule};
use crate::reading::{Because, Mention};
use crate::scan::{Hit, What, makes_mention};

/// A mention before it is written down.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Found {
    pub(crate) stretch: Stretch,
    code: Code,
    tier: Tier,
    basis: Basis,
    from: From,
    assertion: Assertion,
    because: Option<Cause>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum From {
    Group(u16, u32),
    Rule(u16),
    Pattern(u16),
}

#[derive(Debug, Clone, Copy)]
enum Cause {
    Hit(u32),
    Rule(Joined),
}

/// Joined cues of one effect, in the order of the text.
#[derive(Debug, Default)]
struct Spans {
    all: Vec<Joined>,
    /// The longest of them, in tokens.
    longest: u32,
}

impl Spans {
    fn add(&mut self, joined: &Joined) {
        self.longest = self.longest.max(joined.end - joined.start);
        let at = self
            .all
            .partition_point(|other| other.start <= joined.start);
        self.all.insert(at, *joined);
    }

    /// Those of the clause that begin before the end of a stretch, the last first.
    fn before(&self, stretch: &Stretch) -> impl Iterator<Item = &Joined> {
        let to = self.all.partition_point(|it| it.start < stretch.end);
        let clause = stretch.clause;
        self.all
            .iter()
            .take(to)
            .rev()
            .take_while(move |it| it.clause == clause)
    }

    /// The last that shares a token with a stretch.
    fn over(&self, stretch: &Stretch) -> Option<&Joined> {
        let start = stretch.start;
        self.before(stretch)
            .take_while(|it| it.start.saturating_add(self.longest) > start)
            .find(|it| it.end > start)
    }
}

/// What joined cues do to the mentions about them.
#[derive(Debug, Default)]
struct Changes {
    block: Spans,
    history: Spans,
    other: Spans,
}

impl Changes {
    fn of(&self, stretch: &Stretch) -> Option<(Assertion, Joined)> {
        if let Some(joined) = self.block.over(stretch) {
            return Some((Assertion::Blocked, *joined));
        }
        let history = self
            .history
            .over(stretch)
            .map(|joined| (Assertion::Historical, *joined));
        let other = self
            .other
            .before(stretch)
            .next()
            .map(|joined| (Assertion::Other, *joined));
        match (history, other) {
            (Some(history), Some(other)) if other.1.start > history.1.start => Some(other),
            (Some(history), _) => Some(history),
            (None, other) => other,
        }
    }
}

impl Engine {
    /// Mentions by term, by pattern and by rule, in the order of the text.
    pub(crate) fn find(&self, desk: &mut Desk) {
        desk.found.clear();
        for hit in &desk.hits {
            let stretch = stretch_of_hit(hit);
            let mut add = |code, tier, basis, from| {
                desk.found.push(Found {
                    stretch,
                    code,
                    tier,
                    basis,
                    from,
                    assertion: Assertion::Affirmed,
                    because: None,
                });
            };
            match hit.what {
                What::Entry(entry) => {
                    let sort = self.scanner.sort_of(hit);
                    let Some(sort) = sort.filter(|sort| sort.roles.has(Role::Concept)) else {
                        continue;
                    };
                    for number in &sort.groups {
                        let Some(group) = self.lexicon.groups.get(usize::from(*number)) else {
                            continue;
                        };
                        if group.role == Role::Concept {
                            let tier = group.tier.min(self.most(hit, &desk.joined));
                            for code in &group.codes {
                                add(*code, tier, group.basis, From::Group(*number, entry));
                            }
                        }
                    }
                }
                What::Pattern { number, .. } => {
                    if let Some(pattern) = self.scanner.patterns.get(number) {
                        for code in &pattern.codes {
                            add(*code, pattern.tier, Basis::Stated, From::Pattern(number));
                        }
                    }
                }
            }
        }
        for joined in &desk.joined {
            let Some(rule) = self.lexicon.rules.get(usize::from(joined.rule)) else {
                continue;
            };
            if makes_mention(rule.effect) && self.stands(desk, rule) {
                for code in &rule.codes {
                    desk.found.push(Found {
                        stretch: stretch_of(joined),
                        code: *code,
                        tier: rule.tier,
                        basis: rule.basis,
                        from: From::Rule(joined.rule),
                        assertion: Assertion::Affirmed,
                        because: None,
                    });
                }
            }
        }
        // The longest of those that begin together is first; the rest are inside it.
        desk.found.sort_by_key(|found| {
            (
                found.stretch.start,
                std::cmp::Reverse(found.stretch.end),
                found.code,
                std::cmp::Reverse(found.tier),
            )
        });
        Self::drop_inner(desk);
    }

    /// How much a hit may say at most: a loose word for illness is strong only where a rule says
    /// so.
    fn most(&self, hit: &Hit, joined: &[Joined]) -> Tier {
        let frames = |joined: &Joined| {
            let rule = self.lexicon.rules.get(usize::from(joined.rule));
            joined.start <= hit.start
                && hit.end <= joined.end
                && rule.is_some_and(|rule| rule.effect == Effect::Frame)
        };
        if hit.classes.meets(self.loose_class) && !joined.iter().any(frames) {
            return Tier::Medium;
        }
        Tier::Strong
    }

    /// Whether every cue of a rule over the whole text is said of the person somewhere: not only
    /// in an answer that denies it, nor in advice. Within a clause a denial reaches the mention.
    fn stands(&self, desk: &Desk, rule: &Rule) -> bool {
        let judge = self.judge_of(desk);
        let said = |hit: &Hit| {
            let (assertion, _) = judge.reached(&stretch_of_hit(hit)).verdict();
            assertion.is_live() || assertion == Assertion::Historical
        };
        !rule.whole_text
            || rule.seq.iter().all(|class| {
                let class = self.lexicon.class(class);
                class.is_some_and(|class| {
                    let mut hits = desk.hits.iter().filter(|hit| hit.classes.has(class));
                    hits.any(said)
                })
            })
    }

    /// A mention inside a longer one of the same code that says no less is dropped.
    fn drop_inner(desk: &mut Desk) {
        let mut reach = [(0_u32, Tier::Weak); Code::ALL.len()];
        desk.found.retain(|found| {
            let Some((end, tier)) = reach.get_mut(found.code.index()) else {
                return true;
            };
            if found.stretch.end <= *end && found.tier <= *tier {
                return false;
            }
            if found.stretch.end > *end {
                (*end, *tier) = (found.stretch.end, found.tier);
            }
            true
        });
    }

    /// Judges every mention.
    pub(crate) fn assert(&self, desk: &mut Desk) {
        if desk.found.is_empty() {
            return;
        }
        let mut found = std::mem::take(&mut desk.found);
        let exercise = self.exercise(desk);
        let changes = self.changes(&desk.joined);
        let judge = self.judge_of(desk);
        let explained = self.explained(desk, &judge);
        for mention in &mut found {
            let by_rule = changes
                .of(&mention.stretch)
                .or_else(|| explained.filter(|_| mention.basis == Basis::Behaviour));
            let (assertion, because) = match (by_rule, exercise) {
                (Some((Assertion::Blocked, joined)), _) => {
                    (Assertion::Blocked, Some(Cause::Rule(joined)))
                }
                (_, Some(cause)) => (Assertion::Exercise, Some(cause)),
                (by_rule, None) => {
                    let reached: Reached = judge.reached(&mention.stretch);
                    let (assertion, trigger) = reached.verdict();
                    match by_rule {
                        Some((instead, joined)) if assertion.is_live() => {
                            (instead, Some(Cause::Rule(joined)))
                        }
                        _ => (assertion, trigger.map(Cause::Hit)),
                    }
                }
            };
            // How often somebody rang is of the past, and how old somebody is was never the past.
            let of_now = matches!(mention.code, Code::Rpt | Code::Cyp);
            let past = assertion == Assertion::Historical;
            mention.assertion = if of_now && past {
                Assertion::Affirmed
            } else {
                assertion
            };
            mention.because = because.filter(|_| !(of_now && past));
        }
        desk.found = found;
    }

    /// What says that the text is of an exercise or a test.
    fn exercise(&self, desk: &Desk) -> Option<Cause> {
        let by_term = desk
            .hits
            .iter()
            .position(|hit| self.scanner.is(hit, Role::Exercise));
        let by_term = by_term.and_then(|at| u32::try_from(at).ok());
        let mut by_rule = self.joined_to(desk, Effect::Exercise);
        by_term
            .map(Cause::Hit)
            .or_else(|| by_rule.next().map(|joined| Cause::Rule(*joined)))
    }

    /// Another cause that the text gives for behaviour, and does not deny.
    fn explained(&self, desk: &Desk, judge: &Judge<'_>) -> Option<(Assertion, Joined)> {
        let live = |joined: &&Joined| {
            let stretch = stretch_of(joined);
            judge.reached(&stretch).verdict().0.is_live()
        };
        let mut causes = self.joined_to(desk, Effect::Explain);
        causes
            .find(live)
            .map(|joined| (Assertion::Blocked, *joined))
    }

    fn joined_to<'d>(
        &'d self,
        desk: &'d Desk,
        effect: Effect,
    ) -> impl Iterator<Item = &'d Joined> + 'd {
        desk.joined.iter().filter(move |joined| {
            let rule = self.lexicon.rules.get(usize::from(joined.rule));
            rule.is_some_and(|rule| rule.effect == effect)
        })
    }

    /// The joined cues that change what is said of the mentions about them.
    fn changes(&self, joined: &[Joined]) -> Changes {
        let mut changes = Changes::default();
        for joined in joined {
            let rule = self.lexicon.rules.get(usize::from(joined.rule));
            match rule.map(|rule| rule.effect) {
                Some(Effect::Block) => changes.block.add(joined),
                Some(Effect::History) => changes.history.add(joined),
                Some(Effect::Other) => changes.other.add(joined),
                Some(Effect::Mention | Effect::Explain | Effect::Exercise | Effect::Frame)
                | None => {}
            }
        }
        changes
    }

    pub(crate) fn written(&self, source: &[u8], desk: &Desk) -> Vec<Mention<'_>> {
        let mut places = Places::new(source);
        desk.found
            .iter()
            .map(|found| {
                let (start, end) = desk
                    .text
                    .source_span(found.stretch.start, found.stretch.end);
                let (line, column) = places.of(start);
                let (rule, term, slip) = match found.from {
                    From::Group(group, entry) => {
                        let known = self.scanner.known.get(entry as usize);
                        (
                            self.group_id(group),
                            known.map(|known| known.term.as_str()),
                            known.is_some_and(|known| known.slip),
                        )
                    }
                    From::Rule(rule) => (self.rule_id(rule), None, false),
                    From::Pattern(number) => {
                        let pattern = self.scanner.patterns.get(number);
                        (
                            pattern.map_or("", |pattern| pattern.id.as_str()),
                            None,
                            false,
                        )
                    }
                };
                let held_back = match found.from {
                    From::Group(group, _) => {
                        let group = self.lexicon.groups.get(usize::from(group));
                        found.tier < Tier::Strong
                            && group.is_some_and(|group| group.tier == Tier::Strong)
                    }
                    From::Rule(_) | From::Pattern(_) => false,
                };
                Mention {
                    code: found.code,
                    tier: found.tier,
                    basis: found.basis,
                    assertion: found.assertion,
                    start,
                    end,
                    line,
                    column,
                    rule,
                    term,
                    slip,
                    held_back,
                    company: false,
                    because: found.because.and_then(|cause| self.because(desk, cause)),
                    weight: 0,
                }
            })
            .collect()
    }

    fn because(&self, desk: &Desk, cause: Cause) -> Option<Because<'_>> {
        let (rule, start, end) = match cause {
            Cause::Hit(number) => {
                let hit = desk.hits.get(number as usize)?;
                let sort = self.scanner.sort_of(hit)?;
                (self.group_id(*sort.groups.first()?), hit.start, hit.end)
            }
            Cause::Rule(joined) => (self.rule_id(joined.rule), joined.start, joined.end),
        };
        let (start, end) = desk.text.source_span(start, end);
        Some(Because { rule, start, end })
    }

    fn group_id(&self, number: u16) -> &str {
        self.lexicon
            .groups
            .get(usize::from(number))
            .map_or("", |group| group.id.as_str())
    }

    fn rule_id(&self, number: u16) -> &str {
        self.lexicon
            .rules
            .get(usize::from(number))
            .map_or("", |rule| rule.id.as_str())
    }
}

const fn stretch_of_hit(hit: &Hit) -> Stretch {
    Stretch {
        start: hit.start,
        end: hit.end,
        word: hit.word,
        word_end: hit.word_end,
        clause: hit.clause,
    }
}

const fn stretch_of(joined: &Joined) -> Stretch {
    Stretch {
        start: joined.start,
        end: joined.end,
        word: joined.word,
        word_end: joined.word_end,
        clause: joined.clause,
    }
}

pub(crate) fn feature_of(mention: &Mention<'_>) -> usize {
    if mention.assertion == Assertion::Affirmed && mention.tier != Tier::Weak {
        features::of_code(mention.code, mention.tier)
    } else {
        features::of_other(mention.assertion, mention.company)
    }
}

/// Lines and columns, counted once from the front.
pub(crate) struct Places<'s> {
    source: &'s [u8],
    at: usize,
    line: u32,
    column: u32,
}

impl<'s> Places<'s> {
    pub(crate) const fn new(source: &'s [u8]) -> Self {
        Self {
            source,
            at: 0,
            line: 1,
            column: 1,
        }
    }

    /// Line and column of a place. Places must not go backwards.
    pub(crate) fn of(&mut self, place: u32) -> (u32, u32) {
        let to = (place as usize).min(self.source.len());
        let between = self.source.get(self.at..to).unwrap_or(&[]);
        let lines: u32 = between.iter().map(|byte| u32::from(*byte == b'\n')).sum();
        let mut after = between;
        if lines > 0 {
            self.line = self.line.saturating_add(lines);
            self.column = 1;
            after = between.rsplit(|byte| *byte == b'\n').next().unwrap_or(&[]);
        }
        let characters = after.iter().filter(|byte| **byte & 0xc0 != 0x80).count();
        self.column = self.column.saturating_add(narrow(characters));
        self.at = to.max(self.at);
        (self.line, self.column)
    }
}

fn narrow(value: usize) -> u32 {
    u32::try_from(value).unwrap_or(u32::MAX)
}

/// The clauses that are not listened to: all that the lexicon found there is denied, or is of
/// somebody else, of the past or of a case that has not come. A text of an exercise is quiet
/// altogether.
pub(crate) fn quiet(found: &[Found]) -> Quiet {
    let exercise = |it: &Found| it.assertion == Assertion::Exercise;
    let live = |it: &&Found| it.assertion.is_live() && it.tier != Tier::Weak;
    let aside = |it: &&Found| !it.assertion.is_live() && it.assertion != Assertion::Blocked;
    let of = |wanted: &dyn Fn(&&Found) -> bool| -> Vec<u32> {
        let clauses = found.iter().filter(|it| wanted(it));
        clauses.map(|it| it.stretch.clause).collect()
    };
    let (live, mut clauses) = (of(&live), of(&aside));
    clauses.retain(|clause| !live.contains(clause));
    Quiet {
        all: found.iter().any(exercise),
        clauses,
    }
}

/// Clauses that are not listened to.
#[derive(Debug)]
pub(crate) struct Quiet {
    all: bool,
    clauses: Vec<u32>,
}

impl Quiet {
    /// Whether a clause is one of them.
    pub(crate) fn has(&self, clause: u32) -> bool {
        self.all || self.clauses.contains(&clause)
    }
}
