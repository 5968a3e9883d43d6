//! `lantern flag`: reads incident logs and writes what in them may be mental-health demand.
//!
//! Nothing of a text goes to a note, a problem or a log. Evidence names spans and the lexicon's
//! own terms; the words themselves are written with `--full` only.

mod audit;
mod evidence;
mod explain;
mod out;
mod source;
mod train;
mod validate;

use std::path::Path;

use flags::{Engine, Lexicon, LexiconError, Weights};

use crate::arguments::{Flag, FlagCommand, FlagWith};
use crate::outcome::{Answer, Problem, Result};

/// Runs the subcommand asked for, or reads a file.
pub(crate) fn flag(wanted: &Flag) -> Result<Answer> {
    match (&wanted.command, &wanted.file) {
        (Some(FlagCommand::Explain(explain)), _) => explain::explain(explain),
        (Some(FlagCommand::Audit(audit)), _) => audit::audit(audit),
        (Some(FlagCommand::Train(train)), _) => train::train(train),
        (Some(FlagCommand::Validate(wanted)), _) => validate::validate(wanted),
        (None, Some(file)) => evidence::write(file, wanted),
        (None, None) => Err(Problem::given(
            "`lantern flag` needs a file of logs, or one of `explain`, `audit`, `train` \
             and `validate`",
        )),
    }
}

/// The engine of the shipped lexicon and weights, with a force's changes.
fn engine(with: &FlagWith) -> Result<Engine> {
    engine_of(with.overlay.as_deref(), with.weights.as_deref())
}

fn engine_of(overlay: Option<&Path>, weights: Option<&Path>) -> Result<Engine> {
    let read = |path: &Path| {
        std::fs::read_to_string(path).map_err(|error| Problem::unreadable(path, &error))
    };
    let wrong = |error: LexiconError| Problem::given(error.to_string());
    let lexicon = match overlay {
        None => Lexicon::shipped(),
        Some(path) => {
            let text = read(path)?;
            Lexicon::with_overlay(Some((&path.display().to_string(), &text)))
        }
    };
    let weights = match weights {
        None => Weights::shipped(),
        Some(path) => Weights::read(&path.display().to_string(), &read(path)?),
    };
    Engine::new(lexicon.map_err(wrong)?, weights.map_err(wrong)?).map_err(wrong)
}
