//! The senior officer's decision card: the question, the facts, both views, the law, the options.

use askama::Template;
use axum::extract::{Path, State};
use axum::response::Response;
use casework::view::{CaseView, PendingDecision, case_view};
use casework::{Command, Refusal};
use domain::event::{DecisionGiven, Question, Ruling};
use domain::time::{full_time, span};
use domain::{Event, EventKind, FileId, Position, Rank, Role, When};
use jiff::Timestamp;

use super::board::RowView;
use super::case::IdentityView;
use super::escalation::{EscalationView, escalation_views};
use super::layout::{Shell, show};
use super::lines::text_field;
use super::position::PositionView;
use super::reason::{Reasons, Why, line_address};
use super::record::{command_id, fresh, is_forbidden, with_status};
use super::returns::{OfferView, called_for};
use super::said;
use crate::app::App;
use crate::csrf::Fields;
use crate::desk::{self, Opened};
use crate::error::WebError;
use crate::extract::{FilePath, Now};
use crate::forms::show::{Fault, FieldView, faults};
use crate::forms::{Problem, Submitted, sentence, wire_name};
use crate::session::{Person, SignedIn, Visitor};

#[derive(Template)]
#[template(path = "decisions.html")]
struct Decisions {
    shell: Shell,
    pending: Vec<Asked>,
    exceptions: Vec<Exception>,
    escalated: Vec<(String, String, EscalationView)>,
    near: Vec<RowView>,
    answered: Vec<Asked>,
    called_for: Vec<OfferView>,
}

/// Something recorded although it should not have happened.
struct Exception {
    href: String,
    who: String,
    what: String,
}

/// A question in a list.
struct Asked {
    question: &'static str,
    who: String,
    by: String,
    href: String,
    mine: bool,
}

/// `GET /decisions`: what is asked of this person, which clocks are near their end, what they
/// decided.
pub(super) async fn decisions(
    State(app): State<App>,
    visitor: Visitor,
    SignedIn(person): SignedIn,
    Now(now): Now,
) -> Result<Response, WebError> {
    let actor = &person.actor;
    let decides = casework::permission::may_record(actor.role, EventKind::DecisionGiven);
    if !decides && actor.role != Role::LiaisonOfficer {
        return Err(WebError::Forbidden("your role does not decide".into()));
    }
    let rules = app.rules();
    let (mut pending, mut answered) = (Vec::new(), Vec::new());
    let (mut exceptions, mut escalated, mut near) = (Vec::new(), Vec::new(), Vec::new());
    for (job, sight) in app.live().jobs_for(actor) {
        let view = case_view(&job.file, sight, now, &rules.force, &rules.profile);
        pending.extend(view.pending.iter().map(|one| asked(&view, one, actor)));
        exceptions.extend(exceptions_of(&job.file, &view));
        answered.extend(decided_by(&job.file, &view, actor));
        let own = escalation_views(&view, now, actor)
            .into_iter()
            .filter(|one| one.open);
        escalated.extend(own.map(|one| {
            (
                format!("/cases/{}", view.file),
                view.identity.name.clone(),
                one,
            )
        }));
        if job
            .row
            .clock
            .as_ref()
            .is_some_and(|face| face.alarm.is_some())
        {
            near.push(RowView::new(&job.row, sight, now));
        }
    }
    let called_for = if casework::permission::may_see_returns(actor.role) {
        called_for(&app, actor).await?
    } else {
        Vec::new()
    };
    show(&Decisions {
        called_for,
        pending,
        exceptions,
        escalated,
        near,
        answered,
        shell: Shell::new(&app, &visitor, "Decisions", "/decisions"),
    })
}

/// What was recorded although it should not have happened: for the inspector and the liaison
/// officer at once (workflows.md section 0).
fn exceptions_of(file: &casework::File, view: &CaseView) -> Vec<Exception> {
    file.live_of(EventKind::ExceptionRecorded)
        .filter_map(|fact| {
            let Event::ExceptionRecorded(exception) = fact.event else {
                return None;
            };
            let rule = exception
                .block
                .map_or("A rule that was not kept", |block| block.label());
            Some(Exception {
                href: line_address(view.file, fact.written.position),
                who: format!("{}, {}", view.identity.name, view.identity.age),
                what: format!(
                    "{rule}. {}: {}",
                    fact.written.by.name, exception.what_happened
                ),
            })
        })
        .collect()
}

fn asked(view: &CaseView, one: &PendingDecision, actor: &domain::Actor) -> Asked {
    Asked {
        question: one.question.label(),
        who: format!("{}, {}", view.identity.name, view.identity.age),
        by: format!("{}, {}", one.by, full_time(one.at)),
        href: format!("/decisions/{}/{}", view.file, one.position),
        mine: actor.ranks_at_least(one.of),
    }
}

fn decided_by(file: &casework::File, view: &CaseView, actor: &domain::Actor) -> Vec<Asked> {
    file.live_of(EventKind::DecisionGiven)
        .filter(|fact| fact.written.by.user == actor.user)
        .filter_map(|fact| {
            let Event::DecisionGiven(given) = fact.event else {
                return None;
            };
            let line = file.line(given.asked)?;
            let Event::DecisionAsked(asked) = &line.written.event else {
                return None;
            };
            Some(Asked {
                question: asked.question.label(),
                who: format!("{}, {}", view.identity.name, view.identity.age),
                by: format!("{}: {}", sentence(given.ruling.label()), given.reason),
                href: format!("/decisions/{}/{}", view.file, line.written.position),
                mine: true,
            })
        })
        .collect()
}

#[derive(Template)]
#[template(path = "decision.html")]
struct Card {
    shell: Shell,
    file: FileId,
    identity: IdentityView,
    question: &'static str,
    asked_by: String,
    waiting: String,
    facts: String,
    other_view: String,
    needs: &'static str,
    law: Vec<LawOn>,
    position: PositionView,
    recent: Vec<String>,
    answered: Vec<String>,
    may_decide: bool,
    faults: Vec<Fault>,
    command: String,
    options: Vec<(String, String, bool)>,
    ruling_error: Option<String>,
    reason: FieldView,
    condition: FieldView,
    log_reference: FieldView,
    block: Option<(String, String)>,
    /// Another form that records what the question is about, where it has one.
    also: Option<(String, &'static str)>,
}

/// What the law says on one power, on the card.
struct LawOn {
    words: String,
    first: Vec<String>,
    why: Why,
}

/// `GET /decisions/{file}/{line}`: one card.
pub(super) async fn card(
    State(app): State<App>,
    visitor: Visitor,
    SignedIn(person): SignedIn,
    FilePath(id): FilePath,
    Path((_, line)): Path<(String, String)>,
    Now(now): Now,
) -> Result<Response, WebError> {
    let opened = desk::open(&app, &person.actor, id).await?;
    let mut sent = Submitted::default();
    fresh(&mut sent);
    page(
        &app,
        &visitor,
        &person,
        &opened,
        &line,
        now,
        &sent,
        &[],
        None,
    )
}

/// `POST /decisions/{file}/{line}`: decides.
pub(super) async fn decide(
    State(app): State<App>,
    visitor: Visitor,
    SignedIn(person): SignedIn,
    FilePath(id): FilePath,
    Path((_, line)): Path<(String, String)>,
    Now(now): Now,
    fields: Fields,
) -> Result<Response, WebError> {
    let opened = desk::open(&app, &person.actor, id).await?;
    let mut sent = Submitted::new(fields.0);
    let (asked, question) = find(&opened, &line)?;
    let command = match read(asked, question, &sent, now) {
        Ok(command) => command,
        Err(problems) => {
            fresh(&mut sent);
            return page(
                &app, &visitor, &person, &opened, &line, now, &sent, &problems, None,
            );
        }
    };
    match desk::tell(&app, &person.actor, id, command_id(&sent), command).await {
        Ok(told) => Ok(said::then(
            &app,
            &format!("/cases/{id}"),
            "Decided",
            &told.advice,
        )),
        Err(WebError::Refused(refusal)) if !is_forbidden(&refusal) => {
            fresh(&mut sent);
            page(
                &app,
                &visitor,
                &person,
                &opened,
                &line,
                now,
                &sent,
                &[],
                Some(&refusal),
            )
        }
        Err(error) => Err(error),
    }
}

fn find(opened: &Opened, line: &str) -> Result<(domain::EventId, Question), WebError> {
    let position = line
        .parse()
        .ok()
        .and_then(Position::new)
        .ok_or(WebError::NotFound)?;
    let line = opened.file.line_at(position).ok_or(WebError::NotFound)?;
    match &line.written.event {
        Event::DecisionAsked(asked) if opened.sight.internal => {
            Ok((line.written.id, asked.question))
        }
        _ => Err(WebError::NotFound),
    }
}

/// The answers that a question has.
const fn rulings(question: Question) -> &'static [Ruling] {
    match question {
        Question::StayOrLeave => &[Ruling::Stay, Ruling::Leave, Ruling::AskMore],
        _ => &[Ruling::Yes, Ruling::No, Ruling::AskMore],
    }
}

fn read(
    asked: domain::EventId,
    question: Question,
    sent: &Submitted,
    now: Timestamp,
) -> Result<Command, Vec<Problem>> {
    let ruling = rulings(question)
        .iter()
        .copied()
        .find(|ruling| wire_name(*ruling) == sent.text("ruling"));
    let mut problems = Vec::new();
    if ruling.is_none() {
        problems.push(Problem::new("ruling", "Select what you decide"));
    }
    if sent.is_blank("reason") {
        problems.push(Problem::new("reason", "Enter the reason for the decision"));
    }
    let Some(ruling) = ruling.filter(|_| problems.is_empty()) else {
        return Err(problems);
    };
    let given = DecisionGiven {
        asked,
        ruling,
        reason: sent.text("reason").to_owned(),
        condition: sent.text("condition").to_owned(),
        log_reference: Some(sent.text("log_reference").to_owned()).filter(|it| !it.is_empty()),
    };
    let despite = Some(sent.text("despite").to_owned()).filter(|words| !words.is_empty());
    Ok(Command {
        happened: When::now(now),
        event: given.into(),
        despite,
    })
}

#[expect(
    clippy::too_many_arguments,
    reason = "everything a card is shown with, once"
)]
fn page(
    app: &App,
    visitor: &Visitor,
    person: &Person,
    opened: &Opened,
    line: &str,
    now: Timestamp,
    sent: &Submitted,
    problems: &[Problem],
    refusal: Option<&Refusal>,
) -> Result<Response, WebError> {
    let (asked_id, _) = find(opened, line)?;
    let asked = opened.file.line(asked_id).ok_or(WebError::NotFound)?;
    let Event::DecisionAsked(question) = &asked.written.event else {
        return Err(WebError::NotFound);
    };
    let rules = app.rules();
    let id = opened.file.id();
    let view = case_view(
        &opened.file,
        opened.sight,
        opened.at,
        &rules.force,
        &rules.profile,
    );
    let at = asked
        .written
        .happened
        .moment
        .instant()
        .unwrap_or(asked.written.recorded);
    let answered = answers(opened, asked_id);
    let decided = answered.iter().any(|(_, final_)| *final_);
    let mut shown = faults(problems);
    let mut block = None;
    if let Some(refusal) = refusal {
        let says = sentence(&refusal.says);
        if refusal.why.may_be_recorded_as_happened() {
            block = Some((says.clone(), sent.text("despite").to_owned()));
        }
        shown.push(Fault {
            href: String::new(),
            says,
        });
    }
    let trouble = !shown.is_empty();
    let words = question.question.label();
    let title = if trouble {
        format!("Error: {words}")
    } else {
        words.to_owned()
    };
    let may = casework::permission::may_record(person.actor.role, EventKind::DecisionGiven);
    let chosen = sent.text("ruling");
    let page = Card {
        shell: Shell::new(app, visitor, title, format!("/decisions/{id}/{line}")),
        file: id,
        identity: IdentityView::new(&view, now),
        question: words,
        asked_by: format!(
            "{}, {}, {}",
            asked.written.by.name,
            asked.written.by.role.label(),
            full_time(at)
        ),
        waiting: span(now.duration_since(at)),
        facts: question.facts.clone(),
        other_view: question.other_view.clone(),
        needs: question.of.label(),
        law: law_on(question.question, &view, opened),
        position: PositionView::new(&view, &opened.file, opened.at),
        recent: recent(&view),
        answered: answered.into_iter().map(|(words, _)| words).collect(),
        may_decide: may && !decided && person.actor.ranks_at_least(question.of),
        faults: shown,
        command: command_id(sent).to_string(),
        options: rulings(question.question)
            .iter()
            .map(|ruling| {
                let value = wire_name(*ruling);
                let chosen = chosen == value;
                (value, option_words(*ruling), chosen)
            })
            .collect(),
        ruling_error: problems
            .iter()
            .find(|problem| problem.field == "ruling")
            .map(|problem| problem.says.clone()),
        reason: text_field("reason", "Why?", sent, problems),
        condition: text_field(
            "condition",
            "What must happen first, or until when? (optional)",
            sent,
            problems,
        ),
        log_reference: text_field("log_reference", "Log reference (optional)", sent, problems),
        block,
        also: also(question.question, id, &person.actor),
    };
    with_status(&page, trouble)
}

fn option_words(ruling: Ruling) -> String {
    match ruling {
        Ruling::Stay => "The officers stay".to_owned(),
        Ruling::Leave => "The officers leave".to_owned(),
        other => sentence(other.label()),
    }
}

/// The form that records the thing itself, for who may: an answer alone authorises nothing.
fn also(question: Question, file: FileId, actor: &domain::Actor) -> Option<(String, &'static str)> {
    let (kind, words) = match question {
        Question::PoliceStation => (
            EventKind::StationAuthorised,
            "Authorise the station, limb by limb",
        ),
        Question::PoliceVehicle => (EventKind::VehicleAuthorised, "Permit the police vehicle"),
        Question::ExtensionApproval => (EventKind::ExtensionApproved, "Approve the further period"),
        Question::StayOrLeave | Question::Other => return None,
    };
    let form = crate::forms::for_kind(kind).next()?;
    let high = match kind {
        EventKind::ExtensionApproved => Rank::Superintendent,
        _ => Rank::Inspector,
    };
    let may = casework::permission::may_record(actor.role, kind) && actor.ranks_at_least(high);
    may.then(|| (format!("/cases/{file}/do/{}", form.slug), words))
}

/// What the law says on the powers that a question is about.
fn law_on(question: Question, view: &CaseView, opened: &Opened) -> Vec<LawOn> {
    let powers: &[law::Power] = match question {
        Question::PoliceStation => &[law::Power::UsePoliceStation],
        Question::ExtensionApproval => &[law::Power::Extend],
        Question::StayOrLeave => &[law::Power::DetainAtPlaceOfSafety],
        Question::PoliceVehicle => &[law::Power::RemoveToPlaceOfSafety],
        Question::Other => &[],
    };
    let mut reasons = Reasons::of(&opened.file).from(1_000);
    view.position
        .powers
        .iter()
        .filter(|finding| powers.contains(&finding.power))
        .map(|finding| LawOn {
            words: format!(
                "{}: {}",
                sentence(finding.power.label()),
                finding.availability.label()
            ),
            first: finding.first.iter().map(|text| sentence(text)).collect(),
            why: reasons.why(
                "Limb by limb",
                &finding.because,
                Some(finding.certainty),
                finding.rival.as_ref(),
            ),
        })
        .collect()
}

/// The last things that happened, newest first: what a person woken at three needs to read.
fn recent(view: &CaseView) -> Vec<String> {
    let rows = view.timeline.iter().rev().take(6);
    rows.map(|row| format!("{}: {}, {}", row.happened.moment, row.title, row.by))
        .collect()
}

/// What was answered already, and whether that was the end of it.
fn answers(opened: &Opened, asked: domain::EventId) -> Vec<(String, bool)> {
    opened
        .file
        .live_of(EventKind::DecisionGiven)
        .filter_map(|fact| match fact.event {
            Event::DecisionGiven(given) if given.asked == asked => Some((
                format!(
                    "{}: {}. {}{}",
                    fact.written.by.name,
                    given.ruling.label(),
                    given.reason,
                    if given.condition.is_empty() {
                        String::new()
                    } else {
                        format!(" ({})", given.condition)
                    }
                ),
                given.ruling != Ruling::AskMore,
            )),
            _ => None,
        })
        .collect()
}
