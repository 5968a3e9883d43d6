//! What agreement is worth: the model, and how it is learnt from the file itself.
//!
//! Three kinds of pair make up all pairs of a file: the *same person*; two people of one
//! *household* (family at one address, twins among them), who share surname and postcode for a
//! reason and not by chance; and *strangers*. Within a kind the fields are taken to be
//! independent, but for sex, which follows from the forename.
//!
//! What strangers agree in is counted from the values' own frequencies. The rest is learnt by
//! expectation-maximisation over the histogram of patterns, all blocked pairs at once. Blocking
//! shows only some patterns completely; the learning uses those and imputes the rest, so no
//! training rule is chosen by hand and no share of pairs is guessed.

use crate::block::{Key, Rule};
use crate::compare::{
    self, BORN_LEVELS, Levels, NAME_LEVELS, POSTCODE_LEVELS, SEX_LEVELS, SWAPPED, name,
};
use crate::table::{OTHERS, Row, Table};

/// Rounds of learning, at most.
const ROUNDS: usize = 400;
/// Learning ends when no probability moves more than this.
const STILL: f64 = 1e-6;
/// Random pairs that show how often strangers are nearly alike.
const SAMPLED: u64 = 1_000_000;

/// The probabilities of the levels of one kind of pair. Level 0, a missing value, says nothing.
#[derive(Debug, Clone, PartialEq)]
pub struct Class {
    /// Of a forename, by level.
    pub forename: [f64; name::COUNT as usize],
    /// Of a surname.
    pub surname: [f64; name::COUNT as usize],
    /// Of the two swapped.
    pub swapped: f64,
    /// Of the date of birth.
    pub born: [f64; BORN_LEVELS as usize],
    /// Of the postcode.
    pub postcode: [f64; POSTCODE_LEVELS as usize],
    /// Of sex, where the forename is the same.
    pub sex_by_name: [f64; SEX_LEVELS as usize],
    /// Of sex, where it is not.
    pub sex: [f64; SEX_LEVELS as usize],
    /// Of the further fields.
    pub others: Vec<[f64; 4]>,
}

fn at(levels: &[f64], level: u8) -> f64 {
    levels.get(usize::from(level)).copied().unwrap_or(1.0)
}

impl Class {
    fn blank(others: usize) -> Self {
        Self {
            forename: [1.0; 6],
            surname: [1.0; 6],
            swapped: 0.0,
            born: [1.0; 7],
            postcode: [1.0; 6],
            sex_by_name: [1.0; 3],
            sex: [1.0; 3],
            others: vec![[1.0; 4]; others],
        }
    }

    /// The probability of the levels of the four fields that everybody has.
    fn of_four(&self, levels: Levels) -> f64 {
        let names = match levels.each_name() {
            None => self.swapped,
            Some((forename, surname)) => {
                (1.0 - self.swapped) * at(&self.forename, forename) * at(&self.surname, surname)
            }
        };
        let by_name = matches!(levels.each_name(), Some((name::SAME, _)));
        let sex = if by_name {
            &self.sex_by_name
        } else {
            &self.sex
        };
        names
            * at(&self.born, levels.born)
            * at(&self.postcode, levels.postcode)
            * at(sex, levels.sex)
    }

    /// The probability of all levels, missing values left out.
    pub fn of(&self, levels: Levels) -> f64 {
        self.others
            .iter()
            .zip(levels.others)
            .fold(self.of_four(levels), |product, (field, level)| {
                product * at(field, level)
            })
    }
}

/// A model of a file.
#[derive(Debug, Clone, PartialEq)]
pub struct Model {
    /// The same person, nothing much changed.
    pub same: Class,
    /// The same person after a change of life: moved, married, recorded otherwise. What changes
    /// with it changes together, which one kind alone could not say.
    pub changed: Class,
    /// Two people of one household.
    pub household: Class,
    /// Strangers.
    pub strangers: Class,
    /// The share of all pairs of the file that are the same person.
    pub share_same: f64,
    /// The share that are the same person after a change.
    pub share_changed: f64,
    /// The share that are of one household.
    pub share_household: f64,
    /// How many rounds the learning took.
    pub rounds: usize,
}

/// How much rarer or commoner than usual the very values are that a pair agrees in.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Rarity {
    /// Chance agreement in these values, as a multiple of the usual, for the forename.
    pub forename: f64,
    /// For the surname.
    pub surname: f64,
    /// For the date of birth.
    pub born: f64,
    /// For the postcode.
    pub postcode: f64,
    /// For the further fields.
    pub others: [f64; OTHERS],
}

impl Default for Rarity {
    fn default() -> Self {
        Self {
            forename: 1.0,
            surname: 1.0,
            born: 1.0,
            postcode: 1.0,
            others: [1.0; OTHERS],
        }
    }
}

#[allow(
    clippy::cast_precision_loss,
    reason = "counts of records, far below 2^52"
)]
fn real(count: u64) -> f64 {
    count as f64
}

/// The chance that two strangers share a value: the sum of its squared shares.
fn chance(counts: impl Iterator<Item = u32>) -> f64 {
    let (mut pairs, mut total) = (0.0, 0.0);
    for count in counts {
        let count = f64::from(count);
        pairs += count * (count - 1.0).max(0.0);
        total += count;
    }
    if total < 2.0 {
        return 1e-9;
    }
    (pairs / (total * (total - 1.0))).max(1e-12)
}

impl Model {
    /// The rarity of what a pair agrees in.
    pub fn rarity(&self, table: &Table, one: &Row, levels: Levels) -> Rarity {
        let mut rarity = Rarity::default();
        let n = real(table.people as u64).max(1.0);
        let share = |count: u32| f64::from(count.max(1)) / n;
        if let Some((forename, surname)) = levels.each_name() {
            if forename == name::SAME {
                rarity.forename = share(table.names.forenames(one.forename))
                    / at(&self.strangers.forename, name::SAME);
            }
            if surname == name::SAME {
                rarity.surname = share(table.names.surnames(one.surname))
                    / at(&self.strangers.surname, name::SAME);
            }
        }
        if levels.born == 1 {
            let times = table.born.get(&one.born).copied().unwrap_or(1);
            rarity.born = share(times) / at(&self.strangers.born, 1);
        }
        if levels.postcode == 1 {
            rarity.postcode =
                share(table.postcodes.times(one.postcode)) / at(&self.strangers.postcode, 1);
        }
        for (nth, values) in table.others.iter().enumerate() {
            if levels.others.get(nth) == Some(&1)
                && let (Some(id), Some(slot), Some(class)) = (
                    one.others.get(nth),
                    rarity.others.get_mut(nth),
                    self.strangers.others.get(nth),
                )
            {
                *slot = share(values.times(*id)) / at(class, 1);
            }
        }
        rarity
    }

    /// The probability that a pair is the same person.
    pub fn probability(&self, levels: Levels, rarity: &Rarity) -> f64 {
        let (same, not) = self.odds(levels, rarity);
        same / (same + not)
    }

    /// The match weight in bits: the base-two logarithm of the odds.
    pub fn weight(&self, levels: Levels, rarity: &Rarity) -> f64 {
        let (same, not) = self.odds(levels, rarity);
        (same / not).log2()
    }

    fn odds(&self, levels: Levels, rarity: &Rarity) -> (f64, f64) {
        let by_chance = rarity.forename * rarity.born * rarity.others.iter().product::<f64>();
        let same =
            self.share_same * self.same.of(levels) + self.share_changed * self.changed.of(levels);
        let household = self.share_household * self.household.of(levels) * by_chance;
        let strangers = (1.0 - self.share_same - self.share_changed - self.share_household)
            * self.strangers.of(levels)
            * by_chance
            * rarity.surname
            * rarity.postcode;
        (same, (household + strangers).max(1e-300))
    }

    /// Learns a model from a table, the histogram of its blocked pairs, and the rules that made
    /// them.
    pub fn learn(table: &Table, histogram: &[u64], rules: &[Rule]) -> Self {
        Learning::new(table, histogram, rules).run()
    }
}

/// Strangers' levels: exact agreement from frequencies, near agreement from random pairs.
fn strangers(table: &Table) -> Class {
    let mut class = Class::blank(table.kinds.len());
    let mut counts = Class {
        forename: [0.5; 6],
        surname: [0.5; 6],
        swapped: 0.0,
        born: [0.5; 7],
        postcode: [0.5; 6],
        sex_by_name: [0.5; 3],
        sex: [0.5; 3],
        others: vec![[0.5; 4]; table.kinds.len()],
    };
    let n = table.rows.len() as u64;
    let mut state = 0x2545_f491_4f6c_dd1d_u64;
    let mut random = || {
        // The same sequence on every machine: a sample, not a secret.
        state = state
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) % n.max(1)
    };
    let sampled = if n < 2 { 0 } else { SAMPLED.min(n * (n - 1)) };
    for _ in 0..sampled {
        let (one, other) = (random(), random());
        let pair = (
            usize::try_from(one)
                .ok()
                .and_then(|place| table.rows.get(place)),
            usize::try_from(other)
                .ok()
                .and_then(|place| table.rows.get(place)),
        );
        let (Some(one_row), Some(other_row)) = pair else {
            continue;
        };
        if one == other {
            continue;
        }
        let levels = compare::compare(table, one_row, other_row);
        let mut add = |field: &mut [f64], level: u8| {
            if let Some(count) = field.get_mut(usize::from(level)) {
                *count += 1.0;
            }
        };
        if let Some((forename, surname)) = levels.each_name() {
            add(&mut counts.forename, forename);
            add(&mut counts.surname, surname);
        }
        add(&mut counts.born, levels.born);
        add(&mut counts.postcode, levels.postcode);
        add(&mut counts.sex, levels.sex);
        for (field, level) in counts.others.iter_mut().zip(levels.others) {
            add(field, level);
        }
    }
    let names = 0..u32::try_from(table.names.len()).unwrap_or(u32::MAX);
    let forename_same = chance(names.clone().skip(1).map(|id| table.names.forenames(id)));
    let surname_same = chance(names.clone().skip(1).map(|id| table.names.surnames(id)));
    settle(&mut class.forename, &counts.forename, forename_same);
    settle(&mut class.surname, &counts.surname, surname_same);
    settle(
        &mut class.born,
        &counts.born,
        chance(table.born.values().copied()),
    );
    settle(
        &mut class.postcode,
        &counts.postcode,
        chance(table.postcodes.frequencies()),
    );
    settle(
        &mut class.sex,
        &counts.sex,
        chance(table.sexes.frequencies()),
    );
    for ((field, counted), values) in class
        .others
        .iter_mut()
        .zip(&counts.others)
        .zip(&table.others)
    {
        settle(field, counted, chance(values.frequencies()));
    }
    let n = real(table.people as u64).max(1.0);
    class.swapped = names
        .skip(1)
        .map(|id| {
            f64::from(table.names.forenames(id)) / n * f64::from(table.names.surnames(id)) / n
        })
        .sum::<f64>()
        .powi(2)
        .max(1e-12);
    class.sex_by_name = sex_by_name(table);
    class
}

/// Puts the counted shares of all but exact agreement beside the known share of that.
fn settle(field: &mut [f64], counted: &[f64], same: f64) {
    let rest: f64 = counted.iter().skip(2).sum();
    for (nth, (slot, count)) in field.iter_mut().zip(counted).enumerate() {
        *slot = match nth {
            0 => 1.0,
            1 => same,
            _ => (1.0 - same) * count / rest.max(1e-9),
        };
    }
}

/// Sex among strangers of one forename: the forename nearly says it.
fn sex_by_name(table: &Table) -> [f64; 3] {
    use rustc_hash::FxHashMap;
    let mut by_name: FxHashMap<u32, [f64; 4]> = FxHashMap::default();
    for row in table
        .rows
        .iter()
        .filter(|row| row.sex != 0 && row.forename != 0)
    {
        let counts = by_name.entry(row.forename).or_default();
        if let Some(count) = counts.get_mut(usize::from(row.sex.min(3))) {
            *count += 1.0;
        }
    }
    let (mut same, mut all) = (0.5, 1.0);
    let mut counts: Vec<[f64; 4]> = by_name.into_values().collect();
    counts.sort_by(|one, other| one.partial_cmp(other).unwrap_or(std::cmp::Ordering::Equal));
    for counts in counts {
        let total: f64 = counts.iter().sum();
        all += total * (total - 1.0);
        same += counts
            .iter()
            .map(|count| count * (count - 1.0).max(0.0))
            .sum::<f64>();
    }
    let same = (same / all).clamp(0.5, 0.999);
    [1.0, same, 1.0 - same]
}

/// One pattern that was seen, with its weight.
struct Seen {
    levels: Levels,
    pairs: f64,
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
}

impl Learning {
    fn new(table: &Table, histogram: &[u64], rules: &[Rule]) -> Self {
        let others = table.kinds.len();
        let certain: Vec<&Rule> = rules.iter().filter(|rule| rule.largest.is_none()).collect();
        let seen = histogram
            .iter()
            .enumerate()
            .filter(|(_, pairs)| **pairs > 0)
            .filter_map(|(pattern, pairs)| {
                let levels = Levels::from_pattern(u32::try_from(pattern).ok()?, others);
                shown(levels, &certain).then_some(Seen {
                    levels,
                    pairs: real(*pairs),
                })
            })
            .collect();
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
                        four.push((levels, shown(levels, &certain)));
                    }
                }
            }
        }
        let strangers = strangers(table);
        let mut same = Class::blank(others);
        same.forename = [1.0, 0.75, 0.08, 0.06, 0.04, 0.07];
        same.surname = [1.0, 0.85, 0.02, 0.06, 0.03, 0.04];
        same.swapped = 0.005;
        same.born = [1.0, 0.88, 0.06, 0.01, 0.01, 0.02, 0.02];
        same.postcode = [1.0, 0.5, 0.05, 0.05, 0.1, 0.3];
        same.sex_by_name = [1.0, 0.98, 0.02];
        same.sex = [1.0, 0.98, 0.02];
        same.others = vec![[1.0, 0.7, 0.1, 0.2]; others];
        let mut household = strangers.clone();
        household.surname = [1.0, 0.9, 0.02, 0.04, 0.02, 0.02];
        household.postcode = [1.0, 0.96, 0.02, 0.01, 0.005, 0.005];
        household.swapped = 1e-9;
        let mut changed = same.clone();
        changed.surname = [1.0, 0.55, 0.03, 0.04, 0.03, 0.35];
        changed.postcode = [1.0, 0.02, 0.02, 0.06, 0.2, 0.7];
        let n = real(table.rows.len() as u64);
        let people = n * (n - 1.0) / 2.0;
        Self {
            seen,
            four,
            missing: missing(table),
            model: Model {
                same,
                changed,
                household,
                strangers,
                share_changed: (0.1 * n / people.max(1.0)).min(0.1),
                share_same: (0.3 * n / people.max(1.0)).min(0.1),
                share_household: (0.1 * n / people.max(1.0)).min(0.1),
                rounds: 0,
            },
            all_pairs: people.max(1.0),
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

    fn round(&mut self) {
        let others = self.model.same.others.len();
        let (mut same, mut changed, mut household) =
            (Sums::new(others), Sums::new(others), Sums::new(others));
        for seen in &self.seen {
            let s = self.model.share_same * self.model.same.of(seen.levels);
            let h = self.model.share_household * self.model.household.of(seen.levels);
            let c = self.model.share_changed * self.model.changed.of(seen.levels);
            let u = (1.0
                - self.model.share_same
                - self.model.share_changed
                - self.model.share_household)
                * self.model.strangers.of(seen.levels);
            let all = s + c + h + u;
            if all > 0.0 {
                changed.add(seen.levels, seen.pairs * c / all);
                same.add(seen.levels, seen.pairs * s / all);
                household.add(seen.levels, seen.pairs * h / all);
            }
        }
        // The patterns that blocking does not show completely, as the model expects them.
        for (class, sums) in [
            (&self.model.same, &mut same),
            (&self.model.changed, &mut changed),
            (&self.model.household, &mut household),
        ] {
            let shown: f64 = self
                .four
                .iter()
                .filter(|(_, shown)| *shown)
                .map(|(levels, _)| class.of_four(*levels) * self.presence(*levels))
                .sum();
            let scale = sums.total / shown.max(1e-12);
            for (levels, _) in self.four.iter().filter(|(_, shown)| !*shown) {
                sums.add_four(
                    *levels,
                    scale * class.of_four(*levels) * self.presence(*levels),
                );
            }
        }
        // The two kinds of one person differ in surname and postcode alone.
        let (same_total, changed_total) = (same.total, changed.total);
        let both = same.and(&changed);
        both.into_class(&mut self.model.same, true);
        both.into_class(&mut self.model.changed, true);
        for (sums, class) in [
            (&same, &mut self.model.same),
            (&changed, &mut self.model.changed),
        ] {
            settle_counts(&mut class.surname, &sums.class.surname);
            settle_counts(&mut class.postcode, &sums.class.postcode);
        }
        self.model.share_changed = (changed_total / self.all_pairs).clamp(1e-15, 0.4);
        household.into_class(&mut self.model.household, false);
        self.model.share_same = (same_total / self.all_pairs).clamp(1e-15, 0.5);
        self.model.share_household = (household.total / self.all_pairs).clamp(1e-15, 0.4);
    }
}

/// Whether blocking is sure to make every pair with such a pattern.
fn shown(levels: Levels, rules: &[&Rule]) -> bool {
    let each = levels.each_name();
    rules.iter().any(|rule| {
        rule.keys.iter().all(|key| match key {
            Key::Forename | Key::ForenameStart(_) => matches!(each, Some((name::SAME, _))),
            Key::Surname | Key::SurnameStart => matches!(each, Some((_, name::SAME))),
            Key::Born | Key::Birthday => levels.born == 1,
            Key::BornMonth => levels.born == 1 || levels.born == 4,
            Key::BornYear => matches!(levels.born, 1 | 4 | 5),
            Key::Postcode => levels.postcode == 1,
            Key::Outward => matches!(levels.postcode, 1 | 3),
            Key::Other(_) => false,
            Key::Swapped => levels.names == SWAPPED,
        })
    })
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

    /// The probabilities these counts make. Of a household only what its members share for a
    /// reason is learnt; in the rest they are strangers.
    fn into_class(&self, class: &mut Class, whole: bool) {
        settle_counts(&mut class.born, &self.class.born);
        if !whole {
            // Father and son may share a forename; otherwise forenames are as among strangers.
            let all: f64 = self.class.forename.iter().skip(1).sum();
            let share = (at(&self.class.forename, name::SAME) + 0.5) / (all + 5.0);
            if let [_, same, rest @ ..] = &mut class.forename {
                let scale = (1.0 - share) / (1.0 - *same).max(1e-9);
                *same = share;
                rest.iter_mut().for_each(|level| *level *= scale);
            }
        }
        if whole {
            settle_counts(&mut class.forename, &self.class.forename);
            settle_counts(&mut class.surname, &self.class.surname);
            settle_counts(&mut class.postcode, &self.class.postcode);
            settle_counts(&mut class.sex, &self.class.sex);
            class.sex_by_name = class.sex;
            class.swapped = (self.class.swapped / (self.class.swapped + self.each_names).max(1e-9))
                .clamp(1e-6, 0.2);
            for (field, counts) in class.others.iter_mut().zip(&self.class.others) {
                settle_counts(field, counts);
            }
        }
    }
}

/// Shares of the levels that are not missing. A level that was hardly seen keeps a small share.
fn settle_counts(field: &mut [f64], counts: &[f64]) {
    let smallest = 0.5;
    let total: f64 = counts.iter().skip(1).map(|count| count + smallest).sum();
    for (slot, count) in field.iter_mut().zip(counts).skip(1) {
        *slot = (count + smallest) / total;
    }
}

fn moved(before: &Model, after: &Model) -> f64 {
    let fields = |model: &Model| -> Vec<f64> {
        let mut all = Vec::new();
        for class in [&model.same, &model.changed, &model.household] {
            all.extend(class.forename);
            all.extend(class.surname);
            all.extend(class.born);
            all.extend(class.postcode);
            all.extend(class.others.iter().flatten());
        }
        all
    };
    fields(before)
        .iter()
        .zip(fields(after))
        .map(|(one, other)| (one - other).abs())
        .fold(0.0, f64::max)
}
