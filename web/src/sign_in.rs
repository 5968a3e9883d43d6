//! Signing in and out.

use axum::extract::{Query, State};
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{Html, IntoResponse as _, Redirect, Response};
use serde::Deserialize;

use crate::accounts::SignInRefused;
use crate::app::App;
use crate::csrf::Fields;
use crate::error::WebError;
use crate::routes::Route;
use crate::session::{Carrier, SESSION_COOKIE, Visitor, set_cookie};

/// What the sign-in page shows.
#[derive(Debug, Clone, Default)]
pub struct SignInPage {
    /// What was typed as the account.
    pub account: String,
    /// Where to go afterwards: a path of ours.
    pub next: String,
    /// What went wrong, if this is another try.
    pub problem: Option<String>,
}

pub(crate) fn routes() -> Vec<Route> {
    vec![
        Route::get("/sign-in", show),
        Route::post("/sign-in", sign_in),
        Route::post("/sign-out", sign_out),
    ]
}

#[derive(Debug, Deserialize)]
struct Next {
    #[serde(default)]
    next: String,
}

async fn show(
    State(app): State<App>,
    visitor: Visitor,
    Query(Next { next }): Query<Next>,
) -> Response {
    if visitor.person.is_some() {
        return Redirect::to(&own_path(&next)).into_response();
    }
    if let Some(address) = app.accounts().elsewhere() {
        return Redirect::to(&address).into_response();
    }
    let page = SignInPage {
        next: own_path(&next),
        ..SignInPage::default()
    };
    Html(crate::pages::sign_in_page(&app, &visitor, &page)).into_response()
}

async fn sign_in(
    State(app): State<App>,
    visitor: Visitor,
    fields: Fields,
) -> Result<Response, WebError> {
    let account = fields.get("account").unwrap_or_default().trim();
    let password = fields.get("password").unwrap_or_default();
    let next = own_path(fields.get("next").unwrap_or_default());
    let actor = match app.accounts().check(account, password).await {
        Ok(actor) => actor,
        Err(refused) => {
            app.metrics().sign_in_refused();
            let page = SignInPage {
                account: account.chars().take(64).collect(),
                next,
                problem: Some(words(refused)),
            };
            let html = Html(crate::pages::sign_in_page(&app, &visitor, &page));
            return Ok((status(refused), html).into_response());
        }
    };
    // A new session, whoever was signed in before: a token known earlier is worth nothing.
    if let Some(before) = &visitor.person {
        app.sessions().end(before);
    }
    let token = app.sessions().begin(actor, Carrier::Cookie)?;
    let mut response = Redirect::to(&next).into_response();
    add_cookie(
        &mut response,
        set_cookie(&app, SESSION_COOKIE, &token, None),
    );
    Ok(response)
}

async fn sign_out(State(app): State<App>, visitor: Visitor) -> Response {
    if let Some(person) = &visitor.person {
        app.sessions().end(person);
    }
    let mut response = Redirect::to("/sign-in").into_response();
    add_cookie(
        &mut response,
        set_cookie(&app, SESSION_COOKIE, "", Some(std::time::Duration::ZERO)),
    );
    response
}

fn add_cookie(response: &mut Response, cookie: Option<HeaderValue>) {
    if let Some(cookie) = cookie {
        response.headers_mut().append(header::SET_COOKIE, cookie);
    }
}

/// What the page says: the same for a name nobody has and a wrong password.
fn words(refused: SignInRefused) -> String {
    match refused {
        SignInRefused::NotRight => "The account or the password is not right".to_owned(),
        SignInRefused::TooManyTries { seconds } => {
            format!("Too many tries. Wait {} and try again", wait(seconds))
        }
        SignInRefused::NotWorking => "Sign-in is not working. Try again in a moment".to_owned(),
    }
}

fn wait(seconds: u64) -> String {
    match seconds.div_ceil(60) {
        0 | 1 => format!("{seconds} seconds"),
        minutes => format!("{minutes} minutes"),
    }
}

pub(crate) fn status(refused: SignInRefused) -> StatusCode {
    match refused {
        SignInRefused::NotRight => StatusCode::UNPROCESSABLE_ENTITY,
        SignInRefused::TooManyTries { .. } => StatusCode::TOO_MANY_REQUESTS,
        SignInRefused::NotWorking => StatusCode::SERVICE_UNAVAILABLE,
    }
}

/// Sends a browser to sign in and back to where it was going.
pub(crate) fn redirect(address: &str) -> Response {
    let to = if address == "/" {
        "/sign-in".to_owned()
    } else {
        let address =
            percent_encoding::utf8_percent_encode(address, percent_encoding::NON_ALPHANUMERIC);
        format!("/sign-in?next={address}")
    };
    Redirect::to(&to).into_response()
}

/// A path of ours, or the home page: nobody is sent to another site by a link they followed.
fn own_path(next: &str) -> String {
    let ours = next.starts_with('/')
        && !next.starts_with("//")
        && !next.starts_with("/sign-")
        && !next.contains(['\\', '\r', '\n'])
        && HeaderValue::from_str(next).is_ok();
    if ours {
        next.to_owned()
    } else {
        "/".to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nobody_is_sent_to_another_site() {
        assert_eq!(own_path("/cases/new?x=1"), "/cases/new?x=1");
        for bad in [
            "",
            "//evil.example",
            "https://evil.example",
            "/\\evil.example",
            "/a\r\nb",
            "/sign-in",
        ] {
            assert_eq!(own_path(bad), "/", "{bad}");
        }
    }
}
