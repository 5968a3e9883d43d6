//! Acting for a person who lacks capacity.

use crate::table::Failure;
use domain::Answer;
use law::What;
use law::facts::capacity::{CapacityAct, CapacityActedOn, CapacityConsidered, CapacityPurpose};

use super::Reader;

impl Reader<'_> {
    /// Unless a row says otherwise: treatment to sustain life, every limb met, and nothing known of
    /// a court.
    pub(super) fn capacity(&mut self) -> Result<(), Failure> {
        for at in self.times("capacity considered")? {
            let considered = CapacityConsidered {
                purpose: self.one("capacity purpose", CapacityPurpose::LifeSustainingTreatment)?,
                reasonable_steps: self.answer("reasonable steps", Answer::Yes)?,
                lacks_capacity: self.answer("lacks capacity", Answer::Yes)?,
                best_interests: self.answer("best interests", Answer::Yes)?,
                prevents_harm_to_person: self.answer("harm to person", Answer::Yes)?,
                proportionate: self.answer("proportionate", Answer::Yes)?,
                needs_deprivation: self.answer("needs deprivation", Answer::Yes)?,
                court_decision_sought: self.answer("court decision sought", Answer::NotKnown)?,
            };
            self.add(
                "capacity considered",
                at,
                What::CapacityConsidered(considered),
            );
        }
        for at in self.times("acted under capacity law")? {
            let how = self.one("acted by", CapacityAct::Care)?;
            self.add(
                "acted under capacity law",
                at,
                What::CapacityActedOn(CapacityActedOn { how }),
            );
        }
        Ok(())
    }
}
