//! Groups of people beside each other, as the API gives them.

use figures::evidence::Answer;
use figures::fairness::{Fairness, Happened, HappenedTo, Members, Rates};
use figures::rate::{Counted, Disparity, GroupFigures};
use schemars::JsonSchema;
use serde::Serialize;

use super::view::{RateView, records, share_of};

/// The groups of an answer beside each other.
#[derive(Serialize, JsonSchema)]
pub(super) struct GroupsView {
    /// The group the others are compared with.
    reference: String,
    /// The groups, each with the rows of the answer that make it.
    groups: Vec<GroupView>,
    /// The keys of rows that are in no group.
    in_no_group: Vec<String>,
    /// Rates of residents; none where there is nobody to be a rate of.
    rates: Option<RatesView>,
    /// Why there are no rates.
    no_rates: Option<String>,
    /// What happened, of each group's events.
    happened: Vec<HappenedView>,
}

/// A group.
#[derive(Serialize, JsonSchema)]
struct GroupView {
    /// Its name, as in the roll-up.
    name: String,
    /// The keys of its rows.
    keys: Vec<String>,
}

/// Rates of residents.
#[derive(Serialize, JsonSchema)]
struct RatesView {
    /// The id of the roll-up that counts and residents went through.
    rollup: &'static str,
    /// The area whose residents they are, Census 2021.
    area: String,
    /// All of its residents.
    residents: u64,
    /// Under this many there is no rate.
    minimum: u64,
    /// Each column that is rated: events and persons are never mixed.
    columns: Vec<RatedView>,
}

/// A column that is rated.
#[derive(Serialize, JsonSchema)]
struct RatedView {
    /// The column.
    column: String,
    /// `events` or `persons`.
    counted: &'static str,
    /// How many are in no group.
    in_no_group: u64,
    /// How many there are in all.
    of: u64,
    /// The groups.
    groups: Vec<RateOfGroup>,
}

/// The rate of a group.
#[derive(Serialize, JsonSchema)]
struct RateOfGroup {
    /// The group.
    name: String,
    /// What was counted.
    count: u64,
    /// The address of the records behind it, for those who may open it.
    records: Option<String>,
    /// Its residents.
    residents: u64,
    /// For each 100,000 residents over the period, with Byar's interval.
    rate: Option<RateView>,
    /// Why there is no rate.
    no_rate: Option<String>,
    /// The rate if nobody, or everybody, in no group were theirs.
    rate_bounds: (f64, f64),
    /// The rate over the reference's, with its interval.
    ratio: Option<RateView>,
    /// Why there is no ratio.
    no_ratio: Option<String>,
    /// The ratio at those bounds.
    ratio_bounds: Option<(f64, f64)>,
    /// What the interval says: `higher`, `lower` or `no clear difference`.
    reading: Option<&'static str>,
    /// Whether it says the same whoever those in no group are.
    whoever: Option<bool>,
}

/// Something that happened in some of each group's events.
#[derive(Serialize, JsonSchema)]
struct HappenedView {
    /// The column that counts it.
    column: String,
    /// The column it is part of.
    whole: String,
    /// The groups.
    groups: Vec<ShareOfGroup>,
    /// Of those in no group: in how many, of how many.
    in_no_group: (u64, u64),
}

/// In how many of a group's events something happened.
#[derive(Serialize, JsonSchema)]
struct ShareOfGroup {
    /// The group.
    name: String,
    /// In how many.
    count: u64,
    /// The address of the records behind it, for those who may open it.
    records: Option<String>,
    /// Of how many.
    of: u64,
    /// The share, with Wilson's interval.
    share: Option<RateView>,
    /// The share over the reference's, with its interval.
    ratio: Option<RateView>,
    /// Why there is no ratio.
    no_ratio: Option<String>,
    /// Between which the ratio lies, whoever those in no group are.
    ratio_bounds: Option<(f64, f64)>,
    /// What the interval says.
    reading: Option<&'static str>,
}

impl GroupsView {
    pub(super) fn of(answer: &Answer, all: &Fairness, opens: bool) -> Self {
        let ways = Ways { answer, all, opens };
        let group = |Members { name, keys }: &Members| GroupView {
            name: name.clone(),
            keys: keys.clone(),
        };
        Self {
            reference: all.reference.clone(),
            groups: all.groups.iter().map(group).collect(),
            in_no_group: all.in_no_group.clone(),
            rates: all.rates.as_ref().ok().map(|rates| ways.rates(rates)),
            no_rates: all.rates.as_ref().err().map(ToString::to_string),
            happened: all.happened.iter().map(|one| ways.happened(one)).collect(),
        }
    }
}

struct Ways<'a> {
    answer: &'a Answer,
    all: &'a Fairness,
    opens: bool,
}

impl Ways<'_> {
    fn rates(&self, rates: &Rates) -> RatesView {
        RatesView {
            rollup: rates.rollup,
            area: rates.area.clone(),
            residents: rates.residents,
            minimum: rates.rules.minimum,
            columns: rates
                .columns
                .iter()
                .map(|(column, figures)| self.rated(column, figures))
                .collect(),
        }
    }

    fn rated(&self, column: &str, figures: &Disparity) -> RatedView {
        RatedView {
            column: column.to_owned(),
            counted: match figures.counted {
                Counted::Events => "events",
                Counted::Persons => "persons",
            },
            in_no_group: figures.not_stated,
            of: figures.of,
            groups: figures
                .groups
                .iter()
                .map(|one| self.rate(column, one))
                .collect(),
        }
    }

    fn rate(&self, column: &str, one: &GroupFigures) -> RateOfGroup {
        let ratio = one.ratio.as_ref().ok();
        RateOfGroup {
            name: one.group.name.clone(),
            count: one.group.count,
            records: self.records(&one.group.name, column, one.group.count),
            residents: one.group.population,
            rate: one.rate.ok().map(RateView::of),
            no_rate: one.rate.err().map(|why| why.to_string()),
            rate_bounds: (one.rate_bounds.low, one.rate_bounds.high),
            ratio: ratio.map(|figures| RateView::of(figures.ratio)),
            no_ratio: one.ratio.err().map(|why| why.to_string()),
            ratio_bounds: ratio.map(|figures| (figures.bounds.low, figures.bounds.high)),
            reading: ratio.map(|figures| figures.reading.label()),
            whoever: ratio.map(|figures| figures.whoever),
        }
    }

    fn happened(&self, one: &Happened) -> HappenedView {
        HappenedView {
            column: one.column.clone(),
            whole: one.whole.clone(),
            groups: one
                .groups
                .iter()
                .map(|group| self.share(&one.column, group))
                .collect(),
            in_no_group: one.in_no_group,
        }
    }

    fn share(&self, column: &str, one: &HappenedTo) -> ShareOfGroup {
        let ratio = one.ratio.as_ref().ok();
        ShareOfGroup {
            name: one.name.clone(),
            count: one.count,
            records: self.records(&one.name, column, one.count),
            of: one.of,
            share: share_of(one.count, one.of),
            ratio: ratio.map(|figures| RateView::of(figures.ratio)),
            no_ratio: one.ratio.err().map(|why| why.to_string()),
            ratio_bounds: ratio.map(|figures| (figures.bounds.low, figures.bounds.high)),
            reading: ratio.map(|figures| figures.reading.label()),
        }
    }

    /// The address of the records of all rows that make a group.
    fn records(&self, group: &str, column: &str, count: u64) -> Option<String> {
        let key = self.answer.measure.keys().next()?;
        let group = self.all.groups.iter().find(|one| one.name == group)?;
        let keys: Vec<(&str, String)> = group
            .keys
            .iter()
            .map(|text| (key.name.as_str(), text.clone()))
            .collect();
        (self.opens && count > 0).then(|| records(self.answer, &keys, column))
    }
}
