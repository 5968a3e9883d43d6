//! Groups as they grow, and how the joining of them is shared out.

use super::{Joining, Link};

/// After the last member of a group.
const END: u32 = u32::MAX;

/// A record as one of a group. All that is known of it stands together: in a large file each look
/// at another place is one to wait for.
#[derive(Debug, Clone, Copy)]
struct Member {
    parent: u32,
    /// The member after it.
    next: u32,
    /// Of a root, the last member of its group and how many there are.
    last: u32,
    size: u32,
}

/// Groups as they grow: each a chain of its members from its root on.
pub(super) struct Groups(Vec<Member>);

impl Groups {
    pub(super) fn new(records: usize) -> Self {
        let all = 0..u32::try_from(records).unwrap_or(u32::MAX);
        let alone = all.map(|record| Member {
            parent: record,
            next: END,
            last: record,
            size: 1,
        });
        Self(alone.collect())
    }

    fn get(&self, record: u32) -> Member {
        let alone = Member {
            parent: record,
            next: END,
            last: record,
            size: 1,
        };
        self.0.get(record as usize).copied().unwrap_or(alone)
    }

    fn set(&mut self, record: u32, change: impl FnOnce(&mut Member)) {
        if let Some(member) = self.0.get_mut(record as usize) {
            change(member);
        }
    }

    /// A number that says nothing, and that only one who looked at a record can know.
    pub(super) fn seen(&self, record: u32) -> u32 {
        self.get(record).parent
    }

    pub(super) fn root(&mut self, mut record: u32) -> u32 {
        loop {
            let parent = self.get(record).parent;
            if parent == record {
                return record;
            }
            let above = self.get(parent).parent;
            self.set(record, |member| member.parent = above);
            record = parent;
        }
    }

    pub(super) fn members(&self, root: u32) -> impl Iterator<Item = u32> {
        std::iter::successors(Some(root), |member| {
            Some(self.get(*member).next).filter(|next| *next != END)
        })
    }

    /// Has two records of one root, whatever the groups.
    fn connect(&mut self, one: u32, other: u32) {
        let (a, b) = (self.root(one), self.root(other));
        self.set(a.max(b), |member| member.parent = a.min(b));
    }

    pub(super) fn size(&self, root: u32) -> usize {
        self.get(root).size as usize
    }

    /// Joins two groups under the earlier root.
    pub(super) fn join(&mut self, a: u32, b: u32) -> u32 {
        let (root, gone) = (a.min(b), a.max(b));
        let (first, second) = (self.get(root), self.get(gone));
        self.set(first.last, |member| member.next = gone);
        self.set(root, |member| {
            member.last = second.last;
            member.size = first.size.saturating_add(second.size);
        });
        self.set(gone, |member| member.parent = root);
        root
    }
}

/// Which records are whose to join. Two records that any chain of links connects are of one share,
/// so what is joined in one share says nothing of another.
pub(super) struct Shares {
    /// How many shares there are.
    pub(super) count: u8,
    /// The share of each record; none where there is one share.
    of: Vec<u8>,
}

impl Shares {
    pub(super) fn new(records: usize, links: &[Link], joining: Joining, threads: usize) -> Self {
        let count = u8::try_from(threads.max(1)).unwrap_or(u8::MAX);
        if count == 1 {
            return Self {
                count,
                of: Vec::new(),
            };
        }
        let mut groups = Groups::new(records);
        for link in links {
            if link.weight >= joining.least.min(joining.again) {
                groups.connect(link.one, link.other);
            }
        }
        let all = 0..u32::try_from(records).unwrap_or(u32::MAX);
        // Mixed, because records beside one another may be of one place.
        let mixed = |root: u32| root.wrapping_mul(0x9e37_79b9) >> 8;
        let of = all
            .map(|record| u8::try_from(mixed(groups.root(record)) % u32::from(count)).unwrap_or(0));
        Self {
            count,
            of: of.collect(),
        }
    }

    /// The share of a record.
    pub(super) fn of(&self, record: u32) -> u8 {
        self.of.get(record as usize).copied().unwrap_or(0)
    }

    /// The links of a share whose weight is wanted, each with its place among all.
    pub(super) fn links<'a>(
        &self,
        links: &'a [Link],
        wanted: impl Fn(f64) -> bool,
        share: u8,
    ) -> impl Iterator<Item = (u32, &'a Link)> {
        let all = (0..).zip(links);
        all.filter(move |(_, link)| wanted(link.weight) && self.of(link.one) == share)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn what_is_connected_is_of_one_share_and_every_link_of_one(
            pairs in prop::collection::vec((0_u32..40, 0_u32..40, -9.0..9.0), 0..50),
            threads in 1_usize..6,
        ) {
            let joining = Joining::at(0.95);
            let links: Vec<Link> = pairs
                .iter()
                .map(|(one, other, weight)| Link { one: *one, other: *other, weight: *weight })
                .collect();
            let shares = Shares::new(40, &links, joining, threads);
            for link in links.iter().filter(|link| link.weight >= joining.again) {
                prop_assert_eq!(shares.of(link.one), shares.of(link.other));
            }
            let mut seen: Vec<(u32, Link)> = Vec::new();
            for share in 0..shares.count {
                seen.extend(shares.links(&links, |weight| weight < 1.0, share).map(|(nth, link)| (nth, *link)));
                seen.extend(shares.links(&links, |weight| weight >= 1.0, share).map(|(nth, link)| (nth, *link)));
            }
            seen.sort_by_key(|(nth, _)| *nth);
            prop_assert_eq!(seen, (0..).zip(links).collect::<Vec<_>>());
        }
    }

    #[test]
    fn shares_are_about_as_large() {
        let shares = Shares::new(10_000, &[], Joining::at(0.95), 4);
        for share in 0..4 {
            let records = (0..10_000).filter(|record| shares.of(*record) == share);
            let count = records.count();
            assert!((2_000..3_000).contains(&count), "{share}: {count}");
        }
    }
}
