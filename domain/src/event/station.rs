//! A police station as a place of safety for an adult: SI 2017/1036.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::PlaceRef;
use crate::actor::{Profession, Rank};
use crate::known::{Answer, Known};

/// A police station was authorised. The time of the line is the authority.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct StationAuthorised {
    /// The station.
    pub station: PlaceRef,
    /// Who authorised it; the decision-maker themselves when an inspector or above.
    pub name: String,
    /// Their rank.
    pub rank: Rank,
    /// Reg 2(1)(a)(i): imminent risk of serious injury or death to the person or another.
    pub imminent_risk: Answer,
    /// Reg 2(1)(a)(ii): because of that risk, no other place in the police area can detain them.
    pub no_other_place_because_of_risk: Answer,
    /// Reg 2(1)(a)(iii): a healthcare professional will be present and available throughout.
    pub healthcare_throughout: Answer,
    /// The facts for each, and the places tried with their replies.
    pub facts: String,
    /// Whom the decision-maker consulted before deciding.
    pub consultation: StationConsultation,
}

/// The consultation of reg 2(2), apart from that of section 136(1C).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case", tag = "consultation", deny_unknown_fields)]
pub enum StationConsultation {
    /// Somebody was consulted.
    Consulted {
        /// Their profession.
        profession: Profession,
        /// Who they are.
        who: Known<String>,
    },
    /// It was not reasonably practicable.
    NotPracticable {
        /// Why.
        reason: String,
    },
    /// Nothing was said about it.
    NotRecorded,
}

/// The person's welfare was checked. The time of the line is when it was done, never when due.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct WelfareChecked {
    /// Whether a healthcare professional did it; nobody else counts (reg 4(1)(a)).
    pub by_healthcare_professional: bool,
    /// What was found and done.
    pub result: String,
    /// Whether the person was asleep.
    pub asleep: Answer,
    /// Whether a risk was found that needs more frequent waking (reg 6).
    pub waking_risk: Answer,
}

/// The custody officer reviewed whether conditions (i) and (ii) still hold (reg 5).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct StationReviewed {
    /// Whether the imminent risk continues.
    pub imminent_risk: Answer,
    /// Whether, because of it, there is still no other place.
    pub no_other_place_because_of_risk: Answer,
    /// Whether the professional who did the latest check was consulted first.
    pub consulted_professional: Answer,
    /// The facts.
    pub facts: String,
}

/// Reg 7: an assessment could begin sooner here, and postponing it would distress the person.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct AssessmentSoonerHere {
    /// Whether an arranged assessment could begin sooner here than elsewhere.
    pub begins_sooner: Answer,
    /// Whether postponing would likely distress the person.
    pub postponing_distresses: Answer,
    /// The arrangements.
    pub facts: String,
}
