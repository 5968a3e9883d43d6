//! Opening a file: in one tap for an officer, with a form for the control room.

use askama::Template;
use axum::extract::State;
use axum::response::IntoResponse as _;
use axum::response::{Redirect, Response};
use domain::event::{Channel, FileOpened};
use domain::{DistrictId, EventKind, When};

use super::layout::Shell;
use super::record::{Desk, FormView, command_id, fresh, with_status};
use crate::app::App;
use crate::csrf::Fields;
use crate::desk;
use crate::error::WebError;
use crate::extract::{Now, new_command};
use crate::forms::{
    self, Choice as _, Field, FormSpec, Group, Input, Opt, Problem, Submitted, sentence, wire_name,
};
use crate::session::{Person, SignedIn, Visitor};

/// How a file reaches the police, as the control room chooses it.
fn channels() -> Vec<Opt> {
    Channel::OFFERED
        .iter()
        .filter(|channel| **channel != Channel::Import)
        .map(|channel| Opt::new(wire_name(*channel), sentence(channel.words())))
        .collect()
}

/// The control room's form.
const OPEN: FormSpec = FormSpec::new(
    "open",
    Group::Scene,
    EventKind::FileOpened,
    ["Open a file", "New file", "Open the file"],
    &[
        Field::new(
            "channel",
            "How did it reach the police?",
            Input::Radios(channels),
        )
        .must("Select how it reached the police"),
        Field::new("log_reference", "Log reference", Input::OptionalLine)
            .hint("The reference in the command-and-control log"),
        Field::new("district", "District", Input::District),
        Field::new("force_definition", "Was a power considered?", Input::Answer)
            .hint("The force’s definition of a mental-health incident")
            .fold("Definitions, where already known"),
        Field::new(
            "national_definition",
            "Was vulnerability central, or did police do more because of it?",
            Input::Answer,
        )
        .hint("The national definition")
        .fold("The national definition"),
    ],
);

#[derive(Template)]
#[template(path = "new_case.html")]
struct NewPage {
    shell: Shell,
    form: FormView,
    street: bool,
    command: String,
}

/// `GET /cases/new`.
pub(super) async fn form(
    State(app): State<App>,
    visitor: Visitor,
    SignedIn(person): SignedIn,
    Now(now): Now,
) -> Result<Response, WebError> {
    may_open(&person)?;
    let desk = Desk::of(&app, &person, now, None);
    let mut sent = Submitted::default();
    fresh(&mut sent);
    page(&app, &visitor, &person, &desk, &sent, &[])
}

/// `POST /cases/new`: opens the file of the form.
pub(super) async fn open(
    State(app): State<App>,
    visitor: Visitor,
    SignedIn(person): SignedIn,
    Now(now): Now,
    fields: Fields,
) -> Result<Response, WebError> {
    may_open(&person)?;
    let desk = Desk::of(&app, &person, now, None);
    let mut sent = Submitted::new(fields.0);
    let command = match forms::read::command(&OPEN, &sent, &desk.context()) {
        Ok(command) => command,
        Err(problems) => {
            fresh(&mut sent);
            return page(&app, &visitor, &person, &desk, &sent, &problems);
        }
    };
    let domain::Event::FileOpened(opened) = command.event else {
        return Err(WebError::internal(
            "the form that opens a file made another event",
        ));
    };
    let id = command_id(&sent);
    let told = desk::open_new(
        &app,
        &person.actor,
        id,
        command.happened,
        opened,
        Vec::new(),
    )
    .await?;
    Ok(Redirect::to(&format!("/cases/{}", told.file)).into_response())
}

/// `POST /cases/new/with-person`: an officer is with somebody now. One tap opens the file, and the
/// next page asks where.
pub(super) async fn with_person(
    State(app): State<App>,
    SignedIn(person): SignedIn,
    Now(now): Now,
    fields: Fields,
) -> Result<Response, WebError> {
    may_open(&person)?;
    let sent = Submitted::new(fields.0);
    let opened = FileOpened {
        channel: Channel::OnSight,
        log_reference: None,
        district: None::<DistrictId>,
        force_definition: domain::Answer::NotKnown,
        national_definition: domain::Answer::NotKnown,
    };
    let id = command_id(&sent);
    let told = desk::open_new(&app, &person.actor, id, When::now(now), opened, Vec::new()).await?;
    Ok(Redirect::to(&format!("/cases/{}/do/encounter", told.file)).into_response())
}

fn may_open(person: &Person) -> Result<(), WebError> {
    if super::board::may_open(&person.actor) {
        return Ok(());
    }
    let role = person.actor.role.label();
    Err(WebError::Forbidden(format!("a {role} does not open files")))
}

fn page(
    app: &App,
    visitor: &Visitor,
    person: &Person,
    desk: &Desk<'_>,
    sent: &Submitted,
    problems: &[Problem],
) -> Result<Response, WebError> {
    let here = "/cases/new".to_owned();
    let mut form = FormView::new(
        &OPEN,
        here.clone(),
        sent,
        problems,
        &desk.context(),
        visitor,
    );
    "/board".clone_into(&mut form.back);
    let trouble = !form.faults.is_empty();
    let title = if trouble {
        "Error: open a file"
    } else {
        "Open a file"
    };
    let page = NewPage {
        shell: Shell::new(app, visitor, title, here),
        form,
        street: is_street(person),
        command: new_command().to_string(),
    };
    with_status(&page, trouble)
}

/// Whether the one tap is offered: to those who meet people.
pub(super) fn is_street(person: &Person) -> bool {
    casework::permission::may_record(person.actor.role, EventKind::PresenceAnswered)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_control_room_is_not_offered_an_import() {
        let offered: Vec<String> = channels().into_iter().map(|option| option.value).collect();
        assert_eq!(offered, ["on_sight", "call", "partner"]);
    }
}
