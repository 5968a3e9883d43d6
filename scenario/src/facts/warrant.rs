//! Warrants under section 135: sought, issued, executed, used, returned.

use crate::table::{Cell, Failure};
use domain::{Answer, Profession, Rank};
use law::What;
use law::facts::{
    Concern, DeclineReason, Entries, ExecutionConcluded, ExecutionDeclined, ExecutionOutcome,
    Formalities, KeptUnderWarrant, LiableAs, PatientToTake, Presence, RemovedUnderWarrant,
    WarrantExecuted, WarrantIssued, WarrantKind, WarrantReturned, WarrantSought,
};

use super::Reader;
use crate::words::{place, word};

/// The columns of which any makes a row one about a warrant, that of the story's start first.
const ABOUT: [&str; 5] = [
    "executed",
    "removed under warrant",
    "kept under warrant",
    "warrant sought",
    "warrant issued",
];

impl Reader<'_> {
    /// Whether the row is about a warrant, and not about section 136 as well.
    pub(super) fn only_a_warrant(&self) -> bool {
        self.warrant_anchor().is_some()
            && ["power used", "voluntary", "found at"]
                .iter()
                .all(|column| self.row.cell(column).is_none())
    }

    /// The column from which the start of a story about a warrant is counted.
    pub(super) fn warrant_anchor(&self) -> Option<Cell<'_>> {
        ABOUT.into_iter().find_map(|column| self.row.cell(column))
    }

    pub(super) fn warrant(&mut self) -> Result<(), Failure> {
        let kind = match self.row.cell("warrant").map(|cell| (cell, cell.text)) {
            None | Some((_, "135(1)")) => WarrantKind::Assess,
            Some((_, "135(2)")) => WarrantKind::Retake,
            Some((cell, _)) => return Err(cell.failure("not `135(1)` or `135(2)`")),
        };
        for at in self.times("warrant sought")? {
            let what = self.application(kind)?;
            self.add("warrant sought", at, What::WarrantSought(what));
        }
        for at in self.times("warrant issued")? {
            let what = self.issued(kind)?;
            self.add("warrant issued", at, What::WarrantIssued(what));
        }
        for (nth, at) in self.times("executed")?.into_iter().enumerate() {
            let what = self.warrant_entry(kind, nth)?;
            self.add("executed", at, What::WarrantExecuted(what));
        }
        for at in self.times("declined")? {
            let what = ExecutionDeclined {
                kind,
                reason: self.one("declined because", DeclineReason::NoBed)?,
            };
            self.add("declined", at, What::ExecutionDeclined(what));
        }
        self.used_under_warrant(kind)?;
        self.aftermath(kind)
    }

    fn application(&self, kind: WarrantKind) -> Result<WarrantSought, Failure> {
        let applicant = match kind {
            WarrantKind::Assess => Profession::Amhp,
            WarrantKind::Retake => Profession::Constable,
        };
        let liability = match self.row.cell("liable as") {
            Some(cell) if cell.text == "not recorded" => None,
            Some(cell) => Some(word::<LiableAs>(cell)?),
            None => Some(LiableAs::AbsentWithoutLeave),
        };
        let liable_until = self.row.cell("liable until");
        Ok(WarrantSought {
            kind,
            applicant: self.who("applicant", applicant)?,
            authorised_to_take: self.answer("authorised to take", Answer::NotKnown)?,
            on_oath_to_justice: self.answer("on oath", Answer::Yes)?,
            in_jurisdiction: self.answer("in jurisdiction", Answer::Yes)?,
            concern: Concern {
                believed_disordered: self.answer("believed disordered", Answer::Yes)?,
                ill_treated_or_neglected: self.answer("ill treated", Answer::No)?,
                unable_to_care: self.answer("unable to care", Answer::Yes)?,
                living_alone: self.answer("living alone", Answer::Yes)?,
            },
            patient: PatientToTake {
                believed_on_premises: self.answer("on premises", Answer::Yes)?,
                admission_refused: self.answer("admission refused", Answer::Yes)?,
                refusal_apprehended: self.answer("refusal feared", Answer::No)?,
                liability,
                liable_until: liable_until
                    .map(|cell| cell.moment_after(None))
                    .transpose()?,
                destination: None,
            },
        })
    }

    fn issued(&self, kind: WarrantKind) -> Result<WarrantIssued, Failure> {
        Ok(WarrantIssued {
            kind,
            premises_specified: self.answer("premises specified", Answer::Yes)?,
            person_named: self.answer("person named", Answer::Yes)?,
            professionals_named: self.answer("professionals named", Answer::No)?,
            last_day: self
                .row
                .cell("face date")
                .map(|cell| cell.date())
                .transpose()?,
            entries: match self.row.cell("entries").map(|cell| (cell, cell.text)) {
                None => None,
                Some((_, "one")) => Some(Entries::One),
                Some((_, "several")) => Some(Entries::Several),
                Some((cell, _)) => return Err(cell.failure("not `one` or `several`")),
            },
        })
    }

    /// Who was there, and how it was done.
    fn warrant_entry(&self, kind: WarrantKind, nth: usize) -> Result<WarrantExecuted, Failure> {
        let found = self.row.cell("person found").map(|cell| cell.list());
        let found = found.and_then(|cells| cells.get(nth).or(cells.last()).copied());
        let allowed_by = self.row.cell("entry allowed by");
        Ok(WarrantExecuted {
            kind,
            by: self.who("executed by", Profession::Constable)?,
            amhp: self.presence("amhp there", kind)?,
            doctor: self.presence("doctor there", kind)?,
            named_professionals_there: self.answer("named there", Answer::Yes)?,
            at_specified_premises: self.answer("right premises", Answer::Yes)?,
            force_used: self.answer("force", Answer::No)?,
            person_found: found.map_or(Ok(Answer::Yes), |cell| cell.answer())?,
            further_entry_allowed_by: allowed_by.map(word::<Rank>).transpose()?,
            formalities: Formalities {
                reasonable_hour: self.answer("reasonable hour", Answer::Yes)?,
                waiting_would_frustrate: self.answer("waiting frustrates", Answer::No)?,
                identified: self.answer("identified", Answer::Yes)?,
                shown: self.answer("shown", Answer::Yes)?,
                copy_given_or_left: self.answer("copy", Answer::Yes)?,
            },
        })
    }

    fn presence(&self, column: &str, kind: WarrantKind) -> Result<Presence, Failure> {
        match self.row.cell(column).map(|cell| (cell, cell.text)) {
            None => Ok(match kind {
                WarrantKind::Assess => Presence::InPerson,
                WarrantKind::Retake => Presence::Absent,
            }),
            Some((_, "yes")) => Ok(Presence::InPerson),
            Some((_, "no")) => Ok(Presence::Absent),
            Some((_, "unknown")) => Ok(Presence::NotRecorded),
            Some((cell, _)) => word(cell),
        }
    }

    fn used_under_warrant(&mut self, kind: WarrantKind) -> Result<(), Failure> {
        for at in self.times("removed under warrant")? {
            let what = RemovedUnderWarrant {
                kind,
                by: self.who("removed by", Profession::Constable)?,
                rank: Some(self.one("removed rank", Rank::Constable)?),
                to_where_the_power_takes: self.answer("where power takes", Answer::Yes)?,
            };
            self.add("removed", at, What::RemovedUnderWarrant(what));
        }
        let Some(cell) = self.row.cell("kept under warrant") else {
            return Ok(());
        };
        let premises = self
            .row
            .cell("warrant premises")
            .unwrap_or(cell.part("home"));
        for at in self.times("kept under warrant")? {
            let what = KeptUnderWarrant {
                by: self.who("kept there by", Profession::Constable)?,
                rank: Some(Rank::Constable),
                at: place(premises)?,
            };
            self.add("kept", at, What::KeptUnderWarrant(what));
        }
        Ok(())
    }

    fn aftermath(&mut self, kind: WarrantKind) -> Result<(), Failure> {
        for at in self.times("concluded")? {
            let what = ExecutionConcluded {
                kind,
                outcome: self.one("outcome", ExecutionOutcome::NoAction)?,
            };
            self.add("concluded", at, What::ExecutionConcluded(what));
        }
        for at in self.times("warrant returned")? {
            let what = WarrantReturned {
                kind,
                endorsed: self.answer("endorsed", Answer::Yes)?,
                returned: Answer::Yes,
            };
            self.add("returned", at, What::WarrantReturned(what));
        }
        Ok(())
    }
}
