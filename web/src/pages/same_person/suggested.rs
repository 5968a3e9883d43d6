//! What a program suggests for the page: which other files, and why, in words.
//!
//! They come from whoever recognises people in this server, as the record stands now; else from the
//! file that a program wrote of an earlier time. Nothing is shown of a file that the reader may not open, and that they were shown one is in the
//! log of who looked at it. A pair that somebody has answered is not shown again, nor one of which
//! either file says something new since the program ran.

use std::collections::BTreeSet;

use casework::File;
use casework::link::suggested::{Agreement, Suggestion};
use casework::link::{Particulars, links, set_apart, stays_apart};
use casework::permission::sight;
use domain::FileId;
use domain::event::LinkSuggested;
use jiff::Timestamp;
use record::{Held, Seen};

use crate::app::App;
use crate::desk::{self, Opened, who};
use crate::error::WebError;
use crate::forms::sentence;
use crate::recognises::Likeness;
use crate::session::Person;
use crate::suggestions;

/// Suggestions on one page, at most: the strongest.
const MOST: usize = 10;

/// Less likely ones are not suggested: as little as `lantern link record` writes unless told.
const LEAST: f64 = 0.5;

/// What the page says of suggestions.
pub(super) enum Shown {
    /// The server was given none: nothing is said of them.
    Not,
    /// They cannot be used; the operator's log says why.
    Unavailable,
    /// Those there are.
    Listed(Listed),
}

/// The suggestions for a file.
pub(super) struct Listed {
    /// When the record was read.
    pub(super) when: String,
    /// The program and the model.
    pub(super) by: String,
    /// The strongest first.
    pub(super) suggestions: Vec<View>,
}

/// One suggestion.
pub(super) struct View {
    pub(super) other: String,
    pub(super) href: String,
    /// `97 in 100`.
    pub(super) chance: String,
    pub(super) why: Vec<String>,
    /// Opens the form with the other file filled in.
    pub(super) confirm: String,
    /// Where it is said to be another person, and the words that tell this box from the others.
    pub(super) reject: String,
    pub(super) reject_label: String,
    pub(super) command: String,
}

/// The suggestions for a file that was opened by somebody who may confirm them.
pub(super) async fn shown(app: &App, person: &Person, opened: &Opened) -> Result<Shown, WebError> {
    let made = match made(app, &opened.file).await? {
        Source::None => return Ok(Shown::Not),
        Source::Unavailable => return Ok(Shown::Unavailable),
        Source::Made(made) => made,
    };
    let mine = Side::of(&opened.held);
    let id = opened.file.id();
    let linked: BTreeSet<FileId> = (links(&opened.file).iter().map(|link| link.with))
        .chain(app.live().links().naming(id).iter().map(|(of, _)| *of))
        .collect();
    let mut suggestions = Vec::new();
    for suggestion in &made.suggestions {
        let Some(with) = suggestion.with(id).filter(|with| !linked.contains(with)) else {
            continue;
        };
        let Some(held) = app.record().read(with).await? else {
            continue;
        };
        let theirs = Side::of(&held);
        if sight(&person.actor, &theirs.file).is_none() || !stands(&made, &mine, &theirs) {
            continue;
        }
        // They are told something of it and see none of its lines: listed, and not opened.
        let seen = Seen::Listed {
            figure: format!("same_person/{}", id.reference()),
        };
        desk::note(app, &person.actor, with, held.last_position(), seen).await?;
        suggestions.push(view(id, with, suggestion));
        if suggestions.len() == MOST {
            break;
        }
    }
    Ok(Shown::Listed(Listed {
        when: domain::time::full_time(made.at),
        by: made.by,
        suggestions,
    }))
}

/// What was suggested of two files, where it stands: for the line that confirms it.
pub(super) async fn of_pair(
    app: &App,
    one: &Opened,
    other: &Opened,
) -> Result<Option<LinkSuggested>, WebError> {
    let Source::Made(made) = made(app, &one.file).await? else {
        return Ok(None);
    };
    let with = Some(other.file.id());
    let mut suggestions = made.suggestions.iter();
    let found = suggestions.find(|suggestion| suggestion.with(one.file.id()) == with);
    let stands = stands(&made, &Side::of(&one.held), &Side::of(&other.held));
    Ok(found.filter(|_| stands).map(|found| LinkSuggested {
        weight_centibits: found.weight_centibits,
        by: made.by.clone(),
    }))
}

/// What suggests.
enum Source {
    /// Nothing: the server was given nothing that does.
    None,
    /// Something that cannot be used; the operator's log says why.
    Unavailable,
    /// This.
    Made(Made),
}

/// The suggestions for one file.
struct Made {
    /// When the record was read that they are from.
    at: Timestamp,
    by: String,
    /// The strongest first.
    suggestions: Vec<Suggestion>,
}

/// The suggestions for a file: of this moment where somebody recognises people, else those that
/// were written.
async fn made(app: &App, file: &File) -> Result<Source, WebError> {
    if let Some(found) = who::of_file(app, file).await? {
        let id = file.id();
        let likely = found.likely.into_iter();
        let suggestion = |one: Likeness| Suggestion {
            one: id.min(one.file),
            other: id.max(one.file),
            probability: one.probability,
            weight_centibits: one.weight_centibits,
            why: one.why,
        };
        return Ok(Source::Made(Made {
            at: app.now(),
            by: found.by,
            suggestions: likely
                .filter(|one| one.probability >= LEAST)
                .map(suggestion)
                .collect(),
        }));
    }
    let Some(suggestions) = app.suggestions() else {
        return Ok(Source::None);
    };
    let end = app.record().head().await?;
    let held = suggestions::Held {
        record: end.record.to_string(),
        lines: end.seq,
        now: app.now(),
    };
    let read = tokio::task::spawn_blocking(move || suggestions.read(&held))
        .await
        .map_err(|_| WebError::internal("reading the suggestions broke off"))?;
    Ok(read.map_or(Source::Unavailable, |read| {
        Source::Made(Made {
            at: read.made().at,
            by: read.made().by.clone(),
            suggestions: read.of_file(file.id()).into_iter().cloned().collect(),
        })
    }))
}

/// One of the two files.
struct Side {
    file: File,
    /// Since when it has said what it says of its person.
    since: Option<Timestamp>,
}

impl Side {
    fn of(held: &Held) -> Self {
        Self {
            file: File::fold(held.file, &held.lines),
            since: Particulars::since(held.file, &held.lines),
        }
    }
}

/// Whether a suggestion still stands: neither file says anything new since, and nobody set the two
/// apart.
fn stands(made: &Made, one: &Side, other: &Side) -> bool {
    let since = [one.since, other.since];
    let unchanged = (since.iter().flatten()).all(|since| *since <= made.at);
    let apart = [(one, other), (other, one)].iter().any(|(of, with)| {
        let back = set_apart(&of.file).into_iter();
        let mut back = back.filter(|(file, _)| *file == with.file.id());
        back.any(|(_, at)| stays_apart(at, since))
    });
    unchanged && !apart
}

fn view(file: FileId, with: FileId, suggestion: &Suggestion) -> View {
    let reference = with.reference();
    View {
        href: format!("/cases/{with}"),
        chance: chance(suggestion.probability),
        why: why(suggestion),
        confirm: format!("/cases/{file}/same-person?with={reference}#confirm"),
        reject: format!("/cases/{file}/same-person/rejected"),
        reject_label: format!("What shows that {reference} is another person?"),
        command: crate::extract::new_command().to_string(),
        other: reference,
    }
}

/// A probability that other files move by less than this is told without them.
const BESIDE: f64 = 0.05;

/// How two agree, field by field, and what other files add.
fn why(suggestion: &Suggestion) -> Vec<String> {
    let moved = suggestion.probability - suggestion.by_themselves();
    let others = if moved > BESIDE {
        Some("Other files: they connect the two (speaks for it)")
    } else if moved < -BESIDE {
        Some("Other files: none connects the two (speaks against it)")
    } else {
        None
    };
    let fields = suggestion.why.iter().map(in_words);
    fields.chain(others.map(str::to_owned)).collect()
}

/// How two agree in a field, and what that counts for.
pub(in crate::pages) fn in_words(one: &Agreement) -> String {
    // Of a field that one of them has not, nothing is to be said but that.
    let strength = match one.centibits {
        0 => String::new(),
        _ => format!(" ({})", one.strength()),
    };
    format!("{}: {}{strength}", sentence(&one.field), one.level)
}

/// A probability for reading, never said to be certain.
pub(in crate::pages) fn chance(probability: f64) -> String {
    #[allow(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "a probability between 0 and 1, in hundredths"
    )]
    let hundredths = (probability.clamp(0.0, 1.0) * 100.0).floor() as u32;
    match hundredths {
        0 => "less than 1 in 100".to_owned(),
        99.. => "more than 99 in 100".to_owned(),
        within => format!("{within} in 100"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_other_files_add_is_told_where_they_move_the_probability() {
        let says = |weight_centibits: i32, probability: f64| {
            let file = FileId::new(uuid::Uuid::nil());
            why(&Suggestion {
                one: file,
                other: file,
                probability,
                weight_centibits,
                why: Vec::new(),
            })
            .join("; ")
        };
        assert_eq!(says(500, 0.97), "");
        assert_eq!(
            says(-300, 0.95),
            "Other files: they connect the two (speaks for it)"
        );
        assert_eq!(
            says(240, 0.4),
            "Other files: none connects the two (speaks against it)"
        );
    }
}
