//! Running it: health, readiness, figures, logs without personal data, and a stop that loses
//! nothing.

mod metrics;
mod observe;
mod serve;

use axum::extract::State;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse as _, Response};

pub use metrics::Metrics;
pub(crate) use observe::{RequestId, after_panic, in_time, observe};
pub use serve::{serve, serve_router};

use crate::app::App;
use crate::routes::Route;

pub(crate) fn routes() -> Vec<Route> {
    vec![
        Route::get("/health", health),
        Route::get("/ready", ready),
        Route::get("/metrics", metrics_text),
    ]
}

/// The process is up.
async fn health() -> &'static str {
    "up\n"
}

/// The record answers and the board has caught up with it: requests may be sent here.
async fn ready(State(app): State<App>) -> Response {
    let health = match app.record().health().await {
        Ok(health) => health,
        Err(error) => {
            tracing::error!("not ready: {}", error.for_operator());
            return not_ready("the record does not answer");
        }
    };
    if let Some(trouble) = health.checkpoint_trouble {
        tracing::warn!("checkpoints are not kept outside the database: {trouble}");
    }
    if !app.live().has_caught_up() {
        return not_ready("the board has not caught up with the record yet");
    }
    (StatusCode::OK, "ready\n").into_response()
}

fn not_ready(why: &str) -> Response {
    let body = format!("not ready: {why}\n");
    // With a media type of its own, so that it is not taken for an error without words.
    (
        StatusCode::SERVICE_UNAVAILABLE,
        [(header::CONTENT_TYPE, "application/vnd.lantern.ready+text")],
        body,
    )
        .into_response()
}

/// The figures, as Prometheus reads them.
async fn metrics_text(State(app): State<App>) -> Response {
    let text = app.metrics().text(&metrics::Gauges {
        sessions: app.sessions().count(),
        watchers: app.live().watchers(),
        open_files: app.live().open_files(),
        followed_seq: app.live().followed_seq(),
        head_seq: app.record().head().await.map(|head| head.seq).ok(),
    });
    (
        [(
            header::CONTENT_TYPE,
            "text/plain; version=0.0.4; charset=utf-8",
        )],
        text,
    )
        .into_response()
}
