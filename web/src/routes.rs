//! The table of routes. The router is built from it, and so is the test that tries every route as
//! every role: a route that is not in the test's table fails it.

use axum::Router;
use axum::handler::Handler;
use axum::http::Method;
use axum::routing::{MethodFilter, MethodRouter, on};

use crate::app::App;

/// One way to ask for something.
pub struct Route {
    /// The method.
    pub method: Method,
    /// The path, with its parameters in braces, such as `/cases/{file}`.
    pub path: &'static str,
    handler: MethodRouter<App>,
}

impl Route {
    /// A page, or anything else that changes nothing.
    pub fn get<H, T>(path: &'static str, handler: H) -> Self
    where
        H: Handler<T, App>,
        T: 'static,
    {
        Self {
            method: Method::GET,
            path,
            handler: on(MethodFilter::GET, handler),
        }
    }

    /// Something that writes.
    pub fn post<H, T>(path: &'static str, handler: H) -> Self
    where
        H: Handler<T, App>,
        T: 'static,
    {
        Self {
            method: Method::POST,
            path,
            handler: on(MethodFilter::POST, handler),
        }
    }
}

/// Every route of the server.
pub fn all() -> Vec<Route> {
    let mut routes = crate::pages::routes();
    routes.extend(crate::sign_in::routes());
    routes.extend(crate::live::routes());
    routes.extend(crate::ops::routes());
    routes.extend(crate::assets::routes());
    routes.extend(crate::api::routes());
    routes
}

/// The router of a table.
pub(crate) fn router(routes: Vec<Route>) -> Router<App> {
    routes.into_iter().fold(Router::new(), |router, route| {
        router.route(route.path, route.handler)
    })
}
