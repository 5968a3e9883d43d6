//! The page of columns, docs/lake-columns.md, from the declarations.

use std::fmt::Write as _;

use super::{TABLES, VERSION};

/// The page: every table and column with what it says.
pub fn page() -> String {
    let mut page = format!(
        "# The columns of the lake\n\n\
         Made from the declarations in `lake/src/schema`; a test holds the two together.\n\
         This is version {VERSION} of the columns.\n\
         Every table also has `force` and `month` (of the day a row counts on, in London), which \
         stand in the names of the folders.\n\
         Nothing here names anybody, and no text that somebody typed is kept.\n"
    );
    for table in TABLES {
        // Writing to a string does not fail.
        let _ = write!(
            page,
            "\n## {}\n\n{}\n\n| column | holds | may be empty | what it says | since |\n|---|---|---|---|---|\n",
            table.name,
            table.says.trim(),
        );
        for column in table.columns {
            let _ = writeln!(
                page,
                "| `{}` | {} | {} | {} | {} |",
                column.name,
                column.kind.label(),
                if column.nullable { "yes" } else { "no" },
                column.says.trim(),
                column.since,
            );
        }
    }
    page
}
