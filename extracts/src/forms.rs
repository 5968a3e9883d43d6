//! How values look that cannot be what their field holds: their form, and never the value.

use std::sync::{Mutex, PoisonError};

use linkage::table::{OTHERS, Raw, Table};

/// More of a form says no more.
const LONGEST: usize = 24;

/// Names, date of birth, postcode, sex and the further fields.
const FIELDS: usize = 5 + OTHERS;

/// For each field the form of the first value that cannot be, by its file and row.
#[derive(Debug, Default)]
pub(crate) struct Forms(Mutex<Vec<Option<First>>>);

/// The file and the row of a value, and its form.
type First = ((u8, u64), String);

impl Forms {
    /// Takes a record into a table, and sees the forms of what cannot be. `number` is its row's.
    pub(crate) fn push(&self, table: &mut Table, raw: &Raw<'_>, number: u64) {
        let before = impossible(table);
        table.push(raw);
        let after = impossible(table);
        if after != before {
            let which = before
                .iter()
                .zip(after)
                .map(|(before, after)| after > *before);
            self.see(raw, number, which);
        }
    }

    fn see(&self, raw: &Raw<'_>, number: u64, which: impl Iterator<Item = bool>) {
        let own = [raw.forename, raw.surname, raw.born, raw.postcode, raw.sex];
        let values = own.iter().chain(&raw.others);
        let at = (raw.file, number);
        let mut known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        known.resize(FIELDS, None);
        for ((slot, value), is_impossible) in known.iter_mut().zip(values).zip(which) {
            let is_first = slot.as_ref().is_none_or(|(first, _)| at < *first);
            if is_impossible && is_first {
                *slot = Some((at, form(value)));
            }
        }
    }

    /// The form of each field, where anything of it cannot be.
    pub(crate) fn all(self) -> Vec<Option<String>> {
        let known = self.0.into_inner().unwrap_or_else(PoisonError::into_inner);
        let forms = known.into_iter().map(|known| known.map(|(_, form)| form));
        forms.collect()
    }
}

/// How many values of each field cannot be, until now.
fn impossible(table: &Table) -> [u64; FIELDS] {
    let mut counts = [0; FIELDS];
    for (count, absent) in counts.iter_mut().zip(&table.absent) {
        *count = absent.impossible;
    }
    counts
}

/// A value with its digits as 9 and its letters as A.
fn form(value: &str) -> String {
    let mut form: String = (value.chars().take(LONGEST))
        .map(|letter| match letter {
            letter if letter.is_numeric() => '9',
            letter if letter.is_alphabetic() => 'A',
            letter => letter,
        })
        .collect();
    if value.chars().nth(LONGEST).is_some() {
        form.push('…');
    }
    form
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_form_has_no_letter_and_no_digit_of_its_value() {
        assert_eq!(form("19-Apr-78"), "99-AAA-99");
        assert_eq!(form("Müller 07"), "AAAAAA 99");
        assert_eq!(form(&"x".repeat(30)), format!("{}…", "A".repeat(24)));
    }

    #[test]
    fn the_first_of_a_field_is_kept_whoever_comes_first() {
        let forms = Forms::default();
        let mut table = Table::new(&[]);
        for (number, born) in [
            (7, "1/2/62"),
            (3, "1 Apr 62"),
            (2, "1962-02-03"),
            (5, "never 1"),
        ] {
            let raw = Raw {
                born,
                ..Raw::default()
            };
            forms.push(&mut table, &raw, number);
        }
        let mut wanted = vec![None; FIELDS];
        wanted[2] = Some("9 AAA 99".to_owned());
        assert_eq!(forms.all(), wanted);
    }
}
