//! Does it make sense: what the schema cannot say.
//!
//! What contradicts itself is an error. What is merely odd is a warning, because the law answers
//! all the same and what happened is sometimes odd.

use std::collections::BTreeMap;

use domain::{Moment, Profession};
use jiff::civil::{Date, date};
use jiff::{SignedDuration, Timestamp};
use law::{Act, Facts, What};

use crate::fault::Fault;
use crate::tree::Tree;
use crate::words;

/// Clocks differ, and a plan may be written down the evening before.
const AHEAD: SignedDuration = SignedDuration::from_hours(24);

/// The Mental Health Act 1983 began to apply. A year such as 0226 is a slip of the hand.
const COMMENCED: Date = date(1983, 9, 30);

/// What follows, what it follows, and how the two are called: an end before its beginning is odd.
struct Pair {
    later: fn(&What) -> bool,
    earlier: fn(&What) -> bool,
    says: &'static str,
}

const PAIRS: &[Pair] = &[
    Pair {
        later: |what| matches!(what, What::Ended { .. }),
        earlier: may_begin,
        says: "the detention ends before the power was used",
    },
    Pair {
        later: |what| matches!(what, What::Retaken { .. }),
        earlier: |what| matches!(what, What::Escaped { .. }),
        says: "the person is retaken before the escape",
    },
    Pair {
        later: |what| matches!(what, What::AgreementWithdrawn { .. }),
        earlier: |what| matches!(what, What::Agreement { .. }),
        says: "the agreement is withdrawn before it was given",
    },
    Pair {
        later: |what| matches!(what, What::Entered { .. }),
        earlier: may_begin,
        says: "the person arrives before the power was used",
    },
];

/// Whether a detention, or a stay of the person's own accord, may begin with an act. An act that is
/// not listed may: a warrant, a recall, whatever is added.
fn may_begin(what: &What) -> bool {
    !matches!(
        what,
        What::Met { .. }
            | What::Grounds { .. }
            | What::Consulted { .. }
            | What::ConsultationNotPracticable { .. }
            | What::Agreement { .. }
            | What::AgreementWithdrawn { .. }
            | What::PlaceRefused { .. }
            | What::Departed { .. }
            | What::ReachedSite { .. }
            | What::Entered { .. }
            | What::StationAuthorised { .. }
            | What::WelfareChecked { .. }
            | What::StationReviewed { .. }
            | What::Examined { .. }
            | What::AmhpInterviewed { .. }
            | What::Extended { .. }
            | What::ExtensionApproved { .. }
            | What::Escaped { .. }
            | What::Retaken { .. }
            | What::Searched { .. }
            | What::RightsExplained
            | What::AmhpServiceTold
            | What::Ended { .. }
            | What::WarrantSought(_)
            | What::WarrantIssued(_)
            | What::ExecutionDeclined(_)
            | What::WarrantReturned(_)
    )
}

/// What contradicts itself or is odd. `at` is the pointer to the timeline in the document.
pub(crate) fn check(facts: &Facts, tree: &Tree<'_>, at: &str, now: Timestamp) -> Vec<Fault> {
    let mut sense = Sense {
        tree,
        at,
        faults: Vec::new(),
    };
    sense.person(facts, now);
    for (nth, act) in facts.acts.iter().enumerate() {
        sense.times(nth, act, now);
        sense.rank(nth, act);
    }
    sense.names(facts);
    sense.order(facts);
    sense.arrivals(facts);
    sense.faults
}

struct Sense<'t> {
    tree: &'t Tree<'t>,
    at: &'t str,
    faults: Vec<Fault>,
}

impl Sense<'_> {
    fn error(&mut self, pointer: &str, found: impl Into<String>, allowed: impl Into<String>) {
        let pointer = format!("{}{pointer}", self.at);
        let place = self.tree.place_of(&pointer);
        self.faults
            .push(Fault::error(place, pointer, found, allowed));
    }

    fn odd(&mut self, pointer: &str, found: impl Into<String>, allowed: impl Into<String>) {
        let pointer = format!("{}{pointer}", self.at);
        let place = self.tree.place_of(&pointer);
        self.faults
            .push(Fault::warning(place, pointer, found, allowed));
    }

    fn person(&mut self, facts: &Facts, now: Timestamp) {
        let person = &facts.person;
        if let (Some(youngest), Some(oldest)) = (person.youngest, person.oldest)
            && youngest > oldest
        {
            self.error(
                "/person/youngest",
                format!("{youngest}, which is more than `oldest`, {oldest}"),
                "the least age the person may have",
            );
        }
        if person
            .born
            .is_some_and(|born| born > domain::time::in_london(now).date())
        {
            self.odd(
                "/person/born",
                "the person is born in the future",
                "the age is taken as not known",
            );
        }
    }

    /// Every act has a name of its own, and so has every other value of its time.
    fn names(&mut self, facts: &Facts) {
        let mut first: BTreeMap<&str, (usize, String)> = BTreeMap::new();
        for (nth, act) in facts.acts.iter().enumerate() {
            let own = std::iter::once((act.id.as_str(), format!("/acts/{nth}/id")));
            let rivals = act
                .rivals
                .iter()
                .enumerate()
                .map(|(rival, it)| (it.id.as_str(), format!("/acts/{nth}/rivals/{rival}/id")));
            for (id, pointer) in own.chain(rivals) {
                if id.trim().is_empty() {
                    self.error(&pointer, "an empty name", "a name that reasons can cite");
                } else if let Some((line, _)) = first.get(id) {
                    let line = *line;
                    self.error(
                        &pointer,
                        format!("the name {} again, which line {line} has", words::shown(id)),
                        "a name of its own, because reasons cite acts by name",
                    );
                } else {
                    let (line, _) = self.tree.place_of(&format!("{}{pointer}", self.at));
                    first.insert(id, (line, pointer));
                }
            }
        }
    }

    fn times(&mut self, nth: usize, act: &Act, now: Timestamp) {
        let own = std::iter::once((&act.at, format!("/acts/{nth}/at")));
        let rivals = act
            .rivals
            .iter()
            .enumerate()
            .map(|(rival, it)| (&it.at, format!("/acts/{nth}/rivals/{rival}/at")));
        let mut read: Vec<(&Moment, String)> = Vec::new();
        for (moment, pointer) in own.chain(rivals) {
            self.moment(moment, &pointer, now);
            if let Some((_, first)) = read.iter().find(|(other, _)| *other == moment) {
                let first = format!("{}{first}", self.at);
                self.odd(
                    &pointer,
                    format!("another value of a time that is the same as {first}"),
                    "nothing is in dispute between the two",
                );
            }
            read.push((moment, pointer));
        }
    }

    fn moment(&mut self, moment: &Moment, pointer: &str, now: Timestamp) {
        if let Moment::Between { first, last } = moment
            && first > last
        {
            self.error(
                &format!("{pointer}/last"),
                format!(
                    "{}, which is before `first`, {}",
                    domain::time::day(*last),
                    domain::time::day(*first)
                ),
                "the last day it can have been",
            );
        }
        let ahead = now.checked_add(AHEAD).unwrap_or(Timestamp::MAX);
        if moment.sort_key().is_some_and(|at| at > ahead) {
            self.odd(
                pointer,
                format!("{moment} lies in the future"),
                "the law counts it only from then on",
            );
        }
        let past = |at| domain::time::in_london(at).date() < COMMENCED;
        if moment.latest().is_some_and(past) {
            self.odd(
                pointer,
                format!("{moment} lies before the Act"),
                "look at the year",
            );
        }
    }

    /// A rank is a police rank.
    fn rank(&mut self, nth: usize, act: &Act) {
        let (by, rank) = match &act.what {
            What::PowerUsed { by, rank, .. } | What::StationAuthorised { by, rank, .. } => {
                (*by, *rank)
            }
            _ => return,
        };
        if let Some(rank) = rank
            && !has_rank(by)
        {
            self.odd(
                &format!("/acts/{nth}/what/rank"),
                format!(
                    "a police rank, {}, of somebody who is no police officer: {}",
                    rank.label(),
                    by.label()
                ),
                "the law goes by what they are",
            );
        }
    }

    fn order(&mut self, facts: &Facts) {
        for pair in PAIRS {
            let Some(begins) = facts
                .acts
                .iter()
                .filter(|act| (pair.earlier)(&act.what))
                .filter_map(|act| act.at.earliest().or_else(|| act.at.sort_key()))
                .min()
            else {
                continue;
            };
            for (nth, act) in facts.acts.iter().enumerate() {
                let last = readings(act).filter_map(Moment::latest).max();
                if (pair.later)(&act.what) && last.is_some_and(|last| last < begins) {
                    self.odd(
                        &format!("/acts/{nth}/at"),
                        pair.says,
                        format!("that began {}", domain::time::full_time(begins)),
                    );
                }
            }
        }
    }

    /// Nobody comes into two places at one instant.
    fn arrivals(&mut self, facts: &Facts) {
        let mut seen: Vec<(usize, Timestamp, &domain::event::PlaceRef)> = Vec::new();
        for (nth, act) in facts.acts.iter().enumerate() {
            let What::Entered { place } = &act.what else {
                continue;
            };
            let Moment::Exact { at } = act.at else {
                continue;
            };
            if let Some((other, _, there)) = seen.iter().find(|(_, then, _)| *then == at) {
                let (line, _) = self.tree.place_of(&format!("{}/acts/{other}", self.at));
                let same = *there == place;
                self.odd(
                    &format!("/acts/{nth}"),
                    if same {
                        format!("the same arrival as on line {line}")
                    } else {
                        format!(
                            "an arrival at the same instant as on line {line}, at another place"
                        )
                    },
                    if same {
                        "it counts once"
                    } else {
                        "nobody enters two places at once; one of the times is probably wrong"
                    },
                );
            }
            seen.push((nth, at, place));
        }
    }
}

/// The time of an act and the other values of it.
fn readings(act: &Act) -> impl Iterator<Item = &Moment> {
    std::iter::once(&act.at).chain(act.rivals.iter().map(|rival| &rival.at))
}

/// Who can have a police rank.
fn has_rank(who: Profession) -> bool {
    matches!(who, Profession::Constable | Profession::CustodyOfficer)
}
