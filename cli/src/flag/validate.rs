//! How often the reader is right on texts that people labelled: what hidden demand is corrected by.

use std::fmt::Write as _;

use figures::estimate::Validation;
use figures::table::Rate;
use flags::logs::{Batch, Columns, Text, Unreadable};
use flags::{Band, Desk};
use serde::Serialize;

use super::out;
use super::source::{Hints, Source};
use crate::arguments::FlagValidate;
use crate::outcome::{Answer, Problem, Result};
use crate::screen::{self, counted};

/// The fewest labelled texts of a kind of which an error is worth stating.
const FEW: u64 = 50;

#[derive(Debug, Serialize)]
struct Told<'a> {
    #[serde(flatten)]
    validation: &'a Validation,
    sensitivity: Option<Rate>,
    specificity: Option<Rate>,
    /// Labelled texts that hold nothing to read; they are not counted.
    empty: u64,
    /// Rows that could not be taken apart; they are not counted.
    unreadable: u64,
}

/// Reads labelled texts and writes how often the reader was right.
pub(super) fn validate(wanted: &FlagValidate) -> Result<Answer> {
    let of = wanted.of.trim();
    if of.is_empty() {
        return Err(Problem::given(
            "--of says which texts these are and who labelled them: an estimate rests on it",
        ));
    }
    let engine = super::engine(&wanted.texts.with)?;
    let columns = Columns {
        text: wanted.texts.text_column.clone(),
        id: None,
        by: vec![wanted.label.clone()],
    };
    let mut source = Source::open(
        &wanted.texts.file,
        columns,
        Hints::arguments("`--label` names one that is there"),
    )?;
    let mut validation = Validation {
        of: of.to_owned(),
        version: engine.version(),
        hits: 0,
        misses: 0,
        false_flags: 0,
        correct_rejections: 0,
    };
    let (mut batch, mut desk, mut row) = (Batch::default(), Desk::default(), 0_u64);
    let (mut empty, mut unreadable) = (0, 0);
    while source.fill(&mut batch)? {
        for log in batch.logs() {
            row += 1;
            let label = log.by.first().copied().unwrap_or_default();
            if let Text::Unreadable {
                line,
                why: why @ (Unreadable::NoJson | Unreadable::NoObject | Unreadable::TooMany),
            } = log.text
            {
                return Err(source.unreadable(line, why));
            }
            let is = label_of(label).ok_or_else(|| not_a_label(wanted, row))?;
            let text = match log.text {
                Text::Is(text) => text,
                Text::Empty => {
                    empty += 1;
                    continue;
                }
                Text::Unreadable { .. } => {
                    unreadable += 1;
                    continue;
                }
            };
            let flagged = engine.read(text, &mut desk).band == Band::Flag;
            *match (is, flagged) {
                (true, true) => &mut validation.hits,
                (true, false) => &mut validation.misses,
                (false, true) => &mut validation.false_flags,
                (false, false) => &mut validation.correct_rejections,
            } += 1;
        }
    }
    source.tell_unreadable();
    if validation.hits + validation.misses + validation.false_flags + validation.correct_rejections
        == 0
    {
        return Err(Problem::given(format!(
            "{}: there is no labelled text to measure on",
            wanted.texts.file.display()
        )));
    }
    write(wanted, &validation)?;
    say(wanted, &validation, (empty, unreadable))?;
    Ok(if unreadable == 0 {
        Answer::Yes
    } else {
        Answer::No
    })
}

/// Whether a text is so, as people write it.
pub(super) fn label_of(label: &[u8]) -> Option<bool> {
    match label.trim_ascii().to_ascii_lowercase().as_slice() {
        b"true" | b"yes" | b"y" | b"1" => Some(true),
        b"false" | b"no" | b"n" | b"0" => Some(false),
        _ => None,
    }
}

fn not_a_label(wanted: &FlagValidate, row: u64) -> Problem {
    Problem::given(format!(
        "{}: row {row}: `{}` is missing or none of true, yes, y, 1, false, no, n, 0; a text that \
         nobody could judge is left out of the file, and said in --of",
        wanted.texts.file.display(),
        wanted.label
    ))
}

fn write(wanted: &FlagValidate, validation: &Validation) -> Result<()> {
    let Some(path) = &wanted.out else {
        return Ok(());
    };
    let text = validation.written().map_err(Problem::could_not)?;
    out::create_new(path, &text)
}

fn say(
    wanted: &FlagValidate,
    validation: &Validation,
    (empty, unreadable): (u64, u64),
) -> Result<()> {
    let (sensitivity, specificity) = (validation.sensitivity(), validation.specificity());
    if wanted.json {
        return screen::say_json(&Told {
            validation,
            sensitivity,
            specificity,
            empty,
            unreadable,
        });
    }
    let so = validation.hits + validation.misses;
    let not = validation.false_flags + validation.correct_rejections;
    let share = |rate: Option<Rate>| {
        rate.map_or_else(
            || "of none, so it is not known".to_owned(),
            |rate| {
                format!(
                    "{:.1} % ({:.1} to {:.1})",
                    rate.value * 100.0,
                    rate.interval.low * 100.0,
                    rate.interval.high * 100.0
                )
            },
        )
    };
    let mut text = format!(
        "Reader {}.\n\
         Of {} that are mental-health demand it suggests {}: {}.\n\
         Of {} that are not it leaves {}: {}.",
        validation.version,
        counted(so, "text"),
        validation.hits,
        share(sensitivity),
        counted(not, "text"),
        validation.correct_rejections,
        share(specificity),
    );
    for (count, are) in [(empty, "Empty"), (unreadable, "Unreadable")] {
        if count > 0 {
            let _ = write!(text, "\n{are}, not counted: {count}.");
        }
    }
    if so < FEW || not < FEW {
        let _ = write!(
            text,
            "\nFewer than {FEW} of a kind: an estimate that rests on this will be wide."
        );
    }
    screen::say(text)
}
