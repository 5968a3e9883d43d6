//! What may be done here, asked by a program: the answers of the page, and its cards as data.

use axum::extract::State;
use casework::FieldProblem;
use jiff::Timestamp;
use pocket::{Answers, Sheet};
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
            "/api/v1/law/powers",
            ask,
            "askPowers",
            "What may be done here, by some answers: what is available and what not, what comes \
             first, what else may fit. Nothing is recorded.",
        )
        .body::<Question>()
        .answers::<Sheet>(200),
    ]
}

/// Some answers, and the instant asked about.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Question {
    /// Answers by the name of their question, as on the page `/powers`: `{"place": ["outdoors"]}`.
    answers: Answers,
    /// As at this instant; now, if not given.
    #[serde(default)]
    at: Option<Timestamp>,
}

async fn ask(
    State(app): State<App>,
    SignedIn(_): SignedIn,
    Json(question): Json<Question>,
) -> Result<Json<Sheet>, WebError> {
    let (answers, problems) = question.answers.read();
    if !problems.is_empty() {
        return Err(WebError::Invalid {
            says: "an answer is not one of those offered".to_owned(),
            fields: problems
                .into_iter()
                .map(|problem| FieldProblem {
                    field: format!("/answers/{}", problem.question),
                    says: problem.says,
                })
                .collect(),
        });
    }
    let at = question.at.unwrap_or_else(|| app.now());
    Ok(Json(pocket::sheet(&answers, at, &app.profile())))
}
