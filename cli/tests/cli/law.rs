//! `lantern law`.

use std::io::Write as _;
use std::process::Stdio;

use crate::run::{Folder, snapshot};

/// Removed from a bridge, an emergency department after a queue, and the site log disagrees.
const TIMELINE: &str = r#"{
  "person": { "youngest": 30, "oldest": 40 },
  "acts": [
    { "id": "met", "at": { "precision": "exact", "at": "2026-10-23T01:14:00Z" },
      "what": { "act": "met", "at": { "kind": "outdoors", "description": "footbridge" } } },
    { "id": "detained", "at": { "precision": "exact", "at": "2026-10-23T01:17:00Z" },
      "what": { "act": "power_used", "manner": { "how": "remove" }, "by": "constable" } },
    { "id": "site", "at": { "precision": "exact", "at": "2026-10-23T02:18:00Z" },
      "what": { "act": "reached_site", "place": { "kind": "emergency_department", "name": "Medway emergency department" } } },
    { "id": "entered", "at": { "precision": "exact", "at": "2026-10-23T02:26:00Z" },
      "rivals": [ { "id": "log", "at": { "precision": "exact", "at": "2026-10-23T02:20:00Z" } } ],
      "what": { "act": "entered", "place": { "kind": "emergency_department", "name": "Medway emergency department" } } }
  ]
}"#;

#[test]
fn a_timeline_is_explained_with_its_clock_and_its_rival() {
    let folder = Folder::new();
    folder.write("timeline.json", TIMELINE);
    let ran = folder.expect(
        0,
        "law explain timeline.json --at 2026-10-23T03:00:00Z --force ROOT/forces/kent.toml",
    );
    assert!(
        ran.out.contains("Fri 23 Oct 2026, 03:26 BST"),
        "{}",
        ran.out
    );
    assert!(ran.out.contains("Act on the earliest"), "{}", ran.out);
    assert!(ran.out.contains("s136-clock-start-removed"), "{}", ran.out);
}

#[test]
fn the_json_answer_is_the_position_with_rules_cited() {
    let folder = Folder::new();
    folder.write("timeline.json", TIMELINE);
    let ran = folder.expect(
        0,
        "law explain timeline.json --at 2026-10-23T03:00:00Z --json",
    );
    let position: serde_json::Value = serde_json::from_str(&ran.out).unwrap();
    assert_eq!(position["standing"]["answer"]["standing"], "detained");
    assert_eq!(position["clock"]["start"], "2026-10-23T02:26:00Z");
    assert_eq!(position["clock"]["certainty"], "contested");
    assert!(position["clock"]["because"][0]["rule"]["cite"].is_string());
}

#[test]
fn a_timeline_can_come_from_standard_input() {
    let folder = Folder::new();
    let mut child = folder
        .lantern("law explain - --at 2026-10-23T03:00:00Z")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    child
        .stdin
        .take()
        .unwrap()
        .write_all(TIMELINE.as_bytes())
        .unwrap();
    let output = child.wait_with_output().unwrap();
    assert!(output.status.success());
    assert!(
        String::from_utf8(output.stdout)
            .unwrap()
            .contains("Medway emergency department")
    );
}

#[test]
fn a_mistake_in_a_timeline_is_told_with_file_line_and_column() {
    let folder = Folder::new();
    folder.write(
        "timeline.json",
        TIMELINE.replace("\"by\": \"constable\"", "\"bye\": \"constable\""),
    );
    let ran = folder.expect(2, "law explain timeline.json");
    assert!(
        ran.err.starts_with("lantern: timeline.json:"),
        "{}",
        ran.err
    );
    assert!(ran.err.contains("unknown field `bye`"), "{}", ran.err);

    folder.write(
        "timeline.json",
        TIMELINE.replace("2026-10-23T01:17:00Z", "2026-02-30T01:17:00Z"),
    );
    let ran = folder.expect(2, "law explain timeline.json");
    assert!(
        ran.err.starts_with("lantern: timeline.json:"),
        "{}",
        ran.err
    );

    let ran = folder.expect(3, "law explain nowhere.json");
    assert!(
        ran.err
            .starts_with("lantern: `nowhere.json` cannot be read: "),
        "{}",
        ran.err
    );
}

#[test]
fn the_schema_of_a_timeline_is_the_one_that_was_published() {
    let folder = Folder::new();
    snapshot("law_schema", &folder.expect(0, "law schema").out);
}
