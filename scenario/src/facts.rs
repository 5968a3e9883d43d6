//! The facts of a row.

mod assessment;
mod capacity;
mod encounter;
mod entry;
mod patient;
mod station;
mod warrant;

use crate::table::{Cell, Failure, Row};
use domain::event::PlaceRef;
use domain::force::PolicyKind;
use domain::{Answer, FoundAt, Moment, PlaceKind, Profession};
use jiff::civil::date;
use jiff::{SignedDuration, Timestamp};
use law::{Act, Commencement, Facts, Person, Policy, Profile, RivalTime, What};

use crate::words::{place, profession, word};

/// Every column that is a fact.
pub const COLUMNS: &[&str] = &[
    "born",
    "age",
    "found at",
    "lived in",
    "shared",
    "then found at",
    "appears disordered",
    "immediate need",
    "necessary",
    "grounds recorded",
    "consultation recorded",
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
    "search beyond limits",
    "ended",
    "end reason",
    "capacity considered",
    "capacity purpose",
    "reasonable steps",
    "lacks capacity",
    "best interests",
    "harm to person",
    "proportionate",
    "needs deprivation",
    "court decision sought",
    "acted under capacity law",
    "acted by",
    "entry considered",
    "believed",
    "pursuit",
    "at large",
    "breach of the peace",
    "consent to enter",
    "entered premises",
    "premises",
    "entered on",
    "premises searched",
    "court directed",
    "court's place",
    "managers willing",
    "application to",
    "duly completed",
    "informal",
    "admitted",
    "admitted under",
    "hospital",
    "authority from",
    "stated until",
    "renewed",
    "renewed until",
    "recommended",
    "recommendations",
    "discharged",
    "released from prison",
    "leave granted",
    "leave until",
    "leave revoked",
    "revoked how",
    "back by",
    "cto made",
    "cto until",
    "recall notice",
    "recall how",
    "recall to",
    "attend by",
    "recall ended",
    "recall outcome",
    "conditionally discharged",
    "recall warrant",
    "went absent",
    "absent from",
    "taken",
    "taken by",
    "authority given",
    "returned",
    "returned to",
    "in named hospital",
    "asked to take",
    "take to",
    "s29 begins",
    "warrant",
    "warrant sought",
    "applicant",
    "authorised to take",
    "on oath",
    "in jurisdiction",
    "believed disordered",
    "ill treated",
    "unable to care",
    "living alone",
    "on premises",
    "admission refused",
    "refusal feared",
    "liable as",
    "liable until",
    "warrant issued",
    "premises specified",
    "person named",
    "professionals named",
    "face date",
    "entries",
    "executed",
    "executed by",
    "amhp there",
    "doctor there",
    "named there",
    "right premises",
    "force",
    "person found",
    "entry allowed by",
    "reasonable hour",
    "waiting frustrates",
    "identified",
    "shown",
    "copy",
    "declined",
    "declined because",
    "removed under warrant",
    "removed by",
    "removed rank",
    "where power takes",
    "kept under warrant",
    "kept there by",
    "warrant premises",
    "concluded",
    "outcome",
    "warrant returned",
    "endorsed",
    "asked at",
    "s48 begins",
    "policies",
];

/// A row as the law reads it.
pub struct Scenario {
    /// The timeline.
    pub facts: Facts,
    /// The moment asked about.
    pub at: Timestamp,
    /// The law and policy in force.
    pub profile: Profile,
    /// Where the person was found, where the row asks about the place alone.
    pub found: Option<FoundAt>,
}

/// Reads a row.
pub(crate) fn read(row: &Row) -> Result<Scenario, Failure> {
    let mut reader = Reader {
        row,
        acts: Vec::new(),
        latest: None,
    };
    let found = reader.encounter()?;
    reader.warrant()?;
    reader.power()?;
    reader.entry()?;
    reader.capacity()?;
    reader.journey()?;
    reader.place_agreement()?;
    reader.station()?;
    reader.assessment()?;
    reader.further_period()?;
    reader.escape_and_search()?;
    reader.end()?;
    reader.patient()?;
    let at = match row.cell("asked at") {
        Some(cell) => cell.instant_after(reader.latest)?,
        None => reader
            .latest
            .ok_or_else(|| row.failure("asked at", "a time somewhere in the row", "none"))?,
    };
    let mut profile = profile(row)?;
    profile.mha_2025_s29 = reader.section_29()?;
    Ok(Scenario {
        facts: Facts {
            person: person(row)?,
            acts: reader.acts,
        },
        at,
        profile,
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

    /// The start of the story: half an hour before the power, or before what else was first done
    /// or asked.
    fn anchor(&self) -> Result<Timestamp, Failure> {
        let cell = [
            "power used",
            "voluntary",
            "entry considered",
            "entered premises",
            "capacity considered",
            "acted under capacity law",
            "court directed",
        ]
        .into_iter()
        .find_map(|column| self.row.cell(column))
        .or_else(|| self.warrant_anchor())
        .or_else(|| self.row.cell("asked at"))
        .ok_or_else(|| self.row.failure("power used", "a time", "none"))?;
        let first = cell.text.split(';').next().unwrap_or_default();
        let first = first.split(" or ").next().unwrap_or_default().trim();
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

    fn used(&self) -> Option<Timestamp> {
        let acts = self.acts.iter();
        acts.filter(|act| ["power used", "executed", "removed", "kept"].contains(&act.id.as_str()))
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
}
