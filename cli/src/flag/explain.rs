//! One text with its marks.

use std::fs::File;
use std::io::Read as _;
use std::path::Path;

use flags::{Desk, Engine, Reading};
use flate2::read::MultiGzDecoder;

use crate::arguments::FlagExplain;
use crate::outcome::{Answer, Problem, Result};
use crate::screen;

/// Shows one text with its marks, the band, the codes and the weights.
pub(super) fn explain(wanted: &FlagExplain) -> Result<Answer> {
    let engine = super::engine(&wanted.with)?;
    let text = text_of(&wanted.file)?;
    let reading = engine.read(&text, &mut Desk::default());
    if wanted.json {
        screen::say_json(&reading)?;
    } else {
        screen::say(told(&engine, &text, &reading, wanted.full))?;
    }
    Ok(Answer::Yes)
}

/// The text of a file, which may be packed, when there is one in it.
fn text_of(file: &Path) -> Result<Vec<u8>> {
    let name = match file.to_str() {
        Some("-") => "standard input".to_owned(),
        _ => format!("`{}`", file.display()),
    };
    let unreadable =
        |error: std::io::Error| Problem::could_not(format!("{name} cannot be read: {error}"));
    let mut bytes = Vec::new();
    if file == Path::new("-") {
        std::io::stdin().read_to_end(&mut bytes)
    } else {
        File::open(file).and_then(|mut file| file.read_to_end(&mut bytes))
    }
    .map_err(unreadable)?;
    if bytes.starts_with(&[0x1f, 0x8b]) {
        let packed = std::mem::take(&mut bytes);
        MultiGzDecoder::new(packed.as_slice())
            .read_to_end(&mut bytes)
            .map_err(unreadable)?;
    }
    if bytes.contains(&0) {
        return Err(Problem::given(format!(
            "{name} is no text, or is in UTF-16: save it as plain text in UTF-8"
        )));
    }
    if bytes.trim_ascii().is_empty() {
        return Err(Problem::given(format!("{name} holds no text")));
    }
    Ok(bytes)
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
            "Terms and rules: {} (nothing found weighs {}). Phrases: {}. A text of this length \
             starts from {}.",
            reading.lexicon,
            engine.weights().bias,
            reading.learned,
            reading.start
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
            (_, true) => {
                let words = String::from_utf8_lossy(span);
                format!(" `{}`", words.chars().map(visible).collect::<String>())
            }
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

/// A character as it is shown: one that would move the terminal and not be seen is replaced.
const fn visible(character: char) -> char {
    if character.is_ascii_control() && !matches!(character, '\n' | '\t') {
        char::REPLACEMENT_CHARACTER
    } else {
        character
    }
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
            visible(character)
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
