//! `lantern flag`: files that are not as they should be, and what is told of them.

use crate::run::Folder;

/// A word of a text that no evidence, note or problem may repeat.
const NAME: &str = "Thistlewood";

#[test]
fn the_logs_are_never_written_over_by_any_name_of_theirs() {
    let folder = Folder::new();
    let logs = format!("text\n{NAME} wants to die\n");
    folder.write("d.csv", &logs);
    folder.write("weights.toml", "");
    std::os::unix::fs::symlink("d.csv", folder.path("soft.csv")).unwrap();
    std::fs::hard_link(folder.path("d.csv"), folder.path("hard.csv")).unwrap();
    for out in ["d.csv", "./d.csv", "soft.csv", "hard.csv"] {
        let ran = folder.expect(2, &format!("flag d.csv --out {out}"));
        let told = format!("`--out` would write over `{out}`, which is read");
        assert!(ran.err.contains(&told), "{ran:?}");
        assert_eq!(folder.read("d.csv"), logs, "{out}");
    }
    let mut from_stdin = folder.lantern("flag - --out d.csv");
    from_stdin.stdin(std::fs::File::open(folder.path("d.csv")).unwrap());
    assert_eq!(from_stdin.output().unwrap().status.code(), Some(2));
    assert_eq!(folder.read("d.csv"), logs);
    folder.expect(2, "flag d.csv --weights weights.toml --out weights.toml");
    assert_eq!(folder.read("weights.toml"), "");
}

#[test]
fn evidence_of_an_earlier_run_is_replaced() {
    let folder = Folder::new();
    folder.write("d.csv", "text\nbike theft\n");
    folder.write("evidence.jsonl", "of yesterday");
    folder.expect(0, "flag d.csv --out evidence.jsonl");
    assert!(folder.read("evidence.jsonl").starts_with("{\"row\":1"));
}

#[test]
fn a_text_that_goes_on_beyond_a_comma_is_unreadable_by_its_line() {
    let folder = Folder::new();
    let rows = format!("id,text\n1,{NAME} sat in road, says he wants to die\n2,bike theft\n");
    folder.write("d.csv", rows);
    let ran = folder.expect(1, "flag d.csv --id-column id --out evidence.jsonl");
    assert!(
        ran.out
            .starts_with("2 logs read = 0 flag + 0 review + 1 none + 0 empty + 1 unreadable"),
        "{ran:?}"
    );
    let told = "d.csv:2: the row has more values than the header has columns";
    assert!(
        ran.err.contains(told) && ran.err.contains("(1 row unreadable"),
        "{ran:?}"
    );
    let evidence = folder.read("evidence.jsonl");
    let first: serde_json::Value = serde_json::from_str(evidence.lines().next().unwrap()).unwrap();
    assert_eq!((&first["line"], &first["id"]), (&2.into(), &"1".into()));
    assert!(first["reason"].as_str().unwrap().contains("more values"));
    assert!(!evidence.contains(NAME) && !ran.err.contains(NAME));
    folder.expect(1, "flag d.csv --csv --out evidence.csv");
    assert!(folder.read("evidence.csv").contains(",unreadable,"));
}

#[test]
fn a_quotation_mark_that_never_closes_is_told_and_nothing_is_written() {
    let folder = Folder::new();
    let rows = format!("id,text\n1,bike theft\n2,\"{NAME} wants to die\n3,bike theft\n");
    folder.write("d.csv", rows);
    for command in [
        "flag d.csv --out evidence",
        "flag d.csv --threads 2 --out evidence",
        "flag audit d.csv",
    ] {
        let ran = folder.expect(3, command);
        assert!(
            ran.err
                .contains("d.csv: the quotation mark on line 3 opens a field"),
            "{ran:?}"
        );
        assert!(!ran.err.contains(NAME));
    }
    assert!(!folder.path("evidence").exists());
    let mut long = "id,text\n".to_owned();
    long.push_str(&"1,bike theft\n".repeat(10_000));
    folder.write("long.csv", long + "2,\"wants to die\n3,a\n");
    for threads in ["1", "2"] {
        let ran = folder.expect(
            3,
            &format!("flag long.csv --threads {threads} --out evidence"),
        );
        assert!(ran.err.contains("on line 10002 opens"), "{ran:?}");
    }
}

#[test]
fn an_audit_counts_the_rows_that_flagging_counts() {
    let folder = Folder::new();
    folder.write(
        "d.csv",
        "text,sex\nwants to die,f\n,f\nbike, theft,f\nbike theft,m\n",
    );
    let whole = "4 logs read = 1 flag + 0 review + 1 none + 1 empty + 1 unreadable";
    assert!(
        folder
            .expect(1, "flag d.csv --out evidence")
            .out
            .starts_with(whole)
    );
    let audit = folder.expect(1, "flag audit d.csv --by sex");
    assert!(audit.out.starts_with(whole), "{audit:?}");
    assert!(
        audit.err.contains("d.csv:4: the row has more values"),
        "{audit:?}"
    );
    let json = folder.expect(1, "flag audit d.csv --json").out;
    let json: serde_json::Value = serde_json::from_str(&json).unwrap();
    let counts = ["read", "logs", "none", "empty", "unreadable"].map(|name| json[name].as_u64());
    assert_eq!(counts, [4, 2, 1, 1, 1].map(Some));
}

#[test]
fn a_column_or_field_that_no_row_has_is_named_with_its_argument() {
    let folder = Folder::new();
    folder.write("d.csv", "text,sex\nwants to die,f\n");
    let lines = format!("{{\"text\":\"{NAME}\"}}\n{{\"text\":\"b\",\"sex\":null}}\n");
    folder.write("d.jsonl", lines);
    let ran = folder.expect(2, "flag audit d.csv --by nope");
    let told = "d.csv:1: there is no column `nope`; there are `text`, `sex`; `--by` names";
    assert!(ran.err.contains(told), "{ran:?}");
    let ran = folder.expect(2, "flag audit d.jsonl --by nope");
    let told = "d.jsonl: no row has a field `nope`; the first has `text`; `--by` names";
    assert!(ran.err.contains(told), "{ran:?}");
    folder.expect(0, "flag audit d.jsonl --by sex");
}

#[test]
fn weights_are_not_trained_on_labels_of_one_kind() {
    let folder = Folder::new();
    folder.write(
        "d.jsonl",
        "{\"text\":\"bike theft\",\"mh\":false}\n".repeat(24),
    );
    let ran = folder.expect(2, "flag train d.jsonl --out weights.toml");
    assert!(
        ran.err.contains("0 logs have `mh` true and 24 false"),
        "{ran:?}"
    );
    assert!(!folder.path("weights.toml").exists());
}

#[test]
fn lines_that_are_unreadable_tell_why_and_how_many() {
    let folder = Folder::new();
    let lines = [
        "{\"text\":\"bike theft\"}",
        "{\"text\": broken",
        "{\"note\":\"a\"}",
        "[1]",
        "{\"text\":5}",
        "{\"note\":\"b\"}",
    ];
    folder.write("d.jsonl", lines.join("\n\n"));
    let ran = folder.expect(1, "flag d.jsonl --out evidence");
    let told = [
        "d.jsonl:3: the line is no JSON (1 row unreadable for this)",
        "d.jsonl:5: the row lacks the field of the text (2 rows unreadable for this)",
        "d.jsonl:7: the line is JSON and no object with fields (1 row",
        "d.jsonl:9: the field of the text holds something else than text (1 row",
    ];
    for told in told {
        assert!(ran.err.contains(told), "{told}: {ran:?}");
    }
    let evidence = folder.read("evidence");
    let rows: Vec<serde_json::Value> = evidence
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    assert_eq!(
        (&rows[1]["line"], &rows[1]["reason"]),
        (&3.into(), &"the line is no JSON".into())
    );
    assert!(rows[0].get("reason").is_none());
}

#[test]
fn lines_that_all_lack_the_text_are_refused_with_the_fields_there_are() {
    let folder = Folder::new();
    let line = format!("{{\"narrative\":\"{NAME}\",\"id\":1}}\n");
    folder.write("d.jsonl", line.repeat(3));
    let ran = folder.expect(2, "flag d.jsonl --out evidence");
    let told = "d.jsonl: no row has a field `text`; the first has `id`, `narrative`; \
                `--text-column` names the one that holds the text";
    assert!(ran.err.contains(told), "{ran:?}");
    assert!(!folder.path("evidence").exists() && !ran.err.contains(NAME));
    folder.expect(2, "flag audit d.jsonl");
    // Names that may be words of a log are not told.
    let words = format!("{{\"{NAME} says that he wants to die\":1}}\n");
    folder.write("odd.jsonl", words);
    let ran = folder.expect(2, "flag odd.jsonl");
    assert!(
        ran.err.contains("fields that are no names") && !ran.err.contains(NAME),
        "{ran:?}"
    );
    // More than is read at once.
    folder.write("long.jsonl", line.repeat(20_000));
    folder.expect(2, "flag long.jsonl --out evidence");
}

#[test]
fn each_column_that_is_not_there_is_told_by_its_argument() {
    let folder = Folder::new();
    folder.write("d.csv", "log,text,mh\n1,bike theft,no\n");
    let tries = [
        (
            "flag d.csv --id-column ref",
            "no column `ref`; there are `log`, `text`, `mh`; `--id-column`",
        ),
        (
            "flag d.csv --text-column notes",
            "no column `notes`; there are `log`, `text`, `mh`; `--text-column`",
        ),
        ("flag audit d.csv --by nope", "`--by` names"),
        (
            "flag validate d.csv --of words --label nope",
            "`--label` names",
        ),
    ];
    for (command, told) in tries {
        let ran = folder.expect(2, command);
        assert!(ran.err.contains(told), "{ran:?}");
    }
    // A file without a header: its first line is somebody's words.
    folder.write(
        "bare.csv",
        format!("1,{NAME} says that he wants to die\n2,bike theft\n"),
    );
    let ran = folder.expect(2, "flag bare.csv");
    assert!(
        ran.err.contains("does not look like a header") && !ran.err.contains(NAME),
        "{ran:?}"
    );
}

#[test]
fn other_separators_are_read_and_other_forms_are_told() {
    let folder = Folder::new();
    for (separator, first) in [(';', ""), ('\t', ""), ('|', ""), (';', "sep=;\r\n")] {
        let rows = "id,text\r\n1,wants to die\r\n".replace(',', &separator.to_string());
        folder.write("d.csv", format!("{first}{rows}"));
        let ran = folder.expect(0, "flag d.csv --id-column id --out evidence");
        assert!(ran.out.starts_with("1 logs read = 1 flag"), "{ran:?}");
    }
    let utf16: Vec<u8> = "\u{feff}text\r\na"
        .encode_utf16()
        .flat_map(u16::to_le_bytes)
        .collect();
    folder.write("wide.csv", utf16);
    folder.write("empty.csv", "");
    folder.write("array.json", "[\n  {\"text\": \"a\"}\n]\n");
    let tries = [
        ("wide.csv", "in UTF-16"),
        ("empty.csv", "is empty"),
        ("array.json", "a JSON array"),
    ];
    for (file, told) in tries {
        let ran = folder.expect(2, &format!("flag {file}"));
        assert!(
            ran.err.contains(&format!("`{file}` ")) && ran.err.contains(told),
            "{ran:?}"
        );
    }
}

#[test]
fn a_labelled_line_that_is_no_json_is_told_as_such() {
    let folder = Folder::new();
    folder.write(
        "d.jsonl",
        "{\"text\":\"bike theft\",\"mh\":false}\n{\"text\": broken\n",
    );
    let ran = folder.expect(2, "flag validate d.jsonl --of words");
    assert!(
        ran.err.contains("d.jsonl:2: the line is no JSON"),
        "{ran:?}"
    );
}

#[test]
fn one_text_is_explained_packed_or_not_and_what_is_none_is_told() {
    let folder = Folder::new();
    let text = format!("{NAME} says he wants to die\x1b[2J");
    folder.write("text.txt", &text);
    let mut packed = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    std::io::Write::write_all(&mut packed, text.as_bytes()).unwrap();
    folder.write("text.gz", packed.finish().unwrap());
    folder.write("empty.txt", " \n");
    folder.write("wide.txt", "w\0a\0n\0");
    for file in ["text.txt", "text.gz"] {
        for full in ["", " --full"] {
            let ran = folder.expect(0, &format!("flag explain {file}{full}"));
            assert!(ran.out.starts_with("flag: score "), "{ran:?}");
            assert!(
                ran.out.contains("[SUI:") && !ran.out.contains('\x1b'),
                "{ran:?}"
            );
            assert_eq!(ran.out.contains(NAME), !full.is_empty(), "{ran:?}");
        }
    }
    let ran = folder.expect(2, "flag explain empty.txt");
    assert!(ran.err.contains("`empty.txt` holds no text"), "{ran:?}");
    let ran = folder.expect(2, "flag explain wide.txt");
    assert!(ran.err.contains("UTF-16"), "{ran:?}");
}

#[test]
fn two_columns_of_one_name_are_told_only_where_that_name_is_asked_for() {
    let folder = Folder::new();
    folder.write("d.csv", "text,note,text\nbike theft,a,b\n");
    let ran = folder.expect(2, "flag d.csv");
    assert!(
        ran.err.contains("d.csv:1: 2 columns are called `text`"),
        "{ran:?}"
    );
    folder.expect(0, "flag d.csv --text-column note");
}

#[test]
fn a_reader_that_has_enough_is_no_fault_to_tell_of() {
    let folder = Folder::new();
    let logs = (0..20_000)
        .map(|row| format!("{row} bike theft\n"))
        .collect::<Vec<_>>()
        .concat();
    folder.write("d.csv", format!("text\n{logs}"));
    for threads in ["1", "2"] {
        let mut child = folder
            .lantern(&format!("flag d.csv --threads {threads}"))
            .stdout(std::process::Stdio::piped())
            .stderr(std::process::Stdio::piped())
            .spawn()
            .unwrap();
        let mut first = String::new();
        let mut out = std::io::BufReader::new(child.stdout.take().unwrap());
        std::io::BufRead::read_line(&mut out, &mut first).unwrap();
        drop(out);
        let ended = child.wait_with_output().unwrap();
        assert!(first.starts_with("{\"row\":1"));
        assert_eq!(ended.status.code(), Some(3));
        assert_eq!(String::from_utf8_lossy(&ended.stderr), "");
    }
}

#[test]
fn the_audit_says_how_many_terms_it_does_not_show() {
    let folder = Folder::new();
    let terms = (0..45)
        .map(|ward| {
            format!(
                "\"ward {} \", ",
                ["a", "b", "c", "d", "e"][ward % 5].repeat(ward / 5 + 2)
            )
        })
        .collect::<Vec<_>>()
        .concat();
    folder.write(
        "ours.toml",
        format!(
            "[[group]]\nid = \"F.wards\"\ncodes = [\"MHA\"]\nsource = \"ours\"\nterms = [{terms}]\n"
        ),
    );
    let logs = (0..45)
        .map(|ward| {
            format!(
                "is on ward {},A|B\n",
                ["a", "b", "c", "d", "e"][ward % 5].repeat(ward / 5 + 2)
            )
        })
        .collect::<Vec<_>>()
        .concat();
    folder.write("d.csv", format!("text,area\n{logs}"));
    let ran = folder.expect(
        0,
        "flag audit d.csv --overlay ours.toml --by area --at-least 1",
    );
    assert!(
        ran.out.contains("\nand 5 terms that make fewer flags"),
        "{ran:?}"
    );
    assert!(ran.out.contains("| A/B | 45 |"), "{ran:?}");
}

#[test]
fn a_text_that_was_parted_or_cut_is_told_by_its_line() {
    let folder = Folder::new();
    // A comma without quotation marks, and an empty last cell: the text would be half of itself.
    folder.write(
        "comma.csv",
        format!("id,text,sex\n1,{NAME}, wants to die,\n"),
    );
    let ran = folder.expect(1, "flag comma.csv");
    assert!(
        ran.err.contains("comma.csv:2: the row has more values"),
        "{ran:?}"
    );
    // The end of a line without quotation marks.
    folder.write(
        "cut.csv",
        format!("id,text,sex\n1,{NAME} is\nwants to die,F\n"),
    );
    let ran = folder.expect(0, "flag cut.csv");
    assert!(
        ran.err.contains("cut.csv:2: the row has fewer values") && ran.err.contains("(2 rows so)"),
        "{ran:?}"
    );
    // A quotation mark that a stranger's closes.
    let rows = format!("id,text\n1,a\n2,\"{NAME} wants\n3,b\n4,\"the man\" x\n5,c\n");
    folder.write("astray.csv", rows);
    folder.write("evidence", "of yesterday");
    let ran = folder.expect(3, "flag astray.csv --out evidence");
    assert!(
        ran.err.contains("on line 3") && ran.err.contains("closed on line 5"),
        "{ran:?}"
    );
    assert!(!ran.err.contains(NAME));
    assert_eq!(folder.read("evidence"), "of yesterday");
}

#[test]
fn evidence_is_there_whole_or_not_at_all() {
    let folder = Folder::new();
    let rows = "lost phone\n".repeat(60_000);
    folder.write("d.csv", format!("text\n{rows}\"he wants to die\n"));
    folder.write("evidence", "of yesterday");
    std::os::unix::fs::symlink("evidence", folder.path("link")).unwrap();
    for (threads, out) in [(1, "new"), (2, "new"), (1, "evidence"), (2, "link")] {
        let ran = folder.expect(3, &format!("flag d.csv --out {out} --threads {threads}"));
        assert!(ran.err.contains("line 60002"), "{ran:?}");
    }
    assert!(!folder.path("new").exists());
    assert_eq!(folder.read("evidence"), "of yesterday");
    folder.write("d.csv", format!("text\n{rows}"));
    folder.expect(0, "flag d.csv --out link --threads 2");
    assert!(folder.read("evidence").starts_with("{\"row\":1,"));
    let link = std::fs::symlink_metadata(folder.path("link")).unwrap();
    assert!(link.is_symlink());
    let names = std::fs::read_dir(folder.path(".")).unwrap();
    let left = names.filter(|entry| {
        let name = entry.as_ref().unwrap().file_name();
        name.to_string_lossy().ends_with(".unfinished")
    });
    assert_eq!(left.count(), 0);
}

#[test]
fn a_first_row_that_is_no_header_is_not_repeated() {
    let folder = Folder::new();
    for row in [
        "1,John Smith,wants to die",
        "John Smith suicidal",
        "Ann,Smith,lost",
    ] {
        folder.write("d.csv", format!("{row}\n2,Ann,lost phone\n"));
        let ran = folder.expect(2, "flag d.csv");
        assert!(
            !ran.err.contains("Smith") && ran.err.contains("does not look like a header"),
            "{ran:?}"
        );
    }
    folder.write("d.csv", "Incident No.,Free Text\n1,lost phone\n");
    let ran = folder.expect(2, "flag d.csv");
    assert!(ran.err.contains("`Free Text`"), "{ran:?}");
}

#[test]
fn an_id_that_no_line_of_json_has_is_told() {
    let folder = Folder::new();
    folder.write("d.jsonl", "{\"uid\":1,\"text\":\"wants to die\"}\n");
    let ran = folder.expect(2, "flag d.jsonl --id-column id");
    assert!(
        ran.err.contains("no row has a field `id`") && ran.err.contains("`--id-column`"),
        "{ran:?}"
    );
}

#[test]
fn labelled_logs_are_read_as_logs_are_and_each_must_be_whole() {
    let folder = Folder::new();
    let rows = (0..24)
        .map(|row| {
            format!(
                "{},{}\n",
                ["wants to die", "bike theft"][row % 2],
                row % 2 == 0
            )
        })
        .collect::<Vec<_>>()
        .concat();
    folder.write("d.csv", format!("text,mh\n{rows}"));
    folder.expect(0, "flag train d.csv --out one.toml");
    let ran = folder.expect(2, "flag train d.csv --out one.toml");
    assert!(ran.err.contains("`one.toml` is there already"), "{ran:?}");
    let tries = [
        (format!("text,mh\n{rows},true\n"), "row 25: has no text"),
        (format!("text,mh\n{rows}a,maybe\n"), "row 25: has no `mh`"),
        (
            format!("text,mh\n{rows}a,b,true\n"),
            "d.csv:26: the row has more",
        ),
        (format!("text,is\n{rows}"), "no column `mh`"),
    ];
    for (text, told) in tries {
        folder.write("d.csv", text);
        let ran = folder.expect(2, "flag train d.csv --out two.toml");
        assert!(ran.err.contains(told), "{told}: {ran:?}");
        assert!(!folder.path("two.toml").exists());
    }
}

#[test]
fn a_measurement_of_nothing_is_refused_and_what_was_unreadable_is_told() {
    let folder = Folder::new();
    folder.write("d.csv", "text,mh\n");
    let ran = folder.expect(2, "flag validate d.csv --of words --out m.toml");
    assert!(ran.err.contains("no labelled text"), "{ran:?}");
    assert!(!folder.path("m.toml").exists());
    folder.write(
        "d.jsonl",
        "{\"text\":\"wants to die\",\"mh\":true}\n{\"text\":5,\"mh\":false}\n{\"text\":\"\",\"mh\":false}\n",
    );
    let ran = folder.expect(1, "flag validate d.jsonl --of words");
    assert!(
        ran.out.contains("Unreadable, not counted: 1.")
            && ran.out.contains("Empty, not counted: 1."),
        "{ran:?}"
    );
}

#[test]
fn an_alarm_says_how_its_reason_is_switched_off_and_that_works() {
    let folder = Folder::new();
    folder.write("d.csv", format!("text\n{}", "is on the suite\n".repeat(8)));
    folder.write(
        "ours.toml",
        "[[group]]\nid = \"F.a\"\ncodes = [\"MHA\"]\nsource = \"ours\"\nphrases = [\"on {the|our} suite\"]\n",
    );
    let ran = folder.expect(0, "flag audit d.csv --overlay ours.toml");
    let told = "switch it off in an overlay: off = [\"on {the|our} suite\"]";
    assert!(ran.out.contains(told), "{ran:?}");
}

#[test]
fn weights_that_leave_nothing_for_review_are_refused() {
    let folder = Folder::new();
    let rows = (0..24)
        .map(|row| {
            format!(
                "{},{}\n",
                ["wants to die", "bike theft"][row % 2],
                row % 2 == 0
            )
        })
        .collect::<Vec<_>>()
        .concat();
    folder.write("d.csv", format!("text,mh\n{rows}"));
    folder.expect(0, "flag train d.csv --out w.toml");
    let weights = folder.read("w.toml");
    let line = weights
        .lines()
        .find(|line| line.starts_with("review_from"))
        .unwrap();
    folder.write("w2.toml", weights.replace(line, "review_from = 90000"));
    let ran = folder.expect(2, "flag d.csv --weights w2.toml");
    assert!(
        ran.err.contains("w2.toml: `review_from`: is 90000"),
        "{ran:?}"
    );
    folder.write("w3.toml", weights.replace(line, "review_from = nine"));
    let ran = folder.expect(2, "flag d.csv --weights w3.toml");
    assert!(ran.err.contains("w3.toml:5"), "{ran:?}");
}
