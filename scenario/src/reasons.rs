//! What the law's answer to an expectation rests on, so that a row that differs says why.

use law::{Position, Power, Reason};

use crate::facts::Scenario;

/// The columns that ask about a power.
const POWERS: &[(&str, Power)] = &[
    ("may remove?", Power::RemoveToPlaceOfSafety),
    ("may keep?", Power::KeepAtPlaceOfSafety),
    ("may enter?", Power::EnterToUseSection136),
    ("may hold?", Power::DetainAtPlaceOfSafety),
    ("may transfer?", Power::Transfer),
    ("may use station?", Power::UsePoliceStation),
    ("may extend?", Power::Extend),
    ("may search?", Power::Search136C),
    ("may search s32?", Power::SearchPace32),
    ("may search s54?", Power::SearchPace54),
    ("may retake?", Power::Retake),
    ("may enter to retake?", Power::EnterToRetake),
    ("may act in best interests?", Power::ActInBestInterests),
    ("may restrain?", Power::RestrainInBestInterests),
    ("may deprive of liberty?", Power::DepriveForVitalTreatment),
    ("may enter to save life?", Power::EnterToSaveLife),
    ("may enter in pursuit?", Power::EnterInPursuit),
    (
        "may enter for breach of peace?",
        Power::EnterForBreachOfPeace,
    ),
    ("may hold for court?", Power::HoldAtCourtsPlace),
    ("may take?", Power::TakeAndReturn),
    ("may convey?", Power::ConveyToHospital),
    ("may arrest for court?", Power::ArrestForCourt),
    ("may take where asked?", Power::TakeWhereAsked),
    ("may hold on recall?", Power::HoldOnRecall),
    ("may apply?", Power::ApplyForWarrant135_1),
    ("may apply?", Power::ApplyForWarrant135_2),
    ("may go in?", Power::EnterUnderWarrant135_1),
    ("may go in?", Power::EnterUnderWarrant135_2),
    ("may take under warrant?", Power::RemoveUnderWarrant135_1),
    ("may take under warrant?", Power::RemoveUnderWarrant135_2),
    ("may keep there?", Power::KeepUnderWarrant),
    ("place of safety?", Power::UseThisPlace),
];

/// The powers a column asks about, in order; none where it asks about no power.
pub(crate) fn powers(column: &str) -> impl Iterator<Item = Power> {
    let asked = POWERS.iter().filter(move |(name, _)| *name == column);
    asked.map(|(_, power)| *power)
}

/// The reasons for what is answered in a column of a row. Empty where the answer is that there is
/// nothing: no clock, no breach, nothing owed.
pub fn rests_on(scenario: &Scenario, column: &str) -> Vec<Reason> {
    let position = law::position(&scenario.facts, scenario.at, &scenario.profile);
    // A column may ask of two powers, one under each kind of warrant: one of them is answered.
    let mut asked = POWERS.iter().filter(|(name, _)| *name == column).peekable();
    if asked.peek().is_some() {
        let finding = asked.find_map(|(_, power)| {
            position
                .powers
                .iter()
                .find(|finding| finding.power == *power)
        });
        return finding.map_or_else(Vec::new, |finding| finding.because.clone());
    }
    match column {
        "available here?" | "location contested?" => {
            let day = domain::time::in_london(scenario.at).date();
            let found = scenario.found.as_ref();
            found.map_or_else(Vec::new, |found| law::location(found, day).because)
        }
        "station?" | "station fails?" => {
            law::station::judge(&scenario.facts, scenario.at, &scenario.profile).because
        }
        _ => of_position(&position, column),
    }
}

fn of_position(position: &Position, column: &str) -> Vec<Reason> {
    let firsts = |all: Vec<&Vec<Reason>>| -> Vec<Reason> {
        all.into_iter()
            .filter_map(|because| because.first())
            .cloned()
            .collect()
    };
    let subject = column
        .trim_end_matches('?')
        .split(' ')
        .next()
        .unwrap_or_default();
    match (subject, column) {
        ("regime", _) => position.regime.because.clone(),
        ("standing" | "ended" | "retake" | "in", _) => position.standing.because.clone(),
        (
            "liability" | "other" | "absent" | "first" | "recall" | "take" | "authority" | "who"
            | "destination" | "at",
            _,
        ) => {
            let liability = position.liability.as_ref();
            liability.map_or_else(Vec::new, |finding| finding.because.clone())
        }
        ("rival" | "earliest", _) => {
            let rivals = position.clock.iter().flat_map(|clock| &clock.rivals);
            rivals.map(|rival| rival.because.clone()).collect()
        }
        ("clock" | "must" | "extension" | "superintendent", _) => position
            .clock
            .as_ref()
            .map_or_else(Vec::new, |clock| clock.because.clone()),
        ("breaches" | "breach" | "consultation", _) => {
            firsts(position.breaches.iter().map(|it| &it.because).collect())
        }
        ("owed" | "due" | "owner", _) | (_, "not owed?") => {
            firsts(position.duties.iter().map(|it| &it.because).collect())
        }
        ("advice", _) | (_, "no advice?") => {
            firsts(position.advisories.iter().map(|it| &it.because).collect())
        }
        _ => Vec::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_power_a_column_asks_about_is_known_here() {
        let readme = include_str!("../../law/scenarios/README.md");
        let asked = readme
            .split('`')
            .filter(|word| word.starts_with("may ") && word.ends_with('?'));
        for column in asked {
            assert!(
                POWERS.iter().any(|(name, _)| *name == column),
                "`{column}` has no line in scenario/src/reasons.rs"
            );
        }
    }
}
