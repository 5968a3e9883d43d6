//! Examination, interview, arrangements, the further period, and the end.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::actor::{Profession, Rank};
use crate::known::{Answer, Known};
use crate::labelled::labelled;

/// The person's rights were explained by the hospital (section 132).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RightsExplained {
    /// Said aloud.
    pub orally: Answer,
    /// Given in writing.
    pub in_writing: Answer,
    /// The language.
    pub language: Known<String>,
}

/// A doctor examined the person.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Examined {
    /// The doctor.
    pub doctor: String,
    /// Whether they are approved under section 12: preferred, not required.
    pub section_12: Answer,
    /// What they concluded, as a category. Clinical detail stays with health.
    pub finding: ExamFinding,
}

labelled! {
    /// What the examination concluded.
    pub enum ExamFinding {
        NoMentalDisorder => "no mental disorder",
        DisorderNoAdmission => "mental disorder, admission not needed",
        DisorderAdmissionNeeded => "mental disorder, admission needed",
        NotConcluded => "not concluded",
    }
}

/// An AMHP interviewed the person.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct AmhpInterviewed {
    /// The AMHP.
    pub amhp: String,
    /// Whether they see no need to detain.
    #[serde(default)]
    pub sees_no_need: Answer,
}

/// Arrangements for treatment or care were made, or it was found that none are needed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ArrangementsMade {
    /// What they come to, as a category.
    pub outcome: OutcomeCategory,
    /// When the arrangement is a bed that is awaited: detention may last until it is there,
    /// within the period.
    #[serde(default)]
    pub awaiting_bed: Answer,
}

labelled! {
    /// The outcome the police see: a category, never clinical detail.
    pub enum OutcomeCategory {
        DetainedSection2 => "detained under section 2",
        DetainedSection3 => "detained under section 3",
        DetainedSection4 => "detained under section 4",
        InformalAdmission => "admitted informally",
        CommunityPlan => "community plan",
        NoFollowUp => "discharged, no follow-up needed",
        Other => "another outcome",
        NotKnown => "not known",
    }
}

/// An application for detention in hospital was completed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ApplicationMade {
    /// Under which section.
    pub outcome: OutcomeCategory,
    /// The hospital.
    pub hospital: String,
    /// Whether that hospital houses the place of safety the person is in.
    pub houses_place_of_safety: Answer,
}

/// A doctor authorised a further period. The time of the line is the signature.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Extended {
    /// Who signed.
    pub name: String,
    /// What they are: only a registered medical practitioner counts.
    pub profession: Profession,
    /// Whether they are responsible for the examination of the person.
    pub responsible_for_examination: Answer,
    /// Minutes added to the 24 hours; at most 720 in law.
    pub minutes: u16,
    /// The ground, coded.
    pub ground: ExtensionGround,
    /// The ground in the doctor's words.
    pub reason: String,
    /// At a police station: whether the assessment will be carried out or completed there.
    #[serde(default)]
    pub assessed_at_station: Answer,
}

labelled! {
    /// Why the period is extended. Only the first is a ground in law.
    pub enum ExtensionGround {
        PersonsCondition => "the person's condition prevents the assessment",
        NoAmhp => "no AMHP available",
        NoDoctor => "no doctor available",
        NoBed => "no bed available",
        NoTransport => "no transport",
        PlaceClosed => "place closed",
        Other => "another reason",
    }
}

/// A superintendent approved the further period.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ExtensionApproved {
    /// Who approved.
    pub name: String,
    /// Their rank.
    pub rank: Rank,
    /// Why.
    pub reason: String,
}

/// The detention ended: the person left, was admitted, or became free to leave.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Ended {
    /// Why.
    pub reason: EndReason,
    /// The outcome, as a category.
    pub outcome: OutcomeCategory,
    /// Whether the person was told they are free to leave, where they are.
    pub person_told: Answer,
    /// Who has the duty of care now.
    #[serde(default)]
    pub care_now_with: String,
}

labelled! {
    /// Why a detention ended.
    pub enum EndReason {
        NoMentalDisorder => "doctor found no mental disorder",
        ArrangementsComplete => "examined, interviewed and arrangements made",
        Admitted => "admitted to hospital",
        Expired => "the permitted period ended",
        ReleasedByPolice => "released by police",
        Died => "the person died",
        LeftEnglandAndWales => "taken outside England and Wales",
        Other => "another reason",
    }
}
