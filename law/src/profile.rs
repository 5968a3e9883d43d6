//! The law and policy in force: dates an instrument sets, and a force's own rules.

use domain::Force;
use domain::force::PolicyKind;
use jiff::civil::Date;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// What differs by date and force. A date no instrument has set is `None`, never a guess.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Profile {
    /// Mental Health Act 2025 section 48: police stations cease to be places of safety. No
    /// commencing instrument is known (`mha25-status`).
    #[serde(default)]
    pub mha_2025_s48: Option<Commencement>,
    /// The force's own rules that speak beside the Act.
    #[serde(default)]
    pub policies: Vec<Policy>,
}

/// A day an instrument appointed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Commencement {
    /// The day.
    pub on: Date,
    /// The instrument.
    pub instrument: String,
}

/// A rule of a force, with its dates and the document that set it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Policy {
    /// Which.
    pub rule: PolicyKind,
    /// The first day it applies.
    pub from: Date,
    /// The last day it applies; open when none.
    #[serde(default)]
    pub to: Option<Date>,
    /// The document and paragraph.
    pub instrument: String,
}

impl Profile {
    /// England and Wales by statute alone: no date for section 48, no force's policies.
    pub fn statute() -> Self {
        Self::default()
    }

    /// What a force's configuration says.
    pub fn from_force(force: &Force) -> Self {
        Self {
            mha_2025_s48: force.law.mha_2025_s48.as_ref().map(|day| Commencement {
                on: day.on,
                instrument: day.instrument.clone(),
            }),
            policies: force
                .policies
                .iter()
                .map(|policy| Policy {
                    rule: policy.rule,
                    from: policy.from,
                    to: policy.to,
                    instrument: policy.instrument.clone(),
                })
                .collect(),
        }
    }

    /// The force's rule of this kind on a day, if it has one then.
    pub(crate) fn policy(&self, rule: PolicyKind, on: Date) -> Option<&Policy> {
        self.policies.iter().find(|policy| {
            policy.rule == rule && policy.from <= on && policy.to.is_none_or(|to| on <= to)
        })
    }
}
