//! The times of a file that stretches of officers' time lie between.

use casework::File;
use casework::monthly::kept_at;
use domain::Moment;
use domain::event::EventKind;
use domain::time::in_london;
use jiff::Timestamp;
use jiff::civil::Date;

/// When each thing first happened, of the lines that stand and have an instant. Of several values
/// that nobody has settled it is the earliest, as the alarms have it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Times {
    pub(super) opened: Option<Timestamp>,
    pub(super) met: Option<Timestamp>,
    pub(super) detained: Option<Timestamp>,
    pub(super) ambulance_asked: Option<Timestamp>,
    pub(super) ambulance_arrived: Option<Timestamp>,
    pub(super) left: Option<Timestamp>,
    pub(super) reached: Option<Timestamp>,
    pub(super) entered: Option<Timestamp>,
    pub(super) accepted: Option<Timestamp>,
    pub(super) released: Option<Timestamp>,
    pub(super) alternative: Option<Timestamp>,
    pub(super) ended: Option<Timestamp>,
}

impl Times {
    pub(super) fn of(file: &File) -> Self {
        let first = |kind| file.live_of(kind).filter_map(|fact| fact.at()).min();
        let earlier = |one, other| [first(one), first(other)].into_iter().flatten().min();
        let kept = file
            .live()
            .filter(|fact| kept_at(fact.event).is_some())
            .filter_map(|fact| fact.at())
            .min();
        Self {
            opened: first(EventKind::FileOpened),
            // On a warrant they meet whoever is there by going in.
            met: earlier(EventKind::EncounterBegan, EventKind::WarrantExecuted),
            detained: earlier(EventKind::Detained, EventKind::WarrantUsed),
            ambulance_asked: first(EventKind::AmbulanceAsked),
            ambulance_arrived: first(EventKind::AmbulanceArrived),
            left: first(EventKind::JourneyBegan),
            reached: first(EventKind::ReachedSite),
            // Kept where they were, they had entered already.
            entered: [first(EventKind::Entered), kept]
                .into_iter()
                .flatten()
                .min(),
            accepted: first(EventKind::HandOverAccepted),
            released: first(EventKind::OfficersReleased),
            alternative: first(EventKind::AlternativeTaken),
            ended: file.latest(EventKind::Ended).and_then(|end| end.at()),
        }
    }
}

/// The day and hour something counts on, in London.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Counted {
    pub(super) at: Timestamp,
    pub(super) day: Date,
    /// None where only the day is known.
    pub(super) hour: Option<i32>,
    /// 1 for Monday to 7.
    pub(super) weekday: i32,
}

impl Counted {
    /// Of a moment; where it has no time at all, of the time it was recorded.
    pub(super) fn of(moment: &Moment, recorded: Timestamp) -> Self {
        let at = moment.sort_key().unwrap_or(recorded);
        let local = in_london(at);
        Self {
            at,
            day: local.date(),
            hour: moment
                .instant()
                .map(|instant| i32::from(in_london(instant).hour())),
            weekday: i32::from(local.weekday().to_monday_one_offset()),
        }
    }
}

/// Whole minutes between two instants; none where the second is not known or comes first.
pub(super) fn minutes(from: Option<Timestamp>, to: Option<Timestamp>) -> Option<i32> {
    let (from, to) = (from?, to?);
    let seconds = to.as_second().checked_sub(from.as_second())?;
    (seconds >= 0)
        .then(|| i32::try_from(seconds / 60).ok())
        .flatten()
}
