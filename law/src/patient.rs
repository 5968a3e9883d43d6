//! The course of a patient: under what they are detained, where they should be, and whether they
//! are there. Folded from the acts in their order; what time alone brings about (leave that runs
//! out, a notice that takes effect) is put in its place between them.

mod course;

use domain::Answer;
use jiff::Timestamp;
use jiff::civil::Date;

use crate::facts::{Act, Authority, DestinationAsked, LeaveGranted, RecallNotice, What};
use crate::liability::Until;
use crate::period::LastDay;
use crate::profile::Profile;
use crate::story::Placed;

/// Whether an act is one of a patient's: detention, leave, recall, absence, return.
pub(crate) fn concerns(what: &What) -> bool {
    matches!(
        what,
        What::InformalPatient
            | What::Admitted(_)
            | What::Renewed(_)
            | What::LeaveGranted(_)
            | What::LeaveRevoked(_)
            | What::CommunityOrderMade(_)
            | What::RecallNotice(_)
            | What::RecallEnded(_)
            | What::ConditionallyDischarged
            | What::RecalledByWarrant(_)
            | What::ReleasedFromPrison
            | What::WentAbsent(_)
            | What::TakenIntoCustody(_)
            | What::Returned(_)
            | What::DestinationAsked(_)
            | What::Recommended(_)
            | What::PatientDischarged
    )
}

/// An authority, and what its end is counted from.
#[derive(Clone)]
pub(crate) struct Held<'a> {
    pub(crate) act: Placed<'a>,
    pub(crate) under: Authority,
    /// The first day, where anything is known of it.
    pub(crate) from: Option<Date>,
    /// Whether that day is known, and not only a bound of it.
    pub(crate) from_is_known: bool,
    /// The last day as a document states it.
    pub(crate) stated: Option<Date>,
    pub(crate) hospital: Option<&'a str>,
    pub(crate) renewals: Vec<Renewal>,
}

/// A report of renewal.
#[derive(Clone, Copy)]
pub(crate) struct Renewal {
    pub(crate) furnished: Date,
    pub(crate) stated: Option<Date>,
}

/// How an absence came about.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum How {
    Left,
    LeftResidence,
    Escaped,
    Overstayed,
    LeaveRevoked,
    Recalled,
    RecalledByWarrant,
    ReleasedFromPrison,
}

/// An absence without leave.
#[derive(Clone)]
pub(crate) struct Absence<'a> {
    pub(crate) since: Timestamp,
    /// The first day of it in Europe/London, where anything is known of it.
    pub(crate) day: Option<Date>,
    /// Whether that day is known, and not only a bound of it.
    pub(crate) day_is_known: bool,
    pub(crate) how: How,
    pub(crate) acts: Vec<&'a Act>,
}

/// Where the patient stands under the authority.
#[derive(Clone)]
pub(crate) enum Place<'a> {
    /// No authority is recorded.
    Nowhere,
    Informal(Placed<'a>),
    Hospital {
        since: Timestamp,
    },
    Leave {
        act: Placed<'a>,
        granted: &'a LeaveGranted,
        /// The last revocation, whether or not it took effect.
        revoked: Option<Placed<'a>>,
    },
    Community {
        since: Timestamp,
        /// A notice of recall that has not taken effect.
        notice: Option<(Placed<'a>, &'a RecallNotice)>,
    },
    OnRecall {
        since: Timestamp,
        act: Placed<'a>,
    },
    ConditionallyDischarged(Placed<'a>),
    Absent(Absence<'a>),
    Returning {
        absence: Absence<'a>,
        act: Placed<'a>,
    },
    /// No longer liable, and why.
    Gone(Gone<'a>),
}

#[derive(Clone)]
pub(crate) enum Gone<'a> {
    Discharged(Placed<'a>),
    /// The authority ran out.
    RanOut(Until),
    /// Came back after the power to take the patient had ended.
    BackTooLate {
        absence: Absence<'a>,
        act: Placed<'a>,
    },
}

/// An application that nobody has yet been admitted on.
#[derive(Clone)]
pub(crate) struct Application<'a> {
    pub(crate) act: Placed<'a>,
    pub(crate) under: Authority,
    pub(crate) hospital: Option<&'a str>,
    pub(crate) duly_completed: Answer,
    /// The last medical examination before it.
    pub(crate) examined: Option<Placed<'a>>,
    /// An escape that is not made good.
    pub(crate) escaped: Option<Placed<'a>>,
}

/// A patient, as at the moment of a story.
#[derive(Clone)]
pub(crate) struct Patient<'a> {
    pub(crate) profile: &'a Profile,
    /// The authority to detain, or to guardianship. Under a community order it sleeps.
    pub(crate) held: Option<Held<'a>>,
    /// The community order.
    pub(crate) order: Option<Held<'a>>,
    pub(crate) place: Place<'a>,
    /// The last notice of recall.
    pub(crate) recall: Option<(Placed<'a>, &'a RecallNotice)>,
    /// The hospital named by the Secretary of State's warrant.
    pub(crate) warrant_hospital: Option<&'a str>,
    /// The week that section 21 adds.
    pub(crate) week: Option<LastDay>,
    pub(crate) application: Option<Application<'a>>,
    pub(crate) recommended: Option<Placed<'a>>,
    /// An informal patient, or one on whom nothing is recorded, who left.
    pub(crate) left: Option<Placed<'a>>,
    pub(crate) asked: Option<(Placed<'a>, &'a DestinationAsked)>,
    examined: Option<Placed<'a>>,
}

/// An act of taking or bringing, with how things stood just before it.
pub(crate) struct Before<'a> {
    pub(crate) act: Placed<'a>,
    pub(crate) patient: Patient<'a>,
}
