//! `lantern lake`: the evidence base, made from the record, followed and checked.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use ::lake::follow::{Caught, Pseudonyms};
use ::lake::generate::{Plan, generate};
use ::lake::store::{self as files, Writer};
use ::lake::{Follow, LakeError};
use clap::{Args, Subcommand};
use domain::{Force, Month};
use record::Record;
use serde_json::json;

use crate::arguments::Store;
use crate::outcome::{Answer, Problem, Result};
use crate::screen::{self, Progress, counted, number};
use crate::{serve, stop, store};

#[derive(Debug, Subcommand)]
pub(crate) enum LakeCommand {
    /// Make the part of the lake that is of the record, from its first line.
    Build(Make),
    /// Bring the lake up to the record, and keep it there until told to stop.
    Follow(Keep),
    /// Look through every file of the lake and name those that are not what its list says.
    Check(Check),
    /// Fill a lake with invented incidents, for trials.
    Invent(Invent),
}

#[derive(Debug, Args)]
pub(crate) struct Make {
    #[command(flatten)]
    pub(crate) of: Of,
    /// Answer in JSON.
    #[arg(long)]
    pub(crate) json: bool,
}

#[derive(Debug, Args)]
pub(crate) struct Keep {
    #[command(flatten)]
    pub(crate) of: Of,
    /// Stop when the lake is up to the record.
    #[arg(long)]
    pub(crate) once: bool,
}

/// Which lake, of which record and force.
#[derive(Debug, Args)]
pub(crate) struct Of {
    /// The folder of the lake.
    #[arg(long, value_name = "FOLDER", env = "LANTERN_LAKE")]
    pub(crate) lake: PathBuf,
    #[command(flatten)]
    pub(crate) store: Store,
    /// The force's configuration.
    #[arg(long, value_name = "FILE", env = "LANTERN_FORCE")]
    pub(crate) force: PathBuf,
}

#[derive(Debug, Args)]
pub(crate) struct Check {
    /// The folder of the lake.
    #[arg(long, value_name = "FOLDER", env = "LANTERN_LAKE")]
    pub(crate) lake: PathBuf,
    /// Answer in JSON.
    #[arg(long)]
    pub(crate) json: bool,
}

#[derive(Debug, Args)]
#[command(
    after_help = "Nothing in it is real. Shares and volumes follow published figures where there \
                  are any; everything else is invented. The same seed makes the same files."
)]
pub(crate) struct Invent {
    /// The folder of the lake.
    #[arg(long, value_name = "FOLDER", env = "LANTERN_LAKE")]
    pub(crate) lake: PathBuf,
    /// One force of this name; forty-three that share England and Wales, when it is not given.
    #[arg(long, value_name = "NAME")]
    pub(crate) force_name: Option<String>,
    /// How many people live there.
    #[arg(
        long,
        value_name = "N",
        default_value_t = 1_855_850,
        requires = "force_name"
    )]
    pub(crate) residents: u32,
    /// The first month.
    #[arg(long, value_name = "MONTH", default_value = "2025-01")]
    pub(crate) from: Month,
    /// How many months.
    #[arg(long, value_name = "N", default_value_t = 12)]
    pub(crate) months: u32,
    /// Another seed makes other rows.
    #[arg(long, value_name = "N", default_value_t = 1)]
    pub(crate) seed: u64,
    /// Threads.
    #[arg(long, value_name = "N", default_value_t = 2)]
    pub(crate) threads: usize,
    /// The name of the import they stand as. What it held before is replaced.
    #[arg(long, value_name = "NAME", default_value = "invented")]
    pub(crate) batch: String,
}

/// A fault of the lake, as the person who typed a command reads it.
pub(crate) fn problem(error: LakeError) -> Problem {
    match error {
        LakeError::Record(error) => error.into(),
        LakeError::Missing(_) => Problem::given(error.to_string()),
        other => Problem::could_not(other.to_string()),
    }
}

/// What answers the pages of figures from a lake, which may be filled later.
pub(crate) fn evidence(root: &Path) -> Result<Arc<dyn figures::evidence::Evidence>> {
    let lake = ::lake::Lake::open(root).map_err(|error| Problem::could_not(error.to_string()))?;
    Ok(Arc::new(::lake::Kept::new(lake)))
}

pub(crate) async fn build(wanted: Make) -> Result<Answer> {
    let (record, force) = opened(&wanted.of).await?;
    let pseudonyms = pseudonyms(&wanted.of.store.keys)?;
    let mut follow =
        Follow::anew(&wanted.of.lake, record.clone(), &force, pseudonyms).map_err(problem)?;
    let caught = follow.catch_up().await.map_err(problem)?;
    drop(follow);
    record.close().await?;
    let manifest = files::manifest(&wanted.of.lake).map_err(problem)?;
    let rows: u64 = manifest.parts.iter().map(|part| part.rows).sum();
    if wanted.json {
        screen::say_json(&json!({
            "lines": caught.lines,
            "up_to": caught.up_to,
            "rows": rows,
            "files": manifest.parts.len(),
            "unread": manifest.unread.len(),
        }))?;
    } else {
        screen::say(told(&caught))?;
        screen::say(format!(
            "The lake in `{}` holds {} in {}.",
            wanted.of.lake.display(),
            counted(rows, "row"),
            counted(u64::try_from(manifest.parts.len()).unwrap_or(0), "file"),
        ))?;
    }
    for unread in &manifest.unread {
        screen::note(format!(
            "file {} of the record is in no figure: {}",
            unread.file, unread.why
        ));
    }
    Ok(if manifest.unread.is_empty() {
        Answer::Yes
    } else {
        Answer::No
    })
}

pub(crate) async fn follow(wanted: Keep) -> Result<Answer> {
    let (record, force) = opened(&wanted.of).await?;
    let pseudonyms = pseudonyms(&wanted.of.store.keys)?;
    let mut follow =
        Follow::open(&wanted.of.lake, record.clone(), &force, pseudonyms).map_err(problem)?;
    let caught = follow.catch_up().await.map_err(problem)?;
    follow.forget_disposed().await.map_err(problem)?;
    screen::say(told(&caught))?;
    if !wanted.once {
        let stopped = stop::told()?;
        tokio::select! {
            () = follow.keep_following(&|caught| {
                if let Err(error) = caught {
                    screen::note(format!("lantern: {error}"));
                }
            }) => {}
            () = stopped => {}
        }
    }
    drop(follow);
    record.close().await?;
    Ok(Answer::Yes)
}

pub(crate) fn check(wanted: &Check) -> Result<Answer> {
    let manifest = files::manifest(&wanted.lake).map_err(problem)?;
    let total = u64::try_from(manifest.parts.len()).unwrap_or(0);
    let bar = Progress::new("files looked through", total);
    let mut faults = Vec::new();
    for (done, part) in (1..).zip(&manifest.parts) {
        if let Err(error) = part.check(&wanted.lake) {
            faults.push(error.to_string());
        }
        bar.at(done);
    }
    bar.done();
    let rows: u64 = manifest.parts.iter().map(|part| part.rows).sum();
    let line = manifest.followed.as_ref().map(|followed| followed.line);
    if wanted.json {
        screen::say_json(&json!({
            "files": total,
            "rows": rows,
            "up_to": line,
            "damaged": faults,
            "unread": manifest.unread.len(),
        }))?;
    } else {
        for fault in &faults {
            screen::say(fault)?;
        }
        screen::say(format!(
            "{} with {}: {}. {}.",
            counted(total, "file"),
            counted(rows, "row"),
            match faults.len() {
                0 => "every one is what the list says".to_owned(),
                some => format!("{} damaged", number(u64::try_from(some).unwrap_or(0))),
            },
            line.map_or_else(
                || "No record was followed".to_owned(),
                |line| format!("The record was followed to line {}", number(line)),
            ),
        ))?;
    }
    Ok(if faults.is_empty() && manifest.unread.is_empty() {
        Answer::Yes
    } else {
        Answer::No
    })
}

pub(crate) fn invent(wanted: &Invent) -> Result<Answer> {
    let mut plan = match &wanted.force_name {
        Some(name) if is_plain(name) => Plan::force(
            wanted.seed,
            name,
            wanted.residents,
            wanted.from,
            wanted.months,
        ),
        Some(name) => {
            return Err(Problem::given(format!(
                "--force-name: `{name}` is not a name: use lower case letters, digits and `_`"
            )));
        }
        None => Plan::national(wanted.seed, wanted.from, wanted.months),
    };
    plan.threads = wanted.threads;
    let mut writer = Writer::open(&wanted.lake).map_err(problem)?;
    let bar = Progress::new("months of forces made", 0);
    let told = |done: usize, of: usize| {
        bar.at_of(
            u64::try_from(done).unwrap_or(0),
            u64::try_from(of).unwrap_or(0),
        );
    };
    let made = generate(&mut writer, &plan, &wanted.batch, &told).map_err(problem)?;
    bar.done();
    screen::say(format!(
        "{} made, {} of them incidents, in {}. Nobody in them is real.",
        counted(made.rows, "row"),
        number(made.incidents),
        counted(made.parts, "file"),
    ))?;
    Ok(Answer::Yes)
}

fn is_plain(name: &str) -> bool {
    !name.is_empty()
        && name
            .bytes()
            .all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'_')
}

async fn opened(of: &Of) -> Result<(Record, Force)> {
    let force = serve::read_force(&of.force)?;
    let record = store::open_existing(&of.store).await?;
    Ok((record, force))
}

/// The key of pseudonyms follows from the key file of the record, so that there is not one more
/// secret to keep; it gives nothing of that file away.
pub(crate) fn pseudonyms(keys: &Path) -> Result<Pseudonyms> {
    let secret = std::fs::read(keys).map_err(|error| Problem::unreadable(keys, &error))?;
    Ok(Pseudonyms::from_secret(&secret))
}

fn told(caught: &Caught) -> String {
    format!(
        "{} of the record followed, to line {}.",
        counted(caught.lines, "line"),
        number(caught.up_to),
    )
}
