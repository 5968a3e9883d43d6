//! One person in two places at once, as a check for which nobody has to know the truth.
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::cast_precision_loss,
    reason = "a test stops at the first thing that is not as it should be"
)]

mod population;

use linkage::stays::{Stay, clashes};
use population::{Answer, Dice, Record};

/// Stays of so many people over two years in forty places, one after another; with who each is of.
fn year(people: u32, dice: &mut Dice) -> (Vec<u32>, Vec<Option<Stay>>) {
    let (mut who, mut stays) = (Vec::new(), Vec::new());
    let mut below = |bound: usize| i64::try_from(dice.below(bound)).unwrap();
    for person in 0..people {
        let mut now = below(300);
        for _ in 0..=below(4) {
            let until = now + 1 + below(30);
            who.push(person);
            stays.push(Some(Stay {
                from: now,
                until,
                place: u32::try_from(below(40)).unwrap(),
            }));
            // Some go from one place to the next without a break.
            now = until + below(80);
        }
    }
    (who, stays)
}

#[test]
fn nobody_wrongly_joined_is_in_two_places_and_those_who_are_say_how_many_were() {
    let (who, stays) = year(4_000, &mut Dice::new(3));
    let right = clashes(&who, &stays);
    assert_eq!((right.groups, right.all.len()), (0, 0));
    assert_eq!(right.false_links.unwrap().value.to_bits(), 0);
    // Every tenth person is taken for the one before: by chance, for stays know nothing of it.
    let groups: Vec<u32> = who
        .iter()
        .map(|who| who - u32::from(who % 10 == 9))
        .collect();
    let wrong = clashes(&groups, &stays);
    let (mut all, mut of_two) = (0, 0);
    for (nth, group) in groups.iter().enumerate() {
        for other in (nth + 1..groups.len()).take_while(|other| groups[*other] == *group) {
            if stays[nth].unwrap().place != stays[other].unwrap().place {
                all += 1;
                of_two += u64::from(who[nth] != who[other]);
            }
        }
    }
    assert_eq!(wrong.pairs, all);
    let (truth, said) = (of_two as f64 / all as f64, wrong.false_links.unwrap());
    println!(
        "{} of {all} pairs in {} groups clash, {:.4} of any two; said {:.4} ({:.4} to {:.4}), in \
         truth {truth:.4}",
        wrong.all.len(),
        wrong.groups,
        wrong.by_chance,
        said.value,
        said.from,
        said.to
    );
    assert!(said.from < truth && truth < said.to, "{said:?} {truth}");
    assert!((said.value / truth - 1.0).abs() < 0.2, "{said:?} {truth}");
    for clash in &wrong.all {
        assert_ne!(who[clash.one as usize], who[clash.other as usize]);
    }
}

#[test]
fn two_namesakes_that_linking_joins_are_found_by_where_they_were() {
    let fields = ["Gwendolen", "Marbury", "1971-09-17", "TN3 3QX", "F"];
    let mut records = population::town(1_500, 1);
    let first = records.len();
    records.extend(["g1", "g2", "g3"].map(|id| Record::new(id, fields)));
    let answer = Answer::of(&records);
    assert!(answer.together("g1", "g2") && answer.together("g2", "g3"));
    let mut stays = vec![None; records.len()];
    for (id, from, place) in [("g1", 0, 1), ("g2", 90, 2), ("g3", 50, 3)] {
        let until = from + 60;
        stays[answer.record(id) as usize] = Some(Stay { from, until, place });
    }
    assert_eq!(stays.len(), first + 3);
    let found = clashes(&answer.linked.clusters.label, &stays);
    let pairs: Vec<_> = found
        .all
        .iter()
        .map(|clash| (clash.one, clash.other, clash.seconds))
        .collect();
    let record = |id| answer.record(id);
    assert_eq!(
        pairs,
        [
            (record("g1"), record("g3"), 10),
            (record("g2"), record("g3"), 20)
        ]
    );
    assert_eq!((found.groups, found.pairs), (1, 3));
}
