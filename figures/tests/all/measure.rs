//! A measure's file is read strictly, and every fault of it is named with its line.

use figures::measure::{Kind, Measure};

const GOOD: &str = "\
-- title: Incidents by month
-- definition: Incidents whose first contact fell in the month,
--   in London.
-- numerator: incidents of the national definition
-- denominator: all incidents of the month
-- requirements: A-01, M-04
-- caveats: The newest months: still growing.
-- sources: incident
-- grain: one row a month
-- column month: month; ; the month of the first contact
-- column npcc_share: share of npcc over incidents; percent; their share
-- column incidents: count; incidents; all incidents
-- column npcc: count of incidents; incidents; by the national definition
SELECT month, count(*) AS incidents, -- $nobody asks; here
       sum(CASE WHEN note = 'a;b $c' THEN 1 ELSE 0 END) AS npcc
FROM incident WHERE local_day >= $from AND local_day < $to
";

fn faults(text: &str) -> Vec<String> {
    match Measure::read("lake/measures/by_month.sql", text) {
        Ok(_) => Vec::new(),
        Err(problems) => problems.iter().map(ToString::to_string).collect(),
    }
}

#[test]
fn a_header_is_read_with_its_continued_lines_and_columns_in_order() {
    let measure = Measure::read("lake/measures/by_month.sql", GOOD).unwrap();
    assert_eq!(measure.name, "by_month");
    assert_eq!(
        measure.definition,
        "Incidents whose first contact fell in the month, in London."
    );
    assert_eq!(measure.caveats, "The newest months: still growing.");
    assert_eq!(measure.requirements, ["A-01", "M-04"]);
    assert_eq!(measure.sources, ["incident"]);
    assert_eq!(
        measure.denominator.as_deref(),
        Some("all incidents of the month")
    );
    let names: Vec<&str> = measure.columns.iter().map(|c| c.name.as_str()).collect();
    assert_eq!(names, ["month", "npcc_share", "incidents", "npcc"]);
    let selected: Vec<&str> = measure.selected().map(|c| c.name.as_str()).collect();
    assert_eq!(selected, ["month", "incidents", "npcc"]);
    let keys: Vec<&str> = measure.keys().map(|c| c.name.as_str()).collect();
    assert_eq!(keys, ["month"]);
    assert_eq!(
        measure.column("npcc").unwrap().kind,
        Kind::CountOf("incidents".to_owned())
    );
    assert!(measure.sql.starts_with("SELECT month"));
    assert!(measure.sql.ends_with("< $to"));
}

#[test]
fn each_fault_is_named_with_its_line() {
    // What is changed in the good file, and what is said of it.
    let table: &[(&str, &str, &str)] = &[
        (
            "-- title: Incidents by month\n",
            "",
            "by_month.sql:1: has no `title`",
        ),
        ("-- title:", "-- heading:", ":1: `heading` is not a key"),
        (
            "-- grain: one row a month",
            "-- grain:",
            ":9: `grain` says nothing",
        ),
        (
            "-- grain: one row a month",
            "-- title: again",
            ":9: `title` was written on line 1 already",
        ),
        ("-- grain: one", "-- grain one", ":9: is neither"),
        ("A-01, M-04", "A-01, later", ":6: `later` is not the id"),
        (
            "sources: incident",
            "sources: the lake",
            ":8: `the lake` is not the name",
        ),
        (
            "denominator: all incidents of the month",
            "denominator: none",
            ":11: `npcc_share` is a share",
        ),
        (
            ": month; ; the month",
            ": mont; ; the month",
            ":10: `mont` is not a kind",
        ),
        (
            ": month; ; the month",
            ": month the month",
            ":10: column `month` wants three",
        ),
        (
            "column npcc:",
            "column NPCC:",
            ":13: `NPCC` is not a column's name",
        ),
        (
            "column npcc:",
            "column incidents:",
            ":13: column `incidents` is there twice",
        ),
        (
            "count; incidents; all",
            "count; ; all",
            ":12: column `incidents` is a number",
        ),
        (
            "over incidents;",
            "over calls;",
            ":11: `npcc_share` speaks of `calls`",
        ),
        (
            "over incidents;",
            "over month;",
            ":11: `npcc_share` speaks of `month`, which is not a count",
        ),
        (
            "count of incidents;",
            "count;",
            ":11: `npcc_share` is a share of `npcc` over `incidents`, but",
        ),
        (
            "count of incidents;",
            "count of npcc;",
            ":13: `npcc` speaks of `npcc`, which is itself",
        ),
        ("< $to", "< $until", ":16: `$until` is not given"),
        (
            "< $to",
            "< $to; DROP TABLE incident",
            ":14: holds more than one",
        ),
        ("SELECT month,", "DELETE month,", ":14: after the header"),
    ];
    for (from, to, said) in table {
        let text = GOOD.replacen(from, to, 1);
        assert_ne!(text, GOOD, "{from}");
        let faults = faults(&text);
        assert!(
            faults.iter().any(|fault| fault.contains(said)),
            "{from:?} → {to:?} should say {said:?}, and said {faults:#?}"
        );
    }
    assert_eq!(faults(GOOD), Vec::<String>::new());
}

#[test]
fn all_faults_are_told_at_once_in_the_order_of_their_lines() {
    let text = GOOD
        .replace("-- title:", "-- heading:")
        .replace("A-01", "A01")
        .replace("$to", "$until");
    let lines: Vec<String> = faults(&text)
        .iter()
        .map(|fault| fault.split(':').nth(1).unwrap().to_owned())
        .collect();
    assert_eq!(lines, ["1", "1", "6", "16"]);
}

#[test]
fn an_empty_file_and_one_without_a_header_are_faults_and_no_panic() {
    for text in [
        "",
        "\n\n",
        "SELECT 1",
        "--",
        "--   continued",
        "-- :",
        "-- column : ;;",
    ] {
        assert!(!faults(text).is_empty(), "{text:?}");
    }
}

#[test]
fn a_share_may_rest_on_a_part_of_a_part() {
    let text = GOOD.replace(
        "-- column npcc: ",
        "-- column deployed: count of npcc; incidents; with officers sent\n\
         -- column deployed_share: share of deployed over incidents; percent; of all\n\
         -- column npcc: ",
    );
    assert_eq!(faults(&text), Vec::<String>::new());
    let round = text.replace("npcc: count of incidents", "npcc: count of deployed");
    assert!(
        faults(&round)
            .iter()
            .any(|fault| fault.contains("not declared"))
    );
}
