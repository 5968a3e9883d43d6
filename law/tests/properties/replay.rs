//! The quick way of replaying a case finds what a look at every moment finds, and that finds what
//! any moment shows.

use domain::event::StationConsultation;
use domain::force::PolicyKind;
use domain::{Answer, Moment, Profession, Rank};
use jiff::SignedDuration;
use jiff::civil::date;
use law::replay::{Changed, Kind, StandingKind, Tally, compare, compare_at_every_moment};
use law::{Commencement, Facts, Person, Policy, Position, Profile, What};
use proptest::prelude::*;
use proptest::sample::select;

use crate::arbitrary::*;
use crate::profiles::profile;

/// Acts with one undisputed time each, within four days: what most of a record looks like.
fn orderly() -> impl Strategy<Value = Facts> {
    let timed = (act(), 0_i64..5_760).prop_map(|(mut act, minutes)| {
        act.at = Moment::Exact {
            at: minute(minutes),
        };
        act.rivals.clear();
        act
    });
    let more = proptest::collection::vec(timed, 0..8);
    let authority = proptest::option::of(
        (-60_i64..600).prop_map(|at| exact("authority", at, full_authority())),
    );
    // Somebody who turns 18 in those days, anybody at all, or an adult.
    let turns_18 = select(vec![date(2008, 3, 29), date(2008, 3, 30)]).prop_map(|born| Person {
        born: Some(born),
        ..Person::default()
    });
    let person = prop_oneof![
        turns_18.prop_map(Some),
        person().prop_map(Some),
        Just(None),
        Just(None),
    ];
    (person, detention(), more, authority).prop_map(|(person, mut facts, more, authority)| {
        if let Some(person) = person {
            facts.person = person;
        }
        facts.acts.extend(more);
        facts.acts.extend(authority);
        facts
    })
}

/// Everything the regulations ask before an adult goes to a station.
fn full_authority() -> What {
    What::StationAuthorised {
        by: Profession::Constable,
        rank: Some(Rank::Inspector),
        imminent_risk: Answer::Yes,
        no_other_place_because_of_risk: Answer::Yes,
        healthcare_throughout: Answer::Yes,
        consultation: StationConsultation::NotPracticable {
            reason: "no signal".to_owned(),
        },
    }
}

/// Section 48 on a day before, among or after those four days, or never; and now and then a
/// policy.
fn law_and_policy() -> impl Strategy<Value = Profile> {
    let s48 = proptest::option::of(select(vec![
        date(2025, 1, 1),
        date(2026, 3, 28),
        date(2026, 3, 29),
        date(2026, 3, 30),
        date(2026, 4, 2),
        date(2027, 1, 1),
    ]));
    (s48, 0_u8..8).prop_map(|(s48, policy)| Profile {
        mha_2025_s48: s48.map(|on| Commencement {
            on,
            instrument: "an order".to_owned(),
        }),
        policies: (policy == 0)
            .then(|| Policy {
                rule: PolicyKind::EntryStartsClock,
                from: date(2026, 3, 29),
                to: None,
                instrument: "a procedure".to_owned(),
            })
            .into_iter()
            .collect(),
        ..Profile::default()
    })
}

/// What two positions differ in, worked out another way than the crate does.
fn differs(was: &Position, would_be: &Position, changed: &Changed) -> Result<(), TestCaseError> {
    let has = |what: &str, wanted: &dyn Fn(&Kind) -> bool| {
        let found = changed.changes.iter().any(|change| wanted(&change.kind));
        prop_assert!(found, "no {what} at {} in {changed:#?}", was.at);
        Ok(())
    };
    let over = |position: &Position| {
        matches!(
            StandingKind::from(&position.standing.answer),
            StandingKind::EscapedPowerEnded
                | StandingKind::OtherAuthority
                | StandingKind::Ended
                | StandingKind::Expired
        )
    };
    if was.regime.answer != would_be.regime.answer && !(over(was) && over(would_be)) {
        has("wording", &|kind| matches!(kind, Kind::Wording { .. }))?;
    }
    if was.standing.answer != would_be.standing.answer {
        has("standing", &|kind| matches!(kind, Kind::Standing { .. }))?;
    }
    let clock = |position: &Position| {
        let clock = position.clock.as_ref();
        clock.map(|clock| {
            (
                clock.start,
                clock.expiry,
                clock.earliest_expiry,
                clock.state,
                clock.certainty,
            )
        })
    };
    if clock(was) != clock(would_be) {
        has("clock", &|kind| matches!(kind, Kind::Clock { .. }))?;
    }
    for power in &would_be.powers {
        let other = was.powers.iter().find(|other| other.power == power.power);
        if other.map(|other| other.availability) != Some(power.availability) {
            has(
                "power",
                &|kind| matches!(kind, Kind::Power { power: this, .. } if *this == power.power),
            )?;
        }
    }
    for (one, others) in [(was, would_be), (would_be, was)] {
        for owed in &one.duties {
            if !others
                .duties
                .iter()
                .any(|other| (other.kind, other.owner) == (owed.kind, owed.owner))
            {
                has(
                    "duty",
                    &|kind| matches!(kind, Kind::Duty { duty, .. } if *duty == owed.kind),
                )?;
            }
        }
        for breach in &one.breaches {
            let rule = breach.because[0].rule.id;
            if !others
                .breaches
                .iter()
                .any(|other| other.because[0].rule.id == rule)
            {
                has(
                    "breach",
                    &|kind| matches!(kind, Kind::Breach { rule: this, .. } if *this == rule),
                )?;
            }
        }
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 500, ..ProptestConfig::default() })]

    #[test]
    fn the_quick_way_answers_what_a_look_at_every_moment_does(
        facts in orderly(),
        actual in law_and_policy(),
        supposed in law_and_policy(),
    ) {
        prop_assert_eq!(
            compare(&facts, &actual, &supposed),
            compare_at_every_moment(&facts, &actual, &supposed)
        );
    }

    #[test]
    fn so_it_does_for_any_facts_at_all(facts in facts(), actual in profile(), supposed in profile()) {
        prop_assert_eq!(
            compare(&facts, &actual, &supposed),
            compare_at_every_moment(&facts, &actual, &supposed)
        );
    }

    #[test]
    fn what_any_moment_of_the_episode_shows_is_found(
        facts in orderly(),
        actual in law_and_policy(),
        supposed in law_and_policy(),
        shares in proptest::collection::vec(0_i64..1_000, 12),
    ) {
        let changed = compare(&facts, &actual, &supposed);
        let times: Vec<_> = facts.acts.iter().filter_map(|act| act.at.instant()).collect();
        let (first, last) = (times.iter().min().unwrap(), times.iter().max().unwrap());
        let seconds = last.duration_since(*first).as_secs();
        for share in shares {
            let at = *first + SignedDuration::from_secs(seconds * share / 1_000);
            let was = law::position(&facts, at, &actual);
            let would_be = law::position(&facts, at, &supposed);
            differs(&was, &would_be, &changed)?;
        }
    }

    #[test]
    fn the_same_law_changes_nothing(facts in facts(), profile in profile()) {
        let changed = compare(&facts, &profile, &profile);
        prop_assert!(changed.is_nothing());
        prop_assert!(compare_at_every_moment(&facts, &profile, &profile).is_nothing());
    }

    #[test]
    fn a_tally_is_the_same_in_any_order_and_in_any_parts(
        (cases, shuffled) in proptest::collection::vec(orderly(), 0..8).prop_flat_map(|cases| {
            let cases: Vec<_> = cases.into_iter().enumerate().collect();
            (Just(cases.clone()), Just(cases).prop_shuffle())
        }),
        parts in 1_usize..4,
        supposed in law_and_policy(),
    ) {
        let tally = |cases: &[(usize, Facts)]| {
            let mut tally = Tally::default();
            for (case, facts) in cases {
                tally.take(case, facts, compare(facts, &Profile::statute(), &supposed));
            }
            tally
        };
        let whole = tally(&cases);
        let mut merged = Tally::default();
        for part in shuffled.chunks(shuffled.len().div_ceil(parts).max(1)) {
            merged.merge(tally(part));
        }
        let bytes = |tally: &Tally<usize>| {
            (serde_json::to_string(&tally.report()).unwrap(), serde_json::to_string(&tally.cases()).unwrap())
        };
        prop_assert_eq!(bytes(&whole), bytes(&merged));
        prop_assert_eq!(whole.report().read, cases.len() as u64);
    }

    #[test]
    fn the_stay_of_a_child_at_a_station_is_never_a_place_lost(facts in orderly(), supposed in law_and_policy()) {
        let changed = compare(&facts, &Profile::statute(), &supposed);
        for stay in &changed.stays {
            prop_assert!(stay.until.is_none_or(|until| until >= stay.from));
            if stay.reading == law::replay::StayReading::NoLawfulPlace {
                prop_assert_eq!(stay.child, Answer::No);
            }
        }
    }
}
