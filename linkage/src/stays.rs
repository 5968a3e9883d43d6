//! One person in two places at once, or somewhere before they were born: checks of groups for which
//! nobody has to know the truth.
//!
//! Who is detained in two places over the same hours is two people, or one stay is recorded with a
//! wrong time. So groups in which it happens are to be looked at, and how often it happens says
//! how many links are false at most: two records of two people clash as often as any two records of the
//! file do by chance, two of one person never.

use rustc_hash::FxHashMap;
use serde::Serialize;

use crate::fairness::Clusters;
use crate::measure::Share;

/// A time that somebody was in one place, as far as it is certain.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Stay {
    /// Seconds from some moment: they were there from then on at the latest.
    pub from: i64,
    /// They were there until then at the earliest.
    pub until: i64,
    /// Which place. Two stays in one place do not contradict each other.
    pub place: u32,
}

impl Stay {
    /// Whether nobody can have had both stays.
    pub const fn clashes(&self, other: &Self) -> bool {
        self.place != other.place && self.at_once(other)
    }

    const fn at_once(&self, other: &Self) -> bool {
        self.from < other.until && other.from < self.until
    }
}

/// Clashes to be expected, if every pair in one group were two people, from which on their number
/// says something of false links.
pub const TELLING: f64 = 30.0;

/// Two records of one group that nobody can both have.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Clash {
    /// One record,
    pub one: u32,
    /// and the other, which is after it in the table.
    pub other: u32,
    /// For how many seconds both hold.
    pub seconds: i64,
}

/// What the check came to.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Clashes {
    /// Records whose stay is known.
    pub stays: u64,
    /// Pairs of these that are in one group and in two places.
    pub pairs: u64,
    /// Of these pairs, those that clash. The interval is over groups.
    pub clashing: Share,
    /// Groups in which any do.
    pub groups: u64,
    /// Of all pairs of stays in two places, whoever they are of, the share that clash.
    pub by_chance: f64,
    /// How many of the pairs in one group would clash if each of them were two people.
    pub expected_if_false: f64,
    /// `clashing` over `by_chance`: the share of the pairs that are two people, at most, because a
    /// stay that is recorded twice or with a wrong time clashes too. `None` where fewer than
    /// [`TELLING`] clashes would be expected if all were: then a few such records would say that
    /// every link is false.
    pub false_links: Option<Share>,
    /// Every clash, in the order of groups and records.
    #[serde(skip)]
    pub all: Vec<Clash>,
}

/// Two records of one group, one of whose stays began before the other's date of birth.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct BeforeBirth {
    /// The record whose stay it is,
    pub stay: u32,
    /// and the one whose date of birth is after it; the same where a record contradicts itself.
    pub born: u32,
}

/// Who was somewhere before they were born: of each group the stay that began first, against every
/// date of birth, in the order of groups and records. `born` is the beginning of the day, in
/// seconds from the moment that stays are counted from. One of the two dates is wrong, or the
/// records are of two people.
pub fn before_birth(
    groups: &[u32],
    stays: &[Option<Stay>],
    born: &[Option<i64>],
) -> Vec<BeforeBirth> {
    let mut first: FxHashMap<u32, (i64, u32)> = FxHashMap::default();
    let mut found = Vec::new();
    for (((record, group), stay), born) in (0..).zip(groups).zip(stays).zip(born) {
        let Some(stay) = stay else { continue };
        // What a record says of itself alone is told of it, and of nobody else.
        if born.is_some_and(|born| stay.from < born) {
            found.push((
                *group,
                BeforeBirth {
                    stay: record,
                    born: record,
                },
            ));
            continue;
        }
        let earliest = first.entry(*group).or_insert((stay.from, record));
        *earliest = (stay.from, record).min(*earliest);
    }
    for ((record, group), born) in (0..).zip(groups).zip(born) {
        if let (Some(born), Some((from, stay))) = (born, first.get(group))
            && from < born
        {
            found.push((
                *group,
                BeforeBirth {
                    stay: *stay,
                    born: record,
                },
            ));
        }
    }
    found.sort_unstable();
    found.into_iter().map(|(_, found)| found).collect()
}

/// Looks through the groups. `stays` are those of the records, where they are known.
pub fn clashes(groups: &[u32], stays: &[Option<Stay>]) -> Clashes {
    let mut of_group: FxHashMap<u32, Vec<(u32, Stay)>> = FxHashMap::default();
    for ((record, group), stay) in (0..).zip(groups).zip(stays) {
        if let Some(stay) = stay {
            of_group.entry(*group).or_default().push((record, *stay));
        }
    }
    let known: Vec<Stay> = stays.iter().copied().flatten().collect();
    let by_chance = by_chance(&known);
    let mut of_group: Vec<_> = of_group.into_iter().collect();
    of_group.sort_unstable_by_key(|(group, _)| *group);
    let (mut all, mut counted) = (Vec::new(), Clusters::default());
    let (mut pairs, mut with) = (0, 0);
    for (group, records) in &mut of_group {
        let of = pairs_in_two_places(records.iter().map(|(_, stay)| stay.place));
        let found = clashes_of(records);
        pairs += of;
        with += u64::from(!found.is_empty());
        counted.add(*group, count(found.len()), of);
        all.extend(found);
    }
    let clashing = counted.share();
    let over = |share: f64| (share / by_chance).min(1.0);
    let expected_if_false = by_chance * real(pairs);
    Clashes {
        stays: count(known.len()),
        pairs,
        clashing,
        groups: with,
        by_chance,
        expected_if_false,
        false_links: (expected_if_false >= TELLING).then(|| Share {
            value: over(clashing.value),
            from: over(clashing.from),
            to: over(clashing.to),
            of: pairs,
        }),
        all,
    }
}

#[allow(clippy::cast_precision_loss, reason = "a count of pairs")]
fn real(count: u64) -> f64 {
    count as f64
}

fn count(count: usize) -> u64 {
    u64::try_from(count).unwrap_or(u64::MAX)
}

/// The clashes of one group: of stays in the order of their beginnings, only those that begin
/// before another ends can clash with it.
fn clashes_of(records: &mut [(u32, Stay)]) -> Vec<Clash> {
    records.sort_unstable_by_key(|(record, stay)| (stay.from, *record));
    let mut found = Vec::new();
    for (nth, (record, stay)) in records.iter().enumerate() {
        let later = records.iter().skip(nth + 1);
        for (other, theirs) in later.take_while(|(_, theirs)| theirs.from < stay.until) {
            if stay.clashes(theirs) {
                found.push(Clash {
                    one: *record.min(other),
                    other: *record.max(other),
                    seconds: stay.until.min(theirs.until) - stay.from.max(theirs.from),
                });
            }
        }
    }
    found.sort_unstable_by_key(|clash| (clash.one, clash.other));
    found
}

fn pairs_in_two_places(places: impl Iterator<Item = u32>) -> u64 {
    let mut at: FxHashMap<u32, u64> = FxHashMap::default();
    let mut all = 0;
    for place in places {
        *at.entry(place).or_insert(0) += 1;
        all += 1;
    }
    let pairs = |count: u64| count * count.saturating_sub(1) / 2;
    pairs(all) - at.values().copied().map(pairs).sum::<u64>()
}

/// Of all pairs of stays in two places, the share that clash: 0 where there is no such pair.
fn by_chance(stays: &[Stay]) -> f64 {
    let mut at: FxHashMap<u32, Vec<Stay>> = FxHashMap::default();
    for stay in stays {
        at.entry(stay.place).or_default().push(*stay);
    }
    let in_one: u64 = at.values().map(|stays| pairs_at_once(stays)).sum();
    let of = pairs_in_two_places(stays.iter().map(|stay| stay.place));
    Share::new(pairs_at_once(stays) - in_one, of).value
}

/// How many pairs of stays are at once, wherever. A stay meets those that begin before it ends,
/// less those of them that end by when it begins: the former are counted as beginnings come, the
/// latter in a tree of sums over ends.
fn pairs_at_once(stays: &[Stay]) -> u64 {
    let mut ends: Vec<i64> = stays.iter().map(|stay| stay.until).collect();
    ends.sort_unstable();
    let mut begun: Vec<&Stay> = stays.iter().collect();
    begun.sort_unstable_by_key(|stay| stay.from);
    let mut asking = begun.clone();
    asking.sort_unstable_by_key(|stay| stay.until);
    let mut ended = Sums(vec![0; ends.len() + 1]);
    let (mut met, mut before, mut begun) = (0_u64, 0_u64, begun.into_iter().peekable());
    for stay in asking {
        while let Some(other) = begun.next_if(|other| other.from < stay.until) {
            before += 1;
            ended.add(ends.partition_point(|end| *end < other.until));
        }
        met += before - ended.below(ends.partition_point(|end| *end <= stay.from));
        // Not with itself.
        met -= u64::from(stay.from < stay.until);
    }
    met / 2
}

/// Counts by place, of which those below a place are summed in few steps (a Fenwick tree).
struct Sums(Vec<u64>);

impl Sums {
    fn add(&mut self, place: usize) {
        let mut at = place + 1;
        while let Some(sum) = self.0.get_mut(at) {
            *sum += 1;
            at += at & at.wrapping_neg();
        }
    }

    fn below(&self, place: usize) -> u64 {
        let (mut at, mut sum) = (place, 0);
        while at > 0 {
            sum += self.0.get(at).copied().unwrap_or(0);
            at -= at & at.wrapping_neg();
        }
        sum
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[allow(clippy::unnecessary_wraps, reason = "as a record has it")]
    fn stay(from: i64, until: i64, place: u32) -> Option<Stay> {
        Some(Stay { from, until, place })
    }

    #[test]
    fn two_places_at_once_clash_and_one_after_the_other_do_not() {
        let stays = [
            stay(0, 10, 1),
            stay(5, 15, 2),  // with the first
            stay(10, 20, 3), // with the second; the first has just ended
            stay(6, 9, 1),   // with the second; in the place of the first
            None,
            stay(0, 99, 7), // of another group
        ];
        let seen = clashes(&[0, 0, 0, 0, 0, 5], &stays);
        let found: Vec<(u32, u32, i64)> = seen
            .all
            .iter()
            .map(|clash| (clash.one, clash.other, clash.seconds))
            .collect();
        assert_eq!(found, [(0, 1, 5), (1, 2, 5), (1, 3, 3)]);
        assert_eq!((seen.stays, seen.pairs, seen.groups), (5, 5, 1));
        // Nine pairs of the file are in two places; the last stay clashes with all four others.
        assert!((seen.by_chance - 7.0 / 9.0).abs() < 1e-12);
        // So few say nothing of false links.
        assert!((seen.expected_if_false - 35.0 / 9.0).abs() < 1e-12);
        assert_eq!(seen.false_links, None);
    }

    #[test]
    fn nobody_is_anywhere_before_they_are_born() {
        let stays = [
            stay(100, 110, 1),
            stay(50, 60, 1),   // the first of the group
            stay(200, 210, 1), // before its own date of birth
            None,              // born after the first stays
            stay(5, 6, 1),     // of another group
        ];
        let born = [Some(40), None, Some(300), Some(70), Some(5)];
        let seen = before_birth(&[0, 0, 0, 0, 4], &stays, &born);
        let found: Vec<(u32, u32)> = seen.iter().map(|one| (one.stay, one.born)).collect();
        // The third contradicts itself, and the first stay comes before two dates of birth.
        assert_eq!(found, [(1, 2), (1, 3), (2, 2)]);
        assert_eq!(before_birth(&[0], &[stay(5, 6, 1)], &[None]), []);
    }

    #[test]
    fn nothing_known_says_nothing() {
        let seen = clashes(&[0, 0], &[None, stay(1, 2, 1)]);
        assert_eq!((seen.pairs, seen.false_links), (0, None));
        assert!(seen.clashing.to >= 1.0);
    }

    proptest! {
        /// Also of stays that may be shorter than nothing: two days are known, not the hours.
        #[test]
        fn pairs_at_once_are_those_found_one_by_one(
            spans in prop::collection::vec((0_i64..30, -2_i64..12, 0_u32..3), 0..40)
        ) {
            let stays: Vec<Stay> = spans
                .iter()
                .map(|(from, long, place)| Stay { from: *from, until: from + long, place: *place })
                .collect();
            let mut slowly = (0, 0, 0_u64);
            for (nth, one) in stays.iter().enumerate() {
                for other in &stays[nth + 1..] {
                    slowly.0 += u64::from(one.at_once(other));
                    slowly.1 += u64::from(one.clashes(other));
                    slowly.2 += u64::from(one.place != other.place);
                }
            }
            prop_assert_eq!(pairs_at_once(&stays), slowly.0);
            prop_assert_eq!(
                by_chance(&stays).to_bits(),
                Share::new(slowly.1, slowly.2).value.to_bits()
            );
            let stays: Vec<_> = stays.into_iter().map(Some).collect();
            let seen = clashes(&vec![0; stays.len()], &stays);
            prop_assert_eq!(count(seen.all.len()), slowly.1);
        }
    }
}
