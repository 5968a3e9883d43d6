//! A month in the categories of the national return, the files behind each number, and a signed
//! version as a file.

use axum::extract::{Path, State};
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse as _, Response};
use casework::permission::may_open_counted_files;
use casework::returns::{Return, Row};
use domain::Month;
use record::Seen;
use serde::Deserialize;

use super::address;
use crate::app::App;
use crate::desk;
use crate::desk::returns;
use crate::error::WebError;
use crate::export::ods as spreadsheet;
use crate::extract::{Asked, MonthPath};
use crate::forms::Submitted;
use crate::pages::layout::{Shell, show};
use crate::session::{SignedIn, Visitor};

#[derive(askama::Template)]
#[template(path = "national.html")]
struct NationalPage {
    shell: Shell,
    back: String,
    month: String,
    title: String,
    not_established: Vec<String>,
    /// The version beside which the record stands, where one was issued.
    version: Option<u16>,
    variables: Vec<VariableView>,
}

struct VariableView {
    /// The power, where its first variable is.
    heading: Option<&'static str>,
    power: &'static str,
    number: u8,
    name: String,
    of: u64,
    rows: Vec<RowView>,
}

struct RowView {
    category: String,
    now: u64,
    href: Option<String>,
    issued: Option<u64>,
}

/// `GET /returns/{month}/national`.
pub(in crate::pages) async fn national(
    State(app): State<App>,
    visitor: Visitor,
    SignedIn(person): SignedIn,
    MonthPath(month): MonthPath,
) -> Result<Response, WebError> {
    let opened = returns::open(&app, &person.actor, month).await?;
    let opens = may_open_counted_files(person.actor.role);
    let (template, now) = returns::national(&opened, None)?;
    let newest = opened.held.as_ref().and_then(Return::newest);
    // A version from before these were counted has none of them, and is not held against that.
    let issued = newest.and_then(|version| {
        let rows = returns::national(&opened, Some(version.number)).ok()?.1;
        Some((version.number, rows))
    });
    let back = address(month);
    show(&NationalPage {
        title: template.title.clone(),
        not_established: template.not_established.clone(),
        version: issued.as_ref().map(|(number, _)| *number),
        variables: variables(
            &now,
            issued.as_ref().map(|(_, rows)| &rows[..]),
            month,
            opens,
        ),
        month: month.to_string(),
        shell: Shell::new(
            &app,
            &visitor,
            format!("National return for {month}"),
            format!("{back}/national"),
        ),
        back,
    })
}

fn variables(now: &[Row], issued: Option<&[Row]>, month: Month, opens: bool) -> Vec<VariableView> {
    let mut views: Vec<VariableView> = Vec::new();
    for row in now {
        let before = issued.and_then(|rows| {
            rows.iter()
                .find(|other| is(other, row.power, &row.variable, &row.category))
        });
        let view = RowView {
            category: row.category.clone(),
            now: row.detentions,
            href: (opens && row.detentions > 0).then(|| files_address(month, row)),
            issued: before.map(|row| row.detentions),
        };
        match views.last_mut() {
            Some(last) if last.name == row.variable && last.power == row.power => {
                last.rows.push(view);
            }
            last => {
                let heading = last.is_none_or(|last| last.power != row.power);
                views.push(VariableView {
                    heading: heading.then_some(row.power),
                    power: row.power,
                    number: row.number,
                    name: row.variable.clone(),
                    of: row.of,
                    rows: vec![view],
                });
            }
        }
    }
    views
}

fn is(row: &Row, power: &str, variable: &str, category: &str) -> bool {
    row.power == power && row.variable == variable && row.category == category
}

fn files_address(month: Month, row: &Row) -> String {
    let mut query = Submitted::default();
    query.push("power", row.power);
    query.push("variable", &row.variable);
    query.push("category", &row.category);
    format!("{}/national/files{}", address(month), query.query())
}

/// Which number of the return: by name, never by position.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(in crate::pages) struct Number {
    power: String,
    variable: String,
    category: String,
}

#[derive(askama::Template)]
#[template(path = "national_files.html")]
struct FilesPage {
    shell: Shell,
    back: String,
    month: String,
    variable: String,
    category: String,
    files: Vec<(String, String)>,
}

/// `GET /returns/{month}/national/files`: what one number counts, as the record stands.
pub(in crate::pages) async fn files(
    State(app): State<App>,
    visitor: Visitor,
    SignedIn(person): SignedIn,
    MonthPath(month): MonthPath,
    Asked(asked): Asked<Number>,
) -> Result<Response, WebError> {
    let opened = returns::open(&app, &person.actor, month).await?;
    if !may_open_counted_files(person.actor.role) {
        return Err(WebError::Forbidden(
            "your role works with figures, and not with the files behind them".into(),
        ));
    }
    let (_, rows) = returns::national(&opened, None)?;
    let row = rows
        .iter()
        .find(|row| is(row, &asked.power, &asked.variable, &asked.category))
        .ok_or(WebError::NotFound)?;
    let found = returns::files_of(&opened, &row.figures);
    for counted in &found {
        let figure = format!(
            "return {}: {}, {}, {}",
            month.key(),
            row.power,
            row.variable,
            row.category
        );
        let position = counted.position.get();
        let seen = Seen::Listed { figure };
        desk::note(&app, &person.actor, counted.file, position, seen).await?;
    }
    let back = format!("{}/national", address(month));
    show(&FilesPage {
        month: month.to_string(),
        variable: format!("{}, {}", row.power, row.variable),
        category: row.category.clone(),
        files: found
            .iter()
            .map(|one| (one.file.reference(), format!("/cases/{}", one.file)))
            .collect(),
        shell: Shell::new(&app, &visitor, "Files behind a number", back.clone()),
        back,
    })
}

/// `GET /returns/{month}/versions/{version}/csv`.
pub(in crate::pages) async fn csv(
    State(app): State<App>,
    SignedIn(person): SignedIn,
    MonthPath(month): MonthPath,
    Path((_, number)): Path<(String, String)>,
) -> Result<Response, WebError> {
    let number: u16 = number.parse().map_err(|_| WebError::NotFound)?;
    let (template, rows) = returns::export(&app, &person.actor, month, number).await?;
    let force = app.force().id.to_string();
    let text = casework::returns::csv(&force, &month.key(), &template, &rows);
    let name = format!("{}-{force}-{}-v{number}.csv", template.id, month.key());
    Ok(file(
        text.into_bytes(),
        &name,
        "text/csv; charset=utf-8; header=present",
    ))
}

/// `GET /returns/{month}/versions/{version}/ods`.
pub(in crate::pages) async fn ods(
    State(app): State<App>,
    SignedIn(person): SignedIn,
    MonthPath(month): MonthPath,
    Path((_, number)): Path<(String, String)>,
) -> Result<Response, WebError> {
    let number: u16 = number.parse().map_err(|_| WebError::NotFound)?;
    let (template, rows) = returns::export(&app, &person.actor, month, number).await?;
    let force = app.force().id.to_string();
    let bytes = spreadsheet(&force, &month.key(), &template, &rows).map_err(|error| {
        WebError::internal(&format!("a spreadsheet could not be made: {error}"))
    })?;
    let name = format!("{}-{force}-{}-v{number}.ods", template.id, month.key());
    Ok(file(bytes, &name, crate::export::ODS))
}

fn file(bytes: Vec<u8>, name: &str, media: &'static str) -> Response {
    let mut response = bytes.into_response();
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(media));
    if let Ok(name) = HeaderValue::try_from(format!("attachment; filename=\"{name}\"")) {
        headers.insert(header::CONTENT_DISPOSITION, name);
    }
    response
}
