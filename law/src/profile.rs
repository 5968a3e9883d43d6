//! The law and policy in force: dates an instrument sets, and a force's own rules.

use domain::force::PolicyKind;
use domain::{Force, labels};
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
    /// Mental Health Act 2025 section 29: shorter periods of detention under section 3. No
    /// commencing instrument is known (`mha25-status`).
    #[serde(default)]
    pub mha_2025_s29: Option<Commencement>,
    /// The force's own rules that speak beside the Act.
    #[serde(default)]
    pub policies: Vec<Policy>,
}

labels! {
    /// A provision whose day an instrument has still to appoint. Giving the day is configuration.
    pub enum Provision {
        Mha2025S29 => "Mental Health Act 2025 section 29",
        Mha2025S48 => "Mental Health Act 2025 section 48",
    }
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
    /// England and Wales by statute alone: no date for what waits for one, no force's policies.
    pub fn statute() -> Self {
        Self::default()
    }

    /// What a force's configuration says.
    pub fn from_force(force: &Force) -> Self {
        let appointed = |day: &domain::force::Commencement| Commencement {
            on: day.on,
            instrument: day.instrument.clone(),
        };
        Self {
            mha_2025_s48: force.law.mha_2025_s48.as_ref().map(appointed),
            mha_2025_s29: force.law.mha_2025_s29.as_ref().map(appointed),
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

    /// The day appointed for a provision, if one was, and by what.
    pub fn commencement(&self, provision: Provision) -> Option<&Commencement> {
        match provision {
            Provision::Mha2025S29 => self.mha_2025_s29.as_ref(),
            Provision::Mha2025S48 => self.mha_2025_s48.as_ref(),
        }
    }

    /// What brought a provision into force, if it is in force on a day.
    pub(crate) fn commenced(&self, provision: Provision, on: Date) -> Option<&Commencement> {
        self.commencement(provision).filter(|day| day.on <= on)
    }

    /// The force's rule of this kind on a day, if it has one then.
    pub(crate) fn policy(&self, rule: PolicyKind, on: Date) -> Option<&Policy> {
        self.policies.iter().find(|policy| {
            policy.rule == rule && policy.from <= on && policy.to.is_none_or(|to| on <= to)
        })
    }
}
