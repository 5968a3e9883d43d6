//! Records put in order, those of several tables put together, and their people counted.
//!
//! Ids of values follow from the values alone, and the order of records from what they hold and
//! their own ids: the answer is the same however the records of a file were shared out.

use rustc_hash::FxHashMap;

use super::{Absent, OTHERS, Row, Table, Values};
use crate::parts::{both, in_stretches, joined};
use crate::radix;
use crate::texts::inverse;

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
        let both = Self {
            texts,
            ..Self::default()
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
    /// Puts the values in order.
    pub(crate) fn sort_values(&mut self) {
        self.look_up();
        Moved {
            names: self.names.sort(),
            postcodes: self.postcodes.sort(),
            outwards: self.outwards.sort(),
            sexes: self.sexes.sort(),
            others: self.others.iter_mut().map(Values::sort).collect(),
        }
        .all(&mut self.rows);
    }

    /// The records of two tables whose values are in order, with values that are in order too.
    pub(crate) fn with(mut self, mut other: Self) -> Self {
        let (mine, theirs) = self.take_values_of(&mut other);
        self.rows = mine;
        self.rows.extend_from_slice(&theirs);
        self.ids.append(&other.ids);
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

    /// Places lone names, puts the records in order, describes names and counts people, once all
    /// are in and their values are in order.
    pub(crate) fn settle(&mut self, threads: usize) {
        let threads = threads.max(1);
        let mut names = std::mem::take(&mut self.names);
        let many = names.len();
        let (names, ()) = both(
            threads,
            || {
                names.find_aliases();
                names
            },
            || {
                self.place_lone_names(many);
                self.put_in_order(threads);
            },
        );
        self.names = names;
        self.packed = Vec::new();
        for values in &mut self.others {
            values.forget_looks();
        }
        self.look_at_values();
        let counts = Counts::of_all(self, threads);
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

    /// Puts the records in order, on so many threads.
    fn put_in_order(&mut self, threads: usize) {
        let rows = self.rows.as_slice();
        let held = |place: u32| rows.get(place as usize).map(held);
        let ids = &self.ids;
        let by_id = || ids.order_then(|one, other| held(one).cmp(&held(other)));
        let (by_id, mut order) = both(threads, by_id, || by_name(rows));
        let of_id = inverse(&by_id);
        let place_of_id = |place: u32| of_id.get(place as usize).copied().unwrap_or(0);
        for one_name in order.chunk_by_mut(|one, other| one.name == other.name) {
            one_name.sort_unstable_by(|one, other| {
                let born = one.born.cmp(&other.born);
                born.then_with(|| place_of_id(one.place).cmp(&place_of_id(other.place)))
            });
        }
        let order: Vec<u32> = order.into_iter().map(|named| named.place).collect();
        self.rows = in_stretches(order.len(), threads, |stretch, fetched| {
            fetch(rows, order.get(stretch).unwrap_or_default(), fetched);
        });
        let moved = inverse(&order);
        let now = |place: u32| moved.get(place as usize).copied().unwrap_or(0);
        self.by_id = by_id.into_iter().map(now).collect();
        self.id_of = order;
    }
}

/// What decides where a record stands, but for its id.
#[derive(Clone, Copy)]
struct Named {
    /// Its surname, and under that its forename.
    name: u64,
    born: u32,
    place: u32,
}

/// The records in the order of surname and forename.
fn by_name(rows: &[Row]) -> Vec<Named> {
    let named = rows.iter().zip(0_u32..).map(|(row, place)| Named {
        name: u64::from(row.surname) << 32 | u64::from(row.forename),
        born: row.born,
        place,
    });
    let mut named: Vec<Named> = named.collect();
    radix::sort_by_key(&mut named, &mut Vec::new(), |named| named.name);
    named
}

/// Records that are fetched at once: they lie far apart, and waiting for many takes no longer than
/// for one.
const AT_ONCE: usize = 64;

/// Fetches the records of these places.
fn fetch(rows: &[Row], places: &[u32], fetched: &mut Vec<Row>) {
    let row = |place: &u32| rows.get(*place as usize);
    for some in places.chunks(AT_ONCE) {
        let seen = some.iter().filter_map(row);
        std::hint::black_box(seen.fold(0, |seen, row| seen ^ row.born));
        fetched.extend(some.iter().filter_map(row).copied());
    }
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

    /// Of the people of one share of so many: the records of a person stand beside one another, and
    /// whoever has the first of them counts the person.
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
        let rows = table.rows.len();
        let (from, to) = (nth * rows / shares, (nth + 1) * rows / shares);
        let person = |row: &Row| (row.surname, row.forename, row.born);
        let mut before = (from.checked_sub(1)).and_then(|place| table.rows.get(place).map(person));
        for row in table.rows.get(from..to).unwrap_or_default() {
            if before != Some(person(row)) {
                before = Some(person(row));
                counts.people += 1;
                counts.add(row);
            }
        }
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

pub(super) fn one_more(counts: &mut [u32], id: u32) {
    if let Some(count) = counts.get_mut(id as usize) {
        *count = count.saturating_add(1);
    }
}

fn add(counts: &mut [u32], others: &[u32]) {
    for (count, other) in counts.iter_mut().zip(others) {
        *count = count.saturating_add(*other);
    }
}
