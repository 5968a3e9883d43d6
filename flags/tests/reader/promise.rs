//! What reading promises of any bytes at all. The fuzz target and the ordinary tests ask the same
//! function.

use std::sync::LazyLock;

use flags::evidence::{Form, Totals, Writer};
use flags::logs::{Batch, Columns, Logs};
use flags::{Desk, Engine};

static ENGINE: LazyLock<Engine> = LazyLock::new(|| Engine::shipped().unwrap());

/// Panics where a promise is broken. The bytes are read as a text and as a file of logs.
pub(crate) fn promise(bytes: &[u8]) {
    of_a_text(bytes);
    let lines = of_a_file(bytes, Form::Lines);
    let rows = of_a_file(bytes, Form::Csv);
    assert_eq!(lines, rows, "what is counted is not of how it is written");
}

fn of_a_text(bytes: &[u8]) {
    let mut desk = Desk::default();
    let reading = ENGINE.read(bytes, &mut desk);
    let mut begins = 0;
    for mention in &reading.mentions {
        assert!(begins <= mention.start && mention.start <= mention.end);
        assert!(mention.end as usize <= bytes.len());
        assert!(mention.line >= 1 && mention.column >= 1);
        begins = mention.start;
        if let Some(because) = &mention.because {
            assert!(because.start <= because.end && because.end as usize <= bytes.len());
        }
    }
    for answer in &reading.codes {
        assert!(!answer.because.is_empty());
        assert!(answer.because.iter().all(|at| *at < reading.mentions.len()));
    }
    let replaced = String::from_utf8_lossy(bytes).matches('\u{fffd}').count();
    assert!(reading.invalid_bytes == 0 || replaced > 0);
    // A desk holds nothing over from another text.
    let first = format!("{reading:?}");
    ENGINE.judge(bytes, bytes.len() / 3, bytes.len() / 2, &mut desk);
    ENGINE.read(b"wants to die? N, 14 calls this month", &mut desk);
    assert_eq!(first, format!("{:?}", ENGINE.read(bytes, &mut desk)));
}

fn of_a_file(bytes: &[u8], form: Form) -> Option<Totals> {
    let columns = Columns {
        text: "text".into(),
        id: None,
        by: Vec::new(),
    };
    let mut logs = Logs::open(bytes, columns).ok()?;
    let writer = Writer::new(&ENGINE, form, true);
    let (mut batch, mut desk) = (Batch::default(), Desk::default());
    let (mut totals, mut out) = (Totals::default(), Vec::new());
    writer.begin(&mut out);
    loop {
        logs.fill(&mut batch).ok()?;
        if batch.is_empty() {
            break;
        }
        totals.add(&writer.write(&batch, &mut desk, &mut out));
    }
    assert_eq!(totals.read, totals.accounted_for());
    let rows = match form {
        Form::Lines => out
            .split(|byte| *byte == b'\n')
            .filter(|line| !line.is_empty())
            .inspect(|line| drop(serde_json::from_slice::<serde_json::Value>(line).unwrap()))
            .count(),
        Form::Csv => csv::Reader::from_reader(out.as_slice())
            .byte_records()
            .inspect(|row| assert!(row.is_ok(), "every row has every cell"))
            .count(),
    };
    assert_eq!(Some(totals.read), u64::try_from(rows).ok());
    Some(totals)
}
