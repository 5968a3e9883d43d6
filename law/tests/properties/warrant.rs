//! Any warrant at all, and what must hold of a person kept under one.

use domain::event::Relation;
use domain::{Answer, Moment};
use jiff::SignedDuration;
use law::facts::{
    Concern, DeclineReason, Entries, ExecutionConcluded, ExecutionDeclined, ExecutionOutcome,
    Formalities, KeptUnderWarrant, LiableAs, PatientToTake, Presence, RemovedUnderWarrant,
    WarrantExecuted, WarrantIssued, WarrantKind, WarrantReturned, WarrantSought,
};
use law::{Act, Facts, Person, Profile, What};
use proptest::option;
use proptest::prelude::*;
use proptest::sample::select;

use crate::arbitrary::{
    act, answer, day, event_on_the_way, exact, minute, moment, place, profession, rank, suite,
};
use crate::profiles::profile;

fn kind() -> impl Strategy<Value = WarrantKind> {
    select(WarrantKind::ALL.to_vec())
}

fn concern() -> impl Strategy<Value = Concern> {
    (answer(), answer(), answer(), answer()).prop_map(
        |(believed_disordered, ill_treated_or_neglected, unable_to_care, living_alone)| Concern {
            believed_disordered,
            ill_treated_or_neglected,
            unable_to_care,
            living_alone,
        },
    )
}

fn patient() -> impl Strategy<Value = PatientToTake> {
    (
        (answer(), answer(), answer()),
        option::of(select(LiableAs::ALL.to_vec())),
        option::of(moment()),
        option::of(place()),
    )
        .prop_map(
            |(
                (believed_on_premises, admission_refused, refusal_apprehended),
                liability,
                liable_until,
                destination,
            )| {
                PatientToTake {
                    believed_on_premises,
                    admission_refused,
                    refusal_apprehended,
                    liability,
                    liable_until,
                    destination,
                }
            },
        )
}

fn formalities() -> impl Strategy<Value = Formalities> {
    (answer(), answer(), answer(), answer(), answer()).prop_map(
        |(reasonable_hour, waiting_would_frustrate, identified, shown, copy_given_or_left)| {
            Formalities {
                reasonable_hour,
                waiting_would_frustrate,
                identified,
                shown,
                copy_given_or_left,
            }
        },
    )
}

fn executed() -> impl Strategy<Value = What> {
    let presence = || select(Presence::ALL.to_vec());
    (
        (kind(), profession(), presence(), presence()),
        (answer(), answer(), answer(), answer()),
        option::of(rank()),
        formalities(),
    )
        .prop_map(
            |((kind, by, amhp, doctor), answers, further_entry_allowed_by, formalities)| {
                let (named_professionals_there, at_specified_premises, force_used, person_found) =
                    answers;
                What::WarrantExecuted(WarrantExecuted {
                    kind,
                    by,
                    amhp,
                    doctor,
                    named_professionals_there,
                    at_specified_premises,
                    force_used,
                    person_found,
                    further_entry_allowed_by,
                    formalities,
                })
            },
        )
}

pub(crate) fn warrant() -> impl Strategy<Value = What> {
    let papers = prop_oneof![
        (
            kind(),
            profession(),
            (answer(), answer(), answer()),
            concern(),
            patient()
        )
            .prop_map(|(kind, applicant, answers, concern, patient)| {
                let (authorised_to_take, on_oath_to_justice, in_jurisdiction) = answers;
                What::WarrantSought(WarrantSought {
                    kind,
                    applicant,
                    authorised_to_take,
                    on_oath_to_justice,
                    in_jurisdiction,
                    concern,
                    patient,
                })
            }),
        (
            kind(),
            (answer(), answer(), answer()),
            option::of(day()),
            option::of(select(Entries::ALL.to_vec()))
        )
            .prop_map(|(kind, answers, last_day, entries)| {
                let (premises_specified, person_named, professionals_named) = answers;
                What::WarrantIssued(WarrantIssued {
                    kind,
                    premises_specified,
                    person_named,
                    professionals_named,
                    last_day,
                    entries,
                })
            }),
        (kind(), select(DeclineReason::ALL.to_vec()))
            .prop_map(|(kind, reason)| What::ExecutionDeclined(ExecutionDeclined { kind, reason })),
        (kind(), select(ExecutionOutcome::ALL.to_vec())).prop_map(|(kind, outcome)| {
            What::ExecutionConcluded(ExecutionConcluded { kind, outcome })
        }),
        (kind(), answer(), answer()).prop_map(|(kind, endorsed, returned)| {
            What::WarrantReturned(WarrantReturned {
                kind,
                endorsed,
                returned,
            })
        }),
    ];
    let used = prop_oneof![
        (kind(), profession(), option::of(rank()), answer()).prop_map(
            |(kind, by, rank, to_where_the_power_takes)| {
                What::RemovedUnderWarrant(RemovedUnderWarrant {
                    kind,
                    by,
                    rank,
                    to_where_the_power_takes,
                })
            }
        ),
        (profession(), option::of(rank()), place())
            .prop_map(|(by, rank, at)| What::KeptUnderWarrant(KeptUnderWarrant { by, rank, at })),
    ];
    prop_oneof![papers.boxed(), executed().boxed(), used.boxed()]
}

/// An adult kept at home under a warrant, everything in order: entered at minute 0, kept at 30.
fn kept_at_home() -> Facts {
    let home = domain::event::PlaceRef {
        kind: domain::PlaceKind::PrivateHome,
        name: "home".to_owned(),
        ..suite()
    };
    let issued = WarrantIssued {
        kind: WarrantKind::Assess,
        premises_specified: Answer::Yes,
        person_named: Answer::Yes,
        professionals_named: Answer::No,
        last_day: None,
        entries: None,
    };
    let entry = WarrantExecuted {
        kind: WarrantKind::Assess,
        by: domain::Profession::Constable,
        amhp: Presence::InPerson,
        doctor: Presence::InPerson,
        named_professionals_there: Answer::NotKnown,
        at_specified_premises: Answer::Yes,
        force_used: Answer::No,
        person_found: Answer::Yes,
        further_entry_allowed_by: None,
        formalities: Formalities {
            reasonable_hour: Answer::Yes,
            waiting_would_frustrate: Answer::No,
            identified: Answer::Yes,
            shown: Answer::Yes,
            copy_given_or_left: Answer::Yes,
        },
    };
    let agreement = What::Agreement {
        place: home.clone(),
        relation: Relation::SoleOccupier,
        person_agrees: Answer::Yes,
        person_has_capacity: Answer::Yes,
        occupier_agrees: Answer::NotKnown,
        manager_agrees: Answer::NotKnown,
    };
    let kept = KeptUnderWarrant {
        by: domain::Profession::Constable,
        rank: Some(domain::Rank::Constable),
        at: home,
    };
    Facts {
        person: Person {
            born: None,
            youngest: Some(30),
            oldest: Some(30),
        },
        acts: vec![
            exact("issued", -1_440, What::WarrantIssued(issued)),
            exact("entry", 0, What::WarrantExecuted(entry)),
            exact("agreed", 20, agreement),
            exact("kept", 30, What::KeptUnderWarrant(kept)),
        ],
    }
}

proptest! {
    #[test]
    fn nothing_lengthens_the_period_of_a_person_kept_at_home(
        extra in proptest::collection::vec(event_on_the_way(), 0..5),
        again in option::of(31_i64..1_400),
    ) {
        let at = minute(100_000);
        let profile = Profile::statute();
        let mut facts = kept_at_home();
        facts.acts.extend(extra);
        if let Some(minutes) = again {
            // Taken on later to a place of safety: the end stays where it was.
            let removed = RemovedUnderWarrant {
                kind: WarrantKind::Assess,
                by: domain::Profession::Constable,
                rank: None,
                to_where_the_power_takes: Answer::Yes,
            };
            facts.acts.push(exact("moved", minutes, What::RemovedUnderWarrant(removed)));
            facts.acts.push(exact("entered", minutes + 20, What::Entered { place: suite() }));
        }
        let clock = law::position(&facts, at, &profile).clock.unwrap();
        prop_assert_eq!(clock.start, minute(0));
        prop_assert_eq!(clock.expiry.duration_since(clock.start), SignedDuration::from_hours(24));
    }

    /// An answer speaks of each power once, in whatever order entries, removals and ends come.
    #[test]
    fn no_power_is_named_twice(
        acts in proptest::collection::vec(prop_oneof![4 => warrant(), 1 => act().prop_map(|act| act.what)], 1..7),
        profile in profile(),
    ) {
        let mut facts = Facts::default();
        for (minute, what) in (0_i64..).zip(acts) {
            facts.acts.push(exact("act", minute, what));
        }
        let position = law::position(&facts, minute(10), &profile);
        for power in &position.powers {
            let alike = position.powers.iter().filter(|other| other.power == power.power);
            prop_assert_eq!(alike.count(), 1, "{:?}", power.power);
        }
    }

    #[test]
    fn a_warrant_never_lives_past_three_months_or_its_own_last_day(
        issued in day(), last_day in option::of(day()), asked in day(),
    ) {
        let papers = WarrantIssued {
            last_day,
            ..match kept_at_home().acts.remove(0).what {
                What::WarrantIssued(papers) => papers,
                _ => return Ok(()),
            }
        };
        let facts = Facts {
            acts: vec![Act {
                id: "issued".to_owned(),
                at: Moment::On { date: issued },
                rivals: Vec::new(),
                what: What::WarrantIssued(papers),
            }],
            ..Facts::default()
        };
        let end_of = |day: jiff::civil::Date| {
            let next = day.tomorrow().unwrap_or(day);
            next.in_tz("Europe/London").map(|zoned| zoned.timestamp())
        };
        let Ok(at) = end_of(asked) else { return Ok(()) };
        let found = law::warrant::validity(&facts, at, WarrantKind::Assess);
        if let Some(life) = found.answer.life {
            if let Ok(longest) = end_of(issued.saturating_add(jiff::Span::new().months(3))) {
                prop_assert!(life.stops <= longest);
            }
            if let Some(Ok(day)) = last_day.map(end_of) {
                prop_assert!(life.stops <= day);
            }
        }
    }
}
