//! Records that may be one person, without chaining strangers together.
//!
//! Links are taken strongest first. Before two groups become one, what their members say of each
//! other is weighed: a single link between two groups whose other pairs contradict it joins
//! nobody, and is reported. A group so joined is only as good as its weakest joining link, which
//! is kept with it.

use rustc_hash::FxHashMap;

use crate::compare;
use crate::model::Model;
use crate::table::{Row, Table};

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

/// Members of each group that speak in a joining, at most.
const SPEAKERS: usize = 24;
/// Values of a field that a group may bring to a joining, at most.
const MOST_VALUES: usize = 12;

/// Groups the records of a table by their links, given strongest first.
pub fn cluster(table: &Table, model: &Model, links: &[Link], joining: Joining) -> Clusters {
    let mut groups = Groups::new(table.len());
    let mut refused: FxHashMap<(u32, u32), (Refused, (usize, usize))> = FxHashMap::default();
    let mut weakest: Vec<Option<Link>> = vec![None; table.len()];
    for link in links.iter().filter(|link| link.weight >= joining.least) {
        let (a, b) = (groups.root(link.one), groups.root(link.other));
        if a == b {
            continue;
        }
        let sizes = (groups.size(a), groups.size(b));
        let both = (a.min(b), a.max(b));
        if sizes.0 * sizes.1 > 1 {
            if refused.get(&both).is_some_and(|(_, then)| *then == sizes) {
                continue;
            }
            let mine = speakers(table, groups.members(a));
            let theirs = speakers(table, groups.members(b));
            let agreement = agreement(table, model, &mine, &theirs, joining);
            if agreement < joining.agreement {
                let entry = refused.entry(both).or_insert((
                    Refused {
                        link: *link,
                        sizes,
                        agreement,
                    },
                    sizes,
                ));
                entry.1 = sizes;
                continue;
            }
        }
        let root = groups.join(a, b);
        if let Some(slot) = weakest.get_mut(root as usize) {
            *slot = Some(*link);
        }
    }
    for link in links
        .iter()
        .filter(|link| link.weight < joining.least && link.weight >= joining.again)
    {
        let (a, b) = (groups.root(link.one), groups.root(link.other));
        let sizes = (groups.size(a), groups.size(b));
        if a == b || sizes == (1, 1) {
            continue;
        }
        let (Some(one), Some(other)) = (
            table.rows.get(link.one as usize),
            table.rows.get(link.other as usize),
        ) else {
            continue;
        };
        let size = sizes.0.max(sizes.1);
        let mine = speakers(table, groups.members(a));
        let theirs = speakers(table, groups.members(b));
        if together(table, model, (one, other), (&mine, &theirs), size) < joining.least
            || agreement(table, model, &mine, &theirs, joining) < joining.agreement
        {
            continue;
        }
        let root = groups.join(a, b);
        if let Some(slot) = weakest.get_mut(root as usize) {
            *slot = Some(*link);
        }
    }
    let label: Vec<u32> = (0..u32::try_from(table.len()).unwrap_or(u32::MAX))
        .map(|record| groups.root(record))
        .collect();
    let mut refused: Vec<Refused> = refused
        .into_values()
        .map(|(refused, _)| refused)
        .filter(|refused| groups.root(refused.link.one) != groups.root(refused.link.other))
        .collect();
    refused.sort_by_key(|refused| (refused.link.one, refused.link.other));
    // What a record that is no root any more was joined by is nobody's weakest link now.
    let weakest = weakest
        .into_iter()
        .zip(0_u32..)
        .filter_map(|(link, root)| Some((root, link?)))
        .filter(|(root, _)| label.get(*root as usize) == Some(root))
        .collect();
    Clusters {
        label,
        weakest,
        refused,
    }
}

/// The records that speak for a group.
pub(crate) fn speakers(table: &Table, members: impl Iterator<Item = u32>) -> Vec<Row> {
    members
        .take(SPEAKERS)
        .filter_map(|record| table.rows.get(record as usize).copied())
        .collect()
}

/// What the pairs across two groups say, in bits on average.
pub(crate) fn agreement(
    table: &Table,
    model: &Model,
    one: &[Row],
    other: &[Row],
    joining: Joining,
) -> f64 {
    let (mut sum, mut pairs) = (0.0, 0.0);
    for mine in one {
        for theirs in other {
            sum += lasting(table, model, mine, theirs).clamp(-joining.most, joining.most);
            pairs += 1.0;
        }
    }
    sum / f64::max(pairs, 1.0)
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
        model.weight(levels, &model.rarity(table, one, levels))
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

/// The match weight of two records, counting against them only what lasts: people move, marry and
/// change their telephone, but not their forename, sex and date of birth.
fn lasting(table: &Table, model: &Model, one: &Row, other: &Row) -> f64 {
    let mut levels = compare::compare(table, one, other);
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
    model.weight(levels, &model.rarity(table, one, levels))
}

/// The match weight of any two records, in bits.
pub fn weigh(table: &Table, model: &Model, one: u32, other: u32) -> f64 {
    let rows = (table.rows.get(one as usize), table.rows.get(other as usize));
    let (Some(one), Some(other)) = rows else {
        return f64::NEG_INFINITY;
    };
    let levels = compare::compare(table, one, other);
    model.weight(levels, &model.rarity(table, one, levels))
}

/// After the last member of a group.
const END: u32 = u32::MAX;

/// Groups as they grow: each a chain of its members from its root on.
struct Groups {
    parent: Vec<u32>,
    /// The member after each one.
    next: Vec<u32>,
    /// Of each root, its last member and how many there are.
    last: Vec<u32>,
    sizes: Vec<u32>,
}

impl Groups {
    fn new(records: usize) -> Self {
        let all = 0..u32::try_from(records).unwrap_or(u32::MAX);
        Self {
            parent: all.clone().collect(),
            next: vec![END; records],
            last: all.collect(),
            sizes: vec![1; records],
        }
    }

    fn root(&mut self, mut record: u32) -> u32 {
        loop {
            let Some(parent) = self.parent.get(record as usize).copied() else {
                return record;
            };
            if parent == record {
                return record;
            }
            let above = self.parent.get(parent as usize).copied().unwrap_or(parent);
            if let Some(slot) = self.parent.get_mut(record as usize) {
                *slot = above;
            }
            record = parent;
        }
    }

    fn members(&self, root: u32) -> impl Iterator<Item = u32> {
        std::iter::successors(Some(root), |member| {
            let next = self.next.get(*member as usize).copied();
            next.filter(|next| *next != END)
        })
    }

    fn size(&self, root: u32) -> usize {
        self.sizes
            .get(root as usize)
            .map_or(1, |size| *size as usize)
    }

    /// Joins two groups under the earlier root.
    fn join(&mut self, a: u32, b: u32) -> u32 {
        let (root, gone) = (a.min(b), a.max(b));
        let at = |list: &[u32], root: u32| list.get(root as usize).copied().unwrap_or(root);
        let (end, last) = (at(&self.last, root), at(&self.last, gone));
        let size = self.size(root) + self.size(gone);
        let put = |list: &mut [u32], place: u32, value: u32| {
            if let Some(slot) = list.get_mut(place as usize) {
                *slot = value;
            }
        };
        put(&mut self.next, end, gone);
        put(&mut self.last, root, last);
        put(
            &mut self.sizes,
            root,
            u32::try_from(size).unwrap_or(u32::MAX),
        );
        put(&mut self.parent, gone, root);
        root
    }
}
