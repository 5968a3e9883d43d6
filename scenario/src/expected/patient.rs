//! What a row expects of a patient's liability.

use std::collections::BTreeSet;

use law::{Liability, LiabilityState, Position, Taker, Until};

use super::{answer, instants, same, words};
use crate::facts::Scenario;
use crate::table::{Cell, Failure};

/// Checks an expectation about liability; `None` where the column is none of them.
pub(super) fn check(
    scenario: &Scenario,
    position: &Position,
    cell: Cell<'_>,
) -> Option<Result<(), Failure>> {
    let finding = position.liability.as_ref();
    let liability = finding.map(|finding| &finding.answer);
    Some(match cell.column {
        "liability?" => same(cell, liability.map_or("none", |it| state(it.state))),
        "liability certainty?" => same(
            cell,
            finding.map_or("none", |finding| finding.certainty.label()),
        ),
        "liability rule?" => same(
            cell,
            finding
                .and_then(|finding| finding.because.first())
                .map_or("none", |reason| reason.rule.id),
        ),
        "other reading?" => {
            let rival = finding.and_then(|finding| finding.rival.as_deref());
            match rival {
                Some(rival) if rival.contains(cell.text) => Ok(()),
                None if cell.text == "none" => Ok(()),
                other => Err(cell.failure(other.unwrap_or("none"))),
            }
        }
        "absent since?" => instants(
            cell,
            &liability
                .filter(|it| it.first_day_of_absence.is_some())
                .and_then(|it| it.since)
                .into_iter()
                .collect::<Vec<_>>(),
        ),
        "first day absent?" => same(
            cell,
            &liability
                .and_then(|it| it.first_day_of_absence)
                .map_or("none".to_owned(), |day| day.to_string()),
        ),
        "recall served?" => instants(
            cell,
            &liability
                .and_then(|it| it.recall_served)
                .into_iter()
                .collect::<Vec<_>>(),
        ),
        "take until?" => until(cell, liability.and_then(|it| it.take_until)),
        "take until otherwise?" => until(cell, liability.and_then(|it| it.take_until_otherwise)),
        "authority until?" => until(cell, liability.and_then(|it| it.authority_until)),
        "take ends?" => instants(
            cell,
            &liability
                .and_then(|it| it.take_until)
                .and_then(|until| until.ends())
                .into_iter()
                .collect::<Vec<_>>(),
        ),
        "who may take?" => takers(cell, liability),
        "destination?" => same(
            cell,
            &liability
                .and_then(|it| it.destination.as_ref())
                .map_or("none".to_owned(), law::Destination::words),
        ),
        "at large?" => same(
            cell,
            answer(
                law::absence::unlawfully_at_large(&scenario.facts, scenario.at, &scenario.profile)
                    .answer,
            ),
        ),
        _ => return None,
    })
}

fn state(state: LiabilityState) -> &'static str {
    match state {
        LiabilityState::Informal => "informal",
        LiabilityState::NotLiable => "not liable",
        LiabilityState::InHospital => "in hospital",
        LiabilityState::OnLeave => "on leave",
        LiabilityState::InCommunity => "in community",
        LiabilityState::HeldOnRecall => "held on recall",
        LiabilityState::RecallOver => "recall over",
        LiabilityState::ConditionallyDischarged => "conditionally discharged",
        LiabilityState::UnderGuardianship => "under guardianship",
        LiabilityState::Absent => "absent",
        LiabilityState::AbsentNoLonger => "power ended",
        LiabilityState::AbscondedFromCourtOrder => "absconded from court",
        LiabilityState::BeingReturned => "being returned",
        LiabilityState::ToBeConveyed => "to be conveyed",
        LiabilityState::EscapedBeforeAdmission => "escaped before admission",
        LiabilityState::ApplicationLapsed => "application lapsed",
        LiabilityState::Recommended => "recommended",
    }
}

/// A day (to its end), a time, `no limit`, `not recorded` or `none`.
fn until(cell: Cell<'_>, got: Option<Until>) -> Result<(), Failure> {
    let shown = match got {
        None => "none".to_owned(),
        Some(Until::NoLimit) => "no limit".to_owned(),
        Some(Until::NotRecorded) => "not recorded".to_owned(),
        Some(Until::EndOfDay { last_day, .. }) => last_day.day().to_string(),
        Some(Until::Instant { ends }) => {
            return match cell.instant() {
                Ok(at) if at == ends => Ok(()),
                _ => Err(cell.failure(domain::time::full_time(ends))),
            };
        }
    };
    same(cell, &shown)
}

/// At least these, and none of those with `not` before them.
fn takers(cell: Cell<'_>, liability: Option<&Liability>) -> Result<(), Failure> {
    let name = |taker: &Taker| {
        serde_json::to_value(taker)
            .ok()
            .and_then(|value| value.as_str().map(|name| name.replace('_', " ")))
            .unwrap_or_default()
    };
    let got: BTreeSet<String> = liability
        .map(|it| it.who.iter().map(name).collect())
        .unwrap_or_default();
    let known: BTreeSet<String> = Taker::ALL.iter().map(name).collect();
    for wanted in words(cell) {
        let (wanted, should) = match wanted.strip_prefix("not ") {
            Some(rest) => (rest.to_owned(), false),
            None => (wanted, true),
        };
        if !known.contains(&wanted) {
            return Err(cell.failure(format!("`{wanted}` is nobody of the list")));
        }
        if got.contains(&wanted) != should {
            return Err(cell.failure(got.iter().cloned().collect::<Vec<_>>().join("; ")));
        }
    }
    if cell.text == "none" && !got.is_empty() {
        return Err(cell.failure(got.into_iter().collect::<Vec<_>>().join("; ")));
    }
    Ok(())
}
