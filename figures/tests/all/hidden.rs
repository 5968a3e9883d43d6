//! Hidden demand of an answer, beside the correction written out by hand.

use figures::estimate::{NoEstimate, Validation};
use figures::evidence::{Answer, UpTo};
use figures::filters::Filters;
use figures::hidden::{NoHidden, hidden, set_out};
use figures::measure::Measure;
use figures::print;
use figures::table::{Cell, Table};
use jiff::Timestamp;
use jiff::civil::date;

const HEADER: &str = "\
-- title: What the text reader suggests, beside what is marked
-- definition: D
-- numerator: N
-- denominator: none
-- requirements: A-03
-- caveats: C
-- sources: incident
-- grain: G
-- estimate: suggested of texts beside marked by version
-- column version: label; ; the version of the reader
-- column texts: count; incidents; those whose text was read
-- column suggested: count of texts; incidents; those that the reader suggests
-- column marked: count of texts; incidents; those that people marked
SELECT 1";

fn answer(rows: &[(&str, [u64; 3])]) -> Answer {
    let measure = Measure::read("hidden_demand.sql", HEADER).unwrap();
    let rows = rows
        .iter()
        .map(|(version, counts)| {
            let version = match *version {
                "" => Cell::NotKnown,
                version => Cell::Label(version.to_owned()),
            };
            let counts = counts.iter().map(|count| Cell::Count(*count));
            std::iter::once(version).chain(counts).collect()
        })
        .collect();
    Answer {
        table: Table::of(&measure, rows).unwrap(),
        measure,
        filters: Filters::over(date(2026, 1, 1), date(2027, 1, 1)),
        left_out: Vec::new(),
        forces: vec!["kent".to_owned()],
        up_to: UpTo {
            record: 1,
            built: Timestamp::UNIX_EPOCH,
        },
        missing: Vec::new(),
    }
}

fn validation() -> Validation {
    Validation::read(
        "of = \"300 logs of May, labelled by two readers\"\nversion = \"4-abc\"\nhits = 90\n\
         misses = 10\nfalse_flags = 4\ncorrect_rejections = 196\n",
    )
    .unwrap()
}

#[test]
fn what_is_suggested_is_corrected_and_what_is_marked_is_taken_from_it() {
    let told = hidden(
        &answer(&[
            ("4-abc", [6_000, 700, 300]),
            ("4-abc", [4_000, 420, 210]),
            ("", [0, 0, 0]),
        ]),
        Some(&validation()),
    )
    .unwrap()
    .unwrap();
    assert_eq!((told.texts, told.marked, told.others), (10_000, 510, 0));
    // 1,120 of 10,000 suggested; 0.9 of those that are so, 0.02 of those that are not:
    // 0.112 = 0.9 p + 0.02 (1 - p).
    let share = (0.112 - 0.02) / (0.9 - 0.02);
    assert!((told.estimate.share.value - share).abs() < 1e-12);
    assert!((told.beyond.value - (share * 10_000.0 - 510.0)).abs() < 1e-6);
    let count = told.estimate.count.interval;
    assert!((told.beyond.interval.low - (count.low - 510.0)).abs() < 1e-6);
    assert!((told.beyond.interval.high - (count.high - 510.0)).abs() < 1e-6);
    assert!(count.low < share * 10_000.0 && share * 10_000.0 < count.high);

    let words = set_out(&Ok(told)).join(" ");
    for said in [
        "Of 10,000 texts, 1,045 (",
        "speak of mental-health need: 10.5 % (",
        "The reader suggests 11.2 % (",
        "People marked 510 of them",
        "So 535 (",
        "300 logs of May, labelled by two readers",
        "Of 100 that are so it suggested 90, of 200 that are not 4",
        "marks nobody",
    ] {
        assert!(words.contains(said), "no “{said}” in {words}");
    }
}

#[test]
fn more_marked_than_estimated_is_nothing_beyond_and_not_less_than_nothing() {
    let told = hidden(&answer(&[("4-abc", [1_000, 50, 400])]), Some(&validation()));
    let beyond = told.unwrap().unwrap().beyond;
    assert_eq!(
        (beyond.value, beyond.interval.low, beyond.interval.high),
        (0.0, 0.0, 0.0)
    );
}

#[test]
fn texts_of_another_version_are_counted_apart_and_alone_give_none() {
    let told = answer(&[("4-abc", [100, 20, 5]), ("3-old", [900, 10, 5])]);
    let told = hidden(&told, Some(&validation())).unwrap().unwrap();
    assert_eq!((told.texts, told.others), (100, 900));
    assert!(
        set_out(&Ok(told))
            .join(" ")
            .contains("900 texts were read by another version")
    );

    let old = hidden(&answer(&[("3-old", [900, 10, 5])]), Some(&validation())).unwrap();
    assert_eq!(
        old,
        Err(NoHidden::OtherVersion {
            measured: "4-abc".to_owned(),
            read: vec!["3-old".to_owned()],
        })
    );
    assert!(set_out(&old)[0].contains("read by 3-old"));
}

#[test]
fn without_labelled_texts_without_texts_and_of_hidden_counts_there_is_none() {
    let read = answer(&[("4-abc", [100, 20, 5])]);
    assert_eq!(hidden(&read, None).unwrap(), Err(NoHidden::NotMeasured));
    let none = answer(&[("", [0, 0, 0])]);
    assert_eq!(
        hidden(&none, Some(&validation())).unwrap(),
        Err(NoHidden::NoTexts)
    );
    let mut rounded = read.clone();
    rounded.table.rows[0][2] = Cell::Suppressed;
    assert_eq!(
        hidden(&rounded, Some(&validation())).unwrap(),
        Err(NoHidden::Suppressed)
    );
    let guessing = Validation {
        false_flags: 190,
        correct_rejections: 10,
        ..validation()
    };
    assert_eq!(
        hidden(&read, Some(&guessing)).unwrap(),
        Err(NoHidden::Counts(NoEstimate::NoBetterThanChance))
    );
    let paper = print::answer(&read, None, &set_out(&Err(NoHidden::NotMeasured)));
    assert!(
        paper.contains("## Hidden demand\n\nThere is no estimate: nobody has measured"),
        "{paper}"
    );
    let mut other = read;
    other.measure.estimate = None;
    assert!(hidden(&other, Some(&validation())).is_none());
}

#[test]
fn what_was_measured_comes_back_from_its_file_and_a_wrong_file_says_where() {
    let written = validation().written().unwrap();
    assert_eq!(Validation::read(&written), Ok(validation()));
    for (from, to, says) in [
        ("hits = 90", "hits = -1", "hits"),
        ("version = \"4-abc\"", "", "version"),
        ("4-abc", " ", "neither may be empty"),
        ("misses", "mises", "mises"),
    ] {
        let told = Validation::read(&written.replace(from, to)).unwrap_err();
        assert!(told.contains(says), "{told}");
    }
}

#[test]
fn a_header_that_names_no_such_columns_is_refused_with_its_line() {
    for wrong in [
        "suggested of texts",
        "suggested of texts beside marked by texts",
        "version of texts beside marked by version",
        "suggested of logs beside marked by version",
    ] {
        let text = HEADER.replace("suggested of texts beside marked by version", wrong);
        let faults = Measure::read("hidden_demand.sql", &text).unwrap_err();
        assert_eq!(faults.len(), 1, "{wrong}");
        assert_eq!(faults[0].line, 9);
        assert!(faults[0].what.contains(wrong), "{}", faults[0].what);
    }
}
