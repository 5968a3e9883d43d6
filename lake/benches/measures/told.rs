//! The tables, as docs/BENCHMARKS.md has them.

use crate::sizes::Made;
use crate::turns::Taken;

/// What is aimed at: no measure slower than this beside the peer.
const WORST: f64 = 1.2;
/// And the middle one under this.
const MIDDLE: f64 = 1.0;

/// Every measure beside the peer.
pub(crate) fn beside(made: &Made, taken: &[Taken]) {
    println!("\n#### {}\n", made.told());
    println!(
        "| measure | ms | peer | ratio | processor ms | peer | ratio | first time, ms | peer | MiB | peer |"
    );
    println!("|---|---:|---:|---:|---:|---:|---:|---:|---:|---:|---:|");
    for one in taken {
        let (ours, peer) = (&one.ours, &one.peer);
        println!(
            "| {} | {} | {} | {:.2} | {} | {} | {:.2} | {} | {} | {:.0} | {:.0} |",
            one.measure,
            ms(ours.wall),
            ms(peer.wall),
            ours.wall / peer.wall,
            ms(ours.cpu),
            ms(peer.cpu),
            ours.cpu / peer.cpu,
            ms(ours.first),
            ms(peer.first),
            ours.mib,
            peer.mib,
        );
    }
    let wall = ratios(taken, |one| one.ours.wall / one.peer.wall);
    let cpu = ratios(taken, |one| one.ours.cpu / one.peer.cpu);
    println!("\n| beside the peer | median | aim | worst | aim |");
    println!("|---|---:|---:|---:|---:|");
    for (name, all) in [("by the clock", wall), ("by the processor", cpu)] {
        println!(
            "| {name} | {:.2} | {MIDDLE} | {:.2} | {WORST} |",
            middle(&all),
            all.last().copied().unwrap_or(0.0)
        );
    }
    println!();
}

/// How time and memory grow with the number of incidents.
pub(crate) fn growth(all: &[(Made, Vec<Taken>)]) {
    println!("\n#### How both grow\n");
    println!(
        "| lake | incidents | files | MiB on disk | all measures, processor s | peer | most memory, MiB | peer |"
    );
    println!("|---|---:|---:|---:|---:|---:|---:|---:|");
    for (made, taken) in all {
        let sum = |of: fn(&Taken) -> f64| taken.iter().map(of).sum::<f64>();
        let most = |of: fn(&Taken) -> f64| taken.iter().map(of).fold(0.0, f64::max);
        println!(
            "| {} | {} | {} | {} | {:.2} | {:.2} | {:.0} | {:.0} |",
            made.size.name(),
            made.incidents,
            made.files,
            made.bytes >> 20,
            sum(|one| one.ours.cpu),
            sum(|one| one.peer.cpu),
            most(|one| one.ours.mib),
            most(|one| one.peer.mib),
        );
    }
    println!();
}

fn ratios(taken: &[Taken], of: fn(&Taken) -> f64) -> Vec<f64> {
    let mut all: Vec<f64> = taken.iter().map(of).collect();
    all.sort_by(f64::total_cmp);
    all
}

fn middle(sorted: &[f64]) -> f64 {
    sorted.get(sorted.len() / 2).copied().unwrap_or(0.0)
}

fn ms(seconds: f64) -> String {
    let ms = seconds * 1_000.0;
    if ms < 10.0 {
        format!("{ms:.1}")
    } else {
        format!("{ms:.0}")
    }
}
