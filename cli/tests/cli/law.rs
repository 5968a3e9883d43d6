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
fn every_mistake_in_a_timeline_is_told_with_file_line_and_column() {
    let folder = Folder::new();
    folder.write(
        "timeline.json",
        TIMELINE
            .replace("\"by\": \"constable\"", "\"bye\": \"constable\"")
            .replace("2026-10-23T02:18:00Z", "2026-02-30T01:17:00Z"),
    );
    let ran = folder.expect(2, "law explain timeline.json");
    let told: Vec<&str> = ran.err.lines().collect();
    assert_eq!(told.len(), 2, "{}", ran.err);
    assert!(
        told[0].starts_with("lantern: timeline.json:7:"),
        "{}",
        told[0]
    );
    assert!(
        told[0].contains("`bye` (did you mean `by`?)"),
        "{}",
        told[0]
    );
    assert!(
        told[1].starts_with("lantern: timeline.json:8:"),
        "{}",
        told[1]
    );
    assert!(told[1].contains("`2026-02-30T01:17:00Z`"), "{}", told[1]);
    assert_eq!(ran.out, "");

    let ran = folder.expect(3, "law explain nowhere.json");
    assert!(
        ran.err
            .starts_with("lantern: `nowhere.json` cannot be read: "),
        "{}",
        ran.err
    );
}

#[test]
fn what_is_odd_is_noted_beside_the_answer() {
    let folder = Folder::new();
    folder.write(
        "timeline.json",
        TIMELINE.replace(
            "\"at\": \"2026-10-23T02:20:00Z\"",
            "\"at\": \"2026-10-23T02:26:00Z\"",
        ),
    );
    let ran = folder.expect(
        0,
        "law explain timeline.json --at 2026-10-23T03:00:00Z --json",
    );
    assert!(ran.err.contains("/acts/3/rivals/0/at"), "{}", ran.err);
    assert!(serde_json::from_str::<serde_json::Value>(&ran.out).is_ok());
}

#[test]
fn the_argument_is_the_one_that_was_published() {
    let folder = Folder::new();
    folder.write("timeline.json", TIMELINE);
    let ran = folder.expect(0, "law explain timeline.json --at 2026-10-23T03:00:00Z");
    snapshot("law_explain", &ran.out);
}

const TABLE: &str = "# Mine

| what | how | power used | entered | clock starts? | must end by? |
|---|---|---|---|---|---|
| Holds | remove | 2024-06-03 09:00 | 2024-06-03 09:30 | 2024-06-03 09:30 | 2024-06-04 09:30 |
| Differs | remove | 2024-06-03 09:00 | 2024-06-03 09:30 | 2024-06-03 09:00 | 2024-06-04 09:30 |
";

#[test]
fn a_lawyers_own_tables_are_held_against_the_law() {
    let folder = Folder::new();
    folder.write("mine.md", TABLE);
    let ran = folder.expect(1, "law test mine.md");
    snapshot("law_test", &ran.out);

    let ran = folder.expect(1, "law test . --json");
    let outcome: serde_json::Value = serde_json::from_str(&ran.out).unwrap();
    assert_eq!(outcome["rows"], 2);
    assert_eq!(outcome["hold"], 1);
    assert_eq!(outcome["differences"][0]["column"], "clock starts?");
    assert_eq!(
        outcome["differences"][0]["rests_on"][0]["rule"],
        "s136-clock-start-removed"
    );

    folder.write(
        "mine.md",
        TABLE.replace(
            "| 2024-06-03 09:00 | 2024-06-04",
            "| 2024-06-03 09:30 | 2024-06-04",
        ),
    );
    let ran = folder.expect(0, "law test mine.md");
    assert!(
        ran.out
            .ends_with("2 rows: 2 hold, 0 differ, 0 cannot be read.\n"),
        "{}",
        ran.out
    );
}

#[test]
fn a_table_that_cannot_be_read_is_another_answer_than_one_that_differs() {
    let folder = Folder::new();
    for (name, text) in [
        (
            "a cell",
            TABLE.replace("| Holds | remove | 2024", "| Holds | remove | June 2024"),
        ),
        ("a column", TABLE.replace("clock starts?", "clock stars?")),
        (
            "too few cells",
            TABLE.replace("| Holds | remove |", "| Holds |"),
        ),
        ("no rows", "# Mine\n".to_owned()),
    ] {
        folder.write("mine.md", text);
        let ran = folder.expect(2, "law test mine.md");
        assert!(ran.err.starts_with("lantern: "), "{name}: {}", ran.err);
    }
    folder.expect(3, "law test nowhere.md");
}

#[test]
fn the_projects_own_tables_hold() {
    let ran = Folder::new().expect(0, "law test ROOT/law/scenarios");
    assert!(
        ran.out.contains(" 0 differ, 0 cannot be read."),
        "{}",
        ran.out
    );
}

#[test]
fn the_rule_book_is_listed_by_day_and_section() {
    let folder = Folder::new();
    let all = folder.expect(0, "law rules").out;
    assert!(all.contains("s136-clock-start-removed: Removed: the clock starts on arrival"));
    assert!(all.contains("in force  11 Dec 2017 to date (Policing and Crime Act 2017"));

    let old = folder.expect(0, "law rules --on 2017-12-10").out;
    assert!(old.contains("clock-duration-72:") && !old.contains("clock-duration-24:"));
    let new = folder.expect(0, "law rules --on 2017-12-11").out;
    assert!(!new.contains("clock-duration-72:") && new.contains("clock-duration-24:"));

    let json = folder
        .expect(0, "law rules --section 136B --format json")
        .out;
    let rules: Vec<serde_json::Value> = serde_json::from_str(&json).unwrap();
    assert!(rules.len() > 3);
    assert!(
        rules
            .iter()
            .all(|rule| rule["cite"].as_str().unwrap().contains("136B"))
    );

    let table = folder
        .expect(0, "law rules --section 136C --format markdown")
        .out;
    assert!(table.starts_with("| rule | what it says |"), "{table}");
    folder.expect(2, "law rules --section 999Z");
    folder.expect(2, "law rules --on yesterday");
}

#[test]
fn what_changed_between_two_days_or_forces_is_listed_with_the_instrument() {
    let folder = Folder::new();
    let ran = folder
        .expect(0, "law diff --from 2017-12-10 --to 2017-12-11")
        .out;
    assert!(ran.contains("vanishes: clock-duration-72:"), "{ran}");
    assert!(ran.contains("appears: clock-duration-24:"), "{ran}");
    assert!(
        ran.contains("by        Policing and Crime Act 2017"),
        "{ran}"
    );

    let same = folder
        .expect(0, "law diff --from 2020-01-01 --to 2020-01-02")
        .out;
    assert!(same.ends_with("no rule differs\n"), "{same}");

    let json = folder.expect(
        0,
        "law diff --from 2026-10-23 --to ROOT/forces/kent.toml --on 2026-10-23 --json",
    );
    let outcome: serde_json::Value = serde_json::from_str(&json.out).unwrap();
    let changes = outcome["changes"].as_array().unwrap();
    assert!(
        changes
            .iter()
            .any(|it| it["id"] == "kent-transport" && it["change"] == "appears")
    );
    folder.expect(3, "law diff --from 2017-12-10 --to nowhere.toml");
    folder.expect(2, "law diff --from 2017-12-10");
}

#[test]
fn the_schema_of_a_timeline_is_the_one_that_was_published() {
    let folder = Folder::new();
    snapshot("law_schema", &folder.expect(0, "law schema").out);
}
