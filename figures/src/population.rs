//! Residents by ethnic group, and the roll-ups by which counts and residents are brought to the
//! same groups.
//!
//! A rate is right only where numerator and denominator are rolled up alike. Each way of doing it
//! is a [`Rollup`] with an id that is printed beside the figures. Two traps are its reason:
//!
//! - **Chinese** is in *Other* under the older 16+1 codes and as NHS England counts, and in
//!   *Asian* under 18+1 and Census 2021.
//! - **Roma** is a group of Census 2021 and has no self-defined code. Where officers wrote a code
//!   it was W9 or W3, and nobody can tell which. [`Rollup::SelfDefined18`] with [`Roma::W9`] is
//!   the default, because W9 is large and moves by 3 per cent; with [`Roma::W3`] the small base of
//!   W3 grows by 44 per cent in Kent and by 149 in England and Wales, and its rate falls with it.
//!   A paper on either group shows both.
//!
//! The officer's perception (6+1) has no denominator: no census asks how somebody looks to an
//! officer. Perceived groups are shown as counts and shares, never as rates of residents.

use std::collections::BTreeMap;
use std::fmt;

use serde::Serialize;

use crate::rate::Group;

/// The data as committed: `group,AREA...`, with its source in the comments above.
const CENSUS_2021: &str = include_str!("../data/census2021_ethnicity.csv");
const ROLLUPS: &str = include_str!("../data/rollups.csv");

/// A list of codes for ethnic groups.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum CodeList {
    /// The nineteen groups of Census 2021, by the keys of the data file.
    Census19,
    /// Self-defined, 18+1.
    SelfDefined18,
    /// Self-defined, the older 16+1.
    SelfDefined16,
}

impl CodeList {
    const fn key(self) -> &'static str {
        match self {
            Self::Census19 => "census19",
            Self::SelfDefined18 => "sde18",
            Self::SelfDefined16 => "sde16",
        }
    }

    /// The list of a key of the table of roll-ups: `census19`, `sde18` or `sde16`.
    pub fn of_key(key: &str) -> Option<Self> {
        [Self::Census19, Self::SelfDefined18, Self::SelfDefined16]
            .into_iter()
            .find(|list| list.key() == key)
    }
}

/// Where the Roma of the census go under 18+1.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Roma {
    /// Any other White background.
    #[default]
    W9,
    /// Gypsy or Irish Traveller.
    W3,
}

/// A way to bring codes to groups.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Rollup {
    /// The five groups of Census 2021: Chinese are Asian.
    CensusFive,
    /// The five groups as NHS England rolls them up: Chinese and Arab are Other.
    NhsFive,
    /// The self-defined codes 18+1, with the rule for Roma.
    SelfDefined18(Roma),
    /// The self-defined codes 16+1: Gypsy, Traveller and Roma are W9, Arab is O9.
    SelfDefined16,
}

impl Rollup {
    /// Every roll-up.
    pub const ALL: &'static [Self] = &[
        Self::CensusFive,
        Self::NhsFive,
        Self::SelfDefined18(Roma::W9),
        Self::SelfDefined18(Roma::W3),
        Self::SelfDefined16,
    ];

    /// The id that is printed beside the figures. A change of the table is a new id.
    pub const fn id(self) -> &'static str {
        match self {
            Self::CensusFive => "census-five/2021",
            Self::NhsFive => "nhs-five/1",
            Self::SelfDefined18(Roma::W9) => "sde-18+1/roma-w9",
            Self::SelfDefined18(Roma::W3) => "sde-18+1/roma-w3",
            Self::SelfDefined16 => "sde-16+1",
        }
    }

    /// The roll-up of an id.
    pub fn of_id(id: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|rollup| rollup.id() == id)
    }

    /// What it is, for a reader who chooses.
    pub const fn label(self) -> &'static str {
        match self {
            Self::CensusFive => "Five groups, as Census 2021 has them",
            Self::NhsFive => "Five groups, as NHS England has them",
            Self::SelfDefined18(Roma::W9) => "18+1 codes, Roma in any other White",
            Self::SelfDefined18(Roma::W3) => "18+1 codes, Roma with Gypsy or Irish Traveller",
            Self::SelfDefined16 => "16+1 codes",
        }
    }

    /// What a group of it is called: a code in words, a broad group as it is.
    pub fn name_of(self, group: &str) -> &str {
        let list = match self {
            Self::CensusFive | Self::NhsFive => return group,
            Self::SelfDefined18(_) => CodeList::SelfDefined18,
            Self::SelfDefined16 => CodeList::SelfDefined16,
        };
        label(list, group).unwrap_or(group)
    }

    const fn column(self) -> usize {
        match self {
            Self::CensusFive => 2,
            Self::NhsFive => 3,
            Self::SelfDefined18(Roma::W9) => 4,
            Self::SelfDefined18(Roma::W3) => 5,
            Self::SelfDefined16 => 6,
        }
    }

    /// Where a code of a list goes.
    pub fn place(self, list: CodeList, code: &str) -> Placed {
        let Some(row) =
            rows().find(|row| row.first() == Some(&list.key()) && row.get(1) == Some(&code))
        else {
            return Placed::NoSuchCode;
        };
        match row.get(self.column()).copied() {
            Some("NS") => Placed::NotStated,
            Some("-") | None => Placed::CannotTell,
            Some(group) => Placed::Group(group),
        }
    }

    /// Its groups, in the order of the table.
    pub fn groups(self) -> Vec<&'static str> {
        let mut groups = Vec::new();
        for row in rows().filter(|row| row.first() == Some(&CodeList::Census19.key())) {
            if let Some(group) = row.get(self.column())
                && !groups.contains(group)
            {
                groups.push(*group);
            }
        }
        groups
    }
}

impl fmt::Display for Rollup {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.id())
    }
}

/// Where a code goes under a roll-up.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Placed {
    /// Into a group.
    Group(&'static str),
    /// The code says that no group is stated.
    NotStated,
    /// The code is too wide: W9 of 16+1 holds those whom 18+1 calls W3.
    CannotTell,
    /// The list has no such code.
    NoSuchCode,
}

/// What a code of a list means, in words.
pub fn label(list: CodeList, code: &str) -> Option<&'static str> {
    rows()
        .find(|row| row.first() == Some(&list.key()) && row.get(1) == Some(&code))
        .and_then(|row| row.get(7).copied())
}

fn rows() -> impl Iterator<Item = Vec<&'static str>> {
    ROLLUPS
        .lines()
        .filter(|line| !line.starts_with('#'))
        .skip(1)
        // The label is the last and may hold commas.
        .map(|line| line.splitn(8, ',').collect())
}

/// Residents by group of Census 2021, for one or more areas.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Population {
    /// Area, then group, then residents.
    areas: BTreeMap<String, BTreeMap<String, u64>>,
}

/// What is wrong with a file of residents.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("line {line}: {what}")]
pub struct Problem {
    /// The line, from 1.
    pub line: usize,
    /// What is wrong and what to do.
    pub what: String,
}

impl Population {
    /// England and Wales, Wales, and the Kent force area, as committed.
    ///
    /// # Errors
    ///
    /// The committed file is broken, which a test rules out.
    pub fn census_2021() -> Result<Self, Vec<Problem>> {
        Self::read(CENSUS_2021)
    }

    /// Reads residents in the layout of `data/census2021_ethnicity.csv`: comments with `#`, a
    /// header `group,AREA,...`, a line for each of the nineteen groups.
    ///
    /// # Errors
    ///
    /// Every line that cannot be taken, and every group that is not there: a missing group is
    /// never nought.
    pub fn read(text: &str) -> Result<Self, Vec<Problem>> {
        let mut problems = Vec::new();
        let mut lines = text
            .lines()
            .enumerate()
            .map(|(index, line)| (index + 1, line.trim()))
            .filter(|(_, line)| !line.is_empty() && !line.starts_with('#'));
        let header: Vec<&str> = lines
            .next()
            .map(|(_, line)| line.split(',').map(str::trim).collect())
            .unwrap_or_default();
        let Some(names) = header
            .strip_prefix(&["group"])
            .filter(|names| !names.is_empty())
        else {
            return Err(vec![Problem {
                line: 1,
                what: "the header is `group,` and the keys of the areas".to_owned(),
            }]);
        };
        let mut areas: BTreeMap<String, BTreeMap<String, u64>> = BTreeMap::new();
        for (line, text) in lines {
            if let Err(what) = take(text, names, &mut areas) {
                problems.push(Problem { line, what });
            }
        }
        problems.extend(lacking(&areas));
        if problems.is_empty() {
            Ok(Self { areas })
        } else {
            Err(problems)
        }
    }

    /// The keys of its areas.
    pub fn areas(&self) -> impl Iterator<Item = &str> {
        self.areas.keys().map(String::as_str)
    }

    /// All residents of an area.
    pub fn total(&self, area: &str) -> Option<u64> {
        Some(self.areas.get(area)?.values().sum())
    }

    /// The residents of an area by the groups of a roll-up, in its order.
    pub fn residents(&self, area: &str, rollup: Rollup) -> Option<Vec<(&'static str, u64)>> {
        let groups = self.areas.get(area)?;
        let mut found: Vec<(&'static str, u64)> = rollup
            .groups()
            .into_iter()
            .map(|group| (group, 0))
            .collect();
        for (code, residents) in groups {
            let Placed::Group(group) = rollup.place(CodeList::Census19, code) else {
                continue;
            };
            if let Some((_, sum)) = found.iter_mut().find(|(name, _)| *name == group) {
                *sum += residents;
            }
        }
        Some(found)
    }
}

/// Counts by code, brought to the groups of a roll-up with their residents.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Grouped {
    /// The id of the roll-up, which is printed beside the figures.
    pub rollup: &'static str,
    /// The groups, those of whom nobody was counted among them.
    pub groups: Vec<Group>,
    /// How many state no group: a code that says so, and whatever was given as absent.
    pub not_stated: u64,
    /// How many have a code too wide for the roll-up, or none of the list: each code with its
    /// count. They are in no group; like those not stated they could be in any.
    pub not_placed: Vec<(String, u64)>,
}

impl Grouped {
    /// How many are in no group, for whatever reason: what [`crate::rate::disparity`] takes as
    /// not stated.
    pub fn in_no_group(&self) -> u64 {
        self.not_placed
            .iter()
            .fold(self.not_stated, |sum, (_, count)| {
                sum.saturating_add(*count)
            })
    }
}

impl Population {
    /// Brings counts by code to groups, residents and counts by the same roll-up. `absent` is how
    /// many had no code at all. None where the area is not known.
    pub fn group(
        &self,
        area: &str,
        rollup: Rollup,
        list: CodeList,
        counts: &[(&str, u64)],
        absent: u64,
    ) -> Option<Grouped> {
        let mut grouped = Grouped {
            rollup: rollup.id(),
            groups: self
                .residents(area, rollup)?
                .into_iter()
                .map(|(name, population)| Group {
                    name: name.to_owned(),
                    count: 0,
                    population,
                })
                .collect(),
            not_stated: absent,
            not_placed: Vec::new(),
        };
        for (code, count) in counts {
            let place = match rollup.place(list, code) {
                Placed::Group(group) => grouped.groups.iter_mut().find(|one| one.name == group),
                Placed::NotStated => {
                    grouped.not_stated = grouped.not_stated.saturating_add(*count);
                    continue;
                }
                Placed::CannotTell | Placed::NoSuchCode => None,
            };
            match place {
                Some(group) => group.count = group.count.saturating_add(*count),
                None => grouped.not_placed.push(((*code).to_owned(), *count)),
            }
        }
        Some(grouped)
    }
}

fn take(
    text: &str,
    names: &[&str],
    areas: &mut BTreeMap<String, BTreeMap<String, u64>>,
) -> Result<(), String> {
    let cells: Vec<&str> = text.split(',').map(str::trim).collect();
    let Some((group, counts)) = cells.split_first() else {
        return Ok(());
    };
    if Rollup::CensusFive.place(CodeList::Census19, group) == Placed::NoSuchCode {
        return Err(format!("`{group}` is not one of the nineteen groups"));
    }
    if counts.len() != names.len() {
        return Err(format!(
            "has {} counts, and the header names {} areas",
            counts.len(),
            names.len()
        ));
    }
    for (name, count) in names.iter().zip(counts) {
        let count: u64 = count
            .parse()
            .map_err(|_| format!("`{count}` of `{name}` is not a number of residents"))?;
        let area = areas.entry((*name).to_owned()).or_default();
        if area.insert((*group).to_owned(), count).is_some() {
            return Err(format!("`{group}` is there twice"));
        }
    }
    Ok(())
}

/// The groups that an area has no count of.
fn lacking(areas: &BTreeMap<String, BTreeMap<String, u64>>) -> Vec<Problem> {
    let codes: Vec<&str> = rows()
        .filter(|row| row.first() == Some(&CodeList::Census19.key()))
        .filter_map(|row| row.get(1).copied())
        .collect();
    if areas.is_empty() {
        return vec![Problem {
            line: 1,
            what: "has no groups".to_owned(),
        }];
    }
    areas
        .iter()
        .flat_map(|(area, groups)| {
            codes
                .iter()
                .filter(|code| !groups.contains_key(**code))
                .map(|code| Problem {
                    line: 1,
                    what: format!("`{area}` has no `{code}`; every group must be there"),
                })
                .collect::<Vec<_>>()
        })
        .collect()
}
