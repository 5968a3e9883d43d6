//! One row of the live board.

use domain::force::TimerKind;
use domain::time::in_london;
use domain::{FileId, Force};
use jiff::{SignedDuration, Timestamp};
use law::facts::WarrantKind;
use law::{ClockState, Position, Section, Standing};

use super::case::{Identity, Stage, identity, stage};
use crate::escalation;
use crate::file::File;
use crate::sentence::capital;
use domain::Event;
use domain::event::EventKind;

/// What the board shows of one file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BoardRow {
    /// The file.
    pub file: FileId,
    /// Its short reference.
    pub reference: String,
    /// The person, as far as known.
    pub identity: Identity,
    /// The stage.
    pub stage: Stage,
    /// The district, as it is named on the page.
    pub district: Option<String>,
    /// Where the person is or is going; where they were found, before that.
    pub place: String,
    /// The power in force, in words.
    pub power: String,
    /// The clock, once it has begun.
    pub clock: Option<ClockFace>,
    /// What is owed next, and by when.
    pub owed: Option<(String, Option<Timestamp>)>,
    /// The highest open escalation: trigger, stage, owner, when the next stage is offered.
    pub escalation: Option<(String, u8, String, Timestamp)>,
    /// How many facts are contested.
    pub contested: usize,
    /// How many limits were passed.
    pub breaches: usize,
    /// When the file began.
    pub since: Timestamp,
    /// Where it stands in the order of the board: what is due first comes first.
    pub due: Timestamp,
}

/// The clock as a page shows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ClockFace {
    /// When it began.
    pub start: Timestamp,
    /// When it ends.
    pub expiry: Timestamp,
    /// The earliest end of all readings; alarms run on this.
    pub earliest: Timestamp,
    /// Whether there is a rival reading.
    pub contested: bool,
    /// Where it stands.
    pub state: ClockState,
    /// The alarm it has reached, if any.
    pub alarm: Option<Alarm>,
}

/// A clock alarm that has been reached.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Alarm {
    /// Its minutes after the start.
    pub minutes: u32,
    /// When it was reached.
    pub since: Timestamp,
    /// Whether somebody has acknowledged it.
    pub acknowledged: bool,
    /// Whether it has climbed: nobody acknowledged it in time.
    pub climbed: bool,
}

/// The clock of a position as a page shows it, with the force's alarms.
pub(crate) fn clock_face(
    file: &File,
    position: &Position,
    now: Timestamp,
    force: &Force,
) -> Option<ClockFace> {
    let clock = position.clock.as_ref()?;
    let live = matches!(clock.state, ClockState::Running | ClockState::Extended);
    // Alarms run on the earliest reading: they count back from where the earliest period began.
    let began = clock
        .rivals
        .iter()
        .map(|rival| rival.start)
        .fold(clock.start, Timestamp::min);
    Some(ClockFace {
        start: clock.start,
        expiry: clock.expiry,
        earliest: clock.earliest_expiry,
        contested: !clock.rivals.is_empty(),
        state: clock.state,
        alarm: if live {
            alarm(file, began, now, force)
        } else {
            None
        },
    })
}

fn alarm(file: &File, began: Timestamp, now: Timestamp, force: &Force) -> Option<Alarm> {
    let today = in_london(now).date();
    let (minutes, since) = force
        .clock_alarms(today)
        .into_iter()
        .filter_map(|minutes| {
            let at = began
                .checked_add(SignedDuration::from_mins(i64::from(minutes)))
                .ok()?;
            (at <= now).then_some((minutes, at))
        })
        .next_back()?;
    let acknowledged = file
        .live_of(EventKind::AlarmAcknowledged)
        .any(|fact| matches!(fact.event, Event::AlarmAcknowledged(it) if it.minutes >= minutes));
    let climbs = force
        .timer(TimerKind::AlarmClimbs, None, today)
        .unwrap_or(5);
    let climbed =
        !acknowledged && now.duration_since(since) >= SignedDuration::from_mins(i64::from(climbs));
    Some(Alarm {
        minutes,
        since,
        acknowledged,
        climbed,
    })
}

/// One row of the board.
pub fn board_row(file: &File, position: &Position, now: Timestamp, force: &Force) -> BoardRow {
    let since = file.lines().first().map_or(now, |line| {
        line.written.happened.moment.sort_key().unwrap_or(now)
    });
    let clock = clock_face(file, position, now, force);
    let escalation = escalation::open(file)
        .max_by_key(|one| (one.stage, std::cmp::Reverse(one.since)))
        .map(|one| {
            (
                one.trigger.label().to_owned(),
                one.stage,
                one.owner.label().to_owned(),
                one.due,
            )
        });
    let owed = position
        .duties
        .iter()
        .min_by_key(|duty| duty.due.unwrap_or(Timestamp::MAX))
        .map(|duty| {
            (
                format!("{}: {}", capital(duty.owner.label()), duty.kind.label()),
                duty.due,
            )
        });
    let due = [
        clock
            .as_ref()
            .filter(|face| {
                matches!(
                    face.state,
                    ClockState::Running | ClockState::Extended | ClockState::Expired
                )
            })
            .map(|face| face.earliest),
        owed.as_ref().and_then(|(_, due)| *due),
        escalation.as_ref().map(|(_, _, _, due)| *due),
    ]
    .into_iter()
    .flatten()
    .min()
    .unwrap_or(Timestamp::MAX);
    BoardRow {
        file: file.id(),
        reference: file.id().reference(),
        identity: identity(file, now),
        stage: stage(file),
        district: district(file, force),
        place: place(file),
        power: power_label(&position.standing.answer),
        clock,
        owed,
        escalation,
        contested: file.contests().len()
            + usize::from(
                position
                    .clock
                    .as_ref()
                    .is_some_and(|clock| !clock.rivals.is_empty())
                    && file.contests().is_empty(),
            ),
        breaches: position.breaches.len(),
        since,
        due,
    }
}

fn district(file: &File, force: &Force) -> Option<String> {
    file.live()
        .filter_map(|fact| match fact.event {
            Event::FileOpened(opened) => opened.district.as_ref(),
            Event::EncounterBegan(began) => began.at.district.as_ref(),
            _ => None,
        })
        .filter_map(|id| force.district(id))
        .map(|district| district.name.clone())
        .last()
}

fn place(file: &File) -> String {
    if let Some(place) = file.destination() {
        return place.name.clone();
    }
    file.live_of(EventKind::EncounterBegan)
        .filter_map(|fact| match fact.event {
            Event::EncounterBegan(began) if !began.at.description.trim().is_empty() => {
                Some(began.at.description.clone())
            }
            Event::EncounterBegan(began) => Some(began.at.kind.label().to_owned()),
            _ => None,
        })
        .last()
        .unwrap_or_else(|| "not recorded".to_owned())
}

/// The power in force, in a few words.
pub(crate) fn power_label(standing: &Standing) -> String {
    match standing {
        Standing::NoPower => "No power in force: free to leave".to_owned(),
        Standing::Voluntary => "Voluntary: free to leave".to_owned(),
        Standing::BestInterests { .. } => {
            "Mental Capacity Act: no power to detain, no clock".to_owned()
        }
        Standing::EnteredUnderWarrant { kind, .. } => match kind {
            WarrantKind::Assess => "Section 135(1) warrant: officers are in".to_owned(),
            WarrantKind::Retake => "Section 135(2) warrant: officers are in".to_owned(),
        },
        Standing::BeingRemoved { under, .. } => match under {
            Section::Section136 => "Section 136(1): being removed".to_owned(),
            Section::Section135 => "Section 135(1): being removed".to_owned(),
        },
        Standing::BeingTaken { .. } => "Section 135(2): being taken".to_owned(),
        Standing::Detained {
            under, in_transfer, ..
        } => match (under, in_transfer) {
            (Section::Section136, true) => "Section 136(4): between places of safety".to_owned(),
            (Section::Section136, false) => "Section 136(2): detained".to_owned(),
            (Section::Section135, true) => "Section 135(3A): between places of safety".to_owned(),
            (Section::Section135, false) => "Section 135: detained".to_owned(),
        },
        Standing::EscapedMayBeRetaken { until, .. } => format!(
            "Escaped: section 138 until {}",
            domain::time::full_time(*until)
        ),
        Standing::EscapedPowerEnded { .. } => "Escaped: no power to retake".to_owned(),
        Standing::OtherAuthority { what, .. } => what.clone(),
        Standing::Ended { .. } => "Detention ended".to_owned(),
        Standing::Expired { .. } => "No power: the period has ended".to_owned(),
        Standing::AbsentWithoutLeave { until, .. } => match until {
            Some(until) => format!(
                "Absent without leave: section 18 until {}",
                domain::time::full_time(*until)
            ),
            None => "Absent without leave: section 18".to_owned(),
        },
        Standing::AbsentPowerEnded { .. } => "Absent: no power to take".to_owned(),
        Standing::LiableToArrest { .. } => "Absconded from a court's order: arrest".to_owned(),
        Standing::BeingReturned { .. } => "In custody: being returned".to_owned(),
        Standing::ToBeConveyed { .. } => "Application made: to be conveyed".to_owned(),
        Standing::LiableInHospital { .. } => "Detained in hospital".to_owned(),
        Standing::LawfullyOut { what, .. } => format!("No power to take: {what}"),
    }
}
