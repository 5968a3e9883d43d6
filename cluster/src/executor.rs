//! The process that does the work: reads parts, counts, and keeps what is between two steps.

use std::path::PathBuf;
use std::sync::Arc;
use std::time::{Duration, Instant};

use ballista_core::config::TaskSchedulingPolicy;
use ballista_executor::executor_process::{ExecutorProcessConfig, start_executor_process};

use crate::piecework::{Codec, Here};
use crate::ready::ready;
use crate::{Fault, Loopback};

/// How long it is waited between two looks for a scheduler.
const LOOKS: Duration = Duration::from_millis(500);

/// After how many seconds what was kept for a question is removed, and every how many it is looked
/// for. The scheduler has it removed sooner when the question is over.
const KEPT: u64 = 3_600;
const LOOKED_EVERY: u64 = 600;

/// An executor.
#[derive(Debug, Clone)]
pub struct Executor {
    /// Where others fetch what it keeps.
    pub listen: Loopback,
    /// Whom it asks for work.
    pub scheduler: Loopback,
    /// For how long the scheduler is waited for, in the beginning.
    pub patience: Duration,
    /// How many tasks it does at once.
    pub cores: usize,
    /// How many bytes its tasks may fill together before they work on the disk.
    pub memory: u64,
    /// A folder for what it keeps between two steps; one that is removed in the end where none.
    pub work: Option<PathBuf>,
}

/// Works until it is told to stop by SIGTERM or Ctrl-C.
pub async fn execute(executor: &Executor) -> Result<(), Fault> {
    // Looked at first, because Ballista says nothing of the address when it cannot listen.
    std::net::TcpListener::bind(executor.listen.socket()).map_err(|cause| Fault::Listen {
        at: executor.listen,
        cause,
    })?;
    found(executor).await?;
    let kept = Kept::open(executor.work.clone())?;
    let config = ExecutorProcessConfig {
        bind_host: executor.listen.ip().to_string(),
        external_host: Some(executor.listen.ip().to_string()),
        port: executor.listen.port(),
        // Nothing listens apart for orders; who sends one all the same reaches this executor and
        // no other program.
        grpc_port: executor.listen.port(),
        scheduler_host: executor.scheduler.ip().to_string(),
        scheduler_port: executor.scheduler.port(),
        vcores: executor.cores,
        task_scheduling_policy: TaskSchedulingPolicy::PullStaged,
        work_dir: Some(kept.folder()),
        job_data_ttl_seconds: KEPT,
        job_data_clean_up_interval_seconds: LOOKED_EVERY,
        memory_pool_size: Some(executor.memory),
        override_physical_codec: Some(Arc::new(Codec::of_executor(Here {
            address: executor.listen.to_string(),
            cores: executor.cores,
        }))),
        ..ExecutorProcessConfig::default()
    };
    start_executor_process(Arc::new(config))
        .await
        .map_err(|error| Fault::Stopped {
            what: "executor",
            why: error.to_string(),
        })
}

/// Waits until the scheduler is there: a service manager starts both at once.
async fn found(executor: &Executor) -> Result<(), Fault> {
    let begun = Instant::now();
    loop {
        match ready(executor.scheduler).await {
            Err(missing @ Fault::NoScheduler { .. }) if begun.elapsed() >= executor.patience => {
                return Err(missing);
            }
            Err(Fault::NoScheduler { .. }) => tokio::time::sleep(LOOKS).await,
            // One without executors is what an executor is for.
            _ => return Ok(()),
        }
    }
}

/// The folder of what is kept between two steps of a question: rows of the lake, in clear.
enum Kept {
    /// One that was given. What is in it is removed by age.
    Given(PathBuf),
    /// One of our own, which only its owner may read, removed when the executor stops.
    Own(tempfile::TempDir),
}

impl Kept {
    fn open(given: Option<PathBuf>) -> Result<Self, Fault> {
        let refused = |folder: String, cause| Fault::Work { folder, cause };
        match given {
            Some(folder) => {
                std::fs::create_dir_all(&folder)
                    .map_err(|cause| refused(folder.display().to_string(), cause))?;
                Ok(Self::Given(folder))
            }
            None => tempfile::Builder::new()
                .prefix("lantern-executor-")
                .tempdir()
                .map(Self::Own)
                .map_err(|cause| refused(std::env::temp_dir().display().to_string(), cause)),
        }
    }

    fn folder(&self) -> String {
        match self {
            Self::Given(folder) => folder.display().to_string(),
            Self::Own(folder) => folder.path().display().to_string(),
        }
    }
}
