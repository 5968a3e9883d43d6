//! Following the record: in any steps the same lake; a correction moves the row.

use casework::File;
use casework::monthly;
use datafusion::arrow::array::{Array as _, Int32Array, RecordBatch, StringArray};
use domain::event::{Corrected, Ended};
use domain::{CommandId, Event, EventKind, FileId, Month, NewEvent, TimeSource, When};
use figures::evidence::Evidence as _;
use figures::filters::Filters;
use figures::table::Cell;
use jiff::civil::date;
use lake::Lake;
use lake::schema::Table;
use lake::store::{self, Origin};
use record::Cursor;

use crate::place::{Place, contents};

/// The rows of a table in a month of a lake.
pub(crate) fn rows(place: &Place, lake: &str, table: &str, month: &str) -> Option<RecordBatch> {
    let root = place.lake(lake);
    let manifest = store::manifest(&root).unwrap();
    let month: Month = month.parse().unwrap();
    let part = manifest.part(table, "kent", month, &Origin::Record)?;
    let bytes = part.bytes_of(&root).unwrap();
    Some(store::decode(part, Table::named(table).unwrap(), bytes).unwrap())
}

pub(crate) fn texts(rows: &RecordBatch, column: &str) -> Vec<Option<String>> {
    let column = rows.column_by_name(column).unwrap();
    let column = column.as_any().downcast_ref::<StringArray>().unwrap();
    (0..column.len())
        .map(|row| column.is_valid(row).then(|| column.value(row).to_owned()))
        .collect()
}

pub(crate) fn numbers(rows: &RecordBatch, column: &str) -> Vec<Option<i64>> {
    let column = rows.column_by_name(column).unwrap();
    let column = column.as_any().downcast_ref::<Int32Array>().unwrap();
    column.iter().map(|value| value.map(i64::from)).collect()
}

#[tokio::test]
async fn however_it_is_cut_up_following_gives_the_same_bytes() {
    // Two nights around the end of a month, told in pieces of several sizes, with a lake that
    // follows after each piece and is opened anew, and one that follows once at the end.
    for (seed, pieces) in [(1, [3, 11, 50]), (5, [1, 37, 400])] {
        let place = Place::new().await;
        let all = place.happenings(seed, "2026-03-30T10:00:00Z", 60);
        assert!(all.len() > 200, "a night with little in it: {}", all.len());
        let mut rest = &all[..];
        let mut turn = 0;
        while !rest.is_empty() {
            let (now, later) = rest.split_at(pieces[turn % 3].min(rest.len()));
            place.tell(now).await;
            rest = later;
            turn += 1;
            // Not after each of the smallest pieces: the test would take minutes.
            if turn % 5 == 0 || rest.is_empty() {
                let mut follow = place.follow("in-pieces");
                while follow.step(1).await.unwrap().lines > 0 {}
            }
        }
        place.follow("at-once").catch_up().await.unwrap();
        drop(place.follow("in-pieces"));

        let (pieces, once) = (
            contents(&place.lake("in-pieces")),
            contents(&place.lake("at-once")),
        );
        let names = |all: &std::collections::BTreeMap<String, Vec<u8>>| -> Vec<String> {
            all.keys().cloned().collect()
        };
        assert_eq!(names(&pieces), names(&once));
        assert!(pieces == once, "some bytes differ");
        assert!(
            once.len() > 5,
            "two months of three tables: {:?}",
            names(&once)
        );
    }
}

#[tokio::test]
async fn the_lake_counts_what_the_return_counts() {
    let place = Place::new().await;
    place
        .tell(&place.happenings(5, "2026-03-30T06:00:00Z", 72))
        .await;
    place.follow("lake").catch_up().await.unwrap();

    let mut files = std::collections::BTreeSet::new();
    let mut follower = place.record.follow(Cursor::START);
    loop {
        let batch = follower.batch_now().await.unwrap();
        if batch.is_empty() {
            break;
        }
        files.extend(
            batch
                .iter()
                .filter_map(|line| line.line().map(|line| line.file)),
        );
    }
    let profile = law::Profile::from_force(&place.force);
    let mut entries = Vec::new();
    let mut cases = 0;
    for id in &files {
        let held = place.record.read(*id).await.unwrap().unwrap();
        cases += 1;
        entries.extend(monthly::entry(&File::fold(*id, &held.lines), &profile));
    }
    assert!(
        entries.len() > 3,
        "a night with {} detentions",
        entries.len()
    );
    let mut incidents = 0;
    for month in ["2026-03", "2026-04"] {
        incidents += rows(&place, "lake", "incident", month).map_or(0, |rows| rows.num_rows());
        let here: Vec<_> = entries
            .iter()
            .filter(|entry| entry.used == month.parse().unwrap())
            .collect();
        let detentions = rows(&place, "lake", "detention", month);
        let Some(detentions) = detentions else {
            assert!(here.is_empty());
            continue;
        };
        assert_eq!(detentions.num_rows(), here.len(), "{month}");
        let ids = texts(&detentions, "detention_id");
        let places = texts(&detentions, "first_place");
        for entry in here {
            let id = entry.counted.file.to_string();
            let row = ids
                .iter()
                .position(|other| other.as_ref() == Some(&id))
                .unwrap();
            let label = entry.first_place.ok().map(|kind| kind.label().to_owned());
            assert_eq!(places[row], label);
        }
    }
    assert_eq!(incidents, cases, "one incident for each file");
}

#[tokio::test]
async fn a_correction_moves_the_row_to_another_month_and_touches_no_other() {
    let mut place = Place::new().await;
    place
        .tell(&place.happenings(1, "2026-02-27T00:00:00Z", 96))
        .await;
    place.follow("lake").catch_up().await.unwrap();
    let before = store::manifest(&place.lake("lake")).unwrap();
    let march = rows(&place, "lake", "detention", "2026-03").expect("a detention in March");
    let id = texts(&march, "detention_id")[0].clone().unwrap();
    let file: FileId = id.parse().unwrap();

    let held = place.record.read(file).await.unwrap().unwrap();
    let used = held
        .lines
        .iter()
        .find(|line| line.event.kind() == EventKind::Detained)
        .unwrap();
    let january = "2026-01-31T23:30:00Z".parse().unwrap();
    let correction = NewEvent {
        id: CommandId::new(file.uuid()).event(900),
        happened: When::now(used.recorded),
        event: Event::Corrected(Corrected {
            line: used.id,
            happened: Some(When::exact(january, TimeSource::Paper)),
            event: None,
            reason: "the paper form was found".into(),
            evidence: "form".into(),
        }),
    };
    let (by, now) = (used.by.clone(), held.lines.last().unwrap().recorded);
    place.write(file, &by, now, vec![correction]).await;
    let caught = place.follow("lake").catch_up().await.unwrap();
    assert_eq!((caught.lines, caught.files), (1, 1));

    let moved = rows(&place, "lake", "detention", "2026-01").expect("moved to January");
    assert_eq!(texts(&moved, "detention_id"), [Some(id.clone())]);
    for table in ["incident", "detention", "phase"] {
        if let Some(march) = rows(&place, "lake", table, "2026-03") {
            let ids = texts(&march, Table::named(table).unwrap().id());
            assert!(!ids.contains(&Some(id.clone())), "still in March: {table}");
        }
    }
    let after = store::manifest(&place.lake("lake")).unwrap();
    let february = |manifest: &store::Manifest| -> Vec<store::Part> {
        let parts = manifest.parts.iter();
        parts
            .filter(|part| part.month.key() == "2026-02")
            .cloned()
            .collect()
    };
    assert_eq!(february(&before), february(&after));
    // And a lake made new from the corrected record is the same lake.
    place.follow("anew").catch_up().await.unwrap();
    drop(place.follow("lake"));
    assert!(contents(&place.lake("lake")) == contents(&place.lake("anew")));
}

#[tokio::test]
async fn a_file_that_was_disposed_of_leaves_no_row() {
    let place = Place::new().await;
    let happenings = place.happenings(1, "2026-03-01T00:00:00Z", 48);
    place.tell(&happenings).await;
    let mut follow = place.follow("lake");
    follow.catch_up().await.unwrap();
    let march = rows(&place, "lake", "detention", "2026-03").unwrap();
    let id = texts(&march, "detention_id")[0].clone().unwrap();
    let by = happenings[0].by.clone();
    let now = happenings.last().unwrap().at;
    place
        .record
        .dispose(id.parse().unwrap(), &by, "past its time", now)
        .await
        .unwrap();

    assert_eq!(follow.forget_disposed().await.unwrap(), 1);
    assert_eq!(follow.forget_disposed().await.unwrap(), 0);
    for table in ["incident", "detention", "phase"] {
        let march = rows(&place, "lake", table, "2026-03").unwrap();
        let ids = texts(&march, Table::named(table).unwrap().id());
        assert!(!ids.contains(&Some(id.clone())), "{table}");
    }
}

#[tokio::test]
async fn what_an_officer_typed_is_nowhere_in_the_lake() {
    let place = Place::new().await;
    place
        .tell(&place.happenings(2, "2026-03-01T00:00:00Z", 48))
        .await;
    place.follow("lake").catch_up().await.unwrap();
    let mut typed = Vec::new();
    let mut follower = place.record.follow(Cursor::START);
    loop {
        let batch = follower.batch_now().await.unwrap();
        if batch.is_empty() {
            break;
        }
        for line in batch.iter().filter_map(|line| line.line()) {
            match &line.event {
                Event::PersonRecorded(domain::PersonFact::Name { is }) => {
                    typed.extend(is.value().cloned());
                }
                Event::Detained(used) => typed.push(used.why.clone()),
                Event::EncounterBegan(began) => typed.push(began.at.description.clone()),
                Event::OfficersReleased(released) => typed.push(released.delay_cause.clone()),
                Event::Ended(Ended { care_now_with, .. }) => typed.push(care_now_with.clone()),
                _ => {}
            }
        }
    }
    typed.retain(|text| text.len() > 8);
    assert!(typed.len() > 50);
    for table in lake::schema::TABLES {
        let rows = rows(&place, "lake", table.name, "2026-03").unwrap();
        for column in table.columns {
            if column.kind != lake::schema::Kind::Text {
                continue;
            }
            for cell in texts(&rows, column.name).into_iter().flatten() {
                let told = typed.iter().any(|text| cell.contains(text.as_str()));
                assert!(
                    !told,
                    "`{}` of `{}` holds typed text",
                    column.name, table.name
                );
            }
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_correction_reaches_the_figure_while_the_record_is_followed() {
    let mut place = Place::new().await;
    place
        .tell(&place.happenings(1, "2026-02-27T00:00:00Z", 96))
        .await;
    let mut follow = place.follow("lake");
    follow.catch_up().await.unwrap();
    let following = tokio::spawn(async move { follow.keep_following(&|_| {}).await });
    let lake = Lake::open(&place.lake("lake")).unwrap();
    let january = Filters::over(date(2026, 1, 1), date(2026, 2, 1));
    let march = rows(&place, "lake", "detention", "2026-03").expect("a detention in March");
    let file: FileId = texts(&march, "detention_id")[0]
        .as_ref()
        .unwrap()
        .parse()
        .unwrap();
    let held = place.record.read(file).await.unwrap().unwrap();
    let used = held
        .lines
        .iter()
        .find(|line| line.event.kind() == EventKind::Detained)
        .unwrap();
    let paper = "2026-01-31T23:30:00Z".parse().unwrap();
    let correction = NewEvent {
        id: CommandId::new(file.uuid()).event(900),
        happened: When::now(used.recorded),
        event: Event::Corrected(Corrected {
            line: used.id,
            happened: Some(When::exact(paper, TimeSource::Paper)),
            event: None,
            reason: "the paper form was found".into(),
            evidence: "form".into(),
        }),
    };
    let (by, now) = (used.by.clone(), held.lines.last().unwrap().recorded);
    place.write(file, &by, now, vec![correction]).await;

    // Ten seconds is what is promised to whoever looks at the figure.
    let corrected = tokio::time::timeout(std::time::Duration::from_secs(10), async {
        loop {
            let answer = lake.answer("detentions_by_month", &january).await.unwrap();
            if let Some(Cell::Count(1)) = answer.table.cell(0, "detentions") {
                return answer.up_to.record;
            }
            tokio::time::sleep(std::time::Duration::from_millis(20)).await;
        }
    });
    let line = corrected
        .await
        .expect("the figure was not corrected in ten seconds");
    assert_eq!(
        line,
        store::manifest(&place.lake("lake"))
            .unwrap()
            .followed
            .unwrap()
            .line
    );
    following.abort();
}
