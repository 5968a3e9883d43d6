//! What one figure was counted from. Each file that is listed has it in its log.

use askama::Template;
use axum::extract::{Path, State};
use axum::response::Response;
use figures::evidence::{Behind, CellOf, Source};
use figures::print::thousands;

use super::measure::{find, of};
use super::table::words;
use super::{Pairs, address};
use crate::app::App;
use crate::desk::evidence;
use crate::error::WebError;
use crate::extract::{Asked, Now};
use crate::pages::layout::{Shell, show};
use crate::session::{SignedIn, Visitor};

/// How many are listed at once: who looks is noted for each.
const A_PAGE: usize = 50;
/// More rows than these are no group of any roll-up.
const MOST_CELLS: usize = 40;

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
    total: String,
    records: Vec<(String, Option<String>)>,
    /// Which of them these are, where there is more than one page.
    range: Option<String>,
    next: Option<String>,
    /// How many cannot be listed, because there are too many.
    beyond: Option<String>,
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
        .map_err(|problems| WebError::Unreadable(told(&problems)))?;
    let from = wanted.page * A_PAGE;
    let page = from..from + A_PAGE;
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
        total: thousands(found.total),
        records: found.records.iter().map(shown).collect(),
        range: (listed > A_PAGE).then(|| format!("{} to {last}", from + 1)),
        next: (last < listed && !found.records.is_empty())
            .then(|| wanted.address(&name, &filters.query(), wanted.page + 1)),
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

fn shown(source: &Source) -> (String, Option<String>) {
    match source {
        Source::File(file) => (file.reference(), Some(format!("/cases/{file}"))),
        Source::Imported { batch, id } => (format!("{id}, of the extract {batch}"), None),
    }
}

fn told(problems: &[figures::filters::Problem]) -> String {
    let words: Vec<String> = problems.iter().map(ToString::to_string).collect();
    words.join("; ")
}

/// What the address asks for: a column, its row, and which page of the list. The rest are filters.
/// A key that is there more than once asks for the rows of each value: one figure of several rows.
struct Wanted {
    column: String,
    row: Vec<(String, Vec<String>)>,
    page: usize,
    filters: Pairs,
}

impl Wanted {
    fn read(pairs: Pairs) -> Result<Self, WebError> {
        let (mut column, mut page, mut filters) = (None, 0, Pairs::new());
        let mut row: Vec<(String, Vec<String>)> = Vec::new();
        for (key, value) in pairs {
            if let Some(of) = key.strip_prefix("row.") {
                match row.iter_mut().find(|(key, _)| key == of) {
                    Some((_, values)) if values.contains(&value) => {}
                    Some((_, values)) => values.push(value),
                    None => row.push((of.to_owned(), vec![value])),
                }
            } else if key == "column" {
                column = Some(value);
            } else if key == "page" {
                page = value.parse().map_err(|_| WebError::NotFound)?;
            } else {
                filters.push((key, value));
            }
        }
        if page > Behind::MOST / A_PAGE {
            return Err(WebError::NotFound);
        }
        let cells: usize = row.iter().map(|(_, values)| values.len()).product();
        if cells > MOST_CELLS {
            return Err(WebError::NotFound);
        }
        Ok(Self {
            column: column.ok_or(WebError::NotFound)?,
            row,
            page,
            filters,
        })
    }

    /// The cells: one for each way to take a value of each key.
    fn cells(&self) -> Vec<CellOf> {
        let mut rows = vec![Vec::new()];
        for (key, values) in &self.row {
            rows = rows
                .iter()
                .flat_map(|row| {
                    values.iter().map(|value| {
                        let mut row: Vec<(String, String)> = row.clone();
                        row.push((key.clone(), value.clone()));
                        row
                    })
                })
                .collect();
        }
        rows.into_iter()
            .map(|row| CellOf {
                row,
                column: self.column.clone(),
            })
            .collect()
    }

    fn address(&self, name: &str, filters: &str, page: usize) -> String {
        let mut query = crate::forms::Submitted::default();
        query.push("column", &self.column);
        for (key, values) in &self.row {
            for value in values {
                query.push(format!("row.{key}"), value);
            }
        }
        query.push("page", page.to_string());
        format!("{}/records{}&{filters}", address(name), query.query())
    }
}
