//! Which rules stand on a day, and what changed between two days or two sets of policy.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test stops at the first thing that is not as it should be"
)]

use std::collections::BTreeMap;

use jiff::civil::{Date, date};
use law::policy::{Stage, advice};
use law::{Change, Commencement, Profile, RuleChange, rules};
use proptest::prelude::*;

fn force(file: &str, text: &str) -> Profile {
    Profile::from_force(&domain::Force::read(file, text).unwrap_or_else(|error| panic!("{error}")))
}

fn kent() -> Profile {
    force("kent.toml", include_str!("../../forces/kent.toml"))
}

fn northmoor() -> Profile {
    force("northmoor.toml", include_str!("fixtures/northmoor.toml"))
}

/// The rules in force, each with its instrument.
fn stands(on: Date, profile: &Profile) -> BTreeMap<&'static str, String> {
    rules::in_force(on, profile)
        .map(|one| (one.rule.id, one.instrument))
        .collect()
}

fn found<'c>(changes: &'c [RuleChange], id: &str) -> Option<(Change, &'c str)> {
    changes
        .iter()
        .find(|one| one.rule.id == id)
        .map(|one| (one.change, one.by.as_str()))
}

const PCA: &str = "Policing and Crime Act 2017 ss80-83, commenced by SI 2017/1017";

#[test]
fn on_11_december_2017_one_wording_gave_way_to_another() {
    let statute = Profile::statute();
    let changes = law::diff(
        (date(2017, 12, 10), &statute),
        (date(2017, 12, 11), &statute),
    );

    for (id, change, by) in [
        ("regime-72h", Change::Vanishes, PCA),
        ("regime-72h-transfer", Change::Vanishes, PCA),
        ("s136-location-old", Change::Vanishes, PCA),
        ("clock-duration-72", Change::Vanishes, PCA),
        ("regime-24h", Change::Appears, PCA),
        ("s136-consult-duty", Change::Appears, PCA),
        ("stn-under18-ban", Change::Appears, PCA),
        ("stn-inspector", Change::Appears, "SI 2017/1036"),
        ("srch-136c-grounds", Change::Appears, PCA),
    ] {
        assert_eq!(found(&changes, id), Some((change, by)), "{id}");
    }
    // What the change left alone.
    for id in [
        "s136-who",
        "s137-custody",
        "srch-pace-32",
        "s136-consult-advisory",
    ] {
        assert_eq!(found(&changes, id), None, "{id}");
    }
    // And nothing changed on the day after.
    assert_eq!(
        law::diff(
            (date(2017, 12, 11), &statute),
            (date(2017, 12, 12), &statute)
        ),
        []
    );
}

#[test]
fn royal_assent_of_the_2025_act_took_nothing_away() {
    let statute = Profile::statute();
    let changes = law::diff(
        (date(2025, 12, 17), &statute),
        (date(2025, 12, 18), &statute),
    );

    assert!(found(&changes, "mha25-status").is_some());
    assert!(changes.iter().all(
        |one| one.change == Change::Appears && one.by == "Mental Health Act 2025, Royal Assent"
    ));
}

#[test]
fn section_48_does_nothing_until_a_day_is_appointed() {
    let statute = Profile::statute();
    for day in [date(2026, 2, 18), date(2027, 1, 1), date(2099, 1, 1)] {
        let rules = stands(day, &statute);
        assert!(rules.contains_key("stn-inspector") && rules.contains_key("mha25-status"));
        assert!(!rules.contains_key("regime-2025") && !rules.contains_key("mha25-s48-effects"));
    }
}

#[test]
fn an_appointed_section_48_takes_the_station_rules_away_on_its_day_and_names_its_order() {
    let profile = northmoor();
    let before = date(2026, 12, 31);
    let changes = law::diff((before, &profile), (date(2027, 1, 1), &profile));
    let order = "an order invented for the tests";

    for (id, change) in [
        ("regime-2025", Change::Appears),
        ("mha25-s48-effects", Change::Appears),
        ("mha25-transition", Change::Appears),
        ("mha25-status", Change::Vanishes),
        ("stn-under18-ban", Change::Vanishes),
        ("stn-check-30", Change::Vanishes),
        ("ext-superintendent", Change::Vanishes),
    ] {
        assert_eq!(found(&changes, id), Some((change, order)), "{id}");
    }
    // The extension itself, the consultation and its list (regulation 8 included) stay.
    for id in [
        "ext-who",
        "s136-consult-list",
        "clock-duration-24",
        "s136-who",
    ] {
        assert_eq!(found(&changes, id), None, "{id}");
    }
    // One day, with and without the appointment.
    let appointed = law::diff(
        (date(2027, 1, 1), &Profile::statute()),
        (date(2027, 1, 1), &profile),
    );
    assert_eq!(
        found(&appointed, "stn-inspector"),
        Some((Change::Vanishes, order))
    );
    // Appointed and then set aside: the station rules are back, by their own instrument.
    let back = law::diff(
        (date(2027, 1, 1), &profile),
        (date(2027, 1, 1), &Profile::statute()),
    );
    assert_eq!(
        found(&back, "stn-inspector"),
        Some((Change::Appears, "SI 2017/1036"))
    );
    assert_eq!(found(&back, "regime-2025"), Some((Change::Vanishes, order)));
}

#[test]
fn another_order_for_the_same_section_is_a_change_of_instrument() {
    let first = northmoor();
    let mut second = northmoor();
    second.mha_2025_s48 = Some(Commencement {
        on: date(2027, 1, 1),
        instrument: "a third order".to_owned(),
    });
    let day = date(2027, 6, 1);

    let changes = law::diff((day, &first), (day, &second));

    assert_eq!(
        found(&changes, "regime-2025"),
        Some((Change::ChangesInstrument, "a third order"))
    );
    assert!(
        changes
            .iter()
            .all(|one| one.change == Change::ChangesInstrument)
    );
}

#[test]
fn two_forces_differ_in_their_policies_and_in_nothing_else() {
    let day = date(2026, 10, 23);
    let changes = law::diff((day, &kent()), (day, &northmoor()));

    assert_eq!(
        found(&changes, "kent-superintendent"),
        Some((Change::Vanishes, "Kent O18b, paragraph 3.6.1"))
    );
    assert_eq!(
        found(&changes, "kent-abd"),
        Some((
            Change::ChangesInstrument,
            "Northmoor manual 2025, section 11"
        ))
    );
    assert!(changes.iter().all(|one| matches!(
        one.rule.layer,
        law::Layer::ForcePolicy | law::Layer::LocalAgreement
    )));
}

#[test]
fn a_policy_that_moves_to_another_paragraph_keeps_its_rule_and_changes_its_instrument() {
    let profile = northmoor();
    let changes = law::diff((date(2025, 2, 28), &profile), (date(2025, 3, 1), &profile));

    assert_eq!(
        found(&changes, "kent-transport"),
        Some((
            Change::ChangesInstrument,
            "Northmoor manual 2025, section 9"
        ))
    );
    assert_eq!(
        found(&changes, "kent-superintendent"),
        Some((Change::Vanishes, "Northmoor manual 2020, section 7"))
    );
    assert_eq!(
        found(&changes, "kent-abd"),
        Some((Change::Appears, "Northmoor manual 2025, section 11"))
    );
    assert_eq!(changes.len(), 3);
}

#[test]
fn a_force_says_at_each_stage_what_its_own_paragraphs_say_and_nothing_without_them() {
    let (kent, day) = (kent(), date(2026, 10, 23));
    for stage in Stage::ALL {
        assert!(advice(&Profile::statute(), *stage, day).is_empty());
        assert!(
            advice(&kent, *stage, date(2024, 7, 31)).is_empty(),
            "{stage:?} before the policies began"
        );
        assert!(!advice(&kent, *stage, day).is_empty(), "{stage:?}");
    }
    let said = |stage| -> Vec<(&str, String)> {
        advice(&kent, stage, day)
            .into_iter()
            .map(|one| (one.because[0].rule.id, one.says))
            .collect()
    };
    let over = said(Stage::WarrantOver);
    assert_eq!(over.len(), 1);
    assert_eq!(over[0].0, "rec-kent");
    assert!(over[0].1.starts_with("Force policy: ") && over[0].1.contains("paragraph 3.7.1"));
    // One rule is said once, with each of its paragraphs.
    let conveying = said(Stage::Conveying135);
    let transport: Vec<_> = conveying
        .iter()
        .filter(|(id, _)| *id == "kent-transport")
        .collect();
    assert_eq!(transport.len(), 1);
    for paragraph in ["3.5.4", "3.3.4", "3.5.2", "3.5.5"] {
        assert!(transport[0].1.contains(paragraph), "{}", transport[0].1);
    }
    // Where the policy differs from the Act it says so itself.
    let executed = said(Stage::WarrantExecuted);
    let named = executed
        .iter()
        .find(|(id, _)| *id == "kent-named-professional")
        .unwrap();
    assert!(named.1.contains("any AMHP and any doctor suffice"));
}

fn profiles() -> impl Strategy<Value = Profile> {
    prop_oneof![Just(Profile::statute()), Just(kent()), Just(northmoor()),]
}

fn days() -> impl Strategy<Value = Date> {
    (1980_i16..2035, 1_i8..=12, 1_i8..=28).prop_map(|(year, month, day)| date(year, month, day))
}

proptest! {
    /// The difference is exactly what takes the one set of rules to the other, and there is none
    /// between a day and itself.
    #[test]
    fn a_difference_takes_one_day_to_the_other(
        (one, first) in (days(), profiles()),
        (other, second) in (days(), profiles()),
    ) {
        prop_assert_eq!(law::diff((one, &first), (one, &first)), []);
        let mut rules = stands(one, &first);
        for change in law::diff((one, &first), (other, &second)) {
            prop_assert!(!change.by.is_empty());
            match change.change {
                Change::Appears => {
                    prop_assert!(rules.insert(change.rule.id, change.by).is_none());
                }
                Change::Vanishes => prop_assert!(rules.remove(change.rule.id).is_some()),
                Change::ChangesInstrument => {
                    prop_assert!(rules.insert(change.rule.id, change.by).is_some());
                }
            }
        }
        prop_assert_eq!(rules, stands(other, &second));
    }
}
