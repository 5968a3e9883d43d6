//! Settling a contested fact.

use askama::Template;
use axum::extract::{Path, State};
use axum::response::Response;
use casework::{Contest, Refusal};
use domain::{FileId, Position, Rank};

use super::layout::Shell;
use super::lines::text_field;
use super::record::{Desk, FormView, command_id, fresh, is_forbidden, who, with_status};
use super::said;
use crate::app::App;
use crate::csrf::Fields;
use crate::desk::{self, Opened};
use crate::error::WebError;
use crate::extract::{FilePath, Now};
use crate::forms::settle::{self, APART};
use crate::forms::show::{Body, FieldView, OptionView};
use crate::forms::{self, Problem, Submitted, sentence};
use crate::session::{SignedIn, Visitor};

#[derive(Template)]
#[template(path = "settle.html")]
struct SettlePage {
    shell: Shell,
    file: FileId,
    who: String,
    fact: String,
    form: FormView,
    may_settle: bool,
}

/// `GET /cases/{file}/settle/{position}`: the entries of a contested fact, by its first line.
pub(super) async fn show_contest(
    State(app): State<App>,
    visitor: Visitor,
    SignedIn(person): SignedIn,
    FilePath(id): FilePath,
    Path((_, position)): Path<(String, String)>,
    Now(now): Now,
) -> Result<Response, WebError> {
    let opened = desk::open(&app, &person.actor, id).await?;
    let contest = find(&opened, &position)?;
    let desk = Desk::of(&app, &person, now, Some(&opened.file));
    let mut sent = Submitted::default();
    fresh(&mut sent);
    page(&app, &visitor, &opened, &desk, contest, &sent, &[], None)
}

/// `POST /cases/{file}/settle/{position}`.
pub(super) async fn settle_contest(
    State(app): State<App>,
    visitor: Visitor,
    SignedIn(person): SignedIn,
    FilePath(id): FilePath,
    Path((_, position)): Path<(String, String)>,
    Now(now): Now,
    fields: Fields,
) -> Result<Response, WebError> {
    let opened = desk::open(&app, &person.actor, id).await?;
    let desk = Desk::of(&app, &person, now, Some(&opened.file));
    let mut sent = Submitted::new(fields.0);
    let to = format!("/cases/{id}");
    let contest = find(&opened, &position)?;
    let command = match settle::command(contest, &sent, &desk.context()) {
        Ok(command) => command,
        Err(problems) => {
            fresh(&mut sent);
            return page(
                &app, &visitor, &opened, &desk, contest, &sent, &problems, None,
            );
        }
    };
    match desk::tell(&app, &person.actor, id, command_id(&sent), command).await {
        Ok(told) => Ok(said::then(
            &app,
            &to,
            "The contested fact is settled",
            &told.advice,
        )),
        Err(WebError::Refused(refusal)) if !is_forbidden(&refusal) => {
            fresh(&mut sent);
            page(
                &app,
                &visitor,
                &opened,
                &desk,
                contest,
                &sent,
                &[],
                Some(&refusal),
            )
        }
        Err(error) => Err(error),
    }
}

fn find<'a>(opened: &'a Opened, position: &str) -> Result<&'a Contest, WebError> {
    let position: Position = position
        .parse()
        .ok()
        .and_then(Position::new)
        .ok_or(WebError::NotFound)?;
    let line = opened.file.line_at(position).ok_or(WebError::NotFound)?;
    opened
        .file
        .contests()
        .iter()
        .find(|contest| contest.lines.contains(&line.written.id))
        .ok_or(WebError::NotFound)
}

#[expect(
    clippy::too_many_arguments,
    reason = "everything a contest is shown with, once"
)]
fn page(
    app: &App,
    visitor: &Visitor,
    opened: &Opened,
    desk: &Desk<'_>,
    contest: &Contest,
    sent: &Submitted,
    problems: &[Problem],
    refusal: Option<&Refusal>,
) -> Result<Response, WebError> {
    let id = opened.file.id();
    let first = contest.lines.first().and_then(|id| opened.file.line(*id));
    let position = first.map_or(Position::FIRST, |line| line.written.position);
    let here = format!("/cases/{id}/settle/{position}");
    let mut form = FormView {
        action: here.clone(),
        title: "Contested".to_owned(),
        hint: String::new(),
        send: "Settle it".to_owned(),
        csrf: visitor.csrf.clone(),
        command: command_id(sent).to_string(),
        faults: forms::show::faults(problems),
        fields: vec![
            entries(opened, desk, contest, sent, problems),
            text_field("reason", "Why?", sent, problems),
        ],
        when: None,
        block: None,
        instead: None,
        more: Vec::new(),
        back: format!("/cases/{id}"),
    };
    if let Some(refusal) = refusal {
        form.refuse(refusal, Some(&opened.file), sent);
    }
    let trouble = !form.faults.is_empty();
    let title = if trouble {
        "Error: contested"
    } else {
        "Contested"
    };
    let may_settle = casework::permission::may_record(desk.actor.role, domain::EventKind::Settled);
    let page = SettlePage {
        shell: Shell::new(app, visitor, title, here),
        file: id,
        who: who(opened, desk.now),
        fact: sentence(&contest.fact.label()),
        form,
        may_settle,
    };
    with_status(&page, trouble)
}

/// The entries, each with who says so, and that each is a fact of its own.
fn entries(
    opened: &Opened,
    desk: &Desk<'_>,
    contest: &Contest,
    sent: &Submitted,
    problems: &[Problem],
) -> FieldView {
    // Choosing between people's entries takes a sergeant; that both happened, who made one.
    let may_choose = desk.actor.ranks_at_least(Rank::Sergeant);
    let chosen = sent.text("accepted");
    let mut options: Vec<OptionView> = contest
        .lines
        .iter()
        .filter(|_| may_choose)
        .filter_map(|id| opened.file.line(*id)?.fact())
        .map(|fact| OptionView {
            id: String::new(),
            value: fact.written.id.to_string(),
            label: fact.happened.moment.to_string(),
            hint: format!(
                "Line {}: {}, {}. {}",
                fact.written.position,
                fact.written.by.name,
                fact.written.by.role.label(),
                sentence(fact.happened.source.label())
            ),
            chosen: chosen == fact.written.id.to_string(),
            reveals: Vec::new(),
        })
        .collect();
    options.push(OptionView {
        id: String::new(),
        value: APART.to_owned(),
        label: "Each is a fact of its own: keep them all".to_owned(),
        hint: String::new(),
        chosen: chosen == APART,
        reveals: Vec::new(),
    });
    for (index, option) in options.iter_mut().enumerate() {
        option.id = match index {
            0 => forms::element_id("accepted"),
            _ => format!("{}-{}", forms::element_id("accepted"), index + 1),
        };
    }
    let problem = problems.iter().find(|problem| problem.field == "accepted");
    FieldView {
        name: "accepted".to_owned(),
        id: forms::element_id("accepted"),
        label: "Which is accepted?".to_owned(),
        hint: "The others stay visible, and everybody who saw them is told".to_owned(),
        error: problem.map(|problem| sentence(&problem.says)),
        body: Body::Radios {
            options,
            inline: false,
        },
        fold: None,
    }
}
