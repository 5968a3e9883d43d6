//! A full disk, a database that goes away, a file that cannot be used: a clear message, no
//! damage, and the record goes on when the trouble is over.

use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;
use std::process::Command;
use std::sync::Arc;

use record::{
    AmendError, FileKeys, Keys as _, KeysError, Options, Record, RecordError, Verdict,
    VerifyOptions,
};
use testkit::postgres::{Server, Stop, or_skip};

use crate::place::{Place, add, all_words, new_file, request, said, sqlite_at, try_add};

async fn assert_holds(record: &Record) {
    let verdict = record.verify(VerifyOptions::default()).await.unwrap();
    assert!(matches!(verdict, Verdict::Holds(_)), "{verdict:?}");
}

fn failure<T: std::fmt::Debug>(answer: Result<T, AmendError<()>>) -> RecordError {
    match answer {
        Err(AmendError::Record(error)) => error,
        other => panic!("not a failure: {other:?}"),
    }
}

/// A small disk of its own, unmounted when dropped. `None` without the right to mount.
struct SmallDisk(tempfile::TempDir);

impl SmallDisk {
    fn mount() -> Option<Self> {
        let folder = tempfile::tempdir().unwrap();
        let status = Command::new("mount")
            .args(["-t", "tmpfs", "-o", "size=2m", "tmpfs"])
            .arg(folder.path())
            .stderr(std::process::Stdio::null())
            .status();
        status
            .is_ok_and(|status| status.success())
            .then_some(Self(folder))
    }
}

impl Drop for SmallDisk {
    fn drop(&mut self) {
        let _left_mounted = Command::new("umount").arg("-l").arg(self.0.path()).status();
    }
}

async fn fill(record: &Record) -> RecordError {
    for _ in 0..10_000 {
        let answer = try_add(
            record,
            new_file(),
            request(),
            vec![said("x".repeat(20_000))],
        )
        .await;
        if answer.is_err() {
            return failure(answer);
        }
    }
    panic!("the disk never filled");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_full_disk_is_said_and_survived() {
    let Some(disk) = SmallDisk::mount() else {
        eprintln!("skipped: a small disk needs the right to mount one");
        return;
    };
    let ballast = disk.0.path().join("ballast");
    std::fs::write(&ballast, vec![0; 600_000]).unwrap();
    let place = Place {
        address: sqlite_at(&disk.0.path().join("record.db")),
        ..Place::sqlite()
    };
    let record = place.open().await;
    let file = new_file();
    add(&record, file, "before").await;

    let error = fill(&record).await;
    assert!(
        matches!(error, RecordError::Full { .. }),
        "{}",
        error.for_operator()
    );
    assert!(error.is_passing());
    let before = record.head().await.unwrap();
    // Reading goes on, and what is there holds.
    assert_eq!(
        all_words(&record.read(file).await.unwrap().unwrap()),
        ["before"]
    );
    assert_holds(&record).await;

    std::fs::remove_file(&ballast).unwrap();
    add(&record, file, "after").await;
    assert_eq!(record.head().await.unwrap().seq, before.seq + 1);
    assert_holds(&record).await;
    record.close().await.unwrap();
    assert_holds(&place.open().await).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_full_database_disk_of_postgres_is_said() {
    // The disk of a server cannot be filled from here; the word it would say can be spoken.
    let Some(place) = Place::postgres() else {
        return;
    };
    let record = place.open().await;
    place
        .sql(
            "CREATE FUNCTION full_disk() RETURNS trigger LANGUAGE plpgsql AS $$ \
             BEGIN RAISE EXCEPTION 'could not extend file' USING ERRCODE = 'disk_full'; END $$; \
             CREATE TRIGGER full_disk BEFORE INSERT ON line EXECUTE FUNCTION full_disk()",
        )
        .await
        .unwrap();
    let file = new_file();
    let error = failure(try_add(&record, file, request(), vec![said("x")]).await);
    assert!(
        matches!(error, RecordError::Full { .. }),
        "{}",
        error.for_operator()
    );
    place.sql("DROP TRIGGER full_disk ON line").await.unwrap();
    add(&record, file, "after").await;
    assert_holds(&record).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_database_that_goes_away_is_said_and_comes_back() {
    let Some(server) = or_skip(Server::start(false)) else {
        return;
    };
    let place = Place::at(server.database().unwrap());
    let record = place.open().await;
    let file = new_file();
    add(&record, file, "before").await;

    for how in [Stop::Fast, Stop::Immediate] {
        server.stop(how).unwrap();
        let error = failure(try_add(&record, file, request(), vec![said("lost")]).await);
        assert!(
            matches!(
                error,
                RecordError::Unreachable { .. } | RecordError::InDoubt { .. }
            ),
            "{}",
            error.for_operator()
        );
        let error = record.read(file).await.unwrap_err();
        assert!(
            error.is_passing() && error.to_string().contains("try again"),
            "{error}"
        );
        assert!(record.health().await.is_err());
        server.begin().unwrap();
        add(&record, file, "after").await;
    }
    assert_eq!(
        all_words(&record.read(file).await.unwrap().unwrap()),
        ["before", "after", "after"]
    );
    assert_holds(&record).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_writer_that_holds_on_too_long_is_waited_for() {
    let place = Place::sqlite();
    let record = place.open().await;
    sqlx::any::install_default_drivers();
    let mut other = <sqlx::AnyConnection as sqlx::Connection>::connect(&place.address)
        .await
        .unwrap();
    sqlx::Executor::execute(&mut other, "BEGIN IMMEDIATE")
        .await
        .unwrap();
    let file = new_file();
    let waiting = tokio::spawn({
        let record = record.clone();
        async move { add(&record, file, "waited").await }
    });
    tokio::task::yield_now().await;
    sqlx::Executor::execute(&mut other, "COMMIT").await.unwrap();
    waiting.await.unwrap();
    assert_eq!(
        all_words(&record.read(file).await.unwrap().unwrap()),
        ["waited"]
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_address_that_leads_nowhere_is_said() {
    let place = Place::sqlite();
    let keys = || Arc::new(FileKeys::open(place.keys()).unwrap());
    for (address, expected) in [
        ("lantern.db", "is not the address of a record"),
        (
            "sqlite:/no/such/folder/record.db",
            "cannot be reached while connecting",
        ),
        (
            "postgres://lantern:secret@localhost:1/none",
            "cannot be reached while connecting",
        ),
    ] {
        let error = Record::open(address, keys(), Options::default())
            .await
            .err()
            .unwrap();
        assert!(error.to_string().contains(expected), "{error}");
        assert!(
            !error.for_operator().contains("secret"),
            "{}",
            error.for_operator()
        );
    }
    // A file that is no database is not made into one.
    let text = place.folder.path().join("notes.txt");
    std::fs::write(
        &text,
        "these are my notes, and I would like to keep them. ".repeat(40),
    )
    .unwrap();
    let error = Record::open(&sqlite_at(&text), keys(), Options::default())
        .await
        .err()
        .unwrap();
    assert!(
        error.for_operator().contains("not a database"),
        "{}",
        error.for_operator()
    );
    assert!(
        std::fs::read_to_string(&text)
            .unwrap()
            .starts_with("these are my notes")
    );
}

#[test]
fn a_key_file_must_be_private_whole_and_is_never_overwritten() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("keys");
    FileKeys::create(&path).unwrap();
    assert_eq!(
        std::fs::metadata(&path).unwrap().permissions().mode() & 0o777,
        0o600
    );
    assert!(matches!(
        FileKeys::create(&path),
        Err(KeysError::File { .. })
    ));
    FileKeys::open(&path).unwrap();

    for mode in [0o640, 0o604, 0o660] {
        std::fs::set_permissions(&path, std::fs::Permissions::from_mode(mode)).unwrap();
        assert!(
            matches!(FileKeys::open(&path), Err(KeysError::NotPrivate { mode: m, .. }) if m == mode)
        );
    }
    std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o600)).unwrap();

    let good = std::fs::read_to_string(&path).unwrap();
    let master = good.lines().nth(1).unwrap().to_owned();
    let spoilt = [
        (String::new(), 1),
        (good.replace("keys 1", "keys 2"), 1),
        (good.replacen(&master[7..9], "zz", 1), 2),
        (good.replace("signing", "sinning"), 3),
        (good.lines().take(2).collect::<Vec<_>>().join("\n"), 2),
        (format!("{good}\n"), 4),
    ];
    for (text, line) in spoilt {
        std::fs::write(&path, &text).unwrap();
        let error = FileKeys::open(&path).err().unwrap();
        assert!(
            matches!(error, KeysError::Malformed { line: l, .. } if l == line),
            "{error}"
        );
        assert!(!error.to_string().contains(&master[10..30]));
    }
    assert!(matches!(
        FileKeys::open(Path::new("/no/such/keys")),
        Err(KeysError::File { .. })
    ));
}

/// A new pair above the old one: what is new uses it, what is old stays readable.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn keys_are_retired_by_putting_new_ones_above_them() {
    let place = Place::sqlite();
    let record = place.open().await;
    let (old, new) = (new_file(), new_file());
    add(&record, old, "under the old keys").await;
    record.close().await.unwrap();

    let other = place.folder.path().join("other");
    FileKeys::create(&other).unwrap();
    let (first, before) = (
        std::fs::read_to_string(&other).unwrap(),
        std::fs::read_to_string(place.keys()).unwrap(),
    );
    let rest = before.split_once('\n').unwrap().1;
    std::fs::write(place.keys(), format!("{first}{rest}")).unwrap();

    let record = place.open().await;
    add(&record, old, "signed by the new").await;
    add(&record, new, "under the new keys").await;
    assert_holds(&record).await;
    let held = place.open().await.read(old).await.unwrap().unwrap();
    assert_eq!(
        all_words(&held),
        ["under the old keys", "signed by the new"]
    );
    let masters = place
        .number("SELECT COUNT(DISTINCT master) FROM file_key")
        .await;
    assert_eq!(masters, 2);
    assert_eq!(
        FileKeys::open(place.keys())
            .unwrap()
            .verifying_key("nobody"),
        None
    );
}
