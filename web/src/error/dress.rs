//! The last middleware an answer passes: errors get their words, and every answer its headers.

use std::sync::Arc;

use axum::body::Body;
use axum::extract::{Request, State};
use axum::http::{HeaderValue, Method, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse as _, Response};

use super::{Problem, Trouble, WebError, for_operator};
use crate::app::App;
use crate::ops::RequestId;
use crate::session::Visitor;
use crate::surface::Surface;

/// Scripts, styles, images, forms and live updates from here only; nothing inline; no frames.
const CONTENT_SECURITY_POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; \
     img-src 'self' data:; font-src 'self'; connect-src 'self'; manifest-src 'self'; \
     form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

/// The same for the one page that runs our WebAssembly. `wasm-unsafe-eval` lets a page compile
/// WebAssembly it fetched from here, and allows no `eval` of text.
const WITH_WEBASSEMBLY: &str = "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; \
     style-src 'self'; img-src 'self' data:; font-src 'self'; connect-src 'self'; \
     worker-src 'self'; manifest-src 'self'; form-action 'self'; base-uri 'none'; \
     frame-ancestors 'none'";

/// In the extensions of an answer: the page runs the pocket, and may compile WebAssembly.
#[derive(Debug, Clone, Copy)]
pub(crate) struct RunsPocket;

/// Middleware: shows errors as the face of the server shows them, and adds the headers that every
/// answer carries.
pub(crate) async fn dress(State(app): State<App>, request: Request, next: Next) -> Response {
    let surface = Surface::of(request.uri().path());
    let method = request.method().clone();
    let address = request
        .uri()
        .path_and_query()
        .map_or_else(|| "/".to_owned(), |address| address.as_str().to_owned());
    let request_id = request.extensions().get::<RequestId>().copied();
    let visitor = request.extensions().get::<Visitor>().cloned();
    let response = next.run(request).await;
    let visitor = visitor.unwrap_or_else(Visitor::stranger);
    let mut response = match error_of(&response) {
        None => response,
        Some(error) => {
            if let Some(text) = for_operator(&error) {
                let id = request_id.as_ref().map(ToString::to_string);
                tracing::error!(request = id, "{text}");
            }
            let shown = show(
                &app,
                surface,
                &method,
                &address,
                &error,
                &visitor,
                request_id.as_ref(),
            );
            keep_headers(&response, shown)
        }
    };
    add_headers(&app, surface, &mut response);
    response
}

/// What an answer says went wrong: its own error, or what its bare status means.
fn error_of(response: &Response) -> Option<Arc<WebError>> {
    if let Some(error) = response.extensions().get::<Arc<WebError>>() {
        return Some(Arc::clone(error));
    }
    let status = response.status();
    if !(status.is_client_error() || status.is_server_error())
        || response.headers().contains_key(header::CONTENT_TYPE) && is_worded(response)
    {
        return None;
    }
    Some(Arc::new(match status {
        StatusCode::NOT_FOUND => WebError::NotFound,
        StatusCode::METHOD_NOT_ALLOWED => WebError::MethodNotAllowed,
        StatusCode::BAD_REQUEST => WebError::Unreadable("the address could not be read".into()),
        StatusCode::UNSUPPORTED_MEDIA_TYPE => {
            WebError::UnsupportedMedia("this is not a form that is read here".into())
        }
        StatusCode::REQUEST_TIMEOUT => WebError::TimedOut,
        other => WebError::internal(&format!("an answer of {other} without words")),
    }))
}

/// Whether an error answer already has its words: a page or a problem document of ours, and not
/// the plain text of a library.
fn is_worded(response: &Response) -> bool {
    response
        .headers()
        .get(header::CONTENT_TYPE)
        .and_then(|value| value.to_str().ok())
        .is_some_and(|kind| kind.starts_with("text/html") || kind.starts_with("application/"))
}

fn show(
    app: &App,
    surface: Surface,
    method: &Method,
    address: &str,
    error: &WebError,
    visitor: &Visitor,
    request_id: Option<&RequestId>,
) -> Response {
    let trouble = Trouble::from(error);
    match surface {
        Surface::Api => {
            let id = request_id.map(ToString::to_string);
            Problem::of(&trouble, id.as_deref()).into_response(trouble.retry_after)
        }
        Surface::Plain => (trouble.status, format!("{}\n", trouble.says)).into_response(),
        Surface::Page if matches!(error, WebError::SignInNeeded) && *method == Method::GET => {
            crate::sign_in::redirect(address)
        }
        Surface::Page => {
            let page = crate::pages::error_page(app, &trouble, visitor);
            let mut response = (trouble.status, axum::response::Html(page)).into_response();
            if let Some(seconds) = trouble.retry_after {
                response
                    .headers_mut()
                    .insert(header::RETRY_AFTER, HeaderValue::from(seconds));
            }
            response
        }
    }
}

/// Headers that the bare answer carried and the shown one needs: `Allow`, cookies.
fn keep_headers(bare: &Response, mut shown: Response) -> Response {
    for name in [header::ALLOW, header::SET_COOKIE] {
        for value in bare.headers().get_all(&name) {
            shown.headers_mut().append(&name, value.clone());
        }
    }
    if shown.status() == StatusCode::UNAUTHORIZED {
        shown.headers_mut().insert(
            header::WWW_AUTHENTICATE,
            HeaderValue::from_static("Bearer realm=\"lantern\""),
        );
    }
    shown
}

fn add_headers(app: &App, surface: Surface, response: &mut Response<Body>) {
    let policy = if response.extensions().get::<RunsPocket>().is_some() {
        WITH_WEBASSEMBLY
    } else {
        CONTENT_SECURITY_POLICY
    };
    let headers = response.headers_mut();
    let fixed = [
        (header::CONTENT_SECURITY_POLICY, policy),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::X_FRAME_OPTIONS, "DENY"),
        // Not `no-referrer`: browsers then send `Origin: null` with our own forms.
        (header::REFERRER_POLICY, "same-origin"),
    ];
    for (name, value) in fixed {
        headers.insert(name, HeaderValue::from_static(value));
    }
    headers.insert(
        "cross-origin-opener-policy",
        HeaderValue::from_static("same-origin"),
    );
    headers.insert(
        "cross-origin-resource-policy",
        HeaderValue::from_static("same-origin"),
    );
    headers.insert(
        "permissions-policy",
        HeaderValue::from_static("camera=(), geolocation=(), microphone=()"),
    );
    if app.options().secure {
        headers.insert(
            header::STRICT_TRANSPORT_SECURITY,
            HeaderValue::from_static("max-age=31536000"),
        );
    }
    // Everything but assets may hold personal data.
    if surface != Surface::Plain || !headers.contains_key(header::CACHE_CONTROL) {
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    }
}
