//! What a force's own logs do to the lexicon: terms, shares of flags, rates by column.

use std::collections::BTreeMap;

use flags::logs::{Batch, Columns, Text};
use flags::measure::wilson;
use flags::{Band, Desk, Reading};
use serde::Serialize;

use super::source::{Hints, Source};
use crate::arguments::FlagAudit;
use crate::outcome::{Answer, Result};
use crate::screen::{self, counted, number};

/// Outside of these shares of logs flagged, something is wrong with the logs or the lexicon.
const USUAL: (f64, f64) = (0.03, 0.12);

/// A term that alone makes more than this share of flags is named as an alarm.
const ALARM: f64 = 0.05;

/// How many terms are shown.
const SHOWN: usize = 40;

#[derive(Debug, Default, Clone, Serialize)]
struct Term {
    /// The lexicon's term, or the rule where there is none.
    #[serde(rename = "term")]
    words: String,
    rule: String,
    /// Logs that it stands in.
    logs: u64,
    /// Flagged logs that it counts in.
    flags: u64,
    /// Flagged logs in which nothing else counts.
    alone: u64,
}

#[derive(Debug, Default, Clone, Serialize)]
struct Rate {
    logs: u64,
    flags: u64,
    low: f64,
    high: f64,
}

#[derive(Debug, Serialize)]
struct Report {
    engine: String,
    /// Every row: logs with a text, empty ones, and those that could not be taken apart.
    read: u64,
    logs: u64,
    flags: u64,
    review: u64,
    none: u64,
    empty: u64,
    unreadable: u64,
    warning: Option<String>,
    alarms: Vec<String>,
    terms: Vec<Term>,
    by: BTreeMap<String, BTreeMap<String, Rate>>,
}

/// What was counted, log by log.
#[derive(Debug, Default)]
struct Counted {
    logs: u64,
    flags: u64,
    review: u64,
    empty: u64,
    unreadable: u64,
    /// By the term, or the rule where there is none, and the rule.
    terms: BTreeMap<(String, String), Term>,
    /// For each column asked for, by its values.
    by: Vec<BTreeMap<String, Rate>>,
}

impl Counted {
    fn take(&mut self, by: &[&[u8]], reading: &Reading<'_>) {
        let flagged = reading.band == Band::Flag;
        self.logs += 1;
        self.flags += u64::from(flagged);
        self.review += u64::from(reading.band == Band::Review);
        for (rates, value) in self.by.iter_mut().zip(by) {
            let value = String::from_utf8_lossy(value.trim_ascii()).into_owned();
            let rate = rates.entry(value).or_default();
            rate.logs += 1;
            rate.flags += u64::from(flagged);
        }
        let mut seen: BTreeMap<(&str, &str), bool> = BTreeMap::new();
        for mention in &reading.mentions {
            let term = mention.term.unwrap_or(mention.rule);
            let counts = mention.assertion.is_live() && mention.weight > 0;
            *seen.entry((term, mention.rule)).or_default() |= counts;
        }
        let counting = seen.values().filter(|counts| **counts).count();
        for ((term, rule), counts) in seen {
            let key = (term.to_owned(), rule.to_owned());
            let entry = self.terms.entry(key).or_insert_with(|| Term {
                words: term.to_owned(),
                rule: rule.to_owned(),
                ..Term::default()
            });
            entry.logs += 1;
            entry.flags += u64::from(flagged && counts);
            entry.alone += u64::from(flagged && counts && counting == 1);
        }
    }
}

/// Reads every log and tells what the lexicon does.
pub(super) fn audit(wanted: &FlagAudit) -> Result<Answer> {
    let engine = super::engine(&wanted.texts.with)?;
    let texts = &wanted.texts;
    let columns = Columns {
        text: texts.text_column.clone(),
        id: None,
        by: wanted.by.clone(),
    };
    let mut source = Source::open(
        &texts.file,
        columns,
        Hints::arguments("`--by` names one that is there"),
    )?;
    let mut batch = Batch::default();
    let mut desk = Desk::default();
    let mut counted = Counted {
        by: vec![BTreeMap::new(); wanted.by.len()],
        ..Counted::default()
    };
    while source.fill(&mut batch)? {
        for log in batch.logs() {
            match log.text {
                Text::Is(text) => counted.take(&log.by, &engine.read(text, &mut desk)),
                Text::Empty => counted.empty += 1,
                Text::Unreadable { .. } => counted.unreadable += 1,
            }
        }
    }
    source.tell_unreadable();
    let Counted {
        logs,
        flags,
        review,
        empty,
        unreadable,
        terms,
        by,
    } = counted;
    let mut terms: Vec<Term> = terms.into_values().collect();
    terms.sort_by(|one, other| {
        (other.flags, other.logs, &one.words).cmp(&(one.flags, one.logs, &other.words))
    });
    let report = Report {
        engine: engine.hash().to_owned(),
        warning: unusual(flags, logs),
        alarms: terms
            .iter()
            .filter(|term| term.alone >= 5 && share(term.alone, flags) > ALARM)
            .map(|term| {
                format!(
                    "`{}` is the only reason for {} of {} flags; look at a sample, and if it means \
                     something else here {}",
                    term.words,
                    term.alone,
                    flags,
                    remedy(term)
                )
            })
            .collect(),
        read: logs + empty + unreadable,
        logs,
        flags,
        review,
        none: logs - flags - review,
        empty,
        unreadable,
        by: wanted
            .by
            .iter()
            .zip(by)
            .map(|(name, rates)| (name.clone(), small_together(rates, wanted.at_least)))
            .collect(),
        terms,
    };
    if wanted.json {
        screen::say_json(&report)?;
    } else {
        screen::say(told(&report))?;
    }
    Ok(if report.unreadable == 0 {
        Answer::Yes
    } else {
        Answer::No
    })
}

#[expect(clippy::cast_precision_loss, reason = "counts of logs stay below 2^52")]
fn share(part: u64, whole: u64) -> f64 {
    if whole == 0 {
        0.0
    } else {
        part as f64 / whole as f64
    }
}

/// How a force does away with a reason.
fn remedy(term: &Term) -> String {
    if term.rule == flags::LEARNED {
        "no overlay can switch it off: it is many words together, and the bank must be taught"
            .to_owned()
    } else if term.words == term.rule {
        format!(
            "switch it off in an overlay: off_rules = [\"{}\"]",
            term.rule
        )
    } else {
        format!("switch it off in an overlay: off = [\"{}\"]", term.words)
    }
}

fn unusual(flags: u64, logs: u64) -> Option<String> {
    let rate = share(flags, logs);
    (logs >= 100 && !(USUAL.0..=USUAL.1).contains(&rate)).then(|| {
        format!(
            "{:.1} % of logs are flagged; studies of whole police demand find 5 to 11 %, so below \
             3 % or above 12 % look for missing text, a selected file or a term that misfires",
            rate * 100.0
        )
    })
}

/// Values with few logs are put together, so that no row speaks of a handful of people.
fn small_together(rates: BTreeMap<String, Rate>, at_least: u64) -> BTreeMap<String, Rate> {
    let mut told: BTreeMap<String, Rate> = BTreeMap::new();
    for (value, rate) in rates {
        let name = if rate.logs < at_least {
            "(few)".to_owned()
        } else if value.trim().is_empty() {
            "(blank)".to_owned()
        } else {
            value
        };
        let row = told.entry(name).or_default();
        row.logs += rate.logs;
        row.flags += rate.flags;
    }
    for rate in told.values_mut() {
        (rate.low, rate.high) = wilson(rate.flags, rate.logs).unwrap_or_default();
    }
    told
}

/// Words as a cell of a table: nothing in them ends it, and nothing moves a terminal.
fn cell(words: &str) -> String {
    words
        .chars()
        .map(|letter| match letter {
            '|' => '/',
            letter if letter.is_control() => ' ',
            letter => letter,
        })
        .collect()
}

fn told(report: &Report) -> String {
    let mut lines = vec![
        format!(
            "{} logs read = {} flag + {} review + {} none + {} empty + {} unreadable",
            number(report.read),
            number(report.flags),
            number(report.review),
            number(report.none),
            number(report.empty),
            number(report.unreadable)
        ),
        format!(
            "{} of {} with a text are flagged ({:.1} %)",
            number(report.flags),
            number(report.logs),
            share(report.flags, report.logs) * 100.0
        ),
    ];
    lines.extend(
        report
            .warning
            .iter()
            .map(|warning| format!("warning: {warning}")),
    );
    lines.extend(report.alarms.iter().map(|alarm| format!("alarm: {alarm}")));
    lines.push("\n| term | rule | logs | flags | share of flags | only reason |".to_owned());
    lines.push("|---|---|---:|---:|---:|---:|".to_owned());
    for term in report.terms.iter().take(SHOWN) {
        lines.push(format!(
            "| {} | {} | {} | {} | {:.1} % | {} |",
            cell(&term.words),
            cell(&term.rule),
            number(term.logs),
            number(term.flags),
            share(term.flags, report.flags) * 100.0,
            number(term.alone)
        ));
    }
    let others = report.terms.len().saturating_sub(SHOWN);
    if others > 0 {
        lines.push(format!(
            "and {} that make fewer flags: `--json` has all of them",
            counted(others as u64, "term")
        ));
    }
    for (column, rates) in &report.by {
        lines.push(format!(
            "\n| {} | logs | flags | rate | 95 % interval |",
            cell(column)
        ));
        lines.push("|---|---:|---:|---:|---:|".to_owned());
        for (value, rate) in rates {
            lines.push(format!(
                "| {} | {} | {} | {:.1} % | {:.1} to {:.1} % |",
                cell(value),
                number(rate.logs),
                number(rate.flags),
                share(rate.flags, rate.logs) * 100.0,
                rate.low * 100.0,
                rate.high * 100.0
            ));
        }
    }
    lines.push(format!("\nengine {}", report.engine));
    lines.join("\n")
}
