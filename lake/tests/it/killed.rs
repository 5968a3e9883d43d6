//! An import that is killed by the system, at whatever it was doing.
//!
//! The process that is killed is this test's own program, started with the name of a test that
//! does nothing but import what the environment names.

use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use lake::incidents::{Asked, Map, Outcome, import};

use crate::place::contents;

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

const EXTRACT: &str = "LANTERN_TEST_EXTRACT";
const LAKE: &str = "LANTERN_TEST_LAKE";
const ROWS: u64 = 60_000;

fn run(extract: &Path, lake: &Path) -> Outcome {
    let map = Map::read("map", MAP, &mut |_| Err("none".to_owned())).unwrap();
    let asked = Asked {
        extract,
        map: &map,
        lake,
        rejects: &lake.with_extension("csv"),
        pseudonyms: None,
        piece: 2_000,
    };
    import(asked, &mut |_, _| {}).unwrap()
}

/// What the test below starts and kills. Nothing is named where it runs with the others.
#[test]
fn import_what_the_environment_names() {
    let named = |key| std::env::var_os(key).map(PathBuf::from);
    if let (Some(extract), Some(lake)) = (named(EXTRACT), named(LAKE)) {
        run(&extract, &lake);
    }
}

fn start(extract: &Path, lake: &Path) -> Child {
    Command::new(std::env::current_exe().unwrap())
        .args(["killed::import_what_the_environment_names", "--exact"])
        .env(EXTRACT, extract)
        .env(LAKE, lake)
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .unwrap()
}

/// Rows over three months, some of them wrong and some repeated.
fn extract() -> String {
    use std::fmt::Write as _;
    let mut text = "ref,created,grade\n".to_owned();
    for row in 0..ROWS {
        let reference = row - u64::from(row % 1_009 == 1_008);
        // Minute 60 comes once in 61 rows and is refused.
        let _ = writeln!(
            text,
            "K{reference},{:02}/{:02}/2026 {:02}:{:02},{}",
            1 + row % 28,
            1 + row / 28 % 3,
            row % 24,
            row % 61,
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
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("extract.csv");
    std::fs::write(&path, extract()).unwrap();
    let (whole, pieces) = (folder.path().join("whole"), folder.path().join("pieces"));
    let totals = run(&path, &whole).totals;
    assert_eq!((totals.read, totals.refused), (ROWS, ROWS / 61));
    assert_eq!(totals.read, totals.taken + totals.refused + totals.repeated);
    assert!(totals.repeated > 50, "{totals:?}");

    // Each run is killed some moments after it has staged something new.
    let mut killed = 0;
    for moments in [0, 3, 1, 11, 7, 40, 2, 23] {
        let before = staged(&pieces);
        let mut child = start(&path, &pieces);
        while staged(&pieces) <= before && child.try_wait().unwrap().is_none() {
            std::thread::sleep(Duration::from_millis(1));
        }
        std::thread::sleep(Duration::from_millis(moments));
        child.kill().unwrap();
        killed += u32::from(child.wait().unwrap().code().is_none());
    }
    assert!(
        killed >= 3,
        "only {killed} kills came in time to test anything"
    );
    let last = run(&path, &pieces);
    assert_eq!(last.totals, totals);
    assert_eq!(contents(&whole), contents(&pieces));
    let refused = |lake: &Path| std::fs::read(lake.with_extension("csv")).unwrap();
    assert_eq!(refused(&whole), refused(&pieces));
    // And again: nothing changes.
    assert!(run(&path, &pieces).already);
    assert_eq!(contents(&whole), contents(&pieces));
}
