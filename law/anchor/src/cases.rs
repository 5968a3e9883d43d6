//! The cases: every combination of the facts that the tables ask about, told once as a timeline
//! and once as the tables want them.

use domain::event::{ExtensionGround, Manner, PlaceRef, StationConsultation};
use domain::{Answer, FoundAt, Known, LocationKind, Moment, PlaceKind, Profession, Rank};
use jiff::civil::{Date, date};
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};
use law::{Act, Commencement, Facts, Person, Profile, What};
use serde_json::{Value, json};

/// A case, for both engines.
pub(crate) struct Case {
    pub(crate) facts: Facts,
    pub(crate) at: Timestamp,
    pub(crate) profile: Profile,
    pub(crate) at_a_station: bool,
    /// What the tables are given.
    pub(crate) context: Value,
}

/// What differs between cases. Minutes are counted from the use of the power.
#[derive(Clone, Copy)]
struct Told {
    day: Date,
    /// Whether section 48 of the 2025 Act is supposed to have begun on 1 January 2026.
    section_48: bool,
    kept: bool,
    place: PlaceKind,
    /// When a person who was removed entered it.
    entered: Option<i64>,
    asked: i64,
    youngest: u8,
    oldest: u8,
    decider: Option<Rank>,
    authority: Option<Authority>,
    further: Option<Further>,
}

#[derive(Clone, Copy)]
struct Authority {
    minute: i64,
    by: Profession,
    rank: Option<Rank>,
    risk: Answer,
    no_other_place: Answer,
    healthcare: Answer,
    consulted: Consulted,
}

#[derive(Clone, Copy)]
enum Consulted {
    Nurse,
    NotPracticable,
    NotRecorded,
}

#[derive(Clone, Copy)]
struct Further {
    minute: i64,
    by: Profession,
    responsible: Answer,
    minutes: u16,
    ground: ExtensionGround,
}

const ANSWERS: [Answer; 3] = [Answer::Yes, Answer::No, Answer::NotKnown];

/// Days under each wording, two of them beside a change of the clocks or of the law.
const DAYS: [(Date, bool); 6] = [
    (date(2016, 6, 10), false),
    (date(2017, 12, 10), false),
    (date(2017, 12, 11), false),
    (date(2024, 3, 30), false),
    (date(2026, 2, 3), false),
    (date(2026, 2, 3), true),
];

/// Every case.
pub(crate) fn all() -> Vec<Case> {
    let mut told = Vec::new();
    for (day, section_48) in DAYS {
        let case = Told {
            day,
            section_48,
            kept: false,
            place: PlaceKind::HealthBasedPlaceOfSafety,
            entered: Some(40),
            asked: 60,
            youngest: 30,
            oldest: 30,
            decider: Some(Rank::Constable),
            authority: None,
            further: None,
        };
        clocks(case, &mut told);
        stations(case, &mut told);
    }
    told.iter().map(Told::case).collect()
}

/// The clock: removed or kept, entered or not, asked early and late, with every kind of further
/// period.
fn clocks(case: Told, told: &mut Vec<Told>) {
    let valid = Further {
        minute: 1_200,
        by: Profession::RegisteredMedicalPractitioner,
        responsible: Answer::Yes,
        minutes: 600,
        ground: ExtensionGround::PersonsCondition,
    };
    let further = [
        None,
        Some(valid),
        Some(Further {
            minutes: 721,
            ..valid
        }),
        Some(Further {
            minute: 1_600,
            ..valid
        }),
        Some(Further {
            by: Profession::RegisteredNurse,
            ..valid
        }),
        Some(Further {
            responsible: Answer::No,
            ..valid
        }),
        Some(Further {
            ground: ExtensionGround::NoBed,
            ..valid
        }),
    ];
    for (kept, entered) in [
        (true, None),
        (false, None),
        (false, Some(40)),
        (false, Some(130)),
    ] {
        for asked in [20, 60, 1_300, 1_441, 1_481, 2_200, 4_400] {
            for further in further {
                told.push(Told {
                    kept,
                    entered,
                    asked,
                    further,
                    ..case
                });
            }
        }
    }
}

/// The station: every answer to every condition, every kind of authority, adults and children.
fn stations(case: Told, told: &mut Vec<Told>) {
    let here = Told {
        place: PlaceKind::PoliceStation,
        ..case
    };
    let officer = |minute, rank| Some((minute, Profession::Constable, rank));
    for (youngest, oldest) in [(15, 15), (16, 20), (30, 30)] {
        for decider in [None, Some(Rank::Constable), Some(Rank::Inspector)] {
            for given in [
                None,
                officer(10, Some(Rank::Inspector)),
                officer(10, Some(Rank::Sergeant)),
                officer(10, None),
                officer(50, Some(Rank::Inspector)),
                Some((10, Profession::RegisteredMedicalPractitioner, None)),
            ] {
                for consulted in [
                    Consulted::Nurse,
                    Consulted::NotPracticable,
                    Consulted::NotRecorded,
                ] {
                    conditions(|risk, no_other_place, healthcare| {
                        let authority = given.map(|(minute, by, rank)| Authority {
                            minute,
                            by,
                            rank,
                            risk,
                            no_other_place,
                            healthcare,
                            consulted,
                        });
                        told.push(Told {
                            youngest,
                            oldest,
                            decider,
                            authority,
                            ..here
                        });
                    });
                }
            }
        }
    }
}

fn conditions(mut one: impl FnMut(Answer, Answer, Answer)) {
    for risk in ANSWERS {
        for no_other_place in ANSWERS {
            for healthcare in ANSWERS {
                one(risk, no_other_place, healthcare);
            }
        }
    }
}

impl Told {
    fn case(&self) -> Case {
        let used = self
            .day
            .at(9, 30, 0, 0)
            .to_zoned(TimeZone::UTC)
            .map_or(Timestamp::UNIX_EPOCH, |it| it.timestamp());
        let at = |minute: i64| used + SignedDuration::from_mins(minute);
        let profile = Profile {
            mha_2025_s48: self.section_48.then(|| Commencement {
                on: date(2026, 1, 1),
                instrument: "a supposition".to_owned(),
            }),
            ..Profile::default()
        };
        Case {
            facts: self.facts(at),
            at: at(self.asked),
            profile,
            at_a_station: self.is_at_a_station(),
            context: self.context(at),
        }
    }

    fn is_at_a_station(&self) -> bool {
        self.place == PlaceKind::PoliceStation
            && self.entered.is_some_and(|entered| entered <= self.asked)
    }

    fn facts(&self, at: impl Fn(i64) -> Timestamp) -> Facts {
        let act = |minute: i64, what| Act {
            id: format!("minute {minute}"),
            at: Moment::Exact { at: at(minute) },
            rivals: Vec::new(),
            what,
        };
        let place = || PlaceRef {
            id: None,
            kind: self.place,
            name: self.place.label().to_owned(),
        };
        let mut acts = vec![
            act(-3, What::Met { at: street() }),
            act(
                -2,
                What::Grounds {
                    appears_disordered: Answer::Yes,
                    immediate_need: Answer::Yes,
                    necessary: Answer::Yes,
                },
            ),
            act(
                -1,
                What::Consulted {
                    profession: Profession::RegisteredNurse,
                },
            ),
            act(
                0,
                What::PowerUsed {
                    manner: if self.kept {
                        Manner::Keep { at: place() }
                    } else {
                        Manner::Remove
                    },
                    by: Profession::Constable,
                    rank: self.decider,
                    brought_out_by_force: Answer::No,
                    fresh_facts: Answer::NotKnown,
                },
            ),
        ];
        acts.extend(self.authority.map(|given| act(given.minute, given.what())));
        acts.extend(
            self.entered
                .map(|minute| act(minute, What::Entered { place: place() })),
        );
        acts.extend(
            self.further
                .map(|further| act(further.minute, further.what())),
        );
        Facts {
            person: Person {
                born: None,
                youngest: Some(self.youngest),
                oldest: Some(self.oldest),
            },
            acts,
        }
    }

    /// What had happened by the moment asked about, in the words of the tables.
    fn context(&self, at: impl Fn(i64) -> Timestamp) -> Value {
        let seconds = |minute: i64| at(minute).as_second();
        let known = |minute: &i64| *minute <= self.asked;
        let entered = self.entered.filter(known);
        let given = self
            .authority
            .filter(|given| entered.is_some_and(|entered| given.minute <= entered));
        let said = |answer: fn(&Authority) -> Answer| {
            word(given.as_ref().map_or(Answer::NotKnown, answer))
        };
        let child = match (self.youngest < 18, self.oldest < 18) {
            (_, true) => Answer::Yes,
            (false, _) => Answer::No,
            (true, false) => Answer::NotKnown,
        };
        let used_on = i64::from(self.day.year()) * 10_000
            + i64::from(self.day.month()) * 100
            + i64::from(self.day.day());
        json!({
            "usedOn": used_on,
            "section48": self.section_48,
            "manner": if self.kept { "keep" } else { "remove" },
            "used": seconds(0),
            "entered": entered.map(seconds),
            "at": seconds(self.asked),
            "station": self.is_at_a_station(),
            "child": word(child),
            "decider": rank(self.decider),
            "authority": {
                "given": given.is_some(),
                "police": given.is_some_and(|given| given.by == Profession::Constable),
                "rank": rank(given.and_then(|given| given.rank)),
                "risk": said(|given| given.risk),
                "noOtherPlace": said(|given| given.no_other_place),
                "healthcare": said(|given| given.healthcare),
                "consulted": said(|given| match given.consulted {
                    Consulted::Nurse | Consulted::NotPracticable => Answer::Yes,
                    Consulted::NotRecorded => Answer::NotKnown,
                }),
            },
            "further": self.further.filter(|further| known(&further.minute)).map(|further| json!({
                "by": if further.by == Profession::RegisteredMedicalPractitioner { "registered_medical_practitioner" } else { "registered_nurse" },
                "responsible": word(further.responsible),
                "signed": seconds(further.minute),
                "minutes": further.minutes,
                "ground": if further.ground == ExtensionGround::PersonsCondition { "persons_condition" } else { "other" },
            })),
        })
    }
}

impl Authority {
    fn what(self) -> What {
        What::StationAuthorised {
            by: self.by,
            rank: self.rank,
            imminent_risk: self.risk,
            no_other_place_because_of_risk: self.no_other_place,
            healthcare_throughout: self.healthcare,
            consultation: match self.consulted {
                Consulted::Nurse => StationConsultation::Consulted {
                    profession: Profession::RegisteredNurse,
                    who: Known::UNKNOWN,
                },
                Consulted::NotPracticable => StationConsultation::NotPracticable {
                    reason: "no signal".to_owned(),
                },
                Consulted::NotRecorded => StationConsultation::NotRecorded,
            },
        }
    }
}

impl Further {
    fn what(self) -> What {
        What::Extended {
            by: self.by,
            responsible_for_examination: self.responsible,
            minutes: self.minutes,
            ground: self.ground,
            assessed_at_station: Answer::NotKnown,
        }
    }
}

fn street() -> FoundAt {
    FoundAt {
        kind: LocationKind::Outdoors,
        description: "footbridge".to_owned(),
        district: None,
        lived_in: Answer::NotKnown,
        shared: Answer::NotKnown,
        place: None,
    }
}

fn word(answer: Answer) -> &'static str {
    match answer {
        Answer::Yes => "yes",
        Answer::No => "no",
        Answer::NotKnown => "not_known",
    }
}

/// Ranks in their order from 1; 0 where none is recorded.
fn rank(rank: Option<Rank>) -> u8 {
    match rank {
        None => 0,
        Some(Rank::Constable) => 1,
        Some(Rank::Sergeant) => 2,
        Some(_) => 3,
    }
}
