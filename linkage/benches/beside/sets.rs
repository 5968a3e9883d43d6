//! The files of people that are linked, and how each is read.

use std::collections::HashMap;
use std::io::Read;
use std::path::{Path, PathBuf};

use linkage::parts::Parts;
use linkage::table::{Kind, OTHERS, Raw, Table};

/// A kind of file whose people are known.
pub(crate) struct Set {
    /// What it is called, here and by the script that runs the peer.
    pub(crate) name: &'static str,
    /// Columns of id, forename, surname, date of birth, postcode and sex.
    columns: [&'static str; 6],
    /// The further columns.
    further: &'static [(&'static str, Kind)],
    /// The column that says who each record is in truth; of a Febrl id, its number.
    truth: &'static str,
    /// The file in the same folder whose records the first one's are linked to.
    second: Option<&'static str>,
}

/// Who somebody is in truth, and which file the record is of.
pub(crate) type Known = (u32, u8);

const FEBRL: [&str; 6] = [
    "rec_id",
    "given_name",
    "surname",
    "date_of_birth",
    "postcode",
    "",
];
const FEBRL_FURTHER: &[(&str, Kind)] = &[
    ("street_number", Kind::Identifier),
    ("address_1", Kind::Words),
    ("suburb", Kind::Words),
    ("soc_sec_id", Kind::Identifier),
];

/// Rows that one thread takes at once.
const BATCH: usize = 1_024;

/// Rows that follow one another, and the number of the first.
#[derive(Default)]
struct Batch {
    first: usize,
    rows: Vec<csv::ByteRecord>,
}

impl Batch {
    fn fill(&mut self, csv: &mut csv::Reader<impl Read>, first: usize) -> csv::Result<()> {
        self.rows.resize(BATCH, csv::ByteRecord::new());
        self.first = first;
        let mut read = 0;
        for row in &mut self.rows {
            if !csv.read_byte_record(row)? {
                break;
            }
            read += 1;
        }
        self.rows.truncate(read);
        Ok(())
    }
}

/// Which file it is, and where its columns are.
struct Places {
    file: u8,
    columns: [Option<usize>; 6],
    further: Vec<Option<usize>>,
    who: Option<usize>,
}

impl Places {
    fn raw<'a>(&self, row: &'a csv::StringRecord) -> Raw<'a> {
        let value = |place: Option<usize>| place.and_then(|place| row.get(place)).unwrap_or("");
        let [id, forename, surname, born, postcode, sex] = self.columns.map(value);
        let mut others = [""; OTHERS];
        for (slot, place) in others.iter_mut().zip(&self.further) {
            *slot = value(*place);
        }
        Raw {
            id: id.trim(),
            file: self.file,
            forename,
            surname,
            born,
            postcode,
            sex,
            others,
        }
    }

    fn who<'a>(&self, row: &'a csv::StringRecord) -> &'a str {
        who_is(self.who.and_then(|place| row.get(place)).unwrap_or(""))
    }
}

/// Every kind of file the benchmark knows.
const SETS: &[Set] = &[
    Set {
        name: "people",
        columns: [
            "record_id",
            "first_name",
            "surname",
            "dob",
            "postcode",
            "sex",
        ],
        further: &[],
        truth: "person_id",
        second: None,
    },
    Set {
        name: "historical",
        columns: [
            "unique_id",
            "first_name",
            "surname",
            "dob",
            "postcode_fake",
            "gender",
        ],
        further: &[("birth_place", Kind::Words), ("occupation", Kind::Words)],
        truth: "cluster",
        second: None,
    },
    Set {
        name: "febrl3",
        columns: FEBRL,
        further: FEBRL_FURTHER,
        truth: "rec_id",
        second: None,
    },
    Set {
        name: "febrl4",
        columns: FEBRL,
        further: FEBRL_FURTHER,
        truth: "rec_id",
        second: Some("dataset4b.csv"),
    },
];

impl Set {
    pub(crate) fn named(name: &str) -> &'static Self {
        SETS.iter().find(|set| set.name == name).unwrap()
    }

    /// Whether records of two files are linked to one another.
    pub(crate) fn across(&self) -> bool {
        self.second.is_some()
    }

    /// A file, and the one beside it.
    fn files(&self, file: &Path) -> Vec<PathBuf> {
        let second = self.second.map(|name| file.with_file_name(name));
        [Some(file.to_owned()), second]
            .into_iter()
            .flatten()
            .collect()
    }

    /// One of the files, opened, and where its columns are.
    fn open(&self, path: &Path, file: u8) -> (csv::Reader<impl Read + Send + use<>>, Places) {
        let mut csv = csv::ReaderBuilder::new()
            .trim(csv::Trim::Headers)
            .buffer_capacity(1 << 18)
            .from_path(path)
            .unwrap();
        let header = csv.headers().unwrap().clone();
        let place = |name: &str| header.iter().position(|column| column == name);
        let places = Places {
            file,
            columns: self.columns.map(place),
            further: self.further.iter().map(|(name, _)| place(name)).collect(),
            who: place(self.truth),
        };
        (csv, places)
    }

    /// Every record of a file, and of the one beside it: its number, itself, and who it is in
    /// truth.
    pub(crate) fn each(&self, file: &Path, mut take: impl FnMut(usize, &Raw<'_>, &str)) {
        let mut number = 0;
        for (path, file) in self.files(file).iter().zip(0..) {
            let (mut csv, places) = self.open(path, file);
            let mut row = csv::StringRecord::new();
            while csv.read_record(&mut row).unwrap() {
                take(number, &places.raw(&row), places.who(&row));
                number += 1;
            }
        }
    }

    /// The records of a file, and of the one beside it, those that are wanted by number, packed on
    /// so many threads.
    pub(crate) fn read(
        &self,
        file: &Path,
        threads: usize,
        wanted: impl Fn(usize) -> bool + Sync,
    ) -> Table {
        let kinds: Vec<Kind> = self.further.iter().map(|(_, kind)| *kind).collect();
        let mut parts = Parts::new(&kinds, threads);
        let mut number = 0;
        for (path, file) in self.files(file).iter().zip(0..) {
            let (mut csv, places) = self.open(path, file);
            let next = |batch: &mut Batch| -> csv::Result<bool> {
                batch.fill(&mut csv, number)?;
                number += batch.rows.len();
                Ok(!batch.rows.is_empty())
            };
            let pack = |batch: &mut Batch, table: &mut Table| {
                for (number, row) in (batch.first..).zip(&mut batch.rows) {
                    let text = csv::StringRecord::from_byte_record(std::mem::take(row)).unwrap();
                    if wanted(number) {
                        table.push(&places.raw(&text));
                    }
                    *row = text.into_byte_record();
                }
            };
            parts.take(next, pack).unwrap();
        }
        parts.together(self.across())
    }

    /// Who each record of a file is in truth, numbered, by its id.
    pub(crate) fn people(&self, file: &Path) -> HashMap<String, Known> {
        let (mut people, mut known) = (HashMap::new(), HashMap::new());
        self.each(file, |_, raw, who| {
            let next = u32::try_from(known.len()).unwrap();
            let person = *known.entry(who.to_owned()).or_insert(next);
            people.insert(raw.id.to_owned(), (person, raw.file));
        });
        people
    }
}

/// A Febrl id is `rec-17-dup-3`: the person is 17.
fn who_is(truth: &str) -> &str {
    let number = truth.trim().strip_prefix("rec-");
    number
        .and_then(|rest| rest.split('-').next())
        .unwrap_or(truth)
}
