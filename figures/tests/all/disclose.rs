//! What is shown, cell by cell, in cases worked out by hand.

use figures::disclose::{
    ALL, Earlier, Refused, Rules, Shown, Standing, Universe, protect, protect_table,
};
use figures::measure::Measure;
use figures::table::{Cell, Table};

const EXACT: Rules = Rules {
    threshold: 5,
    base: 1,
};

fn shown(universe: &Universe, rules: Rules) -> Vec<Shown> {
    protect(universe, rules).unwrap().shown
}

#[test]
fn a_count_is_hidden_rounded_or_nought() {
    let rules = Rules::default();
    let table = [
        (0, Shown::Rounded(0)),
        (1, Shown::Suppressed),
        (4, Shown::Suppressed),
        (5, Shown::Rounded(5)),
        (7, Shown::Rounded(5)),
        (8, Shown::Rounded(10)),
        (12, Shown::Rounded(10)),
        (13, Shown::Rounded(15)),
        (u64::MAX, Shown::Rounded(u64::MAX / 5 * 5)),
    ];
    for (count, wanted) in table {
        assert_eq!(rules.shown(count), wanted, "{count}");
    }
    assert_eq!(EXACT.shown(7), Shown::Exact(7));
    assert_eq!(
        rules.note(),
        "Counts from 1 to 4 are not shown ([c]), nor are counts that would give them back; others \
         are rounded to the nearest 5. Shares are worked out from what is shown. [u] is not known, \
         [z] does not apply."
    );
    assert!(!EXACT.note().contains("rounded"));
}

#[test]
fn what_is_shown_says_every_count_that_is_shown_so_and_no_other() {
    for (threshold, base) in [(5, 5), (5, 1), (3, 5), (10, 5), (5, 10), (7, 3), (1, 5)] {
        let rules = Rules { threshold, base };
        for count in 0..60_u64 {
            let (low, high) = rules.says(rules.shown(count));
            if rules.shown(count) == Shown::Suppressed {
                assert_eq!((low, high), (0, None));
                continue;
            }
            for other in 0..80_u64 {
                let within = low <= other && high.is_none_or(|high| other <= high);
                let same = rules.shown(other) == rules.shown(count);
                assert_eq!(
                    within, same,
                    "{rules:?}: {other} beside {count}, {low} to {high:?}"
                );
            }
        }
    }
}

#[test]
fn where_totals_are_exact_a_second_and_a_third_cell_must_go() {
    // 3 | 20 | 23      Hiding 3 alone leaves it at 23 - 20 and at 43 - 40.
    // 40 | 60 | 100
    // 43 | 80 | 123
    let mut universe = Universe::new();
    let rows = [vec![3, 20], vec![40, 60]];
    let cross = universe
        .cross("t", &rows, Standing::Published, false)
        .unwrap();
    let protected = protect(&universe, EXACT).unwrap();
    assert_eq!(protected.primary, 1);
    assert_eq!(protected.secondary, 3);
    // The four inner cells, which lose least; no total.
    for cell in cross.inner.iter().flatten() {
        assert_eq!(protected.shown[*cell], Shown::Suppressed);
    }
    assert_eq!(protected.shown[cross.all], Shown::Exact(123));
    // Rounded, the margins leave room enough, and nothing more need be hidden.
    assert_eq!(protect(&universe, Rules::default()).unwrap().secondary, 0);
}

#[test]
fn one_force_alone_hidden_under_an_exact_national_total_is_given_company() {
    let mut universe = Universe::new();
    let forces: Vec<usize> = [2, 31, 58]
        .iter()
        .enumerate()
        .map(|(at, value)| universe.cell(format!("f{at}"), *value, Standing::Published))
        .collect();
    let all = universe.cell("all", 91, Standing::Fixed);
    universe.sum(all, forces.clone(), false).unwrap();
    // Rounding alone leaves 91 - [28..32] - [58..62], which is 0 to 5: room enough as it is.
    assert_eq!(shown(&universe, Rules::default())[all], Shown::Exact(91));
    let exact = shown(&universe, EXACT);
    let hidden = forces
        .iter()
        .filter(|at| exact[**at] == Shown::Suppressed)
        .count();
    assert_eq!(hidden, 2);
}

#[test]
fn what_a_fixed_total_gives_away_is_refused_and_nobody_is_named_in_the_refusal() {
    let mut universe = Universe::new();
    let part = universe.cell("kent|secret", 3, Standing::Published);
    let all = universe.cell("all", 3, Standing::Fixed);
    universe.sum(all, vec![part], false).unwrap();
    let exposed = protect(&universe, Rules::default()).unwrap_err();
    let keys = vec!["kent|secret".to_owned()];
    assert_eq!(exposed, Refused::Exposed { keys });
    let said = exposed.to_string();
    assert!(
        said.starts_with("1 cells could be worked out whatever is hidden"),
        "{said}"
    );
    assert!(!said.contains("secret"));
}

#[test]
fn where_all_of_a_group_have_one_outcome_a_nought_is_hidden() {
    // All 20 of the first row are in the second class: its noughts say so of each of them.
    let rows = [vec![0, 20, 0], vec![6, 9, 12]];
    for (tells, hidden) in [(true, 1), (false, 0)] {
        let mut universe = Universe::new();
        let cross = universe
            .cross("t", &rows, Standing::Published, tells)
            .unwrap();
        let shown = shown(&universe, Rules::default());
        let row = &cross.inner[0];
        let noughts = [row[0], row[2]];
        let count = noughts
            .iter()
            .filter(|at| shown[**at] == Shown::Suppressed)
            .count();
        assert_eq!(count, hidden);
    }
}

#[test]
fn what_an_earlier_release_showed_no_longer_helps_to_hide() {
    // A hidden total of 60 parts. First B is hidden beside A; then B would be shown and C hidden.
    let build = |standing| {
        let mut universe = Universe::new();
        let parts = vec![
            universe.cell("a", 3, standing),
            universe.cell("b", 17, standing),
            universe.cell("c", 40, standing),
        ];
        let all = universe.cell("all", 60, standing);
        universe.sum(all, parts, false).unwrap();
        universe
    };
    let first = build(Standing::Published);
    let protected = protect(&first, EXACT).unwrap();
    assert_eq!(
        protected.shown[1],
        Shown::Suppressed,
        "the smaller of the two"
    );
    assert_eq!(protected.shown[2], Shown::Exact(40));
    let mut earlier = Earlier::new();
    earlier.release(&first, &protected);
    // A later release, in which somebody wants B: it stays hidden, since C is known.
    let mut later = build(Standing::Published);
    assert_eq!(later.remember(&earlier, EXACT), Vec::<String>::new());
    let again = protect(&later, EXACT).unwrap();
    assert_eq!(again.shown[1], Shown::Suppressed);
    // Had B been told as well, A could not be kept.
    earlier.add("b", Shown::Exact(17));
    let mut lost = build(Standing::Published);
    lost.remember(&earlier, EXACT);
    let keys = vec!["a".to_owned()];
    assert_eq!(protect(&lost, EXACT), Err(Refused::Exposed { keys }));
}

#[test]
fn what_a_correction_made_untrue_is_named_and_left_out() {
    let mut earlier = Earlier::new();
    earlier.add("a", Shown::Rounded(10));
    earlier.add("b", Shown::Rounded(10));
    let mut universe = Universe::new();
    universe.cell("a", 14, Standing::Published);
    universe.cell("b", 9, Standing::Published);
    assert_eq!(universe.remember(&earlier, Rules::default()), ["a"]);
    assert!(universe.cells()[0].earlier.is_empty());
    assert_eq!(universe.cells()[1].earlier, [Shown::Rounded(10)]);
}

#[test]
fn persons_do_not_add_up_and_are_no_sum() {
    let mut universe = Universe::new();
    let parts = vec![
        universe.cell("kent", 6, Standing::Published),
        universe.cell("essex", 7, Standing::Published),
    ];
    let all = universe.cell("all", 12, Standing::Published);
    let said = universe.sum(all, parts, false).unwrap_err().to_string();
    assert_eq!(said, "`all` is not the sum of its 2 parts");
    assert!(universe.sum(99, vec![0], false).is_err());
}

const MEASURE: &str = "\
-- title: Incidents by area
-- definition: Incidents.
-- numerator: mental-health incidents
-- denominator: all incidents
-- requirements: M-09
-- caveats: none known
-- sources: incident
-- grain: one row an area
-- column area: label; ; the area
-- column incidents: count; incidents; all
-- column npcc: count of incidents; incidents; those of the national definition
-- column npcc_share: share of npcc over incidents; percent; their share
-- column officer_minutes: minutes; minutes; by officers
-- column cost: pence; pence; by the rate card
SELECT area FROM incident
";

fn answer(rows: &[(&str, u64, u64, u64)]) -> Table {
    let measure = Measure::read("by_area.sql", MEASURE).unwrap();
    let rows = rows
        .iter()
        .map(|(area, all, part, minutes)| {
            vec![
                Cell::Label((*area).to_owned()),
                Cell::Count(*all),
                Cell::Count(*part),
                Cell::Minutes(*minutes),
                Cell::Pence(*minutes as i64 * 61),
            ]
        })
        .collect();
    Table::of(&measure, rows).unwrap()
}

#[test]
fn a_measure_is_published_with_what_follows_from_a_hidden_count_hidden_too() {
    let table = answer(&[
        ("Dover", 41, 3, 432),
        ("Medway", 112, 23, 3_011),
        (ALL, 153, 26, 3_443),
    ]);
    let (safe, ..) = protect_table("t", &table, &Earlier::new(), Rules::default()).unwrap();
    let row = |at: usize| safe.rows[at].clone();
    assert_eq!(
        row(0),
        [
            Cell::Label("Dover".to_owned()),
            Cell::Count(40),
            Cell::Suppressed,
            Cell::Suppressed,
            Cell::Suppressed,
            Cell::Suppressed,
        ]
    );
    assert_eq!(row(1)[1], Cell::Count(110));
    assert_eq!(row(1)[2], Cell::Count(25));
    let Cell::Rate(share) = row(1)[3] else {
        panic!("a share")
    };
    // From 25 of 110 as shown, not from 23 of 112.
    assert!((share.value - 25.0 / 110.0).abs() < 1e-12);
    assert_eq!(row(1)[4], Cell::Minutes(3_010));
    // 3,011 minutes at 61 pence are £1,836.71.
    assert_eq!(row(1)[5], Cell::Pence(183_500));
    // All minutes less Medway's would be Dover's.
    assert_eq!(row(2)[1], Cell::Count(155));
    assert_eq!(row(2)[4..], [Cell::Suppressed, Cell::Suppressed]);
    assert_eq!(safe.columns, table.columns);
}

#[test]
fn the_few_left_over_of_a_whole_are_protected_as_if_they_were_shown() {
    // 98 of 100 exactly: the two others would follow.
    let table = answer(&[("Dover", 100, 98, 900), ("Medway", 500, 300, 900)]);
    let (safe, ..) = protect_table("t", &table, &Earlier::new(), EXACT).unwrap();
    assert!(safe.rows[0].contains(&Cell::Suppressed));
    assert_eq!(safe.rows[1][2], Cell::Count(300));
}

#[test]
fn a_later_release_of_the_same_table_is_solved_with_the_first() {
    let table = answer(&[
        ("Dover", 41, 3, 432),
        ("Medway", 112, 23, 3_011),
        (ALL, 153, 26, 3_443),
    ]);
    let (first, universe, protected) =
        protect_table("t|2026-10", &table, &Earlier::new(), EXACT).unwrap();
    let mut earlier = Earlier::new();
    earlier.release(&universe, &protected);
    let (second, ..) = protect_table("t|2026-10", &table, &earlier, EXACT).unwrap();
    assert_eq!(first, second);
    let kept = serde_json::to_string(&earlier).unwrap();
    assert_eq!(serde_json::from_str::<Earlier>(&kept).unwrap(), earlier);
    assert!(
        !kept.contains(":3}") && kept.contains("\"suppressed\""),
        "{kept}"
    );
    assert!(serde_json::from_str::<Earlier>("{\"said\":{},\"more\":1}").is_err());
    let told: Vec<&str> = earlier.iter().map(|(key, _)| key).collect();
    assert!(told.contains(&"t|2026-10|area=Dover|npcc"), "{told:?}");
    assert!(
        !told.iter().any(|key| key.ends_with("|not")),
        "what was never published is not said"
    );
}

#[test]
fn a_long_table_without_totals_is_solved_row_by_row() {
    // As one program its tableau would have three hundred million entries.
    let rows: Vec<(String, u64, u64, u64)> = (0..10_000_u64)
        .map(|at| (format!("Area {at}"), 5 + at % 90, at % 6, 60))
        .collect();
    let rows: Vec<(&str, u64, u64, u64)> = rows
        .iter()
        .map(|(name, all, part, minutes)| (name.as_str(), *all, (*part).min(*all), *minutes))
        .collect();
    let (safe, _, protected) =
        protect_table("t", &answer(&rows), &Earlier::new(), Rules::default()).unwrap();
    assert_eq!(safe.rows.len(), 10_000);
    assert!(protected.primary > 6_000, "{}", protected.primary);
}

#[test]
fn what_is_too_large_to_make_safe_is_refused_and_not_waited_for() {
    let mut universe = Universe::new();
    let mut totals = Vec::new();
    for at in 0..4_000_u64 {
        let parts = vec![
            universe.cell(format!("a{at}"), at % 5, Standing::Published),
            universe.cell(format!("b{at}"), 9, Standing::Published),
        ];
        let total = universe.cell(format!("t{at}"), at % 5 + 9, Standing::Published);
        universe.sum(total, parts, false).unwrap();
        totals.push(total);
    }
    let sum = totals.iter().map(|at| universe.cells()[*at].value).sum();
    let all = universe.cell("all", sum, Standing::Published);
    universe.sum(all, totals, false).unwrap();
    assert_eq!(
        protect(&universe, Rules::default()),
        Err(Refused::TooLarge {
            cells: 12_001,
            sums: 4_001
        })
    );
}
