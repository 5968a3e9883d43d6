//! The live board: what is due first comes first.

use std::sync::Arc;

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use casework::permission::{Sight, may_see_board};
use casework::view::{BoardRow, Stage};
use domain::time::{clock_time, in_london, span};
use jiff::Timestamp;
use serde::Deserialize;

use super::clock::ClockView;
use super::layout::{Shell, show};
use crate::app::App;
use crate::error::WebError;
use crate::extract::{Asked, Now};
use crate::forms::sentence;
use crate::live::Job;
use crate::session::{SignedIn, Visitor};

/// What the board is asked for. Everything when empty.
#[derive(Debug, Default, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Filter {
    #[serde(default)]
    district: String,
    #[serde(default)]
    show: String,
}

/// What can be shown of the board, with the words of the choice.
const SHOWN: &[(&str, &str)] = &[
    ("clock", "With a running clock"),
    ("contested", "Contested"),
    ("breach", "With a limit passed"),
    ("escalated", "Escalated"),
    ("ended", "Ended"),
];

impl Filter {
    fn wants(&self, row: &BoardRow) -> bool {
        let district =
            self.district.is_empty() || row.district.as_deref() == Some(self.district.as_str());
        let shown = match self.show.as_str() {
            "clock" => row.clock.is_some() && row.stage != Stage::Ended,
            "contested" => row.contested > 0,
            "breach" => row.breaches > 0,
            "escalated" => row.escalation.is_some(),
            "ended" => row.stage == Stage::Ended,
            _ => true,
        };
        district && shown
    }
}

#[derive(Template)]
#[template(path = "board.html")]
struct Board {
    shell: Shell,
    rows: Vec<RowView>,
    /// The address of its live updates; none where a choice is made that they do not know.
    live: Option<String>,
    districts: Vec<(String, bool)>,
    shown: Vec<(&'static str, &'static str, bool)>,
    filtered: bool,
    may_open_files: bool,
}

/// `GET /board`: every open file this person may see.
pub(super) async fn board(
    State(app): State<App>,
    visitor: Visitor,
    SignedIn(person): SignedIn,
    Now(now): Now,
    Asked(filter): Asked<Filter>,
) -> Result<Response, WebError> {
    if !may_see_board(person.actor.role) {
        return Err(WebError::Forbidden(
            "your role does not watch the board".into(),
        ));
    }
    // Taken before the rows: what changes in between is then sent again, not missed.
    let cursor = app.live().cursor();
    let rows = rows(&app.live().jobs_for(&person.actor), &filter, now);
    let force = app.force();
    let districts = force
        .districts
        .iter()
        .map(|district| (district.name.clone(), district.name == filter.district))
        .collect();
    let shown = SHOWN
        .iter()
        .map(|(value, words)| (*value, *words, *value == filter.show));
    show(&Board {
        rows,
        live: filter
            .show
            .is_empty()
            .then(|| live_address(&cursor, &filter.district)),
        districts,
        shown: shown.collect(),
        filtered: !filter.show.is_empty() || !filter.district.is_empty(),
        may_open_files: may_open(&person.actor),
        shell: Shell::new(&app, &visitor, "Board", "/board"),
    })
}

/// Whether somebody may open a file.
pub(super) fn may_open(actor: &domain::Actor) -> bool {
    casework::permission::may_record(actor.role, domain::EventKind::FileOpened)
}

fn rows(jobs: &[(Arc<Job>, Sight)], filter: &Filter, now: Timestamp) -> Vec<RowView> {
    jobs.iter()
        .filter(|(job, _)| filter.wants(&job.row))
        .map(|(job, sight)| RowView::new(&job.row, *sight, now))
        .collect()
}

fn live_address(cursor: &str, district: &str) -> String {
    let mut query = crate::forms::Submitted::default();
    query.push("after", cursor);
    if !district.is_empty() {
        query.push("district", district);
    }
    format!("/board/live{}", query.query())
}

/// One row of the board.
#[derive(Debug, Clone, Template)]
#[template(path = "part/board_row.html")]
pub(super) struct RowView {
    /// Its id in the page.
    id: String,
    /// The address of the file.
    href: String,
    reference: String,
    name: String,
    age: String,
    child: bool,
    place: String,
    district: String,
    power: String,
    stage: String,
    clock: Option<ClockView>,
    alarm: Option<String>,
    owed: String,
    escalation: Option<String>,
    contested: bool,
    breaches: usize,
}

impl RowView {
    /// A row as somebody with this sight may see it.
    pub(super) fn new(row: &BoardRow, sight: Sight, now: Timestamp) -> Self {
        let identity = &row.identity;
        Self {
            id: crate::live::row_id(row.file),
            href: format!("/cases/{}", row.file),
            reference: row.reference.clone(),
            name: if sight.identity {
                identity.name.clone()
            } else {
                "Name withheld".to_owned()
            },
            age: identity.age.clone(),
            child: identity.child,
            place: sentence(&row.place),
            district: row.district.clone().unwrap_or_default(),
            power: row.power.clone(),
            stage: sentence(row.stage.label()),
            clock: row
                .clock
                .as_ref()
                .filter(|_| sight.clock)
                .map(|face| ClockView::new(face, now, row.stage == Stage::Ended, true)),
            alarm: row.clock.as_ref().and_then(alarm),
            owed: row
                .owed
                .as_ref()
                .map_or_else(|| "Nothing".to_owned(), |(what, due)| owed(what, *due, now)),
            escalation: row
                .escalation
                .as_ref()
                .filter(|_| sight.internal)
                .map(|(trigger, stage, owner, _)| format!("{trigger}: stage {stage}, {owner}")),
            contested: row.contested > 0,
            breaches: row.breaches,
        }
    }
}

fn alarm(face: &casework::view::ClockFace) -> Option<String> {
    let alarm = face.alarm.as_ref().filter(|alarm| !alarm.acknowledged)?;
    let minutes = jiff::SignedDuration::from_mins(i64::from(alarm.minutes));
    let climbed = if alarm.climbed {
        ", nobody has answered it"
    } else {
        ""
    };
    Some(format!(
        "Alarm: {} after the clock began{climbed}",
        span(minutes)
    ))
}

/// What is owed and by when, with the day only where it is not today.
pub(super) fn owed(what: &str, due: Option<Timestamp>, now: Timestamp) -> String {
    match due {
        None => what.to_owned(),
        Some(due) if due < now => format!("{what}, was due by {}", short(due, now)),
        Some(due) => format!("{what}, by {}", short(due, now)),
    }
}

/// The time of day, with the day where it is not today.
pub(super) fn short(at: Timestamp, now: Timestamp) -> String {
    if in_london(at).date() == in_london(now).date() {
        clock_time(at)
    } else {
        domain::time::full_time(at)
    }
}

/// A row as a fragment of HTML: what a live update puts in the place of the row with its id.
pub(crate) fn row_html(row: &BoardRow, sight: Sight, now: Timestamp) -> String {
    // A template of ours that only joins text; were it ever to fail, the row stays as it was.
    RowView::new(row, sight, now).render().unwrap_or_default()
}
