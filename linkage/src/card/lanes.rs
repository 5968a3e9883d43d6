//! One card against sixteen at a time.
//!
//! In a large block the quick look is most of the work, and it takes the same few steps for every
//! pair. Here the cards of a block stand field by field, so that the processor takes each step for
//! several pairs at once, without a branch. What it leaves open is marked, and asked of
//! [`Card::compare`]; all else is as that would have it.

#![allow(
    clippy::indexing_slicing,
    clippy::inline_always,
    clippy::needless_bitwise_bool,
    clippy::needless_range_loop,
    clippy::verbose_bit_mask,
    reason = "a lane is below the width of every field; loops of this form, without a branch and \
              without a call, are what becomes steps for several lanes at once"
)]

use super::{Agreed, Card, Face, Measure, bit};
use crate::block::Key;
use crate::compare::{self, NAME_LEVELS, name};

/// How many cards are looked at together.
pub(crate) const WIDTH: usize = 16;

/// What the look at one pair showed: the pattern of its four fields, what it agrees in, and
/// whether anything is open.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Glance(u32);

/// Where what two records agree in stands in a [`Glance`].
const AGREED: u32 = 16;
/// The mark of a pair that the look leaves open.
const OPEN: u32 = 1 << 31;
/// What a look can show two records to agree in: the bits that [`Card::agreed`] and
/// [`Card::agreed_beside`] look at.
pub(crate) const KNOWN: usize = 1 << BITS;
/// How many bits those are.
const BITS: u32 = 13;

/// A look at cards that all have one date of birth, where nobody asks what else they agree in: so
/// it is in the first rule, which makes most pairs.
pub(crate) const FIRST: u8 = 0;
/// A look that shows what [`Card::agreed`] has.
pub(crate) const SOME: u8 = 1;
/// A look that shows what [`Card::agreed_beside`] has too.
pub(crate) const ALL: u8 = 2;

/// Patterns of born, postcode and sex.
const BELOW_NAMES: u32 =
    compare::BORN_LEVELS as u32 * compare::POSTCODE_LEVELS as u32 * compare::SEX_LEVELS as u32;
const BELOW_BORN: u32 = compare::POSTCODE_LEVELS as u32 * compare::SEX_LEVELS as u32;
const BELOW_POSTCODE: u32 = compare::SEX_LEVELS as u32;

const SAME: u32 = name::SAME as u32;
const OTHER: u32 = name::OTHER as u32;
const BELOW_FORENAME: u32 = name::COUNT as u32 * BELOW_NAMES;

const _: () = assert!(NAME_LEVELS as u32 * BELOW_NAMES < 1 << AGREED);

impl Glance {
    /// The pattern of the four fields, where nothing is open.
    pub(crate) const fn pattern(self) -> u32 {
        self.0 & ((1 << AGREED) - 1)
    }

    /// What the two agree in, as [`Card::agreed`] has it, and [`Card::agreed_beside`] where that
    /// was asked for.
    pub(crate) const fn agreed(self) -> Agreed {
        self.0 >> AGREED & ((1 << BITS) - 1)
    }

    /// Whether the levels have to be asked for.
    pub(crate) const fn is_open(self) -> bool {
        self.0 & OPEN != 0
    }
}

/// A field of sixteen cards.
type Each<T> = [T; WIDTH];

/// One name of sixteen cards. Numbers of letters are fractions here, because they are multiplied.
#[derive(Debug, Clone, Copy, Default)]
struct Faces {
    ids: Each<u32>,
    /// Which letters it has, and which of them twice.
    once: Each<u32>,
    twice: Each<u32>,
    starts: Each<u32>,
    /// How many letters.
    lengths: Each<f32>,
    /// How many marks they make.
    marks: Each<f32>,
    /// One over the number of letters.
    shares: Each<f32>,
    /// All bits, where a part of it may be the other, and else none.
    parts: Each<u32>,
}

/// Sixteen cards, field by field.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Lanes {
    forename: Faces,
    surname: Faces,
    born: Each<u32>,
    /// The year of birth as a number.
    year: Each<u32>,
    postcode: Each<u32>,
    outward: Each<u32>,
    inward: Each<u32>,
    area: Each<u32>,
    sex: Each<u32>,
    aliases: Each<u32>,
}

/// One name, as [`Faces`] has it.
#[derive(Clone, Copy)]
struct One {
    id: u32,
    once: u32,
    twice: u32,
    start: u32,
    length: f32,
    marks: f32,
    share: f32,
    parts: u32,
}

impl One {
    fn of(face: &Face, measure: Measure) -> Self {
        let (once, twice) = face.letters.halves();
        Self {
            id: face.id,
            once,
            twice,
            start: face.start,
            length: f32::from(measure.length),
            marks: f32::from(measure.marks),
            share: 1.0 / f32::from(measure.length.max(1)),
            parts: choose(measure.has_parts, u32::MAX, 0),
        }
    }

    /// The level of this name and another, as far as a look shows it, with a mark where it is open:
    /// where [`super::may_be_alike`], or a little oftener.
    #[inline(always)]
    fn look<const LEVEL: u32>(self, other: Self) -> u32 {
        let all = count(self.once | other.once, self.twice | other.twice);
        let (of_one, of_two) = (self.length + other.marks, other.length + self.marks);
        let common = if of_one < of_two { of_one } else { of_two } - all;
        let prefix = self.start ^ other.start;
        let less = |letters: u32, by: f32| if prefix >> letters == 0 { by } else { 0.0 };
        // With `m` of `a` and `b` letters in common and in their places, Jaro is
        // `(m/a + m/b + 1) / 3`; each letter that they begin with alike lowers what that must be
        // for Winkler's form to reach 82 per cent. A hair of room, because these are rounded.
        let least =
            1.459 - (less(24, 0.06) + less(16, 0.075) + less(8, 0.096_429) + less(0, 0.128_571));
        let alike = common * (self.share + other.share) >= least;
        let within = (self.once & !other.once == 0) | (other.once & !self.once == 0);
        let parts = (self.parts & other.parts) | choose(within, self.parts | other.parts, 0);
        let is_same = self.id == other.id;
        let is_there = (self.id != 0) & (other.id != 0);
        let level = choose(is_same, SAME * LEVEL, OTHER * LEVEL);
        let open = choose((alike | (parts != 0)) & !is_same, OPEN, 0);
        choose(is_there, level | open, 0)
    }
}

/// How many bits are set in two numbers together.
#[inline(always)]
fn count(one: u32, two: u32) -> f32 {
    const PAIRS: u32 = 0x5555_5555;
    const FOURS: u32 = 0x3333_3333;
    const EIGHTS: u32 = 0x0f0f_0f0f;
    let one = one - (one >> 1 & PAIRS);
    let two = two - (two >> 1 & PAIRS);
    let both = (one & FOURS) + (one >> 2 & FOURS) + (two & FOURS) + (two >> 2 & FOURS);
    let bytes = (both & EIGHTS) + (both >> 4 & EIGHTS);
    let bytes = bytes + (bytes >> 8);
    #[allow(
        clippy::cast_possible_wrap,
        clippy::cast_precision_loss,
        reason = "64 at most"
    )]
    let all = ((bytes + (bytes >> 16)) & 0xff) as i32 as f32;
    all
}

/// The first of two where a condition holds, and else the other.
#[inline(always)]
const fn choose(holds: bool, one: u32, other: u32) -> u32 {
    if holds { one } else { other }
}

/// The level of two dates of birth, as [`compare::born`] has it, without a branch; as its part of
/// the pattern.
#[inline(always)]
fn born((one, year): (u32, u32), (other, next): (u32, u32)) -> u32 {
    let differing = one ^ other;
    // The lowest bit of each digit that differs, and of the first of them all its bits.
    let digits = (differing | differing >> 1 | differing >> 2 | differing >> 3) & 0x1111_1111;
    let lowest = digits & digits.wrapping_neg();
    let digit = (lowest << 4).wrapping_sub(lowest);
    let neighbours = digits == lowest | lowest << 4;
    // Two neighbours are swapped where each differs from its own like it differs from the other.
    let swapped = (differing ^ differing >> 4 | one ^ one >> 4 ^ differing) & digit == 0;
    let crossed = ((one ^ other >> 8 | one >> 8 ^ other) & 0xff == 0) & (differing >> 16 == 0);
    let years = year.wrapping_sub(next);
    let [ten, one_off] = [10, 1].map(|by: u32| (years == by) | (years == by.wrapping_neg()));
    let other_year = (differing & 0xffff == 0) & (ten | one_off);
    let far = choose(differing >> 16 == 0, 5 * BELOW_BORN, 6 * BELOW_BORN);
    let month = choose(differing >> 8 == 0, 4 * BELOW_BORN, far);
    let year = choose(other_year, 3 * BELOW_BORN, month);
    let slip = (digits == lowest) | (neighbours & swapped) | crossed;
    let level = choose(slip, 2 * BELOW_BORN, year);
    let level = choose(differing == 0, BELOW_BORN, level);
    choose((one != 0) & (other != 0), level, 0)
}

/// The level of two postcodes as its part of the pattern, with a mark where it is open whether the
/// outward half has a slip.
#[inline(always)]
fn postcode(one: [u32; 4], other: [u32; 4]) -> u32 {
    let ([mine, outward, inward, area], [theirs, other_outward, other_inward, other_area]) =
        (one, other);
    let whole = (mine != 0) & (theirs != 0);
    let near = outward == other_outward;
    // A slip in the inward half: one character differs, or two neighbours are swapped.
    let differing = inward ^ other_inward;
    let one_only =
        (differing & 0xffff == 0) | (differing & 0x00ff_00ff == 0) | (differing & 0x00ff_ff00 == 0);
    let crossed = inward ^ other_inward >> 8 | inward >> 8 ^ other_inward;
    let swapped = ((differing >> 16 == 0) & (crossed & 0xff == 0))
        | ((differing & 0xff == 0) & (crossed & 0xff00 == 0));
    let far = choose(area == other_area, 4 * BELOW_POSTCODE, 5 * BELOW_POSTCODE);
    let far = far | choose(whole & (inward == other_inward), OPEN, 0);
    let level = choose(near, 3 * BELOW_POSTCODE, far);
    let level = choose(
        near & whole & (one_only | swapped),
        2 * BELOW_POSTCODE,
        level,
    );
    let level = choose(whole & (mine == theirs), BELOW_POSTCODE, level);
    choose((outward != 0) & (other_outward != 0), level, 0)
}

/// One card, ready to be looked at beside many.
pub(crate) struct Ready {
    forename: One,
    surname: One,
    born: (u32, u32),
    postcode: [u32; 4],
    sex: u32,
    aliases: u32,
}

impl Ready {
    pub(crate) fn of(card: &Card) -> Self {
        Self {
            forename: One::of(&card.forename, card.first),
            surname: One::of(&card.surname, card.last),
            born: (
                card.born,
                crate::date::Born::from_number(card.born).decimal_year(),
            ),
            postcode: [
                card.postcode,
                card.outward,
                card.inward,
                u32::from(card.area),
            ],
            sex: u32::from(card.sex),
            aliases: card.aliases,
        }
    }
}

impl Faces {
    fn put(&mut self, lane: usize, one: One) {
        self.ids[lane] = one.id;
        self.once[lane] = one.once;
        self.twice[lane] = one.twice;
        self.starts[lane] = one.start;
        self.lengths[lane] = one.length;
        self.marks[lane] = one.marks;
        self.shares[lane] = one.share;
        self.parts[lane] = one.parts;
    }

    /// The levels of a name and these, each with the mark of one that is open.
    #[inline(always)]
    fn look<const LEVEL: u32>(&self, one: One) -> Each<u32> {
        let mut levels = [0; WIDTH];
        for lane in 0..WIDTH {
            let other = One {
                id: self.ids[lane],
                once: self.once[lane],
                twice: self.twice[lane],
                start: self.starts[lane],
                length: self.lengths[lane],
                marks: self.marks[lane],
                share: self.shares[lane],
                parts: self.parts[lane],
            };
            levels[lane] = one.look::<LEVEL>(other);
        }
        levels
    }
}

impl Lanes {
    /// Cards side by side; those past the sixteenth are left out.
    #[inline(always)]
    pub(crate) fn of(cards: &[Card]) -> Self {
        let mut lanes = Self::default();
        for (lane, card) in cards.iter().take(WIDTH).enumerate() {
            let ready = Ready::of(card);
            lanes.forename.put(lane, ready.forename);
            lanes.surname.put(lane, ready.surname);
            (lanes.born[lane], lanes.year[lane]) = ready.born;
            [
                lanes.postcode[lane],
                lanes.outward[lane],
                lanes.inward[lane],
                lanes.area[lane],
            ] = ready.postcode;
            lanes.sex[lane] = ready.sex;
            lanes.aliases[lane] = ready.aliases;
        }
        lanes
    }

    /// Looks at a card beside each of these. `LOOK` is [`FIRST`], [`SOME`] or [`ALL`].
    #[inline(always)]
    pub(crate) fn look<const LOOK: u8>(&self, mine: &Ready) -> Each<Glance> {
        let forenames = self.forename.look::<BELOW_FORENAME>(mine.forename);
        let surnames = self.surname.look::<BELOW_NAMES>(mine.surname);
        let mut looks = [Glance::default(); WIDTH];
        for lane in 0..WIDTH {
            let (forename, surname) = (forenames[lane], surnames[lane]);
            let theirs = [
                self.postcode[lane],
                self.outward[lane],
                self.inward[lane],
                self.area[lane],
            ];
            let sex = self.sex[lane];
            let sexes = choose(mine.sex == sex, 1, 2);
            let open = (forename | surname) & OPEN;
            let born = if LOOK == FIRST {
                BELOW_BORN
            } else {
                born(mine.born, (self.born[lane], self.year[lane]))
            };
            let levels = (forename & !OPEN)
                + (surname & !OPEN)
                + born
                + postcode(mine.postcode, theirs)
                + choose((mine.sex != 0) & (sex != 0), sexes, 0);
            looks[lane] = Glance(levels | open);
        }
        for lane in 0..WIDTH {
            let swapped = self.are_swapped(mine, lane);
            let agreed = match LOOK {
                FIRST => 0,
                SOME => self.agreed(mine, lane),
                _ => self.agreed(mine, lane) | self.agreed_beside(mine, lane),
            };
            let agreed = agreed | choose((LOOK != FIRST) & swapped, bit(Key::Swapped), 0);
            let other = forenames[lane] & !OPEN == OTHER * BELOW_FORENAME;
            let aliases = (mine.aliases & self.aliases[lane] != 0) & other;
            let open = choose(aliases | swapped, OPEN, 0);
            looks[lane].0 |= agreed << AGREED | open;
        }
        looks
    }

    #[inline(always)]
    fn are_swapped(&self, mine: &Ready, lane: usize) -> bool {
        let (one, two) = (mine.forename.id, mine.surname.id);
        (one == self.surname.ids[lane])
            & (two == self.forename.ids[lane])
            & (one != two)
            & (one != 0)
            & (two != 0)
    }

    /// What two records agree in, as [`Card::agreed`] has it, but for swapped names.
    #[inline(always)]
    fn agreed(&self, mine: &Ready, lane: usize) -> Agreed {
        let (forename, surname) = (self.forename.ids[lane], self.surname.ids[lane]);
        let born = self.born[lane];
        let same = |one: u32, other: u32| (one == other) & (one != 0);
        let when = |holds: bool, key: Key| choose(holds, bit(key), 0);
        let (one, two) = (mine.forename.id, mine.surname.id);
        let (day, [postcode, outward, ..]) = (mine.born.0, mine.postcode);
        when(same(one, forename), Key::Forename)
            | when(same(two, surname), Key::Surname)
            | when(same(day, born), Key::Born)
            | when(same(day >> 8, born >> 8), Key::BornMonth)
            | when(same(postcode, self.postcode[lane]), Key::Postcode)
            | when(same(outward, self.outward[lane]), Key::Outward)
    }

    /// The same, as [`Card::agreed_beside`] has it.
    #[inline(always)]
    fn agreed_beside(&self, mine: &Ready, lane: usize) -> Agreed {
        let same = |one: u32, other: u32| (one == other) & (one != 0);
        let when = |holds: bool, key: Key| choose(holds, bit(key), 0);
        let (day, born) = (mine.born.0, self.born[lane]);
        let (one, two) = (mine.forename.start, mine.surname.start);
        let (forename, surname) = (self.forename.starts[lane], self.surname.starts[lane]);
        when(same(day >> 16, born >> 16), Key::BornYear)
            | when(same(day & 0xffff, born & 0xffff), Key::Birthday)
            | when(same(one >> 16, forename >> 16), Key::ForenameStart(2))
            | when(same(two >> 16, surname >> 16), Key::SurnameStart(2))
            | when(same(one >> 24, forename >> 24), Key::ForenameStart(1))
            | when(same(two, surname), Key::SurnameStart(4))
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::card::{Deck, Memory};
    use crate::table::{Raw, Table};

    /// Values that are often the same, a slip apart, a part of one another, swapped or missing.
    fn record() -> impl Strategy<Value = [String; 5]> {
        let name = || {
            prop_oneof![
                4 => "[A-C]{1,6}",
                2 => "(ROBERT|ROB|ROBIN|BOB|BILL|WILLIAM|ELIZABETH|BETH|LIZ)",
                2 => "[AB]{1,4}-[AB]{1,4}",
                1 => "[A-D]{7,20}",
                1 => "",
            ]
        };
        let born = prop_oneof![
            8 => "19[67][0-9]-(01|02|10|11|12)-(01|02|10|11|12|21)",
            1 => "",
        ];
        let postcode = prop_oneof![
            6 => "(M1|M11|CT1|CT2|B1) [12][AB][AB]",
            1 => "(M1|CT1)",
            1 => "",
        ];
        (name(), name(), born, postcode, "(M|F|)").prop_map(Into::into)
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(400))]

        #[test]
        fn what_is_not_open_is_as_one_card_beside_another(
            records in proptest::collection::vec(record(), 2..40),
        ) {
            let mut table = Table::new(&[]);
            for (nth, [forename, surname, born, postcode, sex]) in records.iter().enumerate() {
                let id = nth.to_string();
                table.push(&Raw { id: &id, forename, surname, born, postcode, sex, ..Raw::default() });
            }
            table.finish();
            let deck = Deck::of(&table);
            let cards: Vec<Card> = (0_u32..).zip(&table.rows).map(|(nth, _)| deck.get(nth)).collect();
            let mut memory = Memory::default();
            let mut open = 0;
            for mine in &cards {
                let ready = Ready::of(mine);
                for some in cards.chunks(WIDTH) {
                    let looks = Lanes::of(some).look::<SOME>(&ready);
                    let first = Lanes::of(some).look::<FIRST>(&ready);
                    let all = Lanes::of(some).look::<ALL>(&ready);
                    for (((look, first), all), theirs) in looks.iter().zip(first).zip(all).zip(some) {
                        let agreed = mine.agreed(theirs);
                        prop_assert_eq!(look.agreed(), agreed);
                        prop_assert_eq!(all.agreed(), agreed | mine.agreed_beside(theirs));
                        prop_assert_eq!(all.pattern(), look.pattern());
                        prop_assert_eq!(look.is_open(), first.is_open());
                        prop_assert_eq!(look.is_open(), all.is_open());
                        if look.is_open() {
                            open += 1;
                            continue;
                        }
                        let levels = mine.compare(theirs, agreed, (&table, &mut memory));
                        prop_assert_eq!(look.pattern(), levels.pattern(0));
                        if levels.born == 1 {
                            prop_assert_eq!(first.pattern(), levels.pattern(0));
                        }
                    }
                }
            }
            prop_assert!(open < cards.len() * cards.len());
        }
    }
}
