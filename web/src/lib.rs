//! Lantern's edge: pages, the JSON API, live updates and sign-in.
//!
//! Server-rendered, and working without JavaScript. Pages and the API go through one [`desk`]
//! with two verbs, so neither has rules of its own: what may be seen and recorded is casework's
//! to say, and nothing here chooses otherwise.
//!
//! # Invariants
//!
//! - A command is done once, however often it is sent: forms carry its id, the API a key.
//! - That somebody looks at a file is in the record before they see it.
//! - A file somebody may not see answers as one that does not exist.
//! - Unsafe requests come from our own pages, or carry a token no other site can send.
//! - No log line, metric or error holds personal data.
//! - `now` is the app's clock; nothing else reads the time of day.

pub mod accounts;
pub mod api;
pub mod app;
pub mod assets;
pub mod clock;
pub mod csrf;
pub mod desk;
pub mod error;
pub mod export;
pub mod extract;
pub mod forms;
pub mod live;
pub mod ops;
pub mod pages;
pub mod recognises;
pub mod routes;
pub mod session;
pub mod sign_in;
pub mod suggestions;
pub mod surface;

use axum::Router;
use axum::middleware::{from_fn, from_fn_with_state};
use tower_http::catch_panic::CatchPanicLayer;

pub use accounts::{Accounts, Cost, DemoAccounts};
pub use app::{App, Options, Parts};
pub use clock::{Clock, SystemClock};
pub use error::WebError;
pub use ops::{serve, serve_router};
pub use session::{SessionClock, SignedIn, Visitor};

/// Every route, behind the middleware all of them pass. [`App::start`] sets the readers going.
pub fn router(app: App) -> Router {
    routes::router(routes::all())
        .fallback(async || WebError::NotFound)
        // The innermost comes first: what is added later is passed earlier.
        .layer(CatchPanicLayer::custom(ops::after_panic))
        .layer(from_fn(csrf::guard))
        .layer(from_fn_with_state(app.clone(), ops::in_time))
        .layer(from_fn_with_state(app.clone(), error::dress))
        .layer(from_fn_with_state(app.clone(), session::recognise))
        .layer(from_fn_with_state(app.clone(), ops::observe))
        .with_state(app)
}
