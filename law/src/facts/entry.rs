//! Entering premises without a warrant under the Mental Health Act: what was known, and what was
//! done.

use domain::{Answer, FoundAt, labels};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

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

labels! {
    /// What a constable reasonably believed of harm inside premises.
    pub enum BelievedHarm {
        SeriousHarm => "serious harm to somebody has happened or is imminent",
        SeriousDamage => "serious damage to property is imminent",
        GeneralConcern => "general concern for somebody's welfare, and no more",
    }
}

labels! {
    /// How a person who enters premises was being followed.
    pub enum Pursuit {
        InSight => "chased in sight",
        JustLost => "chased, and out of sight for moments only",
        NoChase => "not chased: looked for later, or a planned visit",
    }
}

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

labels! {
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

labels! {
    /// How far premises were searched after an entry.
    pub enum PremisesSearch {
        None => "not searched",
        AsNeeded => "as far as the purpose of the entry needed",
        Beyond => "further than the purpose of the entry needed",
    }
}
