//! Phrases with slots: `{gave|giving} ~2 {stuff|things} away`. Read beside the terms.
//!
//! A term with many choices would be many terms. A phrase keeps its choices as slots of a small
//! machine over words, so that it costs the sum of its choices and not their product. It hides
//! nothing, and it is found wherever its words stand in order: `~2` is up to two words of any
//! kind, and a comma within it is passed over. It never goes over the end of a clause.

use std::collections::BTreeMap;

use crate::text::{Token, fold_term};
use crate::words::{BREAK, COMMA, FIRST, Sieve, Table, Vocabulary};

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
    /// By first word: a row of `firsts`, one more than its number; 0 when no phrase begins so.
    begins: Vec<u32>,
    firsts: Vec<First>,
    /// The first words of phrases with each word that may close a gap just after.
    closing: Sieve<17>,
    count: usize,
}

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

/// Why a phrase cannot be looked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Unfit(pub(crate) &'static str);

/// The most words of a gap.
const WIDEST: u32 = 6;

/// A part of a phrase.
enum Part {
    /// Rows of words, one of which stands here; and whether nothing may.
    Choice(Vec<Vec<u8>>, bool),
    Gap(u32),
}

/// `{a|b c|} ~2 d` as parts.
fn parts_of(written: &str) -> Result<Vec<Part>, Unfit> {
    let mut parts = Vec::new();
    let mut rest = written.trim_start();
    while !rest.is_empty() {
        let (choices, after) = if let Some(inside) = rest.strip_prefix('{') {
            inside
                .split_once('}')
                .ok_or(Unfit("has a brace that is not closed"))?
        } else {
            let end = rest.find([' ', '{']).unwrap_or(rest.len());
            rest.split_at(end)
        };
        rest = after.trim_start();
        if let Some(words) = choices.strip_prefix('~') {
            let words = words
                .parse()
                .ok()
                .filter(|words| (1..=WIDEST).contains(words));
            parts.push(Part::Gap(
                words.ok_or(Unfit("has a gap that is not ~1 to ~6"))?,
            ));
            continue;
        }
        let mut optional = false;
        let mut all = Vec::new();
        for choice in choices.split('|') {
            if choice.trim().is_empty() {
                optional = true;
            } else {
                all.push(fold_term(choice));
            }
        }
        parts.push(Part::Choice(all, optional));
    }
    Ok(parts)
}

/// A phrase without gaps in its braces: `{a|b ~1 c}` is `{a}` and `b ~1 c`.
fn without_inner_gaps(written: &str) -> Vec<String> {
    let mut from = 0;
    while let Some(open) = written.get(from..).and_then(|rest| rest.find('{')) {
        let open = from + open;
        let Some(close) = written.get(open..).and_then(|rest| rest.find('}')) else {
            break;
        };
        let close = open + close;
        let inside = written.get(open + 1..close).unwrap_or_default();
        if inside.contains('~') {
            let before = written.get(..open).unwrap_or_default();
            let after = written.get(close + 1..).unwrap_or_default();
            let (gaps, plain): (Vec<&str>, Vec<&str>) =
                inside.split('|').partition(|choice| choice.contains('~'));
            let mut all: Vec<String> = gaps
                .iter()
                .flat_map(|gap| without_inner_gaps(&format!("{before} {gap} {after}")))
                .collect();
            if plain.iter().any(|choice| !choice.trim().is_empty()) {
                let plain = plain.join("|");
                all.extend(without_inner_gaps(&format!("{before}{{{plain}}}{after}")));
            }
            return all;
        }
        from = close + 1;
    }
    vec![written.to_owned()]
}

/// Phrases while they are put together.
#[derive(Default)]
pub(crate) struct Making {
    nodes: Vec<Node>,
    steps: BTreeMap<(u32, u32), u32>,
    roots: Vec<u32>,
    count: u32,
}

impl Making {
    fn node(&mut self) -> u32 {
        if self.nodes.is_empty() {
            self.nodes.push(Node::default());
        }
        let number = narrow(self.nodes.len());
        self.nodes.push(Node::default());
        number
    }

    fn change(&mut self, node: u32, change: impl FnOnce(&mut Node)) {
        if let Some(node) = self.nodes.get_mut(node as usize) {
            change(node);
        }
    }

    /// Takes a phrase in under the next number.
    pub(crate) fn add(&mut self, written: &str, vocabulary: &mut Vocabulary) -> Result<(), Unfit> {
        self.count += 1;
        for one in without_inner_gaps(written) {
            self.add_one(&one, vocabulary)?;
        }
        Ok(())
    }

    fn add_one(&mut self, written: &str, vocabulary: &mut Vocabulary) -> Result<(), Unfit> {
        let parts = parts_of(written)?;
        let certain = parts
            .iter()
            .filter(|part| matches!(part, Part::Choice(_, false)))
            .count();
        let several = |part: &Part| match part {
            Part::Choice(all, _) => all.iter().all(|words| words_in(words).nth(1).is_some()),
            Part::Gap(_) => false,
        };
        if certain < 2 && !parts.iter().any(several) {
            return Err(Unfit("may be one word: make it a term"));
        }
        if !matches!(parts.first(), Some(Part::Choice(..))) {
            return Err(Unfit("begins with a gap"));
        }
        let number = self.count;
        let root = self.node();
        self.roots.push(root);
        let mut from = root;
        for part in parts {
            let to = self.node();
            match part {
                Part::Choice(choices, optional) => {
                    for choice in &choices {
                        self.choice(from, to, choice, vocabulary)?;
                    }
                    if optional {
                        self.change(from, |node| node.also = to);
                    }
                }
                Part::Gap(words) => {
                    let mut at = from;
                    for _ in 0..words {
                        let after = self.node();
                        self.change(at, |node| (node.any, node.also) = (after, to));
                        at = after;
                    }
                    self.change(at, |node| node.also = to);
                }
            }
            from = to;
        }
        self.change(from, |node| node.end = number);
        Ok(())
    }

    fn choice(
        &mut self,
        from: u32,
        to: u32,
        choice: &[u8],
        vocabulary: &mut Vocabulary,
    ) -> Result<(), Unfit> {
        let mut at = from;
        for word in words_in(choice) {
            let id = vocabulary.learn(word);
            let known = self.steps.get(&(at, id)).copied();
            let after = known.unwrap_or_else(|| self.node());
            self.steps.insert((at, id), after);
            at = after;
        }
        if at == from {
            return Err(Unfit("holds a choice without a word"));
        }
        self.change(at, |node| node.also = to);
        Ok(())
    }

    /// A node and all that it may be taken for.
    fn closure(&self, node: u32) -> impl Iterator<Item = u32> {
        std::iter::successors(Some(node).filter(|node| *node != 0), |at| {
            let also = self.nodes.get(*at as usize)?.also;
            (also != 0).then_some(also)
        })
    }

    fn out_of(&self, node: u32) -> impl Iterator<Item = (u32, u32)> {
        self.closure(node).flat_map(|at| {
            let steps = self.steps.range((at, 0)..=(at, u32::MAX));
            steps.map(|((_, word), to)| (*word, *to))
        })
    }

    /// The words that may stand after some nodes and the gaps that begin there, and how many
    /// words on the last of them may be.
    fn beyond(&self, open: &[u32]) -> (Vec<u32>, u32) {
        let mut words = Vec::new();
        let mut nodes = open.to_vec();
        let mut reach = 0;
        while !nodes.is_empty() {
            reach += 1;
            let mut after = Vec::new();
            for node in nodes.iter().flat_map(|node| self.closure(*node)) {
                let any = self.nodes.get(node as usize).map(|node| node.any);
                after.extend(any.filter(|any| *any != 0));
                words.extend(self.out_of(node).map(|(word, _)| word));
            }
            after.sort_unstable();
            after.dedup();
            nodes = after;
        }
        (words, reach)
    }

    /// Ready to be read with.
    pub(crate) fn done(self, vocabulary: &Vocabulary) -> Phrases {
        let mut pairs: BTreeMap<u64, Vec<u32>> = BTreeMap::new();
        let mut firsts: BTreeMap<u32, Vec<u32>> = BTreeMap::new();
        for root in &self.roots {
            for (first, after) in self.out_of(*root) {
                let open = firsts.entry(first).or_default();
                for at in self.closure(after) {
                    let node = self.nodes.get(at as usize);
                    if node.is_some_and(|node| node.any != 0) {
                        open.push(at);
                    }
                }
                for (second, node) in self.out_of(after) {
                    pairs.entry(step_of(first, second)).or_default().push(node);
                }
            }
        }
        let mut done = Phrases {
            count: self.count as usize,
            begins: vec![0; vocabulary.len() as usize],
            ..Phrases::default()
        };
        for (first, open) in firsts {
            let (words, reach) = self.beyond(&open);
            for word in words {
                done.closing.put(step_of(first, word));
            }
            done.firsts.push(First { open, reach });
            if let Some(row) = done.begins.get_mut(first as usize) {
                *row = narrow(done.firsts.len());
            }
        }
        for (pair, nodes) in pairs {
            let row = narrow(done.begun.len());
            let (words, reach) = self.beyond(&nodes);
            for word in words {
                done.going_on.put(step_of(row, word));
            }
            let mut all = nodes.iter().flat_map(|node| self.closure(*node));
            let end = |node: u32| self.nodes.get(node as usize).map_or(0, |node| node.end);
            let ends = all.any(|node| end(node) != 0);
            done.begun.push(Begun { nodes, reach, ends });
            done.pairs.put(pair, row + 1);
            done.beginnings.put(pair);
        }
        done.nodes = self.nodes;
        for ((node, word), to) in self.steps {
            done.steps.put(step_of(node, word), to);
        }
        done
    }
}

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
        if let Some(row) = row.and_then(|row| row.checked_sub(1)) {
            self.begin(tokens, row, active, found);
        }
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

/// The words of a folded choice.
fn words_in(choice: &[u8]) -> impl Iterator<Item = &[u8]> {
    choice
        .split(|byte| !byte.is_ascii_alphanumeric())
        .filter(|word| !word.is_empty())
}

fn narrow(value: usize) -> u32 {
    u32::try_from(value).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::text::Folded;

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
            for term in crate::expand::braces(&written) {
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
