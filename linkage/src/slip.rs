//! One slip between two short texts: a letter changed, added or left out, or two swapped.
//!
//! Most pairs of values are told to be further apart by a quick look, without their texts, which
//! lie far away.

/// Whether two texts differ by one letter changed, added or left out, or two neighbours swapped.
pub(crate) fn one_slip(one: &[u8], other: &[u8]) -> bool {
    let start = one.iter().zip(other).take_while(|(a, b)| a == b).count();
    let (one, other) = (
        one.get(start..).unwrap_or_default(),
        other.get(start..).unwrap_or_default(),
    );
    match one.len().abs_diff(other.len()) {
        0 => {
            one.get(1..) == other.get(1..)
                || (one.len() >= 2
                    && one.first() == other.get(1)
                    && one.get(1) == other.first()
                    && one.get(2..) == other.get(2..))
        }
        1 => one.get(1..) == Some(other) || other.get(1..) == Some(one),
        _ => false,
    }
}

/// The same of two packed postcodes, which none has more than eight letters of.
pub(crate) fn packed(one: u64, other: u64) -> bool {
    may_slip(one, other)
        && one_slip(
            letters(&one.to_be_bytes(), one),
            letters(&other.to_be_bytes(), other),
        )
}

/// The letters of a packed postcode, from its bytes.
fn letters(bytes: &[u8; 8], packed: u64) -> &[u8] {
    let unused = packed.trailing_zeros() as usize / 8;
    bytes
        .get(..8_usize.saturating_sub(unused))
        .unwrap_or_default()
}

/// Whether one slip could make one packed text of the other: of one length, not more than two
/// letters differ; of two, the shorter is all beginning and end of the longer.
fn may_slip(one: u64, other: u64) -> bool {
    let (unused, free) = (one.trailing_zeros() / 8 * 8, other.trailing_zeros() / 8 * 8);
    if unused == free {
        return differing(one ^ other) <= 2;
    }
    if one == 0 || other == 0 || unused.abs_diff(free) > 8 {
        return false;
    }
    let beginning = (one ^ other).leading_zeros() / 8;
    let end = ((one >> unused) ^ (other >> free)).trailing_zeros() / 8;
    beginning + end >= 8 - unused.max(free) / 8
}

/// How many of eight bytes are not zero.
const fn differing(bytes: u64) -> u32 {
    const LOW: u64 = 0x7f7f_7f7f_7f7f_7f7f;
    ((((bytes & LOW) + LOW) | bytes) & !LOW).count_ones()
}

/// How a text begins and ends, and how long it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Ends {
    /// The first eight bytes, the first on top, and noughts where there are fewer.
    first: u64,
    /// The last four, the last at the bottom.
    last: u32,
    length: u32,
}

impl Ends {
    /// Those of a text.
    pub(crate) fn of(text: &str) -> Self {
        let bytes = text.bytes();
        let first = bytes.clone().chain(std::iter::repeat(0)).take(8);
        let last = bytes.clone().skip(text.len().saturating_sub(4));
        Self {
            first: first.fold(0, |first, byte| first << 8 | u64::from(byte)),
            last: last.fold(0, |last, byte| last << 8 | u32::from(byte)),
            length: u32::try_from(text.len()).unwrap_or(u32::MAX),
        }
    }

    /// Whether one slip could make one text of the other: false only where none does.
    ///
    /// A slip stands where two texts first differ or, of a letter added to a row of the same, before
    /// that. What comes after it is the same, however the slip came about.
    pub(crate) fn may_slip(self, other: Self) -> bool {
        let shorter = self.length.min(other.length);
        let same = ((self.first ^ other.first).leading_zeros() / 8).min(shorter);
        let after = shorter.saturating_sub(same + 2).min(4);
        let same_end = (self.last ^ other.last).trailing_zeros() / 8;
        self.length.abs_diff(other.length) <= 1 && (same == 8 || same_end >= after)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn packed_of(text: &str) -> u64 {
        Ends::of(text).first
    }

    #[test]
    fn a_slip_is_one_letter_changed_added_left_out_or_two_swapped() {
        for (one, other, slip) in [
            ("CT1 1AA", "CT1 1AB", true),
            ("CT1 1AA", "CT11 1AA", true),
            ("M1 1AE", "M11 1AE", true),
            ("CT12 1AA", "CT21 1AA", true),
            ("CT1 1AA", "CT2 1AB", false),
            ("CT1 1AA", "CT1 1A", true),
            ("CT1 1AA", "TC1 1AB", false),
        ] {
            let (a, b) = (one.as_bytes(), other.as_bytes());
            assert_eq!(one_slip(a, b), slip, "{one} {other}");
            assert_eq!(one_slip(b, a), slip, "{other} {one}");
        }
    }

    #[test]
    fn a_quick_look_at_both_ends_tells_most_numbers_apart() {
        let numbers: Vec<String> = (0..400_u32)
            .map(|n| format!("07{:09}", (n * 2_654_435) % 1_000_000_007))
            .collect();
        let ends: Vec<Ends> = numbers.iter().map(|number| Ends::of(number)).collect();
        let open = |one: usize| {
            (0..one)
                .filter(|other| ends[one].may_slip(ends[*other]))
                .count()
        };
        let open: usize = (0..ends.len()).map(open).sum();
        assert!(open < 800, "{open} of 79,800 pairs are left open");
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(20_000))]

        #[test]
        fn the_quick_look_never_throws_out_a_slip(one in "[AB1 ]{1,8}", other in "[AB1 ]{1,8}") {
            prop_assume!(one != other);
            let slip = one_slip(one.as_bytes(), other.as_bytes());
            prop_assert!(!slip || may_slip(packed_of(&one), packed_of(&other)), "{} {}", one, other);
        }

        #[test]
        fn nor_does_the_look_at_both_ends(
            one in "[AB]{0,20}",
            place in 0..21_usize,
            how in 0..4_u8,
            letter in "[ABC]",
        ) {
            let mut other: Vec<char> = one.chars().collect();
            let place = place.min(other.len());
            match how {
                0 => other.insert(place, letter.chars().next().unwrap()),
                1 if place < other.len() => { other.remove(place); }
                2 if place < other.len() => other[place] = letter.chars().next().unwrap(),
                3 if place + 1 < other.len() => other.swap(place, place + 1),
                _ => {}
            }
            let other: String = other.into_iter().collect();
            let (mine, theirs) = (Ends::of(&one), Ends::of(&other));
            prop_assert!(one == other || one_slip(one.as_bytes(), other.as_bytes()));
            prop_assert!(mine.may_slip(theirs) && theirs.may_slip(mine), "{} {}", one, other);
        }

        #[test]
        fn a_packed_postcode_is_the_whole_of_it(raw in "[A-Z]{0,2}[0-9A-Z]{0,3} ?[0-9A-Z]{0,4}") {
            if let Ok(postcode) = crate::text::postcode(&raw) {
                let packed = packed_of(&postcode);
                let bytes = packed.to_be_bytes();
                prop_assert_eq!(letters(&bytes, packed), postcode.as_bytes());
            }
        }
    }
}
