//! Who is who among the files of the record: by name and date of birth, and by what people
//! confirmed.
//!
//! Two files are of one person where both have the same name and date of birth, or where somebody
//! confirmed that they are; and so on from file to file, because whoever is the same as another is
//! the same as everybody that other is. (A case page shows only what was confirmed there: this is
//! for counting.) A link that is undone leaves nothing behind.
//!
//! Everything here is worked out from the lake's own columns when it is opened, so that nothing
//! needs to be kept beside it. The key of a group is the smallest of its members' own keys, or one
//! of its smallest file where nobody's name and date of birth are known: it depends on who is in
//! the group and on nothing else, least of all on the order in which that became known.

use std::collections::{BTreeMap, BTreeSet, HashMap, VecDeque};

use datafusion::arrow::array::{Array as _, RecordBatch, StringArray};
use domain::{FileId, Month};

use super::person::Pseudonyms;
use crate::error::LakeError;
use crate::schema::{Incident, Row as _, Text, table_of};
use crate::store::{Origin, Writer};

/// What one file says of who it is about.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Says {
    /// The month its rows stand in.
    pub(super) month: Option<Month>,
    /// Its key by name and date of birth alone.
    pub(super) alone: Option<Text>,
    /// The files that were confirmed in it to be of the same person.
    pub(super) links: BTreeSet<FileId>,
}

#[derive(Debug)]
struct Seen {
    says: Says,
    /// The key its rows bear.
    shown: Option<Text>,
}

/// Everybody, by the files that have rows.
#[derive(Debug, Default)]
pub(super) struct People {
    files: HashMap<FileId, Seen>,
    by_key: HashMap<Text, BTreeSet<FileId>>,
    linked_by: HashMap<FileId, BTreeSet<FileId>>,
}

impl People {
    /// As the lake has them.
    pub(super) fn of(writer: &Writer, force: &str) -> Result<Self, LakeError> {
        let mut people = Self::default();
        for part in &writer.manifest().parts {
            let of_record = part.force == force && part.origin == Origin::Record;
            if part.table != Incident::TABLE.name || !of_record {
                continue;
            }
            let table = table_of::<Incident>();
            if let Some(rows) = writer.rows(table, force, part.month, &part.origin)? {
                people.read(&rows, part.month);
            }
        }
        Ok(people)
    }

    fn read(&mut self, rows: &RecordBatch, month: Month) {
        let (ids, shown) = (texts(rows, "incident_id"), texts(rows, "person"));
        let (alone, linked) = (texts(rows, "person_alone"), texts(rows, "linked_to"));
        let own = |text: Option<&str>| text.map(|text| Text::Owned(text.to_owned()));
        for row in 0..rows.num_rows() {
            let Some(file) = ids(row).and_then(|id| id.parse().ok()) else {
                continue;
            };
            let words = linked(row).unwrap_or_default().split_whitespace();
            let says = Says {
                month: Some(month),
                alone: own(alone(row)),
                links: words.filter_map(|id| id.parse().ok()).collect(),
            };
            self.put(file, says, own(shown(row)));
        }
    }

    /// The month a file's rows stand in; none where it has none.
    pub(super) fn month(&self, file: FileId) -> Option<Month> {
        self.files.get(&file).and_then(|seen| seen.says.month)
    }

    /// Whether a file has rows.
    pub(super) fn has(&self, file: FileId) -> bool {
        self.files.contains_key(&file)
    }

    /// Takes in what files say now, or that they have no rows any more. Gives the key of each of
    /// them that has rows, and of every other file whose key is another for it.
    pub(super) fn change(
        &mut self,
        now: BTreeMap<FileId, Option<Says>>,
        pseudonyms: &Pseudonyms,
    ) -> BTreeMap<FileId, Option<Text>> {
        let mut affected = BTreeSet::new();
        for file in now.keys() {
            self.gather(*file, &mut affected);
        }
        let touched: BTreeSet<FileId> = now.keys().copied().collect();
        for (file, says) in now {
            let shown = self.take(file);
            if let Some(says) = says {
                self.put(file, says, shown);
            }
        }
        for file in &touched {
            self.gather(*file, &mut affected);
        }
        let mut keys = BTreeMap::new();
        while let Some(file) = affected.pop_first() {
            let mut group = BTreeSet::new();
            self.gather(file, &mut group);
            let key = self.key(&group, pseudonyms);
            for member in group {
                affected.remove(&member);
                let Some(seen) = self.files.get_mut(&member) else {
                    continue;
                };
                if touched.contains(&member) || seen.shown != key {
                    seen.shown.clone_from(&key);
                    keys.insert(member, key.clone());
                }
            }
        }
        keys
    }

    /// The key of a group: of its members' own keys the smallest.
    fn key(&self, group: &BTreeSet<FileId>, pseudonyms: &Pseudonyms) -> Option<Text> {
        let with_rows = || group.iter().filter(|file| self.has(**file));
        let own = with_rows().filter_map(|file| self.files.get(file)?.says.alone.as_ref());
        if let Some(smallest) = own.min() {
            return Some(smallest.clone());
        }
        // Nobody knows who it is; that several files are of one person is known all the same.
        let first = with_rows().next()?;
        (with_rows().count() > 1).then(|| pseudonyms.of_file(*first))
    }

    /// Adds every file that is of the same person as this one, itself among them.
    fn gather(&self, file: FileId, into: &mut BTreeSet<FileId>) {
        let mut next = VecDeque::from([file]);
        let mut keys = BTreeSet::new();
        while let Some(file) = next.pop_front() {
            if !into.insert(file) {
                continue;
            }
            next.extend(self.linked_by.get(&file).into_iter().flatten());
            let Some(seen) = self.files.get(&file) else {
                continue;
            };
            next.extend(&seen.says.links);
            // Each name once: somebody with a hundred files must not cost ten thousand looks.
            if let Some(key) = &seen.says.alone
                && keys.insert(key)
            {
                next.extend(self.by_key.get(key).into_iter().flatten());
            }
        }
    }

    fn put(&mut self, file: FileId, says: Says, shown: Option<Text>) {
        if let Some(key) = &says.alone {
            self.by_key.entry(key.clone()).or_default().insert(file);
        }
        for with in &says.links {
            self.linked_by.entry(*with).or_default().insert(file);
        }
        self.files.insert(file, Seen { says, shown });
    }

    /// Takes a file out, and gives the key its rows bear.
    fn take(&mut self, file: FileId) -> Option<Text> {
        let seen = self.files.remove(&file)?;
        if let Some(key) = &seen.says.alone
            && let Some(files) = self.by_key.get_mut(key)
        {
            files.remove(&file);
            if files.is_empty() {
                self.by_key.remove(key);
            }
        }
        for with in &seen.says.links {
            if let Some(files) = self.linked_by.get_mut(with) {
                files.remove(&file);
                if files.is_empty() {
                    self.linked_by.remove(with);
                }
            }
        }
        seen.shown
    }
}

/// The texts of a column by row; none in any row where there is no such column.
fn texts<'a>(rows: &'a RecordBatch, column: &str) -> impl Fn(usize) -> Option<&'a str> {
    let column = rows
        .column_by_name(column)
        .and_then(|column| column.as_any().downcast_ref::<StringArray>());
    move |row| {
        let column = column.filter(|column| column.is_valid(row))?;
        Some(column.value(row))
    }
}

#[cfg(test)]
mod tests;
