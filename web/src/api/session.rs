//! Signing in with a program.

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Response};
use domain::Actor;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::body::Json;
use super::table::Endpoint;
use crate::accounts::SignInRefused;
use crate::app::App;
use crate::error::WebError;
use crate::session::{Carrier, SignedIn};

pub(super) fn endpoints() -> Vec<Endpoint> {
    vec![
        Endpoint::post(
            "/api/v1/sign-in",
            sign_in,
            "signIn",
            "Gives a bearer token for an account and its password.",
        )
        .for_anybody()
        .body::<SignIn>()
        .answers::<SignedInWith>(200),
        Endpoint::post(
            "/api/v1/sign-out",
            sign_out,
            "signOut",
            "Ends the session of the token it is sent with.",
        )
        .answers_with(204, ""),
    ]
}

/// An account and its password.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct SignIn {
    /// The account, such as `pc_4471`.
    account: String,
    /// Its password.
    password: String,
}

/// A bearer token.
#[derive(Serialize, JsonSchema)]
struct SignedInWith {
    /// To be sent as `Authorization: Bearer …`. Told once.
    token: String,
    /// Seconds without use after which it ends.
    idle_seconds: u64,
    /// Seconds after which it ends in any case.
    expires_in_seconds: u64,
    /// Who it signs in.
    actor: Actor,
}

async fn sign_in(
    State(app): State<App>,
    Json(given): Json<SignIn>,
) -> Result<Json<SignedInWith>, WebError> {
    let checked = app
        .accounts()
        .check(given.account.trim(), &given.password)
        .await;
    let actor = match checked {
        Ok(actor) => actor,
        Err(refused) => {
            app.metrics().sign_in_refused();
            return Err(match refused {
                SignInRefused::NotRight => WebError::field("", refused.to_string()),
                SignInRefused::TooManyTries { seconds } => WebError::TooManyTries { seconds },
                SignInRefused::NotWorking => WebError::Busy,
            });
        }
    };
    let limits = app.options().sessions;
    Ok(Json(SignedInWith {
        token: app.sessions().begin(actor.clone(), Carrier::Bearer)?,
        idle_seconds: limits.idle.as_secs(),
        expires_in_seconds: limits.absolute.as_secs(),
        actor,
    }))
}

async fn sign_out(State(app): State<App>, SignedIn(person): SignedIn) -> Response {
    app.sessions().end(&person);
    StatusCode::NO_CONTENT.into_response()
}
