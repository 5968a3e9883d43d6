//! `lantern report`: a measure, without a server.

use std::path::PathBuf;

use ::lake::Lake;
use ::lake::store as files;
use clap::Args;
use figures::evidence::{Evidence as _, Fault};
use figures::filters::Filters;
use figures::print;
use jiff::civil::Date;

use crate::lake::problem;
use crate::outcome::{Answer, Problem, Result};
use crate::screen;

#[derive(Debug, Args)]
#[command(
    after_help = "Exact figures, for use inside the force: small numbers are not hidden. Exit code 1 \
                  says that something was left out; it is named before the figures. Without a \
                  period, everything that the lake holds is counted."
)]
pub(crate) struct Report {
    /// Which measure. `lantern report` alone lists them.
    #[arg(value_name = "MEASURE")]
    pub(crate) measure: Option<String>,
    /// The folder of the lake.
    #[arg(long, value_name = "FOLDER", env = "LANTERN_LAKE")]
    pub(crate) lake: Option<PathBuf>,
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
    /// As CSV: the figures alone.
    #[arg(long, conflicts_with_all = ["json", "markdown"])]
    pub(crate) csv: bool,
    /// As JSON, with the definition and what the figures rest on.
    #[arg(long, conflicts_with = "markdown")]
    pub(crate) json: bool,
    /// As Markdown, with the definition. This is how it is printed when nothing is chosen.
    #[arg(long)]
    pub(crate) markdown: bool,
}

pub(crate) async fn report(wanted: Report) -> Result<Answer> {
    let Some(name) = &wanted.measure else {
        return list();
    };
    let root = wanted.lake.clone().ok_or_else(|| {
        Problem::given("--lake FOLDER says where the lake is, or LANTERN_LAKE in the environment")
    })?;
    let filters = filters(&wanted, &root)?;
    let lake = Lake::open(&root).map_err(|error| Problem::could_not(error.to_string()))?;
    let told = lake.answer(name, &filters).await.map_err(fault)?;
    for left_out in &told.left_out {
        screen::note(format!("left out: {left_out}"));
    }
    if wanted.csv {
        // Each of its lines ends itself.
        screen::say(print::csv(&told.table).trim_end())?;
    } else if wanted.json {
        screen::say_json(&told)?;
    } else {
        screen::say(print::answer(&told))?;
    }
    Ok(if told.left_out.is_empty() {
        Answer::Yes
    } else {
        Answer::No
    })
}

/// The measures there are, with what each is.
fn list() -> Result<Answer> {
    let measures = ::lake::evidence::shipped().map_err(|problems| {
        let lines: Vec<String> = problems.iter().map(ToString::to_string).collect();
        Problem::could_not(lines.join("\n"))
    })?;
    let widest = measures.iter().map(|measure| measure.name.len()).max();
    for measure in &measures {
        let width = widest.unwrap_or(0);
        screen::say(format!("{:width$}  {}", measure.name, measure.title))?;
    }
    Ok(Answer::Yes)
}

/// The period and places asked for; everything that is held, where nothing was said.
fn filters(wanted: &Report, root: &std::path::Path) -> Result<Filters> {
    let manifest = files::manifest(root).map_err(problem)?;
    let held = manifest.period();
    let empty = || Problem::given(Fault::Empty.to_string());
    let first = wanted.from.or(held.map(|(first, _)| first));
    let last = wanted.to.or(held.map(|(_, last)| last));
    let days = Filters::days(first.ok_or_else(empty)?, last.ok_or_else(empty)?);
    Ok(Filters {
        force: wanted.of_force.clone(),
        area: wanted.area.clone(),
        ..days.map_err(|says| Problem::given(format!("--to: {says}")))?
    })
}

fn fault(fault: Fault) -> Problem {
    match fault {
        Fault::Failed { .. } => Problem::could_not(fault.to_string()),
        other => Problem::given(other.to_string()),
    }
}
