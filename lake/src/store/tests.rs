//! The store dies at every step of an exchange, and is opened again.

use std::collections::BTreeMap;
use std::sync::atomic::AtomicU32;

use jiff::civil::date;

use super::*;
use crate::schema::{Incident, Row as _};

fn incident(id: &str, grade: &'static str) -> Incident {
    let at = date(2026, 3, 4)
        .at(12, 0, 0, 0)
        .to_zoned(jiff::tz::TimeZone::UTC)
        .unwrap()
        .timestamp();
    Incident {
        incident_id: id.to_owned().into(),
        origin: "import:a".into(),
        record_position: None,
        when_precision: "instant".into(),
        occurred_at: Some(at),
        local_day: Some(date(2026, 3, 4)),
        first_day: date(2026, 3, 4),
        last_day: date(2026, 3, 4),
        hour: Some(12),
        weekday: Some(3),
        area: None,
        source_agency: None,
        category: None,
        grade: Some(grade.into()),
        mh_npcc: Some(true),
        npcc_limb: None,
        mh_force: None,
        sub_type: None,
        rcrp_class: None,
        deployed: None,
        asked_by_health: None,
        voluntary_attendance: None,
        ambulance_asked_for_s136: None,
        detained: None,
        person: None,
        flag_band: None,
        flag_score: None,
        flag_version: None,
        first_arrived_at: None,
        closed_at: None,
        officer_minutes: None,
        age_band: None,
        sex: None,
        sex_absent: None,
        ethnicity_self: None,
        ethnicity_self_absent: None,
        ethnicity_perceived: None,
        ethnicity_perceived_absent: None,
        place_kind: None,
        apprehended: None,
        person_alone: None,
        linked_to: None,
    }
}

fn change(month: &str, rows: &[Incident]) -> Change {
    Change {
        table: Table::named("incident").unwrap(),
        force: "kent".to_owned(),
        month: month.parse().unwrap(),
        origin: Origin::Import("a".to_owned()),
        rows: Some(Incident::batch(rows).unwrap()),
    }
}

/// Every part and the list, by path; nothing else may be in the folder but the lock.
fn contents(root: &Path) -> BTreeMap<String, Vec<u8>> {
    let mut all = BTreeMap::new();
    let mut folders = vec![root.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path.file_name().unwrap() != LOCK {
                let name = path.strip_prefix(root).unwrap().display().to_string();
                all.insert(name, std::fs::read(&path).unwrap());
            }
        }
    }
    all
}

#[test]
fn a_program_that_dies_at_any_step_leaves_the_lake_before_or_after() {
    let first = || {
        vec![
            change("2026-02", &[incident("1", "a")]),
            change("2026-03", &[incident("2", "a")]),
        ]
    };
    let second = || {
        vec![
            change("2026-02", &[incident("1", "b")]),
            change("2026-03", &[]),
        ]
    };

    let whole = tempfile::tempdir().unwrap();
    let mut writer = Writer::open(whole.path()).unwrap();
    writer.exchange(first(), |_| {}).unwrap();
    drop(writer);
    let before = contents(whole.path());
    let mut writer = Writer::open(whole.path()).unwrap();
    writer.exchange(second(), |_| {}).unwrap();
    drop(writer);
    drop(Writer::open(whole.path()).unwrap());
    let after = contents(whole.path());
    assert_ne!(before, after);
    assert_eq!(after.len(), 2, "one part and the list: {:?}", after.keys());

    for steps in 0..1_000 {
        let folder = tempfile::tempdir().unwrap();
        Writer::open(folder.path())
            .unwrap()
            .exchange(first(), |_| {})
            .unwrap();
        let disk = Disk {
            left: Some(AtomicU32::new(steps)),
        };
        let done = Writer::open_on(folder.path(), disk)
            .and_then(|mut writer| writer.exchange(second(), |_| {}));
        // What a reader meets who comes now.
        for part in &manifest(folder.path()).unwrap().parts {
            part.bytes_of(folder.path()).unwrap();
        }
        let mut again = Writer::open(folder.path()).unwrap();
        let now = contents(folder.path());
        assert!(
            now == before || now == after,
            "after {steps} steps: {:?}",
            now.keys()
        );
        again.exchange(second(), |_| {}).unwrap();
        drop(again);
        drop(Writer::open(folder.path()).unwrap());
        assert_eq!(contents(folder.path()), after);
        if done.is_ok() {
            assert!(steps > 8, "the exchange has {steps} steps only");
            return;
        }
    }
    panic!("the exchange never came to its end");
}

#[test]
fn a_second_writer_is_told_that_there_is_one() {
    let folder = tempfile::tempdir().unwrap();
    let held = Writer::open(folder.path()).unwrap();
    let error = Writer::open(folder.path()).unwrap_err().to_string();
    assert!(error.contains("another program is writing"), "{error}");
    drop(held);
    assert!(Writer::open(folder.path()).is_ok());
}

#[test]
fn a_file_that_was_changed_is_named() {
    let folder = tempfile::tempdir().unwrap();
    let mut writer = Writer::open(folder.path()).unwrap();
    writer
        .exchange(vec![change("2026-03", &[incident("1", "a")])], |_| {})
        .unwrap();
    let part = writer.manifest().parts[0].clone();
    let path = folder.path().join(&part.path);
    let mut bytes = std::fs::read(&path).unwrap();
    let middle = bytes.len() / 2;
    bytes[middle] ^= 1;
    std::fs::write(&path, &bytes).unwrap();
    let error = part.bytes_of(folder.path()).unwrap_err().to_string();
    assert!(
        error.contains(&part.path) && error.contains("import the extract of batch `a` again"),
        "{error}"
    );
    // The same rows once more are written, although the list has them.
    let again = vec![change("2026-03", &[incident("1", "a")])];
    writer.exchange(again, |_| {}).unwrap();
    part.bytes_of(folder.path()).unwrap();
    let of_record = Part {
        origin: Origin::Record,
        ..part
    };
    assert!(of_record.mend().contains("lantern lake build"));
}

#[test]
fn a_list_of_another_form_is_not_read_as_if_it_were_ours() {
    let folder = tempfile::tempdir().unwrap();
    drop(Writer::open(folder.path()).unwrap());
    std::fs::write(
        folder.path().join(MANIFEST),
        r#"{"form": 9, "followed": null, "unread": [], "parts": []}"#,
    )
    .unwrap();
    let error = manifest(folder.path()).unwrap_err().to_string();
    assert!(error.contains("its form is 9"), "{error}");
}
