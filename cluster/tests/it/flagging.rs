//! The texts of extracts read by executors: what `lantern flag` writes, and no word more.

use std::fmt::Write as _;
use std::fs::File;
use std::io::{BufReader, Write as _};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::Arc;

use cluster::{Flagging, Machines, Texts};
use datafusion::arrow::array::{ArrayRef, Int64Array, RecordBatch, StringArray};
use datafusion::parquet::arrow::ArrowWriter;
use flags::evidence::{Form, Totals, Writer};
use flags::logs::{Batch, Columns, Logs};
use flags::{Desk, Engine};
use serde_json::Value;

use crate::machines::{Cluster, killed_in_the_middle};
use crate::place::{Scheduler, program, says, told};

/// A word of the texts that nothing may repeat.
const NAME: &str = "Thistlewood";

/// Texts with what makes cutting hard: ends of lines, quotes, and commas within them.
fn text(row: usize) -> String {
    let texts = [
        format!("{NAME} says she wants to die and has taken 20 paracetamol"),
        "Shop theft, two bottles of gin, CCTV held".to_owned(),
        String::new(),
        "Denies self harm,\nsuicidal? N\n\n".to_owned(),
        format!("M 83 {NAME} \"confused\", in slippers,\r\ndoes not know where he lives"),
        "Caller reports noise. ".repeat(row % 37),
    ];
    texts[row % texts.len()].clone()
}

fn csv(rows: usize) -> Vec<u8> {
    let mut csv = "log,force,notes\n".to_owned();
    for row in 0..rows {
        let text = text(row).replace('"', "\"\"");
        writeln!(csv, "{row},{},\"{text}\"", ["north", "south"][row % 2]).unwrap();
    }
    let mut csv = csv.into_bytes();
    // Bytes that are no UTF-8, and a row that ends before its text.
    csv.extend_from_slice(b"bad,north,\"caller \xff\xfe wants to die\"\n");
    csv
}

fn lines(rows: usize) -> Vec<u8> {
    let line = |row| serde_json::json!({"log": row, "notes": text(row)}).to_string();
    (0..rows).map(line).collect::<Vec<_>>().join("\n").into()
}

fn parquet(path: &Path, rows: usize, in_a_group: usize) {
    let numbers = Int64Array::from_iter_values(0..i64::try_from(rows).unwrap());
    let texts = (0..rows).map(|row| Some(text(row)).filter(|text| !text.is_empty()));
    let columns: [(&str, ArrayRef, bool); 2] = [
        ("log", Arc::new(numbers), false),
        ("notes", Arc::new(texts.collect::<StringArray>()), true),
    ];
    let batch = RecordBatch::try_from_iter_with_nullable(columns).unwrap();
    let file = File::create(path).unwrap();
    let mut writer = ArrowWriter::try_new(file, batch.schema(), None).unwrap();
    for from in (0..rows).step_by(in_a_group) {
        let group = batch.slice(from, in_a_group.min(rows - from));
        writer.write(&group).unwrap();
        writer.flush().unwrap();
    }
    writer.close().unwrap();
}

/// What one process comes to in one go, as `lantern flag` does it.
fn in_one_go(stream: &[u8], form: Form) -> (Vec<u8>, Totals) {
    let engine = Engine::shipped().unwrap();
    let writer = Writer::new(&engine, form, false);
    let columns = Columns {
        text: "notes".into(),
        id: Some("log".into()),
        by: Vec::new(),
    };
    let mut logs = Logs::open(BufReader::new(stream), columns).unwrap();
    let (mut out, mut totals) = (Vec::new(), Totals::default());
    let (mut batch, mut desk) = (Batch::default(), Desk::default());
    writer.begin(&mut out);
    loop {
        logs.fill(&mut batch).unwrap();
        if batch.is_empty() {
            return (out, totals);
        }
        totals.add(&writer.write(&batch, &mut desk, &mut out));
    }
}

fn ask(at: &str, files: &[&Path], to: &Path) -> Command {
    let mut command = program(&["flag", "--text-column", "notes", "--id-column", "log"]);
    command.args(["--piece", "1", "--json", "--scheduler", at]);
    command.arg("--to").arg(to).args(files);
    command
}

/// Every file under a folder.
pub(crate) fn everything(folder: &Path, files: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            everything(&path, files);
        } else {
            files.push(path);
        }
    }
}

pub(crate) fn holds(path: &Path, word: &str) -> bool {
    let bytes = std::fs::read(path).unwrap();
    bytes
        .windows(word.len())
        .any(|part| part == word.as_bytes())
}

#[tokio::test(flavor = "multi_thread")]
async fn evidence_is_to_the_byte_what_one_process_writes_also_when_an_executor_is_killed() {
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name);
    let whole = csv(150_000);
    std::fs::write(path("large.csv"), &whole).unwrap();
    let some = lines(9_000);
    std::fs::write(path("some.jsonl"), &some).unwrap();
    let mut gzip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    gzip.write_all(&csv(500)).unwrap();
    std::fs::write(path("packed.csv.gz"), gzip.finish().unwrap()).unwrap();
    parquet(&path("table.parquet"), 3_000, 700);
    let names = ["large.csv", "some.jsonl", "packed.csv.gz", "table.parquet"];
    let files = names.map(path);
    let expected = [whole, some, csv(500), lines(3_000)].map(|file| in_one_go(&file, Form::Lines));

    let to = path("evidence");
    let cut = Flagging::new(&files, texts(Form::Lines), 1 << 20).unwrap();
    assert!(cut.pieces() > 12, "{} pieces", cut.pieces());
    let mut cluster = Cluster::start(folder.path());
    let question = |cluster: &Cluster| {
        let files: Vec<&Path> = files.iter().map(PathBuf::as_path).collect();
        ask(&cluster.scheduler.at(), &files, &to)
    };
    let answered = |out: &str| {
        let told: Value = serde_json::from_str(out).unwrap();
        let mut all = Totals::default();
        for (nth, (name, (bytes, totals))) in names.iter().zip(&expected).enumerate() {
            let evidence = to.join(format!("{name}.evidence.jsonl"));
            assert!(std::fs::read(&evidence).unwrap() == *bytes, "{name}");
            let said = &told["files"][nth];
            assert_eq!(said["totals"], serde_json::to_value(totals).unwrap());
            all.add(totals);
        }
        assert_eq!(told["totals"], serde_json::to_value(all).unwrap());
        assert_eq!(told["engine"], Engine::shipped().unwrap().hash());
        // Nothing lies there but the evidence.
        assert_eq!(std::fs::read_dir(&to).unwrap().count(), names.len());
    };
    killed_in_the_middle(&mut cluster, &question, &answered).await;

    // What the executors keep and log is evidence at the most: no word of a text.
    let mut kept = Vec::new();
    for work in std::fs::read_dir(folder.path()).unwrap() {
        let work = work.unwrap().path();
        let name = work.file_name().unwrap().to_string_lossy().into_owned();
        if !name.starts_with("work-") {
            continue;
        }
        if work.is_dir() {
            everything(&work, &mut kept);
        } else {
            kept.push(work);
        }
    }
    everything(&to, &mut kept);
    assert!(kept.iter().any(|file| holds(file, "flag")), "{kept:?}");
    for file in &kept {
        assert!(!holds(file, NAME), "{}", file.display());
        assert!(!holds(file, "bottles of gin"), "{}", file.display());
    }
}

fn texts(form: Form) -> Texts {
    Texts {
        text: "notes".into(),
        id: Some("log".into()),
        form,
        overlay: None,
        weights: None,
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn rows_that_cannot_be_read_are_counted_and_what_cannot_be_flagged_is_named() {
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name);
    let cluster = Cluster::start(folder.path());
    let at = cluster.scheduler.at();
    let to = path("evidence");

    // A row without its text: code 1, and evidence that says so.
    std::fs::write(path("short.csv"), "log,notes\n1,wants to die\n2\n").unwrap();
    let mut short = ask(&at, &[&path("short.csv")], &to);
    let (code, out, err) = told(short.arg("--csv").output().unwrap());
    assert_eq!(code, Some(1), "{err}");
    let totals: Value = serde_json::from_str(&out).unwrap();
    assert_eq!(totals["totals"]["unreadable"], 1, "{out}");
    let (bytes, _) = in_one_go(b"log,notes\n1,wants to die\n2\n", Form::Csv);
    assert!(std::fs::read(to.join("short.csv.evidence.csv")).unwrap() == bytes);

    // An extract that is another one by the time it is read.
    std::fs::write(path("moved.csv"), csv(10)).unwrap();
    let flagging = Flagging::new(&[path("moved.csv")], texts(Form::Lines), 1 << 20).unwrap();
    std::fs::write(path("moved.csv"), csv(11)).unwrap();
    let machines = Machines::of(cluster.scheduler.at, 1);
    let fault = flagging.run(&machines, &to).await.unwrap_err().to_string();
    assert!(fault.contains("the executor at `127.0.0.1:"), "{fault}");
    assert!(fault.contains("moved.csv` has "), "{fault}");
    assert!(!fault.contains(NAME), "{fault}");
    std::fs::remove_file(path("moved.csv")).unwrap();
    let fault = flagging.run(&machines, &to).await.unwrap_err().to_string();
    assert!(fault.contains("moved.csv` cannot be read"), "{fault}");
    assert!(
        fault.contains("under the path that `flag` was given"),
        "{fault}"
    );
    // One of Parquet is no part of a lake, and nobody is told to look for one.
    parquet(&path("moved.parquet"), 3, 700);
    let flagging = Flagging::new(&[path("moved.parquet")], texts(Form::Lines), 1).unwrap();
    parquet(&path("moved.parquet"), 40, 700);
    let fault = flagging.run(&machines, &to).await.unwrap_err().to_string();
    assert!(fault.contains("moved.parquet` has "), "{fault}");
    assert!(!fault.contains("lake"), "{fault}");
    // Nothing half done lies there.
    assert_eq!(std::fs::read_dir(&to).unwrap().count(), 1);
}

#[test]
fn what_is_wrong_is_said_before_anybody_is_asked() {
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name).display().to_string();
    std::fs::create_dir_all(path("other")).unwrap();
    std::fs::write(path("logs.csv"), csv(2)).unwrap();
    std::fs::write(path("other/logs.csv"), csv(2)).unwrap();
    parquet(Path::new(&path("table.parquet")), 3, 700);
    parquet(Path::new(&path("crumbs.parquet")), 8_001, 1);
    std::fs::write(path("broken.parquet"), "PAR1").unwrap();
    std::fs::write(path("overlay.toml"), "nonsense = true\n").unwrap();
    let to = path("evidence");
    let logs = path("logs.csv");
    for (arguments, wanted, named) in [
        (vec![logs.clone()], 2, "there is no column `text`"),
        (vec![path("table.parquet")], 2, "there is no column `text`"),
        (
            vec![path("table.parquet"), "--text-column=log".into()],
            2,
            "the column `log` is no text",
        ),
        (vec![path("broken.parquet")], 2, "no Parquet"),
        (
            vec![path("crumbs.parquet"), "--text-column=notes".into()],
            2,
            "come to 8001 pieces and one run can have 8000",
        ),
        (vec![path("nowhere.csv")], 3, "nowhere.csv` cannot be read"),
        (
            vec![
                logs.clone(),
                "--text-column=notes".into(),
                path("other/logs.csv"),
            ],
            2,
            "have one name",
        ),
        (
            vec![logs.clone(), "--overlay".into(), path("overlay.toml")],
            2,
            "overlay.toml",
        ),
    ] {
        let mut command = vec!["flag", "--to", &to];
        command.extend(arguments.iter().map(String::as_str));
        let (code, out, err) = says(&command);
        assert_eq!(
            (code, out.as_str()),
            (Some(wanted), ""),
            "{arguments:?}: {err}"
        );
        assert!(err.contains(named), "{arguments:?}: {err}");
        assert!(!err.contains(NAME), "{err}");
        assert!(!Path::new(&to).exists(), "{arguments:?}");
    }
    // With nobody to read them.
    let scheduler = Scheduler::start();
    let at = scheduler.at();
    let (code, _, err) = says(&[
        "flag",
        &logs,
        "--text-column=notes",
        "--to",
        &to,
        "--scheduler",
        &at,
    ]);
    assert_eq!(code, Some(3), "{err}");
    assert!(err.contains("has no executor"), "{err}");
}
