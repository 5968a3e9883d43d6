//! Whether these people may go in now on the warrant there is.

use domain::Answer;
use jiff::Timestamp;
use law::warrant::WarrantVerdict;
use law::{Availability, Facts, Profile, Standing};

use super::cards::{plain, verdict};
use super::{Card, Headline, Step, Verdict, sentence};
use crate::answers::Answers;
use crate::facts;

/// The card of going in now; nothing where there is no warrant.
pub(super) fn card(
    answers: &Answers,
    told: &Facts,
    at: Timestamp,
    profile: &Profile,
) -> Option<Card> {
    let proposed = facts::going_in(answers)?;
    let finding = law::warrant::execution(told, at, &proposed, profile);
    let availability = match finding.answer.verdict {
        WarrantVerdict::Met => Availability::Available,
        WarrantVerdict::NotMet => Availability::Unavailable,
        WarrantVerdict::NeedsFacts => Availability::Judgement,
    };
    let mut first: Vec<String> = finding
        .answer
        .limbs
        .iter()
        .filter(|limb| limb.met == Answer::NotKnown)
        .map(|limb| sentence(limb.asks))
        .collect();
    if !answers.answered("warrant_face") {
        first.push("The last day on its face, where it gives one, has not passed.".to_owned());
    }
    let says = verdict(availability, finding.certainty);
    Some(Card {
        first: if says == Verdict::MayNot {
            Vec::new()
        } else {
            first
        },
        rival: finding.rival.as_deref().map(sentence),
        ..plain(
            "go-in-on-the-warrant".to_owned(),
            says,
            "Go in now on the warrant, with those who are here".to_owned(),
            finding.because.iter().map(Step::from).collect(),
        )
    })
}

/// The age of a warrant is answered in months, so the day on which it ends is not known here: the
/// law counts from the earliest it can be, and a card would say a date that nobody gave.
pub(super) fn without_its_end(card: &mut Card) {
    let of_a_warrant = [
        "power-enter-under-warrant135-1",
        "power-enter-under-warrant135-2",
        "duty-execute-warrant",
    ];
    if of_a_warrant.contains(&card.id.as_str()) {
        card.until = None;
    }
}

/// With a warrant in hand, going in is what is asked about first, unless the person is held.
pub(super) fn headline(card: &Card, standing: &Standing) -> Option<Headline> {
    let asked = matches!(
        standing,
        Standing::NoPower
            | Standing::Voluntary
            | Standing::AbsentWithoutLeave { .. }
            | Standing::EscapedMayBeRetaken { .. }
            | Standing::LawfullyOut { .. }
    );
    let says = match card.verdict {
        Verdict::May if card.first.is_empty() => {
            "You may go in now on the warrant, by force if need be."
        }
        Verdict::May => "You may go in now on the warrant, once what comes first is so.",
        Verdict::MayNot => "Nobody may go in on this warrant now. See why below.",
        Verdict::Contested => {
            "Contested: whether you may go in on this warrant now. Both readings are below."
        }
        _ => {
            "Whether you may go in on the warrant is not settled: see what must be found out first."
        }
    };
    asked.then(|| Headline {
        verdict: card.verdict,
        says: says.to_owned(),
    })
}
