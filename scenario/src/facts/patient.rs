//! Patients: detention, leave, community orders, recall, absence and return.

use crate::table::{Cell, Failure, Row};
use domain::{Answer, Moment};
use jiff::Timestamp;
use jiff::civil::Date;
use law::facts::{
    AbsentFrom, Admitted, Authority, CommunityOrderMade, DestinationAsked, LeaveGranted,
    LeaveRevoked, NoticeTo, RecallEnded, RecallNotice, RecallOutcome, RecalledByWarrant,
    Recommended, Renewed, Returned, Service, TakenIntoCustody, Taker, WentAbsent,
};
use law::{Commencement, What};

use super::Reader;
use crate::words::{place, word};

impl<'r> Reader<'r> {
    pub(super) fn patient(&mut self) -> Result<(), Failure> {
        for at in self.moments("informal")? {
            self.add("informal", at, What::InformalPatient);
        }
        self.detention()?;
        self.leave()?;
        self.community()?;
        self.absence()
    }

    fn detention(&mut self) -> Result<(), Failure> {
        let under = self.cells("admitted under");
        for (nth, at) in self.moments("admitted")?.into_iter().enumerate() {
            let under = under.get(nth).or(under.first());
            let what = Admitted {
                under: under.map_or(Ok(Authority::Section2), |cell| authority(*cell))?,
                hospital: self.text("hospital"),
                from: self.day("authority from")?,
                until: self.day("stated until")?,
            };
            self.add("admitted", at, What::Admitted(what));
        }
        let until = self.cells("renewed until");
        for (nth, at) in self.moments("renewed")?.into_iter().enumerate() {
            let until = until.get(nth).map(Cell::date).transpose()?;
            self.add("renewed", at, What::Renewed(Renewed { until }));
        }
        let counts = self.cells("recommendations");
        for (nth, at) in self.moments("recommended")?.into_iter().enumerate() {
            let recommendations = counts.get(nth).map_or(Ok(2), |cell| {
                cell.text
                    .parse()
                    .map_err(|_| cell.failure("not a number of recommendations"))
            })?;
            self.add(
                "recommended",
                at,
                What::Recommended(Recommended { recommendations }),
            );
        }
        for at in self.moments("discharged")? {
            self.add("discharged", at, What::PatientDischarged);
        }
        for at in self.moments("released from prison")? {
            self.add("released from prison", at, What::ReleasedFromPrison);
        }
        Ok(())
    }

    fn leave(&mut self) -> Result<(), Failure> {
        let until = self.cells("leave until");
        for (nth, at) in self.moments("leave granted")?.into_iter().enumerate() {
            let until = match until.get(nth) {
                None => None,
                Some(cell) if cell.text == "open" => None,
                Some(cell) => Some(cell.moment_after(at.sort_key())?),
            };
            self.add(
                "leave granted",
                at,
                What::LeaveGranted(LeaveGranted { until }),
            );
        }
        for at in self.moments("leave revoked")? {
            let (in_writing, to) = match self.row.cell("revoked how").map(|cell| (cell, cell.text))
            {
                None | Some((_, "in writing to the patient")) => (Answer::Yes, NoticeTo::Patient),
                Some((_, "in writing to the person in charge")) => {
                    (Answer::Yes, NoticeTo::PersonInCharge)
                }
                Some((_, "in writing to somebody else")) => (Answer::Yes, NoticeTo::SomebodyElse),
                Some((_, "by phone" | "by word of mouth")) => (Answer::No, NoticeTo::Patient),
                Some((_, "unknown")) => (Answer::NotKnown, NoticeTo::NotRecorded),
                Some((cell, _)) => {
                    return Err(cell.failure(
                        "not `in writing to the patient`, `in writing to the person in charge`, `in writing to somebody else`, `by phone`, `by word of mouth` or `unknown`",
                    ));
                }
            };
            let back_by = self.moment_of("back by", at.sort_key())?;
            let what = LeaveRevoked {
                in_writing,
                to,
                back_by,
            };
            self.add("leave revoked", at, What::LeaveRevoked(what));
        }
        Ok(())
    }

    fn community(&mut self) -> Result<(), Failure> {
        for at in self.moments("cto made")? {
            let until = self.day("cto until")?;
            self.add(
                "cto made",
                at,
                What::CommunityOrderMade(CommunityOrderMade { until }),
            );
        }
        for at in self.moments("recall notice")? {
            let how = match self.row.cell("recall how").map(|cell| (cell, cell.text)) {
                None | Some((_, "in hand")) => Service::InHand,
                Some((_, "left at address")) => Service::LeftAtAddress,
                Some((_, "first-class post")) => Service::FirstClassPost,
                Some((_, "by phone" | "not in writing")) => Service::NotInWriting,
                Some((_, "unknown")) => Service::NotRecorded,
                Some((cell, _)) => {
                    return Err(cell.failure(
                        "not `in hand`, `left at address`, `first-class post`, `by phone`, `not in writing` or `unknown`",
                    ));
                }
            };
            let attend_by = self.moment_of("attend by", at.sort_key())?;
            let what = RecallNotice {
                how,
                hospital: self.text("recall to"),
                attend_by,
            };
            self.add("recall notice", at, What::RecallNotice(what));
        }
        let outcomes = self.cells("recall outcome");
        for (nth, at) in self.moments("recall ended")?.into_iter().enumerate() {
            let outcome = match outcomes.get(nth).map(|cell| (cell, cell.text)) {
                None | Some((_, "released")) => RecallOutcome::Released,
                Some((_, "order revoked")) => RecallOutcome::OrderRevoked,
                Some((cell, _)) => return Err(cell.failure("not `released` or `order revoked`")),
            };
            self.add(
                "recall ended",
                at,
                What::RecallEnded(RecallEnded { outcome }),
            );
        }
        for at in self.moments("conditionally discharged")? {
            self.add(
                "conditionally discharged",
                at,
                What::ConditionallyDischarged,
            );
        }
        for at in self.moments("recall warrant")? {
            let hospital = self.text("recall to");
            self.add(
                "recall warrant",
                at,
                What::RecalledByWarrant(RecalledByWarrant { hospital }),
            );
        }
        Ok(())
    }

    fn absence(&mut self) -> Result<(), Failure> {
        let from = self.cells("absent from");
        for (nth, cell) in self.cells("went absent").into_iter().enumerate() {
            let from = match from.get(nth).or(from.first()) {
                Some(cell) => word::<AbsentFrom>(*cell)?,
                None => AbsentFrom::Hospital,
            };
            self.add_contested(
                "went absent",
                cell,
                None,
                What::WentAbsent(WentAbsent { from }),
            )?;
        }
        let by = self.cells("taken by");
        for (nth, at) in self.moments("taken")?.into_iter().enumerate() {
            let by = match by.get(nth).or(by.first()) {
                Some(cell) => word::<Taker>(*cell)?,
                None => Taker::Constable,
            };
            let authority_given = self.answer("authority given", Answer::NotKnown)?;
            let what = TakenIntoCustody {
                by,
                authority_given,
            };
            self.add("taken", at, What::TakenIntoCustody(what));
        }
        let to = self.cells("returned to");
        let in_named_hospital = self.answer("in named hospital", Answer::NotKnown)?;
        for (nth, at) in self.moments("returned")?.into_iter().enumerate() {
            let place = to.get(nth).map(|cell| place(*cell)).transpose()?;
            let what = Returned {
                place,
                in_named_hospital,
            };
            self.add("returned", at, What::Returned(what));
        }
        for at in self.moments("asked to take")? {
            let place = self.places("take to", 1)?.remove(0);
            let what = DestinationAsked {
                place,
                in_named_hospital,
            };
            self.add("asked to take", at, What::DestinationAsked(what));
        }
        Ok(())
    }

    /// The day a row gives for section 29 of the 2025 Act.
    pub(super) fn section_29(&self) -> Result<Option<Commencement>, Failure> {
        Ok(self.day("s29 begins")?.map(|on| Commencement {
            on,
            instrument: "an order invented for the test".to_owned(),
        }))
    }

    pub(super) fn text(&self, column: &str) -> Option<String> {
        self.row.cell(column).map(|cell| cell.text.to_owned())
    }

    fn day(&self, column: &str) -> Result<Option<Date>, Failure> {
        self.row.cell(column).map(|cell| cell.date()).transpose()
    }

    fn moment_of(
        &self,
        column: &str,
        earlier: Option<Timestamp>,
    ) -> Result<Option<Moment>, Failure> {
        self.row
            .cell(column)
            .map(|cell| cell.moment_after(earlier))
            .transpose()
    }

    fn cells(&self, column: &str) -> Vec<Cell<'r>> {
        let row: &'r Row = self.row;
        row.cell(column).map(|cell| cell.list()).unwrap_or_default()
    }

    /// Times of a list, an hour alone following the time before it in the same cell.
    fn moments(&self, column: &str) -> Result<Vec<Moment>, Failure> {
        let mut earlier = None;
        let mut moments = Vec::new();
        for cell in self.cells(column) {
            let moment = cell.moment_after(earlier)?;
            earlier = moment.sort_key().or(earlier);
            moments.push(moment);
        }
        Ok(moments)
    }
}

/// `2`, `5(2)`, `37/41`, `cto`, or the name on the wire with spaces for `_`.
fn authority(cell: Cell<'_>) -> Result<Authority, Failure> {
    Ok(match cell.text {
        "2" => Authority::Section2,
        "3" => Authority::Section3,
        "4" => Authority::Section4,
        "5(2)" => Authority::Section5Doctor,
        "5(4)" => Authority::Section5Nurse,
        "7" => Authority::Guardianship,
        "35" => Authority::Section35,
        "36" => Authority::Section36,
        "37" => Authority::Section37,
        "37 guardianship" => Authority::Section37Guardianship,
        "37/41" => Authority::Section37With41,
        "38" => Authority::Section38,
        "47" => Authority::Section47,
        "47/49" => Authority::Section47With49,
        "48/49" => Authority::Section48With49,
        "unknown" => Authority::NotRecorded,
        _ => return word(cell),
    })
}
