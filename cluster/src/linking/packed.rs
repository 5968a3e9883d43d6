//! What comparing led to, as bytes: numbers of records and of patterns, and nothing else.

use std::ops::Range;

use linkage::pairs::{Compared, Pair};
use linkage::table::Table;
use serde::{Deserialize, Serialize};

use crate::piecework::Out;

/// Bytes of a pair, and of a pattern with its count.
const EACH: usize = 12;

/// Bytes that are handed on at once, about: whole entries.
const AT_ONCE: usize = EACH * 80_000;

/// How much was handed on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Account {
    /// Patterns that were seen, each with how many pairs show it. They come first.
    patterns: usize,
    /// How many pairs of each piece follow.
    pairs: Vec<usize>,
    made_of_large: Vec<u64>,
}

/// Hands on what comparing led to.
pub(super) fn pack(compared: &Compared, out: &mut Out<'_>) -> Account {
    let mut bytes = Vec::new();
    let mut wanted = true;
    let mut entry = |one: [u8; 4], others: [u8; 8]| {
        bytes.extend_from_slice(&one);
        bytes.extend_from_slice(&others);
        if bytes.len() >= AT_ONCE {
            let full = std::mem::take(&mut bytes);
            wanted = wanted && out(full);
        }
    };
    let seen = compared.histogram.iter().zip(0_u32..);
    let mut patterns = 0;
    for (count, pattern) in seen.filter(|(count, _)| **count > 0) {
        entry(pattern.to_le_bytes(), count.to_le_bytes());
        patterns += 1;
    }
    for pair in compared.pairs.iter().flatten() {
        let both = u64::from(pair.other) | u64::from(pair.pattern) << 32;
        entry(pair.one.to_le_bytes(), both.to_le_bytes());
    }
    if wanted {
        out(bytes);
    }
    Account {
        patterns,
        pairs: compared.pairs.iter().map(Vec::len).collect(),
        made_of_large: compared.made_of_large.clone(),
    }
}

/// What numbers there can be.
#[derive(Debug, Clone, Copy)]
pub(super) struct Fits {
    records: usize,
    patterns: usize,
    rules: usize,
}

impl Fits {
    /// Of a table, and of what comparing none of it leads to.
    pub(super) const fn new(table: &Table, none: &Compared) -> Self {
        Self {
            records: table.rows.len(),
            patterns: none.histogram.len(),
            rules: none.made_of_large.len(),
        }
    }
}

/// What comparing some pieces led to, from bytes; nothing where the numbers do not fit.
pub(super) fn unpack(
    fits: &Fits,
    pieces: Range<usize>,
    account: &Account,
    bytes: &[u8],
) -> Option<Compared> {
    let (entries, rest) = bytes.as_chunks::<EACH>();
    let (seen, pairs) = entries.split_at_checked(account.patterns)?;
    let all = account
        .pairs
        .iter()
        .try_fold(0_usize, |sum, count| sum.checked_add(*count));
    if !rest.is_empty()
        || Some(pairs.len()) != all
        || account.pairs.len() != pieces.len()
        || account.made_of_large.len() != fits.rules
    {
        return None;
    }
    let mut histogram = vec![0; fits.patterns];
    for entry in seen {
        let [pattern, low, high] = numbers(entry);
        *histogram.get_mut(pattern as usize)? = u64::from(low) | u64::from(high) << 32;
    }
    let mut of_pieces = Vec::with_capacity(account.pairs.len());
    let mut left = pairs;
    for count in &account.pairs {
        let (own, after) = left.split_at_checked(*count)?;
        left = after;
        let own = own.iter().map(|entry| {
            let [one, other, pattern] = numbers(entry);
            let fit = one < other
                && (other as usize) < fits.records
                && (pattern as usize) < fits.patterns;
            fit.then_some(Pair {
                one,
                other,
                pattern,
            })
        });
        of_pieces.push(own.collect::<Option<Vec<Pair>>>()?);
    }
    Some(Compared {
        pieces,
        compared: histogram.iter().sum(),
        histogram,
        pairs: of_pieces,
        made_of_large: account.made_of_large.clone(),
    })
}

fn numbers(entry: &[u8; EACH]) -> [u32; 3] {
    let mut numbers = [0; 3];
    for (number, bytes) in numbers.iter_mut().zip(entry.as_chunks::<4>().0) {
        *number = u32::from_le_bytes(*bytes);
    }
    numbers
}

#[cfg(test)]
mod tests {
    use super::*;

    fn compared() -> Compared {
        let pair = |one, other, pattern| Pair {
            one,
            other,
            pattern,
        };
        Compared {
            pieces: 4..7,
            histogram: vec![0, 7, 0, u64::from(u32::MAX) + 9],
            pairs: vec![
                vec![pair(0, 1, 1), pair(2, 9, 3)],
                vec![],
                vec![pair(3, 4, 3)],
            ],
            compared: u64::from(u32::MAX) + 16,
            made_of_large: vec![5, 0],
        }
    }

    const FITS: Fits = Fits {
        records: 10,
        patterns: 4,
        rules: 2,
    };

    fn packed(compared: &Compared) -> (Account, Vec<u8>) {
        let mut all = Vec::new();
        let account = pack(compared, &mut |bytes| {
            all.extend(bytes);
            true
        });
        (account, all)
    }

    #[test]
    fn what_is_packed_comes_out_again_and_holds_numbers_alone() {
        let compared = compared();
        let (account, bytes) = packed(&compared);
        assert_eq!(bytes.len(), (2 + 3) * EACH);
        assert_eq!(unpack(&FITS, 4..7, &account, &bytes), Some(compared));
    }

    #[test]
    fn more_than_goes_at_once_goes_in_whole_entries() {
        let mut compared = compared();
        compared.pairs[1] = vec![compared.pairs[0][0]; 200_000];
        let mut sizes = Vec::new();
        let mut all = Vec::new();
        let account = pack(&compared, &mut |bytes| {
            sizes.push(bytes.len());
            all.extend(bytes);
            true
        });
        assert_eq!(sizes.len(), 3);
        assert!(sizes.iter().all(|size| size % EACH == 0), "{sizes:?}");
        assert_eq!(unpack(&FITS, 4..7, &account, &all), Some(compared));
    }

    #[test]
    fn nothing_is_handed_on_that_nobody_wants() {
        let mut compared = compared();
        compared.pairs[1] = vec![compared.pairs[0][0]; 200_000];
        let mut times = 0;
        pack(&compared, &mut |_| {
            times += 1;
            false
        });
        assert_eq!(times, 1);
    }

    #[test]
    fn numbers_that_do_not_fit_are_refused() {
        let (account, bytes) = packed(&compared());
        let refused = |fits: Fits, pieces, account: &Account, bytes: &[u8]| {
            assert_eq!(unpack(&fits, pieces, account, bytes), None, "{account:?}");
        };
        refused(FITS, 4..6, &account, &bytes);
        refused(FITS, 4..7, &account, &bytes[EACH..]);
        refused(FITS, 4..7, &account, &bytes[1..]);
        refused(Fits { records: 9, ..FITS }, 4..7, &account, &bytes);
        refused(
            Fits {
                patterns: 3,
                ..FITS
            },
            4..7,
            &account,
            &bytes,
        );
        refused(Fits { rules: 3, ..FITS }, 4..7, &account, &bytes);
        let more = Account {
            patterns: 9,
            ..account.clone()
        };
        refused(FITS, 4..7, &more, &bytes);
        let mut turned = compared();
        turned.pairs[0][0].one = 2;
        let (account, bytes) = packed(&turned);
        refused(FITS, 4..7, &account, &bytes);
    }
}
