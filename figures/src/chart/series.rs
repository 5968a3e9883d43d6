//! A time series, with the interval of each point.

use std::fmt::Write as _;

use super::scale::{Scale, Written};
use super::svg::{Hang, Ink, LETTER, SMALL, Sheet, dash_of, fitted, num, width_of};
use super::{About, Drawing};
use crate::interval::Interval;
use crate::measure::Kind;
use crate::table::{Cell, Table};

/// One line of a time series.
#[derive(Debug, Clone, PartialEq)]
pub struct Line {
    /// Its name, written beside it.
    pub name: String,
    /// Its points, one for each moment; none where the figure is absent, and the line is broken.
    pub points: Vec<Option<Point>>,
    /// Whether its values are shares of 1, written in per cent.
    pub is_share: bool,
}

/// A point.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Point {
    /// The figure.
    pub value: f64,
    /// Its interval, where it has one.
    pub interval: Option<Interval>,
}

impl Line {
    /// The column of a table. Rates bring their intervals, and a count that of the column which holds
    /// it, where there is one; what is absent breaks the line.
    pub fn of(table: &Table, column: &str) -> Option<Self> {
        let at = table.position(column)?;
        let declared = table.columns.get(at)?;
        let intervals = table
            .columns
            .iter()
            .position(|other| matches!(&other.kind, Kind::Interval(of) if of == column));
        let points = table.rows.iter().map(|row| {
            let of_count = intervals.and_then(|at| row.get(at)).and_then(point);
            let interval = of_count.and_then(|point| point.interval);
            row.get(at).and_then(point).map(|point| Point {
                interval: point.interval.or(interval),
                ..point
            })
        });
        Some(Self {
            name: declared.name.replace('_', " "),
            points: points.collect(),
            is_share: matches!(declared.kind, Kind::Share { .. }),
        })
    }
}

impl Line {
    /// With a point or none for each moment, and none that is no number.
    fn drawable(&self, moments: usize) -> Self {
        let mut points: Vec<Option<Point>> = self
            .points
            .iter()
            .map(|point| point.filter(|point| point.value.is_finite()))
            .collect();
        points.resize(moments, None);
        Self {
            name: self.name.clone(),
            points,
            is_share: self.is_share,
        }
    }
}

fn point(cell: &Cell) -> Option<Point> {
    Some(Point {
        value: cell.number()?,
        interval: match cell {
            Cell::Rate(rate) => Some(rate.interval),
            _ => None,
        },
    })
}

/// At most this many lines are drawn: more cannot be told apart.
const MOST: usize = 4;

/// Draws lines over moments, such as months, whose words are `moments`.
pub fn series(about: &About, moments: &[String], lines: &[Line]) -> Drawing {
    let lines: Vec<Line> = lines
        .iter()
        .take(MOST)
        .map(|line| line.drawable(moments.len()))
        .collect();
    let lines = lines.as_slice();
    let mut sheet = Sheet::new();
    let written = if lines.iter().all(|line| line.is_share) {
        Written::PerCent
    } else {
        Written::Number
    };
    let bands = lines
        .iter()
        .any(|line| line.points.iter().flatten().any(|p| p.interval.is_some()));
    let legend = 22.0 * f64::from(u32::try_from(lines.len() + usize::from(bands)).unwrap_or(0));
    let (top, bottom) = (12.0 + legend, 12.0 + legend + 240.0);
    let most = lines
        .iter()
        .flat_map(|line| line.points.iter().flatten())
        .map(|point| point.interval.map_or(point.value, |interval| interval.high))
        .filter(|value| value.is_finite())
        .fold(0.0, f64::max);
    let scale = Scale::from_nought(most, 5.0, bottom, top);
    let margin = scale
        .ticks()
        .into_iter()
        .map(|tick| width_of(&written.of(tick), SMALL))
        .fold(20.0, f64::max)
        + 10.0;
    let (left, right) = (margin, about.width - 10.0);
    names(&mut sheet, lines, left, about.width);
    if bands {
        let words = "Bands and thin strokes: 95 % intervals";
        sheet.text((left, legend - 1.0), words, SMALL, Hang::Start, Ink::Quiet);
    }
    scale.upright(&mut sheet, left, right, written);
    let across = Across::new(moments.len(), left, right);
    under(&mut sheet, &across, moments, bottom);
    for (index, line) in lines.iter().enumerate() {
        draw(&mut sheet, &across, &scale, moments, index, line);
    }
    sheet.done(about, bottom + 30.0, &says(moments, lines))
}

/// Where moments stand.
struct Across {
    left: f64,
    step: f64,
}

impl Across {
    fn new(count: usize, left: f64, right: f64) -> Self {
        let gaps = f64::from(u32::try_from(count.max(1)).unwrap_or(u32::MAX));
        Self {
            left,
            step: (right - left) / gaps,
        }
    }

    fn at(&self, index: usize) -> f64 {
        self.left + self.step * (f64::from(u32::try_from(index).unwrap_or(u32::MAX)) + 0.5)
    }
}

fn names(sheet: &mut Sheet, lines: &[Line], left: f64, width: f64) {
    for (index, line) in lines.iter().enumerate() {
        let y = 16.0 + 22.0 * f64::from(u32::try_from(index).unwrap_or(0));
        let ink = Ink::Series(index);
        sheet.dashed((left, y), (left + 34.0, y), ink, 2.5, dash_of(index));
        sheet.mark((left + 17.0, y), index, ink, "");
        let name = fitted(&line.name, LETTER, width - left - 46.0);
        sheet.text(
            (left + 42.0, y + 5.0),
            &name,
            LETTER,
            Hang::Start,
            Ink::Text,
        );
    }
}

/// The words of the moments, as many as there is room for.
fn under(sheet: &mut Sheet, across: &Across, moments: &[String], bottom: f64) {
    let widest = moments
        .iter()
        .map(|moment| width_of(moment, SMALL))
        .fold(30.0, f64::max);
    let mut free = f64::NEG_INFINITY;
    for (index, moment) in moments.iter().enumerate() {
        let x = across.at(index);
        sheet.line((x, bottom), (x, bottom + 4.0), Ink::Quiet, 1.0);
        let half = widest / 2.0;
        if x - half < free || x - half < 0.0 {
            continue;
        }
        sheet.text(
            (x, bottom + 19.0),
            &fitted(moment, SMALL, widest),
            SMALL,
            Hang::Middle,
            Ink::Quiet,
        );
        free = x + half + 10.0;
    }
}

fn draw(
    sheet: &mut Sheet,
    across: &Across,
    scale: &Scale,
    moments: &[String],
    index: usize,
    line: &Line,
) {
    let ink = Ink::Series(index);
    for run in runs(&line.points) {
        let mut upper = String::new();
        let mut lower = String::new();
        let mut path = String::new();
        for (at, point) in &run {
            let x = num(across.at(*at));
            let letter = if path.is_empty() { 'M' } else { 'L' };
            let _ = write!(path, "{letter}{x} {}", num(scale.at(point.value)));
            if let Some(interval) = point.interval {
                let letter = if upper.is_empty() { 'M' } else { 'L' };
                let _ = write!(upper, "{letter}{x} {}", num(scale.at(interval.high)));
                lower.insert_str(0, &format!("L{x} {}", num(scale.at(interval.low))));
            }
        }
        if !upper.is_empty() {
            sheet.area(&format!("{upper}{lower}z"), ink, 0.18, "");
        }
        sheet.stroke(&path, ink, 2.5, dash_of(index));
    }
    for (at, (point, moment)) in line.points.iter().zip(moments).enumerate() {
        let Some(point) = point else { continue };
        let x = across.at(at);
        if let Some(interval) = point.interval {
            let (high, low) = (scale.at(interval.high), scale.at(interval.low));
            sheet.line((x, high), (x, low), ink, 1.0);
        }
        let tip = format!("{}, {moment}: {}", line.name, told(line, *point));
        sheet.mark((x, scale.at(point.value)), index, ink, &tip);
    }
}

/// The points between two absences, with where they stand.
fn runs(points: &[Option<Point>]) -> Vec<Vec<(usize, Point)>> {
    let mut runs: Vec<Vec<(usize, Point)>> = vec![Vec::new()];
    for (at, point) in points.iter().enumerate() {
        match (point, runs.last_mut()) {
            (Some(point), Some(run)) => run.push((at, *point)),
            _ => runs.push(Vec::new()),
        }
    }
    runs.retain(|run| !run.is_empty());
    runs
}

fn told(line: &Line, point: Point) -> String {
    let written = if line.is_share {
        Written::PerCent
    } else {
        Written::Number
    };
    let value = if line.is_share {
        format!("{:.1} %", point.value * 100.0)
    } else {
        written.of(point.value)
    };
    match point.interval {
        Some(interval) if line.is_share => format!(
            "{value} ({:.1} to {:.1})",
            interval.low * 100.0,
            interval.high * 100.0
        ),
        Some(interval) => format!(
            "{value} ({} to {})",
            written.of(interval.low),
            written.of(interval.high)
        ),
        None => value,
    }
}

/// The chart in words: for each line its ends, its extremes and its gaps.
fn says(moments: &[String], lines: &[Line]) -> String {
    let mut sentences = Vec::new();
    for line in lines {
        let known: Vec<(&Point, &String)> = line
            .points
            .iter()
            .zip(moments)
            .filter_map(|(point, moment)| point.as_ref().map(|point| (point, moment)))
            .collect();
        let value = |(point, _): &&(&Point, &String)| point.value;
        let most = known.iter().max_by(|a, b| value(a).total_cmp(&value(b)));
        let least = known.iter().min_by(|a, b| value(a).total_cmp(&value(b)));
        let (Some(first), Some(newest), Some(most), Some(least)) =
            (known.first(), known.last(), most, least)
        else {
            sentences.push(format!("{}: no figures.", line.name));
            continue;
        };
        let point = |of: &(&Point, &String)| format!("{} in {}", told(line, *of.0), of.1);
        let gaps = line.points.len() - known.len();
        let mut text = format!(
            "{}: from {} to {}; highest {}, lowest {}.",
            line.name,
            point(first),
            point(newest),
            point(most),
            point(least)
        );
        if gaps > 0 {
            let _ = write!(text, " {gaps} of {} have no figure.", line.points.len());
        }
        sentences.push(text);
    }
    sentences.join(" ")
}
