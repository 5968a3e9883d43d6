//! Entering premises without a warrant, and acting for a person who lacks capacity.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::known::Answer;
use crate::labelled::labelled;
use crate::place::FoundAt;

/// Premises were entered without a warrant under the Mental Health Act. Entry gives no power to
/// use section 136 in a home.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PremisesEntered {
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
    /// What was seen and heard that made it necessary, and what was damaged.
    pub detail: String,
}

/// What was judged of the person's capacity in one matter, before acting for them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CapacityJudged {
    /// What was judged, limb by limb.
    pub judged: CapacityConsidered,
    /// What was asked, seen and said.
    pub facts: String,
}

/// Something was done for the person without their consent, relying on capacity law. It is no
/// detention under the Mental Health Act and starts no clock.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CapacityReliedOn {
    /// How far it went.
    pub how: CapacityAct,
    /// What was done.
    pub what: String,
}

/// What was known when entry was considered. The latest counts.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct EntryReasons {
    /// What the constable reasonably believed of harm inside. None where nobody recorded it.
    #[serde(default)]
    pub believed: Option<BelievedHarm>,
    /// How the person was being followed. None where nobody recorded it.
    #[serde(default)]
    pub pursuit: Option<Pursuit>,
    /// Whether the person is unlawfully at large: absent without leave from a hospital, or escaped
    /// from legal custody.
    #[serde(default)]
    pub unlawfully_at_large: Answer,
    /// Whether a breach of the peace was happening inside, or was imminent.
    #[serde(default)]
    pub breach_of_the_peace: Answer,
    /// Whether somebody who lives there or is in charge agreed to the entry.
    #[serde(default)]
    pub consent: Answer,
}

labelled! {
    /// What a constable reasonably believed of harm inside premises.
    pub enum BelievedHarm {
        SeriousHarm => "serious harm to somebody has happened or is imminent",
        SeriousDamage => "serious damage to property is imminent",
        GeneralConcern => "general concern for somebody's welfare, and no more",
    }
}

labelled! {
    /// How a person who enters premises was being followed.
    pub enum Pursuit {
        InSight => "chased in sight",
        JustLost => "chased, and out of sight for moments only",
        NoChase => "not chased: looked for later, or a planned visit",
    }
}

labelled! {
    /// What an entry without a warrant relied on.
    pub enum EntryBasis {
        Consent => "consent",
        SaveLifeOrLimb => "saving life or limb, or preventing serious damage (PACE section 17(1)(e))",
        Pursuit => "recapturing a person unlawfully at large (PACE section 17(1)(d))",
        BreachOfThePeace => "a breach of the peace",
        Section136 => "using section 136 there (section 136(1B))",
        CapacityLaw => "the Mental Capacity Act",
        ConcernForWelfare => "concern for welfare",
        NotRecorded => "not recorded",
    }
}

labelled! {
    /// How far premises were searched after an entry.
    pub enum PremisesSearch {
        None => "not searched",
        AsNeeded => "as far as the purpose of the entry needed",
        Beyond => "further than the purpose of the entry needed",
    }
}

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

labelled! {
    /// What acting for a person who lacks capacity is for.
    pub enum CapacityPurpose {
        LifeSustainingTreatment => "treatment to sustain life",
        VitalAct => "an act believed necessary to prevent serious deterioration",
        OtherCare => "other care or treatment",
        MentalHealthAssessment => "bringing the person to a place of safety to be assessed",
        NotRecorded => "not recorded",
    }
}

labelled! {
    /// How far acting for a person who lacks capacity went.
    pub enum CapacityAct {
        Care => "care or treatment without restraint",
        Restraint => "restraint",
        DeprivationOfLiberty => "deprivation of liberty",
    }
}
