//! Somebody who recognises people by their surname alone, the last word of a name: enough to try
//! what the pages make of an answer, here and in the browser. The linker itself is tried beside
//! it.

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

use casework::link::Particulars;
use casework::link::suggested::Agreement;
use domain::FileId;
use web::recognises::{Answer, Found, Likeness, Recognises};

/// What every file says of its person.
#[derive(Default)]
pub(crate) struct ByName(Mutex<BTreeMap<FileId, Particulars>>);

impl ByName {
    fn files(&self) -> std::sync::MutexGuard<'_, BTreeMap<FileId, Particulars>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn surname(of: &Particulars) -> Option<String> {
    let last = of.name.as_deref()?.split_whitespace().last()?;
    Some(last.to_lowercase())
}

impl Recognises for ByName {
    fn note(&self, file: FileId, says: &Particulars) {
        self.files().insert(file, says.clone());
    }

    fn forget(&self, file: FileId) {
        self.files().remove(&file);
    }

    fn caught_up(&self) {}

    fn ask(&self, about: &Particulars) -> Answer {
        let Some(asked) = surname(about) else {
            return Answer::TooLittle;
        };
        let agreement = |field: &str, same: Option<bool>, centibits: i32| {
            let (level, centibits) = match same {
                None => ("missing in one or both", 0),
                Some(true) => ("the same", centibits),
                Some(false) => ("different", -centibits / 3),
            };
            Agreement {
                field: field.to_owned(),
                level: level.to_owned(),
                centibits,
            }
        };
        let files = self.files();
        let mut likely: Vec<Likeness> = files
            .iter()
            .filter(|(_, says)| surname(says).as_ref() == Some(&asked))
            .map(|(file, says)| {
                let name = says.name == about.name;
                let born = says.born.zip(about.born).map(|(one, other)| one == other);
                Likeness {
                    file: *file,
                    probability: if name { 0.973 } else { 0.412 },
                    weight_centibits: if name { 517 } else { -51 },
                    why: vec![
                        agreement("forename", Some(name), 512),
                        agreement("surname", Some(true), 712),
                        agreement("date of birth", born, 903),
                    ],
                }
            })
            .collect();
        likely.sort_by_key(|one| std::cmp::Reverse(one.weight_centibits));
        Answer::Found(Found {
            by: "a rehearsal".to_owned(),
            files: u64::try_from(files.len()).unwrap_or(u64::MAX),
            likely,
        })
    }
}
