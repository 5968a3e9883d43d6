//! What agreement is worth: the model, and how it is learnt from the file itself.
//!
//! All pairs of a file are of a few kinds. Two kinds are the *same person*: one that nothing much
//! happened to, and one whose surname and postcode changed together. The others are different
//! people: those of one *household*, who share surname and postcode for a reason and not by
//! chance; *namesakes*, who share their names for a reason (father and son, a name that goes with
//! a surname); *neighbours*, who share a place; and *strangers*. Within a kind the fields are
//! taken to be independent, but for sex, which follows from the forename.
//!
//! What strangers agree in is counted from the values' own frequencies. The rest is learnt by
//! expectation-maximisation over the histogram of patterns, all blocked pairs at once. Blocking
//! shows only some patterns completely; the learning uses those and imputes the rest, so no
//! training rule is chosen by hand and no share of pairs is guessed.

mod bounds;
mod class;
mod learning;
mod lent;
mod sense;
mod strangers;

use serde::{Deserialize, Serialize};

pub(crate) use bounds::{Bounds, ByStep, Times};
pub use class::Class;
use class::at;
pub use learning::Label;

use crate::block::Rule;
use crate::card::Deck;
use crate::compare::{Levels, name};
use crate::table::{Field, OTHERS, Row, Table};

/// What two records of a kind of pair have to do with one another.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// The same person, nothing much changed.
    Same,
    /// The same person after a change of life: moved, married. What changes with it changes
    /// together, which one kind alone could not say.
    Changed,
    /// Two people of one household: family at one address, twins among them.
    Household,
    /// Two people who share their names for a reason.
    Namesakes,
    /// Two people who share a place: postcode and place of birth go together.
    Neighbours,
    /// Strangers.
    Strangers,
}

impl Role {
    /// Whether the two records are of one person.
    pub const fn is_same(self) -> bool {
        matches!(self, Self::Same | Self::Changed)
    }

    /// Rarity of the values that agree, where two people of this kind agree in them by chance
    /// alone. What they share for a reason is no likelier where the value is common.
    /// `others` is of all further fields that agree, `numbers` of those that hold no words.
    fn by_chance(self, rarity: &Rarity, (others, numbers): (f64, f64)) -> f64 {
        match self {
            Self::Same | Self::Changed => 1.0,
            Self::Household => rarity.forename * rarity.born * others,
            // Names that go together are common ones: the more people have them, the more namesakes.
            Self::Namesakes => {
                rarity.forename * rarity.surname * rarity.born * rarity.postcode * numbers
            }
            Self::Neighbours => rarity.forename * rarity.surname * rarity.born * numbers,
            Self::Strangers => {
                rarity.forename * rarity.surname * rarity.born * rarity.postcode * others
            }
        }
    }
}

/// One kind of pair.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Kind {
    /// What the two have to do with one another.
    pub role: Role,
    /// The share of all pairs of the file that are of this kind.
    pub share: f64,
    /// How they agree.
    pub class: Class,
}

/// What a model is learnt from beside the records themselves.
#[derive(Debug, Clone, Copy)]
pub struct Blocked<'a> {
    /// How many blocked pairs show each pattern.
    pub histogram: &'a [u64],
    /// The rules that made them, as [`Blocking::as_applied`](crate::block::Blocking::as_applied).
    pub rules: &'a [Rule],
    /// What people decided of pairs, if anything.
    pub labels: &'a [Label],
}

/// Kinds of pair, at most.
const KINDS: usize = 6;

/// How likely each kind of pair is to show some levels, as a share of all pairs.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Shares([f64; KINDS]);

/// A model of a file.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Model {
    /// The kinds of pair, strangers last.
    pub kinds: Vec<Kind>,
    /// Which of the further fields hold words.
    pub words: Vec<bool>,
    /// What the names of strangers that are nearly the same are usually had by; a model without it
    /// weighs all near names alike.
    #[serde(default)]
    pub near: Near,
    /// How many rounds the learning took.
    pub rounds: usize,
    /// How many records it was learnt from; 0 where that is not known.
    #[serde(default)]
    pub records: u64,
    /// Where it is lent to a file that teaches none ([`Model::lent`]): how many people of usual
    /// names, dates and places stand beside those of the file when values are counted. None
    /// otherwise.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lent: Option<f64>,
}

/// How common two names are that are nearly the same: the fourth root of the share of people who
/// have the one, times the share who have the other. Softened so because a near spelling of a name
/// is partly a slip, of which any name has as many, and partly a name of its own.
fn commonness(shares: (f64, f64)) -> f64 {
    (shares.0 * shares.1).sqrt().sqrt()
}

/// How common the names of strangers usually are where they are nearly the same: by level, and 0
/// where too few were seen. So much that rarity, one over it, is usual on average.
#[derive(Debug, Clone, Copy, PartialEq, Default, Serialize, Deserialize)]
pub struct Near {
    /// Of forenames.
    pub forename: [f64; name::COUNT as usize],
    /// Of surnames.
    pub surname: [f64; name::COUNT as usize],
}

/// Whether a name of a level is nearly the same, by a spelling and not by a short form.
const fn is_near(level: u8) -> bool {
    matches!(level, name::CLOSE | name::NEAR)
}

/// Whether names are nearly the same, so that both records say how common they are.
pub(crate) const fn has_near_name(levels: Levels) -> bool {
    match levels.each_name() {
        Some((forename, surname)) => is_near(forename) || is_near(surname),
        None => false,
    }
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

/// A value that both have.
const fn both(times: u32) -> (u32, u32) {
    (times, times)
}

/// How much commoner than usual two names are that are nearly the same by a level.
fn nearness(usual: &[f64], level: u8, shares: (f64, f64)) -> f64 {
    match at(usual, level) {
        usual if usual > 0.0 => commonness(shares) / usual,
        _ => 1.0,
    }
}

impl Model {
    /// Learns a model from a table and what blocking showed of its pairs, on so many threads. The
    /// model does not depend on them.
    pub fn learn(table: &Table, deck: &Deck, blocked: &Blocked<'_>, threads: usize) -> Self {
        learning::learn(table, deck, blocked, threads)
    }

    /// This model for a file that may be another than the one that taught it: what agreement is
    /// worth stays, and how many of its pairs are of each kind is asked of the file, because of
    /// five times the records a fifth of the pairs are one person. Where it is lent, or the file
    /// has as many records as taught it, it stays as it is.
    #[must_use]
    pub fn for_file(&self, table: &Table, blocked: &Blocked<'_>) -> Self {
        let records = table.len() as u64;
        if self.lent.is_some() || [0, records].contains(&self.records) {
            return self.clone();
        }
        learning::shares_of(self, table, blocked)
    }

    /// The strangers of the model.
    fn strangers(&self) -> Option<&Class> {
        self.kinds.last().map(|kind| &kind.class)
    }

    /// The share of all pairs of the file that are the same person.
    pub fn share_same(&self) -> f64 {
        self.kinds
            .iter()
            .filter(|kind| kind.role.is_same())
            .map(|kind| kind.share)
            .sum()
    }

    /// The rarity of what a pair agrees in, or nearly so in its names. Where no name is nearly the
    /// same, `one` and `other` may be one and the same record of the pair: what they agree in has
    /// one value.
    pub fn rarity(&self, table: &Table, one: &Row, other: &Row, levels: Levels) -> Rarity {
        self.rarity_by(table, levels, |field| match field {
            Field::Forename => (
                table.names.forenames(one.forename),
                table.names.forenames(other.forename),
            ),
            Field::Surname => (
                table.names.surnames(one.surname),
                table.names.surnames(other.surname),
            ),
            Field::Born => both(table.born.get(&one.born).copied().unwrap_or(1)),
            Field::Postcode => both(table.postcodes.times(one.postcode)),
            Field::Sex => both(1),
            Field::Other(nth) => {
                let value = table.others.get(nth).zip(one.others.get(nth));
                both(value.map_or(1, |(values, id)| values.times(*id)))
            }
        })
    }

    /// The rarity of what a pair agrees in, by how often the value of each of the two occurs.
    fn rarity_by(
        &self,
        table: &Table,
        levels: Levels,
        times: impl Fn(Field) -> (u32, u32),
    ) -> Rarity {
        let mut rarity = Rarity::default();
        let Some(strangers) = self.strangers() else {
            return rarity;
        };
        let n = real(table.people as u64).max(1.0);
        let share = |count: u32| f64::from(count.max(1)) / n;
        let shares = |field: Field| {
            let (one, other) = times(field);
            (share(one), share(other))
        };
        let commoner = |field: Field, usual: f64| self.steady(shares(field).0 / usual, n);
        let near = |field: Field, usual: &[f64], level: u8| {
            self.steady(nearness(usual, level, shares(field)), n)
        };
        if let Some((forename, surname)) = levels.each_name() {
            if forename == name::SAME {
                rarity.forename = commoner(Field::Forename, at(&strangers.forename, name::SAME));
            } else if is_near(forename) {
                rarity.forename = near(Field::Forename, &self.near.forename, forename);
            }
            if surname == name::SAME {
                rarity.surname = commoner(Field::Surname, at(&strangers.surname, name::SAME));
            } else if is_near(surname) {
                rarity.surname = near(Field::Surname, &self.near.surname, surname);
            }
        }
        if levels.born == 1 {
            rarity.born = commoner(Field::Born, at(&strangers.born, 1));
        }
        if levels.postcode == 1 {
            rarity.postcode = commoner(Field::Postcode, at(&strangers.postcode, 1));
        }
        for nth in 0..table.others.len() {
            if levels.others.get(nth) == Some(&1)
                && let (Some(slot), Some(class)) =
                    (rarity.others.get_mut(nth), strangers.others.get(nth))
            {
                *slot = commoner(Field::Other(nth), at(class, 1));
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
        self.odds_of(&self.shares(levels), rarity)
    }

    /// How likely each kind of pair is to show these levels, as a share of all pairs.
    pub(crate) fn shares(&self, levels: Levels) -> Shares {
        let mut shares = [0.0; KINDS];
        for (share, kind) in shares.iter_mut().zip(&self.kinds) {
            *share = kind.share * kind.class.of(levels);
        }
        Shares(shares)
    }

    fn odds_of(&self, shares: &Shares, rarity: &Rarity) -> (f64, f64) {
        // A place or an occupation may be shared for a reason; a number that is a person's own
        // never is.
        let others = rarity.others.iter().product();
        let numbers = rarity.others.iter().zip(&self.words);
        let numbers = numbers.filter_map(|(times, words)| (!words).then_some(times));
        let further = (others, numbers.product());
        let (mut same, mut not) = (0.0, 0.0);
        for (all, kind) in shares.0.iter().zip(&self.kinds) {
            if kind.role.is_same() {
                same += all;
            } else {
                not += all * kind.role.by_chance(rarity, further);
            }
        }
        (f64::max(same, 1e-300), f64::max(not, 1e-300))
    }

    /// The match weight in bits of levels whose shares are known.
    pub(crate) fn weight_of(&self, shares: &Shares, rarity: &Rarity) -> f64 {
        let (same, not) = self.odds_of(shares, rarity);
        (same / not).log2()
    }

    /// The same, where the odds are at least so much: most pairs need no logarithm.
    pub(crate) fn weight_over(&self, shares: &Shares, rarity: &Rarity, odds: f64) -> Option<f64> {
        let (same, not) = self.odds_of(shares, rarity);
        (same >= odds * not).then(|| (same / not).log2())
    }

    /// Whether the odds are at least so much.
    pub(crate) fn reaches(&self, shares: &Shares, rarity: &Rarity, odds: f64) -> bool {
        let (same, not) = self.odds_of(shares, rarity);
        same >= odds * not
    }

    /// The most that a pair of these levels can weigh, were all that it agrees in had by one
    /// person alone.
    pub(crate) fn most(&self, table: &Table, levels: Levels, shares: &Shares) -> f64 {
        self.weight_of(shares, &self.rarity_by(table, levels, |_| both(1)))
    }
}
