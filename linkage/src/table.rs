//! A file of records, packed for comparing.
//!
//! Each record becomes one [`Row`] of numbers: ids in dictionaries, so that equality is one
//! comparison and a value's frequency is one look-up. 0 is always "no value".

mod lone;
mod together;

use rustc_hash::FxHashMap;

use crate::date::Born;
use crate::jw::Outline;
use crate::names::{NameId, Names};
use crate::slip::{self, Ends};
use crate::text::{self, Unused};
use crate::texts::{Dictionary, Texts, inverse};

pub use lone::Lone;

/// How many further fields a record may have (identifiers, telephone, place of birth, …).
pub const OTHERS: usize = 6;

/// The fields a linker knows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Field {
    /// Forenames, the first one first.
    Forename,
    /// Surname.
    Surname,
    /// Date of birth.
    Born,
    /// Postcode, whole or outward.
    Postcode,
    /// Sex, as recorded.
    Sex,
    /// One of the further fields.
    Other(usize),
}

/// What a further field holds, and so how it is normalised and when two are close.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Kind {
    /// A telephone number.
    Phone,
    /// An NHS number, held to its check digit.
    NhsNumber,
    /// Another identifier: PNC, custody or hospital number. One slip of the pen is close.
    Identifier,
    /// An address for electronic mail. One slip, the same before its `@`, or alike by
    /// Jaro-Winkler is close.
    Email,
    /// Words, such as a town or an occupation. Alike by Jaro-Winkler is close.
    Words,
}

/// A record as somebody supplies it: texts, empty where nothing was there.
#[derive(Debug, Clone, Copy, Default)]
pub struct Raw<'a> {
    /// The record's own id. Two records of one file do not share one.
    pub id: &'a str,
    /// Which of the files it came from, where several are linked to one another.
    pub file: u8,
    /// Forenames.
    pub forename: &'a str,
    /// Surname.
    pub surname: &'a str,
    /// Date of birth.
    pub born: &'a str,
    /// Postcode.
    pub postcode: &'a str,
    /// Sex.
    pub sex: &'a str,
    /// The further fields, in the order of the table's kinds.
    pub others: [&'a str; OTHERS],
}

/// A record in numbers.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Row {
    /// Forename.
    pub forename: NameId,
    /// Surname.
    pub surname: NameId,
    /// Date of birth, as [`Born::number`].
    pub born: u32,
    /// Postcode.
    pub postcode: u32,
    /// Outward half of the postcode.
    pub outward: u32,
    /// The first four letters of the forename, packed; the first is the topmost.
    pub forename_start: u32,
    /// The first four letters of the surname, packed.
    pub surname_start: u32,
    /// Sex: 0 not known, otherwise its id.
    pub sex: u8,
    /// Which of the files it came from.
    pub file: u8,
    /// The letters the postcode begins with, packed.
    pub area: u16,
    /// The further fields.
    pub others: [u32; OTHERS],
}

/// Values of one field, each once, with how often it occurs.
#[derive(Debug, Default)]
pub struct Values {
    texts: Dictionary,
    counts: Vec<u32>,
    /// What a quick look at each shows, where they are words: the texts themselves lie far away.
    outlines: Vec<Outline>,
    /// The same where they are numbers.
    ends: Vec<Ends>,
}

impl Values {
    /// The id of a value, new or known.
    pub fn id(&mut self, value: &str) -> u32 {
        self.texts.id(value).0
    }

    /// How often a value occurs.
    pub fn times(&self, id: u32) -> u32 {
        self.counts.get(id as usize).copied().unwrap_or(0)
    }

    /// The value.
    pub fn text(&self, id: u32) -> &str {
        self.texts.text(id)
    }

    /// Whether two values may be so many per cent alike: false only where they are not.
    pub(crate) fn may_be_alike(&self, one: u32, other: u32, percent: u64) -> bool {
        let outline = |id: u32| self.outlines.get(id as usize).copied();
        match (outline(one), outline(other)) {
            (Some(one), Some(other)) => one.may_reach(other, percent),
            _ => true,
        }
    }

    /// Whether two values differ by one slip.
    pub(crate) fn one_slip(&self, one: u32, other: u32) -> bool {
        let ends = |id: u32| self.ends.get(id as usize).copied();
        let may = match (ends(one), ends(other)) {
            (Some(one), Some(other)) => one.may_slip(other),
            _ => true,
        };
        may && slip::one_slip(self.text(one).as_bytes(), self.text(other).as_bytes())
    }

    /// Looks at the values of a kind that came in since this was last done.
    fn look(&mut self, kind: Kind) {
        match kind {
            Kind::Words => {
                let texts = self.texts.texts().iter_from(self.outlines.len());
                self.outlines.extend(texts.map(Outline::of));
            }
            Kind::Phone | Kind::NhsNumber | Kind::Identifier => {
                let texts = self.texts.texts().iter_from(self.ends.len());
                self.ends.extend(texts.map(Ends::of));
            }
            Kind::Email => {}
        }
    }

    /// Forgets what was seen of them, because their places are others.
    fn forget_looks(&mut self) {
        self.outlines = Vec::new();
        self.ends = Vec::new();
    }

    /// How often each value occurs, the missing left out.
    pub fn frequencies(&self) -> impl Iterator<Item = u32> {
        self.counts.iter().skip(1).copied()
    }
}

/// How often a field was not used, and why.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Absent {
    /// Nothing was there.
    pub empty: u64,
    /// A word or date that stands for "not known".
    pub stand_in: u64,
    /// It cannot be what the field holds.
    pub impossible: u64,
}

impl Absent {
    fn add(&mut self, why: Unused) {
        match why {
            Unused::Empty => self.empty = self.empty.saturating_add(1),
            Unused::StandIn => self.stand_in = self.stand_in.saturating_add(1),
            Unused::Impossible => self.impossible = self.impossible.saturating_add(1),
        }
    }
}

/// Records whose values are looked up at once.
const TOGETHER: usize = 256;

/// What the latest records hold that is not looked up yet, record by record; empty texts where
/// one has no value.
#[derive(Debug, Default)]
struct Waiting {
    rows: usize,
    /// The forename and the surname of each.
    names: Texts,
    postcodes: Texts,
    others: Vec<Texts>,
    /// Where ids go, over and over.
    ids: Vec<u32>,
}

/// A file of records, packed.
#[derive(Debug)]
pub struct Table {
    /// The records, in the order of their surnames, forenames, dates of birth and ids: no answer
    /// depends on the file's order, and records that are looked at together mostly lie together.
    /// Not to be looked at before all are in and in order.
    pub rows: Vec<Row>,
    /// The ids, as they came in: to put them in order too would take longer than all else that is
    /// done with them.
    ids: Texts,
    /// For each record the place of its id; none until all are in order.
    id_of: Vec<u32>,
    /// The records in the order of their ids.
    by_id: Vec<u32>,
    /// Names.
    pub names: Names,
    /// Dates of birth by number, with how often each occurs.
    pub born: FxHashMap<u32, u32>,
    /// Postcodes.
    pub postcodes: Values,
    /// The letters of each postcode, eight at most.
    packed: Vec<u64>,
    /// Where a name is put in capitals, over and over.
    letters: String,
    waiting: Waiting,
    /// Outward halves.
    pub outwards: Values,
    /// Sexes.
    pub sexes: Values,
    /// What the further fields hold.
    pub kinds: Vec<Kind>,
    /// The further fields.
    pub others: Vec<Values>,
    /// Whether only pairs of two files are asked about: no two records of one file are compared.
    pub across_only: bool,
    /// How many different people there seem to be: records that differ in name or date of birth.
    /// Frequencies are counted over these, so that one person recorded a hundred times does not
    /// make their own name common.
    pub people: usize,
    /// Names that stand alone and were taken for the other one.
    pub lone: Lone,
    /// What was not used: forename, surname, born, postcode, sex, then the further fields.
    pub absent: Vec<Absent>,
}

impl Table {
    /// An empty table whose records have these further fields; those past [`OTHERS`] are ignored.
    pub fn new(kinds: &[Kind]) -> Self {
        let kinds: Vec<Kind> = kinds.iter().copied().take(OTHERS).collect();
        Self {
            rows: Vec::new(),
            ids: Texts::default(),
            id_of: Vec::new(),
            by_id: Vec::new(),
            names: Names::new(),
            born: FxHashMap::default(),
            postcodes: Values::default(),
            packed: Vec::new(),
            letters: String::new(),
            waiting: Waiting {
                others: kinds.iter().map(|_| Texts::default()).collect(),
                ..Waiting::default()
            },
            outwards: Values::default(),
            sexes: Values::default(),
            others: kinds.iter().map(|_| Values::default()).collect(),
            absent: vec![Absent::default(); 5 + kinds.len()],
            people: 0,
            lone: Lone::default(),
            across_only: false,
            kinds,
        }
    }

    /// Takes a record in. A value that cannot be used is left out and counted.
    pub fn push(&mut self, raw: &Raw<'_>) {
        let row = self.read(raw);
        self.rows.push(row);
        self.ids.push(raw.id);
        if self.waiting.rows >= TOGETHER {
            self.look_up();
        }
    }

    /// A record in numbers.
    pub fn pack(&mut self, raw: &Raw<'_>) -> Row {
        self.look_up();
        let mut row = [self.read(raw)];
        self.look_up_of(&mut row);
        self.look_at_values();
        let [mut row] = row;
        self.place_lone_name(&mut row);
        row
    }

    /// Makes ready for records to be packed one by one, so that the first takes no longer than
    /// the others.
    pub(crate) fn make_ready(&mut self) {
        self.count_beside();
        self.names.make_room(1);
        let own = [&mut self.postcodes, &mut self.outwards, &mut self.sexes];
        for values in own.into_iter().chain(&mut self.others) {
            values.texts.make_room(1);
        }
    }

    /// Looks up what the latest records wait for.
    fn look_up(&mut self) {
        let mut rows = std::mem::take(&mut self.rows);
        let known = rows.len().saturating_sub(self.waiting.rows);
        self.look_up_of(rows.get_mut(known..).unwrap_or_default());
        self.rows = rows;
    }

    /// Packs the postcodes that came in since this was last done, and looks at the further values
    /// that did.
    fn look_at_values(&mut self) {
        for (values, kind) in self.others.iter_mut().zip(&self.kinds) {
            values.look(*kind);
        }
        let known = self.packed.len();
        let texts = self.postcodes.texts.texts();
        self.packed.extend(texts.iter_from(known).map(pack));
    }

    /// Looks up what these records wait for.
    fn look_up_of(&mut self, rows: &mut [Row]) {
        let waiting = &mut self.waiting;
        let mut ids = std::mem::take(&mut waiting.ids);
        ids.clear();
        self.names.ids(&waiting.names, &mut ids);
        for (row, ids) in rows.iter_mut().zip(ids.chunks_exact(2)) {
            if let [forename, surname] = ids {
                (row.forename, row.surname) = (*forename, *surname);
            }
        }
        ids.clear();
        self.postcodes.texts.ids(&waiting.postcodes, &mut ids);
        for (row, id) in rows.iter_mut().zip(&ids) {
            row.postcode = *id;
        }
        for (nth, (values, texts)) in self.others.iter_mut().zip(&mut waiting.others).enumerate() {
            ids.clear();
            values.texts.ids(texts, &mut ids);
            for (slot, id) in (rows.iter_mut().filter_map(|row| row.others.get_mut(nth))).zip(&ids)
            {
                *slot = *id;
            }
            texts.clear();
        }
        waiting.names.clear();
        waiting.postcodes.clear();
        waiting.rows = 0;
        waiting.ids = ids;
    }

    /// Reads a record; what has to be looked up waits.
    fn read(&mut self, raw: &Raw<'_>) -> Row {
        let mut row = Row {
            file: raw.file,
            ..Row::default()
        };
        let mut text = std::mem::take(&mut self.letters);
        self.waiting.rows += 1;
        match self.used(0, text::forename_into(raw.forename, &mut text)) {
            Some(()) => row.forename_start = start(&text),
            None => text.clear(),
        }
        self.waiting.names.push(&text);
        match self.used(1, text::name_into(raw.surname, &mut text)) {
            Some(()) => row.surname_start = start(&text),
            None => text.clear(),
        }
        self.waiting.names.push(&text);
        if let Some(born) = self.used(2, Born::read(raw.born)) {
            row.born = born.number();
        }
        let mut whole = "";
        if let Some(()) = self.used(3, text::postcode_into(raw.postcode, &mut text)) {
            row.outward = self.outwards.id(text::outward(&text));
            row.area = text::area(&text)
                .bytes()
                .take(2)
                .fold(0, |packed, letter| packed << 8 | u16::from(letter));
            // The outward half alone names no address.
            if text.contains(' ') {
                whole = &text;
            }
        }
        self.waiting.postcodes.push(whole);
        if let Some(()) = self.used(4, text::sex_into(raw.sex, &mut text)) {
            let first = text.get(..1).unwrap_or_default();
            row.sex = u8::try_from(self.sexes.id(first)).unwrap_or(0);
        }
        self.letters = text;
        for nth in 0..self.kinds.len() {
            let (Some(kind), Some(value)) = (self.kinds.get(nth), raw.others.get(nth)) else {
                continue;
            };
            let normal = match kind {
                Kind::Phone => text::phone(value),
                Kind::NhsNumber => text::nhs_number(value),
                Kind::Identifier => text::identifier(value),
                Kind::Email => text::email(value),
                Kind::Words => text::name(value),
            };
            let normal = self.used(5 + nth, normal).unwrap_or_default();
            if let Some(texts) = self.waiting.others.get_mut(nth) {
                texts.push(&normal);
            }
        }
        row
    }

    fn used<T>(&mut self, field: usize, value: Result<T, Unused>) -> Option<T> {
        match value {
            Ok(value) => Some(value),
            Err(why) => {
                if let Some(absent) = self.absent.get_mut(field) {
                    absent.add(why);
                }
                None
            }
        }
    }

    /// Puts the records in order and looks the aliases up: done once, when all are in.
    pub fn finish(&mut self) {
        self.sort_values();
        self.settle(1);
    }

    /// The id of a record; empty where there is no such record. Asked when all are in order.
    pub fn id(&self, record: u32) -> &str {
        let place = self.id_of.get(record as usize);
        let id = place.and_then(|place| self.ids.get(*place as usize));
        id.unwrap_or_default()
    }

    /// The ids of the records, in the order of these.
    pub fn ids(&self) -> impl ExactSizeIterator<Item = &str> {
        let places = self.id_of.iter();
        places.map(|place| self.ids.get(*place as usize).unwrap_or_default())
    }

    /// The records in the order of their ids, each with its id. Asked when all are in order.
    pub fn by_id(&self) -> impl Iterator<Item = (u32, &str)> {
        self.by_id.iter().map(|record| (*record, self.id(*record)))
    }

    /// The record of a place in the order of ids; 0 where there is no such place.
    pub(crate) fn nth_by_id(&self, place: u32) -> u32 {
        self.by_id.get(place as usize).copied().unwrap_or(0)
    }

    /// For each record its place in the order of ids.
    pub(crate) fn places_by_id(&self) -> Vec<u32> {
        inverse(&self.by_id)
    }

    /// The record of an id, of several the first. Asked when all are in order.
    pub fn find(&self, id: &str) -> Option<u32> {
        let place = self.by_id.partition_point(|record| self.id(*record) < id);
        let record = *self.by_id.get(place)?;
        (self.id(record) == id).then_some(record)
    }

    /// Adds a record to those that are in order: after all of them, and found by no id.
    pub(crate) fn add(&mut self, id: &str, row: Row) {
        self.id_of
            .push(u32::try_from(self.ids.len()).unwrap_or(u32::MAX));
        self.ids.push(id);
        self.rows.push(row);
    }

    /// An id that two records share, if any does: of one file, or of any.
    pub fn repeated_id(&self, of_one_file: bool) -> Option<&str> {
        let file = |record: u32| self.rows.get(record as usize).map(|row| row.file);
        let mut next = self.by_id().skip(1);
        let twice = self.by_id().find(|(one, id)| {
            (next.next()).is_some_and(|(other, another)| {
                *id == another && !(of_one_file && file(*one) != file(other))
            })
        });
        twice.map(|(_, id)| id)
    }

    /// The letters of a postcode, the first on top.
    pub(crate) fn packed(&self, postcode: u32) -> u64 {
        self.packed.get(postcode as usize).copied().unwrap_or(0)
    }

    /// A value of a record in words, as it is compared; empty where there is none.
    pub fn value(&self, row: &Row, field: Field) -> String {
        match field {
            Field::Forename => self.names.text(row.forename).to_owned(),
            Field::Surname => self.names.text(row.surname).to_owned(),
            Field::Born => match row.born {
                0 => String::new(),
                born => format!(
                    "{:04x}-{:02x}-{:02x}",
                    born >> 16,
                    born >> 8 & 255,
                    born & 255
                ),
            },
            Field::Postcode if row.postcode == 0 => self.outwards.text(row.outward).to_owned(),
            Field::Postcode => self.postcodes.text(row.postcode).to_owned(),
            Field::Sex => self.sexes.text(u32::from(row.sex)).to_owned(),
            Field::Other(nth) => {
                let id = row.others.get(nth).copied().unwrap_or(0);
                self.others
                    .get(nth)
                    .map_or("", |values| values.text(id))
                    .to_owned()
            }
        }
    }

    /// A value is had by one person in so many; `None` where there is no value.
    pub fn one_in(&self, row: &Row, field: Field) -> Option<f64> {
        let times = match field {
            Field::Forename => self.names.forenames(row.forename),
            Field::Surname => self.names.surnames(row.surname),
            Field::Born => self.born.get(&row.born).copied().unwrap_or(0),
            Field::Postcode => self.postcodes.times(row.postcode),
            Field::Sex => self.sexes.times(u32::from(row.sex)),
            Field::Other(nth) => self.others.get(nth)?.times(*row.others.get(nth)?),
        };
        let people = f64::from(u32::try_from(self.people).unwrap_or(u32::MAX));
        (times > 0).then(|| people / f64::from(times))
    }

    /// How many pairs there are to find one person in: all, or those across files where only
    /// those are asked about.
    pub fn all_pairs(&self) -> f64 {
        let pairs = |n: f64| n * (n - 1.0) / 2.0;
        let mut files = [0_u64; 256];
        for row in &self.rows {
            if let Some(count) = files.get_mut(usize::from(row.file)) {
                *count += 1;
            }
        }
        #[allow(
            clippy::cast_precision_loss,
            reason = "counts of records, far below 2^52"
        )]
        let real = |count: u64| count as f64;
        let all = pairs(real(files.iter().sum()));
        let within: f64 = files.iter().map(|count| pairs(real(*count))).sum();
        if self.across_only { all - within } else { all }.max(1.0)
    }

    /// How many records there are.
    pub fn len(&self) -> usize {
        self.rows.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }
}

/// Up to eight letters, the first on top; fewer leave the rest empty.
fn pack(text: &str) -> u64 {
    let mut bytes = text.bytes();
    (0..8).fold(0, |packed, _| {
        packed << 8 | u64::from(bytes.next().unwrap_or(0))
    })
}

/// The first four letters of a name, packed with the first on top; fewer leave the rest empty.
/// What is not a letter from A to Z counts as one further letter, as in [`crate::jw`].
fn start(name: &str) -> u32 {
    let letters = name.bytes().map(|letter| match letter {
        b'A'..=b'Z' => letter,
        _ => b'?',
    });
    let four = letters.chain(std::iter::repeat(0)).take(4);
    four.fold(0, |packed, letter| packed << 8 | u32::from(letter))
}
