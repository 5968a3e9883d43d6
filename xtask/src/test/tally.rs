//! Counting tests from what the programs that ran them printed.

use std::fmt;
use std::ops::AddAssign;

/// How many passed, failed and were skipped. A step that is one check counts as one.
#[derive(Clone, Copy, Default, Debug, PartialEq, Eq)]
pub(super) struct Tally {
    pub(super) passed: u32,
    pub(super) failed: u32,
    pub(super) skipped: u32,
}

impl Tally {
    /// The counts in what a test program printed, summed over all its summaries, or `None`
    /// where it printed none.
    ///
    /// nextest shows what a failed test printed, and that ends with a summary of the one test:
    /// where nextest sums up, only its own summary counts.
    pub(super) fn read(text: &str) -> Option<Self> {
        let nextest = text.lines().any(is_nextest_summary);
        let mut total = None;
        for line in text
            .lines()
            .filter(|line| !nextest || is_nextest_summary(line))
        {
            if let Some(counts) = summary(line) {
                *total.get_or_insert(Self::default()) += Self::count(&counts);
            }
        }
        total
    }

    fn count(counts: &str) -> Self {
        let mut tally = Self::default();
        for piece in counts.split([',', ';']) {
            let mut words = piece.split_whitespace();
            let Some(number) = words.next().and_then(|word| word.parse::<u32>().ok()) else {
                continue;
            };
            match words.collect::<Vec<_>>().as_slice() {
                ["passed"] => tally.passed += number,
                ["failed"] | ["timed", "out"] | ["exec", "failed"] => tally.failed += number,
                ["skipped" | "ignored"] => tally.skipped += number,
                _ => {}
            }
        }
        tally
    }
}

fn is_nextest_summary(line: &str) -> bool {
    line.trim_start().starts_with("Summary [")
}

/// The counts of a line that sums up: nextest's, cargo's, or our own scripts'.
fn summary(line: &str) -> Option<String> {
    let line = line.trim();
    if is_nextest_summary(line) {
        let (_, counts) = line.split_once("run:")?;
        return Some(without_brackets(counts));
    }
    if let Some(rest) = line.strip_prefix("test result:") {
        let (_, counts) = rest.split_once('.')?;
        return Some(counts.to_owned());
    }
    let pieces: Vec<&str> = line.split(", ").collect();
    let ours = matches!(
        pieces.as_slice(),
        [a, b, c] if a.ends_with(" passed") && b.ends_with(" failed") && c.ends_with(" skipped")
    );
    ours.then(|| line.to_owned())
}

/// nextest says `44 passed (1 slow, 1 flaky)`; what is in brackets is counted already.
fn without_brackets(text: &str) -> String {
    let mut depth = 0_u32;
    text.chars()
        .filter(|character| match character {
            '(' => {
                depth += 1;
                false
            }
            ')' => {
                depth = depth.saturating_sub(1);
                false
            }
            _ => depth == 0,
        })
        .collect()
}

impl AddAssign for Tally {
    fn add_assign(&mut self, other: Self) {
        self.passed += other.passed;
        self.failed += other.failed;
        self.skipped += other.skipped;
    }
}

impl fmt::Display for Tally {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            passed,
            failed,
            skipped,
        } = self;
        write!(f, "{passed} passed, {failed} failed, {skipped} skipped")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tally(passed: u32, failed: u32, skipped: u32) -> Tally {
        Tally {
            passed,
            failed,
            skipped,
        }
    }

    #[test]
    fn nextests_summary_is_read_with_its_brackets_and_its_timeouts() {
        let text = "        PASS [   0.004s] (1/3) law a::b\n\
                    ------------\n     \
                    Summary [   1.234s] 48 tests run: 44 passed (1 slow, 1 flaky), 1 failed, 3 timed out, 2 skipped\n";
        assert_eq!(Tally::read(text), Some(tally(44, 4, 2)));
        let cut_short = "     Summary [   0.1s] 3/50 tests run: 2 passed, 1 failed, 0 skipped";
        assert_eq!(Tally::read(cut_short), Some(tally(2, 1, 0)));
    }

    #[test]
    fn a_failed_test_is_counted_once_though_nextest_shows_it_twice() {
        let shown =
            "    test result: FAILED. 0 passed; 1 failed; 0 ignored; 0 measured; 46 filtered out\n";
        let text = format!(
            "{shown}     Summary [   1.2s] 47 tests run: 46 passed, 1 failed, 0 skipped\n{shown}"
        );
        assert_eq!(Tally::read(&text), Some(tally(46, 1, 0)));
    }

    #[test]
    fn cargos_summaries_are_added_together() {
        let text = "test result: ok. 3 passed; 0 failed; 1 ignored; 0 measured; 0 filtered out; finished in 0.1s\n\
                    test result: FAILED. 2 passed; 1 failed; 0 ignored; 0 measured; 0 filtered out\n";
        assert_eq!(Tally::read(text), Some(tally(5, 1, 1)));
    }

    #[test]
    fn our_own_closing_line_is_read_as_it_is_written() {
        let line = tally(7, 1, 2).to_string();
        assert_eq!(
            Tally::read(&format!("noise\n{line}\n")),
            Some(tally(7, 1, 2))
        );
    }

    #[test]
    fn output_without_a_summary_gives_no_count() {
        assert_eq!(
            Tally::read("error: could not compile `law`\n3 passed the door\n"),
            None
        );
    }
}
