//! Small numbers, hidden on what leaves the force (data.md section 4).
//!
//! The Home Office takes exact figures over a protected channel. Everybody else is sent:
//!
//! - a count from 1 to 4 as `[c]`; any other rounded to the nearest five;
//! - where one count of a breakdown is hidden, a second one beside it, the smallest that is not
//!   nought, or a nought where there is no other: what is left must not give it back;
//! - times of fewer than five detentions as `[c]`, and others to the nearest five minutes;
//! - the longest time never, because it is one person's;
//! - the time over the period only where five or more exceeded it.
//!
//! Differences between versions and between months can still tell something: rounding hides a
//! change of one, and is not proof against somebody who collects many releases.

use domain::Known;
use domain::event::{Figure, Recipient, Unit};

use crate::monthly::national::VARIABLES;

/// Counts below this are hidden. The same for every force for now; workflows.md section 13.
const SMALLEST: u64 = 5;

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
    let mut all: Vec<Shown> = figures
        .iter()
        .map(|figure| match figure.unit {
            Unit::Detentions => small(figure),
            Unit::Minutes => time(figure, figures),
        })
        .collect();
    hide_beside(&mut all, figures, "s136m-place-");
    hide_beside(&mut all, figures, "s136m-length-none-");
    for variable in VARIABLES {
        let breakdown = format!("s136m-nr-{}-", variable.id);
        hide_beside(&mut all, figures, &breakdown);
    }
    all
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

fn small(figure: &Figure) -> Shown {
    match figure.value.value().copied() {
        Some(0) | None => shown(figure, Some(figure.value.clone()), ""),
        Some(number) if number < SMALLEST => shown(figure, None, SMALL),
        Some(number) => shown(figure, Some(Known::is(to_five(number))), ROUNDED),
    }
}

/// A time is hidden with the count it rests on.
fn time(figure: &Figure, figures: &[Figure]) -> Shown {
    let Some(minutes) = figure.value.value().copied() else {
        return shown(figure, Some(figure.value.clone()), "");
    };
    let rests_on = match figure.definition.as_str() {
        "s136m-longest" => return shown(figure, None, ONE_PERSON),
        "s136m-exceeded-minutes" => value_of(figures, "s136m-exceeded"),
        // The lengths that are known: those begun, without those that have none.
        _ => value_of(figures, "s136m-begun").saturating_sub(
            figures
                .iter()
                .filter(|other| other.definition.starts_with("s136m-length-none-"))
                .filter_map(|other| other.value.value())
                .sum(),
        ),
    };
    match (rests_on, minutes) {
        (0, 0) => shown(figure, Some(figure.value.clone()), ""),
        (number, _) if number < SMALLEST => shown(figure, None, FEW),
        _ => shown(figure, Some(Known::is(to_five(minutes))), ROUNDED),
    }
}

/// Where one count of a breakdown is hidden, hides another: two unknowns have no one answer.
fn hide_beside(all: &mut [Shown], figures: &[Figure], breakdown: &str) {
    let hidden = all
        .iter()
        .filter(|one| one.definition.starts_with(breakdown) && one.value.is_none())
        .count();
    if hidden != 1 {
        return;
    }
    let next = all
        .iter_mut()
        .filter(|one| one.definition.starts_with(breakdown) && one.value.is_some())
        .min_by_key(|one| match value_of(figures, &one.definition) {
            // A nought tells least by being hidden, and most by being shown; it goes last.
            0 => u64::MAX,
            number => number,
        });
    if let Some(next) = next {
        next.value = None;
        next.rule = BESIDE;
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
