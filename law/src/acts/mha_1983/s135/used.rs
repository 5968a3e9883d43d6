//! The use of a section 135(1) warrant: removing the person, or keeping them.

use domain::{Answer, Profession};

use super::{Papers, ProposedEntry, valid};
use crate::acts::mha_1983::s135_places;
use crate::acts::mha_1983::s136::Taint;
use crate::acts::mha_1983::s137;
use crate::answer::{Availability, Certainty, Limb, Power, PowerFinding, Reason};
use crate::case::{Case, Ledger};
use crate::facts::{
    Act, KeptUnderWarrant, RemovedUnderWarrant, WarrantExecuted, WarrantKind, What,
};
use crate::profile::Profile;
use crate::rules;
use crate::story::{Placed, Stay};

/// Judges the use of the warrant. Says what taints it, so that nothing after it can be lawful.
pub(crate) fn judge_use(case: &Case<'_, '_>, ledger: &mut Ledger) -> Option<Taint> {
    let power = case.stay.power;
    let by = match power.what() {
        What::RemovedUnderWarrant(RemovedUnderWarrant { by, .. }) => *by,
        What::KeptUnderWarrant(KeptUnderWarrant { by, .. }) => *by,
        _ => return None,
    };
    let mut taints: Vec<Taint> = who(by, power, ledger).into_iter().collect();
    if case.stay.entry.is_none() {
        ledger.missing(
            "when the constable entered to execute the warrant, and with whom",
            "whether the execution was lawful, and when the clock began if the person was kept",
            &rules::W1_ACCOMPANIED,
        );
    }
    let kept = case.stay.acts.iter().filter_map(|act| match act.what() {
        What::KeptUnderWarrant(kept) => Some((act, kept)),
        _ => None,
    });
    for (act, kept) in kept {
        premises(case, act, kept, ledger);
    }
    taints.extend(execution(case));
    // What is certain comes before what is contested.
    taints.sort_by_key(|taint| taint.contested);
    taints.into_iter().next()
}

/// 135(1): to remove, or keep, is the constable's to decide.
fn who(by: Profession, power: &Placed<'_>, ledger: &mut Ledger) -> Option<Taint> {
    if matches!(by, Profession::Constable | Profession::CustodyOfficer) {
        return None;
    }
    let because = rules::W1_REMOVE.applies_to(
        format!("The decision was taken by a {}.", by.label()),
        &[power.act],
    );
    ledger.breach(
        Some(power.at),
        "the decision to remove or keep the person under the warrant was not a constable's",
        Certainty::Settled,
        because.clone(),
        "the warrant authorises a constable, and nobody else, to remove or keep the person",
    );
    Some(Taint {
        says: "it was not a constable who decided",
        because,
        contested: false,
    })
}

/// 135(1A), (7): the premises are a place of safety.
fn premises(case: &Case<'_, '_>, act: &Placed<'_>, kept: &KeptUnderWarrant, ledger: &mut Ledger) {
    if !case.wording.may_keep {
        ledger.breach(
            Some(act.at),
            "the person was kept at the premises, for which the earlier wording has no power",
            Certainty::NotEstablished,
            rules::REGIME_72H.applies_to(
                "There was no power to keep before 11 December 2017.",
                &[act.act],
            ),
            "whether keeping could then be read as removing is not established",
        );
        return;
    }
    let agreed = s135_places::agreed(&kept.at, &case.stay, act.at);
    match agreed.answer {
        Answer::Yes => {}
        Answer::No => {
            let mut because =
                rules::W1_KEEP.applies_to("The premises were not a place of safety.", &[act.act]);
            if let Some(reason) = agreed.because.first() {
                because.says = format!("{} {}", because.says, reason.says).into();
                because.facts.extend(reason.facts.iter().cloned());
            }
            ledger.breach(
                Some(act.at),
                "the person was kept at premises that were not a place of safety",
                agreed.certainty,
                because,
                agreed.rival.unwrap_or_else(|| {
                    "there was no power to keep the person there; they could be removed".to_owned()
                }),
            );
        }
        Answer::NotKnown => ledger.missing(
            "who agreed that the person may be kept at the premises",
            "whether the premises were a place of safety",
            &rules::W1_KEEP,
        ),
    }
}

/// The latest entry under the warrant before the person was removed or kept.
fn last_entry<'s, 'a>(stay: &Stay<'s, 'a>) -> Option<(&'s Placed<'a>, &'a WarrantExecuted)> {
    stay.since_entry
        .iter()
        .take_while(|act| !std::ptr::eq(*act, stay.power))
        .filter_map(|act| match act.what() {
            What::WarrantExecuted(entry) if entry.kind == WarrantKind::Assess => Some((act, entry)),
            _ => None,
        })
        .last()
}

/// The limbs of the execution that led to a detention, each with the act it is of.
pub(crate) fn limbs_of_entry<'a>(stay: &Stay<'_, 'a>, profile: &Profile) -> Vec<(Limb, &'a Act)> {
    let Some((act, entry)) = last_entry(stay) else {
        return Vec::new();
    };
    let papers = Papers::at(stay.story, act.at, WarrantKind::Assess);
    valid::entry_limbs(stay.story, profile, &papers, entry.into(), act.at)
        .into_iter()
        .map(|tested| (tested.limb, act.act))
        .collect()
}

/// An execution that was not lawful taints what was done under it. The latest entry before counts.
fn execution(case: &Case<'_, '_>) -> Vec<Taint> {
    let stay = &case.stay;
    let Some((act, entry)) = last_entry(stay) else {
        return Vec::new();
    };
    let papers = Papers::at(stay.story, act.at, WarrantKind::Assess);
    let proposed = ProposedEntry::from(entry);
    let limbs = valid::entry_limbs(stay.story, case.profile, &papers, proposed, act.at);
    let mut taints: Vec<Taint> = limbs
        .iter()
        .filter(|one| one.limb.met.is_no())
        .map(|one| {
            let mut because = one.limb.reason();
            because.facts.push(act.act.id.clone());
            Taint {
                says: "the execution of the warrant was not lawful",
                because,
                contested: one.certainty() == Certainty::Contested,
            }
        })
        .collect();
    taints.extend(super::done::formalities(act, entry).map(|because| Taint {
        says: "a formality of the entry was not kept",
        because,
        contested: true,
    }));
    taints
}

/// The power to go on with a removal under the warrant.
pub(crate) fn power_to_remove() -> PowerFinding {
    let mut finding = finding(
        Power::RemoveUnderWarrant135_1,
        Availability::Available,
        rules::W1_REMOVE.applies("The person is being removed to a place of safety."),
    );
    finding.because.push(rules::S135_NO_136_CONSULT.applies(
        "No consultation under section 136(1C) is asked for; before a police station one is.",
    ));
    finding.because.push(s137::conveying());
    finding.because.push(s137::powers());
    finding
}

pub(super) fn finding(power: Power, availability: Availability, because: Reason) -> PowerFinding {
    PowerFinding {
        power,
        availability,
        certainty: Certainty::Settled,
        because: vec![because],
        first: Vec::new(),
        instead: Vec::new(),
        until: None,
        rival: None,
    }
}
