//! Costs to the penny, by hand first.

use domain::Rank;
use figures::cost::{
    Activity, Amount, Difference, Money, NotStated, Quantity, Range, RateCard, Why, grade, price,
};
use jiff::civil::{Date, date};
use proptest::prelude::*;

const OFFICER: &str = "sergeant_and_below";
const INSPECTOR: &str = "inspector_and_above";
const DAY: Date = date(2026, 10, 3);

fn minutes(what: &str, resource: &str, minutes: u64) -> Activity {
    Activity {
        what: what.to_owned(),
        resource: resource.to_owned(),
        on: DAY,
        quantity: Quantity::Minutes(Range::sure(minutes)),
    }
}

fn times(what: &str, resource: &str, times: u64) -> Activity {
    Activity {
        quantity: Quantity::Times(Range::sure(times)),
        ..minutes(what, resource, 0)
    }
}

fn published() -> RateCard {
    RateCard::published().unwrap()
}

/// Five episodes, worked by hand at the published rates (requirement M-10): an officer's minute is
/// 36.51 / 60 pounds, an inspector's 58.79 / 60, a PCSO's 28.90 / 60.
fn five() -> [(Vec<Activity>, i64, i64); 5] {
    [
        // Two officers stay 445 minutes each: 890 x 3651 / 60 = 54,156.5, up to 54,157.
        // An inspector 12: 12 x 5879 / 60 = 1,175.8, up to 1,176. Together 553.33.
        // An ambulance conveys: 237.00.
        (
            vec![
                minutes("stay", OFFICER, 890),
                minutes("decide", INSPECTOR, 12),
                times("convey", "ambulance_conveyance", 1),
            ],
            55_333,
            23_700,
        ),
        // 125 x 3651 / 60 = 7,606.25, down to 7,606; the ambulance settles it by telephone: 97.00.
        (
            vec![
                minutes("attend", OFFICER, 125),
                times("attend", "ambulance_hear_and_treat", 1),
            ],
            7_606,
            9_700,
        ),
        // A day: 1440 x 3651 / 60 = 87,624. Then 47 x 3651 / 60 = 2,859.95, up to 2,860.
        // 25 x 5879 / 60 = 2,449.583, up to 2,450. Together 929.34.
        (
            vec![
                minutes("stay", OFFICER, 1_440),
                minutes("hand_over", OFFICER, 47),
                minutes("decide", INSPECTOR, 25),
            ],
            92_934,
            0,
        ),
        // 95 x 2890 / 60 = 4,575.833, up to 4,576; 210 x 3651 / 60 = 12,778.5, up to 12,779.
        // Together 173.55.
        (
            vec![
                minutes("attend", "pcso", 95),
                minutes("queue", OFFICER, 210),
            ],
            17_355,
            0,
        ),
        // 61 x 3651 / 60 = 3,711.85, up to 3,712; 7 x 5879 / 60 = 685.883, up to 686: 43.98.
        (
            vec![
                minutes("attend", OFFICER, 61),
                minutes("decide", INSPECTOR, 7),
            ],
            4_398,
            0,
        ),
    ]
}

#[test]
fn five_episodes_come_out_to_the_penny() {
    let card = published();
    let mut all = Vec::new();
    for (activities, police, ambulance) in five() {
        let cost = price(&activities, &card);
        assert!(cost.not_priced.is_empty());
        let borne = |bearer| cost.borne_by(bearer, Money::Opportunity);
        assert_eq!(borne("police"), Range::sure(police));
        assert_eq!(borne("ambulance"), Range::sure(ambulance));
        assert_eq!(cost.of(Money::Cashable), Range::sure(0));
        all.extend(activities);
    }
    // 553.33 + 76.06 + 929.34 + 173.55 + 43.98 = 1,776.26, and 334.00 of ambulances.
    let cost = price(&all, &card);
    assert_eq!(
        cost.borne_by("police", Money::Opportunity),
        Range::sure(177_626)
    );
    assert_eq!(cost.of(Money::Opportunity), Range::sure(177_626 + 33_400));
    let phases = cost.by_phase(Money::Opportunity);
    assert_eq!(phases["decide"], Range::sure(1_176 + 2_450 + 686));
    assert_eq!(phases["stay"], Range::sure(54_157 + 87_624));
    let sum = phases
        .values()
        .fold(Amount::default(), |sum, one| sum.plus(*one));
    assert_eq!(sum, cost.of(Money::Opportunity), "the page adds up");
}

const OWN: &str = r#"
[[rate]]
resource = "sergeant_and_below"
name = "constable or sergeant"
bearer = "police"
money = "opportunity"
per = "hour"
low = "30.00"
central = "40.00"
high = "50.00"
from = "2020-01-01"
until = "2026-10-04"
source = "the force's accountant"

[[rate]]
resource = "sergeant_and_below"
name = "constable or sergeant"
bearer = "police"
money = "opportunity"
per = "hour"
low = "31.00"
central = "41.00"
high = "51.00"
from = "2026-10-04"
source = "the force's accountant"

[[rate]]
resource = "overtime"
name = "overtime"
bearer = "police"
money = "cashable"
per = "hour"
low = "60.00"
central = "60.00"
high = "60.00"
from = "2020-01-01"
source = "the payroll"

[[uprating]]
from = "2024-04-01"
percent = "4.75"
of = ["sergeant_and_below"]
source = "the award of 2024"

[[uprating]]
from = "2025-04-01"
percent = "-0.5"
of = ["sergeant_and_below"]
source = "a correction of it"
"#;

#[test]
fn the_rate_is_that_of_the_day_brought_up_to_it() {
    let card = RateCard::read("own.toml", OWN).unwrap();
    let on = |day: Date| {
        let rate = card.rate(OFFICER, day).unwrap();
        card.on(rate, day).unwrap().central
    };
    assert_eq!(on(date(2024, 3, 31)), 4_000);
    assert_eq!(on(date(2024, 4, 1)), 4_190);
    // 40.00 x 1.0475 x 0.995 = 41.69050, to the penny once, at the end.
    assert_eq!(on(date(2026, 10, 3)), 4_169);
    // A rate that began after an uprating is not raised by it.
    assert_eq!(on(date(2026, 10, 4)), 4_100);
    assert_eq!(
        card.rate(OFFICER, date(2019, 12, 31)),
        Err(Why::NoRateThatDay)
    );
    assert_eq!(card.rate("doctor", DAY), Err(Why::NoRate));
}

#[test]
fn low_and_high_go_through_and_the_two_kinds_of_money_stay_apart() {
    let card = RateCard::read("own.toml", OWN).unwrap();
    let on = date(2021, 6, 1);
    let activities = [
        Activity {
            on,
            quantity: Quantity::Minutes(Range {
                low: 60,
                central: 120,
                high: 180,
            }),
            ..minutes("stay", OFFICER, 0)
        },
        Activity {
            on,
            ..minutes("stay", "overtime", 30)
        },
    ];
    let cost = price(&activities, &card);
    let stay = cost.of(Money::Opportunity);
    assert_eq!((stay.low, stay.central, stay.high), (3_000, 8_000, 15_000));
    assert_eq!(cost.of(Money::Cashable), Range::sure(3_000));
    // A month later without overtime: the saving, and only against what is stated.
    let later = price(&activities[..1], &card);
    let saved = Difference::of(&cost, &later, "May 2021 and June 2021, one episode each").unwrap();
    assert_eq!(saved.cashable, Range::sure(-3_000));
    let time = saved.opportunity;
    assert_eq!(
        (time.low, time.central, time.high),
        (3_000 - 15_000, 0, 15_000 - 3_000)
    );
    assert_eq!(Difference::of(&cost, &later, "  "), Err(NotStated));
}

#[test]
fn what_has_no_rate_is_named_and_is_not_nought() {
    let card = published();
    let cost = price(
        &[
            minutes("stay", "emergency_nurse", 300),
            minutes("convey", "ambulance_conveyance", 30),
            Activity {
                on: date(2010, 1, 1),
                ..minutes("stay", OFFICER, 60)
            },
            minutes("stay", OFFICER, u64::MAX),
        ],
        &card,
    );
    assert!(cost.lines.is_empty());
    let why: Vec<Why> = cost.not_priced.iter().map(|one| one.why).collect();
    assert_eq!(
        why,
        [
            Why::NoRate,
            Why::OtherUnit,
            Why::NoRateThatDay,
            Why::TooMuch
        ]
    );
}

#[test]
fn the_published_card_names_a_source_for_every_rate_and_invents_no_range() {
    let card = published();
    assert_eq!(card.rates().len(), 5);
    for rate in card.rates() {
        assert!(rate.source.len() > 20);
        assert_eq!(rate.pence, Range::sure(rate.pence.central));
    }
    assert_eq!(grade(Rank::Sergeant), OFFICER);
    assert_eq!(grade(Rank::Inspector), INSPECTOR);
    assert_eq!(grade(Rank::ChiefOfficer), INSPECTOR);
}

#[test]
fn a_card_is_read_strictly_and_every_problem_has_its_line() {
    let said = |from: &str, to: &str| {
        let text = OWN.replacen(from, to, 1);
        assert_ne!(text, OWN, "{from}");
        RateCard::read("own.toml", &text).unwrap_err().to_string()
    };
    let table = [
        (
            "\"30.00\"",
            "\"30\"",
            "own.toml:2: `low` is `30`, which is not pounds and pence",
        ),
        ("\"30.00\"", "\"-30.00\"", "own.toml:2: `low` is `-30.00`"),
        (
            "\"30.00\"",
            "\"45.00\"",
            "own.toml:2: `low`, `central` and `high` must not fall",
        ),
        (
            "until = \"2026-10-04\"\n",
            "",
            "has another rate from 2020-01-01",
        ),
        (
            "until = \"2026-10-04\"",
            "until = \"2020-01-01\"",
            "`until` is not after `from`",
        ),
        (
            "source = \"the payroll\"",
            "source = \"\"",
            ":27: `source` says nothing",
        ),
        (
            "money = \"cashable\"",
            "money = \"real\"",
            "unknown variant `real`",
        ),
        (
            "percent = \"4.75\"",
            "percent = \"4.755\"",
            ":39: `percent` is `4.755`",
        ),
        (
            "percent = \"-0.5\"",
            "percent = \"-100\"",
            "`percent` is `-100`",
        ),
        (
            "of = [\"sergeant_and_below\"]",
            "of = [\"doctor\"]",
            "`of` names `doctor`",
        ),
        ("bearer =", "bear =", "unknown field `bear`"),
    ];
    for (from, to, wanted) in table {
        let said = said(from, to);
        assert!(
            said.contains(wanted),
            "{from} to {to} should say {wanted}, and said {said}"
        );
    }
    assert_eq!(
        RateCard::read("x", "rate = 3").unwrap_err().problems.len(),
        1
    );
}

proptest! {
    #[test]
    fn a_line_is_within_half_a_penny_of_the_truth(count in 0_u64..1_000_000) {
        let cost = price(&[minutes("stay", OFFICER, count)], &published());
        let found = cost.lines[0].amount.central;
        let exact = count as f64 * 3_651.0 / 60.0;
        prop_assert!((found as f64 - exact).abs() <= 0.5 + 1e-6);
    }
}
