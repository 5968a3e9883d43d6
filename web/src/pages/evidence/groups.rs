//! Groups of people beside each other: rates of residents, and what happened in how many of each
//! group's detentions. The tables are set out by `figures`; here they get their chart and their
//! ways to the files.

use figures::chart::{self, Bar};
use figures::evidence::Answer;
use figures::fairness::{self, AddsUp, Fairness, Rates, mark, name_of};
use figures::population::Rollup;
use figures::print::words;
use figures::table::Cell;

use super::chart::{ChartView, drawn};
use super::table::{CellView, ColumnView, RowView, behind_rows};

/// What a page shows of groups.
pub(super) struct GroupsView {
    /// Why there are no rates of residents, where there are none.
    pub(super) no_rates: Option<String>,
    /// What the rates rest on.
    pub(super) rests_on: Vec<String>,
    pub(super) chart: Option<ChartView>,
    pub(super) rates: Vec<Grid>,
    /// What the shares are of.
    pub(super) about_shares: String,
    pub(super) happened: Vec<Grid>,
    /// What stands in place of figures there are none of, with what it means.
    pub(super) absent: Vec<(&'static str, String)>,
}

/// A small table with its title.
pub(super) struct Grid {
    pub(super) title: String,
    /// What must stand beside it.
    pub(super) note: String,
    pub(super) columns: Vec<ColumnView>,
    pub(super) rows: Vec<RowView>,
}

/// The groups of an answer; `opens` says whether its counts lead to their files.
pub(super) fn view(answer: &Answer, all: &Fairness, rollup: Rollup, opens: bool) -> GroupsView {
    let told = fairness::set_out(answer, all, rollup);
    let grids = |grids: Vec<fairness::Grid>| {
        let grids = grids.into_iter();
        grids.map(|one| grid(answer, one, opens)).collect()
    };
    GroupsView {
        no_rates: told.no_rates,
        rests_on: told.rests_on,
        chart: all
            .rates
            .as_ref()
            .ok()
            .and_then(|rates| chart(answer, rates, rollup)),
        rates: grids(told.rates),
        about_shares: told.about_shares,
        happened: grids(told.happened),
        absent: told.absent,
    }
}

fn chart(answer: &Answer, rates: &Rates, rollup: Rollup) -> Option<ChartView> {
    let (column, figures) = rates.columns.first()?;
    let bars: Vec<Bar> = figures
        .groups
        .iter()
        .map(|one| Bar {
            name: name_of(answer, rollup, &one.group.name),
            figure: one
                .rate
                .map_or_else(|why| Cell::Label(mark(why).to_owned()), Cell::Rate),
        })
        .collect();
    let title = format!("{} for each 100,000 residents, by group", words(column));
    let definition = format!(
        "{} Residents of Census 2021, roll-up {}.",
        answer.measure.definition, rates.rollup
    );
    drawn("rates", &title, &definition, |about| {
        chart::bars(about, "for each 100,000 residents", &bars)
    })
}

/// A table whose counts lead to their files.
fn grid(answer: &Answer, grid: fairness::Grid, opens: bool) -> Grid {
    let column = |(index, name): (usize, String)| ColumnView {
        name,
        meaning: String::new(),
        numeric: index > 0,
    };
    let cell = |(index, text): (usize, fairness::Text)| CellView {
        href: text
            .adds_up
            .filter(|_| opens && text.text != "0")
            .and_then(|adds_up| behind(answer, &adds_up)),
        text: text.text,
        numeric: index > 0,
    };
    let row = |row: Vec<fairness::Text>| RowView {
        cells: row.into_iter().enumerate().map(cell).collect(),
    };
    Grid {
        title: grid.title,
        note: grid.note,
        columns: grid.columns.into_iter().enumerate().map(column).collect(),
        rows: grid.rows.into_iter().map(row).collect(),
    }
}

/// The address of the files of all rows that make a count.
fn behind(answer: &Answer, adds_up: &AddsUp) -> Option<String> {
    let key = answer.measure.keys().next()?.name.as_str();
    let keys: Vec<(&str, String)> = adds_up
        .keys
        .iter()
        .map(|text| (key, text.clone()))
        .collect();
    (!keys.is_empty()).then(|| behind_rows(answer, &keys, &adds_up.column))
}
