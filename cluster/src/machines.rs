//! The engine that gives the work to a scheduler and its executors.

use std::sync::Arc;

use async_trait::async_trait;
use ballista_core::config::BallistaConfig;
use ballista_core::execution_plans::execute_physical_plan;
use ballista_core::extension::SessionConfigExt as _;
use ballista_core::optimizer::ballista_default_optimizer_rules;
use datafusion::arrow::array::RecordBatch;
use datafusion::arrow::datatypes::DataType;
use datafusion::dataframe::DataFrame;
use datafusion::error::DataFusionError;
use datafusion::execution::SessionStateBuilder;
use datafusion::physical_plan::ExecutionPlan;
use datafusion::physical_plan::common::collect;
use datafusion::prelude::{SessionConfig, SessionContext};
use datafusion_proto::protobuf::PhysicalPlanNode;
use lake::evidence::Engine;

use crate::ready::ready;
use crate::{Fault, Loopback};

/// How often a question is asked when an executor that kept the answer is gone before it was
/// fetched.
const TIMES: usize = 3;

/// Executors behind a scheduler, as an engine of the lake.
///
/// The plan is made here, on the parts that were looked through, and sent whole: the scheduler
/// lists and plans nothing of its own.
#[derive(Debug)]
pub struct Machines {
    scheduler: Loopback,
    pieces: usize,
}

impl Machines {
    /// The executors of a scheduler. Each step of a question is cut into this many pieces.
    pub const fn of(scheduler: Loopback, pieces: usize) -> Self {
        Self { scheduler, pieces }
    }

    /// The rows of a plan that was made in a session of this engine, whose configuration is sent
    /// with it.
    pub async fn work(
        &self,
        plan: &Arc<dyn ExecutionPlan>,
        config: &SessionConfig,
    ) -> Result<Vec<RecordBatch>, Fault> {
        let mut left = TIMES;
        loop {
            left -= 1;
            match self.ask(plan, config).await {
                Ok(rows) => return Ok(rows),
                Err(Tried::NotFetched(_)) if left > 0 => {}
                Err(Tried::Failed(fault) | Tried::NotFetched(fault)) => return Err(fault),
            }
        }
    }

    /// One try: the question is worked out, and its answer fetched.
    async fn ask(
        &self,
        plan: &Arc<dyn ExecutionPlan>,
        config: &SessionConfig,
    ) -> Result<Vec<RecordBatch>, Tried> {
        ready(self.scheduler).await.map_err(Tried::Failed)?;
        let codec = config.ballista_physical_extension_codec();
        // Its name is of no use to anybody: one try, one session.
        let session = uuid::Uuid::new_v4().to_string();
        let answer = execute_physical_plan::<PhysicalPlanNode>(
            self.scheduler.url(),
            &BallistaConfig::default(),
            Arc::clone(plan),
            codec.as_ref(),
            session,
            config.clone(),
        )
        .await
        .map_err(|error| Tried::Failed(fault(&error)))?;
        collect(answer)
            .await
            .map_err(|error| Tried::NotFetched(fault(&error)))
    }
}

/// How a try ended that did not end well.
enum Tried {
    Failed(Fault),
    /// It was worked out, and whoever kept it was gone.
    NotFetched(Fault),
}

#[async_trait]
impl Engine for Machines {
    fn session(&self) -> SessionContext {
        let config = SessionConfig::new_with_ballista()
            .with_target_partitions(self.pieces)
            .with_information_schema(false);
        let state = SessionStateBuilder::new()
            .with_default_features()
            .with_config(config)
            .with_optimizer_rules(ballista_default_optimizer_rules())
            .build();
        SessionContext::new_with_state(state)
    }

    fn text(&self) -> DataType {
        // Ballista sends views of text with all that they are views of.
        DataType::Utf8
    }

    async fn rows(&self, question: DataFrame) -> Result<Vec<RecordBatch>, DataFusionError> {
        let (state, plan) = question.into_parts();
        let plan = state.create_physical_plan(&plan).await?;
        self.work(&plan, state.config())
            .await
            .map_err(|fault| DataFusionError::External(Box::new(fault)))
    }
}

/// What Ballista said, as something that can be acted on. No kinds of errors reach us from another
/// process, only sentences; one that names a part is about that part.
fn fault(error: &DataFusionError) -> Fault {
    let why = error.to_string();
    match part_named(&why) {
        Some(part) => Fault::Part {
            part: part.to_owned(),
            why,
        },
        None => Fault::Job(why),
    }
}

/// The first file of Parquet that a sentence names.
fn part_named(says: &str) -> Option<&str> {
    const ENDS: &str = ".parquet";
    let end = says.find(ENDS)? + ENDS.len();
    let until = says.get(..end)?;
    let begins = until
        .rfind(|letter: char| letter.is_whitespace() || "\"'`(\\".contains(letter))
        .map_or(0, |before| before + 1);
    until.get(begins..)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sentence_about_a_part_names_it() {
        let says = |text: &str| fault(&DataFusionError::Execution(text.to_owned())).to_string();
        let told = says(
            "Task failed: NotFound { path: \"/lake/incident/force=x/part-1.parquet\", source: .. }",
        );
        assert!(
            told.starts_with("an executor could not read `/lake/incident/force=x/part-1.parquet`:"),
            "{told}"
        );
        let told = says("Object at location /lake/part-2.parquet not found");
        assert!(told.contains("`/lake/part-2.parquet`"), "{told}");
        let told = says("out of memory");
        assert!(!told.contains("could not read"), "{told}");
        assert!(told.contains("out of memory"), "{told}");
    }
}
