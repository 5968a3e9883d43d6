//! Answers that are kept: for as long as what they rest on is listed, and no longer.

use std::path::Path;

use figures::evidence::{Evidence as _, LeftOut};
use figures::filters::Filters;
use jiff::civil::date;
use lake::{Kept, Lake};

use crate::evidence::made;

const MEASURE: &str = "detentions_by_month";

/// The first two of the four months that there are.
fn autumn() -> Filters {
    Filters::over(date(2025, 10, 1), date(2025, 12, 1))
}

/// Takes one part out of the list, and says which file it was.
fn unlist(root: &Path, month: &str) -> String {
    let list = root.join("manifest.json");
    let mut manifest: serde_json::Value =
        serde_json::from_slice(&std::fs::read(&list).unwrap()).unwrap();
    let parts = manifest["parts"].as_array_mut().unwrap();
    let is = |part: &serde_json::Value| part["table"] == "detention" && part["month"] == month;
    let at = parts.iter().position(is).unwrap();
    let path = parts.remove(at)["path"].as_str().unwrap().to_owned();
    std::fs::write(&list, serde_json::to_vec(&manifest).unwrap()).unwrap();
    path
}

#[tokio::test]
async fn an_answer_is_kept_until_a_part_of_its_period_is_exchanged() {
    let folder = tempfile::tempdir().unwrap();
    made(folder.path());
    let kept = Kept::new(Lake::open(folder.path()).unwrap());
    let first = kept.answer(MEASURE, &autumn()).await.unwrap();
    assert_eq!(first.left_out, []);

    // Nothing is read a second time: the files could be gone.
    let away = folder.path().join("away");
    std::fs::rename(folder.path().join("detention"), &away).unwrap();
    assert_eq!(kept.answer(MEASURE, &autumn()).await.unwrap(), first);
    // Neither where only a later month has changed.
    unlist(folder.path(), "2025-12");
    let later = kept.answer(MEASURE, &autumn()).await.unwrap();
    assert_eq!(later.table, first.table);
    assert_eq!(later.left_out, []);
    std::fs::rename(&away, folder.path().join("detention")).unwrap();

    // A month of the period: the figures are worked out anew.
    unlist(folder.path(), "2025-11");
    let now = kept.answer(MEASURE, &autumn()).await.unwrap();
    assert_ne!(now.table, first.table);
    // Another period and another measure were never asked for.
    let october = Filters::over(date(2025, 10, 1), date(2025, 11, 1));
    assert_ne!(
        kept.answer(MEASURE, &october).await.unwrap().table,
        now.table
    );
    let other = kept.answer("first_place", &autumn()).await.unwrap();
    assert_eq!(other.measure.name, "first_place");
}

#[tokio::test]
async fn an_answer_that_lacks_a_file_is_not_kept() {
    let folder = tempfile::tempdir().unwrap();
    made(folder.path());
    let kept = Kept::new(Lake::open(folder.path()).unwrap());
    let away = folder.path().join("away");
    let there = folder.path().join("detention/force=north/month=2025-10");
    std::fs::rename(&there, &away).unwrap();
    let without = kept.answer(MEASURE, &autumn()).await.unwrap();
    assert!(
        matches!(without.left_out.as_slice(), [LeftOut::Unreadable { .. }]),
        "{:?}",
        without.left_out
    );
    std::fs::rename(&away, &there).unwrap();
    let with = kept.answer(MEASURE, &autumn()).await.unwrap();
    assert_eq!(with.left_out, []);
    assert_ne!(with.table, without.table);
}
