//! Questions put to a senior officer, ladders of escalation, and alarms.

use jiff::Timestamp;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::actor::{Rank, Role};
use crate::ids::EventId;
use crate::labelled::labelled;

/// A decision was asked of a senior officer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct DecisionAsked {
    /// What is asked.
    pub question: Question,
    /// The rank that may decide, or above.
    pub of: Rank,
    /// The facts the asker puts forward.
    pub facts: String,
    /// Both views, where there is a dispute.
    #[serde(default)]
    pub other_view: String,
}

labelled! {
    /// What a senior officer is asked.
    pub enum Question {
        PoliceStation => "May a police station be used as the place of safety?",
        StayOrLeave => "Should the officers stay or leave?",
        PoliceVehicle => "May a police vehicle be used?",
        ExtensionApproval => "Is the further period at the station approved?",
        Other => "Another question",
    }
}

/// The senior officer decided.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct DecisionGiven {
    /// The line that asked.
    pub asked: EventId,
    /// The answer.
    pub ruling: Ruling,
    /// Why. Required.
    pub reason: String,
    /// What must happen first, or until when; empty when unconditional.
    #[serde(default)]
    pub condition: String,
    /// The reference in the force's log.
    #[serde(default)]
    pub log_reference: Option<String>,
}

labelled! {
    /// A senior officer's answer.
    pub enum Ruling {
        Yes => "yes",
        No => "no",
        Stay => "stay",
        Leave => "leave",
        AskMore => "more is needed",
    }
}

/// An escalation was opened at the first stage of its ladder, or later.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct EscalationOpened {
    /// What set it off.
    pub trigger: Trigger,
    /// The stage, from 1.
    pub stage: u8,
    /// Who owns it at that stage.
    pub owner: Role,
    /// When the next stage is offered.
    pub due: Timestamp,
    /// In words.
    pub why: String,
}

labelled! {
    /// What sets off an escalation (workflows.md section 11).
    pub enum Trigger {
        NoAmhpOrDoctor => "T1: no AMHP or doctor, or a refusal",
        NoPlace => "T2: no place of safety, or a closure",
        AmbulanceLate => "T3: ambulance not coming or over its target",
        HandOverLate => "T4: hand-over over its target",
        LongAtSite => "T5: officers over four hours at the site",
        AssessmentLate => "T6: assessment not begun by twelve hours",
        BedNotFound => "T7: bed not found",
        ChildCheckOrExpiry => "T8: child with no suitable place, missed check, or clock expired",
        OutsideSite => "waiting outside the site over its alarm",
        Breach => "a legal limit was passed",
    }
}

/// Somebody replied to an escalation. Silence is a line of its own.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct EscalationReplied {
    /// The line that opened it.
    pub opened: EventId,
    /// What was said, or "no reply by 05:10 GMT".
    pub reply: String,
    /// What was promised, and by when.
    #[serde(default)]
    pub promised: String,
}

/// It went up a stage.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct EscalationRaised {
    /// The line that opened it.
    pub opened: EventId,
    /// The new stage.
    pub stage: u8,
    /// Who owns it now.
    pub owner: Role,
    /// When the next stage is offered.
    pub due: Timestamp,
}

/// It was closed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct EscalationClosed {
    /// The line that opened it.
    pub opened: EventId,
    /// Whether what was asked for happened.
    pub resolved: bool,
    /// What changed, and the lesson.
    pub what: String,
}

/// Somebody saw a clock alarm.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct AlarmAcknowledged {
    /// The alarm, by its minutes after the start, such as 1260 for 21 hours.
    pub minutes: u32,
}
