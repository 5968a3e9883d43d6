//! `lantern link`: extracts as they come, and what is told of what could not be read of them.

use std::io::Write as _;

use flate2::Compression;
use flate2::write::GzEncoder;
use serde_json::Value;

use crate::run::Folder;

/// Four records of two people, with these between values and lines.
fn rows(between: &str, end: &str) -> String {
    let rows = [
        "id,forename,surname,born,postcode",
        "1,Ada,Müller,1980-04-03,CT1 1AB",
        "2,Ada,Müller,1980-04-03,CT1 1AB",
        "3,Bram,Bolton,1971-12-24,ME9 9ZZ",
        "4,Bram,Bolton,1971-12-24,ME9 9ZZ",
    ];
    rows.map(|row| row.replace(',', between) + end).concat()
}

fn told(folder: &Folder, arguments: &str) -> Value {
    let ran = folder.expect(0, &format!("link {arguments} --json"));
    serde_json::from_str(&ran.out).unwrap()
}

#[test]
fn a_file_is_read_with_the_separator_that_it_has() {
    let folder = Folder::new();
    folder.write("as-is.csv", rows(",", "\n"));
    folder.expect(0, "link dedupe as-is.csv --pairs wanted.csv");
    let excel = format!("\u{feff}sep=;\r\n{}", rows(";", "\r\n"));
    for (name, text) in [
        ("semicolons.csv", rows(";", "\r\n").into_bytes()),
        ("tabs.txt", rows("\t", "\n").into_bytes()),
        ("pipes.csv", rows("|", "\n").into_bytes()),
        ("excel.csv", excel.into_bytes()),
    ] {
        folder.write(name, text);
        folder.expect(0, &format!("link dedupe {name} --pairs pairs.csv"));
        assert_eq!(
            folder.read("pairs.csv"),
            folder.read("wanted.csv"),
            "{name}"
        );
    }
    // Packed, under any name.
    for name in ["packed.CSV.GZ", "packed.csv"] {
        let mut packed = GzEncoder::new(Vec::new(), Compression::fast());
        packed.write_all(rows(";", "\n").as_bytes()).unwrap();
        folder.write(name, packed.finish().unwrap());
        folder.expect(0, &format!("link dedupe {name} --pairs pairs.csv"));
        assert_eq!(
            folder.read("pairs.csv"),
            folder.read("wanted.csv"),
            "{name}"
        );
    }
}

#[test]
fn a_file_that_is_no_csv_is_told_as_what_it_is() {
    let folder = Folder::new();
    folder.write("sheet.csv", b"PK\x03\x04\x14\0\x06\0");
    folder.write("wide.csv", b"\xff\xfei\0d\0\n\0");
    folder.write("empty.csv", "");
    folder.write("other.csv", "kolom;naam\n1;Secret\n");
    for (name, says) in [
        ("sheet.csv", "save the sheet as `CSV UTF-8`"),
        ("wide.csv", "is written in UTF-16"),
        ("empty.csv", "`empty.csv` is empty"),
        ("other.csv", "has `kolom`, `naam`, read with a semicolon"),
    ] {
        let ran = folder.expect(2, &format!("link dedupe {name}"));
        assert!(ran.err.contains(says), "{}", ran.err);
        assert!(!ran.err.contains("Secret"), "{}", ran.err);
    }
}

#[test]
fn text_that_is_no_utf_8_is_read_as_windows_1252_and_told() {
    let folder = Folder::new();
    folder.write("as-is.csv", rows(",", "\n"));
    let western: Vec<u8> = rows(",", "\n")
        .chars()
        .map(|c| u8::try_from(c).unwrap())
        .collect();
    folder.write("western.csv", western);
    let ran = folder.expect(0, "link explain western.csv 1 2 --values");
    assert!(ran.out.contains("MULLER | MULLER"), "{}", ran.out);
    assert!(ran.err.contains("windows-1252: 2 rows."), "{}", ran.err);
    let ran = folder.expect(0, "link dedupe western.csv");
    assert!(ran.out.contains("windows-1252: 2 rows."), "{}", ran.out);
    let of_file = |name: &str| told(&folder, &format!("dedupe {name}"))["files"][0].clone();
    assert_eq!(of_file("western.csv")["windows_1252"], 2);
    assert_eq!(of_file("as-is.csv")["windows_1252"], 0);
}
