//! What goes wrong at the edge, worded for whoever asked.
//!
//! A handler returns a [`WebError`]. It is turned into its words once, as a [`Trouble`], and shown
//! by the face of the server it was met at: a page in GOV.UK's manner, a problem document
//! (RFC 9457), or a line of text. What the operator needs goes to the log and not to the caller.

mod dress;
mod problem;

use std::sync::Arc;

use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use casework::{FieldProblem, Refusal, Why};
use record::RecordError;

pub(crate) use dress::{RunsPocket, dress};
pub use problem::{PROBLEM_JSON, Problem, ProblemField};

/// Why a request was not done.
#[derive(Debug, Clone, thiserror::Error)]
pub enum WebError {
    /// Nobody is signed in.
    #[error("sign in first")]
    SignInNeeded,
    /// There is nothing at this address, or nothing this person may know of.
    #[error("there is nothing here, or nothing you may see")]
    NotFound,
    /// The role may not use this page. Used only where its existence is no secret.
    #[error("{0}")]
    Forbidden(String),
    /// The token against forgery is missing or old, or the form came from another site.
    #[error("the form did not come from a page of yours, or is too old")]
    Forged,
    /// It could not be read.
    #[error("{0}")]
    Unreadable(String),
    /// It was read, and fields of it must change.
    #[error("{says}")]
    Invalid {
        /// What is wrong, in one sentence.
        says: String,
        /// The fields.
        fields: Vec<FieldProblem>,
    },
    /// Casework refused the command.
    #[error("{}", .0.says)]
    Refused(Box<Refusal>),
    /// It is larger than anything that is meant.
    #[error("the request is larger than {limit_kb} KB")]
    TooLarge {
        /// The limit in kilobytes.
        limit_kb: usize,
    },
    /// It is in a form that is not read here.
    #[error("{0}")]
    UnsupportedMedia(String),
    /// The method is not one for this address.
    #[error("this address does not take that method")]
    MethodNotAllowed,
    /// Too many tries to sign in.
    #[error("too many tries: wait {seconds} seconds and try again")]
    TooManyTries {
        /// How long to wait.
        seconds: u64,
    },
    /// So much is going on that this was not begun.
    #[error("Lantern is busy: try again in a moment")]
    Busy,
    /// It took too long.
    #[error(
        "this took too long and was given up; it may have been done: look before you try again"
    )]
    TimedOut,
    /// The record could not do it.
    #[error(transparent)]
    Record(#[from] RecordError),
    /// A fault of ours. The text is for the operator.
    #[error("{0}")]
    Internal(Arc<str>),
}

impl WebError {
    /// A fault of ours; `operator` goes to the log.
    pub fn internal(operator: &str) -> Self {
        Self::Internal(Arc::from(operator))
    }

    /// One field is wrong.
    pub fn field(field: &str, says: impl Into<String>) -> Self {
        let says = says.into();
        Self::Invalid {
            says: says.clone(),
            fields: vec![FieldProblem {
                field: field.to_owned(),
                says,
            }],
        }
    }
}

/// A [`WebError`] in words, ready to be shown.
#[derive(Debug, Clone)]
pub struct Trouble {
    /// The status of the answer.
    pub status: StatusCode,
    /// Which kind it is, for programs: the last part of the problem's `type`.
    pub kind: &'static str,
    /// The heading.
    pub title: &'static str,
    /// What happened and what to do.
    pub says: String,
    /// The fields that must change.
    pub fields: Vec<FieldProblem>,
    /// The refusal, where casework refused.
    pub refusal: Option<Box<Refusal>>,
    /// Seconds after which to try again.
    pub retry_after: Option<u64>,
}

/// Every kind of trouble, its status and its heading: what `type` of a problem document names.
pub const KINDS: &[(&str, u16, &str)] = &[
    ("sign-in-needed", 401, "Sign in first"),
    ("not-found", 404, "Nothing found"),
    ("forbidden", 403, "Not something your role does"),
    ("forged", 403, "The form could not be trusted"),
    ("unreadable", 400, "The request could not be read"),
    ("invalid", 422, "There is a problem"),
    ("refused", 422, "Not recorded"),
    ("too-large", 413, "Too large"),
    ("unsupported-media", 415, "Not a form that is read here"),
    ("method-not-allowed", 405, "Not done this way"),
    ("too-many-tries", 429, "Too many tries"),
    ("busy", 503, "Try again in a moment"),
    ("timed-out", 503, "This took too long"),
    ("command-id-reused", 409, "Command id used before"),
    ("disposed", 410, "Disposed of"),
    ("record-unavailable", 503, "The record cannot be reached"),
    ("internal", 500, "Something went wrong in Lantern"),
];

impl Trouble {
    fn of_kind(kind: &'static str, says: impl Into<String>) -> Self {
        let (status, title) = KINDS.iter().find(|(name, ..)| *name == kind).map_or(
            (500, "Something went wrong in Lantern"),
            |(_, status, title)| (*status, *title),
        );
        Self {
            status: StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR),
            kind,
            title,
            says: sentence(&says.into()),
            fields: Vec::new(),
            refusal: None,
            retry_after: None,
        }
    }
}

/// With a capital and a full stop, as a reader of a page expects; errors have neither.
fn sentence(text: &str) -> String {
    let mut letters = text.chars();
    let mut sentence: String = match letters.next() {
        Some(first) => first.to_uppercase().chain(letters).collect(),
        None => return String::new(),
    };
    if !sentence.ends_with(['.', '?', '!']) {
        sentence.push('.');
    }
    sentence
}

impl From<&WebError> for Trouble {
    fn from(error: &WebError) -> Self {
        let says = error.to_string();
        match error {
            WebError::SignInNeeded => Self::of_kind("sign-in-needed", says),
            WebError::NotFound | WebError::Record(RecordError::NoSuchFile { .. }) => {
                Self::of_kind("not-found", WebError::NotFound.to_string())
            }
            WebError::Forbidden(_) => Self::of_kind("forbidden", says),
            WebError::Forged => Self::of_kind(
                "forged",
                "the form did not come from a page of yours, or is too old: open the page again \
                 and send it once more",
            ),
            WebError::Unreadable(_) => Self::of_kind("unreadable", says),
            WebError::Invalid { fields, .. } => Self {
                fields: fields.clone(),
                ..Self::of_kind("invalid", says)
            },
            WebError::Refused(refusal) => refused(refusal),
            WebError::TooLarge { .. } => Self::of_kind("too-large", says),
            WebError::UnsupportedMedia(_) => Self::of_kind("unsupported-media", says),
            WebError::MethodNotAllowed => Self::of_kind("method-not-allowed", says),
            WebError::TooManyTries { seconds } => Self {
                retry_after: Some(*seconds),
                ..Self::of_kind("too-many-tries", says)
            },
            WebError::Busy => Self {
                retry_after: Some(2),
                ..Self::of_kind("busy", says)
            },
            WebError::TimedOut => Self::of_kind("timed-out", says),
            WebError::Record(record) => of_record(record),
            WebError::Internal(_) => Self::of_kind(
                "internal",
                "it has been logged. Nothing you typed was recorded unless a page said so: look, \
                 and try again",
            ),
        }
    }
}

fn refused(refusal: &Refusal) -> Trouble {
    let mut trouble = Trouble::of_kind("refused", refusal.says.clone());
    trouble.fields.clone_from(&refusal.fields);
    if matches!(refusal.why, Why::NotPermitted | Why::RankNeeded(_)) {
        trouble.status = StatusCode::FORBIDDEN;
    }
    trouble.refusal = Some(Box::new(refusal.clone()));
    trouble
}

fn of_record(error: &RecordError) -> Trouble {
    match error {
        RecordError::CommandIdReused { .. } | RecordError::EventIdReused { .. } => {
            Trouble::of_kind("command-id-reused", error.to_string())
        }
        RecordError::Disposed { .. } => Trouble::of_kind("disposed", error.to_string()),
        passing if passing.is_passing() => Trouble {
            retry_after: Some(5),
            ..Trouble::of_kind("record-unavailable", error.to_string())
        },
        // What is wrong with a line is for the operator; the caller learns that something is.
        _ => Trouble::of_kind(
            "internal",
            "the record could not answer, and it has been logged. Nothing was changed",
        ),
    }
}

/// What the operator is told of an error: nothing, where the caller was at fault.
pub(crate) fn for_operator(error: &WebError) -> Option<String> {
    match error {
        WebError::Record(RecordError::NoSuchFile { .. } | RecordError::CommandIdReused { .. }) => {
            None
        }
        WebError::Record(record) => Some(record.for_operator()),
        WebError::Internal(text) => Some(text.to_string()),
        _ => None,
    }
}

impl IntoResponse for WebError {
    /// The status alone, with the error beside it: `dress` gives it its words.
    fn into_response(self) -> Response {
        let mut response = Trouble::from(&self).status.into_response();
        response.extensions_mut().insert(Arc::new(self));
        response
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_of_trouble_is_in_the_table() {
        for error in [
            WebError::SignInNeeded,
            WebError::NotFound,
            WebError::Forbidden("no".into()),
            WebError::Forged,
            WebError::Unreadable("no".into()),
            WebError::field("at", "no"),
            WebError::TooLarge { limit_kb: 1 },
            WebError::UnsupportedMedia("no".into()),
            WebError::MethodNotAllowed,
            WebError::TooManyTries { seconds: 1 },
            WebError::Busy,
            WebError::TimedOut,
            WebError::Record(RecordError::Closed),
        ] {
            let trouble = Trouble::from(&error);
            assert!(KINDS.iter().any(|(kind, status, _)| {
                *kind == trouble.kind && *status == trouble.status.as_u16()
            }));
        }
    }

    #[test]
    fn what_the_operator_reads_is_not_told_to_the_caller() {
        let error = WebError::internal("the pool ran dry");
        assert!(!Trouble::from(&error).says.contains("pool"));
        assert_eq!(for_operator(&error).as_deref(), Some("the pool ran dry"));
    }
}
