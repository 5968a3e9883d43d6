//! Verify finds what was done to the record behind its back, and names it.
//!
//! The triggers are taken away first, as somebody with the database's own password could.

use record::{Access, Chain, Fault, FileKeys, How, Options, Record, Seen, Verdict, VerifyOptions};

use crate::place::{Place, add, new_file, now, officer, on_both, request, said, try_add};

on_both! {
    an_untouched_record_holds,
    a_change_in_any_column_is_found,
    a_removed_line_is_named,
    a_removed_line_whose_place_was_closed_up_is_named,
    an_inserted_line_is_named,
    swapped_lines_are_found,
    a_chain_recomputed_without_the_signing_key_is_found,
    a_head_of_ones_own_is_found,
    a_record_put_back_to_an_older_copy_is_found_with_a_checkpoint_outside,
    the_access_log_is_held_to_the_same,
    a_key_that_is_gone_without_a_disposal_is_found,
    a_corrupted_line_is_named_by_read_and_passed_by_follow,
}

const LINES: u64 = 8;

/// A record of eight lines in two files, four entries in the access log, and no triggers.
async fn written(place: &Place) -> Record {
    let record = place.open().await;
    let files = [new_file(), new_file()];
    for turn in 0..8 {
        add(&record, files[turn % 2], &format!("line {turn}")).await;
    }
    for turn in 0..4 {
        let access = Access {
            file: files[turn % 2],
            by: officer("pc_1"),
            at: now(),
            position: 1,
            what: Seen::Viewed,
        };
        record.note_access(access).await.unwrap();
    }
    let tables = ["line", "access", "file_key", "command", "checkpoint"];
    for table in tables {
        let sql = if place.is_sqlite() {
            let names: &[&str] = match table {
                "file_key" => &["no_delete", "only_disposal"],
                _ => &["no_update", "no_delete"],
            };
            let drops: Vec<_> = names
                .iter()
                .map(|name| format!("DROP TRIGGER {table}_{name}"))
                .collect();
            drops.join("; ")
        } else {
            format!("ALTER TABLE {table} DISABLE TRIGGER USER")
        };
        place.sql(&sql).await.unwrap();
    }
    record
}

async fn verify(record: &Record) -> Verdict {
    record.verify(VerifyOptions::default()).await.unwrap()
}

async fn fault(record: &Record) -> Fault {
    match verify(record).await {
        Verdict::Broken(fault) => fault,
        Verdict::Holds(verified) => panic!("nothing was found: {verified:?}"),
    }
}

#[track_caller]
fn assert_fault(fault: Fault, chain: Chain, seq: u64, how: How) {
    assert_eq!(
        (fault.chain, fault.seq, fault.how),
        (chain, seq, how),
        "{fault}"
    );
}

async fn an_untouched_record_holds(place: Place) {
    let record = written(&place).await;
    let Verdict::Holds(verified) = verify(&record).await else {
        panic!("a false alarm")
    };
    assert_eq!((verified.head.seq, verified.head.access_seq), (LINES, 4));
}

async fn a_change_in_any_column_is_found(place: Place) {
    let columns = [
        "file = event_id",
        "position = position + 1000",
        "event_id = file",
        "recorded = recorded + 1",
        // One byte in the middle of the contents.
        if place.is_sqlite() {
            "sealed = CAST(substr(sealed, 1, 60) || X'00' || substr(sealed, 62) AS BLOB)"
        } else {
            "sealed = set_byte(sealed, 60, (get_byte(sealed, 60) + 1) % 256)"
        },
        "prev = hash",
        "hash = prev",
    ];
    let record = written(&place).await;
    for (turn, column) in columns.into_iter().enumerate() {
        let seq = [1, 4, LINES][turn % 3];
        let keep = format!("CREATE TABLE kept AS SELECT * FROM line WHERE seq = {seq}");
        place.sql(&keep).await.unwrap();
        place
            .sql(&format!("UPDATE line SET {column} WHERE seq = {seq}"))
            .await
            .unwrap();
        assert_fault(fault(&record).await, Chain::Lines, seq, How::Changed);

        place
            .sql(&format!("DELETE FROM line WHERE seq = {seq}"))
            .await
            .unwrap();
        place
            .sql("INSERT INTO line SELECT * FROM kept")
            .await
            .unwrap();
        place.sql("DROP TABLE kept").await.unwrap();
        assert!(
            matches!(verify(&record).await, Verdict::Holds(_)),
            "put back: {column}"
        );
    }
    place
        .sql("UPDATE line SET seq = 500 WHERE seq = 4")
        .await
        .unwrap();
    assert_fault(
        fault(&record).await,
        Chain::Lines,
        4,
        How::Moved { found: 500 },
    );
}

async fn a_removed_line_is_named(place: Place) {
    let record = written(&place).await;
    // From the end, so that each is the first that is missing.
    for seq in [LINES, 4, 1] {
        place
            .sql(&format!("DELETE FROM line WHERE seq = {seq}"))
            .await
            .unwrap();
        assert_fault(fault(&record).await, Chain::Lines, seq, How::Removed);
    }
}

async fn a_removed_line_whose_place_was_closed_up_is_named(place: Place) {
    let record = written(&place).await;
    place.sql("DELETE FROM line WHERE seq = 3").await.unwrap();
    for seq in 4..=LINES {
        let sql = format!("UPDATE line SET seq = {} WHERE seq = {seq}", seq - 1);
        place.sql(&sql).await.unwrap();
    }
    assert_fault(fault(&record).await, Chain::Lines, 3, How::Removed);
}

async fn make_room(place: &Place, at: u64) {
    for seq in (at..=LINES).rev() {
        let sql = format!("UPDATE line SET seq = {} WHERE seq = {seq}", seq + 1);
        place.sql(&sql).await.unwrap();
    }
}

async fn an_inserted_line_is_named(place: Place) {
    let record = written(&place).await;
    // A copy of another line, with ids of its own.
    let (id, file) = if place.is_sqlite() {
        ("randomblob(16)", "randomblob(16)")
    } else {
        (
            "uuid_send(gen_random_uuid())",
            "uuid_send(gen_random_uuid())",
        )
    };
    let insert = |seq: u64| {
        format!(
            "INSERT INTO line SELECT {seq}, {file}, position, {id}, recorded, sealed, prev, hash \
             FROM line WHERE seq = 1"
        )
    };
    place.sql(&insert(LINES + 1)).await.unwrap();
    assert_fault(fault(&record).await, Chain::Lines, LINES + 1, How::Inserted);
    place
        .sql(&format!("DELETE FROM line WHERE seq = {}", LINES + 1))
        .await
        .unwrap();

    make_room(&place, 5).await;
    place.sql(&insert(5)).await.unwrap();
    assert_fault(fault(&record).await, Chain::Lines, 5, How::Inserted);
}

async fn swapped_lines_are_found(place: Place) {
    let record = written(&place).await;
    for (from, to) in [(3, 99), (6, 3), (99, 6)] {
        place
            .sql(&format!("UPDATE line SET seq = {to} WHERE seq = {from}"))
            .await
            .unwrap();
    }
    assert_fault(
        fault(&record).await,
        Chain::Lines,
        3,
        How::Reordered { own: 6 },
    );
}

/// Somebody who knows the code and the database, and has not the keys, writes the whole chain
/// anew: here by taking that of another record.
async fn a_chain_recomputed_without_the_signing_key_is_found(place: Place) {
    let options = Options {
        checkpoint_lines: 3,
        ..Options::default()
    };
    let record = place.open_with(options).await;
    let file = new_file();
    for turn in 0..8 {
        add(&record, file, &turn.to_string()).await;
    }
    // The same number of lines, sound among themselves.
    let forged = Place::sqlite();
    let other = forged.open().await;
    for turn in 0..8 {
        add(&other, file, &format!("forged {turn}")).await;
    }
    let rows = dump_lines(&forged).await;
    if place.is_sqlite() {
        place
            .sql("DROP TRIGGER line_no_update; DROP TRIGGER line_no_delete")
            .await
            .unwrap();
    } else {
        place
            .sql("ALTER TABLE line DISABLE TRIGGER USER")
            .await
            .unwrap();
    }
    place.sql("DELETE FROM line").await.unwrap();
    for row in rows {
        let literal = |hex: &str| {
            if place.is_sqlite() {
                format!("X'{hex}'")
            } else {
                format!("'\\x{hex}'")
            }
        };
        let sql = format!(
            "INSERT INTO line VALUES ({}, {}, {}, {}, {}, {}, {}, {})",
            row[0],
            literal(&row[1]),
            row[2],
            literal(&row[3]),
            row[4],
            literal(&row[5]),
            literal(&row[6]),
            literal(&row[7]),
        );
        place.sql(&sql).await.unwrap();
    }
    // Checkpoints at 3 and 6; the first of them says so.
    assert_fault(
        fault(&record).await,
        Chain::Lines,
        3,
        How::Rewritten { after: 0 },
    );

    // And when the checkpoints go too, the head says so.
    let sql = if place.is_sqlite() {
        "DROP TRIGGER checkpoint_no_delete; DELETE FROM checkpoint"
    } else {
        "ALTER TABLE checkpoint DISABLE TRIGGER USER; DELETE FROM checkpoint"
    };
    place.sql(sql).await.unwrap();
    assert_fault(
        fault(&record).await,
        Chain::Lines,
        LINES,
        How::Rewritten { after: 0 },
    );
}

/// The lines of an SQLite record, bytes in hexadecimal.
async fn dump_lines(place: &Place) -> Vec<Vec<String>> {
    use sqlx::{AnyConnection, Connection as _};
    let mut connection = AnyConnection::connect(&place.address).await.unwrap();
    let rows: Vec<(String,)> = sqlx::query_as(
        "SELECT seq || ' ' || hex(file) || ' ' || position || ' ' || hex(event_id) || ' ' || \
         recorded || ' ' || hex(sealed) || ' ' || hex(prev) || ' ' || hex(hash) \
         FROM line ORDER BY seq",
    )
    .fetch_all(&mut connection)
    .await
    .unwrap();
    rows.iter()
        .map(|(row,)| row.split(' ').map(str::to_owned).collect())
        .collect()
}

async fn a_head_of_ones_own_is_found(place: Place) {
    let record = written(&place).await;
    // The end is cut off, and the head moved to fit.
    let cut = [
        "DELETE FROM line WHERE seq = 8",
        "UPDATE head SET seq = 7, hash = (SELECT hash FROM line WHERE seq = 7)",
    ];
    for sql in cut {
        place.sql(sql).await.unwrap();
    }
    assert_fault(fault(&record).await, Chain::Head, 7, How::Signature);

    // A checkpoint that was signed before says that there was more.
    let other = Place {
        address: place.address.clone(),
        folder: tempfile::tempdir().unwrap(),
    };
    FileKeys::create(other.keys()).unwrap();
    assert!(other.try_open(Options::default()).await.is_err());
}

async fn a_record_put_back_to_an_older_copy_is_found_with_a_checkpoint_outside(place: Place) {
    let outside = place.folder.path().join("checkpoints");
    let options = Options {
        checkpoint_lines: 2,
        checkpoint_file: Some(outside.clone()),
        ..Options::default()
    };
    let file = new_file();
    let record = place.open_with(options.clone()).await;
    for turn in 0..4 {
        add(&record, file, &turn.to_string()).await;
    }
    record.close().await.unwrap();
    // An honest copy of this moment, made with the record's own means.
    let copy = place.folder.path().join("copy");
    let record = place.open_with(options.clone()).await;
    record.backup(&copy, None).await.unwrap();
    for turn in 4..9 {
        add(&record, file, &turn.to_string()).await;
    }
    record.close().await.unwrap();

    let old = Place {
        address: crate::place::sqlite_at(&place.folder.path().join("old.db")),
        ..place
    };
    let older = old.open().await;
    older.restore(&copy, None).await.unwrap();
    // Nothing inside it tells.
    assert!(matches!(verify(&older).await, Verdict::Holds(_)));
    let against = VerifyOptions {
        against: Some(outside.clone()),
        ..VerifyOptions::default()
    };
    let Verdict::Broken(found) = older.verify(against).await.unwrap() else {
        panic!("the older copy was taken for the record");
    };
    assert_eq!((found.chain, found.seq), (Chain::Lines, 5));
    assert!(
        matches!(found.how, How::RolledBack { outside: true, .. }),
        "{found}"
    );

    // A checkpoint file that was cut in the middle of its last line serves as far as it goes.
    let text = std::fs::read_to_string(&outside).unwrap();
    std::fs::write(&outside, &text[..text.len() - 10]).unwrap();
    let against = VerifyOptions {
        against: Some(outside.clone()),
        ..VerifyOptions::default()
    };
    assert!(matches!(
        older.verify(against).await.unwrap(),
        Verdict::Broken(_)
    ));
    // One with a changed line in it is refused by its line.
    std::fs::write(&outside, text.replacen("\"seq\":2", "\"seq\":x", 1)).unwrap();
    let against = VerifyOptions {
        against: Some(outside),
        ..VerifyOptions::default()
    };
    let error = older.verify(against).await.unwrap_err().to_string();
    assert!(error.contains("line 1 "), "{error}");
}

async fn the_access_log_is_held_to_the_same(place: Place) {
    let record = written(&place).await;
    for (sql, seq, how) in [
        ("DELETE FROM access WHERE seq = 4", 4, How::Removed),
        (
            "UPDATE access SET at = at + 1 WHERE seq = 2",
            2,
            How::Changed,
        ),
        ("DELETE FROM access WHERE seq = 1", 1, How::Removed),
    ] {
        place.sql(sql).await.unwrap();
        assert_fault(fault(&record).await, Chain::Accesses, seq, how);
    }
}

async fn a_key_that_is_gone_without_a_disposal_is_found(place: Place) {
    let record = written(&place).await;
    place
        .sql("DELETE FROM file_key WHERE file = (SELECT file FROM line WHERE seq = 2)")
        .await
        .unwrap();
    assert_fault(fault(&record).await, Chain::Lines, 2, How::KeyGone);
}

async fn a_corrupted_line_is_named_by_read_and_passed_by_follow(place: Place) {
    let record = written(&place).await;
    let file = new_file();
    for turn in 0..3 {
        try_add(&record, file, request(), vec![said(turn.to_string())])
            .await
            .unwrap();
    }
    place
        .sql("UPDATE line SET sealed = prev WHERE seq = 10")
        .await
        .unwrap();

    let fresh = place.open().await;
    let error = fresh.read(file).await.unwrap_err();
    let text = error.to_string();
    assert!(
        text.contains("line 2 of file") && text.contains(&file.to_string()),
        "{text}"
    );
    assert!(error.for_operator().contains("line 10 of the whole record"));

    let batch = fresh
        .follow(record::Cursor::after(8))
        .next_batch()
        .await
        .unwrap();
    let told: Vec<(u64, bool)> = batch
        .iter()
        .map(|one| (one.seq(), one.line().is_some()))
        .collect();
    assert_eq!(told, [(9, true), (10, false), (11, true)]);
    assert_fault(fault(&fresh).await, Chain::Lines, 10, How::Changed);
    // Other files are not touched by it, and can be added to.
    add(&fresh, new_file(), "goes on").await;
}
