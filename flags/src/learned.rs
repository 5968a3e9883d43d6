//! What was learned from labelled phrases: which words and pairs of words speak for demand, and
//! for which sub-category.
//!
//! The lexicon knows the terms it was given. This knows how people talk: every clause of a text
//! is given the sum of its words' weights, and what the loudest few of them say is added up. The
//! weights are a file (`data/learned.tsv`), made by [`fit`] from the labelled phrases of
//! `data/bank`, and every answer names the words that made it.
//!
//! Invariants: words that say who somebody is (a name, a pronoun, a sex, an age, an origin) weigh
//! nothing and are passed over; words inside something blocked, and clauses of which all that the
//! lexicon found is denied, add nothing; whole numbers alone are added.

mod family;
pub mod fit;
mod loud;
mod neutral;

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use crate::code::Code;
use crate::fold::fold_word;
use crate::lexicon::LexiconError;
use crate::text::{Folded, Token};
use crate::words::{Sieve, Table, UNKNOWN, Vocabulary};

use loud::loudness;
pub(crate) use loud::{Ear, Loud};
pub(crate) use neutral::is_neutral;

const SHIPPED: &str = include_str!("../data/learned.tsv");

/// The row of what a clause weighs before any of its words is heard.
const NOTHING: &str = "(nothing)";

/// Demand, and the fourteen codes.
pub(crate) const MODELS: usize = 1 + Code::ALL.len();

/// A code is given to a clause from here on.
const CODE_FROM: i32 = -400;

/// The most words that an answer names for a clause.
const NAMED: usize = 3;

/// The weights of words and pairs of words.
#[derive(Debug, Default)]
pub(crate) struct Learned {
    /// By the number of a word: one more than its row; 0 for one that was not learned.
    words: Vec<u32>,
    /// From two words in order to one more than the row of the pair.
    pairs: Table<u64>,
    /// Those pairs.
    paired: Sieve<17>,
    names: Vec<String>,
    weights: Vec<[i16; MODELS]>,
    /// The first of each of the weights: all that most clauses ask for.
    demand: Vec<i16>,
    bias: [i32; MODELS],
}

/// What a clause that was listened to says, beyond how loud it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Heard {
    /// The codes it speaks for, and how far above the least that is asked.
    pub(crate) codes: Vec<(Code, i32)>,
    /// Its weightiest words: rows, and what each weighs.
    pub(crate) words: Vec<(u32, i32)>,
}

/// Two words in order, as one key.
const fn pair_of(one: u32, other: u32) -> u64 {
    (one as u64) << 32 | other as u64
}

impl Learned {
    /// What ships with the lexicon.
    pub(crate) fn shipped() -> Result<Self, LexiconError> {
        Self::read("learned.tsv", SHIPPED)
    }

    /// The text of the shipped file, for the hash.
    pub(crate) const fn text() -> &'static str {
        SHIPPED
    }

    /// Reads a file: after the comments a line for the bias, and one for each word or pair.
    pub(crate) fn read(name: &str, text: &str) -> Result<Self, LexiconError> {
        let mut learned = Self::default();
        let mut seen = BTreeSet::new();
        let lines = text.lines().filter(|line| !line.starts_with('#'));
        for line in lines {
            let (words, numbers) = line.split_once('\t').unwrap_or((line, ""));
            let wrong = |says: &str| LexiconError::Content {
                file: name.to_owned(),
                id: words.to_owned(),
                says: says.to_owned(),
            };
            let mut weights = [0_i16; MODELS];
            let mut given = numbers.split('\t');
            for weight in &mut weights {
                let number = given.next().ok_or_else(|| wrong("has too few weights"))?;
                *weight = match number {
                    "" => 0,
                    number => number
                        .parse()
                        .map_err(|_| wrong("has a weight that is no whole number"))?,
                };
            }
            if words == NOTHING {
                learned.bias = weights.map(i32::from);
                continue;
            }
            if !seen.insert(words) {
                return Err(wrong("stands twice"));
            }
            learned.names.push(words.to_owned());
            let [demand, ..] = weights;
            learned.demand.push(demand);
            learned.weights.push(weights);
        }
        Ok(learned)
    }

    /// Adds what a pack has learned beside it: its weights to those that stand, and its words.
    pub(crate) fn add(&mut self, name: &str, text: &str) -> Result<(), LexiconError> {
        let rows: BTreeMap<String, usize> = self.names.iter().cloned().zip(0..).collect();
        let theirs = Self::read(name, text)?;
        for (sum, bias) in self.bias.iter_mut().zip(theirs.bias) {
            *sum += bias;
        }
        for (words, weights) in theirs.names.into_iter().zip(theirs.weights) {
            let Some(own) = rows.get(&words).and_then(|row| self.weights.get_mut(*row)) else {
                self.names.push(words);
                self.weights.push(weights);
                continue;
            };
            for (own, weight) in own.iter_mut().zip(weights) {
                *own = own.saturating_add(weight);
            }
        }
        self.demand = self.weights.iter().map(|[demand, ..]| *demand).collect();
        Ok(())
    }

    /// The weights by their words, and of nothing.
    fn by_name(&self) -> BTreeMap<String, [i32; MODELS]> {
        let weights = self.weights.iter().map(|weights| weights.map(i32::from));
        let rows = self.names.iter().cloned().zip(weights);
        rows.chain([(NOTHING.to_owned(), self.bias)]).collect()
    }

    /// Gives every word a number of the vocabulary, so that a text's words are known already.
    pub(crate) fn bind(&mut self, vocabulary: &mut Vocabulary) {
        self.words.clear();
        (self.pairs, self.paired) = (Table::default(), Sieve::default());
        for (row, name) in (1_u32..).zip(&self.names) {
            match name.split_once(' ') {
                None => {
                    let id = vocabulary.learn(name.as_bytes()) as usize;
                    if self.words.len() <= id {
                        self.words.resize(id + 1, 0);
                    }
                    if let Some(slot) = self.words.get_mut(id) {
                        *slot = row;
                    }
                }
                Some((one, other)) => {
                    let one = vocabulary.learn(one.as_bytes());
                    let other = vocabulary.learn(other.as_bytes());
                    self.pairs.put(pair_of(one, other), row);
                    self.paired.put(pair_of(one, other));
                }
            }
        }
    }

    /// The words of a row.
    pub(crate) fn name(&self, row: u32) -> &str {
        self.names.get(row as usize).map_or("", String::as_str)
    }

    /// Listens to a text, clause by clause, but for the tokens and clauses that are to be passed
    /// over. Answers what the loudest clauses add; they stay with the ear.
    pub(crate) fn listen(
        &self,
        text: &Folded,
        passed: impl Fn(u32) -> bool,
        quiet: impl Fn(u32) -> bool,
        ear: &mut Ear,
    ) -> i32 {
        ear.clear();
        for clause in 0..u32::try_from(text.breaks.len()).unwrap_or(u32::MAX) {
            let tokens = text.clause(clause);
            let from = ear.rows.len();
            self.rows_of(text, tokens.clone(), &passed, &mut ear.rows);
            let rows = from..ear.rows.len();
            if rows.is_empty() {
                continue;
            }
            // One that is not listened to is counted all the same: a text says no more for
            // having something denied in it.
            ear.clauses += 1;
            if quiet(clause) {
                ear.rows.truncate(from);
                continue;
            }
            let adds = loudness(self.demand_of(ear.rows.get(from..).unwrap_or_default()));
            ear.keep(Loud { tokens, rows, adds });
        }
        ear.adds()
    }

    /// The rows of a clause's words and pairs, each once, after those that stand there.
    fn rows_of(
        &self,
        text: &Folded,
        tokens: Range<u32>,
        passed: &impl Fn(u32) -> bool,
        rows: &mut Vec<u32>,
    ) {
        let from = rows.len();
        let mut add_once = |row: u32| {
            if !rows.iter().skip(from).any(|other| *other == row) {
                rows.push(row);
            }
        };
        let mut before = UNKNOWN;
        let numbered = tokens.clone().zip(text.tokens_in(tokens));
        for (number, token) in numbered {
            // A word that was never learned is passed over, as a name is; and so are signs.
            let row = self.words.get(token.id as usize).copied().unwrap_or(0);
            if row == 0 || passed(number) {
                continue;
            }
            add_once(row - 1);
            let pair = pair_of(before, token.id);
            if before != UNKNOWN && self.paired.may_have(pair) {
                let pair = self.pairs.get(pair);
                if pair != 0 {
                    add_once(pair - 1);
                }
            }
            before = token.id;
        }
    }

    /// The log-odds of demand that words and pairs make, in thousandths.
    fn demand_of(&self, rows: &[u32]) -> i32 {
        let [bias, ..] = self.bias;
        rows.iter().map(|row| self.demand_at(*row)).sum::<i32>() + bias
    }

    fn demand_at(&self, row: u32) -> i32 {
        let demand = self.demand.get(row as usize);
        demand.map_or(0, |demand| i32::from(*demand))
    }

    /// What a clause says that was listened to.
    pub(crate) fn heard(&self, loud: &Loud, ear: &Ear) -> Heard {
        let rows = ear.rows.get(loud.rows.clone()).unwrap_or_default();
        let mut sums = self.bias;
        for weights in rows
            .iter()
            .filter_map(|row| self.weights.get(*row as usize))
        {
            for (sum, weight) in sums.iter_mut().zip(weights) {
                *sum += i32::from(*weight);
            }
        }
        let [_, codes @ ..] = sums;
        let codes = Code::ALL
            .into_iter()
            .zip(codes)
            // Ages weigh nothing in what is learned, so words cannot say that somebody is a child.
            .filter(|(code, sum)| *sum >= CODE_FROM && *code != Code::Cyp)
            .map(|(code, sum)| (code, sum - CODE_FROM))
            .collect();
        let mut words: Vec<(u32, i32)> = rows
            .iter()
            .map(|row| (*row, self.demand_at(*row)))
            .filter(|(_, weight)| *weight > 0)
            .collect();
        words.sort_by_key(|(row, weight)| (std::cmp::Reverse(*weight), *row));
        words.truncate(NAMED);
        Heard { codes, words }
    }
}

/// The letters of a token as they are learned.
fn folded<'l>(source: &[u8], token: &Token, letters: &'l mut Vec<u8>) -> &'l [u8] {
    letters.clear();
    let span = source.get(token.start as usize..token.end as usize);
    fold_word(span.unwrap_or(&[]), letters);
    letters
}
