//! What is worth knowing of how files were read.

use std::fmt::Write;

use serde::Serialize;

use super::{counted, number};

/// What is worth knowing of how a file was read.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct OfFile {
    /// Rows with fewer values than the file has columns; the others are taken for empty.
    pub short: u64,
    /// The line of the first of them.
    pub first_short_line: Option<u64>,
    /// Rows of which some text was no UTF-8 and was read as windows-1252.
    pub windows_1252: u64,
    /// Rows with nothing in them, which were passed over.
    pub empty: u64,
    /// Values that go over the end of a line.
    pub over_lines: u64,
    /// The line on which the first of them begins.
    pub first_line_over: Option<u64>,
}

/// In sentences, of which there may be none: of one file, or of several in their order.
pub(crate) fn text(files: &[OfFile]) -> String {
    let mut text = String::new();
    for (nth, file) in files.iter().enumerate() {
        let of = if files.len() > 1 {
            format!(" of file {}", nth + 1)
        } else {
            String::new()
        };
        if let Some(line) = file.first_short_line {
            let _ = writeln!(
                text,
                "Fewer values than columns, the others taken for empty: {}{of}, the first on line \
                 {}.",
                counted(file.short, "row"),
                number(line)
            );
        }
        if file.windows_1252 > 0 {
            let _ = writeln!(
                text,
                "No UTF-8, and read as windows-1252: {}{of}.",
                counted(file.windows_1252, "row")
            );
        }
        if file.empty > 0 {
            let _ = writeln!(
                text,
                "Nothing in them, and passed over: {}{of}.",
                counted(file.empty, "row")
            );
        }
        if let Some(line) = file.first_line_over {
            let _ = writeln!(
                text,
                "Values of more than one line: {}{of}, the first on line {}; where one holds whole \
                 rows, a quotation mark is astray.",
                number(file.over_lines),
                number(line)
            );
        }
    }
    text
}
