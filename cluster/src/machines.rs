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
use datafusion::execution::{SendableRecordBatchStream, SessionStateBuilder};
use datafusion::physical_plan::ExecutionPlan;
use datafusion::physical_plan::common::collect;
use datafusion::prelude::{SessionConfig, SessionContext};
use datafusion_proto::protobuf::PhysicalPlanNode;
use futures::TryStreamExt as _;
use lake::evidence::Engine;

use crate::piecework::{self, Codec, Work};
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
            let answer = self.ask(plan, config).await?;
            match collect(answer.map_err(|error| fault(&error))?).await {
                Ok(rows) => return Ok(rows),
                Err(_) if left > 0 => {}
                Err(error) => return Err(fault(&error)),
            }
        }
    }

    /// Whether there is a scheduler with an executor.
    pub(crate) async fn are_there(&self) -> Result<(), Fault> {
        ready(self.scheduler).await
    }

    /// Has pieces of work done, and hands on what comes of each: all of them, or a fault.
    pub(crate) async fn pieces(
        &self,
        work: Work,
        pieces: &[String],
        taker: &mut (dyn Taker + Send),
    ) -> Result<(), Fault> {
        if pieces.is_empty() {
            return Ok(());
        }
        // Whatever a piece is of, it is no part of the lake.
        let job = |error: DataFusionError| Fault::Job(error.to_string());
        let plan = piecework::plan(work, pieces).map_err(job)?;
        let mut left = TIMES;
        loop {
            left -= 1;
            let answer = self.ask(&plan, &config(1)).await?.map_err(job)?;
            match taken(answer, pieces.len(), taker).await? {
                Fetched::All => return Ok(()),
                Fetched::Broken(_) if left > 0 => taker.again()?,
                Fetched::Broken(fault) => return Err(fault),
            }
        }
    }

    /// Has a question worked out, whose answer is then to be fetched. What the executors say to it
    /// is told apart from there being none.
    async fn ask(
        &self,
        plan: &Arc<dyn ExecutionPlan>,
        config: &SessionConfig,
    ) -> Result<Result<SendableRecordBatchStream, DataFusionError>, Fault> {
        ready(self.scheduler).await?;
        let codec = config.ballista_physical_extension_codec();
        // Its name is of no use to anybody: one try, one session.
        let session = uuid::Uuid::new_v4().to_string();
        Ok(execute_physical_plan::<PhysicalPlanNode>(
            self.scheduler.url(),
            &BallistaConfig::default(),
            Arc::clone(plan),
            codec.as_ref(),
            session,
            config.clone(),
        )
        .await)
    }
}

/// Takes what comes of pieces of work. Those of one piece come in their order, and those of others
/// in between.
pub(crate) trait Taker {
    /// What came until now is not all and will come again: whoever kept the rest is gone.
    fn again(&mut self) -> Result<(), Fault>;
    /// Bytes of a piece.
    fn take(&mut self, piece: u32, bytes: &[u8]) -> Result<(), Fault>;
    /// A piece is whole.
    fn account(&mut self, piece: u32, account: &str) -> Result<(), Fault>;
}

/// How fetching ended.
enum Fetched {
    All,
    /// It was worked out, and whoever kept it was gone.
    Broken(Fault),
}

/// Fetches an answer, and sees that every piece came once and whole.
async fn taken(
    mut answer: SendableRecordBatchStream,
    pieces: usize,
    taker: &mut (dyn Taker + Send),
) -> Result<Fetched, Fault> {
    let wrong = |what: &str| Fault::Job(format!("the answer is not whole: {what}"));
    let mut whole = vec![false; pieces];
    loop {
        let batch = match answer.try_next().await {
            Ok(Some(batch)) => batch,
            Ok(None) => break,
            Err(error) => return Ok(Fetched::Broken(Fault::Job(error.to_string()))),
        };
        let rows = piecework::answered(&batch).ok_or_else(|| wrong("it has other columns"))?;
        for (piece, bytes, account) in rows {
            match whole.get_mut(piece as usize) {
                Some(whole) if !*whole => *whole = account.is_some(),
                _ => return Err(wrong("a piece came twice")),
            }
            match account {
                Some(account) => taker.account(piece, account)?,
                None => taker.take(piece, bytes)?,
            }
        }
    }
    if whole.iter().all(|whole| *whole) {
        Ok(Fetched::All)
    } else {
        Err(wrong("a piece did not come"))
    }
}

/// The configuration of a session of executors, whose steps are cut into so many pieces.
fn config(pieces: usize) -> SessionConfig {
    SessionConfig::new_with_ballista()
        .with_target_partitions(pieces)
        .with_information_schema(false)
        .with_ballista_physical_extension_codec(Arc::new(Codec::default()))
}

#[async_trait]
impl Engine for Machines {
    fn session(&self) -> SessionContext {
        let state = SessionStateBuilder::new()
            .with_default_features()
            .with_config(config(self.pieces))
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
