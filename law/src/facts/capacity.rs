//! Acting for a person who lacks capacity: what was judged first, and what was done.

use domain::{Answer, labels};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// What was judged of the person in one matter, before acting for them. The latest counts.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CapacityConsidered {
    /// What acting would be for.
    pub purpose: CapacityPurpose,
    /// Section 5(1)(a): reasonable steps were taken to find out whether the person lacks capacity
    /// in the matter.
    #[serde(default)]
    pub reasonable_steps: Answer,
    /// Section 5(1)(b)(i): it is reasonably believed that they lack it.
    #[serde(default)]
    pub lacks_capacity: Answer,
    /// Section 5(1)(b)(ii): it is reasonably believed that acting is in their best interests.
    #[serde(default)]
    pub best_interests: Answer,
    /// Section 6(2): restraint is reasonably believed necessary to prevent harm to the person.
    /// Harm to others does not count.
    #[serde(default)]
    pub prevents_harm_to_person: Answer,
    /// Section 6(3): the restraint is proportionate to how likely and how serious that harm is.
    #[serde(default)]
    pub proportionate: Answer,
    /// Section 4B: the purpose cannot be had without depriving the person of liberty.
    #[serde(default)]
    pub needs_deprivation: Answer,
    /// Section 4B: a decision of the court on the matter is being sought.
    #[serde(default)]
    pub court_decision_sought: Answer,
}

labels! {
    /// What acting for a person who lacks capacity is for.
    pub enum CapacityPurpose {
        LifeSustainingTreatment => "treatment to sustain life",
        VitalAct => "an act believed necessary to prevent serious deterioration",
        OtherCare => "other care or treatment",
        MentalHealthAssessment => "bringing the person to a place of safety to be assessed",
        NotRecorded => "not recorded",
    }
}

/// Something was done for the person without their consent, relying on capacity law.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CapacityActedOn {
    /// How far it went.
    pub how: CapacityAct,
}

labels! {
    /// How far acting for a person who lacks capacity went.
    pub enum CapacityAct {
        Care => "care or treatment without restraint",
        Restraint => "restraint",
        DeprivationOfLiberty => "deprivation of liberty",
    }
}
