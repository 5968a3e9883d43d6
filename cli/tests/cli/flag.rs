//! `lantern flag`.

use std::fmt::Write as _;
use std::io::Write as _;

use crate::run::Folder;

/// A word of a text that no evidence, note or problem may repeat.
const NAME: &str = "Thistlewood";

fn csv(rows: usize) -> String {
    let texts = [
        format!("{NAME} says she wants to die and has taken 20 paracetamol"),
        "Shop theft, two bottles of gin, CCTV held".to_owned(),
        String::new(),
        "Denies self harm, suicidal? N".to_owned(),
        format!("M 83 {NAME} confused, in slippers, does not know where he lives"),
    ];
    let mut csv = "log,force,notes\n".to_owned();
    for row in 0..rows {
        let text = &texts[row % texts.len()];
        writeln!(csv, "L{row},{},\"{text}\"", ["north", "south"][row % 2]).unwrap();
    }
    csv
}

#[test]
fn every_row_is_accounted_for_and_no_word_of_a_text_comes_out() {
    let folder = Folder::new();
    folder.write("logs.csv", csv(50));
    let ran = folder.expect(
        0,
        "flag logs.csv --text-column notes --id-column log --out evidence.jsonl",
    );
    assert!(
        ran.out
            .starts_with("50 logs read = 20 flag + 0 review + 20 none + 10 empty + 0 unreadable"),
        "{}",
        ran.out
    );
    let evidence = std::fs::read_to_string(folder.path("evidence.jsonl")).unwrap();
    assert_eq!(evidence.lines().count(), 50);
    assert!(!evidence.contains(NAME) && !ran.out.contains(NAME) && !ran.err.contains(NAME));
    let first: serde_json::Value = serde_json::from_str(evidence.lines().next().unwrap()).unwrap();
    assert_eq!(first["id"], "L0");
    assert_eq!(first["band"], "flag");
}

#[test]
fn any_number_of_threads_writes_the_same_bytes_and_so_does_gzip() {
    let folder = Folder::new();
    let text = csv(6_000);
    folder.write("logs.csv", &text);
    let mut gzip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    gzip.write_all(text.as_bytes()).unwrap();
    folder.write("logs.csv.gz", gzip.finish().unwrap());
    folder.expect(0, "flag logs.csv --text-column notes --out one");
    folder.expect(0, "flag logs.csv --text-column notes --out two --threads 2");
    folder.expect(0, "flag logs.csv.gz --text-column notes --out gzip");
    let read = |name: &str| std::fs::read(folder.path(name)).unwrap();
    assert!(read("one") == read("two"));
    folder.expect(0, "flag logs.csv --text-column notes --csv --out csv-one");
    folder.expect(
        0,
        "flag logs.csv --text-column notes --csv --out csv-three --threads 3",
    );
    assert!(read("csv-one") == read("csv-three"));
    assert!(read("one") == read("gzip"));
}

#[test]
fn a_line_that_is_no_json_is_counted_and_the_rest_is_read() {
    let folder = Folder::new();
    let mut lines =
        b"{\"text\":\"hearing voices telling him to jump\"}\n{\"text\": broken\n".to_vec();
    lines.extend_from_slice(b"{\"text\":\"caller \xff wants to die\"}\n{\"text\":null}\n");
    folder.write("logs.jsonl", lines);
    let ran = folder.expect(1, "flag logs.jsonl --out evidence.jsonl");
    assert!(
        ran.out
            .starts_with("4 logs read = 2 flag + 0 review + 0 none + 1 empty + 1 unreadable"),
        "{}",
        ran.out
    );
}

#[test]
fn csv_out_has_a_row_for_each_log_and_no_word_of_a_text() {
    let folder = Folder::new();
    folder.write("logs.csv", csv(50));
    folder.expect(
        0,
        "flag logs.csv --text-column notes --id-column log --csv --out evidence.csv",
    );
    let evidence = std::fs::read_to_string(folder.path("evidence.csv")).unwrap();
    assert!(!evidence.contains(NAME));
    let mut reader = csv::Reader::from_reader(evidence.as_bytes());
    let rows: Vec<csv::StringRecord> = reader.records().map(|row| row.unwrap()).collect();
    assert_eq!(rows.len(), 50);
    let cells = |row: usize| [&rows[row][0], &rows[row][1], &rows[row][3]];
    assert_eq!(cells(0), ["1", "L0", "flag"]);
    assert_eq!(cells(2), ["3", "L2", "empty"]);
    assert!(rows[0][18].starts_with("SUI affirmed"), "{}", &rows[0][18]);

    folder.expect(
        0,
        "flag logs.csv --text-column notes --csv --full --out full.csv",
    );
    let full = std::fs::read_to_string(folder.path("full.csv")).unwrap();
    let mut reader = csv::Reader::from_reader(full.as_bytes());
    let first = reader.records().next().unwrap().unwrap();
    assert!(first[20].contains("wants to die"), "{}", &first[20]);
}

#[test]
fn bad_bytes_megabyte_lines_and_empty_fields_are_counted_in_either_form() {
    let folder = Folder::new();
    let long = "no reply at the door and ".repeat(50_000);
    let mut lines = format!("{{\"text\":\"{long}\"}}\n").into_bytes();
    lines.extend_from_slice(b"{\"text\":\"caller \xff\xfe wants to die\"}\n{\"text\":\" \"}\n");
    lines.extend_from_slice(b"{\"other\":1}\n\n");
    folder.write("logs.jsonl", lines);
    let told = folder.expect(1, "flag logs.jsonl --out out --json").out;
    let totals: serde_json::Value = serde_json::from_str(&told).unwrap();
    let count = |name: &str| totals["totals"][name].as_u64().unwrap();
    let names = [
        "read",
        "flag",
        "none",
        "empty",
        "unreadable",
        "with_invalid_bytes",
    ];
    assert_eq!(names.map(count), [4, 1, 1, 1, 1, 1], "{told}");

    let mut csv = format!("a,text\n1,\"{long}\"\n2,caller ").into_bytes();
    csv.extend_from_slice(b"\xff\xfe wants to die\n3,\n4\n");
    folder.write("logs.csv", csv);
    let told = folder.expect(1, "flag logs.csv --out out --json").out;
    let totals: serde_json::Value = serde_json::from_str(&told).unwrap();
    let count = |name: &str| totals["totals"][name].as_u64().unwrap();
    assert_eq!(names.map(count), [4, 1, 1, 1, 1, 1], "{told}");
}

#[test]
fn a_column_that_is_not_there_is_named_with_code_2() {
    let folder = Folder::new();
    folder.write("logs.csv", csv(2));
    let ran = folder.expect(2, "flag logs.csv");
    assert!(ran.err.contains("there is no column `text`"), "{}", ran.err);
}

#[test]
fn one_text_is_explained_without_its_words_unless_they_are_asked_for() {
    let folder = Folder::new();
    folder.write("one.txt", format!("{NAME} wants to die"));
    let hidden = folder.expect(0, "flag explain one.txt").out;
    assert!(
        hidden.contains("flag: score") && hidden.contains("[SUI:aaaaa"),
        "{hidden}"
    );
    assert!(!hidden.contains(NAME));
    assert!(
        folder
            .expect(0, "flag explain one.txt --full")
            .out
            .contains(NAME)
    );
}

#[test]
fn a_term_that_misfires_is_an_alarm_and_few_logs_are_put_together() {
    let folder = Folder::new();
    let mut csv = "force,text\n".to_owned();
    for row in 0..200 {
        let text = if row % 4 == 0 {
            "known to depression"
        } else {
            "bike theft"
        };
        let force = if row < 3 { "tiny" } else { "north" };
        writeln!(csv, "{force},{text}").unwrap();
    }
    folder.write("logs.csv", csv);
    let told = folder.expect(0, "flag audit logs.csv --by force").out;
    assert!(
        told.contains("alarm: `depression` is the only reason for 50 of 50 flags"),
        "{told}"
    );
    assert!(
        told.contains("warning: 25.0 % of logs are flagged"),
        "{told}"
    );
    assert!(
        told.contains("| (few) | 3 |") && !told.contains("tiny"),
        "{told}"
    );
}

#[test]
fn weights_are_trained_the_same_twice() {
    let folder = Folder::new();
    let mut lines = String::new();
    for row in 0..40 {
        let (text, mh) = if row % 2 == 0 {
            ("wants to die", true)
        } else {
            ("bike theft", false)
        };
        writeln!(lines, "{{\"text\":\"{text} {row}\",\"mh\":{mh}}}").unwrap();
    }
    folder.write("labelled.jsonl", lines);
    let told = folder
        .expect(0, "flag train labelled.jsonl --out one.toml")
        .out;
    assert!(told.contains("F1 1.000"), "{told}");
    folder.expect(0, "flag train labelled.jsonl --out two.toml");
    let read = |name: &str| std::fs::read(folder.path(name)).unwrap();
    assert_eq!(read("one.toml"), read("two.toml"));
    folder.write("one.txt", "wants to die");
    folder.expect(0, "flag explain one.txt --weights one.toml");
}
