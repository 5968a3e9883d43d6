//! Every pair that blocking makes, compared once.
//!
//! The work is cut into pieces that depend on the data alone, and the pieces are put together in
//! their order, so the answer is the same for any number of threads.

use std::ops::Range;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

use crate::block::{self, Blocking};
use crate::card::{self, Agreed, Card, Deck};
use crate::compare::{self, Levels, name};
use crate::table::Table;

/// A pair worth weighing: two records, the earlier one first, and how they agree.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Pair {
    /// The earlier record.
    pub one: u32,
    /// The later one.
    pub other: u32,
    /// Their levels, as [`Levels::pattern`].
    pub pattern: u32,
}

/// What comparing led to.
#[derive(Debug, Default)]
pub struct Compared {
    /// How many pairs show each pattern.
    pub histogram: Vec<u64>,
    /// The pairs that agree in enough to be weighed, piece by piece, in an order that depends on
    /// the data alone.
    pub pairs: Vec<Vec<Pair>>,
    /// How many pairs were compared.
    pub compared: u64,
}

/// Pairs of one piece of work, about.
const PIECE: u64 = 200_000;

/// A stretch of the blocks of one rule; of one very large block, a stretch of its first members.
#[derive(Debug, Clone, Copy)]
struct Piece {
    rule: usize,
    from: usize,
    to: usize,
    /// Within the one block `from..from + 1`: the first members this piece takes.
    members: Option<(usize, usize)>,
}

fn pieces(blocking: &Blocking) -> Vec<Piece> {
    let mut pieces = Vec::new();
    for (rule, blocks) in blocking.blocks().iter().enumerate() {
        let (mut from, mut size) = (0, 0_u64);
        for nth in 0..blocks.len() {
            let length = blocks.get(nth).len();
            let pairs = (length as u64) * (length as u64).saturating_sub(1) / 2;
            if pairs > 2 * PIECE {
                if from < nth {
                    pieces.push(Piece {
                        rule,
                        from,
                        to: nth,
                        members: None,
                    });
                }
                let step = usize::try_from(PIECE / length as u64).unwrap_or(1).max(1);
                for start in (0..length).step_by(step) {
                    let members = Some((start, (start + step).min(length)));
                    pieces.push(Piece {
                        rule,
                        from: nth,
                        to: nth + 1,
                        members,
                    });
                }
                (from, size) = (nth + 1, 0);
                continue;
            }
            size += pairs;
            if size > PIECE {
                pieces.push(Piece {
                    rule,
                    from,
                    to: nth + 1,
                    members: None,
                });
                (from, size) = (nth + 1, 0);
            }
        }
        if from < blocks.len() {
            pieces.push(Piece {
                rule,
                from,
                to: blocks.len(),
                members: None,
            });
        }
    }
    pieces
}

/// Compares every pair of a blocking, on so many threads.
pub fn compare_all(table: &Table, deck: &Deck, blocking: &Blocking, threads: usize) -> Compared {
    let pieces = pieces(blocking);
    let next = AtomicUsize::new(0);
    let done: Mutex<Vec<(usize, Vec<Pair>)>> = Mutex::new(Vec::new());
    let cells = compare::patterns(table.kinds.len());
    let histograms: Mutex<Vec<u64>> = Mutex::new(vec![0; cells]);
    let bits: Vec<Agreed> = blocking.rules().iter().map(card::bits).collect();
    std::thread::scope(|scope| {
        for _ in 0..threads.max(1) {
            scope.spawn(|| {
                let mut worker = Worker {
                    table,
                    blocking,
                    deck,
                    bits: &bits,
                    near: near(),
                    others: table.kinds.len(),
                    histogram: vec![0_u64; cells],
                    laid: Vec::new(),
                    found: Vec::new(),
                };
                loop {
                    let nth = next.fetch_add(1, Ordering::Relaxed);
                    let Some(piece) = pieces.get(nth) else { break };
                    worker.piece(*piece);
                    let found = std::mem::take(&mut worker.found);
                    if let Ok(mut done) = done.lock() {
                        done.push((nth, found));
                    }
                }
                if let Ok(mut all) = histograms.lock() {
                    for (sum, count) in all.iter_mut().zip(&worker.histogram) {
                        *sum += count;
                    }
                }
            });
        }
    });
    let mut done = done.into_inner().unwrap_or_default();
    done.sort_unstable_by_key(|(nth, _)| *nth);
    let histogram = histograms.into_inner().unwrap_or_default();
    Compared {
        compared: histogram.iter().sum(),
        histogram,
        pairs: done.into_iter().map(|(_, pairs)| pairs).collect(),
    }
}

/// Cards that are laid out at once, unless one block has more: a quarter of a megabyte.
const AT_ONCE: usize = 4_096;

/// Where one thread works.
struct Worker<'a> {
    table: &'a Table,
    blocking: &'a Blocking,
    deck: &'a Deck,
    /// What each rule asks for.
    bits: &'a [Agreed],
    /// How much each pattern of the four fields speaks for a pair.
    near: Vec<u8>,
    others: usize,
    histogram: Vec<u64>,
    /// The cards of the blocks in hand, beside one another.
    laid: Vec<Card>,
    found: Vec<Pair>,
}

/// The rules before one, as far as they could have made its pairs.
struct Before<'a> {
    /// The bits of the rule itself.
    own: Agreed,
    /// The bits of those before it.
    bits: &'a [Agreed],
    /// Whether any of them, or it, asks for more than the quick look shows.
    rare: bool,
}

impl Worker<'_> {
    fn piece(&mut self, piece: Piece) {
        let blocking = self.blocking;
        let bits = self.bits;
        let (Some(blocks), Some(own), Some(before)) = (
            blocking.blocks().get(piece.rule),
            bits.get(piece.rule),
            bits.get(..piece.rule),
        ) else {
            return;
        };
        let before = Before {
            own: *own,
            bits: before,
            rare: card::is_rare(*own) || before.iter().any(|bits| card::is_rare(*bits)),
        };
        let mut nth = piece.from;
        while nth < piece.to {
            // As many blocks as fit the nearest cache are laid out at once: their cards lie far
            // apart, and waiting for many together takes no longer than for one.
            let until = (nth + 1..=piece.to)
                .take_while(|until| blocks.range(nth, *until).len() <= AT_ONCE)
                .last()
                .unwrap_or(nth + 1);
            let members = blocks.range(nth, until);
            let mut laid = std::mem::take(&mut self.laid);
            laid.clear();
            laid.extend(members.iter().map(|record| self.deck.get(*record)));
            let mut from = 0;
            for nth in nth..until {
                let block = blocks.get(nth);
                let cards = laid.get(from..from + block.len()).unwrap_or_default();
                let (first, last) = piece.members.unwrap_or((0, block.len()));
                self.members(block, cards, first..last, &before);
                from += block.len();
            }
            self.laid = laid;
            nth = until;
        }
    }

    /// The pairs of some members of a block with those after them.
    fn members(&mut self, block: &[u32], cards: &[Card], some: Range<usize>, before: &Before<'_>) {
        for place in some {
            let (Some([one, others @ ..]), Some([mine, after @ ..])) =
                (block.get(place..), cards.get(place..))
            else {
                break;
            };
            for (other, theirs) in others.iter().zip(after) {
                self.pair((*one, mine), (*other, theirs), before);
            }
        }
    }

    #[inline]
    fn pair(&mut self, mine: (u32, &Card), theirs: (u32, &Card), before: &Before<'_>) {
        let ((one, mine), (other, theirs)) = (mine, theirs);
        if self.table.across_only && mine.file == theirs.file {
            return;
        }
        let mut agreed = mine.agreed(theirs);
        if before.rare {
            agreed |= self.agreed_rarely((one, mine), (other, theirs));
        }
        // A block of swapped names holds both orders; one of three keys may hold two blocks.
        if agreed & before.own != before.own {
            return;
        }
        let met = |bits: &Agreed| agreed & bits == *bits;
        if before.bits.iter().any(met) && self.met_before(agreed, before, one) {
            return;
        }
        let mut levels = mine.compare(theirs, agreed, self.table);
        let four = levels.pattern(0);
        let mut speaks = self.near.get(four as usize).copied().unwrap_or(0);
        let mut pattern = four;
        if self.others > 0 {
            self.further(&mut levels, one, other);
            pattern = levels.pattern(self.others);
            speaks += of_others(levels);
        }
        if let Some(count) = self.histogram.get_mut(pattern as usize) {
            *count += 1;
        }
        if speaks >= ENOUGH {
            self.found.push(Pair {
                one: one.min(other),
                other: one.max(other),
                pattern,
            });
        }
    }

    /// Whether a rule before this one made the pair: it agrees in all that the rule asks for, and
    /// the block was not left out.
    #[inline]
    fn met_before(&self, agreed: Agreed, before: &Before<'_>, record: u32) -> bool {
        let left_out = self.blocking.left_out(record);
        let mut bits = before.bits.iter().enumerate();
        bits.any(|(rule, bits)| agreed & bits == *bits && left_out & block::of(rule) == 0)
    }

    fn agreed_rarely(&self, one: (u32, &Card), other: (u32, &Card)) -> Agreed {
        let row = |record: u32| self.table.rows.get(record as usize);
        match (row(one.0), row(other.0)) {
            (Some(mine), Some(theirs)) => one.1.agreed_rarely(other.1, (mine, theirs)),
            _ => 0,
        }
    }

    fn further(&self, levels: &mut Levels, one: u32, other: u32) {
        let row = |record: u32| self.table.rows.get(record as usize);
        if let (Some(mine), Some(theirs)) = (row(one), row(other)) {
            levels.others = compare::others(self.table, mine, theirs);
        }
    }
}

/// A pair is weighed where at least so much speaks for it.
const ENOUGH: u8 = 2;

/// How much each pattern of the four fields speaks for a pair.
fn near() -> Vec<u8> {
    let patterns = 0..u32::try_from(compare::patterns(0)).unwrap_or(0);
    patterns
        .map(|pattern| of_four(Levels::from_pattern(pattern, 0)))
        .collect()
}

/// Whether a pair could come near any threshold: at least two fields must speak for it. One field
/// alone that agrees, out of the millions of pairs that share it, never does.
pub fn worth_weighing(levels: Levels) -> bool {
    of_four(levels) + of_others(levels) >= ENOUGH
}

fn of_four(levels: Levels) -> u8 {
    let names = match levels.each_name() {
        None => 2,
        Some((forename, surname)) => {
            u8::from((name::SAME..=name::NEAR).contains(&forename))
                + u8::from((name::SAME..=name::NEAR).contains(&surname))
        }
    };
    let born = u8::from((1..=4).contains(&levels.born));
    let postcode = u8::from((1..=3).contains(&levels.postcode));
    names + born + postcode
}

fn of_others(levels: Levels) -> u8 {
    let speaks = |level: &u8| match level {
        1 => 2,
        2 => 1,
        _ => 0,
    };
    levels.others.iter().map(speaks).sum()
}
