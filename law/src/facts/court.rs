//! A criminal court's direction that a person be held at a place of safety (Part III).

use domain::{Answer, labels};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// A court directed that the person be taken to, and held at, a place of safety until a hospital
/// admits them. The time is that of the direction.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CourtDirection {
    /// Where.
    pub place: CourtPlace,
    /// For a hospital: whether its managers are willing to receive the person for the time being.
    #[serde(default)]
    pub managers_willing: Answer,
}

labels! {
    /// Where a court may have a person held.
    pub enum CourtPlace {
        Hospital => "hospital",
        PoliceStation => "police station",
        Prison => "prison or remand centre",
        OtherPlace => "another place",
    }
}
