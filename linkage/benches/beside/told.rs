//! The tables.

use crate::judge::Judged;
use crate::ours::{Asked, Took};

/// Several runs of one thing over one file.
pub(crate) struct Runs {
    pub(crate) took: Vec<Took>,
}

/// The middle of some numbers.
pub(crate) fn median(mut numbers: Vec<f64>) -> f64 {
    numbers.sort_by(f64::total_cmp);
    numbers.get(numbers.len() / 2).copied().unwrap_or(f64::NAN)
}

impl Runs {
    pub(crate) fn median(&self, of: impl Fn(&Took) -> f64) -> f64 {
        median(self.took.iter().map(of).collect())
    }
}

/// A number with marks between its thousands.
pub(crate) fn marked(number: u64) -> String {
    let digits = number.to_string();
    let mut text = String::new();
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// A measure of a run, and what to show of it.
type Measure = (&'static str, fn(&Took) -> f64, &'static str);

/// Speed and memory, ours over the peer's in each round.
pub(crate) fn speed(records: u64, versions: &str, ours: &Runs, peer: Option<&Runs>) {
    println!(
        "## The same person, beside {versions}: {} records, the same wide blocking\n",
        marked(records)
    );
    println!("| measured | Lantern | Splink | ratio, median of the rounds | must |");
    println!("|---|---:|---:|---:|---:|");
    let count = |runs: &Runs| marked(runs.took[0].compared);
    println!(
        "| pairs compared | {} | {} | | |",
        count(ours),
        peer.map_or_else(|| "not run".to_owned(), count)
    );
    let measures: [Measure; 3] = [
        ("seconds", |took| took.wall, "20"),
        ("processor seconds", |took| took.cpu, "25"),
        ("most memory, MiB", |took| took.memory, "614 MiB of ours"),
    ];
    for (name, of, must) in measures {
        let each = |runs: &Runs| {
            let all: Vec<String> = runs
                .took
                .iter()
                .map(|took| format!("{:.2}", of(took)))
                .collect();
            all.join(", ")
        };
        let ratio = peer.map_or_else(String::new, |peer| {
            let ratios = peer.took.iter().zip(&ours.took);
            let ratio = median(ratios.map(|(theirs, mine)| of(theirs) / of(mine)).collect());
            format!("{ratio:.1}")
        });
        let theirs = peer.map_or_else(|| "not run".to_owned(), each);
        println!("| {name} | {} | {theirs} | {ratio} | {must} |", each(ours));
    }
    println!();
}

/// Where the time of ours goes.
pub(crate) fn stages(ours: &Runs, alone: &Runs) {
    println!("### Where the time goes, medians\n");
    println!("| stage | s on two threads | processor s | s on one thread |");
    println!("|---|---:|---:|---:|");
    let names: Vec<&str> = ours.took[0]
        .stages
        .iter()
        .map(|stage| stage.0.as_str())
        .collect();
    let of = |runs: &Runs, name: &str, cpu: bool| {
        runs.median(|took| {
            let stage = took.stages.iter().find(|stage| stage.0 == name);
            stage.map_or(0.0, |stage| if cpu { stage.2 } else { stage.1 })
        })
    };
    for name in names {
        println!(
            "| {name} | {:.2} | {:.2} | {:.2} |",
            of(ours, name, false),
            of(ours, name, true),
            of(alone, name, false)
        );
    }
    println!(
        "| all | {:.2} | {:.2} | {:.2} |",
        ours.median(|took| took.wall),
        ours.median(|took| took.cpu),
        alone.median(|took| took.wall)
    );
    #[allow(clippy::cast_precision_loss, reason = "millions of pairs")]
    let pairs = alone.took[0].compared as f64 / 1e6;
    let of_core = pairs / of(alone, "comparing", true);
    println!("\n### The pair loop\n");
    println!("| measured | Lantern | must |\n|---|---:|---:|");
    println!("| million pairs a processor second, one thread | {of_core:.1} | 40 |\n");
}

/// How right both are.
pub(crate) fn rightness(sets: &[(&str, Judged, f64, Option<Judged>)]) {
    println!("### How right: threshold 0.95, one judge for both\n");
    println!(
        "| file | records, true pairs | who | pairs: precision, recall, F1 | groups: precision, \
         recall, F1 | B-cubed | largest group | expected pairs beside the true |"
    );
    println!("|---|---:|---|---:|---:|---:|---:|---:|");
    let three = |[one, two, f1]: [f64; 3]| format!("{one:.4}, {two:.4}, {f1:.4}");
    for (name, ours, expected, peer) in sets {
        #[allow(clippy::cast_precision_loss, reason = "far below 2^52")]
        let off = 100.0 * (expected / ours.true_pairs as f64 - 1.0);
        let rows = [("Lantern", Some(ours)), ("Splink", peer.as_ref())];
        for (who, judged) in rows {
            let Some(judged) = judged else { continue };
            println!(
                "| {name} | {}, {} | {who} | {} | {} | {:.4} | {} | {} |",
                marked(judged.records),
                marked(judged.true_pairs),
                three(judged.pairs),
                three(judged.group_pairs),
                judged.b_cubed,
                judged.largest,
                if who == "Lantern" {
                    format!("{off:+.1} %")
                } else {
                    String::new()
                },
            );
        }
    }
    println!("\n### People with at least so many records: error of the count\n");
    println!("| file | who | 2 | 3 | 5 | 10 | 20 |");
    println!("|---|---|---:|---:|---:|---:|---:|");
    for (name, ours, _, peer) in sets {
        for (who, judged) in [("Lantern", Some(ours)), ("Splink", peer.as_ref())] {
            let Some(judged) = judged else { continue };
            let counted = judged.at_least.iter().map(|(_, error, _)| Some(*error));
            let expected = judged.at_least.iter().map(|(_, _, error)| *error);
            for (what, errors) in [("groups", errors(counted)), ("expected", errors(expected))] {
                if !errors.is_empty() {
                    println!("| {name} | {who}, {what} | {} |", errors.join(" | "));
                }
            }
        }
    }
    println!("\n### What was said and what was so: pairs by probability\n");
    println!("| file | who | pairs, said, so, in ten bins |");
    println!("|---|---|---|");
    for (name, ours, _, peer) in sets {
        for (who, judged) in [("Lantern", Some(ours)), ("Splink", peer.as_ref())] {
            let Some(judged) = judged else { continue };
            let bins: Vec<String> = judged
                .bins
                .iter()
                .map(|(pairs, said, so)| format!("{}: {said:.3}, {so:.3}", marked(*pairs)))
                .collect();
            println!("| {name} | {who} | {} |", bins.join("; "));
        }
    }
    println!();
}

fn errors(errors: impl Iterator<Item = Option<f64>>) -> Vec<String> {
    errors
        .flatten()
        .map(|error| format!("{:+.2} %", 100.0 * error))
        .collect()
}

/// New records against all.
pub(crate) fn asked(asked: &Asked, must: &str, must_all: &str) {
    println!(
        "### One new record against {}: decided, added and explained\n",
        marked(asked.records)
    );
    println!("| asked | microseconds | p50 | p99 | most | must, p99 |");
    println!("|---:|---|---:|---:|---:|---:|");
    let (wall, cpu): (Vec<f64>, Vec<f64>) = asked.each.iter().copied().unzip();
    for (name, mut took) in [("passed", wall), ("of the processor", cpu)] {
        took.sort_by(f64::total_cmp);
        let at = |share: usize| took[(took.len() * share / 100).min(took.len() - 1)];
        println!(
            "| {} | {name} | {:.0} | {:.0} | {:.0} | {must} |",
            took.len(),
            at(50),
            at(99),
            at(100)
        );
    }
    println!(
        "\n{} asked one after another, everybody found that each may be: {:.0} ms{must_all}\n",
        asked.each.len(),
        asked.all * 1e3
    );
}
