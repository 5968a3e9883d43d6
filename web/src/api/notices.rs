//! Notices: corrections of what somebody saw.

use axum::extract::{Request, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Response};
use casework::notice::Notice;
use casework::permission::sight;
use domain::{FileId, Position};
use jiff::Timestamp;
use schemars::JsonSchema;
use serde::Serialize;

use super::body::Json;
use super::table::Endpoint;
use crate::app::App;
use crate::desk;
use crate::error::WebError;
use crate::extract::{FilePath, path_part};
use crate::session::SignedIn;

pub(super) fn endpoints() -> Vec<Endpoint> {
    vec![
        Endpoint::get(
            "/api/v1/notices",
            own,
            "listNotices",
            "Corrections of what you saw or wrote, newest first.",
        )
        .answers::<Notices>(200),
        Endpoint::get(
            "/api/v1/files/{file}/notices",
            of_file,
            "listFileNotices",
            "Corrections in a file and, for the police, who is told of each.",
        )
        .answers::<Notices>(200),
        Endpoint::post(
            "/api/v1/notices/{file}/{position}/read",
            read,
            "readNotice",
            "Records that you have read a notice.",
        )
        .answers_with(204, ""),
    ]
}

/// Notices.
#[derive(Serialize, JsonSchema)]
struct Notices {
    /// The notices.
    notices: Vec<NoticeView>,
}

/// A correction that somebody is told of.
#[derive(Serialize, JsonSchema)]
struct NoticeView {
    /// The file.
    file: FileId,
    /// Its short reference.
    reference: String,
    /// The line that corrected, settled or withdrew.
    position: Position,
    /// When that was recorded.
    recorded: Timestamp,
    /// Who did it.
    by: String,
    /// What was shown before.
    was: String,
    /// What is shown now.
    now: String,
    /// Why.
    because: String,
    /// The clock before and after, where it changed.
    clock: Option<ClockChange>,
    /// Whether you have read it; none where it is not for you.
    read: Option<bool>,
    /// Who is told; only within the police.
    #[serde(skip_serializing_if = "Option::is_none")]
    to: Option<Vec<ToldView>>,
}

/// The clock before and after a correction.
#[derive(Serialize, JsonSchema)]
struct ClockChange {
    /// Before.
    was: String,
    /// After.
    now: String,
}

/// Somebody who is told.
#[derive(Serialize, JsonSchema)]
struct ToldView {
    /// How they are named.
    name: String,
    /// Their role, in words.
    role: &'static str,
    /// Whether they have read it.
    read: bool,
}

impl NoticeView {
    fn of(notice: Notice, read: Option<bool>) -> Self {
        Self {
            file: notice.file,
            reference: notice.file.reference(),
            position: notice.position,
            recorded: notice.recorded,
            by: notice.by,
            was: notice.was,
            now: notice.now,
            because: notice.because,
            clock: notice.clock.map(|(was, now)| ClockChange { was, now }),
            read,
            to: None,
        }
    }
}

async fn own(State(app): State<App>, SignedIn(person): SignedIn) -> Json<Notices> {
    let notices = app
        .live()
        .notices()
        .of(&person.actor.user)
        .into_iter()
        .map(|(notice, read)| NoticeView::of(notice, Some(read)))
        .collect();
    Json(Notices { notices })
}

async fn of_file(
    State(app): State<App>,
    SignedIn(person): SignedIn,
    FilePath(file): FilePath,
) -> Result<Json<Notices>, WebError> {
    let user = &person.actor.user;
    let held = app.record().read(file).await?.ok_or(WebError::NotFound)?;
    let current = casework::File::fold(file, &held.lines);
    let sight = sight(&person.actor, &current).ok_or(WebError::NotFound)?;
    let notices = app
        .live()
        .notices()
        .of_file(file)
        .into_iter()
        .filter(|one| sight.internal || one.is_for(user))
        .map(|one| {
            let to = sight.internal.then(|| {
                let told = one.notice.to.iter();
                told.map(|(user, name, role)| ToldView {
                    name: name.clone(),
                    role: role.label(),
                    read: one.read_by.contains(user),
                })
                .collect()
            });
            let read = one.is_for(user).then(|| one.read_by.contains(user));
            NoticeView {
                to,
                ..NoticeView::of(one.notice, read)
            }
        })
        .collect();
    Ok(Json(Notices { notices }))
}

async fn read(
    State(app): State<App>,
    SignedIn(person): SignedIn,
    FilePath(file): FilePath,
    request: Request,
) -> Result<Response, WebError> {
    let (mut parts, _) = request.into_parts();
    let position: u64 = path_part(&mut parts, "position").await?;
    let position = Position::new(position).ok_or(WebError::NotFound)?;
    desk::read_notice(&app, &person.actor, file, position).await?;
    Ok(StatusCode::NO_CONTENT.into_response())
}
