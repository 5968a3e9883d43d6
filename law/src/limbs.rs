//! A test of several limbs, answered one by one: as a power, and as breaches of what was done.

use domain::Answer;

use crate::answer::{Availability, Certainty, Limb, Power, PowerFinding};
use crate::case::Ledger;
use crate::story::Placed;

/// Whether something may be done, by its limbs. Every limb met: it may. One not met: it may not,
/// and that limb says why. Otherwise judgement is needed, and each open limb is to be met first.
pub(crate) fn power(power: Power, limbs: &[Limb]) -> PowerFinding {
    let of = |answer| limbs.iter().filter(move |limb| limb.met == answer);
    let failing: Vec<&Limb> = of(Answer::No).collect();
    let availability = if !failing.is_empty() {
        Availability::Unavailable
    } else if of(Answer::NotKnown).next().is_some() {
        Availability::Judgement
    } else {
        Availability::Available
    };
    let shown = if failing.is_empty() {
        limbs.iter().collect()
    } else {
        failing
    };
    let mut because: Vec<_> = Vec::new();
    for limb in shown {
        let reason = limb.reason();
        if !because.contains(&reason) {
            because.push(reason);
        }
    }
    PowerFinding {
        power,
        availability,
        certainty: if availability == Availability::Judgement {
            Certainty::NeedsFacts
        } else {
            Certainty::Settled
        },
        because,
        first: if availability == Availability::Judgement {
            of(Answer::NotKnown)
                .map(|limb| limb.asks.to_owned())
                .collect()
        } else {
            Vec::new()
        },
        instead: Vec::new(),
        until: None,
        rival: None,
    }
}

/// Holds what was done to its limbs: a breach for each that was not met, a gap for each that
/// nobody recorded.
pub(crate) fn judge(
    ledger: &mut Ledger,
    act: &Placed<'_>,
    what: &str,
    limbs: &[Limb],
    consequence: &str,
) {
    for limb in limbs {
        match limb.met {
            Answer::Yes => {}
            Answer::No => {
                let mut because = limb.reason();
                because.facts.push(act.act.id.clone());
                ledger.breach(
                    Some(act.at),
                    format!("{what}, though it was not so that {}", limb.asks),
                    Certainty::Settled,
                    because,
                    consequence,
                );
            }
            Answer::NotKnown => {
                ledger.missing(limb.asks, format!("whether {what} lawfully"), limb.rule);
            }
        }
    }
}
