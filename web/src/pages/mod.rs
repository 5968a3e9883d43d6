//! Pages: server-rendered, in GOV.UK's manner, working without JavaScript.
//!
//! # Invariants
//!
//! - A page holds no permission of its own: what is seen comes from `desk`, what is recorded goes
//!   through it.
//! - A time is never shown without BST or GMT, and nothing is told by colour alone.
//! - What was posted is answered by sending the browser on, or by the form with what was wrong.

mod arrivals;
pub(crate) mod board;
mod case;
mod clock;
mod decisions;
mod escalation;
mod evidence;
mod hand_over;
mod jobs;
mod known;
mod layout;
mod lines;
mod new_case;
mod notices;
mod plain;
mod position;
mod powers;
mod print;
mod reason;
mod record;
mod reference;
mod returns;
mod said;
mod same_person;
mod settle;
mod timeline;
mod who;

pub(crate) use plain::{error_page, sign_in_page};

use casework::permission::Sight;
use domain::Actor;

use crate::app::App;
use crate::live::Job;
use crate::routes::Route;

/// Every page's routes.
pub(crate) fn routes() -> Vec<Route> {
    vec![
        Route::get("/", plain::home),
        Route::post("/look", plain::look),
        Route::get("/about", plain::about),
        Route::get("/board", board::board),
        Route::get("/my-jobs", jobs::my_jobs),
        Route::get("/arrivals", arrivals::arrivals),
        Route::get("/notices", notices::notices),
        Route::post("/notices/{file}/{line}", notices::read),
        Route::get("/places", reference::places),
        Route::get("/law/{rule}", reference::rule),
        Route::get("/powers", powers::ask),
        Route::post("/powers", powers::answer),
        Route::get("/powers/kept", powers::kept),
        Route::get("/powers/worker.js", powers::worker),
        Route::get("/decisions", decisions::decisions),
        Route::get("/decisions/{file}/{line}", decisions::card),
        Route::post("/decisions/{file}/{line}", decisions::decide),
        Route::get("/returns", returns::list),
        Route::get("/returns/{month}", returns::month),
        Route::post("/returns/{month}/issue", returns::issue),
        Route::post("/returns/{month}/sign", returns::sign),
        Route::post("/returns/{month}/send", returns::send),
        Route::get(
            "/returns/{month}/versions/{version}/to/{recipient}",
            returns::as_sent,
        ),
        Route::get("/returns/{month}/national", returns::national),
        Route::get("/returns/{month}/national/files", returns::files),
        Route::get("/returns/{month}/versions/{version}/csv", returns::csv),
        Route::get("/returns/{month}/versions/{version}/ods", returns::ods),
        Route::get("/evidence", evidence::list),
        Route::get("/evidence/leaders", evidence::leaders),
        Route::get("/evidence/{measure}", evidence::measure),
        Route::get("/evidence/{measure}/records", evidence::behind),
        Route::get("/evidence/{measure}/csv", evidence::csv),
        Route::get("/evidence/{measure}/json", evidence::json),
        Route::get("/who", who::form),
        Route::post("/who", who::answer),
        Route::get("/cases/new", new_case::form),
        Route::post("/cases/new", new_case::open),
        Route::post("/cases/new/with-person", new_case::with_person),
        Route::get("/cases/{file}", case::case),
        Route::get("/cases/{file}/do", record::list),
        Route::get("/cases/{file}/do/{slug}", record::form),
        Route::post("/cases/{file}/do/{slug}", record::record),
        Route::get("/cases/{file}/lines/{line}", lines::line),
        Route::post("/cases/{file}/lines/{line}", lines::correct_line),
        Route::post("/cases/{file}/lines/{line}/undo", lines::undo),
        Route::get("/cases/{file}/settle/{line}", settle::show_contest),
        Route::post("/cases/{file}/settle/{line}", settle::settle_contest),
        Route::get("/cases/{file}/same-person", same_person::show_links),
        Route::post("/cases/{file}/same-person", same_person::confirm_link),
        Route::post(
            "/cases/{file}/same-person/rejected",
            same_person::reject_link,
        ),
        Route::post("/cases/{file}/same-person/{line}", same_person::undo_link),
        Route::get("/cases/{file}/as-known-at", known::as_known_at),
        Route::get("/cases/{file}/print", print::print),
        Route::get("/cases/{file}/hand-over", hand_over::hand_over),
    ]
}

/// The parts of a file's page that change by themselves, each with its id in the page.
pub(crate) fn case_parts(
    app: &App,
    actor: &Actor,
    job: &Job,
    sight: Sight,
) -> Vec<(String, String)> {
    case::parts(&app.rules(), app.now(), actor, job, sight)
}
