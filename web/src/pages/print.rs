//! A file on paper: everything, with every reason open.

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use casework::view::{case_view, identity};
use domain::FileId;
use domain::time::full_time;

use super::escalation::{EscalationView, escalation_views};
use super::hand_over::{Exchange, exchanges};
use super::layout::{Shell, show};
use super::position::PositionView;
use super::timeline::TimelineView;
use crate::app::App;
use crate::desk::{self, Look};
use crate::error::WebError;
use crate::extract::{FilePath, Now};
use crate::session::{SignedIn, Visitor};

#[derive(Template)]
#[template(path = "print.html")]
struct PrintPage {
    shell: Shell,
    file: FileId,
    reference: String,
    log_reference: Option<String>,
    name: String,
    age: String,
    printed: String,
    head: u64,
    position: PositionView,
    exchanges: Vec<Exchange>,
    escalations: Vec<EscalationView>,
    timeline: TimelineView,
}

/// `GET /cases/{file}/print`. That it was printed is in the log of who looked.
pub(super) async fn print(
    State(app): State<App>,
    visitor: Visitor,
    SignedIn(person): SignedIn,
    FilePath(id): FilePath,
    Now(now): Now,
) -> Result<Response, WebError> {
    let actor = &person.actor;
    let look = Look {
        printed: true,
        ..Look::default()
    };
    let opened = desk::open_as(&app, actor, id, look).await?;
    let rules = app.rules();
    let file = &opened.file;
    let view = case_view(file, opened.sight, opened.at, &rules.force, &rules.profile);
    let who = identity(file, now);
    let title = format!("{} to print", view.reference);
    show(&PrintPage {
        file: id,
        reference: view.reference.clone(),
        log_reference: view.log_reference.clone(),
        name: if opened.sight.identity {
            who.name
        } else {
            "Name withheld".to_owned()
        },
        age: who.age,
        printed: format!("{}, {}, {}", actor.name, actor.role.label(), full_time(now)),
        head: file.head().map_or(0, domain::Position::get),
        position: PositionView::new(&view, file, opened.at),
        exchanges: exchanges(&view),
        escalations: escalation_views(&view, now, actor),
        timeline: TimelineView::new(&view.timeline, id),
        shell: Shell::new(&app, &visitor, title, format!("/cases/{id}/print")),
    })
}
