//! The bytes that go in and out, and that they carry the same law as the crate itself.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test stops at the first thing that is not as it should be"
)]

use std::path::Path;

use pocket::{Answers, view, wire};
use serde_json::{Value, json};

fn ask(question: &Value) -> Value {
    serde_json::from_slice(&wire::tell(question.to_string().as_bytes())).unwrap()
}

/// Facts, moment and profile go through JSON and back without a difference in the answer.
#[test]
fn every_row_of_every_scenario_is_answered_as_the_law_answers_it() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../law/scenarios");
    let tables = scenario::read_folder(&folder)
        .unwrap_or_else(|failures| panic!("{}", scenario::report(&failures)));
    let mut rows = 0;
    for row in tables.iter().flat_map(|table| &table.rows) {
        let read = scenario::read(row).unwrap();
        let question = json!({
            "ask": "position", "facts": read.facts, "at": read.at, "profile": read.profile,
        });
        let told = wire::tell(question.to_string().as_bytes());
        let law = law::position(&read.facts, read.at, &read.profile);
        assert_eq!(
            String::from_utf8(told).unwrap(),
            serde_json::to_string(&law).unwrap(),
            "{}",
            row.name()
        );
        rows += 1;
    }
    assert!(rows > 200, "only {rows} rows");
}

#[test]
fn the_page_of_the_phone_is_the_page_of_the_server() {
    let fields = [
        ("place", "hotel_room_short_stay"),
        ("seen", "now"),
        ("seen", "none"),
        ("hours_held", "x"),
    ];
    let at = "2026-10-23T01:14:00Z";
    let profile = law::Profile::statute();
    let told = ask(&json!({ "ask": "answer", "fields": fields, "at": at, "profile": profile }));
    let (answers, problems) = Answers::of_form(fields);
    assert_eq!(
        told["answer"],
        view::answer(&answers, at.parse().unwrap(), &profile)
    );
    assert_eq!(told["later"], view::later(&answers, &problems));
    assert_eq!(told["problems"], view::problems(&problems));
    assert!(
        told["answer"]
            .as_str()
            .unwrap()
            .contains("The other reading")
    );
    assert!(
        told["problems"]
            .as_str()
            .unwrap()
            .contains("#q-seen-disorder")
    );
}

#[test]
fn clocks_come_soonest_first_and_the_dead_are_left_out() {
    let clock = |file: &str, expiry: &str| {
        json!({ "file": file, "start": "2026-10-23T01:00:00Z", "expiry": expiry,
            "earliest": expiry, "extended": false, "rules": ["s136-clock-start-removed"] })
    };
    let told = ask(
        &json!({ "ask": "clocks", "at": "2026-10-24T00:30:00Z", "clocks": [
        clock("later", "2026-10-24T02:00:00Z"),
        clock("sooner", "2026-10-24T01:00:00Z"),
        clock("long-gone", "2026-10-23T12:29:59Z"),
    ] }),
    );
    let html = told["clocks"].as_str().unwrap();
    assert!(html.find("/cases/sooner").unwrap() < html.find("/cases/later").unwrap());
    assert!(!html.contains("long-gone"));
    assert!(
        html.contains("Act now") && html.contains("30 min"),
        "{html}"
    );
    assert!(html.contains("MHA s136(2A)"), "{html}");
}

#[test]
fn what_cannot_be_read_is_answered_in_words() {
    for wrong in [
        "",
        "{}",
        "[1]",
        r#"{"ask":"position"}"#,
        r#"{"ask":"answer","more":1}"#,
    ] {
        let told: Value = serde_json::from_slice(&wire::tell(wrong.as_bytes())).unwrap();
        let error = told["error"].as_str().unwrap();
        assert!(
            error.starts_with("the question could not be read"),
            "{error}"
        );
    }
}
