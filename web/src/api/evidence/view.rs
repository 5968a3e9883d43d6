//! An answer as the API gives it: cells by kind, each count with the way to its records.

use figures::evidence::{Answer, Missing, told};
use figures::fairness::Fairness;
use figures::hidden::{Hidden, NoHidden, set_out};
use figures::interval::Interval;
use figures::measure::{Column, Kind, Measure};
use figures::table::{Cell, Rate, share};
use jiff::Timestamp;
use schemars::JsonSchema;
use serde::Serialize;

use super::groups::GroupsView;
use crate::forms::Submitted;

/// A measure.
#[derive(Serialize, JsonSchema)]
pub(super) struct MeasureView {
    /// Its name in addresses.
    name: String,
    /// Its title.
    title: String,
    /// What it measures.
    definition: String,
    /// What is counted.
    numerator: String,
    /// Of what; none where no figure is a share.
    denominator: Option<String>,
    /// What to know before using it.
    caveats: String,
    /// What one row is.
    grain: String,
    /// The requirements it meets.
    requirements: Vec<String>,
    /// The tables it is counted from.
    sources: Vec<String>,
    /// Its columns, in the order of the cells.
    columns: Vec<ColumnView>,
}

/// A column.
#[derive(Serialize, JsonSchema)]
struct ColumnView {
    /// Its name.
    name: String,
    /// What its cells hold, such as `count of incidents`.
    holds: String,
    /// The unit; blank where it has none.
    unit: String,
    /// What it is.
    meaning: String,
}

/// The figures of a measure.
#[derive(Serialize, JsonSchema)]
pub(super) struct AnswerView {
    /// The measure.
    measure: MeasureView,
    /// For what it was asked.
    filters: FiltersView,
    /// Whether small numbers are hidden and others rounded to the nearest five.
    protected: bool,
    /// Whether the last month is not over, so that its figures still grow.
    growing: bool,
    /// The rows, a cell for each column.
    rows: Vec<Vec<CellView>>,
    /// For each thing that may be unknown, how often it was. Empty where figures are protected.
    missing: Vec<MissingView>,
    /// What was asked for and could not be read: where there is anything, the figures are smaller
    /// than they should be.
    left_out: Vec<String>,
    /// The last line of the record that was followed.
    up_to: u64,
    /// When what was asked was last built.
    built: Timestamp,
    /// The groups of people beside each other, where the measure has them.
    groups: Option<GroupsView>,
    /// Hidden demand, where the measure counts texts that were read.
    hidden_demand: Option<HiddenView>,
}

/// How many texts speak of mental-health need, and how many of those nobody marked.
#[derive(Serialize, JsonSchema)]
struct HiddenView {
    /// What stands on the page: the estimate and what it rests on, or why there is none.
    told: Vec<String>,
    /// The estimate; none where there is none.
    estimate: Option<EstimateView>,
}

/// An estimate of hidden demand.
#[derive(Serialize, JsonSchema)]
struct EstimateView {
    /// Texts that were read.
    texts: u64,
    /// Those of them that people marked.
    marked: u64,
    /// The share that speaks of mental-health need, of 1.
    share: RateView,
    /// How many that is.
    count: RateView,
    /// How many beyond those that are marked.
    beyond: RateView,
    /// The version of the reader whose error was measured.
    version: String,
    /// On which texts it was measured.
    of: String,
}

/// For what figures were asked.
#[derive(Serialize, JsonSchema)]
struct FiltersView {
    /// The first day, in London.
    from: String,
    /// The day after the last.
    to: String,
    /// The force; all where none.
    force: Option<String>,
    /// The area; all where none.
    area: Option<String>,
    /// Which definition comes first.
    definition: &'static str,
}

/// How often something was not known.
#[derive(Serialize, JsonSchema)]
struct MissingView {
    /// What.
    what: String,
    /// How often.
    count: u64,
    /// Among how many.
    of: u64,
    /// The share, with Wilson's interval; none of nothing.
    share: Option<RateView>,
}

/// A figure with its interval of 95 per cent.
#[derive(Serialize, JsonSchema)]
pub(super) struct RateView {
    /// The figure.
    value: f64,
    /// The lower bound.
    low: f64,
    /// The upper bound; none where there is none.
    high: Option<f64>,
}

/// One cell.
#[derive(Serialize, JsonSchema)]
#[serde(tag = "is", rename_all = "snake_case")]
pub(super) enum CellView {
    /// Words.
    Label {
        /// The words.
        text: String,
    },
    /// A day or a month in London, as `2026-10-31` or `2026-10`.
    Date {
        /// The day or month.
        date: String,
    },
    /// An hour, 0 to 23, or a day of the week, 1 for Monday.
    Time {
        /// The number.
        number: u8,
    },
    /// A number of whole things.
    Count {
        /// The number.
        count: u64,
        /// The address of the records behind it, for those who may open it.
        records: Option<String>,
    },
    /// Whole minutes.
    Minutes {
        /// The minutes.
        minutes: u64,
    },
    /// Money.
    Pence {
        /// The pence.
        pence: i64,
    },
    /// Another number.
    Number {
        /// The number.
        number: f64,
        /// Of a quantile, the address of the records it rests on, for those who may open it.
        records: Option<String>,
    },
    /// A share of 1, with its interval.
    Share(RateView),
    /// A count once more, with its interval.
    Interval(RateView),
    /// There is a figure, and nobody knows it.
    NotKnown,
    /// There can be no figure.
    NotApplicable,
    /// There is a figure, and it is not shown.
    Suppressed,
}

impl MeasureView {
    pub(super) fn of(measure: &Measure) -> Self {
        let column = |column: &Column| ColumnView {
            name: column.name.clone(),
            holds: column.kind.to_string(),
            unit: column.unit.clone(),
            meaning: column.meaning.clone(),
        };
        Self {
            name: measure.name.clone(),
            title: measure.title.clone(),
            definition: measure.definition.clone(),
            numerator: measure.numerator.clone(),
            denominator: measure.denominator.clone(),
            caveats: measure.caveats.clone(),
            grain: measure.grain.clone(),
            requirements: measure.requirements.clone(),
            sources: measure.sources.clone(),
            columns: measure.columns.iter().map(column).collect(),
        }
    }
}

impl AnswerView {
    pub(super) fn of(
        answer: &Answer,
        (groups, estimate): (Option<&Fairness>, Option<&Result<Hidden, NoHidden>>),
        protected: bool,
        growing: bool,
        opens: bool,
    ) -> Self {
        let filters = &answer.filters;
        let rows = answer.table.rows.iter().enumerate();
        Self {
            measure: MeasureView::of(&answer.measure),
            filters: FiltersView {
                from: filters.from.to_string(),
                to: filters.to.to_string(),
                force: filters.force.clone(),
                area: filters.area.clone(),
                definition: filters.definition.key(),
            },
            protected,
            growing,
            rows: rows
                .map(|(row, cells)| {
                    let columns = answer.table.columns.iter();
                    columns
                        .zip(cells)
                        .map(|(column, cell)| {
                            let key = || answer.table.key(row);
                            let records = opens.then(|| records(answer, &key(), &column.name));
                            CellView::of(&column.kind, cell, records)
                        })
                        .collect()
                })
                .collect(),
            missing: answer.missing.iter().map(MissingView::of).collect(),
            left_out: told(&answer.left_out),
            up_to: answer.up_to.record,
            built: answer.up_to.built,
            groups: groups.map(|groups| GroupsView::of(answer, groups, opens)),
            hidden_demand: estimate.map(HiddenView::of),
        }
    }
}

impl CellView {
    fn of(kind: &Kind, cell: &Cell, records: Option<String>) -> Self {
        match cell {
            Cell::Label(text) => Self::Label { text: text.clone() },
            Cell::Day(_) | Cell::Month(_) => Self::Date {
                date: cell.to_string(),
            },
            Cell::Hour(number) | Cell::Weekday(number) => Self::Time { number: *number },
            Cell::Count(count) => Self::Count {
                count: *count,
                records: records.filter(|_| *count > 0),
            },
            Cell::Minutes(minutes) => Self::Minutes { minutes: *minutes },
            Cell::Pence(pence) => Self::Pence { pence: *pence },
            Cell::Number(number) => Self::Number {
                number: *number,
                records: records.filter(|_| matches!(kind, Kind::Quantile { .. })),
            },
            Cell::Rate(rate) if matches!(kind, Kind::Interval(_)) => {
                Self::Interval(RateView::of(*rate))
            }
            Cell::Rate(rate) => Self::Share(RateView::of(*rate)),
            Cell::NotKnown => Self::NotKnown,
            Cell::NotApplicable => Self::NotApplicable,
            Cell::Suppressed => Self::Suppressed,
        }
    }
}

impl RateView {
    pub(super) fn of(rate: Rate) -> Self {
        Self::between(rate.value, rate.interval)
    }

    pub(super) fn between(value: f64, interval: Interval) -> Self {
        Self {
            value,
            low: interval.low,
            high: Some(interval.high).filter(|high| high.is_finite()),
        }
    }
}

impl HiddenView {
    fn of(told: &Result<Hidden, NoHidden>) -> Self {
        Self {
            told: set_out(told),
            estimate: told.as_ref().ok().map(|hidden| EstimateView {
                texts: hidden.texts,
                marked: hidden.marked,
                share: RateView::of(hidden.estimate.share),
                count: RateView::of(hidden.estimate.count),
                beyond: RateView::of(hidden.beyond),
                version: hidden.estimate.validation.version.clone(),
                of: hidden.estimate.validation.of.clone(),
            }),
        }
    }
}

impl MissingView {
    fn of(missing: &Missing) -> Self {
        let (count, of) = (missing.count, missing.of);
        Self {
            what: missing.what.clone(),
            count,
            of,
            share: share_of(count, of),
        }
    }
}

/// A share with its interval; none of nothing.
pub(super) fn share_of(count: u64, of: u64) -> Option<RateView> {
    match share(Some(&Cell::Count(count)), Some(&Cell::Count(of))) {
        Cell::Rate(rate) => Some(RateView::of(rate)),
        _ => None,
    }
}

/// Where the records behind the counts of a measure are.
pub(super) fn records_of(measure: &str) -> String {
    format!("/api/v1/evidence/{measure}/records")
}

/// The address of the records behind a column of the rows with these keys.
pub(super) fn records(answer: &Answer, keys: &[(&str, String)], column: &str) -> String {
    let mut query = Submitted::default();
    query.push("column", column);
    for (key, value) in keys {
        query.push(format!("row.{key}"), value);
    }
    let path = records_of(&answer.measure.name);
    format!("{path}{}&{}", query.query(), answer.filters.query())
}
