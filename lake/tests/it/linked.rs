//! Confirmed links in the figures: two files of one person count as one, and as two again.

use std::collections::BTreeSet;

use figures::filters::Filters;
use figures::table::{Cell, Table};
use jiff::civil::date;
use lake::Lake;
use lake::store;

use crate::counted_again::{compare, python};
use crate::evidence::ask;
use crate::follow::{rows, texts};
use crate::place::{Place, contents};
use crate::told::*;

fn spring() -> Filters {
    Filters::over(date(2026, 3, 1), date(2026, 6, 1))
}

fn sum(table: &Table, column: &str) -> u64 {
    (0..table.rows.len())
        .map(|row| match table.cell(row, column) {
            Some(Cell::Count(count)) => *count,
            other => panic!("{column}: {other:?}"),
        })
        .sum()
}

/// How many contacts were repeated within 28 days, and how many the most frequent person had.
async fn figures(lake: &Lake) -> (u64, u64) {
    let repeated = ask(lake, "repeat_contact", &spring()).await.table;
    let frequent = ask(lake, "most_frequent", &spring()).await.table;
    let Some(Cell::Count(first)) = frequent.cell(0, "theirs") else {
        panic!("{frequent:?}")
    };
    (sum(&repeated, "repeated"), *first)
}

/// Files of a name and a day, each a contact, twelve days apart; then the lake.
async fn told(people: &[(&str, &str)]) -> Place {
    let mut place = Place::new().await;
    for (index, (who, day)) in people.iter().enumerate() {
        let when = at(&format!("{day}T09:00"));
        let mut lines = vec![(when, opened()), (when, met())];
        if !who.is_empty() {
            lines.push((when, name(who)));
            lines.push((when, born("1988-03-04")));
        }
        tell(&mut place, file(index as u128), 0, when, lines).await;
    }
    place.follow("lake").catch_up().await.unwrap();
    place
}

fn persons(place: &Place, months: &[&str]) -> Vec<Option<String>> {
    let mut all: Vec<(String, Option<String>)> = Vec::new();
    for month in months {
        let rows = rows(place, "lake", "incident", month).unwrap();
        let ids = texts(&rows, "incident_id").into_iter().flatten();
        all.extend(ids.zip(texts(&rows, "person")));
    }
    all.sort();
    all.into_iter().map(|(_, person)| person).collect()
}

fn different(persons: &[Option<String>]) -> usize {
    persons.iter().flatten().collect::<BTreeSet<_>>().len()
}

#[tokio::test]
async fn a_chain_of_links_is_one_person_in_every_figure_and_undone_it_is_two() {
    // Three spellings of one name, over three months, and a stranger.
    let mut place = told(&[
        ("Anna Example", "03-30"),
        ("Ana Example", "04-11"),
        ("Annie Example", "05-01"),
        ("Somebody Else", "04-20"),
    ])
    .await;
    let months = ["2026-03", "2026-04", "2026-05"];
    let lake = Lake::open(&place.lake("lake")).unwrap();
    assert_eq!(different(&persons(&place, &months)), 4);
    assert_eq!(figures(&lake).await, (0, 1));

    // 2 is 1, said in 2; 2 is 3, said in 3: all three are one.
    let first = tell(
        &mut place,
        file(1),
        9,
        at("05-02T09:00"),
        vec![(at("05-02T09:00"), linked(file(0)))],
    )
    .await;
    place.follow("lake").catch_up().await.unwrap();
    assert_eq!(different(&persons(&place, &months)), 3);
    assert_eq!(figures(&lake).await, (1, 2));
    tell(
        &mut place,
        file(2),
        9,
        at("05-03T09:00"),
        vec![(at("05-03T09:00"), linked(file(1)))],
    )
    .await;
    place.follow("lake").catch_up().await.unwrap();
    let joined = persons(&place, &months);
    assert_eq!(different(&joined), 2);
    assert_eq!((&joined[0], &joined[0]), (&joined[1], &joined[2]));
    assert_eq!(figures(&lake).await, (2, 3));
    if let Some(python) = python() {
        compare(&python, &place.lake("lake"), &[spring()]).await;
    }

    // The first is undone: the first file is somebody else again.
    tell(
        &mut place,
        file(1),
        10,
        at("05-04T09:00"),
        vec![(at("05-04T09:00"), undone(first[0]))],
    )
    .await;
    place.follow("lake").catch_up().await.unwrap();
    let parted = persons(&place, &months);
    assert_eq!(different(&parted), 3);
    assert_eq!(parted[1], parted[2]);
    assert_eq!(figures(&lake).await, (1, 2));
    place.follow("anew").catch_up().await.unwrap();
    drop(place.follow("lake"));
    assert!(contents(&place.lake("lake")) == contents(&place.lake("anew")));
}

#[tokio::test]
async fn a_link_rewrites_the_months_of_those_it_joins_and_no_other() {
    let mut place = told(&[
        ("Anna Example", "03-01"),
        ("Ana Example", "04-01"),
        ("Somebody Else", "05-01"),
    ])
    .await;
    let parts = |place: &Place| -> BTreeSet<(String, String, String)> {
        let manifest = store::manifest(&place.lake("lake")).unwrap();
        let of = |part: &store::Part| {
            let (table, month) = (part.table.clone(), part.month.key());
            (table, month, part.sha256.clone())
        };
        manifest.parts.iter().map(of).collect()
    };
    let before = parts(&place);
    // Told in the file of whichever key is kept, the other month is the one that changes too.
    tell(
        &mut place,
        file(0),
        9,
        at("05-02T09:00"),
        vec![(at("05-02T09:00"), linked(file(1)))],
    )
    .await;
    place.follow("lake").catch_up().await.unwrap();
    let after = parts(&place);
    let changed: BTreeSet<&str> = after
        .difference(&before)
        .map(|(table, month, _)| {
            assert!(table == "incident" || month == "2026-03", "{table} {month}");
            month.as_str()
        })
        .collect();
    assert!(changed.contains("2026-03"), "{changed:?}");
    assert!(!changed.contains("2026-05"), "{changed:?}");
}

#[tokio::test]
async fn a_link_that_came_before_its_file_and_one_that_outlives_it_are_followed() {
    let mut place = told(&[("Anna Example", "03-30"), ("", "04-02")]).await;
    // The file it names is not there yet.
    tell(
        &mut place,
        file(0),
        9,
        at("04-03T09:00"),
        vec![(at("04-03T09:00"), linked(file(7)))],
    )
    .await;
    place.follow("lake").catch_up().await.unwrap();
    let when = at("04-05T09:00");
    let later = vec![(when, opened()), (when, met()), (when, name("Ana Example"))];
    tell(&mut place, file(7), 0, when, later).await;
    place.follow("lake").catch_up().await.unwrap();
    let months = ["2026-03", "2026-04"];
    let now = persons(&place, &months);
    assert_eq!(
        now[0], now[2],
        "a file without a date of birth is known by its link"
    );
    assert_eq!(now[1], None);

    // Disposed of, what it said goes with it.
    place
        .record
        .dispose(file(0), &by(), "past its time", at("05-06T09:00"))
        .await
        .unwrap();
    let mut follow = place.follow("lake");
    assert_eq!(follow.forget_disposed().await.unwrap(), 1);
    drop(follow);
    assert_eq!(persons(&place, &["2026-04"]), [None, None]);
}
