//! Acts about a patient: detention in hospital, leave, community orders, recall, absence, return.
//!
//! The day of an act is often all that is known, and is enough wherever the Act counts in days:
//! use [`Moment::On`]. Periods of hours (sections 4 and 5) need the time.

use domain::event::PlaceRef;
use domain::{Answer, Moment, labels};
use jiff::civil::Date;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

labels! {
    /// What a patient is detained, or otherwise subject, under.
    pub enum Authority {
        Section2 => "section 2",
        Section3 => "section 3",
        Section4 => "section 4",
        Section5Doctor => "section 5(2)",
        Section5Nurse => "section 5(4)",
        Guardianship => "guardianship under section 7",
        Section35 => "a remand to hospital under section 35",
        Section36 => "a remand to hospital under section 36",
        Section37 => "a hospital order under section 37 without restrictions",
        Section37Guardianship => "a guardianship order under section 37",
        Section37With41 => "a hospital order under section 37 with a restriction order under section 41",
        Section38 => "an interim hospital order under section 38",
        Section47 => "a transfer direction under section 47 without restrictions",
        Section47With49 => "a transfer direction under section 47 with a restriction direction under section 49",
        Section48With49 => "a transfer direction under section 48 with a restriction direction under section 49",
        CommunityOrder => "a community treatment order",
        NotRecorded => "an authority nobody has recorded",
    }
}

labels! {
    /// What somebody who takes a patient into custody is.
    pub enum Taker {
        Constable => "a constable, of any force",
        Amhp => "an AMHP",
        HospitalOfficer => "an officer on the staff of the hospital",
        AuthorisedByManagers => "somebody authorised in writing by the hospital managers",
        AuthorisedByResponsibleClinician => "somebody authorised in writing by the responsible clinician",
        LocalAuthorityOfficer => "an officer of a local social services authority",
        AuthorisedByGuardian => "somebody authorised in writing by the guardian or the local authority",
        Applicant => "the applicant",
        AuthorisedByApplicant => "somebody the applicant authorised",
        HadCustody => "whoever had custody just before the escape",
        Other => "somebody else",
    }
}

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

labels! {
    /// To whom a notice revoking leave was given.
    pub enum NoticeTo {
        Patient => "the patient",
        PersonInCharge => "the person in charge of the patient for the time being",
        SomebodyElse => "somebody else",
        NotRecorded => "nobody has recorded whom",
    }
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

labels! {
    /// How a notice of recall reached a community patient, or was meant to.
    pub enum Service {
        InHand => "given into the patient's hand",
        LeftAtAddress => "left at the patient's usual or last known address",
        FirstClassPost => "sent by first-class post",
        NotInWriting => "not given in writing",
        NotRecorded => "nobody has recorded how",
    }
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

labels! {
    /// How a recall to hospital came to its end.
    pub enum RecallOutcome {
        Released => "released back into the community",
        OrderRevoked => "the community treatment order was revoked",
    }
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

labels! {
    /// Where an absent patient should have been.
    pub enum AbsentFrom {
        Hospital => "the hospital",
        Residence => "the place where the patient was required to live",
        Custody => "the custody of an escort, or of whoever was conveying or returning the patient",
    }
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
