//! Bodies, keys and paging: read strictly, and refused with the place that is wrong.

use axum::body::Bytes;
use axum::extract::{FromRequest, FromRequestParts, Request};
use axum::http::header;
use axum::http::request::Parts;
use axum::response::{IntoResponse, Response};
use casework::FieldProblem;
use domain::CommandId;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_path_to_error::Segment;

use crate::csrf::{API_LIMIT_KB, check_charset, read_body};
use crate::error::WebError;

/// Extractor and answer: JSON.
pub(super) struct Json<T>(pub(super) T);

impl<S: Send + Sync, T: DeserializeOwned> FromRequest<S> for Json<T> {
    type Rejection = WebError;

    async fn from_request(request: Request, _: &S) -> Result<Self, WebError> {
        let (parts, body) = request.into_parts();
        check_type(&parts)?;
        let bytes = read_body(&parts.headers, body, API_LIMIT_KB).await?;
        let text = std::str::from_utf8(&bytes)
            .map_err(|_| WebError::Unreadable("the body is not UTF-8".into()))?;
        read(text).map(Self)
    }
}

/// Extractor: JSON as it was sent, for a reader of its own.
pub(super) struct RawJson(pub(super) Bytes);

impl<S: Send + Sync> FromRequest<S> for RawJson {
    type Rejection = WebError;

    async fn from_request(request: Request, _: &S) -> Result<Self, WebError> {
        let (parts, body) = request.into_parts();
        check_type(&parts)?;
        read_body(&parts.headers, body, API_LIMIT_KB)
            .await
            .map(Self)
    }
}

impl<T: Serialize> IntoResponse for Json<T> {
    fn into_response(self) -> Response {
        match serde_json::to_vec(&self.0) {
            Ok(bytes) => ([(header::CONTENT_TYPE, "application/json")], bytes).into_response(),
            Err(_) => WebError::internal("an answer could not be written as JSON").into_response(),
        }
    }
}

fn check_type(parts: &Parts) -> Result<(), WebError> {
    let given = parts
        .headers
        .get(header::CONTENT_TYPE)
        .and_then(|value| value.to_str().ok())
        .unwrap_or_default()
        .to_ascii_lowercase();
    let (kind, parameters) = given.split_once(';').unwrap_or((given.as_str(), ""));
    if kind.trim() != "application/json" {
        return Err(WebError::UnsupportedMedia(
            "bodies are read as `application/json`".into(),
        ));
    }
    check_charset(parameters)
}

/// Reads JSON, and says where it stops being what is asked for.
fn read<T: DeserializeOwned>(text: &str) -> Result<T, WebError> {
    let mut json = serde_json::Deserializer::from_str(text);
    let read = serde_path_to_error::deserialize(&mut json).map_err(|error| {
        let pointer = error
            .path()
            .iter()
            .fold(String::new(), |mut pointer, segment| {
                match segment {
                    Segment::Seq { index } => {
                        pointer.push('/');
                        pointer.push_str(&index.to_string());
                    }
                    Segment::Map { key } => {
                        pointer.push('/');
                        pointer.push_str(&key.replace('~', "~0").replace('/', "~1"));
                    }
                    Segment::Enum { .. } | Segment::Unknown => {}
                }
                pointer
            });
        refused(pointer, error.inner())
    })?;
    json.end().map_err(|error| refused(String::new(), &error))?;
    Ok(read)
}

fn refused(pointer: String, error: &serde_json::Error) -> WebError {
    match error.classify() {
        serde_json::error::Category::Data => {
            let says = words(&error.to_string());
            let says_all = if pointer.is_empty() {
                format!("the body is not as it should be: {says}")
            } else {
                format!("`{pointer}` is not as it should be: {says}")
            };
            // A pointer of nothing names the whole body.
            WebError::Invalid {
                says: says_all,
                fields: vec![FieldProblem {
                    field: pointer,
                    says,
                }],
            }
        }
        _ => WebError::Unreadable(format!(
            "the body is not JSON from line {}, column {} on",
            error.line(),
            error.column()
        )),
    }
}

/// The reason without the place in the text, which the pointer says better.
fn words(text: &str) -> String {
    let text = text
        .rsplit_once(" at line ")
        .map_or(text, |(reason, _)| reason);
    let text = text.replace("missing field", "there is no field");
    let text = text.replace("unknown field", "nobody knows the field");
    text.replace("unknown variant", "nobody knows the value")
}

/// Extractor: the id of a command, from the header `Idempotency-Key`. The same key sent again
/// with the same contents gives the same answer and writes nothing.
pub(super) struct IdempotencyKey(pub(super) CommandId);

/// The header a command's id comes in.
pub(super) const IDEMPOTENCY_KEY: &str = "idempotency-key";

impl<S: Send + Sync> FromRequestParts<S> for IdempotencyKey {
    type Rejection = WebError;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, WebError> {
        let given = parts
            .headers
            .get(IDEMPOTENCY_KEY)
            .and_then(|value| value.to_str().ok());
        let Some(given) = given else {
            return Err(WebError::field(
                "",
                "send an `Idempotency-Key` header with a UUID of your own, so that the command \
                 is done once however often it is sent",
            ));
        };
        // Some clients write it as a quoted string, as the draft of the header has it.
        given
            .trim_matches('"')
            .parse()
            .map(Self)
            .map_err(|_| WebError::field("", "the `Idempotency-Key` header is not a UUID"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::error::Trouble;

    fn problem(text: &str) -> (String, String) {
        let Err(error) = read::<casework::Command>(text) else {
            panic!("read: {text}")
        };
        let trouble = Trouble::from(&error);
        let pointer = trouble
            .fields
            .first()
            .map(|field| field.field.clone())
            .unwrap_or_default();
        (pointer, trouble.says)
    }

    #[test]
    fn a_date_that_does_not_exist_is_pointed_at() {
        let (pointer, says) = problem(
            r#"{"happened": {"moment": {"precision": "exact", "at": "2026-02-31T10:00:00Z"},
                "source": "lantern"}, "event": {"event": "ambulance_arrived"}}"#,
        );
        assert_eq!(pointer, "/happened/moment");
        assert!(says.contains("/happened/moment"), "{says}");
    }

    #[test]
    fn a_field_nobody_knows_is_refused() {
        let (pointer, says) = problem(
            r#"{"happened": {"moment": {"precision": "exact", "at": "2026-02-01T10:00:00Z"},
                "source": "lantern", "colour": "red"}, "event": {"event": "ambulance_arrived"}}"#,
        );
        assert_eq!(pointer, "/happened/colour");
        assert!(says.contains("nobody knows the field `colour`"), "{says}");
    }

    #[test]
    fn what_is_not_json_is_told_by_line_and_column() {
        let (_, says) = problem("{\n  \"happened\": oops }");
        assert!(says.contains("line 2"), "{says}");
    }

    #[test]
    fn nothing_may_follow() {
        let Err(WebError::Unreadable(_)) = read::<u8>("1 2") else {
            panic!("two values")
        };
    }
}
