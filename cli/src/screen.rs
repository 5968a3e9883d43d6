//! What is written where: answers to standard output, progress and problems to standard error.

use std::io::{IsTerminal as _, Write as _};
use std::time::{Duration, Instant};

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use serde::Serialize;

use crate::outcome::{Problem, Result};

/// How long something goes on before its progress is shown.
const WORTH_SHOWING: Duration = Duration::from_secs(1);

/// Writes lines to standard output. A reader that has gone away, such as `head`, is no failure.
pub(crate) fn say(text: impl AsRef<str>) -> Result<()> {
    let mut out = std::io::stdout().lock();
    match writeln!(out, "{}", text.as_ref()).and_then(|()| out.flush()) {
        Err(error) if error.kind() != std::io::ErrorKind::BrokenPipe => Err(Problem::could_not(
            format!("standard output cannot be written: {error}"),
        )),
        _ => Ok(()),
    }
}

/// Writes one JSON document to standard output.
pub(crate) fn say_json(value: &impl Serialize) -> Result<()> {
    let text = serde_json::to_string_pretty(value)
        .map_err(|error| Problem::could_not(format!("the answer has no JSON form: {error}")))?;
    say(text)
}

/// Writes a note to standard error.
pub(crate) fn note(text: impl AsRef<str>) {
    // Nothing can be told to anybody when standard error is gone.
    let _gone = writeln!(std::io::stderr().lock(), "{}", text.as_ref());
}

/// Writes why a command could not do its work to standard error.
pub(crate) fn complain(problem: &Problem) {
    for line in problem.says().lines() {
        note(format!("lantern: {line}"));
    }
}

/// A progress bar: shown on a terminal, once the work has gone on for a second.
#[derive(Clone)]
pub(crate) struct Progress {
    bar: ProgressBar,
    began: Instant,
}

impl Progress {
    /// Progress through so many of something, named in the plural.
    pub(crate) fn new(doing: &'static str, total: u64) -> Self {
        let bar = ProgressBar::with_draw_target(Some(total), ProgressDrawTarget::hidden());
        let style = ProgressStyle::with_template(
            "{msg} [{bar:30}] {human_pos} of {human_len}, {per_sec}, {eta} left",
        );
        bar.set_style(
            style
                .unwrap_or_else(|_| ProgressStyle::default_bar())
                .progress_chars("=> "),
        );
        bar.set_message(doing);
        Self {
            bar,
            began: Instant::now(),
        }
    }

    /// So many are done.
    pub(crate) fn at(&self, done: u64) {
        self.show();
        self.bar.set_position(done);
    }

    /// So many are done, of so many.
    pub(crate) fn at_of(&self, done: u64, total: u64) {
        self.bar.set_length(total);
        self.at(done);
    }

    /// Takes the bar off the screen.
    pub(crate) fn done(&self) {
        self.bar.finish_and_clear();
    }

    fn show(&self) {
        if self.bar.is_hidden()
            && self.began.elapsed() >= WORTH_SHOWING
            && std::io::stderr().is_terminal()
        {
            self.bar
                .set_draw_target(ProgressDrawTarget::stderr_with_hz(10));
        }
    }
}

/// The screen as reading an extract takes it.
pub(crate) struct Screen;

impl extracts::Follows for Screen {
    fn note(&self, says: &str) {
        note(says);
    }

    fn bar(&self, of: &'static str, total: u64) -> Box<dyn extracts::Bar> {
        Box::new(Progress::new(of, total))
    }
}

impl extracts::Bar for Progress {
    fn at(&self, read: u64) {
        Self::at(self, read);
    }

    fn done(&self) {
        Self::done(self);
    }
}

/// `104,518`: a number as people read it.
pub(crate) fn number(value: u64) -> String {
    figures::print::thousands(value)
}

/// `1 row`, `2 rows`: a number with the thing counted, whose plural ends in s.
pub(crate) fn counted(value: u64, what: &str) -> String {
    let s = if value == 1 { "" } else { "s" };
    format!("{} {what}{s}", number(value))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_grouped_in_threes() {
        assert_eq!(number(0), "0");
        assert_eq!(number(999), "999");
        assert_eq!(number(1_000), "1,000");
        assert_eq!(number(104_518), "104,518");
        assert_eq!(counted(1, "row"), "1 row");
        assert_eq!(counted(12_345_678, "row"), "12,345,678 rows");
    }
}
