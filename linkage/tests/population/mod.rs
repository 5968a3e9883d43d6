//! An invented town to test in: people with several records each, and the mistakes that are made.
#![allow(
    dead_code,
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    unreachable_pub,
    reason = "a test stops at the first thing that is not as it should be, and each uses its own part"
)]

use linkage::cluster::Clusters;
use linkage::run::{self, Linked, Settings};
use linkage::table::{Raw, Table};

/// A record of the town.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Record {
    pub id: String,
    pub person: usize,
    pub forename: String,
    pub surname: String,
    pub born: String,
    pub postcode: String,
    pub sex: String,
}

impl Record {
    pub fn new(id: &str, fields: [&str; 5]) -> Self {
        let [forename, surname, born, postcode, sex] = fields.map(str::to_owned);
        Self {
            id: id.to_owned(),
            person: usize::MAX,
            forename,
            surname,
            born,
            postcode,
            sex,
        }
    }

    pub fn raw(&self) -> Raw<'_> {
        Raw {
            id: &self.id,
            forename: &self.forename,
            surname: &self.surname,
            born: &self.born,
            postcode: &self.postcode,
            sex: &self.sex,
            ..Raw::default()
        }
    }
}

/// A record of somebody whom no town knows.
pub fn rec(id: &str, fields: [&str; 5]) -> Record {
    Record::new(id, fields)
}

/// The same numbers on every run.
pub struct Dice(u64);

impl Dice {
    pub fn new(seed: u64) -> Self {
        Self(seed ^ 0x9e37_79b9_7f4a_7c15)
    }

    pub fn below(&mut self, bound: usize) -> usize {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        usize::try_from((self.0 >> 33) % bound as u64).unwrap()
    }
}

const FORENAMES: &[&str] = &[
    "James",
    "Mary",
    "John",
    "Patricia",
    "Robert",
    "Jennifer",
    "Michael",
    "Linda",
    "David",
    "Elizabeth",
    "William",
    "Barbara",
    "Richard",
    "Susan",
    "Joseph",
    "Jessica",
    "Thomas",
    "Sarah",
    "Mohammed",
    "Fatima",
    "Piotr",
    "Agnieszka",
    "Olu",
    "Grace",
    "Ahmed",
    "Zainab",
    "Owen",
    "Bronwen",
    "Callum",
    "Isla",
    "Hamish",
    "Eilidh",
    "Ravi",
    "Priya",
    "Wei",
    "Ling",
    "Kwame",
    "Abena",
    "Stefan",
    "Ioana",
];
const HEADS: &[&str] = &[
    "Har", "Whit", "Black", "Cart", "Dun", "El", "Fair", "Gar", "Hol", "Ker", "Lang", "Mar", "Nor",
    "Ock", "Pem", "Quin", "Rad", "Stan", "Thorn", "Under", "Vern", "Wal", "Yar", "Zel",
];
const TAILS: &[&str] = &[
    "ton", "ley", "wood", "field", "by", "son", "man", "er", "ing", "worth", "croft", "well",
    "stone", "bury", "combe", "gate", "hurst", "den", "more", "shaw",
];

fn postcode(dice: &mut Dice) -> String {
    let letters = b"ABDEFGHJLNPQRSTUWXYZ";
    let letter = |dice: &mut Dice| char::from(letters[dice.below(letters.len())]);
    format!(
        "{}{}{} {}{}{}",
        ["CT", "ME", "TN", "DA"][dice.below(4)],
        dice.below(20) + 1,
        "",
        dice.below(9) + 1,
        letter(dice),
        letter(dice)
    )
}

/// A different name for each number: names hold no digits.
pub fn called(number: usize) -> String {
    let syllable = |number: usize| {
        let consonant = b"bdfgklmnprstvz"[number % 14];
        let vowel = b"aeiou"[number / 14 % 5];
        format!("{}{}", char::from(consonant), char::from(vowel))
    };
    let name = format!(
        "{}{}{}n",
        syllable(number * 3 + 1),
        syllable(number),
        syllable(number / 70 + 5)
    );
    name[..1].to_uppercase() + &name[1..]
}

fn slipped(text: &str, dice: &mut Dice) -> String {
    let mut letters: Vec<char> = text.chars().collect();
    if letters.len() > 2 {
        let place = 1 + dice.below(letters.len() - 2);
        letters.swap(place, place + 1);
    }
    letters.into_iter().collect()
}

/// So many people, some with several records.
pub fn town(people: usize, seed: u64) -> Vec<Record> {
    let mut dice = Dice::new(seed);
    let mut records = Vec::new();
    for person in 0..people {
        let which = dice.below(FORENAMES.len());
        let mut home = postcode(&mut dice);
        let surname = format!(
            "{}{}",
            HEADS[dice.below(HEADS.len())],
            TAILS[dice.below(TAILS.len())]
        );
        let mut surname = surname;
        let born = format!(
            "{:04}-{:02}-{:02}",
            1935 + dice.below(70),
            1 + dice.below(12),
            1 + dice.below(28)
        );
        let contacts = match dice.below(20) {
            0..=11 => 1,
            12..=15 => 2,
            16..=17 => 3,
            18 => 5,
            _ => 9,
        };
        for contact in 0..contacts {
            if contact > 0 && dice.below(5) == 0 {
                home = postcode(&mut dice);
                if dice.below(6) == 0 {
                    surname = format!(
                        "{}{}",
                        HEADS[dice.below(HEADS.len())],
                        TAILS[dice.below(TAILS.len())]
                    );
                }
            }
            let mut record = Record::new(
                &format!("{person:06}-{contact}"),
                [
                    FORENAMES[which],
                    &surname,
                    &born,
                    &home,
                    if which.is_multiple_of(2) { "M" } else { "F" },
                ],
            );
            record.person = person;
            if contact > 0 {
                match dice.below(16) {
                    0 => record.forename = slipped(&record.forename, &mut dice),
                    1 => record.surname = slipped(&record.surname, &mut dice),
                    2 => record.born.clear(),
                    3 | 4 => record.postcode.clear(),
                    5 => std::mem::swap(&mut record.forename, &mut record.surname),
                    6 => record.forename.truncate(1),
                    _ => {}
                }
            }
            records.push(record);
        }
    }
    records
}

pub fn table(records: &[Record]) -> Table {
    let mut table = Table::new(&[]);
    for record in records {
        table.push(&record.raw());
    }
    table.finish();
    table
}

/// The answer of a whole run, with what it was asked of.
pub struct Answer {
    pub table: Table,
    pub linked: Linked,
}

impl Answer {
    pub fn of(records: &[Record]) -> Self {
        Self::with(records, &Settings::default())
    }

    pub fn with(records: &[Record], settings: &Settings) -> Self {
        let table = table(records);
        let linked = run::link(&table, settings, &|_| {});
        Self { table, linked }
    }

    pub fn record(&self, id: &str) -> u32 {
        let place = self.table.ids().position(|other| other == id);
        u32::try_from(place.unwrap_or_else(|| panic!("no record {id}"))).unwrap()
    }

    /// Whether two records are in one group.
    pub fn together(&self, one: &str, other: &str) -> bool {
        let Clusters { label, .. } = &self.linked.clusters;
        label[self.record(one) as usize] == label[self.record(other) as usize]
    }

    /// The match weight of two records, compared or not.
    pub fn weight(&self, one: &str, other: &str) -> f64 {
        linkage::cluster::weigh(
            &self.table,
            &self.linked.model,
            self.record(one),
            self.record(other),
        )
    }
}

/// The town with these records beside it.
pub fn among(others: &[Record]) -> Answer {
    let mut records = town(1_500, 1);
    records.extend_from_slice(others);
    Answer::of(&records)
}
