//! A small evidence base in memory, with figures that can be added up by hand: what the pages of
//! figures are tried on, here and in the browser.

use std::sync::Mutex;

use domain::{FileId, Month};
use figures::evidence::{
    Answer, Asked, Behind, CellOf, Evidence, Fault, LeftOut, Missing, Source, UpTo,
};
use figures::filters::Filters;
use figures::measure::{Kind, Measure};
use figures::table::{Cell, Table};

/// Measures as the lake has them, without their statements.
const MEASURES: &[(&str, &str)] = &[
    (
        "demand_by_month",
        "\
-- title: Mental-health demand by month
-- definition: Incidents by the month they began in, in London; those that are mental-health demand
--   by the national definition and by the force's own.
-- numerator: incidents that the definition takes in
-- denominator: all incidents of the month
-- requirements: A-01, M-04
-- caveats: The newest months still grow.
-- sources: incident
-- grain: one row a month
-- column month: month; ; the month it began in
-- column incidents: count; incidents; all incidents
-- column npcc: count of incidents; incidents; those the national definition takes in
-- column npcc_interval: interval of npcc; incidents; 95 per cent interval
-- column force_definition: count of incidents; incidents; those the force's own takes in
-- column npcc_not_known: count of incidents; incidents; whether the national definition applies
-- column force_not_known: count of incidents; incidents; whether the force's definition applies
-- column npcc_share: share of npcc over incidents; percent; share of all incidents
SELECT 1",
    ),
    (
        "demand_by_hour",
        "\
-- title: Mental-health demand by weekday and hour
-- definition: Incidents by the day of the week and the hour they began in, in London.
-- numerator: incidents of the national definition
-- denominator: none
-- requirements: M-04
-- caveats: An hour of October comes twice.
-- sources: incident
-- grain: one row for each weekday and hour
-- column weekday: weekday; ; the day of the week
-- column hour: hour; ; the hour
-- column npcc: count; incidents; those the national definition takes in
SELECT 1",
    ),
    (
        "waits_by_site",
        "\
-- title: How long officers wait, by site
-- definition: Minutes from entering a place of safety to the officers leaving it.
-- numerator: detentions handed over within the hour
-- denominator: detentions of the site in which both times are known
-- requirements: I-07, M-04, M-05
-- caveats: A home stands as not known.
-- sources: detention
-- grain: one row for each site
-- column site: label; ; the first place of safety
-- column detentions: count; detentions; all detentions
-- column timed: count of detentions; detentions; those with both times known
-- column within_hour: count of timed; detentions; those handed over within the hour
-- column wait_not_known: count of detentions; detentions; how long officers waited
-- column within_hour_share: share of within_hour over timed; percent; share within the hour
-- column quarter_minutes: quantile 25 of waited among timed; minutes; a quarter of the waits took no longer
-- column median_minutes: quantile 50 of waited among timed; minutes; the middle wait
-- column three_quarters_minutes: quantile 75 of waited among timed; minutes; three quarters took no longer
-- column nine_tenths_minutes: quantile 90 of waited among timed; minutes; nine of ten took no longer
SELECT 1",
    ),
    (
        "contact_to_outcome",
        "\
-- title: From first contact to outcome
-- definition: Mental-health incidents, step by step: how they reached the police, what was done,
--   the first place of safety of those detained, and what became of the detention.
-- numerator: incidents that went that way
-- denominator: none
-- requirements: A-04, A-10, M-04
-- caveats: Only the detained go on to the later steps.
-- sources: incident, detention
-- grain: one row for each step, state and next state
-- column step: label; ; the step, by its number
-- column came_from: label; ; the state they came from
-- column went_to: label; ; the state they went to
-- column incidents: count; incidents; incidents that went that way
SELECT 1",
    ),
    (
        "fairness_self_defined",
        "\
-- title: Detentions by ethnicity as the person defines it
-- definition: Detentions by the person's own answer, a code of the 18+1 list.
-- numerator: detentions of the group, and those of them in which the thing happened
-- denominator: detentions of the group; for rates, residents at the Census 2021
-- requirements: A-06, M-06
-- caveats: Detentions and people are different things.
-- sources: detention
-- residents: sde18 of ethnicity
-- grain: one row for each code
-- column ethnicity: label; ; code of the 18+1 list
-- column detentions: count; detentions; detentions
-- column persons: count of detentions; people; different people among those known
-- column person_not_known: count of detentions; detentions; who the person was
-- column force_used: count of detentions; detentions; restrained
SELECT 1",
    ),
    (
        "hidden_demand",
        "\
-- title: What the text reader suggests, beside what is marked
-- definition: Incidents by the month they began in and by the version of the text reader.
-- numerator: texts that are suggested
-- denominator: texts that were read
-- requirements: A-03, M-04
-- caveats: A suggestion is of a text and never of a person.
-- sources: incident
-- grain: one row for each month and version of the reader
-- estimate: suggested of texts beside marked by version
-- column month: month; ; the month it began in
-- column version: label; ; the version of the reader
-- column incidents: count; incidents; all incidents
-- column texts: count of incidents; incidents; those whose text was read
-- column suggested: count of texts; incidents; those that the reader suggests
-- column marked: count of texts; incidents; those that people marked
-- column text_not_known: count of incidents; incidents; what the text says
-- column suggested_share: share of suggested over texts; percent; share of texts
SELECT 1",
    ),
    (
        "fairness_perceived",
        "\
-- title: Detentions by ethnicity as the officer perceives it
-- definition: Detentions by what the officer perceived, a code of the 6+1 list.
-- numerator: detentions of the group, and those of them in which the thing happened
-- denominator: detentions of the group
-- requirements: A-06, M-06
-- caveats: What an officer perceives never stands in for what the person says.
-- sources: detention
-- residents: none: no census asks how somebody looks to an officer
-- grain: one row for each code
-- column ethnicity: label; ; code of the 6+1 list
-- column detentions: count; detentions; detentions
-- column force_used: count of detentions; detentions; restrained
SELECT 1",
    ),
    (
        "fairness_sex",
        "\
-- title: Detentions by sex
-- definition: Detentions by sex, and what happened in them.
-- numerator: detentions
-- denominator: detentions of the group
-- requirements: M-06
-- caveats: Nobody is asked twice.
-- sources: detention
-- grain: one row for each group
-- column sex: label; ; the group
-- column detentions: count; detentions; detentions
-- column force_used: count of detentions; detentions; restrained
-- column admitted: count of detentions; detentions; admitted to hospital
SELECT 1",
    ),
];

/// The evidence base. Which files stand behind each figure, and what was left out, is set by whoever
/// tries the pages.
#[derive(Default)]
pub(crate) struct Small {
    measures: Vec<Measure>,
    /// The files behind every figure.
    pub(crate) behind: Mutex<Vec<FileId>>,
    /// What every answer leaves out.
    pub(crate) left_out: Mutex<Vec<LeftOut>>,
    /// Forces whose figures every answer has beside Kent's.
    pub(crate) others: Mutex<Vec<String>>,
}

impl Small {
    /// With every measure, nothing behind and nothing left out.
    pub(crate) fn new() -> Self {
        let read = |(name, text): &(&str, &str)| {
            Measure::read(&format!("{name}.sql"), text).unwrap_or_else(|faults| {
                panic!("{name} does not read: {faults:?}");
            })
        };
        Self {
            measures: MEASURES.iter().map(read).collect(),
            ..Self::default()
        }
    }

    fn told(&self, name: &str, filters: &Filters) -> Result<Answer, Fault> {
        let measure = self
            .measures
            .iter()
            .find(|measure| measure.name == name)
            .ok_or_else(|| Fault::no_measure(name, &self.measures))?;
        let rows = match name {
            "demand_by_month" => filters.months().into_iter().map(month).collect(),
            "demand_by_hour" => (1..=7).flat_map(day).collect(),
            "waits_by_site" => sites(),
            "contact_to_outcome" => ways(),
            "hidden_demand" => filters.months().into_iter().map(texts).collect(),
            "fairness_self_defined" => codes(),
            "fairness_perceived" => vec![
                row("IC1", &[220, 60]),
                row("IC3", &[12, 6]),
                row("IC4", &[4, 1]),
                [vec![Cell::NotKnown], counts(&[14, 3])].concat(),
            ],
            _ => vec![
                row("female", &[40, 9, 15]),
                row("male", &[52, 18, 20]),
                [vec![Cell::NotKnown], counts(&[8, 1, 2])].concat(),
            ],
        };
        let table = Table::of(measure, rows).map_err(|error| Fault::Failed {
            measure: name.to_owned(),
            why: error.to_string(),
        })?;
        Ok(Answer {
            measure: measure.clone(),
            filters: filters.clone(),
            table,
            left_out: self.left_out.lock().unwrap().clone(),
            forces: std::iter::once("kent".to_owned())
                .chain(self.others.lock().unwrap().iter().cloned())
                .collect(),
            up_to: UpTo {
                record: 812,
                built: "2026-10-23T01:10:00Z".parse().unwrap(),
            },
            missing: vec![Missing {
                what: "ethnicity, self-defined".to_owned(),
                count: 30,
                of: 120,
            }],
        })
    }
}

fn skipped(total: u64, percent: u8) -> usize {
    usize::try_from(Behind::places_around(total, percent).start).unwrap()
}

fn minutes(at: u64) -> f64 {
    f64::from(u32::try_from(at).unwrap())
}

fn measure_column<'a>(answer: &'a Answer, name: &str) -> Option<&'a Kind> {
    answer.measure.column(name).map(|column| &column.kind)
}

fn counts(numbers: &[u64]) -> Vec<Cell> {
    numbers.iter().map(|number| Cell::Count(*number)).collect()
}

fn row(label: &str, numbers: &[u64]) -> Vec<Cell> {
    [vec![Cell::Label(label.to_owned())], counts(numbers)].concat()
}

/// A hundred incidents a month and ten for each number of the month, of which the number are
/// demand by the national definition and half of them by the force's.
fn month(month: Month) -> Vec<Cell> {
    let number = u64::try_from(month.month).unwrap();
    let numbers = [100 + 10 * number, 5 * number, 2 * number, 3, 4];
    [vec![Cell::Month(month)], counts(&numbers)].concat()
}

/// A thousand incidents a month, of which 900 have a text; 108 texts are suggested, 60 marked.
fn texts(month: Month) -> Vec<Cell> {
    let keys = vec![Cell::Month(month), Cell::Label("4-abc".to_owned())];
    [keys, counts(&[1_000, 900, 108, 60, 100])].concat()
}

/// More by day than by night, and more at the end of the week.
fn day(weekday: u8) -> Vec<Vec<Cell>> {
    (0..24)
        .map(|hour| {
            let count = u64::from(weekday) * 3 + if hour < 6 { 1 } else { u64::from(hour) };
            vec![Cell::Weekday(weekday), Cell::Hour(hour), Cell::Count(count)]
        })
        .collect()
}

fn sites() -> Vec<Vec<Cell>> {
    let site = |name: &str, numbers: &[u64], minutes: [f64; 4]| {
        [row(name, numbers), minutes.map(Cell::Number).to_vec()].concat()
    };
    vec![
        site(
            "Harbour Suite, Canterbury",
            &[40, 36, 27, 4],
            [24.0, 41.0, 63.25, 118.0],
        ),
        site("Medway ED", &[31, 30, 6, 1], [95.5, 184.0, 240.0, 312.5]),
        site(
            "Orchard Suite, Maidstone",
            &[22, 22, 18, 0],
            [21.0, 38.5, 52.0, 75.4],
        ),
        // A site with three: too small to be told outside the force.
        site(
            "Willow Suite, Dartford",
            &[3, 3, 1, 0],
            [60.5, 75.0, 90.0, 99.0],
        ),
    ]
}

/// Three in a hundred thousand of Kent's Black residents and more; four who state no group and ten
/// of whom nothing is known.
fn codes() -> Vec<Vec<Cell>> {
    vec![
        row("A1", &[9, 8, 0, 2]),
        row("A4", &[3, 3, 0, 1]),
        row("B1", &[8, 6, 0, 4]),
        row("B2", &[14, 12, 1, 6]),
        row("M1", &[3, 3, 0, 0]),
        row("NS", &[4, 3, 1, 2]),
        row("O9", &[6, 6, 0, 2]),
        row("W1", &[190, 150, 2, 50]),
        row("W9", &[10, 9, 0, 3]),
        [vec![Cell::NotKnown], counts(&[10, 4, 6, 3])].concat(),
    ]
}

/// A hundred and twenty incidents, of which fifty end at a place of safety.
fn ways() -> Vec<Vec<Cell>> {
    let way = |step: &str, from: &str, to: &str, count: u64| {
        let names = [step, from, to].map(|name| match name {
            "" => Cell::NotKnown,
            name => Cell::Label(name.to_owned()),
        });
        [names.to_vec(), counts(&[count])].concat()
    };
    let (first, second, third) = ("1 first contact", "2 what was done", "3 first place");
    vec![
        way(first, "999 call", "detained", 38),
        way(first, "999 call", "officers attended", 30),
        way(first, "999 call", "went of their own will", 9),
        way(first, "ambulance service", "detained", 12),
        way(first, "ambulance service", "no officers sent", 21),
        way(first, "", "officers attended", 10),
        way(second, "detained", "health-based place of safety", 27),
        way(second, "detained", "emergency department", 20),
        way(second, "detained", "", 3),
        way(
            third,
            "health-based place of safety",
            "admitted informally",
            8,
        ),
        way(
            third,
            "health-based place of safety",
            "detained under section 2",
            7,
        ),
        way(third, "health-based place of safety", "released", 12),
        way(third, "emergency department", "released", 14),
        way(third, "emergency department", "not over yet", 6),
        way(third, "", "", 3),
    ]
}

impl Evidence for Small {
    fn measures(&self) -> &[Measure] {
        &self.measures
    }

    fn answer<'a>(&'a self, name: &'a str, filters: &'a Filters) -> Asked<'a, Answer> {
        Box::pin(async move { self.told(name, filters) })
    }

    fn records<'a>(
        &'a self,
        name: &'a str,
        filters: &'a Filters,
        of: &'a CellOf,
    ) -> Asked<'a, Behind> {
        Box::pin(async move {
            let answer = self.told(name, filters)?;
            let lacks = |what: String| Fault::NoCell {
                measure: name.to_owned(),
                what,
            };
            let table = &answer.table;
            let wanted = (0..table.rows.len()).find(|row| {
                let key = table.key(*row).into_iter();
                let key: Vec<(String, String)> =
                    key.map(|(name, text)| (name.to_owned(), text)).collect();
                key == of.row
            });
            let row = wanted.ok_or_else(|| lacks("such row".to_owned()))?;
            let column = measure_column(&answer, &of.column);
            let counts = match column {
                Some(Kind::Quantile { among, .. }) => among,
                _ => &of.column,
            };
            let Some(Cell::Count(total)) = table.cell(row, counts) else {
                return Err(lacks(format!("column `{}`", of.column)));
            };
            let files = self.behind.lock().unwrap().clone();
            let mut records: Vec<Source> = files.into_iter().map(Source::File).collect();
            for id in records.len()..usize::try_from(*total).unwrap() {
                records.push(Source::Imported {
                    batch: "october".to_owned(),
                    id: format!("INC-{id:04}"),
                });
            }
            // The first waited no minute, the next one, and so on.
            let (mut values, mut around) = (Vec::new(), Vec::new());
            if let Some(Kind::Quantile { percent, .. }) = column {
                values = (0..*total).map(minutes).collect();
                around = Behind::places_around(*total, *percent)
                    .zip(records.iter().skip(skipped(*total, *percent)))
                    .map(|(at, source)| (source.clone(), minutes(at)))
                    .collect();
            }
            Ok(Behind {
                records,
                values,
                around,
                total: *total,
                left_out: self.left_out.lock().unwrap().clone(),
            })
        })
    }
}
