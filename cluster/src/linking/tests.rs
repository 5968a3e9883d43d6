use std::fmt::Write as _;

use datafusion::physical_plan::common::collect;
use datafusion::prelude::SessionContext;
use datafusion_proto::physical_plan::AsExecutionPlan as _;
use datafusion_proto::protobuf::PhysicalPlanNode;
use extracts::Nobody;
use linkage::compare::{BORN_LEVELS, OTHER_LEVELS, POSTCODE_LEVELS, SEX_LEVELS, SWAPPED};

use super::*;
use crate::piecework::{self, Codec, Here};

const NAME: &str = "Thistlewood";

/// Records of which some agree in what any rule asks for.
fn town(rows: usize) -> String {
    let mut text = "id,forename,surname,dob,postcode\n".to_owned();
    for row in 0..rows {
        let forename = ["Ada", "Bram", "Cleo"][row % 3];
        let born = 1 + row % 28;
        writeln!(
            text,
            "{row},{forename},{NAME},1980-02-{born:02},CT1 {}AA",
            row % 9
        )
        .unwrap();
    }
    text
}

fn how() -> How {
    How {
        column: Vec::new(),
        threshold: 0.95,
        model: None,
        threads: Some(1),
    }
}

/// What an executor makes of a stretch that was sent to it: its account.
async fn executed(asked: Asked, stretch: Stretch) -> Result<String, String> {
    let pieces = [serde_json::to_string(&stretch).unwrap()];
    let plan = piecework::plan(Work::Link(asked), &pieces).unwrap();
    let sent = PhysicalPlanNode::try_from_physical_plan(plan, &Codec::default()).unwrap();
    let here = Codec::of_executor(Here {
        address: "127.0.0.1:7".to_owned(),
        cores: 2,
    });
    let session = SessionContext::new();
    let plan = sent.try_into_physical_plan(&session.task_ctx(), &here);
    let answer = plan.unwrap().execute(0, session.task_ctx()).unwrap();
    let batches = collect(answer).await.map_err(|error| error.to_string())?;
    let rows = batches
        .iter()
        .flat_map(|batch| piecework::answered(batch).unwrap());
    Ok(rows.filter_map(|(_, _, account)| account).collect())
}

#[test]
fn every_piece_is_in_one_stretch_and_they_are_as_equal_as_can_be() {
    for pieces in [0, 1, 2, 7, 64, 1_000] {
        for tasks in [0, 1, 3, 7, 8, 5_000] {
            let all = stretches(pieces, tasks);
            let numbers: Vec<usize> = all.iter().flat_map(|one| one.from..one.to).collect();
            assert_eq!(numbers, (0..pieces).collect::<Vec<_>>());
            assert_eq!(all.len(), tasks.max(1).min(pieces));
            let sizes = all.iter().map(|one| one.to - one.from);
            let (least, most) = (sizes.clone().min(), sizes.max());
            assert!(most.unwrap_or(0) - least.unwrap_or(0) < 2, "{all:?}");
        }
    }
}

#[test]
fn the_engines_name_is_of_pairs_that_agree_and_differ_in_all_ways() {
    let name = engine::name();
    let (version, sum) = name.split_once('-').unwrap();
    assert_eq!(version, env!("CARGO_PKG_VERSION"));
    assert_eq!(sum.len(), 12);
    assert_eq!(engine::agreed(name), Ok(()));
    let seen = engine::patterns();
    // Every level of date of birth, postcode, sex and a further field, and nearly all of names.
    let levels = seen.each_ref().map(std::collections::BTreeSet::len);
    let [names, others @ ..] = levels;
    assert!(names > 30 && seen[0].contains(&SWAPPED), "{seen:?}");
    let all = [BORN_LEVELS, POSTCODE_LEVELS, SEX_LEVELS, OTHER_LEVELS];
    assert_eq!(others, all.map(usize::from), "{seen:?}");
}

#[tokio::test]
async fn an_executor_with_another_engine_file_or_other_records_refuses_and_names_itself() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("town.csv");
    std::fs::write(&file, town(300)).unwrap();
    let linking = Linking::read(std::slice::from_ref(&file), &how(), &[], &Nobody).unwrap();
    let table = &linking.records.table;
    let rules = linkage::block::usual(table);
    let blocking = linkage::block::Blocking::new(table, &rules, 1);
    let comparing = Comparing::new(linkage::card::Deck::of(table), blocking);
    let asked = linking.asked(&comparing);
    let stretch = Stretch { from: 0, to: 1 };

    let account = executed(asked.clone(), stretch).await.unwrap();
    let expected = packed::pack(&comparing.compare(table, 0..1, 1), &mut |_| true);
    assert_eq!(account, serde_json::to_string(&expected).unwrap());

    let refused = async |asked: Asked, says: &str| {
        let why = executed(asked, stretch).await.unwrap_err();
        assert!(why.contains("the executor at `127.0.0.1:7`"), "{why}");
        assert!(why.contains(says), "{why}");
        assert!(!why.contains(NAME), "{why}");
    };
    let mut other = asked.clone();
    other.engine = "0.0.9-000000000000".to_owned();
    let both = format!("is {} and `link` was started with 0.0.9-0", engine::name());
    refused(other, &both).await;
    let mut other = asked.clone();
    other.pieces += 1;
    refused(other, "comes to other records here").await;
    let mut other = asked.clone();
    other.rows = "0".repeat(64);
    refused(other, "comes to other records here").await;
    // A column that is not there, of which the reader would name the others.
    let mut other = asked.clone();
    other.columns = vec!["town=words".to_owned()];
    refused(other, "cannot be read into records").await;
    // One letter is another, and the file as long as it was.
    let changed = town(300)
        .replacen("Cleo", "Chloe", 1)
        .replacen("Cleo", "Leo", 1);
    std::fs::write(&file, changed).unwrap();
    // What was made of the very file is still that.
    let mut other = asked.clone();
    other.pieces += 1;
    refused(other, "is not what `link` read").await;
    std::fs::remove_file(&file).unwrap();
    let mut other = asked;
    other.pieces += 1;
    refused(other, "under the path that `link` was given").await;
}

#[test]
fn a_file_that_is_written_while_it_is_read_is_named() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("town.csv");
    std::fs::write(&file, town(3)).unwrap();
    let seen = Seen::new(&file).unwrap();
    assert_eq!(seen.is_as_it_was(), Ok(()));
    std::fs::write(&file, town(4)).unwrap();
    let why = seen.is_as_it_was().unwrap_err();
    assert!(
        why.contains("town.csv` was changed while it was read"),
        "{why}"
    );
}
