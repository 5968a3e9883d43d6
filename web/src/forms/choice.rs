//! Closed lists of words as options of a form.

use domain::actor::{Profession, Rank, Role};
use domain::event as e;
use domain::person::{AgeBasis, Sex};
use domain::place::{LocationKind, PlaceKind};
use domain::time::TimeSource;
use serde::Serialize;

/// One option: its name on the wire and its words on the page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Opt {
    /// The value that is sent.
    pub value: String,
    /// The words beside it.
    pub label: String,
    /// A second line; empty when there is none.
    pub hint: String,
}

impl Opt {
    /// An option without a second line.
    pub fn new(value: impl Into<String>, label: impl Into<String>) -> Self {
        Self {
            value: value.into(),
            label: label.into(),
            hint: String::new(),
        }
    }
}

/// A closed list of the domain that can be offered on a form.
pub trait Choice: Copy + Serialize + 'static {
    /// Every value, in the order offered.
    const OFFERED: &'static [Self];

    /// The words shown to a reader.
    fn words(self) -> &'static str;
}

macro_rules! choices {
    ($($list:ty,)+) => {$(
        impl Choice for $list {
            const OFFERED: &'static [Self] = Self::ALL;

            fn words(self) -> &'static str {
                self.label()
            }
        }
    )+};
}

choices! {
    AgeBasis,
    LocationKind,
    PlaceKind,
    Profession,
    Rank,
    Role,
    Sex,
    TimeSource,
    e::AbdFeature,
    e::AbsentFrom,
    e::Alternative,
    e::Asked,
    e::Authority,
    e::BelievedHarm,
    e::CapacityAct,
    e::CapacityPurpose,
    e::Channel,
    e::DeclineReason,
    e::EndReason,
    e::Entries,
    e::EntryBasis,
    e::EscapedFrom,
    e::ExamFinding,
    e::ExecutionOutcome,
    e::ExtensionGround,
    e::LiableAs,
    e::LinkBasis,
    e::Mode,
    e::NotPracticable,
    e::NoticeTo,
    e::OutcomeCategory,
    e::PlaceRefusal,
    e::PoliceVehicleReason,
    e::PremisesSearch,
    e::Presence,
    e::PresenceReason,
    e::Protecting,
    e::Pursuit,
    e::Question,
    e::Readiness,
    e::RecallOutcome,
    e::RecallService,
    e::RedFlag,
    e::Relation,
    e::RiskLevel,
    e::Ruling,
    e::SearchPower,
    e::Service,
    e::Submission,
    e::Taker,
    e::Trigger,
    e::WarrantKind,
}

/// A closed list as options, in its own order.
pub fn options<T: Choice>() -> Vec<Opt> {
    T::OFFERED
        .iter()
        .map(|value| Opt::new(wire_name(*value), sentence(value.words())))
        .collect()
}

/// The name of a closed list's value on the wire, such as `no_signal`.
pub fn wire_name<T: Serialize>(value: T) -> String {
    match serde_json::to_value(value) {
        Ok(serde_json::Value::String(name)) => name,
        _ => String::new(),
    }
}

/// Words that begin a line: the first letter large, unless it is a name such as `eD`.
pub fn sentence(words: &str) -> String {
    let mut letters = words.chars();
    match letters.next() {
        Some(first) => first.to_uppercase().chain(letters).collect(),
        None => String::new(),
    }
}
