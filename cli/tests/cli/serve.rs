//! `lantern serve`: it starts, says how it is, logs without personal data and stops cleanly.

use std::process::Stdio;

use crate::run::{Folder, Server, root};

const SERVE: &str = "serve --record sqlite:record.db --keys keys --force ROOT/forces/kent.toml";

/// A port that was free a moment ago.
fn free_port() -> u16 {
    std::net::TcpListener::bind("127.0.0.1:0")
        .unwrap()
        .local_addr()
        .unwrap()
        .port()
}

/// Signs in as the control room does, and gives the head of every request.
fn sign_in(server: &Server) -> String {
    let (status, body) = server.post(
        "/api/v1/sign-in",
        "",
        r#"{"account": "dispatcher_1", "password": "a password of the test"}"#,
    );
    assert_eq!(status, 200, "{body}");
    let signed_in: serde_json::Value = serde_json::from_str(&body).unwrap();
    let token = signed_in["token"].as_str().unwrap();
    format!("Authorization: Bearer {token}\r\n")
}

/// Opens a file over the API, and says of its person what is given.
fn open_a_file(server: &Server, head: &str, facts: &[&str]) {
    let now = jiff::Timestamp::now();
    let when =
        format!(r#"{{"moment": {{"precision": "exact", "at": "{now}"}}, "source": "lantern"}}"#);
    let then = facts.iter().map(|fact| {
        format!(r#"{{"happened": {when}, "event": {{"event": "person_recorded", {fact}}}}}"#)
    });
    let then = then.collect::<Vec<_>>().join(",");
    let (status, body) = server.post(
        "/api/v1/files",
        &format!("{head}Idempotency-Key: 6f0a2f0c-5b0e-4c39-9d6b-3f6f4f1f7a11\r\n"),
        &format!(r#"{{"happened": {when}, "opened": {{"channel": "call"}}, "then": [{then}]}}"#),
    );
    assert_eq!(status, 201, "{body}");
}

#[test]
fn it_serves_logs_nothing_personal_and_stops_with_a_checkpoint() {
    let folder = Folder::new();
    let port = free_port();
    let arguments = format!("{SERVE} --create-keys --checkpoints marks --listen 127.0.0.1:{port}");
    let mut command = folder.lantern(&arguments);
    command.env("LANTERN_DEMO_PASSWORD", "a password of the test");
    let mut server = Server::start(command, |line| {
        line.contains("\"serving\"")
            .then(|| format!("127.0.0.1:{port}"))
    });
    assert_eq!(server.get("/health").0, 200);
    server.wait_for("/ready", 200);
    let description = r#""about": "name", "is": {"value": "woman in a heliotrope coat"}"#;
    open_a_file(&server, &sign_in(&server), &[description]);
    assert!(server.get("/metrics").1.contains("lantern_requests_total"));
    assert_eq!(server.stop(), Some(0));

    let ran = folder.expect(
        0,
        "verify --record sqlite:record.db --keys keys --against marks",
    );
    assert!(
        ran.out.starts_with("The record holds: 2 lines"),
        "{}",
        ran.out
    );
    let logged = server.told();
    assert!(logged.len() > 4, "{logged:#?}");
    for line in &logged {
        let _object: serde_json::Map<String, serde_json::Value> =
            serde_json::from_str(line).unwrap_or_else(|_| panic!("not JSON: {line}"));
        for personal in ["heliotrope", "a password of the test", "Bearer"] {
            assert!(!line.contains(personal), "{line}");
        }
    }
}

#[test]
fn it_recognises_people_where_it_is_asked_to_and_logs_none_of_them() {
    let folder = Folder::new();
    let port = free_port();
    let arguments = format!("{SERVE} --create-keys --recognise --listen 127.0.0.1:{port}");
    let mut command = folder.lantern(&arguments);
    command.env("LANTERN_DEMO_PASSWORD", "a password of the test");
    let mut server = Server::start(command, |line| {
        line.contains("\"serving\"")
            .then(|| format!("127.0.0.1:{port}"))
    });
    server.wait_for("/ready", 200);
    let head = sign_in(&server);
    open_a_file(
        &server,
        &head,
        &[
            r#""about": "name", "is": {"value": "Heliotrope Example"}"#,
            r#""about": "date_of_birth", "is": {"value": "1985-03-27"}, "basis": "said_by_person""#,
            r#""about": "address", "is": {"value": "4 Mill Lane, TN24 8AB"}"#,
        ],
    );
    let question = r#"{"name": "Helitrope Example", "address": "Ashford TN24"}"#;
    let began = std::time::Instant::now();
    let answer: serde_json::Value = loop {
        let (status, body) = server.post("/api/v1/who", &head, question);
        assert_eq!(status, 200, "{body}");
        let answer: serde_json::Value = serde_json::from_str(&body).unwrap();
        // The index is made aside, and the record is followed aside.
        if answer["likely"][0].is_object() {
            break answer;
        }
        assert!(began.elapsed().as_secs() < 30, "{answer}");
        std::thread::sleep(std::time::Duration::from_millis(20));
    };
    assert_eq!(answer["files"], 1);
    assert!(
        answer["likely"][0]["probability"].as_f64().unwrap() > 0.5,
        "{answer}"
    );
    assert!(
        answer["by"].as_str().unwrap().contains("invented people"),
        "{answer}"
    );
    assert_eq!(server.stop(), Some(0));
    for line in server.told() {
        for personal in ["eliotrope", "elitrope", "Example", "1985", "TN24"] {
            assert!(!line.contains(personal), "{line}");
        }
    }
}

#[test]
fn it_refuses_to_start_where_that_would_not_be_safe() {
    let folder = Folder::new();
    let port = free_port();
    let ran = folder.expect(2, &format!("{SERVE} --create-keys --listen 0.0.0.0:{port}"));
    assert!(
        ran.err.contains("can be reached from other machines"),
        "{}",
        ran.err
    );
    let ran = folder.expect(
        2,
        &format!("{SERVE} --create-keys --demo-accounts --listen 0.0.0.0:{port}"),
    );
    assert!(ran.err.contains("without TLS"), "{}", ran.err);
    let ran = folder.expect(2, SERVE);
    assert!(
        ran.err.contains("there is no key file at `keys`"),
        "{}",
        ran.err
    );
    assert!(!folder.path("record.db").exists());
}

#[test]
fn a_mistake_in_the_configuration_is_told_with_file_and_line() {
    let folder = Folder::new();
    let kent = std::fs::read_to_string(root().join("forces/kent.toml")).unwrap();
    folder.write("force.toml", kent.replacen("population", "popolation", 1));
    let ran = folder.expect(
        2,
        "serve --record sqlite:record.db --keys keys --force force.toml",
    );
    let line = kent
        .lines()
        .position(|line| line.starts_with("population"))
        .unwrap()
        + 1;
    assert!(
        ran.err.starts_with(&format!(
            "lantern: force.toml:{line}: unknown field `popolation`"
        )),
        "{}",
        ran.err
    );
}

#[test]
fn a_port_that_is_taken_is_told_in_words_and_nothing_goes_on() {
    let folder = Folder::new();
    let taken = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let port = taken.local_addr().unwrap().port();
    let output = folder
        .lantern(&format!("{SERVE} --create-keys --listen 127.0.0.1:{port}"))
        .stdout(Stdio::null())
        .output()
        .unwrap();
    let err = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(3), "{err}");
    assert!(
        err.contains(&format!("cannot listen on 127.0.0.1:{port}")),
        "{err}"
    );
}
