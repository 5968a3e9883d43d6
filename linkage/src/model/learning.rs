//! Expectation-maximisation over the histogram of patterns.

mod kept;
mod sums;

use rustc_hash::FxHashMap;

use super::{Blocked, Class, Kind, Model, Near, Role, real, strangers};
use crate::block::{Key, Rule};
use crate::card::Deck;
use crate::compare::{self, Levels, NAME_LEVELS, SEX_LEVELS, SWAPPED, name};
use crate::table::{OTHERS, Row, Table};

pub(super) use kept::shares_of;
use sums::{OF_NAMES, Sums};

/// Rounds of learning, at most.
const ROUNDS: usize = 300;
/// Learning ends when no probability moves more than this in a round. What still moves by less is
/// what a file hardly shows, and creeps from what was believed at first to what chance has it: held
/// to the end, small files are no better linked, and some a little worse.
const STILL: f64 = 1e-3;

/// Where at least so many pairs lack a postcode, the file says of nobody where they live.
const WITHOUT_PLACE: f64 = 0.999;

/// Pairs of one household for each record, at least.
const HOUSEHOLDS: f64 = 0.01;
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
    /// The place of its names, date of birth and postcode among all patterns of them.
    three: usize,
    names: u8,
    sex: u8,
    /// The place of its further fields among those that were seen.
    others: usize,
    /// Pairs nobody decided.
    pairs: f64,
    /// Pairs decided to be the same person, and not to be.
    decided: (f64, f64),
}

/// The patterns that were seen.
#[derive(Default)]
struct Patterns {
    seen: Vec<Seen>,
    /// The levels of the further fields that were seen, each once.
    others: Vec<[u8; OTHERS]>,
}

struct Learning {
    patterns: Patterns,
    /// For every pattern of names, date of birth and postcode that blocking shows completely, the
    /// chance that these fields are there or missing as it has them; 0 for the others.
    shown: Vec<f64>,
    /// The same for those that it does not.
    not_shown: Vec<f64>,
    /// The chance that sex is there or missing as a level has it. No blocking asks for it.
    sexes: [f64; SEX_LEVELS as usize],
    model: Model,
    all_pairs: f64,
    /// Records for each pair.
    per_pair: f64,
}

/// What the patterns are worth to one kind of pair. Its fields are independent but for sex, which
/// follows from the names, so the chance of a pattern is that of three fields, times that of sex,
/// times that of the others, and each is worked out once.
struct Chances {
    /// Of every pattern of names, date of birth and postcode.
    three: Vec<f64>,
    /// Of the levels of sex, by names.
    sexes: Vec<[f64; SEX_LEVELS as usize]>,
    /// Of a pair of this kind with each pattern that was seen.
    seen: Vec<f64>,
}

pub(super) fn learn(table: &Table, deck: &Deck, blocked: &Blocked<'_>, threads: usize) -> Model {
    let strangers = strangers::strangers(table, deck, threads);
    Learning::new(table, blocked, strangers).run()
}

impl Learning {
    fn new(table: &Table, blocked: &Blocked<'_>, (strangers, near): (Class, Near)) -> Self {
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
        let missing = missing(table);
        let presences = |wanted: bool| -> Vec<f64> {
            let presence = |levels| {
                let counts = shown(levels, &certain) == wanted;
                if counts {
                    presence(missing, levels)
                } else {
                    0.0
                }
            };
            every_three().map(presence).collect()
        };
        let has_postcodes = missing[3] < WITHOUT_PLACE;
        Self {
            patterns: Patterns::of(blocked, others, &certain),
            shown: presences(true),
            not_shown: presences(false),
            sexes: [missing[4], 1.0 - missing[4], 1.0 - missing[4]],
            model: Model {
                lent: None,
                kinds: beginning(strangers, &words, n / all_pairs, has_postcodes),
                words,
                near,
                rounds: 0,
                records: table.rows.len() as u64,
            },
            all_pairs,
            per_pair: n / all_pairs,
        }
    }

    fn run(mut self) -> Model {
        for round in 1..=ROUNDS {
            let before = self.model.clone();
            self.round();
            self.model.rounds = round;
            if moved(&before, &self.model) < STILL {
                break;
            }
        }
        self.model
    }

    fn chances(&self, kind: &Kind) -> Chances {
        let three = kind.class.of_every_three();
        let sexes: Vec<[f64; SEX_LEVELS as usize]> = (0..NAME_LEVELS)
            .map(|names| kind.class.of_sexes(names))
            .collect();
        let others: Vec<f64> = self
            .patterns
            .others
            .iter()
            .map(|levels| kind.share * kind.class.of_others(levels))
            .collect();
        let of = |all: &[f64], place: usize| all.get(place).copied().unwrap_or_default();
        let of_sex = |seen: &Seen| {
            let sexes = sexes.get(usize::from(seen.names));
            sexes.map_or(0.0, |sexes| of(sexes, usize::from(seen.sex)))
        };
        let seen = self.patterns.seen.iter();
        Chances {
            seen: seen
                .map(|seen| of(&three, seen.three) * of_sex(seen) * of(&others, seen.others))
                .collect(),
            three,
            sexes,
        }
    }

    /// How many pairs of each kind there are expected to be, by level; of strangers none, because
    /// nothing is learnt of them.
    fn expected(&self) -> Vec<Sums> {
        let kinds = &self.model.kinds;
        let chances: Vec<Chances> = kinds.iter().map(|kind| self.chances(kind)).collect();
        let seen = &self.patterns.seen;
        let (mut same, mut not) = (vec![1e-300; seen.len()], vec![1e-300; seen.len()]);
        for (kind, chances) in kinds.iter().zip(&chances) {
            let side = if kind.role.is_same() {
                &mut same
            } else {
                &mut not
            };
            for (sum, chance) in side.iter_mut().zip(&chances.seen) {
                *sum += chance;
            }
        }
        // What a chance counts for: pairs nobody decided are shared among all kinds, the decided
        // ones among those of their side.
        for ((seen, same), not) in seen.iter().zip(&mut same).zip(&mut not) {
            let undecided = seen.pairs / (*same + *not);
            *same = undecided + seen.decided.0 / *same;
            *not = undecided + seen.decided.1 / *not;
        }
        let of_kind = |(kind, chances): (&Kind, &Chances)| {
            if kind.role == Role::Strangers {
                return Sums::new(kind.class.others.len());
            }
            let side = if kind.role.is_same() { &same } else { &not };
            self.sums(kind, chances, side)
        };
        kinds.iter().zip(&chances).map(of_kind).collect()
    }

    /// How many pairs of one kind are expected, by level, where a chance counts for so much.
    fn sums(&self, kind: &Kind, chances: &Chances, count: &[f64]) -> Sums {
        let mut three = vec![0.0; chances.three.len()];
        let mut sexes = [0.0; SEX_LEVELS as usize];
        let mut others = vec![0.0; self.patterns.others.len()];
        let mut total = 0.0;
        let seen = self.patterns.seen.iter();
        for ((seen, chance), count) in seen.zip(&chances.seen).zip(count) {
            let pairs = chance * count;
            total += pairs;
            if let Some(sum) = three.get_mut(seen.three) {
                *sum += pairs;
            }
            if let Some(sum) = sexes.get_mut(usize::from(seen.sex)) {
                *sum += pairs;
            }
            if let Some(sum) = others.get_mut(seen.others) {
                *sum += pairs;
            }
        }
        // The patterns that blocking does not show completely, as the model expects them.
        let shown: f64 = self
            .by_names(chances, &self.shown)
            .map(|(of, presence, sexes)| sum_of_products(of, presence) * sexes.iter().sum::<f64>())
            .sum();
        let scale = total / shown.max(1e-12);
        let not_shown = self.by_names(chances, &self.not_shown);
        for (sums, (of, presence, of_sexes)) in three.chunks_mut(OF_NAMES).zip(not_shown) {
            let each = scale * of_sexes.iter().sum::<f64>();
            for (sum, (of, presence)) in sums.iter_mut().zip(of.iter().zip(presence)) {
                *sum += each * of * presence;
            }
            let here = scale * sum_of_products(of, presence);
            for (sum, of) in sexes.iter_mut().zip(of_sexes) {
                *sum += here * of;
            }
        }
        let mut sums = Sums::new(kind.class.others.len());
        sums.add_every_three(&three, sexes);
        for (levels, pairs) in self.patterns.others.iter().zip(&others) {
            sums.add_others(*levels, *pairs);
        }
        sums
    }

    /// By level of the names: the chances of the patterns of date of birth and postcode, how they
    /// are there or missing, and the chances of the levels of sex, there or missing.
    fn by_names<'a>(
        &'a self,
        chances: &'a Chances,
        presences: &'a [f64],
    ) -> impl Iterator<Item = (&'a [f64], &'a [f64], [f64; SEX_LEVELS as usize])> {
        let three = chances.three.chunks(OF_NAMES);
        let each = three.zip(presences.chunks(OF_NAMES)).zip(&chances.sexes);
        each.map(|((of, presence), sexes)| {
            let mut there = self.sexes;
            for (there, sex) in there.iter_mut().zip(sexes) {
                *there *= sex;
            }
            (of, presence, there)
        })
    }

    fn round(&mut self) {
        let sums = self.expected();
        // The two kinds of one person differ in surname and postcode alone.
        let mut both: Option<Sums> = None;
        for (kind, sums) in self.model.kinds.iter().zip(&sums) {
            if kind.role.is_same() {
                both = Some(both.map_or_else(|| sums.clone(), |both| both.and(sums)));
            }
        }
        for (kind, sums) in self.model.kinds.iter_mut().zip(&sums) {
            if kind.role != Role::Strangers {
                sums.settle_class(&mut kind.class, kind.role, both.as_ref(), &self.model.words);
            }
        }
        self.settle_shares(&sums);
    }

    /// The shares of the kinds that these counts make.
    fn settle_shares(&mut self, sums: &[Sums]) {
        let mut left = 1.0;
        for (kind, sums) in self.model.kinds.iter_mut().zip(sums) {
            if kind.role == Role::Strangers {
                kind.share = left;
                continue;
            }
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
///
/// Without postcodes nothing tells those who share a place for a reason, or moved, from others, and
/// a kind that nothing tells apart takes what belongs to another: of names and dates alone the
/// kinds are one person, namesakes, and strangers.
fn beginning(strangers: Class, words: &[bool], per_pair: f64, has_postcodes: bool) -> Vec<Kind> {
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
    if !has_postcodes {
        kinds.retain(|kind| matches!(kind.role, Role::Same | Role::Namesakes));
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

impl Patterns {
    fn of(blocked: &Blocked<'_>, others: usize, certain: &[&Rule]) -> Self {
        let mut decided: FxHashMap<u32, (f64, f64)> = FxHashMap::default();
        for label in blocked.labels {
            let slot = decided.entry(label.pattern).or_default();
            if label.same {
                slot.0 += label.stands_for;
            } else {
                slot.1 += label.stands_for;
            }
        }
        let mut this = Self::default();
        let mut places: FxHashMap<[u8; OTHERS], usize> = FxHashMap::default();
        for (pattern, pairs) in (0..).zip(blocked.histogram) {
            if *pairs == 0 {
                continue;
            }
            let levels = Levels::from_pattern(pattern, others);
            if !shown(levels, certain) {
                continue;
            }
            let pairs = real(*pairs);
            let (same, not) = decided.get(&pattern).copied().unwrap_or_default();
            // Decisions cannot stand for more pairs than there are.
            let fits = (pairs / (same + not).max(1e-12)).min(1.0);
            let decided = (same * fits, not * fits);
            let place = *places.entry(levels.others).or_insert_with(|| {
                this.others.push(levels.others);
                this.others.len() - 1
            });
            this.seen.push(Seen {
                three: (levels.pattern(0) / u32::from(SEX_LEVELS)) as usize,
                names: levels.names,
                sex: levels.sex,
                others: place,
                pairs: (pairs - decided.0 - decided.1).max(0.0),
                decided,
            });
        }
        this
    }
}

/// The sum of what each two make, in eight sums side by side: one alone would wait for itself.
fn sum_of_products(some: &[f64], others: &[f64]) -> f64 {
    let mut sums = [0.0; 8];
    for (some, others) in some.chunks(8).zip(others.chunks(8)) {
        for (sum, (one, other)) in sums.iter_mut().zip(some.iter().zip(others)) {
            *sum += one * other;
        }
    }
    sums.iter().sum()
}

/// Every pattern of names, date of birth and postcode, in the order of their numbers.
fn every_three() -> impl Iterator<Item = Levels> {
    let count = u32::try_from(compare::patterns(0)).unwrap_or(0);
    let each = (0..count).step_by(usize::from(SEX_LEVELS));
    each.map(|pattern| Levels::from_pattern(pattern, 0))
}

/// The probability that three fields are there or missing as these levels have it, of the chance
/// that a field is missing on one side or the other: forename, surname, born, postcode.
fn presence(missing: [f64; 5], levels: Levels) -> f64 {
    let [forename, surname, born, postcode, _] = missing;
    let field = |missing: f64, level: u8| if level == 0 { missing } else { 1.0 - missing };
    let names = match levels.each_name() {
        None => (1.0 - forename) * (1.0 - surname),
        Some((f, s)) => field(forename, f) * field(surname, s),
    };
    names * field(born, levels.born) * field(postcode, levels.postcode)
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
