//! What a patient is liable to beside sections 135(1) and 136.

use domain::labels;
use jiff::Timestamp;
use jiff::civil::Date;
use schemars::JsonSchema;
use serde::Serialize;

use crate::facts::{Authority, Taker};
use crate::period::LastDay;
use crate::position::time;

labels! {
    /// How a person stands to an authority to detain them in hospital or to guardianship.
    pub enum LiabilityState {
        Informal => "an informal patient: not liable to be detained, and never absent without leave",
        NotLiable => "not liable to be detained",
        InHospital => "detained in hospital",
        OnLeave => "on leave from hospital",
        InCommunity => "a community patient, not recalled",
        HeldOnRecall => "detained in hospital on recall",
        RecallOver => "recalled, and the period on recall has ended",
        ConditionallyDischarged => "conditionally discharged, not recalled",
        UnderGuardianship => "under guardianship",
        Absent => "absent without leave",
        AbsentNoLonger => "absent, and the power to take the patient has ended",
        AbscondedFromCourtOrder => "absconded from a remand or interim order",
        BeingReturned => "taken into custody and on the way back",
        ToBeConveyed => "to be conveyed to hospital on an application",
        EscapedBeforeAdmission => "escaped after an application and before admission",
        ApplicationLapsed => "the application no longer authorises taking the person",
        Recommended => "recommended for admission, and no application made",
    }
}

/// What the person is liable to, and what follows.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Liability {
    /// How the person stands.
    pub state: LiabilityState,
    /// Under what, where anything.
    pub under: Option<Authority>,
    /// Since when the person has stood so, as far as recorded.
    pub since: Option<Timestamp>,
    /// The first day of absence in Europe/London, of a person who is absent.
    pub first_day_of_absence: Option<Date>,
    /// When a notice of recall took effect, or will.
    pub recall_served: Option<Timestamp>,
    /// Until when the person may be taken into custody, or could have been.
    pub take_until: Option<Until>,
    /// The same on the other reading, where the point is contested.
    pub take_until_otherwise: Option<Until>,
    /// Until when the authority itself lasts, with what section 21 adds.
    pub authority_until: Option<Until>,
    /// Who may take the person into custody now. Empty where nobody may.
    pub who: Vec<Taker>,
    /// Where the person is to be taken.
    pub destination: Option<Destination>,
}

/// Until when something may be done.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case", tag = "until")]
pub enum Until {
    /// There is no limit of time.
    NoLimit,
    /// A period of hours: until this instant, which is not included.
    Instant {
        /// The instant.
        ends: Timestamp,
    },
    /// A period of days: to the end of this day in Europe/London.
    EndOfDay {
        /// The last lawful day.
        last_day: LastDay,
        /// The instant it is over, which is not included.
        ends: Timestamp,
    },
    /// There is a limit, and nobody has recorded what it is counted from.
    NotRecorded,
}

impl Until {
    /// To the end of a day.
    pub(crate) fn day(last_day: LastDay) -> Self {
        Self::EndOfDay {
            last_day,
            ends: last_day.ends(),
        }
    }

    /// The instant it ends, where there is one.
    pub fn ends(&self) -> Option<Timestamp> {
        match self {
            Self::Instant { ends } | Self::EndOfDay { ends, .. } => Some(*ends),
            Self::NoLimit | Self::NotRecorded => None,
        }
    }

    /// The last lawful day, of a period of days.
    pub fn last_day(&self) -> Option<Date> {
        match self {
            Self::EndOfDay { last_day, .. } => Some(last_day.day()),
            Self::NoLimit | Self::Instant { .. } | Self::NotRecorded => None,
        }
    }

    /// Whether it has surely passed at an instant.
    pub fn has_passed(&self, at: Timestamp) -> bool {
        self.ends().is_some_and(|ends| ends <= at)
    }

    /// The later of two. No limit is later than any; what is not recorded gives way to what is.
    pub(crate) fn later(self, other: Self) -> Self {
        match (self, other) {
            (Self::NoLimit, _) | (_, Self::NoLimit) => Self::NoLimit,
            (Self::NotRecorded, known) | (known, Self::NotRecorded) => known,
            (one, other) => {
                if other.ends() > one.ends() {
                    other
                } else {
                    one
                }
            }
        }
    }

    /// In words: `until the end of 28 Mar 2023`.
    pub fn words(&self) -> String {
        match self {
            Self::NoLimit => "without limit of time".to_owned(),
            Self::Instant { ends } => format!("until {}", time(*ends)),
            Self::EndOfDay { last_day, .. } => {
                format!("until the end of {}", domain::time::day(last_day.day()))
            }
            Self::NotRecorded => "until a time that nobody has recorded".to_owned(),
        }
    }
}

/// Where a person is to be taken.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case", tag = "destination")]
pub enum Destination {
    /// The hospital the authority, the application or the recall names.
    Hospital {
        /// Its name, where that was recorded.
        name: Option<String>,
    },
    /// The place where the person is required to live.
    Residence {
        /// Its name, where that was recorded.
        name: Option<String>,
    },
    /// The court that made the order.
    Court,
}

impl Destination {
    /// In words.
    pub fn words(&self) -> String {
        match self {
            Self::Hospital { name: Some(name) } | Self::Residence { name: Some(name) } => {
                name.clone()
            }
            Self::Hospital { name: None } => "the hospital named".to_owned(),
            Self::Residence { name: None } => {
                "the place where the person is required to live".to_owned()
            }
            Self::Court => "the court that made the order".to_owned(),
        }
    }
}
