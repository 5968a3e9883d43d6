//! One column of the lake, as a row of an extract fills it.

use std::collections::HashMap;

use csv::ByteRecord;
use jiff::Timestamp;

use super::{Wrong, wrong};
use crate::incidents::columns::{Takes, Target, is_age_band};
use crate::incidents::map::{Absent, Column, Field, Map, Value, accepted};
use crate::incidents::when;
use crate::schema::Text;

/// Where each column of the extract stands.
pub(super) struct Cells {
    places: HashMap<String, usize>,
    columns: usize,
}

impl Cells {
    /// Finds every column that the map names in the header.
    pub(super) fn of(map: &Map, header: &ByteRecord) -> Result<Self, String> {
        let mut there: HashMap<&str, usize> = HashMap::new();
        let mut twice = Vec::new();
        for (place, name) in header.iter().enumerate() {
            let name = std::str::from_utf8(name)
                .map_err(|_| "the header is not in the encoding of the map".to_owned())?;
            if there.insert(name.trim(), place).is_some() {
                twice.push(name.trim());
            }
        }
        let wanted = map.columns();
        if let Some(name) = twice.iter().find(|name| wanted.contains(name)) {
            return Err(format!("column `{name}` is there twice"));
        }
        let lacking: Vec<&str> = wanted
            .iter()
            .filter(|name| !there.contains_key(**name))
            .copied()
            .collect();
        if !lacking.is_empty() {
            let names: Vec<&str> = header
                .iter()
                .filter_map(|name| std::str::from_utf8(name).ok())
                .map(str::trim)
                .collect();
            return Err(format!(
                "there is no column `{}`, which the map names; the columns are `{}`",
                lacking.join("`, `"),
                names.join("`, `")
            ));
        }
        let places = wanted
            .into_iter()
            .filter_map(|name| Some((name.to_owned(), *there.get(name)?)))
            .collect();
        Ok(Self {
            places,
            columns: header.len(),
        })
    }

    /// Whether a row has as many columns as the header.
    pub(super) fn fit(&self, row: &ByteRecord) -> Result<(), Wrong> {
        if row.len() == self.columns {
            return Ok(());
        }
        Err(Wrong {
            column: String::new(),
            reason: format!(
                "it has {} columns and the header has {}",
                row.len(),
                self.columns
            ),
        })
    }

    /// Where a column stands.
    fn place(&self, column: &str) -> usize {
        self.places.get(column).copied().unwrap_or(usize::MAX)
    }

    /// A cell as it is.
    pub(super) fn bytes<'r>(&self, column: &str, row: &'r ByteRecord) -> &'r [u8] {
        row.get(self.place(column)).unwrap_or_default()
    }

    /// A cell as text, without the space around it.
    pub(super) fn text<'r>(&self, column: &str, row: &'r ByteRecord) -> Result<&'r str, Wrong> {
        text_at(self.place(column), column, row)
    }
}

fn text_at<'r>(place: usize, column: &str, row: &'r ByteRecord) -> Result<&'r str, Wrong> {
    match std::str::from_utf8(row.get(place).unwrap_or_default()) {
        Ok(text) if !text.contains(char::REPLACEMENT_CHARACTER) => Ok(text.trim()),
        _ => Err(Wrong {
            column: column.to_owned(),
            reason: "it is not in the encoding that the map declares".to_owned(),
        }),
    }
}

/// How one column of the lake is filled.
pub(super) struct Slot<'m> {
    field: Option<&'m Field>,
    /// Where its column stands in the extract.
    place: usize,
    takes: Takes,
    says_why: bool,
}

/// What a cell comes to.
enum Cell<'m, 'r> {
    Value(&'m Value),
    /// The source's own words, for a column without a table.
    Own(&'m Column, &'r str),
    Absent(Absent),
    /// Blank, and the map does not say what that means.
    Blank,
    /// The map does not speak of it.
    NotInExtract,
}

impl<'m> Slot<'m> {
    /// The column of a name, by a map.
    pub(super) fn of(map: &'m Map, cells: &Cells, name: &'static str) -> Self {
        let target = Target::named(name);
        let field = map.field(name);
        let place = match field {
            Some(Field::Column(column)) => cells.place(&column.name),
            _ => usize::MAX,
        };
        let takes = target.map_or(Takes::Own, |target| target.takes);
        Self {
            field,
            place,
            takes,
            says_why: target.is_some_and(|target| target.says_why),
        }
    }

    fn cell<'r>(&self, row: &'r ByteRecord) -> Result<Cell<'m, 'r>, Wrong> {
        Ok(match self.field {
            None => Cell::NotInExtract,
            Some(Field::Constant(value)) => Cell::Value(value),
            Some(Field::Absent(kind)) => Cell::Absent(*kind),
            Some(Field::Column(column)) => {
                let text = text_at(self.place, &column.name, row)?;
                if let Some(value) = column.values.as_ref().and_then(|values| values.get(text)) {
                    Cell::Value(value)
                } else if let Some(kind) = column.absent.get(text) {
                    Cell::Absent(*kind)
                } else if text.is_empty() {
                    Cell::Blank
                } else if column.values.is_none() {
                    Cell::Own(column, text)
                } else if let Some(kind) = column.otherwise {
                    Cell::Absent(kind)
                } else {
                    return Err(wrong(&column.name, text, "is not in the map's table"));
                }
            }
        })
    }

    /// A text, and why there is none.
    pub(super) fn text(&self, row: &ByteRecord) -> Result<(Option<Text>, Option<Text>), Wrong> {
        let why = match self.cell(row)? {
            Cell::Value(Value::Text(text)) => return Ok((Some(text.clone()), None)),
            Cell::Value(_) => return Ok((None, None)),
            Cell::Own(column, text) => match self.own(text) {
                Some(taken) => return Ok((Some(taken), None)),
                None => column.otherwise.map(Absent::label).ok_or_else(|| {
                    wrong(&column.name, text, "is not one that this column takes")
                })?,
            },
            Cell::Absent(kind) => kind.label(),
            Cell::Blank => "nothing recorded",
            Cell::NotInExtract => Absent::NotObtainable.label(),
        };
        Ok((None, self.says_why.then(|| why.into())))
    }

    /// The source's own words, where the column takes them.
    fn own(&self, text: &str) -> Option<Text> {
        match self.takes {
            Takes::Listed(list) => list
                .iter()
                .find(|word| **word == text)
                .map(|word| Text::Borrowed(*word)),
            Takes::AgeBand => is_age_band(text).then(|| Text::Owned(text.to_owned())),
            takes => accepted(takes, text)
                .is_ok()
                .then(|| Text::Owned(text.to_owned())),
        }
    }

    /// Yes, no, or neither.
    pub(super) fn flag(&self, row: &ByteRecord) -> Result<Option<bool>, Wrong> {
        Ok(match self.cell(row)? {
            Cell::Value(Value::Flag(flag)) => Some(*flag),
            _ => None,
        })
    }

    /// A whole number.
    pub(super) fn whole(&self, row: &ByteRecord) -> Result<Option<i32>, Wrong> {
        let most = match self.takes {
            Takes::Whole(most) => most,
            _ => i32::MAX,
        };
        match self.cell(row)? {
            Cell::Value(Value::Whole(number)) => Ok(Some(*number)),
            Cell::Own(column, text) => match text.parse() {
                Ok(number) if (0..=most).contains(&number) => Ok(Some(number)),
                _ if column.otherwise.is_some() => Ok(None),
                _ => Err(wrong(
                    &column.name,
                    text,
                    &format!("is not a whole number up to {most}"),
                )),
            },
            _ => Ok(None),
        }
    }

    /// An instant.
    pub(super) fn instant(&self, row: &ByteRecord) -> Result<Option<Timestamp>, Wrong> {
        let Cell::Own(column, text) = self.cell(row)? else {
            return Ok(None);
        };
        let Some(stamp) = &column.stamp else {
            return Ok(None);
        };
        match when::instant(stamp, text) {
            Ok((at, _)) => Ok(Some(at)),
            Err(_) if column.otherwise.is_some() => Ok(None),
            Err(why) => Err(wrong(&column.name, text, why)),
        }
    }
}
