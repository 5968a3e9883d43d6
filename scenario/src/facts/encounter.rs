//! The street, the power used, the journey and the places.

use crate::table::Failure;
use domain::event::{Manner, Relation};
use domain::{Answer, FoundAt, LocationKind, Moment, Profession, Rank};
use jiff::SignedDuration;
use law::What;

use super::Reader;
use crate::words::{place, profession, word};

impl Reader<'_> {
    /// Unless a row says otherwise: met outdoors, grounds met, a nurse consulted.
    pub(super) fn encounter(&mut self) -> Result<Option<FoundAt>, Failure> {
        // A row about a warrant alone is not about the street.
        if self.only_a_warrant() {
            return Ok(None);
        }
        let anchor = self.anchor()?;
        let minutes = |minutes| Self::exact(anchor + SignedDuration::from_mins(minutes));
        let removing = self
            .row
            .cell("how")
            .is_none_or(|cell| cell.text == "remove");
        let found = match self.row.cell("found at") {
            Some(cell) if cell.text == "not recorded" => None,
            Some(cell) => Some(word::<LocationKind>(cell)?),
            None if removing && self.row.cell("voluntary").is_none() => {
                Some(LocationKind::Outdoors)
            }
            None => None,
        };
        let found = match found {
            Some(kind) => Some(self.found(kind)?),
            None => None,
        };
        if let Some(at) = &found {
            self.add("met", minutes(0), What::Met { at: at.clone() });
        }
        if let Some(cell) = self.row.cell("then found at") {
            let at = self.found(word::<LocationKind>(cell)?)?;
            self.add("met", minutes(5), What::Met { at });
        }
        if let Some(cell) = self.row.cell("already") {
            self.add(
                "already",
                minutes(1),
                What::OtherStatus {
                    is: cell.text.to_owned(),
                },
            );
        }
        if let Some(cell) = self.row.cell("voluntary") {
            self.add("voluntary", cell.moment_after(None)?, What::Voluntary);
        }
        let grounds = What::Grounds {
            appears_disordered: self.answer("appears disordered", Answer::Yes)?,
            immediate_need: self.answer("immediate need", Answer::Yes)?,
            necessary: self.answer("necessary", Answer::Yes)?,
        };
        let recorded = |column, default| match self.row.cell(column) {
            Some(cell) => cell.moment_after(None),
            None => Ok(default),
        };
        let (grounds_at, consulted_at) = (
            recorded("grounds recorded", minutes(10))?,
            recorded("consultation recorded", minutes(20))?,
        );
        self.add("grounds", grounds_at, grounds);
        self.consultation(&consulted_at)?;
        // What was added by default is not a time the row named.
        self.latest = self
            .row
            .cell("voluntary")
            .and_then(|cell| cell.moment_after(None).ok()?.sort_key());
        Ok(found)
    }

    pub(super) fn found(&self, kind: LocationKind) -> Result<FoundAt, Failure> {
        Ok(FoundAt {
            kind,
            description: kind.label().to_owned(),
            district: None,
            lived_in: self.answer("lived in", Answer::NotKnown)?,
            shared: self.answer("shared", Answer::NotKnown)?,
            place: None,
        })
    }

    fn consultation(&mut self, at: &Moment) -> Result<(), Failure> {
        if let Some(cell) = self.row.cell("not practicable") {
            let reason_recorded = match cell.text {
                "reason recorded" => true,
                "no reason recorded" => false,
                _ => return Err(cell.failure("not `reason recorded` or `no reason recorded`")),
            };
            let was_practicable = self.answer("was practicable", Answer::NotKnown)?;
            self.add(
                "not practicable",
                at.clone(),
                What::ConsultationNotPracticable {
                    reason_recorded,
                    was_practicable,
                },
            );
        }
        match self.row.cell("consulted") {
            Some(cell) if cell.text == "nobody" => {}
            Some(cell) if cell.text == "nurse afterwards" => {
                let at = at.sort_key().unwrap_or_default() + SignedDuration::from_mins(20);
                self.add(
                    "consulted",
                    Self::exact(at),
                    What::Consulted {
                        profession: Profession::RegisteredNurse,
                    },
                );
            }
            Some(cell) => {
                for cell in cell.list() {
                    self.add(
                        "consulted",
                        at.clone(),
                        What::Consulted {
                            profession: profession(cell)?,
                        },
                    );
                }
            }
            None if self.row.cell("not practicable").is_none() => {
                self.add(
                    "consulted",
                    at.clone(),
                    What::Consulted {
                        profession: Profession::RegisteredNurse,
                    },
                );
            }
            None => {}
        }
        Ok(())
    }

    pub(super) fn power(&mut self) -> Result<(), Failure> {
        let Some(cell) = self.row.cell("power used") else {
            return Ok(());
        };
        let what = What::PowerUsed {
            manner: self.manner("how")?,
            by: self.who("by", Profession::Constable)?,
            rank: Some(self.one("rank", Rank::Constable)?),
            brought_out_by_force: self.answer("brought out by force", Answer::No)?,
            fresh_facts: Answer::NotKnown,
        };
        let used = self.add_contested("power used", cell, None, what)?;
        if let Some(cell) = self.row.cell("met again") {
            let at = self.found(LocationKind::Outdoors)?;
            self.add("met again", cell.moment_after(used)?, What::Met { at });
        }
        if let Some(cell) = self.row.cell("used again") {
            let what = What::PowerUsed {
                manner: self.manner("how again")?,
                by: Profession::Constable,
                rank: Some(Rank::Constable),
                brought_out_by_force: Answer::No,
                fresh_facts: self.answer("fresh facts", Answer::NotKnown)?,
            };
            self.add("used again", cell.moment_after(used)?, what);
        }
        Ok(())
    }

    fn manner(&self, column: &str) -> Result<Manner, Failure> {
        match self.row.cell(column).map(|cell| (cell, cell.text)) {
            None | Some((_, "remove")) => Ok(Manner::Remove),
            Some((cell, "keep")) => {
                let at = self.row.cell("kept at").unwrap_or_else(|| cell.part("ED"));
                Ok(Manner::Keep { at: place(at)? })
            }
            Some((cell, _)) => Err(cell.failure("not `remove` or `keep`")),
        }
    }

    pub(super) fn journey(&mut self) -> Result<(), Failure> {
        let to = self.places("to", 1)?.remove(0);
        for at in self.times("left")? {
            self.add("left", at, What::Departed { to: to.clone() });
        }
        let entered = self
            .row
            .cell("entered")
            .map(|cell| cell.list())
            .unwrap_or_default();
        let places = self.places("place entered", entered.len().max(1))?;
        if let Some(cell) = self.row.cell("on site") {
            let place = places.first().cloned();
            let place = place.ok_or_else(|| cell.failure("no place"))?;
            self.add_contested("on site", cell, self.used(), What::ReachedSite { place })?;
        }
        let mut earlier = self.used();
        for (cell, place) in entered.into_iter().zip(places) {
            let at = self.add_contested("entered", cell, earlier, What::Entered { place })?;
            earlier = at.or(earlier);
        }
        let began = self.times("transfer began")?;
        let to = self.places("transfer to", began.len())?;
        for (at, to) in began.into_iter().zip(to) {
            let what = What::TransferBegan {
                to,
                authorised_by: self.who("transfer by", Profession::Constable)?,
                accepted: self.answer("accepted", Answer::Yes)?,
            };
            self.add("transfer", at, what);
        }
        Ok(())
    }

    pub(super) fn place_agreement(&mut self) -> Result<(), Failure> {
        let Some(cell) = self.row.cell("agreed about") else {
            return Ok(());
        };
        let at = Self::exact(self.anchor()? + SignedDuration::from_mins(5));
        let about = place(cell)?;
        let latest = self.latest;
        let what = What::Agreement {
            place: about.clone(),
            relation: self.one("relation", Relation::SoleOccupier)?,
            person_agrees: self.answer("person agrees", Answer::NotKnown)?,
            person_has_capacity: self.answer("capacity", Answer::Yes)?,
            occupier_agrees: self.answer("occupier agrees", Answer::NotKnown)?,
            manager_agrees: self.answer("manager agrees", Answer::NotKnown)?,
        };
        self.add("agreement", at, what);
        self.latest = latest;
        for at in self.times("withdrawn")? {
            self.add(
                "withdrawn",
                at,
                What::AgreementWithdrawn {
                    place: about.clone(),
                },
            );
        }
        Ok(())
    }
}
