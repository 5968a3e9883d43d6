//! Many numbers in order, by their bits.

/// Fewer than this are sorted by comparing.
const FEW: usize = 10_000;
/// Bits of a key that are looked at in one pass.
const DIGIT: u32 = 11;

/// Sorts what comes numbered, in its own order, by its keys; of one key the earlier stays first. It
/// takes a pass over all for each stretch of bits in which keys differ, which is quicker than to
/// compare them.
pub(crate) fn sort(keyed: &mut Vec<(u64, u32)>) {
    if keyed.len() < FEW {
        keyed.sort_unstable();
        return;
    }
    let (all, any) = keyed
        .iter()
        .fold((u64::MAX, 0), |(all, any), (key, _)| (all & key, any | key));
    let mut differing = all ^ any;
    let mut other = vec![(0, 0); keyed.len()];
    while differing != 0 {
        let from = differing.trailing_zeros();
        let digit =
            |key: u64| usize::try_from(key >> from & ((1 << DIGIT) - 1)).unwrap_or_default();
        pass(keyed, &mut other, digit);
        std::mem::swap(keyed, &mut other);
        differing &= u64::MAX.checked_shl(from + DIGIT).unwrap_or(0);
    }
}

/// Puts all in the order of one digit of their keys.
fn pass(from: &[(u64, u32)], to: &mut [(u64, u32)], digit: impl Fn(u64) -> usize) {
    let mut places = vec![0_usize; 1 << DIGIT];
    for (key, _) in from {
        if let Some(count) = places.get_mut(digit(*key)) {
            *count += 1;
        }
    }
    let mut before = 0;
    for place in &mut places {
        let count = *place;
        *place = before;
        before += count;
    }
    for keyed in from {
        if let Some(place) = places.get_mut(digit(keyed.0)) {
            if let Some(slot) = to.get_mut(*place) {
                *slot = *keyed;
            }
            *place += 1;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn many_records_are_sorted_as_few_are() {
        let mut state = 7_u64;
        let mut random = move || {
            state = state
                .wrapping_mul(6_364_136_223_846_793_005)
                .wrapping_add(1);
            state >> 20
        };
        for mask in [
            u64::MAX,
            0xff,
            0x0003_ffff_0000_0fff,
            0xffff_0000_0000_0000,
            0,
        ] {
            let mut keyed: Vec<(u64, u32)> = (0..20_000)
                .map(|record| (random().wrapping_mul(0x0001_0000_0001) & mask, record))
                .collect();
            let mut wanted = keyed.clone();
            wanted.sort_unstable();
            sort(&mut keyed);
            assert_eq!(keyed, wanted, "{mask:x}");
        }
    }
}
