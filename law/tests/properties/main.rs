//! What must hold whatever the facts are.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test stops at the first thing that is not as it should be"
)]

mod arbitrary;
mod other_law;
mod patient;
mod profiles;
mod replay;
mod warrant;

use domain::event::Manner;
use domain::{Answer, Moment, Profession};
use jiff::{SignedDuration, Timestamp};
use law::{Act, Certainty, Facts, Person, Position, Profile, Reason, What};
use proptest::prelude::*;

use crate::arbitrary::*;
use crate::profiles::profile;

fn every_reason(position: &Position) -> Vec<Reason> {
    let mut reasons = Vec::new();
    let mut take = |because: &[Reason]| {
        assert!(!because.is_empty(), "an answer without a reason");
        reasons.extend(because.iter().cloned());
    };
    take(&position.regime.because);
    take(&position.standing.because);
    if let Some(liability) = &position.liability {
        take(&liability.because);
    }
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
        if let Some(liability) = &position.liability {
            prop_assert!(liability.certainty != Certainty::Contested || liability.rival.is_some());
        }
        prop_assert!(serde_json::to_string(&position).is_ok());
        prop_assert!(!law::explain(&position).is_empty());
        let argument = law::argue(&facts, at, &profile);
        prop_assert_eq!(argument.facts.len(), facts.acts.len(), "a fact is left out of the argument");
        prop_assert!(!argument.lines().is_empty());
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
    fn capacity_law_entry_and_a_court_start_no_clock_and_detain_nobody(
        acts in proptest::collection::vec((0_i64..600, other_law::under_other_law()), 1..6),
        person in person(),
        profile in profile(),
    ) {
        let acts = acts
            .into_iter()
            .enumerate()
            .map(|(nth, (minutes, what))| exact(&format!("act {nth}"), minutes, what))
            .collect();
        let position = law::position(&Facts { person, acts }, minute(1_000), &profile);

        prop_assert!(position.clock.is_none());
        let held = !matches!(
            position.standing.answer,
            law::Standing::NoPower | law::Standing::BestInterests { .. }
        );
        prop_assert!(!held);
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
