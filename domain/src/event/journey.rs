//! The ambulance, the vehicle, the road, the bay outside and the door.

use jiff::Timestamp;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::PlaceRef;
use crate::actor::{Profession, Rank};
use crate::known::{Answer, Known};
use crate::labelled::labelled;

/// An ambulance was asked for. Always recorded, even when a long wait is known.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct AmbulanceAsked {
    /// How it was asked for.
    pub via: Asked,
    /// The ambulance service's reference, once given.
    #[serde(default)]
    pub reference: Option<String>,
    /// What the ambulance service was told.
    #[serde(default)]
    pub told: String,
}

labelled! {
    /// How an ambulance was asked for.
    pub enum Asked {
        Radio => "over the radio, through the control room",
        ControlRoom => "by the control room",
        Phone => "by phone",
    }
}

/// The ambulance service gave a time.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct AmbulancePromised {
    /// When it is promised.
    pub due: Timestamp,
    /// The ambulance service's reference.
    #[serde(default)]
    pub reference: Option<String>,
    /// The category, in the ambulance service's own words.
    #[serde(default)]
    pub category: Option<String>,
}

/// The ambulance reached the scene.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct AmbulanceArrived {
    /// The ambulance service's reference.
    #[serde(default)]
    pub reference: Option<String>,
}

/// The ambulance service declined, or the crew did.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct AmbulanceDeclined {
    /// Their reason.
    pub reason: String,
}

/// An inspector permitted a police vehicle (force policy; Kent O18b paragraph 3.5.4).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct VehicleAuthorised {
    /// Who permitted it.
    pub name: String,
    /// Their rank.
    pub rank: Rank,
    /// Why it was necessary and appropriate.
    pub reason: String,
    /// The log reference.
    #[serde(default)]
    pub log_reference: Option<String>,
}

/// The journey to the place of safety began.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct JourneyBegan {
    /// Where to.
    pub to: PlaceRef,
    /// In what.
    pub mode: Mode,
    /// Why a police vehicle, if it is one.
    #[serde(default)]
    pub why_police: Option<PoliceVehicleReason>,
    /// Who escorts.
    pub escort: Known<String>,
    /// How many officers go, in whatever vehicles. None where nobody said.
    #[serde(default)]
    pub officers: Option<u8>,
    /// How the person is contained: the doors of a stationary ambulance do not lock.
    #[serde(default)]
    pub containment: String,
    /// The exception for violence no ambulance can manage.
    #[serde(default)]
    pub exception: Option<ViolenceException>,
}

labelled! {
    /// What the person travelled in: the categories of the national return.
    pub enum Mode {
        Ambulance => "ambulance",
        PoliceVehicle => "police vehicle",
        OtherHealthVehicle => "other health vehicle",
        Other => "other",
        OnFoot => "on foot or already there",
        NotKnown => "not known",
    }
}

labelled! {
    /// Why a police vehicle was used: the categories of the national return.
    pub enum PoliceVehicleReason {
        NoAmbulanceInTime => "no ambulance within 30 minutes",
        NotAsked => "ambulance not asked for",
        Retasked => "ambulance re-tasked to a higher priority",
        CrewDeclined => "crew declined to convey",
        RiskOrBehaviour => "risk or behaviour",
        Other => "another reason",
        NotKnown => "not known",
    }
}

/// Too violent for an ambulance: the detaining officer decides, without prior approval, and the
/// duty inspector reviews it next day (force policy; Kent O18b paragraph 3.5.5).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ViolenceException {
    /// The facts of the violence.
    pub facts: String,
    /// Whether a paramedic with kit is aboard.
    pub paramedic_aboard: Answer,
    /// Whether an ambulance follows.
    pub ambulance_following: Answer,
}

/// The destination changed on the way.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Diverted {
    /// Where to now.
    pub to: PlaceRef,
    /// Why.
    pub reason: String,
    /// Who decided.
    pub by: Profession,
}

/// The vehicle reached the site. Kept apart from entry: it is not the clock.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ReachedSite {
    /// The place.
    pub place: PlaceRef,
}

/// The person physically entered a place of safety.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Entered {
    /// The place.
    pub place: PlaceRef,
}

/// A transfer to another place of safety began. It never resets the clock.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct TransferBegan {
    /// Where to.
    pub to: PlaceRef,
    /// What.
    pub mode: Mode,
    /// Who takes the person or authorised it: a constable, an AMHP, or somebody either authorised.
    pub authorised_by: Profession,
    /// Why.
    pub reason: String,
    /// Whether the new place confirmed that it is willing and able.
    pub accepted: Answer,
}
