//! `lantern night`: days of an invented force, told to a record as fast as it takes them.
//!
//! Everything goes through the same door as in a force, `amend` and `decide`, with the time and
//! the person the story gives it. What time alone brings about is left out: no timer runs, so
//! there are no escalations, and the few lines that answer one are refused and counted.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Instant;

use ::night::{Happening, Night, Plan};
use domain::{FileId, Force};
use jiff::{SignedDuration, Timestamp};
use record::{AmendError, Options};
use serde_json::json;
use tokio::task::JoinSet;

use crate::arguments::TellNights;
use crate::demo::KENT;
use crate::demo::night::World;
use crate::outcome::{Answer, Problem, Result};
use crate::screen::{self, Progress, counted, number};
use crate::store;

/// Files written to at once: one flush to the disk then serves many.
const AT_ONCE: usize = 32;

/// What was told.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
struct Told {
    commands: u64,
    lines: u64,
    already_there: u64,
    refused: u64,
}

pub(crate) async fn tell(wanted: TellNights) -> Result<Answer> {
    let force = Force::read("forces/kent.toml", KENT)?;
    let begins = first_instant(&wanted)?;
    let hours = i64::from(wanted.days) * 24;
    let ends = begins
        .checked_add(SignedDuration::from_hours(hours))
        .map_err(|_| Problem::given("--days: so many do not fit in a calendar"))?;
    let night = Night::new(&force, Plan::ordinary(wanted.seed, begins))
        .map_err(|error| Problem::could_not(error.to_string()))?;
    let record = store::open_or_make(&wanted.store, wanted.create_keys, Options::default()).await?;
    let world = Arc::new(World::new(record.clone(), force)?);

    let began = Instant::now();
    let bar = Progress::new("days told", u64::from(wanted.days));
    let mut night = night.take_while(|happening| happening.at < ends).peekable();
    let mut told = Told::default();
    let mut files = std::collections::BTreeSet::new();
    let mut day = begins;
    let mut days = 0;
    while night.peek().is_some() {
        day = day
            .checked_add(SignedDuration::from_hours(24))
            .unwrap_or(Timestamp::MAX);
        let mut today: BTreeMap<FileId, Vec<Happening>> = BTreeMap::new();
        while let Some(happening) = night.next_if(|next| next.at < day) {
            files.insert(happening.file);
            today.entry(happening.file).or_default().push(happening);
        }
        told.add(tell_day(&world, today).await?);
        days += 1;
        bar.at(days);
    }
    bar.done();
    record.close().await?;
    let files = u64::try_from(files.len()).unwrap_or(u64::MAX);
    if wanted.json {
        screen::say_json(&json!({
            "seed": wanted.seed,
            "begins": wanted.begins,
            "days": wanted.days,
            "files": files,
            "commands": told.commands,
            "lines": told.lines,
            "already_there": told.already_there,
            "refused": told.refused,
        }))?;
    } else {
        screen::say(format!(
            "{} from {} (seed {}): {} with {} from {}, in {:.0} s.\n\
             There already: {}. Refused, because they answer an escalation that only a running \
             server raises: {}.\n\
             Nobody in it is real. docs/night.md says what the figures rest on.",
            counted(u64::from(wanted.days), "day"),
            domain::time::day(wanted.begins),
            wanted.seed,
            counted(files, "file"),
            counted(told.lines, "line"),
            counted(told.commands, "command"),
            began.elapsed().as_secs_f64(),
            number(told.already_there),
            number(told.refused),
        ))?;
    }
    Ok(Answer::Yes)
}

/// Midnight in London at the start of the first day.
fn first_instant(wanted: &TellNights) -> Result<Timestamp> {
    let zoned = wanted.begins.to_zoned(domain::time::london());
    zoned
        .map(|zoned| zoned.timestamp())
        .map_err(|_| Problem::given("--begins: that day is outside the calendar"))
}

/// Tells a day: each file in its own order, some files at once.
async fn tell_day(world: &Arc<World>, today: BTreeMap<FileId, Vec<Happening>>) -> Result<Told> {
    let mut rest = today.into_values();
    let mut telling = JoinSet::new();
    let mut told = Told::default();
    loop {
        while telling.len() < AT_ONCE
            && let Some(file) = rest.next()
        {
            telling.spawn(tell_file(Arc::clone(world), file));
        }
        let Some(done) = telling.join_next().await else {
            return Ok(told);
        };
        let done =
            done.map_err(|error| Problem::could_not(format!("telling broke off: {error}")))?;
        told.add(done?);
    }
}

async fn tell_file(world: Arc<World>, happenings: Vec<Happening>) -> Result<Told> {
    let mut told = Told::default();
    for happening in happenings {
        told.commands += 1;
        match world.amend(&happening, happening.at).await {
            Ok(amended) if amended.repeated => told.already_there += 1,
            Ok(amended) => told.lines += u64::try_from(amended.lines.len()).unwrap_or(0),
            Err(AmendError::Refused(_)) => told.refused += 1,
            Err(AmendError::Record(error)) => return Err(error.into()),
        }
    }
    Ok(told)
}

impl Told {
    fn add(&mut self, other: Self) {
        self.commands += other.commands;
        self.lines += other.lines;
        self.already_there += other.already_there;
        self.refused += other.refused;
    }
}
