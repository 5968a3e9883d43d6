//! One text with its marks.

use std::io::Read as _;
use std::path::Path;

use flags::{Desk, Engine, Reading};

use crate::arguments::FlagExplain;
use crate::outcome::{Answer, Problem, Result};
use crate::screen;

/// Shows one text with its marks, the band, the codes and the weights.
pub(super) fn explain(wanted: &FlagExplain) -> Result<Answer> {
    let engine = super::engine(&wanted.with)?;
    let mut text = Vec::new();
    if wanted.file == Path::new("-") {
        std::io::stdin().read_to_end(&mut text).map_err(|error| {
            Problem::could_not(format!("standard input cannot be read: {error}"))
        })?;
    } else {
        text = std::fs::read(&wanted.file)
            .map_err(|error| Problem::unreadable(&wanted.file, &error))?;
    }
    let reading = engine.read(&text, &mut Desk::default());
    if wanted.json {
        screen::say_json(&reading)?;
    } else {
        screen::say(told(&engine, &text, &reading, wanted.full))?;
    }
    Ok(Answer::Yes)
}

fn told(engine: &Engine, text: &[u8], reading: &Reading<'_>, full: bool) -> String {
    let mut lines = vec![
        format!(
            "{}: score {} (flag from {}, review from {}). A suggestion to a person.",
            reading.band.name(),
            reading.score,
            engine.weights().flag_from,
            engine.weights().review_from
        ),
        format!(
            "Terms and rules: {} (nothing found weighs {}). Phrases: {}.",
            reading.lexicon,
            engine.weights().bias,
            reading.learned
        ),
    ];
    for answer in &reading.codes {
        lines.push(format!(
            "{} ({} points): {}.",
            answer.code.name(),
            answer.points,
            answer.code.says()
        ));
    }
    for mention in &reading.mentions {
        let span = text
            .get(mention.start as usize..mention.end as usize)
            .unwrap_or_default();
        let words = match (&mention.term, full) {
            (_, true) => format!(" `{}`", String::from_utf8_lossy(span)),
            (Some(term), false) => format!(" `{term}`"),
            (None, false) => String::new(),
        };
        let because = mention
            .because
            .as_ref()
            .map(|because| format!(" by {} at byte {}", because.rule, because.start))
            .unwrap_or_default();
        lines.push(format!(
            "{}:{} bytes {} to {}{words}: {} {:?} {}{because}, rule {}, weight {}",
            mention.line,
            mention.column,
            mention.start,
            mention.end,
            mention.code.name(),
            mention.tier,
            mention.assertion.name(),
            mention.rule,
            mention.weight,
        ));
    }
    for phrase in &reading.phrases {
        let words: Vec<String> = phrase
            .words
            .iter()
            .map(|word| format!("`{}` {}", word.words, word.weight))
            .collect();
        lines.push(format!(
            "{}:{} bytes {} to {}: as learned, adds {}: {}",
            phrase.line,
            phrase.column,
            phrase.start,
            phrase.end,
            phrase.adds,
            words.join(", ")
        ));
    }
    lines.push(marked(text, reading, full));
    lines.push(format!("engine {}", engine.hash()));
    lines.join("\n")
}

/// The text with `[CODE:` and `]` round each mention; letters hidden unless all is asked for.
fn marked(text: &[u8], reading: &Reading<'_>, full: bool) -> String {
    let shown = String::from_utf8_lossy(text);
    let mut marks: Vec<(usize, u8, String)> = Vec::new();
    for mention in &reading.mentions {
        let sign = if mention.assertion.is_live() { "" } else { "-" };
        marks.push((
            mention.start as usize,
            1,
            format!("[{sign}{}:", mention.code.name()),
        ));
        marks.push((mention.end as usize, 0, "]".to_owned()));
    }
    marks.sort();
    let mut marks = marks.into_iter().peekable();
    let mut told = String::with_capacity(shown.len() * 2);
    for (at, character) in shown.char_indices() {
        while let Some((_, _, mark)) = marks.next_if(|(place, _, _)| *place <= at) {
            told.push_str(&mark);
        }
        told.push(if full || !character.is_alphanumeric() {
            character
        } else if character.is_numeric() {
            '9'
        } else if character.is_uppercase() {
            'A'
        } else {
            'a'
        });
    }
    for (_, _, mark) in marks {
        told.push_str(&mark);
    }
    told
}
