//! Section 17: entering premises without a warrant to save life, in pursuit, or, by the common law
//! that section 17(6) leaves, for a breach of the peace.
//!
//! Each is judged on what was known. What an entry relied on and what was known are two facts: an
//! entry that relied on the wrong power is a breach, whatever other power there may have been.

use domain::Answer;
use jiff::Timestamp;

use crate::absence;
use crate::acts::mha_1983::s136;
use crate::answer::{Availability, Certainty, Limb, Power, PowerFinding, Reason, Standing};
use crate::case::Ledger;
use crate::facts::What;
use crate::facts::entry::{
    BelievedHarm, EntryBasis, EntryMade, EntryReasons, PremisesSearch, Pursuit,
};
use crate::limbs;
use crate::position::day_of;
use crate::profile::Profile;
use crate::rules;
use crate::story::{Placed, Story};

/// What was known last of reasons to enter, and what an entry relied on, if one was made.
fn known<'a>(story: &Story<'a>) -> Option<(&'a EntryReasons, Option<EntryBasis>)> {
    let of = |what: &'a What| match what {
        What::EntryConsidered(reasons) => Some((reasons, None)),
        What::EntryMade(entry) => Some((&entry.reasons, Some(entry.basis))),
        _ => None,
    };
    let placed = story.acts.iter().rev().find_map(|act| of(act.what()));
    placed.or_else(|| story.undated.iter().find_map(|act| of(&act.what)))
}

/// 17(1)(e): what was believed of harm inside.
fn grave(reasons: &EntryReasons) -> Limb {
    let asks = "it is reasonably believed that serious harm to somebody, the person included, or serious damage has happened or is imminent";
    match reasons.believed {
        Some(BelievedHarm::SeriousHarm) => Limb::new(
            &rules::PACE_17_1_E,
            asks,
            Answer::Yes,
            "Serious harm was reasonably believed to have happened or to be imminent.",
        ),
        Some(BelievedHarm::SeriousDamage) => Limb::new(
            &rules::PACE_17_1_E,
            asks,
            Answer::Yes,
            "Serious damage to property was reasonably believed to be imminent.",
        ),
        Some(BelievedHarm::GeneralConcern) => Limb::new(
            &rules::PACE_17_THRESHOLD,
            asks,
            Answer::No,
            "General concern for somebody's welfare is too little.",
        ),
        None => Limb::new(
            &rules::PACE_17_THRESHOLD,
            asks,
            Answer::NotKnown,
            "It takes more than general concern for somebody's welfare.",
        ),
    }
}

/// 17(1)(d): unlawfully at large, and being pursued.
fn pursued(reasons: &EntryReasons, at_large: Answer) -> [Limb; 2] {
    let large = match at_large {
        Answer::Yes => "The person is unlawfully at large.",
        Answer::No => "The person is not unlawfully at large.",
        Answer::NotKnown => {
            "It reaches only a person unlawfully at large, such as one absent without leave or escaped from custody."
        }
    };
    let (chased, says) = match reasons.pursuit {
        Some(Pursuit::InSight) => (Answer::Yes, "The person was chased in sight."),
        Some(Pursuit::JustLost) => (
            Answer::Yes,
            "The person was chased, and out of sight for moments only.",
        ),
        Some(Pursuit::NoChase) => (
            Answer::No,
            "There was no chase: a planned visit, or looking for the person later, is no pursuit.",
        ),
        None => (
            Answer::NotKnown,
            "It takes a chase close in time; a planned visit is none.",
        ),
    };
    [
        Limb::new(
            &rules::PACE_17_1_D,
            "the person is unlawfully at large",
            at_large,
            large,
        ),
        Limb::new(
            &rules::PACE_17_1_D,
            "the person is being chased, or was moments ago",
            chased,
            says,
        ),
    ]
}

/// 17(6): a breach of the peace.
fn disturbed(reasons: &EntryReasons) -> Limb {
    let says = match reasons.breach_of_the_peace {
        Answer::Yes => "A breach of the peace was happening or imminent.",
        Answer::No => "No breach of the peace was happening or imminent.",
        Answer::NotKnown => "It takes a breach of the peace that is happening or imminent.",
    };
    Limb::new(
        &rules::BREACH_OF_PEACE,
        "a breach of the peace is happening inside, or is imminent",
        reasons.breach_of_the_peace,
        says,
    )
}

/// Whether the person was unlawfully at large: as recorded, escaped and not yet retaken, or a
/// patient absent without leave.
fn at_large(
    reasons: &EntryReasons,
    story: &Story<'_>,
    profile: &Profile,
    when: Timestamp,
) -> Answer {
    if reasons.unlawfully_at_large != Answer::NotKnown {
        return reasons.unlawfully_at_large;
    }
    if absence::was_at_large(story, profile, when) {
        return Answer::Yes;
    }
    let acts = story.acts.iter().take_while(|act| act.at <= when);
    acts.fold(Answer::NotKnown, |answer, act| match act.what() {
        What::Escaped { .. } => Answer::Yes,
        What::Retaken { .. } | What::Entered { .. } | What::Ended { .. } => Answer::NotKnown,
        _ => answer,
    })
}

/// Adds what entry is open without a warrant, where anybody has considered entering.
pub(crate) fn powers(
    story: &Story<'_>,
    standing: &Standing,
    profile: &Profile,
    ledger: &mut Ledger,
) {
    let Some((reasons, basis)) = known(story) else {
        return;
    };
    ledger.powers.push(to_save_life(reasons));
    let large = match standing {
        Standing::EscapedPowerEnded { .. } => Answer::No,
        _ => at_large(reasons, story, profile, story.at),
    };
    if reasons.pursuit.is_some() || large.is_yes() || basis == Some(EntryBasis::Pursuit) {
        let mut finding = limbs::power(Power::EnterInPursuit, &pursued(reasons, large));
        if finding.availability == Availability::Unavailable {
            finding.instead = [
                "consent to enter",
                "a warrant under section 135(2)",
                "saving life or limb (PACE section 17(1)(e))",
            ]
            .map(str::to_owned)
            .to_vec();
        } else {
            finding.because.push(extent());
        }
        ledger.powers.push(finding);
    }
    if reasons.breach_of_the_peace != Answer::NotKnown
        || basis == Some(EntryBasis::BreachOfThePeace)
    {
        ledger.powers.push(limbs::power(
            Power::EnterForBreachOfPeace,
            &[disturbed(reasons)],
        ));
    }
}

/// In a home, before anybody has considered entering: what would have to be believed to enter.
pub(crate) fn prompt(story: &Story<'_>, ledger: &mut Ledger) {
    if known(story).is_none() {
        ledger.powers.push(to_save_life(&EntryReasons::default()));
    }
}

fn to_save_life(reasons: &EntryReasons) -> PowerFinding {
    let mut finding = limbs::power(Power::EnterToSaveLife, &[grave(reasons)]);
    if finding.availability == Availability::Unavailable {
        finding.instead = ["consent to enter", "a warrant under section 135(1)"]
            .map(str::to_owned)
            .to_vec();
    } else {
        finding.because.push(extent());
        finding.because.push(no_detaining());
    }
    finding
}

fn extent() -> Reason {
    rules::PACE_17_EXTENT.applies("Search only as far as that purpose needs.")
}

/// Why an entry to save life is no way to use section 136 in a home.
pub(crate) fn no_detaining() -> Reason {
    rules::PACE_17_NO_DETAIN.applies("Entering gives no power to use section 136 inside a home.")
}

/// Whether an act is an entry that leaves a person in a home out of section 136's reach.
pub(crate) fn is_entry_to_save_life(what: &What) -> bool {
    matches!(
        what,
        What::EntryMade(entry)
            if matches!(entry.basis, EntryBasis::SaveLifeOrLimb | EntryBasis::ConcernForWelfare)
    )
}

/// Judges every entry that was made.
pub(crate) fn judge(story: &Story<'_>, profile: &Profile, ledger: &mut Ledger) {
    for act in &story.acts {
        if let What::EntryMade(entry) = act.what() {
            judge_basis(story, profile, act, entry, ledger);
            judge_search(act, entry, ledger);
        }
    }
}

const ENTERED: &str = "premises were entered without a warrant";

fn judge_basis(
    story: &Story<'_>,
    profile: &Profile,
    act: &Placed<'_>,
    entry: &EntryMade,
    ledger: &mut Ledger,
) {
    let limbs = match entry.basis {
        EntryBasis::Consent => vec![consented(&entry.reasons)],
        EntryBasis::SaveLifeOrLimb => vec![grave(&entry.reasons)],
        EntryBasis::Pursuit => pursued(
            &entry.reasons,
            at_large(&entry.reasons, story, profile, act.at),
        )
        .to_vec(),
        EntryBasis::BreachOfThePeace => vec![disturbed(&entry.reasons)],
        EntryBasis::Section136 => {
            judge_136(act, entry, ledger);
            return;
        }
        EntryBasis::CapacityLaw => vec![Limb::new(
            &rules::MCA_S5,
            "capacity law gives a power to enter",
            Answer::No,
            "Capacity law gives a defence for what is done for a person, and no power to enter.",
        )],
        EntryBasis::ConcernForWelfare => vec![Limb::new(
            &rules::PACE_17_THRESHOLD,
            "concern for welfare is enough to enter on",
            Answer::No,
            "General concern for somebody's welfare is too little.",
        )],
        EntryBasis::NotRecorded => vec![Limb::new(
            &rules::ENTRY_BASIS,
            "the basis of the entry was recorded",
            Answer::NotKnown,
            "An entry needs consent, a warrant or a power.",
        )],
    };
    limbs::judge(
        ledger,
        act,
        ENTERED,
        &limbs,
        "the entry had no basis in what it relied on",
    );
}

fn consented(reasons: &EntryReasons) -> Limb {
    Limb::new(
        &rules::ENTRY_BASIS,
        "somebody who lives there or is in charge agreed",
        reasons.consent,
        "Nobody who could agree to the entry did.",
    )
}

/// 136(1B): only where section 136 may be used.
fn judge_136(act: &Placed<'_>, entry: &EntryMade, ledger: &mut Ledger) {
    let found = s136::location(&entry.into, day_of(act.at));
    match found.answer {
        Availability::Available => {}
        Availability::Judgement => ledger.missing(
            "what kind of place was entered",
            format!("whether {ENTERED} lawfully"),
            &rules::S136_ENTRY,
        ),
        Availability::Unavailable => ledger.breach(
            Some(act.at),
            format!("{ENTERED} to use section 136 where it may not be used"),
            found.certainty,
            rules::S136_ENTRY.applies_to(
                "The power to enter reaches only where section 136 may be used.",
                &[act.act],
            ),
            found
                .rival
                .unwrap_or_else(|| "the entry had no basis in what it relied on".to_owned()),
        ),
    }
}

/// 17(4): no further than the purpose needs.
fn judge_search(act: &Placed<'_>, entry: &EntryMade, ledger: &mut Ledger) {
    let under_17 = matches!(
        entry.basis,
        EntryBasis::SaveLifeOrLimb | EntryBasis::Pursuit
    );
    if under_17 && entry.search == Some(PremisesSearch::Beyond) {
        ledger.breach(
            Some(act.at),
            "premises were searched further than the purpose of the entry needed",
            Certainty::Settled,
            rules::PACE_17_EXTENT.applies_to(
                "The premises may be searched only as far as the purpose of the entry needs.",
                &[act.act],
            ),
            "the search had no basis in the power relied on",
        );
    }
}
