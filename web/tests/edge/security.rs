//! What somebody meets who means no good, or sends nonsense.

use axum::body::Body;
use axum::http::{Method, Request, StatusCode, header};
use serde_json::json;
use web::Options;

use crate::stage::{PASSWORD, Stage, bytes, form_request, get, text};

#[tokio::test]
async fn a_form_without_its_token_changes_nothing() {
    let stage = Stage::new().await;
    let browser = stage.browser("pc_4471");
    for body in [
        String::new(),
        "csrf=".into(),
        format!("csrf={}0", &browser.csrf[1..]),
    ] {
        let response = stage
            .ask(form_request("/sign-out", &browser.cookie, body))
            .await;
        assert_eq!(response.status(), StatusCode::FORBIDDEN);
    }
    // Still signed in.
    let response = stage.ask(get("/sign-in", &browser.cookie)).await;
    assert_eq!(response.status(), StatusCode::SEE_OTHER);
}

#[tokio::test]
async fn a_form_from_another_site_is_refused_even_with_the_token() {
    let stage = Stage::new().await;
    let browser = stage.browser("pc_4471");
    for origin in [
        "https://evil.example",
        "null",
        "https://lantern.test.evil.example",
    ] {
        let mut request = form_request(
            "/sign-out",
            &browser.cookie,
            format!("csrf={}", browser.csrf),
        );
        request
            .headers_mut()
            .insert(header::ORIGIN, origin.parse().unwrap());
        assert_eq!(
            stage.ask(request).await.status(),
            StatusCode::FORBIDDEN,
            "{origin}"
        );
    }
}

#[tokio::test]
async fn the_token_of_one_person_is_no_use_to_another() {
    let stage = Stage::new().await;
    let (one, other) = (stage.browser("pc_4471"), stage.browser("pc_2203"));
    let request = form_request("/sign-out", &one.cookie, format!("csrf={}", other.csrf));
    assert_eq!(stage.ask(request).await.status(), StatusCode::FORBIDDEN);
}

#[tokio::test]
async fn a_session_cookie_alone_writes_nothing_through_the_api() {
    let stage = Stage::new().await;
    let browser = stage.browser("pc_4471");
    let request = |csrf: Option<&str>| {
        let mut request = Request::builder()
            .method(Method::POST)
            .uri("/api/v1/law/position")
            .header(header::COOKIE, &browser.cookie)
            .header(header::CONTENT_TYPE, "application/json");
        if let Some(csrf) = csrf {
            request = request.header("x-csrf-token", csrf);
        }
        request
            .body(Body::from(json!({ "facts": { "acts": [] } }).to_string()))
            .unwrap()
    };
    assert_eq!(
        stage.ask(request(None)).await.status(),
        StatusCode::FORBIDDEN
    );
    assert_eq!(
        stage.ask(request(Some("wrong"))).await.status(),
        StatusCode::FORBIDDEN
    );
    assert_eq!(
        stage.ask(request(Some(&browser.csrf))).await.status(),
        StatusCode::OK
    );
}

/// Signs in with the real form and gives the answer and the cookies it set.
async fn sign_in(stage: &Stage, account: &str, password: &str) -> (StatusCode, Vec<String>) {
    let shown = stage.ask(get("/sign-in", "")).await;
    let form_cookie = shown.headers()[header::SET_COOKIE]
        .to_str()
        .unwrap()
        .to_owned();
    let (pair, _) = form_cookie.split_once(';').unwrap();
    let (_, csrf) = pair.split_once('=').unwrap();
    let body = format!("csrf={csrf}&account={account}&password={password}&next=%2Fboard");
    let response = stage.ask(form_request("/sign-in", pair, body)).await;
    let cookies = response
        .headers()
        .get_all(header::SET_COOKIE)
        .iter()
        .map(|value| value.to_str().unwrap().to_owned())
        .collect();
    (response.status(), cookies)
}

#[tokio::test]
async fn signing_in_sets_one_cookie_that_scripts_and_other_sites_cannot_use() {
    let stage = Stage::new().await;
    let (status, cookies) = sign_in(&stage, "pc_4471", PASSWORD).await;
    assert_eq!(status, StatusCode::SEE_OTHER);
    let [cookie] = cookies.as_slice() else {
        panic!("{cookies:?}")
    };
    for part in [
        "lantern-session=",
        "; Path=/",
        "; HttpOnly",
        "; SameSite=Lax",
    ] {
        assert!(cookie.contains(part), "{part} in {cookie}");
    }
}

#[tokio::test]
async fn behind_tls_cookies_are_secure_and_bound_to_the_host() {
    let options = Options {
        secure: true,
        tick_every: None,
        ..Options::default()
    };
    let stage = Stage::with(options).await;
    let (status, cookies) = sign_in(&stage, "pc_4471", PASSWORD).await;
    assert_eq!(status, StatusCode::SEE_OTHER);
    assert!(
        cookies[0].starts_with("__Host-lantern-session="),
        "{cookies:?}"
    );
    assert!(
        cookies[0].contains("; Secure") && !cookies[0].contains("Domain"),
        "{cookies:?}"
    );
    let response = stage.ask(get("/sign-in", "")).await;
    assert!(
        response
            .headers()
            .contains_key(header::STRICT_TRANSPORT_SECURITY)
    );
}

#[tokio::test]
async fn signing_in_again_ends_the_session_before() {
    let stage = Stage::new().await;
    let before = stage.browser("pc_2203");
    let body = format!("csrf={}&account=pc_4471&password={PASSWORD}", before.csrf);
    let response = stage
        .ask(form_request("/sign-in", &before.cookie, body))
        .await;
    assert_eq!(response.status(), StatusCode::SEE_OTHER);
    let fresh = response.headers()[header::SET_COOKIE]
        .to_str()
        .unwrap()
        .to_owned();
    assert!(!fresh.contains(&before.cookie), "the token is a new one");
    assert_eq!(
        stage.ask(get("/sign-in", &before.cookie)).await.status(),
        StatusCode::OK
    );
}

#[tokio::test]
async fn a_wrong_password_and_an_unknown_account_read_the_same() {
    let stage = Stage::new().await;
    let mut said = Vec::new();
    for account in ["pc_4471", "pc_0000"] {
        let body = json!({ "account": account, "password": "wrong" });
        let (status, problem) = stage
            .api(Method::POST, "/api/v1/sign-in", "", Some(&body))
            .await;
        said.push((status, problem["detail"].clone(), problem["errors"].clone()));
    }
    assert_eq!(said[0], said[1]);
    assert_eq!(said[0].0, StatusCode::UNPROCESSABLE_ENTITY);
}

#[tokio::test]
async fn guessing_has_to_wait() {
    let stage = Stage::new().await;
    for _ in 0..5 {
        sign_in(&stage, "pc_4471", "wrong").await;
    }
    let (status, _) = sign_in(&stage, "pc_4471", PASSWORD).await;
    assert_eq!(status, StatusCode::TOO_MANY_REQUESTS);
    let body = json!({ "account": "pc_4471", "password": PASSWORD });
    let request = stage.api_request(Method::POST, "/api/v1/sign-in", "", Some(&body));
    let response = stage.ask(request).await;
    assert_eq!(response.status(), StatusCode::TOO_MANY_REQUESTS);
    assert!(response.headers().contains_key(header::RETRY_AFTER));
}

#[tokio::test]
async fn a_session_ends_after_an_hour_without_use_and_after_twelve_with() {
    let stage = Stage::new().await;
    let signed_in = async |cookie: &str| {
        stage.ask(get("/sign-in", cookie)).await.status() == StatusCode::SEE_OTHER
    };
    let idle = stage.browser("pc_4471");
    stage.later(59);
    assert!(signed_in(&idle.cookie).await, "59 minutes");
    stage.later(60);
    assert!(!signed_in(&idle.cookie).await, "an hour since the last use");

    let busy = stage.browser("pc_4471");
    for _ in 0..23 {
        stage.later(30);
        assert!(signed_in(&busy.cookie).await);
    }
    stage.later(30);
    assert!(!signed_in(&busy.cookie).await, "twelve hours in all");
}

#[tokio::test]
async fn a_token_is_no_cookie_and_a_cookie_is_no_token() {
    let stage = Stage::new().await;
    let token = stage.token("pc_4471");
    let as_cookie = stage
        .ask(get("/sign-in", &format!("lantern-session={token}")))
        .await;
    assert_eq!(as_cookie.status(), StatusCode::OK, "not signed in");
    let cookie = stage.browser("pc_4471").cookie;
    let (_, token) = cookie.split_once('=').unwrap();
    let request = Request::builder()
        .uri("/api/v1/board")
        .header(header::AUTHORIZATION, format!("Bearer {token}"))
        .body(Body::empty())
        .unwrap();
    assert_eq!(stage.ask(request).await.status(), StatusCode::UNAUTHORIZED);
}

#[tokio::test]
async fn every_answer_carries_the_headers_that_keep_it_safe() {
    let stage = Stage::new().await;
    for path in [
        "/sign-in",
        "/nowhere",
        "/api/v1/board",
        "/health",
        "/api/v1/openapi.json",
    ] {
        let response = stage.ask(get(path, "")).await;
        let headers = response.headers();
        let policy = headers[header::CONTENT_SECURITY_POLICY].to_str().unwrap();
        assert!(policy.starts_with("default-src 'none'"), "{path}");
        assert!(!policy.contains("unsafe"), "{path}");
        assert!(policy.contains("frame-ancestors 'none'"), "{path}");
        assert_eq!(headers[header::X_CONTENT_TYPE_OPTIONS], "nosniff", "{path}");
        assert_eq!(headers[header::REFERRER_POLICY], "same-origin", "{path}");
        assert_eq!(headers[header::CACHE_CONTROL], "no-store", "{path}");
        assert!(headers.contains_key("x-request-id"), "{path}");
    }
}

#[tokio::test]
async fn pages_have_nothing_that_the_policy_would_stop() {
    let stage = Stage::new().await;
    for path in ["/sign-in", "/nowhere"] {
        let page = text(stage.ask(get(path, "")).await).await;
        for inline in [
            " style=\"",
            " onclick=",
            " onload=",
            "<style",
            "javascript:",
        ] {
            assert!(!page.contains(inline), "{inline} in {path}");
        }
        for script in page.split("<script").skip(1) {
            assert!(
                script.starts_with(' ') && script.contains("src="),
                "inline script in {path}"
            );
        }
    }
}

#[tokio::test]
async fn ten_megabytes_are_refused_in_words() {
    let stage = Stage::new().await;
    let large = vec![b'a'; 10 * 1_024 * 1_024];
    let browser = stage.browser("pc_4471");
    let page = stage
        .ask(form_request("/sign-out", &browser.cookie, large.clone()))
        .await;
    assert_eq!(page.status(), StatusCode::PAYLOAD_TOO_LARGE);
    assert!(
        page.headers()[header::CONTENT_TYPE]
            .to_str()
            .unwrap()
            .starts_with("text/html")
    );

    let mut request = stage.api_request(Method::POST, "/api/v1/files", "pc_4471", None);
    request
        .headers_mut()
        .insert(header::CONTENT_TYPE, "application/json".parse().unwrap());
    *request.body_mut() = Body::from(large);
    let answer = stage.ask(request).await;
    assert_eq!(answer.status(), StatusCode::PAYLOAD_TOO_LARGE);
    assert_eq!(
        answer.headers()[header::CONTENT_TYPE],
        "application/problem+json"
    );
}

#[tokio::test]
async fn letters_that_are_not_utf_8_are_refused_and_not_guessed() {
    let stage = Stage::new().await;
    let browser = stage.browser("pc_4471");
    let mixed = [
        format!("csrf={}&x=", browser.csrf).as_bytes(),
        b"caf%E9 caf%C3%A9",
    ]
    .concat();
    let response = stage
        .ask(form_request("/sign-out", &browser.cookie, mixed))
        .await;
    assert_eq!(response.status(), StatusCode::BAD_REQUEST);

    let mut latin = form_request(
        "/sign-out",
        &browser.cookie,
        format!("csrf={}", browser.csrf),
    );
    let kind = "application/x-www-form-urlencoded; charset=iso-8859-1";
    latin
        .headers_mut()
        .insert(header::CONTENT_TYPE, kind.parse().unwrap());
    assert_eq!(
        stage.ask(latin).await.status(),
        StatusCode::UNSUPPORTED_MEDIA_TYPE
    );

    let mut request = stage.api_request(Method::POST, "/api/v1/files", "pc_4471", None);
    request
        .headers_mut()
        .insert(header::CONTENT_TYPE, "application/json".parse().unwrap());
    *request.body_mut() = Body::from(b"{\"happened\": \"\xff\"}".to_vec());
    let answer = stage.ask(request).await;
    assert_eq!(answer.status(), StatusCode::BAD_REQUEST);
    assert!(String::from_utf8_lossy(&bytes(answer).await).contains("UTF-8"));
}

#[tokio::test]
async fn nobody_who_signs_in_is_sent_to_another_site() {
    let stage = Stage::new().await;
    let browser = stage.browser("pc_4471");
    for next in [
        "https://evil.example",
        "%2F%2Fevil.example",
        "%2F%5Cevil.example",
    ] {
        let response = stage
            .ask(get(&format!("/sign-in?next={next}"), &browser.cookie))
            .await;
        assert_eq!(response.headers()[header::LOCATION], "/", "{next}");
    }
}
