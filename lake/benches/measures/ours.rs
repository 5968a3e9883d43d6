//! One question put to our own engine, in a process of its own.

use std::path::Path;

use figures::evidence::{Answer, Evidence as _};
use figures::filters::Filters;
use figures::table::Cell;
use lake::Lake;
use serde_json::{Value, json};

use crate::clock::{Clock, memory};

/// The word that asks for this.
pub(crate) const WORD: &str = "answer-one";

/// Asks a measure of a lake: once with everything new, as a report does, and again as a server
/// does that has been running. Prints what it took, and the figures.
pub(crate) fn answer(arguments: &[String]) {
    let [lake, from, to, name, again] = arguments else {
        panic!("LAKE FROM TO MEASURE TIMES")
    };
    let filters = Filters::over(from.parse().unwrap(), to.parse().unwrap());
    let again: usize = again.parse().unwrap();
    let run = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
        .unwrap();
    run.block_on(async {
        let clock = Clock::start();
        let lake = Lake::open(Path::new(lake)).unwrap();
        let answer = lake.answer(name, &filters).await.unwrap();
        let first = clock.taken();
        assert_eq!(answer.left_out, [], "{name}");
        let mut times = Vec::new();
        for _ in 0..again {
            let clock = Clock::start();
            assert_eq!(
                lake.answer(name, &filters).await.unwrap().table,
                answer.table
            );
            times.push(clock.taken());
        }
        println!(
            "{}",
            json!({
                "first": first,
                "again": times,
                "mib": memory(),
                "rows": rows(&answer),
            })
        );
    });
}

/// The figures that the SQL gave, as the script beside this writes its own.
fn rows(answer: &Answer) -> Value {
    let columns = &answer.table.columns;
    let mut rows: Vec<Vec<String>> = answer
        .table
        .rows
        .iter()
        .map(|row| {
            columns
                .iter()
                .zip(row)
                .filter(|(column, _)| !column.kind.is_derived())
                .map(|(_, cell)| match cell {
                    Cell::Number(number) => format!("{number:?}"),
                    cell => cell.to_string(),
                })
                .collect()
        })
        .collect();
    rows.sort();
    json!(rows)
}
