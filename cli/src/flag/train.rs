//! Weights from labelled lines, with a cross-validated report.

use std::path::Path;

use flags::Desk;
use flags::logs::{Batch, Columns, Text};
use flags::measure::{Counts, wilson};
use flags::train::{Labelled, cross_validated};

use super::out;
use super::source::{Hints, Source};
use super::validate::label_of;
use crate::arguments::FlagTrain;
use crate::outcome::{Answer, Problem, Result};
use crate::screen;

/// The column of the labels.
const LABEL: &str = "mh";

/// Trains weights and writes them to a new file.
pub(super) fn train(wanted: &FlagTrain) -> Result<Answer> {
    let texts = labelled(wanted)?;
    if texts.len() < 20 {
        return Err(Problem::given(format!(
            "{}: {} labelled logs are too few to train on; 20 is the least",
            wanted.file.display(),
            texts.len()
        )));
    }
    of_both_kinds(&texts, &wanted.file)?;
    let weights = flags::train::train(&texts, &format!("{} labelled logs", texts.len()));
    out::create_new(&wanted.out, &weights.written())?;
    report(&texts, weights.flag_from)?;
    Ok(Answer::Yes)
}

/// The labelled logs. Each must be whole: weights rest on all of them.
fn labelled(wanted: &FlagTrain) -> Result<Vec<Labelled>> {
    let engine = super::engine_of(wanted.overlay.as_deref(), None)?;
    let columns = Columns {
        text: "text".to_owned(),
        id: None,
        by: vec![LABEL.to_owned()],
    };
    let hints = Hints {
        text: "`text` holds the text",
        other: "`mh` says of each whether it is demand, true or false",
    };
    let mut source = Source::open(&wanted.file, columns, hints)?;
    let (mut batch, mut desk, mut texts) = (Batch::default(), Desk::default(), Vec::new());
    while source.fill(&mut batch)? {
        for log in batch.logs() {
            let wrong = |says: &str| {
                let name = wanted.file.display();
                Problem::given(format!("{name}: row {}: {says}", log.row))
            };
            let text = match log.text {
                Text::Is(text) => text,
                Text::Empty => return Err(wrong("has no text: leave it out")),
                Text::Unreadable { line, why } => return Err(source.unreadable(line, why)),
            };
            let label = log.by.first().and_then(|label| label_of(label));
            texts.push(Labelled {
                is: label.ok_or_else(|| wrong("has no `mh`, true or false"))?,
                features: engine.features(text, &mut desk),
            });
        }
    }
    source.tell_unreadable();
    Ok(texts)
}

/// Refuses labels of one kind: weights would learn to say that of every log.
fn of_both_kinds(texts: &[Labelled], file: &Path) -> Result<()> {
    let demand = texts.iter().filter(|text| text.is).count();
    let others = texts.len() - demand;
    if demand > 0 && others > 0 {
        return Ok(());
    }
    Err(Problem::given(format!(
        "{}: {demand} logs have `mh` true and {others} false: weights are made of both kinds, so \
         add logs of the other",
        file.display()
    )))
}

fn report(texts: &[Labelled], flag_from: i32) -> Result<()> {
    let mut counts = Counts::default();
    for (text, score) in texts.iter().zip(cross_validated(texts)) {
        counts.add(score >= flag_from, text.is);
    }
    let shown =
        |share: Option<f64>| share.map_or_else(|| "-".to_owned(), |share| format!("{share:.3}"));
    let interval = |part: u32, whole: u32| {
        wilson(part.into(), whole.into()).map_or_else(String::new, |(low, high)| {
            format!(" ({low:.3} to {high:.3})")
        })
    };
    let is = counts.true_positive + counts.false_negative;
    let is_not = counts.true_negative + counts.false_positive;
    screen::say(format!(
        "5-fold cross-validation of {} logs, {is} of them mental-health demand:\n\
         F1 {}, recall {} of {is}{}, specificity {} of {is_not}{}, MCC {}",
        texts.len(),
        shown(counts.f1()),
        counts.true_positive,
        interval(counts.true_positive, is),
        counts.true_negative,
        interval(counts.true_negative, is_not),
        shown(counts.mcc()),
    ))
}
