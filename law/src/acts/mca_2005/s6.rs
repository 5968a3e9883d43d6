//! Section 6: restraint.

use domain::Answer;

use crate::answer::Limb;
use crate::facts::capacity::CapacityConsidered;
use crate::rules;

/// What restraint needs beside section 5.
pub(super) fn limbs(considered: Option<&CapacityConsidered>) -> [Limb; 2] {
    let asked = |of: fn(&CapacityConsidered) -> Answer| considered.map_or(Answer::NotKnown, of);
    [
        // 6(2)
        limb(
            "restraint is reasonably believed necessary to prevent harm to the person themselves",
            asked(|one| one.prevents_harm_to_person),
            "Restraint is not needed to prevent harm to the person; harm to others does not count.",
        ),
        // 6(3)
        limb(
            "the restraint is proportionate to how likely and how serious that harm is",
            asked(|one| one.proportionate),
            "The restraint is out of proportion to the harm to the person.",
        ),
    ]
}

fn limb(asks: &'static str, met: Answer, fails: &'static str) -> Limb {
    let says = match met {
        Answer::Yes => {
            "Restraint was reasonably believed necessary to prevent harm to the person, and proportionate."
        }
        Answer::No => fails,
        Answer::NotKnown => {
            "Restraint must be necessary to prevent harm to the person themselves, and proportionate."
        }
    };
    Limb::new(&rules::MCA_S6_RESTRAINT, asks, met, says)
}
