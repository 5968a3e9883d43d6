//! Figures for programs: the measures, one measure's answer, and the records behind a cell.

mod groups;
mod view;

use axum::extract::{Path, State};
use casework::permission::FiguresSight;
use figures::evidence::{Behind, Source, told};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::body::Json;
use super::table::Endpoint;
use crate::app::App;
use crate::desk::evidence::{self, Wanted};
use crate::error::WebError;
use crate::extract::{Asked, Now};
use crate::session::SignedIn;
use view::{AnswerView, MeasureView};

pub(super) fn endpoints() -> Vec<Endpoint> {
    vec![
        Endpoint::get(
            "/api/v1/evidence",
            list,
            "listMeasures",
            "What is measured, each measure with its definition.",
        )
        .answers::<Measures>(200),
        Endpoint::get(
            "/api/v1/evidence/{measure}",
            show,
            "getMeasure",
            "The figures of a measure for a period and an area, with their definition, what was \
             not known and what was left out. Exact for the force; for its partners of one whole \
             quarter, with small numbers hidden.",
        )
        .query::<FilterQuery>()
        .answers::<AnswerView>(200),
        Endpoint::get(
            "/api/v1/evidence/{measure}/records",
            records,
            "listRecordsBehind",
            "What a count was counted from, fifty at a time. Every count of an answer has its \
             address, with its row as `row.KEY` for each key. That you saw a file listed is \
             recorded.",
        )
        .query::<RecordsQuery>()
        .answers::<Records>(200),
    ]
}

/// Decoded pairs of a query, in its order: filters are read by one strict reader, for pages too.
type Pairs = Vec<(String, String)>;

/// For what figures are asked. What is not sent is the last twelve months, every area; for
/// partners the last whole quarter.
#[derive(Deserialize, JsonSchema)]
#[expect(dead_code, reason = "only its schema is used")]
struct FilterQuery {
    /// The first day, in London, such as `2026-10-01`.
    from: Option<String>,
    /// The day after the last.
    to: Option<String>,
    /// The key of a force.
    force: Option<String>,
    /// The key of an area.
    area: Option<String>,
    /// Which definition of a mental-health incident comes first: `npcc` or `force`.
    definition: Option<String>,
    /// How codes are brought to groups, for a measure whose rows are codes of ethnic groups:
    /// `census-five/2021` unless another is named.
    rollup: Option<String>,
}

/// Which cell, and the filters it was answered for.
#[derive(Deserialize, JsonSchema)]
#[expect(dead_code, reason = "only its schema is used")]
struct RecordsQuery {
    /// The column. Without one nothing is found.
    column: Option<String>,
    /// Which page of the list, from 0.
    page: Option<u16>,
    /// The filters of the answer.
    #[serde(flatten)]
    filters: FilterQuery,
}

/// What is measured.
#[derive(Serialize, JsonSchema)]
struct Measures {
    /// Whether the server has anything to answer with; when it has not there are no measures.
    held: bool,
    /// The measures.
    measures: Vec<MeasureView>,
}

/// What a count was counted from.
#[derive(Serialize, JsonSchema)]
struct Records {
    /// How many there are in all.
    total: u64,
    /// These, in the order of the record; behind a quantile in that of their values.
    listed: Vec<ListedView>,
    /// Behind a quantile, those next to it on either side.
    around: Vec<ListedView>,
    /// What could not be read: where there is anything, there are more than these.
    left_out: Vec<String>,
    /// The address of the next page, where there is one. Of more than a thousand the rest are not
    /// listed.
    next: Option<String>,
}

/// Something that was counted, with its value where it is behind a quantile.
#[derive(Serialize, JsonSchema)]
struct ListedView {
    /// What.
    #[serde(flatten)]
    record: RecordView,
    /// Its value, in the unit of the column.
    value: Option<f64>,
}

/// Something that was counted.
#[derive(Serialize, JsonSchema)]
#[serde(tag = "kind", rename_all = "snake_case")]
enum RecordView {
    /// A file of the record.
    File {
        /// Its reference.
        reference: String,
        /// Its address.
        href: String,
    },
    /// A row of an imported extract.
    Imported {
        /// The extract.
        batch: String,
        /// The row's id in it.
        id: String,
    },
}

async fn list(
    State(app): State<App>,
    SignedIn(person): SignedIn,
) -> Result<Json<Measures>, WebError> {
    evidence::permitted(&person.actor)?;
    let found = app.evidence();
    let measures = found.map_or(&[][..], |evidence| evidence.measures());
    Ok(Json(Measures {
        held: found.is_some(),
        measures: measures.iter().map(MeasureView::of).collect(),
    }))
}

async fn show(
    State(app): State<App>,
    SignedIn(person): SignedIn,
    Path(name): Path<String>,
    Now(now): Now,
    Asked(pairs): Asked<Pairs>,
) -> Result<Json<AnswerView>, WebError> {
    let actor = &person.actor;
    let sight = evidence::permitted(actor)?;
    let (rollup, pairs) =
        evidence::rollup(pairs).map_err(|problem| evidence::unreadable(&[problem]))?;
    let answer = evidence::figures_for(&app, actor, &name, &pairs, now).await?;
    let growing = answer
        .filters
        .months()
        .last()
        .is_some_and(|month| evidence::is_growing(*month, now));
    let groups = evidence::groups(actor, &answer, rollup);
    let estimate = evidence::hidden(&app, actor, &answer);
    Ok(Json(AnswerView::of(
        &answer,
        (groups.as_ref(), estimate.as_ref()),
        sight == FiguresSight::Protected,
        growing,
        sight == FiguresSight::Opens,
    )))
}

async fn records(
    State(app): State<App>,
    SignedIn(person): SignedIn,
    Path(name): Path<String>,
    Now(now): Now,
    Asked(pairs): Asked<Pairs>,
) -> Result<Json<Records>, WebError> {
    let actor = &person.actor;
    evidence::may_open(actor)?;
    evidence::find(&app, &name)?;
    let wanted = Wanted::read(pairs)?;
    let filters = evidence::asked(actor, &wanted.filters, now)?
        .map_err(|problems| evidence::unreadable(&problems))?;
    let range = wanted.range();
    let found =
        evidence::records(&app, actor, &name, &filters, &wanted.cells(), range.clone()).await?;
    let last = usize::try_from(found.total)
        .unwrap_or(usize::MAX)
        .min(Behind::MOST);
    let more = !found.records.is_empty() && range.start + found.records.len() < last;
    let mut values = found.values.into_iter();
    let listed = found.records.into_iter().map(|source| ListedView {
        value: values.next(),
        record: record(source),
    });
    let around = found.around.into_iter().map(|(source, value)| ListedView {
        record: record(source),
        value: Some(value),
    });
    Ok(Json(Records {
        total: found.total,
        left_out: told(&found.left_out),
        listed: listed.collect(),
        around: around.collect(),
        next: more.then(|| {
            let query = wanted.query(wanted.page + 1);
            format!("{}{query}&{}", view::records_of(&name), filters.query())
        }),
    }))
}

fn record(source: Source) -> RecordView {
    match source {
        Source::File(file) => RecordView::File {
            reference: file.reference(),
            href: format!("/api/v1/files/{file}"),
        },
        Source::Imported { batch, id } => RecordView::Imported { batch, id },
    }
}
