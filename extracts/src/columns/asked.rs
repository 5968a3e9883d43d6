//! What somebody asks about a person, held to what can be read of it.

use csv::StringRecord;
use linkage::table::{Absent, Kind, OTHERS, Table};

use super::Columns;
use super::headings::{Holds, field};
use crate::rows::At;
use crate::{Problem, Result};

impl Columns {
    /// A row in which the fields named have these values: `FIELD=VALUE` or `COLUMN=VALUE`. Each is
    /// named once, and has a value that can be compared.
    pub fn row(&self, with: &[String]) -> Result<StringRecord> {
        let mut row = vec![""; self.header.len()];
        for with in with {
            let (name, value) = with.split_once('=').ok_or_else(|| {
                Problem::given("what is known is given as FIELD=VALUE, such as `surname=Kowalska`")
            })?;
            let place = self
                .place_of(name)
                .ok_or_else(|| Problem::given(format!("the file has no column for `{name}`")))?;
            if value.trim().is_empty() {
                return Err(Problem::given(format!(
                    "`{name}` has no value: give what is known, and leave out what is not"
                )));
            }
            if let Some(slot) = row.get_mut(place) {
                if !slot.is_empty() {
                    return Err(Problem::given(format!(
                        "`{name}` is given twice: give one value of a field"
                    )));
                }
                *slot = value;
            }
            let mut alone = vec![""; self.header.len()];
            if let Some(slot) = alone.get_mut(place) {
                *slot = value;
            }
            self.is_read(&StringRecord::from(alone), name)?;
        }
        Ok(StringRecord::from(row))
    }

    fn place_of(&self, name: &str) -> Option<usize> {
        let by_name = self.header.iter().position(|column| column == name);
        by_name.or_else(|| {
            let holds = field(name)?;
            self.holds.iter().position(|other| *other == holds)
        })
    }

    /// Refuses a value that would not be compared, the only one of a row.
    fn is_read(&self, row: &StringRecord, name: &str) -> Result<()> {
        if let Some((_, form)) = self.impossible(row) {
            return Err(Problem::given(format!("`{name}` cannot be read: {form}")));
        }
        let (table, compared) = self.alone(row);
        let empty = table.absent.iter().map(|absent| absent.empty).sum::<u64>();
        let fields = 5 + table.kinds.len() as u64;
        if compared && empty == fields {
            return Err(Problem::given(format!("`{name}` holds nothing to compare")));
        }
        if table.absent.iter().any(|absent| absent.stand_in > 0) {
            return Err(Problem::given(format!(
                "what is given as `{name}` stands for not known: leave it out"
            )));
        }
        Ok(())
    }

    /// The record that a row is, and whether it has a value of a field that is compared.
    fn alone(&self, row: &StringRecord) -> (Table, bool) {
        let raw = self.raw(row, "", 0);
        let own = [raw.forename, raw.surname, raw.born, raw.postcode, raw.sex];
        let compared = own.iter().chain(&raw.others).any(|value| !value.is_empty());
        let mut table = Table::new(&self.kinds());
        table.push(&raw);
        (table, compared)
    }

    /// The first field of a row whose value cannot be what it holds, and the forms that are known.
    fn impossible(&self, row: &StringRecord) -> Option<(String, &'static str)> {
        let (table, _) = self.alone(row);
        let field = table
            .absent
            .iter()
            .position(|absent| absent.impossible > 0)?;
        let kind = field.checked_sub(5).and_then(|nth| table.kinds.get(nth));
        let form = match (field, kind) {
            (2, _) => {
                "a date is `1978-04-19`, `19/04/1978`, `19 Apr 1978` or `19780419`, and one that \
                 there is"
            }
            (3, _) => "a postcode is `CT1 1AB`, or its first half",
            (_, Some(Kind::Phone)) => "a telephone number has nine digits or more",
            (_, Some(Kind::NhsNumber)) => {
                "an NHS number has ten digits, of which the last checks the others"
            }
            _ => "it cannot be what the field holds",
        };
        Some((self.fields().nth(field)?, form))
    }

    /// Refuses a row of which something would be left out, a value that cannot be what its field
    /// holds, or everything, because no value can be compared. `at` is where it stands.
    pub fn check_row(&self, row: &StringRecord, at: At) -> Result<()> {
        if let Some((field, form)) = self.impossible(row) {
            return Err(Problem::given(format!(
                "{}: `{}` cannot be read: {form}",
                at.says(row),
                self.column_of(&field)
            )));
        }
        let (table, _) = self.alone(row);
        let is_absent = |absent: &Absent| absent.empty + absent.stand_in > 0;
        if table.absent.iter().all(is_absent) {
            return Err(Problem::given(format!(
                "{}: nothing is asked, because no value of the row can be compared: say what is \
                 known, or take the row out",
                at.says(row)
            )));
        }
        Ok(())
    }

    /// The column of a field, by its own name.
    pub(super) fn column_of(&self, field: &str) -> String {
        let holds: &[Holds] = match field {
            "forename" => &[Holds::Forename, Holds::Name],
            "surname" => &[Holds::Surname, Holds::Name],
            "date of birth" => &[Holds::Born],
            "postcode" => &[Holds::Postcode],
            "sex" => &[Holds::Sex],
            _ => &[],
        };
        let place = self.holds.iter().position(|other| holds.contains(other));
        let name = place.and_then(|place| self.header.get(place));
        name.map_or(field, String::as_str).to_owned()
    }

    /// The fields in the order in which a table counts what it does not use.
    pub(crate) fn fields(&self) -> impl Iterator<Item = String> {
        let own = ["forename", "surname", "date of birth", "postcode", "sex"];
        (own.into_iter().map(str::to_owned)).chain(self.called().into_iter().take(OTHERS))
    }
}
