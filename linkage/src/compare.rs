//! How two records agree, field by field, as levels; and the levels of a pair as one number.

use crate::date::{Born, DateLevel};
use crate::jw;
use crate::names::{NameId, Names};
use crate::slip;
use crate::table::{Kind, OTHERS, Row, Table};

/// Levels of a name. The two names have the same list, and one level for both swapped.
pub mod name {
    /// One of them has none.
    pub const NONE: u8 = 0;
    /// The same.
    pub const SAME: u8 = 1;
    /// A short form, an initial, or a part of a name of several words.
    pub const ALIAS: u8 = 2;
    /// At least 92 per cent alike.
    pub const CLOSE: u8 = 3;
    /// At least 82 per cent alike.
    pub const NEAR: u8 = 4;
    /// Nothing of these.
    pub const OTHER: u8 = 5;
    /// How many.
    pub const COUNT: u8 = 6;
}

/// Per cent alike by Jaro-Winkler for [`name::CLOSE`] and [`name::NEAR`].
const CLOSE: u64 = 92;
const NEAR: u64 = jw::LEAST;

/// How many levels the pair of names has: each with each, and swapped.
pub const NAME_LEVELS: u8 = name::COUNT * name::COUNT + 1;
/// The level of swapped names.
pub const SWAPPED: u8 = NAME_LEVELS - 1;
/// Levels of the date of birth: none, then as [`DateLevel`].
pub const BORN_LEVELS: u8 = 7;
/// Levels of the postcode: none, same, one slip, same outward half, same area, other.
pub const POSTCODE_LEVELS: u8 = 6;
/// Levels of sex: none, same, other.
pub const SEX_LEVELS: u8 = 3;
/// Levels of a further field: none, same, close, other.
pub const OTHER_LEVELS: u8 = 4;

/// The levels of a pair.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Levels {
    /// Forename and surname together.
    pub names: u8,
    /// Date of birth.
    pub born: u8,
    /// Postcode.
    pub postcode: u8,
    /// Sex.
    pub sex: u8,
    /// Further fields.
    pub others: [u8; OTHERS],
}

impl Levels {
    /// The levels of the two names, where they are not swapped.
    pub const fn each_name(self) -> Option<(u8, u8)> {
        if self.names == SWAPPED {
            None
        } else {
            Some((self.names / name::COUNT, self.names % name::COUNT))
        }
    }

    /// As one number: the place in the histogram of patterns.
    pub fn pattern(self, others: usize) -> u32 {
        let mut pattern = u32::from(self.names);
        pattern = pattern * u32::from(BORN_LEVELS) + u32::from(self.born);
        pattern = pattern * u32::from(POSTCODE_LEVELS) + u32::from(self.postcode);
        pattern = pattern * u32::from(SEX_LEVELS) + u32::from(self.sex);
        for level in self.others.iter().take(others) {
            pattern = pattern * u32::from(OTHER_LEVELS) + u32::from(*level);
        }
        pattern
    }

    /// From one number.
    pub fn from_pattern(mut pattern: u32, others: usize) -> Self {
        let mut levels = Self::default();
        let mut take = |count: u8| {
            let count = u32::from(count);
            let level = u8::try_from(pattern % count).unwrap_or(0);
            pattern /= count;
            level
        };
        for nth in (0..others.min(OTHERS)).rev() {
            let level = take(OTHER_LEVELS);
            if let Some(slot) = levels.others.get_mut(nth) {
                *slot = level;
            }
        }
        levels.sex = take(SEX_LEVELS);
        levels.postcode = take(POSTCODE_LEVELS);
        levels.born = take(BORN_LEVELS);
        levels.names = take(NAME_LEVELS);
        levels
    }
}

/// How many patterns there are with so many further fields.
pub const fn patterns(others: usize) -> usize {
    let mut count = NAME_LEVELS as usize
        * BORN_LEVELS as usize
        * POSTCODE_LEVELS as usize
        * SEX_LEVELS as usize;
    let mut nth = 0;
    while nth < others {
        count *= OTHER_LEVELS as usize;
        nth += 1;
    }
    count
}

/// Compares two records of a table.
pub fn compare(table: &Table, one: &Row, other: &Row) -> Levels {
    let mut levels = Levels {
        names: names(&table.names, one, other),
        born: born(one.born, other.born),
        postcode: postcode(table, one, other),
        sex: match (one.sex, other.sex) {
            (0, _) | (_, 0) => 0,
            (mine, theirs) if mine == theirs => 1,
            _ => 2,
        },
        others: [0; OTHERS],
    };
    levels.others = others(table, one, other);
    levels
}

/// The levels of the further fields of two records.
pub(crate) fn others(table: &Table, one: &Row, other: &Row) -> [u8; OTHERS] {
    let mut levels = [0; OTHERS];
    let values = one.others.iter().zip(&other.others);
    for (((nth, kind), (mine, theirs)), level) in
        table.kinds.iter().enumerate().zip(values).zip(&mut levels)
    {
        *level = further(table, nth, *kind, *mine, *theirs);
    }
    levels
}

/// The same of many pairs at once, put beside their other levels: what one pair waits for in
/// memory, many wait for together.
pub(crate) fn others_of_many(table: &Table, pairs: &[(u32, u32)], levels: &mut [Levels]) {
    let of = |record: u32| (table.rows.get(record as usize)).map_or([0; OTHERS], |row| row.others);
    let values: Vec<[[u32; OTHERS]; 2]> = pairs
        .iter()
        .map(|(one, other)| [of(*one), of(*other)])
        .collect();
    for (nth, kind) in table.kinds.iter().enumerate() {
        for ([mine, theirs], levels) in values.iter().zip(levels.iter_mut()) {
            if let (Some(mine), Some(theirs), Some(level)) =
                (mine.get(nth), theirs.get(nth), levels.others.get_mut(nth))
            {
                *level = further(table, nth, *kind, *mine, *theirs);
            }
        }
    }
}

fn names(names: &Names, one: &Row, other: &Row) -> u8 {
    let forename = forename(names, one.forename, other.forename);
    let surname = surname(names, one.surname, other.surname);
    if forename == name::OTHER
        && surname == name::OTHER
        && one.forename == other.surname
        && one.surname == other.forename
    {
        return SWAPPED;
    }
    forename * name::COUNT + surname
}

/// The level of two forenames. Symmetric.
pub fn forename(names: &Names, one: NameId, other: NameId) -> u8 {
    if one == 0 || other == 0 {
        return name::NONE;
    }
    if one == other {
        return name::SAME;
    }
    let (Some(mine), Some(theirs)) = (names.look(one), names.look(other)) else {
        return name::OTHER;
    };
    if ((mine.several || theirs.several) && shares_part(names, one, other))
        || (mine.aliases & theirs.aliases != 0 && names.are_aliases(one, other))
    {
        return name::ALIAS;
    }
    if (mine.length == 1 || theirs.length == 1) && same_initial(names, one, other) {
        return name::ALIAS;
    }
    alike(names, one, other)
}

fn same_initial(names: &Names, one: NameId, other: NameId) -> bool {
    let initial = |id| names.word(id).and_then(|word| word.letters().first());
    initial(one) == initial(other)
}

/// The level of two surnames. Symmetric.
pub fn surname(names: &Names, one: NameId, other: NameId) -> u8 {
    if one == 0 || other == 0 {
        return name::NONE;
    }
    if one == other {
        return name::SAME;
    }
    let (Some(mine), Some(theirs)) = (names.look(one), names.look(other)) else {
        return name::OTHER;
    };
    if (mine.several || theirs.several) && shares_part(names, one, other) {
        return name::ALIAS;
    }
    alike(names, one, other)
}

/// Whether a name of several words begins or ends with the other, or with a word of it.
fn shares_part(names: &Names, one: NameId, other: NameId) -> bool {
    let ((first, last), (a, b)) = (names.parts(one), names.parts(other));
    if first == last && a == b {
        return false;
    }
    first == a || last == b || first == b || last == a
}

/// The level of two names of one word each that differ and are on no list.
pub(crate) fn alike(names: &Names, one: NameId, other: NameId) -> u8 {
    let (mine, theirs) = (names.short(one), names.short(other));
    if !mine.is_none() && !theirs.is_none() {
        return level_of(mine.highest(theirs, &[CLOSE, NEAR]));
    }
    let (Some(mine), Some(theirs)) = (names.word(one), names.word(other)) else {
        return name::OTHER;
    };
    level_of(jw::highest(mine, theirs, &[CLOSE, NEAR]))
}

const fn level_of(highest: Option<usize>) -> u8 {
    match highest {
        Some(0) => name::CLOSE,
        Some(_) => name::NEAR,
        None => name::OTHER,
    }
}

#[inline]
pub(crate) fn born(one: u32, other: u32) -> u8 {
    if one == 0 || other == 0 {
        return 0;
    }
    match Born::from_number(one).level(Born::from_number(other)) {
        DateLevel::Same => 1,
        DateLevel::Slip => 2,
        DateLevel::OtherYear => 3,
        DateLevel::SameMonth => 4,
        DateLevel::SameYear => 5,
        DateLevel::Different => 6,
    }
}

fn postcode(table: &Table, one: &Row, other: &Row) -> u8 {
    if one.outward == 0 || other.outward == 0 {
        return 0;
    }
    let whole = one.postcode != 0 && other.postcode != 0;
    if whole && one.postcode == other.postcode {
        return 1;
    }
    if whole && postcode_slip(table, one.postcode, other.postcode) {
        return 2;
    }
    if one.outward == other.outward {
        return 3;
    }
    if one.area == other.area { 4 } else { 5 }
}

/// Whether two postcodes differ by one slip.
pub(crate) fn postcode_slip(table: &Table, one: u32, other: u32) -> bool {
    slip::packed(table.packed(one), table.packed(other))
}

/// Words that are so many per cent alike are close.
const ALIKE: u64 = 90;

fn further(table: &Table, nth: usize, kind: Kind, one: u32, other: u32) -> u8 {
    if one == 0 || other == 0 {
        return 0;
    }
    if one == other {
        return 1;
    }
    let Some(values) = table.others.get(nth) else {
        return 0;
    };
    if kind == Kind::Words && !values.may_be_alike(one, other, ALIKE) {
        return 3;
    }
    let close = match kind {
        Kind::Phone | Kind::NhsNumber | Kind::Identifier => values.one_slip(one, other),
        Kind::Email => emails_are_close(values.text(one), values.text(other)),
        Kind::Words => jw::texts_at_least(values.text(one), values.text(other), ALIKE),
    };
    if close { 2 } else { 3 }
}

/// Letters before the `@` of an address from which they are hardly shared by chance.
const OWN_LETTERS: usize = 6;

fn emails_are_close(one: &str, other: &str) -> bool {
    fn own(address: &str) -> Option<&str> {
        address.split_once('@').map(|(own, _)| own)
    }
    let same_own = own(one).is_some_and(|mine| mine.len() >= OWN_LETTERS) && own(one) == own(other);
    same_own
        || slip::one_slip(one.as_bytes(), other.as_bytes())
        || jw::texts_at_least(one, other, ALIKE)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(20_000))]

        #[test]
        fn a_pattern_is_read_back_as_it_was(pattern in 0..patterns(2)) {
            let pattern = u32::try_from(pattern).unwrap();
            prop_assert_eq!(Levels::from_pattern(pattern, 2).pattern(2), pattern);
        }
    }
}
