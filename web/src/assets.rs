//! The stylesheet and scripts, embedded when the program was built.

use axum::extract::{Path, Request};
use axum::http::{HeaderMap, HeaderValue, header};
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

/// The names of the assets that were built.
pub(crate) fn names() -> impl Iterator<Item = &'static str> {
    embedded::ASSETS.iter().map(|asset| asset.path)
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
    let brotli = asset.brotli.filter(|_| takes_brotli(request.headers()));
    // Each form of a file has a tag of its own.
    let form = if brotli.is_some() { "-br" } else { "" };
    let tag = format!("\"{}{form}\"", asset.hash);
    let known = request
        .headers()
        .get(header::IF_NONE_MATCH)
        .is_some_and(|value| value.as_bytes() == tag.as_bytes());
    let mut response = if known {
        axum::http::StatusCode::NOT_MODIFIED.into_response()
    } else {
        let bytes = brotli.unwrap_or(asset.bytes);
        ([(header::CONTENT_TYPE, asset.content_type)], bytes).into_response()
    };
    if asset.brotli.is_some() {
        let vary = HeaderValue::from_static("accept-encoding");
        response.headers_mut().insert(header::VARY, vary);
    }
    if brotli.is_some() && !known {
        let encoding = HeaderValue::from_static("br");
        response
            .headers_mut()
            .insert(header::CONTENT_ENCODING, encoding);
    }
    let cached = if hashed { FOR_GOOD } else { ASK_AGAIN };
    response
        .headers_mut()
        .insert(header::CACHE_CONTROL, HeaderValue::from_static(cached));
    if let Ok(tag) = HeaderValue::from_str(&tag) {
        response.headers_mut().insert(header::ETAG, tag);
    }
    Ok(response)
}

/// Whether a browser says that it reads Brotli. One that gives it no weight does not.
fn takes_brotli(headers: &HeaderMap) -> bool {
    headers
        .get_all(header::ACCEPT_ENCODING)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(','))
        .any(|one| {
            let (name, weight) = one.split_once(';').unwrap_or((one, ""));
            let none = weight.trim().trim_start_matches("q=").parse::<f32>() == Ok(0.0);
            name.trim().eq_ignore_ascii_case("br") && !none
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn brotli_is_sent_to_those_who_ask_for_it() {
        let takes = |value: &'static str| {
            let mut headers = HeaderMap::new();
            headers.insert(header::ACCEPT_ENCODING, HeaderValue::from_static(value));
            takes_brotli(&headers)
        };
        assert!(takes("gzip, deflate, br, zstd"));
        assert!(takes("br;q=0.5"));
        assert!(!takes("br;q=0"));
        assert!(!takes("gzip"));
        assert!(!takes_brotli(&HeaderMap::new()));
    }
}
