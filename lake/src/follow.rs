//! From the record to rows: incremental, in any steps, with the same bytes in the end.
//!
//! A line touches its file. A touched file is read whole and gives its rows anew; they take the
//! place of those it gave before, in whichever month those were. So a correction reaches the
//! figures it changes and no others, and a file that was disposed of leaves nothing behind.

mod detention;
mod people;
mod person;
mod rows;
mod stretches;
mod times;
mod write;

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::time::{Duration, Instant};

use casework::File;
use domain::{FileId, Force, Month};
use jiff::Timestamp;
use record::{Cursor, Record};
use sha2::{Digest as _, Sha256};

use crate::error::LakeError;
use crate::schema;
use crate::store::{Followed, MadeWith, Origin, Unread, Writer, hexadecimal};

use people::People;
pub use person::{AGE_BANDS, Pseudonyms, age_band};
use rows::Rows;
use write::News;

/// Lines dealt with in one exchange, about: what is held in memory at once.
const LINES_AT_ONCE: usize = 20_000;

/// How long a disposed file may go unnoticed where nothing else happens.
const DISPOSED_EVERY: Duration = Duration::from_mins(1);

/// How long to wait after trouble.
const AGAIN: Duration = Duration::from_secs(2);

/// Follows the record of one force into a lake.
pub struct Follow {
    record: Record,
    force: String,
    profile: law::Profile,
    pseudonyms: Pseudonyms,
    made_with: MadeWith,
    writer: Option<Writer>,
    /// Who is who, and in which month each file's rows stand. None where writing failed and they
    /// may be ahead of the lake: they are then read from it again.
    people: Option<People>,
    /// How far it has come, which a lake made otherwise has not.
    at: u64,
    recorded: Option<Timestamp>,
}

/// What one step did.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Caught {
    /// Lines of the record that were dealt with.
    pub lines: u64,
    /// Files they touched.
    pub files: u64,
    /// The last line dealt with, of the whole record.
    pub up_to: u64,
}

impl Follow {
    /// Opens or makes the lake in a folder and takes up where it ended. Where its rows were made
    /// with another program, other columns or another configuration, every file is read again.
    pub fn open(
        root: &Path,
        record: Record,
        force: &Force,
        pseudonyms: Pseudonyms,
    ) -> Result<Self, LakeError> {
        Self::on(Writer::open(root)?, record, force, pseudonyms)
    }

    /// Takes out everything that is of the record, and begins at its first line. What was imported
    /// stays. A lake with damaged files is mended so.
    pub fn anew(
        root: &Path,
        record: Record,
        force: &Force,
        pseudonyms: Pseudonyms,
    ) -> Result<Self, LakeError> {
        let mut writer = Writer::open(root)?;
        writer.list(Vec::new(), |manifest| {
            manifest.parts.retain(|part| part.origin != Origin::Record);
            manifest.unread.clear();
            manifest.followed = None;
        })?;
        Self::on(writer, record, force, pseudonyms)
    }

    fn on(
        writer: Writer,
        record: Record,
        force: &Force,
        pseudonyms: Pseudonyms,
    ) -> Result<Self, LakeError> {
        let made_with = made_with(force, &pseudonyms);
        let (at, recorded) = match &writer.manifest().followed {
            Some(followed)
                if followed.made_with == made_with && followed.force == force.id.as_str() =>
            {
                (followed.line, followed.recorded)
            }
            _ => (0, None),
        };
        let people = People::of(&writer, force.id.as_str())?;
        Ok(Self {
            record,
            force: force.id.as_str().to_owned(),
            profile: law::Profile::from_force(force),
            pseudonyms,
            made_with,
            people: Some(people),
            writer: Some(writer),
            at,
            recorded,
        })
    }

    /// Follows without end: every line as it comes, and once in a while what was disposed of.
    /// Troubles are told and tried again.
    pub async fn keep_following(&mut self, told: &(dyn Fn(&Result<Caught, LakeError>) + Sync)) {
        let mut looked = Instant::now();
        loop {
            let mut caught = self.next().await;
            if caught.is_ok() && looked.elapsed() >= DISPOSED_EVERY {
                looked = Instant::now();
                caught = self.forget_disposed().await.map(|files| Caught {
                    files,
                    up_to: self.at,
                    ..Caught::default()
                });
            }
            told(&caught);
            if caught.is_err() {
                tokio::time::sleep(AGAIN).await;
            }
        }
    }

    /// Waits for lines, not for ever, and deals with them.
    async fn next(&mut self) -> Result<Caught, LakeError> {
        let mut follower = self.record.follow(Cursor::after(self.at));
        match tokio::time::timeout(DISPOSED_EVERY, follower.next_batch()).await {
            Ok(lines) => {
                lines?;
                self.catch_up().await
            }
            Err(_) => Ok(Caught {
                up_to: self.at,
                ..Caught::default()
            }),
        }
    }

    /// Deals with everything that is in the record now.
    pub async fn catch_up(&mut self) -> Result<Caught, LakeError> {
        let mut all = Caught {
            up_to: self.at,
            ..Caught::default()
        };
        loop {
            let step = self.step(LINES_AT_ONCE).await?;
            all.lines += step.lines;
            all.files += step.files;
            all.up_to = step.up_to;
            if step.lines == 0 {
                return Ok(all);
            }
        }
    }

    /// Deals with about so many lines, at least one batch of them.
    pub async fn step(&mut self, most: usize) -> Result<Caught, LakeError> {
        let mut follower = self.record.follow(Cursor::after(self.at));
        let mut touched = BTreeSet::new();
        let mut lines = 0_usize;
        let mut recorded = self.recorded;
        while lines < most.max(1) {
            let batch = follower.batch_now().await?;
            if batch.is_empty() {
                break;
            }
            lines += batch.len();
            for followed in &batch {
                match followed {
                    record::Followed::Line { line, .. } => {
                        touched.insert(line.file);
                        recorded = Some(line.recorded);
                    }
                    record::Followed::Sealed {
                        file, recorded: at, ..
                    } => {
                        touched.insert(*file);
                        recorded = Some(*at);
                    }
                    record::Followed::Damaged { file, .. } => {
                        touched.insert(*file);
                    }
                }
            }
        }
        if lines == 0 && self.at_the_end() {
            return Ok(Caught {
                up_to: self.at,
                ..Caught::default()
            });
        }
        let files = touched.len();
        let line = follower.cursor().seq();
        self.take(touched, line, recorded).await?;
        Ok(Caught {
            lines: u64::try_from(lines).unwrap_or(u64::MAX),
            files: u64::try_from(files).unwrap_or(u64::MAX),
            up_to: self.at,
        })
    }

    /// Whether the list already says how far it goes.
    fn at_the_end(&self) -> bool {
        let listed = self
            .writer
            .as_ref()
            .and_then(|writer| writer.manifest().followed.as_ref());
        listed.is_some_and(|followed| {
            followed.line == self.at && followed.made_with == self.made_with
        })
    }

    /// Takes out the rows of files that were disposed of, which leaves no line in the record.
    pub async fn forget_disposed(&mut self) -> Result<u64, LakeError> {
        let people = self.people()?;
        let mut gone = BTreeSet::new();
        let mut after = None;
        loop {
            let listed = self.record.files(after, 1_000).await?;
            let Some(last) = listed.last() else { break };
            after = Some(last.file);
            gone.extend(
                listed
                    .iter()
                    .filter(|file| file.disposed && people.has(file.file))
                    .map(|file| file.file),
            );
        }
        self.people = Some(people);
        let count = u64::try_from(gone.len()).unwrap_or(u64::MAX);
        if !gone.is_empty() {
            self.take(gone, self.at, self.recorded).await?;
        }
        Ok(count)
    }

    /// Who is who: as it is known here, or as the lake has it where that is not to be relied on.
    fn people(&mut self) -> Result<People, LakeError> {
        match (self.people.take(), &self.writer) {
            (Some(people), _) => Ok(people),
            (None, Some(writer)) => People::of(writer, &self.force),
            (None, None) => Err(LakeError::BrokeOff("writing to the lake")),
        }
    }

    /// Works out the rows of files anew and exchanges the parts they stand in, with those of
    /// others who are somebody else for it.
    async fn take(
        &mut self,
        touched: BTreeSet<FileId>,
        line: u64,
        recorded: Option<Timestamp>,
    ) -> Result<(), LakeError> {
        let (mut fresh, unread) = self.read(&touched).await?;
        let mut people = self.people()?;
        let before: BTreeSet<Month> = touched.iter().filter_map(|id| people.month(*id)).collect();
        let says = touched
            .iter()
            .map(|id| (*id, fresh.get(id).map(Rows::says)))
            .collect();
        let mut renamed = BTreeMap::new();
        for (id, person) in people.change(says, &self.pseudonyms) {
            match (fresh.get_mut(&id), people.month(id)) {
                (Some(rows), _) => rows.show(person),
                (None, Some(month)) => {
                    renamed.insert(id.to_string(), (month, person));
                }
                (None, None) => {}
            }
        }
        let followed = Followed {
            force: self.force.clone(),
            line,
            recorded,
            made_with: self.made_with.clone(),
        };
        let Some(mut writer) = self.writer.take() else {
            return Err(LakeError::BrokeOff("writing to the lake"));
        };
        let force = self.force.clone();
        let work = move || {
            let news = News {
                touched: touched.iter().map(FileId::to_string).collect(),
                before,
                fresh: fresh.into_values().collect(),
                renamed,
            };
            let done = news.write(&mut writer, &force, |manifest| {
                manifest
                    .unread
                    .retain(|unread| !touched.contains(&unread.file));
                manifest.unread.extend(unread);
                manifest.unread.sort();
                manifest.followed = Some(followed);
            });
            (writer, done)
        };
        let (writer, done) = tokio::task::spawn_blocking(work)
            .await
            .map_err(|_| LakeError::BrokeOff("writing to the lake"))?;
        self.writer = Some(writer);
        done?;
        self.people = Some(people);
        self.at = line;
        self.recorded = recorded;
        Ok(())
    }

    /// The rows of files as the record has them now, and those that could not be read.
    async fn read(
        &self,
        touched: &BTreeSet<FileId>,
    ) -> Result<(BTreeMap<FileId, Rows>, Vec<Unread>), LakeError> {
        let mut fresh = BTreeMap::new();
        let mut unread = Vec::new();
        for id in touched {
            match self.record.read(*id).await {
                Ok(held) => {
                    let lines = held.as_ref().map_or(&[][..], |held| held.lines.as_slice());
                    let file = File::fold(*id, lines);
                    let rows = Rows::of(&file, &self.profile, &self.pseudonyms);
                    fresh.extend(rows.map(|rows| (*id, rows)));
                }
                // One line that does not open must not stop the rest: the file is named instead.
                Err(error @ record::RecordError::Line { .. }) => unread.push(Unread {
                    file: *id,
                    why: error.to_string(),
                }),
                Err(error) => return Err(error.into()),
            }
        }
        Ok((fresh, unread))
    }
}

fn made_with(force: &Force, pseudonyms: &Pseudonyms) -> MadeWith {
    MadeWith {
        program: env!("CARGO_PKG_VERSION").to_owned(),
        schema: schema::VERSION,
        rows: rows::VERSION,
        force: hexadecimal(&Sha256::digest(format!("{force:?}"))),
        pseudonyms: pseudonyms.fingerprint().into_owned(),
    }
}
