//! Which cells of an answer an address asks the records behind.

use figures::evidence::{Behind, CellOf};

use super::A_PAGE;
use crate::error::WebError;
use crate::forms::Submitted;

/// More rows than these are no group of any roll-up.
const MOST_CELLS: usize = 40;

/// What an address asks for: a column, its row, and which page of the list. The rest are filters.
/// A key that is there more than once asks for the rows of each value: one figure of several rows.
pub struct Wanted {
    /// The column.
    pub column: String,
    /// Each key with its values.
    pub row: Vec<(String, Vec<String>)>,
    /// Which page of the list, from nought.
    pub page: usize,
    /// The filters, still to be read.
    pub filters: Vec<(String, String)>,
}

impl Wanted {
    /// Reads an address. What names no column, or too many rows, is nowhere.
    pub fn read(pairs: Vec<(String, String)>) -> Result<Self, WebError> {
        let (mut column, mut page, mut filters) = (None, 0, Vec::new());
        let mut row: Vec<(String, Vec<String>)> = Vec::new();
        for (key, value) in pairs {
            if let Some(of) = key.strip_prefix("row.") {
                match row.iter_mut().find(|(key, _)| key == of) {
                    Some((_, values)) if values.contains(&value) => {}
                    Some((_, values)) => values.push(value),
                    None => row.push((of.to_owned(), vec![value])),
                }
            } else if key == "column" {
                column = Some(value);
            } else if key == "page" {
                page = value.parse().map_err(|_| WebError::NotFound)?;
            } else {
                filters.push((key, value));
            }
        }
        if page > Behind::MOST / A_PAGE {
            return Err(WebError::NotFound);
        }
        let cells: usize = row.iter().map(|(_, values)| values.len()).product();
        if cells > MOST_CELLS {
            return Err(WebError::NotFound);
        }
        Ok(Self {
            column: column.ok_or(WebError::NotFound)?,
            row,
            page,
            filters,
        })
    }

    /// The cells: one for each way to take a value of each key.
    pub fn cells(&self) -> Vec<CellOf> {
        let mut rows = vec![Vec::new()];
        for (key, values) in &self.row {
            rows = rows
                .iter()
                .flat_map(|row| {
                    values.iter().map(|value| {
                        let mut row: Vec<(String, String)> = row.clone();
                        row.push((key.clone(), value.clone()));
                        row
                    })
                })
                .collect();
        }
        rows.into_iter()
            .map(|row| CellOf {
                row,
                column: self.column.clone(),
            })
            .collect()
    }

    /// The place in the list that is asked for.
    pub fn range(&self) -> std::ops::Range<usize> {
        let from = self.page * A_PAGE;
        from..from + A_PAGE
    }

    /// The same with another page, as a query with its question mark; the filters come after it.
    pub fn query(&self, page: usize) -> String {
        let mut query = Submitted::default();
        query.push("column", &self.column);
        for (key, values) in &self.row {
            for value in values {
                query.push(format!("row.{key}"), value);
            }
        }
        query.push("page", page.to_string());
        query.query()
    }
}
