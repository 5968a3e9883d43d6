//! The same person in another file: confirmed by somebody who answers for it, and undone.
//!
//! Only a person confirms. Both files must be theirs to see, and looking at the other is in the
//! record like any other look; so is being shown a suggestion of it.

mod suggested;

pub(super) use suggested::{chance, in_words};

use askama::Template;
use axum::extract::{Path, Query, State};
use axum::http::HeaderMap;
use axum::response::Response;
use casework::link::{Link, links, rejected};
use casework::permission::may_record;
use casework::{Command, Refusal};
use domain::event::{LinkBasis, LinkConfirmed, LinkRejected, LinkUndone};
use domain::{Event, EventKind, FileId, Position, When};
use jiff::Timestamp;
use serde::Deserialize;

use super::layout::Shell;
use super::lines::text_field;
use super::record::{FormView, command_id, fresh, is_forbidden, who, with_status};
use super::said::{self, Said};
use crate::app::App;
use crate::csrf::Fields;
use crate::desk::{self, Opened};
use crate::error::WebError;
use crate::extract::{FilePath, Now};
use crate::forms::show::{Body, FieldView, OptionView};
use crate::forms::{self, Problem, Submitted, options, sentence};
use crate::session::{Person, SignedIn, Visitor};

#[derive(Template)]
#[template(path = "same_person.html")]
struct SamePersonPage {
    shell: Shell,
    file: FileId,
    who: String,
    said: Said,
    links: Vec<LinkView>,
    suggested: suggested::Shown,
    rejected: Vec<RejectedView>,
    form: FormView,
}

/// A file that somebody compared with this one and found to be of another person.
struct RejectedView {
    other: String,
    href: String,
    reason: String,
    by: String,
    when: String,
}

/// The other file that the form opens with.
#[derive(Debug, Default, Deserialize)]
pub(super) struct Filled {
    #[serde(default)]
    with: String,
}

/// One link, as shown in either of its files.
struct LinkView {
    other: String,
    href: String,
    basis: String,
    reason: String,
    by: String,
    when: String,
    /// Where it is undone: in the file it is written in.
    undo: String,
    /// The words that tell this undo from the others.
    undo_label: String,
    command: String,
}

/// `GET /cases/{file}/same-person`.
pub(super) async fn show_links(
    State(app): State<App>,
    visitor: Visitor,
    SignedIn(person): SignedIn,
    FilePath(id): FilePath,
    Now(now): Now,
    Query(Filled { with }): Query<Filled>,
    headers: HeaderMap,
) -> Result<Response, WebError> {
    let opened = open(&app, &person, id).await?;
    let mut sent = Submitted::default();
    if !with.is_empty() {
        sent = Submitted::new([("with".to_owned(), with)]);
    }
    fresh(&mut sent);
    let said = said::read(&app, &headers);
    let asked = Asked::of(&app, &visitor, &person, &opened, now).await?;
    let shown = page(&app, asked, &sent, &[], said)?;
    Ok(said::shown(&app, &headers, shown))
}

/// `POST /cases/{file}/same-person`: confirms.
pub(super) async fn confirm_link(
    State(app): State<App>,
    visitor: Visitor,
    SignedIn(person): SignedIn,
    FilePath(id): FilePath,
    Now(now): Now,
    fields: Fields,
) -> Result<Response, WebError> {
    let opened = open(&app, &person, id).await?;
    let sent = Submitted::new(fields.0);
    let problems = match confirmed(&app, &person, &opened, &sent).await? {
        Ok(event) => match tell(&app, &person, id, &sent, event.into(), now).await? {
            Ok(()) => {
                let words = "Recorded: the same person. Both files show it";
                return Ok(said::then(&app, &address(id), words, &[]));
            }
            Err(refusal) => problems_of(&refusal),
        },
        Err(problems) => problems,
    };
    let asked = Asked::of(&app, &visitor, &person, &opened, now).await?;
    again(&app, asked, sent, &problems)
}

/// `POST /cases/{file}/same-person/{line}`: undoes the link of a line of this file.
pub(super) async fn undo_link(
    State(app): State<App>,
    visitor: Visitor,
    SignedIn(person): SignedIn,
    FilePath(id): FilePath,
    Path((_, position)): Path<(String, String)>,
    Now(now): Now,
    fields: Fields,
) -> Result<Response, WebError> {
    let opened = open(&app, &person, id).await?;
    let position: Option<Position> = position.parse().ok().and_then(Position::new);
    let found = links(&opened.file);
    let link = found
        .into_iter()
        .find(|link| Some(link.position) == position)
        .ok_or(WebError::NotFound)?;
    let sent = Submitted::new(fields.0);
    let event = LinkUndone {
        confirmed: link.line,
        reason: sent.text("undo_reason").to_owned(),
    };
    match tell(&app, &person, id, &sent, event.into(), now).await? {
        Ok(()) => {
            let words = "Recorded: no longer held to be the same person";
            Ok(said::then(&app, &address(id), words, &[]))
        }
        Err(refusal) => {
            let asked = Asked::of(&app, &visitor, &person, &opened, now).await?;
            again(&app, asked, sent, &beside(problems_of(&refusal)))
        }
    }
}

/// `POST /cases/{file}/same-person/rejected`: says of a suggestion that it is of another person.
pub(super) async fn reject_link(
    State(app): State<App>,
    visitor: Visitor,
    SignedIn(person): SignedIn,
    FilePath(id): FilePath,
    Now(now): Now,
    fields: Fields,
) -> Result<Response, WebError> {
    let opened = open(&app, &person, id).await?;
    let sent = Submitted::new(fields.0);
    let other = app.live().links().file_of(sent.text("rejected"));
    // A file they may not see is the same as one that does not exist.
    let other = desk::open(&app, &person.actor, other.ok_or(WebError::NotFound)?).await?;
    let named = |of: &Opened, with: &Opened| {
        let mut links = links(&of.file).into_iter();
        links.any(|link| link.with == with.file.id())
    };
    let refused = if named(&other, &opened) {
        let says = "The two files are linked: undo the link in place of this";
        vec![Problem::new("", says)]
    } else {
        let event = LinkRejected {
            with: other.file.id(),
            suggested: suggested::of_pair(&app, &opened, &other).await?,
            reason: sent.text("reject_reason").to_owned(),
        };
        match tell(&app, &person, id, &sent, event.into(), now).await? {
            Ok(()) => {
                let words = "Recorded: not the same person. It is not suggested again";
                return Ok(said::then(&app, &address(id), words, &[]));
            }
            Err(refusal) => beside(problems_of(&refusal)),
        }
    };
    let asked = Asked::of(&app, &visitor, &person, &opened, now).await?;
    again(&app, asked, sent, &refused)
}

/// The page once more, with what was typed and what is wrong with it.
fn again(
    app: &App,
    asked: Asked<'_>,
    mut sent: Submitted,
    problems: &[Problem],
) -> Result<Response, WebError> {
    fresh(&mut sent);
    page(app, asked, &sent, problems, Said::default())
}

/// Problems of a box that stands beside a link, one for each: said above the page and at no field
/// of its form.
fn beside(mut problems: Vec<Problem>) -> Vec<Problem> {
    for problem in &mut problems {
        if problem.field == "reason" {
            problem.field.clear();
        }
    }
    problems
}

fn address(file: FileId) -> String {
    format!("/cases/{file}/same-person")
}

/// Opens the file for somebody who may confirm.
async fn open(app: &App, person: &Person, id: FileId) -> Result<Opened, WebError> {
    let opened = desk::open(app, &person.actor, id).await?;
    if may_record(person.actor.role, EventKind::LinkConfirmed) {
        Ok(opened)
    } else {
        Err(WebError::Forbidden(
            "a sergeant or above, a supervisor or the liaison officer says whether two files are \
             about one person"
                .to_owned(),
        ))
    }
}

/// What was typed as a link, or what is wrong with it.
async fn confirmed(
    app: &App,
    person: &Person,
    opened: &Opened,
    sent: &Submitted,
) -> Result<Result<LinkConfirmed, Vec<Problem>>, WebError> {
    let mut problems = Vec::new();
    let with = app.live().links().file_of(sent.text("with"));
    let with = match with {
        // A file they may not see is the same as one that does not exist.
        Some(file) => match desk::open(app, &person.actor, file).await {
            Ok(other) => Some(other),
            Err(WebError::NotFound) => None,
            Err(error) => return Err(error),
        },
        None => None,
    };
    if with.is_none() {
        let says = "Enter the reference of another file, such as LN-7F3K-92QD";
        problems.push(Problem::new("with", says));
    }
    let basis: Option<LinkBasis> =
        serde_json::from_value(serde_json::Value::String(sent.text("basis").to_owned())).ok();
    if basis.is_none() {
        problems.push(Problem::new("basis", "Select how it is known"));
    }
    if sent.is_blank("reason") {
        problems.push(Problem::new("reason", "Enter what was compared"));
    }
    Ok(match (with, basis) {
        (Some(with), Some(basis)) if problems.is_empty() => Ok(LinkConfirmed {
            with: with.file.id(),
            basis,
            suggested: suggested::of_pair(app, opened, &with).await?,
            reason: sent.text("reason").to_owned(),
        }),
        _ => Err(problems),
    })
}

/// Records it, and waits for nothing: the page is read from the record.
async fn tell(
    app: &App,
    person: &Person,
    id: FileId,
    sent: &Submitted,
    event: Event,
    now: Timestamp,
) -> Result<Result<(), Refusal>, WebError> {
    let command = Command {
        happened: When::now(now),
        event,
        despite: None,
    };
    match desk::tell(app, &person.actor, id, command_id(sent), command).await {
        Ok(_) => Ok(Ok(())),
        Err(WebError::Refused(refusal)) if !is_forbidden(&refusal) => Ok(Err(*refusal)),
        Err(error) => Err(error),
    }
}

fn problems_of(refusal: &Refusal) -> Vec<Problem> {
    if refusal.fields.is_empty() {
        return vec![Problem::new("", sentence(&refusal.says))];
    }
    let fields = refusal.fields.iter();
    fields
        .map(|problem| Problem::new(problem.field.clone(), sentence(&problem.says)))
        .collect()
}

/// What the page is made of, beside what was typed.
struct Asked<'a> {
    visitor: &'a Visitor,
    opened: &'a Opened,
    now: Timestamp,
    suggested: suggested::Shown,
}

impl<'a> Asked<'a> {
    async fn of(
        app: &App,
        visitor: &'a Visitor,
        person: &Person,
        opened: &'a Opened,
        now: Timestamp,
    ) -> Result<Self, WebError> {
        Ok(Self {
            visitor,
            opened,
            now,
            suggested: suggested::shown(app, person, opened).await?,
        })
    }
}

fn page(
    app: &App,
    asked: Asked<'_>,
    sent: &Submitted,
    problems: &[Problem],
    said: Said,
) -> Result<Response, WebError> {
    let opened = asked.opened;
    let id = opened.file.id();
    let here = address(id);
    let form = FormView {
        action: here.clone(),
        title: "Another file about the same person".to_owned(),
        hint: String::new(),
        send: "Confirm".to_owned(),
        csrf: asked.visitor.csrf.clone(),
        command: command_id(sent).to_string(),
        faults: forms::show::faults(problems),
        fields: vec![
            other_file(sent, problems),
            basis(sent, problems),
            text_field("reason", "What was compared?", sent, problems),
        ],
        when: None,
        block: None,
        instead: None,
        more: Vec::new(),
        back: format!("/cases/{id}"),
    };
    let trouble = !form.faults.is_empty();
    let links = views(app, opened);
    let title = if trouble {
        "Error: the same person"
    } else {
        "The same person"
    };
    let page = SamePersonPage {
        shell: Shell::new(app, asked.visitor, title, here),
        file: id,
        who: who(opened, asked.now),
        said,
        suggested: asked.suggested,
        rejected: rejected_views(opened, &links),
        links,
        form,
    };
    with_status(&page, trouble)
}

/// The links of a file: those written in it, then those of others that name it.
fn views(app: &App, opened: &Opened) -> Vec<LinkView> {
    let id = opened.file.id();
    let own = links(&opened.file)
        .into_iter()
        .map(|link| view(link.with, id, &link));
    let naming = app.live().links().naming(id);
    own.chain(naming.iter().map(|(of, link)| view(*of, *of, link)))
        .collect()
}

/// Those that stand. Where somebody confirmed a link later, the link is what is held.
fn rejected_views(opened: &Opened, links: &[LinkView]) -> Vec<RejectedView> {
    let view = |one: casework::link::Rejected| RejectedView {
        other: one.with.reference(),
        href: format!("/cases/{}", one.with),
        reason: one.reason,
        by: one.by,
        when: domain::time::full_time(one.recorded),
    };
    let rejected = rejected(&opened.file).into_iter().map(view);
    rejected
        .filter(|one| links.iter().all(|link| link.other != one.other))
        .collect()
}

fn view(other: FileId, written: FileId, link: &Link) -> LinkView {
    LinkView {
        other: other.reference(),
        href: format!("/cases/{other}"),
        basis: sentence(link.basis.label()),
        reason: link.reason.clone(),
        by: link.by.clone(),
        when: domain::time::full_time(link.recorded),
        undo: format!("{}/{}", address(written), link.position),
        undo_label: format!(
            "What shows that {} is not the same person?",
            other.reference()
        ),
        command: crate::extract::new_command().to_string(),
    }
}

fn other_file(sent: &Submitted, problems: &[Problem]) -> FieldView {
    let problem = problems.iter().find(|problem| problem.field == "with");
    FieldView {
        name: "with".to_owned(),
        id: forms::element_id("with"),
        label: "Reference of the other file".to_owned(),
        hint: "Such as LN-7F3K-92QD; it stands at the top of the file".to_owned(),
        error: problem.map(|problem| sentence(&problem.says)),
        body: Body::Line {
            value: sent.raw("with").to_owned(),
            keyboard: "text",
            width: "govuk-input--width-20",
            wrong: problem.is_some(),
            below: Vec::new(),
        },
        fold: None,
    }
}

fn basis(sent: &Submitted, problems: &[Problem]) -> FieldView {
    let chosen = sent.text("basis");
    let listed = options::<LinkBasis>();
    let options = listed
        .into_iter()
        .enumerate()
        .map(|(index, option)| OptionView {
            id: match index {
                0 => forms::element_id("basis"),
                _ => format!("{}-{}", forms::element_id("basis"), index + 1),
            },
            chosen: chosen == option.value,
            value: option.value.clone(),
            label: option.label.clone(),
            hint: String::new(),
            reveals: Vec::new(),
        })
        .collect();
    let problem = problems.iter().find(|problem| problem.field == "basis");
    FieldView {
        name: "basis".to_owned(),
        id: forms::element_id("basis"),
        label: "How is it known?".to_owned(),
        hint: String::new(),
        error: problem.map(|problem| sentence(&problem.says)),
        body: Body::Radios {
            options,
            inline: false,
        },
        fold: None,
    }
}
