//! An answer as a file: CSV for a spreadsheet, JSON with all that the figures rest on.

use axum::Json;
use axum::extract::{Path, State};
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse as _, Response};
use figures::evidence::Answer;
use figures::print;

use super::Pairs;
use crate::app::App;
use crate::desk::evidence;
use crate::error::WebError;
use crate::extract::{Asked, Now};
use crate::session::SignedIn;

/// `GET /evidence/{measure}/csv`.
pub(in crate::pages) async fn csv(
    State(app): State<App>,
    SignedIn(person): SignedIn,
    Path(name): Path<String>,
    Now(now): Now,
    Asked(pairs): Asked<Pairs>,
) -> Result<Response, WebError> {
    let answer = evidence::figures_for(&app, &person.actor, &name, &pairs, now).await?;
    let mut response = print::csv_of(&answer).into_response();
    dress(
        &mut response,
        &answer,
        "csv",
        "text/csv; charset=utf-8; header=present",
    );
    Ok(response)
}

/// `GET /evidence/{measure}/json`.
pub(in crate::pages) async fn json(
    State(app): State<App>,
    SignedIn(person): SignedIn,
    Path(name): Path<String>,
    Now(now): Now,
    Asked(pairs): Asked<Pairs>,
) -> Result<Response, WebError> {
    let answer = evidence::figures_for(&app, &person.actor, &name, &pairs, now).await?;
    let mut response = Json(&answer).into_response();
    dress(&mut response, &answer, "json", "application/json");
    Ok(response)
}

fn dress(response: &mut Response, answer: &Answer, kind: &str, media: &'static str) {
    let filters = &answer.filters;
    let name = format!(
        "attachment; filename=\"{}-{}-{}.{kind}\"",
        answer.measure.name,
        filters.from,
        filters.last_day()
    );
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(media));
    if let Ok(name) = HeaderValue::try_from(name) {
        headers.insert(header::CONTENT_DISPOSITION, name);
    }
}
