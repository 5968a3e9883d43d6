//! Every name of a file once: its letters, how often it stands as forename and as surname, and
//! which other names it may go by.

use rustc_hash::FxHashSet;

use crate::jw::{Letters, Short, Word};
use crate::texts::{Dictionary, Texts, inverse};

/// The list of aliases, as data.
const NICKNAMES: &str = include_str!("../data/nicknames.tsv");

/// The id of a name in [`Names`]. 0 is no name.
pub type NameId = u32;

/// What decides most comparisons of a name.
#[derive(Debug, Clone, Copy, Default)]
pub struct Look {
    /// Its letters without their places.
    pub(crate) letters: Letters,
    /// Marks of the lists of forms it is on: two names are forms of one another only where they
    /// share a mark.
    pub(crate) aliases: u32,
    /// How many letters it has.
    pub(crate) length: u8,
    /// Of several words.
    pub(crate) several: bool,
}

/// The names of a file, forenames and surnames in one dictionary so that swapped ones meet.
#[derive(Debug, Default)]
pub struct Names {
    texts: Dictionary,
    words: Vec<Word>,
    shorts: Vec<Short>,
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
        names.describe();
        names
    }

    /// The id of a name as [`crate::text::name`] writes it, new or known. What a new one looks
    /// like is not known before [`Names::describe`].
    pub fn id(&mut self, text: &str) -> NameId {
        let before = self.texts.len();
        let (id, _) = self.texts.id(text);
        self.take_parts(before);
        id
    }

    /// Makes room for so many more.
    pub(crate) fn make_room(&mut self, more: usize) {
        self.texts.make_room(more);
    }

    /// The ids of many names, put after those that are there.
    pub(crate) fn ids(&mut self, texts: &Texts, ids: &mut Vec<NameId>) {
        let before = self.texts.len();
        self.texts.ids(texts, ids);
        self.take_parts(before);
    }

    /// Takes the first and the last word in of the names from an id on.
    fn take_parts(&mut self, from: usize) {
        for id in from..self.texts.len() {
            let text = self.texts.text(u32::try_from(id).unwrap_or(0));
            if let (Some((first, _)), Some((_, last))) =
                (text.split_once(' '), text.rsplit_once(' '))
            {
                let parts = [first.to_owned(), last.to_owned()];
                for part in parts {
                    self.texts.id(&part);
                }
            }
        }
    }

    /// Takes down what those names look like that came in since this was last done.
    pub fn describe(&mut self) {
        let from = self.words.len();
        for (text, id) in self.texts.texts().iter_from(from).zip(from..) {
            let id = u32::try_from(id).unwrap_or(u32::MAX);
            let word = Word::new(text);
            self.looks.push(Look {
                letters: word.marks(),
                aliases: 0,
                length: u8::try_from(word.len()).unwrap_or(u8::MAX),
                several: text.contains(' '),
            });
            self.shorts.push(Short::of(&word));
            self.words.push(word);
            let part = |part: Option<&str>| part.and_then(|part| self.texts.known(part));
            let first = part(text.split_once(' ').map(|(first, _)| first));
            let last = part(text.rsplit_once(' ').map(|(_, last)| last));
            self.parts.push((first.unwrap_or(id), last.unwrap_or(id)));
        }
    }

    /// The id of a name that is there already.
    pub fn known(&self, text: &str) -> Option<NameId> {
        self.texts.known(text)
    }

    /// Puts the names in order, so that their ids do not depend on the order of the file: for
    /// each id until now, the one from now on. Done before they are described.
    pub fn sort(&mut self) -> Vec<NameId> {
        let order = self.texts.sort();
        *self = Self {
            texts: std::mem::take(&mut self.texts),
            ..Self::default()
        };
        inverse(&order)
    }

    /// The names of two dictionaries that are in order, in order too, and for each id of the one
    /// and of the other the one from now on.
    pub(crate) fn both(&self, other: &Self) -> (Self, Vec<NameId>, Vec<NameId>) {
        let (texts, mine, theirs) = self.texts.both(&other.texts);
        let names = Self {
            texts,
            ..Self::default()
        };
        (names, mine, theirs)
    }

    /// Takes down how often each name stands as a forename, and as a surname.
    pub(crate) fn counted(&mut self, as_forename: Vec<u32>, as_surname: Vec<u32>) {
        self.as_forename = as_forename;
        self.as_surname = as_surname;
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
        self.texts.text(id)
    }

    /// Its letters.
    pub fn word(&self, id: NameId) -> Option<&Word> {
        self.words.get(id as usize)
    }

    /// Its letters, where it is short.
    pub(crate) fn short(&self, id: NameId) -> Short {
        self.shorts.get(id as usize).copied().unwrap_or_default()
    }

    /// Its first and last words.
    pub fn parts(&self, id: NameId) -> (NameId, NameId) {
        self.parts.get(id as usize).copied().unwrap_or((id, id))
    }

    /// Describes every name and looks its aliases up, once, when all names are in.
    pub fn find_aliases(&mut self) {
        self.describe();
        self.aliases.clear();
        for (mark, forms) in lists() {
            let known: Vec<NameId> = forms.filter_map(|form| self.known(form)).collect();
            for one in &known {
                for other in known.iter().filter(|other| *other != one) {
                    self.are(*one, *other, mark);
                }
            }
        }
    }

    /// Looks the aliases of one name up that came in later.
    pub fn find_aliases_of(&mut self, id: NameId) {
        let text = self.text(id).to_owned();
        for (mark, forms) in lists() {
            let forms: Vec<&str> = forms.collect();
            if !forms.contains(&text.as_str()) {
                continue;
            }
            let others: Vec<NameId> = forms
                .into_iter()
                .filter_map(|form| self.known(form))
                .filter(|other| *other != id)
                .collect();
            for other in others {
                self.are(id, other, mark);
                self.are(other, id, mark);
            }
        }
    }

    fn are(&mut self, one: NameId, other: NameId, mark: u32) {
        self.aliases.insert((one, other));
        if let Some(look) = self.looks.get_mut(one as usize) {
            look.aliases |= mark;
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

/// Each list of forms of one name, with its mark. There are more lists than marks, so names that
/// share one may still be on different lists.
fn lists() -> impl Iterator<Item = (u32, impl Iterator<Item = &'static str>)> {
    let lines = NICKNAMES.lines().filter(|line| !line.starts_with('#'));
    let lists = lines.filter_map(|line| line.split_once('\t'));
    lists.zip(0_u32..).map(|((given, forms), number)| {
        let forms = std::iter::once(given).chain(forms.split(' '));
        (1 << (number % u32::BITS), forms)
    })
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
        names.describe();
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
