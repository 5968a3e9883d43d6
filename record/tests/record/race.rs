//! Several at once.

use std::collections::HashSet;

use record::{Held, Verdict, VerifyOptions};

use crate::place::{Place, all_words, new_file, on_both, request, said};

on_both! {
    two_at_once_never_lose_an_event,
    twenty_at_once_never_lose_an_event,
    two_programs_at_once_never_lose_an_event,
    the_same_command_at_once_is_done_once,
}

/// Each adds one line that says how many it saw: if a decision was ever taken on a stale file,
/// two lines say the same.
async fn count_up(place: Place, programs: usize, people: usize, turns: usize) {
    let file = new_file();
    let mut records = Vec::new();
    for _ in 0..programs {
        records.push(place.open().await);
    }
    let mut tasks = Vec::new();
    for person in 0..people {
        let record = records[person % programs].clone();
        tasks.push(tokio::spawn(async move {
            for _ in 0..turns {
                let decide = |held: &Held| Ok::<_, ()>(vec![said(held.lines.len().to_string())]);
                record.amend(file, request(), decide).await.unwrap();
            }
        }));
    }
    for task in tasks {
        task.await.unwrap();
    }
    let held = place.open().await.read(file).await.unwrap().unwrap();
    let expected: Vec<String> = (0..people * turns).map(|n| n.to_string()).collect();
    assert_eq!(all_words(&held), expected);
    let verdict = records[0].verify(VerifyOptions::default()).await.unwrap();
    assert!(matches!(verdict, Verdict::Holds(_)), "{verdict:?}");
}

async fn two_at_once_never_lose_an_event(place: Place) {
    count_up(place, 1, 2, 20).await;
}

async fn twenty_at_once_never_lose_an_event(place: Place) {
    count_up(place, 1, 20, 5).await;
}

/// Two records opened on one database have no memory in common, as two programs.
async fn two_programs_at_once_never_lose_an_event(place: Place) {
    count_up(place, 2, 4, 10).await;
}

async fn the_same_command_at_once_is_done_once(place: Place) {
    let records = [place.open().await, place.open().await];
    let (file, request) = (new_file(), request());
    let mut tasks = Vec::new();
    for turn in 0..10 {
        let record = records[turn % 2].clone();
        let request = request.clone();
        tasks.push(tokio::spawn(async move {
            record
                .amend(file, request, |_: &Held| Ok::<_, ()>(vec![said("once")]))
                .await
                .unwrap()
        }));
    }
    let mut firsts = 0;
    let mut ids = HashSet::new();
    for task in tasks {
        let amended = task.await.unwrap();
        firsts += u32::from(!amended.repeated);
        ids.insert(amended.lines[0].id);
    }
    assert_eq!((firsts, ids.len()), (1, 1));
    assert_eq!(
        all_words(&records[0].read(file).await.unwrap().unwrap()),
        ["once"]
    );
}
