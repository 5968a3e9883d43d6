//! The lexicon while it is put together: every term under the letters that it folds to.

use std::collections::{BTreeMap, BTreeSet};

use super::overlay::{Overlay, Pack};
use super::{
    Edge, Effect, Entry, File, Group, Lexicon, LexiconError, Phrase, REAL_WORDS, Role, Rule,
};
use crate::classes::{self, Classes};
use crate::expand;
use crate::text::fold_term;

#[derive(Default)]
pub(super) struct Building {
    /// The ids of what is not read.
    off: BTreeSet<String>,
    groups: Vec<Group>,
    /// The file of each group.
    files: Vec<String>,
    rules: Vec<(String, Rule)>,
    entries: BTreeMap<Vec<u8>, Entry>,
    phrases: Vec<Phrase>,
    /// Typing slips, added last where no term has the same letters.
    slips: BTreeMap<Vec<u8>, Entry>,
    classes: Vec<String>,
}

impl Building {
    pub(super) fn new(off: BTreeSet<String>) -> Self {
        Self {
            off,
            ..Self::default()
        }
    }

    /// Takes in the groups and rules of a file, but for what is switched off.
    pub(super) fn file(&mut self, name: &str, file: File) -> Result<(), LexiconError> {
        for group in file.group {
            if self.off.contains(&group.id) {
                // A rule may go on asking for its classes: nothing will have them.
                self.classes_of(name, &group)?;
            } else {
                self.group(name, group)?;
            }
        }
        for rule in file.rule {
            if rule.effect == Effect::Mention && rule.codes.is_empty() {
                return Err(wrong(name, &rule.id, "makes a mention and has no `codes`"));
            }
            if self.rules.iter().any(|(_, other)| other.id == rule.id) {
                return Err(stands_twice(name, &rule.id));
            }
            if !self.off.contains(&rule.id) {
                self.rules.push((name.to_owned(), rule));
            }
        }
        Ok(())
    }

    fn group(&mut self, file: &str, group: Group) -> Result<(), LexiconError> {
        let wrong = |says: &str| wrong(file, &group.id, says);
        if group.source.trim().is_empty() {
            return Err(wrong("has no source"));
        }
        if self.groups.iter().any(|other| other.id == group.id) {
            return Err(stands_twice(file, &group.id));
        }
        if group.role == Role::Concept && group.codes.is_empty() {
            return Err(wrong("is a concept without a code"));
        }
        if group.terms.is_empty() && group.phrases.is_empty() {
            return Err(wrong("has neither `terms` nor `phrases`"));
        }
        if group.terms.is_empty() && group.asks_for_letters() {
            return Err(wrong(
                "`case`, `edge` and `typos` speak of `terms`, and there are `phrases` alone",
            ));
        }
        let number =
            u16::try_from(self.groups.len()).map_err(|_| wrong("there are too many groups"))?;
        let classes = self.classes_of(file, &group)?;
        for written in &group.terms {
            self.term(&group, (number, classes), written)
                .map_err(|says| wrong(&format!("`{written}` {says}")))?;
        }
        for written in &group.phrases {
            self.phrases.push(Phrase {
                written: written.clone(),
                group: number,
                classes,
            });
        }
        self.groups.push(group);
        self.files.push(file.to_owned());
        Ok(())
    }

    /// One written term, with every choice of its braces.
    fn term(
        &mut self,
        group: &Group,
        (number, classes): (u16, Classes),
        written: &str,
    ) -> Result<(), &'static str> {
        if written.contains('~') {
            return Err("has a gap, which phrases have: put it in `phrases`");
        }
        for term in expand::braces(written)? {
            let mut folded = fold_term(&term);
            let means =
                |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b'?' | b'^' | b':');
            if !folded.iter().any(means) {
                return Err("holds no word");
            }
            if folded.contains(&b'\n') {
                return Err("goes over the end of a clause");
            }
            if group.edge == Edge::Stem {
                folded.pop();
            }
            if group.typos {
                for slip in expand::slips(&term, REAL_WORDS) {
                    let slip = fold_term(&slip);
                    add(&mut self.slips, slip, &term, number, classes, true);
                }
            }
            add(&mut self.entries, folded, &term, number, classes, false);
        }
        Ok(())
    }

    fn classes_of(&mut self, file: &str, group: &Group) -> Result<Classes, LexiconError> {
        let mut classes = Classes::default();
        for class in &group.class {
            let number = self
                .class(class)
                .ok_or_else(|| wrong(file, &group.id, "too many classes"))?;
            classes = classes.and(Classes::one(number));
        }
        Ok(classes)
    }

    fn class(&mut self, name: &str) -> Option<u32> {
        let known = self.classes.iter().position(|class| class == name);
        let at = known.unwrap_or(self.classes.len());
        if known.is_none() {
            self.classes.push(name.to_owned());
        }
        u32::try_from(at)
            .ok()
            .filter(|class| *class < classes::MOST)
    }

    /// Forgets the terms that an overlay switches off.
    pub(super) fn switch_off(&mut self, changes: &Overlay) -> Result<(), LexiconError> {
        for term in changes.off() {
            let wanted = term.to_lowercase();
            let before = self.entries.len() + self.phrases.len();
            let stays = |written: &str| written.to_lowercase() != wanted;
            self.entries.retain(|_, entry| stays(&entry.term));
            self.phrases.retain(|phrase| stays(&phrase.written));
            self.slips.retain(|_, entry| stays(&entry.term));
            if self.entries.len() + self.phrases.len() == before {
                return Err(changes.wrong(term, "there is no such term to switch off"));
            }
        }
        Ok(())
    }

    pub(super) fn finish(
        mut self,
        packs: Vec<Pack>,
        hash: String,
    ) -> Result<Lexicon, LexiconError> {
        for (folded, entry) in std::mem::take(&mut self.slips) {
            self.entries.entry(folded).or_insert(entry);
        }
        // A term that is both a blocker and a concept is a blocker.
        let blocks: Vec<bool> = self
            .groups
            .iter()
            .map(|group| group.role == Role::Block)
            .collect();
        let is_block = |group: &u16| blocks.get(usize::from(*group)).copied().unwrap_or(false);
        for entry in self.entries.values_mut() {
            if entry.groups.iter().any(is_block) {
                entry.groups.retain(is_block);
            }
        }
        for (file, rule) in &self.rules {
            for class in rule.seq.iter().chain(&rule.unless) {
                if !self.classes.contains(class) {
                    return Err(wrong(
                        file,
                        &rule.id,
                        &format!("no term is of class `{class}`"),
                    ));
                }
            }
            if rule.source.trim().is_empty() || rule.seq.is_empty() {
                return Err(wrong(file, &rule.id, "has no source or no classes"));
            }
        }
        Ok(Lexicon {
            groups: self.groups,
            files: self.files,
            rules: self.rules.into_iter().map(|(_, rule)| rule).collect(),
            entries: self.entries,
            phrases: self.phrases,
            classes: self.classes,
            off: self.off,
            packs,
            hash,
        })
    }
}

fn wrong(file: &str, id: &str, says: &str) -> LexiconError {
    LexiconError::Content {
        file: file.to_owned(),
        id: id.to_owned(),
        says: says.to_owned(),
    }
}

fn stands_twice(file: &str, id: &str) -> LexiconError {
    wrong(
        file,
        id,
        "stands twice: give your own an id of their own, and switch ours off by `off_rules`",
    )
}

fn add(
    entries: &mut BTreeMap<Vec<u8>, Entry>,
    folded: Vec<u8>,
    term: &str,
    group: u16,
    classes: Classes,
    slip: bool,
) {
    let entry = entries.entry(folded).or_insert_with(|| Entry {
        term: term.to_owned(),
        groups: Vec::new(),
        classes: Classes::default(),
        slip,
    });
    if !entry.groups.contains(&group) {
        entry.groups.push(group);
    }
    entry.classes = entry.classes.and(classes);
}
