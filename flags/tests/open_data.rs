//! Trials on the open data beside the project: labelled logs and the open rows of the NegEx kit.
//!
//! The narratives trained nothing that is measured here: the shipped weights are read as they
//! are, and cross-validation reads every fifth text by weights that never saw it. The words of
//! the lexicon were written with the narratives in view, so these figures flatter.
#![allow(
    clippy::indexing_slicing,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::print_stdout,
    clippy::disallowed_methods,
    unreachable_pub,
    reason = "a trial reads files, prints its table and stops at the first thing that is wrong"
)]

mod open_rows;

use flags::measure::{Counts, wilson};
use flags::train::{Labelled, cross_validated, train};
use flags::{Assertion, Band, Desk, Engine, Weights};
use open_rows::{has, kit, narratives, text_of};

fn row(measure: &str, part: u32, whole: u32) {
    let (low, high) = wilson(part.into(), whole.into()).unwrap();
    let share = f64::from(part) / f64::from(whole);
    println!("| {measure} | {part} of {whole} | {share:.3} | {low:.3} to {high:.3} |");
}

#[test]
fn labelled_logs_reach_the_floors() {
    let Some(rows) = narratives() else { return };
    let engine = Engine::shipped().unwrap();
    let mut desk = Desk::default();
    let mut whole = Counts::default();
    let mut codes = Counts::default();
    let (mut plain, mut plain_found, mut hidden, mut hidden_found) = (0, 0, 0, 0);
    let (mut matched, mut right) = (0, 0);
    for row in &rows {
        let reading = engine.read(text_of(row).as_bytes(), &mut desk);
        let said = reading.band == Band::Flag;
        let is = row["mh"].as_bool().unwrap();
        whole.add(said, is);
        if said != is {
            println!("{} {} {:?} {}", row["id"], is, reading.band, reading.score);
        }
        for code in flags::Code::ALL
            .iter()
            .filter(|code| **code != flags::Code::Cyp)
        {
            let gold = has(row, "subs", code.name());
            let ours = said && reading.has(*code);
            if gold != ours {
                println!("  {} {} gold {gold}", row["id"], code.name());
            }
            codes.add(ours, gold);
        }
        if is && has(row, "pitfalls", "no_clinical_term") {
            plain += 1;
            plain_found += u32::from(said);
        }
        if is && !row["mh_flag_on_log"].as_bool().unwrap() {
            hidden += 1;
            hidden_found += u32::from(said);
        }
        for mention in row["mentions"].as_array().unwrap() {
            let text = text_of(row);
            let byte = |field: &str| {
                let place = usize::try_from(mention[field].as_u64().unwrap()).unwrap();
                text.char_indices()
                    .nth(place)
                    .map_or(text.len(), |(byte, _)| byte)
            };
            let (start, end) = (byte("start"), byte("end"));
            let gold = mention["assertion"].as_str().unwrap();
            let gold = if mention["experiencer"] == "other" {
                "other"
            } else if mention["temporality"] == "historical" {
                "historical"
            } else {
                gold
            };
            let ours = reading.mentions.iter().find(|ours| {
                ours.rule != flags::LEARNED
                    && ours.code.name() == mention["sub"]
                    && (ours.start as usize) < end
                    && start < ours.end as usize
            });
            let Some(ours) = ours else { continue };
            matched += 1;
            let agrees = match ours.assertion {
                Assertion::Affirmed | Assertion::Possible => gold == "affirmed",
                Assertion::Blocked | Assertion::Exercise | Assertion::Boilerplate => {
                    gold == "not_mh"
                }
                other => gold == other.name(),
            };
            // A weak word that no second cue stands with was not taken for a mention.
            let agrees =
                agrees || (gold == "not_mh" && ours.tier == flags::Tier::Weak && !ours.company);
            if !agrees {
                println!(
                    "    {} {} gold {gold} ours {:?}",
                    row["id"], mention["span"], ours.assertion
                );
            }
            right += u32::from(agrees);
        }
    }
    println!("| measure | count | share | 95 % interval |\n|---|---:|---:|---:|");
    row(
        "recall",
        whole.true_positive,
        whole.true_positive + whole.false_negative,
    );
    row(
        "specificity",
        whole.true_negative,
        whole.true_negative + whole.false_positive,
    );
    row("no clinical term", plain_found, plain);
    row("unflagged", hidden_found, hidden);
    row("assertion", right, matched);
    println!(
        "F1 {:.3}, MCC {:.3}; sub-category micro-F1 {:.3} (P {:.3} R {:.3})",
        whole.f1().unwrap(),
        whole.mcc().unwrap_or_default(),
        codes.f1().unwrap(),
        codes.precision().unwrap(),
        codes.recall().unwrap()
    );
    assert!(whole.f1().unwrap() >= 0.80 && whole.specificity().unwrap() >= 0.75);
    assert!(codes.f1().unwrap() >= 0.65);
    assert!(f64::from(right) >= 0.88 * f64::from(matched));
}

#[test]
fn labelled_logs_reach_the_floors_when_cross_validated() {
    let Some(rows) = narratives() else { return };
    let engine = Engine::shipped().unwrap();
    let mut desk = Desk::default();
    let texts: Vec<Labelled> = rows
        .iter()
        .map(|row| Labelled {
            features: engine.features(text_of(row).as_bytes(), &mut desk),
            is: row["mh"].as_bool().unwrap(),
        })
        .collect();
    let mut counts = Counts::default();
    for (text, score) in texts.iter().zip(cross_validated(&texts)) {
        counts.add(score >= 0, text.is);
    }
    println!("5 folds: {counts:?} F1 {:.3}", counts.f1().unwrap());
    // How sure they were, and rightly: less is better. The shipped weights saw no label at all.
    let loss = |scores: &[i32]| {
        let each = texts.iter().zip(scores).map(|(text, score)| {
            let score = f64::from(*score) / 1_000.0;
            let towards = if text.is { score } else { -score };
            (-towards).exp().ln_1p()
        });
        each.sum::<f64>() / f64::from(u32::try_from(scores.len()).unwrap())
    };
    let shipped = engine.weights();
    let by_prior: Vec<i32> = texts.iter().map(|it| shipped.score(&it.features)).collect();
    println!(
        "mean log-loss: shipped {:.4}, trained in 5 folds {:.4}",
        loss(&by_prior),
        loss(&cross_validated(&texts))
    );
    // What training on these would do to logs of another kind: the rows of the case file.
    let trained = train(&texts, "the open logs");
    let wrong = |weights: &Weights| {
        let rows = include_str!("../cases/pitfalls.md").lines();
        let rows = rows.filter_map(|line| line.strip_prefix("| ")?.split_once(" | "));
        let rows =
            rows.filter(|(_, wanted)| wanted.starts_with("flag") || wanted.starts_with("not"));
        let mut desk = Desk::default();
        rows.filter(|(text, wanted)| {
            let score = weights.score(&engine.features(text.as_bytes(), &mut desk));
            (score >= weights.flag_from) != wanted.starts_with("flag")
        })
        .count()
    };
    println!(
        "cases read wrong: shipped {}, trained {}; bias {} and {}",
        wrong(shipped),
        wrong(&trained),
        shipped.bias,
        trained.bias
    );
    assert!(counts.f1().unwrap() >= 0.80 && counts.specificity().unwrap() >= 0.75);
}

#[test]
fn the_open_rows_of_the_negex_kit_are_no_worse_than_measured() {
    let Some(rows) = kit() else { return };
    let engine = Engine::shipped().unwrap();
    let mut desk = Desk::default();
    let mut negation = Counts::default();
    let mut history = Counts::default();
    let show = std::env::var("LANTERN_SHOW").is_ok();
    for row in rows {
        let judged = engine.judge(row.sentence.as_bytes(), row.start, row.end, &mut desk);
        negation.add(judged.negated, row.negated);
        history.add(judged.historical, row.historical);
        let concept = &row.sentence[row.start..row.end];
        if show && judged.negated != row.negated {
            println!("NEG gold {}: [{concept}] {}", row.negated, row.sentence);
        }
        if show && judged.historical != row.historical {
            println!("HIST gold {}: [{concept}] {}", row.historical, row.sentence);
        }
    }
    println!("negation {negation:?} F1 {:.3}", negation.f1().unwrap());
    println!("history {history:?} F1 {:.3}", history.f1().unwrap());
    assert!(negation.f1().unwrap() >= 0.96 && history.f1().unwrap() >= 0.68);
}
