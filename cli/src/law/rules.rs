//! `lantern law rules`: the rule book.

use domain::time;
use jiff::civil::Date;
use law::Layer;
use law::rules::{Evidence, Rule, RuleInForce};
use serde::Serialize;

use crate::arguments::{Format, Rules};
use crate::outcome::{Answer, Problem, Result};
use crate::screen;

/// A rule as the book lists it.
#[derive(Serialize)]
struct Entry {
    id: &'static str,
    title: &'static str,
    says: &'static str,
    cite: &'static str,
    layer: Layer,
    evidence: Evidence,
    /// `settled`, or `contested` where sources conflict.
    certainty: &'static str,
    from: Option<Date>,
    to: Option<Date>,
    instrument: String,
}

impl Entry {
    fn of(rule: &'static Rule) -> Self {
        Self {
            id: rule.id,
            title: rule.title,
            says: rule.says,
            cite: rule.cite,
            layer: rule.layer,
            evidence: rule.evidence,
            certainty: if rule.contested {
                "contested"
            } else {
                "settled"
            },
            from: rule.from,
            to: rule.to,
            instrument: rule.instrument.to_owned(),
        }
    }

    /// A rule with the day and the instrument that put it in force.
    fn in_force(standing: RuleInForce) -> Self {
        Self {
            from: standing.since,
            instrument: standing.instrument,
            ..Self::of(standing.rule)
        }
    }

    /// `11 Dec 2017 to date`, `30 Sept 1983 to 10 Dec 2017`, `no dates`.
    fn dates(&self) -> String {
        match (self.from, self.to) {
            (None, None) => "no dates".to_owned(),
            (from, to) => {
                let from = from.map_or_else(|| "always".to_owned(), time::day);
                let to = to.map_or_else(
                    || "to date".to_owned(),
                    |to| format!("to {}", time::day(to)),
                );
                format!("{from} {to}")
            }
        }
    }
}

/// Prints the rules that were asked for.
pub(crate) fn rules(wanted: &Rules) -> Result<Answer> {
    let entries: Vec<Entry> = if wanted.on.is_none() && wanted.force.is_none() {
        law::rules::all().map(Entry::of).collect()
    } else {
        let profile = super::profile(wanted.force.as_deref())?;
        let on = wanted.on.unwrap_or_else(super::today);
        law::rules::in_force(on, &profile)
            .map(Entry::in_force)
            .collect()
    };
    let section = wanted.section.as_deref();
    let entries: Vec<Entry> = entries
        .into_iter()
        .filter(|entry| section.is_none_or(|section| cites(entry.cite, section)))
        .collect();
    if entries.is_empty() {
        return Err(Problem::given(
            "no rule answers to that: `lantern law rules` alone lists them all",
        ));
    }
    match wanted.format {
        Format::Json => screen::say_json(&entries)?,
        Format::Text => screen::say(text(&entries))?,
        Format::Markdown => screen::say(markdown(&entries))?,
    }
    Ok(Answer::Yes)
}

/// Whether a citation names a section: `136` is in `MHA s136(2A)` and not in `MHA s136B`.
fn cites(cite: &str, section: &str) -> bool {
    let section = section.trim().trim_start_matches(['s', 'S']);
    let named = |word: &str| {
        word.trim_start_matches("reg")
            .trim_start_matches("ss")
            .trim_start_matches('s')
            .trim_start_matches("art")
            .eq_ignore_ascii_case(section)
    };
    !section.is_empty() && cite.split(|c: char| !c.is_ascii_alphanumeric()).any(named)
}

fn text(entries: &[Entry]) -> String {
    let mut lines = Vec::new();
    for entry in entries {
        lines.push(format!("{}: {}", entry.id, entry.title));
        lines.push(format!("    {}", entry.says));
        lines.push(format!("    source    {}", entry.cite));
        lines.push(format!(
            "    standing  {}; {}; {}",
            entry.layer.label(),
            entry.certainty,
            entry.evidence.label()
        ));
        lines.push(format!(
            "    in force  {} ({})",
            entry.dates(),
            entry.instrument
        ));
        lines.push(String::new());
    }
    lines.push(screen::counted(number(entries), "rule"));
    lines.join("\n")
}

fn markdown(entries: &[Entry]) -> String {
    let mut lines = vec![
        "| rule | what it says | source | layer | certainty | evidence | in force |".to_owned(),
        "|---|---|---|---|---|---|---|".to_owned(),
    ];
    for entry in entries {
        let cells = [
            format!("`{}` {}", entry.id, entry.title),
            entry.says.to_owned(),
            entry.cite.to_owned(),
            entry.layer.label().to_owned(),
            entry.certainty.to_owned(),
            entry.evidence.label().to_owned(),
            format!("{} ({})", entry.dates(), entry.instrument),
        ];
        let cells = cells.map(|cell| cell.replace('|', "\\|"));
        lines.push(format!("| {} |", cells.join(" | ")));
    }
    lines.join("\n")
}

fn number(entries: &[Entry]) -> u64 {
    u64::try_from(entries.len()).unwrap_or(u64::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_section_is_named_and_its_neighbours_are_not() {
        assert!(cites("MHA s136(2A)(a)(i); CoP 16.26", "136"));
        assert!(!cites("MHA s136B(1)", "136"));
        assert!(cites("MHA s136(2A)(b), s136B(1)", "136B"));
        assert!(cites("MHA s136B(1)", "s136b"));
        assert!(cites("SI 2017/1036 reg 2(1)", "2"));
        assert!(!cites("MHA s136(2A)", ""));
    }
}
