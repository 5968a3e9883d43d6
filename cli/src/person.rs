//! From what a file says of its person to the fields that are compared.
//!
//! The record keeps a name and an address as somebody wrote them, in one line each. What is read
//! out of them is little and sure: a description is no name, and of an address only the postcode
//! is compared, because a house and its postcode say the same thing twice.

use casework::link::Particulars;
use domain::FileId;
use domain::person::Sex;
use linkage::table::{Raw, Table};

/// What is compared of one file; an empty text where nothing is known.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Person {
    pub(crate) forename: String,
    pub(crate) surname: String,
    pub(crate) born: String,
    pub(crate) postcode: String,
    pub(crate) sex: &'static str,
}

/// The longest name that is taken for one, in words: more is a description.
const MOST_WORDS: usize = 5;

/// Words of a description: somebody nobody could name is `woman in a green coat`. A person whose
/// name is one of these is compared without it.
const DESCRIBING: &[&str] = &[
    "about", "adult", "aged", "approx", "boy", "carrying", "child", "elderly", "female", "girl",
    "known", "lady", "male", "man", "named", "naked", "not", "person", "teenager", "unknown",
    "wearing", "with", "woman", "years", "young", "youth", "in", "of", "the", "and", "who",
];

impl Person {
    /// A person as the linker takes them.
    pub(crate) fn raw<'a>(&'a self, id: &'a str) -> Raw<'a> {
        Raw {
            id,
            forename: &self.forename,
            surname: &self.surname,
            born: &self.born,
            postcode: &self.postcode,
            sex: self.sex,
            ..Raw::default()
        }
    }

    /// As which people somebody may be looked for: of one name alone nobody said which it is, so
    /// it is looked for as either.
    pub(crate) fn readings(&self) -> Vec<Self> {
        let mut readings = vec![self.clone()];
        if self.forename.is_empty() != self.surname.is_empty() {
            readings.push(Self {
                forename: self.surname.clone(),
                surname: self.forename.clone(),
                ..self.clone()
            });
        }
        readings
    }

    /// Somebody who is asked about: of an address without a whole postcode its last word will do,
    /// where it is the first half of one.
    pub(crate) fn asked(known: &Particulars) -> Option<Self> {
        let mut person = Self::of(known)?;
        if person.postcode.is_empty() {
            let half = known.address.as_deref().and_then(half_a_postcode);
            person.postcode = half.unwrap_or_default();
        }
        Some(person)
    }

    /// What can be compared; none where neither a name nor a date of birth is known.
    pub(crate) fn of(known: &Particulars) -> Option<Self> {
        let (forename, surname) = known.name.as_deref().map(names).unwrap_or_default();
        let person = Self {
            forename,
            surname,
            born: known.born.map(|born| born.to_string()).unwrap_or_default(),
            postcode: known
                .address
                .as_deref()
                .and_then(postcode)
                .unwrap_or_default(),
            sex: match known.sex {
                Some(Sex::Female) => "F",
                Some(Sex::Male) => "M",
                Some(Sex::Other) => "O",
                None => "",
            },
        };
        let says_who = [&person.forename, &person.surname, &person.born];
        says_who
            .iter()
            .any(|text| !text.is_empty())
            .then_some(person)
    }
}

/// The people of files as the linker takes them. It puts them in an order of its own:
/// [`file_of`] says whose a record is.
pub(crate) fn table_of<'a>(people: impl Iterator<Item = (FileId, &'a Person)>) -> Table {
    let mut table = Table::new(&[]);
    for (file, person) in people {
        table.push(&person.raw(&file.to_string()));
    }
    table.finish();
    table
}

/// The file of a record of such a table; none where there is no such record.
pub(crate) fn file_of(table: &Table, record: u32) -> Option<FileId> {
    table.id(record).parse().ok()
}

/// Forenames and surname of a name: the last word is the surname, or what stands before a comma.
/// Of one word alone nobody knows which it is; it is taken for a forename. Both are empty where
/// the words describe somebody.
fn names(written: &str) -> (String, String) {
    let (before, after) = match written.split_once(',') {
        Some((before, after)) => (before, Some(after)),
        None => (written, None),
    };
    let words: Vec<&str> = written
        .split(|letter: char| letter.is_whitespace() || letter == ',')
        .filter(|word| !word.is_empty())
        .collect();
    let describes = |word: &&str| {
        let plain = word.trim_matches(|letter: char| !letter.is_alphanumeric());
        DESCRIBING.contains(&plain.to_lowercase().as_str())
    };
    if words.len() > MOST_WORDS
        || written.chars().any(|letter| letter.is_ascii_digit())
        || words.iter().any(describes)
    {
        return Default::default();
    }
    if let Some(after) = after {
        return (
            joined(after.split_whitespace()),
            joined(before.split_whitespace()),
        );
    }
    match words.split_last() {
        Some((last, [])) => ((*last).to_owned(), String::new()),
        Some((last, first)) => (joined(first.iter().copied()), (*last).to_owned()),
        None => Default::default(),
    }
}

fn joined<'a>(words: impl Iterator<Item = &'a str>) -> String {
    words.collect::<Vec<_>>().join(" ")
}

/// The last postcode that stands whole in an address, as one word or as two.
fn postcode(address: &str) -> Option<String> {
    let words: Vec<String> = address
        .split(|letter: char| !letter.is_ascii_alphanumeric())
        .filter(|word| !word.is_empty())
        .map(str::to_ascii_uppercase)
        .collect();
    let mut two = words.windows(2).filter_map(|two| match two {
        [outward, inward] if is_outward(outward) && is_inward(inward) => {
            Some(format!("{outward} {inward}"))
        }
        _ => None,
    });
    let mut one = words.iter().filter_map(|word| {
        let (outward, inward) = word.split_at_checked(word.len().checked_sub(3)?)?;
        (is_outward(outward) && is_inward(inward)).then(|| format!("{outward} {inward}"))
    });
    two.next_back().or_else(|| one.next_back())
}

/// The first half of a postcode, where an address ends with one.
fn half_a_postcode(address: &str) -> Option<String> {
    let mut words = address.split(|letter: char| !letter.is_ascii_alphanumeric());
    let last = words.rfind(|word| !word.is_empty())?;
    is_outward(last).then(|| last.to_ascii_uppercase())
}

/// `CT1`, `M11`, `SW1A`: one or two letters, a digit, and at most one letter or digit more.
fn is_outward(text: &str) -> bool {
    let letters = text.bytes().take_while(u8::is_ascii_alphabetic).count();
    let rest = text.as_bytes().get(letters..).unwrap_or_default();
    (1..=2).contains(&letters)
        && (1..=2).contains(&rest.len())
        && rest.first().is_some_and(u8::is_ascii_digit)
}

/// `1AA`: a digit and two letters.
fn is_inward(text: &str) -> bool {
    matches!(text.as_bytes(), [digit, one, two]
        if digit.is_ascii_digit() && one.is_ascii_alphabetic() && two.is_ascii_alphabetic())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_forenames_and_a_surname_and_a_description_is_neither() {
        for (written, forename, surname) in [
            ("Anna Example", "Anna", "Example"),
            ("  anna  maria example ", "anna maria", "example"),
            ("EXAMPLE, Anna Maria", "Anna Maria", "EXAMPLE"),
            ("van der Berg, Jan", "Jan", "van der Berg"),
            ("Anna", "Anna", ""),
            ("Anne-Marie O'Neill", "Anne-Marie", "O'Neill"),
            ("man in grey hoodie, about 35", "", ""),
            ("Unknown male", "", ""),
            ("woman in a green coat", "", ""),
            ("Male (IC1)", "", ""),
            ("red scarf seen near bridge yesterday evening", "", ""),
            ("", "", ""),
            (",", "", ""),
        ] {
            assert_eq!(
                names(written),
                (forename.to_owned(), surname.to_owned()),
                "{written}"
            );
        }
    }

    #[test]
    fn of_an_address_the_postcode_is_read() {
        for (written, read) in [
            ("4 Mill Lane, Ashford, TN24 8AB", Some("TN24 8AB")),
            ("Flat 2, 17 High St, ct1 1aa.", Some("CT1 1AA")),
            ("CT11AA", Some("CT1 1AA")),
            ("was SW1A 2AA, now M1 1AE", Some("M1 1AE")),
            ("4 Mill Lane, Ashford, TN24", None),
            ("Unit 1 2AA", None),
            ("no fixed abode", None),
            ("", None),
        ] {
            assert_eq!(postcode(written).as_deref(), read, "{written}");
        }
    }

    #[test]
    fn of_an_address_that_is_asked_about_half_a_postcode_will_do() {
        for (written, read) in [
            ("somewhere in Ashford, tn24", "TN24"),
            ("CT1", "CT1"),
            ("TN24 8AB", "TN24 8AB"),
            ("Flat 2", ""),
            ("High Street", ""),
            ("", ""),
        ] {
            let known = Particulars {
                name: Some("Anna Example".to_owned()),
                address: Some(written.to_owned()),
                ..Particulars::default()
            };
            assert_eq!(Person::asked(&known).unwrap().postcode, read, "{written}");
        }
    }

    #[test]
    fn a_file_that_says_neither_name_nor_date_of_birth_is_not_compared() {
        let nobody = Particulars {
            name: Some("girl in striped scarf, about 15".to_owned()),
            sex: Some(Sex::Female),
            address: Some("CT1 1AA".to_owned()),
            born: None,
        };
        assert_eq!(Person::of(&nobody), None);
        let somebody = Particulars {
            born: Some(jiff::civil::date(1988, 3, 4)),
            ..nobody
        };
        let person = Person::of(&somebody).unwrap();
        assert_eq!(
            (person.born.as_str(), person.forename.as_str()),
            ("1988-03-04", "")
        );
    }
}
