//! Phrases as they are written, put together into the machine that reads them.

use std::collections::BTreeMap;

use super::{Begun, First, Node, OPEN, Phrases, narrow, step_of};
use crate::text::fold_term;
use crate::words::Vocabulary;

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
        if choices.contains('}') {
            return Err(Unfit("closes a brace that is not open"));
        }
        if choices.contains('{') {
            return Err(Unfit("has a brace within a brace"));
        }
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
            let marked = if open.is_empty() { 0 } else { OPEN };
            done.firsts.push(First { open, reach });
            if let Some(row) = done.begins.get_mut(first as usize) {
                *row = narrow(done.firsts.len()) + marked;
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

/// The words of a folded choice.
fn words_in(choice: &[u8]) -> impl Iterator<Item = &[u8]> {
    choice
        .split(|byte| !byte.is_ascii_alphanumeric())
        .filter(|word| !word.is_empty())
}
