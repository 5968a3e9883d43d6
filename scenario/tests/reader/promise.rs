//! What the table reader promises of any bytes at all. The fuzz target and the ordinary tests ask
//! the same function.

use std::path::Path;

/// Panics where a promise is broken.
pub(crate) fn promise(bytes: &[u8]) {
    let Ok(text) = std::str::from_utf8(bytes) else {
        return;
    };
    let (mut tables, mut failures) = (Vec::new(), Vec::new());
    scenario::table::read_text(Path::new("table.md"), text, &mut tables, &mut failures);
    let lines = text.lines().count();
    for failure in &failures {
        assert!(failure.place.starts_with("table.md:"), "{failure}");
    }
    for row in tables.iter().flat_map(|table| &table.rows) {
        assert!((1..=lines).contains(&row.line));
        // A row is read or it says why not; asked of the law it holds or it says where not.
        let read = scenario::read(row);
        let said = scenario::check(row);
        if let Err(failure) = read {
            assert_eq!(said, [failure]);
        }
        for failure in said {
            assert_eq!(failure.place, format!("table.md:{}", row.line));
            assert!(!failure.got.is_empty(), "{failure}");
        }
    }
}
