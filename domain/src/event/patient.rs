//! A patient of a hospital: what they are detained or liable under, leave, recall, absence, and
//! being taken back (workflows.md sections 5 and 6).

use jiff::civil::Date;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::PlaceRef;
use crate::known::{Answer, Known};
use crate::labelled::labelled;

/// One thing recorded about what a patient is detained under, as the hospital says. The time of
/// the line is when it happened; the day is enough wherever the Act counts in days.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case", tag = "about", deny_unknown_fields)]
pub enum PatientFact {
    /// In hospital of their own accord, and not detained: nobody may take them back.
    Informal {
        /// The hospital.
        hospital: String,
    },
    /// Admitted and detained, or put under guardianship.
    Admitted {
        /// Under what.
        under: Authority,
        /// The hospital.
        hospital: String,
        /// The last day of the authority, where a document states it. Otherwise it is counted.
        until: Known<Date>,
    },
    /// A report renewed the authority, or extended a community treatment order.
    Renewed {
        /// The last day of the renewed period, where the report states it.
        until: Known<Date>,
    },
    /// Leave was granted under section 17.
    LeaveGranted {
        /// The last day of it. Not applicable where it has no end.
        until: Known<Date>,
    },
    /// Leave was revoked and the patient recalled from it.
    LeaveRevoked {
        /// Whether by notice in writing.
        in_writing: Answer,
        /// To whom the notice was given.
        to: NoticeTo,
    },
    /// A community treatment order was made.
    CommunityOrderMade {
        /// Its last day, where a document states it. Otherwise it is counted.
        until: Known<Date>,
    },
    /// A notice of recall was handed to a community patient, left or posted.
    RecallNotice {
        /// How.
        how: RecallService,
        /// The hospital it names.
        hospital: String,
    },
    /// A recall to hospital came to its end.
    RecallEnded {
        /// How.
        outcome: RecallOutcome,
    },
    /// A restricted patient was conditionally discharged.
    ConditionallyDischarged {},
    /// The Secretary of State recalled a conditionally discharged patient by warrant.
    RecalledByWarrant {
        /// The hospital the warrant names.
        hospital: String,
    },
    /// Discharged from detention, guardianship or a community order.
    Discharged {},
}

/// A patient left without leave. One who does not come back from leave is absent without this.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Absence {
    /// What they left.
    pub from: AbsentFrom,
    /// The last day on which they may be taken, as the hospital says. Not applicable where the
    /// power has no limit.
    pub power_ends: Known<Date>,
    /// Who said so.
    pub told_by: String,
    /// Last seen where, wearing what, at what risk; what the hospital has searched and asked.
    pub detail: String,
}

/// A patient was taken into custody to be returned, conveyed or brought before a court.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PatientTaken {
    /// By whom.
    pub by: Taker,
    /// Where the taker needs an authority: whether it was given, and in writing where the Act
    /// asks for that.
    #[serde(default)]
    pub authority_given: Answer,
    /// Where, and how entry was had if it was a home.
    pub detail: String,
}

/// A patient came back, was brought back, or attended on recall. The time is that of entry.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PatientReturned {
    /// Where to.
    pub place: PlaceRef,
    /// Whether that is the hospital named in the recall, or part of it. Asked only of a recall.
    #[serde(default)]
    pub in_named_hospital: Answer,
    /// Who took them in.
    pub accepted_by: Known<String>,
}

labelled! {
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

labelled! {
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

labelled! {
    /// To whom a notice revoking leave was given.
    pub enum NoticeTo {
        Patient => "the patient",
        PersonInCharge => "the person in charge of the patient for the time being",
        SomebodyElse => "somebody else",
        NotRecorded => "nobody has recorded whom",
    }
}

labelled! {
    /// How a notice of recall reached a community patient, or was meant to.
    pub enum RecallService {
        InHand => "given into the patient's hand",
        LeftAtAddress => "left at the patient's usual or last known address",
        FirstClassPost => "sent by first-class post",
        NotInWriting => "not given in writing",
        NotRecorded => "nobody has recorded how",
    }
}

labelled! {
    /// How a recall to hospital came to its end.
    pub enum RecallOutcome {
        Released => "released back into the community",
        OrderRevoked => "the community treatment order was revoked",
    }
}

labelled! {
    /// Where an absent patient should have been.
    pub enum AbsentFrom {
        Hospital => "the hospital",
        Residence => "the place where the patient was required to live",
        Custody => "the custody of an escort, or of whoever was conveying or returning the patient",
    }
}
