//! Which column of a file holds which field: by its name, or as it was told.

mod asked;
mod headings;
mod several;

use csv::StringRecord;
use linkage::date::Born;
use linkage::table::{Kind, OTHERS, Raw};

use self::headings::{Holds, field, is_known, is_like_a_heading};
use crate::rows::Header;
use crate::told::{count, counted};
use crate::{Follows, Problem, Result};

/// The columns of a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Columns {
    header: Vec<String>,
    holds: Vec<Holds>,
    /// The columns of the further fields.
    further: Vec<usize>,
}

impl Columns {
    /// The columns of a header. `told` says `COLUMN=FIELD`; `aside` are columns that have a use
    /// of their own too; what their names make of them is compared all the same, but for the
    /// column of the truth, which may be the id at most.
    pub fn new(
        header: &Header,
        told: &[String],
        (truth, aside): (Option<&str>, &[&str]),
        follows: &dyn Follows,
    ) -> Result<Self> {
        let columns = Self::named(header, told, truth)?;
        columns.check(header.between)?;
        columns.note_unused((truth, aside), follows);
        columns.check_number()?;
        Ok(columns)
    }

    /// What a header and what is told of it say, whether or not it can be compared.
    fn named(header: &Header, told: &[String], truth: Option<&str>) -> Result<Self> {
        let names = header.names.iter();
        let header: Vec<String> = names.map(|name| name.trim().to_owned()).collect();
        let mut holds: Vec<Holds> = header
            .iter()
            .map(|name| field(name).unwrap_or(Holds::Ignored))
            .collect();
        for told in told {
            let (column, what) = told.split_once('=').ok_or_else(|| {
                Problem::given(format!(
                    "`{told}` is not COLUMN=FIELD, such as `town=words`"
                ))
            })?;
            let place = place_of(&header, column)?;
            let what = field(what).ok_or_else(|| {
                Problem::given(format!(
                    "`{what}` is no field: expected id, forename, surname, name, born, postcode, sex, \
                     phone, nhs_number, email, identifier, words or ignore"
                ))
            })?;
            if let Some(slot) = holds.get_mut(place) {
                *slot = what;
            }
        }
        for (name, holds) in header.iter().zip(&mut holds) {
            if Some(name.as_str()) == truth && *holds != Holds::Id {
                *holds = Holds::Ignored;
            }
        }
        if holds
            .iter()
            .any(|holds| matches!(holds, Holds::Forename | Holds::Surname))
        {
            // A name in parts says more than the whole, which would count it twice.
            for holds in holds.iter_mut().filter(|holds| **holds == Holds::Name) {
                *holds = Holds::Ignored;
            }
        }
        Ok(Self {
            further: further(&holds),
            header,
            holds,
        })
    }

    /// Refuses columns of which two hold one thing, or none anything that tells people apart.
    fn check(&self, between: Option<&str>) -> Result<()> {
        for once in [
            Holds::Id,
            Holds::Forename,
            Holds::Surname,
            Holds::Name,
            Holds::Born,
            Holds::Postcode,
            Holds::Sex,
        ] {
            if self.holds.iter().filter(|holds| **holds == once).count() > 1 {
                return Err(Problem::given(format!(
                    "two columns hold {once:?}: tell the program of one of them with \
                     `--column NAME=ignore`"
                )));
            }
        }
        if !self.holds.iter().any(|holds| {
            matches!(
                holds,
                Holds::Forename | Holds::Surname | Holds::Name | Holds::Born | Holds::Further(_)
            )
        }) {
            let between = between.map_or_else(String::new, |between| {
                format!("; it is read with {between} between its values")
            });
            return Err(Problem::given(format!(
                "no column is known: {}{between}; where they are names, say what they hold with \
                 `--column COLUMN=FIELD`, such as `--column naam=surname`",
                there_are(&self.header)
            )));
        }
        Ok(())
    }

    /// Refuses more further columns than are compared.
    fn check_number(&self) -> Result<()> {
        if self.further.len() > OTHERS {
            return Err(Problem::given(format!(
                "there are {} further columns; at most {OTHERS} are compared: tell the program of \
                 the rest with `--column NAME=ignore`",
                self.further.len()
            )));
        }
        Ok(())
    }

    fn note_unused(&self, (truth, aside): (Option<&str>, &[&str]), follows: &dyn Follows) {
        let unused: Vec<&str> = self
            .header
            .iter()
            .zip(&self.holds)
            .filter(|(_, holds)| **holds == Holds::Ignored)
            .map(|(name, _)| name.as_str())
            .filter(|name| truth != Some(*name) && !aside.contains(name))
            .collect();
        if !unused.is_empty() {
            follows.note(&format!(
                "Columns that are not compared: {}.",
                self.safe_to_tell(&unused)
            ));
        }
    }

    /// Names of columns as they may be told: of a first line that may be a record, its values are
    /// somebody's, so those that do not look like a name are counted.
    fn safe_to_tell(&self, names: &[&str]) -> String {
        let known = self.header.iter().filter(|name| is_known(name)).count();
        let (told, kept): (Vec<&str>, Vec<&str>) =
            (names.iter()).partition(|name| known >= 2 || is_like_a_heading(name));
        match (told.is_empty(), count(kept.len())) {
            (_, 0) => told.join(", "),
            (true, kept) => counted(kept, "column"),
            (false, kept) => format!("{}, and {kept} more", told.join(", ")),
        }
    }

    /// What the further fields hold.
    pub fn kinds(&self) -> Vec<Kind> {
        self.further
            .iter()
            .filter_map(|place| match self.holds.get(*place) {
                Some(Holds::Further(kind)) => Some(*kind),
                _ => None,
            })
            .collect()
    }

    /// Their columns' names.
    pub fn called(&self) -> Vec<String> {
        self.further
            .iter()
            .filter_map(|place| self.header.get(*place).cloned())
            .collect()
    }

    /// The places of the columns that are used: those that are compared, and the ids.
    pub fn compared(&self) -> impl Iterator<Item = usize> {
        let holds = self.holds.iter().enumerate();
        holds
            .filter(|(_, holds)| **holds != Holds::Ignored)
            .map(|(place, _)| place)
    }

    /// Whether a column holds the ids; the rows are numbered where none does.
    pub(crate) fn holds_ids(&self) -> bool {
        self.holds.contains(&Holds::Id)
    }

    /// For each field, in the order of [`Columns::fields`], whether a column holds it.
    pub(crate) fn held(&self) -> Vec<bool> {
        let any = |of: &[Holds]| self.holds.iter().any(|holds| of.contains(holds));
        let mut held = vec![
            any(&[Holds::Forename, Holds::Name]),
            any(&[Holds::Surname, Holds::Name]),
            any(&[Holds::Born]),
            any(&[Holds::Postcode]),
            any(&[Holds::Sex]),
        ];
        held.extend(self.further.iter().map(|_| true));
        held
    }

    /// The place of a column that has a use of its own.
    pub fn place(&self, name: &str) -> Result<usize> {
        place_of(&self.header, name)
    }

    /// A row as the linker takes it. `otherwise` is its id where no column holds one.
    pub fn raw<'a>(&self, row: &'a StringRecord, otherwise: &'a str, file: u8) -> Raw<'a> {
        let mut raw = Raw {
            id: otherwise,
            file,
            ..Raw::default()
        };
        for (holds, value) in self.holds.iter().zip(row) {
            match holds {
                Holds::Id => raw.id = value,
                Holds::Forename => raw.forename = value,
                Holds::Surname => raw.surname = value,
                Holds::Name => (raw.forename, raw.surname) = in_parts(value),
                Holds::Born => raw.born = value,
                Holds::Postcode => raw.postcode = value,
                Holds::Sex => raw.sex = value,
                Holds::Further(_) | Holds::Ignored => {}
            }
        }
        for (slot, place) in raw.others.iter_mut().zip(&self.further) {
            *slot = row.get(*place).unwrap_or_default();
        }
        raw
    }
}

/// Forenames and surname of a whole name: `SURNAME, Forename Second`, or the last word is the
/// surname.
fn in_parts(name: &str) -> (&str, &str) {
    let name = name.trim();
    let (forename, surname) = match name.split_once(',') {
        Some((surname, forename)) => (forename, surname),
        None => name.rsplit_once(char::is_whitespace).unwrap_or(("", name)),
    };
    (forename.trim(), surname.trim())
}

fn further(holds: &[Holds]) -> Vec<usize> {
    holds
        .iter()
        .enumerate()
        .filter(|(_, holds)| matches!(holds, Holds::Further(_)))
        .map(|(place, _)| place)
        .collect()
}

fn place_of(header: &[String], name: &str) -> Result<usize> {
    header
        .iter()
        .position(|column| column == name)
        .ok_or_else(|| {
            Problem::given(format!(
                "there is no column `{name}`: {}",
                there_are(header)
            ))
        })
}

/// The names of columns, for a problem; not where they may be a person's values, because the file
/// has no line of names: where none of them is known, or one is no name.
fn there_are(header: &[String]) -> String {
    let is_value = |name: &String| {
        let digits = name.bytes().filter(u8::is_ascii_digit).count();
        digits >= 4 || name.contains(['@', '\n']) || Born::read(name).is_ok()
    };
    if header.iter().any(is_value) {
        return "the first line looks like a record; put a line of the columns' names before it"
            .to_owned();
    }
    if !header.iter().any(|name| is_known(name)) {
        return "the first line does not look like names of columns; where it is a record, put a \
                line of the columns' names before it"
            .to_owned();
    }
    let named: Vec<String> = header.iter().map(|name| format!("`{name}`")).collect();
    format!("the file has {}", named.join(", "))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Nobody;

    fn columns(header: &[&str], told: &[&str]) -> Result<Columns> {
        let told: Vec<String> = told.iter().map(|told| (*told).to_owned()).collect();
        let header = Header {
            names: StringRecord::from(header.to_vec()),
            between: Some("a comma"),
        };
        Columns::new(&header, &told, (None, &[]), &Nobody)
    }

    #[test]
    fn columns_are_known_by_their_usual_names() {
        let columns = columns(&["Record ID", "first_name", "SURNAME", "dob", "town"], &[]).unwrap();
        assert_eq!(
            columns.holds,
            [
                Holds::Id,
                Holds::Forename,
                Holds::Surname,
                Holds::Born,
                Holds::Further(Kind::Words)
            ]
        );
        let row = StringRecord::from(vec!["7", "Ada", "Byron", "1815-12-10", "London"]);
        let raw = columns.raw(&row, "1", 0);
        assert_eq!(
            (raw.id, raw.forename, raw.others[0]),
            ("7", "Ada", "London")
        );
    }

    #[test]
    fn a_whole_name_is_taken_apart_where_no_column_holds_a_part() {
        let whole = columns(&["Full Name"], &[]).unwrap();
        for (name, forename, surname) in [
            ("BYRON, Ada Augusta", "Ada Augusta", "BYRON"),
            ("Ada Augusta Byron", "Ada Augusta", "Byron"),
            (" Byron ", "", "Byron"),
            ("Smith Jones,Ada", "Ada", "Smith Jones"),
            ("", "", ""),
        ] {
            let row = StringRecord::from(vec![name]);
            let raw = whole.raw(&row, "1", 0);
            assert_eq!((raw.forename, raw.surname), (forename, surname), "{name}");
        }
        let parts = columns(&["name", "surname", "full_name"], &[]).unwrap();
        assert_eq!(
            parts.holds,
            [Holds::Ignored, Holds::Surname, Holds::Ignored]
        );
        let told = columns(&["wie"], &["wie=name"]).unwrap();
        assert_eq!(told.holds, [Holds::Name]);
        assert!(columns(&["name", "full name"], &[]).is_err());
    }

    #[test]
    fn what_is_told_goes_before_the_name() {
        let columns = columns(&["naam", "dob"], &["naam=surname", "dob=ignore"]).unwrap();
        assert_eq!(columns.holds, [Holds::Surname, Holds::Ignored]);
    }

    #[test]
    fn mistakes_are_told_in_words() {
        for (header, told, says) in [
            (
                vec!["a", "b c"],
                vec![],
                "line of the columns' names before it; it is read with a comma between its values",
            ),
            (
                vec!["surname", "naam"],
                vec!["town=words"],
                "no column `town`: the file has `surname`, `naam`",
            ),
            (vec!["sex", "naam"], vec![], "the file has `sex`, `naam`"),
            (vec!["surname"], vec!["surname=nome"], "`nome` is no field"),
            (vec!["surname"], vec!["surname"], "not COLUMN=FIELD"),
            (vec!["dob", "born"], vec![], "two columns hold Born"),
        ] {
            let problem = columns(&header, &told).unwrap_err();
            assert!(problem.says().contains(says), "{}", problem.says());
        }
    }

    #[test]
    fn a_first_line_that_looks_like_a_record_is_not_repeated() {
        for line in [
            ["Byron", "1815-12-10"],
            ["Byron", "a@b.example"],
            ["Byron", "07700900123"],
            ["Byron", "Ada"],
        ] {
            for told in [vec![], vec!["naam=surname"]] {
                let problem = columns(&line, &told).unwrap_err();
                assert!(problem.says().contains("line of the columns' names"));
                assert!(!problem.says().contains("Byron"), "{}", problem.says());
            }
        }
    }

    #[test]
    fn of_columns_that_are_not_compared_only_what_looks_like_a_name_is_told() {
        for (header, told) in [
            (
                &["dob", "force", "3 High Street", "Ann B C Di", "19", "ref"] as &[&str],
                "force, 3 High Street, ref, and 2 more",
            ),
            (&["dob", "07700900123", "19"], "2 columns"),
            (&["dob", "sex", "ref", "07700900123"], "ref, 07700900123"),
        ] {
            let columns = columns(header, &[]).unwrap();
            let unused = columns.header.iter().zip(&columns.holds);
            let unused = unused.filter(|(_, holds)| **holds == Holds::Ignored);
            let unused: Vec<&str> = unused.map(|(name, _)| name.as_str()).collect();
            assert_eq!(columns.safe_to_tell(&unused), told);
        }
    }

    #[test]
    fn a_question_names_fields_or_columns() {
        let columns = columns(&["first_name", "town"], &[]).unwrap();
        let row = columns
            .row(&["forename=Ada".into(), "town=London".into()])
            .unwrap();
        assert_eq!(row, StringRecord::from(vec!["Ada", "London"]));
        assert!(columns.row(&["pnc_id=1".into()]).is_err());
    }

    #[test]
    fn a_question_that_cannot_be_read_is_refused_by_its_field() {
        let columns = columns(&["surname", "dob", "postcode", "nhs_number"], &[]).unwrap();
        for (with, says) in [
            (vec!["born=19-Apx-1978"], "`born` cannot be read: a date is"),
            (vec!["dob=41/13/1978"], "`dob` cannot be read: a date is"),
            (vec!["born=-"], "`born` holds nothing to compare"),
            (vec!["nhs_number=1234567890"], "ten digits"),
            (vec!["postcode=Westgate Street"], "a postcode is"),
            (vec!["surname="], "`surname` has no value"),
            (vec!["surname=Unknown"], "stands for not known"),
            (vec!["surname=A", "surname=B"], "is given twice"),
            (vec!["dob=1978-04-19", "born=1978-04-19"], "is given twice"),
        ] {
            let with: Vec<String> = with.into_iter().map(str::to_owned).collect();
            let problem = columns.row(&with).unwrap_err();
            assert!(problem.says().contains(says), "{}", problem.says());
            assert!(!problem.says().contains("Westgate"));
        }
    }
}
