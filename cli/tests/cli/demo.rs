//! `lantern demo`: it tells a night, serves it, and goes on where it was.

use crate::run::{Folder, Server};

fn start(folder: &Folder) -> Server {
    Server::start(
        folder.lantern("demo --dir night --port 0 --seed 3"),
        |line| line.trim().strip_prefix("http://").map(str::to_owned),
    )
}

fn lines(folder: &Folder) -> u64 {
    let ran = folder.expect(
        0,
        "verify --record sqlite:night/record.db --keys night/keys --json",
    );
    let told: serde_json::Value = serde_json::from_str(&ran.out).unwrap();
    told["lines"].as_u64().unwrap()
}

#[test]
fn a_night_is_told_served_and_continued() {
    let folder = Folder::new();
    let mut server = start(&folder);
    server.wait_for("/ready", 200);
    assert_eq!(server.stop(), Some(0));
    let told = lines(&folder);
    assert!(told > 600, "{told} lines");

    // What was told is not told again; a moment's events may have been added.
    let mut server = start(&folder);
    assert_eq!(server.get("/health").0, 200);
    assert_eq!(server.stop(), Some(0));
    let again = lines(&folder);
    assert!(
        (told..told + 60).contains(&again),
        "{told} and then {again}"
    );

    let ran = folder.expect(2, "demo --dir night --seed 4");
    assert!(ran.err.contains("holds the night of seed 3"), "{}", ran.err);
}

#[test]
fn a_start_that_was_killed_goes_on_and_tells_nothing_twice() {
    let folder = Folder::new();
    let mut child = folder
        .lantern("demo --dir night --port 0 --seed 3")
        .stdout(std::process::Stdio::null())
        .stderr(std::process::Stdio::null())
        .spawn()
        .unwrap();
    // Killed as soon as something is written: in the middle of telling.
    while std::fs::metadata(folder.path("night/record.db-wal")).map_or(0, |wal| wal.len()) < 400_000
    {
        assert!(child.try_wait().unwrap().is_none(), "it stopped by itself");
        std::thread::sleep(std::time::Duration::from_millis(5));
    }
    child.kill().unwrap();
    child.wait().unwrap();
    let before = lines(&folder);
    assert!(before > 0);

    let mut server = start(&folder);
    assert_eq!(server.stop(), Some(0));
    let after = lines(&folder);
    assert!(after > before, "{before} and then {after}");
    assert!(after > 600, "{after} lines");
}

#[test]
fn a_folder_with_something_else_in_it_is_left_alone() {
    let folder = Folder::new();
    std::fs::create_dir(folder.path("night")).unwrap();
    folder.write("night/record.db", "something dear");
    let ran = folder.expect(2, "demo --dir night --port 0");
    assert!(ran.err.contains("--fresh"), "{}", ran.err);
    assert_eq!(folder.read("night/record.db"), "something dear");
}
