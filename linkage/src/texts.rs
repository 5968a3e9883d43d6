//! Many short texts in one piece of memory, and a dictionary of them.

use std::cmp::Ordering;
use std::hash::BuildHasher;

use rustc_hash::FxBuildHasher;

use crate::radix;

/// Texts one after another: no allocation for each.
#[derive(Debug, Clone, Default)]
pub struct Texts {
    text: String,
    ends: Vec<usize>,
}

impl Texts {
    /// None, with room for as many as both of these have.
    pub(crate) fn with_room_of(one: &Self, other: &Self) -> Self {
        Self {
            text: String::with_capacity(one.text.len() + other.text.len()),
            ends: Vec::with_capacity(one.len() + other.len()),
        }
    }

    /// Adds a text at the end.
    pub fn push(&mut self, text: &str) {
        self.text.push_str(text);
        self.ends.push(self.text.len());
    }

    /// Adds all of another list at the end.
    pub(crate) fn append(&mut self, other: &Self) {
        let before = self.text.len();
        self.text.push_str(&other.text);
        self.ends.extend(other.ends.iter().map(|end| before + end));
    }

    /// Takes all away and keeps the room.
    pub(crate) fn clear(&mut self) {
        self.text.clear();
        self.ends.clear();
    }

    /// The text of a place, or `None` past the end.
    pub fn get(&self, place: usize) -> Option<&str> {
        let to = *self.ends.get(place)?;
        let from = match place.checked_sub(1) {
            Some(before) => *self.ends.get(before)?,
            None => 0,
        };
        self.text.get(from..to)
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.ends.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.ends.is_empty()
    }

    /// All of them, in order.
    pub fn iter(&self) -> impl Iterator<Item = &str> + Clone {
        self.iter_from(0)
    }

    /// Those from a place on, in order.
    pub(crate) fn iter_from(&self, place: usize) -> impl Iterator<Item = &str> + Clone {
        (place..self.len()).filter_map(|place| self.get(place))
    }

    /// The place of a text, where all are in order.
    fn find(&self, text: &str) -> Option<usize> {
        let (mut from, mut to) = (0, self.len());
        while from < to {
            let middle = usize::midpoint(from, to);
            match self.get(middle)?.cmp(text) {
                Ordering::Less => from = middle + 1,
                Ordering::Equal => return Some(middle),
                Ordering::Greater => to = middle,
            }
        }
        None
    }

    /// The places in the order of their texts; of equal texts the earlier place first.
    pub fn order(&self) -> Vec<u32> {
        self.order_then(|_, _| Ordering::Equal)
    }

    /// The places in the order of their texts; of equal texts as `then` has it, and where that
    /// says nothing the earlier place first.
    pub(crate) fn order_then(&self, then: impl Fn(u32, u32) -> Ordering) -> Vec<u32> {
        // The first eight bytes decide nearly always, without a look at the text.
        let mut keyed: Vec<(u64, u32)> = self.iter().map(beginning).zip(0_u32..).collect();
        radix::sort(&mut keyed);
        let text = |place: u32| self.get(place as usize);
        for alike in keyed.chunk_by_mut(|(key, _), (other, _)| key == other) {
            if alike.len() > 1 {
                alike.sort_by(|(_, one), (_, other)| {
                    (text(*one).cmp(&text(*other))).then_with(|| then(*one, *other))
                });
            }
        }
        keyed.into_iter().map(|(_, place)| place).collect()
    }

    /// Goes through this list and another, both in order, from the first text to the last.
    pub(crate) fn beside(&self, other: &Self, mut take: impl FnMut(Stands)) {
        let begins = |list: &Self, place: usize| list.get(place).map(beginning);
        let (mut mine, mut theirs) = (0, 0);
        let (mut left, mut right) = (begins(self, 0), begins(other, 0));
        loop {
            let order = match (left, right) {
                (None, None) => break,
                (Some(_), None) => Ordering::Less,
                (None, Some(_)) => Ordering::Greater,
                (Some(one), Some(another)) => {
                    (one.cmp(&another)).then_with(|| self.get(mine).cmp(&other.get(theirs)))
                }
            };
            take(match order {
                Ordering::Less => Stands::Here(mine),
                Ordering::Equal => Stands::InBoth(mine, theirs),
                Ordering::Greater => Stands::There(theirs),
            });
            if order != Ordering::Greater {
                mine += 1;
                left = begins(self, mine);
            }
            if order != Ordering::Less {
                theirs += 1;
                right = begins(other, theirs);
            }
        }
    }

    /// The texts of these places, in their order.
    #[must_use]
    pub fn picked(&self, places: &[u32]) -> Self {
        let mut picked = Self {
            text: String::with_capacity(self.text.len()),
            ends: Vec::with_capacity(places.len()),
        };
        for place in places {
            picked.push(self.get(*place as usize).unwrap_or_default());
        }
        picked
    }
}

/// The first eight bytes of a text as a number that is ordered as they are.
fn beginning(text: &str) -> u64 {
    let bytes = text.as_bytes();
    if let Some(eight) = bytes.first_chunk::<8>() {
        return u64::from_be_bytes(*eight);
    }
    let short = bytes.iter().chain(std::iter::repeat(&0)).take(8);
    short.fold(0, |number, byte| number << 8 | u64::from(*byte))
}

/// Where a text of two lists stands, by its place in each.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Stands {
    /// In the one only.
    Here(usize),
    /// In the other only.
    There(usize),
    /// In both.
    InBoth(usize, usize),
}

/// Different texts, each with an id: the first is 1, and 0 is the empty text.
#[derive(Debug, Clone)]
pub struct Dictionary {
    texts: Texts,
    /// Where a text leads by its hash, a power of two and never more than half full; none at all
    /// where the texts are in order, until there is another.
    slots: Vec<Slot>,
}

/// Where a text leads.
#[derive(Debug, Clone, Copy, Default)]
struct Slot {
    /// A text of eight bytes or fewer itself, and the hash of a longer one: most names and every
    /// postcode are known without a look at the text, which lies far away.
    key: u64,
    /// The length of the text.
    length: u32,
    /// The id, 0 where nothing is.
    id: u32,
}

impl Slot {
    fn of(text: &str) -> Self {
        let short = text.len() <= 8;
        Self {
            key: if short {
                beginning(text)
            } else {
                FxBuildHasher.hash_one(text)
            },
            length: u32::try_from(text.len()).unwrap_or(u32::MAX),
            id: 0,
        }
    }

    /// Where it is looked for first, of so many slots.
    #[allow(clippy::cast_possible_truncation, reason = "a place under the length")]
    fn place(&self, slots: usize) -> usize {
        FxBuildHasher.hash_one(self.key) as usize & (slots - 1)
    }
}

impl Default for Dictionary {
    fn default() -> Self {
        let mut texts = Texts::default();
        texts.push("");
        Self {
            texts,
            slots: vec![Slot::default(); 64],
        }
    }
}

impl Dictionary {
    /// The id of a text, and whether it is new.
    pub fn id(&mut self, text: &str) -> (u32, bool) {
        self.make_room(1);
        self.id_of(text, Slot::of(text))
    }

    /// The ids of many texts, put after those that are there. Their slots lie far apart: all are
    /// looked at once before any is needed, because waiting for many together takes no longer
    /// than for one.
    pub(crate) fn ids(&mut self, texts: &Texts, ids: &mut Vec<u32>) {
        self.make_room(texts.len());
        let wanted: Vec<Slot> = texts.iter().map(Slot::of).collect();
        let slots = self.slots.len();
        let there = wanted.iter().map(|slot| self.slots.get(slot.place(slots)));
        std::hint::black_box(there.fold(0, |all, slot| all ^ slot.map_or(0, |slot| slot.id)));
        ids.extend(
            texts
                .iter()
                .zip(wanted)
                .map(|(text, slot)| self.id_of(text, slot).0),
        );
    }

    /// The id of a text whose slot would be this one, and whether it is new.
    fn id_of(&mut self, text: &str, wanted: Slot) -> (u32, bool) {
        if text.is_empty() {
            return (0, false);
        }
        let (place, mut slot) = self.look(text, wanted);
        if slot.id != 0 {
            return (slot.id, false);
        }
        slot.id = u32::try_from(self.texts.len()).unwrap_or(u32::MAX);
        self.texts.push(text);
        if let Some(there) = self.slots.get_mut(place) {
            *there = slot;
        }
        (slot.id, true)
    }

    /// The id of a text that is there.
    pub fn known(&self, text: &str) -> Option<u32> {
        if text.is_empty() {
            return Some(0);
        }
        if self.slots.is_empty() {
            return self
                .texts
                .find(text)
                .and_then(|place| u32::try_from(place).ok());
        }
        let (_, slot) = self.look(text, Slot::of(text));
        (slot.id != 0).then_some(slot.id)
    }

    /// The place of a text, and its slot; of one that is not there, the slot it would have.
    fn look(&self, text: &str, wanted: Slot) -> (usize, Slot) {
        let mut place = wanted.place(self.slots.len());
        loop {
            match self.slots.get(place) {
                Some(slot) if slot.id != 0 => {
                    if (slot.key, slot.length) == (wanted.key, wanted.length)
                        && (text.len() <= 8 || self.texts.get(slot.id as usize) == Some(text))
                    {
                        return (place, *slot);
                    }
                }
                _ => return (place, wanted),
            }
            place = (place + 1) & (self.slots.len() - 1);
        }
    }

    /// Makes room for so many more, and for as many again as there are.
    pub(crate) fn make_room(&mut self, more: usize) {
        let texts = self.texts.len() + more;
        if 2 * texts <= self.slots.len() {
            return;
        }
        let slots = (4 * texts).next_power_of_two().max(64);
        self.slots = vec![Slot::default(); slots];
        for (text, id) in self.texts.iter().zip(0_u32..).skip(1) {
            let slot = Slot {
                id,
                ..Slot::of(text)
            };
            let mut place = slot.place(slots);
            while self.slots.get(place).is_some_and(|slot| slot.id != 0) {
                place = (place + 1) & (slots - 1);
            }
            if let Some(there) = self.slots.get_mut(place) {
                *there = slot;
            }
        }
    }

    /// The text of an id.
    pub fn text(&self, id: u32) -> &str {
        self.texts.get(id as usize).unwrap_or_default()
    }

    /// The texts in the order of their ids.
    pub(crate) const fn texts(&self) -> &Texts {
        &self.texts
    }

    /// How many there are, the empty one included.
    pub fn len(&self) -> usize {
        self.texts.len()
    }

    /// Whether there is none but the empty one.
    pub fn is_empty(&self) -> bool {
        self.len() < 2
    }

    /// Puts the texts in order, so that their ids depend on nothing else: for each id from now on,
    /// the one until now.
    pub fn sort(&mut self) -> Vec<u32> {
        let order = self.texts.order();
        self.texts = self.texts.picked(&order);
        self.slots = Vec::new();
        order
    }

    /// One dictionary of two that are in order, in order too, and for each id of the one and of
    /// the other the one from now on.
    pub(crate) fn both(&self, other: &Self) -> (Self, Vec<u32>, Vec<u32>) {
        let mut texts = Texts::with_room_of(&self.texts, &other.texts);
        let (mut mine, mut theirs) = (Vec::new(), Vec::new());
        mine.reserve_exact(self.len());
        theirs.reserve_exact(other.len());
        self.texts.beside(&other.texts, |stands| {
            let id = u32::try_from(texts.len()).unwrap_or(u32::MAX);
            match stands {
                Stands::Here(place) => {
                    texts.push(self.texts.get(place).unwrap_or_default());
                    mine.push(id);
                }
                Stands::There(place) => {
                    texts.push(other.texts.get(place).unwrap_or_default());
                    theirs.push(id);
                }
                Stands::InBoth(place, _) => {
                    texts.push(self.texts.get(place).unwrap_or_default());
                    mine.push(id);
                    theirs.push(id);
                }
            }
        });
        let slots = Vec::new();
        (Self { texts, slots }, mine, theirs)
    }
}

/// For each old id the new one, of a list of old ids in their new order.
pub fn inverse(order: &[u32]) -> Vec<u32> {
    let mut moved = vec![0; order.len()];
    for (place, old) in (0..).zip(order) {
        if let Some(slot) = moved.get_mut(*old as usize) {
            *slot = place;
        }
    }
    moved
}

#[cfg(test)]
mod tests {
    use std::collections::HashMap;

    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn a_dictionary_says_what_a_map_says(words in prop::collection::vec("[A-C]{0,5}", 0..400)) {
            let mut dictionary = Dictionary::default();
            let mut map = HashMap::from([(String::new(), 0)]);
            for word in &words {
                let next = u32::try_from(map.len()).unwrap();
                let id = *map.entry(word.clone()).or_insert(next);
                prop_assert_eq!(dictionary.id(word).0, id);
            }
            prop_assert_eq!(dictionary.len(), map.len());
            let order = dictionary.sort();
            let mut sorted: Vec<&String> = map.keys().collect();
            sorted.sort();
            for (id, word) in (0_u32..).zip(sorted) {
                prop_assert_eq!(dictionary.text(id), word);
                prop_assert_eq!(dictionary.known(word), Some(id));
                prop_assert_eq!(order[id as usize], map[word]);
            }
            prop_assert_eq!(dictionary.known("D"), None);
        }

        #[test]
        fn the_order_of_places_is_that_of_their_texts(words in prop::collection::vec("[0-9a\0]{0,12}", 0..60)) {
            let mut texts = Texts::default();
            for word in &words {
                texts.push(word);
            }
            let mut wanted: Vec<u32> = (0..u32::try_from(words.len()).unwrap()).collect();
            wanted.sort_by_key(|place| &words[*place as usize]);
            prop_assert_eq!(texts.order(), wanted);
        }
    }

    #[test]
    fn a_text_is_found_where_all_are_in_order() {
        let mut texts = Texts::default();
        for text in ["", "A", "AB", "B"] {
            texts.push(text);
        }
        assert_eq!(texts.find("AB"), Some(2));
        assert_eq!(texts.find(""), Some(0));
        assert_eq!(texts.find("AC"), None);
    }
}
