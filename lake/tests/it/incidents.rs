//! Importing extracts: dialects, totals, repeats, absences, and stopping anywhere.

use std::io::Write as _;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};

use datafusion::arrow::array::RecordBatch;
use datafusion::arrow::compute::concat_batches;
use datafusion::arrow::util::display::array_value_to_string;
use lake::follow::Pseudonyms;
use lake::incidents::{Asked, Map, Outcome, Problem, import};
use lake::schema::Table;
use lake::store;

use crate::place::contents;

const MAP: &str = r#"
[extract]
name = "trial"
force = "kent"
source = "an invented control room"
reference = "Reference"

[when]
date = "Day"
format = "%d/%m/%Y"
clock = "Time"
clock_format = "%H:%M"
zone = "london"

[columns.area]
column = "Beat"
lookup = "beats.csv"

[columns.mh_npcc]
column = "MH"
otherwise = "unknown"
[columns.mh_npcc.values]
Y = true
N = false

[columns.sex]
column = "Sex"
[columns.sex.values]
F = "female"
M = "male"
[columns.sex.absent]
R = "declined"
U = "unknown"
"#;

const BEATS: &str = "beat,district\nTN1,Tunbridge Wells\nME4,Medway – Chatham\n";

const ROWS: &str = "Reference,Day,Time,Beat,MH,Sex,Note\n\
    K1,23/10/2026,14:05,TN1,Y,F,\"said \"\"no, thank you\"\"\"\n\
    K2,23/10/2026,,ME4,N,R,café\n\
    K3,24/10/2026,09:00,TN1,?,,-\n\
    K4,02/11/2026,23:59,ME4,Y,U,-\n";

fn map_of(text: &str) -> Result<Map, Vec<Problem>> {
    Map::read("map.toml", text, &mut |name| match name {
        "beats.csv" => Ok(BEATS.to_owned()),
        _ => Err("there is no such file".to_owned()),
    })
}

/// An extract with its map in a folder of its own.
struct Trial {
    folder: tempfile::TempDir,
    map: Map,
}

impl Trial {
    fn new(map: &str, extract: &[u8]) -> Self {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join("extract.csv"), extract).unwrap();
        let map = map_of(map).unwrap();
        Self { folder, map }
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn asked<'a>(&'a self, paths: &'a [PathBuf; 3], piece: usize) -> Asked<'a> {
        let [extract, lake, rejects] = paths;
        Asked {
            extract,
            map: &self.map,
            lake,
            rejects,
            pseudonyms: None,
            piece,
        }
    }

    fn paths(&self, lake: &str) -> [PathBuf; 3] {
        ["extract.csv", lake, "rejects.csv"].map(|name| self.path(name))
    }

    fn import(&self, lake: &str, piece: usize) -> Outcome {
        let paths = self.paths(lake);
        import(self.asked(&paths, piece), &mut |_, _| {}).unwrap_or_else(|fault| panic!("{fault}"))
    }

    fn rows(&self, lake: &str) -> RecordBatch {
        rows(&self.path(lake))
    }
}

/// Every incident of a lake.
fn rows(root: &Path) -> RecordBatch {
    let table = Table::named("incident").unwrap();
    let parts = store::manifest(root).unwrap().parts;
    let batches: Vec<RecordBatch> = parts
        .iter()
        .map(|part| store::decode(part, table, part.bytes_of(root).unwrap()).unwrap())
        .collect();
    concat_batches(&table.schema(), &batches).unwrap()
}

/// Some columns of rows as text.
fn shown(rows: &RecordBatch, columns: &[&str]) -> Vec<String> {
    (0..rows.num_rows())
        .map(|row| {
            let cells: Vec<String> = columns
                .iter()
                .map(|name| {
                    let column = rows.column_by_name(name).unwrap();
                    array_value_to_string(column, row).unwrap()
                })
                .collect();
            cells.join("|")
        })
        .collect()
}

const SHOWN: &[&str] = &[
    "incident_id",
    "when_precision",
    "local_day",
    "hour",
    "weekday",
    "area",
    "mh_npcc",
    "sex",
    "sex_absent",
];

const EXPECTED: [&str; 4] = [
    "K1|instant|2026-10-23|14|5|Tunbridge Wells|true|female|",
    "K2|day|2026-10-23||5|Medway – Chatham|false||declined",
    "K3|instant|2026-10-24|9|6|Tunbridge Wells|||nothing recorded",
    "K4|instant|2026-11-02|23|1|Medway – Chatham|true||unknown",
];

#[test]
fn every_dialect_and_encoding_gives_the_same_rows() {
    let with = |line: &str| MAP.replacen("[when]", &format!("{line}\n[when]"), 1);
    let utf16 = |order: fn(u16) -> [u8; 2], bom: bool| -> Vec<u8> {
        let text = if bom {
            format!("\u{feff}{ROWS}")
        } else {
            ROWS.to_owned()
        };
        text.encode_utf16().flat_map(order).collect()
    };
    let gzip = |bytes: &[u8]| {
        let mut packed = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
        packed.write_all(bytes).unwrap();
        packed.finish().unwrap()
    };
    let (western, _, _) = encoding_rs::WINDOWS_1252.encode(ROWS);
    let single = ROWS
        .replace(',', "|")
        .replace("\"said \"\"no| thank you\"\"\"", "'said \\'no| thank you'");
    let cases: Vec<(&str, String, Vec<u8>)> = vec![
        ("as it is", MAP.to_owned(), ROWS.as_bytes().to_vec()),
        ("gzip", MAP.to_owned(), gzip(ROWS.as_bytes())),
        (
            "byte order mark and Windows line ends",
            MAP.to_owned(),
            format!("\u{feff}{}", ROWS.replace('\n', "\r\n")).into_bytes(),
        ),
        (
            "Windows-1252",
            with("encoding = \"windows-1252\""),
            western.to_vec(),
        ),
        (
            "UTF-16, mark",
            with("encoding = \"utf-16\""),
            utf16(u16::to_le_bytes, true),
        ),
        (
            "UTF-16 the other way round, mark",
            with("encoding = \"utf-16\""),
            utf16(u16::to_be_bytes, true),
        ),
        (
            "UTF-16BE, gzip",
            with("encoding = \"utf-16be\""),
            gzip(&utf16(u16::to_be_bytes, false)),
        ),
        (
            "semicolons",
            with("delimiter = \";\""),
            ROWS.replace(',', ";").into_bytes(),
        ),
        (
            "bars, single quotes, escapes",
            with("delimiter = \"|\"\nquote = \"'\"\nescape = \"\\\\\""),
            single.into_bytes(),
        ),
        (
            "columns in another order",
            MAP.to_owned(),
            ROWS.lines()
                .map(|line| line.split_once(',').unwrap())
                .flat_map(|(reference, rest)| [rest, ",", reference, "\n"])
                .collect::<String>()
                .into_bytes(),
        ),
    ];
    for (name, map, bytes) in cases {
        let trial = Trial::new(&map, &bytes);
        let outcome = trial.import("lake", 3);
        assert_eq!(outcome.totals.taken, 4, "{name}");
        assert_eq!(shown(&trial.rows("lake"), SHOWN), EXPECTED, "{name}");
    }
}

/// Rows of which some are wrong, some repeated, over two years.
fn many(rows: u32) -> String {
    use std::fmt::Write as _;
    let mut text = "Reference,Day,Time,Beat,MH,Sex\n".to_owned();
    for row in 0..rows {
        let _ = writeln!(
            text,
            "K{},{:02}/{:02}/{},{:02}:{:02},{},Y,{}",
            row - u32::from(row % 17 == 16),
            1 + row % 29,
            1 + row % 12,
            2025 + row % 2,
            row % 24,
            row % 60,
            if row % 2 == 0 { "TN1" } else { "ME4" },
            ["F", "M", "R", "X"][row as usize % 4],
        );
    }
    text
}

#[test]
fn pieces_of_any_size_and_stops_at_any_piece_give_the_same_bytes() {
    let extract = many(300);
    let whole = Trial::new(MAP, extract.as_bytes());
    let outcome = whole.import("lake", 100_000);
    let totals = outcome.totals;
    assert_eq!(totals.read, 300);
    assert_eq!(totals.read, totals.taken + totals.refused + totals.repeated);
    // A quarter has a sex that is in no table; 29 February was in neither year.
    assert!(totals.refused > 75 && totals.repeated > 7, "{totals:?}");
    let lake = contents(&whole.path("lake"));
    let rejects = std::fs::read_to_string(whole.path("rejects.csv")).unwrap();
    assert_eq!(
        u64::try_from(rejects.lines().count()).unwrap(),
        1 + totals.refused + totals.repeated
    );

    for piece in [1, 7, 100, 299] {
        let outcome = whole.import(&format!("lake-{piece}"), piece);
        assert_eq!(outcome.totals, totals);
        assert_eq!(
            contents(&whole.path(&format!("lake-{piece}"))),
            lake,
            "{piece}"
        );
    }
    // Stopped as if killed in the middle of a run, again and again. Rows are told of by the
    // thousand, so the extract is long enough to be stopped in.
    let extract = many(12_000);
    let whole = Trial::new(MAP, extract.as_bytes());
    whole.import("lake", 100_000);
    let mut stops = 0;
    loop {
        let mut told = 0;
        let paths = whole.paths("stopped");
        let run = catch_unwind(AssertUnwindSafe(|| {
            import(whole.asked(&paths, 700), &mut |_, _| {
                told += 1;
                assert!(told < 2, "stopped here");
            })
            .unwrap_or_else(|fault| panic!("{fault}"))
        }));
        match run {
            Ok(outcome) => {
                assert!(outcome.resumed > 0, "nothing was resumed");
                break;
            }
            Err(_) => stops += 1,
        }
        assert!(stops < 100, "it never comes to its end");
    }
    assert!(stops >= 3, "it was stopped {stops} times only");
    assert_eq!(
        contents(&whole.path("stopped")),
        contents(&whole.path("lake"))
    );
}

#[test]
fn the_same_extract_adds_nothing_and_by_another_map_it_takes_the_place() {
    let trial = Trial::new(MAP, ROWS.as_bytes());
    trial.import("lake", 10);
    let before = contents(&trial.path("lake"));
    let again = trial.import("lake", 3);
    assert!(again.already);
    assert_eq!(again.totals.taken, 4);
    assert_eq!(contents(&trial.path("lake")), before);

    // Read by another map the same extract has rows in one month alone.
    let other = Trial {
        map: map_of(&MAP.replace(
            "column = \"Beat\"\nlookup = \"beats.csv\"",
            "column = \"Time\"",
        ))
        .unwrap(),
        ..trial
    };
    let changed = other.import("lake", 10);
    assert!(!changed.already);
    let rows = other.rows("lake");
    assert_eq!(rows.num_rows(), 4);
    assert_eq!(shown(&rows, &["area"]), ["14:05", "", "09:00", "23:59"]);
    let manifest = store::manifest(&other.path("lake")).unwrap();
    assert_eq!(manifest.imports.len(), 1);
    assert!(!other.path("lake").join("imports").exists());
}

#[test]
fn a_reference_of_an_earlier_extract_is_named_and_not_counted_twice() {
    let trial = Trial::new(MAP, ROWS.as_bytes());
    trial.import("lake", 10);
    let later = ROWS.replace("K1,", "K9,").replace("K2,", "K8,");
    std::fs::write(trial.path("extract.csv"), later).unwrap();
    let outcome = trial.import("lake", 10);
    assert_eq!((outcome.totals.taken, outcome.totals.repeated), (2, 2));
    let rejects = std::fs::read_to_string(trial.path("rejects.csv")).unwrap();
    assert_eq!(rejects.matches("repeated").count(), 2);
    assert!(rejects.contains("\n4,Reference,"), "{rejects}");
    let mut ids = shown(&trial.rows("lake"), &["incident_id"]);
    ids.sort();
    assert_eq!(ids, ["K1", "K2", "K3", "K4", "K8", "K9"]);
}

#[test]
fn an_extract_that_breaks_off_adds_nothing_and_says_so() {
    let mut packed = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    packed.write_all(many(3_000).as_bytes()).unwrap();
    let mut bytes = packed.finish().unwrap();
    bytes.truncate(bytes.len() / 2);
    let trial = Trial::new(MAP, &bytes);
    let paths = trial.paths("lake");
    let fault = import(trial.asked(&paths, 100), &mut |_, _| {}).unwrap_err();
    assert!(fault.to_string().contains("cannot be read"), "{fault}");
    assert!(
        store::manifest(&trial.path("lake"))
            .unwrap()
            .parts
            .is_empty()
    );

    // A quote that nobody closed takes the rest of the file for one row.
    let mut text = ROWS.replace("\"said", "\"\"\"said").into_bytes();
    text.extend(std::iter::repeat_n(b'x', 40 << 20));
    let trial = Trial::new(MAP, &text);
    let paths = trial.paths("lake");
    let fault = import(trial.asked(&paths, 100), &mut |_, _| {}).unwrap_err();
    assert!(fault.to_string().contains("is not closed"), "{fault}");
}

#[test]
fn rows_without_a_day_say_so_and_stand_where_they_may_lie() {
    let year = MAP.replace(
        "date = \"Day\"\nformat = \"%d/%m/%Y\"\nclock = \"Time\"\nclock_format = \"%H:%M\"\nzone = \"london\"",
        "year = \"Day\"",
    );
    let trial = Trial::new(&year, b"Reference,Day,Beat,MH,Sex\nK1,2014,TN1,Y,F\n");
    trial.import("lake", 10);
    let columns = [
        "when_precision",
        "occurred_at",
        "local_day",
        "first_day",
        "last_day",
        "hour",
        "weekday",
    ];
    assert_eq!(
        shown(&trial.rows("lake"), &columns),
        ["year|||2014-01-01|2014-12-31||"]
    );
    let part = store::manifest(&trial.path("lake")).unwrap().parts[0].clone();
    assert_eq!(part.month.key(), "2014-01");
}

#[test]
fn a_narrative_leaves_its_suggestion_and_not_a_word() {
    let text = "\n[narrative]\ncolumn = \"Note\"\n[person]\nnames = [\"Forename\", \"Surname\"]\nborn = \"Born\"\nformat = \"%Y-%m-%d\"\n";
    let extract = "Reference,Day,Time,Beat,MH,Sex,Note,Forename,Surname,Born\n\
        K1,23/10/2026,14:05,TN1,Y,F,male on the bridge says he wants to kill himself zebrafinch,Ann,Smith,1980-02-29\n\
        K2,23/10/2026,14:06,TN1,Y,F,two cars collided on the ring road no injuries,ANN,SMITH,1980-02-29\n\
        K3,23/10/2026,14:07,TN1,Y,F,,Ann,Smith,1980-02-28\n\
        K4,23/10/2026,14:08,TN1,Y,F,,Ann,,1980-02-29\n";
    let trial = Trial::new(&format!("{MAP}{text}"), extract.as_bytes());
    let paths = trial.paths("lake");
    let key = Pseudonyms::new([3; 32]);
    let asked = Asked {
        pseudonyms: Some(&key),
        ..trial.asked(&paths, 10)
    };
    import(asked, &mut |_, _| {}).unwrap();
    let rows = trial.rows("lake");
    assert_eq!(shown(&rows, &["flag_band"]), ["flag", "none", "", ""]);
    let people = shown(&rows, &["person"]);
    assert_eq!(people[0], people[1], "one name and birth date");
    assert_ne!(people[0], people[2], "another birth date");
    assert_eq!(people[3], "", "half a name is nobody");
    for bytes in contents(&trial.path("lake")).values() {
        let holds = |word: &[u8]| bytes.windows(word.len()).any(|part| part == word);
        assert!(!holds(b"zebrafinch") && !holds(b"Smith") && !holds(b"1980"));
    }
}

#[test]
fn every_problem_of_a_map_has_its_line() {
    let text = MAP
        .replace("name = \"trial\"", "name = \"Trial of Kent\"")
        .replace("format = \"%d/%m/%Y\"\n", "format = \"%d/%Y\"\n")
        .replace("lookup = \"beats.csv\"", "lookup = \"streets.csv\"")
        .replace("Y = true", "Y = \"yes\"")
        .replace("M = \"male\"", "M = \"man\"")
        .replace("R = \"declined\"", "F = \"refused\"");
    let problems: Vec<String> = map_of(&format!("{text}\n[pillars]\n"))
        .unwrap_err()
        .iter()
        .map(ToString::to_string)
        .collect();
    let line = |words: &str| text.lines().position(|line| line.contains(words)).unwrap() + 1;
    for (at, says) in [
        (line("[extract]"), "small letters"),
        (line("%d/%Y"), "does not tell a day"),
        (line("streets.csv"), "there is no such file"),
        (line("Y = \"yes\""), "`true` and `false`"),
        (line("\"man\""), "`female`, `male`, `other`"),
        (line("\"refused\""), "kind of absence"),
        (line("\"refused\""), "both a value and absent"),
        (text.lines().count() + 2, "no key `pillars`"),
    ] {
        let wanted = format!("map.toml:{at}: ");
        assert!(
            problems
                .iter()
                .any(|told| told.starts_with(&wanted) && told.contains(says)),
            "{wanted}{says} is not in\n{}",
            problems.join("\n")
        );
    }
    assert_eq!(problems.len(), 8, "{}", problems.join("\n"));
}

#[test]
fn the_maps_that_are_shipped_read() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("maps");
    let mut read = 0;
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if let Err(problems) = Map::open(&path) {
            panic!(
                "{}",
                problems
                    .iter()
                    .map(ToString::to_string)
                    .collect::<Vec<_>>()
                    .join("\n")
            );
        }
        read += 1;
    }
    assert_eq!(read, 3);
}
