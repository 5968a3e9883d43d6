//! Telling the night to the record, through the same door as everybody: `amend` and `decide`.

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;
use std::convert::Infallible;
use std::time::Duration;

use ::night::{Happening, Night};
use casework::{File, Refusal, Setting};
use domain::actor::OrganisationKind;
use domain::{Actor, EventKind, FileId, Force, NewEvent, Organisation, UserId};
use jiff::{SignedDuration, Timestamp};
use record::{AmendError, Amended, Record, RecordError, Request};
use sha2::{Digest as _, Sha256};

use crate::outcome::{Problem, Result};
use crate::screen::Progress;

/// While catching up, timers are looked at once in so many minutes of the night.
const TIMERS: SignedDuration = SignedDuration::from_mins(2);

/// A file with nothing new for this long after it is over needs no timers.
const QUIET: SignedDuration = SignedDuration::from_hours(2);

/// How long to wait before trying again when the record is busy.
const AGAIN: Duration = Duration::from_millis(500);
const TRIES: u32 = 10;

/// The files of the night that are not over, as the record has them.
type Files = BTreeMap<FileId, File>;

/// The force's world: where the night is told.
pub(crate) struct World {
    record: Record,
    force: Force,
    profile: law::Profile,
    lantern: Actor,
}

impl World {
    pub(crate) fn new(record: Record, force: Force) -> Result<Self> {
        let user = UserId::new("lantern").map_err(|error| Problem::could_not(error.to_string()))?;
        let organisation = Organisation {
            id: force.id.clone(),
            kind: OrganisationKind::Police,
        };
        Ok(Self {
            record,
            profile: law::Profile::from_force(&force),
            force,
            lantern: Actor::lantern(user, organisation),
        })
    }

    /// Tells everything that has happened by now and is not in the record yet, with what timers
    /// would have written meanwhile. Gives the night back, at the first thing still to come.
    pub(super) async fn catch_up(
        &self,
        begins: Timestamp,
        night: Night,
    ) -> Result<std::iter::Peekable<Night>> {
        let mut night = night.peekable();
        let mut files = Files::new();
        let mut timers = begins;
        let minutes = |from: Timestamp, to: Timestamp| {
            u64::try_from(to.duration_since(from).as_mins()).unwrap_or(0)
        };
        let bar = Progress::new(
            "minutes of the night told",
            minutes(begins, Timestamp::now()),
        );
        while let Some(happening) = night.next_if(|next| next.at <= Timestamp::now()) {
            if self.has(&mut files, &happening).await? {
                // What was told before had its timers then.
                timers = timers.max(happening.at);
                continue;
            }
            while timers <= happening.at {
                self.timers(&mut files, timers).await?;
                timers = timers.checked_add(TIMERS).unwrap_or(Timestamp::MAX);
            }
            self.tell(&mut files, &happening).await?;
            bar.at(minutes(begins, happening.at));
        }
        bar.done();
        Ok(night)
    }

    /// Whether it was told before.
    async fn has(&self, files: &mut Files, happening: &Happening) -> Result<bool> {
        if let Entry::Vacant(entry) = files.entry(happening.file) {
            let held = self.record.read(happening.file).await?;
            let lines = held.as_ref().map_or(&[][..], |held| held.lines.as_slice());
            entry.insert(File::fold(happening.file, lines));
        }
        Ok(files.get(&happening.file).is_some_and(|file| {
            file.lines()
                .iter()
                .any(|line| line.written.command == happening.command)
        }))
    }

    async fn tell(&self, files: &mut Files, happening: &Happening) -> Result<()> {
        match self.amend(happening, happening.at).await {
            Ok(amended) => {
                if let Some(file) = files.get_mut(&happening.file) {
                    for line in amended.lines {
                        file.push(line);
                    }
                }
                Ok(())
            }
            // A visitor did something else with this file: the story goes on without the line.
            Err(AmendError::Refused(_)) => Ok(()),
            Err(AmendError::Record(error)) => Err(error.into()),
        }
    }

    /// Writes what was due at a moment in every file that is not over.
    async fn timers(&self, files: &mut Files, now: Timestamp) -> Result<()> {
        files.retain(|_, file| !is_quiet(file, now));
        for (id, file) in files.iter_mut() {
            for due in casework::tick(file, now, &self.force, &self.profile) {
                let request = Request {
                    id: due.command,
                    by: self.lantern.clone(),
                    now,
                    // As the server's own timers have it: the id says it all.
                    digest: Sha256::digest(due.command.uuid().as_bytes()).into(),
                };
                let events = due.events;
                let written = self
                    .record
                    .amend(
                        *id,
                        request,
                        |_| -> std::result::Result<Vec<NewEvent>, Infallible> {
                            Ok(events.clone())
                        },
                    )
                    .await;
                match written {
                    Ok(amended) => {
                        for line in amended.lines {
                            file.push(line);
                        }
                    }
                    Err(AmendError::Record(error)) => return Err(error.into()),
                    Err(AmendError::Refused(never)) => match never {},
                }
            }
        }
        Ok(())
    }

    /// Writes what somebody records, if `casework` lets them.
    pub(crate) async fn amend(
        &self,
        happening: &Happening,
        now: Timestamp,
    ) -> std::result::Result<Amended, AmendError<Box<Refusal>>> {
        let request = Request {
            id: happening.command,
            by: happening.by.clone(),
            now,
            digest: Sha256::digest(happening.command.uuid().as_bytes()).into(),
        };
        self.record
            .amend(happening.file, request, |held| {
                let setting = Setting {
                    actor: &happening.by,
                    now,
                    force: &self.force,
                    profile: &self.profile,
                };
                let file = File::fold(happening.file, &held.lines);
                casework::decide(&file, happening.command, &happening.body, &setting)
                    .map(|decision| decision.events)
                    .map_err(Box::new)
            })
            .await
    }
}

/// Tells each thing that is still to come when its time is there, without end.
pub(super) async fn keep_living(world: World, night: std::iter::Peekable<Night>) {
    for happening in night {
        wait_until(happening.at).await;
        if let Err(error) = tell_now(&world, &happening).await {
            tracing::warn!(
                "the night could not go on for a moment: {}",
                error.for_operator()
            );
        }
    }
}

async fn tell_now(world: &World, happening: &Happening) -> std::result::Result<(), RecordError> {
    for _ in 1..TRIES {
        match world.amend(happening, Timestamp::now()).await {
            Err(AmendError::Record(error)) if error.is_passing() => {
                tokio::time::sleep(AGAIN).await;
            }
            Err(AmendError::Record(error)) => return Err(error),
            // Refused because a visitor did something else with this file.
            Ok(_) | Err(AmendError::Refused(_)) => return Ok(()),
        }
    }
    match world.amend(happening, Timestamp::now()).await {
        Err(AmendError::Record(error)) => Err(error),
        Ok(_) | Err(AmendError::Refused(_)) => Ok(()),
    }
}

/// Waits for an instant of the wall clock, also across a machine that slept.
async fn wait_until(at: Timestamp) {
    loop {
        let left = at.duration_since(Timestamp::now());
        let Ok(left) = Duration::try_from(left) else {
            return;
        };
        if left.is_zero() {
            return;
        }
        tokio::time::sleep(left.min(Duration::from_secs(30))).await;
    }
}

fn is_quiet(file: &File, now: Timestamp) -> bool {
    let over = file.has(EventKind::Ended) || file.has(EventKind::AlternativeTaken);
    let last = file.lines().last().map(|line| line.written.recorded);
    over && last.is_some_and(|last| now.duration_since(last) > QUIET)
}
