//! Problem documents: RFC 9457.

use axum::body::Body;
use axum::http::header::{CONTENT_TYPE, HeaderValue, RETRY_AFTER};
use axum::response::Response;
use casework::Why;
use schemars::JsonSchema;
use serde::Serialize;

use super::Trouble;

/// The media type of a problem document.
pub const PROBLEM_JSON: &str = "application/problem+json";

/// Why a request to the API was not done (RFC 9457).
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct Problem {
    /// Which kind of problem: an address under `/api/v1/problems`, the same for every one of its
    /// kind.
    pub r#type: String,
    /// The kind in a few words.
    pub title: &'static str,
    /// The HTTP status.
    pub status: u16,
    /// What happened this time and what to do.
    pub detail: String,
    /// The request, as it is named in the server's log.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub instance: Option<String>,
    /// The fields that must change.
    pub errors: Vec<ProblemField>,
    /// Why casework refused, as a kind.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub refused: Option<Why>,
    /// Whether the same may be recorded as what happened, by adding `despite`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub may_be_recorded_as_happened: Option<bool>,
    /// The rules relied on, where the law or a policy speaks.
    pub because: Vec<law::Reason>,
}

/// One field that must change.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct ProblemField {
    /// Where it is: a JSON Pointer into the body (RFC 6901), or the name of a parameter.
    pub pointer: String,
    /// What is wrong and what to do.
    pub detail: String,
}

impl Problem {
    /// A trouble as a problem document. `request` names the request in the log.
    pub fn of(trouble: &Trouble, request: Option<&str>) -> Self {
        let refusal = trouble.refusal.as_deref();
        Self {
            r#type: format!("/api/v1/problems/{}", trouble.kind),
            title: trouble.title,
            status: trouble.status.as_u16(),
            detail: trouble.says.clone(),
            instance: request.map(|id| format!("urn:uuid:{id}")),
            errors: trouble
                .fields
                .iter()
                .map(|field| ProblemField {
                    pointer: pointer(&field.field),
                    detail: field.says.clone(),
                })
                .collect(),
            refused: refusal.map(|refusal| refusal.why),
            may_be_recorded_as_happened: refusal
                .map(|refusal| refusal.why.may_be_recorded_as_happened()),
            because: refusal
                .map(|refusal| refusal.because.clone())
                .unwrap_or_default(),
        }
    }

    pub(super) fn into_response(self, retry_after: Option<u64>) -> Response {
        let body = serde_json::to_vec(&self).unwrap_or_default();
        let mut response = Response::new(Body::from(body));
        *response.status_mut() = axum::http::StatusCode::from_u16(self.status)
            .unwrap_or(axum::http::StatusCode::INTERNAL_SERVER_ERROR);
        let headers = response.headers_mut();
        headers.insert(CONTENT_TYPE, HeaderValue::from_static(PROBLEM_JSON));
        if let Some(seconds) = retry_after {
            headers.insert(RETRY_AFTER, HeaderValue::from(seconds));
        }
        response
    }
}

/// A field's name on the wire, such as `happened.moment.at`, as a JSON Pointer. What is one
/// already stays as it is.
fn pointer(field: &str) -> String {
    if field.is_empty() || field.starts_with('/') || field.starts_with('?') {
        return field.to_owned();
    }
    field.split('.').fold(String::new(), |mut pointer, part| {
        pointer.push('/');
        pointer.push_str(&part.replace('~', "~0").replace('/', "~1"));
        pointer
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_field_is_pointed_at() {
        assert_eq!(pointer("happened.moment.at"), "/happened/moment/at");
        assert_eq!(pointer("/event"), "/event");
        assert_eq!(pointer("?after"), "?after");
        assert_eq!(pointer("a/b"), "/a~1b");
    }
}
