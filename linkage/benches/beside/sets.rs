//! The files of people that are linked, and how each is read.

use std::collections::HashMap;
use std::path::Path;

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

    /// Every record of a file, and of the one beside it: its number, itself, and who it is in
    /// truth.
    pub(crate) fn each(&self, file: &Path, mut take: impl FnMut(usize, &Raw<'_>, &str)) {
        let mut number = 0;
        let second = self.second.map(|name| file.with_file_name(name));
        for (file, of) in [Some(file), second.as_deref()]
            .into_iter()
            .flatten()
            .zip(0..)
        {
            self.each_of(file, of, |raw, who| {
                take(number, raw, who);
                number += 1;
            });
        }
    }

    fn each_of(&self, path: &Path, file: u8, mut take: impl FnMut(&Raw<'_>, &str)) {
        let mut csv = csv::ReaderBuilder::new()
            .trim(csv::Trim::Headers)
            .buffer_capacity(1 << 18)
            .from_path(path)
            .unwrap();
        let header = csv.headers().unwrap().clone();
        let place = |name: &str| header.iter().position(|column| column == name);
        let columns = self.columns.map(place);
        let further: Vec<Option<usize>> =
            self.further.iter().map(|(name, _)| place(name)).collect();
        let who = place(self.truth);
        let mut row = csv::StringRecord::new();
        while csv.read_record(&mut row).unwrap() {
            let value = |place: Option<usize>| place.and_then(|place| row.get(place)).unwrap_or("");
            let [id, forename, surname, born, postcode, sex] = columns.map(value);
            let mut others = [""; OTHERS];
            for (slot, place) in others.iter_mut().zip(&further) {
                *slot = value(*place);
            }
            let raw = Raw {
                id: id.trim(),
                file,
                forename,
                surname,
                born,
                postcode,
                sex,
                others,
            };
            take(&raw, who_is(value(who)));
        }
    }

    /// The records of a file, those that are wanted by number, packed.
    pub(crate) fn read(&self, file: &Path, wanted: impl Fn(usize) -> bool) -> Table {
        let kinds: Vec<Kind> = self.further.iter().map(|(_, kind)| *kind).collect();
        let mut table = Table::new(&kinds);
        self.each(file, |number, raw, _| {
            if wanted(number) {
                table.push(raw);
            }
        });
        table.across_only = self.across();
        table.finish();
        table
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
