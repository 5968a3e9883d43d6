//! Waits by site: how long the quick, the middling and the slow took.

use super::scale::{Scale, Written, minutes};
use super::svg::{Hang, Ink, LETTER, SMALL, Sheet, fitted, width_of};
use super::{About, Drawing};
use crate::interval::exact;

/// The waits at one site, in whole minutes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Site {
    /// Its name.
    pub name: String,
    /// How many waits; none where that is not shown.
    pub count: Option<u64>,
    /// A quarter took no longer; half; three quarters; nine of ten. None where they are not
    /// shown, because they rest on few.
    pub quantiles: Option<[u64; 4]>,
}

/// Draws each site's waits on one axis: a box from the quarter to the three quarters, a stroke at
/// the half, a thin line on to the nine of ten. `target` is in minutes, with its words: `(60, "one
/// hour")`.
pub fn waits(about: &About, target: Option<(u64, &str)>, sites: &[Site]) -> Drawing {
    let mut sheet = Sheet::new();
    let wide = about.is_wide();
    let left = if wide { about.width * 0.34 } else { 22.0 };
    let right = about.width - 26.0;
    let (step, thick) = if wide { (42.0, 18.0) } else { (58.0, 18.0) };
    let most = sites
        .iter()
        .filter_map(|site| site.quantiles.map(|[.., nine_tenths]| nine_tenths))
        .chain(target.map(|(minutes, _)| minutes))
        .max()
        .unwrap_or(60);
    // Whole hours: an axis in halves of an hour for the short, in more for the long.
    let ticks = if wide { 6.0 } else { 4.0 };
    let scale = hours(exact(most), ticks, left, right);
    let top = 26.0;
    let bottom = top + 6.0 + step * exact(sites.len() as u64);
    scale.lying(&mut sheet, top, bottom, Written::Minutes);
    if let Some((minutes, words)) = target {
        let x = scale.at(exact(minutes));
        sheet.dashed((x, top - 6.0), (x, bottom), Ink::Alarm, 2.0, "6 3");
        sheet.text((x, top - 10.0), words, SMALL, Hang::Middle, Ink::Alarm);
    }
    for (index, site) in sites.iter().enumerate() {
        let row = top + 6.0 + step * exact(index as u64);
        let y = if wide { row + 8.0 } else { row + 26.0 };
        head(&mut sheet, site, (left, row), wide, about.width);
        match site.quantiles {
            Some(quantiles) => shape(&mut sheet, site, quantiles, &scale, (y, thick)),
            None => not_shown(&mut sheet, (left + 4.0, y + 13.0)),
        }
    }
    sheet.done(about, bottom + 26.0, &says(target, sites))
}

/// Why a site has no box, on a ground of its own, so that no line crosses the words.
fn not_shown(sheet: &mut Sheet, (x, y): (f64, f64)) {
    let words = "not shown: fewer than five, or it would tell of one";
    let width = width_of(words, SMALL) + 6.0;
    sheet.rect((x - 3.0, y - 12.0), (width, 16.0), Ink::Ground, 1.0, "");
    sheet.text((x, y), words, SMALL, Hang::Start, Ink::Quiet);
}

/// A scale whose lines are at whole numbers of quarters of an hour, or hours.
fn hours(most: f64, ticks: f64, left: f64, right: f64) -> Scale {
    let step = [15.0, 30.0, 60.0, 120.0, 180.0, 240.0, 360.0, 720.0, 1_440.0]
        .into_iter()
        .find(|step| most / step <= ticks)
        .unwrap_or((most / ticks / 1_440.0).ceil() * 1_440.0);
    Scale::by(step, most, left, right)
}

fn head(sheet: &mut Sheet, site: &Site, (left, row): (f64, f64), wide: bool, width: f64) {
    let count = match site.count {
        Some(1) => "1 wait".to_owned(),
        Some(count) => format!("{} waits", crate::print::thousands(count)),
        None => "number not shown".to_owned(),
    };
    if wide {
        let text = fitted(&site.name, LETTER, left - 12.0);
        sheet.text(
            (left - 8.0, row + 15.0),
            &text,
            LETTER,
            Hang::End,
            Ink::Text,
        );
        sheet.text(
            (left - 8.0, row + 31.0),
            &count,
            SMALL,
            Hang::End,
            Ink::Quiet,
        );
    } else {
        let text = fitted(
            &format!("{}, {count}", site.name),
            LETTER,
            width - left - 8.0,
        );
        sheet.text((left, row + 17.0), &text, LETTER, Hang::Start, Ink::Text);
    }
}

fn shape(
    sheet: &mut Sheet,
    site: &Site,
    quantiles: [u64; 4],
    scale: &Scale,
    (y, thick): (f64, f64),
) {
    let [quarter, half, three, nine] = quantiles.map(|minutes| scale.at(exact(minutes)));
    let middle = y + thick / 2.0;
    sheet.line((three, middle), (nine, middle), Ink::Series(0), 2.0);
    sheet.line(
        (nine, middle - 5.0),
        (nine, middle + 5.0),
        Ink::Series(0),
        2.0,
    );
    let tip = format!("{}: {}", site.name, told(quantiles));
    sheet.rect(
        (quarter, y),
        (three - quarter, thick),
        Ink::Series(0),
        0.45,
        &tip,
    );
    sheet.outline((quarter, y), (three - quarter, thick), Ink::Series(0), &tip);
    sheet.line((half, y - 3.0), (half, y + thick + 3.0), Ink::Text, 3.0);
}

fn told([quarter, half, three, nine]: [u64; 4]) -> String {
    let said = |value: u64| minutes(exact(value));
    format!(
        "half within {}, a quarter within {}, three quarters within {}, nine of ten within {}",
        said(half),
        said(quarter),
        said(three),
        said(nine)
    )
}

fn says(target: Option<(u64, &str)>, sites: &[Site]) -> String {
    let mut sentences: Vec<String> = sites
        .iter()
        .map(|site| match site.quantiles {
            Some(quantiles) => format!("{}: {}.", site.name, told(quantiles)),
            None => format!("{}: not shown.", site.name),
        })
        .collect();
    if let Some((limit, words)) = target {
        sentences.push(format!(
            "The line marks {words}, {}.",
            minutes(exact(limit))
        ));
    }
    if sites.is_empty() {
        sentences.push("No waits.".to_owned());
    }
    sentences.join(" ")
}
