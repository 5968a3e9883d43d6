//! The JSON API under `/api/v1`: the same desk as the pages, for programs.
//!
//! One table says what there is. The router is built from it, and so is the OpenAPI document.

mod body;
mod events;
mod evidence;
mod files;
mod law_position;
mod notices;
mod openapi;
mod powers;
mod returns;
mod session;
mod table;
mod view;
mod who;

pub use openapi::document;

use crate::routes::Route;
use table::Endpoint;

/// Everything the API does.
fn endpoints() -> Vec<Endpoint> {
    let mut endpoints = session::endpoints();
    endpoints.extend(files::endpoints());
    endpoints.extend(notices::endpoints());
    endpoints.extend(returns::endpoints());
    endpoints.extend(events::endpoints());
    endpoints.extend(evidence::endpoints());
    endpoints.extend(law_position::endpoints());
    endpoints.extend(powers::endpoints());
    endpoints.extend(who::endpoints());
    endpoints.extend(openapi::endpoints());
    endpoints
}

pub(crate) fn routes() -> Vec<Route> {
    endpoints()
        .into_iter()
        .map(|endpoint| endpoint.route)
        .collect()
}
