//! Recording something: any form of the catalogue, and what is said when it is refused.

use askama::Template;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{Html, IntoResponse as _, Response};
use casework::view::identity;
use casework::{File, Refusal, Why as RefusedBecause};
use domain::time::in_london;
use domain::{Actor, CommandId, EventKind, FileId};
use jiff::Timestamp;

use super::layout::{Shell, render, show};
use super::reason::{Reasons, Why};
use super::said;
use crate::app::{App, Rules};
use crate::csrf::Fields;
use crate::desk::{self, Opened};
use crate::error::WebError;
use crate::extract::{FilePath, Now, new_command};
use crate::forms::{self, Context, FormSpec, Group, Problem, Submitted, WhenView, sentence};
use crate::session::{Person, SignedIn, Visitor};

/// A form as its page shows it.
pub(super) struct FormView {
    /// Where it is sent.
    pub(super) action: String,
    pub(super) title: String,
    pub(super) hint: String,
    pub(super) send: String,
    pub(super) csrf: String,
    pub(super) command: String,
    pub(super) faults: Vec<forms::show::Fault>,
    pub(super) fields: Vec<forms::show::FieldView>,
    pub(super) when: Option<WhenView>,
    pub(super) block: Option<BlockView>,
    /// Another form that may be the one that was meant: its address and words.
    pub(super) instead: Option<(String, &'static str)>,
    /// Questions after those of the event.
    pub(super) more: Vec<forms::show::FieldView>,
    /// Where "Cancel" leads.
    pub(super) back: String,
}

/// A refusal that can be passed by recording what happened.
pub(super) struct BlockView {
    pub(super) says: String,
    pub(super) why: Option<Why>,
    pub(super) despite: String,
}

#[derive(Template)]
#[template(path = "record.html")]
struct RecordPage {
    shell: Shell,
    file: FileId,
    who: String,
    form: FormView,
}

#[derive(Template)]
#[template(path = "record_list.html")]
struct ListPage {
    shell: Shell,
    file: FileId,
    who: String,
    groups: Vec<GroupView>,
}

struct GroupView {
    id: String,
    heading: &'static str,
    forms: Vec<(String, &'static str)>,
}

/// What every form of a file is shown and read with.
pub(super) struct Desk<'a> {
    pub(super) rules: Rules,
    pub(super) actor: &'a Actor,
    pub(super) now: Timestamp,
    pub(super) file: Option<&'a File>,
}

impl<'a> Desk<'a> {
    /// For a file that was opened.
    pub(super) fn of(
        app: &App,
        person: &'a Person,
        now: Timestamp,
        file: Option<&'a File>,
    ) -> Self {
        Self {
            rules: app.rules(),
            actor: &person.actor,
            now,
            file,
        }
    }

    /// The context forms need.
    pub(super) fn context(&self) -> Context<'_> {
        let today = in_london(self.now).date();
        let known = self.file.map(casework::facts::person).unwrap_or_default();
        let ends = self.rules.profile.mha_2025_s48.as_ref();
        Context {
            force: &self.rules.force,
            actor: self.actor,
            now: self.now,
            file: self.file,
            may_be_a_child: law::person::treat_as_child(&known, today),
            stations_exist: ends.is_none_or(|ends| today < ends.on),
        }
    }
}

impl FormView {
    /// A form with what was typed and what was wrong.
    pub(super) fn new(
        spec: &FormSpec,
        action: String,
        sent: &Submitted,
        problems: &[Problem],
        context: &Context<'_>,
        visitor: &Visitor,
    ) -> Self {
        let when = WhenView::new(sent, problems, context.now, true);
        Self {
            action,
            title: spec.title.to_owned(),
            hint: spec.hint.to_owned(),
            send: spec.send.to_owned(),
            csrf: visitor.csrf.clone(),
            command: command_id(sent).to_string(),
            faults: forms::show::faults(problems),
            fields: forms::show::fields(spec, sent, problems, context),
            when: Some(when),
            block: None,
            instead: None,
            more: Vec::new(),
            back: "/".to_owned(),
        }
    }

    /// Shows a refusal: beside its fields, or as a block that can be passed.
    pub(super) fn refuse(&mut self, refusal: &Refusal, file: Option<&File>, sent: &Submitted) {
        if !refusal.why.may_be_recorded_as_happened() {
            if self.faults.is_empty() {
                self.faults = forms::show::faults(&[Problem::new("", refusal.says.clone())]);
            }
            return;
        }
        let despite = sent.text("despite").to_owned();
        let mut reasons = file.map_or_else(Reasons::without_file, Reasons::of);
        let why = (!refusal.because.is_empty())
            .then(|| reasons.why("What the law says", &refusal.because, None, None));
        self.faults = vec![forms::show::Fault {
            href: "#f-despite".to_owned(),
            says: sentence(&refusal.says),
        }];
        self.block = Some(BlockView {
            says: sentence(&refusal.says),
            why,
            despite,
        });
    }
}

/// The id of the command a form carries, or a new one: a form that is sent twice writes once.
pub(super) fn command_id(sent: &Submitted) -> CommandId {
    sent.text("command")
        .parse()
        .unwrap_or_else(|_| new_command())
}

/// The id for a form that is shown again after an attempt: nothing was written under the old one,
/// and what is sent next may be something else.
pub(super) fn fresh(sent: &mut Submitted) {
    sent.set("command", new_command().to_string());
}

/// What a refusal says of fields, under the names they have on the form.
pub(super) fn problems_of(spec: &FormSpec, refusal: &Refusal) -> Vec<Problem> {
    refusal
        .fields
        .iter()
        .map(|field| Problem::new(form_name(spec, &field.field), field.says.clone()))
        .collect()
}

fn form_name(spec: &FormSpec, wire: &str) -> String {
    if wire == "happened" || wire == "happened_corrected" {
        return "when_time".to_owned();
    }
    let field = spec.fields.iter().find(|field| {
        field.name == wire || (field.name == "is" && matches!(wire, "age" | "date_of_birth"))
    });
    field.map(forms::read::first_part).unwrap_or_default()
}

fn spec_of(slug: &str) -> Result<&'static FormSpec, WebError> {
    forms::find(slug).ok_or(WebError::NotFound)
}

fn may_record(actor: &Actor, kind: EventKind) -> Result<(), WebError> {
    if casework::permission::may_record(actor.role, kind) {
        return Ok(());
    }
    let (role, kind) = (actor.role.label(), kind.label());
    Err(WebError::Forbidden(format!(
        "a {role} cannot record “{kind}”"
    )))
}

/// `GET /cases/{file}/do/{slug}`: the form. What is in the address is filled in already.
pub(super) async fn form(
    State(app): State<App>,
    visitor: Visitor,
    SignedIn(person): SignedIn,
    FilePath(id): FilePath,
    Path((_, slug)): Path<(String, String)>,
    Now(now): Now,
    axum::extract::Query(filled): axum::extract::Query<Vec<(String, String)>>,
) -> Result<Response, WebError> {
    let spec = spec_of(&slug)?;
    let opened = desk::open(&app, &person.actor, id).await?;
    may_record(&person.actor, spec.kind)?;
    let desk = Desk::of(&app, &person, now, Some(&opened.file));
    let mut sent = Submitted::new(filled);
    fresh(&mut sent);
    page(&app, &visitor, spec, &sent, &[], &opened, &desk, None)
}

/// `POST /cases/{file}/do/{slug}`: records it, or shows the form again with what is wrong.
pub(super) async fn record(
    State(app): State<App>,
    visitor: Visitor,
    SignedIn(person): SignedIn,
    FilePath(id): FilePath,
    Path((_, slug)): Path<(String, String)>,
    Now(now): Now,
    fields: Fields,
) -> Result<Response, WebError> {
    let spec = spec_of(&slug)?;
    let opened = desk::open(&app, &person.actor, id).await?;
    let desk = Desk::of(&app, &person, now, Some(&opened.file));
    let mut sent = Submitted::new(fields.0);
    let command = match forms::read::command(spec, &sent, &desk.context()) {
        Ok(command) => command,
        Err(problems) => {
            fresh(&mut sent);
            return page(&app, &visitor, spec, &sent, &problems, &opened, &desk, None);
        }
    };
    match desk::tell(&app, &person.actor, id, command_id(&sent), command).await {
        Ok(told) => {
            let title = sentence(spec.kind.label());
            Ok(said::then(
                &app,
                &format!("/cases/{id}"),
                &title,
                &told.advice,
            ))
        }
        Err(WebError::Refused(refusal)) if !is_forbidden(&refusal) => {
            let problems = problems_of(spec, &refusal);
            fresh(&mut sent);
            page(
                &app,
                &visitor,
                spec,
                &sent,
                &problems,
                &opened,
                &desk,
                Some(&refusal),
            )
        }
        Err(error) => Err(error),
    }
}

/// Whether a refusal is about who asks: then the form is no use to them.
pub(super) fn is_forbidden(refusal: &Refusal) -> bool {
    matches!(refusal.why, RefusedBecause::NotPermitted)
}

#[expect(
    clippy::too_many_arguments,
    reason = "everything a form is shown with, once"
)]
fn page(
    app: &App,
    visitor: &Visitor,
    spec: &FormSpec,
    sent: &Submitted,
    problems: &[Problem],
    opened: &Opened,
    desk: &Desk<'_>,
    refusal: Option<&Refusal>,
) -> Result<Response, WebError> {
    let id = opened.file.id();
    let here = format!("/cases/{id}/do/{}", spec.slug);
    let mut form = FormView::new(spec, here.clone(), sent, problems, &desk.context(), visitor);
    form.back = format!("/cases/{id}");
    form.instead = spec
        .instead
        .map(|(slug, words)| (format!("/cases/{id}/do/{slug}"), words));
    if let Some(refusal) = refusal {
        form.refuse(refusal, Some(&opened.file), sent);
    }
    let trouble = !form.faults.is_empty();
    let title = if trouble {
        format!("Error: {}", spec.title)
    } else {
        spec.title.to_owned()
    };
    let page = RecordPage {
        shell: Shell::new(app, visitor, title, here),
        file: id,
        who: who(opened, desk.now),
        form,
    };
    with_status(&page, trouble)
}

/// A page that says what was wrong has the status that says so too.
pub(super) fn with_status(page: &impl Template, trouble: bool) -> Result<Response, WebError> {
    let status = if trouble {
        StatusCode::UNPROCESSABLE_ENTITY
    } else {
        StatusCode::OK
    };
    Ok((status, Html(render(page)?)).into_response())
}

/// Whose file it is, in a line.
pub(super) fn who(opened: &Opened, now: Timestamp) -> String {
    let identity = identity(&opened.file, now);
    let name = if opened.sight.identity {
        identity.name
    } else {
        "Name withheld".to_owned()
    };
    format!("{name}, {}, {}", identity.age, opened.file.id().reference())
}

/// `GET /cases/{file}/do`: everything this person may record.
pub(super) async fn list(
    State(app): State<App>,
    visitor: Visitor,
    SignedIn(person): SignedIn,
    FilePath(id): FilePath,
    Now(now): Now,
) -> Result<Response, WebError> {
    let opened = desk::open(&app, &person.actor, id).await?;
    let here = format!("/cases/{id}/do");
    let forms_of = |group: Group| -> Vec<(String, &'static str)> {
        forms::ALL
            .iter()
            .flat_map(|forms| forms.iter())
            .filter(|form| form.group == group && form.kind != EventKind::AlarmAcknowledged)
            .filter(|form| casework::permission::may_record(person.actor.role, form.kind))
            .map(|form| (format!("{here}/{}", form.slug), form.action))
            .collect()
    };
    let groups = Group::ALL
        .iter()
        .map(|group| GroupView {
            id: format!("group-{}", format!("{group:?}").to_lowercase()),
            heading: group.label(),
            forms: forms_of(*group),
        })
        .filter(|group| !group.forms.is_empty())
        .collect();
    show(&ListPage {
        shell: Shell::new(&app, &visitor, "Record something else", here.clone()),
        file: id,
        who: who(&opened, now),
        groups,
    })
}
