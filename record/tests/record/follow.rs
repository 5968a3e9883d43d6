//! Following: in order, once, from where one stopped.

use record::{Cursor, Followed, Follower};

use crate::place::{Place, add, new_file, now, officer, on_both, words};

on_both! {
    a_follower_gets_every_line_in_order_once,
    a_follower_waits_and_is_woken,
    a_follower_hears_of_another_program,
    a_named_reader_resumes_after_a_restart,
    two_followers_do_not_disturb_each_other,
    a_disposed_line_is_passed_as_sealed,
    a_wait_that_is_given_up_loses_nothing,
}

async fn take(follower: &mut Follower, count: usize) -> Vec<String> {
    let mut taken = Vec::new();
    while taken.len() < count {
        for followed in follower.next_batch().await.unwrap() {
            taken.push(words(followed.line().unwrap()).to_owned());
        }
    }
    taken
}

fn numbers(range: std::ops::Range<u32>) -> Vec<String> {
    range.map(|n| n.to_string()).collect()
}

async fn a_follower_gets_every_line_in_order_once(place: Place) {
    let record = place.open().await;
    let mut follower = record.follow(Cursor::START);
    let files = [new_file(), new_file(), new_file()];
    let writer = tokio::spawn({
        let record = record.clone();
        async move {
            for turn in 0..60_u32 {
                add(&record, files[turn as usize % 3], &turn.to_string()).await;
            }
        }
    });
    assert_eq!(take(&mut follower, 60).await, numbers(0..60));
    writer.await.unwrap();
    assert!(follower.batch_now().await.unwrap().is_empty());
    assert_eq!(follower.cursor(), Cursor::after(60));
    // More than one batch, from the beginning.
    for turn in 60..600_u32 {
        add(&record, files[turn as usize % 3], &turn.to_string()).await;
    }
    assert_eq!(
        take(&mut record.follow(Cursor::START), 600).await,
        numbers(0..600)
    );
    assert_eq!(
        take(&mut record.follow(Cursor::after(590)), 10).await,
        numbers(590..600)
    );
}

async fn a_follower_waits_and_is_woken(place: Place) {
    let record = place.open().await;
    let mut follower = record.follow(Cursor::START);
    let waiting = tokio::spawn(async move { take(&mut follower, 1).await });
    tokio::task::yield_now().await;
    add(&record, new_file(), "0").await;
    assert_eq!(waiting.await.unwrap(), ["0"]);
}

async fn a_follower_hears_of_another_program(place: Place) {
    let here = place.open().await;
    let there = place.open().await;
    let mut follower = here.follow(Cursor::START);
    let waiting = tokio::spawn(async move { take(&mut follower, 1).await });
    tokio::task::yield_now().await;
    add(&there, new_file(), "from there").await;
    assert_eq!(waiting.await.unwrap(), ["from there"]);
}

async fn a_named_reader_resumes_after_a_restart(place: Place) {
    let file = new_file();
    {
        let record = place.open().await;
        for turn in 0..5 {
            add(&record, file, &turn.to_string()).await;
        }
        let mut reader = record.reader("board").await.unwrap();
        assert_eq!(reader.cursor(), Cursor::START);
        reader.keep(3).await.unwrap();
        // A program that is behind does not take another back.
        reader.keep(2).await.unwrap();
        record.close().await.unwrap();
    }
    let record = place.open().await;
    let reader = record.reader("board").await.unwrap();
    assert_eq!(reader.cursor(), Cursor::after(3));
    assert_eq!(
        take(&mut record.follow(reader.cursor()), 2).await,
        numbers(3..5)
    );
    assert_eq!(
        record.reader("another").await.unwrap().cursor(),
        Cursor::START
    );
}

async fn two_followers_do_not_disturb_each_other(place: Place) {
    let record = place.open().await;
    let (mut one, mut two) = (record.follow(Cursor::START), record.follow(Cursor::START));
    for turn in 0..10 {
        add(&record, new_file(), &turn.to_string()).await;
    }
    assert_eq!(take(&mut one, 10).await, numbers(0..10));
    assert_eq!(take(&mut two, 10).await, numbers(0..10));
}

async fn a_disposed_line_is_passed_as_sealed(place: Place) {
    let record = place.open().await;
    let (gone, kept) = (new_file(), new_file());
    let line = add(&record, gone, "a").await.lines.remove(0);
    add(&record, kept, "b").await;
    record
        .dispose(gone, &officer("records_1"), "due", now())
        .await
        .unwrap();
    let batch = record.follow(Cursor::START).next_batch().await.unwrap();
    assert!(matches!(
        &batch[0],
        Followed::Sealed { seq: 1, file, position, id, recorded }
            if *file == gone && *position == line.position && *id == line.id
                && *recorded == line.recorded
    ));
    assert_eq!(words(batch[1].line().unwrap()), "b");
}

async fn a_wait_that_is_given_up_loses_nothing(place: Place) {
    let record = place.open().await;
    let mut follower = record.follow(Cursor::START);
    let mut taken = Vec::new();
    for turn in 0..20 {
        // Begun, and dropped before it can end.
        tokio::select! {
            biased;
            batch = follower.next_batch() => taken.extend(batch.unwrap()),
            () = tokio::task::yield_now() => {}
        }
        add(&record, new_file(), &turn.to_string()).await;
    }
    while taken.len() < 20 {
        taken.extend(follower.next_batch().await.unwrap());
    }
    let seqs: Vec<u64> = taken.iter().map(Followed::seq).collect();
    assert_eq!(seqs, (1..=20).collect::<Vec<_>>());
}
