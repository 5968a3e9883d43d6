//! The OpenAPI document, made from the table of endpoints and the types they name.

use axum::extract::Path;
use schemars::generate::SchemaSettings;
use schemars::{JsonSchema, Schema, SchemaGenerator};
use serde::Serialize;
use serde_json::{Map, Value, json};

use super::body::Json;
use super::table::{Endpoint, SchemaOf};
use crate::error::{KINDS, PROBLEM_JSON, Problem, WebError};

pub(super) fn endpoints() -> Vec<Endpoint> {
    vec![
        Endpoint::get("/api/v1/openapi.json", show, "getOpenApi", "This document.")
            .for_anybody()
            .answers::<Document>(200),
        Endpoint::get(
            "/api/v1/problems/{kind}",
            problem_kind,
            "getProblemKind",
            "What a kind of problem is: the `type` of problem documents.",
        )
        .for_anybody()
        .answers::<ProblemKind>(200),
    ]
}

/// Any JSON object.
#[derive(JsonSchema)]
#[expect(dead_code, reason = "only its schema is used")]
struct Document(Map<String, Value>);

/// A kind of problem.
#[derive(Serialize, JsonSchema)]
struct ProblemKind {
    /// Its name.
    kind: &'static str,
    /// The kind in a few words.
    title: &'static str,
    /// The HTTP status it usually comes with.
    status: u16,
}

async fn show() -> Json<Value> {
    Json(document())
}

async fn problem_kind(Path(kind): Path<String>) -> Result<Json<ProblemKind>, WebError> {
    KINDS
        .iter()
        .find(|(name, ..)| *name == kind)
        .map(|(kind, status, title)| {
            Json(ProblemKind {
                kind,
                title,
                status: *status,
            })
        })
        .ok_or(WebError::NotFound)
}

/// The OpenAPI 3.1 document of the API.
pub fn document() -> Value {
    let settings = SchemaSettings::draft2020_12().with(|settings| {
        settings.definitions_path = "/components/schemas".into();
        settings.meta_schema = None;
    });
    let mut generator = settings.into_generator();
    let problem = generator.subschema_for::<Problem>();
    let mut paths: Map<String, Value> = Map::new();
    for endpoint in super::endpoints() {
        let operation = operation(&endpoint, &mut generator);
        let path = paths
            .entry(endpoint.route.path)
            .or_insert_with(|| json!({}));
        if let Some(methods) = path.as_object_mut() {
            methods.insert(endpoint.method().to_owned(), operation);
        }
    }
    json!({
        "openapi": "3.1.0",
        "info": {
            "title": "Lantern",
            "version": "1",
            "summary": "The police response to mental-health crisis: record, position, board.",
            "description": "Decision support, not legal advice. Times are instants in UTC. \
                A field nobody knows is refused. Everything that goes wrong is a problem \
                document (RFC 9457).",
            "license": { "name": "MIT", "identifier": "MIT" },
        },
        "paths": paths,
        "components": {
            "schemas": generator.take_definitions(true),
            "responses": {
                "Problem": {
                    "description": "It was not done, and why.",
                    "content": { PROBLEM_JSON: { "schema": problem } },
                },
            },
            "securitySchemes": {
                "bearer": {
                    "type": "http",
                    "scheme": "bearer",
                    "description": "The token that `signIn` gives.",
                },
            },
        },
    })
}

fn operation(endpoint: &Endpoint, generator: &mut SchemaGenerator) -> Value {
    let mut operation = json!({
        "operationId": endpoint.id,
        "summary": endpoint.says,
        "parameters": parameters(endpoint, generator),
        "responses": responses(endpoint, generator),
        "security": if endpoint.signed_in { json!([{ "bearer": [] }]) } else { json!([]) },
    });
    if let (Some(body), Some(operation)) = (endpoint.body, operation.as_object_mut()) {
        operation.insert(
            "requestBody".to_owned(),
            json!({
                "required": true,
                "content": { "application/json": { "schema": body(generator) } },
            }),
        );
    }
    operation
}

fn parameters(endpoint: &Endpoint, generator: &mut SchemaGenerator) -> Vec<Value> {
    let mut parameters: Vec<Value> = endpoint
        .route
        .path
        .split('/')
        .filter_map(|part| part.strip_prefix('{')?.strip_suffix('}'))
        .map(|name| {
            json!({
                "name": name,
                "in": "path",
                "required": true,
                "schema": path_schema(name),
            })
        })
        .collect();
    if endpoint.idempotent {
        parameters.push(json!({
            "name": "Idempotency-Key",
            "in": "header",
            "required": true,
            "description": "The id of the command: a UUID of the sender's own. Sent again with \
                the same contents, nothing is written and the answer is the same.",
            "schema": { "type": "string", "format": "uuid" },
        }));
    }
    if let Some(query) = endpoint.query {
        parameters.extend(query_parameters(query, generator));
    }
    parameters
}

fn path_schema(name: &str) -> Value {
    match name {
        "file" => json!({ "type": "string", "format": "uuid" }),
        "month" => json!({ "type": "string", "pattern": "^[0-9]{4}-(0[1-9]|1[0-2])$" }),
        "measure" => json!({ "type": "string", "pattern": "^[a-z][a-z0-9_]*$" }),
        "position" => json!({ "type": "integer", "minimum": 1, "format": "int64" }),
        _ => json!({ "type": "string", "minLength": 1, "pattern": "^[a-z-]+$" }),
    }
}

/// The properties of a type, each as a parameter of the query.
fn query_parameters(query: SchemaOf, generator: &mut SchemaGenerator) -> Vec<Value> {
    let schema: Schema = query(generator);
    let properties = schema.get("properties").and_then(Value::as_object).cloned();
    properties
        .unwrap_or_default()
        .into_iter()
        .map(|(name, mut schema)| {
            let description = schema
                .as_object_mut()
                .and_then(|schema| schema.remove("description"));
            without_null(&mut schema);
            json!({
                "name": name,
                "in": "query",
                "required": false,
                "description": description,
                "schema": schema,
            })
        })
        .collect()
}

/// A parameter that is not sent is none; there is no way to write null in an address.
fn without_null(schema: &mut Value) {
    let Some(schema) = schema.as_object_mut() else {
        return;
    };
    if schema.get("default").is_some_and(Value::is_null) {
        schema.remove("default");
    }
    if let Some(Value::Array(types)) = schema.get_mut("type") {
        types.retain(|kind| kind != "null");
        if let [only] = types.as_slice() {
            let only = only.clone();
            schema.insert("type".to_owned(), only);
        }
    }
    if let Some(Value::Array(any)) = schema.get("anyOf") {
        let rest: Vec<&Value> = any
            .iter()
            .filter(|schema| schema.get("type") != Some(&json!("null")))
            .collect();
        if let [only] = rest.as_slice()
            && let Some(only) = only.as_object()
        {
            *schema = only.clone();
        }
    }
}

fn responses(endpoint: &Endpoint, generator: &mut SchemaGenerator) -> Value {
    let mut responses = Map::new();
    for (status, media_type, schema) in &endpoint.answers {
        let description = match status {
            200 if endpoint.idempotent => "It had been done before, by the same command.",
            201 => "Written.",
            204 => "Done.",
            _ => "As asked.",
        };
        let mut response = json!({ "description": description });
        if !media_type.is_empty()
            && let Some(response) = response.as_object_mut()
        {
            let content = match schema {
                Some(schema) => json!({ "schema": schema(generator) }),
                None => json!({ "schema": { "type": "string" } }),
            };
            response.insert("content".to_owned(), json!({ *media_type: content }));
        }
        responses.insert(status.to_string(), response);
    }
    responses.insert(
        "default".to_owned(),
        json!({ "$ref": "#/components/responses/Problem" }),
    );
    Value::Object(responses)
}
