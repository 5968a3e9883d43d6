//! Section 135 in the lake: a row with its power, counted where the return counts it and in no
//! figure of section 136.

use domain::event::{Manner, WarrantKind};
use figures::evidence::Evidence as _;
use figures::filters::Filters;
use figures::table::Cell;
use jiff::civil::date;
use lake::Lake;

use crate::counted_again::{compare, python};
use crate::evidence::ask;
use crate::place::Place;
use crate::told::*;

/// What is told of each file, and what its row must say, worked out by hand.
struct Told {
    number: u128,
    lines: Vec<(jiff::Timestamp, domain::Event)>,
    power: &'static str,
    first_place: &'static str,
    period: &'static str,
    stay: Option<i64>,
}

fn all() -> Vec<Told> {
    let assess = WarrantKind::Assess;
    let retake = WarrantKind::Retake;
    let keep = Manner::Keep { at: home() };
    vec![
        Told {
            number: 1,
            lines: vec![
                (at("03-10T09:00"), opened()),
                (at("03-10T09:05"), met()),
                (at("03-10T09:20"), detained()),
                (at("03-10T10:00"), entered(suite())),
                (at("03-10T16:00"), ended()),
            ],
            power: "136",
            first_place: "health-based place of safety",
            period: "kept",
            stay: Some(360),
        },
        Told {
            number: 2,
            lines: vec![
                (at("03-11T09:00"), opened()),
                (at("03-11T10:00"), executed(assess)),
                (at("03-11T10:15"), used(assess, Manner::Remove)),
                (at("03-11T11:00"), entered(suite())),
                // One hour over twenty-four.
                (at("03-12T12:00"), ended()),
            ],
            power: "135(1)",
            first_place: "health-based place of safety",
            period: "exceeded",
            stay: Some(1_500),
        },
        Told {
            number: 3,
            lines: vec![
                (at("03-11T09:00"), opened()),
                (at("03-12T10:00"), executed(assess)),
                (at("03-12T10:15"), used(assess, keep)),
                (at("03-12T15:00"), ended()),
            ],
            power: "135(1)",
            first_place: "private home",
            // From the entry to execute the warrant, not from the decision to keep.
            period: "kept",
            stay: Some(300),
        },
        Told {
            number: 4,
            lines: vec![
                (at("03-13T09:00"), opened()),
                (at("03-13T10:00"), executed(retake)),
                (at("03-13T10:15"), used(retake, Manner::Remove)),
                (at("03-15T11:00"), back(suite())),
            ],
            power: "135(2)",
            first_place: "health-based place of safety",
            period: "none",
            stay: None,
        },
        Told {
            number: 5,
            lines: vec![
                (at("03-14T09:00"), opened()),
                (at("03-14T10:00"), executed(assess)),
            ],
            power: "",
            first_place: "",
            period: "",
            stay: None,
        },
    ]
}

async fn told() -> Place {
    let mut place = Place::new().await;
    for file_of in all() {
        tell(
            &mut place,
            file(file_of.number),
            0,
            at("03-20T09:00"),
            file_of.lines,
        )
        .await;
    }
    place.follow("lake").catch_up().await.unwrap();
    place
}

fn march() -> Filters {
    Filters::over(date(2026, 3, 1), date(2026, 4, 1))
}

fn count(table: &figures::table::Table, row: usize, column: &str) -> u64 {
    match table.cell(row, column) {
        Some(Cell::Count(count)) => *count,
        other => panic!("{column}: {other:?}"),
    }
}

#[tokio::test]
async fn a_warrant_is_a_row_with_its_power_and_an_entry_alone_is_none() {
    let place = told().await;
    let lake = Lake::open(&place.lake("lake")).unwrap();
    let answer = ask(&lake, "return_categories", &march()).await;
    let powers: Vec<(String, String, u64)> = (0..answer.table.rows.len())
        .map(|row| {
            let text = |column| answer.table.cell(row, column).unwrap().to_string();
            (text("power"), text("variable"), text("category"), row)
        })
        .filter(|(_, variable, _, _)| variable == "06 first place")
        .map(|(power, _, category, row)| (power, category, count(&answer.table, row, "detentions")))
        .collect();
    let mut wanted: Vec<(String, String, u64)> = all()
        .into_iter()
        .filter(|told| !told.power.is_empty())
        .map(|told| (told.power.to_owned(), told.first_place.to_owned(), 1))
        .collect();
    wanted.sort();
    assert_eq!(powers, wanted);

    let months = ask(&lake, "detentions_by_month", &march()).await.table;
    for (column, wanted) in [
        ("detentions", 4),
        ("section_136", 1),
        ("section_135_1", 2),
        ("section_135_2", 1),
        ("section_135_other", 0),
        ("power_not_known", 0),
        ("with_period", 3),
        ("exceeded", 1),
        ("open_ended", 0),
    ] {
        assert_eq!(count(&months, 0, column), wanted, "{column}");
    }
    // Incidents of five files; section 136 was used in one.
    let attention = ask(&lake, "attention", &march()).await.table;
    assert_eq!(count(&attention, 0, "incidents"), 5);
    assert_eq!(count(&attention, 0, "section_136"), 1);
    assert_eq!(count(&attention, 0, "section_136_not_known"), 0);
}

#[tokio::test]
async fn what_counted_section_136_alone_counts_it_alone() {
    let place = told().await;
    let lake = Lake::open(&place.lake("lake")).unwrap();
    for name in ["first_place", "transport", "fairness_sex", "fairness_age"] {
        let table = ask(&lake, name, &march()).await.table;
        let sum: u64 = (0..table.rows.len())
            .map(|row| count(&table, row, "detentions"))
            .sum();
        assert_eq!(sum, 1, "{name}");
        let measure = lake.measures().iter().find(|one| one.name == name).unwrap();
        assert!(measure.definition.contains("section 136"), "{name}");
    }
    if let Some(python) = python() {
        compare(&python, &place.lake("lake"), &[march()]).await;
    }
}

#[tokio::test]
async fn the_stays_and_periods_are_those_worked_out_by_hand() {
    let place = told().await;
    let rows = crate::follow::rows(&place, "lake", "detention", "2026-03").unwrap();
    let ids = crate::follow::texts(&rows, "detention_id");
    let periods = crate::follow::texts(&rows, "period");
    let stays = crate::follow::numbers(&rows, "stay_minutes");
    for told in all().into_iter().filter(|told| !told.power.is_empty()) {
        let id = Some(file(told.number).to_string());
        let row = ids.iter().position(|other| *other == id).unwrap();
        assert_eq!(
            periods[row].as_deref(),
            Some(told.period),
            "{}",
            told.number
        );
        assert_eq!(stays[row], told.stay, "{}", told.number);
    }
}
