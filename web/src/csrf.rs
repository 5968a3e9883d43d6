//! Forms of pages: read once, strictly, and only when they come from a page of ours.
//!
//! Every unsafe request to a page must carry the visitor's token in the hidden field `csrf`, and
//! must not say that it comes from another site. Cookies are `SameSite` besides. The API does not
//! pass here: it takes bearer tokens, which no other site can send, or the session cookie with
//! the token in the header `X-Csrf-Token`.

use axum::body::{Body, Bytes, to_bytes};
use axum::extract::{FromRequestParts, Request};
use axum::http::request::Parts;
use axum::http::{HeaderMap, Method, header};
use axum::middleware::Next;
use axum::response::{IntoResponse as _, Response};
use futures_util::StreamExt as _;
use percent_encoding::percent_decode_str;

use crate::error::WebError;
use crate::session::{Carrier, Visitor, same_token};
use crate::surface::Surface;

/// The largest form that is read.
pub const FORM_LIMIT_KB: usize = 256;
/// The largest body the API reads.
pub const API_LIMIT_KB: usize = 1_024;
/// A body over the limit is read and thrown away up to here, so that the sender hears why;
/// beyond it the connection is closed.
const DISCARD_LIMIT: usize = 32 * 1_024 * 1_024;

/// The field every form carries.
pub const CSRF_FIELD: &str = "csrf";
/// The header a script sends instead.
pub const CSRF_HEADER: &str = "x-csrf-token";

/// Extractor: the fields of a submitted form, decoded, in the order they were sent.
#[derive(Debug, Clone, Default)]
pub struct Fields(pub Vec<(String, String)>);

impl Fields {
    /// The first value of a name.
    pub fn get(&self, name: &str) -> Option<&str> {
        self.0
            .iter()
            .find(|(key, _)| key == name)
            .map(|(_, value)| value.as_str())
    }
}

impl<S: Send + Sync> FromRequestParts<S> for Fields {
    type Rejection = WebError;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, WebError> {
        Ok(parts.extensions.remove::<Self>().unwrap_or_default())
    }
}

/// Middleware: stops unsafe requests that are not from a page of ours, and reads their forms.
pub(crate) async fn guard(request: Request, next: Next) -> Response {
    if is_safe(request.method()) {
        return next.run(request).await;
    }
    let checked = match Surface::of(request.uri().path()) {
        Surface::Page | Surface::Plain => read_form(request).await,
        Surface::Api => check_script(request),
    };
    match checked {
        Ok(request) => next.run(request).await,
        Err(error) => error.into_response(),
    }
}

fn is_safe(method: &Method) -> bool {
    matches!(
        *method,
        Method::GET | Method::HEAD | Method::OPTIONS | Method::TRACE
    )
}

async fn read_form(request: Request) -> Result<Request, WebError> {
    let (mut parts, body) = request.into_parts();
    let bytes = read_body(&parts.headers, body, FORM_LIMIT_KB).await?;
    if !same_site(&parts.headers) {
        return Err(WebError::Forged);
    }
    let fields = if bytes.is_empty() {
        Fields::default()
    } else {
        check_form_type(&parts.headers)?;
        parse_form(&bytes)?
    };
    let expected = parts
        .extensions
        .get::<Visitor>()
        .map(|visitor| visitor.csrf.as_str())
        .filter(|token| !token.is_empty())
        .ok_or(WebError::Forged)?;
    let given = fields
        .get(CSRF_FIELD)
        .or_else(|| {
            parts
                .headers
                .get(CSRF_HEADER)
                .and_then(|value| value.to_str().ok())
        })
        .ok_or(WebError::Forged)?;
    if !same_token(expected, given) {
        return Err(WebError::Forged);
    }
    parts.extensions.insert(fields);
    Ok(Request::from_parts(parts, Body::empty()))
}

/// An unsafe request to the API that was recognised by its cookie needs the token as well.
fn check_script(request: Request) -> Result<Request, WebError> {
    let with_cookie = request.extensions().get::<Carrier>() == Some(&Carrier::Cookie);
    let expected = request
        .extensions()
        .get::<Visitor>()
        .filter(|visitor| visitor.person.is_some())
        .map(|visitor| visitor.csrf.as_str());
    let (Some(expected), true) = (expected, with_cookie) else {
        return Ok(request);
    };
    let given = request
        .headers()
        .get(CSRF_HEADER)
        .and_then(|value| value.to_str().ok());
    if same_site(request.headers()) && given.is_some_and(|given| same_token(expected, given)) {
        Ok(request)
    } else {
        Err(WebError::Forged)
    }
}

/// Whether the browser says that a request comes from this site, or says nothing.
fn same_site(headers: &HeaderMap) -> bool {
    let text = |name| {
        headers
            .get(name)
            .and_then(|value: &axum::http::HeaderValue| value.to_str().ok())
    };
    if let Some(origin) = headers.get(header::ORIGIN) {
        let origin = origin.to_str().unwrap_or_default();
        let host = origin.split_once("://").map(|(_, host)| host);
        return host.is_some() && host == text(header::HOST);
    }
    !matches!(
        text(header::HeaderName::from_static("sec-fetch-site")),
        Some("cross-site")
    )
}

/// The whole of a body, unless it is over the limit.
pub(crate) async fn read_body(
    headers: &HeaderMap,
    body: Body,
    limit_kb: usize,
) -> Result<Bytes, WebError> {
    let limit = limit_kb * 1_024;
    let said = headers
        .get(header::CONTENT_LENGTH)
        .and_then(|value| value.to_str().ok())
        .and_then(|value| value.parse::<usize>().ok());
    if said.is_some_and(|said| said <= limit) {
        return to_bytes(body, limit).await.map_err(|_| {
            WebError::Unreadable("the request ended before all of it arrived".into())
        });
    }
    let mut stream = body.into_data_stream();
    let (mut kept, mut seen) = (Vec::new(), 0_usize);
    while let Some(chunk) = stream.next().await {
        let chunk = chunk.map_err(|_| {
            WebError::Unreadable("the request ended before all of it arrived".into())
        })?;
        seen = seen.saturating_add(chunk.len());
        if seen > DISCARD_LIMIT {
            return Err(WebError::TooLarge { limit_kb });
        }
        if seen <= limit {
            kept.extend_from_slice(&chunk);
        }
    }
    if seen > limit {
        Err(WebError::TooLarge { limit_kb })
    } else {
        Ok(kept.into())
    }
}

fn check_form_type(headers: &HeaderMap) -> Result<(), WebError> {
    let given = headers
        .get(header::CONTENT_TYPE)
        .and_then(|value| value.to_str().ok())
        .unwrap_or_default()
        .to_ascii_lowercase();
    let (kind, parameters) = given.split_once(';').unwrap_or((given.as_str(), ""));
    if kind.trim() != "application/x-www-form-urlencoded" {
        return Err(WebError::UnsupportedMedia(
            "forms are read as `application/x-www-form-urlencoded`".into(),
        ));
    }
    check_charset(parameters)
}

/// Refuses every character set but UTF-8.
pub(crate) fn check_charset(parameters: &str) -> Result<(), WebError> {
    let other = parameters
        .split(';')
        .filter_map(|parameter| parameter.trim().split_once('='))
        .filter(|(name, _)| name.trim().eq_ignore_ascii_case("charset"))
        .map(|(_, value)| value.trim().trim_matches('"'))
        .any(|charset| !charset.eq_ignore_ascii_case("utf-8"));
    if other {
        return Err(WebError::UnsupportedMedia(
            "text is read as UTF-8 only".into(),
        ));
    }
    Ok(())
}

/// Decodes a form strictly: letters that are not UTF-8 are refused, not replaced.
fn parse_form(bytes: &[u8]) -> Result<Fields, WebError> {
    let unreadable = || {
        WebError::Unreadable(
            "some letters of the form are not in UTF-8: type them again and send it once more"
                .into(),
        )
    };
    let text = std::str::from_utf8(bytes).map_err(|_| unreadable())?;
    text.split('&')
        .filter(|pair| !pair.is_empty())
        .map(|pair| {
            let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
            let decode = |text: &str| {
                let text = text.replace('+', " ");
                percent_decode_str(&text)
                    .decode_utf8()
                    .map(std::borrow::Cow::into_owned)
                    .map_err(|_| unreadable())
            };
            Ok((decode(name)?, decode(value)?))
        })
        .collect::<Result<_, WebError>>()
        .map(Fields)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_form_is_decoded_strictly() {
        let fields = parse_form(b"a=1+2&b=caf%C3%A9&a=again&empty=&bare").unwrap();
        assert_eq!(fields.get("a"), Some("1 2"));
        assert_eq!(fields.get("b"), Some("café"));
        assert_eq!(fields.get("bare"), Some(""));
        assert_eq!(fields.0.len(), 5);
        assert!(
            parse_form(b"b=caf%E9").is_err(),
            "Latin-1 is not guessed at"
        );
        assert!(parse_form(b"b=caf\xe9").is_err());
    }

    #[test]
    fn another_site_is_told_by_its_origin() {
        let headers = |pairs: &[(&'static str, &'static str)]| {
            pairs
                .iter()
                .map(|(name, value)| {
                    (
                        header::HeaderName::from_static(name),
                        axum::http::HeaderValue::from_static(value),
                    )
                })
                .collect::<HeaderMap>()
        };
        let here = ("host", "lantern.example:8443");
        assert!(same_site(&headers(&[
            here,
            ("origin", "https://lantern.example:8443")
        ])));
        assert!(same_site(&headers(&[here])));
        assert!(!same_site(&headers(&[
            here,
            ("origin", "https://lantern.example")
        ])));
        assert!(!same_site(&headers(&[here, ("origin", "null")])));
        assert!(!same_site(&headers(&[
            here,
            ("sec-fetch-site", "cross-site")
        ])));
    }

    #[test]
    fn only_utf_8_is_read() {
        assert!(check_charset(" charset=UTF-8").is_ok());
        assert!(check_charset("").is_ok());
        assert!(check_charset(" charset=\"windows-1252\"").is_err());
    }
}
