//! Figures of the evidence base: who sees them how, for which days, and what is behind one.
//!
//! Nothing is counted here: [`figures::evidence::Evidence`] answers. Small numbers are hidden for
//! those outside the force before anything is shown, and what opens a figure to its files is
//! written in each file's log first.

use casework::permission::{FiguresSight, figures_sight};
use domain::time::in_london;
use domain::{Actor, Month};
use figures::disclose::{Earlier, Rules, protect_table};
use figures::evidence::{Answer, Behind, CellOf, Evidence, Fault, Source};
use figures::filters::{Filters, Problem};
use jiff::civil::Date;
use jiff::{Timestamp, ToSpan as _};
use record::Seen;

use super::note;
use crate::app::App;
use crate::error::WebError;

/// How many months a question covers when it does not say, the present one among them.
const MONTHS: i32 = 12;

/// How somebody sees figures, or that they do not.
pub fn permitted(actor: &Actor) -> Result<FiguresSight, WebError> {
    figures_sight(actor.role).ok_or_else(|| {
        WebError::Forbidden(
            "figures are for supervisors, the liaison officer, the analyst and the records \
             manager, and with small numbers hidden for partners"
                .into(),
        )
    })
}

/// The period a question is asked for when it names none: the last twelve months with the present
/// one, up to and with today; for those outside the force the last quarter that is over.
pub fn otherwise(sight: FiguresSight, now: Timestamp) -> Filters {
    let today = in_london(now).date();
    if sight == FiguresSight::Protected {
        let to = quarter_of(today);
        let from = to.checked_sub(3.months()).unwrap_or(to);
        return Filters::over(from, to);
    }
    let first = today.first_of_month();
    let from = first.checked_sub((MONTHS - 1).months()).unwrap_or(first);
    Filters::over(from, today.tomorrow().unwrap_or(today))
}

/// The first day of the calendar quarter a day lies in.
fn quarter_of(day: Date) -> Date {
    let first = day.first_of_month();
    let into = (first.month() - 1) % 3;
    first.checked_sub(into.months()).unwrap_or(first)
}

/// What somebody asks for, read from the address.
pub fn asked(
    actor: &Actor,
    pairs: &[(String, String)],
    now: Timestamp,
) -> Result<Result<Filters, Vec<Problem>>, WebError> {
    let sight = permitted(actor)?;
    let pairs = pairs
        .iter()
        .map(|(key, value)| (key.as_str(), value.as_str()));
    let read = Filters::read(pairs, &otherwise(sight, now));
    Ok(read.and_then(|filters| {
        if sight == FiguresSight::Protected {
            fixed(filters, now)
        } else {
            Ok(filters)
        }
    }))
}

/// For those outside the force: quarters that are over, each by itself, of the whole force. Two
/// periods that overlap in part could be subtracted from one another.
fn fixed(filters: Filters, now: Timestamp) -> Result<Filters, Vec<Problem>> {
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
    } else if filters.to > in_london(now).date() {
        fault("to", "this quarter is not over yet");
    }
    if filters.area.is_some() || filters.force.is_some() {
        fault("area", "figures outside the force are of the whole force");
    }
    if problems.is_empty() {
        Ok(filters)
    } else {
        Err(problems)
    }
}

/// Whether a month is still growing.
pub fn is_growing(month: Month, now: Timestamp) -> bool {
    month.ends().is_none_or(|ends| ends > now)
}

/// What there is to answer with, or that there is nothing.
pub fn evidence(app: &App) -> Option<&dyn Evidence> {
    app.evidence()
}

/// What a measure says.
#[derive(Debug)]
pub enum Told {
    /// Its figures.
    Figures(Box<Answer>),
    /// The server was given nothing to answer with.
    NoEvidence,
    /// There is something to answer with, and nothing in it yet.
    Empty,
    /// Nothing is shown outside the force: a small number could not be hidden.
    Withheld,
}

/// The figures of a measure, as somebody may see them.
pub async fn answer(
    app: &App,
    actor: &Actor,
    name: &str,
    filters: &Filters,
) -> Result<Told, WebError> {
    let sight = permitted(actor)?;
    let Some(evidence) = evidence(app) else {
        return Ok(Told::NoEvidence);
    };
    let mut answer = match evidence.answer(name, filters).await {
        Ok(answer) => answer,
        Err(Fault::Empty) => return Ok(Told::Empty),
        Err(fault) => return Err(fault_of(&fault)),
    };
    if sight == FiguresSight::Protected {
        let named = format!("{name}|{}", filters.query());
        let protected = protect_table(&named, &answer.table, &Earlier::default(), Rules::default());
        match protected {
            Ok((table, ..)) => answer.table = table,
            Err(_) => return Ok(Told::Withheld),
        }
        // Exact, these would give back what the table hides.
        answer.missing.clear();
    }
    Ok(Told::Figures(Box::new(answer)))
}

/// Refuses somebody who does not see the files behind figures.
pub fn may_open(actor: &Actor) -> Result<(), WebError> {
    if permitted(actor)? == FiguresSight::Opens {
        return Ok(());
    }
    Err(WebError::Forbidden(
        "your role sees figures, and not the files behind them".into(),
    ))
}

/// What a cell was counted from, from a place in the list on. That somebody saw a file listed is
/// written in its log before it is shown.
pub async fn records(
    app: &App,
    actor: &Actor,
    name: &str,
    filters: &Filters,
    of: &CellOf,
    page: std::ops::Range<usize>,
) -> Result<Behind, WebError> {
    may_open(actor)?;
    let evidence = evidence(app).ok_or(WebError::NotFound)?;
    let found = evidence
        .records(name, filters, of)
        .await
        .map_err(|fault| fault_of(&fault))?;
    let shown: Vec<Source> = found
        .records
        .into_iter()
        .skip(page.start)
        .take(page.len())
        .collect();
    let figure = figure(name, of);
    for source in &shown {
        if let Source::File(file) = source
            && let Some(held) = app.record().read(*file).await?
        {
            let seen = Seen::Listed {
                figure: figure.clone(),
            };
            note(app, actor, *file, held.last_position(), seen).await?;
        }
    }
    Ok(Behind {
        records: shown,
        total: found.total,
    })
}

/// A figure by its measure, column and row, as the log has it.
fn figure(name: &str, of: &CellOf) -> String {
    let keys: Vec<String> = of
        .row
        .iter()
        .map(|(key, value)| format!("{key}={value}"))
        .collect();
    format!("{name} {} {}", of.column, keys.join(", "))
        .trim_end()
        .to_owned()
}

fn fault_of(fault: &Fault) -> WebError {
    match fault {
        Fault::NoMeasure { .. } | Fault::NoCell { .. } | Fault::Empty => WebError::NotFound,
        Fault::Failed { .. } => WebError::internal(&fault.to_string()),
    }
}
