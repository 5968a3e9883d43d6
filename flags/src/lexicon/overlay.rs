//! A force's own changes: terms and rules that it does not read, packs and terms that it adds.

use std::collections::BTreeSet;

use serde::Deserialize;

use super::{File, Group, LexiconError, Rule, read};

/// Terms that are read only where they are asked for, and what was learned beside them.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Pack {
    /// Its file of terms, by name.
    pub(crate) name: &'static str,
    /// That file.
    pub(crate) terms: &'static str,
    /// What is added to the weights of words.
    pub(crate) learned: &'static str,
}

/// The United States, switched on by `packs = ["us"]`.
const US: Pack = Pack {
    name: "us.toml",
    terms: include_str!("../../data/us.toml"),
    learned: include_str!("../../data/learned_us.tsv"),
};

#[derive(Debug, Deserialize, Default)]
#[serde(deny_unknown_fields)]
struct Written {
    /// Terms that the force does not read, as they stand in the data file.
    #[serde(default)]
    off: Vec<String>,
    /// Groups, rules and patterns that the force does not read, by id.
    #[serde(default)]
    off_rules: BTreeSet<String>,
    /// Packs that the force reads besides: `us`.
    #[serde(default)]
    packs: BTreeSet<String>,
    #[serde(default)]
    group: Vec<Group>,
    #[serde(default)]
    rule: Vec<Rule>,
}

/// An overlay as it is written, and the name of its file.
#[derive(Debug, Default)]
pub(super) struct Overlay {
    name: String,
    off: Vec<String>,
    off_rules: BTreeSet<String>,
    packs: BTreeSet<String>,
    own: File,
}

impl Overlay {
    pub(super) fn read(name: &str, text: &str) -> Result<Self, LexiconError> {
        let Written {
            off,
            off_rules,
            packs,
            group,
            rule,
        } = read(name, text)?;
        Ok(Self {
            name: name.to_owned(),
            off,
            off_rules,
            packs,
            own: File { group, rule },
        })
    }

    /// The packs asked for.
    pub(super) fn packs(&self) -> Result<Vec<Pack>, LexiconError> {
        let pack = |asked: &String| match asked.as_str() {
            "us" => Ok(US),
            _ => Err(self.wrong(asked, "there is no such pack; there is `us`")),
        };
        self.packs.iter().map(pack).collect()
    }

    /// The groups and rules that the force adds.
    pub(super) fn take_own(&mut self) -> File {
        std::mem::take(&mut self.own)
    }

    /// The name of the file.
    pub(super) fn name(&self) -> &str {
        &self.name
    }

    /// The terms that are switched off.
    pub(super) fn off(&self) -> &[String] {
        &self.off
    }

    /// The ids that are switched off, when each of them is known: an id that is nobody's switches
    /// nothing off, and the force would believe that it did.
    pub(super) fn off_rules(
        &self,
        is_known: impl Fn(&str) -> bool,
    ) -> Result<&BTreeSet<String>, LexiconError> {
        match self.off_rules.iter().find(|id| !is_known(id)) {
            None => Ok(&self.off_rules),
            Some(id) => Err(self.wrong(
                id,
                "there is no group, rule or pattern of that id to switch off; `lantern flag \
                 audit` names the rule of every term",
            )),
        }
    }

    pub(super) fn wrong(&self, id: &str, says: &str) -> LexiconError {
        LexiconError::Content {
            file: self.name.clone(),
            id: id.to_owned(),
            says: says.to_owned(),
        }
    }
}
