//! What the law answers to a row, taken apart by test and limb, and by rule.

use std::collections::{BTreeMap, BTreeSet};

use domain::Answer;
use jiff::Timestamp;
use law::extension::Proposed;
use law::facts::WarrantKind;
use law::warrant::ProposedEntry;
use law::{Act, Facts, Position, Reason, What};
use scenario::Scenario;
use serde::Serialize;

const ASSESS: &str = "a warrant under 135(1)";
const RETAKE: &str = "a warrant under 135(2)";

/// A limb: what it is of, and what it asks. Its rule may follow from how it is met.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Limb {
    pub(crate) of: &'static str,
    pub(crate) asks: &'static str,
}

/// A test that was asked of a row: its limbs and what it came to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Test {
    pub(crate) limbs: BTreeMap<Limb, Answer>,
    pub(crate) verdict: String,
}

/// What the law answers to a row.
pub(crate) struct Outcomes {
    /// By the name of the test.
    pub(crate) tests: BTreeMap<&'static str, Test>,
    /// By the id of a rule: what is answered on it. Times and words are left out.
    pub(crate) on_rules: BTreeMap<&'static str, BTreeSet<String>>,
}

impl Outcomes {
    pub(crate) fn of(row: &Scenario) -> Self {
        let Scenario {
            facts, at, profile, ..
        } = row;
        let position = law::position(facts, *at, profile);
        let mut outcomes = Self {
            tests: BTreeMap::new(),
            on_rules: BTreeMap::new(),
        };
        outcomes.note_position(&position);
        if let Some(found) = &row.found {
            let finding = law::location(found, domain::time::in_london(*at).date());
            let what = format!("here: {}", finding.answer.label());
            outcomes.note(&finding.because, &what);
        }
        let whole = format!("{:?}", outcomes.on_rules);
        outcomes.power(row, &whole);
        let station = law::station::judge(facts, *at, profile).answer;
        let verdict = station.verdict.label();
        outcomes.add(
            "station",
            "a police station",
            verdict,
            &told(&station.limbs),
        );
        for (test, of, kind) in [
            (
                "application 135(1)",
                "an application under 135(1)",
                WarrantKind::Assess,
            ),
            (
                "application 135(2)",
                "an application under 135(2)",
                WarrantKind::Retake,
            ),
        ] {
            let found = law::warrant::application(facts, *at, kind, profile).answer;
            outcomes.add(test, of, found.verdict.label(), &told(&found.limbs));
        }
        for (test, of, kind) in [
            ("warrant 135(1)", ASSESS, WarrantKind::Assess),
            ("warrant 135(2)", RETAKE, WarrantKind::Retake),
        ] {
            let found = law::warrant::validity(facts, *at, kind).answer;
            outcomes.add(test, of, found.verdict.label(), &told(&found.limbs));
        }
        outcomes.entry(row);
        outcomes.further_period(row);
        outcomes
    }

    fn note(&mut self, because: &[Reason], what: &str) {
        for reason in because {
            let said = self.on_rules.entry(reason.rule.id).or_default();
            said.insert(what.to_owned());
        }
    }

    fn note_position(&mut self, position: &Position) {
        let regime = &position.regime;
        self.note(
            &regime.because,
            &format!("regime: {}", regime.answer.label()),
        );
        let standing = &position.standing;
        let is = word(&standing.answer, "standing");
        self.note(
            &standing.because,
            &format!("standing: {is} {}", standing.certainty.label()),
        );
        if let Some(finding) = &position.liability {
            let is = finding.answer.state.label();
            self.note(
                &finding.because,
                &format!("liability: {is} {}", finding.certainty.label()),
            );
        }
        if let Some(clock) = &position.clock {
            let state = clock.state.label();
            self.note(
                &clock.because,
                &format!("clock: {state} {}", clock.certainty.label()),
            );
            for rival in &clock.rivals {
                self.note(std::slice::from_ref(&rival.because), "rival clock");
            }
        }
        for finding in &position.powers {
            let what = format!(
                "to {}: {} {}",
                finding.power.label(),
                finding.availability.label(),
                finding.certainty.label()
            );
            self.note(&finding.because, &what);
        }
        for duty in &position.duties {
            self.note(&duty.because, &format!("owed: {}", duty.kind.label()));
        }
        for breach in &position.breaches {
            self.note(
                &breach.because,
                &format!("breach: {}", breach.certainty.label()),
            );
        }
        for advisory in &position.advisories {
            self.note(&advisory.because, "advice");
        }
        for missing in &position.missing {
            let said = self.on_rules.entry(missing.rule.id).or_default();
            said.insert(format!("missing: {}", missing.fact));
        }
    }

    /// Notes a test; `test` is its name, and `of` what its limbs are of: a warrant has the same
    /// limbs while it is good and when it is executed.
    fn add(
        &mut self,
        test: &'static str,
        of: &'static str,
        verdict: &str,
        limbs: &[(&'static str, &'static str, Answer)],
    ) {
        for (rule, asks, met) in limbs {
            let said = self.on_rules.entry(rule).or_default();
            said.insert(format!("{of}: {asks} {met:?}"));
        }
        if !limbs.is_empty() {
            let limbs = limbs.iter().map(|(_, asks, met)| (Limb { of, asks }, *met));
            let limbs = limbs.collect();
            let verdict = verdict.to_owned();
            self.tests.insert(test, Test { limbs, verdict });
        }
    }

    /// The limbs of a use of section 136 itself, as the argument sets them out; what it came to is
    /// the whole answer.
    fn power(&mut self, row: &Scenario, whole: &str) {
        let acts = &row.facts.acts;
        let is_used = |act: &Act| matches!(act.what, What::PowerUsed { .. });
        let by_warrant = |act: &Act| matches!(act.what, What::WarrantExecuted(_));
        if !acts.iter().any(is_used) || acts.iter().any(by_warrant) {
            return;
        }
        let argument = law::argue(&row.facts, row.at, &row.profile);
        let steps = argument
            .questions
            .iter()
            .filter(|question| question.asks == "Which power is in force?")
            .flat_map(|question| &question.points)
            .flat_map(|point| &point.steps);
        let limbs: Vec<_> = steps
            .filter_map(|step| Some((step.rule.id, step.asks?, step.met?)))
            .collect();
        self.add("section 136", "section 136", whole, &limbs);
    }

    /// The last entry under a warrant, judged just before it was made.
    fn entry(&mut self, row: &Scenario) {
        let is = |what: &What| matches!(what, What::WarrantExecuted(_));
        let Some((facts, at, act)) = without_the_last(&row.facts, is) else {
            return;
        };
        if let What::WarrantExecuted(entry) = &act.what {
            let proposed = ProposedEntry::from(entry);
            let found = law::warrant::execution(&facts, at, &proposed, &row.profile).answer;
            let (test, of) = match entry.kind {
                WarrantKind::Assess => ("entry 135(1)", ASSESS),
                WarrantKind::Retake => ("entry 135(2)", RETAKE),
            };
            self.add(test, of, found.verdict.label(), &told(&found.limbs));
        }
    }

    /// The last further period, judged just before it was signed.
    fn further_period(&mut self, row: &Scenario) {
        let is = |what: &What| matches!(what, What::Extended { .. });
        let Some((facts, signed, act)) = without_the_last(&row.facts, is) else {
            return;
        };
        if let What::Extended {
            by,
            responsible_for_examination,
            minutes,
            ground,
            assessed_at_station,
        } = act.what
        {
            let proposed = Proposed {
                signed,
                by,
                responsible_for_examination,
                minutes,
                ground,
                assessed_at_station,
                approved_by: None,
            };
            let found = law::extension::judge(&facts, &proposed, &row.profile).answer;
            let verdict = found.verdict.label();
            self.add("further", "a further period", verdict, &told(&found.limbs));
        }
    }
}

fn told(limbs: &[law::Limb]) -> Vec<(&'static str, &'static str, Answer)> {
    let limbs = limbs.iter();
    limbs
        .map(|limb| (limb.rule.id, limb.asks, limb.met))
        .collect()
}

/// The facts without the last act of a kind, the time of that act, and the act.
fn without_the_last(facts: &Facts, is: impl Fn(&What) -> bool) -> Option<(Facts, Timestamp, Act)> {
    let mut facts = facts.clone();
    let last = facts.acts.iter().rposition(|act| is(&act.what))?;
    let act = facts.acts.remove(last);
    let at = act.at.sort_key()?;
    Some((facts, at, act))
}

fn word(answer: &impl Serialize, key: &str) -> String {
    let value = serde_json::to_value(answer).unwrap();
    value.get(key).map_or_else(String::new, ToString::to_string)
}
