//! The OpenAPI document, held to a copy that a reviewer sees change.

use std::path::Path;

/// Set to write the copy anew; look at what changed before keeping it.
const WRITE: &str = "LANTERN_WRITE_SNAPSHOTS";

#[test]
fn the_document_is_the_one_reviewed() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/snapshots/openapi.json");
    let now = format!(
        "{}\n",
        serde_json::to_string_pretty(&web::api::document()).unwrap()
    );
    if std::env::var_os(WRITE).is_some() {
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(&path, &now).unwrap();
    }
    let reviewed = std::fs::read_to_string(&path).unwrap_or_default();
    let line = now
        .lines()
        .zip(reviewed.lines())
        .position(|(now, then)| now != then);
    assert!(
        now == reviewed,
        "the API's document changed at line {}; when that is meant, run the test again with \
         {WRITE}=1 and review tests/snapshots/openapi.json",
        line.map_or(1, |line| line + 1)
    );
}

#[test]
fn every_reference_in_the_document_leads_somewhere() {
    let document = web::api::document();
    let mut found = 0;
    let mut waiting = vec![&document];
    while let Some(value) = waiting.pop() {
        match value {
            serde_json::Value::Object(fields) => {
                if let Some(reference) = fields.get("$ref").and_then(|value| value.as_str()) {
                    let pointer = reference.strip_prefix('#').unwrap();
                    assert!(document.pointer(pointer).is_some(), "{reference}");
                    found += 1;
                }
                waiting.extend(fields.values());
            }
            serde_json::Value::Array(items) => waiting.extend(items),
            _ => {}
        }
    }
    assert!(found > 50, "only {found} references");
}
