//! Groups of people beside each other: rates of residents, and what happened in how many of each
//! group's detentions.

use figures::chart::{self, Bar};
use figures::evidence::Answer;
use figures::fairness::{Fairness, Happened, Members, Rates, ShareRatio};
use figures::interval::Interval;
use figures::measure::{Kind, Residents};
use figures::population::Rollup;
use figures::print::{shown, thousands};
use figures::rate::{Counted, Disparity, GroupFigures, NoFigure, RatioFigures};
use figures::table::{Cell, share};

use super::chart::{ChartView, drawn};
use super::table::{CellView, ColumnView, RowView, behind_rows, words};
use crate::forms::sentence;

/// What a page shows of groups.
pub(super) struct GroupsView {
    /// Why there are no rates of residents, where there are none.
    pub(super) no_rates: Option<String>,
    /// What the rates rest on.
    pub(super) rests_on: Vec<String>,
    pub(super) chart: Option<ChartView>,
    pub(super) rates: Vec<Grid>,
    /// The group the others are compared with.
    pub(super) reference: String,
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
    let page = Page {
        answer,
        all,
        rollup,
        opens,
        coded: matches!(
            answer.measure.residents,
            Some(Residents::ByEthnicity { .. })
        ),
    };
    let rates = all.rates.as_ref().ok();
    GroupsView {
        no_rates: all
            .rates
            .as_ref()
            .err()
            .map(|why| format!("{}.", sentence(&why.to_string()))),
        rests_on: rates.map(|rates| page.rests_on(rates)).unwrap_or_default(),
        chart: rates.and_then(|rates| page.chart(rates)),
        rates: rates.map_or_else(Vec::new, |rates| {
            let columns = rates.columns.iter();
            columns
                .map(|(column, figures)| page.rates(column, figures))
                .collect()
        }),
        reference: page.name(&all.reference),
        happened: all.happened.iter().map(|one| page.happened(one)).collect(),
        absent: absent(all),
    }
}

struct Page<'a> {
    answer: &'a Answer,
    all: &'a Fairness,
    rollup: Rollup,
    opens: bool,
    /// Whether rows are codes that went through the roll-up.
    coded: bool,
}

impl Page<'_> {
    fn name(&self, group: &str) -> String {
        if self.coded {
            self.rollup.name_of(group).to_owned()
        } else {
            group.to_owned()
        }
    }

    fn rests_on(&self, rates: &Rates) -> Vec<String> {
        let filters = &self.answer.filters;
        let days = filters
            .to
            .since(filters.from)
            .map_or(0, |span| span.get_days());
        vec![
            format!(
                "For each 100,000 residents over the {days} days of the period, not a year: a \
                 rate of another period is not to be set beside it."
            ),
            format!(
                "Residents: {} of the area {}, Census 2021 (ONS, TS021). Counts and residents \
                 went through the same roll-up, {}. Some of those detained live elsewhere.",
                thousands(rates.residents),
                rates.area,
                rates.rollup
            ),
            "Bounds are the rate and the ratio if nobody, or everybody, in no group were of that \
             group: the reading is the same at both, or hangs on them."
                .to_owned(),
            format!(
                "Intervals are of 95 per cent and speak of chance alone: Byar’s of rates, the \
                 log-normal one of ratios. Under {} there is no rate. A ratio says that two rates \
                 differ, not why.",
                rates.rules.minimum
            ),
        ]
    }

    fn chart(&self, rates: &Rates) -> Option<ChartView> {
        let (column, figures) = rates.columns.first()?;
        let bars: Vec<Bar> = figures
            .groups
            .iter()
            .map(|one| Bar {
                name: self.name(&one.group.name),
                figure: one
                    .rate
                    .map_or_else(|why| Cell::Label(short(why).to_owned()), Cell::Rate),
            })
            .collect();
        let title = format!("{} for each 100,000 residents, by group", words(column));
        let definition = format!(
            "{} Residents of Census 2021, roll-up {}.",
            self.answer.measure.definition, rates.rollup
        );
        drawn("rates", &title, &definition, |about| {
            chart::bars(about, "for each 100,000 residents", &bars)
        })
    }

    fn rates(&self, column: &str, figures: &Disparity) -> Grid {
        let reference = self.name(&figures.reference);
        let events = figures.counted == Counted::Events;
        let mut note = format!(
            "{} of {} {} in no group.",
            told_share(figures.not_stated, figures.of),
            thousands(figures.of),
            if figures.not_stated == 1 { "is" } else { "are" },
        );
        note.push_str(if events {
            " The interval takes detentions as independent; where the same people come again it \
             is too narrow."
        } else {
            " Each person once in each group they gave; whoever is not known is in no count."
        });
        let mut rows: Vec<RowView> = figures
            .groups
            .iter()
            .map(|one| self.rate_row(column, one))
            .collect();
        rows.push(self.unplaced(column, figures.not_stated, None, 7));
        Grid {
            title: format!(
                "{} for each 100,000 residents ({})",
                words(column),
                if events { "events" } else { "persons" }
            ),
            note,
            columns: columns(&[
                "Group",
                &words(column),
                "Residents",
                "Rate",
                "Bounds of the rate",
                &format!("Ratio to {reference}"),
                "Bounds of the ratio",
                "Reading",
                "Same at the bounds",
            ]),
            rows,
        }
    }

    fn rate_row(&self, column: &str, one: &GroupFigures) -> RowView {
        let rate = one.rate.map_or_else(
            |why| short(why).to_owned(),
            |rate| told(&rate.interval, rate.value, 1),
        );
        let (ratio, bounds, reading, same) = match &one.ratio {
            Ok(figures) => of_ratio(figures),
            Err(why) => (short(*why).to_owned(), String::new(), String::new(), ""),
        };
        RowView {
            cells: vec![
                key(self.name(&one.group.name)),
                self.count(&one.group.name, column, one.group.count),
                cell(thousands(one.group.population)),
                cell(rate),
                cell(between(&one.rate_bounds, 1)),
                cell(ratio),
                cell(bounds),
                cell(reading),
                cell(same.to_owned()),
            ],
        }
    }

    /// Those in no group: how many, and nothing that would need to know who they are.
    fn unplaced(
        &self,
        column: &str,
        count: u64,
        of: Option<(&str, u64)>,
        blanks: usize,
    ) -> RowView {
        let mut cells = vec![key("in no group".to_owned())];
        cells.push(self.open(&self.all.in_no_group, column, count));
        let mut left = blanks;
        if let Some((whole, of)) = of {
            cells.push(self.open(&self.all.in_no_group, whole, of));
            cells.push(cell(shown(
                &share_kind(),
                &share(Some(&Cell::Count(count)), Some(&Cell::Count(of))),
            )));
            left = left.saturating_sub(2);
        }
        cells.extend((0..left).map(|_| cell(String::new())));
        RowView { cells }
    }

    fn happened(&self, one: &Happened) -> Grid {
        let reference = self.name(&self.all.reference);
        let column = self.answer.measure.column(&one.column);
        let mut rows: Vec<RowView> = one
            .groups
            .iter()
            .map(|group| {
                let (ratio, bounds, reading) = match &group.ratio {
                    Ok(ratio) => of_share(ratio),
                    Err(why) => absent_ratio(*why),
                };
                RowView {
                    cells: vec![
                        key(self.name(&group.name)),
                        self.count(&group.name, &one.column, group.count),
                        self.count(&group.name, &one.whole, group.of),
                        cell(shown(&share_kind(), &group.share)),
                        cell(ratio),
                        cell(bounds),
                        cell(reading),
                    ],
                }
            })
            .collect();
        let (count, of) = one.in_no_group;
        rows.push(self.unplaced(&one.column, count, Some((&one.whole, of)), 5));
        Grid {
            title: column.map_or_else(|| words(&one.column), |column| sentence(&column.meaning)),
            note: String::new(),
            columns: columns(&[
                "Group",
                &words(&one.column),
                &words(&one.whole),
                "Share (95 % interval)",
                &format!("Ratio to {reference}"),
                "Bounds of the ratio",
                "Reading",
            ]),
            rows,
        }
    }

    /// A count of a group, which opens to the files of all rows that make it.
    fn count(&self, group: &str, column: &str, count: u64) -> CellView {
        let keys = self.all.groups.iter().find(|one| one.name == group);
        self.open(
            keys.map_or(&[][..], |Members { keys, .. }| keys),
            column,
            count,
        )
    }

    fn open(&self, keys: &[String], column: &str, count: u64) -> CellView {
        let named = self
            .answer
            .measure
            .keys()
            .next()
            .map(|key| key.name.as_str());
        let keys: Vec<(&str, String)> = named
            .map(|named| keys.iter().map(|key| (named, key.clone())).collect())
            .unwrap_or_default();
        CellView {
            text: thousands(count),
            href: (self.opens && count > 0 && !keys.is_empty())
                .then(|| behind_rows(self.answer, &keys, column)),
            numeric: true,
        }
    }
}

fn columns(names: &[&str]) -> Vec<ColumnView> {
    names
        .iter()
        .enumerate()
        .map(|(index, name)| ColumnView {
            name: (*name).to_owned(),
            meaning: String::new(),
            numeric: index > 0,
        })
        .collect()
}

fn key(text: String) -> CellView {
    CellView {
        text,
        href: None,
        numeric: false,
    }
}

fn cell(text: String) -> CellView {
    CellView {
        text,
        href: None,
        numeric: true,
    }
}

/// What stands in place of a figure.
const fn short(why: NoFigure) -> &'static str {
    match why {
        NoFigure::TooFew => "[few]",
        NoFigure::ReferenceTooFew => "[few to compare]",
        NoFigure::NoResidents => "[no residents]",
        NoFigure::Everywhere => "[all]",
        NoFigure::Reference => "1",
    }
}

/// The marks that stand in the tables, each with its words.
fn absent(all: &Fairness) -> Vec<(&'static str, String)> {
    let rates = all.rates.iter().flat_map(|rates| &rates.columns);
    let of_rates = rates
        .flat_map(|(_, figures)| &figures.groups)
        .flat_map(|one| [one.rate.err(), one.ratio.err()]);
    let happened = all.happened.iter().flat_map(|one| &one.groups);
    let of_shares = happened.map(|one| one.ratio.err());
    let mut found: Vec<NoFigure> = Vec::new();
    for why in of_rates.chain(of_shares).flatten() {
        if why != NoFigure::Reference && !found.contains(&why) {
            found.push(why);
        }
    }
    found
        .into_iter()
        .map(|why| (short(why), why.to_string()))
        .collect()
}

fn absent_ratio(why: NoFigure) -> (String, String, String) {
    (short(why).to_owned(), String::new(), String::new())
}

fn of_ratio(figures: &RatioFigures) -> (String, String, String, &'static str) {
    (
        told(&figures.ratio.interval, figures.ratio.value, 2),
        between(&figures.bounds, 2),
        figures.reading.label().to_owned(),
        if figures.whoever { "yes" } else { "no" },
    )
}

fn of_share(ratio: &ShareRatio) -> (String, String, String) {
    (
        told(&ratio.ratio.interval, ratio.ratio.value, 2),
        between(&ratio.bounds, 2),
        ratio.reading.label().to_owned(),
    )
}

fn told(interval: &Interval, value: f64, places: usize) -> String {
    format!(
        "{value:.places$} ({:.places$} to {:.places$})",
        interval.low, interval.high
    )
}

fn between(bounds: &Interval, places: usize) -> String {
    format!("{:.places$} to {:.places$}", bounds.low, bounds.high)
}

fn told_share(count: u64, of: u64) -> String {
    let share = share(Some(&Cell::Count(count)), Some(&Cell::Count(of)));
    format!("{} ({})", thousands(count), shown(&share_kind(), &share))
}

fn share_kind() -> Kind {
    Kind::Share {
        part: String::new(),
        whole: String::new(),
    }
}
