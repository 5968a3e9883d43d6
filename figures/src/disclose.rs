//! Safe to publish: small counts hidden so that nobody can work them out again.
//!
//! A [`Universe`] is everything that a reader of a release could put together: the cells that are
//! published, those that are not but follow by subtraction, the sums between them, and what
//! earlier releases already said of each. [`protect`] decides what is shown of each cell:
//!
//! 1. **Primary.** A count from 1 to 4 is hidden (`[c]`); any other is rounded to the nearest
//!    five. A nought stays a nought.
//! 2. **Noughts that tell.** Where all of a group fall in one class of something that is told of
//!    a person, the noughts beside it say so of each of them. One of them is hidden.
//! 3. **Secondary.** For every hidden cell other tables of whole counts must exist that fit all
//!    that is published, then and now: in one the cell is 1 or less and in another 4 or more, so
//!    that what is published says no more than the marker itself. Where there are none, the
//!    cheapest other cells are hidden until there are.
//!
//! The third is *solved*, not guessed: such a table is looked for by linear programming, and what
//! was found is checked in whole numbers against every sum and every published figure. A fault
//! of the search can only hide more, or refuse; it cannot show too much.
//!
//! What this does not stop: a reader who knows part of the truth (a colleague, a local paper); one
//! who reasons about how this procedure chooses; a cell that was corrected between two releases,
//! whose change both together may tell to within the rounding.

mod earlier;
mod outside;
mod simplex;
mod solve;
mod table;
mod universe;

use serde::{Deserialize, Serialize};

pub use earlier::Earlier;
pub use outside::{Withheld, last_quarter, of_one_quarter, outside};
pub use solve::{Protected, Refused, protect};
pub use table::{ALL, Unsafe, protect_table};
pub use universe::{Cell, Misfit, Standing, Sum, Universe};

/// What is hidden and how the rest is rounded.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Rules {
    /// Counts above nought and under this are hidden.
    pub threshold: u64,
    /// Other counts are rounded to the nearest multiple of this; 1 leaves them as they are.
    pub base: u64,
}

impl Default for Rules {
    /// Under 5 hidden, to the nearest 5: data.md section 4.
    fn default() -> Self {
        Self {
            threshold: 5,
            base: 5,
        }
    }
}

impl Rules {
    /// What is printed beside a table that was made safe by these rules.
    pub fn note(self) -> String {
        let rounded = if self.base > 1 {
            format!("; others are rounded to the nearest {}", self.base)
        } else {
            String::new()
        };
        format!(
            "Counts from 1 to {} are not shown ([c]), nor are counts that would give them \
             back{rounded}. Shares are worked out from what is shown. [u] is not known, [z] does \
             not apply.",
            self.threshold.saturating_sub(1)
        )
    }

    /// Whether a count is hidden for being small.
    pub const fn is_small(self, count: u64) -> bool {
        count > 0 && count < self.threshold
    }

    /// A count as it is shown where it need not be hidden.
    pub const fn shown(self, count: u64) -> Shown {
        if self.is_small(count) {
            return Shown::Suppressed;
        }
        if self.base <= 1 {
            return Shown::Exact(count);
        }
        Shown::Rounded(count.saturating_add(self.base / 2) / self.base * self.base)
    }

    /// Between which counts, both included, a reader knows a cell to lie by what is shown of it.
    /// No upper bound for what is hidden.
    pub fn says(self, shown: Shown) -> (u64, Option<u64>) {
        match shown {
            Shown::Suppressed => (0, None),
            Shown::Exact(count) => (count, Some(count)),
            Shown::Rounded(0) => (0, Some(self.round_to_nought())),
            Shown::Rounded(rounded) => {
                let low = rounded.saturating_sub(self.base / 2);
                // What is under the threshold would have been hidden.
                let low = low.max(self.threshold);
                let high = rounded.saturating_sub(self.base / 2) + self.base.saturating_sub(1);
                (low.min(high), Some(high))
            }
        }
    }

    /// The greatest count that is shown as nought: nought itself, unless the base is so large
    /// that counts from the threshold on round down to it.
    const fn round_to_nought(self) -> u64 {
        let most = self.base.div_ceil(2).saturating_sub(1);
        if most >= self.threshold { most } else { 0 }
    }
}

/// What a reader sees of a cell.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Shown {
    /// The count itself.
    Exact(u64),
    /// The nearest multiple of the base.
    Rounded(u64),
    /// The marker `[c]`.
    Suppressed,
}

impl Shown {
    /// The cell of a table.
    pub const fn cell(self) -> crate::table::Cell {
        match self {
            Self::Exact(count) | Self::Rounded(count) => crate::table::Cell::Count(count),
            Self::Suppressed => crate::table::Cell::Suppressed,
        }
    }
}
