//! The outer surface: the JSON a timeline is read from, and the argument that is printed.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test stops at the first thing that is not as it should be"
)]

use jiff::Timestamp;
use law::{Facts, Profile};

const TIMELINE: &str = r#"{
  "person": { "youngest": 30, "oldest": 35 },
  "acts": [
    { "id": "met", "at": { "precision": "exact", "at": "2026-10-23T01:14:00Z" },
      "what": { "act": "met", "at": { "kind": "outdoors", "description": "footbridge" } } },
    { "id": "grounds", "at": { "precision": "exact", "at": "2026-10-23T01:15:00Z" },
      "what": { "act": "grounds", "appears_disordered": "yes", "immediate_need": "yes", "necessary": "yes" } },
    { "id": "no signal", "at": { "precision": "exact", "at": "2026-10-23T01:16:00Z" },
      "what": { "act": "consultation_not_practicable", "reason_recorded": true } },
    { "id": "detained", "at": { "precision": "exact", "at": "2026-10-23T01:17:00Z" },
      "what": { "act": "power_used", "manner": { "how": "remove" }, "by": "constable", "rank": "constable" } },
    { "id": "on site", "at": { "precision": "exact", "at": "2026-10-23T02:18:00Z" },
      "what": { "act": "reached_site", "place": { "kind": "emergency_department", "name": "Medway ED" } } },
    { "id": "entered", "at": { "precision": "exact", "at": "2026-10-23T02:26:00Z" },
      "what": { "act": "entered", "place": { "kind": "emergency_department", "name": "Medway ED" } } }
  ]
}"#;

fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}

#[test]
fn a_timeline_in_json_is_argued_from_facts_through_limbs_to_answer() {
    let facts: Facts = serde_json::from_str(TIMELINE).unwrap();
    let argument = law::argue(&facts, at("2026-10-23T03:00:00Z"), &Profile::statute());
    let lines = argument.lines();
    let has = |wanted: &str| {
        assert!(
            lines.iter().any(|line| line.contains(wanted)),
            "no {wanted:?} in {lines:#?}"
        );
    };

    assert_eq!(lines[0], "As at Fri 23 Oct 2026, 04:00 BST.");
    has(
        "F1 `met`: Fri 23 Oct 2026, 02:14 BST: An officer met the person here (at: footbridge (outdoors)).",
    );
    has(
        "F4 `detained`: Fri 23 Oct 2026, 02:17 BST: Section 136(1) was used (by: constable; manner: remove; rank: constable).",
    );
    has(
        "Met: that the person appears to be suffering from mental disorder. So recorded. [MHA s136(1)",
    );
    has("Met: that a listed professional was consulted first, if practicable.");
    has("So: from Fri 23 Oct 2026, 03:26 BST to Sat 24 Oct 2026, 03:26 BST (running).");
    has("s136-clock-start-removed; statute] From: F6 entered.");
}

#[test]
fn a_position_alone_is_explained_by_the_same_questions_without_facts_or_limbs() {
    let facts: Facts = serde_json::from_str(TIMELINE).unwrap();
    let now = at("2026-10-23T03:00:00Z");
    let argument = law::argue(&facts, now, &Profile::statute());
    let explained = law::explain(&law::position(&facts, now, &Profile::statute()));

    for (nth, question) in argument.questions.iter().enumerate() {
        let asked = format!("{}. {}", nth + 1, question.asks);
        assert!(explained.contains(&asked), "no “{asked}” in {explained:#?}");
    }
    assert!(explained.iter().any(|line| line.contains("s137-custody")));
    assert!(!explained.iter().any(|line| line.contains("F1")));
    assert!(!explained.iter().any(|line| line.contains("Met: ")));
}

#[test]
fn a_limb_says_whether_it_is_met_not_met_or_not_known() {
    let with = |from: &str, to: &str| {
        let facts: Facts = serde_json::from_str(&TIMELINE.replace(from, to)).unwrap();
        let argument = law::argue(&facts, at("2026-10-23T03:00:00Z"), &Profile::statute());
        argument.lines().join("\n")
    };
    let need = r#""immediate_need": "yes""#;
    for (answer, says) in [
        ("yes", "Met"),
        ("no", "Not met"),
        ("not_known", "Not known"),
    ] {
        let lines = with(need, &format!(r#""immediate_need": "{answer}""#));
        let wanted = format!("{says}: that the person appears to be in immediate need");
        assert!(lines.contains(&wanted), "{lines}");
    }
    let lines = with(
        r#""kind": "outdoors""#,
        r#""kind": "house_flat_or_room", "lived_in": "yes""#,
    );
    assert!(lines.contains("Not met: that the place was one where the power may be used"));
}

#[test]
fn readings_that_differ_stand_side_by_side() {
    let facts: Facts = serde_json::from_str(TIMELINE).unwrap();
    let mut facts = facts;
    facts.acts.retain(|act| act.id != "entered");
    let argument = law::argue(&facts, at("2026-10-23T03:00:00Z"), &Profile::statute());
    let disputed = argument
        .questions
        .iter()
        .find(|question| question.asks == "What is disputed?")
        .unwrap();
    assert!(!disputed.points.is_empty());
    for point in &disputed.points {
        assert!(point.readings.len() >= 2, "{point:#?}");
        assert_ne!(point.readings[0], point.readings[1]);
    }
}

#[test]
fn what_happens_later_is_listed_and_not_counted() {
    let facts: Facts = serde_json::from_str(TIMELINE).unwrap();
    let argument = law::argue(&facts, at("2026-10-23T02:00:00Z"), &Profile::statute());
    let counted: Vec<bool> = argument.facts.iter().map(|fact| fact.counts).collect();
    assert_eq!(counted, [true, true, true, true, false, false]);
    assert!(
        argument
            .lines()
            .iter()
            .any(|line| line.contains("`entered`") && line.contains("not counted"))
    );
}

#[test]
fn steps_are_numbered_without_a_gap_in_every_question() {
    let facts: Facts = serde_json::from_str(TIMELINE).unwrap();
    let argument = law::argue(&facts, at("2026-10-23T03:00:00Z"), &Profile::statute());
    let lines = argument.lines();
    for (nth, question) in argument.questions.iter().enumerate() {
        let number = nth + 1;
        assert!(lines.contains(&format!("{number}. {}", question.asks)));
        let steps: usize = question.points.iter().map(|point| point.steps.len()).sum();
        for step in 1..=steps {
            let start = format!("   {number}.{step} ");
            assert!(lines.iter().any(|line| line.starts_with(&start)), "{start}");
        }
    }
}

#[test]
fn every_act_has_words() {
    let schema = serde_json::to_value(schemars::schema_for!(law::What)).unwrap();
    for variant in schema["oneOf"].as_array().unwrap() {
        let says = variant["description"].as_str().unwrap();
        assert!(says.len() > 3 && says.ends_with('.'), "{says}");
    }
}

#[test]
fn facts_survive_their_own_json() {
    let facts: Facts = serde_json::from_str(TIMELINE).unwrap();
    let again: Facts = serde_json::from_str(&serde_json::to_string(&facts).unwrap()).unwrap();

    assert_eq!(facts, again);
}

#[test]
fn a_field_nobody_knows_is_refused() {
    for wrong in [
        TIMELINE.replace("\"youngest\"", "\"youngset\""),
        TIMELINE.replace(
            "\"reason_recorded\": true",
            "\"reason_recorded\": true, \"why\": \"no signal\"",
        ),
        TIMELINE.replace("\"act\": \"met\"", "\"act\": \"seen\""),
    ] {
        assert!(serde_json::from_str::<Facts>(&wrong).is_err());
    }
}

/// A timeline of acts that are structures of their own.
const AT_HOME: &str = r#"{
  "acts": [
    { "id": "in", "at": { "precision": "exact", "at": "2026-10-23T01:10:00Z" },
      "what": { "act": "entry_made", "basis": "save_life_or_limb",
        "into": { "kind": "house_flat_or_room", "description": "flat", "lived_in": "yes" },
        "reasons": { "believed": "serious_harm" }, "search": "as_needed" } },
    { "id": "capacity", "at": { "precision": "exact", "at": "2026-10-23T01:14:00Z" },
      "what": { "act": "capacity_considered", "purpose": "life_sustaining_treatment",
        "lacks_capacity": "yes" } },
    { "id": "carried", "at": { "precision": "exact", "at": "2026-10-23T01:16:00Z" },
      "what": { "act": "capacity_acted_on", "how": "restraint" } }
  ]
}"#;

#[test]
fn an_act_that_is_a_structure_is_read_as_strictly() {
    let facts: Facts = serde_json::from_str(AT_HOME).unwrap();
    let again: Facts = serde_json::from_str(&serde_json::to_string(&facts).unwrap()).unwrap();
    assert_eq!(facts, again);

    for wrong in [
        AT_HOME.replace("\"basis\"", "\"bases\""),
        AT_HOME.replace("\"search\"", "\"searched\""),
        AT_HOME.replace("\"believed\"", "\"thought\""),
        AT_HOME.replace("\"lacks_capacity\"", "\"incapable\""),
        AT_HOME.replace(
            "\"how\": \"restraint\"",
            "\"how\": \"restraint\", \"why\": \"\"",
        ),
    ] {
        assert!(serde_json::from_str::<Facts>(&wrong).is_err(), "{wrong}");
    }
}

#[test]
fn the_schema_says_what_each_part_is() {
    let schema = serde_json::to_value(schemars::schema_for!(Facts)).unwrap();

    let described = |value: &serde_json::Value| {
        value["description"]
            .as_str()
            .is_some_and(|text| !text.is_empty())
    };
    assert!(described(&schema));
    let what = &schema["$defs"]["What"];
    let variants = what["oneOf"].as_array().unwrap();
    assert!(variants.len() > 25);
    assert!(
        variants.iter().all(described),
        "an act without a description"
    );
    for definition in ["Act", "Person", "RivalTime", "Moment"] {
        assert!(
            described(&schema["$defs"][definition]),
            "`{definition}` without a description"
        );
    }
}

#[test]
fn a_rule_stands_in_the_json_as_a_reference() {
    let facts: Facts = serde_json::from_str(TIMELINE).unwrap();
    let position = law::position(&facts, at("2026-10-23T03:00:00Z"), &Profile::statute());
    let json = serde_json::to_value(&position).unwrap();

    let rule = &json["clock"]["because"][0]["rule"];
    assert_eq!(rule["id"], "s136-clock-start-removed");
    assert_eq!(rule["layer"], "statute");
    assert_eq!(rule["evidence"], "text");
    assert_eq!(json["standing"]["answer"]["standing"], "detained");
}

#[test]
fn a_force_file_gives_the_profile_its_policies_and_no_date_nobody_appointed() {
    let file = include_str!("../../forces/kent.toml");
    let force = domain::Force::read("forces/kent.toml", file).unwrap();
    let profile = Profile::from_force(&force);

    assert_eq!(profile.mha_2025_s48, None);
    assert_eq!(profile.policies.len(), force.policies.len());
    assert!(
        profile
            .policies
            .iter()
            .any(|policy| policy.rule == domain::force::PolicyKind::SuperintendentWheneverAtStation)
    );
    assert!(
        profile
            .policies
            .iter()
            .all(|policy| !policy.instrument.is_empty())
    );
}
