//! Small numbers, hidden on what leaves the force (data.md section 4).
//!
//! The Home Office takes exact figures over a protected channel. Everybody else is sent counts made
//! safe by [`figures::disclose`], told of every sum that a reader of the month knows: each
//! breakdown and its whole, also where a remainder is not printed. Beside the counts:
//!
//! - times of fewer than five detentions are hidden, and others rounded to the nearest five
//!   minutes;
//! - the longest time never leaves, because it is one person's;
//! - the time over the period only where five or more exceeded it.
//!
//! Where the counts of a month cannot be made safe, none is sent.
//!
//! Differences between versions and between months can still tell something: rounding hides a
//! change of one, and is not proof against somebody who collects many releases.

use domain::Known;
use domain::event::{Figure, Recipient, Unit};
use figures::disclose::{self, Rules, Standing, Universe};

use crate::monthly::Set;
use crate::monthly::national::VARIABLES;

/// A figure as its recipient sees it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Shown {
    /// The id of its definition.
    pub definition: String,
    /// Its name on the page.
    pub name: String,
    /// Its unit.
    pub unit: Unit,
    /// Its value; none where it is hidden.
    pub value: Option<Known<u64>>,
    /// The rule by which it is not the exact figure; blank where it is.
    pub rule: &'static str,
}

const SMALL: &str = "hidden: fewer than five";
const UNSAFE: &str = "hidden: this month’s counts could not be made safe";
const BESIDE: &str = "hidden: it would give back another that is";
const ROUNDED: &str = "rounded to the nearest five";
const ONE_PERSON: &str = "hidden: it is one person’s";
const FEW: &str = "hidden: it rests on fewer than five";

/// The figures of a version as a recipient is sent them.
pub fn protected(figures: &[Figure], to: Recipient) -> Vec<Shown> {
    if to == Recipient::HomeOffice {
        return figures
            .iter()
            .map(|figure| shown(figure, Some(figure.value.clone()), ""))
            .collect();
    }
    let counts = counts(figures);
    figures
        .iter()
        .enumerate()
        .map(|(index, figure)| match figure.unit {
            Unit::Detentions => {
                let said = counts.as_ref().and_then(|shown| shown.get(index));
                count(figure, said)
            }
            Unit::Minutes => time(figure, figures),
        })
        .collect()
}

/// What is shown of each count, in the order of the figures; none where they cannot be made safe.
fn counts(figures: &[Figure]) -> Option<Vec<disclose::Shown>> {
    let mut universe = Universe::new();
    // Times are cells that nothing joins, so that the places stay those of the figures.
    for figure in figures {
        let value = match figure.unit {
            Unit::Detentions => figure.value.value().copied().unwrap_or(0),
            Unit::Minutes => 0,
        };
        universe.cell(figure.definition.clone(), value, Standing::Published);
    }
    for breakdown in Set::ALL.into_iter().flat_map(breakdowns) {
        add(&mut universe, figures, &breakdown)?;
    }
    let protected = disclose::protect(&universe, Rules::default()).ok()?;
    Some(protected.shown)
}

/// Counts that a reader knows to be parts of a whole.
struct Breakdown {
    whole: String,
    /// What the ids of the parts begin with.
    parts: String,
    /// Whether the printed parts are all there are: a remainder is nought, and known to be.
    complete: bool,
    /// Whether the parts tell something of each person.
    tells: bool,
}

fn breakdowns(set: Set) -> Vec<Breakdown> {
    let of = |whole: &str, parts: &str, complete: bool| Breakdown {
        whole: format!("{}{whole}", set.prefix()),
        parts: format!("{}{parts}", set.prefix()),
        complete,
        tells: true,
    };
    let mut all = vec![
        of("begun", "place-", true),
        of("begun", "length-none-", false),
        of("begun", "open", false),
        of("begun", "exceeded", false),
    ];
    all.extend(VARIABLES.iter().map(|variable| {
        let whole = match variable.id {
            "station-reason" | "station-hours" => "place-police-station",
            "police-vehicle" => "nr-transport-police-vehicle",
            _ => "begun",
        };
        Breakdown {
            // That a detention was under section 136 is what the whole return is about; under which
            // subsection of section 135 it was is not.
            tells: variable.id != "power" || set == Set::Section135,
            ..of(whole, &format!("nr-{}-", variable.id), true)
        }
    }));
    all
}

/// Adds a breakdown, with what of its whole is not printed as a cell of its own. None where the
/// parts are more than the whole, which no month is.
fn add(universe: &mut Universe, figures: &[Figure], breakdown: &Breakdown) -> Option<()> {
    let is_part = |figure: &Figure| {
        figure.unit == Unit::Detentions && figure.definition.starts_with(&breakdown.parts)
    };
    let mut parts: Vec<usize> = (0..figures.len())
        .filter(|index| figures.get(*index).is_some_and(is_part))
        .collect();
    let whole = figures
        .iter()
        .position(|figure| figure.definition == breakdown.whole);
    // A version issued before a variable was counted has none of its parts.
    let (Some(whole), false) = (whole, parts.is_empty()) else {
        return Some(());
    };
    let value = |index: &usize| universe.cells().get(*index).map_or(0, |cell| cell.value);
    let rest = value(&whole).checked_sub(parts.iter().map(value).sum())?;
    if rest > 0 || !breakdown.complete {
        let key = format!("{} not printed", breakdown.parts);
        parts.push(universe.cell(key, rest, Standing::Unpublished));
    }
    universe.sum(whole, parts, breakdown.tells).ok()
}

fn shown(figure: &Figure, value: Option<Known<u64>>, rule: &'static str) -> Shown {
    Shown {
        definition: figure.definition.clone(),
        name: figure.name.clone(),
        unit: figure.unit,
        value,
        rule,
    }
}

/// A count as it is shown: what the solver said of it, or nothing where it said nothing.
fn count(figure: &Figure, said: Option<&disclose::Shown>) -> Shown {
    let Some(number) = figure.value.value().copied() else {
        return shown(figure, Some(figure.value.clone()), "");
    };
    match said {
        Some(disclose::Shown::Rounded(0)) => shown(figure, Some(Known::is(0)), ""),
        Some(disclose::Shown::Rounded(near) | disclose::Shown::Exact(near)) => {
            shown(figure, Some(Known::is(*near)), ROUNDED)
        }
        Some(disclose::Shown::Suppressed) if Rules::default().is_small(number) => {
            shown(figure, None, SMALL)
        }
        Some(disclose::Shown::Suppressed) => shown(figure, None, BESIDE),
        None => shown(figure, None, UNSAFE),
    }
}

/// A time is hidden with the count it rests on.
fn time(figure: &Figure, figures: &[Figure]) -> Shown {
    let Some(minutes) = figure.value.value().copied() else {
        return shown(figure, Some(figure.value.clone()), "");
    };
    let (set, id) = Set::of_id(&figure.definition).unwrap_or((Set::Section136, ""));
    let of_set = |id: &str| format!("{}{id}", set.prefix());
    let rests_on = match id {
        "longest" => return shown(figure, None, ONE_PERSON),
        "exceeded-minutes" => value_of(figures, &of_set("exceeded")),
        // The lengths that are known: those begun, without those that have none.
        _ => value_of(figures, &of_set("begun")).saturating_sub(
            figures
                .iter()
                .filter(|other| other.definition.starts_with(&of_set("length-none-")))
                .filter_map(|other| other.value.value())
                .sum(),
        ),
    };
    match (rests_on, minutes) {
        (0, 0) => shown(figure, Some(figure.value.clone()), ""),
        (number, _) if number < Rules::default().threshold => shown(figure, None, FEW),
        _ => shown(figure, Some(Known::is(to_five(minutes))), ROUNDED),
    }
}

fn value_of(figures: &[Figure], definition: &str) -> u64 {
    figures
        .iter()
        .find(|figure| figure.definition == definition)
        .and_then(|figure| figure.value.value().copied())
        .unwrap_or(0)
}

const fn to_five(number: u64) -> u64 {
    number.saturating_add(2) / 5 * 5
}
