//! Any facts of capacity law, entry and courts.

use domain::{Answer, FoundAt, LocationKind};
use law::What;
use law::facts::capacity::{CapacityAct, CapacityActedOn, CapacityConsidered, CapacityPurpose};
use law::facts::court::{CourtDirection, CourtPlace};
use law::facts::entry::{
    BelievedHarm, EntryBasis, EntryMade, EntryReasons, PremisesSearch, Pursuit,
};
use proptest::prelude::*;
use proptest::sample::select;

use crate::arbitrary::answer;

pub(crate) fn under_other_law() -> impl Strategy<Value = What> {
    prop_oneof![
        considered().prop_map(What::CapacityConsidered),
        select(CapacityAct::ALL.to_vec())
            .prop_map(|how| What::CapacityActedOn(CapacityActedOn { how })),
        reasons().prop_map(What::EntryConsidered),
        (
            select(LocationKind::ALL.to_vec()),
            answer(),
            select(EntryBasis::ALL.to_vec()),
            reasons(),
            proptest::option::of(select(PremisesSearch::ALL.to_vec())),
        )
            .prop_map(|(kind, lived_in, basis, reasons, search)| {
                let into = FoundAt {
                    kind,
                    description: String::new(),
                    district: None,
                    lived_in,
                    shared: Answer::NotKnown,
                    place: None,
                };
                What::EntryMade(EntryMade {
                    into,
                    basis,
                    reasons,
                    search,
                })
            }),
        (select(CourtPlace::ALL.to_vec()), answer()).prop_map(|(place, managers_willing)| {
            What::CourtDirected(CourtDirection {
                place,
                managers_willing,
            })
        }),
    ]
}

fn reasons() -> impl Strategy<Value = EntryReasons> {
    (
        proptest::option::of(select(BelievedHarm::ALL.to_vec())),
        proptest::option::of(select(Pursuit::ALL.to_vec())),
        answer(),
        answer(),
        answer(),
    )
        .prop_map(
            |(believed, pursuit, unlawfully_at_large, breach_of_the_peace, consent)| EntryReasons {
                believed,
                pursuit,
                unlawfully_at_large,
                breach_of_the_peace,
                consent,
            },
        )
}

pub(crate) fn considered() -> impl Strategy<Value = CapacityConsidered> {
    (
        select(CapacityPurpose::ALL.to_vec()),
        [answer(), answer(), answer(), answer()],
        [answer(), answer(), answer()],
    )
        .prop_map(
            |(
                purpose,
                [
                    reasonable_steps,
                    lacks_capacity,
                    best_interests,
                    prevents_harm_to_person,
                ],
                [proportionate, needs_deprivation, court_decision_sought],
            )| CapacityConsidered {
                purpose,
                reasonable_steps,
                lacks_capacity,
                best_interests,
                prevents_harm_to_person,
                proportionate,
                needs_deprivation,
                court_decision_sought,
            },
        )
}
