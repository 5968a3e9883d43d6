//! Figures of the evidence base: who sees them how, for which days, and what is behind one.
//!
//! Nothing is counted here: [`figures::evidence::Evidence`] answers. Small numbers are hidden for
//! those outside the force before anything is shown, and what opens a figure to its files is
//! written in each file's log first.

mod cells;

use std::collections::BTreeSet;

use casework::permission::{FiguresSight, figures_sight};
use domain::time::in_london;
use domain::{Actor, Month};
use figures::disclose::{last_quarter, of_one_quarter, outside};
use figures::evidence::{Answer, Behind, CellOf, Evidence, Fault, Source};
use figures::fairness::{Fairness, fairness};
use figures::filters::{Filters, Problem};
use figures::hidden;
use figures::measure::{Kind, Measure};
use figures::population::{Population, Rollup};
use figures::rate;
use jiff::{Timestamp, ToSpan as _};
use record::Seen;

use super::note;
use crate::app::App;
use crate::error::WebError;

pub use cells::Wanted;

/// How many records are listed at once: who looks is noted for each.
pub const A_PAGE: usize = 50;

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
        return last_quarter(today);
    }
    let first = today.first_of_month();
    let from = first.checked_sub((MONTHS - 1).months()).unwrap_or(first);
    Filters::over(from, today.tomorrow().unwrap_or(today))
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
            of_one_quarter(&filters, in_london(now).date())?;
        }
        Ok(filters)
    }))
}

/// The key of an address that says how codes are brought to groups.
pub const ROLLUP: &str = "rollup";

/// Takes the roll-up out of what an address asks for, and leaves the filters. Five groups as the
/// census has them, where it names none.
pub fn rollup(pairs: Vec<(String, String)>) -> Result<(Rollup, Vec<(String, String)>), Problem> {
    let (asked, rest): (Vec<_>, Vec<_>) = pairs.into_iter().partition(|(key, _)| key == ROLLUP);
    let problem = |what: String| Problem {
        key: ROLLUP.to_owned(),
        what,
    };
    match asked.as_slice() {
        [] => Ok((Rollup::CensusFive, rest)),
        [(_, id)] => Rollup::of_id(id)
            .map(|rollup| (rollup, rest))
            .ok_or_else(|| {
                let all: Vec<&str> = Rollup::ALL.iter().map(|rollup| rollup.id()).collect();
                problem(format!("is one of {}", all.join(", ")))
            }),
        _ => Err(problem("is there twice; leave one".to_owned())),
    }
}

/// The groups of an answer beside each other, with the residents of its force's area. None where
/// the measure has no groups of people, and for those outside the force: a rate would give back
/// the count that was rounded.
pub fn groups(actor: &Actor, answer: &Answer, rollup: Rollup) -> Option<Fairness> {
    if permitted(actor).ok()? == FiguresSight::Protected {
        return None;
    }
    let census = Population::census_2021().ok()?;
    fairness(answer, &census, rollup, &rate::Rules::default())
}

/// The hidden demand of an answer, or why it is not estimated. None where the measure counts no
/// texts, and for those outside the force: it would give back counts that were hidden.
pub fn hidden(
    app: &App,
    actor: &Actor,
    answer: &Answer,
) -> Option<Result<hidden::Hidden, hidden::NoHidden>> {
    if permitted(actor).ok()? == FiguresSight::Protected {
        return None;
    }
    hidden::hidden(answer, app.validation())
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
    /// The list of what there is to answer with cannot be read.
    Broken,
    /// Nothing is shown outside the force: a small number could not be hidden.
    Withheld,
}

impl Told {
    /// Why there are no figures.
    pub const fn words(&self) -> &'static str {
        match self {
            Self::Figures(_) => "",
            Self::NoEvidence => "This server was started without an evidence base.",
            Self::Empty => {
                "The evidence base is empty: nothing has been followed or imported yet. It fills as \
             the record is followed; whoever runs the server can also import an extract of the \
             control room."
            }
            Self::Broken => {
                "The evidence base cannot be read: its list of files, manifest.json, came to harm, so \
             that no figure is shown. Whoever runs the server finds in its log what is wrong and what \
             to do."
            }
            Self::Withheld => {
                "These figures are not shown outside the force: a number in them is so small that it \
             cannot be hidden by hiding others. Ask the force’s analyst."
            }
        }
    }
}

/// The measure of a name, or that nothing is found.
pub fn find(app: &App, name: &str) -> Result<Measure, WebError> {
    let evidence = app.evidence().ok_or(WebError::NotFound)?;
    let mut measures = evidence.measures().iter();
    measures
        .find(|measure| measure.name == name)
        .cloned()
        .ok_or(WebError::NotFound)
}

/// The figures of a measure for what an address asks, as a program takes them: what cannot be read
/// of it, and that there are no figures, are faults.
pub async fn figures_for(
    app: &App,
    actor: &Actor,
    name: &str,
    pairs: &[(String, String)],
    now: Timestamp,
) -> Result<Answer, WebError> {
    permitted(actor)?;
    find(app, name)?;
    let filters = asked(actor, pairs, now)?.map_err(|problems| unreadable(&problems))?;
    match answer(app, actor, name, &filters).await? {
        Told::Figures(answer) => Ok(*answer),
        told => Err(WebError::Unreadable(
            told.words().trim_end_matches('.').to_owned(),
        )),
    }
}

/// What is wrong with an address, in one line.
pub fn unreadable(problems: &[Problem]) -> WebError {
    let words: Vec<String> = problems.iter().map(ToString::to_string).collect();
    WebError::Unreadable(words.join("; "))
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
    let answer = match evidence.answer(name, filters).await {
        Ok(answer) => answer,
        Err(Fault::Empty) => return Ok(Told::Empty),
        Err(fault @ Fault::Broken { .. }) => {
            tracing::error!(fault = %fault, "no figures");
            return Ok(Told::Broken);
        }
        Err(fault) => return Err(fault_of(&fault)),
    };
    let shown = if sight == FiguresSight::Protected {
        outside(answer).map_err(|_| Told::Withheld)
    } else {
        Ok(answer)
    };
    Ok(shown.map_or_else(|told| told, |answer| Told::Figures(Box::new(answer))))
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

/// What cells of one column were counted from, from a place in the list on: more than one cell
/// where a figure is of several rows. That somebody saw a file listed is written in its log before
/// it is shown.
pub async fn records(
    app: &App,
    actor: &Actor,
    name: &str,
    filters: &Filters,
    cells: &[CellOf],
    page: std::ops::Range<usize>,
) -> Result<Behind, WebError> {
    may_open(actor)?;
    let evidence = evidence(app).ok_or(WebError::NotFound)?;
    if cells.len() > 1 && is_quantile(evidence, name, cells) {
        // The middle of several rows is no figure that was shown.
        return Err(WebError::NotFound);
    }
    let mut found = Behind::default();
    for of in cells {
        let one = evidence
            .records(name, filters, of)
            .await
            .map_err(|fault| fault_of(&fault))?;
        found.total = found.total.saturating_add(one.total);
        found.records.extend(one.records);
        found.values.extend(one.values);
        found.around.extend(one.around);
        found.left_out.extend(one.left_out);
    }
    let shown: Vec<Source> = found
        .records
        .into_iter()
        .take(Behind::MOST)
        .skip(page.start)
        .take(page.len())
        .collect();
    let figure = figure(name, cells);
    let around = found.around.iter().map(|(source, _)| source);
    // One that is listed twice is seen once.
    let seen: BTreeSet<&Source> = shown.iter().chain(around).collect();
    for source in seen {
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
        values: found
            .values
            .into_iter()
            .skip(page.start)
            .take(page.len())
            .collect(),
        around: found.around,
        total: found.total,
        left_out: found.left_out,
    })
}

/// Whether the cells are of a quantile.
fn is_quantile(evidence: &dyn Evidence, name: &str, cells: &[CellOf]) -> bool {
    let mut measures = evidence.measures().iter();
    let measure = measures.find(|measure| measure.name == name);
    let column = cells.first().map_or("", |of| of.column.as_str());
    measure
        .and_then(|measure| measure.column(column))
        .is_some_and(|column| matches!(column.kind, Kind::Quantile { .. }))
}

/// A figure by its measure, column and rows, as the log has it.
fn figure(name: &str, cells: &[CellOf]) -> String {
    let rows: Vec<String> = cells
        .iter()
        .map(|of| {
            let keys = of.row.iter();
            let keys: Vec<String> = keys.map(|(key, value)| format!("{key}={value}")).collect();
            keys.join(", ")
        })
        .collect();
    let column = cells.first().map_or("", |of| of.column.as_str());
    format!("{name} {column} {}", rows.join(" or "))
        .trim_end()
        .to_owned()
}

fn fault_of(fault: &Fault) -> WebError {
    match fault {
        Fault::NoMeasure { .. } | Fault::NoCell { .. } | Fault::Empty => WebError::NotFound,
        Fault::Failed { .. } | Fault::Broken { .. } => WebError::internal(&fault.to_string()),
    }
}
