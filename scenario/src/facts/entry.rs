//! Entering without a warrant, and a court's direction.

use crate::table::Failure;
use domain::{Answer, LocationKind};
use law::What;
use law::facts::court::{CourtDirection, CourtPlace};
use law::facts::entry::{EntryBasis, EntryMade, EntryReasons};

use super::Reader;
use crate::words::word;

impl Reader<'_> {
    /// Unless a row says otherwise, a home is entered, and nothing is recorded of why.
    pub(super) fn entry(&mut self) -> Result<(), Failure> {
        let reasons = EntryReasons {
            believed: self.row.cell("believed").map(word).transpose()?,
            pursuit: self.row.cell("pursuit").map(word).transpose()?,
            unlawfully_at_large: self.answer("at large", Answer::NotKnown)?,
            breach_of_the_peace: self.answer("breach of the peace", Answer::NotKnown)?,
            consent: self.answer("consent to enter", Answer::NotKnown)?,
        };
        for at in self.times("entry considered")? {
            self.add(
                "entry considered",
                at,
                What::EntryConsidered(reasons.clone()),
            );
        }
        for at in self.times("entered premises")? {
            let kind = self.one("premises", LocationKind::HouseFlatOrRoom)?;
            let made = EntryMade {
                into: self.found(kind)?,
                basis: self.one("entered on", EntryBasis::NotRecorded)?,
                reasons: reasons.clone(),
                search: self.row.cell("premises searched").map(word).transpose()?,
            };
            self.add("entered premises", at, What::EntryMade(made));
        }
        for at in self.times("court directed")? {
            let direction = CourtDirection {
                place: self.one("court's place", CourtPlace::Hospital)?,
                managers_willing: self.answer("managers willing", Answer::NotKnown)?,
            };
            self.add("court directed", at, What::CourtDirected(direction));
        }
        Ok(())
    }
}
