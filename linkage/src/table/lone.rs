//! A name that stands alone, taken for the one that it more likely is.
//!
//! Of whom one name is known may have it in either column, and which is the right one is not said.
//! A file shows how often the wrong one is taken: by its lone names that others have nearly always
//! in one place. By that, and by how often others have it in either place, each is judged. In a
//! file where a lone name stands where it belongs, nothing moves, however many are called James.

use super::together::one_more;
use super::{Row, Table};
use crate::names::NameId;

/// So many times as often in one place as in the other, a name is clearly of that place.
const CLEAR: f64 = 5.0;

/// Where fewer clear ones than this stand in the wrong place, none is moved: our own measure.
const ENOUGH: u32 = 10;

/// Names that stood alone in a file and were taken for the other one.
#[derive(Debug, Default)]
pub struct Lone {
    /// So many stood as a forename and are taken for a surname.
    pub surnames: u64,
    /// So many stood as a surname and are taken for a forename.
    pub forenames: u64,
    /// For one that clearly stands right, how many clearly stand wrong: of those that stand as a
    /// forename, and of those that stand as a surname. Nought where none is moved.
    wrong: [f64; 2],
    /// By which one who is asked about is judged: the same records as the file itself.
    beside: Counted,
}

/// How often names stand as a forename and as a surname beside another name.
#[derive(Debug, Default)]
struct Counted {
    forenames: Vec<u32>,
    surnames: Vec<u32>,
}

/// How many times as often others have a lone name in the other place as in its own; half a time
/// is added to both. None for a name that no others have.
fn ratio(row: &Row, times: impl Fn(NameId) -> (u32, u32)) -> Option<f64> {
    let (own, other) = if row.forename == 0 {
        let (forenames, surnames) = times(row.surname);
        (surnames, forenames)
    } else {
        times(row.forename)
    };
    (own != other).then(|| (f64::from(other) + 0.5) / (f64::from(own) + 0.5))
}

impl Row {
    /// Whether it has one of the two names.
    const fn has_one_name(&self) -> bool {
        (self.forename == 0) != (self.surname == 0)
    }

    /// 0 where its one name stands as a forename, 1 where it stands as a surname.
    const fn place_of_its_name(&self) -> usize {
        (self.forename == 0) as usize
    }

    const fn move_its_name(&mut self) {
        std::mem::swap(&mut self.forename, &mut self.surname);
        std::mem::swap(&mut self.forename_start, &mut self.surname_start);
    }
}

impl Counted {
    /// Of so many names those that are wanted.
    fn of(rows: &[Row], names: usize, wanted: impl Fn(NameId) -> bool) -> Self {
        let mut counted = Self {
            forenames: vec![0; names],
            surnames: vec![0; names],
        };
        for row in rows {
            if row.forename == 0 || row.surname == 0 {
                continue;
            }
            if wanted(row.forename) {
                one_more(&mut counted.forenames, row.forename);
            }
            if wanted(row.surname) {
                one_more(&mut counted.surnames, row.surname);
            }
        }
        counted
    }

    fn times(&self, id: NameId) -> (u32, u32) {
        let of = |counts: &[u32]| counts.get(id as usize).copied().unwrap_or(0);
        (of(&self.forenames), of(&self.surnames))
    }
}

impl Lone {
    fn is_wrong(&self, row: &Row, ratio: Option<f64>) -> bool {
        let wrong = self.wrong.get(row.place_of_its_name());
        wrong
            .zip(ratio)
            .is_some_and(|(wrong, ratio)| wrong * ratio > 1.0)
    }
}

impl Table {
    /// Takes each lone name, of so many, for the one that it more likely is: done once, when all
    /// are in.
    pub(super) fn place_lone_names(&mut self, names: usize) {
        let rows = (0_u32..).zip(&self.rows);
        let alone = rows.filter(|(_, row)| row.has_one_name());
        let alone: Vec<u32> = alone.map(|(place, _)| place).collect();
        self.lone = Lone::default();
        if alone.is_empty() {
            return;
        }
        // The names that stand alone are few, and looking them up is less than counting all.
        let mut is_alone = vec![false; names];
        for row in alone.iter().filter_map(|at| self.rows.get(*at as usize)) {
            if let Some(is_alone) = is_alone.get_mut((row.forename | row.surname) as usize) {
                *is_alone = true;
            }
        }
        let is_alone = |id: NameId| is_alone.get(id as usize) == Some(&true);
        let counted = Counted::of(&self.rows, names, is_alone);
        let ratio = |row: &Row| ratio(row, |id| counted.times(id));
        let (mut right, mut wrong) = ([0_u32; 2], [0_u32; 2]);
        for row in alone.iter().filter_map(|at| self.rows.get(*at as usize)) {
            let clear = match ratio(row) {
                Some(ratio) if ratio >= CLEAR => &mut wrong,
                Some(ratio) if ratio <= 1.0 / CLEAR => &mut right,
                _ => continue,
            };
            one_more(clear, u32::from(row.forename == 0));
        }
        for (share, (right, wrong)) in
            (self.lone.wrong.iter_mut()).zip(right.into_iter().zip(wrong))
        {
            if wrong >= ENOUGH {
                *share = f64::from(wrong) / f64::from(right.max(1));
            }
        }
        for at in alone {
            let Some(row) = self.rows.get_mut(at as usize) else {
                continue;
            };
            if self.lone.is_wrong(row, ratio(row)) {
                row.move_its_name();
                if row.forename == 0 {
                    self.lone.surnames += 1;
                } else {
                    self.lone.forenames += 1;
                }
            }
        }
    }

    /// Counts what lone names of records that are asked about are judged by, where any is moved.
    pub(super) fn count_beside(&mut self) {
        if self.lone.wrong.iter().any(|wrong| *wrong > 0.0) {
            self.lone.beside = Counted::of(&self.rows, self.names.len(), |_| true);
        }
    }

    /// Does with a record that is asked about what was done with those of the file.
    pub(super) fn place_lone_name(&self, row: &mut Row) {
        if row.has_one_name() {
            let ratio = ratio(row, |id| self.lone.beside.times(id));
            if self.lone.is_wrong(row, ratio) {
                row.move_its_name();
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::table::Raw;

    /// A table of people of two names, and of lone names: forename, surname.
    fn table(lone: &[(&str, &str)]) -> Table {
        let mut table = Table::new(&[]);
        let forenames = ["JAMES", "ADA", "SAM", "MARY"];
        let surnames = ["JAMES", "SAVERY", "LUGG", "OKAFOR", "QUINTON"];
        let everybody = forenames
            .iter()
            .flat_map(|forename| surnames.iter().map(move |surname| (*forename, *surname)));
        let everybody = everybody.filter(|(forename, surname)| forename != surname);
        for (number, (forename, surname)) in (0..).zip(everybody.chain(lone.iter().copied())) {
            table.push(&Raw {
                id: &format!("{number:03}"),
                forename,
                surname,
                ..Raw::default()
            });
        }
        table.finish();
        table
    }

    fn names(table: &Table, row: &Row) -> (String, String) {
        let text = |id| table.names.text(id).to_owned();
        (text(row.forename), text(row.surname))
    }

    fn lone_names(table: &Table) -> Vec<(String, String)> {
        let alone = table.rows.iter().filter(|row| row.has_one_name());
        alone.map(|row| names(table, row)).collect()
    }

    #[test]
    fn a_lone_name_goes_where_others_have_it_in_a_file_that_often_has_it_wrong() {
        let mut lone = vec![("SAVERY", ""), ("LUGG", ""), ("OKAFOR", ""), ("ADA", "")];
        lone = lone.repeat(4);
        lone.push(("NOBODY", ""));
        let table = table(&lone);
        let now = lone_names(&table);
        let of = |name: (&str, &str)| {
            let name = (name.0.to_owned(), name.1.to_owned());
            now.iter().filter(|one| **one == name).count()
        };
        for (name, times) in [
            (("", "SAVERY"), 4),
            (("", "LUGG"), 4),
            (("", "OKAFOR"), 4),
            (("ADA", ""), 4),
            (("NOBODY", ""), 1),
        ] {
            assert_eq!(of(name), times, "{name:?} in {now:?}");
        }
        assert_eq!((table.lone.surnames, table.lone.forenames), (12, 0));
        let starts = table.rows.iter().filter(|row| row.has_one_name());
        for row in starts {
            assert_eq!(row.forename_start == 0, row.forename == 0);
            assert_eq!(row.surname_start == 0, row.surname == 0);
        }
    }

    #[test]
    fn where_lone_names_stand_right_none_moves_however_common_it_is_elsewhere() {
        let mut lone = vec![("", "JAMES"), ("ADA", "")];
        lone.extend([("", "SAVERY"), ("", "LUGG"), ("MARY", "")].repeat(30));
        let table = table(&lone);
        assert_eq!((table.lone.surnames, table.lone.forenames), (0, 0));
        assert!(lone_names(&table).contains(&(String::new(), "JAMES".to_owned())));
    }

    #[test]
    fn one_who_is_asked_about_is_taken_as_those_of_the_file_are() {
        let lone = [("SAVERY", ""), ("LUGG", ""), ("ADA", ""), ("JAMES", "")].repeat(10);
        let mut wrong = table(&lone);
        let mut right = table(&[("", "SAVERY"), ("ADA", "")].repeat(10));
        let asked = |table: &mut Table, forename| {
            table.make_ready();
            let row = table.pack(&Raw {
                id: "x",
                forename,
                ..Raw::default()
            });
            names(table, &row)
        };
        for (name, _) in &lone {
            let of_file = lone_names(&wrong);
            let asked = asked(&mut wrong, name);
            assert!(of_file.contains(&asked), "{asked:?} in {of_file:?}");
        }
        let surname = (String::new(), "QUINTON".to_owned());
        assert_eq!(asked(&mut wrong, "Quinton"), surname);
        let forename = ("QUINTON".to_owned(), String::new());
        assert_eq!(asked(&mut right, "Quinton"), forename);
    }
}
