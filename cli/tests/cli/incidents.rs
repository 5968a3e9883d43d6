//! `lantern import incidents`: killed anywhere, the same lake; totals that add up; refusals named.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::Path;
use std::process::Stdio;
use std::time::Duration;

use crate::run::{Folder, root, snapshot};

const MAP: &str = r#"
[extract]
name = "trial"
force = "kent"
source = "an invented control room"
reference = "ref"

[when]
time = "created"
format = "%d/%m/%Y %H:%M"
zone = "london"

[columns.grade]
column = "grade"
"#;

/// Every byte of a lake but the lock, by path.
fn contents(root: &Path) -> BTreeMap<String, Vec<u8>> {
    let mut all = BTreeMap::new();
    let mut folders = vec![root.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path.file_name().unwrap() != "writer.lock" {
                let name = path.strip_prefix(root).unwrap().display().to_string();
                all.insert(name, std::fs::read(&path).unwrap());
            }
        }
    }
    all
}

/// An extract of so many rows over a year, some of them wrong and some repeated.
fn extract(rows: u32) -> String {
    let mut text = "ref,created,grade\n".to_owned();
    for row in 0..rows {
        let day = 1 + row % 28;
        let month = 1 + row / 28 % 12;
        let (hour, minute) = (row % 24, row % 61);
        let reference = row - u32::from(row % 1_009 == 1_008);
        // Minute 60 comes once in 61 rows and is refused.
        let _ = writeln!(
            text,
            "K{reference},{day:02}/{month:02}/2026 {hour:02}:{minute:02},{}",
            row % 4
        );
    }
    text
}

/// How many pieces wait on the stage, or none where there is no stage yet.
fn staged(lake: &Path) -> usize {
    let Ok(batches) = std::fs::read_dir(lake.join("imports")) else {
        return 0;
    };
    batches
        .flatten()
        .flat_map(|batch| std::fs::read_dir(batch.path()).into_iter().flatten())
        .flatten()
        .count()
}

#[test]
fn killed_again_and_again_the_same_lake_comes_of_it() {
    const ROWS: u32 = 400_000;
    let folder = Folder::new();
    folder.write("map.toml", MAP);
    folder.write("extract.csv", extract(ROWS));
    let import = |lake: &str| {
        format!(
            "import incidents extract.csv --map map.toml --lake {lake} --rejects {lake}.csv --json"
        )
    };

    let ran = folder.expect(1, &import("whole"));
    let told: serde_json::Value = serde_json::from_str(&ran.out).unwrap();
    let count = |key: &str| told[key].as_u64().unwrap();
    assert_eq!(count("read"), u64::from(ROWS));
    assert_eq!(
        count("read"),
        count("taken") + count("refused") + count("repeated")
    );
    assert_eq!(count("refused"), u64::from(ROWS / 61));
    assert!(count("repeated") > 300, "{told}");

    // Each run is killed some moments after it has staged something new, however slow the machine.
    let pieces = folder.path("pieces");
    let mut killed = 0;
    for moments in [0, 3, 1, 11, 7, 40, 2, 23] {
        let before = staged(&pieces);
        let mut child = folder
            .lantern(&import("pieces"))
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        while staged(&pieces) <= before && child.try_wait().unwrap().is_none() {
            std::thread::sleep(Duration::from_millis(1));
        }
        std::thread::sleep(Duration::from_millis(moments));
        child.kill().unwrap();
        killed += u32::from(child.wait().unwrap().code().is_none());
        let list = std::fs::read_to_string(pieces.join("manifest.json")).unwrap_or_default();
        if list.contains(".parquet") {
            break;
        }
    }
    assert!(killed >= 2, "only {killed} kills came in time");
    folder.run(&import("pieces"));
    assert_eq!(
        contents(&folder.path("whole")),
        contents(&folder.path("pieces"))
    );
    assert_eq!(folder.read("whole.csv"), folder.read("pieces.csv"));

    // A second run changes no byte and says what there is.
    let before = contents(&folder.path("whole"));
    let again = folder.expect(1, &import("whole"));
    let again: serde_json::Value = serde_json::from_str(&again.out).unwrap();
    assert_eq!(again["already_there"], true);
    assert_eq!(again["taken"], told["taken"]);
    assert_eq!(contents(&folder.path("whole")), before);
}

#[test]
fn what_was_refused_is_listed_without_what_it_said() {
    let folder = Folder::new();
    folder.write("map.toml", MAP);
    folder.write(
        "extract.csv",
        "ref,created,grade\n\
         K1,23/10/2026 14:05,I\n\
         K2,25/10/2026 01:30,II\n\
         K3,29/03/2026 01:30,I\n\
         K4,Ann Smith,I\n\
         K1,24/10/2026 10:00,I\n\
         K5,24/10/2026 10:00\n\
         ,24/10/2026 10:00,I\n\
         K6,24/10/2026 10:00,rang on behalf of her brother who is in the garden and will not come in\n",
    );
    let ran = folder.expect(1, "import incidents extract.csv --map map.toml --lake lake");
    let (batch, rest) = ran.out.split_once(": ").unwrap();
    assert!(batch.starts_with("trial-"), "{batch}");
    assert_eq!(
        rest,
        "8 rows read = 2 taken + 5 refused + 1 repeated\n\
         1 of them in the hour that comes twice when the clocks go back: read as the first\n\
         Refused and repeated rows, by line and reason: extract.rejects.csv\n"
    );
    let rejects = folder.read("extract.rejects.csv");
    snapshot("incident-rejects", &rejects);
    assert!(!rejects.contains("Smith") && !rejects.contains("brother"));
}

#[test]
fn every_problem_of_a_map_is_told_at_once_and_nothing_is_written() {
    let folder = Folder::new();
    folder.write("extract.csv", "ref,created,grade\n");
    folder.write(
        "map.toml",
        MAP.replace("zone = \"london\"", "zone = \"paris\"")
            .replace("source =", "sauce =")
            .replace("[columns.grade]", "[columns.grades]"),
    );
    let ran = folder.expect(2, "import incidents extract.csv --map map.toml --lake lake");
    snapshot("incident-map-problems", &ran.err);
    assert!(!folder.path("lake").exists());

    folder.write("map.toml", MAP.replace("\"ref\"", "\"reference\""));
    let ran = folder.expect(2, "import incidents extract.csv --map map.toml --lake lake");
    assert_eq!(
        ran.err,
        "lantern: extract.csv:1: there is no column `reference`, which the map names; the columns are `ref`, `created`, `grade`\n"
    );
    assert!(!folder.path("lake").exists());
}

#[test]
fn a_map_that_names_persons_needs_the_key_of_pseudonyms() {
    let folder = Folder::new();
    folder.write(
        "extract.csv",
        "ref,created,grade,nominal\nK1,23/10/2026 14:05,I,N-77\n",
    );
    folder.write(
        "map.toml",
        format!("{MAP}\n[person]\nreference = \"nominal\"\n"),
    );
    let import = "import incidents extract.csv --map map.toml --lake lake";
    let ran = folder.expect(2, import);
    assert!(ran.err.contains("--keys FILE"), "{}", ran.err);
    folder.write("key", "00ff");
    let ran = folder.expect(2, &format!("{import} --keys key"));
    assert!(ran.err.contains("is no key file"), "{}", ran.err);
    folder.write("key", "0f".repeat(32));
    folder.expect(0, &format!("{import} --keys key"));
    for bytes in contents(&folder.path("lake")).values() {
        assert!(!bytes.windows(4).any(|four| four == b"N-77"));
    }
}

#[test]
fn the_real_extracts_are_taken_whole() {
    let data = root().join("../shared/data");
    if !data.exists() {
        eprintln!("skipped: {} is not there", data.display());
        return;
    }
    let folder = Folder::new();
    for (name, rows) in [
        ("toronto_mha_apprehensions", 104_518_u64),
        ("toronto_persons_in_crisis", 97_790),
    ] {
        let ran = folder.expect(
            0,
            &format!("import incidents ROOT/../shared/data/{name}.csv --map ROOT/lake/maps/{name}.toml --lake lake --rejects no.csv --json"),
        );
        let told: serde_json::Value = serde_json::from_str(&ran.out).unwrap();
        assert_eq!(
            (&told["read"], &told["taken"]),
            (&rows.into(), &rows.into())
        );
        assert!(!folder.path("no.csv").exists());
    }
}
