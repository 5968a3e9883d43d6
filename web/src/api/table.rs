//! One row of the API's table: a route and what the OpenAPI document says of it.

use axum::handler::Handler;
use axum::http::Method;
use schemars::{JsonSchema, Schema, SchemaGenerator};

use crate::app::App;
use crate::routes::Route;

/// Makes the schema of a type, or a reference to it.
pub(super) type SchemaOf = fn(&mut SchemaGenerator) -> Schema;

/// Something the API does.
pub(super) struct Endpoint {
    pub(super) route: Route,
    /// The name of the operation, for generated clients.
    pub(super) id: &'static str,
    /// What it does, in one sentence.
    pub(super) says: &'static str,
    /// Whether somebody must be signed in.
    pub(super) signed_in: bool,
    /// Whether it takes an `Idempotency-Key`.
    pub(super) idempotent: bool,
    /// The parameters of the query, as the properties of a type.
    pub(super) query: Option<SchemaOf>,
    /// The body.
    pub(super) body: Option<SchemaOf>,
    /// The answer: status, media type and, for JSON, its type.
    pub(super) answers: Vec<(u16, &'static str, Option<SchemaOf>)>,
}

impl Endpoint {
    pub(super) fn get<H, T>(
        path: &'static str,
        handler: H,
        id: &'static str,
        says: &'static str,
    ) -> Self
    where
        H: Handler<T, App>,
        T: 'static,
    {
        Self::new(Route::get(path, handler), id, says)
    }

    pub(super) fn post<H, T>(
        path: &'static str,
        handler: H,
        id: &'static str,
        says: &'static str,
    ) -> Self
    where
        H: Handler<T, App>,
        T: 'static,
    {
        Self::new(Route::post(path, handler), id, says)
    }

    fn new(route: Route, id: &'static str, says: &'static str) -> Self {
        Self {
            route,
            id,
            says,
            signed_in: true,
            idempotent: false,
            query: None,
            body: None,
            answers: Vec::new(),
        }
    }

    /// Nobody needs to be signed in.
    pub(super) fn for_anybody(mut self) -> Self {
        self.signed_in = false;
        self
    }

    /// It writes, and takes an `Idempotency-Key`.
    pub(super) fn idempotent(mut self) -> Self {
        self.idempotent = true;
        self
    }

    pub(super) fn query<T: JsonSchema>(mut self) -> Self {
        self.query = Some(|generator| T::json_schema(generator));
        self
    }

    pub(super) fn body<T: JsonSchema>(mut self) -> Self {
        self.body = Some(SchemaGenerator::subschema_for::<T>);
        self
    }

    pub(super) fn answers<T: JsonSchema>(mut self, status: u16) -> Self {
        let schema: SchemaOf = SchemaGenerator::subschema_for::<T>;
        self.answers
            .push((status, "application/json", Some(schema)));
        self
    }

    pub(super) fn answers_with(mut self, status: u16, media_type: &'static str) -> Self {
        self.answers.push((status, media_type, None));
        self
    }

    /// The method in lower case, as OpenAPI writes it.
    pub(super) fn method(&self) -> &'static str {
        if self.route.method == Method::POST {
            "post"
        } else {
            "get"
        }
    }
}
