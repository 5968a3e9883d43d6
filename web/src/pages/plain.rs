//! Home, the look, what Lantern is, signing in, and what went wrong.

use std::time::Duration;

use askama::Template;
use axum::extract::State;
use axum::http::header;
use axum::response::{IntoResponse as _, Redirect, Response};
use domain::Role;

use super::layout::{Shell, nav_of, show};
use super::reason::{Reasons, Why};
use crate::app::App;
use crate::csrf::Fields;
use crate::error::{Trouble, WebError};
use crate::forms::sentence;
use crate::session::{NIGHT_COOKIE, SignedIn, Visitor, set_cookie};
use crate::sign_in::SignInPage;

/// `GET /`: the page a role works on.
pub(super) async fn home(SignedIn(person): SignedIn) -> Redirect {
    Redirect::to(home_of(person.actor.role))
}

fn home_of(role: Role) -> &'static str {
    nav_of(role).first().map_or("/about", |(href, _)| href)
}

/// `POST /look`: night or day, kept for a year in a cookie.
pub(super) async fn look(State(app): State<App>, fields: Fields) -> Response {
    let value = if fields.get("look") == Some("night") {
        "1"
    } else {
        "0"
    };
    let back = fields
        .get("back")
        .filter(|back| is_ours(back))
        .unwrap_or("/");
    let mut response = Redirect::to(back).into_response();
    let year = Duration::from_hours(365 * 24);
    if let Some(cookie) = set_cookie(&app, NIGHT_COOKIE, value, Some(year)) {
        response.headers_mut().append(header::SET_COOKIE, cookie);
    }
    response
}

/// Whether an address is a path of this server.
fn is_ours(path: &str) -> bool {
    path.starts_with('/')
        && !path.starts_with("//")
        && !path.contains(['\\', '\r', '\n'])
        && path.is_ascii()
}

#[derive(Template)]
#[template(path = "about.html")]
struct About {
    shell: Shell,
    force: String,
}

/// `GET /about`.
pub(super) async fn about(State(app): State<App>, visitor: Visitor) -> Result<Response, WebError> {
    show(&About {
        force: app.force().name.clone(),
        shell: Shell::new(&app, &visitor, "About Lantern", "/about"),
    })
}

#[derive(Template)]
#[template(path = "sign_in.html")]
struct SignIn {
    shell: Shell,
    account: String,
    next: String,
    problem: Option<String>,
}

/// The page somebody signs in on.
pub(crate) fn sign_in_page(app: &App, visitor: &Visitor, page: &SignInPage) -> String {
    let stranger = Visitor {
        person: None,
        ..visitor.clone()
    };
    let title = if page.problem.is_some() {
        "Error: sign in"
    } else {
        "Sign in"
    };
    let page = SignIn {
        shell: Shell::new(app, &stranger, title, "/sign-in"),
        account: page.account.clone(),
        next: page.next.clone(),
        problem: page.problem.clone(),
    };
    page.render()
        .unwrap_or_else(|_| "Sign-in cannot be shown.".to_owned())
}

#[derive(Template)]
#[template(path = "error.html")]
struct ErrorPage<'a> {
    shell: Shell,
    trouble: &'a Trouble,
    sign_in: bool,
    why: Option<Why>,
}

/// An error as a page.
pub(crate) fn error_page(app: &App, trouble: &Trouble, visitor: &Visitor) -> String {
    let why = trouble
        .refusal
        .as_ref()
        .filter(|refusal| !refusal.because.is_empty());
    let page = ErrorPage {
        // The address of an error page is not one to come back to.
        shell: Shell::new(app, visitor, trouble.title, "/"),
        trouble,
        sign_in: trouble.kind == "sign-in-needed" || trouble.kind == "forged",
        why: why.map(|refusal| {
            Reasons::without_file().why("What the law says", &refusal.because, None, None)
        }),
    };
    page.render().unwrap_or_else(|_| sentence(&trouble.says))
}
