//! The shape of the record's lines, held still.
//!
//! A line written years ago must still be read, so a shape is added and never edited. The schema
//! of `Event` is kept beside this test; a change shows itself here before it reaches a record.

#![allow(
    clippy::unwrap_used,
    clippy::disallowed_methods,
    reason = "a test may stop, and reads the file it is about"
)]

use std::path::Path;

use domain::{Event, Recorded};

fn schema() -> String {
    let schema = schemars::schema_for!(Event);
    format!("{}\n", serde_json::to_string_pretty(&schema).unwrap())
}

/// After adding a variant: `LANTERN_UPDATE=1 cargo test -p domain`, and read the difference. Only
/// added lines are right.
#[test]
fn the_shape_of_events_is_the_one_on_record() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/event_schema.json");
    let now = schema();
    if std::env::var_os("LANTERN_UPDATE").is_some() {
        std::fs::write(&path, &now).unwrap();
    }
    let kept = std::fs::read_to_string(&path).unwrap();
    assert!(
        kept == now,
        "the shape of events changed: see tests/event_schema.rs for what to do"
    );
}

#[test]
fn a_field_nobody_knows_is_refused() {
    let line = r#"{"event": "ambulance_arrived", "reference": "8841", "colour": "red"}"#;
    let refused = serde_json::from_str::<Event>(line).unwrap_err().to_string();
    assert!(refused.contains("unknown field `colour`"), "{refused}");
}

#[test]
fn an_absent_value_is_never_a_default() {
    let line =
        r#"{"event": "detained", "manner": {"how": "remove"}, "rank": "constable", "why": "seen"}"#;
    let refused = serde_json::from_str::<Event>(line).unwrap_err().to_string();
    assert!(refused.contains("missing field `told_why`"), "{refused}");
}

#[test]
fn the_five_kinds_of_no_value_stay_five() {
    for (kind, text) in [
        ("unknown", r#"{"no_value":"unknown"}"#),
        (
            "not asked",
            r#"{"no_value":"not_asked","reason":"in crisis"}"#,
        ),
        ("declined", r#"{"no_value":"declined"}"#),
        ("not applicable", r#"{"no_value":"not_applicable"}"#),
        (
            "not obtainable",
            r#"{"no_value":"not_obtainable","reason":"asleep"}"#,
        ),
    ] {
        let known: domain::Known<String> = serde_json::from_str(text).unwrap();
        assert_eq!(serde_json::to_string(&known).unwrap(), text, "{kind}");
    }
    assert!(serde_json::from_str::<domain::Known<String>>(r#"{"no_value":"not_asked"}"#).is_err());
    assert!(serde_json::from_str::<domain::Known<String>>("null").is_err());
}

#[test]
fn a_whole_line_survives_the_wire() {
    let text = r#"{"file":"00000000-0000-0000-0000-000000000007","position":3,
        "id":"00000000-0000-0000-0000-000000000009",
        "happened":{"moment":{"precision":"about","at":"2026-10-23T01:17:00Z"},"source":"device",
            "device":{"device":"phone 12","shown":"2026-10-23T01:17:04Z","ahead_seconds":4}},
        "recorded":"2026-10-23T01:49:00Z",
        "by":{"user":"pc_4471","name":"PC 4471","role":"response_officer","rank":"constable",
            "organisation":{"id":"kent","kind":"police"}},
        "command":"00000000-0000-0000-0000-00000000000a",
        "event":{"event":"detained","manner":{"how":"remove"},"rank":"constable",
            "why":"on the wrong side of the railing","told_why":{"value":true}}}"#;
    let line: Recorded = serde_json::from_str(text).unwrap();
    let again: Recorded = serde_json::from_str(&serde_json::to_string(&line).unwrap()).unwrap();
    assert_eq!(line, again);
}

/// Lines from before anybody was asked how many officers there were say that nobody said.
#[test]
fn lines_from_before_officers_were_counted_still_read() {
    let place = r#"{"id":null,"kind":"emergency_department","name":"Medway ED"}"#;
    for line in [
        r#"{"event":"encounter_began","at":{"kind":"outdoors","description":"a footbridge"}}"#
            .to_owned(),
        format!(
            r#"{{"event":"journey_began","to":{place},"mode":"ambulance","escort":{{"value":"PC 1"}}}}"#
        ),
        r#"{"event":"presence_answered","stay":true,"reason":"as rated"}"#.to_owned(),
    ] {
        let event: Event = serde_json::from_str(&line).unwrap();
        let officers = match &event {
            Event::EncounterBegan(began) => began.officers,
            Event::JourneyBegan(journey) => journey.officers,
            Event::PresenceAnswered(answer) => answer.officers,
            _ => Some(0),
        };
        assert_eq!(officers, None, "{line}");
        let again: Event = serde_json::from_str(&serde_json::to_string(&event).unwrap()).unwrap();
        assert_eq!(again, event);
    }
    let two = r#"{"event":"presence_answered","stay":true,"reason":"as rated","officers":2}"#;
    let event: Event = serde_json::from_str(two).unwrap();
    assert!(matches!(event, Event::PresenceAnswered(answer) if answer.officers == Some(2)));
}
