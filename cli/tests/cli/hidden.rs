//! Hidden demand from the command line: texts labelled, the reader measured, an extract imported,
//! the estimate printed and shown.

use std::fmt::Write as _;

use serde_json::Value;

use crate::run::Folder;

/// Texts that the reader surely suggests, and surely does not.
const SO: &str = "male on the bridge says he wants to kill himself";
const NOT: &str = "two cars collided on the ring road no injuries";

const MAP: &str = "[extract]\nname = \"trial\"\nforce = \"kent\"\n\
    source = \"an invented control room\"\nreference = \"ref\"\n[when]\ntime = \"created\"\n\
    format = \"%d/%m/%Y %H:%M\"\nzone = \"london\"\n[narrative]\ncolumn = \"note\"\n\
    [columns.mh_npcc]\ncolumn = \"mh\"\notherwise = \"unknown\"\n[columns.mh_npcc.values]\n\
    Y = true\nN = false\n";

/// Sixty labelled texts of each kind: three that are so say nothing of it, six that are not sound
/// as if.
fn labelled() -> String {
    let mut text = "note,ours\n".to_owned();
    for at in 0..60 {
        let (so, not) = (if at < 3 { NOT } else { SO }, if at < 6 { SO } else { NOT });
        let _ = writeln!(text, "{so},yes\n{not},No");
    }
    text
}

/// A hundred incidents of May: 25 that sound so, ten of them marked; two marked that do not; the
/// last has no text.
fn extract() -> String {
    let mut text = "ref,created,mh,note\n".to_owned();
    for at in 0..100 {
        let note = match at {
            0..25 => SO,
            99 => "",
            _ => NOT,
        };
        let marked = if at < 10 || (50..52).contains(&at) {
            "Y"
        } else {
            "N"
        };
        let _ = writeln!(
            text,
            "K{at},{:02}/05/2026 10:00,{marked},{note}",
            1 + at % 28
        );
    }
    text
}

fn folder() -> Folder {
    let folder = Folder::new();
    folder.write("map.toml", MAP);
    folder.write("rows.csv", extract());
    folder.write("labelled.csv", labelled());
    folder.expect(
        0,
        "import incidents rows.csv --map map.toml --lake lake --rejects rejects.csv",
    );
    folder
}

const VALIDATE: &str = "flag validate labelled.csv --text-column note --label ours --of \
                        invented-texts";
const REPORT: &str = "report hidden_demand --lake lake --from 2026-05-01 --to 2026-05-31";

#[test]
fn labelled_texts_become_an_estimate_of_an_extract() {
    let folder = folder();
    let none = folder.expect(0, REPORT).out;
    assert!(
        none.contains("There is no estimate: nobody has measured")
            && none.contains("flag validate"),
        "{none}"
    );
    let told = folder
        .expect(0, &format!("{VALIDATE} --out measured.toml --json"))
        .out;
    let told: Value = serde_json::from_str(&told).unwrap();
    for (count, number) in [
        ("hits", 57),
        ("misses", 3),
        ("false_flags", 6),
        ("correct_rejections", 54),
    ] {
        assert_eq!(told[count], number, "{count} of {told}");
    }

    let report = folder
        .expect(0, &format!("{REPORT} --labelled measured.toml --json"))
        .out;
    let report: Value = serde_json::from_str(&report).unwrap();
    let estimate = &report["estimate"];
    assert_eq!(
        (&estimate["texts"], &estimate["marked"]),
        (&99.into(), &12.into())
    );
    // 25 of 99 suggested; 0.95 of those that are so, 0.1 of those that are not.
    let share = (25.0 / 99.0 - 0.1) / (0.95 - 0.1);
    let near = |cell: &Value, wanted: f64| (cell.as_f64().unwrap() - wanted).abs() < 1e-9;
    assert!(
        near(&estimate["estimate"]["share"]["value"], share),
        "{estimate}"
    );
    assert!(
        near(&estimate["beyond"]["value"], share * 99.0 - 12.0),
        "{estimate}"
    );

    let paper = folder
        .expect(0, &format!("{REPORT} --labelled measured.toml"))
        .out;
    for said in [
        "| month | version | incidents | texts | suggested |",
        "## Hidden demand",
        "Of 99 texts, 18 (",
        "People marked 12 of them",
        "measured on: invented-texts",
        "Not known:",
    ] {
        assert!(paper.contains(said), "no “{said}” in {paper}");
    }
    assert!(!paper.contains("bridge"), "a word of a text: {paper}");
    // A quarter outside the force: counts alone, and no estimate that would give them back. Two of
    // its months are not held.
    let outside = folder.expect(
        1,
        "report hidden_demand --lake lake --outside --from 2026-04-01 --to 2026-06-30 --labelled \
         measured.toml",
    );
    assert!(!outside.out.contains("Hidden demand\n"), "{}", outside.out);
}

#[test]
fn labels_that_are_none_a_file_that_is_there_and_another_version_are_said() {
    let folder = folder();
    folder.write("odd.csv", "note,ours\na text,yes\na text,perhaps\n");
    let told = folder
        .expect(
            2,
            "flag validate odd.csv --text-column note --label ours --of texts",
        )
        .err;
    assert!(
        told.contains("odd.csv: row 2: `ours`") && !told.contains("perhaps"),
        "{told}"
    );

    folder.expect(0, &format!("{VALIDATE} --out measured.toml"));
    let told = folder.run(&format!("{VALIDATE} --out measured.toml"));
    assert_ne!(told.code, Some(0));
    assert!(told.err.contains("measured.toml"), "{}", told.err);

    let measured = folder.read("measured.toml");
    let line = measured
        .lines()
        .find(|line| line.starts_with("version"))
        .unwrap();
    folder.write(
        "older.toml",
        measured.replace(line, "version = \"1-older\""),
    );
    let told = folder
        .expect(0, &format!("{REPORT} --labelled older.toml"))
        .out;
    assert!(
        told.contains(
            "There is no estimate: the reader's error was measured for its version 1-older"
        ),
        "{told}"
    );
    folder.write("broken.toml", "of = 3\n");
    let told = folder
        .expect(2, &format!("{REPORT} --labelled broken.toml"))
        .err;
    assert!(
        told.contains("broken.toml") && told.contains("of"),
        "{told}"
    );
}
