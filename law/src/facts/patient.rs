//! Acts about a patient: detention in hospital, leave, community orders, recall, absence, return.
//!
//! The day of an act is often all that is known, and is enough wherever the Act counts in days:
//! use [`Moment::On`]. Periods of hours (sections 4 and 5) need the time.

use domain::event::PlaceRef;
pub use domain::event::{
    AbsentFrom, Authority, NoticeTo, RecallOutcome, RecallService as Service, Taker,
};
use domain::{Answer, Moment};
use jiff::civil::Date;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// A patient was admitted and detained, or put under guardianship.
///
/// The time is that of admission; under section 5 that of the doctor's report or the nurse's
/// record. A later admission takes the place of an earlier one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Admitted {
    /// Under what.
    pub under: Authority,
    /// The hospital, or the place where a person under guardianship must live.
    #[serde(default)]
    pub hospital: Option<String>,
    /// The first day of the authority where it is not the day of the act: the date of a court's
    /// order.
    #[serde(default)]
    pub from: Option<Date>,
    /// The last day of the authority, where a document states it. Otherwise it is counted.
    #[serde(default)]
    pub until: Option<Date>,
}

/// A report that renews the authority was furnished, or a community order was extended.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Renewed {
    /// The last day of the renewed period, where the report states it. Otherwise it is counted.
    #[serde(default)]
    pub until: Option<Date>,
}

/// The responsible clinician granted leave under section 17, or lengthened it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct LeaveGranted {
    /// When it ends: a time, or a day to whose end it lasts. Open when none.
    #[serde(default)]
    pub until: Option<Moment>,
}

/// Leave was revoked and the patient recalled from it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct LeaveRevoked {
    /// Whether by notice in writing.
    pub in_writing: Answer,
    /// To whom.
    pub to: NoticeTo,
    /// By when the patient was told to be back. At once when none.
    #[serde(default)]
    pub back_by: Option<Moment>,
}

/// A community treatment order was made. The time is the start of the order.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CommunityOrderMade {
    /// Its last day, where a document states it. Otherwise it is counted.
    #[serde(default)]
    pub until: Option<Date>,
}

/// A community patient's notice of recall (form CTO3) was handed over, left or posted. The time is
/// when that was done, not when it takes effect.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RecallNotice {
    /// How.
    pub how: Service,
    /// The hospital it names.
    #[serde(default)]
    pub hospital: Option<String>,
    /// By when it tells the patient to attend. At once when none.
    #[serde(default)]
    pub attend_by: Option<Moment>,
}

/// A recall to hospital came to its end.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RecallEnded {
    /// How.
    pub outcome: RecallOutcome,
}

/// The Secretary of State recalled a conditionally discharged patient by warrant (section 42).
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RecalledByWarrant {
    /// The hospital the warrant names.
    #[serde(default)]
    pub hospital: Option<String>,
}

/// A patient left without leave.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct WentAbsent {
    /// What they left.
    pub from: AbsentFrom,
}

/// A patient was taken into custody to be returned, conveyed or brought before a court.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct TakenIntoCustody {
    /// By whom.
    pub by: Taker,
    /// Where the taker needs an authority: whether it was given, and in writing where the Act
    /// asks for that.
    #[serde(default)]
    pub authority_given: Answer,
}

/// A patient came back, was brought back, or attended on recall. The time is that of entry.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Returned {
    /// Where to.
    #[serde(default)]
    pub place: Option<PlaceRef>,
    /// Whether that is the hospital named in the recall, or part of it. Asked only of a recall.
    #[serde(default)]
    pub in_named_hospital: Answer,
}

/// Somebody asked that the patient be taken to a certain place.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct DestinationAsked {
    /// Where to.
    pub place: PlaceRef,
    /// Whether that is the hospital named in the recall, or part of it.
    #[serde(default)]
    pub in_named_hospital: Answer,
}

/// Doctors recommended admission, and as yet nobody applied for it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Recommended {
    /// How many recommendations are complete.
    pub recommendations: u8,
}
