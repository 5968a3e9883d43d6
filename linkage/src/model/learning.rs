//! Expectation-maximisation over the histogram of patterns.

use rustc_hash::FxHashMap;

use super::class::at;
use super::{Blocked, Class, Kind, Model, Role, real, strangers};
use crate::block::{Key, Rule};
use crate::card::Deck;
use crate::compare::{
    BORN_LEVELS, Levels, NAME_LEVELS, POSTCODE_LEVELS, SEX_LEVELS, SWAPPED, name,
};
use crate::table::{OTHERS, Row, Table};

/// Rounds of learning, at most.
const ROUNDS: usize = 300;
/// Learning ends when no probability moves more than this.
const STILL: f64 = 1e-5;

/// Pairs of one household for each record, at least.
const HOUSEHOLDS: f64 = 0.01;
/// Of the dates of birth of one person that differ by one slip, so many at most are wholly
/// different. A father and a son of one name at one address look just like one person with a wrong
/// date; this is what tells them apart.
const WHOLLY_WRONG: f64 = 0.05;

/// What a person decided of a pair, and how many pairs of the file the decision stands for.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Label {
    /// The pattern of the pair, as [`Levels::pattern`].
    pub pattern: u32,
    /// Whether it is the same person.
    pub same: bool,
    /// How many pairs the decision stands for: where one pair in ten of a band was looked at, ten.
    pub stands_for: f64,
}

/// One pattern that was seen, with its weight.
struct Seen {
    levels: Levels,
    /// Pairs nobody decided.
    pairs: f64,
    /// Pairs decided to be the same person, and not to be.
    decided: (f64, f64),
}

struct Learning {
    seen: Vec<Seen>,
    /// All patterns of the four fields, with whether blocking shows them completely.
    four: Vec<(Levels, bool)>,
    /// The chance that a field is missing on one side or the other: forename, surname, born,
    /// postcode, sex.
    missing: [f64; 5],
    model: Model,
    all_pairs: f64,
    /// Records for each pair.
    per_pair: f64,
}

pub(super) fn learn(table: &Table, deck: &Deck, blocked: &Blocked<'_>, threads: usize) -> Model {
    let strangers = strangers::strangers(table, deck, threads);
    Learning::new(table, blocked, strangers).run()
}

impl Learning {
    fn new(table: &Table, blocked: &Blocked<'_>, strangers: Class) -> Self {
        let others = table.kinds.len();
        let certain: Vec<&Rule> = blocked
            .rules
            .iter()
            .filter(|rule| rule.largest.is_none())
            .collect();
        let n = real(table.rows.len() as u64);
        let all_pairs = table.all_pairs();
        let words: Vec<bool> = table
            .kinds
            .iter()
            .map(|kind| *kind == crate::table::Kind::Words)
            .collect();
        Self {
            seen: seen(blocked, others, &certain),
            four: four(&certain),
            missing: missing(table),
            model: Model {
                kinds: beginning(strangers, &words, n / all_pairs),
                words,
                rounds: 0,
            },
            all_pairs,
            per_pair: n / all_pairs,
        }
    }

    /// The probability that the four fields are there or missing as these levels have it.
    fn presence(&self, levels: Levels) -> f64 {
        let [forename, surname, born, postcode, sex] = self.missing;
        let field = |missing: f64, level: u8| if level == 0 { missing } else { 1.0 - missing };
        let names = match levels.each_name() {
            None => (1.0 - forename) * (1.0 - surname),
            Some((f, s)) => field(forename, f) * field(surname, s),
        };
        names * field(born, levels.born) * field(postcode, levels.postcode) * field(sex, levels.sex)
    }

    fn run(mut self) -> Model {
        let presence: Vec<f64> = self
            .four
            .iter()
            .map(|(levels, _)| self.presence(*levels))
            .collect();
        for round in 1..=ROUNDS {
            let before = self.model.clone();
            self.round(&presence);
            self.model.rounds = round;
            if moved(&before, &self.model) < STILL {
                break;
            }
        }
        self.model
    }

    /// How many pairs of each kind there are expected to be, by level.
    fn expected(&self) -> Vec<Sums> {
        let kinds = &self.model.kinds;
        let mut sums: Vec<Sums> = kinds
            .iter()
            .map(|kind| Sums::new(kind.class.others.len()))
            .collect();
        let mut odds = vec![0.0; kinds.len()];
        for seen in &self.seen {
            let (mut same, mut not) = (1e-300, 1e-300);
            for (slot, kind) in odds.iter_mut().zip(kinds) {
                *slot = kind.share * kind.class.of(seen.levels);
                if kind.role.is_same() {
                    same += *slot;
                } else {
                    not += *slot;
                }
            }
            let undecided = seen.pairs / (same + not);
            for ((kind, odds), sums) in kinds.iter().zip(&odds).zip(&mut sums) {
                let decided = if kind.role.is_same() {
                    seen.decided.0 / same
                } else {
                    seen.decided.1 / not
                };
                if kind.role != Role::Strangers {
                    sums.add(seen.levels, odds * (undecided + decided));
                }
            }
        }
        sums
    }

    fn round(&mut self, presence: &[f64]) {
        let mut sums = self.expected();
        let mut of_four = Vec::with_capacity(self.four.len());
        // The patterns that blocking does not show completely, as the model expects them.
        for (kind, sums) in self.model.kinds.iter().zip(&mut sums) {
            if kind.role == Role::Strangers {
                continue;
            }
            of_four.clear();
            let every = kind.class.of_every_four().zip(presence);
            of_four.extend(every.map(|(of, there)| of * there));
            let four = || self.four.iter().zip(&of_four);
            let shown: f64 = four()
                .filter(|((_, shown), _)| *shown)
                .map(|(_, of)| of)
                .sum();
            let scale = sums.total / shown.max(1e-12);
            for ((levels, _), of) in four().filter(|((_, shown), _)| !*shown) {
                sums.add_four(*levels, scale * of);
            }
        }
        // The two kinds of one person differ in surname and postcode alone.
        let mut both: Option<Sums> = None;
        for (kind, sums) in self.model.kinds.iter().zip(&sums) {
            if kind.role.is_same() {
                both = Some(both.map_or_else(|| sums.clone(), |both| both.and(sums)));
            }
        }
        let mut left = 1.0;
        for (kind, sums) in self.model.kinds.iter_mut().zip(&sums) {
            if kind.role == Role::Strangers {
                kind.share = left;
                continue;
            }
            sums.settle_class(&mut kind.class, kind.role, both.as_ref(), &self.model.words);
            let least = match kind.role {
                // There are households in every file, shown by it or not.
                Role::Household => HOUSEHOLDS * self.per_pair,
                _ => 1e-15,
            };
            kind.share = (sums.total / self.all_pairs).clamp(least.min(0.1), 0.15);
            left -= kind.share;
        }
    }
}

/// The kinds of pair before anything is learnt. `per_pair` is records by pairs.
fn beginning(strangers: Class, words: &[bool], per_pair: f64) -> Vec<Kind> {
    let others = strangers.others.len();
    let mut same = Class::blank(others);
    same.forename = [1.0, 0.75, 0.08, 0.06, 0.04, 0.07];
    same.surname = [1.0, 0.85, 0.02, 0.06, 0.03, 0.04];
    same.swapped = 0.005;
    // A wholly different date is taken to be rare and a son to be named after his father now and
    // then: nothing else in a file tells these two apart, so the learning must begin on the right
    // side.
    same.born = [1.0, 0.89, 0.07, 0.01, 0.01, 0.018, 0.002];
    same.postcode = [1.0, 0.5, 0.05, 0.05, 0.1, 0.3];
    same.sex_by_name = [[1.0, 0.98, 0.02]; 6];
    same.sex = [1.0, 0.98, 0.02];
    same.others = vec![[1.0, 0.7, 0.1, 0.2]; others];
    let mut changed = same.clone();
    changed.surname = [1.0, 0.55, 0.03, 0.04, 0.03, 0.35];
    changed.postcode = [1.0, 0.02, 0.02, 0.06, 0.2, 0.7];
    let mut household = strangers.clone();
    household.surname = [1.0, 0.9, 0.02, 0.04, 0.02, 0.02];
    household.postcode = [1.0, 0.96, 0.02, 0.01, 0.005, 0.005];
    household.swapped = 1e-9;
    share_same_level(&mut household.forename, 0.15);
    let mut namesakes = strangers.clone();
    namesakes.surname = [1.0, 0.97, 0.01, 0.01, 0.005, 0.005];
    namesakes.swapped = 1e-9;
    share_same_level(&mut namesakes.forename, 0.3);
    for (field, _) in of_words(&mut namesakes, words) {
        share_same_level(field, 0.3);
    }
    let mut neighbours = strangers.clone();
    neighbours.postcode = [1.0, 0.05, 0.02, 0.3, 0.4, 0.23];
    for (field, _) in of_words(&mut neighbours, words) {
        share_same_level(field, 0.5);
    }
    let kind = |role, share: f64, class| Kind {
        role,
        share: (share * per_pair).min(0.1),
        class,
    };
    let mut kinds = vec![
        kind(Role::Same, 0.3, same),
        kind(Role::Changed, 0.1, changed),
        kind(Role::Household, 0.1, household),
        kind(Role::Namesakes, 0.1, namesakes),
    ];
    if words.contains(&true) {
        // Without a second word on the place, a shared postcode is all there is to say of it.
        kinds.push(kind(Role::Neighbours, 0.5, neighbours));
    }
    kinds.push(Kind {
        role: Role::Strangers,
        share: 1.0,
        class: strangers,
    });
    kinds
}

/// The further fields that hold words, with their places: two people may share a place or an
/// occupation for a reason, and never a number that is a person's own.
fn of_words<'a>(
    class: &'a mut Class,
    words: &'a [bool],
) -> impl Iterator<Item = (&'a mut [f64; 4], usize)> {
    class
        .others
        .iter_mut()
        .zip(words)
        .enumerate()
        .filter(|(_, (_, words))| **words)
        .map(|(nth, (field, _))| (field, nth))
}

/// Gives the level of exact agreement a share, and leaves the others as they are to one another.
fn share_same_level(field: &mut [f64], share: f64) {
    if let [_, same, rest @ ..] = field {
        let scale = (1.0 - share) / (1.0 - *same).max(1e-9);
        *same = share;
        for level in rest.iter_mut() {
            *level *= scale;
        }
    }
}

fn seen(blocked: &Blocked<'_>, others: usize, certain: &[&Rule]) -> Vec<Seen> {
    let mut decided: FxHashMap<u32, (f64, f64)> = FxHashMap::default();
    for label in blocked.labels {
        let slot = decided.entry(label.pattern).or_default();
        if label.same {
            slot.0 += label.stands_for;
        } else {
            slot.1 += label.stands_for;
        }
    }
    let patterns = blocked.histogram.iter().enumerate();
    patterns
        .filter(|(_, pairs)| **pairs > 0)
        .filter_map(|(pattern, pairs)| {
            let pattern = u32::try_from(pattern).ok()?;
            let levels = Levels::from_pattern(pattern, others);
            let pairs = real(*pairs);
            let (same, not) = decided.get(&pattern).copied().unwrap_or_default();
            // Decisions cannot stand for more pairs than there are.
            let fits = (pairs / (same + not).max(1e-12)).min(1.0);
            let decided = (same * fits, not * fits);
            shown(levels, certain).then_some(Seen {
                levels,
                pairs: (pairs - decided.0 - decided.1).max(0.0),
                decided,
            })
        })
        .collect()
}

fn four(certain: &[&Rule]) -> Vec<(Levels, bool)> {
    let mut four = Vec::new();
    for names in 0..NAME_LEVELS {
        for born in 0..BORN_LEVELS {
            for postcode in 0..POSTCODE_LEVELS {
                for sex in 0..SEX_LEVELS {
                    let levels = Levels {
                        names,
                        born,
                        postcode,
                        sex,
                        others: [0; OTHERS],
                    };
                    four.push((levels, shown(levels, certain)));
                }
            }
        }
    }
    four
}

/// Whether blocking is sure to make every pair with such a pattern.
fn shown(levels: Levels, rules: &[&Rule]) -> bool {
    rules.iter().any(|rule| {
        let sure = |key: &Key| surely_agree(levels, *key);
        rule.keys.iter().all(sure) && rule.narrow.iter().all(|narrow| narrow.by.iter().any(sure))
    })
}

/// Whether every pair with such a pattern agrees in a key.
fn surely_agree(levels: Levels, key: Key) -> bool {
    let each = levels.each_name();
    match key {
        Key::Forename | Key::ForenameStart(_) => matches!(each, Some((name::SAME, _))),
        Key::Surname | Key::SurnameStart(_) => matches!(each, Some((_, name::SAME))),
        Key::Born | Key::Birthday => levels.born == 1,
        Key::BornMonth => levels.born == 1 || levels.born == 4,
        Key::BornYear => matches!(levels.born, 1 | 4 | 5),
        Key::Postcode => levels.postcode == 1,
        Key::Outward => matches!(levels.postcode, 1 | 3),
        Key::Other(_) => false,
        Key::Swapped => levels.names == SWAPPED,
    }
}

fn missing(table: &Table) -> [f64; 5] {
    let n = real(table.rows.len() as u64).max(1.0);
    let share = |is_missing: fn(&Row) -> bool| {
        let there = 1.0 - real(table.rows.iter().filter(|row| is_missing(row)).count() as u64) / n;
        1.0 - there * there
    };
    [
        share(|row| row.forename == 0),
        share(|row| row.surname == 0),
        share(|row| row.born == 0),
        share(|row| row.outward == 0),
        share(|row| row.sex == 0),
    ]
}

/// Expected counts of the levels of one kind of pair.
#[derive(Debug, Clone)]
struct Sums {
    class: Class,
    total: f64,
    each_names: f64,
}

impl Sums {
    fn new(others: usize) -> Self {
        let mut class = Class::blank(others);
        class.forename = [0.0; 6];
        class.surname = [0.0; 6];
        class.born = [0.0; 7];
        class.postcode = [0.0; 6];
        class.sex = [0.0; 3];
        class.others = vec![[0.0; 4]; others];
        Self {
            class,
            total: 0.0,
            each_names: 0.0,
        }
    }

    /// Both together.
    fn and(&self, other: &Self) -> Self {
        let mut both = Self::new(self.class.others.len());
        for sums in [self, other] {
            let add = |to: &mut [f64], from: &[f64]| {
                to.iter_mut().zip(from).for_each(|(to, from)| *to += from);
            };
            add(&mut both.class.forename, &sums.class.forename);
            add(&mut both.class.surname, &sums.class.surname);
            add(&mut both.class.born, &sums.class.born);
            add(&mut both.class.postcode, &sums.class.postcode);
            add(&mut both.class.sex, &sums.class.sex);
            for (to, from) in both.class.others.iter_mut().zip(&sums.class.others) {
                add(to, from);
            }
            both.class.swapped += sums.class.swapped;
            both.total += sums.total;
            both.each_names += sums.each_names;
        }
        both
    }

    fn add(&mut self, levels: Levels, pairs: f64) {
        for (field, level) in self.class.others.iter_mut().zip(levels.others) {
            if let Some(slot) = field.get_mut(usize::from(level)) {
                *slot += pairs;
            }
        }
        self.add_four(levels, pairs);
    }

    fn add_four(&mut self, levels: Levels, pairs: f64) {
        let add = |field: &mut [f64], level: u8| {
            if let Some(slot) = field.get_mut(usize::from(level)) {
                *slot += pairs;
            }
        };
        match levels.each_name() {
            None => self.class.swapped += pairs,
            Some((forename, surname)) => {
                self.each_names += pairs;
                add(&mut self.class.forename, forename);
                add(&mut self.class.surname, surname);
            }
        }
        add(&mut self.class.born, levels.born);
        add(&mut self.class.postcode, levels.postcode);
        add(&mut self.class.sex, levels.sex);
        self.total += pairs;
    }

    /// The probabilities these counts make. Of two different people only what they share for a
    /// reason is learnt; in the rest they are strangers. `both` is what the two kinds of one
    /// person show together.
    fn settle_class(&self, class: &mut Class, role: Role, both: Option<&Self>, words: &[bool]) {
        match role {
            Role::Same | Role::Changed => {
                both.unwrap_or(self).settle_person(class);
                settle_counts(&mut class.surname, &self.class.surname);
                settle_counts(&mut class.postcode, &self.class.postcode);
            }
            Role::Household => {
                settle_counts(&mut class.born, &self.class.born);
                // Father and son may share a forename; otherwise forenames are as among strangers.
                share_same_level(&mut class.forename, share_of_same(&self.class.forename));
            }
            Role::Namesakes => {
                share_same_level(&mut class.forename, share_of_same(&self.class.forename));
                self.settle_words(class, words);
            }
            Role::Neighbours => {
                settle_counts(&mut class.postcode, &self.class.postcode);
                self.settle_words(class, words);
            }
            Role::Strangers => {}
        }
    }

    fn settle_person(&self, class: &mut Class) {
        settle_counts(&mut class.forename, &self.class.forename);
        settle_counts(&mut class.born, &self.class.born);
        let [_, _, slip, .., different] = &mut class.born;
        *different = different.min(WHOLLY_WRONG * *slip);
        settle_counts(&mut class.sex, &self.class.sex);
        class.sex_by_name = [class.sex; 6];
        class.swapped = (self.class.swapped / (self.class.swapped + self.each_names).max(1e-9))
            .clamp(1e-6, 0.2);
        self.settle_others(class);
    }

    fn settle_words(&self, class: &mut Class, words: &[bool]) {
        for (field, nth) in of_words(class, words) {
            if let Some(counts) = self.class.others.get(nth) {
                settle_counts(field, counts);
            }
        }
    }

    fn settle_others(&self, class: &mut Class) {
        for (field, counts) in class.others.iter_mut().zip(&self.class.others) {
            settle_counts(field, counts);
        }
    }
}

/// The share of exact agreement among counts of levels; strangers' own where next to none is seen.
fn share_of_same(counts: &[f64]) -> f64 {
    let all: f64 = counts.iter().skip(1).sum();
    (at(counts, name::SAME) + 1.0) / (all + 10.0)
}

/// Shares of the levels that are not missing. A level that was hardly seen keeps a small share.
fn settle_counts(field: &mut [f64], counts: &[f64]) {
    let smallest = 0.5;
    let total: f64 = counts.iter().skip(1).map(|count| count + smallest).sum();
    for (slot, count) in field.iter_mut().zip(counts).skip(1) {
        *slot = (count + smallest) / total;
    }
}

/// How far the learnt probabilities moved, at most.
fn moved(before: &Model, after: &Model) -> f64 {
    let fields = |class: &Class| -> Vec<f64> {
        let mut all = class.others.concat();
        all.extend(class.forename);
        all.extend(class.surname);
        all.extend(class.born);
        all.extend(class.postcode);
        all
    };
    before
        .kinds
        .iter()
        .zip(&after.kinds)
        .flat_map(|(one, other)| fields(&one.class).into_iter().zip(fields(&other.class)))
        .map(|(one, other)| (one - other).abs())
        .fold(0.0, f64::max)
}
