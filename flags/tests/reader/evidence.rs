//! The evidence of every case text, as one hash, for builds and machines to be held to.

use std::fmt::Write as _;

use flags::evidence::{Form, Writer};
use flags::logs::{Batch, Columns, Logs};
use flags::{Desk, Engine};
use sha2::{Digest as _, Sha256};

/// SHA-256 of the evidence in JSON lines and in CSV, in hexadecimal.
pub(crate) fn hash() -> String {
    let engine = Engine::shipped().unwrap();
    let mut file = csv::Writer::from_writer(Vec::new());
    file.write_record(["text"]).unwrap();
    let texts = [
        include_str!("../../cases/ordinary.txt"),
        include_str!("../../cases/pitfalls.md"),
    ];
    for text in texts.iter().flat_map(|file| file.lines()) {
        file.write_record([text]).unwrap();
    }
    let file = file.into_inner().unwrap();
    let mut hash = Sha256::new();
    for form in [Form::Lines, Form::Csv] {
        let columns = Columns {
            text: "text".into(),
            id: None,
            by: Vec::new(),
        };
        let mut logs = Logs::open(file.as_slice(), columns).unwrap();
        let writer = Writer::new(&engine, form, true);
        let (mut batch, mut desk, mut out) = (Batch::default(), Desk::default(), Vec::new());
        writer.begin(&mut out);
        loop {
            logs.fill(&mut batch).unwrap();
            if batch.is_empty() {
                break;
            }
            writer.write(&batch, &mut desk, &mut out);
        }
        hash.update(&out);
    }
    hash.finalize()
        .iter()
        .fold(String::new(), |mut text, byte| {
            write!(text, "{byte:02x}").unwrap();
            text
        })
}
