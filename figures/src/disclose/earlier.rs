//! What earlier releases said.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::{Protected, Shown, Standing, Universe};

/// What earlier releases said of each cell, by its key. It is kept with the releases: what has
/// been published cannot be taken back, so every later release is solved with it. Its written form
/// holds nothing that was not published.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Earlier {
    said: BTreeMap<String, Vec<Shown>>,
}

impl Earlier {
    /// Nothing was released yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds what was said of one cell, as when an old publication is entered by hand.
    pub fn add(&mut self, key: impl Into<String>, shown: Shown) {
        let said = self.said.entry(key.into()).or_default();
        if !said.contains(&shown) {
            said.push(shown);
        }
    }

    /// Adds a release: every cell of it that was published.
    pub fn release(&mut self, universe: &Universe, protected: &Protected) {
        for (cell, shown) in universe.cells().iter().zip(&protected.shown) {
            if cell.standing != Standing::Unpublished {
                self.add(cell.key.clone(), *shown);
            }
        }
    }

    /// What was said of a cell.
    pub fn of(&self, key: &str) -> &[Shown] {
        self.said.get(key).map_or(&[], Vec::as_slice)
    }

    /// Everything, by key.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &[Shown])> {
        self.said
            .iter()
            .map(|(key, said)| (key.as_str(), said.as_slice()))
    }
}
