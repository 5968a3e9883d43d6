//! Areas by size and rate, within the limits that chance allows.

use super::scale::{Scale, Written};
use super::svg::{Hang, Ink, LETTER, SMALL, Sheet, num, width_of};
use super::{About, Drawing};
use crate::interval::exact;
use crate::rate::{Funnel, Standing};

/// An area.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Area {
    /// Its name.
    pub name: String,
    /// What was counted.
    pub count: u64,
    /// Of how many.
    pub base: u64,
    /// Whether its name is written even where it lies within the limits: one's own force.
    pub named: bool,
}

/// Draws areas in a funnel. `per` is how many of the base the upright axis is for, such as
/// 100,000, and `of` what the base is, such as *residents*. Areas that lie within the limits are
/// points without a name: a funnel is no league table.
pub fn funnel(about: &About, limits: Funnel, per: f64, of: &str, areas: &[Area]) -> Drawing {
    let mut sheet = Sheet::new();
    let areas: Vec<&Area> = areas.iter().filter(|area| area.base > 0).collect();
    let (top, bottom) = (58.0, 330.0);
    let most_base = areas.iter().map(|area| area.base).max().unwrap_or(1);
    let least_base = areas.iter().map(|area| area.base).min().unwrap_or(1);
    let written = if (per - 1.0).abs() < 1e-9 {
        Written::PerCent
    } else {
        Written::Number
    };
    let widest = limits.limits(least_base).map(|limits| limits.alarm);
    let rates = areas.iter().map(|area| rate(area) * per);
    let most = rates
        .clone()
        .fold(widest.map_or(0.0, |limits| limits.high * per), f64::max);
    let least = rates.fold(widest.map_or(0.0, |limits| limits.low * per), f64::min);
    let up = Scale::between(least, most, 5.0, bottom, top);
    let margin = up
        .ticks()
        .into_iter()
        .map(|tick| width_of(&written.of(tick), SMALL))
        .fold(24.0, f64::max)
        + 10.0;
    let ticks = if about.is_wide() { 6.0 } else { 3.0 };
    let right = about.width - 36.0;
    let across = Scale::from_nought(exact(most_base), ticks, margin, right);
    up.upright(&mut sheet, margin, right, written);
    across.lying(&mut sheet, top, bottom, Written::Number);
    sheet.text((margin, bottom + 34.0), of, SMALL, Hang::Start, Ink::Quiet);
    key(&mut sheet, about);
    curves(
        &mut sheet,
        limits,
        per,
        (&across, &up),
        (least_base, most_base),
    );
    let target = limits.target() * per;
    let y = up.at(target);
    sheet.line((margin, y), (right, y), Ink::Text, 1.5);
    let mut told = Vec::new();
    for area in &areas {
        point(&mut sheet, area, limits, per, (&across, &up), about.width);
        if limits.standing(area.count, area.base) != Some(Standing::Within) || area.named {
            told.push(format!(
                "{} {}",
                area.name,
                place(area, limits, per, written)
            ));
        }
    }
    let within = areas
        .iter()
        .filter(|area| limits.standing(area.count, area.base) == Some(Standing::Within))
        .count();
    let mut says = format!(
        "{within} of {} areas lie within the 95 % limits about {}.",
        areas.len(),
        written.of(target)
    );
    if !told.is_empty() {
        says.push(' ');
        says.push_str(&told.join("; "));
        says.push('.');
    }
    sheet.done(about, bottom + 44.0, &says)
}

fn rate(area: &Area) -> f64 {
    exact(area.count) / exact(area.base)
}

fn key(sheet: &mut Sheet, about: &About) {
    let words = if about.is_wide() {
        [
            "95 % limits: one area of twenty lies outside by chance",
            "99.8 % limits: one of five hundred does",
        ]
    } else {
        [
            "95 %: one of twenty is outside by chance",
            "99.8 %: one of five hundred is",
        ]
    };
    let lines = [("7 3", Ink::Series(1), 16.0), ("2 3", Ink::Alarm, 38.0)];
    for ((dash, ink, y), text) in lines.into_iter().zip(words) {
        sheet.dashed((8.0, y), (42.0, y), ink, 2.0, dash);
        sheet.text((50.0, y + 4.0), text, SMALL, Hang::Start, Ink::Text);
    }
}

fn curves(
    sheet: &mut Sheet,
    limits: Funnel,
    per: f64,
    (across, up): (&Scale, &Scale),
    (least, most): (u64, u64),
) {
    let steps = 60_u64;
    let from = (least / 2).max(1);
    let mut paths = [String::new(), String::new(), String::new(), String::new()];
    for step in 0..=steps {
        // Multiplied first: a small range is not to come to nought.
        let base = from + most.saturating_sub(from).saturating_mul(step) / steps;
        let Some(at) = limits.limits(base) else {
            return;
        };
        let bounds = [at.warning.low, at.warning.high, at.alarm.low, at.alarm.high];
        for (path, bound) in paths.iter_mut().zip(bounds) {
            path.push(if path.is_empty() { 'M' } else { 'L' });
            path.push_str(&num(across.at(exact(base))));
            path.push(' ');
            path.push_str(&num(up.at(bound * per)));
        }
    }
    for (index, path) in paths.iter().enumerate() {
        let (ink, dash) = if index < 2 {
            (Ink::Series(1), "7 3")
        } else {
            (Ink::Alarm, "2 3")
        };
        sheet.stroke(path, ink, 2.0, dash);
    }
}

fn point(
    sheet: &mut Sheet,
    area: &Area,
    limits: Funnel,
    per: f64,
    (across, up): (&Scale, &Scale),
    width: f64,
) {
    let at = (across.at(exact(area.base)), up.at(rate(area) * per));
    let standing = limits.standing(area.count, area.base);
    let (shape, ink) = match standing {
        Some(Standing::Outside) => (3, Ink::Alarm),
        Some(Standing::Notable) => (2, Ink::Series(1)),
        _ => (0, Ink::Series(0)),
    };
    let tip = format!("{}: {} of {}", area.name, area.count, area.base);
    sheet.mark(at, shape, ink, &tip);
    // Those between the limits are a triangle and in the table: named, they would hide each other.
    if area.named || standing == Some(Standing::Outside) {
        let right = at.0 + width_of(&area.name, LETTER) + 10.0 > width;
        let (x, hang) = if right {
            (at.0 - 8.0, Hang::End)
        } else {
            (at.0 + 8.0, Hang::Start)
        };
        sheet.text((x, at.1 - 6.0), &area.name, LETTER, hang, Ink::Text);
    }
}

fn place(area: &Area, limits: Funnel, per: f64, written: Written) -> String {
    let value = rate(area) * per;
    let side = if value > limits.target() * per {
        "above"
    } else {
        "below"
    };
    let value = match written {
        Written::PerCent => format!("{:.1} %", value * 100.0),
        _ => format!("{value:.1}"),
    };
    match limits.standing(area.count, area.base) {
        Some(Standing::Outside) => format!("{value}, {side} the 99.8 % limits"),
        Some(Standing::Notable) => format!("{value}, {side} the 95 % limits"),
        _ => format!("{value}, within the limits"),
    }
}
