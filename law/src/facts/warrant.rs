//! Acts about a warrant under section 135: sought, issued, executed, used and returned.
//!
//! An act about a warrant says which subsection it is under, and belongs to the latest warrant of
//! that subsection issued before it. The day of issue is often all that is known of its time, and
//! is enough: use [`Moment::On`].

use domain::event::PlaceRef;
pub use domain::event::{
    Concern, DeclineReason, Entries, ExecutionOutcome, Formalities, LiableAs, Presence, WarrantKind,
};
use domain::{Answer, Moment, Profession, Rank};
use jiff::civil::Date;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// A warrant was applied for, or was about to be. The latest of its kind counts.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct WarrantSought {
    /// Which kind.
    pub kind: WarrantKind,
    /// Who applies.
    pub applicant: Profession,
    /// For section 135(2): whether an applicant who is not a constable is somebody the Act
    /// authorises to take or retake this patient.
    #[serde(default)]
    pub authorised_to_take: Answer,
    /// Whether the information was given on oath to a justice of the peace.
    #[serde(default)]
    pub on_oath_to_justice: Answer,
    /// Whether the place is within the justice's jurisdiction.
    #[serde(default)]
    pub in_jurisdiction: Answer,
    /// What is sworn under section 135(1).
    #[serde(default)]
    pub concern: Concern,
    /// What is sworn under section 135(2).
    #[serde(default)]
    pub patient: PatientToTake,
}

/// What there is reasonable cause to believe, for section 135(2), and why the patient may be taken.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PatientToTake {
    /// That the patient is on the premises.
    #[serde(default)]
    pub believed_on_premises: Answer,
    /// That admission to the premises has been refused.
    #[serde(default)]
    pub admission_refused: Answer,
    /// That a refusal of admission is apprehended.
    #[serde(default)]
    pub refusal_apprehended: Answer,
    /// Why the patient may be taken or retaken. None where nobody has said.
    #[serde(default)]
    pub liability: Option<LiableAs>,
    /// When that power ends: the last day, or the time. None where nobody has said, or it has no
    /// limit.
    #[serde(default)]
    pub liable_until: Option<Moment>,
    /// The place to which the underlying power takes the patient.
    #[serde(default)]
    pub destination: Option<PlaceRef>,
}

/// A justice issued a warrant.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct WarrantIssued {
    /// Which kind.
    pub kind: WarrantKind,
    /// Whether it specifies the premises.
    #[serde(default)]
    pub premises_specified: Answer,
    /// Whether it names the person.
    #[serde(default)]
    pub person_named: Answer,
    /// Whether it names a particular AMHP or doctor.
    #[serde(default)]
    pub professionals_named: Answer,
    /// The last day it may be executed, where its face states one.
    #[serde(default)]
    pub last_day: Option<Date>,
    /// How many entries it authorises. None where its face says nothing of it.
    #[serde(default)]
    pub entries: Option<Entries>,
}

/// Premises were entered to execute a warrant. The time is that of the constable's entry.
///
/// An entry for another purpose is another act, and starts no clock.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct WarrantExecuted {
    /// Which kind.
    pub kind: WarrantKind,
    /// Who entered to execute it.
    pub by: Profession,
    /// Whether an AMHP was there: any AMHP.
    pub amhp: Presence,
    /// Whether a registered medical practitioner was there: any doctor.
    pub doctor: Presence,
    /// Whether those whom the warrant names were there, where it names any.
    #[serde(default)]
    pub named_professionals_there: Answer,
    /// Whether what was entered is what the warrant specifies.
    #[serde(default)]
    pub at_specified_premises: Answer,
    /// Whether force was used to enter.
    #[serde(default)]
    pub force_used: Answer,
    /// Whether the person was found there.
    #[serde(default)]
    pub person_found: Answer,
    /// The rank of an officer who allowed this entry in writing, where one did.
    #[serde(default)]
    pub further_entry_allowed_by: Option<Rank>,
    /// The formalities of the entry.
    #[serde(default)]
    pub formalities: Formalities,
}

/// A warrant was not executed when police were asked to. The latest counts.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ExecutionDeclined {
    /// Which kind.
    pub kind: WarrantKind,
    /// Why.
    pub reason: DeclineReason,
}

/// The person was taken from the premises under a warrant.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RemovedUnderWarrant {
    /// Which kind. Under section 135(1) this begins a detention; under 135(2) it does not.
    pub kind: WarrantKind,
    /// Who decided to remove the person.
    pub by: Profession,
    /// The constable's rank.
    #[serde(default)]
    pub rank: Option<Rank>,
    /// Under section 135(2): whether the person is taken where the underlying power takes them.
    #[serde(default)]
    pub to_where_the_power_takes: Answer,
}

/// The person was kept at the premises of a section 135(1) warrant as a place of safety: 135(1A).
/// The time is that of the decision; the clock began earlier, when the premises were entered.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct KeptUnderWarrant {
    /// Who decided.
    pub by: Profession,
    /// The constable's rank.
    #[serde(default)]
    pub rank: Option<Rank>,
    /// The premises.
    pub at: PlaceRef,
}

/// The execution of a warrant came to its end.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ExecutionConcluded {
    /// Which kind.
    pub kind: WarrantKind,
    /// With what.
    pub outcome: ExecutionOutcome,
}

/// A warrant was endorsed with what was done, and returned to the court.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct WarrantReturned {
    /// Which kind.
    pub kind: WarrantKind,
    /// Whether it was endorsed with what was found and done.
    #[serde(default)]
    pub endorsed: Answer,
    /// Whether it was returned.
    #[serde(default)]
    pub returned: Answer,
}
