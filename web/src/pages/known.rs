//! A file as it was known at another time, plainly marked.

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use casework::view::case_view;
use domain::FileId;
use domain::time::full_time;
use jiff::Timestamp;
use serde::Deserialize;

use super::case::IdentityView;
use super::layout::Shell;
use super::position::PositionView;
use super::record::with_status;
use super::timeline::TimelineView;
use crate::app::App;
use crate::desk::{self, Look};
use crate::error::WebError;
use crate::extract::{Asked, FilePath, Now};
use crate::forms::show::{Fault, FieldView, faults};
use crate::forms::{Problem, Submitted, WhenView, when};
use crate::session::{SignedIn, Visitor};

/// Which moment is asked for: an instant in the address, or a day and a time typed.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Query {
    /// Known at this instant.
    at: Option<Timestamp>,
    /// The position as at this instant; the same, when none.
    as_at: Option<Timestamp>,
    #[serde(default)]
    when_day: String,
    #[serde(default)]
    when_month: String,
    #[serde(default)]
    when_year: String,
    #[serde(default)]
    when_time: String,
    #[serde(default)]
    when_letters: String,
}

#[derive(Template)]
#[template(path = "known.html")]
struct KnownPage {
    shell: Shell,
    file: FileId,
    identity: IdentityView,
    faults: Vec<Fault>,
    day: FieldView,
    time: FieldView,
    letters: Option<FieldView>,
    shown: Option<Known>,
}

struct Known {
    moment: String,
    as_at: Option<String>,
    nothing: bool,
    position: PositionView,
    timeline: TimelineView,
}

/// `GET /cases/{file}/as-known-at`.
pub(super) async fn as_known_at(
    State(app): State<App>,
    visitor: Visitor,
    SignedIn(person): SignedIn,
    FilePath(id): FilePath,
    Now(now): Now,
    Asked(query): Asked<Query>,
) -> Result<Response, WebError> {
    let sent = typed(&query);
    let asked = query.at.is_some() || !sent.is_blank("when_time");
    let known_at = match query.at {
        Some(at) => Ok(at),
        None if asked => read(&sent, now, &app),
        None => Ok(now),
    };
    let (known_at, problems) = match known_at {
        Ok(at) => (asked.then_some(at), Vec::new()),
        Err(problems) => (None, problems),
    };
    let at = query.as_at.or(known_at);
    let look = Look {
        at,
        known_at,
        printed: false,
    };
    let opened = desk::open_as(&app, &person.actor, id, look).await?;
    let rules = app.rules();
    let at = opened.at;
    let view = case_view(&opened.file, opened.sight, at, &rules.force, &rules.profile);
    let when = WhenView::new(&sent, &problems, known_at.unwrap_or(now), false);
    let trouble = !problems.is_empty();
    let title = if trouble {
        "Error: as known at"
    } else {
        "As known at"
    };
    let here = format!("/cases/{id}/as-known-at");
    let page = KnownPage {
        shell: Shell::new(&app, &visitor, title, here),
        file: id,
        identity: IdentityView {
            about: None,
            counting: false,
            ..IdentityView::new(&view, at)
        },
        faults: faults(&problems),
        day: when.day,
        time: when.time,
        letters: when.letters,
        shown: known_at.map(|known_at| Known {
            moment: full_time(known_at),
            as_at: query.as_at.map(full_time),
            nothing: opened.file.is_empty(),
            position: PositionView::new(&view, &opened.file, at).of_the_past(),
            timeline: TimelineView::new(&view.timeline, id),
        }),
    };
    with_status(&page, trouble)
}

fn typed(query: &Query) -> Submitted {
    let mut sent = Submitted::default();
    for (name, value) in [
        ("when_day", &query.when_day),
        ("when_month", &query.when_month),
        ("when_year", &query.when_year),
        ("when_time", &query.when_time),
        ("when_letters", &query.when_letters),
    ] {
        if !value.is_empty() {
            sent.push(name, value.as_str());
        }
    }
    sent
}

fn read(sent: &Submitted, now: Timestamp, app: &App) -> Result<Timestamp, Vec<Problem>> {
    let mut whole = sent.clone();
    whole.set("when", "other");
    whole.set("when_precision", "exact");
    whole.set("when_source", "lantern");
    let when = when::read(&whole, now, &app.force())?;
    when.moment
        .instant()
        .ok_or_else(|| vec![Problem::new("when_time", "Enter the time")])
}
