//! Piecework as a step of a plan.

use std::fmt;
use std::sync::{Arc, LazyLock};

use datafusion::arrow::array::{
    ArrayRef, AsArray as _, BinaryArray, RecordBatch, StringArray, UInt32Array,
};
use datafusion::arrow::datatypes::{DataType, Field, Schema, SchemaRef, UInt32Type};
use datafusion::common::tree_node::TreeNodeRecursion;
use datafusion::common::{DataFusionError, Result};
use datafusion::datasource::memory::MemorySourceConfig;
use datafusion::execution::{SendableRecordBatchStream, TaskContext};
use datafusion::physical_expr::EquivalenceProperties;
use datafusion::physical_plan::execution_plan::{Boundedness, EmissionType};
use datafusion::physical_plan::stream::RecordBatchReceiverStreamBuilder;
use datafusion::physical_plan::{
    DisplayAs, DisplayFormatType, ExecutionPlan, Partitioning, PhysicalExpr, PlanProperties,
};
use futures::TryStreamExt as _;

use super::{Here, Work};

/// What is sent at once, about. Messages between executors and whoever asks hold sixteen times as
/// much at most.
const AT_ONCE: usize = 1 << 20;

/// How many of these wait to be fetched by the writer before a piece goes on.
const WAITING: usize = 4;

static PIECES: LazyLock<SchemaRef> = LazyLock::new(|| {
    Arc::new(Schema::new(vec![
        Field::new("number", DataType::UInt32, false),
        Field::new("piece", DataType::Utf8, false),
    ]))
});

/// Rows of a piece stand in their order; the last has the account and no bytes.
static ANSWERS: LazyLock<SchemaRef> = LazyLock::new(|| {
    Arc::new(Schema::new(vec![
        Field::new("number", DataType::UInt32, false),
        Field::new("bytes", DataType::Binary, false),
        Field::new("account", DataType::Utf8, true),
    ]))
});

/// A plan that does work on pieces, which are numbered from 0.
pub(crate) fn plan(work: Work, pieces: &[String]) -> Result<Arc<dyn ExecutionPlan>> {
    let mut parts = Vec::new();
    for (piece, number) in pieces.iter().zip(0_u32..) {
        let columns: Vec<ArrayRef> = vec![
            Arc::new(UInt32Array::from(vec![number])),
            Arc::new(StringArray::from(vec![piece.as_str()])),
        ];
        parts.push(vec![RecordBatch::try_new(Arc::clone(&PIECES), columns)?]);
    }
    let pieces = MemorySourceConfig::try_new_exec(&parts, Arc::clone(&PIECES), None)?;
    Ok(Arc::new(Piecework::new(Arc::new(work), None, pieces)))
}

/// The rows of an answer: the number of the piece, bytes of it, and its account where that is all.
pub(crate) fn answered(
    batch: &RecordBatch,
) -> Option<impl Iterator<Item = (u32, &[u8], Option<&str>)>> {
    let numbers = batch.column_by_name("number")?;
    let numbers = numbers.as_primitive_opt::<UInt32Type>()?;
    let bytes = batch.column_by_name("bytes")?.as_binary_opt::<i32>()?;
    let accounts = batch.column_by_name("account")?.as_string_opt::<i32>()?;
    let rows = numbers.values().iter().zip(bytes.iter()).zip(accounts);
    Some(rows.map(|((number, bytes), account)| (*number, bytes.unwrap_or_default(), account)))
}

/// The step.
#[derive(Debug)]
pub(crate) struct Piecework {
    work: Arc<Work>,
    /// The executor that does it.
    here: Option<Here>,
    pieces: Arc<dyn ExecutionPlan>,
    properties: Arc<PlanProperties>,
}

impl Piecework {
    pub(super) fn new(work: Arc<Work>, here: Option<Here>, pieces: Arc<dyn ExecutionPlan>) -> Self {
        let parts = pieces.properties().output_partitioning().partition_count();
        Self {
            work,
            here,
            pieces,
            properties: Arc::new(PlanProperties::new(
                EquivalenceProperties::new(Arc::clone(&ANSWERS)),
                Partitioning::UnknownPartitioning(parts),
                EmissionType::Incremental,
                Boundedness::Bounded,
            )),
        }
    }

    pub(super) fn work(&self) -> &Work {
        &self.work
    }
}

impl DisplayAs for Piecework {
    fn fmt_as(&self, _as: DisplayFormatType, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // The work itself is not shown: plans are logged.
        f.write_str("Piecework")
    }
}

impl ExecutionPlan for Piecework {
    fn name(&self) -> &'static str {
        "Piecework"
    }

    fn properties(&self) -> &Arc<PlanProperties> {
        &self.properties
    }

    fn children(&self) -> Vec<&Arc<dyn ExecutionPlan>> {
        vec![&self.pieces]
    }

    fn apply_expressions(
        &self,
        _f: &mut dyn FnMut(&Arc<dyn PhysicalExpr>) -> Result<TreeNodeRecursion>,
    ) -> Result<TreeNodeRecursion> {
        Ok(TreeNodeRecursion::Continue)
    }

    fn with_new_children(
        self: Arc<Self>,
        children: Vec<Arc<dyn ExecutionPlan>>,
    ) -> Result<Arc<dyn ExecutionPlan>> {
        let [pieces] = children.as_slice() else {
            return Err(DataFusionError::Internal(format!(
                "Piecework has one child and was given {}",
                children.len()
            )));
        };
        Ok(Arc::new(Self::new(
            Arc::clone(&self.work),
            self.here.clone(),
            Arc::clone(pieces),
        )))
    }

    fn execute(
        &self,
        partition: usize,
        context: Arc<TaskContext>,
    ) -> Result<SendableRecordBatchStream> {
        let pieces = self.pieces.execute(partition, context)?;
        let work = Arc::clone(&self.work);
        let here = self.here.clone();
        let mut answer = RecordBatchReceiverStreamBuilder::new(self.schema(), WAITING);
        let to = answer.tx();
        answer.spawn(async move {
            let pieces: Vec<RecordBatch> = pieces.try_collect().await?;
            // Off the threads that carry messages: a piece takes seconds.
            let done = tokio::task::spawn_blocking(move || {
                let mut send = |rows: RecordBatch| to.blocking_send(Ok(rows)).is_ok();
                pieces
                    .iter()
                    .try_for_each(|pieces| each(&work, here.as_ref(), pieces, &mut send))
            });
            done.await.map_err(|stopped| {
                DataFusionError::Execution(format!("a piece of work stopped: {stopped}"))
            })?
        });
        Ok(answer.build())
    }
}

/// Does the pieces of a batch.
fn each(
    work: &Work,
    here: Option<&Here>,
    pieces: &RecordBatch,
    send: &mut dyn FnMut(RecordBatch) -> bool,
) -> Result<()> {
    let not_ours = || DataFusionError::Internal("the table of pieces has other columns".to_owned());
    let numbers = pieces.column_by_name("number");
    let numbers = numbers.and_then(|column| column.as_primitive_opt::<UInt32Type>());
    let texts = pieces.column_by_name("piece");
    let (Some(numbers), Some(texts)) = (numbers, texts) else {
        return Err(not_ours());
    };
    // Text may come as views of it.
    let texts = datafusion::arrow::compute::cast(texts, &DataType::Utf8)?;
    let texts = texts.as_string_opt::<i32>().ok_or_else(not_ours)?;
    let cores = here.map_or(1, |here| here.cores);
    for (number, text) in numbers.values().iter().zip(texts) {
        let mut wanted = true;
        let mut out = |bytes: Vec<u8>| {
            for bytes in bytes.chunks(AT_ONCE) {
                wanted = wanted && row(*number, bytes, None).is_ok_and(&mut *send);
            }
            wanted
        };
        let done = work.done(text.unwrap_or_default(), cores, &mut out);
        if !wanted {
            // Nobody waits for it any more: the task was called off.
            return Ok(());
        }
        let account = done.map_err(|why| {
            let named = here.map_or_else(
                || "an executor".to_owned(),
                |here| format!("the executor at `{}`", here.address),
            );
            DataFusionError::Execution(format!("{named} says: {why}"))
        })?;
        if !row(*number, &[], Some(&account)).is_ok_and(&mut *send) {
            return Ok(());
        }
    }
    Ok(())
}

fn row(number: u32, bytes: &[u8], account: Option<&str>) -> Result<RecordBatch> {
    let columns: Vec<ArrayRef> = vec![
        Arc::new(UInt32Array::from(vec![number])),
        Arc::new(BinaryArray::from(vec![bytes])),
        Arc::new(StringArray::from(vec![account])),
    ];
    Ok(RecordBatch::try_new(Arc::clone(&ANSWERS), columns)?)
}
