//! The acts of a timeline, put in order, as at a moment.
//!
//! What counts: an act whose earliest recorded reading is not after the moment asked about. So an
//! act with a later time never changes an answer.
//!
//! Acts without one instant are placed, never timed: at the earliest bound that is known, and not
//! before the act they must follow (an arrival cannot come before the decision to remove). What
//! rests on such a place says that it needs facts. An act whose time is wholly unknown stands
//! outside the order: it counts for whether something was done, and not for when.

use std::cmp::Ordering;

use domain::Moment;
use domain::event::{Manner, PlaceRef};
use jiff::Timestamp;

use crate::answer::Section;
use crate::facts::{Act, Facts, KeptUnderWarrant, Person, RemovedUnderWarrant, WarrantKind, What};

/// An act with its place in the order.
#[derive(Clone, Copy)]
pub(crate) struct Placed<'a> {
    pub(crate) act: &'a Act,
    /// Where it stands: its instant, or a bound of it.
    pub(crate) at: Timestamp,
    /// Whether that is its instant (exact or about) and not a bound.
    pub(crate) timed: bool,
}

impl<'a> Placed<'a> {
    pub(crate) fn what(&self) -> &'a What {
        &self.act.what
    }

    /// The latest it can have been.
    pub(crate) fn latest(&self) -> Option<Timestamp> {
        if self.timed {
            Some(self.at)
        } else {
            self.act.at.latest()
        }
    }
}

/// A timeline as at a moment.
pub(crate) struct Story<'a> {
    pub(crate) at: Timestamp,
    pub(crate) person: &'a Person,
    /// In order of time.
    pub(crate) acts: Vec<Placed<'a>>,
    /// Acts whose time is wholly unknown, in order of id.
    pub(crate) undated: Vec<&'a Act>,
}

impl<'a> Story<'a> {
    /// Puts the acts in order, leaving out those that come after `at`.
    pub(crate) fn read(facts: &'a Facts, at: Timestamp) -> Self {
        let mut acts = Vec::with_capacity(facts.acts.len());
        let mut undated = Vec::new();
        let mut bounded = false;
        for act in &facts.acts {
            match place(act, at) {
                Reading::At(placed) => {
                    bounded |= !placed.timed;
                    acts.push(placed);
                }
                Reading::Undated => undated.push(act),
                Reading::NotYet => {}
            }
        }
        acts.sort_unstable_by(order);
        if bounded
            || undated
                .iter()
                .any(|act| matches!(act.what, What::Entered { .. }))
        {
            place_bounds(&mut acts, &mut undated);
        }
        undated.sort_unstable_by(|a, b| tie(a, b));
        Self {
            at,
            person: &facts.person,
            acts,
            undated,
        }
    }
}

impl Story<'_> {
    /// The same story as at an earlier moment.
    pub(crate) fn until(&self, when: Timestamp) -> Self {
        let acts = self.acts.iter().take_while(|act| act.at <= when);
        Self {
            at: when,
            person: self.person,
            acts: acts.copied().collect(),
            undated: self.undated.clone(),
        }
    }
}

/// Which section an act begins a detention under, if it begins one: section 136 when it is used,
/// section 135(1) when the person is removed or kept.
pub(crate) fn begins(what: &What) -> Option<Section> {
    match what {
        What::PowerUsed { .. } => Some(Section::Section136),
        What::KeptUnderWarrant(_)
        | What::RemovedUnderWarrant(RemovedUnderWarrant {
            kind: WarrantKind::Assess,
            ..
        }) => Some(Section::Section135),
        _ => None,
    }
}

enum Reading<'a> {
    At(Placed<'a>),
    Undated,
    NotYet,
}

fn place(act: &Act, at: Timestamp) -> Reading<'_> {
    let primary = act.at.sort_key();
    if let Some(key) = primary
        && key <= at
    {
        return Reading::At(Placed {
            act,
            at: key,
            timed: act.at.instant().is_some(),
        });
    }
    // The value first recorded is later than `at`, or unknown: another live value may not be.
    let rival = act
        .rivals
        .iter()
        .filter_map(|rival| rival.at.sort_key())
        .filter(|key| *key <= at);
    match (rival.min(), primary) {
        (Some(key), _) => Reading::At(Placed {
            act,
            at: key,
            timed: true,
        }),
        (None, None) if act.rivals.iter().all(|rival| rival.at.sort_key().is_none()) => {
            Reading::Undated
        }
        _ => Reading::NotYet,
    }
}

/// Moves acts known only by bounds to where they can have been at the earliest.
fn place_bounds<'a>(acts: &mut Vec<Placed<'a>>, undated: &mut Vec<&'a Act>) {
    let power = acts
        .iter()
        .find(|act| act.timed && begins(act.what()).is_some())
        .map(|act| act.at);
    // An arrival follows the last move that is timed before it can have happened.
    let moves: Vec<Timestamp> = acts
        .iter()
        .filter(|act| act.timed)
        .filter(|act| {
            matches!(
                act.what(),
                What::PowerUsed { .. }
                    | What::RemovedUnderWarrant(_)
                    | What::Departed { .. }
                    | What::ReachedSite { .. }
                    | What::TransferBegan { .. }
            )
        })
        .map(|act| act.at)
        .collect();
    let earliest_arrival = |moment: &Moment| {
        let latest = moment.latest();
        moves
            .iter()
            .copied()
            .filter(|at| latest.is_none_or(|latest| *at <= latest))
            .max()
    };
    for placed in acts.iter_mut().filter(|placed| !placed.timed) {
        let floor = match placed.what() {
            What::Entered { .. } => earliest_arrival(&placed.act.at),
            what if follows_the_power(what) => {
                power.filter(|power| placed.act.at.latest().is_none_or(|latest| *power <= latest))
            }
            _ => None,
        };
        let earliest = placed.act.at.earliest();
        if let Some(at) = earliest.max(floor) {
            placed.at = at;
        }
    }
    // An arrival at an unknown time still came after the move that led to it.
    undated.retain(|act| match (&act.what, power) {
        (What::Entered { .. }, Some(_)) => match earliest_arrival(&act.at) {
            Some(at) => {
                acts.push(Placed {
                    act,
                    at,
                    timed: false,
                });
                false
            }
            None => true,
        },
        _ => true,
    });
    acts.sort_unstable_by(order);
}

/// Acts that can only come after the power was used.
fn follows_the_power(what: &What) -> bool {
    !crate::patient::concerns(what)
        && !matches!(
            what,
            What::Met { .. }
                | What::Grounds { .. }
                | What::Consulted { .. }
                | What::ConsultationNotPracticable { .. }
                | What::PowerUsed { .. }
                | What::Voluntary
                | What::Agreement { .. }
                | What::OtherStatus { .. }
                | What::PlaceRefused { .. }
                | What::CapacityConsidered(_)
                | What::CapacityActedOn(_)
                | What::EntryConsidered(_)
                | What::EntryMade(_)
                | What::CourtDirected(_)
                | What::WarrantSought(_)
                | What::WarrantIssued(_)
                | What::WarrantExecuted(_)
                | What::ExecutionDeclined(_)
                | What::RemovedUnderWarrant(_)
                | What::KeptUnderWarrant(_)
        )
}

fn order(a: &Placed<'_>, b: &Placed<'_>) -> Ordering {
    a.at.cmp(&b.at).then_with(|| tie(a.act, b.act))
}

/// Acts of one instant stand in the order things happen in, and then by id, so that the order of
/// the list never matters. The text of an act decides only between two of the same id and kind.
fn tie(a: &Act, b: &Act) -> Ordering {
    rank(&a.what)
        .cmp(&rank(&b.what))
        .then_with(|| a.id.cmp(&b.id))
        .then_with(|| {
            if a == b {
                Ordering::Equal
            } else {
                format!("{a:?}").cmp(&format!("{b:?}"))
            }
        })
}

/// What comes first among acts of the same minute.
fn rank(what: &What) -> u8 {
    match what {
        What::Voluntary | What::WarrantSought(_) | What::WarrantIssued(_) => 0,
        What::ExecutionDeclined(_) | What::WarrantExecuted(_) => 1,
        What::Met { .. } | What::OtherStatus { .. } => 1,
        What::EntryConsidered(_)
        | What::EntryMade(_)
        | What::CapacityConsidered(_)
        | What::Grounds { .. } => 2,
        What::Consulted { .. } | What::ConsultationNotPracticable { .. } => 3,
        What::CapacityActedOn(_)
        | What::CourtDirected(_)
        | What::PlaceRefused { .. }
        | What::Agreement { .. } => 4,
        What::PowerUsed {
            manner: Manner::Remove,
            ..
        } => 5,
        What::PowerUsed {
            manner: Manner::Keep { .. },
            ..
        } => 6,
        What::RemovedUnderWarrant(_) => 5,
        What::KeptUnderWarrant(_) => 6,
        What::StationAuthorised { .. } => 7,
        What::Departed { .. } | What::TransferBegan { .. } => 8,
        What::Retaken { .. } => 9,
        What::ReachedSite { .. } => 10,
        What::Entered { .. } => 11,
        What::Searched { .. } | What::SearchedBeyondLimits => 12,
        What::WelfareChecked { .. } => 13,
        What::StationReviewed { .. } | What::AssessmentSoonerHere { .. } => 14,
        What::AmhpServiceTold | What::RightsExplained => 15,
        What::Examined { .. } => 16,
        What::AmhpInterviewed { .. } => 17,
        What::ExtensionApproved { .. } => 18,
        What::Extended { .. } => 19,
        What::ArrangementsMade { .. } => 20,
        What::AgreementWithdrawn { .. } => 21,
        What::ApplicationMade { .. } => 22,
        What::AdmittedToGeneralWard => 23,
        What::Escaped { .. } => 24,
        What::Ended { .. } => 25,
        What::InformalPatient | What::Recommended(_) => 26,
        What::Admitted(_) => 27,
        What::Renewed(_) => 28,
        What::CommunityOrderMade(_) | What::ConditionallyDischarged => 29,
        What::LeaveGranted(_) => 30,
        What::LeaveRevoked(_) | What::RecallNotice(_) | What::RecalledByWarrant(_) => 31,
        What::WentAbsent(_) | What::ReleasedFromPrison => 32,
        What::DestinationAsked(_) => 33,
        What::TakenIntoCustody(_) => 34,
        What::Returned(_) => 35,
        What::RecallEnded(_) | What::PatientDischarged => 36,
        What::ExecutionConcluded(_) => 37,
        What::WarrantReturned(_) => 38,
    }
}

/// One use of section 136 or 135(1) and everything until the next: the acts are read where they
/// lie.
#[derive(Clone, Copy)]
pub(crate) struct Stay<'s, 'a> {
    pub(crate) story: &'s Story<'a>,
    /// Acts before the power was used, since the end of any earlier stay.
    pub(crate) before: &'s [Placed<'a>],
    /// Which section it rests on.
    pub(crate) section: Section,
    /// Under a warrant: the entry to execute it that led to this detention, if one is recorded.
    pub(crate) entry: Option<&'s Placed<'a>>,
    /// Under a warrant: the acts from that entry on. Otherwise those from the power on.
    pub(crate) since_entry: &'s [Placed<'a>],
    /// The use of the power: the decision under section 136, or to remove or keep under a warrant.
    pub(crate) power: &'s Placed<'a>,
    /// Acts from the power on.
    pub(crate) acts: &'s [Placed<'a>],
    /// Whether no later stay follows: acts at an unknown time belong to the last.
    pub(crate) last: bool,
    /// The day the power was used, in Europe/London. Under section 136 it chooses the wording.
    pub(crate) day: jiff::civil::Date,
}

impl<'s, 'a> Stay<'s, 'a> {
    /// The acts from the power on, with those of unknown time after them.
    pub(crate) fn every(&self) -> impl Iterator<Item = &'a Act> + use<'s, 'a> {
        let undated: &'s [&'a Act] = if self.last { &self.story.undated } else { &[] };
        self.acts
            .iter()
            .map(|placed| placed.act)
            .chain(undated.iter().copied())
    }

    /// The acts before the power, with those of unknown time after them.
    pub(crate) fn every_before(&self) -> impl Iterator<Item = &'a Act> + use<'s, 'a> {
        let undated: &'s [&'a Act] = if self.last { &self.story.undated } else { &[] };
        self.before
            .iter()
            .map(|placed| placed.act)
            .chain(undated.iter().copied())
    }

    /// Whether the detention rests on a warrant.
    pub(crate) fn by_warrant(&self) -> bool {
        self.section == Section::Section135
    }

    /// The acts from the entry under a warrant, or from the power, with those of unknown time.
    pub(crate) fn every_since_entry(&self) -> impl Iterator<Item = &'a Act> + use<'s, 'a> {
        let undated: &'s [&'a Act] = if self.last { &self.story.undated } else { &[] };
        self.since_entry
            .iter()
            .map(|placed| placed.act)
            .chain(undated.iter().copied())
    }

    /// The moment asked about.
    pub(crate) fn at(&self) -> Timestamp {
        self.story.at
    }

    /// The first time the person entered a place after the power was used.
    pub(crate) fn first_arrival(&self) -> Option<&'s Placed<'a>> {
        self.acts
            .iter()
            .find(|act| matches!(act.what(), What::Entered { .. }))
    }

    /// Where the person was at an instant, and whether they were on the way.
    pub(crate) fn whereabouts(&self, when: Timestamp) -> Whereabouts<'a> {
        let mut found = Whereabouts {
            place: None,
            entered: None,
            moving: false,
        };
        for act in self.acts.iter().take_while(|act| act.at <= when) {
            match act.what() {
                What::PowerUsed {
                    manner: Manner::Keep { at },
                    ..
                }
                | What::KeptUnderWarrant(KeptUnderWarrant { at, .. })
                    if found.place.is_none() =>
                {
                    found = Whereabouts {
                        place: Some(at),
                        entered: Some(act.at),
                        moving: false,
                    };
                }
                What::Entered { place } => {
                    found = Whereabouts {
                        place: Some(place),
                        entered: Some(act.at),
                        moving: false,
                    };
                }
                What::TransferBegan { .. }
                | What::Departed { .. }
                | What::RemovedUnderWarrant(RemovedUnderWarrant {
                    kind: WarrantKind::Assess,
                    ..
                }) if found.place.is_some() => {
                    found.moving = true;
                }
                _ => {}
            }
        }
        found
    }
}

/// Where the person is held.
#[derive(Clone, Copy)]
pub(crate) struct Whereabouts<'a> {
    /// The last place of safety entered, or the one they were kept at.
    pub(crate) place: Option<&'a PlaceRef>,
    /// Since when.
    pub(crate) entered: Option<Timestamp>,
    /// Whether they have left it for another.
    pub(crate) moving: bool,
}

impl<'a> Whereabouts<'a> {
    /// The place they are in now and not on the way from.
    pub(crate) fn inside(&self) -> Option<&'a PlaceRef> {
        self.place.filter(|_| !self.moving)
    }
}
