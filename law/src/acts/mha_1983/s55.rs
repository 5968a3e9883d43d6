//! Section 55(1): what is a place of safety for a criminal court (Part III), and what section 48 of
//! the 2025 Act leaves of it.
//!
//! The wording is that of the day the court gave its direction: section 48(3) leaves directions
//! already given as they were.

use domain::Answer;

use crate::answer::{Availability, Certainty, Power, PowerFinding, Reason};
use crate::case::Ledger;
use crate::facts::What;
use crate::facts::court::{CourtDirection, CourtPlace};
use crate::person;
use crate::position::day_of;
use crate::profile::{Profile, Provision};
use crate::rules::{self, Rule};
use crate::story::{Placed, Story};

/// Adds whether a person may be held where a court last directed.
pub(crate) fn powers(story: &Story<'_>, profile: &Profile, ledger: &mut Ledger) {
    let last = story.acts.iter().rev().find_map(|act| match act.what() {
        What::CourtDirected(direction) => Some((act, direction)),
        _ => None,
    });
    if let Some((act, direction)) = last {
        ledger.powers.push(finding(act, direction, story, profile));
    }
}

fn finding(
    act: &Placed<'_>,
    direction: &CourtDirection,
    story: &Story<'_>,
    profile: &Profile,
) -> PowerFinding {
    let given = day_of(act.at);
    let reformed = profile.commenced(Provision::Mha2025S48, given).is_some();
    let rule = if reformed {
        &rules::MHA25_PART3
    } else {
        &rules::S55_PLACES
    };
    let child = person::is_child(story.person, given);
    let (availability, says) = match child {
        Answer::No => adult(direction, reformed),
        Answer::Yes => young(direction.place, reformed),
        Answer::NotKnown => either(adult(direction, reformed), young(direction.place, reformed)),
    };
    let mut because = vec![applies(rule, says, act)];
    if child == Answer::NotKnown {
        because.push(
            rules::AGE_UNKNOWN
                .applies("Where adults and children differ, the person is treated as a child."),
        );
    }
    let begun_since = profile
        .commenced(Provision::Mha2025S48, day_of(story.at))
        .is_some();
    if begun_since && !reformed {
        because.push(
            rules::MHA25_PART3
                .applies("The direction was given before section 48 began, and stays as it was."),
        );
    }
    PowerFinding {
        power: Power::HoldAtCourtsPlace,
        availability,
        certainty: if availability == Availability::Judgement || !act.timed {
            Certainty::NeedsFacts
        } else {
            Certainty::Settled
        },
        because,
        first: Vec::new(),
        instead: if availability == Availability::Unavailable {
            vec!["a hospital whose managers are willing".to_owned()]
        } else {
            Vec::new()
        },
        until: None,
        rival: None,
    }
}

fn applies(rule: &'static Rule, says: &'static str, act: &Placed<'_>) -> Reason {
    rule.applies_to(says, &[act.act])
}

/// An adult: 55(1), less a station and a prison after section 48.
fn adult(direction: &CourtDirection, reformed: bool) -> (Availability, &'static str) {
    match (direction.place, direction.managers_willing, reformed) {
        (CourtPlace::Hospital, Answer::Yes, _) => (
            Availability::Available,
            "It is a hospital whose managers are willing to receive the person.",
        ),
        (CourtPlace::Hospital, Answer::No, _) => (
            Availability::Unavailable,
            "The hospital's managers are not willing to receive the person.",
        ),
        (CourtPlace::Hospital, Answer::NotKnown, _) => (
            Availability::Judgement,
            "The hospital's managers must be willing to receive the person.",
        ),
        (CourtPlace::PoliceStation | CourtPlace::Prison, _, false) => (
            Availability::Available,
            "Police stations, prisons and remand centres are on the list for an adult.",
        ),
        (CourtPlace::PoliceStation | CourtPlace::Prison, _, true) => (
            Availability::Unavailable,
            "For an adult only a hospital whose managers are willing is left.",
        ),
        (CourtPlace::OtherPlace, _, _) => (
            Availability::Unavailable,
            "It is not on the list for an adult.",
        ),
    }
}

/// A child or young person: the Children and Young Persons Act 1933, less a station after section
/// 48.
fn young(place: CourtPlace, reformed: bool) -> (Availability, &'static str) {
    match (place, reformed) {
        (CourtPlace::PoliceStation, false) => (
            Availability::Available,
            "The list of the 1933 Act, which applies under 18, has police stations.",
        ),
        (CourtPlace::PoliceStation, true) => (
            Availability::Unavailable,
            "The list of the 1933 Act applies under 18, without police stations.",
        ),
        (CourtPlace::Prison, _) => (
            Availability::Unavailable,
            "The list of the 1933 Act, which applies under 18, has no prisons.",
        ),
        (CourtPlace::Hospital | CourtPlace::OtherPlace, _) => (
            Availability::Judgement,
            "The list of the 1933 Act applies under 18, and its text was not read for this project.",
        ),
    }
}

/// The stricter of two answers, for somebody who may be under 18.
fn either(
    adult: (Availability, &'static str),
    young: (Availability, &'static str),
) -> (Availability, &'static str) {
    let strictness = |answer| match answer {
        Availability::Available => 0,
        Availability::Judgement => 1,
        Availability::Unavailable => 2,
    };
    if strictness(adult.0) > strictness(young.0) {
        adult
    } else {
        young
    }
}
