//! The stylesheet and scripts, embedded when the program was built.

use axum::extract::{Path, Request};
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse as _, Response};

use crate::error::WebError;
use crate::routes::Route;

mod embedded {
    include!(concat!(env!("OUT_DIR"), "/assets.rs"));
}

/// A year: an address carries the hash of what it names.
const FOR_GOOD: &str = "public, max-age=31536000, immutable";
/// Without the right hash the address is asked again each time.
const ASK_AGAIN: &str = "no-cache";

pub(crate) fn routes() -> Vec<Route> {
    vec![Route::get("/assets/{name}", serve)]
}

/// The address of an asset, which changes when the asset does: `/assets/lantern.css?v=…`.
pub fn address(name: &str) -> String {
    embedded::ASSETS
        .iter()
        .find(|asset| asset.path == name)
        .map_or_else(
            || format!("/assets/{name}"),
            |asset| format!("/assets/{name}?v={}", asset.hash),
        )
}

async fn serve(Path(name): Path<String>, request: Request) -> Result<Response, WebError> {
    let asset = embedded::ASSETS
        .iter()
        .find(|asset| asset.path == name)
        .ok_or(WebError::NotFound)?;
    let hashed = request
        .uri()
        .query()
        .is_some_and(|query| query == format!("v={}", asset.hash));
    let tag = format!("\"{}\"", asset.hash);
    let known = request
        .headers()
        .get(header::IF_NONE_MATCH)
        .is_some_and(|value| value.as_bytes() == tag.as_bytes());
    let mut response = if known {
        axum::http::StatusCode::NOT_MODIFIED.into_response()
    } else {
        ([(header::CONTENT_TYPE, asset.content_type)], asset.bytes).into_response()
    };
    let cached = if hashed { FOR_GOOD } else { ASK_AGAIN };
    response
        .headers_mut()
        .insert(header::CACHE_CONTROL, HeaderValue::from_static(cached));
    if let Ok(tag) = HeaderValue::from_str(&tag) {
        response.headers_mut().insert(header::ETAG, tag);
    }
    Ok(response)
}
