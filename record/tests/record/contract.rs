//! What amend, read and the access log promise.

use std::sync::atomic::{AtomicU32, Ordering};

use domain::{CommandId, Position};
use jiff::SignedDuration;
use record::{Access, AmendError, Held, Options, RecordError, Seen, Verdict, VerifyOptions};

use crate::events::one_of_each;
use crate::place::{
    Place, add, all_words, new_event, new_file, now, officer, on_both, request, said, try_add,
    words,
};

on_both! {
    every_kind_of_event_comes_back_as_it_went_in,
    lines_are_numbered_without_gaps,
    a_file_that_does_not_exist_is_none,
    a_command_sent_twice_is_done_once,
    a_command_id_used_for_something_else_is_refused,
    a_refusal_reaches_the_caller_and_writes_nothing,
    a_decision_for_nothing_writes_nothing,
    an_event_id_is_stored_once,
    a_clock_that_went_back_does_not_turn_the_record_round,
    the_access_log_remembers_who_saw_what,
    nothing_said_is_in_clear_in_the_database,
    raw_sql_cannot_change_or_remove_anything,
    a_disposed_file_cannot_be_read_and_still_verifies,
    a_record_opened_again_goes_on_where_it_stopped,
    a_newer_database_is_refused,
    other_keys_are_refused,
    an_import_run_twice_writes_once,
    files_are_listed_in_pages,
    a_closed_record_says_so,
}

async fn every_kind_of_event_comes_back_as_it_went_in(place: Place) {
    let record = place.open().await;
    for seed in 0..3 {
        let file = new_file();
        let events: Vec<_> = one_of_each(seed).into_iter().map(new_event).collect();
        let request = request();
        let written = try_add(&record, file, request.clone(), events.clone())
            .await
            .unwrap();

        // From another handle, which has nothing in memory.
        let held = place.open().await.read(file).await.unwrap().unwrap();
        assert_eq!(*held.lines, written.lines);
        for (line, event) in held.lines.iter().zip(&events) {
            assert_eq!(line.event, event.event);
            assert_eq!(line.happened, event.happened);
            assert_eq!((line.id, line.command), (event.id, request.id));
            assert_eq!((&line.by, line.recorded), (&request.by, now()));
        }
        assert_eq!(held.lines.len(), events.len());
    }
}

async fn lines_are_numbered_without_gaps(place: Place) {
    let record = place.open().await;
    let (one, two) = (new_file(), new_file());
    for turn in 0..5 {
        add(&record, one, &format!("one {turn}")).await;
        let pair = vec![said("two"), said("two")];
        try_add(&record, two, request(), pair).await.unwrap();
    }
    for (file, expected) in [(one, 5), (two, 10)] {
        let held = record.read(file).await.unwrap().unwrap();
        let positions: Vec<u64> = held.lines.iter().map(|line| line.position.get()).collect();
        assert_eq!(positions, (1..=expected).collect::<Vec<_>>());
    }
    assert_eq!(record.head().await.unwrap().seq, 15);
}

async fn a_file_that_does_not_exist_is_none(place: Place) {
    let record = place.open().await;
    assert_eq!(record.read(new_file()).await.unwrap(), None);
}

async fn a_command_sent_twice_is_done_once(place: Place) {
    let record = place.open().await;
    let (file, request) = (new_file(), request());
    let first = try_add(&record, file, request.clone(), vec![said("a"), said("b")])
        .await
        .unwrap();
    assert!(!first.repeated);
    add(&record, file, "later").await;

    for record in [&record, &place.open().await] {
        let again = record
            .amend(file, request.clone(), |held: &Held| {
                // What a real decision does on seeing its own effect: it refuses.
                if held.lines.is_empty() {
                    Ok(vec![said("a")])
                } else {
                    Err("done already")
                }
            })
            .await
            .unwrap();
        assert!(again.repeated);
        assert_eq!(again.lines, first.lines);
    }
    assert_eq!(record.read(file).await.unwrap().unwrap().lines.len(), 3);
}

async fn a_command_id_used_for_something_else_is_refused(place: Place) {
    let record = place.open().await;
    let (file, first) = (new_file(), request());
    try_add(&record, file, first.clone(), vec![said("a")])
        .await
        .unwrap();

    let mut changed = first.clone();
    changed.digest = [8; 32];
    let mut another = first.clone();
    another.by = officer("pc_1");
    for (request, file) in [(changed, file), (another, file), (first, new_file())] {
        let answer = try_add(&record, file, request.clone(), vec![said("b")]).await;
        assert!(
            matches!(answer, Err(AmendError::Record(RecordError::CommandIdReused { command })) if command == request.id)
        );
    }
    assert_eq!(record.head().await.unwrap().seq, 1);
}

async fn a_refusal_reaches_the_caller_and_writes_nothing(place: Place) {
    let record = place.open().await;
    let file = new_file();
    let answer = record
        .amend(file, request(), |_| Err("not in a dwelling"))
        .await;
    assert!(matches!(
        answer,
        Err(AmendError::Refused("not in a dwelling"))
    ));
    assert_eq!(record.read(file).await.unwrap(), None);
}

async fn a_decision_for_nothing_writes_nothing(place: Place) {
    let record = place.open().await;
    let file = new_file();
    let amended = try_add(&record, file, request(), Vec::new()).await.unwrap();
    assert_eq!((amended.lines.len(), amended.repeated), (0, false));
    assert_eq!(record.read(file).await.unwrap(), None);
    assert_eq!(record.head().await.unwrap().seq, 0);
}

async fn an_event_id_is_stored_once(place: Place) {
    let record = place.open().await;
    let event = said("once");
    try_add(&record, new_file(), request(), vec![event.clone()])
        .await
        .unwrap();
    let file = new_file();
    let answer = try_add(&record, file, request(), vec![event]).await;
    assert!(matches!(
        answer,
        Err(AmendError::Record(RecordError::EventIdReused { .. }))
    ));
    // The writer goes on, and the file that was refused is not half there.
    assert_eq!(record.read(file).await.unwrap(), None);
    add(&record, file, "with an id of its own").await;
}

async fn a_clock_that_went_back_does_not_turn_the_record_round(place: Place) {
    let record = place.open().await;
    let file = new_file();
    let mut late = request();
    late.now = now() + SignedDuration::from_nanos(999);
    try_add(&record, file, late, vec![said("first")])
        .await
        .unwrap();
    let mut early = request();
    early.now = now() - SignedDuration::from_hours(1);
    let amended = try_add(&record, file, early, vec![said("second")])
        .await
        .unwrap();
    assert_eq!(amended.lines[0].recorded, now());
    let held = place.open().await.read(file).await.unwrap().unwrap();
    assert_eq!(held.lines[1].recorded, now());
}

async fn the_access_log_remembers_who_saw_what(place: Place) {
    let record = place.open().await;
    let file = new_file();
    add(&record, file, "a").await;
    let what = [
        Seen::Viewed,
        Seen::ViewedAsKnownAt { at: now() },
        Seen::Printed,
        Seen::Exported,
        Seen::Listed {
            figure: "waits_by_site over_an_hour".into(),
        },
        Seen::NoticeRead {
            position: Position::FIRST,
        },
    ];
    let noted: Vec<Access> = what
        .into_iter()
        .enumerate()
        .map(|(turn, what)| Access {
            file,
            by: officer(&format!("pc_{turn}")),
            at: now(),
            position: 1,
            what,
        })
        .collect();
    for access in &noted {
        record.note_access(access.clone()).await.unwrap();
    }
    assert_eq!(record.accesses(file).await.unwrap(), noted);
    assert_eq!(place.open().await.accesses(file).await.unwrap(), noted);

    // A decision sees everybody who saw the file, also those noted since it was last read.
    let seen = AtomicU32::new(0);
    let extra = Access {
        file,
        by: officer("pc_9"),
        at: now(),
        position: 1,
        what: Seen::Viewed,
    };
    place.open().await.note_access(extra).await.unwrap();
    record
        .amend(file, request(), |held: &Held| {
            seen.store(
                u32::try_from(held.accesses.len()).unwrap(),
                Ordering::Relaxed,
            );
            Ok::<_, ()>(vec![said("b")])
        })
        .await
        .unwrap();
    assert_eq!(seen.load(Ordering::Relaxed), 7);

    let nowhere = Access {
        file: new_file(),
        ..noted[0].clone()
    };
    let answer = record.note_access(nowhere).await;
    assert!(matches!(answer, Err(RecordError::NoSuchFile { .. })));
}

async fn nothing_said_is_in_clear_in_the_database(place: Place) {
    let record = place.open().await;
    let file = new_file();
    add(&record, file, "a sentence nobody else may read").await;
    let access = Access {
        file,
        by: officer("pc_1"),
        at: now(),
        position: 1,
        what: Seen::Printed,
    };
    record.note_access(access).await.unwrap();
    if !place.is_sqlite() {
        for (table, column) in [
            ("line", "sealed"),
            ("access", "sealed"),
            ("file_key", "wrapped"),
        ] {
            for secret in ["nobody else", "restraint", "PC 4471", "printed"] {
                let sql = format!(
                    "SELECT COUNT(*) FROM {table} WHERE position('{secret}'::bytea IN {column}) > 0"
                );
                assert_eq!(place.number(&sql).await, 0, "{secret} in {table}");
            }
        }
        return;
    }
    record.close().await.unwrap();
    for entry in std::fs::read_dir(place.folder.path()).unwrap() {
        let path = entry.unwrap().path();
        let bytes = std::fs::read(&path).unwrap();
        for secret in ["nobody else", "restraint", "PC 4471", "printed"] {
            let found = bytes
                .windows(secret.len())
                .any(|window| window == secret.as_bytes());
            assert!(!found, "{secret} in {}", path.display());
        }
    }
}

async fn raw_sql_cannot_change_or_remove_anything(place: Place) {
    let record = place.open().await;
    let file = new_file();
    add(&record, file, "a").await;
    let access = Access {
        file,
        by: officer("pc_1"),
        at: now(),
        position: 1,
        what: Seen::Viewed,
    };
    record.note_access(access).await.unwrap();
    record.checkpoint().await.unwrap();
    let mut refused = vec![
        "UPDATE line SET recorded = recorded + 1",
        "UPDATE line SET sealed = hash",
        "DELETE FROM line",
        "UPDATE command SET by_user = 'x'",
        "DELETE FROM command",
        "UPDATE access SET at = 0",
        "DELETE FROM access",
        "UPDATE checkpoint SET seq = 0",
        "DELETE FROM checkpoint",
        "DELETE FROM file_key",
        "UPDATE file_key SET wrapped = NULL",
        "UPDATE file_key SET master = 'x'",
        "UPDATE file_key SET destroyed = 1, destroyed_by = 'x', reason = 'x'",
    ];
    if !place.is_sqlite() {
        refused.extend([
            "TRUNCATE line",
            "TRUNCATE command",
            "TRUNCATE access",
            "TRUNCATE checkpoint",
            "TRUNCATE file_key",
        ]);
    }
    for sql in refused {
        let error = place.sql(sql).await.expect_err(sql).to_string();
        assert!(
            error.contains("append-only") || error.contains("key of a file"),
            "{sql}: {error}"
        );
    }
    let verdict = record.verify(VerifyOptions::default()).await.unwrap();
    assert!(matches!(verdict, Verdict::Holds(_)), "{verdict:?}");
}

async fn a_disposed_file_cannot_be_read_and_still_verifies(place: Place) {
    let record = place.open().await;
    let (gone, kept) = (new_file(), new_file());
    add(&record, gone, "to be forgotten").await;
    add(&record, kept, "kept").await;
    add(&record, gone, "and this").await;
    record
        .dispose(gone, &officer("records_1"), "six years passed", now())
        .await
        .unwrap();

    for record in [&record, &place.open().await] {
        let held = record.read(gone).await.unwrap().unwrap();
        assert_eq!(held.lines.len(), 0);
        let disposed = held.disposed.unwrap();
        assert_eq!(
            (disposed.by_user.as_str(), disposed.lines),
            ("records_1", 2)
        );
        assert_eq!(
            (disposed.reason.as_str(), disposed.at),
            ("six years passed", now())
        );
        assert_eq!(
            all_words(&record.read(kept).await.unwrap().unwrap()),
            ["kept"]
        );

        let answer = try_add(record, gone, request(), vec![said("more")]).await;
        assert!(
            matches!(answer, Err(AmendError::Record(RecordError::Disposed { file })) if file == gone)
        );
        let again = record
            .dispose(gone, &officer("records_1"), "again", now())
            .await;
        assert!(matches!(again, Err(RecordError::Disposed { .. })));
        let verdict = record.verify(VerifyOptions::default()).await.unwrap();
        assert!(matches!(verdict, Verdict::Holds(_)), "{verdict:?}");
    }
    let nowhere = record
        .dispose(new_file(), &officer("records_1"), "x", now())
        .await;
    assert!(matches!(nowhere, Err(RecordError::NoSuchFile { .. })));
}

async fn a_record_opened_again_goes_on_where_it_stopped(place: Place) {
    let file = new_file();
    for turn in 0..4 {
        let record = place.open().await;
        add(&record, file, &turn.to_string()).await;
        record.close().await.unwrap();
    }
    let record = place.open().await;
    assert_eq!(
        all_words(&record.read(file).await.unwrap().unwrap()),
        ["0", "1", "2", "3"]
    );
    let Verdict::Holds(verified) = record.verify(VerifyOptions::default()).await.unwrap() else {
        panic!("the chain broke on opening again");
    };
    assert_eq!((verified.head.seq, verified.checkpoints), (4, 4));
}

async fn a_newer_database_is_refused(place: Place) {
    place.open().await.close().await.unwrap();
    place
        .sql("INSERT INTO schema_version (version) VALUES (99)")
        .await
        .unwrap();
    let error = place.try_open(Options::default()).await.err().unwrap();
    assert!(
        matches!(error, RecordError::NewerVersion { found: 99, .. }),
        "{error}"
    );
}

async fn other_keys_are_refused(place: Place) {
    place.open().await.close().await.unwrap();
    std::fs::remove_file(place.keys()).unwrap();
    record::FileKeys::create(place.keys()).unwrap();
    let error = place.try_open(Options::default()).await.err().unwrap();
    assert!(matches!(error, RecordError::OtherKeys { .. }), "{error}");
}

async fn an_import_run_twice_writes_once(place: Place) {
    let record = place.open().await;
    let files: Vec<record::NewFile> = (0..9_000)
        .map(|row: u32| record::NewFile {
            file: new_file(),
            command: CommandId::new(crate::place::id()),
            by: officer("importer"),
            lines: vec![said(row.to_string())],
        })
        .collect();
    let half = files[..4_500].to_vec();
    let first = record.append_new(half, now()).await.unwrap();
    assert_eq!((first.files, first.lines, first.skipped), (4_500, 4_500, 0));
    let mut doubled = files.clone();
    doubled.push(files[8_999].clone());
    let second = record.append_new(doubled, now()).await.unwrap();
    assert_eq!(
        (second.files, second.lines, second.skipped),
        (4_500, 4_500, 4_501)
    );
    for row in [0, 4_499, 4_500, 8_999] {
        let held = record.read(files[row].file).await.unwrap().unwrap();
        assert_eq!(all_words(&held), [row.to_string()]);
    }
    let Verdict::Holds(verified) = record.verify(VerifyOptions::default()).await.unwrap() else {
        panic!("the import broke the chain");
    };
    assert_eq!(verified.head.seq, 9_000);
    // An imported file can be added to like any other.
    let amended = add(&record, files[0].file, "more").await;
    assert_eq!(amended.lines[0].position.get(), 2);
}

async fn files_are_listed_in_pages(place: Place) {
    let record = place.open().await;
    let mut files = Vec::new();
    for _ in 0..7 {
        let file = new_file();
        add(&record, file, "a").await;
        files.push(file);
    }
    files.sort();
    let mut listed = Vec::new();
    loop {
        let page = record.files(listed.last().copied(), 3).await.unwrap();
        if page.is_empty() {
            break;
        }
        assert!(page.iter().all(|one| one.lines == 1 && !one.disposed));
        listed.extend(page.iter().map(|one| one.file));
    }
    assert_eq!(listed, files);
}

async fn a_closed_record_says_so(place: Place) {
    let record = place.open().await;
    let amended = add(&record, new_file(), "a").await;
    assert_eq!(words(&amended.lines[0]), "a");
    record.close().await.unwrap();
    let answer = try_add(&record, new_file(), request(), vec![said("b")]).await;
    assert!(
        matches!(answer, Err(AmendError::Record(RecordError::Closed))),
        "{answer:?}"
    );
}
