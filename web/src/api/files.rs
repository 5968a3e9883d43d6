//! Files: opening one, looking at one, adding to one, listing them.

use axum::extract::State;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse as _, Response};
use casework::permission::{may_see_board, sight};
use casework::view::{board_row, timeline};
use casework::{Command, File};
use domain::event::FileOpened;
use domain::{FileId, Place, When};
use jiff::Timestamp;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::body::{IdempotencyKey, Json};
use super::table::Endpoint;
use super::view::{FileSummary, FileView, LineView};
use crate::app::App;
use crate::desk::{self, Look, Opened, Told};
use crate::error::WebError;
use crate::extract::{Asked, FilePath};
use crate::session::SignedIn;

pub(super) fn endpoints() -> Vec<Endpoint> {
    vec![
        Endpoint::post(
            "/api/v1/files",
            open,
            "openFile",
            "Opens a file, with whatever is recorded at once.",
        )
        .idempotent()
        .body::<NewFile>()
        .answers::<Written>(201)
        .answers::<Written>(200),
        Endpoint::get(
            "/api/v1/files",
            list,
            "listFiles",
            "Files you may see, in the order of their ids, without anything about the person.",
        )
        .query::<ListQuery>()
        .answers::<FilesPage>(200),
        Endpoint::get(
            "/api/v1/files/{file}",
            show,
            "getFile",
            "A file as you may see it. That you looked is recorded.",
        )
        .query::<AtQuery>()
        .answers::<FileView>(200),
        Endpoint::get(
            "/api/v1/files/{file}/position",
            position,
            "getPosition",
            "The lawful position of a file, with its reasons. That you looked is recorded.",
        )
        .query::<AtQuery>()
        .answers::<law::Position>(200),
        Endpoint::get(
            "/api/v1/files/{file}/lines",
            lines,
            "listLines",
            "The lines of a file that you may see, oldest first. That you looked is recorded.",
        )
        .query::<LinesQuery>()
        .answers::<LinesPage>(200),
        Endpoint::post(
            "/api/v1/files/{file}/commands",
            tell,
            "record",
            "Records something in a file, once, however often it is sent with the same key.",
        )
        .idempotent()
        .body::<Command>()
        .answers::<Written>(201)
        .answers::<Written>(200),
        Endpoint::get(
            "/api/v1/board",
            board,
            "getBoard",
            "Open files you may see, what is due first first.",
        )
        .answers::<Board>(200),
        Endpoint::get(
            "/api/v1/force/places",
            places,
            "listPlaces",
            "The force's directory of places.",
        )
        .answers::<Places>(200),
    ]
}

/// Items of a page, unless fewer are asked for.
const PAGE: u32 = 50;
/// The most items of a page.
const LARGEST_PAGE: u32 = 200;
/// Files looked through for one page, at most: a page may be short, and says where to go on.
const LOOKED_THROUGH: u32 = 1_000;
/// Commands that may be sent together with a new file.
const AT_ONCE: usize = 20;

/// A file to be opened.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct NewFile {
    /// When it was opened.
    happened: When,
    /// How it reached the police.
    opened: FileOpened,
    /// What is recorded at once, all or nothing; 20 at most.
    #[serde(default)]
    then: Vec<Command>,
}

/// What was written.
#[derive(Serialize, JsonSchema)]
struct Written {
    /// The file.
    file: FileId,
    /// The lines, the one asked for first.
    lines: Vec<LineView>,
    /// What the recorder should be told.
    advice: Vec<String>,
    /// Whether it had been written before, by the same command.
    repeated: bool,
}

/// Which files are listed.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct ListQuery {
    /// Only files on the board.
    #[serde(default)]
    open: bool,
    /// The `next` of the page before.
    #[serde(default)]
    after: Option<FileId>,
    /// How many; 50 if not given, 200 at most.
    #[serde(default)]
    #[schemars(range(min = 1, max = 200))]
    limit: Option<u32>,
}

/// A page of a list of files.
#[derive(Serialize, JsonSchema)]
struct FilesPage {
    /// The files.
    files: Vec<FileSummary>,
    /// What to send as `after` for the next page; none at the end.
    next: Option<FileId>,
}

/// Which state of a file is shown.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct AtQuery {
    /// The position as at this instant; now, if not given.
    #[serde(default)]
    at: Option<Timestamp>,
    /// As known at this instant: lines recorded later are left out.
    #[serde(default)]
    known_at: Option<Timestamp>,
}

/// Which lines are listed.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct LinesQuery {
    /// Lines after this position.
    #[serde(default)]
    after: Option<u64>,
    /// How many; 50 if not given, 200 at most.
    #[serde(default)]
    #[schemars(range(min = 1, max = 200))]
    limit: Option<u32>,
}

/// A page of lines.
#[derive(Serialize, JsonSchema)]
struct LinesPage {
    /// The file.
    file: FileId,
    /// The lines.
    lines: Vec<LineView>,
    /// What to send as `after` for the next page; none at the end.
    next: Option<u64>,
}

/// The board.
#[derive(Serialize, JsonSchema)]
struct Board {
    /// Open files, what is due first first.
    files: Vec<FileSummary>,
}

/// The directory of places.
#[derive(Serialize, JsonSchema)]
struct Places {
    /// The places.
    places: Vec<Place>,
}

fn limit(asked: Option<u32>) -> Result<u32, WebError> {
    match asked.unwrap_or(PAGE) {
        limit @ 1..=LARGEST_PAGE => Ok(limit),
        _ => Err(WebError::field(
            "?limit",
            format!("`limit` is from 1 to {LARGEST_PAGE}"),
        )),
    }
}

async fn open(
    State(app): State<App>,
    SignedIn(person): SignedIn,
    IdempotencyKey(id): IdempotencyKey,
    Json(new): Json<NewFile>,
) -> Result<Response, WebError> {
    if new.then.len() > AT_ONCE {
        return Err(WebError::field(
            "then",
            format!("send {AT_ONCE} commands with a new file at most, and the others after it"),
        ));
    }
    let told = desk::open_new(&app, &person.actor, id, new.happened, new.opened, new.then).await?;
    written(&app, &person.actor, told).await
}

async fn tell(
    State(app): State<App>,
    SignedIn(person): SignedIn,
    FilePath(file): FilePath,
    IdempotencyKey(id): IdempotencyKey,
    Json(command): Json<Command>,
) -> Result<Response, WebError> {
    let told = desk::tell(&app, &person.actor, file, id, command).await?;
    written(&app, &person.actor, told).await
}

async fn written(app: &App, actor: &domain::Actor, told: Told) -> Result<Response, WebError> {
    let held = app
        .record()
        .read(told.file)
        .await?
        .ok_or(WebError::NotFound)?;
    let file = File::fold(told.file, &held.lines);
    // Who may write may no longer be able to see, as when a transfer took the person elsewhere.
    let lines = sight(actor, &file).map_or_else(Vec::new, |sight| {
        timeline(&file, sight)
            .into_iter()
            .filter(|row| told.lines.iter().any(|line| line.id == row.id))
            .map(|row| LineView::of(row, &file, sight))
            .collect()
    });
    let status = if told.repeated {
        StatusCode::OK
    } else {
        StatusCode::CREATED
    };
    let body = Written {
        file: told.file,
        lines,
        advice: told.advice,
        repeated: told.repeated,
    };
    let mut response = (status, Json(body)).into_response();
    if let Ok(location) = HeaderValue::from_str(&format!("/api/v1/files/{}", told.file)) {
        response.headers_mut().insert(header::LOCATION, location);
    }
    Ok(response)
}

/// Opens a file as a query asks.
async fn look(
    app: &App,
    actor: &domain::Actor,
    file: FileId,
    query: &AtQuery,
) -> Result<Opened, WebError> {
    if query.known_at.is_some_and(|known_at| known_at > app.now()) {
        return Err(WebError::field(
            "?known_at",
            "`known_at` is in the future: ask what is known now, or was known earlier",
        ));
    }
    let look = Look {
        at: query.at,
        known_at: query.known_at,
        printed: false,
    };
    desk::open_as(app, actor, file, look).await
}

async fn show(
    State(app): State<App>,
    SignedIn(person): SignedIn,
    FilePath(file): FilePath,
    Asked(query): Asked<AtQuery>,
) -> Result<Json<FileView>, WebError> {
    let opened = look(&app, &person.actor, file, &query).await?;
    let rules = app.rules();
    Ok(Json(FileView::of(
        &opened.file,
        opened.sight,
        opened.at,
        query.known_at,
        &rules.force,
        &rules.profile,
    )))
}

async fn position(
    State(app): State<App>,
    SignedIn(person): SignedIn,
    FilePath(file): FilePath,
    Asked(query): Asked<AtQuery>,
) -> Result<Json<law::Position>, WebError> {
    look(&app, &person.actor, file, &query)
        .await
        .map(|opened| Json(opened.position))
}

async fn lines(
    State(app): State<App>,
    SignedIn(person): SignedIn,
    FilePath(file): FilePath,
    Asked(query): Asked<LinesQuery>,
) -> Result<Json<LinesPage>, WebError> {
    let limit = usize::try_from(limit(query.limit)?).unwrap_or(usize::MAX);
    let opened = desk::open(&app, &person.actor, file).await?;
    let after = query.after.unwrap_or(0);
    let mut rows = timeline(&opened.file, opened.sight);
    rows.retain(|row| row.position.get() > after);
    let more = rows.len() > limit;
    rows.truncate(limit);
    let next = rows.last().map(|row| row.position.get()).filter(|_| more);
    let lines = rows
        .into_iter()
        .map(|row| LineView::of(row, &opened.file, opened.sight))
        .collect();
    Ok(Json(LinesPage { file, lines, next }))
}

async fn list(
    State(app): State<App>,
    SignedIn(person): SignedIn,
    Asked(query): Asked<ListQuery>,
) -> Result<Json<FilesPage>, WebError> {
    let limit = limit(query.limit)?;
    let wanted = usize::try_from(limit).unwrap_or(usize::MAX);
    if query.open {
        let mut jobs = app.live().jobs_for(&person.actor);
        jobs.retain(|(job, _)| query.after.is_none_or(|after| job.row.file > after));
        jobs.sort_by_key(|(job, _)| job.row.file);
        let more = jobs.len() > wanted;
        jobs.truncate(wanted);
        let next = jobs.last().map(|(job, _)| job.row.file).filter(|_| more);
        let files = jobs
            .into_iter()
            .map(|(job, sight)| FileSummary::of(job.row.clone(), sight))
            .collect();
        return Ok(Json(FilesPage { files, next }));
    }
    all(&app, &person.actor, query.after, wanted)
        .await
        .map(Json)
}

/// A page of all files there are, whether on the board or not.
async fn all(
    app: &App,
    actor: &domain::Actor,
    mut after: Option<FileId>,
    wanted: usize,
) -> Result<FilesPage, WebError> {
    let (rules, now) = (app.rules(), app.now());
    let mut files = Vec::new();
    let mut looked = 0;
    while files.len() < wanted && looked < LOOKED_THROUGH {
        let listed = app.record().files(after, LARGEST_PAGE).await?;
        let end = u32::try_from(listed.len()).unwrap_or(u32::MAX) < LARGEST_PAGE;
        for one in listed {
            if files.len() == wanted {
                return Ok(FilesPage { files, next: after });
            }
            after = Some(one.file);
            looked += 1;
            if one.disposed {
                continue;
            }
            let Some(held) = app.record().read(one.file).await? else {
                continue;
            };
            let file = File::fold(one.file, &held.lines);
            let Some(sight) = sight(actor, &file) else {
                continue;
            };
            let facts = casework::facts::facts(&file);
            let position = law::position(&facts, now, &rules.profile);
            files.push(FileSummary::of(
                board_row(&file, &position, now, &rules.force),
                sight,
            ));
        }
        if end {
            return Ok(FilesPage { files, next: None });
        }
    }
    Ok(FilesPage { files, next: after })
}

async fn board(
    State(app): State<App>,
    SignedIn(person): SignedIn,
) -> Result<Json<Board>, WebError> {
    if !may_see_board(person.actor.role) {
        return Err(WebError::Forbidden(
            "your role does not watch the board".into(),
        ));
    }
    let files = app
        .live()
        .jobs_for(&person.actor)
        .into_iter()
        .map(|(job, sight)| FileSummary::of(job.row.clone(), sight))
        .collect();
    Ok(Json(Board { files }))
}

async fn places(State(app): State<App>, SignedIn(_): SignedIn) -> Json<Places> {
    Json(Places {
        places: app.force().places.clone(),
    })
}
