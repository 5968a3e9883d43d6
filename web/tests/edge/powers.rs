//! "What may I do here?" as a browser without scripts and as a program meet it.

use axum::http::{Method, StatusCode, header};
use serde_json::{Value, json};

use crate::stage::{Stage, get, text};

const STREET: &str = "place=outdoors&seen=disorder&seen=now&seen=necessary&status=none";

async fn ask(stage: &Stage, body: &Value) -> (StatusCode, Value) {
    let path = "/api/v1/law/powers";
    let request = stage.api_request(Method::POST, path, "pc_4471", Some(body));
    let response = stage.ask(request).await;
    let status = response.status();
    (
        status,
        serde_json::from_str(&text(response).await).unwrap_or_default(),
    )
}

#[tokio::test]
async fn three_questions_are_answered_and_the_rest_come_after() {
    let stage = Stage::new().await;
    let officer = stage.browser("pc_4471");
    let page = text(stage.ask(get("/powers", &officer.cookie)).await).await;
    assert!(page.contains("Where is the person?"));
    assert!(!page.contains("Who has been consulted?"));
    let answer = stage.form("/powers", &officer, STREET).await;
    assert_eq!(answer.status(), StatusCode::OK);
    assert_eq!(answer.headers()[header::CACHE_CONTROL], "no-store");
    let page = text(answer).await;
    for words in [
        "Section 136 may be used here",
        "Consult a doctor, nurse, AMHP",
        "Who has been consulted?",
        "MHA s136(1)",
        "s136-grounds",
        "value=\"outdoors\" checked",
    ] {
        assert!(page.contains(words), "no “{words}”");
    }
}

#[tokio::test]
async fn what_is_not_offered_is_refused_in_words_and_shown_nowhere() {
    let stage = Stage::new().await;
    let officer = stage.browser("pc_4471");
    let nasty = "place=%3Cscript%3E&seen=none&seen=now";
    let answer = stage.form("/powers", &officer, nasty).await;
    assert_eq!(answer.status(), StatusCode::UNPROCESSABLE_ENTITY);
    let page = text(answer).await;
    assert!(page.contains("<title>Error: "));
    assert!(page.contains("Select one of the answers offered"));
    assert!(page.contains("Select what is so, or that none is, and not both"));
    assert!(!page.contains("<script>") && !page.contains("&lt;script"));
}

#[tokio::test]
async fn only_the_page_that_runs_it_may_compile_webassembly() {
    let stage = Stage::new().await;
    let cookie = stage.browser("pc_4471").cookie;
    let mut policies = Vec::new();
    for path in ["/powers", "/powers/kept", "/my-jobs", "/about"] {
        let answer = stage.ask(get(path, &cookie)).await;
        let policy = answer.headers()[header::CONTENT_SECURITY_POLICY]
            .to_str()
            .unwrap();
        assert!(
            !policy.contains("'unsafe-eval'") && !policy.contains("unsafe-inline"),
            "{path}"
        );
        policies.push(policy.contains("'wasm-unsafe-eval'"));
    }
    assert_eq!(policies, [true, true, false, false]);
}

#[tokio::test]
async fn the_page_that_a_phone_keeps_names_nobody() {
    let stage = Stage::new().await;
    let officer = stage.browser("pc_4471");
    let page = text(stage.ask(get("/powers/kept", &officer.cookie)).await).await;
    for words in [
        "PC 4471",
        "4471",
        officer.csrf.as_str(),
        "csrf\" value=\"",
        "data-now",
        "/sign-out",
    ] {
        let empty_token = "name=\"csrf\" value=\"\"";
        assert!(
            !page.replace(empty_token, "").contains(words),
            "the kept page has {words}"
        );
    }
    assert!(page.contains("data-kept"));
    let stranger = stage.ask(get("/powers/kept", "")).await;
    assert_eq!(stranger.status(), StatusCode::SEE_OTHER);
}

#[tokio::test]
async fn a_case_hands_over_the_numbers_of_its_clock_and_no_more() {
    let stage = Stage::new().await;
    let file = stage.open_for_everybody().await;
    let officer = stage.browser("pc_4471");
    let page = text(
        stage
            .ask(get(&format!("/cases/{file}"), &officer.cookie))
            .await,
    )
    .await;
    let kept = page.split("data-keep-clock=\"").nth(1).unwrap();
    let kept = kept.split('"').next().unwrap();
    // Quotes are escaped in an attribute.
    let kept = kept.replace("&#34;", "\"").replace("&quot;", "\"");
    if !kept.is_empty() {
        let kept: Value = serde_json::from_str(&kept).unwrap();
        let names: Vec<_> = kept.as_object().unwrap().keys().collect();
        assert_eq!(
            names,
            ["earliest", "expiry", "extended", "file", "rules", "start"]
        );
    }
    let print = text(
        stage
            .ask(get(&format!("/cases/{file}/as-known-at"), &officer.cookie))
            .await,
    )
    .await;
    assert!(!print.contains("data-keep-clock"));
}

#[tokio::test]
async fn a_program_gets_the_cards_as_data() {
    let stage = Stage::new().await;
    let at = "2026-10-23T01:14:00Z";
    let hotel = json!({ "answers": { "place": ["hotel_room_short_stay"],
        "seen": ["disorder", "now", "necessary"] }, "at": at });
    let (status, sheet) = ask(&stage, &hotel).await;
    assert_eq!(status, StatusCode::OK);
    assert_eq!(sheet["at"], at);
    assert_eq!(sheet["headline"]["verdict"], "contested");
    let card = &sheet["groups"][0]["cards"][0];
    assert_eq!(card["because"][0]["rule"], "s136-location");
    assert!(card["rival"].is_string());
}

#[tokio::test]
async fn a_program_is_told_which_answer_is_none() {
    let stage = Stage::new().await;
    let (status, problem) = ask(&stage, &json!({ "answers": { "place": ["the moon"] } })).await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(problem["errors"][0]["pointer"], "/answers/place");
    let (status, _) = ask(&stage, &json!({ "answers": { "colour": ["red"] } })).await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
    let (status, _) = ask(&stage, &json!({ "answers": {}, "more": 1 })).await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
}
