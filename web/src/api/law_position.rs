//! The law, asked without a record.

use std::sync::LazyLock;

use axum::extract::State;
use casework::FieldProblem;
use jiff::Timestamp;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use timeline::{Fault, Reader};

use super::body::{Json, RawJson};
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
        .answers::<Answered>(200),
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

/// Where everybody stands, and what is odd about the timeline it was asked of.
#[derive(Serialize, JsonSchema)]
struct Answered {
    #[serde(flatten)]
    position: law::Position,
    /// What is odd and does not keep the law from answering: an end before its beginning, two
    /// arrivals at one instant.
    odd: Vec<Fault>,
}

async fn ask(
    State(app): State<App>,
    SignedIn(_): SignedIn,
    RawJson(body): RawJson,
) -> Result<Json<Answered>, WebError> {
    let now = app.now();
    let (question, odd) = read(&body, now).map_err(|faults| refused(&faults))?;
    if question.facts.acts.len() > ACTS {
        return Err(WebError::field(
            "facts.acts",
            format!("a timeline has {ACTS} acts at most"),
        ));
    }
    let at = question.at.unwrap_or(now);
    Ok(Json(Answered {
        position: law::position(&question.facts, at, &app.profile()),
        odd,
    }))
}

fn read(body: &[u8], now: Timestamp) -> Result<(Question, Vec<Fault>), Vec<Fault>> {
    static READER: LazyLock<Reader<Question>> = LazyLock::new(Reader::new);
    READER.read(body, "/facts", |question| &question.facts, now)
}

/// Every fault, each at its field.
fn refused(faults: &[Fault]) -> WebError {
    let fields: Vec<FieldProblem> = faults
        .iter()
        .map(|fault| FieldProblem {
            field: fault.pointer.clone(),
            says: format!(
                "line {}, column {}: {}",
                fault.line,
                fault.column,
                fault.says()
            ),
        })
        .collect();
    let says: Vec<&str> = fields.iter().map(|field| field.says.as_str()).collect();
    WebError::Invalid {
        says: format!("the timeline is not as it should be: {}", says.join("; ")),
        fields,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_fault_of_a_timeline_is_told_at_its_field() {
        let body = br#"{ "facts": { "acts": [
            { "id": "a", "at": { "precision": "exact", "at": "2026-02-30T00:00:00Z" },
              "what": { "act": "voluntary", "plaec": 1 } } ] }, "att": null }"#;
        let Err(faults) = read(body, Timestamp::UNIX_EPOCH) else {
            panic!("it was read")
        };
        let WebError::Invalid { fields, .. } = refused(&faults) else {
            panic!("another error")
        };
        let told: Vec<&str> = fields.iter().map(|field| field.field.as_str()).collect();
        assert_eq!(
            told,
            ["/facts/acts/0/at/at", "/facts/acts/0/what/plaec", "/att"]
        );
    }

    #[test]
    fn what_is_odd_is_told_at_its_field_beside_the_answer() {
        let body = br#"{ "facts": { "acts": [
            { "id": "a", "at": { "precision": "exact", "at": "2026-02-03T00:00:00Z" },
              "what": { "act": "voluntary" } } ] } }"#;
        let (_, odd) =
            read(body, Timestamp::UNIX_EPOCH).unwrap_or_else(|faults| panic!("{faults:?}"));
        assert_eq!(odd.len(), 1);
        assert_eq!(odd[0].pointer, "/facts/acts/0/at");
    }
}
