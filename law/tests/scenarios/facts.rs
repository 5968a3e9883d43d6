//! The facts of a row.

use domain::event::{
    EndReason, EscapedFrom, ExamFinding, ExtensionGround, Manner, OutcomeCategory,
};
use domain::event::{PlaceRef, PlaceRefusal, Relation, SearchPower, StationConsultation};
use domain::force::PolicyKind;
use domain::{Answer, FoundAt, Known, LocationKind, Moment, PlaceKind, Profession, Rank};
use jiff::civil::date;
use jiff::{SignedDuration, Timestamp};
use law::{Act, Commencement, Facts, Person, Policy, Profile, RivalTime, What};
use testkit::scenario::{Cell, Failure, Row};

use crate::words::{place, profession, word};

/// Every column that is a fact.
pub(crate) const COLUMNS: &[&str] = &[
    "born",
    "age",
    "found at",
    "lived in",
    "shared",
    "then found at",
    "appears disordered",
    "immediate need",
    "necessary",
    "voluntary",
    "already",
    "consulted",
    "not practicable",
    "was practicable",
    "power used",
    "how",
    "kept at",
    "by",
    "rank",
    "brought out by force",
    "fresh facts",
    "met again",
    "used again",
    "how again",
    "left",
    "to",
    "on site",
    "entered",
    "place entered",
    "transfer began",
    "transfer to",
    "transfer by",
    "accepted",
    "agreed about",
    "relation",
    "person agrees",
    "capacity",
    "occupier agrees",
    "manager agrees",
    "withdrawn",
    "refused by",
    "authorised",
    "authorised by",
    "authorised rank",
    "imminent risk",
    "because of risk",
    "healthcare",
    "station consulted",
    "checks",
    "reviews",
    "sooner here",
    "begins sooner",
    "distress",
    "examined",
    "examined by",
    "section 12",
    "finding",
    "interviewed",
    "sees no need",
    "arranged",
    "awaiting bed",
    "application",
    "application under",
    "houses place",
    "extended",
    "extended for",
    "extended by",
    "responsible",
    "ground",
    "assessed at station",
    "approved",
    "approved rank",
    "escaped",
    "escaped from",
    "retaken",
    "retaken by",
    "searched",
    "search under",
    "danger",
    "concealed",
    "general ward",
    "rights explained",
    "amhp told",
    "ended",
    "end reason",
    "asked at",
    "s48 begins",
    "policies",
];

/// A row as the crate reads it.
pub(crate) struct Scenario {
    pub(crate) facts: Facts,
    pub(crate) at: Timestamp,
    pub(crate) profile: Profile,
    pub(crate) found: Option<FoundAt>,
}

/// Reads a row.
pub(crate) fn read(row: &Row) -> Result<Scenario, Failure> {
    let mut reader = Reader {
        row,
        acts: Vec::new(),
        latest: None,
    };
    let found = reader.encounter()?;
    reader.power()?;
    reader.journey()?;
    reader.place_agreement()?;
    reader.station()?;
    reader.assessment()?;
    reader.further_period()?;
    reader.escape_and_search()?;
    reader.end()?;
    let at = match row.cell("asked at") {
        Some(cell) => cell.instant_after(reader.latest)?,
        None => reader
            .latest
            .ok_or_else(|| row.failure("asked at", "a time somewhere in the row", "none"))?,
    };
    Ok(Scenario {
        facts: Facts {
            person: person(row)?,
            acts: reader.acts,
        },
        at,
        profile: profile(row)?,
        found,
    })
}

/// Unless a row says otherwise, an adult.
fn person(row: &Row) -> Result<Person, Failure> {
    let born = row.cell("born").map(|cell| cell.date()).transpose()?;
    let Some(age) = row.cell("age") else {
        let adult = born.is_none().then_some(30);
        return Ok(Person {
            born,
            youngest: adult,
            oldest: adult,
        });
    };
    let number = |text: &str| {
        text.trim()
            .parse::<u8>()
            .map_err(|_| age.failure("not an age: `17`, `16-20`, `18+`, `unknown`"))
    };
    let (youngest, oldest) = match age.text {
        "unknown" => (None, None),
        text => match (text.strip_suffix('+'), text.split_once('-')) {
            (Some(from), _) => (Some(number(from)?), None),
            (None, Some((from, to))) => (Some(number(from)?), Some(number(to)?)),
            (None, None) => (Some(number(text)?), Some(number(text)?)),
        },
    };
    Ok(Person {
        born,
        youngest,
        oldest,
    })
}

fn profile(row: &Row) -> Result<Profile, Failure> {
    let mut profile = Profile::statute();
    if let Some(cell) = row.cell("s48 begins") {
        profile.mha_2025_s48 = Some(Commencement {
            on: cell.date()?,
            instrument: "an order invented for the test".to_owned(),
        });
    }
    if let Some(cell) = row.cell("policies") {
        for kind in cell.list() {
            profile.policies.push(Policy {
                rule: word::<PolicyKind>(kind)?,
                from: date(2017, 1, 1),
                to: None,
                instrument: "the force's manual".to_owned(),
            });
        }
    }
    Ok(profile)
}

struct Reader<'r> {
    row: &'r Row,
    acts: Vec<Act>,
    /// The latest time named so far, for the default of `asked at`.
    latest: Option<Timestamp>,
}

impl Reader<'_> {
    fn add(&mut self, id: &str, at: Moment, what: What) {
        self.latest = self.latest.max(at.latest()).max(at.earliest());
        let number = self
            .acts
            .iter()
            .filter(|act| act.id.starts_with(id))
            .count();
        let id = if number == 0 {
            id.to_owned()
        } else {
            format!("{id} {}", number + 1)
        };
        self.acts.push(Act {
            id,
            at,
            rivals: Vec::new(),
            what,
        });
    }

    /// A time with rivals: `2024-06-03 03:40 or 2024-06-03 03:05`.
    fn add_contested(
        &mut self,
        id: &str,
        cell: Cell<'_>,
        earlier: Option<Timestamp>,
        what: What,
    ) -> Result<Option<Timestamp>, Failure> {
        let mut readings = cell
            .text
            .split(" or ")
            .map(|text| cell.part(text).moment_after(earlier));
        let first = readings
            .next()
            .unwrap_or_else(|| Err(cell.failure("nothing")))?;
        let rivals = readings.collect::<Result<Vec<_>, _>>()?;
        let at = first.sort_key();
        self.add(id, first, what);
        if let Some(act) = self.acts.last_mut() {
            act.rivals = rivals
                .into_iter()
                .enumerate()
                .map(|(nth, at)| RivalTime {
                    id: format!("{id} rival {}", nth + 1),
                    at,
                })
                .collect();
        }
        for rival in self
            .acts
            .last()
            .map(|act| act.rivals.clone())
            .unwrap_or_default()
        {
            self.latest = self.latest.max(rival.at.latest());
        }
        Ok(at)
    }

    fn answer(&self, column: &str, default: Answer) -> Result<Answer, Failure> {
        self.row
            .cell(column)
            .map_or(Ok(default), |cell| cell.answer())
    }

    fn one<T: serde::de::DeserializeOwned>(&self, column: &str, default: T) -> Result<T, Failure> {
        self.row.cell(column).map_or(Ok(default), word)
    }

    fn who(&self, column: &str, default: Profession) -> Result<Profession, Failure> {
        self.row.cell(column).map_or(Ok(default), profession)
    }

    /// The start of the story: half an hour before the power, or before the question.
    fn anchor(&self) -> Result<Timestamp, Failure> {
        let cell = ["power used", "voluntary", "asked at"]
            .into_iter()
            .find_map(|column| self.row.cell(column))
            .ok_or_else(|| self.row.failure("power used", "a time", "none"))?;
        let first = cell.text.split(" or ").next().unwrap_or_default();
        let moment = cell.part(first).moment_after(None)?;
        let at = match moment.sort_key() {
            Some(at) => at,
            None => self
                .row
                .cell("asked at")
                .ok_or_else(|| self.row.failure("asked at", "a time", "none"))?
                .instant()?,
        };
        Ok(at - SignedDuration::from_mins(30))
    }

    fn exact(at: Timestamp) -> Moment {
        Moment::Exact { at }
    }

    /// Unless a row says otherwise: met outdoors, grounds met, a nurse consulted.
    fn encounter(&mut self) -> Result<Option<FoundAt>, Failure> {
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
        self.add("grounds", minutes(10), grounds);
        self.consultation(&minutes(20))?;
        // What was added by default is not a time the row named.
        self.latest = self
            .row
            .cell("voluntary")
            .and_then(|cell| cell.moment_after(None).ok()?.sort_key());
        Ok(found)
    }

    fn found(&self, kind: LocationKind) -> Result<FoundAt, Failure> {
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

    fn power(&mut self) -> Result<(), Failure> {
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

    fn used(&self) -> Option<Timestamp> {
        let acts = self.acts.iter();
        acts.filter(|act| act.id == "power used")
            .find_map(|act| act.at.sort_key())
    }

    /// Times of a list, an hour alone following the time before it.
    fn times(&self, column: &str) -> Result<Vec<Moment>, Failure> {
        let mut earlier = self.used();
        let mut moments = Vec::new();
        for cell in self
            .row
            .cell(column)
            .map(|cell| cell.list())
            .unwrap_or_default()
        {
            let moment = cell.moment_after(earlier)?;
            earlier = moment.sort_key().or(earlier);
            moments.push(moment);
        }
        Ok(moments)
    }

    fn places(&self, column: &str, count: usize) -> Result<Vec<PlaceRef>, Failure> {
        let mut places = match self.row.cell(column) {
            Some(cell) => cell
                .list()
                .into_iter()
                .map(place)
                .collect::<Result<Vec<_>, _>>()?,
            None => Vec::new(),
        };
        let suite = || PlaceRef {
            id: None,
            kind: PlaceKind::HealthBasedPlaceOfSafety,
            name: "suite".to_owned(),
        };
        while places.len() < count {
            places.push(suite());
        }
        Ok(places)
    }

    fn journey(&mut self) -> Result<(), Failure> {
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
            let what = What::ReachedSite {
                place: places[0].clone(),
            };
            self.add_contested("on site", cell, self.used(), what)?;
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

    fn place_agreement(&mut self) -> Result<(), Failure> {
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

    fn station(&mut self) -> Result<(), Failure> {
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

    fn assessment(&mut self) -> Result<(), Failure> {
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

    fn further_period(&mut self) -> Result<(), Failure> {
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

    fn escape_and_search(&mut self) -> Result<(), Failure> {
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
        Ok(())
    }

    fn end(&mut self) -> Result<(), Failure> {
        let reason = self.one("end reason", EndReason::ArrangementsComplete)?;
        if let Some(cell) = self.row.cell("ended") {
            self.add_contested("ended", cell, self.used(), What::Ended { reason })?;
        }
        Ok(())
    }
}
