//! Records put in order, those of several tables put together, and their people counted.
//!
//! Ids follow from the values alone, and the order of records from their own ids: the answer is
//! the same however the records of a file were shared out.

use rustc_hash::{FxHashMap, FxHashSet};

use super::{Absent, OTHERS, Row, Table, Values};
use crate::parts::joined;
use crate::texts::{Stands, Texts, inverse};

/// For each id until now, the one from now on.
#[derive(Debug, Default)]
struct Moved {
    names: Vec<u32>,
    postcodes: Vec<u32>,
    outwards: Vec<u32>,
    sexes: Vec<u32>,
    others: Vec<Vec<u32>>,
}

impl Moved {
    fn all(&self, rows: &mut [Row]) {
        let now = |moved: &[u32], id: u32| moved.get(id as usize).copied().unwrap_or(0);
        for row in rows {
            row.forename = now(&self.names, row.forename);
            row.surname = now(&self.names, row.surname);
            row.postcode = now(&self.postcodes, row.postcode);
            row.outward = now(&self.outwards, row.outward);
            row.sex = u8::try_from(now(&self.sexes, u32::from(row.sex))).unwrap_or(0);
            for (id, moved) in row.others.iter_mut().zip(&self.others) {
                *id = now(moved, *id);
            }
        }
    }
}

impl Values {
    /// Puts the values in order: for each id until now, the one from now on.
    fn sort(&mut self) -> Vec<u32> {
        inverse(&self.texts.sort())
    }

    /// The values of two that are in order.
    fn both(&self, other: &Self) -> (Self, Vec<u32>, Vec<u32>) {
        let (texts, mine, theirs) = self.texts.both(&other.texts);
        let counts = Vec::new();
        let both = Self {
            texts,
            counts,
            outlines: Vec::new(),
        };
        (both, mine, theirs)
    }
}

impl Absent {
    fn with(self, other: Self) -> Self {
        Self {
            empty: self.empty + other.empty,
            stand_in: self.stand_in + other.stand_in,
            impossible: self.impossible + other.impossible,
        }
    }
}

/// Two records of one id are told apart by what they hold, so that the file's order does not
/// matter even then.
const fn held(row: &Row) -> (u8, u32, [u32; 4], u8, [u32; OTHERS]) {
    let values = [row.forename, row.surname, row.postcode, row.outward];
    (row.file, row.born, values, row.sex, row.others)
}

impl Table {
    /// Puts values and records in order.
    pub(crate) fn sort(&mut self) {
        self.look_up();
        Moved {
            names: self.names.sort(),
            postcodes: self.postcodes.sort(),
            outwards: self.outwards.sort(),
            sexes: self.sexes.sort(),
            others: self.others.iter_mut().map(Values::sort).collect(),
        }
        .all(&mut self.rows);
        let mut order = self.ids.order();
        let rows = &self.rows;
        tell_apart(
            &mut order,
            |place| self.ids.get(place),
            |place| rows.get(place),
        );
        self.rows = picked(&self.rows, &[], &order);
        self.ids = self.ids.picked(&order);
    }

    /// The records of two tables that are in order, in order too.
    pub(crate) fn with(mut self, mut other: Self, threads: usize) -> Self {
        let ids = (
            std::mem::take(&mut self.ids),
            std::mem::take(&mut other.ids),
        );
        let meet = || ids_of_both(&ids.0, &ids.1);
        let ((ids_now, mut order, shared), rows) = if threads > 1 {
            std::thread::scope(|scope| {
                let meeting = scope.spawn(meet);
                let rows = self.take_values_of(&mut other);
                (joined(meeting), rows)
            })
        } else {
            let rows = self.take_values_of(&mut other);
            (meet(), rows)
        };
        let (mine, theirs) = rows;
        if shared {
            let id = |place: usize| match place.checked_sub(mine.len()) {
                Some(place) => ids.1.get(place),
                None => ids.0.get(place),
            };
            let row = |place: usize| match place.checked_sub(mine.len()) {
                Some(place) => theirs.get(place),
                None => mine.get(place),
            };
            tell_apart(&mut order, id, row);
        }
        self.rows = picked(&mine, &theirs, &order);
        self.ids = ids_now;
        self
    }

    /// Takes the values of another table in, and what was absent there: the records of both, whose
    /// ids are those from now on.
    fn take_values_of(&mut self, other: &mut Self) -> (Vec<Row>, Vec<Row>) {
        let (mut here, mut there) = (Moved::default(), Moved::default());
        (self.names, here.names, there.names) = self.names.both(&other.names);
        (self.postcodes, here.postcodes, there.postcodes) = self.postcodes.both(&other.postcodes);
        (self.outwards, here.outwards, there.outwards) = self.outwards.both(&other.outwards);
        (self.sexes, here.sexes, there.sexes) = self.sexes.both(&other.sexes);
        for (values, others) in self.others.iter_mut().zip(&other.others) {
            let (both, mine, theirs) = values.both(others);
            *values = both;
            here.others.push(mine);
            there.others.push(theirs);
        }
        for (absent, others) in self.absent.iter_mut().zip(&other.absent) {
            *absent = absent.with(*others);
        }
        let mut rows = (
            std::mem::take(&mut self.rows),
            std::mem::take(&mut other.rows),
        );
        here.all(&mut rows.0);
        there.all(&mut rows.1);
        rows
    }

    /// Describes names and counts people, once all is in order.
    pub(crate) fn settle(&mut self, threads: usize) {
        self.packed = Vec::new();
        for values in &mut self.others {
            values.outlines = Vec::new();
        }
        self.look_at_values();
        self.names.find_aliases();
        let counts = Counts::of_all(self, threads.max(1));
        self.people = counts.people;
        self.names.counted(counts.forenames, counts.surnames);
        self.born = counts.born;
        self.postcodes.counts = counts.postcodes;
        self.outwards.counts = counts.outwards;
        self.sexes.counts = counts.sexes;
        for (values, counts) in self.others.iter_mut().zip(counts.others) {
            values.counts = counts;
        }
    }
}

/// The ids of two lists in order; the place of each, those of the second after all of the first;
/// and whether any stands in both.
fn ids_of_both(one: &Texts, other: &Texts) -> (Texts, Vec<u32>, bool) {
    let mut ids = Texts::with_room_of(one, other);
    let mut order = Vec::with_capacity(one.len() + other.len());
    let mut shared = false;
    let number = |place: usize| u32::try_from(place).unwrap_or(u32::MAX);
    one.beside(other, |stands| {
        let (mine, theirs) = match stands {
            Stands::Here(place) => (Some(place), None),
            Stands::There(place) => (None, Some(place)),
            Stands::InBoth(place, another) => {
                shared = true;
                (Some(place), Some(another))
            }
        };
        if let Some(place) = mine {
            ids.push(one.get(place).unwrap_or_default());
            order.push(number(place));
        }
        if let Some(place) = theirs {
            ids.push(other.get(place).unwrap_or_default());
            order.push(number(one.len() + place));
        }
    });
    (ids, order, shared)
}

/// Puts records of one id, which stand beside one another, in the order of what they hold.
fn tell_apart<'a>(
    order: &mut [u32],
    id: impl Fn(usize) -> Option<&'a str>,
    row: impl Fn(usize) -> Option<&'a Row>,
) {
    for same in order.chunk_by_mut(|one, other| id(*one as usize) == id(*other as usize)) {
        if same.len() > 1 {
            same.sort_by_key(|place| row(*place as usize).map(held));
        }
    }
}

/// The records of two lists, the second after the first, at these places.
fn picked(one: &[Row], other: &[Row], places: &[u32]) -> Vec<Row> {
    let row = |place: usize| match place.checked_sub(one.len()) {
        Some(place) => other.get(place),
        None => one.get(place),
    };
    let rows = places.iter().map(|place| row(*place as usize));
    rows.map(|row| row.copied().unwrap_or_default()).collect()
}

/// How often each value occurs among people: records that differ in name or date of birth.
#[derive(Debug, Default)]
struct Counts {
    people: usize,
    forenames: Vec<u32>,
    surnames: Vec<u32>,
    born: FxHashMap<u32, u32>,
    postcodes: Vec<u32>,
    outwards: Vec<u32>,
    sexes: Vec<u32>,
    others: Vec<Vec<u32>>,
}

impl Counts {
    /// On so many threads.
    fn of_all(table: &Table, threads: usize) -> Self {
        std::thread::scope(|scope| {
            let others: Vec<_> = (1..threads)
                .map(|nth| scope.spawn(move || Self::of_share(table, nth, threads)))
                .collect();
            let own = Self::of_share(table, 0, threads);
            others
                .into_iter()
                .fold(own, |all, share| all.with(joined(share)))
        })
    }

    /// Of the people whose surname is of one share of so many: all records of one person are in
    /// one share, so no share needs to know of another.
    fn of_share(table: &Table, nth: usize, shares: usize) -> Self {
        let none = |values: usize| vec![0; values];
        let mut counts = Self {
            forenames: none(table.names.len()),
            surnames: none(table.names.len()),
            postcodes: none(table.postcodes.texts.len()),
            outwards: none(table.outwards.texts.len()),
            sexes: none(table.sexes.texts.len()),
            others: table
                .others
                .iter()
                .map(|values| none(values.texts.len()))
                .collect(),
            ..Self::default()
        };
        let mut known = FxHashSet::default();
        known.reserve(table.rows.len() / shares);
        for row in &table.rows {
            if row.surname as usize % shares == nth
                && known.insert((row.surname, row.forename, row.born))
            {
                counts.add(row);
            }
        }
        counts.people = known.len();
        counts
    }

    fn add(&mut self, row: &Row) {
        one_more(&mut self.forenames, row.forename);
        one_more(&mut self.surnames, row.surname);
        one_more(&mut self.postcodes, row.postcode);
        one_more(&mut self.outwards, row.outward);
        one_more(&mut self.sexes, u32::from(row.sex));
        if row.born != 0 {
            *self.born.entry(row.born).or_insert(0) += 1;
        }
        for (counts, id) in self.others.iter_mut().zip(row.others) {
            one_more(counts, id);
        }
    }

    fn with(mut self, other: Self) -> Self {
        self.people += other.people;
        add(&mut self.forenames, &other.forenames);
        add(&mut self.surnames, &other.surnames);
        add(&mut self.postcodes, &other.postcodes);
        add(&mut self.outwards, &other.outwards);
        add(&mut self.sexes, &other.sexes);
        for (born, count) in other.born {
            *self.born.entry(born).or_insert(0) += count;
        }
        for (counts, others) in self.others.iter_mut().zip(&other.others) {
            add(counts, others);
        }
        self
    }
}

fn one_more(counts: &mut [u32], id: u32) {
    if let Some(count) = counts.get_mut(id as usize) {
        *count = count.saturating_add(1);
    }
}

fn add(counts: &mut [u32], others: &[u32]) {
    for (count, other) in counts.iter_mut().zip(others) {
        *count = count.saturating_add(*other);
    }
}
