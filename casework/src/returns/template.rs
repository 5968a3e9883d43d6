//! The national return's layout as data: a file that a force replaces when the Home Office changes
//! its own. It says which of our categories stand under which of the return's, and what of the
//! real template is not established (data.md sections 1.2 and 11).

use std::collections::BTreeMap;
use std::fmt::Write as _;

use domain::event::Figure;
use domain::{Month, PlaceKind};
use serde::Deserialize;

use crate::monthly::national::VARIABLES;
use crate::monthly::{Set, slug};

/// A layout.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Template {
    /// Its id, such as `adr125-2026`.
    pub id: String,
    /// Its title.
    pub title: String,
    /// The first month it is for.
    pub from: Month,
    /// What of the real layout is not established, in sentences.
    pub not_established: Vec<String>,
    variables: Vec<Column>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
struct Column {
    number: u8,
    name: String,
    of: String,
    categories: Vec<(String, Vec<String>)>,
    not_known: String,
}

/// One number of the return.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    /// The power whose detentions it counts: section 135 is returned separately.
    pub power: &'static str,
    /// The number of the variable in data.md section 1.2.
    pub number: u8,
    /// The variable, by name.
    pub variable: String,
    /// The category, by name.
    pub category: String,
    /// How many detentions.
    pub detentions: u64,
    /// Of how many of which the variable is asked.
    pub of: u64,
    /// The definitions of the figures it is made of, for whoever opens it.
    pub figures: Vec<String>,
}

/// Why figures cannot be laid out.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NotLaidOut {
    /// They were issued before these variables were counted.
    #[error("this version was issued before {0} was counted; another version has it")]
    NotCounted(String),
    /// The categories of a variable do not add up to the detentions it is asked of.
    #[error("{variable}: its categories add up to {sum}, and {of} detentions were counted")]
    DoesNotAddUp {
        /// The variable.
        variable: String,
        /// What its categories add up to.
        sum: u64,
        /// The detentions of the month.
        of: u64,
    },
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Wire {
    id: String,
    title: String,
    from: String,
    #[serde(default)]
    not_established: Vec<String>,
    variable: Vec<WireVariable>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct WireVariable {
    number: u8,
    name: String,
    of: String,
    not_known: String,
    category: Vec<WireCategory>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct WireCategory {
    name: String,
    from: Vec<String>,
}

/// Variables that are asked of every detention: their categories add up to all of them.
const OF_ALL: &[&str] = &[
    "power",
    "sex",
    "age",
    "self",
    "perceived",
    "place",
    "offence",
    "transport",
    "ambulance",
];

impl Template {
    /// Reads a layout. `file` is its name, for the words of a fault.
    ///
    /// # Errors
    ///
    /// Every fault: a variable or category there is none of, one of ours that stands nowhere or
    /// twice, no month.
    pub fn read(file: &str, text: &str) -> Result<Self, Vec<String>> {
        let wire: Wire = toml::from_str(text)
            .map_err(|fault| vec![format!("{file}: {}", fault.to_string().trim())])?;
        let mut faults = Vec::new();
        let from = wire
            .from
            .parse::<Month>()
            .map_err(|fault| fault.to_string());
        if let Err(fault) = &from {
            faults.push(format!("{file}: from: {fault}"));
        }
        for variable in &wire.variable {
            check(file, variable, &mut faults);
        }
        match (from, faults.is_empty()) {
            (Ok(from), true) => Ok(Self {
                id: wire.id,
                title: wire.title,
                from,
                not_established: wire.not_established,
                variables: wire.variable.into_iter().map(column).collect(),
            }),
            _ => Err(faults),
        }
    }

    /// The layout that comes with Lantern.
    ///
    /// # Errors
    ///
    /// Never, as long as its test holds.
    pub fn shipped() -> Result<Self, Vec<String>> {
        Self::read(
            "forces/returns/adr125-2026.toml",
            include_str!("../../../forces/returns/adr125-2026.toml"),
        )
    }

    /// The numbers of the return, in the order of the layout.
    ///
    /// # Errors
    ///
    /// Figures of a version that has no such variable, or that do not add up.
    pub fn rows(&self, figures: &[Figure]) -> Result<Vec<Row>, NotLaidOut> {
        let mut rows = Vec::new();
        for set in Set::ALL {
            for variable in &self.variables {
                rows.extend(variable.rows(set, figures)?);
            }
        }
        Ok(rows)
    }
}

impl Column {
    /// The numbers of one variable among the detentions of one power.
    fn rows(&self, set: Set, figures: &[Figure]) -> Result<Vec<Row>, NotLaidOut> {
        let value = |id: &str| {
            let figure = figures.iter().find(|figure| figure.definition == id)?;
            figure.value.value().copied()
        };
        let sum = |ids: &[String]| -> Option<u64> { ids.iter().map(|id| value(id)).sum() };
        let absent = |id: &String| id.contains("-none-");
        let (none, some): (Vec<String>, Vec<String>) =
            ids(set, &self.of).into_iter().partition(absent);
        let of = sum(&some).zip(sum(&none)).map(|(some, none)| some + none);
        let of = of.ok_or_else(|| {
            NotLaidOut::NotCounted(match set {
                Set::Section136 => self.name.to_lowercase(),
                Set::Section135 => "section 135".to_owned(),
            })
        })?;
        let begun = value(&format!("{}begun", set.prefix())).unwrap_or(0);
        if OF_ALL.contains(&self.of.as_str()) && of != begun {
            return Err(NotLaidOut::DoesNotAddUp {
                variable: self.name.clone(),
                sum: of,
                of: begun,
            });
        }
        let known = self.categories.iter().map(|(name, from)| {
            let words = from.iter().filter(|word| set.has(&self.of, word));
            let ids = words.map(|word| id(set, &self.of, word)).collect();
            (name.as_str(), ids)
        });
        let rows = known.chain([(self.not_known.as_str(), none)]);
        Ok(rows
            // A power stands with its own detentions alone.
            .filter(|(_, figures): &(&str, Vec<String>)| !figures.is_empty())
            .map(|(category, figures)| Row {
                power: set.name(),
                number: self.number,
                variable: self.name.clone(),
                category: category.to_owned(),
                detentions: figures.iter().filter_map(|id| value(id)).sum(),
                of,
                figures,
            })
            .collect())
    }
}

fn check(file: &str, variable: &WireVariable, faults: &mut Vec<String>) {
    let words = words(&variable.of);
    if words.is_empty() {
        faults.push(format!(
            "{file}: variable {}: `{}` is none of Lantern’s: they are place, {}",
            variable.number,
            variable.of,
            VARIABLES
                .iter()
                .map(|one| one.id)
                .collect::<Vec<_>>()
                .join(", ")
        ));
        return;
    }
    let mut stands: BTreeMap<&str, usize> = BTreeMap::new();
    for word in variable.category.iter().flat_map(|category| &category.from) {
        *stands.entry(word).or_default() += 1;
    }
    for word in &words {
        if stands.remove(word.as_str()) != Some(1) {
            faults.push(format!(
                "{file}: variable {}: `{word}` must stand in one category, and in one only",
                variable.number
            ));
        }
    }
    for word in stands.keys() {
        faults.push(format!(
            "{file}: variable {}: `{word}` is no category of `{}`: they are {}",
            variable.number,
            variable.of,
            words.join(", ")
        ));
    }
}

fn column(wire: WireVariable) -> Column {
    Column {
        number: wire.number,
        name: wire.name,
        of: wire.of,
        categories: wire
            .category
            .into_iter()
            .map(|category| (category.name, category.from))
            .collect(),
        not_known: wire.not_known,
    }
}

/// The words of our categories of a variable; none where there is no such variable.
fn words(variable: &str) -> Vec<String> {
    if variable == "place" {
        return PlaceKind::ALL
            .iter()
            .map(|kind| slug(kind.label()))
            .collect();
    }
    VARIABLES
        .iter()
        .find(|one| one.id == variable)
        .map(|one| {
            one.categories
                .iter()
                .map(|(word, _)| (*word).to_owned())
                .collect()
        })
        .unwrap_or_default()
}

fn id(set: Set, variable: &str, word: &str) -> String {
    let prefix = set.prefix();
    if variable == "place" {
        format!("{prefix}place-{word}")
    } else {
        format!("{prefix}nr-{variable}-{word}")
    }
}

/// The definitions of every figure of a variable, the reasons for having none among them.
fn ids(set: Set, variable: &str) -> Vec<String> {
    let none = crate::monthly::Absent::ALL
        .iter()
        .map(|why| format!("none-{}", slug(why.label())));
    let words = words(variable).into_iter().chain(none);
    words
        .filter(|word| set.has(variable, word))
        .map(|word| id(set, variable, &word))
        .collect()
}

/// The rows as CSV: by name, never by position, each with its base.
pub fn csv(force: &str, period: &str, template: &Template, rows: &[Row]) -> String {
    let mut text =
        String::from("template,force,period,power,number,variable,category,detentions,of\r\n");
    for row in rows {
        let cells = [
            template.id.as_str(),
            force,
            period,
            row.power,
            &row.number.to_string(),
            &row.variable,
            &row.category,
            &row.detentions.to_string(),
            &row.of.to_string(),
        ]
        .map(quoted);
        let _ = write!(text, "{}\r\n", cells.join(","));
    }
    text
}

fn quoted(cell: &str) -> String {
    if cell.contains(['"', ',', '\n', '\r']) {
        format!("\"{}\"", cell.replace('"', "\"\""))
    } else {
        cell.to_owned()
    }
}
