//! A file of CSV, opened: unpacked, and with what its first bytes tell of how it is written.

use std::borrow::Cow;
use std::fs::File;
use std::io::{BufReader, Cursor, Read};
use std::path::Path;

use flate2::read::MultiGzDecoder;
use sheet::Marks;

use crate::{Problem, Result};

/// How much of a file is looked at before it is read: far more than a line of names.
const BEGINNING: u64 = 1 << 16;

/// How a file of CSV is written.
pub(crate) struct Opened {
    /// Its text, without a byte order mark and a line `sep=`.
    pub(crate) source: Source,
    /// What stands between its values.
    pub(crate) separator: u8,
    /// Lines that were left out before the names of the columns.
    pub(crate) lines_before: u64,
    /// Whether its first line ends in `\r\n`.
    pub(crate) ends_in_two: bool,
    /// About how many bytes its text has; 0 where that is not known.
    pub(crate) size: u64,
}

/// The text of a file, which remembers how it ended and follows its quotation marks.
pub(crate) struct Source {
    from: Box<dyn Read + Send>,
    marks: Marks,
    last: u8,
    is_in_a_line: bool,
    ended: bool,
}

impl Source {
    fn new(from: Box<dyn Read + Send>, separator: u8) -> Self {
        Self {
            from,
            marks: Marks::new(separator),
            last: 0,
            is_in_a_line: false,
            ended: false,
        }
    }

    /// The quotation marks of what was read. Their lines do not count those left out before.
    pub(crate) const fn marks(&self) -> &Marks {
        &self.marks
    }

    /// How many lines there are in what was read: the last one need not end.
    pub(crate) const fn lines(&self) -> u64 {
        self.marks.ends() + self.is_in_a_line as u64
    }

    /// Whether the text is at its end.
    pub(crate) const fn ended(&self) -> bool {
        self.ended
    }

    /// Whether the text is at its end, and does not end in a quotation mark.
    pub(crate) const fn ended_without_mark(&self) -> bool {
        self.ended && self.last != b'"'
    }
}

impl Read for Source {
    fn read(&mut self, into: &mut [u8]) -> std::io::Result<usize> {
        let read = self.from.read(into)?;
        self.ended = read == 0;
        let text = into.get(..read).unwrap_or_default();
        self.marks.follow(text);
        if let Some(last) = text.last() {
            self.is_in_a_line = *last != b'\n';
        }
        let is_end = |letter: &&u8| matches!(letter, b'\r' | b'\n');
        if let Some(last) = text.iter().rev().find(|letter| !is_end(letter)) {
            self.last = *last;
        }
        Ok(read)
    }
}

/// Opens a file of CSV, packed or not; `-` is standard input.
pub(crate) fn open(path: &Path) -> Result<Opened> {
    let failed = |error: std::io::Error| Problem::unreadable(path, &error);
    let (mut from, mut size): (Box<dyn Read + Send>, u64) = if path == Path::new("-") {
        (Box::new(std::io::stdin()), 0)
    } else {
        let file = File::open(path).map_err(failed)?;
        let size = file.metadata().map_err(failed)?.len();
        (Box::new(file), size)
    };
    let mut head = beginning(&mut from).map_err(failed)?;
    if head.starts_with(&[0x1f, 0x8b]) {
        let packed = Cursor::new(head).chain(from);
        from = Box::new(MultiGzDecoder::new(BufReader::with_capacity(
            1 << 18,
            packed,
        )));
        head = beginning(&mut from).map_err(failed)?;
        // A packed file's length says little of what is in it.
        size = size.saturating_mul(4);
    }
    if let Some(says) = is_no_csv(&head) {
        return Err(Problem::given(format!("`{}` {says}", path.display())));
    }
    if head.starts_with(b"\xef\xbb\xbf") {
        head.drain(..3);
    }
    let (separator, lines_before) = match told(&head) {
        Some((separator, length)) => {
            head.drain(..length);
            (separator, 1)
        }
        None => (sheet::separator(&head), 0),
    };
    let first_end = head.iter().position(|letter| *letter == b'\r');
    Ok(Opened {
        ends_in_two: first_end.is_some_and(|end| head.get(end + 1) == Some(&b'\n')),
        source: Source::new(Box::new(Cursor::new(head).chain(from)), separator),
        separator,
        lines_before,
        size,
    })
}

fn beginning(from: &mut impl Read) -> std::io::Result<Vec<u8>> {
    let mut head = Vec::new();
    from.take(BEGINNING).read_to_end(&mut head)?;
    Ok(head)
}

/// Why a file that begins so is no CSV, and what to do about it.
fn is_no_csv(head: &[u8]) -> Option<&'static str> {
    let utf_16_by_its_zeros =
        || matches!(head, [0, (1..), 0, (1..), ..] | [(1..), 0, (1..), 0, ..]);
    let text = head.strip_prefix(b"\xef\xbb\xbf").unwrap_or(head);
    if head.starts_with(b"PK\x03\x04") || head.starts_with(b"\xd0\xcf\x11\xe0") {
        Some(
            "is a spreadsheet or an archive and no CSV: save the sheet as `CSV UTF-8`, and give \
             that file",
        )
    } else if head.starts_with(b"\xff\xfe")
        || head.starts_with(b"\xfe\xff")
        || utf_16_by_its_zeros()
    {
        Some("is written in UTF-16: save it as UTF-8 (`CSV UTF-8`), and give that file")
    } else if head.starts_with(b"PAR1") {
        Some("is Parquet: give it a name that ends in `.parquet`")
    } else if text.iter().all(u8::is_ascii_whitespace) {
        Some("is empty: a file of records begins with a line of the columns' names")
    } else {
        None
    }
}

/// The separator that a first line such as `sep=;` tells, and how long that line is.
fn told(head: &[u8]) -> Option<(u8, usize)> {
    let end = head.iter().position(|letter| *letter == b'\n')?;
    let line = head.get(..end)?;
    let line = line.strip_suffix(b"\r").unwrap_or(line);
    let bare =
        |line| -> Option<&[u8]> { <[u8]>::strip_suffix(<[u8]>::strip_prefix(line, b"\"")?, b"\"") };
    let line = bare(line).unwrap_or(line);
    match line {
        [s, e, p, b'=', separator]
            if [s, e, p].map(u8::to_ascii_lowercase) == *b"sep" && separator.is_ascii() =>
        {
            Some((*separator, end + 1))
        }
        _ => None,
    }
}

/// A separator in words.
pub(crate) const fn in_words(separator: u8) -> &'static str {
    match separator {
        b',' => "a comma",
        b';' => "a semicolon",
        b'\t' => "a tab",
        b'|' => "a `|`",
        _ => "the separator that its first line tells",
    }
}

/// Text that is UTF-8 as it is, and any other as windows-1252, of which five bytes are no letter.
pub(crate) fn decoded(text: &[u8]) -> Cow<'_, str> {
    /// The letters of the bytes from 0x80 to 0x9f.
    const OWN: [char; 32] = [
        '€', '\u{fffd}', '‚', 'ƒ', '„', '…', '†', '‡', 'ˆ', '‰', 'Š', '‹', 'Œ', '\u{fffd}', 'Ž',
        '\u{fffd}', '\u{fffd}', '‘', '’', '“', '”', '•', '–', '—', '˜', '™', 'š', '›', 'œ',
        '\u{fffd}', 'ž', 'Ÿ',
    ];
    match std::str::from_utf8(text) {
        Ok(text) => Cow::Borrowed(text),
        Err(_) => text
            .iter()
            .map(|byte| match byte {
                0x80..=0x9f => OWN.get(usize::from(byte - 0x80)).copied(),
                _ => Some(char::from(*byte)),
            })
            .map(Option::unwrap_or_default)
            .collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_separator_is_told_by_a_first_line() {
        assert_eq!(told(b"sep=;\r\nid;x"), Some((b';', 7)));
        assert_eq!(told(b"\"SEP=|\"\nid|x"), Some((b'|', 8)));
        assert_eq!(told(b"sep=\t\nid"), Some((b'\t', 6)));
        assert_eq!(told(b"separator;id\n"), None);
    }

    #[test]
    fn what_is_no_csv_is_told_as_what_it_is() {
        for (head, says) in [
            (b"PK\x03\x04\x14\0".as_slice(), "spreadsheet"),
            (b"\xff\xfei\0d\0", "UTF-16"),
            (b"\xfe\xff\0i\0d", "UTF-16"),
            (b"i\0d\0,\0", "UTF-16"),
            (b"PAR1\x15", "`.parquet`"),
            (b"", "is empty"),
            (b"\xef\xbb\xbf\r\n", "is empty"),
        ] {
            let told = is_no_csv(head).unwrap_or_default();
            assert!(told.contains(says), "{says}: {told}");
        }
        assert_eq!(is_no_csv(b"id,surname\n"), None);
    }

    #[test]
    fn text_that_is_no_utf_8_is_windows_1252() {
        assert_eq!(decoded(b"M\xfcller"), "Müller");
        assert_eq!(decoded("Müller".as_bytes()), "Müller");
        assert_eq!(decoded(b"O\x92Neill \x8a"), "O’Neill Š");
    }
}
