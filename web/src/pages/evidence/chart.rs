//! Which charts an answer is drawn as. The table beside them has every figure; a chart has those
//! that one picture can tell.

use figures::chart::{About, Bar, Drawing, Heat, Line, NARROW, WIDE, bars, heat, series};
use figures::evidence::Answer;
use figures::filters::Definition;
use figures::measure::{Column, Kind};
use figures::print::{shown, words};

mod places;
mod ways;

/// More bars than these are no picture.
const MOST_BARS: usize = 40;
/// Fewer moments than these are no course of time.
const LEAST_MOMENTS: usize = 2;

/// A chart for a phone and for a desk: a page shows the one there is room for.
pub(super) struct ChartView {
    pub(super) caption: String,
    pub(super) wide: String,
    pub(super) narrow: String,
}

/// The charts of an answer, none where its rows are of two kinds at once or of none.
pub(super) fn charts(answer: &Answer) -> Vec<ChartView> {
    let keys: Vec<&Column> = answer.measure.keys().collect();
    let rows = answer.table.rows.len();
    let drawn = match keys.as_slice() {
        [one, other]
            if matches!(
                (&one.kind, &other.kind),
                (Kind::Weekday, Kind::Hour) | (Kind::Hour, Kind::Weekday)
            ) =>
        {
            vec![of_hours(answer)]
        }
        [time] if matches!(time.kind, Kind::Month | Kind::Day) && rows >= LEAST_MOMENTS => {
            vec![over_time(answer, false), over_time(answer, true)]
        }
        keys if ways::are_there(keys) => vec![ways::from_contact_to_outcome(answer)],
        [key] if places::has_waits(answer) && key.kind == Kind::Label => vec![
            places::waits(answer, key),
            side_by_side(answer, key, true),
            places::funnel(answer, key),
        ],
        [key]
            if matches!(key.kind, Kind::Label | Kind::Hour | Kind::Weekday)
                && (1..=MOST_BARS).contains(&rows) =>
        {
            vec![
                side_by_side(answer, key, false),
                side_by_side(answer, key, true),
                places::funnel(answer, key),
            ]
        }
        _ => Vec::new(),
    };
    drawn.into_iter().flatten().collect()
}

/// The count that a reader looks for first: by the definition that is chosen, where there are two.
fn first_count(answer: &Answer) -> Option<&Column> {
    let wanted = match answer.filters.definition {
        Definition::Npcc => "npcc",
        Definition::Force => "force_definition",
    };
    let measure = &answer.measure;
    let named = measure.column(wanted);
    named.or_else(|| measure.columns.iter().find(|column| column.kind.is_count()))
}

fn shares(answer: &Answer) -> Vec<&Column> {
    let columns = answer.measure.columns.iter();
    columns
        .filter(|column| matches!(column.kind, Kind::Share { .. }))
        .collect()
}

fn of_hours(answer: &Answer) -> Option<ChartView> {
    let column = first_count(answer)?;
    let of = Heat::of(&answer.table, &column.name)?;
    view(answer, column, "hours", |about| heat(about, &of))
}

/// Shares with their intervals, or counts: two scales make two pictures.
fn over_time(answer: &Answer, of_shares: bool) -> Option<ChartView> {
    let table = &answer.table;
    let columns = if of_shares {
        shares(answer)
    } else {
        first_count(answer).into_iter().collect()
    };
    let moments: Vec<String> = table
        .rows
        .iter()
        .map(|row| {
            let cells = table.columns.iter().zip(row);
            cells
                .filter(|(column, _)| column.kind.is_key())
                .map(|(column, cell)| shown(&column.kind, cell))
                .collect()
        })
        .collect();
    let lines: Vec<Line> = columns
        .iter()
        .filter_map(|column| {
            let mut line = Line::of(table, &column.name)?;
            line.name = words(&column.name);
            Some(line)
        })
        .collect();
    let name = if of_shares { "shares" } else { "counts" };
    view(answer, columns.first()?, name, |about| {
        series(about, &moments, &lines)
    })
}

fn side_by_side(answer: &Answer, key: &Column, of_shares: bool) -> Option<ChartView> {
    let column = if of_shares {
        shares(answer).first().copied()?
    } else {
        first_count(answer)?
    };
    let all = Bar::of(&answer.table, &key.name, &column.name)?;
    let unit = column.unit.clone();
    let name = if of_shares { "shares" } else { "counts" };
    view(answer, column, name, |about| bars(about, &unit, &all))
}

fn view(
    answer: &Answer,
    column: &Column,
    name: &str,
    draw: impl Fn(&About) -> Drawing,
) -> Option<ChartView> {
    let measure = &answer.measure;
    let title = format!("{}: {}", measure.title, column.meaning);
    let base = measure
        .denominator
        .as_ref()
        .filter(|_| matches!(column.kind, Kind::Share { .. }))
        .map(|base| format!(" Of {base}."))
        .unwrap_or_default();
    let definition = format!("{}{base}", measure.definition);
    drawn(name, &title, &definition, draw)
}

/// A chart drawn for a phone and for a desk.
pub(super) fn drawn(
    name: &str,
    title: &str,
    definition: &str,
    draw: impl Fn(&About) -> Drawing,
) -> Option<ChartView> {
    drawn_at(WIDE, name, title, definition, draw)
}

/// A chart drawn for a phone, and for a desk at a width.
pub(super) fn drawn_at(
    desk: f64,
    name: &str,
    title: &str,
    definition: &str,
    draw: impl Fn(&About) -> Drawing,
) -> Option<ChartView> {
    let at = |size: &str, width: f64| {
        let about = About::new(&format!("chart-{name}-{size}"), title, definition, width);
        about.ok().map(|about| draw(&about).svg)
    };
    Some(ChartView {
        caption: title.to_owned(),
        wide: at("wide", desk)?,
        narrow: at("narrow", NARROW)?,
    })
}
