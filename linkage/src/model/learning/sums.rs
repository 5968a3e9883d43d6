//! Expected counts of the levels of one kind of pair, and the probabilities that they make.

use super::{of_words, share_same_level};
use crate::compare::{BORN_LEVELS, Levels, NAME_LEVELS, POSTCODE_LEVELS, SEX_LEVELS, name};
use crate::model::class::at;
use crate::model::{Class, Role};
use crate::table::OTHERS;

/// Of the dates of birth of one person that differ by one slip, so many at most are wholly
/// different. A father and a son of one name at one address look just like one person with a wrong
/// date; this is what tells them apart.
const WHOLLY_WRONG: f64 = 0.05;

/// Patterns of date of birth and postcode, for each level of the names.
pub(super) const OF_NAMES: usize = BORN_LEVELS as usize * POSTCODE_LEVELS as usize;

/// Expected counts of the levels of one kind of pair.
#[derive(Debug, Clone)]
pub(super) struct Sums {
    class: Class,
    /// All pairs.
    pub(super) total: f64,
    /// Those whose names are not swapped.
    each_names: f64,
}

impl Sums {
    pub(super) fn new(others: usize) -> Self {
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
    pub(super) fn and(&self, other: &Self) -> Self {
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

    pub(super) fn add_others(&mut self, levels: [u8; OTHERS], pairs: f64) {
        for (field, level) in self.class.others.iter_mut().zip(levels) {
            if let Some(slot) = field.get_mut(usize::from(level)) {
                *slot += pairs;
            }
        }
    }

    /// Adds pairs of every pattern of names, date of birth and postcode, in the order of their
    /// numbers, and of every level of sex.
    pub(super) fn add_every_three(&mut self, pairs: &[f64], of_sexes: [f64; SEX_LEVELS as usize]) {
        for (names, pairs) in (0..NAME_LEVELS).zip(pairs.chunks(OF_NAMES)) {
            let mut of_names = 0.0;
            let of_born = pairs.chunks(POSTCODE_LEVELS as usize);
            for (born, pairs) in self.class.born.iter_mut().zip(of_born) {
                let mut of_born = 0.0;
                for (postcode, pairs) in self.class.postcode.iter_mut().zip(pairs) {
                    *postcode += pairs;
                    of_born += pairs;
                }
                *born += of_born;
                of_names += of_born;
            }
            self.add_names(names, of_names);
            self.total += of_names;
        }
        for (sex, pairs) in self.class.sex.iter_mut().zip(of_sexes) {
            *sex += pairs;
        }
    }

    fn add_names(&mut self, names: u8, pairs: f64) {
        let levels = Levels {
            names,
            ..Levels::default()
        };
        let Some((forename, surname)) = levels.each_name() else {
            self.class.swapped += pairs;
            return;
        };
        self.each_names += pairs;
        let add = |field: &mut [f64], level: u8| {
            if let Some(slot) = field.get_mut(usize::from(level)) {
                *slot += pairs;
            }
        };
        add(&mut self.class.forename, forename);
        add(&mut self.class.surname, surname);
    }

    /// The probabilities these counts make. Of two different people only what they share for a
    /// reason is learnt; in the rest they are strangers. `both` is what the two kinds of one
    /// person show together.
    pub(super) fn settle_class(
        &self,
        class: &mut Class,
        role: Role,
        both: Option<&Self>,
        words: &[bool],
    ) {
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::compare;

    #[test]
    #[allow(clippy::float_cmp, reason = "whole numbers, whose sums are exact")]
    fn all_patterns_at_once_count_as_each_by_itself() {
        let count = u32::try_from(compare::patterns(0)).unwrap();
        let pairs = |pattern: u32| f64::from(pattern * 7_919 % 101);
        let mut sums = Sums::new(0);
        let three = (0..count / 3).map(|three| (0..3).map(|sex| pairs(three * 3 + sex)).sum());
        let of_sex = |sex: u32| (0..count / 3).map(|three| pairs(three * 3 + sex)).sum();
        sums.add_every_three(&three.collect::<Vec<f64>>(), [0, 1, 2].map(of_sex));
        let levels = |pattern| Levels::from_pattern(pattern, 0);
        let of = |wanted: &dyn Fn(Levels) -> bool| -> f64 {
            (0..count)
                .filter(|pattern| wanted(levels(*pattern)))
                .map(pairs)
                .sum()
        };
        // Whole numbers, so sums are the same in any order.
        assert_eq!(sums.total, of(&|_| true));
        assert_eq!(sums.each_names, of(&|levels| levels.each_name().is_some()));
        assert_eq!(
            sums.class.swapped,
            of(&|levels| levels.each_name().is_none())
        );
        for (level, found) in (0..).zip(sums.class.born) {
            assert_eq!(found, of(&|levels| levels.born == level));
        }
        for (level, found) in (0..).zip(sums.class.postcode) {
            assert_eq!(found, of(&|levels| levels.postcode == level));
        }
        for (level, found) in (0..).zip(sums.class.sex) {
            assert_eq!(found, of(&|levels| levels.sex == level));
        }
        for level in 0..name::COUNT {
            let forename = |levels: Levels| levels.each_name().is_some_and(|n| n.0 == level);
            let surname = |levels: Levels| levels.each_name().is_some_and(|n| n.1 == level);
            assert_eq!(sums.class.forename[usize::from(level)], of(&forename));
            assert_eq!(sums.class.surname[usize::from(level)], of(&surname));
        }
    }
}
