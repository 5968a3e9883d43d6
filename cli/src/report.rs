//! `lantern report`: a measure, without a server.

use std::path::{Path, PathBuf};

use ::lake::Lake;
use ::lake::store as files;
use clap::Args;
use figures::disclose::{last_quarter, of_one_quarter, outside};
use figures::estimate::Validation;
use figures::evidence::{self, Evidence as _, Fault};
use figures::fairness::{Fairness, fairness, set_out};
use figures::filters::Filters;
use figures::hidden::{self, Hidden, NoHidden, hidden};
use figures::population::{Population, Rollup};
use figures::print;
use figures::rate::Rules;
use jiff::Timestamp;
use jiff::civil::Date;
use serde::Serialize;

use crate::lake::problem;
use crate::outcome::{Answer, Problem, Result};
use crate::screen;

#[derive(Debug, Args)]
#[command(
    after_help = "Exact figures, for use inside the force, unless --outside is given. Exit code 1 \
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
    /// How codes of ethnic groups are brought to groups, for counts and residents alike.
    #[arg(long, value_name = "ID", default_value = Rollup::CensusFive.id(), value_parser = rollup)]
    pub(crate) rollup: Rollup,
    /// Residents by ethnic group, in the layout of figures/data/census2021_ethnicity.csv. Census
    /// 2021 of Kent, Wales, and England and Wales when it is not given.
    #[arg(long, value_name = "FILE")]
    pub(crate) residents: Option<PathBuf>,
    /// What `lantern flag validate` wrote: how often the text reader is right. Hidden demand is
    /// estimated from it.
    #[arg(long, value_name = "FILE", env = "LANTERN_LABELLED")]
    pub(crate) labelled: Option<PathBuf>,
    /// As those outside the force are told it: the last quarter that is over, or another whole
    /// one, with small counts hidden and others rounded, and no rates.
    #[arg(long, conflicts_with_all = ["of_force", "area", "rates"])]
    pub(crate) outside: bool,
    #[command(flatten)]
    pub(crate) form: Form,
    /// With --csv: the rates of residents by group, in place of the counts.
    #[arg(long, requires = "csv")]
    pub(crate) rates: bool,
}

/// How it is printed: for reading, as Markdown with the definition, when nothing is chosen.
#[derive(Debug, Args)]
pub(crate) struct Form {
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

fn rollup(id: &str) -> std::result::Result<Rollup, String> {
    let all: Vec<&str> = Rollup::ALL.iter().map(|rollup| rollup.id()).collect();
    Rollup::of_id(id).ok_or_else(|| format!("it is one of {}", all.join(", ")))
}

/// What stands beside the table of an answer, where its measure has it.
#[derive(Default)]
struct Beside {
    groups: Option<Fairness>,
    estimate: Option<std::result::Result<Hidden, NoHidden>>,
}

/// An answer in JSON, with what stands beside its table.
#[derive(Serialize)]
struct Told<'a> {
    #[serde(flatten)]
    answer: &'a evidence::Answer,
    #[serde(skip_serializing_if = "Option::is_none")]
    groups: Option<&'a Fairness>,
    #[serde(skip_serializing_if = "Option::is_none")]
    estimate: Option<&'a Hidden>,
    /// Why there is no estimate, where the measure would have one.
    #[serde(skip_serializing_if = "Option::is_none")]
    no_estimate: Option<String>,
}

pub(crate) async fn report(wanted: Report) -> Result<Answer> {
    let Some(name) = &wanted.measure else {
        return list();
    };
    let root = wanted.lake.clone().ok_or_else(|| {
        Problem::given("--lake FOLDER says where the lake is, or LANTERN_LAKE in the environment")
    })?;
    let manifest = files::manifest(&root).map_err(problem)?;
    let filters = filters(&wanted, &manifest)?;
    let lake = Lake::open(&root).map_err(|error| Problem::could_not(error.to_string()))?;
    let told = lake.answer(name, &filters).await.map_err(fault)?;
    for left_out in &told.left_out {
        screen::note(format!("left out: {left_out}"));
    }
    let complete = told.left_out.is_empty();
    if wanted.outside {
        let told = outside(told)
            .map_err(|why| Problem::given(format!("nothing of it may leave the force: {why}")))?;
        say(&wanted, &told, &Beside::default())?;
    } else {
        let validation = wanted.labelled.as_deref().map(labelled).transpose()?;
        let beside = Beside {
            groups: groups(&wanted, &told)?,
            estimate: hidden(&told, validation.as_ref()),
        };
        say(&wanted, &told, &beside)?;
    }
    Ok(if complete { Answer::Yes } else { Answer::No })
}

fn say(wanted: &Report, told: &evidence::Answer, beside: &Beside) -> Result<()> {
    let groups = beside.groups.as_ref();
    if wanted.rates {
        let why = || match groups {
            Some(Fairness {
                rates: Err(why), ..
            }) => why.to_string(),
            _ => "its rows are no groups of people".to_owned(),
        };
        let rates = groups.and_then(|groups| groups.rates.as_ref().ok());
        let rates = rates.ok_or_else(|| {
            Problem::given(format!(
                "`{}` has no rates of residents: {}",
                told.measure.name,
                why()
            ))
        })?;
        screen::say(print::rates_csv(rates, told.left_out.len()).trim_end())
    } else if wanted.form.csv {
        // Each of its lines ends itself.
        screen::say(print::csv_of(told).trim_end())
    } else if wanted.form.json {
        screen::say_json(&Told {
            answer: told,
            groups,
            estimate: beside.estimate.as_ref().and_then(|told| told.as_ref().ok()),
            no_estimate: match &beside.estimate {
                Some(Err(why)) => Some(why.to_string()),
                _ => None,
            },
        })
    } else {
        let groups = groups.map(|groups| set_out(told, groups, wanted.rollup));
        let estimate = beside.estimate.as_ref().map(hidden::set_out);
        let estimate = estimate.unwrap_or_default();
        screen::say(print::answer(told, groups.as_ref(), &estimate))
    }
}

/// The groups of an answer beside each other, as its page has them; none where it has none.
fn groups(wanted: &Report, told: &evidence::Answer) -> Result<Option<Fairness>> {
    if told.measure.residents.is_none() {
        return Ok(None);
    }
    let residents = residents(wanted.residents.as_deref())?;
    let rules = Rules::default();
    Ok(fairness(told, &residents, wanted.rollup, &rules))
}

/// How often the text reader is right, from a file.
pub(crate) fn labelled(file: &Path) -> Result<Validation> {
    let text = std::fs::read_to_string(file).map_err(|error| Problem::unreadable(file, &error))?;
    Validation::read(&text).map_err(|why| Problem::given(format!("{}: {why}", file.display())))
}

fn residents(file: Option<&Path>) -> Result<Population> {
    let Some(file) = file else {
        let shipped = Population::census_2021();
        return shipped
            .map_err(|_| Problem::could_not("the residents that are shipped do not read"));
    };
    let text = std::fs::read_to_string(file).map_err(|error| Problem::unreadable(file, &error))?;
    Population::read(&text).map_err(|problems| {
        let lines: Vec<String> = problems
            .iter()
            .map(|problem| format!("{}:{problem}", file.display()))
            .collect();
        Problem::given(lines.join("\n"))
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

/// The period and places asked for; everything that is held, where nothing was said; for those
/// outside the force one quarter that is over.
fn filters(wanted: &Report, manifest: &files::Manifest) -> Result<Filters> {
    let today = domain::time::in_london(Timestamp::now()).date();
    let held = if wanted.outside {
        let quarter = last_quarter(today);
        Some((quarter.from, quarter.last_day()))
    } else {
        manifest.period()
    };
    let empty = || Problem::given(Fault::Empty.to_string());
    let first = wanted.from.or(held.map(|(first, _)| first));
    let last = wanted.to.or(held.map(|(_, last)| last));
    let days = Filters::days(first.ok_or_else(empty)?, last.ok_or_else(empty)?);
    let filters = Filters {
        force: wanted.of_force.clone(),
        area: wanted.area.clone(),
        ..days.map_err(|says| Problem::given(format!("--to: {says}")))?
    };
    if wanted.outside && of_one_quarter(&filters, today).is_err() {
        return Err(Problem::given(
            "--outside: figures outside the force are of one whole quarter that is over, such as \
             --from 2026-07-01 --to 2026-09-30: two periods that overlap could be subtracted",
        ));
    }
    Ok(filters)
}

fn fault(fault: Fault) -> Problem {
    match fault {
        Fault::Failed { .. } | Fault::Broken { .. } => Problem::could_not(fault.to_string()),
        other => Problem::given(other.to_string()),
    }
}
