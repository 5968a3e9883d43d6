//! What a row expects of a warrant: whether it may be applied for, is good, and may be executed.

use jiff::Timestamp;
use law::facts::{WarrantExecuted, WarrantKind};
use law::warrant::{ProposedEntry, WarrantOutcome, WarrantVerdict};
use law::{Finding, What};

use super::{ids, instants, same};
use crate::facts::Scenario;
use crate::table::{Cell, Failure};

/// Checks one expectation.
pub(super) fn check(scenario: &Scenario, cell: Cell<'_>) -> Result<(), Failure> {
    let kind = kind(scenario);
    let Scenario {
        facts, at, profile, ..
    } = scenario;
    let grounds = || law::warrant::application(facts, *at, kind, profile);
    let warrant = || law::warrant::validity(facts, *at, kind);
    let life = || warrant().answer.life;
    match cell.column {
        "grounds?" => same(cell, verdict(&grounds())),
        "grounds fail?" => ids(cell, failing(&grounds())),
        "warrant?" => same(cell, verdict(&warrant())),
        "warrant fails?" => ids(cell, failing(&warrant())),
        "warrant certainty?" => same(cell, warrant().certainty.label()),
        "warrant stops?" => {
            let stops: Vec<Timestamp> = life().into_iter().map(|life| life.stops).collect();
            instants(cell, &stops)
        }
        "warned from?" => {
            let from: Vec<Timestamp> = life().into_iter().map(|life| life.warn_from).collect();
            instants(cell, &from)
        }
        "execution?" => same(cell, word(execution(scenario, cell)?.answer.verdict)),
        "execution fails?" => ids(cell, failing(&execution(scenario, cell)?)),
        "execution certainty?" => same(cell, execution(scenario, cell)?.certainty.label()),
        "blocks broken?" => {
            let outcome = execution(scenario, cell)?.answer;
            same(
                cell,
                match (
                    outcome.breaks_block_on_company(),
                    outcome.breaks_block_on_stop_date(),
                ) {
                    (true, true) => "B3; B5",
                    (true, false) => "B3",
                    (false, true) => "B5",
                    (false, false) => "none",
                },
            )
        }
        _ => Err(cell.failure("an unknown column")),
    }
}

/// The kind of the row's last act about a warrant.
fn kind(scenario: &Scenario) -> WarrantKind {
    let of = |what: &What| match what {
        What::WarrantSought(sought) => Some(sought.kind),
        What::WarrantIssued(issued) => Some(issued.kind),
        What::WarrantExecuted(entry) => Some(entry.kind),
        _ => None,
    };
    let acts = scenario.facts.acts.iter().rev();
    acts.map(|act| &act.what)
        .find_map(of)
        .unwrap_or(WarrantKind::Assess)
}

/// The last entry of the row, judged just before it was made.
fn execution(scenario: &Scenario, cell: Cell<'_>) -> Result<Finding<WarrantOutcome>, Failure> {
    let mut facts = scenario.facts.clone();
    let last = facts
        .acts
        .iter()
        .rposition(|act| matches!(act.what, What::WarrantExecuted(_)))
        .ok_or_else(|| cell.failure("no `executed`"))?;
    let act = facts.acts.remove(last);
    let at = act
        .at
        .sort_key()
        .ok_or_else(|| cell.failure("no time of entry"))?;
    match &act.what {
        What::WarrantExecuted(entry) => Ok(judged(scenario, &facts, at, entry)),
        _ => Err(cell.failure("no `executed`")),
    }
}

fn judged(
    scenario: &Scenario,
    facts: &law::Facts,
    at: Timestamp,
    entry: &WarrantExecuted,
) -> Finding<WarrantOutcome> {
    law::warrant::execution(facts, at, &ProposedEntry::from(entry), &scenario.profile)
}

fn verdict(finding: &Finding<WarrantOutcome>) -> &'static str {
    word(finding.answer.verdict)
}

fn word(verdict: WarrantVerdict) -> &'static str {
    match verdict {
        WarrantVerdict::Met => "yes",
        WarrantVerdict::NotMet => "no",
        WarrantVerdict::NeedsFacts => "needs facts",
    }
}

fn failing(finding: &Finding<WarrantOutcome>) -> Vec<&'static str> {
    let limbs = finding.answer.limbs.iter();
    limbs
        .filter(|limb| limb.met.is_no())
        .map(|limb| limb.rule.id)
        .collect()
}
