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
    let text = with_left_out(&print::csv(&answer.table), answer.left_out.len());
    let mut response = text.into_response();
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

/// A file travels without its page: each row says how many files and months could not be read, so
/// that a smaller number is never a silent one.
fn with_left_out(csv: &str, left_out: usize) -> String {
    let mut text = String::with_capacity(csv.len() + csv.len() / 8);
    let mut quoted = false;
    let mut head = true;
    for part in csv.split_inclusive("\r\n") {
        let line = part.strip_suffix("\r\n");
        // A line ending inside quotes is no end of a row.
        quoted ^= part.matches('"').count() % 2 == 1;
        match line {
            Some(line) if !quoted => {
                text.push_str(line);
                let cell = if head {
                    "left_out".to_owned()
                } else {
                    left_out.to_string()
                };
                text.push(',');
                text.push_str(&cell);
                text.push_str("\r\n");
                head = false;
            }
            _ => text.push_str(part),
        }
    }
    text
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

#[cfg(test)]
mod tests {
    use super::with_left_out;

    #[test]
    fn every_row_says_how_much_was_left_out() {
        let csv = "site,waits\r\n\"Ward 1,\r\nnorth\",3\r\nWard 2,4\r\n";
        assert_eq!(
            with_left_out(csv, 2),
            "site,waits,left_out\r\n\"Ward 1,\r\nnorth\",3,2\r\nWard 2,4,2\r\n"
        );
    }
}
