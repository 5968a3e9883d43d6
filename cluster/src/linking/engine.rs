//! The engine that pairs are compared with, by name: two of one name say the same of any two
//! records.

use std::sync::OnceLock;

use linkage::block::{Blocking, Rule, usual};
use linkage::card::Deck;
#[cfg(test)]
use linkage::compare::Levels;
use linkage::pairs::{Compared, compare_all};
use linkage::table::{Kind, Raw, Table};
use sha2::{Digest as _, Sha256};

use super::files;

/// What invented records are put together from, so that their pairs show all that comparing can
/// tell apart.
const FORENAMES: [&str; 13] = [
    "Margaret",
    "Dr Margaret",
    "Maggie",
    "Magaret",
    "M",
    "Robert",
    "Bob",
    "Marcella",
    "Zainab",
    "Li Wei",
    "Thistlewood",
    "NK",
    "",
];
const SURNAMES: [&str; 9] = [
    "Thistlewood",
    "Thistelwood",
    "Thistlewood-Vale",
    "Thistlethwaite",
    "O'Dowd",
    "Odowd",
    "Okafor",
    "Margaret",
    "",
];
const BORN: [&str; 11] = [
    "1980-04-12",
    "1980-04-72",
    "1980-12-04",
    "1980-04-13",
    "1979-04-12",
    "1990-04-12",
    "1980-04-29",
    "1980-11-23",
    "1951-07-30",
    "1900-01-01",
    "",
];
const POSTCODES: [&str; 8] = [
    "CT1 1AA", "CT1 1AB", "CT11AA", "CT1 9ZX", "CT17 4QW", "ME4 4PQ", "ZZ99 3VZ", "",
];
const OTHERS: [[&str; 5]; 6] = [
    [
        "07700 900123",
        "943 476 5919",
        "12/345678X",
        "Margate",
        "ada.b7@mail.example",
    ],
    [
        "+44 7700 900123",
        "943 476 5870",
        "12/345687X",
        "Margat",
        "ada.b7@post.example",
    ],
    [
        "07700900132",
        "9434765919",
        "12345678X",
        "Ramsgate",
        "adab7@mail.example",
    ],
    [
        "01632 960001",
        "401 023 2137",
        "98/1Z",
        "Deal",
        "cy@mail.example",
    ],
    ["", "123 456 7890", "", "", ""],
    ["none", "", "unknown", "N/A", "none@none.com"],
];

/// How many records.
const RECORDS: usize = 400;

/// The name of the engine of this process: its version, and a sum over what it says of invented
/// records. Made once.
pub(super) fn name() -> &'static str {
    static NAME: OnceLock<String> = OnceLock::new();
    NAME.get_or_init(|| format!("{}-{}", env!("CARGO_PKG_VERSION"), short(&said())))
}

/// An engine must be that of whoever asks.
pub(super) fn agreed(asked: &str) -> Result<(), String> {
    let own = name();
    if own == asked {
        return Ok(());
    }
    Err(format!(
        "its engine for comparing records is {own} and `link` was started with {asked}: what two \
         engines say of pairs does not belong together; start every executor from the same \
         `lantern-cluster` as `link`"
    ))
}

/// The first twelve digits of a sum over a text.
fn short(text: &str) -> String {
    let sum = Sha256::digest(text.as_bytes());
    files::hex(sum.get(..6).unwrap_or_default())
}

/// The invented records, and what comparing them led to, by rules that narrow small blocks.
fn compared() -> (Table, Vec<Rule>, Compared) {
    let kinds = [
        Kind::Phone,
        Kind::NhsNumber,
        Kind::Identifier,
        Kind::Words,
        Kind::Email,
    ];
    let mut table = Table::new(&kinds);
    let mut state = 136_u64;
    let mut next = || {
        state = state
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(state >> 40).unwrap_or(0)
    };
    for nth in 0..RECORDS {
        let id = format!("{nth:04}");
        let [phone, nhs, number, town, email] = of(&OTHERS, next());
        table.push(&Raw {
            id: &id,
            file: 0,
            forename: of(&FORENAMES, next()),
            surname: of(&SURNAMES, next()),
            born: of(&BORN, next()),
            postcode: of(&POSTCODES, next()),
            sex: of(&["F", "M", ""], next()),
            others: [phone, nhs, number, town, email, ""],
        });
    }
    table.finish();
    let mut rules = usual(&table);
    for rule in &mut rules {
        for (narrow, times) in rule.narrow.iter_mut().zip(1..) {
            narrow.over = 4 * times;
        }
    }
    let blocking = Blocking::new(&table, &rules, 1);
    let compared = compare_all(&table, &Deck::of(&table), &blocking, 1);
    (table, rules, compared)
}

/// All that comparing says of the invented records.
fn said() -> String {
    let (table, rules, compared) = compared();
    let seen = compared.histogram.iter().enumerate();
    let seen: Vec<_> = seen.filter(|(_, pairs)| **pairs > 0).collect();
    format!(
        "{:?} {rules:?} {seen:?} {:?} {:?}",
        table.rows, compared.pairs, compared.made_of_large
    )
}

/// The levels that come up, of names, date of birth, postcode, sex and the first further field.
#[cfg(test)]
pub(super) fn patterns() -> [std::collections::BTreeSet<u8>; 5] {
    let (table, _, compared) = compared();
    let mut seen: [std::collections::BTreeSet<u8>; 5] = Default::default();
    let patterns = compared.histogram.iter().zip(0_u32..);
    for (_, pattern) in patterns.filter(|(pairs, _)| **pairs > 0) {
        let levels = Levels::from_pattern(pattern, table.kinds.len());
        let further = levels.others.first().copied().unwrap_or(0);
        let levels = [
            levels.names,
            levels.born,
            levels.postcode,
            levels.sex,
            further,
        ];
        for (field, level) in seen.iter_mut().zip(levels) {
            field.insert(level);
        }
    }
    seen
}

/// The nth of some, from the first again after the last.
fn of<T: Copy + Default>(all: &[T], nth: usize) -> T {
    all.get(nth % all.len().max(1)).copied().unwrap_or_default()
}
