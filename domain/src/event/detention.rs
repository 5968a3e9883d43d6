//! The power used, agreement to a place, escape and retaking.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::actor::{Profession, Rank};
use crate::ids::PlaceId;
use crate::known::{Answer, Known};
use crate::labelled::labelled;
use crate::place::{Place, PlaceKind};

/// A place, by its directory entry or in words where it has none.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PlaceRef {
    /// Its entry in the directory, if it has one.
    #[serde(default)]
    pub id: Option<PlaceId>,
    /// What kind of place it is, as it was then.
    pub kind: PlaceKind,
    /// Its name, as it was then.
    pub name: String,
}

impl From<&Place> for PlaceRef {
    fn from(place: &Place) -> Self {
        Self {
            id: Some(place.id.clone()),
            kind: place.kind,
            name: place.name.clone(),
        }
    }
}

/// A constable used section 136. The time of the line is the decision.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Detained {
    /// Whether the person is removed, or kept where they already are.
    pub manner: Manner,
    /// The constable's rank.
    pub rank: Rank,
    /// Why, in the constable's words: facts, not labels.
    pub why: String,
    /// Whether the person was told why they are held and that it is not an arrest for an offence.
    pub told_why: Known<bool>,
    /// Whether an offence is suspected as well.
    #[serde(default)]
    pub offence_suspected: Answer,
}

/// How section 136(1) was used. The two start the clock differently.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case", tag = "how", deny_unknown_fields)]
pub enum Manner {
    /// Removed to a place of safety: 136(1)(a), or from one place of safety to another.
    Remove,
    /// Kept at the place of safety where they already were: 136(1)(b).
    Keep {
        /// That place.
        at: PlaceRef,
    },
}

/// Agreement that a home or other suitable place may be used (law.md `pos-agreement`).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct AgreementGiven {
    /// The place.
    pub place: PlaceRef,
    /// How the person stands to it.
    pub relation: Relation,
    /// Whether the person agrees.
    pub person_agrees: Answer,
    /// Whether they have capacity to agree.
    #[serde(default)]
    pub person_has_capacity: Answer,
    /// Whether an occupier, or another occupier, agrees.
    #[serde(default)]
    pub occupier_agrees: Answer,
    /// Whether somebody who appears responsible for managing the place agrees.
    #[serde(default)]
    pub manager_agrees: Answer,
}

labelled! {
    /// How the person stands to a place that is not a hospital or station.
    pub enum Relation {
        SoleOccupier => "lives there alone",
        OccupierWithOthers => "lives there with others",
        NotOccupier => "does not live there",
        NotADwelling => "nobody lives there",
    }
}

/// That agreement was withdrawn: the place is no longer suitable. The clock is not affected.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct AgreementWithdrawn {
    /// The place.
    pub place: PlaceRef,
    /// Who withdrew it and why.
    pub detail: String,
}

/// The person escaped. Not "absent without leave": they are not an in-patient.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Escaped {
    /// From what.
    pub from: EscapedFrom,
    /// Last seen, clothing, searches by the site, treatment missed.
    pub detail: String,
}

labelled! {
    /// What the person escaped from. It decides how long they may be retaken.
    pub enum EscapedFrom {
        Removal => "while being removed, before any place of safety",
        PlaceOfSafety => "from the place of safety",
        Transfer => "while being taken between places of safety",
    }
}

/// The person was retaken under section 138.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Retaken {
    /// Who retook them.
    pub by: Profession,
    /// Where, and how entry was had if it was a home.
    pub detail: String,
}
