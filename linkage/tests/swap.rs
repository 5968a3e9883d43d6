//! The same file with names of another origin: what linking makes of people must not depend on it
//! beyond what the names themselves carry, which is short forms and near spellings.
//!
//! `cargo test -p linkage --test swap -- --nocapture` prints the figures of docs/linkage.md.
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test stops at the first thing that is not as it should be"
)]

mod population;

use std::collections::{BTreeMap, BTreeSet};

use linkage::fairness::{self, By};
use linkage::names::Names;
use population::{Answer, Dice, Record};

/// Names of one origin. Those in the same place of each are as common as one another.
struct Origin {
    name: &'static str,
    /// Of men and of women in turn, the commonest first.
    forenames: &'static str,
    /// Surnames are a head and a tail.
    heads: &'static str,
    tails: &'static str,
}

const ORIGINS: [Origin; 5] = [
    Origin {
        name: "English",
        forenames: "James Mary Robert Patricia Michael Jennifer David Linda William Elizabeth \
                    Richard Barbara Joseph Susan Thomas Jessica Charles Sarah Daniel Karen",
        heads: "Har Whit Black Cart Dun Fair Hol Lang Nor Pem Stan Thorn",
        tails: "ton ley wood field by son man er ing worth croft well stone bury combe gate hurst \
                den more shaw",
    },
    Origin {
        name: "South Asian",
        forenames: "Mohammed Fatima Muhammad Aisha Ahmed Zainab Imran Nasreen Harpreet Jaspreet \
                    Tariq Shabnam Gurpreet Manpreet Rajesh Sunita Abdul Khadija Usman Parveen",
        heads: "Ahm Hus Rah Mah Akh Chow Bhat Shar Kap Qur Sidd Jav",
        tails: "ed ain man mood tar dhury ti ma oor eshi iqui aid ari ani awal esh inder wala \
                ullah udin",
    },
    Origin {
        name: "Polish",
        forenames: "Piotr Agnieszka Krzysztof Katarzyna Tomasz Malgorzata Marcin Ewa Pawel Joanna \
                    Andrzej Magdalena Michal Monika Grzegorz Beata Lukasz Dorota Jacek Iwona",
        heads: "Kwas Now Wis Kam Lip Zie Szy Woz Jan Maz Kro Paw",
        tails: "alski akowski niewski inski andowski linski manski niak kowiak urek czyk lak \
                ewicz owicz ek icki ecki arz ura orski",
    },
    Origin {
        name: "West African",
        forenames: "Oluwaseun Folake Kwame Abena Emeka Ngozi Babatunde Yetunde Kofi Adwoa \
                    Chukwudi Chioma Olumide Temitope Kwabena Akosua Ifeanyi Adaeze Femi Bukola",
        heads: "Ade Olu Ogun Ola Ayo Oko Nwa Chi Eze Men Owu Boa",
        tails: "bayo yemi leye wale sanya gbola for chukwu kwe sah su teng kunle niyi tunde dele \
                rinde moh biodun sola",
    },
    Origin {
        name: "Chinese",
        forenames: "Wei Ling Jun Mei Ming Xiu Hao Yan Jian Fang Lei Hui Bo Na Tao Qian Kai Yue \
                    Feng Ying",
        heads: "Ch W L Zh X H S Y T G M F",
        tails: "an ang en eng ong u i ao ei iu ou uan in ing ua uo ai ian iang iao",
    },
];

/// How many of a hundred people have names of the first, the second, … place.
const SHARES: [usize; 5] = [60, 16, 10, 9, 5];

/// Forenames and surnames of one origin in words.
#[derive(Clone)]
struct Called {
    forenames: Vec<String>,
    surnames: Vec<String>,
}

fn words(text: &str) -> Vec<String> {
    text.split_whitespace().map(str::to_owned).collect()
}

fn called(origin: &Origin) -> Called {
    let (heads, tails) = (words(origin.heads), words(origin.tails));
    // Every head comes early with some tail, and every tail with some head.
    let surnames = (0..heads.len() * tails.len())
        .map(|nth| {
            let (head, round) = (nth % heads.len(), nth / heads.len());
            format!("{}{}", heads[head], tails[(head + round) % tails.len()])
        })
        .collect();
    Called {
        forenames: words(origin.forenames),
        surnames,
    }
}

/// A place in a list: the first is the commonest.
fn rank(dice: &mut Dice, of: usize) -> usize {
    let drawn = dice.below(of).min(dice.below(of));
    drawn.min(dice.below(of))
}

/// How often names are written wrongly.
#[derive(Clone, Copy, PartialEq)]
enum Slips {
    Never,
    AsUsual,
}

/// A town in which people of the nth place have the nth of these names. Whatever the names, it is
/// the same people, moves and mistakes.
fn town(people: usize, seed: u64, names: &[&Called; 5], slips: Slips) -> Vec<Record> {
    let mut dice = Dice::new(seed);
    let mut records = Vec::new();
    for person in 0..people {
        let drawn = dice.below(100);
        let place = (0..5)
            .find(|place| drawn < SHARES[..=*place].iter().sum())
            .unwrap();
        let names = names[place];
        let which = rank(&mut dice, names.forenames.len());
        let mut surname = rank(&mut dice, names.surnames.len());
        let mut home = dice.below(4_000);
        let born = [
            1935 + dice.below(70),
            1 + dice.below(12),
            1 + dice.below(28),
        ];
        let contacts = [1, 1, 1, 1, 1, 2, 2, 3, 4, 8][dice.below(10)];
        for contact in 0..contacts {
            if contact > 0 && dice.below(5) == 0 {
                home = dice.below(4_000);
                let (other, changes) = (rank(&mut dice, names.surnames.len()), dice.below(6));
                if changes == 0 {
                    surname = other;
                }
            }
            let mut record = Record::new(
                &format!("{person:06}-{contact}-{place}"),
                [
                    &names.forenames[which],
                    &names.surnames[surname],
                    &format!("{:04}-{:02}-{:02}", born[0], born[1], born[2]),
                    &postcode(home),
                    if which.is_multiple_of(2) { "M" } else { "F" },
                ],
            );
            record.person = person;
            let (mistake, slip) = (dice.below(16), dice.below(1 << 20));
            if contact > 0 {
                mistaken(&mut record, mistake, slip, slips);
            }
            records.push(record);
        }
    }
    records
}

fn postcode(home: usize) -> String {
    let letter = |nth: usize| char::from(b"ABDEFGHJLNPQRSTUWXYZ"[nth % 20]);
    let area = ["CT", "ME", "TN", "DA"][home % 4];
    let (district, rest) = (home / 4 % 20 + 1, home / 80);
    format!(
        "{area}{district} {}{}{}",
        rest % 9 + 1,
        letter(rest),
        letter(rest / 9)
    )
}

fn mistaken(record: &mut Record, mistake: usize, slip: usize, slips: Slips) {
    let slipped = |name: &str| {
        let mut letters: Vec<char> = name.chars().collect();
        if letters.len() > 1 {
            let place = slip % (letters.len() - 1);
            letters.swap(place, place + 1);
        }
        letters.into_iter().collect::<String>()
    };
    match mistake {
        0 if slips == Slips::AsUsual => record.forename = slipped(&record.forename),
        1 if slips == Slips::AsUsual => record.surname = slipped(&record.surname),
        2 if slips == Slips::AsUsual => record.forename.truncate(1),
        3 => record.born.clear(),
        4 | 5 => record.postcode.clear(),
        6 => std::mem::swap(&mut record.forename, &mut record.surname),
        7 => record.born.replace_range(8.., "01"),
        _ => {}
    }
}

/// The records of each group, by their ids.
fn groups(answer: &Answer) -> BTreeSet<Vec<String>> {
    let mut groups: BTreeMap<u32, Vec<String>> = BTreeMap::new();
    for (record, id) in answer.table.by_id() {
        let label = answer.linked.clusters.label[record as usize];
        groups.entry(label).or_default().push(id.to_owned());
    }
    groups.into_values().collect()
}

/// How it went for the people of each place.
fn judged(answer: &Answer) -> Vec<By> {
    let ids: Vec<&str> = answer.table.ids().collect();
    let truth: Vec<u32> = ids.iter().map(|id| id[..6].parse().unwrap()).collect();
    let places: Vec<&str> = ids.iter().map(|id| &id[id.len() - 1..]).collect();
    fairness::by(&truth, &answer.linked.clusters.label, None, &places)
}

/// So many names of each origin that are near no other name of any: different in every way that
/// is compared.
fn apart(all: &[Called], of: impl Fn(&Called) -> &Vec<String>, take: usize) -> Vec<Vec<String>> {
    let mut names = Names::new();
    let mut ids = BTreeMap::new();
    for name in all.iter().flat_map(&of) {
        let name = name.to_uppercase();
        ids.insert(name.clone(), names.id(&name));
    }
    names.find_aliases();
    let near = |one: &str, other: &str| {
        let (one, other) = (one.to_uppercase(), other.to_uppercase());
        strsim::jaro_winkler(&one, &other) > 0.8 || names.are_aliases(ids[&one], ids[&other])
    };
    let mut chosen: Vec<Vec<String>> = vec![Vec::new(); all.len()];
    // In turn, so that no origin takes what the next ones need.
    for nth in 0..all.iter().map(|called| of(called).len()).max().unwrap() {
        for (place, called) in all.iter().enumerate() {
            let Some(name) = of(called).get(nth) else {
                continue;
            };
            let is_apart = !chosen.iter().flatten().any(|other| near(name, other));
            if is_apart && name.len() > 1 && chosen[place].len() < take {
                chosen[place].push(name.clone());
            }
        }
    }
    chosen
}

#[test]
fn the_same_people_with_names_of_another_origin_are_the_same_groups() {
    let all = ORIGINS.map(|origin| called(&origin));
    let (first, last) = (
        apart(&all, |called| &called.forenames, 9),
        apart(&all, |called| &called.surnames, 9),
    );
    let plain: Vec<Called> = first
        .into_iter()
        .zip(last)
        .map(|(forenames, surnames)| Called {
            forenames,
            surnames,
        })
        .collect();
    for called in &plain {
        assert_eq!((called.forenames.len(), called.surnames.len()), (9, 9));
    }
    let turned = |by: usize| std::array::from_fn(|place| &plain[(place + by) % 5]);
    let of = |by| Answer::of(&town(1_200, 5, &turned(by), Slips::Never));
    let before = of(0);
    assert!(before.linked.clusters.label.len() > 2_000);
    for by in 1..5 {
        let after = of(by);
        let (before, after) = (groups(&before), groups(&after));
        let other: Vec<_> = before.symmetric_difference(&after).collect();
        println!(
            "turned by {by}: {} of {} groups differ",
            other.len(),
            before.len()
        );
        assert!(other.is_empty(), "{other:?}");
    }
}

#[test]
fn names_of_another_origin_cost_no_more_than_their_near_spellings_do() {
    let all = ORIGINS.map(|origin| called(&origin));
    let mut told: BTreeMap<(usize, usize), By> = BTreeMap::new();
    for by in 0..5 {
        let names = std::array::from_fn(|place| &all[(place + by) % 5]);
        let answer = Answer::of(&town(6_000, 7, &names, Slips::AsUsual));
        for (place, by_place) in judged(&answer).into_iter().enumerate() {
            told.insert((place, (place + by) % 5), by_place);
        }
    }
    println!("| share of people | names | records | recall | false links |");
    for ((place, origin), by) in &told {
        println!(
            "| {} % | {} | {} | {:.3} ({:.3} to {:.3}) | {:.4} ({:.4} to {:.4}) |",
            SHARES[*place],
            ORIGINS[*origin].name,
            by.records,
            by.recall.value,
            by.recall.from,
            by.recall.to,
            by.false_links.value,
            by.false_links.from,
            by.false_links.to
        );
    }
    for ((place, origin), by) in &told {
        let english = &told[&(*place, 0)];
        assert_eq!(by.records, english.records);
        let name = ORIGINS[*origin].name;
        assert!(
            by.recall.value > english.recall.value - 0.05,
            "{name}: {by:?}"
        );
        assert!(
            by.false_links.value < english.false_links.value + 0.02,
            "{name}: {by:?}"
        );
    }
}
