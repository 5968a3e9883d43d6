//! The board, kept alive.

use std::time::Duration;

use axum::body::Body;
use axum::http::{Method, StatusCode};
use domain::event::{Entered, ReachedSite};
use domain::{Event, PlaceKind};

use web::Options;

use crate::stage::{Stage, ambulance, detained, get, met, next, place, until};

async fn watch(stage: &Stage, user: &str, path: &str) -> Body {
    let response = stage.ask(get(path, &stage.browser(user).cookie)).await;
    assert_eq!(response.status(), StatusCode::OK, "{path}");
    assert_eq!(response.headers()["content-type"], "text/event-stream");
    response.into_body()
}

fn id_of(event: &str) -> String {
    event
        .lines()
        .find_map(|line| line.strip_prefix("id: "))
        .unwrap()
        .to_owned()
}

#[tokio::test]
async fn a_watcher_sees_what_is_there_and_what_comes() {
    let stage = Stage::new().await;
    let first = stage.open_for_the_police().await;
    stage.caught_up().await;
    let mut body = watch(&stage, "dispatcher_1", "/board/live").await;
    assert!(until(&mut body, "row").await.contains(&first.to_string()));
    let second = stage.open("pc_2203", vec![met()]).await;
    let row = until(&mut body, "row").await;
    assert!(row.contains(&second.to_string()), "{row}");
    assert!(row.contains("\"position\":"), "{row}");
}

#[tokio::test]
async fn a_watcher_that_was_away_is_sent_what_changed_meanwhile() {
    let stage = Stage::new().await;
    let seen = stage.open_for_the_police().await;
    stage.caught_up().await;
    let cursor = stage.app.live().cursor();
    let missed = stage.open("pc_2203", vec![met()]).await;
    stage.caught_up().await;
    let mut body = watch(
        &stage,
        "dispatcher_1",
        &format!("/board/live?after={cursor}"),
    )
    .await;
    let row = until(&mut body, "row").await;
    assert!(row.contains(&missed.to_string()), "{row}");
    assert!(
        next(&mut body).await.unwrap().contains("event: beat"),
        "and nothing else"
    );
    assert!(!row.contains(&seen.to_string()));

    // A browser names the last event it had; it is worth more than the page's own cursor.
    let mut request = get(
        &format!("/board/live?after={cursor}"),
        &stage.browser("dispatcher_1").cookie,
    );
    request
        .headers_mut()
        .insert("last-event-id", id_of(&row).parse().unwrap());
    let mut body = stage.ask(request).await.into_body();
    next(&mut body).await;
    assert!(
        next(&mut body).await.unwrap().contains("event: beat"),
        "nothing was missed"
    );
}

#[tokio::test]
async fn a_page_of_an_earlier_run_is_told_to_reload() {
    let stage = Stage::new().await;
    let cursor = Stage::new().await.app.live().cursor();
    let mut body = watch(
        &stage,
        "dispatcher_1",
        &format!("/board/live?after={cursor}"),
    )
    .await;
    until(&mut body, "reload").await;
}

#[tokio::test]
async fn a_nurse_watches_the_files_of_her_place_only() {
    let stage = Stage::new().await;
    let mut body = watch(&stage, "nurse_orchard", "/board/live").await;
    until(&mut body, "beat").await;
    let hidden = stage.open_for_the_police().await;
    let shown = stage.open_for_everybody().await;
    let mut heard = String::new();
    while !heard.contains(&format!("event: row\ndata: {{\"id\":\"job-{shown}")) {
        heard.push_str(&next(&mut body).await.unwrap());
    }
    assert!(
        !heard.contains(&format!("event: row\ndata: {{\"id\":\"job-{hidden}")),
        "{heard}"
    );
}

#[tokio::test]
async fn a_watcher_who_cannot_keep_up_is_told_to_reload() {
    let stage = Stage::new().await;
    let file = stage.open("pc_4471", vec![met()]).await;
    stage.caught_up().await;
    let mut body = watch(&stage, "dispatcher_1", "/board/live").await;
    // Nobody reads while more changes come than are kept.
    for _ in 0..1_100 {
        stage.app.live().pretend_changed(file);
    }
    until(&mut body, "reload").await;
    assert_eq!(next(&mut body).await, None);
}

#[tokio::test]
async fn alarms_and_escalations_come_with_time_alone_and_once() {
    let stage = Stage::new().await;
    let file = stage
        .open("pc_4471", vec![met(), detained(), ambulance()])
        .await;
    stage.caught_up().await;
    let mut body = watch(&stage, "dispatcher_1", "/board/live").await;
    until(&mut body, "beat").await;
    stage.later(31);
    let written = web::live::tick_now(&stage.app).await.unwrap();
    assert!(written > 0, "the ambulance is late");
    assert!(until(&mut body, "row").await.contains(&file.to_string()));
    let lines = stage.app.record().read(file).await.unwrap().unwrap().lines;
    let opened: Vec<&Event> = lines
        .iter()
        .map(|line| &line.event)
        .filter(|event| matches!(event, Event::EscalationOpened(_)))
        .collect();
    assert_eq!(opened.len(), 1);
    assert_eq!(
        web::live::tick_now(&stage.app).await.unwrap(),
        0,
        "nothing twice"
    );
}

#[tokio::test]
async fn two_servers_that_see_the_same_need_write_it_once() {
    let stage = Stage::new().await;
    let file = stage
        .open("pc_4471", vec![met(), detained(), ambulance()])
        .await;
    stage.caught_up().await;
    stage.later(31);
    let (one, other) = tokio::join!(
        web::live::tick_now(&stage.app),
        web::live::tick_now(&stage.app)
    );
    let lines = stage.app.record().read(file).await.unwrap().unwrap().lines;
    let opened = lines
        .iter()
        .filter(|line| matches!(line.event, Event::EscalationOpened(_)));
    assert_eq!(opened.count(), 1);
    assert_eq!(one.unwrap() + other.unwrap(), 1);
}

#[tokio::test]
async fn the_clock_on_the_board_follows_the_law() {
    let stage = Stage::new().await;
    let file = stage.open_for_everybody().await;
    let ed = place("medway_ed", PlaceKind::EmergencyDepartment);
    stage.later(60);
    stage
        .tell("pc_4471", file, ReachedSite { place: ed.clone() }.into())
        .await;
    stage
        .tell("pc_4471", file, Entered { place: ed }.into())
        .await;
    let (status, board) = stage
        .api(Method::GET, "/api/v1/board", "dispatcher_1", None)
        .await;
    assert_eq!(status, StatusCode::OK);
    let clock = &board["files"][0]["clock"];
    assert_eq!(clock["start"], "2026-10-23T02:14:00Z");
    assert_eq!(clock["expiry"], "2026-10-24T02:14:00Z");
}

#[tokio::test]
async fn a_case_page_hears_of_its_own_file_only_and_that_it_saw_is_recorded() {
    let stage = Stage::new().await;
    let file = stage.open("pc_4471", vec![met()]).await;
    let other = stage.open_for_the_police().await;
    stage.caught_up().await;
    let cursor = stage.app.live().cursor();
    let path = format!("/cases/{file}/live?after={cursor}");
    let mut body = watch(&stage, "sgt_lpt", &path).await;
    until(&mut body, "beat").await;
    stage.tell("pc_2203", other, ambulance()).await;
    stage.tell("pc_4471", file, ambulance()).await;
    let changed = until(&mut body, "changed").await;
    assert!(changed.contains("{\"position\":3}"), "{changed}");
    let accesses = stage.app.record().accesses(file).await.unwrap();
    assert!(
        accesses
            .iter()
            .any(|access| { access.by.user.as_str() == "sgt_lpt" && access.position == 3 })
    );
    assert!(stage.app.record().accesses(other).await.unwrap().is_empty());
}

#[tokio::test]
async fn what_is_written_is_on_the_board_when_the_answer_comes() {
    let stage = Stage::new().await;
    for _ in 0..20 {
        let file = stage.open("pc_4471", vec![met()]).await;
        let jobs = stage.app.live().jobs_for(&crate::stage::actor("pc_4471"));
        assert!(jobs.iter().any(|(job, _)| job.file.id() == file));
    }
}

#[tokio::test]
async fn a_stream_ends_when_its_session_does() {
    let beat = Duration::from_millis(50);
    let stage = Stage::with(Options {
        beat,
        tick_every: None,
        ..Options::default()
    })
    .await;
    let browser = stage.browser("dispatcher_1");
    let mut body = stage
        .ask(get("/board/live", &browser.cookie))
        .await
        .into_body();
    until(&mut body, "beat").await;
    stage.form("/sign-out", &browser, "").await;
    // A beat may have been on its way.
    while next(&mut body).await.is_some() {}
}
