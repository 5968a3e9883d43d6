//! Many short texts in one piece of memory, and a dictionary of them.

use std::hash::BuildHasher;

use rustc_hash::FxBuildHasher;

/// Texts one after another: no allocation for each.
#[derive(Debug, Clone, Default)]
pub struct Texts {
    text: String,
    ends: Vec<usize>,
}

impl Texts {
    /// Adds a text at the end.
    pub fn push(&mut self, text: &str) {
        self.text.push_str(text);
        self.ends.push(self.text.len());
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
        (0..self.len()).filter_map(|place| self.get(place))
    }

    /// The place of a text, where all are in order.
    pub fn find(&self, text: &str) -> Option<usize> {
        let (mut from, mut to) = (0, self.len());
        while from < to {
            let middle = usize::midpoint(from, to);
            match self.get(middle)?.cmp(text) {
                std::cmp::Ordering::Less => from = middle + 1,
                std::cmp::Ordering::Equal => return Some(middle),
                std::cmp::Ordering::Greater => to = middle,
            }
        }
        None
    }

    /// The places in the order of their texts; of equal texts the earlier place first.
    pub fn order(&self) -> Vec<u32> {
        // The first eight bytes decide nearly always, without a look at the text.
        let mut keyed: Vec<(u64, u32)> = self.iter().map(beginning).zip(0_u32..).collect();
        let text = |place: u32| self.get(place as usize);
        keyed.sort_unstable_by(|(key, place), (other_key, other)| {
            key.cmp(other_key)
                .then_with(|| text(*place).cmp(&text(*other)))
                .then(place.cmp(other))
        });
        keyed.into_iter().map(|(_, place)| place).collect()
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

/// Different texts, each with an id: the first is 1, and 0 is the empty text.
#[derive(Debug, Clone)]
pub struct Dictionary {
    texts: Texts,
    /// Where a text's hash leads: its id and half of the hash, 0 where nothing is. A power of two,
    /// and never more than half full.
    slots: Vec<(u32, u32)>,
}

impl Default for Dictionary {
    fn default() -> Self {
        let mut texts = Texts::default();
        texts.push("");
        Self {
            texts,
            slots: vec![(0, 0); 64],
        }
    }
}

impl Dictionary {
    /// The id of a text, and whether it is new.
    pub fn id(&mut self, text: &str) -> (u32, bool) {
        if text.is_empty() {
            return (0, false);
        }
        let (place, known) = self.look(text);
        if let Some(id) = known {
            return (id, false);
        }
        let id = u32::try_from(self.texts.len()).unwrap_or(u32::MAX);
        self.texts.push(text);
        if let Some(slot) = self.slots.get_mut(place) {
            *slot = (id, tag(hash(text)));
        }
        if 2 * self.texts.len() > self.slots.len() {
            self.grow();
        }
        (id, true)
    }

    /// The id of a text that is there.
    pub fn known(&self, text: &str) -> Option<u32> {
        if text.is_empty() {
            return Some(0);
        }
        self.look(text).1
    }

    /// The slot of a text, and its id where it is there.
    fn look(&self, text: &str) -> (usize, Option<u32>) {
        let hash = hash(text);
        let mut place = self.place(hash);
        loop {
            match self.slots.get(place) {
                Some((0, _)) | None => return (place, None),
                Some((id, tagged)) => {
                    if *tagged == tag(hash) && self.texts.get(*id as usize) == Some(text) {
                        return (place, Some(*id));
                    }
                }
            }
            place = (place + 1) & (self.slots.len() - 1);
        }
    }

    #[allow(clippy::cast_possible_truncation, reason = "a place under the length")]
    const fn place(&self, hash: u64) -> usize {
        hash as usize & (self.slots.len() - 1)
    }

    fn grow(&mut self) {
        let slots = vec![(0, 0); self.slots.len() * 2];
        self.slots = slots;
        for id in 1..self.texts.len() {
            let hash = hash(self.texts.get(id).unwrap_or_default());
            let mut place = self.place(hash);
            while self.slots.get(place).is_some_and(|(id, _)| *id != 0) {
                place = (place + 1) & (self.slots.len() - 1);
            }
            if let (Some(slot), Ok(id)) = (self.slots.get_mut(place), u32::try_from(id)) {
                *slot = (id, tag(hash));
            }
        }
    }

    /// The text of an id.
    pub fn text(&self, id: u32) -> &str {
        self.texts.get(id as usize).unwrap_or_default()
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
        let moved = inverse(&order);
        self.texts = self.texts.picked(&order);
        for (id, _) in &mut self.slots {
            *id = moved.get(*id as usize).copied().unwrap_or(0);
        }
        order
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

fn hash(text: &str) -> u64 {
    FxBuildHasher.hash_one(text)
}

#[allow(clippy::cast_possible_truncation, reason = "the upper half fits")]
const fn tag(hash: u64) -> u32 {
    (hash >> 32) as u32
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
