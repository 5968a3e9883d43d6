//! `lantern link`: which records may be of one person.
//!
//! Every answer is a suggestion. Nothing here writes to the record.

mod arguments;
mod judged;
mod record;
mod told;

use std::path::Path;
use std::time::Instant;

use extracts::columns::Columns;
use extracts::read::{self, Rows};
use extracts::{How, KeptModel, Out, apart, review, settings, settings_for, telling, write};
use linkage::index::{Asking, Index};
use linkage::run;
use linkage::{explain, fairness, measure};
use serde_json::json;

pub(crate) use arguments::Link;
use arguments::{Dedupe, Evaluate, Explain, Find, LinkCommand, Train};
use judged::Judged;
pub(crate) use record::{agreements, centibits, count, name_of};

use crate::outcome::{Answer, Problem, Result};
use crate::screen::{self, Screen};

pub(crate) fn link(wanted: Link) -> Result<Answer> {
    match wanted.command {
        None => {
            let files: Vec<&Path> = wanted.files.iter().map(AsRef::as_ref).collect();
            groups(&files, &wanted.how, &wanted.out)
        }
        Some(LinkCommand::Dedupe(Dedupe { file, how, out })) => groups(&[&file], &how, &out),
        Some(LinkCommand::Find(wanted)) => find(&wanted),
        Some(LinkCommand::Train(wanted)) => train(&wanted),
        Some(LinkCommand::Evaluate(wanted)) => evaluate(&wanted),
        Some(LinkCommand::Explain(wanted)) => explain(&wanted),
        Some(LinkCommand::Record(wanted)) => record::record(&wanted),
    }
}

fn groups(files: &[&Path], how: &How, out: &Out) -> Result<Answer> {
    let began = Instant::now();
    apart(
        files.iter().copied().chain(how.model.as_deref()),
        out.files(),
    )?;
    if let Some(path) = &out.review {
        review::undecided(path)?;
    }
    let beside: Vec<&str> = out.stays.columns().collect();
    let records = read::records(files, how, &beside, &Screen)?;
    records.told_apart_by_ids(out)?;
    let settings = settings_for(how, &records, &Screen)?;
    let linked = run::link(&records.table, &settings, &telling(&Screen));
    let summary = extracts::answer(&records, &linked, (&settings, out), began)?;
    if out.json {
        screen::say_json(&summary)?;
    } else {
        screen::say(summary.text())?;
    }
    Ok(Answer::Yes)
}

fn train(wanted: &Train) -> Result<Answer> {
    let read = [&wanted.how.model, &wanted.decided].into_iter().flatten();
    let read = read.chain([&wanted.file]).map(AsRef::as_ref);
    apart(read, [("--to", wanted.to.as_path())])?;
    let records = read::records(&[&wanted.file], &wanted.how, &[], &Screen)?;
    records.note(&Screen);
    let mut settings = settings(&wanted.how, &records.columns.called())?;
    if let Some(decided) = &wanted.decided {
        let answers = review::read(decided, &records, &Screen)?;
        settings.labels = linkage::review::labels(&answers.decided);
    }
    let linked = run::link(&records.table, &settings, &telling(&Screen));
    let kept = KeptModel {
        further: records.columns.called(),
        model: linked.model.clone(),
    };
    let text = serde_json::to_string_pretty(&kept)
        .map_err(|error| Problem::could_not(format!("the model has no JSON form: {error}")))?;
    write::whole(&wanted.to, &text)?;
    let told = told::Learnt::new(&records, &linked, settings.labels.len());
    if wanted.json {
        screen::say_json(&told)?;
    } else {
        screen::say(told.text())?;
    }
    Ok(Answer::Yes)
}

fn evaluate(wanted: &Evaluate) -> Result<Answer> {
    let files: Vec<&Path> = wanted.files.iter().map(AsRef::as_ref).collect();
    let read = [&wanted.how.model, &wanted.decided].into_iter().flatten();
    let read = read.map(AsRef::as_ref).chain(files.iter().copied());
    apart(read, wanted.stays.files())?;
    if let Some(decided) = &wanted.decided {
        let records = read::records(&files, &wanted.how, &[], &Screen)?;
        records.note(&Screen);
        let answers = review::read(decided, &records, &Screen)?;
        let told = told::Estimate::new(&answers, wanted.how.threshold);
        if wanted.json {
            screen::say_json(&told)?;
        } else {
            screen::say(told.text(wanted.how.threshold))?;
        }
        return Ok(Answer::Yes);
    }
    let beside: Vec<&str> = (wanted.by.iter().map(String::as_str))
        .chain(wanted.stays.columns())
        .collect();
    let truth = Some(wanted.truth.as_deref().unwrap_or_default());
    let records = read::records_with_truth(&files, &wanted.how, truth, &beside, &Screen)?;
    records.note(&Screen);
    let settings = settings_for(&wanted.how, &records, &Screen)?;
    let linked = run::link(&records.table, &settings, &telling(&Screen));
    let impossible = wanted.stays.check(&records, &linked, 1 + wanted.by.len())?;
    let judged = Judged::new(&records, &linked)?;
    let across = judged.files.as_deref();
    let measured = measure::measure(
        &judged.truth,
        &judged.groups,
        across,
        &judged.pairs,
        (settings.threshold, Some(&linked.calibration)),
    );
    let by = told::by(&wanted.by, &records, |values| {
        fairness::by(&judged.truth, &judged.groups, across, &judged.of(values))
    });
    if wanted.json {
        screen::say_json(&json!({
            "threshold": settings.threshold,
            "across_files": across.is_some(),
            "compared": linked.compared,
            "without_truth": judged.without_truth,
            "expected_pairs": linked.model.lent.is_none().then(|| linked.expected(&records.table)),
            "measured": measured,
            "by": by,
            "impossible": impossible,
        }))?;
    } else {
        let mut text = told::measured(
            &measured,
            judged.without_truth,
            (&linked, &records.table),
            &by,
        );
        if let Some(impossible) = impossible {
            text = format!("{text}\n{}", impossible.text().trim_end());
        }
        screen::say(text)?;
    }
    Ok(Answer::Yes)
}

fn explain(wanted: &Explain) -> Result<Answer> {
    let read = wanted.how.model.iter().chain([&wanted.file]);
    let written = wanted.svg.iter().map(|path| ("--svg", path.as_path()));
    apart(read.map(AsRef::as_ref), written)?;
    let records = read::records(&[&wanted.file], &wanted.how, &[], &Screen)?;
    records.note(&Screen);
    let settings = settings_for(&wanted.how, &records, &Screen)?;
    let pair = (
        write::record(&records.table, &wanted.one)?,
        write::record(&records.table, &wanted.other)?,
    );
    if pair.0 == pair.1 {
        return Err(Problem::given(
            "both ids are of one record, which is one person as it is: name two records",
        ));
    }
    let linked = run::link(&records.table, &settings, &telling(&Screen));
    let called = records.columns.called();
    let why = explain::waterfall(&records.table, &linked.model, pair, &called, wanted.values)
        .ok_or_else(|| Problem::could_not("the records could not be compared"))?;
    if let Some(path) = &wanted.svg {
        write::whole(path, &why.svg())?;
    }
    let group = told::Group::new(&records.table, &linked, pair);
    if wanted.json {
        screen::say_json(&json!({ "says": why.says(), "waterfall": why, "group": group }))?;
    } else {
        screen::say(format!("{}\n{}", why.text(), group.text(&why)))?;
    }
    Ok(Answer::Yes)
}

fn find(wanted: &Find) -> Result<Answer> {
    let records = read::records(&[&wanted.file], &wanted.how, &[], &Screen)?;
    records.note(&Screen);
    let settings = settings_for(&wanted.how, &records, &Screen)?;
    let linked = run::link(&records.table, &settings, &telling(&Screen));
    let asking = Asking {
        least: run::bits(settings.threshold),
        lead: wanted.lead,
    };
    let columns = records.columns;
    let mut index = Index::new(records.table, &linked);
    let mut answers = Vec::new();
    let mut ask = |row: &csv::StringRecord, columns: &Columns, number: u64| {
        let otherwise = number.to_string();
        let raw = columns.raw(row, &otherwise, 0);
        let found = index.find(&raw, asking);
        answers.push(told::Answer::new(
            raw.id,
            &found,
            &index,
            settings.threshold,
        ));
    };
    match &wanted.records {
        None => ask(&columns.row(&wanted.with)?, &columns, 1),
        Some(path) => {
            let mut rows = Rows::open(path, &Screen)?;
            let own = columns.like(&rows.header()?, &wanted.how.column, &Screen);
            let own = own.map_err(|problem| {
                Problem::given(format!("`{}`: {}", path.display(), problem.says()))
            })?;
            rows.only(own.compared());
            let mut wrong = None;
            rows.each(|row, at| match own.check_row(row, at) {
                Ok(()) if wrong.is_none() => ask(row, &own, at.row),
                Ok(()) => {}
                Err(problem) => {
                    wrong.get_or_insert(problem);
                }
            })?;
            if let Some(problem) = wrong {
                let says = format!("`{}`: {}", path.display(), problem.says());
                return Err(Problem::given(says));
            }
        }
    }
    if wanted.json {
        screen::say_json(&answers)?;
    } else {
        for answer in &answers {
            screen::say(answer.text())?;
        }
    }
    Ok(Answer::Yes)
}
