//! Reading a force's configuration strictly, with every problem's line.

use std::collections::BTreeSet;
use std::fmt;
use std::ops::Range;

use jiff::civil::Date;
use serde::Deserialize;
use toml::Spanned;

use super::{District, Force, Ladder, LawDates, PolicyRule, Timer, TimerKind};
use crate::ids::OrganisationId;
use crate::place::Place;

/// Why a configuration was refused: every problem found, each with its line.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub struct ForceError {
    /// The file, as it was named to the reader.
    pub file: String,
    /// What is wrong.
    pub problems: Vec<Problem>,
}

/// One thing wrong with a configuration.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// The line, from 1.
    pub line: usize,
    /// What is wrong and what to do.
    pub reason: String,
}

impl fmt::Display for ForceError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, problem) in self.problems.iter().enumerate() {
            if index > 0 {
                f.write_str("\n")?;
            }
            write!(f, "{}:{}: {}", self.file, problem.line, problem.reason)?;
        }
        Ok(())
    }
}

/// The file as it is written.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    force: Identity,
    #[serde(default)]
    law: LawDates,
    #[serde(default)]
    district: Vec<Spanned<District>>,
    #[serde(default)]
    place: Vec<Spanned<Place>>,
    #[serde(default)]
    timer: Vec<Spanned<Timer>>,
    #[serde(default)]
    policy: Vec<Spanned<PolicyRule>>,
    #[serde(default)]
    ladder: Vec<Spanned<Ladder>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Identity {
    id: OrganisationId,
    name: String,
    population: u32,
}

pub(super) fn read(file: &str, text: &str) -> Result<Force, ForceError> {
    let refuse = |problems| ForceError {
        file: file.to_owned(),
        problems,
    };
    let written: Written = toml::from_str(text).map_err(|error| {
        let span = error.span().unwrap_or(0..0);
        let reason = error.message().trim().replace('\n', "; ");
        refuse(vec![Problem {
            line: line_of(text, &span),
            reason,
        }])
    })?;
    let problems = problems(text, &written);
    if !problems.is_empty() {
        return Err(refuse(problems));
    }
    Ok(Force {
        id: written.force.id,
        name: written.force.name,
        population: written.force.population,
        law: written.law,
        districts: inner(written.district),
        places: inner(written.place),
        timers: inner(written.timer),
        policies: inner(written.policy),
        ladders: inner(written.ladder),
    })
}

fn inner<T>(spanned: Vec<Spanned<T>>) -> Vec<T> {
    spanned.into_iter().map(Spanned::into_inner).collect()
}

fn line_of(text: &str, span: &Range<usize>) -> usize {
    text.bytes()
        .take(span.start)
        .filter(|byte| *byte == b'\n')
        .count()
        + 1
}

/// What serde cannot see: names that repeat or point nowhere, and days that cross.
fn problems(text: &str, written: &Written) -> Vec<Problem> {
    let mut found = Vec::new();
    let mut report = |span: Range<usize>, reason: String| {
        found.push(Problem {
            line: line_of(text, &span),
            reason,
        });
    };

    let mut districts = BTreeSet::new();
    for district in &written.district {
        let id = &district.as_ref().id;
        if !districts.insert(id) {
            report(
                district.span(),
                format!("district `{id}` appears twice; keep one"),
            );
        }
    }
    let mut places = BTreeSet::new();
    for spanned in &written.place {
        let place = spanned.as_ref();
        if !places.insert(&place.id) {
            report(
                spanned.span(),
                format!("place `{}` appears twice; keep one", place.id),
            );
        }
        if !districts.contains(&place.district) {
            report(
                spanned.span(),
                format!(
                    "place `{}` is in district `{}`, which is not listed",
                    place.id, place.district
                ),
            );
        }
    }

    for (index, spanned) in written.timer.iter().enumerate() {
        let timer = spanned.as_ref();
        if let Some(reason) = crossed(timer.from, timer.to) {
            report(spanned.span(), reason);
        }
        let clash = written
            .timer
            .iter()
            .take(index)
            .map(Spanned::as_ref)
            .any(|earlier| {
                let same = earlier.name == timer.name && earlier.at == timer.at;
                // Clock alarms are a set: several apply on one day, one for each number of minutes.
                let set = timer.name == TimerKind::ClockAlarm && earlier.minutes != timer.minutes;
                same && !set && overlap((earlier.from, earlier.to), (timer.from, timer.to))
            });
        if clash {
            report(
                spanned.span(),
                format!(
                    "two timers for `{}` apply on the same day; end the earlier one with `to`",
                    timer.name.label()
                ),
            );
        }
    }
    for (index, spanned) in written.policy.iter().enumerate() {
        let policy = spanned.as_ref();
        if let Some(reason) = crossed(policy.from, policy.to) {
            report(spanned.span(), reason);
        }
        let clash = written
            .policy
            .iter()
            .take(index)
            .map(Spanned::as_ref)
            .any(|earlier| {
                earlier.rule == policy.rule
                    && overlap((earlier.from, earlier.to), (policy.from, policy.to))
            });
        if clash {
            report(
                spanned.span(),
                "this policy rule already applies on the same day".to_owned(),
            );
        }
    }
    for spanned in &written.ladder {
        let ladder = spanned.as_ref();
        if let Some(reason) = crossed(ladder.from, ladder.to) {
            report(spanned.span(), reason);
        }
        if ladder.stages.is_empty() {
            report(
                spanned.span(),
                "a ladder needs at least one stage".to_owned(),
            );
        }
        let rising = ladder.stages.windows(2).all(|pair| match pair {
            [earlier, later] => earlier.after_minutes < later.after_minutes,
            _ => true,
        });
        if !rising {
            report(
                spanned.span(),
                "each stage of a ladder must come later than the one before".to_owned(),
            );
        }
    }
    found
}

fn crossed(from: Date, to: Option<Date>) -> Option<String> {
    to.filter(|to| *to < from)
        .map(|to| format!("it ends on {to}, before it begins on {from}"))
}

fn overlap(a: (Date, Option<Date>), b: (Date, Option<Date>)) -> bool {
    a.1.is_none_or(|end| b.0 <= end) && b.1.is_none_or(|end| a.0 <= end)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::place::PlaceKind;

    const SMALL: &str = r#"
[force]
id = "small"
name = "Small"
population = 1000

[[district]]
id = "north"
name = "North"

[[timer]]
name = "hand_over_target"
at = "health_based_place_of_safety"
minutes = 60
from = "2024-08-01"
instrument = "a test"
"#;

    fn refusal(more: &str) -> String {
        Force::read("small.toml", &format!("{SMALL}{more}"))
            .unwrap_err()
            .to_string()
    }

    #[test]
    fn a_force_is_read() {
        let force = Force::read("small.toml", SMALL).unwrap();
        let day = jiff::civil::date(2026, 1, 1);
        let at = Some(PlaceKind::HealthBasedPlaceOfSafety);
        assert_eq!(force.timer(TimerKind::HandOverTarget, at, day), Some(60));
        assert_eq!(
            force.timer(
                TimerKind::HandOverTarget,
                Some(PlaceKind::EmergencyDepartment),
                day
            ),
            None,
        );
        assert_eq!(force.law.mha_2025_s48, None);
    }

    #[test]
    fn an_unknown_key_is_refused_with_its_line() {
        let refused = refusal("\n[[place]]\nid = \"a\"\ncolour = \"red\"\n");
        assert!(
            refused.starts_with("small.toml:20: unknown field `colour`"),
            "{refused}"
        );
    }

    #[test]
    fn a_day_that_does_not_exist_is_refused_with_its_line() {
        let refused =
            refusal("\n[law.mha_2025_s48]\non = \"2027-02-30\"\ninstrument = \"invented\"\n");
        assert!(refused.starts_with("small.toml:19:"), "{refused}");
        assert!(refused.contains("2027-02"), "{refused}");
    }

    #[test]
    fn every_problem_is_named_at_once() {
        let refused = refusal(
            "\n[[district]]\nid = \"north\"\nname = \"Again\"\n\n[[timer]]\nname = \"hand_over_target\"\nat = \"health_based_place_of_safety\"\nminutes = 30\nfrom = \"2025-01-01\"\ninstrument = \"x\"\n\n[[timer]]\nname = \"long_at_site\"\nminutes = 5\nfrom = \"2025-01-02\"\nto = \"2025-01-01\"\ninstrument = \"x\"\n",
        );
        assert_eq!(refused.lines().count(), 3, "{refused}");
        assert!(
            refused.contains("small.toml:18: district `north` appears twice"),
            "{refused}"
        );
        assert!(refused.contains("before it begins"), "{refused}");
        assert!(refused.contains("apply on the same day"), "{refused}");
    }

    #[test]
    fn the_demonstration_force_reads() {
        let text = include_str!("../../../forces/kent.toml");
        let force = Force::read("kent.toml", text).unwrap_or_else(|error| panic!("{error}"));
        let day = jiff::civil::date(2026, 10, 23);
        assert_eq!(force.clock_alarms(day), [720, 1080, 1260, 1380, 1425]);
        assert_eq!(force.law.mha_2025_s48, None);
        assert_eq!(force.districts.len(), 13);
        assert!(force.places.iter().any(|place| place.accepts_children));
    }
}
