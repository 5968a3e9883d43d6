//! The rules: cues of a clause, or of a whole text, joined where they stand in order.

use crate::classes::Classes;
use crate::lexicon::{Lexicon, LexiconError};
use crate::scan::Hit;

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

impl Order {
    /// Whether hits of these classes can hold it.
    const fn may_be_in(&self, present: Classes) -> bool {
        present.holds(self.set) && !present.meets(self.unless)
    }
}

/// Orders by one class of theirs, without which none of them is looked at.
#[derive(Debug)]
struct Beginnings {
    /// By class, the orders that are looked up by it: that of theirs which fewest orders have.
    of: Vec<Vec<u16>>,
    /// The classes that some order is looked up by.
    classes: Classes,
}

impl Beginnings {
    fn new(classes: usize, orders: &[Order], numbers: &[u16]) -> Self {
        let known = |number: &u16| orders.get(usize::from(*number));
        let mut times = vec![0_u32; classes];
        for class in numbers
            .iter()
            .filter_map(known)
            .flat_map(|order| &order.seq)
        {
            if let Some(times) = times.get_mut(*class as usize) {
                *times += 1;
            }
        }
        let mut this = Self {
            of: vec![Vec::new(); classes],
            classes: Classes::default(),
        };
        for number in numbers {
            let classes = known(number).map_or(&[][..], |order| order.seq.as_slice());
            let rarest = classes
                .iter()
                .min_by_key(|class| (times.get(**class as usize), **class));
            let Some(rarest) = rarest else { continue };
            if let Some(list) = this.of.get_mut(*rarest as usize) {
                list.push(*number);
            }
            this.classes = this.classes.and(Classes::one(*rarest));
        }
        this
    }
}

/// The most cues of one rule, so that its orders stay few.
const MOST_CUES: usize = 4;

/// Every rule, ready.
#[derive(Debug)]
pub(crate) struct Joins {
    orders: Vec<Order>,
    /// The orders within a clause.
    inside: Beginnings,
    /// The orders that go on over the ends of clauses.
    across: Beginnings,
    /// Rules over the whole text.
    wide: Vec<Order>,
}

impl Joins {
    pub(crate) fn new(lexicon: &Lexicon) -> Result<Self, LexiconError> {
        let (mut orders, mut wide) = (Vec::new(), Vec::new());
        let (mut inside, mut across) = (Vec::new(), Vec::new());
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
            let seqs = if rule.any_order && !rule.whole_text {
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
                if rule.whole_text {
                    wide.push(order);
                    continue;
                }
                let at = u16::try_from(orders.len()).map_err(|_| too_many())?;
                if rule.across {
                    across.push(at);
                } else {
                    inside.push(at);
                }
                orders.push(order);
            }
        }
        let classes = lexicon.classes.len();
        Ok(Self {
            inside: Beginnings::new(classes, &orders, &inside),
            across: Beginnings::new(classes, &orders, &across),
            orders,
            wide,
        })
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
            if present.meets(self.inside.classes) {
                self.join_run(clause, present, &self.inside, joined);
            }
            from = to;
        }
        if all.meets(self.across.classes) {
            self.join_run(hits, all, &self.across, joined);
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
    }

    /// Joins cues of one run of hits, in which the classes are that are present.
    fn join_run(
        &self,
        run: &[Hit],
        present: Classes,
        beginnings: &Beginnings,
        joined: &mut Vec<Joined>,
    ) {
        let from = joined.len();
        for class in present.meeting(beginnings.classes).numbers() {
            for number in beginnings.of.get(class as usize).into_iter().flatten() {
                let order = self.orders.get(usize::from(*number));
                if let Some(order) = order.filter(|order| order.may_be_in(present)) {
                    join_order(order, run, joined);
                }
            }
        }
        if let Some(new) = joined.get_mut(from..) {
            new.sort_by_key(|it| (it.start, it.end, it.rule));
        }
    }
}

/// Joins the cues of one order wherever it begins in a run of hits.
fn join_order(order: &Order, run: &[Hit], joined: &mut Vec<Joined>) {
    let Some(first) = order.seq.first() else {
        return;
    };
    let beginnings = run.iter().enumerate();
    for (at, hit) in beginnings.filter(|(_, hit)| hit.classes.has(*first)) {
        if let Some(last) = reach_the_end(order, run, at) {
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

/// Follows the cues of an order from one hit to the last, each within the gap of the one before.
fn reach_the_end<'h>(order: &Order, run: &'h [Hit], at: usize) -> Option<&'h Hit> {
    let mut last = run.get(at)?;
    let mut next = at + 1;
    for class in order.seq.iter().skip(1) {
        let (found, hit) = run
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
