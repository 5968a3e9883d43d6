//! Cards from the parts of a position.

use domain::time::full_time;
use law::{
    Availability, Certainty, DutyKind, Missing, Position, Power, PowerFinding, Reason, rules,
};

use super::{Card, MissingFact, Step, Verdict, capital, sentence};
use crate::alternatives::{Alternative, rules_named};
use crate::answers::Answers;

/// What kind of answer a power is. Contested comes before available: never a bare yes.
pub(super) const fn verdict(availability: Availability, certainty: Certainty) -> Verdict {
    match (availability, certainty) {
        (_, Certainty::Contested) => Verdict::Contested,
        (Availability::Unavailable, _) => Verdict::MayNot,
        (Availability::Judgement, _) | (_, Certainty::NeedsFacts | Certainty::NotEstablished) => {
            Verdict::Judgement
        }
        (Availability::Available, Certainty::Settled) => Verdict::May,
    }
}

/// The name of the card that answers whether section 136 may be used.
pub(super) const ASKED: &str = "power-remove-to-place-of-safety";

/// The powers, in the law's order: those that may be used or must be judged, and those that may
/// not. Ways that were named once are not named again.
pub(super) fn powers(position: &Position) -> (Vec<Card>, Vec<Card>) {
    let mut named = Vec::new();
    position
        .powers
        .iter()
        .map(|finding| {
            let mut card = power(finding);
            card.instead.retain(|way| !named.contains(way));
            named.extend(card.instead.iter().cloned());
            card
        })
        .partition(|card| card.verdict != Verdict::MayNot)
}

fn power(finding: &PowerFinding) -> Card {
    let verdict = verdict(finding.availability, finding.certainty);
    Card {
        id: name("power", &finding.power),
        verdict,
        title: capital(finding.power.label()),
        // Nothing comes first of what may not be done.
        first: finding
            .first
            .iter()
            .filter(|_| verdict != Verdict::MayNot)
            .map(|text| sentence(text))
            .collect(),
        instead: finding.instead.iter().map(|text| sentence(text)).collect(),
        until: finding.until.map(full_time),
        rival: finding.rival.as_deref().map(sentence),
        because: steps(&finding.because),
    }
}

/// What is owed. Whom to consult before a decision is left out where there is none to take.
pub(super) fn duties(position: &Position, possible: bool) -> Vec<Card> {
    let before = |kind| matches!(kind, DutyKind::Consultation | DutyKind::RecordReason);
    position
        .duties
        .iter()
        .filter(|duty| possible || !before(duty.kind))
        .map(|duty| Card {
            until: duty.due.map(full_time),
            ..plain(
                name("duty", &duty.kind),
                Verdict::Must,
                format!("{} ({})", capital(duty.kind.label()), duty.owner.label()),
                steps(&duty.because),
            )
        })
        .collect()
}

/// What would follow if section 136 were used at this moment: what would be wrong with it, and
/// whether a search or a police station would be open.
pub(super) fn if_used(then: &Position, answers: &Answers) -> Vec<Card> {
    let mut cards: Vec<Card> = then
        .breaches
        .iter()
        .enumerate()
        .map(|(number, breach)| Card {
            first: vec![sentence(&breach.consequence)],
            ..plain(
                format!("wrong-{number}"),
                if breach.certainty == Certainty::Contested {
                    Verdict::Contested
                } else {
                    Verdict::MayNot
                },
                capital(&breach.what),
                steps(&breach.because),
            )
        })
        .collect();
    let search = |power| matches!(power, Power::Search136C | Power::SearchPace32);
    cards.extend(
        then.powers
            .iter()
            .filter(|finding| search(finding.power) && answers.has("danger", "item"))
            .map(power),
    );
    cards.extend(advisories(then));
    for card in &mut cards {
        card.id.insert_str(0, "then-");
    }
    cards
}

/// What other layers say.
pub(super) fn advisories(position: &Position) -> Vec<Card> {
    position
        .advisories
        .iter()
        .enumerate()
        .map(|(number, advisory)| {
            plain(
                format!("advice-{number}"),
                Verdict::Advice,
                sentence(&advisory.says),
                steps(&advisory.because),
            )
        })
        .collect()
}

/// Another way, where the law has code for at least one of its rules.
pub(super) fn other_way(other: &Alternative) -> Option<Card> {
    let rules = rules_named(other.rules);
    // The first rule gives the way; the rest only bound it.
    let gives = rules.first()?.id == *other.rules.first()?;
    gives.then(|| {
        let because = rules.into_iter().map(Step::from).collect();
        let title = other.title.to_owned();
        plain(
            format!("other-{}", other.id),
            Verdict::OtherWay,
            title,
            because,
        )
    })
}

/// While it is not said where somebody is held: what holds whatever the answer is.
pub(super) fn already_held() -> Vec<Card> {
    vec![plain(
        "already-held".to_owned(),
        Verdict::MayNot,
        "Use section 136 again on somebody already detained under it".to_owned(),
        vec![Step::from(&rules::S136_NOT_IF_ALREADY_136)],
    )]
}

pub(super) fn missing(missing: &Missing) -> MissingFact {
    MissingFact {
        fact: capital(&missing.fact),
        settles: missing.settles.clone(),
        rule: missing.rule.id,
        cite: missing.rule.cite,
    }
}

/// A card that only says something.
pub(super) fn plain(id: String, verdict: Verdict, title: String, because: Vec<Step>) -> Card {
    Card {
        id,
        verdict,
        title,
        first: Vec::new(),
        instead: Vec::new(),
        until: None,
        rival: None,
        because,
    }
}

fn steps(because: &[Reason]) -> Vec<Step> {
    because.iter().map(Step::from).collect()
}

/// A name in the page from a word of a closed list: `power-retake`.
fn name(kind: &str, word: &impl serde::Serialize) -> String {
    let word = serde_json::to_value(word).unwrap_or_default();
    format!(
        "{kind}-{}",
        word.as_str().unwrap_or_default().replace('_', "-")
    )
}
