//! Phrases with slots: `{gave|giving} ~2 {stuff|things} away`. Read beside the terms.
//!
//! A term with many choices would be many terms. A phrase keeps its choices as slots of a small
//! machine over words, so that it costs the sum of its choices and not their product. It hides
//! nothing, and it is found wherever its words stand in order: `~2` is up to two words of any
//! kind, and a comma within it is passed over. It never goes over the end of a clause.

mod making;

use crate::text::Token;
use crate::words::{BREAK, COMMA, FIRST, Sieve, Table};

pub(crate) use making::Making;

/// Where a phrase has come to. Node 0 is nowhere.
#[derive(Debug, Clone, Copy, Default)]
struct Node {
    /// One more than the phrase that may end here; 0 when none.
    end: u32,
    /// The node after any word; 0 when there must be a certain one.
    any: u32,
    /// A node whose words may come here as well: a choice left out, a gap that is over.
    also: u32,
}

/// Every phrase.
#[derive(Debug, Default)]
pub(crate) struct Phrases {
    nodes: Vec<Node>,
    /// From a node and a word to the next node.
    steps: Table<u64>,
    /// From the first two words of a phrase to a row of `begun`, one more than its number.
    pairs: Table<u64>,
    /// Those pairs.
    beginnings: Sieve<18>,
    begun: Vec<Begun>,
    /// The rows of `begun` with each word that may come next, or after a gap.
    going_on: Sieve<19>,
    /// By first word: a row of `firsts`, one more than its number, with [`OPEN`] where any word may
    /// follow; 0 when no phrase begins so.
    begins: Vec<u32>,
    firsts: Vec<First>,
    /// The first words of phrases with each word that may close a gap just after.
    closing: Sieve<17>,
    count: usize,
}

/// Marks a word that some phrase goes on from with any word at all.
const OPEN: u32 = 1 << 31;

/// A word that phrases begin with.
#[derive(Debug, Default)]
struct First {
    /// The nodes after it that take any word.
    open: Vec<u32>,
    /// How many words on the certain word after such a gap may stand, at most.
    reach: u32,
}

/// Two words that phrases begin with.
#[derive(Debug)]
struct Begun {
    /// The nodes after them.
    nodes: Vec<u32>,
    /// How many words on the next certain word may stand, at most.
    reach: u32,
    /// A phrase may end here.
    ends: bool,
}

/// What is looked at while phrases are read, kept from text to text.
#[derive(Debug, Default)]
pub(crate) struct Active {
    now: Vec<u32>,
    next: Vec<u32>,
}

/// A phrase that was found: its number, and one past its last token.
pub(crate) type Ended = (u32, usize);

impl Phrases {
    /// How many there are.
    pub(crate) const fn len(&self) -> usize {
        self.count
    }

    /// The phrases that begin with the first of these tokens, each as far as it goes.
    #[inline]
    pub(crate) fn beginning(&self, tokens: &[Token], active: &mut Active, found: &mut Vec<Ended>) {
        let Some(first) = tokens.first() else {
            return;
        };
        let row = self.begins.get(first.id as usize).copied();
        if let Some(row) = row.and_then(|row| row.checked_sub(1))
            && (row & OPEN != 0 || self.may_go_on(first, tokens.get(1)))
        {
            self.begin(tokens, row & !OPEN, active, found);
        }
    }

    /// Whether a word may follow another at the beginning of a phrase that asks for both.
    fn may_go_on(&self, first: &Token, second: Option<&Token>) -> bool {
        second.is_some_and(|second| {
            second.id == COMMA || self.beginnings.may_have(step_of(first.id, second.id))
        })
    }

    /// Most words that a phrase begins with have nothing of it after them, so what may follow is
    /// looked at before anything is followed.
    fn begin(&self, tokens: &[Token], row: u32, active: &mut Active, found: &mut Vec<Ended>) {
        let Some((first, known)) = tokens.first().zip(self.firsts.get(row as usize)) else {
            return;
        };
        let mut words = tokens
            .iter()
            .skip(1)
            .filter(|token| token.id != COMMA)
            .take_while(|token| token.id != BREAK);
        let Some(second) = words.next() else {
            return;
        };
        let closes = |word: &Token| self.closing.may_have(step_of(first.id, word.id));
        let reach = known.reach.saturating_sub(1) as usize;
        let open = if known.open.is_empty() || !words.clone().take(reach).any(closes) {
            &[][..]
        } else {
            known.open.as_slice()
        };
        let begun = self.begun_by(step_of(first.id, second.id), words);
        if begun.is_some() || !open.is_empty() {
            active.now.clear();
            for node in open {
                self.step(*node, second.id, &mut active.now);
            }
            active
                .now
                .extend(begun.into_iter().flat_map(|begun| &begun.nodes));
            self.follow(tokens, active, found);
        }
    }

    /// What two words begin that ends there, or that the words after them may go on with.
    fn begun_by<'t>(
        &self,
        pair: u64,
        mut after: impl Iterator<Item = &'t Token>,
    ) -> Option<&Begun> {
        if !self.beginnings.may_have(pair) {
            return None;
        }
        let row = self.pairs.get(pair).checked_sub(1)?;
        let begun = self.begun.get(row as usize)?;
        let goes_on = |word: &Token| self.going_on.may_have(step_of(row, word.id));
        let going = begun.ends || after.by_ref().take(begun.reach as usize).any(goes_on);
        going.then_some(begun)
    }

    /// Goes on from the nodes after the first two words.
    fn follow(&self, tokens: &[Token], active: &mut Active, found: &mut Vec<Ended>) {
        let mut words = 0_u32;
        for (at, token) in tokens.iter().enumerate() {
            if token.id == COMMA {
                continue;
            }
            if token.id == BREAK {
                break;
            }
            words += 1;
            if words < 2 {
                continue;
            }
            if words > 2 {
                active.next.clear();
                for node in &active.now {
                    self.step_through(*node, token.id, &mut active.next);
                }
                if active.next.len() > 1 {
                    active.next.sort_unstable();
                    active.next.dedup();
                }
                std::mem::swap(&mut active.now, &mut active.next);
            }
            if active.now.is_empty() {
                break;
            }
            for node in &active.now {
                self.note_ends(*node, at + 1, found);
            }
        }
    }

    /// From a node alone, by a word of any kind.
    fn step(&self, node: u32, word: u32, next: &mut Vec<u32>) {
        let any = self.nodes.get(node as usize).map_or(0, |node| node.any);
        if any != 0 && (word >= FIRST || word == 0) {
            next.push(any);
        }
    }

    /// From a node and all that it may be taken for.
    fn step_through(&self, node: u32, word: u32, next: &mut Vec<u32>) {
        let mut at = node;
        while at != 0 {
            self.step(at, word, next);
            if word != 0 {
                let to = self.steps.get(step_of(at, word));
                if to != 0 {
                    next.push(to);
                }
            }
            at = self.nodes.get(at as usize).map_or(0, |node| node.also);
        }
    }

    fn note_ends(&self, node: u32, end: usize, found: &mut Vec<Ended>) {
        let mut at = node;
        while let Some(node) = self.nodes.get(at as usize).filter(|_| at != 0) {
            if let Some(phrase) = node.end.checked_sub(1) {
                match found.iter_mut().find(|(known, _)| *known == phrase) {
                    Some(known) => known.1 = end,
                    None => found.push((phrase, end)),
                }
            }
            at = node.also;
        }
    }
}

const fn step_of(node: u32, word: u32) -> u64 {
    (node as u64) << 32 | word as u64
}

fn narrow(value: usize) -> u32 {
    u32::try_from(value).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::text::Folded;
    use crate::words::Vocabulary;

    /// What is found in a text: the phrase, and its first and one past its last token.
    fn found(written: &[&str], source: &str) -> Vec<(u32, usize, usize)> {
        let mut vocabulary = Vocabulary::default();
        let mut making = Making::default();
        for phrase in written {
            making.add(phrase, &mut vocabulary).unwrap();
        }
        let phrases = making.done(&vocabulary);
        let mut text = Folded::default();
        text.fold(source.as_bytes(), &vocabulary);
        let mut active = Active::default();
        let mut all = Vec::new();
        for at in 0..text.tokens.len() {
            let mut ended = Vec::new();
            phrases.beginning(&text.tokens[at..], &mut active, &mut ended);
            all.extend(
                ended
                    .iter()
                    .map(|(phrase, length)| (*phrase, at, at + length)),
            );
        }
        all.sort_unstable();
        all
    }

    #[test]
    fn choices_gaps_and_what_may_be_left_out_are_found_and_clauses_kept_apart() {
        let written = [
            "{gave|given} ~2 {stuff|all his things} {|clean }away",
            "{will|wont} be here",
            "cant {breathe|catch ~1 breath}",
        ];
        for (source, wanted) in [
            ("gave stuff away", vec![(0, 0, 3)]),
            ("has given them all his things clean away", vec![(0, 1, 8)]),
            ("gave some old tat and stuff away", vec![]),
            ("gave, well, stuff away", vec![(0, 0, 6)]),
            ("gave stuff. Away", vec![]),
            ("WON'T be here", vec![(1, 0, 3)]),
            ("won't be", vec![]),
            ("cant catch her breath", vec![(2, 0, 4)]),
            ("cant breathe", vec![(2, 0, 2)]),
        ] {
            assert_eq!(found(&written, source), wanted, "{source}");
        }
    }

    #[test]
    fn what_cannot_be_looked_for_is_said() {
        for written in ["{a|b", "~2 a b", "{a|b c}", "a ~9 b", "a {|b}"] {
            let mut making = Making::default();
            let made = making.add(written, &mut Vocabulary::default());
            assert!(made.is_err(), "{written}");
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig {
            cases: 1_000,
            failure_persistence: None,
            ..ProptestConfig::default()
        })]

        /// A phrase is the terms that its braces make: each is looked for by itself.
        #[test]
        fn a_phrase_finds_what_its_terms_find(
            slots in proptest::collection::vec(
                (proptest::collection::vec("[ab]( [abc])?", 1..3), any::<bool>()), 2..4),
            source in "[abc]( [abc]){0,12}",
        ) {
            let slots: Vec<(Vec<String>, bool)> = slots;
            let written = slots
                .iter()
                .enumerate()
                .map(|(at, (choices, optional))| {
                    let left_out = if *optional && at > 1 { "|" } else { "" };
                    format!("{{{left_out}{}}}", choices.join("|"))
                })
                .collect::<Vec<_>>()
                .join(" ");
            let mut wanted = std::collections::BTreeMap::new();
            let words: Vec<&str> = source.split(' ').collect();
            for term in crate::expand::braces(&written).unwrap() {
                let term: Vec<&str> = term.split_whitespace().collect();
                for at in 0..words.len() {
                    if words[at..].starts_with(&term) {
                        let end = wanted.entry(at).or_insert(0);
                        *end = (*end).max(at + term.len());
                    }
                }
            }
            let ours: std::collections::BTreeMap<usize, usize> = found(&[&written], &source)
                .into_iter()
                .map(|(_, from, to)| (from, to))
                .collect();
            prop_assert_eq!(ours, wanted, "{}", written);
        }
    }
}
