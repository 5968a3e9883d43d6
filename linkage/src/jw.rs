//! Jaro-Winkler at thresholds, in integers.
//!
//! A linker asks only whether two names are at least so alike, never by how much. So no division
//! is done, no rounding differs between machines, and most pairs are thrown out by a bound on
//! their letters before any letter is compared.
//!
//! Jaro similarity of words of `a` and `b` letters with `m` letters in common, `t` of them out of
//! place (halved): `(m/a + m/b + (m-t)/m) / 3`. Winkler's form adds a tenth of what is missing to
//! one for each of the first four letters that agree, where Jaro is over 0.7. The tests hold it
//! against a well-known implementation.

/// The longest word that is compared letter by letter; longer ones are cut to it. A name of more
/// than 32 letters in a police record is two names or a mistake.
pub const LONGEST: usize = 32;

/// A word ready to be compared with many others: its letters, and where each letter stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Word {
    letters: [u8; LONGEST],
    length: u8,
    /// One bit for each letter A to Z that occurs, and one for everything else.
    mask: u32,
    /// For each letter, the places it stands at.
    places: [u32; 27],
}

/// The place of a letter in tables: A to Z, then everything else together.
const fn slot(letter: u8) -> usize {
    if letter.is_ascii_uppercase() {
        (letter - b'A') as usize
    } else {
        26
    }
}

/// A letter as a word keeps it.
const fn kept(letter: u8) -> u8 {
    if letter.is_ascii_uppercase() {
        letter
    } else {
        b'?'
    }
}

impl Word {
    /// A word in capital letters as [`crate::text`] makes them. Everything that is not a letter
    /// from A to Z counts as one further letter.
    pub fn new(text: &str) -> Self {
        let mut word = Self {
            letters: [0; LONGEST],
            length: 0,
            mask: 0,
            places: [0; 27],
        };
        for (place, (kept, letter)) in word.letters.iter_mut().zip(text.bytes()).enumerate() {
            *kept = self::kept(letter);
            let slot = slot(letter);
            word.mask |= 1 << slot;
            if let Some(places) = word.places.get_mut(slot) {
                *places |= 1 << place;
            }
            word.length = word.length.saturating_add(1);
        }
        word
    }

    /// How many letters, cut at [`LONGEST`].
    pub const fn len(&self) -> usize {
        self.length as usize
    }

    /// Whether there are none.
    pub const fn is_empty(&self) -> bool {
        self.length == 0
    }

    /// The letters.
    pub fn letters(&self) -> &[u8] {
        self.letters.get(..self.len()).unwrap_or_default()
    }

    /// Which letters it has, and which twice.
    pub(crate) fn marks(&self) -> Letters {
        let marks = self
            .places
            .iter()
            .enumerate()
            .fold(0, |marks, (slot, places)| {
                let twice = places.count_ones() > 1;
                marks | u64::from(*places != 0) << slot | u64::from(twice) << (slot + 27)
            });
        Letters(marks)
    }

    /// What a quick look at it shows.
    pub const fn shape(&self) -> Shape {
        Shape {
            mask: self.mask,
            length: self.length,
        }
    }
}

/// The letters of a word without their places: enough to throw most pairs out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Shape {
    mask: u32,
    length: u8,
}

impl Shape {
    /// The shape of a word of [`Word::new`], without the rest of it.
    fn of(text: &str) -> Self {
        let letters = text.bytes().take(LONGEST);
        let (mask, length) = letters.fold((0, 0), |(mask, length), letter| {
            (mask | 1_u32 << slot(letter), length + 1)
        });
        Self { mask, length }
    }

    /// How many letters.
    pub const fn len(self) -> usize {
        self.length as usize
    }

    /// Whether there are none.
    pub const fn is_empty(self) -> bool {
        self.length == 0
    }

    /// At most this many letters can be in common: each letter that the other word lacks takes at
    /// least one place.
    pub fn most_in_common(self, other: Self) -> u32 {
        let mine = u32::from(self.length) - (self.mask & !other.mask).count_ones();
        let theirs = u32::from(other.length) - (other.mask & !self.mask).count_ones();
        mine.min(theirs)
    }
}

/// Which letters a word has, and which of them twice: a mark for each, a letter that is no letter
/// from A to Z among them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Letters(u64);

/// A mark for each letter and one for everything else.
const MARKS: u64 = (1 << 27) - 1;

impl Letters {
    /// How many marks.
    pub(crate) const fn count(self) -> u32 {
        self.0.count_ones()
    }

    /// Which letters it has, and which of them twice, apart.
    pub(crate) const fn halves(self) -> (u32, u32) {
        #[allow(clippy::cast_possible_truncation, reason = "27 bits are kept of each")]
        let halves = ((self.0 & MARKS) as u32, (self.0 >> 27 & MARKS) as u32);
        halves
    }

    /// Whether one of the two has every letter that the other has.
    pub(crate) const fn within_one(self, other: Self) -> bool {
        let (one, two) = (self.0 & MARKS, other.0 & MARKS);
        one & !two == 0 || two & !one == 0
    }

    /// The marks of either.
    pub(crate) const fn with(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }
}

/// The least per cent alike that [`least_in_common`] is for.
pub(crate) const LEAST: u64 = 82;

/// How many letters two words must have in common at least to be [`LEAST`] per cent alike, by the
/// letters they begin with alike, and their lengths. More than they have where nothing suffices.
#[inline]
pub(crate) fn least_in_common(prefix: u32, one: u32, other: u32) -> u32 {
    const WIDE: usize = LONGEST + 1;
    const LEASTS: [[[u8; WIDE]; WIDE]; 5] = leasts();
    static TABLE: [[[u8; WIDE]; WIDE]; 5] = LEASTS;
    TABLE
        .get(prefix as usize)
        .and_then(|lengths| lengths.get(one as usize))
        .and_then(|lengths| lengths.get(other as usize))
        .map_or(u32::MAX, |least| u32::from(*least))
}

#[allow(
    clippy::indexing_slicing,
    clippy::cast_possible_truncation,
    reason = "worked out while compiling, where a wrong place is an error"
)]
const fn leasts() -> [[[u8; LONGEST + 1]; LONGEST + 1]; 5] {
    let mut leasts = [[[u8::MAX; LONGEST + 1]; LONGEST + 1]; 5];
    let mut prefix = 0;
    while prefix < 5 {
        let mut a = 1;
        while a <= LONGEST {
            let mut b = 1;
            while b <= LONGEST {
                let mut m = if a < b { a } else { b };
                while m > 0 && at_best(m as u64, a as u64, b as u64, prefix as u64).reaches(LEAST) {
                    leasts[prefix][a][b] = m as u8;
                    m -= 1;
                }
                b += 1;
            }
            a += 1;
        }
        prefix += 1;
    }
    leasts
}

/// Every one of `m` common letters in its place: `(m/a + m/b + 1) / 3`.
const fn at_best(m: u64, a: u64, b: u64, prefix: u64) -> Jaro {
    Jaro {
        over: m * b + m * a + a * b,
        under: 3 * a * b,
        prefix,
    }
}

/// How alike two words are, as the fractions a threshold is asked of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Jaro {
    /// The similarity is `over / under`.
    over: u64,
    under: u64,
    /// First letters that agree, four at most.
    prefix: u64,
}

/// Whether two words are at least `percent` alike by Jaro-Winkler.
///
/// Symmetric. Two empty words are alike; an empty and another are not.
pub fn at_least(one: &Word, other: &Word, percent: u64) -> bool {
    highest(one, other, &[percent]) == Some(0)
}

/// The same of two texts: most are thrown out before a word is made of them.
pub fn texts_at_least(one: &str, other: &str, percent: u64) -> bool {
    Outline::of(one).may_reach(Outline::of(other), percent)
        && at_least(&Word::new(one), &Word::new(other), percent)
}

/// What a quick look at a text shows: its letters without their places, and how it begins.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Outline {
    shape: Shape,
    /// The first four letters, the first on top.
    start: u32,
}

impl Outline {
    /// The outline of a text.
    pub(crate) fn of(text: &str) -> Self {
        let first = text.bytes().map(kept).chain(std::iter::repeat(0)).take(4);
        Self {
            shape: Shape::of(text),
            start: first.fold(0, |start, letter| start << 8 | u32::from(letter)),
        }
    }

    /// Whether two texts may reach a threshold: false only where no order of their letters does.
    pub(crate) fn may_reach(self, other: Self, percent: u64) -> bool {
        let (mine, theirs) = (self.shape, other.shape);
        let most = u64::from(mine.most_in_common(theirs));
        let (a, b) = (u64::from(mine.length), u64::from(theirs.length));
        let alike = u64::from((self.start ^ other.start).leading_zeros() / 8);
        let both = a > 0 && b > 0;
        !both || most > 0 && at_best(most, a, b, alike).reaches(percent)
    }
}

/// The first of `percents`, highest first, that two words reach; `None` where they reach none.
pub fn highest(one: &Word, other: &Word, percents: &[u64]) -> Option<usize> {
    let lowest = *percents.last()?;
    if one.is_empty() && other.is_empty() {
        return Some(0);
    }
    if one.is_empty() || other.is_empty() || out_of_reach(one.shape(), other.shape(), lowest) {
        return None;
    }
    let jaro = jaro(one, other)?;
    percents.iter().position(|percent| jaro.reaches(*percent))
}

/// Whether even the best order of the common letters would not reach a threshold.
pub fn out_of_reach(one: Shape, other: Shape, percent: u64) -> bool {
    let (a, b) = (u64::from(one.length), u64::from(other.length));
    let m = u64::from(one.most_in_common(other));
    m == 0 || !at_best(m, a, b, 4).reaches(percent)
}

impl Jaro {
    const fn reaches(self, percent: u64) -> bool {
        let Self {
            over,
            under,
            prefix,
        } = self;
        // Winkler's addition is made only where Jaro is over 0.7.
        let prefix = if 10 * over > 7 * under { prefix } else { 0 };
        // over/under + prefix/10 * (1 - over/under) >= percent/100, times 1000 * under.
        1000 * over + 100 * prefix * (under - over) >= 10 * percent * under
    }
}

/// `None` where no letter is in common.
fn jaro(one: &Word, other: &Word) -> Option<Jaro> {
    let (a, b) = (one.len(), other.len());
    let reach = (a.max(b) / 2).saturating_sub(1);
    let mut taken_of_other: u32 = 0;
    let mut taken_of_one: u32 = 0;
    for (place, letter) in one.letters().iter().enumerate() {
        let from = place.saturating_sub(reach);
        let to = (place + reach + 1).min(b);
        if from >= to {
            continue;
        }
        let window = below(to) & !below(from);
        let there = other.places.get(slot(*letter)).copied().unwrap_or(0);
        let free = there & window & !taken_of_other;
        if free != 0 {
            taken_of_other |= free & free.wrapping_neg();
            taken_of_one |= 1 << place;
        }
    }
    let m = u64::from(taken_of_one.count_ones());
    if m == 0 {
        return None;
    }
    let t = out_of_place(one, other, taken_of_one, taken_of_other) / 2;
    let (a, b) = (a as u64, b as u64);
    let prefix = one
        .letters()
        .iter()
        .zip(other.letters())
        .take(4)
        .take_while(|(x, y)| x == y)
        .count() as u64;
    Some(Jaro {
        over: m * m * b + m * m * a + (m - t) * a * b,
        under: 3 * a * b * m,
        prefix,
    })
}

/// A word of at most sixteen letters, the first lowest: the name of nearly everybody, in a quarter of
/// a line of the processor's cache. 0 where a word is longer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Short(u128);

/// The topmost bit of each letter of a [`Short`].
const TOPS: u128 = 0x8080_8080_8080_8080_8080_8080_8080_8080;
/// The lowest bit of each.
const ONES: u128 = TOPS >> 7;

impl Short {
    /// The same word, where it is short.
    pub(crate) fn of(word: &Word) -> Self {
        let letters = word.letters();
        if letters.len() > 16 {
            return Self(0);
        }
        let letters = letters.iter().rev();
        Self(letters.fold(0, |packed, letter| packed << 8 | u128::from(*letter)))
    }

    /// Whether the word was too long, or there is none.
    pub(crate) const fn is_none(self) -> bool {
        self.0 == 0
    }

    /// As [`highest`], of two short words that are not empty.
    pub(crate) fn highest(self, other: Self, percents: &[u64]) -> Option<usize> {
        let jaro = self.jaro(other)?;
        percents.iter().position(|percent| jaro.reaches(*percent))
    }

    const fn len(self) -> u32 {
        16 - self.0.leading_zeros() / 8
    }

    /// A mark on top of each letter of a word that is this one.
    #[inline]
    const fn places(self, letter: u128) -> u128 {
        // No letter has its topmost bit, so nothing is carried from one to the next.
        let differing = self.0 ^ (letter * ONES);
        !(differing + (TOPS - ONES)) & TOPS
    }

    fn jaro(self, other: Self) -> Option<Jaro> {
        let (a, b) = (self.len(), other.len());
        let reach = (a.max(b) / 2).saturating_sub(1);
        let there = TOPS >> (8 * (16 - b.clamp(1, 16)));
        let mut window = TOPS >> (8 * (15 - reach));
        let (mut mine, mut theirs) = (0_u128, 0_u128);
        let (mut rest, mut place) = (self.0, 0x80_u128);
        while rest != 0 {
            let free = other.places(rest & 0xff) & window & there & !theirs;
            theirs |= free & free.wrapping_neg();
            mine |= if free == 0 { 0 } else { place };
            // The window grows from the first letter until it is whole, and then moves on.
            let grown = if place.trailing_zeros() / 8 < reach {
                0x80
            } else {
                0
            };
            window = window << 8 | grown;
            rest >>= 8;
            place <<= 8;
        }
        let m = u64::from(mine.count_ones());
        if m == 0 {
            return None;
        }
        let t = self.out_of_place(other, mine, theirs) / 2;
        let alike = ((self.0 ^ other.0).trailing_zeros() / 8).min(a);
        let (a, b) = (u64::from(a), u64::from(b));
        Some(Jaro {
            over: m * m * b + m * m * a + (m - t) * a * b,
            under: 3 * a * b * m,
            prefix: u64::from(alike.min(4)),
        })
    }

    fn out_of_place(self, other: Self, mut mine: u128, mut theirs: u128) -> u64 {
        let mut different = 0;
        while mine != 0 && theirs != 0 {
            let x = self.0 >> (mine.trailing_zeros() - 7) & 0xff;
            let y = other.0 >> (theirs.trailing_zeros() - 7) & 0xff;
            different += u64::from(x != y);
            mine &= mine - 1;
            theirs &= theirs - 1;
        }
        different
    }
}

/// Common letters that stand in another order, counted in both words' own order.
fn out_of_place(one: &Word, other: &Word, mut mine: u32, mut theirs: u32) -> u64 {
    let mut different = 0;
    while mine != 0 && theirs != 0 {
        let x = one.letters.get(mine.trailing_zeros() as usize);
        let y = other.letters.get(theirs.trailing_zeros() as usize);
        different += u64::from(x != y);
        mine &= mine - 1;
        theirs &= theirs - 1;
    }
    different
}

/// The bits below a place.
const fn below(place: usize) -> u32 {
    if place >= 32 {
        u32::MAX
    } else {
        (1 << place) - 1
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn word(text: &str) -> Word {
        Word::new(text)
    }

    #[test]
    fn known_pairs_reach_what_they_are_known_to_reach() {
        for (one, other, percent, reaches) in [
            ("MARTHA", "MARHTA", 96, true),
            ("MARTHA", "MARHTA", 97, false),
            ("DIXON", "DICKSONX", 81, true),
            ("DIXON", "DICKSONX", 82, false),
            ("SMITH", "SMYTH", 89, true),
            ("SMITH", "JONES", 50, false),
            ("", "", 100, true),
            ("", "A", 1, false),
        ] {
            assert_eq!(
                at_least(&word(one), &word(other), percent),
                reaches,
                "{one} {other} {percent}"
            );
        }
    }

    fn names() -> impl Strategy<Value = String> {
        prop_oneof!["[A-Z]{0,12}", "[A-E]{8,16}", "[A-D]{0,9}", "[AB]{0,32}"]
    }

    fn short() -> impl Strategy<Value = String> {
        prop_oneof!["[A-Z]{1,12}", "[A-D]{1,9}", "[A-E]{8,16}", "[AB]{1,16}"]
    }

    #[test]
    fn a_word_is_short_up_to_sixteen_letters() {
        assert!(!Short::of(&word("ABCDEFGHIJKLMNOP")).is_none());
        assert!(Short::of(&word("ABCDEFGHIJKLMNOPQ")).is_none());
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(20_000))]

        /// The peer works in floating point: where it is within a hair of the threshold the two
        /// may differ, and the exact one is ours.
        #[test]
        fn thresholds_agree_with_a_well_known_implementation(
            one in names(), other in names(), percent in 1_u64..=100,
        ) {
            let peer = strsim::jaro_winkler(&one, &other);
            #[allow(clippy::cast_precision_loss, reason = "a percentage")]
            let asked = percent as f64 / 100.0;
            prop_assume!((peer - asked).abs() > 1e-9);
            // Winkler's addition begins over 0.7, which a float cannot hold.
            prop_assume!((strsim::jaro(&one, &other) - 0.7).abs() > 1e-9);
            prop_assert_eq!(
                at_least(&word(&one), &word(&other), percent),
                peer >= asked,
                "{} {} {} {}", one, other, percent, peer
            );
        }

        #[test]
        fn order_does_not_matter(one in names(), other in names(), percent in 1_u64..=100) {
            let (one, other) = (word(&one), word(&other));
            prop_assert_eq!(at_least(&one, &other, percent), at_least(&other, &one, percent));
        }

        #[test]
        fn texts_are_as_alike_as_the_words_they_make(
            one in "[A-D 1]{0,40}", other in "[A-D 1]{0,40}", percent in 1_u64..=100,
        ) {
            let slow = at_least(&word(&one), &word(&other), percent);
            prop_assert_eq!(texts_at_least(&one, &other, percent), slow, "{} {}", one, other);
        }

        #[test]
        fn a_short_word_is_as_alike_as_a_long_one(one in short(), other in short()) {
            let (one, other) = (word(&one), word(&other));
            prop_assert_eq!(Short::of(&one).jaro(Short::of(&other)), jaro(&one, &other));
        }

        #[test]
        fn the_bound_never_throws_out_what_would_reach(one in names(), other in names()) {
            let (one, other) = (word(&one), word(&other));
            if let Some(jaro) = jaro(&one, &other) {
                for percent in 1..=100 {
                    prop_assert!(!(out_of_reach(one.shape(), other.shape(), percent) && jaro.reaches(percent)));
                }
            }
        }
    }
}
