//! `lantern-cluster link`: which records may be of one person, with the pairs compared by executors.

use std::path::PathBuf;
use std::time::Instant;

use clap::Args;
use cluster::{Linking, Loopback, Machines};
use extracts::{How, Out, apart, settings_for, telling};

use crate::screen::{self, Answer, Problem, Screen};

#[derive(Debug, Args)]
#[command(
    after_help = "What is written and told is, to the byte, what `lantern link dedupe FILE` and \
                  `lantern link FILE FILE` come to with the same options. Names and dates of birth \
                  are read by each executor from the file, and are not sent. Only a person says \
                  that two records are of one person."
)]
pub(crate) struct Link {
    /// The records: CSV with a header, packed or not, or Parquet by its name; of two files, the
    /// records of one are linked to those of the other. Every executor must see them under the
    /// same path.
    #[arg(value_name = "FILE", num_args = 1..=2, required = true)]
    pub(crate) files: Vec<PathBuf>,
    #[command(flatten)]
    pub(crate) how: How,
    #[command(flatten)]
    pub(crate) out: Out,
    /// The scheduler.
    #[arg(long, value_name = "ADDRESS:PORT", default_value = "127.0.0.1:50050")]
    pub(crate) scheduler: Loopback,
    /// Into how many tasks the comparing is cut, at most: eight for each core of all executors is a
    /// good beginning.
    #[arg(long, value_name = "N", default_value_t = 32, value_parser = clap::value_parser!(u16).range(1..=8_000))]
    pub(crate) pieces: u16,
}

pub(crate) async fn link(wanted: &Link) -> Result<Answer, Problem> {
    let began = Instant::now();
    let read = wanted.files.iter().chain(&wanted.how.model);
    apart(read.map(AsRef::as_ref), wanted.out.files())?;
    let aside: Vec<&str> = wanted.out.stays.columns().collect();
    let linking = Linking::read(&wanted.files, &wanted.how, &aside, &Screen)?;
    let records = linking.records();
    let settings = settings_for(&wanted.how, records, &Screen)?;
    let machines = Machines::of(wanted.scheduler, 1);
    let tasks = usize::from(wanted.pieces);
    let tell = telling(&Screen);
    let linked = linking.run(&machines, &settings, tasks, &tell).await?;
    let summary = extracts::answer(records, &linked, (&settings, &wanted.out), began)?;
    if wanted.out.json {
        screen::say_json(&summary)?;
    } else {
        screen::say(summary.text())?;
    }
    Ok(Answer::Yes)
}
