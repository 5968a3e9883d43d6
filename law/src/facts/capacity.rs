//! Acting for a person who lacks capacity: what was judged first, and what was done.

pub use domain::event::{CapacityAct, CapacityConsidered, CapacityPurpose};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Something was done for the person without their consent, relying on capacity law.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CapacityActedOn {
    /// How far it went.
    pub how: CapacityAct,
}
