//! `lantern verify`, `backup` and `restore`.

use std::os::unix::fs::PermissionsExt as _;
use std::sync::Arc;

use record::{FileKeys, Options, Record};

use crate::run::Folder;

const STORE: &str = "--record sqlite:record.db --keys keys";

/// A record with some rows in it.
fn filled() -> Folder {
    let folder = Folder::new();
    folder.write(
        "extract.csv",
        "occurred_year,sex,age_group,premises_type\n2014,Male,65+,House\n2014,Female,65+,House\n",
    );
    folder.expect(
        0,
        &format!("import detentions extract.csv --map ROOT/maps/toronto_mha_apprehensions.toml {STORE} --create-keys"),
    );
    folder
}

#[test]
fn a_backup_is_restored_into_an_empty_record_and_verifies() {
    let folder = filled();
    let ran = folder.expect(0, &format!("backup {STORE} --to copy.lantern"));
    assert!(
        ran.out.starts_with("backed up: 2 lines and 0 entries"),
        "{}",
        ran.out
    );
    folder.expect(
        0,
        "restore --record sqlite:other.db --keys keys --from copy.lantern",
    );
    let ran = folder.expect(0, "verify --record sqlite:other.db --keys keys");
    assert!(
        ran.out.starts_with("The record holds: 2 lines"),
        "{}",
        ran.out
    );
}

#[test]
fn a_backup_never_overwrites_and_a_restore_never_mixes() {
    let folder = filled();
    folder.write("copy.lantern", "something dear");
    let ran = folder.expect(3, &format!("backup {STORE} --to copy.lantern"));
    assert!(
        ran.err.contains("`copy.lantern` exists already"),
        "{}",
        ran.err
    );
    assert_eq!(folder.read("copy.lantern"), "something dear");

    folder.expect(0, &format!("backup {STORE} --to good.lantern"));
    let ran = folder.expect(3, &format!("restore {STORE} --from good.lantern"));
    assert!(ran.err.contains("empty record only"), "{}", ran.err);
}

#[test]
fn an_altered_backup_is_refused_and_leaves_the_record_empty() {
    let folder = filled();
    folder.expect(0, &format!("backup {STORE} --to copy.lantern --json"));
    let mut bytes = std::fs::read(folder.path("copy.lantern")).unwrap();
    let middle = bytes.len() / 2;
    *bytes.get_mut(middle).unwrap() ^= 1;
    folder.write("copy.lantern", bytes);
    folder.expect(
        3,
        "restore --record sqlite:other.db --keys keys --from copy.lantern",
    );
    let ran = folder.expect(0, "verify --record sqlite:other.db --keys keys");
    assert!(
        ran.out.starts_with("The record holds: 0 lines"),
        "{}",
        ran.out
    );
}

#[test]
fn looking_at_a_record_that_is_not_there_makes_none() {
    let folder = filled();
    let ran = folder.expect(3, "verify --record sqlite:nowhere.db --keys keys");
    assert_eq!(ran.err, "lantern: there is no record at `nowhere.db`\n");
    folder.expect(
        3,
        "backup --record sqlite:nowhere.db --keys keys --to copy.lantern",
    );
    assert!(!folder.path("nowhere.db").exists());
    folder.expect(2, "verify --record nowhere.db --keys keys");
}

#[test]
fn keys_that_are_missing_open_to_others_or_of_another_record_are_told_apart() {
    let folder = filled();
    let ran = folder.expect(2, "verify --record sqlite:record.db --keys nowhere");
    assert!(
        ran.err.contains("there is no key file at `nowhere`"),
        "{}",
        ran.err
    );

    FileKeys::create(folder.path("other")).unwrap();
    let ran = folder.expect(2, "verify --record sqlite:record.db --keys other");
    assert!(ran.err.contains("not in the key file given"), "{}", ran.err);

    let open = std::fs::Permissions::from_mode(0o644);
    std::fs::set_permissions(folder.path("keys"), open).unwrap();
    let ran = folder.expect(2, &format!("verify {STORE}"));
    assert!(
        ran.err.contains("can be read by others (mode 644)"),
        "{}",
        ran.err
    );
}

/// The whole database put back to an older copy agrees with itself; only what was kept outside
/// gives it away.
#[test]
fn a_record_put_back_to_an_older_copy_is_found_by_the_checkpoints_outside() {
    let folder = filled();
    std::fs::copy(folder.path("record.db"), folder.path("older.db")).unwrap();
    let runtime = tokio::runtime::Runtime::new().unwrap();
    runtime.block_on(async {
        let keys = Arc::new(FileKeys::open(folder.path("keys")).unwrap());
        let options = Options {
            checkpoint_file: Some(folder.path("checkpoints")),
            ..Options::default()
        };
        let address = format!("sqlite:{}", folder.path("record.db").display());
        let record = Record::open(&address, keys, options).await.unwrap();
        let file = domain::FileId::new(uuid::Uuid::from_u128(7));
        let command = domain::CommandId::of(file, "test");
        let event = domain::event::AlarmAcknowledged { minutes: 720 };
        let now = jiff::Timestamp::now();
        let new = record::NewFile {
            file,
            command,
            by: domain::Actor::lantern(
                domain::UserId::new("lantern").unwrap(),
                domain::Organisation {
                    id: domain::OrganisationId::new("kent").unwrap(),
                    kind: domain::actor::OrganisationKind::Police,
                },
            ),
            lines: vec![domain::NewEvent {
                id: command.event(0),
                happened: domain::When::now(now),
                event: event.into(),
            }],
        };
        record.append_new(vec![new], now).await.unwrap();
        record.close().await.unwrap();
    });
    folder.expect(0, &format!("verify {STORE} --against checkpoints"));

    std::fs::copy(folder.path("older.db"), folder.path("record.db")).unwrap();
    folder.expect(0, &format!("verify {STORE}"));
    let ran = folder.expect(1, &format!("verify {STORE} --against checkpoints"));
    assert!(
        ran.out.starts_with("The record does not hold: "),
        "{}",
        ran.out
    );
    assert!(ran.out.contains("outside the database"), "{}", ran.out);
    let ran = folder.expect(1, &format!("verify {STORE} --against checkpoints --json"));
    let told: serde_json::Value = serde_json::from_str(&ran.out).unwrap();
    assert_eq!(told["holds"], false);
    assert!(told["seq"].is_u64());
}

/// The address is given in the environment, as it should be where it holds a password.
#[test]
fn postgresql_is_filled_backed_up_and_restored_by_the_same_commands() {
    let (Some(first), Some(second)) =
        (testkit::postgres::database(), testkit::postgres::database())
    else {
        return;
    };
    let folder = filled();
    let run = |address: &str, arguments: &str| {
        let output = folder
            .lantern(arguments)
            .env("LANTERN_RECORD", address)
            .output()
            .unwrap();
        let out = String::from_utf8(output.stdout).unwrap();
        let err = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(0), "{arguments}: {out}{err}");
        out
    };
    let import =
        "import detentions extract.csv --map ROOT/maps/toronto_mha_apprehensions.toml --keys keys";
    assert!(run(&first, import).contains("2 taken"));
    assert!(run(&first, import).contains("2 already there"));
    run(&first, "backup --keys keys --to copy.lantern");
    run(&second, "restore --keys keys --from copy.lantern");
    assert!(run(&second, "verify --keys keys").starts_with("The record holds: 2 lines"));
}
