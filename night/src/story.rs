//! Telling one file: who records what, when it happened and when they recorded it.

use casework::Command;
use domain::event::{Channel, Entered, PlaceRef};
use domain::time::DeviceTime;
use domain::{Actor, CommandId, DistrictId, Event, EventId, FileId, Role, TimeSource, When};
use jiff::{SignedDuration, Timestamp};

use crate::Happening;
use crate::cast::Cast;
use crate::dice::Dice;
use crate::places::Places;

/// One file being told.
pub(crate) struct Story<'a> {
    pub(crate) dice: Dice,
    pub(crate) cast: &'a Cast,
    pub(crate) places: &'a Places,
    /// Where the telling has come to.
    pub(crate) at: Timestamp,
    file: FileId,
    told: u64,
    /// Until then the officer's phone has no signal: what they enter is recorded when it has.
    offline_until: Option<Timestamp>,
    /// The line that says the person entered the first place of safety.
    entry: Option<EventId>,
    happenings: Vec<Happening>,
}

impl<'a> Story<'a> {
    pub(crate) fn new(
        dice: Dice,
        cast: &'a Cast,
        places: &'a Places,
        file: FileId,
        at: Timestamp,
    ) -> Self {
        Self {
            dice,
            cast,
            places,
            at,
            file,
            told: 0,
            offline_until: None,
            entry: None,
            happenings: Vec::new(),
        }
    }

    /// Everything told, in the order of telling.
    pub(crate) fn finish(self) -> Vec<Happening> {
        self.happenings
    }

    /// Lets minutes pass, and some seconds: nobody types on the stroke.
    pub(crate) fn wait(&mut self, minutes: u32) {
        let seconds = self.dice.below(50);
        self.at = after(self.at, minutes, seconds);
    }

    /// From now the officer's phone has no signal for some minutes.
    pub(crate) fn lose_signal(&mut self, minutes: u32) {
        self.offline_until = Some(after(self.at, minutes, 0));
    }

    /// Somebody records something as it happens. The id is that of its line.
    pub(crate) fn say(&mut self, by: &Actor, event: impl Into<Event>) -> EventId {
        self.say_at(self.at, by, event)
    }

    /// The same at another moment than where the telling has come to.
    pub(crate) fn say_at(&mut self, at: Timestamp, by: &Actor, event: impl Into<Event>) -> EventId {
        match self.offline_until {
            Some(signal) if by.role == Role::ResponseOfficer && at < signal => {
                let happened = When {
                    moment: domain::Moment::Exact { at },
                    source: TimeSource::Device,
                    device: Some(DeviceTime {
                        device: "phone 12".to_owned(),
                        shown: after(at, 0, 4),
                        ahead_seconds: 4,
                    }),
                };
                let order = u32::try_from(self.told).unwrap_or(0);
                self.say_late(after(signal, 0, order), by, happened, event)
            }
            _ => self.say_late(at, by, When::now(at), event),
        }
    }

    /// Somebody records something after it happened.
    pub(crate) fn say_late(
        &mut self,
        recorded: Timestamp,
        by: &Actor,
        happened: When,
        event: impl Into<Event>,
    ) -> EventId {
        let command = CommandId::of(self.file, &format!("night:{}", self.told));
        self.told += 1;
        self.happenings.push(Happening {
            at: recorded,
            by: by.clone(),
            file: self.file,
            command,
            body: Command {
                happened,
                event: event.into(),
                despite: None,
            },
        });
        // `casework::decide` writes what was asked first, so its line has the first id.
        command.event(0)
    }

    /// The person enters the first place of safety, where the telling has come to.
    pub(crate) fn enter(&mut self, by: &Actor, place: PlaceRef) -> EventId {
        let line = self.say(by, Entered { place });
        self.entry = Some(line);
        line
    }

    /// The line of that entry.
    pub(crate) const fn line_of_entry(&self) -> Option<EventId> {
        self.entry
    }

    /// The line with which Lantern opens an escalation of this name: its id follows from the name,
    /// so a story can answer what a timer will open (`casework::tick`).
    pub(crate) fn escalation(&self, name: &str) -> EventId {
        CommandId::of(self.file, name).event(0)
    }

    /// The reference of the force's log, from the file so that it is the same each time.
    pub(crate) fn log_reference(&self) -> String {
        format!("KP-{:06}", self.file.uuid().as_u128() % 1_000_000)
    }

    /// A reference of the ambulance service.
    pub(crate) fn ambulance_reference(&self) -> String {
        format!("{}", 1_000 + self.file.uuid().as_u128() / 7 % 9_000)
    }

    /// Opens the file: by the control room, or by the officer who met the person. Minutes pass
    /// until somebody is there.
    pub(crate) fn open(
        &mut self,
        officer: &Actor,
        channel: Channel,
        district: Option<DistrictId>,
        comes_after: u32,
    ) {
        let opener = match channel {
            Channel::OnSight => officer.clone(),
            Channel::Call | Channel::Partner | Channel::Import => self.cast.dispatcher(),
        };
        let file_opened = domain::event::FileOpened {
            channel,
            log_reference: Some(self.log_reference()),
            district,
            force_definition: domain::Answer::Yes,
            national_definition: domain::Answer::Yes,
        };
        self.say(&opener, file_opened);
        if channel == Channel::OnSight {
            self.wait(0);
        } else {
            self.wait(comes_after);
        }
    }
}

/// A moment some minutes and seconds later.
pub(crate) fn after(at: Timestamp, minutes: u32, seconds: u32) -> Timestamp {
    let span = SignedDuration::from_secs(i64::from(minutes) * 60 + i64::from(seconds));
    at.checked_add(span).unwrap_or(Timestamp::MAX)
}

/// A moment some minutes earlier.
pub(crate) fn before(at: Timestamp, minutes: u32) -> Timestamp {
    at.checked_sub(SignedDuration::from_mins(i64::from(minutes)))
        .unwrap_or(Timestamp::MIN)
}
