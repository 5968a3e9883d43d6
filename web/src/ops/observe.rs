//! One line of log and one count for every request.
//!
//! The log has the request's id, the route's template, the status and the time taken. Never the
//! path itself, a query, a name or a body: those can be somebody's.

use std::fmt;
use std::time::Instant;

use axum::extract::{MatchedPath, Request, State};
use axum::http::{HeaderValue, StatusCode};
use axum::middleware::Next;
use axum::response::{IntoResponse as _, Response};
use uuid::Uuid;

use crate::app::App;
use crate::error::WebError;

/// The name of a request in the log, sent back in `x-request-id`.
#[derive(Debug, Clone, Copy)]
pub(crate) struct RequestId(Uuid);

impl fmt::Display for RequestId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// Middleware: names the request, counts and logs it.
pub(crate) async fn observe(State(app): State<App>, mut request: Request, next: Next) -> Response {
    let began = Instant::now();
    let id = RequestId(Uuid::now_v7());
    request.extensions_mut().insert(id);
    let method = match request.method().as_str() {
        known @ ("GET" | "HEAD" | "POST" | "OPTIONS" | "PUT" | "PATCH" | "DELETE") => {
            known.to_owned()
        }
        _ => "other".to_owned(),
    };
    let route = request
        .extensions()
        .get::<MatchedPath>()
        .map_or_else(|| "none".to_owned(), |path| path.as_str().to_owned());
    let mut response = next.run(request).await;
    let took = began.elapsed();
    let status = response.status().as_u16();
    app.metrics().request(&method, &route, status, took);
    let ms = u64::try_from(took.as_millis()).unwrap_or(u64::MAX);
    tracing::info!(request = %id, method, route, status, ms, "answered");
    if let Ok(value) = HeaderValue::from_str(&id.to_string()) {
        response.headers_mut().insert("x-request-id", value);
    }
    response
}

/// Middleware: gives up a request that takes too long. A stream has begun by then and goes on.
pub(crate) async fn in_time(State(app): State<App>, request: Request, next: Next) -> Response {
    match tokio::time::timeout(app.options().request_timeout, next.run(request)).await {
        Ok(response) => response,
        Err(_) => WebError::TimedOut.into_response(),
    }
}

/// The answer to a request whose handler panicked. What it was is in the log already.
pub(crate) fn after_panic(_: Box<dyn std::any::Any + Send>) -> Response {
    let mut response = WebError::internal("a handler panicked").into_response();
    *response.status_mut() = StatusCode::INTERNAL_SERVER_ERROR;
    response
}
