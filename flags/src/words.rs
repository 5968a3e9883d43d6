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

    /// The whole word of up to eight letters, as [`short_words`] has them.
    pub(crate) const fn short(self) -> Option<u64> {
        if self.high == 0 { Some(self.low) } else { None }
    }

    const fn first(self) -> u8 {
        self.low.to_le_bytes()[0]
    }
}

/// Some words of up to eight small letters as numbers, to be looked for among.
pub(crate) const fn short_words<const N: usize>(words: [&str; N]) -> [u64; N] {
    let mut numbers = [0; N];
    let mut at = 0;
    while at < N {
        #[expect(clippy::indexing_slicing, reason = "evaluated when compiling")]
        let (word, number) = (words[at].as_bytes(), &mut numbers[at]);
        let mut letter = word.len();
        while letter > 0 {
            letter -= 1;
            #[expect(clippy::indexing_slicing, reason = "evaluated when compiling")]
            let value = word[letter] as u64;
            *number = *number << 8 | value;
        }
        at += 1;
    }
    numbers
}

impl Hash for Key {
    fn hash(self) -> u64 {
        (self.low ^ self.high.rotate_left(23)).hash()
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

/// A table from keys to numbers. Its marks are small enough for the processor's near memory, and
/// tell of most keys that are not there without a look at the keys themselves.
#[derive(Debug)]
pub(crate) struct Table<K> {
    /// A power of two of them, at most half in use; 0 in one that is not.
    marks: Vec<u16>,
    entries: Vec<(K, u32)>,
    used: usize,
}

impl<K> Default for Table<K> {
    fn default() -> Self {
        Self {
            marks: Vec::new(),
            entries: Vec::new(),
            used: 0,
        }
    }
}

/// What a [`Table`] asks of its keys.
pub(crate) trait Hash: Copy + Eq + Default {
    /// Numbers that differ in their upper half as often as keys differ.
    fn hash(self) -> u64;
}

impl Hash for u64 {
    fn hash(self) -> u64 {
        let mixed = self.wrapping_mul(0x9e37_79b9_7f4a_7c15);
        (mixed ^ (mixed >> 29)).wrapping_mul(0xbf58_476d_1ce4_e5b9)
    }
}

impl<K: Hash> Table<K> {
    /// The number of a key; 0 for one that is not there.
    #[inline]
    pub(crate) fn get(&self, key: K) -> u32 {
        let hash = key.hash();
        let wanted = mark_of(hash);
        let mask = self.marks.len().wrapping_sub(1);
        let mut at = place_of(hash) & mask;
        while let Some(mark) = self.marks.get(at) {
            if *mark == wanted {
                match self.entries.get(at) {
                    Some((known, number)) if *known == key => return *number,
                    _ => {}
                }
            } else if *mark == 0 {
                break;
            }
            at = (at + 1) & mask;
        }
        0
    }

    /// Puts in a key that is not there.
    pub(crate) fn put(&mut self, key: K, number: u32) {
        if (self.used + 1) * 2 > self.marks.len() {
            let size = (self.marks.len() * 2).max(64);
            let marks = std::mem::replace(&mut self.marks, vec![0; size]);
            let entries = std::mem::replace(&mut self.entries, vec![(K::default(), 0); size]);
            for (_, (key, number)) in marks.iter().zip(entries).filter(|(mark, _)| **mark != 0) {
                self.place(key, number);
            }
        }
        self.place(key, number);
        self.used += 1;
    }

    fn place(&mut self, key: K, number: u32) {
        let hash = key.hash();
        let mask = self.marks.len().wrapping_sub(1);
        let mut at = place_of(hash) & mask;
        while self.marks.get(at).is_some_and(|mark| *mark != 0) {
            at = (at + 1) & mask;
        }
        if let (Some(mark), Some(entry)) = (self.marks.get_mut(at), self.entries.get_mut(at)) {
            *mark = mark_of(hash);
            *entry = (key, number);
        }
    }
}

/// Never 0, which is the mark of nothing.
fn mark_of(hash: u64) -> u16 {
    let [low, high, ..] = hash.to_le_bytes();
    u16::from_le_bytes([low, high]) | 1
}

/// Where to look first, before the table's mask.
const fn place_of(hash: u64) -> usize {
    (hash >> 32) as usize
}

/// Pairs of words that may be there: what was put in is found, and little else is.
///
/// It has 2 to the power of `BITS` bits.
#[derive(Debug, Default)]
pub(crate) struct Sieve<const BITS: u32> {
    bits: Vec<u64>,
}

impl<const BITS: u32> Sieve<BITS> {
    fn place(pair: u64) -> (usize, u64) {
        let hash = pair.wrapping_mul(0x9e37_79b9_7f4a_7c15) >> (64 - BITS);
        ((hash >> 6) as usize, 1 << (hash & 63))
    }

    pub(crate) fn put(&mut self, pair: u64) {
        self.bits.resize(1 << (BITS - 6), 0);
        let (at, bit) = Self::place(pair);
        if let Some(bits) = self.bits.get_mut(at) {
            *bits |= bit;
        }
    }

    #[inline]
    pub(crate) fn may_have(&self, pair: u64) -> bool {
        let (at, bit) = Self::place(pair);
        self.bits.get(at).is_some_and(|bits| bits & bit != 0)
    }
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
    words: Table<Key>,
    /// Words longer than a key.
    long: BTreeMap<Vec<u8>, u32>,
    /// By first letter, the longest first.
    stems: Vec<Vec<Stem>>,
    /// By first letter, the second letters of stems, as bits.
    second_letters: [u32; 32],
    /// By stem, the next shorter stem of the words that begin with it.
    shorter: Vec<u32>,
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
        self.words.put(key, id);
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
        if let Some(known) = self.stems_of(first).iter().find(same) {
            return Some(known.id);
        }
        let id = self.number();
        let letter = usize::from(first);
        self.stems
            .resize_with(self.stems.len().max(letter + 1), Vec::new);
        let all = self.stems.get_mut(letter)?;
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
        let second = letters.get(1).map_or(u32::MAX, |letter| 1 << (letter & 31));
        if let Some(letters) = self.second_letters.get_mut(usize::from(first & 31)) {
            *letters |= second;
        }
        self.note_shorter(first);
        Some(id)
    }

    fn number(&mut self) -> u32 {
        let id = self.len();
        self.next = id + 1;
        id
    }

    /// The number of a word: its key, its length and, for a long one, its folded letters.
    pub(crate) fn word(&self, key: Key, length: usize, letters: impl Fn() -> Vec<u8>) -> u32 {
        if length > WIDTH {
            if self.long.is_empty() {
                return UNKNOWN;
            }
            return self.long.get(&letters()).copied().unwrap_or(UNKNOWN);
        }
        self.words.get(key)
    }

    /// The longest stem that a word begins with, or [`UNKNOWN`].
    #[inline]
    pub(crate) fn stem(&self, key: Key) -> u32 {
        let [first, second, ..] = key.low.to_le_bytes();
        let may = self.second_letters.get(usize::from(first & 31));
        if may.is_some_and(|may| may >> (second & 31) & 1 != 0) {
            self.stem_of(key, usize::MAX)
        } else {
            UNKNOWN
        }
    }

    fn stems_of(&self, first: u8) -> &[Stem] {
        self.stems
            .get(usize::from(first))
            .map_or(&[], Vec::as_slice)
    }

    /// The next shorter stem of the words that begin with a stem, or [`UNKNOWN`].
    pub(crate) fn shorter(&self, stem: u32) -> u32 {
        self.shorter.get(stem as usize).copied().unwrap_or(UNKNOWN)
    }

    /// Works out the next shorter ones of the stems of a letter anew.
    fn note_shorter(&mut self, first: u8) {
        let all = self.stems_of(first).iter();
        let next: Vec<(u32, u32)> = all
            .map(|stem| (stem.id, self.stem_of(stem.key, stem.length)))
            .collect();
        for (stem, shorter) in next {
            let at = stem as usize;
            self.shorter.resize(self.shorter.len().max(at + 1), UNKNOWN);
            if let Some(known) = self.shorter.get_mut(at) {
                *known = shorter;
            }
        }
    }

    fn stem_of(&self, key: Key, shorter_than: usize) -> u32 {
        let begins = |stem: &&Stem| {
            stem.length < shorter_than
                && key.low & stem.mask.low == stem.key.low
                && key.high & stem.mask.high == stem.key.high
        };
        let mut all = self.stems_of(key.first()).iter();
        all.find(begins).map_or(UNKNOWN, |stem| stem.id)
    }
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
