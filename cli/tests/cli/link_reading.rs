//! `lantern link`: extracts as they come, and what is told of what could not be read of them.

use std::fmt::Write as _;
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
        (
            "other.csv",
            "does not look like names of columns; where it is a record, put a line of the \
             columns' names before it; it is read with a semicolon",
        ),
    ] {
        let ran = folder.expect(2, &format!("link dedupe {name}"));
        assert!(ran.err.contains(says), "{}", ran.err);
        assert!(!ran.err.contains("Secret") && !ran.err.contains("kolom"));
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

#[test]
fn a_quotation_mark_that_is_never_closed_stops_it_at_its_line() {
    let folder = Folder::new();
    for (begins, text, end) in [
        (3, rows(",", "\n").replace("2,Ada", "2,\"Ada"), "\n"),
        (
            4,
            format!("sep=,\r\n{}", rows(",", "\r\n").replace("2,Ada", "2,\"Ada")),
            "\r\n",
        ),
        (1, rows(",", "\n").replace("postcode", "\"postcode"), "\n"),
        (5, rows(",", "\n").replace("4,Bram", "4,\"Bram"), "\n"),
    ] {
        folder.write("open.csv", text + end);
        let ran = folder.expect(2, "link dedupe open.csv --groups groups.csv");
        let says = format!("begins on line {begins} is never closed");
        assert!(ran.err.contains(&says), "{}", ran.err);
        assert!(!ran.err.contains("Bram") && !folder.path("groups.csv").exists());
    }
    // A last value of two lines that is closed is a value.
    let closed = rows(",", "\n").replace("ME9 9ZZ", "\"ME9\n9ZZ\"");
    folder.write("closed.csv", closed);
    assert_eq!(told(&folder, "dedupe closed.csv")["records"], 4);
}

#[test]
fn a_row_of_more_values_than_columns_stops_it_at_its_line() {
    let folder = Folder::new();
    for (line, text) in [
        (
            4,
            rows(",", "\n").replace("3,Bram,Bolton", "3,Bram,Bolton, Jr"),
        ),
        (
            4,
            rows(",", "\r\n").replace("3,Bram,Bolton", "3,Bram,Bolton, Jr"),
        ),
        (
            5,
            rows(",", "\n")
                .replace("3,Bram", "3,\"Bram\nB\"")
                .replace("4,Bram", "4,,Bram"),
        ),
    ] {
        let line = if text.contains("4,,Bram") {
            line + 1
        } else {
            line
        };
        folder.write("long.csv", text);
        let ran = folder.expect(2, "link dedupe long.csv");
        let says = format!("line {line} has 6 values where the header names 5: put a value that");
        assert!(ran.err.contains(&says), "{}", ran.err);
        assert!(!ran.err.contains("Bram"), "{}", ran.err);
    }
    folder.write(
        "tails.csv",
        rows(",", ",, \n").replace("postcode,, ", "postcode"),
    );
    assert_eq!(told(&folder, "dedupe tails.csv")["records"], 4);
}

#[test]
fn short_rows_are_counted_and_empty_ones_passed_over() {
    let folder = Folder::new();
    let short = rows(",", "\r\n").replace(",1971-12-24,ME9 9ZZ", "");
    folder.write("short.csv", format!("{short}\r\n,,,,\r\n , ,\r\n"));
    let answer = told(&folder, "dedupe short.csv");
    assert_eq!(answer["records"], 4);
    assert_eq!(answer["files"][0]["short"], 2);
    assert_eq!(answer["files"][0]["first_short_line"], 4);
    let ran = folder.expect(0, "link dedupe short.csv");
    assert!(
        ran.out.contains("2 rows, the first on line 4."),
        "{}",
        ran.out
    );
    folder.write("whole.csv", rows(",", "\n"));
    let file = &told(&folder, "dedupe whole.csv")["files"][0];
    assert_eq!(
        (&file["short"], &file["first_short_line"]),
        (&0.into(), &Value::Null)
    );
}

#[test]
fn nothing_is_written_over_what_is_read_or_was_written_just_before() {
    let folder = Folder::new();
    folder.write("as-is.csv", rows(",", "\n"));
    std::os::unix::fs::symlink("as-is.csv", folder.path("link.csv")).unwrap();
    std::os::unix::fs::symlink("new.csv", folder.path("later.csv")).unwrap();
    std::fs::hard_link(folder.path("as-is.csv"), folder.path("hard.csv")).unwrap();
    std::fs::create_dir(folder.path("in")).unwrap();
    for arguments in [
        "dedupe as-is.csv --groups as-is.csv",
        "dedupe as-is.csv --pairs ./as-is.csv",
        "dedupe as-is.csv --refused link.csv",
        "dedupe link.csv --review hard.csv",
        "dedupe as-is.csv --from born --until born --impossible in/../as-is.csv",
        "dedupe as-is.csv --groups new.csv --pairs in/../new.csv",
        "dedupe as-is.csv --groups new.csv --pairs later.csv",
        "as-is.csv as-is.csv --groups link.csv",
        "train as-is.csv --to as-is.csv",
        "train as-is.csv --decided was.csv --to was.csv",
        "evaluate as-is.csv --truth id --from born --until born --impossible as-is.csv",
        "explain as-is.csv 1 2 --svg as-is.csv",
    ] {
        let ran = folder.expect(2, &format!("link {arguments}"));
        assert!(ran.err.contains("name another"), "{arguments}: {}", ran.err);
        assert_eq!(folder.read("as-is.csv"), rows(",", "\n"), "{arguments}");
        assert!(!folder.path("new.csv").exists(), "{arguments}");
    }
    folder.expect(
        0,
        "link dedupe as-is.csv --groups /dev/null --pairs /dev/null",
    );
}

#[test]
fn a_column_that_is_asked_about_is_compared_all_the_same() {
    let folder = Folder::new();
    // With enough records to learn from: a model that is lent expects nothing of a file.
    let sexes = ["sex", "F", "F", "M", "F"];
    let mut text = String::new();
    for (row, sex) in rows(",", "\n").lines().zip(sexes) {
        writeln!(text, "{row},{sex}").unwrap();
    }
    for nth in 0..500 {
        let (day, month, year) = (nth % 28 + 1, nth % 12 + 1, 1950 + nth % 50);
        let sex = ["F", "M"][nth % 2];
        let born = format!("{year}-{month:02}-{day:02}");
        writeln!(
            text,
            "{},Cass{nth},Wold{nth},{born},TN{nth} 1AA,{sex}",
            nth + 5
        )
        .unwrap();
    }
    folder.write("sexes.csv", text);
    let measured = |more: &str| {
        let answer = told(&folder, &format!("evaluate sexes.csv --truth id {more}"));
        (answer["expected_pairs"].clone(), answer["measured"].clone())
    };
    let without = measured("");
    assert_eq!(measured("--by sex"), without);
    assert_eq!(
        measured("--from born --until born --place postcode"),
        without
    );
    assert_ne!(measured("--column sex=ignore"), without);
    // A surname that is the truth tells nobody who is who.
    let truth = folder.run("link evaluate sexes.csv --truth surname --json");
    let answer: Value = serde_json::from_str(&truth.out).unwrap();
    assert_ne!(answer["expected_pairs"], without.0);
    assert_eq!(answer["measured"]["people"], 502);
}

#[test]
fn a_question_that_cannot_be_read_is_not_asked_without_it() {
    let folder = Folder::new();
    folder.write("as-is.csv", rows(",", "\n"));
    for (with, says) in [
        (
            "--with born=19-Apx-1978",
            "`born` cannot be read: a date is",
        ),
        (
            "--with surname=Bolton --with born=41/13/1971",
            "`born` cannot be read",
        ),
        ("--with surname=", "`surname` has no value"),
        (
            "--with surname=Bolton --with surname=Miller",
            "`surname` is given twice",
        ),
    ] {
        let ran = folder.expect(2, &format!("link find as-is.csv {with}"));
        assert!(ran.err.contains(says), "{}", ran.err);
        assert_eq!(ran.out, "");
    }
    folder.write(
        "new.csv",
        "id,forename,surname,born,postcode\n8,Ada,Bolton,1971-12-24,\n9,Ada,Bolton,41/13/1971,\n",
    );
    let ran = folder.expect(2, "link find as-is.csv --records new.csv");
    assert!(
        ran.err
            .contains("`new.csv`: line 3: `born` cannot be read: a date is"),
        "{}",
        ran.err
    );
    assert!(!ran.err.contains("Bolton") && ran.out.is_empty());
}

#[test]
fn records_whose_truth_is_not_known_are_not_judged() {
    let folder = Folder::new();
    let people = ["person", "A", "A", "", " "];
    let lines = rows(",", "\n");
    let text = lines.lines().zip(people);
    folder.write(
        "some.csv",
        text.map(|(row, who)| format!("{row},{who}\n"))
            .collect::<Vec<String>>()
            .concat(),
    );
    let answer = told(&folder, "evaluate some.csv --truth person --by postcode");
    assert_eq!(answer["without_truth"], 2);
    assert_eq!(answer["measured"]["records"], 2);
    assert_eq!(answer["measured"]["people"], 1);
    assert_eq!(answer["measured"]["pairs"]["recall"]["of"], 1);
    let by = answer["by"].as_array().unwrap();
    assert_eq!((by.len(), &by[0]["value"]), (1, &"CT1 1AB".into()));
    let ran = folder.expect(0, "link evaluate some.csv --truth person");
    assert!(
        ran.out.contains("truth is not known: 2 records."),
        "{}",
        ran.out
    );
    folder.write("none.csv", text_of_nobody());
    let ran = folder.expect(2, "link evaluate none.csv --truth person");
    assert!(
        ran.err.contains("the column of `--truth` is empty"),
        "{}",
        ran.err
    );
}

fn text_of_nobody() -> String {
    rows(",", ",\n").replace("postcode,", "postcode,person")
}

#[test]
fn a_field_without_a_column_is_no_field_of_empty_values() {
    let folder = Folder::new();
    let names = "Record ID,Full Name,D.O.B.\n1,\"BYRON, Ada\",1980-04-03\n2,Ada Byron,1980-04-03\n";
    folder.write("names.csv", names);
    let answer = told(&folder, "dedupe names.csv");
    assert_eq!(answer["no_column"], serde_json::json!(["postcode", "sex"]));
    assert_eq!(answer["not_used"], serde_json::json!({}));
    let ran = folder.expect(0, "link dedupe names.csv");
    assert!(
        ran.out.contains("No column: postcode, sex.\n"),
        "{}",
        ran.out
    );
    let ran = folder.expect(0, "link explain names.csv 1 2 --values");
    assert!(
        ran.out.contains("BYRON | BYRON") && ran.out.contains("ADA | ADA"),
        "{}",
        ran.out
    );
}

#[test]
fn two_files_may_call_their_columns_otherwise_and_have_others() {
    let folder = Folder::new();
    folder.write(
        "one.csv",
        "id,voornaam,naam,dob,PNC,town,tel\n1,Ada,Byron,1980-04-03,12/34A,Kent,07700900123\n\
         2,Bram,Bolton,1971-12-24,56/78B,Kent,07700900124\n",
    );
    folder.write(
        "other.csv",
        "id,first name,surname,date of birth,mobile,pnc id,email\n\
         8,Ada,Byron,1980-04-03,07700900123,12/34A,a@b.example\n\
         9,Bram,Bolton,1971-12-24,07700900124,56/78B,b@b.example\n",
    );
    let asked = "link one.csv other.csv --column naam=surname --column voornaam=forename";
    let ran = folder.expect(0, &format!("{asked} --json"));
    assert!(
        ran.err
            .contains("only one file has, and that are not compared: town, email."),
        "{}",
        ran.err
    );
    let answer: Value = serde_json::from_str(&ran.out).unwrap();
    assert_eq!(answer["records"], 4);
    assert_eq!(answer["not_used"], serde_json::json!({}));
    let ran = folder.expect(2, &format!("{asked} --column nom=surname"));
    assert!(ran.err.contains("there is no column `nom`"), "{}", ran.err);
    let told = "--column naam=surname --column voornaam=forename --column town=ignore";
    let find = format!("link find one.csv {told} --records other.csv");
    let ran = folder.expect(2, &find);
    assert!(
        ran.err.contains("no column for what it asks: email"),
        "{}",
        ran.err
    );
    folder.write(
        "other.csv",
        folder.read("other.csv").replace(",email", ",other"),
    );
    folder.expect(0, &find);
}

#[test]
fn the_form_of_what_cannot_be_read_is_told_and_not_the_value() {
    let folder = Folder::new();
    let text = rows(",", "\n")
        .replace("1971-12-24", "24-Dec-71")
        .replace("1980-04-03", "3 Apr 1980");
    folder.write("dates.csv", text);
    let answer = told(&folder, "dedupe dates.csv");
    let not_used = &answer["not_used"]["date of birth"];
    assert_eq!(
        (&not_used["impossible"], &not_used["form"]),
        (&2.into(), &"99-AAA-99".into())
    );
    let ran = folder.expect(0, "link dedupe dates.csv");
    assert!(
        ran.out
            .contains("2 impossible (the first looks like `99-AAA-99`)."),
        "{}",
        ran.out
    );
    assert!(!ran.out.contains("Dec"), "{}", ran.out);
}

#[test]
fn standard_input_is_read_and_a_review_is_for_its_owner_alone() {
    use std::os::unix::fs::PermissionsExt as _;
    let folder = Folder::new();
    folder.write("as-is.csv", rows(",", "\n"));
    folder.write("review.csv", "of before, for everybody");
    let input = std::fs::File::open(folder.path("as-is.csv")).unwrap();
    let mut command = folder.lantern("link dedupe - --review review.csv --json");
    let output = command.stdin(input).output().unwrap();
    let answer: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(answer["records"], 4);
    let mode = std::fs::metadata(folder.path("review.csv"))
        .unwrap()
        .permissions()
        .mode();
    assert_eq!(mode & 0o777, 0o600);
    assert!(folder.read("review.csv").starts_with("decision,"));
    folder.expect(2, "link - -");
}

#[test]
fn a_share_of_nothing_is_none() {
    let folder = Folder::new();
    folder.write("as-is.csv", rows(",", "\n"));
    let ran = folder.expect(0, "link evaluate as-is.csv --truth id");
    assert!(ran.out.contains("recall none"), "{}", ran.out);
    assert!(
        ran.out
            .contains("at least 20 records: 0 in truth; 0 in groups (none)"),
        "{}",
        ran.out
    );
    assert!(
        ran.out.contains("F1 none") && ran.out.contains("said 0.5 or more: none"),
        "{}",
        ran.out
    );
    assert!(!ran.out.contains("of 0 pairs"), "{}", ran.out);
}
