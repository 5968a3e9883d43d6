//! Weights from labelled lines, with a cross-validated report.

use std::io::Write as _;
use std::path::Path;

use flags::Desk;
use flags::measure::{Counts, wilson};
use flags::train::{Labelled, cross_validated};
use serde_json::Value;

use crate::arguments::FlagTrain;
use crate::outcome::{Answer, Problem, Result};
use crate::screen;

/// Trains weights and writes them to a new file.
pub(super) fn train(wanted: &FlagTrain) -> Result<Answer> {
    let engine = super::engine(&wanted.with)?;
    let name = wanted.file.display();
    let text = std::fs::read_to_string(&wanted.file)
        .map_err(|error| Problem::unreadable(&wanted.file, &error))?;
    let mut desk = Desk::default();
    let mut texts = Vec::new();
    for (index, line) in text
        .lines()
        .enumerate()
        .filter(|(_, line)| !line.trim().is_empty())
    {
        let wrong = |says: &str| Problem::given(format!("{name}:{}: {says}", index + 1));
        let row: Value = serde_json::from_str(line).map_err(|_| wrong("is no JSON"))?;
        let said = row.get("text").and_then(Value::as_str);
        let said = said.ok_or_else(|| wrong("has no `text`"))?;
        let is = row.get("mh").and_then(Value::as_bool);
        let is = is.ok_or_else(|| wrong("has no `mh`, true or false"))?;
        texts.push(Labelled {
            features: engine.features(said.as_bytes(), &mut desk),
            is,
        });
    }
    if texts.len() < 20 {
        return Err(Problem::given(format!(
            "{name}: {} labelled logs are too few to train on; 20 is the least",
            texts.len()
        )));
    }
    of_both_kinds(&texts, &wanted.file)?;
    let weights = flags::train::train(&texts, &format!("{} labelled logs", texts.len()));
    std::fs::File::create_new(&wanted.out)
        .and_then(|mut file| file.write_all(weights.written().as_bytes()))
        .map_err(|error| {
            Problem::could_not(format!(
                "`{}` cannot be written: {error}",
                wanted.out.display()
            ))
        })?;
    report(&texts, weights.flag_from)?;
    Ok(Answer::Yes)
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
