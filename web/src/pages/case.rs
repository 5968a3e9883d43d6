//! One file: who, where they stand in law, what can be done next, and everything that happened.

use askama::Template;
use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::Response;
use casework::File;
use casework::permission::{Sight, may_record};
use casework::view::{CaseView, Identity, Stage, case_view, next_actions, stage};
use domain::{Actor, EventKind, FileId, Rank};
use jiff::Timestamp;

use super::escalation::{EscalationView, escalation_views};
use super::layout::{Shell, render};
use super::position::{PANEL_ID, PositionView};
use super::said::{self, Said};
use super::timeline::{LIST_ID, TimelineView, undoable};
use crate::app::{App, Rules};
use crate::desk;
use crate::error::WebError;
use crate::extract::{FilePath, Now, new_command};
use crate::forms::{likely_form, sentence};
use crate::live::Job;
use crate::session::{SignedIn, Visitor};

/// Buttons shown at once, beside the one for something else: what a thumb finds without looking.
const MOST_ACTIONS: usize = 7;

#[derive(Template)]
#[template(path = "case.html")]
struct CasePage {
    shell: Shell,
    file: FileId,
    live: String,
    said: Said,
    undo: Option<Undo>,
    identity: IdentityView,
    emergencies: EmergencyView,
    contests: Vec<ContestLink>,
    position: PositionView,
    actions: ActionsView,
    decisions: Vec<DecisionLink>,
    escalations: Vec<EscalationView>,
    hand_over: bool,
    same_person: bool,
    timeline: TimelineView,
}

struct Undo {
    action: String,
    words: String,
    until: Timestamp,
    command: String,
}

struct ContestLink {
    words: String,
    href: String,
    may_settle: bool,
}

struct DecisionLink {
    words: String,
    href: String,
    may_decide: bool,
}

/// Whose file it is, kept in sight.
#[derive(Debug, Clone, Template)]
#[template(path = "part/identity.html")]
pub(super) struct IdentityView {
    pub(super) name: String,
    /// Where more can be recorded about the person; nowhere on a page of the past.
    pub(super) about: Option<String>,
    pub(super) reference: String,
    pub(super) age: String,
    pub(super) child: Option<&'static str>,
    pub(super) place: Option<String>,
    pub(super) until: Option<Timestamp>,
    /// Whether the clock counts on: not on a page of the past.
    pub(super) counting: bool,
    pub(super) left: String,
}

impl IdentityView {
    /// Whose file a view is of.
    pub(super) fn new(view: &CaseView, now: Timestamp) -> Self {
        let clock = view
            .clock
            .as_ref()
            .filter(|face| view.stage != Stage::Ended && face.state != law::ClockState::Ended);
        Self {
            name: view.identity.name.clone(),
            about: Some(format!("/cases/{}/do#group-person", view.file)),
            reference: view.reference.clone(),
            age: age(&view.identity),
            child: child(&view.identity),
            place: view.place.clone(),
            until: clock.map(|face| face.earliest),
            counting: true,
            left: clock
                .map(|face| domain::time::span(face.earliest.duration_since(now)))
                .unwrap_or_default(),
        }
    }
}

fn age(identity: &Identity) -> String {
    match &identity.sex {
        Some(sex) => format!("{}, {sex}", identity.age),
        None => identity.age.clone(),
    }
}

fn child(identity: &Identity) -> Option<&'static str> {
    match (identity.child, identity.child_in_doubt) {
        (true, true) => Some("Treat as a child until shown otherwise"),
        (true, false) => Some("A child"),
        (false, _) => None,
    }
}

/// Dangers that come before everything else on the page.
#[derive(Debug, Clone, Template)]
#[template(path = "part/emergencies.html")]
pub(super) struct EmergencyView {
    abd_since: Option<String>,
    restrained_since: Option<(Timestamp, String)>,
    restraint_minutes: i64,
    child: Option<&'static str>,
    stations: bool,
}

impl EmergencyView {
    /// The dangers of a view.
    pub(super) fn new(view: &CaseView, now: Timestamp) -> Self {
        Self {
            abd_since: view.abd_suspected_since.map(domain::time::clock_time),
            restrained_since: view
                .restrained_since
                .map(|since| (since, domain::time::span(now.duration_since(since)))),
            restraint_minutes: view.restraint_minutes,
            child: child(&view.identity),
            stations: view.identity.child,
        }
    }
}

/// What this person can do next.
#[derive(Debug, Clone, Template)]
#[template(path = "part/actions.html")]
pub(super) struct ActionsView {
    actions: Vec<ActionView>,
    more: String,
}

#[derive(Debug, Clone)]
struct ActionView {
    href: String,
    words: &'static str,
    class: &'static str,
}

impl ActionsView {
    /// The likely next steps of somebody in a file, and the way to the others.
    pub(super) fn new(file: &File, actor: &Actor) -> Self {
        let mut kinds = next_actions(file, actor);
        // What is known of the person begins at the identity bar; that nobody was consulted, or
        // that no ambulance comes, at the form for the likelier of the two.
        kinds.retain(|kind| {
            !matches!(
                kind,
                EventKind::PersonRecorded
                    | EventKind::ConsultationNotPracticable
                    | EventKind::AmbulanceDeclined
            )
        });
        let mut actions: Vec<ActionView> = kinds
            .iter()
            .filter_map(|kind| action(file, *kind))
            .collect();
        actions.truncate(MOST_ACTIONS);
        // A medical emergency is never two taps away.
        if may_suspect_abd(file, actor)
            && !kinds.iter().take(MOST_ACTIONS).any(|kind| is_abd(*kind))
        {
            actions.truncate(MOST_ACTIONS - 1);
            actions.extend(action(file, EventKind::AbdSuspected));
        }
        if let Some(first) = actions.first_mut().filter(|first| first.class.is_empty()) {
            first.class = "lantern-action--primary";
        }
        Self {
            actions,
            more: format!("/cases/{}/do", file.id()),
        }
    }
}

const fn is_abd(kind: EventKind) -> bool {
    matches!(kind, EventKind::AbdSuspected)
}

/// Whether the button for suspected ABD is always there: for police with the person.
fn may_suspect_abd(file: &File, actor: &Actor) -> bool {
    actor.role.is_police()
        && casework::permission::may_record(actor.role, EventKind::AbdSuspected)
        && file.has(EventKind::EncounterBegan)
        && !file.has(EventKind::AbdSuspected)
        && stage(file) < Stage::AtPlace
}

fn action(of: &File, kind: EventKind) -> Option<ActionView> {
    let file = of.id();
    if kind == EventKind::PersonRecorded {
        let href = format!("/cases/{file}/do#group-person");
        return Some(ActionView {
            href,
            words: "About the person",
            class: "",
        });
    }
    if matches!(kind, EventKind::HandOverAccepted) {
        let href = format!("/cases/{file}/hand-over");
        return Some(ActionView {
            href,
            words: "Hand-over",
            class: "",
        });
    }
    let form = likely_form(of, kind)?;
    let class = match kind {
        EventKind::Detained | EventKind::AbdSuspected | EventKind::Escaped => {
            "lantern-action--grave"
        }
        _ => "",
    };
    Some(ActionView {
        href: format!("/cases/{file}/do/{}", form.slug),
        words: form.action,
        class,
    })
}

/// `GET /cases/{file}`.
pub(super) async fn case(
    State(app): State<App>,
    visitor: Visitor,
    SignedIn(person): SignedIn,
    FilePath(id): FilePath,
    Now(now): Now,
    headers: HeaderMap,
) -> Result<Response, WebError> {
    let cursor = app.live().cursor();
    let actor = &person.actor;
    let opened = desk::open(&app, actor, id).await?;
    let rules = app.rules();
    let file = &opened.file;
    let view = case_view(file, opened.sight, opened.at, &rules.force, &rules.profile);
    let here = format!("/cases/{id}");
    let said = said::read(&app, &headers);
    let page = CasePage {
        file: id,
        live: format!("{here}/live?after={cursor}"),
        said: said.clone(),
        undo: undoable(file, actor, now).map(|(position, words, until)| Undo {
            action: format!("{here}/lines/{position}/undo"),
            words: if said.title.is_empty() {
                words
            } else {
                said.title.clone()
            },
            until,
            command: new_command().to_string(),
        }),
        identity: IdentityView::new(&view, now),
        emergencies: EmergencyView::new(&view, now),
        contests: contest_links(file, actor),
        position: PositionView::new(&view, file, opened.at),
        actions: ActionsView::new(file, actor),
        decisions: decision_links(&view, actor),
        escalations: escalation_views(&view, now, actor),
        same_person: may_record(person.actor.role, EventKind::LinkConfirmed),
        hand_over: file.has(EventKind::Entered) || view.hand_over.offered.is_some(),
        timeline: TimelineView::new(&view.timeline, id),
        shell: Shell::new(
            &app,
            &visitor,
            format!("{} {}", view.identity.name, view.reference),
            here,
        ),
    };
    Ok(said::shown(
        &app,
        &headers,
        axum::response::Html(render(&page)?),
    ))
}

fn contest_links(file: &File, actor: &Actor) -> Vec<ContestLink> {
    let may = casework::permission::may_record(actor.role, EventKind::Settled);
    file.contests()
        .iter()
        .filter_map(|contest| {
            let first = file.line(*contest.lines.first()?)?;
            let times: Vec<String> = contest
                .lines
                .iter()
                .filter_map(|id| file.line(*id)?.fact())
                .map(|fact| format!("{} ({})", fact.happened.moment, fact.written.by.name))
                .collect();
            let own = contest
                .lines
                .iter()
                .filter_map(|id| file.line(*id))
                .any(|line| line.written.by.user == actor.user);
            Some(ContestLink {
                words: format!(
                    "{}: {}",
                    sentence(&contest.fact.label()),
                    times.join(" or ")
                ),
                href: format!("/cases/{}/settle/{}", file.id(), first.written.position),
                may_settle: may && (actor.ranks_at_least(Rank::Sergeant) || own),
            })
        })
        .collect()
}

fn decision_links(view: &CaseView, actor: &Actor) -> Vec<DecisionLink> {
    view.pending
        .iter()
        .map(|pending| DecisionLink {
            words: format!(
                "{} Asked by {}, {}",
                pending.question.label(),
                pending.by,
                domain::time::clock_time(pending.at)
            ),
            href: format!("/decisions/{}/{}", view.file, pending.position),
            may_decide: actor.ranks_at_least(pending.of),
        })
        .collect()
}

/// The parts of a file's page that change by themselves, each with its id in the page.
pub(crate) fn parts(
    rules: &Rules,
    now: Timestamp,
    actor: &Actor,
    job: &Job,
    sight: Sight,
) -> Vec<(String, String)> {
    let view = case_view(&job.file, sight, now, &rules.force, &rules.profile);
    let parts = [
        ("identity", render(&IdentityView::new(&view, now))),
        ("emergencies", render(&EmergencyView::new(&view, now))),
        (PANEL_ID, render(&PositionView::new(&view, &job.file, now))),
        ("actions", render(&ActionsView::new(&job.file, actor))),
        (
            LIST_ID,
            render(&TimelineView::new(&view.timeline, job.file.id())),
        ),
    ];
    parts
        .into_iter()
        .filter_map(|(id, html)| Some((id.to_owned(), html.ok()?)))
        .collect()
}
