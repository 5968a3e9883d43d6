//! An attacker who has every release and every sum, and nothing of the program that made them.
//!
//! Three attacks: elimination over what is published exactly, narrowing of ranges until nothing
//! moves, and a search for whole-number tables that fit. A hidden small count must be anything
//! from 1 to 4 in tables that fit; any other hidden cell must range over at least four values.

use std::collections::BTreeMap;

use figures::disclose::{Earlier, Refused, Rules, Shown, Standing, Universe, protect};

use crate::seeded::Seeded;

/// What the attacker sees: for each cell its bounds, and the sums.
#[derive(Clone)]
struct Seen {
    low: Vec<i64>,
    high: Vec<i64>,
    sums: Vec<(usize, Vec<usize>)>,
}

/// More than any count in these tables.
const MUCH: i64 = 5_000;

/// What the releases say of a cell, by the published rules alone.
fn says(shown: Shown) -> (i64, i64) {
    match shown {
        Shown::Suppressed => (0, MUCH),
        Shown::Exact(n) => (n as i64, n as i64),
        Shown::Rounded(0) => (0, 0),
        Shown::Rounded(5) => (5, 7),
        Shown::Rounded(n) => (n as i64 - 2, n as i64 + 2),
    }
}

impl Seen {
    fn of(universe: &Universe, releases: &[(Vec<String>, Vec<Shown>)]) -> Self {
        let mut said: BTreeMap<&str, Vec<Shown>> = BTreeMap::new();
        for (keys, shown) in releases {
            for (key, shown) in keys.iter().zip(shown) {
                said.entry(key).or_default().push(*shown);
            }
        }
        let (mut low, mut high) = (Vec::new(), Vec::new());
        for cell in universe.cells() {
            let (mut least, mut most) = (0, MUCH);
            for shown in said.get(cell.key.as_str()).into_iter().flatten() {
                let (from, to) = says(*shown);
                least = least.max(from);
                most = most.min(to);
            }
            low.push(least);
            high.push(most);
        }
        let sums = universe
            .sums()
            .iter()
            .map(|sum| (sum.total, sum.parts.clone()))
            .collect();
        Self { low, high, sums }
    }

    /// Narrows every range by every sum until nothing moves. False where nothing fits.
    fn narrow(&mut self) -> bool {
        loop {
            let mut moved = false;
            for (total, parts) in &self.sums {
                let low: i64 = parts.iter().map(|part| self.low[*part]).sum();
                let high: i64 = parts.iter().map(|part| self.high[*part]).sum();
                let mut set = |at: usize, from: i64, to: i64| {
                    if from > self.low[at] {
                        self.low[at] = from;
                        moved = true;
                    }
                    if to < self.high[at] {
                        self.high[at] = to;
                        moved = true;
                    }
                };
                set(*total, low, high);
                let (least, most) = (self.low[*total], self.high[*total]);
                for part in parts {
                    // The others' bounds, as they were when this sum was taken up.
                    let (mine_low, mine_high) = (self.low[*part], self.high[*part]);
                    let (others_low, others_high) = (low - mine_low, high - mine_high);
                    if least - others_high > mine_low {
                        self.low[*part] = least - others_high;
                        moved = true;
                        break;
                    }
                    if most - others_low < mine_high {
                        self.high[*part] = most - others_low;
                        moved = true;
                        break;
                    }
                }
            }
            if self
                .low
                .iter()
                .zip(&self.high)
                .any(|(low, high)| low > high)
            {
                return false;
            }
            if !moved {
                return true;
            }
        }
    }

    /// Whether a whole-number table fits; none when it was not found out in time. It looks near
    /// the truth first, which only makes a table that fits sooner found.
    fn fits(mut self, steps: &mut u32, truth: &[i64]) -> Option<bool> {
        if !self.narrow() {
            return Some(false);
        }
        let open = (0..self.low.len())
            .filter(|at| self.low[*at] < self.high[*at])
            .min_by_key(|at| self.high[*at] - self.low[*at]);
        let Some(open) = open else { return Some(true) };
        if *steps == 0 {
            return None;
        }
        *steps -= 1;
        let (low, high) = (self.low[open], self.high[open]);
        let near = truth[open].clamp(low, high);
        let mut unsure = false;
        for (from, to) in [(near, near), (low, near - 1), (near + 1, high)] {
            if from > to {
                continue;
            }
            let mut side = self.clone();
            side.low[open] = from;
            side.high[open] = to;
            match side.fits(steps, truth) {
                Some(true) => return Some(true),
                Some(false) => {}
                None => unsure = true,
            }
        }
        if unsure { None } else { Some(false) }
    }

    fn can_be(&self, cell: usize, from: i64, to: i64, truth: &[i64]) -> Option<bool> {
        let mut low = self.low.clone();
        let mut high = self.high.clone();
        low[cell] = low[cell].max(from);
        high[cell] = high[cell].min(to);
        let asked = Self {
            low,
            high,
            sums: self.sums.clone(),
        };
        asked.fits(&mut 3_000, truth)
    }

    /// The cells that linear algebra gives exactly, from what is known exactly.
    fn eliminated(&self) -> Vec<usize> {
        let count = self.low.len();
        let mut rows: Vec<Vec<f64>> = Vec::new();
        for (total, parts) in &self.sums {
            let mut row = vec![0.0; count + 1];
            row[*total] += 1.0;
            for part in parts {
                row[*part] -= 1.0;
            }
            for at in 0..count {
                if self.low[at] == self.high[at] {
                    row[count] -= row[at] * self.low[at] as f64;
                    row[at] = 0.0;
                }
            }
            rows.push(row);
        }
        let mut done = 0;
        for column in 0..count {
            let Some(pivot) = (done..rows.len()).find(|row| rows[*row][column].abs() > 1e-9) else {
                continue;
            };
            rows.swap(done, pivot);
            let head: Vec<f64> = rows[done].iter().map(|x| x / rows[done][column]).collect();
            for (at, row) in rows.iter_mut().enumerate() {
                let factor = row[column];
                if at != done && factor != 0.0 {
                    for (x, h) in row.iter_mut().zip(&head) {
                        *x -= factor * h;
                    }
                }
            }
            rows[done] = head;
            done += 1;
        }
        rows.iter()
            .filter_map(|row| {
                let mut held = (0..count).filter(|at| row[*at].abs() > 1e-7);
                match (held.next(), held.next()) {
                    (Some(one), None) => Some(one),
                    _ => None,
                }
            })
            .collect()
    }
}

#[derive(Default, Debug)]
struct Tally {
    released: u32,
    refused: u32,
    attacked: u32,
    unsure: u32,
    hidden: u32,
    secondary: u32,
    narrower: u32,
}

/// Attacks everything that was ever hidden, with everything that was ever said.
fn attack(
    universe: &Universe,
    releases: &[(Vec<String>, Vec<Shown>)],
    tally: &mut Tally,
    name: &str,
) {
    let mut seen = Seen::of(universe, releases);
    let eliminated = seen.eliminated();
    let published = |at: usize| seen_before(releases, &universe.cells()[at].key);
    let plain = Seen::of(universe, releases);
    let truth: Vec<i64> = universe
        .cells()
        .iter()
        .map(|cell| cell.value as i64)
        .collect();
    assert!(seen.narrow(), "{name}: the truth fits what is published");
    for (at, cell) in universe.cells().iter().enumerate() {
        let all_hidden = published(at)
            .iter()
            .all(|shown| *shown == Shown::Suppressed);
        let small = (1..5).contains(&cell.value);
        let named = !published(at).is_empty();
        if !all_hidden || !(small || named) {
            continue;
        }
        tally.attacked += 1;
        let key = &cell.key;
        assert!(
            !eliminated.contains(&at),
            "{name}: `{key}` follows by subtraction"
        );
        let (low, high) = (seen.low[at], seen.high[at]);
        assert!(
            high - low >= 3,
            "{name}: `{key}` lies within {low} to {high}"
        );
        if small {
            // All from 1 to 4; or, where earlier releases tell more, four values further up.
            let value = cell.value as i64;
            let range = (1..=value).find(|from| {
                let below = plain.can_be(at, 0, *from, &truth);
                let above = plain.can_be(at, (from + 3).max(value), MUCH, &truth);
                tally.unsure += u32::from(below.is_none() || above.is_none());
                below != Some(false) && above != Some(false)
            });
            match range {
                None => panic!("{name}: `{key}` is known within three"),
                Some(1) => {}
                Some(_) => tally.narrower += 1,
            }
        } else {
            let value = cell.value as i64;
            let up = plain.can_be(at, value + 3, MUCH, &truth);
            let down = plain.can_be(at, 0, value - 3, &truth);
            match (up, down) {
                (Some(true), _) | (_, Some(true)) => {}
                (Some(false), Some(false)) => panic!("{name}: `{key}` is known within three"),
                _ => tally.unsure += 1,
            }
        }
    }
}

fn seen_before(releases: &[(Vec<String>, Vec<Shown>)], key: &str) -> Vec<Shown> {
    releases
        .iter()
        .flat_map(|(keys, shown)| keys.iter().zip(shown))
        .filter(|(other, _)| *other == key)
        .map(|(_, shown)| *shown)
        .collect()
}

/// Releases a universe after others, and keeps what was said for the attacker.
fn release(
    universe: &mut Universe,
    earlier: &mut Earlier,
    rules: Rules,
    releases: &mut Vec<(Vec<String>, Vec<Shown>)>,
    tally: &mut Tally,
) -> bool {
    let untrue = universe.remember(earlier, rules);
    assert!(untrue.is_empty(), "nothing was corrected here");
    match protect(universe, rules) {
        Ok(protected) => {
            earlier.release(universe, &protected);
            tally.released += 1;
            tally.hidden += protected.primary as u32;
            tally.secondary += protected.secondary as u32;
            let published = universe
                .cells()
                .iter()
                .zip(&protected.shown)
                .filter(|(cell, _)| cell.standing != Standing::Unpublished)
                .map(|(cell, shown)| (cell.key.clone(), *shown))
                .unzip();
            releases.push(published);
            true
        }
        Err(refused) => {
            assert!(matches!(refused, Refused::Exposed { keys } if !keys.is_empty()));
            tally.refused += 1;
            false
        }
    }
}

/// Counts as they are in these tables: most of them small.
fn count(seeded: &mut Seeded) -> u64 {
    match seeded.next() % 6 {
        0 => 0,
        1 | 2 => 1 + seeded.next() % 4,
        3 | 4 => 5 + seeded.next() % 20,
        _ => seeded.next() % 300,
    }
}

fn rows(seeded: &mut Seeded, height: usize, width: usize) -> Vec<Vec<u64>> {
    (0..height)
        .map(|_| (0..width).map(|_| count(seeded)).collect())
        .collect()
}

fn rules(seeded: &mut Seeded) -> Rules {
    Rules {
        base: if seeded.next().is_multiple_of(2) {
            5
        } else {
            1
        },
        ..Rules::default()
    }
}

fn side(seeded: &mut Seeded) -> usize {
    2 + (seeded.next() % 4) as usize
}

#[test]
fn nothing_follows_from_a_cross_table_with_margins() {
    let mut tally = Tally::default();
    for seed in 0..200 {
        let mut seeded = Seeded(seed);
        let (rules, height, width) = (rules(&mut seeded), side(&mut seeded), side(&mut seeded));
        let mut universe = Universe::new();
        universe
            .cross(
                "t",
                &rows(&mut seeded, height, width),
                Standing::Published,
                seed % 3 == 0,
            )
            .unwrap();
        let (mut earlier, mut releases) = (Earlier::new(), Vec::new());
        if release(
            &mut universe,
            &mut earlier,
            rules,
            &mut releases,
            &mut tally,
        ) {
            attack(&universe, &releases, &mut tally, &format!("cross {seed}"));
        }
    }
    println!("{tally:?}");
    assert!(
        tally.attacked > 1_000 && tally.refused == 0 && tally.unsure == 0,
        "{tally:?}"
    );
}

#[test]
fn nothing_follows_from_forces_within_regions_within_the_country() {
    let mut tally = Tally::default();
    for seed in 0..60 {
        let mut seeded = Seeded(10_000 + seed);
        let rules = rules(&mut seeded);
        let (regions, width) = (side(&mut seeded), side(&mut seeded));
        let mut universe = Universe::new();
        let mut of_regions: Vec<Vec<usize>> = Vec::new();
        for region in 0..regions {
            let height = side(&mut seeded);
            let table = rows(&mut seeded, height, width);
            let cross = universe
                .cross(&format!("r{region}"), &table, Standing::Published, false)
                .unwrap();
            let mut line = cross.columns;
            line.push(cross.all);
            of_regions.push(line);
        }
        // The national figures, which another body publishes exactly, now and then.
        let fixed = seed % 4 == 0;
        let standing = if fixed {
            Standing::Fixed
        } else {
            Standing::Published
        };
        for column in 0..=width {
            let parts: Vec<usize> = of_regions.iter().map(|line| line[column]).collect();
            let value = parts.iter().map(|part| universe.cells()[*part].value).sum();
            let total = universe.cell(format!("all|{column}"), value, standing);
            universe.sum(total, parts, false).unwrap();
        }
        let (mut earlier, mut releases) = (Earlier::new(), Vec::new());
        if release(
            &mut universe,
            &mut earlier,
            rules,
            &mut releases,
            &mut tally,
        ) {
            attack(&universe, &releases, &mut tally, &format!("regions {seed}"));
        }
    }
    println!("{tally:?}");
    assert!(tally.attacked > 1_000 && tally.refused == 0, "{tally:?}");
    assert!(tally.unsure * 100 <= tally.attacked, "{tally:?}");
}

#[test]
fn nothing_follows_from_a_table_in_three_directions() {
    let mut tally = Tally::default();
    for seed in 0..60 {
        let mut seeded = Seeded(20_000 + seed);
        let rules = rules(&mut seeded);
        let (deep, high, wide) = (2 + (seed % 2) as usize, side(&mut seeded).min(3), 3);
        let mut universe = Universe::new();
        let mut layers = Vec::new();
        let mut sums = vec![vec![0; wide]; high];
        for layer in 0..deep {
            let table = rows(&mut seeded, high, wide);
            for (sum, row) in sums.iter_mut().zip(&table) {
                for (sum, value) in sum.iter_mut().zip(row) {
                    *sum += value;
                }
            }
            layers.push(
                universe
                    .cross(&format!("l{layer}"), &table, Standing::Published, false)
                    .unwrap(),
            );
        }
        let all = universe
            .cross("all", &sums, Standing::Published, false)
            .unwrap();
        for row in 0..high {
            for column in 0..wide {
                let parts = layers
                    .iter()
                    .map(|layer| layer.inner[row][column])
                    .collect();
                universe.sum(all.inner[row][column], parts, false).unwrap();
            }
            let parts = layers.iter().map(|layer| layer.rows[row]).collect();
            universe.sum(all.rows[row], parts, false).unwrap();
        }
        for column in 0..wide {
            let parts = layers.iter().map(|layer| layer.columns[column]).collect();
            universe.sum(all.columns[column], parts, false).unwrap();
        }
        let parts = layers.iter().map(|layer| layer.all).collect();
        universe.sum(all.all, parts, false).unwrap();
        let (mut earlier, mut releases) = (Earlier::new(), Vec::new());
        if release(
            &mut universe,
            &mut earlier,
            rules,
            &mut releases,
            &mut tally,
        ) {
            attack(&universe, &releases, &mut tally, &format!("cube {seed}"));
        }
    }
    println!("{tally:?}");
    assert!(tally.attacked > 800 && tally.refused == 0, "{tally:?}");
    assert!(tally.unsure * 50 <= tally.attacked, "{tally:?}");
}

#[test]
fn nothing_follows_from_months_and_then_their_quarter_and_then_a_finer_cut() {
    let mut tally = Tally::default();
    for seed in 0..60 {
        let mut seeded = Seeded(30_000 + seed);
        let rules = rules(&mut seeded);
        let (height, width) = (side(&mut seeded).min(3), side(&mut seeded).min(3));
        let months: Vec<Vec<Vec<u64>>> = (0..3).map(|_| rows(&mut seeded, height, width)).collect();
        let (mut earlier, mut releases) = (Earlier::new(), Vec::new());
        for (month, table) in months.iter().enumerate() {
            let mut universe = Universe::new();
            universe
                .cross(&format!("m{month}"), table, Standing::Published, false)
                .unwrap();
            release(
                &mut universe,
                &mut earlier,
                rules,
                &mut releases,
                &mut tally,
            );
        }
        // The quarter is released with the months known to be its parts, and what was said of
        // them; the months themselves are not published again.
        let mut universe = Universe::new();
        let crosses: Vec<_> = months
            .iter()
            .enumerate()
            .map(|(month, table)| {
                universe
                    .cross(&format!("m{month}"), table, Standing::Unpublished, false)
                    .unwrap()
            })
            .collect();
        let quarter: Vec<Vec<u64>> = (0..height)
            .map(|row| {
                (0..width)
                    .map(|c| months.iter().map(|m| m[row][c]).sum())
                    .collect()
            })
            .collect();
        let whole = universe
            .cross("q", &quarter, Standing::Published, false)
            .unwrap();
        for row in 0..height {
            for column in 0..width {
                let parts = crosses
                    .iter()
                    .map(|cross| cross.inner[row][column])
                    .collect();
                universe
                    .sum(whole.inner[row][column], parts, false)
                    .unwrap();
            }
        }
        release(
            &mut universe,
            &mut earlier,
            rules,
            &mut releases,
            &mut tally,
        );
        attack(&universe, &releases, &mut tally, &format!("quarter {seed}"));
    }
    println!("{tally:?}");
    assert!(tally.attacked > 1_000 && tally.refused < 3, "{tally:?}");
    assert!(tally.unsure * 50 <= tally.attacked, "{tally:?}");
}

#[test]
fn the_attacker_is_able_to_succeed() {
    // Only the small are hidden here, as a naive release would: the attacker must win.
    let mut universe = Universe::new();
    universe
        .cross(
            "t",
            &[vec![3, 20], vec![40, 60]],
            Standing::Published,
            false,
        )
        .unwrap();
    let naive: Vec<Shown> = universe
        .cells()
        .iter()
        .map(|cell| {
            Rules {
                base: 1,
                ..Rules::default()
            }
            .shown(cell.value)
        })
        .collect();
    let keys: Vec<String> = universe
        .cells()
        .iter()
        .map(|cell| cell.key.clone())
        .collect();
    let mut seen = Seen::of(&universe, &[(keys, naive)]);
    assert_eq!(seen.eliminated(), [0]);
    assert!(seen.narrow());
    assert_eq!((seen.low[0], seen.high[0]), (3, 3));
}
