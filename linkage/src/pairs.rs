//! Every pair that blocking makes, compared once.
//!
//! The work is cut into pieces that depend on the data alone, and the pieces are put together in
//! their order, so the answer is the same for any number of threads.
//!
//! Nor does it depend on the processor: where one can take sixteen numbers at once it takes the
//! same steps for each, fractions included, and no two steps are made one.

#![allow(
    clippy::inline_always,
    reason = "what is to be built for a processor has to be within what is built for it"
)]

mod before;
mod comparing;

use std::ops::Range;

use before::{Before, Fate};
pub use comparing::{Compared, Comparing, compare_all};

use pulp::{Arch, Simd, WithSimd};

use crate::block::Blocking;
use crate::card::{ALL, Agreed, Card, Deck, FIRST, Glance, Lanes, Memory, Ready, SOME, WIDTH};
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

/// Pairs of one piece of work, about.
const PIECE: u64 = 200_000;

/// A stretch of the blocks of one maker; of one very large block, a stretch of its first members.
#[derive(Debug, Clone, Copy)]
struct Piece {
    maker: usize,
    from: usize,
    to: usize,
    /// Within the one block `from..from + 1`: the first members this piece takes.
    members: Option<(usize, usize)>,
}

fn pieces(blocking: &Blocking) -> Vec<Piece> {
    let mut pieces = Vec::new();
    for (maker, blocks) in blocking
        .makers()
        .iter()
        .map(|maker| &maker.blocks)
        .enumerate()
    {
        let (mut from, mut size) = (0, 0_u64);
        for nth in 0..blocks.len() {
            let length = blocks.get(nth).len();
            let pairs = (length as u64) * (length as u64).saturating_sub(1) / 2;
            if pairs > 2 * PIECE {
                if from < nth {
                    pieces.push(Piece {
                        maker,
                        from,
                        to: nth,
                        members: None,
                    });
                }
                let step = usize::try_from(PIECE / length as u64).unwrap_or(1).max(1);
                for start in (0..length).step_by(step) {
                    let members = Some((start, (start + step).min(length)));
                    pieces.push(Piece {
                        maker,
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
                    maker,
                    from,
                    to: nth + 1,
                    members: None,
                });
                (from, size) = (nth + 1, 0);
            }
        }
        if from < blocks.len() {
            pieces.push(Piece {
                maker,
                from,
                to: blocks.len(),
                members: None,
            });
        }
    }
    pieces
}

/// Cards that are laid out at once, unless one block has more: a quarter of a megabyte.
const AT_ONCE: usize = 4_096;

/// Where one thread works.
struct Worker<'a> {
    table: &'a Table,
    blocking: &'a Blocking,
    deck: &'a Deck,
    /// What each maker asks for.
    before: &'a [Before],
    /// How much each pattern of the four fields speaks for a pair.
    near: Vec<u8>,
    others: usize,
    histogram: Vec<u64>,
    /// The cards of the blocks in hand, beside one another.
    laid: Vec<Card>,
    /// The cards of a large block, field by field.
    lanes: Vec<Lanes>,
    memory: Memory,
    found: Vec<Pair>,
    /// Pairs of the blocks in hand that agree in all that these ask for.
    made: u64,
    made_of_large: Vec<u64>,
    /// What this processor can take at once.
    arch: Arch,
}

/// Blocks of fewer records are looked at pair by pair.
const LARGE: usize = 10;

/// The pairs of a large block, for the processor that this runs on: what it can take at once is
/// asked when work begins, and the loop is there once for each answer.
struct Many<'w, 'a, const LOOK: u8> {
    worker: &'w mut Worker<'a>,
    block: &'w [u32],
    cards: &'w [Card],
    some: (Range<usize>, usize),
    before: &'w Before,
}

impl<const LOOK: u8> WithSimd for Many<'_, '_, LOOK> {
    type Output = ();

    #[inline(always)]
    fn with_simd<S: Simd>(self, _: S) {
        self.worker
            .many_here::<LOOK>(self.block, self.cards, self.some, self.before);
    }
}

impl Worker<'_> {
    fn piece(&mut self, piece: Piece) {
        let makers = self.blocking.makers();
        let (Some(maker), Some(before)) = (makers.get(piece.maker), self.before.get(piece.maker))
        else {
            return;
        };
        let blocks = &maker.blocks;
        self.made = 0;
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
            for members in members.chunks(64) {
                let seen = members
                    .iter()
                    .fold(0, |seen, record| seen ^ self.deck.seen(*record));
                std::hint::black_box(seen);
                laid.extend(members.iter().map(|record| self.deck.get(*record)));
            }
            let mut from = 0;
            for nth in nth..until {
                let block = blocks.get(nth);
                let cards = laid.get(from..from + block.len()).unwrap_or_default();
                let (first, mut last) = piece.members.unwrap_or((0, block.len()));
                let mut after = 0;
                if before.is_swapped() {
                    after = cards.partition_point(Card::is_in_order);
                    last = last.min(after);
                }
                let some = (first..last, after);
                if block.len() < LARGE || before.is_rare() {
                    self.members(block, cards, some, before);
                } else if before.is_first_by_born() {
                    self.many::<FIRST>(block, cards, some, before);
                } else if before.asks_much() {
                    self.many::<ALL>(block, cards, some, before);
                } else {
                    self.many::<SOME>(block, cards, some, before);
                }
                from += block.len();
            }
            self.laid = laid;
            nth = until;
        }
        if maker.further.is_some()
            && let Some(made) = self.made_of_large.get_mut(maker.rule)
        {
            *made += self.made;
        }
    }

    /// The pairs of some members of a block with those after them, from the place `after` on.
    fn members(
        &mut self,
        block: &[u32],
        cards: &[Card],
        (some, after): (Range<usize>, usize),
        before: &Before,
    ) {
        for place in some {
            let next = after.max(place + 1);
            let (Some(one), Some(mine), Some(others), Some(cards)) = (
                block.get(place),
                cards.get(place),
                block.get(next..),
                cards.get(next..),
            ) else {
                break;
            };
            for (other, theirs) in others.iter().zip(cards) {
                self.pair((*one, mine), (*other, theirs), before);
            }
        }
    }

    /// The same in a large block, many pairs at a time.
    fn many<const LOOK: u8>(
        &mut self,
        block: &[u32],
        cards: &[Card],
        some: (Range<usize>, usize),
        before: &Before,
    ) {
        self.arch.dispatch(Many::<LOOK> {
            worker: self,
            block,
            cards,
            some,
            before,
        });
    }

    #[inline(always)]
    fn many_here<const LOOK: u8>(
        &mut self,
        block: &[u32],
        cards: &[Card],
        (some, after): (Range<usize>, usize),
        before: &Before,
    ) {
        let mut lanes = std::mem::take(&mut self.lanes);
        lanes.clear();
        lanes.extend(cards.chunks(WIDTH).map(Lanes::of));
        for place in some {
            let (Some(one), Some(mine)) = (block.get(place), cards.get(place)) else {
                break;
            };
            let ready = Ready::of(mine);
            let next = after.max(place + 1);
            let first = next / WIDTH;
            let chunks = lanes
                .iter()
                .zip(cards.chunks(WIDTH))
                .zip(block.chunks(WIDTH));
            let mut passed = next - first * WIDTH;
            for ((lanes, cards), others) in chunks.skip(first) {
                let looks = lanes.look::<LOOK>(&ready);
                let pairs = looks.iter().zip(others).zip(cards);
                for ((look, other), theirs) in pairs.skip(passed) {
                    self.looked::<LOOK>(*look, (*one, mine), (*other, theirs), before);
                }
                passed = 0;
            }
        }
        self.lanes = lanes;
    }

    /// A pair that was looked at.
    #[inline]
    fn looked<const LOOK: u8>(
        &mut self,
        look: Glance,
        mine: (u32, &Card),
        theirs: (u32, &Card),
        before: &Before,
    ) {
        let made = if LOOK == FIRST {
            self.made += 1;
            !self.is_within_a_file(mine.1, theirs.1)
        } else {
            self.is_made(look.agreed(), mine, theirs, before)
        };
        if !made {
            return;
        }
        let four = if look.is_open() {
            self.compare(mine.1, theirs.1, mine.1.agreed(theirs.1))
        } else {
            look.pattern()
        };
        self.take(four, mine.0, theirs.0);
    }

    /// Whether nobody asks about a pair: both are of one file.
    #[inline]
    fn is_within_a_file(&self, mine: &Card, theirs: &Card) -> bool {
        self.table.across_only && mine.file == theirs.file
    }

    #[inline]
    fn pair(&mut self, mine: (u32, &Card), theirs: (u32, &Card), before: &Before) {
        let mut agreed = mine.1.agreed(theirs.1);
        if before.asks_much() {
            agreed |= mine.1.agreed_beside(theirs.1);
        }
        if before.is_rare() {
            agreed |= self.agreed_rarely(mine, theirs);
        }
        if self.is_made(agreed, mine, theirs, before) {
            let four = self.compare(mine.1, theirs.1, agreed);
            self.take(four, mine.0, theirs.0);
        }
    }

    /// The pattern of the four fields of two records.
    #[inline]
    fn compare(&mut self, mine: &Card, theirs: &Card, agreed: Agreed) -> u32 {
        let known = (self.table, &mut self.memory);
        mine.compare(theirs, agreed, known).pattern(0)
    }

    /// Whether a pair is made by the rule in hand, and by none before it.
    #[inline]
    fn is_made(
        &mut self,
        agreed: Agreed,
        mine: (u32, &Card),
        theirs: (u32, &Card),
        before: &Before,
    ) -> bool {
        let fate = before.fate(agreed);
        self.made += u64::from(fate != Fate::NotHere);
        let made = match fate {
            Fate::Compared => true,
            Fate::NotHere | Fate::MadeBefore => false,
            Fate::MayBeMade => !before.made(agreed, self.blocking, mine.0),
        };
        made && !self.is_within_a_file(mine.1, theirs.1)
    }

    /// Takes a pair that was compared.
    #[inline]
    fn take(&mut self, four: u32, one: u32, other: u32) {
        let mut speaks = self.near.get(four as usize).copied().unwrap_or(0);
        let mut pattern = four;
        if self.others > 0 {
            let mut levels = Levels::from_pattern(four, 0);
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
