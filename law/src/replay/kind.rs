//! What can differ between two answers.

use domain::labels;
use schemars::JsonSchema;
use serde::Serialize;

use crate::answer::{Availability, DutyKind, Owner, Power, Regime, Standing};
use crate::liability::LiabilityState;

/// One kind of difference. The order is that of a report: what bears on the person first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case", tag = "differs")]
pub enum Kind {
    /// The power in force, its times or how sure it is.
    Standing {
        /// Under the law as it was.
        was: StandingKind,
        /// Under the law supposed. The same kind where only its times or its certainty differ.
        would_be: StandingKind,
    },
    /// What the person is liable to as a patient, until when, or how sure it is.
    Liability {
        /// Under the law as it was; none where nothing bears on it.
        was: Option<LiabilityState>,
        /// Under the law supposed. The same where only its times or its certainty differ.
        would_be: Option<LiabilityState>,
    },
    /// A part of the clock.
    Clock {
        /// Which.
        part: ClockPart,
    },
    /// Something owed.
    Duty {
        /// What.
        duty: DutyKind,
        /// By whom.
        owner: Owner,
        /// Whether it appears, vanishes, or is owed at another time.
        turn: Turn,
    },
    /// A limit passed or a duty not met.
    Breach {
        /// The rule broken, by its name in the rule book.
        rule: &'static str,
        /// Whether it appears, vanishes, or is judged otherwise.
        turn: Turn,
    },
    /// Something people ask whether they may do.
    Power {
        /// What.
        power: Power,
        /// Under the law as it was; none where it is not a question at that stage.
        was: Option<Availability>,
        /// Under the law supposed. The same where only its end or how sure it is differs.
        would_be: Option<Availability>,
    },
    /// What force policy, local agreement or good practice says.
    Advisory {
        /// The rule, by its name in the rule book.
        rule: &'static str,
        /// Whether it appears, vanishes, or says something else.
        turn: Turn,
    },
    /// A fact nobody has recorded, that would be asked for.
    Missing {
        /// The rule that asks.
        rule: &'static str,
        /// Whether it appears or vanishes.
        turn: Turn,
    },
    /// The wording of the Act that applies.
    Wording {
        /// Under the law as it was.
        was: Regime,
        /// Under the law supposed. The same where only how sure it is differs.
        would_be: Regime,
    },
}

labels! {
    /// How something differs.
    pub enum Turn {
        Appears => "appears",
        Vanishes => "vanishes",
        Moves => "is otherwise",
    }
}

labels! {
    /// A part of the clock.
    pub enum ClockPart {
        Whether => "whether a clock runs",
        Start => "when the clock began",
        Expiry => "when the period ends",
        Readings => "the other readings of the clock",
        Certainty => "how sure the clock is",
        State => "whether the clock runs or has ended",
    }
}

labels! {
    /// The power in force, without its times.
    pub enum StandingKind {
        NoPower => "no power",
        Voluntary => "voluntary",
        BestInterests => "cared for under capacity law",
        EnteredUnderWarrant => "entered under a warrant",
        BeingRemoved => "being removed",
        BeingTaken => "being taken under a section 135(2) warrant",
        Detained => "detained",
        EscapedMayBeRetaken => "escaped, may be retaken",
        EscapedPowerEnded => "escaped, power ended",
        OtherAuthority => "another authority",
        Ended => "ended",
        Expired => "expired",
        AbsentWithoutLeave => "absent without leave",
        AbsentPowerEnded => "absent, power ended",
        LiableToArrest => "absconded from a court's order",
        BeingReturned => "being returned",
        ToBeConveyed => "to be conveyed on an application",
        LiableInHospital => "detained in hospital under another section",
        LawfullyOut => "lawfully out of hospital",
    }
}

labels! {
    /// How near to the person a difference comes.
    pub enum Weight {
        Person => "standing, clock, duties or breaches",
        Options => "what could have been done or advised",
        Wording => "the wording alone",
    }
}

impl From<&Standing> for StandingKind {
    fn from(standing: &Standing) -> Self {
        match standing {
            Standing::NoPower => Self::NoPower,
            Standing::Voluntary => Self::Voluntary,
            Standing::BestInterests { .. } => Self::BestInterests,
            Standing::EnteredUnderWarrant { .. } => Self::EnteredUnderWarrant,
            Standing::BeingTaken { .. } => Self::BeingTaken,
            Standing::BeingRemoved { .. } => Self::BeingRemoved,
            Standing::Detained { .. } => Self::Detained,
            Standing::EscapedMayBeRetaken { .. } => Self::EscapedMayBeRetaken,
            Standing::EscapedPowerEnded { .. } => Self::EscapedPowerEnded,
            Standing::OtherAuthority { .. } => Self::OtherAuthority,
            Standing::Ended { .. } => Self::Ended,
            Standing::Expired { .. } => Self::Expired,
            Standing::AbsentWithoutLeave { .. } => Self::AbsentWithoutLeave,
            Standing::AbsentPowerEnded { .. } => Self::AbsentPowerEnded,
            Standing::LiableToArrest { .. } => Self::LiableToArrest,
            Standing::BeingReturned { .. } => Self::BeingReturned,
            Standing::ToBeConveyed { .. } => Self::ToBeConveyed,
            Standing::LiableInHospital { .. } => Self::LiableInHospital,
            Standing::LawfullyOut { .. } => Self::LawfullyOut,
        }
    }
}

impl StandingKind {
    /// Whether section 136 is over, so that the wording no longer bears on anybody.
    pub(crate) const fn is_over(self) -> bool {
        matches!(
            self,
            Self::EscapedPowerEnded | Self::OtherAuthority | Self::Ended | Self::Expired
        )
    }
}

impl Kind {
    /// How near to the person it comes.
    pub const fn weight(&self) -> Weight {
        match self {
            Self::Standing { .. }
            | Self::Liability { .. }
            | Self::Clock { .. }
            | Self::Duty { .. }
            | Self::Breach { .. } => Weight::Person,
            Self::Power { .. } | Self::Advisory { .. } | Self::Missing { .. } => Weight::Options,
            Self::Wording { .. } => Weight::Wording,
        }
    }

    /// The difference in words, for a reader.
    pub fn says(&self) -> String {
        match self {
            Self::Standing { was, would_be } if was == would_be => {
                format!("standing “{}”: its times or how sure it is", was.label())
            }
            Self::Standing { was, would_be } => {
                format!("standing: {}, was {}", would_be.label(), was.label())
            }
            Self::Liability { was, would_be } if was == would_be => {
                format!("liability “{}”: its times or how sure it is", liable(*was))
            }
            Self::Liability { was, would_be } => {
                format!("liability: {}, was {}", liable(*would_be), liable(*was))
            }
            Self::Clock { part } => format!("clock: {}", part.label()),
            Self::Duty { duty, owner, turn } => {
                format!(
                    "duty of {} {}: {}",
                    owner.label(),
                    turn.label(),
                    duty.label()
                )
            }
            Self::Breach { rule, turn } => format!("breach {}: {}", turn.label(), titled(rule)),
            Self::Power {
                power,
                was,
                would_be,
            } if was == would_be => {
                format!("power: {}: its end or how sure it is", power.label())
            }
            Self::Power {
                power,
                was,
                would_be,
            } => format!(
                "power: {}: {}, was {}",
                power.label(),
                available(*would_be),
                available(*was)
            ),
            Self::Advisory { rule, turn } => format!("advice {}: {}", turn.label(), titled(rule)),
            Self::Missing { rule, turn } => {
                format!("question {}: {}", turn.label(), titled(rule))
            }
            Self::Wording { was, would_be } if was == would_be => "wording: contested".to_owned(),
            Self::Wording { was, would_be } => {
                format!("wording: {}, was {}", would_be.label(), was.label())
            }
        }
    }
}

fn liable(state: Option<LiabilityState>) -> &'static str {
    state.map_or("nothing", LiabilityState::label)
}

fn available(availability: Option<Availability>) -> &'static str {
    availability.map_or("not a question", Availability::label)
}

fn titled(id: &str) -> String {
    match crate::rules::all().find(|rule| rule.id == id) {
        Some(rule) => format!("{} ({id})", rule.title),
        None => id.to_owned(),
    }
}
