//! What works out the rows of a question.
//!
//! A measure is one SQL text, bound, planned and read in one way ([`super::Lake`]). Only who does
//! the work differs: this process, or machines that share it.

use std::fmt;
use std::sync::Arc;

use async_trait::async_trait;
use datafusion::arrow::array::RecordBatch;
use datafusion::arrow::datatypes::DataType;
use datafusion::dataframe::DataFrame;
use datafusion::datasource::physical_plan::ParquetFileReaderFactory;
use datafusion::error::DataFusionError;
use datafusion::execution::SessionStateBuilder;
use datafusion::execution::memory_pool::FairSpillPool;
use datafusion::execution::runtime_env::{RuntimeEnv, RuntimeEnvBuilder};
use datafusion::physical_optimizer::optimizer::PhysicalOptimizer;
use datafusion::prelude::{SessionConfig, SessionContext};

use super::CannotAnswer;
use super::reading::Here;

/// Memory the embedded engine may fill before it works on the disk, in bytes.
const MEMORY: usize = 2 << 30;

/// Rows the embedded engine takes at once. A part has some tens of thousands: with the usual 8,192 a
/// measure of many columns took a third longer.
const BATCH: usize = 32_768;

/// What works out the rows of a question.
///
/// The tables of a session stand on the parts of one list of the lake, and on no others. An engine
/// reads all of them or fails: what is left out is decided before, and named in the answer.
#[async_trait]
pub trait Engine: fmt::Debug + Send + Sync {
    /// A session without tables. Those of the lake are put into it, and the question is planned in
    /// it.
    fn session(&self) -> SessionContext;

    /// The Arrow type that columns of text are read as.
    fn text(&self) -> DataType;

    /// Who reads the parts; none when the engine has its own way to them.
    fn reads(&self) -> Option<Arc<dyn ParquetFileReaderFactory>> {
        None
    }

    /// Every row of a question, in its order.
    ///
    /// # Errors
    ///
    /// Whatever kept it from all the rows: a part that cannot be read, a machine that is gone.
    async fn rows(&self, question: DataFrame) -> Result<Vec<RecordBatch>, DataFusionError>;
}

/// The engine of this process.
#[derive(Debug)]
pub(super) struct Embedded {
    runtime: Arc<RuntimeEnv>,
    /// How many cores a question may use.
    cores: usize,
}

impl Embedded {
    pub(super) fn new() -> Result<Self, CannotAnswer> {
        let runtime = RuntimeEnvBuilder::new()
            .with_memory_pool(Arc::new(FairSpillPool::new(MEMORY)))
            .build_arc()
            .map_err(|error| CannotAnswer::Engine(error.to_string()))?;
        let cores = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
        Ok(Self { runtime, cores })
    }
}

#[async_trait]
impl Engine for Embedded {
    fn session(&self) -> SessionContext {
        let mut config = SessionConfig::new()
            .with_target_partitions(self.cores)
            .with_batch_size(BATCH)
            .with_information_schema(false);
        // A part is one group of rows and is chosen by its month. Asking each file which of its
        // groups may hold a row took time and spared none, so nobody asks: not by these settings,
        // and not by the rules that would hand the question down to the files.
        let parquet = &mut config.options_mut().execution.parquet;
        parquet.pruning = false;
        parquet.enable_page_index = false;
        parquet.bloom_filter_on_read = false;
        let mut rules = PhysicalOptimizer::new().rules;
        rules.retain(|rule| !rule.name().starts_with("FilterPushdown"));
        let state = SessionStateBuilder::new()
            .with_config(config)
            .with_runtime_env(Arc::clone(&self.runtime))
            .with_default_features()
            .with_physical_optimizer_rules(rules)
            .build();
        SessionContext::new_with_state(state)
    }

    fn text(&self) -> DataType {
        // Views of text are not copied.
        DataType::Utf8View
    }

    fn reads(&self) -> Option<Arc<dyn ParquetFileReaderFactory>> {
        Some(Arc::new(Here))
    }

    async fn rows(&self, question: DataFrame) -> Result<Vec<RecordBatch>, DataFusionError> {
        question.collect().await
    }
}
