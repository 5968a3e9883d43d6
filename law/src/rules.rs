//! Every rule the crate relies on: what it says in our own words, where it comes from, and how far
//! that was checked.
//!
//! Ids are those of the project's rule book, so that a reader can go from a page to the rule, and
//! `docs/law-coverage.md` can say which ids have code and which wait, and why.

mod absence;
mod capacity;
mod clock;
mod court;
mod custody;
mod ending;
mod entry;
mod extension;
mod places;
mod policy;
mod power;
mod search;
mod stations;
mod warrants;

pub use crate::dated::{RuleInForce, in_force};
pub use absence::*;
pub use capacity::*;
pub use clock::*;
pub use court::*;
pub use custody::*;
pub use ending::*;
pub use entry::*;
pub use extension::*;
pub use places::*;
pub use policy::*;
pub use power::*;
pub use search::*;
pub use stations::*;
pub use warrants::*;

use domain::labels;
use jiff::civil::{Date, date};
use schemars::JsonSchema;
use serde::{Serialize, Serializer};

use crate::answer::{Layer, Reason, Words};
use crate::facts::Act;
use crate::profile::Provision;

/// One rule of law, guidance or policy.
#[derive(Debug, PartialEq, Eq)]
pub struct Rule {
    /// Its name in the rule book, such as `s136-clock-start-removed`.
    pub id: &'static str,
    /// What it is about, in a few words.
    pub title: &'static str,
    /// The provision or source. Never empty.
    pub cite: &'static str,
    /// Which layer speaks.
    pub layer: Layer,
    /// How far the source was checked.
    pub evidence: Evidence,
    /// Whether sources conflict on it.
    pub contested: bool,
    /// The first day it applies. `None` where no instrument has set one, or it has no date.
    pub from: Option<Date>,
    /// The last day it applies. `None` while it still does.
    pub to: Option<Date>,
    /// What made the rule.
    pub instrument: &'static str,
    /// What ended it, where it has a last day.
    pub ended_by: Option<&'static str>,
    /// The provision whose day it waits for: it applies from the day the profile says was
    /// appointed, and not at all where none was.
    pub waits_for: Option<Provision>,
    /// The provision that ends it, from the day the profile says was appointed.
    pub ends_with: Option<Provision>,
    /// What it says, in one sentence of our own.
    pub says: &'static str,
}

labels! {
    /// How far the source of a rule was checked.
    pub enum Evidence {
        Text => "the statutory text was read",
        Secondary => "read in a secondary source",
        Background => "background knowledge, not checked against a source",
        TextAndSecondary => "the statutory text and a secondary source were read",
        TextAndBackground => "the statutory text was read in part, the rest is background knowledge",
        SecondaryAndBackground => "read in a secondary source in part, the rest is background knowledge",
        Inference => "an inference; no source says so",
        Derived => "derived from other rules",
    }
}

/// A rule as it stands in an answer's JSON.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct RuleReference {
    /// Its name in the rule book.
    pub id: &'static str,
    /// The provision or source.
    pub cite: &'static str,
    /// Which layer speaks.
    pub layer: Layer,
    /// How far the source was checked.
    pub evidence: Evidence,
    /// What it is about, in a few words.
    pub title: &'static str,
}

impl From<&Rule> for RuleReference {
    fn from(rule: &Rule) -> Self {
        Self {
            id: rule.id,
            cite: rule.cite,
            layer: rule.layer,
            evidence: rule.evidence,
            title: rule.title,
        }
    }
}

/// Writes a rule as a [`RuleReference`].
pub fn rule_as_reference<S: Serializer>(
    rule: &&'static Rule,
    serializer: S,
) -> Result<S::Ok, S::Error> {
    RuleReference::from(*rule).serialize(serializer)
}

impl Rule {
    /// A step of the argument that rests on this rule and on no act.
    pub fn applies(&'static self, says: impl Into<Words>) -> Reason {
        Reason {
            rule: self,
            says: says.into(),
            facts: Vec::new(),
        }
    }

    /// A step of the argument that rests on this rule and on these acts.
    pub fn applies_to(&'static self, says: impl Into<Words>, acts: &[&Act]) -> Reason {
        Reason {
            rule: self,
            says: says.into(),
            facts: acts.iter().map(|act| act.id.clone()).collect(),
        }
    }
}

/// Every rule that code relies on, in the order of the rule book.
pub fn all() -> impl Iterator<Item = &'static Rule> {
    [
        power::RULES,
        places::RULES,
        stations::RULES,
        clock::RULES,
        extension::RULES,
        ending::RULES,
        search::RULES,
        custody::RULES,
        capacity::RULES,
        entry::RULES,
        court::RULES,
        absence::RULES,
        warrants::RULES,
        policy::RULES,
    ]
    .into_iter()
    .flatten()
    .copied()
}

/// When a rule applies, and what set the dates.
#[derive(Clone, Copy)]
struct InForce {
    from: Option<Date>,
    to: Option<Date>,
    instrument: &'static str,
    ended_by: Option<&'static str>,
    waits_for: Option<Provision>,
    ends_with: Option<Provision>,
}

/// Guidance, practice, policy and inference: no instrument gives them a date.
const UNDATED: InForce = InForce {
    from: None,
    to: None,
    instrument: "no instrument",
    ended_by: None,
    waits_for: None,
    ends_with: None,
};
/// The Mental Health Act 1983 from its commencement.
const ACT: InForce = InForce {
    from: Some(date(1983, 9, 30)),
    instrument: "Mental Health Act 1983",
    ..UNDATED
};
/// The instrument of the change of December 2017.
const CHANGE_OF_2017: &str = "Policing and Crime Act 2017 ss80-83, commenced by SI 2017/1017";
/// The wording that ended on 10 December 2017.
const OLD: InForce = InForce {
    from: Some(date(1983, 9, 30)),
    to: Some(date(2017, 12, 10)),
    instrument: "Mental Health Act 1983 before the Policing and Crime Act 2017",
    ended_by: Some(CHANGE_OF_2017),
    ..UNDATED
};
/// The amendments of the Policing and Crime Act 2017.
const PCA: InForce = InForce {
    from: Some(date(2017, 12, 11)),
    instrument: CHANGE_OF_2017,
    ..UNDATED
};
/// Those of them that section 48 of the 2025 Act repeals: sections 136A and 136B(3).
const PCA_STATIONS: InForce = InForce {
    ends_with: Some(Provision::Mha2025S48),
    ..PCA
};
/// Community treatment orders, from their commencement.
const COMMUNITY: InForce = InForce {
    from: Some(date(2008, 11, 3)),
    instrument: "Mental Health Act 2007 s32; SI 2008/1184",
    ..UNDATED
};
/// Regulations 2 to 7 of the Places of Safety Regulations 2017, which rest on section 136A and
/// lose their footing with it (`mha25-regs`).
const REGS: InForce = InForce {
    from: Some(date(2017, 12, 11)),
    instrument: "SI 2017/1036",
    ends_with: Some(Provision::Mha2025S48),
    ..UNDATED
};
/// What SI 2017/1017 saves for warrants issued before the change.
const SAVED: InForce = InForce {
    from: Some(date(2017, 12, 11)),
    instrument: "SI 2017/1017",
    ..UNDATED
};
/// Movement between places of safety in the 72-hour years.
const TRANSFERS: InForce = InForce {
    from: Some(date(2008, 4, 30)),
    to: Some(date(2017, 12, 10)),
    instrument: "Mental Health Act 2007 s44",
    ended_by: Some(CHANGE_OF_2017),
    ..UNDATED
};
/// Section 48 of the Mental Health Act 2025, from the day the profile says was appointed.
const S48: InForce = unappointed(Provision::Mha2025S48);
/// Section 29 of the 2025 Act.
const S29: InForce = unappointed(Provision::Mha2025S29);
/// The Mental Health Act 2025 from Royal Assent.
const ASSENT: InForce = InForce {
    from: Some(date(2025, 12, 18)),
    instrument: "Mental Health Act 2025, Royal Assent",
    ..UNDATED
};
/// That section 48 has no date, for as long as it has none.
const UNTIL_S48: InForce = InForce {
    ends_with: Some(Provision::Mha2025S48),
    ..ASSENT
};
/// The Police and Criminal Evidence Act 1984, as it bears on section 136.
const PACE: InForce = InForce {
    from: Some(date(1986, 1, 1)),
    instrument: "Police and Criminal Evidence Act 1984",
    ..UNDATED
};

/// The Mental Capacity Act 2005. The day its sections began was not checked against a source.
const MCA: InForce = InForce {
    instrument: "Mental Capacity Act 2005 (its first day was not checked)",
    ..UNDATED
};

/// A provision of the Mental Health Act 2025 that applies from the day the profile says was
/// appointed for it, and not at all where none was.
const fn unappointed(provision: Provision) -> InForce {
    InForce {
        instrument: "Mental Health Act 2025 s56(3): a day to be appointed",
        waits_for: Some(provision),
        ..UNDATED
    }
}

/// Sources agree, as far as they were read.
const SETTLED: bool = false;
/// Sources conflict, or a serious reading differs.
const CONTESTED: bool = true;

/// Declares rules as constants, and the list of them.
macro_rules! rules {
    ($(
        $name:ident = $id:literal, $title:literal, $cite:literal,
        $layer:ident, $evidence:ident, $standing:ident, $force:ident,
        $says:literal;
    )+) => {
        $(
            #[doc = concat!("`", $id, "`: ", $says)]
            pub static $name: $crate::rules::Rule = $crate::rules::Rule {
                id: $id,
                title: $title,
                cite: $cite,
                layer: $crate::answer::Layer::$layer,
                evidence: $crate::rules::Evidence::$evidence,
                contested: $crate::rules::$standing,
                from: $crate::rules::$force.from,
                to: $crate::rules::$force.to,
                instrument: $crate::rules::$force.instrument,
                ended_by: $crate::rules::$force.ended_by,
                waits_for: $crate::rules::$force.waits_for,
                ends_with: $crate::rules::$force.ends_with,
                says: $says,
            };
        )+

        /// The rules of this file, in the order of the rule book.
        pub(super) static RULES: &[&$crate::rules::Rule] = &[$(&$name,)+];
    };
}
use rules;
