//! A table is what its measure declares, and what is absent never turns into a number.

use figures::measure::Measure;
use figures::print;
use figures::table::{Cell, Misshapen, Table};

const MEASURE: &str = "\
-- title: Incidents by area
-- definition: Incidents.
-- numerator: mental-health incidents
-- denominator: all incidents
-- requirements: M-04
-- caveats: none known
-- sources: incident
-- grain: one row an area
-- column area: label; ; the area
-- column share: share of npcc over incidents; percent; their share
-- column incidents: count; incidents; all
-- column npcc: count of incidents; incidents; those of the national definition
SELECT area, count(*), 0 FROM incident
";

fn measure() -> Measure {
    Measure::read("by_area.sql", MEASURE).unwrap()
}

fn row(area: &str, all: Cell, part: Cell) -> Vec<Cell> {
    vec![Cell::Label(area.to_owned()), all, part]
}

#[test]
fn a_share_is_worked_out_where_its_column_stands_and_has_an_interval() {
    let table = Table::of(
        &measure(),
        vec![row("Medway", Cell::Count(100), Cell::Count(10))],
    )
    .unwrap();
    let Some(Cell::Rate(rate)) = table.cell(0, "share") else {
        panic!("{table:?}");
    };
    assert!((rate.value - 0.1).abs() < 1e-12);
    // Wilson's interval of 10 of 100, from Newcombe's tables to four places.
    assert!((rate.interval.low - 0.0552).abs() < 5e-5, "{rate:?}");
    assert!((rate.interval.high - 0.1744).abs() < 5e-5, "{rate:?}");
    assert_eq!(table.key(0), [("area", "Medway".to_owned())]);
}

#[test]
fn what_is_absent_in_a_count_is_absent_in_the_share() {
    let table = [
        (Cell::Count(0), Cell::Count(0), Cell::NotApplicable),
        (Cell::Suppressed, Cell::Count(3), Cell::Suppressed),
        (Cell::Count(30), Cell::Suppressed, Cell::Suppressed),
        (Cell::NotKnown, Cell::Suppressed, Cell::Suppressed),
        (Cell::Count(30), Cell::NotKnown, Cell::NotKnown),
        (Cell::NotApplicable, Cell::Count(3), Cell::NotApplicable),
    ];
    for (all, part, wanted) in table {
        let answer = Table::of(&measure(), vec![row("Medway", all, part)]).unwrap();
        assert_eq!(answer.cell(0, "share"), Some(&wanted));
    }
}

#[test]
fn rows_that_are_not_what_the_measure_declares_are_refused() {
    let wide = vec![Cell::Count(1); 4];
    assert!(matches!(
        Table::of(&measure(), vec![wide]),
        Err(Misshapen::Width {
            row: 1,
            found: 4,
            wanted: 3
        })
    ));
    let wrong = row("Medway", Cell::Label("many".to_owned()), Cell::Count(1));
    let said = Table::of(&measure(), vec![wrong]).unwrap_err().to_string();
    assert_eq!(
        said,
        "row 1: column `incidents` is declared as count, and holds something else"
    );
    let more = row("Medway", Cell::Count(1), Cell::Count(2));
    let said = Table::of(&measure(), vec![more]).unwrap_err().to_string();
    assert_eq!(
        said,
        "row 1: `npcc` is 2 and so more than `incidents`, which it should lie in"
    );
}

#[test]
fn csv_keeps_bounds_beside_a_share_and_disarms_formulas() {
    let table = Table::of(
        &measure(),
        vec![
            row("=SUM(A1)", Cell::Count(4), Cell::Count(2)),
            row("Dover, \"the\" port", Cell::Suppressed, Cell::NotKnown),
        ],
    )
    .unwrap();
    let csv = print::csv(&table);
    let lines: Vec<&str> = csv.split("\r\n").collect();
    assert_eq!(lines[0], "area,share,share_low,share_high,incidents,npcc");
    assert!(
        lines[1].starts_with("'=SUM(A1),0.5,0.15003898915"),
        "{}",
        lines[1]
    );
    assert!(lines[1].ends_with(",4,2"), "{}", lines[1]);
    assert_eq!(lines[2], "\"Dover, \"\"the\"\" port\",[c],[c],[c],[c],[u]");
    assert_eq!(lines[3], "");
}

#[test]
fn markdown_is_for_reading() {
    let table = Table::of(
        &measure(),
        vec![row("A|B", Cell::Count(12_345), Cell::Count(1_234))],
    )
    .unwrap();
    assert_eq!(
        print::markdown(&table),
        "| area | share | incidents | npcc |\n| --- | ---: | ---: | ---: |\n\
         | A\\|B | 10.0 % (9.5 to 10.5) | 12,345 | 1,234 |\n"
    );
}

#[test]
fn money_and_thousands_are_written_as_people_write_them() {
    assert_eq!(print::pounds(123_405), "£1,234.05");
    assert_eq!(print::pounds(-10), "-£0.10");
    assert_eq!(print::pounds(i64::MIN), "-£92,233,720,368,547,758.08");
    assert_eq!(print::thousands(0), "0");
    assert_eq!(print::thousands(999), "999");
    assert_eq!(print::thousands(1_000_000), "1,000,000");
}

#[test]
fn an_hour_past_the_day_fits_no_column() {
    use figures::measure::Kind;
    assert!(Cell::Hour(23).fits(&Kind::Hour));
    assert!(!Cell::Hour(24).fits(&Kind::Hour));
    assert!(!Cell::Weekday(0).fits(&Kind::Weekday));
    assert!(!Cell::Number(f64::NAN).fits(&Kind::Number));
}

#[test]
fn the_interval_of_a_count_stands_in_its_table_its_file_and_its_chart() {
    use figures::chart::Line;
    let text = MEASURE.replace(
        "-- column npcc: ",
        "-- column of_all: interval of incidents; incidents; of all\n-- column npcc: ",
    );
    let measure = Measure::read("by_area.sql", &text).unwrap();
    let rows = vec![
        row("none", Cell::Count(0), Cell::Count(0)),
        row("few", Cell::Count(3), Cell::Count(1)),
        row("many", Cell::Count(12_345), Cell::Count(40)),
        row("hidden", Cell::Suppressed, Cell::Suppressed),
        row("unknown", Cell::NotKnown, Cell::NotKnown),
    ];
    let table = Table::of(&measure, rows).unwrap();
    // Byar's bounds by hand. Of 0: (1 - 1/9 + 1.96/3)^3 = 3.6686. Of 3: 3(1 - 1/27 - 1.96/5.1962)^3
    // = 0.603 and 4(1 - 1/36 + 1.96/6)^3 = 8.768.
    let shown: Vec<String> = (0..5)
        .map(|row| {
            let at = table.position("of_all").unwrap();
            print::shown(&table.columns[at].kind, &table.rows[row][at])
        })
        .collect();
    assert_eq!(
        shown,
        ["0.0 to 3.7", "0.6 to 8.8", "12,128 to 12,565", "[c]", "[u]"]
    );
    let csv = print::csv(&table);
    let lines: Vec<&str> = csv.lines().collect();
    assert_eq!(
        lines[0],
        "area,share,share_low,share_high,incidents,incidents_low,incidents_high,npcc"
    );
    assert!(
        lines[2].contains(",3,0.60") && lines[2].ends_with(",1"),
        "{}",
        lines[2]
    );
    assert!(lines[4].ends_with(",[c],[c],[c],[c]"), "{}", lines[4]);
    // The line of the count has it as its band; that of the other has none.
    let line = Line::of(&table, "incidents").unwrap();
    assert!(!line.is_share);
    let point = line.points[1].unwrap();
    assert!((point.value - 3.0).abs() < 1e-12);
    assert!(
        (point.interval.unwrap().high - 8.768).abs() < 5e-3,
        "{point:?}"
    );
    assert_eq!(line.points[3], None);
    let other = Line::of(&table, "npcc").unwrap();
    assert!(
        other
            .points
            .iter()
            .flatten()
            .all(|point| point.interval.is_none())
    );

    let wrong = text.replace("interval of incidents", "interval of share");
    let faults = Measure::read("m.sql", &wrong).unwrap_err();
    assert!(
        faults[0].to_string().contains("which is not a count"),
        "{faults:?}"
    );
}

#[test]
fn outside_the_force_an_interval_is_that_of_the_number_that_is_shown() {
    use figures::disclose::{Earlier, Rules, protect_table};
    use figures::interval::byar;
    let text = MEASURE.replace(
        "-- column npcc: ",
        "-- column of_all: interval of incidents; incidents; of all\n-- column npcc: ",
    );
    let measure = Measure::read("by_area.sql", &text).unwrap();
    let rows = vec![
        row("a", Cell::Count(3), Cell::Count(1)),
        row("b", Cell::Count(38), Cell::Count(20)),
    ];
    let table = Table::of(&measure, rows).unwrap();
    let (safe, ..) = protect_table("t", &table, &Earlier::default(), Rules::default()).unwrap();
    assert_eq!(safe.cell(0, "of_all"), Some(&Cell::Suppressed));
    let Some(Cell::Rate(rate)) = safe.cell(1, "of_all") else {
        panic!("{safe:?}");
    };
    // 38 is shown as 40.
    assert_eq!(rate.interval, byar(40));
}
