//! The terms, as rows of words: from a place in a text, the longest term that begins there.

use crate::text::Token;
use crate::words::{FIRST, UNKNOWN, Vocabulary, id_of_sign};

/// A place reached by reading a row of words.
#[derive(Debug, Clone, Copy, Default)]
struct Node {
    /// One more than the number of the term that ends here; 0 when none does.
    term: u32,
    /// Its steps, in `steps`.
    from: u32,
    to: u32,
}

/// Every term.
#[derive(Debug, Default)]
pub(crate) struct Terms {
    pub(crate) vocabulary: Vocabulary,
    nodes: Vec<Node>,
    /// By word, to the next node; in the order of the words within a node.
    steps: Vec<(u32, u32)>,
    /// By word, the node after it at the beginning of a term; 0 when no term begins so.
    beginning: Vec<u32>,
}

/// A term that cannot be looked for: its number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct TooLong(pub(crate) usize);

impl Terms {
    /// Terms as they are folded, numbered in their order. One without its last space ends within
    /// a word.
    pub(crate) fn new<'t>(terms: impl Iterator<Item = &'t [u8]>) -> Result<Self, TooLong> {
        let mut vocabulary = Vocabulary::default();
        let mut growing: Vec<(u32, Vec<(u32, u32)>)> = vec![(0, Vec::new())];
        for (number, term) in terms.enumerate() {
            let mut at = 0_usize;
            for word in words_of(term, &mut vocabulary) {
                let word = word.ok_or(TooLong(number))?;
                let new = narrow(growing.len());
                let Some((_, steps)) = growing.get_mut(at) else {
                    break;
                };
                at = match steps.binary_search_by_key(&word, |(word, _)| *word) {
                    Ok(found) => steps.get(found).map_or(0, |(_, node)| *node as usize),
                    Err(place) => {
                        steps.insert(place, (word, new));
                        growing.push((0, Vec::new()));
                        new as usize
                    }
                };
            }
            if let Some((ends, _)) = growing.get_mut(at).filter(|_| at > 0) {
                *ends = narrow(number + 1);
            }
        }
        let mut this = Self {
            beginning: vec![0; vocabulary.len() as usize],
            vocabulary,
            nodes: Vec::with_capacity(growing.len()),
            steps: Vec::new(),
        };
        for (term, steps) in growing {
            let from = narrow(this.steps.len());
            this.steps.extend(steps);
            let to = narrow(this.steps.len());
            this.nodes.push(Node { term, from, to });
        }
        for (word, node) in this.steps_of(0).to_vec() {
            if let Some(beginning) = this.beginning.get_mut(word as usize) {
                *beginning = node;
            }
        }
        Ok(this)
    }

    fn steps_of(&self, node: u32) -> &[(u32, u32)] {
        self.nodes
            .get(node as usize)
            .and_then(|node| self.steps.get(node.from as usize..node.to as usize))
            .unwrap_or(&[])
    }

    fn term_at(&self, node: u32) -> Option<u32> {
        self.nodes.get(node as usize)?.term.checked_sub(1)
    }

    /// The node after a word; 0 when no term goes on so.
    fn step(&self, node: u32, word: u32) -> u32 {
        if word == UNKNOWN {
            return 0;
        }
        if node == 0 {
            return self
                .beginning
                .get(word as usize)
                .copied()
                .unwrap_or_default();
        }
        let steps = self.steps_of(node);
        let found = steps.partition_point(|(other, _)| *other < word);
        steps
            .get(found)
            .filter(|(other, _)| *other == word)
            .map_or(0, |(_, node)| *node)
    }

    /// The longest term that begins with the first of these tokens: its number, and how many
    /// tokens it is.
    #[inline]
    pub(crate) fn longest(&self, tokens: &[Token]) -> Option<(u32, usize)> {
        let first = tokens.first()?;
        if first.stem == UNKNOWN && self.step(0, first.id) == 0 {
            return None;
        }
        self.follow(tokens)
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
    debug_assert!(
        words
            .iter()
            .flatten()
            .all(|id| *id < FIRST || *id < vocabulary.len())
    );
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
