//! A scheduler with executors, one of which dies in the middle of what is asked.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use ballista_core::serde::protobuf::GetJobStatusParams;
use ballista_core::serde::protobuf::job_status::Status;
use ballista_core::serde::protobuf::scheduler_grpc_client::SchedulerGrpcClient;

use crate::place::{self, Executor, Scheduler, told, until};

/// How often a kill may come too late before the test gives up. It never passes without one that
/// came in time.
const TRIES: usize = 6;

/// A scheduler with two executors.
pub(crate) struct Cluster {
    pub(crate) scheduler: Scheduler,
    pub(crate) executors: Vec<Executor>,
    folder: PathBuf,
    started: usize,
}

impl Cluster {
    pub(crate) fn start(folder: &Path) -> Self {
        let mut cluster = Self {
            scheduler: Scheduler::start(),
            executors: Vec::new(),
            folder: folder.to_owned(),
            started: 0,
        };
        cluster.add();
        cluster.add();
        cluster.all_there();
        cluster
    }

    fn add(&mut self) {
        self.started += 1;
        let work = self.folder.join(format!("work-{}", self.started));
        self.executors.push(Executor::start(&self.scheduler, &work));
    }

    /// Waits until the scheduler knows as many executors as there are.
    fn all_there(&self) {
        let wanted = format!("ready: {} executors", self.executors.len());
        until("every executor is known", || {
            place::probe(&self.scheduler.at()).contains(&wanted)
        });
    }

    /// Whether a question is being worked out, by the scheduler's own account.
    async fn is_running(&self, job: &str) -> bool {
        let url = format!("http://{}", self.scheduler.at());
        let mut client = SchedulerGrpcClient::connect(url).await.unwrap();
        let asked = GetJobStatusParams {
            job_id: job.to_owned(),
        };
        let answer = client.get_job_status(asked).await.unwrap().into_inner();
        matches!(
            answer.status.and_then(|status| status.status),
            Some(Status::Running(_))
        )
    }
}

/// Asks something, kills an executor that has begun a part of it while the rest is being worked
/// out, puts another in its place, and has what came of it looked at.
pub(crate) async fn killed_in_the_middle(
    cluster: &mut Cluster,
    ask: &dyn Fn(&Cluster) -> Command,
    answered: &dyn Fn(&str),
) {
    let mut asked = ask(cluster);
    let what = format!("{asked:?}");
    for _ in 0..TRIES {
        let before = cluster.executors[0].keeps();
        let asked = asked
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let mut job = None;
        until("an executor does a part of the question", || {
            let now = cluster.executors[0].keeps();
            job = now.into_iter().find(|job| !before.contains(job));
            job.is_some()
        });
        cluster.executors[0].process.kill();
        // Asked after the kill: what still ran then was in the middle at the kill.
        let caught = cluster.is_running(&job.unwrap()).await;
        cluster.executors.remove(0);
        cluster.add();
        let (code, out, err) = told(asked.wait_with_output().unwrap());
        assert_eq!(code, Some(0), "{what}: {err}");
        answered(&out);
        cluster.all_there();
        if caught {
            return;
        }
    }
    panic!("{what}: {TRIES} times it was answered before the executor was killed");
}
