//! What one figure was counted from. Each file that is listed has it in its log.

use askama::Template;
use axum::extract::{Path, State};
use axum::response::Response;
use figures::evidence::{Behind, Source};
use figures::measure::Kind;
use figures::print::{thousands, words};

use super::measure::{left_out, of};
use super::{Pairs, address};
use crate::app::App;
use crate::desk::evidence::{self, A_PAGE, Wanted, find};
use crate::error::WebError;
use crate::extract::{Asked, Now};
use crate::pages::layout::{Shell, show};
use crate::session::{SignedIn, Visitor};

#[derive(Template)]
#[template(path = "behind.html")]
struct BehindPage {
    shell: Shell,
    title: String,
    back: String,
    column: String,
    meaning: String,
    /// The row: key and value.
    row: Vec<(String, String)>,
    of: String,
    left_out: Vec<String>,
    total: String,
    /// Whether these are what a quantile was taken of, and not what was counted.
    quantile: bool,
    /// Those next to a quantile on either side, where there are more than these.
    around: Vec<Listed>,
    records: Vec<Listed>,
    /// Which of them these are, where there is more than one page.
    range: Option<String>,
    next: Option<String>,
    /// How many cannot be listed, because there are too many.
    beyond: Option<String>,
}

/// One record, with its value behind a quantile.
struct Listed {
    name: String,
    href: Option<String>,
    value: Option<String>,
}

/// `GET /evidence/{measure}/records`.
pub(in crate::pages) async fn behind(
    State(app): State<App>,
    visitor: Visitor,
    SignedIn(person): SignedIn,
    Path(name): Path<String>,
    Now(now): Now,
    Asked(pairs): Asked<Pairs>,
) -> Result<Response, WebError> {
    evidence::may_open(&person.actor)?;
    let measure = find(&app, &name)?;
    let wanted = Wanted::read(pairs)?;
    let filters = evidence::asked(&person.actor, &wanted.filters, now)?
        .map_err(|problems| evidence::unreadable(&problems))?;
    let page = wanted.range();
    let from = page.start;
    let found = evidence::records(
        &app,
        &person.actor,
        &name,
        &filters,
        &wanted.cells(),
        page.clone(),
    )
    .await?;
    let column = measure.column(&wanted.column);
    let unit = column.map_or("", |column| column.unit.as_str());
    let here = format!("{}?{}", address(&name), filters.query());
    let last = from + found.records.len();
    let listed = usize::try_from(found.total)
        .unwrap_or(usize::MAX)
        .min(Behind::MOST);
    let beyond = found.total.checked_sub(Behind::MOST as u64);
    show(&BehindPage {
        title: measure.title.clone(),
        column: words(&wanted.column),
        meaning: column
            .map(|column| column.meaning.clone())
            .unwrap_or_default(),
        row: wanted
            .row
            .iter()
            .map(|(key, values)| (words(key), values.join(", ")))
            .collect(),
        of: of(&app, &filters),
        left_out: left_out(&found.left_out),
        total: thousands(found.total),
        quantile: column.is_some_and(|column| matches!(column.kind, Kind::Quantile { .. })),
        around: found
            .around
            .iter()
            .filter(|_| found.around.len() < found.records.len())
            .map(|(source, value)| shown(source, Some(*value), unit))
            .collect(),
        records: found
            .records
            .iter()
            .enumerate()
            .map(|(at, source)| shown(source, found.values.get(at).copied(), unit))
            .collect(),
        range: (listed > A_PAGE).then(|| format!("{} to {last}", from + 1)),
        next: (last < listed && !found.records.is_empty()).then(|| {
            let query = wanted.query(wanted.page + 1);
            format!("{}/records{query}&{}", address(&name), filters.query())
        }),
        beyond: beyond.filter(|more| *more > 0).map(thousands),
        back: here,
        shell: Shell::new(
            &app,
            &visitor,
            format!("Files behind a figure: {}", measure.title),
            format!("{}/records", address(&name)),
        ),
    })
}

fn shown(source: &Source, value: Option<f64>, unit: &str) -> Listed {
    let (name, href) = match source {
        Source::File(file) => (file.reference(), Some(format!("/cases/{file}"))),
        Source::Imported { batch, id } => (format!("{id}, of the extract {batch}"), None),
    };
    Listed {
        name,
        href,
        value: value.map(|value| format!("{value} {unit}")),
    }
}
