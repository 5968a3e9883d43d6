//! The program `lantern-cluster`: a scheduler, its executors, and whoever asks them.
//!
//! Exit codes are those of `lantern` (docs/cli.md).

mod flag;
mod link;
mod run;
mod screen;

use std::path::PathBuf;
use std::process::ExitCode;
use std::time::Duration;

use clap::{Args, Parser, Subcommand};
use cluster::{Executor, Loopback};
use tracing_subscriber::EnvFilter;

use flag::Flag;
use link::Link;
use run::Run;
use screen::{Answer, Problem};

/// What is logged when `LANTERN_LOG` does not say otherwise.
///
/// Tasks done twice for a dead executor are errors to Ballista's own display of them, and to nobody
/// else.
const LOGGED: &str = "warn,ballista_scheduler::display=off";

/// The measures of the lake, and batch runs over extracts, worked out by several processes.
#[derive(Debug, Parser)]
#[command(
    name = "lantern-cluster",
    version,
    after_help = "Start a scheduler, then executors, then run measures, or flag or link extracts. All of \
                  them stay on loopback addresses; docs/cluster.md says why, and from which size this pays."
)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Cut questions into tasks and give them to executors.
    Scheduler(Scheduler),
    /// Do tasks for a scheduler.
    Executor(Worker),
    /// Answer measures, as `lantern report` does.
    Run(Run),
    /// Read the texts of extracts, as `lantern flag` does.
    Flag(Flag),
    /// Suggest which records of extracts may be of one person, as `lantern link` does.
    Link(Box<Link>),
}

#[derive(Debug, Args)]
struct Scheduler {
    /// Where executors and `run` find it: a loopback address. Port 0 takes one that is free.
    #[arg(long, value_name = "ADDRESS:PORT", default_value = "127.0.0.1:50050")]
    listen: Loopback,
}

#[derive(Debug, Args)]
struct Worker {
    /// Where others fetch what it has worked out: a loopback address.
    #[arg(long, value_name = "ADDRESS:PORT", default_value = "127.0.0.1:50051")]
    listen: Loopback,
    /// The scheduler.
    #[arg(long, value_name = "ADDRESS:PORT", default_value = "127.0.0.1:50050")]
    scheduler: Loopback,
    /// For how many seconds the scheduler is waited for, in the beginning.
    #[arg(long, value_name = "SECONDS", default_value_t = 30)]
    wait: u16,
    /// How many tasks it does at once; as many as the machine has cores when not given.
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..))]
    cores: Option<u16>,
    /// Memory its tasks may fill together before they work on the disk, in MiB.
    #[arg(long, value_name = "MIB", default_value_t = 2_048, value_parser = clap::value_parser!(u32).range(64..))]
    memory: u32,
    /// A folder for what it keeps while it works; one that is removed in the end when not given.
    #[arg(long, value_name = "FOLDER")]
    work: Option<PathBuf>,
}

fn main() -> ExitCode {
    let arguments = match Arguments::try_parse() {
        Ok(arguments) => arguments,
        Err(error) => {
            // clap writes help to standard output and mistakes to standard error.
            let _nobody_reads = error.print();
            return if error.use_stderr() {
                ExitCode::from(Problem::USAGE)
            } else {
                ExitCode::SUCCESS
            };
        }
    };
    match started(arguments.command) {
        Ok(Answer::Yes) => ExitCode::SUCCESS,
        Ok(Answer::No) => ExitCode::from(1),
        Err(problem) => {
            screen::complain(&problem);
            ExitCode::from(problem.code())
        }
    }
}

fn started(command: Command) -> Result<Answer, Problem> {
    log()?;
    let runtime = tokio::runtime::Runtime::new()
        .map_err(|error| Problem::could_not(format!("no threads could be started: {error}")))?;
    runtime.block_on(async {
        match command {
            Command::Scheduler(wanted) => scheduler(&wanted).await,
            Command::Executor(wanted) => executor(wanted).await,
            Command::Run(wanted) => run::run(&wanted).await,
            Command::Flag(wanted) => flag::flag(&wanted).await,
            Command::Link(wanted) => link::link(&wanted).await,
        }
    })
}

async fn scheduler(wanted: &Scheduler) -> Result<Answer, Problem> {
    cluster::schedule(wanted.listen, |at| {
        // Whoever started it may be waiting for this line, or for nothing.
        let _nobody_reads = screen::say(format!("scheduler on {at}"));
    })
    .await
    .map_err(|fault| Problem::could_not(fault.to_string()))?;
    Ok(Answer::Yes)
}

async fn executor(wanted: Worker) -> Result<Answer, Problem> {
    let cores = wanted.cores.map_or_else(
        || std::thread::available_parallelism().map_or(1, std::num::NonZero::get),
        usize::from,
    );
    let executor = Executor {
        listen: wanted.listen,
        scheduler: wanted.scheduler,
        patience: Duration::from_secs(u64::from(wanted.wait)),
        cores,
        memory: u64::from(wanted.memory) << 20,
        work: wanted.work,
    };
    cluster::execute(&executor)
        .await
        .map_err(|fault| Problem::could_not(fault.to_string()))?;
    Ok(Answer::Yes)
}

/// A line for each on standard error. No rows are ever logged.
fn log() -> Result<(), Problem> {
    let filter = match std::env::var("LANTERN_LOG") {
        Ok(given) => EnvFilter::try_new(&given).map_err(|error| {
            Problem::given(format!(
                "LANTERN_LOG is not a list of levels such as `info,ballista_core=warn`: {error}"
            ))
        })?,
        Err(_) => EnvFilter::new(LOGGED),
    };
    tracing_subscriber::fmt()
        .with_ansi(false)
        .with_writer(std::io::stderr)
        .with_env_filter(filter)
        .try_init()
        .map_err(|error| Problem::could_not(format!("logging could not be started: {error}")))
}
