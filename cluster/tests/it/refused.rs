//! What is refused, and what is said to it.

use crate::place::{self, Scheduler, says};

#[test]
fn nothing_listens_or_connects_beyond_loopback_and_the_address_is_named() {
    let lake = "/nowhere";
    for (arguments, named) in [
        (
            vec!["scheduler", "--listen", "0.0.0.0:50050"],
            "0.0.0.0:50050",
        ),
        (
            vec!["scheduler", "--listen", "192.0.2.7:50050"],
            "192.0.2.7:50050",
        ),
        (vec!["executor", "--listen", "0.0.0.0:0"], "0.0.0.0:0"),
        (
            vec!["executor", "--scheduler", "192.0.2.7:50050"],
            "192.0.2.7:50050",
        ),
        (
            vec![
                "run",
                "attention",
                "--lake",
                lake,
                "--scheduler",
                "192.0.2.7:1",
            ],
            "192.0.2.7:1",
        ),
    ] {
        let (code, out, err) = says(&arguments);
        assert_eq!(code, Some(2), "{arguments:?}: {err}");
        assert_eq!(out, "", "{arguments:?}");
        for word in [
            &format!("`{named}` is not a loopback address"),
            "give 127.0.0.1",
            "docs/cluster.md",
        ] {
            assert!(err.contains(word), "{arguments:?}: {err}");
        }
    }
}

#[test]
fn an_address_that_is_taken_is_named() {
    let taken = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let at = taken.local_addr().unwrap().to_string();
    for command in ["scheduler", "executor"] {
        let (code, _, err) = says(&[command, "--listen", &at]);
        assert_eq!(code, Some(3), "{command}: {err}");
        assert!(
            err.contains(&format!("`{at}` cannot be listened on")),
            "{command}: {err}"
        );
        assert!(err.contains("give another port"), "{command}: {err}");
    }
}

#[test]
fn without_a_scheduler_and_without_an_executor_it_is_said_what_to_start() {
    let folder = tempfile::tempdir().unwrap();
    place::made(folder.path(), 20_000, 1);
    let lake = folder.path().to_str().unwrap();
    let free = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let nobody = free.local_addr().unwrap().to_string();
    drop(free);
    let (code, out, err) = says(&["run", "attention", "--lake", lake, "--scheduler", &nobody]);
    assert_eq!((code, out.as_str()), (Some(3), ""), "{err}");
    assert!(
        err.contains(&format!("no scheduler answers at `{nobody}`"))
            && err.contains(&format!("lantern-cluster scheduler --listen {nobody}")),
        "{err}"
    );
    let (code, _, err) = says(&[
        "executor",
        "--listen",
        "127.0.0.1:0",
        "--scheduler",
        &nobody,
        "--wait",
        "0",
    ]);
    assert_eq!(code, Some(3), "{err}");
    assert!(err.contains("no scheduler answers at"), "{err}");

    let scheduler = Scheduler::start();
    let at = scheduler.at();
    let (code, out, err) = says(&["run", "attention", "--lake", lake, "--scheduler", &at]);
    assert_eq!((code, out.as_str()), (Some(3), ""), "{err}");
    assert!(
        err.contains("has no executor")
            && err.contains(&format!("lantern-cluster executor --scheduler {at}")),
        "{err}"
    );
}

#[test]
fn a_lake_a_measure_or_a_period_that_there_is_not_is_named_before_anybody_is_asked() {
    let folder = tempfile::tempdir().unwrap();
    let lake = folder.path().to_str().unwrap();
    let (code, _, err) = says(&["run", "attention", "--lake", lake]);
    assert_eq!(code, Some(2), "{err}");
    assert!(err.contains("there is no lake in"), "{err}");
    place::made(folder.path(), 20_000, 1);
    let (code, _, err) = says(&["run", "attention_", "--lake", lake]);
    assert_eq!(code, Some(2), "{err}");
    assert!(err.contains("did you mean `attention`"), "{err}");
    let (code, _, err) = says(&[
        "run",
        "attention",
        "--lake",
        lake,
        "--from",
        "2025-10-09",
        "--to",
        "2025-10-08",
    ]);
    assert_eq!(code, Some(2), "{err}");
    assert!(err.contains("comes before 2025-10-09"), "{err}");
}
