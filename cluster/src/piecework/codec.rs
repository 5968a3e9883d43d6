//! How a plan with piecework in it travels.

use std::sync::Arc;

use ballista_core::serde::BallistaPhysicalExtensionCodec;
use datafusion::common::{DataFusionError, Result};
use datafusion::execution::TaskContext;
use datafusion::physical_plan::ExecutionPlan;
use datafusion_proto::physical_plan::{PhysicalExtensionCodec, PhysicalProtoConverterExtension};

use super::plan::Piecework;
use super::{Here, Work};

/// What a plan of ours begins with. No message of Ballista's begins so: `l` would be the end of a
/// group, and it has none.
const MARK: &[u8] = b"lantern piecework 1\n";

/// Writes and reads our own plans; leaves all others to Ballista.
///
/// The scheduler, the executors and whoever asks need the same one.
#[derive(Debug, Default)]
pub(crate) struct Codec {
    ballista: BallistaPhysicalExtensionCodec,
    /// The executor that this is; nothing for others.
    here: Option<Here>,
}

impl Codec {
    /// That of an executor, which names itself in what goes wrong.
    pub(crate) fn of_executor(here: Here) -> Self {
        Self {
            here: Some(here),
            ..Self::default()
        }
    }
}

impl PhysicalExtensionCodec for Codec {
    fn try_decode(
        &self,
        buf: &[u8],
        inputs: &[Arc<dyn ExecutionPlan>],
        ctx: &TaskContext,
        converter: &dyn PhysicalProtoConverterExtension,
    ) -> Result<Arc<dyn ExecutionPlan>> {
        let Some(work) = buf.strip_prefix(MARK) else {
            return self.ballista.try_decode(buf, inputs, ctx, converter);
        };
        let work: Work = serde_json::from_slice(work).map_err(|error| {
            DataFusionError::Execution(format!(
                "the work was not understood ({error}): start the scheduler and every executor from \
                 one version of `lantern-cluster`"
            ))
        })?;
        let [pieces] = inputs else {
            return Err(DataFusionError::Execution(format!(
                "work needs one table of pieces and came with {}",
                inputs.len()
            )));
        };
        let here = self.here.clone();
        Ok(Arc::new(Piecework::new(
            Arc::new(work),
            here,
            Arc::clone(pieces),
        )))
    }

    fn try_encode(
        &self,
        node: Arc<dyn ExecutionPlan>,
        buf: &mut Vec<u8>,
        converter: &dyn PhysicalProtoConverterExtension,
    ) -> Result<()> {
        let Some(ours) = node.downcast_ref::<Piecework>() else {
            return self.ballista.try_encode(node, buf, converter);
        };
        buf.extend_from_slice(MARK);
        serde_json::to_writer(buf, ours.work())
            .map_err(|error| DataFusionError::Execution(format!("the work has no JSON: {error}")))
    }
}
