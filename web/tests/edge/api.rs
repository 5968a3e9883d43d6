//! The API as a program meets it.

use axum::body::Body;
use axum::http::{Method, StatusCode, header};
use domain::FileId;
use serde_json::{Value, json};
use uuid::Uuid;

use crate::stage::{Stage, ambulance, json as read_json, met, next, until};

const AT: &str = "2026-10-23T01:14:00Z";

fn now() -> Value {
    json!({ "moment": { "precision": "exact", "at": AT }, "source": "lantern" })
}

fn new_file() -> Value {
    json!({ "happened": now(), "opened": { "channel": "on_sight" } })
}

fn named(name: &str) -> Value {
    json!({
        "happened": now(),
        "event": { "event": "person_recorded", "about": "name", "is": { "value": name } },
    })
}

#[tokio::test]
async fn a_file_is_opened_once_however_often_it_is_sent() {
    let stage = Stage::new().await;
    let body = new_file();
    let request = stage.api_request(Method::POST, "/api/v1/files", "pc_4471", Some(&body));
    let key = request.headers()["idempotency-key"].clone();
    let (status, first) = read_json(stage.ask(request).await).await;
    assert_eq!(status, StatusCode::CREATED);

    let mut again = stage.api_request(Method::POST, "/api/v1/files", "pc_4471", Some(&body));
    again.headers_mut().insert("idempotency-key", key.clone());
    let (status, second) = read_json(stage.ask(again).await).await;
    assert_eq!(status, StatusCode::OK);
    assert_eq!(
        (&first["file"], &second["repeated"]),
        (&second["file"], &json!(true))
    );
    assert_eq!(stage.app.record().head().await.unwrap().seq, 1);

    // The same key for something else, or from somebody else, is a mistake that is named.
    let other = json!({ "happened": now(), "opened": { "channel": "call" } });
    for (user, body) in [("pc_4471", &other), ("pc_2203", &body)] {
        let mut reused = stage.api_request(Method::POST, "/api/v1/files", user, Some(body));
        reused.headers_mut().insert("idempotency-key", key.clone());
        let (status, problem) = read_json(stage.ask(reused).await).await;
        assert_eq!(status, StatusCode::CONFLICT, "{user}");
        assert_eq!(problem["type"], "/api/v1/problems/command-id-reused");
    }
}

#[tokio::test]
async fn a_command_sent_twice_at_once_is_written_once() {
    let stage = Stage::new().await;
    let file = stage.open_for_the_police().await;
    let key = Uuid::now_v7().to_string();
    let send = || {
        let path = format!("/api/v1/files/{file}/commands");
        let body = named("Person A");
        let mut request = stage.api_request(Method::POST, &path, "pc_2203", Some(&body));
        request
            .headers_mut()
            .insert("idempotency-key", key.parse().unwrap());
        stage.ask(request)
    };
    let (one, other) = tokio::join!(send(), send());
    let mut statuses = [one.status(), other.status()];
    statuses.sort_unstable();
    assert_eq!(statuses, [StatusCode::OK, StatusCode::CREATED]);
    let held = stage.app.record().read(file).await.unwrap().unwrap();
    assert_eq!(held.lines.len(), 3, "opened, met, named once");
}

#[tokio::test]
async fn a_command_without_a_key_is_refused_in_words() {
    let stage = Stage::new().await;
    let body = new_file();
    let mut request = stage.api_request(Method::POST, "/api/v1/files", "pc_4471", Some(&body));
    request.headers_mut().remove("idempotency-key");
    let (status, problem) = read_json(stage.ask(request).await).await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(
        problem["detail"]
            .as_str()
            .unwrap()
            .contains("`Idempotency-Key`")
    );
}

#[tokio::test]
async fn a_file_somebody_may_not_see_is_like_one_that_is_not_there() {
    let stage = Stage::new().await;
    let hidden = stage.open_for_the_police().await;
    let nowhere = FileId::new(Uuid::now_v7());
    for tail in ["", "/position", "/lines", "/notices"] {
        let mut answers = Vec::new();
        for file in [hidden, nowhere] {
            let path = format!("/api/v1/files/{file}{tail}");
            let (status, mut problem) = stage.api(Method::GET, &path, "nurse_orchard", None).await;
            problem.as_object_mut().unwrap().remove("instance");
            answers.push((status, problem));
        }
        assert_eq!(answers[0].0, StatusCode::NOT_FOUND, "{tail}");
        assert_eq!(answers[0], answers[1], "{tail}");
    }
    let path = format!("/api/v1/files/{hidden}/commands");
    let (status, _) = stage
        .api(Method::POST, &path, "nurse_orchard", Some(&named("X")))
        .await;
    assert_eq!(status, StatusCode::NOT_FOUND);
    let (_, list) = stage
        .api(Method::GET, "/api/v1/files", "nurse_orchard", None)
        .await;
    assert_eq!(list["files"], json!([]));
}

#[tokio::test]
async fn a_command_for_a_file_that_is_not_there_opens_none() {
    let stage = Stage::new().await;
    let path = format!("/api/v1/files/{}/commands", Uuid::now_v7());
    let (status, _) = stage
        .api(Method::POST, &path, "pc_4471", Some(&named("X")))
        .await;
    assert_eq!(status, StatusCode::NOT_FOUND);
    assert_eq!(stage.app.record().head().await.unwrap().seq, 0);
}

#[tokio::test]
async fn that_somebody_looked_is_recorded_before_they_see() {
    let stage = Stage::new().await;
    let file = stage.open_for_everybody().await;
    for tail in ["", "/position", "/lines"] {
        let path = format!("/api/v1/files/{file}{tail}");
        stage.api(Method::GET, &path, "nurse_orchard", None).await;
    }
    let accesses = stage.app.record().accesses(file).await.unwrap();
    assert_eq!(accesses.len(), 3);
    assert!(
        accesses
            .iter()
            .all(|access| access.by.user.as_str() == "nurse_orchard")
    );
    assert_eq!(accesses[0].position, 8);
}

#[tokio::test]
async fn who_may_not_see_the_person_is_not_told_the_name() {
    let stage = Stage::new().await;
    let file = stage.open_for_everybody().await;
    let path = format!("/api/v1/files/{file}/commands");
    stage
        .api(
            Method::POST,
            &path,
            "pc_4471",
            Some(&named("Person Exceedingly Private")),
        )
        .await;
    for (user, sees) in [
        ("pc_4471", true),
        ("nurse_orchard", true),
        ("records_manager", false),
    ] {
        for tail in ["", "/lines", "/position"] {
            let path = format!("/api/v1/files/{file}{tail}");
            let (status, view) = stage.api(Method::GET, &path, user, None).await;
            assert_eq!(status, StatusCode::OK, "{user} {tail}");
            let told = view.to_string().contains("Exceedingly");
            assert_eq!(told, sees && tail != "/position", "{user} {tail}");
        }
    }
}

#[tokio::test]
async fn lists_are_paged_without_loss_or_repeat() {
    let stage = Stage::new().await;
    let mut opened = Vec::new();
    for _ in 0..7 {
        opened.push(stage.open_for_the_police().await.to_string());
    }
    opened.sort();
    stage.caught_up().await;
    for kind in ["", "&open=true"] {
        let (mut found, mut after) = (Vec::new(), String::new());
        loop {
            let path = format!("/api/v1/files?limit=3{kind}{after}");
            let (status, page) = stage.api(Method::GET, &path, "pc_4471", None).await;
            assert_eq!(status, StatusCode::OK);
            let files = page["files"].as_array().unwrap();
            assert!(files.len() <= 3);
            found.extend(
                files
                    .iter()
                    .map(|file| file["file"].as_str().unwrap().to_owned()),
            );
            match page["next"].as_str() {
                Some(next) => after = format!("&after={next}"),
                None => break,
            }
        }
        assert_eq!(found, opened, "{kind}");
    }
}

#[tokio::test]
async fn what_was_known_at_noon_is_shown_without_what_came_later() {
    let stage = Stage::new().await;
    let file = stage.open_for_the_police().await;
    let before = stage.app.now();
    stage.later(10);
    stage.tell("pc_2203", file, ambulance()).await;
    let path = format!("/api/v1/files/{file}?known_at={before}");
    let (_, known) = stage.api(Method::GET, &path, "pc_2203", None).await;
    assert_eq!(known["lines"].as_array().unwrap().len(), 2);
    let path = format!("/api/v1/files/{file}?known_at=2030-01-01T00:00:00Z");
    let (status, problem) = stage.api(Method::GET, &path, "pc_2203", None).await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(problem["errors"][0]["pointer"], "?known_at");
}

#[tokio::test]
async fn nonsense_is_answered_with_a_problem_document() {
    let stage = Stage::new().await;
    let file = stage.open_for_the_police().await;
    let commands = format!("/api/v1/files/{file}/commands");
    let late = json!({ "happened": { "moment": { "precision": "exact",
        "at": "2026-10-24T01:14:00Z" }, "source": "lantern" },
        "event": { "event": "ambulance_arrived" } });
    let unknown = json!({ "happened": now(), "colour": 1, "event": { "event": "retaken" } });
    let no_such_day = json!({ "happened": { "moment": { "precision": "on",
        "date": "2026-02-31" }, "source": "lantern" },
        "event": { "event": "ambulance_arrived" } });
    let cases = [
        (
            Method::POST,
            commands.as_str(),
            Some(late),
            422,
            "/happened",
        ),
        (
            Method::POST,
            commands.as_str(),
            Some(unknown),
            422,
            "/colour",
        ),
        (
            Method::POST,
            commands.as_str(),
            Some(no_such_day),
            422,
            "/happened/moment",
        ),
        (Method::GET, "/api/v1/files?limit=0", None, 422, "?limit"),
        (Method::GET, "/api/v1/files?colour=red", None, 400, ""),
        (Method::GET, "/api/v1/files/not-an-id", None, 404, ""),
        (Method::DELETE, "/api/v1/files", None, 405, ""),
        (Method::GET, "/api/v1/nowhere", None, 404, ""),
        (Method::POST, "/api/v1/files", None, 415, ""),
    ];
    for (method, path, body, status, pointer) in cases {
        let request = stage.api_request(method, path, "pc_2203", body.as_ref());
        let response = stage.ask(request).await;
        assert_eq!(response.status().as_u16(), status, "{path} {body:?}");
        assert_eq!(
            response.headers()[header::CONTENT_TYPE],
            "application/problem+json",
            "{path}"
        );
        let (_, problem) = read_json(response).await;
        assert_eq!(problem["status"], status, "{path}");
        let pointed = problem["errors"][0]["pointer"].as_str().unwrap_or_default();
        assert!(pointed.starts_with(pointer), "{path}: {problem}");
        assert!(!problem["detail"].as_str().unwrap().is_empty());
    }
}

#[tokio::test]
async fn a_refusal_says_why_and_under_which_rule() {
    let stage = Stage::new().await;
    let file = stage.open_for_everybody().await;
    let body = json!({ "happened": now(), "event": { "event": "abd_ruled_out",
        "name": "Paramedic 1", "role": "paramedic", "reason": "calm" } });
    let path = format!("/api/v1/files/{file}/commands");
    let (status, problem) = stage
        .api(Method::POST, &path, "paramedic_1", Some(&body))
        .await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY, "{problem}");
    let analyst = stage
        .api(Method::POST, "/api/v1/files", "analyst", Some(&new_file()))
        .await;
    assert_eq!(analyst.0, StatusCode::FORBIDDEN);
    assert_eq!(analyst.1["refused"]["refused"], "not_permitted");
}

#[tokio::test]
async fn the_event_stream_tells_each_line_once_and_goes_on_where_it_was() {
    let stage = Stage::new().await;
    stage.open_for_the_police().await;
    stage.open_for_everybody().await;
    let read = async |last: Option<&str>, user: &str| {
        let path = "/api/v1/events?after=0&until_now=true";
        let mut request = stage.api_request(Method::GET, path, user, None);
        if let Some(last) = last {
            request
                .headers_mut()
                .insert("last-event-id", last.parse().unwrap());
        }
        let mut body: Body = stage.ask(request).await.into_body();
        let mut ids = Vec::new();
        while let Some(piece) = next(&mut body).await {
            if let Some(id) = piece.strip_prefix("id: ") {
                ids.push(id.lines().next().unwrap().parse::<u64>().unwrap());
            }
        }
        ids
    };
    assert_eq!(read(None, "pc_4471").await, (1..=10).collect::<Vec<_>>());
    assert_eq!(read(Some("7"), "pc_4471").await, [8, 9, 10]);
    let nurse = read(None, "nurse_orchard").await;
    assert_eq!(
        nurse,
        (3..=10).collect::<Vec<_>>(),
        "only the file of their place"
    );
}

#[tokio::test]
async fn the_event_stream_brings_what_happens_while_it_is_open() {
    let stage = Stage::new().await;
    let request = stage.api_request(Method::GET, "/api/v1/events", "pc_4471", None);
    let mut body = stage.ask(request).await.into_body();
    next(&mut body).await;
    let file = stage.open("pc_2203", vec![met()]).await;
    let first = until(&mut body, "line").await;
    assert!(
        first.contains(&file.to_string()) && first.contains("file_opened"),
        "{first}"
    );
    assert!(
        !first.contains("footbridge"),
        "what it says is asked for at the file"
    );
}

#[tokio::test]
async fn who_saw_a_value_is_told_when_it_is_corrected() {
    let stage = Stage::new().await;
    let file = stage.open_for_everybody().await;
    let path = format!("/api/v1/files/{file}");
    let (_, seen) = stage.api(Method::GET, &path, "nurse_orchard", None).await;
    let line = &seen["lines"][3]["id"];
    let correction = json!({ "happened": now(), "event": { "event": "corrected", "line": line,
        "happened": { "moment": { "precision": "exact", "at": "2026-10-23T01:10:00Z" },
            "source": "radio_log" },
        "reason": "the radio log", "evidence": "log 12" } });
    let commands = format!("{path}/commands");
    let (status, told) = stage
        .api(Method::POST, &commands, "sgt_lpt", Some(&correction))
        .await;
    assert_eq!(status, StatusCode::CREATED, "{told}");
    stage.caught_up().await;

    let (_, notices) = stage
        .api(Method::GET, "/api/v1/notices", "nurse_orchard", None)
        .await;
    let [notice] = notices["notices"].as_array().unwrap().as_slice() else {
        panic!("{notices}")
    };
    assert_eq!(notice["read"], false);
    assert_ne!(notice["was"], notice["now"]);
    let (_, others) = stage
        .api(Method::GET, "/api/v1/notices", "nurse_willow", None)
        .await;
    assert_eq!(
        others["notices"],
        json!([]),
        "who saw nothing is told nothing"
    );

    let read = format!("/api/v1/notices/{file}/{}/read", notice["position"]);
    let (status, _) = stage.api(Method::POST, &read, "nurse_willow", None).await;
    assert_eq!(status, StatusCode::NOT_FOUND);
    let (status, _) = stage.api(Method::POST, &read, "nurse_orchard", None).await;
    assert_eq!(status, StatusCode::NO_CONTENT);
    let (_, notices) = stage
        .api(Method::GET, "/api/v1/notices", "nurse_orchard", None)
        .await;
    assert_eq!(notices["notices"][0]["read"], true);
    let accesses = stage.app.record().accesses(file).await.unwrap();
    assert!(matches!(
        accesses.last().unwrap().what,
        record::Seen::NoticeRead { position } if position.get() == notice["position"]
    ));
}
