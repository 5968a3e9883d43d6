//! The law, asked without a record.

use axum::extract::State;
use jiff::Timestamp;
use schemars::JsonSchema;
use serde::Deserialize;

use super::body::Json;
use super::table::Endpoint;
use crate::app::App;
use crate::error::WebError;
use crate::session::SignedIn;

pub(super) fn endpoints() -> Vec<Endpoint> {
    vec![
        Endpoint::post(
            "/api/v1/law/position",
            ask,
            "askLaw",
            "The lawful position of a timeline that is sent. Nothing is recorded.",
        )
        .body::<Question>()
        .answers::<law::Position>(200),
    ]
}

/// Acts a timeline may have.
const ACTS: usize = 500;

/// A timeline, and the instant asked about.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Question {
    /// What happened.
    facts: law::Facts,
    /// As at this instant; now, if not given.
    #[serde(default)]
    at: Option<Timestamp>,
}

async fn ask(
    State(app): State<App>,
    SignedIn(_): SignedIn,
    Json(question): Json<Question>,
) -> Result<Json<law::Position>, WebError> {
    if question.facts.acts.len() > ACTS {
        return Err(WebError::field(
            "facts.acts",
            format!("a timeline has {ACTS} acts at most"),
        ));
    }
    let at = question.at.unwrap_or_else(|| app.now());
    Ok(Json(law::position(&question.facts, at, &app.profile())))
}
