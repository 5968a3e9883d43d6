//! What is shown of each cell, so that other tables fit it as well as the true one.

mod way;

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use super::{Rules, Shown, Standing, Universe};
use way::{rein_in, whole};

/// What is shown of each cell of a universe, in its order; of those that are not published,
/// [`Shown::Suppressed`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Protected {
    /// What is shown.
    pub shown: Vec<Shown>,
    /// How many are hidden for being small, or for being a nought that tells.
    pub primary: usize,
    /// How many more are hidden so that those cannot be worked out.
    pub secondary: usize,
}

/// Why nothing may be released.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Refused {
    /// Something small cannot be hidden: earlier releases, or totals that are fixed, already tell.
    #[error(
        "{} cells could be worked out whatever is hidden, since earlier releases or fixed totals \
         tell too much; nothing was released. Publish fewer totals, or merge classes",
        .keys.len()
    )]
    Exposed {
        /// The keys of the cells. For the analyst; the message holds none.
        keys: Vec<String>,
    },
    /// So many cells hang together by sums that it would take too long to make sure.
    #[error(
        "{cells} cells hang together by {sums} sums, which is more than can be made safe at once; \
         nothing was released. Publish a part at a time, or without totals"
    )]
    TooLarge {
        /// How many cells.
        cells: usize,
        /// How many sums.
        sums: usize,
    },
}

/// The most numbers that are worked on at once, which keeps the time to minutes: some 2,000 cells
/// with 500 sums between them.
const LARGEST: usize = 3_000_000;

/// Decides what is shown. Cells that no sum joins are solved apart, so that a table of many rows
/// without totals costs no more than its rows.
///
/// # Errors
///
/// A cell that cannot be hidden whatever else is, or more than can be made safe at once.
pub fn protect(universe: &Universe, rules: Rules) -> Result<Protected, Refused> {
    let mut all = Protected {
        shown: vec![Shown::Suppressed; universe.cells().len()],
        primary: 0,
        secondary: 0,
    };
    let mut exposed = Vec::new();
    for (part, cells) in universe.apart() {
        let sums = part.sums().len();
        if sums.saturating_mul(3 * cells.len()) > LARGEST {
            return Err(Refused::TooLarge {
                cells: cells.len(),
                sums,
            });
        }
        match Solver::new(&part, rules).solve() {
            Ok(found) => {
                all.primary += found.primary;
                all.secondary += found.secondary;
                for (index, shown) in cells.into_iter().zip(found.shown) {
                    if let Some(slot) = all.shown.get_mut(index) {
                        *slot = shown;
                    }
                }
            }
            Err(keys) => exposed.extend(keys),
        }
    }
    if exposed.is_empty() {
        return Ok(all);
    }
    exposed.sort();
    exposed.dedup();
    Err(Refused::Exposed { keys: exposed })
}

struct Solver<'a> {
    universe: &'a Universe,
    rules: Rules,
    /// The true counts.
    truth: Vec<i64>,
    /// Published cells that are shown as `[c]`.
    hidden: BTreeSet<usize>,
    /// Cells that must not be worked out: those hidden, and the small that are not published.
    wanted: BTreeSet<usize>,
    /// Other tables that fit all that is published. Hiding more only lets more fit, so they stay.
    others: Vec<Vec<i64>>,
}

/// How much is hidden around a cell that could not be secured.
#[derive(Clone, Copy)]
enum Widen {
    Sums,
    All,
}

impl<'a> Solver<'a> {
    fn new(universe: &'a Universe, rules: Rules) -> Self {
        let cells = universe.cells();
        let mut hidden: BTreeSet<usize> = BTreeSet::new();
        let mut wanted: BTreeSet<usize> = BTreeSet::new();
        for (index, cell) in cells.iter().enumerate() {
            let told = cell.earlier.iter().any(|said| *said != Shown::Suppressed);
            if rules.is_small(cell.value) && cell.standing != Standing::Fixed {
                if cell.standing == Standing::Published {
                    hidden.insert(index);
                }
                // What was told before is no secret any more, and is hidden for form.
                if !told {
                    wanted.insert(index);
                }
            } else if cell.standing == Standing::Unpublished
                && cell.earlier.contains(&Shown::Suppressed)
                && !told
            {
                // Hidden in an earlier release and to stay so.
                wanted.insert(index);
            }
        }
        for index in noughts_that_tell(universe) {
            hidden.insert(index);
            wanted.insert(index);
        }
        let truth: Vec<i64> = cells
            .iter()
            .map(|cell| i64::try_from(cell.value).unwrap_or(i64::MAX))
            .collect();
        Self {
            universe,
            rules,
            truth,
            hidden,
            wanted,
            others: Vec::new(),
        }
    }

    /// What is shown; or the keys of those that cannot be hidden.
    fn solve(mut self) -> Result<Protected, Vec<String>> {
        let primary = self.hidden.len();
        // Each round hides at least one more cell or is the last.
        let mut waiting: Vec<usize> = self.wanted.iter().copied().collect();
        let mut exposed = Vec::new();
        while let Some(cell) = waiting.pop() {
            match self.secure(cell) {
                Ok(added) => waiting.extend(added),
                Err(()) => exposed.push(self.key(cell)),
            }
        }
        if !exposed.is_empty() {
            return Err(exposed);
        }
        let cells = self.universe.cells().iter().enumerate();
        let shown = cells
            .map(|(index, cell)| match cell.standing {
                Standing::Fixed => Shown::Exact(cell.value),
                Standing::Unpublished => Shown::Suppressed,
                Standing::Published if self.hidden.contains(&index) => Shown::Suppressed,
                Standing::Published => self.rules.shown(cell.value),
            })
            .collect();
        Ok(Protected {
            shown,
            primary,
            secondary: self.hidden.len() - primary,
        })
    }

    fn key(&self, cell: usize) -> String {
        self.universe
            .cells()
            .get(cell)
            .map(|cell| cell.key.clone())
            .unwrap_or_default()
    }

    fn value(&self, cell: usize) -> i64 {
        self.truth.get(cell).copied().unwrap_or(0)
    }

    /// The largest count that is hidden for being small: what the marker allows at most.
    fn most(&self) -> i64 {
        i64::try_from(self.rules.threshold.saturating_sub(1)).unwrap_or(i64::MAX)
    }

    /// Makes sure that a cell cannot be worked out, by hiding others where it must. Gives those.
    ///
    /// What a small count could be, as far as anybody can tell, is to hold everything from 1 to 4.
    /// Where earlier releases already tell that it is more than 1, a range as wide further up will
    /// do; of a nought, and of a large count that is hidden for another's sake, any such range.
    fn secure(&mut self, cell: usize) -> Result<Vec<usize>, ()> {
        let mut added = Vec::new();
        let value = self.value(cell);
        let width = (self.most() - 1).max(1);
        let pay = [false, true];
        // The lower end of the range that is tried, and whether others may be hidden for it.
        let ways: Vec<(i64, bool)> = if value > self.most() {
            let lowest = [value, value - width];
            pay.iter()
                .flat_map(|pays| lowest.map(|low| (low, *pays)))
                .collect()
        } else {
            let lowest = value.min(1)..=value;
            lowest.flat_map(|low| pay.map(|pays| (low, pays))).collect()
        };
        // First what costs nothing, then the cheapest way; where none is found, hide what stands in a sum with it, and then
        // everything: what is hidden can only leave more room.
        for widening in [None, Some(Widen::Sums), Some(Widen::All)] {
            if let Some(widen) = widening {
                added.extend(self.widen(cell, widen));
            }
            for (low, pays) in &ways {
                let high = (low + width).max(value);
                if self.reach(cell, *low, *pays, &mut added).is_ok()
                    && self.reach(cell, high, *pays, &mut added).is_ok()
                {
                    return Ok(added);
                }
            }
        }
        Err(())
    }

    /// Hides cells around one that could not be secured. Gives those.
    fn widen(&mut self, cell: usize, how: Widen) -> Vec<usize> {
        let mut around: BTreeSet<usize> = BTreeSet::new();
        for sum in self.universe.sums() {
            if matches!(how, Widen::All) || sum.total == cell || sum.parts.contains(&cell) {
                around.insert(sum.total);
                around.extend(&sum.parts);
            }
        }
        let cells = self.universe.cells();
        around.retain(|index| {
            !self.hidden.contains(index)
                && cells.get(*index).is_some_and(|cell| {
                    // A nought by design stays: hiding it would say that there may be somebody.
                    cell.standing == Standing::Published && cell.value > 0
                })
        });
        self.hidden.extend(&around);
        self.wanted.extend(&around);
        around.into_iter().collect()
    }

    /// Another table in which the cell is at or past `wanted`, seen from its true count.
    /// Where `pays` is false, only one for which nothing more need be hidden.
    fn reach(
        &mut self,
        cell: usize,
        wanted: i64,
        pays: bool,
        added: &mut Vec<usize>,
    ) -> Result<(), ()> {
        let value = self.value(cell);
        let there = |found: i64| {
            if wanted >= value {
                found >= wanted
            } else {
                found <= wanted
            }
        };
        if wanted < 0 {
            return Err(());
        }
        if there(value)
            || self
                .others
                .iter()
                .any(|other| other.get(cell).is_some_and(|found| there(*found)))
        {
            return Ok(());
        }
        // Where the cheapest way is not in whole numbers, another may be: at other prices, or
        // with less room for a cell whose change was none.
        for attempt in 0..4 {
            let mut reins = BTreeMap::new();
            for _ in 0..8 {
                let Some(way) = self.cheapest(cell, wanted - value, attempt, &reins) else {
                    break;
                };
                let other: Vec<i64> = self
                    .truth
                    .iter()
                    .zip(&way)
                    .map(|(truth, change)| truth.saturating_add(whole(*change)))
                    .collect();
                if !other.get(cell).is_some_and(|found| there(*found)) {
                    break;
                }
                if !self.adds_up(&other) {
                    rein_in(&mut reins, &way, cell);
                    continue;
                }
                let Some(more) = self.to_hide(&other) else {
                    break;
                };
                if !pays && !more.is_empty() {
                    break;
                }
                for index in more {
                    self.hidden.insert(index);
                    self.wanted.insert(index);
                    added.push(index);
                }
                self.others.push(other);
                return Ok(());
            }
        }
        Err(())
    }

    /// Whether every sum holds, and no count is under nought.
    fn adds_up(&self, other: &[i64]) -> bool {
        other.iter().all(|value| *value >= 0)
            && self.universe.sums().iter().all(|sum| {
                let parts: Option<i64> = sum
                    .parts
                    .iter()
                    .map(|part| other.get(*part).copied())
                    .try_fold(0_i64, |sum, value| sum.checked_add(value?));
                parts.is_some() && parts == other.get(sum.total).copied()
            })
    }

    /// The cells that must be hidden for a table to fit. None where it fits in no way.
    fn to_hide(&self, other: &[i64]) -> Option<Vec<usize>> {
        let mut more = Vec::new();
        for (index, value) in other.iter().enumerate() {
            let room = self.room(index)?;
            let within = |low: i64, high: Option<i64>| {
                low <= *value && high.is_none_or(|high| *value <= high)
            };
            if within(room.low, room.high) {
                continue;
            }
            if !within(room.hidden_low, room.hidden_high) {
                return None;
            }
            more.push(index);
        }
        Some(more)
    }
}

/// Where all of a total fall in one part, a nought beside it.
fn noughts_that_tell(universe: &Universe) -> Vec<usize> {
    let cells = universe.cells();
    let value = |index: &usize| cells.get(*index).map_or(0, |cell| cell.value);
    universe
        .sums()
        .iter()
        .filter(|sum| sum.tells && value(&sum.total) > 0)
        .filter(|sum| sum.parts.iter().filter(|part| value(part) > 0).count() == 1)
        .filter_map(|sum| {
            sum.parts
                .iter()
                .find(|part| {
                    value(part) == 0
                        && cells
                            .get(**part)
                            .is_some_and(|cell| cell.standing == Standing::Published)
                })
                .copied()
        })
        .collect()
}
