//! One pass over a folded text for the terms, the pattern layer, and the rules over cues.

use crate::classes::Classes;
use crate::lexicon::{Case, Effect, Lexicon, LexiconError, Role};
use crate::patterns::{Clause, Patterns};
use crate::terms::Terms;
use crate::text::Folded;
use crate::words::{BREAK, Vocabulary};

/// Something of the lexicon found in a text. Places are tokens of the folded text.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Hit {
    pub(crate) start: u32,
    pub(crate) end: u32,
    /// The number of its first word, and one past its last.
    pub(crate) word: u32,
    pub(crate) word_end: u32,
    pub(crate) clause: u32,
    pub(crate) what: What,
    pub(crate) classes: Classes,
}

/// What a hit is of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum What {
    Entry(u32),
    /// A pattern, and the number it took out.
    Pattern {
        number: u16,
        value: u32,
    },
}

/// Cues that a rule joined.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Joined {
    pub(crate) rule: u16,
    pub(crate) start: u32,
    pub(crate) end: u32,
    pub(crate) word: u32,
    pub(crate) word_end: u32,
    pub(crate) clause: u32,
}

/// An entry as the scan needs it.
#[derive(Debug, Clone)]
pub(crate) struct Known {
    pub(crate) term: String,
    pub(crate) groups: Vec<u16>,
    pub(crate) classes: Classes,
    /// Every group wants capitals.
    upper: bool,
    pub(crate) slip: bool,
    /// The roles of its groups.
    pub(crate) roles: Roles,
}

/// A rule with its classes as bits, in one order of its cues.
#[derive(Debug, Clone)]
struct Order {
    rule: u16,
    seq: Vec<u32>,
    gap: u32,
    /// All of its classes: a clause without one of them need not be looked through.
    set: Classes,
    unless: Classes,
}

/// The terms and the rules.
#[derive(Debug)]
pub(crate) struct Scanner {
    terms: Terms,
    pub(crate) known: Vec<Known>,
    orders: Vec<Order>,
    /// For each class, the orders that begin with it.
    beginning: Vec<Vec<u16>>,
    /// The classes that some order begins with.
    beginnings: Classes,
    /// Rules over the whole text.
    wide: Vec<Order>,
    /// Rules in order that go over the ends of clauses.
    across: Vec<Order>,
    pub(crate) patterns: Patterns,
}

/// The most cues of one rule, so that its orders stay few.
const MOST_CUES: usize = 4;

impl Scanner {
    pub(crate) fn new(lexicon: &Lexicon) -> Result<Self, LexiconError> {
        let patterns = Patterns::new(lexicon)?;
        let terms = Terms::new(lexicon.entries.keys().map(Vec::as_slice)).map_err(|too_long| {
            let entry = lexicon.entries.values().nth(too_long.0);
            LexiconError::Content {
                file: "lexicon".into(),
                id: entry.map_or_else(String::new, |entry| entry.term.clone()),
                says: "the beginning of a word that is looked for may have 16 letters at most"
                    .into(),
            }
        })?;
        let known = lexicon
            .entries
            .values()
            .map(|entry| Known {
                term: entry.term.clone(),
                groups: entry.groups.clone(),
                classes: entry.classes,
                upper: entry.groups.iter().all(|group| {
                    lexicon
                        .groups
                        .get(usize::from(*group))
                        .is_some_and(|group| group.case == Case::Upper)
                }),
                slip: entry.slip,
                roles: entry
                    .groups
                    .iter()
                    .filter_map(|group| lexicon.groups.get(usize::from(*group)))
                    .fold(Roles::default(), |roles, group| roles.and(group.role)),
            })
            .collect();
        let mut this = Self {
            terms,
            known,
            orders: Vec::new(),
            beginning: vec![Vec::new(); lexicon.classes.len()],
            beginnings: Classes::default(),
            wide: Vec::new(),
            across: Vec::new(),
            patterns,
        };
        for (number, rule) in lexicon.rules.iter().enumerate() {
            let too_many = || LexiconError::Content {
                file: "lexicon".into(),
                id: rule.id.clone(),
                says: format!("a rule has {MOST_CUES} cues at most, and there are too many rules"),
            };
            let number = u16::try_from(number).map_err(|_| too_many())?;
            if rule.seq.len() > MOST_CUES {
                return Err(too_many());
            }
            let bits = |names: &[String]| -> Vec<u32> {
                names
                    .iter()
                    .filter_map(|name| lexicon.class(name))
                    .collect()
            };
            let unless = set_of(&bits(&rule.unless));
            let seq = bits(&rule.seq);
            let seqs = if rule.any_order && !rule.whole_text && !rule.across {
                orders_of(&seq)
            } else {
                vec![seq]
            };
            for seq in seqs {
                let order = Order {
                    rule: number,
                    set: set_of(&seq),
                    seq,
                    gap: rule.gap,
                    unless,
                };
                if rule.whole_text || rule.across {
                    let list = if rule.across {
                        &mut this.across
                    } else {
                        &mut this.wide
                    };
                    list.push(order);
                    continue;
                }
                let at = u16::try_from(this.orders.len()).map_err(|_| too_many())?;
                if let Some(list) = order
                    .seq
                    .first()
                    .and_then(|class| this.beginning.get_mut(*class as usize))
                {
                    list.push(at);
                }
                if let Some(class) = order.seq.first() {
                    this.beginnings = this.beginnings.and(Classes::one(*class));
                }
                this.orders.push(order);
            }
        }
        Ok(this)
    }

    /// The words that terms are made of.
    pub(crate) const fn vocabulary(&self) -> &Vocabulary {
        &self.terms.vocabulary
    }

    /// Finds every hit, in the order of the text.
    pub(crate) fn hits(
        &self,
        source: &[u8],
        text: &Folded,
        room: &mut Clause,
        hits: &mut Vec<Hit>,
    ) {
        hits.clear();
        let mut in_capitals = None;
        let mut clause = 0;
        let mut tokens = text.tokens.as_slice();
        let mut at = 0;
        while let Some(first) = tokens.first() {
            clause += u32::from(first.id == BREAK);
            let Some((number, length)) = self.terms.longest(tokens) else {
                tokens = tokens.get(1..).unwrap_or(&[]);
                at += 1;
                continue;
            };
            let (start, end) = (at, at + place(length));
            at = end;
            tokens = tokens.get(length..).unwrap_or(&[]);
            let Some(known) = self.known.get(number as usize) else {
                continue;
            };
            if known.upper
                && !*in_capitals.get_or_insert_with(|| written_throughout_in_capitals(source))
                && !written_in_capitals(source, text, start, end)
            {
                continue;
            }
            hits.push(Hit {
                start,
                end,
                word: first.word,
                word_end: tokens.first().map_or(u32::MAX, |next| next.word),
                clause,
                what: What::Entry(number),
                classes: known.classes,
            });
        }
        self.patterns.add(source, text, room, hits);
    }

    /// Joins cues by the rules, clause by clause and then over the whole text.
    pub(crate) fn join(&self, hits: &[Hit], joined: &mut Vec<Joined>) {
        joined.clear();
        let mut from = 0;
        let mut all = Classes::default();
        while let Some(first) = hits.get(from) {
            let to = from
                + hits
                    .iter()
                    .skip(from)
                    .take_while(|hit| hit.clause == first.clause)
                    .count();
            let clause = hits.get(from..to).unwrap_or(&[]);
            let present = clause
                .iter()
                .fold(Classes::default(), |seen, hit| seen.and(hit.classes));
            all = all.and(present);
            if present.meets(self.beginnings) {
                self.join_clause(clause, present, joined);
            }
            from = to;
        }
        for order in &self.wide {
            if !all.holds(order.set) || all.meets(order.unless) {
                continue;
            }
            let first = order.seq.first().copied().unwrap_or_default();
            if let Some(hit) = hits.iter().find(|hit| hit.classes.has(first)) {
                joined.push(Joined {
                    rule: order.rule,
                    start: hit.start,
                    end: hit.end,
                    word: hit.word,
                    word_end: hit.word_end,
                    clause: hit.clause,
                });
            }
        }
        for order in &self.across {
            if all.holds(order.set) && !all.meets(order.unless) {
                join_across(order, hits, joined);
            }
        }
    }

    fn join_clause(&self, clause: &[Hit], present: Classes, joined: &mut Vec<Joined>) {
        for (at, hit) in clause.iter().enumerate() {
            for class in hit.classes.numbers() {
                for number in self.beginning.get(class as usize).into_iter().flatten() {
                    let Some(order) = self.orders.get(usize::from(*number)) else {
                        continue;
                    };
                    if !present.holds(order.set) || present.meets(order.unless) {
                        continue;
                    }
                    if let Some(last) = reach_the_end(order, clause, at) {
                        joined.push(Joined {
                            rule: order.rule,
                            start: hit.start,
                            end: last.end,
                            word: hit.word,
                            word_end: last.word_end,
                            clause: hit.clause,
                        });
                    }
                }
            }
        }
    }
}

/// Follows the cues of an order from one hit to the last, each within the gap of the one before.
fn reach_the_end<'h>(order: &Order, clause: &'h [Hit], at: usize) -> Option<&'h Hit> {
    let mut last = clause.get(at)?;
    let mut next = at + 1;
    for class in order.seq.iter().skip(1) {
        let (found, hit) = clause
            .iter()
            .enumerate()
            .skip(next)
            .take_while(|(_, hit)| hit.word <= last.word_end.saturating_add(order.gap))
            .find(|(_, hit)| hit.classes.has(*class) && hit.word >= last.word_end)?;
        last = hit;
        next = found + 1;
    }
    Some(last)
}

/// Joins the cues of an order wherever they stand, the first place only. The join is of the
/// clause it begins in.
fn join_across(order: &Order, hits: &[Hit], joined: &mut Vec<Joined>) {
    let Some(first) = order.seq.first() else {
        return;
    };
    let places = hits.iter().enumerate();
    let mut begins = places.filter(|(_, hit)| hit.classes.has(*first));
    let found = begins.find_map(|(at, hit)| Some((hit, reach_the_end(order, hits, at)?)));
    if let Some((hit, last)) = found {
        joined.push(Joined {
            rule: order.rule,
            start: hit.start,
            end: last.end,
            word: hit.word,
            word_end: last.word_end,
            clause: hit.clause,
        });
    }
}

fn set_of(classes: &[u32]) -> Classes {
    classes.iter().fold(Classes::default(), |set, class| {
        set.and(Classes::one(*class))
    })
}

fn orders_of(seq: &[u32]) -> Vec<Vec<u32>> {
    if seq.len() <= 1 {
        return vec![seq.to_vec()];
    }
    let mut orders = Vec::new();
    for (at, first) in seq.iter().enumerate() {
        let rest: Vec<u32> = seq
            .iter()
            .enumerate()
            .filter(|(other, _)| *other != at)
            .map(|(_, class)| *class)
            .collect();
        for mut tail in orders_of(&rest) {
            tail.insert(0, *first);
            if !orders.contains(&tail) {
                orders.push(tail);
            }
        }
    }
    orders
}

fn place(value: usize) -> u32 {
    u32::try_from(value).unwrap_or(u32::MAX)
}

fn written_in_capitals(source: &[u8], text: &Folded, start: u32, end: u32) -> bool {
    let (from, to) = text.source_span(start, end);
    source
        .get(from as usize..to as usize)
        .is_some_and(|span| !span.iter().any(u8::is_ascii_lowercase))
}

/// Whether a text has no small letters to speak of, so that case says nothing.
fn written_throughout_in_capitals(source: &[u8]) -> bool {
    let of = |wanted: fn(&u8) -> bool| source.iter().filter(|byte| wanted(byte)).count();
    of(u8::is_ascii_lowercase).saturating_mul(8) < of(u8::is_ascii_uppercase)
}

/// The roles of a term's groups, as bits.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Roles(u32);

impl Roles {
    const fn and(self, role: Role) -> Self {
        Self(self.0 | 1 << role as u32)
    }

    /// Whether one of them is this.
    pub(crate) const fn has(self, role: Role) -> bool {
        self.0 & (1 << role as u32) != 0
    }

    /// Whether one of them speaks of what stands around it.
    pub(crate) const fn is_trigger(self) -> bool {
        let quiet = 1 << Role::Concept as u32 | 1 << Role::Cue as u32 | 1 << Role::Block as u32;
        self.0 & !quiet != 0
    }
}

/// Whether a role speaks of what stands around it rather than for itself.
pub(crate) const fn is_trigger(role: Role) -> bool {
    !matches!(role, Role::Concept | Role::Cue | Role::Block)
}

/// Whether the rule makes a mention.
pub(crate) const fn makes_mention(effect: Effect) -> bool {
    matches!(effect, Effect::Mention)
}
