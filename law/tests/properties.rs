//! What must hold whatever the facts are.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test stops at the first thing that is not as it should be"
)]

use domain::event::{
    EndReason, EscapedFrom, ExamFinding, ExtensionGround, Manner, OutcomeCategory, PlaceRef,
    PlaceRefusal, Relation, SearchPower, StationConsultation,
};
use domain::{Answer, FoundAt, Known, LocationKind, Moment, NoValue, PlaceKind, Profession, Rank};
use jiff::civil::{Date, date};
use jiff::{SignedDuration, Timestamp};
use law::{
    Act, Certainty, Commencement, Facts, Person, Position, Profile, Reason, RivalTime, What,
};
use proptest::prelude::*;
use proptest::sample::select;

/// Times that matter: dense around one detention, with the ends of time among them.
fn instant() -> impl Strategy<Value = Timestamp> {
    // 24 October 2026, the night before the clocks go back.
    const BASE: i64 = 1_792_800_000;
    prop_oneof![
        8 => (0_i64..60 * 60).prop_map(|minutes| Timestamp::new(BASE + minutes * 60, 0).unwrap()),
        1 => any::<i32>().prop_map(|second| Timestamp::new(i64::from(second), 0).unwrap()),
        1 => select(vec![Timestamp::MIN, Timestamp::MAX, Timestamp::UNIX_EPOCH]),
    ]
}

fn day() -> impl Strategy<Value = Date> {
    prop_oneof![
        4 => (20_i8..=28).prop_map(|day| date(2026, 10, day)),
        1 => select(vec![Date::MIN, Date::MAX, date(2017, 12, 10), date(2017, 12, 11), date(1983, 9, 29)]),
    ]
}

fn moment() -> impl Strategy<Value = Moment> {
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

fn answer() -> impl Strategy<Value = Answer> {
    select(vec![Answer::Yes, Answer::No, Answer::NotKnown])
}

fn place() -> impl Strategy<Value = PlaceRef> {
    (select(PlaceKind::ALL.to_vec()), select(vec!["A", "B"])).prop_map(|(kind, name)| PlaceRef {
        id: None,
        kind,
        name: name.to_owned(),
    })
}

fn profession() -> impl Strategy<Value = Profession> {
    prop_oneof![3 => Just(Profession::Constable), 2 => select(Profession::ALL.to_vec())]
}

fn rank() -> impl Strategy<Value = Rank> {
    select(Rank::ALL.to_vec())
}

fn manner() -> impl Strategy<Value = Manner> {
    prop_oneof![2 => Just(Manner::Remove), 1 => place().prop_map(|at| Manner::Keep { at })]
}

fn before_the_power() -> impl Strategy<Value = What> {
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

fn on_the_way() -> impl Strategy<Value = What> {
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

fn at_the_station() -> impl Strategy<Value = What> {
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

fn assessment() -> impl Strategy<Value = What> {
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

fn extended() -> impl Strategy<Value = What> {
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

fn act() -> impl Strategy<Value = Act> {
    let what = prop_oneof![
        before_the_power(),
        on_the_way(),
        at_the_station(),
        assessment()
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

fn person() -> impl Strategy<Value = Person> {
    use proptest::option::of;
    (of(day()), of(any::<u8>()), of(any::<u8>())).prop_map(|(born, youngest, oldest)| Person {
        born,
        youngest,
        oldest,
    })
}

fn facts() -> impl Strategy<Value = Facts> {
    (person(), proptest::collection::vec(act(), 0..14))
        .prop_map(|(person, acts)| Facts { person, acts })
}

fn profile() -> impl Strategy<Value = Profile> {
    proptest::option::of(day()).prop_map(|on| Profile {
        mha_2025_s48: on.map(|on| Commencement {
            on,
            instrument: "an order".to_owned(),
        }),
        policies: Vec::new(),
    })
}

/// A plain detention: used, entered, and an adult.
fn detention() -> impl Strategy<Value = Facts> {
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

fn suite() -> PlaceRef {
    PlaceRef {
        id: None,
        kind: PlaceKind::HealthBasedPlaceOfSafety,
        name: "suite".to_owned(),
    }
}

fn minute(minutes: i64) -> Timestamp {
    // 28 March 2026, 18:00 GMT: the night the clocks go forward.
    Timestamp::new(1_774_720_800 + minutes * 60, 0).unwrap()
}

fn exact(id: &str, minutes: i64, what: What) -> Act {
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
fn event_on_the_way() -> impl Strategy<Value = Act> {
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

fn every_reason(position: &Position) -> Vec<Reason> {
    let mut reasons = Vec::new();
    let mut take = |because: &[Reason]| {
        assert!(!because.is_empty(), "an answer without a reason");
        reasons.extend(because.iter().cloned());
    };
    take(&position.regime.because);
    take(&position.standing.because);
    if let Some(clock) = &position.clock {
        take(&clock.because);
        for rival in &clock.rivals {
            take(std::slice::from_ref(&rival.because));
        }
    }
    position
        .powers
        .iter()
        .for_each(|power| take(&power.because));
    position.duties.iter().for_each(|duty| take(&duty.because));
    position
        .breaches
        .iter()
        .for_each(|breach| take(&breach.because));
    position
        .advisories
        .iter()
        .for_each(|advisory| take(&advisory.because));
    reasons
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 600, ..ProptestConfig::default() })]

    #[test]
    fn any_facts_have_an_answer_with_reasons_and_citations(facts in facts(), at in instant(), profile in profile()) {
        let position = law::position(&facts, at, &profile);

        for reason in every_reason(&position) {
            prop_assert!(!reason.says.is_empty());
            prop_assert!(!reason.rule.cite.is_empty());
        }
        for missing in &position.missing {
            prop_assert!(!missing.fact.is_empty() && !missing.rule.cite.is_empty());
        }
        if position.standing.certainty == Certainty::Contested {
            prop_assert!(position.standing.rival.is_some(), "contested without the other reading");
        }
        prop_assert!(serde_json::to_string(&position).is_ok());
        prop_assert!(!law::explain(&position).is_empty());
        let _ = law::station::judge(&facts, at, &profile);
    }

    #[test]
    fn the_same_facts_give_the_same_answer_in_any_order(
        (facts, shuffled) in facts().prop_flat_map(|facts| {
            let acts = Just(facts.acts.clone()).prop_shuffle();
            (Just(facts), acts)
        }),
        at in instant(),
        profile in profile(),
    ) {
        let other = Facts { person: facts.person.clone(), acts: shuffled };

        prop_assert_eq!(law::position(&facts, at, &profile), law::position(&other, at, &profile));
    }

    #[test]
    fn an_act_that_comes_later_never_changes_an_earlier_answer(
        facts in facts(),
        mut extra in act(),
        at in instant(),
        minutes in 1_i64..5_000,
        profile in profile(),
    ) {
        let Ok(later) = at.checked_add(SignedDuration::from_mins(minutes)) else { return Ok(()) };
        extra.at = Moment::Exact { at: later };
        extra.rivals.clear();
        let before = law::position(&facts, at, &profile);
        let mut more = facts;
        more.acts.push(extra);

        prop_assert_eq!(before, law::position(&more, at, &profile));
    }

    #[test]
    fn nothing_but_a_further_period_ever_lengthens_the_lawful_period(
        facts in detention(),
        extra in proptest::collection::vec(event_on_the_way(), 1..5),
    ) {
        let at = minute(100_000);
        let profile = Profile::statute();
        let plain = law::position(&facts, at, &profile).clock.unwrap();
        let mut more = facts;
        more.acts.extend(extra);
        let clock = law::position(&more, at, &profile).clock.unwrap();

        prop_assert_eq!(plain.expiry.duration_since(plain.start), SignedDuration::from_hours(24));
        prop_assert!(clock.expiry <= plain.expiry);
        prop_assert!(clock.earliest_expiry <= plain.earliest_expiry);
        prop_assert_eq!(clock.expiry.duration_since(clock.start), SignedDuration::from_hours(24));
    }

    #[test]
    fn a_further_period_lengthens_it_to_at_most_thirty_six_hours(
        facts in detention(),
        extensions in proptest::collection::vec((0_i64..3_000, extended()), 1..4),
        extra in proptest::collection::vec(event_on_the_way(), 0..4),
    ) {
        let mut facts = facts;
        for (nth, (minutes, what)) in extensions.into_iter().enumerate() {
            facts.acts.push(exact(&format!("extension {nth}"), minutes, what));
        }
        facts.acts.extend(extra);
        let position = law::position(&facts, minute(100_000), &Profile::statute());
        let clock = position.clock.unwrap();
        let length = clock.expiry.duration_since(clock.start);

        prop_assert!(length >= SignedDuration::from_hours(24));
        prop_assert!(length <= SignedDuration::from_hours(36));
        prop_assert_eq!(clock.further_period.is_some(), length > SignedDuration::from_hours(24));
    }

    #[test]
    fn nobody_under_18_is_ever_told_a_station_may_be_used(
        acts in proptest::collection::vec(act(), 0..14),
        at in (0_i64..3_000).prop_map(minute),
        oldest in 10_u8..18,
    ) {
        let person = Person { born: None, youngest: Some(oldest.min(10)), oldest: Some(oldest) };
        // The ban began on 11 December 2017.
        let after_2017 = |act: &Act| act.at.earliest().is_some_and(|at| at > Timestamp::new(1_512_950_400, 0).unwrap());
        let mut acts: Vec<Act> = acts.into_iter().filter(after_2017).collect();
        for act in &mut acts {
            act.rivals.clear();
        }
        let facts = Facts { person, acts };
        let position = law::position(&facts, at, &Profile::statute());

        for power in &position.powers {
            if power.power == law::Power::UsePoliceStation {
                prop_assert_eq!(power.availability, law::Availability::Unavailable);
            }
        }
    }
}

#[test]
fn a_clock_change_does_not_alter_elapsed_hours() {
    for (entered, expiry) in [
        ("2025-10-25T23:30:00Z", "2025-10-26T23:30:00Z"),
        ("2026-03-28T22:00:00Z", "2026-03-29T22:00:00Z"),
        ("2027-03-27T22:00:00Z", "2027-03-28T22:00:00Z"),
    ] {
        let entered: Timestamp = entered.parse().unwrap();
        let used = What::PowerUsed {
            manner: Manner::Remove,
            by: Profession::Constable,
            rank: None,
            brought_out_by_force: Answer::No,
            fresh_facts: Answer::NotKnown,
        };
        let act = |id: &str, at, what| Act {
            id: id.to_owned(),
            at: Moment::Exact { at },
            rivals: Vec::new(),
            what,
        };
        let facts = Facts {
            person: Person::default(),
            acts: vec![
                act("used", entered, used),
                act("entered", entered, What::Entered { place: suite() }),
            ],
        };
        let clock = law::position(&facts, entered, &Profile::statute())
            .clock
            .unwrap();

        assert_eq!(clock.expiry, expiry.parse().unwrap());
    }
}
