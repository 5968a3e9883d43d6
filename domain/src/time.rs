//! When something happened, as far as anyone knows, and how it is shown.

use std::fmt;
use std::sync::LazyLock;

use jiff::civil::Date;
use jiff::tz::{Offset, TimeZone};
use jiff::{SignedDuration, Timestamp, Zoned};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::known::NoValue;
use crate::labelled::labelled;

/// When something happened, and who says so.
///
/// Arithmetic on statutory periods is done on instants: elapsed time, not wall time, so a clock
/// change does not alter it (law.md section 0, `time-elapsed-hours`).
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct When {
    /// The time and how precise it is.
    pub moment: Moment,
    /// Where the time came from.
    pub source: TimeSource,
    /// The clock of the device it was entered on, where it was not the server's.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub device: Option<DeviceTime>,
}

/// A time and how precise it is. A date people remember is not a timestamp.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case", tag = "precision", deny_unknown_fields)]
pub enum Moment {
    /// At this instant.
    Exact {
        /// The instant.
        at: Timestamp,
    },
    /// Near this instant.
    About {
        /// The instant it was near.
        at: Timestamp,
    },
    /// Some time before this instant.
    Before {
        /// The instant it came before.
        at: Timestamp,
    },
    /// Some time after this instant.
    After {
        /// The instant it came after.
        at: Timestamp,
    },
    /// On this day in Europe/London; the hour is not known.
    On {
        /// The day.
        date: Date,
    },
    /// Between these days, both included: a month, or a year.
    Between {
        /// The first day it can have been.
        first: Date,
        /// The last day it can have been.
        last: Date,
    },
    /// No time is known, and why.
    Unknown {
        /// Why there is none.
        why: NoValue,
    },
}

labelled! {
    /// Where a time came from. Shown beside every time that is in dispute.
    pub enum TimeSource {
        Lantern => "entered as it happened",
        Device => "officer's phone",
        RadioLog => "radio log",
        ControlRoomLog => "control room log",
        SiteLog => "site log",
        AmbulanceLog => "ambulance log",
        Verbal => "said by somebody",
        Cctv => "CCTV",
        BodyWornVideo => "body-worn video",
        Paper => "paper form",
        Import => "imported extract",
    }
}

/// What the device's clock said, and how far it was out.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct DeviceTime {
    /// The device, as the force names it.
    pub device: String,
    /// What its clock showed.
    pub shown: Timestamp,
    /// Seconds its clock was ahead of the server's when last compared; negative when behind.
    pub ahead_seconds: i64,
}

impl DeviceTime {
    /// Skew over this many seconds is shown to the reader (workflows.md section 17).
    pub const FLAG_SKEW_SECONDS: i64 = 60;

    /// The instant after the device's error is taken off.
    pub fn corrected(&self) -> Timestamp {
        self.shown
            .checked_sub(SignedDuration::from_secs(self.ahead_seconds))
            .unwrap_or(self.shown)
    }

    /// Whether the clock was far enough out to be shown.
    pub const fn is_skewed(&self) -> bool {
        self.ahead_seconds.unsigned_abs() > Self::FLAG_SKEW_SECONDS.unsigned_abs()
    }
}

impl When {
    /// At this instant, entered as it happened.
    pub const fn now(at: Timestamp) -> Self {
        Self::exact(at, TimeSource::Lantern)
    }

    /// At this instant, from this source.
    pub const fn exact(at: Timestamp, source: TimeSource) -> Self {
        Self {
            moment: Moment::Exact { at },
            source,
            device: None,
        }
    }
}

impl Moment {
    /// The one instant to use in arithmetic, where there is one: exact and about.
    pub const fn instant(&self) -> Option<Timestamp> {
        match self {
            Self::Exact { at } | Self::About { at } => Some(*at),
            Self::Before { .. }
            | Self::After { .. }
            | Self::On { .. }
            | Self::Between { .. }
            | Self::Unknown { .. } => None,
        }
    }

    /// Whether the instant is exact.
    pub const fn is_exact(&self) -> bool {
        matches!(self, Self::Exact { .. })
    }

    /// The earliest instant it can have been, where one is known.
    pub fn earliest(&self) -> Option<Timestamp> {
        match self {
            Self::Exact { at } | Self::About { at } | Self::After { at } => Some(*at),
            Self::On { date } | Self::Between { first: date, .. } => start_of(*date),
            Self::Before { .. } | Self::Unknown { .. } => None,
        }
    }

    /// The latest instant it can have been, where one is known.
    pub fn latest(&self) -> Option<Timestamp> {
        match self {
            Self::Exact { at } | Self::About { at } | Self::Before { at } => Some(*at),
            Self::On { date } | Self::Between { last: date, .. } => {
                date.tomorrow().ok().and_then(start_of)
            }
            Self::After { .. } | Self::Unknown { .. } => None,
        }
    }

    /// Where to put it among others: the instant, else the earliest bound, else the latest.
    pub fn sort_key(&self) -> Option<Timestamp> {
        self.instant()
            .or_else(|| self.earliest())
            .or_else(|| self.latest())
    }
}

fn start_of(date: Date) -> Option<Timestamp> {
    date.to_zoned(london()).ok().map(|zoned| zoned.timestamp())
}

/// The time zone of every time shown.
pub fn london() -> TimeZone {
    // Looked up once: an answer of law asks for the day of many instants.
    static LONDON: LazyLock<TimeZone> = LazyLock::new(|| {
        // The zone is compiled in (`tzdb-bundle-always`), so this cannot fail on any machine.
        TimeZone::get("Europe/London").unwrap_or(TimeZone::UTC)
    });
    LONDON.clone()
}

/// An instant in Europe/London.
pub fn in_london(at: Timestamp) -> Zoned {
    at.to_zoned(london())
}

/// The day of an instant in Europe/London.
pub fn day_in_london(at: Timestamp) -> Date {
    // The clock of London was never more than two hours from UTC: from 02:00 to 22:00 both have one
    // date, and the zone need not be asked.
    let there = Offset::UTC.to_datetime(at);
    if (2..22).contains(&there.hour()) {
        there.date()
    } else {
        in_london(at).date()
    }
}

/// `03:26 BST`: the hour, never without its letters.
pub fn clock_time(at: Timestamp) -> String {
    in_london(at).strftime("%H:%M %Z").to_string()
}

/// `Fri 23 Oct 2026, 03:26 BST`.
pub fn full_time(at: Timestamp) -> String {
    in_london(at).strftime("%a %-d %b %Y, %H:%M %Z").to_string()
}

/// `23 Oct 2026`.
pub fn day(date: Date) -> String {
    date.strftime("%-d %b %Y").to_string()
}

/// `1 h 35 min`, `44 min`, `less than a minute`; a negative duration is shown as its size.
pub fn span(duration: SignedDuration) -> String {
    let minutes = duration.as_mins().unsigned_abs();
    match (minutes / 60, minutes % 60) {
        (0, 0) => "less than a minute".to_owned(),
        (0, m) => format!("{m} min"),
        (h, 0) => format!("{h} h"),
        (h, m) => format!("{h} h {m:02} min"),
    }
}

impl fmt::Display for Moment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Exact { at } => f.write_str(&full_time(*at)),
            Self::About { at } => write!(f, "about {}", full_time(*at)),
            Self::Before { at } => write!(f, "before {}", full_time(*at)),
            Self::After { at } => write!(f, "after {}", full_time(*at)),
            Self::On { date } => write!(f, "{}, time not known", day(*date)),
            Self::Between { first, last } => {
                write!(f, "between {} and {}", day(*first), day(*last))
            }
            Self::Unknown { why } => write!(f, "time {}", why.label().to_lowercase()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> Timestamp {
        text.parse().unwrap()
    }

    #[test]
    fn a_day_in_london_is_that_of_its_clock_at_every_hour_of_every_year() {
        // Every hour and the seconds beside it, on days that wander through 1750 to 2250: before
        // there was a standard time, through two years of double summer time, and to come.
        let mut day = jiff::civil::date(1750, 1, 1);
        while day.year() < 2250 {
            for second in (0..86_400).step_by(3_600) {
                for beside in [-1, 0, 1] {
                    let midnight = day.to_zoned(TimeZone::UTC).unwrap().timestamp();
                    let at = midnight + SignedDuration::from_secs(second + beside);
                    assert_eq!(day_in_london(at), in_london(at).date(), "{at}");
                }
            }
            day = day.saturating_add(jiff::Span::new().days(11));
        }
        assert_eq!(
            day_in_london(at("2026-06-30T23:30:00Z")),
            jiff::civil::date(2026, 7, 1)
        );
        for end in [Timestamp::MIN, Timestamp::MAX] {
            assert_eq!(day_in_london(end), in_london(end).date());
        }
    }

    #[test]
    fn a_time_is_shown_with_its_letters() {
        assert_eq!(
            full_time(at("2026-10-23T02:26:00Z")),
            "Fri 23 Oct 2026, 03:26 BST"
        );
        assert_eq!(clock_time(at("2026-10-25T11:00:00Z")), "11:00 GMT");
    }

    #[test]
    fn a_day_known_only_as_a_day_has_bounds_in_london() {
        let day = Moment::On {
            date: jiff::civil::date(2026, 10, 25),
        };
        assert_eq!(day.earliest(), Some(at("2026-10-24T23:00:00Z")));
        assert_eq!(day.latest(), Some(at("2026-10-26T00:00:00Z")));
        assert_eq!(day.instant(), None);
    }

    #[test]
    fn a_phone_that_was_fast_is_put_back() {
        let device = DeviceTime {
            device: "phone 12".into(),
            shown: at("2026-10-08T01:50:00Z"),
            ahead_seconds: 420,
        };
        assert_eq!(device.corrected(), at("2026-10-08T01:43:00Z"));
        assert!(device.is_skewed());
    }
}
