//! The hand-over: what was asked and answered between officers and the place, and what each can
//! do next.

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use casework::view::{CaseView, Stage, TimelineRow, case_view};
use domain::time::clock_time;
use domain::{Actor, EventKind, FileId};

use super::case::{EmergencyView, IdentityView};
use super::clock::ClockView;
use super::layout::{Shell, show};
use super::reason::line_address;
use crate::app::App;
use crate::desk;
use crate::error::WebError;
use crate::extract::{FilePath, Now};
use crate::forms::for_kind;
use crate::session::{SignedIn, Visitor};

#[derive(Template)]
#[template(path = "hand_over.html")]
struct HandOverPage {
    shell: Shell,
    file: FileId,
    identity: IdentityView,
    emergencies: EmergencyView,
    clock: Option<ClockView>,
    power: String,
    rows: Vec<(&'static str, String)>,
    exchanges: Vec<Exchange>,
    actions: Vec<(String, &'static str, bool)>,
}

/// One thing said between officers and the place.
#[derive(Debug, Clone)]
pub(super) struct Exchange {
    pub(super) time: String,
    pub(super) title: String,
    pub(super) by: String,
    pub(super) href: String,
    pub(super) details: Vec<String>,
}

/// Titles of the lines that make up the hand-over, as the timeline words them.
const OF_HAND_OVER: &[EventKind] = &[
    EventKind::PlaceAsked,
    EventKind::PlaceReplied,
    EventKind::Entered,
    EventKind::RiskRated,
    EventKind::HandOverOffered,
    EventKind::PresenceAsked,
    EventKind::PresenceAnswered,
    EventKind::DecisionAsked,
    EventKind::DecisionGiven,
    EventKind::HandOverAccepted,
    EventKind::OfficersReleased,
];

/// What each side can do, the first of which is likely next.
const STEPS: &[EventKind] = &[
    EventKind::RiskRated,
    EventKind::HandOverOffered,
    EventKind::PresenceAsked,
    EventKind::HandOverAccepted,
    EventKind::PresenceAnswered,
    EventKind::DecisionAsked,
    EventKind::OfficersReleased,
];

/// `GET /cases/{file}/hand-over`.
pub(super) async fn hand_over(
    State(app): State<App>,
    visitor: Visitor,
    SignedIn(person): SignedIn,
    FilePath(id): FilePath,
    Now(now): Now,
) -> Result<Response, WebError> {
    let opened = desk::open(&app, &person.actor, id).await?;
    let rules = app.rules();
    let view = case_view(
        &opened.file,
        opened.sight,
        opened.at,
        &rules.force,
        &rules.profile,
    );
    show(&HandOverPage {
        file: id,
        identity: IdentityView::new(&view, now),
        emergencies: EmergencyView::new(&view, now),
        clock: view
            .clock
            .as_ref()
            .filter(|_| view.stage != Stage::Ended)
            .map(|face| ClockView::new(face, now, view.stage == Stage::Ended, false)),
        power: view.power.clone(),
        rows: rows(&view),
        exchanges: exchanges(&view),
        actions: actions(id, &person.actor),
        shell: Shell::new(
            &app,
            &visitor,
            "Hand-over",
            format!("/cases/{id}/hand-over"),
        ),
    })
}

fn rows(view: &CaseView) -> Vec<(&'static str, String)> {
    let over = &view.hand_over;
    let none = || "Not yet".to_owned();
    let at = |time: Option<jiff::Timestamp>| time.map_or_else(none, clock_time);
    let mut rows = vec![
        ("Inside since", at(over.entered)),
        ("Joint risk", over.risk.clone().unwrap_or_else(none)),
        ("Offered", at(over.offered)),
    ];
    if let Some((asked, why)) = &over.presence_asked {
        rows.push(("Asked to stay", format!("{}, {why}", clock_time(*asked))));
    }
    if let Some((answered, stay, why, by)) = &over.presence_answer {
        let word = if *stay { "stay" } else { "leave" };
        rows.push((
            "Officers",
            format!("{word}, {}, {by}: {why}", clock_time(*answered)),
        ));
    }
    rows.push((
        "Accepted",
        over.accepted
            .as_ref()
            .map_or_else(none, |(at, by)| format!("{}, {by}", clock_time(*at))),
    ));
    rows.push(("Officers left", at(over.released)));
    if let Some(minutes) = over.minutes {
        rows.push(("From the door until then", format!("{minutes} min")));
    }
    rows
}

/// Every exchange of the hand-over, in the order it was written.
pub(super) fn exchanges(view: &CaseView) -> Vec<Exchange> {
    let titles: Vec<String> = OF_HAND_OVER
        .iter()
        .map(|kind| crate::forms::sentence(kind.label()))
        .collect();
    let wanted = |row: &&TimelineRow| titles.contains(&row.title);
    view.timeline
        .iter()
        .filter(wanted)
        .map(|row| Exchange {
            time: row.happened.moment.to_string(),
            title: row.title.clone(),
            by: format!("{}, {}", row.by, row.role),
            href: line_address(view.file, row.position),
            details: row
                .details
                .iter()
                .map(|detail| format!("{}: {}", detail.label, detail.value))
                .collect(),
        })
        .collect()
}

fn actions(file: FileId, actor: &Actor) -> Vec<(String, &'static str, bool)> {
    STEPS
        .iter()
        .filter(|kind| casework::permission::may_record(actor.role, **kind))
        .filter_map(|kind| for_kind(*kind).next())
        .map(|form| {
            let main = form.kind == EventKind::HandOverAccepted;
            (format!("/cases/{file}/do/{}", form.slug), form.action, main)
        })
        .collect()
}
