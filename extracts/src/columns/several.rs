//! The columns of two files, brought together.

use super::headings::{Holds, common};
use super::{Columns, place_of};
use crate::rows::Header;
use crate::{Follows, Problem, Result};

/// The fields that every file may have: forename, surname, date of birth, postcode and sex.
const OWN_FIELDS: usize = 5;

/// Whether a header has the column of which something is told; or nothing is.
fn has(header: &Header, told: &str) -> bool {
    let column = told.split_once('=').map(|(column, _)| column);
    column.is_none_or(|column| header.names.iter().any(|name| name.trim() == column))
}

impl Columns {
    /// The columns of each file by its header, the same further fields in the same order. What is
    /// told of a column need be true of one file only; a further column that only one file has is
    /// left out.
    pub(crate) fn of_files(
        headers: &[Header],
        told: &[String],
        (truth, aside): (Option<&str>, &[&str]),
        follows: &dyn Follows,
    ) -> Result<Vec<Self>> {
        if let [header] = headers {
            return Ok(vec![Self::new(header, told, (truth, aside), follows)?]);
        }
        let nowhere = |told: &&String| !headers.iter().any(|header| has(header, told));
        if let (Some(told), Some(header)) = (told.iter().find(nowhere), headers.first()) {
            let (column, _) = told.split_once('=').unwrap_or((told, ""));
            let names: Vec<String> = header.names.iter().map(str::to_owned).collect();
            return place_of(&names, column).map(|_| Vec::new());
        }
        let mut all = Vec::new();
        for header in headers {
            let of_it = told.iter().filter(|told| has(header, told));
            let of_it: Vec<String> = of_it.cloned().collect();
            let columns = Self::named(header, &of_it, truth)?;
            columns.check(header.between)?;
            columns.note_unused((truth, aside), follows);
            all.push(columns);
        }
        if let [one, other] = all.as_mut_slice() {
            let both = one.pairs_with(other);
            let left_out = [
                one.keeps(both.iter().map(|(place, _)| *place)),
                other.keeps(both.iter().map(|(_, place)| *place)),
            ]
            .concat();
            if !left_out.is_empty() {
                follows.note(&format!(
                    "Columns that only one file has, and that are not compared: {}.",
                    left_out.join(", ")
                ));
            }
        }
        for (columns, header) in all.iter().zip(headers) {
            columns.check(header.between)?;
            columns.check_number()?;
        }
        Ok(all)
    }

    /// The columns of another file that is asked about these: it has all the further ones. What is
    /// told of columns that it does not have is true of these.
    pub fn like(&self, header: &Header, told: &[String], follows: &dyn Follows) -> Result<Self> {
        let of_it = told.iter().filter(|told| has(header, told));
        let of_it: Vec<String> = of_it.cloned().collect();
        let mut other = Self::new(header, &of_it, (None, &[]), follows)?;
        let both = self.pairs_with(&other);
        if both.len() < self.further.len() {
            return Err(Problem::given(format!(
                "it needs the further columns of the file: {}",
                self.called().join(", ")
            )));
        }
        let left_out = other.keeps(both.into_iter().map(|(_, place)| place));
        let of_own = (other.fields().zip(other.held()).zip(self.held())).take(OWN_FIELDS);
        let of_own = of_own.filter(|((_, asked), there)| *asked && !there);
        let of_own = of_own.map(|((field, _), _)| other.column_of(&field));
        let left_out: Vec<String> = of_own.chain(left_out).collect();
        if !left_out.is_empty() {
            return Err(Problem::given(format!(
                "the file that is searched has no column for what it asks: {}; take such a column \
                 out",
                left_out.join(", ")
            )));
        }
        Ok(other)
    }

    /// The further columns that both have, by their places in each: of one name, or of two names
    /// for one thing.
    fn pairs_with(&self, other: &Self) -> Vec<(usize, usize)> {
        let named =
            |columns: &Self, place: usize| columns.header.get(place).cloned().unwrap_or_default();
        let mut found: Vec<(usize, usize)> = Vec::new();
        for alike in [
            (|one, other| one == other) as fn(&str, &str) -> bool,
            |one, other| common(one) == common(other),
        ] {
            for one in &self.further {
                let is_free = |place: &&usize| !found.iter().any(|(_, taken)| taken == *place);
                let fits = |place: &&usize| {
                    self.holds.get(*one) == other.holds.get(**place)
                        && alike(&named(self, *one), &named(other, **place))
                };
                if found.iter().all(|(taken, _)| taken != one)
                    && let Some(place) = other.further.iter().filter(is_free).find(fits)
                {
                    found.push((*one, *place));
                }
            }
        }
        found.sort_unstable();
        found
    }

    /// Compares these further columns alone and in this order; the names of the others.
    fn keeps(&mut self, wanted: impl Iterator<Item = usize>) -> Vec<String> {
        let wanted: Vec<usize> = wanted.collect();
        let mut left_out = Vec::new();
        for place in &self.further {
            if !wanted.contains(place)
                && let (Some(holds), Some(name)) =
                    (self.holds.get_mut(*place), self.header.get(*place))
            {
                *holds = Holds::Ignored;
                left_out.push(name.clone());
            }
        }
        self.further = wanted;
        left_out
    }
}

#[cfg(test)]
mod tests {
    use csv::StringRecord;

    use super::*;
    use crate::Nobody;

    fn header(names: &[&str]) -> Header {
        Header {
            names: StringRecord::from(names.to_vec()),
            between: Some("a comma"),
        }
    }

    #[test]
    fn what_two_files_have_under_two_names_is_compared() {
        let headers = [
            header(&["naam", "PNC", "town", "mobile", "tel"]),
            header(&["surname", "phone", "mobile", "pnc id", "email"]),
        ];
        let told = ["naam=surname".to_owned()];
        let both = Columns::of_files(&headers, &told, (None, &[]), &Nobody).unwrap();
        assert_eq!(both[0].called(), ["PNC", "mobile", "tel"]);
        assert_eq!(both[1].called(), ["pnc id", "mobile", "phone"]);
        assert_eq!(both[0].kinds(), both[1].kinds());
        let row = StringRecord::from(vec!["Byron", "a", "b", "c", "d"]);
        let raw = both[1].raw(&row, "1", 1);
        assert_eq!(
            (raw.surname, &raw.others[..4]),
            ("Byron", ["c", "b", "a", ""].as_slice())
        );
        let asking = header(&["surname", "phone", "mobile", "pnc id"]);
        let like = both[0].like(&asking, &told, &Nobody).unwrap();
        assert_eq!(like.called(), both[1].called());
        // What the file that is searched lacks would not be compared.
        for column in ["email", "postcode"] {
            let more = header(&["surname", "phone", "mobile", "pnc id", column]);
            let problem = both[0].like(&more, &told, &Nobody).unwrap_err();
            assert!(problem.says().contains(&format!("asks: {column};")));
        }
        assert!(
            both[0]
                .like(&header(&["surname", "tel"]), &[], &Nobody)
                .is_err()
        );
        let nowhere = ["nom=surname".to_owned()];
        assert!(Columns::of_files(&headers, &nowhere, (None, &[]), &Nobody).is_err());
    }
}
