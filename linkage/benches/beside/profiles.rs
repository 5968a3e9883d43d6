//! The other settings that the peer is measured at: few pairs, where it is quickest, and very many.

use linkage::block::{self, Key, Rule};

use crate::ours::Took;
use crate::told::{Runs, marked, median};

/// One setting of both.
pub(crate) struct Profile {
    pub(crate) name: &'static str,
    /// The blocking of both.
    pub(crate) blocking: &'static str,
    /// The peer trains with a million pairs each time, as quickly as it may.
    pub(crate) fast: bool,
    /// How many times as fast ours must be, by the clock.
    must: &'static str,
}

pub(crate) const PROFILES: &[Profile] = &[
    Profile {
        name: "few pairs, the peer at its fastest",
        blocking: "tight",
        fast: true,
        must: "7",
    },
    Profile {
        name: "few pairs, the peer as documented",
        blocking: "tight",
        fast: false,
        must: "15",
    },
    Profile {
        name: "very many pairs, the peer at its fastest",
        blocking: "xwide",
        fast: true,
        must: "40",
    },
];

/// The rules of a blocking that the peer has as well; `None` for ours.
pub(crate) fn rules(blocking: &str) -> Option<Vec<Rule>> {
    use Key::{
        Birthday, Born, BornMonth, BornYear, Forename, ForenameStart, Outward, Postcode, Surname,
        SurnameStart, Swapped,
    };
    let of = |keys: &[&[Key]]| keys.iter().map(|keys| Rule::of(keys)).collect();
    match blocking {
        "wide" => Some(block::wide()),
        "tight" => Some(of(&[
            &[Surname, Born],
            &[Forename, Born],
            &[Postcode, Born],
            &[Postcode, Forename],
            &[Postcode, Surname],
            &[Forename, Surname, BornYear],
            &[Forename, Surname, Outward],
            &[ForenameStart(2), SurnameStart(3), BornMonth],
            &[Swapped],
        ])),
        "xwide" => {
            let mut rules = block::wide();
            rules.extend::<Vec<Rule>>(of(&[
                &[Forename, BornYear],
                &[Surname, BornYear],
                &[ForenameStart(1), SurnameStart(4)],
                &[ForenameStart(3), SurnameStart(3)],
                &[Forename, Birthday],
                &[Surname, Birthday],
            ]));
            Some(rules)
        }
        _ => None,
    }
}

/// What one profile came to, round by round.
pub(crate) struct Seen {
    pub(crate) profile: &'static Profile,
    pub(crate) ours: Vec<Took>,
    pub(crate) peer: Vec<Took>,
}

pub(crate) fn told(all: &[Seen]) {
    println!("### Other blockings, the same for both\n");
    println!(
        "| blocking | pairs: Lantern | Splink | seconds: Lantern | Splink | ratio | must | \
         processor ratio | MiB: Lantern | Splink |"
    );
    println!("|---|---:|---:|---:|---:|---:|---:|---:|---:|---:|");
    for seen in all {
        let ratio = |of: fn(&Took) -> f64| {
            let rounds = seen.peer.iter().zip(&seen.ours);
            median(rounds.map(|(peer, ours)| of(peer) / of(ours)).collect())
        };
        let (ours, peer) = (
            Runs {
                took: seen.ours.clone(),
            },
            Runs {
                took: seen.peer.clone(),
            },
        );
        println!(
            "| {} | {} | {} | {:.2} | {:.2} | {:.1} | {} | {:.1} | {:.0} | {:.0} |",
            seen.profile.name,
            marked(ours.took[0].compared),
            marked(peer.took[0].compared),
            ours.median(|took| took.wall),
            peer.median(|took| took.wall),
            ratio(|took| took.wall),
            seen.profile.must,
            ratio(|took| took.cpu),
            ours.median(|took| took.memory),
            peer.median(|took| took.memory),
        );
    }
    println!();
}
