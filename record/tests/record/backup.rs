//! A backup is whole or refused, and either database can be made from it.

use record::{Access, BackupError, Options, Record, RecordError, Seen, Verdict, VerifyOptions};

use crate::place::{Place, add, all_words, new_file, now, officer, on_both, sqlite_at};

on_both! {
    a_backup_restores_into_either_database,
    a_damaged_backup_is_refused_and_nothing_is_restored,
    a_restore_needs_an_empty_record_and_its_keys,
}

fn error(result: Result<record::Copied, RecordError>) -> BackupError {
    match result {
        Err(RecordError::Backup(error)) => error,
        other => panic!("not refused as a backup: {other:?}"),
    }
}

async fn filled(place: &Place) -> (Record, Vec<domain::FileId>) {
    let record = place
        .open_with(Options {
            checkpoint_lines: 3,
            ..Options::default()
        })
        .await;
    let files = vec![new_file(), new_file(), new_file()];
    for turn in 0..10 {
        add(&record, files[turn % 3], &turn.to_string()).await;
    }
    let access = Access {
        file: files[1],
        by: officer("pc_1"),
        at: now(),
        position: 1,
        what: Seen::Printed,
    };
    record.note_access(access).await.unwrap();
    record
        .dispose(files[2], &officer("records_1"), "due", now())
        .await
        .unwrap();
    record.reader("board").await.unwrap().keep(4).await.unwrap();
    (record, files)
}

/// Another empty place with the same keys.
fn beside(place: &Place, address: String) -> Place {
    let folder = tempfile::tempdir().unwrap();
    std::fs::copy(place.keys(), folder.path().join("keys")).unwrap();
    Place { address, folder }
}

async fn a_backup_restores_into_either_database(place: Place) {
    let (record, files) = filled(&place).await;
    let copy = place.folder.path().join("copy");
    let copied = record.backup(&copy, None).await.unwrap();
    assert_eq!((copied.lines, copied.accesses), (10, 1));
    assert_eq!(copied.bytes, std::fs::metadata(&copy).unwrap().len());
    // A file that is there is not overwritten.
    assert!(matches!(
        error(record.backup(&copy, None).await),
        BackupError::Exists(_)
    ));
    // What comes after the backup is not in it.
    add(&record, files[0], "later").await;

    let mut targets = vec![beside(
        &place,
        sqlite_at(&place.folder.path().join("new.db")),
    )];
    targets.extend(testkit::postgres::database().map(|address| beside(&place, address)));
    for target in targets {
        let restored = target.open().await;
        assert_eq!(restored.restore(&copy, None).await.unwrap(), copied);
        let verdict = restored.verify(VerifyOptions::default()).await.unwrap();
        assert!(matches!(verdict, Verdict::Holds(_)), "{verdict:?}");
        let held = restored.read(files[0]).await.unwrap().unwrap();
        assert_eq!(all_words(&held), ["0", "3", "6", "9"]);
        let held = restored.read(files[1]).await.unwrap().unwrap();
        assert_eq!(held.accesses[0].what, Seen::Printed);
        assert!(
            restored
                .read(files[2])
                .await
                .unwrap()
                .unwrap()
                .disposed
                .is_some()
        );
        assert_eq!(restored.reader("board").await.unwrap().cursor().seq(), 4);
        // And it goes on from there.
        let amended = add(&restored, files[0], "after the restore").await;
        assert_eq!(amended.lines[0].position.get(), 5);
        restored.close().await.unwrap();
        let verdict = target
            .open()
            .await
            .verify(VerifyOptions::default())
            .await
            .unwrap();
        assert!(matches!(verdict, Verdict::Holds(_)), "{verdict:?}");
    }
}

async fn a_damaged_backup_is_refused_and_nothing_is_restored(place: Place) {
    let (record, files) = filled(&place).await;
    let copy = place.folder.path().join("copy");
    record.backup(&copy, None).await.unwrap();
    let whole = std::fs::read(&copy).unwrap();
    let damaged = place.folder.path().join("damaged");
    let target = beside(&place, sqlite_at(&place.folder.path().join("new.db")));
    let restored = target.open().await;

    for length in [
        0,
        5,
        17,
        18,
        100,
        whole.len() / 2,
        whole.len() - 33,
        whole.len() - 1,
    ] {
        std::fs::write(&damaged, &whole[..length]).unwrap();
        let error = error(restored.restore(&damaged, None).await);
        assert!(
            matches!(
                error,
                BackupError::CutOff { .. } | BackupError::NotABackup(_)
            ),
            "{length}: {error}"
        );
    }
    for byte in (17..whole.len())
        .step_by(whole.len() / 40)
        .chain([whole.len() - 1])
    {
        let mut changed = whole.clone();
        changed[byte] ^= 0x10;
        std::fs::write(&damaged, &changed).unwrap();
        let error = error(restored.restore(&damaged, None).await);
        assert!(
            matches!(error, BackupError::CutOff { .. } | BackupError::Changed(_)),
            "{byte}: {error}"
        );
    }
    let mut longer = whole.clone();
    longer.push(0);
    std::fs::write(&damaged, &longer).unwrap();
    assert!(matches!(
        error(restored.restore(&damaged, None).await),
        BackupError::Changed(_)
    ));
    std::fs::write(&damaged, b"LANTERN BACKUP 2\nwhatever").unwrap();
    assert!(matches!(
        error(restored.restore(&damaged, None).await),
        BackupError::Newer(_)
    ));
    std::fs::write(&damaged, "a letter to somebody, long enough to look at").unwrap();
    assert!(matches!(
        error(restored.restore(&damaged, None).await),
        BackupError::NotABackup(_)
    ));

    assert_eq!(restored.head().await.unwrap().seq, 0);
    assert_eq!(restored.read(files[0]).await.unwrap(), None);
    restored.restore(&copy, None).await.unwrap();
}

async fn a_restore_needs_an_empty_record_and_its_keys(place: Place) {
    let (record, _) = filled(&place).await;
    let copy = place.folder.path().join("copy");
    record.backup(&copy, None).await.unwrap();
    assert!(matches!(
        error(record.restore(&copy, None).await),
        BackupError::NotEmpty
    ));

    let elsewhere = Place::sqlite();
    let strangers = elsewhere.open().await;
    let refused = strangers.restore(&copy, None).await;
    assert!(
        matches!(refused, Err(RecordError::OtherKeys { .. })),
        "{refused:?}"
    );
    assert_eq!(strangers.head().await.unwrap().seq, 0);
}
