//! Any facts at all: absurd times, unknown moments, acts in any order.

use domain::event::{
    EndReason, EscapedFrom, ExamFinding, ExtensionGround, Manner, OutcomeCategory, PlaceRef,
    PlaceRefusal, Relation, SearchPower, StationConsultation,
};
use domain::{Answer, FoundAt, Known, LocationKind, Moment, NoValue, PlaceKind, Profession, Rank};
use jiff::Timestamp;
use jiff::civil::{Date, date};
use law::facts::capacity::{CapacityAct, CapacityActedOn};
use law::{Act, Facts, Person, RivalTime, What};
use proptest::prelude::*;
use proptest::sample::select;

use crate::other_law::{considered, under_other_law};

/// Times that matter: dense around one detention, with the ends of time among them.
pub(crate) fn instant() -> impl Strategy<Value = Timestamp> {
    // 24 October 2026, the night before the clocks go back.
    const BASE: i64 = 1_792_800_000;
    prop_oneof![
        8 => (0_i64..60 * 60).prop_map(|minutes| Timestamp::new(BASE + minutes * 60, 0).unwrap()),
        1 => any::<i32>().prop_map(|second| Timestamp::new(i64::from(second), 0).unwrap()),
        1 => select(vec![Timestamp::MIN, Timestamp::MAX, Timestamp::UNIX_EPOCH]),
    ]
}

pub(crate) fn day() -> impl Strategy<Value = Date> {
    prop_oneof![
        4 => (20_i8..=28).prop_map(|day| date(2026, 10, day)),
        1 => select(vec![Date::MIN, Date::MAX, date(2017, 12, 10), date(2017, 12, 11), date(1983, 9, 29)]),
    ]
}

pub(crate) fn moment() -> impl Strategy<Value = Moment> {
    prop_oneof![
        8 => instant().prop_map(|at| Moment::Exact { at }),
        1 => instant().prop_map(|at| Moment::About { at }),
        1 => instant().prop_map(|at| Moment::Before { at }),
        1 => instant().prop_map(|at| Moment::After { at }),
        1 => day().prop_map(|date| Moment::On { date }),
        1 => (day(), day()).prop_map(|(first, last)| Moment::Between { first, last }),
        1 => Just(Moment::Unknown { why: NoValue::Unknown }),
    ]
}

pub(crate) fn answer() -> impl Strategy<Value = Answer> {
    select(vec![Answer::Yes, Answer::No, Answer::NotKnown])
}

pub(crate) fn place() -> impl Strategy<Value = PlaceRef> {
    (select(PlaceKind::ALL.to_vec()), select(vec!["A", "B"])).prop_map(|(kind, name)| PlaceRef {
        id: None,
        kind,
        name: name.to_owned(),
    })
}

pub(crate) fn profession() -> impl Strategy<Value = Profession> {
    prop_oneof![3 => Just(Profession::Constable), 2 => select(Profession::ALL.to_vec())]
}

pub(crate) fn rank() -> impl Strategy<Value = Rank> {
    select(Rank::ALL.to_vec())
}

pub(crate) fn manner() -> impl Strategy<Value = Manner> {
    prop_oneof![2 => Just(Manner::Remove), 1 => place().prop_map(|at| Manner::Keep { at })]
}

pub(crate) fn before_the_power() -> impl Strategy<Value = What> {
    prop_oneof![
        (select(LocationKind::ALL.to_vec()), answer(), answer()).prop_map(
            |(kind, lived_in, shared)| {
                let description = String::new();
                What::Met {
                    at: FoundAt {
                        kind,
                        description,
                        district: None,
                        lived_in,
                        shared,
                        place: None,
                    },
                }
            }
        ),
        (answer(), answer(), answer()).prop_map(
            |(appears_disordered, immediate_need, necessary)| {
                What::Grounds {
                    appears_disordered,
                    immediate_need,
                    necessary,
                }
            }
        ),
        profession().prop_map(|profession| What::Consulted { profession }),
        (any::<bool>(), answer()).prop_map(|(reason_recorded, was_practicable)| {
            What::ConsultationNotPracticable {
                reason_recorded,
                was_practicable,
            }
        }),
        (manner(), profession(), answer(), answer()).prop_map(
            |(manner, by, brought_out_by_force, fresh_facts)| {
                What::PowerUsed {
                    manner,
                    by,
                    rank: None,
                    brought_out_by_force,
                    fresh_facts,
                }
            }
        ),
        Just(What::Voluntary),
        Just(What::OtherStatus {
            is: "on leave".to_owned()
        }),
        (
            place(),
            select(Relation::ALL.to_vec()),
            answer(),
            answer(),
            answer(),
            answer()
        )
            .prop_map(
                |(
                    place,
                    relation,
                    person_agrees,
                    person_has_capacity,
                    occupier_agrees,
                    manager_agrees,
                )| {
                    What::Agreement {
                        place,
                        relation,
                        person_agrees,
                        person_has_capacity,
                        occupier_agrees,
                        manager_agrees,
                    }
                }
            ),
        place().prop_map(|place| What::AgreementWithdrawn { place }),
    ]
}

pub(crate) fn on_the_way() -> impl Strategy<Value = What> {
    prop_oneof![
        place().prop_map(|to| What::Departed { to }),
        place().prop_map(|place| What::ReachedSite { place }),
        place().prop_map(|place| What::Entered { place }),
        (place(), profession(), answer()).prop_map(|(to, authorised_by, accepted)| {
            What::TransferBegan {
                to,
                authorised_by,
                accepted,
            }
        }),
        select(EscapedFrom::ALL.to_vec()).prop_map(|from| What::Escaped { from }),
        profession().prop_map(|by| What::Retaken { by }),
        (select(SearchPower::ALL.to_vec()), answer(), answer()).prop_map(
            |(power, danger, concealed)| What::Searched {
                power,
                danger,
                concealed
            }
        ),
        Just(What::AdmittedToGeneralWard),
        Just(What::SearchedBeyondLimits),
    ]
}

pub(crate) fn at_the_station() -> impl Strategy<Value = What> {
    let consultation = prop_oneof![
        Just(StationConsultation::NotRecorded),
        Just(StationConsultation::NotPracticable {
            reason: String::new()
        }),
        profession().prop_map(|profession| StationConsultation::Consulted {
            profession,
            who: Known::UNKNOWN
        }),
    ];
    prop_oneof![
        (place(), select(PlaceRefusal::ALL.to_vec()), answer()).prop_map(
            |(place, reason, in_police_area)| {
                What::PlaceRefused {
                    place,
                    reason,
                    in_police_area,
                }
            }
        ),
        (
            profession(),
            proptest::option::of(rank()),
            answer(),
            answer(),
            answer(),
            consultation
        )
            .prop_map(
                |(
                    by,
                    rank,
                    imminent_risk,
                    no_other_place_because_of_risk,
                    healthcare_throughout,
                    consultation,
                )| {
                    What::StationAuthorised {
                        by,
                        rank,
                        imminent_risk,
                        no_other_place_because_of_risk,
                        healthcare_throughout,
                        consultation,
                    }
                }
            ),
        (any::<bool>(), answer(), answer()).prop_map(
            |(by_healthcare_professional, asleep, waking_risk)| {
                What::WelfareChecked {
                    by_healthcare_professional,
                    asleep,
                    waking_risk,
                }
            }
        ),
        (answer(), answer(), answer()).prop_map(
            |(imminent_risk, no_other_place_because_of_risk, consulted_professional)| {
                What::StationReviewed {
                    imminent_risk,
                    no_other_place_because_of_risk,
                    consulted_professional,
                }
            }
        ),
        (answer(), answer()).prop_map(|(begins_sooner, postponing_distresses)| {
            What::AssessmentSoonerHere {
                begins_sooner,
                postponing_distresses,
            }
        }),
    ]
}

pub(crate) fn assessment() -> impl Strategy<Value = What> {
    prop_oneof![
        (profession(), answer(), select(ExamFinding::ALL.to_vec())).prop_map(
            |(by, section_12, finding)| What::Examined {
                by,
                section_12,
                finding
            }
        ),
        answer().prop_map(|sees_no_need| What::AmhpInterviewed { sees_no_need }),
        answer().prop_map(|awaiting_bed| What::ArrangementsMade { awaiting_bed }),
        (select(OutcomeCategory::ALL.to_vec()), answer()).prop_map(
            |(outcome, houses_place_of_safety)| {
                What::ApplicationMade {
                    outcome,
                    houses_place_of_safety,
                    hospital: None,
                    duly_completed: Answer::NotKnown,
                }
            }
        ),
        extended(),
        rank().prop_map(|rank| What::ExtensionApproved { rank }),
        Just(What::RightsExplained),
        Just(What::AmhpServiceTold),
        select(EndReason::ALL.to_vec()).prop_map(|reason| What::Ended { reason }),
    ]
}

pub(crate) fn extended() -> impl Strategy<Value = What> {
    let by = prop_oneof![
        Just(Profession::RegisteredMedicalPractitioner),
        profession()
    ];
    let minutes = prop_oneof![0_u16..1_000, Just(u16::MAX)];
    (
        by,
        answer(),
        minutes,
        select(ExtensionGround::ALL.to_vec()),
        answer(),
    )
        .prop_map(
            |(by, responsible_for_examination, minutes, ground, assessed_at_station)| {
                What::Extended {
                    by,
                    responsible_for_examination,
                    minutes,
                    ground,
                    assessed_at_station,
                }
            },
        )
}

pub(crate) fn act() -> impl Strategy<Value = Act> {
    // Boxed: so many kinds of act side by side outgrow a test's stack.
    let what = prop_oneof![
        before_the_power().boxed(),
        on_the_way().boxed(),
        at_the_station().boxed(),
        assessment().boxed(),
        under_other_law().boxed(),
        crate::patient::patient().boxed(),
        crate::warrant::warrant().boxed(),
    ];
    let rivals = proptest::collection::vec(
        moment().prop_map(|at| RivalTime {
            id: "rival".to_owned(),
            at,
        }),
        0..2,
    );
    // Few ids, so that some acts share one.
    (
        select(vec!["a", "b", "c", "d", "e", "f"]),
        moment(),
        rivals,
        what,
    )
        .prop_map(|(id, at, rivals, what)| Act {
            id: id.to_owned(),
            at,
            rivals,
            what,
        })
}

pub(crate) fn person() -> impl Strategy<Value = Person> {
    use proptest::option::of;
    (of(day()), of(any::<u8>()), of(any::<u8>())).prop_map(|(born, youngest, oldest)| Person {
        born,
        youngest,
        oldest,
    })
}

pub(crate) fn facts() -> impl Strategy<Value = Facts> {
    (person(), proptest::collection::vec(act(), 0..14))
        .prop_map(|(person, acts)| Facts { person, acts })
}

/// A plain detention: used, entered, and an adult.
pub(crate) fn detention() -> impl Strategy<Value = Facts> {
    (0_i64..120, 0_i64..600).prop_map(|(used, journey)| {
        let met = FoundAt {
            kind: LocationKind::Outdoors,
            description: String::new(),
            district: None,
            lived_in: Answer::NotKnown,
            shared: Answer::NotKnown,
            place: None,
        };
        Facts {
            person: Person {
                born: None,
                youngest: Some(30),
                oldest: Some(30),
            },
            acts: vec![
                exact("met", used - 30, What::Met { at: met }),
                exact(
                    "used",
                    used,
                    What::PowerUsed {
                        manner: Manner::Remove,
                        by: Profession::Constable,
                        rank: Some(Rank::Constable),
                        brought_out_by_force: Answer::No,
                        fresh_facts: Answer::NotKnown,
                    },
                ),
                exact("entered", used + journey, What::Entered { place: suite() }),
            ],
        }
    })
}

pub(crate) fn suite() -> PlaceRef {
    PlaceRef {
        id: None,
        kind: PlaceKind::HealthBasedPlaceOfSafety,
        name: "suite".to_owned(),
    }
}

pub(crate) fn minute(minutes: i64) -> Timestamp {
    // 28 March 2026, 18:00 GMT: the night the clocks go forward.
    Timestamp::new(1_774_720_800 + minutes * 60, 0).unwrap()
}

pub(crate) fn exact(id: &str, minutes: i64, what: What) -> Act {
    Act {
        id: id.to_owned(),
        at: Moment::Exact {
            at: minute(minutes),
        },
        rivals: Vec::new(),
        what,
    }
}

/// What people think stops, pauses or restarts the clock.
pub(crate) fn event_on_the_way() -> impl Strategy<Value = Act> {
    let what = prop_oneof![
        place().prop_map(|to| What::TransferBegan {
            to,
            authorised_by: Profession::Constable,
            accepted: Answer::Yes
        }),
        place().prop_map(|place| What::Entered { place }),
        place().prop_map(|place| What::ReachedSite { place }),
        place().prop_map(|to| What::Departed { to }),
        Just(What::AdmittedToGeneralWard),
        considered().prop_map(What::CapacityConsidered),
        select(CapacityAct::ALL.to_vec())
            .prop_map(|how| What::CapacityActedOn(CapacityActedOn { how })),
        Just(What::Escaped {
            from: EscapedFrom::PlaceOfSafety
        }),
        Just(What::Retaken {
            by: Profession::Constable
        }),
        select(ExamFinding::ALL.to_vec()).prop_map(|finding| What::Examined {
            by: Profession::RegisteredMedicalPractitioner,
            section_12: Answer::Yes,
            finding
        }),
    ];
    // Also earlier than the first arrival: a late entry.
    (any::<u16>(), -600_i64..3_000, what)
        .prop_map(|(id, minutes, what)| exact(&format!("event {id}"), minutes, what))
}
