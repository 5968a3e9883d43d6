//! The Acts as code.
//!
//! [`position`] takes what is known of one person's episode, a moment, and the profile of law and
//! policy in force, and says where everybody stands: the power, the clock, what may be done, what
//! is owed and by whom, what has gone wrong, what is disputed, and what nobody has recorded yet.
//!
//! Each section is a file under [`acts`]; each limb has its line of code; every answer names its
//! rules, and [`rules`] says what each rule is, where it comes from, and how far it was checked.
//!
//! [`rules::in_force`] says which rules stand on a day, and [`diff`] what changed between two.
//! [`policy::advice`] is what a force's own rules ask at a stage.
//!
//! Pages that ask before something is written use [`extension::judge`], [`station::judge`],
//! [`warrant::application`], [`warrant::validity`], [`warrant::execution`], [`place::suitable`],
//! [`person::is_child`] and [`location`]. What a patient is liable to beside
//! sections 135(1) and 136 is [`Position::liability`]; [`period`] counts its days and months.
//!
//! # Invariants
//!
//! - Total: any facts, in any order, at any time, give an answer. Never an error, never a guess.
//! - Deterministic and pure: no clock, no file, no random source.
//! - No answer without a reason, no reason without a rule, no rule without a citation.
//! - Where sources conflict the answer is *contested* and carries the rival reading.
//! - Statute, force policy and local agreement are three layers, and every rule says which it is.
//! - The wording of the Act is not pasted: rules are stated in our own words.

pub mod absence;
pub mod acts;
pub mod answer;
mod business_day;
mod case;
mod course;
mod dated;
mod encounter;
mod explain;
pub mod facts;
mod held;
pub mod liability;
mod limbs;
mod patient;
pub mod period;
pub mod person;
pub mod policy;
mod position;
pub mod profile;
pub mod replay;
pub mod rules;
mod story;
mod taking;
mod wording;

pub use acts::mha_1983::s135 as warrant;
pub use acts::mha_1983::s135_places as place;
pub use acts::mha_1983::s136::location;
pub use acts::mha_1983::s136b as extension;
pub use acts::si_2017_1036 as station;
pub use answer::{
    Advisory, Availability, Breach, Certainty, Clock, ClockState, Duty, DutyKind, Finding, Layer,
    Limb, Missing, Owner, Position, Power, PowerFinding, Reason, Regime, RivalClock, Section,
    Standing, Words,
};
pub use dated::{Change, RuleChange, RuleInForce, diff};
pub use explain::{Argument, FactTaken, Point, Question, Reading, Step, argue, explain};
pub use facts::{Act, Authority, Facts, Person, RivalTime, Taker, What};
pub use liability::{Destination, Liability, LiabilityState, Until};
pub use position::position;
pub use profile::{Commencement, Policy, Profile, Provision};
