//! The law as it stood on a day, and what changed between two.
//!
//! A rule is in force on a day under a profile if its own dates allow it, if the provision it waits
//! for was appointed and has begun, if the provision that ends it has not, and, where it is a
//! force's own, if the force's configuration has it then. Guidance and inference that no
//! instrument dates are always in force.
//!
//! The day is that of a power used then. A detention begun under an earlier wording keeps it
//! (`saving-s136`), and how section 48 of the 2025 Act will treat one under way is contested
//! (`mha25-transition`): ask [`crate::position`] about a case.
//!
//! A rule has one layer. What would be a change of layer is one rule that goes and another that
//! comes.

use jiff::civil::Date;

use crate::policy;
use crate::profile::Profile;
use crate::rules::{self, Rule};

/// A rule in force, and what put it there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RuleInForce {
    /// The rule.
    pub rule: &'static Rule,
    /// The first day it applied. `None` where no instrument gives it one.
    pub since: Option<Date>,
    /// What put it in force: an Act, an order, or the force's document and paragraph.
    pub instrument: String,
}

/// One difference between the law of two days.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RuleChange {
    /// The rule.
    pub rule: &'static Rule,
    /// What became of it.
    pub change: Change,
    /// The instrument that did it.
    pub by: String,
}

/// What became of a rule.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Change {
    /// It applies on the second day and not on the first.
    Appears,
    /// It applies on the first day and not on the second.
    Vanishes,
    /// It applies on both, by another instrument.
    ChangesInstrument,
}

/// Every rule in force on a day (Europe/London) under a profile, in the order of the rule book.
pub fn in_force(on: Date, profile: &Profile) -> impl Iterator<Item = RuleInForce> {
    rules::all().filter_map(move |rule| force_of(rule, on, profile))
}

/// What changed between the law of one day and profile and that of another, in the order of the
/// rule book.
///
/// The instrument named is the one that made the difference. Where a rule is gone and nothing says
/// what ended it (a force took a policy out of its configuration; or the second day is earlier
/// than the first), it is the instrument by which the rule stood.
pub fn diff(from: (Date, &Profile), to: (Date, &Profile)) -> Vec<RuleChange> {
    let change = |rule: &'static Rule| {
        let before = force_of(rule, from.0, from.1);
        let after = force_of(rule, to.0, to.1);
        let (change, by) = match (before, after) {
            (None, Some(after)) => (Change::Appears, after.instrument),
            (Some(before), None) => (
                Change::Vanishes,
                ended_by(rule, to.0, to.1).unwrap_or(before.instrument),
            ),
            (Some(before), Some(after)) if before.instrument != after.instrument => {
                (Change::ChangesInstrument, after.instrument)
            }
            _ => return None,
        };
        Some(RuleChange { rule, change, by })
    };
    rules::all().filter_map(change).collect()
}

/// Whether a rule is in force on a day, since when, and by what.
fn force_of(rule: &'static Rule, on: Date, profile: &Profile) -> Option<RuleInForce> {
    let begun = rule.from.is_none_or(|from| from <= on);
    let over = rule.to.is_some_and(|to| to < on)
        || rule
            .ends_with
            .is_some_and(|provision| profile.commenced(provision, on).is_some());
    if !begun || over {
        return None;
    }
    let in_force = |since, instrument: &str| RuleInForce {
        rule,
        since,
        instrument: instrument.to_owned(),
    };
    if let Some(provision) = rule.waits_for {
        let day = profile.commenced(provision, on)?;
        return Some(in_force(Some(day.on), &day.instrument));
    }
    let kinds: Vec<_> = policy::kinds_of(rule).collect();
    if kinds.is_empty() {
        return Some(in_force(rule.from, rule.instrument));
    }
    // A force's own rule: as long as the force has any policy of it.
    let policies: Vec<_> = kinds
        .into_iter()
        .filter_map(|kind| profile.policy(kind, on))
        .collect();
    let since = policies.iter().map(|policy| policy.from).min()?;
    let mut instruments: Vec<&str> = policies
        .iter()
        .map(|policy| policy.instrument.as_str())
        .collect();
    instruments.dedup();
    Some(in_force(Some(since), &instruments.join("; ")))
}

/// What ended a rule by a day, where that is known.
fn ended_by(rule: &Rule, on: Date, profile: &Profile) -> Option<String> {
    let repealed = rule
        .ends_with
        .and_then(|provision| profile.commenced(provision, on))
        .map(|day| day.instrument.clone());
    let replaced = rule
        .ended_by
        .filter(|_| rule.to.is_some_and(|to| to < on))
        .map(str::to_owned);
    repealed.or(replaced)
}
