//! A text as the engine reads it: words and signs by number, each with its place in the source.
//!
//! Letters are read in lower case, apostrophes dropped (`doesn't` is `doesnt`), marks and spaces
//! folded. A term is a row of whole words, so it can only ever be found as whole words. What ends
//! a clause is a sign of its own, which no term contains.

use std::ops::Range;

use crate::fold::{Writer, fold_word};
use crate::words::{LEADS, Vocabulary, sign_of};

/// A word or a sign of a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Token {
    /// In bytes of the source.
    pub(crate) start: u32,
    /// One past the last byte.
    pub(crate) end: u32,
    /// How many words stand before it.
    pub(crate) word: u32,
    /// Its number in the vocabulary, or that of the sign.
    pub(crate) id: u32,
    /// The longest stem that the word begins with, if any.
    pub(crate) stem: u32,
}

/// A folded text. Reused from text to text so that memory is asked for once.
#[derive(Debug, Default, Clone)]
pub(crate) struct Folded {
    /// Words, signs and ends of clauses, in their order. The last is an end.
    pub(crate) tokens: Vec<Token>,
    /// Which tokens end a clause.
    pub(crate) breaks: Vec<u32>,
    /// Bytes of the source that are no UTF-8.
    pub(crate) invalid: u32,
    /// The folded letters of a word that is not plain ASCII.
    pub(crate) letters: Vec<u8>,
}

impl Folded {
    /// Folds a text in place of the last one. Texts of more than 2 GiB are read to there.
    pub(crate) fn fold(&mut self, source: &[u8], vocabulary: &Vocabulary) {
        let source = source
            .get(..source.len().min(u32::MAX as usize / 2))
            .unwrap_or(source);
        self.tokens.clear();
        self.breaks.clear();
        self.invalid = 0;
        Writer::read(self, source, vocabulary);
    }

    /// Where in the source a stretch of tokens is, whole words, without the signs about it.
    pub(crate) fn source_span(&self, start: u32, end: u32) -> (u32, u32) {
        let inside = |token: &&Token| token.id == LEADS || sign_of(token.id).is_none();
        let tokens = self.tokens_in(start..end);
        let from = tokens.iter().find(inside).or(tokens.first());
        let to = tokens.iter().rfind(inside).or(tokens.first());
        match (from, to) {
            (Some(from), Some(to)) => (from.start, to.end),
            _ => (0, 0),
        }
    }

    /// The tokens of a clause, without its end.
    pub(crate) fn clause(&self, number: u32) -> Range<u32> {
        let end_of = |clause: usize| self.breaks.get(clause).copied();
        let index = number as usize;
        let before = index.checked_sub(1).and_then(end_of);
        before.map_or(0, |before| before + 1)..end_of(index).unwrap_or_default()
    }

    /// Some tokens, by their places.
    pub(crate) fn tokens_in(&self, tokens: Range<u32>) -> &[Token] {
        self.tokens
            .get(tokens.start as usize..tokens.end as usize)
            .unwrap_or(&[])
    }

    /// How many words stand before a token.
    pub(crate) fn word_at(&self, token: u32) -> u32 {
        let at = self.tokens.get(token as usize).or(self.tokens.last());
        at.map_or(0, |token| token.word)
    }

    /// Whether a sign stands among some tokens.
    pub(crate) fn sign_between(&self, sign: u32, start: u32, end: u32) -> bool {
        self.tokens_in(start..end)
            .iter()
            .any(|token| token.id == sign)
    }

    /// Writes one token out, folded: a word between spaces of its own, a sign as it is.
    pub(crate) fn write(token: &Token, source: &[u8], out: &mut Vec<u8>) {
        if let Some(sign) = sign_of(token.id) {
            out.push(sign);
            return;
        }
        out.push(b' ');
        let span = source.get(token.start as usize..token.end as usize);
        fold_word(span.unwrap_or(&[]), out);
        out.push(b' ');
    }
}

/// A term folded as a text would be. A term that begins with `?` follows a word, as in
/// `suicidal? N`; one that begins with `^` leads to one, as in `?overdose`.
pub(crate) fn fold_term(term: &str) -> Vec<u8> {
    let mut bytes = written_out(&term.replacen('^', "?", 1));
    if let Some(first) = bytes.first_mut().filter(|_| term.starts_with('?')) {
        *first = b'?';
    }
    while bytes.last() == Some(&b'\n') {
        bytes.pop();
    }
    bytes
}

/// A text folded and written out.
fn written_out(text: &str) -> Vec<u8> {
    let mut folded = Folded::default();
    folded.fold(text.as_bytes(), &Vocabulary::default());
    let mut bytes = Vec::with_capacity(text.len() * 2);
    for token in &folded.tokens {
        Folded::write(token, text.as_bytes(), &mut bytes);
    }
    bytes
}

#[cfg(test)]
mod tests {
    use super::*;

    fn folded(text: &str) -> String {
        String::from_utf8(written_out(text)).unwrap()
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
        // What a word of another script leads to is not known.
        assert_eq!(folded("到 0641 back"), " ~  0641  back \n");
        assert_eq!(folded("arrête 0641"), " arrete \n 0641 \n");
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
        let text = "£5 \u{2018}wants to die\u{2019}, now";
        let mut folded = Folded::default();
        folded.fold(text.as_bytes(), &Vocabulary::default());
        let span = |from, to| {
            let (start, end) = folded.source_span(from, to);
            &text[start as usize..end as usize]
        };
        assert_eq!(span(1, 4), "wants to die");
        assert_eq!(span(1, 5), "wants to die", "without the comma");
        assert_eq!(folded.source_span(90, 99), (0, 0));
    }

    #[test]
    fn bytes_that_are_no_text_are_counted_and_part_words() {
        let mut folded = Folded::default();
        let source = b"suicidal\xff\xfe today";
        folded.fold(source, &Vocabulary::default());
        assert_eq!(folded.invalid, 2);
        let mut bytes = Vec::new();
        for token in &folded.tokens {
            Folded::write(token, source, &mut bytes);
        }
        assert_eq!(bytes, b" suicidal  today \n");
    }
}
