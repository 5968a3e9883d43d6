//! Every name of a file once: its letters, how often it stands as forename and as surname, and
//! which other names it may go by.

use rustc_hash::{FxHashMap, FxHashSet};

use crate::jw::{Shape, Word};

/// The list of aliases, as data.
const NICKNAMES: &str = include_str!("../data/nicknames.tsv");

/// The id of a name in [`Names`]. 0 is no name.
pub type NameId = u32;

/// What decides most comparisons of a name, in eight bytes.
#[derive(Debug, Clone, Copy)]
pub struct Look {
    /// Its letters without their places.
    pub shape: Shape,
    /// Of several words.
    pub several: bool,
    /// Known to have other forms.
    pub has_aliases: bool,
}

/// The names of a file, forenames and surnames in one dictionary so that swapped ones meet.
#[derive(Debug, Default)]
pub struct Names {
    ids: FxHashMap<Box<str>, NameId>,
    texts: Vec<Box<str>>,
    words: Vec<Word>,
    looks: Vec<Look>,
    /// The first word and the last of a name of several; the same id twice where there is one.
    parts: Vec<(NameId, NameId)>,
    as_forename: Vec<u32>,
    as_surname: Vec<u32>,
    aliases: FxHashSet<(NameId, NameId)>,
}

impl Names {
    /// A dictionary with nothing but the empty name in it.
    pub fn new() -> Self {
        let mut names = Self::default();
        names.add("");
        names
    }

    fn add(&mut self, text: &str) -> NameId {
        let id = u32::try_from(self.texts.len()).unwrap_or(u32::MAX);
        self.ids.insert(text.into(), id);
        self.texts.push(text.into());
        let word = Word::new(text);
        self.looks.push(Look {
            shape: word.shape(),
            several: text.contains(' '),
            has_aliases: false,
        });
        self.words.push(word);
        self.parts.push((id, id));
        self.as_forename.push(0);
        self.as_surname.push(0);
        id
    }

    /// The id of a name as [`crate::text::name`] writes it, new or known.
    pub fn id(&mut self, text: &str) -> NameId {
        if let Some(id) = self.ids.get(text) {
            return *id;
        }
        let id = self.add(text);
        if let (Some((first, _)), Some((_, last))) = (text.split_once(' '), text.rsplit_once(' ')) {
            let parts = (self.id(first), self.id(last));
            if let Some(slot) = self.parts.get_mut(id as usize) {
                *slot = parts;
            }
        }
        id
    }

    /// The id of a name that is there already.
    pub fn known(&self, text: &str) -> Option<NameId> {
        self.ids.get(text).copied()
    }

    /// Puts the names in order, so that their ids do not depend on the order of the file: for
    /// each id until now, the one from now on. Done before anything is counted.
    pub fn sort(&mut self) -> Vec<NameId> {
        let moved = crate::table::sorted(&self.texts);
        let mut sorted = Self::default();
        let mut order: Vec<usize> = (0..moved.len()).collect();
        order.sort_unstable_by_key(|id| moved.get(*id));
        for old in order {
            let text = self.texts.get(old).map_or("", AsRef::as_ref);
            let id = sorted.add(text);
            let (first, last) = self.parts.get(old).copied().unwrap_or((0, 0));
            let now = |id: NameId| moved.get(id as usize).copied().unwrap_or(0);
            if let Some(slot) = sorted.parts.get_mut(id as usize) {
                *slot = (now(first), now(last));
            }
        }
        *self = sorted;
        moved
    }

    /// Counts a name where it stands.
    pub fn count(&mut self, forename: NameId, surname: NameId) {
        if let Some(count) = self.as_forename.get_mut(forename as usize) {
            *count = count.saturating_add(1);
        }
        if let Some(count) = self.as_surname.get_mut(surname as usize) {
            *count = count.saturating_add(1);
        }
    }

    /// How often a name stands as a forename.
    pub fn forenames(&self, id: NameId) -> u32 {
        self.as_forename.get(id as usize).copied().unwrap_or(0)
    }

    /// How often it stands as a surname.
    pub fn surnames(&self, id: NameId) -> u32 {
        self.as_surname.get(id as usize).copied().unwrap_or(0)
    }

    /// How many there are, the empty one included.
    pub fn len(&self) -> usize {
        self.texts.len()
    }

    /// Whether there is none but the empty one.
    pub fn is_empty(&self) -> bool {
        self.texts.len() < 2
    }

    /// The name itself.
    pub fn text(&self, id: NameId) -> &str {
        self.texts.get(id as usize).map_or("", AsRef::as_ref)
    }

    /// Its letters.
    pub fn word(&self, id: NameId) -> Option<&Word> {
        self.words.get(id as usize)
    }

    /// Its first and last words.
    pub fn parts(&self, id: NameId) -> (NameId, NameId) {
        self.parts.get(id as usize).copied().unwrap_or((id, id))
    }

    /// Looks the aliases of every name up, once, when all names are in.
    pub fn find_aliases(&mut self) {
        self.aliases.clear();
        for line in NICKNAMES.lines().filter(|line| !line.starts_with('#')) {
            let Some((given, forms)) = line.split_once('\t') else {
                continue;
            };
            let known: Vec<NameId> = std::iter::once(given)
                .chain(forms.split(' '))
                .filter_map(|form| self.known(form))
                .collect();
            for one in &known {
                for other in known.iter().filter(|other| *other != one) {
                    self.are(*one, *other);
                }
            }
        }
    }

    /// Looks the aliases of one name up that came in later.
    pub fn find_aliases_of(&mut self, id: NameId) {
        let text = self.text(id).to_owned();
        for line in NICKNAMES.lines().filter(|line| !line.starts_with('#')) {
            let Some((given, forms)) = line.split_once('\t') else {
                continue;
            };
            let all = || std::iter::once(given).chain(forms.split(' '));
            if !all().any(|form| form == text) {
                continue;
            }
            let others: Vec<NameId> = all()
                .filter_map(|form| self.known(form))
                .filter(|other| *other != id)
                .collect();
            for other in others {
                self.are(id, other);
                self.are(other, id);
            }
        }
    }

    fn are(&mut self, one: NameId, other: NameId) {
        self.aliases.insert((one, other));
        if let Some(look) = self.looks.get_mut(one as usize) {
            look.has_aliases = true;
        }
    }

    /// What decides most comparisons of a name.
    pub fn look(&self, id: NameId) -> Option<&Look> {
        self.looks.get(id as usize)
    }

    /// Whether one is listed as a form of the other, or both of one name.
    pub fn are_aliases(&self, one: NameId, other: NameId) -> bool {
        self.aliases.contains(&(one, other))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nicknames_are_a_relation_and_not_an_equality() {
        let mut names = Names::new();
        let [robert, robin, rob, bob] =
            ["ROBERT", "ROBIN", "ROB", "BOB"].map(|name| names.id(name));
        names.find_aliases();
        assert!(names.are_aliases(rob, robert) && names.are_aliases(robert, rob));
        assert!(names.are_aliases(rob, robin));
        assert!(names.are_aliases(rob, bob));
        assert!(!names.are_aliases(robin, robert));
        assert!(!names.are_aliases(bob, robin));
    }

    #[test]
    fn a_name_of_several_words_knows_its_first_and_last() {
        let mut names = Names::new();
        let id = names.id("SMITH DE JONES");
        let (first, last) = names.parts(id);
        assert_eq!((names.text(first), names.text(last)), ("SMITH", "JONES"));
    }

    #[test]
    fn the_list_is_in_order_and_names_nobody_twice() {
        let given: Vec<&str> = NICKNAMES
            .lines()
            .filter(|line| !line.starts_with('#'))
            .map(|line| line.split_once('\t').expect("a tab").0)
            .collect();
        let mut sorted = given.clone();
        sorted.dedup();
        assert_eq!(given.len(), sorted.len());
    }
}
