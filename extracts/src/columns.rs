//! Which column of a file holds which field: by its name, or as it was told.

use csv::StringRecord;
use linkage::table::{Kind, OTHERS, Raw};

use crate::{Follows, Problem, Result};

/// What a column may hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Holds {
    Id,
    Forename,
    Surname,
    Born,
    Postcode,
    Sex,
    Further(Kind),
    Ignored,
}

/// The names that columns are known by, without capitals, spaces and underscores.
const KNOWN: &[(&str, Holds)] = &[
    ("id", Holds::Id),
    ("recid", Holds::Id),
    ("recordid", Holds::Id),
    ("uniqueid", Holds::Id),
    ("forename", Holds::Forename),
    ("forenames", Holds::Forename),
    ("firstname", Holds::Forename),
    ("givenname", Holds::Forename),
    ("surname", Holds::Surname),
    ("lastname", Holds::Surname),
    ("familyname", Holds::Surname),
    ("born", Holds::Born),
    ("dob", Holds::Born),
    ("dateofbirth", Holds::Born),
    ("birthdate", Holds::Born),
    ("postcode", Holds::Postcode),
    ("postcodefake", Holds::Postcode),
    ("sex", Holds::Sex),
    ("gender", Holds::Sex),
    ("phone", Holds::Further(Kind::Phone)),
    ("telephone", Holds::Further(Kind::Phone)),
    ("mobile", Holds::Further(Kind::Phone)),
    ("nhsnumber", Holds::Further(Kind::NhsNumber)),
    ("pncid", Holds::Further(Kind::Identifier)),
    ("custodynumber", Holds::Further(Kind::Identifier)),
    ("socsecid", Holds::Further(Kind::Identifier)),
    ("birthplace", Holds::Further(Kind::Words)),
    ("placeofbirth", Holds::Further(Kind::Words)),
    ("occupation", Holds::Further(Kind::Words)),
    ("address", Holds::Further(Kind::Words)),
    ("address1", Holds::Further(Kind::Words)),
    ("streetnumber", Holds::Further(Kind::Identifier)),
    ("suburb", Holds::Further(Kind::Words)),
    ("town", Holds::Further(Kind::Words)),
    ("city", Holds::Further(Kind::Words)),
    ("email", Holds::Further(Kind::Email)),
    ("emailaddress", Holds::Further(Kind::Email)),
];

fn plain(name: &str) -> String {
    name.chars()
        .filter(char::is_ascii_alphanumeric)
        .map(|letter| letter.to_ascii_lowercase())
        .collect()
}

fn field(name: &str) -> Option<Holds> {
    match plain(name).as_str() {
        "ignore" => Some(Holds::Ignored),
        "words" => Some(Holds::Further(Kind::Words)),
        "identifier" => Some(Holds::Further(Kind::Identifier)),
        plain => KNOWN
            .iter()
            .find(|(known, _)| *known == plain)
            .map(|(_, holds)| *holds),
    }
}

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
    /// of their own, such as the truth.
    pub fn new(
        header: &StringRecord,
        told: &[String],
        aside: &[&str],
        follows: &dyn Follows,
    ) -> Result<Self> {
        let header: Vec<String> = header
            .iter()
            .map(|name| name.trim().trim_start_matches('\u{feff}').to_owned())
            .collect();
        let mut holds: Vec<Holds> = header
            .iter()
            .map(|name| match field(name) {
                Some(holds) if !aside.contains(&name.as_str()) => holds,
                _ => Holds::Ignored,
            })
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
                    "`{what}` is no field: expected id, forename, surname, born, postcode, sex, \
                     phone, nhs_number, email, identifier, words or ignore"
                ))
            })?;
            if let Some(slot) = holds.get_mut(place) {
                *slot = what;
            }
        }
        let columns = Self {
            further: further(&holds),
            header,
            holds,
        };
        columns.check(aside, follows)?;
        Ok(columns)
    }

    fn check(&self, aside: &[&str], follows: &dyn Follows) -> Result<()> {
        for once in [
            Holds::Id,
            Holds::Forename,
            Holds::Surname,
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
        if self.further.len() > OTHERS {
            return Err(Problem::given(format!(
                "there are {} further columns; at most {OTHERS} are compared: tell the program of \
                 the rest with `--column NAME=ignore`",
                self.further.len()
            )));
        }
        if !self.holds.iter().any(|holds| {
            matches!(
                holds,
                Holds::Forename | Holds::Surname | Holds::Born | Holds::Further(_)
            )
        }) {
            return Err(Problem::given(
                "no column is known: name them with `--column COLUMN=FIELD`, such as \
                 `--column naam=surname`",
            ));
        }
        let unused: Vec<&str> = self
            .header
            .iter()
            .zip(&self.holds)
            .filter(|(name, holds)| **holds == Holds::Ignored && !aside.contains(&name.as_str()))
            .map(|(name, _)| name.as_str())
            .collect();
        if !unused.is_empty() {
            follows.note(&format!(
                "Columns that are not compared: {}.",
                unused.join(", ")
            ));
        }
        Ok(())
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
        let mut nth = 0;
        for (holds, value) in self.holds.iter().zip(row) {
            match holds {
                Holds::Id => raw.id = value,
                Holds::Forename => raw.forename = value,
                Holds::Surname => raw.surname = value,
                Holds::Born => raw.born = value,
                Holds::Postcode => raw.postcode = value,
                Holds::Sex => raw.sex = value,
                Holds::Further(_) => {
                    if let Some(slot) = raw.others.get_mut(nth) {
                        *slot = value;
                    }
                    nth += 1;
                }
                Holds::Ignored => {}
            }
        }
        raw
    }

    /// A row in which the fields named have these values: `FIELD=VALUE` or `COLUMN=VALUE`.
    pub fn row(&self, with: &[String]) -> Result<StringRecord> {
        let mut row = vec![""; self.header.len()];
        for with in with {
            let (name, value) = with.split_once('=').ok_or_else(|| {
                Problem::given("what is known is given as FIELD=VALUE, such as `surname=Kowalska`")
            })?;
            let place = self
                .header
                .iter()
                .position(|column| column == name)
                .or_else(|| {
                    let holds = field(name)?;
                    self.holds.iter().position(|other| *other == holds)
                })
                .ok_or_else(|| Problem::given(format!("the file has no column for `{name}`")))?;
            if let Some(slot) = row.get_mut(place) {
                *slot = value;
            }
        }
        Ok(StringRecord::from(row))
    }
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
                "there is no column `{name}`; the file has {}",
                header.join(", ")
            ))
        })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Nobody;

    fn columns(header: &[&str], told: &[&str]) -> Result<Columns> {
        let told: Vec<String> = told.iter().map(|told| (*told).to_owned()).collect();
        Columns::new(&StringRecord::from(header.to_vec()), &told, &[], &Nobody)
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
    fn what_is_told_goes_before_the_name() {
        let columns = columns(&["naam", "dob"], &["naam=surname", "dob=ignore"]).unwrap();
        assert_eq!(columns.holds, [Holds::Surname, Holds::Ignored]);
    }

    #[test]
    fn mistakes_are_told_in_words() {
        for (header, told, says) in [
            (vec!["a"], vec![], "no column is known"),
            (vec!["surname"], vec!["town=words"], "no column `town`"),
            (vec!["surname"], vec!["surname=nome"], "`nome` is no field"),
            (vec!["surname"], vec!["surname"], "not COLUMN=FIELD"),
            (vec!["dob", "born"], vec![], "two columns hold Born"),
        ] {
            let problem = columns(&header, &told).unwrap_err();
            assert!(problem.says().contains(says), "{}", problem.says());
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
}
