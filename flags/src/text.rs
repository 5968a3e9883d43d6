//! A text as the engine reads it: folded byte by byte, with every offset kept.
//!
//! Letters are lower-cased, apostrophes dropped (`doesn't` is `doesnt`), marks and spaces folded.
//! Each word is written between spaces of its own, so `suicidal attempt` becomes
//! ` suicidal  attempt ` and a term matched with its spaces can only ever be whole words.
//! What ends a clause becomes a line feed, which no term contains.

/// Ends a clause.
pub(crate) const BREAK: u8 = b'\n';

/// A folded text. Reused from text to text so that memory is asked for once.
#[derive(Debug, Default, Clone)]
pub(crate) struct Folded {
    /// The folded bytes.
    pub(crate) bytes: Vec<u8>,
    /// For each folded byte, where it came from. One more at the end: the length of the source.
    pub(crate) offsets: Vec<u32>,
    /// Where each word begins in `bytes`, at its space.
    pub(crate) words: Vec<u32>,
    /// Where each clause ends in `bytes`, at its line feed or at the end.
    pub(crate) clause_ends: Vec<u32>,
    /// Bytes of the source that are no UTF-8.
    pub(crate) invalid: u32,
    /// Letters of the source in upper and in lower case.
    upper: u32,
    lower: u32,
}

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

impl Folded {
    /// Folds a text in place of the last one. Texts of more than 4 GiB are read to there.
    pub(crate) fn fold(&mut self, source: &[u8]) {
        let source = source
            .get(..source.len().min(u32::MAX as usize / 2))
            .unwrap_or(source);
        self.clear();
        self.bytes.reserve(source.len() + source.len() / 3 + 8);
        self.offsets.reserve(source.len() + source.len() / 3 + 8);
        let mut writer = Writer {
            text: self,
            word: None,
        };
        let mut at = 0;
        while let Some(&byte) = source.get(at) {
            let kind = KINDS.get(usize::from(byte)).copied().unwrap_or(Kind::Space);
            if kind == Kind::Word {
                writer.letter(byte, at);
                at += 1;
            } else {
                at += writer.mark(kind, source, at);
            }
        }
        writer.end_word(source.len());
        writer.break_clause(source.len());
        self.offsets.push(narrow(source.len()));
    }

    fn clear(&mut self) {
        self.bytes.clear();
        self.offsets.clear();
        self.words.clear();
        self.clause_ends.clear();
        self.invalid = 0;
        self.upper = 0;
        self.lower = 0;
    }

    /// Whether the text is written in capitals throughout, so that case says nothing.
    pub(crate) fn in_capitals(&self) -> bool {
        self.lower.saturating_mul(8) < self.upper
    }

    /// Where in the source a stretch of folded bytes is, whole words, without its spaces.
    pub(crate) fn source_span(&self, start: u32, end: u32) -> (u32, u32) {
        let (mut start, mut end) = (start as usize, end as usize);
        let outside = |byte: u8| !byte.is_ascii_alphanumeric() && byte != b'~' && byte != b'^';
        while start < end && self.bytes.get(start).is_some_and(|byte| outside(*byte)) {
            start += 1;
        }
        while end > start && self.bytes.get(end - 1).is_some_and(|byte| outside(*byte)) {
            end -= 1;
        }
        // A stem ends within a word; the word is shown whole.
        while self
            .bytes
            .get(end)
            .is_some_and(|byte| byte.is_ascii_alphanumeric() || *byte == b'~')
        {
            end += 1;
        }
        let from = self.offsets.get(start).copied().unwrap_or_default();
        let to = self.offsets.get(end).copied().unwrap_or(from);
        (from, to.max(from))
    }

    /// How many words begin before a place.
    pub(crate) fn word_at(&self, place: u32) -> u32 {
        narrow(self.words.partition_point(|word| *word < place))
    }
}

/// A text's places fit in 32 bits: longer ones were cut.
fn narrow(value: usize) -> u32 {
    u32::try_from(value).unwrap_or(u32::MAX)
}

/// Words that lead to a time of day, a room or a number.
const LEAD: &[&[u8]] = &[
    b"at", b"by", b"since", b"until", b"til", b"till", b"appt", b"from", b"approx", b"about",
    b"around", b"eta", b"before", b"after", b"of", b"to", b"in", b"circa", b"b4", b"and", b"seen",
    b"log", b"no", b"number", b"back", b"room", b"2",
];

struct Writer<'t> {
    text: &'t mut Folded,
    /// Where in `text.bytes` the word that is being written begins, after its space.
    word: Option<usize>,
}

impl Writer<'_> {
    fn push(&mut self, byte: u8, from: usize) {
        self.text.bytes.push(byte);
        self.text.offsets.push(narrow(from));
    }

    fn letter(&mut self, byte: u8, at: usize) {
        if self.word.is_none() {
            self.text.words.push(narrow(self.text.bytes.len()));
            self.push(b' ', at);
            self.word = Some(self.text.bytes.len());
        }
        self.text.upper += u32::from(byte.is_ascii_uppercase());
        self.text.lower += u32::from(byte.is_ascii_lowercase());
        self.push(byte.to_ascii_lowercase(), at);
    }

    fn end_word(&mut self, at: usize) {
        let Some(begun) = self.word.take() else {
            return;
        };
        self.push(b' ', at);
        self.time_of_day(begun);
    }

    /// `0641 MALE BACK OVER`: a time of day that no preposition leads to begins an entry of the
    /// log, and so a clause.
    fn time_of_day(&mut self, begun: usize) {
        let word = self.text.bytes.get(begun..self.text.bytes.len() - 1);
        let Some([a, b, c, d]) = word else { return };
        let digits = [a, b, c, d].iter().all(|byte| byte.is_ascii_digit());
        let hour = *a < b'2' || (*a == b'2' && *b <= b'3');
        if !digits || !hour || *c > b'5' {
            return;
        }
        // 1998 and 2024 are years.
        if (*a == b'1' && *b == b'9') || (*a == b'2' && *b == b'0') {
            return;
        }
        let before = self
            .text
            .bytes
            .get(..begun.saturating_sub(1))
            .unwrap_or(&[]);
        let trimmed = before.trim_ascii_end();
        let last = trimmed
            .rsplit(|byte| !byte.is_ascii_alphanumeric())
            .next()
            .unwrap_or(&[]);
        if trimmed.len() == before.len().saturating_sub(1)
            && !last.is_empty()
            && !LEAD.contains(&last)
        {
            let word_at = begun - 1;
            self.text.bytes.insert(word_at, BREAK);
            let from = self.text.offsets.get(word_at).copied().unwrap_or_default();
            self.text.offsets.insert(word_at, from);
            self.text.clause_ends.push(narrow(word_at));
            if let Some(last) = self.text.words.last_mut() {
                *last += 1;
            }
        }
    }

    fn break_clause(&mut self, at: usize) {
        let fresh = self.text.bytes.last().is_none_or(|last| *last == BREAK);
        if !fresh {
            self.text.clause_ends.push(narrow(self.text.bytes.len()));
            self.push(BREAK, at);
        }
    }

    /// Reads what is no letter, and says how many bytes it was.
    fn mark(&mut self, kind: Kind, source: &[u8], at: usize) -> usize {
        let next = source.get(at + 1).copied().unwrap_or(b' ');
        let before = at
            .checked_sub(1)
            .and_then(|at| source.get(at))
            .copied()
            .unwrap_or(b' ');
        match kind {
            Kind::Apostrophe => {
                if self.word.is_none() || !next.is_ascii_alphanumeric() {
                    self.end_word(at);
                }
            }
            Kind::Stop => self.stop(before, next, at),
            Kind::Break => {
                self.end_word(at);
                self.break_clause(at);
            }
            Kind::Comma => self.sign(b',', at),
            Kind::Colon => {
                if before.is_ascii_digit() && next.is_ascii_digit() {
                    self.end_word(at);
                } else {
                    self.sign(b':', at);
                }
            }
            Kind::Query => {
                // `?drug induced` asks of what follows; `suicidal?` asks of what went before.
                let leads = before.is_ascii_whitespace() || before == b'(' || before == b'/';
                self.sign(if leads { b'^' } else { b'?' }, at);
            }
            Kind::Open => {
                if before.is_ascii_alphanumeric() {
                    self.end_word(at);
                } else {
                    self.sign(b',', at);
                }
            }
            Kind::Dash => {
                self.end_word(at);
                if before.is_ascii_whitespace() && (next.is_ascii_whitespace() || next == b'-') {
                    self.break_clause(at);
                }
            }
            Kind::Wide => return self.wide(source, at),
            Kind::Space | Kind::Word => self.end_word(at),
        }
        1
    }

    fn sign(&mut self, sign: u8, at: usize) {
        self.end_word(at);
        // A row of the same sign is one.
        if self.text.bytes.last() != Some(&sign) {
            self.push(sign, at);
        }
    }

    fn stop(&mut self, before: u8, next: u8, at: usize) {
        let closes = next.is_ascii_whitespace() || matches!(next, b'"' | b'\'' | b')' | b'.');
        let run_on = next.is_ascii_uppercase() && before.is_ascii_lowercase();
        let ends = closes && !self.abbreviation() || run_on;
        self.end_word(at);
        if ends {
            self.break_clause(at);
        }
    }

    /// `Dr. Smith`, `sec. 136`: a point that ends no sentence.
    fn abbreviation(&self) -> bool {
        let word = self
            .word
            .and_then(|begun| self.text.bytes.get(begun..))
            .unwrap_or(&[]);
        matches!(
            word,
            b"dr"
                | b"mr"
                | b"mrs"
                | b"ms"
                | b"st"
                | b"approx"
                | b"sec"
                | b"sect"
                | b"s"
                | b"tel"
                | b"no"
                | b"prev"
                | b"poss"
                | b"ref"
                | b"vs"
                | b"eg"
                | b"ie"
                | b"dept"
        ) && word != b"no"
    }

    /// A character beyond ASCII, or a byte that is no character.
    fn wide(&mut self, source: &[u8], at: usize) -> usize {
        let rest = source.get(at..).unwrap_or(&[]);
        let Some(character) = first_character(rest) else {
            self.text.invalid += 1;
            self.end_word(at);
            return 1;
        };
        let width = character.len_utf8();
        if character == 'â'
            && let Some(used) = self.mojibake(rest, at)
        {
            return used;
        }
        match character {
            '\u{2019}' | '\u{2018}' | '\u{2bc}' => {
                let next = rest.get(width).copied().unwrap_or(b' ');
                if self.word.is_none() || !next.is_ascii_alphanumeric() {
                    self.end_word(at);
                }
            }
            '\u{2013}' | '\u{2014}' | '\u{2026}' | '\u{2022}' | '\u{b7}' => {
                self.end_word(at);
                self.break_clause(at);
            }
            other => match base_letter(other) {
                Some(letter) => self.letter(letter, at),
                // Letters of other scripts make words that no term has.
                None if other.is_alphanumeric() => self.letter(b'~', at),
                None => self.end_word(at),
            },
        }
        width
    }

    /// UTF-8 once read as windows-1252: `â€™` for an apostrophe.
    fn mojibake(&mut self, rest: &[u8], at: usize) -> Option<usize> {
        let rest = rest.get(..rest.len().min(12)).unwrap_or(rest);
        let text = match std::str::from_utf8(rest) {
            Ok(text) => text,
            Err(error) => std::str::from_utf8(rest.get(..error.valid_up_to())?).ok()?,
        };
        let mut characters = text.chars();
        let (first, second, third) = (characters.next()?, characters.next()?, characters.next()?);
        if second != '€' {
            return None;
        }
        let width = first.len_utf8() + second.len_utf8() + third.len_utf8();
        let next = rest.get(width).copied().unwrap_or(b' ');
        match third {
            '™' | '˜' if self.word.is_some() && next.is_ascii_alphanumeric() => {}
            '“' | '”' => {
                self.end_word(at);
                self.break_clause(at);
            }
            _ => self.end_word(at),
        }
        Some(width)
    }
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

/// A term folded as a text would be. A term that begins with `?` follows a word, as in
/// `suicidal? N`; one that begins with `^` leads to one, as in `?overdose`.
pub(crate) fn fold_term(term: &str) -> Vec<u8> {
    let mut folded = Folded::default();
    folded.fold(term.replacen('^', "?", 1).as_bytes());
    if let Some(first) = folded.bytes.first_mut().filter(|_| term.starts_with('?')) {
        *first = b'?';
    }
    while folded.bytes.last() == Some(&BREAK) {
        folded.bytes.pop();
    }
    folded.bytes
}

#[cfg(test)]
mod tests {
    use super::*;

    fn folded(text: &str) -> String {
        let mut folded = Folded::default();
        folded.fold(text.as_bytes());
        String::from_utf8(folded.bytes).unwrap()
    }

    #[test]
    fn every_word_stands_between_spaces_of_its_own() {
        assert_eq!(
            folded("Self-harm,  NOT  today"),
            " self  harm , not  today \n"
        );
    }

    #[test]
    fn apostrophes_go_in_any_dress() {
        for text in ["doesn't", "doesn\u{2019}t", "doesn`t", "doesnâ€™t"] {
            assert_eq!(folded(text), " doesnt \n", "{text}");
        }
    }

    #[test]
    fn sections_are_one_form_and_points_after_short_forms_end_nothing() {
        assert_eq!(
            folded("s.136 sec. 2 S135(1)"),
            " s  136  sec  2  s135  1 \n"
        );
        assert_eq!(
            folded("Seen by Dr. Ali. Home"),
            " seen  by  dr  ali \n home \n"
        );
    }

    #[test]
    fn a_time_of_day_begins_an_entry_unless_a_word_leads_to_it() {
        assert_eq!(folded("at rail 0641 back"), " at  rail \n 0641  back \n");
        assert_eq!(folded("seen at 0641 back"), " seen  at  0641  back \n");
        assert_eq!(
            folded("left in March 1998 ok"),
            " left  in  march  1998  ok \n"
        );
    }

    #[test]
    fn a_question_leads_or_follows() {
        assert_eq!(
            folded("suicidal? N. ?overdose"),
            " suicidal ? n \n^ overdose \n"
        );
    }

    #[test]
    fn spans_come_back_to_bytes_of_the_source() {
        let text = "£5 \u{2018}wants to die\u{2019} now";
        let mut folded = Folded::default();
        folded.fold(text.as_bytes());
        let pattern = fold_term("wants to die");
        let at = folded
            .bytes
            .windows(pattern.len())
            .position(|window| window == pattern)
            .unwrap();
        let (start, end) = folded.source_span(narrow(at), narrow(at + pattern.len()));
        assert_eq!(&text[start as usize..end as usize], "wants to die");
    }

    #[test]
    fn bytes_that_are_no_text_are_counted_and_part_words() {
        let mut folded = Folded::default();
        folded.fold(b"suicidal\xff\xfe today");
        assert_eq!(folded.invalid, 2);
        assert_eq!(folded.bytes, b" suicidal  today \n");
    }
}
