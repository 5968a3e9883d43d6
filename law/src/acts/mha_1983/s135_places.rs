//! Section 135(6) and (7): what a place of safety is. Section 136 borrows the list.

use domain::event::{PlaceRef, Relation};
use domain::{Answer, PlaceKind};
use jiff::Timestamp;

use crate::acts::mha_1983::regime::Wording;
use crate::answer::{
    Availability, Certainty, DutyKind, Finding, Owner, Power, PowerFinding, Reason, Regime,
};
use crate::case::{Case, Ledger};
use crate::facts::{Act, What};
use crate::rules;
use crate::story::{Stay, Story};

/// What was agreed about a place, and by whom.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Agreement {
    /// How the person stands to the place.
    pub relation: Relation,
    /// Whether the person agrees.
    pub person_agrees: Answer,
    /// Whether the person has capacity to.
    pub person_has_capacity: Answer,
    /// Whether an occupier, or another occupier, agrees.
    pub occupier_agrees: Answer,
    /// Whether somebody who appears responsible for managing the place agrees.
    pub manager_agrees: Answer,
}

/// Whether what was agreed makes a home or another suitable place a place of safety: 135(7).
pub fn suitable(agreement: &Agreement) -> Finding<Answer> {
    let person = agreement.person_agrees;
    let capacity = agreement.person_has_capacity;
    let (answer, says) = match agreement.relation {
        // 135(7)(a)(i): they live there alone: the person agrees.
        Relation::SoleOccupier => (
            person,
            "The person lives there alone, so their agreement is the one that counts.",
        ),
        // 135(7)(a)(ii): they live there with others: the person agrees, and one of the others.
        Relation::OccupierWithOthers => (
            both(person, agreement.occupier_agrees),
            "The person lives there with others, so they and one other occupier must agree; the rest need not.",
        ),
        // 135(7)(a)(iii): they do not live there: the person agrees, and one who does.
        Relation::NotOccupier => (
            both(person, agreement.occupier_agrees),
            "The person does not live there, so they and one occupier must agree.",
        ),
        // 135(7)(b): nobody lives there: somebody who appears to manage it agrees.
        Relation::NotADwelling => (
            agreement.manager_agrees,
            "Nobody lives there, so somebody who appears responsible for managing it must agree; the person's own agreement is not asked for.",
        ),
    };
    let mut finding = Finding {
        answer,
        certainty: if answer == Answer::NotKnown {
            Certainty::NeedsFacts
        } else {
            Certainty::Settled
        },
        because: vec![rules::POS_AGREEMENT.applies(says)],
        rival: None,
    };
    // A person who lacks capacity cannot agree, on the better reading.
    if agreement.relation != Relation::NotADwelling && capacity.is_no() && !answer.is_no() {
        finding.answer = Answer::No;
        finding.certainty = Certainty::Contested;
        finding.because.push(rules::POS_AGREEMENT_CAPACITY.applies(
            "The person lacks capacity to agree, so there is probably no valid agreement.",
        ));
        finding.rival = Some("The words spoken are agreement enough.".to_owned());
    }
    finding
}

fn both(one: Answer, other: Answer) -> Answer {
    match (one, other) {
        (Answer::No, _) | (_, Answer::No) => Answer::No,
        (Answer::Yes, Answer::Yes) => Answer::Yes,
        _ => Answer::NotKnown,
    }
}

/// Whether a kind of place needs agreement: the last item of the list, and homes under it.
pub(crate) const fn needs_agreement(kind: PlaceKind) -> bool {
    matches!(kind, PlaceKind::PrivateHome | PlaceKind::OtherSuitablePlace)
}

/// Why a place the person was taken into is not a place of safety, where that is clear.
pub(crate) fn why_not(
    place: &PlaceRef,
    stay: &Stay<'_, '_>,
    wording: &Wording,
    when: Timestamp,
) -> Option<Reason> {
    // 135(6) as section 48 of the 2025 Act leaves it: no police station.
    if place.kind == PlaceKind::PoliceStation {
        return (wording.regime == Regime::NoPoliceStations).then(|| {
            rules::MHA25_S48_EFFECTS.applies("A police station is no longer a place of safety.")
        });
    }
    if !needs_agreement(place.kind) || wording.is_old() {
        return None;
    }
    let (_, agreement) = agreement_at(place, stay, when)?;
    let finding = suitable(&agreement);
    finding.answer.is_no().then(|| {
        rules::POS_AGREEMENT.applies(format!(
            "{} was not a place of safety: the agreement the Act asks for was wanting.",
            place.name
        ))
    })
}

/// Whether a place where somebody is kept under a warrant is a place of safety, on the latest
/// agreement by an instant.
pub(crate) fn agreed(place: &PlaceRef, stay: &Stay<'_, '_>, when: Timestamp) -> Finding<Answer> {
    if !needs_agreement(place.kind) {
        return Finding {
            answer: Answer::Yes,
            certainty: Certainty::Settled,
            because: vec![rules::POS_LIST.applies("The place is on the list of places of safety.")],
            rival: None,
        };
    }
    match agreement_at(place, stay, when) {
        Some((act, agreement)) => from(act, agreement),
        None => Finding {
            answer: Answer::NotKnown,
            certainty: Certainty::NeedsFacts,
            because: vec![
                rules::POS_AGREEMENT
                    .applies("Nobody has recorded who agreed that this place may be used."),
            ],
            rival: None,
        },
    }
}

/// The same for the place last spoken of, before anybody is detained.
pub(crate) fn last_agreed(story: &Story<'_>) -> Option<Finding<Answer>> {
    let last = story.acts.iter().rev().find(|act| {
        matches!(
            act.what(),
            What::Agreement { .. } | What::AgreementWithdrawn { .. }
        )
    })?;
    match last.what() {
        What::Agreement { place, .. } => {
            agreement_about(last.act, place).map(|agreement| from(last.act, agreement))
        }
        What::AgreementWithdrawn { .. } => Some(Finding {
            answer: Answer::No,
            certainty: Certainty::Settled,
            because: vec![
                rules::POS_AGREEMENT_WITHDRAWN.applies_to("Agreement was withdrawn.", &[last.act]),
            ],
            rival: None,
        }),
        _ => None,
    }
}

fn from(act: &Act, agreement: Agreement) -> Finding<Answer> {
    let mut finding = suitable(&agreement);
    for reason in &mut finding.because {
        reason.facts.push(act.id.clone());
    }
    finding
}

/// The latest agreement about a place by an instant.
fn agreement_at<'a>(
    place: &PlaceRef,
    stay: &Stay<'_, 'a>,
    when: Timestamp,
) -> Option<(&'a Act, Agreement)> {
    let dated = stay
        .before
        .iter()
        .chain(stay.acts)
        .filter(|act| act.at <= when)
        .map(|act| act.act);
    let undated = stay.story.undated.iter().copied();
    undated
        .chain(dated)
        .filter_map(|act| Some((act, agreement_about(act, place)?)))
        .next_back()
}

fn agreement_about(act: &Act, wanted: &PlaceRef) -> Option<Agreement> {
    match &act.what {
        What::Agreement {
            place,
            relation,
            person_agrees,
            person_has_capacity,
            occupier_agrees,
            manager_agrees,
        } if same_place(place, wanted) => Some(Agreement {
            relation: *relation,
            person_agrees: *person_agrees,
            person_has_capacity: *person_has_capacity,
            occupier_agrees: *occupier_agrees,
            manager_agrees: *manager_agrees,
        }),
        _ => None,
    }
}

/// Whether two references mean one place.
pub(crate) fn same_place(one: &PlaceRef, other: &PlaceRef) -> bool {
    match (&one.id, &other.id) {
        (Some(one), Some(other)) => one == other,
        _ => one.kind == other.kind && one.name == other.name,
    }
}

/// Whether the home or other place under discussion may be used, and what follows if not.
pub(crate) fn judge(case: &Case<'_, '_>, ledger: &mut Ledger) {
    let at = case.at();
    let here = case.stay.whereabouts(at);
    let proposed = case
        .stay
        .before
        .iter()
        .chain(case.stay.acts)
        .rev()
        .find_map(|act| match act.what() {
            What::Agreement { place, .. } => Some(place),
            _ => None,
        });
    let inside = here.inside().filter(|place| needs_agreement(place.kind));
    let Some(place) = inside.or(proposed) else {
        return;
    };
    let finding = place_finding(case, place, at);
    let unavailable = finding.availability == Availability::Unavailable;
    if inside.is_some() && finding.availability != Availability::Available {
        let because = finding.because.first().cloned();
        if unavailable && let Some(because) = because {
            ledger.owes(
                DutyKind::MoveFromPlace,
                Owner::WhoeverHolds,
                here.entered,
                None,
                because,
            );
        }
        if finding.certainty == Certainty::NeedsFacts {
            ledger.missing(
                format!("who agreed that {} may be used", place.name),
                "whether it is a place of safety",
                &rules::POS_AGREEMENT,
            );
        }
    }
    ledger.powers.push(finding);
}

fn place_finding(case: &Case<'_, '_>, place: &PlaceRef, at: Timestamp) -> PowerFinding {
    let mut finding = PowerFinding {
        power: Power::UseThisPlace,
        availability: Availability::Judgement,
        certainty: Certainty::Settled,
        because: Vec::new(),
        first: Vec::new(),
        instead: Vec::new(),
        until: case.expiry(),
        rival: None,
    };
    if !needs_agreement(place.kind) {
        finding.availability = Availability::Available;
        finding
            .because
            .push(rules::POS_LIST.applies("The place is on the list of places of safety."));
        return finding;
    }
    if let Some(withdrawn) = withdrawn(case, place, at) {
        finding.availability = Availability::Unavailable;
        finding.because.push(rules::POS_AGREEMENT_WITHDRAWN.applies_to(
            "Agreement was withdrawn, so the place is no longer suitable; the clock is not affected.",
            &[withdrawn],
        ));
        finding.instead.push("another place of safety".to_owned());
        return finding;
    }
    if case.wording.is_old() {
        finding.because.push(rules::POS_AGREEMENT_OLD.applies(
            "Under the earlier wording the occupier had to be willing to receive the person for a time.",
        ));
        return finding;
    }
    let Some((act, agreement)) = agreement_at(place, &case.stay, at) else {
        finding.certainty = Certainty::NeedsFacts;
        finding.because.push(
            rules::POS_AGREEMENT
                .applies("Nobody has recorded who agreed that this place may be used."),
        );
        finding
            .first
            .push("the agreement the Act asks for".to_owned());
        return finding;
    };
    let suitable = suitable(&agreement);
    finding.availability = match suitable.answer {
        Answer::Yes => Availability::Available,
        Answer::No => Availability::Unavailable,
        Answer::NotKnown => Availability::Judgement,
    };
    finding.certainty = suitable.certainty;
    finding.rival = suitable.rival;
    finding.because = suitable.because;
    for reason in &mut finding.because {
        reason.facts.push(act.id.clone());
    }
    if suitable.answer.is_no() {
        finding
            .instead
            .push("a hospital or another place of safety on the list".to_owned());
    }
    finding
}

fn withdrawn<'a>(case: &Case<'_, 'a>, place: &PlaceRef, at: Timestamp) -> Option<&'a Act> {
    let dated = case
        .stay
        .before
        .iter()
        .chain(case.stay.acts)
        .filter(|act| act.at <= at);
    let about = |act: &&Act| match &act.what {
        What::Agreement { place: this, .. } | What::AgreementWithdrawn { place: this } => {
            same_place(this, place)
        }
        _ => false,
    };
    dated
        .map(|act| act.act)
        .rfind(about)
        .filter(|act| matches!(act.what, What::AgreementWithdrawn { .. }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_references_mean_one_place_by_their_entry_or_else_by_kind_and_name() {
        let place = |id: Option<&str>, kind, name: &str| PlaceRef {
            id: id.map(|id| domain::ids::PlaceId::new(id).unwrap()),
            kind,
            name: name.to_owned(),
        };
        let (one, other) = (Some("home_a"), Some("home_b"));
        let home = PlaceKind::PrivateHome;
        for (left, right, same) in [
            (place(one, home, "A"), place(one, home, "B"), true),
            (place(one, home, "A"), place(other, home, "A"), false),
            (place(one, home, "A"), place(None, home, "A"), true),
            (place(None, home, "A"), place(None, home, "A"), true),
            (place(None, home, "A"), place(None, home, "B"), false),
            (
                place(None, home, "A"),
                place(None, PlaceKind::OtherSuitablePlace, "A"),
                false,
            ),
        ] {
            assert_eq!(same_place(&left, &right), same, "{left:?} and {right:?}");
            assert_eq!(same_place(&right, &left), same, "{right:?} and {left:?}");
        }
    }
}
