//! Charts as text: each drawn once for a phone and once for a desk, and held to its snapshot.
//!
//! `LANTERN_UPDATE=1` writes the snapshots anew; look at them in a browser before you keep them.

use figures::chart::{
    About, Area, Bar, Drawing, Flow, Heat, Line, Link, NARROW, Point, Site, Unsaid, WIDE, bars,
    flow, funnel, heat, series, waits,
};
use figures::interval::Interval;
use figures::measure::Measure;
use figures::rate::Funnel;
use figures::table::{Cell, Table, share};

use crate::seeded::Seeded;

fn about(id: &str, title: &str, width: f64) -> About {
    let definition = "Incidents that the national definition takes in, of all incidents recorded";
    About::new(id, title, definition, width).unwrap()
}

fn months() -> Vec<String> {
    [
        "Nov", "Dec", "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct",
    ]
    .iter()
    .map(|month| (*month).to_owned())
    .collect()
}

fn point(part: u64, whole: u64) -> Option<Point> {
    match share(Some(&Cell::Count(part)), Some(&Cell::Count(whole))) {
        Cell::Rate(rate) => Some(Point {
            value: rate.value,
            interval: Some(rate.interval),
        }),
        _ => None,
    }
}

fn draw_series(width: f64) -> Drawing {
    let mut seeded = Seeded(1);
    let line = |name: &str, of: u64, seeded: &mut Seeded| Line {
        name: name.to_owned(),
        points: (0..12)
            .map(|month| {
                if month == 4 {
                    None
                } else {
                    point(of + seeded.next() % (of / 3), 2_000)
                }
            })
            .collect(),
        is_share: true,
    };
    let lines = [
        line("National definition", 100, &mut seeded),
        line("The force’s own definition", 50, &mut seeded),
    ];
    series(
        &about("share", "Mental-health share of incidents", width),
        &months(),
        &lines,
    )
}

const HOURS: &str = "\
-- title: Incidents by hour and day
-- definition: Incidents.
-- numerator: incidents
-- denominator: none
-- requirements: M-04
-- caveats: none known
-- sources: incident
-- grain: one row an hour of the week
-- column day: weekday; ; the day
-- column hour: hour; ; the hour
-- column incidents: count; incidents; all
SELECT day FROM incident
";

fn draw_heat(width: f64) -> Drawing {
    let mut seeded = Seeded(2);
    let measure = Measure::read("hours.sql", HOURS).unwrap();
    let mut rows = Vec::new();
    for day in 1..=7_u8 {
        for hour in 0..24_u8 {
            let value = match (day, hour) {
                (2, 4) => Cell::Suppressed,
                (5, 5) => Cell::NotKnown,
                (3, 5) => continue,
                _ => Cell::Count(seeded.next() % 12 + u64::from(hour) * 2),
            };
            rows.push(vec![Cell::Weekday(day), Cell::Hour(hour), value]);
        }
    }
    let table = Table::of(&measure, rows).unwrap();
    heat(
        &about("hours", "When incidents begin", width),
        &Heat::of(&table, "incidents").unwrap(),
    )
}

fn areas() -> Vec<Area> {
    let mut seeded = Seeded(3);
    (0..43)
        .map(|at| {
            let base = 350_000 + seeded.next() % 2_400_000;
            let rate = match at {
                7 => 0.000_75,
                20 => 0.000_46,
                _ => 0.0006,
            };
            Area {
                name: if at == 12 {
                    "Kent".to_owned()
                } else {
                    format!("Force {at}")
                },
                count: seeded.poisson(rate * base as f64),
                base,
                named: at == 12,
            }
        })
        .collect()
}

fn draw_funnel(width: f64) -> Drawing {
    funnel(
        &about(
            "funnel",
            "Detentions for each 100,000 residents, by force",
            width,
        ),
        Funnel::Rate { target: 0.0006 },
        100_000.0,
        "residents",
        &areas(),
    )
}

fn draw_waits(width: f64) -> Drawing {
    let site = |name: &str, count, quantiles| Site {
        name: name.to_owned(),
        count,
        quantiles,
    };
    waits(
        &about("waits", "Wait to hand over, by place of safety", width),
        Some((60, "one hour")),
        &[
            site("Littlebrook", Some(212), Some([35, 62, 140, 290])),
            site("Priority House", Some(1), None),
            site("St Martin’s", Some(388), Some([20, 41, 66, 95])),
            site(
                "William Harvey Hospital, emergency department",
                Some(164),
                Some([90, 210, 390, 655]),
            ),
            site("Another", None, None),
        ],
    )
}

fn draw_flow(width: f64) -> Drawing {
    let link = |step, from: &str, to: &str, count| Link {
        step,
        from: from.to_owned(),
        to: to.to_owned(),
        count,
    };
    flow(
        &about("flow", "From first contact to outcome", width),
        &Flow {
            steps: vec![
                "First contact".to_owned(),
                "First place".to_owned(),
                "Outcome".to_owned(),
            ],
            links: vec![
                link(0, "Call", "Suite", Some(310)),
                link(0, "Call", "Emergency dept", Some(220)),
                link(0, "Patrol", "Suite", Some(60)),
                link(0, "Patrol", "Emergency dept", Some(85)),
                link(0, "Patrol", "Station", None),
                link(1, "Suite", "Admitted", Some(150)),
                link(1, "Suite", "Released", Some(220)),
                link(1, "Emergency dept", "Admitted", Some(95)),
                link(1, "Emergency dept", "Released", Some(210)),
                link(1, "Station", "Released", None),
            ],
        },
    )
}

fn draw_bars(width: f64) -> Drawing {
    let rate = |part| share(Some(&Cell::Count(part)), Some(&Cell::Count(400)));
    let bar = |name: &str, figure| Bar {
        name: name.to_owned(),
        figure,
    };
    bars(
        &about("bars", "Why a police vehicle was used", width),
        "percent",
        &[
            bar("No ambulance within 30 minutes", rate(170)),
            bar("Ambulance not asked for", rate(90)),
            bar("Sent on to a higher priority", rate(44)),
            bar("The crew would not convey", Cell::Suppressed),
            bar("Risk <behaviour> & other", rate(12)),
            bar("Not known", Cell::NotKnown),
        ],
    )
}

type Draw = fn(f64) -> Drawing;

const CHARTS: [(&str, Draw); 6] = [
    ("series", draw_series),
    ("heat", draw_heat),
    ("funnel", draw_funnel),
    ("waits", draw_waits),
    ("flow", draw_flow),
    ("bars", draw_bars),
];

#[test]
#[allow(
    clippy::disallowed_methods,
    reason = "snapshots are files, read and written by the test alone"
)]
fn every_chart_is_its_snapshot() {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/snapshots");
    let update = std::env::var("LANTERN_UPDATE").is_ok();
    let mut differing = Vec::new();
    for (name, draw) in CHARTS {
        for (size, width) in [("narrow", NARROW), ("wide", WIDE)] {
            let path = format!("{folder}/{name}-{size}.svg");
            let drawn = draw(width).svg;
            if update {
                std::fs::write(&path, &drawn).unwrap();
            }
            if std::fs::read_to_string(&path).unwrap_or_default() != drawn {
                differing.push(path);
            }
        }
    }
    assert!(
        differing.is_empty(),
        "differ; with LANTERN_UPDATE=1 they are written anew: {differing:#?}"
    );
}

/// Every number of an attribute in the drawing.
fn numbers(svg: &str, attribute: &str) -> Vec<f64> {
    svg.split(&format!(" {attribute}=\""))
        .skip(1)
        .map(|rest| rest.split('"').next().unwrap().parse().unwrap())
        .collect()
}

#[test]
fn every_chart_says_in_words_what_it_shows_and_stays_on_its_sheet() {
    for (name, draw) in CHARTS {
        for width in [NARROW, WIDE] {
            let Drawing { svg, says } = draw(width);
            assert!(svg.starts_with("<svg xmlns"), "{name}");
            assert!(svg.contains("role=\"img\""), "{name}");
            assert!(svg.contains("-title\">"), "{name}");
            assert!(
                says.starts_with("Incidents that the national"),
                "{name}: {says}"
            );
            assert!(says.len() > 120, "{name}: {says}");
            for (attribute, most) in [("x", width), ("x1", width), ("x2", width)] {
                for x in numbers(&svg, attribute) {
                    assert!((0.0..=most).contains(&x), "{name} {width}: {attribute}={x}");
                }
            }
            let height = numbers(&svg, "height")[0];
            for attribute in ["y", "y1", "y2"] {
                for y in numbers(&svg, attribute) {
                    assert!(
                        (0.0..=height).contains(&y),
                        "{name} {width}: {attribute}={y}"
                    );
                }
            }
            assert!(!svg.contains("NaN") && !svg.contains("inf"), "{name}");
            assert!(
                !svg.contains("<script") && !svg.contains("style="),
                "{name}"
            );
            // No colour but through a property of the page.
            let bare = svg.split('"').find(|text| text.starts_with('#'));
            assert_eq!(bare, None, "{name}: a bare colour");
        }
    }
}

#[test]
fn what_is_not_shown_is_a_word_and_breaks_a_line() {
    let svg = draw_series(WIDE).svg;
    // Two lines, each in two runs about the month without a figure.
    assert_eq!(
        svg.matches("fill=\"none\" stroke=\"var(--chart-").count(),
        4
    );
    assert!(draw_series(WIDE).says.contains("1 of 12 have no figure"));
    assert!(draw_bars(WIDE).svg.contains(">not shown</text>"));
    assert!(
        draw_heat(WIDE)
            .says
            .contains("2 of 168 hours are not shown or not known")
    );
    assert!(draw_flow(WIDE).says.contains("a number that is not shown"));
    assert!(draw_waits(WIDE).says.contains("Priority House: not shown."));
    assert!(
        draw_bars(WIDE)
            .svg
            .contains("Risk &lt;behaviour&gt; &amp; other")
    );
}

#[test]
fn a_funnel_of_small_places_has_its_limits_over_its_whole_width() {
    let place = |name: &str, count, base| Area {
        name: name.to_owned(),
        count,
        base,
        named: false,
    };
    let about = About::new("small", "Title", "What is counted", WIDE).unwrap();
    let drawn = funnel(
        &about,
        Funnel::Proportion { target: 0.5 },
        1.0,
        "waits",
        &[place("A", 1, 3), place("B", 20, 40), place("C", 10, 22)],
    );
    // Each dashed curve runs from the smallest place to the largest.
    let curves: Vec<&str> = drawn
        .svg
        .split("<path")
        .skip(1)
        .filter(|part| part.contains("stroke-dasharray"))
        .collect();
    assert_eq!(curves.len(), 4);
    for curve in curves {
        let path = curve.split(" d=\"").nth(1).unwrap();
        let path = path.split('"').next().unwrap();
        let mut across: Vec<f64> = path
            .split(['M', 'L'])
            .filter(|point| !point.is_empty())
            .map(|point| point.split_whitespace().next().unwrap().parse().unwrap())
            .collect();
        across.dedup();
        assert!(across.len() > 20, "{path}");
        assert!(across.last().unwrap() - across[0] > 400.0, "{path}");
    }
}

#[test]
fn a_funnel_names_who_lies_outside_and_whoever_asked() {
    let says = draw_funnel(WIDE).says;
    assert!(says.contains("Force 7 "), "{says}");
    assert!(says.contains("above the 99.8 % limits"), "{says}");
    assert!(says.contains("Kent "), "{says}");
}

#[test]
fn a_chart_without_a_definition_is_refused() {
    assert_eq!(About::new("a", "Title", " ", WIDE), Err(Unsaid::Definition));
    assert_eq!(About::new("a", "", "What", WIDE), Err(Unsaid::Title));
    assert_eq!(About::new("1a", "Title", "What", WIDE), Err(Unsaid::Id));
    assert_eq!(About::new("a\"b", "Title", "What", WIDE), Err(Unsaid::Id));
}

#[test]
fn nothing_and_the_strange_are_drawn_without_a_panic() {
    let about = about("x", "Nothing", 0.0);
    let strange = Line {
        name: "Strange".to_owned(),
        points: vec![
            Some(Point {
                value: f64::NAN,
                interval: None,
            }),
            Some(Point {
                value: -3.0,
                interval: Some(Interval {
                    low: 0.0,
                    high: f64::INFINITY,
                }),
            }),
        ],
        is_share: false,
    };
    for drawing in [
        series(&about, &[], &[]),
        series(&about, &["now".to_owned()], &[strange]),
        funnel(&about, Funnel::Rate { target: 0.0 }, 1.0, "people", &[]),
        waits(&about, None, &[]),
        flow(
            &about,
            &Flow {
                steps: Vec::new(),
                links: Vec::new(),
            },
        ),
        bars(&about, "incidents", &[]),
    ] {
        assert!(drawing.svg.ends_with("</svg>\n"));
        assert!(!drawing.svg.contains("NaN"), "{}", drawing.svg);
    }
}

#[test]
fn a_line_is_read_from_a_table_with_its_intervals() {
    let text = HOURS
        .replace("denominator: none", "denominator: incidents")
        .replace(
            "-- column hour",
            "-- column half: count of incidents; incidents; some\n-- column hour",
        )
        .replace(
            "SELECT",
            "-- column part_of: share of half over incidents; percent; share\nSELECT",
        );
    let measure = Measure::read("hours.sql", &text).unwrap();
    let row = |half, all| vec![Cell::Weekday(1), half, Cell::Hour(3), all];
    let table = Table::of(
        &measure,
        vec![
            row(Cell::Count(5), Cell::Count(10)),
            row(Cell::Suppressed, Cell::Count(10)),
        ],
    )
    .unwrap();
    let line = Line::of(&table, "part_of").unwrap();
    assert!(line.is_share && line.name == "part of");
    assert!(line.points[0].unwrap().interval.is_some());
    assert_eq!(line.points[1], None);
    assert_eq!(Line::of(&table, "nothing"), None);
    assert_eq!(
        Bar::of(&table, "day", "half").unwrap()[1].figure,
        Cell::Suppressed
    );
}
