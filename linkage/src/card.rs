//! A record as the pair loop sees it: 64 bytes that decide most comparisons by themselves.
//!
//! Nearly all pairs of a block are of different people, and a quick look at both cards shows it:
//! ids that differ, letters that no order could make alike, digits. Only what the quick look leaves
//! open is asked of the dictionaries, by [`crate::compare`]. Both ways give the same levels.

mod lanes;

pub(crate) use lanes::{ALL, FIRST, Glance, KNOWN, Lanes, Ready, SOME, WIDTH};

use crate::block::{self, Key};
use crate::compare::{self, Levels, SWAPPED, name};
use crate::jw::{self, LONGEST, Letters};
use crate::names::{Look, NameId, Names};
use crate::parts::in_stretches;
use crate::table::{OTHERS, Row, Table};

/// The quick look at one name.
#[derive(Debug, Clone, Copy, Default)]
struct Face {
    letters: Letters,
    id: NameId,
    /// The first four letters, the first on top.
    start: u32,
}

/// The quick look at one record: one line of the processor's cache, and so never two to wait for.
#[derive(Debug, Clone, Copy, Default)]
#[repr(align(64))]
pub(crate) struct Card {
    forename: Face,
    surname: Face,
    born: u32,
    postcode: u32,
    outward: u32,
    /// The three characters of the postcode's inward half, packed; 0 where it is not whole.
    inward: u32,
    /// Marks of the lists of short forms that the forename is on.
    aliases: u32,
    area: u16,
    sex: u8,
    pub(crate) file: u8,
    first: Measure,
    last: Measure,
}

/// The measure of a name.
#[derive(Debug, Clone, Copy, Default)]
struct Measure {
    /// How many letters.
    length: u8,
    /// How many marks they make.
    marks: u8,
    /// Whether it is of several words or, of a forename, one letter: a part of it may be the other.
    has_parts: bool,
}

/// The cards of a table's records.
#[derive(Debug)]
pub struct Deck(Vec<Card>);

impl Deck {
    /// The cards of a table.
    pub fn of(table: &Table) -> Self {
        Self::on_threads(table, 1)
    }

    /// The cards of a table, made on so many threads.
    pub fn on_threads(table: &Table, threads: usize) -> Self {
        Self(in_stretches(table.len(), threads, |stretch, cards| {
            let rows = table.rows.get(stretch).unwrap_or_default();
            cards.extend(rows.iter().map(|row| Card::of(table, row)));
        }))
    }

    /// A number that says nothing, and that only one who looked at a card can know.
    pub(crate) fn seen(&self, record: u32) -> u32 {
        self.0.get(record as usize).map_or(0, |card| card.born)
    }

    /// The card of a record; a blank one where there is no such record.
    pub(crate) fn get(&self, record: u32) -> Card {
        self.0.get(record as usize).copied().unwrap_or_default()
    }
}

/// What two records agree in exactly, a bit for each key of a blocking rule.
pub(crate) type Agreed = u32;

/// The bit of a key.
pub(crate) const fn bit(key: Key) -> Agreed {
    match key {
        Key::Forename => 1,
        Key::Surname => 1 << 1,
        Key::Born => 1 << 2,
        Key::BornMonth => 1 << 3,
        Key::Postcode => 1 << 4,
        Key::Outward => 1 << 5,
        Key::Swapped => 1 << 6,
        Key::BornYear => 1 << 7,
        Key::Birthday => 1 << 8,
        Key::ForenameStart(2) => 1 << 9,
        Key::SurnameStart(2) => 1 << 10,
        Key::ForenameStart(1) => 1 << 11,
        Key::SurnameStart(4) => 1 << 12,
        Key::ForenameStart(_) => 1 << 13,
        Key::SurnameStart(1) => 1 << 14,
        Key::SurnameStart(_) => 1 << 15,
        Key::Other(nth) => 1 << (16 + nth as u32 % 16),
    }
}

/// The bits that [`Card::agreed`] does not look at.
const MUCH: Agreed = !0 << 7;
/// Those of them that [`Card::agreed_beside`] does not look at either.
const RARE: Agreed = !0 << 13;

/// The bits of some keys.
pub(crate) fn bits(keys: &[Key]) -> Agreed {
    keys.iter().fold(0, |bits, key| bits | bit(*key))
}

/// Whether anything is asked for that [`Card::agreed`] does not look at.
pub(crate) const fn is_much(bits: Agreed) -> bool {
    bits & MUCH != 0
}

/// Whether anything is asked for that [`Card::agreed_beside`] does not look at either.
pub(crate) const fn is_rare(bits: Agreed) -> bool {
    bits & RARE != 0
}

/// `bit` where a condition holds.
const fn when(holds: bool, bit: Agreed) -> Agreed {
    if holds { bit } else { 0 }
}

impl Card {
    /// The card of a record.
    pub(crate) fn of(table: &Table, row: &Row) -> Self {
        let face = |id: NameId, start: u32| {
            let look = table.names.look(id).copied().unwrap_or_default();
            let face = Face {
                letters: look.letters,
                id,
                start,
            };
            (face, look)
        };
        let (forename, first) = face(row.forename, row.forename_start);
        let (surname, last) = face(row.surname, row.surname_start);
        let measure = |look: &Look, alone: bool| Measure {
            length: look.length,
            marks: u8::try_from(look.letters.count()).unwrap_or(u8::MAX),
            has_parts: look.several || alone,
        };
        Self {
            forename,
            surname,
            born: row.born,
            postcode: row.postcode,
            outward: row.outward,
            inward: if row.postcode == 0 {
                0
            } else {
                inward(table.packed(row.postcode))
            },
            aliases: first.aliases,
            area: row.area,
            sex: row.sex,
            file: row.file,
            first: measure(&first, first.length == 1),
            last: measure(&last, false),
        }
    }

    /// What two records agree in exactly, of what most rules ask for.
    #[inline]
    pub(crate) fn agreed(&self, other: &Self) -> Agreed {
        let same = |one: u32, other: u32| one == other && one != 0;
        when(same(self.forename.id, other.forename.id), 1)
            | when(same(self.surname.id, other.surname.id), 1 << 1)
            | when(same(self.born, other.born), 1 << 2)
            | when(same(self.born >> 8, other.born >> 8), 1 << 3)
            | when(same(self.postcode, other.postcode), 1 << 4)
            | when(same(self.outward, other.outward), 1 << 5)
            | when(self.is_swapped(other), 1 << 6)
    }

    /// What two records agree in exactly, of what large blocks ask for beside.
    #[inline]
    pub(crate) fn agreed_beside(&self, other: &Self) -> Agreed {
        let same = |one: u32, other: u32| one == other && one != 0;
        let two = |face: &Face| block::start(face.start, 2);
        when(same(self.born >> 16, other.born >> 16), 1 << 7)
            | when(same(self.born & 0xffff, other.born & 0xffff), 1 << 8)
            | when(same(two(&self.forename), two(&other.forename)), 1 << 9)
            | when(same(two(&self.surname), two(&other.surname)), 1 << 10)
            | when(
                same(self.forename.start >> 24, other.forename.start >> 24),
                1 << 11,
            )
            | when(same(self.surname.start, other.surname.start), 1 << 12)
    }

    /// The rest of what two records agree in exactly.
    #[cold]
    pub(crate) fn agreed_rarely(&self, other: &Self, rows: (&Row, &Row)) -> Agreed {
        let same = |one: u32, other: u32| one == other && one != 0;
        let start = |face: &Face, letters| block::start(face.start, letters);
        let forename = same(start(&self.forename, 3), start(&other.forename, 3));
        let mut agreed = when(forename, bit(Key::ForenameStart(3)));
        for letters in [1, 3] {
            let surname = same(
                start(&self.surname, letters),
                start(&other.surname, letters),
            );
            agreed |= when(surname, bit(Key::SurnameStart(letters)));
        }
        for ((nth, mine), theirs) in (0_u8..).zip(rows.0.others).zip(rows.1.others) {
            agreed |= when(same(mine, theirs), bit(Key::Other(nth)));
        }
        agreed
    }

    /// Whether its names stand in the order of their numbers.
    pub(crate) const fn is_in_order(&self) -> bool {
        self.forename.id < self.surname.id
    }

    const fn is_swapped(&self, other: &Self) -> bool {
        self.forename.id == other.surname.id
            && self.surname.id == other.forename.id
            && self.forename.id != self.surname.id
            && self.forename.id != 0
            && self.surname.id != 0
    }

    /// How two records agree in the four fields that everybody has.
    #[inline]
    pub(crate) fn compare(
        &self,
        other: &Self,
        agreed: Agreed,
        (table, memory): (&Table, &mut Memory),
    ) -> Levels {
        Levels {
            names: self.names(other, agreed, &table.names, memory),
            born: self.born(other),
            postcode: self.postcode(other, table),
            sex: match (self.sex, other.sex) {
                (0, _) | (_, 0) => 0,
                (mine, theirs) if mine == theirs => 1,
                _ => 2,
            },
            others: [0; OTHERS],
        }
    }

    #[inline]
    fn names(&self, other: &Self, agreed: Agreed, names: &Names, memory: &mut Memory) -> u8 {
        let (one, two) = (&self.forename, &other.forename);
        let forename = if one.id == 0 || two.id == 0 {
            name::NONE
        } else if one.id == two.id {
            name::SAME
        } else if self.aliases & other.aliases != 0
            || may_be_alike((one, self.first), (two, other.first))
        {
            let plain = self.aliases & other.aliases == 0
                && !(self.first.has_parts | other.first.has_parts);
            (memory.forenames).level((one.id, two.id), |one, two| {
                if plain {
                    compare::alike(names, one, two)
                } else {
                    compare::forename(names, one, two)
                }
            })
        } else {
            name::OTHER
        };
        let (one, two) = (&self.surname, &other.surname);
        let surname = if one.id == 0 || two.id == 0 {
            name::NONE
        } else if one.id == two.id {
            name::SAME
        } else if may_be_alike((one, self.last), (two, other.last)) {
            let plain = !(self.last.has_parts | other.last.has_parts);
            (memory.surnames).level((one.id, two.id), |one, two| {
                if plain {
                    compare::alike(names, one, two)
                } else {
                    compare::surname(names, one, two)
                }
            })
        } else {
            name::OTHER
        };
        if agreed & bit(Key::Swapped) != 0 && forename == name::OTHER && surname == name::OTHER {
            return SWAPPED;
        }
        forename * name::COUNT + surname
    }

    #[inline]
    fn born(&self, other: &Self) -> u8 {
        compare::born(self.born, other.born)
    }

    #[inline]
    fn postcode(&self, other: &Self, table: &Table) -> u8 {
        if self.outward == 0 || other.outward == 0 {
            return 0;
        }
        let whole = self.postcode != 0 && other.postcode != 0;
        if whole && self.postcode == other.postcode {
            return 1;
        }
        // A slip leaves one half of the postcode as it was.
        let slip = if self.outward == other.outward {
            slip_of_three(self.inward, other.inward)
        } else {
            self.inward == other.inward
                && compare::postcode_slip(table, self.postcode, other.postcode)
        };
        if whole && slip {
            return 2;
        }
        if self.outward == other.outward {
            3
        } else if self.area == other.area {
            4
        } else {
            5
        }
    }
}

/// Names that were compared of late, with what came of it: the names of one block are compared over
/// and over, and most of those of the next.
#[derive(Debug)]
pub(crate) struct Memory {
    forenames: Remembered,
    surnames: Remembered,
}

impl Default for Memory {
    fn default() -> Self {
        let blank = || Remembered(vec![([0; 2], 0); Remembered::PLACES]);
        Self {
            forenames: blank(),
            surnames: blank(),
        }
    }
}

/// Two names and their level; what was there before at the same place is forgotten.
#[derive(Debug)]
struct Remembered(Vec<([NameId; 2], u8)>);

impl Remembered {
    /// How many are remembered: a fifth of a megabyte.
    const PLACES: usize = 1 << 14;

    #[inline]
    fn level(&mut self, (one, other): (NameId, NameId), work: impl Fn(NameId, NameId) -> u8) -> u8 {
        let both = [one.min(other), one.max(other)];
        let mixed =
            (u64::from(both[0]) << 32 | u64::from(both[1])).wrapping_mul(0x9e37_79b9_7f4a_7c15);
        let place = usize::try_from(mixed >> 50).unwrap_or(0);
        let Some(remembered) = self.0.get_mut(place) else {
            return work(one, other);
        };
        if remembered.0 != both {
            *remembered = (both, work(one, other));
        }
        remembered.1
    }
}

/// Whether a quick look at two names leaves open that they are alike or one a part of the other.
#[inline]
fn may_be_alike((one, mine): (&Face, Measure), (two, theirs): (&Face, Measure)) -> bool {
    let all = one.letters.with(two.letters).count();
    let (a, b) = (u32::from(mine.length), u32::from(theirs.length));
    // Each mark that the other lacks takes at least one letter.
    let of_one = (a + u32::from(theirs.marks)).saturating_sub(all);
    let of_two = (b + u32::from(mine.marks)).saturating_sub(all);
    let prefix = (one.start ^ two.start).leading_zeros() / 8;
    of_one.min(of_two) >= jw::least_in_common(prefix, a, b)
        || (mine.has_parts && theirs.has_parts)
        // Where one has no parts, it can only be a part itself, with all its letters.
        || ((mine.has_parts || theirs.has_parts) && one.letters.within_one(two.letters))
}

/// Whether two inward halves differ by one character or by a swap of two neighbours.
const fn slip_of_three(one: u32, other: u32) -> bool {
    let differing = one ^ other;
    let swapped = one ^ other >> 8 | one >> 8 ^ other;
    differing.trailing_zeros() >= 16
        || differing & 0x00ff_00ff == 0
        || differing & 0x00ff_ff00 == 0
        || (differing >> 16 == 0 && swapped.trailing_zeros() >= 8)
        || (differing.trailing_zeros() >= 8 && swapped & 0xff00 == 0)
}

/// The last three characters of a packed postcode.
const fn inward(packed: u64) -> u32 {
    #[allow(clippy::cast_possible_truncation, reason = "24 bits are kept")]
    if packed == 0 {
        0
    } else {
        (packed >> (packed.trailing_zeros() / 8 * 8)) as u32 & 0x00ff_ffff
    }
}

const _: () = assert!(size_of::<Card>() == 64 && LONGEST < 64);
