//! Records that may be one person, without chaining strangers together.
//!
//! Links are taken strongest first. Before two groups become one, what their members say of each
//! other is weighed: a single link between two groups whose other pairs contradict it joins
//! nobody, and is reported. A group so joined is only as good as its weakest joining link, which
//! is kept with it.
//!
//! Records that no chain of links connects say nothing of one another, so threads join apart.

mod groups;

use rustc_hash::FxHashMap;

use crate::compare::{self, Levels};
use crate::model::Model;
use crate::parts::joined;
use crate::table::{Kind, OTHERS, Row, Table};
use groups::{Groups, Shares};

/// A link between two records that was weighed.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Link {
    /// The earlier record.
    pub one: u32,
    /// The later one.
    pub other: u32,
    /// The match weight in bits.
    pub weight: f64,
}

/// How groups are joined.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Joining {
    /// Links below this weight join nobody.
    pub least: f64,
    /// No one pair counts for or against a joining by more bits than this.
    pub most: f64,
    /// Groups are joined when their pairs speak for it by at least this many bits on average.
    pub agreement: f64,
    /// Links below `least` and down to this are looked at again once groups have formed: what two
    /// groups know together may reach `least` where no two of their records do.
    pub again: f64,
}

impl Joining {
    /// The usual way at a threshold of probability.
    pub fn at(probability: f64) -> Self {
        Self {
            least: (probability / (1.0 - probability)).log2(),
            most: 6.0,
            agreement: -2.0,
            again: (probability / (1.0 - probability)).log2() - 7.0,
        }
    }
}

/// A joining that was refused, for a person to look at.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Refused {
    /// The link that would have joined them.
    pub link: Link,
    /// How many records each group had.
    pub sizes: (usize, usize),
    /// What their pairs say on average, in bits.
    pub agreement: f64,
}

/// Groups of records that may each be one person.
#[derive(Debug, Clone, Default)]
pub struct Clusters {
    /// For each record the first record of its group.
    pub label: Vec<u32>,
    /// For each group of two or more, by its label, the weakest link that joined it.
    pub weakest: FxHashMap<u32, Link>,
    /// Joinings that were refused.
    pub refused: Vec<Refused>,
}

impl Clusters {
    /// For each record the one its group is called by: of its records the first in the order of
    /// ids.
    pub fn called(&self, table: &Table) -> Vec<u32> {
        let mut called = vec![NOBODY; self.label.len()];
        for (record, _) in table.by_id() {
            let label = self.label.get(record as usize);
            if let Some(called) = label.and_then(|label| called.get_mut(*label as usize))
                && *called == NOBODY
            {
                *called = record;
            }
        }
        let of = |label: &u32| called.get(*label as usize).copied().unwrap_or(*label);
        self.label.iter().map(of).collect()
    }
}

/// No record.
const NOBODY: u32 = u32::MAX;

/// Members of each group that speak in a joining, at most.
const SPEAKERS: usize = 24;
/// Links whose records are looked at together.
const TOGETHER: usize = 64;
/// Values of a field that a group may bring to a joining, at most.
const MOST_VALUES: usize = 12;

/// Groups the records of a table by their links, given strongest first.
pub fn cluster(table: &Table, model: &Model, links: &[Link], joining: Joining) -> Clusters {
    on_threads(table, model, links, joining, 1)
}

/// The same on so many threads, of which the groups do not depend.
pub fn on_threads(
    table: &Table,
    model: &Model,
    links: &[Link],
    joining: Joining,
    threads: usize,
) -> Clusters {
    let shares = Shares::new(table.len(), links, joining, threads);
    let join = |share: u8| {
        let mut joined = Joined::new(table, model, joining);
        let strong = |weight: f64| weight >= joining.least;
        let weaker = |weight: f64| !strong(weight) && weight >= joining.again;
        joined.each(shares.links(links, strong, share), Joined::strong);
        joined.each(shares.links(links, weaker, share), Joined::again);
        joined
    };
    let joined: Vec<Joined<'_>> = std::thread::scope(|scope| {
        let join = &join;
        let others: Vec<_> = (1..shares.count)
            .map(|share| scope.spawn(move || join(share)))
            .collect();
        let own = join(0);
        std::iter::once(own)
            .chain(others.into_iter().map(joined))
            .collect()
    });
    put_together(table.len(), joined, &shares, links)
}

/// What each thread came to, each record as in its own share.
fn put_together(
    records: usize,
    mut joined: Vec<Joined<'_>>,
    shares: &Shares,
    links: &[Link],
) -> Clusters {
    let mut clusters = Clusters::default();
    clusters.label.reserve_exact(records);
    for record in 0..u32::try_from(records).unwrap_or(u32::MAX) {
        let share = joined.get_mut(usize::from(shares.of(record)));
        let label = share.map_or(record, |joined| {
            let root = joined.groups.root(record);
            // What a record that is no root any more was joined by is nobody's weakest link now.
            if root == record
                && let Some(link) = joined.weakest_of(record).and_then(|nth| links.get(nth))
            {
                clusters.weakest.insert(root, *link);
            }
            root
        });
        clusters.label.push(label);
    }
    for joined in &mut joined {
        let groups = &mut joined.groups;
        let refused = joined.refused.drain().map(|(_, (refused, _))| refused);
        clusters
            .refused
            .extend(refused.filter(|refused| {
                groups.root(refused.link.one) != groups.root(refused.link.other)
            }));
    }
    clusters
        .refused
        .sort_by_key(|refused| (refused.link.one, refused.link.other));
    clusters
}

/// Groups as they are joined by some of the links.
struct Joined<'a> {
    table: &'a Table,
    model: &'a Model,
    joining: Joining,
    groups: Groups,
    refused: FxHashMap<(u32, u32), (Refused, (usize, usize))>,
    /// For each root the place of the link that last joined its group, from 1; 0 where none did.
    weakest: Vec<u32>,
    /// Those who speak for the two groups in hand.
    speakers: (Vec<Row>, Vec<Row>),
}

impl<'a> Joined<'a> {
    fn new(table: &'a Table, model: &'a Model, joining: Joining) -> Self {
        Self {
            table,
            model,
            joining,
            groups: Groups::new(table.len()),
            refused: FxHashMap::default(),
            weakest: vec![0; table.len()],
            speakers: (Vec::new(), Vec::new()),
        }
    }

    /// Takes the links with their places, some at a time: where their records are far apart, waiting
    /// for many together takes no longer than for one.
    fn each<'b>(
        &mut self,
        mut links: impl Iterator<Item = (u32, &'b Link)>,
        join: impl Fn(&mut Self, u32, &Link),
    ) {
        let mut some: Vec<(u32, &Link)> = Vec::with_capacity(TOGETHER);
        loop {
            some.clear();
            some.extend(links.by_ref().take(TOGETHER));
            if some.is_empty() {
                return;
            }
            let both = some.iter().flat_map(|(_, link)| [link.one, link.other]);
            let seen = both.fold(0, |seen, record| seen ^ self.groups.seen(record));
            std::hint::black_box(seen);
            for (nth, link) in &some {
                join(self, *nth, link);
            }
        }
    }

    /// Joins what a link of at least [`Joining::least`] says. `nth` is its place.
    fn strong(&mut self, nth: u32, link: &Link) {
        let (a, b) = (self.groups.root(link.one), self.groups.root(link.other));
        if a == b {
            return;
        }
        let sizes = (self.groups.size(a), self.groups.size(b));
        let both = (a.min(b), a.max(b));
        if sizes.0 * sizes.1 > 1 {
            let refused = self.refused.get(&both);
            if refused.is_some_and(|(_, then)| *then == sizes) {
                return;
            }
            let agreement = self.agreement(a, b);
            if agreement < self.joining.agreement {
                let refused = Refused {
                    link: *link,
                    sizes,
                    agreement,
                };
                let entry = self.refused.entry(both).or_insert((refused, sizes));
                entry.1 = sizes;
                return;
            }
        }
        self.join(a, b, nth);
    }

    /// Joins what a link under [`Joining::least`] says once groups have formed.
    fn again(&mut self, nth: u32, link: &Link) {
        let joining = self.joining;
        let (a, b) = (self.groups.root(link.one), self.groups.root(link.other));
        let sizes = (self.groups.size(a), self.groups.size(b));
        if a == b || sizes == (1, 1) {
            return;
        }
        let rows = &self.table.rows;
        let (Some(one), Some(other)) = (rows.get(link.one as usize), rows.get(link.other as usize))
        else {
            return;
        };
        let size = sizes.0.max(sizes.1);
        self.call(a, b);
        let groups = (self.speakers.0.as_slice(), self.speakers.1.as_slice());
        if together(self.table, self.model, (one, other), groups, size) >= joining.least
            && agreement(self.table, self.model, groups.0, groups.1, joining) >= joining.agreement
        {
            self.join(a, b, nth);
        }
    }

    /// Has those speak who speak for two groups.
    fn call(&mut self, a: u32, b: u32) {
        for (rows, root) in [(&mut self.speakers.0, a), (&mut self.speakers.1, b)] {
            rows.clear();
            let members = (self.groups.members(root), self.groups.size(root));
            rows.extend(speaking(self.table, members));
        }
    }

    fn agreement(&mut self, a: u32, b: u32) -> f64 {
        self.call(a, b);
        let (mine, theirs) = &self.speakers;
        agreement(self.table, self.model, mine, theirs, self.joining)
    }

    fn join(&mut self, a: u32, b: u32, nth: u32) {
        let root = self.groups.join(a, b);
        if let Some(slot) = self.weakest.get_mut(root as usize) {
            *slot = nth + 1;
        }
    }

    /// The place of the link that last joined a group, by its root.
    fn weakest_of(&self, root: u32) -> Option<usize> {
        let nth = self.weakest.get(root as usize)?.checked_sub(1)?;
        usize::try_from(nth).ok()
    }
}

/// The records that speak for a group: all, or some from every part of a large one. Its first ones
/// may be those that are alike in a name, and would not know it by any other.
pub(crate) fn speakers(table: &Table, members: &[u32]) -> Vec<Row> {
    speaking(table, (members.iter().copied(), members.len())).collect()
}

fn speaking(
    table: &Table,
    (members, size): (impl Iterator<Item = u32>, usize),
) -> impl Iterator<Item = Row> {
    members
        .step_by(size.div_ceil(SPEAKERS).max(1))
        .filter_map(|record| table.rows.get(record as usize).copied())
}

/// What the pairs across two groups say, in bits on average; and what it tells against them where
/// both have numbers of their own and share none.
pub(crate) fn agreement(
    table: &Table,
    model: &Model,
    one: &[Row],
    other: &[Row],
    joining: Joining,
) -> f64 {
    let (mut sum, mut pairs) = (0.0, 0.0);
    let mut numbers = [None; OTHERS];
    for mine in one {
        for theirs in other {
            let levels = compare::compare(table, mine, theirs);
            let weight = |levels| model.weight(levels, &model.rarity(table, mine, theirs, levels));
            sum += weight(lasting(levels)).clamp(-joining.most, joining.most);
            pairs += 1.0;
            for (nth, says) in numbers.iter_mut().enumerate() {
                if let Some(tells) = number_tells(table, levels, nth, weight) {
                    *says = Some(says.map_or(tells, |says| f64::max(says, tells)));
                }
            }
        }
    }
    sum / f64::max(pairs, 1.0) + numbers.into_iter().flatten().sum::<f64>()
}

/// What a number of somebody's own tells against a pair, in bits: nothing where it is the same or
/// one slip off, and `None` where one of the two has none. How much another number tells the model
/// knows: one that is new each time tells nothing.
fn number_tells(
    table: &Table,
    levels: Levels,
    nth: usize,
    weight: impl Fn(Levels) -> f64,
) -> Option<f64> {
    let (kind, level) = (table.kinds.get(nth)?, levels.others.get(nth)?);
    match (kind, level) {
        (Kind::Identifier | Kind::NhsNumber, 1 | 2) => Some(0.0),
        (Kind::Identifier | Kind::NhsNumber, 3) => {
            let mut without = levels;
            *without.others.get_mut(nth)? = 0;
            Some((weight(levels) - weight(without)).min(0.0))
        }
        _ => None,
    }
}

/// The match weight of two groups: of the link between them, each field taken from whichever two
/// of their records agree best in it. Trying more values makes a chance agreement likelier, so
/// each such field pays the logarithm of how many were tried. Somebody seen ten times is ten times
/// as likely to be the one seen again, so the larger group brings the logarithm of its size.
pub(crate) fn together(
    table: &Table,
    model: &Model,
    link: (&Row, &Row),
    (mine, theirs): (&[Row], &[Row]),
    size: usize,
) -> f64 {
    let (mut one, mut other) = (*link.0, *link.1);
    let weight = |one: &Row, other: &Row| {
        let levels = compare::compare(table, one, other);
        model.weight(levels, &model.rarity(table, one, other, levels))
    };
    let mut best = weight(&one, &other);
    let mut paid = 0.0;
    for field in Facet::ALL {
        let (left, right) = (field.values(mine), field.values(theirs));
        if left.len() * right.len() < 2 {
            continue;
        }
        let pays = real(left.len() * right.len()).log2();
        let mut taken = None;
        for this in &left {
            for that in &right {
                let (a, b) = (field.put(one, this), field.put(other, that));
                let tried = weight(&a, &b) - paid - pays;
                if tried > best {
                    best = tried;
                    taken = Some((a, b));
                }
            }
        }
        if let Some((a, b)) = taken {
            (one, other) = (a, b);
            paid += pays;
        }
    }
    best + real(size.max(1)).log2()
}

/// What a person may have several of over the years.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Facet {
    Forename,
    Surname,
    Born,
    Postcode,
    Others,
}

impl Facet {
    const ALL: [Self; 5] = [
        Self::Forename,
        Self::Surname,
        Self::Born,
        Self::Postcode,
        Self::Others,
    ];

    /// The row with this facet of another.
    const fn put(self, mut row: Row, from: &Row) -> Row {
        match self {
            Self::Forename => row.forename = from.forename,
            Self::Surname => row.surname = from.surname,
            Self::Born => row.born = from.born,
            Self::Postcode => {
                row.postcode = from.postcode;
                row.outward = from.outward;
                row.area = from.area;
            }
            Self::Others => row.others = from.others,
        }
        row
    }

    /// Rows that differ in this facet, each once, those without it left out.
    fn values(self, rows: &[Row]) -> Vec<Row> {
        let blank = Row::default();
        let mut values: Vec<Row> = rows.iter().map(|row| self.put(blank, row)).collect();
        values.retain(|row| *row != blank);
        values.sort_unstable_by_key(|row| {
            (
                row.forename,
                row.surname,
                row.born,
                row.outward,
                row.postcode,
                row.others,
            )
        });
        values.dedup();
        values.truncate(MOST_VALUES);
        values
    }
}

#[allow(clippy::cast_precision_loss, reason = "a few hundred at most")]
const fn real(count: usize) -> f64 {
    count as f64
}

/// The levels of two records without what does not last: people move, marry and change their
/// telephone, but not their forename, sex and date of birth. Numbers are asked of whole groups
/// ([`number_tells`]), because most records have none.
fn lasting(mut levels: Levels) -> Levels {
    if levels.postcode >= 4 {
        levels.postcode = 0;
    }
    if let Some((forename, compare::name::OTHER)) = levels.each_name() {
        levels.names = forename * compare::name::COUNT + compare::name::NONE;
    }
    for level in &mut levels.others {
        if *level == 3 {
            *level = 0;
        }
    }
    levels
}

/// The match weight of any two records, in bits.
pub fn weigh(table: &Table, model: &Model, one: u32, other: u32) -> f64 {
    let rows = (table.rows.get(one as usize), table.rows.get(other as usize));
    let (Some(one), Some(other)) = rows else {
        return f64::NEG_INFINITY;
    };
    let levels = compare::compare(table, one, other);
    model.weight(levels, &model.rarity(table, one, other, levels))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::table::Raw;

    #[test]
    fn every_part_of_a_large_group_speaks() {
        let mut table = Table::new(&[]);
        for (nth, surname) in (0..200).zip(["ARCHER", "BAKER", "COOPER", "DYER"].iter().cycle()) {
            let id = nth.to_string();
            table.push(&Raw {
                id: &id,
                surname,
                ..Raw::default()
            });
        }
        table.finish();
        for size in [1, 2, SPEAKERS, SPEAKERS + 1, 3 * SPEAKERS, 200] {
            let members: Vec<u32> = (0..200).take(size).collect();
            let speak = speakers(&table, &members);
            assert!((1..=SPEAKERS).contains(&speak.len()), "{size}");
            assert!(2 * speak.len() >= size.min(SPEAKERS), "{size}");
            let names = |rows: &[Row]| {
                let mut names: Vec<u32> = rows.iter().map(|row| row.surname).collect();
                names.dedup();
                names.len()
            };
            assert_eq!(names(&speak), names(&table.rows[..size]), "{size}");
        }
    }
}
