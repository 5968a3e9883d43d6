//! Pairs that somebody else compares, some pieces here and some there: the same answer.
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a test stops at the first thing that is not as it should be"
)]

mod population;

use std::ops::Range;
use std::sync::OnceLock;

use linkage::block::{self, Key, Rule};
use linkage::pairs::{Compared, Comparing};
use linkage::run::{self, Linked, Settings};
use linkage::table::Table;
use population::{Dice, table, town};
use proptest::prelude::*;

/// A town in which everybody is born in one year, so that one block is cut into many pieces.
fn of_one_year() -> Table {
    let mut records = town(900, 11);
    for record in &mut records {
        if !record.born.is_empty() {
            record.born.replace_range(..4, "1980");
        }
    }
    table(&records)
}

fn settings(table: &Table) -> Settings {
    let mut rules = block::usual(table);
    for rule in &mut rules {
        for (narrow, times) in rule.narrow.iter_mut().zip(1..) {
            narrow.over = 20 * times;
        }
    }
    rules.push(Rule::of(&[Key::BornYear]));
    Settings {
        rules: Some(rules),
        ..Settings::default()
    }
}

/// Everything that is said, to the last bit.
fn said(linked: &Linked) -> String {
    let pairs = linked.pairs.iter().map(|pair| {
        let link = pair.link;
        (link.one, link.other, link.weight.to_bits(), pair.pattern)
    });
    format!(
        "{:?} {:?} {:?} {} {:?} {:?} {:?} {:?}",
        pairs.collect::<Vec<_>>(),
        linked.too_large,
        linked.narrowed,
        linked.compared,
        linked.model,
        linked.clusters.label,
        linked.clusters.refused,
        linked.people(&[2, 3, 5]),
    )
}

/// The town, what its pieces come to in one go, and the answer.
fn alone() -> &'static (Table, Compared, String) {
    static ALONE: OnceLock<(Table, Compared, String)> = OnceLock::new();
    ALONE.get_or_init(|| {
        let table = of_one_year();
        let settings = settings(&table);
        let mut whole = Compared::default();
        let mut one_go = |comparing: &Comparing| {
            whole = comparing.compare(&table, 0..usize::MAX, 2);
            assert_eq!(whole.pieces, 0..comparing.pieces());
            Ok::<_, ()>(whole.clone())
        };
        let linked = run::link_with(&table, &settings, &|_| {}, &mut one_go).unwrap();
        let here = run::link(&table, &settings, &|_| {});
        let said_here = said(&here);
        assert!(said(&linked) == said_here);
        assert!(here.pairs.len() > 1_000 && !here.narrowed.is_empty());
        (table, whole, said_here)
    })
}

/// Ranges that together are all the pieces, in an order of their own.
fn cut(pieces: usize, at: &[usize], seed: u64) -> Vec<Range<usize>> {
    let mut ends: Vec<usize> = at.iter().map(|at| at % (pieces + 1)).collect();
    ends.extend([0, pieces]);
    // Two that are equal make a range without a piece.
    ends.sort_unstable();
    let mut ranges: Vec<Range<usize>> = ends.windows(2).map(|two| two[0]..two[1]).collect();
    let mut dice = Dice::new(seed);
    for place in (1..ranges.len()).rev() {
        ranges.swap(place, dice.below(place + 1));
    }
    ranges
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(6))]
    #[test]
    fn however_the_pieces_are_shared_out_the_answer_is_the_same(
        at in prop::collection::vec(any::<usize>(), 0..12),
        seed in any::<u64>(),
        threads in 1_usize..4,
    ) {
        let (table, whole, answer) = alone();
        let mut elsewhere = |comparing: &Comparing| {
            assert!(comparing.pieces() > 20, "{} pieces", comparing.pieces());
            let ranges = cut(comparing.pieces(), &at, seed);
            let parts = ranges.into_iter();
            let mut parts: Vec<Compared> =
                parts.map(|range| comparing.compare(table, range, threads)).collect();
            parts.sort_by_key(|part| (part.pieces.start, part.pieces.end));
            let mut all = comparing.compare(table, 0..0, 1);
            for part in parts {
                assert!(all.add(part));
            }
            assert!(all == *whole);
            Ok::<_, ()>(all)
        };
        let linked = run::link_with(table, &settings(table), &|_| {}, &mut elsewhere).unwrap();
        prop_assert!(said(&linked) == *answer);
    }
}

#[test]
fn pieces_that_do_not_follow_are_not_added() {
    let (table, whole, _) = alone();
    let settings = settings(table);
    let mut tried = false;
    let mut elsewhere = |comparing: &Comparing| {
        tried = true;
        let mut all = comparing.compare(table, 0..5, 1);
        let before = all.clone();
        for wrong in [4..6, 6..7, 0..5] {
            assert!(!all.add(comparing.compare(table, wrong, 1)));
        }
        let mut short = comparing.compare(table, 5..7, 1);
        short.pairs.pop();
        assert!(!all.add(short));
        let mut other_fields = comparing.compare(table, 5..7, 1);
        other_fields.histogram.push(0);
        assert!(!all.add(other_fields));
        assert!(all == before);
        assert!(all.add(comparing.compare(table, 5..usize::MAX, 1)));
        assert!(all == *whole);
        Err::<Compared, _>("not now")
    };
    let refused = run::link_with(table, &settings, &|_| {}, &mut elsewhere);
    assert_eq!(refused.unwrap_err(), "not now");
    assert!(tried);
}
