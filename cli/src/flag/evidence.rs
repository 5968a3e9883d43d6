//! Evidence out, on one thread or several, in the order of the file.

use std::collections::VecDeque;
use std::io::{BufWriter, Write};
use std::path::Path;
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};

use extracts::apart;
use flags::evidence::{Form, Totals, Writer};
use flags::logs::{Batch, Columns};
use flags::{Desk, Engine};
use serde_json::json;

use super::out::{Out, unwritable};
use super::source::{Hints, Source};
use crate::arguments::Flag;
use crate::outcome::{Answer, Problem, Result};
use crate::screen::{self, Progress, number};

/// Reads a file of logs and writes the evidence.
pub(super) fn write(file: &Path, wanted: &Flag) -> Result<Answer> {
    // An output replaces what is there.
    let others = [
        wanted.with.overlay.as_deref(),
        wanted.with.weights.as_deref(),
    ];
    let read = std::iter::once(file).chain(others.into_iter().flatten());
    apart(read, wanted.out.as_deref().map(|out| ("--out", out)))?;
    let engine = super::engine(&wanted.with)?;
    let columns = Columns {
        text: wanted.text_column.clone(),
        id: wanted.id_column.clone(),
        by: Vec::new(),
    };
    let mut source = Source::open(
        file,
        columns,
        Hints::arguments("`--by` names one that is there"),
    )?;
    let form = if wanted.csv { Form::Csv } else { Form::Lines };
    let writer = Writer::new(&engine, form, wanted.full);
    let mut out = BufWriter::with_capacity(1 << 18, Out::open(wanted.out.as_deref())?);
    let mut head = Vec::new();
    writer.begin(&mut head);
    out.write_all(&head).map_err(|error| unwritable(&error))?;
    let totals = if wanted.threads == 1 {
        alone(writer, &mut source, &mut out)?
    } else {
        together(writer, &mut source, wanted.threads, &mut out)?
    };
    let out = out
        .into_inner()
        .map_err(|error| unwritable(error.error()))?;
    out.finish()?;
    source.tell_unreadable();
    tell(&totals, &engine, wanted)?;
    Ok(if totals.unreadable == 0 {
        Answer::Yes
    } else {
        Answer::No
    })
}

fn alone(writer: Writer<'_>, source: &mut Source, out: &mut dyn Write) -> Result<Totals> {
    let progress = Progress::new("logs read", 0);
    let mut desk = Desk::default();
    let mut totals = Totals::default();
    let mut batch = Batch::default();
    let mut bytes = Vec::new();
    while source.fill(&mut batch)? {
        bytes.clear();
        totals.add(&writer.write(&batch, &mut desk, &mut bytes));
        out.write_all(&bytes).map_err(|error| unwritable(&error))?;
        progress.at_of(totals.read, totals.read);
    }
    progress.done();
    Ok(totals)
}

type Written = (Vec<u8>, Totals);

/// Batches go to the threads in turn and come back in turn, so the order is that of the file.
fn together(
    writer: Writer<'_>,
    source: &mut Source,
    threads: u8,
    out: &mut dyn Write,
) -> Result<Totals> {
    std::thread::scope(|scope| {
        let mut doors: VecDeque<(SyncSender<Batch>, Receiver<Written>)> = VecDeque::new();
        for _ in 0..threads {
            let (give, take) = sync_channel::<Batch>(2);
            let (hand, fetch) = sync_channel::<Written>(2);
            scope.spawn(move || {
                let mut desk = Desk::default();
                for batch in take {
                    let mut bytes = Vec::new();
                    let totals = writer.write(&batch, &mut desk, &mut bytes);
                    if hand.send((bytes, totals)).is_err() {
                        break;
                    }
                }
            });
            doors.push_back((give, fetch));
        }
        let stopped = || Problem::could_not("a reading thread stopped");
        let progress = Progress::new("logs read", 0);
        let mut totals = Totals::default();
        let mut given = 0_usize;
        let mut fetched = 0_usize;
        let mut more = true;
        let threads = doors.len();
        while more || fetched < given {
            if more {
                let mut batch = Batch::default();
                more = source.fill(&mut batch)?;
                if more {
                    let (give, _) = doors.get(given % threads).ok_or_else(stopped)?;
                    give.send(batch).map_err(|_| stopped())?;
                    given += 1;
                }
            }
            if fetched < given && (!more || given - fetched > threads) {
                let (_, fetch) = doors.get(fetched % threads).ok_or_else(stopped)?;
                let (bytes, of_batch) = fetch.recv().map_err(|_| stopped())?;
                fetched += 1;
                totals.add(&of_batch);
                out.write_all(&bytes).map_err(|error| unwritable(&error))?;
                progress.at_of(totals.read, totals.read);
            }
        }
        progress.done();
        drop(doors);
        Ok(totals)
    })
}

fn tell(totals: &Totals, engine: &Engine, wanted: &Flag) -> Result<()> {
    let whole = totals.accounted_for();
    if whole != totals.read {
        return Err(Problem::could_not(format!(
            "the rows do not add up: {} read, {whole} accounted for",
            totals.read
        )));
    }
    let told = if wanted.json {
        json!({ "engine": engine.hash(), "totals": totals }).to_string()
    } else {
        format!(
            "{} logs read = {} flag + {} review + {} none + {} empty + {} unreadable\n\
             strict {}, broad {}, possible {}; {} with bytes that are no UTF-8\n\
             engine {}",
            number(totals.read),
            number(totals.flag),
            number(totals.review),
            number(totals.none),
            number(totals.empty),
            number(totals.unreadable),
            number(totals.strict),
            number(totals.broad),
            number(totals.possible),
            number(totals.with_invalid_bytes),
            engine.hash(),
        )
    };
    if wanted.out.is_some() {
        screen::say(told)
    } else {
        screen::note(told);
        Ok(())
    }
}
