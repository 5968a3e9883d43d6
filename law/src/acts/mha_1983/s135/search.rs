//! Section 136C(2): searching a person under a warrant, before and beside any detention.

use jiff::Timestamp;

use crate::acts::mha_1983::s136c::{self, Reach};
use crate::answer::{Reason, Standing};
use crate::case::Ledger;
use crate::facts::{WarrantKind, What};
use crate::rules;
use crate::story::{Placed, Stay, Story};

/// Why PACE section 32 does not reach a person removed or kept under a section 135(1) warrant.
pub(crate) fn pace_32_reason() -> Reason {
    rules::SRCH_PACE_32.applies(
        "Removal under section 135(1) is not among the preserved powers of arrest; section 136C applies from the entry instead.",
    )
}

/// Judges searches that no detention covers, where a warrant is about, and says what may be done.
pub(super) fn judge(story: &Story<'_>, stays: &[Stay<'_, '_>], ledger: &mut Ledger) {
    let any = story.acts.iter().any(|act| {
        matches!(
            act.what(),
            What::WarrantExecuted(_) | What::WarrantIssued(_)
        )
    });
    if !any {
        return;
    }
    for act in story.acts.iter().filter(|act| !covered(stays, act)) {
        match act.what() {
            What::SearchedBeyondLimits => s136c::judge_limits(act, ledger),
            What::Searched { .. } => s136c::judge_search(act, reach(story, act.at), ledger),
            _ => {}
        }
    }
    if stays.is_empty()
        && let Some(standing) = super::standing(story)
        && matches!(
            standing.answer,
            Standing::EnteredUnderWarrant { .. } | Standing::BeingTaken { .. }
        )
    {
        ledger
            .powers
            .push(s136c::section_136c(reach(story, story.at), None));
    }
}

/// Whether an act lies within a detention, which judges its own searches.
fn covered(stays: &[Stay<'_, '_>], act: &Placed<'_>) -> bool {
    stays
        .iter()
        .any(|stay| stay.since_entry.iter().any(|one| std::ptr::eq(one, act)))
}

/// How far the search power of a warrant reaches at an instant.
fn reach(story: &Story<'_>, when: Timestamp) -> Reach {
    let mut reach = Reach::NotEntered;
    for act in story.acts.iter().take_while(|act| act.at <= when) {
        reach = match act.what() {
            What::WarrantExecuted(entry) if entry.kind == WarrantKind::Assess => Reach::ByWarrant,
            What::WarrantExecuted(_) => Reach::NotYetTaken,
            // From the removal to the door of the place the patient is taken to.
            What::RemovedUnderWarrant(taken) if taken.kind == WarrantKind::Retake => Reach::Taken,
            What::Entered { .. }
            | What::ExecutionConcluded(_)
            | What::Escaped { .. }
            | What::Ended { .. } => Reach::None,
            _ => reach,
        };
    }
    reach
}
