//! Records that may be one person, without chaining strangers together.
//!
//! Links are taken strongest first. Before two groups become one, what their members say of each
//! other is weighed: a single link between two groups whose other pairs contradict it joins
//! nobody, and is reported. A group so joined is only as good as its weakest joining link, which
//! is kept with it.

use rustc_hash::FxHashMap;

use crate::compare;
use crate::model::Model;
use crate::table::Table;

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
}

impl Joining {
    /// The usual way at a threshold of probability.
    pub fn at(probability: f64) -> Self {
        Self {
            least: (probability / (1.0 - probability)).log2(),
            most: 6.0,
            agreement: -0.5,
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

/// Groups the records of a table by their links, given strongest first.
pub fn cluster(table: &Table, model: &Model, links: &[Link], joining: Joining) -> Clusters {
    let mut groups = Groups::new(table.len());
    let mut refused: FxHashMap<(u32, u32), (Refused, (usize, usize))> = FxHashMap::default();
    let mut weakest: FxHashMap<u32, Link> = FxHashMap::default();
    for link in links.iter().filter(|link| link.weight >= joining.least) {
        let (a, b) = (groups.root(link.one), groups.root(link.other));
        if a == b {
            continue;
        }
        let sizes = (groups.members(a).len(), groups.members(b).len());
        let both = (a.min(b), a.max(b));
        if sizes.0 * sizes.1 > 1 {
            if refused.get(&both).is_some_and(|(_, then)| *then == sizes) {
                continue;
            }
            let agreement = agreement(table, model, groups.members(a), groups.members(b), joining);
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
        weakest.remove(&a);
        weakest.remove(&b);
        weakest.insert(root, *link);
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
    Clusters {
        label,
        weakest,
        refused,
    }
}

/// What the pairs across two groups say, in bits on average.
fn agreement(table: &Table, model: &Model, one: &[u32], other: &[u32], joining: Joining) -> f64 {
    let (mut sum, mut pairs) = (0.0, 0.0);
    for mine in one.iter().take(SPEAKERS) {
        for theirs in other.iter().take(SPEAKERS) {
            sum += lasting(table, model, *mine, *theirs).clamp(-joining.most, joining.most);
            pairs += 1.0;
        }
    }
    sum / f64::max(pairs, 1.0)
}

/// The match weight of two records, counting against them only what lasts: people move, marry and
/// change their telephone, but not their forename, sex and date of birth.
fn lasting(table: &Table, model: &Model, one: u32, other: u32) -> f64 {
    let rows = (table.rows.get(one as usize), table.rows.get(other as usize));
    let (Some(one), Some(other)) = rows else {
        return f64::NEG_INFINITY;
    };
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

struct Groups {
    parent: Vec<u32>,
    members: Vec<Vec<u32>>,
}

impl Groups {
    fn new(records: usize) -> Self {
        let all = 0..u32::try_from(records).unwrap_or(u32::MAX);
        Self {
            parent: all.clone().collect(),
            members: all.map(|record| vec![record]).collect(),
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

    fn members(&self, root: u32) -> &[u32] {
        self.members.get(root as usize).map_or(&[], Vec::as_slice)
    }

    /// Joins two groups under the earlier root.
    fn join(&mut self, a: u32, b: u32) -> u32 {
        let (root, gone) = (a.min(b), a.max(b));
        let moved = self.members.get_mut(gone as usize).map(std::mem::take);
        if let (Some(moved), Some(members)) = (moved, self.members.get_mut(root as usize)) {
            members.extend(moved);
        }
        if let Some(slot) = self.parent.get_mut(gone as usize) {
            *slot = root;
        }
        root
    }
}
