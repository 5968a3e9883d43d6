//! Every pair that blocking makes, compared once.
//!
//! The work is cut into pieces that depend on the data alone, and the pieces are put together in
//! their order, so the answer is the same for any number of threads.

use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

use crate::block::Blocking;
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
    /// The pairs that agree in enough to be weighed, in an order that depends on the data alone.
    pub pairs: Vec<Pair>,
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
pub fn compare_all(table: &Table, blocking: &Blocking, threads: usize) -> Compared {
    let pieces = pieces(blocking);
    let next = AtomicUsize::new(0);
    let done: Mutex<Vec<(usize, Vec<Pair>)>> = Mutex::new(Vec::new());
    let cells = compare::patterns(table.kinds.len());
    let histograms: Mutex<Vec<u64>> = Mutex::new(vec![0; cells]);
    std::thread::scope(|scope| {
        for _ in 0..threads.max(1) {
            scope.spawn(|| {
                let mut histogram = vec![0_u64; cells];
                loop {
                    let nth = next.fetch_add(1, Ordering::Relaxed);
                    let Some(piece) = pieces.get(nth) else { break };
                    let pairs = compare_piece(table, blocking, *piece, &mut histogram);
                    if let Ok(mut done) = done.lock() {
                        done.push((nth, pairs));
                    }
                }
                if let Ok(mut all) = histograms.lock() {
                    for (sum, count) in all.iter_mut().zip(&histogram) {
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
        pairs: done.into_iter().flat_map(|(_, pairs)| pairs).collect(),
    }
}

fn compare_piece(
    table: &Table,
    blocking: &Blocking,
    piece: Piece,
    histogram: &mut [u64],
) -> Vec<Pair> {
    let mut found = Vec::new();
    let Some(blocks) = blocking.blocks().get(piece.rule) else {
        return found;
    };
    let others = table.kinds.len();
    for nth in piece.from..piece.to {
        let block = blocks.get(nth);
        let (from, to) = piece.members.unwrap_or((0, block.len()));
        for (place, one) in block.iter().enumerate().take(to).skip(from) {
            let Some(mine) = table.rows.get(*one as usize) else {
                continue;
            };
            for other in block.iter().skip(place + 1) {
                let Some(theirs) = table.rows.get(*other as usize) else {
                    continue;
                };
                if table.across_only && mine.file == theirs.file {
                    continue;
                }
                if !blocking.is_first(piece.rule, (*one, mine), (*other, theirs)) {
                    continue;
                }
                let levels = compare::compare(table, mine, theirs);
                let pattern = levels.pattern(others);
                if let Some(count) = histogram.get_mut(pattern as usize) {
                    *count += 1;
                }
                if worth_weighing(levels) {
                    found.push(Pair {
                        one: *one.min(other),
                        other: *one.max(other),
                        pattern,
                    });
                }
            }
        }
    }
    found
}

/// Whether a pair could come near any threshold: at least two fields must speak for it. One field
/// alone that agrees, out of the millions of pairs that share it, never does.
pub fn worth_weighing(levels: Levels) -> bool {
    let names = match levels.each_name() {
        None => 2,
        Some((forename, surname)) => {
            u8::from((name::SAME..=name::NEAR).contains(&forename))
                + u8::from((name::SAME..=name::NEAR).contains(&surname))
        }
    };
    let born = u8::from((1..=4).contains(&levels.born));
    let postcode = u8::from((1..=3).contains(&levels.postcode));
    let others: u8 = levels
        .others
        .iter()
        .map(|level| match level {
            1 => 2,
            2 => 1,
            _ => 0,
        })
        .sum();
    names + born + postcode + others >= 2
}
