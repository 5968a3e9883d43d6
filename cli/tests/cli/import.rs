//! `lantern import detentions`: nothing lost, nothing doubled, every refused row named.

use std::process::Stdio;
use std::time::Duration;

use crate::run::{Folder, root, snapshot};

const MAP: &str =
    "--map ROOT/maps/toronto_mha_apprehensions.toml --record sqlite:record.db --keys keys";

const GOOD: &str = "occurred_year,sex,age_group,premises_type\n\
                    2014,Male,55 to 64,House\n\
                    2015,Female,65+,Outside\n\
                    2016,Female,18 to 24,Other\n";

#[test]
fn a_second_run_finds_everything_there_already() {
    let folder = Folder::new();
    folder.write("extract.csv", GOOD);
    let first = folder.expect(
        0,
        &format!("import detentions extract.csv {MAP} --create-keys"),
    );
    assert_eq!(
        first.out,
        "toronto_mha_apprehensions: 3 rows read = 3 taken + 0 already there + 0 refused\n"
    );
    let second = folder.expect(0, &format!("import detentions extract.csv {MAP}"));
    assert_eq!(
        second.out,
        "toronto_mha_apprehensions: 3 rows read = 0 taken + 3 already there + 0 refused\n"
    );
    assert!(!folder.path("extract.rejects.csv").exists());
    let verified = folder.expect(0, "verify --record sqlite:record.db --keys keys");
    assert!(
        verified.out.starts_with("The record holds: 3 lines"),
        "{}",
        verified.out
    );
}

#[test]
fn every_refused_row_is_listed_by_line_and_reason_and_never_by_value() {
    let folder = Folder::new();
    let text = format!(
        "{GOOD}2017,Male,44 to 45,House\n\
         20x8,Male,65+,House\n\
         2018,Male,65+\n\
         2018,Male,65+,\"12 Main Street,\nflat 3\"\n\
         2018,,65+,House\n\
         2019,Male,65+,House\n"
    );
    folder.write("extract.csv", text);
    let ran = folder.expect(
        1,
        &format!("import detentions extract.csv {MAP} --create-keys"),
    );
    assert_eq!(
        ran.out,
        "toronto_mha_apprehensions: 9 rows read = 4 taken + 0 already there + 5 refused\n\
         Refused rows, by line and reason: extract.rejects.csv\n"
    );
    let rejects = folder.read("extract.rejects.csv");
    snapshot("rejects", &rejects);
    assert!(!rejects.contains("Main"), "{rejects}");
}

#[test]
fn a_corrected_extract_takes_only_what_is_new_and_clears_the_old_list() {
    let folder = Folder::new();
    let bad = format!("{GOOD}2017,Male,44 to 45,House\n");
    folder.write("extract.csv", &bad);
    folder.expect(
        1,
        &format!("import detentions extract.csv {MAP} --create-keys"),
    );
    folder.write("extract.csv", bad.replace("44 to 45", "45 to 54"));
    let ran = folder.expect(0, &format!("import detentions extract.csv {MAP} --json"));
    let told: serde_json::Value = serde_json::from_str(&ran.out).unwrap();
    assert_eq!(
        (&told["taken"], &told["already_there"]),
        (&1.into(), &3.into())
    );
    assert_eq!(
        (&told["refused"], &told["rejects"]),
        (&0.into(), &serde_json::Value::Null)
    );
    assert!(!folder.path("extract.rejects.csv").exists());
}

#[test]
fn a_byte_order_mark_windows_line_ends_and_another_delimiter_are_read() {
    let folder = Folder::new();
    let text = GOOD.replace(',', ";").replace('\n', "\r\n");
    folder.write("extract.csv", format!("\u{feff}{text}"));
    let map = std::fs::read_to_string(root().join("maps/toronto_mha_apprehensions.toml")).unwrap();
    folder.write(
        "map.toml",
        map.replace("delimiter = \",\"", "delimiter = \";\""),
    );
    let ran = folder.expect(
        0,
        "import detentions extract.csv --map map.toml --record sqlite:record.db --keys keys --create-keys",
    );
    assert!(ran.out.contains("3 rows read = 3 taken"), "{}", ran.out);
}

#[test]
fn what_is_wrong_with_the_mapping_or_the_header_is_told_before_anything_is_written() {
    let folder = Folder::new();
    folder.write("extract.csv", GOOD);
    folder.write("map.toml", "[extract]\nname = \"x\"\nsauce = \"y\"\n");
    let import = "import detentions extract.csv --map map.toml --record sqlite:record.db --keys keys --create-keys";
    let ran = folder.expect(2, import);
    assert!(
        ran.err
            .starts_with("lantern: map.toml:3: unknown field `sauce`"),
        "{}",
        ran.err
    );

    folder.write("extract.csv", GOOD.replace("age_group", "age"));
    let ran = folder.expect(
        2,
        &format!("import detentions extract.csv {MAP} --create-keys"),
    );
    assert!(
        ran.err
            .starts_with("lantern: extract.csv:1: there is no column `age_group`"),
        "{}",
        ran.err
    );
    assert!(!folder.path("record.db").exists());
    assert!(!folder.path("keys").exists());
}

#[test]
fn the_extract_is_never_taken_for_the_list_of_refused_rows() {
    let folder = Folder::new();
    folder.write("extract.csv", GOOD);
    let ran = folder.expect(
        2,
        &format!("import detentions extract.csv {MAP} --create-keys --rejects ./extract.csv"),
    );
    assert!(ran.err.contains("is the extract itself"), "{}", ran.err);
    assert_eq!(folder.read("extract.csv"), GOOD);
}

#[test]
fn values_that_nobody_mapped_may_be_declared_unknown() {
    let folder = Folder::new();
    folder.write("extract.csv", format!("{GOOD}2017,Male,65+,Boat\n"));
    let map = std::fs::read_to_string(root().join("maps/toronto_mha_apprehensions.toml")).unwrap();
    let otherwise = map.replace("unknown = [\"Other\"]", "otherwise = \"unknown\"");
    folder.write("map.toml", otherwise);
    let ran = folder.expect(
        0,
        "import detentions extract.csv --map map.toml --record sqlite:record.db --keys keys --create-keys",
    );
    assert!(ran.out.contains("4 rows read = 4 taken"), "{}", ran.out);
}

#[test]
fn an_extract_without_rows_is_read_and_adds_up() {
    let folder = Folder::new();
    folder.write("extract.csv", "occurred_year,sex,age_group,premises_type\n");
    let ran = folder.expect(
        0,
        &format!("import detentions extract.csv {MAP} --create-keys"),
    );
    assert!(
        ran.out
            .contains("0 rows read = 0 taken + 0 already there + 0 refused"),
        "{}",
        ran.out
    );
}

/// Rows of the real extract.
const ROWS: u64 = 104_518;

/// When the import is killed: once this run has written so many bytes, and then so many
/// milliseconds later. Some come before the first row, some in the middle of a piece.
const KILLS: [(u64, u64); 6] = [
    (0, 130),
    (1, 0),
    (300_000, 7),
    (3_000_000, 211),
    (1, 730),
    (9_000_000, 3),
];

/// The bytes of the record's files.
fn size(folder: &Folder) -> u64 {
    ["record.db", "record.db-wal"]
        .iter()
        .filter_map(|name| std::fs::metadata(folder.path(name)).ok())
        .map(|file| file.len())
        .sum()
}

#[test]
fn the_real_extract_killed_again_and_again_is_there_once() {
    let extract = root().join("../shared/data/toronto_mha_apprehensions.csv");
    if !extract.exists() {
        eprintln!("skipped: {} is not there", extract.display());
        return;
    }
    let folder = Folder::new();
    // The keys are made first: what is killed here is the import.
    folder.write("empty.csv", "occurred_year,sex,age_group,premises_type\n");
    folder.expect(
        0,
        &format!("import detentions empty.csv {MAP} --create-keys"),
    );
    let import = format!(
        "import detentions ROOT/../shared/data/toronto_mha_apprehensions.csv {MAP} --rejects no.csv --json"
    );
    let mut killed = 0;
    for (written, after) in KILLS {
        let before = size(&folder);
        let mut child = folder
            .lantern(&import)
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        while size(&folder) < before + written && child.try_wait().unwrap().is_none() {
            std::thread::sleep(Duration::from_millis(1));
        }
        std::thread::sleep(Duration::from_millis(after));
        child.kill().unwrap();
        killed += u32::from(child.wait().unwrap().code().is_none());
    }
    assert!(
        killed >= 3,
        "only {killed} of the kills came in time to test anything"
    );

    let told = |ran: &crate::run::Ran| -> [u64; 4] {
        let value: serde_json::Value = serde_json::from_str(&ran.out).unwrap();
        ["read", "taken", "already_there", "refused"].map(|key| value[key].as_u64().unwrap())
    };
    let [read, taken, already, refused] = told(&folder.expect(0, &import));
    assert_eq!((read, taken + already, refused), (ROWS, ROWS, 0));
    assert!(already > 0, "nothing was written before a kill");
    assert_eq!(told(&folder.expect(0, &import)), [ROWS, 0, ROWS, 0]);

    let ran = folder.expect(0, "verify --record sqlite:record.db --keys keys --json");
    let verified: serde_json::Value = serde_json::from_str(&ran.out).unwrap();
    assert_eq!(verified["lines"], ROWS);
}
