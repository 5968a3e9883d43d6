//! Dated wordings: what a provision said, from when, and by which instrument.

use jiff::Timestamp;
use jiff::civil::Date;

/// One wording of a provision.
pub(crate) struct Version<T> {
    /// The first day it applies.
    pub(crate) from: Date,
    /// The instrument that made it.
    pub(crate) by: &'static str,
    /// What it says, as code.
    pub(crate) rule: T,
}

/// The wordings of one provision, oldest first.
pub(crate) struct Timeline<T: 'static>(&'static [Version<T>]);

impl<T> Timeline<T> {
    /// Wordings in the order of their dates.
    pub(crate) const fn new(versions: &'static [Version<T>]) -> Self {
        Self(versions)
    }

    /// The wording on a day. A day before the first wording has none.
    pub(crate) fn on(&self, day: Date) -> Option<&'static Version<T>> {
        self.0.iter().rev().find(|version| version.from <= day)
    }
}

/// An instant some seconds after another, held within what a timestamp can say.
pub(crate) fn later(from: Timestamp, seconds: i64) -> Timestamp {
    let sum = from.as_second().saturating_add(seconds);
    Timestamp::new(sum, from.subsec_nanosecond()).unwrap_or(Timestamp::MAX)
}

/// Seconds in an hour.
pub(crate) const HOUR: i64 = 3_600;
/// Seconds in a minute.
pub(crate) const MINUTE: i64 = 60;
