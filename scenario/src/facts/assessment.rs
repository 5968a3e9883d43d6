//! Assessment, further periods, escape, search and the end.

use crate::table::Failure;
use domain::event::{
    EndReason, EscapedFrom, ExamFinding, ExtensionGround, OutcomeCategory, SearchPower,
};
use domain::{Answer, Profession, Rank};
use jiff::SignedDuration;
use law::What;

use super::Reader;

impl Reader<'_> {
    pub(super) fn assessment(&mut self) -> Result<(), Failure> {
        for at in self.times("examined")? {
            let what = What::Examined {
                by: self.who("examined by", Profession::RegisteredMedicalPractitioner)?,
                section_12: self.answer("section 12", Answer::Yes)?,
                finding: self.one("finding", ExamFinding::DisorderNoAdmission)?,
            };
            self.add("examined", at, what);
        }
        for at in self.times("interviewed")? {
            let sees_no_need = self.answer("sees no need", Answer::NotKnown)?;
            self.add("interviewed", at, What::AmhpInterviewed { sees_no_need });
        }
        for at in self.times("arranged")? {
            let awaiting_bed = self.answer("awaiting bed", Answer::No)?;
            self.add("arranged", at, What::ArrangementsMade { awaiting_bed });
        }
        for at in self.times("application")? {
            let outcome = match self
                .row
                .cell("application under")
                .map(|cell| (cell, cell.text))
            {
                None | Some((_, "2")) => OutcomeCategory::DetainedSection2,
                Some((_, "3")) => OutcomeCategory::DetainedSection3,
                Some((_, "4")) => OutcomeCategory::DetainedSection4,
                Some((cell, _)) => return Err(cell.failure("not a section: `2`, `3` or `4`")),
            };
            let houses_place_of_safety = self.answer("houses place", Answer::No)?;
            self.add(
                "application",
                at,
                What::ApplicationMade {
                    outcome,
                    houses_place_of_safety,
                    hospital: self.text("application to"),
                    duly_completed: self.answer("duly completed", Answer::Yes)?,
                },
            );
        }
        for at in self.times("general ward")? {
            self.add("general ward", at, What::AdmittedToGeneralWard);
        }
        for at in self.times("rights explained")? {
            self.add("rights explained", at, What::RightsExplained);
        }
        for at in self.times("amhp told")? {
            self.add("amhp told", at, What::AmhpServiceTold);
        }
        Ok(())
    }

    pub(super) fn further_period(&mut self) -> Result<(), Failure> {
        let signed = self.times("extended")?;
        let lengths = self
            .row
            .cell("extended for")
            .map(|cell| cell.list())
            .unwrap_or_default();
        for (nth, at) in signed.into_iter().enumerate() {
            let length = match lengths.get(nth).or(lengths.first()) {
                Some(cell) => cell.duration()?,
                None => SignedDuration::from_hours(12),
            };
            let what = What::Extended {
                by: self.who("extended by", Profession::RegisteredMedicalPractitioner)?,
                responsible_for_examination: self.answer("responsible", Answer::Yes)?,
                minutes: u16::try_from(length.as_mins()).unwrap_or(u16::MAX),
                ground: self.one("ground", ExtensionGround::PersonsCondition)?,
                assessed_at_station: self.answer("assessed at station", Answer::NotKnown)?,
            };
            self.add("extended", at, what);
        }
        for at in self.times("approved")? {
            let rank = self.one("approved rank", Rank::Superintendent)?;
            self.add("approved", at, What::ExtensionApproved { rank });
        }
        Ok(())
    }

    pub(super) fn escape_and_search(&mut self) -> Result<(), Failure> {
        for at in self.times("escaped")? {
            let from = self.one("escaped from", EscapedFrom::PlaceOfSafety)?;
            self.add("escaped", at, What::Escaped { from });
        }
        for at in self.times("retaken")? {
            let by = self.who("retaken by", Profession::Constable)?;
            self.add("retaken", at, What::Retaken { by });
        }
        for at in self.times("searched")? {
            let what = What::Searched {
                power: match self.row.cell("search under").map(|cell| (cell, cell.text)) {
                    None | Some((_, "136C")) => SearchPower::Section136C,
                    Some((_, "s32")) => SearchPower::Pace32,
                    Some((_, "s54")) => SearchPower::Pace54,
                    Some((_, "hospital policy")) => SearchPower::HospitalPolicy,
                    Some((cell, _)) => {
                        return Err(cell.failure("not `136C`, `s32`, `s54` or `hospital policy`"));
                    }
                },
                danger: self.answer("danger", Answer::Yes)?,
                concealed: self.answer("concealed", Answer::Yes)?,
            };
            self.add("searched", at, what);
        }
        for at in self.times("search beyond limits")? {
            self.add("searched beyond", at, What::SearchedBeyondLimits);
        }
        Ok(())
    }

    pub(super) fn end(&mut self) -> Result<(), Failure> {
        let reason = self.one("end reason", EndReason::ArrangementsComplete)?;
        if let Some(cell) = self.row.cell("ended") {
            self.add_contested("ended", cell, self.used(), What::Ended { reason })?;
        }
        Ok(())
    }
}
