//! `lantern link` from Parquet and to it.

use std::fmt::Write as _;
use std::fs::File;
use std::path::Path;
use std::sync::Arc;

use arrow::array::{
    ArrayRef, AsArray as _, Date32Array, DictionaryArray, Float64Array, Int64Array,
    LargeStringArray, RecordBatch, StringArray, TimestampMicrosecondArray,
};
use arrow::datatypes::{DataType, Float64Type, Int32Type};
use parquet::arrow::ArrowWriter;
use parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;

use crate::run::Folder;

/// Days from 1970-01-01.
fn day(text: &str) -> i32 {
    let date: jiff::civil::Date = text.parse().unwrap();
    let epoch = jiff::civil::date(1970, 1, 1);
    (date - epoch).get_days()
}

fn write(path: &Path, columns: Vec<(&str, ArrayRef)>) {
    let rows = RecordBatch::try_from_iter_with_nullable(
        columns
            .into_iter()
            .map(|(name, values)| (name, values, true)),
    )
    .unwrap();
    let file = File::create(path).unwrap();
    let mut writer = ArrowWriter::try_new(file, rows.schema(), None).unwrap();
    writer.write(&rows).unwrap();
    writer.close().unwrap();
}

fn read(path: &Path) -> RecordBatch {
    let file = File::open(path).unwrap();
    let mut rows = ParquetRecordBatchReaderBuilder::try_new(file)
        .unwrap()
        .build()
        .unwrap();
    rows.next().unwrap().unwrap()
}

/// Sixty people with two records each: the columns of a file, each as texts.
struct Town {
    id: Vec<String>,
    forename: Vec<String>,
    surname: Vec<String>,
    born: Vec<Option<String>>,
    number: Vec<Option<i64>>,
}

fn town() -> Town {
    let mut town = Town {
        id: Vec::new(),
        forename: Vec::new(),
        surname: Vec::new(),
        born: Vec::new(),
        number: Vec::new(),
    };
    for nth in 0..60_usize {
        let forename = ["Ada", "Bram", "Cleo", "Dara", "Ezra", "Faye"][nth % 6];
        let surname = ["Archer", "Bolton", "Carver", "Draper", "Ellwood"][nth / 6 % 5];
        let born = format!(
            "19{}-{:02}-{:02}",
            40 + nth % 50,
            nth % 12 + 1,
            nth % 28 + 1
        );
        let number = 5_304_218 + 7_919 * i64::try_from(nth).unwrap();
        for of in ["a", "b"] {
            let slipped = of == "b";
            town.id.push(format!("{of}{nth:02}"));
            town.forename
                .push(forename[..if slipped && nth % 4 == 1 { 1 } else { 3 }].to_owned());
            town.surname.push(surname.to_owned());
            town.born
                .push((!(slipped && nth % 4 == 2)).then(|| born.clone()));
            town.number
                .push((!(slipped && nth % 4 == 3)).then_some(number));
        }
    }
    town
}

/// The town as CSV and as Parquet of several kinds of columns.
fn both(folder: &Folder) {
    let town = town();
    let mut csv = "id,forename,surname,dob,pnc_id,score\n".to_owned();
    for nth in 0..town.id.len() {
        let or_empty = |text: Option<String>| text.unwrap_or_default();
        let _ = writeln!(
            csv,
            "{},{},{},{},{},0.5",
            town.id[nth],
            town.forename[nth],
            town.surname[nth],
            or_empty(town.born[nth].clone()),
            or_empty(town.number[nth].map(|number| number.to_string()))
        );
    }
    folder.write("town.csv", csv);
    let surnames: DictionaryArray<Int32Type> = town.surname.iter().map(String::as_str).collect();
    let born: Vec<Option<i32>> = town
        .born
        .iter()
        .map(|born| born.as_deref().map(day))
        .collect();
    let midnight: Vec<Option<i64>> = born
        .iter()
        .map(|day| day.map(|day| i64::from(day) * 86_400_000_000))
        .collect();
    let scores = Float64Array::from(vec![0.5; town.id.len()]);
    for (name, born) in [
        (
            "town.parquet",
            Arc::new(Date32Array::from(born)) as ArrayRef,
        ),
        (
            "times.PARQUET",
            Arc::new(TimestampMicrosecondArray::from(midnight)),
        ),
    ] {
        write(
            &folder.path(name),
            vec![
                ("id", Arc::new(StringArray::from(town.id.clone()))),
                (
                    "forename",
                    Arc::new(LargeStringArray::from(town.forename.clone())),
                ),
                ("surname", Arc::new(surnames.clone())),
                ("dob", born),
                ("pnc_id", Arc::new(Int64Array::from(town.number.clone()))),
                ("score", Arc::new(scores.clone())),
            ],
        );
    }
}

#[test]
fn parquet_is_read_as_the_csv_of_its_rows_and_written_so() {
    let folder = Folder::new();
    both(&folder);
    let run = |file: &str, ends: &str| {
        let ran = folder.expect(
            0,
            &format!("link dedupe {file} --groups groups.{ends} --pairs pairs.{ends} --json"),
        );
        let mut told: serde_json::Value = serde_json::from_str(&ran.out).unwrap();
        told.as_object_mut().unwrap().remove("seconds");
        told
    };
    let told = run("town.csv", "csv");
    let (groups, pairs) = (folder.read("groups.csv"), folder.read("pairs.csv"));
    assert_eq!(told["records"], 120);
    assert!(told["people_suggested"].as_u64().unwrap() < 80, "{told}");
    for other in ["town.parquet", "times.PARQUET"] {
        assert_eq!(run(other, "csv"), told, "{other}");
        assert_eq!(folder.read("groups.csv"), groups);
        assert_eq!(folder.read("pairs.csv"), pairs);
    }
    run("town.parquet", "parquet");
    let rows = read(&folder.path("groups.parquet"));
    let texts = |nth: usize| rows.column(nth).as_string::<i32>().clone();
    let mut again = "id,group\n".to_owned();
    for (id, group) in texts(0).iter().zip(texts(1).iter()) {
        let _ = writeln!(again, "{},{}", id.unwrap(), group.unwrap());
    }
    assert_eq!(again, groups);
    let rows = read(&folder.path("pairs.parquet"));
    assert_eq!(rows.schema().field(2).data_type(), &DataType::Float64);
    let weights = rows
        .column_by_name("weight")
        .unwrap()
        .as_primitive::<Float64Type>();
    let known: Vec<f64> = pairs
        .lines()
        .skip(1)
        .map(|line| line.split(',').nth(2).unwrap().parse().unwrap())
        .collect();
    assert_eq!(weights.values().to_vec(), known);
}

#[test]
fn a_column_that_cannot_be_read_is_named_and_one_that_is_not_used_is_no_matter() {
    let folder = Folder::new();
    both(&folder);
    let ran = folder.expect(2, "link dedupe town.parquet --column score=identifier");
    assert!(
        ran.err.contains("`score`") && ran.err.contains("Float64"),
        "{}",
        ran.err
    );
    assert!(!ran.err.contains("0.5"), "{}", ran.err);
    let ran = folder.expect(0, "link find town.parquet --records times.PARQUET --json");
    let told: serde_json::Value = serde_json::from_str(&ran.out).unwrap();
    assert_eq!(told.as_array().unwrap().len(), 120);
    let ran = folder.expect(0, "link explain town.parquet a00 b00 --values");
    assert!(ran.out.contains("1940-01-01"), "{}", ran.out);
    folder.write("broken.parquet", "PAR1 and no more");
    let ran = folder.expect(3, "link dedupe broken.parquet");
    assert!(ran.err.contains("cannot be read"), "{}", ran.err);
}
