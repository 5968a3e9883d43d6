//! The Mental Capacity Act 2005, as far as a constable relies on it.
//!
//! It gives a defence for acting without consent and, in section 4B, a narrow authority to deprive
//! of liberty. It gives no power of arrest or entry, and starts no clock (`mca-no-clock`). It is no
//! way round sections 135 and 136 of the Mental Health Act: a person may not be taken under it to
//! be assessed at a place of safety (`mca-not-for-135-136`).

mod s4b;
mod s5;
mod s6;

use domain::Answer;
use jiff::Timestamp;

use crate::answer::{Availability, Certainty, Finding, Limb, Power, PowerFinding, Standing};
use crate::case::Ledger;
use crate::facts::What;
use crate::facts::capacity::{CapacityAct, CapacityConsidered, CapacityPurpose};
use crate::limbs;
use crate::position::day_of;
use crate::rules::{self, Rule};
use crate::story::{Placed, Story};

/// What was considered last, at or before an instant.
fn considered<'a>(story: &Story<'a>, when: Timestamp) -> Option<&'a CapacityConsidered> {
    let placed = story.acts.iter().filter(|act| act.at <= when);
    let last = placed
        .filter_map(|act| match act.what() {
            What::CapacityConsidered(considered) => Some(considered),
            _ => None,
        })
        .next_back();
    // Considered at a time nobody knows: it counts for whether, and stands before any other.
    last.or_else(|| {
        story.undated.iter().find_map(|act| match &act.what {
            What::CapacityConsidered(considered) => Some(considered),
            _ => None,
        })
    })
}

fn acted<'s, 'a>(
    story: &'s Story<'a>,
) -> impl DoubleEndedIterator<Item = (&'s Placed<'a>, CapacityAct)> {
    story.acts.iter().filter_map(|act| match act.what() {
        What::CapacityActedOn(done) => Some((act, done.how)),
        _ => None,
    })
}

/// Every limb of going so far for this person, at an instant.
fn limbs_of(
    how: CapacityAct,
    considered: Option<&CapacityConsidered>,
    story: &Story<'_>,
    when: Timestamp,
) -> Vec<Limb> {
    let mut all = vec![purpose(considered)];
    all.extend(s5::limbs(considered, story.person, day_of(when)));
    match how {
        CapacityAct::Care => {}
        CapacityAct::Restraint => all.extend(s6::limbs(considered)),
        CapacityAct::DeprivationOfLiberty => all.extend(s4b::limbs(considered)),
    }
    all
}

/// Sessay: not to have a person assessed at a place of safety.
fn purpose(considered: Option<&CapacityConsidered>) -> Limb {
    let asks = "the purpose is care or treatment, and not to have the person assessed at a place of safety";
    match considered.map(|one| one.purpose) {
        Some(CapacityPurpose::MentalHealthAssessment) => Limb::new(
            &rules::MCA_NOT_FOR_135_136,
            asks,
            Answer::No,
            "The purpose is to have the person assessed at a place of safety: only section 135 or 136 can do that.",
        ),
        Some(CapacityPurpose::NotRecorded) | None => Limb::new(
            &rules::MCA_NOT_FOR_135_136,
            asks,
            Answer::NotKnown,
            "Capacity law cannot be used to have a person assessed at a place of safety.",
        ),
        Some(_) => Limb::new(
            &rules::MCA_NOT_FOR_135_136,
            asks,
            Answer::Yes,
            "The purpose is not an assessment at a place of safety.",
        ),
    }
}

/// Adds what may be done under capacity law, where anybody has considered it.
pub(crate) fn powers(story: &Story<'_>, ledger: &mut Ledger) {
    let recorded = considered(story, story.at);
    if recorded.is_none() && acted(story).next().is_none() {
        return;
    }
    for (power, how) in [
        (Power::ActInBestInterests, CapacityAct::Care),
        (Power::RestrainInBestInterests, CapacityAct::Restraint),
        (
            Power::DepriveForVitalTreatment,
            CapacityAct::DeprivationOfLiberty,
        ),
    ] {
        ledger.powers.push(finding(power, how, recorded, story));
    }
}

/// In a home, before anybody has considered it: what would have to be believed to act.
pub(crate) fn prompt(story: &Story<'_>, ledger: &mut Ledger) {
    if considered(story, story.at).is_none() && acted(story).next().is_none() {
        ledger.powers.push(finding(
            Power::ActInBestInterests,
            CapacityAct::Care,
            None,
            story,
        ));
    }
}

fn finding(
    power: Power,
    how: CapacityAct,
    considered: Option<&CapacityConsidered>,
    story: &Story<'_>,
) -> PowerFinding {
    let limbs = limbs_of(how, considered, story, story.at);
    let mut finding = limbs::power(power, &limbs);
    if finding.availability == Availability::Unavailable {
        finding.instead = alternatives(&limbs);
    } else {
        finding
            .because
            .push(rules::MCA_NO_CLOCK.applies("It is not section 136, and no clock runs."));
    }
    if how == CapacityAct::DeprivationOfLiberty {
        s4b::court(considered, &mut finding);
    }
    finding
}

/// What may fit where capacity law does not.
fn alternatives(limbs: &[Limb]) -> Vec<String> {
    let fails = |rule: &Rule| {
        limbs
            .iter()
            .any(|limb| limb.met.is_no() && limb.rule == rule)
    };
    let mut instead = Vec::new();
    if fails(&rules::CAPACITY_AGE) {
        instead.extend([
            "the agreement of somebody with parental responsibility",
            "police protection (Children Act 1989 section 46)",
        ]);
    }
    if fails(&rules::MCA_NOT_FOR_135_136) {
        instead.extend([
            "a warrant under section 135(1)",
            "section 136, where the person is in a place where it may be used",
            "the person's own agreement",
        ]);
    }
    if fails(&rules::MCA_S6_RESTRAINT) || fails(&rules::MCA_NO_DOL) {
        instead.push("care that restrains less, or not at all");
    }
    instead.into_iter().map(str::to_owned).collect()
}

/// Judges everything done in reliance on capacity law.
pub(crate) fn judge(story: &Story<'_>, ledger: &mut Ledger) {
    for (act, how) in acted(story) {
        let recorded = considered(story, act.at);
        let what = match how {
            CapacityAct::Care => "the person was cared for without their consent",
            CapacityAct::Restraint => "the person was restrained without their consent",
            CapacityAct::DeprivationOfLiberty => "the person was deprived of their liberty",
        };
        let mut limbs = limbs_of(how, recorded, story, act.at);
        // A wrong purpose cannot be mended by any other limb, so it is said alone.
        if limbs.first().is_some_and(|limb| limb.met.is_no()) {
            limbs.truncate(1);
        }
        limbs::judge(
            ledger,
            act,
            what,
            &limbs,
            "the Mental Capacity Act gives no defence for it",
        );
        if how == CapacityAct::DeprivationOfLiberty {
            s4b::judge_court(recorded, act, ledger);
        }
    }
}

/// That the person is cared for under capacity law, where that is the last that was done with them
/// and nothing recorded makes it unlawful.
pub(crate) fn standing(story: &Story<'_>) -> Option<Finding<Standing>> {
    let (act, how) = acted(story).next_back()?;
    let moved_on = story.acts.iter().any(|other| {
        other.at > act.at && matches!(other.what(), What::Met { .. } | What::Voluntary)
    });
    let recorded = considered(story, act.at);
    let limbs = limbs_of(how, recorded, story, act.at);
    if moved_on || limbs.iter().any(|limb| limb.met.is_no()) {
        return None;
    }
    let known = limbs.iter().all(|limb| limb.met.is_yes()) && act.timed;
    Some(Finding {
        answer: Standing::BestInterests { since: act.at },
        certainty: if known {
            Certainty::Settled
        } else {
            Certainty::NeedsFacts
        },
        because: vec![
            rules::MCA_S5.applies_to(
                "What is done for the person rests on capacity law: a defence, and no power to detain.",
                &[act.act],
            ),
            rules::MCA_NO_CLOCK.applies("It is not section 136, and no clock runs."),
        ],
        rival: None,
    })
}

/// Why time under capacity law is no part of a later clock.
pub(crate) fn before_the_clock(
    story: &Story<'_>,
    start: Timestamp,
) -> Option<crate::answer::Reason> {
    let (act, _) = acted(story).find(|(act, _)| act.at < start)?;
    Some(rules::MCA_NO_CLOCK.applies_to(
        "The time under capacity law came before section 136 and is no part of this clock.",
        &[act.act],
    ))
}
