//! Quotation marks, followed as the bytes of a file go by.
//!
//! A value that begins with a quotation mark goes on to the next one, over the ends of lines. A
//! mark that nobody closes therefore swallows row after row until some other value's mark closes
//! it, and what reads CSV takes that for one long value. It shows in the letter after the closing
//! mark: after a value's end stands a separator or the end of the line, and after a stranger's
//! opening mark stands the stranger's value.

use memchr::{memchr, memchr_iter};

/// A value that goes over the end of a line and is closed in the middle of another value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Astray {
    /// The line, from 1, of the mark that opens it.
    pub opened: u64,
    /// The line of the mark that closes it.
    pub closed: u64,
    /// How many bytes stand before what shows it, which is in the row that the value is in.
    pub byte: u64,
}

/// Values that go over the end of a line and are closed where they end.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct OverLines {
    /// How many there are.
    pub values: u64,
    /// The line, from 1, on which the first begins.
    pub first: Option<u64>,
    /// How many ends of lines are within them.
    pub ends: u64,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Stands {
    /// Before a value.
    Before,
    /// In a value that does not begin with a mark.
    Plain,
    /// In a value that began with a mark on that line.
    Quoted(u64),
    /// After a mark in such a value: its end, or the first of two that stand for one.
    Marked(u64),
    /// After the mark that ends such a value, with blanks since.
    Over(u64),
}

/// Follows the quotation marks of one file.
#[derive(Debug)]
pub struct Marks {
    separator: u8,
    stands: Stands,
    line: u64,
    byte: u64,
    astray: Option<Astray>,
    over_lines: OverLines,
}

impl Marks {
    /// At the beginning of a file.
    #[must_use]
    pub const fn new(separator: u8) -> Self {
        Self {
            separator,
            stands: Stands::Before,
            line: 1,
            byte: 0,
            astray: None,
            over_lines: OverLines {
                values: 0,
                first: None,
                ends: 0,
            },
        }
    }

    /// The values that go over the ends of lines in what went by, as they may: but two stray marks
    /// can make one of many rows, so somebody may want to look at the first.
    #[must_use]
    pub const fn over_lines(&self) -> OverLines {
        self.over_lines
    }

    /// How many lines ended in what went by.
    #[must_use]
    pub const fn ends(&self) -> u64 {
        self.line - 1
    }

    /// The first value that went astray in what went by.
    #[must_use]
    pub const fn astray(&self) -> Option<Astray> {
        self.astray
    }

    /// Counts bytes that hold no value: a byte order mark.
    pub const fn pass_over(&mut self, bytes: u64) {
        self.byte += bytes;
    }

    /// Goes on over the next bytes of the file.
    pub fn follow(&mut self, bytes: &[u8]) {
        let mut rest = bytes;
        while !rest.is_empty() {
            let gone = match self.stands {
                Stands::Before => self.begin(rest),
                Stands::Plain => self.plain(rest),
                Stands::Quoted(opened) => self.quoted(rest, opened),
                Stands::Marked(opened) | Stands::Over(opened) => self.marked(rest, opened),
            };
            self.byte += gone as u64;
            rest = rest.get(gone..).unwrap_or_default();
        }
    }

    const fn ends_value(&self, letter: u8) -> bool {
        letter == self.separator || matches!(letter, b'\r' | b'\n')
    }

    fn begin(&mut self, bytes: &[u8]) -> usize {
        if bytes.first() == Some(&b'"') {
            self.stands = Stands::Quoted(self.line);
            1
        } else {
            self.stands = Stands::Plain;
            0
        }
    }

    /// As far as the next mark that begins a value, over whole rows.
    fn plain(&mut self, bytes: &[u8]) -> usize {
        let mut from = 0;
        while let Some(next) = bytes.get(from..).and_then(|rest| memchr(b'"', rest)) {
            let at = from + next;
            let before = at.checked_sub(1).and_then(|before| bytes.get(before));
            if before.is_some_and(|letter| self.ends_value(*letter)) {
                self.line += lines(bytes.get(..at));
                self.stands = Stands::Before;
                return at;
            }
            from = at + 1;
        }
        self.line += lines(Some(bytes));
        let last = bytes.last().copied().unwrap_or(b'"');
        if self.ends_value(last) {
            self.stands = Stands::Before;
        }
        bytes.len()
    }

    fn quoted(&mut self, bytes: &[u8], opened: u64) -> usize {
        let mark = memchr(b'"', bytes);
        let end = mark.unwrap_or(bytes.len());
        self.line += lines(bytes.get(..end));
        if mark.is_some() {
            self.stands = Stands::Marked(opened);
        }
        end + usize::from(mark.is_some())
    }

    fn marked(&mut self, bytes: &[u8], opened: u64) -> usize {
        let letter = bytes.first().copied().unwrap_or_default();
        if letter == b'"' && self.stands == Stands::Marked(opened) {
            self.stands = Stands::Quoted(opened);
            return 1;
        }
        if self.ends_value(letter) {
            self.see_over_lines(opened);
            self.line += u64::from(letter == b'\n');
            self.stands = Stands::Before;
            return 1;
        }
        if letter == b' ' {
            self.stands = Stands::Over(opened);
            return 1;
        }
        if self.line > opened {
            self.astray.get_or_insert(Astray {
                opened,
                closed: self.line,
                byte: self.byte,
            });
        }
        self.stands = Stands::Plain;
        1
    }

    /// Counts a value that ends, where it goes over the end of a line.
    fn see_over_lines(&mut self, opened: u64) {
        let over = &mut self.over_lines;
        if self.line > opened {
            over.values += 1;
            over.first.get_or_insert(opened);
            over.ends += self.line - opened;
        }
    }
}

/// How many lines end in some bytes.
fn lines(bytes: Option<&[u8]>) -> u64 {
    memchr_iter(b'\n', bytes.unwrap_or_default()).count() as u64
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn astray(text: &str, at_a_time: usize) -> Option<(u64, u64)> {
        let mut marks = Marks::new(b',');
        for part in text.as_bytes().chunks(at_a_time.max(1)) {
            marks.follow(part);
        }
        marks.astray().map(|it| (it.opened, it.closed))
    }

    #[test]
    fn a_mark_that_another_value_closes_is_found_by_its_lines() {
        for (text, is) in [
            (
                "id,text\n1,lost\n2,\"he wants\n3,bike\n4,\"the man\" x\n",
                Some((3, 5)),
            ),
            ("id,text\n1,\"he wants\n2,\"a\"\n", Some((2, 3))),
            ("\"a\nb\"c\n", Some((1, 2))),
            // A value of several lines, as it should be.
            ("id,text\n1,\"one\ntwo, \"\"three\"\"\"\n2,x\n", None),
            ("id,text\r\n1,\"one\r\ntwo\"\r\n", None),
            // Marks within a value that did not begin with one.
            ("id,text\n1,5'10\" tall\n2,he said \"no\"\n", None),
            ("id,text\n1,\"one\ntwo\" \n2,x\n", None),
            ("id,text\n1,\"one\ntwo\"  x\n2,x\n", Some((2, 3))),
            // Closed in the middle of a value, and no line is lost.
            ("id,text\n1,\"he\" said\n2,x\n", None),
            ("", None),
        ] {
            for at_a_time in [1, 2, 3, 7, 100] {
                assert_eq!(astray(text, at_a_time), is, "{text} {at_a_time}");
            }
        }
    }

    #[test]
    fn values_over_lines_are_counted_with_the_line_of_the_first() {
        let text = "id,text\n1,x\n2,\"one\ntwo\n\",y\n3,\"z\"\n\"4\n\",z\n";
        for at_a_time in [1, 2, 3, 7, 100] {
            let mut marks = Marks::new(b',');
            for part in text.as_bytes().chunks(at_a_time) {
                marks.follow(part);
            }
            let wanted = OverLines {
                values: 2,
                first: Some(3),
                ends: 3,
            };
            assert_eq!((marks.over_lines(), marks.ends()), (wanted, 8));
        }
    }

    proptest! {
        /// What a writer of CSV writes never goes astray, however it is read.
        #[test]
        fn what_was_written_as_it_should_be_is_never_astray(
            rows in proptest::collection::vec(
                proptest::collection::vec("[a\", \n\r]{0,6}", 3), 0..8),
            at_a_time in 1_usize..20,
        ) {
            let mut writer = csv::Writer::from_writer(Vec::new());
            for row in &rows {
                prop_assert!(writer.write_record(row).is_ok());
            }
            let text = writer.into_inner().map_err(|_| TestCaseError::fail("not written"))?;
            let text = String::from_utf8_lossy(&text);
            prop_assert_eq!(astray(&text, at_a_time), None);
        }
    }
}
