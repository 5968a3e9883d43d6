//! What handlers take from a request, beside [`SignedIn`](crate::session::SignedIn).

use axum::extract::{FromRequestParts, Path};
use axum::http::request::Parts;
use domain::{CommandId, FileId, Month};
use jiff::Timestamp;
use serde::de::DeserializeOwned;
use uuid::Uuid;

use crate::app::App;
use crate::error::WebError;

/// Extractor: the instant it is now.
#[derive(Debug, Clone, Copy)]
pub struct Now(pub Timestamp);

impl FromRequestParts<App> for Now {
    type Rejection = WebError;

    async fn from_request_parts(_: &mut Parts, app: &App) -> Result<Self, WebError> {
        Ok(Self(app.now()))
    }
}

/// Extractor: the file of a path with `{file}` in it. What is not an id is not found.
#[derive(Debug, Clone, Copy)]
pub struct FilePath(pub FileId);

impl<S: Send + Sync> FromRequestParts<S> for FilePath {
    type Rejection = WebError;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, WebError> {
        Ok(Self(path_part(parts, "file").await?))
    }
}

/// Extractor: the month of a path with `{month}` in it, such as `2026-10`. What is no month is not
/// found.
#[derive(Debug, Clone, Copy)]
pub struct MonthPath(pub Month);

impl<S: Send + Sync> FromRequestParts<S> for MonthPath {
    type Rejection = WebError;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, WebError> {
        Ok(Self(path_part(parts, "month").await?))
    }
}

/// One named part of the path, read as what it should be; else nothing is found.
pub async fn path_part<T: std::str::FromStr>(parts: &mut Parts, name: &str) -> Result<T, WebError> {
    let Path(all): Path<Vec<(String, String)>> = Path::from_request_parts(parts, &())
        .await
        .map_err(|_| WebError::NotFound)?;
    all.into_iter()
        .find(|(key, _)| key == name)
        .and_then(|(_, value)| value.parse().ok())
        .ok_or(WebError::NotFound)
}

/// Extractor: the query of an address, strictly: a parameter nobody knows is refused.
#[derive(Debug, Clone, Copy)]
pub struct Asked<T>(pub T);

impl<S: Send + Sync, T: DeserializeOwned> FromRequestParts<S> for Asked<T> {
    type Rejection = WebError;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, WebError> {
        axum::extract::Query::from_request_parts(parts, state)
            .await
            .map(|axum::extract::Query(query)| Self(query))
            .map_err(|rejection| WebError::Unreadable(query_words(&rejection.body_text())))
    }
}

/// What is wrong with a query, without the library's preface.
fn query_words(text: &str) -> String {
    let reason = text
        .rsplit_once("query string: ")
        .map_or(text, |(_, reason)| reason);
    format!("the address could not be read: {reason}")
}

/// A new command id, for a form that is about to be shown: sent twice, it is done once.
pub fn new_command() -> CommandId {
    CommandId::new(Uuid::now_v7())
}
