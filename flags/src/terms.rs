//! The terms, as rows of words: from a place in a text, the longest term that begins there.

use crate::text::Token;
use crate::words::{Sieve, Table, UNKNOWN, Vocabulary, id_of_sign};

/// Every term.
#[derive(Debug, Default)]
pub(crate) struct Terms {
    pub(crate) vocabulary: Vocabulary,
    /// By node, one more than the number of the term that ends there; 0 when none does.
    ends: Vec<u32>,
    /// From a node and a word to the next node.
    steps: Table<u64>,
    /// By word, the node after it at the beginning of a term; 0 when no term begins so.
    beginning: Vec<u32>,
    /// The first two words of every term.
    pairs: Sieve<19>,
}

/// A term that cannot be looked for: its number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct TooLong(pub(crate) usize);

impl Terms {
    /// Terms as they are folded, numbered in their order. One without its last space ends within
    /// a word.
    pub(crate) fn new<'t>(terms: impl Iterator<Item = &'t [u8]>) -> Result<Self, TooLong> {
        let mut vocabulary = Vocabulary::default();
        let mut steps = Table::default();
        let mut ends = vec![0];
        let mut pairs = Sieve::default();
        for (number, term) in terms.enumerate() {
            let mut node = 0;
            let words = words_of(term, &mut vocabulary);
            if let [Some(first), Some(second), ..] = words.as_slice() {
                pairs.put(step_of(*first, *second));
            }
            for word in words {
                let step = step_of(node, word.ok_or(TooLong(number))?);
                node = steps.get(step);
                if node == 0 {
                    node = narrow(ends.len());
                    ends.push(0);
                    steps.put(step, node);
                }
            }
            if let Some(end) = ends.get_mut(node as usize).filter(|_| node > 0) {
                *end = narrow(number + 1);
            }
        }
        let beginning = (0..vocabulary.len())
            .map(|word| steps.get(step_of(0, word)))
            .collect();
        Ok(Self {
            vocabulary,
            ends,
            steps,
            beginning,
            pairs,
        })
    }

    fn term_at(&self, node: u32) -> Option<u32> {
        self.ends.get(node as usize)?.checked_sub(1)
    }

    /// The node after a word at the beginning of a term; 0 when no term begins so.
    fn begin(&self, word: u32) -> u32 {
        let node = self.beginning.get(word as usize);
        node.copied().unwrap_or_default()
    }

    /// The node after a word; 0 when no term goes on so.
    fn step(&self, node: u32, word: u32) -> u32 {
        if node == 0 {
            self.begin(word)
        } else if word == UNKNOWN {
            0
        } else {
            self.steps.get(step_of(node, word))
        }
    }

    /// The longest term that begins with the first of these tokens: its number, and how many
    /// tokens it is.
    #[inline]
    pub(crate) fn longest(&self, tokens: &[Token]) -> Option<(u32, usize)> {
        let first = tokens.first()?;
        let node = self.begin(first.id);
        if first.stem == UNKNOWN {
            if node == 0 {
                return None;
            }
            if !self.may_go_on(first, tokens.get(1)) {
                return Some((self.term_at(node)?, 1));
            }
        }
        self.follow(tokens)
    }

    /// Whether a second word may follow a first in a term.
    fn may_go_on(&self, first: &Token, second: Option<&Token>) -> bool {
        second.is_some_and(|second| {
            second.stem != UNKNOWN || self.pairs.may_have(step_of(first.id, second.id))
        })
    }

    fn follow(&self, tokens: &[Token]) -> Option<(u32, usize)> {
        let mut best = None;
        let mut node = 0;
        for (at, token) in tokens.iter().enumerate() {
            if token.stem != UNKNOWN {
                let mut stems = std::iter::successors(Some(token.stem), |stem| {
                    Some(self.vocabulary.shorter(*stem)).filter(|stem| *stem != UNKNOWN)
                });
                let ends = stems.find_map(|stem| self.term_at(self.step(node, stem)));
                best = ends.map(|term| (term, at + 1)).or(best);
            }
            node = self.step(node, token.id);
            if node == 0 {
                break;
            }
            // A whole word is longer than a stem of it.
            best = self.term_at(node).map(|term| (term, at + 1)).or(best);
        }
        best
    }
}

fn step_of(node: u32, word: u32) -> u64 {
    u64::from(node) << 32 | u64::from(word)
}

/// The words and signs of a folded term, as numbers; nothing for a stem that is too long.
fn words_of(term: &[u8], vocabulary: &mut Vocabulary) -> Vec<Option<u32>> {
    let mut words = Vec::new();
    let mut rest = term;
    while let Some((first, after)) = rest.split_first() {
        if let Some(sign) = id_of_sign(*first) {
            words.push(Some(sign));
            rest = after;
            continue;
        }
        let end = after.iter().position(|byte| *byte == b' ');
        let (word, whole) = match end {
            Some(end) => (after.get(..end).unwrap_or(&[]), true),
            None => (after, false),
        };
        words.push(if whole {
            Some(vocabulary.learn(word))
        } else {
            vocabulary.learn_stem(word)
        });
        rest = end.and_then(|end| after.get(end + 1..)).unwrap_or(&[]);
    }
    words
}

fn narrow(value: usize) -> u32 {
    u32::try_from(value).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use aho_corasick::{AhoCorasick, MatchKind};
    use proptest::prelude::*;

    use super::*;
    use crate::text::{Folded, fold_term};

    /// Every term found in a text, in bytes of the text written out; beside it, what an automaton
    /// over the bytes finds.
    fn both(terms: &[Vec<u8>], source: &str) -> (Vec<Found>, Vec<Found>) {
        let known = Terms::new(terms.iter().map(Vec::as_slice)).unwrap();
        let mut text = Folded::default();
        text.fold(source.as_bytes(), &known.vocabulary);
        let mut bytes = Vec::new();
        let begins: Vec<usize> = text
            .tokens
            .iter()
            .map(|token| {
                let begins = bytes.len();
                Folded::write(token, source.as_bytes(), &mut bytes);
                begins
            })
            .collect();
        let mut ours = Vec::new();
        let mut at = 0;
        while at < text.tokens.len() {
            let found = known.longest(&text.tokens[at..]);
            if let Some((term, _)) = found {
                ours.push((term as usize, begins[at]));
            }
            at += found.map_or(1, |(_, length)| length);
        }
        let automaton = AhoCorasick::builder()
            .match_kind(MatchKind::LeftmostLongest)
            .build(terms)
            .unwrap();
        let theirs = automaton
            .find_iter(&bytes)
            .map(|found| (found.pattern().as_usize(), found.start()))
            .collect();
        (ours, theirs)
    }

    /// A term's number, and where it begins.
    type Found = (usize, usize);

    fn folded(terms: &[(String, bool)]) -> Vec<Vec<u8>> {
        let mut all: Vec<Vec<u8>> = terms
            .iter()
            .map(|(term, stem)| {
                let mut bytes = fold_term(term);
                if *stem && bytes.last() == Some(&b' ') {
                    bytes.pop();
                }
                bytes
            })
            .filter(|bytes| bytes.iter().any(u8::is_ascii_alphanumeric))
            .collect();
        all.sort();
        all.dedup();
        all
    }

    #[test]
    fn the_longest_term_wins_and_a_stem_only_begins_a_word() {
        let terms = folded(&[
            ("hanging".into(), false),
            ("bumper hanging off".into(), false),
            ("suicid".into(), true),
            ("suicide lane".into(), false),
            ("? n".into(), false),
        ]);
        for (source, count) in [
            ("Bumper hanging off, hanging", 2),
            ("SUICIDAL? N", 2),
            ("suicide lane", 1),
            ("suicide. Lane nonsuicidal", 1),
            ("bumper hanging", 1),
        ] {
            let (ours, theirs) = both(&terms, source);
            assert_eq!(ours, theirs, "{source}");
            assert_eq!(ours.len(), count, "{source}");
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig {
            cases: 2_000,
            failure_persistence: None,
            ..ProptestConfig::default()
        })]

        #[test]
        fn an_automaton_over_the_bytes_finds_the_same(
            terms in proptest::collection::vec(("[ab]{1,3}( [ab]{1,2}){0,3}", any::<bool>()), 1..12),
            source in "[ab]{1,4}([ ,?:.\\n'-]{1,2}[abAB\u{e9}]{1,4}){0,30}",
        ) {
            let (ours, theirs) = both(&folded(&terms), &source);
            prop_assert_eq!(ours, theirs);
        }
    }
}
