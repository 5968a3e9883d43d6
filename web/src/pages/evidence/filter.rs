//! The form that chooses a period and an area: a plain GET, so that what is chosen is the address.

use domain::Force;
use figures::filters::{Definition, Filters, Problem};
use figures::population::Rollup;

use super::Pairs;
use crate::forms::sentence;
use crate::forms::show::Fault;

/// The form as the page shows it.
pub(super) struct FilterForm {
    /// Where it leads.
    pub(super) action: String,
    pub(super) from: Box,
    pub(super) to: Box,
    /// The districts, where an area may be chosen: key, name, whether it is the one.
    pub(super) areas: Vec<(String, String, bool)>,
    pub(super) definitions: Vec<(&'static str, &'static str, bool)>,
    /// The ways to bring codes to groups, where there is a choice.
    pub(super) rollups: Vec<(&'static str, &'static str, bool)>,
    /// A force that the address names, which the form keeps.
    pub(super) force: Option<String>,
}

/// A box with a day in it.
pub(super) struct Box {
    pub(super) value: String,
    pub(super) error: Option<String>,
}

impl FilterForm {
    /// The form with what is asked for, or with what was typed and could not be read.
    pub(super) fn new(
        action: String,
        force: &Force,
        filters: &Filters,
        typed: &Pairs,
        problems: &[Problem],
        areas: bool,
    ) -> Self {
        let value = |key: &str, otherwise: String| Box {
            value: typed
                .iter()
                .find(|(name, _)| name == key)
                .map_or(otherwise, |(_, value)| value.clone()),
            error: problems
                .iter()
                .find(|problem| problem.key == key)
                .map(words),
        };
        let district = |district: &domain::force::District| {
            let id = district.id.to_string();
            let chosen = filters.area.as_ref() == Some(&id);
            (id, district.name.clone(), chosen)
        };
        let districts = force.districts.iter().filter(|_| areas).map(district);
        Self {
            action,
            from: value("from", filters.from.to_string()),
            to: value("to", filters.to.to_string()),
            areas: districts.collect(),
            definitions: Definition::ALL
                .iter()
                .map(|one| (one.key(), label(*one), *one == filters.definition))
                .collect(),
            rollups: Vec::new(),
            force: filters.force.clone(),
        }
    }

    /// With a choice of roll-ups, this one chosen; without a choice where it is none.
    pub(super) fn with_rollups(self, chosen: Option<Rollup>) -> Self {
        Self {
            rollups: chosen.map_or_else(Vec::new, |chosen| {
                let all = Rollup::ALL.iter();
                all.map(|one| (one.id(), one.label(), *one == chosen))
                    .collect()
            }),
            ..self
        }
    }
}

/// A definition in words.
pub(super) const fn label(definition: Definition) -> &'static str {
    match definition {
        Definition::Npcc => "National definition",
        Definition::Force => "The force’s own definition",
    }
}

fn words(problem: &Problem) -> String {
    let name = match problem.key.as_str() {
        "from" => "the first day",
        "to" => "the day after the last",
        "area" => "the area",
        "definition" => "the definition",
        "rollup" => "the way to bring codes to groups",
        other => other,
    };
    sentence(&format!("{name} {}", problem.what))
}

/// The error summary: each problem leads to its box, where there is one.
pub(super) fn faults(problems: &[Problem]) -> Vec<Fault> {
    problems
        .iter()
        .map(|problem| Fault {
            href: match problem.key.as_str() {
                "from" | "to" | "area" | "definition" | "rollup" => format!("#{}", problem.key),
                _ => String::new(),
            },
            says: words(problem),
        })
        .collect()
}
