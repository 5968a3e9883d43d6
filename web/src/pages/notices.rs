//! What this person saw that has been corrected since.

use askama::Template;
use axum::extract::{Path, State};
use axum::response::{IntoResponse as _, Redirect, Response};
use casework::notice::Notice;
use domain::Position;
use domain::time::full_time;

use super::layout::{Shell, show};
use super::reason::line_address;
use crate::app::App;
use crate::desk;
use crate::error::WebError;
use crate::extract::FilePath;
use crate::session::{SignedIn, Visitor};

#[derive(Template)]
#[template(path = "notices.html")]
struct NoticesPage {
    shell: Shell,
    notices: Vec<NoticeView>,
}

struct NoticeView {
    reference: String,
    file: String,
    line: String,
    recorded: String,
    by: String,
    was: String,
    now: String,
    because: String,
    clock: Option<(String, String)>,
    read: bool,
    action: String,
}

/// `GET /notices`.
pub(super) async fn notices(
    State(app): State<App>,
    visitor: Visitor,
    SignedIn(person): SignedIn,
) -> Result<Response, WebError> {
    let notices = app.live().notices().of(&person.actor.user);
    show(&NoticesPage {
        notices: notices
            .into_iter()
            .map(|(notice, read)| view(notice, read))
            .collect(),
        shell: Shell::new(&app, &visitor, "Notices", "/notices"),
    })
}

fn view(notice: Notice, read: bool) -> NoticeView {
    NoticeView {
        reference: notice.file.reference(),
        file: format!("/cases/{}", notice.file),
        line: line_address(notice.file, notice.position),
        recorded: full_time(notice.recorded),
        by: notice.by,
        was: notice.was,
        now: notice.now,
        because: notice.because,
        clock: notice.clock,
        read,
        action: format!("/notices/{}/{}", notice.file, notice.position),
    }
}

/// `POST /notices/{file}/{line}`: this person has read it.
pub(super) async fn read(
    State(app): State<App>,
    SignedIn(person): SignedIn,
    FilePath(file): FilePath,
    Path((_, line)): Path<(String, String)>,
) -> Result<Response, WebError> {
    let position = line
        .parse()
        .ok()
        .and_then(Position::new)
        .ok_or(WebError::NotFound)?;
    desk::read_notice(&app, &person.actor, file, position).await?;
    Ok(Redirect::to("/notices").into_response())
}
