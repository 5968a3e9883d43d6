//! Records of extracts whose pairs executors compare: what `lantern link` writes, and no name sent.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Instant;

use cluster::{Linking, Machines};
use extracts::{How, Nobody, Out, Stays, read};
use serde_json::Value;

use crate::flagging::{everything, holds};
use crate::machines::{Cluster, killed_in_the_middle};
use crate::place::{program, says, told};

/// The beginning of every surname, which nothing may repeat.
const NAME: &str = "Quillfeather";

/// So many records of people who share names, homes and birthdays, so that blocks are wide.
fn town(people: usize, seed: usize) -> String {
    let mut state = seed;
    let mut dice = |below: usize| {
        state = state
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) % below
    };
    let forenames = [
        "Ada", "Bram", "Cleo", "Dara", "Ezra", "Faye", "Gwen", "Hugo", "Iris", "Joel", "Kit",
        "Lena",
    ];
    let mut text = "ref,forename,surname,dob,postcode,sex,in,out\n".to_owned();
    let mut row = 0;
    for _ in 0..people {
        let which = dice(forenames.len());
        let surname = format!("{NAME}{}", ["", "-Ash", "by", "son", "croft"][dice(5)]);
        let born = format!(
            "{}-{:02}-{:02}",
            1950 + dice(30),
            1 + dice(12),
            1 + dice(28)
        );
        let home = format!("CT{} {}AB", 1 + dice(9), 1 + dice(9));
        for record in 0..=dice(3) {
            let born = if record == 2 { "" } else { &born };
            let forename = forenames[which].get(..if record == 1 { 1 } else { 2 });
            let forename = if dice(4) == 0 {
                forename.unwrap()
            } else {
                forenames[which]
            };
            let (sex, day) = (["F", "M"][which % 2], 1 + dice(27));
            row += 1;
            writeln!(
                text,
                "r{row:06},{forename},{surname},{born},{home},{sex},2026-03-{day:02},2026-03-{:02}",
                day + 1
            )
            .unwrap();
        }
    }
    text
}

fn how() -> How {
    How {
        column: vec!["ref=id".to_owned()],
        threshold: 0.9,
        model: None,
        threads: Some(2),
    }
}

/// What is asked for, in a folder of its own.
fn out(folder: &Path) -> Out {
    std::fs::create_dir_all(folder).unwrap();
    let path = |name: &str| Some(folder.join(name));
    Out {
        groups: path("groups.csv"),
        pairs: path("pairs.parquet"),
        refused: path("refused.csv"),
        review: path("review.csv"),
        from_each_band: 10,
        stays: Stays {
            from: Some("in".to_owned()),
            until: Some("out".to_owned()),
            place: None,
            impossible: path("impossible.csv"),
        },
        json: true,
    }
}

/// What `lantern link` comes to, and what it tells.
fn alone(files: &[&Path], out: &Out) -> String {
    let aside: Vec<&str> = out.stays.columns().collect();
    let records = read::records(files, &how(), &aside, &Nobody).unwrap();
    let settings = extracts::settings(&how(), &records.columns.called()).unwrap();
    let linked = linkage::run::link(&records.table, &settings, &|_| {});
    assert!(linked.pairs.len() > 100);
    let summary = extracts::answer(&records, &linked, (&settings, out), Instant::now());
    serde_json::to_string(&summary.unwrap()).unwrap()
}

/// The same by the program.
fn ask(at: &str, files: &[&Path], out: &Out) -> Command {
    let mut command = program(&["link", "--scheduler", at, "--pieces", "64", "--json"]);
    command.args(["--column", "ref=id", "--threshold", "0.9", "--threads", "2"]);
    command.args(["--from-each-band", "10", "--from", "in", "--until", "out"]);
    for (argument, path) in [
        ("--groups", &out.groups),
        ("--pairs", &out.pairs),
        ("--refused", &out.refused),
        ("--review", &out.review),
        ("--impossible", &out.stays.impossible),
    ] {
        command.arg(argument).arg(path.as_ref().unwrap());
    }
    command.args(files);
    command
}

/// What was told, but for how long it took.
fn without_time(text: &str) -> Value {
    let mut told: Value = serde_json::from_str(text).unwrap();
    assert!(told.as_object_mut().unwrap().remove("seconds").is_some());
    told
}

/// Every file of two folders, by its bytes.
fn same_bytes(one: &Path, other: &Path) {
    let mut files = Vec::new();
    everything(one, &mut files);
    assert_eq!(files.len(), 5, "{files:?}");
    for file in files {
        let name = file.file_name().unwrap();
        let bytes = std::fs::read(&file).unwrap();
        assert!(
            bytes == std::fs::read(other.join(name)).unwrap(),
            "{}",
            name.display()
        );
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn groups_are_to_the_byte_those_of_one_process_also_when_an_executor_is_killed() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("town.csv");
    std::fs::write(&file, town(12_000, 7)).unwrap();
    let expected = out(&folder.path().join("alone"));
    let expected_told = without_time(&alone(&[&file], &expected));

    let shared = folder.path().join("shared");
    let asked_for = out(&shared);
    let mut cluster = Cluster::start(folder.path());
    let question = |cluster: &Cluster| ask(&cluster.scheduler.at(), &[&file], &asked_for);
    let answered = |told: &str| {
        assert_eq!(without_time(told), expected_told);
        same_bytes(&folder.path().join("alone"), &shared);
        // The next time it must be written again.
        std::fs::remove_dir_all(&shared).unwrap();
        out(&shared);
    };
    killed_in_the_middle(&mut cluster, &question, &answered).await;

    // What the executors keep and log are numbers: no name, no id, no date of birth.
    let mut kept: Vec<PathBuf> = Vec::new();
    for work in std::fs::read_dir(folder.path()).unwrap() {
        let work = work.unwrap().path();
        let name = work.file_name().unwrap().to_string_lossy().into_owned();
        match (name.starts_with("work-"), work.is_dir()) {
            (true, true) => everything(&work, &mut kept),
            (true, false) => kept.push(work),
            _ => {}
        }
    }
    assert!(
        kept.iter().any(|file| holds(file, "made_of_large")),
        "{kept:?}"
    );
    let born = town(1, 7)
        .lines()
        .nth(1)
        .unwrap()
        .split(',')
        .nth(3)
        .unwrap()
        .to_owned();
    for file in &kept {
        for word in [NAME, "r000001", &born] {
            assert!(!holds(file, word), "{}: {word}", file.display());
        }
    }

    // Two files are linked to one another, and their order is that in which they are given.
    let other = folder.path().join("other.csv");
    std::fs::write(&file, town(800, 7)).unwrap();
    std::fs::write(&other, town(600, 7).replace("\nr", "\ns")).unwrap();
    let across = out(&folder.path().join("across-alone"));
    let expected = without_time(&alone(&[&file, &other], &across));
    let across = out(&folder.path().join("across"));
    let (code, told, err) = told(
        ask(&cluster.scheduler.at(), &[&file, &other], &across)
            .output()
            .unwrap(),
    );
    assert_eq!(code, Some(0), "{err}");
    assert_eq!(without_time(&told), expected);
    same_bytes(
        &folder.path().join("across-alone"),
        &folder.path().join("across"),
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_that_was_changed_on_the_way_is_refused_by_name() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("moved.csv");
    std::fs::write(&file, town(300, 1)).unwrap();
    let cluster = Cluster::start(folder.path());
    let linking = Linking::read(std::slice::from_ref(&file), &how(), &[], &Nobody).unwrap();
    // As long as it was, and another letter in it.
    std::fs::write(&file, town(300, 1).replacen("Ada", "Ida", 1)).unwrap();
    let machines = Machines::of(cluster.scheduler.at, 1);
    let settings = linkage::run::Settings::default();
    let fault = linking.run(&machines, &settings, 8, &|_| {}).await;
    let fault = fault.unwrap_err().to_string();
    assert!(fault.contains("the executor at `127.0.0.1:"), "{fault}");
    assert!(
        fault.contains("moved.csv` is not what `link` read"),
        "{fault}"
    );
    assert!(fault.contains("link again"), "{fault}");
    assert!(!fault.contains(NAME), "{fault}");
}

#[test]
fn what_is_wrong_with_a_file_or_a_column_is_said_as_lantern_says_it() {
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name).display().to_string();
    std::fs::write(path("town.csv"), town(3, 1)).unwrap();
    std::fs::write(path("twice.csv"), "id,surname\n7,Ash\n7,Ash\n").unwrap();
    for (arguments, wanted, named) in [
        (vec![path("nowhere.csv")], 3, "nowhere.csv` cannot be read"),
        (
            vec![path("twice.csv")],
            2,
            "twice.csv`: line 2 and line 3 have one id",
        ),
        (
            vec![path("town.csv"), "--column=naam=surname".to_owned()],
            2,
            "there is no column `naam`",
        ),
        (
            vec![path("town.csv"), "--threshold=2".to_owned()],
            2,
            "the threshold is a probability",
        ),
        (
            vec![path("town.csv"), "--scheduler=192.0.2.7:1".to_owned()],
            2,
            "is not a loopback address",
        ),
        // With nobody to compare.
        (
            vec![path("town.csv"), "--scheduler=127.0.0.1:1".to_owned()],
            3,
            "no scheduler answers at `127.0.0.1:1`",
        ),
    ] {
        let mut command = vec!["link"];
        command.extend(arguments.iter().map(String::as_str));
        let (code, out, err) = says(&command);
        assert_eq!(
            (code, out.as_str()),
            (Some(wanted), ""),
            "{arguments:?}: {err}"
        );
        assert!(err.contains(named), "{arguments:?}: {err}");
    }
}
