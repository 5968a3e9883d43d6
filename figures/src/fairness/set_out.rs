//! Groups of people beside each other as tables in words: what a page and a paper both show.
//!
//! Nothing is worked out here. Every figure is [`Fairness`]'s, and stands with its interval, its
//! bounds and how many are in no group.

use super::{Fairness, Happened, Rates, ShareRatio};
use crate::evidence::Answer;
use crate::interval::Interval;
use crate::measure::{Kind, Residents};
use crate::population::Rollup;
use crate::print::{sentence, shown, thousands, words};
use crate::rate::{Counted, Disparity, GroupFigures, NoFigure, RatioFigures};
use crate::table::{Cell, share};

/// Groups beside each other, as tables.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SetOut {
    /// Why there are no rates of residents, where there are none.
    pub no_rates: Option<String>,
    /// The rates, a table for events and one for persons.
    pub rates: Vec<Grid>,
    /// What the rates rest on, a sentence or two each.
    pub rests_on: Vec<String>,
    /// What the shares below are of, and what they are compared with.
    pub about_shares: String,
    /// What happened, of each group's events.
    pub happened: Vec<Grid>,
    /// The marks that stand in place of figures, each with what it means.
    pub absent: Vec<(&'static str, String)>,
}

/// A small table with its title. Its first column is the group.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Grid {
    /// What it is of.
    pub title: String,
    /// What must stand beside it; blank where nothing must.
    pub note: String,
    /// The names of its columns.
    pub columns: Vec<String>,
    /// Its rows, a text for each column.
    pub rows: Vec<Vec<Text>>,
}

/// One text of a grid.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Text {
    /// What is read.
    pub text: String,
    /// Of a count, which cells of the answer it adds up.
    pub adds_up: Option<AddsUp>,
}

/// Cells of one column of an answer that make one count.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AddsUp {
    /// The texts of the key in their rows.
    pub keys: Vec<String>,
    /// Their column.
    pub column: String,
}

impl Text {
    fn plain(text: impl Into<String>) -> Self {
        Self {
            text: text.into(),
            adds_up: None,
        }
    }
}

/// Sets out the groups of an answer, whose codes went through `rollup` where they are codes.
pub fn set_out(answer: &Answer, all: &Fairness, rollup: Rollup) -> SetOut {
    let page = Page {
        answer,
        all,
        rollup,
    };
    let rates = all.rates.as_ref();
    SetOut {
        no_rates: rates
            .err()
            .map(|why| format!("{}.", sentence(&why.to_string()))),
        rates: rates.map_or_else(
            |_| Vec::new(),
            |rates| {
                let columns = rates.columns.iter();
                columns
                    .map(|(column, figures)| page.rates(column, figures))
                    .collect()
            },
        ),
        rests_on: rates.map_or_else(|_| Vec::new(), |rates| page.rests_on(rates)),
        about_shares: format!(
            "Shares are of the group’s own detentions, each beside {} as a ratio with its 95 per \
             cent interval (Katz’s), and with the least and the most it could be, whoever those \
             in no group are.",
            page.name(&all.reference)
        ),
        happened: all.happened.iter().map(|one| page.happened(one)).collect(),
        absent: absent(all),
    }
}

/// A group as it is written: by the roll-up's name for it where the rows are codes.
pub fn name_of(answer: &Answer, rollup: Rollup, group: &str) -> String {
    match answer.measure.residents {
        Some(Residents::ByEthnicity { .. }) => rollup.name_of(group).to_owned(),
        _ => group.to_owned(),
    }
}

struct Page<'a> {
    answer: &'a Answer,
    all: &'a Fairness,
    rollup: Rollup,
}

impl Page<'_> {
    fn name(&self, group: &str) -> String {
        name_of(self.answer, self.rollup, group)
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
        let groups = figures.groups.iter();
        let mut rows: Vec<Vec<Text>> = groups.map(|one| self.rate_row(column, one)).collect();
        rows.push(self.unplaced(column, figures.not_stated, None, 7));
        Grid {
            title: format!(
                "{} for each 100,000 residents ({})",
                words(column),
                if events { "events" } else { "persons" }
            ),
            note,
            columns: vec![
                "Group".to_owned(),
                words(column),
                "Residents".to_owned(),
                "Rate".to_owned(),
                "Bounds of the rate".to_owned(),
                format!("Ratio to {reference}"),
                "Bounds of the ratio".to_owned(),
                "Reading".to_owned(),
                "Same at the bounds".to_owned(),
            ],
            rows,
        }
    }

    fn rate_row(&self, column: &str, one: &GroupFigures) -> Vec<Text> {
        let rate = one.rate.map_or_else(
            |why| mark(why).to_owned(),
            |rate| told(&rate.interval, rate.value, 1),
        );
        let (ratio, bounds, reading, same) = match &one.ratio {
            Ok(figures) => of_ratio(figures),
            Err(why) => (mark(*why).to_owned(), String::new(), String::new(), ""),
        };
        vec![
            Text::plain(self.name(&one.group.name)),
            self.count(&one.group.name, column, one.group.count),
            Text::plain(thousands(one.group.population)),
            Text::plain(rate),
            Text::plain(between(&one.rate_bounds, 1)),
            Text::plain(ratio),
            Text::plain(bounds),
            Text::plain(reading),
            Text::plain(same),
        ]
    }

    /// Those in no group: how many, and nothing that would need to know who they are.
    fn unplaced(
        &self,
        column: &str,
        count: u64,
        of: Option<(&str, u64)>,
        blanks: usize,
    ) -> Vec<Text> {
        let adds_up = |column: &str, count: u64| Text {
            text: thousands(count),
            adds_up: Some(AddsUp {
                keys: self.all.in_no_group.clone(),
                column: column.to_owned(),
            }),
        };
        let mut cells = vec![Text::plain("in no group"), adds_up(column, count)];
        let mut left = blanks;
        if let Some((whole, of)) = of {
            cells.push(adds_up(whole, of));
            cells.push(Text::plain(shown(
                &share_kind(),
                &share(Some(&Cell::Count(count)), Some(&Cell::Count(of))),
            )));
            left = left.saturating_sub(2);
        }
        cells.extend((0..left).map(|_| Text::plain("")));
        cells
    }

    fn happened(&self, one: &Happened) -> Grid {
        let reference = self.name(&self.all.reference);
        let column = self.answer.measure.column(&one.column);
        let mut rows: Vec<Vec<Text>> = one
            .groups
            .iter()
            .map(|group| {
                let (ratio, bounds, reading) = match &group.ratio {
                    Ok(ratio) => of_share(ratio),
                    Err(why) => (mark(*why).to_owned(), String::new(), String::new()),
                };
                vec![
                    Text::plain(self.name(&group.name)),
                    self.count(&group.name, &one.column, group.count),
                    self.count(&group.name, &one.whole, group.of),
                    Text::plain(shown(&share_kind(), &group.share)),
                    Text::plain(ratio),
                    Text::plain(bounds),
                    Text::plain(reading),
                ]
            })
            .collect();
        let (count, of) = one.in_no_group;
        rows.push(self.unplaced(&one.column, count, Some((&one.whole, of)), 5));
        Grid {
            title: column.map_or_else(|| words(&one.column), |column| sentence(&column.meaning)),
            note: String::new(),
            columns: vec![
                "Group".to_owned(),
                words(&one.column),
                words(&one.whole),
                "Share (95 % interval)".to_owned(),
                format!("Ratio to {reference}"),
                "Bounds of the ratio".to_owned(),
                "Reading".to_owned(),
            ],
            rows,
        }
    }

    /// A count of a group, with the rows that make it.
    fn count(&self, group: &str, column: &str, count: u64) -> Text {
        let members = self.all.groups.iter().find(|one| one.name == group);
        Text {
            text: thousands(count),
            adds_up: members.map(|members| AddsUp {
                keys: members.keys.clone(),
                column: column.to_owned(),
            }),
        }
    }
}

/// What stands in place of a figure that there is none of.
pub const fn mark(why: NoFigure) -> &'static str {
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
        .map(|why| (mark(why), why.to_string()))
        .collect()
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

const fn share_kind() -> Kind {
    Kind::Share {
        part: String::new(),
        whole: String::new(),
    }
}
