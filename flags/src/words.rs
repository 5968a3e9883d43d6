//! The words that terms are made of, by number: one look tells whether a text's word is one.
//!
//! A word's first sixteen letters are its key, as two whole numbers. Most words of a text are in
//! no term, and are told so by one slot of one table.

use std::collections::BTreeMap;

/// A word that no term has.
pub(crate) const UNKNOWN: u32 = 0;
/// `,`
pub(crate) const COMMA: u32 = 1;
/// `:`
pub(crate) const COLON: u32 = 2;
/// `?` after a word.
pub(crate) const QUERY: u32 = 3;
/// `?` that leads to a word.
pub(crate) const LEADS: u32 = 4;
/// The end of a clause. No term has it.
pub(crate) const BREAK: u32 = 5;
/// The first number of a word.
pub(crate) const FIRST: u32 = 6;

/// The sign that a number stands for, as folded texts are written out.
pub(crate) const fn sign_of(id: u32) -> Option<u8> {
    match id {
        COMMA => Some(b','),
        COLON => Some(b':'),
        QUERY => Some(b'?'),
        LEADS => Some(b'^'),
        BREAK => Some(b'\n'),
        _ => None,
    }
}

/// The number of a sign of a folded text.
pub(crate) const fn id_of_sign(sign: u8) -> Option<u32> {
    match sign {
        b',' => Some(COMMA),
        b':' => Some(COLON),
        b'?' => Some(QUERY),
        b'^' => Some(LEADS),
        b'\n' => Some(BREAK),
        _ => None,
    }
}

/// The first sixteen letters of a word, in lower case.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Key {
    low: u64,
    high: u64,
}

/// How many letters a key holds.
const WIDTH: usize = 16;

/// Makes letters small and leaves digits, which have this bit already.
const SMALL: u64 = 0x2020_2020_2020_2020;

/// The lowest bytes of a number, as many as asked for.
const fn lowest(bytes: usize) -> u64 {
    if bytes >= 8 {
        u64::MAX
    } else {
        (1 << (bytes * 8)) - 1
    }
}

/// Eight bytes from a place, with noughts after the end.
fn eight(source: &[u8], at: usize) -> u64 {
    if let Some(bytes) = source.get(at..).and_then(<[u8]>::first_chunk) {
        return u64::from_le_bytes(*bytes);
    }
    let mut bytes = [0; 8];
    let rest = source.get(at..).unwrap_or(&[]);
    for (to, from) in bytes.iter_mut().zip(rest) {
        *to = *from;
    }
    u64::from_le_bytes(bytes)
}

impl Key {
    /// The key of the ASCII letters and digits of a stretch, in either case.
    pub(crate) fn of_source(source: &[u8], from: usize, to: usize) -> Self {
        let length = to - from;
        let low = (eight(source, from) | SMALL) & lowest(length);
        let high = if length > 8 {
            (eight(source, from + 8) | SMALL) & lowest(length - 8)
        } else {
            0
        };
        Self { low, high }
    }

    /// The key of folded letters.
    pub(crate) fn of_folded(letters: &[u8]) -> Self {
        let length = letters.len().min(WIDTH);
        Self {
            low: eight(letters, 0) & lowest(length),
            high: eight(letters, 8) & lowest(length.saturating_sub(8)),
        }
    }

    const fn first(self) -> u8 {
        self.low.to_le_bytes()[0]
    }

    const fn hash(self) -> u64 {
        let mixed = self.low.wrapping_mul(0x9e37_79b9_7f4a_7c15)
            ^ self.high.wrapping_mul(0xc2b2_ae3d_27d4_eb4f);
        (mixed ^ (mixed >> 29)).wrapping_mul(0xbf58_476d_1ce4_e5b9)
    }
}

/// How many ASCII letters and digits stand in a row from a place.
pub(crate) fn run(source: &[u8], at: usize) -> usize {
    let mut length = 0;
    loop {
        let others = !letters_and_digits(eight(source, at + length)) & HIGH;
        if others != 0 {
            return length + (others.trailing_zeros() / 8) as usize;
        }
        length += 8;
    }
}

const HIGH: u64 = 0x8080_8080_8080_8080;
const ONE: u64 = 0x0101_0101_0101_0101;

/// The high bit of each byte that is an ASCII letter or digit.
const fn letters_and_digits(bytes: u64) -> u64 {
    let ascii = bytes & !HIGH;
    let small = ascii | SMALL;
    // Adding what is missing to 128 sets the high bit of a byte from there on.
    let letter = (small + ONE * (128 - b'a' as u64)) & !(small + ONE * (127 - b'z' as u64));
    let digit = (ascii + ONE * (128 - b'0' as u64)) & !(ascii + ONE * (127 - b'9' as u64));
    (letter | digit) & !bytes & HIGH
}

#[derive(Debug, Clone, Copy, Default)]
struct Slot {
    key: Key,
    /// [`UNKNOWN`] in a slot without a word.
    id: u32,
}

/// The beginning of a word that is a term by itself, or ends one.
#[derive(Debug, Clone, Copy)]
struct Stem {
    key: Key,
    mask: Key,
    length: usize,
    id: u32,
}

/// Every word and stem that a term has, by number.
#[derive(Debug, Default)]
pub(crate) struct Vocabulary {
    /// A power of two of them, at most half with a word.
    slots: Vec<Slot>,
    known: usize,
    /// Words longer than a key.
    long: BTreeMap<Vec<u8>, u32>,
    /// By first letter, the longest first.
    stems: BTreeMap<u8, Vec<Stem>>,
    stem_letters: [bool; 32],
    next: u32,
}

impl Vocabulary {
    /// How many numbers are given out, those of signs included.
    pub(crate) fn len(&self) -> u32 {
        self.next.max(FIRST)
    }

    /// The number of a folded word, given one if it has none.
    pub(crate) fn learn(&mut self, letters: &[u8]) -> u32 {
        let key = Key::of_folded(letters);
        let known = self.word(key, letters.len(), || letters.to_vec());
        if known != UNKNOWN {
            return known;
        }
        let id = self.number();
        if letters.len() > WIDTH {
            self.long.insert(letters.to_vec(), id);
            return id;
        }
        if (self.known + 1) * 2 > self.slots.len() {
            let grown = vec![Slot::default(); (self.slots.len() * 2).max(64)];
            for slot in std::mem::replace(&mut self.slots, grown) {
                if slot.id != UNKNOWN {
                    self.put(slot);
                }
            }
        }
        self.put(Slot { key, id });
        self.known += 1;
        id
    }

    /// The number of a stem, given one if it has none. Nothing for a stem longer than a key.
    pub(crate) fn learn_stem(&mut self, letters: &[u8]) -> Option<u32> {
        let first = *letters.first()?;
        if letters.len() > WIDTH {
            return None;
        }
        let key = Key::of_folded(letters);
        let same = |stem: &&Stem| stem.key == key && stem.length == letters.len();
        if let Some(known) = self.stems.get(&first).and_then(|all| all.iter().find(same)) {
            return Some(known.id);
        }
        let id = self.number();
        let all = self.stems.entry(first).or_default();
        all.push(Stem {
            key,
            mask: Key {
                low: lowest(letters.len()),
                high: lowest(letters.len().saturating_sub(8)),
            },
            length: letters.len(),
            id,
        });
        all.sort_by_key(|stem| std::cmp::Reverse(stem.length));
        if let Some(letter) = self.stem_letters.get_mut(usize::from(first & 31)) {
            *letter = true;
        }
        Some(id)
    }

    fn number(&mut self) -> u32 {
        let id = self.len();
        self.next = id + 1;
        id
    }

    fn put(&mut self, new: Slot) {
        let mask = self.slots.len().wrapping_sub(1);
        let mut at = place_of(new.key) & mask;
        while let Some(slot) = self.slots.get_mut(at) {
            if slot.id == UNKNOWN {
                *slot = new;
                return;
            }
            at = (at + 1) & mask;
        }
    }

    /// The number of a word: its key, its length and, for a long one, its folded letters.
    pub(crate) fn word(&self, key: Key, length: usize, letters: impl Fn() -> Vec<u8>) -> u32 {
        if length > WIDTH {
            if self.long.is_empty() {
                return UNKNOWN;
            }
            return self.long.get(&letters()).copied().unwrap_or(UNKNOWN);
        }
        let mask = self.slots.len().wrapping_sub(1);
        let mut at = place_of(key) & mask;
        while let Some(slot) = self.slots.get(at) {
            if slot.key == key || slot.id == UNKNOWN {
                return slot.id;
            }
            at = (at + 1) & mask;
        }
        UNKNOWN
    }

    /// The longest stem that a word begins with, or [`UNKNOWN`].
    #[inline]
    pub(crate) fn stem(&self, key: Key) -> u32 {
        let may = self.stem_letters.get(usize::from(key.first() & 31));
        if may == Some(&true) {
            self.stem_of(key, usize::MAX)
        } else {
            UNKNOWN
        }
    }

    /// The next shorter stem of the words that begin with a stem, or [`UNKNOWN`].
    pub(crate) fn shorter(&self, stem: u32) -> u32 {
        let known = self.stems.values().flatten().find(|it| it.id == stem);
        known.map_or(UNKNOWN, |it| self.stem_of(it.key, it.length))
    }

    fn stem_of(&self, key: Key, shorter_than: usize) -> u32 {
        let begins = |stem: &&Stem| {
            stem.length < shorter_than
                && key.low & stem.mask.low == stem.key.low
                && key.high & stem.mask.high == stem.key.high
        };
        let all = self.stems.get(&key.first());
        all.and_then(|all| all.iter().find(begins))
            .map_or(UNKNOWN, |stem| stem.id)
    }
}

/// Where to look first, before the table's mask.
const fn place_of(key: Key) -> usize {
    (key.hash() >> 32) as usize
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_run_is_letters_and_digits_and_ends_with_anything_else() {
        for byte in 0..=u8::MAX {
            let text = [b'a', b'9', byte, b'Z'];
            let wanted = if byte.is_ascii_alphanumeric() { 4 } else { 2 };
            assert_eq!(run(&text, 0), wanted, "{byte}");
        }
        let long = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789 ";
        for from in 0..long.len() {
            assert_eq!(run(long, from), 36 - from);
        }
        assert_eq!(run(b"", 0), 0);
    }

    #[test]
    fn words_are_told_apart_by_every_letter_whatever_their_length() {
        let mut vocabulary = Vocabulary::default();
        let words: Vec<String> = (0..400)
            .map(|n| "x".repeat(n % 20) + &n.to_string())
            .collect();
        let ids: Vec<u32> = words
            .iter()
            .map(|word| vocabulary.learn(word.as_bytes()))
            .collect();
        let unique: std::collections::BTreeSet<&u32> = ids.iter().collect();
        assert_eq!(unique.len(), words.len());
        for (word, id) in words.iter().zip(&ids) {
            let upper = word.to_uppercase() + " tail";
            let key = Key::of_source(upper.as_bytes(), 0, word.len());
            let found = vocabulary.word(key, word.len(), || word.clone().into_bytes());
            assert_eq!(found, *id, "{word}");
            assert_eq!(vocabulary.learn(word.as_bytes()), *id);
        }
        let key = Key::of_source(b"nowhere", 0, 7);
        assert_eq!(vocabulary.word(key, 7, Vec::new), UNKNOWN);
    }

    #[test]
    fn the_longest_stem_comes_first_and_a_shorter_word_has_none() {
        let mut vocabulary = Vocabulary::default();
        let short = vocabulary.learn_stem(b"sui").unwrap();
        let long = vocabulary.learn_stem(b"suicid").unwrap();
        let of = |word: &[u8]| vocabulary.stem(Key::of_source(word, 0, word.len()));
        assert_eq!(of(b"SUICIDAL"), long);
        assert_eq!(vocabulary.shorter(long), short);
        assert_eq!(vocabulary.shorter(short), UNKNOWN);
        assert_eq!(of(b"suit"), short);
        assert_eq!(of(b"su"), UNKNOWN);
        assert_eq!(of(b"tuicid"), UNKNOWN);
        assert_eq!(vocabulary.learn_stem(b"averyveryverylongstem"), None);
    }
}
