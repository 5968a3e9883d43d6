//! The same measures answered the same way, also when an executor dies in the middle of one.

use std::path::PathBuf;
use std::process::Command;
use std::sync::Arc;

use cluster::Machines;
use datafusion::arrow::array::RecordBatch;
use datafusion::arrow::datatypes::DataType;
use datafusion::dataframe::DataFrame;
use datafusion::error::DataFusionError;
use datafusion::prelude::SessionContext;
use figures::evidence::Evidence as _;
use lake::Lake;
use lake::evidence::Engine;
use serde_json::Value;

use crate::machines::{Cluster, killed_in_the_middle};
use crate::place::{self, embedded, over, program, says, told};

/// A run of measures, before it is started.
fn ask(cluster: &Cluster, lake: &str, measures: &[&str]) -> Command {
    let mut command = program(&["run", "--json", "--lake", lake, "--pieces", "8"]);
    command
        .args(["--scheduler", &cluster.scheduler.at()])
        .args(measures);
    command
}

fn compare(answered: &str, expected: &[(String, Value)], names: &[&str]) {
    let answered: Vec<Value> = serde_json::from_str(answered).unwrap();
    assert_eq!(answered.len(), names.len());
    for (name, answered) in names.iter().zip(answered) {
        let (_, expected) = expected.iter().find(|(of, _)| of == name).unwrap();
        assert_eq!(&answered, expected, "{name}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn every_measure_is_what_the_embedded_engine_says_also_when_an_executor_is_killed() {
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path().join("lake");
    place::made(&root, 140_000, 6);
    let lake = root.to_str().unwrap();
    let expected = embedded(&root, &over(6)).await;
    let every: Vec<&str> = expected.iter().map(|(name, _)| name.as_str()).collect();
    let mut cluster = Cluster::start(folder.path());
    // An order over everybody; each person's incidents side by side; then all there are, the first
    // of which is the one that is disturbed.
    for measures in [&["most_frequent"], &["repeat_contact"], every.as_slice()] {
        let question = |cluster: &Cluster| ask(cluster, lake, measures);
        let answered = |out: &str| compare(out, &expected, measures);
        killed_in_the_middle(&mut cluster, &question, &answered).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_damaged_part_is_left_out_and_named_as_the_embedded_engine_does() {
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path().join("lake");
    place::made(&root, 40_000, 2);
    let manifest = lake::store::manifest(&root).unwrap();
    let part = manifest
        .parts
        .iter()
        .find(|part| part.table == "incident")
        .unwrap();
    let path = root.join(&part.path);
    let mut bytes = std::fs::read(&path).unwrap();
    let middle = bytes.len() / 2;
    bytes[middle] ^= 0x20;
    std::fs::write(&path, &bytes).unwrap();

    let expected = embedded(&root, &over(2)).await;
    let cluster = Cluster::start(folder.path());
    let lake = root.to_str().unwrap();
    let names = ["attention", "demand_by_month"];
    let (code, out, err) = told(ask(&cluster, lake, &names).output().unwrap());
    // Done, and something was left out.
    assert_eq!(code, Some(1), "{err}");
    assert!(
        err.contains(&format!("attention: left out: `{}`", part.path)),
        "{err}"
    );
    compare(&out, &expected, &names);
}

/// The engine of machines on whose executors something happens to a file after it was looked
/// through: what comes of a folder that not all of them see.
#[derive(Debug)]
struct Meanwhile {
    machines: Machines,
    file: PathBuf,
}

#[async_trait::async_trait]
impl Engine for Meanwhile {
    fn session(&self) -> SessionContext {
        self.machines.session()
    }

    fn text(&self) -> DataType {
        self.machines.text()
    }

    async fn rows(&self, question: DataFrame) -> Result<Vec<RecordBatch>, DataFusionError> {
        // Planned here, so looked through here, before it goes away.
        let (state, plan) = question.into_parts();
        let plan = state.create_physical_plan(&plan).await?;
        let away = self.file.with_extension("away");
        std::fs::rename(&self.file, &away)?;
        let rows = self.machines.work(&plan, state.config()).await;
        std::fs::rename(&away, &self.file)?;
        rows.map_err(|fault| DataFusionError::External(Box::new(fault)))
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_part_that_an_executor_cannot_see_fails_the_question_and_is_named() {
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path().join("lake");
    place::made(&root, 40_000, 2);
    let manifest = lake::store::manifest(&root).unwrap();
    let part = manifest
        .parts
        .iter()
        .find(|part| part.table == "incident")
        .unwrap();
    let cluster = Cluster::start(folder.path());
    let engine = Meanwhile {
        machines: Machines::of(cluster.scheduler.at, 4),
        file: root.join(&part.path),
    };
    let lake = Lake::open_with(&root, Arc::new(engine)).unwrap();
    let fault = lake.answer("attention", &over(2)).await.unwrap_err();
    let said = fault.to_string();
    assert!(said.contains("an executor could not read"), "{said}");
    assert!(said.contains(&part.path), "{said}");
    assert!(
        said.contains("under the path that `run` was given"),
        "{said}"
    );
    // The executors are none the worse for it.
    let (code, _, err) = says(&[
        "run",
        "attention",
        "--lake",
        root.to_str().unwrap(),
        "--scheduler",
        &cluster.scheduler.at(),
    ]);
    assert_eq!(code, Some(0), "{err}");
}
