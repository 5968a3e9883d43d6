//! Rates, ratios, standardised rates and funnels; the Welsh year of data.md section 5 first.

use figures::interval::{Interval, Z95, byar, wilson};
use figures::population::{Population, Rollup};
use figures::rate::{
    Counted, Disparity, Funnel, Group, GroupFigures, Method, NoFigure, NotStandardised, Reading,
    Rules, Standing, Stratum, disparity, dispersion, rate, standardised,
};

/// Sections 135 and 136 in Wales, four quarters to Q3 2025-26, as StatsWales publishes them.
const WALES: [(&str, u64); 5] = [
    ("White", 2_058),
    ("Black", 25),
    ("Mixed", 25),
    ("Asian", 26),
    ("Other", 8),
];
const WALES_NOT_STATED: u64 = 70;

fn wales(rules: &Rules) -> Disparity {
    let population = Population::census_2021().unwrap();
    let residents = population.residents("wales", Rollup::CensusFive).unwrap();
    let groups: Vec<Group> = WALES
        .iter()
        .map(|(name, count)| Group {
            name: (*name).to_owned(),
            count: *count,
            population: residents.iter().find(|(group, _)| group == name).unwrap().1,
        })
        .collect();
    disparity(Counted::Events, &groups, "White", WALES_NOT_STATED, rules).unwrap()
}

fn of<'a>(all: &'a Disparity, name: &str) -> &'a GroupFigures {
    all.groups
        .iter()
        .find(|one| one.group.name == name)
        .unwrap()
}

#[test]
fn the_welsh_year_comes_out_to_its_printed_digits() {
    let all = wales(&Rules::default());
    let printed: Vec<String> = all
        .groups
        .iter()
        .map(|one| {
            let rate = one.rate.unwrap();
            let ratio = one.ratio.map_or("1".to_owned(), |ratio| {
                let ratio = ratio.ratio;
                format!(
                    "{:.2} ({:.2}-{:.2})",
                    ratio.value, ratio.interval.low, ratio.interval.high
                )
            });
            format!(
                "{} | {} | {} | {:.1} ({:.1}-{:.1}) | {ratio}",
                one.group.name,
                one.group.count,
                one.group.population,
                rate.value,
                rate.interval.low,
                rate.interval.high
            )
        })
        .collect();
    assert_eq!(
        printed,
        [
            "White | 2058 | 2915852 | 70.6 (67.6-73.7) | 1",
            "Black | 25 | 27561 | 90.7 (58.7-133.9) | 1.29 (0.87-1.91)",
            "Mixed | 25 | 48602 | 51.4 (33.3-75.9) | 0.73 (0.49-1.08)",
            "Asian | 26 | 89032 | 29.2 (19.1-42.8) | 0.41 (0.28-0.61)",
            "Other | 8 | 26466 | 30.2 (13.0-59.6) | 0.43 (0.21-0.86)",
        ]
    );
    let missing = all.not_stated as f64 / all.of as f64;
    assert_eq!(format!("{:.1}", missing * 100.0), "3.2");
}

#[test]
fn a_ratio_past_the_tolerance_is_read_by_its_interval() {
    let all = wales(&Rules::default());
    let black = of(&all, "Black").ratio.unwrap();
    assert!(!black.within_tolerance, "1.29 is past 1.25");
    assert_eq!(black.reading, Reading::NoClearDifference);
    assert!(
        !black.whoever,
        "if all 70 not stated were Black it would be higher"
    );
    let asian = of(&all, "Asian").ratio.unwrap();
    assert_eq!(asian.reading, Reading::Lower);
    assert!(
        !asian.whoever,
        "if all 70 not stated were Asian it would be higher"
    );
}

#[test]
fn the_bounds_are_those_not_stated_put_wholly_on_either_side() {
    let all = wales(&Rules::default());
    let black = of(&all, "Black");
    // By hand: 25/27561 over (2058+70)/2915852, and (25+70)/27561 over 2058/2915852.
    let bounds = black.ratio.unwrap().bounds;
    assert!((bounds.low - 1.242_92).abs() < 1e-4, "{bounds:?}");
    assert!((bounds.high - 4.883_74).abs() < 1e-4, "{bounds:?}");
    assert!((black.rate_bounds.low - 90.708_0).abs() < 1e-3);
    assert!(
        (black.rate_bounds.high - 344.690_0).abs() < 1e-3,
        "{:?}",
        black.rate_bounds
    );
    let none = disparity(
        Counted::Persons,
        &[group("A", 40, 1_000), group("B", 10, 1_000)],
        "B",
        0,
        &Rules::default(),
    )
    .unwrap();
    let ratio = of(&none, "A").ratio.unwrap();
    assert_eq!(
        ratio.bounds,
        Interval {
            low: 4.0,
            high: 4.0
        }
    );
    assert!(ratio.whoever && ratio.reading == Reading::Higher);
}

fn group(name: &str, count: u64, population: u64) -> Group {
    Group {
        name: name.to_owned(),
        count,
        population,
    }
}

#[test]
fn under_the_minimum_there_is_a_count_and_no_rate() {
    let rules = Rules {
        minimum: 10,
        ..Rules::default()
    };
    let all = wales(&rules);
    assert_eq!(of(&all, "Other").rate, Err(NoFigure::TooFew));
    assert_eq!(of(&all, "Other").ratio, Err(NoFigure::TooFew));
    assert_eq!(of(&all, "Other").group.count, 8);
    let few = [
        group("A", 50, 1_000),
        group("B", 3, 1_000),
        group("C", 50, 0),
    ];
    let all = disparity(Counted::Events, &few, "B", 0, &Rules::default()).unwrap();
    assert_eq!(of(&all, "A").ratio, Err(NoFigure::ReferenceTooFew));
    assert_eq!(of(&all, "C").ratio, Err(NoFigure::NoResidents));
    assert_eq!(of(&all, "C").rate, Err(NoFigure::NoResidents));
    assert_eq!(of(&all, "B").ratio, Err(NoFigure::Reference));
    let error = disparity(Counted::Events, &few, "D", 0, &Rules::default()).unwrap_err();
    assert_eq!(
        error.to_string(),
        "`D` is not among the groups, so nothing can be compared with it"
    );
    // With no minimum at all a nought is still no ground to divide by.
    let rules = Rules {
        minimum: 0,
        ..Rules::default()
    };
    let none = [group("A", 0, 1_000), group("B", 0, 1_000)];
    let all = disparity(Counted::Events, &none, "B", 0, &rules).unwrap();
    assert_eq!(of(&all, "A").ratio, Err(NoFigure::ReferenceTooFew));
    assert_eq!(of(&all, "A").rate.unwrap().value, 0.0);
}

#[test]
fn the_method_asked_for_is_the_one_used() {
    let rules = |method| Rules {
        method,
        ..Rules::default()
    };
    let high = |method, count| rate(count, 100_000, &rules(method)).unwrap().interval.high;
    // The exact bounds of 8 are 3.4538 and 15.7632 (Garwood's table).
    assert!((high(Method::Exact, 8) - 15.763_2).abs() < 1e-4);
    assert_eq!(high(Method::ExactUnderTen, 8), high(Method::Exact, 8));
    assert_eq!(high(Method::ExactUnderTen, 10), high(Method::Byar, 10));
    assert!(high(Method::Byar, 8) != high(Method::Exact, 8));
}

#[test]
fn a_standardised_rate_is_the_crude_one_where_the_group_is_the_standard() {
    let strata = [
        Stratum {
            count: 10,
            population: 10_000,
            standard: 10_000,
        },
        Stratum {
            count: 60,
            population: 30_000,
            standard: 30_000,
        },
        Stratum {
            count: 30,
            population: 60_000,
            standard: 60_000,
        },
    ];
    let found = standardised(&strata).unwrap();
    assert!((found.rate.value - 100.0).abs() < 1e-9);
    // Dobson's interval is then Byar's.
    let byar = byar(100);
    assert!((found.rate.interval.low - byar.low).abs() < 1e-9);
    assert!((found.rate.interval.high - byar.high).abs() < 1e-9);
}

#[test]
fn standardising_by_hand() {
    // Two strata: rates 10/1000 and 40/4000, both 0.01, weights 3 to 1.
    let even = [
        Stratum {
            count: 10,
            population: 1_000,
            standard: 300,
        },
        Stratum {
            count: 40,
            population: 4_000,
            standard: 100,
        },
    ];
    let found = standardised(&even).unwrap();
    assert!((found.rate.value - 1_000.0).abs() < 1e-9);
    // Var = 0.75^2*10/1000^2 + 0.25^2*40/4000^2 = 5.625e-6 + 0.15625e-6 = 5.78125e-6
    let spread = (5.781_25e-6_f64 / 50.0).sqrt();
    let low = (0.01 + spread * (byar(50).low - 50.0)) * 100_000.0;
    assert!((found.rate.interval.low - low).abs() < 1e-6);
    // NHS England's: 1.96 * sqrt(sum w^2 r(1-r)/n)
    let half = Z95 * (0.5625 * 0.0099 / 1_000.0 + 0.0625 * 0.0099 / 4_000.0_f64).sqrt();
    assert!((found.normal.high - (0.01 + half) * 100_000.0).abs() < 1e-6);
    // A young standard moves the rate to the young's.
    let uneven = [
        Stratum {
            count: 30,
            population: 1_000,
            standard: 900,
        },
        Stratum {
            count: 10,
            population: 1_000,
            standard: 100,
        },
    ];
    let found = standardised(&uneven).unwrap();
    assert!((found.rate.value - 2_800.0).abs() < 1e-9);
}

#[test]
fn what_cannot_be_standardised_says_why() {
    let few = [Stratum {
        count: 9,
        population: 10,
        standard: 10,
    }];
    assert_eq!(standardised(&few), Err(NotStandardised::TooFew(9)));
    let empty = [
        Stratum {
            count: 20,
            population: 100,
            standard: 10,
        },
        Stratum {
            count: 0,
            population: 0,
            standard: 10,
        },
    ];
    assert_eq!(standardised(&empty), Err(NotStandardised::EmptyStratum(2)));
    let nobody = [Stratum {
        count: 20,
        population: 100,
        standard: 0,
    }];
    assert_eq!(standardised(&nobody), Err(NotStandardised::NoStandard));
}

#[test]
fn a_funnel_narrows_with_size_and_places_an_area() {
    let funnel = Funnel::Rate { target: 0.0006 };
    let mut last = f64::INFINITY;
    for base in [10_000, 50_000, 200_000, 1_000_000, 2_700_000] {
        let limits = funnel.limits(base).unwrap();
        let width = limits.warning.high - limits.warning.low;
        assert!(width < last);
        assert!(limits.alarm.low <= limits.warning.low);
        assert!(limits.alarm.high >= limits.warning.high);
        assert!(limits.warning.holds(0.0006));
        last = width;
    }
    // 600 expected: the limits lie near 600 ± 1.96 and ± 3.09 of its root, 24.5.
    assert_eq!(funnel.standing(600, 1_000_000), Some(Standing::Within));
    assert_eq!(funnel.standing(645, 1_000_000), Some(Standing::Within));
    assert_eq!(funnel.standing(655, 1_000_000), Some(Standing::Notable));
    assert_eq!(funnel.standing(530, 1_000_000), Some(Standing::Notable));
    assert_eq!(funnel.standing(690, 1_000_000), Some(Standing::Outside));
    assert_eq!(funnel.limits(0), None);
    assert_eq!(Funnel::Proportion { target: 1.0 }.limits(10), None);
    assert_eq!(Funnel::Rate { target: f64::NAN }.limits(10), None);
}

#[test]
fn dispersion_is_about_one_by_chance_and_more_where_areas_differ() {
    let mut seeded = crate::seeded::Seeded(43);
    let funnel = Funnel::Rate { target: 0.0006 };
    let mut mean = 0.0;
    for _ in 0..200 {
        let areas: Vec<(u64, u64)> = (0..43).map(|_| (seeded.poisson(300.0), 500_000)).collect();
        mean += dispersion(funnel, &areas).unwrap() / 200.0;
    }
    // Drawing the outer tenths in makes it a little less than one.
    assert!(mean > 0.65 && mean < 1.0, "{mean}");
    let uneven: Vec<(u64, u64)> = (0..43)
        .map(|at| {
            (
                seeded.poisson(if at % 2 == 0 { 200.0 } else { 400.0 }),
                500_000,
            )
        })
        .collect();
    assert!(dispersion(funnel, &uneven).unwrap() > 20.0);
    assert_eq!(dispersion(funnel, &uneven[..9]), None);
}

#[test]
fn a_share_of_a_table_and_wilson_agree() {
    use figures::table::{Cell, share};
    let Cell::Rate(found) = share(Some(&Cell::Count(7)), Some(&Cell::Count(50))) else {
        panic!("a share");
    };
    assert_eq!(found.interval, wilson(7, 50).unwrap());
}
