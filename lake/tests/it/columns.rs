//! The page of columns is the declarations'.

use std::path::Path;

#[test]
fn the_page_of_columns_is_what_the_declarations_say() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/lake-columns.md");
    let page = lake::schema::page();
    if std::env::var_os("LANTERN_UPDATE").is_some() {
        std::fs::write(&path, &page).unwrap();
    }
    let kept = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(
        kept == page,
        "docs/lake-columns.md is not what lake/src/schema says: run this test with LANTERN_UPDATE=1"
    );
}
