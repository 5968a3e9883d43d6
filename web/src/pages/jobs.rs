//! An officer's own jobs, and the one big button.

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use domain::{Rank, Role};

use super::board::RowView;
use super::layout::{Shell, show};
use super::new_case::is_street;
use crate::app::App;
use crate::error::WebError;
use crate::extract::{Now, new_command};
use crate::session::{SignedIn, Visitor};

#[derive(Template)]
#[template(path = "jobs.html")]
struct Jobs {
    shell: Shell,
    heading: &'static str,
    rows: Vec<RowView>,
    street: bool,
    command: String,
}

/// `GET /my-jobs`: open files this person has recorded in; for a sergeant, the whole team's.
pub(super) async fn my_jobs(
    State(app): State<App>,
    visitor: Visitor,
    SignedIn(person): SignedIn,
    Now(now): Now,
) -> Result<Response, WebError> {
    let actor = &person.actor;
    if matches!(actor.role, Role::Analyst | Role::RecordsManager) {
        return Err(WebError::Forbidden(
            "your role has no jobs of its own".into(),
        ));
    }
    let leads = actor.role == Role::Sergeant && actor.ranks_at_least(Rank::Sergeant);
    let jobs = app.live().jobs_for(actor);
    let rows = jobs
        .iter()
        .filter(|(job, _)| {
            let lines = job.file.lines();
            leads || lines.iter().any(|line| line.written.by.user == actor.user)
        })
        .map(|(job, sight)| RowView::new(&job.row, *sight, now))
        .collect();
    show(&Jobs {
        heading: if leads { "My team’s jobs" } else { "My jobs" },
        rows,
        street: is_street(&person),
        command: new_command().to_string(),
        shell: Shell::new(&app, &visitor, "My jobs", "/my-jobs"),
    })
}
