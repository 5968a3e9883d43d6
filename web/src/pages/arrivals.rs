//! The people a place has been asked to take, who are on the way to it, and who are in it.

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use casework::view::Stage;
use domain::PlaceId;

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
    let section = |heading, none, wanted: Group| Section {
        heading,
        none,
        rows: jobs
            .iter()
            .filter(|(job, _)| group(job, actor.place.as_ref()) == wanted)
            .map(|(job, sight)| RowView::new(&job.row, *sight, now))
            .collect(),
    };
    show(&Arrivals {
        place: place.map_or_else(|| "Every place".to_owned(), |place| place.name.clone()),
        sections: vec![
            section(
                "At the door, or on the way",
                "Nobody is on the way.",
                Group::Coming,
            ),
            section("Here", "Nobody is here.", Group::Here),
            section(
                "Asked for",
                "Nobody has asked for a place.",
                Group::AskedFor,
            ),
            section(
                "Asked for, and gone elsewhere",
                "Nobody went elsewhere.",
                Group::Elsewhere,
            ),
            section("Ended", "Nothing ended in the last day.", Group::Over),
        ],
        shell: Shell::new(&app, &visitor, "Arrivals", "/arrivals"),
    })
}

/// Where a file stands for the people of a place.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Group {
    Coming,
    Here,
    AskedFor,
    Elsewhere,
    Over,
}

/// Where a file stands, for the people of this place or of every place.
fn group(job: &Job, own: Option<&PlaceId>) -> Group {
    let bound_for = job.file.destination().map(|place| place.id.as_ref());
    let elsewhere = own.is_some() && bound_for.is_some_and(|place| place != own);
    match job.row.stage {
        Stage::Ended | Stage::Alternative | Stage::WarrantOver | Stage::Imported => Group::Over,
        _ if elsewhere => Group::Elsewhere,
        Stage::InTransit | Stage::OutsideSite | Stage::Transferring => Group::Coming,
        Stage::AtPlace
        | Stage::HandOverOffered
        | Stage::PresenceDecision
        | Stage::HandedOver
        | Stage::Assessment
        | Stage::Extended
        | Stage::Absconded => Group::Here,
        Stage::Opened
        | Stage::Encounter
        | Stage::Absent
        | Stage::Warrant
        | Stage::Inside
        | Stage::DetainedAtScene
        | Stage::AwaitingTransport => Group::AskedFor,
    }
}
