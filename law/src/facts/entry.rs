//! Entering premises without a warrant under the Mental Health Act: what was known, and what was
//! done.

use domain::FoundAt;
pub use domain::event::{BelievedHarm, EntryBasis, EntryReasons, PremisesSearch, Pursuit};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Premises were entered without a warrant under the Mental Health Act.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct EntryMade {
    /// What was entered.
    pub into: FoundAt,
    /// What the entry relied on.
    pub basis: EntryBasis,
    /// What was known.
    #[serde(default)]
    pub reasons: EntryReasons,
    /// How far the premises were searched. None where nobody recorded it.
    #[serde(default)]
    pub search: Option<PremisesSearch>,
}
