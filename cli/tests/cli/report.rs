//! `lantern report`: rates of residents as the pages have them, and what those outside the force
//! are told.

use std::collections::BTreeMap;

use serde_json::Value;

use crate::run::Folder;

/// Residents of Kent, Census 2021, by broad group: `shared` figures, not read from the program.
const KENT: &[(&str, u32)] = &[
    ("White", 1_644_756),
    ("Mixed", 44_627),
    ("Asian", 86_424),
    ("Black", 56_757),
    ("Other", 23_286),
];

fn kent() -> Folder {
    let folder = Folder::new();
    folder.expect(
        0,
        "lake invent --lake lake --force-name kent --from 2026-01 --months 3 --seed 11",
    );
    folder
}

/// The lines of a CSV without quotes, each by its column's name.
fn rows(csv: &str) -> Vec<BTreeMap<String, String>> {
    let mut lines = csv.lines();
    let names: Vec<&str> = lines.next().unwrap().split(',').collect();
    let row = |line: &str| {
        let cells: Vec<&str> = line.split(',').collect();
        assert_eq!(cells.len(), names.len(), "{line}");
        names
            .iter()
            .zip(cells)
            .map(|(name, cell)| ((*name).to_owned(), cell.to_owned()))
            .collect()
    };
    lines.map(row).collect()
}

/// The broad group of a code of the 18+1 list, by its first letter; Chinese is A4 there.
fn broad(code: &str) -> Option<&'static str> {
    match code.chars().next()? {
        'W' => Some("White"),
        'M' => Some("Mixed"),
        'A' => Some("Asian"),
        'B' => Some("Black"),
        'O' => Some("Other"),
        _ => None,
    }
}

#[test]
fn rates_are_those_of_a_second_computation_from_the_printed_counts() {
    let folder = kent();
    let asked = "report fairness_self_defined --lake lake";
    let mut counted: BTreeMap<&str, u32> = BTreeMap::new();
    let (mut all, mut nowhere) = (0, 0);
    for row in rows(&folder.expect(0, &format!("{asked} --csv")).out) {
        let count: u32 = row["detentions"].parse().unwrap();
        all += count;
        assert_eq!(row["left_out"], "0");
        match broad(&row["ethnicity"]) {
            Some(group) => *counted.entry(group).or_default() += count,
            None => nowhere += count,
        }
    }
    assert!(all > 100 && nowhere > 0, "{all} {nowhere}");

    let rates = rows(&folder.expect(0, &format!("{asked} --csv --rates")).out);
    let paper = folder.expect(0, asked).out;
    let (mut told, mut few) = (0, 0);
    for (group, residents) in KENT {
        let count = counted.get(group).copied().unwrap_or(0);
        let row = rates
            .iter()
            .find(|row| row["counted"] == "events" && row["group"] == *group)
            .unwrap();
        assert_eq!(row["count"], count.to_string(), "{group}");
        assert_eq!(row["residents"], residents.to_string());
        assert_eq!(row["in_no_group"], nowhere.to_string());
        let per = 100_000.0 / f64::from(*residents);
        if count < 5 {
            assert_eq!(row["rate"], "[z]", "{group}");
            assert!(paper.contains(&format!("| {group} | {count} |")), "{paper}");
            few += 1;
            continue;
        }
        let (count, nowhere) = (f64::from(count), f64::from(nowhere));
        // Byar's interval, written out once more: o (1 - 1/9o ± z/3√o)³, with o + 1 above.
        let z = 1.959_963_984_540_054;
        let low = count * (1.0 - 1.0 / (9.0 * count) - z / (3.0 * count.sqrt())).powi(3) * per;
        let one = count + 1.0;
        let high = one * (1.0 - 1.0 / (9.0 * one) + z / (3.0 * one.sqrt())).powi(3) * per;
        for (name, wanted) in [
            ("rate", count * per),
            ("rate_low", low),
            ("rate_high", high),
            ("rate_if_none", count * per),
            ("rate_if_all", (count + nowhere) * per),
        ] {
            let shown: f64 = row[name].parse().unwrap();
            assert!(
                (shown - wanted).abs() < 1e-6,
                "{group} {name}: {shown} {wanted}"
            );
        }
        let words = format!("{:.1} ({low:.1} to {high:.1})", count * per);
        assert!(paper.contains(&words), "no “{words}” in {paper}");
        told += 1;
    }
    assert!(told >= 2, "{told} groups have a rate and {few} too few");
    assert!(paper.contains("are in no group"), "{paper}");
    assert!(paper.contains("Under 5 there is no rate"), "{paper}");
}

#[test]
fn a_roll_up_is_chosen_and_where_there_is_no_base_there_is_a_reason() {
    let folder = kent();
    let asked = "report fairness_self_defined --lake lake";
    let json = |arguments: &str| -> Value {
        serde_json::from_str(&folder.expect(0, arguments).out).unwrap()
    };
    let codes = json(&format!("{asked} --json --rollup sde-18+1/roma-w9"));
    assert_eq!(codes["groups"]["rates"]["rollup"], "sde-18+1/roma-w9");
    assert_eq!(codes["groups"]["rates"]["residents"], 1_855_850);
    assert!(codes["measure"]["definition"].is_string());
    let wrong = folder.expect(2, &format!("{asked} --rollup six")).err;
    assert!(wrong.contains("nhs-five/1"), "{wrong}");

    let paper = folder
        .expect(0, "report fairness_perceived --lake lake")
        .out;
    assert!(paper.contains("There are none. No census asks"), "{paper}");
    let none = folder
        .expect(2, "report fairness_sex --lake lake --csv --rates")
        .err;
    assert!(
        none.contains("`fairness_sex` has no rates of residents"),
        "{none}"
    );
    let none = folder
        .expect(2, "report attention --lake lake --csv --rates")
        .err;
    assert!(none.contains("no groups of people"), "{none}");
    let district = folder.expect(0, &format!("{asked} --area area_02")).out;
    assert!(
        district.contains("residents of a single district"),
        "{district}"
    );

    // Two forces in one lake: whose residents they would be of is not guessed.
    folder.expect(
        0,
        "lake invent --lake lake --force-name gwent --residents 90000 --from 2026-01 --months 3 \
         --seed 3 --batch other",
    );
    let both = folder.expect(0, asked).out;
    assert!(
        both.contains("Several forces are counted together"),
        "{both}"
    );
    assert!(!both.contains("for each 100,000"), "{both}");
    let one = folder.expect(0, &format!("{asked} --of-force kent")).out;
    assert!(one.contains("for each 100,000"), "{one}");

    let residents = folder.write("residents.csv", "group,gwent\nB1,5\n");
    let bad = format!(
        "{asked} --of-force gwent --residents {}",
        residents.display()
    );
    let bad = folder.expect(2, &bad).err;
    assert!(bad.contains("residents.csv"), "{bad}");
}

#[test]
fn outside_the_force_counts_are_rounded_and_small_ones_and_rates_are_not_there() {
    let folder = kent();
    let asked = "report fairness_self_defined --lake lake --outside";
    let quarter = "--from 2026-01-01 --to 2026-03-31";
    let exact = rows(
        &folder
            .expect(
                0,
                &format!("report fairness_self_defined --lake lake --csv {quarter}"),
            )
            .out,
    );
    let shown = rows(&folder.expect(0, &format!("{asked} --csv {quarter}")).out);
    let mut hidden = 0;
    for (row, exact) in shown.iter().zip(&exact) {
        for (name, cell) in row {
            let Ok(count) = exact[name].parse::<u64>() else {
                continue;
            };
            if name == "left_out" {
                continue;
            }
            if let Ok(rounded) = cell.parse::<u64>() {
                assert_eq!(rounded % 5, 0, "{name}: {cell}");
                assert!(!(1..5).contains(&count), "{name}: {count} is shown");
            } else {
                assert_eq!(cell, "[c]", "{name}");
                hidden += 1;
            }
        }
    }
    assert!(hidden > 0, "nothing small was there to hide");
    let paper = folder.expect(0, &format!("{asked} {quarter}")).out;
    assert!(
        !paper.contains("100,000 residents") && !paper.contains("Not known:"),
        "{paper}"
    );
    for wrong in [
        "--from 2026-01-01 --to 2026-03-30",
        "--from 2026-02-01 --to 2026-04-30",
        "--from 2090-01-01 --to 2090-03-31",
    ] {
        let told = folder.expect(2, &format!("{asked} {wrong}")).err;
        assert!(told.contains("one whole quarter that is over"), "{told}");
    }
    let steps = format!("report contact_to_outcome --lake lake --outside {quarter}");
    let steps = folder.expect(2, &steps).err;
    assert!(
        steps.contains("nothing of it may leave the force"),
        "{steps}"
    );
}
