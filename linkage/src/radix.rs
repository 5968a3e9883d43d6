//! Many numbers in order, by their bits.

/// Fewer than this are sorted by comparing.
const FEW: usize = 10_000;
/// Bits of a key that are looked at in one pass.
const DIGIT: u32 = 11;

/// Sorts what comes numbered, in its own order, by its keys; of one key the earlier stays first.
pub(crate) fn sort(keyed: &mut Vec<(u64, u32)>) {
    if keyed.len() < FEW {
        keyed.sort_unstable();
        return;
    }
    sort_by_key(keyed, &mut Vec::new(), |(key, _)| *key);
}

/// Sorts by a key; of one key the earlier stays first. It takes a pass over all for each stretch of
/// bits in which keys differ, which is quicker than to compare them.
/// `other` is room for as many, whatever it holds.
pub(crate) fn sort_by_key<T: Copy>(all: &mut Vec<T>, other: &mut Vec<T>, key: impl Fn(&T) -> u64) {
    if all.is_sorted_by_key(&key) {
        return;
    }
    let Some(first) = all.first().copied() else {
        return;
    };
    let (every, any) =
        (all.iter().map(&key)).fold((u64::MAX, 0), |(every, any), key| (every & key, any | key));
    let mut differing = every ^ any;
    other.resize(all.len(), first);
    while differing != 0 {
        let from = differing.trailing_zeros();
        let digit =
            |one: &T| usize::try_from(key(one) >> from & ((1 << DIGIT) - 1)).unwrap_or_default();
        pass(all, other, digit);
        std::mem::swap(all, other);
        differing &= u64::MAX.checked_shl(from + DIGIT).unwrap_or(0);
    }
}

/// Puts all in the order of one digit of their keys.
fn pass<T: Copy>(from: &[T], to: &mut [T], digit: impl Fn(&T) -> usize) {
    let mut places = vec![0_usize; 1 << DIGIT];
    for one in from {
        if let Some(count) = places.get_mut(digit(one)) {
            *count += 1;
        }
    }
    let mut before = 0;
    for place in &mut places {
        let count = *place;
        *place = before;
        before += count;
    }
    for one in from {
        if let Some(place) = places.get_mut(digit(one)) {
            if let Some(slot) = to.get_mut(*place) {
                *slot = *one;
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
