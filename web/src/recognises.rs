//! Recognising somebody: in which files a person may be of whom a name and half an address is
//! known.
//!
//! `web` knows no linker ([ADR 0017](../../docs/adr/0017-the-server-recognises-people.md)). Whoever
//! puts the server together gives it something that does, behind [`Recognises`]; the reader behind
//! the board tells it what every file says of its person, and whenever that changes.

use casework::link::Particulars;
use casework::link::suggested::Agreement;
use domain::FileId;

/// Knows the people of the record, and says in which files somebody may be.
///
/// It says what is alike and nothing more: who may see a file, and who may ask at all, is asked
/// before and after it by the desk.
pub trait Recognises: Send + Sync {
    /// Takes in what a file says of its person now. Returns at once: it is told within the reader
    /// that the board waits for.
    fn note(&self, file: FileId, says: &Particulars);

    /// Forgets a file whose contents were disposed of, before anything else is answered.
    fn forget(&self, file: FileId);

    /// Everything that was there when the server started has been noted.
    fn caught_up(&self);

    /// The files that may be about this person. May take some milliseconds.
    fn ask(&self, about: &Particulars) -> Answer;
}

/// What comes of asking.
#[derive(Debug, Clone, PartialEq)]
pub enum Answer {
    /// The record is still being read.
    NotYet,
    /// What was given is a description, or no name and no date of birth: nothing can be compared.
    TooLittle,
    /// It was compared.
    Found(Found),
}

/// What was found.
#[derive(Debug, Clone, PartialEq)]
pub struct Found {
    /// The program and the model, which another model's weights cannot be held against.
    pub by: String,
    /// How many files say enough to be compared.
    pub files: u64,
    /// Files whose person it may be, the likeliest first, each once.
    pub likely: Vec<Likeness>,
}

/// A file whose person may be the one asked about.
#[derive(Debug, Clone, PartialEq)]
pub struct Likeness {
    /// The file.
    pub file: FileId,
    /// How likely it is, from 0 to 1.
    pub probability: f64,
    /// The match weight in hundredths of a bit.
    pub weight_centibits: i32,
    /// Why, field by field.
    pub why: Vec<Agreement>,
}
