//! Each interval against a computation that shares nothing with it.

use figures::interval::{Interval, Z95, byar, poisson, ratio, ratio_exact, wilson};
use figures::rate::Funnel;
use proptest::prelude::*;

use crate::seeded::Seeded;

/// Values from SciPy, and the program's own name in its first line.
const SCIPY: &str = include_str!("scipy.tsv");

fn near(ours: f64, theirs: f64, by: f64) -> bool {
    ours == theirs || (ours - theirs).abs() <= by * theirs.abs().max(1e-12)
}

#[test]
fn exact_intervals_and_funnel_limits_are_scipys() {
    let mut read = 0;
    for line in SCIPY.lines().filter(|line| !line.starts_with('#')) {
        let cells: Vec<&str> = line.split('\t').collect();
        let n = |at: usize| cells[at].parse::<f64>().unwrap();
        let count = |at: usize| cells[at].parse::<u64>().unwrap();
        let (ours, theirs) = match cells[0] {
            "poisson" => {
                let ours = poisson(count(1));
                (vec![ours.low, ours.high], vec![n(2), n(3)])
            }
            "ratio" => {
                let ours = ratio_exact(count(1), n(2), count(3), n(4)).unwrap();
                (vec![ours.low, ours.high], vec![n(5), n(6)])
            }
            kind => {
                let funnel = if kind == "funnel_rate" {
                    Funnel::Rate { target: n(1) }
                } else {
                    Funnel::Proportion { target: n(1) }
                };
                let limits = funnel.limits(count(2)).unwrap();
                let ours = match cells[3] {
                    "0.001" => limits.alarm.low,
                    "0.025" => limits.warning.low,
                    "0.975" => limits.warning.high,
                    _ => limits.alarm.high,
                };
                (vec![ours], vec![n(4)])
            }
        };
        for (ours, theirs) in ours.iter().zip(&theirs) {
            assert!(near(*ours, *theirs, 1e-8), "{line}: {ours}");
        }
        read += 1;
    }
    assert_eq!(read, 15 + 8 + 40);
}

/// The chance of at most `count` events, added up term by term.
fn poisson_sum(count: u64, expected: f64) -> f64 {
    let mut term = (-expected).exp();
    let mut sum = term;
    for at in 1..=count {
        term *= expected / at as f64;
        sum += term;
    }
    sum
}

#[test]
fn exact_poisson_bounds_leave_a_fortieth_on_each_side_by_direct_summation() {
    for count in 0..200_u64 {
        let bounds = poisson(count);
        let above = poisson_sum(count, bounds.high);
        assert!((above - 0.025).abs() < 1e-9, "{count}: {above}");
        if count > 0 {
            let below = 1.0 - poisson_sum(count - 1, bounds.low);
            assert!((below - 0.025).abs() < 1e-9, "{count}: {below}");
        } else {
            assert_eq!(bounds.low, 0.0);
        }
    }
}

#[test]
fn byar_is_within_a_five_hundredth_of_exact_from_ten_as_its_guide_says() {
    for count in 10..3_000_u64 {
        let (byar, exact) = (byar(count), poisson(count));
        assert!(near(byar.low, exact.low, 0.002), "{count}");
        assert!(near(byar.high, exact.high, 0.002), "{count}");
    }
}

#[test]
fn wilson_bounds_are_where_the_score_test_just_refuses() {
    // The bounds are the proportions from which the observed one lies 1.96 of their own standard
    // deviations away: the quadratic is not used here.
    for whole in [1_u64, 7, 40, 365, 90_000] {
        for part in [0, 1, whole / 3, whole - 1, whole] {
            let bounds = wilson(part, whole).unwrap();
            let p = part as f64 / whole as f64;
            for bound in [bounds.low, bounds.high] {
                if bound <= 0.0 || bound >= 1.0 {
                    assert!((bound - p).abs() < 1e-12, "{part} of {whole}");
                    continue;
                }
                let deviation = (bound * (1.0 - bound) / whole as f64).sqrt();
                let distance = (p - bound).abs() / deviation;
                assert!(
                    (distance - Z95).abs() < 1e-6,
                    "{part} of {whole}: {distance}"
                );
            }
        }
    }
    assert_eq!(wilson(1, 0), None);
    assert_eq!(wilson(3, 2), None);
}

#[test]
fn what_has_no_ratio_has_none() {
    assert_eq!(ratio(0, 10.0, 5, 10.0), None);
    assert_eq!(ratio(5, 0.0, 5, 10.0), None);
    assert_eq!(ratio(5, f64::NAN, 5, 10.0), None);
    assert_eq!(ratio_exact(0, 10.0, 0, 10.0), None);
    assert_eq!(ratio_exact(3, 10.0, 0, 10.0).unwrap().high, f64::INFINITY);
    assert_eq!(ratio_exact(0, 10.0, 3, 10.0).unwrap().low, 0.0);
}

fn covered(runs: u32, mut holds: impl FnMut() -> bool) -> f64 {
    let held = (0..runs).filter(|_| holds()).count();
    held as f64 / f64::from(runs)
}

#[test]
fn nineteen_of_twenty_intervals_hold_the_truth() {
    let mut seeded = Seeded(136);
    for expected in [3.0, 12.0, 90.0] {
        let exact = covered(20_000, || poisson(seeded.poisson(expected)).holds(expected));
        // Exact intervals never cover less than they promise; the margin is the simulation's.
        println!("coverage at {expected}: exact {exact}");
        assert!(exact > 0.945, "exact at {expected}: {exact}");
        let byar = covered(20_000, || byar(seeded.poisson(expected)).holds(expected));
        println!("Byar {byar}");
        assert!(byar > 0.94 && byar < 0.99, "Byar at {expected}: {byar}");
    }
    for p in [0.02, 0.3] {
        let share = covered(5_000, || {
            wilson(seeded.binomial(250, p), 250).unwrap().holds(p)
        });
        println!("Wilson at {p}: {share}");
        assert!(share > 0.93 && share < 0.975, "Wilson at {p}: {share}");
    }
    let true_ratio = 1.4;
    let both = covered(10_000, || {
        let (a, b) = (seeded.poisson(28.0), seeded.poisson(200.0));
        ratio(a, 0.1, b, 1.0).is_some_and(|i| i.holds(true_ratio))
    });
    println!("log-normal ratio: {both}");
    assert!(both > 0.935 && both < 0.97, "log-normal: {both}");
    let both = covered(2_000, || {
        let (a, b) = (seeded.poisson(2.8), seeded.poisson(20.0));
        ratio_exact(a, 0.1, b, 1.0).is_none_or(|i| i.holds(true_ratio))
    });
    println!("exact ratio: {both}");
    assert!(both > 0.945, "exact ratio: {both}");
}

proptest! {
    #[test]
    fn an_interval_holds_its_figure_and_grows_with_it(count in 0_u64..100_000) {
        for of in [byar as fn(u64) -> Interval, poisson] {
            let (this, next) = (of(count), of(count + 1));
            prop_assert!(this.holds(count as f64));
            prop_assert!(this.low < next.low && this.high < next.high);
        }
    }

    #[test]
    fn a_share_holds_its_interval_and_narrows_with_more(whole in 1_u64..1_000_000, share in 0.0..=1.0_f64) {
        let part = ((whole as f64) * share) as u64;
        let bounds = wilson(part, whole).unwrap();
        prop_assert!(bounds.holds(part as f64 / whole as f64));
        prop_assert!(bounds.low >= 0.0 && bounds.high <= 1.0);
        let wider = bounds.high - bounds.low;
        let more = wilson(part * 4, whole * 4).unwrap();
        prop_assert!(more.high - more.low < wider);
    }

    #[test]
    fn a_ratio_turned_round_has_its_interval_turned_round(
        a in 0_u64..5_000, b in 1_u64..5_000, base in 1.0..1e6_f64, other in 1.0..1e6_f64,
    ) {
        let this = ratio_exact(a, base, b, other).unwrap();
        let round = ratio_exact(b, other, a, base).unwrap();
        let value = (a as f64 / base) / (b as f64 / other);
        prop_assert!(this.low <= value * (1.0 + 1e-9) && value <= this.high * (1.0 + 1e-9));
        prop_assert!(near(this.high, 1.0 / round.low, 1e-6), "{this:?} {round:?}");
        if a > 0 {
            prop_assert!(near(this.low, 1.0 / round.high, 1e-6));
            let simple = ratio(a, base, b, other).unwrap();
            prop_assert!(simple.low < value && value < simple.high);
            if a.min(b) >= 100 {
                prop_assert!(near(simple.low, this.low, 0.05) && near(simple.high, this.high, 0.05));
            }
        }
    }
}
