//! The way from first contact to outcome.

use std::collections::BTreeMap;

use figures::chart::{Flow, Link, flow};
use figures::evidence::Answer;
use figures::measure::Column;
use figures::table::{Cell, Table};

use super::{ChartView, drawn, drawn_at};

/// The keys of a measure whose rows are ways from one state to the next.
const KEYS: [&str; 3] = ["step", "came_from", "went_to"];
/// Of each step the states with most in them are drawn; the table has them all.
const MOST_STATES: usize = 6;
/// As broad as four steps with their names want it, in CSS pixels.
const FOUR_STEPS: f64 = 900.0;
const OTHERS: &str = "others";
const STEPS: [&str; 4] = ["first contact", "what was done", "first place", "outcome"];

/// Whether rows are ways.
pub(super) fn are_there(keys: &[&Column]) -> bool {
    keys.len() == KEYS.len() && keys.iter().zip(KEYS).all(|(key, name)| key.name == name)
}

/// The ways as ribbons. Small states of a step are drawn as one.
pub(super) fn from_contact_to_outcome(answer: &Answer) -> Option<ChartView> {
    let ways: Vec<Way> = (0..answer.table.rows.len())
        .filter_map(|row| Way::of(&answer.table, row))
        .collect();
    if ways.is_empty() {
        return None;
    }
    let chart = drawable(&ways);
    let (title, definition) = (&answer.measure.title, &answer.measure.definition);
    let all = drawn_at(FOUR_STEPS, "ways", title, definition, |about| {
        flow(about, &chart)
    })?;
    // Four steps have no room for their names on a phone: there each step is a picture.
    let steps: String = (0..chart.steps.len())
        .filter_map(|step| one_step(&chart, step))
        .enumerate()
        .filter_map(|(step, chart)| {
            let name = format!("ways-{}", step + 1);
            let title = format!("{title}: {}", chart.steps.join(" to "));
            let view = drawn(&name, &title, definition, |about| flow(about, &chart));
            view.map(|view| view.narrow)
        })
        .collect();
    Some(ChartView {
        narrow: steps,
        ..all
    })
}

/// One step of the ways by itself; none where nobody takes it.
fn one_step(all: &Flow, step: usize) -> Option<Flow> {
    let links: Vec<Link> = all
        .links
        .iter()
        .filter(|link| link.step == step)
        .map(|link| Link {
            step: 0,
            ..link.clone()
        })
        .collect();
    let steps: Vec<String> = all.steps.iter().skip(step).take(2).cloned().collect();
    (!links.is_empty() && steps.len() == 2).then_some(Flow { steps, links })
}

struct Way {
    step: usize,
    from: String,
    to: String,
    count: Option<u64>,
}

impl Way {
    fn of(table: &Table, row: usize) -> Option<Self> {
        let text = |key: &str| {
            Some(match table.cell(row, key)? {
                Cell::NotKnown => "not known".to_owned(),
                cell => cell.to_string(),
            })
        };
        let [step, from, to] = KEYS;
        let number: usize = text(step)?.split_whitespace().next()?.parse().ok()?;
        Some(Self {
            step: number.checked_sub(1)?,
            from: text(from)?,
            to: text(to)?,
            count: match table.cell(row, "incidents")? {
                Cell::Count(count) => Some(*count),
                _ => None,
            },
        })
    }
}

fn drawable(ways: &[Way]) -> Flow {
    let named = |step: usize, state: &str| {
        if largest(ways, step).contains(&state) {
            state.to_owned()
        } else {
            OTHERS.to_owned()
        }
    };
    let mut links: BTreeMap<(usize, String, String), Option<u64>> = BTreeMap::new();
    for way in ways {
        let (from, to) = (named(way.step, &way.from), named(way.step + 1, &way.to));
        let sum = links.entry((way.step, from, to)).or_insert(Some(0));
        *sum = sum.zip(way.count).map(|(sum, count)| sum + count);
    }
    let mut links: Vec<Link> = links
        .into_iter()
        .map(|((step, from, to), count)| Link {
            step,
            from,
            to,
            count,
        })
        .collect();
    // The broad ways first, so that their states stand at the top of each step.
    links.sort_by_key(|link| (link.step, std::cmp::Reverse(link.count)));
    Flow {
        steps: STEPS.map(str::to_owned).to_vec(),
        links,
    }
}

/// The states of a step with most in them.
fn largest(ways: &[Way], step: usize) -> Vec<&str> {
    // What comes in and what goes out: not all that come into a step go on to the next.
    let mut sums: BTreeMap<&str, (u64, u64)> = BTreeMap::new();
    for way in ways {
        let count = way.count.unwrap_or(0);
        if way.step == step {
            sums.entry(&way.from).or_default().1 += count;
        }
        if way.step + 1 == step {
            sums.entry(&way.to).or_default().0 += count;
        }
    }
    let mut all: Vec<(&str, u64)> = sums
        .into_iter()
        .map(|(name, (came, went))| (name, came.max(went)))
        .collect();
    all.sort_by_key(|(name, count)| (std::cmp::Reverse(*count), *name));
    let keep = if all.len() <= MOST_STATES + 1 {
        all.len()
    } else {
        MOST_STATES
    };
    all.into_iter().take(keep).map(|(name, _)| name).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn way(step: usize, from: &str, to: &str, count: u64) -> Way {
        Way {
            step,
            from: from.to_owned(),
            to: to.to_owned(),
            count: Some(count),
        }
    }

    #[test]
    fn small_states_become_one_and_nobody_is_lost() {
        let mut ways: Vec<Way> = (0..10_u64)
            .map(|number| way(0, &format!("source {number}"), "detained", 100 - number))
            .collect();
        ways.push(way(1, "detained", "emergency department", 955));
        let flow = drawable(&ways);
        let first: Vec<_> = flow.links.iter().filter(|link| link.step == 0).collect();
        assert_eq!(first.len(), MOST_STATES + 1);
        let others = first.iter().find(|link| link.from == OTHERS).unwrap();
        assert_eq!(others.count, Some(94 + 93 + 92 + 91));
        let sum: u64 = first.iter().filter_map(|link| link.count).sum();
        assert_eq!(sum, 955);
    }
}
