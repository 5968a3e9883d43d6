//! A return as a spreadsheet that any office program opens: OpenDocument (ISO/IEC 26300), one sheet
//! of numbers and one of what they are.

use std::fmt::Write as _;
use std::io::{Cursor, Write as _};

use casework::returns::{Row, Template};
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipWriter};

/// The media type of an OpenDocument spreadsheet.
pub const ODS: &str = "application/vnd.oasis.opendocument.spreadsheet";

const MANIFEST: &str = r#"<?xml version="1.0" encoding="UTF-8"?>
<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0" manifest:version="1.2"><manifest:file-entry manifest:full-path="/" manifest:version="1.2" manifest:media-type="application/vnd.oasis.opendocument.spreadsheet"/><manifest:file-entry manifest:full-path="content.xml" manifest:media-type="text/xml"/></manifest:manifest>"#;

const HEAD: &str = r#"<?xml version="1.0" encoding="UTF-8"?>
<office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" office:version="1.2"><office:body><office:spreadsheet>"#;

const FOOT: &str = "</office:spreadsheet></office:body></office:document-content>";

/// A cell: words, or a number that a spreadsheet can add.
enum Cell<'a> {
    Words(&'a str),
    Number(u64),
}

/// The rows of a return as an OpenDocument spreadsheet. The same rows make the same bytes.
///
/// # Errors
///
/// The archive could not be written in memory.
pub fn ods(
    force: &str,
    period: &str,
    template: &Template,
    rows: &[Row],
) -> Result<Vec<u8>, zip::result::ZipError> {
    let content = content(force, period, template, rows);
    let mut archive = ZipWriter::new(Cursor::new(Vec::new()));
    // Stored, not packed: a spreadsheet of this size needs no compression, and its media type
    // must be readable at a fixed place.
    let plain = SimpleFileOptions::default().compression_method(CompressionMethod::Stored);
    for (name, text) in [
        ("mimetype", ODS),
        ("META-INF/manifest.xml", MANIFEST),
        ("content.xml", content.as_str()),
    ] {
        archive.start_file(name, plain)?;
        archive.write_all(text.as_bytes())?;
    }
    Ok(archive.finish()?.into_inner())
}

fn content(force: &str, period: &str, template: &Template, rows: &[Row]) -> String {
    use Cell::{Number, Words};
    let mut text = String::from(HEAD);
    let mut sheet: Vec<Vec<Cell<'_>>> = vec![
        [
            "template",
            "force",
            "period",
            "power",
            "number",
            "variable",
            "category",
            "detentions",
            "of",
        ]
        .map(Words)
        .into(),
    ];
    sheet.extend(rows.iter().map(|row| {
        vec![
            Words(&template.id),
            Words(force),
            Words(period),
            Words(row.power),
            Number(row.number.into()),
            Words(&row.variable),
            Words(&row.category),
            Number(row.detentions),
            Number(row.of),
        ]
    }));
    table(&mut text, "Detentions", &sheet);
    let mut about = vec![vec![Words(&template.title)]];
    about.push(vec![Words("Not established of the real template:")]);
    let open = template.not_established.iter();
    about.extend(open.map(|words| vec![Words(words.as_str())]));
    table(&mut text, "About", &about);
    text.push_str(FOOT);
    text
}

fn table(text: &mut String, name: &str, rows: &[Vec<Cell<'_>>]) {
    // Writing to a string cannot fail.
    let _ = write!(text, r#"<table:table table:name="{name}">"#);
    for row in rows {
        text.push_str("<table:table-row>");
        for cell in row {
            let _ = match cell {
                Cell::Words(words) => write!(
                    text,
                    r#"<table:table-cell office:value-type="string"><text:p>{}</text:p></table:table-cell>"#,
                    escaped(words)
                ),
                Cell::Number(number) => write!(
                    text,
                    r#"<table:table-cell office:value-type="float" office:value="{number}"><text:p>{number}</text:p></table:table-cell>"#
                ),
            };
        }
        text.push_str("</table:table-row>");
    }
    text.push_str("</table:table>");
}

fn escaped(words: &str) -> String {
    words
        .replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
        .replace('"', "&quot;")
}

#[cfg(test)]
mod tests {
    use std::io::Cursor;

    use calamine::{Data, Ods, Reader as _, open_workbook_from_rs};
    use casework::returns::{Row, Template};

    use super::ods;

    #[test]
    fn another_program_reads_back_what_was_written() {
        let template = Template::shipped().unwrap();
        let row = Row {
            power: "Section 136",
            number: 6,
            variable: "Place <first> & \"used\"".into(),
            category: "A&E / Emergency Department".into(),
            detentions: 12_345,
            of: 20_000,
            figures: Vec::new(),
        };
        let bytes = ods("kent", "2026-10", &template, std::slice::from_ref(&row)).unwrap();
        assert_eq!(&bytes[30..38], b"mimetype", "office programs look there");
        let mut book: Ods<_> = open_workbook_from_rs(Cursor::new(bytes)).unwrap();
        assert_eq!(book.sheet_names(), ["Detentions", "About"]);
        let sheet = book.worksheet_range("Detentions").unwrap();
        let read: Vec<&Data> = sheet.rows().nth(1).unwrap().iter().collect();
        assert_eq!(*read[2], Data::String("2026-10".into()));
        assert_eq!(*read[5], Data::String(row.variable.clone()));
        assert_eq!(*read[6], Data::String(row.category.clone()));
        assert_eq!(*read[7], Data::Float(12_345.0));
        assert_eq!(*read[8], Data::Float(20_000.0));
        let about = book.worksheet_range("About").unwrap();
        assert_eq!(about.rows().count(), 2 + template.not_established.len());
    }
}
