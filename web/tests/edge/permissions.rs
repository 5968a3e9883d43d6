//! Every route, tried by everybody, on a file that concerns them and on one that does not.
//!
//! The routes are those the router is built from, and what is expected stands in
//! `permissions.md` beside this. A route without a row there fails.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use axum::http::{Method, StatusCode};
use domain::event::{DecisionAsked, Question};
use domain::{EventKind, FileId, Rank, Role};
use jiff::SignedDuration;
use serde_json::{Value, json};
use web::routes::{self, Route};
use web::surface::Surface;

use crate::small::Small;
use crate::stage::{Browser, Stage, actor, ambulance, form_request, get};

/// Set to write the table anew; look at what changed before keeping it.
const WRITE: &str = "LANTERN_WRITE_SNAPSHOTS";

/// One account of every role, and nobody.
const WHO: &[&str] = &[
    "nobody",
    "call_taker_1",
    "dispatcher_1",
    "control_room_supervisor",
    "pc_4471",
    "sgt_lpt",
    "insp_duty",
    "supt_oncall",
    "custody_sgt",
    "custody_hcp",
    "nurse_orchard",
    "nurse_willow",
    "nurse_medway_ed",
    "doctor_medway_ed",
    "doctor_1",
    "amhp_1",
    "paramedic_1",
    "mhlo",
    "analyst",
    "records_manager",
];

fn table() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/edge/permissions.md")
}

#[test]
fn every_role_is_tried() {
    for role in Role::ALL.iter().filter(|role| **role != Role::System) {
        let tried = WHO.iter().skip(1).any(|who| actor(who).role == *role);
        assert!(tried, "nobody tries as {}", role.label());
    }
}

#[tokio::test]
async fn every_route_answers_everybody_as_the_table_says() {
    let stage = Stage::new().await;
    let (issued, _) = stage
        .api(
            Method::POST,
            "/api/v1/returns/2026-09/issue",
            "analyst",
            Some(&json!({ "explained": "nothing was" })),
        )
        .await;
    assert_eq!(issued, StatusCode::CREATED);
    let _same = stage.app.clone().with_evidence(Arc::new(Small::new()));
    let mut found = BTreeMap::new();
    for route in routes::all() {
        let row = format!("{} {}", route.method, route.path);
        found.insert(row, try_route(&stage, &route).await);
    }
    let path = table();
    if std::env::var_os(WRITE).is_some() {
        std::fs::write(&path, write_table(&found)).unwrap();
    }
    let expected = read_table(&std::fs::read_to_string(&path).unwrap_or_default());
    let mut wrong = String::new();
    for (row, cells) in &found {
        let Some(reviewed) = expected.get(row) else {
            let _ = writeln!(wrong, "{row} has no row in the table");
            continue;
        };
        for ((who, cell), reviewed) in WHO.iter().zip(cells).zip(reviewed) {
            if cell != reviewed {
                let _ = writeln!(
                    wrong,
                    "{row} as {who}: {cell}, and the table says {reviewed}"
                );
            }
        }
    }
    for row in expected.keys().filter(|row| !found.contains_key(*row)) {
        let _ = writeln!(wrong, "{row} is in the table and no longer a route");
    }
    assert!(
        wrong.is_empty(),
        "{wrong}when that is meant, run again with {WRITE}=1 and review tests/edge/permissions.md"
    );
}

/// What each of [`WHO`] is answered: for a route with a file in it, first for a file that
/// concerns every place and then for one that concerns none.
async fn try_route(stage: &Stage, route: &Route) -> Vec<String> {
    let with_file = route.path.contains("{file}");
    let own = stage.open_for_everybody().await;
    // Lines 9 and 10: another time for the ambulance of line 5, and a question to the inspector.
    let before = stage
        .app
        .now()
        .checked_sub(SignedDuration::from_mins(3))
        .unwrap();
    stage
        .tell_at("dispatcher_1", own, before, ambulance())
        .await;
    let asked = DecisionAsked {
        question: Question::PoliceVehicle,
        of: Rank::Inspector,
        facts: "no ambulance within an hour".into(),
        other_view: String::new(),
    };
    stage.tell("pc_4471", own, asked.into()).await;
    let other = stage.open_for_the_police().await;
    stage.caught_up().await;
    let mut cells = Vec::new();
    for who in WHO {
        let mut cell = try_as(stage, route, who, own).await.as_str().to_owned();
        if with_file {
            let _ = write!(cell, " {}", try_as(stage, route, who, other).await.as_str());
        }
        cells.push(cell);
    }
    cells
}

async fn try_as(stage: &Stage, route: &Route, who: &str, file: FileId) -> StatusCode {
    let path = filled_in(route.path, file);
    let user = if who == "nobody" { "" } else { who };
    let response = match (Surface::of(&path), route.method == Method::POST) {
        (Surface::Api, post) => {
            let body = post.then(|| api_body(stage, route.path));
            let request = stage.api_request(route.method.clone(), &path, user, body.as_ref());
            stage.ask(request).await
        }
        (_, false) => {
            let cookie = if user.is_empty() {
                String::new()
            } else {
                stage.browser(user).cookie
            };
            stage.ask(get(&path, &cookie)).await
        }
        (_, true) => {
            let browser = browser(stage, user);
            let body = format!("csrf={}", browser.csrf);
            stage.ask(form_request(&path, &browser.cookie, body)).await
        }
    };
    assert!(
        !response.status().is_server_error(),
        "{} {path} as {who}",
        route.method
    );
    response.status()
}

/// A browser of somebody, or of nobody, which has a token of its own for forms.
fn browser(stage: &Stage, user: &str) -> Browser {
    if user.is_empty() {
        let csrf = "0".repeat(64);
        Browser {
            cookie: format!("lantern-form={csrf}"),
            csrf,
        }
    } else {
        stage.browser(user)
    }
}

fn filled_in(path: &str, file: FileId) -> String {
    let parts: Vec<String> = path
        .split('/')
        .map(|part| match part {
            "{file}" => file.to_string(),
            "{line}" if path.contains("/settle/") => "5".to_owned(),
            "{line}" if path.contains("/decisions/") => "10".to_owned(),
            "{line}" | "{position}" => "3".to_owned(),
            // The form for asking for an ambulance.
            "{slug}" => {
                let form = web::forms::for_kind(EventKind::AmbulanceAsked).next();
                form.unwrap().slug.to_owned()
            }
            // The month before the one in which the stage stands, whose return it opened.
            "{month}" => "2026-09".to_owned(),
            "{version}" => "1".to_owned(),
            "{recipient}" => "partner".to_owned(),
            "{rule}" => "age-unknown".to_owned(),
            "{measure}" => "waits_by_site".to_owned(),
            "{kind}" => "not-found".to_owned(),
            "{name}" => "nothing.css".to_owned(),
            other => {
                assert!(
                    !other.starts_with('{'),
                    "say what {other} of {path} stands for here"
                );
                other.to_owned()
            }
        })
        .collect();
    let path = parts.join("/");
    if path.ends_with("/national/files") {
        return format!("{path}?power=Section+136&variable=Sex&category=Male");
    }
    if path.ends_with("/records") {
        return format!("{path}?column=detentions&row.site=Medway+ED");
    }
    path
}

/// A body that says something: what a constable on the street would send.
fn api_body(stage: &Stage, path: &str) -> Value {
    let now = json!({ "moment": { "precision": "exact", "at": stage.app.now() },
        "source": "lantern" });
    match path {
        "/api/v1/files" => json!({ "happened": now, "opened": { "channel": "on_sight" } }),
        "/api/v1/law/position" => json!({ "facts": { "acts": [] } }),
        "/api/v1/law/powers" => json!({ "answers": { "place": ["outdoors"] } }),
        "/api/v1/files/{file}/commands" => json!({ "happened": now,
            "event": { "event": "red_flags_screened", "observations": "none" } }),
        "/api/v1/returns/{month}/issue" => json!({ "reason": "" }),
        "/api/v1/returns/{month}/sign" => json!({ "version": 1, "signature": "" }),
        "/api/v1/returns/{month}/send" => json!({ "version": 1, "to": "partner",
            "name": "the trust", "receipt": "by hand" }),
        _ => json!({}),
    }
}

fn write_table(found: &BTreeMap<String, Vec<String>>) -> String {
    let mut text = String::from(
        "# What every route answers everybody\n\n\
         Statuses of the answers. Two are for a file that concerns every place and for one that\n\
         concerns none; forms are sent empty. Written and held by `permissions.rs`.\n\n",
    );
    let _ = writeln!(text, "| route | {} |", WHO.join(" | "));
    let _ = writeln!(text, "|---{}|", "|---".repeat(WHO.len()));
    for (row, cells) in found {
        let _ = writeln!(text, "| `{row}` | {} |", cells.join(" | "));
    }
    text
}

fn read_table(text: &str) -> BTreeMap<String, Vec<String>> {
    text.lines()
        .filter(|line| line.starts_with("| `"))
        .map(|line| {
            let mut cells = line.trim_matches('|').split('|').map(str::trim);
            let row = cells
                .next()
                .unwrap_or_default()
                .trim_matches('`')
                .to_owned();
            (row, cells.map(str::to_owned).collect())
        })
        .collect()
}
