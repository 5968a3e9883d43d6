//! What of an answer those outside the force are told: a whole quarter that is over, of the whole
//! force, with its small counts hidden.

use jiff::ToSpan as _;
use jiff::civil::Date;

use super::{Earlier, Rules, Unsafe, protect_table};
use crate::evidence::Answer;
use crate::filters::{Filters, Problem};

/// Measures that are not for outside at all: what goes out of one step comes into the next, which
/// the control of small numbers does not know, so that a hidden one could be worked out.
const OF_STEPS: &[&str] = &["contact_to_outcome"];

/// Why nothing of an answer is told outside.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Withheld {
    /// Its rows go on into one another.
    #[error(
        "what goes out of one step comes into the next, so that a hidden number could be worked out"
    )]
    Steps,
    /// A small number cannot be hidden by hiding others.
    #[error(transparent)]
    Unsafe(#[from] Unsafe),
}

/// The answer as those outside the force are told it. How often things were not known is left out:
/// exact, that would give back what the table hides. Rates of residents are not for outside
/// either, for the same reason, and are the caller's to leave out.
///
/// # Errors
///
/// Nothing of it can be told.
pub fn outside(mut answer: Answer) -> Result<Answer, Withheld> {
    let name = &answer.measure.name;
    if OF_STEPS.contains(&name.as_str()) {
        return Err(Withheld::Steps);
    }
    let named = format!("{name}|{}", answer.filters.query());
    let (table, ..) = protect_table(&named, &answer.table, &Earlier::default(), Rules::default())?;
    answer.table = table;
    answer.missing.clear();
    Ok(answer)
}

/// The first day of the calendar quarter a day lies in.
fn quarter_of(day: Date) -> Date {
    let first = day.first_of_month();
    let into = (first.month() - 1) % 3;
    first.checked_sub(into.months()).unwrap_or(first)
}

/// The last calendar quarter that is over on a day.
pub fn last_quarter(today: Date) -> Filters {
    let to = quarter_of(today);
    Filters::over(to.checked_sub(3.months()).unwrap_or(to), to)
}

/// Whether filters are such as those outside the force may ask: one calendar quarter that is over,
/// of the whole force. Two periods that overlap in part could be subtracted from one another.
///
/// # Errors
///
/// Each filter that is not so, with what to ask instead.
pub fn of_one_quarter(filters: &Filters, today: Date) -> Result<(), Vec<Problem>> {
    let mut problems = Vec::new();
    let mut fault = |key: &str, what: &str| {
        problems.push(Problem {
            key: key.to_owned(),
            what: what.to_owned(),
        });
    };
    let whole = filters.from == quarter_of(filters.from)
        && filters.from.checked_add(3.months()).ok() == Some(filters.to);
    if !whole {
        fault(
            "from",
            "figures outside the force are of one whole quarter, such as 2026-07-01 to 2026-10-01",
        );
    } else if filters.to > today {
        fault("to", "this quarter is not over yet");
    }
    if filters.area.is_some() || filters.force.is_some() {
        fault("area", "figures outside the force are of the whole force");
    }
    if problems.is_empty() {
        Ok(())
    } else {
        Err(problems)
    }
}
