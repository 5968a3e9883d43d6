//! Groups of people beside each other, from the answer of a measure: rates of residents, and what
//! happened in how many of each group's detentions (requirement M-06).
//!
//! Two questions that are never mixed. A *rate* is events over residents: how often the power is
//! used on a group. A *share* is over the group's own events: what happened once it was. Events
//! and persons are rated apart.
//!
//! Nothing stands in for a base that is not held: where no residents are known by these groups, or
//! of this area, there is no rate and a reason.

use serde::{Serialize, Serializer};

use crate::evidence::Answer;
use crate::interval::{Interval, exact, ratio_of_shares};
use crate::measure::{Column, Kind, Residents};
use crate::population::{CodeList, Placed, Population, Rollup};
use crate::rate::{Counted, Disparity, NoFigure, Reading, Rules, disparity};
use crate::table::{Cell, NOT_KNOWN, Rate, Table, share};

mod set_out;

pub use set_out::{AddsUp, Grid, SetOut, Text, mark, name_of, set_out};

/// The unit of a column that counts people and not events.
const PEOPLE: &str = "people";

/// The groups of an answer beside each other.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Fairness {
    /// The groups, each with the texts of the key that belong to it: the rows of the answer that
    /// were added up. The groups of a roll-up of whom nobody was counted are among them.
    pub groups: Vec<Members>,
    /// The group the others are compared with.
    pub reference: String,
    /// Texts of the key that are in no group: not stated, or a code that fits none.
    pub in_no_group: Vec<String>,
    /// The rates of residents; or why there are none.
    #[serde(serialize_with = "or_why")]
    pub rates: Result<Rates, NoRates>,
    /// What happened, of each group's events.
    pub happened: Vec<Happened>,
}

/// A group and the rows that make it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Members {
    /// Its name, as in the roll-up or the answer.
    pub name: String,
    /// The texts of the key in its rows.
    pub keys: Vec<String>,
}

/// Rates of residents.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Rates {
    /// The id of the roll-up that both counts and residents went through.
    pub rollup: &'static str,
    /// The key of the area whose residents they are.
    pub area: String,
    /// All of its residents, Census 2021.
    pub residents: u64,
    /// What was asked of the figures.
    pub rules: Rules,
    /// For each column that is rated: its name and its figures.
    pub columns: Vec<(String, Disparity)>,
}

/// Why there are no rates of residents.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, thiserror::Error)]
#[serde(rename_all = "snake_case")]
pub enum NoRates {
    /// Nobody is counted by these groups.
    #[error("{0}")]
    Nobody(String),
    /// Forces are counted together, and residents are those of one.
    #[error(
        "several forces are counted together, and residents are held of one at a time: ask for one"
    )]
    Several,
    /// The residents of this area are not held.
    #[error("the residents of `{0}` are not held by these groups")]
    NoArea(String),
    /// Figures of a part of an area, whose residents are those of the whole.
    #[error("the residents of a single district are not held by these groups")]
    Part,
    /// A count is hidden or not known.
    #[error("a count that the rates rest on is not shown")]
    Hidden,
}

/// Something that happened in some of each group's events.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Happened {
    /// The column that counts it.
    pub column: String,
    /// The column it is a part of.
    pub whole: String,
    /// The groups, in the order of [`Fairness::groups`].
    pub groups: Vec<HappenedTo>,
    /// Where it happened and the whole, of those in no group.
    pub in_no_group: (u64, u64),
}

/// In how many of a group's events something happened.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct HappenedTo {
    /// The group.
    pub name: String,
    /// In how many it happened.
    pub count: u64,
    /// Of how many.
    pub of: u64,
    /// The share with Wilson's interval; does not apply where there was none.
    pub share: Cell,
    /// Its share over the reference's.
    #[serde(serialize_with = "or_why")]
    pub ratio: Result<ShareRatio, NoFigure>,
}

/// A ratio of two shares with what it must not be shown without.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct ShareRatio {
    /// The ratio and its interval (Katz).
    pub ratio: Rate,
    /// Between which it lies, whoever those in no group are: each of them of either group, or of
    /// neither.
    pub bounds: Interval,
    /// What the interval says.
    pub reading: Reading,
}

/// As JSON has it: the figure, or `{"none": WHY}`.
pub(crate) fn or_why<T, E, S>(found: &Result<T, E>, into: S) -> Result<S::Ok, S::Error>
where
    T: Serialize,
    E: std::fmt::Display,
    S: Serializer,
{
    match found {
        Ok(figure) => figure.serialize(into),
        Err(why) => into.collect_map([("none", why.to_string())]),
    }
}

/// The groups of an answer beside each other. None where its measure has no groups of people.
///
/// The residents are those of the one force that the figures are of; of several together there is no
/// rate. The measure's first count is what is rated as events; the counts of people beside it are
/// rated as persons.
pub fn fairness(
    answer: &Answer,
    population: &Population,
    rollup: Rollup,
    rules: &Rules,
) -> Option<Fairness> {
    let key = answer.measure.keys().next()?;
    let (groups, in_no_group) = match answer.measure.residents.as_ref()? {
        Residents::ByEthnicity { codes, .. } => placed(&answer.table, key, rollup, *codes),
        Residents::Nobody { .. } => as_they_are(&answer.table, key),
    };
    let sums = Sums {
        table: &answer.table,
        key,
    };
    let events = answer
        .measure
        .columns
        .iter()
        .find(|column| column.kind.is_count())?;
    let reference = match answer.measure.residents.as_ref()? {
        Residents::ByEthnicity { .. } => groups.first(),
        Residents::Nobody { .. } => groups
            .iter()
            .max_by_key(|group| sums.of(&events.name, &group.keys)),
    }?
    .name
    .clone();
    let rates = rates(
        answer,
        population,
        (rollup, rules),
        (&groups, &in_no_group, &reference),
        &sums,
    );
    let happened = things(&answer.measure.columns, events)
        .filter_map(|(column, whole)| {
            sums.happened((column, whole), &groups, &in_no_group, &reference, rules)
        })
        .collect();
    Some(Fairness {
        groups,
        reference,
        in_no_group,
        rates,
        happened,
    })
}

/// The rows of codes, brought to the groups of a roll-up; and the codes that are in none.
fn placed(
    table: &Table,
    key: &Column,
    rollup: Rollup,
    codes: CodeList,
) -> (Vec<Members>, Vec<String>) {
    let mut groups: Vec<Members> = rollup
        .groups()
        .into_iter()
        .map(|name| Members {
            name: name.to_owned(),
            keys: Vec::new(),
        })
        .collect();
    let mut none = Vec::new();
    for text in texts(table, key) {
        let group = match rollup.place(codes, &text) {
            Placed::Group(name) => groups.iter_mut().find(|group| group.name == name),
            Placed::NotStated | Placed::CannotTell | Placed::NoSuchCode => None,
        };
        match group {
            Some(group) => group.keys.push(text),
            None => none.push(text),
        }
    }
    (groups, none)
}

/// Each row its own group, but for the one whose key is not known.
fn as_they_are(table: &Table, key: &Column) -> (Vec<Members>, Vec<String>) {
    let (none, some): (Vec<String>, Vec<String>) =
        texts(table, key).partition(|text| text == NOT_KNOWN);
    let groups = some.into_iter().map(|text| Members {
        name: text.clone(),
        keys: vec![text],
    });
    (groups.collect(), none)
}

fn texts<'a>(table: &'a Table, key: &'a Column) -> impl Iterator<Item = String> + 'a {
    (0..table.rows.len()).filter_map(|row| Some(table.cell(row, &key.name)?.to_string()))
}

/// What may be told of a group's events: counts that are part of others, with that other. Counts
/// of people, of what is not known, and wholes of others are no such thing.
fn things<'a>(
    columns: &'a [Column],
    events: &'a Column,
) -> impl Iterator<Item = (&'a Column, &'a str)> {
    columns.iter().filter_map(move |column| {
        let Kind::CountOf(whole) = &column.kind else {
            return None;
        };
        let is_whole = columns
            .iter()
            .any(|other| matches!(&other.kind, Kind::CountOf(name) if *name == column.name));
        let told = column.unit == events.unit && !is_whole && !column.name.ends_with("_not_known");
        told.then_some((column, whole.as_str()))
    })
}

fn rates(
    answer: &Answer,
    population: &Population,
    (rollup, rules): (Rollup, &Rules),
    (groups, in_no_group, reference): (&[Members], &[String], &str),
    sums: &Sums<'_>,
) -> Result<Rates, NoRates> {
    if let Some(Residents::Nobody { why }) = &answer.measure.residents {
        return Err(NoRates::Nobody(why.clone()));
    }
    if answer.filters.area.is_some() {
        return Err(NoRates::Part);
    }
    let area = match (&answer.filters.force, answer.forces.as_slice()) {
        (Some(one), _) => one.as_str(),
        (None, [one]) => one.as_str(),
        (None, []) => return Err(NoRates::Nobody("nothing of it is held".to_owned())),
        (None, _) => return Err(NoRates::Several),
    };
    let no_area = || NoRates::NoArea(area.to_owned());
    let residents = population.residents(area, rollup).ok_or_else(no_area)?;
    let mut columns = Vec::new();
    for (index, column) in answer
        .measure
        .columns
        .iter()
        .filter(|column| column.kind.is_count())
        .enumerate()
    {
        let counted = match (index, column.unit.as_str()) {
            (_, PEOPLE) => Counted::Persons,
            (0, _) => Counted::Events,
            _ => continue,
        };
        let found: Option<Vec<crate::rate::Group>> = groups
            .iter()
            .map(|group| {
                Some(crate::rate::Group {
                    name: group.name.clone(),
                    count: sums.of(&column.name, &group.keys)?,
                    population: residents
                        .iter()
                        .find(|(name, _)| *name == group.name)
                        .map_or(0, |(_, residents)| *residents),
                })
            })
            .collect();
        let found = found.ok_or(NoRates::Hidden)?;
        let not_stated = sums.of(&column.name, in_no_group).ok_or(NoRates::Hidden)?;
        let figures = disparity(counted, &found, reference, not_stated, rules)
            .map_err(|_| NoRates::Hidden)?;
        columns.push((column.name.clone(), figures));
    }
    Ok(Rates {
        rollup: rollup.id(),
        area: area.to_owned(),
        residents: population.total(area).ok_or_else(no_area)?,
        rules: *rules,
        columns,
    })
}

/// Adds up the rows of a group.
struct Sums<'a> {
    table: &'a Table,
    key: &'a Column,
}

impl Sums<'_> {
    /// A column over the rows with these texts; none where one of its cells is no count.
    fn of(&self, column: &str, keys: &[String]) -> Option<u64> {
        let mut sum = 0_u64;
        for row in 0..self.table.rows.len() {
            let text = self.table.cell(row, &self.key.name)?.to_string();
            if keys.contains(&text) {
                let Cell::Count(count) = self.table.cell(row, column)? else {
                    return None;
                };
                sum = sum.saturating_add(*count);
            }
        }
        Some(sum)
    }

    fn happened(
        &self,
        (column, whole): (&Column, &str),
        groups: &[Members],
        in_no_group: &[String],
        reference: &str,
        rules: &Rules,
    ) -> Option<Happened> {
        let pair = |keys: &[String]| Some((self.of(&column.name, keys)?, self.of(whole, keys)?));
        let nobody = pair(in_no_group)?;
        let other = pair(&groups.iter().find(|group| group.name == reference)?.keys)?;
        let groups = groups
            .iter()
            .map(|group| {
                let (count, of) = pair(&group.keys)?;
                Some(HappenedTo {
                    name: group.name.clone(),
                    count,
                    of,
                    share: share(Some(&Cell::Count(count)), Some(&Cell::Count(of))),
                    ratio: if group.name == reference {
                        Err(NoFigure::Reference)
                    } else {
                        compare((count, of), other, nobody, rules)
                    },
                })
            })
            .collect::<Option<Vec<_>>>()?;
        Some(Happened {
            column: column.name.clone(),
            whole: whole.to_owned(),
            groups,
            in_no_group: nobody,
        })
    }
}

/// One share over another, with the bounds that those in no group leave open.
fn compare(
    (count, of): (u64, u64),
    (other_count, other_of): (u64, u64),
    (nobody, nobody_of): (u64, u64),
    rules: &Rules,
) -> Result<ShareRatio, NoFigure> {
    if other_count < rules.minimum.max(1) {
        return Err(NoFigure::ReferenceTooFew);
    }
    if count < rules.minimum.max(1) {
        return Err(NoFigure::TooFew);
    }
    let over = |part: u64, whole: u64, other_part: u64, other_whole: u64| {
        (exact(part) / exact(whole)) / (exact(other_part) / exact(other_whole))
    };
    let interval = ratio_of_shares(count, of, other_count, other_of).ok_or(NoFigure::Everywhere)?;
    // The most a share can be: those it happened to are all of the group, the rest are not.
    let not = nobody_of.saturating_sub(nobody);
    Ok(ShareRatio {
        ratio: Rate {
            value: over(count, of, other_count, other_of),
            interval,
        },
        bounds: Interval {
            low: over(count, of + not, other_count + nobody, other_of + nobody),
            high: over(count + nobody, of + nobody, other_count, other_of + not),
        },
        reading: Reading::of(interval),
    })
}
