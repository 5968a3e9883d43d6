//! `lantern-cluster run`: measures, worked out by executors.

use std::path::PathBuf;
use std::sync::Arc;

use clap::Args;
use cluster::{Loopback, Machines};
use figures::evidence::{self, Evidence as _, Fault};
use figures::filters::Filters;
use figures::print;
use jiff::civil::Date;
use lake::{Lake, LakeError};

use crate::screen::{self, Answer, Problem};

#[derive(Debug, Args)]
#[command(
    after_help = "Exact figures, for use inside the force: small numbers are not hidden. Exit code 1 \
                  says that something was left out; it is named before the figures. Without a \
                  period, everything that the lake holds is counted. `lantern report` lists the \
                  measures."
)]
pub(crate) struct Run {
    /// Which measures.
    #[arg(value_name = "MEASURE", required_unless_present = "every")]
    pub(crate) measures: Vec<String>,
    /// All of them.
    #[arg(long, conflicts_with = "measures")]
    pub(crate) every: bool,
    /// The folder of the lake. Every executor must see it under the same path.
    #[arg(long, value_name = "FOLDER", env = "LANTERN_LAKE")]
    pub(crate) lake: PathBuf,
    /// The scheduler.
    #[arg(long, value_name = "ADDRESS:PORT", default_value = "127.0.0.1:50050")]
    pub(crate) scheduler: Loopback,
    /// Into how many pieces each step is cut: two for each core of all executors is a good
    /// beginning.
    #[arg(long, value_name = "N", default_value_t = 8, value_parser = clap::value_parser!(u16).range(1..))]
    pub(crate) pieces: u16,
    /// The first day, in London.
    #[arg(long, value_name = "DAY")]
    pub(crate) from: Option<Date>,
    /// The last day, which counts.
    #[arg(long, value_name = "DAY")]
    pub(crate) to: Option<Date>,
    /// One force, by its name in configuration.
    #[arg(long, value_name = "NAME")]
    pub(crate) of_force: Option<String>,
    /// One area, by the force's own name for it.
    #[arg(long, value_name = "NAME")]
    pub(crate) area: Option<String>,
    /// One measure as CSV: the figures alone.
    #[arg(long, conflicts_with = "json")]
    pub(crate) csv: bool,
    /// A list in JSON, with the definitions and what the figures rest on. Markdown when neither is
    /// chosen.
    #[arg(long)]
    pub(crate) json: bool,
}

pub(crate) async fn run(wanted: &Run) -> Result<Answer, Problem> {
    let filters = filters(wanted)?;
    let machines = Machines::of(wanted.scheduler, usize::from(wanted.pieces));
    let lake = Lake::open_with(&wanted.lake, Arc::new(machines))
        .map_err(|error| Problem::could_not(error.to_string()))?;
    let names: Vec<String> = if wanted.every {
        let all = lake.measures().iter();
        all.map(|measure| measure.name.clone()).collect()
    } else {
        wanted.measures.clone()
    };
    if wanted.csv && names.len() != 1 {
        return Err(Problem::given(
            "--csv is for one measure: a file of CSV holds one table",
        ));
    }
    let mut answers = Vec::new();
    for name in &names {
        let told = lake.answer(name, &filters).await.map_err(fault)?;
        for left_out in &told.left_out {
            screen::note(format!("{name}: left out: {left_out}"));
        }
        answers.push(told);
    }
    said(wanted, &answers)?;
    Ok(if answers.iter().all(|told| told.left_out.is_empty()) {
        Answer::Yes
    } else {
        Answer::No
    })
}

fn said(wanted: &Run, answers: &[evidence::Answer]) -> Result<(), Problem> {
    if wanted.json {
        return screen::say_json(&answers);
    }
    for told in answers {
        if wanted.csv {
            // Each of its lines ends itself.
            screen::say(print::csv_of(told).trim_end())?;
        } else {
            screen::say(print::answer(told, None, &[]))?;
        }
    }
    Ok(())
}

/// The period and places asked for; everything that is held, where nothing was said.
fn filters(wanted: &Run) -> Result<Filters, Problem> {
    let manifest = lake::store::manifest(&wanted.lake).map_err(|error| match error {
        LakeError::Missing(_) => Problem::given(error.to_string()),
        other => Problem::could_not(other.to_string()),
    })?;
    let held = manifest.period();
    let empty = || Problem::given(Fault::Empty.to_string());
    let first = held.map(|(first, _)| first);
    let last = held.map(|(_, last)| last);
    let from = wanted.from.or(first).ok_or_else(empty)?;
    let to = wanted.to.or(last).ok_or_else(empty)?;
    let days = Filters::days(from, to);
    Ok(Filters {
        force: wanted.of_force.clone(),
        area: wanted.area.clone(),
        ..days.map_err(|says| Problem::given(format!("--to: {says}")))?
    })
}

fn fault(fault: Fault) -> Problem {
    match fault {
        Fault::Failed { .. } | Fault::Broken { .. } => Problem::could_not(fault.to_string()),
        other => Problem::given(other.to_string()),
    }
}
