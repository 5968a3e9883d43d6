//! The clock of a case, from the few numbers a phone keeps of it.
//!
//! A case's page hands over when the period began, when each reading of it ends, and which rules
//! say so. No name, no place, no reference: the file's random id leads back to the case.

use jiff::{SignedDuration, Timestamp};
use law::rules::{self, Rule};
use serde::{Deserialize, Serialize};

/// What is kept of a case's clock.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SavedClock {
    /// The file's random id: a corrected clock takes the place of the old one.
    pub file: String,
    /// When the permitted period began.
    pub start: Timestamp,
    /// When it ends.
    pub expiry: Timestamp,
    /// The earliest end of all readings. It is this that is counted down to.
    pub earliest: Timestamp,
    /// Whether a further period has been added.
    pub extended: bool,
    /// The rules of its start and end, by id.
    pub rules: Vec<String>,
}

/// How long a clock is kept after its last reading ran out: past the end of any tour of duty, a
/// phone has no use for it.
const KEPT_AFTER: SignedDuration = SignedDuration::from_hours(12);
/// The last stretch, shown as urgent.
const URGENT: SignedDuration = SignedDuration::from_hours(1);
/// The stretch before it, shown as due soon.
const SOON: SignedDuration = SignedDuration::from_hours(6);

/// Where a clock stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum State {
    /// More than six hours are left.
    Running,
    /// Six hours or fewer are left.
    Soon,
    /// An hour or less is left.
    Urgent,
    /// The earliest reading has run out.
    Over,
}

impl SavedClock {
    /// What a phone keeps of a position's clock.
    pub fn of(file: impl Into<String>, clock: &law::Clock) -> Self {
        let mut rules: Vec<String> = clock
            .because
            .iter()
            .chain(clock.rivals.iter().map(|rival| &rival.because))
            .map(|reason| reason.rule.id.to_owned())
            .collect();
        rules.dedup();
        Self {
            file: file.into(),
            start: clock.start,
            expiry: clock.expiry,
            earliest: clock.earliest_expiry,
            extended: clock.further_period.is_some(),
            rules,
        }
    }

    /// How long is left of the earliest reading; negative once it is over.
    pub fn left(&self, at: Timestamp) -> SignedDuration {
        self.earliest.duration_since(at)
    }

    /// Where it stands.
    pub fn state(&self, at: Timestamp) -> State {
        let left = self.left(at);
        if left <= SignedDuration::ZERO {
            State::Over
        } else if left < URGENT {
            State::Urgent
        } else if left < SOON {
            State::Soon
        } else {
            State::Running
        }
    }

    /// Whether readings differ.
    pub fn is_contested(&self) -> bool {
        self.earliest != self.expiry
    }

    /// Whether it is worth keeping.
    pub fn is_kept(&self, at: Timestamp) -> bool {
        at.duration_since(self.expiry.max(self.earliest)) <= KEPT_AFTER
    }

    /// The rules of its start and end.
    pub fn because(&self) -> Vec<&'static Rule> {
        self.rules
            .iter()
            .filter_map(|id| rules::all().find(|rule| rule.id == id))
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn clock() -> SavedClock {
        SavedClock {
            file: "f".to_owned(),
            start: "2026-10-24T11:00:00Z".parse().unwrap(),
            expiry: "2026-10-25T11:00:00Z".parse().unwrap(),
            earliest: "2026-10-25T10:20:00Z".parse().unwrap(),
            extended: false,
            rules: vec!["s136-clock-start-removed".to_owned(), "gone".to_owned()],
        }
    }

    #[test]
    fn it_counts_down_to_the_earliest_reading_in_elapsed_time() {
        let clock = clock();
        let at = |text: &str| text.parse::<Timestamp>().unwrap();
        assert_eq!(clock.state(at("2026-10-25T04:19:59Z")), State::Running);
        assert_eq!(clock.state(at("2026-10-25T04:20:01Z")), State::Soon);
        assert_eq!(clock.state(at("2026-10-25T09:20:01Z")), State::Urgent);
        assert_eq!(clock.state(at("2026-10-25T10:19:59Z")), State::Urgent);
        assert_eq!(clock.state(at("2026-10-25T10:20:00Z")), State::Over);
        assert_eq!(clock.because().len(), 1);
    }

    #[test]
    fn it_is_let_go_twelve_hours_after_it_ran_out() {
        let clock = clock();
        assert!(clock.is_kept("2026-10-25T23:00:00Z".parse().unwrap()));
        assert!(!clock.is_kept("2026-10-25T23:00:01Z".parse().unwrap()));
    }
}
