//! `lantern link`: what would say something wrong is refused before anything is written.

use std::fmt::Write as _;

use crate::run::Folder;

/// Two files of which the second has two ids of the first.
fn sharing(folder: &Folder) {
    folder.write(
        "one.csv",
        "id,forename,surname,born\nS1,Ada,Byron,1980-04-03\n\nS2,Bram,Bolton,1971-12-24\n\
         S3,Cleo,Carver,1962-02-27\n",
    );
    folder.write(
        "other.csv",
        "id,forename,surname,born\nS9,Ada,Byron,1980-04-03\nS3,Dara,Draper,1955-05-05\n\
         S2,Ezra,Ellwood,1944-04-04\n",
    );
}

#[test]
fn two_files_that_share_ids_are_not_written_by_their_ids() {
    let folder = Folder::new();
    sharing(&folder);
    for argument in ["--groups", "--pairs", "--refused", "--review"] {
        let ran = folder.expect(2, &format!("link one.csv other.csv {argument} out.csv"));
        let says = "share 2 ids, the first on line 4 of `one.csv` and line 4 of `other.csv`";
        assert!(ran.err.contains(says), "{}", ran.err);
        assert!(ran.err.contains("the ids of one file a prefix"));
        assert!(!ran.err.contains("S2") && !ran.err.contains("S3"));
        assert!(ran.err.contains(argument) && !folder.path("out.csv").exists());
    }
    // What names nobody, and what is judged, is as it was.
    folder.expect(0, "link one.csv other.csv");
    folder.expect(0, "link evaluate one.csv other.csv --truth surname");
    folder.write("other.csv", "id,surname\nT1,Byron\nT2,Bolton\n");
    folder.expect(0, "link one.csv other.csv --groups out.csv");
    // The rows of a file without ids are numbered.
    folder.write("one.csv", "surname\nBolton\n");
    folder.write("other.csv", "surname\nBolton\n");
    let ran = folder.expect(2, "link one.csv other.csv --pairs pairs.csv");
    assert!(ran.err.contains("without a column of ids"), "{}", ran.err);
}

#[test]
fn a_review_file_in_which_people_decided_is_kept() {
    let folder = Folder::new();
    sharing(&folder);
    let asked = "link dedupe one.csv --review review.csv";
    folder.expect(0, asked);
    let undecided = folder.read("review.csv");
    assert!(undecided.starts_with("decision,"));
    folder.expect(0, asked);
    let decided = "decision,one,other\nyes,S1,S2\n,S1,S3\nno,S2,S3\n";
    folder.write("review.csv", decided);
    let ran = folder.expect(2, asked);
    let says = "`review.csv`, which holds 2 decisions: name another file";
    assert!(ran.err.contains(says), "{}", ran.err);
    assert_eq!(folder.read("review.csv"), decided);
    // Saved as a spreadsheet it may hold some too.
    folder.write("review.csv", b"PK\x03\x04\x14\0\x06\0");
    let ran = folder.expect(2, asked);
    assert!(ran.err.contains("may hold decisions"), "{}", ran.err);
    for replaced in [
        "",
        "decision,one,other\n,S1,S2\n",
        "of before, for everybody",
    ] {
        folder.write("review.csv", replaced);
        folder.expect(0, asked);
        assert_eq!(folder.read("review.csv"), undecided);
    }
}

#[test]
fn an_id_that_is_empty_or_there_twice_is_told_by_its_lines() {
    let folder = Folder::new();
    let header = "id,surname,born\n";
    for (rows, says) in [
        (
            "S1,Byron,1980-04-03\nS2,\"Bolton\nB\",\n\nS1,Carver,\n",
            "`ids.csv`: line 2 and line 6 have one id",
        ),
        (
            "S1,Byron,1980-04-03\nS2,\"Bolton\nB\",\n\n ,Carver,\n",
            "`ids.csv`: the id on line 6 is empty",
        ),
        (
            ",Byron,1980-04-03\n",
            "`ids.csv`: the id on line 2 is empty",
        ),
    ] {
        for end in ["\n", "\r\n"] {
            let text = format!("{header}{rows}").replace('\n', end);
            folder.write("ids.csv", text);
            let ran = folder.expect(2, "link dedupe ids.csv --groups groups.csv");
            assert!(ran.err.contains(says), "{}", ran.err);
            assert!(!ran.err.contains("S1") && !folder.path("groups.csv").exists());
        }
    }
}

#[test]
fn a_quotation_mark_that_another_value_closes_stops_it_at_both_lines() {
    let folder = Folder::new();
    let header = "id,forename,surname,town\n";
    for (rows, opened, closed) in [
        (
            "S1,\"Ada,Byron,Kent\nS2,Bram,Bolton,Kent\nS3,\"Cleo\",Carver,Kent\n",
            2,
            4,
        ),
        // The columns are as many as they should be.
        (
            "S1,Ada,Byron,\"Kent\nS2,Bram,Bolton,\"Essex, or Kent\"\nS3,Cleo,Carver,Kent\n",
            2,
            3,
        ),
    ] {
        let text = format!("{header}{rows}");
        for (before, text, lines) in [
            ("", text.clone(), 0),
            ("\u{feff}", text.replace('\n', "\r\n"), 0),
            ("\u{feff}sep=,\r\n", text.replace('\n', "\r\n"), 1),
            ("sep=;\n", text.replace(", ", ". ").replace(',', ";"), 1),
        ] {
            folder.write("astray.csv", format!("{before}{text}"));
            let ran = folder.expect(2, "link dedupe astray.csv --groups groups.csv");
            let says = format!("a quotation mark on line {} begins", opened + lines);
            assert!(ran.err.contains(&says), "{}", ran.err);
            let says = format!("another one on line {}", closed + lines);
            assert!(ran.err.contains(&says), "{}", ran.err);
            assert!(!ran.err.contains("Kent") && !folder.path("groups.csv").exists());
        }
    }
}

#[test]
fn values_of_several_lines_and_empty_rows_are_told_so_that_rows_add_up() {
    let folder = Folder::new();
    let rows = "id,forename,surname,town\n\nS1,Ada,Byron,\"Kent\nEssex\n\"\n,,,\n\n\
                S2,Bram,Bolton,Kent\n , ,\nS3,\"Cleo\n\",Carver,Kent\n\n";
    for text in [
        rows.to_owned(),
        rows.replace('\n', "\r\n"),
        format!("sep=,\n{rows}"),
        rows.trim_end().to_owned() + "\n\n",
    ] {
        folder.write("long.csv", &text);
        let ran = folder.expect(0, "link dedupe long.csv --json");
        let told: serde_json::Value = serde_json::from_str(&ran.out).unwrap();
        let file = &told["files"][0];
        let first = if text.starts_with("sep") { 4 } else { 3 };
        assert_eq!(told["records"], 3, "{file}");
        assert_eq!(file["empty"], 5, "{file}");
        assert_eq!(file["over_lines"], 2, "{file}");
        assert_eq!(file["first_line_over"], first, "{file}");
    }
    let ran = folder.expect(0, "link dedupe long.csv");
    assert!(ran.out.contains("passed over: 5 rows."), "{}", ran.out);
    assert!(
        ran.out
            .contains("more than one line: 2, the first on line 3;"),
        "{}",
        ran.out
    );
    folder.write("long.csv", "id,surname\nS1,Byron");
    let ran = folder.expect(0, "link dedupe long.csv --json");
    let told: serde_json::Value = serde_json::from_str(&ran.out).unwrap();
    assert_eq!(told["files"][0]["empty"], 0);
    assert_eq!(told["files"][0]["over_lines"], 0);
}

/// A review file of these decisions, each `decision,one,other`.
fn decisions(folder: &Folder, decided: &[&str]) {
    let mut text = "decision,one,other,probability,weight,band,stands_for\n".to_owned();
    for decision in decided {
        let _ = writeln!(text, "{decision},0.99,6.6,7,1");
    }
    folder.write("decided.csv", text);
}

#[test]
fn of_what_was_decided_each_pair_across_two_files_counts_once() {
    let folder = Folder::new();
    sharing(&folder);
    folder.write(
        "other.csv",
        "id,forename,surname,born\nT1,Ada,Byron,1980-04-03\nT2,Bram,Bolton,1971-12-24\n",
    );
    decisions(
        &folder,
        &[
            "yes,S1,T1",
            "yes,T1,S1",
            "no,S1,S2",
            "no,T1,T2",
            ",S2,T2",
            "no,S2,T1",
        ],
    );
    let both = "link evaluate one.csv other.csv --decided decided.csv";
    let ran = folder.expect(0, &format!("{both} --json"));
    let told: serde_json::Value = serde_json::from_str(&ran.out).unwrap();
    assert_eq!(
        (&told["decisions"], &told["within_one_file"]),
        (&2.into(), &2.into())
    );
    assert!((told["precision"]["value"].as_f64().unwrap() - 0.5).abs() < 1e-9);
    let ran = folder.expect(0, both);
    assert!(ran.out.contains("of one file: 2 pairs."), "{}", ran.out);
    decisions(&folder, &["yes,S1,T1", ",S2,T1", "no,T1,S1"]);
    let ran = folder.expect(2, both);
    assert!(
        ran.err.contains("`decided.csv`: line 4: one pair"),
        "{}",
        ran.err
    );
    assert!(ran.err.contains("here and on line 2"), "{}", ran.err);
    // Of one file, all pairs are within it.
    decisions(&folder, &["no,S1,S2", "no,S2,S1"]);
    let ran = folder.expect(0, "link evaluate one.csv --decided decided.csv --json");
    let told: serde_json::Value = serde_json::from_str(&ran.out).unwrap();
    assert_eq!(
        (&told["decisions"], &told["within_one_file"]),
        (&1.into(), &0.into())
    );
}

#[test]
fn what_decisions_cannot_say_is_not_asked_of_them() {
    let folder = Folder::new();
    sharing(&folder);
    decisions(&folder, &["yes,S1,S2"]);
    for argument in [
        "--truth surname",
        "--by surname",
        "--from born --until born",
        "--from born --until born --place surname",
        "--from born --until born --impossible out.csv",
    ] {
        let ran = folder.expect(
            2,
            &format!("link evaluate one.csv --decided decided.csv {argument}"),
        );
        assert!(ran.err.contains("cannot be used with"), "{}", ran.err);
    }
}

#[test]
fn a_precision_of_nothing_that_was_decided_is_none() {
    let folder = Folder::new();
    sharing(&folder);
    let mut text = "decision,one,other,probability,weight,band,stands_for\n".to_owned();
    text += "no,S1,S2,0.5,0,3,1\n";
    folder.write("decided.csv", text);
    let asked = "link evaluate one.csv --decided decided.csv";
    let ran = folder.expect(0, &format!("{asked} --json"));
    let told: serde_json::Value = serde_json::from_str(&ran.out).unwrap();
    assert!(
        told["precision"].is_null() && told["recall"].is_null(),
        "{told}"
    );
    let ran = folder.expect(0, asked);
    assert!(
        ran.out.contains("precision none, recall among"),
        "{}",
        ran.out
    );
    assert!(ran.out.contains("kept none."), "{}", ran.out);
}

#[test]
fn a_record_is_not_explained_beside_itself() {
    let folder = Folder::new();
    sharing(&folder);
    let ran = folder.expect(2, "link explain one.csv S1 S1 --svg why.svg");
    assert!(
        ran.err.contains("both ids are of one record"),
        "{}",
        ran.err
    );
    assert!(ran.out.is_empty() && !folder.path("why.svg").exists());
    folder.expect(0, "link explain one.csv S1 S2");
}

#[test]
fn of_many_that_are_asked_about_none_is_asked_without_what_was_said() {
    let folder = Folder::new();
    sharing(&folder);
    for (text, says) in [
        (
            "id,surname,D.O.B.\nQ1,Byron,1980-04-03\n\nQ2,Bolton,41/13/1971\n",
            "`new.csv`: line 4: `D.O.B.` cannot be read: a date is",
        ),
        (
            "id,surname,born\nQ1,\"By\nron\",1980-04-03\nQ2,,\n",
            "`new.csv`: line 4: nothing is asked",
        ),
        (
            "id,surname,born\nQ1,Unknown,1900-01-01\n",
            "`new.csv`: line 2: nothing is asked",
        ),
        (
            "id,surname,home postcode\nQ1,Byron,CT1 1AB\n",
            "no column for what it asks: home postcode; take",
        ),
        (
            "id,surname,mobile\nQ1,Byron,07700900123\n",
            "no column for what it asks: mobile; take",
        ),
    ] {
        folder.write("new.csv", text);
        let ran = folder.expect(2, "link find one.csv --records new.csv");
        assert!(ran.err.contains(says), "{}", ran.err);
        assert!(ran.out.is_empty() && !ran.err.contains("Q2"), "{}", ran.err);
    }
    folder.write("new.csv", "id,surname,force\nQ1,Byron,kent\n");
    folder.expect(0, "link find one.csv --records new.csv");
}

#[test]
fn words_for_not_known_are_counted_as_such_and_other_words_as_impossible() {
    let folder = Folder::new();
    folder.write(
        "words.csv",
        "id,surname,born,phone\nS1,Byron,1980-04-03,unknown\nS2,Bolton,n/k,x\n\
         S3,Carver,00/00/1970,adult\nS4,Draper,adult,-\n",
    );
    let ran = folder.expect(0, "link dedupe words.csv --json");
    let told: serde_json::Value = serde_json::from_str(&ran.out).unwrap();
    for (field, empty, stand_in, impossible, form) in
        [("date of birth", 0, 2, 1, "AAAAA"), ("phone", 1, 1, 2, "A")]
    {
        let not_used = &told["not_used"][field];
        assert_eq!(not_used["empty"], empty, "{told}");
        assert_eq!(not_used["stand_in"], stand_in, "{told}");
        assert_eq!(not_used["impossible"], impossible, "{told}");
        assert_eq!(not_used["form"], form, "{told}");
    }
}

#[test]
fn a_sex_that_is_not_known_tells_nobody_apart() {
    let folder = Folder::new();
    let mut text = "id,surname,born,sex\n".to_owned();
    for (nth, sex) in [
        "M",
        "U",
        "I",
        "9",
        "N/K",
        "not specified",
        "not known",
        "X",
        "0",
    ]
    .iter()
    .enumerate()
    {
        let _ = writeln!(text, "S{nth},Byron,1980-04-03,{sex}");
    }
    folder.write("sexes.csv", text);
    let ran = folder.expect(0, "link dedupe sexes.csv --json");
    let told: serde_json::Value = serde_json::from_str(&ran.out).unwrap();
    assert_eq!(told["not_used"]["sex"]["stand_in"], 8, "{told}");
    for other in 1..9 {
        let ran = folder.expect(0, &format!("link explain sexes.csv S0 S{other} --json"));
        let told: serde_json::Value = serde_json::from_str(&ran.out).unwrap();
        let steps = told["waterfall"]["steps"].as_array().unwrap();
        let sex = steps.iter().find(|step| step["field"] == "sex").unwrap();
        assert_eq!(sex["level"], "missing in one or both", "{sex}");
    }
}

#[test]
fn a_name_that_says_what_the_file_would_not_be_is_refused() {
    let folder = Folder::new();
    sharing(&folder);
    for (argument, name, says) in [
        ("--groups", "-", "`-` would be one of that name"),
        (
            "--pairs",
            "pairs.csv.gz",
            "says that it is: name it without",
        ),
    ] {
        let ran = folder.expect(2, &format!("link dedupe one.csv {argument} {name}"));
        assert!(
            ran.err.contains(says) && ran.err.contains(argument),
            "{}",
            ran.err
        );
        assert!(!folder.path(name).exists());
    }
    folder.write("logs.csv", "text\nbike theft\n");
    folder.expect(2, "flag logs.csv --out -");
    assert!(!folder.path("-").exists());
}
