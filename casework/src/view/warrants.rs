//! Where an episode of a warrant or of an absent patient stands (workflows.md sections 4 to 6).

use domain::Event;
use domain::event::{ExecutionOutcome, Manner, WarrantKind};

use super::Stage;

/// Whether a line of this kind may move such an episode on.
pub(super) const fn moves(event: &Event) -> bool {
    matches!(
        event,
        Event::WarrantApplied(_)
            | Event::WarrantIssued(_)
            | Event::WarrantRefused(_)
            | Event::WarrantExecuted(_)
            | Event::WarrantUsed(_)
            | Event::WarrantConcluded(_)
            | Event::WarrantReturned(_)
            | Event::WentAbsent(_)
            | Event::PatientTaken(_)
            | Event::PatientReturned(_)
    )
}

/// Where the episode stands after such a line. A detention that began goes its own way.
pub(super) fn stage(event: &Event, stage: Stage) -> Stage {
    let before = stage < Stage::DetainedAtScene;
    match event {
        Event::WarrantApplied(_) | Event::WarrantIssued(_) if before && stage != Stage::Inside => {
            Stage::Warrant
        }
        Event::WarrantRefused(_) if stage == Stage::Warrant => Stage::Opened,
        Event::WarrantExecuted(entry) if before && !entry.person_found.is_no() => Stage::Inside,
        Event::WarrantUsed(used) => match (used.kind, &used.manner) {
            (WarrantKind::Retake, _) => Stage::InTransit,
            (WarrantKind::Assess, Manner::Keep { .. }) => Stage::AtPlace,
            (WarrantKind::Assess, Manner::Remove) if before || stage == Stage::AtPlace => {
                Stage::DetainedAtScene
            }
            (WarrantKind::Assess, Manner::Remove) => stage,
        },
        // Nobody was found: the warrant may be good for another day.
        Event::WarrantConcluded(over)
            if stage == Stage::Inside && over.outcome == ExecutionOutcome::NobodyFound =>
        {
            Stage::Warrant
        }
        Event::WarrantConcluded(_) if stage == Stage::Inside => Stage::WarrantOver,
        Event::WarrantReturned(_) if before => Stage::Ended,
        Event::WentAbsent(_) if before => Stage::Absent,
        Event::PatientTaken(_) if before => Stage::InTransit,
        Event::PatientReturned(_) => Stage::Ended,
        _ => stage,
    }
}
