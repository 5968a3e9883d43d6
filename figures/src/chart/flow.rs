//! From first contact to outcome: how many went which way.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use super::svg::{Hang, Ink, SMALL, Sheet, fitted, num, width_of};
use super::{About, Drawing};
use crate::interval::exact;
use crate::print::thousands;
use crate::table::SUPPRESSED;

/// Steps in order, and how many went from one state to one of the next step.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Flow {
    /// The name of each step, such as *first place*.
    pub steps: Vec<String>,
    /// The ways.
    pub links: Vec<Link>,
}

/// How many went one way.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Link {
    /// The step they come from, from 0; they go to the next.
    pub step: usize,
    /// The state they come from.
    pub from: String,
    /// The state they go to.
    pub to: String,
    /// How many; none where that is not shown.
    pub count: Option<u64>,
}

/// A state of a step.
#[derive(Debug, Clone)]
struct State {
    name: String,
    count: u64,
    /// Whether some that are not shown passed through as well.
    and_more: bool,
    top: f64,
    /// How much of it ways have taken, on either side.
    left_taken: f64,
    right_taken: f64,
}

const BLOCK: f64 = 12.0;
const GAP: f64 = 30.0;

/// Draws the ways as ribbons as broad as many went. Ways that are not shown are thin broken lines.
/// On a phone the steps are as on a desk, nearer together, with names cut to fit; the table has
/// them whole.
pub fn flow(about: &About, flow: &Flow) -> Drawing {
    let mut sheet = Sheet::new();
    let mut states = states(flow);
    let most = states
        .iter()
        .map(|states| states.iter().map(|state| state.count).sum::<u64>())
        .max()
        .unwrap_or(0)
        .max(1);
    let longest = states.iter().map(Vec::len).max().unwrap_or(1);
    let (top, body) = (48.0, 300.0_f64.max(44.0 * exact(longest as u64)));
    let unit = (body - GAP * exact(longest as u64)).max(60.0) / exact(most);
    for column in &mut states {
        let mut y = top;
        for state in column {
            state.top = y;
            y += exact(state.count) * unit + GAP;
        }
    }
    // Every step has room for its words beside it, the last as well.
    let across = (about.width - 2.0) / exact(states.len().max(1) as u64);
    let x = |step: usize| 1.0 + across * exact(step as u64);
    for link in &flow.links {
        ribbon(
            &mut sheet,
            link,
            &mut states,
            (x(link.step), x(link.step + 1)),
            unit,
        );
    }
    for (step, column) in states.iter().enumerate() {
        let side = Side {
            at: x(step),
            room: across - BLOCK - 10.0,
        };
        if let Some(name) = flow.steps.get(step) {
            side.write(&mut sheet, 16.0, (name, ""), Ink::Quiet);
        }
        for state in column {
            block(&mut sheet, state, &side, unit);
        }
    }
    sheet.done(about, top + body + 4.0, &says(flow))
}

/// Where the words of a column go: after its blocks.
struct Side {
    at: f64,
    room: f64,
}

impl Side {
    /// A name, cut where there is no room for it, and its number, which is never cut.
    fn write(&self, sheet: &mut Sheet, y: f64, (name, number): (&str, &str), ink: Ink) {
        let name = fitted(name, SMALL, self.room - width_of(number, SMALL));
        let text = format!("{name}{number}");
        // A ground behind the words, so that they read on a ribbon.
        let width = width_of(&text, SMALL) + 6.0;
        let x = self.at + BLOCK + 6.0;
        sheet.rect((x - 3.0, y - 12.0), (width, 16.0), Ink::Ground, 0.8, "");
        sheet.text((x, y), &text, SMALL, Hang::Start, ink);
    }
}

impl State {
    /// What passed through, as a reader is told.
    fn told(&self) -> String {
        format!("{}{}", self.name, self.number())
    }

    /// How many, as it stands after the name.
    fn number(&self) -> String {
        match (self.count, self.and_more) {
            (0, true) => format!(" {SUPPRESSED}"),
            (count, true) => format!(" {} + {SUPPRESSED}", thousands(count)),
            (count, false) => format!(" {}", thousands(count)),
        }
    }
}

fn block(sheet: &mut Sheet, state: &State, side: &Side, unit: f64) {
    let height = (exact(state.count) * unit).max(2.0);
    let told = state.told();
    sheet.rect(
        (side.at, state.top),
        (BLOCK, height),
        Ink::Series(0),
        1.0,
        &told,
    );
    let number = state.number();
    side.write(sheet, state.top - 6.0, (&state.name, &number), Ink::Text);
}

/// The states of each step, in the order they are first named, with what passes through them.
fn states(flow: &Flow) -> Vec<Vec<State>> {
    let steps = flow
        .links
        .iter()
        .map(|link| link.step + 2)
        .max()
        .unwrap_or(0)
        .max(flow.steps.len())
        .min(12);
    let mut columns: Vec<Vec<State>> = vec![Vec::new(); steps];
    let mut sums: BTreeMap<(usize, &str), (u64, u64)> = BTreeMap::new();
    for link in &flow.links {
        let count = link.count.unwrap_or(0);
        sums.entry((link.step, &link.from)).or_default().1 += count;
        sums.entry((link.step + 1, &link.to)).or_default().0 += count;
        for (step, name) in [(link.step, &link.from), (link.step + 1, &link.to)] {
            if let Some(column) = columns.get_mut(step)
                && !column.iter().any(|state| state.name == *name)
            {
                column.push(State {
                    name: name.clone(),
                    count: 0,
                    and_more: false,
                    top: 0.0,
                    left_taken: 0.0,
                    right_taken: 0.0,
                });
            }
        }
    }
    for (step, column) in columns.iter_mut().enumerate() {
        for state in column {
            let (came, went) = sums
                .get(&(step, state.name.as_str()))
                .copied()
                .unwrap_or_default();
            state.count = came.max(went);
            state.and_more = flow.links.iter().any(|link| {
                link.count.is_none()
                    && (link.step == step && link.from == state.name
                        || link.step + 1 == step && link.to == state.name)
            });
        }
    }
    columns
}

fn ribbon(
    sheet: &mut Sheet,
    link: &Link,
    states: &mut [Vec<State>],
    (from, to): (f64, f64),
    unit: f64,
) {
    let broad = exact(link.count.unwrap_or(0)) * unit;
    let mut take = |step: usize, name: &str, leaves: bool| -> Option<f64> {
        let state = states
            .get_mut(step)?
            .iter_mut()
            .find(|state| state.name == name)?;
        let taken = if leaves {
            &mut state.right_taken
        } else {
            &mut state.left_taken
        };
        let y = state.top + *taken;
        *taken += broad;
        Some(y)
    };
    let (Some(a), Some(b)) = (
        take(link.step, &link.from, true),
        take(link.step + 1, &link.to, false),
    ) else {
        return;
    };
    let (start, end) = (from + BLOCK, to);
    let middle = f64::midpoint(start, end);
    let curve = |y: f64, z: f64, x0: f64, x1: f64| {
        format!(
            "C{m} {} {m} {} {} {}",
            num(y),
            num(z),
            num(x1),
            num(z),
            m = num(middle)
        ) + if x0 > x1 { "z" } else { "" }
    };
    let Some(count) = link.count else {
        let path = format!("M{} {}{}", num(start), num(a), curve(a, b, start, end));
        sheet.stroke(&path, Ink::Quiet, 1.0, "2 3");
        return;
    };
    let mut path = format!("M{} {}", num(start), num(a));
    path.push_str(&curve(a, b, start, end));
    let _ = write!(path, "L{} {}", num(end), num(b + broad));
    path.push_str(&curve(b + broad, a + broad, end, start));
    let tip = format!("{} to {}: {}", link.from, link.to, thousands(count));
    sheet.area(&path, Ink::Series(0), 0.28, &tip);
}

fn says(flow: &Flow) -> String {
    let ways: Vec<String> = flow
        .links
        .iter()
        .map(|link| {
            let count = link
                .count
                .map_or_else(|| "a number that is not shown".to_owned(), thousands);
            format!("from {} to {}, {count}", link.from, link.to)
        })
        .collect();
    if ways.is_empty() {
        "Nobody went any way.".to_owned()
    } else {
        format!("{}.", sentence_case(&ways.join("; ")))
    }
}

fn sentence_case(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map_or_else(String::new, |first| {
        first.to_uppercase().collect::<String>() + chars.as_str()
    })
}
