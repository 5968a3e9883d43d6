//! Which of the wanted fields are met in JSON lines, where no header says what there is.

use super::{Columns, Missing, Seen, Unreadable, Wanted};
use crate::json::{self, Fields};

/// What was met so far.
#[derive(Debug)]
pub(super) struct Met {
    text: bool,
    id: bool,
    by: Vec<bool>,
    /// The names of the first object that lacks something.
    first: Option<Vec<String>>,
}

impl Met {
    pub(super) fn new(columns: &Columns) -> Self {
        Self {
            text: false,
            id: columns.id.is_none(),
            by: vec![false; columns.by.len()],
            first: None,
        }
    }

    /// Takes in what a line holds.
    pub(super) fn take(&mut self, line: &[u8], fields: &Fields<'_>) {
        use Unreadable::{NoField, NoJson, NoObject};
        match fields.text {
            Err(NoJson | NoObject) => return,
            Err(NoField) => {}
            _ => self.text = true,
        }
        self.id |= fields.has_id;
        for (met, value) in self.by.iter_mut().zip(&fields.by) {
            *met |= value.is_some();
        }
        if self.first.is_none() && !(self.text && self.id && self.by.iter().all(|met| *met)) {
            self.first = Some(json::names(line));
        }
    }

    /// What no row of the whole stream had, if there were rows with fields.
    pub(super) fn missing(&mut self, columns: &Columns) -> Option<Missing> {
        let seen = Seen::Fields(self.first.take()?);
        let by = self.by.iter().zip(&columns.by).find(|(met, _)| !**met);
        let (wanted, name) = match (self.text, &columns.id) {
            (false, _) => (Wanted::Text, &columns.text),
            (true, Some(id)) if !self.id => (Wanted::Id, id),
            _ => (Wanted::By, by?.1),
        };
        Some(Missing {
            wanted,
            name: name.clone(),
            seen,
        })
    }
}
