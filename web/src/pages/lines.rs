//! One line of a file: what it says, what became of it, who saw it; correcting and taking back.

use askama::Template;
use axum::extract::{Path, State};
use axum::response::Response;
use casework::view::timeline;
use casework::{Line, LineState, Refusal};
use domain::event::Withdrawn;
use domain::time::full_time;
use domain::{EventKind, FileId, Position, When};

use super::layout::Shell;
use super::record::{
    Desk, FormView, command_id, fresh, is_forbidden, problems_of, who, with_status,
};
use super::said;
use super::timeline::RowView;
use crate::app::App;
use crate::csrf::Fields;
use crate::desk::{self, Opened};
use crate::error::WebError;
use crate::extract::{FilePath, Now};
use crate::forms::correct::{self, Standing};
use crate::forms::{self, FormSpec, Problem, Submitted, WhenView};
use crate::session::{Person, SignedIn, Visitor};

#[derive(Template)]
#[template(path = "line.html")]
struct LinePage {
    shell: Shell,
    file: FileId,
    who: String,
    row: RowView,
    recorded: String,
    became: Vec<RowView>,
    seen: Vec<String>,
    form: Option<FormView>,
    open: bool,
}

/// `GET /cases/{file}/lines/{position}`.
pub(super) async fn line(
    State(app): State<App>,
    visitor: Visitor,
    SignedIn(person): SignedIn,
    FilePath(id): FilePath,
    Path((_, position)): Path<(String, String)>,
    Now(now): Now,
) -> Result<Response, WebError> {
    let opened = desk::open(&app, &person.actor, id).await?;
    let desk = Desk::of(&app, &person, now, Some(&opened.file));
    let line = find(&opened, &position)?;
    let mut sent = Standing::of(line).filled();
    fresh(&mut sent);
    page(
        &app,
        &visitor,
        &person,
        &opened,
        &desk,
        line,
        &sent,
        &[],
        None,
    )
}

/// `POST /cases/{file}/lines/{position}`: corrects it.
pub(super) async fn correct_line(
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
    let line = find(&opened, &position)?;
    let mut sent = Submitted::new(fields.0);
    let command = match correct::command(line, &sent, &desk.context()) {
        Ok(command) => command,
        Err(problems) => {
            fresh(&mut sent);
            return page(
                &app, &visitor, &person, &opened, &desk, line, &sent, &problems, None,
            );
        }
    };
    match desk::tell(&app, &person.actor, id, command_id(&sent), command).await {
        Ok(told) => Ok(said::then(
            &app,
            &format!("/cases/{id}"),
            "The line is corrected. Everybody who saw it is told",
            &told.advice,
        )),
        Err(WebError::Refused(refusal)) if !is_forbidden(&refusal) => {
            let problems = Standing::of(line)
                .form()
                .map(|form| problems_of(form, &refusal))
                .unwrap_or_default();
            fresh(&mut sent);
            page(
                &app,
                &visitor,
                &person,
                &opened,
                &desk,
                line,
                &sent,
                &problems,
                Some(&refusal),
            )
        }
        Err(error) => Err(error),
    }
}

/// `POST /cases/{file}/lines/{position}/undo`: takes back a wrong tap.
pub(super) async fn undo(
    State(app): State<App>,
    SignedIn(person): SignedIn,
    FilePath(id): FilePath,
    Path((_, position)): Path<(String, String)>,
    Now(now): Now,
    fields: Fields,
) -> Result<Response, WebError> {
    let opened = desk::open(&app, &person.actor, id).await?;
    let line = find(&opened, &position)?;
    let sent = Submitted::new(fields.0);
    let withdrawn = Withdrawn {
        line: line.written.id,
        reason: "a wrong tap, taken back at once".to_owned(),
    };
    let command = casework::Command {
        happened: When::now(now),
        event: withdrawn.into(),
        despite: None,
    };
    let to = format!("/cases/{id}");
    match desk::tell(&app, &person.actor, id, command_id(&sent), command).await {
        Ok(told) => Ok(said::then(&app, &to, "Taken back", &told.advice)),
        Err(error) => Err(error),
    }
}

/// The line at a position, if this person may see it.
fn find<'a>(opened: &'a Opened, position: &str) -> Result<&'a Line, WebError> {
    let position = position
        .parse()
        .ok()
        .and_then(Position::new)
        .ok_or(WebError::NotFound)?;
    let line = opened.file.line_at(position).ok_or(WebError::NotFound)?;
    let seen = timeline(&opened.file, opened.sight)
        .iter()
        .any(|row| row.id == line.written.id);
    if seen {
        Ok(line)
    } else {
        Err(WebError::NotFound)
    }
}

#[expect(
    clippy::too_many_arguments,
    reason = "everything a line is shown with, once"
)]
fn page(
    app: &App,
    visitor: &Visitor,
    person: &Person,
    opened: &Opened,
    desk: &Desk<'_>,
    line: &Line,
    sent: &Submitted,
    problems: &[Problem],
    refusal: Option<&Refusal>,
) -> Result<Response, WebError> {
    let id = opened.file.id();
    let rows = timeline(&opened.file, opened.sight);
    let row_at = |position: Position| {
        rows.iter()
            .find(|row| row.position == position)
            .map(|row| RowView::new(row, id))
    };
    let row = row_at(line.written.position).ok_or(WebError::NotFound)?;
    let here = row.href.clone();
    let mut form =
        correctable(line, person).then(|| correction(line, &here, sent, problems, desk, visitor));
    if let (Some(form), Some(refusal)) = (&mut form, refusal) {
        form.refuse(refusal, Some(&opened.file), sent);
    }
    let trouble = form.as_ref().is_some_and(|form| !form.faults.is_empty());
    let title = if trouble {
        format!("Error: {}", row.title)
    } else {
        row.title.clone()
    };
    let became = match line.state {
        LineState::Live => Vec::new(),
        LineState::Corrected { by }
        | LineState::Withdrawn { by }
        | LineState::NotAccepted { by } => row_at(by).into_iter().collect(),
    };
    let page = LinePage {
        shell: Shell::new(app, visitor, title, here),
        file: id,
        who: who(opened, desk.now),
        recorded: full_time(line.written.recorded),
        became,
        seen: seen(opened, line),
        form,
        row,
        open: trouble,
    };
    with_status(&page, trouble)
}

/// Whether a correction is offered: to who wrote it and to those who may correct others. Whether
/// it is accepted is for `casework` to say.
fn correctable(line: &Line, person: &Person) -> bool {
    let bookkeeping = matches!(
        line.written.event.kind(),
        EventKind::Corrected
            | EventKind::Settled
            | EventKind::Withdrawn
            | EventKind::ExceptionRecorded
            | EventKind::FileOpened
    );
    let gone = matches!(line.state, LineState::Withdrawn { .. });
    let may = casework::permission::may_record(person.actor.role, EventKind::Corrected);
    !bookkeeping && !gone && may
}

fn correction(
    line: &Line,
    here: &str,
    sent: &Submitted,
    problems: &[Problem],
    desk: &Desk<'_>,
    visitor: &Visitor,
) -> FormView {
    let context = desk.context();
    let spec: Option<&FormSpec> = Standing::of(line).form();
    let when = WhenView::new(sent, problems, desk.now, false);
    FormView {
        action: here.to_owned(),
        title: "Correct this line".to_owned(),
        hint: String::new(),
        send: "Correct it".to_owned(),
        csrf: visitor.csrf.clone(),
        command: command_id(sent).to_string(),
        faults: forms::show::faults(problems),
        fields: spec
            .map(|spec| forms::show::fields(spec, sent, problems, &context))
            .unwrap_or_default(),
        when: Some(when),
        block: None,
        instead: None,
        more: vec![
            text_field(&correct::own("reason"), "Why is it wrong?", sent, problems),
            text_field(
                &correct::own("evidence"),
                "What is the evidence?",
                sent,
                problems,
            ),
        ],
        back: format!("/cases/{}", line.written.file),
    }
}

/// A question of several lines that is not part of an event.
pub(super) fn text_field(
    name: &str,
    label: &str,
    sent: &Submitted,
    problems: &[Problem],
) -> forms::show::FieldView {
    let problem = problems.iter().find(|problem| problem.field == name);
    forms::show::FieldView {
        name: name.to_owned(),
        id: forms::element_id(name),
        label: label.to_owned(),
        hint: String::new(),
        error: problem.map(|problem| forms::sentence(&problem.says)),
        body: forms::show::Body::Area {
            value: sent.raw(name).to_owned(),
        },
        fold: None,
    }
}

/// Who saw this line: everybody who looked at the file at or after its position.
fn seen(opened: &Opened, line: &Line) -> Vec<String> {
    let position = line.written.position.get();
    let mut seen: Vec<String> = Vec::new();
    let mut known = std::collections::BTreeSet::new();
    for access in opened.held.accesses.iter() {
        if access.position >= position && known.insert(access.by.user.clone()) {
            seen.push(format!(
                "{}, {}, first {}",
                access.by.name,
                access.by.role.label(),
                full_time(access.at)
            ));
        }
    }
    seen
}
