//! The process is killed at random moments; what was acknowledged is there, once.
//!
//! A child process (this test binary again, told by an environment variable) appends from several
//! tasks and prints the id of each command once it is acknowledged. The parent reads along, kills
//! it with SIGKILL at moments drawn from a seed, and starts the next, until enough were
//! acknowledged.

use std::collections::{HashMap, HashSet};
use std::io::{BufRead as _, BufReader, Write as _};
use std::process::{Command, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use domain::{CommandId, FileId};
use record::{Cursor, Held, Record, Verdict, VerifyOptions};
use testkit::postgres::{Server, Stop, or_skip};
use uuid::Uuid;

use crate::events::Choices;
use crate::place::{Place, request, said};

/// Acknowledged appends in all, over every life of the child.
const APPENDS: usize = 10_000;

/// People who append at the same time in the child.
const PEOPLE: u64 = 8;

const ADDRESS: &str = "LANTERN_TEST_CHILD_ADDRESS";
const FOLDER: &str = "LANTERN_TEST_CHILD_FOLDER";

/// The child. Without its environment it is a test of nothing, and says so by its name.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn child_of_the_kill_tests() {
    let (Ok(address), Ok(folder)) = (std::env::var(ADDRESS), std::env::var(FOLDER)) else {
        return;
    };
    let keys = Arc::new(record::FileKeys::open(format!("{folder}/keys")).unwrap());
    let open = || Record::open(&address, keys.clone(), record::Options::default());
    let record = loop {
        // The server may be coming up again.
        match open().await {
            Ok(record) => break record,
            Err(error) if error.is_passing() => tokio::time::sleep(Duration::from_millis(50)).await,
            Err(error) => panic!("{}", error.for_operator()),
        }
    };
    let mut people = tokio::task::JoinSet::new();
    for person in 0..PEOPLE {
        let record = record.clone();
        people.spawn(async move {
            loop {
                let request = request();
                let decide = |held: &Held| {
                    Ok::<_, ()>(vec![said(held.lines.len().to_string()), said("second")])
                };
                match record.amend(file_of(person), request.clone(), decide).await {
                    // One write to the pipe for each line, so that lines stay whole.
                    Ok(_) => {
                        let line = format!("ack {}\n", request.id);
                        std::io::stdout().write_all(line.as_bytes()).unwrap();
                    }
                    // Not acknowledged: the server is away, or it is not known.
                    Err(_) => tokio::time::sleep(Duration::from_millis(20)).await,
                }
            }
        });
    }
    let ended = people.join_next().await;
    panic!("somebody stopped appending: {ended:?}");
}

fn file_of(person: u64) -> FileId {
    FileId::new(Uuid::from_u128(0x1000 + u128::from(person)))
}

/// Lets children append and kills them. `upset` is called between two lives, now and then.
fn run_children(place: &Place, seed: u64, upset: impl Fn(usize)) -> HashSet<CommandId> {
    let mut choices = Choices::new(seed);
    let mut acknowledged = HashSet::new();
    let mut lives = 0;
    while acknowledged.len() < APPENDS {
        lives += 1;
        let mut child = Command::new(std::env::current_exe().unwrap())
            .args(["--exact", "killed::child_of_the_kill_tests", "--nocapture"])
            .env(ADDRESS, &place.address)
            .env(FOLDER, place.folder.path())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let out = BufReader::new(child.stdout.take().unwrap());
        // Killed by count, and then a moment later, so that the blow falls anywhere in a commit.
        let enough = 200 + choices.below(1_800);
        let moment = Duration::from_micros(u64::try_from(choices.below(3_000)).unwrap());
        let dead = Arc::new(AtomicBool::new(false));
        let mut killer = Some((child, Arc::clone(&dead)));
        let mut here = 0;
        for line in out.lines() {
            let Ok(line) = line else { break };
            let Some(id) = line.split("ack ").nth(1).and_then(|id| id.parse().ok()) else {
                continue;
            };
            assert!(acknowledged.insert(id), "acknowledged twice: {id}");
            here += 1;
            if here == enough / 2 {
                upset(lives);
            }
            if here >= enough
                && let Some((mut child, dead)) = killer.take()
            {
                std::thread::spawn(move || {
                    std::thread::sleep(moment);
                    child.kill().unwrap();
                    child.wait().unwrap();
                    dead.store(true, Ordering::Release);
                });
            }
        }
        assert!(
            killer.is_none(),
            "the child ended by itself after {here} appends"
        );
        while !dead.load(Ordering::Acquire) {
            std::thread::sleep(Duration::from_millis(1));
        }
    }
    assert!(lives >= 5, "too few kills to mean anything: {lives}");
    acknowledged
}

/// Every acknowledged command is there once and whole, and the chain verifies.
async fn check(place: &Place, acknowledged: &HashSet<CommandId>) {
    let record = place.open().await;
    let verdict = record.verify(VerifyOptions::default()).await.unwrap();
    assert!(matches!(verdict, Verdict::Holds(_)), "{verdict:?}");

    let mut found: HashMap<CommandId, u32> = HashMap::new();
    let mut positions: HashMap<FileId, u64> = HashMap::new();
    let mut follower = record.follow(Cursor::START);
    loop {
        let batch = follower.batch_now().await.unwrap();
        if batch.is_empty() {
            break;
        }
        for followed in batch {
            let line = followed.line().unwrap();
            *found.entry(line.command).or_default() += 1;
            let position = positions.entry(line.file).or_default();
            *position += 1;
            assert_eq!(line.position.get(), *position);
        }
    }
    for (command, lines) in &found {
        assert_eq!(*lines, 2, "{command} is not whole");
    }
    let missing = acknowledged
        .iter()
        .filter(|id| !found.contains_key(id))
        .count();
    assert_eq!(
        missing,
        0,
        "acknowledged and lost, of {}",
        acknowledged.len()
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn sqlite_keeps_what_it_acknowledged_when_killed() {
    let place = Place::sqlite();
    let acknowledged = run_children(&place, 1, |_| {});
    check(&place, &acknowledged).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn postgres_keeps_what_it_acknowledged_when_the_program_or_the_server_is_killed() {
    let Some(server) = or_skip(Server::start(true)) else {
        return;
    };
    let place = Place::at(server.database().unwrap());
    let acknowledged = run_children(&place, 2, |life| {
        // The server falls in every third life, in the middle of it.
        if life % 3 == 1 {
            server
                .stop(if life % 2 == 1 {
                    Stop::Kill
                } else {
                    Stop::Immediate
                })
                .unwrap();
            server.begin().unwrap();
        }
    });
    check(&place, &acknowledged).await;
}
