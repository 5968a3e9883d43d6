//! The process that cuts questions into tasks and gives them to executors.

use std::sync::Arc;

use ballista_core::config::TaskSchedulingPolicy;
use ballista_scheduler::cluster::BallistaCluster;
use ballista_scheduler::config::SchedulerConfig;
use ballista_scheduler::scheduler_process::{create_scheduler, start_grpc_service_with_listener};
use datafusion_proto::protobuf::{LogicalPlanNode, PhysicalPlanNode};
use tokio::net::TcpListener;

use crate::piecework::Codec;
use crate::{Fault, Loopback};

/// After how many seconds without a word an executor is given up and its tasks are given to
/// others. Executors ask for work every five seconds at least, also when they are busy.
const GIVEN_UP_AFTER: u64 = 20;

/// Every how many seconds it is looked who has not been heard of.
const LOOKED_EVERY: u64 = 5;

/// How many seconds a question waits when its last executor is gone, before it fails.
const WITHOUT_EXECUTORS: u64 = 30;

/// Schedules until it is stopped. `listening` hears the address with the port that was taken.
///
/// What it knows of executors and questions is in its memory: whoever asked must ask again when it
/// was stopped.
pub async fn schedule(listen: Loopback, listening: impl FnOnce(Loopback)) -> Result<(), Fault> {
    let busy = |cause| Fault::Listen { at: listen, cause };
    let listener = TcpListener::bind(listen.socket()).await.map_err(busy)?;
    let taken = listener.local_addr().map_err(busy)?;
    let stopped = |why: String| Fault::Stopped {
        what: "scheduler",
        why,
    };
    let taken = Loopback::try_from(taken).map_err(|why| stopped(why.to_string()))?;
    let config = SchedulerConfig {
        external_host: taken.ip().to_string(),
        bind_host: taken.ip().to_string(),
        bind_port: taken.port(),
        // Executors ask for work, so that each needs one port and no way back to it.
        scheduling_policy: TaskSchedulingPolicy::PullStaged,
        executor_timeout_seconds: GIVEN_UP_AFTER,
        expire_dead_executor_interval_seconds: LOOKED_EVERY,
        no_executors_grace_period_seconds: WITHOUT_EXECUTORS,
        override_physical_codec: Some(Arc::new(Codec::default())),
        ..SchedulerConfig::default()
    };
    let failed = |error: ballista_core::error::BallistaError| stopped(error.to_string());
    config.validate().map_err(failed)?;
    let cluster = BallistaCluster::new_from_config(&config)
        .await
        .map_err(failed)?;
    let scheduler =
        create_scheduler::<LogicalPlanNode, PhysicalPlanNode>(cluster, Arc::new(config))
            .await
            .map_err(failed)?;
    listening(taken);
    start_grpc_service_with_listener(listener, scheduler)
        .await
        .map_err(failed)
}
