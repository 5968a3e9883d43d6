//! The people a place has been asked to take, who are on the way to it, and who are in it.

use std::sync::Arc;

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use casework::permission::Sight;
use casework::view::Stage;
use jiff::Timestamp;

use super::board::RowView;
use super::layout::{Shell, show};
use crate::app::App;
use crate::error::WebError;
use crate::extract::Now;
use crate::live::Job;
use crate::session::{SignedIn, Visitor};

#[derive(Template)]
#[template(path = "arrivals.html")]
struct Arrivals {
    shell: Shell,
    place: String,
    sections: Vec<Section>,
}

struct Section {
    heading: &'static str,
    none: &'static str,
    rows: Vec<RowView>,
}

/// `GET /arrivals`.
pub(super) async fn arrivals(
    State(app): State<App>,
    visitor: Visitor,
    SignedIn(person): SignedIn,
    Now(now): Now,
) -> Result<Response, WebError> {
    let actor = &person.actor;
    if !casework::permission::may_see_board(actor.role) {
        return Err(WebError::Forbidden("your role has no arrivals".into()));
    }
    let jobs = app.live().jobs_for(actor);
    let force = app.force();
    let place = actor.place.as_ref().and_then(|id| force.place(id));
    let section = |heading, none, wanted: fn(Stage) -> bool| Section {
        heading,
        none,
        rows: rows(&jobs, wanted, now),
    };
    show(&Arrivals {
        place: place.map_or_else(|| "Every place".to_owned(), |place| place.name.clone()),
        sections: vec![
            section(
                "At the door, or on the way",
                "Nobody is on the way.",
                is_coming,
            ),
            section("Here", "Nobody is here.", is_here),
            section("Asked for", "Nobody has asked for a place.", is_asked_for),
            section("Ended", "Nothing ended in the last day.", is_over),
        ],
        shell: Shell::new(&app, &visitor, "Arrivals", "/arrivals"),
    })
}

fn rows(jobs: &[(Arc<Job>, Sight)], wanted: fn(Stage) -> bool, now: Timestamp) -> Vec<RowView> {
    jobs.iter()
        .filter(|(job, _)| wanted(job.row.stage))
        .map(|(job, sight)| RowView::new(&job.row, *sight, now))
        .collect()
}

const fn is_coming(stage: Stage) -> bool {
    matches!(
        stage,
        Stage::InTransit | Stage::OutsideSite | Stage::Transferring
    )
}

const fn is_here(stage: Stage) -> bool {
    matches!(
        stage,
        Stage::AtPlace
            | Stage::HandOverOffered
            | Stage::PresenceDecision
            | Stage::HandedOver
            | Stage::Assessment
            | Stage::Extended
            | Stage::Absconded
    )
}

const fn is_over(stage: Stage) -> bool {
    matches!(stage, Stage::Ended | Stage::Alternative | Stage::Imported)
}

const fn is_asked_for(stage: Stage) -> bool {
    !is_coming(stage) && !is_here(stage) && !is_over(stage)
}
