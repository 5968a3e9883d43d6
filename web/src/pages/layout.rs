//! What every page has around it.

use askama::Template;
use axum::response::{Html, IntoResponse as _, Response};
use domain::Role;
use jiff::Timestamp;

use super::who;
use crate::app::App;
use crate::error::WebError;
use crate::session::{Person, Visitor};

/// The frame of a page: who is signed in, where they can go, how it looks.
#[derive(Debug, Clone)]
pub(crate) struct Shell {
    /// The title of the page, before the name of the product.
    pub(crate) title: String,
    /// The server's instant, for the clocks.
    pub(crate) now: Timestamp,
    /// `lantern-night`, `lantern-day`, or nothing: as the device prefers.
    pub(crate) look: &'static str,
    /// Who is signed in, such as `PC 4471`; nobody when empty.
    pub(crate) who: String,
    /// In which role.
    pub(crate) role: String,
    /// Where they can go.
    pub(crate) nav: Vec<Link>,
    /// How many notices they have not read.
    pub(crate) unread: usize,
    /// The token of every form on the page.
    pub(crate) csrf: String,
    /// The address of the page, to come back to.
    pub(crate) here: String,
    /// The stylesheet.
    pub(crate) stylesheet: String,
    /// The script.
    pub(crate) script: String,
    /// Whether a phone keeps the page: its instant is then no longer the server's.
    pub(crate) kept: bool,
}

/// One entry of the navigation.
#[derive(Debug, Clone)]
pub(crate) struct Link {
    /// Where it leads.
    pub(crate) href: &'static str,
    /// Its words.
    pub(crate) words: &'static str,
    /// Whether it is this page.
    pub(crate) here: bool,
}

impl Shell {
    /// The frame for somebody who is signed in.
    pub(crate) fn new(
        app: &App,
        visitor: &Visitor,
        title: impl Into<String>,
        here: impl Into<String>,
    ) -> Self {
        let here = here.into();
        let mut shell = Self {
            title: title.into(),
            now: app.now(),
            look: match visitor.night {
                Some(true) => "lantern-night",
                Some(false) => "lantern-day",
                None => "",
            },
            who: String::new(),
            role: String::new(),
            nav: Vec::new(),
            unread: 0,
            csrf: visitor.csrf.clone(),
            stylesheet: crate::assets::address("lantern.css"),
            script: crate::assets::address("lantern.js"),
            here: here.clone(),
            kept: false,
        };
        if let Some(person) = &visitor.person {
            shell.greet(app, person, &here);
        }
        shell
    }

    fn greet(&mut self, app: &App, person: &Person, here: &str) {
        self.who.clone_from(&person.actor.name);
        person.actor.role.label().clone_into(&mut self.role);
        self.unread = app.live().notices().unread(&person.actor.user);
        let link = |(href, words): &(&'static str, &'static str)| Link {
            href,
            words,
            here: *href == here,
        };
        // A page that could answer nobody is not offered.
        let answers = |(href, _): &&(&str, &str)| *href != who::PAGE || app.recognises().is_some();
        let nav = nav_of(person.actor.role).iter();
        self.nav = nav.filter(answers).map(link).collect();
    }

    /// Whether the role only repeats the name, as in "Nurse, Orchard Suite".
    pub(crate) fn shows_role(&self) -> bool {
        !self.who.to_lowercase().contains(&self.role.to_lowercase())
    }
}

/// The pages of a role, the one it works on first.
pub(crate) const fn nav_of(role: Role) -> &'static [(&'static str, &'static str)] {
    match role {
        Role::ResponseOfficer => &[
            ("/my-jobs", "My jobs"),
            ("/powers", "Powers"),
            ("/who", "Who is it?"),
            ("/board", "Board"),
            ("/places", "Places"),
        ],
        Role::CallTaker | Role::Dispatcher | Role::ControlRoomSupervisor | Role::System => &[
            ("/board", "Board"),
            ("/cases/new", "New file"),
            ("/who", "Who is it?"),
            ("/powers", "Powers"),
            ("/places", "Places"),
        ],
        Role::Sergeant => &[
            ("/my-jobs", "Jobs"),
            ("/board", "Board"),
            ("/decisions", "Decisions"),
            ("/who", "Who is it?"),
            ("/powers", "Powers"),
            ("/places", "Places"),
        ],
        Role::Inspector | Role::Superintendent => &[
            ("/decisions", "Decisions"),
            ("/board", "Board"),
            ("/evidence/leaders", "Evidence"),
            ("/powers", "Powers"),
            ("/places", "Places"),
        ],
        Role::LiaisonOfficer => &[
            ("/decisions", "To review"),
            ("/board", "Board"),
            ("/who", "Who is it?"),
            ("/returns", "Returns"),
            ("/evidence", "Evidence"),
            ("/places", "Places"),
        ],
        Role::CustodySergeant => &[
            ("/board", "Board"),
            ("/my-jobs", "My jobs"),
            ("/who", "Who is it?"),
            ("/powers", "Powers"),
            ("/places", "Places"),
        ],
        Role::PlaceOfSafetyNurse
        | Role::EmergencyDepartmentNurse
        | Role::EmergencyDepartmentDoctor
        | Role::Doctor
        | Role::Amhp
        | Role::Paramedic
        | Role::CustodyHealthcare => &[
            ("/arrivals", "Arrivals"),
            ("/board", "Board"),
            ("/places", "Places"),
        ],
        Role::Analyst | Role::RecordsManager => &[
            ("/returns", "Returns"),
            ("/evidence", "Evidence"),
            ("/places", "Places"),
            ("/about", "About"),
        ],
    }
}

/// A page as the answer.
pub(crate) fn show(page: &impl Template) -> Result<Response, WebError> {
    Ok(Html(render(page)?).into_response())
}

/// A page as text.
pub(crate) fn render(page: &impl Template) -> Result<String, WebError> {
    page.render()
        .map_err(|error| WebError::internal(&format!("a page could not be made: {error}")))
}
