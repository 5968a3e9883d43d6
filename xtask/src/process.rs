//! Running other programs: shown as they run, or read afterwards, or both.

use std::ffi::OsStr;
use std::io::{BufRead, BufReader, IsTerminal, Read, Write};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::thread;

use crate::problem::{Problem, Result, While};

/// A command to be run in `folder`.
pub(crate) fn command(program: impl AsRef<OsStr>, folder: &Path) -> Command {
    let mut command = Command::new(program);
    command.current_dir(folder);
    command
}

/// The command as a person would type it, for messages.
pub(crate) fn spelled(command: &Command) -> String {
    std::iter::once(command.get_program())
        .chain(command.get_args())
        .map(|word| word.to_string_lossy())
        .collect::<Vec<_>>()
        .join(" ")
}

/// Runs it with the terminal as its own. A failure is a problem that names the command.
pub(crate) fn run(command: &mut Command) -> Result<()> {
    let status = command
        .status()
        .while_doing(|| format!("starting `{}`", spelled(command)))?;
    if status.success() {
        Ok(())
    } else {
        Err(Problem::new(format!(
            "`{}` failed ({status})",
            spelled(command)
        )))
    }
}

/// Runs it silently and gives what it printed. A failure carries what it complained of.
pub(crate) fn output(command: &mut Command) -> Result<String> {
    let output = command
        .stdin(Stdio::null())
        .output()
        .while_doing(|| format!("starting `{}`", spelled(command)))?;
    if output.status.success() {
        Ok(String::from_utf8_lossy(&output.stdout).into_owned())
    } else {
        Err(Problem::new(format!(
            "`{}` failed ({}): {}",
            spelled(command),
            output.status,
            String::from_utf8_lossy(&output.stderr).trim()
        )))
    }
}

/// What a program that was watched did.
pub(crate) struct Watched {
    pub(crate) succeeded: bool,
    /// All that it printed, without colours.
    pub(crate) text: String,
}

/// Runs it, shows what it prints as it comes, and keeps a copy.
pub(crate) fn watch(command: &mut Command) -> Result<Watched> {
    if std::io::stderr().is_terminal() {
        command.env("CARGO_TERM_COLOR", "always");
    }
    let mut child = command
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .while_doing(|| format!("starting `{}`", spelled(command)))?;
    let out = child
        .stdout
        .take()
        .map(|pipe| thread::spawn(|| copy(pipe, std::io::stdout())));
    let err = child
        .stderr
        .take()
        .map(|pipe| thread::spawn(|| copy(pipe, std::io::stderr())));
    let status = child
        .wait()
        .while_doing(|| format!("waiting for `{}`", spelled(command)))?;
    let text = [out, err]
        .into_iter()
        .flatten()
        .map(|thread| thread.join().unwrap_or_default())
        .collect::<String>();
    Ok(Watched {
        succeeded: status.success(),
        text: without_colours(&text),
    })
}

fn copy(from: impl Read, mut to: impl Write) -> String {
    let mut kept = String::new();
    let mut from = BufReader::new(from);
    let mut line = Vec::new();
    while from.read_until(b'\n', &mut line).is_ok_and(|read| read > 0) {
        // A closed terminal must not stop the tests, so a failed write is let go.
        let _ = to.write_all(&line).and_then(|()| to.flush());
        kept.push_str(&String::from_utf8_lossy(&line));
        line.clear();
    }
    kept
}

fn without_colours(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    let mut characters = text.chars();
    while let Some(character) = characters.next() {
        if character == '\u{1b}' {
            // An escape ends at its first letter.
            characters.by_ref().find(char::is_ascii_alphabetic);
        } else {
            plain.push(character);
        }
    }
    plain
}

/// The first of `names` that is a program on the search path.
pub(crate) fn on_path(names: &[&str]) -> Option<PathBuf> {
    let path = std::env::var_os("PATH")?;
    names.iter().find_map(|name| {
        std::env::split_paths(&path)
            .map(|folder| folder.join(name))
            .find(|program| program.is_file())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn colours_are_taken_out_and_nothing_else() {
        assert_eq!(
            without_colours("\u{1b}[32;1m     Summary\u{1b}[0m [ 0.1s] é"),
            "     Summary [ 0.1s] é"
        );
    }

    #[test]
    fn a_watched_program_keeps_both_streams_and_its_verdict() {
        let mut command = command("sh", Path::new("."));
        let seen = watch(command.args(["-c", "echo out; echo err >&2; exit 3"])).unwrap();
        assert!(!seen.succeeded);
        assert!(seen.text.contains("out") && seen.text.contains("err"));
    }

    #[test]
    fn a_failure_names_the_command_and_its_complaint() {
        let mut command = command("sh", Path::new("."));
        let problem = output(command.args(["-c", "echo no such bed >&2; exit 1"])).unwrap_err();
        assert!(problem.to_string().contains("no such bed"), "{problem}");
        assert!(problem.to_string().contains("`sh -c"), "{problem}");
    }
}
