//! A record in a folder of its own, and a lake beside it.

use std::collections::BTreeMap;
use std::convert::Infallible;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use casework::{File, Setting};
use domain::{Actor, FileId, Force, NewEvent};
use jiff::{SignedDuration, Timestamp};
use lake::Follow;
use lake::follow::Pseudonyms;
use night::{Happening, Night, Plan};
use record::{AmendError, FileKeys, Options, Record, Request};

pub(crate) const KENT: &str = include_str!("../../../forces/kent.toml");

pub(crate) struct Place {
    pub(crate) folder: tempfile::TempDir,
    pub(crate) record: Record,
    pub(crate) force: Force,
    profile: law::Profile,
    commands: u128,
}

impl Place {
    pub(crate) async fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let keys = FileKeys::create(folder.path().join("keys")).unwrap();
        let address = format!("sqlite:{}", folder.path().join("record.db").display());
        let record = Record::open(&address, Arc::new(keys), Options::default())
            .await
            .unwrap();
        let force = Force::read("forces/kent.toml", KENT).unwrap();
        Self {
            folder,
            record,
            profile: law::Profile::from_force(&force),
            force,
            commands: 0,
        }
    }

    pub(crate) fn lake(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    pub(crate) fn follow(&self, name: &str) -> Follow {
        let pseudonyms = Pseudonyms::new([7; 32]);
        Follow::open(
            &self.lake(name),
            self.record.clone(),
            &self.force,
            pseudonyms,
        )
        .unwrap()
    }

    /// What people recorded in so many hours of an invented night.
    pub(crate) fn happenings(&self, seed: u64, begins: &str, hours: i64) -> Vec<Happening> {
        let begins: Timestamp = begins.parse().unwrap();
        let ends = begins + SignedDuration::from_hours(hours);
        Night::new(&self.force, Plan::ordinary(seed, begins))
            .unwrap()
            .take_while(|happening| happening.at < ends)
            .collect()
    }

    pub(crate) async fn tell(&self, happenings: &[Happening]) {
        for happening in happenings {
            let request = Request {
                id: happening.command,
                by: happening.by.clone(),
                now: happening.at,
                digest: [0; 32],
            };
            let told = self
                .record
                .amend(happening.file, request, |held| {
                    let setting = Setting {
                        actor: &happening.by,
                        now: happening.at,
                        force: &self.force,
                        profile: &self.profile,
                    };
                    let file = File::fold(happening.file, &held.lines);
                    casework::decide(&file, happening.command, &happening.body, &setting)
                        .map(|decision| decision.events)
                        .map_err(Box::new)
                })
                .await;
            match told {
                // Some answer an escalation that only a running server raises.
                Ok(_) | Err(AmendError::Refused(_)) => {}
                Err(AmendError::Record(error)) => panic!("{error}"),
            }
        }
    }

    /// Writes lines as they are, without asking whether they may be written.
    pub(crate) async fn write(
        &mut self,
        file: FileId,
        by: &Actor,
        now: Timestamp,
        events: Vec<NewEvent>,
    ) {
        self.commands += 1;
        let request = Request {
            id: domain::CommandId::new(uuid::Uuid::from_u128(self.commands)),
            by: by.clone(),
            now,
            digest: [0; 32],
        };
        let told = self
            .record
            .amend(file, request, |_| -> Result<Vec<NewEvent>, Infallible> {
                Ok(events.clone())
            })
            .await;
        told.unwrap();
    }
}

/// Every byte of a lake but the lock, by path.
pub(crate) fn contents(root: &Path) -> BTreeMap<String, Vec<u8>> {
    let mut all = BTreeMap::new();
    let mut folders = vec![root.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path.file_name().unwrap() != "writer.lock" {
                let name = path.strip_prefix(root).unwrap().display().to_string();
                all.insert(name, std::fs::read(&path).unwrap());
            }
        }
    }
    all
}
