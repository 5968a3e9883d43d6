//! "What may I do here?": a few answers into what the law says, with a connection and without.
//!
//! The questions, the answer and its HTML are `pocket`'s, here as in the WebAssembly that the page
//! keeps on the phone. Answers come as a posted form and not in the address: nothing that is said
//! of somebody's state stands in a history, a referrer or a proxy's log. Nothing is recorded, and
//! nobody's file is opened.

use askama::Template;
use axum::extract::State;
use axum::http::header;
use axum::response::{IntoResponse as _, Response};
use pocket::Answers;

use super::layout::{Shell, render};
use crate::app::App;
use crate::assets;
use crate::csrf::Fields;
use crate::error::{RunsPocket, WebError};
use crate::extract::Now;
use crate::session::{SignedIn, Visitor};

/// The address of the page. The worker answers for it, and for nothing else, without a connection.
pub(super) const PAGE: &str = "/powers";
/// The address of the page as a phone keeps it: nobody's name, nobody's token.
const KEPT: &str = "/powers/kept";
/// The name of the WebAssembly among the assets.
const WASM: &str = "pocket.wasm";
/// The worker's script. It is no asset of a page, and its address may not change with it.
const WORKER: &str = include_str!("../../assets/pocket-worker.js");

#[derive(Template)]
#[template(path = "powers.html")]
struct Powers {
    shell: Shell,
    /// Where the WebAssembly is; nothing where none was built, and the page works online only.
    wasm: Option<String>,
    /// When a phone kept the page, in words.
    at: String,
    /// The law and policy in force, as JSON.
    profile: String,
    problems: String,
    first: String,
    answer: String,
    later: String,
}

/// `GET /powers`: the first three questions.
pub(super) async fn ask(
    State(app): State<App>,
    visitor: Visitor,
    SignedIn(_): SignedIn,
) -> Result<Response, WebError> {
    let shell = Shell::new(&app, &visitor, "What may I do here?", PAGE);
    page(&app, shell, &[], &Answers::default(), String::new())
}

/// `POST /powers`: the answer, and the questions that make it more exact. Writes nothing.
pub(super) async fn answer(
    State(app): State<App>,
    visitor: Visitor,
    SignedIn(_): SignedIn,
    Now(now): Now,
    fields: Fields,
) -> Result<Response, WebError> {
    let given = fields
        .0
        .iter()
        .map(|(name, value)| (name.as_str(), value.as_str()));
    let (answers, problems) = Answers::of_form(given);
    let title = if problems.is_empty() {
        "What may I do here?"
    } else {
        "Error: what may I do here?"
    };
    let shell = Shell::new(&app, &visitor, title, PAGE);
    let said = pocket::view::answer(&answers, now, &app.profile());
    page(&app, shell, &problems, &answers, said)
}

/// `GET /powers/kept`: the page for a phone to keep. It names nobody and holds no token; the
/// script answers in it.
pub(super) async fn kept(
    State(app): State<App>,
    visitor: Visitor,
    SignedIn(_): SignedIn,
) -> Result<Response, WebError> {
    let stranger = Visitor {
        night: visitor.night,
        ..Visitor::stranger()
    };
    let shell = Shell {
        kept: true,
        ..Shell::new(&app, &stranger, "What may I do here?", PAGE)
    };
    page(&app, shell, &[], &Answers::default(), String::new())
}

/// `GET /powers/worker.js`: what answers for the page without a connection. It is told here which
/// addresses to keep, because they carry the hash of what they name.
pub(super) async fn worker() -> Response {
    let kept: Vec<String> = assets::names().map(assets::address).collect();
    let told = serde_json::json!({ "page": PAGE, "kept": KEPT, "files": kept });
    let headers = [
        (header::CONTENT_TYPE, "text/javascript; charset=utf-8"),
        // The script stands below the page it answers for.
        (
            header::HeaderName::from_static("service-worker-allowed"),
            PAGE,
        ),
    ];
    (headers, format!("const TOLD = {told};\n{WORKER}")).into_response()
}

fn page(
    app: &App,
    shell: Shell,
    problems: &[pocket::Problem],
    answers: &Answers,
    answer: String,
) -> Result<Response, WebError> {
    let profile = serde_json::to_string(&*app.profile())
        .map_err(|error| WebError::internal(&format!("the profile has no JSON: {error}")))?;
    let later = if answer.is_empty() {
        String::new()
    } else {
        pocket::view::later(answers, problems)
    };
    let page = Powers {
        at: domain::time::full_time(shell.now),
        shell,
        wasm: assets::names()
            .any(|name| name == WASM)
            .then(|| assets::address(WASM)),
        profile,
        problems: pocket::view::problems(problems),
        first: pocket::view::first(answers, problems),
        answer,
        later,
    };
    let status = if problems.is_empty() {
        axum::http::StatusCode::OK
    } else {
        axum::http::StatusCode::UNPROCESSABLE_ENTITY
    };
    let mut response = (status, axum::response::Html(render(&page)?)).into_response();
    response.extensions_mut().insert(RunsPocket);
    Ok(response)
}
