//! A police station: replies of other places, authority, checks and reviews.

use crate::table::Failure;
use domain::event::{PlaceRef, PlaceRefusal, StationConsultation};
use domain::{Answer, Known, PlaceKind, Profession, Rank};
use law::What;

use super::Reader;
use crate::words::{profession, word};

impl Reader<'_> {
    pub(super) fn station(&mut self) -> Result<(), Failure> {
        self.refusals()?;
        for at in self.times("authorised")? {
            let what = What::StationAuthorised {
                by: self.who("authorised by", Profession::Constable)?,
                rank: match self.row.cell("authorised rank") {
                    Some(cell) if cell.text == "not recorded" => None,
                    Some(cell) => Some(word(cell)?),
                    None => Some(Rank::Inspector),
                },
                imminent_risk: self.answer("imminent risk", Answer::Yes)?,
                no_other_place_because_of_risk: self.answer("because of risk", Answer::Yes)?,
                healthcare_throughout: self.answer("healthcare", Answer::Yes)?,
                consultation: self.station_consultation()?,
            };
            self.add("authorised", at, what);
        }
        self.checks()?;
        self.reviews()?;
        for at in self.times("sooner here")? {
            let what = What::AssessmentSoonerHere {
                begins_sooner: self.answer("begins sooner", Answer::Yes)?,
                postponing_distresses: self.answer("distress", Answer::Yes)?,
            };
            self.add("sooner here", at, what);
        }
        Ok(())
    }

    /// `21:05 Suite A: full; 21:20 Suite A: because of the risk; 21:30 Suite Z (other area): full`.
    fn refusals(&mut self) -> Result<(), Failure> {
        let mut earlier = Some(self.anchor()?);
        for cell in self
            .row
            .cell("refused by")
            .map(|cell| cell.list())
            .unwrap_or_default()
        {
            let (head, reason) = cell
                .text
                .split_once(": ")
                .ok_or_else(|| cell.failure("no `: ` before the reason"))?;
            let (time, name) = head
                .split_once(' ')
                .ok_or_else(|| cell.failure("no time before the place"))?;
            let at = cell.part(time).instant_after(earlier)?;
            earlier = Some(at);
            let (name, in_police_area) = match name.strip_suffix(" (other area)") {
                Some(name) => (name, Answer::No),
                None => (name, Answer::Yes),
            };
            let place = PlaceRef {
                id: None,
                kind: PlaceKind::HealthBasedPlaceOfSafety,
                name: name.to_owned(),
            };
            let reason = word::<PlaceRefusal>(cell.part(reason))?;
            self.add(
                "refused",
                Self::exact(at),
                What::PlaceRefused {
                    place,
                    reason,
                    in_police_area,
                },
            );
        }
        Ok(())
    }

    fn station_consultation(&self) -> Result<StationConsultation, Failure> {
        Ok(
            match self
                .row
                .cell("station consulted")
                .map(|cell| (cell, cell.text))
            {
                None => StationConsultation::Consulted {
                    profession: Profession::RegisteredMedicalPractitioner,
                    who: Known::UNKNOWN,
                },
                Some((_, "not recorded")) => StationConsultation::NotRecorded,
                Some((_, "not practicable")) => StationConsultation::NotPracticable {
                    reason: "imminent harm".to_owned(),
                },
                Some((cell, _)) => StationConsultation::Consulted {
                    profession: profession(cell)?,
                    who: Known::UNKNOWN,
                },
            },
        )
    }

    /// `2022-03-05 02:25; 02:50 asleep; 03:20 asleep at risk; 03:40 not healthcare`.
    fn checks(&mut self) -> Result<(), Failure> {
        let mut earlier = self.used();
        for cell in self
            .row
            .cell("checks")
            .map(|cell| cell.list())
            .unwrap_or_default()
        {
            let (time, healthcare, asleep, risk) =
                if let Some(time) = cell.text.strip_suffix(" asleep at risk") {
                    (time, true, Answer::Yes, Answer::Yes)
                } else if let Some(time) = cell.text.strip_suffix(" asleep") {
                    (time, true, Answer::Yes, Answer::No)
                } else if let Some(time) = cell.text.strip_suffix(" not healthcare") {
                    (time, false, Answer::No, Answer::No)
                } else {
                    (cell.text, true, Answer::No, Answer::No)
                };
            let at = cell.part(time).instant_after(earlier)?;
            earlier = Some(at);
            let what = What::WelfareChecked {
                by_healthcare_professional: healthcare,
                asleep,
                waking_risk: risk,
            };
            self.add("check", Self::exact(at), what);
        }
        Ok(())
    }

    /// `2022-03-05 03:05; 04:00 risk gone; 05:00 other place free`.
    fn reviews(&mut self) -> Result<(), Failure> {
        let mut earlier = self.used();
        for cell in self
            .row
            .cell("reviews")
            .map(|cell| cell.list())
            .unwrap_or_default()
        {
            let (time, risk, no_other) = if let Some(time) = cell.text.strip_suffix(" risk gone") {
                (time, Answer::No, Answer::Yes)
            } else if let Some(time) = cell.text.strip_suffix(" other place free") {
                (time, Answer::Yes, Answer::No)
            } else {
                (cell.text, Answer::Yes, Answer::Yes)
            };
            let at = cell.part(time).instant_after(earlier)?;
            earlier = Some(at);
            let what = What::StationReviewed {
                imminent_risk: risk,
                no_other_place_because_of_risk: no_other,
                consulted_professional: Answer::Yes,
            };
            self.add("review", Self::exact(at), what);
        }
        Ok(())
    }
}
