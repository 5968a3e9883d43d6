//! Any law and policy.

use domain::force::PolicyKind;
use law::{Commencement, Policy, Profile};
use proptest::prelude::*;
use proptest::sample::select;

use crate::arbitrary::day;

pub(crate) fn commencement() -> impl Strategy<Value = Option<Commencement>> {
    proptest::option::of((day(), select(vec!["an order", "another order"]))).prop_map(|appointed| {
        appointed.map(|(on, instrument)| Commencement {
            on,
            instrument: instrument.to_owned(),
        })
    })
}

pub(crate) fn policies() -> impl Strategy<Value = Vec<Policy>> {
    let policy = (
        select(PolicyKind::ALL.to_vec()),
        day(),
        proptest::option::of(day()),
        select(vec!["the manual", "the new manual"]),
    )
        .prop_map(|(rule, from, to, instrument)| Policy {
            rule,
            from,
            to,
            instrument: instrument.to_owned(),
        });
    proptest::collection::vec(policy, 0..8)
}

pub(crate) fn profile() -> impl Strategy<Value = Profile> {
    (commencement(), commencement(), policies()).prop_map(
        |(mha_2025_s48, mha_2025_s29, policies)| Profile {
            mha_2025_s48,
            mha_2025_s29,
            policies,
        },
    )
}
