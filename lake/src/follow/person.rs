//! Who it was about: age, sex and ethnicity, and a key that says nothing of who they are.

use casework::File;
use domain::event::{AgeBand, EventKind};
use domain::person::age_on;
use domain::{Event, FileId, Known, PersonFact};
use hmac::{Hmac, KeyInit as _, Mac as _};
use jiff::civil::Date;
use sha2::{Digest as _, Sha256};

use crate::schema::Text;
use crate::store::hexadecimal;

/// The key that pseudonyms are made with. Whoever has it can tell whether a name and birth date
/// they know are in the lake; so it is kept like a key of the record.
#[derive(Clone)]
pub struct Pseudonyms([u8; 32]);

impl std::fmt::Debug for Pseudonyms {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Pseudonyms")
    }
}

impl Pseudonyms {
    /// With this key.
    pub const fn new(key: [u8; 32]) -> Self {
        Self(key)
    }

    /// With a key made from a secret, such as the key file of the record.
    pub fn from_secret(secret: &[u8]) -> Self {
        let key = Sha256::new()
            .chain_update("lantern lake pseudonyms\n")
            .chain_update(secret)
            .finalize();
        Self(key.into())
    }

    /// What tells one key from another and gives neither away.
    pub(crate) fn fingerprint(&self) -> Text {
        self.of("lantern lake fingerprint", Date::MIN)
    }

    /// The pseudonym of a person known by name and date of birth.
    pub(crate) fn of(&self, name: &str, born: Date) -> Text {
        let plain: String = name
            .split_whitespace()
            .collect::<Vec<_>>()
            .join(" ")
            .to_lowercase();
        self.keyed(&format!("{born}\n{plain}"))
    }

    /// The pseudonym of a person known by a reference of the force's own. It is never that of a
    /// name: the record's people and those of such an extract are not told to be the same.
    pub(crate) fn of_reference(&self, reference: &str) -> Text {
        self.keyed(&format!("reference\n{reference}"))
    }

    /// The pseudonym of somebody of whom no more is known than that several files are about them,
    /// by the smallest of those files.
    pub(crate) fn of_file(&self, file: FileId) -> Text {
        self.keyed(&format!("file\n{file}"))
    }

    /// HMAC-SHA-256 (RFC 2104), cut to 80 bits.
    fn keyed(&self, text: &str) -> Text {
        // A key shorter than a block is filled up with noughts.
        let mut block = [0; 64];
        for (byte, key) in block.iter_mut().zip(self.0) {
            *byte = key;
        }
        let mut code = Hmac::<Sha256>::new(&block.into());
        code.update(text.as_bytes());
        let text = hexadecimal(&code.finalize().into_bytes());
        Text::Owned(text.get(..20).unwrap_or(&text).to_owned())
    }
}

/// A value for a column, or the words for why there is none.
pub(super) type Told = (Option<Text>, Option<Text>);

/// What the lake keeps of a person.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Who {
    /// The key by name and date of birth, where both are known.
    pub(super) key: Option<Text>,
    pub(super) age: Option<i32>,
    pub(super) band: Option<Text>,
    pub(super) child: Option<bool>,
    pub(super) sex: Told,
    pub(super) ethnicity_self: Told,
    pub(super) ethnicity_perceived: Told,
}

/// The bands of age: those of the published rates (data.md section 5).
pub const AGE_BANDS: &[(u8, &str)] = &[
    (16, "under 16"),
    (18, "16 to 17"),
    (35, "18 to 34"),
    (50, "35 to 49"),
    (65, "50 to 64"),
    (u8::MAX, "65 and over"),
];

/// The band of an age in whole years.
pub fn age_band(years: u8) -> &'static str {
    AGE_BANDS
        .iter()
        .find(|(below, _)| years < *below)
        .map_or("65 and over", |(_, label)| label)
}

impl Who {
    /// Who a file is about, on the day it counts on.
    pub(super) fn of(file: &File, day: Date, pseudonyms: &Pseudonyms) -> Self {
        let mut who = Self {
            sex: (None, Some(NOT_RECORDED)),
            ethnicity_self: (None, Some(NOT_RECORDED)),
            ethnicity_perceived: (None, Some(NOT_RECORDED)),
            ..Self::default()
        };
        let mut name = None;
        for fact in file.live() {
            match fact.event {
                Event::PersonRecorded(PersonFact::Name { is }) => name = is.value().cloned(),
                Event::PersonRecorded(PersonFact::Sex { is }) => {
                    who.sex = told(is, |sex| sex.label().into());
                }
                Event::PersonRecorded(PersonFact::EthnicitySelfDefined { is }) => {
                    who.ethnicity_self = told(is, |code| code.clone().into());
                }
                Event::PersonRecorded(PersonFact::EthnicityPerceived { is }) => {
                    who.ethnicity_perceived = told(is, |code| code.clone().into());
                }
                Event::DetentionImported(imported) => {
                    who.sex = told(&imported.sex, |sex| sex.label().into());
                    // Which of the two an extract holds is not said: it is taken as the officer's,
                    // which never stands in for the person's own.
                    who.ethnicity_perceived = told(&imported.ethnicity, |code| code.clone().into());
                    if let Known::Value(band) = &imported.age {
                        (who.age, who.band) = of_band(band.value);
                    }
                }
                _ => {}
            }
        }
        who.age_of(file, day);
        let known = casework::facts::person(file);
        if let (Some(name), Some(born)) = (name, known.born) {
            who.key = Some(pseudonyms.of(&name, born));
        }
        who
    }

    fn age_of(&mut self, file: &File, day: Date) {
        let known = casework::facts::person(file);
        let anything = known.born.is_some() || known.youngest.is_some();
        if anything {
            self.child = Some(law::person::treat_as_child(&known, day));
        } else if let Some(years) = self.age {
            self.child = Some(years < 18);
        }
        let said = || {
            file.live_of(EventKind::PersonRecorded)
                .filter_map(|fact| match fact.event {
                    Event::PersonRecorded(PersonFact::Age { is, .. }) => is.value().copied(),
                    _ => None,
                })
                .last()
        };
        let years = known.born.and_then(|born| age_on(born, day)).or_else(said);
        if let Some(years) = years {
            self.age = Some(i32::from(years));
            self.band = Some(age_band(years).into());
        }
    }
}

const NOT_RECORDED: Text = Text::Borrowed("nothing recorded");

/// The age and band of an age that is itself known as a band, where the two ends agree.
fn of_band(known: AgeBand) -> (Option<i32>, Option<Text>) {
    let age = (known.to == Some(known.from)).then(|| i32::from(known.from));
    let first = age_band(known.from);
    let same = match known.to {
        Some(to) => age_band(to) == first,
        None => known.from >= 65,
    };
    (age, same.then(|| first.into()))
}

/// A value in words, or the words for why there is none.
pub(super) fn told<T>(known: &Known<T>, words: impl FnOnce(&T) -> Text) -> Told {
    match known {
        Known::Value(held) => (Some(words(&held.value)), None),
        Known::None(why) => (
            None,
            Some(casework::monthly::Absent::from(why).label().into()),
        ),
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::Pseudonyms;

    /// Worked out with Python's `hmac`: a lake that is there must keep its keys.
    #[test]
    fn the_pseudonyms_are_those_of_the_first_lakes() {
        let key = Pseudonyms::new([7; 32]);
        let of_name = key.of("Anna  EXAMPLE", date(1988, 3, 4));
        assert_eq!(of_name, "e622a3dd5e7a39100390");
        assert_eq!(key.of_reference("P-17"), "1c77bba62fa55605ad90");
    }
}
