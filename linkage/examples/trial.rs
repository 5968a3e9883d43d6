//! A trial on a file with known truth: accuracy by the measures of the docs, and where time goes.
#![allow(
    clippy::print_stdout,
    clippy::unwrap_used,
    clippy::cast_precision_loss,
    clippy::disallowed_methods,
    clippy::disallowed_types,
    clippy::indexing_slicing,
    reason = "a trial reports and may stop"
)]
use std::collections::HashMap;
use std::time::Instant;

use linkage::block::{self, Blocking};
use linkage::cluster::{Joining, Link};
use linkage::compare::Levels;
use linkage::model::Model;
use linkage::table::{Kind, Raw, Table};

fn main() {
    let mut args = std::env::args().skip(1);
    let (set, path) = (args.next().unwrap(), args.next().unwrap());
    let threads: usize = args.next().map_or(2, |text| text.parse().unwrap());
    let began = Instant::now();
    let text = std::fs::read_to_string(&path).unwrap();
    let mut reader = csv::ReaderBuilder::new()
        .trim(csv::Trim::All)
        .from_reader(text.as_bytes());
    let header: Vec<String> = reader
        .headers()
        .unwrap()
        .iter()
        .map(|h| h.trim().to_owned())
        .collect();
    let column = |name: &str| header.iter().position(|h| h == name);
    let (names, kinds): ([&str; 7], Vec<(&str, Kind)>) = match set.as_str() {
        "people" => (
            [
                "record_id",
                "person_id",
                "first_name",
                "surname",
                "dob",
                "postcode",
                "sex",
            ],
            vec![],
        ),
        "h50k" => (
            [
                "unique_id",
                "cluster",
                "first_name",
                "surname",
                "dob",
                "postcode_fake",
                "gender",
            ],
            vec![("birth_place", Kind::Words), ("occupation", Kind::Words)],
        ),
        _ => (
            [
                "rec_id",
                "",
                "given_name",
                "surname",
                "date_of_birth",
                "postcode",
                "",
            ],
            vec![
                ("soc_sec_id", Kind::Identifier),
                ("street_number", Kind::Identifier),
                ("address_1", Kind::Words),
                ("suburb", Kind::Words),
            ],
        ),
    };
    let mut table = Table::new(&kinds.iter().map(|(_, kind)| *kind).collect::<Vec<_>>());
    let at: Vec<Option<usize>> = names.iter().map(|n| column(n)).collect();
    let others: Vec<Option<usize>> = kinds.iter().map(|(n, _)| column(n)).collect();
    let mut truth_of: HashMap<String, String> = HashMap::new();
    let mut record = csv::StringRecord::new();
    while reader.read_record(&mut record).unwrap() {
        let get = |place: Option<usize>| place.and_then(|p| record.get(p)).unwrap_or("");
        let mut raw = Raw {
            id: get(at[0]),
            forename: get(at[2]),
            surname: get(at[3]),
            born: get(at[4]),
            postcode: get(at[5]),
            sex: get(at[6]),
            ..Raw::default()
        };
        for (nth, place) in others.iter().enumerate() {
            raw.others[nth] = get(*place);
        }
        let person = if set == "febrl" {
            raw.id.split('-').nth(1).unwrap()
        } else {
            get(at[1])
        };
        truth_of.insert(raw.id.to_owned(), person.to_owned());
        table.push(&raw);
    }
    println!("read {:.2}", began.elapsed().as_secs_f64());
    table.finish();
    println!(
        "finish {:.2} people {}",
        began.elapsed().as_secs_f64(),
        table.people
    );
    let rules = block::usual(&table);
    let blocking = Blocking::new(&table, &rules);
    println!(
        "blocked {:.2} left out {}",
        began.elapsed().as_secs_f64(),
        blocking.too_large.len()
    );
    let compared = linkage::pairs::compare_all(&table, &blocking, threads);
    println!(
        "compared {:.2}: {} pairs, {} kept",
        began.elapsed().as_secs_f64(),
        compared.compared,
        compared.pairs.len()
    );
    let model = Model::learn(&table, &compared.histogram, &rules, &[]);
    println!(
        "learnt {:.2} rounds {}",
        began.elapsed().as_secs_f64(),
        model.rounds
    );
    let n = table.len() as f64;
    for kind in &model.kinds {
        println!("expected {:?} {:.0}", kind.role, kind.share * n * (n - 1.0) / 2.0);
        println!("  {:.4?}", kind.class);
    }
    let kinds = table.kinds.len();
    let mut weighed: Vec<(u32, u32, f64)> = compared
        .pairs
        .iter()
        .map(|pair| {
            let levels = Levels::from_pattern(pair.pattern, kinds);
            let rarity = model.rarity(&table, &table.rows[pair.one as usize], levels);
            (pair.one, pair.other, model.probability(levels, &rarity))
        })
        .filter(|w| w.2 > 0.01)
        .collect();
    println!(
        "weighed {:.2} {}",
        began.elapsed().as_secs_f64(),
        weighed.len()
    );
    // Truth.
    let mut person: HashMap<&str, usize> = HashMap::new();
    let truth: Vec<usize> = table
        .ids
        .iter()
        .map(|id| {
            let next = person.len();
            *person.entry(truth_of[id.as_ref()].as_str()).or_insert(next)
        })
        .collect();
    let mut sizes = vec![0_u64; person.len()];
    truth.iter().for_each(|t| sizes[*t] += 1);
    let all_true: u64 = sizes.iter().map(|s| s * (s - 1) / 2).sum();
    weighed.sort_by(|a, b| b.2.total_cmp(&a.2).then((a.0, a.1).cmp(&(b.0, b.1))));
    let mut bins = [(0u64, 0u64, 0f64); 10];
    for w in &weighed {
        let b = ((w.2 * 10.0) as usize).min(9);
        bins[b].0 += 1;
        bins[b].2 += w.2;
        if truth[w.0 as usize] == truth[w.1 as usize] {
            bins[b].1 += 1;
        }
    }
    for (nth, b) in bins.iter().enumerate() {
        println!(
            "bin {nth}: {} pairs, said {:.3}, true {:.3}",
            b.0,
            b.2 / b.0.max(1) as f64,
            b.1 as f64 / b.0.max(1) as f64
        );
    }
    if std::env::var_os("PATTERNS").is_some() {
        let mut by: HashMap<u32, (u64, u64, f64)> = HashMap::new();
        for pair in &compared.pairs {
            let levels = Levels::from_pattern(pair.pattern, kinds);
            let p = model.probability(
                levels,
                &model.rarity(&table, &table.rows[pair.one as usize], levels),
            );
            let e = by.entry(pair.pattern).or_default();
            e.0 += 1;
            e.2 += p;
            e.1 += u64::from(truth[pair.one as usize] == truth[pair.other as usize]);
        }
        let mut worst: Vec<_> = by.into_iter().collect();
        worst.sort_by(|a, b| {
            ((b.1).2 - (b.1).1 as f64)
                .abs()
                .total_cmp(&((a.1).2 - (a.1).1 as f64).abs())
        });
        for (pattern, (n, t, said)) in worst.into_iter().take(30) {
            let l = Levels::from_pattern(pattern, kinds);
            println!(
                "names {:?} born {} pc {} sex {} others {:?}: {n} pairs, true {t}, said {said:.0}",
                l.each_name(),
                l.born,
                l.postcode,
                l.sex,
                &l.others[..kinds]
            );
        }
    }
    for threshold in [0.5, 0.9, 0.95, 0.99] {
        let taken: Vec<_> = weighed.iter().filter(|w| w.2 >= threshold).collect();
        let right = taken
            .iter()
            .filter(|w| truth[w.0 as usize] == truth[w.1 as usize])
            .count() as f64;
        let (p, r) = (right / taken.len() as f64, right / all_true as f64);
        let began = Instant::now();
        let links: Vec<Link> = weighed
            .iter()
            .map(|w| Link {
                one: w.0,
                other: w.1,
                weight: (w.2 / (1.0 - w.2)).log2(),
            })
            .collect();
        let mut joining = Joining::at(threshold);
        joining.agreement =
            std::env::var("AGREE").map_or(joining.agreement, |t| t.parse().unwrap());
        joining.most = std::env::var("MOST").map_or(joining.most, |t| t.parse().unwrap());
        joining.again = std::env::var("AGAIN").map_or(joining.again, |t| t.parse().unwrap());
        let found = linkage::cluster::cluster(&table, &model, &links, joining);
        print!(
            "{:.2}s refused {} ",
            began.elapsed().as_secs_f64(),
            found.refused.len()
        );
        let labels = found.label;
        println!(
            "@{threshold}: pairs P {p:.4} R {r:.4} F1 {:.4} | {}",
            2.0 * p * r / (p + r),
            clusters(&truth, &labels, all_true)
        );
    }
}

fn clusters(truth: &[usize], labels: &[u32], all_true: u64) -> String {
    let mut inter: HashMap<(usize, u32), u64> = HashMap::new();
    let mut size: HashMap<u32, u64> = HashMap::new();
    let mut tsize: HashMap<usize, u64> = HashMap::new();
    for (t, l) in truth.iter().zip(labels) {
        *inter.entry((*t, *l)).or_default() += 1;
        *size.entry(*l).or_default() += 1;
        *tsize.entry(*t).or_default() += 1;
    }
    let tp: u64 = inter.values().map(|c| c * (c - 1) / 2).sum();
    let pp: u64 = size.values().map(|c| c * (c - 1) / 2).sum();
    let (p, r) = (tp as f64 / pp as f64, tp as f64 / all_true as f64);
    let n = truth.len() as f64;
    let bp: f64 = inter
        .iter()
        .map(|((_, l), c)| (c * c) as f64 / size[l] as f64)
        .sum::<f64>()
        / n;
    let br: f64 = inter
        .iter()
        .map(|((t, _), c)| (c * c) as f64 / tsize[t] as f64)
        .sum::<f64>()
        / n;
    let over = |k: u64| {
        let a = size.values().filter(|s| **s >= k).count() as f64;
        let b = tsize.values().filter(|s| **s >= k).count() as f64;
        100.0 * (a - b) / b
    };
    format!(
        "clusters F1 {:.4} (P {p:.4} R {r:.4}) B3 {:.4} (P {bp:.4} R {br:.4}) largest {} >=2 {:+.1}% >=3 {:+.1}% >=5 {:+.1}% >=10 {:+.1}%",
        2.0 * p * r / (p + r),
        2.0 * bp * br / (bp + br),
        size.values().max().unwrap(),
        over(2),
        over(3),
        over(5),
        over(10)
    )
}
