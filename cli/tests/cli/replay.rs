//! `lantern law replay`, and `lantern night` that makes what it is tried on.

use std::collections::{BTreeMap, BTreeSet};
use std::io::Write as _;

use domain::{Event, Force, PlaceKind};
use jiff::civil::date;
use night::{Night, Plan};
use serde_json::Value;

use crate::run::{Folder, root};

/// A seed whose January has stays at three police stations, and detentions under way at midnight.
const SEED: u64 = 3;
const DAYS: i64 = 31;

fn text(value: &Value) -> &str {
    value.as_str().unwrap()
}

fn cases(value: &Value) -> BTreeSet<String> {
    let list = value["cases"].as_array().unwrap();
    list.iter().map(|case| text(case).to_owned()).collect()
}

/// What the month holds, counted from what the story says and not from what the record answers.
#[derive(Default)]
struct Month {
    files: BTreeSet<String>,
    detained: BTreeSet<String>,
    /// Files by the police station they entered.
    stations: BTreeMap<String, BTreeSet<String>>,
    /// Detentions that used the power before the first of January and went on after.
    under_way: BTreeSet<String>,
    over_before: BTreeSet<String>,
}

fn month() -> Month {
    let path = root().join("forces/kent.toml");
    let force = Force::read("kent.toml", &std::fs::read_to_string(path).unwrap()).unwrap();
    let midnight =
        |day: jiff::civil::Date| day.to_zoned(domain::time::london()).unwrap().timestamp();
    let begins = midnight(date(2025, 12, 28));
    let ends = begins + jiff::SignedDuration::from_hours(24 * DAYS);
    let change = midnight(date(2026, 1, 1));
    let mut month = Month::default();
    let mut used_before = BTreeSet::new();
    let mut ended_before = BTreeSet::new();
    let night = Night::new(&force, Plan::ordinary(SEED, begins)).unwrap();
    for happening in night.take_while(|happening| happening.at < ends) {
        let file = happening.file.to_string();
        month.files.insert(file.clone());
        let at = happening.body.happened.moment.sort_key();
        match &happening.body.event {
            Event::Detained(_) => {
                month.detained.insert(file.clone());
                if at.is_some_and(|at| at < change) {
                    used_before.insert(file);
                }
            }
            Event::Entered(entered) if entered.place.kind == PlaceKind::PoliceStation => {
                let here = month.stations.entry(entered.place.name.clone());
                here.or_default().insert(file);
            }
            Event::Ended(_) if at.is_some_and(|at| at < change) => {
                ended_before.insert(file);
            }
            _ => {}
        }
    }
    month.under_way = used_before.difference(&ended_before).cloned().collect();
    month.over_before = used_before.intersection(&ended_before).cloned().collect();
    month
}

#[test]
fn a_month_answers_what_counting_its_events_answers() {
    let folder = Folder::new();
    let store = "--record sqlite:month.db --keys keys";
    let telling = format!(
        "night {store} --create-keys --seed {SEED} --begins 2025-12-28 --days {DAYS} --json"
    );
    let made: Value = serde_json::from_str(&folder.expect(0, &telling).out).unwrap();
    let ask = format!("law replay {store} --suppose mha_2025_s48=2026-01-01 --cases cases.csv");
    let told: Value =
        serde_json::from_str(&folder.expect(0, &format!("{ask} --json")).out).unwrap();
    let month = month();

    assert_eq!(made["files"], month.files.len());
    assert_eq!(told["read"], month.files.len());
    assert_eq!(told["detained"], month.detained.len());
    assert_eq!(told["unreadable"]["number"], 0);

    // Each station, with the files that entered it.
    let lost: BTreeMap<String, BTreeSet<String>> = told["stations"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|row| row["reading"] == "no_lawful_place" && !row["place"].is_null())
        .map(|row| (text(&row["place"]["name"]).to_owned(), cases(&row["cases"])))
        .collect();
    assert_eq!(lost, month.stations);
    assert!(
        lost.len() >= 2,
        "the month has too little in it to show anything: {lost:?}"
    );
    let all = &told["stations"][0];
    assert!(all["place"].is_null());
    assert_eq!(
        all["by_age"][0], 0,
        "nobody under 18 is ever taken to a police station"
    );
    let began: u64 = all["occupancy"]["hours"]
        .as_array()
        .unwrap()
        .iter()
        .map(|hour| hour["began"].as_u64().unwrap())
        .sum();
    assert_eq!(all["occupancy"]["stays"], began);

    // Those for whom it bears on the person are those at a station.
    let at_a_station: BTreeSet<String> = lost.into_values().flatten().collect();
    assert_eq!(cases(&told["differ_for_the_person"]), at_a_station);

    // Under way at midnight: contested, and with nothing that is settled.
    assert_eq!(cases(&told["contested"]), month.under_way);
    assert!(!month.under_way.is_empty());
    let differ = cases(&told["differ_at_all"]);
    assert!(differ.is_disjoint(&month.under_way));
    assert!(differ.is_disjoint(&month.over_before));
    let rest = month.detained.len() - month.under_way.len() - month.over_before.len();
    assert_eq!(differ.len(), rest);

    // The list holds a row for each stay, and no words of the record.
    let rows = folder.read("cases.csv");
    let stays = rows
        .lines()
        .filter(|line| line.starts_with("stay at a police station"))
        .count();
    assert_eq!(stays as u64, began);
    let in_words = folder.expect(0, &ask).out;
    assert!(
        in_words.contains("A supposition about law, not a forecast"),
        "{in_words}"
    );
    assert!(in_words.contains(&format!("section 136 was used in {}", month.detained.len())));
    for private in ["Street A", "woman", "coat", "PC "] {
        assert!(!rows.contains(private), "{private}");
        assert!(!in_words.contains(private), "{private}");
    }

    // Told again, its first days are there already.
    let again = format!("night {store} --seed {SEED} --begins 2025-12-28 --days 2 --json");
    let again: Value = serde_json::from_str(&folder.expect(0, &again).out).unwrap();
    assert_eq!(again["lines"], 0);
    assert!(again["already_there"].as_u64().unwrap() > 100);

    // Days before the change hold nothing that changes.
    let before = folder.expect(0, &format!("{ask} --to 2025-12-30 --json"));
    let before: Value = serde_json::from_str(&before.out).unwrap();
    assert_eq!(before["differ_for_the_person"]["number"], 0);
    assert_eq!(
        ["read", "outside_the_days", "without_a_day"]
            .map(|part| before[part].as_u64().unwrap())
            .iter()
            .sum::<u64>(),
        month.files.len() as u64
    );
}

/// A detention at a place of this kind, on this day at 21:00, for six hours.
fn timeline(id: &str, kind: &str, day: &str) -> String {
    format!(
        r#"{{"id":"{id}","facts":{{"person":{{"youngest":30,"oldest":40}},"acts":[
        {{"id":"used","at":{{"precision":"exact","at":"{day}T21:00:00Z"}},
          "what":{{"act":"power_used","manner":{{"how":"remove"}},"by":"constable"}}}},
        {{"id":"in","at":{{"precision":"exact","at":"{day}T21:30:00Z"}},
          "what":{{"act":"entered","place":{{"kind":"{kind}","name":"Anytown"}}}}}},
        {{"id":"out","at":{{"precision":"exact","at":"{day}T23:30:00Z"}},
          "what":{{"act":"ended","reason":"arrangements_complete"}}}}]}}}}"#
    )
    .replace('\n', "")
}

fn timelines() -> String {
    let mut lines: Vec<String> = (0..1_200)
        .map(|number| {
            let kind = if number % 100 == 0 {
                "police_station"
            } else {
                "emergency_department"
            };
            timeline(&format!("case {number}"), kind, "2026-02-03")
        })
        .collect();
    lines.push(timeline("early", "police_station", "2025-02-03"));
    lines.join("\n")
}

const SUPPOSE: &str = "--suppose mha_2025_s48=2026-01-01";

#[test]
fn timelines_give_the_same_answer_packed_and_not() {
    let folder = Folder::new();
    let text = timelines();
    folder.write("cases.jsonl", &text);
    let mut packed = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    packed.write_all(text.as_bytes()).unwrap();
    folder.write("cases.jsonl.gz", packed.finish().unwrap());

    let plain = folder.expect(
        0,
        &format!("law replay --timelines cases.jsonl {SUPPOSE} --json"),
    );
    let unpacked = folder.expect(
        0,
        &format!("law replay --timelines cases.jsonl.gz {SUPPOSE} --json"),
    );
    assert_eq!(plain.out, unpacked.out);
    let told: Value = serde_json::from_str(&plain.out).unwrap();
    assert_eq!(told["read"], 1_201);
    assert_eq!(told["station_stays"], 13);
    assert_eq!(told["stations"][0]["occupancy"]["stays"], 12);
    assert_eq!(told["stations"][0]["occupancy"]["peak"], 12);
    assert_eq!(told["stations"][0]["occupancy"]["minutes"], 12 * 120);
}

#[test]
fn a_line_that_is_no_timeline_is_named_and_counted_and_not_repeated() {
    let folder = Folder::new();
    let good = timeline("one", "police_station", "2026-02-03");
    let wrong = good.replace("police_station", "Jane Doe's house");
    folder.write("cases.jsonl", format!("{good}\n\n{wrong}\n"));

    let ran = folder.expect(1, &format!("law replay --timelines cases.jsonl {SUPPOSE}"));
    assert!(ran.err.contains("cases.jsonl:3:"), "{}", ran.err);
    assert!(!ran.err.contains("Jane") && !ran.out.contains("Jane"));
    assert!(ran.out.contains("1 case could not be read"), "{}", ran.out);
}

#[test]
fn every_fault_of_a_line_is_named_and_a_field_nobody_knows_is_one() {
    let folder = Folder::new();
    let good = timeline("one", "police_station", "2026-02-03");
    let two = timeline("two", "police_station", "2026-02-03")
        .replace(r#""youngest":30"#, r#""yongest":30"#)
        .replace(r#""by":"constable""#, r#""by":"constabel""#);
    let twice = timeline("three", "police_station", "2026-02-03")
        .replace(r#""oldest":40"#, r#""oldest":40,"oldest":15"#);
    folder.write("cases.jsonl", format!("{good}\n{two}\n{twice}\n"));

    let ran = folder.expect(
        1,
        &format!("law replay --timelines cases.jsonl {SUPPOSE} --json"),
    );
    let said: Vec<&str> = ran.err.lines().collect();
    assert_eq!(said.len(), 3, "{}", ran.err);
    for (line, part) in [
        (2, "/facts/person/yongest: "),
        (2, "/facts/acts/0/what/by: "),
        (3, "/facts/person/oldest: "),
    ] {
        let place = format!("lantern: cases.jsonl:{line}:");
        let named = |said: &&str| said.starts_with(&place) && said.contains(part);
        assert!(said.iter().any(named), "{place} {part} in {}", ran.err);
    }
    let told: Value = serde_json::from_str(&ran.out).unwrap();
    assert_eq!(told["read"], 1);
    assert_eq!(told["unreadable"]["number"], 2);
}

#[test]
fn what_is_odd_is_named_and_counted_and_read_all_the_same() {
    let folder = Folder::new();
    let odd = timeline("one", "police_station", "2026-02-03").replace("23:30", "20:30");
    folder.write("cases.jsonl", &odd);

    let ran = folder.expect(
        0,
        &format!("law replay --timelines cases.jsonl {SUPPOSE} --json"),
    );
    assert!(ran.err.contains("cases.jsonl:1:"), "{}", ran.err);
    assert!(ran.err.contains("read all the same"), "{}", ran.err);
    let told: Value = serde_json::from_str(&ran.out).unwrap();
    assert_eq!((&told["read"], &told["odd"]), (&1.into(), &1.into()));
}

#[test]
fn what_is_not_a_supposition_is_refused() {
    let folder = Folder::new();
    let line = timeline("one", "police_station", "2026-02-03");
    folder.write("cases.jsonl", &line);
    folder.write("twice.jsonl", format!("{line}\n{line}"));
    for wrong in [
        "law replay --timelines cases.jsonl",
        "law replay --suppose mha_2025_s48=2026-01-01",
        "law replay --timelines cases.jsonl --suppose mha_2025_s48=soon",
        "law replay --timelines cases.jsonl --suppose mha_1983_s136=2026-01-01",
        "law replay --timelines twice.jsonl --suppose mha_2025_s48=2026-01-01",
        "law replay --timelines cases.jsonl --suppose mha_2025_s48=2026-01-01 --from 2026-02-01 --to 2026-01-01",
        "law replay --record sqlite:none.db --suppose mha_2025_s48=2026-01-01",
    ] {
        let ran = folder.expect(2, wrong);
        assert!(ran.out.is_empty() && !ran.err.is_empty(), "{wrong}");
    }
    folder.expect(3, &format!("law replay --timelines none.jsonl {SUPPOSE}"));
}

#[test]
fn another_forces_policies_change_what_is_advised_and_nothing_else() {
    let folder = Folder::new();
    folder.write("cases.jsonl", timelines());
    let ran = folder.expect(
        0,
        "law replay --timelines cases.jsonl --suppose-force ROOT/forces/kent.toml --json",
    );
    let told: Value = serde_json::from_str(&ran.out).unwrap();
    assert_eq!(told["differ_for_the_person"]["number"], 0);
    assert!(told["differ_at_all"]["number"].as_u64().unwrap() > 0);
    for change in told["changes"].as_array().unwrap() {
        assert_eq!(change["kind"]["differs"], "advisory", "{change}");
    }
}
