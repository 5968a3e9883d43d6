//! One pass over the bytes of a text: words looked up as they end, signs, ends of clauses.

use crate::text::{Folded, Token};
use crate::words::{
    BREAK, COLON, COMMA, Key, LEADS, QUERY, UNKNOWN, Vocabulary, run, short_words, sign_of,
};

/// What a byte of the source is.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Word,
    Space,
    Stop,
    Break,
    Comma,
    Colon,
    Query,
    Open,
    Dash,
    Apostrophe,
    Wide,
}

const KINDS: [Kind; 256] = kinds();

const fn kinds() -> [Kind; 256] {
    let mut table = [Kind::Space; 256];
    let mut at = 0_usize;
    while at < 256 {
        #[expect(clippy::cast_possible_truncation, reason = "the loop ends below 256")]
        let byte = at as u8;
        #[expect(clippy::indexing_slicing, reason = "evaluated when compiling")]
        let kind = &mut table[at];
        *kind = match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' => Kind::Word,
            b'.' => Kind::Stop,
            b'\n' | b'\r' | b';' | b'|' | b'!' => Kind::Break,
            b',' => Kind::Comma,
            b':' => Kind::Colon,
            b'?' => Kind::Query,
            b'(' => Kind::Open,
            b'-' => Kind::Dash,
            b'\'' | b'`' => Kind::Apostrophe,
            0x80..=0xff => Kind::Wide,
            _ => Kind::Space,
        };
        at += 1;
    }
    table
}

fn kind_of(byte: u8) -> Kind {
    KINDS.get(usize::from(byte)).copied().unwrap_or(Kind::Space)
}

/// Words that lead to a time of day, a room or a number.
const LEAD: &[u64] = &short_words([
    "at", "by", "since", "until", "til", "till", "appt", "from", "approx", "about", "around",
    "eta", "before", "after", "of", "to", "in", "circa", "b4", "and", "seen", "log", "no",
    "number", "back", "room", "2",
]);

/// A word as what follows it is read by.
enum LastWord {
    /// Of up to eight letters, as [`short_words`] has them.
    Short(u64),
    Long,
    /// Its last letter is of no Latin alphabet.
    Foreign,
}

/// Stands for a letter of no Latin alphabet.
const FOREIGN: u8 = b'~';

pub(crate) struct Writer<'t> {
    text: &'t mut Folded,
    vocabulary: &'t Vocabulary,
    source: &'t [u8],
    /// Where in the source the word begins whose letters are being gathered in `text.letters`.
    open: Option<usize>,
    words: u32,
}

impl<'t> Writer<'t> {
    /// Reads a source to its end, into a text that is empty.
    pub(crate) fn read(text: &'t mut Folded, source: &'t [u8], vocabulary: &'t Vocabulary) {
        let mut this = Self {
            text,
            vocabulary,
            source,
            open: None,
            words: 0,
        };
        let mut at = 0;
        while let Some(byte) = source.get(at) {
            match kind_of(*byte) {
                Kind::Word => at = this.letters(at),
                Kind::Space if this.open.is_none() => at += 1,
                kind => at += this.mark(kind, at),
            }
        }
        this.end_word(source.len());
        this.break_clause(source.len());
    }

    fn byte(&self, at: usize) -> u8 {
        self.source.get(at).copied().unwrap_or(b' ')
    }

    /// Reads a row of ASCII letters and digits, and says where it ends.
    fn letters(&mut self, at: usize) -> usize {
        let to = at + run(self.source, at);
        let goes_on = self
            .source
            .get(to)
            .is_some_and(|byte| matches!(kind_of(*byte), Kind::Apostrophe | Kind::Wide));
        if self.open.is_none() && !goes_on {
            self.word(at, to, Key::of_source(self.source, at, to), to - at);
            return to;
        }
        self.open_word(at);
        let row = self.source.get(at..to).unwrap_or(&[]);
        self.text
            .letters
            .extend(row.iter().map(u8::to_ascii_lowercase));
        to
    }

    fn open_word(&mut self, at: usize) {
        if self.open.is_none() {
            self.open = Some(at);
            self.text.letters.clear();
        }
    }

    fn letter(&mut self, letter: u8, at: usize) {
        self.open_word(at);
        self.text.letters.push(letter.to_ascii_lowercase());
    }

    fn end_word(&mut self, at: usize) {
        if let Some(start) = self.open.take() {
            let length = self.text.letters.len();
            let key = Key::of_folded(&self.text.letters);
            self.word(start, at, key, length);
        }
    }

    fn word(&mut self, start: usize, end: usize, key: Key, length: usize) {
        if length == 4 && self.byte(start).is_ascii_digit() {
            self.time_of_day(start, end);
        }
        let source = self.source;
        let id = self.vocabulary.word(key, length, || {
            let mut letters = Vec::new();
            fold_word(source.get(start..end).unwrap_or(&[]), &mut letters);
            letters
        });
        let stem = self.vocabulary.stem(key);
        self.push(start, end, id, stem);
        self.words += 1;
    }

    fn push(&mut self, start: usize, end: usize, id: u32, stem: u32) {
        self.text.tokens.push(Token {
            start: narrow(start),
            end: narrow(end),
            word: self.words,
            id,
            stem,
        });
    }

    /// `0641 MALE BACK OVER`: a time of day that no preposition leads to begins an entry of the
    /// log, and so a clause.
    fn time_of_day(&mut self, start: usize, end: usize) {
        let Some([a, b, c, d]) = self.source.get(start..end) else {
            return;
        };
        let digits = [a, b, c, d].iter().all(|byte| byte.is_ascii_digit());
        let hour = *a < b'2' || (*a == b'2' && *b <= b'3');
        if !digits || !hour || *c > b'5' {
            return;
        }
        // 1998 and 2024 are years.
        if (*a == b'1' && *b == b'9') || (*a == b'2' && *b == b'0') {
            return;
        }
        let ends = match self.last_word() {
            Some(LastWord::Short(word)) => !LEAD.contains(&word),
            Some(LastWord::Long) => true,
            // What a word of another script leads to is not known.
            Some(LastWord::Foreign) | None => false,
        };
        if ends {
            self.end_clause(start);
        }
    }

    /// The word just before, when it is a word that stands there.
    fn last_word(&self) -> Option<LastWord> {
        let last = self.text.tokens.last()?;
        if sign_of(last.id).is_some() {
            return None;
        }
        let (start, end) = (last.start as usize, last.end as usize);
        let span = self.source.get(start..end).unwrap_or(&[]);
        let key = if run(span, 0) == span.len() {
            Key::of_source(self.source, start, end)
        } else {
            let mut letters = Vec::new();
            fold_word(span, &mut letters);
            if letters.last() == Some(&FOREIGN) {
                return Some(LastWord::Foreign);
            }
            Key::of_folded(&letters)
        };
        Some(key.short().map_or(LastWord::Long, LastWord::Short))
    }

    fn end_clause(&mut self, at: usize) {
        self.text.breaks.push(narrow(self.text.tokens.len()));
        self.push(at, at, BREAK, UNKNOWN);
    }

    fn break_clause(&mut self, at: usize) {
        if self.text.tokens.last().is_some_and(|it| it.id != BREAK) {
            self.end_clause(at);
        }
    }

    /// Reads what is no letter, and says how many bytes it was.
    fn mark(&mut self, kind: Kind, at: usize) -> usize {
        let next = self.byte(at + 1);
        let before = at.checked_sub(1).map_or(b' ', |at| self.byte(at));
        match kind {
            Kind::Apostrophe => {
                if self.open.is_none() || !next.is_ascii_alphanumeric() {
                    self.end_word(at);
                }
            }
            Kind::Stop => self.stop(before, next, at),
            Kind::Break => {
                self.end_word(at);
                self.break_clause(at);
            }
            Kind::Comma => self.sign(COMMA, at),
            Kind::Colon => {
                if before.is_ascii_digit() && next.is_ascii_digit() {
                    self.end_word(at);
                } else {
                    self.sign(COLON, at);
                }
            }
            Kind::Query => {
                // `?drug induced` asks of what follows; `suicidal?` asks of what went before.
                let leads = before.is_ascii_whitespace() || before == b'(' || before == b'/';
                self.sign(if leads { LEADS } else { QUERY }, at);
            }
            Kind::Open => {
                if before.is_ascii_alphanumeric() {
                    self.end_word(at);
                } else {
                    self.sign(COMMA, at);
                }
            }
            Kind::Dash => {
                self.end_word(at);
                if before.is_ascii_whitespace() && (next.is_ascii_whitespace() || next == b'-') {
                    self.break_clause(at);
                }
            }
            Kind::Wide => return self.wide(at),
            Kind::Space | Kind::Word => self.end_word(at),
        }
        1
    }

    fn sign(&mut self, sign: u32, at: usize) {
        self.end_word(at);
        // A row of the same sign is one.
        if self.text.tokens.last().is_none_or(|last| last.id != sign) {
            self.push(at, at + 1, sign, UNKNOWN);
        }
    }

    fn stop(&mut self, before: u8, next: u8, at: usize) {
        self.end_word(at);
        let closes = next.is_ascii_whitespace() || matches!(next, b'"' | b'\'' | b')' | b'.');
        let run_on = next.is_ascii_uppercase() && before.is_ascii_lowercase();
        if closes && !self.abbreviated(at) || run_on {
            self.break_clause(at);
        }
    }

    /// `Dr. Smith`, `sec. 136`: a point that ends no sentence.
    fn abbreviated(&self, at: usize) -> bool {
        let touches = self.text.tokens.last().is_some_and(|last| {
            last.end as usize == at && last.end - last.start <= 8 && sign_of(last.id).is_none()
        });
        touches
            && match self.last_word() {
                Some(LastWord::Short(word)) => SHORT_FORMS.contains(&word),
                _ => false,
            }
    }

    /// A character beyond ASCII, or a byte that is no character.
    fn wide(&mut self, at: usize) -> usize {
        let rest = self.source.get(at..).unwrap_or(&[]);
        let Some(character) = first_character(rest) else {
            self.text.invalid += 1;
            self.end_word(at);
            return 1;
        };
        if let Some((mark, width)) = mojibake(rest) {
            let next = self.byte(at + width);
            match mark {
                '™' | '˜' if self.open.is_some() && next.is_ascii_alphanumeric() => {}
                '“' | '”' => {
                    self.end_word(at);
                    self.break_clause(at);
                }
                _ => self.end_word(at),
            }
            return width;
        }
        let width = character.len_utf8();
        match character {
            '\u{2019}' | '\u{2018}' | '\u{2bc}' => {
                if self.open.is_none() || !self.byte(at + width).is_ascii_alphanumeric() {
                    self.end_word(at);
                }
            }
            '\u{2013}' | '\u{2014}' | '\u{2026}' | '\u{2022}' | '\u{b7}' => {
                self.end_word(at);
                self.break_clause(at);
            }
            other => match letter_of(other) {
                Some(letter) => self.letter(letter, at),
                None => self.end_word(at),
            },
        }
        width
    }
}

/// Short forms whose point ends no sentence.
const SHORT_FORMS: &[u64] = &short_words([
    "dr", "mr", "mrs", "ms", "st", "approx", "sec", "sect", "s", "tel", "prev", "poss", "ref",
    "vs", "eg", "ie", "dept",
]);

/// UTF-8 once read as windows-1252: `â€™` for an apostrophe. Answers the third character, which
/// says what the mark was, and the bytes of all three.
fn mojibake(rest: &[u8]) -> Option<(char, usize)> {
    let rest = rest.get(..rest.len().min(12)).unwrap_or(rest);
    if !rest.starts_with("â€".as_bytes()) {
        return None;
    }
    let text = match std::str::from_utf8(rest) {
        Ok(text) => text,
        Err(error) => std::str::from_utf8(rest.get(..error.valid_up_to())?).ok()?,
    };
    let mark = text.chars().nth(2)?;
    Some((mark, "â€".len() + mark.len_utf8()))
}

/// The letter that a character is read as. Letters of other scripts make words that no term has.
fn letter_of(character: char) -> Option<u8> {
    if character == '\u{2bc}' {
        // An apostrophe that Unicode counts among the letters.
        return None;
    }
    base_letter(character).or_else(|| character.is_alphanumeric().then_some(FOREIGN))
}

fn first_character(bytes: &[u8]) -> Option<char> {
    let head = bytes.get(..bytes.len().min(4))?;
    let valid = match std::str::from_utf8(head) {
        Ok(text) => text,
        Err(error) => std::str::from_utf8(head.get(..error.valid_up_to())?).ok()?,
    };
    valid.chars().next()
}

/// The letter under an accent.
fn base_letter(character: char) -> Option<u8> {
    Some(match character {
        'à'..='å' => b'a',
        'À'..='Å' => b'A',
        'ç' => b'c',
        'Ç' => b'C',
        'è'..='ë' => b'e',
        'È'..='Ë' => b'E',
        'ì'..='ï' => b'i',
        'Ì'..='Ï' => b'I',
        'ñ' => b'n',
        'Ñ' => b'N',
        'ò'..='ö' | 'ø' => b'o',
        'Ò'..='Ö' | 'Ø' => b'O',
        'ù'..='ü' => b'u',
        'Ù'..='Ü' => b'U',
        'ý' | 'ÿ' | 'ŷ' => b'y',
        'ŵ' => b'w',
        'Ŵ' => b'W',
        _ => return None,
    })
}

/// Writes the letters of a word of the source: in lower case, without accents and apostrophes.
pub(crate) fn fold_word(word: &[u8], out: &mut Vec<u8>) {
    // Nearly every word is of plain letters.
    if run(word, 0) == word.len() {
        out.extend(word.iter().map(u8::to_ascii_lowercase));
        return;
    }
    let mut at = 0;
    while let Some(byte) = word.get(at) {
        at += match kind_of(*byte) {
            Kind::Word => {
                out.push(byte.to_ascii_lowercase());
                1
            }
            Kind::Wide => {
                let rest = word.get(at..).unwrap_or(&[]);
                match (mojibake(rest), first_character(rest)) {
                    (Some((_, width)), _) => width,
                    (None, Some(character)) => {
                        out.extend(letter_of(character));
                        character.len_utf8()
                    }
                    (None, None) => 1,
                }
            }
            _ => 1,
        };
    }
}

fn narrow(value: usize) -> u32 {
    u32::try_from(value).unwrap_or(u32::MAX)
}
