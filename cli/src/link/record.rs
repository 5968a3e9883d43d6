//! `lantern link record`: which files of the record may be about one person.
//!
//! What comes of it is a file beside the record, in the layout of `casework::link::suggested`: it
//! holds no name and no other value, and nothing is written to the record.

mod read;

use std::fmt::Write as _;
use std::path::Path;

use casework::link::suggested::{Agreement, LAYOUT, Made, Suggestion};
use extracts::{apart, settings, telling, write};
use linkage::explain::{self, Waterfall};
use linkage::review::{self, Decided, OfBand};
use linkage::run::{self, Linked, Settings};
use linkage::table::Table;
use serde::Serialize;
use sha2::{Digest as _, Sha256};

use super::arguments::OfRecord;
use crate::outcome::{Answer, Problem, Result};
use crate::person::{file_of, table_of};
use crate::screen::{self, Screen, counted, number};
use read::People;

/// The answer in JSON and in words.
#[derive(Debug, Serialize)]
struct Told {
    /// Files of the record that can be read.
    files: u64,
    /// Those that say who they are about, as far as it can be compared.
    compared_files: u64,
    disposed_of: u64,
    unreadable: u64,
    /// The last line of the record that was read.
    up_to: u64,
    /// Pairs of files that were compared.
    compared: u64,
    /// Pairs that were written.
    suggestions: u64,
    /// Pairs that are likely enough, and about which somebody has said already that they are one
    /// person, or that they are not.
    confirmed: u64,
    set_apart: u64,
    /// What people made of suggestions, by how likely these pairs are now.
    answers: Vec<OfBand>,
    /// How many answers the weights were learnt with.
    learnt_with: u64,
    by: String,
}

pub(super) fn record(wanted: &OfRecord) -> Result<Answer> {
    if !(wanted.least > 0.0 && wanted.least < 1.0) {
        return Err(Problem::given("--least is a probability between 0 and 1"));
    }
    let how = wanted.how();
    let record = wanted.store.record.strip_prefix("sqlite:").map(Path::new);
    let read = [
        Some(wanted.store.keys.as_path()),
        wanted.model.as_deref(),
        record,
    ];
    apart(read.into_iter().flatten(), [("--to", wanted.to.as_path())])?;
    // There are no further fields, so a model learnt on any is refused.
    let settings = Settings {
        keep: wanted.least.min(Settings::default().keep),
        ..settings(&how, &[])?
    };
    let people = crate::wait(read::people(&wanted.store))?;
    let table = table_of(people.of.iter().map(|(file, person)| (*file, person)));
    let mut linked = run::link(&table, &settings, &telling(&Screen));
    makes_sense(&linked, people.of.len())?;
    let mut decided = answers(&people, &table, &linked);
    let mut learnt_with = 0;
    if wanted.learn && decided.len() >= ENOUGH_ANSWERS {
        let settings = Settings {
            labels: review::labels(&decided),
            ..settings
        };
        let learnt = run::link(&table, &settings, &telling(&Screen));
        // Few answers, or answers that contradict one another, can teach a model that says what
        // they say worse than the one without them.
        let better = review::misfit(&decided, &learnt.pairs);
        if better < review::misfit(&decided, &linked.pairs) && learnt.model.makes_sense() {
            learnt_with = decided.len();
            linked = learnt;
            decided = answers(&people, &table, &linked);
        }
    }
    let (suggestions, answered) = suggest(&people, &table, &linked, wanted.least);
    let made = Made {
        layout: LAYOUT,
        by: name_of(&linked)?,
        at: people.at,
        record: people.record.clone(),
        up_to: people.up_to,
        least: wanted.least,
        suggestions: count(suggestions.len()),
    };
    write::private(&wanted.to, &lines(&made, &suggestions)?)?;
    let told = Told {
        files: people.files,
        compared_files: count(people.of.len()),
        disposed_of: people.disposed,
        unreadable: people.unreadable,
        up_to: people.up_to,
        compared: linked.compared,
        suggestions: made.suggestions,
        confirmed: answered.confirmed,
        set_apart: answered.set_apart,
        answers: review::by_band(&decided),
        learnt_with: count(learnt_with),
        by: made.by,
    };
    if wanted.json {
        screen::say_json(&told)?;
    } else {
        screen::say(told.text(wanted))?;
    }
    Ok(if people.unreadable == 0 {
        Answer::Yes
    } else {
        Answer::No
    })
}

/// With fewer answers than this nothing is learnt from them: our own measure. A handful of one kind
/// would move the weights of all pairs like theirs.
const ENOUGH_ANSWERS: usize = 20;

/// What people made of suggestions, of the pairs that are weighed now.
fn answers(people: &People, table: &Table, linked: &Linked) -> Vec<Decided> {
    review::answered(&linked.pairs, |one, other| {
        let (one, other) = (file_of(table, one)?, file_of(table, other)?);
        let pair = (one.min(other), one.max(other));
        people.answers.get(&pair).map(|(_, same)| *same)
    })
}

/// Refuses a model by which two files that agree in everything are of two people, or two that agree
/// in nothing of one. Files that are few, or made after a pattern, teach such things, and each of
/// its suggestions would be wrong.
fn makes_sense(linked: &Linked, files: usize) -> Result<()> {
    if linked.compared == 0 || linked.model.makes_sense() {
        return Ok(());
    }
    Err(Problem::could_not(format!(
        "what {} teach makes no sense: by it, two that agree in everything would be about two \
         people. They are too few, or follow a pattern. Give `--model FILE` with what `lantern \
         link train` learnt from an extract of names, dates of birth, postcodes and sexes",
        counted(count(files), "file")
    )))
}

/// Pairs that are likely enough and were answered by somebody.
#[derive(Debug, Default)]
struct Answered {
    confirmed: u64,
    set_apart: u64,
}

/// The pairs that are likely enough, strongest first, but for those that somebody has answered.
fn suggest(
    people: &People,
    table: &Table,
    linked: &Linked,
    least: f64,
) -> (Vec<Suggestion>, Answered) {
    let (mut suggestions, mut answered) = (Vec::new(), Answered::default());
    for pair in &linked.pairs {
        let probability = linked.probability_of(pair);
        let records = (pair.link.one, pair.link.other);
        let files = (file_of(table, records.0), file_of(table, records.1));
        let (true, (Some(one), Some(other))) = (probability >= least, files) else {
            continue;
        };
        let (one, other) = (one.min(other), one.max(other));
        if people.confirmed.contains(&(one, other)) {
            answered.confirmed += 1;
            continue;
        }
        if people.stays_apart(one, other) {
            answered.set_apart += 1;
            continue;
        }
        let Some(why) = explain::waterfall(table, &linked.model, records, &[], false) else {
            continue;
        };
        suggestions.push(Suggestion {
            one,
            other,
            probability: (probability * 1e4).round() / 1e4,
            weight_centibits: centibits(pair.link.weight),
            why: agreements(&why),
        });
    }
    suggestions.sort_by(|a, b| {
        (b.weight_centibits.cmp(&a.weight_centibits)).then((a.one, a.other).cmp(&(b.one, b.other)))
    });
    (suggestions, answered)
}

/// How two agree, field by field, without their values.
pub(crate) fn agreements(why: &Waterfall) -> Vec<Agreement> {
    let of_step = |step: &explain::Step| Agreement {
        field: step.field.clone(),
        level: step.level.to_owned(),
        centibits: centibits(step.bits + step.rarity_bits),
    };
    why.steps.iter().map(of_step).collect()
}

/// Bits in whole hundredths.
pub(crate) fn centibits(bits: f64) -> i32 {
    #[allow(
        clippy::cast_possible_truncation,
        reason = "a weight is some tens of bits, and beyond that the cast stops at the end"
    )]
    let whole = (bits * 100.0).round() as i32;
    whole
}

/// The program and the model, by what the model says.
pub(crate) fn name_of(linked: &Linked) -> Result<String> {
    let model = serde_json::to_vec(&linked.model)
        .map_err(|error| Problem::could_not(format!("the model has no JSON form: {error}")))?;
    let mut short = String::new();
    for byte in Sha256::digest(&model).iter().take(6) {
        let _ = write!(short, "{byte:02x}");
    }
    Ok(format!(
        "lantern link {}, model {short}",
        env!("CARGO_PKG_VERSION")
    ))
}

fn lines(made: &Made, suggestions: &[Suggestion]) -> Result<String> {
    let no_form = |error| Problem::could_not(format!("a suggestion has no JSON form: {error}"));
    let mut text = serde_json::to_string(made).map_err(no_form)?;
    text.push('\n');
    for suggestion in suggestions {
        text.push_str(&serde_json::to_string(suggestion).map_err(no_form)?);
        text.push('\n');
    }
    Ok(text)
}

impl Told {
    fn text(&self, wanted: &OfRecord) -> String {
        let mut text = format!(
            "{}; {} can be compared. {} compared.\n\
             {} of at least {} in `{}`.\n\
             Answered by somebody already: {} confirmed, {} set apart.\n\
             Read up to line {} of the record; {}.",
            counted(self.files, "file"),
            number(self.compared_files),
            counted(self.compared, "pair"),
            counted(self.suggestions, "suggestion"),
            wanted.least,
            wanted.to.display(),
            number(self.confirmed),
            number(self.set_apart),
            number(self.up_to),
            self.by,
        );
        if self.disposed_of > 0 {
            let _ = write!(
                text,
                "\nDisposed of and not read: {}.",
                counted(self.disposed_of, "file")
            );
        }
        if self.unreadable > 0 {
            let _ = write!(
                text,
                "\nDamaged and left out: {}. `lantern verify` says more.",
                counted(self.unreadable, "file")
            );
        }
        self.put_answers(&mut text, wanted);
        text.push_str("\nOnly a person says that two files are about one person.");
        text
    }

    /// How often suggestions were right, by what people made of them.
    fn put_answers(&self, text: &mut String, wanted: &OfRecord) {
        if !self.answers.is_empty() {
            text.push_str("\nOf suggestions that somebody answered, so many are one person:");
        }
        for band in &self.answers {
            let _ = write!(
                text,
                "\n  from {} to {}: {} of {}, {:.2} ({:.2} to {:.2})",
                band.from,
                band.to,
                band.same,
                band.same + band.different,
                band.share.value,
                band.share.from,
                band.share.to,
            );
        }
        if self.learnt_with > 0 {
            let _ = write!(
                text,
                "\nThe weights were learnt with {}.",
                counted(self.learnt_with, "answer")
            );
        } else if wanted.learn {
            let _ = write!(
                text,
                "\nNothing was learnt from answers: there are fewer than {ENOUGH_ANSWERS}, or weights \
                 learnt with them would say no better what people said."
            );
        }
    }
}

pub(crate) fn count(number: usize) -> u64 {
    u64::try_from(number).unwrap_or(u64::MAX)
}
