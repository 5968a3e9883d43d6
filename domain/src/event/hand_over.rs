//! The place of safety: asking, rating the risk, staying, accepting, leaving.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::PlaceRef;
use crate::known::Answer;
use crate::labelled::labelled;

/// A place was asked whether it would take the person.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PlaceAsked {
    /// The place.
    pub place: PlaceRef,
    /// What it was told of the person.
    #[serde(default)]
    pub told: String,
}

/// The place replied.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PlaceReplied {
    /// The place.
    pub place: PlaceRef,
    /// Whether it offers a place.
    pub offered: bool,
    /// Why not, if not.
    #[serde(default)]
    pub refusal: Option<PlaceRefusal>,
    /// Their words.
    #[serde(default)]
    pub words: String,
}

labelled! {
    /// Why a place said no (workflows.md section 3.4). Only the last is the statutory reason that
    /// opens the question of a police station.
    pub enum PlaceRefusal {
        Full => "full",
        Closed => "closed",
        Staffing => "staffing",
        Age => "age",
        OutOfArea => "out of area",
        Intoxication => "intoxication",
        Violence => "violence",
        PhysicalHealth => "physical health",
        Damage => "cleaning or damage",
        Other => "another reason",
        BecauseOfTheRisk => "cannot detain this person because of the risk they pose",
    }
}

/// Officer and nurse rated the risk together, after sharing what each knows.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RiskRated {
    /// The rating both gave.
    pub level: RiskLevel,
    /// The officer who rated.
    pub officer: String,
    /// The nurse who rated.
    pub nurse: String,
    /// What each knows: history, behaviour today, plan.
    pub factors: String,
}

labelled! {
    /// The joint rating at the door (workflows.md section 3.5).
    pub enum RiskLevel {
        Low => "low",
        Medium => "medium",
        High => "high",
    }
}

/// The officer offered the hand-over, having told the place all of these.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct HandOverOffered {
    /// Identity, legal power and clock told.
    pub power_and_clock: Answer,
    /// Risk and medical facts told.
    pub risk_and_medical: Answer,
    /// Restraint and suspected ABD told, or there was none.
    pub restraint: Answer,
    /// Property and searched items passed, or there were none.
    pub property: Answer,
    /// Anything else, in the officer's words.
    #[serde(default)]
    pub notes: String,
}

/// The place asked the officers to stay.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PresenceAsked {
    /// Why.
    pub reason: PresenceReason,
    /// In the nurse's words, with any risk assessment.
    #[serde(default)]
    pub detail: String,
}

labelled! {
    /// Why a place asks officers to stay (workflows.md section 3.3(c)).
    pub enum PresenceReason {
        ImmediateRisk => "immediate risk to life or of serious harm",
        NotEnoughStaff => "not enough staff",
        Transfer => "needs transfer to another place of safety",
        Other => "another reason",
    }
}

/// Somebody answered for the police: the officer, a sergeant or an inspector.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PresenceAnswered {
    /// Whether officers stay.
    pub stay: bool,
    /// Why.
    pub reason: String,
    /// When or on what condition that changes.
    #[serde(default)]
    pub until: String,
    /// How many officers stay. None where nobody said, and where none stays.
    #[serde(default)]
    pub officers: Option<u8>,
}

/// A named person accepted the hand-over.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct HandOverAccepted {
    /// The place.
    pub place: PlaceRef,
    /// Their name.
    pub name: String,
    /// Their role.
    pub role: String,
    /// Their work e-mail address.
    pub email: String,
    /// Their name typed as signature.
    pub signature: String,
}

/// The officers left.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct OfficersReleased {
    /// Why over the target, if it was.
    #[serde(default)]
    pub delay_cause: String,
}

/// A service or family member was told.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ServiceTold {
    /// Who.
    pub service: Service,
    /// What they were told, who took it, and their reply.
    pub detail: String,
}

labelled! {
    /// Services and people to be told.
    pub enum Service {
        AmhpService => "AMHP service",
        Camhs => "children's mental-health service (CAMHS)",
        LocalAuthority => "local authority children's services",
        ParentOrCarer => "parent, guardian or carer",
        NextOfKin => "next of kin",
        EmergencyDepartment => "emergency department",
        LiaisonPsychiatry => "hospital liaison psychiatry",
        AmbulanceService => "ambulance service",
        DutyInspector => "duty inspector",
        LiaisonOfficer => "force mental health liaison officer",
    }
}
