//! Groups beside each other from an answer: the Welsh year once more, through codes and roll-ups.

use figures::evidence::{Answer, UpTo};
use figures::fairness::{Fairness, NoRates, fairness, set_out};
use figures::filters::Filters;
use figures::interval::ratio_of_shares;
use figures::measure::Measure;
use figures::population::{Population, Rollup};
use figures::print;
use figures::rate::{Counted, NoFigure, Reading, Rules};
use figures::table::{Cell, Table};
use jiff::Timestamp;
use jiff::civil::date;

const HEADER: &str = "\
-- title: Detentions by ethnicity as the person defines it
-- definition: D
-- numerator: N
-- denominator: none
-- requirements: M-06
-- caveats: C
-- sources: detention
-- grain: G
-- column ethnicity: label; ; code of the 18+1 list
-- column detentions: count; detentions; detentions
-- column persons: count of detentions; people; different people
-- column person_not_known: count of detentions; detentions; who it was
-- column force_used: count of detentions; detentions; restrained
-- column timed: count of detentions; detentions; those with both times known
-- column over_hour: count of timed; detentions; those that took longer than an hour
";

fn answer(residents: &str, rows: &[(&str, [u64; 6])]) -> Answer {
    let text = format!("{HEADER}-- residents: {residents}\nSELECT 1");
    let measure = Measure::read("fairness_self_defined.sql", &text).unwrap();
    let rows = rows
        .iter()
        .map(|(code, counts)| {
            let key = match *code {
                "[u]" => Cell::NotKnown,
                code => Cell::Label(code.to_owned()),
            };
            let counts = counts.iter().map(|count| Cell::Count(*count));
            std::iter::once(key).chain(counts).collect()
        })
        .collect();
    Answer {
        table: Table::of(&measure, rows).unwrap(),
        measure,
        filters: Filters::over(date(2024, 12, 1), date(2025, 12, 1)),
        left_out: Vec::new(),
        forces: Vec::new(),
        up_to: UpTo {
            record: 1,
            built: Timestamp::UNIX_EPOCH,
        },
        missing: Vec::new(),
    }
}

/// The counts of data.md section 5, spread over codes; persons, force and hours made up.
fn wales() -> Answer {
    answer(
        "sde18 of ethnicity",
        &[
            ("W1", [2000, 1500, 10, 590, 1000, 200]),
            ("W2", [58, 50, 0, 10, 30, 10]),
            ("B1", [20, 16, 1, 10, 20, 8]),
            ("B2", [5, 4, 0, 2, 4, 2]),
            ("M1", [25, 20, 0, 3, 10, 1]),
            ("A1", [20, 18, 0, 5, 20, 5]),
            ("A4", [6, 6, 0, 1, 6, 1]),
            ("O9", [8, 8, 0, 8, 8, 0]),
            ("NS", [40, 30, 2, 15, 20, 5]),
            ("[u]", [30, 10, 20, 5, 10, 5]),
        ],
    )
}

fn told(answer: &Answer, area: &str, rollup: Rollup) -> Fairness {
    let population = Population::census_2021().unwrap();
    let of_one = Answer {
        forces: vec![area.to_owned()],
        ..answer.clone()
    };
    fairness(&of_one, &population, rollup, &Rules::default()).unwrap()
}

#[test]
fn an_answer_in_codes_comes_out_as_the_welsh_year() {
    let all = told(&wales(), "wales", Rollup::CensusFive);
    let rates = all.rates.unwrap();
    assert_eq!(all.reference, "White");
    assert_eq!(all.in_no_group, ["NS", "[u]"]);
    assert_eq!(rates.rollup, "census-five/2021");
    let (column, events) = &rates.columns[0];
    assert_eq!(
        (column.as_str(), events.counted),
        ("detentions", Counted::Events)
    );
    let printed: Vec<String> = events
        .groups
        .iter()
        .map(|one| {
            let rate = one.rate.unwrap();
            let ratio = one.ratio.map_or("1".to_owned(), |ratio| {
                let (ratio, bounds) = (ratio.ratio, ratio.bounds);
                format!(
                    "{:.2} ({:.2}-{:.2}) {:.2} to {:.2}",
                    ratio.value, ratio.interval.low, ratio.interval.high, bounds.low, bounds.high
                )
            });
            format!(
                "{} {} {:.1} ({:.1}-{:.1}) {ratio}",
                one.group.name, one.group.count, rate.value, rate.interval.low, rate.interval.high
            )
        })
        .collect();
    assert_eq!(
        printed,
        [
            "White 2058 70.6 (67.6-73.7) 1",
            "Mixed 25 51.4 (33.3-75.9) 0.73 (0.49-1.08) 0.70 to 2.77",
            "Asian 26 29.2 (19.1-42.8) 0.41 (0.28-0.61) 0.40 to 1.53",
            "Black 25 90.7 (58.7-133.9) 1.29 (0.87-1.91) 1.24 to 4.88",
            "Other 8 30.2 (13.0-59.6) 0.43 (0.21-0.86) 0.41 to 4.18",
        ]
    );
    assert_eq!((events.not_stated, events.of), (70, 2_212));
}

#[test]
fn events_and_persons_are_rated_apart() {
    let all = told(&wales(), "wales", Rollup::CensusFive);
    let rates = all.rates.unwrap();
    let names: Vec<&str> = rates
        .columns
        .iter()
        .map(|(name, _)| name.as_str())
        .collect();
    assert_eq!(names, ["detentions", "persons"]);
    let persons = &rates.columns[1].1;
    assert_eq!(persons.counted, Counted::Persons);
    assert_eq!(persons.groups[0].group.count, 1_550);
    assert_eq!(persons.not_stated, 40);
}

#[test]
fn counts_and_residents_go_through_one_roll_up() {
    let all = told(&wales(), "wales", Rollup::NhsFive);
    let group = |name: &str| all.groups.iter().find(|one| one.name == name).unwrap();
    // Chinese are Other as NHS England counts, in the counts and in the residents.
    assert_eq!(group("Other").keys, ["A4", "O9"]);
    let rates = all.rates.clone().unwrap();
    let other = rates.columns[0]
        .1
        .groups
        .iter()
        .find(|one| one.group.name == "Other")
        .unwrap()
        .group
        .clone();
    assert_eq!((other.count, other.population), (14, 26_466 + 14_458));

    let codes = told(
        &wales(),
        "wales",
        Rollup::of_id("sde-18+1/roma-w3").unwrap(),
    );
    assert_eq!(codes.reference, "W1");
    assert_eq!(codes.groups.len(), 18);
    assert_eq!(codes.rates.unwrap().columns[0].1.of, 2_212);
}

#[test]
fn a_share_stands_with_its_ratio_and_what_the_unknown_could_make_of_it() {
    let all = told(&wales(), "wales", Rollup::CensusFive);
    let names: Vec<&str> = all.happened.iter().map(|one| one.column.as_str()).collect();
    // Neither people, nor who was not known, nor the whole of another count.
    assert_eq!(names, ["force_used", "over_hour"]);
    let force = &all.happened[0];
    assert_eq!(force.in_no_group, (20, 70));
    let black = force.groups.iter().find(|one| one.name == "Black").unwrap();
    assert_eq!((black.count, black.of), (12, 25));
    let ratio = black.ratio.unwrap();
    // SciPy, contingency.relative_risk(12, 25, 600, 2058).
    assert!((ratio.ratio.value - 1.6464).abs() < 1e-4);
    assert!(
        (ratio.ratio.interval.low - 1.088_79).abs() < 1e-4,
        "{ratio:?}"
    );
    assert!(
        (ratio.ratio.interval.high - 2.489_57).abs() < 1e-4,
        "{ratio:?}"
    );
    assert_eq!(ratio.reading, Reading::Higher);
    // Every way of putting the seventy into either group or neither, tried one by one.
    assert!((ratio.bounds.low - 0.536_26).abs() < 1e-4, "{ratio:?}");
    assert!((ratio.bounds.high - 2.498_37).abs() < 1e-4, "{ratio:?}");
    let mixed = force.groups.iter().find(|one| one.name == "Mixed").unwrap();
    assert_eq!(mixed.ratio, Err(NoFigure::TooFew));
    assert_eq!(all.happened[1].whole, "timed");
}

#[test]
fn bounds_hold_every_way_the_unknown_can_lie() {
    // A few hundred small tables: no way of placing those in no group leaves the bounds, and
    // some way reaches each.
    for (count, of, nobody, nobody_of) in [(5, 9, 2, 5), (6, 6, 0, 3), (7, 20, 4, 4), (5, 30, 0, 0)]
    {
        let row = |n: u64, x: u64| [n, 0, 0, x, 0, 0];
        let answer = answer(
            "sde18 of ethnicity",
            &[
                ("W1", row(40, 11)),
                ("B1", row(of, count)),
                ("NS", row(nobody_of, nobody)),
            ],
        );
        let all = told(&answer, "wales", Rollup::CensusFive);
        let black = all.happened[0]
            .groups
            .iter()
            .find(|one| one.name == "Black")
            .unwrap();
        let bounds = black.ratio.unwrap().bounds;
        let (mut least, mut most) = (f64::INFINITY, 0.0_f64);
        for a in 0..=nobody {
            for b in 0..=nobody_of - nobody {
                for c in 0..=nobody - a {
                    for d in 0..=nobody_of - nobody - b {
                        let ours = (count + a) as f64 / (of + a + b) as f64;
                        let theirs = (11 + c) as f64 / (40 + c + d) as f64;
                        least = least.min(ours / theirs);
                        most = most.max(ours / theirs);
                    }
                }
            }
        }
        assert!((bounds.low - least).abs() < 1e-9, "{bounds:?} {least}");
        assert!((bounds.high - most).abs() < 1e-9, "{bounds:?} {most}");
    }
}

#[test]
fn where_no_base_is_held_there_is_a_reason_and_no_rate() {
    let answer = wales();
    let all = told(&answer, "essex", Rollup::CensusFive);
    assert_eq!(all.rates, Err(NoRates::NoArea("essex".to_owned())));
    assert!(!all.happened.is_empty());
    let mut district = answer.clone();
    district.filters.area = Some("thanet".to_owned());
    assert_eq!(
        told(&district, "wales", Rollup::CensusFive).rates,
        Err(NoRates::Part)
    );
    let mut hidden = answer.clone();
    hidden.table.rows[2][1] = Cell::Suppressed;
    assert_eq!(
        told(&hidden, "wales", Rollup::CensusFive).rates,
        Err(NoRates::Hidden)
    );
}

#[test]
fn groups_that_no_census_counts_are_beside_the_largest() {
    let perceived = answer(
        "none: no census asks how somebody looks to an officer",
        &[
            ("IC3", [30, 30, 0, 10, 20, 5]),
            ("IC1", [200, 150, 0, 50, 100, 20]),
            ("[u]", [10, 5, 5, 1, 4, 1]),
        ],
    );
    let all = told(&perceived, "kent", Rollup::CensusFive);
    assert_eq!(all.reference, "IC1");
    assert_eq!(all.in_no_group, ["[u]"]);
    assert_eq!(
        all.rates.unwrap_err().to_string(),
        "no census asks how somebody looks to an officer"
    );
}

#[test]
fn a_header_that_names_no_list_or_no_column_is_refused() {
    for wrong in [
        "sde19 of ethnicity",
        "sde18 of colour",
        "sde18 of detentions",
        "none",
    ] {
        let text = format!("{HEADER}-- residents: {wrong}\nSELECT 1");
        let problems = Measure::read("m.sql", &text).unwrap_err();
        assert_eq!(problems.len(), 1, "{problems:?}");
        assert!(
            problems[0].to_string().starts_with("m.sql:16: "),
            "{problems:?}"
        );
    }
}

#[test]
fn what_has_no_ratio_of_shares_has_none() {
    assert_eq!(ratio_of_shares(0, 10, 5, 10), None);
    assert_eq!(ratio_of_shares(5, 10, 0, 10), None);
    assert_eq!(ratio_of_shares(11, 10, 5, 10), None);
    assert_eq!(ratio_of_shares(10, 10, 10, 10), None);
    assert!(ratio_of_shares(10, 10, 5, 10).is_some());
}

#[test]
fn a_paper_has_each_rate_with_its_interval_bounds_reading_and_those_in_no_group() {
    let answer = wales();
    let all = told(&answer, "wales", Rollup::CensusFive);
    let paper = print::answer(
        &answer,
        Some(&set_out(&answer, &all, Rollup::CensusFive)),
        &[],
    );
    // The digits of data.md section 5; the bounds are those of the page.
    for wanted in [
        "### Detentions for each 100,000 residents (events)",
        "| White | 2,058 | 2,915,852 | 70.6 (67.6 to 73.7) | 70.6 to 73.0 | 1 |",
        "| Black | 25 | 27,561 | 90.7 (58.7 to 133.9) | 90.7 to 344.7 | 1.29 (0.87 to 1.91) | 1.24 to 4.88 | no clear difference | no |",
        "| Other | 8 | 26,466 | 30.2 (13.0 to 59.6) | 30.2 to 294.7 | 0.43 (0.21 to 0.86) | 0.41 to 4.18 | lower | no |",
        "| in no group | 70 |",
        "70 (3.2 % (2.5 to 4.0)) of 2,212 are in no group.",
        "### Persons for each 100,000 residents (persons)",
        "Under 5 there is no rate.",
        "roll-up, census-five/2021",
        "### Restrained",
        "- [few]: fewer than the minimum were counted.",
    ] {
        assert!(paper.contains(wanted), "no “{wanted}” in {paper}");
    }
    let definition = paper.find("\nD\n").unwrap();
    assert!(definition < paper.find("## Rates of residents").unwrap());

    let mut several = answer.clone();
    several.filters.force = None;
    several.forces = vec!["gwent".to_owned(), "wales".to_owned()];
    let population = Population::census_2021().unwrap();
    let rules = Rules::default();
    let all = fairness(&several, &population, Rollup::CensusFive, &rules).unwrap();
    let paper = print::answer(
        &several,
        Some(&set_out(&several, &all, Rollup::CensusFive)),
        &[],
    );
    assert!(
        paper.contains("There are none. Several forces are counted together"),
        "{paper}"
    );
    assert!(!paper.contains("for each 100,000"), "{paper}");
}

#[test]
fn a_file_of_rates_has_what_a_rate_must_not_be_without() {
    let all = told(&wales(), "wales", Rollup::CensusFive);
    let csv = print::rates_csv(&all.rates.unwrap(), 2);
    let mut lines = csv.lines();
    let names: Vec<&str> = lines.next().unwrap().split(',').collect();
    let rows: Vec<Vec<&str>> = lines.map(|line| line.split(',').collect()).collect();
    assert_eq!(rows.len(), 10, "five groups, events and persons");
    let cell = |row: &[&str], name: &str| -> String {
        assert_eq!(row.len(), names.len());
        row[names.iter().position(|one| *one == name).unwrap()].to_owned()
    };
    let black = rows.iter().find(|row| row[2] == "Black").unwrap();
    let number = |name: &str| cell(black, name).parse::<f64>().unwrap();
    // 25 of 27,561 residents, and the seventy in no group none of them or all of them.
    assert!((number("rate") - 2_500_000.0 / 27_561.0).abs() < 1e-9);
    assert!((number("rate_if_all") - 9_500_000.0 / 27_561.0).abs() < 1e-9);
    assert!((number("rate_low") - 58.7).abs() < 0.05 && (number("rate_high") - 133.9).abs() < 0.05);
    assert!((number("ratio_most") - 4.88).abs() < 0.005);
    assert_eq!(
        (cell(black, "in_no_group"), cell(black, "of")),
        ("70".into(), "2212".into())
    );
    assert_eq!(cell(black, "left_out"), "2");
    let white = &rows[0];
    assert_eq!(cell(white, "ratio"), "[z]");
    assert_eq!(cell(white, "counted"), "events");
}

#[test]
fn in_json_a_figure_that_there_is_none_of_says_why() {
    let json = serde_json::to_value(told(&wales(), "wales", Rollup::CensusFive)).unwrap();
    let events = &json["rates"]["columns"][0][1];
    assert_eq!(events["groups"][0]["group"]["count"], 2_058);
    let white = &events["groups"][0];
    assert_eq!(
        white["ratio"]["none"],
        "the group the others are compared with"
    );
    assert!((white["rate"]["value"].as_f64().unwrap() - 70.58).abs() < 0.01);
    let json = serde_json::to_value(told(&wales(), "essex", Rollup::CensusFive)).unwrap();
    let why = json["rates"]["none"].as_str().unwrap();
    assert!(why.contains("residents of `essex`"), "{why}");
}
