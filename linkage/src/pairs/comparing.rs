//! The comparing of a whole blocking, in numbered pieces, on threads of this process or elsewhere.

use std::ops::Range;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

use pulp::Arch;

use super::{Before, Pair, Piece, Worker, near, pieces};
use crate::block::Blocking;
use crate::card::{Deck, Memory};
use crate::compare;
use crate::table::Table;

/// What comparing led to.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Compared {
    /// The pieces of which it is, by their numbers.
    pub pieces: Range<usize>,
    /// How many pairs show each pattern.
    pub histogram: Vec<u64>,
    /// The pairs that agree in enough to be weighed, piece by piece, in an order that depends on
    /// the data alone.
    pub pairs: Vec<Vec<Pair>>,
    /// How many pairs were compared.
    pub compared: u64,
    /// For each rule how many pairs of its large blocks agree in a further key, and so were made
    /// there or by a rule before.
    pub made_of_large: Vec<u64>,
}

impl Compared {
    /// Adds what comparing the pieces after these led to. Says no, and adds nothing, where it is
    /// not of those pieces, or of a table with other fields or other rules.
    #[must_use]
    pub fn add(&mut self, next: Self) -> bool {
        let follows = next.pieces.start == self.pieces.end
            && next.pieces.len() == next.pairs.len()
            && next.histogram.len() == self.histogram.len()
            && next.made_of_large.len() == self.made_of_large.len();
        if follows {
            self.pieces.end = next.pieces.end;
            add(&mut self.histogram, &next.histogram);
            add(&mut self.made_of_large, &next.made_of_large);
            self.pairs.extend(next.pairs);
            self.compared += next.compared;
        }
        follows
    }
}

/// All that comparing takes, but for the table that it was made of: cards, blocks, and the pieces
/// that the work is cut into.
///
/// Two that are made of equal tables by the same rules have the same pieces, in whatever process.
#[derive(Debug)]
pub struct Comparing {
    deck: Deck,
    blocking: Blocking,
    pieces: Vec<Piece>,
    before: Vec<Before>,
}

impl Comparing {
    /// The comparing of a table's cards, by its blocking.
    pub fn new(deck: Deck, blocking: Blocking) -> Self {
        Self {
            pieces: pieces(&blocking),
            before: before(&blocking),
            deck,
            blocking,
        }
    }

    /// How many pieces there are.
    pub fn pieces(&self) -> usize {
        self.pieces.len()
    }

    /// Compares the pairs of some pieces, on so many threads. The table is the one it was made of.
    pub fn compare(&self, table: &Table, wanted: Range<usize>, threads: usize) -> Compared {
        let of = (table, &self.deck, &self.blocking);
        let work = (&self.pieces[..], &self.before[..]);
        compare(of, work, wanted, (threads, Arch::new()))
    }

    /// The cards and the blocks, when all is compared.
    pub fn into_parts(self) -> (Deck, Blocking) {
        (self.deck, self.blocking)
    }
}

/// Compares every pair of a blocking, on so many threads.
pub fn compare_all(table: &Table, deck: &Deck, blocking: &Blocking, threads: usize) -> Compared {
    let (pieces, before) = (pieces(blocking), before(blocking));
    let all = 0..pieces.len();
    let on = (threads, Arch::new());
    compare((table, deck, blocking), (&pieces, &before), all, on)
}

fn before(blocking: &Blocking) -> Vec<Before> {
    let makers = blocking.makers().iter();
    makers.map(|maker| Before::new(blocking, maker)).collect()
}

fn compare(
    (table, deck, blocking): (&Table, &Deck, &Blocking),
    (pieces, before): (&[Piece], &[Before]),
    wanted: Range<usize>,
    (threads, arch): (usize, Arch),
) -> Compared {
    let end = wanted.end.min(pieces.len());
    let wanted = wanted.start.min(end)..end;
    let pieces = pieces.get(wanted.clone()).unwrap_or_default();
    let next = AtomicUsize::new(0);
    let done: Mutex<Vec<(usize, Vec<Pair>)>> = Mutex::new(Vec::new());
    let cells = compare::patterns(table.kinds.len());
    let histograms: Mutex<Vec<u64>> = Mutex::new(vec![0; cells]);
    let rules = blocking.rules().len();
    let all_made: Mutex<Vec<u64>> = Mutex::new(vec![0; rules]);
    std::thread::scope(|scope| {
        for _ in 0..threads.max(1) {
            scope.spawn(|| {
                let mut worker = Worker {
                    table,
                    blocking,
                    deck,
                    before,
                    near: near(),
                    others: table.kinds.len(),
                    histogram: vec![0_u64; cells],
                    laid: Vec::new(),
                    lanes: Vec::new(),
                    memory: Memory::default(),
                    found: Vec::new(),
                    made: 0,
                    made_of_large: vec![0; rules],
                    arch,
                };
                loop {
                    let nth = next.fetch_add(1, Ordering::Relaxed);
                    let Some(piece) = pieces.get(nth) else { break };
                    // The list is kept: one that grows anew touches memory anew.
                    worker.found.clear();
                    worker.piece(*piece);
                    let found = worker.found.clone();
                    if let Ok(mut done) = done.lock() {
                        done.push((nth, found));
                    }
                }
                if let Ok(mut all) = histograms.lock() {
                    add(&mut all, &worker.histogram);
                }
                if let Ok(mut all) = all_made.lock() {
                    add(&mut all, &worker.made_of_large);
                }
            });
        }
    });
    let mut done = done.into_inner().unwrap_or_default();
    done.sort_unstable_by_key(|(nth, _)| *nth);
    let histogram = histograms.into_inner().unwrap_or_default();
    Compared {
        pieces: wanted,
        compared: histogram.iter().sum(),
        histogram,
        pairs: done.into_iter().map(|(_, pairs)| pairs).collect(),
        made_of_large: all_made.into_inner().unwrap_or_default(),
    }
}

/// Adds what some counted to what all did.
fn add(all: &mut [u64], counts: &[u64]) {
    for (sum, count) in all.iter_mut().zip(counts) {
        *sum += count;
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::block;
    use crate::table::{Raw, Table};

    /// Every kind of processor that this one can be taken for.
    fn kinds() -> Vec<Arch> {
        let mut kinds = vec![Arch::new()];
        #[cfg(target_arch = "x86_64")]
        kinds.extend(pulp::x86::V3::try_new().map(Arch::V3));
        kinds
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(40))]

        /// What one processor can take at once and another cannot changes nothing.
        #[test]
        fn every_processor_compares_alike(
            records in proptest::collection::vec(
                (
                    "(ANNA|ANN|ANNE|HANNA|BELA|BELLA|ROB|ROBERT)",
                    "(SMITH|SMYTH|SMITHE|JONES|JOHNES|ANNA|ROBERT-SMITH)",
                    "19(61|71)-0[12]-(11|12|21)|",
                    "(M1|CT1) 1A[AB]|M1|",
                ),
                30..150,
            ),
        ) {
            let mut table = Table::new(&[]);
            for (nth, (forename, surname, born, postcode)) in records.iter().enumerate() {
                let id = nth.to_string();
                table.push(&Raw { id: &id, forename, surname, born, postcode, ..Raw::default() });
            }
            table.finish();
            let deck = Deck::of(&table);
            let blocking = Blocking::new(&table, &block::usual(&table), 1);
            let (pieces, before) = (pieces(&blocking), before(&blocking));
            let on = |arch| {
                let of = (&table, &deck, &blocking);
                compare(of, (&pieces, &before), 0..pieces.len(), (1, arch))
            };
            let plain = on(Arch::Scalar);
            prop_assert!(plain.compared > 0);
            for arch in kinds() {
                prop_assert_eq!(&on(arch), &plain);
            }
        }
    }
}
